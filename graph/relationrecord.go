package graph

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
)

// relationRecord is what the claims of a relation come to. What one article adds can be taken back, but for the ends of ranges and
// dates: where what is taken back stood at an end, they are read from the claims that are left.
//
// Most relations have one claim or a few. Those are listed in the record, and the index by pair holds the claims of the others.
type relationRecord struct {
	claims      int                // all
	past        [Withdrawn + 1]int // of them by status, but for the current ones; what follows is of these alone
	articles    int
	stances     [Fears + 1]int
	realis      [Unknown + 1]int
	first, last Date // of publication, among those that have a year
	units       []unitRange
	list        []listed // of all claims, by place; nil where there are more than maxListed
}

// maxListed is how many claims a relation's record lists at most.
const maxListed = 4

// listed is a claim in a relation's record.
type listed struct {
	place [placeSize]byte
	mark
	claim []byte // the whole claim, as the index by source has it, where it is at hand
}

// pairValue is the claim's value in the index by pair.
func (l *listed) pairValue() []byte {
	return append(append(make([]byte, 0, refSize+len(l.claim)), l.source[:]...), l.claim...)
}

func compareListed(a, b listed) int { return bytes.Compare(a.place[:], b.place[:]) }

// spilled reports whether the claims are in the index by pair.
func (r *relationRecord) spilled() bool { return r.claims > maxListed }

// unitRange is the quantities of one unit.
type unitRange struct {
	unit     string
	n        int
	min, max *float64
}

// relations is what the article adds to each relation that its claims support, by triple.
func (a *stored) relations() map[triple]*relationRecord {
	rs := map[triple]*relationRecord{}
	for i := range a.claims {
		c := &a.claims[i]
		if !c.supports() {
			continue
		}
		t := c.triple()
		r := rs[t]
		if r == nil {
			r = &relationRecord{}
			rs[t] = r
		}
		r.see(c)
		if c.Status == Current {
			r.articles = 1
		}
		l := listed{mark: markOf(c), claim: encodeClaim(c, a.ofClaim(i).voice())}
		copy(l.place[:], claimPlace(a.Published, a.ID.ref(), i))
		r.list = append(r.list, l)
	}
	return rs
}

// triple is the pair that a claim is about; its refs are zero where it has no such end.
func (c *Claim) triple() triple { return triple{c.Predicate, c.Subject.ref(), c.Object.ref()} }

// sortedTriples is the keys of a map in order.
func sortedTriples[T any](m map[triple]T) []triple {
	ts := make([]triple, 0, len(m))
	for t := range m {
		ts = append(ts, t)
	}
	slices.SortFunc(ts, compareTriples)
	return ts
}

func compareTriples(a, b triple) int {
	if a.typ != b.typ {
		return cmp.Compare(a.typ, b.typ)
	}
	if a.subject != b.subject {
		return compareRefs(a.subject, b.subject)
	}
	return compareRefs(a.object, b.object)
}

func compareRefs(a, b ref) int {
	return cmp.Compare(binary.BigEndian.Uint64(a[:]), binary.BigEndian.Uint64(b[:]))
}

// see counts a claim, but not its article.
func (r *relationRecord) see(c *Claim) {
	r.claims++
	if c.Status != Current {
		r.past[c.Status]++
		return
	}
	r.stances[c.Stance]++
	r.realis[c.Realis]++
	r.seeDate(c.Published)
	if q := c.Quantity; q != nil {
		r.seeRange(unitRange{q.Unit, 1, q.Min, q.Max})
	}
}

func (r *relationRecord) seeDate(d Date) {
	if d.Year == 0 {
		return
	}
	if r.first.IsZero() || newer(r.first, d) {
		r.first = d
	}
	if r.last.IsZero() || newer(d, r.last) {
		r.last = d
	}
}

// newer reports whether a stands before b in lists, which begin with the newest.
func newer(a, b Date) bool { return string(dateKey(a)) < string(dateKey(b)) }

