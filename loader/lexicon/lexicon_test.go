package lexicon_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whosaid/whosaid/loader/lexicon"
)

// dir is a folder of tables: file names and texts by turns.
func dir(files ...string) fs.FS {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return m
}

func load(t *testing.T, files ...string) *lexicon.Lexicon {
	t.Helper()
	l, err := lexicon.Load(dir(files...))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

const (
	countries = "id\tname\taliases\tdemonyms\tcapitals\tsource\n" +
		"GG\t~Gamma\tRepublic of Gamma|GRE\tGamman|Gammans|~Gams\tAlphaville\thand\n"
	places = "id\tname\tcountry\tlat\tlon\tpopulation\tparent\taliases\tsource\n" +
		"p1\tAlphaville\tGG\t1.5\t-2.5\t1000\t\t\thand\n" +
		"p2\tBeta\tGG\t1\t2\t10\t\t\thand\n" +
		"p3\tBeta\tGG\t3\t4\t500\t\tNew Beta|St. Beta\thand\n"
	bodies = "id\tkind\tname\tcountry\toutlet\taliases\tabbreviations\tsource\n" +
		"bt\tOrganization\tBeta Times\tGG\t1\tthe Times of Beta\tBT\thand\n"
)

func TestLongest(t *testing.T) {
	l := load(t, "countries.tsv", countries, "places.tsv", places, "bodies.tsv", bodies)
	for _, c := range []struct {
		text string
		n    int
		want string // ids of the readings in their order
	}{
		{"Beta Times reporters", 2, "bt"},
		{"Beta is a town", 1, "p3 p2"}, // of places the larger comes first
		{"beta", 1, "p3 p2"},
		{"New Beta", 2, "p3"},
		{"St Beta", 2, "p3"}, // full stops do not count
		{"St. Béta", 2, "p3"},
		{"BT", 1, "bt"},
		{"bt", 0, ""}, // an abbreviation is written in capitals
		{"B.T.", 1, "bt"},
		{"Gammans", 1, "GG"},
		{"GRE", 1, "GG"},
		{"gre", 0, ""},
		{"Alphaville", 1, "GG p1"}, // the state before the place
		{"Republic of Gamma troops", 3, "GG"},
		{"Republic of", 0, ""},
		{"Delta", 0, ""},
		{"", 0, ""},
	} {
		n, matches := l.Longest(strings.Fields(c.text))
		var got []string
		for _, m := range matches {
			got = append(got, m.Entry.ID)
		}
		if n != c.n || strings.Join(got, " ") != c.want {
			t.Errorf("%q: %d words, %q; want %d, %q", c.text, n, got, c.n, c.want)
		}
	}
	if n, m := l.Longest(nil); n != 0 || m != nil {
		t.Errorf("no words: %d, %v", n, m)
	}
}

func TestMatchesSayWhatTheNameIs(t *testing.T) {
	l := load(t, "countries.tsv", countries, "bodies.tsv", bodies)
	for _, c := range []struct {
		word string
		want lexicon.Match
	}{
		{"Gamma", lexicon.Match{Role: lexicon.RoleName, Context: true}},
		{"Gamman", lexicon.Match{Role: lexicon.RoleDemonym}},
		{"Gammans", lexicon.Match{Role: lexicon.RoleDemonym, Plural: true}},
		{"Gams", lexicon.Match{Role: lexicon.RoleDemonym, Plural: true, Context: true}},
		{"Alphaville", lexicon.Match{Role: lexicon.RoleCapital}},
		{"GRE", lexicon.Match{Role: lexicon.RoleAlias}},
		{"BT", lexicon.Match{Role: lexicon.RoleAbbreviation}},
	} {
		_, matches := l.Longest([]string{c.word})
		if len(matches) != 1 {
			t.Fatalf("%s: %d readings", c.word, len(matches))
		}
		got := matches[0]
		got.Entry = nil
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", c.word, got, c.want)
		}
	}
}

