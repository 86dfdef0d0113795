package resolve

import (
	"slices"
	"strings"
	"unicode"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Key is what the entity of this type and name has in common in every article that names it, and no other entity has: the
// immutable key of its id. article is the SHA-256 of the text; a name that means something else in every article ("the
// Defense Ministry" of no stated country, a person known by one word) is keyed inside its article, so that two articles'
// never become one.
//
//   - a name of the lexicon: "lex:ID", and "iso:CODE" for a country; a place that shares its name has its country behind it
//     ("Tripoli, Lebanon"), which the key is found by;
//   - a body or a force of a country: "of:CODE:rest", with the spellings of ministries made one;
//   - a name that says nothing alone: "in:SHA256:name";
//   - any other: "name:" and the folded name.
//
// What a record adds to tell two entities with one name apart ("Bloomberg (person)") is no part of the key.
func Key(lex *lexicon.Lexicon, kind, name, article string) string {
	name = unqualified(name, kind)
	words := strings.Fields(name)
	if e := known(lex, kind, name, words); e != nil {
		if e.Kind == "Country" {
			return "iso:" + e.ID
		}
		return "lex:" + e.ID
	}
	folded := lexicon.Fold(name)
	switch extract.Class(kind) {
	case "place":
		if e := placeIn(lex, name); e != nil {
			return "lex:" + e.ID
		}
	case "person":
		if len(words) == 1 {
			return "in:" + article + ":" + folded
		}
	case "body", "force":
		country, rest := owner(lex, words)
		if country != "" {
			if extract.Class(kind) == "force" && isPeople(lex, rest) {
				return "of:" + country + ":people" // soldiers, troops and servicemen of a state are one contingent
			}
			return "of:" + country + ":" + body(rest)
		}
		if generic(lex, words) {
			return "in:" + article + ":" + body(words)
		}
	}
	return "name:" + folded
}

// OutletKey is [Key] for the name of an outlet, which is one entity in every article: "Foreign Affairs" is a magazine there.
func OutletKey(lex *lexicon.Lexicon, name string) string {
	if key := Key(lex, "Organization", name, ""); !strings.HasPrefix(key, "in:") {
		return key
	}
	return "name:" + lexicon.Fold(name)
}

// known is the lexicon's entry for a name as a whole: the one whose usual name it is, else the only one that bears it.
func known(lex *lexicon.Lexicon, kind, name string, words []string) *lexicon.Entry {
	n, matches := lex.Longest(split(words))
	if n != len(split(words)) {
		return nil
	}
	var fit []*lexicon.Entry
	folded := lexicon.Fold(name)
	for _, m := range matches {
		if extract.Class(m.Entry.Kind) != extract.Class(kind) || m.Role == lexicon.RoleDemonym || m.Role == lexicon.RoleCapital {
			continue
		}
		if lexicon.Fold(m.Entry.Name) == folded {
			return m.Entry
		}
		if !slices.Contains(fit, m.Entry) {
			fit = append(fit, m.Entry)
		}
	}
	if len(fit) == 1 || len(fit) > 1 && kind == "Location" {
		return fit[0] // of places with one name the largest
	}
	return nil
}

// placeName is the name by which [Key] finds a place: its own, and with its region or its country where another place that is
// larger, or a country, has that one: "Tripoli, Lebanon".
func placeName(lex *lexicon.Lexicon, e *lexicon.Entry) string {
	if known(lex, "Location", e.Name, strings.Fields(e.Name)) == e {
		return e.Name
	}
	ids := []string{e.Country, e.Parent}
	if e.Country == "US" || e.Country == "CA" || e.Country == "AU" { // the press names the state
		slices.Reverse(ids)
	}
	for _, id := range ids {
		if of := lex.Entry(id); of != nil {
			if name := e.Name + ", " + of.Name; placeIn(lex, name) == e {
				return name
			}
		}
	}
	return e.Name
}

// placeIn is the place of a name with the region or the country that it is in; nil where that leaves several or none.
func placeIn(lex *lexicon.Lexicon, name string) *lexicon.Entry {
	place, of, _ := strings.Cut(name, ", ")
	words, in := split(strings.Fields(place)), strings.Fields(of)
	n, matches := lex.Longest(words)
	k, regions := lex.Longest(in)
	if n == 0 || n != len(words) || k == 0 || k != len(in) {
		return nil
	}
	var found *lexicon.Entry
	for _, m := range matches {
		for _, x := range regions {
			if m.Entry.Kind != "Location" || x.Entry.ID != m.Entry.Country && x.Entry.ID != m.Entry.Parent {
				continue
			}
			if found != nil && found != m.Entry {
				return nil
			}
			found = m.Entry
		}
	}
	return found
}

// split takes 's off the words.
func split(words []string) []string {
	var out []string
	for _, w := range words {
		cut := w
		for _, p := range []string{"'s", "’s"} {
			cut = strings.TrimSuffix(cut, p)
		}
		out = append(out, cut)
		if cut != w {
			out = append(out, w[len(cut):])
		}
	}
	return out
}

// owner is the country that a name opens with, or that it ends with after "of", and the other words.
func owner(lex *lexicon.Lexicon, words []string) (string, []string) {
	if len(words) > 0 && strings.EqualFold(words[0], "the") {
		words = words[1:]
	}
	n, matches := lex.Longest(split(words))
	for _, m := range matches {
		if m.Entry.Kind != "Country" || m.Role == lexicon.RoleCapital {
			continue
		}
		// count the words that the match covers, with 's
		rest := split(words)[n:]
		if len(rest) > 0 && (rest[0] == "'s" || rest[0] == "’s") {
			rest = rest[1:]
		}
		if len(rest) > 0 {
			return m.Entry.ID, rest
		}
	}
	for i := len(words) - 2; i > 0; i-- {
		if words[i] != "of" {
			continue
		}
		tail := words[i+1:]
		if len(tail) > 1 && strings.EqualFold(tail[0], "the") {
			tail = tail[1:]
		}
		if n, matches := lex.Longest(tail); n == len(tail) {
			for _, m := range matches {
				if m.Entry.Kind == "Country" && m.Role != lexicon.RoleCapital && m.Role != lexicon.RoleDemonym {
					return m.Entry.ID, words[:i]
				}
			}
		}
	}
	return "", nil
}

// body is the folded form of a body's name in which "Ministry of Defence" and "Defense Ministry" are one.
func body(words []string) string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		switch f := lexicon.Fold(w); f {
		case "defence":
			out = append(out, "defense")
		case "the", "'s":
		default:
			out = append(out, f)
		}
	}
	if len(out) > 2 && (out[0] == "ministry" || out[0] == "department") && (out[1] == "of" || out[1] == "for") {
		out = append(out[2:], out[0])
	}
	return strings.Join(out, " ")
}

