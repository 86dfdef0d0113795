package ui

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

//go:embed examples
var exampleFiles embed.FS

// Example is a query, or a subscription, that the playground opens with.
type Example struct {
	Title     string `json:"title"`     // the name of its operation
	Query     string `json:"query"`     // one operation
	Variables string `json:"variables"` // a JSON object; "" for none
}

// Examples are what the playground opens with, in their order. Each query gives an answer on the sample articles.
func Examples() []Example {
	list, err := readExamples(exampleFiles, "examples")
	if err != nil { // the files are part of the program, and a test reads them
		panic(err)
	}
	return list
}

var operation = regexp.MustCompile(`(?m)^(?:query|subscription) ([A-Za-z_][A-Za-z0-9_]*)`)

// readExamples reads the examples of a folder: NAME.graphql, and NAME.json beside it for the variables.
func readExamples(fsys fs.FS, dir string) ([]Example, error) {
	names, err := fs.Glob(fsys, path.Join(dir, "*.graphql"))
	if err != nil {
		return nil, fmt.Errorf("ui: %w", err)
	}
	var list []Example
	for _, name := range names {
		query, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("ui: %w", err)
		}
		found := operation.FindAllSubmatch(query, -1)
		if len(found) != 1 {
			return nil, fmt.Errorf("ui: %s has %d lines that begin a named operation; it must have one", name, len(found))
		}
		variables, err := fs.ReadFile(fsys, strings.TrimSuffix(name, ".graphql")+".json")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("ui: %w", err)
		}
		list = append(list, Example{
			Title:     string(found[0][1]),
			Query:     strings.TrimSpace(string(query)),
			Variables: strings.TrimSpace(string(variables)),
		})
	}
	return list, nil
}

// examplesJSON is what the page asks for as examples.json, as gzip.
func examplesJSON() ([]byte, error) {
	list, err := readExamples(exampleFiles, "examples")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(list); err != nil {
		return nil, fmt.Errorf("ui: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("ui: %w", err)
	}
	return b.Bytes(), nil
}
