package graph

import (
	"bytes"
	"fmt"
	"iter"
)

// Claims yields the claims that match f, each with its evidence: newest article first, then by article, then by position in the
// article, behind which come those that only earlier versions of it make; with Oldest the other way round. Claims of articles without a date come last in both. An id that names nothing yields nothing. After an error the sequence
// ends.
//
// The sequence is a snapshot: writes made while it runs are not seen. Offsets in Evidence count code points of the article's
// text; what stands around the quote is read by Evidence. The store goes through the narrowest index of those that the filter
// names, and through what others leave of it (Explain says which); so the cost grows with the claims yielded and with those that
// only a quantity, or a stance or realis beside another condition, leaves out, not with the size of the store.
func (tx *Tx) Claims(f ClaimFilter) iter.Seq2[Claim, error] {
	var p *plan
	open := func() (s stream, err error) {
		if p, err = tx.plan(&f); err != nil {
			return nil, err
		}
		if f.Oldest {
			return p.openOldest(), nil
		}
		return p.open(), nil
	}
	load := func(s stream) (Claim, error) {
		if err := p.passes(s); err != nil {
			return Claim{}, err
		}
		c, err := s.claim()
		if err == nil && !p.matches(&c) {
			err = errSkip
		}
		return c, err
	}
	if f.Oldest {
		return oldestFirst(tx, "claims", markClaim, f.Page, open, load)
	}
	return list(tx, "claims", markClaim, f.Page, open, load)
}

// passes reports by an error whether the claim at which a stream stands can be left out, or the rest of the stream, as far as its
// place and its mark tell.
func (p *plan) passes(s stream) error {
	f := p.f
	if !f.Since.IsZero() || !f.Until.IsZero() {
		// Places run from the newest to the undated, or from the oldest to the newest, so that nothing later can match.
		published, ok := dateOfKey(s.at())
		switch {
		case !ok:
		case published.Year == 0, !f.Oldest && before(published, f.Since), f.Oldest && beyond(published, f.Until):
			return errStop
		}
	}
	if p.borrowed {
		ok, err := p.fits(newSpot(s, p))
		if err == nil && !ok {
			err = errSkip
		}
		return err
	}
	if p.byMark {
		if ok, err := p.marked(s); err != nil {
			return err
		} else if !ok {
			return errSkip
		}
	}
	if p.cond == nil {
		return nil
	}
	ok, err := p.holds(newSpot(s, p))
	if err == nil && !ok {
		err = errSkip
	}
	return err
}

// marked reports whether the mark of the claim at which a stream stands allows it.
func (p *plan) marked(s stream) (bool, error) {
	f := p.f
	if f.Type == 0 && f.Stance == 0 && f.Realis == 0 && f.Status == 0 && !p.quantified && f.Source.IsZero() && f.Origin.IsZero() {
		return true, nil
	}
	m, err := s.mark()
	if err != nil {
		return false, err
	}
	typ, stance, realis := splitFacets(m.facets)
	switch {
	case f.Type != 0 && f.Type != typ, f.Stance != 0 && f.Stance != stance, f.Realis != 0 && f.Realis != realis,
		f.Status != 0 && f.Status != m.status, p.quantified && !m.quantity:
		return false, nil
	case f.Source.IsZero() && f.Origin.IsZero():
		return true, nil
	}
	if m, err = p.tx.fullMark(s); err != nil {
		return false, err
	}
	if !f.Source.IsZero() && f.Source.ref() != m.source {
		return false, nil
	}
	if f.Origin.IsZero() {
		return true, nil
	}
	_, article, _, _ := splitPlace(s.at())
	origin, err := p.tx.originOf(&m, article)
	return origin == f.Origin.ref(), err
}

// goesBack is the origin of the claim.
func (m *mark) goesBack() ref {
	if m.origin.isZero() {
		return m.source
	}
	return m.origin
}

