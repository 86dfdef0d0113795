package graph

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
)

// places is a sequence of places in ascending order.
type places interface {
	seek(to []byte) // the first place that is not before to
	next()          // one on; not after the end
	place() []byte  // the present one, until the next step; nil at the end
	fault() error   // why it ended early; nil where it did not
	close()
}

// stream is a sequence of places of claims that knows what stands at each.
//
// Turned round it has the claims in the reverse order. Its places are turned too, bit by bit, so that they ascend all the same and
// what joins streams need not know.
type stream interface {
	places
	at() []byte            // the place of the present claim as keys have it, whichever way the stream goes
	mark() (mark, error)   // of the present claim
	claim() (Claim, error) // the present claim
	turn() stream          // turned round; before the first seek, instead of the stream itself
}

// turned appends a place, or the beginning of one, turned bit by bit.
func turned(to, place []byte) []byte {
	for _, b := range place {
		to = append(to, ^b)
	}
	return to
}

// index is the places that are what follows a prefix in the keys of an index.
type index struct {
	c      *cursor
	prefix []byte
	buf    []byte
	now    []byte // the present place, turned
}

func (tx *Tx) index(kind byte, parts ...[]byte) *index {
	prefix := key(kind, parts...)
	return &index{c: tx.cursor(prefix), prefix: prefix}
}

func (i *index) seek(to []byte) {
	i.buf = append(i.buf[:0], i.prefix...)
	if i.c.down {
		i.buf = turned(i.buf, to)
		for range placeSize + 1 { // behind every place that begins like this
			i.buf = append(i.buf, 0xff)
		}
	} else {
		i.buf = append(i.buf, to...)
	}
	i.c.seek(i.buf)
}

// reverse lets the index go down. Before the first seek.
func (i *index) reverse() {
	i.c.close()
	i.c = i.c.tx.cursorTo(i.prefix, true)
}

func (i *index) next() { i.c.next() }

func (i *index) place() []byte {
	k := i.at()
	if k == nil || !i.c.down {
		return k
	}
	i.now = turned(i.now[:0], k)
	return i.now
}

func (i *index) at() []byte {
	k := i.c.key()
	if k == nil {
		return nil
	}
	return k[len(i.prefix):]
}

func (i *index) fault() error { return nil }
func (i *index) close()       { i.c.close() }

// marked is an index whose values are marks.
type marked struct {
	tx *Tx
	*index
}

func (m marked) mark() (mark, error) {
	b, err := m.c.value()
	if err != nil {
		return mark{}, err
	}
	d := decoder{b: b}
	v := d.mark()
	return v, d.end()
}

func (m marked) claim() (Claim, error) { return m.tx.claimMarked(m) }

func (m marked) turn() stream { m.reverse(); return m }

// claimMarked reads the claim that a stream stands at by its mark.
func (tx *Tx) claimMarked(s stream) (Claim, error) {
	m, err := s.mark()
	if err != nil {
		return Claim{}, err
	}
	return tx.claimAt(m.source, s.at())
}

// pairStream is the claims about a pair of entities: those that the relation's record lists, or those of the index by pair.
func (tx *Tx) pairStream(t triple) (stream, error) {
	if !t.typ.IsRelation() {
		return tx.pairIndex(t), nil
	}
	r, err := tx.relationRecord(t)
	switch {
	case isAbsent(err):
		return noClaims{}, nil
	case err != nil:
		return nil, err
	}
	return tx.claimsOf(t, r), nil
}

// claimsOf is the claims of a relation whose record is read.
func (tx *Tx) claimsOf(t triple, r *relationRecord) stream {
	if r.spilled() {
		return tx.pairIndex(t)
	}
	return &listing{tx: tx, list: r.list}
}

func (tx *Tx) pairIndex(t triple) stream {
	prefix := t.key(keyByPair)
	i := &index{c: tx.cursor(prefix), prefix: prefix}
	if t.typ.IsRelation() {
		return copied{tx, i}
	}
	return marked{tx, i}
}

// copied is the index by pair, whose values are whole claims behind their source.
type copied struct {
	tx *Tx
	*index
}

// value is the source and the claim.
func (c copied) value() (ref, []byte, error) {
	b, err := c.c.value()
	if err == nil && len(b) < refSize {
		err = fmt.Errorf("%w: an entry of the index by pair", ErrDamaged)
	}
	if err != nil {
		return ref{}, nil, err
	}
	return ref(b), b[refSize:], nil
}

