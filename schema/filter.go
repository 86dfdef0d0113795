package schema

import (
	"fmt"
	"strings"

	"github.com/graph-gophers/graphql-go"

	"github.com/whosaid/whosaid/graph"
)

// claimFilter is the input ClaimFilter.
type claimFilter struct {
	Source, Subject, Object, About *string
	Type                           *predicate
	Article                        *string
	Relation                       *graphql.ID
	Stance                         *stance
	Realis                         *realis
	MinQuantity, MaxQuantity       *float64
	Since                          *dateScalar
}

// resolve is the filters of the store whose claims together are wanted: one, unless a name fits several records.
func (f *claimFilter) resolve(r *request) ([]graph.ClaimFilter, error) {
	if f == nil {
		return []graph.ClaimFilter{{}}, nil
	}
	one := graph.ClaimFilter{
		Type:        graph.Predicate(value(f.Type)),
		Stance:      graph.Stance(value(f.Stance)),
		Realis:      graph.Realis(value(f.Realis)),
		MinQuantity: f.MinQuantity,
		MaxQuantity: f.MaxQuantity,
	}
	if f.MinQuantity != nil && f.MaxQuantity != nil && *f.MinQuantity > *f.MaxQuantity {
		return nil, refuse(CodeBadInput, "minQuantity %v is above maxQuantity %v", *f.MinQuantity, *f.MaxQuantity)
	}
	var err error
	if f.Since != nil {
		if one.Since = f.Since.Date; one.Since.Year == 0 {
			return nil, refuse(CodeBadInput, "since: %q is not a date with a year: want 2024-10-18, 2024-10 or 2024", one.Since)
		}
	}
	if f.Relation != nil {
		if one.Relation, err = parseID("relation", string(*f.Relation)); err != nil {
			return nil, err
		}
	}
	filters := []graph.ClaimFilter{one}
	for _, c := range []struct {
		text *string
		find func(string) ([]graph.ID, error)
		set  func(*graph.ClaimFilter, graph.ID)
	}{
		{f.Source, r.entitiesFor("source"), func(f *graph.ClaimFilter, id graph.ID) { f.Source = id }},
		{f.Subject, r.entitiesFor("subject"), func(f *graph.ClaimFilter, id graph.ID) { f.Subject = id }},
		{f.Object, r.entitiesFor("object"), func(f *graph.ClaimFilter, id graph.ID) { f.Object = id }},
		{f.About, r.entitiesFor("about"), func(f *graph.ClaimFilter, id graph.ID) { f.About = id }},
		{f.Article, r.articlesFor, func(f *graph.ClaimFilter, id graph.ID) { f.Article = id }},
	} {
		if filters, err = each(filters, c.text, c.find, c.set); err != nil {
			return nil, err
		}
	}
	return filters, nil
}

// entityFilter is the input EntityFilter.
type entityFilter struct {
	Name *string
	Kind *kind
}

func (f *entityFilter) resolve() graph.EntityFilter {
	if f == nil {
		return graph.EntityFilter{}
	}
	return graph.EntityFilter{Name: value(f.Name), Kind: graph.Kind(value(f.Kind))}
}

// relationFilter is the input RelationFilter.
type relationFilter struct {
	Type                    *predicate
	Subject, Object, Entity *string
}

// resolve is the filters of the store whose relations together are wanted.
func (f *relationFilter) resolve(r *request) ([]graph.RelationFilter, error) {
	if f == nil {
		return []graph.RelationFilter{{}}, nil
	}
	filters := []graph.RelationFilter{{Type: graph.Predicate(value(f.Type))}}
	for _, c := range []struct {
		name string
		text *string
		set  func(*graph.RelationFilter, graph.ID)
	}{
		{"subject", f.Subject, func(f *graph.RelationFilter, id graph.ID) { f.Subject = id }},
		{"object", f.Object, func(f *graph.RelationFilter, id graph.ID) { f.Object = id }},
		{"entity", f.Entity, func(f *graph.RelationFilter, id graph.ID) { f.Entity = id }},
	} {
		var err error
		if filters, err = each(filters, c.text, r.entitiesFor(c.name), c.set); err != nil {
			return nil, err
		}
	}
	return filters, nil
}

// each is the filters, once for every record that the text fits; the same filters where there is no text.
func each[F any](filters []F, text *string, find func(string) ([]graph.ID, error), set func(*F, graph.ID)) ([]F, error) {
	if text == nil {
		return filters, nil
	}
	ids, err := find(*text)
	if err != nil {
		return nil, err
	}
	if n := len(filters) * len(ids); n > maxFilters {
		return nil, refuse(CodeTooLarge, "the names in the filter fit %d combinations of records, more than %d; use ids", n, maxFilters)
	}
	var out []F
	for _, f := range filters {
		for _, id := range ids {
			set(&f, id)
			out = append(out, f)
		}
	}
	return out, nil
}

// value is what p points to, or zero.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// The enums as input. A value that is none fails the request as a whole, as the specification wants of variables.
type (
	kind      graph.Kind
	predicate graph.Predicate
	stance    graph.Stance
	realis    graph.Realis
)

func (*kind) ImplementsGraphQLType(name string) bool      { return name == "Kind" }
func (*predicate) ImplementsGraphQLType(name string) bool { return name == "Predicate" }
func (*stance) ImplementsGraphQLType(name string) bool    { return name == "Stance" }
func (*realis) ImplementsGraphQLType(name string) bool    { return name == "Realis" }

func (k *kind) UnmarshalGraphQL(v any) error {
	return readEnum((*graph.Kind)(k), "Kind", v, graph.Country, graph.Materiel)
}

func (p *predicate) UnmarshalGraphQL(v any) error {
	return readEnum((*graph.Predicate)(p), "Predicate", v, graph.DeploysTo, graph.Other)
}

func (s *stance) UnmarshalGraphQL(v any) error {
	return readEnum((*graph.Stance)(s), "Stance", v, graph.Asserts, graph.Fears)
}

func (r *realis) UnmarshalGraphQL(v any) error {
	return readEnum((*graph.Realis)(r), "Realis", v, graph.Actual, graph.Unknown)
}

// readEnum finds the value with this upper-case name among first to last.
func readEnum[T interface {
	~uint8
	String() string
}](to *T, typ string, v any, first, last T) error {
	var names []string
	for e := first; e <= last; e++ {
		name := upper(e)
		if v == name {
			*to = e
			return nil
		}
		names = append(names, name)
	}
	return fmt.Errorf("%v is not a %s: use one of %s", v, typ, strings.Join(names, ", "))
}
