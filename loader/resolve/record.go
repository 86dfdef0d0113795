// Package resolve decides which entity a mention is, inside one article and by deterministic keys across articles, and
// turns a reading into the record that the extract format describes.
package resolve

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Resolver resolves readings with one lexicon. It is read-only and safe for concurrent use.
type Resolver struct{ lex *lexicon.Lexicon }

// New makes a Resolver.
func New(lex *lexicon.Lexicon) *Resolver { return &Resolver{lex: lex} }

// article is the work on one article.
type article struct {
	r         *extract.Reading
	lex       *lexicon.Lexicon
	published string
	lows      []string
	at        []int // mention of each token, the widest; -1
	of        []*thing
	byKey     map[string]*thing
	abbrev    map[string]*thing
	named     map[string]*thing // by the name shown
	list      []*thing
	spoken    []speaker // in the order of the text
	stated    map[stated]bool
}

// Record resolves a reading. The record's metadata but Text and SHA256 is left to the caller.
func (x *Resolver) Record(r *extract.Reading, published string) extract.Record {
	a := &article{r: r, lex: x.lex, published: published, abbrev: map[string]*thing{}, stated: map[stated]bool{}}
	n := len(r.Doc.Tokens)
	a.at = make([]int, n)
	a.lows = make([]string, n)
	for i := range a.at {
		a.at[i] = -1
		a.lows[i] = strings.ReplaceAll(strings.ToLower(r.Doc.Surface[i]), "’", "'")
	}
	for i := range r.Mentions {
		if r.Mentions[i].Part != "" {
			continue
		}
		for k := r.Mentions[i].First; k < r.Mentions[i].Last; k++ {
			if o := a.at[k]; o < 0 || r.Mentions[i].Covers(r.Mentions[o].Range) {
				a.at[k] = i
			}
		}
	}
	a.things()
	a.distinguish()
	sum := sha256.Sum256([]byte(r.Doc.Text))
	rec := extract.Record{Format: extract.Format, Text: r.Doc.Text, SHA256: hex.EncodeToString(sum[:])}
	rec.Claims = a.claims()
	rec.Entities = a.entities()
	rec.Relations = relations(rec.Claims)
	rec.Attributions = a.attributions()
	rec.Credits = a.credits()
	return rec
}

// credits are the names of those whom credit lines name.
func (a *article) credits() []string {
	var out []string
	for _, c := range a.r.Credits {
		if name := a.of[c.Mention].name; !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (a *article) low(k int) string { return a.lows[k] }

func (a *article) mentionAt(k int) int {
	if k < 0 || k >= len(a.at) {
		return -1
	}
	return a.at[k]
}

func (a *article) mentionIn(p extract.Range) int {
	for k := p.First; k < p.Last; k++ {
		if a.at[k] >= 0 {
			return a.at[k]
		}
	}
	return -1
}

// span is a range in code points.
func (a *article) span(r extract.Range) extract.Span {
	d := a.r.Doc
	end := d.Tokens[r.Last-1]
	return extract.Span{d.Tokens[r.First].Rune, d.Rune(end.End)}
}

// attributions are the outermost readings as spans.
func (a *article) attributions() []extract.Attribution {
	out := []extract.Attribution{}
	for _, s := range a.r.Attributions {
		if s.Outer >= 0 || s.Doubtful {
			continue
		}
		out = append(out, extract.Attribution{Source: a.spans(s.Source), Cue: a.spans(s.Cue), Content: a.spans(s.Content)})
	}
	return out
}

// spans are ranges in code points; ranges that touch are one span.
func (a *article) spans(rs []extract.Range) []extract.Span {
	out := []extract.Span{}
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		for i+1 < len(rs) && rs[i+1].First == r.Last {
			i++
			r.Last = rs[i].Last
		}
		if !r.Empty() {
			out = append(out, a.span(r))
		}
	}
	return out
}

// relations are the distinct typed relations that claims support, in the claims' order.
func relations(cs []extract.Claim) []extract.Relation {
	out := []extract.Relation{}
	seen := map[extract.Relation]bool{}
	for _, c := range cs {
		if c.Predicate == "other" || c.Subject == nil || c.Object == nil {
			continue
		}
		r := extract.Relation{Type: c.Predicate, From: *c.Subject, To: *c.Object}
		if !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}
