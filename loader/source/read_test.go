package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// collect reads everything; errors become their text.
func collect(seq iter.Seq2[Article, error]) (got []Article, errs []string) {
	for a, err := range seq {
		if err != nil {
			errs = append(errs, err.Error())
			continue
		}
		got = append(got, a)
	}
	return got, errs
}

// write puts files into a new directory and returns it.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadOneInput(t *testing.T) {
	const story = "Alpha said that beta came.\n"
	tests := []struct {
		name, file, content string
		want                []Article
		errs                []string
	}{
		{name: "plain text", file: "a.txt", content: story,
			want: []Article{{ID: "a", Text: story, Path: "a.txt"}}},
		{name: "any extension", file: "a.b.story", content: story,
			want: []Article{{ID: "a.b", Text: story, Path: "a.b.story"}}},
		{name: "headline", file: "a.txt", content: "A headline\n\n" + story,
			want: []Article{{ID: "a", Title: "A headline", Text: "A headline\n\n" + story, Path: "a.txt"}}},
		{name: "a sentence is no headline", file: "a.txt", content: "A sentence.\n\n" + story,
			want: []Article{{ID: "a", Text: "A sentence.\n\n" + story, Path: "a.txt"}}},
		{name: "a line with text below is no headline", file: "a.txt", content: "A headline\n" + story,
			want: []Article{{ID: "a", Text: "A headline\n" + story, Path: "a.txt"}}},
		{name: "byte order mark and CRLF", file: "a.txt", content: "\xef\xbb\xbfOne.\r\n\r\nTwo.\r\n",
			want: []Article{{ID: "a", Text: "One.\r\n\r\nTwo.\r\n", Path: "a.txt"}}},
		{name: "front matter", file: "a.txt",
			content: "---\ntitle: \"Who: \\\"me\\\"\"\noutlet: 'The Reader''s Post'\npublished: 2024-10-18T23:50:00-05:00\nurl: https://example.org/a?b=c\nlanguage: en\nid: x1\nauthor: Ada Moor\nmodified: 2024-10-19\nseen: 2024-10-20T08:00:00Z\ncanonical: https://example.org/a\ntags:\n- one\n# note\n---\n\n" + story,
			want: []Article{{ID: "x1", Title: `Who: "me"`, Outlet: "The Reader's Post", Author: "Ada Moor", Published: "2024-10-18", Modified: "2024-10-19",
				Seen: "2024-10-20T08:00:00Z", Canonical: "https://example.org/a", URL: "https://example.org/a?b=c", Language: "en",
				Text: "\n" + story, Path: "a.txt"}}},
		{name: "front matter with CRLF and byte order mark", file: "a.txt", content: "\xef\xbb\xbf---\r\ntitle: T\r\n---\r\n" + story,
			want: []Article{{ID: "a", Title: "T", Text: story, Path: "a.txt"}}},
		{name: "unterminated front matter is text", file: "a.txt", content: "---\ntitle: T\n" + story,
			want: []Article{{ID: "a", Text: "---\ntitle: T\n" + story, Path: "a.txt"}}},
		{name: "a rule is text", file: "a.txt", content: "---\nIt was night: so they said.\n---\n" + story,
			want: []Article{{ID: "a", Text: "---\nIt was night: so they said.\n---\n" + story, Path: "a.txt"}}},
		{name: "bad date", file: "a.txt", content: "---\ntitle: T\npublished: last week\n---\n" + story,
			errs: []string{`a.txt:3: published "last week" is not a date; write published as 2024-10-18, 2024-10 or 2024, or leave it out`}},
		{name: "impossible date", file: "a.txt", content: "---\npublished: 2023-02-29\n---\n" + story,
			errs: []string{`a.txt:2: published "2023-02-29" is not a date; write published as 2024-10-18, 2024-10 or 2024, or leave it out`}},
		{name: "empty", file: "a.txt", content: "",
			errs: []string{"a.txt: the file is empty; put the article's text into it or leave it out"}},
		{name: "white space", file: "a.txt", content: " \n\t\r\n",
			errs: []string{"a.txt: nothing but white space; put the article's text into it or leave it out"}},
		{name: "front matter only", file: "a.txt", content: "---\ntitle: T\n---\n",
			errs: []string{"a.txt: front matter without a text; put the article's text into it or leave it out"}},
		{name: "binary", file: "a.txt", content: "abc\x00def",
			errs: []string{"a.txt: a binary file, not a text; name pages, feeds, web archives (WARC), JSON Lines or texts"}},
		{name: "binary behind the first block", file: "a.txt", content: strings.Repeat(story, 1000) + "\x00",
			errs: []string{"a.txt: a binary file, not a text; name pages, feeds, web archives (WARC), JSON Lines or texts"}},
		{name: "noise without a NUL", file: "a.txt", content: strings.Repeat("\x01\x92\xfe\x13abc", 99),
			errs: []string{"a.txt: a binary file, not a text; name pages, feeds, web archives (WARC), JSON Lines or texts"}},
		{name: "Windows 1252", file: "a.txt", content: "It\x92s late.\n",
			errs: []string{"a.txt: not UTF-8 at byte offset 2 (0x92); convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 a.txt"}},
		{name: "Windows 1252 behind a byte order mark", file: "a.txt", content: "\xef\xbb\xbfIt\x92s late.\n",
			errs: []string{"a.txt: not UTF-8 at byte offset 5 (0x92); convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 a.txt"}},
		{name: "cut character at the end", file: "a.txt", content: "caf\xc3",
			errs: []string{"a.txt: not UTF-8 at byte offset 3 (0xC3); convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 a.txt"}},
		{name: "UTF-16", file: "a.txt", content: "\xff\xfeH\x00i\x00",
			errs: []string{"a.txt: UTF-16 text, not UTF-8; convert it, for example: iconv -f UTF-16 -t UTF-8 a.txt"}},
		{name: "UTF-16 of the other order, behind the name of another kind", file: "a b.jsonl", content: "\xfe\xff\x00{\x00\"",
			errs: []string{"a b.jsonl: UTF-16 text, not UTF-8; convert it, for example: iconv -f UTF-16 -t UTF-8 FILE"}},
		{name: "UTF-16 without a byte order mark", file: "a.txt", content: "H\x00i\x00,\x00 \x00\x14 n\x00o\x00",
			errs: []string{"a.txt: UTF-16 text without a byte order mark, not UTF-8; convert it, for example: iconv -f UTF-16LE -t UTF-8 a.txt"}},
		{name: "UTF-16 of the other order without a byte order mark", file: "a.txt", content: "\x00H\x00i\x00,\x00 \x00n\x00o",
			errs: []string{"a.txt: UTF-16 text without a byte order mark, not UTF-8; convert it, for example: iconv -f UTF-16BE -t UTF-8 a.txt"}},
		{name: "UTF-32", file: "a.txt", content: "\xff\xfe\x00\x00H\x00\x00\x00",
			errs: []string{"a.txt: UTF-32 text, not UTF-8; convert it, for example: iconv -f UTF-32 -t UTF-8 a.txt"}},
		{name: "the beginning of a gzip file", file: "a.jsonl.gz", content: "\x1f\x8b\x08\x00\x00",
			errs: []string{"a.jsonl.gz: the compressed data breaks off at byte 5; get it again"}},
		{name: "an office document", file: "a.docx", content: "PK\x03\x04\x14\x00",
			errs: []string{"a.docx: a zip archive or an office document, not a text; unpack the archive, or save the document as plain text"}},
		{name: "RTF", file: "a.txt", content: `{\rtf1\ansi Text.}`,
			errs: []string{"a.txt: a rich text document (RTF), not plain text; save it as plain text"}},
		{name: "a page saved as one file", file: "a.mhtml", content: "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?a?=\r\n =?utf-8?Q?b?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n<p>x",
			errs: []string{"a.mhtml: a mail, or a page that a browser saved as one file (MHTML); save the page as HTML, or the mail's text as plain text"}},
		{name: "a text that quotes the head of a mail", file: "a.txt", content: "The leaked mail began so.\nMIME-Version: 1.0\n",
			want: []Article{{ID: "a", Text: "The leaked mail began so.\nMIME-Version: 1.0\n", Path: "a.txt"}}},
		{name: "PDF", file: "a.txt", content: "%PDF-1.7\nabc",
			errs: []string{"a.txt: a PDF, not a text; save its text, for example: pdftotext a.txt"}},
		{name: "HTML", file: "a.txt", content: "\n<!DOCTYPE html><title>x</title>",
			errs: []string{"a.txt: no article text found (0 links, 0 paragraphs); save the article's text and load that"}},
		{name: "too large", file: "a.txt", content: strings.Repeat("x", 1025),
			errs: []string{"a.txt: the text is larger than 1 KiB; split it into its articles, one file or one JSON line each"}},
		{name: "just not too large, front matter apart", file: "a.txt", content: "---\ntitle: T\n---\n" + strings.Repeat("x", 1024),
			want: []Article{{ID: "a", Title: "T", Text: strings.Repeat("x", 1024), Path: "a.txt"}}},

		{name: "JSON lines", file: "a.jsonl",
			content: "\xef\xbb\xbf" + `{"id":"one","title":"T","text":"Alpha\nsaid “so” \ud83d\ude00 \\ud800.","url":"u","outlet":"o","published":"2024-10","language":"en","author":["x","y"],"modified":"2024-11","seen":"2024-11-02t08:00:00+01:00","canonical":" c ","notices":["Withdrawn."],"more":[]}` + "\r\n\n" + `{"text":"Beta.","title":null}` + "\n" + `{"id":7,"text":"Gamma."}`,
			want: []Article{
				{ID: "one", Title: "T", Text: "Alpha\nsaid “so” \U0001F600 \\ud800.", URL: "u", Outlet: "o", Published: "2024-10", Language: "en", Path: "a.jsonl:1",
					Author: "x and y", Modified: "2024-11", Seen: "2024-11-02T08:00:00+01:00", Canonical: "c", Notices: []string{"Withdrawn."}},
				{ID: "a-3", Text: "Beta.", Path: "a.jsonl:3"},
				{ID: "7", Text: "Gamma.", Path: "a.jsonl:4"}}},
		{name: "JSON lines by content", file: "a.txt", content: "\n {\"text\":\"Alpha.\"}\n",
			want: []Article{{ID: "a-2", Text: "Alpha.", Path: "a.txt:2"}}},
		{name: "broken line", file: "a.jsonl", content: `{"text":"Alpha."}` + "\n" + `{"text": "Be` + "\n" + `{"text":"Gamma.",}` + "\n" + `{"text":"Delta."}`,
			want: []Article{{ID: "a-1", Text: "Alpha.", Path: "a.jsonl:1"}, {ID: "a-4", Text: "Delta.", Path: "a.jsonl:4"}},
			errs: []string{`a.jsonl:2:13: not valid JSON: unexpected end of JSON input; write one article a line: {"id": "…", "text": "…"}`,
				`a.jsonl:3:18: not valid JSON: invalid character '}' looking for beginning of object key string; write one article a line: {"id": "…", "text": "…"}`}},
		{name: "no text", file: "a.jsonl", content: `{"id":"x"}` + "\n" + `{"id":"y","text":" \n"}` + "\n" + `{"id":"z","text":null}`,
			errs: []string{`a.jsonl:1: the article has no text; give it a "text"`, `a.jsonl:2: the article has no text; give it a "text"`, `a.jsonl:3: the article has no text; give it a "text"`}},
		{name: "wrong types", file: "a.jsonl", content: `{"text":"Alpha.","title":3}` + "\n" + `"text"` + "\n" + `{"id":{},"text":"Beta."}`,
			errs: []string{"a.jsonl:1:26: title is a JSON number; make it a string",
				`a.jsonl:2: a JSON string where an object was expected; write one article a line: {"id": "…", "text": "…"}`,
				`a.jsonl:3: id is neither a string nor a number; make it a string`}},
		{name: "one id twice", file: "a.jsonl", content: `{"id":"x","text":"Alpha."}` + "\n" + `{"id":"x","text":"Beta."}`,
			want: []Article{{ID: "x", Text: "Alpha.", Path: "a.jsonl:1"}},
			errs: []string{`a.jsonl:2: id "x" is already that of a.jsonl:1; give each article its own id`}},
		{name: "bad date in JSON", file: "a.jsonl", content: `{"text":"Alpha.","published":"18/10/2024"}`,
			errs: []string{`a.jsonl:1: published "18/10/2024" is not a date; write published as 2024-10-18, 2024-10 or 2024, or leave it out`}},
		{name: "what is no date, no instant and no name", file: "a.jsonl", content: `{"text":"Alpha.","modified":"yesterday"}` + "\n" + `{"text":"Alpha.","seen":"2024-10-18"}` + "\n" + `{"text":"Alpha.","author":{}}`,
			errs: []string{`a.jsonl:1: modified "yesterday" is not a date; write modified as 2024-10-18, 2024-10 or 2024, or leave it out`,
				`a.jsonl:2: seen "2024-10-18" is not an instant; write seen as 2024-10-18T12:00:00Z, or leave it out`,
				`a.jsonl:3: author is neither a string nor a list of strings; make it a string`}},
		{name: "no instant in front matter", file: "a.txt", content: "---\nseen: today\n---\nText.",
			errs: []string{`a.txt:2: seen "today" is not an instant; write seen as 2024-10-18T12:00:00Z, or leave it out`}},
		{name: "broken UTF-8 in JSON", file: "a.jsonl", content: `{"text":"Alpha."}` + "\n" + `{"text":"` + "\xe9" + `"}`,
			want: []Article{{ID: "a-1", Text: "Alpha.", Path: "a.jsonl:1"}},
			errs: []string{"a.jsonl:2: not UTF-8 at byte offset 27 (0xE9); convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 a.jsonl"}},
		{name: "half a character", file: "a.jsonl", content: `{"text":"a \udc00 \\u"}`,
			errs: []string{`a.jsonl:1:12: \udc00 is half a character (a lone surrogate); write the text as UTF-8`}},
		{name: "a text that starts with a brace", file: "a.txt", content: "{Corrects the number} " + story,
			want: []Article{{ID: "a", Text: "{Corrects the number} " + story, Path: "a.txt"}}},
		{name: "a text that starts with a bracket", file: "a.txt", content: "[Update] " + story,
			want: []Article{{ID: "a", Text: "[Update] " + story, Path: "a.txt"}}},
		{name: "an object of one line in a .json file", file: "a.json", content: `{"text":"Alpha."}`,
			want: []Article{{ID: "a-1", Text: "Alpha.", Path: "a.json:1"}}},
		{name: "an array in a .json file", file: "a.json", content: "[\n{\"text\":\"Alpha.\"}]",
			errs: []string{"a.json:1: JSON, but not JSON Lines; write one article a line, for example: jq -c '.[]' articles.json > articles.jsonl (jq -c . for single objects)"}},
		{name: "a line far to the right", file: "a.jsonl", content: strings.Repeat(" ", 40) + `{"text":"Alpha."}` + strings.Repeat("\t", 40) + "\n" + strings.Repeat(" ", 40),
			want: []Article{{ID: "a-1", Text: "Alpha.", Path: "a.jsonl:1"}}},
		{name: "NUL in a line", file: "a.jsonl", content: `{"text":"` + strings.Repeat("x", 5000) + "\x00" + `"}`,
			errs: []string{`a.jsonl:1:5010: not valid JSON: invalid character '\x00' in string literal; write one article a line: {"id": "…", "text": "…"}`}},
		{name: "given id like one made up", file: "a.jsonl", content: `{"text":"Alpha."}` + "\n" + `{"id":"a-1","text":"Beta."}`,
			want: []Article{{ID: "a-1", Text: "Alpha.", Path: "a.jsonl:1"}},
			errs: []string{`a.jsonl:2: id "a-1" is already that of a.jsonl:1; give each article its own id`}},
		{name: "line too large", file: "a.jsonl", content: `{"text":"Alpha.","notes":"` + strings.Repeat("x", 4<<10) + `"}` + "\n" + `{"text":"Beta."}`,
			want: []Article{{ID: "a-2", Text: "Beta.", Path: "a.jsonl:2"}},
			errs: []string{"a.jsonl:1: the line is longer than 4 KiB, and the text in it may have 1 KiB; split the text into its articles, one line each, and leave out what is not text"}},
		{name: "escapes, not too large", file: "a.jsonl", content: `{"text":"` + strings.Repeat(`\u0434`, 500) + `"}`,
			want: []Article{{ID: "a-1", Text: strings.Repeat("д", 500), Path: "a.jsonl:1"}}},
		{name: "JSON over several lines", file: "a.json", content: "{\n \"text\": \"Alpha.\"\n}\n",
			errs: []string{"a.json:1: JSON, but not JSON Lines; write one article a line, for example: jq -c '.[]' articles.json > articles.jsonl (jq -c . for single objects)"}},
		{name: "a JSON array", file: "a.jsonl", content: `[{"text":"Alpha."}]`,
			errs: []string{"a.jsonl:1: JSON, but not JSON Lines; write one article a line, for example: jq -c '.[]' articles.json > articles.jsonl (jq -c . for single objects)"}},
		{name: "empty JSON Lines", file: "a.jsonl", content: "\n\n",
			errs: []string{`a.jsonl: the file is empty; put articles into it, one a line: {"id": "…", "text": "…"}`}},
		{name: "text of a line too large", file: "a.jsonl", content: `{"text":"` + strings.Repeat("x", 1025) + `"}` + "\n" + `{"text":"Beta."}`,
			want: []Article{{ID: "a-2", Text: "Beta.", Path: "a.jsonl:2"}},
			errs: []string{"a.jsonl:1: the text is larger than 1 KiB; split it into its articles, one file or one JSON line each"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(write(t, map[string]string{tt.file: tt.content}))
			o := Options{}
			if strings.Contains(tt.name, "too large") {
				o.MaxText = 1 << 10
			}
			got, errs := collect(Read([]string{tt.file}, o))
			if d := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(Article{}, "ReadSHA256")); d != "" {
				t.Errorf("articles (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.errs, errs); d != "" {
				t.Errorf("errors (-want +got):\n%s", d)
			}
		})
	}
}

