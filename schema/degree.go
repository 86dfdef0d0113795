package schema

import (
	"context"
	"iter"

	"github.com/whosaid/whosaid/graph"
)

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

// Degree counts what refers to the entity.
func (e *entity) Degree() *degree {
	e.r.mu.Lock()
	defer e.r.mu.Unlock()
	return &degree{must(e.r.tx.Degree(e.e.ID))}
}

// neighbors resolves NeighborConnection.
type neighbors struct{ *connection[*neighbor] }

// Edges are the neighbors of the page, each with its relation.
func (n *neighbors) Edges() []*neighborEdge {
	all := make([]*neighborEdge, len(n.edges))
	for i, e := range n.edges {
		all[i] = &neighborEdge{e}
	}
	return all
}

// neighborEdge resolves NeighborEdge.
type neighborEdge struct{ e *edge[*neighbor] }

func (n *neighborEdge) Cursor() string      { return n.e.cursor }
func (n *neighborEdge) Node() *entity       { return n.e.node.relation.r.entity(n.e.node.id) }
func (n *neighborEdge) Relation() *relation { return n.e.node.relation }

// neighbor is an entity beside another.
type neighbor struct {
	id       graph.ID
	relation *relation
}

// placedNeighbor gives a neighbor the place of its relation.
type placedNeighbor struct{ graph.Neighbor }

func (n placedNeighbor) Cursor() string { return n.Relation.Cursor() }

// Neighbors is a page of the entities that have a relation with the entity.
func (e *entity) Neighbors(ctx context.Context, a struct {
	pageArgs
	Type *predicate
},
) (*neighbors, error) {
	r := e.r
	scan := func(p graph.Page) iter.Seq2[placedNeighbor, error] {
		return func(yield func(placedNeighbor, error) bool) {
			for n, err := range r.tx.Neighbors(e.e.ID, graph.RelationFilter{Type: graph.Predicate(value(a.Type)), Page: p}) {
				if !yield(placedNeighbor{n}, err) {
					return
				}
			}
		}
	}
	c, err := page(ctx, r, a.pageArgs, 1, scan, func(n placedNeighbor) *neighbor { return &neighbor{n.ID, r.keepRelation(n.Relation)} })
	if err != nil {
		return nil, err
	}
	c.total = func() (*int32, error) { return countAll(r, scan(graph.Page{Limit: maxCounted + 1})) }
	return &neighbors{c}, nil
}
