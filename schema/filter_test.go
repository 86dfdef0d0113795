package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/graph-gophers/graphql-go/ast"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// The claims of schematest by a word that only their quote has.
var claimWords = map[string]string{
	"nis": "1,500", "reports": "12,000", "zelensky": "10,000", "shells": "artillery",
	"eleven": "11,000", "kursk": "2,600", "denial": "anybody", "swim": "swim",
}

// TestClaimFilters asks with every condition of ClaimFilter, and with conditions together.
func TestClaimFilters(t *testing.T) {
	s := open(t)
	const q = `query($f: ClaimFilter) { claims(filter: $f) { edges { node { evidence { quote } } } } }`
	relation := plain(get(t, s, `{ relations(filter: {type: SUPPLIES}) { edges { node { id } } } }`, nil, "relations.edges.*.node.id"))[0]
	article := plain(get(t, s, `{ article(id: "https://wire.example/eastern-russia") { id } }`, nil, "article.id"))[0]
	tests := []struct {
		filter vars
		want   string // keys of claimWords, sorted
	}{
		{nil, "denial eleven kursk nis reports shells swim zelensky"},
		{vars{}, "denial eleven kursk nis reports shells swim zelensky"},
		{vars{"source": "NIS"}, "nis"},
		{vars{"source": "national  intelligence-SERVICE"}, "nis"},
		{vars{"source": "Sample Courier"}, "shells"},
		{vars{"source": schematest.Zelensky.ID().String()}, "zelensky"},
		{vars{"source": "Kursk"}, ""},
		{vars{"type": "SUPPLIES"}, "shells"},
		{vars{"type": "TRAINS_AT"}, "denial"},
		{vars{"type": "OTHER"}, "swim"},
		{vars{"type": "LEADS"}, ""},
		{vars{"subject": "DPRK"}, "eleven kursk nis reports shells zelensky"},
		{vars{"subject": "Orlo"}, "denial swim"},
		{vars{"object": "Russia"}, "eleven nis reports shells zelensky"},
		{vars{"object": schematest.Kursk.ID().String()}, "kursk"},
		{vars{"about": "artillery shells"}, "shells"},
		{vars{"about": "Kursk"}, "kursk"},
		{vars{"about": "Orlo"}, "denial swim"}, // the state and the lake: each claim once
		{vars{"about": "NIS"}, ""},
		{vars{"article": "https://wire.example/eastern-russia"}, "eleven kursk"},
		{vars{"article": article}, "eleven kursk"},
		{vars{"article": "a MINISTRY denies"}, "denial swim"},
		{vars{"relation": relation}, "shells"},
		{vars{"relation": "01234567-89ab-5cde-8f01-23456789abcd"}, ""},
		{vars{"stance": "DENIES"}, "denial"},
		{vars{"stance": "SUGGESTS"}, "reports"},
		{vars{"stance": "FEARS"}, ""},
		{vars{"realis": "PROSPECTIVE"}, "kursk reports zelensky"},
		{vars{"realis": "UNKNOWN"}, ""},
		{vars{"minQuantity": 10600}, "eleven reports shells"}, // no maximum: it may be reached
		{vars{"maxQuantity": 2000}, "nis reports"},            // no minimum: it may stay under
		{vars{"minQuantity": 2000, "maxQuantity": 3000}, "kursk reports"},
		{vars{"since": "2024-10-24"}, "eleven kursk"},
		{vars{"since": "2024-10"}, "eleven kursk nis reports shells zelensky"},
		{vars{"since": "2024"}, "eleven kursk nis reports shells zelensky"},
		{vars{"since": "2025"}, ""},
		{vars{"type": "DEPLOYS_TO", "subject": "Pyongyang", "object": "Moscow", "realis": "ACTUAL", "since": "2024-10-24"}, "eleven"},
		{vars{"source": "Ministry of Orlo", "stance": "ASSERTS"}, ""},
		{vars{"article": "A ministry denies", "stance": "DENIES", "about": "Orlo", "subject": "Orlo"}, "denial"},
		{vars{"item": "artillery shells"}, "shells"},
		{vars{"place": "Kursk"}, "kursk"},
		{vars{"origin": "Sample Courier"}, "shells"},
		{vars{"origin": "NIS"}, "nis"},
		{vars{"outlet": "Sample Wire"}, "eleven kursk"},
		{vars{"until": "2024-10-24"}, "nis reports shells zelensky"},
		{vars{"until": "2024-10", "since": "2024-10-24"}, "eleven kursk"},
		{vars{"until": "2023"}, ""},
		{vars{"quantified": true}, "eleven kursk nis reports shells zelensky"},
		{vars{"quantified": false}, "denial swim"},
		{vars{"status": "CURRENT"}, "denial eleven kursk nis reports shells swim zelensky"},
		{vars{"status": "CORRECTED"}, ""},
		{vars{"not": vars{"status": "CURRENT"}}, ""},
		{vars{"not": vars{"subject": "DPRK"}}, "denial swim"},
		{vars{"not": vars{"about": "Orlo"}}, "eleven kursk nis reports shells zelensky"},
		{vars{"not": vars{"not": vars{"stance": "DENIES"}}}, "denial"},
		{vars{"or": []any{vars{"source": "NIS"}, vars{"stance": "DENIES"}}}, "denial nis"},
		{vars{"or": vars{"source": "NIS"}}, "nis"},
		{vars{"and": []any{vars{"about": "DPRK"}, vars{"about": "Kursk"}}}, "kursk"},
		{vars{"and": []any{vars{"about": "DPRK"}, vars{"about": "Orlo"}}}, ""},
		{vars{"type": "DEPLOYS_TO", "or": []any{vars{"realis": "ACTUAL"}, vars{"source": "Zelensky"}}, "not": vars{"outlet": "Sample Wire"}}, "nis zelensky"},
	}
	used := map[string]bool{}
	for _, tt := range tests {
		var got []string
		for _, quote := range get(t, s, q, vars{"f": tt.filter}, "claims.edges.*.node.evidence.quote") {
			for key, word := range claimWords {
				if strings.Contains(quote, word) {
					got = append(got, key)
				}
			}
		}
		slices.Sort(got)
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("%v: got %q, want %q", tt.filter, g, tt.want)
		}
		for name := range tt.filter {
			used[name] = true
		}
	}
	everyCondition(t, "ClaimFilter", used)
}

