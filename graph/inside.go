package graph

import (
	"bytes"
	"errors"
	"slices"
	"strings"
)

// The bounds of a walk from a place to what it lies inside of. They are far above what geography needs, and end a walk in a
// store that says that everything lies in everything.
const (
	maxInsideSteps = 8   // a village, a district, a region, a state, and as many again
	maxInside      = 64  // places that one place lies inside of
	maxContents    = 500 // places that lie inside one place, where they are looked for from outside
)

// directions are the words that make a part of a place's name: "eastern Russia" lies inside Russia by its name. Short forms are
// not among them: North Carolina is no part of a Carolina.
var directions = []string{
	"central", "eastern", "northern", "southern", "western", "northeastern", "northwestern", "southeastern", "southwestern",
	"far eastern", "north eastern", "north western", "south eastern", "south western",
}

// misnamed are places that lie outside what their name says, as [FoldName] folds them.
var misnamed = map[string]bool{"northern ireland": true, "western sahara": true, "eastern timor": true}

// containment knows what lies inside what, as far as it has been asked. It reads through the public methods of a transaction.
type containment struct {
	tx       *Tx
	entities map[ID]Entity
	above    map[ID][]above // of each place: what it lies inside of, nearest first
	sides    map[ID]Ref
}

// above is a place that another lies inside of, and by what.
type above struct {
	id ID
	by string // "by its name", "as Sample Wire says"
}

func newContainment(tx *Tx) *containment {
	return &containment{tx: tx, entities: map[ID]Entity{}, above: map[ID][]above{}, sides: map[ID]Ref{}}
}

// entity reads an entity once.
func (p *containment) entity(id ID) (Entity, error) {
	e, ok := p.entities[id]
	if ok {
		return e, nil
	}
	e, err := p.tx.Entity(id)
	if err == nil {
		p.entities[id] = e
	}
	return e, err
}

// ref is the entity with its name; the zero Ref for the zero ID.
func (p *containment) ref(id ID) (Ref, error) {
	if id.IsZero() {
		return Ref{}, nil
	}
	e, err := p.entity(id)
	return Ref{id, e.Name}, err
}

// inside reports whether a place lies inside another one, and by what. A place does not lie inside itself.
func (p *containment) inside(inner, outer ID) (by string, ok bool, err error) {
	if inner.IsZero() || outer.IsZero() || inner == outer {
		return "", false, nil
	}
	all, err := p.allAbove(inner)
	if err != nil {
		return "", false, err
	}
	for _, a := range all {
		if a.id == outer {
			return a.by, true, nil
		}
	}
	return "", false, nil
}

// allAbove is everything that a place lies inside of, nearest first. It ends in cycles too.
func (p *containment) allAbove(id ID) ([]above, error) {
	if all, ok := p.above[id]; ok {
		return all, nil
	}
	seen := map[ID]bool{id: true}
	all := []above{}
	level := []above{{id: id}}
	for range maxInsideSteps {
		var next []above
		for _, from := range level {
			found, err := p.nextAbove(from.id)
			if err != nil {
				return nil, err
			}
			for _, a := range found {
				if seen[a.id] || len(all) >= maxInside {
					continue
				}
				seen[a.id] = true
				if from.by != "" && from.by != a.by {
					a.by = from.by + ", " + a.by
				}
				all = append(all, a)
				next = append(next, a)
			}
		}
		level = next
	}
	p.above[id] = all
	return all, nil
}

// nextAbove is what a place lies inside of by one step: by a relation that somebody affirms, by its name, by its code.
func (p *containment) nextAbove(id ID) ([]above, error) {
	var all []above
	for _, t := range []Predicate{LocatedIn, PartOf} {
		for r, err := range p.tx.Relations(RelationFilter{Type: t, Subject: id}) {
			if err != nil {
				return nil, err
			}
			by, ok, err := p.affirmed(r.ID())
			if err != nil {
				return nil, err
			}
			if ok {
				all = append(all, above{r.Object, by})
			}
		}
	}
	e, err := p.entity(id)
	if err != nil {
		return nil, err
	}
	named, ok, err := p.byName(&e)
	if err != nil {
		return nil, err
	}
	if ok {
		all = append(all, above{named, "by its name"})
	}
	code, state, ok := byCode(&e)
	if ok {
		if _, err := p.entity(state); err == nil {
			all = append(all, above{state, "by its code " + code})
		} else if !errors.Is(err, ErrNotFound) {
			return nil, err
		}
	}
	return all, nil
}

