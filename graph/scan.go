package graph

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
)

// stream is a sequence of places in ascending order: what follows the prefix in the keys of an index.
type stream interface {
	seek(to []byte) // the first place that is not before to
	next()          // one on; not after the end
	place() []byte  // the present one, until the next step; nil at the end
	close()
}

// index is the stream of one prefix.
type index struct {
	c      *cursor
	prefix []byte
	buf    []byte
}

func (tx *Tx) index(kind byte, parts ...[]byte) stream {
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

func (i *index) close() { i.c.close() }

// union is the places that are in any of the streams, each once.
type union []stream

func (u union) seek(to []byte) {
	for _, s := range u {
		s.seek(to)
	}
}

func (u union) place() []byte {
	var low []byte
	for _, s := range u {
		if p := s.place(); p != nil && (low == nil || bytes.Compare(p, low) < 0) {
			low = p
		}
	}
	return low
}

func (u union) next() {
	low := bytes.Clone(u.place())
	for _, s := range u {
		if bytes.Equal(s.place(), low) && s.place() != nil {
			s.next()
		}
	}
}

func (u union) close() {
	for _, s := range u {
		s.close()
	}
}

// both is the places that are in all of the streams. A stream that is behind jumps to where the others are, so that the cost is
// that of the one with the fewest places.
type both []stream

func (b both) seek(to []byte) {
	b[0].seek(to)
	b.meet()
}

func (b both) next() {
	b[0].next()
	b.meet()
}

// meet moves the streams on until they stand at one place; the first ends where any of them does.
func (b both) meet() {
	for at := b[0].place(); at != nil; at = b[0].place() {
		met := true
		for _, s := range b[1:] {
			if s.place() == nil || bytes.Compare(s.place(), at) < 0 {
				s.seek(at)
			}
			switch p := s.place(); {
			case p == nil:
				b[0] = ended{b[0]}
				return
			case !bytes.Equal(p, at):
				b[0].seek(bytes.Clone(p))
				met = false
			}
			if !met {
				break
			}
		}
		if met {
			return
		}
	}
}

func (b both) place() []byte { return b[0].place() }

func (b both) close() {
	for _, s := range b {
		s.close()
	}
}

// ended is a stream that has come to its end early; the zero value is an empty one.
type ended struct{ of stream }

func (ended) seek([]byte)   {}
func (ended) next()         {}
func (ended) place() []byte { return nil }

func (e ended) close() {
	if e.of != nil {
		e.of.close()
	}
}

// What a list does with the record at a place: an errSkip leaves it out, an errStop ends the list.
var (
	errSkip = errors.New("skip")
	errStop = errors.New("stop")
)

// list yields the records at the places of a stream, from after the page's cursor, at most as many as the page holds.
func list[T any](tx *Tx, op string, mark byte, page Page, open func() (stream, error), load func(place []byte) (T, error)) iter.Seq2[T, error] {
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
		for n := 0; s.place() != nil && (page.Limit <= 0 || n < page.Limit); s.next() {
			v, err := load(s.place())
			switch {
			case err == errSkip:
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
		if err := tx.check(); err != nil {
			fail(err)
		}
	}
}
