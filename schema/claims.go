package schema

import (
	"context"
	"iter"

	"github.com/whosaid/whosaid/graph"
)

// claimArgs are the arguments of every list of claims.
type claimArgs struct {
	pageArgs
	Filter *claimFilter
	Order  order
}

// claimsOf is a page of those claims of the base filter that the arguments want.
func (r *request) claimsOf(ctx context.Context, a claimArgs, base graph.ClaimFilter) (*connection[*claim], error) {
	filters, err := a.Filter.resolve(r)
	if err != nil {
		return nil, err
	}
	f := anyOf(filters)
	if base != (graph.ClaimFilter{}) {
		if f != (graph.ClaimFilter{}) {
			base.Where = &graph.Where{Any: filters}
		}
		f = base
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
