package loader

import (
	"context"
	"sync"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/resolve"
	"github.com/whosaid/whosaid/loader/source"
)

// Extractor reads one article. What any extractor yields passes the same checks before it is stored. An Extractor must be
// safe for concurrent use.
type Extractor interface {
	Extract(ctx context.Context, a source.Article) (extract.Record, error)
}

// Builtin is the default extractor: rules over the embedded lexicon, no network, the same answer for the same article.
func Builtin() Extractor { return builtin{models} }

// BuiltinWith is the default extractor over another lexicon. Articles whose entities are stored together are stored with
// [Options.Lexicon] set to the same one, which also sets the extractor.
func BuiltinWith(lex *lexicon.Lexicon) Extractor {
	return builtin{sync.OnceValue(func() reader { return newReader(lex) })}
}

type builtin struct{ models func() reader }

// reader is what the built-in extractor reads with.
type reader struct {
	read    *extract.Reader
	resolve *resolve.Resolver
}

func newReader(lex *lexicon.Lexicon) reader { return reader{extract.New(lex), resolve.New(lex)} }

// models are those over the embedded lexicon, made at first use and shared.
var models = sync.OnceValue(func() reader { return newReader(lexicon.Default()) })

func (b builtin) Extract(ctx context.Context, a source.Article) (extract.Record, error) {
	if err := ctx.Err(); err != nil {
		return extract.Record{}, err
	}
	m := b.models()
	rec := m.resolve.Record(m.read.Read(lang.Analyze(a.Text), a.Published), a.Published)
	rec.ID = a.ID
	rec.Title, rec.URL, rec.Outlet, rec.Published = optional(a.Title), optional(a.URL), optional(a.Outlet), optional(a.Published)
	return rec, nil
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
