// Package loader turns articles into the graph: articles in, claims out.
//
// An article's way is one line: source → lang → extract → resolve → [Document] → graph. [Builtin] reads it, and any other
// [Extractor] may take its place: what it yields passes the same checks.
package loader

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"sync"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/source"
)

// Options say how Load and Extract work. The zero value is the default.
type Options struct {
	Extractor Extractor        // nil: Builtin, with the names of Lexicon
	Lexicon   *lexicon.Lexicon // by whose names entities are one across articles; nil: lexicon.Default
	Workers   int              // articles read at the same time; 0: one per core
}

// Status says what became of one article.
type Status string

// The statuses of an article.
const (
	Stored    Status = "stored"
	Unchanged Status = "unchanged"
	Replaced  Status = "replaced"
	Failed    Status = "failed"
)

// Result is what became of one input. It is reported only when its article is on disk, or has failed.
type Result struct {
	ID        string   // the article's name in the input
	Path      string   // where it was read
	Article   graph.ID // zero when it failed
	Title     string
	Status    Status
	Claims    int
	Relations int
	Refused   []Refusal // claims that did not pass the store's laws
	Err       error     // why it failed: names the input and the remedy
}

// Refusal is a claim that was left out, and why.
type Refusal struct {
	Quote  string
	Reason string
}

// Summary counts a load.
type Summary struct {
	Articles  int `json:"articles"` // inputs seen
	Stored    int `json:"stored"`
	Unchanged int `json:"unchanged"`
	Replaced  int `json:"replaced"`
	Failed    int `json:"failed"`
	Claims    int `json:"claims"` // of the articles stored or replaced
	Relations int `json:"relations"`
	Refused   int `json:"refused"`
}

// maxBatch is how many articles one commit holds at most: one wait for the disk is shared by those that are ready.
const maxBatch = 32

// Load reads the articles of in, and stores each with its claims. An input that fails is reported and the others go on;
// the error is only for what stops the whole load: a store that cannot be written, a cancelled context. report may be nil;
// it is called from one goroutine, in the order of the input.
func Load(ctx context.Context, db *graph.DB, in iter.Seq2[source.Article, error], o Options, report func(Result)) (Summary, error) {
	l := load{db: db, lex: o.Lexicon, report: report}
	if l.lex == nil {
		l.lex = lexicon.Default()
	}
	err := o.read(ctx, in, func(ready []reading) error { return l.store(ctx, ready) })
	return l.sum, err
}

// Extract reads the articles of in and hands each record, or the error of an input, to take, in the order of the input. It
// stops at the first error of take, and when the context ends.
func Extract(ctx context.Context, in iter.Seq2[source.Article, error], o Options, take func(extract.Record, error) error) error {
	return o.read(ctx, in, func(ready []reading) error {
		for _, r := range ready {
			if err := take(r.record, r.err); err != nil {
				return err
			}
		}
		return nil
	})
}

// reading is one input, read.
type reading struct {
	article source.Article
	record  extract.Record
	err     error
}

