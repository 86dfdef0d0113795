package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

// claims makes the claims: for every statement that is attributed, what it says; for what the article says in its own
// voice, only the typed relations.
func (r *reader) claims() {
	bySentence := map[int][]int{}
	for i := range r.out.Attributions {
		a := &r.out.Attributions[i]
		bySentence[a.Sentence] = append(bySentence[a.Sentence], i)
		for _, c := range a.said() { // a quotation may go on into later sentences
			n := r.sent[c.First]
			if at := bySentence[n]; len(at) == 0 || at[len(at)-1] != i {
				bySentence[n] = append(at, i)
			}
		}
	}
	for si, s := range r.doc.Sentences {
		switch r.skippedAt(s.First) {
		case "":
		case isCaption, isHeading:
			if s.Paragraph > 0 {
				r.out.Claims = append(r.out.Claims, r.relations(s, bySentence[si])...)
			}
			continue
		default:
			continue
		}
		r.sentenceClaims(si, s, bySentence[si])
	}
}

// sentenceClaims makes the claims of one sentence, of which the attributions at stand there.
func (r *reader) sentenceClaims(si int, s lang.Sentence, at []int) {
	var said []Said
	covered := make([]bool, s.Last-s.First)
	for _, i := range at {
		a := &r.out.Attributions[i]
		if !a.Statement || a.Doubtful || a.Outer >= 0 && r.outerStatement(i) >= 0 {
			continue
		}
		if r.idle(a, s) {
			continue
		}
		if len(a.Source) == 0 && a.Lemma != "accord" { // "is believed to": nobody is named; the article's own voice, hedged
			continue
		}
		parts, wide := r.inSentence(a.Content, si), r.inSentence(a.said(), si)
		for _, c := range wide {
			for k := c.First; k < c.Last; k++ {
				covered[k-s.First] = true
			}
		}
		said = append(said, r.saidIn(i, parts, wide, si, s)...)
	}
	said = append(said, r.ownVoice(covered, s)...)
	for n := range said {
		said[n].Quote = r.quote(&said[n], said, s)
	}
	for _, c := range said {
		if c.Predicate != "other" && !c.Subject.Missing() && !c.Object.Missing() {
			if r.recent == nil {
				r.recent = map[string]past{}
			}
			r.recent[c.Predicate] = past{si, c.Subject, c.Object, c.Item}
		}
	}
	r.out.Claims = append(r.out.Claims, join(said, r.relations(s, at))...)
}

// join adds a sentence's relations to its other claims. What a source says of a relation by a verb is what it says in that
// sentence, in place of a claim of no relation.
func join(said, relations []Said) []Said {
next:
	for _, c := range relations {
		if c.By >= 0 {
			for k, o := range said {
				if o.By == c.By && o.Predicate == "other" && c.Predicate == "trains_at" {
					c.Quote, c.Cue, c.Amount, c.Date, c.Instead = o.Quote, o.Cue, o.Amount, o.Date, true
					said[k] = c
					continue next
				}
			}
		}
		said = append(said, c)
	}
	return said
}

// idle reports whether an attribution of the article's own voice says nothing of anybody: the author speaks ("I think"), the
// reader is spoken to ("you might say"), nobody says it, or it is asked.
func (r *reader) idle(a *Statement, s lang.Sentence) bool {
	if len(a.Cue) == 0 || r.doc.QuoteAt(a.Cue[0].First) >= 0 {
		return false
	}
	if last := s.Last - 1; r.sent[a.Cue[0].First] == r.sent[s.First] && strings.HasPrefix(r.low[last], "?") && r.doc.QuoteAt(last) < 0 {
		return true
	}
	if len(a.Source) == 0 {
		return false
	}
	switch r.wording(a.Source[0]) {
	case "i", "we", "you", "one", "who", "nobody", "no one", "anyone", "anybody", "none":
		return true
	}
	return false
}

// wording is the tokens of a range in lower case.
func (r *reader) wording(p Range) string { return strings.Join(r.low[p.First:p.Last], " ") }

// outerStatement is the outermost attribution of a statement that attribution i stands in; -1 for none.
func (r *reader) outerStatement(i int) int {
	found := -1
	for o, n := r.out.Attributions[i].Outer, 0; o >= 0 && n < 10; o, n = r.out.Attributions[o].Outer, n+1 {
		if a := &r.out.Attributions[o]; a.Statement && len(a.Source) > 0 {
			found = o
		}
	}
	return found
}

// inSentence is the ranges that stand in a sentence.
func (r *reader) inSentence(in []Range, sentence int) []Range {
	var out []Range
	for _, p := range in {
		if r.sent[p.First] == sentence {
			out = append(out, p)
		}
	}
	return out
}

