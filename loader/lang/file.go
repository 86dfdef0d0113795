package lang

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/klauspost/compress/zstd"
)

// The file of a model: a line that names the format, then one zstd frame of
//
//	tags       count, then UPOS and XPOS of each
//	relations  count, then the names
//	words      count, then key, set of tags, cluster, sole tag + 1
//	tagger     count, then key, count of weights, then class and weight of each
//	moves      count, then key and the three weights
//	relations  as the tagger
//
// Numbers are varints, weights zigzag varints, strings a length and bytes, keys the distance from the one before.
const fileFormat = "whosaid-lang/1\n"

// What a damaged file may ask for at most, each some four to seven times what a model has.
const (
	maxBytes = 32 << 20 // behind the line of the format, unpacked
	maxItems = 1 << 22  // of one kind
)

// Write writes the model. The same model gives the same bytes.
func (m *Model) Write(w io.Writer) error {
	if _, err := io.WriteString(w, fileFormat); err != nil {
		return err
	}
	z, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	b := &packer{w: bufio.NewWriter(z)}
	b.uint(uint64(len(m.tags)))
	for _, t := range m.tags {
		b.string(t.UPOS)
		b.string(t.XPOS)
	}
	b.uint(uint64(len(m.rels)))
	for _, r := range m.rels {
		b.string(r)
	}
	b.uint(uint64(m.words.n))
	for k, x := range m.words.all() {
		b.key(k)
		b.uint(uint64(x.may))
		b.uint(uint64(x.cluster))
		b.uint(uint64(x.sole + 1))
	}
	b.classes(m.tagger)
	b.last = 0
	b.uint(uint64(m.moves.n))
	for k, w := range m.moves.all() {
		b.key(k)
		for _, v := range w {
			b.int(int64(v))
		}
	}
	b.classes(m.namer)
	return errors.Join(b.err, b.w.Flush(), z.Close())
}

type packer struct {
	w    *bufio.Writer
	buf  [binary.MaxVarintLen64]byte
	last uint32
	err  error
}

func (p *packer) bytes(b []byte) {
	if p.err == nil {
		_, p.err = p.w.Write(b)
	}
}

func (p *packer) uint(v uint64)   { p.bytes(p.buf[:binary.PutUvarint(p.buf[:], v)]) }
func (p *packer) int(v int64)     { p.bytes(p.buf[:binary.PutVarint(p.buf[:], v)]) }
func (p *packer) string(s string) { p.uint(uint64(len(s))); p.bytes([]byte(s)) }

func (p *packer) key(k uint32) {
	p.uint(uint64(k - p.last))
	p.last = k
}

func (p *packer) classes(c *classes) {
	p.last = 0
	p.uint(uint64(c.index.n))
	for k, r := range c.index.all() {
		p.key(k)
		p.uint(uint64(r.n))
		last := int16(-1)
		for _, x := range c.cells[r.at : r.at+uint32(r.n)] {
			p.uint(uint64(x.class - last))
			p.int(int64(x.weight))
			last = x.class
		}
	}
}

// ErrModel says that the bytes are no model of this program's format.
var ErrModel = errors.New("not a model of the language engine (want " + fileFormat[:len(fileFormat)-1] + "); train one anew")

// ReadModel reads what Write wrote.
func ReadModel(b []byte) (*Model, error) {
	body, ok := bytes.CutPrefix(b, []byte(fileFormat))
	if !ok {
		return nil, ErrModel
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxBytes))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	raw, err := z.DecodeAll(body, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	u := &unpacker{b: raw}
	m := &Model{}
	for range u.count(2) {
		m.tags = append(m.tags, Tag{u.string(), u.string()})
	}
	for range u.count(1) {
		m.rels = append(m.rels, u.string())
	}
	n := u.count(4)
	m.words = newTable[lexeme](n)
	u.last = 0
	for range n {
		k := u.key()
		x := lexeme{may: uint32(u.uint()), cluster: uint16(u.uint()), sole: int16(u.uint()) - 1}
		if int(x.sole) >= len(m.tags) || u.err != nil {
			return nil, ErrModel
		}
		m.words.put(k, x)
	}
	m.tagger = u.classes(len(m.tags))
	n = u.count(4)
	m.moves = newTable[[3]int16](n)
	u.last = 0
	for range n {
		k := u.key()
		w := [3]int16{u.int(), u.int(), u.int()}
		if u.err != nil {
			return nil, ErrModel
		}
		m.moves.put(k, w)
	}
	m.namer = u.classes(len(m.rels))
	if u.err != nil || len(u.b) > 0 || len(m.tags) == 0 || len(m.tags) > math.MaxUint8 || len(m.rels) == 0 || len(m.rels) > math.MaxUint8 {
		return nil, ErrModel
	}
	m.restrict()
	return m, nil
}

type unpacker struct {
	b    []byte
	last uint32
	err  error
}

func (u *unpacker) fail() { u.b, u.err = nil, ErrModel }

func (u *unpacker) uint() uint64 {
	if len(u.b) > 0 && u.b[0] < 0x80 {
		v := u.b[0]
		u.b = u.b[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(u.b)
	if n <= 0 {
		u.fail()
		return 0
	}
	u.b = u.b[n:]
	return v
}

func (u *unpacker) int() int16 {
	x := u.uint()
	v := int64(x >> 1)
	if x&1 != 0 {
		v = ^v
	}
	return int16(v)
}

// count is a number of items, each of which takes size bytes at least.
func (u *unpacker) count(size int) int {
	n := u.uint()
	if n > uint64(len(u.b)/size) || n > maxItems {
		u.fail()
		return 0
	}
	return int(n)
}

func (u *unpacker) string() string {
	n := u.count(1)
	s := string(u.b[:n])
	u.b = u.b[n:]
	return s
}

// key is the next key; they rise.
func (u *unpacker) key() uint32 {
	d := u.uint()
	if d == 0 || d+uint64(u.last) > math.MaxUint32 {
		u.fail()
		return 1
	}
	u.last += uint32(d)
	return u.last
}

func (u *unpacker) classes(names int) *classes {
	n := u.count(4)
	c := &classes{index: newTable[run](n), cells: make([]cell, 0, 4*n)}
	u.last = 0
	for range n {
		k := u.key()
		m := u.count(2)
		if m == 0 || m > names {
			u.fail()
		}
		if u.err != nil {
			break
		}
		c.index.put(k, run{uint32(len(c.cells)), uint16(m)})
		last := -1
		for range m {
			last += int(u.uint())
			if last < 0 || last >= names {
				u.fail()
				return c
			}
			c.cells = append(c.cells, cell{int16(last), u.int()})
		}
	}
	return c
}
