package graph

// Origin is whom the claim goes back to by its own words: its source. Where that is the article's own voice, it is the first link of
// the chain that is another, and the voice itself where there is none. Unnamed sources are origins of one article each: "officials"
// of two articles are two.
//
// Whom corroboration counts the claim for also depends on reprints and credit lines: see Tx.Origin.
func (c Claim) Origin() Source {
	if c.Source.Kind != SourceArticle {
		return c.Source
	}
	for _, l := range c.Chain {
		if l.Source.Kind != SourceArticle && l.Source.ID != c.Source.ID {
			return l.Source
		}
	}
	return c.Source
}

// Origin is an independent source of claims, with the state it belongs to.
type Origin struct {
	Source

	// Side is a state: the source itself, the one that it is part of or leads, directly or through a body, by the store's
	// relations, or the stated side of an unnamed source. It is zero where no state or more than one is as near.
	Side Ref
}

// Ref is an entity with its name.
type Ref struct {
	ID   ID
	Name string
}

// maxSideSteps is how many relations stand at most between an origin and its state: a person leads a directorate, which is part
// of a ministry, which is part of a state, and one to spare.
const maxSideSteps = 4

// maxSideEntities is how many entities are looked at on the way to a state.
const maxSideEntities = 32

// side is the state that a source belongs to. A step is a part_of or leads relation that somebody affirms.
func (p *containment) side(s *Source) (Ref, error) {
	from := s.ID
	switch s.Kind {
	case SourceArticle:
		return Ref{}, nil // an outlet is of a state only by where it has its seat
	case SourceUnnamed:
		if from = s.Of; from.IsZero() {
			return Ref{}, nil
		}
	}
	if r, ok := p.sides[from]; ok {
		return r, nil
	}
	r, err := p.nearestState(from)
	if err == nil {
		p.sides[from] = r
	}
	return r, err
}

func (p *containment) nearestState(from ID) (Ref, error) {
	seen := map[ref]bool{from.ref(): true}
	level := []ref{from.ref()}
	for range maxSideSteps {
		var states []Ref
		var next []ref
		for _, r := range level {
			v, err := p.tx.label(r)
			if err != nil {
				return Ref{}, err
			}
			if v.kind.Class() == ClassState {
				states = append(states, Ref{v.id, v.name})
			}
		}
		switch {
		case len(states) == 1:
			return states[0], nil
		case len(states) > 1:
			return Ref{}, nil
		}
		for _, r := range level {
			for _, t := range []Predicate{PartOf, Leads} {
				objects, err := p.tx.affirmedObjects(r, t)
				if err != nil {
					return Ref{}, err
				}
				for _, o := range objects {
					if !seen[o] && len(seen) < maxSideEntities {
						seen[o] = true
						next = append(next, o)
					}
				}
			}
		}
		level = next
	}
	return Ref{}, nil
}

// affirmedObjects is the objects of an entity's relations of one type that somebody says are so. It reads no claims: what they are
// stands in the relation's record or in the index by pair.
func (tx *Tx) affirmedObjects(subject ref, typ Predicate) (objects []ref, err error) {
	v, err := tx.label(subject)
	if err != nil || v.types&(1<<typ) == 0 {
		return nil, err
	}
	err = tx.eachRelation(typ, subject[:], func(t triple, r *relationRecord) error {
		ok, err := tx.anyAffirms(tx.claimsOf(t, r))
		if ok {
			objects = append(objects, t.object)
		}
		return err
	})
	return objects, err
}

// anyAffirms reports whether a current claim of a stream says that something is so: denials and plans do not.
func (tx *Tx) anyAffirms(s stream) (bool, error) {
	defer s.close()
	for s.seek(nil); s.place() != nil; s.next() {
		m, err := s.mark()
		if err != nil {
			return false, err
		}
		if _, stance, realis := splitFacets(m.facets); m.status == Current && stance != Denies && realis != Prospective {
			return true, nil
		}
	}
	return false, s.fault()
}
