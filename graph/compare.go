package graph

import (
	"cmp"
	"fmt"
	"slices"
)

// MaxPositions is how many positions a board has at most.
const MaxPositions = 50

// maxCompared is how many claims a board is made of at most, so that a query that selects a whole store ends.
const maxCompared = 10_000

// CompareQuery says which claims a board compares. Its zero value means all. Every condition given must hold.
type CompareQuery struct {
	Type    Predicate
	Subject ID
	Object  ID // claims whose object it is, or lies inside it
	About   ID // subject, object or item
	Item    ID
	Source  ID
	Unit    string // claims that count what this unit counts ("soldiers": troops too), and denials without a number
	Since   Date   // published on that day or later; articles without a year are left out
	Limit   int    // positions at most; 0 for MaxPositions, and never more
}

// Board is what sources say about one thing, side by side: nothing in it is averaged, and no source wins.
type Board struct {
	Groups    []Group
	Positions []Position // those of one group beside each other, in the order of the groups
	Pairs     []Pair     // every two positions, each with how they agree
	Claims    int
	Articles  int
	Origins   int  // independent origins of the claims
	Corrected int  // claims that fit and are left out because their article says something else now
	Withdrawn int  // claims that fit and are left out because their article no longer makes them
	LeftOut   int  // positions that the limit leaves out: those of the fewest origins, then of the fewest claims
	Cut       bool // more than 10,000 claims fit; the board is of the first 10,000 that Claims yields
}

// Group is the positions that say the same of the same actor, count the same, and are as real. Its counts and its range are those
// of all its claims, the positions that are left out included.
type Group struct {
	Predicate Predicate
	Subject   Ref    // zero when missing
	Measure   string // what is counted, in the singular, or Personnel; "" where the articles do not say of what the number is
	Numbered  bool   // its claims state numbers
	Realis    Realis // Unknown is a group of its own: what may have happened is no plan, and no fact either

	Claims   int
	Articles int
	Origins  []Origin // by name
	Min, Max *float64 // the lowest minimum and the highest maximum stated, without denials and parts of others; nil: none stated
	// MinApprox and MaxApprox say that the bound is that of an approximate number only.
	MinApprox, MaxApprox bool
}

// Compare puts the current claims that any of the queries selects on one board: what each source says, and how every two positions agree,
// with the reason in words. What no query selects gives an empty board. The error wraps ErrNotFound where an id names nothing.
//
// A place lies inside another one where a located_in or part_of relation that somebody affirms says so, directly or over others,
// where its name does ("eastern Russia"), or where its key is a code of that state. A query with an Object that names none of
// Subject, About, Item and Source finds what lies inside the object by relations and names only.
//
// The classes follow fixed rules, of which the first that fits decides; Agreement lists them. The cost grows with the claims that
// fit, of which each is read once, and with the square of the positions, at most 50; for a query with Subject and a relation type
// also with the objects of that subject, for one with Object and another condition with the claims of that condition.
func (tx *Tx) Compare(queries ...CompareQuery) (Board, error) {
	b := boardBuilder{places: newContainment(tx), positions: map[positionKey]*Position{}, read: map[ID]bool{}, past: map[ID]ClaimStatus{}, limit: MaxPositions}
	for i := range queries {
		q := &queries[i]
		if q.Limit > 0 {
			b.limit = min(b.limit, q.Limit)
		}
		if err := b.check(q); err != nil {
			return Board{}, fmt.Errorf("graph: compare: %w", err)
		}
		if err := b.choose(q); err != nil {
			return Board{}, fmt.Errorf("graph: compare: %w", err)
		}
	}
	if err := b.build(); err != nil {
		return Board{}, fmt.Errorf("graph: compare: %w", err)
	}
	return b.board, nil
}

// boardBuilder is a Board in the making.
type boardBuilder struct {
	board     Board
	places    *containment
	positions map[positionKey]*Position
	read      map[ID]bool        // claims that are on the board
	past      map[ID]ClaimStatus // claims that would be if their articles still made them
	counted   map[ID]Counted     // by claim
	limit     int
}

// check refuses ids that name nothing.
func (b *boardBuilder) check(q *CompareQuery) error {
	for _, r := range []struct {
		what string
		id   ID
	}{{"subject", q.Subject}, {"object", q.Object}, {"about", q.About}, {"item", q.Item}} {
		if r.id.IsZero() {
			continue
		}
		if _, err := b.places.entity(r.id); err != nil {
			return fmt.Errorf("%s: %w", r.what, err)
		}
	}
	if q.Source.IsZero() {
		return nil
	}
	_, err := b.places.tx.Source(q.Source)
	return err
}

// choose adds the claims that a query selects.
func (b *boardBuilder) choose(q *CompareQuery) error {
	f := ClaimFilter{Type: q.Type, Subject: q.Subject, Source: q.Source, About: cmp.Or(q.About, q.Item), Since: q.Since}
	switch {
	case q.Object.IsZero():
		return b.add(q, f)
	case !q.Subject.IsZero() && q.Type.IsRelation():
		objects, err := b.objectsOf(q)
		if err != nil {
			return err
		}
		return b.addEach(q, f, objects)
	case f.About.IsZero() && f.Subject.IsZero() && f.Source.IsZero():
		objects, err := b.places.contents(q.Object)
		if err != nil {
			return err
		}
		return b.addEach(q, f, objects)
	}
	return b.add(q, f)
}

