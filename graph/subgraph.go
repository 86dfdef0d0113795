package graph

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

// EntityName is an entity as far as a drawing or a list shows it.
type EntityName struct {
	ID   ID
	Name string
	Kind Kind
}

// Subgraph is a part of the graph: some entities, and relations between them.
type Subgraph struct {
	Entities  []EntityName // in the order in which they were found, roots first
	Relations []Relation   // by type, subject and object
	Cut       string       // what was left out and why, as a sentence; "" where nothing was
}

// Neighbor is an entity beside another, and the relation between them.
type Neighbor struct {
	EntityName
	Relation Relation
}

// Neighbors yields the entities that have a relation with an entity, one for each relation, in the order of Relations; a relation of
// an entity with itself yields the entity. f.Entity is set by it. An id that names nothing yields nothing.
func (tx *Tx) Neighbors(entity ID, f RelationFilter) iter.Seq2[Neighbor, error] {
	f.Entity = entity
	return func(yield func(Neighbor, error) bool) {
		for r, err := range tx.Relations(f) {
			var n Neighbor
			if err == nil {
				n, err = tx.neighbor(entity, r)
			}
			if !yield(n, err) || err != nil {
				return
			}
		}
	}
}

func (tx *Tx) neighbor(entity ID, r Relation) (Neighbor, error) {
	other := r.Object
	if other == entity {
		other = r.Subject
	}
	v, err := indexed(tx.label(other.ref()))
	if err != nil {
		return Neighbor{}, wrap(err, "neighbors of entity", entity)
	}
	return Neighbor{EntityName{v.id, v.name, v.kind}, r}, nil
}

// NeighborhoodQuery says which part of the graph around some entities is wanted. What is zero has the value in brackets.
type NeighborhoodQuery struct {
	Roots []ID
	Types []Predicate // of relations; none: all
	Depth int         // steps from a root; 0: 1
	Each  int         // relations of one entity that are followed in each direction; 0: 25
	Limit int         // entities; 0: 500
}

// Neighborhood is the entities around some others, and the relations that lead to them; a relation all of whose claims were corrected or
// withdrawn leads nowhere. From entities that have more relations than
// are to be followed, the first in the order of Relations are; Cut says so. The error wraps ErrNotFound where a root names nothing.
//
// The cost is a read or two for each entity whose relations are followed, whatever the number of its relations; in a store that has
// corrected or withdrawn claims, also one for each relation.
func (tx *Tx) Neighborhood(q NeighborhoodQuery) (Subgraph, error) {
	s := spread{
		tx: tx, types: q.Types, each: cmp.Or(max(0, q.Each), 25), limit: cmp.Or(max(0, q.Limit), 500),
		found: map[ref]int{}, relations: map[triple]bool{},
	}
	err := tx.check()
	if err == nil {
		err = s.begin()
	}
	for _, id := range q.Roots {
		if err == nil {
			err = s.root(id)
		}
	}
	from := 0
	for range cmp.Or(max(0, q.Depth), 1) {
		to := len(s.out.Entities)
		for ; from < to && err == nil; from++ {
			if err = tx.check(); err == nil {
				err = s.follow(s.out.Entities[from].ID.ref(), s.visit)
			}
		}
	}
	if err == nil {
		err = s.finish()
	}
	if err != nil {
		return Subgraph{}, fmt.Errorf("graph: neighborhood: %w", err)
	}
	return s.out, nil
}

// spread is a subgraph as it grows.
type spread struct {
	tx          *Tx
	types       []Predicate
	each, limit int

	out       Subgraph
	found     map[ref]int // place in out.Entities
	relations map[triple]bool
	narrowed  bool // an entity has more relations than were followed
	full      bool // an entity was left out
	past      bool // some relation may be of claims alone that were corrected or withdrawn
}

// begin reads whether there are such claims at all: most stores have none, and need not look at each relation.
func (s *spread) begin() error {
	counts, err := s.tx.readStats()
	s.past = counts.Corrected+counts.Withdrawn > 0
	return err
}

// said reports whether a current claim supports a relation.
func (s *spread) said(t triple) (bool, error) {
	if !s.past {
		return true, nil
	}
	r, err := indexed(s.tx.relationRecord(t))
	if err != nil {
		return false, err
	}
	return r.claims > r.past[Corrected]+r.past[Withdrawn], nil
}

func (s *spread) root(id ID) error {
	v, err := s.tx.label(id.ref())
	if err == nil && v.id != id {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("entity %s: %w", id, err)
	}
	s.add(id.ref(), v)
	return nil
}

