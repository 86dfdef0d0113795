package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

// phraseLeft is the noun phrase that ends before token end, with its of-phrases, its coordination and its apposition in
// commas. Empty when no noun phrase ends there.
func (r *reader) phraseLeft(end int, s lang.Sentence) Range {
	if end <= s.First {
		return Range{}
	}
	// "Budanov, head of the agency, said": the apposition between commas belongs to the phrase.
	if r.low[end-1] == "," {
		for k := end - 2; k > s.First && end-k < 40; k-- {
			if r.low[k] == "," && r.class[k-1] == noun {
				if k+1 < end-1 && (r.class[k+1] == sub && r.low[k+1] == "that") {
					return Range{}
				}
				if head := r.phraseLeft(k, s); !head.Empty() {
					return Range{head.First, end - 1}
				}
				return Range{}
			}
			if r.class[k] == openMark || r.class[k] == closeMark || r.low[k] == ";" {
				return Range{}
			}
		}
		return Range{}
	}
	first := r.simpleLeft(end, s)
	if first == end {
		return Range{}
	}
	for first > s.First {
		p := first - 1
		switch {
		case r.class[p] == prep && nounLinks[r.low[p]] && p > s.First && (r.class[p-1] == noun || r.class[p-1] == pron || r.low[p-1] == ")"):
			if f := r.simpleLeft(p, s); f < p && !r.timeHead(f, p) {
				first = f
				continue
			}
		case r.low[p] == "of" && p > s.First+2 && r.class[p-1] == closeMark && r.amount[p-2] >= 0: // “thousands” of soldiers
			if q := r.doc.QuoteAt(p - 1); q >= 0 && p-r.doc.Quotes[q].First <= 5 && r.doc.Quotes[q].First >= s.First {
				first = r.doc.Quotes[q].First
				continue
			}
		case r.class[p] == prep && r.low[p] == "to" && p > s.First && delegates[r.low[p-1]]:
			if f := r.simpleLeft(p, s); f < p {
				first = f
				continue
			}
		case r.low[p] == "and" && p > s.First && (r.class[p-1] == noun || r.low[p-1] == ")"):
			f := r.simpleLeft(p, s)
			if f < p && (f == s.First || r.is(f-1, s, "both", ",", "by", "said") || r.class[f-1] == sub || r.low[f-1] == "as" || r.class[f-1] == openMark || r.is(f, s, "both") || r.allNames(f, p) && r.allNames(p+1, first+1)) {
				first = f
				continue
			}
		case r.low[p] == "both":
			first = p
			continue
		}
		break
	}
	return Range{first, end}
}

// timeHead reports whether the phrase [f, e) is a time ("On Thursday").
func (r *reader) timeHead(f, e int) bool { return timeNouns[r.low[e-1]] }

// allNames reports whether the tokens are names or a determiner before one.
func (r *reader) allNames(f, e int) bool {
	for i := f; i < e; i++ {
		if r.class[i] != det && !r.caps[i] && r.named[i] < 0 {
			return false
		}
	}
	return f < e
}

// simpleLeft is where the noun phrase without of-phrases starts that ends before token end; end when there is none.
func (r *reader) simpleLeft(end int, s lang.Sentence) int {
	i := end
	for i > s.First {
		k := i - 1
		switch r.class[k] {
		case noun:
			if timeNouns[r.low[k]] && (i < end) && r.named[k] < 0 {
				return i // "On Thursday President Donald Trump said"
			}
			i = k
			continue
		case poss:
			if r.low[k] == "'s" || k > s.First && r.class[k-1] == noun {
				i = k
				continue
			}
		case det:
			i = k
			if k > s.First && r.class[k-1] == det {
				i = k - 1
			}
			return i
		case pron:
			if i == end {
				return k
			}
		case verb:
			// an adjective in -ed or -ing inside the phrase: "the self-declared", "its reported"
			if i < end && k > s.First && r.form[k]&(participle|gerund) != 0 && r.class[k-1] == det {
				i = k
				continue
			}
		case adv:
			if i < end && k > s.First && r.class[k-1] == det {
				i = k
				continue
			}
		case punct:
			// "the National Intelligence Service (NIS)"
			if r.low[k] == ")" {
				if o := r.paren(k, s); o > s.First && r.class[o-1] == noun && k-o <= 6 {
					i = o
					continue
				}
			}
			if r.low[k] == "-" || r.low[k] == "&" {
				i = k
				continue
			}
		case openMark, closeMark:
			return i
		}
		break
	}
	return i
}

