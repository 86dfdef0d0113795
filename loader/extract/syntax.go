package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

// node is a syntactic word of one sentence as the models of attribution see it. Places are words of the sentence.
type node struct {
	token       int
	word, lemma uint32 // hashes of the lower-case form and of the lemma
	cluster     uint32
	upos, xpos  uint32
	rel         uint32 // universal relation
	full        uint32 // with its subtype
	head        int    // -1 for the root
	kids        []int
	first, last int // the words under it, itself included: [first, last)
	name        uint32
	quoted      bool
	text        string // lower case
	relation    string // universal
	pos         string // universal
}

// clause is one sentence as a tree.
type clause struct {
	nodes []node
	of    lang.Sentence
	index int
	base  int // the first word in Doc.Words
	// parsed says that the nodes hang on a tree.
	parsed bool
	// quotes is how many marks open and close in it; before is the like of the sentence before, and whether that attributes.
	quotes, before uint32
}

// hash is the FNV-1a hash of a string.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// trees parses the article and readies its sentences for the models. With models only the sentences are parsed in which a
// word may be a cue as far as the words tell: the others stay without a tree.
func (r *reader) trees(parser *lang.Parser, m *attributor) []clause {
	cs := make([]clause, len(r.doc.Sentences))
	for i, s := range r.doc.Sentences {
		cs[i] = clause{of: s, index: i}
	}
	r.prepare(cs)
	at := 0
	var f features
	parser.ParseSome(r.doc, func(i int, words []lang.TreeWord) bool {
		c := &cs[i]
		c.base = at
		at += len(words)
		c.nodes = r.nodes(lang.Default(), words)
		c.parsed = r.readable(c) && (m == nil || m.promising(r, c, &f))
		return c.parsed
	}, r.folds()...)
	for i := range cs {
		if c := &cs[i]; c.parsed {
			c.link(lang.Default(), r.doc.Words[c.base:c.base+len(c.nodes)])
		}
	}
	return cs
}

// readable reports whether the models read a sentence: what is passed over they do not, but for headlines and transcripts,
// whose attributions are kept though they make no claim.
func (r *reader) readable(c *clause) bool {
	switch r.skippedAt(c.of.First) {
	case "", isHeading, isTranscript:
		return true
	}
	return false
}

// folds are the quantities, which are one word each to the parser: "up to eight million".
func (r *reader) folds() []lang.Fold {
	var out []lang.Fold
	for _, q := range r.out.Quantities {
		if q.Last-q.First > 1 {
			out = append(out, lang.Fold{First: q.First, Last: q.Last, Number: true})
		}
	}
	return out
}

// nodes are the words of a sentence, tagged but without a tree.
func (r *reader) nodes(m *lang.Model, words []lang.TreeWord) []node {
	ns := make([]node, len(words))
	for i, w := range words {
		form := r.doc.Text[w.Start:w.End]
		tag := m.Tag(w)
		text := lower(form)
		h := &r.tags[w.Tag]
		if *h == ([2]uint32{}) {
			*h = [2]uint32{hash(tag.UPOS), hash(tag.XPOS)}
		}
		ns[i] = node{token: int(w.Token), word: hash(text), lemma: hash(lang.Lemma(form, tag.UPOS, tag.XPOS)), cluster: uint32(w.Cluster),
			upos: h[0], xpos: h[1], head: -1, first: i, last: i + 1,
			quoted: r.doc.QuoteAt(int(w.Token)) >= 0, text: text, pos: tag.UPOS}
		if k := r.named[w.Token]; k >= 0 {
			ns[i].name = hash(r.out.Mentions[k].Type)
		}
	}
	return ns
}

// link hangs the nodes on the tree of their words.
func (c *clause) link(m *lang.Model, words []lang.TreeWord) {
	ns := c.nodes
	for i, w := range words {
		n := &ns[i]
		full := m.Rel(w)
		n.relation, _, _ = strings.Cut(full, ":")
		n.rel, n.full = hash(n.relation), hash(full)
		if w.Head >= 0 {
			n.head = int(w.Head) - c.base
		}
	}
	// The lists of dependents are cut from one array.
	counts := make([]int, len(ns)+1)
	for i := range ns {
		if h := ns[i].head; h >= 0 {
			counts[h+1]++
		}
	}
	for i := range ns {
		counts[i+1] += counts[i]
	}
	all := make([]int, len(ns))
	for i := range ns {
		ns[i].kids = all[counts[i]:counts[i]:counts[i+1]]
	}
	for i := range ns {
		if h := ns[i].head; h >= 0 {
			ns[h].kids = append(ns[h].kids, i)
		}
	}
	for i := range ns {
		for j, n := i, 0; ns[j].head >= 0 && n < 200; n++ {
			h := ns[j].head
			if ns[h].first <= ns[j].first && ns[h].last >= ns[j].last {
				break
			}
			ns[h].first, ns[h].last = min(ns[h].first, ns[j].first), max(ns[h].last, ns[j].last)
			j = h
		}
	}
}

// lower is a form in lower case with straight apostrophes.
func lower(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || 'A' <= c && c <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.ReplaceAll(strings.ToLower(s), "’", "'")
}
