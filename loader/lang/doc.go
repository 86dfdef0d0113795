// Package lang turns text into tokens, sentences, paragraphs and quotations, each with its place in the text.
//
// The text is never rewritten: every token is text[Start:End], in bytes, and its place in code points is kept beside it.
package lang

import "unicode/utf8"

// Kind is the sort of a token.
type Kind uint8

// The kinds of token.
const (
	Word   Kind = iota // letters, with inner apostrophes, hyphens and abbreviation points
	Number             // digits with separators: 1,500, 122-mm is a Word
	Open               // an opening quotation mark
	Close              // a closing quotation mark
	Punct              // everything else
)

// Token is one token. Start and End are bytes of the text, Rune is Start in code points.
type Token struct {
	Start, End int
	Rune       int
	Kind       Kind
	Space      bool // white space stands before it
}

// Sentence is a run of tokens [First, Last) inside one paragraph.
type Sentence struct {
	First, Last int
	Paragraph   int
	Heading     bool // a line of its own that is not a sentence: a headline, a section heading, a caption
}

// Quote is a quotation: the tokens from its opening mark to its closing mark, both included, [First, Last). An opening mark
// that nothing closes before the paragraph's end runs to that end and is Unclosed.
type Quote struct {
	First, Last int
	Unclosed    bool
}

// TreeWord is a syntactic word: a token, or a part of one ("do" and "n't" in don't, "well", "-" and "known"). Words are what the
// tagger and the parser read.
type TreeWord struct {
	Start, End int32  // bytes of the text
	Token      int32  // that it is part of
	Head       int32  // of Doc.Words; -1 for the root of a sentence
	Cluster    uint16 // of words with like neighbours; 0 for none
	Tag        uint8  // of Model.Tag
	Rel        uint8  // of Model.Rel
}

// Doc is a text with its tokens, sentences and quotations.
type Doc struct {
	Text      string
	Tokens    []Token
	Surface   []string // of each token: Text[Start:End], no copy
	Sentences []Sentence
	Quotes    []Quote
	Words     []TreeWord // the tokens taken apart as treebanks do; filled by Parser.Parse

	runes []mark // byte offset to code points, one mark every 256 bytes or so
}

// mark ties a byte offset to its count of code points.
type mark struct{ b, r int }

// Analyze reads a text. Its cost is linear in the text's length.
func Analyze(text string) *Doc {
	d := &Doc{Text: text}
	d.index()
	d.tokenize()
	d.split()
	d.pairQuotes()
	return d
}

// index lays the marks from bytes to code points.
func (d *Doc) index() {
	const step = 256
	n := 0
	for i := range d.Text {
		if n%step == 0 {
			d.runes = append(d.runes, mark{i, n})
		}
		n++
	}
}

// Rune is the number of code points before byte b of the text.
func (d *Doc) Rune(b int) int {
	lo, hi := 0, len(d.runes)
	for hi-lo > 1 {
		m := (lo + hi) / 2
		if d.runes[m].b <= b {
			lo = m
		} else {
			hi = m
		}
	}
	if len(d.runes) == 0 {
		return 0
	}
	return d.runes[lo].r + utf8.RuneCountInString(d.Text[d.runes[lo].b:b])
}

// Span is the text of the tokens [first, last), from the first's start to the last's end.
func (d *Doc) Span(first, last int) string {
	if first >= last {
		return ""
	}
	return d.Text[d.Tokens[first].Start:d.Tokens[last-1].End]
}

// SentenceAt is the index of the sentence that holds a token.
func (d *Doc) SentenceAt(token int) int {
	lo, hi := 0, len(d.Sentences)
	for hi-lo > 1 {
		m := (lo + hi) / 2
		if d.Sentences[m].First <= token {
			lo = m
		} else {
			hi = m
		}
	}
	return lo
}
