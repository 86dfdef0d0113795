package extract

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// placeWords stand between a country and the name of a place in it: "the Lebanese city of Tripoli".
var placeWords = set(`city town village port capital suburb settlement district hamlet municipality resort region province area island
	coastal border southern northern eastern western central southeastern southwestern northeastern northwestern remote tiny small main second
	second-largest largest industrial mining of the`)

// What counts as far. A region's middle may be that far from its border; a place within the lesser distance of a country may be
// held by it, or just across its border.
const (
	farFromRegion  = 1000.0 // km
	farFromCountry = 300.0  // km
)

// where is the region or the country that the text puts a place in.
type where struct {
	entry  *lexicon.Entry // nil: of the country only the id is known
	of     string         // id of the country
	name   string
	strict bool // the place can be in no other: "Sergeyevka, Russia,", "the Russian town of Sergeyevka"
}

// places decides which of the places with one name a name means: the one in the region or the country that the text puts beside
// it, else the one in the country that the article names most often, else the largest. What the text says of a name once holds
// wherever nothing else is said. A place that none of the known ones can be is one that the lexicon does not have.
func (r *reader) places() {
	named := r.countriesNamed()
	for i := range r.out.Mentions {
		if m := &r.out.Mentions[i]; m.Same < 0 && m.Entry != nil && m.Entry.Kind == "Country" && r.couldBePlace(m) {
			r.countryOrPlace(m, named)
		}
	}
	said := map[string]where{}
	beside := make([]where, len(r.out.Mentions))
	for i := range r.out.Mentions {
		m := &r.out.Mentions[i]
		if m.Same >= 0 || m.Entry == nil || m.Entry.Kind != "Location" || m.Type != "Location" {
			continue
		}
		w := r.beside(m)
		beside[i] = w
		if key := lexicon.Fold(r.clean(m.First, m.Last)); w.of != "" && said[key].of == "" {
			said[key] = w
		}
	}
	for i := range r.out.Mentions {
		m := &r.out.Mentions[i]
		if m.Same >= 0 || m.Entry == nil || m.Entry.Kind != "Location" || m.Type != "Location" {
			continue
		}
		w := beside[i]
		if w.of == "" {
			w = said[lexicon.Fold(r.clean(m.First, m.Last))]
		}
		r.whichPlace(m, w, named)
	}
}

// couldBePlace reports whether a mention is of a place, or of a country whose name a region of another one has.
func (r *reader) couldBePlace(m *Mention) bool {
	if m.Type == "Location" && m.Entry.Kind == "Location" {
		return true
	}
	return m.Entry.Kind == "Country" && !m.Demonym && !m.Capital && slices.ContainsFunc(m.Others, func(o lexicon.Match) bool {
		return o.Entry.Kind == "Location" && o.Entry.Country != m.Entry.ID
	})
}

// countriesNamed counts how often the article names each country, or something of it, names of doubtful places apart.
func (r *reader) countriesNamed() map[string]int {
	n := map[string]int{}
	for i := range r.out.Mentions {
		m := &r.out.Mentions[i]
		if m.Country == "" || m.Same >= 0 {
			continue
		}
		if m.Entry != nil && r.couldBePlace(m) && slices.ContainsFunc(m.Others, func(o lexicon.Match) bool { return o.Entry.Kind == "Location" && o.Entry.Country != m.Country }) {
			continue
		}
		n[m.Country]++
	}
	return n
}

// countryOrPlace makes a country's name that of the region that bears it too, where the text says so: "Atlanta, Georgia".
func (r *reader) countryOrPlace(m *Mention, named map[string]int) {
	var place *lexicon.Entry
	for _, o := range m.Others {
		if o.Entry.Kind == "Location" && o.Entry.Country != m.Entry.ID && place == nil {
			place = o.Entry
		}
	}
	s := r.doc.Sentences[r.sent[m.First]]
	near := r.besideAfter(m, s).of
	if near == "" && (r.is(m.First-1, s, ",", "and", "or") || r.is(m.Last, s, "and", "or")) { // "Atlanta, Georgia", "Texas and Georgia"
		for _, k := range []int{m.First - 2, m.Last + 1} {
			if n := r.placeAt(k, s); n != nil && n.Type == "Location" {
				near = n.Country
			}
		}
	}
	if near != place.Country && (near != "" || named[m.Entry.ID] > 0 || named[place.Country] == 0 || !r.apposed(m, s)) {
		return
	}
	m.Type, m.Entry, m.Name, m.Country = "Location", place, place.Name, place.Country
}

// apposed reports whether a name stands between commas behind a capitalised word: "Fort Stewart, Georgia,".
func (r *reader) apposed(m *Mention, s lang.Sentence) bool {
	return r.is(m.First-1, s, ",") && m.First-2 >= s.First && r.caps[m.First-2] && (m.Last >= s.Last || r.doc.Tokens[m.Last].Kind != lang.Word)
}

