package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema/schematest"
)

func TestArticleFilters(t *testing.T) {
	s := open(t)
	const q = `query($f: ArticleFilter) { articles(filter: $f) { edges { node { title } } } }`
	const courier, wire, ministry = "Soldiers at the training ground", "Close to 11,000 “in the east”", "A ministry denies"
	used := map[string]bool{}
	for _, tt := range []struct {
		filter vars
		want   []string
	}{
		{nil, []string{wire, courier, ministry}},
		{vars{}, []string{wire, courier, ministry}},
		{vars{"outlet": "sample courier"}, []string{courier}},
		{vars{"outlet": "NIS"}, nil},
		{vars{"since": "2024-10-24"}, []string{wire}},
		{vars{"since": "2024"}, []string{wire, courier}},
		{vars{"until": "2024-10-24"}, []string{courier}},
		{vars{"until": "2024-10"}, []string{wire, courier}},
		{vars{"since": "2024-10-23", "until": "2024-10-23"}, []string{courier}},
		{vars{"since": "2025"}, nil},
		{vars{"outlet": "Sample Wire", "until": "2024-10-24"}, nil},
	} {
		got := plain(get(t, s, q, vars{"f": tt.filter}, "articles.edges.*.node.title"))
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%v: got %q, want %q", tt.filter, got, tt.want)
		}
		for name := range tt.filter {
			used[name] = true
		}
	}
	everyCondition(t, "ArticleFilter", used)
}

// A name that fits two outlets means the articles of both, in one order.
func TestArticlesOfANameOfTwoOutlets(t *testing.T) {
	db := schematest.Open(t)
	wire := graph.NewEntity{Class: graph.ClassBody, Key: "sample wire", Kind: graph.Organization, Name: "Sample Wire", Aliases: []string{"Sample Daily"}}
	undated := graph.Article{URL: "https://wire.example/undated", Title: "Undated", Outlet: "Sample Wire", Text: "Nothing is new."}
	schematest.Put(t, db, graph.Document{Article: undated, Entities: []graph.NewEntity{wire}})
	schematest.Put(t, db, schematest.Many(40)...)
	s := over(t, db)
	const q = `query($o: ArticleOrder, $a: String) { articles(first: 9, filter: {outlet: "Sample Daily"}, order: $o, after: $a) { totalCount edges { node { published outlet } } pageInfo { hasNextPage endCursor } } }`
	for order, descends := range map[string]bool{"NEWEST": true, "OLDEST": false} {
		var dates []string
		outlets := map[string]int{}
		var after any
		for {
			v := vars{"o": order, "a": after}
			dates = append(dates, plain(get(t, s, q, v, "articles.edges.*.node.published"))...)
			for _, o := range get(t, s, q, v, "articles.edges.*.node.outlet") {
				outlets[o]++
			}
			same(t, "totalCount", get(t, s, q, v, "articles.totalCount"), []string{"42"})
			if get(t, s, q, v, "articles.pageInfo.hasNextPage")[0] == "false" {
				break
			}
			after = plain(get(t, s, q, v, "articles.pageInfo.endCursor"))[0]
		}
		if len(dates) != 42 || outlets[`"Sample Wire"`] != 2 || dates[41] != "null" {
			t.Fatalf("%s: %d articles of %v, the last of %s", order, len(dates), outlets, dates[len(dates)-1])
		}
		dated := slices.Clone(dates[:41])
		if descends {
			slices.Reverse(dated)
		}
		if !slices.IsSorted(dated) {
			t.Errorf("%s: %q", order, dates)
		}
	}
}

// A cursor of one order is a place in the other too: what comes after it there is what came before it here.
func TestCursorGoesOnInTheOtherOrder(t *testing.T) {
	s := open(t)
	const q = `query($o: ClaimOrder, $a: String) { claims(order: $o, after: $a) { edges { cursor node { id } } } }`
	ids := plain(get(t, s, q, vars{"o": "NEWEST"}, "claims.edges.*.node.id"))
	cursors := plain(get(t, s, q, vars{"o": "NEWEST"}, "claims.edges.*.cursor"))
	for i := range 6 { // the last two have no year, and come last in both
		want := slices.Clone(ids[:i])
		slices.Reverse(want)
		want = append(want, ids[7], ids[6])
		same(t, "behind "+ids[i], plain(get(t, s, q, vars{"o": "OLDEST", "a": cursors[i]}, "claims.edges.*.node.id")), want)
	}
}
