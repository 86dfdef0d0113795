// Package graphtest has fixtures for tests of the graph: documents with known content, a generator of as many as are wanted, and
// the suite that every store must pass.
package graphtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// Generator makes documents that look like news: outlets, entities of every kind with aliases, claims with named and unnamed
// sources, chains, quantities and dates. The names are invented. The same seed gives the same documents. Some entities
// come in many documents and most in few, as in news (a power law).
//
// A Generator is for one goroutine.
type Generator struct {
	rand     *rand.Rand
	entities []graph.NewEntity
	zipf     *rand.Zipf
	n        int
}

// NewGenerator makes a generator over a world of so many entities, at least 16.
func NewGenerator(seed uint64, entities int) *Generator {
	r := rand.New(rand.NewPCG(seed, 1))
	g := &Generator{rand: r}
	kinds := []graph.Kind{
		graph.Country, graph.Leader, graph.Agency, graph.Location, graph.Materiel, graph.Unit, graph.Person, graph.Organization,
	}
	for i := range max(16, entities) {
		k := kinds[i%len(kinds)]
		name := fmt.Sprintf("%s %s %d", invented(r), k, i)
		e := graph.NewEntity{Class: k.Class(), Key: graph.FoldName(name), Kind: k, Name: name}
		if i%3 == 0 {
			e.Aliases = []string{fmt.Sprintf("%s-%d", strings.ToUpper(name[:3]), i)}
		}
		g.entities = append(g.entities, e)
	}
	g.zipf = rand.NewZipf(r, 1.1, 8, uint64(len(g.entities)-1))
	return g
}

// invented is a word that means nothing, with a letter outside ASCII at times.
func invented(r *rand.Rand) string {
	starts := []string{"Or", "Va", "Tel", "Mir", "Dro", "Käl", "Sø", "Ne"}
	ends := []string{"lo", "ria", "mund", "ška", "dor", "vin", "tan", "gö"}
	return starts[r.IntN(len(starts))] + ends[r.IntN(len(ends))]
}

// Entities is the world's entities.
func (g *Generator) Entities() []graph.NewEntity { return slices.Clone(g.entities) }

// Next is another document: about six claims in as many sentences.
func (g *Generator) Next() graph.Document {
	g.n++
	r := g.rand
	d := Draft{}
	d.Article = graph.Article{
		URL:      fmt.Sprintf("https://example.org/%d", g.n),
		Title:    fmt.Sprintf("Report %d", g.n),
		Outlet:   fmt.Sprintf("Sample Outlet %d", r.IntN(1+len(g.entities)/25)),
		Language: "en",
	}
	if r.IntN(20) > 0 {
		d.Article.Published = graph.Date{Year: 2020 + r.IntN(5), Month: 1 + r.IntN(12), Day: 1 + r.IntN(28)}
	}
	for range 4 + r.IntN(5) {
		g.sentence(&d)
	}
	if g.n%4 == 0 { // by the number, so that nothing else is drawn otherwise
		for _, e := range d.Entities {
			if e.Class == graph.ClassBody && len(d.Article.Credits) < 3 {
				d.Article.Credits = append(d.Article.Credits, e.ID())
			}
		}
	}
	return d.Document
}

