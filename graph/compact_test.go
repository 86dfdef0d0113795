package graph_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// sizeOf is how many bytes a compact store of documents takes that never held others.
func sizeOf(t *testing.T, docs []graph.Document) int64 {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "fresh")
	db := disk(t, dir)
	for _, d := range docs {
		graphtest.Put(t, db, d)
	}
	if err := db.Close(); err != nil { // what it has gathered in memory is written
		t.Fatal(err)
	}
	db = disk(t, dir)
	defer db.Close()
	if err := db.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	size, err := db.Size()
	if err != nil {
		t.Fatal(err)
	}
	return size
}

func TestCompactMakesAStoreSmallerAndKeepsWhatItHolds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	docs := generated(60)
	var ids []graph.ID
	var final []graph.Document // what it holds in the end
	for round := range 3 {
		db := disk(t, dir)
		for i, d := range docs {
			d.Article.Title = strings.Repeat("again ", round)
			d.Article.Text += strings.Repeat(" и ещё раз", 500)
			graphtest.Put(t, db, d)
			switch {
			case round < 2:
			case i%2 == 1:
				ids = append(ids, graphtest.ArticleID(d))
			default:
				final = append(final, d)
			}
		}
		for _, id := range ids {
			if err := db.Update(t.Context(), func(tx *graph.Tx) error { return tx.RemoveArticle(id) }); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	db := disk(t, dir)
	want := graph.Dump(db)
	before, err := db.Size()
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := db.Size()
	// The engine may have made it smaller by itself, but not larger than a store that never held anything else.
	if fresh := sizeOf(t, final); err != nil || after > before || after > fresh+fresh/4 || after == 0 {
		t.Errorf("%d bytes before, %d after, %d where nothing was replaced, %v", before, after, fresh, err)
	}
	if graph.Dump(db) != want {
		t.Error("the store holds something else")
	}
	graph.SetFree(db, graph.EnoughSpace)
	if err := db.Compact(t.Context()); !errors.Is(err, graph.ErrDiskFull) {
		t.Errorf("without room: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = disk(t, dir, graph.ReadOnly())
	defer db.Close()
	if graph.Dump(db) != want || problems(t, db) != nil {
		t.Error("the store holds something else when it is opened again")
	}
	if err := db.Compact(t.Context()); !errors.Is(err, graph.ErrReadOnly) {
		t.Errorf("read only: %v", err)
	}
	if err := memory(t).Compact(t.Context()); err != nil {
		t.Errorf("in memory: %v", err)
	}
}