// affirmed reports whether a current claim affirms the relation as something that is so, and which source says it. Denials and plans
// alone leave a relation in the store that says nothing of where things lie.
func (p *containment) affirmed(relation ID) (by string, ok bool, err error) {
	for c, err := range p.tx.Claims(ClaimFilter{Relation: relation, Status: Current}) {
		if err != nil {
			return "", false, err
		}
		if c.Stance == Denies || c.Realis == Prospective {
			continue
		}
		if s := c.Origin(); s.Name != "" {
			return "as " + s.Name + " says", true, nil
		}
		return "as an article says", true, nil
	}
	return "", false, nil
}

// byName is the one place or state that a place is a part of by its name.
func (p *containment) byName(e *Entity) (ID, bool, error) {
	folded := FoldName(e.Name)
	if e.Class != ClassPlace || misnamed[folded] {
		return ID{}, false, nil
	}
	for _, d := range directions {
		rest, ok := strings.CutPrefix(folded, d+" ")
		if !ok {
			continue
		}
		found, err := p.named(rest, func(e *Entity) bool { return e.Class == ClassState || e.Class == ClassPlace })
		if err != nil || len(found) != 1 {
			return ID{}, false, err
		}
		return found[0], true, nil
	}
	return ID{}, false, nil
}

// named is the entities that fit and have this folded text as a whole name or alias.
func (p *containment) named(folded string, fits func(*Entity) bool) ([]ID, error) {
	var found []ID
	for e, err := range p.tx.Entities(EntityFilter{Name: folded}) {
		if err != nil {
			return nil, err
		}
		if FoldName(e.Name) != folded && !slices.ContainsFunc(e.Aliases, func(a string) bool { return FoldName(a) == folded }) {
			break // whole names come first
		}
		if fits(&e) {
			found = append(found, e.ID)
		}
	}
	return found, nil
}

// byCode is the state of a region whose key is a code that opens with the state's (ISO 3166-1, as GeoNames has it: RU.41).
func byCode(e *Entity) (code string, state ID, ok bool) {
	_, code, ok = strings.Cut(e.Key, ":")
	if !ok || e.Class != ClassPlace || len(code) < 4 || code[2] != '.' {
		return "", ID{}, false
	}
	for _, c := range []byte(code[:2]) {
		if c < 'A' || c > 'Z' {
			return "", ID{}, false
		}
	}
	return code, EntityID(ClassState, "iso:"+code[:2]), true
}

// contents is a place and what lies inside it, by id, as far as relations and names lead inwards; codes do not.
func (p *containment) contents(id ID) ([]ID, error) {
	seen := map[ID]bool{id: true}
	all := []ID{id}
	steps := 0
	for level := []ID{id}; len(level) > 0 && steps < maxInsideSteps; steps++ {
		var next []ID
		for _, from := range level {
			found, err := p.nextInside(from)
			if err != nil {
				return nil, err
			}
			for _, in := range found {
				if !seen[in] && len(all) < maxContents {
					seen[in] = true
					next = append(next, in)
					all = append(all, in)
				}
			}
		}
		level = next
	}
	slices.SortFunc(all, func(a, b ID) int { return bytes.Compare(a[:], b[:]) })
	return all, nil
}

// nextInside is what lies inside a place by one step.
func (p *containment) nextInside(id ID) ([]ID, error) {
	var all []ID
	for _, t := range []Predicate{LocatedIn, PartOf} {
		for r, err := range p.tx.Relations(RelationFilter{Type: t, Object: id}) {
			if err != nil {
				return nil, err
			}
			_, ok, err := p.affirmed(r.ID())
			if err != nil {
				return nil, err
			}
			if ok {
				all = append(all, r.Subject)
			}
		}
	}
	e, err := p.entity(id)
	if err != nil || e.Class != ClassState && e.Class != ClassPlace {
		return all, err
	}
	for _, n := range append([]string{e.Name}, e.Aliases...) {
		for _, d := range directions {
			found, err := p.named(d+" "+FoldName(n), func(e *Entity) bool { return e.Class == ClassPlace })
			if err != nil {
				return nil, err
			}
			for _, f := range found {
				if _, ok, err := p.inside(f, id); err != nil {
					return nil, err
				} else if ok {
					all = append(all, f)
				}
			}
		}
	}
	return all, nil
}