func TestEntriesAndNames(t *testing.T) {
	l := load(t, "countries.tsv", countries, "places.tsv", places)
	var ids []string
	for e := range l.Entries("Location") {
		ids = append(ids, e.ID)
	}
	if !slices.Equal(ids, []string{"p1", "p2", "p3"}) {
		t.Errorf("places %q", ids)
	}
	e := l.Entry("p3")
	if e == nil || e.Name != "Beta" || e.Country != "GG" || e.Lat != 3 || e.Lon != 4 || e.Population != 500 || e.Source != "hand" {
		t.Errorf("p3: %+v", e)
	}
	want := []lexicon.Name{{"Beta", lexicon.RoleName}, {"New Beta", lexicon.RoleAlias}, {"St. Beta", lexicon.RoleAlias}}
	if got := l.Names("p3"); !slices.Equal(got, want) {
		t.Errorf("names %+v, want %+v", got, want)
	}
	if l.Entry("p9") != nil || l.Names("p9") != nil {
		t.Error("an unknown id has an entry or names")
	}
}

func TestTitle(t *testing.T) {
	l := load(t, "titles.tsv", "title\tclass\tsource\nminister\tleader-office\thand\ndefense minister\tleader-office\thand\n"+
		"lt.\trank\thand\nlt. gen.\trank\thand\nmr\thonorific\thand\nspokesman for the\tspokesperson\thand\n")
	for _, c := range []struct {
		text  string
		n     int
		class string
	}{
		{"Minister Smith", 1, "leader-office"},
		{"Defence Minister Smith", 2, "leader-office"}, // British spelling
		{"Lt. Gen. Smith", 2, "rank"},
		{"Lt Gen Smith", 2, "rank"},
		{"Lt. Smith", 1, "rank"},
		{"Mr. Smith", 1, "honorific"},
		{"spokesman for Smith", 0, ""},
		{"Smith", 0, ""},
		{"", 0, ""},
	} {
		if n, class := l.Title(strings.Fields(c.text)); n != c.n || class != c.class {
			t.Errorf("%q: %d, %q; want %d, %q", c.text, n, class, c.n, c.class)
		}
	}
}

