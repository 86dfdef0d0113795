package extract

import (
	"sort"

	"github.com/whosaid/whosaid/loader/lang"
)

// dateOf is the date of an event, as a record has it: one stated behind its word in its clause, that whoever says so says of
// it. "" for none.
func (r *reader) dateOf(o occurrence, s lang.Sentence) string {
	for _, d := range r.datesIn(Range{o.at + 1, o.span.Last}) {
		if d.ISO != "" && !d.Bound && !d.Attributive && r.sameVoice(o.at, d.First, s) && !r.reduced(o.at, d.First) {
			return d.ISO
		}
	}
	return ""
}

// datesIn are the dates whose words lie in the range.
func (r *reader) datesIn(in Range) []Date {
	all := r.out.Dates
	f := sort.Search(len(all), func(i int) bool { return all[i].First >= in.First })
	l := f
	for l < len(all) && all[l].Last <= in.Last {
		l++
	}
	return all[f:l]
}

// sameVoice reports whether two tokens of a sentence stand in the same contents. In nobody's content, what stands behind a cue
// says when it was said: "told reporters on Friday".
func (r *reader) sameVoice(a, b int, s lang.Sentence) bool {
	inside := false
	for i := range r.out.Attributions {
		x := &r.out.Attributions[i]
		if len(x.Cue) == 0 || x.Cue[0].First >= s.Last || x.Sentence > r.sent[s.First] {
			continue
		}
		in := x.saidAt(a)
		if in != x.saidAt(b) {
			return false
		}
		inside = inside || in
	}
	if inside {
		return true
	}
	for i := range r.out.Attributions {
		x := &r.out.Attributions[i]
		for _, q := range x.Cue {
			if q.First > a && q.First < b {
				return false
			}
		}
	}
	return true
}

// saidAt reports whether claims are read from token i.
func (a *Statement) saidAt(i int) bool {
	for _, c := range a.said() {
		if c.Has(i) {
			return true
		}
	}
	return false
}

// frame is the date that opens the sentence, or its part, before token at and for all that follows: "In August, X gave a
// warning", "Then on Thursday X said", "Speaking on Monday, X hailed it", "in October, when X asked". "" for none.
func (r *reader) frame(at int, s lang.Sentence) string {
	for k := at; k >= s.First; k-- {
		if k > s.First && !r.opensPart(k-1) {
			continue
		}
		f := k
		for f < at && (r.class[f] == adv || r.class[f] == conj || r.dated[f] < 0 && (prepositions[r.low[f]] && !boundPreps[r.low[f]] || r.class[f] == sub)) {
			f++
		}
		if f < at && r.dated[f] >= 0 {
			if d := r.out.Dates[r.dated[f]]; d.Last <= at && !d.Bound && !d.Attributive && r.low[f] != "today" && r.nobodySays(f, s) {
				return d.ISO
			}
		}
		if k > s.First && r.is(k-1, s, "while", "whereas", ";") { // what opened the sentence is set against this
			return ""
		}
	}
	if at-2 > s.First && r.low[at-1] == "when" { // "in October, when he asked"
		k := at - 2
		if r.low[k] == "," {
			k--
		}
		if n := r.dated[k]; n >= 0 && !r.out.Dates[n].Attributive && !r.out.Dates[n].Bound {
			return r.out.Dates[n].ISO
		}
	}
	if at-1 <= s.First || r.low[at-1] != "," {
		return ""
	}
	// a phrase or a clause of its own before the subject: "Announcing it after the talks of 2019, X said"
	if c := r.class[s.First]; c != prep && c != sub && r.form[s.First]&(gerund|participle) == 0 && vocabulary.forms[r.low[s.First]].form&gerund == 0 {
		return ""
	}
	for _, d := range r.datesIn(Range{s.First, at - 1}) {
		if !d.Bound && !d.Attributive && r.nobodySays(d.First, s) {
			return d.ISO
		}
	}
	return ""
}

// opensPart reports whether a part of a sentence may start behind token k.
func (r *reader) opensPart(k int) bool {
	w := r.low[k]
	return w == "and" || w == "but" || w == "while" || w == "whereas" || w == ";" || w == "—" || w == ":"
}

// nobodySays reports whether token i stands in no content: the article's own words.
func (r *reader) nobodySays(i int, s lang.Sentence) bool {
	for k := range r.out.Attributions {
		if x := &r.out.Attributions[k]; x.Sentence <= r.sent[s.First] && x.saidAt(i) {
			return false
		}
	}
	return true
}

// spokenAt is where the words of attribution i start that are not its content: its source or its cue, in sentence s.
func (r *reader) spokenAt(i int, s lang.Sentence) int {
	at := s.Last
	a := &r.out.Attributions[i]
	for _, l := range [...][]Range{a.Source, a.Cue} {
		for _, p := range l {
			if p.First >= s.First && p.First < at {
				at = p.First
			}
		}
	}
	return at
}

// saidOf is the date that a content states of what it says: one in its main clause. What stands right behind the cue is the
// date of speaking.
func (r *reader) saidOf(parts []Range, cue Range, s lang.Sentence) string {
	for _, p := range parts {
		for _, d := range r.datesIn(p) {
			if d.Bound || d.ISO == "" || r.low[d.First] == "today" || d.Attributive && !(r.isMonth(d.First) && r.is(d.First-1, s, "a", "an")) {
				continue // "today" is as often "nowadays"; "a March request" was made in March, "a Sunday deadline" was not set then
			}
			if cue.Last == p.First && d.First-p.First <= 1 && !r.is(d.Last, s, ",") { // "said Thursday the bridge had fallen"
				continue
			}
			if r.is(d.Last, s, "that", "to") && r.low[d.First-1] != "," && r.beforeVerb(p.First, d.First) { // "told staff on Monday that", "announced Friday that"
				continue
			}
			if r.inMain(d.Range, parts, s, false) {
				return d.ISO
			}
		}
	}
	return ""
}

// beforeVerb reports whether no verb stands in the tokens [f, l).
func (r *reader) beforeVerb(f, l int) bool {
	for k := f; k < l; k++ {
		if r.class[k] == verb || r.class[k] == aux || r.class[k] == modal {
			return false
		}
	}
	return true
}
