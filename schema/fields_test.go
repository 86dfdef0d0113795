package schema_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// fieldFailures are as failures, of the fields that search, compare and draw.
var fieldFailures = []struct {
	name, query string
	vars        vars
	want        []string
	data        string
}{
	{"compare of an unknown name", `{ compare(subject: "Nort Korea") { claims } }`, nil,
		[]string{`NOT_FOUND subject: nothing here is called "Nort Korea"; the nearest names are North Korea`}, `{"compare":null}`},
	{"compare of an empty name", `{ compare(item: "-") { claims } }`, nil, []string{"BAD_INPUT item is empty: give an id or a name"}, `{"compare":null}`},
	{"compare of an id of nothing", `{ compare(object: "01234567-89ab-5cde-8f01-23456789abcd") { claims } }`, nil,
		[]string{"NOT_FOUND object: no entity has the id 01234567-89ab-5cde-8f01-23456789abcd; look for ids by name with find"}, `{"compare":null}`},
	{"compare of an id that is no source's", `{ compare(source: "01234567-89ab-5cde-8f01-23456789abcd") { claims } }`, nil,
		[]string{"NOT_FOUND source: no source has the id 01234567-89ab-5cde-8f01-23456789abcd; look for ids by name with find"}, `{"compare":null}`},
	{"compare of no unit", `{ compare(unit: " ") { claims } }`, nil, []string{"BAD_INPUT unit is empty: give a word for what is counted, as in soldiers"}, `{"compare":null}`},
	{"compare since a day of no year", `{ compare(since: "--10-18") { claims } }`, nil,
		[]string{`BAD_INPUT since: "--10-18" is not a date with a year: want 2024-10-18, 2024-10 or 2024`}, `{"compare":null}`},
	{"compare of no position", `{ compare(limit: 0) { claims } }`, nil, []string{"BAD_INPUT limit is 0: it must be at least 1"}, `{"compare":null}`},
	{"compare of too many positions", `{ compare(limit: 51) { claims } stats { claims } }`, nil,
		[]string{"TOO_LARGE limit is 51: the cap is 50"}, `{"compare":null,"stats":{"claims":8}}`},
	{"pairs of no class", `query($c: [Agreement!]) { compare { pairs(classes: $c) { class } } }`, vars{"c": []any{"CONFLICTS", "FIGHTS"}},
		[]string{`BAD_INPUT variable "c" is "FIGHTS", and an Agreement (one of AGREES, OVERLAPS, POSSIBLE_CONFLICT, CONFLICTS, DIFFERENT_SCOPE, INCOMPARABLE) is wanted`}, ""},
	{"too many claims of a position", `{ compare(limit: 1) { positions { claims(first: 101) { edges { cursor } } } } }`, nil,
		[]string{"TOO_LARGE first is 101: the cap is 100; ask for the next page with after"}, `{"compare":null}`},
	{"a cursor of no origin", `{ compare(limit: 1) { groups { origins(after: "x") { edges { cursor } } } } }`, nil,
		[]string{`BAD_CURSOR after: "x" is not a cursor of this list; take one that this list gave, such as its endCursor`}, `{"compare":null}`},

	{"a search for nothing", `{ search(text: " . ") { totalCount } }`, nil,
		[]string{`BAD_INPUT text: " . " cannot be searched for: it has no words; give at least one`}, `{"search":null}`},
	{"a search without words that must be there", `{ search(text: "-soldiers") { totalCount } }`, nil,
		[]string{`BAD_INPUT text: "-soldiers" cannot be searched for: it says only what no quote may have; add a word that it is to have`}, `{"search":null}`},
	{"a search for too short a start", `{ search(text: "s*") { totalCount } }`, nil,
		[]string{`BAD_INPUT text: "s*" cannot be searched for: "s*" is too short a start; give at least 2 letters before the *`}, `{"search":null}`},
	{"a search for too much", `query($t: String!) { search(text: $t) { totalCount } }`, vars{"t": strings.Repeat("word ", 70)},
		[]string{`BAD_INPUT text: "word word word word word word word word word word word word …" cannot be searched for: it has more than 64 words; leave out some`}, `{"search":null}`},
	{"a search without a text", `{ search { totalCount } }`, nil, []string{"INVALID"}, ""},
	{"a search behind a cursor of claims", `{ search(text: "soldiers", after: "CFS1FTF866PJU3E49DD4N0V7THM900KQ0800008A95LJF3B7FD976") { totalCount } }`, nil,
		[]string{`BAD_CURSOR after: "CFS1FTF866PJU3E49DD4N0V7THM900KQ0800008A95LJF3B7FD976" is not a cursor of this list; take one that this list gave, such as its endCursor`}, `{"search":null}`},
	{"too many hits", `{ search(text: "soldiers", first: 101) { totalCount } }`, nil,
		[]string{"TOO_LARGE first is 101: the cap is 100; ask for the next page with after"}, `{"search":null}`},
	{"a search among claims of nobody", `{ search(text: "soldiers", filter: {source: "Quagga"}) { totalCount } }`, nil,
		[]string{`NOT_FOUND source: nothing here is called "Quagga"`}, `{"search":null}`},

	{"find of nothing", `{ find(name: " - ") { edges { as } } }`, nil, []string{`BAD_INPUT name: " - " has nothing to look for; give at least one letter`}, `{"find":null}`},
	{"find of no kind", `{ find(name: "Orlo", kind: PLANET) { edges { as } } }`, nil, []string{"INVALID"}, ""},
	{"find behind no cursor", `{ find(name: "Orlo", after: "x") { edges { as } } }`, nil,
		[]string{`BAD_CURSOR after: "x" is not a cursor of this list; take one that this list gave, such as its endCursor`}, `{"find":null}`},
	{"find of fewer than none", `{ find(name: "Orlo", first: -1) { edges { as } } }`, nil, []string{"BAD_INPUT first is -1: it must not be negative"}, `{"find":null}`},
	{"suggestions for nobody", `{ suggestions(entity: "Quagga") { edges { cursor } } }`, nil,
		[]string{`NOT_FOUND entity: nothing here is called "Quagga"`}, `{"suggestions":null}`},
	{"suggestions for an id of nothing", `{ suggestions(entity: "01234567-89ab-5cde-8f01-23456789abcd") { edges { cursor } } }`, nil,
		[]string{"NOT_FOUND entity: no entity has the id 01234567-89ab-5cde-8f01-23456789abcd; look for ids by name with find"}, `{"suggestions":null}`},
	{"suggestions behind no cursor", `{ suggestions(after: "x") { edges { cursor } } }`, nil,
		[]string{`BAD_CURSOR after: "x" is not a cursor of this list; take one that this list gave, such as its endCursor`}, `{"suggestions":null}`},

	{"neighborhood of nobody", `{ neighborhood(entity: "Quagga") { cut } }`, nil, []string{`NOT_FOUND entity: nothing here is called "Quagga"`}, `{"neighborhood":null}`},
	{"neighborhood of an id of nothing", `{ neighborhood(entity: "01234567-89ab-5cde-8f01-23456789abcd") { cut } }`, nil,
		[]string{"NOT_FOUND entity: no entity has the id 01234567-89ab-5cde-8f01-23456789abcd; look for ids by name with find"}, `{"neighborhood":null}`},
	{"neighborhood too wide", `{ neighborhood(entity: "Russia", depth: 7) { cut } }`, nil, []string{"TOO_LARGE depth is 7: the cap is 6"}, `{"neighborhood":null}`},
	{"neighborhood of no step", `{ neighborhood(entity: "Russia", depth: 0) { cut } }`, nil, []string{"BAD_INPUT depth is 0: it must be at least 1"}, `{"neighborhood":null}`},
	{"neighborhood of no type", `{ neighborhood(entity: "Russia", types: []) { cut } }`, nil,
		[]string{"BAD_INPUT types is empty: name at least one, or leave it out for all"}, `{"neighborhood":null}`},
	{"neighborhood over no relation", `{ neighborhood(entity: "Russia", types: [LEADS, OTHER]) { cut } }`, nil,
		[]string{"BAD_INPUT types: OTHER is no type of relation, so that nothing is joined by it"}, `{"neighborhood":null}`},
	{"too much of an entity", `{ neighborhood(entity: "Russia", each: 101) { cut } }`, nil, []string{"TOO_LARGE each is 101: the cap is 100"}, `{"neighborhood":null}`},
	{"too many entities", `{ neighborhood(entity: "Russia", limit: 501) { cut } }`, nil, []string{"TOO_LARGE limit is 501: the cap is 500"}, `{"neighborhood":null}`},
	{"a subgraph too large", `{ subgraph(limit: 501) { cut } }`, nil, []string{"TOO_LARGE limit is 501: the cap is 500"}, `{"subgraph":null}`},
	{"a subgraph of a relation that is none", `{ subgraph(filter: {relation: "x"}) { cut } }`, nil,
		[]string{`BAD_INPUT relation: "x" is not an id: want 36 characters, as in 01234567-89ab-5cde-8f01-23456789abcd`}, `{"subgraph":null}`},
	{"paths from nobody", `{ paths(from: "Quagga", to: "Russia") { cut } }`, nil, []string{`NOT_FOUND from: nothing here is called "Quagga"`}, `{"paths":null}`},
	{"paths to an empty name", `{ paths(from: "Russia", to: "") { cut } }`, nil, []string{"BAD_INPUT to is empty: give an id or a name"}, `{"paths":null}`},
	{"paths too long", `{ paths(from: "Russia", to: "Kursk", maxLength: 7) { cut } }`, nil, []string{"TOO_LARGE maxLength is 7: the cap is 6"}, `{"paths":null}`},
	{"too many paths", `{ paths(from: "Russia", to: "Kursk", limit: 51) { cut } }`, nil, []string{"TOO_LARGE limit is 51: the cap is 50"}, `{"paths":null}`},
}

