package export

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/whosaid/whosaid/graph"
)

// Node is a node of a projection.
type Node struct {
	ID    string // unique among nodes and edges: a letter for what it is, a dash, a UUID
	Label string // one line, as people read it
	Type  string // entity, source, article or claim
	Attrs Attrs
}

// Edge is an edge of a projection.
type Edge struct {
	ID       string // unique among nodes and edges
	From, To string // ids of nodes
	Label    string
	Type     string // what it says: deploys_to; or in the projection Claims: said_by, via, subject, object, item, stands_in, published_by, of, corrected_by
	Attrs    Attrs
}

// Attrs is the values that a node or an edge has, in the order of the columns. What is not known is left out.
type Attrs []Attr

// Attr is one value.
type Attr struct {
	Name  string // a column
	Value any    // string, float64, int, bool, []string or graph.Date, as the column's type says
}

// Type is the type of a column.
type Type uint8

// The types of columns.
const (
	Text   Type = iota + 1
	Number      // float64
	Whole       // int
	Truth       // bool
	List        // []string
	Day         // graph.Date
)

// Column is what a value of nodes or edges means.
type Column struct {
	Name  string // of letters and underscores
	Type  Type
	About string
}

// NodeColumns is the columns of nodes, besides id, label and type.
var NodeColumns = []Column{
	{"kind", Text, "of an entity: Country, Leader, Agency and so on; of a source: unnamed"},
	{"aliases", List, "other names of an entity"},
	{"articles", Whole, "articles that name the entity"},
	{"url", Text, "of an article"},
	{"outlet", Text, "of an article"},
	{"published", Day, "of an article, or of the one that a claim stands in"},
	{"author", Text, "of an article, as its byline names them"},
	{"modified", Day, "when its outlet last changed an article"},
	{"seen", Text, "when an article was last seen with its text, in RFC 3339"},
	{"status", Text, "of a claim: current, or corrected or withdrawn since in its article"},
	{"corrected_by", Text, "id of the claim that has taken the place of one that is corrected"},
	{"counts_for", Text, "whom corroboration counts a claim for: of all claims with one, in however many articles, it counts one"},
	{"counts_for_id", Text, "id of whom it counts for"},
	{"counts_why", Text, "why: said, relayed, or credited or reprinted by the article"},
	{"stance", Text, "of a claim"},
	{"realis", Text, "of a claim"},
	{"predicate", Text, "of a claim"},
	{"said_by", Text, "who says it, of a claim"},
	{"quote", Text, "the exact words a claim stands on"},
	{"min", Number, "at least so many, of a claim"},
	{"max", Number, "at most so many, of a claim"},
	{"approx", Truth, "whether the number is approximate"},
	{"unit", Text, "what is counted"},
	{"quantity", Text, "the number in words"},
	{"earliest", Day, "not before, of a claim"},
	{"latest", Day, "not after, of a claim"},
}

// EdgeColumns is the columns of edges, besides id, label and type.
var EdgeColumns = []Column{
	{"claim", Text, "id of the claim"},
	{"status", Text, "current, or corrected or withdrawn since in its article"},
	{"corrected_by", Text, "id of the claim that has taken its place"},
	{"counts_for", Text, "whom corroboration counts it for: of all with one, in however many articles, it counts one"},
	{"counts_for_id", Text, "id of whom it counts for"},
	{"counts_why", Text, "why: said, relayed, or credited or reprinted by the article"},
	{"stance", Text, "what the source does with what it says"},
	{"realis", Text, "how real it is, as worded"},
	{"said_by", Text, "who says it; source is what formats call the node that an edge begins at"},
	{"quote", Text, "the exact words it stands on"},
	{"item", Text, "what is sent, supplied or used"},
	{"min", Number, "at least so many"},
	{"max", Number, "at most so many"},
	{"approx", Truth, "whether the number is approximate"},
	{"unit", Text, "what is counted"},
	{"quantity", Text, "the number in words"},
	{"earliest", Day, "not before"},
	{"latest", Day, "not after"},
	{"published", Day, "when the article was published"},
	{"article", Text, "title of the article"},
	{"url", Text, "of the article"},
	{"author", Text, "of the article"},
	{"role", Text, "relay or basis, of an edge via"},
}

// Ids of nodes by what they are.
func entityNode(id graph.ID) string  { return "e-" + id.String() }
func articleNode(id graph.ID) string { return "a-" + id.String() }
func claimNode(id graph.ID) string   { return "c-" + id.String() }

// sourceNode is the node of a source: its entity, its article, or its own.
func sourceNode(s *graph.Source, outlet bool) string {
	switch {
	case s.Kind == graph.SourceEntity, s.Kind == graph.SourceArticle && outlet:
		return entityNode(s.ID)
	case s.Kind == graph.SourceArticle:
		return articleNode(s.ID)
	}
	return "s-" + s.ID.String()
}

// Nodes is the nodes of the projection. Their number is in the header when they have been gone through.
func (g *Graph) Nodes() iter.Seq2[Node, error] {
	return counted(&g.header.Counts.Nodes, g.nodes)
}

