package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Skipped is a passage that the reader takes no claim from, and why, in words.
type Skipped struct {
	Range
	Reason string
}

// longest is the most tokens that a sentence may have. The longest sentence of 924 news articles has 220; what is longer is
// a list, a table or damage, and the work on a sentence grows with the square of its length and more.
const longest = 300

// Skip lists what the reader passes over in a document, in the order of the text. It looks at the layout, at the first words of
// each paragraph and for credit lines: where it errs, a claim is missing and none is wrong.
func Skip(doc *lang.Doc, lex *lexicon.Lexicon) []Skipped {
	_, lines := credits(doc, lex)
	return withCredits(skip(doc), lines)
}

// skip is Skip without the credit lines.
func skip(doc *lang.Doc) []Skipped {
	var out []Skipped
	all := Range{0, len(doc.Tokens)}
	if foreign(doc, all, 25, 12) {
		return []Skipped{{all, isForeign}}
	}
	labelled := false // whether the paragraph above is the label of a notice
	for i := 0; i < len(doc.Sentences); {
		k := i
		for k < len(doc.Sentences) && doc.Sentences[k].Paragraph == doc.Sentences[i].Paragraph {
			k++
		}
		p := Range{doc.Sentences[i].First, doc.Sentences[k-1].Last}
		is, bare := notice(doc, p)
		why := isNotice
		if !is && !labelled {
			why = skipParagraph(doc, p)
		}
		labelled = bare
		if why != "" {
			out = append(out, Skipped{p, why})
			i = k
			continue
		}
		for ; i < k; i++ {
			switch s := doc.Sentences[i]; {
			case s.Heading:
				out = append(out, Skipped{Range{s.First, s.Last}, isHeading})
			case s.Last-s.First > longest:
				out = append(out, Skipped{Range{s.First, s.Last}, "too long for a sentence"})
			}
		}
	}
	return out
}

// without is the document as the reader reads it: a copy in which what is passed over counts as headings. In questions and
// answers attributions are read all the same, and only claims are not made of them.
func without(doc *lang.Doc, skipped []Skipped) *lang.Doc {
	d := *doc
	d.Sentences = slices.Clone(doc.Sentences)
	for i, at := 0, 0; i < len(d.Sentences) && at < len(skipped); i++ {
		for at < len(skipped) && skipped[at].Last <= d.Sentences[i].First {
			at++
		}
		if at < len(skipped) && skipped[at].Reason != isTranscript && skipped[at].Has(d.Sentences[i].First) {
			d.Sentences[i].Heading = true
		}
	}
	return &d
}

// skippedAt is why the passage that holds a token is passed over; "" where it is read.
func (r *reader) skippedAt(token int) string {
	k, _ := slices.BinarySearchFunc(r.out.Skipped, token, func(s Skipped, t int) int { return s.Last - 1 - t })
	if k < len(r.out.Skipped) && r.out.Skipped[k].Has(token) {
		return r.out.Skipped[k].Reason
	}
	return ""
}

// opener is words that a paragraph opens with, lower case; their reason.
type opener struct{ words, reason string }

// Why a paragraph is passed over.
const (
	isHeading    = "a heading, a caption or an item of a list: not a sentence"
	isTranscript = "questions and answers of people who are not named"
	isLink       = "a link to another text"
	isCaption    = "a caption"
	isCredit     = "a credit"
	isAdvert     = "an advertisement"
	isForeign    = "not in English: hardly a word of it is one of the commonest English ones"
)

// englishWords are common words of English that other languages of Europe do not have. They are some three words in ten of news.
var englishWords = set("the of to and that is for with by at from it be are have they said not this his her who which will would but or its were been")

// openers are the first words of paragraphs that belong to the page and not to the article.
var openers = []opener{
	{"read :", isLink}, {"read more", isLink}, {"read also", isLink}, {"read next", isLink}, {"read the rest", isLink},
	{"read the full", isLink}, {"also read", isLink}, {"see also", isLink}, {"related :", isLink}, {"related article", isLink},
	{"related articles", isLink}, {"related story", isLink}, {"related stories", isLink}, {"more :", isLink}, {"more on this", isLink},
	{"watch :", isLink}, {"listen :", isLink}, {"video :", isLink}, {"click here", isLink},
	{"photo :", isCaption}, {"photos :", isCaption}, {"photograph :", isCaption}, {"image :", isCaption}, {"image caption", isCaption},
	{"caption :", isCaption}, {"picture :", isCaption}, {"pictured :", isCaption}, {"file photo", isCaption}, {"file —", isCaption},
	{"file –", isCaption}, {"file -", isCaption}, {"( photo by", isCaption}, {"photo by", isCaption},
	{"reporting by", isCredit}, {"additional reporting by", isCredit}, {"writing by", isCredit}, {"editing by", isCredit},
	{"( reporting by", isCredit}, {"( additional reporting by", isCredit}, {"( writing by", isCredit}, {"( editing by", isCredit},
	{"sign up", isAdvert}, {"subscribe", isAdvert}, {"advertisement", isAdvert}, {"sponsored", isAdvert},
}

// foreign reports whether a passage has so many words at least, and not one in share of them is a common English one.
func foreign(doc *lang.Doc, p Range, least, share int) bool {
	words, english := 0, 0
	for i := p.First; i < p.Last; i++ {
		if doc.Tokens[i].Kind == lang.Word {
			words++
			if englishWords[strings.ToLower(doc.Surface[i])] {
				english++
			}
		}
	}
	return words >= least && english*share < words
}

// skipParagraph is why the paragraph is passed over; "" where it is read.
func skipParagraph(doc *lang.Doc, p Range) string {
	n := p.Last - p.First
	low := func(i int) string { return strings.ToLower(doc.Surface[i]) }
	tabs, bars := strings.Count(doc.Span(p.First, p.Last), "\t"), 0
	words, capitals := 0, true
	for i := p.First; i < p.Last; i++ {
		if doc.Surface[i] == "|" {
			bars++
		}
		if doc.Tokens[i].Kind == lang.Word {
			words++
			capitals = capitals && !strings.ContainsFunc(doc.Surface[i], unicode.IsLower)
		}
	}
	switch {
	case tabs >= 2 || bars >= 2:
		return "a row of a table"
	case n >= 40 && foreign(doc, p, 40, 25): // the share in fewer words is chance
		return isForeign
	case words >= 6 && capitals:
		return "all in capitals: names cannot be told from other words"
	case n >= 2 && (doc.Surface[p.First] == "Q" || doc.Surface[p.First] == "A") && doc.Surface[p.First+1] == ":",
		doc.Surface[p.First] == "Q.": // "A." may be an initial
		return isTranscript
	case n > 80:
		return ""
	}
	for _, o := range openers {
		at := p.First
		ok := true
		for w := range strings.FieldsSeq(o.words) {
			if ok = at < p.Last && low(at) == w; !ok {
				break
			}
			at++
		}
		if ok {
			return o.reason
		}
	}
	for i := max(p.First, p.Last-8); i+1 < p.Last; i++ {
		if a, b := doc.Surface[i], doc.Surface[i+1]; a == "Getty" && b == "Images" || a == "AP" && b == "Photo" {
			return isCaption
		}
	}
	if n <= 40 && low(p.First) == "follow" {
		for i := p.First + 1; i+1 < p.Last; i++ {
			if low(i) == "on" && (low(i+1) == "twitter" || low(i+1) == "facebook" || low(i+1) == "instagram" || low(i+1) == "telegram" || low(i+1) == "youtube") {
				return isAdvert
			}
		}
	}
	return ""
}
