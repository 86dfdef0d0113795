package lexicon

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
)

// table is a table of the binary as its rows by column.
func table(t *testing.T, file string) (columns []string, rows []map[string]string) {
	t.Helper()
	text, err := fs.ReadFile(data, "data/"+file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(string(text), "\n") {
		t.Errorf("%s does not end with a line break", file)
	}
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if i == 0 {
			columns = cells
			continue
		}
		if len(cells) != len(columns) {
			t.Fatalf("%s:%d: %d cells under %d columns", file, i+1, len(cells), len(columns))
		}
		r := map[string]string{}
		for k, c := range columns {
			if c != "" && strings.TrimSpace(cells[k]) != cells[k] {
				t.Errorf("%s:%d: column %s: %q has white space around it", file, i+1, c, cells[k])
			}
			r[c] = cells[k]
		}
		rows = append(rows, r)
	}
	return columns, rows
}

func files(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(data, "data/*.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) != 11 {
		t.Errorf("%d tables: %q", len(names), names)
	}
	for i, n := range names {
		names[i] = strings.TrimPrefix(n, "data/")
	}
	return names
}

func TestTablesAreSortedAndEveryRowHasASource(t *testing.T) {
	sources := map[string]bool{"hand": true, "GeoNames": true, "GeoNames|hand": true, "Factbook": true, "MISP": true} // NOTICE and data/README.md name these
	for _, file := range files(t) {
		columns, rows := table(t, file)
		last := ""
		for i, r := range rows {
			if !sources[r["source"]] {
				t.Errorf("%s:%d: the source is %q", file, i+2, r["source"])
			}
			if r[columns[0]] < last {
				t.Errorf("%s:%d: %q stands behind %q", file, i+2, r[columns[0]], last)
			}
			last = r[columns[0]]
		}
	}
}

// TestNoRowIsThereTwice tests what identifies a row; that no two entries share an id is tested by reading the tables.
func TestNoRowIsThereTwice(t *testing.T) {
	for file, by := range map[string][]string{
		"terms.tsv":  {"person", "title", "country", "from"},
		"nouns.tsv":  {"singular", "list"},
		"titles.tsv": {"title"},
		"agents.tsv": {"word"},
	} {
		_, rows := table(t, file)
		seen := map[string]bool{}
		for i, r := range rows {
			key := file
			for _, c := range by {
				key += "\t" + r[c]
			}
			if seen[key] {
				t.Errorf("%s:%d: %q is there twice", file, i+2, key)
			}
			seen[key] = true
		}
	}
}

func TestReferencesLeadSomewhere(t *testing.T) {
	ids := map[string]map[string]bool{}
	for _, file := range files(t) {
		_, rows := table(t, file)
		ids[file] = map[string]bool{}
		for _, r := range rows {
			ids[file][r["id"]] = true
		}
	}
	for _, file := range files(t) {
		_, rows := table(t, file)
		for i, r := range rows {
			if c := r["country"]; c != "" && !ids["countries.tsv"][c] {
				t.Errorf("%s:%d: no country has the id %q", file, i+2, c)
			}
			if p := r["person"]; p != "" && !ids["people.tsv"][p] {
				t.Errorf("%s:%d: nobody has the id %q", file, i+2, p)
			}
			if p := r["parent"]; p != "" && !ids["regions.tsv"][p] {
				t.Errorf("%s:%d: no region has the id %q", file, i+2, p)
			}
		}
	}
}

func TestTermsAreDates(t *testing.T) {
	_, rows := table(t, "terms.tsv")
	date := func(s string) bool {
		for i, form := 0, "dddd-dd-dd"; i < len(s); i++ {
			if i >= len(form) || form[i] == '-' && s[i] != '-' || form[i] == 'd' && (s[i] < '0' || s[i] > '9') {
				return false
			}
		}
		return slices.Contains([]int{0, 4, 7, 10}, len(s))
	}
	for i, r := range rows {
		if !date(r["from"]) || !date(r["to"]) || r["to"] != "" && r["from"] > r["to"] {
			t.Errorf("terms.tsv:%d: from %q to %q", i+2, r["from"], r["to"])
		}
	}
}

