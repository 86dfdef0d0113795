package graph_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"github.com/whosaid/whosaid/graph"
)

// numbered is a document of one claim; version makes another form of the same article.
func numbered(n, version int) graph.Document {
	d := report()
	d.Article.URL = fmt.Sprintf("https://example.org/%d", n)
	d.Article.Text += fmt.Sprintf(" Article %d, version %d.", n, version)
	return d
}

func idOf(n int) graph.ID { return graph.ArticleID(numbered(n, 0).Article.URL, "", "") }

func watch(t testing.TB, db *graph.DB, ctx context.Context) iter.Seq2[graph.Change, error] { //nolint:revive // t comes first in tests
	t.Helper()
	seq, err := db.Watch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return seq
}

// take reads n changes.
func take(t testing.TB, seq iter.Seq2[graph.Change, error], n int) []graph.Change {
	t.Helper()
	var got []graph.Change
	if n == 0 {
		return got
	}
	for c, err := range seq {
		if err != nil {
			t.Fatalf("after %d changes: %v", len(got), err)
		}
		if got = append(got, c); len(got) == n {
			break
		}
	}
	return got
}

func commit(t testing.TB, db *graph.DB, fn func(*graph.Tx) error) {
	t.Helper()
	if err := db.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func put(n, version int) func(*graph.Tx) error {
	return func(tx *graph.Tx) error { _, err := tx.PutArticle(numbered(n, version)); return err }
}

func remove(n int) func(*graph.Tx) error {
	return func(tx *graph.Tx) error { return tx.RemoveArticle(idOf(n)) }
}

// all runs several operations in one transaction.
func all(fns ...func(*graph.Tx) error) func(*graph.Tx) error {
	return func(tx *graph.Tx) error {
		for _, fn := range fns {
			if err := fn(tx); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestWatchTellsWhatACommitDidToEachArticle(t *testing.T) {
	tests := []struct {
		name string
		fn   func(*graph.Tx) error
		want string
	}{
		{"a new article", put(2, 1), "[2 stored]"},
		{"the same article", put(1, 1), "[]"},
		{"another form", put(1, 2), "[1 replaced]"},
		{"a removal", remove(1), "[1 removed]"},
		{"several, in the order of the calls", all(put(3, 1), remove(1), put(2, 1)), "[3 stored 1 removed 2 stored]"},
		{"an article put twice", all(put(2, 1), put(2, 2)), "[2 stored]"},
		{"an article that comes and goes", all(put(2, 1), remove(2)), "[]"},
		{"an article that goes and comes", all(remove(1), put(1, 2)), "[1 replaced]"},
		{"an article replaced and removed", all(put(1, 2), remove(1)), "[1 removed]"},
		{"a failed removal beside a put", all(put(2, 1), func(tx *graph.Tx) error {
			if err := tx.RemoveArticle(idOf(9)); !errors.Is(err, graph.ErrNotFound) {
				return fmt.Errorf("remove: %w", err)
			}
			return nil
		}), "[2 stored]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, err := graph.OpenMemory()
			if err != nil {
				t.Fatal(err)
			}
			commit(t, db, put(1, 1))
			seq := watch(t, db, t.Context())
			commit(t, db, tt.fn)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			got := []string{}
			var end error
			for c, err := range seq {
				if end = err; err != nil {
					break
				}
				for n := range 10 {
					if c.Article == idOf(n) {
						got = append(got, fmt.Sprintf("%d %s", n, c.Status))
					}
				}
			}
			if fmt.Sprint(got) != tt.want || !errors.Is(end, graph.ErrClosed) {
				t.Errorf("got %v and %v, want %s and the end", got, end, tt.want)
			}
		})
	}
}

func TestWatchTellsNothingOfWhatFailed(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	seq := watch(t, db, t.Context())
	boom := errors.New("boom")
	if err := db.Update(t.Context(), all(put(1, 1), func(*graph.Tx) error { return boom })); !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if _, err := db.Put(t.Context(), graph.Document{}); !errors.Is(err, graph.ErrNoText) {
		t.Fatal(err)
	}
	commit(t, db, put(2, 1))
	if got := take(t, seq, 1); got[0].Article != idOf(2) {
		t.Errorf("got %v, want the second article", got)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestWatchTellsEveryCommitOnceAndInOrder lets watchers run beside writers of every kind.
func TestWatchTellsEveryCommitOnceAndInOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		db, err := graph.OpenMemory()
		if err != nil {
			rt.Fatal(err)
		}
		const readers = 3
		var watching sync.WaitGroup
		got := make([][]graph.Change, readers)
		for i := range readers {
			seq := watch(t, db, context.Background())
			watching.Go(func() {
				for c, err := range seq {
					if err != nil {
						if !errors.Is(err, graph.ErrClosed) {
							t.Error(err)
						}
						return
					}
					// What is told can be read.
					err := db.View(context.Background(), func(tx *graph.Tx) error { _, err := tx.Article(c.Article); return err })
					if err != nil && !errors.Is(err, graph.ErrClosed) && !errors.Is(err, graph.ErrNotFound) {
						t.Errorf("%s: %v", c.Article, err)
					}
					got[i] = append(got[i], c)
				}
			})
		}
		want := map[graph.ID][]graph.PutStatus{}
		n := rapid.IntRange(0, 12).Draw(rt, "bulk")
		if rapid.Bool().Draw(rt, "bulk first") {
			docs := func(yield func(graph.Document, error) bool) {
				for i := range n {
					if !yield(numbered(i, 1), nil) {
						return
					}
				}
				if n > 0 {
					yield(numbered(0, 2), nil)
				}
			}
			if _, err := db.Bulk(context.Background(), docs, nil); err != nil {
				rt.Fatal(err)
			}
			for i := range n {
				want[idOf(i)] = []graph.PutStatus{graph.Stored}
			}
		}
		// Each writer has articles of its own, so that what becomes of each is known.
		var writing sync.WaitGroup
		var mu sync.Mutex
		for w := range 4 {
			ops := rapid.SliceOfN(rapid.IntRange(0, 5), 0, 12).Draw(rt, "operations")
			writing.Go(func() {
				for i, op := range ops {
					n := 100*(w+1) + i
					var did []graph.PutStatus
					var err error
					switch op {
					case 0, 1, 2:
						_, err = db.Put(context.Background(), numbered(n, 1))
						did = []graph.PutStatus{graph.Stored}
					case 3:
						err = db.Update(context.Background(), put(n, 1))
						did = []graph.PutStatus{graph.Stored}
					case 4:
						err = errors.Join(db.Update(context.Background(), put(n, 1)), db.Update(context.Background(), remove(n)))
						did = []graph.PutStatus{graph.Stored, graph.Removed}
					case 5:
						for v := range 3 {
							_, e := db.Put(context.Background(), numbered(n, v))
							err = errors.Join(err, e)
						}
						did = []graph.PutStatus{graph.Stored, graph.Replaced, graph.Replaced}
					}
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					want[idOf(n)] = did
					mu.Unlock()
				}
			})
		}
		writing.Wait()
		if err := db.Close(); err != nil {
			rt.Fatal(err)
		}
		watching.Wait()
		for i, changes := range got {
			if !slices.Equal(changes, got[0]) {
				rt.Fatalf("watcher %d was told %v, and the first %v", i, changes, got[0])
			}
		}
		told := map[graph.ID][]graph.PutStatus{}
		for _, c := range got[0] {
			if c == (graph.Change{Article: idOf(0), Status: graph.Replaced}) {
				continue // Bulk prepares on all cores: the later form of the article may be the first that it takes
			}
			told[c.Article] = append(told[c.Article], c.Status)
		}
		if fmt.Sprint(told) != fmt.Sprint(want) {
			rt.Fatalf("told %v\nwant %v", told, want)
		}
	})
}

func TestWatcherThatDoesNotKeepUpIsToldSo(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	slow, fast := watch(t, db, t.Context()), watch(t, db, t.Context())
	// A commit may be larger than what a watcher may be behind.
	const n = 8300
	docs := func(yield func(graph.Document, error) bool) {
		for i := range n {
			if !yield(graph.Document{Article: graph.Article{URL: numbered(i, 0).Article.URL, Text: "It rained."}}, nil) {
				return
			}
		}
	}
	if _, err := db.Bulk(t.Context(), docs, nil); err != nil {
		t.Fatal(err)
	}
	next, stop := iter.Pull2(fast)
	defer stop()
	for i := range n {
		if c, err, _ := next(); err != nil || c != (graph.Change{Article: idOf(i), Status: graph.Stored}) {
			t.Fatalf("change %d: %v, %v", i, c, err)
		}
	}
	commit(t, db, put(n, 1))
	if c, err, _ := next(); err != nil || c.Article != idOf(n) {
		t.Errorf("who keeps up is told %v, %v", c, err)
	}
	told, end := 0, error(nil)
	for _, err := range slow {
		if end = err; err == nil {
			told++
		}
	}
	if told != n || !errors.Is(end, graph.ErrLagged) {
		t.Errorf("who does not is told %d changes and %v, want %d and that it lagged", told, end, n)
	}
}

func TestWatchEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, err := graph.OpenMemory()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		seq := watch(t, db, ctx)
		done := make(chan error)
		go func() {
			for _, err := range seq {
				done <- err
			}
			close(done)
		}()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the sequence ended with %v", err)
		}
		if _, more := <-done; more {
			t.Error("the sequence went on")
		}
		if _, err := db.Watch(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Watch with a context that has ended: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Watch(t.Context()); !errors.Is(err, graph.ErrClosed) {
			t.Errorf("Watch of a closed store: %v", err)
		}
	})
}

func TestWatchOfAReadOnlyStoreIsRefused(t *testing.T) {
	dir := t.TempDir()
	db, err := graph.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = graph.Open(dir, graph.ReadOnly()); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Watch(t.Context()); !errors.Is(err, graph.ErrReadOnly) {
		t.Errorf("got %v", err)
	}
}

func ExampleDB_Watch() {
	db, err := graph.OpenMemory()
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	changes, err := db.Watch(ctx)
	if err != nil {
		panic(err)
	}
	if _, err := db.Put(ctx, report()); err != nil {
		panic(err)
	}
	if err := db.Close(); err != nil {
		panic(err)
	}
	for change, err := range changes {
		if err != nil {
			fmt.Println(errors.Is(err, graph.ErrClosed))
			return
		}
		fmt.Println(change.Status)
	}
	// Output:
	// stored
	// true
}