// isPeople reports whether the words are people of a force: soldiers, combat troops.
func isPeople(lex *lexicon.Lexicon, words []string) bool {
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	_, c, ok := lex.ForceNoun(strings.ToLower(last))
	return ok && c == "person" && last == strings.ToLower(last)
}

// generic reports whether a name of a body or a force says nothing about whose it is: every word is a common noun of
// institutions or forces.
func generic(lex *lexicon.Lexicon, words []string) bool {
	for _, w := range words {
		low := strings.ToLower(w)
		if institutional[low] {
			continue
		}
		if _, _, ok := lex.ForceNoun(low); ok {
			continue
		}
		if r := []rune(w)[0]; unicode.IsLower(r) {
			continue
		}
		return false
	}
	return true
}

// institutional are the words that names of public bodies are made of in any country.
var institutional = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`the of for and a ministry ministries department office bureau agency service services committee council commission
		chamber house parliament congress senate assembly cabinet government administration presidency staff command headquarters court
		defense defence foreign affairs interior internal external health education finance justice treasury trade energy economy culture
		information intelligence security military army navy air force forces armed ground naval marine marines guard coast border police
		national state federal central general joint chiefs supreme high special strategic public civil emergency emergencies main
		directorate division unit operations district prosecutor prosecutor's president president's prime minister minister's embassy
		consulate mission delegation spokesperson's press chief secretary`) {
		m[w] = true
	}
	return m
}()
