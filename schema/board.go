package schema

import (
	"context"
	"iter"
	"slices"

	"github.com/whosaid/whosaid/graph"
)

// board resolves Board.
type board struct {
	r         *request
	b         graph.Board
	groups    []*boardGroup // those that a position of the board is of
	positions []*boardPosition
}

func newBoard(r *request, b graph.Board) *board {
	v := &board{r: r, b: b}
	at := map[int]*boardGroup{}
	for i := range b.Positions {
		p := &b.Positions[i]
		g := at[p.Group]
		if g == nil {
			g = &boardGroup{r, &b.Groups[p.Group], len(v.groups)}
			at[p.Group] = g
			v.groups = append(v.groups, g)
		}
		v.positions = append(v.positions, &boardPosition{r, p, g, i})
	}
	return v
}

func (b *board) Claims() int32               { return int32(b.b.Claims) }
func (b *board) Articles() int32             { return int32(b.b.Articles) }
func (b *board) Origins() int32              { return int32(b.b.Origins) }
func (b *board) Corrected() int32            { return int32(b.b.Corrected) }
func (b *board) Withdrawn() int32            { return int32(b.b.Withdrawn) }
func (b *board) LeftOut() int32              { return int32(b.b.LeftOut) }
func (b *board) GroupsLeftOut() int32        { return int32(len(b.b.Groups) - len(b.groups)) }
func (b *board) Cut() bool                   { return b.b.Cut }
func (b *board) Groups() []*boardGroup       { return b.groups }
func (b *board) Positions() []*boardPosition { return b.positions }

// Pairs is every two positions, or those that agree in one of the ways given; each counts as a record.
func (b *board) Pairs(a struct{ Classes *[]agreement }) ([]*boardPair, error) {
	pairs := []*boardPair{}
	for i := range b.b.Pairs {
		p := &b.b.Pairs[i]
		if a.Classes == nil || slices.Contains(*a.Classes, agreement(p.Class)) {
			pairs = append(pairs, &boardPair{b, p})
		}
	}
	b.r.mu.Lock()
	defer b.r.mu.Unlock()
	return pairs, b.r.charge(len(pairs))
}

// boardGroup resolves Group.
type boardGroup struct {
	r     *request
	g     *graph.Group
	index int
}

func (g *boardGroup) Index() int32       { return int32(g.index) }
func (g *boardGroup) Predicate() string  { return upper(g.g.Predicate) }
func (g *boardGroup) Subject() *entity   { return g.r.entity(g.g.Subject.ID) }
func (g *boardGroup) Measure() *string   { return known(g.g.Measure) }
func (g *boardGroup) Numbered() bool     { return g.g.Numbered }
func (g *boardGroup) Realis() string     { return upper(g.g.Realis) }
func (g *boardGroup) Claims() int32      { return int32(g.g.Claims) }
func (g *boardGroup) Articles() int32    { return int32(g.g.Articles) }
func (g *boardGroup) OriginCount() int32 { return int32(len(g.g.Origins)) }
func (g *boardGroup) Min() *float64      { return g.g.Min }
func (g *boardGroup) Max() *float64      { return g.g.Max }
func (g *boardGroup) MinApprox() bool    { return g.g.MinApprox }
func (g *boardGroup) MaxApprox() bool    { return g.g.MaxApprox }

func (g *boardGroup) Origins(ctx context.Context, a pageArgs) (*connection[*boardOrigin], error) {
	scan := func(p graph.Page) iter.Seq2[placedOrigin, error] {
		return func(yield func(placedOrigin, error) bool) {
			from := 0
			if p.After != "" {
				at := slices.IndexFunc(g.g.Origins, func(o graph.Origin) bool { return placedOrigin{o}.Cursor() == p.After })
				if from = at + 1; at < 0 {
					yield(placedOrigin{}, graph.ErrBadCursor)
					return
				}
			}
			for _, o := range g.g.Origins[from:] {
				if !yield(placedOrigin{o}, nil) {
					return
				}
			}
		}
	}
	return page(ctx, g.r, a, 1, scan, func(o placedOrigin) *boardOrigin { return &boardOrigin{source{g.r, o.Source}, o.Side} })
}

// placedOrigin is an origin of a group, at the place that its id has among the others.
type placedOrigin struct{ graph.Origin }

// Cursor is the origin's place in its group, for Page.After.
func (o placedOrigin) Cursor() string { return o.ID.String() }

// boardOrigin resolves Origin.
type boardOrigin struct {
	source
	side graph.Ref
}

func (o *boardOrigin) Side() *entity { return o.r.entity(o.side.ID) }

// boardPosition resolves Position.
type boardPosition struct {
	r     *request
	p     *graph.Position
	group *boardGroup
	index int
}

