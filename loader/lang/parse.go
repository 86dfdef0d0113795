package lang

import (
	_ "embed"
	"slices"
	"sync"
)

//go:embed weights/en.bin
var weights []byte

// Default is the model inside the binary, unpacked at the first call (about 0.1 s; some 40 MB of memory).
var Default = sync.OnceValue(func() *Model {
	m, err := ReadModel(weights)
	if err != nil { // the file is embedded, and a test reads it
		panic(err)
	}
	return m
})

// Tag is the part of speech of a word that this model's parser tagged.
func (m *Model) Tag(w TreeWord) Tag { return m.tags[w.Tag] }

// Rel is the relation of a word to its head, as Universal Dependencies name it, with its subtype ("nsubj:pass").
func (m *Model) Rel(w TreeWord) string { return m.rels[w.Rel] }

// Fold says that some tokens are one word to the parser: a name, or a quantity with its hedges.
type Fold struct {
	First, Last int // tokens [First, Last) of one sentence
	Number      bool
}

// Parser draws the trees of documents. It is for one goroutine; any number of parsers share a model.
type Parser struct {
	m     *Model
	s     *scratch
	units []unit
	place []int32 // of each word of the sentence among the units
	whole []traits
	// The words of a batch as the models see them, and where its sentences end among the document's words.
	traits []traits
	ends   []int

	open int32 // the tags of quotation marks, -1 where the model has none
	shut int32
}

// unit is what is one word to the parser: words [first, last) of the sentence, of which one stands for all.
type unit struct{ first, last, head int32 }

// NewParser makes a parser.
func NewParser(m *Model) *Parser {
	return &Parser{m: m, s: &scratch{}, open: int32(slices.Index(m.tags, Tag{"PUNCT", "``"})), shut: int32(slices.Index(m.tags, Tag{"PUNCT", "''"}))}
}

// Parse fills Words: the tokens taken apart into syntactic words, with their tags, heads and relations. Each sentence has one
// root. Folds must be sorted and must not overlap; one that crosses a sentence's end is left out. The cost is linear in the
// length of the text.
func (p *Parser) Parse(d *Doc, folds ...Fold) {
	p.read(d, func(int, []TreeWord) bool { return true }, folds)
}

// Tag fills Words as Parse does, but draws no trees: every word's head is -1.
func (p *Parser) Tag(d *Doc) { p.read(d, nil, nil) }

// ParseSome is Parse for the sentences that are wanted, which it asks for by their index, with their words and their tags. The
// heads of the others' words stay -1. Most of Parse's time goes into the trees.
func (p *Parser) ParseSome(d *Doc, want func(sentence int, words []TreeWord) bool, folds ...Fold) {
	p.read(d, want, folds)
}

// batch is how many words are tagged before the trees over them are drawn, so that the tables of the tagger stay in the
// cache of the processor, and the words with them.
const batch = 2000

func (p *Parser) read(d *Doc, want func(int, []TreeWord) bool, folds []Fold) {
	d.splitWords()
	at := 0
	for from := 0; from < len(d.Sentences); {
		p.traits, p.ends = p.traits[:0], p.ends[:0]
		start, to := at, from
		for ; to < len(d.Sentences) && at-start < batch; to++ {
			first := at
			for at < len(d.Words) && int(d.Words[at].Token) < d.Sentences[to].Last {
				at++
			}
			p.tag(d, d.Words[first:at])
			p.traits, p.ends = append(p.traits, p.s.words...), append(p.ends, at)
		}
		if want == nil {
			from = to
			continue
		}
		for first, k := start, 0; from < to; from, k = from+1, k+1 {
			s := d.Sentences[from]
			for len(folds) > 0 && folds[0].First < s.First {
				folds = folds[1:]
			}
			n := 0
			for n < len(folds) && folds[n].First < s.Last {
				n++
			}
			words := d.Words[first:p.ends[k]]
			if !want(from, words) {
				first, folds = p.ends[k], folds[n:]
				continue
			}
			p.s.words, p.s.tags = append(p.s.words[:0], p.traits[first-start:p.ends[k]-start]...), p.s.tags[:0]
			for _, w := range words {
				p.s.tags = append(p.s.tags, int32(w.Tag))
			}
			p.tree(words, first, s, folds[:n])
			first, folds = p.ends[k], folds[n:]
		}
	}
}

// tag tags the words of one sentence.
func (p *Parser) tag(d *Doc, words []TreeWord) {
	s := p.s
	s.words = s.words[:0]
	for _, w := range words {
		var t traits
		t, s.buf = look(d.Text[w.Start:w.End], s.buf)
		s.words = append(s.words, t)
	}
	s.tag(p.m, s.words)
	p.markQuotes(d, words)
	for i := range words {
		words[i].Tag, words[i].Cluster, words[i].Head = uint8(s.tags[i]), uint16(s.words[i].cluster), -1
	}
}

