package export_test

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// fixture is a store that every format must write so that its readers read it.
type fixture struct {
	name string
	docs func() []graph.Document
	full bool // large: only where WHOSAID_FULL is 1
}

// fixtures is every fixture.
var fixtures = []fixture{
	{"empty", func() []graph.Document { return nil }, false},
	{"one node", oneNode, false},
	{"news", news, false},
	{"hostile", hostile, false},
	{"long", long, false},
	{"parallel", parallel, false},
	{"loops", loops, false},
	{"numbers", numbers, false},
	{"dates", dates, false},
	{"half", half, false},
	{"generated", generated, false},
	{"versions", versions, false},
	{"many", many, true},
}

// size is how many nodes and edges a graph has.
type size struct{ nodes, edges int }

// size is what the documents come to in a projection, counted without package export.
func (f fixture) size(p export.Projection) size {
	docs := f.docs()
	var n size
	entities, unnamed, sided := map[graph.ID]bool{}, map[graph.ID]bool{}, map[graph.ID]bool{}
	for _, d := range docs {
		for _, e := range d.Entities {
			entities[e.ID()] = true
		}
		if d.Article.Outlet != "" {
			entities[outletOf(d)] = true
		}
		if p == export.Claims {
			n.nodes++
			if d.Article.Outlet != "" {
				n.edges++
			}
		}
		for _, c := range told(&d) {
			if c.replaced && p == export.Claims {
				n.edges++
			}
			if p == export.Flat {
				if !c.Subject.IsZero() && !c.Object.IsZero() {
					n.edges++
				}
				continue
			}
			n.nodes++
			n.edges += 2 + len(c.Chain) // who says it, and where it stands
			for _, id := range []graph.ID{c.Subject, c.Object, c.Item} {
				if !id.IsZero() {
					n.edges++
				}
			}
			sources := []graph.Source{c.Source}
			for _, l := range c.Chain {
				sources = append(sources, l.Source)
			}
			for _, s := range sources {
				if s.Kind != graph.SourceUnnamed {
					continue
				}
				id := graph.UnnamedID(d.ArticleID(), s.Name)
				unnamed[id] = true
				if !s.Of.IsZero() {
					sided[id] = true
				}
			}
		}
	}
	n.nodes += len(entities) + len(unnamed)
	n.edges += len(sided)
	return n
}

// counts is how many records the documents come to.
func (f fixture) counts() export.Counts {
	var n export.Counts
	entities := map[graph.ID]bool{}
	for _, d := range f.docs() {
		n.Articles++
		n.Claims += len(told(&d))
		for _, e := range d.Entities {
			entities[e.ID()] = true
		}
		if d.Article.Outlet != "" {
			entities[outletOf(d)] = true
		}
	}
	n.Entities = len(entities)
	return n
}

// toldClaim is a claim that a store tells of an article.
type toldClaim struct {
	graph.Claim
	replaced bool // by one of the next version
}

// told is what a store tells of an article: the claims of its text, and those of earlier versions whose words no later one has. It is
// for documents whose Earlier stands newest first.
func told(d *graph.Document) []toldClaim {
	var all []toldClaim
	for _, c := range d.Claims {
		c.Status = graph.Current
		all = append(all, toldClaim{Claim: c})
	}
	texts := d.Article.Text
	next := d
	for i := range d.Earlier {
		e := &d.Earlier[i]
		for _, c := range e.Claims {
			if strings.Contains(texts, c.Evidence.Quote) {
				continue
			}
			t := toldClaim{c, slices.ContainsFunc(next.Claims, func(n graph.Claim) bool {
				return n.Source.ID == c.Source.ID && n.Predicate == c.Predicate && n.Subject == c.Subject && n.Object == c.Object
			})}
			t.Status = graph.Withdrawn
			if t.replaced {
				t.Status = graph.Corrected
			}
			all = append(all, t)
		}
		texts += e.Article.Text
		next = e
	}
	return all
}

// outletOf is the entity of a document's outlet.
func outletOf(d graph.Document) graph.ID {
	for _, e := range d.Entities {
		if e.Class == graph.ClassBody && graph.FoldName(e.Name) == graph.FoldName(d.Article.Outlet) {
			return e.ID()
		}
	}
	return graph.EntityID(graph.ClassBody, graph.FoldName(d.Article.Outlet))
}