func (r *relationRecord) seeRange(u unitRange) {
	at, found := slices.BinarySearchFunc(r.units, u.unit, func(a unitRange, b string) int { return cmp.Compare(a.unit, b) })
	if !found {
		r.units = slices.Insert(r.units, at, u)
		return
	}
	have := &r.units[at]
	have.n += u.n
	if u.min != nil && (have.min == nil || *u.min < *have.min) {
		have.min = u.min
	}
	if u.max != nil && (have.max == nil || *u.max > *have.max) {
		have.max = u.max
	}
}

// add counts what an article, or several, say as well; the list is left to the caller.
func (r *relationRecord) add(o *relationRecord) {
	r.claims += o.claims
	r.articles += o.articles
	for i, n := range o.past {
		r.past[i] += n
	}
	for i, n := range o.stances {
		r.stances[i] += n
	}
	for i, n := range o.realis {
		r.realis[i] += n
	}
	r.seeDate(o.first)
	r.seeDate(o.last)
	for _, u := range o.units {
		r.seeRange(u)
	}
}

// remove takes back what an article says, but for the list. ends reports whether something of it may have stood at an end of a range or of the dates.
func (r *relationRecord) remove(o *relationRecord) (ends bool, err error) {
	r.claims -= o.claims
	r.articles -= o.articles
	ok := r.claims >= 0 && r.articles >= 0
	for i, n := range o.past {
		r.past[i] -= n
		ok = ok && r.past[i] >= 0
	}
	for i, n := range o.stances {
		r.stances[i] -= n
		ok = ok && r.stances[i] >= 0
	}
	for i, n := range o.realis {
		r.realis[i] -= n
		ok = ok && r.realis[i] >= 0
	}
	ends = !o.first.IsZero() && (o.first == r.first || o.last == r.last)
	for _, u := range o.units {
		at, found := slices.BinarySearchFunc(r.units, u.unit, func(a unitRange, b string) int { return cmp.Compare(a.unit, b) })
		if !found {
			ok = false
			continue
		}
		have := &r.units[at]
		if have.n -= u.n; have.n <= 0 {
			ok = ok && have.n == 0
			r.units = slices.Delete(r.units, at, at+1)
			continue
		}
		ends = ends || u.min != nil && *u.min == *have.min || u.max != nil && *u.max == *have.max
	}
	if !ok {
		return false, fmt.Errorf("%w: a relation counts less than what articles say of it", ErrDamaged)
	}
	return ends, nil
}

// summary is what the record shows.
func (r *relationRecord) summary() Summary {
	gone := r.past[Corrected] + r.past[Withdrawn]
	s := Summary{Claims: r.claims - gone, Corrected: r.past[Corrected], Withdrawn: r.past[Withdrawn], Articles: r.articles, Stances: map[Stance]int{}, Realis: map[Realis]int{}, First: r.first, Last: r.last}
	for i, n := range r.stances {
		if n > 0 {
			s.Stances[Stance(i)] = n
		}
	}
	for i, n := range r.realis {
		if n > 0 {
			s.Realis[Realis(i)] = n
		}
	}
	var best *unitRange
	for i := range r.units {
		if best == nil || r.units[i].n > best.n {
			best = &r.units[i]
		}
	}
	if best != nil {
		s.Unit, s.Min, s.Max = best.unit, best.min, best.max
	}
	return s
}

// What follows in a relation's record.
const (
	relationListed = 1 // its claims
	relationPast   = 2 // how many of its claims were corrected and withdrawn, and its counts
)

