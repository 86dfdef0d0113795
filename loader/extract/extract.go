package extract

import (
	"io/fs"
	"strings"
	"sync"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Reader reads articles with the names of one lexicon. It is read-only after New and safe for concurrent use.
type Reader struct {
	lex   *lexicon.Lexicon
	given map[string]bool // first names, lower case
	// models are those of attribution; nil where the program carries none, and the reader goes by its rules alone.
	models  *attributor
	parsers sync.Pool
}

// New makes a Reader. It holds on to the lexicon.
func New(lex *lexicon.Lexicon) *Reader {
	x := newRuled(lex)
	x.models = embedded()
	return x
}

// Learned reports whether the reader has the trained models of attribution: without their file it reads by rules alone.
func (x *Reader) Learned() bool { return x.models != nil }

// Learned reports whether the program has the trained models of attribution. It does not unpack them.
func Learned() bool {
	_, err := fs.Stat(weights, "weights/attribution.bin")
	return err == nil
}

// newRuled makes a Reader that goes by rules alone.
func newRuled(lex *lexicon.Lexicon) *Reader {
	x := &Reader{lex: lex, given: set(commonGiven)}
	x.parsers.New = func() any { return lang.NewParser(lang.Default()) }
	for _, kind := range []string{"Leader", "Person"} {
		for e := range lex.Entries(kind) {
			if f := strings.Fields(e.Name); len(f) > 1 && len(f[0]) > 2 && !strings.Contains(f[0], ".") {
				x.given[strings.ToLower(f[0])] = true
			}
		}
	}
	return x
}

// Read reads one article. published is its ISO date, as exact as known, or "": dates in the text that need it stay open
// without it. doc is not changed. The cost grows with the length of the text.
func (x *Reader) Read(doc *lang.Doc, published string) *Reading {
	r := x.begin(doc, published)
	r.attributions()
	if x.models != nil {
		parser := x.parsers.Get().(*lang.Parser)
		r.learned(x.models, parser)
		x.parsers.Put(parser)
	}
	r.claims()
	return &r.out
}

// begin reads the names, the dates and the quantities, and tells the words' classes.
func (x *Reader) begin(doc *lang.Doc, published string) *reader {
	credits, lines := credits(doc, x.lex)
	skipped := withCredits(skip(doc), lines)
	r := newReader(without(doc, skipped), x.lex)
	r.out.Skipped = skipped
	r.given = x.given
	r.published, r.date = published, newDateContext(published)
	r.mentions()
	r.credit(credits)
	r.dates()
	r.quantities()
	r.classify()
	return r
}