// matches checks every condition of the filter but the dates, the outlet, the origin and the page.
func (p *plan) matches(c *Claim) bool {
	f := p.f
	is := func(want, id ID) bool { return want.IsZero() || want == id }
	switch {
	case !is(f.Source, c.Source.ID), !is(f.Subject, c.Subject), !is(f.Object, c.Object), !is(f.Item, c.Item), !is(f.Article, c.Article),
		p.relation != nil && c.triple() != *p.relation:
		return false
	case !f.Place.IsZero() && !p.inside[c.Object]:
		return false
	case !f.About.IsZero() && f.About != c.Subject && f.About != c.Object && f.About != c.Item:
		return false
	case f.Type != 0 && f.Type != c.Predicate, f.Stance != 0 && f.Stance != c.Stance, f.Realis != 0 && f.Realis != c.Realis,
		f.Status != 0 && f.Status != c.Status:
		return false
	case !p.quantified:
		return true
	case c.Quantity == nil:
		return false
	}
	q := c.Quantity
	return (f.MinQuantity == nil || q.Max == nil || *q.Max >= *f.MinQuantity) &&
		(f.MaxQuantity == nil || q.Min == nil || *q.Min <= *f.MaxQuantity)
}

// before reports whether the first day that a publication date can mean is before the first day that since can mean.
func before(published, since Date) bool {
	day := func(d Date) int { return d.Year<<16 | max(1, d.Month)<<8 | max(1, d.Day) }
	return !since.IsZero() && day(published) < day(since)
}

// beyond reports whether the first day that a publication date can mean is after the last day that until can mean.
func beyond(published, until Date) bool {
	return !until.IsZero() && published.Year > 0 && bytes.Compare(dateKey(published), newest(until)) < 0
}

// oldest is the last place at which a claim published since a day can stand.
func oldest(since Date) []byte {
	if since.Day == 1 { // an unknown day is the first, and stands behind it
		since.Day = 0
	}
	if since.Day == 0 && since.Month == 1 {
		since.Month = 0
	}
	return dateKey(since)
}

// newest is the first place at which a claim published until a day can stand.
func newest(until Date) []byte {
	d := Date{Year: until.Year, Month: 12, Day: 31}
	if until.Month != 0 {
		d.Month = until.Month
	}
	if until.Day != 0 {
		d.Day = until.Day
	}
	return dateKey(d)
}

// Count is how many claims match f, whatever its page. Where the filter's conditions can be told by the indexes, which is so but
// for the bounds of a quantity and for roles in a Where, no claim is read; and where it asks for one entity, one article, one relation
// or one type alone, a counter has the answer.
func (tx *Tx) Count(f ClaimFilter) (int, error) {
	c, err := tx.CountWithin(f, 0)
	return c.Claims, err
}

// Counting is how many claims were counted, and at what cost.
type Counting struct {
	Claims int
	Passed int  // entries of the indexes that were looked at
	Cut    bool // more were to be looked at, and Claims is less than there are
}

// CountWithin is Count that looks at so many entries of the indexes at most; 0: at all.
func (tx *Tx) CountWithin(f ClaimFilter, most int) (Counting, error) {
	f.Page, f.Oldest = Page{}, false
	p, err := tx.checkedPlan(&f)
	if err != nil {
		return Counting{}, fmt.Errorf("graph: count claims: %w", err)
	}
	if p.empty {
		return Counting{}, nil
	}
	if len(p.ways) == 1 && p.ways[0].sure && len(p.checks) == 0 && f.Since.IsZero() && f.Until.IsZero() {
		return Counting{Claims: p.ways[0].width}, nil
	}
	var c Counting
	pass := func() error {
		if most > 0 && c.Passed == most {
			c.Cut = true
			return errStop
		}
		c.Passed++
		return nil
	}
	for _, err := range p.marks("count claims", false, pass) {
		if err != nil {
			return Counting{}, err
		}
		c.Claims++
	}
	return c, nil
}

// seenMark is a claim as the indexes tell it.
type seenMark struct {
	mark
	published Date
	article   ref
}

