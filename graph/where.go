package graph

import (
	"bytes"
	"slices"
)

// condition is a Where, planned.
type condition struct {
	all, any, none []*plan

	// What need not be looked at where the ways of the plan are gone through, because they lead to nothing else.
	settled    *plan // one of all
	settledAny bool
}

// where plans what other filters say. It sets p.empty where they leave nothing.
func (p *plan) where() error {
	w := p.f.Where
	if w == nil {
		return nil
	}
	p.cond = &condition{}
	for _, part := range []struct {
		of   []ClaimFilter
		into *[]*plan
	}{{w.All, &p.cond.all}, {w.Any, &p.cond.any}, {w.None, &p.cond.none}} {
		for i := range part.of {
			q, err := p.tx.plan(&part.of[i])
			if err != nil {
				return err
			}
			*part.into = append(*part.into, q)
		}
	}
	for _, q := range p.cond.all {
		p.empty = p.empty || q.empty
	}
	if len(w.Any) > 0 {
		p.cond.any = possible(p.cond.any)
		p.empty = p.empty || len(p.cond.any) == 0
	}
	p.cond.none = possible(p.cond.none)
	return nil
}

// possible is the plans that can match anything.
func possible(plans []*plan) []*plan {
	var out []*plan
	for _, q := range plans {
		if !q.empty {
			out = append(out, q)
		}
	}
	return out
}

// narrow takes, instead of the ways of the filter itself, those of other filters where they are narrower.
func (p *plan) narrow() {
	if p.cond == nil {
		return
	}
	c := p.cond
	for _, q := range c.all {
		if p.instead(q.ways[0].width, q) {
			c.settled = q
		}
	}
	if len(c.any) > 0 {
		width := 0
		for _, q := range c.any {
			width += q.ways[0].width
		}
		if p.instead(width, c.any...) {
			c.settled = nil
			c.settledAny = !slices.ContainsFunc(c.any, func(q *plan) bool { return !q.decided() })
		}
	}
	if c.settled != nil && !c.settled.decided() {
		c.settled = nil
	}
}

// decided reports whether whatever the ways of the plan lead to matches, so that it need not be looked at.
func (p *plan) decided() bool {
	return len(p.checks) == 0 && p.f.Since.IsZero() && p.f.Until.IsZero()
}

// instead goes through what any of the plans allows, if that is narrower than what p goes through, and says so.
func (p *plan) instead(width int, plans ...*plan) bool {
	if width >= p.ways[0].width {
		return false
	}
	name := ""
	for i, q := range plans {
		if i > 0 {
			name += " or "
		}
		name += q.ways[0].name
	}
	p.borrowed = true
	p.ways = []way{{name: name, width: width, open: func() stream {
		if len(plans) == 1 {
			return plans[0].open()
		}
		all := make([]stream, len(plans))
		for i, q := range plans {
			all[i] = q.open()
		}
		return anyOf{unite(all...)}
	}}}
	return true
}

// spot is a claim at which a stream stands, read as far as conditions need it.
type spot struct {
	s         stream
	of        *plan // whose ways are gone through
	down      bool  // the stream is turned
	published Date
	article   ref
	c         *Claim
}

func newSpot(s stream, of *plan) *spot {
	a := &spot{s: s, of: of, down: s.place()[0] != s.at()[0]}
	a.published, a.article, _, _ = splitPlace(s.at())
	return a
}

// holds reports whether what other filters say is so of the claim at which a stream stands.
func (p *plan) holds(a *spot) (bool, error) {
	c := p.cond
	driven := a.of == p
	for _, q := range c.none {
		if ok, err := q.fits(a); ok || err != nil {
			return false, err
		}
	}
	for _, q := range c.all {
		if driven && q == c.settled {
			continue
		}
		if ok, err := q.fits(a); !ok || err != nil {
			return false, err
		}
	}
	if driven && c.settledAny {
		return true, nil
	}
	for _, q := range c.any {
		if ok, err := q.fits(a); ok || err != nil {
			return ok, err
		}
	}
	return len(c.any) == 0, nil
}

// fits reports whether a claim matches the filter, whatever stream it was found in. The claim is read only where place, mark and
// indexes are not enough.
func (p *plan) fits(a *spot) (bool, error) {
	if p.empty {
		return false, nil
	}
	f := p.f
	if !f.Since.IsZero() || !f.Until.IsZero() {
		if a.published.Year == 0 || before(a.published, f.Since) || beyond(a.published, f.Until) {
			return false, nil
		}
	}
	if !f.Article.IsZero() && f.Article.ref() != a.article {
		return false, nil
	}
	if !f.Outlet.IsZero() {
		if p.outlet.article != a.article { // most claims stand beside one of the same article
			h, err := p.tx.head(a.article)
			if err != nil {
				return false, err
			}
			p.outlet.article, p.outlet.id = a.article, h.OutletID
		}
		if p.outlet.id != f.Outlet {
			return false, nil
		}
	}
	if ok, err := p.marked(a.s); !ok || err != nil {
		return false, err
	}
	if ok, err := p.told(a); !ok || err != nil {
		return false, err
	}
	if p.cond == nil {
		return true, nil
	}
	return p.holds(a)
}

// told reports whether what neither place nor mark tell is as the filter wants it.
func (p *plan) told(a *spot) (bool, error) {
	bounds := p.f.MinQuantity != nil || p.f.MaxQuantity != nil
	switch {
	case !p.roles() && !bounds:
		return true, nil
	case p.roles() && !p.borrowed:
		if ok, err := p.among(a); !ok || err != nil || !bounds {
			return ok, err
		}
	}
	if a.c == nil {
		c, err := a.s.claim()
		if err != nil {
			return false, err
		}
		a.c = &c
	}
	return p.matches(a.c), nil
}

// among reports whether the claim stands in the ways of the plan, which hold those that have the roles. It goes through them beside the
// stream that is looked at, so that no claim need be read.
func (p *plan) among(a *spot) (bool, error) {
	place := a.s.place()
	if p.beside == nil {
		if p.beside = p.open(); a.down {
			p.beside = p.beside.turn()
		}
		p.last = nil
	}
	if p.last == nil || bytes.Compare(place, p.last) < 0 {
		p.beside.seek(place)
	}
	p.last = append(p.last[:0], place...)
	for step := 0; ; step++ {
		at := p.beside.place()
		if at == nil {
			return false, p.beside.fault()
		}
		if order := bytes.Compare(at, place); order >= 0 {
			return order == 0, nil
		}
		if step < maxLeap {
			p.beside.next()
		} else {
			p.beside.seek(place)
		}
	}
}

// maxLeap is how many places are gone through one by one before the next is sought, which costs as much as some of them.
const maxLeap = 8

// attended is a stream that closes with it what was opened beside it.
type attended struct {
	stream
	p *plan
}

func (a attended) close() {
	a.stream.close()
	a.p.closeBeside()
}

func (a attended) turn() stream { return attended{a.stream.turn(), a.p} }

func (p *plan) closeBeside() {
	if s := p.beside; s != nil {
		p.beside = nil // which may be attended by p itself
		s.close()
	}
	if p.cond == nil {
		return
	}
	for _, part := range [][]*plan{p.cond.all, p.cond.any, p.cond.none} {
		for _, q := range part {
			q.closeBeside()
		}
	}
}

// roles reports whether the filter asks for what an index or the claim itself tells, and no mark.
func (p *plan) roles() bool {
	f := p.f
	for _, id := range []ID{f.Subject, f.Object, f.Item, f.About, f.Place, f.Relation} {
		if !id.IsZero() {
			return true
		}
	}
	return false
}
