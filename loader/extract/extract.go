package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Reader reads articles with the names of one lexicon. It is read-only after New and safe for concurrent use.
type Reader struct {
	lex   *lexicon.Lexicon
	given map[string]bool // first names, lower case
}

// New makes a Reader. It holds on to the lexicon.
func New(lex *lexicon.Lexicon) *Reader {
	x := &Reader{lex: lex, given: set(commonGiven)}
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
// without it. The cost grows with the length of the text, but for sentences of thousands of words.
func (x *Reader) Read(doc *lang.Doc, published string) *Reading {
	r := newReader(doc, x.lex)
	r.given = x.given
	r.date = newDateContext(published)
	r.mentions()
	r.quantities()
	r.classify()
	r.attributions()
	r.claims()
	return &r.out
}
