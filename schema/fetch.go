package schema

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Fetcher gets pages of the web and reads the articles on them. Which hosts it asks is its own to decide: the URLs come from
// clients, and redirects from whoever answers. It is safe for concurrent use.
type Fetcher interface {
	// Fetch reads the article that stands at a URL, without storing it.
	//
	// The error wraps ErrNotFetched where the page is the reason, with a sentence for the client that names the URL and what to
	// do. When ctx ends first, the error is that of ctx.
	Fetch(ctx context.Context, url string) (Incoming, error)
}

// ErrNotFetched is wrapped by the errors of a Fetcher that are about the page, its host or its URL.
var ErrNotFetched = errors.New("the page was not read")

// maxFetching is how many pages are got at the same time: a page that comes slowly holds up no more than other pages.
const maxFetching = 4

// fetchShare is how much of a request's time getting a page may take, so that what comes can still be stored and answered.
const fetchShare = 0.75

// errNoFetcher refuses to fetch where nobody may.
var errNoFetcher = refuse(CodeForbidden, "this server gets no pages from the web: start whosaid serve with --fetch, or send the article's text with loadArticle")

// fetchInput is the argument of fetchArticle.
type fetchInput struct {
	URL       urlScalar
	Outlet    *string
	Published *string
	Language  *string
}

func (m *mutation) FetchArticle(ctx context.Context, a struct{ Input fetchInput }) (*fetchPayload, error) {
	c, err := planned(ctx)
	if err != nil {
		return nil, err
	}
	c.release() // nobody reads the last payload any more, and a page may be long in coming
	c.release = func() {}
	var p *fetchPayload
	in, err := m.s.fetch(ctx, a.Input)
	if err == nil {
		var loaded *loadPayload
		if loaded, err = m.load(ctx, c, "fetch", in); err == nil {
			p = &fetchPayload{loadPayload: loaded, in: in}
			loaded.r.mu.Lock()
			defer loaded.r.mu.Unlock()
			err = loaded.r.charge(len(in.Dropped))
		}
		return p, err
	}
	m.s.tell(Change{Op: "fetch"}, err)
	return nil, err
}

// fetch gets the article of the input, with what the input says in place of the page.
func (s *Schema) fetch(ctx context.Context, in fetchInput) (Incoming, error) {
	if s.fetcher == nil {
		return Incoming{}, errNoFetcher
	}
	url := string(in.URL)
	switch {
	case len(url) > maxLoadField:
		return Incoming{}, refuse(CodeTooLarge, "input.url has %d bytes: the cap is %d", len(url), maxLoadField)
	case !webURL(url):
		return Incoming{}, refuse(CodeBadInput, "input.url: %q is not a URL of the web, as in https://example.org/news/1", url)
	}
	var with Incoming
	err := takeFields(
		inputField{"outlet", in.Outlet, &with.Outlet, maxLoadName},
		inputField{"published", in.Published, &with.Published, maxLoadWord},
		inputField{"language", in.Language, &with.Language, maxLoadWord},
	)
	if err != nil {
		return Incoming{}, err
	}
	select {
	case s.fetching <- struct{}{}:
		defer func() { <-s.fetching }()
	default:
		return Incoming{}, refuse(CodeOverloaded, "%d pages are being got from the web: send this one again in a second, or fewer at the same time", maxFetching)
	}
	limited, limit := ctx, time.Duration(0)
	if end, ok := ctx.Deadline(); ok {
		limit = time.Duration(fetchShare * float64(time.Until(end)))
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	a, err := s.fetcher.Fetch(limited, url)
	switch {
	case err == nil && len(a.Text) > maxLoadText:
		return Incoming{}, refuse(CodeTooLarge, "input.url: the article at %q has %d bytes: the cap is %d; load it with whosaid load", url, len(a.Text), maxLoadText)
	case err == nil:
	case errors.Is(err, ErrNotFetched):
		return Incoming{}, refuse(CodeBadInput, "input.url: %v", err)
	case ctx.Err() == nil && limited.Err() != nil:
		return Incoming{}, refuse(CodeTimeout, "input.url: %q did not come within %v; try again later, or send the article's text with loadArticle",
			url, limit.Round(100*time.Millisecond))
	default:
		return Incoming{}, fmt.Errorf("fetch %q: %w", url, err)
	}
	for _, f := range []struct{ from, to *string }{
		{&with.Outlet, &a.Outlet}, {&with.Published, &a.Published}, {&with.Language, &a.Language},
	} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	return a, nil
}

// fetchPayload resolves FetchPayload.
type fetchPayload struct {
	*loadPayload
	in Incoming
}

func (p *fetchPayload) ReadFrom() urlScalar { return urlScalar(p.in.ReadFrom) }

func (p *fetchPayload) Dropped() []*droppedBlock {
	all := make([]*droppedBlock, len(p.in.Dropped))
	for i, d := range p.in.Dropped {
		all[i] = &droppedBlock{d}
	}
	return all
}

// droppedBlock resolves DroppedBlock.
type droppedBlock struct{ d Dropped }

func (b *droppedBlock) Reason() string { return b.d.Reason }
func (b *droppedBlock) Text() string   { return b.d.Text }
