package loader_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/source"
)

var numbers = regexp.MustCompile(`\b[1-9],?[0-9]{3}\b`)

// generated makes n articles of some 800 words: paragraphs of the samples in another order, their numbers changed. The same n
// gives the same articles, one at a time.
func generated(b *testing.B, n int) iter.Seq2[source.Article, error] {
	b.Helper()
	var paragraphs []string
	for a, err := range source.Samples() {
		if err != nil {
			b.Fatal(err)
		}
		for p := range strings.SplitSeq(a.Text, "\n\n") {
			if len(p) > 100 {
				paragraphs = append(paragraphs, p)
			}
		}
	}
	return func(yield func(source.Article, error) bool) {
		rng := rand.New(rand.NewPCG(7, 7))
		for i := range n {
			var text strings.Builder
			for words := 0; words < 800; {
				p := paragraphs[rng.IntN(len(paragraphs))]
				p = numbers.ReplaceAllStringFunc(p, func(s string) string {
					if !strings.Contains(s, ",") {
						return s // a year
					}
					return fmt.Sprintf("%d,%03d", 1+rng.IntN(90), rng.IntN(1000))
				})
				words += strings.Count(p, " ") + 1
				text.WriteString(p)
				text.WriteString("\n\n")
			}
			id := strconv.Itoa(i)
			a := source.Article{ID: id, Path: "generated-" + id, Title: "Generated article " + id, Published: "2024-10-21",
				Outlet: fmt.Sprintf("Generated Gazette %d", i%40), URL: "https://example.org/generated/" + id, Text: text.String()}
			if !yield(a, nil) {
				return
			}
		}
	}
}

// BenchmarkLoad takes generated articles from text to a store on disk, on all cores; an operation is an article. It reports the
// most memory that the process had (Linux). For the figures of the README: -benchtime 10000x, with the limit of memory that the command load sets.
func BenchmarkLoad(b *testing.B) {
	db, err := graph.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	sum, err := loader.Load(b.Context(), db, generated(b, b.N), loader.Options{}, nil)
	if err != nil || sum.Stored != b.N {
		b.Fatalf("%+v, %v", sum, err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
	b.ReportMetric(float64(sum.Claims)/float64(b.N), "claims/article")
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return
	}
	if _, rest, ok := strings.Cut(string(status), "VmHWM:"); ok {
		if kb, err := strconv.Atoi(strings.Fields(rest)[0]); err == nil {
			b.ReportMetric(float64(kb)/1024, "MiB-peak")
		}
	}
}
