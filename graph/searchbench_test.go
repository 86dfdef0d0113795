package graph_test

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

var searchArticles = flag.Int("search.articles", 2_000, "how many generated articles BenchmarkSearch loads; 100000 are the yardstick")

// BenchmarkSearch loads generated articles with Bulk and asks for words of their quotes, the first 20 hits with their snippets. It
// reports how long a query takes in the middle and at worst but for one in a hundred, and the size of the search index over the bytes
// of the quotes and titles.
func BenchmarkSearch(b *testing.B) {
	w := graphtest.NewWorkload()
	db := disk(b, b.TempDir())
	defer db.Close()
	text, n := 0, *searchArticles
	_, err := db.Bulk(b.Context(), func(yield func(graph.Document, error) bool) {
		for i := range n {
			d := w.Document(i)
			text += len(d.Article.Title)
			for j := range d.Claims {
				text += len(d.Claims[j].Evidence.Quote)
			}
			if !yield(d, nil) {
				return
			}
		}
	}, nil)
	if err != nil {
		b.Fatal(err)
	}
	size, segments := graph.SearchSize(db)
	r := rand.New(rand.NewPCG(3, 5))
	words := func(k int) string {
		for {
			d := w.Document(r.IntN(n))
			ws := slices.DeleteFunc(graph.FoldedWords(d.Claims[r.IntN(len(d.Claims))].Evidence.Quote), graph.IsStopWord)
			if len(ws) < k {
				continue
			}
			r.Shuffle(len(ws), func(i, j int) { ws[i], ws[j] = ws[j], ws[i] })
			text := ws[0]
			for _, v := range ws[1:k] {
				text += " " + v
			}
			return text
		}
	}
	about := w.HotTriples()[0]
	for _, c := range []struct {
		name string
		ask  func() graph.SearchQuery
	}{
		{"one word", func() graph.SearchQuery { return graph.SearchQuery{Text: words(1)} }},
		{"two words", func() graph.SearchQuery { return graph.SearchQuery{Text: words(2)} }},
		{"three words", func() graph.SearchQuery { return graph.SearchQuery{Text: words(3)} }},
		{"phrase", func() graph.SearchQuery { return graph.SearchQuery{Text: `"will send"` + " " + words(1)} }},
		{"start", func() graph.SearchQuery { return graph.SearchQuery{Text: "sold* " + words(1)} }},
		{"words about an entity", func() graph.SearchQuery {
			return graph.SearchQuery{Text: "said soldiers", Filter: graph.ClaimFilter{About: about.Subject}}
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var times []time.Duration
			hits := 0
			for b.Loop() {
				q := c.ask()
				began := time.Now()
				_, r := find(b, db, q)
				times = append(times, time.Since(began))
				hits += r.Total
			}
			slices.Sort(times)
			ms := func(share float64) float64 {
				return float64(times[int(share*float64(len(times)-1))].Microseconds()) / 1000
			}
			b.ReportMetric(ms(0.5), "p50-ms")
			b.ReportMetric(ms(0.99), "p99-ms")
			b.ReportMetric(float64(hits)/float64(len(times)), "passages/op")
			b.ReportMetric(100*float64(size)/float64(text), "index-%-of-text")
			b.ReportMetric(float64(segments), "segments")
		})
	}
	b.Run("index", func(b *testing.B) {
		docs := make([]graph.Document, 4096)
		for i := range docs {
			docs[i] = w.Document(i)
		}
		for b.Loop() {
			for _, of := range []struct {
				n    int
				name string
			}{{64, "µs/article-64"}, {4096, "µs/article-4096"}} {
				read, made := graph.Indexed(docs, of.n)
				b.ReportMetric(float64(read.Microseconds())/float64(len(docs)), "µs/article-read")
				b.ReportMetric(float64(made.Microseconds())/float64(len(docs)), of.name)
			}
		}
	})
}
