package schema_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/schema"
)

// promised is a query with the names that clients build on.
const promised = `query Q($first: Int, $after: String, $filter: ClaimFilter) {
  claims(first: $first, after: $after, filter: $filter) {
    edges { cursor node {
      source { name }
      stance realis
      relation { type subject { name } object { name } }
      quantity { min max unit text }
      evidence { quote start end }
      article { title outlet published url }
    } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

// TestClaimsHaveThePromisedNamesAndTypes decodes an answer with the types that the names promise: numbers are JSON numbers,
// enum values upper-case words.
func TestClaimsHaveThePromisedNamesAndTypes(t *testing.T) {
	res := open(t).Exec(t.Context(), schema.Request{Query: promised, Variables: vars{"filter": vars{"type": "DEPLOYS_TO", "about": "North Korea"}}})
	if len(res.Errors) > 0 {
		t.Fatal(messages(res))
	}
	type name struct{ Name string }
	type claim struct {
		Source   name
		Stance   string
		Realis   string
		Relation *struct{ Type string }
		Quantity *struct {
			Min, Max   *float64
			Unit, Text string
		}
		Evidence struct {
			Quote      string
			Start, End int
		}
		Article struct{ Title, Outlet, Published, URL string }
	}
	var data struct {
		Claims struct {
			Edges []struct {
				Cursor string
				Node   claim
			}
			PageInfo struct {
				HasNextPage, HasPreviousPage bool
				StartCursor, EndCursor       string
			}
		}
	}
	if err := json.Unmarshal(res.Data, &data); err != nil {
		t.Fatal(err)
	}
	type row struct {
		Source, Stance, Realis, Type string
		Min, Max                     float64 // -1 for null
		Text                         string
	}
	num := func(f *float64) float64 {
		if f == nil {
			return -1
		}
		return *f
	}
	var got []row
	for _, e := range data.Claims.Edges {
		n := e.Node
		got = append(got, row{n.Source.Name, n.Stance, n.Realis, n.Relation.Type, num(n.Quantity.Min), num(n.Quantity.Max), n.Quantity.Text})
		if n.Evidence.End-n.Evidence.Start != len([]rune(n.Evidence.Quote)) || n.Evidence.Quote == "" || n.Article.Title == "" {
			t.Errorf("evidence %+v of article %+v", n.Evidence, n.Article)
		}
	}
	want := []row{
		{"Ukrainian sources", "ASSERTS", "ACTUAL", "DEPLOYS_TO", 11000, 11000, "close to 11,000"},
		{"Ukrainian sources", "EXPECTS", "PROSPECTIVE", "DEPLOYS_TO", 2600, 2600, "2,600"},
		{"National Intelligence Service", "ASSERTS", "ACTUAL", "DEPLOYS_TO", 1500, 1500, "1,500"},
		{"Reports", "SUGGESTS", "PROSPECTIVE", "DEPLOYS_TO", -1, 12000, "up to 12,000"},
		{"Volodymyr Zelensky", "ASSERTS", "PROSPECTIVE", "DEPLOYS_TO", 10000, 10000, "10,000"},
	}
	for _, rows := range [][]row{got, want} {
		slices.SortFunc(rows, func(a, b row) int { return int(a.Max - b.Max) })
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for i, e := range data.Claims.Edges { // the newer article first
		if newer := i < 2; newer != (e.Node.Article.Published == "2024-10-25") {
			t.Errorf("claim %d is of %s", i, e.Node.Article.Published)
		}
	}
	p := data.Claims.PageInfo
	if p.HasNextPage || p.HasPreviousPage || p.StartCursor != data.Claims.Edges[0].Cursor || p.EndCursor != data.Claims.Edges[4].Cursor {
		t.Errorf("page info %+v", p)
	}
}

func TestEverySourceHasAName(t *testing.T) {
	s := open(t)
	const q = `query($f: ClaimFilter) { claims(filter: $f) { edges { node { source { name kind id entity { name } of { name } } via { role name kind entity { name } of { name } } } } } }`
	tests := []struct {
		what   string
		filter vars
		source string
		via    []string
	}{
		{"an entity", vars{"source": "NIS"},
			`{"name":"National Intelligence Service","kind":"ENTITY","entity":{"name":"National Intelligence Service"},"of":null}`, nil},
		{"an unnamed source: its words", vars{"minQuantity": 12000, "type": "DEPLOYS_TO"},
			`{"name":"Reports","kind":"UNNAMED","entity":null,"of":null}`, nil},
		{"an unnamed source of a side", vars{"stance": "EXPECTS"},
			`{"name":"Ukrainian sources","kind":"UNNAMED","entity":null,"of":{"name":"Ukraine"}}`, nil},
		{"an article's own voice: its outlet", vars{"type": "SUPPLIES"},
			`{"name":"Sample Courier","kind":"ARTICLE","entity":{"name":"Sample Courier"},"of":null}`, nil},
		{"an article without outlet: its title", vars{"type": "OTHER"},
			`{"name":"A ministry denies","kind":"ARTICLE","entity":null,"of":null}`, nil},
		{"a chain", vars{"source": "Zelensky"},
			`{"name":"Volodymyr Zelensky","kind":"ENTITY","entity":{"name":"Volodymyr Zelensky"},"of":null}`,
			[]string{`{"role":"BASIS","name":"intelligence reports","kind":"UNNAMED","entity":null,"of":null}`}},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			var got map[string]any
			sources := get(t, s, q, vars{"f": tt.filter}, "claims.edges.*.node.source")
			if len(sources) != 1 {
				t.Fatalf("%d claims", len(sources))
			}
			if err := json.Unmarshal([]byte(sources[0]), &got); err != nil {
				t.Fatal(err)
			}
			if id, _ := got["id"].(string); len(id) != 36 {
				t.Errorf("id %q", id)
			} else if n := len(get(t, s, q, vars{"f": vars{"source": id}}, "claims.edges.*.node")); n == 0 {
				t.Errorf("source: %q finds nothing", id)
			}
			delete(got, "id")
			var want map[string]any
			if err := json.Unmarshal([]byte(tt.source), &want); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if d := cmp.Diff(append([]string{}, tt.via...), get(t, s, q, vars{"f": tt.filter}, "claims.edges.*.node.via.*")); d != "" {
				t.Errorf("via (-want +got):\n%s", d)
			}
		})
	}
}

func TestDateIsAsExactAsKnown(t *testing.T) {
	s := open(t)
	tests := []struct {
		filter     vars
		date, when string
	}{
		{vars{"type": "SUPPLIES"}, `"2024-08"`, `{"earliest":"2024-08","latest":null,"text":"since August"}`},
		{vars{"stance": "EXPECTS"}, `"2024-10"`, `{"earliest":"2024-10-27","latest":"2024-10-31","text":"between 27 and 31 October"}`},
		{vars{"type": "OTHER"}, `"--05-01"`, `{"earliest":"--05-01","latest":"--05-01","text":"on 1 May"}`},
		{vars{"stance": "DENIES"}, `null`, `null`},
	}
	for _, tt := range tests {
		const q = `query($f: ClaimFilter) { claims(filter: $f) { edges { node { date when { earliest latest text } } } } }`
		same(t, "date", get(t, s, q, vars{"f": tt.filter}, "claims.edges.*.node.date"), []string{tt.date})
		same(t, "when", get(t, s, q, vars{"f": tt.filter}, "claims.edges.*.node.when"), []string{tt.when})
	}
}