// encodeRelation writes a record. What the list says is not written again.
func encodeRelation(r *relationRecord) []byte {
	e := &encoder{append(make([]byte, 0, 64), recordVersion)}
	e.int(r.claims)
	switch {
	case len(r.list) > 0:
		e.byte(relationListed)
	case r.past != [Withdrawn + 1]int{}:
		e.byte(relationPast)
		e.int(r.past[Corrected])
		e.int(r.past[Withdrawn])
	default:
		e.byte(0)
	}
	if len(r.list) > 0 {
		for i := range r.list {
			e.b = append(e.b, r.list[i].place[:]...)
			e.b = r.list[i].append(e.b)
		}
	} else {
		e.int(r.articles)
		for _, counts := range [][]int{r.stances[1:], r.realis[1:]} {
			for _, n := range counts {
				e.int(n)
			}
		}
		e.date(r.first)
		e.date(r.last)
	}
	e.int(len(r.units))
	for _, u := range r.units {
		e.str(u.unit)
		e.int(u.n)
		flags := byte(0)
		point := u.min != nil && u.max != nil && *u.min == *u.max
		for i, on := range []bool{u.min != nil, u.max != nil, point} {
			if on {
				flags |= 1 << i
			}
		}
		e.byte(flags)
		if u.min != nil {
			e.num(*u.min)
		}
		if u.max != nil && !point {
			e.num(*u.max)
		}
	}
	return e.b
}

func decodeRelation(b []byte) (*relationRecord, error) {
	d := newDecoder(b)
	r := &relationRecord{claims: d.int()}
	kind := d.byte()
	switch kind {
	case 0, relationListed:
	case relationPast:
		r.past[Corrected], r.past[Withdrawn] = d.int(), d.int()
		if r.past[Corrected]+r.past[Withdrawn] > r.claims {
			d.fail("claims of a relation")
		}
	default:
		d.fail("list of a relation's claims")
	}
	if kind == relationListed {
		d.list(r)
	} else {
		r.articles = d.int()
		for _, counts := range [][]int{r.stances[1:], r.realis[1:]} {
			for i := range counts {
				counts[i] = d.int()
			}
		}
		r.first, r.last = d.date(), d.date()
	}
	if n := d.count(3); n > 0 {
		r.units = make([]unitRange, n)
		for i := range r.units {
			u := &r.units[i]
			u.unit, u.n = d.str(), d.int()
			flags := d.byte()
			if flags&1 != 0 {
				v := d.num()
				u.min = &v
			}
			switch {
			case flags&4 != 0:
				u.max = u.min
			case flags&2 != 0:
				v := d.num()
				u.max = &v
			}
			if i > 0 && r.units[i-1].unit >= u.unit {
				d.fail("units of a relation")
			}
		}
	}
	return r, d.end()
}

// list reads the claims of a relation, and counts what they are.
func (d *decoder) list(r *relationRecord) {
	if r.claims == 0 || r.claims > len(d.b)/(placeSize+2+refSize) {
		d.fail("list of a relation's claims")
		return
	}
	r.list = make([]listed, r.claims)
	for i := range r.list {
		l := &r.list[i]
		copy(l.place[:], d.take(placeSize, "place"))
		l.mark = d.mark()
		published, article, _, ok := splitPlace(l.place[:])
		_, stance, realis := splitFacets(l.facets)
		if !ok || int(stance) >= len(r.stances) || int(realis) >= len(r.realis) {
			d.fail("list of a relation's claims")
			return
		}
		if l.status != Current {
			r.past[l.status]++
			continue
		}
		r.stances[stance]++
		r.realis[realis]++
		r.seeDate(published)
		// The current claims of an article come before its others.
		if i == 0 || ref(r.list[i-1].place[dateSize:articlePlaceSize]) != article {
			r.articles++
		}
	}
}

// encodeTriple writes which relation an id names.
func encodeTriple(t *triple) []byte {
	e := newEncoder()
	e.byte(byte(t.typ))
	e.ref(t.subject)
	e.ref(t.object)
	return e.b
}

func decodeTriple(b []byte) (triple, error) {
	d := newDecoder(b)
	t := triple{typ: Predicate(d.byte()), subject: d.ref(), object: d.ref()}
	return t, d.end()
}
