package loader_test

import (
	"fmt"
	"iter"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/source"
)

func articles(all ...source.Article) iter.Seq2[source.Article, error] {
	return func(yield func(source.Article, error) bool) {
		for _, a := range all {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func TestLastFormOfAnArticleCounts(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for round := range 5 {
		var in []source.Article
		for n := range 12 {
			in = append(in, source.Article{
				URL: "https://example.org/one", Title: "One", Path: fmt.Sprintf("feed.jsonl:%d", n+1),
				Text: fmt.Sprintf("Orlo sent %d soldiers to Varia, the ministry said.", 100*(round+1)+n),
			})
		}
		sum, err := loader.Load(t.Context(), db, articles(in...), loader.Options{}, nil)
		if err != nil || sum.Articles != 12 || sum.Failed != 0 {
			t.Fatalf("load: %+v, %v", sum, err)
		}
		err = db.View(t.Context(), func(tx *graph.Tx) error {
			n := 0
			for a, err := range tx.Articles(graph.ArticleFilter{}) {
				if err != nil {
					return err
				}
				if n++; n > 1 || a.Text != in[11].Text {
					t.Errorf("round %d: article %d is %q, want %q", round, n, a.Text, in[11].Text)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
