// Command train learns the models of attribution from articles whose attributions people marked, and writes their file:
//
//	go run ./loader/extract/train -articles FILE
//
// FILE is JSON Lines with an id, a text and its attributions, each with source, cue and content as lists of spans of code
// points. The same input gives the same bytes. See loader/extract/weights/README.md.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lexicon"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run() error {
	file := flag.String("articles", "", "JSON Lines of marked articles")
	out := flag.String("out", "loader/extract/weights/attribution.bin", "file to write")
	flag.Parse()
	if *file == "" {
		return fmt.Errorf("name the marked articles with -articles")
	}
	articles, err := read(*file)
	if err != nil {
		return err
	}
	start := time.Now()
	b, err := extract.Train(lexicon.Default(), articles, extract.TrainOptions{Log: func(f string, a ...any) {
		fmt.Fprintf(os.Stderr, "%4.0f s  %s\n", time.Since(start).Seconds(), fmt.Sprintf(f, a...))
	}})
	if err != nil {
		return err
	}
	if err := os.WriteFile(*out, b, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes, SHA-256 %x\n", *out, len(b), sha256.Sum256(b))
	return nil
}

func read(name string) ([]extract.Marked, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []extract.Marked
	sc := bufio.NewScanner(f)
	sc.Buffer(make([]byte, 0, 1<<20), 64<<20)
	for line := 1; sc.Scan(); line++ {
		var a extract.Marked
		if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		out = append(out, a)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}
