// Package lexicon holds the names and facts that the loader knows: countries with their demonyms and capitals, people with
// their terms of office, bodies, places, weapons, and the closed classes of nouns that speak, fight or are shipped.
//
// The tables are TSV files inside the binary (see data/README.md for columns, sources and licences). A [Lexicon] is read-only and
// safe for concurrent use; [Lexicon.With] makes a new one that knows more.
package lexicon

import (
	"embed"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"
)

//go:embed data/*.tsv
var data embed.FS

// Entry is somebody or something with a name.
type Entry struct {
	ID         string // of the table: an ISO 3166 code for a country, a short word otherwise
	Kind       string // Country, Leader, Person, Agency, Organization, Location, Materiel
	Name       string // the usual English name
	Country    string // id of its country; "" where it has none
	Outlet     bool   // a news outlet or agency
	Lat, Lon   float64
	Population int    // of a place; 0 unknown
	Parent     string // id of the place that contains it
	Source     string // where the row comes from

	names []Name // its usual name first
	file  string // table
	round int    // reading that it comes from
}

// Role is what a name is to its entry.
type Role uint8

// The roles of a name.
const (
	RoleName Role = iota + 1
	RoleAlias
	RoleAbbreviation
	RoleDemonym // Russian, Russians
	RoleCapital // a capital's name that stands for the state when it acts: Moscow
)

// Name is one way to name an entry.
type Name struct {
	Text string
	Role Role
}

// Match is one reading of the words of a text.
type Match struct {
	Entry   *Entry
	Role    Role
	Context bool // the words are also something else (Jordan): a reader needs more to believe it
	Plural  bool // a demonym for people: Russians
}

// Office is a term in which a person held an office. Dates are ISO 8601 as exact as known; "" is open.
type Office struct {
	Person  *Entry
	Title   string // folded by Fold: "defense minister"
	Country string // "" for an office of no state
	From    string
	To      string
	Source  string // where the row comes from

	round int // reading that it comes from
}

// Lexicon answers what the words of a text may name.
type Lexicon struct {
	entries map[string]*Entry
	order   []*Entry
	index   map[string][]indexed
	longest map[string]int // most words of any name that starts with this word
	force   map[string]noun
	goods   map[string]noun
	agents  map[string]bool
	titles  map[string]string
	title1  map[string]int // most words of any title that starts with this word
	terms   map[string][]Office

	// while tables are read
	round     int // how many readings there were
	nameSlab  []Name
	indexSlab []indexed
}

type indexed struct {
	Match
	exact string // the spelling that is required, dots apart; "" for any case
}

type noun struct{ singular, class string }

// Default is the lexicon inside the binary, read at the first call (less than 100 ms).
var Default = sync.OnceValue(func() *Lexicon {
	sub, err := fs.Sub(data, "data")
	if err != nil { // the directory is embedded
		panic(err)
	}
	l, err := Load(sub)
	if err != nil { // a test reads it
		panic(err)
	}
	return l
})

// Load reads the tables of a directory. A table that is missing is empty. The error names the file, the line and the column.
func Load(dir fs.FS) (*Lexicon, error) {
	l := empty()
	if err := l.read(dir); err != nil {
		return nil, err
	}
	l.sort()
	return l, nil
}

// With is this lexicon and the tables of a directory together, which win: a row with the id of an entry here replaces it, a name
// of theirs without ~ names nothing else any more, and who holds an office by them is its only holder. The receiver stays as it
// is. A file *.tsv that is none of the tables is an error, and so is a directory without any. Cost: a copy of the indexes.
func (l *Lexicon) With(dir fs.FS) (*Lexicon, error) {
	if err := onlyTables(dir); err != nil {
		return nil, err
	}
	n := l.clone()
	if err := n.read(dir); err != nil {
		return nil, err
	}
	n.sort()
	return n, nil
}

// Entry is the entry with this id; nil when there is none.
func (l *Lexicon) Entry(id string) *Entry { return l.entries[id] }

// Entries yields the entries of a kind, in the order of the tables.
func (l *Lexicon) Entries(kind string) iter.Seq[*Entry] {
	return func(yield func(*Entry) bool) {
		for _, e := range l.order {
			if e.Kind == kind && !yield(e) {
				return
			}
		}
	}
}