// fieldQueries ask each of these fields for all that it has.
var fieldQueries = []string{
	`query($type: Predicate, $n: Int) { compare(type: $type, limit: $n) { claims articles origins leftOut groupsLeftOut cut
		groups { index predicate subject { name } measure numbered realis claims articles originCount min max minApprox maxApprox
			origins(first: $n) { edges { cursor node { id name kind entity { id } of { id } side { id } } } pageInfo { endCursor } } }
		positions { index group { index } object { id } item { id } denied low high approx vague words part ofAnother earliest latest claimCount articles origins
			claims(first: $n) { edges { cursor node { id } counted { origin { id } why of { id } } } pageInfo { endCursor } } }
		pairs { a { index } b { index } class scope parts { index } reason } } }`,
	`query($text: String!, $n: Int, $after: String) { search(text: $text, first: $n, after: $after) { totalCount atLeast any ignored entities { name } pageInfo { hasNextPage endCursor }
		edges { cursor score snippet { text start marks { start end } } claims { id } article { id } node { __typename ... on Claim { id } ... on Article { id } } } } }`,
	`query($name: String!, $n: Int, $after: String) { find(name: $name, first: $n, after: $after) { edges { cursor node { id } as match } pageInfo { endCursor } } }`,
	`query($name: String, $n: Int, $after: String) { suggestions(entity: $name, first: $n, after: $after) { edges { cursor node { a { id } b { id } reasons { sign a b text } against { sign text } } } } }`,
	`query($name: String!, $n: Int, $type: Predicate!) { neighborhood(entity: $name, depth: $n, each: $n, limit: $n, types: [$type]) { entities { id } relations { id summary { claims } } cut } }`,
	`query($type: Predicate, $n: Int) { subgraph(filter: {type: $type}, limit: $n) { entities { id } relations { id } cut } }`,
	`query($name: String!, $n: Int) { paths(from: $name, to: "Russia", maxLength: $n, limit: $n) { paths { length entities { id } relations { id } } cut } }`,
}

