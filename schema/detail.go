package schema

import (
	"context"
	"iter"

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
	c, err := page(ctx, a.r, args, 1, scan, a.r.keepArticle)
	if err != nil {
		return nil, err
	}
	c.total = func() (*int32, error) {
		ids, err := a.r.tx.Cluster(a.a.ID)
		return count(len(ids), false), err
	}
	return c, nil
}
