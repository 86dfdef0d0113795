package main

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/whosaid/whosaid/loader/lexicon"
)

func TestNeedsContext(t *testing.T) {
	m := &meanings{words: set("nice of reading"), people: set("austin paris san"), whole: map[string]bool{"new abrams": true}}
	for _, c := range []struct {
		name       string
		population int
		near       bool
		want       bool
	}{
		{"Nice", 900_000, false, true},
		{"Austin", 900_000, false, true},
		{"New Abrams", 900_000, false, true},
		{"Austin", 900_000, true, false}, // a city of the news before a name of few
		{"Austin", 300_000, true, true},
		{"Of", 900_000, true, true},
		{"Ufa", 900_000, true, true}, // three letters are often something else
		{"Leipzig", 600_000, false, false},
		{"Leipzig", 60_000, false, true}, // a place that few know
		{"Bakhmut", 60_000, true, false},
		{"Bad Nauheim", 30_000, false, false},
		{"Austin Hills", 30_000, false, true},
		{"San Province", 0, false, false}, // says itself that it is a place
		{"Paris-Nord", 300_000, false, true},
	} {
		if got := m.needsContext(c.name, c.population, c.near); got != c.want {
			t.Errorf("%s of %d: %v", c.name, c.population, got)
		}
	}
}

func TestBase(t *testing.T) {
	for _, c := range []struct{ in, base, word string }{
		{"Kursk Oblast", "Kursk", "Oblast"},
		{"Leningradskaya Oblast'", "Leningradskaya", "Oblast'"},
		{"Republic of Tyva", "Tyva", "Republic of"},
		{"Colorado", "Colorado", ""},
		{"State of Palestine", "Palestine", "State of"},
	} {
		if b, w := base(c.in); b != c.base || w != c.word {
			t.Errorf("%s: %q, %q", c.in, b, w)
		}
	}
}

func TestSpellings(t *testing.T) {
	for _, c := range []struct{ name, country, want string }{
		{"Avdiyivka", "UA", "Avdiivka"},
		{"Kostyantynivka", "UA", "Kostiantynivka"},
		{"Zelenogorskiy", "RU", "Zelenogorsky"},
		{"Ar Raqqah", "SY", "Ar-Raqqah|Al-Raqqah"},
		{"Al Bāb", "SY", "Al-Bāb"},
		{"El Paso", "US", ""},
		{"Leipzig", "DE", ""},
	} {
		if got := strings.Join(slices.Compact(spellings(c.name, c.country)), "|"); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRegionsAreCalledWhatThePressCallsThem(t *testing.T) {
	cities := []city{
		{id: 1, name: "Kursk", country: "RU", admin1: "41", population: 400_000, lat: 51, lon: 36},
		{id: 2, name: "Zheleznogorsk", country: "RU", admin1: "41", population: 100_000, lat: 53, lon: 34},
	}
	divisions := []division{
		{"RU.41", "Kursk Oblast"},
		{"RU.12", "Chechnya Republic"},
		{"US.CO", "Colorado"},
		{"US.GA", "Georgia"},
		{"UA.18", "Poltava"},
		{"KE.01", "Central"},
		{"CD.01", "Lomami"},
		{"ZM.01", "Lomami Province"},
		{"SI.01", "Ajdovščina"},
		{"RU.59", "Primorye"},
	}
	press := map[string]pressRow{"RU.59": {"Primorsky Krai", []string{"Primorye"}}}
	got := map[string]string{}
	for _, r := range regions(divisions, cities, press, map[string]bool{"georgia": true}) {
		got[r.id] = r.name + ": " + strings.Join(r.aliases, "|")
		if r.id == "RU.41" && (r.lat < 51.3 || r.lat > 51.5) {
			t.Errorf("the middle of Kursk Oblast is at %g", r.lat)
		}
	}
	want := map[string]string{
		"RU.41": "Kursk Oblast: Kursk Oblast|Kursk region", // Kursk is the city
		"RU.12": "Chechnya: Chechnya region|Republic of Chechnya|Chechnya",
		"US.CO": "Colorado: Colorado state|Colorado",
		"UA.18": "Poltava Oblast: Poltava Oblast|Poltava region|Poltava province|Poltava",
		"RU.59": "Primorsky Krai: Primorye|Primorsky region|Primorsky territory|Primorsky",
	}
	for id, w := range want {
		if got[id] != w {
			t.Errorf("%s: %q, want %q", id, got[id], w)
		}
		delete(got, id)
	}
	if len(got) > 0 {
		t.Errorf("and %q", got)
	}
}

func TestLeadersOfTheFactbook(t *testing.T) {
	for _, c := range []struct{ text, title, name, family, since string }{
		{"President Ilda VARNHEM (since 7 October 2024)", "president", "Ilda Varnhem", "Varnhem", "2024-10-07"},
		{"Acting Prime Minister VARNHEM Ilda Maria (since April 2018); deputy", "prime minister", "Varnhem Ilda Maria", "Varnhem", "2018-04"},
		{"President Gen. Ilda SALT-VARNHEM de Rijk (since 1997)", "president", "Ilda Salt-Varnhem de Rijk", "Salt-Varnhem", "1997"},
		{"King ILDA II (since 1 May 2001)", "", "", "", ""},
		{"President of the Salt Council Ilda VARNHEM (since 1 May 2001)", "", "", "", ""},
		{"Sultan and Prime Minister ILDA bin Varn (since 1 May 2001)", "", "", "", ""},
		{"Steward Ilda VARNHEM (since 1 May 2001)", "", "", "", ""},
		{"President Ilda VARNHEM", "", "", "", ""},
	} {
		f := facts{lex: &lexicon.Lexicon{}, tables: map[string]*tsv{"people.tsv": {}, "terms.tsv": {}}}
		f.leader("XX", c.text)
		var people, terms [][]string
		if c.title != "" {
			id := slug(c.name)
			short := ""
			if first, _, _ := strings.Cut(c.name, " "); first+" "+c.family != c.name && first != c.family {
				short = first + " " + c.family
			}
			people = [][]string{{id, "Leader", c.name, "XX", short, factbook}}
			terms = [][]string{{id, c.title, "XX", c.since, "", factbook}}
		}
		if got := f.tables["people.tsv"].rows; !slices.EqualFunc(got, people, slices.Equal) {
			t.Errorf("%s: people %q, want %q", c.text, got, people)
		}
		if got := f.tables["terms.tsv"].rows; !slices.EqualFunc(got, terms, slices.Equal) {
			t.Errorf("%s: terms %q, want %q", c.text, got, terms)
		}
	}
}

func TestAgenciesAreTheirCountrys(t *testing.T) {
	lex, err := lexicon.Load(fstest.MapFS{
		"countries.tsv": {Data: []byte("id\tname\tdemonyms\nSA\tSaltland\tSaltish\n")},
		"bodies.tsv":    {Data: []byte("id\tkind\tname\tcountry\nknown\tAgency\tHarbour Security Office\tSA\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	f := facts{lex: lex, tables: map[string]*tsv{"bodies.tsv": {}}}
	for _, name := range []string{"National Defence Agency", "Saltish Coast Service", "Harbour Security Office"} {
		f.body(name, "SA", misp)
	}
	want := [][]string{
		{"national-defence-agency-of-saltland", "Agency", "National Defence Agency of Saltland", "SA", "", "~National Defence Agency|~National Defense Agency", "", misp},
		{"saltish-coast-service", "Agency", "Saltish Coast Service", "SA", "", "", "", misp},
	}
	if got := f.tables["bodies.tsv"].rows; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("bodies %q, want %q", got, want)
	}
}
