package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// lists are queries that page through every list of the schema; path leads to the connection.
var lists = []struct{ name, query, path string }{
	{"claims", `query($n: Int, $a: String) { claims(first: $n, after: $a) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "claims"},
	{"claims of a name of two", `query($n: Int, $a: String) { claims(first: $n, after: $a, filter: {about: "Orlo"}) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "claims"},
	{"claims of two names of two", `query($n: Int, $a: String) { claims(first: $n, after: $a, filter: {about: "Orlo", subject: "Orlo"}) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "claims"},
	{"claims, oldest first", `query($n: Int, $a: String) { claims(first: $n, after: $a, order: OLDEST) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "claims"},
	{"claims of a filter of filters", `query($n: Int, $a: String) { claims(first: $n, after: $a, filter: {or: [{about: "Orlo"}, {source: "NIS"}], not: {stance: DENIES}}) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "claims"},
	{"articles, oldest first", `query($n: Int, $a: String) { articles(first: $n, after: $a, order: OLDEST) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "articles"},
	{"entities", `query($n: Int, $a: String) { entities(first: $n, after: $a) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "entities"},
	{"entities by name", `query($n: Int, $a: String) { entities(first: $n, after: $a, filter: {name: "o"}) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "entities"},
	{"relations", `query($n: Int, $a: String) { relations(first: $n, after: $a) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "relations"},
	{"relations of a name of two", `query($n: Int, $a: String) { relations(first: $n, after: $a, filter: {entity: "Orlo"}) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "relations"},
	{"articles", `query($n: Int, $a: String) { articles(first: $n, after: $a) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "articles"},
	{"claims of an entity", `query($n: Int, $a: String) { entity(name: "Russia") { claims(first: $n, after: $a) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`, "entity.claims"},
	{"neighbors of an entity", `query($n: Int, $a: String) { entity(name: "DPRK") { neighbors(first: $n, after: $a) { edges { cursor node: relation { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`, "entity.neighbors"},
	{"relations of an entity", `query($n: Int, $a: String) { entity(name: "DPRK") { relations(first: $n, after: $a) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`, "entity.relations"},
	{"claims of an article", `query($n: Int, $a: String) { article(id: "https://courier.example/soldiers") { claims(first: $n, after: $a) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`, "article.claims"},
}

// TestPagesTogetherAreTheWholeList pages through every list with every length of page.
func TestPagesTogetherAreTheWholeList(t *testing.T) {
	s := open(t)
	for _, l := range lists {
		t.Run(l.name, func(t *testing.T) {
			whole := plain(get(t, s, l.query, vars{"n": 100}, l.path+".edges.*.node.id"))
			if len(whole) == 0 || len(slices.Compact(slices.Sorted(slices.Values(whole)))) != len(whole) {
				t.Fatalf("the whole list is %q", whole)
			}
			for n := 1; n <= len(whole)+1; n++ {
				var all []string
				var after any
				for pages := 1; ; pages++ {
					v := vars{"n": n, "a": after}
					ids := plain(get(t, s, l.query, v, l.path+".edges.*.node.id"))
					cursors := get(t, s, l.query, v, l.path+".edges.*.cursor")
					all = append(all, ids...)
					next := get(t, s, l.query, v, l.path+".pageInfo.hasNextPage")[0]
					same(t, "hasNextPage", next, fmt.Sprint(len(all) < len(whole)))
					same(t, "hasPreviousPage", get(t, s, l.query, v, l.path+".pageInfo.hasPreviousPage")[0], fmt.Sprint(pages > 1))
					same(t, "startCursor", get(t, s, l.query, v, l.path+".pageInfo.startCursor")[0], cursors[0])
					end := get(t, s, l.query, v, l.path+".pageInfo.endCursor")[0]
					same(t, "endCursor", end, cursors[len(cursors)-1])
					if len(ids) > n || pages > len(whole) {
						t.Fatalf("page %d of %d at most holds %d", pages, n, len(ids))
					}
					if next == "false" {
						break
					}
					after = strings.Trim(end, `"`)
				}
				same(t, fmt.Sprintf("pages of %d", n), all, whole)
			}
		})
	}
}

func TestAPageOfNothing(t *testing.T) {
	s := open(t)
	const page = `{ edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`
	got := get(t, s, `{ claims(first: 0) `+page+` }`, nil, "claims")
	same(t, "first: 0", got, []string{`{"edges":[],"pageInfo":{"hasNextPage":true,"hasPreviousPage":false,"startCursor":null,"endCursor":null}}`})
	got = get(t, s, `{ claims(filter: {type: LEADS}) `+page+` }`, nil, "claims")
	same(t, "no claim", got, []string{`{"edges":[],"pageInfo":{"hasNextPage":false,"hasPreviousPage":false,"startCursor":null,"endCursor":null}}`})
	got = get(t, s, `{ claims(after: "") { pageInfo { hasPreviousPage } } }`, nil, "claims.pageInfo.hasPreviousPage")
	same(t, "after nothing", got, []string{"false"})
}

// A cursor of another list, or none at all, is refused by its name; it never starts the list from the beginning.
func TestForeignCursorIsRefused(t *testing.T) {
	s := open(t)
	cursors := map[string]string{"noise": "bm9uc2Vuc2U", "no base64": "%", "an id": schematest.Russia.ID().String()}
	for _, l := range lists {
		if !strings.Contains(l.path, ".") {
			cursors[l.path] = plain(get(t, s, l.query, vars{"n": 1}, l.path+".edges.*.cursor"))[0]
		}
	}
	for _, l := range lists {
		for of, cursor := range cursors {
			if strings.HasSuffix(l.path, of) || of == "relations" && strings.HasSuffix(l.path, "neighbors") { // a list's own
				continue // a neighbor stands where its relation does
			}
			res := s.Exec(t.Context(), schema.Request{Query: l.query, Variables: vars{"n": 1, "a": cursor}})
			want := fmt.Sprintf("BAD_CURSOR after: %q is not a cursor of this list; take one that this list gave, such as its endCursor", cursor)
			same(t, l.name+" behind a cursor of "+of, messages(res), []string{want})
		}
	}
}

// A list of 100 has a page of 20 unless told otherwise.
func TestPageHoldsTwentyUnlessAsked(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, schematest.Many(150)...)
	s := over(t, db)
	for _, tt := range []struct {
		args string
		want int
	}{{"", 20}, {"(first: null)", 20}, {"(first: 7)", 7}, {"(first: 100)", 100}} {
		if got := len(get(t, s, `{ claims`+tt.args+` { edges { node { id } } } }`, nil, "claims.edges.*")); got != tt.want {
			t.Errorf("claims%s holds %d, want %d", tt.args, got, tt.want)
		}
	}
}