// saidIn makes the claims of attribution i from the parts of its content in one sentence; events are looked for in wide.
func (r *reader) saidIn(i int, parts, wide []Range, si int, s lang.Sentence) []Said {
	a := &r.out.Attributions[i]
	cue := Range{}
	if a.Sentence == si && len(a.Cue) > 0 {
		cue = a.Cue[0]
	}
	var out []Said
	frame := ""
	if at := r.spokenAt(i, s); at < s.Last {
		frame = r.frame(at, s)
	}
	hull := Range{s.Last, s.First}
	for _, p := range parts {
		hull = Range{min(hull.First, p.First), max(hull.Last, p.Last)}
	}
	for _, p := range wide {
		for _, o := range r.occurrencesIn(p.First, p.Last, s) {
			if (o.bare || announces[a.Lemma]) && o.subject.Missing() && len(a.Source) > 0 {
				o.subject = r.party(a.Source[0])
			}
			c := Said{By: i, Cue: cue, Predicate: o.predicate, Subject: o.subject, Object: o.object, Item: o.item, Amount: o.amount, Date: first(r.dateOf(o, s), frame), Quote: o.span}
			inner := r.innermost(i, o.at)
			c.Stance, c.Realis = r.stance(a, inner, o.negated, o.hedged, o.future)
			out = append(out, c)
		}
	}
	if len(out) > 0 || len(parts) == 0 {
		return merge(out)
	}
	hedged, future, negated := r.tone(parts, s)
	c := Said{By: i, Cue: cue, Predicate: "other", Subject: r.topic(parts), Object: None, Item: None, Quote: hull}
	inner := r.innermost(i, hull.First)
	c.Stance, c.Realis = r.stance(a, inner, negated, hedged, future)
	c.Amount, c.Date = r.muchOf(parts, s), first(r.saidOf(parts, cue, s), frame)
	return []Said{c}
}

// announces are the cues of whose source does himself what he says will be done, where nobody else is named: "announced that
// arms would go to Kyiv".
var announces = set("announce pledge promise vow commit approve authorise authorize unveil decide agree")

// merge drops an event that says no more than another one of the same claim: the same predicate and roles.
func merge(in []Said) []Said {
	var out []Said
next:
	for _, c := range in {
		for k, o := range out {
			if o.Predicate == c.Predicate && o.Object.same(c.Object) && (o.Amount == c.Amount || c.Amount == nil) && (c.Item.Missing() || c.Item.same(o.Item) || c.Amount == nil && o.Amount != nil) {
				continue next
			}
			if o.Predicate == c.Predicate && o.Object.same(c.Object) && o.Amount == nil && c.Amount != nil && o.Item.Missing() {
				out[k] = c
				continue next
			}
		}
		out = append(out, c)
	}
	return out
}

func (o Role) same(p Role) bool {
	return o.Mention == p.Mention && (o.Mention >= 0 || o.Country == p.Country && o.Range == p.Range)
}

// innermost is the deepest attribution inside i whose content holds a token; i itself when none does.
func (r *reader) innermost(i, token int) int {
	best := i
	for j := range r.out.Attributions {
		a := &r.out.Attributions[j]
		if j != i && a.Outer >= 0 && a.covers(token) && r.within(j, i) && a.size() < r.out.Attributions[best].size() {
			best = j
		}
	}
	return best
}

// within reports whether attribution j stands inside attribution i.
func (r *reader) within(j, i int) bool {
	for n := 0; j >= 0 && n < 10; n++ {
		if j = r.out.Attributions[j].Outer; j == i {
			return true
		}
	}
	return false
}

// stance applies the first rule that fits: denies, fears, suggests, expects, asserts.
func (r *reader) stance(a *Statement, inner int, negated, hedged, future bool) (stance, realis string) {
	realis = "actual"
	if future {
		realis = "prospective"
	}
	in := &r.out.Attributions[inner]
	switch {
	case a.Stance == "denies" || negated && a.Stance != "suggests":
		return "denies", realis
	case (a.Stance == "fears" || in.Stance == "fears") && (future || a.Lemma == "fear"):
		return "fears", realis
	case a.Stance == "suggests" || in.Stance == "suggests" || hedged:
		return "suggests", realis
	case a.Stance == "expects" || in.Stance == "expects" || future:
		return "expects", "prospective"
	}
	return "asserts", realis
}

