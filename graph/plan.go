package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// plan is how a query for claims is answered.
type plan struct {
	tx *Tx
	f  *ClaimFilter

	ways       []way // by width; the first is gone through, the others are intersected with it
	empty      bool  // nothing can match
	byMark     bool  // marks are looked at
	quantified bool
	relation   *triple     // of f.Relation
	exact      bool        // ways and marks decide alone, so that no claim need be read to count
	inside     map[ID]bool // the places of f.Place
	checks     []string    // conditions that are looked at claim by claim
	cond       *condition  // of f.Where
	borrowed   bool        // the way is one of f.Where: it does not tell what f itself asks for
	beside     stream      // the ways, where another stream is looked at; nil until they are needed
	last       []byte      // the place that was looked for in it last
	outlet     struct {    // of the article that was looked at last
		article ref
		id      ID
	}
}

// way is an index that holds every claim that a condition allows.
type way struct {
	name  string
	width int  // how many claims it holds, as far as counters tell
	sure  bool // width is exact
	open  func() stream
}

// Plan says how a query for claims is answered.
type Plan struct {
	Index     string   // the index that is gone through: the narrowest
	Width     int      // how many claims it holds, as far as the counters tell
	Intersect []string // indexes that it is intersected with
	Checks    []string // conditions that are looked at claim by claim
}

// String is the plan in a line.
func (p Plan) String() string {
	noun := "claims"
	if p.Width == 1 {
		noun = "claim"
	}
	s := fmt.Sprintf("%s (%d %s)", p.Index, p.Width, noun)
	if len(p.Intersect) > 0 {
		s += ", intersected with " + strings.Join(p.Intersect, ", ")
	}
	if len(p.Checks) > 0 {
		s += "; then looks at each for " + strings.Join(p.Checks, ", ")
	}
	return s
}

// Explain says how Claims would answer f.
func (tx *Tx) Explain(f ClaimFilter) (Plan, error) {
	p, err := tx.checkedPlan(&f)
	if err != nil {
		return Plan{}, fmt.Errorf("graph: explain: %w", err)
	}
	if p.empty {
		return Plan{Index: "none: an id of the filter names nothing"}, nil
	}
	out := Plan{Index: p.ways[0].name, Width: p.ways[0].width, Checks: p.checks}
	for _, w := range p.ways[1:] {
		out.Intersect = append(out.Intersect, w.name)
	}
	return out, nil
}

// open is the claims that the ways allow.
func (p *plan) open() stream {
	if p.empty {
		return noClaims{}
	}
	var s stream
	if len(p.ways) == 1 {
		s = p.ways[0].open()
	} else {
		b := &both[stream]{}
		for _, w := range p.ways {
			b.of = append(b.of, w.open())
		}
		s = allOf{b}
	}
	if !p.f.Until.IsZero() {
		s = notBefore{s, newest(p.f.Until)}
	}
	if p.cond != nil || p.borrowed {
		s = attended{s, p}
	}
	return s
}

// openOldest is open, turned round.
func (p *plan) openOldest() stream {
	s := p.open().turn()
	if !p.f.Since.IsZero() {
		s = notBefore{s, turned(nil, oldest(p.f.Since))}
	}
	return s
}

// checkedPlan is plan, where the transaction can go on.
func (tx *Tx) checkedPlan(f *ClaimFilter) (*plan, error) {
	if err := tx.check(); err != nil {
		return nil, err
	}
	return tx.plan(f)
}

// plan finds the ways that the filter names, and chooses.
func (tx *Tx) plan(f *ClaimFilter) (*plan, error) {
	p := &plan{tx: tx, f: f, quantified: f.Quantified || f.MinQuantity != nil || f.MaxQuantity != nil}
	for _, find := range []func() error{p.byArticle, p.byPair, p.byRoles, p.byPlace, p.bySource, p.byOutlet, p.where, p.byFacets} {
		if err := find(); err != nil {
			return nil, err
		}
		if p.empty {
			return p, nil
		}
	}
	if len(p.ways) == 0 {
		counts, err := tx.readStats()
		if err != nil {
			return nil, err
		}
		p.add("all claims, by date", counts.Claims, func() stream { return tx.whole(tx.index(keyByDate)) })
		p.sure()
	}
	slices.SortStableFunc(p.ways, func(a, b way) int { return cmp.Compare(a.width, b.width) })
	p.narrow()
	p.check()
	return p, nil
}

func (p *plan) add(name string, width int, open func() stream) {
	p.ways = append(p.ways, way{name: name, width: width, open: open})
}

// sure says that the width of the way added last is exact.
func (p *plan) sure() { p.ways[len(p.ways)-1].sure = true }

