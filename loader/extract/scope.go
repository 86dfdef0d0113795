package extract

import (
	"sort"
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

// inMain reports whether the words of a range belong to the main clause of a content, the parts. With core they must also be
// in its subject, its object or its complement, and not in an oblique or behind a named thing.
func (r *reader) inMain(t Range, parts []Range, s lang.Sentence, core bool) bool {
	for n, p := range parts {
		if n > 0 && p.Has(t.First) && clauseOpeners[r.low[p.First]] { // "…,” he said, until it broke in May"
			return false
		}
		if p.Has(t.First) && (r.reduced(p.First, t.First) || r.subordinate(p.First, t.First)) {
			return false
		}
	}
	if c := r.treeOf(s); c != nil && c.plausible(parts) {
		return c.inMain(t, parts, core)
	}
	return r.inMainByWords(t, parts, s, core)
}

// treeOf is the tree of a sentence; nil where none was drawn.
func (r *reader) treeOf(s lang.Sentence) *clause {
	n := r.sent[s.First]
	if n >= len(r.drawn) || !r.drawn[n].parsed {
		return nil
	}
	return &r.drawn[n]
}

// plausible reports whether the tree has not taken a "that" which opens the content for the object of the cue: then it has
// missed the verb of the clause.
func (c *clause) plausible(parts []Range) bool {
	i := sort.Search(len(c.nodes), func(i int) bool { return c.nodes[i].token >= parts[0].First })
	return i == len(c.nodes) || c.nodes[i].text != "that" || c.nodes[i].relation != "obj"
}

// Relations that lead out of a main clause, and those that lead out of its core.
var (
	asideRelations = set("advcl acl conj appos parataxis list dep discourse dislocated csubj")
	loose          = set("obl advmod vocative")
)

// inMain walks from the word up to the head of the content.
func (c *clause) inMain(t Range, parts []Range, core bool) bool {
	in := func(n int) bool {
		for _, p := range parts {
			if p.Has(c.nodes[n].token) {
				return true
			}
		}
		return false
	}
	i := sort.Search(len(c.nodes), func(i int) bool { return c.nodes[i].token >= t.Last }) - 1
	if i < 0 || !in(i) {
		return false
	}
	for c.nodes[i].head >= 0 && t.Has(c.nodes[c.nodes[i].head].token) { // the head of the words
		i = c.nodes[i].head
	}
	for n := 0; n < len(c.nodes); n++ {
		x := &c.nodes[i]
		if x.head < 0 || !in(x.head) {
			return x.head < 0 || c.complements(i, core)
		}
		switch {
		case asideRelations[x.relation] && !c.joinedAfter(i, t) && (core || !c.opensWith(i, "when")):
			return false
		case core && loose[x.relation] && !c.measures(i) && !c.asked(i):
			return false
		case core && x.relation == "nmod" && !c.caseIs(i, "of") && !c.caseIs(i, ""):
			return false
		}
		i = x.head
	}
	return false
}

// joinedAfter reports whether the words of a range stand before the conjunction that joins word i: they belong to what is before
// it, wherever the tree hung them.
func (c *clause) joinedAfter(i int, t Range) bool {
	for _, k := range c.nodes[i].kids {
		if x := &c.nodes[k]; x.relation == "cc" && x.token >= t.Last {
			return true
		}
	}
	return false
}

// complements reports whether word i, which hangs on a word outside the content, is what is said, and not when or where it is.
// With core, or what it is said for: "warned of two attacks", but "blamed X for two attacks", "repeated it in a letter in May".
func (c *clause) complements(i int, core bool) bool {
	switch x := &c.nodes[i]; x.relation {
	case "advmod":
		return false
	case "obl", "nmod":
		switch {
		case c.caseIs(i, "of") || c.caseIs(i, "about"):
			return true
		case core:
			return c.caseIs(i, "") || c.asked(i)
		}
		return c.caseIs(i, "for") || c.caseIs(i, "over") || c.caseIs(i, "with") || c.caseIs(i, "against") || c.caseIs(i, "as")
	}
	return true
}

// opensWith reports whether the clause of word i opens with a word.
func (c *clause) opensWith(i int, w string) bool {
	for _, k := range c.nodes[i].kids {
		if c.nodes[k].text == w {
			return true
		}
	}
	return false
}

// caseIs reports whether the preposition of word i is p, "" where it has none.
func (c *clause) caseIs(i int, p string) bool {
	for _, k := range c.nodes[i].kids {
		if c.nodes[k].relation == "case" {
			return c.nodes[k].text == p
		}
	}
	return p == ""
}

// changes are verbs whose oblique says how much: "rose to 15,000", "consists of 3,000 men".
var changes = set("rise grow increase climb swell amount total fall drop shrink decline number stand expand consist add")

// measures reports whether word i is an oblique that says how much its verb comes to.
func (c *clause) measures(i int) bool {
	x := &c.nodes[i]
	if x.relation != "obl" || x.head < 0 || !(c.caseIs(i, "to") || c.caseIs(i, "of") || c.caseIs(i, "at") || c.caseIs(i, "")) {
		return false
	}
	return grows(c.nodes[x.head].text)
}

// asks are verbs whose "for" takes what others have as an object: "asked for 12 boats".
var asks = set("ask call appeal plead beg push press apply wait vote")

// asked reports whether word i is what its verb asks for.
func (c *clause) asked(i int) bool {
	x := &c.nodes[i]
	return x.relation == "obl" && x.head >= 0 && c.caseIs(i, "for") && asks[verbLemma(c.nodes[x.head].text)]
}

// grows reports whether a word is a form of a verb of changes.
func grows(w string) bool { return changes[verbLemma(w)] }

// verbLemma is the lemma of a word as a verb.
func verbLemma(w string) string {
	if v, ok := vocabulary.forms[w]; ok {
		return v.lemma
	}
	xpos := "VBD"
	switch {
	case strings.HasSuffix(w, "ing"):
		xpos = "VBG"
	case strings.HasSuffix(w, "s"):
		xpos = "VBZ"
	}
	return lang.Lemma(w, "VERB", xpos)
}

// reduced reports whether the words from token at belong to a clause that hangs on a noun without a word that opens it, and not
// to the verb before, in the words from token f: "would break the truce signed in May", "left the talks it joined in May".
func (r *reader) reduced(f, at int) bool {
	for k := at - 1; k > f; k-- {
		switch {
		case r.low[k] == "," || r.class[k] == conj || r.class[k] == sub || r.class[k] == modal || r.class[k] == pron:
			return false
		case r.class[k] == verb && r.low[k-1] == "to": // "a goal it promised to reach in May"
		case r.class[k] == verb || r.class[k] == aux && r.class[k-1] == pron:
			on := k - 1 // the noun it hangs on
			if r.class[on] == pron && on > f {
				on--
			} else if r.form[k]&participle == 0 {
				return false
			}
			return r.class[on] == noun && r.dated[on] < 0 && (r.governed(f, on) || on == k-1 && r.verbAfter(at))
		}
	}
	return false
}

// verbAfter reports whether a verb follows token k before its clause ends: "sanctions imposed in 2014 had failed".
func (r *reader) verbAfter(k int) bool {
	last := r.doc.Sentences[r.sent[k]].Last
	for k++; k < last && r.low[k] != "," && r.class[k] != conj && r.class[k] != sub; k++ {
		if r.class[k] == aux || r.class[k] == modal || r.class[k] == verb && r.form[k]&gerund == 0 && r.low[k-1] != "to" {
			return true
		}
	}
	return false
}

// governed reports whether a verb before token k, in its clause, has it as an object: no verb that may be followed by what is
// said. The clause starts at token f or later.
func (r *reader) governed(f, k int) bool {
	for k--; k >= f; k-- {
		switch {
		case r.class[k] == verb || r.class[k] == aux:
			c := vocabulary.cues[r.lemma[k]]
			return c == nil || !c.statement
		case r.class[k] == conj || r.class[k] == sub || r.low[k] == ",":
			return false
		}
	}
	return false
}

// clauseOpeners open a clause, or a comparison, whose time and number are not those of the main clause. "When" is none of them: it
// says when.
var clauseOpeners = set("who whom whose which where if unless because although though whereas until till before than whether")

// subordinate reports whether one of the clauseOpeners stands between a verb behind token f and token at, in one run without a comma.
func (r *reader) subordinate(f, at int) bool {
	for k := at - 1; k > f; k-- {
		if r.low[k] == "," {
			return false
		}
		if clauseOpeners[r.low[k]] && r.amount[k] < 0 {
			for j := f; j < k; j++ {
				if r.class[j] == verb || r.class[j] == aux {
					return true
				}
			}
			return false
		}
	}
	return false
}

// inMainByWords tells a main clause by the words' classes alone: it ends at a word that opens another clause.
func (r *reader) inMainByWords(t Range, parts []Range, s lang.Sentence, core bool) bool {
	for _, p := range parts {
		if !p.Covers(t) {
			continue
		}
		seen := false // a verb was passed
		for k := p.First; k < t.First; k++ {
			switch c := r.class[k]; {
			case c == verb || c == aux || c == modal:
				if k > p.First && seen && r.form[k]&gerund != 0 && r.low[k-1] == "," {
					return false
				}
				seen = true
			case c == sub && k > p.First && (r.low[k] != "that" || r.class[k-1] == noun && (!seen || r.governed(p.First, k-1))), r.low[k] == ";" || r.low[k] == "—":
				return false
			case (r.low[k] == "and" || r.low[k] == "but" || r.low[k] == ",") && seen && core:
				return false
			case r.low[k] == "but" && seen:
				return false
			}
		}
		if !core {
			return true
		}
		k := t.First - 1
		for k > p.First && (r.class[k] == adv || r.class[k] == det || r.class[k] == noun && !r.caps[k] && r.named[k] < 0 && strings.HasSuffix(r.low[k], "ed")) {
			k--
		}
		return k < p.First || r.class[k] != prep || r.low[k] == "of" || k > p.First && ((r.low[k] == "to" || r.low[k] == "at") && grows(r.low[k-1]) || r.low[k] == "for" && asks[verbLemma(r.low[k-1])])
	}
	return false
}

// muchOf is the quantity that a content is about: one in the core of its main clause. nil for none.
func (r *reader) muchOf(parts []Range, s lang.Sentence) *Amount {
	all := r.out.Quantities
	f := sort.Search(len(all), func(i int) bool { return all[i].First >= s.First })
	for ; f < len(all) && all[f].Last <= s.Last; f++ {
		for _, p := range parts {
			if p.Covers(all[f].Range) && !r.pointsBack(&all[f], s) && r.inMain(all[f].Range, parts, s, true) {
				q := all[f]
				return &q
			}
		}
	}
	return nil
}

// pointsBack reports whether a small number only points at what is known: "the two countries", "one of his daughters".
func (r *reader) pointsBack(a *Amount, s lang.Sentence) bool {
	const small = 10
	k := a.First - 1
	if r.is(k, s, "last", "first", "next", "past", "other") {
		k--
	}
	return *bound(a) == 1 && r.is(a.Last, s, "of") || *bound(a) <= small && !isMoney(a.Unit) && r.is(k, s, "the", "these", "those", "both", "its", "his", "her", "their", "our", "'s")
}