// whichPlace takes the reading of a place's name that the text and the article support.
func (r *reader) whichPlace(m *Mention, w where, named map[string]int) {
	var readings []*lexicon.Entry
	for _, o := range m.Others {
		if o.Entry.Kind == "Location" && !slices.Contains(readings, o.Entry) {
			readings = append(readings, o.Entry)
		}
	}
	if len(readings) == 0 {
		readings = append(readings, m.Entry)
	}
	in := func(e *lexicon.Entry) int { // how well a reading fits what stands beside it
		switch {
		case w.of == "" || e.Country != w.of:
			return 0
		case w.entry != nil && w.entry.Parent == "" && e.Parent != "" && e.Parent == w.entry.ID:
			return 2
		}
		return 1
	}
	best := slices.MaxFunc(readings, func(a, b *lexicon.Entry) int {
		return cmp.Or(cmp.Compare(in(a), in(b)), cmp.Compare(named[a.Country], named[b.Country])) // of equal ones the first: the largest
	})
	if w.of != "" && in(best) < 2 && r.elsewhere(best, w) {
		m.Entry, m.Country = nil, w.of
		m.Name = r.clean(m.First, m.Last) + ", " + w.name
		return
	}
	if best != m.Entry {
		m.Entry, m.Name, m.Country = best, best.Name, best.Country
	}
}

// beside is the region or the country that the words around a place put it in; the zero value where they say nothing.
func (r *reader) beside(m *Mention) where {
	s := r.doc.Sentences[r.sent[m.First]]
	if w := r.besideAfter(m, s); w.of != "" {
		return w
	}
	k := m.First - 1
	for k >= s.First && placeWords[r.low[k]] {
		k--
	}
	own := k >= s.First && r.low[k] == "'s"
	if own {
		k--
	}
	if n := r.placeAt(k, s); n != nil && n.Last <= m.First {
		switch {
		case n.Type == "Country" && (n.Demonym || own):
			return r.whereOf(n, true)
		case own:
			return r.whereOf(n, false)
		}
	}
	if own || !r.is(k, s, "near", "in", "at", "outside", "around") {
		return where{}
	}
	if k--; r.is(k, s, ",") {
		k--
	}
	if n := r.placeAt(k, s); n != nil && !n.Demonym && n.Last == k+1 {
		return r.whereOf(n, false)
	}
	return where{}
}

// besideAfter reads what stands behind a place: ", Lebanon," and "(Lebanon)", "in northern Lebanon".
func (r *reader) besideAfter(m *Mention, s lang.Sentence) where {
	e := m.Last
	switch {
	case r.is(e, s, ",", "("):
		n := r.placeAt(e+1, s)
		if n == nil || n.Demonym || n.First != e+1 {
			return where{}
		}
		list := r.is(m.First-1, s, ",", "and", "or") && r.placeAt(m.First-2, s) != nil
		if n.Last < s.Last {
			list = list || r.doc.Tokens[n.Last].Kind == lang.Word || r.is(n.Last, s, ",") && r.placeAt(n.Last+1, s) != nil
		}
		if list {
			return where{}
		}
		return r.whereOf(n, true)
	case r.is(e, s, "in"):
		k := e + 1
		for k < s.Last && (determiners[r.low[k]] || directions[r.low[k]] && r.named[k] < 0) {
			k++
		}
		n := r.placeAt(k, s)
		if n == nil || n.Demonym {
			return where{}
		}
		if r.is(n.Last, s, "'s") { // "in Russia's Primorsky Krai", but not "in Russia's war"
			if n = r.placeAt(n.Last+1, s); n == nil || n.Type != "Location" {
				return where{}
			}
		}
		return r.whereOf(n, false)
	}
	return where{}
}

// placeAt is the place or the country named at token k of the sentence; nil when none is.
func (r *reader) placeAt(k int, s lang.Sentence) *Mention {
	if k < s.First || k >= s.Last || r.named[k] < 0 {
		return nil
	}
	m := &r.out.Mentions[r.named[k]]
	if m.Country == "" || m.Type != "Country" && m.Type != "Location" || m.Capital {
		return nil
	}
	return m
}

func (r *reader) whereOf(m *Mention, strict bool) where {
	w := where{of: m.Country, name: m.Name, strict: strict}
	if m.Type == "Location" {
		w.entry = m.Entry
	}
	if w.entry == nil {
		if e := r.lex.Entry(m.Country); e != nil {
			w.name = e.Name
		}
	}
	return w
}

// elsewhere reports whether a place cannot be the one that the text puts there: the distance tells. A border, or a place whose
// state is disputed, is none of its business.
func (r *reader) elsewhere(e *lexicon.Entry, w where) bool {
	region := w.entry != nil && strings.HasPrefix(w.entry.ID, w.of+".")
	switch {
	case e.Population == 0 && !(w.strict && region): // a sea or a region has no one place
		return false
	case e.Country == w.of:
		return w.strict && region && e.Parent != "" && e.Parent != w.entry.ID && e != w.entry
	case w.entry != nil && (w.entry.Lat != 0 || w.entry.Lon != 0):
		return kilometres(e, w.entry) > farFromRegion
	case !w.strict:
		return false
	}
	return !slices.ContainsFunc(r.placesOf(w.of), func(p *lexicon.Entry) bool { return kilometres(e, p) < farFromCountry })
}

// placesOf are the places of a country.
func (r *reader) placesOf(country string) []*lexicon.Entry {
	if r.countryPlaces == nil {
		r.countryPlaces = map[string][]*lexicon.Entry{}
		for e := range r.lex.Entries("Location") {
			if e.Country != "" {
				r.countryPlaces[e.Country] = append(r.countryPlaces[e.Country], e)
			}
		}
	}
	return r.countryPlaces[country]
}

// kilometres is the distance of two places on a sphere.
func kilometres(a, b *lexicon.Entry) float64 {
	const radius, degree = 6371, math.Pi / 180
	x := math.Sin(a.Lat*degree)*math.Sin(b.Lat*degree) + math.Cos(a.Lat*degree)*math.Cos(b.Lat*degree)*math.Cos((a.Lon-b.Lon)*degree)
	return radius * math.Acos(max(-1, min(1, x)))
}
