package schema

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// claims is a page of the claims that fit any of the filters, newest article first.
func (r *request) claims(ctx context.Context, a pageArgs, filters []graph.ClaimFilter) (*connection[*claim], error) {
	return r.claimsIn(ctx, claimArgs{pageArgs: a}, graph.ClaimFilter{}, filters)
}

// claimArgs are the arguments of every list of claims.
type claimArgs struct {
	pageArgs
	Filter *claimFilter
	Order  order
}

// claimsOf is a page of those claims of the filter of which the arguments want to know.
func (r *request) claimsOf(ctx context.Context, a claimArgs, of graph.ClaimFilter) (*connection[*claim], error) {
	filters, err := a.Filter.resolve(r)
	if err != nil {
		return nil, err
	}
	return r.claimsIn(ctx, a, of, filters)
}

// claimsIn is a page of the claims that fit one filter, and any of the others, in the order of the arguments.
func (r *request) claimsIn(ctx context.Context, a claimArgs, of graph.ClaimFilter, filters []graph.ClaimFilter) (*connection[*claim], error) {
	f := anyOf(filters)
	if of != (graph.ClaimFilter{}) && f != (graph.ClaimFilter{}) {
		of.Where = &graph.Where{Any: filters}
		f = of
	} else if of != (graph.ClaimFilter{}) {
		f = of
	}
	f.Oldest = a.Order.oldest
	scan := func(p graph.Page) iter.Seq2[graph.Claim, error] {
		f.Page = p
		return r.tx.Claims(f)
	}
	c, err := page(ctx, r, a.pageArgs, len(filters), scan, func(c graph.Claim) *claim { return &claim{r, c} })
	if err != nil {
		return nil, err
	}
	c.total = func() (*int32, error) {
		n, err := r.tx.CountWithin(f, maxCounted)
		if err != nil {
			return nil, err
		}
		return count(n.Claims, n.Cut), r.charge(n.Passed / claimsPerNode)
	}
	return c, nil
}

// byCursor compares records by their cursors.
func byCursor[T interface{ Cursor() string }](a, b T) int {
	return strings.Compare(a.Cursor(), b.Cursor())
}

// merge is several sequences of records of one kind as one sequence without doubles. The records stand in the order of compare in
// each of them, and a record has the same cursor in all. p is the page that scan was asked for: no sequence gives
// more than the page holds, so that all of them fit in memory.
func merge[T interface{ Cursor() string }](n int, p graph.Page, compare func(a, b T) int, scan func(i int) iter.Seq2[T, error]) iter.Seq2[T, error] {
	if n == 1 {
		return scan(0)
	}
	type placed struct {
		at string
		v  T
	}
	return func(yield func(T, error) bool) {
		var all []placed
		for i := range n {
			for v, err := range scan(i) {
				if err != nil {
					yield(v, err)
					return
				}
				all = append(all, placed{v.Cursor(), v})
			}
		}
		slices.SortFunc(all, func(a, b placed) int { return compare(a.v, b.v) })
		all = slices.CompactFunc(all, func(a, b placed) bool { return a.at == b.at })
		for i, v := range all {
			if p.Limit > 0 && i == p.Limit || !yield(v.v, nil) {
				return
			}
		}
	}
}