// Every field takes from the budget of the request what it reads, whichever of its lists is asked for.
func TestFieldsChargeTheBudget(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, alike(110)...)
	s := over(t, db)
	// What stands before each field leaves 1,900 records.
	spend := aliases(81, `search(text:"quagga",first:0){any}`)
	for _, tt := range []struct {
		field string
		most  int // so many of them are answered, and twice as many are not
	}{
		{`compare(unit: "soldiers") { claims }`, 60},
		{`compare(unit: "soldiers") { pairs { class } positions { claims(first: 100) { edges { cursor } } } }`, 9},
		{`compare(limit: 1) { groups { origins(first: 100) { edges { cursor } } } }`, 14},
		{`search(text: "soldiers", first: 1) { totalCount }`, 18},
		{`search(text: "soldiers", first: 100) { edges { cursor } }`, 9},
		{`search(text: "Russia", first: 1) { entities { name } }`, 18},
		{`find(name: "outlet", first: 100) { edges { match } }`, 18},
		{`suggestions { edges { cursor } }`, 1},
		{`suggestions(entity: "Russia") { edges { cursor } }`, 180},
		{`neighborhood(entity:"Russia",depth:2){cut}`, 250},
		{`subgraph { cut }`, 120},
		{`paths(from: "Russia", to: "Kursk") { cut }`, 17},
	} {
		for _, n := range []int{tt.most, 2 * tt.most} {
			fields := strings.ReplaceAll(strings.Trim(aliases(n, tt.field), "{}"), " a", " b")
			res := s.Exec(t.Context(), schema.Request{Query: strings.TrimSuffix(spend, "}") + fields + "}"})
			if got := messages(res); n == tt.most && len(got) > 0 || n > tt.most && (res.Data != nil || len(got) != 1 || !strings.HasPrefix(got[0], "TOO_LARGE this request asks for more than")) {
				t.Errorf("%d times %s: %.200q", n, tt.field, got)
			}
		}
	}
}