// everyCondition fails the test for the conditions of an input that it did not use.
func everyCondition(t *testing.T, input string, used map[string]bool) {
	t.Helper()
	for _, v := range parsed(t).Types[input].(*ast.InputObject).Values {
		if !used[v.Name.Name] {
			t.Errorf("%s.%s is not tested", input, v.Name.Name)
		}
	}
}

func TestRelationFilters(t *testing.T) {
	s := open(t)
	const q = `query($f: RelationFilter) { relations(filter: $f) { edges { node { type subject { name } object { name } } } } }`
	tests := []struct {
		filter vars
		want   string
	}{
		{nil, "North Korea DEPLOYS_TO Kursk, North Korea DEPLOYS_TO Russia, North Korea SUPPLIES Russia, Orlo TRAINS_AT Lake Orlo"},
		{vars{"type": "DEPLOYS_TO"}, "North Korea DEPLOYS_TO Kursk, North Korea DEPLOYS_TO Russia"},
		{vars{"subject": "Orlo"}, "Orlo TRAINS_AT Lake Orlo"},
		{vars{"object": "Moscow"}, "North Korea DEPLOYS_TO Russia, North Korea SUPPLIES Russia"},
		{vars{"entity": "Kursk"}, "North Korea DEPLOYS_TO Kursk"},
		{vars{"entity": "Orlo"}, "Orlo TRAINS_AT Lake Orlo"}, // both ends have the name: once
		{vars{"entity": schematest.Ukraine.ID().String()}, ""},
		{vars{"type": "SUPPLIES", "subject": "DPRK", "object": "Russia"}, "North Korea SUPPLIES Russia"},
		{vars{"type": "SUPPLIES", "subject": "Russia"}, ""},
	}
	used := map[string]bool{}
	for _, tt := range tests {
		var got []string
		subjects := plain(get(t, s, q, vars{"f": tt.filter}, "relations.edges.*.node.subject.name"))
		types := plain(get(t, s, q, vars{"f": tt.filter}, "relations.edges.*.node.type"))
		objects := plain(get(t, s, q, vars{"f": tt.filter}, "relations.edges.*.node.object.name"))
		for i := range subjects {
			got = append(got, subjects[i]+" "+types[i]+" "+objects[i])
		}
		slices.Sort(got)
		if g := strings.Join(got, ", "); g != tt.want {
			t.Errorf("%v: got %q, want %q", tt.filter, g, tt.want)
		}
		for name := range tt.filter {
			used[name] = true
		}
	}
	everyCondition(t, "RelationFilter", used)
}

