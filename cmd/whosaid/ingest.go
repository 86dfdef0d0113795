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
	r, err := i.loader.Ingest(ctx, source.Article{
		Title: a.Title, Text: a.Text, URL: a.URL, Outlet: a.Outlet, Published: a.Published, Language: a.Language, Path: "input",
	})
	if err == nil {
		err = badArticle(r, a)
	}
	if err != nil {
		return schema.Ingested{}, err
	}
	out := schema.Ingested{Put: graph.Put{ID: r.Article, Claims: r.Claims, Relations: r.Relations}}
	switch r.Status {
	case loader.Unchanged:
		out.Status = graph.Unchanged
	case loader.Replaced:
		out.Status = graph.Replaced
	default:
		out.Status = graph.Stored
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
