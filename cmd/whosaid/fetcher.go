package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/source"
	"github.com/whosaid/whosaid/schema"
)

// fetcher gives the API the web.
type fetcher struct{ client *fetch.Client }

// newFetcher returns a fetcher that asks public addresses, at ports 80 and 443, and what allow names beside them: hosts, host:port,
// addresses and prefixes. With private it asks every address. A site that is busy is not waited for.
func newFetcher(allow []string, private bool, o fetch.Options) (fetcher, error) {
	g, err := fetch.ParseGuard(allow)
	if err != nil {
		return fetcher{}, err
	}
	if private {
		g.Prefixes = append(g.Prefixes, netip.PrefixFrom(netip.IPv4Unspecified(), 0), netip.PrefixFrom(netip.IPv6Unspecified(), 0))
	}
	o.Guard, o.Retries, o.MaxWait = g, -1, time.Second
	return fetcher{fetch.NewClient(o)}, nil
}

// Fetch reads the article of a page as load reads one that it is given the URL of.
func (f fetcher) Fetch(ctx context.Context, url string) (schema.Incoming, error) {
	res, err := f.client.Open(ctx, fetch.Request{URL: url})
	if err != nil {
		return schema.Incoming{}, notFetched(ctx, err)
	}
	a, err := source.ReadOne(&source.Fetched{
		URL: res.URL, MediaType: res.MediaType, Seen: res.At.UTC().Format(time.RFC3339), Public: res.Public, Body: res.Body,
	}, source.Options{Workers: 1})
	if err != nil {
		return schema.Incoming{}, notFetched(ctx, err)
	}
	in := schema.Incoming{
		Title: a.Title, Text: a.Text, URL: a.Address(), Outlet: a.Outlet, Published: a.Published, Language: a.Language, Author: a.Author,
		Modified: a.Modified, Seen: a.Seen, ReadFrom: res.URL, ReadSHA256: a.ReadSHA256, Notices: a.Notices,
	}
	for _, d := range a.Dropped {
		in.Dropped = append(in.Dropped, schema.Dropped(d))
	}
	return in, nil
}

// notFetched is an error of a page for the client that named it.
func notFetched(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if e, ok := errors.AsType[*fetch.Error](err); ok { // also of a body that broke off while it was read
		return fmt.Errorf("%w: %w", schema.ErrNotFetched, e)
	}
	if e, ok := errors.AsType[*source.Error](err); ok {
		return fmt.Errorf("%w: %s: %s; %s", schema.ErrNotFetched, e.Path, e.Reason, e.Remedy)
	}
	return err
}
