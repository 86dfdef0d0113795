package extract

import (
	"strings"
)

// office reads who a person is by the words before and behind the name: "Russian President X", "Lebanon's president, X",
// "X, a Pentagon spokesman", "X, of the Institute". The first description that tells is taken.
func (x *relating) office(m int) {
	p := x.mention(m)
	if x.row("state", p.First) != nil && p.Entry != nil && p.Country != "" { // King Salman: the title is in the name
		x.lead(m, description{row: x.row("state", p.First), title: p.First, owner: -1})
		return
	}
	before := x.titleStart(p.First)
	for _, d := range x.before(before, p.First) {
		if x.lead(m, d) {
			return
		}
	}
	if x.is(before-1, x.s, ",") && (before == p.First || x.ranks(before, p.First)) && x.endsApposition(p.Last) {
		from := x.titleStart(before - 1)
		for _, d := range x.before(from, before-1) {
			if d.owner >= 0 && agree(p, x.mention(d.owner)) && x.lead(m, d) {
				return
			}
		}
	}
	if x.is(p.Last, x.s, ",") {
		x.apposition(m, p.Last+1)
	}
}

// description is an office or a membership as words tell it.
type description struct {
	row    *relation
	title  int // the first token of the row's words
	last   int // behind the row's words
	owner  int // mention of the state or the body; -1 where none is named
	inside bool
	topic  string // of a minister: "defense"
}

// notHolders are words that say that an office is not held, or not by this person.
var notHolders = set("former ex late then ousted deposed retired onetime one-time elect designate candidate hopeful would-be incoming self-styled self-declared disgraced exiled shadow opposition rebel")

// deputies are words before an office that make its holder one of those below.
var deputies = set("deputy vice assistant under junior associate deputies principal")

// qualities may stand between a country and its leader's title without making another office of it.
var qualities = set("new acting interim caretaker current longtime long-time incumbent embattled authoritarian newly elected transitional outgoing beleaguered de facto first supreme paramount veteran hardline pro-western pro-russian")

// titleStart is where the noun phrase starts that stands right before token k, without crossing a preposition.
func (x *relating) titleStart(k int) int {
	for k > x.s.First {
		j := k - 1
		if m := x.named[j]; m >= 0 {
			if Class(x.mention(m).Type) == "person" && !x.possessed(m) {
				return k
			}
			k = max(x.mention(m).First, x.s.First)
			continue
		}
		switch x.class[j] {
		case noun, poss:
			if timeNouns[x.low[j]] || x.low[j] == "(" {
				return k
			}
		case det:
			return j
		case verb: // "the newly elected president"
			if x.form[j]&participle == 0 || j == x.s.First || x.class[j-1] != det && x.class[j-1] != adv && x.class[j-1] != poss {
				return k
			}
		case adv:
			if j == x.s.First || x.class[j-1] != det && x.class[j-1] != poss {
				return k
			}
		default:
			return k
		}
		k = j
	}
	return k
}

// ranks reports whether the tokens are a rank and the country it is of: "U.S. Gen."
func (x *relating) ranks(f, l int) bool {
	for k := f; k < l; k++ {
		if x.named[k] >= 0 && x.state(x.named[k]) {
			continue
		}
		n, class := x.lex.Title(x.doc.Surface[k:l])
		if n == 0 || class != "rank" && class != "honorific" {
			return false
		}
		k += n - 1
	}
	return true
}

// endsApposition reports whether a name that ends before token k is all of what stands there: a mark, a verb or the end follows.
func (x *relating) endsApposition(k int) bool {
	if k >= x.s.Last {
		return true
	}
	switch x.class[k] {
	case punct, verb, aux, modal, adv, closeMark:
		return true
	}
	return false
}

// before are the descriptions that the tokens [f, l) before a name may be, the narrow one first: "State" of "Secretary of State" is
// none, and the phrase before "of" is asked too.
func (x *relating) before(f, l int) []description {
	var out []description
	for k := l; k > f && len(out) == 0; k-- { // "Pentagon spokesman Rear Adm. X": behind the office a rank
		if k < l && (x.named[k] >= 0 || !x.ranks(k, l)) {
			continue
		}
		if d, ok := x.describe(Range{f, k}); ok {
			out = append(out, d)
		}
	}
	if len(out) == 0 && x.is(f-1, x.s, "of", "to", "for") {
		if g := x.titleStart(f - 1); g < f-1 {
			if d, ok := x.describe(Range{g, l}); ok {
				out = append(out, d)
			}
		}
	}
	return out
}