func (c copied) mark() (mark, error) {
	source, b, err := c.value()
	if err != nil {
		return mark{}, err
	}
	d := newDecoder(b)
	m := d.plainMark()
	m.source = source
	return m, d.err
}

func (c copied) claim() (Claim, error) {
	source, b, err := c.value()
	if err != nil {
		return Claim{}, err
	}
	return c.tx.decodeClaim(source, c.at(), b)
}

func (c copied) turn() stream { c.reverse(); return c }

// listing is the claims that a relation's record lists.
type listing struct {
	tx   *Tx
	list []listed
	i    int
	down bool
	now  []byte // the present place, turned
}

func (l *listing) seek(to []byte) {
	l.i, _ = slices.BinarySearchFunc(l.list, to, func(c listed, to []byte) int { return bytes.Compare(l.placeOf(&c), to) })
}

// placeOf is the place of a claim, until the next call.
func (l *listing) placeOf(c *listed) []byte {
	if !l.down {
		return c.place[:]
	}
	l.now = turned(l.now[:0], c.place[:])
	return l.now
}

func (l *listing) next() { l.i++ }

func (l *listing) place() []byte {
	if l.i >= len(l.list) || l.tx.over {
		return nil
	}
	return l.placeOf(&l.list[l.i])
}

func (l *listing) turn() stream {
	all := slices.Clone(l.list)
	slices.Reverse(all)
	return &listing{tx: l.tx, list: all, down: true}
}

func (l *listing) at() []byte            { return l.list[l.i].place[:] }
func (l *listing) mark() (mark, error)   { return l.list[l.i].mark, nil }
func (l *listing) claim() (Claim, error) { return l.tx.claimMarked(l) }
func (l *listing) fault() error          { return nil }
func (l *listing) close()                {}

// said is the index by source, whose values are whole claims.
type said struct {
	tx *Tx
	*index
	source ref
}

func (tx *Tx) sourceStream(source ref) stream {
	return said{tx, tx.index(keyBySource, source[:]), source}
}

func (s said) claim() (Claim, error) {
	b, err := s.c.value()
	if err != nil {
		return Claim{}, err
	}
	return s.tx.decodeClaim(s.source, s.at(), b)
}

func (s said) turn() stream { s.reverse(); return s }

func (s said) mark() (mark, error) {
	b, err := s.c.value()
	if err != nil {
		return mark{}, err
	}
	d := newDecoder(b)
	m := d.plainMark()
	m.source = s.source
	return m, d.err
}

// posted is the claims of an index that has one entry for an article, with a mark for each claim of it.
type posted struct {
	tx *Tx
	*index
	entry  []byte // place of the present claim
	now    []byte // turned
	claims []numbered
	i      int
	plain  bool // the marks do not say the source
	err    error
}

func (tx *Tx) posted(kind byte, parts ...[]byte) stream {
	return &posted{tx: tx, index: tx.index(kind, parts...), entry: make([]byte, placeSize), plain: kind == keyByFacet}
}

func (p *posted) seek(to []byte) {
	if p.err != nil {
		return
	}
	p.index.seek(to[:min(len(to), articlePlaceSize)])
	p.read()
	for p.place() != nil && bytes.Compare(p.place(), to) < 0 {
		p.next()
	}
}

func (p *posted) next() {
	if p.i++; p.i < len(p.claims) {
		p.number()
		return
	}
	p.index.next()
	p.read()
}

// read takes over the entry that the index stands at.
func (p *posted) read() {
	p.claims, p.i = p.claims[:0], 0
	k := p.index.at()
	if k == nil || p.err != nil {
		return
	}
	if len(k) != articlePlaceSize {
		p.err = fmt.Errorf("%w: a key of an index of claims", ErrDamaged)
		return
	}
	b, err := p.c.value()
	if err == nil {
		p.claims, err = decodeMarks(b, p.plain, p.claims)
	}
	if err == nil && len(p.claims) == 0 {
		err = fmt.Errorf("%w: an entry of an index of claims is empty", ErrDamaged)
	}
	if err != nil {
		p.err, p.claims = err, nil
		return
	}
	if p.c.down {
		slices.Reverse(p.claims)
	}
	copy(p.entry, k)
	p.number()
}

func (p *posted) number() {
	binary.BigEndian.PutUint16(p.entry[articlePlaceSize:], uint16(p.claims[p.i].n))
	if p.c.down {
		p.now = turned(p.now[:0], p.entry)
	}
}

func (p *posted) place() []byte {
	switch {
	case p.i >= len(p.claims) || p.index.at() == nil: // a closed index has no place
		return nil
	case p.c.down:
		return p.now
	}
	return p.entry
}

