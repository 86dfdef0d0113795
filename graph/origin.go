package graph

// Origin is whom corroboration counts for the claim: its source. Where that is the article's own voice, it is the first link of
// the chain that is another, and the voice itself where there is none.
//
// A reprint has the origin of what it reprints. Unnamed sources are origins of one article each: "officials" of two articles
// are two.
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
	seen := map[ID]bool{from: true}
	level := []ID{from}
	for range maxSideSteps {
		var states, next []ID
		for _, id := range level {
			e, err := p.entity(id)
			if err != nil {
				return Ref{}, err
			}
			if e.Class == ClassState {
				states = append(states, id)
			}
		}
		switch {
		case len(states) == 1:
			e, err := p.entity(states[0])
			return Ref{e.ID, e.Name}, err
		case len(states) > 1:
			return Ref{}, nil
		}
		for _, id := range level {
			for _, t := range []Predicate{PartOf, Leads} {
				for r, err := range p.tx.Relations(RelationFilter{Type: t, Subject: id}) {
					if err != nil {
						return Ref{}, err
					}
					if seen[r.Object] || len(seen) >= maxSideEntities {
						continue
					}
					_, ok, err := p.affirmed(r.ID)
					if err != nil {
						return Ref{}, err
					}
					if ok {
						seen[r.Object] = true
						next = append(next, r.Object)
					}
				}
			}
		}
		level = next
	}
	return Ref{}, nil
}
