package loader

import (
	"context"
	"sync/atomic"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/source"
)

// Ingester stores articles that come one at a time, by the same way as Load. It is safe for concurrent use: one article is read
// and stored at a time, and the others wait for their turn.
type Ingester struct {
	db   *graph.DB
	x    Extractor
	lex  *lexicon.Lexicon
	turn chan struct{} // holds one while an article is read or stored
}

// NewIngester returns an Ingester into a store. Options.Workers changes nothing.
func NewIngester(db *graph.DB, o Options) *Ingester {
	i := &Ingester{db: db, x: o.extractor(), lex: o.Lexicon, turn: make(chan struct{}, 1)}
	if i.lex == nil {
		i.lex = lexicon.Default()
	}
	return i
}

// Ingest stores one article with its claims and returns what became of it; where it was refused, Result.Err says why. Its
// fields are checked as those of a JSON line: see [source.Check].
//
// The error is for what would stop every article: a store that cannot be written, or the end of ctx. When ctx ends before the
// article is handed to the store, nothing is stored and the error is that of ctx; what is handed over is stored to its end.
// An extractor that does not heed ctx works on after Ingest has returned, and the next article waits for it.
func (i *Ingester) Ingest(ctx context.Context, a source.Article) (Result, error) {
	a, err := source.Check(a, source.Options{})
	if err != nil {
		return failed(err), nil
	}
	select {
	case i.turn <- struct{}{}:
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	type outcome struct {
		result Result
		err    error
	}
	var decided atomic.Bool // whether it is stored or given up
	done := make(chan outcome, 1)
	go func() {
		defer func() { <-i.turn }()
		r := one(ctx, i.x, a)
		if !decided.CompareAndSwap(false, true) {
			return
		}
		var o outcome
		l := load{db: i.db, lex: i.lex, report: func(r Result) { o.result = r }}
		o.err = l.store(context.WithoutCancel(ctx), []reading{r})
		done <- o
	}()
	select {
	case o := <-done:
		return o.result, o.err
	case <-ctx.Done():
		if decided.CompareAndSwap(false, true) {
			return Result{}, ctx.Err()
		}
		o := <-done
		return o.result, o.err
	}
}

// failed is the result of an article that cannot be stored.
func failed(err error) Result { return Result{Status: Failed, Err: err} }
