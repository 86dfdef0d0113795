package schema

import (
	"context"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// Paths is the shortest ways between two entities; where a name fits several, between any two of them.
func (*query) Paths(ctx context.Context, a struct {
	From, To         string
	Types            *[]predicate
	MaxLength, Limit *int32
},
) (*paths, error) {
	r := of(ctx)
	var q graph.PathQuery
	var err error
	if q.Types, err = relationTypes(a.Types); err != nil {
		return nil, err
	}
	if q.Steps, err = atMost("maxLength", a.MaxLength, defaultSteps, maxSteps); err != nil {
		return nil, err
	}
	if q.Limit, err = atMost("limit", a.Limit, defaultPaths, maxPaths); err != nil {
		return nil, err
	}
	queries := []graph.PathQuery{q}
	for _, c := range []struct {
		what, text string
		set        func(*graph.PathQuery, graph.ID)
	}{
		{"from", a.From, func(q *graph.PathQuery, id graph.ID) { q.From = id }},
		{"to", a.To, func(q *graph.PathQuery, id graph.ID) { q.To = id }},
	} {
		if queries, err = each(queries, &c.text, r.knownEntitiesFor(c.what), c.set); err != nil {
			return nil, err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	found, err := r.shortest(queries)
	if err != nil {
		return nil, err
	}
	v := &paths{paths: make([]*path, len(found.Paths)), cut: found.Cut}
	for i, p := range found.Paths {
		v.paths[i] = &path{}
		if v.paths[i].entities, v.paths[i].relations, err = r.drawn(p.Entities, p.Relations); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// shortest is the shortest of the ways that any of the queries finds. r.mu must be held.
func (r *request) shortest(queries []graph.PathQuery) (graph.Paths, error) {
	var best graph.Paths
	var cuts []string
	limit := queries[0].Limit
	length := queries[0].Steps
	for _, q := range queries {
		if err := r.charge(pathNodes); err != nil {
			return best, err
		}
		if q.From != q.To && length == 0 {
			continue // a way without a step was found
		}
		q.Steps = length
		found, err := r.tx.Paths(q)
		if err != nil {
			return best, err
		}
		if found.Cut != "" && !slices.Contains(cuts, found.Cut) {
			cuts = append(cuts, found.Cut)
		}
		if len(found.Paths) == 0 {
			continue
		}
		if n := len(found.Paths[0].Relations); n < length || best.Paths == nil {
			best.Paths, length = nil, n
		}
		best.Paths = append(best.Paths, found.Paths...)
	}
	if len(best.Paths) > limit {
		best.Paths = best.Paths[:limit]
		cuts = append(cuts, "some of the shortest ways between other entities of these names are left out")
	}
	best.Cut = strings.Join(cuts, "; ")
	return best, nil
}

// paths resolves Paths.
type paths struct {
	paths []*path
	cut   string
}

func (p *paths) Paths() []*path { return p.paths }
func (p *paths) Cut() *string   { return known(p.cut) }

// path resolves Path.
type path struct {
	entities  []*entity
	relations []*relation
}

func (p *path) Length() int32          { return int32(len(p.relations)) }
func (p *path) Entities() []*entity    { return p.entities }
func (p *path) Relations() []*relation { return p.relations }
