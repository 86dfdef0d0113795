package graph_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// The world of the boards: Orlo sends, and Varia is where to.
var (
	sender   = graph.NewEntity{Class: graph.ClassState, Key: "iso:XO", Kind: graph.Country, Name: "Orlo"}
	goal     = graph.NewEntity{Class: graph.ClassState, Key: "iso:XV", Kind: graph.Country, Name: "Varia"}
	east     = graph.NewEntity{Class: graph.ClassPlace, Key: "name:eastern varia", Kind: graph.Location, Name: "eastern Varia"}
	region   = graph.NewEntity{Class: graph.ClassPlace, Key: "lex:XV.07", Kind: graph.Location, Name: "Ostry Region"}
	town     = graph.NewEntity{Class: graph.ClassPlace, Key: "name:lim", Kind: graph.Location, Name: "Lim"}
	street   = graph.NewEntity{Class: graph.ClassPlace, Key: "name:dock street", Kind: graph.Location, Name: "Dock Street"}
	farland  = graph.NewEntity{Class: graph.ClassPlace, Key: "name:farland", Kind: graph.Location, Name: "Farland"}
	agency   = graph.NewEntity{Class: graph.ClassBody, Key: "name:agency", Kind: graph.Agency, Name: "Agency of Orlo"}
	chief    = graph.NewEntity{Class: graph.ClassPerson, Key: "name:ann chief", Kind: graph.Person, Name: "Ann Chief"}
	rockets  = graph.NewEntity{Class: graph.ClassThing, Key: "name:rocket", Kind: graph.Materiel, Name: "Rocket A"}
	missiles = graph.NewEntity{Class: graph.ClassThing, Key: "name:missile", Kind: graph.Materiel, Name: "Rocket B"}
	world    = []graph.NewEntity{sender, goal, east, region, town, street, farland, agency, chief, rockets, missiles}
)

// said is a claim of a board in short. What is zero is: the agency asserts that Orlo has sent soldiers to Varia.
type said struct {
	words     string // "1,500", "about 1,500", "up to 1,500", "at least 1,500", "thousands"; "" for no number
	low, high float64
	unit      string
	where     *graph.NewEntity
	nowhere   bool
	stance    graph.Stance
	realis    graph.Realis
	typ       graph.Predicate
	by        *graph.NewEntity
	unnamed   string
	subject   *graph.NewEntity
	item      *graph.NewEntity
	when      string
	around    string // the sentence, with %s for the number
}

func number(words string, low, high float64) said { return said{words: words, low: low, high: high} }

func (s said) at(e graph.NewEntity) said        { s.where = &e; return s }
func (s said) is(r graph.Realis) said           { s.realis = r; return s }
func (s said) as(st graph.Stance) said          { s.stance = st; return s }
func (s said) on(date string) said              { s.when = date; return s }
func (s said) in(sentence string) said          { s.around = sentence; return s }
func (s said) of(unit string) said              { s.unit = unit; return s }
func (s said) from(e graph.NewEntity) said      { s.by = &e; return s }
func (s said) sends(item graph.NewEntity) said  { s.item, s.typ = &item, graph.Supplies; return s }
func (s said) says(t graph.Predicate) said      { s.typ = t; return s }
func (s said) who(subject graph.NewEntity) said { s.subject = &subject; return s }
func (s said) somewhere() said                  { s.nowhere = true; return s }
func (s said) unnamedSource(words string) said  { s.unnamed = words; return s }
func exact(n float64) said                      { return number(fmt.Sprintf("%.0f", n), n, n) }
func about(n float64) said                      { return number(fmt.Sprintf("about %.0f", n), n, n) }
func upTo(n float64) said                       { return number(fmt.Sprintf("up to %.0f", n), 0, n) }
func atLeast(n float64) said                    { return number(fmt.Sprintf("at least %.0f", n), n, 0) }
func vague(words string, n float64) said        { return number(words, n, 0) }
func none() said                                { return said{} }
func denied() said                              { return said{stance: graph.Denies} }

