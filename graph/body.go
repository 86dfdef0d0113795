package graph

import (
	"fmt"
	"slices"

	"github.com/klauspost/compress/s2"
)

// How a piece of a text with its rest is kept.
const (
	bodyPlain byte = iota
	bodyS2         // takes 7 µs for an article of 2 kB, and 3 µs back; zstd takes 40 and 14 for a sixth less room
)

// encodeBody writes a piece.
func encodeBody(piece []byte) []byte {
	b := make([]byte, 2+s2.MaxEncodedLen(len(piece)))
	b[0], b[1] = recordVersion, bodyS2
	n := len(s2.EncodeBetter(b[2:], piece))
	if n < len(piece) {
		return append(make([]byte, 0, 2+n), b[:2+n]...)
	}
	return append(append(b[:0], recordVersion, bodyPlain), piece...)
}

// decodeBody adds a piece to what it follows.
func decodeBody(b, to []byte) ([]byte, error) {
	d := newDecoder(b)
	switch codec := d.byte(); {
	case d.err != nil:
		return nil, d.err
	case codec == bodyPlain:
		return append(to, d.b...), nil
	case codec == bodyS2:
		n, err := s2.DecodedLen(d.b)
		if err == nil && n > textChunk {
			err = s2.ErrTooLarge
		}
		if err == nil {
			var piece []byte
			to = slices.Grow(to, n)
			if piece, err = s2.Decode(to[len(to):len(to)+n], d.b); err == nil {
				return append(to, piece...), nil
			}
		}
		return nil, fmt.Errorf("%w: the compressed text: %w", ErrDamaged, err)
	}
	d.fail("text")
	return nil, d.err
}

// bodies is a text with the rest in pieces, under their keys.
func bodies(article ref, body []byte) []pair {
	var ps []pair
	for at := 0; at < len(body); at += textChunk {
		ps = append(ps, pair{bodyKey(article, len(ps)), encodeBody(body[at:min(len(body), at+textChunk)])})
	}
	return ps
}

// bodiesOf is the pieces of an article's text with the rest, as they are stored.
func (tx *Tx) bodiesOf(h *head) ([][]byte, error) {
	bodies := make([][]byte, h.chunks())
	for i := range bodies {
		b, err := tx.get(bodyKey(h.ID.ref(), i))
		if err != nil {
			return nil, err
		}
		if b == nil {
			return nil, fmt.Errorf("%w: piece %d of the text of article %s is missing", ErrDamaged, i+1, h.ID)
		}
		bodies[i] = b
	}
	return bodies, nil
}

// joinBodies is an article's text with the rest.
func joinBodies(h *head, bodies [][]byte) (body []byte, err error) {
	if len(bodies) != h.chunks() {
		return nil, fmt.Errorf("%w: article %s has %d pieces of text, and %d are there", ErrDamaged, h.ID, h.chunks(), len(bodies))
	}
	body = make([]byte, 0, min(h.text+h.rest, len(bodies)*textChunk))
	for _, b := range bodies {
		if body, err = decodeBody(b, body); err != nil {
			return nil, fmt.Errorf("article %s: %w", h.ID, err)
		}
	}
	return body, nil
}

// body reads an article's text with the rest.
func (tx *Tx) body(h *head) ([]byte, error) {
	bodies, err := tx.bodiesOf(h)
	if err != nil {
		return nil, err
	}
	return joinBodies(h, bodies)
}

// stored reads an article with all that it says; the quotes and ids of its claims are set by quoted or whole.
func (tx *Tx) stored(article ref) (*stored, error) {
	h, err := record(tx, keyArticle, article, decodeHead)
	if err != nil {
		return nil, err
	}
	body, err := tx.body(&h)
	if err != nil {
		return nil, err
	}
	return decodeArticle(&h, body)
}
