package graph

import (
	"fmt"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// How a piece of text is kept.
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
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(2*textChunk), zstd.WithDecoderLowmem(true))
		if err != nil {
			panic(err)
		}
		return d
	})
)

// encodeBody writes a piece of text.
func encodeBody(text string) []byte {
	b := append(make([]byte, 0, len(text)/2+64), recordVersion, bodyZstd)
	b = bodyEncoder().EncodeAll([]byte(text), b)
	if len(b) < len(text)+2 {
		return b
	}
	return append(append(b[:1], bodyPlain), text...)
}

func decodeBody(b []byte) ([]byte, error) {
	d := newDecoder(b)
	switch codec := d.byte(); {
	case d.err != nil:
		return nil, d.err
	case codec == bodyPlain:
		return d.b, nil
	case codec == bodyZstd:
		text, err := bodyDecoder().DecodeAll(d.b, nil)
		if err != nil {
			return nil, fmt.Errorf("%w: the compressed text: %w", ErrDamaged, err)
		}
		return text, nil
	}
	d.fail("text")
	return nil, d.err
}

// bodies is the article's text in pieces, under their keys.
func (a *stored) bodies() []pair {
	ps := make([]pair, a.chunks)
	for i := range ps {
		ps[i] = pair{bodyKey(a.ID.ref(), i), encodeBody(a.Text[i*textChunk : min(len(a.Text), (i+1)*textChunk)])}
	}
	return ps
}

// text reads an article's text.
func (tx *Tx) text(article ref, chunks int) (string, error) {
	bodies, err := tx.bodiesOf(article, chunks)
	if err != nil {
		return "", err
	}
	return textOf(article, bodies)
}

// bodiesOf is the pieces of an article's text as they are stored.
func (tx *Tx) bodiesOf(article ref, chunks int) ([][]byte, error) {
	bodies := make([][]byte, chunks)
	for i := range bodies {
		b, err := tx.get(bodyKey(article, i))
		if err != nil {
			return nil, err
		}
		if b == nil {
			return nil, fmt.Errorf("%w: piece %d of the text of article %x is missing", ErrDamaged, i+1, article)
		}
		bodies[i] = b
	}
	return bodies, nil
}

// textOf joins the pieces of a text.
func textOf(article ref, bodies [][]byte) (string, error) {
	var text strings.Builder
	for _, b := range bodies {
		piece, err := decodeBody(b)
		if err != nil {
			return "", fmt.Errorf("article %x: %w", article, err)
		}
		text.Write(piece)
	}
	return text.String(), nil
}
