package export

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/whosaid/whosaid/graph"
)

// Selection says which claims are written. Its zero value takes the whole store.
//
// A claim is taken when it fits one of the filters (any, where there is none), and where there are roots, when its subject and
// its object, as far as it has them, are at most so many relations away from a root. With the claims go the entities that they
// name, the articles they stand in and the outlets of these.
type Selection struct {
	Roots   []graph.ID // entities
	Depth   int        // relations away from a root; 0: the claims between the roots only
	Filters []graph.ClaimFilter

	Words string // the selection in words, for the header: `about "North Korea", depth 2`; "" for the whole store
}

// Whole reports whether the selection takes everything.
func (s *Selection) Whole() bool { return len(s.Roots) == 0 && len(s.Filters) == 0 }

// Header says what an export holds.
type Header struct {
	Format     string   `json:"format"`
	Version    int      `json:"version"`
	Tool       string   `json:"tool"`
	Selection  string   `json:"selection"` // in words
	Projection string   `json:"projection,omitempty"`
	Counts     Counts   `json:"counts"`
	Lost       []string `json:"lost"` // what the format did not hold, in sentences
}

// Counts is how many records an export is of.
type Counts struct {
	Articles int `json:"articles"`
	Entities int `json:"entities"`
	Claims   int `json:"claims"`
	Nodes    int `json:"nodes,omitempty"` // of formats for graphs
	Edges    int `json:"edges,omitempty"`
}

// formatVersion is raised when what a format writes changes in a way that its readers notice.
const formatVersion = 1

// Graph is what a selection takes of a store. It is for one goroutine.
//
// Its sequences can be gone through more than once, and yield the same each time.
type Graph struct {
	ctx    context.Context
	tx     *graph.Tx
	sel    Selection
	proj   Projection
	header Header
	lost   map[string]bool

	// What the claims of a selection refer to; nil where everything is taken.
	around   map[graph.ID]bool // entities at most Depth relations away from a root; nil without roots
	entities map[graph.ID]bool
	articles map[graph.ID]bool

	// The claims that have taken the place of claims of the selection, each with whether it is of the selection too; nil where
	// everything is taken.
	replacing map[graph.ID]bool
}

func newGraph(ctx context.Context, tx *graph.Tx, o Options) (*Graph, error) {
	g := &Graph{ctx: ctx, tx: tx, sel: o.Selection, proj: o.Projection, lost: map[string]bool{}}
	g.header = Header{Format: o.Format, Version: formatVersion, Tool: o.Tool, Selection: o.Selection.Words, Lost: []string{}}
	if g.header.Selection == "" && o.Selection.Whole() {
		g.header.Selection = "everything"
	}
	if g.proj != 0 {
		g.header.Projection = g.proj.String()
	}
	if o.Selection.Whole() {
		s, err := tx.Stats()
		g.header.Counts = Counts{Articles: s.Articles, Entities: s.Entities, Claims: s.Claims}
		g.loseOfProjection()
		return g, err
	}
	if err := g.spread(); err != nil {
		return nil, err
	}
	if err := g.collect(); err != nil {
		return nil, err
	}
	g.loseOfProjection()
	return g, nil
}

// spread finds the entities around the roots.
func (g *Graph) spread() error {
	if len(g.sel.Roots) == 0 {
		return nil
	}
	g.around = map[graph.ID]bool{}
	at := slices.Clone(g.sel.Roots)
	for _, id := range at {
		if _, err := g.tx.Entity(id); err != nil {
			return err
		}
		g.around[id] = true
	}
	for range g.sel.Depth {
		var next []graph.ID
		for _, id := range at {
			for n, err := range g.tx.Neighbors(id, graph.RelationFilter{}) {
				if err != nil {
					return err
				}
				if !g.around[n.ID] {
					g.around[n.ID] = true
					next = append(next, n.ID)
				}
			}
		}
		at = next
	}
	return nil
}

// collect notes what the claims refer to.
func (g *Graph) collect() error {
	g.entities, g.articles, g.replacing = map[graph.ID]bool{}, map[graph.ID]bool{}, map[graph.ID]bool{}
	for id := range g.around {
		g.entities[id] = true
	}
	for c, err := range g.Claims() {
		if err != nil {
			return err
		}
		g.header.Counts.Claims++
		g.articles[c.Article] = true
		if !c.CorrectedBy.IsZero() {
			g.replacing[c.CorrectedBy] = false
		}
		for _, id := range []graph.ID{c.Subject, c.Object, c.Item} {
			g.entities[id] = true
		}
		for _, s := range sourcesOf(&c) {
			g.entities[s.Of] = true
			if s.Kind == graph.SourceEntity {
				g.entities[s.ID] = true
			}
		}
	}
	if err := g.findReplacing(); err != nil {
		return err
	}
	for a, err := range g.Articles() {
		if err != nil {
			return err
		}
		g.entities[a.OutletID] = true
		for _, id := range a.Credits {
			g.entities[id] = true
		}
	}
	delete(g.entities, graph.ID{})
	g.header.Counts.Articles, g.header.Counts.Entities = len(g.articles), len(g.entities)
	if len(g.entities) == 0 {
		return ErrEmpty
	}
	return nil
}

// findReplacing finds which of the claims that have taken the place of others are of the selection. They may come before those.
func (g *Graph) findReplacing() error {
	if len(g.replacing) == 0 {
		return nil
	}
	for c, err := range g.Claims() {
		if err != nil {
			return err
		}
		if _, ok := g.replacing[c.ID]; ok {
			g.replacing[c.ID] = true
		}
	}
	return nil
}

