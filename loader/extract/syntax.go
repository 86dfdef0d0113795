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

// trees parses the article and readies its sentences for the models.
func (r *reader) trees(parser *lang.Parser) []clause {
	parser.Parse(r.doc, r.folds()...)
	cs := r.clauses(lang.Default())
	r.prepare(cs)
	return cs
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

// clauses are the trees of the document's sentences.
func (r *reader) clauses(m *lang.Model) []clause {
	out := make([]clause, len(r.doc.Sentences))
	at := 0
	for i, s := range r.doc.Sentences {
		first := at
		for at < len(r.doc.Words) && int(r.doc.Words[at].Token) < s.Last {
			at++
		}
		out[i] = clause{of: s, index: i, base: first}
		out[i].nodes = r.nodes(m, first, at)
	}
	return out
}

func (r *reader) nodes(m *lang.Model, first, last int) []node {
	ns := make([]node, last-first)
	for i := range ns {
		w := r.doc.Words[first+i]
		form := r.doc.Text[w.Start:w.End]
		tag := m.Tag(w)
		n := &ns[i]
		full := m.Rel(w)
		n.relation, _, _ = strings.Cut(full, ":")
		n.pos = tag.UPOS
		n.text = lower(form)
		*n = node{token: int(w.Token), word: hash(n.text), lemma: hash(lang.Lemma(form, tag.UPOS, tag.XPOS)), cluster: uint32(w.Cluster),
			upos: hash(tag.UPOS), xpos: hash(tag.XPOS), rel: hash(n.relation), full: hash(full), head: int(w.Head) - first, first: i, last: i + 1,
			quoted: r.doc.QuoteAt(int(w.Token)) >= 0, text: n.text, relation: n.relation, pos: n.pos}
		if w.Head < 0 {
			n.head = -1
		}
		if k := r.named[n.token]; k >= 0 {
			n.name = hash(r.out.Mentions[k].Type)
		}
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
	return ns
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
