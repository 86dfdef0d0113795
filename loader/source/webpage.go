package source

import (
	"mime"
	"strings"
	"time"
)

// WebPage is a page as a client of the web got it.
type WebPage struct {
	URL       string    // behind all redirects
	MediaType string    // the Content-Type that came with it; "" when none did
	Body      []byte    // decoded
	At        time.Time // when it came
}

// Article reads the one article of the page, which says that it was seen when the page came. It asks no network, and the same page
// gives the same article. It is safe for concurrent use. The error is an *Error whose Path is the URL. Cost is about linear in the page.
func (p WebPage) Article(o Options) (Article, error) {
	typ, _, _ := mime.ParseMediaType(p.MediaType)
	if typ != "" && typ != "text/html" && typ != "application/xhtml+xml" && !isPage(p.Body) {
		return Article{}, &Error{Path: p.URL, Reason: "it is " + strings.ToLower(typ) + ", not a page", Remedy: "give the URL of a page with one article"}
	}
	a, err := page{body: p.Body, url: p.URL, mediaType: p.MediaType, seen: p.At.UTC().Format(time.RFC3339), path: p.URL}.article(o)
	if err != nil {
		return Article{}, err
	}
	return Check(a, o)
}
