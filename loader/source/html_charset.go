package source

import (
	"bytes"
	"mime"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// toUTF8 is a page's text as UTF-8, whatever it was written in; bytes that are no character of its charset become U+FFFD.
//
// A byte order mark counts first, then the charset of the Content-Type header, that of the page's meta element, and the
// bytes themselves. What is declared is believed where it decodes: bytes that are UTF-8 beyond ASCII are UTF-8, and a
// declared charset in which they hold anything that is no character gives way to another in which they do not. Cost is
// linear in the page.
func toUTF8(body []byte, mediaType string) string {
	if e, _, certain := charset.DetermineEncoding(body, ""); certain && startsWithMark(body) {
		return decoded(e, body)
	}
	declared := declaredCharsets(body, mediaType)
	escapes := bytes.IndexByte(body, 0x1b) >= 0 // ISO-2022-JP and its kin are ASCII to the eye
	if utf8.Valid(body) && !(escapes && len(declared) > 0) {
		return string(body)
	}
	if likelyUTF8(body) {
		return strings.ToValidUTF8(string(body), "\uFFFD")
	}
	for _, name := range declared {
		e, canonical := charset.Lookup(name)
		if e == nil || canonical == "utf-8" || canonical == "replacement" {
			continue
		}
		if s := decoded(e, body); clean(s) {
			return s
		}
	}
	for _, name := range guesses(body) {
		if e, canonical := charset.Lookup(name); e != nil && canonical != "utf-8" {
			if s := decoded(e, body); clean(s) {
				return s
			}
		}
	}
	for _, name := range append(declared, "windows-1252") {
		if e, canonical := charset.Lookup(name); e != nil && canonical != "utf-8" {
			return decoded(e, body)
		}
	}
	return strings.ToValidUTF8(string(body), "\uFFFD")
}

func startsWithMark(b []byte) bool {
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(b, []byte(mark)) {
			return true
		}
	}
	return false
}

func decoded(e encoding.Encoding, b []byte) string {
	out, _, err := transform.Bytes(e.NewDecoder(), b)
	if err != nil {
		out = b
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(out), "\uFFFD"), "\uFEFF")
}

// declaredCharsets is what the header and the page say that it is written in, in that order.
func declaredCharsets(body []byte, mediaType string) []string {
	var names []string
	if _, params, err := mime.ParseMediaType(mediaType); err == nil && params["charset"] != "" {
		names = append(names, params["charset"])
	}
	if m := metaCharset.FindSubmatch(body[:min(len(body), 4<<10)]); m != nil {
		names = append(names, string(m[1]))
	}
	return names
}

// metaCharset is a meta element that names a charset, in either of its two forms.
var metaCharset = regexp.MustCompile(`(?i)<meta\s[^>]*charset\s*=\s*["']?\s*([\w.:-]+)`)

// likelyUTF8 reports whether bytes that are not UTF-8 throughout are so but for a few: a page cut off, or with a piece of
// another page in it.
func likelyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return good > 10*bad
}

// clean reports whether a text has no character that stands for a byte that is none. U+0080 to U+009F are such: charsets of
// one byte give them for what they leave open.
func clean(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || r >= 0x80 && r < 0xA0 && r != 0x85 })
}

// guesses are the charsets that the letters speak for, the likeliest first.
func guesses(b []byte) []string {
	found, err := chardet.NewHtmlDetector().DetectAll(b[:min(len(b), 256<<10)])
	if err != nil {
		return nil
	}
	slices.SortFunc(found, func(a, b chardet.Result) int { // the detector leaves ties in any order
		if a.Confidence != b.Confidence {
			return b.Confidence - a.Confidence
		}
		return strings.Compare(a.Charset, b.Charset)
	})
	var names []string
	for _, f := range found {
		names = append(names, f.Charset)
	}
	return names
}