// Pages behind each other are the whole list, each record once.
func TestPagesOfFieldsAreTheWholeList(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, append(alike(30), twins(12)...)...)
	s := over(t, db)
	for _, tt := range []struct {
		field, query string
		least        int
	}{
		{"search", `query($first: Int, $after: String) { search(text: "soldiers", first: $first, after: $after) { edges { cursor } pageInfo { hasNextPage endCursor } } }`, 30},
		{"search", `query($first: Int, $after: String) { search(text: "\"north korea\" sent -troops", first: $first, after: $after) { edges { cursor } pageInfo { hasNextPage endCursor } } }`, 30},
		{"find", `query($first: Int, $after: String) { find(name: "out", first: $first, after: $after) { edges { cursor } pageInfo { hasNextPage endCursor } } }`, 30},
		{"suggestions", `query($first: Int, $after: String) { suggestions(first: $first, after: $after) { edges { cursor } pageInfo { hasNextPage endCursor } } }`, 12},
		{"suggestions", `query($first: Int, $after: String) { suggestions(entity: "Weather Bureau", first: $first, after: $after) { edges { cursor } pageInfo { hasNextPage endCursor } } }`, 1},
	} {
		all := get(t, s, tt.query, vars{"first": 100}, tt.field+".edges.*.cursor")
		if len(all) < tt.least {
			t.Errorf("%s has only %d", tt.query, len(all))
		}
		var paged []string
		v := vars{"first": 7}
		for range 30 {
			paged = append(paged, get(t, s, tt.query, v, tt.field+".edges.*.cursor")...)
			if get(t, s, tt.query, v, tt.field+".pageInfo.hasNextPage")[0] == "false" {
				break
			}
			v["after"] = plain(get(t, s, tt.query, v, tt.field+".pageInfo.endCursor"))[0]
		}
		same(t, tt.query, paged, all)
	}
}

// twins are articles of which each names two bodies that may be one.
func twins(n int) []graph.Document {
	docs := make([]graph.Document, n)
	for i := range docs {
		key := strings.Repeat(string(rune('a'+i)), 3)
		full := graph.NewEntity{Class: graph.ClassBody, Key: key + " weather bureau", Kind: graph.Agency, Name: "Bureau " + key + " of Weather", Aliases: []string{strings.ToUpper(key) + "W"}}
		if i == 0 {
			full.Aliases = append(full.Aliases, "Weather Bureau")
		}
		short := graph.NewEntity{Class: graph.ClassBody, Key: key + "w", Kind: graph.Organization, Name: strings.ToUpper(key) + "W"}
		docs[i] = graph.Document{
			Article:  graph.Article{URL: "https://weather.example/" + key, Title: "Weather", Text: "It will rain."},
			Entities: []graph.NewEntity{full, short},
		}
	}
	return docs
}

