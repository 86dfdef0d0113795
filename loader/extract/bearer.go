package extract

import (
	"sort"
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Names that people and places share: Jordan, Paris, Washington. Which of the two it is shows where somebody has a name in full,
// and where the name stands like a place's.

// placeGiven are given names that are also names of countries, states and cities.
var placeGiven = set(`adelaide africa alexandria america asia austin berlin boston brooklyn cairo camden carolina chad charlotte chelsea chester china cuba
	dakota dallas denver egypt florence france georgia havana holland houston hudson india indiana ireland israel jackson jordan kenya kingston lancaster
	lincoln london lourdes madison mali memphis milan montana orlando paris phoenix raleigh rome roma rio salem santiago savannah siena sofia sydney troy
	valencia verona victoria vienna virginia zaire`)

// bearers notes the words that are part of somebody's name in the article: "Michael Jordan", "Analyst Jordan".
func (r *reader) bearers() {
	r.borne = map[string]bool{}
	for _, s := range r.doc.Sentences {
		for i := s.First; i < s.Last; i++ {
			if !r.caps[i] || r.doc.Tokens[i].Kind != lang.Word || s.Heading {
				continue
			}
			w := r.low[i]
			if placeGiven[w] && i+1 < s.Last && r.opensPerson(i, r.run(i, s), s) {
				r.borne[w] = true
			}
			k := i - 1
			if k < s.First || r.doc.Tokens[k].Kind != lang.Word {
				continue
			}
			if personNouns[r.low[k]] || r.caps[k] && r.isGiven(r.low[k]) {
				r.borne[w] = true
				continue
			}
			if t, c := r.lex.Title(r.doc.Surface[k : k+1]); t > 0 && c != "other" {
				r.borne[w] = true
			}
		}
	}
}

// opensPerson reports whether the words [i, run), the first of which is a place's name, may be a person's: no word of them is an
// institution's, a title or the opening of another name.
func (r *reader) opensPerson(i, run int, s lang.Sentence) bool {
	if run-i < 2 || run-i > 3 {
		return false
	}
	for k := i + 1; k < run; k++ {
		w := r.doc.Surface[k]
		if len(w) < 3 || strings.ToUpper(w) == w || headNouns[r.low[k]] != "" || closedWord(r.low[k]) || r.isMonth(k) || timeNouns[r.low[k]] {
			return false
		}
		if n, _ := r.lex.Title(r.doc.Surface[k:s.Last]); n > 0 {
			return false
		}
		if n, ms := r.lookup(k, s); n > 0 && ms[0].Entry.Kind != "Leader" && ms[0].Entry.Kind != "Person" && !ms[0].Context {
			return false
		}
	}
	return true
}

// bearsPlace reports whether the words [i, run), the first of which names a country or a place, are the name of a person: by the
// noun before it, or where the first is a given name too by what is said of the bearer.
func (r *reader) bearsPlace(i, run int, matches []lexicon.Match, s lang.Sentence) bool {
	if k := matches[0].Entry.Kind; k != "Country" && k != "Location" || matches[0].Role == lexicon.RoleDemonym || s.Heading || !r.opensPerson(i, run, s) {
		return false
	}
	if i > s.First && personNouns[r.low[i-1]] && !r.caps[i-1] {
		return true
	}
	return placeGiven[r.low[i]] && !r.is(i-1, s, "the") && (r.appositionOfPerson(run, s) || r.speaks(i, run, s))
}

// standsForPlace are the last names that the article also uses as a place's: behind a preposition of place, or before anybody has
// the name in full.
func (r *reader) standsForPlace(people map[string][]int) map[string]bool {
	out := map[string]bool{}
	for i := range r.out.Mentions {
		m := &r.out.Mentions[i]
		word := r.doc.Surface[m.Last-1]
		if !r.ofState(m) || m.Last-m.First != 1 || len(people[word]) == 0 {
			continue
		}
		s := r.doc.Sentences[r.sent[m.First]]
		if m.First < r.out.Mentions[people[word][0]].First || r.is(m.First-1, s, "in", "near", "from", "at", "to", "of", "outside", "around") {
			out[word] = true
		}
	}
	return out
}

// ofState reports whether a mention is by the name of a state or of its capital.
func (r *reader) ofState(m *Mention) bool {
	return m.Type == "Country" && !m.Demonym || m.Type == "Location" && hasCapital(m.Others)
}

// repeated is the mention that a short name at a token repeats, counted from 1; 0 where it repeats none. Of several people with
// one last name it is the one who was named in full last.
func (r *reader) repeated(word string, at int, short map[string]int, people map[string][]int) int {
	if k := short[word]; k > 0 {
		return k
	}
	all := people[word]
	if len(all) == 0 {
		return 0
	}
	before := sort.Search(len(all), func(k int) bool { return r.out.Mentions[all[k]].First >= at })
	return all[max(0, before-1)] + 1
}

// bearer is a last name and somebody of the lexicon whom the article names in full with it.
type bearer struct {
	word  string
	entry *lexicon.Entry
}