func TestEntityFilters(t *testing.T) {
	s := open(t)
	const q = `query($f: EntityFilter) { entities(filter: $f) { edges { node { name kind } } } }`
	tests := []struct {
		filter vars
		want   string
	}{
		{vars{"kind": "AGENCY"}, "Ministry of Orlo, National Intelligence Service"},
		{vars{"kind": "ORGANIZATION"}, "Sample Courier, Sample Wire"},
		{vars{"kind": "UNIT"}, ""},
		{vars{"name": "north"}, "North Korea"},
		{vars{"name": "NIS"}, "National Intelligence Service"},
		{vars{"name": "orl"}, "Lake Orlo, Orlo"},
		{vars{"name": "orl", "kind": "LOCATION"}, "Lake Orlo"},
		{vars{"name": "korea"}, ""}, // the start of a name, not of a word
		{vars{"name": "no such"}, ""},
	}
	used := map[string]bool{}
	for _, tt := range tests {
		got := plain(get(t, s, q, vars{"f": tt.filter}, "entities.edges.*.node.name"))
		slices.Sort(got)
		if g := strings.Join(got, ", "); g != tt.want {
			t.Errorf("%v: got %q, want %q", tt.filter, g, tt.want)
		}
		for name := range tt.filter {
			used[name] = true
		}
	}
	everyCondition(t, "EntityFilter", used)
}

func TestEntityFilterPutsWholeNamesFirst(t *testing.T) {
	db := schematest.Open(t)
	var names []graph.NewEntity
	for _, n := range []string{"Orlo Bank", "Orl", "Orlo Air", "Orlov"} {
		names = append(names, graph.NewEntity{Class: graph.ClassBody, Key: graph.FoldName(n), Kind: graph.Organization, Name: n})
	}
	schematest.Put(t, db, graph.Document{Article: graph.Article{Title: "Names", Text: "Names."}, Entities: names})
	got := plain(get(t, over(t, db), `{ entities(filter: {name: "orlo"}) { edges { node { name } } } }`, nil, "entities.edges.*.node.name"))
	if len(got) != 5 {
		t.Fatalf("got %q", got)
	}
	first := slices.Sorted(slices.Values(got[:2]))
	same(t, "whole names", first, []string{"Lake Orlo", "Orlo"})
}

func TestEveryEnumValueIsTaken(t *testing.T) {
	s := open(t)
	n := 0
	for enum, query := range map[string]string{
		"Kind":      `query($v: Kind) { entities(filter: {kind: $v}) { edges { node { kind } } } }`,
		"Predicate": `query($v: Predicate) { claims(filter: {type: $v}) { edges { node { predicate } } } }`,
		"Stance":    `query($v: Stance) { claims(filter: {stance: $v}) { edges { node { stance } } } }`,
		"Realis":    `query($v: Realis) { claims(filter: {realis: $v}) { edges { node { realis } } } }`,
	} {
		for _, v := range parsed(t).Types[enum].(*ast.EnumTypeDefinition).EnumValuesDefinition {
			n++
			if v.EnumValue != strings.ToUpper(v.EnumValue) {
				t.Errorf("%s is not upper case", v.EnumValue)
			}
			for _, q := range []schema.Request{
				{Query: query, Variables: vars{"v": v.EnumValue}},
				{Query: strings.Replace(query[strings.Index(query, ")")+1:], "$v", v.EnumValue, 1)},
			} {
				res := s.Exec(t.Context(), q)
				for _, found := range strings.Split(string(res.Data), `"`)[1:] {
					if strings.ToUpper(found) == found && strings.Trim(found, "_ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && found != "" && found != v.EnumValue {
						t.Errorf("asked for %s, got %s", v.EnumValue, found)
					}
				}
				if len(res.Errors) > 0 {
					t.Errorf("%s: %q", v.EnumValue, messages(res))
				}
			}
		}
	}
	if n != 8+7+5+3 {
		t.Errorf("%d values were tried", n)
	}
}
