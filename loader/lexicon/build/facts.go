package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/whosaid/whosaid/loader/lexicon"
)

// The sources of facts, as the column source names them.
const (
	factbook = "Factbook"
	misp     = "MISP"
)

// facts adds rows to bodies.tsv, people.tsv and terms.tsv: who heads states and governments and what their armed forces are
// called, from the World Factbook, and the intelligence agencies of MISP's list. Rows that it made before are made anew; all
// others stay, and what they know is not added again.
func (in inputs) facts() error {
	f := facts{tables: map[string]*tsv{}}
	for _, name := range []string{"bodies.tsv", "people.tsv", "terms.tsv"} {
		t, err := readTSV(filepath.Join(in.out, name))
		if err != nil {
			return err
		}
		f.tables[name] = t
	}
	kept := f.without()
	lex, err := lexicon.Load(overlay{os.DirFS(in.out), kept})
	if err != nil {
		return err
	}
	f.lex = lex
	if in.factbook != "" {
		if err := f.readFactbook(in.factbook); err != nil {
			return err
		}
	}
	if in.agencies != "" {
		if err := f.readAgencies(in.agencies); err != nil {
			return err
		}
	}
	for name, t := range f.tables {
		if err := os.WriteFile(filepath.Join(in.out, name), t.bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// facts are the tables in the making.
type facts struct {
	lex    *lexicon.Lexicon // what the other rows know
	tables map[string]*tsv
}

// without takes out the rows that this program made, and returns the tables that are left.
func (f *facts) without() map[string][]byte {
	left := map[string][]byte{}
	for name, t := range f.tables {
		t.rows = slices.DeleteFunc(t.rows, func(r []string) bool { s := r[len(r)-1]; return s == factbook || s == misp })
		left[name] = t.bytes()
	}
	return left
}

// tsv is a table as its rows.
type tsv struct {
	head string
	rows [][]string
}

func readTSV(path string) (*tsv, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	all := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	t := &tsv{head: all[0]}
	for _, line := range all[1:] {
		t.rows = append(t.rows, strings.Split(line, "\t"))
	}
	return t, nil
}

func (t *tsv) add(cells ...string) { t.rows = append(t.rows, cells) }

// bytes is the table sorted by its first column; rows with one first cell keep their order.
func (t *tsv) bytes() []byte {
	slices.SortStableFunc(t.rows, func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
	var b bytes.Buffer
	b.WriteString(t.head + "\n")
	for _, r := range t.rows {
		b.WriteString(strings.Join(r, "\t") + "\n")
	}
	return b.Bytes()
}

// overlay is a folder in which some files have other contents.
type overlay struct {
	fs.FS
	files map[string][]byte
}

func (o overlay) ReadFile(name string) ([]byte, error) {
	if b, ok := o.files[name]; ok {
		return b, nil
	}
	return fs.ReadFile(o.FS, name)
}

// profile is what is read of a country's page of the Factbook.
type profile struct {
	Government struct {
		Name struct {
			Short struct{ Text string } `json:"conventional short form"`
			Long  struct{ Text string } `json:"conventional long form"`
		} `json:"Country name"`
		Executive struct {
			State      struct{ Text string } `json:"chief of state"`
			Government struct{ Text string } `json:"head of government"`
		} `json:"Executive branch"`
	}
	Military struct {
		Forces struct{ Text string } `json:"Military and security forces"`
	} `json:"Military and Security"`
}

// readFactbook reads the pages of a folder, a folder of continents.
func (f *facts) readFactbook(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.json"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("%s: no pages: want folders of continents with a file for each country", dir)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var p profile
		var wrong *json.UnmarshalTypeError
		if err := json.Unmarshal(b, &p); err != nil && !errors.As(err, &wrong) { // pages that are no country's have other forms
			return fmt.Errorf("%s: %w", file, err)
		}
		g := p.Government
		country := f.country(plainText(g.Name.Short.Text), plainText(g.Name.Long.Text))
		if country == "" {
			continue
		}
		for _, text := range []string{g.Executive.State.Text, g.Executive.Government.Text} {
			f.leader(country, plainText(text))
		}
		f.forces(country, plainText(p.Military.Forces.Text))
	}
	return nil
}

// plainText is a text of the Factbook without markup.
func plainText(s string) string {
	s = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(strings.ReplaceAll(s, "<br>", "; "), "")
	return strings.Join(strings.Fields(strings.ReplaceAll(html.UnescapeString(s), "\u00a0", " ")), " ")
}

// country is the id of the country with one of these names.
func (f *facts) country(names ...string) string {
	for _, name := range names {
		n := strings.Fields(name)
		if k, ms := f.lex.Longest(n); k == len(n) && k > 0 {
			for _, m := range ms {
				if m.Entry.Kind == "Country" && (m.Role == lexicon.RoleName || m.Role == lexicon.RoleAlias) {
					return m.Entry.ID
				}
			}
		}
	}
	return ""
}

// offices are the titles that the Factbook puts before names, with the title that articles use.
var offices = map[string]string{
	"President": "president", "Interim President": "president", "Transition President": "president", "Prime Minister": "prime minister",
	"Acting Prime Minister": "prime minister", "Interim Prime Minister": "prime minister", "Transition Prime Minister": "prime minister",
	"King": "king", "Sultan": "sultan", "Amir": "emir", "Chancellor": "chancellor", "Federal Chancellor": "chancellor", "Premier": "premier",
	"Taoiseach": "prime minister", "Grand Duke": "grand duke", "Prince": "prince", "Pope": "pope", "Supreme Leader": "supreme leader",
	"Caretaker Prime Minister": "prime minister",
}

// leaderText is one leader: a title, a name with the family name in capitals, a date.
var leaderText = regexp.MustCompile(`^(\p{Lu}[\p{L} ]*?) ((?:(?:Col|Gen|Dr)\. )?\p{Lu}[\p{L}'’. -]*?) \(since ([^)]*?)\)`)

// leader adds who heads a state or a government.
func (f *facts) leader(country, text string) {
	m := leaderText.FindStringSubmatch(text)
	if m == nil {
		return
	}
	title, name := splitTitle(m[1] + " " + m[2])
	since := isoDate(m[3])
	if title == "" || since == "" || !personal(name) {
		return
	}
	shown := capitalised(name)
	if f.foreign(shown, country) {
		return // a territory's
	}
	id := f.person(shown, family(name), country)
	if id == "" {
		id = slug(shown)
		for f.lex.Entry(id) != nil || f.has("people.tsv", id) {
			id += "-" + strings.ToLower(country)
		}
		f.tables["people.tsv"].add(id, "Leader", shown, country, strings.Join(shorter(shown, family(name)), "|"), factbook)
	}
	for o := range f.lex.Offices() {
		if o.Country == country && o.Title == title && (o.Person.ID == id || o.From >= since) {
			return // known, or the Factbook is older
		}
	}
	if f.has("terms.tsv", id, title, country) {
		return
	}
	for o := range f.lex.Offices() {
		if o.Country == country && o.Title == title && (o.To == "" || o.To > since) && o.Person.ID != id {
			fmt.Fprintf(os.Stderr, "build: %s: %s is %s until %q, and %s since %s\n", country, o.Person.Name, title, o.To, shown, since)
		}
	}
	f.tables["terms.tsv"].add(id, title, country, since, "", factbook)
}

// personal reports whether what stands behind a title is a name alone, and not the rest of a longer title or a king's name, which
// articles give in many ways.
func personal(name string) bool {
	words := strings.Fields(name)
	return len(words) > 1 && strings.ToUpper(name) != name && unicode.IsUpper([]rune(words[0])[0]) && offices[words[0]] == "" &&
		!slices.Contains(words, "of") && !slices.Contains(words, "Prince") && !slices.Contains(words, "Minister")
}

// foreign reports whether a name is that of somebody of another country.
func (f *facts) foreign(name, country string) bool {
	words := strings.Fields(name)
	n, ms := f.lex.Longest(words)
	return n == len(words) && slices.ContainsFunc(ms, func(m lexicon.Match) bool { return m.Entry.Country != country })
}

// has reports whether a table has a row that opens with these cells.
func (f *facts) has(table string, cells ...string) bool {
	return slices.ContainsFunc(f.tables[table].rows, func(r []string) bool { return slices.Equal(r[:len(cells)], cells) })
}

// splitTitle takes the longest known title off a leader's text, and a rank before the name.
func splitTitle(s string) (title, name string) {
	words := strings.Fields(s)
	for n := min(3, len(words)-1); n > 0; n-- {
		if t := offices[strings.Join(words[:n], " ")]; t != "" {
			words = words[n:]
			for len(words) > 1 && (words[0] == "Col." || words[0] == "Gen." || words[0] == "Dr.") {
				words = words[1:]
			}
			return t, strings.Join(words, " ")
		}
	}
	return "", ""
}

// family is the part of a name that is written in capitals.
func family(name string) string {
	var out []string
	for _, w := range strings.Fields(name) {
		if len([]rune(w)) > 1 && strings.ToUpper(w) == w {
			out = append(out, capitalised(w))
		}
	}
	return strings.Join(out, " ")
}

// capitalised is a name without words in capitals: "Karol NAWROCKI" is Karol Nawrocki.
func capitalised(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		up, low := []rune(strings.ToUpper(w)), []rune(strings.ToLower(w))
		if string(up) != w && !strings.Contains(w, "-") || len(up) < 2 {
			continue
		}
		out := make([]rune, 0, len(up))
		for k := range up {
			if rs := []rune(w); k == 0 && unicode.IsUpper(rs[0]) || k > 0 && (rs[k-1] == '-' || rs[k-1] == '\'') && unicode.IsUpper(rs[k]) {
				out = append(out, up[k])
			} else {
				out = append(out, low[k])
			}
		}
		words[i] = string(out)
	}
	return strings.Join(words, " ")
}

// shorter are the other ways in which articles write a name: the first name and the family name.
func shorter(name, family string) []string {
	first := strings.Fields(name)[0]
	if family == "" || strings.HasPrefix(name, family) || first+" "+family == name {
		return nil
	}
	return []string{first + " " + family}
}

// person is the id of somebody of the country whom the lexicon knows by this name, or by the first and the family name.
func (f *facts) person(name, family, country string) string {
	for _, kind := range []string{"Leader", "Person"} {
		for e := range f.lex.Entries(kind) {
			if e.Country != country {
				continue
			}
			for _, n := range f.lex.Names(e.ID) {
				words, all := parts(n.Text), parts(name)
				last := len(words) > 1 && words[len(words)-1] == all[len(all)-1] && words[0][0] == all[0][0]
				if last || fold(n.Text) == fold(name) || family != "" && len(words) > 1 && similar(words, parts(family), all) {
					return e.ID
				}
			}
		}
	}
	return f.made(name, country)
}

// parts are the words of a name and of its words with a dash, folded.
func parts(name string) []string { return strings.Fields(strings.ReplaceAll(fold(name), "-", " ")) }

// similar reports whether a name has every word of the family name and another word of the whole name, spellings apart.
func similar(words, family, all []string) bool {
	shared := 0
	for _, w := range all {
		if slices.ContainsFunc(words, func(x string) bool { return alike(x, w) }) {
			shared++
		}
	}
	for _, w := range family {
		if !slices.ContainsFunc(words, func(x string) bool { return alike(x, w) }) {
			return false
		}
	}
	return shared >= min(2, len(all))
}

// alike reports whether two words differ in no more than spellings do: the same consonants, or the same opening.
func alike(a, b string) bool {
	bones := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("aeiouyh'’-", r) {
				return -1
			}
			return r
		}, strings.TrimPrefix(strings.TrimPrefix(s, "al-"), "el-"))
	}
	return a == b || len(bones(a)) > 1 && bones(a) == bones(b)
}

