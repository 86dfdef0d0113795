package loader_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/source"
)

// TestClaimsOfItsDomain scores the claims of the annotated articles of the domain by the scorer that stands beside them, which
// needs Python. The floors only move up. -v prints the table.
func TestClaimsOfItsDomain(t *testing.T) {
	shared := os.Getenv("WHOSAID_SHARED")
	if shared == "" && os.Getenv("WHOSAID_FULL") == "1" {
		t.Fatal("WHOSAID_SHARED is not set: it must name the directory that holds corpora/")
	}
	if shared == "" {
		t.Skip("WHOSAID_SHARED is not set: no annotated articles to score with")
	}
	if !extract.Learned() {
		if os.Getenv("WHOSAID_FULL") == "1" {
			t.Fatal("the program carries no models of attribution, and WHOSAID_FULL is set")
		}
		t.Skip("the program carries no models of attribution (loader/extract/weights)")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("WHOSAID_FULL") == "1" {
			t.Fatal("python3 is not installed: the scorer cannot run, and WHOSAID_FULL is set")
		}
		t.Skip("python3 is not installed: the scorer cannot run")
	}
	name := filepath.Join(t.TempDir(), "out.jsonl")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	enc := json.NewEncoder(f)
	domain := filepath.Join(shared, "corpora", "domain")
	err = loader.Extract(t.Context(), source.Read([]string{filepath.Join(domain, "articles.jsonl")}, source.Options{}), loader.Options{},
		func(r extract.Record, err error) error { return errors.Join(err, enc.Encode(r)) })
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), python, filepath.Join(domain, "score.py"), filepath.Join(domain, "gold"), name, "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var scores map[string]map[string]struct {
		F1     float64
		Counts [3]int
	}
	if err := json.Unmarshal(out, &scores); err != nil {
		t.Fatal(err)
	}
	all := scores["all"]
	if all == nil {
		all = scores["dev"]
	}
	t.Logf("%-20s %6s  %s", "", "F1", "right, found, annotated")
	for _, c := range []struct {
		name  string
		floor float64
	}{
		{"claim", 0.75}, {"claim (contained)", 0.765}, {"stance", 0.92}, {"stance (strict)", 0.81}, {"predicate", 0.93}, {"quantity", 0.90},
		{"date", 0.83}, {"entity all", 0.85}, {"entity Country", 0.97}, {"entity Leader", 0.99}, {"entity Agency", 0.82}, {"entity Location", 0.94},
		{"edge all", 0.81}, {"edge+quantity", 0.78}, {"edge leads", 0.97}, {"edge part_of", 0.93}, {"edge located_in", 0.87}, {"edge trains_at", 0.99},
	} {
		s, ok := all[c.name]
		t.Logf("%-20s %6.3f  %v", c.name, s.F1, s.Counts)
		if !ok || s.F1 < c.floor {
			t.Errorf("%s is %.3f, below its floor of %.3f", c.name, s.F1, c.floor)
		}
	}
}