// Names are the ways to name an entry, its usual name first. The slice is the lexicon's: callers do not change it.
func (l *Lexicon) Names(id string) []Name {
	if e := l.entries[id]; e != nil {
		return e.names
	}
	return nil
}

// Longest finds the longest name that the words begin with, and returns how many words it has and every entry that it may
// name, the more likely first: countries, then bodies and people, then regions, then places by population. Words are the tokens of a
// text, with their case; 0 and nil when no name fits.
func (l *Lexicon) Longest(words []string) (int, []Match) {
	if len(words) == 0 {
		return 0, nil
	}
	first := Fold(words[0])
	most := min(l.longest[first], len(words))
	if most == 0 {
		return 0, nil
	}
	keys := make([]string, most)
	keys[0] = first
	for i := 1; i < most; i++ {
		keys[i] = keys[i-1] + " " + Fold(words[i])
	}
	for n := most; n > 0; n-- {
		var out []Match
		for _, x := range l.index[keys[n-1]] {
			if x.exact == "" || x.exact == spelling(words[:n]) {
				out = append(out, x.Match)
			}
		}
		if len(out) > 0 {
			return n, newest(out)
		}
	}
	return 0, nil
}

// newest are the readings of the last tables that name something by these words alone; all of them where these do not.
func newest(ms []Match) []Match {
	last, mixed := ms[0].Entry.round, false
	for _, m := range ms[1:] {
		mixed = mixed || m.Entry.round != last
		last = max(last, m.Entry.round)
	}
	if !mixed || !slices.ContainsFunc(ms, func(m Match) bool { return m.Entry.round == last && !m.Context }) {
		return ms
	}
	return slices.DeleteFunc(ms, func(m Match) bool { return m.Entry.round < last })
}

// spelling is what an abbreviation is compared by: the words without their full stops.
func spelling(words []string) string { return strings.ReplaceAll(strings.Join(words, " "), ".", "") }

// Holder is who held an office of a country on a day. Country may be "" for offices of no state; date is ISO 8601, as exact
// as known: whoever held the office at any time of it counts.
func (l *Lexicon) Holder(office, country, date string) []*Entry {
	var out []*Entry
	seen := map[*Entry]bool{}
	round := 0
	for _, o := range l.terms[country+"\t"+foldOffice(office)] {
		if o.From != "" && date < o.From && !strings.HasPrefix(o.From, date) || o.To != "" && date > o.To && !strings.HasPrefix(date, o.To) {
			continue
		}
		if o.round > round { // whom later tables name is the only holder
			round, out = o.round, nil
			clear(seen)
		}
		if o.round == round && !seen[o.Person] {
			seen[o.Person] = true
			out = append(out, o.Person)
		}
	}
	return out
}

// Offices yields every term of office, in no useful order across offices, by date inside one.
func (l *Lexicon) Offices() iter.Seq[Office] {
	return func(yield func(Office) bool) {
		for _, key := range sortedKeys(l.terms) {
			for _, o := range l.terms[key] {
				if !yield(o) {
					return
				}
			}
		}
	}
}

// ForceNoun says whether a lower-case noun is a word for those who fight, and gives its singular and its class: person
// (soldiers), formation (brigades) or platform (warships).
func (l *Lexicon) ForceNoun(lower string) (singular, class string, ok bool) {
	n, ok := l.force[lower]
	return n.singular, n.class, ok
}

// MaterielNoun says whether a lower-case noun is a word for weapons and goods, and gives its singular and its class: weapon,
// vehicle, aircraft, ship, ammunition, container or other.
func (l *Lexicon) MaterielNoun(lower string) (singular, class string, ok bool) {
	n, ok := l.goods[lower]
	return n.singular, n.class, ok
}

// Agent reports whether a lower-case noun is a word for people or bodies that can speak.
func (l *Lexicon) Agent(lower string) bool { return l.agents[lower] }

// Title finds the longest title that the words begin with, and returns how many words it has and its class: leader-office,
// rank, honorific, spokesperson or other. 0 and "" when there is none.
func (l *Lexicon) Title(words []string) (int, string) {
	if len(words) == 0 {
		return 0, ""
	}
	key, n, class := "", 0, ""
	most := min(l.title1[foldTitle(words[0])], len(words))
	for i := range most {
		if i > 0 {
			key += " "
		}
		key += foldTitle(words[i])
		if c := l.titles[key]; c != "" {
			n, class = i+1, c
		}
	}
	return n, class
}