// paren is the token of the bracket that token k closes; -1 when none opens it.
func (r *reader) paren(k int, s lang.Sentence) int {
	for j := k - 1; j >= s.First; j-- {
		if r.low[j] == "(" {
			return j
		}
	}
	return -1
}

// phraseRight is the noun phrase that starts at token first, with its of-phrases and brackets. Empty when none starts there.
func (r *reader) phraseRight(first int, s lang.Sentence) Range {
	i := r.simpleRight(first, s)
	if i == first {
		return Range{}
	}
	for i < s.Last {
		switch {
		case r.class[i] == prep && nounLinks[r.low[i]] && r.low[i] != "on" && i+1 < s.Last && !timeNouns[r.low[i+1]]:
			if e := r.simpleRight(i+1, s); e > i+1 && !timeNouns[r.low[e-1]] {
				i = e
				continue
			}
		case r.class[i] == closeMark && i+2 < s.Last && r.low[i+1] == "of" && i-first <= 4:
			if e := r.simpleRight(i+2, s); e > i+2 {
				i = e
				continue
			}
		case r.low[i] == "and" && i+1 < s.Last && r.caps[first] && r.caps[i+1]:
			if e := r.simpleRight(i+1, s); e > i+1 && (e >= s.Last || r.class[e] != verb && r.class[e] != aux && r.class[e] != modal) {
				i = e
				continue
			}
		}
		break
	}
	return Range{first, i}
}

// simpleRight is where the noun phrase without of-phrases ends that starts at token first; first when none starts there.
func (r *reader) simpleRight(first int, s lang.Sentence) int {
	i := first
	if i < s.Last && r.class[i] == pron {
		return i + 1
	}
	for i < s.Last && (r.class[i] == det || r.class[i] == adv && i+1 < s.Last && (r.class[i+1] == noun || r.class[i+1] == det && i == first)) {
		i++
	}
	start := i
	for i < s.Last {
		switch {
		case r.class[i] == noun:
			i++
			continue
		case r.class[i] == poss && i > start:
			i++
			continue
		case i < s.Last-1 && i == start && r.class[i] == verb && r.form[i]&(participle|gerund) != 0 && r.class[i+1] == noun:
			i++
			continue
		case r.low[i] == "(" && i > start:
			if e := i + 1; e < s.Last {
				for e < s.Last && r.low[e] != ")" && e-i < 6 {
					e++
				}
				if e < s.Last && r.low[e] == ")" {
					i = e + 1
					continue
				}
			}
		case r.low[i] == "-" && i > start && i+1 < s.Last && r.class[i+1] == noun && !r.doc.Tokens[i].Space:
			i++
			continue
		}
		break
	}
	if i == start && start > first && r.class[first] == det && (r.low[first] == "this" || r.low[first] == "that" || r.low[first] == "all" || r.low[first] == "both" || r.low[first] == "some" || r.low[first] == "others" || r.low[first] == "those" || r.low[first] == "these") {
		return i
	}
	if i == start {
		return first
	}
	return i
}

// group is a verb with its auxiliaries and adverbs.
type group struct {
	first   int // of the auxiliaries, or the verb
	verb    int
	negated bool
	modal   string // will, would, may, could ...
	passive bool
	perfect bool
	be      bool // a form of be stands in it
	to      bool // an infinitive: "to send"
	matrix  int  // of an infinitive: the verb that governs it; -1
}

// groupAt is the verb group whose main verb is token v.
func (r *reader) groupAt(v int, s lang.Sentence) group {
	g := group{first: v, verb: v, matrix: -1}
	k := v - 1
	for k >= s.First {
		w := r.low[k]
		switch {
		case r.class[k] == adv || negations[w] && r.class[k] != det:
			g.negated = g.negated || negations[w]
			// an adverb counts only with an auxiliary before it, or as "has also said"; it is taken for now
		case r.class[k] == aux:
			if w == "be" || w == "is" || w == "are" || w == "was" || w == "were" || w == "been" || w == "being" || w == "am" || w == "'re" || w == "isn't" || w == "aren't" || w == "wasn't" || w == "weren't" {
				g.be = true
			} else if w != "did" && w != "does" && w != "do" && w != "didn't" && w != "doesn't" && w != "don't" {
				g.perfect = true
			}
			g.negated = g.negated || negations[w]
			g.first = k
		case r.class[k] == modal:
			g.modal = w
			g.negated = g.negated || negations[w]
			g.first = k
		case w == "to":
			g.to = true
			g.first = k
			k--
			for k >= s.First && (r.class[k] == adv) {
				k--
			}
			if k >= s.First && (r.class[k] == verb || r.class[k] == aux || w == "able") {
				g.matrix = k
			}
			g.passive = g.be && r.form[v]&participle != 0
			return g
		default:
			if r.class[k] == verb && r.lemma[k] == "help" && k == v-1 && r.form[v]&base != 0 { // "helped send": as "helped to send"
				g.to, g.matrix = true, k
				return g
			}
			switch shortened(w) { // "we're providing"
			case "are", "is":
				g.be = true
			case "have":
				g.perfect = true
			case "will":
				g.modal = "will"
			}
			g.passive = g.be && r.form[v]&participle != 0 && r.form[v]&gerund == 0
			r.trimAdverbs(&g, s)
			return g
		}
		k--
	}
	g.passive = g.be && r.form[v]&participle != 0 && r.form[v]&gerund == 0
	r.trimAdverbs(&g, s)
	return g
}

