package resolve

import (
	"cmp"
	"sort"
	"strings"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// thing is one entity of the article: everything that names it.
type thing struct {
	key      string
	kind     string
	name     string
	country  string // lexicon id of its state
	entry    *lexicon.Entry
	aliases  map[string]bool
	mentions []int // indexes of the reading's mentions
	title    string
	fixed    bool // the name is the lexicon's
}

// things finds the article's entities from its mentions.
func (a *article) things() {
	a.byKey = map[string]*thing{}
	a.of = make([]*thing, len(a.r.Mentions))
	// Names that patterns found first: a last name needs the full name, wherever it stands.
	for i := range a.r.Mentions {
		m := &a.r.Mentions[i]
		a.of[i] = a.thing(m, i)
	}
	a.votes()
}

// thing is the entity of a mention, made where it is new.
func (a *article) thing(m *extract.Mention, i int) *thing {
	key := a.keyOf(m)
	t := a.byKey[key]
	if t == nil {
		t = &thing{key: key, kind: m.Type, name: m.Name, country: m.Country, entry: m.Entry, aliases: map[string]bool{}, title: m.Title}
		t.fixed = m.Entry != nil
		if t.fixed && m.Type == "Location" {
			t.name = placeName(a.lex, m.Entry)
		}
		a.byKey[key] = t
		a.list = append(a.list, t)
	}
	t.mentions = append(t.mentions, i)
	surface := cmp.Or(m.Part, a.words(m.Range))
	t.aliases[surface] = true
	if m.Abbrev != "" {
		t.aliases[m.Abbrev] = true
		a.abbrev[m.Abbrev] = t
	}
	if m.Type == "Leader" && t.kind == "Person" {
		t.kind = "Leader"
	}
	if t.country == "" {
		t.country = m.Country
	}
	if !t.fixed && (m.Type == "Person" || m.Type == "Leader") && len(m.Name) > len(t.name) {
		t.name = m.Name
	}
	return t
}

// keyOf is what two mentions of one entity have in common.
func (a *article) keyOf(m *extract.Mention) string {
	switch {
	case m.Entry != nil:
		return "lex:" + m.Entry.ID
	case m.Same >= 0:
		return a.keyOf(&a.r.Mentions[m.Same])
	case m.Type == "Unit" && m.Country != "" && a.contingent(m):
		return "force:" + m.Country
	}
	return extract.Class(m.Type) + ":" + lexicon.Fold(m.Name)
}

// contingent reports whether a unit is a state's people ("North Korean soldiers"), not a formation.
func (a *article) contingent(m *extract.Mention) bool {
	low := strings.ToLower(a.r.Doc.Surface[m.Last-1])
	_, c, ok := a.lex.ForceNoun(low)
	return ok && c == "person" && low == a.r.Doc.Surface[m.Last-1]
}

// votes makes one entity of two keys that share an abbreviation or are the same name with and without its country.
func (a *article) votes() {
	for _, t := range a.list {
		for al := range t.aliases {
			if o := a.abbrev[al]; o != nil && o != t && extract.Class(o.kind) == extract.Class(t.kind) {
				a.join(o, t)
			}
		}
	}
	kept := a.list[:0]
	for _, t := range a.list {
		if len(t.mentions) > 0 {
			kept = append(kept, t)
		}
	}
	a.list = kept
}

// join makes t's mentions o's.
func (a *article) join(o, t *thing) {
	for _, i := range t.mentions {
		a.of[i] = o
		o.mentions = append(o.mentions, i)
	}
	for al := range t.aliases {
		o.aliases[al] = true
	}
	if o.country == "" {
		o.country = t.country
	}
	t.mentions = nil
	a.byKey[t.key] = o
	sort.Ints(o.mentions)
}

// state is the country entity with a lexicon id, made where the article names it only by way of something else.
func (a *article) state(id string) *thing {
	if id == "" {
		return nil
	}
	if t := a.byKey["lex:"+id]; t != nil {
		return t
	}
	e := a.lex.Entry(id)
	if e == nil || e.Kind != "Country" {
		return nil
	}
	t := &thing{key: "lex:" + id, kind: "Country", name: e.Name, country: id, entry: e, aliases: map[string]bool{}, fixed: true}
	a.byKey[t.key] = t
	a.list = append(a.list, t)
	a.enter(t)
	return t
}

// words is the text of a range with single spaces.
func (a *article) words(r extract.Range) string {
	for r.Last > r.First+1 && (a.r.Doc.Surface[r.Last-1] == "’s" || a.r.Doc.Surface[r.Last-1] == "'s") {
		r.Last--
	}
	return strings.Join(strings.Fields(a.r.Doc.Span(r.First, r.Last)), " ")
}

// entities are the record's entities, in the order in which the article names them.
func (a *article) entities() []extract.Entity {
	out := []extract.Entity{}
	for _, t := range a.list {
		e := extract.Entity{Type: t.kind, Name: t.name, Aliases: []string{}, Mentions: []extract.Span{}}
		for al := range t.aliases {
			if al != t.name {
				e.Aliases = append(e.Aliases, al)
			}
		}
		sort.Strings(e.Aliases)
		seen := map[extract.Span]bool{}
		for _, i := range t.mentions {
			sp := a.span(a.r.Mentions[i].Range)
			if !seen[sp] {
				seen[sp] = true
				e.Mentions = append(e.Mentions, sp)
			}
		}
		sort.Slice(e.Mentions, func(i, j int) bool {
			return e.Mentions[i][0] < e.Mentions[j][0] || e.Mentions[i][0] == e.Mentions[j][0] && e.Mentions[i][1] < e.Mentions[j][1]
		})
		out = append(out, e)
	}
	return out
}
