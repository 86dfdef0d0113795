package schema

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/graph-gophers/graphql-go"

	"github.com/whosaid/whosaid/graph"
)

// query resolves the fields of Query.
type query struct{ s *Schema }

func (*query) Claims(ctx context.Context, a claimArgs) (*connection[*claim], error) {
	return of(ctx).claimsOf(ctx, a, graph.ClaimFilter{})
}

func (*query) Entities(ctx context.Context, a struct {
	pageArgs
	Filter *entityFilter
},
) (*connection[*entity], error) {
	r := of(ctx)
	f := a.Filter.resolve()
	scan := func(p graph.Page) iter.Seq2[graph.Entity, error] {
		f.Page = p
		return r.tx.Entities(f)
	}
	c, err := page(ctx, r, a.pageArgs, 1, scan, r.keepEntity)
	if err != nil {
		return nil, err
	}
	c.total = func() (*int32, error) {
		if f.Kind == 0 && f.Name == "" {
			s, err := r.tx.Stats()
			return count(s.Entities, false), err
		}
		return countAll(r, scan(graph.Page{Limit: maxCounted + 1}))
	}
	return c, nil
}

func (*query) Relations(ctx context.Context, a struct {
	pageArgs
	Filter *relationFilter
},
) (*connection[*relation], error) {
	r := of(ctx)
	filters, err := a.Filter.resolve(r)
	if err != nil {
		return nil, err
	}
	return r.relationsOf(ctx, a.pageArgs, filters)
}

func (*query) Articles(ctx context.Context, a struct {
	pageArgs
	Filter *articleFilter
	Order  order
},
) (*connection[*article], error) {
	r := of(ctx)
	filters, err := a.Filter.resolve(r)
	if err != nil {
		return nil, err
	}
	return r.articlesOf(ctx, a.pageArgs, filters, a.Order.oldest)
}

// articlesOf is a page of the articles that fit any of the filters.
func (r *request) articlesOf(ctx context.Context, a pageArgs, filters []graph.ArticleFilter, oldest bool) (*connection[*article], error) {
	compare := byCursor[graph.Article]
	if oldest {
		compare = func(a, b graph.Article) int {
			if x, y := a.Published.Year == 0, b.Published.Year == 0; x != y {
				if x {
					return 1 // without a year: last in both orders
				}
				return -1
			}
			return byCursor(b, a)
		}
	}
	scan := func(p graph.Page) iter.Seq2[graph.Article, error] {
		return merge(len(filters), p, compare, func(i int) iter.Seq2[graph.Article, error] {
			f := filters[i]
			f.Page, f.Oldest = p, oldest
			return r.tx.Articles(f)
		})
	}
	c, err := page(ctx, r, a, len(filters), scan, r.keepArticle)
	if err != nil {
		return nil, err
	}
	c.total = func() (*int32, error) {
		n := 0
		for _, f := range filters { // an article has one outlet, so that none is counted twice
			one, err := r.tx.CountArticles(f)
			if err != nil {
				return nil, err
			}
			n += one
		}
		return count(n, false), r.charge(n / claimsPerNode)
	}
	return c, nil
}

func (*query) Entity(ctx context.Context, a struct {
	ID   *graphql.ID
	Name *string
},
) (*entity, error) {
	r := of(ctx)
	switch {
	case (a.ID == nil) == (a.Name == nil):
		return nil, refuse(CodeBadInput, "entity takes an id or a name, and one of them only")
	case a.ID != nil:
		id, err := parseID("id", string(*a.ID))
		if err != nil {
			return nil, err
		}
		return found(r.loadEntity(id))("no entity has the id %s", id)
	}
	ids, err := r.named(*a.Name, "entity")
	if err != nil {
		return nil, err
	}
	if len(ids) > 1 {
		err := refuse(CodeAmbiguous, "%d entities have the name %q; ask by id, or see them with entities(filter: {name: …})", len(ids), *a.Name)
		for _, id := range ids {
			err.hint = append(err.hint, id.String())
		}
		return nil, err
	}
	return found(r.loadEntity(ids[0]))("no entity has the name %q", *a.Name)
}

func (*query) Article(ctx context.Context, a struct{ ID graphql.ID }) (*article, error) {
	r := of(ctx)
	id, err := articleID(string(a.ID))
	if err != nil {
		return nil, refuse(CodeBadInput, "id: %q is neither an article's id (36 characters) nor a URL", a.ID)
	}
	return found(r.loadArticle(id))("no article has the id or the URL %q", a.ID)
}

