package lang_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/whosaid/whosaid/loader/lang"
)

// texts are the articles that the benchmarks read: a corpus of news where it is at hand, else the samples of this project.
func texts(b *testing.B) []string {
	b.Helper()
	var out []string
	if dir := os.Getenv("WHOSAID_SHARED"); dir != "" {
		f, err := os.Open(filepath.Join(dir, "corpora", "polnear", "dev.jsonl"))
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		sc := bufio.NewScanner(f)
		sc.Buffer(make([]byte, 0, 1<<20), 1<<26)
		for sc.Scan() {
			var a struct{ Text string }
			if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
				b.Fatal(err)
			}
			out = append(out, a.Text)
		}
		return out
	}
	samples, err := filepath.Glob("../source/samples/*.txt")
	if err != nil || len(samples) == 0 {
		b.Fatal("no sample articles", err)
	}
	for _, name := range samples {
		t, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, string(t))
	}
	return out
}

// BenchmarkTrees reads raw texts to full trees in one thread.
func BenchmarkTrees(b *testing.B) {
	in := texts(b)
	p := lang.NewParser(lang.Default())
	tokens := 0
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range in {
			d := lang.Analyze(t)
			p.Parse(d)
			tokens += len(d.Words)
		}
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
	b.ReportMetric(float64(len(in)*b.N)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkTags reads raw texts to tagged words in one thread.
func BenchmarkTags(b *testing.B) {
	in := texts(b)
	p := lang.NewParser(lang.Default())
	tokens := 0
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range in {
			d := lang.Analyze(t)
			p.Tag(d)
			tokens += len(d.Words)
		}
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
}

// BenchmarkModel unpacks the embedded weights: what the first parse of a process waits for.
func BenchmarkModel(b *testing.B) {
	w, err := os.ReadFile("weights/en.bin")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := lang.ReadModel(w); err != nil {
			b.Fatal(err)
		}
	}
}