// open makes the fixture's store.
func (f fixture) open(t testing.TB) *graph.DB {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	docs := f.docs()
	if f.full {
		docs := iter.Seq2[graph.Document, error](func(yield func(graph.Document, error) bool) {
			for _, d := range docs {
				if !yield(d, nil) {
					return
				}
			}
		})
		if _, err := db.Bulk(t.Context(), docs, nil); err != nil {
			t.Fatal(err)
		}
		return db
	}
	graphtest.Put(t, db, docs...)
	return db
}

// labels is what the nodes of entities and articles are called, by their ids, in one line each.
func (f fixture) labels(p export.Projection) map[string]string {
	all := map[string]string{}
	for _, d := range f.docs() {
		if d.Article.Outlet != "" {
			all["e-"+outletOf(d).String()] = line(d.Article.Outlet)
		}
		for _, e := range d.Entities {
			all["e-"+e.ID().String()] = line(e.Name)
		}
		if p == export.Claims && d.Article.Title != "" {
			all["a-"+d.ArticleID().String()] = line(d.Article.Title)
		}
	}
	return all
}

// kinds is the kinds of the entities, by the ids of their nodes.
func (f fixture) kinds() map[string]string {
	all := map[string]string{}
	for _, d := range f.docs() {
		if d.Article.Outlet != "" {
			all["e-"+outletOf(d).String()] = graph.Organization.String()
		}
	}
	for _, d := range f.docs() {
		for _, e := range d.Entities {
			all["e-"+e.ID().String()] = e.Kind.String()
		}
	}
	return all
}