// articleID reads an article's id or URL.
func articleID(s string) (graph.ID, error) {
	if strings.Contains(s, "://") {
		return graph.ArticleID(s, "", ""), nil
	}
	return graph.ParseID(s)
}

// parseID reads an id; what names the argument in the error.
func parseID(what, s string) (graph.ID, error) {
	id, err := graph.ParseID(s)
	if err != nil {
		return graph.ID{}, refuse(CodeBadInput, "%s: %q is not an id: want 36 characters, as in 01234567-89ab-5cde-8f01-23456789abcd", what, s)
	}
	return id, nil
}

func (*query) Node(ctx context.Context, a struct{ ID graphql.ID }) (*node, error) {
	id, err := parseID("id", string(a.ID))
	if err != nil {
		return nil, err
	}
	return of(ctx).node(id)
}

func (*query) Nodes(ctx context.Context, a struct{ IDs []graphql.ID }) ([]*node, error) {
	r := of(ctx)
	if len(a.IDs) > maxIDs {
		return nil, refuse(CodeTooLarge, "ids has %d entries: the cap is %d; ask in several fields", len(a.IDs), maxIDs)
	}
	r.mu.Lock()
	err := r.charge(len(a.IDs))
	r.mu.Unlock()
	if err != nil {
		return nil, err
	}
	all := make([]*node, len(a.IDs))
	for i, text := range a.IDs {
		id, err := parseID(fmt.Sprintf("ids[%d]", i), string(text))
		if err != nil {
			return nil, err
		}
		switch all[i], err = r.node(id); {
		case codeOf(err) == CodeNotFound:
			all[i] = nil
		case err != nil:
			return nil, err
		}
	}
	return all, nil
}

// node is the object with this id.
func (r *request) node(id graph.ID) (*node, error) {
	// The kinds are tried in turn: an id does not say what it names.
	if v, err := r.loadEntity(id); !errors.Is(err, graph.ErrNotFound) {
		return &node{v}, err
	}
	if v, err := r.loadArticle(id); !errors.Is(err, graph.ErrNotFound) {
		return &node{v}, err
	}
	if v, err := r.loadRelation(id); !errors.Is(err, graph.ErrNotFound) {
		return &node{v}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c, err := r.tx.Claim(id)
	if errors.Is(err, graph.ErrNotFound) {
		err = refuse(CodeNotFound, "nothing has the id %s", id)
	}
	if err != nil {
		return nil, err
	}
	return &node{&claim{r, c}}, nil
}

func (*query) Stats(ctx context.Context) (*stats, error) {
	r := of(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	s, err := r.tx.Stats()
	return &stats{s}, err
}

// found is a record that was asked for, without the empty one that comes with an error; format and args say that it is not
// there.
func found[T any](v *T, err error) func(format string, args ...any) (*T, error) {
	return func(format string, args ...any) (*T, error) {
		switch {
		case errors.Is(err, graph.ErrNotFound):
			return nil, refuse(CodeNotFound, format, args...)
		case err != nil:
			return nil, err
		}
		return v, nil
	}
}

// node is any object with an id.
type node struct {
	of interface{ ID() graphql.ID }
}

func (n *node) ID() graphql.ID                { return n.of.ID() }
func (n *node) ToClaim() (*claim, bool)       { v, ok := n.of.(*claim); return v, ok }
func (n *node) ToEntity() (*entity, bool)     { v, ok := n.of.(*entity); return v, ok }
func (n *node) ToRelation() (*relation, bool) { v, ok := n.of.(*relation); return v, ok }
func (n *node) ToArticle() (*article, bool)   { v, ok := n.of.(*article); return v, ok }

type stats struct{ s graph.Stats }

func (s *stats) Articles() int32  { return int32(s.s.Articles) }
func (s *stats) Entities() int32  { return int32(s.s.Entities) }
func (s *stats) Relations() int32 { return int32(s.s.Relations) }
func (s *stats) Claims() int32    { return int32(s.s.Claims) }

func (s *stats) EarlierVersions() int32 { return int32(s.s.EarlierVersions) }
func (s *stats) Corrected() int32       { return int32(s.s.Corrected) }
func (s *stats) Withdrawn() int32       { return int32(s.s.Withdrawn) }