// made is the id of a person of this name that was added before.
func (f *facts) made(name, country string) string {
	for _, r := range f.tables["people.tsv"].rows {
		if r[len(r)-1] == factbook && r[2] == name && r[3] == country {
			return r[0]
		}
	}
	return ""
}

// isoDate is a date of the Factbook: "7 October 2024", "April 2018", "1997".
func isoDate(s string) string {
	for in, out := range map[string]string{"2 January 2006": "2006-01-02", "January 2006": "2006-01", "2006": "2006"} {
		if t, err := time.Parse(in, strings.TrimSpace(s)); err == nil {
			return t.Format(out)
		}
	}
	return ""
}

// forcesText is the name of a country's armed forces before its abbreviation and its parts.
var forcesText = regexp.MustCompile(`^(?:the )?([\p{L}'’. -]+?) ?[(:;]`)

// forces adds the armed forces of a country.
func (f *facts) forces(country, text string) {
	m := forcesText.FindStringSubmatch(text)
	if m == nil {
		return
	}
	name := strings.ReplaceAll(m[1], "’", "'")
	words := strings.Fields(name)
	if last := words[len(words)-1]; len(words) < 2 || len(words) > 7 || !slices.Contains([]string{"Force", "Forces", "Army"}, last) {
		return
	}
	if strings.Contains(name, "Armed Force") && !strings.Contains(name, "Royal") && !strings.Contains(name, "'s") {
		return // a country's armed forces are found by its name, in every form
	}
	f.body(name, country, factbook)
}