func TestSuggestionsSayWhyTwoMayBeOne(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, twins(1)...)
	s := over(t, db)
	const q = `{ suggestions(entity: "Weather Bureau") { edges { node { a { name } b { name kind } reasons { sign a b text } against { sign } } } } }`
	got := get(t, s, q, nil, "suggestions.edges.*.node")
	want := `{"a":{"name":"AAAW"},"b":{"name":"Bureau aaa of Weather","kind":"AGENCY"},"reasons":[{"sign":"NAME","a":"AAAW","b":null,"text":"both are called \"AAAW\""}],"against":[]}`
	same(t, "suggestions", got, []string{want})
	if other := get(t, s, strings.Replace(q, "Weather Bureau", "Russia", 1), nil, "suggestions.edges"); other[0] != "[]" {
		t.Errorf("Russia may be %s", other[0])
	}
	if kinds := get(t, s, `{ suggestions(kind: PERSON) { edges { cursor } } }`, nil, "suggestions.edges"); kinds[0] != "[]" {
		t.Errorf("persons: %s", kinds[0])
	}
}

// A failure of one field leaves the others.
func TestFieldsFailAlone(t *testing.T) {
	s := open(t)
	query := "{ stats { claims }"
	for i, f := range []string{
		`compare(subject: "Quagga") { claims }`, `search(text: "") { totalCount }`, `find(name: "") { edges { as } }`, `suggestions(entity: "Quagga") { edges { cursor } }`,
		`neighborhood(entity: "Quagga") { cut }`, `subgraph(filter: {about: "Quagga"}) { cut }`, `paths(from: "Quagga", to: "Quagga") { cut }`,
	} {
		query += fmt.Sprintf(" f%d: %s", i, f)
	}
	res := s.Exec(t.Context(), schema.Request{Query: query + " }"})
	if len(res.Errors) != 7 || string(res.Data) != `{"stats":{"claims":8},"f0":null,"f1":null,"f2":null,"f3":null,"f4":null,"f5":null,"f6":null}` {
		t.Errorf("%s %q", res.Data, messages(res))
	}
}

// The best hits stand first, and their marks are of their snippets.
func TestSearchHasTheBestFirst(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, schematest.Many(50)...)
	s := over(t, db)
	const q = `{ search(text: "soldiers Russia", first: 100) { totalCount edges { score snippet { text start marks { start end } } article { text } } } }`
	scores := get(t, s, q, nil, "search.edges.*.score")
	if len(scores) < 50 || !slices.IsSortedFunc(scores, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("%d scores: %q", len(scores), scores)
	}
	same(t, "total", get(t, s, q, nil, "search.totalCount")[0], fmt.Sprint(len(scores)))
}

// A search that has a filter finds what the store finds with it.
func TestSearchTakesConditions(t *testing.T) {
	s := open(t)
	for filter, want := range map[string]string{
		`{}`:                                 "5",
		`{realis: PROSPECTIVE}`:              "2",
		`{source: "NIS"}`:                    "1",
		`{about: "Kursk"}`:                   "1",
		`{type: DEPLOYS_TO, stance: DENIES}`: "0",
		`{minQuantity: 5000}`:                "1",
		`{since: "2024-10-24"}`:              "1",
		`{article: "https://courier.example/soldiers"}`: "3",
	} {
		got := get(t, s, `{ search(text: "soldiers", filter: `+filter+`) { totalCount } }`, nil, "search.totalCount")
		if got[0] != want {
			t.Errorf("%s finds %s, want %s", filter, got[0], want)
		}
	}
}

