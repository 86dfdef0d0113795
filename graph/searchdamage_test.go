package graph_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// TestDamagedSearchIndexIsReportedAndMadeAnew damages each of its records in turn.
func TestDamagedSearchIndexIsReportedAndMadeAnew(t *testing.T) {
	docs := crowded(12)
	q := graph.SearchQuery{Text: "said so*", Page: graph.Page{Limit: 100}}
	fill := func() *graph.DB {
		db := memory(t)
		for _, d := range docs { // one after the other, so that the segments are the same each time
			graphtest.Put(t, db, d)
		}
		err := db.Update(t.Context(), func(tx *graph.Tx) error {
			for _, d := range docs[4:8] {
				if err := tx.RemoveArticle(graphtest.ArticleID(d)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := fill()
	want, _ := find(t, db, q)
	keys, values := graph.Pairs(db)
	harmed := 0
	for i, k := range keys {
		if k[0] != 'x' {
			continue
		}
		harmed++
		flipped := bytes.Clone(values[i])
		flipped[len(flipped)-1] ^= 1
		for what, v := range map[string][]byte{"deleted": nil, "cut": values[i][:len(values[i])-1], "flipped": flipped, "longer": append(bytes.Clone(values[i]), 1)} {
			if err := graph.Poke(db, k, v); err != nil {
				t.Fatal(err)
			}
			graph.ForgetSearch(db)
			if problems(t, db) == nil {
				t.Errorf("%s: %s: Verify finds nothing", graph.Describe(k), what)
			}
			// It may be an error, and is no panic.
			for _, text := range []string{q.Text, "a*", docs[0].Claims[0].Evidence.Quote, `"said that"`} {
				err := db.View(t.Context(), func(tx *graph.Tx) error { _, err := tx.Search(graph.SearchQuery{Text: text}); return err })
				if err != nil && !errors.Is(err, graph.ErrDamaged) && !errors.Is(err, graph.ErrBadQuery) {
					t.Errorf("%s: %s: search: %v", graph.Describe(k), what, err)
				}
			}
			if err := graph.Poke(db, k, values[i]); err != nil {
				t.Fatal(err)
			}
		}
		graph.ForgetSearch(db)
		if p := problems(t, db); p != nil {
			t.Fatalf("%s: put right: %q", graph.Describe(k), p)
		}
		other := fill()
		other2, _ := graph.Pairs(other)
		at := slices.IndexFunc(other2, func(k []byte) bool { return k[0] == 'x' })
		if err := graph.Poke(other, other2[at+harmed%3], []byte{2, 9}); err != nil {
			t.Fatal(err)
		}
		graph.ForgetSearch(other)
		if n, err := other.Repair(t.Context()); err != nil || n == 0 {
			t.Errorf("repair: %d records, %v", n, err)
		}
		if p := problems(t, other); p != nil {
			t.Errorf("after the repair: %q", p)
		}
		if got, _ := find(t, other, q); !slices.Equal(got, want) {
			t.Errorf("after the repair %q is found, want %q", got, want)
		}
		if n, err := other.Repair(t.Context()); err != nil || n != 0 {
			t.Errorf("a sound store: %d records, %v", n, err)
		}
		_ = other.Close()
	}
	if harmed < 8 {
		t.Errorf("only %d records of the search index", harmed)
	}
}

// TestSearchFindsNothingOfWhatIsGone empties a store article by article.
func TestSearchFindsNothingOfWhatIsGone(t *testing.T) {
	docs := crowded(20)
	db := memory(t)
	if _, err := db.Bulk(t.Context(), sequence(docs), nil); err != nil {
		t.Fatal(err)
	}
	q := graph.SearchQuery{Text: "said", Page: graph.Page{Limit: 1000}}
	for i, d := range docs {
		id := graphtest.ArticleID(d)
		if err := db.Update(t.Context(), func(tx *graph.Tx) error { return tx.RemoveArticle(id) }); err != nil {
			t.Fatal(err)
		}
		_, r := find(t, db, q)
		for _, h := range r.Hits {
			if h.Article.ID == id {
				t.Fatalf("article %d is found after it was removed", i)
			}
		}
		if p := problems(t, db); p != nil {
			t.Fatalf("%q", p)
		}
	}
	if keys, _ := graph.Pairs(db); slices.ContainsFunc(keys, func(k []byte) bool { return k[0] == 'x' }) {
		t.Error("the search index of an empty store is not empty")
	}
}
