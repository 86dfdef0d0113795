package schema

import (
	"context"
	"iter"

	"github.com/whosaid/whosaid/graph"
)

// Suggestions is a page of the pairs of entities that may be one.
func (*query) Suggestions(ctx context.Context, a struct {
	pageArgs
	Entity *string
	Kind   *kind
},
) (*connection[*suggestion], error) {
	r := of(ctx)
	queries, err := each([]graph.SuggestionQuery{{Kind: graph.Kind(value(a.Kind))}}, a.Entity, r.knownEntitiesFor("entity"),
		func(q *graph.SuggestionQuery, id graph.ID) { q.Entity = id })
	if err != nil {
		return nil, err
	}
	cost := len(queries) * suggestNodes
	if a.Entity == nil {
		cost = allSuggestNodes
	}
	scan := func(p graph.Page) iter.Seq2[graph.Suggestion, error] {
		return merge(len(queries), p, byCursor, func(i int) iter.Seq2[graph.Suggestion, error] {
			q := queries[i]
			q.Page = p
			return r.tx.Suggestions(q)
		})
	}
	return page(ctx, r, a.pageArgs, cost, scan, func(s graph.Suggestion) *suggestion { return &suggestion{r, s} })
}

// suggestion resolves Suggestion.
type suggestion struct {
	r *request
	s graph.Suggestion
}

func (s *suggestion) A() *entity         { return &entity{s.r, s.s.A} }
func (s *suggestion) B() *entity         { return &entity{s.r, s.s.B} }
func (s *suggestion) Reasons() []*reason { return reasons(s.s.Reasons) }
func (s *suggestion) Against() []*reason { return reasons(s.s.Against) }

func reasons(of []graph.Reason) []*reason {
	all := make([]*reason, len(of))
	for i, r := range of {
		all[i] = &reason{r}
	}
	return all
}

// reason resolves Reason.
type reason struct{ r graph.Reason }

func (r *reason) Sign() string { return upper(r.r.Sign) }
func (r *reason) A() *string   { return known(r.r.A) }
func (r *reason) B() *string   { return known(r.r.B) }
func (r *reason) Text() string { return r.r.String() }
