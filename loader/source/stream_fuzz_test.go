package source

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// checkFuzzed holds what is true of everything that is read: texts are UTF-8 with letters, errors are one line with a remedy.
func checkFuzzed(t *testing.T, in []byte, path string, o Options) {
	t.Helper()
	o.Stdin, o.Workers = bytes.NewReader(in), 1
	n := 0
	for a, err := range Read([]string{path}, o) {
		n++
		if err != nil {
			e, ok := err.(*Error)
			if !ok || e.Path == "" || e.Reason == "" || e.Remedy == "" || strings.ContainsAny(e.Error(), "\n\r") || strings.Contains(e.Reason, "the reader failed") {
				t.Errorf("from %q: %#v", in, err)
			}
			continue
		}
		if !utf8.ValidString(a.Text+a.Title+a.URL+a.Author+a.Outlet+a.Published+a.Modified+a.Seen) || strings.TrimSpace(a.Text) == "" || a.ID == "" || a.Path == "" || len(a.ReadSHA256) != 64 {
			t.Errorf("from %q: %+v", in, a)
		}
	}
	if n > 3+len(in) {
		t.Errorf("%d answers to %d bytes", n, len(in))
	}
}

func FuzzWARC(f *testing.F) {
	for _, s := range []string{"", "WARC/1.0\r\n\r\n", "WARC/1.0\nContent-Length:0\r00\n\n", "WARC/1.0\nWARC-Target-URI:a\rb\nContent-Length:00\n\n", answer("https://example.org/1", "text/plain", story), answer("https://example.org/1", "text/html", "<p>"+story, "Content-Encoding: gzip"),
		warcRecord("resource", "x", "text/markdown", "# A\n\nb."), "WARC/1.0\nContent-Length: -1\n\nWARC/1.1\nContent-Length: 99999999999\nA:b\n\n",
		"WARC/1.0\nWARC-Type: conversion\nContent-Length: 3\n\nabc\n\nWARC/1.0\nA: b\n\n", zipped(answer("https://example.org/1", "text/plain", story), "WARC/1.0\nA:"), answer("y", "text/xml", feeds["Atom"].in)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkFuzzed(t, b, "-", Options{As: WARC}) })
}

func FuzzGzip(f *testing.F) {
	for _, s := range []string{zipped(story), zipped(`{"text":"a"}`, "\n{"), zipped(story)[:20], zipped(answer("x", "text/plain", story), story), "\x1f\x8b\x08", zipped("") + "\x00\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkFuzzed(t, append([]byte("\x1f\x8b\x08"), b...), "-", Options{}) })
}

func FuzzFeed(f *testing.F) {
	for _, tt := range feeds {
		f.Add([]byte(tt.in))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := FeedItems(b, "", ""); err != nil {
			if e, ok := err.(*Error); !ok || e.Reason == "" || e.Remedy == "" {
				t.Errorf("from %q: %#v", b, err)
			}
		}
		checkFuzzed(t, b, "-", Options{As: Feed})
	})
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"", "# A\n\nb *c* `d`\n", "---\ntitle: x\n---\n- a\n  - b\n", "|a|b|\n|-|-|\n|c|d|\n", "> > a\n\n<div>x</div>\n", "![a](b \"c\")\n[x]: y\n&amp;\\*", "```\ncode"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkFuzzed(t, b, "-", Options{As: Markdown}) })
}

// FuzzResponse holds that a body is part of what came, unless it was encoded.
func FuzzResponse(f *testing.F) {
	for _, s := range []string{"", "HTTP/1.1 200 OK\r\n\r\nx", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Encoding: deflate, gzip\n\n3\nabc\n0\n", "HTTP/1.0 200\r\nContent-Encoding: gzip\r\n\r\n" + zipped(story),
		"HTTP/1.1 200\nContent-Encoding: br\n\n\x0b\x02\x80hello\x03"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, ok := parseResponse(b)
		if !ok {
			return
		}
		if !bytes.HasSuffix(b, r.body) {
			t.Errorf("body %q of %q", r.body, b)
		}
		out, err := r.decode(1 << 16)
		if err != nil && (out != nil || strings.ContainsAny(err.Error(), "\r\n")) || len(out) > 1<<16 {
			t.Errorf("from %q: %q, %v", b, out, err)
		}
		if !r.chunked && len(r.encodings) == 0 && err == nil && !bytes.Equal(out, r.body) {
			t.Errorf("from %q: %q", b, out)
		}
	})
}
