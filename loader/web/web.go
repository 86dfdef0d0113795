// Package web reads what URLs give: it joins what fetches with what reads.
package web

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/source"
)

// Fetcher returns what gets URLs for [source.Options], by a client, until ctx ends. Its errors are *source.Error that wrap those
// of the client.
func Fetcher(ctx context.Context, c *fetch.Client) source.FetchFunc {
	return func(address string, from *source.Fetched) (*source.Fetched, error) {
		f, _, err := Open(ctx, c, fetch.Request{URL: address, FromPublic: from != nil && from.Public})
		return f, err
	}
}

// Open begins to fetch a URL for a reader of package source. A web archive may have any size, and anything else has that of
// the client's options at most. Where the URL gives what it gave before, the first result is nil. The error is a *source.Error
// that wraps that of the client.
func Open(ctx context.Context, c *fetch.Client, r fetch.Request) (*source.Fetched, *fetch.Response, error) {
	res, err := c.Open(ctx, r)
	if err != nil {
		return nil, nil, unfetched(r.URL, err)
	}
	if res.NotModified {
		return nil, res, nil
	}
	body := &fetchedBody{Reader: bufio.NewReader(res.Body), url: r.URL, body: res.Body}
	if head, _ := body.Reader.Peek(512); isArchive(head) { // its error comes again when the body is read
		res.Unbounded()
	}
	return &source.Fetched{URL: res.URL, MediaType: res.MediaType, Seen: res.At.UTC().Format(time.RFC3339), Public: res.Public, Body: body}, res, nil
}

// isArchive reports whether a body is a web archive, compressed or not, by its first bytes: a server can call anything one.
func isArchive(head []byte) bool {
	if z, err := gzip.NewReader(bytes.NewReader(head)); err == nil {
		first := make([]byte, 5)
		n, _ := io.ReadFull(z, first) // the head is torn, but its first bytes are not
		head = first[:n]
	}
	return bytes.HasPrefix(head, []byte("WARC/"))
}

// fetchedBody is a body whose errors are those of a source.
type fetchedBody struct {
	*bufio.Reader
	url  string
	body io.ReadCloser
}

func (b *fetchedBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = unfetched(b.url, err)
	}
	return n, err
}

func (b *fetchedBody) Close() error { return b.body.Close() }

// unfetched is the error of a URL that could not be fetched, as one of a source.
func unfetched(where string, err error) error {
	e, ok := errors.AsType[*fetch.Error](err)
	if u, bad := url.Parse(where); bad == nil {
		where = u.Redacted() // a password is not repeated in a message
	} else if ok {
		where = e.URL // likewise
	}
	if !ok {
		reason := err
		if inner := errors.Unwrap(err); inner != nil { // without the URL, which is told already
			reason = inner
		}
		return &source.Error{Path: where, Reason: "not fetched: " + reason.Error(), Err: err}
	}
	s := &source.Error{Path: where, Reason: e.Reason, Remedy: e.Remedy, Err: err}
	if at, _, _ := strings.Cut(e.URL, " "); at != where && strings.Contains(e.URL, "redirected") {
		s.Reason = "redirected to " + at + ": " + s.Reason
	}
	return s
}