func TestReadGoesOnAfterAFailure(t *testing.T) {
	t.Chdir(write(t, map[string]string{"a.txt": "Alpha.", "b.txt": "", "c.txt": "Gamma."}))
	got, errs := collect(Read([]string{"a.txt", "missing.txt", "b.txt", "c.txt"}, Options{}))
	if len(got) != 2 || got[1].ID != "c" || len(errs) != 2 || errs[0] != "missing.txt: no such file or directory; check the name" {
		t.Errorf("got %v, %q", got, errs)
	}
}

func TestReadDirectoryInOrderOfNames(t *testing.T) {
	t.Chdir(write(t, map[string]string{
		"d/b.txt": "Beta.", "d/a/z.txt": "Zeta.", "d/a.jsonl": `{"text":"Alpha."}`, "d/.hidden": "no", "d/.git/x.txt": "no",
		"d/README": "no", "d/readme.md": "no", "d/c.png": "\x89PNG\r\n\x1a\n\x00", "d/d.txt": "Delta.",
	}))
	got, errs := collect(Read([]string{"d"}, Options{}))
	var paths []string
	for _, a := range got {
		paths = append(paths, filepath.ToSlash(a.Path))
	}
	if d := cmp.Diff([]string{"d/a/z.txt", "d/a.jsonl:1", "d/b.txt", "d/d.txt"}, paths); d != "" {
		t.Error(d)
	}
	if len(errs) != 0 {
		t.Errorf("errors: %q", errs)
	}
}