func (p *boardPosition) Index() int32          { return int32(p.index) }
func (p *boardPosition) Group() *boardGroup    { return p.group }
func (p *boardPosition) Object() *entity       { return p.r.entity(p.p.Object.ID) }
func (p *boardPosition) Item() *entity         { return p.r.entity(p.p.Item.ID) }
func (p *boardPosition) Denied() bool          { return p.p.Denied }
func (p *boardPosition) Low() *float64         { return p.p.Low }
func (p *boardPosition) High() *float64        { return p.p.High }
func (p *boardPosition) Approx() bool          { return p.p.Approx }
func (p *boardPosition) Vague() bool           { return p.p.Vague }
func (p *boardPosition) Part() *string         { return known(p.p.Part) }
func (p *boardPosition) OfAnother() bool       { return p.p.OfAnother }
func (p *boardPosition) Earliest() *dateScalar { return knownDate(p.p.When.Earliest) }
func (p *boardPosition) Latest() *dateScalar   { return knownDate(p.p.When.Latest) }
func (p *boardPosition) ClaimCount() int32     { return int32(len(p.p.Claims)) }
func (p *boardPosition) Articles() int32       { return int32(p.p.Articles) }
func (p *boardPosition) Origins() int32        { return int32(p.p.Origins) }

func (p *boardPosition) Words() []string {
	p.r.mu.Lock()
	defer p.r.mu.Unlock()
	size := 0
	for _, w := range p.p.Words {
		size += len(w)
	}
	must(0, p.r.charge(size/textPerNode))
	return append([]string{}, p.p.Words...)
}

// Claims is a page of the position's claims, each with whom it counts for.
func (p *boardPosition) Claims(ctx context.Context, a pageArgs) (*countedConnection, error) {
	all := p.p.Claims
	from := 0
	scan := func(pg graph.Page) iter.Seq2[graph.Claim, error] {
		return func(yield func(graph.Claim, error) bool) {
			if pg.After != "" {
				// The store says whether the cursor is one of claims: a claim that is gone since leaves its place.
				for _, err := range p.r.tx.Claims(graph.ClaimFilter{Page: graph.Page{After: pg.After, Limit: 1}}) {
					if err != nil {
						yield(graph.Claim{}, err)
						return
					}
				}
				for from < len(all) && all[from].Cursor() <= pg.After {
					from++
				}
			}
			for i := range all[from:] {
				if !yield(all[from+i], nil) {
					return
				}
			}
		}
	}
	c, err := page(ctx, p.r, a, 1, scan, func(c graph.Claim) *claim { return &claim{p.r, c} })
	if err != nil {
		return nil, err
	}
	v := &countedConnection{of: c, edges: make([]*countedEdge, len(c.edges))}
	for i, e := range c.edges {
		v.edges[i] = &countedEdge{e, &counted{p.r, &p.p.Counted[from+i]}}
	}
	return v, nil
}

// countedConnection resolves CountedClaimConnection.
type countedConnection struct {
	of    *connection[*claim]
	edges []*countedEdge
}

func (c *countedConnection) Edges() []*countedEdge { return c.edges }
func (c *countedConnection) PageInfo() *pageInfo   { return c.of.PageInfo() }

type countedEdge struct {
	*edge[*claim]
	counted *counted
}

func (e *countedEdge) Counted() *counted { return e.counted }

// counted resolves Counted.
type counted struct {
	r *request
	c *graph.Counted
}

func (c *counted) Origin() *source { return &source{c.r, c.c.Origin} }
func (c *counted) Why() string     { return upper(c.c.Why) }

func (c *counted) Of() *article {
	if c.c.Of.IsZero() {
		return nil
	}
	return must(c.r.loadArticle(c.c.Of))
}

// boardPair resolves Pair.
type boardPair struct {
	b *board
	p *graph.Pair
}

func (p *boardPair) A() *boardPosition { return p.b.positions[p.p.A] }
func (p *boardPair) B() *boardPosition { return p.b.positions[p.p.B] }
func (p *boardPair) Class() string     { return upper(p.p.Class) }
func (p *boardPair) Reason() string    { return p.p.Reason }

func (p *boardPair) Scope() *string {
	name := map[graph.Scope]string{graph.ScopeRealis: "REALIS", graph.ScopeTime: "TIME", graph.ScopePart: "PART_OF"}[p.p.Scope]
	return known(name)
}

func (p *boardPair) Parts() []*boardPosition {
	parts := []*boardPosition{}
	if p.p.PartA {
		parts = append(parts, p.A())
	}
	if p.p.PartB {
		parts = append(parts, p.B())
	}
	return parts
}

// agreement is the enum Agreement as input.
type agreement graph.Agreement

// ImplementsGraphQLType says that it is an Agreement.
func (*agreement) ImplementsGraphQLType(name string) bool { return name == "Agreement" }

// UnmarshalGraphQL reads one of its values.
func (a *agreement) UnmarshalGraphQL(v any) error {
	return readEnum((*graph.Agreement)(a), "Agreement", v, graph.Agrees, graph.Incomparable)
}
