// Package source reads what people have — text files, web pages, directories, JSON Lines — and yields articles.
package source

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// Article is one article as it was found: its text unchanged, and what the input said about it.
type Article struct {
	ID        string // the given id, else the file's base name without its last extension
	Title     string // "" when unknown
	URL       string // where it was read, or where it says that it can be
	Canonical string // the URL by which its page says that it is known; "" when the page says none
	Outlet    string
	Author    string // as its byline names them, without "By"; "" when unknown
	Published string // ISO date as exact as known; "" when unknown
	Modified  string // ISO date as exact as known; "" when unknown
	Seen      string // RFC 3339 instant when this was what the URL gave, or else when it was last modified; "" when unknown
	Language  string // BCP 47 tag; "" when unknown
	Text      string // UTF-8, without a byte order mark and without front matter
	Path      string // where it was read, for messages: "reports/0412.txt", "feed.jsonl:12"

	ReadSHA256 string    // of the bytes that the article was read from, lower-case hex: the file, the line, the page
	Notices    []string  // what the outlet says that it corrected or withdrew, verbatim, in the order of the text
	Dropped    []Dropped // what was on the page and is not in the text, in the order of the page
}

// Dropped is a block that is not in an article's text, and why.
type Dropped struct {
	Reason string // "navigation", "byline", "caption", "link to another article", "share line", "subscription", "comments", "advert" …
	Text   string // its first words
}

// sum is the SHA-256 of what an article was read from, as Article.ReadSHA256 has it.
func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// Address is the URL by which the article is known wherever it is read: the canonical one where that is of the site that it was read
// from or where the URL is not known, else the URL; "" where it has none. A site is a registrable domain. The address is http or https,
// without a fragment; an URL without a canonical one loses the parameters that say only where a link was followed (utm_source and
// the like). A page that names another site is at its own address, as a reprint. A canonical URL that is the site's front page or a page of a
// list is not believed.
func (a Article) Address() string { return address(a.URL, a.Canonical) }

// Check is an article that did not come from a file, as Read yields one from a JSON line that says the same: the text as it
// is, the other fields without white space around them, published and modified as dates as exact as known, seen as
// an RFC 3339 instant, the notices those of the text behind those that it
// has. The error is an *Error.
func Check(a Article, o Options) (Article, error) {
	if o.MaxText <= 0 {
		o.MaxText = maxText
	}
	switch {
	case strings.TrimSpace(a.Text) == "":
		return Article{}, &Error{Path: a.Path, Reason: "the article has no text", Remedy: `give it a "text"`}
	case len(a.Text) > o.MaxText:
		return Article{}, tooLarge(a.Path, o)
	}
	for _, s := range append([]string{a.Text, a.Title, a.URL, a.Canonical, a.Outlet, a.Author, a.Language}, a.Notices...) {
		if !utf8.ValidString(s) {
			return Article{}, &Error{Path: a.Path, Reason: "the article is not UTF-8", Remedy: "write it as UTF-8"}
		}
		if strings.ContainsRune(s, 0) {
			return Article{}, &Error{Path: a.Path, Reason: "the article holds a NUL (U+0000), which is no character of a text", Remedy: "take it out"}
		}
	}
	for _, f := range []struct {
		name string
		to   *string
	}{{"published", &a.Published}, {"modified", &a.Modified}, {"seen", &a.Seen}} {
		date, reason := readDate(f.name, *f.to)
		if reason != "" {
			return Article{}, &Error{Path: a.Path, Reason: reason, Remedy: dateRemedy(f.name)}
		}
		*f.to = date
	}
	for _, s := range []*string{&a.ID, &a.Title, &a.URL, &a.Canonical, &a.Outlet, &a.Author, &a.Language} {
		*s = strings.TrimSpace(*s)
	}
	return withNotices(a), nil
}
