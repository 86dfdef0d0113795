package extract

import (
	_ "embed"
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// relations reads what a sentence says of who leads what, what is part of what, what lies where and who trains where, by the
// table of relations. Who names a thing vouches for the words that name it: titles, appositions and places are the article's
// own words even in reported speech, and the speaker's inside quotation marks.
// What a verb says is said by whoever says the sentence. The attributions at stand in the sentence.
func (r *reader) relations(s lang.Sentence, at []int) []Said {
	x := relating{reader: r, s: s, at: at}
	if x.headline() {
		return nil
	}
	for k := s.First; k < s.Last; k++ {
		m := r.named[k]
		if m < 0 || r.out.Mentions[m].First != k {
			continue
		}
		switch Class(r.out.Mentions[m].Type) {
		case "person":
			x.office(m)
		case "body", "force":
			x.heads(m)
			x.owner(m)
			x.arm(m)
			x.address(m)
		case "place":
			x.place(m)
		}
	}
	x.training()
	return x.out
}

//go:embed relations.tsv
var relationsTSV string

// relation is a row of the table of relations.
type relation struct {
	predicate, form string
	words           []string
	from, to        []string // classes of its ends
}

// endsOf are the classes of ends that some row allows a predicate, as "leads person state".
var endsOf = func() map[string]bool {
	out := map[string]bool{}
	for _, rows := range relationRows {
		for _, row := range rows {
			for _, from := range row.from {
				for _, to := range row.to {
					out[row.predicate+" "+from+" "+to] = true
				}
			}
		}
	}
	return out
}()

// relationRows are the rows by construction and first word, longer ones first.
var relationRows = func() map[string][]*relation {
	out := map[string][]*relation{}
	rows(relationsTSV, func(f []string) {
		row := &relation{predicate: f[0], form: f[1], words: strings.Fields(f[2]), from: strings.Split(f[3], ","), to: strings.Split(f[4], ",")}
		key := row.form + " " + row.words[0]
		at := len(out[key])
		for at > 0 && len(out[key][at-1].words) < len(row.words) {
			at--
		}
		out[key] = append(out[key][:at], append([]*relation{row}, out[key][at:]...)...)
	})
	return out
}()

// Class is the coarse class of an entity type: person, body, state, force, place or thing. Types of one class may be one entity,
// and the ends of relations are of classes.
func Class(kind string) string {
	switch kind {
	case "Leader", "Person":
		return "person"
	case "Agency", "Organization":
		return "body"
	case "Country":
		return "state"
	case "Unit":
		return "force"
	case "Location":
		return "place"
	}
	return "thing"
}

// takes reports whether the row may have an entity of this type at its far end.
func (row *relation) takes(kind string) bool {
	for _, t := range row.to {
		if t == Class(kind) {
			return true
		}
	}
	return false
}

// relating is the reading of one sentence's relations.
type relating struct {
	*reader
	s   lang.Sentence
	at  []int // attributions that stand in it
	out []Said
}

// headline reports whether every word of the sentence that is not a small one has a capital: a headline or an advertisement
// that stands in the text.
func (x *relating) headline() bool {
	words := 0
	for k := x.s.First; k < x.s.Last; k++ {
		if x.doc.Tokens[k].Kind != lang.Word || closedWord(x.low[k]) || x.low[k] == "'s" {
			continue
		}
		if !x.caps[k] {
			return false
		}
		words++
	}
	return words > 4
}

// row is the longest row of a construction whose words stand at token k; nil when there is none.
func (x *relating) row(form string, k int) *relation {
	if k < x.s.First || k >= x.s.Last {
		return nil
	}
	for _, row := range relationRows[form+" "+x.low[k]] {
		if k+len(row.words) <= x.s.Last && x.wordsAt(k, row.words) {
			return row
		}
	}
	return nil
}

// opening is the mention that starts at token k, an article before it passed over; -1 when there is none.
func (x *relating) opening(k int) int {
	if x.is(k, x.s, "the", "a", "an") {
		k++
	}
	if k < x.s.First || k >= x.s.Last {
		return -1
	}
	if m := x.named[k]; m >= 0 && x.mention(m).First == k {
		return m
	}
	return -1
}

// mention is a mention by its index.
func (x *relating) mention(m int) *Mention { return &x.reader.out.Mentions[m] }

// closing is the mention that ends before token k; -1 when there is none.
func (x *relating) closing(k int) int {
	if k-1 < x.s.First {
		return -1
	}
	if m := x.named[k-1]; m >= 0 && x.mention(m).Last <= k {
		return m
	}
	return -1
}

// whole reports whether the phrase ends where the mention does: no noun follows that the name only describes ("NATO allies").
func (x *relating) whole(m int) bool {
	k := x.mention(m).Last
	if x.is(k, x.s, "(") && x.is(k+2, x.s, ")") {
		k += 3
	}
	if k >= x.s.Last {
		return true
	}
	switch x.class[k] {
	case noun:
		return x.doc.Tokens[k].Kind != lang.Word
	case poss:
		return false
	}
	return true
}

// state reports whether the mention is a country, and not its capital as a city.
func (x *relating) state(m int) bool { return x.mention(m).Type == "Country" }

// possessed reports whether 's or ' follows the mention.
func (x *relating) possessed(m int) bool {
	k := x.mention(m).Last
	return k < x.s.Last && x.class[k] == poss
}

// end is the role that a mention fills.
func (x *relating) end(m int) Role {
	return Role{Mention: m, Range: x.mention(m).Range, Country: x.mention(m).Country}
}

// say adds a relation that the token at carries.
func (x *relating) say(predicate string, from, to Role, at int) *Said {
	by := -1
	if x.doc.QuoteAt(at) >= 0 {
		if by = x.speaker(at); by < 0 {
			return nil
		}
	}
	return x.add(Said{By: by, Predicate: predicate, Subject: from, Object: to, Item: None, Stance: "asserts", Realis: "actual"})
}

// tell adds a relation that the verb, or the noun for an event, at a token says, with the stance of its clause.
func (x *relating) tell(predicate string, from, to Role, at int) {
	c := Said{By: x.speaker(at), Predicate: predicate, Subject: from, Object: to, Item: None, Stance: "asserts", Realis: "actual"}
	hedged, future, negated := x.tone([]Range{{x.clauseStart(at), at + 1}}, x.s)
	switch {
	case c.By >= 0:
		a := &x.reader.out.Attributions[c.By]
		c.Stance, c.Realis = x.stance(a, x.innermost(c.By, at), negated, hedged, future)
	case x.doc.QuoteAt(at) >= 0 || x.supposed(at, x.s):
		return
	case negated:
		c.Stance = "denies"
	case hedged:
		c.Stance = "suggests"
	case future:
		c.Stance, c.Realis = "expects", "prospective"
	}
	x.add(c)
}

// add adds a claim whose ends are of classes that the table allows; nil for any other.
func (x *relating) add(c Said) *Said {
	classes := [2]string{"state", "state"}
	for i, end := range []Role{c.Subject, c.Object} {
		if end.Mention >= 0 {
			classes[i] = Class(x.mention(end.Mention).Type)
		}
	}
	if !endsOf[c.Predicate+" "+classes[0]+" "+classes[1]] {
		return nil
	}
	c.Quote = Range{x.s.First, x.s.Last}
	if c.By >= 0 {
		if a := &x.reader.out.Attributions[c.By]; x.sent[x.s.First] == a.Sentence && len(a.Cue) > 0 {
			c.Cue = a.Cue[0]
		}
	}
	x.out = append(x.out, c)
	return &x.out[len(x.out)-1]
}

// speaker is the outermost attribution of a statement whose content holds a token; -1 for the article's own voice.
func (x *relating) speaker(at int) int {
	for _, i := range x.at {
		a := &x.reader.out.Attributions[i]
		if a.Statement && !a.Doubtful && len(a.Source) > 0 && (a.Outer < 0 || x.outerStatement(i) < 0) && a.covers(at) {
			return i
		}
	}
	return -1
}

// clauseStart is where the clause of a token opens: behind the last comma or word that opens a clause before it.
func (x *relating) clauseStart(at int) int {
	k := at
	for k > x.s.First && x.low[k-1] != "," && x.low[k-1] != ";" && x.class[k-1] != sub {
		k--
	}
	return k
}

// agree reports whether two names may be of one country: one of them is of none that is known, or both are of the same.
func agree(a, b *Mention) bool {
	return a.Country == "" || b.Country == "" || a.Country == b.Country
}

// holds reports whether the lexicon knows the person as holder of an office of the country when the article appeared, or
// knows nobody who held it then.
func (x *relating) holds(e *lexicon.Entry, title []string, country string) bool {
	if x.published == "" {
		return true
	}
	holders := x.lex.Holder(strings.Join(title, " "), country, x.published)
	for _, h := range holders {
		if h == e {
			return true
		}
	}
	return len(holders) == 0
}
