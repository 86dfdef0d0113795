package schema_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// library is all claims of a store, with what a filter can ask of them.
type library struct {
	claims  []graph.Claim
	outlet  map[graph.ID]graph.ID          // of articles
	origin  map[graph.ID]graph.ID          // of claims
	places  map[graph.ID]map[graph.ID]bool // the claims in a place
	sources []graph.ID
	objects []graph.ID
}

func stock(t *testing.T, db *graph.DB) *library {
	t.Helper()
	s := &library{outlet: map[graph.ID]graph.ID{}, origin: map[graph.ID]graph.ID{}, places: map[graph.ID]map[graph.ID]bool{}}
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		for c, err := range tx.Claims(graph.ClaimFilter{}) {
			if err != nil {
				return err
			}
			s.claims = append(s.claims, c)
			o, err := tx.Origin(c)
			if err != nil {
				return err
			}
			a, err := tx.Article(c.Article)
			if err != nil {
				return err
			}
			s.origin[c.ID], s.outlet[c.Article] = o.Origin.ID, a.OutletID
			s.sources = append(s.sources, c.Source.ID, o.Origin.ID)
			if !c.Object.IsZero() && s.places[c.Object] == nil {
				s.objects = append(s.objects, c.Object)
				s.places[c.Object] = map[graph.ID]bool{}
				for in, err := range tx.Claims(graph.ClaimFilter{Place: c.Object}) {
					if err != nil {
						return err
					}
					s.places[c.Object][in.ID] = true
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fits evaluates a filter as a client writes it.
func (s *library) fits(f vars, c *graph.Claim) bool {
	is := func(want any, have ...graph.ID) bool {
		return slices.ContainsFunc(have, func(id graph.ID) bool { return id.String() == want })
	}
	day := func(d graph.Date, month, day int) string {
		if d.Month == 0 {
			d.Month = month
		}
		if d.Day == 0 {
			d.Day = day
		}
		return d.String()
	}
	for name, want := range f {
		var ok bool
		switch name {
		case "source":
			ok = is(want, c.Source.ID)
		case "subject":
			ok = is(want, c.Subject)
		case "object":
			ok = is(want, c.Object)
		case "item":
			ok = is(want, c.Item)
		case "about":
			ok = is(want, c.Subject, c.Object, c.Item)
		case "article":
			ok = is(want, c.Article)
		case "relation":
			ok = is(want, c.Relation())
		case "outlet":
			ok = is(want, s.outlet[c.Article])
		case "origin":
			ok = is(want, s.origin[c.ID])
		case "place":
			id, _ := graph.ParseID(want.(string))
			ok = s.places[id][c.ID]
		case "type":
			ok = strings.EqualFold(c.Predicate.String(), want.(string))
		case "stance":
			ok = strings.EqualFold(c.Stance.String(), want.(string))
		case "realis":
			ok = strings.EqualFold(c.Realis.String(), want.(string))
		case "quantified":
			ok = want == (c.Quantity != nil)
		case "minQuantity":
			ok = c.Quantity != nil && (c.Quantity.Max == nil || *c.Quantity.Max >= want.(float64))
		case "maxQuantity":
			ok = c.Quantity != nil && (c.Quantity.Min == nil || *c.Quantity.Min <= want.(float64))
		case "since":
			d, _ := graph.ParseDate(want.(string))
			ok = c.Published.Year > 0 && day(c.Published, 1, 1) >= day(d, 1, 1)
		case "until":
			d, _ := graph.ParseDate(want.(string))
			ok = c.Published.Year > 0 && day(c.Published, 1, 1) <= day(d, 12, 31)
		case "and":
			ok = !slices.ContainsFunc(want.([]any), func(o any) bool { return !s.fits(o.(vars), c) })
		case "or":
			ok = slices.ContainsFunc(want.([]any), func(o any) bool { return s.fits(o.(vars), c) })
		case "not":
			ok = !s.fits(want.(vars), c)
		default:
			panic(name)
		}
		if !ok {
			return false
		}
	}
	return true
}

// draw is a filter that asks for what some claim has.
func (s *library) draw(r *rand.Rand, depth int) vars {
	f := vars{}
	for range r.IntN(3) {
		c := s.claims[r.IntN(len(s.claims))]
		set := func(name string, id graph.ID) {
			if !id.IsZero() {
				f[name] = id.String()
			}
		}
		switch r.IntN(18) {
		case 0:
			set("source", c.Source.ID)
		case 1:
			set("subject", c.Subject)
		case 2:
			set("object", c.Object)
		case 3:
			set("item", c.Item)
		case 4:
			set("about", c.Object)
		case 5:
			set("article", c.Article)
		case 6:
			set("relation", c.Relation())
		case 7:
			set("outlet", s.outlet[c.Article])
		case 8:
			set("origin", s.origin[c.ID])
		case 9:
			if len(s.objects) > 0 {
				set("place", s.objects[r.IntN(len(s.objects))])
			}
		case 10:
			f["type"] = strings.ToUpper(c.Predicate.String())
		case 11:
			f["stance"] = strings.ToUpper(c.Stance.String())
		case 12:
			f["realis"] = strings.ToUpper(c.Realis.String())
		case 13:
			f["quantified"] = r.IntN(2) == 0
		case 14:
			f["minQuantity"] = 500.0
		case 15:
			f["maxQuantity"] = 20_000.0
		case 16, 17:
			if d := c.Published; d.Year > 0 {
				if r.IntN(2) == 0 {
					d.Day = 0
				}
				f[[]string{"since", "until"}[r.IntN(2)]] = d.String()
			}
		}
	}
	if f["minQuantity"] != nil && f["maxQuantity"] != nil {
		delete(f, "minQuantity")
	}
	if depth == 0 {
		return f
	}
	list := func() []any {
		all := []any{}
		for range 1 + r.IntN(3) {
			all = append(all, s.draw(r, r.IntN(depth)))
		}
		return all
	}
	if r.IntN(2) == 0 {
		f["and"] = list()
	}
	if r.IntN(2) == 0 {
		f["or"] = list()
	}
	if r.IntN(2) == 0 {
		f["not"] = s.draw(r, r.IntN(depth))
	}
	return f
}

// TestFiltersGiveWhatAnEvaluationOfEveryClaimGives compares filters drawn at random, in both orders and in pages, with what is found
// by looking at every claim of the store.
func TestFiltersGiveWhatAnEvaluationOfEveryClaimGives(t *testing.T) {
	db := schematest.Open(t)
	g := graphtest.NewGenerator(7, 14)
	for range 60 {
		schematest.Put(t, db, g.Next())
	}
	s, all := over(t, db), stock(t, db)
	const q = `query($f: ClaimFilter, $o: ClaimOrder, $a: String, $n: Int) { claims(filter: $f, order: $o, after: $a, first: $n) {
		totalCount edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`
	r := rand.New(rand.NewPCG(1, 2))
	some := 0
	for range 150 {
		f := all.draw(r, 3)
		b, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string][]string{"NEWEST": {}, "OLDEST": {}}
		var dated, undated []string
		for i := range all.claims {
			if c := &all.claims[i]; all.fits(f, c) {
				want["NEWEST"] = append(want["NEWEST"], c.ID.String())
				if c.Published.Year > 0 {
					dated = append([]string{c.ID.String()}, dated...)
				} else {
					undated = append([]string{c.ID.String()}, undated...)
				}
			}
		}
		want["OLDEST"] = append(want["OLDEST"], append(dated, undated...)...)
		if n := len(want["NEWEST"]); n > 0 && n < len(all.claims) {
			some++
		}
		for order, want := range want {
			var got []string
			after := any(nil)
			for pages := 0; ; pages++ {
				v := vars{"f": f, "o": order, "a": after, "n": 40}
				var page struct {
					TotalCount int
					Edges      []struct{ Node struct{ ID string } }
					PageInfo   struct {
						HasNextPage bool
						EndCursor   string
					}
				}
				if err := json.Unmarshal([]byte(get(t, s, q, v, "claims")[0]), &page); err != nil {
					t.Fatal(err)
				}
				for _, e := range page.Edges {
					got = append(got, e.Node.ID)
				}
				if page.TotalCount != len(want) {
					t.Errorf("%s: totalCount %d, want %d", b, page.TotalCount, len(want))
				}
				if !page.PageInfo.HasNextPage || pages > 20 {
					break
				}
				after = page.PageInfo.EndCursor
			}
			if !slices.Equal(got, want) && len(got)+len(want) > 0 {
				t.Errorf("%s, %s: got %d claims, want %d", b, order, len(got), len(want))
			}
		}
		if t.Failed() {
			return
		}
	}
	if some < 40 {
		t.Errorf("only %d filters allow some claims and leave some out", some)
	}
}

func TestOrderIsTheUsualUnlessAsked(t *testing.T) {
	s := open(t)
	const q = `query($o: ClaimOrder) { claims(order: $o) { edges { node { id } } } }`
	newest := get(t, s, q, vars{"o": "NEWEST"}, "claims.edges.*.node.id")
	same(t, "no order", get(t, s, q, nil, "claims.edges.*.node.id"), newest)
	same(t, "null", get(t, s, q, vars{"o": nil}, "claims.edges.*.node.id"), newest)
	same(t, "null in the query", get(t, s, `{ claims(order: null) { edges { node { id } } } }`, nil, "claims.edges.*.node.id"), newest)
	res := s.Exec(t.Context(), schema.Request{Query: q, Variables: vars{"o": "RANDOM"}})
	same(t, "no such order", messages(res), []string{`BAD_INPUT variable "o" is "RANDOM", and a ClaimOrder (one of NEWEST, OLDEST) is wanted`})
}

func TestTotalCountIsThatOfTheWholeList(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, schematest.Many(150)...)
	s := over(t, db)
	for q, want := range map[string]string{
		`claims`: "158", `claims(first: 0)`: "158", `claims(filter: {type: DEPLOYS_TO})`: "155", `claims(filter: {about: "Orlo"})`: "2",
		`claims(filter: {not: {source: "NIS"}})`: "7", `claims(filter: {since: "2024"})`: "6", `claims(filter: {minQuantity: 100})`: "57",
		`entities`: "13", `entities(filter: {name: "orl"})`: "2", `entities(filter: {kind: AGENCY})`: "2",
		`relations`: "4", `relations(filter: {type: DEPLOYS_TO})`: "2", `relations(filter: {entity: "Orlo"})`: "1",
		`articles`: "153", `articles(filter: {outlet: "Sample Daily"})`: "150", `articles(filter: {since: "2024"})`: "2", `articles(filter: {until: "1999"})`: "0",
	} {
		name, _, _ := strings.Cut(q, "(")
		same(t, q, get(t, s, "{ "+q+" { totalCount } }", nil, name+".totalCount"), []string{want})
	}
	// It costs of the budget what it looks at.
	res := s.Exec(t.Context(), schema.Request{Query: aliases(110, `claims(first: 0, filter: {not: {source: "NIS"}}) { totalCount }`)})
	same(t, "many counts", messages(res), []string{})
}

func TestFiltersInsideEachOtherAreBounded(t *testing.T) {
	s := open(t)
	const q = `query($f: ClaimFilter) { claims(filter: $f) { edges { cursor } } }`
	nest := func(n int) vars {
		f := vars{"stance": "DENIES"}
		for range n - 1 {
			f = vars{"not": f}
		}
		return f
	}
	wide := func(n int) vars {
		list := []any{}
		for range n {
			list = append(list, vars{"stance": "DENIES"})
		}
		return vars{"or": list}
	}
	const tooMany = "TOO_LARGE the filter comes to more than 64 filters, those inside and, or and not and the records that their names fit counted; use ids, or fewer"
	for name, tt := range map[string]struct {
		f    vars
		want []string
	}{
		"as deep as may be": {nest(6), nil},
		"deeper":            {nest(7), []string{"TOO_LARGE the filter has and, or and not inside each other 7 deep: 6 is the cap"}},
		"deeper still":      {nest(900), []string{"TOO_LARGE the filter has and, or and not inside each other 7 deep: 6 is the cap"}},
		"as many as may be": {wide(63), nil},
		"more":              {wide(64), []string{tooMany}},
		"names of two":      {vars{"and": []any{wide(60), vars{"about": "Orlo", "subject": "Orlo"}}}, []string{tooMany}},
		"an empty or":       {vars{"or": []any{}}, []string{"BAD_INPUT or is an empty list, which no claim can fit: give at least one filter, or leave it out"}},
		"an empty and":      {vars{"and": []any{}}, nil},
		"a mistake inside":  {vars{"or": []any{vars{"not": vars{"since": "--10"}}}}, []string{`BAD_INPUT since: "--10" is not a date with a year: want 2024-10-18, 2024-10 or 2024`}},
		"null in a list":    {vars{"or": []any{nil}}, []string{`BAD_INPUT variable "or" is missing or null, and a ClaimFilter! is wanted`}},
		"no until":          {vars{"until": "--10"}, []string{`BAD_INPUT until: "--10" is not a date with a year: want 2024-10-18, 2024-10 or 2024`}},
	} {
		res := s.Exec(t.Context(), schema.Request{Query: q, Variables: vars{"f": tt.f}})
		same(t, name, messages(res), append([]string{}, tt.want...))
	}
}
