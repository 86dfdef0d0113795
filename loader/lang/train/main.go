// Command train learns the weights of package lang from the treebanks and writes them.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/whosaid/whosaid/loader/lang"
)

func main() {
	dir := flag.String("treebank", "", "directory of the treebanks")
	wordnet := flag.String("wordnet", "/usr/share/wordnet", "directory of WordNet 3.0")
	out := flag.String("out", "loader/lang/weights/en.bin", "file to write")
	var o lang.TrainOptions
	flag.IntVar(&o.TagEpochs, "tag-epochs", 0, "")
	flag.IntVar(&o.MoveEpochs, "move-epochs", 0, "")
	flag.Parse()
	start := time.Now()
	o.Log = func(f string, a ...any) { log.Printf("%4.0f s  %s", time.Since(start).Seconds(), fmt.Sprintf(f, a...)) }
	trees := append(read(*dir, "ewt-train"), read(*dir, "gum-free-train")...)
	m := lang.Train(trees, glosses(*wordnet), o)
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %d bytes, SHA-256 %x\n", *out, b.Len(), sha256.Sum256(b.Bytes()))
	for _, name := range []string{"ewt-dev", "ewt-test", "gum-news-test"} {
		a := m.Score(read(*dir, name))
		fmt.Printf("%-14s UPOS %.2f XPOS %.2f UAS %.2f LAS %.2f (%d words)\n", name, a.UPOS, a.XPOS, a.UAS, a.LAS, a.Words)
	}
}

// glosses are the definitions and examples of WordNet, in the order of its files.
func glosses(dir string) []string {
	var out []string
	for _, p := range []string{"noun", "verb", "adj", "adv"} {
		b, err := os.ReadFile(filepath.Join(dir, "data."+p))
		if err != nil {
			log.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			_, gloss, ok := strings.Cut(line, " | ")
			if !ok {
				continue
			}
			for part := range strings.SplitSeq(gloss, ";") {
				out = append(out, strings.Trim(strings.TrimSpace(part), `"`))
			}
		}
	}
	return out
}

func read(dir, name string) []lang.Tree {
	f, err := os.Open(filepath.Join(dir, name+".conllu.gz"))
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		log.Fatal(err)
	}
	trees, err := lang.ReadTrees(z)
	if err != nil {
		log.Fatal(err)
	}
	return trees
}
