package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// class is the rough part of speech of a token: enough to find where noun phrases end.
type class uint8

const (
	noun class = iota // nouns, names, adjectives, numbers: what a noun phrase is made of
	verb
	aux
	modal
	det
	prep
	conj
	sub // words that open a clause: that, which, while
	pron
	adv
	poss // 's
	punct
	openMark
	closeMark
)

// reader reads one article.
type reader struct {
	doc    *lang.Doc
	lex    *lexicon.Lexicon
	given  map[string]bool
	borne  map[string]bool // words of people's names, lower case
	low    []string        // lower-case surfaces
	class  []class
	form   []form // of verbs
	lemma  []string
	caps   []bool // starts with a capital
	named  []int  // index of the mention that holds the token, -1
	amount []int  // index of the quantity that holds the token, -1
	dated  []int  // index of the date that holds the token, -1
	sent   []int  // sentence of the token
	date   dateContext
	// countryPlaces are the places of each country, made when they are first asked for
	countryPlaces map[string][]*lexicon.Entry
	// published is the article's date in ISO form; "" where unknown.
	published string
	tags      [256][2]uint32  // hashes of the tags' names that were met, by lang.TreeWord.Tag
	recent    map[string]past // the last event of each predicate that has both ends
	ruleAt    []int           // attribution of the rules whose cue holds the token, counted from 1; filled by prepare
	drawn     []clause        // the trees of the sentences; nil where the reader goes by rules alone
	out       Reading
}

func newReader(doc *lang.Doc, lex *lexicon.Lexicon) *reader {
	n := len(doc.Tokens)
	r := &reader{doc: doc, lex: lex, low: make([]string, n), class: make([]class, n), form: make([]form, n), lemma: make([]string, n),
		caps: make([]bool, n), named: make([]int, n), amount: make([]int, n), sent: make([]int, n)}
	r.out.Doc = doc
	for i := range doc.Tokens {
		r.low[i] = strings.ReplaceAll(strings.ToLower(doc.Surface[i]), "’", "'")
		c, _ := utf8.DecodeRuneInString(doc.Surface[i])
		r.caps[i] = unicode.IsUpper(c)
		if rest, ok := strings.CutPrefix(doc.Surface[i], "al-"); ok { // al-Gweir
			c, _ = utf8.DecodeRuneInString(rest)
			r.caps[i] = unicode.IsUpper(c)
		}
		r.named[i], r.amount[i] = -1, -1
	}
	for s, x := range doc.Sentences {
		for i := x.First; i < x.Last; i++ {
			r.sent[i] = s
		}
	}
	return r
}

// classify fills class, form and lemma. Names and quantities must be known.
func (r *reader) classify() {
	for s := range r.doc.Sentences {
		x := r.doc.Sentences[s]
		for i := x.First; i < x.Last; i++ {
			r.class[i] = r.classOf(i, x)
		}
	}
}

func (r *reader) classOf(i int, s lang.Sentence) class {
	w := r.low[i]
	switch r.doc.Tokens[i].Kind {
	case lang.Open:
		return openMark
	case lang.Close:
		if (w == "'" || w == "’") && i > s.First && !r.doc.Tokens[i].Space && strings.HasSuffix(r.low[i-1], "s") && r.doc.QuoteAt(i) < 0 {
			return poss // the United States’ decision
		}
		return closeMark
	case lang.Punct:
		if w == "$" || w == "€" || w == "£" || w == "%" {
			return noun
		}
		return punct
	case lang.Number:
		return noun
	}
	if r.named[i] >= 0 || r.amount[i] >= 0 {
		if w == "'s" {
			return poss
		}
		return noun
	}
	switch {
	case w == "'s" || w == "'":
		return poss
	case auxiliaries[w]:
		r.lemma[i] = "be"
		if v, ok := vocabulary.forms[w]; ok {
			r.lemma[i] = v.lemma
		}
		return aux
	case modals[w]:
		return modal
	case w == "that":
		return r.that(i, s)
	case w == "to":
		return prep
	case determiners[w]:
		return det
	case pronouns[w]:
		if w == "who" || w == "whom" {
			return sub
		}
		return pron
	case shortened(w) != "": // we're, they'll
		return pron
	case w == "her":
		return det
	case w == "yet" && i > s.First && r.class[i-1] == aux:
		return adv
	case conjunctions[w]:
		return conj
	case subordinators[w] && w != "since" && w != "until" && w != "after" && w != "before" && w != "as":
		return sub
	case prepositions[w]:
		return prep
	case adverbs[w] || strings.HasSuffix(w, "ly") && len(w) > 4 && !r.caps[i] && w != "family" && w != "ally" && w != "supply" && w != "assembly" && w != "reply":
		return adv
	}
	if v, ok := vocabulary.forms[w]; ok && r.isVerb(i, v, s) {
		r.form[i], r.lemma[i] = v.form, v.lemma
		return verb
	}
	return noun
}