// objectsOf is the objects of the query's subject that are its object or lie inside it, by id.
func (b *boardBuilder) objectsOf(q *CompareQuery) ([]ID, error) {
	var all []ID
	for r, err := range b.places.tx.Relations(RelationFilter{Type: q.Type, Subject: q.Subject}) {
		if err != nil {
			return nil, err
		}
		ok, err := b.within(r.Object, q.Object)
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, r.Object)
		}
	}
	slices.SortFunc(all, compareID)
	return all, nil
}

// within reports whether an object is the one asked for, or lies inside it.
func (b *boardBuilder) within(object, asked ID) (bool, error) {
	if asked.IsZero() || object == asked {
		return true, nil
	}
	_, ok, err := b.places.inside(object, asked)
	return ok, err
}

func (b *boardBuilder) addEach(q *CompareQuery, f ClaimFilter, objects []ID) error {
	for _, f.Object = range objects {
		if err := b.add(q, f); err != nil {
			return err
		}
	}
	return nil
}

// add puts the claims that fit into their positions.
func (b *boardBuilder) add(q *CompareQuery, f ClaimFilter) error {
	for c, err := range b.places.tx.Claims(f) {
		if err != nil {
			return err
		}
		if b.read[c.ID] || !q.Item.IsZero() && q.Item != c.Item {
			continue
		}
		ok, err := b.within(c.Object, q.Object)
		if err != nil {
			return err
		}
		k := keyOf(&c)
		if q.Unit != "" && !(k.numbered && k.measure == measureOf(q.Unit, c.Predicate)) && !(k.denied && !k.numbered) {
			ok = false
		}
		if !ok {
			continue
		}
		if c.Status != Current {
			b.past[c.ID] = c.Status
			continue
		}
		if len(b.read) >= maxCompared {
			b.board.Cut = true
			return nil
		}
		b.read[c.ID] = true
		p := b.positions[k]
		if p == nil {
			p = newPosition(k, &c)
			b.positions[k] = p
		}
		p.Claims = append(p.Claims, c)
	}
	return nil
}

// build makes the board of the positions.
func (b *boardBuilder) build() error {
	if err := b.count(); err != nil {
		return err
	}
	all := make([]*Position, 0, len(b.positions))
	for _, p := range b.positions {
		if err := b.finish(p); err != nil {
			return err
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(x, y *Position) int {
		return cmp.Or(compareGroups(&x.key.groupKey, &y.key.groupKey), comparePositions(x, y))
	})
	groups, err := b.group(all)
	if err != nil {
		return err
	}
	kept := all
	if len(all) > b.limit {
		kept = slices.Clone(all)
		slices.SortFunc(kept, func(x, y *Position) int {
			return cmp.Or(cmp.Compare(y.Origins, x.Origins), cmp.Compare(len(y.Claims), len(x.Claims)),
				cmp.Compare(x.Group, y.Group), comparePositions(x, y))
		})
		kept = kept[:b.limit]
		b.board.LeftOut = len(all) - b.limit
	}
	slices.SortFunc(kept, func(x, y *Position) int { return cmp.Or(cmp.Compare(x.Group, y.Group), comparePositions(x, y)) })
	b.board.Groups = groups
	for _, p := range kept {
		b.board.Positions = append(b.board.Positions, *p)
	}
	if err := b.pair(); err != nil {
		return err
	}
	b.stretch(all)
	for _, s := range b.past {
		if s == Corrected {
			b.board.Corrected++
		} else {
			b.board.Withdrawn++
		}
	}
	return nil
}

// count finds the origins of all claims.
func (b *boardBuilder) count() error {
	var claims []Claim
	for _, p := range b.positions {
		claims = append(claims, p.Claims...)
	}
	slices.SortFunc(claims, compareClaims)
	all, err := b.places.tx.Origins(claims)
	b.counted = make(map[ID]Counted, len(all))
	for i := range all {
		b.counted[claims[i].ID] = all[i]
	}
	return err
}

// finish names a position and puts its claims in order.
func (b *boardBuilder) finish(p *Position) (err error) {
	slices.SortFunc(p.Claims, compareClaims)
	if p.Object, err = b.places.ref(p.key.object); err != nil {
		return err
	}
	if p.Item, err = b.places.ref(p.key.item); err != nil {
		return err
	}
	origins, articles := map[ID]bool{}, map[ID]bool{}
	p.Counted = make([]Counted, len(p.Claims))
	for i := range p.Claims {
		c := &p.Claims[i]
		p.Counted[i] = b.counted[c.ID]
		origins[p.Counted[i].Origin.ID], articles[c.Article] = true, true
		if p.Part == "" && c.Quantity != nil {
			p.Part = partWords(c.Evidence.Quote, c.Quantity.Text)
		}
	}
	p.Origins, p.Articles = len(origins), len(articles)
	p.Words = wordsOf(p.Claims)
	return nil
}

// group sorts the positions into groups, and counts what they are of.
func (b *boardBuilder) group(all []*Position) ([]Group, error) {
	type counts struct {
		Group
		articles map[ID]bool
		origins  map[ID]Source
	}
	found := map[groupKey]*counts{}
	measured := map[groupKey]int{} // claims that count the same, however real
	articles, origins := map[ID]bool{}, map[ID]bool{}
	for _, p := range all {
		k := p.key.groupKey
		g := found[k]
		if g == nil {
			subject, err := b.places.ref(k.subject)
			if err != nil {
				return nil, err
			}
			g = &counts{
				Group:    Group{Predicate: k.predicate, Subject: subject, Measure: k.measure, Numbered: k.numbered, Realis: k.realis},
				articles: map[ID]bool{}, origins: map[ID]Source{},
			}
			found[k] = g
		}
		g.Claims += len(p.Claims)
		k.realis = 0
		measured[k] += len(p.Claims)
		b.board.Claims += len(p.Claims)
		for i := range p.Claims {
			c := &p.Claims[i]
			s := p.Counted[i].Origin
			g.articles[c.Article], articles[c.Article] = true, true
			origins[s.ID] = true
			if o, ok := g.origins[s.ID]; !ok || s.Kind < o.Kind { // an outlet that another article names is one with its own voice
				g.origins[s.ID] = s
			}
		}
	}
	b.board.Articles, b.board.Origins = len(articles), len(origins)
	keys := make([]groupKey, 0, len(found))
	for k := range found {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y groupKey) int {
		claims := func(k groupKey) int { k.realis = 0; return measured[k] }
		return cmp.Or(cmp.Compare(x.predicate, y.predicate), compareBools(x.subject.IsZero(), y.subject.IsZero()),
			cmp.Compare(found[x].Subject.Name, found[y].Subject.Name), compareID(x.subject, y.subject), compareBools(y.numbered, x.numbered), cmp.Compare(claims(y), claims(x)),
			compareGroups(&x, &y))
	})
	groups := make([]Group, len(keys))
	at := map[groupKey]int{}
	for i, k := range keys {
		g := found[k]
		g.Articles = len(g.articles)
		for _, s := range g.origins {
			side, err := b.places.side(&s)
			if err != nil {
				return nil, err
			}
			g.Group.Origins = append(g.Group.Origins, Origin{s, side})
		}
		slices.SortFunc(g.Group.Origins, func(x, y Origin) int { return cmp.Or(cmp.Compare(x.Name, y.Name), compareID(x.ID, y.ID)) })
		groups[i], at[k] = g.Group, i
	}
	for _, p := range all {
		p.Group = at[p.key.groupKey]
	}
	return groups, nil
}

