package schema

import (
	"context"
	"errors"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// Search is a page of the quotes and titles that have the words.
func (*query) Search(ctx context.Context, a struct {
	pageArgs
	Text   string
	Filter *claimFilter
},
) (*searchConnection, error) {
	r := of(ctx)
	n, err := a.limit()
	if err != nil {
		return nil, err
	}
	filters, err := a.Filter.resolve(r)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.charge(searchNodes); err != nil {
		return nil, err
	}
	// The store takes a limit of none for its own.
	res, err := r.tx.Search(graph.SearchQuery{Text: a.Text, Filter: anyOf(filters), Page: graph.Page{After: a.after(), Limit: max(1, n)}})
	switch {
	case errors.Is(err, graph.ErrBadQuery):
		_, why, _ := strings.Cut(err.Error(), graph.ErrBadQuery.Error()+": ")
		return nil, refuse(CodeBadInput, "text: %q cannot be searched for: %s", shortened(a.Text), why)
	case errors.Is(err, graph.ErrBadCursor):
		return nil, badCursor(a.after())
	case err != nil:
		return nil, err
	}
	c := &searchConnection{r: r, text: a.Text, res: res, page: &connection[*searchResult]{next: res.Next != "", previous: a.after() != ""}}
	if n == 0 {
		c.page.next = len(res.Hits) > 0
		return c, nil
	}
	for i := range res.Hits {
		h := newHit(r, &res.Hits[i])
		c.edges = append(c.edges, h)
		c.page.edges = append(c.page.edges, &h.edge)
		if err := r.charge(max(1, len(h.claims))); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// shortened is a text as far as an error repeats it.
func shortened(s string) string {
	const most = 60 // code points
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// searchConnection resolves SearchConnection.
type searchConnection struct {
	r     *request
	text  string
	res   graph.Results
	page  *connection[*searchResult]
	edges []*hit
}

func (c *searchConnection) Edges() []*hit       { return c.edges }
func (c *searchConnection) PageInfo() *pageInfo { return c.page.PageInfo() }
func (c *searchConnection) TotalCount() int32   { return int32(c.res.Total) }
func (c *searchConnection) AtLeast() bool       { return c.res.AtLeast }
func (c *searchConnection) Any() bool           { return c.res.Any }
func (c *searchConnection) Ignored() []string   { return c.res.Ignored }

// Entities is the entities whose whole name or alias the text is.
func (c *searchConnection) Entities() ([]*entity, error) {
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	if err := c.r.charge(1); err != nil {
		return nil, err
	}
	var all []*entity
	if graph.FoldName(c.text) == "" {
		return all, nil
	}
	for f, err := range c.r.tx.FindEntities(graph.FindQuery{Name: c.text, Page: graph.Page{Limit: maxFirst}}) {
		if err != nil {
			return nil, err
		}
		if f.Match != graph.MatchName {
			break // whole names come first
		}
		if err := c.r.charge(1); err != nil {
			return nil, err
		}
		all = append(all, c.r.keepEntity(f.Entity))
	}
	return all, nil
}

// hit resolves SearchEdge.
type hit struct {
	edge[*searchResult]
	h      *graph.Hit
	claims []*claim
	where  *article
}

// newHit is a passage as an edge. r.mu must be held.
func newHit(r *request, h *graph.Hit) *hit {
	v := &hit{h: h, where: r.keepArticle(h.Article)}
	for _, c := range h.Claims {
		v.claims = append(v.claims, &claim{r, c})
	}
	v.edge = edge[*searchResult]{h.Cursor(), &searchResult{v}}
	return v
}

func (h *hit) Score() float64    { return h.h.Score }
func (h *hit) Snippet() *snippet { return &snippet{h.h.Snippet} }
func (h *hit) Claims() []*claim  { return h.claims }
func (h *hit) Article() *article { return h.where }

// searchResult resolves the union SearchResult: a claim for a quote, the article for a title.
type searchResult struct{ of *hit }

func (s *searchResult) ToClaim() (*claim, bool) {
	if len(s.of.claims) == 0 {
		return nil, false
	}
	return s.of.claims[0], true
}

func (s *searchResult) ToArticle() (*article, bool) { return s.of.where, len(s.of.claims) == 0 }

// snippet resolves Snippet.
type snippet struct{ s graph.Snippet }

func (s *snippet) Text() string { return s.s.Text }

func (s *snippet) Start() *int32 {
	if s.s.Start < 0 {
		return nil
	}
	n := int32(s.s.Start)
	return &n
}

func (s *snippet) Marks() []*span {
	marks := make([]*span, len(s.s.Marks))
	for i, m := range s.s.Marks {
		marks[i] = &span{m}
	}
	return marks
}

// span resolves Span.
type span struct{ s graph.Span }

func (s *span) Start() int32 { return int32(s.s.Start) }
func (s *span) End() int32   { return int32(s.s.End) }
