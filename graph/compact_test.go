package graph_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

func TestCompactMakesAStoreSmallerAndKeepsWhatItHolds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	docs := generated(60)
	var ids []graph.ID
	for round := range 3 {
		db := disk(t, dir)
		for i, d := range docs {
			d.Article.Title = strings.Repeat("again ", round)
			d.Article.Text += strings.Repeat(" и ещё раз", 500)
			graphtest.Put(t, db, d)
			if i%2 == 1 && round == 2 {
				ids = append(ids, graphtest.ArticleID(d))
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
	if err != nil || after >= before || after == 0 {
		t.Errorf("%d bytes before, %d after, %v", before, after, err)
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
