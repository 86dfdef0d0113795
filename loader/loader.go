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
	"time"

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
	DryRun    bool             // Load changes nothing: it says of each article what storing it would do
}

// Status says what became of one article.
type Status string

// The statuses of an article.
const (
	Stored    Status = "stored"
	Unchanged Status = "unchanged"
	Replaced  Status = "replaced"
	Versioned Status = "versioned" // the store has another text of it besides, now or from before
	Failed    Status = "failed"
)

// Result is what became of one input. It is reported only when its article is on disk, or has failed.
type Result struct {
	ID        string   // the article's name in the input
	Path      string   // where it was read
	Article   graph.ID // zero when it failed
	Title     string
	URL       string
	Outlet    string
	Published string // ISO date as exact as known; "" when unknown
	Status    Status
	Claims    int
	Relations int
	Refused   []Refusal // claims that did not pass the store's laws
	Err       error     // why it failed: names the input and the remedy

	ReadSHA256 string           // of the bytes that it was read from, lower-case hex; "" when unknown
	Dropped    []source.Dropped // what was on its page and is not in its text
	Took       time.Duration    // to find out what it says: measured, so that it differs from load to load
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
	Versioned int `json:"versioned"`
	Failed    int `json:"failed"`
	Claims    int `json:"claims"` // of the articles stored, replaced or versioned
	Relations int `json:"relations"`
	Refused   int `json:"refused"`
}

// maxBatch is how many articles are put at the same time at most: they share a wait for the disk.
const maxBatch = 32

// Load reads the articles of in, and stores each with its claims. An input that fails is reported and the others go on;
// the error is only for what stops the whole load: a store that cannot be written, a cancelled context. report may be nil;
// it is called from one goroutine, in the order of the input. When ctx ends, the articles that are handed to the store by then are
// stored and reported, and no others.
//
// What the store holds under an article's id is kept as its earlier version, as graph.DB.PutVersion does it. In a dry run each
// article is held against the store as it is, which is left so. Memory is bounded whatever in yields: by the texts of some
// hundred articles, or one of the longest.
func Load(ctx context.Context, db *graph.DB, in iter.Seq2[source.Article, error], o Options, report func(Result)) (Summary, error) {
	l := load{db: db, lex: o.Lexicon, report: report, dryRun: o.DryRun}
	if l.lex == nil {
		l.lex = lexicon.Default()
	}
	err := o.read(ctx, in, func(ready []reading) error { return l.store(context.WithoutCancel(ctx), ready) })
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
	took    time.Duration // to make the record
}

// read extracts the articles of in on all workers and hands what is ready to take, in the order of the input. At most two
// articles per worker and one batch are in memory, and of their texts no more than a room holds, but for the one that is yielded.
func (o Options) read(ctx context.Context, in iter.Seq2[source.Article, error], take func([]reading) error) error {
	x, workers := o.extractor(), o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	outer := ctx // what ends in with it may do so before ctx knows
	ctx, cancel := context.WithCancel(outer)
	queue, texts := make(chan chan reading, 2*workers), newRoom()
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() {
		defer close(queue)
		slots := make(chan struct{}, workers)
		for a, err := range in {
			if texts.take(ctx, len(a.Text)) != nil {
				return
			}
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
		if err := outer.Err(); err != nil {
			return err
		}
		if err := take(ready); err != nil {
			return err
		}
		for _, r := range ready {
			texts.give(len(r.article.Text))
		}
	}
	return outer.Err()
}

// one extracts one article. A panic of an extractor is that article's failure and nobody else's.
func one(ctx context.Context, x Extractor, a source.Article) (r reading) {
	r.article = a
	if b, ok := x.(builtin); ok {
		b.models() // whose making is no part of reading the first article
	}
	start := time.Now()
	defer func() {
		r.took = time.Since(start)
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
	dryRun bool
	sum    Summary
}

// store puts the readings beside each other, so that they share a wait for the disk, and none costs another. Where several are of
// one article, they are put one after the other, so that the last of the input counts.
func (l *load) store(ctx context.Context, ready []reading) error {
	results := make([]Result, len(ready))
	docs := make([]graph.Document, len(ready))
	for i, r := range ready {
		a := &r.article
		results[i] = Result{ID: a.ID, Path: a.Path, Title: a.Title, URL: a.Address(), Outlet: a.Outlet, Published: a.Published,
			Status: Failed, Err: r.err, ReadSHA256: a.ReadSHA256, Dropped: a.Dropped, Took: r.took}
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
	if l.dryRun {
		return l.tryAll(ctx, docs, results)
	}
	return l.putAll(ctx, docs, results)
}

// tryAll says of the documents of those results that have no error what storing them would do, and reports it.
func (l *load) tryAll(ctx context.Context, docs []graph.Document, results []Result) error {
	for i := range results {
		if results[i].Err == nil {
			if err := l.try(ctx, docs[i], &results[i]); err != nil {
				return err
			}
		}
		l.tell(results[i])
	}
	return nil
}

// errTried ends a transaction that is only tried.
var errTried = errors.New("tried")

// try says in r what storing a document would do, and changes nothing.
func (l *load) try(ctx context.Context, d graph.Document, r *Result) error {
	var p graph.Put
	err := l.db.Update(ctx, func(tx *graph.Tx) (err error) {
		if p, err = tx.PutVersion(d); err == nil {
			err = errTried
		}
		return err
	})
	switch {
	case errors.Is(err, errTried):
		r.stored(p)
	case isRefusal(err):
		r.Err = fmt.Errorf("%s: %w", r.Path, err)
	default:
		return err
	}
	return nil
}

// tell counts and reports a result.
func (l *load) tell(r Result) {
	l.count(r)
	if l.report != nil {
		l.report(r)
	}
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
		l.tell(results[i])
	}
	return nil
}

// put stores one document. The error is one that no other article would escape.
func (l *load) put(ctx context.Context, d graph.Document, result *Result) error {
	p, err := l.db.PutVersion(ctx, d)
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
	case graph.Versioned:
		r.Status = Versioned
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
	case Versioned:
		l.sum.Versioned++
	case Unchanged:
		l.sum.Unchanged++
	case Failed:
		l.sum.Failed++
	}
	if r.Status == Stored || r.Status == Replaced || r.Status == Versioned {
		l.sum.Claims += r.Claims
		l.sum.Relations += r.Relations
		l.sum.Refused += len(r.Refused)
	}
}
