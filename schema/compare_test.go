package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// alike are n articles in which as many outlets say the same number, each in words of its own.
func alike(n int) []graph.Document {
	docs := schematest.Many(n)
	for i := range docs {
		d := &docs[i]
		d.Article.Outlet = fmt.Sprintf("Outlet %03d", i)
		d.Claims[0].Source = graph.Source{Kind: graph.SourceArticle}
		d.Claims[0].Quantity = &graph.Quantity{Min: new(70.0), Max: new(70.0), Unit: "soldier", Text: d.Claims[0].Quantity.Text}
	}
	return docs
}

// The pages of a position's claims, and of a group's origins, are all of them, each once and in one order.
func TestCompareGivesLongListsInPages(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, alike(45)...)
	s := over(t, db)
	for _, tt := range []struct{ name, query, list string }{
		{"claims of a position", `query($after: String, $first: Int) { compare(subject: "North Korea", unit: "soldiers", limit: 1) { positions { claims(first: $first, after: $after) {
			edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } } }`, "compare.positions.*.claims"},
		{"origins of a group", `query($after: String, $first: Int) { compare(unit: "soldiers", limit: 1) { groups { origins(first: $first, after: $after) {
			edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } } }`, "compare.groups.*.origins"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := get(t, s, tt.query, vars{"first": 100}, tt.list+".edges.*.node.id")
			if len(all) < 45 {
				t.Fatalf("only %d", len(all))
			}
			var paged []string
			v := vars{"first": 7}
			for range 20 {
				paged = append(paged, get(t, s, tt.query, v, tt.list+".edges.*.node.id")...)
				if get(t, s, tt.query, v, tt.list+".pageInfo.hasNextPage")[0] == "false" {
					break
				}
				v["after"] = plain(get(t, s, tt.query, v, tt.list+".pageInfo.endCursor"))[0]
			}
			if !slices.Equal(paged, all) {
				t.Errorf("pages give %q, one list %q", paged, all)
			}
			v["after"] = "CFS1"
			got := messages(s.Exec(t.Context(), schema.Request{Query: tt.query, Variables: v}))
			if want := []string{`BAD_CURSOR after: "CFS1" is not a cursor of this list; take one that this list gave, such as its endCursor`}; !slices.Equal(got, want) {
				t.Errorf("a cursor of nothing: %q", got)
			}
		})
	}
}

// Each claim of a position stands beside whom it counts for.
func TestCompareCountsEachClaimForItsOrigin(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, alike(30)...)
	s := over(t, db)
	const q = `query($after: String) { compare(unit: "soldiers", limit: 1) { positions { claims(first: 4, after: $after) { edges { node { source { id } } counted { why origin { id } } } pageInfo { endCursor } } } } }`
	const edges = "compare.positions.*.claims.edges.*."
	after := plain(get(t, s, q, nil, "compare.positions.*.claims.pageInfo.endCursor"))[0]
	for _, v := range []vars{nil, {"after": after}} {
		same(t, "origins", get(t, s, q, v, edges+"counted.origin.id"), get(t, s, q, v, edges+"node.source.id"))
		same(t, "why", strings.Join(get(t, s, q, v, edges+"counted.why"), ""), strings.Repeat(`"SAID"`, 4))
	}
}

