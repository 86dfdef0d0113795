package main

import (
	"slices"
	"strings"
	"testing"
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