// trimAdverbs moves the group's start over adverbs between the subject and the verb: "Putin also said".
func (r *reader) trimAdverbs(g *group, s lang.Sentence) {
	for g.first > s.First && r.class[g.first-1] == adv {
		g.first--
	}
}

// subjectOf is the noun phrase that does what the group says: left of the group, of the governing verb for an infinitive, of
// the sentence's verb for a participle ("..., saying that"). The second result is the group of the verb it was found at.
func (r *reader) subjectOf(g group, s lang.Sentence, depth int) (Range, group) {
	if depth > 4 {
		return Range{}, g
	}
	if g.to {
		if g.matrix < 0 {
			// "the decision to send", "Pyongyang plans to send": a noun that governs has its owner as subject
			return r.phraseLeft(g.first, s), g
		}
		m := r.groupAt(g.matrix, s)
		m.modal = first(m.modal, g.modal)
		return r.subjectOf(m, s, depth+1)
	}
	k := g.first - 1
	if k < s.First {
		return Range{}, g
	}
	gerundAlone := r.form[g.verb]&gerund != 0 && !g.be
	if r.low[k] == "," && k > s.First && r.class[k-1] == verb { // "Libya, officials say, received"
		if c := vocabulary.cues[r.lemma[k-1]]; c != nil && strings.Contains(c.frames, "q") {
			if p := r.phraseLeft(r.groupAt(k-1, s).first, s); !p.Empty() && p.First > s.First && r.low[p.First-1] == "," {
				return r.phraseLeft(p.First-1, s), g
			}
		}
	}
	switch {
	case r.class[k] == sub && (r.low[k] == "who" || r.low[k] == "which" || r.low[k] == "that"):
		// relative clause: the phrase before it
		e := k
		if e > s.First && r.low[e-1] == "," {
			e--
		}
		return r.phraseLeft(e, s), g
	case gerundAlone && r.class[k] == verb:
		return r.subjectOf(r.groupAt(k, s), s, depth+1) // "will begin supplying"
	case gerundAlone && (r.low[k] == "," || r.class[k] == prep || r.low[k] == "and" || r.class[k] == sub):
		// participle or gerund: the subject of the nearest finite verb before it
		for j := k - 1; j > s.First; j-- {
			if r.class[j] == verb || r.class[j] == aux {
				v := r.mainVerb(j, s)
				h := r.groupAt(v, s)
				if h.first == g.first {
					continue
				}
				if r.form[v]&gerund != 0 && !h.be && !h.to {
					continue
				}
				if sub, _ := r.subjectOf(h, s, depth+1); !sub.Empty() {
					return sub, g
				}
			}
		}
		return Range{}, g
	case r.low[k] == "and" || r.low[k] == "but" || r.low[k] == "or" || r.low[k] == "," && k > s.First && (r.class[k-1] != noun):
		// coordinated verbs share the subject
		for j := k - 1; j > s.First; j-- {
			if r.class[j] == verb || r.class[j] == aux {
				h := r.groupAt(r.mainVerb(j, s), s)
				if r.form[h.verb]&gerund != 0 && !h.be {
					continue
				}
				return r.subjectOf(h, s, depth+1)
			}
		}
	}
	return r.phraseLeft(g.first, s), g
}

// mainVerb is the last verb of the group that token j, a verb or an auxiliary, stands in.
func (r *reader) mainVerb(j int, s lang.Sentence) int {
	for k := j; k < s.Last; k++ {
		switch r.class[k] {
		case verb:
			return k
		case aux, modal, adv:
			continue
		}
		break
	}
	return j
}

// first is the first of its arguments that is not empty.
func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