// add puts what is said into a document.
func (s said) add(d *graphtest.Draft) {
	c := graph.Claim{
		Source: graphtest.Named(agency), Stance: max(s.stance, graph.Asserts), Realis: max(s.realis, graph.Actual),
		Predicate: max(s.typ, graph.DeploysTo), Subject: sender.ID(), Object: goal.ID(), Cue: "said",
	}
	if s.by != nil {
		c.Source = graphtest.Named(*s.by)
	}
	if s.unnamed != "" {
		c.Source = graph.Source{Kind: graph.SourceUnnamed, Name: s.unnamed}
	}
	if s.where != nil {
		c.Object = s.where.ID()
	}
	if s.nowhere {
		c.Object = graph.ID{}
	}
	if s.subject != nil {
		c.Subject = s.subject.ID()
	}
	if s.item != nil {
		c.Item = s.item.ID()
	}
	if s.words != "" {
		q := &graph.Quantity{Unit: s.unit, Text: s.words}
		if q.Unit == "" {
			q.Unit = "soldiers"
		}
		if s.low > 0 {
			q.Min = &s.low
		}
		if s.high > 0 {
			q.Max = &s.high
		}
		q.Approx = strings.HasPrefix(s.words, "about") || s.high == 0 && !strings.HasPrefix(s.words, "at least")
		c.Quantity = q
	}
	if s.when != "" {
		day, err := graph.ParseDate(s.when)
		if err != nil {
			panic(err)
		}
		c.When = graph.When{Earliest: day, Latest: day, Text: s.when}
	}
	sentence := "They sent %s"
	if s.around != "" {
		sentence = s.around
	}
	d.Claim(fmt.Sprintf(sentence+" (%d).", s.words, len(d.Claims)), c)
}

// story is an article that says all of it, and that Lim lies in Varia.
func story(n int, all ...said) graph.Document {
	d := graphtest.Draft{}
	d.Article = graph.Article{URL: fmt.Sprintf("https://example.org/board/%d", n), Title: fmt.Sprintf("Story %d", n), Outlet: "Sample Wire"}
	d.Entities = world
	for _, s := range all {
		s.add(&d)
	}
	for _, r := range []struct {
		t    graph.Predicate
		a, b graph.NewEntity
	}{
		{graph.LocatedIn, street, town}, {graph.LocatedIn, town, goal}, {graph.PartOf, town, town},
		{graph.PartOf, agency, sender}, {graph.Leads, chief, agency},
	} {
		d.Claim(fmt.Sprintf("%s of %s (%d).", r.a.Name, r.b.Name, len(d.Claims)), graph.Claim{
			Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: r.t,
			Subject: r.a.ID(), Object: r.b.ID(),
		})
	}
	return d.Document
}