// add takes an entity in; false where there is no room.
func (s *spread) add(r ref, v label) bool {
	if _, ok := s.found[r]; ok {
		return true
	}
	if len(s.found) == s.limit {
		s.full = true
		return false
	}
	s.found[r] = len(s.out.Entities)
	s.out.Entities = append(s.out.Entities, EntityName{v.id, v.name, v.kind})
	return true
}

// visit takes a relation and its other end in.
func (s *spread) visit(t triple, other ref) error {
	if s.relations[t] {
		return nil
	}
	if _, ok := s.found[other]; !ok {
		v, err := indexed(s.tx.label(other))
		if err != nil {
			return fmt.Errorf("entity %x: %w", other, err)
		}
		if !s.add(other, v) {
			return nil
		}
	}
	s.relations[t] = true
	return nil
}

func (s *spread) wants(t Predicate) bool { return len(s.types) == 0 || slices.Contains(s.types, t) }

// follow calls visit with the relations of an entity that somebody states, as many as are to be followed.
func (s *spread) follow(r ref, visit func(t triple, other ref) error) error {
	v, err := s.tx.label(r)
	if err != nil {
		return err
	}
	n := 0
	pass := func(t triple, other ref) error {
		if ok, err := s.said(t); err != nil || !ok {
			n-- // one that nobody states any more does not count
			return err
		}
		return visit(t, other)
	}
	for t := DeploysTo; t < Other; t++ {
		if v.types&(1<<t) == 0 || !s.wants(t) {
			continue
		}
		err := s.scan(s.tx.index(keyRelation, []byte{byte(t)}, r[:]), &n, func(k []byte) error {
			if len(k) != refSize {
				return ErrDamaged
			}
			return pass(triple{t, r, ref(k)}, ref(k))
		})
		if err != nil {
			return err
		}
	}
	n = 0
	return s.scan(s.tx.index(keyByObject, r[:]), &n, func(k []byte) error {
		if len(k) != 1+refSize {
			return ErrDamaged
		}
		if t := (triple{Predicate(k[0]), ref(k[1:]), r}); s.wants(t.typ) {
			return pass(t, t.subject)
		}
		n-- // one that is not wanted does not count
		return nil
	})
}

// scan calls fn with the keys of an index, until each of them are counted.
func (s *spread) scan(i *index, n *int, fn func(key []byte) error) error {
	defer i.close()
	for i.seek(nil); i.place() != nil; i.next() {
		if *n++; *n > s.each {
			s.narrowed = true
			return nil
		}
		if err := fn(i.place()); err != nil {
			return err
		}
	}
	return nil
}

// finish completes the subgraph.
func (s *spread) finish() error {
	for _, t := range sortedTriples(s.relations) {
		subject, object := s.out.Entities[s.found[t.subject]].ID, s.out.Entities[s.found[t.object]].ID
		s.out.Relations = append(s.out.Relations, Relation{t.typ, subject, object})
	}
	switch {
	case s.full && s.narrowed:
		s.out.Cut = fmt.Sprintf("only the first %d entities are shown, and of some of them only %d relations each way", s.limit, s.each)
	case s.full:
		s.out.Cut = fmt.Sprintf("only the first %d entities are shown", s.limit)
	case s.narrowed:
		s.out.Cut = fmt.Sprintf("of some entities only %d relations each way are shown", s.each)
	}
	return nil
}

// Subgraph is the relations that the claims of a filter support, with the entities at their ends, and so what an analysis of those
// claims draws. Limit is how many relations it has at most; 0: 1,000. The cost is that of Claims.
func (tx *Tx) Subgraph(f ClaimFilter, limit int) (Subgraph, error) {
	limit = cmp.Or(max(0, limit), 1000)
	s := spread{tx: tx, limit: 2 * limit, found: map[ref]int{}, relations: map[triple]bool{}}
	fail := func(err error) (Subgraph, error) { return Subgraph{}, fmt.Errorf("graph: subgraph: %w", err) }
	more := 0
	for c, err := range tx.Claims(f) {
		if err != nil {
			return fail(err)
		}
		t := c.triple()
		if !c.supports() || s.relations[t] {
			continue
		}
		if len(s.relations) == limit {
			more++
			continue
		}
		for _, r := range []ref{t.subject, t.object} {
			v, err := indexed(tx.label(r))
			if err != nil {
				return fail(err)
			}
			s.add(r, v)
		}
		s.relations[t] = true
	}
	if err := s.finish(); err != nil {
		return fail(err)
	}
	if more > 0 {
		s.out.Cut = fmt.Sprintf("only the first %d relations are shown; %d more claims support others", limit, more)
	}
	return s.out, nil
}
