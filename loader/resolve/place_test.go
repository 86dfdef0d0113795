package resolve_test

import (
	"slices"
	"testing"

	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/resolve"
)

// TestWhichPlaceOfOneName tests, by the keys of the places in an article, which of the places with one name is meant.
func TestWhichPlaceOfOneName(t *testing.T) {
	const (
		sergeyevkaRussia = "lex:gn2016961"
		tripoliLibya     = "lex:gn2210247"
		tripoliLebanon   = "lex:gn266826"
		birminghamUK     = "lex:gn2655603"
		birminghamUS     = "lex:gn4049979"
		georgia          = "lex:georgia-us"
	)
	for _, c := range []struct {
		name, text, place string
		key               string // of the place; "" for none of that name
	}{
		{"the region beside it", "Trucks crossed the Primorsky Krai region, near Sergeyevka, witnesses said.", "Sergeyevka", sergeyevkaRussia},
		{"the country behind a comma", "The envoys met in Tripoli, Lebanon, witnesses said. Libya and Libyans did not come.", "Tripoli, Lebanon", tripoliLebanon},
		{"the country behind a comma", "The envoys met in Tripoli, Libya, witnesses said. Lebanon and Lebanese envoys did not come.", "Tripoli", tripoliLibya},
		{"the country in parentheses", "The envoys met in Tripoli (Lebanon), witnesses said.", "Tripoli, Lebanon", tripoliLebanon},
		{"the part of the country behind in", "The envoys met in Tripoli in northern Lebanon, witnesses said.", "Tripoli, Lebanon", tripoliLebanon},
		{"the country before it", "Smoke rose near Tripoli, witnesses said. The Lebanese city of Tripoli is poor.", "Tripoli, Lebanon", tripoliLebanon},
		{"the country that is named most", "Smoke rose in Tripoli, witnesses said. Lebanon closed a road, and Lebanese soldiers came.", "Tripoli, Lebanon", tripoliLebanon},
		{"the country that is named most", "Smoke rose in Tripoli, witnesses said. Libya closed a road, and Libyan soldiers came.", "Tripoli", tripoliLibya},
		{"the largest", "Smoke rose in Tripoli, witnesses said.", "Tripoli", tripoliLibya},
		{"the state of the United States", "The plant in Birmingham, Alabama, was dark, witnesses said. The British had left.", "Birmingham, Alabama", birminghamUS},
		{"the country by its people", "The plant in Birmingham was dark, witnesses said. The British had left.", "Birmingham", birminghamUK},
		{"a town that the lexicon does not have", "The plant in Paris, Texas, was dark, witnesses said.", "Paris, Texas", "name:paris, texas"},
		{"a town that the lexicon does not have", "Trucks left the Russian village of Herat, witnesses said.", "Herat, Russia", "name:herat, russia"},
		{"a list is no place in a country", "They went to Kharkiv, Russia and Belarus, witnesses said.", "Kharkiv", "lex:gn706483"},
		{"across the border is not elsewhere", "Smoke rose in Russia's Belgorod region, near Kharkiv, witnesses said.", "Kharkiv", "lex:gn706483"},
		{"a disputed place stays what it is", "Ships left the Russian port of Sevastopol, witnesses said.", "Sevastopol", "lex:gn694423"},
		{"a sea lies where it lies", "In the South China Sea, China, and in the Middle East, Russia, has ships, witnesses said.", "South China Sea", "lex:south-china-sea"},
		{"Georgia behind a city of the United States", "Police in Atlanta, Georgia, closed the base, witnesses said.", "Georgia (place)", georgia},
		{"Georgia beside a state", "Soldiers trained in Georgia and Texas, witnesses said.", "Georgia (place)", georgia},
		{"Georgia behind a fort", "Soldiers trained at Fort Stewart, Georgia, the U.S. Army said.", "Georgia (place)", georgia},
		{"Georgia behind its own city", "Soldiers trained in Tbilisi, Georgia, the U.S. Army said.", "Georgia (place)", ""},
		{"Georgia the country", "Soldiers were sent to Georgia, the Kremlin said. They came from Texas.", "Georgia (place)", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := record(c.text, "2024-05-01")
			got := ""
			var names []string
			for _, e := range r.Entities {
				if names = append(names, e.Name); e.Type == "Location" && e.Name == c.place {
					got = resolve.Key(lexicon.Default(), e.Type, e.Name, "SHA")
				}
			}
			if got != c.key {
				t.Errorf("%s\n%s is %q, want %q; entities %q", c.text, c.place, got, c.key, names)
			}
			if c.key == "" && !slices.Contains(names, "Georgia") {
				t.Errorf("%s\nentities %q", c.text, names)
			}
		})
	}
}

func TestPlacesOfOneNameInOneArticleAreTwo(t *testing.T) {
	r := record("The envoys met in Tripoli, Lebanon, and flew from there to Tripoli, Libya, witnesses said.", "2024-05-01")
	var got []string
	for _, e := range r.Entities {
		if e.Type == "Location" {
			got = append(got, e.Name)
		}
	}
	if want := []string{"Tripoli, Lebanon", "Tripoli"}; !slices.Equal(got, want) {
		t.Errorf("places %q, want %q", got, want)
	}
}
