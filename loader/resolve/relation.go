package resolve

import (
	"strings"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// events are the predicates of things that happen; the others say how things stand, and a claim of those is made once an
// article, where it is first said.
var events = map[string]bool{"other": true, "deploys_to": true, "supplies": true}

// stated is a relation that says how things stand, as an article states it.
type stated struct {
	predicate string
	from, to  *thing
}

// relation is the record's form of a claim on how things stand: who leads what, what is part of what, what lies where, who
// trains where. The second result is false for one that the article has said before, or that has an end it does not name.
func (a *article) relation(c *extract.Said, src extract.Source, via []extract.Link) (extract.Claim, bool) {
	from, to := a.endOf(c.Subject), a.endOf(c.Object)
	if c.Office != "" {
		to = a.ministry(c, to)
	}
	if from == nil || to == nil || from == to || len(from.mentions) == 0 || len(to.mentions) == 0 {
		return extract.Claim{}, false
	}
	key := stated{c.Predicate, from, to}
	if a.stated[key] {
		return extract.Claim{}, false
	}
	a.stated[key] = true
	if c.Predicate == "leads" && from.kind == "Person" && !from.fixed && (to.kind == "Country" || to.country != "" && to.kind != "Organization") {
		from.kind = "Leader"
	}
	return a.form(c, src, via, from, to), true
}

// endOf is the entity at one end of a relation: the mention's own, or the state.
func (a *article) endOf(o extract.Role) *thing {
	if o.Mention >= 0 {
		return a.of[o.Mention]
	}
	return a.byKey["lex:"+o.Country]
}

// ministry is the ministry of a state with the subject of an office, as the article names it. Who serves under a minister whose
// ministry it does not name is the state's; a minister heads no state.
func (a *article) ministry(c *extract.Said, state *thing) *thing {
	want := subject(c.Office)
	country := c.Object.Country
	for _, t := range a.list {
		if t.kind != "Agency" || t.country != country || want == "" {
			continue
		}
		names := []string{t.name}
		for al := range t.aliases {
			names = append(names, al)
		}
		if t.entry != nil {
			for _, n := range a.lex.Names(t.entry.ID) {
				names = append(names, n.Text)
			}
		}
		for _, n := range names {
			if s, ok := strings.CutPrefix(subject(a.withoutOwner(n)), "ministry "); ok && s == want {
				return t
			}
		}
	}
	if c.Predicate == "leads" {
		return nil
	}
	return state
}

// withoutOwner is a body's name without the country that opens or ends it. The lexicon may know the whole name, so the country is
// looked for among the first words alone.
func (a *article) withoutOwner(name string) string {
	words := split(strings.Fields(name))
	if len(words) > 1 && strings.EqualFold(words[0], "the") {
		words = words[1:]
	}
	for n := min(3, len(words)-1); n > 0; n-- {
		if k, ms := a.lex.Longest(words[:n]); k == n && ms[0].Entry.Kind == "Country" {
			return strings.Join(words[n:], " ")
		}
	}
	if country, rest := owner(a.lex, words); country != "" {
		return strings.Join(rest, " ")
	}
	return name
}

// subject is what a ministry or an office is for, in words that are the same for both: "defense" of "Ministry of Defence",
// with "ministry" before it where the name says that it is one.
func subject(name string) string {
	var out []string
	ministry := false
	for _, w := range strings.Fields(name) {
		switch f := lexicon.Fold(w); f {
		case "ministry", "department":
			ministry = true
		case "of", "for", "the", "and", "affairs", "'s":
		case "defence":
			out = append(out, "defense")
		default:
			out = append(out, f)
		}
	}
	if ministry {
		out = append([]string{"ministry"}, out...)
	}
	return strings.Join(out, " ")
}
