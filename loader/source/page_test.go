package source

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pageCase is what testdata/pages/NAME.json says about NAME.html: how the page came, and what is to be read from it. Every
// value is written by hand from what the page shows, none from what the reader gave.
type pageCase struct {
	URL         string   `json:"url"`
	ContentType string   `json:"content_type"`
	Address     string   `json:"address"`
	Title       string   `json:"title"`
	Outlet      string   `json:"outlet"`
	Author      string   `json:"author"`
	Published   string   `json:"published"`
	Modified    string   `json:"modified"`
	Seen        string   `json:"seen"`
	Language    string   `json:"language"`
	Text        []string `json:"text"`    // its paragraphs
	Dropped     []string `json:"dropped"` // the reasons, each once, in any order
	Notices     []string `json:"notices"`
}

func readCase(t testing.TB, path string) (page, pageCase) {
	t.Helper()
	var c pageCase
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(strings.TrimSuffix(path, ".html") + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		t.Fatal(err)
	}
	return page{body: body, url: c.URL, mediaType: c.ContentType, path: path}, c
}

func casesOf(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "pages", "*.html"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	return paths
}

// TestPages reads pages in the manner of 25 kinds of news site, all written for this test. Each must be read right in every
// field; the reasons for which blocks were dropped are compared as a set.
func TestPages(t *testing.T) {
	right := 0
	paths := casesOf(t)
	for _, path := range paths {
		ok := t.Run(strings.TrimSuffix(filepath.Base(path), ".html"), func(t *testing.T) {
			p, want := readCase(t, path)
			a, err := p.article(Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := pageCase{URL: a.URL, ContentType: want.ContentType, Address: a.Address(), Title: a.Title, Outlet: a.Outlet, Author: a.Author, Published: a.Published,
				Modified: a.Modified, Seen: a.Seen, Language: a.Language, Text: strings.Split(a.Text, "\n\n"), Notices: a.Notices}
			for _, d := range a.Dropped {
				if !slices.Contains(got.Dropped, d.Reason) {
					got.Dropped = append(got.Dropped, d.Reason)
				}
			}
			slices.Sort(got.Dropped)
			slices.Sort(want.Dropped)
			if len(want.Notices) == 0 {
				want.Notices = nil
			}
			if d := cmp.Diff(want, got); d != "" {
				rows := ""
				for _, d := range a.Dropped {
					rows += fmt.Sprintf("  %s: %s\n", d.Reason, d.Text)
				}
				t.Errorf("-want +got\n%sdropped\n%s", d, rows)
			}
		})
		if ok {
			right++
		}
	}
	t.Logf("%d of %d pages are right", right, len(paths))
}
