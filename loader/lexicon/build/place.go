package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// cut is the population from which a place is in the table.
const cut = 30_000

// cuts are lower for countries at war or near one, whose small towns are in the news.
var cuts = func() map[string]int {
	m := map[string]int{}
	for _, c := range strings.Fields("UA PS LB SY") {
		m[c] = 3_000
	}
	for _, c := range strings.Fields("RU BY MD GE AM AZ IL JO IQ YE IR AF KP KR SD SS SO LY ML NE BF ER ET MM EE LV LT FI CF TW SA QA KW") {
		m[c] = 5_000
	}
	return m
}()

// places makes the rows of the populated places that are large enough. Of places with one name those stay that have a tenth of
// the largest one's people or more.
func places(cities []city, regionIDs map[string]bool, press map[string]pressRow, taken map[string]bool) []row {
	var out []row
	for _, c := range cities {
		if !large(c, press) {
			continue
		}
		id := placeID(c)
		p, named := press[id]
		r := row{id: id, name: clean(c.name), country: c.country, lat: c.lat, lon: c.lon, population: c.population}
		if parent := c.country + "." + c.admin1; regionIDs[parent] {
			r.parent = parent
		}
		if c.older != "" {
			r.aliases = append(r.aliases, clean(c.older))
		}
		if named {
			r.aliases = append(append([]string{r.name}, p.aliases...), r.aliases...)
			r.name = p.name
		}
		r.aliases = append(r.aliases, spellings(r.name, c.country)...)
		if taken[fold(r.name)] { // Djibouti in Djibouti: the country's name means the country
			continue
		}
		r.aliases = slices.DeleteFunc(r.aliases, func(n string) bool { return taken[fold(n)] })
		out = append(out, r)
	}
	largest := map[string]int{}
	for _, r := range out {
		largest[fold(r.name)] = max(largest[fold(r.name)], r.population)
	}
	return slices.DeleteFunc(out, func(r row) bool {
		_, named := press[r.id]
		return !named && r.population*10 < largest[fold(r.name)]
	})
}

// large reports whether a place is in the table: of sections of cities only the largest are.
func large(c city, press map[string]pressRow) bool {
	_, named := press[placeID(c)]
	return named || c.population >= cmp.Or(cuts[c.country], cut) && (c.feature != "PPLX" || c.population >= 500_000)
}

func placeID(c city) string { return "gn" + strconv.Itoa(c.id) }

// marks are the signs of transliterations that the press leaves out.
var marks = strings.NewReplacer("‘", "", "’", "'", "ʼ", "", "ʻ", "", "`", "")

// clean is a name of GeoNames without them, and without what stands in parentheses.
func clean(name string) string {
	name, _, _ = strings.Cut(name, " (")
	return strings.Trim(marks.Replace(strings.Join(strings.Fields(name), " ")), "' ")
}

// softened is the Ukrainian government's spelling of what GeoNames writes with y: Avdiivka for Avdiyivka.
var softened = strings.NewReplacer("iya", "iia", "iyi", "ii", "iyu", "iiu", "tya", "tia", "tye", "tie", "nya", "nia", "lya", "lia", "dya", "dia", "rya", "ria",
	"sya", "sia", "zya", "zia", "vya", "via", "bya", "bia", "pya", "pia", "mya", "mia", "lyu", "liu", "tyu", "tiu", "nyu", "niu", "ryu", "riu", "vyu", "viu", "vye", "vie",
	"nye", "nie", "dye", "die", "sye", "sie", "'", "")

// spellings are other ways to write a name, by its country.
func spellings(name, country string) []string {
	var out []string
	add := func(s string) {
		if s != name && s != "" {
			out = append(out, s)
		}
	}
	switch country {
	case "UA":
		add(softened.Replace(name))
		add(strings.ReplaceAll(name, "'", ""))
	case "RU", "BY":
		s := name
		for _, e := range [][2]string{{"skiy", "sky"}, {"tskiy", "tsky"}, {"oye", "oe"}, {"aya", "aia"}, {"yy", "y"}, {"iy", "y"}} {
			if strings.HasSuffix(s, e[0]) {
				s = strings.TrimSuffix(s, e[0]) + e[1]
				break
			}
		}
		add(s)
		add(strings.ReplaceAll(name, "'", ""))
	}
	for _, article := range []string{"Al ", "Ar ", "As ", "Ash ", "At ", "Az ", "An ", "Ad ", "El "} {
		if rest, ok := strings.CutPrefix(name, article); ok && arab[country] && !strings.Contains(rest, " ") {
			add(strings.TrimSpace(article) + "-" + rest)
			if article != "Al " && article != "El " {
				add("Al-" + rest)
			}
		}
	}
	return out
}

var arab = map[string]bool{"IQ": true, "SY": true, "YE": true, "SA": true, "LY": true, "SD": true, "JO": true, "LB": true, "PS": true, "EG": true, "OM": true, "AE": true, "QA": true,
	"KW": true, "BH": true, "DZ": true, "MA": true, "TN": true, "MR": true}
