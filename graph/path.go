package graph

import (
	"cmp"
	"fmt"
	"slices"
)

// PathQuery says which ways from one entity to another are wanted. What is zero has the value in brackets.
type PathQuery struct {
	From, To ID
	Types    []Predicate // of relations; none: all
	Steps    int         // relations of a path at most; 0: 4
	Limit    int         // paths at most; 0: 10
}

// Path is a way through the graph. Relations may be gone through in either direction.
type Path struct {
	Entities  []EntityName // one more than relations
	Relations []Relation
}

// Paths is the shortest ways between two entities.
type Paths struct {
	Paths []Path // all of one length, in the order of their relations
	Cut   string // what was left out or not looked at, as a sentence; "" where nothing was
}

// How much a search for paths looks at: some 50 ms.
const (
	maxPathEntities = 10_000
	maxPathEach     = 500
)

// Paths finds the shortest ways from one entity to another: none where there is none of so many steps, and one without a step from
// an entity to itself. A relation all of whose claims were corrected or withdrawn is no way. It looks at 500 relations of an entity each way and at 10,000 entities; Cut says when that is not all. The
// error wraps ErrNotFound where an id names nothing.
func (tx *Tx) Paths(q PathQuery) (Paths, error) {
	p := pathSearch{
		spread: spread{tx: tx, types: q.Types, each: maxPathEach}, steps: cmp.Or(max(0, q.Steps), 4), limit: cmp.Or(max(0, q.Limit), 10),
	}
	out, err := p.run(q.From, q.To)
	if err != nil {
		return Paths{}, fmt.Errorf("graph: paths: %w", err)
	}
	return out, nil
}

// pathSearch goes from both ends at once, a step from the side that has found less, until they meet.
type pathSearch struct {
	spread
	steps, limit int
	looked       int
}

// front is what was found from one end.
type front struct {
	dist map[ref]int
	by   map[ref][]triple // relations by which an entity was found first, of one step less
	edge []ref            // what was found last
	step int
}

func newFront(r ref) *front {
	return &front{dist: map[ref]int{r: 0}, by: map[ref][]triple{}, edge: []ref{r}}
}

func (p *pathSearch) run(from, to ID) (Paths, error) {
	if err := p.tx.check(); err != nil {
		return Paths{}, err
	}
	if err := p.begin(); err != nil {
		return Paths{}, err
	}
	for _, id := range []ID{from, to} {
		v, err := p.tx.label(id.ref())
		if err == nil && v.id != id {
			err = ErrNotFound
		}
		if err != nil {
			return Paths{}, fmt.Errorf("entity %s: %w", id, err)
		}
	}
	a, b := newFront(from.ref()), newFront(to.ref())
	meet := func() (all []ref) {
		for r, n := range a.dist {
			if m, ok := b.dist[r]; ok && n+m == a.step+b.step {
				all = append(all, r)
			}
		}
		slices.SortFunc(all, func(a, b ref) int { return cmp.Compare(string(a[:]), string(b[:])) })
		return all
	}
	met := meet()
	for len(met) == 0 && a.step+b.step < p.steps && p.looked < maxPathEntities {
		f := a
		if len(b.edge) < len(a.edge) {
			f = b
		}
		if len(f.edge) == 0 {
			break
		}
		if err := p.grow(f); err != nil {
			return Paths{}, err
		}
		met = meet()
	}
	var out Paths
	switch {
	case p.looked >= maxPathEntities && len(met) == 0:
		out.Cut = fmt.Sprintf("%d entities were looked at, and there are more", maxPathEntities)
	case p.narrowed:
		out.Cut = fmt.Sprintf("of some entities only %d relations each way were looked at, so that there may be other ways, or shorter ones", maxPathEach)
	}
	var chains [][]triple
	for _, r := range met {
		for _, head := range a.chains(r, p.limit+1) {
			slices.Reverse(head)
			for _, tail := range b.chains(r, p.limit+1) {
				chains = append(chains, append(slices.Clone(head), tail...))
			}
		}
	}
	slices.SortFunc(chains, func(x, y []triple) int {
		return slices.CompareFunc(x, y, func(a, b triple) int { return cmp.Compare(string(a.key(0)), string(b.key(0))) })
	})
	if len(chains) > p.limit {
		chains = chains[:p.limit]
		out.Cut = fmt.Sprintf("only %d of the shortest ways are shown", p.limit)
	}
	for _, c := range chains {
		path, err := p.path(from.ref(), c)
		if err != nil {
			return Paths{}, err
		}
		out.Paths = append(out.Paths, path)
	}
	return out, nil
}

// grow goes one step on.
func (p *pathSearch) grow(f *front) error {
	f.step++
	var edge []ref
	for _, r := range f.edge {
		if p.looked++; p.looked >= maxPathEntities {
			break
		}
		if err := p.tx.check(); err != nil {
			return err
		}
		err := p.follow(r, func(t triple, other ref) error {
			d, ok := f.dist[other]
			if !ok {
				f.dist[other] = f.step
				edge = append(edge, other)
			}
			if !ok || d == f.step {
				f.by[other] = append(f.by[other], t)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	f.edge = edge
	return nil
}

// chains is the ways from an entity back to where the front began, at most so many.
func (f *front) chains(r ref, limit int) [][]triple {
	if f.dist[r] == 0 {
		return [][]triple{nil}
	}
	var all [][]triple
	for _, t := range f.by[r] {
		before := t.subject
		if before == r {
			before = t.object
		}
		for _, c := range f.chains(before, limit) {
			if all = append(all, append([]triple{t}, c...)); len(all) >= limit {
				return all
			}
		}
	}
	return all
}

// path names what stands on a way.
func (p *pathSearch) path(at ref, chain []triple) (Path, error) {
	var out Path
	add := func(r ref) error {
		v, err := indexed(p.tx.label(r))
		if err == nil {
			out.Entities = append(out.Entities, EntityName{v.id, v.name, v.kind})
		}
		return err
	}
	if err := add(at); err != nil {
		return Path{}, err
	}
	for _, t := range chain {
		if at == t.subject {
			at = t.object
		} else {
			at = t.subject
		}
		if err := add(at); err != nil {
			return Path{}, err
		}
		r, err := p.tx.relationOf(t)
		if err != nil {
			return Path{}, err
		}
		out.Relations = append(out.Relations, r)
	}
	return out, nil
}
