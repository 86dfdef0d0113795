// Package loader turns articles into the graph: articles in, claims out.
package loader

import (
	"context"
	"iter"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/source"
)

// Extractor reads one article. What any extractor yields passes the same checks before it is stored. An Extractor must be
// safe for concurrent use.
type Extractor interface {
	Extract(ctx context.Context, a source.Article) (extract.Record, error)
}

// Builtin is the default extractor: rules over the embedded lexicon, no network, the same answer for the same article.
func Builtin() Extractor { return builtin{} }

type builtin struct{}

func (builtin) Extract(ctx context.Context, a source.Article) (extract.Record, error) {
	return extract.Record{}, nil
}

// Options say how a Loader works. The zero value is the default.
type Options struct {
	Extractor Extractor // nil: Builtin
	Workers   int       // articles read at the same time; 0: one per core
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
	Articles  int // inputs seen
	Stored    int
	Unchanged int
	Replaced  int
	Failed    int
	Claims    int // of the articles stored or replaced
	Relations int
	Refused   int
}

// Load reads the articles of in, and stores each with its claims. An input that fails is reported and the others go on;
// the error is only for what stops the whole load: a store that cannot be written, a cancelled context. report may be nil;
// it is called from one goroutine, in the order of the input.
func Load(ctx context.Context, db *graph.DB, in iter.Seq2[source.Article, error], o Options, report func(Result)) (Summary, error) {
	return Summary{}, nil
}

// Document turns a record into what the graph stores. Claims that refer to nothing or whose quote is not in its place are
// left out and returned as refusals.
func Document(r extract.Record) (graph.Document, []Refusal, error) { return graph.Document{}, nil, nil }
