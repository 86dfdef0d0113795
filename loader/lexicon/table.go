package lexicon

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxLine bounds a line of a table, in bytes; the longest list of aliases has a few hundred.
const maxLine = 64 << 10

// row is a line of a table by the names of its columns. It is valid until the next line is read.
type row struct {
	file  string
	line  int
	cells []string
	cols  []string
}

// at is where the row stands, for messages.
func (r row) at() string { return fmt.Sprintf("%s:%d", r.file, r.line) }

func (r row) get(col string) string {
	for i, c := range r.cols { // few: quicker than a map
		if c == col && i < len(r.cells) {
			return r.cells[i]
		}
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

// number is a cell as a number between the bounds; 0 where it is empty.
func (r row) number(col string, low, high float64) (float64, error) {
	s := r.get(col)
	if s == "" {
		return 0, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("%s: column %s: %q is not a number", r.at(), col, s)
	}
	if !(low <= f && f <= high) {
		return 0, fmt.Errorf("%s: column %s: %s is not between %g and %g", r.at(), col, s, low, high)
	}
	return f, nil
}

// among is a cell that must be one of a few words.
func (r row) among(col, cell string, words []string) error {
	if slices.Contains(words, cell) {
		return nil
	}
	return fmt.Errorf("%s: column %s: %q is none of %s", r.at(), col, cell, strings.Join(words, ", "))
}

// readTable calls take for each row: tab-separated cells under a line of column names; lines that start with # are comments.
func readTable(table, file string, need []string, take func(row) error) error {
	r := row{file: file}
	valid := utf8.ValidString(table)
	for rest := table; rest != ""; {
		var text string
		text, rest, _ = strings.Cut(rest, "\n")
		text = strings.TrimSuffix(text, "\r")
		r.line++
		switch {
		case len(text) > maxLine:
			return fmt.Errorf("%s: the line has %d bytes; at most %d are read", r.at(), len(text), maxLine)
		case !valid && !utf8.ValidString(text):
			return fmt.Errorf("%s: not valid UTF-8", r.at())
		case text == "" || text[0] == '#':
			continue
		}
		r.cells = r.cells[:0]
		for more := true; more; {
			var c string
			c, text, more = strings.Cut(text, "\t")
			r.cells = append(r.cells, c)
		}
		if r.cols == nil {
			if err := r.header(need); err != nil {
				return err
			}
			continue
		}
		if len(r.cells) > len(r.cols) {
			return fmt.Errorf("%s: %d cells under %d columns", r.at(), len(r.cells), len(r.cols))
		}
		for _, c := range need {
			if strings.TrimSpace(r.get(c)) == "" {
				return fmt.Errorf("%s: column %s is empty", r.at(), c)
			}
		}
		if err := take(r); err != nil {
			return err
		}
	}
	return nil
}

// header makes the row the names of the columns.
func (r *row) header(need []string) error {
	for _, c := range r.cells {
		if slices.Contains(r.cols, c) {
			return fmt.Errorf("%s: the column %q is there twice", r.at(), c)
		}
		r.cols = append(r.cols, c)
	}
	for _, c := range need {
		if !slices.Contains(r.cols, c) {
			return fmt.Errorf("%s: the column %q is missing", r.at(), c)
		}
	}
	return nil
}

// ErrNoTable is the error of a directory that is to add names and has none of the tables.
var ErrNoTable = errors.New("no table is there")

// onlyTables checks that a directory has tables, and no file that looks like one and would be passed over.
func onlyTables(dir fs.FS) error {
	files, err := fs.Glob(dir, "*.tsv")
	if err != nil {
		return err
	}
	known := make([]string, 0, len(files))
	for _, t := range new(Lexicon).tables() {
		known = append(known, t.file)
	}
	for _, f := range files {
		if !slices.Contains(known, f) {
			return fmt.Errorf("%s is none of the tables (%s)", f, strings.Join(known, ", "))
		}
	}
	if len(files) == 0 {
		return fmt.Errorf("%w (%s)", ErrNoTable, strings.Join(known, ", "))
	}
	return nil
}

// source is one table of a directory.
type source struct {
	file string
	need []string // columns that may not be empty
	take func(row) error
	text string
}

// tables are the tables, in the order in which they are read.
func (l *Lexicon) tables() []source {
	return []source{
		{file: "countries.tsv", need: []string{"id", "name"}, take: l.country},
		{file: "bodies.tsv", need: []string{"id", "kind", "name"}, take: l.named("")},
		{file: "people.tsv", need: []string{"id", "kind", "name"}, take: l.named("")},
		{file: "materiel.tsv", need: []string{"id", "name"}, take: l.named("Materiel")},
		{file: "areas.tsv", need: []string{"id", "name"}, take: l.named("Location")},
		{file: "regions.tsv", need: []string{"id", "name"}, take: l.named("Location")},
		{file: "places.tsv", need: []string{"id", "name"}, take: l.named("Location")},
		{file: "terms.tsv", need: []string{"person", "title"}, take: l.term},
		{file: "nouns.tsv", need: []string{"singular", "list", "class"}, take: l.noun},
		{file: "titles.tsv", need: []string{"title", "class"}, take: l.titleRow},
		{file: "agents.tsv", need: []string{"word"}, take: l.agent},
	}
}

// read reads every table of a directory.
func (l *Lexicon) read(dir fs.FS) error {
	tables := l.tables()
	size := 0
	for i := range tables {
		b, err := fs.ReadFile(dir, tables[i].file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		tables[i].text = string(b)
		size += len(b)
	}
	l.grow(size / rowBytes)
	l.round++
	for _, t := range tables {
		if err := readTable(t.text, t.file, t.need, t.take); err != nil {
			return err
		}
	}
	return nil
}

// rowBytes is about how long a row is: how many names to make room for.
const rowBytes = 50

// grow makes room for the names of as many rows, where nothing has been read yet: growing the maps row by row costs as much as
// reading the tables.
func (l *Lexicon) grow(rows int) {
	if len(l.entries) > 0 {
		return
	}
	l.entries = make(map[string]*Entry, rows)
	l.index = make(map[string][]indexed, rows+rows/2)
	l.order = make([]*Entry, 0, rows)
}

func (l *Lexicon) country(r row) error {
	e := &Entry{ID: r.get("id"), Kind: "Country", Name: strings.TrimPrefix(r.get("name"), "~"), Country: r.get("id"), Source: r.get("source")}
	if err := l.add(e, r); err != nil {
		return err
	}
	if l.name(e, r.get("name"), RoleName); e.names == nil {
		return namesNothing(r)
	}
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

func namesNothing(r row) error {
	return fmt.Errorf("%s: column name: %q names nothing", r.at(), r.get("name"))
}

// The words that columns of kinds and classes may hold.
var (
	kinds        = []string{"Leader", "Person", "Agency", "Organization", "Location", "Materiel", "Unit"}
	forceClasses = []string{"person", "formation", "platform"}
	goodsClasses = []string{"weapon", "vehicle", "aircraft", "ship", "ammunition", "container", "other"}
	titleClasses = []string{"leader-office", "rank", "honorific", "spokesperson", "other"}
)

// Kinds are the kinds of entries.
func Kinds() []string { return append([]string{"Country"}, kinds...) }

// named reads a row of a table of names; kind is the table's, "" where a column has it.
func (l *Lexicon) named(kind string) func(row) error {
	return func(r row) error {
		e := &Entry{ID: r.get("id"), Kind: cmp.Or(kind, r.get("kind")), Name: strings.TrimPrefix(r.get("name"), "~"),
			Country: r.get("country"), Outlet: r.get("outlet") == "1", Parent: r.get("parent"), Source: r.get("source")}
		if err := r.among("kind", e.Kind, kinds); err != nil {
			return err
		}
		var err error
		var people float64
		if e.Lat, err = r.number("lat", -90, 90); err != nil {
			return err
		}
		if e.Lon, err = r.number("lon", -180, 180); err != nil {
			return err
		}
		if people, err = r.number("population", 0, 1e10); err != nil {
			return err
		}
		e.Population = int(people)
		if err := l.add(e, r); err != nil {
			return err
		}
		if l.name(e, r.get("name"), RoleName); e.names == nil {
			return namesNothing(r)
		}
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
		return fmt.Errorf("%s: column person: no entry has the id %q", r.at(), r.get("person"))
	}
	o := Office{p, foldOffice(r.get("title")), r.get("country"), r.get("from"), r.get("to"), r.get("source"), l.round}
	key := o.Country + "\t" + o.Title
	l.terms[key] = append(l.terms[key], o)
	return nil
}

func (l *Lexicon) noun(r row) error {
	n := noun{r.get("singular"), r.get("class")}
	into, classes := l.force, forceClasses
	switch r.get("list") {
	case "force":
	case "materiel":
		into, classes = l.goods, goodsClasses
	default:
		return fmt.Errorf("%s: column list: %q is neither force nor materiel", r.at(), r.get("list"))
	}
	if err := r.among("class", n.class, classes); err != nil {
		return err
	}
	into[strings.ToLower(n.singular)] = n
	for _, p := range r.list("plural") {
		into[strings.ToLower(p)] = n
	}
	return nil
}

func (l *Lexicon) titleRow(r row) error {
	if err := r.among("class", r.get("class"), titleClasses); err != nil {
		return err
	}
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

// add puts an entry in, or in the place of one with the same id from an earlier reading, whose names it drops. Two rows of one
// reading may not have the same id.
func (l *Lexicon) add(e *Entry, r row) error {
	e.file, e.round = r.file, l.round
	old := l.entries[e.ID]
	switch {
	case old == nil:
		l.order = append(l.order, e)
	case old.round == l.round:
		return fmt.Errorf("%s: column id: %q is in %s already", r.at(), e.ID, old.file)
	case old.file != r.file:
		return fmt.Errorf("%s: column id: %q is in %s of the names that are there already; take another id", r.at(), e.ID, old.file)
	default:
		for _, n := range old.names {
			key := key(n.Text)
			l.index[key] = slices.DeleteFunc(slices.Clone(l.index[key]), func(x indexed) bool { return x.Entry == old })
		}
		l.order[slices.Index(l.order, old)] = e
	}
	l.entries[e.ID] = e
	return nil
}

// key is a name folded word by word.
func key(name string) string {
	k, _ := keyed(name)
	return k
}

// keyed is the key of a name and the number of its words.
func keyed(name string) (string, int) {
	if simple(name) {
		k := foldASCII(name)
		return k, strings.Count(k, " ") + 1
	}
	ws := words(name)
	for i, w := range ws {
		ws[i] = Fold(w)
	}
	return strings.Join(ws, " "), len(ws)
}

// simple reports whether a name folds as a whole as it does word by word.
func simple(name string) bool {
	before := byte(' ')
	for i := range len(name) {
		c := name[i]
		if c >= utf8.RuneSelf || c == ',' || c == '\'' || c == '`' || c == '.' && before == ' ' || c < ' ' {
			return false
		}
		before = c
	}
	return before != ' '
}

// name lets a text name an entry. A leading ~ says that it needs context.
func (l *Lexicon) name(e *Entry, text string, role Role) {
	text, context := strings.CutPrefix(strings.TrimSpace(text), "~")
	k, n := keyed(text)
	if n == 0 || k == "" {
		return
	}
	if e.names == nil {
		e.names = l.oneName(Name{text, role})
	} else {
		e.names = append(e.names, Name{text, role})
	}
	x := indexed{Match: Match{Entry: e, Role: role, Context: context}}
	x.Plural = role == RoleDemonym && strings.HasSuffix(text, "s") && !strings.HasSuffix(text, "ss")
	if abbreviated(text) || role == RoleAbbreviation {
		x.exact = spelling(words(text))
		if role == RoleAlias && e.Kind != "Country" && e.Kind != "Location" {
			x.Role = RoleAbbreviation
		}
	}
	have := l.index[k]
	for _, h := range have {
		if h.Entry == e && h.exact == x.exact {
			return
		}
	}
	if have == nil {
		l.index[k] = l.oneIndexed(x)
	} else {
		l.index[k] = append(have, x)
	}
	first, _, _ := strings.Cut(k, " ")
	if l.longest[first] < n {
		l.longest[first] = n
	}
}

// slab is how many short slices share one allocation.
const slab = 512

// oneName is a slice of one name; appending to it copies.
func (l *Lexicon) oneName(n Name) []Name {
	if len(l.nameSlab) == cap(l.nameSlab) {
		l.nameSlab = make([]Name, 0, slab)
	}
	l.nameSlab = append(l.nameSlab, n)
	i := len(l.nameSlab)
	return l.nameSlab[i-1 : i : i]
}

// oneIndexed is a slice of one reading; appending to it copies.
func (l *Lexicon) oneIndexed(x indexed) []indexed {
	if len(l.indexSlab) == cap(l.indexSlab) {
		l.indexSlab = make([]indexed, 0, slab)
	}
	l.indexSlab = append(l.indexSlab, x)
	i := len(l.indexSlab)
	return l.indexSlab[i-1 : i : i]
}

// rank orders the readings of one name.
var rank = map[string]int{"Country": 0, "Agency": 1, "Organization": 1, "Leader": 2, "Person": 3, "Unit": 3, "Materiel": 4, "Location": 5}

// size orders places: regions and areas, of which no population is known, before what else has their name (Florida), then by
// population.
func size(e *Entry) int {
	if e.Population == 0 && (e.file == "regions.tsv" || e.file == "areas.tsv") {
		return math.MaxInt
	}
	return e.Population
}

func (l *Lexicon) sort() {
	for k, v := range l.index {
		if len(v) > 1 {
			v = slices.Clone(v)
			slices.SortStableFunc(v, func(a, b indexed) int {
				return cmp.Or(cmp.Compare(rank[a.Entry.Kind], rank[b.Entry.Kind]), cmp.Compare(size(b.Entry), size(a.Entry)),
					cmp.Compare(a.Role, b.Role), cmp.Compare(a.Entry.ID, b.Entry.ID))
			})
			l.index[k] = v
		}
	}
	for k, v := range l.terms {
		v = slices.Clone(v)
		for i := range v {
			v[i].Person = l.entries[v[i].Person.ID] // later tables may have replaced the row
		}
		slices.SortStableFunc(v, func(a, b Office) int {
			return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Person.ID, b.Person.ID))
		})
		l.terms[k] = v
	}
}

func empty() *Lexicon {
	return &Lexicon{entries: map[string]*Entry{}, index: map[string][]indexed{}, longest: map[string]int{},
		force: map[string]noun{}, goods: map[string]noun{}, agents: map[string]bool{}, titles: map[string]string{}, title1: map[string]int{},
		terms: map[string][]Office{}}
}

// clone copies the maps; the slices in them are clipped, so that growing one leaves the original alone.
func (l *Lexicon) clone() *Lexicon {
	n := &Lexicon{round: l.round, entries: maps.Clone(l.entries), order: slices.Clone(l.order), index: maps.Clone(l.index),
		longest: maps.Clone(l.longest), force: maps.Clone(l.force), goods: maps.Clone(l.goods), agents: maps.Clone(l.agents),
		titles: maps.Clone(l.titles), title1: maps.Clone(l.title1), terms: maps.Clone(l.terms)}
	for k, v := range n.index {
		n.index[k] = slices.Clip(v)
	}
	for k, v := range n.terms {
		n.terms[k] = slices.Clip(v)
	}
	return n
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
