package schema

import (
	"context"
	"errors"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// compareArgs are the conditions of Query.compare.
type compareArgs struct {
	About, Source, Subject, Object, Item *string
	Type                                 *predicate
	Unit                                 *string
	Since                                *dateScalar
	Limit                                *int32
}

// Compare is the board of the claims that fit every condition.
func (*query) Compare(ctx context.Context, a compareArgs) (*board, error) {
	r := of(ctx)
	queries, err := a.queries(r)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.charge(1); err != nil { // nothing is read for a request that is refused already
		return nil, err
	}
	b, err := r.tx.Compare(queries...)
	if err != nil {
		return nil, err
	}
	return newBoard(r, b), r.charge(b.Claims/claimsPerBoardNode + len(b.Positions))
}

// queries is the conditions as queries of the store: one, unless a name fits several records.
func (a *compareArgs) queries(r *request) ([]graph.CompareQuery, error) {
	q := graph.CompareQuery{Type: graph.Predicate(value(a.Type)), Unit: value(a.Unit)}
	if a.Unit != nil && strings.TrimSpace(*a.Unit) == "" {
		return nil, refuse(CodeBadInput, "unit is empty: give a word for what is counted, as in soldiers")
	}
	var err error
	if q.Limit, err = atMost("limit", a.Limit, graph.MaxPositions, graph.MaxPositions); err != nil {
		return nil, err
	}
	if a.Since != nil {
		if q.Since = a.Since.Date; q.Since.Year == 0 {
			return nil, refuse(CodeBadInput, "since: %q is not a date with a year: want 2024-10-18, 2024-10 or 2024", q.Since)
		}
	}
	queries := []graph.CompareQuery{q}
	for _, c := range []struct {
		text *string
		find func(string) ([]graph.ID, error)
		set  func(*graph.CompareQuery, graph.ID)
	}{
		{a.About, r.knownEntitiesFor("about"), func(q *graph.CompareQuery, id graph.ID) { q.About = id }},
		{a.Source, r.knownSourcesFor("source"), func(q *graph.CompareQuery, id graph.ID) { q.Source = id }},
		{a.Subject, r.knownEntitiesFor("subject"), func(q *graph.CompareQuery, id graph.ID) { q.Subject = id }},
		{a.Object, r.knownEntitiesFor("object"), func(q *graph.CompareQuery, id graph.ID) { q.Object = id }},
		{a.Item, r.knownEntitiesFor("item"), func(q *graph.CompareQuery, id graph.ID) { q.Item = id }},
	} {
		if queries, err = each(queries, c.text, c.find, c.set); err != nil {
			return nil, err
		}
	}
	return queries, nil
}

// knownEntitiesFor is entitiesFor that refuses an id which no entity has.
func (r *request) knownEntitiesFor(what string) func(string) ([]graph.ID, error) {
	return r.knownFor(what, "entity", func(id graph.ID) error { _, err := r.loadEntity(id); return err })
}

// knownSourcesFor is entitiesFor that refuses an id which no source has.
func (r *request) knownSourcesFor(what string) func(string) ([]graph.ID, error) {
	return r.knownFor(what, "source", func(id graph.ID) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		_, err := r.tx.Source(id)
		return err
	})
}

func (r *request) knownFor(what, kind string, read func(graph.ID) error) func(string) ([]graph.ID, error) {
	return func(text string) ([]graph.ID, error) {
		id, err := graph.ParseID(text)
		if err != nil {
			return r.named(text, what)
		}
		err = read(id)
		if errors.Is(err, graph.ErrNotFound) {
			err = refuse(CodeNotFound, "%s: no %s has the id %s; look for ids by name with find", what, kind, id)
		}
		return []graph.ID{id}, err
	}
}

// atMost is the number of the argument called what: its default where none is given, and refused below 1 and over the most.
func atMost(what string, n *int32, otherwise, most int) (int, error) {
	switch {
	case n == nil:
		return otherwise, nil
	case *n < 1:
		return 0, refuse(CodeBadInput, "%s is %d: it must be at least 1", what, *n)
	case int(*n) > most:
		return 0, refuse(CodeTooLarge, "%s is %d: the cap is %d", what, *n, most)
	}
	return int(*n), nil
}
