package main

import (
	"cmp"
	"slices"
	"strings"
)

// regionWords are, by country, what its first-order divisions are called in the press, the usual word first; a leading minus
// says that the name alone is usual (Colorado). Countries that are not here have divisions that the press hardly names, or
// municipalities.
var regionWords = map[string]string{
	"AE": "-emirate", "AF": "Province", "AM": "Province", "AO": "Province", "AR": "-Province", "AT": "-state", "AU": "-state", "BA": "-",
	"BD": "Division", "BE": "-province", "BF": "Region", "BG": "Province", "BO": "Department", "BR": "-state", "BY": "Region|oblast|province",
	"CA": "-province", "CD": "Province", "CF": "Prefecture", "CH": "-canton", "CL": "Region", "CM": "Region", "CN": "-province", "CO": "Department",
	"CU": "Province", "CZ": "Region", "DE": "-state", "DK": "Region", "DZ": "Province", "EC": "Province", "EG": "Governorate|province", "ER": "Region",
	"ES": "-region", "ET": "-region", "FI": "-region", "FR": "-region", "GB": "-", "GE": "-region", "GR": "-region", "GT": "Department",
	"HN": "Department", "HR": "County", "HU": "County", "ID": "-province", "IN": "-state", "IQ": "Province|governorate", "IR": "Province",
	"IT": "-region", "JO": "Governorate|province", "JP": "Prefecture", "KE": "County", "KG": "Region|province", "KH": "Province", "KP": "Province",
	"KR": "Province", "KZ": "Region|province", "LA": "Province", "LB": "Governorate|province|district", "LK": "Province", "LT": "County",
	"LY": "District", "MA": "Region", "ML": "Region", "MM": "-state|region", "MX": "-state", "MY": "-state", "MZ": "Province",
	"NE": "Region", "NG": "State", "NL": "-province", "NP": "Province", "NZ": "-region", "OM": "Governorate", "PE": "Region", "PH": "-region",
	"PK": "-province", "PL": "Voivodeship|province", "PS": "-", "PT": "District", "PY": "Department", "RO": "County", "RS": "-",
	"RU": "Oblast|region", "SA": "Province|region", "SD": "-state", "SE": "County", "SK": "Region", "SN": "Region", "SO": "-region",
	"SS": "-state", "SV": "Department", "SY": "Province|governorate", "TD": "Region|province", "TH": "Province", "TJ": "Region|province",
	"TM": "Region|province", "TN": "Governorate", "TR": "Province", "TW": "-", "TZ": "Region", "UA": "Oblast|region|province",
	"US": "-state", "UZ": "Region|province", "VE": "-state", "VN": "Province", "XK": "-", "YE": "Province|governorate", "ZA": "-province",
	"ZM": "Province", "ZW": "Province",
}

// divisionWords are the words that GeoNames puts to the names of divisions.
var divisionWords = []string{"Oblast", "oblast", "Oblast'", "Krai", "Kray", "Province", "Region", "Governorate", "District", "Department", "State", "County",
	"Voivodeship", "Prefecture", "Republic", "Oblisi", "Rayon", "Division", "Voblasc’", "Voblasc", "Viloyati"}

var divisionOpeners = []string{"Republic of ", "Province of ", "Muhafazat ", "Canton of ", "State of "}

// directionWords make a name that says nothing without its country: Northern Region.
var directionWords = set("north south east west northern southern eastern western central centre center north-eastern north-western south-eastern " +
	"south-western northeastern northwestern southeastern southwestern north-east north-west south-east south-west northeast northwest southeast southwest " +
	"upper lower middle capital coast islands national territory federal district of the")

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// row is a line of one of the tables.
type row struct {
	id, name   string
	country    string
	lat, lon   float64
	population int
	parent     string
	aliases    []string
}

// base is the name of a division without the word for what it is, and that word.
func base(name string) (string, string) {
	name = strings.ReplaceAll(name, "’", "'")
	for _, w := range divisionOpeners {
		if rest, ok := strings.CutPrefix(name, w); ok {
			return rest, strings.TrimSpace(w)
		}
	}
	for _, w := range divisionWords {
		if rest, ok := strings.CutSuffix(name, " "+strings.ReplaceAll(w, "’", "'")); ok {
			return rest, w
		}
	}
	return name, ""
}

