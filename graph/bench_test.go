package graph_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// BenchmarkPutArticle stores generated articles on disk, so many in an update. BenchmarkBadgerPut is its yardstick: a transaction
// of as many pairs of the same size, without anything of ours.
func BenchmarkPutArticle(b *testing.B) {
	for _, n := range []int{1, 16} {
		b.Run(fmt.Sprintf("articles=%d", n), func(b *testing.B) {
			db := disk(b, b.TempDir())
			defer db.Close()
			g := graphtest.NewGenerator(3, 5_000)
			docs := make([]graph.Document, 0, n)
			for b.Loop() {
				b.StopTimer()
				docs = docs[:0]
				for range n {
					docs = append(docs, g.Next())
				}
				b.StartTimer()
				err := db.Update(b.Context(), func(tx *graph.Tx) error {
					for _, d := range docs {
						if _, err := tx.PutArticle(d); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "articles/s")
		})
	}
}

// plain is a Badger with our settings.
func plain(b *testing.B) *badger.DB {
	b.Helper()
	o := badger.DefaultOptions(b.TempDir()).WithSyncWrites(true).WithCompression(options.Snappy).WithDetectConflicts(false).
		WithBlockCacheSize(64 << 20).WithIndexCacheSize(64 << 20).WithMetricsEnabled(false).WithLogger(nil)
	db, err := badger.Open(o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return db
}

// pairsOf is how many pairs an article of the generator comes to, and how long their keys and values are together, on average.
func pairsOf(b *testing.B) (pairs, size int) {
	b.Helper()
	const n = 64
	db := memory(b)
	g := graphtest.NewGenerator(3, 5_000)
	for range n {
		graphtest.Put(b, db, g.Next())
	}
	keys, values := graph.Pairs(db)
	for i := range keys {
		size += len(keys[i]) + len(values[i])
	}
	return len(keys) / n, size / len(keys)
}

func BenchmarkBadgerPut(b *testing.B) {
	pairs, size := pairsOf(b)
	for _, n := range []int{1, 16} {
		b.Run(fmt.Sprintf("articles=%d", n), func(b *testing.B) {
			db := plain(b)
			r := rand.New(rand.NewPCG(1, 1))
			for b.Loop() {
				err := db.Update(func(txn *badger.Txn) error {
					for range n * pairs {
						k := make([]byte, 24, size)
						binary.BigEndian.PutUint64(k, r.Uint64())
						if err := txn.Set(k, k[:max(0, size-24)]); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "articles/s")
			b.ReportMetric(float64(pairs), "pairs/article")
		})
	}
}

// BenchmarkRead asks a store of 5,000 articles. "get" is its yardstick: 40 point reads of plain Badger, which is what 20 claims
// with their sources cost at the least.
func BenchmarkRead(b *testing.B) {
	db := disk(b, b.TempDir())
	defer db.Close()
	g := graphtest.NewGenerator(3, 5_000)
	for range 5_000 / 20 {
		err := db.Update(b.Context(), func(tx *graph.Tx) error {
			for range 20 {
				if _, err := tx.PutArticle(g.Next()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	entities := g.Entities()
	page := graph.Page{Limit: 20}
	run := func(name string, read func(tx *graph.Tx, e graph.ID) int) {
		b.Run(name, func(b *testing.B) {
			n, i := 0, 0
			for b.Loop() {
				err := db.View(b.Context(), func(tx *graph.Tx) error {
					n += read(tx, entities[i%200].ID())
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				i++
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
	run("claims of a source", func(tx *graph.Tx, e graph.ID) int { return claims(tx, graph.ClaimFilter{Source: e}) })
	run("claims about an entity", func(tx *graph.Tx, e graph.ID) int { return claims(tx, graph.ClaimFilter{About: e}) })
	run("claims of a source about the most frequent entity", func(tx *graph.Tx, e graph.ID) int {
		return claims(tx, graph.ClaimFilter{Source: e, About: entities[0].ID()})
	})
	run("neighbourhood", func(tx *graph.Tx, e graph.ID) (n int) {
		for r, err := range tx.Relations(graph.RelationFilter{Entity: e, Page: page}) {
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
	b.Run("get", func(b *testing.B) {
		db := plain(b)
		r := rand.New(rand.NewPCG(1, 1))
		keys := make([][]byte, 50_000)
		wb := db.NewWriteBatch()
		for i := range keys {
			keys[i] = binary.BigEndian.AppendUint64(make([]byte, 0, 8), r.Uint64())
			if err := wb.Set(keys[i], make([]byte, 250)); err != nil {
				b.Fatal(err)
			}
		}
		if err := wb.Flush(); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			err := db.View(func(txn *badger.Txn) error {
				for range 40 {
					item, err := txn.Get(keys[r.IntN(len(keys))])
					if err != nil {
						return err
					}
					if _, err := item.ValueCopy(nil); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
