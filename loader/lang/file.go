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
//	words      count, then key, set of tags, cluster, sole tag + 2
//	tag habits count, then key and tag of each
//	arc habits count, then key and relation of each
//	tagger     count, then key, count of weights, then class and weight of each
//	moves      count, then key and the three weights
//	relations  as the tagger
//
// Numbers are varints, weights zigzag varints, strings a length and bytes, keys the distance from the one before.
const fileFormat = "whosaid-lang/2\n"

// What a damaged file may ask for at most, each some four to seven times what a model has.
const (
	maxBytes = 32 << 20 // behind the line of the format, unpacked
	maxItems = 1 << 22  // of one kind
	maxName  = 1 << 10  // bytes
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
	b.uint(uint64(m.words.len()))
	for k, v := range m.words.all() {
		b.key(k)
		b.uint(v & 0xffff)
		b.uint(v >> 16 & 0xffff)
		b.uint(uint64(int16(v>>32) - whole))
	}
	b.habits(&m.tagHabits)
	b.habits(&m.arcHabits)
	b.classes(m.tagger)
	b.last = 0
	b.uint(uint64(m.moves.len()))
	for k, v := range m.moves.all() {
		b.key(k)
		b.int(int64(int16(v)))
		b.int(int64(int16(v >> 16)))
		b.int(int64(int16(v >> 32)))
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

func (p *packer) habits(h *habits) {
	p.last = 0
	p.uint(uint64(h.n))
	for k, class := range h.all() {
		p.key(k)
		p.uint(uint64(class))
	}
}

func (p *packer) classes(c *classes) {
	p.last = 0
	p.uint(uint64(c.index.len()))
	for k, row := range c.all() {
		p.key(k)
		p.uint(uint64(len(row)))
		last := -1
		for _, x := range row {
			p.uint(uint64(int(x.class) - last))
			p.int(int64(x.weight))
			last = int(x.class)
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
	// The frame is taken apart in the background, while what is done is put into tables.
	z, err := zstd.NewReader(bytes.NewReader(body), zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxBytes))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	defer z.Close()
	u := &unpacker{r: io.LimitReader(z, maxBytes), buf: make([]byte, 0, 1<<16), most: min(maxItems, uint64(len(b)))}
	m := &Model{}
	for range u.names() {
		m.tags = append(m.tags, Tag{u.string(), u.string()})
	}
	for range u.names() {
		m.rels = append(m.rels, u.string())
	}
	n := u.count()
	m.words = newTable(n)
	u.last = 0
	for range n {
		k := u.key()
		may := u.uint()
		x := lexeme{may: uint16(may), cluster: uint16(u.uint()), sole: int16(u.uint()) + whole}
		if int(x.sole) >= len(m.tags) || may > math.MaxUint16 || u.err != nil || !m.words.add(k, x.value()) {
			return nil, ErrModel
		}
	}
	m.words.seal()
	m.tagHabits = u.habits(len(m.tags))
	m.arcHabits = u.habits(len(m.rels))
	m.tagger = u.classes(len(m.tags))
	n = u.count()
	m.moves = newTable(n)
	u.last = 0
	for range n {
		k := u.key()
		w := [3]int16{u.int(), u.int(), u.int()}
		if u.err != nil || !m.moves.add(k, moveValue(w)) {
			return nil, ErrModel
		}
	}
	m.moves.seal()
	m.namer = u.classes(len(m.rels))
	if len(m.tags) == 0 || len(m.rels) == 0 || !u.end() {
		return nil, ErrModel
	}
	m.restrict()
	return m, nil
}

type unpacker struct {
	r    io.Reader
	buf  []byte
	at   int
	last uint32
	most uint64 // items of a kind
	err  error
}

func (u *unpacker) fail() { u.buf, u.at, u.err = u.buf[:0], 0, ErrModel }

// fill makes n bytes ready, or as many as are left.
func (u *unpacker) fill(n int) {
	u.buf = u.buf[:copy(u.buf[:cap(u.buf)], u.buf[u.at:])]
	u.at = 0
	for len(u.buf) < n && u.err == nil {
		k, err := u.r.Read(u.buf[len(u.buf):cap(u.buf)])
		u.buf = u.buf[:len(u.buf)+k]
		if err == io.EOF {
			return
		}
		if err != nil {
			u.fail()
		}
	}
}

// end reports whether all was well, and nothing is left.
func (u *unpacker) end() bool {
	u.fill(1)
	return u.err == nil && len(u.buf) == 0
}

func (u *unpacker) uint() uint64 {
	if u.at < len(u.buf) {
		if v := u.buf[u.at]; v < 0x80 {
			u.at++
			return uint64(v)
		}
	}
	return u.long()
}

// long is a number of several bytes, or at the end of the buffer.
func (u *unpacker) long() uint64 {
	if len(u.buf)-u.at < binary.MaxVarintLen64 {
		u.fill(binary.MaxVarintLen64)
	}
	v, n := binary.Uvarint(u.buf[u.at:])
	if n <= 0 {
		u.fail()
		return 0
	}
	u.at += n
	return v
}

func (u *unpacker) int() int16 {
	x := u.uint()
	return int16(x>>1) ^ -int16(x&1)
}

// count is a number of items. Each takes a byte of the file at least: their keys are hashes, which nothing makes shorter.
func (u *unpacker) count() int {
	n := u.uint()
	if n > u.most {
		u.fail()
		return 0
	}
	return int(n)
}

// names is a number of classes.
func (u *unpacker) names() int {
	n := u.count()
	if n > maxClasses {
		u.fail()
		return 0
	}
	return n
}

func (u *unpacker) string() string {
	n := u.count()
	if n > maxName {
		u.fail()
		return ""
	}
	if len(u.buf)-u.at < n {
		u.fill(n)
	}
	if len(u.buf)-u.at < n {
		u.fail()
		return ""
	}
	u.at += n
	return string(u.buf[u.at-n : u.at])
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

func (u *unpacker) habits(names int) habits {
	n := u.count()
	h := newHabits(n)
	u.last = 0
	for range n {
		k, class := u.key(), u.uint()
		if class >= uint64(names) {
			u.fail()
		}
		if u.err != nil {
			return habits{}
		}
		h.add(k, int32(class))
	}
	return h
}

func (u *unpacker) classes(names int) *classes {
	n := u.count()
	c := newClasses(names, n)
	var room [maxClasses]cell
	u.last = 0
	for range n {
		k := u.key()
		m := u.count()
		if m == 0 || m > names {
			u.fail()
		}
		if u.err != nil {
			return nil
		}
		row := room[:m]
		last := -1
		for i := range row {
			last += int(u.uint())
			w := u.int()
			if last < 0 || last >= names || w == 0 {
				u.fail()
				return nil
			}
			row[i] = cell{uint8(last), w}
		}
		if !c.add(k, row) {
			u.fail()
			return nil
		}
	}
	c.index.seal()
	return c
}
