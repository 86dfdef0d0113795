package schema_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// Requests run side by side, each on its snapshot, while articles are stored.
func TestExecIsSafeForConcurrentUse(t *testing.T) {
	db := schematest.Open(t)
	s := over(t, db)
	queries := []string{
		promised,
		`{ entities { edges { node { name claims { edges { node { source { name } article { title } relation { summary { claims } } } } } relations { edges { node { subject { name } object { name } } } } } } } }`,
		`{ articles { edges { node { title length text claims { edges { node { evidence { quote } item { name } via { name } } } } } } } a: entity(name: "Orlo") { id } stats { claims } }`,
		aliases(30, `claims(filter: {about: "Orlo"}) { edges { node { subject { name } } } }`),
	}
	var want []string
	for _, q := range queries {
		want = append(want, string(s.Exec(t.Context(), schema.Request{Query: q}).Data))
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 6 {
				n := (worker + i) % len(queries)
				if got := string(s.Exec(t.Context(), schema.Request{Query: queries[n]}).Data); got != want[n] {
					t.Errorf("query %d answers\n%.500s\nwant\n%.500s", n, got, want[n])
					return
				}
			}
		})
	}
	wg.Wait()

	// With a writer beside them, each request sees the articles of one moment: as many claims as articles were added.
	added := schematest.Many(40)
	wg.Go(func() { schematest.Put(t, db, added...) })
	for range 4 {
		wg.Go(func() {
			for range 20 {
				res := s.Exec(t.Context(), schema.Request{Query: `{ stats { articles claims } }`})
				var d struct {
					Stats struct{ Articles, Claims int }
				}
				if err := json.Unmarshal(res.Data, &d); err != nil || d.Stats.Claims-8 != d.Stats.Articles-3 {
					t.Errorf("got %s (%v)", res.Data, err)
				}
			}
		})
	}
	wg.Wait()
}

// Exec leaves the caller's variables as they are: defaults are filled into a copy.
func TestExecDoesNotChangeTheVariables(t *testing.T) {
	s := open(t)
	v := vars{"f": vars{"type": "OTHER"}}
	before := fmt.Sprint(maps.Clone(v))
	res := s.Exec(t.Context(), schema.Request{Query: `query($f: ClaimFilter, $n: Int = 3) { claims(first: $n, filter: $f) { edges { cursor } } }`, Variables: v})
	if len(res.Errors) > 0 || fmt.Sprint(v) != before {
		t.Errorf("variables are %v, were %v; %q", v, before, messages(res))
	}
}

func TestOperationIsChosenByName(t *testing.T) {
	s := open(t)
	const q = `query A { stats { claims } } query B { stats { articles } }`
	for name, want := range map[string]string{"A": `{"stats":{"claims":8}}`, "B": `{"stats":{"articles":3}}`} {
		if res := s.Exec(t.Context(), schema.Request{Query: q, OperationName: name}); string(res.Data) != want {
			t.Errorf("%s: %s %q", name, res.Data, messages(res))
		}
	}
	res := s.Exec(t.Context(), schema.Request{Query: q, OperationName: "C"})
	same(t, "an operation that is not there", messages(res), []string{`BAD_INPUT no operation with name "C"`})
}

// The introspection that GraphiQL asks for fits the limits.
func TestIntrospectionFitsTheLimits(t *testing.T) {
	ofType := "kind name"
	for range 7 {
		ofType = "kind name ofType { " + ofType + " }"
	}
	q := `query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name }
		types { kind name description specifiedByURL fields(includeDeprecated: true) { name description args { ...I } type { ...T } isDeprecated deprecationReason }
			inputFields { ...I } interfaces { ...T } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...T } }
		directives { name description locations args { ...I } } } }
		fragment I on __InputValue { name description type { ...T } defaultValue } fragment T on __Type { ` + ofType + ` }`
	got := get(t, open(t), q, nil, "__schema.types.*.name")
	if !strings.Contains(strings.Join(got, " "), `"ClaimConnection"`) {
		t.Errorf("types %q", got)
	}
}

