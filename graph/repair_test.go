package graph_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// TestRepairMakesEveryRecordAnewThatFollowsFromTheArticles damages each record in turn.
func TestRepairMakesEveryRecordAnewThatFollowsFromTheArticles(t *testing.T) {
	db := small(t)
	want := graph.Dump(db)
	keys, values := graph.Pairs(db)
	for i, k := range keys {
		if k[0] == 'A' || k[0] == 'B' {
			continue
		}
		extra := append(bytes.Clone(k), 1)
		for _, harm := range []struct{ key, value []byte }{{k, nil}, {k, append(bytes.Clone(values[i]), 1)}, {extra, []byte{1}}} {
			if err := graph.Poke(db, harm.key, harm.value); err != nil {
				t.Fatal(err)
			}
			n, err := db.Repair(t.Context())
			if err != nil || n == 0 {
				t.Errorf("%s: %d records written, %v", graph.Describe(k), n, err)
			}
			if graph.Dump(db) != want {
				t.Fatalf("%s: the store is another after the repair", graph.Describe(k))
			}
		}
	}
	if n, err := db.Repair(t.Context()); n != 0 || err != nil {
		t.Errorf("a sound store: %d records written, %v", n, err)
	}
}

// TestDropDamagedTakesOutWhatCannotBeReadSoThatItCanBeLoadedAgain damages the records of one of three articles.
func TestDropDamagedTakesOutWhatCannotBeReadSoThatItCanBeLoadedAgain(t *testing.T) {
	docs := generated(3)
	lost := graphtest.ArticleID(docs[1])
	whole := memory(t)
	graphtest.Put(t, whole, docs...)
	without := memory(t)
	graphtest.Put(t, without, docs[0], docs[2])
	want, rest := graph.Dump(whole), graph.Dump(without)
	keys, values := graph.Pairs(whole)
	for i, k := range keys {
		if k[0] != 'A' && k[0] != 'B' || !bytes.HasPrefix(k[1:], lost[:8]) {
			continue
		}
		for _, value := range [][]byte{nil, values[i][:len(values[i])/2]} {
			db := memory(t)
			graphtest.Put(t, db, docs...)
			if err := graph.Poke(db, k, value); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Repair(t.Context()); err != nil {
				t.Fatal(err)
			}
			left := problems(t, db)
			if len(left) == 0 {
				t.Errorf("%s: nothing is reported after the repair", graph.Describe(k))
			}
			if k[0] == 'B' && !slices.ContainsFunc(left, func(s string) bool { return strings.Contains(s, docs[1].Article.URL) }) {
				t.Errorf("%s: the article is not named: %q", graph.Describe(k), left)
			}
			dropped, err := db.DropDamaged(t.Context())
			if err != nil || len(dropped) == 0 {
				t.Errorf("%s: dropped %v, %v", graph.Describe(k), dropped, err)
			}
			if graph.Dump(db) != rest {
				t.Errorf("%s: the store is not what it is without the article", graph.Describe(k))
			}
			graphtest.Put(t, db, docs[1])
			if graph.Dump(db) != want || problems(t, db) != nil {
				t.Errorf("%s: the store is not whole after the article was loaded again", graph.Describe(k))
			}
		}
	}
}
