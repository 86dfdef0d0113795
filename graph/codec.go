package graph

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"unicode/utf8"
)

// recordVersion is the first byte of every record.
const recordVersion = 2

// encoder builds a record. Numbers are varints, strings have their length in front, an absent id is one zero byte.
type encoder struct{ b []byte }

func newEncoder() *encoder { return &encoder{append(make([]byte, 0, 256), recordVersion)} }

func (e *encoder) byte(v byte) { e.b = append(e.b, v) }
func (e *encoder) int(v int)   { e.b = binary.AppendUvarint(e.b, uint64(v)) }
func (e *encoder) id(v ID)     { e.b = append(e.b, v[:]...) }
func (e *encoder) date(d Date) { e.b = append(e.b, dateKey(d)...) }
func (e *encoder) ref(v ref)   { e.b = append(e.b, v[:]...) }

func (e *encoder) str(s string) {
	e.int(len(s))
	e.b = append(e.b, s...)
}

func (e *encoder) bool(v bool) {
	if v {
		e.byte(1)
	} else {
		e.byte(0)
	}
}

// num writes a number: whole ones from 0 to 2^52, which nearly all are, as varints.
func (e *encoder) num(v float64) {
	if v >= 0 && v < 1<<52 && v == math.Trunc(v) && !math.Signbit(v) {
		e.b = binary.AppendUvarint(e.b, uint64(v)<<1)
		return
	}
	e.byte(1)
	e.b = binary.BigEndian.AppendUint64(e.b, math.Float64bits(v))
}

// hash writes 64 hex digits as 32 bytes.
func (e *encoder) hash(s string) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 32 { // only sha256Hex makes them
		panic("graph: not a SHA-256: " + s)
	}
	e.b = append(e.b, b...)
}

// decoder reads a record. The first thing that does not fit sets err, and all that is read after it is zero.
type decoder struct {
	b    []byte
	text string // all of the record, where its texts are to share one piece of memory
	err  error
}

// newTextDecoder is newDecoder for a record most of which is texts that are kept together.
func newTextDecoder(b []byte) *decoder {
	d := newDecoder(b)
	d.text = string(b)
	return d
}

func newDecoder(b []byte) *decoder {
	d := &decoder{b: b}
	if v := d.byte(); d.err == nil && v != recordVersion {
		d.err = fmt.Errorf("%w: record format %d, want %d", ErrDamaged, v, recordVersion)
	}
	return d
}

func (d *decoder) fail(what string) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: bad %s", ErrDamaged, what)
	}
	d.b = nil
}

// take is the next n bytes; nil when there are not so many.
func (d *decoder) take(n int, what string) []byte {
	if d.err != nil || n < 0 || n > len(d.b) {
		d.fail(what)
		return nil
	}
	v := d.b[:n]
	d.b = d.b[n:]
	return v
}

func (d *decoder) byte() byte {
	if b := d.take(1, "byte"); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) int() int {
	v, n := binary.Uvarint(d.b)
	if d.err != nil || n <= 0 || v > math.MaxInt32 {
		d.fail("number")
		return 0
	}
	d.b = d.b[n:]
	return int(v)
}

// count is the length of a list whose items take at least size bytes each.
func (d *decoder) count(size int) int {
	n := d.int()
	if n > len(d.b)/size {
		d.fail("list length")
		return 0
	}
	return n
}

func (d *decoder) str() string {
	b := d.take(d.int(), "text")
	if !utf8.Valid(b) {
		d.fail("text")
		return ""
	}
	if d.text == "" {
		return string(b)
	}
	end := len(d.text) - len(d.b)
	return d.text[end-len(b) : end]
}

func (d *decoder) bool() bool {
	v := d.byte()
	if v > 1 {
		d.fail("flag")
	}
	return v == 1
}

func (d *decoder) id() ID {
	var id ID
	copy(id[:], d.take(len(id), "id"))
	return id
}

func (d *decoder) ref() ref {
	var r ref
	copy(r[:], d.take(refSize, "id"))
	return r
}

func (d *decoder) date() Date {
	v, ok := dateOfKey(d.take(dateSize, "date"))
	if !ok {
		d.fail("date")
		return Date{}
	}
	return v
}

func (d *decoder) num() float64 {
	v, n := binary.Uvarint(d.b)
	if d.err != nil || n <= 0 || v >= 1<<53 || v&1 == 1 && v != 1 {
		d.fail("number")
		return 0
	}
	d.b = d.b[n:]
	if v&1 == 0 {
		return float64(v >> 1)
	}
	b := d.take(8, "number")
	if b == nil {
		return 0
	}
	f := math.Float64frombits(binary.BigEndian.Uint64(b))
	if math.IsNaN(f) || math.IsInf(f, 0) {
		d.fail("number")
	}
	return f
}

func (d *decoder) hash() string { return hex.EncodeToString(d.take(32, "hash")) }

// end is the decoder's error, or one for what is left over.
func (d *decoder) end() error {
	if d.err == nil && len(d.b) > 0 {
		d.fail("end")
	}
	return d.err
}
