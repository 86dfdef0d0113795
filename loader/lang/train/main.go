// Command train learns what package lang knows of English, the weights and the lemmas, and writes both files. In the root of
// the project, with the treebanks in DIR (ewt-train.conllu.gz, gum-free-train.conllu.gz and the three that it scores) and
// WordNet 3.0 installed:
//
//	go run ./loader/lang/train -treebank DIR
//
// It takes two cores, 2 GB of memory and some six minutes. The same input gives the same bytes.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/whosaid/whosaid/loader/lang"
)

type options struct {
	treebank, wordnet string
	weights, lemmas   string
	train             lang.TrainOptions
}

func main() {
	var o options
	flag.StringVar(&o.treebank, "treebank", "", "`directory` of the treebanks, as CoNLL-U in gzip; required")
	flag.StringVar(&o.wordnet, "wordnet", "/usr/share/wordnet", "`directory` of the data files of WordNet 3.0")
	flag.StringVar(&o.weights, "out", "loader/lang/weights/en.bin", "`file` to write the weights to")
	flag.StringVar(&o.lemmas, "lemmas", "loader/lang/lemmas.tsv", "`file` to write the lemmas to")
	flag.Parse()
	if o.treebank == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := train(o, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

// train learns and writes. Figures go to stdout, progress to stderr.
func train(o options, stdout, stderr io.Writer) error {
	// All input is read first: six minutes are a long way to a file that is missing.
	var trees []lang.Tree
	for _, name := range []string{"ewt-train", "gum-free-train"} {
		t, err := read(o.treebank, name)
		if err != nil {
			return err
		}
		trees = append(trees, t...)
	}
	tests := []string{"ewt-dev", "ewt-test", "gum-news-test"}
	gold := map[string][]lang.Tree{}
	for _, name := range tests {
		t, err := read(o.treebank, name)
		if err != nil {
			return err
		}
		gold[name] = t
	}
	texts, err := glosses(o.wordnet)
	if err != nil {
		return err
	}

	start := time.Now()
	o.train.Log = func(f string, a ...any) {
		fmt.Fprintf(stderr, "%4.0f s  %s\n", time.Since(start).Seconds(), fmt.Sprintf(f, a...))
	}
	if err := write(o.lemmas, lang.LearnLemmas(trees), stdout); err != nil {
		return err
	}
	m := lang.Train(trees, texts, o.train)
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		return err
	}
	if err := write(o.weights, b.Bytes(), stdout); err != nil {
		return err
	}
	// The scores are those of the file: its weights are rounded.
	if m, err = lang.ReadModel(b.Bytes()); err != nil {
		return err
	}
	for _, name := range tests {
		a := m.Score(gold[name])
		fmt.Fprintf(stdout, "%-14s UPOS %.2f XPOS %.2f UAS %.2f LAS %.2f (%d words)\n", name, a.UPOS, a.XPOS, a.UAS, a.LAS, a.Words)
	}
	return nil
}

// write writes a file and prints its size and its hash.
func write(name string, b []byte, stdout io.Writer) error {
	if err := os.WriteFile(name, b, 0o644); err != nil {
		return fmt.Errorf("%w; run the command in the root of the project, or name another file", err)
	}
	_, err := fmt.Fprintf(stdout, "%s: %d bytes, SHA-256 %x\n", name, len(b), sha256.Sum256(b))
	return err
}

// glosses are the definitions and examples of WordNet, in the order of its files.
func glosses(dir string) ([]string, error) {
	var out []string
	for _, p := range []string{"noun", "verb", "adj", "adv"} {
		name := filepath.Join(dir, "data."+p)
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("%w; install WordNet 3.0 (on Debian the package wordnet-base), or name its directory with -wordnet", err)
		}
		before := len(out)
		for line := range strings.Lines(string(b)) {
			_, gloss, ok := strings.Cut(line, " | ")
			if !ok {
				continue
			}
			for part := range strings.SplitSeq(gloss, ";") {
				out = append(out, strings.Trim(strings.TrimSpace(part), `"`))
			}
		}
		if len(out) == before {
			return nil, fmt.Errorf("%s: no glosses; it is not a data file of WordNet", name)
		}
	}
	return out, nil
}

// read reads a treebank.
func read(dir, name string) ([]lang.Tree, error) {
	file := filepath.Join(dir, name+".conllu.gz")
	f, err := os.Open(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w; -treebank must name the directory that holds it (UD English EWT or GUM, CoNLL-U in gzip)", err)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; compress it with gzip", file, err)
	}
	trees, err := lang.ReadTrees(z)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; get the file anew", file, err)
	}
	if len(trees) == 0 {
		return nil, fmt.Errorf("%s: no sentences; get the file anew", file)
	}
	return trees, nil
}
