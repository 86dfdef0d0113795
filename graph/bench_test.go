package graph_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
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

// people is persons with invented first and last names, of which each is that of some others.
func people(n int) []graph.NewEntity {
	syllables := []string{"or", "va", "tel", "mir", "dro", "kal", "so", "ne", "lo", "ri", "mund", "ska", "dor", "vin", "tan", "go"}
	r := rand.New(rand.NewPCG(1, 1))
	all := make([]graph.NewEntity, n)
	for i := range all {
		draw := func() string { return syllables[r.IntN(len(syllables))] }
		first, last := draw()+draw(), draw()+draw()+draw()
		name := strings.ToUpper(first[:1]) + first[1:] + " " + strings.ToUpper(last[:1]) + last[1:]
		all[i] = graph.NewEntity{Class: graph.ClassPerson, Key: fmt.Sprint("person ", i), Kind: graph.Person, Name: name}
	}
	return all
}

// BenchmarkFind looks for names in a store of 20,000 entities, and for suggestions of one entity and of 1,000 in a row.
func BenchmarkFind(b *testing.B) {
	const entities = 20_000
	db := disk(b, b.TempDir())
	defer db.Close()
	all := people(entities)
	d := func(n int) graph.Document {
		return graph.Document{
			Article:  graph.Article{URL: fmt.Sprintf("https://example.org/%d", n), Text: "Nothing is claimed here."},
			Entities: all[n : n+1_000],
		}
	}
	for n := 0; n < entities; n += 1_000 {
		graphtest.Put(b, db, d(n))
	}
	run := func(name string, read func(tx *graph.Tx, e graph.NewEntity) int) {
		b.Run(name, func(b *testing.B) {
			n := 0
			for i := 0; b.Loop(); i++ {
				err := db.View(b.Context(), func(tx *graph.Tx) error {
					n += read(tx, all[i*7%entities])
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/float64(b.N), "records/op")
		})
	}
	find := func(tx *graph.Tx, name string) (n int) {
		for _, err := range tx.FindEntities(graph.FindQuery{Name: name, Page: graph.Page{Limit: 20}}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		return n
	}
	suggest := func(tx *graph.Tx, q graph.SuggestionQuery) (n int) {
		for _, err := range tx.Suggestions(q) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		return n
	}
	run("name", func(tx *graph.Tx, e graph.NewEntity) int { return find(tx, e.Name) })
	run("other spelling", func(tx *graph.Tx, e graph.NewEntity) int { return find(tx, strings.ReplaceAll(e.Name, "i", "y")+"y") })
	run("first two letters", func(tx *graph.Tx, e graph.NewEntity) int { return find(tx, e.Name[:2]) })
	run("suggestions for an entity", func(tx *graph.Tx, e graph.NewEntity) int {
		return suggest(tx, graph.SuggestionQuery{Entity: e.ID()})
	})
	run("all suggestions", func(tx *graph.Tx, _ graph.NewEntity) int { return suggest(tx, graph.SuggestionQuery{}) })
}

// BenchmarkPutVersion puts a version beside 16 or 32 others of an article of 20 KB with 30 claims, of which each version changes one in ten.
func BenchmarkPutVersion(b *testing.B) {
	for _, n := range []int{16, 32} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			db := memory(b)
			version := func(v int) graph.Document {
				var said []sentence
				for i := range 30 {
					number := 1000 + i
					if i%10 == v%10 {
						number += 100 * v
					}
					said = append(said, sentence{fmt.Sprintf("Orlo sent %d soldiers to Varia in week %d, the ministry said.", number, i), "ministry"},
						sentence{strings.Repeat("Nothing else was heard of it that day. ", 15), ""})
				}
				return edition(v, said...)
			}
			base := version(n - 1)
			for v := n - 2; v >= 0; v-- {
				base.Earlier = append(base.Earlier, version(v))
			}
			for b.Loop() {
				b.StopTimer()
				graphtest.Put(b, db, base)
				b.StartTimer()
				if p, err := db.PutVersion(b.Context(), version(n)); err != nil || p.Status != graph.Versioned {
					b.Fatal(p, err)
				}
			}
		})
	}
}
