package schema

import (
	"fmt"
	"strings"

	"github.com/graph-gophers/graphql-go"

	"github.com/whosaid/whosaid/graph"
)

// claimFilter is the input ClaimFilter.
type claimFilter struct {
	Source, Subject, Object, Item, About *string
	Place, Origin, Outlet                *string
	Type                                 *predicate
	Article                              *string
	Relation                             *graphql.ID
	Stance                               *stance
	Realis                               *realis
	Status                               *claimStatus
	Quantified                           *bool
	MinQuantity, MaxQuantity             *float64
	Since, Until                         *dateScalar
	And, Or                              *[]claimFilter
	Not                                  *claimFilter
}

// resolve is the filters of the store whose claims together are wanted: one, unless a name fits several records.
func (f *claimFilter) resolve(r *request) ([]graph.ClaimFilter, error) {
	if f == nil {
		return []graph.ClaimFilter{{}}, nil
	}
	left := maxFilters
	return f.within(r, &left, 1)
}

// within is resolve for a filter that stands inside others; left is how many filters of the store the whole may still come to.
func (f *claimFilter) within(r *request, left *int, depth int) ([]graph.ClaimFilter, error) {
	if depth > maxFilterDepth {
		return nil, refuse(CodeTooLarge, "the filter has and, or and not inside each other %d deep: %d is the cap", depth, maxFilterDepth)
	}
	filters, err := f.own(r)
	if err != nil {
		return nil, err
	}
	if *left -= len(filters); *left < 0 {
		return nil, refuse(CodeTooLarge,
			"the filter comes to more than %d filters, those inside and, or and not and the records that their names fit counted; use ids, or fewer", maxFilters)
	}
	if depth > 1 { // the outermost are charged with the page
		r.mu.Lock()
		err := r.charge(len(filters))
		r.mu.Unlock()
		if err != nil {
			return nil, err
		}
	}
	where, err := f.others(r, left, depth)
	for i := range filters {
		filters[i].Where = where
	}
	return filters, err
}

// others is what and, or and not say; nil where there is none.
func (f *claimFilter) others(r *request, left *int, depth int) (*graph.Where, error) {
	var w graph.Where
	for i := range value(f.And) {
		any, err := value(f.And)[i].within(r, left, depth+1)
		if err != nil {
			return nil, err
		}
		w.All = append(w.All, anyOf(any))
	}
	if f.Or != nil && len(*f.Or) == 0 {
		return nil, refuse(CodeBadInput, "or is an empty list, which no claim can fit: give at least one filter, or leave it out")
	}
	for i := range value(f.Or) {
		any, err := value(f.Or)[i].within(r, left, depth+1)
		if err != nil {
			return nil, err
		}
		w.Any = append(w.Any, any...)
	}
	if f.Not != nil {
		none, err := f.Not.within(r, left, depth+1)
		if err != nil {
			return nil, err
		}
		w.None = none
	}
	if f.Quantified != nil && !*f.Quantified {
		w.None = append(w.None, graph.ClaimFilter{Quantified: true})
	}
	if w.All == nil && w.Any == nil && w.None == nil {
		return nil, nil
	}
	return &w, nil
}

// anyOf is the filters as one.
func anyOf(filters []graph.ClaimFilter) graph.ClaimFilter {
	if len(filters) == 1 {
		return filters[0]
	}
	return graph.ClaimFilter{Where: &graph.Where{Any: filters}}
}

