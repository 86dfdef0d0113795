package lexicon

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxCell bounds a line of a table; the longest list of aliases has a few hundred bytes.
const maxLine = 64 << 10

// row is a line of a table by the names of its columns.
type row struct {
	at    string // file:line, for messages
	cells []string
	cols  map[string]int
}

func (r row) get(col string) string {
	if i, ok := r.cols[col]; ok && i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

func (r row) list(col string) []string {
	s := r.get(col)
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

func (r row) number(col string) (float64, error) {
	s := r.get(col)
	if s == "" {
		return 0, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("%s: column %s: %q is not a number", r.at, col, s)
	}
	return f, nil
}

// readTable calls take for each row: tab-separated cells under a line of column names; lines that start with # are comments.
func readTable(in io.Reader, name string, need []string, take func(row) error) error {
	sc := bufio.NewScanner(in)
	sc.Buffer(make([]byte, 0, 4<<10), maxLine)
	var cols map[string]int
	for line := 1; sc.Scan(); line++ {
		at := fmt.Sprintf("%s:%d", name, line)
		text := strings.TrimSuffix(sc.Text(), "\r")
		switch {
		case !utf8.ValidString(text):
			return fmt.Errorf("%s: not valid UTF-8", at)
		case text == "" || text[0] == '#':
			continue
		}
		cells := strings.Split(text, "\t")
		if cols == nil {
			cols = map[string]int{}
			for i, c := range cells {
				cols[c] = i
			}
			for _, c := range need {
				if _, ok := cols[c]; !ok {
					return fmt.Errorf("%s: the column %q is missing", at, c)
				}
			}
			continue
		}
		if len(cells) > len(cols) {
			return fmt.Errorf("%s: %d cells under %d columns", at, len(cells), len(cols))
		}
		r := row{at, cells, cols}
		for _, c := range need {
			if r.get(c) == "" {
				return fmt.Errorf("%s: column %s is empty", at, c)
			}
		}
		if err := take(r); err != nil {
			return err
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("%s: %w (a line has at most %d bytes)", name, err, maxLine)
	}
	return nil
}

// read reads every table of a directory.
func (l *Lexicon) read(dir fs.FS) error {
	for _, t := range []struct {
		file string
		need []string
		take func(row) error
	}{
		{"countries.tsv", []string{"id", "name"}, l.country},
		{"bodies.tsv", []string{"id", "kind", "name"}, l.named("")},
		{"people.tsv", []string{"id", "kind", "name"}, l.named("")},
		{"materiel.tsv", []string{"id", "name"}, l.named("Materiel")},
		{"regions.tsv", []string{"id", "name"}, l.named("Location")},
		{"places.tsv", []string{"id", "name"}, l.named("Location")},
		{"terms.tsv", []string{"person", "title"}, l.term},
		{"nouns.tsv", []string{"singular", "list", "class"}, l.noun},
		{"titles.tsv", []string{"title", "class"}, l.titleRow},
		{"agents.tsv", []string{"word"}, l.agent},
	} {
		f, err := dir.Open(t.file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		err = readTable(f, t.file, t.need, t.take)
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *Lexicon) country(r row) error {
	e := &Entry{ID: r.get("id"), Kind: "Country", Name: strings.TrimPrefix(r.get("name"), "~"), Country: r.get("id"), Source: r.get("source")}
	l.add(e)
	l.name(e, r.get("name"), RoleName)
	for _, a := range r.list("aliases") {
		l.name(e, a, RoleAlias)
	}
	for _, d := range r.list("demonyms") {
		l.name(e, d, RoleDemonym)
	}
	for _, c := range r.list("capitals") {
		l.name(e, c, RoleCapital)
	}
	return nil
}

var kinds = []string{"Leader", "Person", "Agency", "Organization", "Location", "Materiel", "Unit"}

// named reads a row of a table of names; kind is the table's, "" where a column has it.
func (l *Lexicon) named(kind string) func(row) error {
	return func(r row) error {
		e := &Entry{ID: r.get("id"), Kind: cmp.Or(kind, r.get("kind")), Name: strings.TrimPrefix(r.get("name"), "~"),
			Country: r.get("country"), Outlet: r.get("outlet") == "1", Parent: r.get("parent"), Source: r.get("source")}
		if !slices.Contains(kinds, e.Kind) {
			return fmt.Errorf("%s: column kind: %q is none of %s", r.at, e.Kind, strings.Join(kinds, ", "))
		}
		var err [3]error
		var people float64
		e.Lat, err[0] = r.number("lat")
		e.Lon, err[1] = r.number("lon")
		people, err[2] = r.number("population")
		e.Population = int(people)
		if err := errors.Join(err[:]...); err != nil {
			return err
		}
		l.add(e)
		l.name(e, r.get("name"), RoleName)
		for _, a := range r.list("aliases") {
			l.name(e, a, RoleAlias)
		}
		for _, a := range r.list("abbreviations") {
			l.name(e, a, RoleAbbreviation)
		}
		return nil
	}
}

func (l *Lexicon) term(r row) error {
	p := l.entries[r.get("person")]
	if p == nil {
		return fmt.Errorf("%s: column person: no entry has the id %q", r.at, r.get("person"))
	}
	o := Office{p, foldOffice(r.get("title")), r.get("country"), r.get("from"), r.get("to")}
	key := o.Country + "\t" + o.Title
	l.terms[key] = append(l.terms[key], o)
	return nil
}

func (l *Lexicon) noun(r row) error {
	n := noun{r.get("singular"), r.get("class")}
	var into map[string]noun
	switch r.get("list") {
	case "force":
		into = l.force
	case "materiel":
		into = l.goods
	default:
		return fmt.Errorf("%s: column list: %q is neither force nor materiel", r.at, r.get("list"))
	}
	into[strings.ToLower(n.singular)] = n
	for _, p := range r.list("plural") {
		into[strings.ToLower(p)] = n
	}
	return nil
}

func (l *Lexicon) titleRow(r row) error {
	ws := strings.Fields(r.get("title"))
	for i, w := range ws {
		ws[i] = foldTitle(w)
	}
	l.titles[strings.Join(ws, " ")] = r.get("class")
	l.title1[ws[0]] = max(l.title1[ws[0]], len(ws))
	return nil
}

func (l *Lexicon) agent(r row) error {
	l.agents[strings.ToLower(r.get("word"))] = true
	return nil
}

// add puts an entry in, or in the place of one with the same id, whose names it drops.
func (l *Lexicon) add(e *Entry) {
	if old := l.entries[e.ID]; old != nil {
		for _, n := range l.names[e.ID] {
			key := key(n.Text)
			l.index[key] = slices.DeleteFunc(slices.Clone(l.index[key]), func(x indexed) bool { return x.Entry == old })
		}
		l.names[e.ID] = nil
		l.order[slices.Index(l.order, old)] = e
	} else {
		l.order = append(l.order, e)
	}
	l.entries[e.ID] = e
}

func key(name string) string {
	ws := words(name)
	for i, w := range ws {
		ws[i] = Fold(w)
	}
	return strings.Join(ws, " ")
}

// name lets a text name an entry. A leading ~ says that it needs context.
func (l *Lexicon) name(e *Entry, text string, role Role) {
	text, context := strings.CutPrefix(strings.TrimSpace(text), "~")
	ws := words(text)
	if len(ws) == 0 {
		return
	}
	l.names[e.ID] = append(l.names[e.ID], Name{text, role})
	x := indexed{Match: Match{Entry: e, Role: role, Context: context}}
	x.Plural = role == RoleDemonym && strings.HasSuffix(text, "s") && !strings.HasSuffix(text, "ss")
	if abbreviated(text) || role == RoleAbbreviation {
		x.exact = spelling(ws)
		if role == RoleAlias && e.Kind != "Country" && e.Kind != "Location" {
			x.Role = RoleAbbreviation
		}
	}
	k := key(text)
	for _, have := range l.index[k] {
		if have.Entry == e && have.exact == x.exact {
			return
		}
	}
	l.index[k] = append(l.index[k], x)
	first, _, _ := strings.Cut(k, " ")
	l.longest[first] = max(l.longest[first], len(ws))
}

// rank orders the readings of one name.
var rank = map[string]int{"Country": 0, "Agency": 1, "Organization": 1, "Leader": 2, "Person": 3, "Unit": 3, "Materiel": 4, "Location": 5}

func (l *Lexicon) sort() {
	for k, v := range l.index {
		if len(v) > 1 {
			v = slices.Clone(v)
			slices.SortStableFunc(v, func(a, b indexed) int {
				return cmp.Or(cmp.Compare(rank[a.Entry.Kind], rank[b.Entry.Kind]), cmp.Compare(b.Entry.Population, a.Entry.Population),
					cmp.Compare(a.Role, b.Role), cmp.Compare(a.Entry.ID, b.Entry.ID))
			})
			l.index[k] = v
		}
	}
	for k, v := range l.terms {
		v = slices.Clone(v)
		slices.SortStableFunc(v, func(a, b Office) int {
			return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Person.ID, b.Person.ID))
		})
		l.terms[k] = v
	}
}

func empty() *Lexicon {
	return &Lexicon{entries: map[string]*Entry{}, names: map[string][]Name{}, index: map[string][]indexed{}, longest: map[string]int{},
		force: map[string]noun{}, goods: map[string]noun{}, agents: map[string]bool{}, titles: map[string]string{}, title1: map[string]int{},
		terms: map[string][]Office{}}
}

// clone copies the maps; the slices in them are clipped, so that growing one leaves the original alone.
func (l *Lexicon) clone() *Lexicon {
	n := &Lexicon{entries: maps.Clone(l.entries), order: slices.Clone(l.order), names: maps.Clone(l.names), index: maps.Clone(l.index),
		longest: maps.Clone(l.longest), force: maps.Clone(l.force), goods: maps.Clone(l.goods), agents: maps.Clone(l.agents),
		titles: maps.Clone(l.titles), title1: maps.Clone(l.title1), terms: maps.Clone(l.terms)}
	for k, v := range n.names {
		n.names[k] = slices.Clip(v)
	}
	for k, v := range n.index {
		n.index[k] = slices.Clip(v)
	}
	for k, v := range n.terms {
		n.terms[k] = slices.Clip(v)
	}
	return n
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
