package schema

import "github.com/whosaid/whosaid/graph"

// counted resolves Counted: whom a claim counts for.
type counted struct {
	r *request
	c graph.Counted
}

func (c *counted) Origin() *source { return &source{c.r, c.c.Origin} }
func (c *counted) Why() string     { return upper(c.c.Why) }

func (c *counted) Of() *article {
	if c.c.Of.IsZero() {
		return nil
	}
	return must(c.r.loadArticle(c.c.Of))
}

// Origin is whom corroboration counts the claim for.
func (c *claim) Origin() *counted {
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	return &counted{c.r, must(c.r.tx.Origin(c.c))}
}
