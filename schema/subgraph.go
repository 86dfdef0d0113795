package schema

import (
	"context"

	"github.com/whosaid/whosaid/graph"
)

// Neighborhood is the entities around those that have a name, and the relations that lead to them.
func (*query) Neighborhood(ctx context.Context, a struct {
	Entity             string
	Types              *[]predicate
	Depth, Each, Limit *int32
},
) (*subgraph, error) {
	r := of(ctx)
	var q graph.NeighborhoodQuery
	var err error
	if q.Types, err = relationTypes(a.Types); err != nil {
		return nil, err
	}
	if q.Depth, err = atMost("depth", a.Depth, 1, maxSteps); err != nil {
		return nil, err
	}
	if q.Each, err = atMost("each", a.Each, defaultEach, maxEach); err != nil {
		return nil, err
	}
	if q.Limit, err = atMost("limit", a.Limit, defaultDrawn, maxDrawn); err != nil {
		return nil, err
	}
	if q.Roots, err = r.knownEntitiesFor("entity")(a.Entity); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.charge(1); err != nil {
		return nil, err
	}
	g, err := r.tx.Neighborhood(q)
	if err != nil {
		return nil, err
	}
	if len(g.Entities)+len(g.Relations) >= maxNodes {
		if err := r.charge(crowdedNodes); err != nil {
			return nil, err
		}
		return nil, refuse(CodeTooLarge, "%d relations join these %d entities, and a request has at most %d records; lower limit or each", len(g.Relations), len(g.Entities), maxNodes)
	}
	return r.subgraph(g)
}

// Subgraph is the relations that the claims of a filter support.
func (*query) Subgraph(ctx context.Context, a struct {
	Filter *claimFilter
	Limit  *int32
},
) (*subgraph, error) {
	r := of(ctx)
	limit, err := atMost("limit", a.Limit, defaultDrawn, maxDrawn)
	if err != nil {
		return nil, err
	}
	filters, err := a.Filter.resolve(r)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f := anyOf(filters)
	// Every claim that fits is read.
	n, err := r.tx.CountWithin(f, claimsPerDrawnNode*maxNodes)
	if err != nil {
		return nil, err
	}
	if n.Cut || n.Claims >= claimsPerDrawnNode*maxNodes {
		return nil, refuse(CodeTooLarge, "filter: more than %d claims fit or are looked at, and a subgraph is of fewer; add a condition, or draw a neighborhood", claimsPerDrawnNode*maxNodes)
	}
	if err := r.charge(1 + n.Claims/claimsPerDrawnNode); err != nil {
		return nil, err
	}
	g, err := r.tx.Subgraph(f, limit)
	if err != nil {
		return nil, err
	}
	return r.subgraph(g)
}

// relationTypes is the types of relation of a list; nil for all.
func relationTypes(of *[]predicate) ([]graph.Predicate, error) {
	if of == nil {
		return nil, nil
	}
	if len(*of) == 0 {
		return nil, refuse(CodeBadInput, "types is empty: name at least one, or leave it out for all")
	}
	types := make([]graph.Predicate, len(*of))
	for i, t := range *of {
		if types[i] = graph.Predicate(t); !types[i].IsRelation() {
			return nil, refuse(CodeBadInput, "types: %s is no type of relation, so that nothing is joined by it", upper(types[i]))
		}
	}
	return types, nil
}

// subgraph resolves Subgraph.
type subgraph struct {
	entities  []*entity
	relations []*relation
	cut       string
}

func (g *subgraph) Entities() []*entity    { return g.entities }
func (g *subgraph) Relations() []*relation { return g.relations }
func (g *subgraph) Cut() *string           { return known(g.cut) }

// subgraph charges a part of the graph and reads its entities. r.mu must be held.
func (r *request) subgraph(g graph.Subgraph) (*subgraph, error) {
	v := &subgraph{cut: g.Cut}
	var err error
	v.entities, v.relations, err = r.drawn(g.Entities, g.Relations)
	return v, err
}

// drawn is entities and relations as the schema has them, charged. r.mu must be held.
func (r *request) drawn(names []graph.EntityName, edges []graph.Relation) ([]*entity, []*relation, error) {
	if err := r.charge(len(names) + len(edges)); err != nil {
		return nil, nil, err
	}
	entities, relations := make([]*entity, len(names)), make([]*relation, len(edges))
	for i, n := range names {
		e, ok := r.entities[n.ID]
		if !ok {
			e = r.keepEntity(must(r.tx.Entity(n.ID)))
		}
		entities[i] = e
	}
	for i, v := range edges {
		relations[i] = r.keepRelation(v)
	}
	return entities, relations, nil
}
