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
	claims, articles int
	stances          [Fears + 1]int
	realis           [Unknown + 1]int
	first, last      Date // of publication, among those that have a year
	units            []unitRange
	list             []listed // of all claims, by place; nil where there are more than maxListed
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
			r = &relationRecord{articles: 1}
			rs[t] = r
		}
		r.see(c)
		l := listed{mark: markOf(c), claim: encodeClaim(c, a.voice())}
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
	s := Summary{Claims: r.claims, Articles: r.articles, Stances: map[Stance]int{}, Realis: map[Realis]int{}, First: r.first, Last: r.last}
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

func encodeRelation(r *relationRecord) []byte {
	e := &encoder{append(make([]byte, 0, 64), recordVersion)}
	e.int(r.claims)
	e.int(r.articles)
	for _, counts := range [][]int{r.stances[1:], r.realis[1:]} {
		mask := byte(0)
		for i, n := range counts {
			if n > 0 {
				mask |= 1 << i
			}
		}
		e.byte(mask)
		for _, n := range counts {
			if n > 0 {
				e.int(n)
			}
		}
	}
	e.date(r.first)
	e.date(r.last)
	e.int(len(r.list))
	for i := range r.list {
		e.b = append(e.b, r.list[i].place[:]...)
		e.b = r.list[i].append(e.b)
	}
	e.int(len(r.units))
	for _, u := range r.units {
		e.str(u.unit)
		e.int(u.n)
		flags := byte(0)
		if u.min != nil {
			flags |= 1
		}
		if u.max != nil {
			flags |= 2
		}
		e.byte(flags)
		for _, v := range []*float64{u.min, u.max} {
			if v != nil {
				e.num(*v)
			}
		}
	}
	return e.b
}

func decodeRelation(b []byte) (*relationRecord, error) {
	d := newDecoder(b)
	r := &relationRecord{claims: d.int(), articles: d.int()}
	for _, counts := range [][]int{r.stances[1:], r.realis[1:]} {
		mask := d.byte()
		for i := range counts {
			if mask&(1<<i) != 0 {
				counts[i] = d.int()
			}
		}
	}
	r.first, r.last = d.date(), d.date()
	if n := d.count(placeSize + 2 + refSize); n > 0 {
		if n != r.claims {
			d.fail("list of a relation's claims")
		}
		r.list = make([]listed, n)
		for i := range r.list {
			copy(r.list[i].place[:], d.take(placeSize, "place"))
			r.list[i].mark = d.mark()
		}
	}
	if n := d.count(3); n > 0 {
		r.units = make([]unitRange, n)
		for i := range r.units {
			u := &r.units[i]
			u.unit, u.n = d.str(), d.int()
			flags := d.byte()
			for bit, to := range []**float64{&u.min, &u.max} {
				if flags&(1<<bit) != 0 {
					v := d.num()
					*to = &v
				}
			}
			if i > 0 && r.units[i-1].unit >= u.unit {
				d.fail("units of a relation")
			}
		}
	}
	return r, d.end()
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
