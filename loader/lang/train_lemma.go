package lang

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
)

// The least times that something is seen to be kept. Other lemmas and exceptions need one: that reads unseen text better
// than two.
const (
	leastNoun      = 3 // a lemma: the rules need verbs and adjectives more
	leastCapital   = 2 // an exception of a form with capitals
	leastIrregular = 4 // an exception from a row made by hand
)

// LearnLemmas makes the rows of lemmas.tsv from trees: frequent lemmas, and the exceptions from the rules that most of the
// words with their form and tag agree on. The same trees make the same bytes.
func LearnLemmas(trees []Tree) []byte {
	l := lemmaLearner{table: lemmaTable{}, small: map[tagged]lemmaCount{}, capital: map[tagged]lemmaCount{}}
	words := lemmaCount{}
	for _, t := range trees {
		for _, r := range t.Rows {
			l.count(r, words)
		}
	}
	for w, n := range words {
		if n >= leastNoun || !strings.HasSuffix(w, "\tNOUN") {
			l.table.add(w)
		}
	}
	l.addByHand()
	l.irregular = maps.Clone(l.table)

	// First in small letters: what these rows say holds for forms with capitals too.
	l.learn(l.small, l.exceptions)
	l.learn(l.capital, l.capitals)
	return l.bytes()
}

// tagged is a form with its tags.
type tagged struct{ form, upos, xpos string }

// lemmaCount is how often a lemma was seen.
type lemmaCount map[string]int

// best is the most frequent lemma, the first in order of bytes among equals.
func (c lemmaCount) best() string {
	return slices.SortedFunc(maps.Keys(c), func(a, b string) int {
		return cmp.Or(cmp.Compare(c[b], c[a]), cmp.Compare(a, b))
	})[0]
}

type lemmaLearner struct {
	table     lemmaTable
	irregular lemmaTable // as it was before exceptions were learned
	small     map[tagged]lemmaCount
	capital   map[tagged]lemmaCount // of forms with capitals, as they stand
}

func (l *lemmaLearner) count(r Row, words lemmaCount) {
	if r.Lemma == "_" || r.XPOS == "GW" || r.XPOS == "AFX" || strings.ContainsAny(r.Form+r.Lemma, "\t\n 0123456789") {
		return
	}
	form := string(straighten(nil, r.Form))
	small := strings.ToLower(form)
	plain := strings.ToLower(r.Lemma) == r.Lemma
	put := func(m map[tagged]lemmaCount, form string) {
		k := tagged{form, r.UPOS, r.XPOS}
		if m[k] == nil {
			m[k] = lemmaCount{}
		}
		m[k][r.Lemma]++
	}
	if small == form || plain {
		put(l.small, small)
	}
	if small != form {
		put(l.capital, form)
	}
	switch r.UPOS {
	case "PROPN", "X", "PUNCT", "SYM":
	default:
		if plain {
			words[r.Lemma+"\t"+r.UPOS]++
		}
	}
}

// addByHand adds the lists of train_irregular.go, as far as the rules get them wrong.
func (l *lemmaLearner) addByHand() {
	for f := range fields(irregularVerbs) {
		l.table.add(f[0] + "\tVERB")
	}
	for f := range fields(irregularNouns) {
		l.table.add(f[0] + "\tNOUN")
	}
	for f := range fields(irregularVerbs) {
		for i, form := range f {
			if i == 1 || len(f) == 1 {
				l.addIrregular(form, "VERB", "VBD", f[0])
			}
			if i != 1 && i > 0 || len(f) < 3 {
				l.addIrregular(form, "VERB", "VBN", f[0])
			}
		}
	}
	for f := range fields(irregularNouns) {
		l.addIrregular(f[len(f)-1], "NOUN", "NNS", f[0])
	}
	for f := range fields(shortForms) {
		l.table.add(strings.Join(f, "\t"))
	}
	for _, w := range strings.Fields(particles) {
		l.table.add(w + "\tPROPN\t" + w)
	}
}

// addIrregular adds an exception, for its XPOS alone where the form is a lemma too.
func (l *lemmaLearner) addIrregular(form, upos, xpos, lemma string) {
	k := form + "\t" + upos
	switch {
	case l.table.lemma(form, upos, xpos) == lemma:
	case l.table[k].word == "":
		l.table.add(k + "\t" + lemma)
	default:
		l.table.add(k + " " + xpos + "\t" + lemma)
	}
}

// fields yields the words of each line of a list.
func fields(list string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(list) {
			if f := strings.Fields(line); len(f) > 0 && !yield(f) {
				return
			}
		}
	}
}

// learn adds the rows that a method makes for each form and UPOS with its tags. No row sees another of them.
func (l *lemmaLearner) learn(m map[tagged]lemmaCount, rows func(f tagged, ks []tagged) []string) {
	byForm := map[tagged][]tagged{}
	for k := range m {
		f := tagged{form: k.form, upos: k.upos}
		byForm[f] = append(byForm[f], k)
	}
	var all []string
	for f, ks := range byForm {
		all = append(all, rows(f, ks)...)
	}
	slices.Sort(all)
	for _, row := range all {
		l.table.add(row)
	}
}

// exceptions are the rows for a form in small letters: one where all tags agree, else one for each tag that needs it.
func (l *lemmaLearner) exceptions(f tagged, ks []tagged) []string {
	var rows []string
	lemmas := map[string]bool{}
	for _, k := range ks {
		c := l.small[k]
		lemma := c.best()
		lemmas[lemma] = true
		least := 1
		if i := l.irregular.get([]byte(k.form), k.upos, k.xpos); i.lemma != "" {
			least = leastIrregular
		}
		rule := l.table.lemma(k.form, k.upos, k.xpos)
		if lemma == rule || c[lemma] < least || c[lemma] <= c[rule] {
			lemmas[rule] = true
			continue
		}
		rows = append(rows, f.form+"\t"+f.upos+" "+k.xpos+"\t"+lemma)
	}
	if len(lemmas) == 1 && len(rows) > 0 {
		for lemma := range lemmas {
			return []string{f.form + "\t" + f.upos + "\t" + lemma}
		}
	}
	return rows
}

// capitals are the rows for a form with capitals that its lemma has too. Adjectives of nations bring their form in small
// letters along.
func (l *lemmaLearner) capitals(f tagged, ks []tagged) []string {
	var rows []string
	for _, k := range ks {
		c := l.capital[k]
		lemma := c.best()
		rule := l.table.lemma(k.form, k.upos, k.xpos)
		if lemma == rule || c[lemma] < leastCapital || c[lemma] <= c[rule] || lemma == strings.ToLower(lemma) {
			continue
		}
		tag := f.upos
		if len(ks) > 1 {
			tag += " " + k.xpos
		}
		rows = append(rows, f.form+"\t"+tag+"\t"+lemma)
		if small := strings.ToLower(f.form); f.upos == "ADJ" && l.small[tagged{small, k.upos, k.xpos}] == nil {
			rows = append(rows, small+"\t"+tag+"\t"+lemma)
		}
	}
	return rows
}

// bytes writes the table, sorted.
func (l *lemmaLearner) bytes() []byte {
	var rows []string
	for k, e := range l.table {
		if e.word != "" {
			rows = append(rows, k)
		}
		if e.lemma != "" {
			rows = append(rows, k+"\t"+e.lemma)
		}
	}
	slices.Sort(rows)
	return []byte(strings.Join(rows, "\n") + "\n")
}
