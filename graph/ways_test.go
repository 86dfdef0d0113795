package graph_test

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// crowded is documents of a small world, in which some relations have many claims, and a few documents that come twice in two forms.
func crowded(n int) []graph.Document {
	g := graphtest.NewGenerator(5, 16)
	pair := g.Entities()[:2]
	docs := make([]graph.Document, n)
	for i := range docs {
		docs[i] = g.Next()
		if i%5 == 4 { // prints an earlier one again
			d := docs[i-1-i%3]
			d.Article.URL, d.Article.Published, d.Article.Outlet = docs[i].Article.URL, docs[i].Article.Published, docs[i].Article.Outlet
			d.Entities, d.Claims = slices.Clone(d.Entities), slices.Clone(d.Claims)
			docs[i] = d
		}
		for j := range docs[i].Claims {
			c := &docs[i].Claims[j]
			if j%2 == 0 {
				c.Predicate, c.Subject, c.Object = graph.Supplies, pair[0].ID(), pair[1].ID()
			}
		}
		for _, e := range pair {
			if !slices.ContainsFunc(docs[i].Entities, func(o graph.NewEntity) bool { return o.ID() == e.ID() }) {
				docs[i].Entities = append(docs[i].Entities, e)
			}
		}
	}
	return docs
}

func sequence(docs []graph.Document) iter.Seq2[graph.Document, error] {
	return func(yield func(graph.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// putAll stores documents from several goroutines, in an order that nobody knows.
func putAll(t *testing.T, db *graph.DB, docs []graph.Document) {
	t.Helper()
	var wg sync.WaitGroup
	next := make(chan graph.Document)
	for range 8 {
		wg.Go(func() {
			for d := range next {
				if _, err := db.Put(t.Context(), d); err != nil {
					t.Errorf("put: %v", err)
				}
			}
		})
	}
	for _, d := range docs {
		next <- d
	}
	close(next)
	wg.Wait()
}

func TestEveryWayOfStoringGivesTheSameStore(t *testing.T) {
	docs := crowded(80)
	one := memory(t)
	for _, d := range docs {
		graphtest.Put(t, one, d)
	}
	want := graph.Dump(one)
	many := false
	err := one.View(t.Context(), func(tx *graph.Tx) error {
		for r, err := range tx.Relations(graph.RelationFilter{}) {
			if err != nil {
				return err
			}
			s, err := tx.Summary(r.ID())
			if err != nil {
				return err
			}
			many = many || s.Claims > 20
		}
		return nil
	})
	if err != nil || !many {
		t.Fatalf("no relation has many claims, %v", err)
	}
	for name, fill := range map[string]func(*graph.DB){
		"Put": func(db *graph.DB) { putAll(t, db, docs) },
		"Bulk": func(db *graph.DB) {
			if s, err := db.Bulk(t.Context(), sequence(docs), nil); err != nil || s.Articles != len(docs) {
				t.Errorf("bulk: %+v, %v", s, err)
			}
		},
		"one Update": func(db *graph.DB) {
			err := db.Update(t.Context(), func(tx *graph.Tx) error {
				for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(len(docs)) {
					if _, err := tx.PutArticle(docs[i]); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		},
		"Put over other forms": func(db *graph.DB) {
			others := slices.Clone(docs)
			for i := range others {
				others[i].Claims = others[i].Claims[:len(others[i].Claims)/2]
			}
			putAll(t, db, others)
			putAll(t, db, docs)
		},
		"Put and remove": func(db *graph.DB) {
			more := crowded(160)
			putAll(t, db, more)
			for _, d := range more[len(docs):] {
				err := db.Update(t.Context(), func(tx *graph.Tx) error { return tx.RemoveArticle(graphtest.ArticleID(d)) })
				if err != nil {
					t.Error(err)
				}
			}
		},
		"Bulk with doubles": func(db *graph.DB) {
			if _, err := db.Bulk(t.Context(), sequence(append(slices.Clone(docs[3:9]), docs...)), nil); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for place, db := range map[string]*graph.DB{"in memory": memory(t), "on disk": disk(t, filepath.Join(t.TempDir(), "db"))} {
				fill(db)
				if p := problems(t, db); p != nil {
					t.Errorf("%s: %d problems: %q", place, len(p), p[:min(5, len(p))])
				}
				if got := graph.Dump(db); got != want {
					t.Errorf("%s: the store is another one", place)
				}
				if place == "on disk" {
					_ = db.Close()
				}
			}
		})
	}
}

func TestPutRefusesOneAndStoresTheOthers(t *testing.T) {
	docs := crowded(40)
	m := graphtest.Model{}
	var wg sync.WaitGroup
	db := memory(t)
	for i, d := range docs {
		bad := i%4 == 0
		if bad {
			d.Claims = slices.Clone(d.Claims)
			d.Claims[0].Evidence.Start++
		} else {
			m.Put(d)
		}
		wg.Go(func() {
			p, err := db.Put(t.Context(), d)
			if bad != errors.Is(err, graph.ErrQuote) || !bad && (err != nil || p.Status != graph.Stored) {
				t.Errorf("%+v, %v", p, err)
			}
		})
	}
	wg.Wait()
	graphtest.Compare(t, db, m)
	for _, d := range docs[1:4] {
		if p, err := db.Put(t.Context(), d); err != nil || p.Status != graph.Unchanged {
			t.Errorf("put again: %+v, %v", p, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.Put(ctx, docs[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("put with a cancelled context: %v", err)
	}
	graph.SetFree(db, 0)
	if _, err := db.Put(t.Context(), crowded(41)[40]); !errors.Is(err, graph.ErrDiskFull) {
		t.Errorf("put on a full disk: %v", err)
	}
	graphtest.Compare(t, db, m)
}

func TestBulkRefusesAndCleansUp(t *testing.T) {
	docs := crowded(20)
	dir := t.TempDir()
	db := disk(t, dir)
	errOwn := errors.New("own")
	failing := func(yield func(graph.Document, error) bool) {
		_ = yield(docs[0], nil) && yield(graph.Document{}, errOwn)
	}
	if _, err := db.Bulk(t.Context(), failing, nil); !errors.Is(err, errOwn) {
		t.Errorf("an input that fails: %v", err)
	}
	bad := slices.Clone(docs)
	bad[5].Claims = slices.Clone(bad[5].Claims)
	bad[5].Claims[0].Stance = 0
	if _, err := db.Bulk(t.Context(), sequence(bad), nil); !errors.Is(err, graph.ErrBadRecord) {
		t.Errorf("a bad document: %v", err)
	}
	if d := graph.Dump(db); d != "" {
		t.Errorf("something was stored:\n%s", d)
	}
	n := 0
	s, err := db.Bulk(t.Context(), sequence(bad), func(_ graph.Document, err error) error {
		if !errors.Is(err, graph.ErrBadRecord) {
			t.Errorf("refused: %v", err)
		}
		n++
		return nil
	})
	if err != nil || n != 1 || s.Articles != len(docs)-1 {
		t.Errorf("a bad document that is left out: %+v, %d refused, %v", s, n, err)
	}
	if _, err := db.Bulk(t.Context(), sequence(docs), nil); !errors.Is(err, graph.ErrNotEmpty) {
		t.Errorf("into a store that holds something: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = disk(t, dir)
	defer db.Close()
	if p := problems(t, db); p != nil {
		t.Errorf("opened again: %q", p)
	}
}