// that tells the word that opens a clause from the one that points.
func (r *reader) that(i int, s lang.Sentence) class {
	if i+1 < s.Last {
		n := r.low[i+1]
		if auxiliaries[n] || modals[n] || n == "," || n == "." {
			if i > s.First && (r.class[i-1] == noun || r.class[i-1] == verb) {
				return sub
			}
			return pron
		}
	}
	return sub
}

// isVerb tells a verb from the noun or adjective that is spelled the same, by what stands around it.
func (r *reader) isVerb(i int, v verbForm, s lang.Sentence) bool {
	if r.caps[i] && i > s.First && !(r.doc.Tokens[i-1].Kind == lang.Open) {
		return false
	}
	var before class = punct
	prev := ""
	k := i - 1
	for k >= s.First && r.class[k] == adv {
		k--
	}
	if k >= s.First {
		before, prev = r.class[k], r.low[k]
	}
	next, nextWord := punct, ""
	if i+1 < s.Last {
		nextWord = r.low[i+1]
		next = r.peek(i + 1)
	}
	only := func(f form) bool { return v.form&^f == 0 }
	if i > s.First && k < i-1 && particles[r.low[i-1]] && next == noun { // "filled out detailed forms"
		return false
	}
	switch {
	case prev == "to":
		return v.form&base != 0 || v.form&gerund != 0 && before == prep && !vocabulary.nounish(r.low[i]) && vocabulary.events[v.lemma] != nil // "committed to sending"
	case before == verb && r.lemma[k] == "help" && v.form&base != 0: // "helped send"
		return true
	case before == modal:
		return true
	case before == pron || before == sub:
		return true
	case before == aux:
		return v.form&(participle|gerund|base) != 0
	case before == det || before == poss:
		// "the reported", "its plans": a noun or an adjective; a gerund may still govern ("their sending")
		return false
	case before == prep:
		return v.form&gerund != 0
	case only(gerund):
		// ", saying that": after a comma or a noun it governs; "training ground" does not
		return before == verb || before == punct || before == closeMark || before == openMark || before == conj || before == noun && (next == prep && vocabulary.events[v.lemma] != nil && !vocabulary.nounish(r.low[i]) || next == det || next == sub || next == pron || nextWord == "to" || r.capsAt(i+1, s) || next == noun && !vocabulary.nounish(r.low[i]))
	case v.form&(finite|participle) != 0 && v.form&base == 0 && strings.HasSuffix(r.low[i], "s"):
		// reports, claims, plans: a verb where a subject stands before it and an object, a clause or a mark behind it
		if before != noun && before != closeMark && prev != "," && before != conj {
			return false
		}
		if before == noun && strings.HasSuffix(prev, "ing") && !r.caps[k] && !vocabulary.nounish(prev) && r.named[k] < 0 { // "reinforcing claims that"
			return false
		}
		if c := vocabulary.cues[v.lemma]; c != nil && c.statement && documents[prev] {
			return true
		}
		return next == det || next == sub || next == pron || nextWord == "to" || r.capsAt(i+1, s) || next == openMark || nextWord == "," && before == noun && k > s.First || nextWord == ":" || next == noun && !nounForms[r.low[i]] || next == prep && !nounForms[r.low[i]]
	case v.form&(finite|participle) != 0 && v.form&base == 0:
		return next != noun || before == noun || before == closeMark || prev == ","
	case v.form&base != 0:
		// report, plan: present tense of a plural subject
		plural := before == noun && strings.HasSuffix(prev, "s") && !strings.HasSuffix(prev, "ss") || prev == "and" || before == conj
		if !plural && before == noun && r.pluralBefore(k, s) {
			plural = true
		}
		if plural && prev != "and" && (nextWord == "," || nextWord == ".") && i-s.First > 2 {
			c := vocabulary.cues[v.lemma] // "Libya, officials say, received"
			return c != nil && c.statement && strings.Contains(c.frames, "q") && r.endsClause(k, s)
		}
		return plural && (next == det || next == sub || next == pron || nextWord == "to" || r.capsAt(i+1, s) || next == openMark || next == noun) && (k == i-1 || true)
	}
	return false
}

