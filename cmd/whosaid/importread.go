package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph/export"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/source"
)

// readItems reads what import takes of files, of directories and of standard input. An error is of a file or of a line, which it names;
// what comes after it is read all the same.
func readItems(paths []string, stdin io.Reader) iter.Seq2[loader.Item, error] {
	return func(yield func(loader.Item, error) bool) {
		for _, path := range paths {
			if !readItemsOf(path, stdin, yield) {
				return
			}
		}
	}
}

// yieldItem takes an item or an error and says whether more are wanted; so do the functions that it is handed to.
type yieldItem = func(loader.Item, error) bool

func readItemsOf(path string, stdin io.Reader, yield yieldItem) bool {
	if path == "-" {
		return readItemFile(stdin, "standard input", yield)
	}
	if source.IsPattern(path) {
		for name, err := range source.Glob(path) {
			if err != nil && !yield(loader.Item{Path: path}, err) || err == nil && !readItemsOf(name, stdin, yield) {
				return false
			}
		}
		return true
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return yield(loader.Item{Path: path}, fmt.Errorf("%s: no such file or directory; check the name", path))
	case err != nil:
		return yield(loader.Item{Path: path}, err)
	case !info.IsDir():
		return openItems(path, yield)
	}
	more, found := true, false
	err = filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name()[0] == '.' && file != path && d.IsDir():
			return fs.SkipDir
		case d.Name()[0] == '.' || !d.Type().IsRegular() || !slices.Contains([]string{".jsonl", ".ndjson", ".json"}, strings.ToLower(filepath.Ext(file))):
			return nil
		}
		found = true
		if more = openItems(file, yield); !more {
			return fs.SkipAll
		}
		return nil
	})
	if err == nil && !found {
		err = fmt.Errorf("%s: no .jsonl, .ndjson or .json file in this directory; name one that has some", path)
	}
	if err != nil && more {
		more = yield(loader.Item{Path: path}, err)
	}
	return more
}

func openItems(path string, yield yieldItem) bool {
	f, err := os.Open(path)
	if err != nil {
		return yield(loader.Item{Path: path}, err)
	}
	defer f.Close()
	return readItemFile(f, path, yield)
}

// nativeHead is how the first line of an export in the format native begins, in any order of its fields.
var nativeHead = regexp.MustCompile(`^\s*\{[^\n]*"format"\s*:\s*"whosaid-native/`)

// headSize is how much of a file is looked at to see what it is, in bytes: longer than the first line of an export.
const headSize = 64 << 10

// readItemFile reads a file, by its content.
func readItemFile(r io.Reader, name string, yield yieldItem) bool {
	b := bufio.NewReaderSize(r, headSize)
	head, err := b.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return yield(loader.Item{Path: name}, fmt.Errorf("%s: %w", name, err))
	}
	if nativeHead.Match(head) {
		return readNative(b, name, yield)
	}
	return readRecords(b, name, yield)
}

// readNative reads an export in the format native.
func readNative(r io.Reader, name string, yield yieldItem) bool {
	n, err := export.NewNativeReader(r)
	if err != nil {
		return yield(loader.Item{Path: name}, fmt.Errorf("%s: %w", name, err))
	}
	for {
		d, err := n.Next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
		i := loader.Item{Path: fmt.Sprintf("%s:%d", name, n.Line()), Document: d, Part: n.Header().Part}
		if !yield(i, err) {
			return false
		}
		if err != nil && !errors.Is(err, export.ErrLine) {
			return true
		}
	}
}

// maxRecord is the longest line of extractor output that is read, in bytes: some 30 times as long as the longest text.
const maxRecord = 128 << 20

// readRecords reads what an extractor printed.
func readRecords(r io.Reader, name string, yield yieldItem) bool {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, headSize), maxRecord)
	n, seen := 0, 0
	for lines.Scan() {
		n++
		line := bytes.TrimSpace(lines.Bytes())
		if n == 1 {
			line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
		}
		if len(line) == 0 {
			continue
		}
		seen++
		at := fmt.Sprintf("%s:%d", name, n)
		rec, err := parseRecord(line)
		if err != nil {
			err = fmt.Errorf("%s: %w", at, err)
		}
		foreign := errors.Is(err, errForeign)
		if !yield(loader.Item{Path: at, Record: rec}, err) {
			return false
		}
		if foreign && seen == 1 {
			return true // the rest would be told in as many lines
		}
	}
	err := lines.Err()
	switch {
	case errors.Is(err, bufio.ErrTooLong):
		err = fmt.Errorf("%s:%d: the line is longer than %d MiB, which no article is; the rest of the file was not read", name, n+1, maxRecord>>20)
	case err != nil:
		err = fmt.Errorf("%s: %w", name, err)
	case seen == 0:
		err = fmt.Errorf("%s: the file is empty; whosaid export --format native and whosaid extract write what import reads", name)
	default:
		return true
	}
	return yield(loader.Item{Path: name}, err)
}

var errForeign = errors.New(`this is neither an export in the format native nor the output of an extractor ("format": "` + extract.Format +
	`"); for articles there is whosaid load`)

// parseRecord reads a line of an extractor's output.
func parseRecord(line []byte) (*extract.Record, error) {
	var head struct{ Format *string }
	if err := json.Unmarshal(line, &head); err != nil || head.Format == nil {
		if line[0] == '{' && (err != nil || bytes.Contains(line, []byte(extract.Format))) {
			return nil, fmt.Errorf("the line is not valid JSON: %w; correct it, or extract the article again", err)
		}
		return nil, errForeign
	}
	if *head.Format != extract.Format {
		if strings.HasPrefix(*head.Format, "whosaid-extract/") {
			return nil, fmt.Errorf("the record has the format %q, and this program reads %s; use the whosaid that wrote it, or a newer one", *head.Format, extract.Format)
		}
		return nil, errForeign
	}
	var rec extract.Record
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&rec); err != nil {
		return nil, fmt.Errorf("%s; correct the line, or extract the article again", strings.TrimPrefix(err.Error(), "json: "))
	}
	return &rec, nil
}
