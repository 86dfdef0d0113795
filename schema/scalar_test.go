package schema_test

import (
	"testing"

	"github.com/whosaid/whosaid/schema"
)

// Introspection tells clients where a scalar is specified.
func TestScalarsSayWhereTheyAreSpecified(t *testing.T) {
	s := open(t)
	for name, want := range map[string]string{
		"Date":     `"https://www.loc.gov/standards/datetime/"`,
		"URL":      `"https://www.rfc-editor.org/rfc/rfc3986"`,
		"DateTime": `"https://scalars.graphql.org/andimarek/date-time.html"`,
		"String":   "null",
	} {
		q := `{ __type(name: "` + name + `") { kind specifiedByURL } }`
		same(t, name, get(t, s, q, nil, "__type.specifiedByURL"), []string{want})
		same(t, name, get(t, s, q, nil, "__type.kind"), []string{`"SCALAR"`})
	}
}

func TestDatesAreReadAsExactAsGiven(t *testing.T) {
	s := open(t)
	const q = `query($since: Date!) { claims(filter: {since: $since}) { edges { cursor } } }`
	for date, want := range map[string]int{"2024": 6, "2024-10": 6, "2024-10-24": 2, "2024-10-26": 0, "2024-10-24T23:00:00Z": 2} {
		if got := len(get(t, s, q, vars{"since": date}, "claims.edges.*")); got != want {
			t.Errorf("since %s: %d claims, want %d", date, got, want)
		}
	}
	res := s.Exec(t.Context(), schema.Request{Query: q})
	same(t, "no date", messages(res), []string{`BAD_INPUT variable "since" is missing or null, and a Date! is wanted`})
}