// marks yields what the indexes tell of the claims that match the filter, full marks or plain ones, reading claims only where that is
// not enough. pass is called before each is looked at.
func (p *plan) marks(op string, full bool, pass func() error) iter.Seq2[seenMark, error] {
	return list(p.tx, op, markClaim, Page{},
		func() (stream, error) { return p.open(), nil },
		func(s stream) (seenMark, error) {
			if err := pass(); err != nil {
				return seenMark{}, err
			}
			if err := p.passes(s); err != nil {
				return seenMark{}, err
			}
			if !p.exact {
				c, err := s.claim()
				if err != nil {
					return seenMark{}, err
				}
				if !p.matches(&c) {
					return seenMark{}, errSkip
				}
			}
			read := s.mark
			if full {
				read = func() (mark, error) { return p.tx.fullMark(s) }
			}
			m, err := read()
			published, article, _, _ := splitPlace(s.at())
			return seenMark{m, published, article}, err
		})
}

// Facets counts the claims that match a filter by what they are.
type Facets struct {
	Claims   int
	Articles int
	Types    map[Predicate]int
	Stances  map[Stance]int
	Realis   map[Realis]int
	Statuses map[ClaimStatus]int
	Sources  map[ID]int   // named sources and outlets; unnamed sources count together under the zero ID
	Months   map[Date]int // of publication, without days; the zero Date for articles without a date
}

// Facets counts the claims that match f, whatever its page. It goes through the index that Explain names, and reads articles only
// where that index does not say the source: those by date, by outlet, by stance and by realis.
func (tx *Tx) Facets(f ClaimFilter) (Facets, error) {
	f.Oldest = false
	p, err := tx.checkedPlan(&f)
	if err != nil {
		return Facets{}, fmt.Errorf("graph: facets: %w", err)
	}
	out := Facets{
		Types: map[Predicate]int{}, Stances: map[Stance]int{}, Realis: map[Realis]int{}, Statuses: map[ClaimStatus]int{}, Sources: map[ID]int{}, Months: map[Date]int{},
	}
	sources := map[ref]int{}
	last := ref{}
	for m, err := range p.marks("facets", true, func() error { return nil }) {
		if err != nil {
			return Facets{}, err
		}
		if out.Claims == 0 || m.article != last {
			out.Articles++
		}
		last = m.article
		out.Claims++
		typ, stance, realis := splitFacets(m.facets)
		out.Types[typ]++
		out.Stances[stance]++
		out.Realis[realis]++
		out.Statuses[m.status]++
		sources[m.source]++
		m.published.Day = 0
		out.Months[m.published]++
	}
	for r, n := range sources {
		id := ID{}
		v, err := tx.label(r)
		switch {
		case err == nil:
			id = v.id
		case !isAbsent(err):
			return Facets{}, wrap(err, "facets: source", id)
		}
		out.Sources[id] += n
	}
	return out, nil
}

// maxOrigins is how many claims of a relation a summary goes through for their origins: some 50 ms.
const maxOrigins = 10_000

// Summary is what the current claims of a relation come to. All but Origins is counted as articles are stored, so that it costs one read;
// for Origins up to 10,000 claims are read. The error wraps ErrNotFound when there is no such relation.
func (tx *Tx) Summary(relation ID) (Summary, error) {
	s, err := tx.summary(relation)
	return s, wrap(err, "summary of relation", relation)
}

func (tx *Tx) summary(relation ID) (Summary, error) {
	t, err := tx.triple(relation)
	if err != nil {
		return Summary{}, err
	}
	r, err := indexed(tx.relationRecord(t))
	if err != nil {
		return Summary{}, err
	}
	s := r.summary()
	var claims []Claim
	p := tx.claimsOf(t, r)
	defer p.close()
	n := 0
	for p.seek(nil); p.place() != nil; p.next() {
		m, err := p.mark()
		if err != nil {
			return Summary{}, err
		}
		if m.status != Current {
			continue
		}
		if n++; n > maxOrigins {
			s.OriginsCut = true
			break
		}
		c, err := p.claim()
		if err != nil {
			return Summary{}, err
		}
		claims = append(claims, c)
	}
	if err := p.fault(); err != nil {
		return Summary{}, err
	}
	s.Origins, err = tx.countOrigins(claims)
	return s, err
}
