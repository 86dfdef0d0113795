package source

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/url"
	"path"
	"strings"
)

// Fetched is what a URL gave. The reader that takes it closes its body, once or more often.
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
		return yield(Article{}, err)
	}
	return readFetched(f, url, o, true, yield)
}

// ReadFetched yields the articles of what a URL gave, as Read does, and closes it: a page, a text, JSON Lines, an archive, or a
// feed with those of its items that come with their full text; the others are errors. name is what messages call it.
func ReadFetched(f *Fetched, name string, o Options) iter.Seq2[Article, error] {
	return reading(o, func(o Options) { readFetched(f, name, o, false, o.ahead.put) })
}

// ReadOne reads the one article of what a URL gave, and closes it. The error is an *Error, or that of the body.
func ReadOne(f *Fetched, o Options) (one Article, err error) {
	n := 0
	for a, err := range ReadFetched(f, f.URL, o) {
		if err != nil {
			return Article{}, err
		}
		if one = a; n == 1 {
			return Article{}, &Error{Path: f.URL, Reason: "more than one article", Remedy: "give the URL of one, or load this with whosaid load"}
		}
		n++
	}
	if n == 0 {
		return Article{}, &Error{Path: f.URL, Reason: "no article was found", Remedy: "give the URL of an article"}
	}
	return one, nil
}

// readFetched reads what a URL gave, and closes it. Where follow is set the items of a feed that have no full text are fetched.
func readFetched(f *Fetched, name string, o Options, follow bool, yield yieldFunc) bool {
	defer f.Body.Close()
	r := bufio.NewReaderSize(f.Body, 64<<10)
	head, err := r.Peek(headBytes)
	if err != nil && err != io.EOF {
		return yield(Article{Path: name}, gotBroken(name, err))
	}
	kind := cmp.Or(o.As, f.Format(head))
	if kind == WARC || isGzip(head) {
		return readFrom(r, -1, f.file(), name, o, yield)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxPage+1))
	_ = f.Body.Close() // until then its host answers nobody else, such as who asks for an item of this feed
	switch {
	case err != nil:
		return yield(Article{Path: name}, gotBroken(name, err))
	case len(b) > maxPage:
		return fail(yield, tooLong(name, kind))
	}
	switch kind {
	case HTML:
		return o.ahead.later(name, len(b), func(yield yieldFunc) {
			yield(page{body: b, url: f.URL, mediaType: f.MediaType, seen: f.Seen, path: name}.article(o))
		})
	case Feed:
		return f.readFeed(b, name, o, follow, yield)
	case Markdown:
		return o.ahead.later(name, len(b), func(yield yieldFunc) {
			a, err := parseMarkdown(b, f.file(), name, o)
			yield(f.complete(a), err)
		})
	}
	return readFrom(bytes.NewReader(b), int64(len(b)), f.file(), name, o, func(a Article, err error) bool {
		return yield(f.complete(a), err)
	})
}

// readFeed reads a feed that was fetched.
func (f *Fetched) readFeed(b []byte, name string, o Options, follow bool, yield yieldFunc) bool {
	items, err := FeedItems(b, f.MediaType, f.URL)
	for n, i := range items {
		var more bool
		switch where := fmt.Sprintf("%s:item %d", name, n+1); {
		case follow && !i.Whole() && IsURL(i.URL):
			if page, err := o.Fetch(i.URL, f); err != nil {
				more = yield(Article{}, err)
			} else {
				more = readFetched(page, i.URL, o, false, yield)
			}
		default:
			a, err := i.Article(f, where, o)
			more = yield(a, err)
		}
		if !more {
			return false
		}
	}
	if e, ok := errors.AsType[*Error](err); ok {
		e.Path = name
		return fail(yield, e)
	}
	if len(items) == 0 {
		return fail(yield, &Error{Path: name, Reason: "a feed without items", Remedy: "leave it out, or fetch it again when it has some"})
	}
	return true
}

// Whole reports whether the item comes with its full text.
func (i *FeedItem) Whole() bool { return strings.TrimSpace(i.Content) != "" }

// Sum is the SHA-256 of the item as it stands in its feed, lower-case hex.
func (i *FeedItem) Sum() string { return i.sum }

// Article is the article of an item that comes with its full text, from a feed that was fetched. path is what messages call it. The
// error is an *Error.
func (i *FeedItem) Article(f *Fetched, path string, o Options) (Article, error) {
	if o.MaxText <= 0 {
		o.MaxText = maxText
	}
	a, err := i.article(pageID(i.URL, path), path, o)
	if err != nil {
		return Article{}, err
	}
	a.Seen = cmp.Or(f.Seen, a.Seen)
	return a, nil
}

// Format is the format of a body by its first bytes, or by its media type where they leave it open.
func (f *Fetched) Format(head []byte) Format {
	kind := formatOf(head, f.file())
	if kind == Text && f.isHTML() {
		return HTML
	}
	return kind
}

func (f *Fetched) isHTML() bool {
	kind, _, err := mime.ParseMediaType(f.MediaType)
	return err == nil && (kind == "text/html" || kind == "application/xhtml+xml")
}

// file is the URL's path, as the name of a file.
func (f *Fetched) file() string {
	if u, err := url.Parse(f.URL); err == nil && strings.Trim(u.Path, "/") != "" {
		return path.Base(u.Path)
	}
	return f.URL
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
