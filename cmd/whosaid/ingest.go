package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/source"
	"github.com/whosaid/whosaid/schema"
)

// ingester gives the API the loader.
type ingester struct{ loader *loader.Ingester }

func newIngester(db *graph.DB, lex *lexicon.Lexicon) ingester {
	return ingester{loader.NewIngester(db, loader.Options{Lexicon: lex})}
}

// Ingest loads an article as load loads a JSON line that says the same.
func (i ingester) Ingest(ctx context.Context, a schema.Incoming) (schema.Ingested, error) {
	in := source.Article{
		Title: a.Title, Text: a.Text, URL: a.URL, Outlet: a.Outlet, Published: a.Published, Language: a.Language, Author: a.Author,
		Modified: a.Modified, Seen: a.Seen, ReadSHA256: a.ReadSHA256, Notices: a.Notices, Path: "input",
	}
	if a.ReadFrom != "" { // a page, which may be known by another URL of its site
		in.URL, in.Canonical = a.ReadFrom, a.URL
	}
	for _, d := range a.Dropped {
		in.Dropped = append(in.Dropped, source.Dropped(d))
	}
	r, err := i.loader.Ingest(ctx, in)
	if err == nil {
		err = badArticle(r, a)
	}
	if err != nil {
		return schema.Ingested{}, err
	}
	out := schema.Ingested{Put: graph.Put{ID: r.Article, Claims: r.Claims, Relations: r.Relations}}
	for s := graph.Stored; s <= graph.Versioned; s++ {
		if s.String() == string(r.Status) { // the loader's words are the store's
			out.Status = s
		}
	}
	for _, f := range r.Refused {
		out.Refused = append(out.Refused, schema.Refused(f))
	}
	return out, nil
}

// badArticle is the error of an article that was refused, for the client that sent it.
func badArticle(r loader.Result, a schema.Incoming) error {
	if r.Err == nil || errors.Is(r.Err, graph.ErrTooLarge) {
		return r.Err
	}
	if e, ok := errors.AsType[*source.Error](r.Err); ok {
		return fmt.Errorf("%w: %s; %s", schema.ErrBadArticle, e.Reason, e.Remedy)
	}
	return fmt.Errorf("%w: %w", schema.ErrBadArticle, innermost(r.Err, "input: graph: put article %q: ", cmp.Or(a.URL, a.Title)))
}
