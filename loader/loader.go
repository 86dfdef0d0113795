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

// maxBatch is how many articles are put at the same time at most: they share a wait for the disk.
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

// extractor is the one that the options ask for.
func (o Options) extractor() Extractor {
	switch {
	case o.Extractor != nil:
		return o.Extractor
	case o.Lexicon != nil && o.Lexicon != lexicon.Default():
		return BuiltinWith(o.Lexicon)
	}
	return Builtin()
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
	x, workers := o.extractor(), o.Workers
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

// store puts the readings beside each other, so that they share a wait for the disk, and none costs another. Where several are of
// one article, they are put one after the other, so that the last of the input counts.
func (l *load) store(ctx context.Context, ready []reading) error {
	results := make([]Result, len(ready))
	docs := make([]graph.Document, len(ready))
	for i, r := range ready {
		results[i] = Result{ID: r.article.ID, Path: r.article.Path, Title: r.article.Title, Status: Failed, Err: r.err}
		if e, ok := errors.AsType[*source.Error](r.err); ok && results[i].Path == "" {
			results[i].Path = e.Path
		}
		if r.err != nil {
			continue
		}
		var err error
		if docs[i], results[i].Refused, err = documentBy(l.lex, r.record); err != nil {
			results[i].Err = fmt.Errorf("%s: %w", r.article.Path, err)
			continue
		}
	}
	return l.putAll(ctx, docs, results)
}

// putAll puts the documents of those results that have no error beside each other, and reports what became of each.
func (l *load) putAll(ctx context.Context, docs []graph.Document, results []Result) error {
	failed := make([]error, len(docs)) // of the store, rather than of an article
	same := map[graph.ID][]int{}       // places of the documents of an article
	for i := range docs {
		if results[i].Err == nil {
			id := docs[i].ArticleID()
			same[id] = append(same[id], i)
		}
	}
	var wg sync.WaitGroup
	for _, places := range same {
		wg.Go(func() {
			for _, i := range places {
				failed[i] = l.put(ctx, docs[i], &results[i])
			}
		})
	}
	wg.Wait()
	for i := range results {
		if failed[i] != nil {
			return failed[i]
		}
		l.count(results[i])
		if l.report != nil {
			l.report(results[i])
		}
	}
	return nil
}

// put stores one document. The error is one that no other article would escape.
func (l *load) put(ctx context.Context, d graph.Document, result *Result) error {
	p, err := l.db.Put(ctx, d)
	switch {
	case err == nil:
		result.stored(p)
	case ctx.Err() != nil:
		return err
	case isRefusal(err):
		result.Err = fmt.Errorf("%s: %w", result.Path, err)
	default:
		return fmt.Errorf("%s: %w", result.Path, err)
	}
	return nil
}

// isRefusal reports whether the store turned an article down, rather than failed.
func isRefusal(err error) bool {
	for _, e := range []error{graph.ErrNoText, graph.ErrBadText, graph.ErrTooLarge, graph.ErrQuote, graph.ErrNoSource,
		graph.ErrUnknownEntity, graph.ErrBadRecord, graph.ErrCollision} {
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
