package resolve

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/loader/extract"
)

// distinguish gives every entity a name of its own, since claims refer to entities by name. Of several with one name the
// likeliest bearer keeps it: the country, named or not, then what the lexicon knows, then the one that is named most often
// and first. The others show what they are beside it: "Bloomberg (person)". Two entities of one class and name of which
// the lexicon does not know both are one.
func (a *article) distinguish() {
	a.named = map[string]*thing{}
	byName := map[string]*thing{}
	for _, t := range a.list {
		k := extract.Class(t.kind) + ":" + t.name
		o := byName[k]
		switch {
		case o == nil:
			byName[k] = t
		case o.entry == nil || t.entry == nil || o.entry == t.entry:
			a.join(o, t)
			if o.entry == nil && t.entry != nil {
				o.entry, o.kind, o.fixed = t.entry, t.kind, t.fixed
			}
		}
	}
	a.list = slices.DeleteFunc(a.list, func(t *thing) bool { return len(t.mentions) == 0 })
	order := slices.Clone(a.list)
	slices.SortStableFunc(order, func(x, y *thing) int {
		return cmp.Or(cmp.Compare(standing(x), standing(y)), cmp.Compare(len(y.mentions), len(x.mentions)))
	})
	for _, t := range order {
		a.enter(t)
	}
}

// standing orders entities by their claim to a name, the best first.
func standing(t *thing) int {
	switch {
	case t.kind == "Country":
		return 0
	case t.fixed:
		return 1
	}
	return 2
}

// enter takes a name for an entity: its own, or with its class where another entity has it or a country bears it.
func (a *article) enter(t *thing) {
	plain := t.name
	for n := 1; t.name == "" || a.named[t.name] != nil || t.kind != "Country" && a.isCountry(t.name); n++ {
		t.name = qualified(plain, t.kind, n)
	}
	a.named[t.name] = t
	if t.name != plain && plain != "" {
		t.aliases[plain] = true
	}
}

// isCountry reports whether a name is the usual name of a country.
func (a *article) isCountry(name string) bool {
	_, ms := a.lex.Longest(strings.Fields(name))
	for _, m := range ms {
		if m.Entry.Kind == "Country" && m.Entry.Name == name {
			return true
		}
	}
	return false
}

// classWords are the words that tell entities with one name apart.
var classWords = map[string]string{"person": "person", "body": "organization", "state": "country", "force": "force", "place": "place", "thing": "materiel"}

// qualified is a name with its class: "Bloomberg (person)", and for the next "Bloomberg (person 2)".
func qualified(name, kind string, n int) string {
	word := classWords[extract.Class(kind)]
	if n > 1 {
		word += " " + strconv.Itoa(n)
	}
	return strings.TrimSpace(name + " (" + word + ")")
}

// unqualified is the name without what qualified has added, so that it says nothing about identity.
func unqualified(name, kind string) string {
	i := strings.LastIndex(name, " (")
	if i <= 0 || !strings.HasSuffix(name, ")") {
		return name
	}
	word, n, numbered := strings.Cut(name[i+2:len(name)-1], " ")
	if _, err := strconv.Atoi(n); word != classWords[extract.Class(kind)] || numbered && err != nil {
		return name
	}
	return name[:i]
}
