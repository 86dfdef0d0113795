package schema_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema/schematest"
)

// story is a text that several articles print.
var story = []string{
	"The convoy left the harbour before dawn and turned east along the coast road, according to three people who watched it pass.",
	"None of the drivers carried papers, and the trucks bore the markings of a freight company that closed years ago.",
	"Port officials declined to say who had ordered the loading or why the gates stood open through the night.",
	"By noon the last of the trailers had crossed the bridge at the border, where guards waved it on without a word.",
}

// printed is the story as one outlet prints it, saying what its sentences say in its own voice.
func printed(outlet string, day int, credits ...graph.NewEntity) graph.Document {
	d := graph.Document{
		Article: graph.Article{
			URL: "https://" + strings.ToLower(strings.ReplaceAll(outlet, " ", "")) + ".example/convoy", Title: "A convoy in " + outlet, Outlet: outlet,
			Published: graph.Date{Year: 2024, Month: 10, Day: day}, Text: strings.Join(story, " "),
		},
		Entities: append([]graph.NewEntity{schematest.Russia, schematest.NorthKorea}, credits...),
	}
	for _, e := range credits {
		d.Article.Credits = append(d.Article.Credits, e.ID())
	}
	at := 0
	for _, s := range story {
		n := utf8.RuneCountInString(s)
		d.Claims = append(d.Claims, graph.Claim{
			Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other,
			Subject: schematest.NorthKorea.ID(), Evidence: graph.Evidence{Quote: s, Start: at, End: at + n},
		})
		at += n + 1
	}
	return d
}

func TestClusterHasTheOriginalFirst(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, printed("Late Paper", 20), printed("First Paper", 18), printed("Second Paper", 19))
	s := over(t, db)
	want := []string{`"A convoy in First Paper"`, `"A convoy in Second Paper"`, `"A convoy in Late Paper"`}
	for _, outlet := range []string{"latepaper", "firstpaper", "secondpaper"} {
		q := `{ article(id: "https://` + outlet + `.example/convoy") { cluster { edges { node { title } } } } }`
		same(t, outlet, get(t, s, q, nil, "article.cluster.edges.*.node.title"), want)
	}
	const q = `query($f: ClaimFilter) { claims(first: 1, filter: $f) { totalCount edges { node { counted { why origin { name } of { title } } } } } }`
	same(t, "a reprint", get(t, s, q, vars{"f": vars{"outlet": "Late Paper"}}, "claims.edges.*.node.counted"),
		[]string{`{"why":"REPRINTED","origin":{"name":"First Paper"},"of":{"title":"A convoy in First Paper"}}`})
	same(t, "the original", get(t, s, q, vars{"f": vars{"outlet": "First Paper"}}, "claims.edges.*.node.counted"),
		[]string{`{"why":"SAID","origin":{"name":"First Paper"},"of":null}`})
	same(t, "of one origin", get(t, s, q, vars{"f": vars{"origin": "First Paper"}}, "claims.totalCount"), []string{"12"})
	same(t, "of one outlet", get(t, s, q, vars{"f": vars{"outlet": "First Paper"}}, "claims.totalCount"), []string{"4"})
}

func TestCreditIsAnOrigin(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, printed("Late Paper", 20, schematest.NIS))
	s := over(t, db)
	const q = `{ article(id: "https://latepaper.example/convoy") { credits { name } claims(first: 1) { edges { node { counted { why origin { name kind } of { id } } } } } } }`
	same(t, "credits", get(t, s, q, nil, "article.credits.*.name"), []string{`"National Intelligence Service"`})
	same(t, "origin", get(t, s, q, nil, "article.claims.edges.*.node.counted"),
		[]string{`{"why":"CREDITED","origin":{"name":"National Intelligence Service","kind":"ENTITY"},"of":null}`})
}
