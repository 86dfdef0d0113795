package loader_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/source"
)

// documents are all documents of a store, with their versions, as lines of JSON.
func documents(t *testing.T, db *graph.DB) string {
	t.Helper()
	var b strings.Builder
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		for d, err := range tx.Documents() {
			if err != nil {
				return err
			}
			line, err := json.Marshal(d)
			if err != nil {
				return err
			}
			b.Write(append(line, '\n'))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// versioned are articles of which some are versions of one: other texts, other titles of one text, and one text seen again.
func versioned() []source.Article {
	var all []source.Article
	for n := range 3 {
		for i, text := range []string{
			"The ministry said that it had counted 1,100 soldiers. Officials denied that the bridge was closed.",
			"The ministry said that it had counted 1,200 soldiers. Officials denied that the bridge was closed.",
			"The ministry said that it had counted 1,200 soldiers.",
			"The ministry said that it had counted 1,100 soldiers. Officials denied that the bridge was closed.",
			"Correction: The ministry said that it had counted 1,300 soldiers.\n\nGermany said that it has supplied 14 tanks to Ukraine.",
		} {
			all = append(all, source.Article{
				URL: fmt.Sprintf("https://example.org/%d", n), Title: fmt.Sprintf("Title %d", i/2), Outlet: "Harbour Post", Text: text,
				Seen: fmt.Sprintf("2024-10-%02dT0%d:00:00Z", 10+(i*(n+1))%5, i), Path: fmt.Sprintf("%d-%d", n, i), Author: fmt.Sprintf("Ana Tey %d", i),
			})
		}
	}
	return all
}

func TestVersionsInAnyOrderAreOneStore(t *testing.T) {
	in := versioned()
	byLoad := memory(t)
	if sum, err := loader.Load(t.Context(), byLoad, articles(in...), loader.Options{}, nil); err != nil || sum.Failed > 0 || sum.Stored != 3 || sum.Versioned == 0 {
		t.Fatal(sum, err)
	}
	want := documents(t, byLoad)
	if n := strings.Count(want, `"Earlier":[{`); n != 3 {
		t.Fatalf("%d articles have earlier versions:\n%s", n, want)
	}
	var records []extract.Record
	err := loader.Extract(t.Context(), articles(in...), loader.Options{}, func(r extract.Record, err error) error {
		records = append(records, r)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	items := func(of []extract.Record) iter.Seq2[loader.Item, error] {
		return func(yield func(loader.Item, error) bool) {
			for i := range of {
				if !yield(loader.Item{Path: "x", Record: &of[i]}, nil) {
					return
				}
			}
		}
	}
	r := rand.New(rand.NewPCG(4, 4))
	for round := range 6 {
		r.Shuffle(len(in), func(i, k int) { in[i], in[k] = in[k], in[i] })
		r.Shuffle(len(records), func(i, k int) { records[i], records[k] = records[k], records[i] })
		loaded, together, apart := memory(t), memory(t), memory(t)
		if _, err := loader.Load(t.Context(), loaded, articles(in...), loader.Options{}, nil); err != nil {
			t.Fatal(err)
		}
		if sum, err := loader.Import(t.Context(), together, items(records), loader.ImportOptions{}, nil); err != nil || sum.Articles != len(records) {
			t.Fatal(sum, err)
		}
		for i := 0; i < len(records); {
			n := min(1+r.IntN(4), len(records)-i)
			if sum, err := loader.Import(t.Context(), apart, items(records[i:i+n]), loader.ImportOptions{}, nil); err != nil || sum.Failed > 0 {
				t.Fatal(sum, err)
			}
			i += n
		}
		for what, db := range map[string]*graph.DB{"loaded": loaded, "imported together": together, "imported by parts": apart} {
			if d := cmp.Diff(want, documents(t, db)); d != "" {
				t.Fatalf("round %d: %s, the store is another one (-one load +this):\n%s", round, what, d)
			}
		}
	}
}