// Edges is the edges of the projection. Their number is in the header when they have been gone through.
func (g *Graph) Edges() iter.Seq2[Edge, error] {
	if g.proj == Flat {
		return counted(&g.header.Counts.Edges, g.flatEdges)
	}
	return counted(&g.header.Counts.Edges, g.claimEdges)
}

// errEnough ends a walk whose reader has enough.
var errEnough = errors.New("enough")

// counted is what walk puts, as a sequence whose length is noted.
func counted[T any](to *int, walk func(put func(T) error) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		n := 0
		err := walk(func(v T) error {
			n++
			if !yield(v, nil) {
				return errEnough
			}
			return nil
		})
		switch {
		case err == nil:
			*to = n
		case !errors.Is(err, errEnough):
			var none T
			yield(none, err)
		}
	}
}

func (g *Graph) nodes(put func(Node) error) error {
	for e, err := range g.Entities() {
		if err != nil {
			return err
		}
		a := Attrs{{"kind", e.Kind.String()}}
		if len(e.Aliases) > 0 {
			a = append(a, Attr{"aliases", e.Aliases})
		}
		a = append(a, Attr{"articles", e.Articles})
		if err := put(Node{entityNode(e.ID), line(e.Name), "entity", a}); err != nil {
			return err
		}
	}
	if g.proj == Flat {
		return nil
	}
	for v, err := range g.Articles() {
		if err != nil {
			return err
		}
		a := Attrs{}.text("url", v.URL).text("outlet", v.Outlet).date("published", v.Published).text("author", v.Author).
			date("modified", v.Modified).text("seen", instant(v.Seen))
		if err := put(Node{articleNode(v.ID), line(articleName(&v)), "article", a}); err != nil {
			return err
		}
	}
	unnamed := g.unnamed()
	for c, err := range g.Claims() {
		if err != nil {
			return err
		}
		for _, s := range unnamed.of(&c) {
			if err := put(Node{sourceNode(&s, false), line(s.Name), "source", Attrs{{"kind", "unnamed"}}}); err != nil {
				return err
			}
		}
		v, err := g.voice(&c)
		if err != nil {
			return err
		}
		a := Attrs{}.date("published", c.Published).status(&c).voice(v).text("stance", c.Stance.String()).text("realis", c.Realis.String()).
			text("predicate", c.Predicate.String()).text("said_by", c.Source.Name).text("quote", c.Evidence.Quote)
		if err := put(Node{claimNode(c.ID), claimName(&c), "claim", a.quantity(&c).when(&c)}); err != nil {
			return err
		}
	}
	return nil
}

// loseOfProjection tells what no projection has.
func (g *Graph) loseOfProjection() {
	if g.proj == 0 || g.header.Counts.Articles == 0 {
		return
	}
	g.Lose("texts, earlier versions, notices, mentions, languages and credits of articles, and cues, offsets and words of times of claims, are in the format native only")
	if g.proj == Flat {
		g.Lose("articles and unnamed sources are no nodes, and who passed a claim on is left out; the projection claims has them")
	}
}