// own is what the conditions of the filter itself come to, without and, or and not.
func (f *claimFilter) own(r *request) ([]graph.ClaimFilter, error) {
	one := graph.ClaimFilter{
		Type:        graph.Predicate(value(f.Type)),
		Stance:      graph.Stance(value(f.Stance)),
		Realis:      graph.Realis(value(f.Realis)),
		Status:      graph.ClaimStatus(value(f.Status)),
		Quantified:  value(f.Quantified),
		MinQuantity: f.MinQuantity,
		MaxQuantity: f.MaxQuantity,
	}
	if f.MinQuantity != nil && f.MaxQuantity != nil && *f.MinQuantity > *f.MaxQuantity {
		return nil, refuse(CodeBadInput, "minQuantity %v is above maxQuantity %v", *f.MinQuantity, *f.MaxQuantity)
	}
	var err error
	if one.Since, one.Until, err = between(f.Since, f.Until); err != nil {
		return nil, err
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
		{f.Item, r.entitiesFor("item"), func(f *graph.ClaimFilter, id graph.ID) { f.Item = id }},
		{f.About, r.entitiesFor("about"), func(f *graph.ClaimFilter, id graph.ID) { f.About = id }},
		{f.Place, r.entitiesFor("place"), func(f *graph.ClaimFilter, id graph.ID) { f.Place = id }},
		{f.Origin, r.entitiesFor("origin"), func(f *graph.ClaimFilter, id graph.ID) { f.Origin = id }},
		{f.Outlet, r.entitiesFor("outlet"), func(f *graph.ClaimFilter, id graph.ID) { f.Outlet = id }},
		{f.Article, r.articlesFor, func(f *graph.ClaimFilter, id graph.ID) { f.Article = id }},
	} {
		if filters, err = each(filters, c.text, c.find, c.set); err != nil {
			return nil, err
		}
	}
	return filters, nil
}

// between is the first and the last day that a filter names; the zero Date for one that it does not.
func between(since, until *dateScalar) (from, to graph.Date, err error) {
	for _, d := range []struct {
		name string
		of   *dateScalar
		into *graph.Date
	}{{"since", since, &from}, {"until", until, &to}} {
		if d.of == nil {
			continue
		}
		if *d.into = d.of.Date; d.into.Year == 0 {
			return from, to, refuse(CodeBadInput, "%s: %q is not a date with a year: want 2024-10-18, 2024-10 or 2024", d.name, d.of.Date)
		}
	}
	return from, to, nil
}

// articleFilter is the input ArticleFilter.
type articleFilter struct {
	Outlet       *string
	Since, Until *dateScalar
}

// resolve is the filters of the store whose articles together are wanted.
func (f *articleFilter) resolve(r *request) ([]graph.ArticleFilter, error) {
	one := graph.ArticleFilter{Brief: true}
	if f == nil {
		return []graph.ArticleFilter{one}, nil
	}
	var err error
	if one.Since, one.Until, err = between(f.Since, f.Until); err != nil {
		return nil, err
	}
	return each([]graph.ArticleFilter{one}, f.Outlet, r.entitiesFor("outlet"), func(f *graph.ArticleFilter, id graph.ID) { f.Outlet = id })
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

// order is the enums ClaimOrder and ArticleOrder.
type order struct{ oldest bool }

func (*order) ImplementsGraphQLType(name string) bool {
	return name == "ClaimOrder" || name == "ArticleOrder"
}

// Nullable says that null is taken: it is the usual order.
func (*order) Nullable() {}

func (o *order) UnmarshalGraphQL(v any) error {
	switch v {
	case nil, "NEWEST":
	case "OLDEST":
		o.oldest = true
	default:
		return fmt.Errorf("%v is not an order: use one of NEWEST, OLDEST", v)
	}
	return nil
}

// The enums as input. A value that is none fails the request as a whole, as the specification wants of variables.
type (
	kind        graph.Kind
	predicate   graph.Predicate
	stance      graph.Stance
	realis      graph.Realis
	claimStatus graph.ClaimStatus
)

func (*kind) ImplementsGraphQLType(name string) bool        { return name == "Kind" }
func (*predicate) ImplementsGraphQLType(name string) bool   { return name == "Predicate" }
func (*stance) ImplementsGraphQLType(name string) bool      { return name == "Stance" }
func (*realis) ImplementsGraphQLType(name string) bool      { return name == "Realis" }
func (*claimStatus) ImplementsGraphQLType(name string) bool { return name == "ClaimStatus" }

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

func (s *claimStatus) UnmarshalGraphQL(v any) error {
	return readEnum((*graph.ClaimStatus)(s), "ClaimStatus", v, graph.Current, graph.Withdrawn)
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