// markQuotes sets the tags of quotation marks: the tokens know better which way a mark looks than the tagger, to which all are
// straight. A closing mark that the tagger takes for an apostrophe (the soldiers' boots) is left to it.
func (p *Parser) markQuotes(d *Doc, words []TreeWord) {
	tags := p.s.tags
	for i, w := range words {
		switch k := &d.Tokens[w.Token]; {
		case k.Kind == Open && int(w.End)-int(w.Start) == k.End-k.Start && p.open >= 0:
			tags[i] = p.open
		case k.Kind == Close && int(w.End)-int(w.Start) == k.End-k.Start && p.shut >= 0 && p.m.tags[tags[i]].UPOS == "PUNCT":
			tags[i] = p.shut
		}
	}
}

// tree draws the tree over the tagged words of one sentence, of which the first is word base of the document.
func (p *Parser) tree(words []TreeWord, base int, of Sentence, folds []Fold) {
	s := p.s
	if len(words) == 0 {
		return
	}
	if len(folds) == 0 {
		s.parse(p.m)
		for i := range words {
			words[i].Rel = uint8(s.state.rel[i])
			words[i].Head = s.state.head[i] + int32(base)
			if int(s.state.head[i]) == len(words) {
				words[i].Head = -1
			}
		}
		return
	}
	p.fold(words, of, folds)
	s.parse(p.m)
	p.unfold(words, base)
}

// fold replaces the words in s by the units.
func (p *Parser) fold(words []TreeWord, of Sentence, folds []Fold) {
	s := p.s
	p.units, p.place = p.units[:0], p.place[:0]
	for i := 0; i < len(words); {
		u := unit{int32(i), int32(i + 1), int32(i)}
		for len(folds) > 0 && folds[0].First < int(words[i].Token) {
			folds = folds[1:]
		}
		if len(folds) > 0 && folds[0].First == int(words[i].Token) && folds[0].Last <= of.Last {
			for int(u.last) < len(words) && int(words[u.last].Token) < folds[0].Last {
				u.last++
			}
			u.head = p.headOf(words[u.first:u.last], folds[0].Number) + u.first
		}
		for range u.last - u.first {
			p.place = append(p.place, int32(len(p.units)))
		}
		p.units = append(p.units, u)
		i = int(u.last)
	}
	p.whole = append(p.whole[:0], s.words...)
	s.words = s.words[:0]
	for k, u := range p.units {
		s.words = append(s.words, p.whole[u.head])
		s.tags[k] = s.tags[u.head]
	}
	s.tags = s.tags[:len(p.units)]
}

// headOf is the word of a name or a quantity that stands for it: the last number of a quantity; the last word of a name
// before a preposition, or the last of all.
func (p *Parser) headOf(words []TreeWord, number bool) int32 {
	head := len(words) - 1
	if number {
		for i := len(words) - 1; i >= 0; i-- {
			if p.m.Tag(words[i]).UPOS == "NUM" {
				return int32(i)
			}
		}
		return int32(head)
	}
	for i := 1; i < len(words); i++ {
		if p.m.Tag(words[i]).UPOS == "ADP" {
			return int32(i - 1)
		}
	}
	for head > 0 && p.m.Tag(words[head]).UPOS == "PUNCT" || head > 0 && p.m.Tag(words[head]).UPOS == "PART" {
		head--
	}
	return int32(head)
}

// unfold writes the tree over the units back to the words; the other words of a unit hang on the one that stands for it.
func (p *Parser) unfold(words []TreeWord, base int) {
	st := &p.s.state
	for k, u := range p.units {
		for i := u.first; i < u.last; i++ {
			w := &words[i]
			if i != u.head {
				w.Head, w.Rel = u.head+int32(base), p.m.inner(p.m.Tag(*w).UPOS)
				continue
			}
			w.Rel = uint8(st.rel[k])
			if h := st.head[k]; int(h) == len(p.units) {
				w.Head = -1
			} else {
				w.Head = p.units[h].head + int32(base)
			}
		}
	}
}

// inner is the relation of a word inside a folded unit to the unit's head.
func (m *Model) inner(upos string) uint8 {
	want := "compound"
	switch upos {
	case "ADP":
		want = "case"
	case "ADV":
		want = "advmod"
	case "DET":
		want = "det"
	case "PUNCT":
		want = "punct"
	case "NUM":
		want = "nummod"
	case "ADJ":
		want = "amod"
	case "CCONJ":
		want = "cc"
	case "PART":
		want = "case"
	}
	for i, r := range m.rels {
		if r == want {
			return uint8(i)
		}
	}
	return 0
}
