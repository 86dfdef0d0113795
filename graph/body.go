package graph

import (
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// How a piece of a text with its rest is kept.
const (
	bodyPlain byte = iota
	bodyZstd
)

// The coders are safe for concurrent use. At the fastest level an article of 2 kB takes some 10 µs each way, and half the room.
var (
	bodyEncoder = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false), zstd.WithWindowSize(textChunk),
			zstd.WithEncoderConcurrency(2), zstd.WithLowerEncoderMem(true))
		if err != nil { // only options that do not fit
			panic(err)
		}
		return e
	})
	bodyDecoder = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(MaxText+maxRest), zstd.WithDecoderLowmem(true))
		if err != nil {
			panic(err)
		}
		return d
	})
)

// encodeBody writes a piece.
func encodeBody(piece []byte) []byte {
	b := append(make([]byte, 0, len(piece)/2+64), recordVersion, bodyZstd)
	b = bodyEncoder().EncodeAll(piece, b)
	if len(b) < len(piece)+2 {
		return b
	}
	return append(append(b[:1], bodyPlain), piece...)
}

// decodeBody adds a piece to what it follows.
func decodeBody(b, to []byte) ([]byte, error) {
	d := newDecoder(b)
	switch codec := d.byte(); {
	case d.err != nil:
		return nil, d.err
	case codec == bodyPlain:
		return append(to, d.b...), nil
	case codec == bodyZstd:
		to, err := bodyDecoder().DecodeAll(d.b, to)
		if err != nil {
			return nil, fmt.Errorf("%w: the compressed text: %w", ErrDamaged, err)
		}
		return to, nil
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

// body reads an article's text with the rest.
func (tx *Tx) body(h *head) ([]byte, error) {
	article := h.ID.ref()
	body := make([]byte, 0, h.text+h.rest)
	for i := range h.chunks() {
		b, err := tx.get(bodyKey(article, i))
		if err != nil {
			return nil, err
		}
		if b == nil {
			return nil, fmt.Errorf("%w: piece %d of the text of article %s is missing", ErrDamaged, i+1, h.ID)
		}
		if body, err = decodeBody(b, body); err != nil {
			return nil, fmt.Errorf("article %s: %w", h.ID, err)
		}
	}
	return body, nil
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