func (p *posted) at() []byte          { return p.entry }
func (p *posted) turn() stream        { p.reverse(); return p }
func (p *posted) mark() (mark, error) { return p.claims[p.i].mark, nil }

// fullMark is the mark of the claim at which a stream stands, with its source.
func (tx *Tx) fullMark(s stream) (mark, error) {
	m, err := s.mark()
	if err != nil || !m.plain {
		return m, err
	}
	c, err := tx.inArticle(s.at())
	if err != nil {
		return mark{}, err
	}
	return markOf(c), nil
}

// inArticle is the claim at a place, as its article has it: without its quote.
func (tx *Tx) inArticle(place []byte) (*Claim, error) {
	_, article, n, ok := splitPlace(place)
	if !ok {
		return nil, fmt.Errorf("%w: a key of an index of claims", ErrDamaged)
	}
	a, err := tx.lastArticle(article)
	if err != nil {
		return nil, err
	}
	if n >= a.current {
		if err := a.all(); err != nil {
			return nil, err
		}
	}
	if n >= len(a.claims) {
		return nil, fmt.Errorf("%w: article %s has fewer claims than an index says", ErrDamaged, a.ID)
	}
	return &a.claims[n], nil
}

func (p *posted) claim() (Claim, error) {
	if !p.plain {
		return p.tx.claimMarked(p)
	}
	return p.tx.claimIn(p.entry)
}

// claimIn is the claim at a place, read from its article.
func (tx *Tx) claimIn(place []byte) (Claim, error) {
	c, err := tx.inArticle(place)
	if err != nil {
		return Claim{}, err
	}
	return tx.claimOf(tx.last, c.n)
}

func (p *posted) fault() error { return p.err }

// whole is all claims of the articles of an index of articles.
type whole struct {
	tx *Tx
	*index
	entry []byte
	now   []byte // turned
	marks []mark
	i     int
	err   error
}

func (tx *Tx) whole(of *index) stream {
	return &whole{tx: tx, index: of, entry: make([]byte, placeSize)}
}

func (w *whole) seek(to []byte) {
	if w.err != nil {
		return
	}
	w.index.seek(to[:min(len(to), articlePlaceSize)])
	w.read()
	if p := w.place(); len(to) == placeSize && p != nil && bytes.Equal(p[:articlePlaceSize], to[:articlePlaceSize]) {
		n := binary.BigEndian.Uint16(to[articlePlaceSize:])
		if w.c.down {
			w.i = min(int(^n)+1, len(w.marks))
		} else {
			w.i = int(n) - 1
		}
		w.next()
	}
}

func (w *whole) next() {
	if w.c.down {
		w.i--
	} else {
		w.i++
	}
	if w.i >= 0 && w.i < len(w.marks) {
		w.number()
		return
	}
	w.index.next()
	w.read()
}

func (w *whole) number() {
	binary.BigEndian.PutUint16(w.entry[articlePlaceSize:], uint16(w.i))
	if w.c.down {
		w.now = turned(w.now[:0], w.entry)
	}
}

// read goes on to an article that has claims.
func (w *whole) read() {
	for w.marks, w.i = w.marks[:0], 0; w.err == nil; w.index.next() {
		k := w.index.at()
		if k == nil {
			return
		}
		if len(k) != articlePlaceSize {
			w.err = fmt.Errorf("%w: a key of an index of articles", ErrDamaged)
			return
		}
		b, err := w.c.value()
		if err == nil {
			w.marks, err = decodeAllMarks(b, w.marks)
		}
		if w.err = err; err != nil {
			w.marks = nil
			return
		}
		if len(w.marks) > 0 {
			copy(w.entry, k)
			if w.c.down {
				w.i = len(w.marks) - 1
			}
			w.number()
			return
		}
	}
}

func (w *whole) place() []byte {
	switch {
	case w.i < 0 || w.i >= len(w.marks) || w.index.at() == nil:
		return nil
	case w.c.down:
		return w.now
	}
	return w.entry
}

func (w *whole) at() []byte          { return w.entry }
func (w *whole) turn() stream        { w.reverse(); return w }
func (w *whole) mark() (mark, error) { return w.marks[w.i], nil }

func (w *whole) claim() (Claim, error) { return w.tx.claimIn(w.entry) }

func (w *whole) fault() error { return w.err }

// within is the part of a stream whose places have a prefix.
type within[S places] struct {
	of     S
	prefix []byte
}

