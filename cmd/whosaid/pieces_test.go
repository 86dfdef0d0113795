//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/whosaid/whosaid/loader/source"
)

// program runs the command in dir and returns what it printed. It must end well.
func program(t *testing.T, dir string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "whosaid", args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("whosaid %s: %v: %s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return out
}

// nativeExport is the native export of the store at db.
func nativeExport(t *testing.T, dir, db string) []byte {
	t.Helper()
	return program(t, dir, "export", "--db", db, "--format", "native")
}

// made is an article that the tests make: of the samples' paragraphs, mixed, with its own numbers, so that articles name the same
// entities in other words.
type made struct {
	URL, Title, Outlet, Author, Published, Text string

	Seen string // "" where it is not a version of another
	kind int    // how it is written
}

// makeMade makes n articles, the same for the same n. Some are there twice, some have no URL, some are reprints that credit an agency,
// and some are versions of one article: at one URL, seen at different instants.
func makeMade(t *testing.T, n int) []made {
	t.Helper()
	var paragraphs []string
	for a, err := range source.Samples() {
		if err != nil {
			t.Fatal(err)
		}
		for p := range strings.SplitSeq(a.Text, "\n\n") {
			if len(p) > 100 {
				paragraphs = append(paragraphs, strings.Join(strings.Fields(p), " "))
			}
		}
	}
	r := rand.New(rand.NewPCG(1, uint64(n)))
	all := make([]made, 0, n)
	for i := range n {
		if i%9 == 8 { // again, as another piece may have it too
			again := all[r.IntN(len(all))]
			if i%2 == 0 {
				again = all[slices.IndexFunc(all, func(m made) bool { return m.kind == lineKind && m.URL != "" && m.Seen != "" })]
				again.kind = []int{lineKind, warcKind}[i/2%2]
				again.Text = fmt.Sprintf("The defence ministry said that it had counted %d soldiers.", 5000+i) + again.Text[strings.Index(again.Text, "\n"):]
				again.Seen = time.Date(2024, 11, 1, r.IntN(1000), i%60, 0, 0, time.UTC).Format(time.RFC3339)
				again.Title += fmt.Sprintf(" (%d)", i)
			}
			all = append(all, again)
			continue
		}
		text := []string{fmt.Sprintf("The defence ministry said that it had counted %d soldiers.", 1000+i)}
		for range 2 + r.IntN(2) {
			text = append(text, paragraphs[r.IntN(len(paragraphs))])
		}
		if i%7 == 3 {
			text = append(text, "(Reporting by Reuters)")
		}
		m := made{kind: i % kinds, Title: fmt.Sprintf("Report %d from the harbour", i), Outlet: fmt.Sprintf("Harbour Post %d", i%5),
			Published: fmt.Sprintf("2024-10-%02d", 1+i%28), Text: strings.Join(text, "\n\n")}
		if m.kind == lineKind || m.kind == warcKind {
			m.Seen = "2024-10-31T12:00:00Z"
		}
		if i%4 != 1 || m.kind > lineKind {
			m.URL = fmt.Sprintf("https://harbour.example/%d", i)
		}
		if i%2 == 0 {
			m.Author = fmt.Sprintf("Ana Tey %d", i%4)
		}
		all = append(all, m)
	}
	return all
}

// The kinds of inputs that articles are written as.
const (
	textKind = iota
	pageKind
	lineKind
	warcKind
	markdownKind
	feedKind
	kinds
)

// asText is an article as a text file, or a Markdown file, with front matter, asPage as an HTML page, asLine as a line of JSON,
// asRecord as a record of a web archive, asFeed as a feed of one item.
func (m *made) asText() string {
	return fmt.Sprintf("---\ntitle: %s\noutlet: %s\npublished: %s\nurl: %s\n---\n%s\n", m.Title, m.Outlet, m.Published, m.URL, m.Text)
}

func (m *made) asPage() string {
	ld, _ := json.Marshal(map[string]any{"@context": "https://schema.org", "@type": "NewsArticle", "headline": m.Title, "datePublished": m.Published,
		"author": map[string]string{"@type": "Person", "name": m.Author}, "publisher": map[string]string{"@type": "Organization", "name": m.Outlet}})
	return fmt.Sprintf(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>%s</title><link rel="canonical" href="%s">`+
		`<script type="application/ld+json">%s</script></head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>%s</h1><p>%s</p></article>`+
		`<footer>Subscribe to our newsletter</footer></body></html>`, m.Title, m.URL, ld, m.Title, strings.ReplaceAll(m.Text, "\n\n", "</p>\n<p>"))
}

func (m *made) asLine() string {
	b, _ := json.Marshal(map[string]string{"title": m.Title, "url": m.URL, "outlet": m.Outlet, "published": m.Published, "text": m.Text,
		"author": m.Author, "seen": m.Seen})
	return string(b) + "\n"
}

func (m *made) asRecord() string {
	body := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + m.asPage()
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: %s\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		m.URL, m.Seen, len(body), body)
}

func (m *made) asFeed() string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>%s</title>`+
		`<item><title>%s</title><link>%s</link><guid>%s</guid><pubDate>Fri, 18 Oct 2024 09:00:00 GMT</pubDate><content:encoded><![CDATA[<p>%s</p>]]></content:encoded></item></channel></rss>`,
		m.Outlet, m.Title, m.URL, m.URL, strings.ReplaceAll(m.Text, "\n\n", "</p>\n<p>"))
}

// writePieces writes articles into so many directories below dir, each as its kind, and returns their names.
func writePieces(t *testing.T, dir string, all []made, pieces int) []string {
	t.Helper()
	write := func(name, text string) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o666)
		if err == nil {
			_, err = f.WriteString(text)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for p := range pieces {
		names = append(names, fmt.Sprintf("piece%d", p+1))
	}
	for i := range all {
		piece := names[i%pieces]
		switch m := &all[i]; m.kind {
		case textKind:
			write(filepath.Join(piece, fmt.Sprintf("%03d.txt", i)), m.asText())
		case pageKind:
			write(filepath.Join(piece, fmt.Sprintf("%03d.html", i)), m.asPage())
		case lineKind:
			write(filepath.Join(piece, "lines.jsonl"), m.asLine())
		case warcKind:
			write(filepath.Join(piece, "archive.warc"), m.asRecord())
		case markdownKind:
			write(filepath.Join(piece, fmt.Sprintf("%03d.md", i)), m.asText())
		case feedKind:
			write(filepath.Join(piece, fmt.Sprintf("%03d.xml", i)), m.asFeed())
		}
	}
	return names
}

func TestPiecesImportedInAnyOrderAreTheStoreOfOneLoad(t *testing.T) {
	dir := t.TempDir()
	pieces := writePieces(t, dir, makeMade(t, 70), 4)
	program(t, dir, append([]string{"load", "--quiet", "--db", "load.db"}, pieces...)...)
	want := nativeExport(t, dir, "load.db")
	if n := bytes.Count(want, []byte("\n")); n < 50 {
		t.Fatalf("the export has %d lines", n)
	}

	files := make([]string, len(pieces))
	for i, p := range pieces {
		files[i] = p + ".records"
		if err := os.WriteFile(filepath.Join(dir, files[i]), program(t, dir, "extract", p), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	again := program(t, dir, "extract", "--workers", "1", pieces[0])
	if b, err := os.ReadFile(filepath.Join(dir, files[0])); err != nil || !bytes.Equal(b, again) {
		t.Errorf("a piece that is extracted twice gives two answers (%v)", err)
	}

	r := rand.New(rand.NewPCG(2, 2))
	for round := range 2 {
		r.Shuffle(len(files), func(i, k int) { files[i], files[k] = files[k], files[i] })
		together, apart := fmt.Sprintf("together%d.db", round), fmt.Sprintf("apart%d.db", round)
		program(t, dir, append([]string{"import", "--quiet", "--db", together}, files...)...)
		if !bytes.Equal(nativeExport(t, dir, together), want) {
			t.Errorf("one import of %v is not the store of one load", files)
		}
		for _, f := range files {
			program(t, dir, "import", "--quiet", "--db", apart, f)
		}
		if !bytes.Equal(nativeExport(t, dir, apart), want) {
			t.Errorf("imports of %v, one by one, are not the store of one load", files)
		}
	}
	slices.Reverse(pieces)
	program(t, dir, append([]string{"load", "--quiet", "--db", "reversed.db"}, pieces...)...)
	if !bytes.Equal(nativeExport(t, dir, "reversed.db"), want) {
		t.Error("a load in another order is another store")
	}
}

func TestLoadThatIsKilledAndResumedIsTheLoadThatWasNot(t *testing.T) {
	kills, articles := 4, 120
	if os.Getenv("WHOSAID_FULL") == "1" && raceShare == 1 { // under the race detector it takes many times as long
		kills, articles = 20, 400
	}
	dir := t.TempDir()
	pieces := writePieces(t, dir, makeMade(t, articles), 2)
	program(t, dir, append([]string{"load", "--quiet", "--db", "whole.db"}, pieces...)...)
	want := nativeExport(t, dir, "whole.db")

	args := append([]string{"load", "--quiet", "--db", "killed.db", "--report", "report.jsonl", "--resume"}, pieces...)
	r := rand.New(rand.NewPCG(3, 3))
	killed, torn := 0, 0
	for n := range kills {
		cmd := exec.CommandContext(t.Context(), "whosaid", args...)
		cmd.Dir = dir
		had := rows(t, dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		if n%2 == 1 { // some time after its first rows; else some time after it began
			for end := time.Now().Add(30 * time.Second); rows(t, dir) < had+articles/(2*kills) && time.Now().Before(end) && len(ended) == 0; {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(time.Duration(r.Int64N(int64(20 * time.Millisecond))))
		} else {
			time.Sleep(time.Duration(r.Int64N(int64(600 * time.Millisecond))))
		}
		if err := cmd.Process.Signal(syscall.SIGKILL); err == nil {
			killed++
		}
		<-ended
		if b, err := os.ReadFile(filepath.Join(dir, "report.jsonl")); err == nil && len(b) > 0 && b[len(b)-1] != '\n' {
			torn++
		}
	}
	before := rows(t, dir)
	program(t, dir, args...)
	t.Logf("%d kills; %d rows before the last load, %d after it; %d torn rows", killed, before, rows(t, dir), torn)
	if killed < kills/2 {
		t.Errorf("only %d of %d loads were killed", killed, kills)
	}
	program(t, dir, "verify", "--db", "killed.db")
	if !bytes.Equal(nativeExport(t, dir, "killed.db"), want) {
		t.Error("the store differs from that of a load that was not killed")
	}
	if out := string(program(t, dir, slices.Insert(slices.Clone(args), 1, "--json")...)); out != "" {
		t.Errorf("a load that is resumed when nothing is left reads again: %s", out)
	}
}

// rows is how many whole rows the report in dir has. Each must be one.
func rows(t *testing.T, dir string) int {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "report.jsonl"))
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	in := bufio.NewReader(f)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return n
		}
		var row reportRow
		if err := json.Unmarshal(line, &row); err != nil || row.Path == "" || row.Status == refusedRow {
			t.Fatalf("the row %s: %v", line, err)
		}
		n++
	}
}
