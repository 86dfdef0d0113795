package lang

import (
	_ "embed"
	"strings"
	"sync"
)

// Lemma is the dictionary form of a word with its part of speech (UPOS) and its Penn tag (XPOS), after the conventions of
// the English treebanks of Universal Dependencies: lower case but for names, some acronyms and the adjectives of nations;
// "n't" is not, "'s" as a verb is be, curly quotes become straight. Numbers and addresses stay as they are.
//
// It is safe for concurrent use. The result is part of form or of the embedded table where it can be: memory is allocated
// only for a word whose lemma is not in the table and does not begin its form. The first call reads the table, which takes
// a few milliseconds.
func Lemma(form, upos, xpos string) string { return lemmas().lemma(form, upos, xpos) }

// lemmas.tsv has rows of two kinds, in order of their bytes: "form TAB tag TAB lemma" is an exception from the rules below,
// "lemma TAB UPOS" a lemma that they prefer to one without a row. A tag is a UPOS, with the XPOS behind a space where it
// decides. LearnLemmas makes the file.
//
//go:embed lemmas.tsv
var lemmaRows string

var lemmas = sync.OnceValue(func() lemmaTable { return readLemmas(lemmaRows) })

// lemmaTable finds what is known of a form, by the form, a tab and the tag.
type lemmaTable map[string]lemmaRow

type lemmaRow struct {
	lemma string // of the form, where the rules are wrong
	word  string // the form, where it is a lemma
	split bool   // the XPOS decides
}

// readLemmas reads rows. The strings of the table are parts of them.
func readLemmas(rows string) lemmaTable {
	t := make(lemmaTable, strings.Count(rows, "\n"))
	for row := range strings.Lines(rows) {
		t.add(strings.TrimSuffix(row, "\n"))
	}
	return t
}

func (t lemmaTable) add(row string) {
	form, rest, _ := strings.Cut(row, "\t")
	tag, lemma, exception := strings.Cut(rest, "\t")
	k := row[:len(form)+1+len(tag)]
	e := t[k]
	if exception {
		e.lemma = lemma
	} else {
		e.word = form
	}
	t[k] = e
	if i := strings.IndexByte(tag, ' '); i >= 0 {
		k = k[:len(form)+1+i]
		e = t[k]
		e.split = true
		t[k] = e
	}
}

// longForm is bytes: the longest form that needs no memory beside the stack. Few words are longer.
const longForm = 64

// curly is how every curly quote starts.
const curly = "\xe2\x80"

func (t lemmaTable) get(form []byte, upos, xpos string) lemmaRow {
	var buf [longForm + 16]byte
	k := append(append(append(buf[:0], form...), '\t'), upos...)
	e := t[string(k)]
	if e.split {
		if s, ok := t[string(append(append(k, ' '), xpos...))]; ok {
			e.lemma = s.lemma
		}
	}
	return e
}

func (t lemmaTable) lemma(form, upos, xpos string) string {
	var buf [longForm]byte
	text := append(buf[:0], form...)
	w := inflected{table: t, form: form, upos: upos}
	if strings.Contains(form, curly) {
		text, w.changed = straighten(text[:0], form), true
	}
	// As it stands first: acronyms and adjectives of nations have rows of their own.
	e := t.get(text, upos, xpos)
	if e.lemma != "" {
		return e.lemma
	}
	c := casing(text)
	switch {
	case (upos == "PROPN" || xpos == "NNP") && xpos != "ADD":
		if c.name(text) {
			w.changed, e.word = true, ""
		}
	case c.upper > 0 && !c.stays(text, upos, xpos):
		text, w.changed = lower(text), true
		if e = t.get(text, upos, xpos); e.lemma != "" {
			return e.lemma
		}
	}
	w.word = e.word
	if w.word == "" {
		if l := w.drawn(text, xpos); l != "" {
			return l
		}
	}
	return w.lemma(text, xpos)
}