func (w within[S]) seek(to []byte) {
	if bytes.Compare(to, w.prefix) < 0 {
		to = w.prefix
	}
	w.of.seek(to)
}

func (w within[S]) place() []byte {
	if p := w.of.place(); bytes.HasPrefix(p, w.prefix) {
		return p
	}
	return nil
}

func (w within[S]) next()        { w.of.next() }
func (w within[S]) fault() error { return w.of.fault() }
func (w within[S]) close()       { w.of.close() }

// inArticle is the claims of a stream that are in one article.
type inArticle struct{ within[stream] }

func (i inArticle) mark() (mark, error)   { return i.of.mark() }
func (i inArticle) claim() (Claim, error) { return i.of.claim() }
func (i inArticle) at() []byte            { return i.of.at() }
func (i inArticle) turn() stream {
	return inArticle{within[stream]{i.of.turn(), turned(nil, i.prefix)}}
}

// notBefore is a stream without its first places.
type notBefore struct {
	stream
	from []byte
}

func (n notBefore) seek(to []byte) {
	if bytes.Compare(to, n.from) < 0 {
		to = n.from
	}
	n.stream.seek(to)
}

// turn leaves the bound out, which is one at the end then: who goes the other way ends there.
func (n notBefore) turn() stream { return n.stream.turn() }

// union is the places that are in any of the streams, each once.
type union[S places] struct {
	of  []S
	low int // the stream with the lowest place; -1 at the end
	buf []byte
}

func unite[S places](of ...S) *union[S] { return &union[S]{of: of, low: -1} }

func (u *union[S]) seek(to []byte) {
	for _, s := range u.of {
		s.seek(to)
	}
	u.settle()
}

func (u *union[S]) settle() {
	u.low = -1
	var low []byte
	for i, s := range u.of {
		if p := s.place(); p != nil && (low == nil || bytes.Compare(p, low) < 0) {
			u.low, low = i, p
		}
	}
}

func (u *union[S]) place() []byte {
	if u.low < 0 {
		return nil
	}
	return u.of[u.low].place()
}

func (u *union[S]) next() {
	u.buf = append(u.buf[:0], u.place()...)
	for _, s := range u.of {
		if p := s.place(); p != nil && bytes.Equal(p, u.buf) {
			s.next()
		}
	}
	u.settle()
}

func (u *union[S]) fault() error {
	for _, s := range u.of {
		if err := s.fault(); err != nil {
			return err
		}
	}
	return nil
}

func (u *union[S]) close() {
	for _, s := range u.of {
		s.close()
	}
}

// anyOf is the claims that are in any of the streams.
type anyOf struct{ *union[stream] }

func (a anyOf) mark() (mark, error)   { return a.of[a.low].mark() }
func (a anyOf) claim() (Claim, error) { return a.of[a.low].claim() }
func (a anyOf) at() []byte            { return a.of[a.low].at() }
func (a anyOf) turn() stream          { return anyOf{unite(turnAll(a.of)...)} }

// turnAll turns streams round.
func turnAll(of []stream) []stream {
	all := make([]stream, len(of))
	for i, s := range of {
		all[i] = s.turn()
	}
	return all
}

// both is the places that are in all of the streams. A stream that is behind jumps to where the others are, so that the cost is
// that of the one with the fewest places.
type both[S places] struct {
	of    []S
	ended bool
	buf   []byte
}

func (b *both[S]) seek(to []byte) {
	b.of[0].seek(to)
	b.meet()
}

func (b *both[S]) next() {
	b.of[0].next()
	b.meet()
}

// meet moves the streams on until they stand at one place.
func (b *both[S]) meet() {
	b.ended = false
	for at := b.of[0].place(); at != nil; at = b.of[0].place() {
		met := true
		for _, s := range b.of[1:] {
			if p := s.place(); p == nil || bytes.Compare(p, at) < 0 {
				s.seek(at)
			}
			p := s.place()
			if p == nil {
				b.ended = true
				return
			}
			if !bytes.Equal(p, at) {
				b.buf = append(b.buf[:0], p...)
				b.of[0].seek(b.buf)
				met = false
				break
			}
		}
		if met {
			return
		}
	}
}

func (b *both[S]) place() []byte {
	if b.ended {
		return nil
	}
	return b.of[0].place()
}

func (b *both[S]) fault() error {
	for _, s := range b.of {
		if err := s.fault(); err != nil {
			return err
		}
	}
	return nil
}

func (b *both[S]) close() {
	for _, s := range b.of {
		s.close()
	}
}

// allOf is the claims that are in all of the streams.
type allOf struct{ *both[stream] }

