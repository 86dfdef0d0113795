package loader_test

import (
	"fmt"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
	"github.com/whosaid/whosaid/loader"
)

func partItem(part bool, n, v int) loader.Item {
	var d graphtest.Draft
	m := graph.NewEntity{Class: graph.ClassBody, Key: "ministry", Kind: graph.Agency, Name: "Ministry"}
	d.Article.URL = fmt.Sprintf("https://example.org/%d", v)
	d.Entities = []graph.NewEntity{m}
	for i := range 3 {
		d.Claim(fmt.Sprintf("Number %d of %d was said by it.", i, v),
			graph.Claim{Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other, Subject: m.ID(), Source: graphtest.Named(m)})
	}
	d.Document.Claims = d.Document.Claims[:n]
	return loader.Item{Path: "a file", Document: d.Document, Part: part}
}

func TestPartsTakeNoClaimsFromWholeArticlesInAnEmptyStore(t *testing.T) {
	for v := range 12 {
		for _, items := range [][]loader.Item{{partItem(false, 3, v), partItem(true, 1, v)}, {partItem(true, 1, v), partItem(false, 3, v)}} {
			db, err := graph.OpenMemory()
			if err != nil {
				t.Fatal(err)
			}
			_, err = loader.Import(t.Context(), db, func(yield func(loader.Item, error) bool) {
				_ = yield(items[0], nil) && yield(items[1], nil)
			}, loader.ImportOptions{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			var s graph.Stats
			err = db.View(t.Context(), func(tx *graph.Tx) (err error) {
				s, err = tx.Stats()
				return err
			})
			if err != nil || s.Claims != 3 {
				t.Errorf("article %d, first a part: %v: %+v, %v", v, items[0].Part, s, err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
