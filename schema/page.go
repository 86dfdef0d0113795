package schema

import (
	"context"
	"errors"
	"iter"
	"math"

	"github.com/whosaid/whosaid/graph"
)

// connection is a page of a list, as Relay's specification of connections has it.
type connection[N any] struct {
	r        *request
	edges    []*edge[N]
	next     bool
	previous bool
	total    func() (*int32, error) // called with r.mu held; nil where it is not asked for
}

type edge[N any] struct {
	cursor string
	node   N
}

func (e *edge[N]) Cursor() string { return e.cursor }
func (e *edge[N]) Node() N        { return e.node }

func (c *connection[N]) Edges() []*edge[N] { return c.edges }

// TotalCount is how many records the whole list holds; nil where counting them costs too much. It is counted when it is asked for.
func (c *connection[N]) TotalCount() (*int32, error) {
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	if c.total == nil {
		return nil, nil
	}
	if err := c.r.charge(1); err != nil {
		return nil, err
	}
	return c.total()
}

// count is a number of records; nil where there are more.
func count(n int, cut bool) *int32 {
	if cut || n > math.MaxInt32 {
		return nil
	}
	total := int32(n)
	return &total
}

// countAll counts the records of a sequence, if they are not too many. r.mu must be held.
func countAll[T any](r *request, all iter.Seq2[T, error]) (*int32, error) {
	n := 0
	for _, err := range all {
		if err != nil {
			return nil, err
		}
		if n++; n > maxCounted {
			break
		}
	}
	return count(n, n > maxCounted), r.charge(n / recordsPerNode)
}

func (c *connection[N]) PageInfo() *pageInfo {
	p := &pageInfo{next: c.next, previous: c.previous}
	if n := len(c.edges); n > 0 {
		p.start, p.end = &c.edges[0].cursor, &c.edges[n-1].cursor
	}
	return p
}

type pageInfo struct {
	next, previous bool
	start, end     *string
}

func (p *pageInfo) HasNextPage() bool     { return p.next }
func (p *pageInfo) HasPreviousPage() bool { return p.previous }
func (p *pageInfo) StartCursor() *string  { return p.start }
func (p *pageInfo) EndCursor() *string    { return p.end }

// badCursor refuses the cursor of another list.
func badCursor(after string) error {
	return refuse(CodeBadCursor, "after: %q is not a cursor of this list; take one that this list gave, such as its endCursor", after)
}

// page reads one page of a sequence and charges its records to the request's budget. It reads one record more than the
// page holds, to know whether there is a next one. scans is how many sequences scan reads, each of which counts as a
// record. node is called with r.mu held.
func page[T interface{ Cursor() string }, N any](ctx context.Context, r *request, a pageArgs,
	scans int, scan func(graph.Page) iter.Seq2[T, error], node func(T) N,
) (*connection[N], error) {
	n, err := a.limit()
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.charge(scans); err != nil {
		return nil, err
	}
	c := &connection[N]{r: r, edges: []*edge[N]{}, previous: a.after() != ""}
	for v, err := range scan(graph.Page{After: a.after(), Limit: n + 1}) {
		if errors.Is(err, graph.ErrBadCursor) {
			return nil, badCursor(a.after())
		}
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(c.edges) == n {
			c.next = true
			break
		}
		if err := r.charge(1); err != nil {
			return nil, err
		}
		c.edges = append(c.edges, &edge[N]{v.Cursor(), node(v)})
	}
	return c, nil
}
