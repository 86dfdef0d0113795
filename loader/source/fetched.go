package source

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"mime"
	"strings"
)

// Fetched is what a URL gave. The reader that takes it closes its body.
type Fetched struct {
	URL       string // after redirects
	MediaType string // the Content-Type, with its parameters; "" where none came
	Seen      string // RFC 3339 instant when it came
	Public    bool   // whether an address of the public internet gave it: what it names may not lead into a network that is not
	Body      io.ReadCloser
}

// FetchFunc begins to fetch a URL. from is what named it, such as a feed; nil where the user of the program did. The body is
// bounded in size and in time, but for a web archive, which may have any size.
type FetchFunc func(url string, from *Fetched) (*Fetched, error)

// IsURL reports whether an argument is a URL rather than the name of a file.
func IsURL(arg string) bool {
	scheme, rest, ok := strings.Cut(arg, "://")
	return ok && rest != "" && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// errNoNetwork is the error of a URL where nothing is fetched.
func errNoNetwork(url string) *Error {
	return &Error{Path: url, Reason: "a URL, and extract uses no network", Remedy: "load it, or save the page and give the file"}
}

// readURL fetches a URL and reads what it gives.
func readURL(url string, o Options, yield yieldFunc) bool {
	if o.Fetch == nil {
		return fail(yield, errNoNetwork(url))
	}
	f, err := o.Fetch(url, nil)
	if err != nil {
		return yield(Article{Path: url}, err)
	}
	return readFetched(f, url, o, yield)
}

// readFetched reads what a URL gave, and closes it. name is what messages call it.
func readFetched(f *Fetched, name string, o Options, yield yieldFunc) bool {
	defer f.Body.Close()
	r := bufio.NewReaderSize(f.Body, 64<<10)
	head, err := r.Peek(4 << 10)
	if err != nil && err != io.EOF {
		return yield(Article{Path: name}, gotBroken(name, err))
	}
	if isStream(head) {
		return readFrom(r, -1, name, name, o, yield)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxPage+1))
	if err != nil {
		return yield(Article{Path: name}, gotBroken(name, err))
	}
	if f.isPage(head) {
		a, err := f.page(b, name).article(o)
		return yield(a, err)
	}
	return readFrom(bytes.NewReader(b), int64(len(b)), name, name, o, func(a Article, err error) bool {
		return yield(f.complete(a), err)
	})
}

// ReadFetched reads the one article of what a URL gave, a page or a text, and closes it. The error is an *Error, or that of the
// body. It is safe for concurrent use.
func ReadFetched(f *Fetched, o Options) (Article, error) {
	var found []Article
	var failed error
	readFetched(f, f.URL, o, func(a Article, err error) bool {
		if failed = err; err == nil {
			found = append(found, a)
		}
		return err == nil && len(found) < 2
	})
	switch {
	case failed != nil:
		return Article{}, failed
	case len(found) == 0:
		return Article{}, &Error{Path: f.URL, Reason: "no article was found", Remedy: "give the URL of an article"}
	case len(found) > 1:
		return Article{}, &Error{Path: f.URL, Reason: "more than one article", Remedy: "give the URL of one, or load this with whosaid load"}
	}
	return found[0], nil
}

// isStream reports whether a body is read as it comes: an archive, or what is compressed as one.
func isStream(head []byte) bool {
	return bytes.HasPrefix(head, []byte("WARC/")) || bytes.HasPrefix(head, []byte{0x1f, 0x8b})
}

// isPage reports whether a body is an HTML page, by its first bytes or, where they leave it open, by its media type.
func (f *Fetched) isPage(head []byte) bool {
	if isPage(head) {
		return true
	}
	kind, _, err := mime.ParseMediaType(f.MediaType)
	return err == nil && (kind == "text/html" || kind == "application/xhtml+xml") && !isFeed(head)
}

// isFeed reports whether a body is a feed, by its first bytes.
func isFeed(head []byte) bool {
	s := bytes.TrimLeft(bytes.TrimPrefix(head, bom), jsonSpace)
	if bytes.HasPrefix(s, []byte("<?xml")) {
		return bytes.Contains(s, []byte("<rss")) || bytes.Contains(s, []byte("<feed")) || bytes.Contains(s, []byte("<rdf:RDF"))
	}
	return bytes.HasPrefix(s, []byte("<rss")) || bytes.HasPrefix(s, []byte("<feed"))
}

// page is the body as a page.
func (f *Fetched) page(body []byte, name string) page {
	return page{body: body, url: f.URL, mediaType: f.MediaType, seen: f.Seen, path: name}
}

// complete is an article of the body with what is known of where it came from.
func (f *Fetched) complete(a Article) Article {
	a.URL, a.Seen = cmp.Or(a.URL, f.URL), cmp.Or(a.Seen, f.Seen)
	return a
}

// gotBroken is the error of a body that broke off.
func gotBroken(name string, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Path: name, Reason: "cannot be read: " + err.Error(), Remedy: "try again later", Err: err}
}