// apposition reads what stands behind the comma after a name.
func (x *relating) apposition(m, k int) {
	if x.is(k, x.s, "of", "from", "with") {
		if o := x.opening(k + 1); o >= 0 && Class(x.mention(o).Type) == "body" && x.whole(o) && !x.outlet(o) {
			x.say("part_of", x.end(m), x.end(o), k)
		}
		return
	}
	e := k
	for e < x.s.Last {
		if n := x.named[e]; n >= 0 {
			if Class(x.mention(n).Type) == "person" && !x.possessed(n) {
				return // a list of people
			}
			e = max(x.mention(n).Last, e+1)
			continue
		}
		c := x.class[e]
		if x.low[e] == "and" && e > k && e+1 < x.s.Last && x.caps[e-1] == x.caps[e+1] { // "president and commander"
			return
		}
		if c == punct || c == sub || c == aux || c == modal || c == openMark || c == closeMark || c == verb && x.form[e]&(finite|participle) != 0 && e > k {
			break
		}
		e++
	}
	if d, ok := x.describe(Range{k, e}); ok {
		if d.owner >= 0 && x.state(d.owner) && !agree(x.mention(m), x.mention(d.owner)) {
			return
		}
		x.lead(m, d)
	}
}

// describe reads a noun phrase as an office: its head is a word of the table, and the state or the body stands before it or
// behind a preposition.
func (x *relating) describe(p Range) (description, bool) {
	if x.is(p.First, x.s, "the", "a", "an", "its", "their") {
		p.First++
	}
	d := description{owner: -1}
	head := p.First // the last word before the first preposition
	for k := p.First; k < p.Last; k++ {
		if m := x.named[k]; m >= 0 && x.mention(m).Last <= p.Last {
			k = x.mention(m).Last - 1
		} else if x.class[k] == prep {
			break
		}
		head = k
	}
	for k := p.First; k <= head; k++ {
		if m := x.named[k]; m >= 0 && (x.mention(m).Type != "Unit" || x.caps[k]) { // a "Russia expert" may pass for a force
			continue
		}
		if notHolders[x.low[k]] || strings.HasPrefix(x.low[k], "ex-") || strings.HasSuffix(x.low[k], "-elect") {
			return d, false
		}
		for _, form := range []string{"state", "minister", "head", "member", "envoy"} {
			row := x.row(form, k)
			if row == nil || k+len(row.words) <= head || k+len(row.words) > p.Last || d.row != nil && len(row.words)+k <= d.last && d.title <= k {
				continue
			}
			d.row, d.title, d.last = row, k, k+len(row.words)
		}
	}
	if d.row == nil {
		return d, false
	}
	if !x.ownerBefore(p, &d) {
		return d, false
	}
	if d.row.form == "member" && d.owner >= 0 && x.state(d.owner) { // "a Russia expert at the Institute"
		d.owner = -1
	}
	return d, x.ownerBehind(p, &d)
}

// ownerBefore reads what stands before the office's words; false where it makes another office of them.
func (x *relating) ownerBefore(p Range, d *description) bool {
	topic := []string{}
	for k := d.title - 1; k >= p.First; k-- {
		if m := x.named[k]; m >= 0 && x.mention(m).Last <= d.title {
			if Class(x.mention(m).Type) == "place" && d.row.form != "member" {
				return false
			}
			d.owner = m
			break
		}
		switch {
		case x.class[k] == poss:
		case deputies[x.low[k]]:
			d.inside = true
		default:
			topic = append([]string{x.low[k]}, topic...)
		}
	}
	if n := len(d.row.words); d.row.form == "minister" && n > 1 {
		topic = append(topic, d.row.words[:n-1]...) // defense chief
	}
	d.topic = strings.Join(topic, " ")
	if d.owner < 0 {
		return true
	}
	other := false
	for _, w := range topic {
		other = other || !qualities[w]
	}
	switch {
	case d.row.form == "state" && other && !d.inside: // "Senate majority leader", "Russian opposition leader"
		return false
	case d.row.form == "head" && other && !d.inside:
		d.inside = true
	}
	return true
}

