package schema

import (
	"context"
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