// check notes what is looked at claim by claim.
func (p *plan) check() {
	f := p.f
	p.exact = true
	has := func(name string) bool { return slices.ContainsFunc(p.ways, func(w way) bool { return w.name == name }) }
	note := func(on bool, what string) {
		if on {
			p.checks = append(p.checks, what)
			p.byMark = true
		}
	}
	pair := slices.ContainsFunc(p.ways, func(w way) bool { return strings.HasPrefix(w.name, pairWay) })
	note(f.Type != 0 && !pair && !has(typeWay), "type")
	note(f.Stance != 0 && !has(stanceWay), "stance")
	note(f.Realis != 0 && !has(realisWay), "realis")
	note(f.Status != 0 && !has(statusWay), "status")
	note(p.quantified, "a quantity")
	note(!f.Source.IsZero() && !has(sourceWay), "source")
	note(!f.Origin.IsZero(), "origin")
	if f.MinQuantity != nil || f.MaxQuantity != nil {
		p.exact = false
		p.checks = append(p.checks, "its bounds")
	}
	if p.borrowed {
		p.exact = true // fits looks at everything
	}
	if p.cond != nil {
		p.checks = append(p.checks, "what other filters say")
	}
}

// byArticle: the claims of an article lie together.
func (p *plan) byArticle() error {
	id := p.f.Article
	if id.IsZero() {
		return nil
	}
	a, err := p.tx.articleHead(id)
	if isAbsent(err) {
		p.empty = true
		return nil
	}
	if err != nil {
		return err
	}
	prefix := articlePlace(a.Published, id.ref())
	p.add("claims of an article", a.claims, func() stream {
		return inArticle{within[stream]{p.tx.whole(p.tx.index(keyByDate)), prefix}}
	})
	if a.earlier == 0 {
		p.sure()
	}
	return nil
}

// The names of ways that plan.check asks for.
const (
	pairWay   = "claims about a pair"
	sourceWay = "claims by source"
	typeWay   = "claims by type"
	stanceWay = "claims by stance"
	realisWay = "claims by realis"
	statusWay = "claims by status"
)

// byPair: a relation, or subject and object.
func (p *plan) byPair() error {
	f := p.f
	var triples []triple
	if !f.Relation.IsZero() {
		t, err := p.tx.triple(f.Relation)
		if isAbsent(err) {
			p.empty = true
			return nil
		}
		if err != nil {
			return err
		}
		triples, p.relation = []triple{t}, &t
	} else if !f.Subject.IsZero() && !f.Object.IsZero() {
		for t := DeploysTo; t <= Other; t++ {
			if f.Type == 0 || f.Type == t {
				triples = append(triples, triple{t, f.Subject.ref(), f.Object.ref()})
			}
		}
	}
	if triples == nil {
		return nil
	}
	width := 0
	var open []func() stream
	for _, t := range triples {
		if !t.typ.IsRelation() {
			w, err := p.widthOf(f.Subject, func(d *Degree) int { return d.Subject })
			if err != nil {
				return err
			}
			width += w
			open = append(open, func() stream { return p.tx.pairIndex(t) })
			continue
		}
		r, err := p.tx.relationRecord(t)
		switch {
		case err == nil:
			width += r.claims
			open = append(open, func() stream { return p.tx.claimsOf(t, r) })
		case !isAbsent(err):
			return err
		}
	}
	if len(open) == 0 {
		p.empty = true
		return nil
	}
	p.add(pairWay, width, func() stream {
		if len(open) == 1 {
			return open[0]()
		}
		all := make([]stream, len(open))
		for i := range open {
			all[i] = open[i]()
		}
		return anyOf{unite(all...)}
	})
	p.ways[len(p.ways)-1].sure = !slices.ContainsFunc(triples, func(t triple) bool { return !t.typ.IsRelation() })
	return nil
}

