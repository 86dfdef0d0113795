package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// reprinted is an article and its reprints, of which the last has a credit line.
func reprinted(n int) []graph.Document {
	quote := "The harbour master of Lake Orlo said on Tuesday that forty grey boats without names had left the northern pier in the night, " +
		"that nobody had paid for the fuel they took, and that the guards at the gate, who had been told to look the other way, " +
		"could not say for whom the eleven lorries had waited on the road behind the fish market since the end of last week."
	wire := graph.NewEntity{Class: graph.ClassBody, Key: "sample agency", Kind: graph.Organization, Name: "Sample Agency"}
	var docs []graph.Document
	for i := range n {
		text := quote + fmt.Sprintf(" This is paper number %d.", i)
		d := graph.Document{
			Article: graph.Article{
				URL: fmt.Sprintf("https://paper%d.example/boats", i), Title: fmt.Sprintf("Boats %d", i), Outlet: fmt.Sprintf("Paper %d", i),
				Published: graph.Date{Year: 2024, Month: 11, Day: 1 + i}, Language: "en", Text: text,
			},
			Entities: []graph.NewEntity{schematest.OrloLake, wire},
			Claims: []graph.Claim{{
				Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other,
				Object: schematest.OrloLake.ID(), Evidence: graph.Evidence{Quote: quote, End: utf8.RuneCountInString(quote)},
			}},
		}
		if i == n-1 {
			d.Article.Credits = []graph.ID{wire.ID()}
		}
		docs = append(docs, d)
	}
	return docs
}

func TestClusterIsTheArticlesOfOneTextTheOriginalFirst(t *testing.T) {
	const n = 5
	db := schematest.Open(t)
	docs := reprinted(n)
	for _, i := range []int{3, 0, 4, 2, 1} {
		schematest.Put(t, db, docs[i])
	}
	s := over(t, db)
	const q = `query($u: ID!, $n: Int, $a: String) { article(id: $u) { cluster(first: $n, after: $a) { edges { cursor node { title } } pageInfo { hasNextPage endCursor } } } }`
	for i := range n {
		for size := 1; size <= n; size++ {
			v := vars{"u": docs[i].Article.URL, "n": size, "a": ""}
			var all []string
			for {
				all = append(all, plain(get(t, s, q, v, "article.cluster.edges.*.node.title"))...)
				if get(t, s, q, v, "article.cluster.pageInfo.hasNextPage")[0] == "false" {
					break
				}
				v["a"] = plain(get(t, s, q, v, "article.cluster.pageInfo.endCursor"))[0]
			}
			same(t, fmt.Sprintf("the cluster of %d in pages of %d", i, size), all, []string{"Boats 0", "Boats 1", "Boats 2", "Boats 3", "Boats 4"})
		}
	}
	res := s.Exec(t.Context(), schema.Request{Query: q, Variables: vars{"u": docs[0].Article.URL, "a": "x"}})
	if got := messages(res); len(got) != 1 || !strings.HasPrefix(got[0], "BAD_CURSOR ") {
		t.Errorf("what is no cursor: %q", got)
	}
	// Each claim counts for the agency that the last one credits, and four of them by way of its text.
	got := get(t, s, `{ claims(first: 5, filter: {about: "Lake Orlo", since: "2024-11"}) { edges { node { article { title credits { name } } counted { why origin { name } of { title } } } } } }`, nil, "claims.edges.*.node")
	for i, v := range got {
		for _, want := range []string{`"why":"CREDITED"`, `"origin":{"name":"Sample Agency"}`} {
			if !strings.Contains(v, want) {
				t.Errorf("claim %d: no %s in %s", i, want, v)
			}
		}
	}
	if len(got) != n || !slices.ContainsFunc(got, func(v string) bool { return strings.Contains(v, `"credits":[{"name":"Sample Agency"}]`) }) {
		t.Errorf("claims: %s", got)
	}
}

func TestNodesRefuses(t *testing.T) {
	s := open(t)
	ids := make([]any, 101)
	for i := range ids {
		ids[i] = schematest.Russia.ID().String()
	}
	const q = `query($i: [ID!]!) { nodes(ids: $i) { id } }`
	res := s.Exec(t.Context(), schema.Request{Query: q, Variables: vars{"i": ids}})
	same(t, "101 ids", messages(res), []string{"TOO_LARGE ids has 101 entries: the cap is 100; ask in several fields"})
	if got := get(t, s, q, vars{"i": ids[:100]}, "nodes.*.id"); len(got) != 100 {
		t.Errorf("100 ids: %d nodes", len(got))
	}
	res = s.Exec(t.Context(), schema.Request{Query: aliases(101, `nodes(ids: [`+strings.Repeat(`"`+schematest.Russia.ID().String()+`" `, 100)+`]) { id }`)})
	if got := messages(res); len(got) != 1 || !strings.HasPrefix(got[0], "TOO_LARGE ") {
		t.Errorf("10,100 nodes in all: %q", got)
	}
}

func TestPagesOfNeighborsAreThoseOfTheRelations(t *testing.T) {
	s := open(t)
	const q = `query($n: Int, $a: String) { entity(name: "DPRK") { relations { edges { node { id } } }
		neighbors(first: $n, after: $a) { edges { cursor node { name } relation { id } } pageInfo { hasNextPage } } } }`
	want := get(t, s, q, nil, "entity.relations.edges.*.node.id")
	var got []string
	v := vars{"n": 1}
	for range want {
		got = append(got, get(t, s, q, v, "entity.neighbors.edges.*.relation.id")...)
		v["a"] = plain(get(t, s, q, v, "entity.neighbors.edges.*.cursor"))[0]
	}
	same(t, "the relations of the neighbors", got, want)
	same(t, "behind the last", get(t, s, q, v, "entity.neighbors")[0], `{"edges":[],"pageInfo":{"hasNextPage":false}}`)
	res := s.Exec(t.Context(), schema.Request{Query: q, Variables: vars{"a": "x"}})
	if got := messages(res); len(got) != 1 || !strings.HasPrefix(got[0], "BAD_CURSOR ") {
		t.Errorf("what is no cursor: %q", got)
	}
}
