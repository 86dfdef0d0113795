package schema

import (
	"context"
	"errors"
	"iter"

	"github.com/graph-gophers/graphql-go"

	"github.com/whosaid/whosaid/graph"
)

// Counted is whom corroboration counts the claim for.
func (c *claim) Counted() *counted {
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	must(0, c.r.charge(1)) // it may read other articles
	return &counted{c.r, must(c.r.counted(c.c))}
}

// counted is whom a claim counts for. r.mu must be held.
func (r *request) counted(c graph.Claim) (*graph.Counted, error) {
	v, err := r.tx.Origin(c)
	return &v, err
}

// Credits is the entities that the article's credit lines name.
func (a *article) Credits() []*entity {
	credits := []*entity{}
	for _, id := range a.a.Credits {
		credits = append(credits, a.r.entity(id))
	}
	return credits
}

// Cluster is a page of the articles that are one text with the article, it included: the original first.
func (a *article) Cluster(ctx context.Context, args pageArgs) (*connection[*article], error) {
	scan := func(p graph.Page) iter.Seq2[graph.Article, error] {
		return func(yield func(graph.Article, error) bool) {
			ids, err := a.r.tx.Cluster(a.a.ID)
			if err != nil {
				yield(graph.Article{}, err)
				return
			}
			found := p.After == ""
			for _, id := range ids {
				v, err := a.r.tx.Article(id)
				if !found && err == nil {
					found = v.Cursor() == p.After
					continue
				}
				if !yield(v, err) {
					return
				}
			}
			if !found {
				yield(graph.Article{}, graph.ErrBadCursor)
			}
		}
	}
	return page(ctx, a.r, args, 1, scan, a.r.keepArticle)
}

// Degree is how much of the store refers to the entity.
func (e *entity) Degree() *degree {
	e.r.mu.Lock()
	defer e.r.mu.Unlock()
	return &degree{must(e.r.tx.Degree(e.e.ID))}
}

// degree resolves Degree.
type degree struct{ d graph.Degree }

func (d *degree) Articles() int32  { return int32(d.d.Articles) }
func (d *degree) Published() int32 { return int32(d.d.Published) }
func (d *degree) Says() int32      { return int32(d.d.Says) }
func (d *degree) Subject() int32   { return int32(d.d.Subject) }
func (d *degree) Object() int32    { return int32(d.d.Object) }
func (d *degree) Item() int32      { return int32(d.d.Item) }
func (d *degree) Out() int32       { return int32(d.d.Out) }
func (d *degree) In() int32        { return int32(d.d.In) }

// Neighbors is a page of the entities that have a relation with the entity.
func (e *entity) Neighbors(ctx context.Context, a struct {
	pageArgs
	Type *predicate
},
) (*connection[*neighbor], error) {
	scan := func(p graph.Page) iter.Seq2[placedNeighbor, error] {
		return func(yield func(placedNeighbor, error) bool) {
			for n, err := range e.r.tx.Neighbors(e.e.ID, graph.RelationFilter{Type: graph.Predicate(value(a.Type)), Page: p}) {
				if !yield(placedNeighbor{n}, err) {
					return
				}
			}
		}
	}
	return page(ctx, e.r, a.pageArgs, 1, scan, func(n placedNeighbor) *neighbor { return &neighbor{e.r, n.Neighbor} })
}

// placedNeighbor is a neighbor at the place that its relation has among the others.
type placedNeighbor struct{ graph.Neighbor }

// Cursor is the neighbor's place, for Page.After.
func (n placedNeighbor) Cursor() string { return n.Relation.Cursor() }

// neighbor resolves Neighbor.
type neighbor struct {
	r *request
	n graph.Neighbor
}

func (n *neighbor) Entity() *entity     { return n.r.entity(n.n.ID) }
func (n *neighbor) Relation() *relation { return &relation{n.r, n.n.Relation} }

// Timeline is the months in which claims about the relation were published.
func (v *relation) Timeline() *timeline {
	v.r.mu.Lock()
	defer v.r.mu.Unlock()
	must(0, v.r.charge(1)) // nothing is read for a request that is refused already
	periods, cut, err := v.r.tx.Timeline(v.rel.ID())
	t := must(&timeline{v.r, []*period{}, cut}, err)
	claims := 0
	for _, p := range periods {
		claims += p.Claims
		t.periods = append(t.periods, &period{p})
	}
	must(0, v.r.charge(claims/claimsPerNode+len(periods)))
	return t
}

// timeline resolves Timeline.
type timeline struct {
	r       *request
	periods []*period
	cut     bool
}

func (t *timeline) Periods() []*period { return t.periods }
func (t *timeline) Cut() bool          { return t.cut }

// period resolves Period.
type period struct{ p graph.Period }

func (p *period) Month() *dateScalar      { return knownDate(p.p.Month) }
func (p *period) Claims() int32           { return int32(p.p.Claims) }
func (p *period) Articles() int32         { return int32(p.p.Articles) }
func (p *period) Stances() []*stanceCount { return stanceCounts(p.p.Stances) }
func (p *period) Min() *float64           { return p.p.Min }
func (p *period) Max() *float64           { return p.p.Max }
func (p *period) Unit() *string           { return known(p.p.Unit) }

// Nodes is Node for many ids.
func (q *query) Nodes(ctx context.Context, a struct{ IDs []graphql.ID }) ([]*node, error) {
	if len(a.IDs) > maxFirst {
		return nil, refuse(CodeTooLarge, "nodes got %d ids: the cap is %d; ask for the others in another field", len(a.IDs), maxFirst)
	}
	r := of(ctx)
	r.mu.Lock()
	err := r.charge(len(a.IDs))
	r.mu.Unlock()
	if err != nil {
		return nil, err
	}
	nodes := make([]*node, len(a.IDs))
	for i, id := range a.IDs {
		n, err := q.Node(ctx, struct{ ID graphql.ID }{id})
		var no *refusal
		switch {
		case err == nil:
			nodes[i] = n
		case errors.As(err, &no) && no.code == CodeNotFound: // null
		default:
			return nil, err
		}
	}
	return nodes, nil
}