// hostile are requests of the kind that strangers send.
func hostile() []string {
	return []string{
		"", "{", "}", "{}", "query", "\x00", "\xff\xfe", strings.Repeat("{", 5000), strings.Repeat("{a", 5000), "{" + strings.Repeat("\"", 999), "#", "\ufeff{stats{claims}}",
		`{__typename}`, `{__schema{types{fields{type{fields{type{fields{name}}}}}}}}`, `{__type(name:"Claim"){fields{name}}}`,
		deep(3), deep(50), doubling(20), overlapping(200), aliases(500, "stats { claims }"), aliases(200, `entity(name: "Selenski#") { id }`),
		`{claims(first:2147483647){edges{cursor}}}`, `{claims(first:-2147483648){edges{cursor}}}`, `{claims(first:99999999999999999999){edges{cursor}}}`,
		`{claims(after:"CFS1FTF866PJU3E49DD4N0V7THM900KQ0800008A95LJF3B7FD976"){edges{node{id}}}}`, `{entities(after:"CFS1"){edges{cursor}}}`,
		`{entities(filter:{name:"\u0000\u0301 ."}){edges{cursor}}}`, `{entity(name:"` + strings.Repeat("ź", 9000) + `"){id}}`, `{claims(filter:{article:"://"}){edges{cursor}}}`,
		`{claims(filter:{minQuantity:-1e308,maxQuantity:1e308,since:"0001"}){edges{node{quantity{min}}}}}`, `{claims(filter:{since:"9999-12-31T23:59:60Z"}){edges{cursor}}}`,
		`query($a:[[[Int!]!]!]){stats{claims}}`, `query($a:Int=$a){claims(first:$a){edges{cursor}}}`, `{a:stats{claims}a:articles{edges{cursor}}}`, `{...A}fragment A on Query{...B}fragment B on Query{...A}`,
		`{node(id:"E2510F48-9777-5541-9F9B-06F6A9C95167"){id __typename ...on Entity{claims{edges{node{id}}}}}}`, `{stats @include(if:$x){claims}}`, `subscription{claims}`, `mutation{a}`, `mutation{__typename}`, `mutation{removeArticle(id:"x"){id}}`,
		`mutation{loadArticle(input:{text:"\ud800"}){status}}`, `mutation($n:Int){loadArticle(input:{text:"a"}){claims(first:$n){edges{cursor}}}}`,
		`{claims(filter:` + strings.Repeat("{not:", 400) + "{}" + strings.Repeat("}", 400) + `){totalCount}}`, `{claims(filter:{or:[` + strings.Repeat("{about:\"Orlo\"},", 900) + `]}){totalCount}}`,
		`{nodes(ids:["","\u0000",1]){id}}`, `{articles(order:OLDEST,after:"C",filter:{outlet:"",since:"0001"}){totalCount}}`, `{claims(order:OLDEST,filter:{until:"0001",since:"9999"}){totalCount edges{node{counted{why of{cluster{totalCount}}}}}}}`,
		`{claims(filter:{about:"Orlo",subject:"Orlo",object:"Orlo",source:"Orlo"}){edges{node{id}}pageInfo{endCursor}}}`,
	}
}

