package resolve_test

import (
	"slices"
	"testing"
)

// TestWhoBearsTheName tests names that countries, places, people and words share: each entity of the text with its type.
func TestWhoBearsTheName(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // in the order of the entities
	}{
		{"Turkey closed the road, witnesses said.", []string{"Country Turkey"}},
		{"The family ate turkey, witnesses said.", nil},
		{"The cups were of fine china, witnesses said.", nil},
		{"China said the cups were late.", []string{"Country China"}},
		{"Jordan said the border was open.", []string{"Country Jordan"}},
		{"Michael Jordan said the border was open. Jordan said it again.", []string{"Person Michael Jordan"}},
		{"Chad said its camp was empty.", []string{"Country Chad"}},
		{"Chad Brewster said the camp was empty. Chad left the room, witnesses said.", []string{"Person Chad Brewster"}},
		{"Georgia closed the road, witnesses said.", []string{"Country Georgia"}},
		{"Georgia Meloy, an analyst, said the base was closed.", []string{"Person Georgia Meloy"}},
		{"Paris said the base was closed.", []string{"Country France"}},
		{"Paris Kowalski said the base was closed. Kowalski said it again.", []string{"Person Paris Kowalski"}},
		{"Analyst Paris Kowalski slept in Paris, witnesses said.", []string{"Person Paris Kowalski", "Location Paris"}},
		{"Spokeswoman Mali Koster said the base was closed.", []string{"Person Mali Koster"}},
		{"Mali said the base was closed.", []string{"Country Mali"}},
		{"Israel Castleton, a researcher, said the base was closed.", []string{"Person Israel Castleton"}},
		{"Israel Defense Minister Israel Katz said the base was closed.", []string{"Country Israel", "Leader Israel Katz"}},
		{"Reports of the Paris Agreement, a spokesman said, were wrong.", []string{"Country France"}},
		{"They met in Washington Square Park, witnesses said.", []string{"Country United States"}},
		{"Jack Washington, an analyst, said the depot was empty. Washington said it again.", []string{"Person Jack Washington"}},
		{"Russia fired an Iran-made drone, witnesses said.", []string{"Country Russia", "Country Iran"}},
		{"A Moscow-backed group and a London-based group met, witnesses said.", []string{"Country Russia"}},
		{"A Soviet-era tanker with a Panamanian-flagged tug sank, witnesses said.", nil},
		{"Zelenskyy and Zelenskiy are Zelensky, witnesses said.", []string{"Leader Volodymyr Zelensky"}},
		{"Kim Jong-un and Kim Jong Un are one, witnesses said. Kim slept.", []string{"Leader Kim Jong Un"}},
		{"Kiev said it was Kyiv.", []string{"Country Ukraine"}},
	} {
		var got []string
		for _, e := range record(c.text, "2024-12-01").Entities {
			got = append(got, e.Type+" "+e.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s\nentities %q, want %q", c.text, got, c.want)
		}
	}
}

// TestWhatIsMadeInACountryIsNoActOfIt tests "Iran-made": the country is seen, and neither gives nor speaks.
func TestWhatIsMadeInACountryIsNoActOfIt(t *testing.T) {
	r := record("Russia has supplied Iranian-made drones to Syria, witnesses said. A pro-Russian government said nothing.", "2024-12-01")
	if len(r.Relations) != 1 || r.Relations[0].From != "Russia" || r.Relations[0].To != "Syria" {
		t.Errorf("relations %+v", r.Relations)
	}
	for _, s := range sources(r) {
		if s == "Russia" || s == "Iran" {
			t.Errorf("%s speaks", s)
		}
	}
}