func TestReadDirectoryWithoutArticles(t *testing.T) {
	t.Chdir(write(t, map[string]string{"d/README.md": "x", "d/e/.keep": ""}))
	_, errs := collect(Read([]string{"d"}, Options{}))
	if len(errs) != 1 || !strings.HasPrefix(errs[0], "d: no articles in this directory; ") {
		t.Errorf("errors: %q", errs)
	}
}

func TestReadStdin(t *testing.T) {
	got, errs := collect(Read([]string{"-"}, Options{Stdin: strings.NewReader("Alpha.")}))
	if len(got) != 1 || got[0].ID != "stdin" || got[0].Path != "standard input" || errs != nil {
		t.Errorf("got %v, %q", got, errs)
	}
	got, _ = collect(Read([]string{"-"}, Options{Stdin: strings.NewReader(`{"text":"Alpha."}`)}))
	if len(got) != 1 || got[0].ID != "stdin-1" || got[0].Path != "standard input:1" {
		t.Errorf("got %v", got)
	}
}

func TestReadStopsWhenToldTo(t *testing.T) {
	t.Chdir(write(t, map[string]string{"d/a.txt": "", "d/b.txt": "Beta.", "d/c.jsonl": "{}\n{}\n"}))
	for stop := 1; stop <= 4; stop++ {
		n := 0
		for range Read([]string{"d", "missing"}, Options{}) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("stopped after %d of %d", n, stop)
		}
	}
}