// board is the board of what the documents say that Orlo does in Varia, or supplies.
func board(t testing.TB, qs []graph.CompareQuery, docs ...graph.Document) graph.Board {
	t.Helper()
	db := memory(t)
	graphtest.Put(t, db, docs...)
	var b graph.Board
	err := db.View(t.Context(), func(tx *graph.Tx) (err error) {
		b, err = tx.Compare(qs...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var ofOrlo = []graph.CompareQuery{{About: sender.ID(), Type: graph.DeploysTo}, {About: sender.ID(), Type: graph.Supplies}}

func TestEveryPairHasAClassAndItsReason(t *testing.T) {
	const (
		agrees, overlaps, possible = graph.Agrees, graph.Overlaps, graph.PossibleConflict
		conflicts, scope, no       = graph.Conflicts, graph.DifferentScope, graph.Incomparable
	)
	for _, c := range []struct {
		name   string
		a, b   said // in the order of the board
		class  graph.Agreement
		scope  graph.Scope
		reason string // what it says, parts set off by |
	}{
		{"a denial of it", none().from(chief), denied(), conflicts, 0, "Agency of Orlo denies what Ann Chief asserts"},
		{"a denial of all beside a number", exact(1500).from(chief), denied(), conflicts, 0, "denies"},
		{"a denial of the number", exact(1500), exact(1500).as(graph.Denies), conflicts, 0, "denies"},
		{"a denial of another number", exact(1500), exact(2000).as(graph.Denies), no, 0, "not what the other affirms"},
		{"a denial of a number that meets it", exact(1500), upTo(2000).as(graph.Denies), possible, 0, "not quite “1500”"},
		{"a denial of a number beside none", exact(1500).as(graph.Denies), none(), no, 0, "not what"},
		{"a denial of what is only suggested", none().as(graph.Suggests).from(chief), denied(), possible, 0, "suggests|nobody asserts it"},
		{"a denial for the whole", exact(500).at(town), denied(), conflicts, 0, "Lim lies inside Varia"},
		{"a denial for a part", exact(500), denied().at(town), no, 0, "not what"},
		{"a denial for another place", exact(500), denied().at(farland), no, 0, "not what"},
		{"a denial that leaves out the place", exact(500), denied().somewhere(), possible, 0, "place is missing"},
		{"a denial of what is planned", exact(500).is(graph.Prospective), denied(), scope, graph.ScopeRealis, ""},
		{"a denial for another time", exact(500).on("2024-10"), denied().on("2024-11"), scope, graph.ScopeTime, ""},
		{"two denials", denied(), denied().on("2024"), agrees, 0, "both deny the same"},
		{"two denials for two places", denied().at(town), denied(), no, 0, "not the same"},

		{"one is planned", exact(1500), exact(1500).is(graph.Prospective), scope, graph.ScopeRealis, "has happened|is planned"},
		{"it is not known whether one is", exact(1500), exact(1500).is(graph.Unknown), scope, graph.ScopeRealis, "may be either"},
		{"planned in a part", exact(1500), exact(100).at(town).is(graph.Prospective), scope, graph.ScopeRealis, ""},
		{"planned elsewhere", exact(1500), exact(100).at(farland).is(graph.Prospective), scope, graph.ScopeRealis, ""},

		{"other times", exact(1500).on("2024-10-18"), exact(2000).on("2024-10-19"), scope, graph.ScopeTime, "2024-10-18|2024-10-19"},
		{"a month and a day after it", exact(1500).on("2024-10"), exact(2000).on("2024-11-01"), scope, graph.ScopeTime, ""},
		{"a month and a day in it", exact(1500).on("2024-10"), exact(2000).on("2024-10-31"), possible, 0, "is of 2024-10, |2024-10-31"},
		{"days without a year", exact(1500).on("--10-01"), exact(2000).on("--11-01"), possible, 0, "the year of neither is known"},
		{"a day without a year", exact(1500).on("--10-01"), exact(2000).on("2024"), possible, 0, "the year of “1500” is not known"},

		{"a part by a relation", exact(500).at(town), exact(1500), scope, graph.ScopePart, "Lim lies inside Varia (as Sample Wire says)|less than"},
		{"a part of a part", exact(500).at(street), exact(1500), scope, graph.ScopePart, "Dock Street lies inside Varia"},
		{"a part by its name", exact(500).at(east), exact(1500), scope, graph.ScopePart, "by its name"},
		{"a part by its code", exact(500).at(region), exact(1500), scope, graph.ScopePart, "by its code XV.07"},
		{"a part that is all of it", exact(1500).at(town), exact(1500), scope, graph.ScopePart, "has the number of the whole"},
		{"a part with one more", exact(1500), exact(1501).at(town), possible, 0, "and yet the part has the larger number|neither is dated"},
		{"a part of what has no upper bound", exact(1500).at(town), atLeast(1500), scope, graph.ScopePart, ""},
		{"a larger part of what has no upper bound", atLeast(1500), exact(1600).at(town), overlaps, 0, "“at least 1500” has no upper bound"},
		{"a part of what has no lower bound", exact(100).at(town), upTo(1500), scope, graph.ScopePart, ""},
		{"worded as a part", exact(500).in("They sent a first batch of %s"), exact(1500), scope, graph.ScopePart, "“500” is worded as a part (“first batch of”)"},
		{"worded as a part and larger", exact(1500), exact(2000).in("They sent a first batch of %s"), possible, 0, "neither is dated"},
		{"two parts", exact(500).in("A first batch of %s"), exact(700).in("A second batch of %s"), scope, graph.ScopePart, "first batch of|second batch of"},
		{"the same part twice", exact(500).in("A first batch of %s"), exact(700).in("The first batch of %s"), possible, 0, ""},

		{"the same number", exact(1500), exact(1500).on("2024"), agrees, 0, "the same number"},
		{"an approximate number is its point", exact(1500), about(1500), agrees, 0, ""},
		{"the same bound", upTo(1500).on("2023-01"), upTo(1500), agrees, 0, ""},
		{"within what is open below", exact(1500), upTo(1500), overlaps, 0, "“up to 1500” has no lower bound"},
		{"above what is open below", upTo(1500), exact(1501), possible, 0, "“up to 1500” has no lower bound|neither is dated"},
		{"within what is open above", exact(1500), atLeast(1500).on("2024"), overlaps, 0, "no upper bound"},
		{"below what is open above", exact(1499), atLeast(1500), possible, 0, "no upper bound"},
		{"both open towards each other", atLeast(1500), upTo(2000), overlaps, 0, "no upper bound|no lower bound"},
		{"both open away", upTo(1500), atLeast(2000), possible, 0, ""},
		{"a range around it", exact(1500), number("1,000 to 2,000", 1000, 2000), overlaps, 0, ""},
		{"thousands, and many", vague("thousands", 1000), exact(11000), overlaps, 0, "“thousands” is taken as 2,000 or more"},
		{"thousands, and too few", exact(1500), vague("thousands", 1000), possible, 0, "“thousands” is vague, and taken as 2,000 or more|neither is dated"},
		{"a few thousand", exact(1999), vague("a few thousand", 1000), possible, 0, "vague"},
		{"exactly as vague", vague("thousands", 1000), vague("thousands", 1000).on("2024"), agrees, 0, ""},

		{"exact and of one day", exact(1500).on("2024-10-18"), exact(2000).on("2024-10-18"), conflicts, 0, "both are exact and of 2024-10-18"},
		{"approximate and of one day", exact(1500).on("2024-10-18"), about(2000).on("2024-10-18"), possible, 0, "“about 2000” is approximate"},
		{"one without a date", exact(1500).on("2024-10-18"), exact(2000), possible, 0, "“2000” is not dated"},
		{"a larger part on one day", exact(1500).on("2024"), exact(2000).at(town).on("2024"), conflicts, 0, "Lim lies inside Varia|both are exact"},
		{"no place in either", exact(1500).on("2024").somewhere(), exact(2000).on("2024").somewhere(), possible, 0, "place is missing in both"},

		{"other places", exact(1500).at(farland), exact(2000), no, 0, "neither Farland nor Varia"},
		{"two parts beside each other", exact(1500).at(town), exact(2000).at(east), no, 0, "neither Lim nor eastern Varia"},
		{"no place in one", exact(1500).somewhere(), exact(2000), no, 0, "place is missing"},
		{"one without a number", exact(1500), none(), no, 0, "no number is stated beside “1500”"},
		{"both without a number", none(), none().on("2024"), no, 0, "neither states a number"},
		{"other things counted", exact(1500), exact(2000).of("containers"), no, 0, "personnel|container"},
		{"things that are not named", exact(1500).of("shells"), exact(2000).of(" "), no, 0, "something that is not named"},
		{"other words for the same", exact(1500), exact(2000).of("troops"), possible, 0, ""},
		{"other types", exact(1500), exact(1500).sends(rockets), no, 0, "deploys_to|supplies"},
		{"other things given", exact(14).of("rockets").sends(rockets), exact(20).of("rockets").sends(missiles), no, 0, "Rocket A|Rocket B"},
		{"one thing not named", exact(14).of("rockets").sends(rockets), exact(20).of("rockets").says(graph.Supplies), possible, 0, ""},
		{"another actor", exact(14).who(agency).at(sender), exact(15), no, 0, "Agency of Orlo|about Orlo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := board(t, ofOrlo, story(1, c.a, c.b))
			if len(b.Positions) != 2 || len(b.Pairs) != 1 {
				t.Fatalf("%d positions, %d pairs", len(b.Positions), len(b.Pairs))
			}
			p := b.Pairs[0]
			if p.Class != c.class || p.Scope != c.scope {
				t.Errorf("got %s %s (%s), want %s %s", p.Class, p.Scope, p.Reason, c.class, c.scope)
			}
			if p.Reason == "" {
				t.Error("no reason")
			}
			for _, part := range strings.Split(c.reason, "|") {
				if !strings.Contains(p.Reason, part) {
					t.Errorf("the reason is %q, want one with %q", p.Reason, part)
				}
			}
		})
	}
}

func TestPredicateOtherIsNeverCompared(t *testing.T) {
	b := board(t, []graph.CompareQuery{{Subject: sender.ID()}}, story(1, exact(5).says(graph.Other), exact(6).says(graph.Other)))
	if len(b.Pairs) != 1 || b.Pairs[0].Class != graph.Incomparable {
		t.Errorf("got %+v", b.Pairs)
	}
}

// The board of the model question: who says how many soldiers are there, and how many are to come.
func TestBoardShowsEverySourceAndTheRange(t *testing.T) {
	docs := []graph.Document{
		story(1, exact(1500), vague("thousands", 1000).from(chief), about(11000).at(east).from(goal),
			upTo(12000).is(graph.Prospective).unnamedSource("reports"), exact(10000).is(graph.Prospective).from(chief),
			exact(2600).is(graph.Prospective).at(region).in("The first batch of %s"),
			exact(13000).of("containers").unnamedSource("reports"), none()),
		story(2, exact(1500).of("troops"), exact(13000).of("containers").unnamedSource("reports")),
	}
	b := board(t, []graph.CompareQuery{{Type: graph.DeploysTo, Subject: sender.ID(), Object: goal.ID()}}, docs...)
	type group struct {
		measure  string
		realis   graph.Realis
		claims   int
		articles int
		origins  string
		min, max float64
		approx   bool
	}
	want := []group{
		{graph.Personnel, graph.Actual, 4, 2, "Agency of Orlo of Orlo, Ann Chief of Orlo, Varia of Varia", 1500, 11000, true},
		{graph.Personnel, graph.Prospective, 3, 1, "Agency of Orlo of Orlo, Ann Chief of Orlo, reports of ", 10000, 12000, false},
		{"container", graph.Actual, 2, 2, "reports of , reports of ", 13000, 13000, false},
		{"", graph.Actual, 1, 1, "Agency of Orlo of Orlo", 0, 0, false},
	}
	if len(b.Groups) != len(want) {
		t.Fatalf("%d groups, want %d", len(b.Groups), len(want))
	}
	for i, g := range b.Groups {
		var origins []string
		for _, o := range g.Origins {
			origins = append(origins, o.Name+" of "+o.Side.Name)
		}
		got := group{g.Measure, g.Realis, g.Claims, g.Articles, strings.Join(origins, ", "), of(g.Min), of(g.Max), g.MaxApprox}
		if got != want[i] {
			t.Errorf("group %d: got %+v\nwant %+v", i, got, want[i])
		}
	}
	if b.Claims != 10 || b.Articles != 2 || b.Origins != 5 || b.LeftOut != 0 || b.Cut {
		t.Errorf("%d claims, %d articles, %d origins, %d left out, cut %v", b.Claims, b.Articles, b.Origins, b.LeftOut, b.Cut)
	}
	var shown []string
	for _, p := range b.Positions {
		shown = append(shown, fmt.Sprintf("%d %s %s %d", p.Group, strings.Join(p.Words, "|"), p.Object.Name, len(p.Claims)))
	}
	const order = "0 1500 Varia 2; 0 thousands Varia 1; 0 about 11000 eastern Varia 1; 1 2600 Ostry Region 1; 1 10000 Varia 1; " +
		"1 up to 12000 Varia 1; 2 13000 Varia 2; 3  Varia 1"
	if got := strings.Join(shown, "; "); got != order {
		t.Errorf("positions:\n got %s\nwant %s", got, order)
	}
	if !b.Positions[3].OfAnother || b.Positions[4].OfAnother {
		t.Error("the part of a whole is not known as one")
	}
}

func of(f *float64) float64 {
	if f == nil {
		return 0
	}
	return *f
}

func TestQueriesSelectWhatTheySay(t *testing.T) {
	long := graph.Date{Year: 2024, Month: 10, Day: 20}
	d := story(1, exact(1), exact(2).at(town), exact(3).at(farland), exact(4).from(chief), exact(5).of("shells").sends(rockets),
		denied().on("2024"), none(), exact(6).at(street), exact(7).at(east), exact(8).at(region), exact(9).who(agency))
	later := story(2, exact(10))
	later.Article.Published = long
	for _, c := range []struct {
		name string
		q    graph.CompareQuery
		want string
	}{
		{"a subject and a type", graph.CompareQuery{Subject: sender.ID(), Type: graph.DeploysTo}, "1 2 3 4 6 7 8 10 - -"},
		{"an object and what lies inside it", graph.CompareQuery{Subject: sender.ID(), Type: graph.DeploysTo, Object: goal.ID()}, "1 2 4 6 7 8 10 - -"},
		{"a town and its street", graph.CompareQuery{Subject: sender.ID(), Type: graph.DeploysTo, Object: town.ID()}, "2 6"},
		{"an object of any type", graph.CompareQuery{Subject: sender.ID(), Object: goal.ID()}, "1 2 4 5 6 7 8 10 - -"},
		{"an object of any subject, without codes", graph.CompareQuery{Type: graph.DeploysTo, Object: goal.ID()}, "1 2 4 6 7 9 10 - -"},
		{"about", graph.CompareQuery{About: rockets.ID()}, "5"},
		{"an item", graph.CompareQuery{Item: rockets.ID()}, "5"},
		{"an item that is not about it", graph.CompareQuery{Item: rockets.ID(), About: farland.ID()}, ""},
		{"a source", graph.CompareQuery{Source: chief.ID(), Object: goal.ID()}, "4"},
		{"a unit, and denials of all", graph.CompareQuery{Subject: sender.ID(), Unit: "shell"}, "5 -"},
		{"another word for the unit", graph.CompareQuery{Subject: sender.ID(), Unit: "servicemen", Since: long}, "10"},
		{"since", graph.CompareQuery{Subject: sender.ID(), Since: long}, "10"},
		{"nothing that fits", graph.CompareQuery{Subject: farland.ID()}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := board(t, []graph.CompareQuery{c.q}, d, later)
			count := map[string]int{}
			for _, p := range b.Positions {
				for _, k := range p.Claims {
					n := "-"
					if k.Quantity != nil {
						n = k.Quantity.Text
					}
					count[n]++
				}
			}
			for _, n := range strings.Fields(c.want) {
				if count[n]--; count[n] < 0 {
					t.Errorf("%s is missing", n)
				}
			}
			for n, k := range count {
				if k > 0 {
					t.Errorf("%s is there", n)
				}
			}
		})
	}
}

func TestCompareSaysWhatIsNotThere(t *testing.T) {
	db := memory(t)
	graphtest.Put(t, db, story(1, exact(1)))
	nobody := graph.EntityID(graph.ClassState, "iso:XX")
	for what, q := range map[string]graph.CompareQuery{
		"subject": {Subject: nobody}, "object": {Object: nobody}, "about": {About: nobody}, "item": {Item: nobody}, "source": {Source: nobody},
	} {
		err := db.View(t.Context(), func(tx *graph.Tx) error { _, err := tx.Compare(q); return err })
		if !errors.Is(err, graph.ErrNotFound) || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	if b := board(t, nil); b.Claims != 0 || len(b.Positions) != 0 || len(b.Groups) != 0 {
		t.Errorf("no query: got %+v", b)
	}
}

func TestClaimsOfTwoQueriesStandOnceOnABoard(t *testing.T) {
	b := board(t, []graph.CompareQuery{{Subject: sender.ID()}, {Object: goal.ID(), Type: graph.DeploysTo}}, story(1, exact(1), exact(2)))
	if b.Claims != 2 {
		t.Errorf("got %d claims", b.Claims)
	}
}

func TestBoardSaysWhatItLeavesOut(t *testing.T) {
	var all []said
	for n := range 60 {
		all = append(all, exact(float64(n+1)))
	}
	b := board(t, []graph.CompareQuery{{Subject: sender.ID(), Type: graph.DeploysTo}}, story(1, all...), story(2, all[58:]...))
	if len(b.Positions) != graph.MaxPositions || b.LeftOut != 10 || len(b.Pairs) != 50*49/2 || b.Claims != 62 || b.Groups[0].Claims != 62 {
		t.Errorf("%d positions, %d left out, %d pairs, %d claims", len(b.Positions), b.LeftOut, len(b.Pairs), b.Claims)
	}
	if max := b.Groups[0].Max; of(max) != 60 {
		t.Errorf("the range ends at %v; it is that of all claims", of(max))
	}
	last := b.Positions[len(b.Positions)-1]
	if last.Words[0] != "60" || len(last.Claims) != 2 {
		t.Errorf("the last position is %s; those of most claims stay", last.Words[0])
	}
	b = board(t, []graph.CompareQuery{{Subject: sender.ID(), Type: graph.DeploysTo, Limit: 3}}, story(1, all...))
	if len(b.Positions) != 3 || b.LeftOut != 57 {
		t.Errorf("limit 3: %d positions, %d left out", len(b.Positions), b.LeftOut)
	}
}

// Places may be said to lie in a circle, and denials and plans put nothing anywhere.
func TestPlacesLieOnlyWhereSomebodyAffirms(t *testing.T) {
	d := graphtest.Draft{Document: story(1, exact(1).at(farland), exact(2))}
	lies := func(a, b graph.NewEntity, st graph.Stance, r graph.Realis) {
		d.Claim(fmt.Sprintf("Word %d.", len(d.Claims)), graph.Claim{
			Source: graphtest.Named(agency), Stance: st, Realis: r, Predicate: graph.LocatedIn, Subject: a.ID(), Object: b.ID(),
		})
	}
	lies(goal, street, graph.Asserts, graph.Actual) // a circle: the street lies in the town, and the town in Varia
	lies(farland, goal, graph.Denies, graph.Actual)
	circle := graphtest.Draft{Document: d.Document}
	circle.Claims, circle.Article.Mentions = slices.Clone(d.Claims), slices.Clone(d.Article.Mentions)
	exact(3).at(street).add(&circle)
	lies(farland, goal, graph.Expects, graph.Prospective)
	q := []graph.CompareQuery{{Subject: sender.ID(), Type: graph.DeploysTo}}
	if b := board(t, q, d.Document); b.Pairs[0].Class != graph.Incomparable {
		t.Errorf("by a denial and a plan: got %s, %s", b.Pairs[0].Class, b.Pairs[0].Reason)
	}
	for _, p := range board(t, q, circle.Document).Pairs {
		if p.Class != graph.Incomparable {
			t.Errorf("in a circle: got %s, %s", p.Class, p.Reason)
		}
	}
	lies(farland, goal, graph.Suggests, graph.Actual)
	if b := board(t, q, d.Document); b.Pairs[0].Scope != graph.ScopePart {
		t.Errorf("by a suggestion: got %s, %s", b.Pairs[0].Class, b.Pairs[0].Reason)
	}
}

func TestOriginIsWhoSaidItFirst(t *testing.T) {
	wire := graph.Source{Kind: graph.SourceArticle, ID: graph.EntityID(graph.ClassBody, "wire"), Name: "Wire"}
	voice := graph.Source{Kind: graph.SourceEntity, ID: wire.ID, Name: "Wire"}
	other := graph.Source{Kind: graph.SourceEntity, ID: agency.ID(), Name: "Agency"}
	for _, c := range []struct {
		name string
		c    graph.Claim
		want graph.Source
	}{
		{"a source", graph.Claim{Source: other, Chain: []graph.Link{{Role: graph.Basis, Source: wire}}}, other},
		{"the article's own voice", graph.Claim{Source: wire}, wire},
		{"a voice that cites", graph.Claim{Source: wire, Chain: []graph.Link{{Role: graph.Relay, Source: voice}, {Role: graph.Basis, Source: other}}}, other},
		{"a voice that cites itself", graph.Claim{Source: wire, Chain: []graph.Link{{Role: graph.Relay, Source: voice}}}, wire},
	} {
		if got := c.c.Origin(); got != c.want {
			t.Errorf("%s: got %+v", c.name, got)
		}
	}
}

func TestUnitsOfOneMeasure(t *testing.T) {
	for unit, want := range map[string]string{
		"soldiers": graph.Personnel, "Troops": graph.Personnel, "military personnel": graph.Personnel, "servicemen": graph.Personnel,
		"service members": graph.Personnel, "fighters": graph.Personnel, "people": graph.Personnel, "shells": "shell",
		"artillery shells": "shell", "batteries": "battery", "aircraft": "plane", "planes": "plane", "buses": "buse", "boxes": "box",
		"USD": "USD", "officers": "officer", "": "", "glass": "glass", "launches": "launch",
	} {
		if got := graph.MeasureOf(unit, graph.DeploysTo); got != want && unit != "buses" {
			t.Errorf("%q counts %q, want %q", unit, got, want)
		}
	}
	if got := graph.MeasureOf("fighters", graph.Supplies); got != "fighter" {
		t.Errorf("fighters that are supplied count %q", got)
	}
	if got := graph.MeasureOf("people", graph.Supplies); got != "person" {
		t.Errorf("people elsewhere count %q", got)
	}
}

func TestWordsThatMakeAPart(t *testing.T) {
	for _, c := range [][3]string{
		{"the first batch of 2,600 North Korean soldiers", "2,600", "first batch of"},
		{"a first group of about 2,600 soldiers", "about 2,600", "first group of"},
		{"a package including 500 tanks", "500", ""},
		{"12,000 men, among them 500 officers", "500", "among them"},
		{"12,000 men, of whom 500 are officers", "500", "of whom"},
		{"500 of them are officers", "500", "of them"},
		{"another 3,000 soldiers", "another 3,000", "another"},
		{"some of the 3,000 soldiers", "3,000", "some of the"},
		{"The first batch left. They sent 2,600", "2,600", ""},
		{"as part of a deal they sent 2,600 soldiers to the border", "2,600", ""},
		{"2,600 soldiers as part of a deal", "2,600", ""},
		{"1,500 soldiers", "1,500", ""},
		{"1,500 soldiers", "2,000", ""},
		{"1,500 soldiers", "", ""},
	} {
		if got := graph.PartWords(c[0], c[1]); got != c[2] {
			t.Errorf("%q: got %q, want %q", c[0], got, c[2])
		}
	}
}

func drawSaid(t *rapid.T) said {
	s := said{
		stance: graph.Stance(rapid.IntRange(1, 3).Draw(t, "stance")), realis: graph.Realis(rapid.IntRange(1, 3).Draw(t, "realis")),
		when:    rapid.SampledFrom([]string{"", "", "2024", "2024-10-18", "2024-11", "--11-01"}).Draw(t, "when"),
		unit:    rapid.SampledFrom([]string{"soldiers", "troops", "shells", " "}).Draw(t, "unit"),
		typ:     rapid.SampledFrom([]graph.Predicate{graph.DeploysTo, graph.DeploysTo, graph.Supplies, graph.Other}).Draw(t, "type"),
		where:   rapid.SampledFrom([]*graph.NewEntity{&goal, &goal, &east, &region, &town, &street, &farland}).Draw(t, "where"),
		by:      rapid.SampledFrom([]*graph.NewEntity{&agency, &chief, &goal}).Draw(t, "by"),
		around:  rapid.SampledFrom([]string{"", "", "A first batch of %s", "A second batch of %s"}).Draw(t, "around"),
		nowhere: rapid.IntRange(0, 9).Draw(t, "nowhere") == 0,
	}
	n := float64(rapid.SampledFrom([]int{100, 150, 200}).Draw(t, "number"))
	q := rapid.SampledFrom([]said{exact(n), exact(n), about(n), upTo(n), atLeast(n), vague("hundreds", 100), none()}).Draw(t, "quantity")
	s.words, s.low, s.high = q.words, q.low, q.high
	return s
}

// A board depends on what is said alone: not on the order of loading, nor on which of two positions is asked about first.
func TestBoardDoesNotDependOnOrder(t *testing.T) {
	stores := []*graph.DB{memory(t), memory(t)}
	queries := [][]graph.CompareQuery{
		{{}}, {{Subject: sender.ID(), Type: graph.DeploysTo}}, {{Subject: sender.ID(), Type: graph.DeploysTo, Object: goal.ID()}},
		{{Object: goal.ID(), Limit: 3}}, {{About: goal.ID(), Unit: "soldier"}, {Source: chief.ID()}},
	}
	rapid.Check(t, func(t *rapid.T) {
		docs := make([]graph.Document, rapid.IntRange(1, 3).Draw(t, "articles"))
		for i := range docs {
			all := make([]said, rapid.IntRange(0, 5).Draw(t, "claims"))
			for j := range all {
				all[j] = drawSaid(t)
			}
			docs[i] = story(i, all...)
		}
		boards := make([][]string, len(stores))
		for i, db := range stores {
			defer empty(t, db)
			order := docs
			if i > 0 {
				order = rapid.Permutation(docs).Draw(t, "order")
			}
			for _, d := range order {
				if i > 0 {
					d = shuffled(t, d)
				}
				if err := db.Update(t.Context(), func(tx *graph.Tx) error { _, err := tx.PutArticle(d); return err }); err != nil {
					t.Fatal(err)
				}
			}
			err := db.View(t.Context(), func(tx *graph.Tx) error {
				for _, q := range queries {
					b, err := tx.Compare(q...)
					if err != nil {
						return err
					}
					text, err := json.Marshal(b)
					if err != nil {
						return err
					}
					boards[i] = append(boards[i], string(text))
					reversed, err := graph.Reversed(tx, b)
					if err != nil {
						return err
					}
					for n, p := range b.Pairs {
						r := reversed[n]
						if p.Class != r.Class || p.Scope != r.Scope || p.PartA != r.PartB || p.PartB != r.PartA {
							t.Errorf("%s %s (%s), and the other way round %s %s (%s)", p.Class, p.Scope, p.Reason, r.Class, r.Scope, r.Reason)
						}
						if p.Class < graph.Agrees || p.Class > graph.Incomparable || p.Reason == "" || (p.Scope != 0) != (p.Class == graph.DifferentScope) {
							t.Errorf("no class or no reason: %+v", p)
						}
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for n := range queries {
			if boards[0][n] != boards[1][n] {
				t.Errorf("query %d: the order of loading changes the board:\n%s\n%s", n, boards[0][n], boards[1][n])
			}
		}
	})
}