func (a allOf) mark() (mark, error)   { return a.of[0].mark() }
func (a allOf) claim() (Claim, error) { return a.of[0].claim() }
func (a allOf) at() []byte            { return a.of[0].at() }
func (a allOf) turn() stream          { return allOf{&both[stream]{of: turnAll(a.of)}} }

// none is an empty sequence.
type none struct{}

func (none) seek([]byte)   {}
func (none) next()         {}
func (none) place() []byte { return nil }
func (none) fault() error  { return nil }
func (none) close()        {}

// noClaims is an empty stream.
type noClaims struct{ none }

func (noClaims) mark() (mark, error)   { return mark{}, ErrNotFound }
func (noClaims) claim() (Claim, error) { return Claim{}, ErrNotFound }
func (noClaims) at() []byte            { return nil }
func (n noClaims) turn() stream        { return n }

// failed is a stream that could not be opened.
type failed struct {
	noClaims
	err error
}

func (f failed) fault() error { return f.err }
func (f failed) turn() stream { return f }

// What a list does with the record at a place: an errSkip leaves it out, an errStop ends the list.
var (
	errSkip = errors.New("skip")
	errStop = errors.New("stop")
)

// list yields the records at the places of a stream, from after the page's cursor, at most as many as the page holds.
func list[T any, S places](tx *Tx, op string, mark byte, page Page, open func() (S, error), load func(S) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		fail := func(err error) { yield(none, fmt.Errorf("graph: %s: %w", op, err)) }
		if err := tx.check(); err != nil {
			fail(err)
			return
		}
		after, err := parseCursor(mark, page.After)
		if err != nil {
			fail(err)
			return
		}
		listAfter(tx, op, after, page.Limit, open, load)(yield)
	}
}

// listAfter is list behind a place.
func listAfter[T any, S places](tx *Tx, op string, after []byte, limit int, open func() (S, error), load func(S) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		fail := func(err error) { yield(none, fmt.Errorf("graph: %s: %w", op, err)) }
		s, err := open()
		if err != nil {
			fail(err)
			return
		}
		defer s.close()
		s.seek(after)
		if p := s.place(); p != nil && after != nil && bytes.Equal(p, after) {
			s.next()
		}
		// What is passed over costs little each, so that the context is looked at only now and then.
		passed := 0
		for n := 0; s.place() != nil && (limit <= 0 || n < limit); s.next() {
			v, err := load(s)
			switch {
			case err == errSkip:
				if passed++; passed%1024 == 0 {
					if err := tx.check(); err != nil {
						fail(err)
						return
					}
				}
				continue
			case err == errStop:
				return
			case err != nil:
				fail(err)
				return
			}
			n++
			if !yield(v, nil) {
				return
			}
			if n == limit {
				return
			}
			if err := tx.check(); err != nil {
				fail(err)
				return
			}
		}
		// A closed transaction ends every stream early.
		if err := cmp.Or(tx.check(), s.fault()); err != nil {
			fail(err)
		}
	}
}

// located is places that tell what they are as keys have them.
type located interface {
	places
	at() []byte
}

// oldestFirst is list over what goes the other way round: the records of articles that have a year, then those of the others.
func oldestFirst[T any, S located](tx *Tx, op string, mark byte, page Page, open func() (S, error), load func(S) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		fail := func(err error) { yield(none, fmt.Errorf("graph: %s: %w", op, err)) }
		if err := tx.check(); err != nil {
			fail(err)
			return
		}
		behind, err := parseCursor(mark, page.After)
		if err != nil {
			fail(err)
			return
		}
		hasYear := func(place []byte) bool {
			d, ok := dateOfKey(place)
			return ok && d.Year > 0
		}
		n := 0
		part := func(after []byte, years bool) (more bool) {
			limit := 0
			if page.Limit > 0 {
				limit = page.Limit - n
			}
			for v, err := range listAfter(tx, op, after, limit, open, func(s S) (T, error) {
				if hasYear(s.at()) != years {
					return none, errStop
				}
				return load(s)
			}) {
				n++
				if !yield(v, err) || err != nil {
					return false
				}
			}
			return page.Limit <= 0 || n < page.Limit
		}
		switch {
		case behind == nil:
			if !part(turned(nil, dateKey(Date{Year: 1})), true) { // the oldest that there can be
				return
			}
		case hasYear(behind):
			if !part(turned(nil, behind), true) {
				return
			}
			behind = nil
		default:
			behind = turned(nil, behind)
		}
		part(behind, false)
	}
}