func TestReadErrorsAreErrors(t *testing.T) {
	for _, err := range Read([]string{filepath.Join(t.TempDir(), "missing")}, Options{}) {
		if e, ok := errors.AsType[*Error](err); !ok || e.Remedy == "" || !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %#v", err)
		}
	}
}

// repeat gives n bytes of 'x' behind a head and before a tail.
func repeat(head string, n int64, tail string) io.Reader {
	return io.MultiReader(strings.NewReader(head), io.LimitReader(xs{}, n), strings.NewReader(tail))
}

type xs struct{}

func (xs) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// A file of 200 MB is refused, and a line of 200 MB passed over, in the memory of the limit.
func TestReadLargeInputInBoundedMemory(t *testing.T) {
	const large = 200 << 20
	sparse := filepath.Join(t.TempDir(), "large.txt")
	if err := os.WriteFile(sparse, bytes.Repeat([]byte("It is said.\n"), 1000), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(sparse, large); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		paths  []string
		stdin  io.Reader
		budget uint64 // bytes allocated in all
		want   string
	}{
		{"a file", []string{sparse}, nil, 1 << 20, "[] [" + sparse + ": the text is larger than 4 MiB; split it into its articles, one file or one JSON line each]"},
		{"a pipe", []string{"-"}, repeat("It is said. ", large, ""), 40 << 20, "[] [standard input: the text is larger than 4 MiB; split it into its articles, one file or one JSON line each]"},
		{"a line", []string{"-"}, repeat(`{"text":"Alpha."}`+"\n"+`{"text":"`, large, `"}`+"\n"+`{"text":"Gamma."}`), 120 << 20,
			"[Alpha. Gamma.] [standard input:2: the line is longer than 16 MiB, and the text in it may have 4 MiB; split the text into its articles, one line each, and leave out what is not text]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got, errs := collect(Read(tt.paths, Options{Stdin: tt.stdin}))
			runtime.ReadMemStats(&after)
			texts := []string{}
			for _, a := range got {
				texts = append(texts, a.Text)
			}
			if s := fmt.Sprint(texts, errs); s != tt.want {
				t.Errorf("got %s\nwant %s", s, tt.want)
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > tt.budget {
				t.Errorf("allocated %d MiB, more than %d", n>>20, tt.budget>>20)
			}
		})
	}
}
