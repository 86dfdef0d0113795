package graph_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

func TestDocumentsComeByID(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	g := graphtest.NewGenerator(3, 40)
	for range 150 { // more than are read ahead
		graphtest.Put(t, db, g.Next())
	}
	err = db.Update(t.Context(), func(tx *graph.Tx) error {
		if _, err := tx.PutArticle(g.Next()); err != nil { // is seen before it is stored
			return err
		}
		last, n := graph.ID{}, 0
		for d, err := range tx.Documents() {
			if err != nil {
				return err
			}
			n++
			if bytes.Compare(last[:], d.Article.ID[:]) >= 0 {
				t.Errorf("%s comes after %s", d.Article.ID, last)
			}
			last = d.Article.ID
			one, err := tx.Document(last)
			if err != nil || !reflect.DeepEqual(one, d) {
				t.Errorf("Document(%s): %v, %v", last, one, err)
			}
			put, err := tx.PutArticle(d)
			if err != nil || put.Status != graph.Unchanged {
				t.Errorf("%s put again: %v, %v", last, put.Status, err)
			}
		}
		if n != 151 {
			t.Errorf("%d documents", n)
		}
		_, err := tx.Document(graph.ID{1})
		if !errors.Is(err, graph.ErrNotFound) {
			t.Errorf("Document of nothing: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMapDocumentsEnds(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	g := graphtest.NewGenerator(3, 40)
	for range 100 {
		graphtest.Put(t, db, g.Next())
	}
	before := runtime.NumGoroutine()
	bad := errors.New("bad")
	for _, tt := range []struct {
		name   string
		do     func(graph.Document) (int, error)
		cancel int // articles after which the context ends
		leave  int // articles after which the reader has enough
		want   error
	}{
		{"an error", func(graph.Document) (int, error) { return 0, bad }, 0, 0, bad},
		{"a reader that leaves", func(graph.Document) (int, error) { return 0, nil }, 0, 7, nil},
		{"a context that ends", func(graph.Document) (int, error) { return 0, nil }, 3, 0, context.Canceled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := db.View(ctx, func(tx *graph.Tx) error {
				n := 0
				for _, err := range graph.MapDocuments(tx, tt.do) {
					if err != nil {
						return fmt.Errorf("test: %w", err)
					}
					if n++; n == tt.leave {
						return nil
					}
					if n == tt.cancel {
						cancel()
					}
				}
				return nil
			})
			if !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
			// Those that end, and some of the engine's, are seen a little longer.
			for begin := time.Now(); runtime.NumGoroutine() > before+1; time.Sleep(time.Millisecond) {
				if time.Since(begin) > 10*time.Second {
					t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
				}
			}
		})
	}
}
