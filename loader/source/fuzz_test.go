package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "---\ntitle: T\n---\nText.", "---\n---\n", "\xef\xbb\xbf---\r\nid: \"a\\xff\"\r\n---\r\nx", "---\nno", "Head\n\nBody.", "---\npublished: 1\n---\nx"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := parseText(b, "x.txt", "x.txt", Options{MaxText: 1 << 20})
		if err != nil {
			return
		}
		if !utf8.ValidString(a.Text) || !bytes.HasSuffix(b, []byte(a.Text)) || strings.TrimSpace(a.Text) == "" {
			t.Errorf("text %q is not the end of %q", a.Text, b)
		}
		if front := bytes.TrimPrefix(b[:len(b)-len(a.Text)], bom); len(front) > 0 && !bytes.HasPrefix(front, []byte("---")) {
			t.Errorf("%q was cut from %q", front, b)
		}
		if a.ID == "" || !utf8.ValidString(a.ID+a.Title+a.Outlet+a.URL+a.Language+a.Published) {
			t.Errorf("from %q: %+v", b, a)
		}
	})
}

// FuzzLines holds that a text is what any reader of JSON takes from one of the lines, and that every line is answered once.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"", "{}", `{"text":"a"}`, `{"id":1,"text":"\ud83d\ude00"}` + "\n" + `{"text":"\ud83d"}`, `{"TEXT":"a","text":null}`, "\n\n[",
		`{"text":"a","published":"2024"}`, strings.Repeat(" ", 20) + "{", "{\n", "\xef\xbb\xbf{\"text\":\"b\"}\r\n\n{\"text\":\"" + strings.Repeat("x", 300)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		lines := bytes.Split(bytes.TrimPrefix(b, bom), []byte("\n"))
		answers := 0
		readLines(bufio.NewReaderSize(bytes.NewReader(b), 16), "x.jsonl", "x.jsonl", Options{MaxText: 64}, func(a Article, err error) bool {
			answers++
			if err != nil {
				if e, ok := err.(*Error); !ok || e.Remedy == "" || !strings.HasPrefix(e.Path, "x.jsonl") || a.Text != "" {
					t.Errorf("from %q: %#v, %+v", b, err, a)
				}
				return true
			}
			if !utf8.ValidString(a.Text) || a.ID == "" || len(a.Text) > 64 {
				t.Errorf("from %q: %+v", b, a)
			}
			found := slices.ContainsFunc(lines, func(l []byte) bool {
				var v struct {
					Text string `json:"text"`
				}
				return json.Unmarshal(l, &v) == nil && v.Text == a.Text
			})
			if !found {
				t.Errorf("text %q is in no line of %q", a.Text, b)
			}
			return true
		})
		if answers == 0 || answers > len(lines) {
			t.Errorf("%d answers to %d lines: %q", answers, len(lines), b)
		}
	})
}

// FuzzEncoding holds that UTF-8 text is never taken for anything else, and that a message says what is wrong in a line.
func FuzzEncoding(f *testing.F) {
	for _, s := range []string{"", "a", "Text. And more text.", "\xff\xfeH\x00i\x00", "H\x00i\x00", "\x00H\x00i", "caf\xe9", "\x00\x01\x02", "\x1f\x8b\x08", "«Текст»\n", "<HTML>", "%PDF-1", "{\\rtf1"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e := foreign(b, "x.txt")
		if e == nil {
			e = badUTF8(b, 0, "x.txt", "x.txt")
		}
		if e == nil {
			if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
				t.Errorf("%q was taken for text", b)
			}
			return
		}
		if msg := e.Error(); e.Path != "x.txt" || e.Reason == "" || e.Remedy == "" || strings.ContainsAny(msg, "\n%") && !bytes.HasPrefix(b, []byte("%")) {
			t.Errorf("message %q", msg)
		}
		plain := utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool { return r < 0x20 && !strings.ContainsRune("\t\n\r\f\v", r) })
		for _, magic := range []string{"%PDF-", "PK\x03", "{\\rtf", "<"} {
			plain = plain && !bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(b, bom), jsonSpace), []byte(magic))
		}
		if plain {
			t.Errorf("%q was refused: %v", b, e)
		}
	})
}

// FuzzFront holds that front matter is cut as a whole or not at all, and that what is cut can be put back.
func FuzzFront(f *testing.F) {
	for _, s := range []string{"", "---", "---\n---\n", "---\ntitle: T\n---\nText", "---\r\ntitle: 'it''s'\r\n---\r\n", "---\n# c\n- x\n  y\n---\n---\n", "---\nkey\n---\n", "--- \nurl: a:b\n---"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		front, text := splitFront(b)
		if len(front) == 0 && len(text) == len(b) {
			return
		}
		cut := b[:len(b)-len(text)]
		first, rest, _ := bytes.Cut(cut, []byte("\n"))
		if !bytes.HasSuffix(b, text) || !isDashes(first) || !bytes.HasPrefix(rest, front) || !isDashes(bytes.TrimSuffix(rest[len(front):], []byte("\n"))) {
			t.Errorf("%q was divided into %q and %q", b, front, text)
		}
	})
}