// line is a text in one line.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// values is what a user needs of the claims, by the ids of their nodes or, in the projection Flat, of their edges: each with its
// columns. The ids are the store's.
func (f fixture) values(t testing.TB, db *graph.DB, p export.Projection) map[string]map[string]any {
	t.Helper()
	docs := map[graph.ID]graph.Document{}
	for _, d := range f.docs() {
		docs[d.ArticleID()] = d
	}
	all := map[string]map[string]any{}
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		for stored, err := range tx.Claims(graph.ClaimFilter{}) {
			if err != nil {
				return err
			}
			d := docs[stored.Article]
			claims := told(&d)
			i := slices.IndexFunc(claims, func(c toldClaim) bool {
				return c.Evidence.Start == stored.Evidence.Start && c.Evidence.Quote == stored.Evidence.Quote
			})
			if i < 0 {
				return fmt.Errorf("no document has claim %s", stored.ID)
			}
			c := claims[i].Claim
			if p == export.Flat && (c.Subject.IsZero() || c.Object.IsZero()) {
				continue
			}
			v := map[string]any{"quote": c.Evidence.Quote, "status": c.Status.String(), "stance": c.Stance.String(), "realis": c.Realis.String()}
			if q := c.Quantity; q != nil && q.Min != nil {
				v["min"] = *q.Min
			}
			if q := c.Quantity; q != nil && q.Max != nil {
				v["max"] = *q.Max
			}
			if !d.Article.Published.IsZero() {
				v["published"] = d.Article.Published.String()
			}
			if !c.When.Earliest.IsZero() {
				v["earliest"] = c.When.Earliest.String()
			}
			if !c.When.Latest.IsZero() {
				v["latest"] = c.When.Latest.String()
			}
			all["c-"+stored.ID.String()] = v
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// entity is an entity of a fixture, keyed by its name.
func entity(k graph.Kind, name string, aliases ...string) graph.NewEntity {
	return graph.NewEntity{Class: k.Class(), Key: graph.FoldName(name), Kind: k, Name: name, Aliases: aliases}
}

// The actors of the fixtures.
var (
	korea   = entity(graph.Country, "North Korea", "DPRK")
	russia  = entity(graph.Country, "Russia")
	ukraine = entity(graph.Country, "Ukraine")
	kursk   = entity(graph.Location, "Kursk Oblast", "Kursk region", "Курская область")
	spies   = entity(graph.Agency, "National Intelligence Service", "NIS")
	corps   = entity(graph.Unit, "11th Corps")
	shells  = entity(graph.Materiel, "152 mm shells")
	kim     = entity(graph.Leader, "Kim Jong Un")
)

func ptr(v float64) *float64 { return &v }

// draft begins a document of an outlet.
func draft(n int, outlet, title string, published graph.Date, es ...graph.NewEntity) *graphtest.Draft {
	return &graphtest.Draft{Document: graph.Document{
		Article:  graph.Article{URL: fmt.Sprintf("https://news.example/%d?a=1&b=2", n), Outlet: outlet, Title: title, Published: published, Language: "en"},
		Entities: es,
	}}
}

// said is a claim that an entity makes.
func said(who, subject graph.NewEntity, p graph.Predicate, object graph.NewEntity) graph.Claim {
	return graph.Claim{
		Source: graphtest.Named(who), Cue: "said", Stance: graph.Asserts, Realis: graph.Actual,
		Predicate: p, Subject: subject.ID(), Object: object.ID(),
	}
}

func oneNode() []graph.Document {
	return []graph.Document{{Article: graph.Article{Text: "Nothing is said of Russia here."}, Entities: []graph.NewEntity{russia}}}
}

// news is what the sample articles are like: every kind of entity, source and role, and times.
func news() []graph.Document {
	d := draft(1, "The Daily Wire-Tap", "Soldiers were seen, agency says", graph.Date{Year: 2024, Month: 10, Day: 18},
		korea, russia, ukraine, kursk, spies, corps, shells, kim)
	c := said(spies, korea, graph.DeploysTo, kursk)
	c.Item = corps.ID()
	c.Quantity = &graph.Quantity{Min: ptr(1500), Max: ptr(1500), Unit: "soldier", Text: "1,500 soldiers"}
	c.When = graph.When{Earliest: graph.Date{Year: 2024, Month: 10, Day: 8}, Latest: graph.Date{Year: 2024, Month: 10, Day: 13}, Text: "from 8 to 13 October"}
	d.Claim("The National Intelligence Service said that North Korea sent 1,500 soldiers of the 11th Corps to Kursk Oblast from 8 to 13 October.", c)
	c = said(kim, korea, graph.Supplies, russia)
	c.Stance, c.Realis, c.Item = graph.Denies, graph.Prospective, shells.ID()
	c.Chain = []graph.Link{{Role: graph.Relay, Source: graph.Source{Kind: graph.SourceArticle}}}
	d.Claim("Kim Jong Un denied that North Korea will supply 152 mm shells to Russia.", c)
	c = said(kim, kim, graph.Leads, korea)
	c.Source = graph.Source{Kind: graph.SourceArticle}
	d.Claim("Kim Jong Un leads North Korea.", c)
	c = said(kim, korea, graph.DeploysTo, russia)
	c.Source = graph.Source{Kind: graph.SourceUnnamed, Name: "Ukrainian officials", Of: ukraine.ID()}
	c.Stance = graph.Fears
	c.Quantity = &graph.Quantity{Max: ptr(12000), Approx: true, Unit: "soldier", Text: "up to 12,000 soldiers"}
	c.When = graph.When{Earliest: graph.Date{Year: 2024, Month: 11}, Text: "from November"}
	c.Chain = []graph.Link{{Role: graph.Basis, Source: graph.Source{Kind: graph.SourceUnnamed, Name: "intercepts"}}}
	d.Claim("Ukrainian officials, citing intercepts, fear that up to 12,000 soldiers will go to Russia from November.", c)

	e := draft(2, "", "", graph.Date{}, russia, kursk)
	c = said(russia, kursk, graph.LocatedIn, russia)
	c.Source = graph.Source{Kind: graph.SourceArticle}
	e.Claim("Kursk Oblast is a part of Russia.", c)
	e.Article.URL = ""
	return []graph.Document{d.Document, e.Document}
}

// hostileTexts is what breaks formats that are written by hand. No zero byte is in it: the store takes none in names.
var hostileTexts = []string{
	`quotes "double" and 'single' and ` + "`back`",
	`markup <b>&amp;</b> & <![CDATA[ ]]> <!-- -- --> <?php ?> </script>`,
	`ends in a backslash\`,
	`\N \G \E \L \n \\ \" \l \r`,
	"line one\nline two\r\nline three\rline four\ttab",
	"controls \x01\x02\x08\x0b\x0c\x0e\x1b\x1f\x7f end",
	"c1 \u0080\u0085\u009f and nonchars \ufffe\uffff\U0001fffe end",
	"separators \u2028 and \u2029 and bom \ufeff end",
	"emoji 🚀 👩🏽‍🚀 🇰🇵 end",
	"right to left שלום مرحبا \u202eoverride\u202c end",
	"Hangul 조선민주주의인민공화국 and jamo 조선",
	"combining e\u0301 a\u0323\u0302 Z̸̢̛a̷l̶g̵o̸",
	`=cmd|' /C calc'!A0`, "+1+2", "-1-2", "@SUM(A1)", "\tafter a tab",
	"[[link]] #tag : colon | pipe, comma; semicolon",
	"node", "graph", "strict", "subgraph", "-->", "]]>", "&", "<", "\"", "\\", "'", "%s %d %n", "${jndi:x}", "{{template}}",
	"__proto__", "constructor", "null", "true", "1e5", "NaN",
}

// hostile has a name, a quote, a title and an outlet of every hostile text.
func hostile() []graph.Document {
	var docs []graph.Document
	for i, s := range hostileTexts {
		// A name must have something left when it is folded, and one that no other has.
		who := entity(graph.Person, fmt.Sprintf("%s p%d", s, i), fmt.Sprintf("%s alias %d", s, i))
		where := entity(graph.Location, fmt.Sprintf("l%d %s", i, s))
		d := draft(100+i, fmt.Sprintf("outlet %d %s", i, s), s, graph.Date{Year: 2024}, who, where)
		d.Article.URL = fmt.Sprintf("https://news.example/%d/%s", i, s)
		if i == 0 {
			d.Article.URL = "javascript:alert(1)"
		}
		c := said(who, who, graph.LocatedIn, where)
		c.Cue = s
		c.Quantity = &graph.Quantity{Min: ptr(float64(i)), Unit: s, Text: s}
		c.When.Text = s
		d.Claim(s, c)
		c.Source = graph.Source{Kind: graph.SourceUnnamed, Name: s + " sources", Of: where.ID()}
		d.Claim("So "+s, c)
		docs = append(docs, d.Document)
	}
	return docs
}

// long has texts as long as the store takes them.
func long() []graph.Document {
	who := entity(graph.Organization, "Ministry of "+strings.Repeat("Very ", 190)+"Long Names")
	quote := "It said: " + strings.Repeat(`the "longest" & <dullest> \ text, `, 600) + "so it did."
	d := draft(1, "Outlet", strings.Repeat("A title that does not end. ", 300), graph.Date{Year: 2024, Month: 10}, who, russia)
	d.Claim(quote, said(who, who, graph.PartOf, russia))
	d.Claim(strings.Repeat("x", 20<<10), said(who, who, graph.PartOf, russia))
	d.Claim(strings.Repeat("조선", 10<<10), said(who, who, graph.PartOf, russia))
	d.Claim(strings.Repeat(`\`, 20<<10+1), said(who, who, graph.PartOf, russia))
	return []graph.Document{d.Document}
}

// parallel has many claims between the same two entities, of one type and of several.
func parallel() []graph.Document {
	d := draft(1, "Outlet", "Again and again", graph.Date{Year: 2024, Month: 10, Day: 18}, korea, russia, spies)
	for i := range 10 {
		d.Claim(fmt.Sprintf("The agency said for the %dth time that North Korea sent soldiers to Russia.", i), said(spies, korea, graph.DeploysTo, russia))
	}
	d.Claim("The agency said that North Korea supplies Russia.", said(spies, korea, graph.Supplies, russia))
	d.Claim("The agency said that Russia supplies North Korea.", said(spies, russia, graph.Supplies, korea))
	return []graph.Document{d.Document}
}

// loops has claims of an entity about itself.
func loops() []graph.Document {
	d := draft(1, "Outlet", "Itself", graph.Date{Year: 2024, Month: 10, Day: 18}, korea, russia)
	c := said(russia, russia, graph.Supplies, russia)
	c.Item = russia.ID()
	d.Claim("Russia said that Russia supplies Russia with Russia.", c)
	d.Claim("Russia said that Russia is part of Russia.", said(russia, russia, graph.PartOf, russia))
	d.Claim("North Korea said that Russia supplies Russia.", said(korea, russia, graph.Supplies, russia))
	return []graph.Document{d.Document}
}

// numbers has quantities that lose digits in careless hands.
func numbers() []graph.Document {
	d := draft(1, "Outlet", "Numbers", graph.Date{Year: 2024}, korea, russia)
	for i, n := range []float64{0, -1, 0.1, 1e6, 12345678, 1 << 53, 1<<53 + 2, 1<<63 + 4096, 1e21, 1.7976931348623157e308, 2.2250738585072014e-308} {
		c := said(korea, korea, graph.DeploysTo, russia)
		c.Quantity = &graph.Quantity{Min: ptr(n), Max: ptr(n), Unit: "soldier", Text: fmt.Sprint(n)}
		d.Claim(fmt.Sprintf("Number %d is %v.", i, n), c)
	}
	return []graph.Document{d.Document}
}

// dates has times that are known in part, and one that is long ago.
func dates() []graph.Document {
	days := []graph.Date{
		{}, {Year: 2024}, {Year: 2024, Month: 2}, {Year: 2024, Month: 2, Day: 29}, {Month: 11, Day: 1}, {Month: 11},
		{Year: 1}, {Year: 476, Month: 9, Day: 4}, {Year: 9999, Month: 12, Day: 31},
	}
	var docs []graph.Document
	for i, published := range days {
		d := draft(i, "Outlet", fmt.Sprintf("Date %d", i), published, korea, russia)
		for j, from := range days {
			for k, to := range days {
				c := said(korea, korea, graph.DeploysTo, russia)
				c.When = graph.When{Earliest: from, Latest: to, Text: "then"}
				known := from.Year != 0 && to.Year != 0
				if known && cmp.Compare(from.Year, to.Year) > 0 || i > 1 && j != k {
					continue
				}
				if known && from.Year == to.Year && j > k {
					continue
				}
				d.Claim(fmt.Sprintf("Claim %d of %d was then.", j, k), c)
			}
		}
		docs = append(docs, d.Document)
	}
	return docs
}

// half has claims that lack a role or all of them.
func half() []graph.Document {
	d := draft(1, "Outlet", "Half of it", graph.Date{Year: 2024}, korea, russia, shells)
	for i := range 8 {
		c := said(korea, korea, graph.Other, russia)
		c.Subject, c.Object = graph.ID{}, graph.ID{}
		if i&1 > 0 {
			c.Subject = korea.ID()
		}
		if i&2 > 0 {
			c.Object = russia.ID()
		}
		if i&4 > 0 {
			c.Item = shells.ID()
		}
		d.Claim(fmt.Sprintf("Claim %d of North Korea.", i), c)
	}
	e := draft(2, "", "", graph.Date{}, korea)
	c := said(korea, korea, graph.Other, korea)
	c.Source = graph.Source{Kind: graph.SourceArticle}
	c.Chain = []graph.Link{{Role: graph.Relay, Source: graphtest.Named(korea)}, {Role: graph.Basis, Source: graphtest.Named(korea)}}
	e.Claim("North Korea is North Korea.", c)
	return []graph.Document{d.Document, e.Document}
}

// versions has an article that was seen three times, with a number that was corrected and a sentence that was withdrawn, and one whose
// outlet says what it corrected.
func versions() []graph.Document {
	seen := func(day int, number string, more ...string) graph.Document {
		d := draft(1, "The Daily Wire-Tap", "Soldiers in Kursk", graph.Date{Year: 2024, Month: 11, Day: 1}, korea, russia, kursk, spies, kim)
		d.Article.Author, d.Article.Modified = "Ada Sample & Bo \"Ampersand\" <Sample>", graph.Date{Year: 2024, Month: 11, Day: day}
		d.Article.Seen = time.Date(2024, 11, day, 9, 30, 0, 0, time.UTC)
		d.Article.ReadSHA256 = strings.Repeat("0123456789abcdef", 4)
		c := said(spies, korea, graph.DeploysTo, kursk)
		c.Quantity = &graph.Quantity{Min: ptr(8000), Unit: "soldier", Text: number}
		d.Claim("The National Intelligence Service said that North Korea sent "+number+" soldiers to Kursk Oblast.", c)
		d.Claim("Kim Jong Un leads North Korea.", said(kim, kim, graph.Leads, korea))
		for _, m := range more {
			d.Claim(m, said(kim, korea, graph.TrainsAt, russia))
		}
		return d.Document
	}
	d := seen(3, "3,000")
	d.Article.Notices = []string{"Correction: the number; it was \"8,000\".", "=Correction 2: nothing, really"}
	d.Earlier = []graph.Document{seen(2, "8,000"), seen(1, "8,000", "Kim Jong Un said that North Korea trains in Russia.")}
	e := draft(2, "", "", graph.Date{}, korea)
	e.Article.Author, e.Article.Notices = "=cmd()", []string{"An earlier version had another title."}
	e.Claim("North Korea is North Korea.", said(korea, korea, graph.Other, korea))
	return []graph.Document{d, e.Document}
}

func generated() []graph.Document {
	g := graphtest.NewGenerator(7, 40)
	docs := make([]graph.Document, 25)
	for i := range docs {
		docs[i] = g.Next()
	}
	return docs
}

// many has 25,000 claims, which come to more than 100,000 edges in the projection Claims.
func many() []graph.Document {
	var world []graph.NewEntity
	for i := range 2000 {
		world = append(world, entity(graph.Location, fmt.Sprintf("Place %d", i)))
	}
	var docs []graph.Document
	for i := range 250 {
		d := draft(i, fmt.Sprintf("Outlet %d", i%20), fmt.Sprintf("Article %d", i), graph.Date{Year: 2024, Month: 1 + i%12, Day: 1 + i%28})
		for j := range 100 {
			n := i*100 + j
			a, b := world[n%len(world)], world[(n*7+n/2000+1)%len(world)]
			for _, e := range []graph.NewEntity{a, b} {
				if !slices.ContainsFunc(d.Entities, func(o graph.NewEntity) bool { return o.Name == e.Name }) {
					d.Entities = append(d.Entities, e)
				}
			}
			c := said(a, a, graph.LocatedIn, b)
			c.Quantity = &graph.Quantity{Min: ptr(float64(n)), Unit: "soldier", Text: "soldiers"}
			d.Document = claim(d.Document, fmt.Sprintf("Claim %d is that it is there.", n), c)
		}
		docs = append(docs, d.Document)
	}
	return docs
}

// claim adds a sentence of ASCII letters and its claim, without mentions.
func claim(d graph.Document, sentence string, c graph.Claim) graph.Document {
	start := len(d.Article.Text)
	d.Article.Text += sentence + " "
	c.Evidence = graph.Evidence{Quote: sentence, Start: start, End: start + len(sentence)}
	d.Claims = append(d.Claims, c)
	return d
}

// skipLarge skips a large fixture where not everything is to be tested.
func (f fixture) skipLarge(t *testing.T) {
	t.Helper()
	if f.full && !full() {
		t.Skip("this fixture is large; WHOSAID_FULL=1 takes it in")
	}
}

// TestFixturesAreStoresOfTheirSizes holds what a store counts against what the documents come to.
func TestFixturesAreStoresOfTheirSizes(t *testing.T) {
	for _, f := range fixtures {
		t.Run(f.name, func(t *testing.T) {
			f.skipLarge(t)
			db := f.open(t)
			var s graph.Stats
			if err := db.View(t.Context(), func(tx *graph.Tx) (err error) { s, err = tx.Stats(); return err }); err != nil {
				t.Fatal(err)
			}
			if want, got := f.counts(), (export.Counts{Articles: s.Articles, Entities: s.Entities, Claims: s.Claims}); got != want {
				t.Errorf("the store holds %+v, the documents %+v", got, want)
			}
		})
	}
}