// ownerBehind reads the prepositions behind the office's words.
func (x *relating) ownerBehind(p Range, d *description) bool {
	for k := d.last; k < p.Last; k++ {
		if x.class[k] != prep {
			continue
		}
		o := x.opening(k + 1)
		if o < 0 && x.capital(k+1) && (d.row.form == "state" || d.row.form == "head" || d.row.form == "member") || o >= 0 && x.joins(x.mention(o).Last, x.s) { // a body that is not known, or a longer name
			return d.owner >= 0
		}
		if o >= 0 && d.row.form == "head" && d.owner < 0 && d.topic != "" && !qualities[d.topic] {
			d.inside = true // "programme director at ..."
		}
		switch {
		case x.low[k] != "of" && x.low[k] != "for" && x.low[k] != "at" && x.low[k] != "with":
			return true
		case o >= 0 && (x.mention(o).Demonym || x.possessed(o) || !x.whole(o)): // head of the Pentagon's press service
			if d.owner >= 0 {
				return true
			}
			if b := x.owned(o); b >= 0 { // head of Russia's SVR, head of the guards' Quds Force
				d.owner = b
				return true
			}
			if d.row.form == "member" || Class(x.mention(o).Type) != "body" {
				return false
			}
			d.owner, d.inside = o, true
			return true
		case o >= 0 && d.owner < 0 && Class(x.mention(o).Type) != "place":
			d.owner = o
			return true
		case o < 0 && d.topic == "" && x.low[k] == "of" && k == d.last:
			end := k + 1
			for end < p.Last && x.class[end] == noun {
				end++
			}
			d.topic = strings.TrimPrefix(strings.Join(x.low[k+1:end], " "), "the ")
		case o < 0:
		default:
			return true
		}
		if d.row.form == "head" && o < 0 {
			d.inside = true // director of research at ...
		}
	}
	return true
}

// owned is the body that a mention in the genitive owns: "Russia's SVR", "the IRGC's elite Quds Force"; -1 for none.
func (x *relating) owned(m int) int {
	if !x.possessed(m) {
		return -1
	}
	k := x.mention(m).Last + 1
	for n := 0; n < 2 && k < x.s.Last && x.class[k] == noun && x.named[k] < 0 && !x.caps[k]; n++ {
		k++
	}
	if o := x.opening(k); o >= 0 && Class(x.mention(o).Type) == "body" && (x.whole(o) || x.row("public", x.mention(o).Last) != nil) {
		return o
	}
	return -1
}

// headOf is the country that a person heads by the title before the name, "" where none is said or known.
func (x *relating) headOf(m int) string {
	p := x.mention(m)
	for n := 1; n <= 2; n++ {
		row := x.row("state", p.First-n)
		if row == nil || len(row.words) != n {
			continue
		}
		if o := x.closing(p.First - n); o >= 0 && x.state(o) {
			return x.mention(o).Country
		}
		return p.Country
	}
	return ""
}

// capital reports whether a capitalised word opens the noun phrase at token k.
func (x *relating) capital(k int) bool {
	if x.is(k, x.s, "the", "a", "an") {
		k++
	}
	return k < x.s.Last && x.caps[k]
}

// lead adds what a description says of a person. It reports whether it says anything.
func (x *relating) lead(m int, d description) bool {
	p := x.mention(m)
	to, kind := None, ""
	switch {
	case d.owner < 0:
		if p.Country != "" && p.Entry != nil {
			to, kind = Role{Mention: -1, Country: p.Country}, "Country"
		}
	case Class(x.mention(d.owner).Type) == "person": // "President X's chief of staff Y"
		if c := x.headOf(d.owner); c != "" && d.row.predicate == "part_of" {
			to, kind = Role{Mention: -1, Country: c}, "Country"
		}
	default:
		to, kind = x.end(d.owner), x.mention(d.owner).Type
		if x.outlet(d.owner) {
			return false
		}
	}
	if kind == "" {
		return false
	}
	predicate, ministry := d.row.predicate, d.row.form == "minister" || d.row.form == "envoy" && kind == "Country"
	switch {
	case d.row.form == "minister" && (d.topic == "" || kind != "Country"):
		return false
	case d.row.form == "minister" && d.inside:
		predicate = "part_of"
	case d.row.form == "minister":
	case d.inside && predicate == "leads":
		if kind == "Country" && d.row.form != "state" {
			return false
		}
		predicate = "part_of"
	case !d.row.takes(kind) && (d.owner < 0 || Class(x.mention(d.owner).Type) != "person"):
		return false
	}
	title := x.low[d.title:max(d.last, d.title+1)]
	if d.row.form == "state" && predicate == "leads" && kind == "Country" && p.Entry != nil && !x.holds(p.Entry, title, to.Country) {
		return false // held it once
	}
	if d.owner < 0 {
		if d.row.form == "member" || d.row.form == "head" || title[0] == "leader" || title[0] == "ruler" {
			return false
		}
	}
	c := x.say(predicate, x.end(m), to, d.title)
	if c != nil && ministry {
		c.Office = d.topic
	}
	return true
}

// outlet reports whether the mention is a news outlet.
func (x *relating) outlet(m int) bool { e := x.mention(m).Entry; return e != nil && e.Outlet }