// replaces reports whether a claim that has taken the place of one of the selection is of the selection itself.
func (g *Graph) replaces(id graph.ID) bool { return g.replacing == nil || g.replacing[id] }

// sourcesOf is the source of a claim and those of its chain.
func sourcesOf(c *graph.Claim) []graph.Source {
	all := []graph.Source{c.Source}
	for _, l := range c.Chain {
		all = append(all, l.Source)
	}
	return all
}

// unnamed tells of each unnamed source once. Such a source belongs to one article, so that where the claims of an article stand beside
// each other only those of the last are kept in mind.
type unnamed struct {
	g    *Graph
	seen map[graph.ID]bool
	last graph.ID // article
}

func (g *Graph) unnamed() *unnamed { return &unnamed{g: g, seen: map[graph.ID]bool{}} }

// of is the unnamed sources of a claim that have not been told of. The claims come in the order of Graph.Claims.
func (u *unnamed) of(c *graph.Claim) (fresh []graph.Source) {
	if c.Article != u.last && !u.g.scattered() {
		clear(u.seen)
		u.last = c.Article
	}
	for _, s := range sourcesOf(c) {
		if s.Kind == graph.SourceUnnamed && !u.seen[s.ID] {
			u.seen[s.ID] = true
			fresh = append(fresh, s)
		}
	}
	return fresh
}

// Header is what is known of the export: Nodes, Edges and Lost are complete when it is written only.
func (g *Graph) Header() Header {
	h := g.header
	h.Lost = slices.Clone(h.Lost)
	return h
}

// Lose tells that the format cannot hold something, once for each sentence.
func (g *Graph) Lose(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	if !g.lost[s] {
		g.lost[s] = true
		g.header.Lost = append(g.header.Lost, s)
	}
}

// Entities is the entities, by id in a part of a store, by name in a whole one.
func (g *Graph) Entities() iter.Seq2[graph.Entity, error] {
	if g.entities == nil {
		return g.tx.Entities(graph.EntityFilter{})
	}
	return read(g.entities, g.tx.Entity)
}

// Articles is the articles without their texts, by id in a part of a store, newest first in a whole one.
func (g *Graph) Articles() iter.Seq2[graph.Article, error] {
	if g.articles == nil {
		return g.tx.Articles(graph.ArticleFilter{Brief: true})
	}
	return read(g.articles, g.article)
}

// article is an article without its text.
func (g *Graph) article(id graph.ID) (graph.Article, error) {
	a, err := g.tx.Article(id)
	a.Text, a.Mentions = "", nil
	return a, err
}

// articleOf is the article of a claim without its text; last is the one of the claim before.
func (g *Graph) articleOf(c *graph.Claim, last graph.Article) (graph.Article, error) {
	if c.Article == last.ID {
		return last, nil
	}
	return g.article(c.Article)
}

// name is the name of an entity; "" for the zero id.
func (g *Graph) name(id graph.ID) (string, error) {
	if id.IsZero() {
		return "", nil
	}
	return g.tx.Name(id)
}

// read reads records by id, in the order of their ids.
func read[T any](ids map[graph.ID]bool, one func(graph.ID) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, id := range slices.SortedFunc(maps.Keys(ids), compareIDs) {
			v, err := one(id)
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

func compareIDs(a, b graph.ID) int { return slices.Compare(a[:], b[:]) }

// scattered reports whether the claims of an article may stand apart from each other.
func (g *Graph) scattered() bool { return g.around != nil && len(g.sel.Filters) == 0 }

// Claims is the claims, each once: those of the newest article first, or where there are roots and no filter, by the least of the
// entities that they are about.
func (g *Graph) Claims() iter.Seq2[graph.Claim, error] {
	if !g.scattered() {
		var f graph.ClaimFilter
		switch len(g.sel.Filters) {
		case 0:
		case 1:
			f = g.sel.Filters[0]
		default:
			f.Where = &graph.Where{Any: g.sel.Filters}
		}
		all := g.tx.Claims(f)
		if g.around == nil {
			return all
		}
		return where(all, func(c *graph.Claim) bool { return !g.least(c).IsZero() })
	}
	return func(yield func(graph.Claim, error) bool) {
		for _, id := range slices.SortedFunc(maps.Keys(g.around), compareIDs) {
			about := g.tx.Claims(graph.ClaimFilter{About: id})
			for c, err := range where(about, func(c *graph.Claim) bool { return g.least(c) == id }) {
				if !yield(c, err) || err != nil {
					return
				}
			}
		}
	}
}

// where is the claims of a sequence that fit.
func where(all iter.Seq2[graph.Claim, error], fits func(*graph.Claim) bool) iter.Seq2[graph.Claim, error] {
	return func(yield func(graph.Claim, error) bool) {
		for c, err := range all {
			if err == nil && !fits(&c) {
				continue
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// least is the smaller id of a claim's subject and object, as far as it has them; zero where one is not around the roots, or there
// is none.
func (g *Graph) least(c *graph.Claim) graph.ID {
	least := graph.ID{}
	for _, end := range []graph.ID{c.Subject, c.Object} {
		switch {
		case end.IsZero():
		case !g.around[end]:
			return graph.ID{}
		case least.IsZero() || compareIDs(end, least) < 0:
			least = end
		}
	}
	return least
}