// checkAnswer fails the test if an answer is not one that a client can use: JSON, with a known code and a sentence for every
// error, and no word of the implementation.
func checkAnswer(t *testing.T, query string, res *schema.Response) {
	t.Helper()
	var b bytes.Buffer
	if _, err := res.WriteTo(&b); err != nil || !json.Valid(b.Bytes()) {
		t.Fatalf("%q: %v: %s", query, err, b.Bytes())
	}
	if res.Data == nil && len(res.Errors) == 0 {
		t.Errorf("%q: neither data nor errors", query)
	}
	for _, e := range res.Errors {
		switch e.Code {
		case schema.CodeNotFound, schema.CodeAmbiguous, schema.CodeBadInput, schema.CodeBadCursor, schema.CodeTooLarge, schema.CodeSyntax, schema.CodeInvalid, schema.CodeTimeout, schema.CodeForbidden:
		default:
			t.Errorf("%q: code %q: %s", query, e.Code, e.Message)
		}
		// The client's own words come back in quotation marks, and may be any.
		said := e.Message
		for _, own := range strings.FieldsFunc(query, func(r rune) bool { return r < 'A' }) {
			said = strings.ReplaceAll(said, own, "")
		}
		if e.Message == "" || strings.Contains(e.Message, "\n") && !strings.Contains(query, "\n") {
			t.Errorf("%q: message %q", query, e.Message)
		}
		if w := goWords.FindString(said); w != "" {
			t.Errorf("%q: message %q holds %q", query, e.Message, w)
		}
	}
}

func TestHostileRequestsAreAnswered(t *testing.T) {
	s := open(t)
	for _, q := range hostile() {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		start := time.Now()
		checkAnswer(t, q, s.Exec(ctx, schema.Request{Query: q}))
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%.100q took %v", q, d)
		}
		cancel()
	}
}

func FuzzExec(f *testing.F) {
	for _, q := range hostile() {
		f.Add(q, `{"a":1}`)
	}
	for _, tt := range slices.Concat(failures, fieldFailures) {
		v, err := json.Marshal(tt.vars)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(tt.query, string(v))
	}
	for _, q := range fieldQueries {
		f.Add(q, `{"text": "soldiers sent", "name": "Orlo", "after": "CFS1", "type": "SUPPLIES", "n": 3}`)
	}
	f.Add(promised, `{"filter": {"or": [{"place": "Kursk"}, {"not": {"origin": "NIS", "until": "2024-10"}}], "and": [], "quantified": false}}`)
	f.Add(`query($ids: [ID!]!) { nodes(ids: $ids) { id } articles(order: OLDEST, filter: {since: "2024"}) { totalCount } }`, `{"ids": ["x", null]}`)
	f.Add(promised, `{"first": 3, "filter": {"type": "DEPLOYS_TO", "about": "Orlo", "since": "2024"}}`)
	db, err := graph.OpenMemory()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	schematest.Put(f, db, schematest.Documents()...)
	s := over(f, db)
	f.Fuzz(func(t *testing.T, query, variables string) {
		var v map[string]any
		if json.Unmarshal([]byte(variables), &v) != nil {
			v = nil
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		res := s.Exec(ctx, schema.Request{Query: query, Variables: v})
		checkAnswer(t, query+variables, res)
		if res.Refused() == schema.CodeTimeout {
			return // a busy machine
		}
		if again := s.Exec(ctx, schema.Request{Query: query, Variables: v}); again.Refused() != schema.CodeTimeout && (!bytes.Equal(again.Data, res.Data) || len(again.Errors) != len(res.Errors)) {
			t.Errorf("%q answers %s, then %s", query, res.Data, again.Data)
		}
	})
}

// BenchmarkModelQuestion asks who says how many North Korean soldiers are in Russia, of a store with a thousand more reports.
func BenchmarkModelQuestion(b *testing.B) {
	db := schematest.Open(b)
	schematest.Put(b, db, schematest.Many(1000)...)
	s := over(b, db)
	q := schema.Request{Query: promised, Variables: vars{"filter": vars{"type": "DEPLOYS_TO", "subject": "North Korea", "object": "Russia"}}}
	size := 0
	for b.Loop() {
		res := s.Exec(b.Context(), q)
		if len(res.Errors) > 0 {
			b.Fatal(messages(res))
		}
		size = len(res.Data)
	}
	b.ReportMetric(float64(size), "bytes/answer")
}