// tone reads the hedges, the future and the negation of a content's first clause.
func (r *reader) tone(parts []Range, s lang.Sentence) (hedged, future, negated bool) {
	for _, p := range parts {
		for k := p.First; k < p.Last; k++ {
			switch r.class[k] {
			case modal:
				switch r.low[k] {
				case "will", "'ll", "shall", "won't":
					future = true
				case "would", "wouldn't":
					future = true
				case "may", "might", "could":
					hedged = true
				}
				return
			case aux, verb:
				for j := k; j > p.First && j > k-4; j-- {
					if r.low[j] == "likely" || r.low[j] == "reportedly" || r.low[j] == "allegedly" {
						hedged = true
					}
				}
				v := r.mainVerb(k, s)
				switch r.lemma[v] {
				case "appear", "seem":
					hedged = true
				case "plan", "intend", "expect":
					future = r.low[v] != "expected" || true
				}
				return
			}
		}
	}
	return
}

// topic is the first named party of a content: what the claim is about.
func (r *reader) topic(parts []Range) Role {
	for _, p := range parts {
		for k := p.First; k < p.Last; k++ {
			m := r.named[k]
			if m < 0 {
				continue
			}
			switch x := r.out.Mentions[m]; x.Type {
			case "Country", "Leader", "Person", "Agency", "Organization", "Unit":
				return Role{Mention: m, Range: x.Range, Country: x.Country}
			}
		}
	}
	return None
}

// ownVoice makes the claims of the article's own voice: typed relations in clauses that nobody else says, and what
// "reportedly" leaves without a source.
func (r *reader) ownVoice(covered []bool, s lang.Sentence) []Said {
	var out []Said
	reported := Range{}
	for k := s.First; k < s.Last; k++ {
		if !covered[k-s.First] && (r.low[k] == "reportedly" || r.low[k] == "allegedly") {
			reported = Range{k, k + 1}
		}
	}
	for k := s.First; k < s.Last; {
		if covered[k-s.First] {
			k++
			continue
		}
		e := k
		for e < s.Last && !covered[e-s.First] {
			e++
		}
		for _, o := range r.occurrencesIn(k, e, s) {
			if r.class[o.at] == noun && (o.subject.Missing() || o.object.Missing()) || r.doc.QuoteAt(o.at) >= 0 || r.supposed(o.at, s) {
				continue
			}
			c := Said{By: -1, Predicate: o.predicate, Subject: o.subject, Object: o.object, Item: o.item, Amount: o.amount, Date: first(r.dateOf(o, s), r.frame(max(o.span.First, s.First), s)), Quote: o.span, Stance: "asserts", Realis: "actual"}
			if o.future {
				c.Realis = "prospective"
			}
			switch {
			case o.negated:
				c.Stance = "denies"
			case o.hedged || !reported.Empty():
				c.Stance = "suggests"
			case o.future:
				c.Stance = "expects"
			}
			if !reported.Empty() {
				c.Reported, c.Cue = true, reported
			}
			if c.Object.Missing() || c.Subject.Missing() && (c.Predicate != "supplies" || o.bare) {
				continue
			}
			out = append(out, c)
		}
		k = e
	}
	if len(out) == 0 && !reported.Empty() {
		whole := []Range{{s.First, s.Last}}
		out = append(out, Said{By: -1, Reported: true, Cue: reported, Predicate: "other", Stance: "suggests", Realis: "actual", Subject: r.topic(whole), Object: None, Item: None, Amount: r.muchOf(whole, s), Date: r.saidOf(whole, Range{}, s), Quote: whole[0]})
	}
	return merge(out)
}

// supposed reports whether the clause of token v only supposes: "if North Korea sends troops".
func (r *reader) supposed(v int, s lang.Sentence) bool {
	for k := v - 1; k >= s.First; k-- {
		if r.low[k] == "if" || r.low[k] == "whether" || r.low[k] == "unless" {
			return true
		}
		if r.low[k] == "," || r.class[k] == sub {
			return false
		}
	}
	return false
}

// quote is the passage a claim stands on: the whole sentence, or only its own clause where the sentence holds several
// sources or several claims.
func (r *reader) quote(c *Said, all []Said, s lang.Sentence) Range {
	whole := Range{s.First, s.Last}
	if len(all) == 1 {
		return whole
	}
	span := c.Quote
	if c.By >= 0 {
		a := &r.out.Attributions[c.By]
		others := 0
		for _, o := range all {
			if o.By == c.By {
				others++
			}
		}
		if others == 1 && len(a.Content) > 0 {
			for _, p := range a.Content {
				if r.sent[p.First] == r.sent[s.First] {
					span = Range{min(span.First, p.First), max(span.Last, p.Last)}
				}
			}
		}
		first := c == &all[0]
		for i := range all {
			if all[i].By == c.By {
				first = &all[i] == c
				break
			}
		}
		if first && a.Sentence == r.sent[s.First] {
			for _, p := range append(append([]Range{}, a.Source...), a.Cue...) {
				span = Range{min(span.First, p.First), max(span.Last, p.Last)}
			}
		}
	}
	if span.Empty() || span.First < s.First || span.Last > s.Last {
		return whole
	}
	return span
}
