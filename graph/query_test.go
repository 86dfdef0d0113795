package graph_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

func TestExplainChoosesTheNarrowestIndex(t *testing.T) {
	db := memory(t)
	w := graphtest.NewWorkload()
	for i := range 300 {
		if _, err := db.Put(t.Context(), w.Document(i)); err != nil {
			t.Fatal(err)
		}
	}
	hot := w.HotTriples()[0]
	source := w.Arguments(300, 1).Sources[0]
	n := 1.0
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		var article graph.Article
		for a, err := range tx.Articles(graph.ArticleFilter{Brief: true, Page: graph.Page{Limit: 1}}) {
			if err != nil {
				return err
			}
			article = a
		}
		for _, c := range []struct {
			filter graph.ClaimFilter
			want   string
		}{
			{graph.ClaimFilter{}, "all claims, by date"},
			{graph.ClaimFilter{Source: source}, "claims by source"},
			{graph.ClaimFilter{Source: source, Subject: hot.Subject}, "claims by source"},
			{graph.ClaimFilter{Subject: hot.Subject}, "claims by subject"},
			{graph.ClaimFilter{Subject: hot.Subject, Type: hot.Type, Object: hot.Object}, "claims about a pair"},
			{graph.ClaimFilter{Relation: hot.ID(), Article: article.ID}, "claims of an article"},
			{graph.ClaimFilter{About: hot.Object}, "claims about an entity"},
			{graph.ClaimFilter{Outlet: article.OutletID}, "claims of an outlet's articles"},
			{graph.ClaimFilter{Stance: graph.Denies}, "claims by stance"},
			{graph.ClaimFilter{Type: graph.Supplies}, "claims by type"},
			{graph.ClaimFilter{Stance: graph.Asserts}, "all claims, by date"},
			{graph.ClaimFilter{Source: graph.EntityID(graph.ClassBody, "nobody"), Relation: graph.RelationID(graph.Leads, source, source)}, "none"},
		} {
			p, err := tx.Explain(c.filter)
			if err != nil || !strings.HasPrefix(p.Index, c.want) {
				t.Errorf("%+v: %s, %v; want %s", c.filter, p, err, c.want)
			}
		}
		p, err := tx.Explain(graph.ClaimFilter{Source: source, Subject: hot.Subject, Stance: graph.Denies, MinQuantity: &n})
		if err != nil || len(p.Intersect) != 1 || fmt.Sprint(p.Checks) != "[stance a quantity its bounds]" {
			t.Errorf("a filter of many conditions: %s, %v", p, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// star is an entity with so many neighbors, in one article each.
func star(n int) (db []graph.Document, centre graph.ID) {
	middle := graph.NewEntity{Class: graph.ClassState, Key: "orlo", Kind: graph.Country, Name: "Orlo"}
	docs := make([]graph.Document, n)
	for i := range docs {
		name := fmt.Sprintf("Town %d", i)
		town := graph.NewEntity{Class: graph.ClassPlace, Key: graph.FoldName(name), Kind: graph.Location, Name: name}
		d := graphtest.Draft{}
		d.Article.URL = fmt.Sprintf("https://example.org/star/%d", i)
		d.Entities = []graph.NewEntity{middle, town}
		d.Claim("Orlo sent men to "+name+".", graph.Claim{
			Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual,
			Predicate: graph.DeploysTo, Subject: middle.ID(), Object: town.ID(),
		})
		docs[i] = d.Document
	}
	return docs, middle.ID()
}

func TestSubgraphsSayWhatTheyLeaveOut(t *testing.T) {
	db := memory(t)
	docs, orlo := star(40)
	if _, err := db.Bulk(t.Context(), sequence(docs), nil); err != nil {
		t.Fatal(err)
	}
	town := func(i int) graph.ID { return graph.EntityID(graph.ClassPlace, fmt.Sprintf("town %d", i)) }
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		for _, c := range []struct {
			q        graph.NeighborhoodQuery
			entities int
			cut      string
		}{
			{graph.NeighborhoodQuery{Each: 100}, 41, ""},
			{graph.NeighborhoodQuery{}, 26, "of some entities only 25 relations each way are shown"},
			{graph.NeighborhoodQuery{Each: 100, Limit: 10}, 10, "only the first 10 entities are shown"},
			{graph.NeighborhoodQuery{Each: 20, Limit: 10}, 10, "only the first 10 entities are shown, and of some of them only 20 relations each way"},
			{graph.NeighborhoodQuery{Types: []graph.Predicate{graph.Leads}}, 1, ""},
		} {
			c.q.Roots = []graph.ID{orlo}
			g, err := tx.Neighborhood(c.q)
			if err != nil || len(g.Entities) != c.entities || g.Cut != c.cut || len(g.Relations) != c.entities-1 {
				t.Errorf("%+v: %d entities, %d relations, cut %q, %v", c.q, len(g.Entities), len(g.Relations), g.Cut, err)
			}
		}
		g, err := tx.Subgraph(graph.ClaimFilter{Subject: orlo}, 5)
		if err != nil || len(g.Relations) != 5 || g.Cut != "only the first 5 relations are shown; 35 more claims support others" {
			t.Errorf("subgraph: %d relations, cut %q, %v", len(g.Relations), g.Cut, err)
		}
		p, err := tx.Paths(graph.PathQuery{From: town(1), To: town(2)})
		if err != nil || len(p.Paths) != 1 || p.Cut != "" || p.Paths[0].Entities[1].Name != "Orlo" {
			t.Errorf("paths: %+v, %v", p, err)
		}
		if p, err = tx.Paths(graph.PathQuery{From: town(1), To: town(2), Steps: 1}); err != nil || len(p.Paths) != 0 {
			t.Errorf("paths of one step: %+v, %v", p, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNamesAreThoseOfTheSnapshot(t *testing.T) {
	db := memory(t)
	e := graph.NewEntity{Class: graph.ClassState, Key: "orlo", Kind: graph.Country, Name: "Orlo"}
	put := func(n int, name string) {
		t.Helper()
		d := graphtest.Draft{}
		d.Article.URL = fmt.Sprintf("https://example.org/name/%d", n)
		e.Name = name
		d.Entities = []graph.NewEntity{e}
		d.Claim("It rained.", graph.Claim{Source: graphtest.Named(e), Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other})
		if _, err := db.Put(t.Context(), d.Document); err != nil {
			t.Fatal(err)
		}
	}
	name := func(tx *graph.Tx) string {
		t.Helper()
		n, err := tx.Name(e.ID())
		if err != nil {
			t.Fatal(err)
		}
		for c, err := range tx.Claims(graph.ClaimFilter{Source: e.ID()}) {
			if err != nil || c.Source.Name != n {
				t.Errorf("the source is %q, the entity %q, %v", c.Source.Name, n, err)
			}
		}
		return n
	}
	view := func(fn func(tx *graph.Tx)) {
		t.Helper()
		if err := db.View(t.Context(), func(tx *graph.Tx) error { fn(tx); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	put(1, "Orlo")
	view(func(old *graph.Tx) {
		if n := name(old); n != "Orlo" {
			t.Errorf("got %q", n)
		}
		put(2, "Republic of Orlo")
		put(3, "Republic of Orlo")
		view(func(tx *graph.Tx) {
			if n := name(tx); n != "Republic of Orlo" {
				t.Errorf("after the write: got %q", n)
			}
		})
		if n := name(old); n != "Orlo" {
			t.Errorf("the old snapshot: got %q", n)
		}
		view(func(tx *graph.Tx) {
			if n := name(tx); n != "Republic of Orlo" {
				t.Errorf("after the old snapshot asked: got %q", n)
			}
		})
	})
	err := db.Update(t.Context(), func(tx *graph.Tx) error {
		for n := 2; n <= 3; n++ {
			if err := tx.RemoveArticle(graph.ArticleID(fmt.Sprintf("https://example.org/name/%d", n), "", "")); err != nil {
				return err
			}
		}
		if n := name(tx); n != "Orlo" {
			t.Errorf("inside the update: got %q", n)
		}
		return fmt.Errorf("not to be stored")
	})
	if err == nil {
		t.Error("the update was stored")
	}
	view(func(tx *graph.Tx) {
		if n := name(tx); n != "Republic of Orlo" {
			t.Errorf("after the update that failed: got %q", n)
		}
	})
}

func TestPauseIsCalledForWhatIsReadAndCanEndIt(t *testing.T) {
	db := memory(t)
	w := graphtest.NewWorkload()
	for i := range 20 {
		if _, err := db.Put(t.Context(), w.Document(i)); err != nil {
			t.Fatal(err)
		}
	}
	enough := errors.New("enough")
	for _, most := range []int{0, 50, 1 << 30} {
		calls, read := 0, 0
		ctx := graph.WithPause(t.Context(), func() error {
			if calls++; calls > most {
				return enough
			}
			return nil
		})
		err := db.View(ctx, func(tx *graph.Tx) error {
			for _, err := range tx.Claims(graph.ClaimFilter{}) {
				if err != nil {
					return err
				}
				read++
			}
			return nil
		})
		if ended := calls > most; ended != errors.Is(err, enough) || read > calls || !ended && read != 120 {
			t.Errorf("after at most %d calls: %d calls, %d claims, %v", most, calls, read, err)
		}
	}
}
