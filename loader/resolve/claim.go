package resolve

import (
	"strings"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// claims names the roles of the reading's claims and resolves their sources, in the order of the text, since a pronoun
// looks back.
func (a *article) claims() []extract.Claim {
	out := []extract.Claim{}
	who := map[int][]speaker{}
	for i := range a.r.Claims {
		c := &a.r.Claims[i]
		if c.By < 0 {
			s := extract.Source{Article: true}
			if c.Reported {
				s = extract.Source{Anonymous: "unattributed (reportedly)"}
			}
			if x, ok := a.claim(c, s, nil); ok {
				out = append(out, x)
			}
			continue
		}
		ss, ok := who[c.By]
		if !ok {
			ss = a.sourceOf(c.By)
			who[c.By] = ss
			a.spoken = append(a.spoken, ss...)
		}
		for _, s := range ss {
			if s.none() {
				continue
			}
			src, via := a.chain(c, s)
			if x, ok := a.claim(c, src, via); ok {
				out = append(out, x)
			}
		}
	}
	return out
}

// sourceOf resolves the sources of an attribution.
func (a *article) sourceOf(i int) []speaker {
	st := &a.r.Attributions[i]
	if len(st.Source) == 0 {
		return nil
	}
	return a.speakers(st.Source[0], st.Source[0].First)
}

// chain is the source of a claim and the links behind it: those to whom it was told, and what the source relies on.
func (a *article) chain(c *extract.Said, s speaker) (extract.Source, []extract.Link) {
	var via []extract.Link
	st := &a.r.Attributions[c.By]
	src := a.sourceForm(s)
	if s.basis != "" {
		via = append(via, extract.Link{Anonymous: s.basis, Role: "basis"})
	}
	// attributions inside: what the source relies on; where the outer one is an outlet, the inner one is the source
	for j := range a.r.Attributions {
		in := &a.r.Attributions[j]
		if in.Outer != c.By || len(in.Source) == 0 || !in.Statement || !a.covers(in, c) {
			continue
		}
		inner := a.speakers(in.Source[0], in.Source[0].First)
		if len(inner) == 0 || inner[0].none() || inner[0].thing != nil && inner[0].thing == s.thing {
			continue
		}
		if s.thing != nil && s.thing.entry != nil && s.thing.entry.Outlet {
			via = append(via, extract.Link{Name: s.thing.name, Role: "relay"})
			src = a.sourceForm(inner[0])
		} else {
			via = append(via, link(inner[0], "basis"))
		}
		break
	}
	if !st.Relay.Empty() {
		if m := a.mentionIn(st.Relay); m >= 0 && extract.Class(a.of[m].kind) == "body" {
			via = append(via, extract.Link{Name: a.of[m].name, Role: "relay"})
		}
	}
	return src, via
}

// covers reports whether a claim's passage stands in the content of an attribution.
func (a *article) covers(in *extract.Statement, c *extract.Said) bool {
	for _, r := range in.Content {
		if r.First < c.Quote.Last && c.Quote.First < r.Last {
			return true
		}
	}
	return false
}

func (a *article) sourceForm(s speaker) extract.Source {
	if s.thing != nil {
		return extract.Source{Name: s.thing.name}
	}
	src := extract.Source{Anonymous: s.words}
	if s.of != nil {
		src.Of = s.of.name
	}
	return src
}

func link(s speaker, role string) extract.Link {
	if s.thing != nil {
		return extract.Link{Name: s.thing.name, Role: role}
	}
	return extract.Link{Anonymous: s.words, Role: role}
}

// claim is the record's form of a claim. The second result is false for one that says nothing: a typed relation without
// either end.
func (a *article) claim(c *extract.Said, src extract.Source, via []extract.Link) (extract.Claim, bool) {
	if !events[c.Predicate] {
		if x, ok := a.relation(c, src, via); ok || !c.Instead {
			return x, ok
		}
		other := *c
		other.Predicate, other.Object = "other", extract.None
		c = &other
	}
	subject, object := a.role(c, c.Subject, src, c.Predicate != "other"), a.role(c, c.Object, src, c.Predicate == "supplies")
	for _, t := range []*thing{subject, object} {
		if t != nil && t.entry != nil && t.entry.Outlet && c.Predicate != "other" {
			return extract.Claim{}, false // an outlet that "obtained" or "received" something
		}
	}
	if c.Predicate == "deploys_to" && subject != nil && subject == object {
		return extract.Claim{}, false
	}
	if c.Predicate == "supplies" && subject != nil && subject == object {
		return extract.Claim{}, false
	}
	out, d := a.form(c, src, via, subject, object), a.r.Doc
	if c.Predicate != "other" {
		out.Item = nameOf(a.item(c, subject))
	}
	if q := c.Amount; q != nil {
		out.Quantity = &extract.Quantity{Min: q.Min, Max: q.Max, Approx: q.Approx, Unit: q.Unit, Text: d.Span(q.First, q.Last)}
		if out.Quantity.Unit == "" && out.Item != nil {
			f := strings.Fields(*out.Item)
			out.Quantity.Unit = strings.ToLower(f[len(f)-1])
		}
	}
	if c.Date != "" {
		out.Date = &c.Date
	}
	return out, true
}

// form is a claim with its words, its source and its two ends.
func (a *article) form(c *extract.Said, src extract.Source, via []extract.Link, subject, object *thing) extract.Claim {
	sp := a.span(c.Quote)
	d := a.r.Doc
	out := extract.Claim{Source: src, Via: via, Quote: d.Span(c.Quote.First, c.Quote.Last), Start: sp[0], End: sp[1],
		Stance: c.Stance, Realis: c.Realis, Predicate: c.Predicate, Subject: nameOf(subject), Object: nameOf(object)}
	if out.Via == nil {
		out.Via = []extract.Link{}
	}
	if !c.Cue.Empty() {
		cue := d.Span(c.Cue.First, c.Cue.Last)
		out.Cue = &cue
	}
	return out
}

func nameOf(t *thing) *string {
	if t == nil {
		return nil
	}
	return &t.name
}

// role is the entity of a role in what a source says: "we" is the source's own side, and so is nobody named in "plans to
// send".
func (a *article) role(c *extract.Said, o extract.Role, src extract.Source, asState bool) *thing {
	if !o.Missing() && o.Mention < 0 && o.Country == "" && o.Range.Last == o.Range.First+1 {
		switch a.low(o.Range.First) {
		case "we", "us", "i", "our":
			for _, name := range []string{src.Name, src.Of} {
				for _, t := range a.list {
					if name != "" && t.name == name && (t.kind == "Country" || t.country != "") {
						return a.state(t.country)
					}
				}
			}
			return nil
		}
	}
	return a.party(o, asState)
}

// party is the entity of a role. As sender or receiver a body, a leader or a force of a state stands for the state.
func (a *article) party(o extract.Role, asState bool) *thing {
	if o.Missing() {
		return nil
	}
	if o.Mention >= 0 {
		t := a.of[o.Mention]
		if asState && t.country != "" && (t.kind == "Agency" || t.kind == "Leader" || t.kind == "Person" || strings.HasPrefix(t.key, "force:")) {
			if s := a.state(t.country); s != nil {
				return s
			}
		}
		return t
	}
	if o.Country != "" {
		return a.state(o.Country)
	}
	if !o.Range.Empty() {
		if s, _ := a.pronoun(a.low(o.Range.First), o.Range.First); s.thing != nil {
			if asState && s.thing.country != "" && s.thing.kind != "Country" {
				return a.state(s.thing.country)
			}
			return s.thing
		}
	}
	return nil
}

// sameHead reports whether a name of several words ends with a noun, in either number.
func sameHead(name, noun string) bool {
	last := strings.ToLower(name[strings.LastIndexByte(name, ' ')+1:])
	return len(last) < len(name) && strings.TrimSuffix(last, "s") == strings.TrimSuffix(noun, "s")
}

// item is the entity of what is moved: a unit or a materiel of the article; for bare people ("10,000 soldiers") the
// contingent of the sender, where the article names one.
func (a *article) item(c *extract.Said, subject *thing) *thing {
	o := c.Item
	if o.Missing() {
		return nil
	}
	if o.Mention >= 0 {
		return a.of[o.Mention]
	}
	if o.Range.Empty() {
		return nil
	}
	head := a.low(o.Range.Last - 1)
	if _, cl, ok := a.lex.ForceNoun(head); ok && cl != "platform" {
		if subject != nil && cl == "person" {
			if t := a.byKey["force:"+subject.country]; t != nil && subject.country != "" {
				return t
			}
		}
		return nil
	}
	if _, _, ok := a.lex.MaterielNoun(head); !ok {
		return nil
	}
	if o.Range.Last == o.Range.First+1 { // "missiles", where the article has said which
		for i := len(a.list) - 1; i >= 0; i-- {
			if t := a.list[i]; t.kind == "Materiel" && sameHead(t.name, head) {
				return t
			}
		}
	}
	name := a.words(o.Range)
	key := "thing:" + lexicon.Fold(name)
	t := a.byKey[key]
	if t == nil {
		t = &thing{key: key, kind: "Materiel", name: name, aliases: map[string]bool{}}
		a.byKey[key] = t
		a.list = append(a.list, t)
		a.enter(t)
	}
	a.r.Mentions = append(a.r.Mentions, extract.Mention{Range: o.Range, Type: "Materiel", Name: name, Same: -1})
	a.of = append(a.of, t)
	t.mentions = append(t.mentions, len(a.r.Mentions)-1)
	return t
}
