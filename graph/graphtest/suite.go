package graphtest

import (
	"context"
	"errors"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
)

// Run checks that what open returns is a store as package graph promises it. open is called once for each part, and must return
// an empty store; Run closes it.
func Run(t *testing.T, open func(testing.TB) *graph.DB) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, *graph.DB)
	}{
		{"what is put is answered", answers},
		{"putting twice changes nothing", twice},
		{"versions are kept", keepsVersions},
		{"an update that fails leaves nothing", fails},
		{"a view is a snapshot", snapshots},
		{"sequences may be nested and left", nests},
		{"a cancelled context ends the work", cancels},
		{"foreign cursors are refused", cursors},
		{"what is not there is not found", absent},
		{"a closed store says so", closes},
		{"readers and writers run together", together},
	} {
		t.Run(part.name, func(t *testing.T) {
			db := open(t)
			defer db.Close()
			part.run(t, db)
		})
	}
}

// Put stores documents, one update each.
func Put(t testing.TB, db *graph.DB, docs ...graph.Document) {
	t.Helper()
	for _, d := range docs {
		err := db.Update(context.Background(), func(tx *graph.Tx) error { _, err := tx.PutArticle(d); return err })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// documents is the first n documents of a generator, and the model that holds them.
func documents(n int) ([]graph.Document, Model) {
	g := NewGenerator(7, 24)
	m := Model{}
	docs := make([]graph.Document, n)
	for i := range docs {
		docs[i] = g.Next()
		m.Put(docs[i])
	}
	return docs, m
}

func answers(t *testing.T, db *graph.DB) {
	docs, m := documents(12)
	Compare(t, db, Model{})
	Put(t, db, docs...)
	Compare(t, db, m)
	for id := range m {
		if err := db.Update(t.Context(), func(tx *graph.Tx) error { return tx.RemoveArticle(id) }); err != nil {
			t.Fatal(err)
		}
		delete(m, id)
		if len(m)%6 == 0 {
			Compare(t, db, m)
		}
	}
}

func twice(t *testing.T, db *graph.DB) {
	docs, m := documents(3)
	Put(t, db, docs...)
	err := db.Update(t.Context(), func(tx *graph.Tx) error {
		for _, d := range docs {
			if p, err := tx.PutArticle(d); err != nil || p.Status != graph.Unchanged {
				t.Errorf("put again: %+v, %v", p, err)
			}
		}
		d := docs[0]
		d.Article.Title = "Another title"
		m.Put(d)
		if p, err := tx.PutArticle(d); err != nil || p.Status != graph.Replaced {
			t.Errorf("put with another title: %+v, %v", p, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	Compare(t, db, m)
}

func keepsVersions(t *testing.T, db *graph.DB) {
	docs, m := documents(8)
	Put(t, db, docs...)
	at := time.Date(2024, 10, 18, 9, 0, 0, 0, time.UTC)
	put := func(d graph.Document, want graph.PutStatus) {
		t.Helper()
		m.PutVersion(d)
		if p, err := db.PutVersion(t.Context(), d); err != nil || p.Status != want || p.Versions != 1+len(m[p.ID].Earlier) {
			t.Errorf("put a version: %+v, %v; want it %s", p, err, want)
		}
	}
	for i, d := range docs[:6] {
		first := Edited(d, at)
		d.Article.Seen = at.Add(time.Hour)
		if i%2 == 0 { // in the order in which they were seen, or the other way round
			put(first, graph.Versioned)
			put(d, graph.Versioned)
		} else {
			put(d, graph.Unchanged)
			put(first, graph.Versioned)
		}
		put(first, graph.Unchanged)
	}
	Compare(t, db, m)
	for id := range m {
		if err := db.Update(t.Context(), func(tx *graph.Tx) error { return tx.RemoveArticle(id) }); err != nil {
			t.Fatal(err)
		}
		delete(m, id)
	}
	Compare(t, db, m)
}

func fails(t *testing.T, db *graph.DB) {
	docs, _ := documents(2)
	errOwn := errors.New("own")
	err := db.Update(t.Context(), func(tx *graph.Tx) error {
		if _, err := tx.PutArticle(docs[0]); err != nil {
			return err
		}
		return errOwn
	})
	if !errors.Is(err, errOwn) {
		t.Errorf("update: %v", err)
	}
	func() {
		defer func() {
			if recover() != "own" {
				t.Error("the panic was lost")
			}
		}()
		_ = db.Update(t.Context(), func(tx *graph.Tx) error {
			if _, err := tx.PutArticle(docs[0]); err != nil {
				return err
			}
			panic("own")
		})
	}()
	Compare(t, db, Model{})

	// A document that is refused leaves the rest of its update alone.
	m := Model{}
	m.Put(docs[1])
	err = db.Update(t.Context(), func(tx *graph.Tx) error {
		bad := docs[0]
		bad.Claims = append([]graph.Claim{}, bad.Claims...)
		bad.Claims[len(bad.Claims)-1].Evidence.Start++
		if _, err := tx.PutArticle(bad); !errors.Is(err, graph.ErrQuote) {
			t.Errorf("put with a wrong offset: %v", err)
		}
		_, err := tx.PutArticle(docs[1])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	Compare(t, db, m)
	err = db.View(t.Context(), func(tx *graph.Tx) error { _, err := tx.PutArticle(docs[0]); return err })
	if !errors.Is(err, graph.ErrReadOnly) {
		t.Errorf("put inside a view: %v", err)
	}
}

func snapshots(t *testing.T, db *graph.DB) {
	docs, m := documents(6)
	Put(t, db, docs[:3]...)
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		before := collect(t, "claims", tx.Claims(graph.ClaimFilter{}))
		n := 0
		for c, err := range tx.Claims(graph.ClaimFilter{}) {
			if err != nil {
				return err
			}
			if n == 1 {
				Put(t, db, docs[3:]...)
			}
			if text(c) != text(before[n]) {
				t.Errorf("claim %d changed while it was read", n)
			}
			n++
		}
		if n != len(before) {
			t.Errorf("%d claims, before the writes %d", n, len(before))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	Compare(t, db, m)
}

func nests(t *testing.T, db *graph.DB) {
	docs, m := documents(6)
	work := func(tx *graph.Tx) error {
		n := 0
		for e, err := range tx.Entities(graph.EntityFilter{}) {
			if err != nil {
				return err
			}
			for c, err := range tx.Claims(graph.ClaimFilter{About: e.ID}) {
				if err != nil {
					return err
				}
				for _, err := range tx.Relations(graph.RelationFilter{Entity: c.Subject}) {
					if err != nil {
						return err
					}
					n++
					break
				}
			}
		}
		if n == 0 {
			t.Error("nothing was read")
		}
		// One that is pulled and never stopped must not outlive the transaction.
		next, _ := iter.Pull2(tx.Claims(graph.ClaimFilter{}))
		if _, _, ok := next(); !ok {
			t.Error("no claim")
		}
		return nil
	}
	err := db.Update(t.Context(), func(tx *graph.Tx) error {
		for _, d := range docs {
			if _, err := tx.PutArticle(d); err != nil {
				return err
			}
		}
		return work(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.View(t.Context(), work); err != nil {
		t.Fatal(err)
	}
	Compare(t, db, m)
}

func cancels(t *testing.T, db *graph.DB) {
	docs, m := documents(4)
	Put(t, db, docs[:3]...)
	delete(m, ArticleID(docs[3]))
	ctx, cancel := context.WithCancel(t.Context())
	err := db.View(ctx, func(tx *graph.Tx) error {
		for _, err := range tx.Claims(graph.ClaimFilter{}) {
			if err != nil {
				return err
			}
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a view cancelled halfway: %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	err = db.Update(ctx, func(tx *graph.Tx) error {
		_, err := tx.PutArticle(docs[3])
		cancel()
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an update cancelled before it was stored: %v", err)
	}
	for what, err := range map[string]error{
		"view":   db.View(ctx, func(*graph.Tx) error { t.Error("the function of a cancelled view runs"); return nil }),
		"update": db.Update(ctx, func(*graph.Tx) error { t.Error("the function of a cancelled update runs"); return nil }),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a cancelled context: %v", what, err)
		}
	}
	// Who waits for the writer gives up with its context.
	err = db.Update(t.Context(), func(*graph.Tx) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Update(ctx, func(*graph.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("an update inside an update: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	Compare(t, db, m)
}

func cursors(t *testing.T, db *graph.DB) {
	docs, _ := documents(2)
	Put(t, db, docs...)
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		claim := collect(t, "claims", tx.Claims(graph.ClaimFilter{}))[0].Cursor()
		entity := collect(t, "entities", tx.Entities(graph.EntityFilter{}))[0].Cursor()
		article := collect(t, "articles", tx.Articles(graph.ArticleFilter{}))[0].Cursor()
		relation := collect(t, "relations", tx.Relations(graph.RelationFilter{}))[0].Cursor()
		for _, after := range []string{"x", "!", "0", claim + "0", claim[:len(claim)-2], article, entity, relation, "c" + claim} {
			bad(t, "claims", tx.Claims(graph.ClaimFilter{Page: graph.Page{After: after}}))
		}
		for _, after := range []string{"x", claim, article, relation} {
			bad(t, "entities", tx.Entities(graph.EntityFilter{Page: graph.Page{After: after}}))
		}
		bad(t, "entities by a name that the cursor has not", tx.Entities(graph.EntityFilter{Name: "~", Page: graph.Page{After: entity}}))
		for _, after := range []string{"x", claim, entity, relation} {
			bad(t, "articles", tx.Articles(graph.ArticleFilter{Page: graph.Page{After: after}}))
		}
		for _, after := range []string{"x", claim, entity, article} {
			bad(t, "relations", tx.Relations(graph.RelationFilter{Page: graph.Page{After: after}}))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func bad[T any](t *testing.T, what string, seq iter.Seq2[T, error]) {
	t.Helper()
	n := 0
	for _, err := range seq {
		if n++; !errors.Is(err, graph.ErrBadCursor) {
			t.Errorf("%s: %v, want ErrBadCursor", what, err)
		}
	}
	if n != 1 {
		t.Errorf("%s: %d results, want one error", what, n)
	}
}

func absent(t *testing.T, db *graph.DB) {
	id := graph.EntityID(graph.ClassBody, "nobody")
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		_, a := tx.Article(id)
		_, e := tx.Entity(id)
		_, c := tx.Claim(id)
		_, r := tx.Relation(id)
		_, s := tx.Source(id)
		_, sum := tx.Summary(id)
		for i, err := range []error{a, e, c, r, s, sum} {
			if !errors.Is(err, graph.ErrNotFound) {
				t.Errorf("read %d: %v, want ErrNotFound", i, err)
			}
		}
		for _, f := range []graph.ClaimFilter{{Article: id}, {Source: id}, {About: id}, {Relation: id}, {Subject: id, Object: id}} {
			if n := len(collect(t, "claims", tx.Claims(f))); n != 0 {
				t.Errorf("%d claims of nobody", n)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func closes(t *testing.T, db *graph.DB) {
	docs, _ := documents(1)
	Put(t, db, docs...)
	var kept *graph.Tx
	started, closed := make(chan struct{}), make(chan error)
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		kept = tx
		go func() {
			close(started)
			closed <- db.Close()
		}()
		<-started
		_, err := tx.Article(ArticleID(docs[0])) // Close waits for this transaction
		return err
	})
	if err != nil {
		t.Errorf("a view while the store is closed: %v", err)
	}
	if err := <-closed; err != nil {
		t.Errorf("close: %v", err)
	}
	_, readErr := kept.Article(ArticleID(docs[0]))
	var listErr, verifyErr error
	for _, err := range kept.Claims(graph.ClaimFilter{}) {
		listErr = err
	}
	for _, err := range db.Verify(t.Context()) {
		verifyErr = err
	}
	for what, err := range map[string]error{
		"view":     db.View(t.Context(), func(*graph.Tx) error { return nil }),
		"update":   db.Update(t.Context(), func(*graph.Tx) error { return nil }),
		"close":    db.Close(),
		"old read": readErr, "old list": listErr, "verify": verifyErr,
	} {
		if !errors.Is(err, graph.ErrClosed) {
			t.Errorf("%s after Close: %v, want ErrClosed", what, err)
		}
	}
}

func together(t *testing.T, db *graph.DB) {
	docs, m := documents(24)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := w; i < len(docs); i += 4 {
				err := db.Update(t.Context(), func(tx *graph.Tx) error { _, err := tx.PutArticle(docs[i]); return err })
				if err != nil {
					t.Errorf("update: %v", err)
				}
			}
		})
		wg.Go(func() {
			for range 10 {
				err := db.View(t.Context(), func(tx *graph.Tx) error {
					s, err := tx.Stats()
					if n := len(collect(t, "claims", tx.Claims(graph.ClaimFilter{}))); n != s.Claims {
						t.Errorf("%d claims, and %d are counted: half an article was seen", n, s.Claims)
					}
					return err
				})
				if err != nil {
					t.Errorf("view: %v", err)
				}
			}
		})
	}
	wg.Wait()
	Compare(t, db, m)
}