// agencyWords are words that names of agencies in English hold.
var agencyWords = []string{"Service", "Services", "Agency", "Intelligence", "Directorate", "Bureau", "Committee", "Security", "Department", "Office", "Centre",
	"Center", "Organization", "Organisation", "Command", "Council"}

// readAgencies reads MISP's list of intelligence agencies.
func (f *facts) readAgencies(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var list struct {
		Values []struct {
			Value string
			Meta  struct{ Country string }
		}
	}
	if err := json.Unmarshal(b, &list); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, v := range list.Values {
		name := strings.TrimSpace(regexp.MustCompile(`\s*[(\[].*`).ReplaceAllString(strings.TrimPrefix(v.Value, "The "), ""))
		country := f.lex.Entry(v.Meta.Country)
		words := strings.Fields(name)
		english := slices.ContainsFunc(words, func(w string) bool { return slices.Contains(agencyWords, w) })
		if country == nil || country.Kind != "Country" || !english || len(words) < 2 || len(words) > 8 || strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) {
			continue
		}
		f.body(name, country.ID, misp)
	}
	return nil
}

// body adds an agency of a country. A name that says nothing of the country gets it: what is the National Security Agency of one
// is also that of another.
func (f *facts) body(name, country, source string) {
	e := f.lex.Entry(country)
	other := otherSpelling(name)
	for _, form := range []string{name, name + " of " + e.Name, other} {
		n := tokens(form)
		if k, ms := f.lex.Longest(n); k > 0 && k == len(n) && slices.ContainsFunc(ms, func(m lexicon.Match) bool { return m.Entry.Country == country }) {
			return
		}
	}
	of := false // whether the name says whose it is
	for i := range tokens(name) {
		_, ms := f.lex.Longest(tokens(name)[i:])
		of = of || slices.ContainsFunc(ms, func(m lexicon.Match) bool { return m.Entry.ID == country })
	}
	var aliases []string
	mark := ""
	if !of {
		aliases, mark = append(aliases, "~"+name), "~"
		name += " of " + e.Name
	}
	if other != "" {
		aliases = append(aliases, mark+other)
	}
	id := slug(name)
	if f.lex.Entry(id) != nil || f.has("bodies.tsv", id) {
		return
	}
	f.tables["bodies.tsv"].add(id, "Agency", name, country, "", strings.Join(aliases, "|"), "", source)
}

// otherSpelling is a name with the other spelling of defence and of organisation; "" where it has none.
func otherSpelling(name string) string {
	for _, p := range [][2]string{{"Defense", "Defence"}, {"Organisation", "Organization"}} {
		for _, p := range [][2]string{p, {p[1], p[0]}} {
			if strings.Contains(name, p[0]) {
				return strings.ReplaceAll(name, p[0], p[1])
			}
		}
	}
	return ""
}

// tokens are the words of a name as a text has them: 's is one of its own.
func tokens(name string) []string {
	return strings.Fields(strings.ReplaceAll(strings.ReplaceAll(name, "'s", " 's"), ",", " ,"))
}

// slug is a name as an id.
func slug(name string) string {
	return strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(fold(name), "-"), "-")
}
