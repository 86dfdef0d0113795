package schema

import (
	"context"
	"iter"

	"github.com/whosaid/whosaid/graph"
)

// Find is a page of the entities that a name finds in any spelling.
func (*query) Find(ctx context.Context, a struct {
	pageArgs
	Name string
	Kind *kind
},
) (*foundConnection, error) {
	r := of(ctx)
	if graph.FoldName(a.Name) == "" {
		return nil, refuse(CodeBadInput, "name: %q has nothing to look for; give at least one letter", shortened(a.Name))
	}
	var all []graph.Found
	scan := func(p graph.Page) iter.Seq2[graph.Found, error] {
		return r.tx.FindEntities(graph.FindQuery{Name: a.Name, Kind: graph.Kind(value(a.Kind)), Page: p})
	}
	c, err := page(ctx, r, a.pageArgs, 1, scan, func(f graph.Found) *entity {
		all = append(all, f)
		return r.keepEntity(f.Entity)
	})
	if err != nil {
		return nil, err
	}
	v := &foundConnection{of: c, edges: make([]*foundEdge, len(c.edges))}
	for i, e := range c.edges {
		v.edges[i] = &foundEdge{e, all[i]}
	}
	return v, nil
}

// foundConnection resolves FoundConnection.
type foundConnection struct {
	of    *connection[*entity]
	edges []*foundEdge
}

func (c *foundConnection) Edges() []*foundEdge { return c.edges }
func (c *foundConnection) PageInfo() *pageInfo { return c.of.PageInfo() }

type foundEdge struct {
	*edge[*entity]
	f graph.Found
}

func (e *foundEdge) As() string    { return e.f.As }
func (e *foundEdge) Match() string { return upper(e.f.Match) }