// Strangers get an answer that they can use, also to what makes no sense.
func TestHostileFieldsAreAnswered(t *testing.T) {
	s := open(t)
	long := strings.Repeat("x", 20_000)
	for _, q := range []string{
		`{compare(limit:-2147483648){claims}}`, `{compare(unit:"` + long + `",since:"9999"){claims positions{words}}}`, `{compare(about:"\u0000"){claims}}`,
		`{compare{positions{claims(first:0,after:""){edges{cursor}pageInfo{endCursor}}}groups{origins(first:0){pageInfo{hasNextPage}}}pairs(classes:[]){class}}}`,
		`{search(text:"` + long + `*"){totalCount}}`, `{search(text:"\"\"\" -\"\" *** -*"){totalCount}}`, `{search(text:"\uD800 \u0000 soldiers",first:0){totalCount entities{id}}}`,
		`{search(text:"soldiers",filter:{relation:"01234567-89ab-5cde-8f01-23456789abcd",minQuantity:-1e308}){totalCount edges{cursor}}}`,
		`{find(name:"*"){edges{as}}}`, `{find(name:"%",first:0){edges{as}pageInfo{hasNextPage}}}`, `{find(name:"` + long + `"){edges{as}}}`, `{suggestions(first:0){edges{cursor}pageInfo{hasNextPage}}}`,
		`{neighborhood(entity:"e2510f48-9777-5541-9f9b-06f6a9c95167",types:[LEADS,LEADS,LEADS],depth:6,each:100,limit:500){entities{id}cut}}`,
		`{subgraph(filter:{about:"Orlo",subject:"Orlo",object:"Orlo",source:"Orlo"},limit:1){entities{id}cut}}`, `{paths(from:"Orlo",to:"Orlo",maxLength:1,limit:1){paths{length}cut}}`,
	} {
		checkAnswer(t, q, s.Exec(t.Context(), schema.Request{Query: q}))
	}
}

// What takes long is stopped with the request, whatever waits behind it.
func TestFieldsEndWithTheRequest(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, append(schematest.Many(300), twins(20)...)...)
	s := over(t, db)
	for _, f := range []string{
		`compare { claims pairs { reason } }`, `search(text: "\"north korea\" sent so*", first: 100) { edges { node { ... on Claim { article { title } } } } }`,
		`find(name: "o", first: 100) { edges { as } }`, `suggestions { edges { cursor } }`, `neighborhood(entity: "Russia", depth: 6) { relations { summary { origins } } }`,
		`subgraph { entities { name } }`, `paths(from: "Kursk", to: "Lake Orlo") { cut }`,
	} {
		for _, after := range []time.Duration{time.Microsecond, time.Millisecond, 5 * time.Millisecond} {
			ctx, cancel := context.WithTimeout(t.Context(), after)
			start := time.Now()
			res := s.Exec(ctx, schema.Request{Query: aliases(60, f)})
			cancel()
			if d := time.Since(start); d > 2*time.Second {
				t.Errorf("%s: stopped after %v, ended after %v", f, after, d)
			}
			if got := messages(res); len(got) > 1 || len(got) == 1 && (res.Data != nil || res.Refused() != schema.CodeTimeout && res.Refused() != schema.CodeTooLarge) {
				t.Errorf("%s after %v: %q", f, after, got)
			}
		}
	}
}

// Where more relations are to be drawn than a request may have, the sentence says what to lower; and it is not for free.
func TestCrowdedNeighborhoodIsRefused(t *testing.T) {
	db := schematest.Open(t)
	const many = 100 // each of which supplies all
	entities := make([]graph.NewEntity, many)
	for i := range entities {
		name := fmt.Sprintf("Club %02d", i)
		entities[i] = graph.NewEntity{Class: graph.ClassBody, Key: strings.ToLower(name), Kind: graph.Organization, Name: name}
	}
	for i := range entities {
		const quote = "All clubs are joined."
		d := graph.Document{Article: graph.Article{URL: fmt.Sprintf("https://clubs.example/%d", i), Text: quote}, Entities: entities}
		for j := range entities {
			d.Claims = append(d.Claims, graph.Claim{
				Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Supplies,
				Subject: entities[i].ID(), Object: entities[j].ID(), Evidence: graph.Evidence{Quote: quote, End: len(quote)},
			})
		}
		schematest.Put(t, db, d)
	}
	s := over(t, db)
	const q = `neighborhood(entity: "Club 01", depth: 2, each: 100) { cut }`
	res := s.Exec(t.Context(), schema.Request{Query: "{ " + q + " }"})
	same(t, "crowded", messages(res), []string{"TOO_LARGE 10000 relations join these 100 entities, and a request has at most 10000 records; lower limit or each"})
	if res = s.Exec(t.Context(), schema.Request{Query: aliases(12, q)}); res.Refused() != schema.CodeTooLarge {
		t.Errorf("twelve times: %.200q", messages(res))
	}
	if cut := get(t, s, strings.Replace("{ "+q+" }", "each: 100", "each: 20", 1), nil, "neighborhood.cut")[0]; cut != `"of some entities only 20 relations each way are shown"` {
		t.Errorf("fewer: %s", cut)
	}
}