// claimEdges is the edges of the projection Claims: from articles and unnamed sources to entities, then from the claims.
func (g *Graph) claimEdges(put func(Edge) error) error {
	for a, err := range g.Articles() {
		if err != nil {
			return err
		}
		if a.OutletID.IsZero() {
			continue
		}
		from := articleNode(a.ID)
		if err := put(Edge{from + ":published_by", from, entityNode(a.OutletID), "published by", "published_by", nil}); err != nil {
			return err
		}
	}
	unnamed := g.unnamed()
	for c, err := range g.Claims() {
		if err != nil {
			return err
		}
		from := claimNode(c.ID)
		edge := func(typ, to string, a Attrs) error {
			return put(Edge{from + ":" + typ, from, to, strings.ReplaceAll(typ, "_", " "), typ, a})
		}
		outlet := c.Source.Kind == graph.SourceArticle && c.Source.ID != c.Article
		if err := edge("said_by", sourceNode(&c.Source, outlet), nil); err != nil {
			return err
		}
		for i, l := range c.Chain {
			e := Edge{fmt.Sprintf("%s:via%d", from, i+1), from, sourceNode(&l.Source, l.Source.ID != c.Article), "via", "via", Attrs{{"role", l.Role.String()}}}
			if err := put(e); err != nil {
				return err
			}
		}
		for _, s := range unnamed.of(&c) {
			if s.Of.IsZero() {
				continue
			}
			from := sourceNode(&s, false)
			if err := put(Edge{from + ":of", from, entityNode(s.Of), "of", "of", nil}); err != nil {
				return err
			}
		}
		for _, end := range []struct {
			typ string
			id  graph.ID
		}{{"subject", c.Subject}, {"object", c.Object}, {"item", c.Item}} {
			if end.id.IsZero() {
				continue
			}
			if err := edge(end.typ, entityNode(end.id), nil); err != nil {
				return err
			}
		}
		if err := edge("stands_in", articleNode(c.Article), nil); err != nil {
			return err
		}
		if !c.CorrectedBy.IsZero() && g.replaces(c.CorrectedBy) {
			if err := edge("corrected_by", claimNode(c.CorrectedBy), nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// flatEdges is the edges of the projection Flat.
func (g *Graph) flatEdges(put func(Edge) error) error {
	var article graph.Article
	left := 0
	for c, err := range g.Claims() {
		if err != nil {
			return err
		}
		if c.Subject.IsZero() || c.Object.IsZero() {
			left++
			continue
		}
		if article, err = g.articleOf(&c, article); err != nil {
			return err
		}
		v, err := g.voice(&c)
		if err != nil {
			return err
		}
		a := Attrs{{"claim", c.ID.String()}}.status(&c).voice(v).text("stance", c.Stance.String()).text("realis", c.Realis.String()).
			text("said_by", sourceName(&c, &article)).text("quote", c.Evidence.Quote)
		item, err := g.name(c.Item)
		if err != nil {
			return err
		}
		a = a.text("item", item)
		a = a.quantity(&c).when(&c).date("published", article.Published).text("article", article.Title).text("url", article.URL).
			text("author", article.Author)
		if err := put(Edge{claimNode(c.ID), entityNode(c.Subject), entityNode(c.Object), claimName(&c), c.Predicate.String(), a}); err != nil {
			return err
		}
	}
	switch {
	case left == 1 && g.header.Projection != "":
		g.Lose("1 claim without a subject or an object is no edge; the projection claims has it")
	case left > 1 && g.header.Projection != "":
		g.Lose("%d claims without a subject or an object are no edges; the projection claims has them", left)
	}
	return nil
}

// articleName is what an article is called.
func articleName(a *graph.Article) string {
	return cmp.Or(a.Title, a.URL, a.Outlet, "an article without title")
}

// sourceName is what the source of a claim is called; an article of unknown outlet by its title.
func sourceName(c *graph.Claim, a *graph.Article) string {
	if c.Source.Kind == graph.SourceArticle && c.Source.Name == "" {
		return articleName(a)
	}
	return c.Source.Name
}

// claimName is a claim in a few words: "deploys to (1,500)", with its stance where it is not asserted; where the predicate says
// nothing, the first words of the quote.
func claimName(c *graph.Claim) string {
	s := strings.ReplaceAll(c.Predicate.String(), "_", " ")
	if c.Predicate == graph.Other {
		s = "“" + beginning(line(c.Evidence.Quote)) + "”"
	}
	if c.Stance != graph.Asserts {
		s = c.Stance.String() + ": " + s
	}
	if c.Quantity != nil && c.Quantity.Text != "" {
		s += " (" + c.Quantity.Text + ")"
	}
	return line(s)
}

// beginning is the first words of a text, of some 50 letters.
func beginning(s string) string {
	const limit = 50
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	cut := string(r[:limit])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// line is a text in one line: its white space is single spaces.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

func (a Attrs) text(name, v string) Attrs {
	if v == "" {
		return a
	}
	return append(a, Attr{name, v})
}

func (a Attrs) date(name string, v graph.Date) Attrs {
	if v.IsZero() {
		return a
	}
	return append(a, Attr{name, v})
}

// status is whether its article still says so, and what it says in its place.
func (a Attrs) status(c *graph.Claim) Attrs {
	return a.text("status", c.Status.String()).text("corrected_by", replacement(c))
}

// voice is whom corroboration counts a claim for, and why. A reader of a table counts each once. It is zero for a claim that does not
// count, because its article no longer makes it.
type voice struct{ name, id, why string }

// voice is Tx.Origin: that a single sentence is copied, as Tx.Origins sees among claims about one thing, it does not see.
func (g *Graph) voice(c *graph.Claim) (voice, error) {
	if c.Status != graph.Current {
		return voice{}, nil
	}
	o, err := g.tx.Origin(*c)
	if err != nil {
		return voice{}, err
	}
	v := voice{o.Origin.Name, o.Origin.ID.String(), o.Why.String()}
	if v.name == "" { // of an article of unknown outlet
		a, err := g.article(o.Origin.ID)
		if err != nil {
			return voice{}, err
		}
		v.name = articleName(&a)
	}
	return v, nil
}

func (a Attrs) voice(v voice) Attrs {
	return a.text("counts_for", v.name).text("counts_for_id", v.id).text("counts_why", v.why)
}

// replacement is the node or the edge of the claim that has taken the place of another; "" where there is none.
func replacement(c *graph.Claim) string {
	if c.CorrectedBy.IsZero() {
		return ""
	}
	return claimNode(c.CorrectedBy)
}

// instant is a time in RFC 3339; "" for an unknown one.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (a Attrs) quantity(c *graph.Claim) Attrs {
	q := c.Quantity
	if q == nil {
		return a
	}
	if q.Min != nil {
		a = append(a, Attr{"min", *q.Min})
	}
	if q.Max != nil {
		a = append(a, Attr{"max", *q.Max})
	}
	a = append(a, Attr{"approx", q.Approx})
	return a.text("unit", q.Unit).text("quantity", q.Text)
}

func (a Attrs) when(c *graph.Claim) Attrs {
	return a.date("earliest", c.When.Earliest).date("latest", c.When.Latest)
}