// widthOf is one of an entity's counters; 0 where there is no such entity, which then has no entry in any index.
func (p *plan) widthOf(id ID, field func(*Degree) int) (int, error) {
	e, err := p.tx.entityRecord(id)
	if isAbsent(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return field(&e.degree), nil
}

func (p *plan) byRoles() error {
	f := p.f
	pair := len(p.ways) > 0 && p.ways[len(p.ways)-1].name == pairWay
	for _, r := range []struct {
		name   string
		role   role
		id     ID
		paired bool
		field  func(*Degree) int
	}{
		{"claims by subject", roleSubject, f.Subject, pair && f.Relation.IsZero(), func(d *Degree) int { return d.Subject }},
		{"claims by object", roleObject, f.Object, pair && f.Relation.IsZero(), func(d *Degree) int { return d.Object }},
		{"claims by item", roleItem, f.Item, false, func(d *Degree) int { return d.Item }},
	} {
		if r.id.IsZero() || r.paired {
			continue
		}
		width, err := p.widthOf(r.id, r.field)
		if err != nil {
			return err
		}
		p.add(r.name, width, func() stream { return p.tx.roleStream(r.id, r.role) })
		p.sure()
	}
	if f.About.IsZero() {
		return nil
	}
	width, err := p.widthOf(f.About, func(d *Degree) int { return d.Subject + d.Object + d.Item })
	if err != nil {
		return err
	}
	p.add("claims about an entity", width, func() stream {
		return anyOf{unite(p.tx.roleStream(f.About, roleSubject), p.tx.roleStream(f.About, roleObject), p.tx.roleStream(f.About, roleItem))}
	})
	return nil
}

func (tx *Tx) roleStream(id ID, r role) stream {
	e := id.ref()
	return tx.posted(keyByRole, e[:], []byte{byte(r)})
}

// byPlace: the object is one of the places that lie in one.
func (p *plan) byPlace() error {
	if p.f.Place.IsZero() {
		return nil
	}
	ids, err := newContainment(p.tx).contents(p.f.Place)
	if isAbsent(err) {
		p.empty = true
		return nil
	}
	if err != nil {
		return err
	}
	p.inside = map[ID]bool{}
	width := 0
	for _, id := range ids {
		p.inside[id] = true
		w, err := p.widthOf(id, func(d *Degree) int { return d.Object })
		if err != nil {
			return err
		}
		width += w
	}
	p.add(fmt.Sprintf("claims by object, of %d places", len(ids)), width, func() stream {
		all := make([]stream, len(ids))
		for i, id := range ids {
			all[i] = p.tx.roleStream(id, roleObject)
		}
		return anyOf{unite(all...)}
	})
	return nil
}

// bySource: who says it, and whom it goes back to.
func (p *plan) bySource() error {
	f := p.f
	if !f.Source.IsZero() {
		width, err := p.widthOf(f.Source, func(d *Degree) int { return d.Says })
		if err != nil {
			return err
		}
		p.add(sourceWay, width, func() stream { return p.tx.sourceStream(f.Source.ref()) })
		p.ways[len(p.ways)-1].sure = width > 0 // 0 is also that of a source that is no entity
	}
	if !f.Origin.IsZero() {
		width, err := p.widthOf(f.Origin, func(d *Degree) int { return d.Says })
		if err != nil {
			return err
		}
		r := f.Origin.ref()
		p.add("claims by origin", width, func() stream {
			relayed := marked{p.tx, p.tx.index(keyByOrigin, r[:])}
			return anyOf{unite(stream(relayed), p.tx.sourceStream(r), p.tx.posted(keyRepeated, r[:]))}
		})
	}
	return nil
}

func (p *plan) byOutlet() error {
	id := p.f.Outlet
	if id.IsZero() {
		return nil
	}
	articles, err := p.widthOf(id, func(d *Degree) int { return d.Published })
	if err != nil {
		return err
	}
	counts, err := p.tx.readStats()
	if err != nil {
		return err
	}
	r := id.ref()
	p.add("claims of an outlet's articles", articles*(1+counts.Claims/max(1, counts.Articles)), func() stream {
		return p.tx.whole(p.tx.index(keyByOutlet, r[:]))
	})
	return nil
}

// byFacets: what claims are. Beside another condition a mark tells it.
func (p *plan) byFacets() error {
	if len(p.ways) > 0 {
		return nil
	}
	counts, err := p.tx.readStats()
	if err != nil {
		return err
	}
	f := p.f
	add := func(name string, facet byte, width int) {
		p.add(name, width, func() stream { return p.tx.posted(keyByFacet, []byte{facet}) })
		p.sure()
	}
	if n := counts.types[f.Type]; f.Type != 0 && (n <= maxTypeList || !f.Type.IsRelation()) {
		loose := func() stream { return p.tx.posted(keyByFacet, []byte{facetOfPredicate(f.Type)}) }
		p.add(typeWay, n, loose)
		p.sure()
		if f.Type.IsRelation() {
			p.ways[len(p.ways)-1].open = func() stream {
				list, err := p.tx.claimsOfType(f.Type)
				if err != nil {
					return failed{err: err}
				}
				return anyOf{unite(stream(&listing{tx: p.tx, list: list}), loose())}
			}
		}
	}
	if f.Stance > Asserts {
		add(stanceWay, facetOfStance(f.Stance), counts.stances[f.Stance])
	}
	if f.Realis > Actual {
		add(realisWay, facetOfRealis(f.Realis), counts.realis[f.Realis])
	}
	switch f.Status {
	case Corrected:
		add(statusWay, facetOfStatus(f.Status), counts.Corrected)
	case Withdrawn:
		add(statusWay, facetOfStatus(f.Status), counts.Withdrawn)
	}
	return nil
}

// maxTypeList is how many claims of a type of relation are gathered from its relations, which takes some 20 ms. Of more, the claims
// of all types by date give a page sooner.
const maxTypeList = 10_000

// claimsOfType is the claims that support a relation of a type, by place.
func (tx *Tx) claimsOfType(t Predicate) (all []listed, err error) {
	err = tx.eachRelation(t, nil, func(t triple, r *relationRecord) error {
		list := r.list
		if r.spilled() {
			var err error
			if list, err = tx.indexedClaims(t); err != nil {
				return err
			}
		}
		all = append(all, list...)
		return nil
	})
	slices.SortFunc(all, compareListed)
	return all, err
}