// What the store puts side by side is what the field answers, number by number.
func TestCompareAnswersWhatTheStoreCompares(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, schematest.Many(80)...)
	s := over(t, db)
	var b graph.Board
	err := db.View(t.Context(), func(tx *graph.Tx) (err error) {
		b, err = tx.Compare(graph.CompareQuery{Subject: schematest.NorthKorea.ID(), Type: graph.DeploysTo})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const q = `{ compare(subject: "DPRK", type: DEPLOYS_TO) { claims articles origins leftOut groups { claims } positions { index group { index } low claimCount } pairs { a { index } b { index } class reason } } }`
	one := func(path string) string { return strings.Join(get(t, s, q, nil, "compare."+path), " ") }
	same(t, "counts", one("claims")+" "+one("articles")+" "+one("origins")+" "+one("leftOut"), fmt.Sprint(b.Claims, b.Articles, b.Origins, b.LeftOut))
	var lows, counts, classes, reasons []string
	for _, p := range b.Positions {
		low := "null"
		if p.Low != nil {
			low = fmt.Sprint(*p.Low)
		}
		lows, counts = append(lows, low), append(counts, fmt.Sprint(len(p.Claims)))
	}
	for _, p := range b.Pairs {
		classes, reasons = append(classes, strings.ToUpper(p.Class.String())), append(reasons, p.Reason)
	}
	same(t, "numbers", one("positions.*.low"), strings.Join(lows, " "))
	same(t, "claims", one("positions.*.claimCount"), strings.Join(counts, " "))
	same(t, "classes", plain(get(t, s, q, nil, "compare.pairs.*.class")), classes)
	same(t, "reasons", plain(get(t, s, q, nil, "compare.pairs.*.reason")), reasons)
}

// manyStored is a store of some ten thousand claims.
func manyStored(b *testing.B) *graph.DB {
	b.Helper()
	db := schematest.Open(b)
	for docs := range slices.Chunk(schematest.Many(9_990), 50) {
		err := db.Update(b.Context(), func(tx *graph.Tx) error {
			for _, d := range docs {
				if _, err := tx.PutArticle(d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return db
}

// benchQuery measures a query that must not fail.
func benchQuery(b *testing.B, s *schema.Schema, query string) {
	b.Helper()
	size := 0
	for b.Loop() {
		res := s.Exec(b.Context(), schema.Request{Query: query})
		if len(res.Errors) > 0 {
			b.Fatal(messages(res))
		}
		size = len(res.Data)
	}
	b.ReportMetric(float64(size), "bytes/answer")
}

// benchStore measures what the store itself answers.
func benchStore(b *testing.B, db *graph.DB, ask func(*graph.Tx) error) {
	b.Helper()
	for b.Loop() {
		if err := db.View(b.Context(), ask); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompare asks for a board of some ten thousand claims, beside the store's own answer.
func BenchmarkCompare(b *testing.B) {
	db := manyStored(b)
	s := over(b, db)
	b.Run("store", func(b *testing.B) {
		benchStore(b, db, func(tx *graph.Tx) error {
			_, err := tx.Compare(graph.CompareQuery{Subject: schematest.NorthKorea.ID(), Type: graph.DeploysTo})
			return err
		})
	})
	b.Run("counts", func(b *testing.B) {
		benchQuery(b, s, `{ compare(subject: "North Korea", type: DEPLOYS_TO) { claims origins } }`)
	})
	b.Run("whole", func(b *testing.B) {
		benchQuery(b, s, `{ compare(subject: "North Korea", type: DEPLOYS_TO) { claims articles origins leftOut cut
			groups { predicate subject { name } measure realis claims min max origins { edges { node { name side { name } } } } }
			positions { index group { index } object { name } low high words earliest latest origins
				claims { edges { node { source { name } stance evidence { quote start end } article { title outlet published url } } counted { origin { name } why } } } }
			pairs { a { index } b { index } class scope reason } } }`)
	})
}

// BenchmarkSearch asks for twenty hits of some ten thousand, beside the store's own answer.
func BenchmarkSearch(b *testing.B) {
	db := manyStored(b)
	s := over(b, db)
	b.Run("store", func(b *testing.B) {
		benchStore(b, db, func(tx *graph.Tx) error {
			_, err := tx.Search(graph.SearchQuery{Text: "soldiers Russia"})
			return err
		})
	})
	b.Run("query", func(b *testing.B) {
		benchQuery(b, s, `{ search(text: "soldiers Russia") { totalCount edges { cursor score snippet { text start marks { start end } }
			claims { source { name } stance quantity { text } } article { title outlet published url } } pageInfo { hasNextPage endCursor } } }`)
	})
}