// read extracts the articles of in on all workers and hands what is ready to take, in the order of the input. At most two
// articles per worker and one batch are in memory.
func (o Options) read(ctx context.Context, in iter.Seq2[source.Article, error], take func([]reading) error) error {
	x, workers := o.Extractor, o.Workers
	switch {
	case x == nil && o.Lexicon != nil && o.Lexicon != lexicon.Default():
		x = BuiltinWith(o.Lexicon)
	case x == nil:
		x = Builtin()
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	queue := make(chan chan reading, 2*workers)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() {
		defer close(queue)
		slots := make(chan struct{}, workers)
		for a, err := range in {
			done := make(chan reading, 1)
			select {
			case <-ctx.Done():
				return
			case queue <- done:
			}
			if err != nil {
				done <- reading{article: a, err: err}
				continue
			}
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				done <- one(ctx, x, a)
			})
		}
	})
	for first := range queue {
		ready := []reading{<-first}
	more:
		for len(ready) < maxBatch {
			select {
			case next, ok := <-queue:
				if !ok {
					break more
				}
				ready = append(ready, <-next)
			default:
				break more
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := take(ready); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// one extracts one article. A panic of an extractor is that article's failure and nobody else's.
func one(ctx context.Context, x Extractor, a source.Article) (r reading) {
	r.article = a
	defer func() {
		if p := recover(); p != nil {
			r.err = fmt.Errorf("%s: the extractor failed on this article (%v); please report it with the text", a.Path, p)
		}
	}()
	r.record, r.err = x.Extract(ctx, a)
	return r
}

// load is a load under way.
type load struct {
	db     *graph.DB
	lex    *lexicon.Lexicon
	report func(Result)
	sum    Summary
}

// store commits the readings together, or where that fails each on its own, so that one bad article costs no other.
func (l *load) store(ctx context.Context, ready []reading) error {
	results := make([]Result, len(ready))
	docs := make([]*graph.Document, len(ready))
	for i, r := range ready {
		results[i] = Result{ID: r.article.ID, Path: r.article.Path, Title: r.article.Title, Status: Failed, Err: r.err}
		if e, ok := errors.AsType[*source.Error](r.err); ok && results[i].Path == "" {
			results[i].Path = e.Path
		}
		if r.err != nil {
			continue
		}
		d, refused, err := documentBy(l.lex, r.record)
		if err != nil {
			results[i].Err = fmt.Errorf("%s: %w", r.article.Path, err)
			continue
		}
		docs[i], results[i].Refused = &d, refused
	}
	puts := make([]graph.Put, len(ready))
	err := l.db.Update(ctx, func(tx *graph.Tx) error {
		for i, d := range docs {
			if d == nil {
				continue
			}
			var err error
			if puts[i], err = tx.PutArticle(*d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && ctx.Err() == nil {
		if err = l.singly(ctx, ready, docs, results, puts); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	for i := range results {
		if docs[i] != nil {
			results[i].stored(puts[i])
		}
		l.count(results[i])
		if l.report != nil {
			l.report(results[i])
		}
	}
	return nil
}

// singly stores each document in a commit of its own. The error is one that no other article would escape.
func (l *load) singly(ctx context.Context, ready []reading, docs []*graph.Document, results []Result, puts []graph.Put) error {
	for i, d := range docs {
		if d == nil {
			continue
		}
		err := l.db.Update(ctx, func(tx *graph.Tx) (err error) {
			puts[i], err = tx.PutArticle(*d)
			return err
		})
		switch {
		case err == nil:
		case isRefusal(err):
			results[i].Err = fmt.Errorf("%s: %w", ready[i].article.Path, err)
			docs[i] = nil
		default:
			return fmt.Errorf("%s: %w", ready[i].article.Path, err)
		}
	}
	return nil
}

// isRefusal reports whether the store turned an article down, rather than failed.
func isRefusal(err error) bool {
	for _, e := range []error{graph.ErrNoText, graph.ErrBadText, graph.ErrTooLarge, graph.ErrQuote, graph.ErrNoSource,
		graph.ErrUnknownEntity, graph.ErrBadRecord} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// stored notes what the store did.
func (r *Result) stored(p graph.Put) {
	r.Article, r.Claims, r.Relations = p.ID, p.Claims, p.Relations
	switch p.Status {
	case graph.Unchanged:
		r.Status = Unchanged
	case graph.Replaced:
		r.Status = Replaced
	default:
		r.Status = Stored
	}
}

func (l *load) count(r Result) {
	l.sum.Articles++
	switch r.Status {
	case Stored:
		l.sum.Stored++
	case Replaced:
		l.sum.Replaced++
	case Unchanged:
		l.sum.Unchanged++
	case Failed:
		l.sum.Failed++
	}
	if r.Status == Stored || r.Status == Replaced {
		l.sum.Claims += r.Claims
		l.sum.Relations += r.Relations
		l.sum.Refused += len(r.Refused)
	}
}