// sentence adds a sentence with its claim.
func (g *Generator) sentence(d *Draft) {
	r := g.rand
	who, subject, object := g.pick(d), g.pick(d), g.pick(d)
	n := float64(100 * (1 + r.IntN(200)))
	words := fmt.Sprintf("%.0f soldiers", n)
	c := graph.Claim{
		Cue: "said", Stance: graph.Stance(1 + r.IntN(5)), Realis: graph.Realis(1 + r.IntN(3)),
		Predicate: graph.Predicate(1 + r.IntN(7)), Subject: subject.ID(), Object: object.ID(),
		Quantity: &graph.Quantity{Max: &n, Approx: r.IntN(2) == 0, Unit: "soldier", Text: words},
	}
	if r.IntN(3) > 0 {
		c.Quantity.Min = &n
	}
	if r.IntN(8) == 0 {
		c.Object = graph.ID{}
	}
	if r.IntN(6) == 0 {
		c.Item = g.pick(d).ID()
	}
	if r.IntN(4) == 0 {
		day := graph.Date{Year: 2024, Month: 1 + r.IntN(12)}
		c.When = graph.When{Earliest: day, Latest: day, Text: "in that month"}
	}
	switch r.IntN(6) {
	case 0:
		c.Source, c.Cue = graph.Source{Kind: graph.SourceArticle}, ""
		d.Claim(fmt.Sprintf("%s has %s near %s.", subject.Name, words, object.Name), c)
	case 1:
		c.Source = graph.Source{Kind: graph.SourceUnnamed, Name: "officials", Of: who.ID()}
		d.Claim(fmt.Sprintf("Officials of %s said that %s has %s near %s.", who.Name, subject.Name, words, object.Name), c)
	case 2:
		c.Source = Named(who)
		c.Chain = []graph.Link{{Role: graph.Basis, Source: graph.Source{Kind: graph.SourceUnnamed, Name: "reports"}}}
		d.Claim(fmt.Sprintf("%s, citing reports, said that %s has %s near %s.", who.Name, subject.Name, words, object.Name), c)
	default:
		c.Source = Named(who)
		d.Claim(fmt.Sprintf("%s said that %s has %s near %s.", who.Name, subject.Name, words, object.Name), c)
	}
}

// pick is an entity, which the document then holds.
func (g *Generator) pick(d *Draft) graph.NewEntity {
	e := g.entities[g.zipf.Uint64()]
	if !slices.ContainsFunc(d.Entities, func(o graph.NewEntity) bool { return o.ID() == e.ID() }) {
		d.Entities = append(d.Entities, e)
	}
	return e
}

// Edited is an earlier version of a document, which was seen then: its first sentence is another one, its second has other words in
// front, the last is missing, and the others stand as they do. Only sentences with claims are kept.
func Edited(d graph.Document, seen time.Time) graph.Document {
	e := Draft{}
	e.Article = d.Article
	e.Article.ID, e.Article.SHA256, e.Article.Text, e.Article.Mentions, e.Article.Credits = graph.ID{}, "", "", nil, nil
	e.Article.Seen, e.Article.Title = seen, d.Article.Title+", first seen"
	e.Article.Author, e.Article.Modified = "Ärna Soll", graph.Date{Year: 2024, Month: 10}
	e.Article.ReadSHA256 = hash(d.Article.Text)
	e.Article.Notices = []string{"This report is being updated."}
	e.Entities = d.Entities
	for i, c := range d.Claims[:max(1, len(d.Claims)-1)] {
		quote := c.Evidence.Quote
		switch i {
		case 0:
			quote = "Nobody could say on that day how it would end."
			c.Quantity, c.Source = nil, graph.Source{Kind: graph.SourceArticle}
		case 1:
			quote = "At first, " + quote
		}
		c.Evidence = graph.Evidence{}
		e.Claim(quote, c)
	}
	return e.Document
}

// Named is the source that an entity is.
func Named(e graph.NewEntity) graph.Source { return graph.Source{Kind: graph.SourceEntity, ID: e.ID()} }

// Draft is a document in the making: its text grows with its claims.
type Draft struct{ graph.Document }

// Claim adds a sentence to the text and a claim that stands on it, and mentions the entities of the document that the sentence
// names.
func (d *Draft) Claim(sentence string, c graph.Claim) {
	if d.Article.Text != "" {
		d.Article.Text += " "
	}
	start := utf8.RuneCountInString(d.Article.Text)
	d.Article.Text += sentence
	c.Evidence = graph.Evidence{Quote: sentence, Start: start, End: start + utf8.RuneCountInString(sentence)}
	d.Claims = append(d.Claims, c)
	for _, e := range d.Entities {
		if before, _, ok := strings.Cut(sentence, e.Name); ok {
			at := start + utf8.RuneCountInString(before)
			m := graph.Mention{Entity: e.ID(), Start: at, End: at + utf8.RuneCountInString(e.Name)}
			d.Article.Mentions = append(d.Article.Mentions, m)
		}
	}
}