// regions makes the rows of the first-order divisions. What a name is without its division's word, it is only where no place of
// the country has it; a name that divisions of two countries have is nobody's, and one of a country or an area is theirs.
func regions(divisions []division, cities []city, press map[string]pressRow, taken map[string]bool) []row {
	where := centers(cities)
	inCountry := map[string]bool{} // country and folded name of the places in the table
	for _, c := range cities {
		if !large(c, press) {
			continue
		}
		p := press[placeID(c)]
		for _, n := range append([]string{c.name, c.older, p.name}, p.aliases...) {
			inCountry[c.country+" "+fold(clean(n))] = true
		}
	}
	var out []row
	for _, d := range divisions {
		country, _, _ := strings.Cut(d.code, ".")
		words, ok := regionWords[country]
		if !ok {
			continue
		}
		words, alone := strings.CutPrefix(words, "-")
		b, word := base(clean(d.name))
		r := row{id: d.code, country: country}
		if at, ok := where[d.code]; ok {
			r.lat, r.lon = at.lat, at.lon
		}
		if p, ok := press[d.code]; ok {
			if p.name == "-" {
				continue
			}
			r.name, r.aliases = p.name, p.aliases
			b, word = base(p.name)
		}
		only := true
		for _, w := range strings.Fields(fold(b)) {
			only = only && (directionWords[w] || len(w) < 3)
		}
		if r.name == "" && (only || alone && taken[fold(b)]) || strings.Contains(b, "Municipality") {
			continue
		}
		place := inCountry[country+" "+fold(b)] || taken[fold(b)]
		kinds := strings.Split(words, "|")
		if words == "" {
			kinds = nil
		}
		if r.name == "" {
			switch {
			case country == "RU" && (word == "Krai" || word == "Kray"):
				r.name = b + " Krai"
			case country == "RU" && (word == "Republic" || word == "Republic of"), alone && !place, len(kinds) == 0:
				r.name = b
			default:
				r.name = b + " " + title(kinds[0])
			}
		}
		for _, k := range kinds {
			r.aliases = append(r.aliases, b+" "+k)
		}
		if country == "RU" && !strings.HasSuffix(r.name, " Oblast") { // a republic, a krai
			r.aliases = slices.DeleteFunc(r.aliases, func(s string) bool { return strings.HasSuffix(s, " Oblast") })
			if word == "Krai" || word == "Kray" {
				r.aliases = append(r.aliases, b+" territory")
			} else {
				r.aliases = append(r.aliases, "Republic of "+b)
			}
		}
		if !place && !only {
			r.aliases = append(r.aliases, b)
		}
		if taken[fold(r.name)] {
			continue
		}
		r.aliases = slices.DeleteFunc(r.aliases, func(n string) bool { return taken[fold(n)] })
		out = append(out, r)
	}
	return unshared(out)
}

// unshared drops the names that two rows have, and the rows whose own name it is.
func unshared(rows []row) []row {
	bearers := map[string]map[string]bool{}
	for _, r := range rows {
		for _, n := range append([]string{r.name}, r.aliases...) {
			f := fold(n)
			if bearers[f] == nil {
				bearers[f] = map[string]bool{}
			}
			bearers[f][r.id] = true
		}
	}
	shared := func(n string) bool { return len(bearers[fold(n)]) > 1 }
	var out []row
	for _, r := range rows {
		if shared(r.name) {
			continue
		}
		r.aliases = slices.DeleteFunc(r.aliases, shared)
		out = append(out, r)
	}
	return out
}

// title is a word with a capital.
func title(w string) string { return strings.ToUpper(w[:1]) + w[1:] }

type point struct{ lat, lon float64 }

// centers are the middles of the divisions: the mean of their places, weighed by population.
func centers(cities []city) map[string]point {
	sum := map[string][3]float64{}
	for _, c := range cities {
		k := c.country + "." + c.admin1
		w := float64(c.population + 1)
		s := sum[k]
		sum[k] = [3]float64{s[0] + w*c.lat, s[1] + w*c.lon, s[2] + w}
	}
	out := map[string]point{}
	for k, s := range sum {
		out[k] = point{s[0] / s[2], s[1] / s[2]}
	}
	return out
}

func byID(a, b row) int { return cmp.Compare(a.id, b.id) }