// pluralBefore reports whether the noun phrase that ends at token k hangs by a preposition on a plural: "officials in Oslo".
func (r *reader) pluralBefore(k int, s lang.Sentence) bool {
	for n := 0; k > s.First+1 && n < 6 && (r.class[k] == noun || r.class[k] == det || r.class[k] == poss); n++ {
		k--
	}
	return r.class[k] == prep && k > s.First && r.class[k-1] == noun && strings.HasSuffix(r.low[k-1], "s") && !strings.HasSuffix(r.low[k-1], "ss")
}

// endsClause reports whether the noun phrase that ends at token k stands behind a comma or a closing quotation mark.
func (r *reader) endsClause(k int, s lang.Sentence) bool {
	for k > s.First && (r.class[k] == noun || r.class[k] == det || r.class[k] == poss) {
		k--
	}
	return r.low[k] == "," || r.class[k] == closeMark
}

// nounForms are third persons that are more often plural nouns.
var nounForms = set("reports claims plans attacks moves shows names orders supplies deals forces troops arms tests fires fears hopes offers calls visits votes fights links lists ranks sites suspects talks states shares marks matters needs notes points positions presses produces projects promises questions strikes supports threats trains transfers transports uses views wounds works shells ships lands bases ports groups aims guards marches walks costs cuts exports imports grants gifts hands runs leads results changes targets estimates demands doubts details forecasts comments concerns statements answers")

// nounish reports whether a gerund is more often a noun: training, fighting.
func (w *words) nounish(s string) bool {
	return s == "training" || s == "fighting" || s == "meeting" || s == "building" || s == "shipping" || s == "landing" || s == "standing" || s == "leading" || s == "warning" || s == "briefing" || s == "hearing" || s == "firing"
}

// shortened is the auxiliary of a pronoun that is written as one word with it: "are" of we're; "" for any other word.
func shortened(w string) string {
	p, end, ok := strings.Cut(w, "'")
	if !ok || !pronouns[p] {
		return ""
	}
	switch end {
	case "re", "m":
		return "are"
	case "s":
		return "is"
	case "ve", "d":
		return "have"
	case "ll":
		return "will"
	}
	return ""
}

// peek is the class of a token not yet classified, as far as its word alone tells.
func (r *reader) peek(i int) class {
	w := r.low[i]
	switch k := r.doc.Tokens[i].Kind; {
	case k == lang.Open:
		return openMark
	case k == lang.Close:
		return closeMark
	case k == lang.Punct && w != "$":
		return punct
	case k == lang.Number:
		return noun
	case auxiliaries[w]:
		return aux
	case modals[w]:
		return modal
	case w == "that" || subordinators[w] && !prepositions[w]:
		return sub
	case determiners[w]:
		return det
	case pronouns[w]:
		return pron
	case conjunctions[w]:
		return conj
	case prepositions[w] || w == "to":
		return prep
	case adverbs[w]:
		return adv
	}
	return noun
}

// capsAt reports whether token i is inside the sentence and starts with a capital or is a name.
func (r *reader) capsAt(i int, s lang.Sentence) bool {
	return i < s.Last && (r.caps[i] || r.named[i] >= 0)
}

// is reports whether token i is inside the sentence and one of the words.
func (r *reader) is(i int, s lang.Sentence, ws ...string) bool {
	if i < s.First || i >= s.Last {
		return false
	}
	for _, w := range ws {
		if r.low[i] == w {
			return true
		}
	}
	return false
}
