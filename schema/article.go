package schema

import (
	"context"
	"iter"
	"unicode/utf8"

	"github.com/graph-gophers/graphql-go"

	"github.com/whosaid/whosaid/graph"
)

// article resolves Article. It holds no text: a hundred articles of some megabytes each would not fit, and few ask for it.
type article struct {
	r *request
	a graph.Article
}

func newArticle(r *request, a graph.Article) *article {
	a.Text, a.Mentions = "", nil
	return &article{r, a}
}

// keepArticle is the article, kept for the rest of the request. r.mu must be held.
func (r *request) keepArticle(a graph.Article) *article {
	if v, ok := r.articles[a.ID]; ok {
		return v
	}
	v := newArticle(r, a)
	r.articles[a.ID] = v
	return v
}

func (a *article) ID() graphql.ID         { return graphql.ID(a.a.ID.String()) }
func (a *article) Title() *string         { return known(a.a.Title) }
func (a *article) Outlet() *string        { return known(a.a.Outlet) }
func (a *article) Published() *dateScalar { return knownDate(a.a.Published) }
func (a *article) URL() *urlScalar        { return knownURL(a.a.URL) }
func (a *article) Language() *string      { return known(a.a.Language) }
func (a *article) Sha256() string         { return a.a.SHA256 }

func (a *article) Author() *string       { return known(a.a.Author) }
func (a *article) Modified() *dateScalar { return knownDate(a.a.Modified) }
func (a *article) Seen() *timeScalar     { return knownTime(a.a.Seen) }
func (a *article) Notices() []string     { return append([]string{}, a.a.Notices...) }
func (a *article) ReadSha256() *string   { return known(a.a.ReadSHA256) }

func (a *article) Length() int32 { return int32(utf8.RuneCountInString(a.Text())) }

func (a *article) Text() string {
	a.r.mu.Lock()
	defer a.r.mu.Unlock()
	must(0, a.r.charge(0)) // nothing is read for a request that is refused already
	full := must(a.r.tx.Article(a.a.ID))
	must(0, a.r.charge(len(full.Text)/textPerNode))
	return full.Text
}

func (a *article) Claims(ctx context.Context, args claimArgs) (*connection[*claim], error) {
	return a.r.claimsOf(ctx, args, graph.ClaimFilter{Article: a.a.ID})
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
