package schema

import (
	"context"
	"errors"
	"net/url"
	"strings"
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

// Incoming is an article as a client sent it. A field that the client left out is empty.
type Incoming struct {
	Title     string
	Text      string // UTF-8, with 512 KiB at most
	URL       string
	Outlet    string
	Published string // not looked at yet
	Language  string
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
	for _, f := range []struct {
		name string
		from *string
		to   *string
		most int
	}{
		{"title", in.Title, &a.Title, maxLoadField},
		{"url", in.URL, &a.URL, maxLoadField},
		{"outlet", in.Outlet, &a.Outlet, maxLoadName},
		{"published", in.Published, &a.Published, maxLoadWord},
		{"language", in.Language, &a.Language, maxLoadWord},
	} {
		if f.from == nil {
			continue
		}
		*f.to = strings.TrimSpace(*f.from)
		switch {
		case len(*f.to) > f.most:
			return a, refuse(CodeTooLarge, "input.%s has %d bytes: the cap is %d; shorten it or leave it out", f.name, len(*f.to), f.most)
		case !utf8.ValidString(*f.to):
			return a, refuse(CodeBadInput, "input.%s is not UTF-8", f.name)
		}
	}
	if a.URL != "" && !webURL(a.URL) {
		return a, refuse(CodeBadInput, "input.url: %q is not a URL of the web, as in https://example.org/news/1; leave it out where the article has none", a.URL)
	}
	return a, nil
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
