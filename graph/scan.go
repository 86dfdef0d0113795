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
type stream interface {
	places
	mark() (mark, error)   // of the present claim
	claim() (Claim, error) // the present claim
}

// index is the places that are what follows a prefix in the keys of an index.
type index struct {
	c      *cursor
	prefix []byte
	buf    []byte
}

func (tx *Tx) index(kind byte, parts ...[]byte) *index {
	prefix := key(kind, parts...)
	return &index{c: tx.cursor(prefix), prefix: prefix}
}

func (i *index) seek(to []byte) {
	i.buf = append(append(i.buf[:0], i.prefix...), to...)
	i.c.seek(i.buf)
}

func (i *index) next() { i.c.next() }

func (i *index) place() []byte {
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

// claimMarked reads the claim that a stream stands at by its mark.
func (tx *Tx) claimMarked(s stream) (Claim, error) {
	m, err := s.mark()
	if err != nil {
		return Claim{}, err
	}
	return tx.claimAt(m.source, s.place())
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
	return c.tx.decodeClaim(source, c.place(), b)
}

// listing is the claims that a relation's record lists.
type listing struct {
	tx   *Tx
	list []listed
	at   int
}

func (l *listing) seek(to []byte) {
	l.at, _ = slices.BinarySearchFunc(l.list, to, func(c listed, to []byte) int { return bytes.Compare(c.place[:], to) })
}

func (l *listing) next() { l.at++ }

func (l *listing) place() []byte {
	if l.at >= len(l.list) || l.tx.over {
		return nil
	}
	return l.list[l.at].place[:]
}

func (l *listing) mark() (mark, error)   { return l.list[l.at].mark, nil }
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
	return s.tx.decodeClaim(s.source, s.place(), b)
}

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
	claims []numbered
	at     int
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
	if p.at++; p.at < len(p.claims) {
		p.number()
		return
	}
	p.index.next()
	p.read()
}

// read takes over the entry that the index stands at.
func (p *posted) read() {
	p.claims, p.at = p.claims[:0], 0
	k := p.index.place()
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
	copy(p.entry, k)
	p.number()
}

func (p *posted) number() {
	binary.BigEndian.PutUint16(p.entry[articlePlaceSize:], uint16(p.claims[p.at].n))
}

func (p *posted) place() []byte {
	if p.at >= len(p.claims) || p.index.place() == nil { // a closed index has no place
		return nil
	}
	return p.entry
}

func (p *posted) mark() (mark, error) { return p.claims[p.at].mark, nil }

// fullMark is the mark of the claim at which a stream stands, with its source.
func (tx *Tx) fullMark(s stream) (mark, error) {
	m, err := s.mark()
	if err != nil || !m.plain {
		return m, err
	}
	c, err := tx.inArticle(s.place())
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
	marks []mark
	at    int
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
	if len(to) == placeSize && w.place() != nil && bytes.Equal(w.entry[:articlePlaceSize], to[:articlePlaceSize]) {
		w.at = int(binary.BigEndian.Uint16(to[articlePlaceSize:])) - 1
		w.next()
	}
}

func (w *whole) next() {
	if w.at++; w.at < len(w.marks) {
		binary.BigEndian.PutUint16(w.entry[articlePlaceSize:], uint16(w.at))
		return
	}
	w.index.next()
	w.read()
}

// read goes on to an article that has claims.
func (w *whole) read() {
	for w.marks, w.at = w.marks[:0], 0; w.err == nil; w.index.next() {
		k := w.index.place()
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
			binary.BigEndian.PutUint16(w.entry[articlePlaceSize:], 0)
			return
		}
	}
}

func (w *whole) place() []byte {
	if w.at >= len(w.marks) || w.index.place() == nil {
		return nil
	}
	return w.entry
}

func (w *whole) mark() (mark, error) { return w.marks[w.at], nil }

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
		for n := 0; s.place() != nil && (page.Limit <= 0 || n < page.Limit); s.next() {
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
			if n == page.Limit {
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
