package loader_test

import (
	"context"
	"errors"
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

// late is a context of another kind than the standard library's, so that those that are made of it know late that it has ended.
type late struct {
	context.Context
	done chan struct{}
}

func (l late) Done() <-chan struct{} { return l.done }

func (l late) Err() error {
	select {
	case <-l.done:
		return context.Canceled
	default:
		return nil
	}
}

func TestInputThatEndsWithItsContextIsNotTheWhole(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range 200 {
		ctx := late{t.Context(), make(chan struct{})}
		in := func(func(source.Article, error) bool) { close(ctx.done) }
		if _, err := loader.Load(ctx, db, in, loader.Options{}, nil); !errors.Is(err, context.Canceled) {
			t.Fatalf("load: %v", err)
		}
	}
}