func TestHolder(t *testing.T) {
	l := load(t, "countries.tsv", countries,
		"people.tsv", "id\tkind\tname\tcountry\taliases\tsource\na\tLeader\tAnn Alpha\tGG\t\thand\nb\tLeader\tBob Beta\tGG\t\thand\n",
		"terms.tsv", "person\ttitle\tcountry\tfrom\tto\tsource\na\tpresident\tGG\t2010-03-01\t2015-06-30\thand\nb\tpresident\tGG\t2015-06-30\t\thand\n"+
			"a\tdefense minister\tGG\t2001\t2004\thand\nb\tsecretary general\t\t2020-01\t2021-01\thand\n")
	for _, c := range []struct{ office, country, date, want string }{
		{"president", "GG", "2010-02-28", ""},
		{"president", "GG", "2010-03-01", "a"},
		{"President", "GG", "2014", "a"},
		{"president", "GG", "2015", "a b"}, // each held it at a time of that year
		{"president", "GG", "2015-06-30", "a b"},
		{"president", "GG", "2015-07-01", "b"},
		{"president", "GG", "2040-01-01", "b"}, // open
		{"president", "XX", "2014", ""},
		{"king", "GG", "2014", ""},
		{"minister of defence", "GG", "2002-05-05", "a"},
		{"Defense Minister", "GG", "2004-12-31", "a"},
		{"defence minister", "GG", "2005", ""},
		{"secretary general", "", "2020-06-01", "b"},
	} {
		var got []string
		for _, e := range l.Holder(c.office, c.country, c.date) {
			got = append(got, e.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s of %q on %s: %q, want %q", c.office, c.country, c.date, got, c.want)
		}
	}
	n := 0
	for range l.Offices() {
		n++
	}
	if n != 4 {
		t.Errorf("%d offices", n)
	}
}

func TestNouns(t *testing.T) {
	l := load(t, "nouns.tsv", "singular\tplural\tlist\tclass\tsource\nsoldier\tsoldiers\tforce\tperson\thand\nshell\tshells|shellfire\tmateriel\tammunition\thand\n",
		"agents.tsv", "word\tsource\nofficials\thand\n")
	if s, c, ok := l.ForceNoun("soldiers"); s != "soldier" || c != "person" || !ok {
		t.Errorf("soldiers: %q, %q, %v", s, c, ok)
	}
	if s, c, ok := l.MaterielNoun("shellfire"); s != "shell" || c != "ammunition" || !ok {
		t.Errorf("shellfire: %q, %q, %v", s, c, ok)
	}
	if _, _, ok := l.ForceNoun("shell"); ok {
		t.Error("a shell fights")
	}
	if !l.Agent("officials") || l.Agent("shell") {
		t.Error("agents")
	}
}

func TestWithLetsTheUsersTableWin(t *testing.T) {
	l := load(t, "countries.tsv", countries, "places.tsv", places)
	more, err := l.With(dir("places.tsv", "id\tname\tcountry\taliases\nq1\tDelta\tGG\t\np3\tOmega\tGG\tBeta Nova\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		l    *lexicon.Lexicon
		text string
		want string
	}{
		{more, "Delta", "q1"},
		{more, "Omega", "p3"},
		{more, "Beta Nova", "p3"},
		{more, "New Beta", "p2?"}, // the old names are gone
		{more, "Beta", "p2"},
		{more, "Alphaville", "GG p1"},
		{l, "Delta", ""}, // the receiver stays as it was
		{l, "Omega", ""},
		{l, "Beta", "p3 p2"},
		{l, "New Beta", "p3"},
	} {
		n, matches := c.l.Longest(strings.Fields(c.text))
		var got []string
		for _, m := range matches {
			got = append(got, m.Entry.ID)
		}
		want := c.want
		if want == "p2?" {
			want = ""
			if n != 0 {
				t.Errorf("%q still matches %q", c.text, got)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", c.text, got, want)
		}
	}
	if l.Entry("p3").Name != "Beta" || more.Entry("p3").Name != "Omega" {
		t.Error("the entry was not replaced, or in both")
	}
	var order []string
	for e := range more.Entries("Location") {
		order = append(order, e.ID)
	}
	if !slices.Equal(order, []string{"p1", "p2", "p3", "q1"}) {
		t.Errorf("order %q", order)
	}
	if _, err := more.With(dir("terms.tsv", "person\ttitle\tsource\nnobody\tking\thand\n")); err == nil {
		t.Error("a wrong table was taken")
	}
}

// TestNamesOfTheLastTablesNameNothingElse tests names, abbreviations and offices of tables that are added.
func TestNamesOfTheLastTablesNameNothingElse(t *testing.T) {
	head := "id\tkind\tname\tcountry\taliases\tabbreviations\tsource\n"
	l := load(t, "countries.tsv", countries, "bodies.tsv", head+"old\tAgency\tBeta\tGG\tOld Beta\tBT\thand\n",
		"people.tsv", "id\tkind\tname\nann\tLeader\tAnn Alpha\nbob\tLeader\tBob Beta\n",
		"terms.tsv", "person\ttitle\tcountry\tfrom\tto\nann\tking\tGG\t2001\t2010\nbob\tking\tGG\t2010\t\n")
	more, err := l.With(dir("bodies.tsv", head+"new\tOrganization\tBeta\tGG\t~Old Beta\tBT|~Alphaville\tmine\n",
		"people.tsv", "id\tkind\tname\nann\tLeader\tAnn Gamma\ncyd\tLeader\tCyd Delta\n",
		"terms.tsv", "person\ttitle\tcountry\tfrom\tto\ncyd\tking\tGG\t2020\t\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		l          *lexicon.Lexicon
		text, want string
	}{
		{more, "Beta", "new"},
		{more, "BT", "new"},
		{more, "Old Beta", "new old"}, // with ~ beside what was there
		{more, "Alphaville", "GG new"},
		{l, "Beta", "old"},
	} {
		_, matches := c.l.Longest(strings.Fields(c.text))
		var got []string
		for _, m := range matches {
			got = append(got, m.Entry.ID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	for _, c := range []struct {
		l          *lexicon.Lexicon
		date, want string
	}{{more, "2005", "Ann Gamma"}, {more, "2015", "Bob Beta"}, {more, "2021", "Cyd Delta"}, {l, "2021", "Bob Beta"}, {l, "2005", "Ann Alpha"}} {
		holders := c.l.Holder("king", "GG", c.date)
		if len(holders) != 1 || holders[0].Name != c.want {
			t.Errorf("king in %s: %v, want %s", c.date, holders, c.want)
		}
	}
}

func TestTablesThatAreAddedAreThere(t *testing.T) {
	l := load(t, "countries.tsv", countries, "places.tsv", places)
	if _, err := l.With(dir("notes.txt", "x")); !errors.Is(err, lexicon.ErrNoTable) {
		t.Errorf("no table: %v", err)
	}
	if _, err := l.With(dir("places.tsv", places, "body.tsv", bodies)); err == nil || !strings.HasPrefix(err.Error(), "body.tsv is none of the tables (countries.tsv, ") {
		t.Errorf("a table by a wrong name: %v", err)
	}
	_, err := l.With(dir("bodies.tsv", "id\tkind\tname\np1\tAgency\tx\n"))
	if want := `bodies.tsv:2: column id: "p1" is in places.tsv of the names that are there already; take another id`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestTablesSayWhatIsWrongWithThem(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"places.tsv", "id\tcountry\n", `places.tsv:1: the column "name" is missing`},
		{"places.tsv", "id\tname\tid\n", `places.tsv:1: the column "id" is there twice`},
		{"places.tsv", "id\tname\n# a comment\n\nx\t\n", "places.tsv:4: column name is empty"},
		{"places.tsv", "id\tname\n \tx\n", "places.tsv:2: column id is empty"},
		{"places.tsv", "id\tname\nx\ty\tz\n", "places.tsv:2: 3 cells under 2 columns"},
		{"places.tsv", "id\tname\nx\t\xff\n", "places.tsv:2: not valid UTF-8"},
		{"places.tsv", "id\tname\nx\t" + strings.Repeat("y", 70_000) + "\n", "places.tsv:2: the line has 70002 bytes; at most 65536 are read"},
		{"places.tsv", "id\tname\tlat\nx\ty\tnorth\n", `places.tsv:2: column lat: "north" is not a number`},
		{"places.tsv", "id\tname\tlat\nx\ty\t91\n", "places.tsv:2: column lat: 91 is not between -90 and 90"},
		{"places.tsv", "id\tname\tlon\nx\ty\tNaN\n", "places.tsv:2: column lon: NaN is not between -180 and 180"},
		{"places.tsv", "id\tname\tpopulation\nx\ty\t-1\n", "places.tsv:2: column population: -1 is not between 0 and 1e+10"},
		{"places.tsv", "id\tname\nx\ty\nx\tz\n", `places.tsv:3: column id: "x" is in places.tsv already`},
		{"bodies.tsv", "id\tkind\tname\nx\tClub\ty\n", `bodies.tsv:2: column kind: "Club" is none of Leader, Person, Agency, Organization, Location, Materiel, Unit`},
		{"terms.tsv", "person\ttitle\nx\tking\n", `terms.tsv:2: column person: no entry has the id "x"`},
		{"nouns.tsv", "singular\tlist\tclass\nx\tother\ty\n", `nouns.tsv:2: column list: "other" is neither force nor materiel`},
		{"nouns.tsv", "singular\tlist\tclass\nx\tforce\tweapon\n", `nouns.tsv:2: column class: "weapon" is none of person, formation, platform`},
		{"titles.tsv", "title\tclass\r\nx\tking\r\n", `titles.tsv:2: column class: "king" is none of leader-office, rank, honorific, spokesperson, other`},
		{"countries.tsv", "id\tname\tsource\nx\t~\thand\n", `countries.tsv:2: column name: "~" names nothing`},
	} {
		_, err := lexicon.Load(dir(c.file, c.text))
		if err == nil || err.Error() != c.want {
			t.Errorf("%q\n got %v\nwant %s", c.text[:min(len(c.text), 60)], err, c.want)
		}
	}
	_, err := lexicon.Load(dir("bodies.tsv", "id\tkind\tname\nx\tAgency\ty\n", "places.tsv", "id\tname\nx\ty\n"))
	if want := `places.tsv:2: column id: "x" is in bodies.tsv already`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if l, err := lexicon.Load(dir()); err != nil || l.Entry("x") != nil {
		t.Errorf("no tables: %v", err)
	}
}

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"kursk", "kursk"},
		{"Kursk", "kursk"},
		{"U.S.", "us"},
		{"Łódź", "łodz"}, // a stroke is no accent
		{"São Paulo", "sao paulo"},
		{"Ta’izz", "ta'izz"},
		{"Ta`izz", "ta'izz"},
		{"  New \t York\n", "new york"},
		{"New\u00a0York", "new york"},
		{"F-16", "f-16"},
		{"F‑16", "f-16"},
		{"Rostov–on–Don", "rostov-on-don"},
		{"İstanbul", "istanbul"},
		{"Київ", "киів"},
		{".", ""},
	} {
		got := lexicon.Fold(c.in)
		if got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
		if again := lexicon.Fold(got); again != got {
			t.Errorf("Fold(%q) = %q: folding twice changes it", got, again)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "New  York", "U.S.", "Ta’izz", "São\u00a0Paulo", "`", "İ", "ﬁ. ﬁ", "\xff", " .a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := lexicon.Fold(s)
		if strings.ContainsAny(once, ".\n\t") || strings.HasPrefix(once, " ") || strings.Contains(once, "  ") {
			t.Errorf("Fold(%q) = %q", s, once)
		}
	})
}

func FuzzLoad(f *testing.F) {
	tables := []string{
		"countries.tsv", "bodies.tsv", "people.tsv", "materiel.tsv", "areas.tsv", "regions.tsv", "places.tsv", "terms.tsv", "nouns.tsv", "titles.tsv", "agents.tsv",
	}
	f.Add(uint8(0), countries)
	f.Add(uint8(1), bodies)
	f.Add(uint8(6), places)
	f.Add(uint8(6), "id\tname\tlat\tpopulation\nx\t~\t1e400\t1e9\n")
	f.Add(uint8(8), "singular\tplural\tlist\tclass\nshell\tshells|\tmateriel\tammunition\n")
	f.Add(uint8(9), "title\tclass\n \trank\n")
	f.Add(uint8(10), "word\n\x00\n")
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		file := tables[int(which)%len(tables)]
		tables := dir(file, text)
		l, err := lexicon.Load(tables)
		if err != nil {
			if !strings.HasPrefix(err.Error(), file+":") {
				t.Errorf("the error does not say where: %v", err)
			}
			return
		}
		for _, kind := range []string{"Country", "Leader", "Person", "Agency", "Organization", "Location", "Materiel", "Unit"} {
			for e := range l.Entries(kind) {
				if l.Entry(e.ID) != e || len(l.Names(e.ID)) == 0 {
					t.Errorf("%q has no entry or no name", e.ID)
				}
				for _, n := range l.Names(e.ID) {
					l.Longest(strings.Fields(n.Text))
				}
			}
		}
		l.Title(strings.Fields(text))
		l.Longest(strings.Fields(text))
		if _, err := l.With(tables); err != nil {
			t.Errorf("a table that is read once is not read twice: %v", err)
		}
	})
}

func BenchmarkLongest(b *testing.B) {
	l := lexicon.Default()
	words := strings.Fields("South Korea’s National Intelligence Service has confirmed that 1,500 North Korean soldiers are training in Primorsky Krai near Vladivostok .")
	for b.Loop() {
		for i := range words {
			l.Longest(words[i:])
		}
	}
}
