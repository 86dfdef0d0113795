package loader

import (
	"context"
	"slices"
	"sync"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/resolve"
	"github.com/whosaid/whosaid/loader/source"
)

// Extractor reads one article. What any extractor yields passes the same checks before it is stored, and what is stored of an
// article is what its record says: its metadata too. An Extractor must be safe for concurrent use.
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

// newReader makes a reader. It reads a sentence, so that all that is made at first use is made now and not while the first article is
// timed.
func newReader(lex *lexicon.Lexicon) reader {
	r := reader{extract.New(lex), resolve.New(lex)}
	r.resolve.Record(r.read.Read(lang.Analyze("Officials said on Friday that the bridge was closed."), ""), "")
	return r
}

// models are those over the embedded lexicon, made at first use and shared.
var models = sync.OnceValue(func() reader { return newReader(lexicon.Default()) })

func (b builtin) Extract(ctx context.Context, a source.Article) (extract.Record, error) {
	if err := ctx.Err(); err != nil {
		return extract.Record{}, err
	}
	m := b.models()
	rec := m.resolve.Record(m.read.Read(lang.Analyze(a.Text), a.Published), a.Published)
	describe(&rec, a)
	return rec, nil
}

// describe enters into a record what its input says about the article: all that source.Article knows, but the text and the path.
func describe(rec *extract.Record, a source.Article) {
	url := a.Address()
	rec.ID = a.ID
	rec.Title, rec.URL, rec.Outlet, rec.Published = optional(a.Title), optional(url), optional(a.Outlet), optional(a.Published)
	rec.Author, rec.Modified, rec.Seen, rec.Language = a.Author, a.Modified, a.Seen, a.Language
	if a.URL != url {
		rec.ReadFrom = a.URL
	}
	rec.ReadSHA256 = a.ReadSHA256
	rec.Notices = slices.Clone(a.Notices)
	for _, d := range a.Dropped {
		rec.Dropped = append(rec.Dropped, extract.Dropped(d))
	}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
