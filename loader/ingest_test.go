package loader_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/source"
)

func memory(t *testing.T) *graph.DB {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// records are all records of a store, as text.
func records(t *testing.T, db *graph.DB) string {
	t.Helper()
	var b strings.Builder
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		for v, err := range tx.Articles(graph.ArticleFilter{}) {
			fmt.Fprintf(&b, "%+v %v\n", v, err)
		}
		for v, err := range tx.Entities(graph.EntityFilter{}) {
			fmt.Fprintf(&b, "%+v %v\n", v, err)
		}
		for v, err := range tx.Relations(graph.RelationFilter{}) {
			fmt.Fprintf(&b, "%+v %v\n", v, err)
		}
		for v, err := range tx.Claims(graph.ClaimFilter{}) {
			c, jsonErr := json.Marshal(v)
			fmt.Fprintf(&b, "%s %v %v\n", c, err, jsonErr)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var handed = source.Article{
	Title: " Soldiers at the training ground\n", URL: " https://courier.example/soldiers ", Outlet: "Sample Courier ", Published: "2024-10-23T09:00:00Z",
	Language: "en", Text: "South Korea's National Intelligence Service has confirmed that North Korea has sent 1,500 soldiers to Russia.\n",
}

func TestIngestStoresWhatLoadStoresOfAJSONLine(t *testing.T) {
	byLoad, byHand := memory(t), memory(t)
	line, err := json.Marshal(map[string]string{"title": handed.Title, "url": handed.URL, "outlet": handed.Outlet, "published": handed.Published,
		"language": handed.Language, "text": handed.Text})
	if err != nil {
		t.Fatal(err)
	}
	in := func(yield func(source.Article, error) bool) {
		for a, err := range source.Read([]string{"-"}, source.Options{Stdin: strings.NewReader(string(line))}) {
			a.ReadSHA256 = "" // what is handed over is read from no bytes
			if !yield(a, err) {
				return
			}
		}
	}
	if sum, err := loader.Load(t.Context(), byLoad, in, loader.Options{}, nil); err != nil || sum.Stored != 1 {
		t.Fatal(sum, err)
	}
	i := loader.NewIngester(byHand, loader.Options{})
	for _, want := range []loader.Status{loader.Stored, loader.Unchanged} {
		r, err := i.Ingest(t.Context(), handed)
		if err != nil || r.Err != nil || r.Status != want || r.Claims != 1 {
			t.Errorf("%+v, %v; want it %s", r, err, want)
		}
	}
	want, got := records(t, byLoad), records(t, byHand)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the records differ (-load +ingest):\n%s", d)
	}
	if !strings.Contains(got, "Language:en") || !strings.Contains(got, "1,500") {
		t.Errorf("the records are %s", got)
	}
}

func TestIngestRefusesWhatIsNoArticle(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*source.Article)
		want   string
	}{
		{"no text", func(a *source.Article) { a.Text = " \n" }, "has no text"},
		{"a date that is none", func(a *source.Article) { a.Published = "2024-13-01" }, `published "2024-13-01" is not a date`},
		{"NUL", func(a *source.Article) { a.Text += "\x00" }, "holds a NUL"},
		{"NUL in the title", func(a *source.Article) { a.Title += "\x00" }, "holds a NUL"},
		{"broken UTF-8", func(a *source.Article) { a.Text += "\xff" }, "is not UTF-8"},
		{"too long", func(a *source.Article) { a.Text = strings.Repeat("x", graph.MaxText+1) }, "larger than 4 MiB"},
		{"a language that is none", func(a *source.Article) { a.Language = strings.Repeat("x", 65) }, "language"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := memory(t)
			a := handed
			tt.change(&a)
			r, err := loader.NewIngester(db, loader.Options{}).Ingest(t.Context(), a)
			if err != nil || r.Status != loader.Failed || r.Err == nil || !strings.Contains(r.Err.Error(), tt.want) {
				t.Errorf("%+v, %v; want %q", r, err, tt.want)
			}
			if got := records(t, db); got != "" {
				t.Errorf("stored: %s", got)
			}
		})
	}
}

// stuck is an extractor that waits until it is let go.
type stuck struct{ begun, let chan struct{} }

func (s stuck) Extract(_ context.Context, a source.Article) (extract.Record, error) {
	s.begun <- struct{}{}
	<-s.let
	return loader.Builtin().Extract(context.Background(), a)
}

func TestIngestThatIsGivenUpStoresNothing(t *testing.T) {
	db := memory(t)
	x := stuck{make(chan struct{}), make(chan struct{})}
	i := loader.NewIngester(db, loader.Options{Extractor: x})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := i.Ingest(ctx, handed)
		done <- err
	}()
	<-x.begun
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	// The next one waits for the extractor that still works.
	short, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	if _, err := i.Ingest(short, handed); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the error is %v", err)
	}
	x.let <- struct{}{}
	go func() { <-x.begun; x.let <- struct{}{} }()
	other := handed
	other.URL = "https://courier.example/other"
	if r, err := i.Ingest(t.Context(), other); err != nil || r.Status != loader.Stored {
		t.Errorf("%+v, %v", r, err)
	}
	if got := records(t, db); strings.Contains(got, handed.URL[1:30]) {
		t.Errorf("what was given up is stored: %s", got)
	}
}

func TestIngestOfOneArticleTwiceAtOnceStoresItOnce(t *testing.T) {
	i := loader.NewIngester(memory(t), loader.Options{})
	var mu sync.Mutex
	count := map[loader.Status]int{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			r, err := i.Ingest(t.Context(), handed)
			mu.Lock()
			defer mu.Unlock()
			if count[r.Status]++; err != nil || r.Err != nil {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
	wg.Wait()
	if count[loader.Stored] != 1 || count[loader.Unchanged] != 7 {
		t.Errorf("statuses %v", count)
	}
}

func TestIngestIntoAClosedStoreIsAnError(t *testing.T) {
	db := memory(t)
	i := loader.NewIngester(db, loader.Options{})
	db.Close()
	if _, err := i.Ingest(t.Context(), handed); !errors.Is(err, graph.ErrClosed) {
		t.Errorf("the error is %v", err)
	}
}