// pair classes every two positions of the board.
func (b *boardBuilder) pair() error {
	ps := b.board.Positions
	for i := range ps {
		for j := i + 1; j < len(ps); j++ {
			p, err := b.compare(&ps[i], &ps[j])
			if err != nil {
				return err
			}
			p.A, p.B = i, j
			b.board.Pairs = append(b.board.Pairs, p)
		}
	}
	return nil
}

// stretch finds the range of each group. A part of another position of the group says nothing of the whole.
func (b *boardBuilder) stretch(all []*Position) {
	parts := map[positionKey]bool{}
	for _, p := range b.board.Pairs {
		x, y := &b.board.Positions[p.A], &b.board.Positions[p.B]
		if p.Scope != ScopePart || x.Group != y.Group {
			continue
		}
		if p.PartA {
			parts[x.key] = true
		}
		if p.PartB {
			parts[y.key] = true
		}
	}
	for i := range b.board.Positions {
		b.board.Positions[i].OfAnother = parts[b.board.Positions[i].key]
	}
	for _, p := range all {
		g := &b.board.Groups[p.Group]
		if p.Denied || parts[p.key] {
			continue
		}
		approx := p.Approx
		if p.Low != nil && (g.Min == nil || *p.Low < *g.Min || *p.Low == *g.Min && !approx) {
			g.Min, g.MinApprox = p.Low, approx
		}
		if p.High != nil && (g.Max == nil || *p.High > *g.Max || *p.High == *g.Max && !approx) {
			g.Max, g.MaxApprox = p.High, approx
		}
	}
}

// compareGroups is an order of groups by their keys alone.
func compareGroups(x, y *groupKey) int {
	return cmp.Or(cmp.Compare(x.predicate, y.predicate), compareID(x.subject, y.subject), compareBools(y.numbered, x.numbered),
		cmp.Compare(x.measure, y.measure), cmp.Compare(x.realis, y.realis))
}

// compareBools puts false before true.
func compareBools(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

// compareClaims is the order of Claims: newest article first, undated ones last, then by article and place in it.
func compareClaims(x, y Claim) int {
	day := func(d Date) int { return d.Year<<16 | d.Month<<8 | d.Day }
	return cmp.Or(cmp.Compare(day(y.Published), day(x.Published)), compareID(x.Article, y.Article),
		cmp.Compare(x.Evidence.Start, y.Evidence.Start), compareID(x.ID, y.ID))
}
