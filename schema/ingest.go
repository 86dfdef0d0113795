package schema

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// Ingester reads the articles that clients send and stores them with their claims.
type Ingester interface {
	// Ingest stores one article whole or not at all, and returns what became of it when it is on disk.
	//
	// The error wraps ErrBadArticle where it is the article's, with a sentence for the client. When ctx ends before the article
	// is handed to the store, nothing may be stored and the error is that of ctx; what is handed over is stored to its end.
	Ingest(ctx context.Context, a Incoming) (Ingested, error)
}

// ErrBadArticle is wrapped by the errors of an Ingester that are about what the client sent.
var ErrBadArticle = errors.New("the article cannot be stored")

// Incoming is an article as a client sent it, or as a Fetcher read it. A field that is not known is empty.
type Incoming struct {
	Title     string
	Text      string // UTF-8, with 512 KiB at most
	URL       string
	Outlet    string
	Published string // not looked at yet
	Language  string
	Author    string
	Modified  string // not looked at yet
	Seen      string // RFC 3339 instant in UTC, when this was the article's text

	ReadFrom   string    // the URL of the page that a Fetcher read it from
	ReadSHA256 string    // of that page's bytes, lower-case hex
	Notices    []string  // what the outlet says that it corrected or withdrew
	Dropped    []Dropped // what was on the page and is not in the text
}

// Dropped is a block of a page that is not in its article's text.
type Dropped struct {
	Reason string
	Text   string // its first words
}

// Ingested is what became of an article.
type Ingested struct {
	graph.Put
	Refused []Refused // claims that were found and not stored
}

// Refused is a claim that was not stored, and why.
type Refused struct {
	Quote  string
	Reason string
}

const (
	maxLoadText  = 512 << 10 // bytes of an article's text; such a text, full of claims, takes one second to read and store
	maxLoadField = 2 << 10   // bytes of a title, a URL
	maxLoadName  = 1 << 10   // bytes of the name of an outlet
	maxLoadWord  = 64        // bytes of a date, a language
)

// loadInput is the argument of loadArticle.
type loadInput struct {
	Text      string
	Title     *string
	URL       *string
	Outlet    *string
	Published *string
	Language  *string
	Author    *string
	Modified  *string
	Seen      *timeScalar
}

// incoming is the article of the input, or a sentence about what can be seen to be wrong before it is read.
func (in loadInput) incoming() (Incoming, error) {
	a := Incoming{Text: in.Text}
	switch n := len(a.Text); {
	case strings.TrimSpace(a.Text) == "":
		return a, refuse(CodeBadInput, "input.text is empty: send the text of the article")
	case n > maxLoadText:
		return a, refuse(CodeTooLarge, "input.text has %d bytes: the cap is %d; send each article of it by itself, or load the file with whosaid load", n, maxLoadText)
	case !utf8.ValidString(a.Text):
		return a, refuse(CodeBadInput, "input.text is not UTF-8")
	}
	err := takeFields(
		inputField{"title", in.Title, &a.Title, maxLoadField},
		inputField{"url", in.URL, &a.URL, maxLoadField},
		inputField{"outlet", in.Outlet, &a.Outlet, maxLoadName},
		inputField{"published", in.Published, &a.Published, maxLoadWord},
		inputField{"language", in.Language, &a.Language, maxLoadWord},
		inputField{"author", in.Author, &a.Author, maxLoadName},
		inputField{"modified", in.Modified, &a.Modified, maxLoadWord},
	)
	if err != nil {
		return a, err
	}
	if in.Seen != nil {
		a.Seen = in.Seen.Format(time.RFC3339)
	}
	if a.URL != "" && !webURL(a.URL) {
		return a, refuse(CodeBadInput, "input.url: %q is not a URL of the web, as in https://example.org/news/1; leave it out where the article has none", a.URL)
	}
	return a, nil
}

// inputField is a text of an input, with where it goes.
type inputField struct {
	name string
	from *string // nil where it was left out
	to   *string
	most int // bytes
}

// takeFields hands over the fields that were given, without white space around them, or says which cannot be used.
func takeFields(fields ...inputField) error {
	for _, f := range fields {
		if f.from == nil {
			continue
		}
		*f.to = strings.TrimSpace(*f.from)
		switch {
		case len(*f.to) > f.most:
			return refuse(CodeTooLarge, "input.%s has %d bytes: the cap is %d; shorten it or leave it out", f.name, len(*f.to), f.most)
		case !utf8.ValidString(*f.to):
			return refuse(CodeBadInput, "input.%s is not UTF-8", f.name)
		}
	}
	return nil
}

// webURL says whether this is an absolute URL by which an article can be asked for again.
func webURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && !strings.ContainsAny(s, " \t\r\n\"<>")
}

// ingestError is the error of an Ingester, in words for the client where it is not about the machine.
func ingestError(err error) error {
	switch {
	case errors.Is(err, ErrBadArticle):
		return refuse(CodeBadInput, "input: %v", err)
	case errors.Is(err, graph.ErrTooLarge):
		return refuse(CodeTooLarge, "input: the article comes to more claims than one write of the store holds; send it in parts")
	}
	return err
}
