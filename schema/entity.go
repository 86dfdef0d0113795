package schema

import (
	"context"
	"errors"
	"iter"

	"github.com/graph-gophers/graphql-go"

	"github.com/whosaid/whosaid/graph"
)

// entity resolves Entity.
type entity struct {
	r *request
	e graph.Entity
}

func (e *entity) ID() graphql.ID      { return graphql.ID(e.e.ID.String()) }
func (e *entity) Name() string        { return e.e.Name }
func (e *entity) Kind() string        { return upper(e.e.Kind) }
func (e *entity) ArticleCount() int32 { return int32(e.e.Articles) }

func (e *entity) Aliases() []string {
	if e.e.Aliases == nil {
		return []string{}
	}
	return e.e.Aliases
}

func (e *entity) Claims(ctx context.Context, a claimArgs) (*connection[*claim], error) {
	return e.r.claimsOf(ctx, a, graph.ClaimFilter{About: e.e.ID})
}

func (e *entity) Relations(ctx context.Context, a pageArgs) (*connection[*relation], error) {
	return e.r.relationsOf(ctx, a, []graph.RelationFilter{{Entity: e.e.ID}})
}

// keepEntity is the entity, kept for the rest of the request. r.mu must be held.
func (r *request) keepEntity(e graph.Entity) *entity {
	if v, ok := r.entities[e.ID]; ok {
		return v
	}
	v := &entity{r, e}
	r.entities[e.ID] = v
	return v
}

// outlet is the entity of an outlet; nil where the id is that of an article without one.
func (r *request) outlet(id graph.ID) *entity {
	v, err := r.loadEntity(id)
	if errors.Is(err, graph.ErrNotFound) {
		return nil
	}
	return must(v, err)
}

// relation resolves Relation.
type relation struct {
	r   *request
	rel graph.Relation
}

func (v *relation) ID() graphql.ID   { return graphql.ID(v.rel.ID().String()) }
func (v *relation) Type() string     { return upper(v.rel.Type) }
func (v *relation) Subject() *entity { return v.r.entity(v.rel.Subject) }
func (v *relation) Object() *entity  { return v.r.entity(v.rel.Object) }

func (v *relation) Summary() *summary {
	s := must(load(v.r, v.r.summaries, v.rel.ID(), func(id graph.ID) (*summary, error) {
		s, err := v.r.tx.Summary(id)
		if err != nil {
			return nil, err
		}
		return &summary{s}, v.r.charge(s.Claims / claimsPerNode)
	}))
	return s
}

func (v *relation) Claims(ctx context.Context, a claimArgs) (*connection[*claim], error) {
	return v.r.claimsOf(ctx, a, graph.ClaimFilter{Relation: v.rel.ID()})
}

// keepRelation is the relation, kept for the rest of the request. r.mu must be held.
func (r *request) keepRelation(v graph.Relation) *relation {
	if kept, ok := r.relations[v.ID()]; ok {
		return kept
	}
	kept := &relation{r, v}
	r.relations[v.ID()] = kept
	return kept
}

// relationsOf is a page of the relations that fit any of the filters.
func (r *request) relationsOf(ctx context.Context, a pageArgs, filters []graph.RelationFilter) (*connection[*relation], error) {
	scan := func(p graph.Page) iter.Seq2[graph.Relation, error] {
		return merge(len(filters), p, byCursor, func(i int) iter.Seq2[graph.Relation, error] {
			f := filters[i]
			f.Page = p
			return r.tx.Relations(f)
		})
	}
	c, err := page(ctx, r, a, len(filters), scan, r.keepRelation)
	if err != nil {
		return nil, err
	}
	c.total = func() (*int32, error) {
		if len(filters) == 1 && filters[0] == (graph.RelationFilter{}) {
			s, err := r.tx.Stats()
			return count(s.Relations, false), err
		}
		return countAll(r, scan(graph.Page{Limit: maxCounted + 1}))
	}
	return c, nil
}

// summary resolves Summary.
type summary struct{ s graph.Summary }

func (s *summary) Claims() int32      { return int32(s.s.Claims) }
func (s *summary) Articles() int32    { return int32(s.s.Articles) }
func (s *summary) Corrected() int32   { return int32(s.s.Corrected) }
func (s *summary) Withdrawn() int32   { return int32(s.s.Withdrawn) }
func (s *summary) Origins() int32     { return int32(s.s.Origins) }
func (s *summary) Min() *float64      { return s.s.Min }
func (s *summary) Max() *float64      { return s.s.Max }
func (s *summary) Unit() *string      { return known(s.s.Unit) }
func (s *summary) First() *dateScalar { return knownDate(s.s.First) }
func (s *summary) Last() *dateScalar  { return knownDate(s.s.Last) }

func (s *summary) Stances() []*stanceCount { return stanceCounts(s.s.Stances) }

// stanceCounts is the stances that occur, in the order of the enum.
func stanceCounts(of map[graph.Stance]int) []*stanceCount {
	counts := []*stanceCount{}
	for st := graph.Asserts; st <= graph.Fears; st++ {
		if n := of[st]; n > 0 {
			counts = append(counts, &stanceCount{st, n})
		}
	}
	return counts
}

type stanceCount struct {
	stance graph.Stance
	n      int
}

func (c *stanceCount) Stance() string { return upper(c.stance) }
func (c *stanceCount) Count() int32   { return int32(c.n) }
