package graphtest_test

import (
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

func TestWorkloadMakesTheSameDocumentEveryTime(t *testing.T) {
	a, b := graphtest.NewWorkload(), graphtest.NewWorkload()
	for i := 99; i >= 0; i-- {
		want := a.Document(i)
		if !reflect.DeepEqual(b.Document(i), want) || !reflect.DeepEqual(a.Document(i), want) {
			t.Fatalf("document %d is another the second time", i)
		}
	}
	if !reflect.DeepEqual(a.Arguments(100, 50), b.Arguments(100, 50)) {
		t.Error("the arguments are others the second time")
	}
}

func TestWorkloadDocumentsAreWhatTheyShouldBe(t *testing.T) {
	w := graphtest.NewWorkload()
	quotes, urls := map[string]bool{}, map[string]bool{}
	var asserts, actual, named, size, claims int
	const n = 2_000
	if graphtest.WorkloadEdges != 33 {
		t.Errorf("a document has %d edges", graphtest.WorkloadEdges)
	}
	for i := range n {
		d := w.Document(i)
		text := []rune(d.Article.Text)
		edges := 1 + len(d.Article.Mentions)
		mentioned := map[graph.ID]bool{}
		for k, m := range d.Article.Mentions {
			if got := string(text[m.Start:m.End]); got != d.Entities[k].Name || m.Entity != d.Entities[k].ID() {
				t.Fatalf("document %d: at mention %d stands %q, want %q", i, k, got, d.Entities[k].Name)
			}
			mentioned[m.Entity] = true
		}
		if len(mentioned) != 8 {
			t.Fatalf("document %d mentions %d entities", i, len(mentioned))
		}
		for _, c := range d.Claims {
			e := c.Evidence
			if got := string(text[e.Start:e.End]); got != e.Quote {
				t.Fatalf("document %d: at a quote stands %q, want %q", i, got, e.Quote)
			}
			if len(e.Quote) < 100 || len(e.Quote) > 140 || quotes[e.Quote] {
				t.Fatalf("document %d: the quote has %d bytes, or is there twice: %q", i, len(e.Quote), e.Quote)
			}
			quotes[e.Quote] = true
			if !c.Predicate.IsRelation() || c.Subject == c.Object || !mentioned[c.Subject] || !mentioned[c.Object] || c.Source.Kind == 0 {
				t.Fatalf("document %d: a claim has not three ends: %+v", i, c)
			}
			if c.Quantity == nil || c.Quantity.Unit == "" || c.Quantity.Text == "" {
				t.Fatalf("document %d: a claim has no quantity: %+v", i, c)
			}
			edges += 4
			claims++
			if c.Stance == graph.Asserts {
				asserts++
			}
			if c.Realis == graph.Actual {
				actual++
			}
			if c.Source.Kind == graph.SourceEntity {
				named++
			}
		}
		if edges != graphtest.WorkloadEdges {
			t.Fatalf("document %d has %d edges", i, edges)
		}
		if urls[d.Article.URL] {
			t.Fatalf("URL %s is there twice", d.Article.URL)
		}
		urls[d.Article.URL] = true
		if l := len(d.Article.Text); l < 1_400 || l > 2_200 || !utf8.ValidString(d.Article.Text) {
			t.Fatalf("the text of document %d has %d bytes", i, l)
		}
		size += len(d.Article.Text)
	}
	for what, share := range map[string][2]float64{
		"claims that assert": {float64(asserts) / float64(claims), 0.8}, "claims of what is": {float64(actual) / float64(claims), 0.8},
		"claims of an entity": {float64(named) / float64(claims), 0.7},
	} {
		if share[0] < share[1]-0.02 || share[0] > share[1]+0.02 {
			t.Errorf("%s: %.3f, want %.2f", what, share[0], share[1])
		}
	}
	t.Logf("texts have %d bytes on average", size/n)
}

func TestWorkloadHasHotTriplesOfFiveHundredClaims(t *testing.T) {
	w := graphtest.NewWorkload()
	counts := map[graph.Relation]int{}
	const n = 10_000
	for i := range n {
		for _, c := range w.Document(i).Claims {
			counts[graph.Relation{Type: c.Predicate, Subject: c.Subject, Object: c.Object}]++
		}
	}
	if got := counts[w.HotTriple(n, 500)]; got < 500 || got > 650 {
		t.Errorf("the hot triple has %d claims", got)
	}
	for k, r := range w.HotTriples() {
		if counts[r] < 30 {
			t.Errorf("hot triple %d has %d claims", k, counts[r])
		}
	}
}

func TestWorkloadHasEverythingBelongToOneState(t *testing.T) {
	w := graphtest.NewWorkload()
	home := map[graph.ID]graph.ID{}
	types := map[graph.Predicate]int{}
	for i := range 2_000 {
		for _, c := range w.Document(i).Claims {
			types[c.Predicate]++
			if c.Predicate != graph.Leads && c.Predicate != graph.PartOf && c.Predicate != graph.LocatedIn {
				continue
			}
			if h, ok := home[c.Subject]; ok && h != c.Object {
				t.Fatalf("document %d: %s belongs to two states", i, c.Subject)
			}
			home[c.Subject] = c.Object
		}
	}
	for _, h := range home {
		if _, ok := home[h]; ok {
			t.Errorf("the state %s belongs to another", h)
		}
	}
	t.Log(types)
	for p := graph.DeploysTo; p <= graph.TrainsAt; p++ {
		if types[p] < 250 {
			t.Errorf("%d of 12,000 claims are of %s", types[p], p)
		}
	}
}

func TestWorkloadKeepsTheLawsOfTheStore(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w := graphtest.NewWorkload()
	const n = 200
	err = db.Update(t.Context(), func(tx *graph.Tx) error {
		for i := range n {
			p, err := tx.PutArticle(w.Document(i))
			if err != nil {
				return err
			}
			if p.Status != graph.Stored || p.Claims != 6 || p.Entities != 9 {
				t.Errorf("document %d: %+v", i, p)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for p, err := range db.Verify(t.Context()) {
		t.Errorf("verify: %v, %v", p, err)
	}
	a := w.Arguments(n, 20)
	err = db.View(t.Context(), func(tx *graph.Tx) error {
		for i := range a.Sources {
			for _, f := range []graph.ClaimFilter{{Source: a.Sources[i]}, {Relation: a.Triples[i].ID()}, {Subject: a.Centres[i]}} {
				found := false
				for _, err := range tx.Claims(f) {
					if err != nil {
						return err
					}
					found = true
				}
				if !found && i%2 == 1 { // a hot triple may have no claim in so few articles
					t.Errorf("argument %d finds no claim: %+v", i, f)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func BenchmarkWorkload(b *testing.B) {
	w := graphtest.NewWorkload()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		w.Document(i)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "documents/s")
}

func BenchmarkNewWorkload(b *testing.B) {
	for b.Loop() {
		graphtest.NewWorkload()
	}
}
