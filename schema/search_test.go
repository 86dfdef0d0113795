package schema_test

import (
	"slices"
	"testing"
)

// A search within a filter finds what a search finds among the claims that fit the filter.
func TestSearchWithinAFilterIsOfItsClaims(t *testing.T) {
	s := open(t)
	const search = `query($f: ClaimFilter) { search(text: "soldiers", first: 100, filter: $f) { edges { claims { id } } } }`
	found := plain(get(t, s, search, nil, "search.edges.*.claims.*.id"))
	if len(found) < 4 {
		t.Fatalf("only %d claims are found", len(found))
	}
	for name, f := range map[string]vars{
		"a name of two":  {"about": "Orlo"},
		"not":            {"not": vars{"source": "NIS"}},
		"or":             {"or": []any{vars{"source": "NIS"}, vars{"object": "Kursk"}}},
		"and of nothing": {"and": []any{vars{"source": "NIS"}, vars{"object": "Kursk"}}},
		"a tree":         {"type": "DEPLOYS_TO", "not": vars{"or": []any{vars{"source": "NIS"}, vars{"realis": "PROSPECTIVE"}}}},
		"no number":      {"quantified": false},
	} {
		var want []string
		fits := plain(get(t, s, `query($f: ClaimFilter) { claims(first: 100, filter: $f) { edges { node { id } } } }`, vars{"f": f}, "claims.edges.*.node.id"))
		for _, id := range found {
			if slices.Contains(fits, id) {
				want = append(want, id)
			}
		}
		got := plain(get(t, s, search, vars{"f": f}, "search.edges.*.claims.*.id"))
		slices.Sort(got)
		slices.Sort(want)
		same(t, name, got, want)
	}
}
