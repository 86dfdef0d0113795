package lang_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/loader/lang"
)

// shared is the directory of the corpora. Where it is not set, tests that need it are skipped; the full check fails.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("WHOSAID_SHARED")
	if dir == "" && os.Getenv("WHOSAID_FULL") == "1" {
		t.Fatal("WHOSAID_SHARED is not set: it must name the directory that holds corpora/")
	}
	if dir == "" {
		t.Skip("WHOSAID_SHARED is not set: no treebanks to score with")
	}
	return dir
}

// goldFile is the unpacked bytes of a treebank.
func goldFile(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join(shared(t), "corpora", "treebank", name+".conllu.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := b.ReadFrom(z); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestTreesOfTreebanks scores the embedded model on gold tokens, with the tags that it gives itself. The floors only move up.
// -v prints the table.
func TestTreesOfTreebanks(t *testing.T) {
	t.Logf("%-14s %6s %6s %6s %6s %6s", "gold tokens", "words", "UPOS", "XPOS", "UAS", "LAS")
	for _, c := range []struct {
		name  string
		floor lang.Accuracy
	}{
		{"ewt-dev", lang.Accuracy{UPOS: 95.3, XPOS: 94.6, UAS: 84.3, LAS: 81.0}},
		{"ewt-test", lang.Accuracy{UPOS: 95.2, XPOS: 94.5, UAS: 84.8, LAS: 81.7}},
		{"gum-news-test", lang.Accuracy{UPOS: 96.7, XPOS: 96.2, UAS: 83.5, LAS: 80.8}},
	} {
		trees, err := lang.ReadTrees(bytes.NewReader(goldFile(t, c.name)))
		if err != nil {
			t.Fatal(err)
		}
		a := lang.Default().Score(trees)
		t.Logf("%-14s %6d %6.2f %6.2f %6.2f %6.2f", c.name, a.Words, a.UPOS, a.XPOS, a.UAS, a.LAS)
		f := c.floor
		if a.UPOS < f.UPOS || a.XPOS < f.XPOS || a.UAS < f.UAS || a.LAS < f.LAS {
			t.Errorf("%s is below its floor: UPOS %.2f XPOS %.2f UAS %.2f LAS %.2f", c.name, f.UPOS, f.XPOS, f.UAS, f.LAS)
		}
	}
}

// TestTreesOfRawText scores what is read from the raw texts of the treebanks: documents rebuilt, read, written as CoNLL-U and
// compared by the scorer that stands beside the treebanks, which needs Python. The floors only move up.
func TestTreesOfRawText(t *testing.T) {
	scorer := filepath.Join(shared(t), "corpora", "treebank", "score.py")
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("WHOSAID_FULL") == "1" {
			t.Fatal("python3 is not installed: the scorer cannot run, and WHOSAID_FULL is set")
		}
		t.Skip("python3 is not installed: the scorer cannot run")
	}
	type figures struct{ tokens, sentences, upos, xpos, uas, las float64 }
	t.Logf("%-14s %6s %6s %6s %6s %6s %6s", "raw text, F1", "words", "sent.", "UPOS", "XPOS", "UAS", "LAS")
	for _, c := range []struct {
		name  string
		floor figures
	}{
		{"ewt-dev", figures{99.3, 93.4, 94.6, 93.9, 82.0, 78.7}},
		{"ewt-test", figures{99.2, 92.8, 94.5, 93.8, 82.2, 79.3}},
		{"gum-news-test", figures{99.9, 97.2, 96.7, 96.3, 83.5, 80.8}},
	} {
		gold := goldFile(t, c.name)
		trees, err := lang.ReadTrees(bytes.NewReader(gold))
		if err != nil {
			t.Fatal(err)
		}
		var system bytes.Buffer
		p := lang.NewParser(lang.Default())
		for i, text := range lang.RawText(trees) {
			d := lang.Analyze(text)
			p.Parse(d)
			if err := lang.Default().WriteCoNLLU(&system, d, fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		dir := t.TempDir()
		files := []string{filepath.Join(dir, "gold.conllu"), filepath.Join(dir, "system.conllu")}
		for i, b := range [][]byte{gold, system.Bytes()} {
			if err := os.WriteFile(files[i], b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.CommandContext(t.Context(), python, scorer, "score", files[0], files[1]).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", c.name, err, out)
		}
		var a figures
		line := strings.TrimSpace(string(out))
		if _, err := fmt.Sscanf(line, "tokens %f sentences %f upos %f xpos %f uas %f las %f", &a.tokens, &a.sentences, &a.upos, &a.xpos, &a.uas, &a.las); err != nil {
			t.Fatalf("%s: the scorer printed %q: %v", c.name, line, err)
		}
		t.Logf("%-14s %6.2f %6.2f %6.2f %6.2f %6.2f %6.2f", c.name, a.tokens, a.sentences, a.upos, a.xpos, a.uas, a.las)
		f := c.floor
		if a.tokens < f.tokens || a.sentences < f.sentences || a.upos < f.upos || a.xpos < f.xpos || a.uas < f.uas || a.las < f.las {
			t.Errorf("%s is below its floor: words %.2f, sentences %.2f, UPOS %.2f, XPOS %.2f, UAS %.2f, LAS %.2f", c.name, f.tokens, f.sentences, f.upos, f.xpos, f.uas, f.las)
		}
	}
}