// TestNamesNameOneEntry tests that of the entries of one class no two have the same usual name, places apart.
func TestNamesNameOneEntry(t *testing.T) {
	for _, file := range []string{"countries.tsv", "bodies.tsv", "people.tsv", "materiel.tsv", "areas.tsv", "regions.tsv"} {
		_, rows := table(t, file)
		seen := map[string]string{}
		for i, r := range rows {
			name := Fold(strings.TrimPrefix(r["name"], "~"))
			if have := seen[name]; have != "" {
				t.Errorf("%s:%d: %s and %s are both called %q", file, i+2, have, r["id"], r["name"])
			}
			seen[name] = r["id"]
		}
	}
}

func TestPlacesThatAreAlsoWordsNeedContext(t *testing.T) {
	l := Default()
	for _, name := range []string{
		"Of", "Nice", "Reading", "Mobile", "Most", "Bar", "Split", "Hope", "Orange", "Austin", "Paris", "Charlotte", "Lincoln", "Clinton", "Warren", "Virginia", "Phoenix",
		"Worth", "Bath", "Cork", "Police", "Man", "Best", "Same", "Are", "Date", "Moss", "Jackson", "Sydney", "Columbus", "Jordan", "Georgia",
	} {
		_, matches := l.Longest([]string{name})
		for _, m := range matches {
			if m.Entry.Kind == "Location" && !m.Context {
				t.Errorf("%s (%s) is believed to be a place wherever it stands", name, m.Entry.ID)
			}
		}
	}
	for _, name := range []string{"Kursk", "Bakhmut", "Avdiivka", "Mariupol", "Kharkiv", "Vladivostok", "Mosul", "Aleppo", "Kandahar", "Crimea", "Donbas"} {
		n, matches := l.Longest([]string{name})
		if n != 1 || matches[0].Entry.Kind != "Location" || matches[0].Context {
			t.Errorf("%s is not known to be a place: %+v", name, matches)
		}
	}
}

func TestPlacesAreWhereTheyAre(t *testing.T) {
	l := Default()
	for _, c := range []struct {
		name, country, parent string
		lat, lon              float64
	}{
		{"Kursk", "RU", "RU.41", 51.7, 36.2},
		{"Kursk region", "RU", "", 51.8, 36},
		{"Primorsky Krai", "RU", "", 43.6, 132.5},
		{"Poltava Oblast", "UA", "", 49.5, 33.7},
		{"Avdiivka", "UA", "UA.05", 48.1, 37.8},
		{"Odessa", "UA", "UA.17", 46.5, 30.7},
		{"Irbil", "IQ", "IQ.11", 36.2, 44},
		{"Rostov-on-Don", "RU", "RU.61", 47.2, 39.7},
		{"South Gyeongsang Province", "KR", "", 35.2, 128.5},
		{"Colorado", "US", "", 39.7, -105},
		{"Black Sea", "", "", 43, 34},
	} {
		words := strings.Fields(c.name)
		n, matches := l.Longest(words)
		if n != len(words) {
			t.Errorf("%s is not in the lexicon", c.name)
			continue
		}
		e := matches[0].Entry
		if near := func(a, b float64) bool { return a-b < 1 && b-a < 1 }; e.Country != c.country || e.Parent != c.parent || !near(e.Lat, c.lat) || !near(e.Lon, c.lon) {
			t.Errorf("%s: %+v", c.name, *e)
		}
	}
}

func TestKindsOfEntriesAreThoseOfTheFormat(t *testing.T) {
	count := map[string]int{}
	for _, e := range Default().order {
		count[e.Kind]++
		if e.Name == "" || len(Default().Names(e.ID)) == 0 {
			t.Errorf("%s has no name", e.ID)
		}
	}
	want := []string{"Agency", "Country", "Leader", "Location", "Materiel", "Organization", "Person"}
	if got := slices.Sorted(maps.Keys(count)); !slices.Equal(got, want) {
		t.Errorf("kinds %v, want %v", got, want)
	}
}
