package schema

import (
	"cmp"
	"strings"

	"github.com/graph-gophers/graphql-go"

	"github.com/whosaid/whosaid/graph"
)

// claim resolves Claim.
type claim struct {
	r *request
	c graph.Claim
}

func (c *claim) ID() graphql.ID      { return graphql.ID(c.c.ID.String()) }
func (c *claim) Source() *source     { return &source{c.r, c.c.Source} }
func (c *claim) Cue() *string        { return known(c.c.Cue) }
func (c *claim) Stance() string      { return upper(c.c.Stance) }
func (c *claim) Realis() string      { return upper(c.c.Realis) }
func (c *claim) Predicate() string   { return upper(c.c.Predicate) }
func (c *claim) Subject() *entity    { return c.r.entity(c.c.Subject) }
func (c *claim) Object() *entity     { return c.r.entity(c.c.Object) }
func (c *claim) Item() *entity       { return c.r.entity(c.c.Item) }
func (c *claim) Evidence() *evidence { return &evidence{c} }
func (c *claim) Status() string      { return upper(c.c.Status) }
func (c *claim) Article() *article   { return must(c.r.loadArticle(c.c.Article)) }
func (c *claim) Date() *dateScalar   { return knownDate(date(c.c.When)) }

func (c *claim) Via() []*link {
	links := make([]*link, len(c.c.Chain))
	for i, l := range c.c.Chain {
		links[i] = &link{source{c.r, l.Source}, l.Role}
	}
	return links
}

func (c *claim) Relation() *relation {
	id := c.c.Relation()
	if id.IsZero() {
		return nil
	}
	return must(c.r.loadRelation(id))
}

func (c *claim) Quantity() *quantity {
	if c.c.Quantity == nil {
		return nil
	}
	return &quantity{*c.c.Quantity}
}

func (c *claim) When() *when {
	if c.c.When == (graph.When{}) {
		return nil
	}
	return &when{c.c.When}
}

// CorrectedBy is the claim that has taken its place.
func (c *claim) CorrectedBy() *claim {
	if c.c.CorrectedBy.IsZero() {
		return nil
	}
	return must(c.r.loadClaim(c.c.CorrectedBy))
}

// Counted is whom corroboration counts the claim for.
func (c *claim) Counted() *counted {
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	must(0, c.r.charge(1)) // it may read other articles
	v := must(c.r.tx.Origin(c.c))
	return &counted{c.r, &v}
}

// date is the one date of a time: the bound that is known, or what both bounds share.
func date(w graph.When) graph.Date {
	a, b := w.Earliest, w.Latest
	switch {
	case a == b || b.IsZero():
		return a
	case a.IsZero():
		return b
	case a.Year != b.Year:
		return graph.Date{}
	case a.Month != b.Month:
		return graph.Date{Year: a.Year}
	}
	return graph.Date{Year: a.Year, Month: a.Month}
}

// source resolves Source.
type source struct {
	r *request
	s graph.Source
}

func (s *source) ID() graphql.ID { return graphql.ID(s.s.ID.String()) }
func (s *source) Kind() string   { return upper(s.s.Kind) }
func (s *source) Of() *entity    { return s.r.entity(s.s.Of) }

func (s *source) Name() string {
	if s.s.Name != "" || s.s.Kind != graph.SourceArticle {
		return s.s.Name
	}
	// An article of unknown outlet vouches for itself, and has only its title and its place to be called by.
	a := must(s.r.loadArticle(s.s.ID)).a
	return cmp.Or(a.Title, a.URL, "an article without outlet and title")
}

func (s *source) Entity() *entity {
	switch s.s.Kind {
	case graph.SourceEntity:
		return s.r.entity(s.s.ID)
	case graph.SourceArticle:
		return s.r.outlet(s.s.ID)
	}
	return nil
}

// link resolves Link.
type link struct {
	source
	role graph.LinkRole
}

func (l *link) Role() string { return upper(l.role) }

// quantity resolves Quantity.
type quantity struct{ q graph.Quantity }

func (q *quantity) Min() *float64 { return q.q.Min }
func (q *quantity) Max() *float64 { return q.q.Max }
func (q *quantity) Approx() bool  { return q.q.Approx }
func (q *quantity) Unit() *string { return known(q.q.Unit) }
func (q *quantity) Text() string  { return q.q.Text }

// when resolves When.
type when struct{ w graph.When }

func (w *when) Earliest() *dateScalar { return knownDate(w.w.Earliest) }
func (w *when) Latest() *dateScalar   { return knownDate(w.w.Latest) }
func (w *when) Text() *string         { return known(w.w.Text) }

// evidence resolves Evidence.
type evidence struct{ of *claim }

func (e *evidence) Quote() string  { return e.of.c.Evidence.Quote }
func (e *evidence) Start() int32   { return int32(e.of.c.Evidence.Start) }
func (e *evidence) End() int32     { return int32(e.of.c.Evidence.End) }
func (e *evidence) Prefix() string { return e.whole().Prefix }
func (e *evidence) Suffix() string { return e.whole().Suffix }
func (e *evidence) Sha256() string { return e.whole().SHA256 }

// whole is the evidence with what only the article says.
func (e *evidence) whole() graph.Evidence { return must(e.of.r.loadEvidence(e.of.c)) }

// known is the text, or nil for what is not known.
func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// upper is a value of one of graph's enums as GraphQL writes it.
func upper(v interface{ String() string }) string { return strings.ToUpper(v.String()) }
