package schema_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// failures are requests that cannot be answered, with what the client is told.
var failures = []struct {
	name, query string
	vars        vars
	want        []string
	data        string // "" where the request as a whole is refused
}{
	{"no query", "", nil, []string{"BAD_INPUT no operations in query document"}, ""},
	{"not GraphQL", "{ stats {", nil, []string{"SYNTAX syntax error: the query ends before it is complete"}, ""},
	{"no name", "{ stats { } }", nil, []string{`SYNTAX syntax error: unexpected "}", expecting a name`}, ""},
	{"noise", "\x00\xff🙂", nil, []string{"SYNTAX"}, ""},
	{"unknown field", "{ stats { mistakes } }", nil, []string{`INVALID Cannot query field "mistakes" on type "Stats".`}, ""},
	{"unknown argument", "{ claims(where: 1) { edges { cursor } } }", nil, []string{`INVALID Unknown argument "where" on field "Query.claims".`}, ""},
	{"unknown condition", "query($f: ClaimFilter) { claims(filter: $f) { edges { cursor } } }", vars{"f": vars{"who": "NIS"}}, []string{`BAD_INPUT variable "f": ClaimFilter has no field "who"`}, ""},
	{"no such operation", "query A { stats { claims } } query B { stats { claims } }", nil, []string{"BAD_INPUT"}, ""},
	{"no such mutation", "mutation { drop }", nil, []string{`INVALID Cannot query field "drop" on type "Mutation".`}, ""},
	{"a mutation of one who may only read", `mutation { removeArticle(id: "https://courier.example/soldiers") { id } }`, nil,
		[]string{"FORBIDDEN mutations want a token with the role load: make one with whosaid token --role load --tokens FILE NAME, start whosaid serve --tokens FILE, and send it as Authorization: Bearer TOKEN"}, ""},
	{"a subscription", "subscription { claimStored { id } }", nil, []string{"INVALID a subscription is answered over a WebSocket: connect to /graphql of a server with the subprotocol graphql-transport-ws"}, ""},
	{"value of an enum in small letters", `{ claims(filter: {stance: denies}) { edges { cursor } } }`, nil, []string{"INVALID"}, ""},
	{"value of no enum", `query($s: Stance) { claims(filter: {stance: $s}) { edges { cursor } } }`, vars{"s": "DOUBTS"}, []string{`BAD_INPUT variable "s" is "DOUBTS", and a Stance (one of ASSERTS, DENIES, SUGGESTS, EXPECTS, FEARS) is wanted`}, ""},
	{"a number for an enum", `query($s: Stance) { claims(filter: {stance: $s}) { edges { cursor } } }`, vars{"s": 3.0}, []string{`BAD_INPUT variable "s" is a number, and a Stance (one of ASSERTS, DENIES, SUGGESTS, EXPECTS, FEARS) is wanted`}, ""},
	{"a word for a number", `query($n: Int) { claims(first: $n) { edges { cursor } } }`, vars{"n": "ten"}, []string{`BAD_INPUT "ten" is not an Int (a whole number of 32 bits)`}, ""},
	{"a fraction for a whole number", `query($n: Int) { claims(first: $n) { edges { cursor } } }`, vars{"n": 1.5}, []string{"BAD_INPUT"}, ""},
	{"a number beyond 32 bits", `query($n: Int) { claims(first: $n) { edges { cursor } } }`, vars{"n": 1e10}, []string{"BAD_INPUT"}, ""},
	{"a list for a filter", `query($f: ClaimFilter) { claims(filter: $f) { edges { cursor } } }`, vars{"f": []any{1.0}}, []string{`BAD_INPUT variable "f" is a list, and a ClaimFilter is wanted`}, ""},
	{"a number for a name", `query($f: ClaimFilter) { claims(filter: $f) { edges { cursor } } }`, vars{"f": vars{"source": 1.0}}, []string{`BAD_INPUT 1 is not a String`}, ""},
	{"an object for a number", `query($n: Int) { claims(first: $n) { edges { cursor } } }`, vars{"n": vars{"a": []any{1.0}}},
		[]string{"BAD_INPUT an object is not an Int (a whole number of 32 bits)"}, ""},
	{"a list for a name", `query($f: ClaimFilter) { claims(filter: $f) { edges { cursor } } }`, vars{"f": vars{"source": []any{"NIS"}}},
		[]string{"BAD_INPUT a list is not a String"}, ""},
	{"a Boolean for an id", `query($id: ID) { entity(id: $id) { id } }`, vars{"id": true}, []string{"BAD_INPUT a Boolean is not an ID: an id is a string"}, ""},
	{"an operation that is not there", "fragment F on Stats { claims }", nil, []string{`INVALID Fragment "F" is never used.`}, ""},
	{"a missing variable", `query($id: ID!) { node(id: $id) { id } }`, nil, []string{`BAD_INPUT variable "id" is missing or null, and an ID! is wanted`}, ""},

	{"unknown name", `{ claims(filter: {source: "NISS"}) { edges { cursor } } }`, nil,
		[]string{`NOT_FOUND source: nothing here is called "NISS"; the nearest names are NIS`}, "null"},
	{"unknown name like no other", `{ claims(filter: {about: "Quagga"}) { edges { cursor } } }`, nil,
		[]string{`NOT_FOUND about: nothing here is called "Quagga"`}, "null"},
	{"empty name", `{ relations(filter: {subject: " . "}) { edges { cursor } } }`, nil, []string{"BAD_INPUT subject is empty: give an id or a name"}, "null"},
	{"two names, both unknown", `{ a: entity(name: "Quagga") { id } b: entity(name: "Dodo") { id } stats { claims } }`, nil,
		[]string{`NOT_FOUND entity: nothing here is called "Quagga"`, `NOT_FOUND entity: nothing here is called "Dodo"`}, `{"a":null,"b":null,"stats":{"claims":8}}`},
	{"a name of two", `{ entity(name: "Orlo") { id } }`, nil,
		[]string{`AMBIGUOUS 2 entities have the name "Orlo"; ask by id, or see them with entities(filter: {name: …})`}, `{"entity":null}`},
	{"neither id nor name", `{ entity { id } }`, nil, []string{"BAD_INPUT entity takes an id or a name, and one of them only"}, `{"entity":null}`},
	{"id and name", `{ entity(id: "x", name: "y") { id } }`, nil, []string{"BAD_INPUT entity takes an id or a name, and one of them only"}, `{"entity":null}`},
	{"entity without such an id", `{ entity(id: "01234567-89ab-5cde-8f01-23456789abcd") { id } }`, nil,
		[]string{"NOT_FOUND no entity has the id 01234567-89ab-5cde-8f01-23456789abcd"}, `{"entity":null}`},
	{"no id", `{ node(id: "Russia") { id } }`, nil,
		[]string{`BAD_INPUT id: "Russia" is not an id: want 36 characters, as in 01234567-89ab-5cde-8f01-23456789abcd`}, `{"node":null}`},
	{"nothing has the id", `{ node(id: "01234567-89ab-5cde-8f01-23456789abcd") { id } }`, nil,
		[]string{"NOT_FOUND nothing has the id 01234567-89ab-5cde-8f01-23456789abcd"}, `{"node":null}`},
	{"no id among several", `{ nodes(ids: ["01234567-89ab-5cde-8f01-23456789abcd", "x"]) { id } }`, nil,
		[]string{`BAD_INPUT ids[1]: "x" is not an id: want 36 characters, as in 01234567-89ab-5cde-8f01-23456789abcd`}, "null"},
	{"too many ids", `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, vars{"ids": slices.Repeat([]any{"x"}, 101)},
		[]string{"TOO_LARGE ids has 101 entries: the cap is 100; ask in several fields"}, "null"},
	{"no outlet", `{ articles(filter: {outlet: "Quagga"}) { totalCount } }`, nil,
		[]string{`NOT_FOUND outlet: nothing here is called "Quagga"`}, "null"},
	{"no date of an article", `{ articles(filter: {until: "--10"}) { totalCount } }`, nil,
		[]string{`BAD_INPUT until: "--10" is not a date with a year: want 2024-10-18, 2024-10 or 2024`}, "null"},
	{"no relation id", `{ claims(filter: {relation: "x"}) { edges { cursor } } }`, nil,
		[]string{`BAD_INPUT relation: "x" is not an id: want 36 characters, as in 01234567-89ab-5cde-8f01-23456789abcd`}, "null"},
	{"no article by URL", `{ article(id: "https://none.example/") { id } }`, nil,
		[]string{`NOT_FOUND no article has the id or the URL "https://none.example/"`}, `{"article":null}`},
	{"neither id nor URL", `{ article(id: "wire") { id } }`, nil,
		[]string{`BAD_INPUT id: "wire" is neither an article's id (36 characters) nor a URL`}, `{"article":null}`},
	{"no article by title", `{ claims(filter: {article: "No such title"}) { edges { cursor } } }`, nil,
		[]string{`NOT_FOUND article: no article has the title "No such title"; give an id, a URL or a whole title`}, "null"},
	{"no article by URL in a filter", `{ claims(filter: {article: "https://none.example/"}) { edges { cursor } } }`, nil,
		[]string{`NOT_FOUND article: no article has the id or the URL "https://none.example/"`}, "null"},
	{"empty title", `{ claims(filter: {article: ""}) { edges { cursor } } }`, nil,
		[]string{"BAD_INPUT article is empty: give an id, a URL or a whole title"}, "null"},
	{"bounds the wrong way round", `{ claims(filter: {minQuantity: 2, maxQuantity: 1}) { edges { cursor } } }`, nil,
		[]string{"BAD_INPUT minQuantity 2 is above maxQuantity 1"}, "null"},
	{"no date", `{ claims(filter: {since: "last week"}) { edges { cursor } } }`, nil,
		[]string{`BAD_INPUT "last week" is not a Date: want a string as in 2024-10-18, 2024-10 or 2024`}, ""},
	{"a date without a year", `{ claims(filter: {since: "--10-18"}) { edges { cursor } } }`, nil,
		[]string{`BAD_INPUT since: "--10-18" is not a date with a year: want 2024-10-18, 2024-10 or 2024`}, "null"},
	{"no date at all", `{ claims(filter: {since: ""}) { edges { cursor } } }`, nil,
		[]string{`BAD_INPUT "" is not a Date: want a string as in 2024-10-18, 2024-10 or 2024`}, ""},
	{"a day that no month has", `{ claims(filter: {since: "2024-02-30"}) { edges { cursor } } }`, nil,
		[]string{`BAD_INPUT "2024-02-30" is not a Date: want a string as in 2024-10-18, 2024-10 or 2024`}, ""},
	{"a number for a date", `{ claims(filter: {since: 2024}) { edges { cursor } } }`, nil,
		[]string{`BAD_INPUT 2024 is not a Date: want a string as in 2024-10-18, 2024-10 or 2024`}, ""},
	{"no date in a variable", `query($since: Date) { claims(filter: {since: $since}) { edges { cursor } } }`, vars{"since": "yesterday"},
		[]string{`BAD_INPUT "yesterday" is not a Date: want a string as in 2024-10-18, 2024-10 or 2024`}, ""},
	{"no date in the variable of a filter", `query($f: ClaimFilter) { claims(filter: $f) { edges { cursor } } }`, vars{"f": vars{"since": "soon"}},
		[]string{`BAD_INPUT "soon" is not a Date: want a string as in 2024-10-18, 2024-10 or 2024`}, ""},
	{"a list for a date", `query($f: ClaimFilter) { claims(filter: $f) { edges { cursor } } }`, vars{"f": vars{"since": []any{"2024"}}},
		[]string{`BAD_INPUT a list is not a Date: want a string as in 2024-10-18, 2024-10 or 2024`}, ""},
	{"a date as a String", `query($since: String) { claims(filter: {since: $since}) { edges { cursor } } }`, vars{"since": "2024"},
		[]string{`INVALID Variable "$since" of type "String" used in position expecting type "Date".`}, ""},
}

// goWords are words of the implementation, which a client cannot do anything with.
var goWords = regexp.MustCompile(`(?i)\b(golang|graphql-go|go:|goroutine|panic|runtime|nil|struct|interface|reflect|unmarshal|int32|float64|map\[|badger|tx\b|0x[0-9a-f]+|\.go\b|\*?(schema|graph)\.)|graph: |graphql: `)

func TestFailuresHaveACodeAndASentence(t *testing.T) {
	var log bytes.Buffer
	s, err := schema.New(schematest.Open(t), schema.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range slices.Concat(failures, fieldFailures) {
		t.Run(tt.name, func(t *testing.T) {
			res := s.Exec(t.Context(), schema.Request{Query: tt.query, Variables: tt.vars})
			got := messages(res)
			if len(got) != len(tt.want) {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
			for i := range got {
				// A bare code in want leaves the words to the library that checks documents.
				if got[i] != tt.want[i] && (strings.Contains(tt.want[i], " ") || !strings.HasPrefix(got[i], tt.want[i]+" ")) {
					t.Errorf("got %q, want %q", got[i], tt.want[i])
				}
				if w := goWords.FindString(got[i]); w != "" {
					t.Errorf("%q holds %q", got[i], w)
				}
			}
			if string(res.Data) != tt.data {
				t.Errorf("data %s, want %s", res.Data, tt.data)
			}
			if refused := res.Refused(); (refused != "") != (tt.data == "") || refused != "" && refused != res.Errors[0].Code {
				t.Errorf("refused with %q", refused)
			}
		})
	}
	if log.Len() > 0 {
		t.Errorf("the client's mistakes went to the log: %s", log.String())
	}
}

func TestErrorsAsJSON(t *testing.T) {
	res := open(t).Exec(t.Context(), schema.Request{Query: "{\n  entity(name: \"Zelenski\") { id }\n}"})
	var b bytes.Buffer
	n, err := res.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatal(n, err)
	}
	want := `{"errors":[{"message":"entity: nothing here is called \"Zelenski\"; the nearest names are Zelensky","path":["entity"],` +
		`"extensions":{"code":"NOT_FOUND","hint":["Zelensky"]}}],"data":{"entity":null}}`
	var got, wanted any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(wanted, got); d != "" {
		t.Error(d)
	}
	m, err := json.Marshal(res)
	if err != nil || !bytes.Equal(m, b.Bytes()) {
		t.Errorf("MarshalJSON gives %s (%v), WriteTo %s", m, err, b.Bytes())
	}
}

func TestSyntaxErrorHasItsPlace(t *testing.T) {
	res := open(t).Exec(t.Context(), schema.Request{Query: "{\n  stats { claims }\n  )\n}"})
	if len(res.Errors) != 1 || len(res.Errors[0].Locations) != 1 || res.Errors[0].Locations[0] != (schema.Location{Line: 3, Column: 3}) {
		t.Errorf("got %+v", res)
	}
}

// Errors of one request stand in one order, whatever ran first.
func TestErrorsHaveAStableOrder(t *testing.T) {
	s := open(t)
	query := aliases(30, `entity(name: "Quagga") { id }`)
	var first []string
	for i := range 20 {
		var paths []string
		for _, e := range s.Exec(t.Context(), schema.Request{Query: query}).Errors {
			paths = append(paths, e.Path[0].(string))
		}
		if i == 0 {
			first = paths
		}
		if !slices.Equal(paths, first) || len(paths) != 30 {
			t.Fatalf("got %q, first %q", paths, first)
		}
	}
}
