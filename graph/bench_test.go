package graph_test

import (
	"fmt"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// BenchmarkPutArticle stores articles on disk, so many in an update. BenchmarkYardstick is what plain Badger does.
func BenchmarkPutArticle(b *testing.B) {
	w := graphtest.NewWorkload()
	for _, n := range []int{1, 16} {
		b.Run(fmt.Sprintf("articles=%d", n), func(b *testing.B) {
			db := disk(b, b.TempDir())
			defer db.Close()
			next := 0
			for b.Loop() {
				putNext(b, db, w, &next, n)
			}
			b.ReportMetric(float64(next)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}

// putNext stores n more documents of a workload in one update.
func putNext(b *testing.B, db *graph.DB, w *graphtest.Workload, next *int, n int) {
	b.Helper()
	err := db.Update(b.Context(), func(tx *graph.Tx) error {
		for range n {
			if _, err := tx.PutArticle(w.Document(*next)); err != nil {
				return err
			}
			*next++
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkYardstick stores articles in plain Badger, 16 in a transaction and with two writers, and reads 20 claims of a source
// in one scan, and 20 claims by their keys.
func BenchmarkYardstick(b *testing.B) {
	const articles = 5_000
	w := graphtest.NewWorkload()
	open := func(b *testing.B) *graphtest.Yardstick {
		y, err := graphtest.OpenYardstick(b.TempDir(), w, true)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { y.Close() })
		return y
	}
	b.Run("put", func(b *testing.B) {
		y := open(b)
		b.ResetTimer()
		if _, err := y.Ingest(b.N); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
	})
	y := open(b)
	if err := y.Load(articles); err != nil {
		b.Fatal(err)
	}
	sources, keys := y.Sources(articles, 200), y.Keys(articles, 20*200)
	b.Run("scan", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := y.Claims(sources[i%len(sources)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("get", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			at := i % (len(keys) / 20) * 20
			if err := y.Get(keys[at : at+20]); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRead asks a store of 5,000 articles.
func BenchmarkRead(b *testing.B) {
	const articles = 5_000
	w := graphtest.NewWorkload()
	db := disk(b, b.TempDir())
	defer db.Close()
	for next := 0; next < articles; {
		putNext(b, db, w, &next, 20)
	}
	args := w.Arguments(articles, 200)
	most := w.Entities()[0].ID()
	page := graph.Page{Limit: 20}
	run := func(name string, read func(tx *graph.Tx, i int) int) {
		b.Run(name, func(b *testing.B) {
			n := 0
			for i := 0; b.Loop(); i++ {
				err := db.View(b.Context(), func(tx *graph.Tx) error {
					n += read(tx, i%len(args.Sources))
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/float64(b.N), "records/op")
		})
	}
	claims := func(tx *graph.Tx, f graph.ClaimFilter) (n int) {
		f.Page = page
		for _, err := range tx.Claims(f) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		return n
	}
	run("claims of a source", func(tx *graph.Tx, i int) int { return claims(tx, graph.ClaimFilter{Source: args.Sources[i]}) })
	run("claims about an entity", func(tx *graph.Tx, i int) int { return claims(tx, graph.ClaimFilter{About: args.Centres[i]}) })
	run("claims of a relation", func(tx *graph.Tx, i int) int {
		r := args.Triples[i]
		return claims(tx, graph.ClaimFilter{Type: r.Type, Subject: r.Subject, Object: r.Object})
	})
	run("claims of a source about the most frequent entity", func(tx *graph.Tx, i int) int {
		return claims(tx, graph.ClaimFilter{Source: args.Sources[i], About: most})
	})
	run("neighbourhood", func(tx *graph.Tx, i int) (n int) {
		for r, err := range tx.Relations(graph.RelationFilter{Entity: args.Centres[i], Page: page}) {
			if err != nil {
				b.Fatal(err)
			}
			for _, end := range []graph.ID{r.Subject, r.Object} {
				if _, err := tx.Entity(end); err != nil {
					b.Fatal(err)
				}
			}
			n++
		}
		return n
	})
}
