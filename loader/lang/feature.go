package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Features are hashed to 32 bits: no text can be read back from the weights, and none is needed at run time. Zero is the key
// of no feature.

// The multipliers are odd 64-bit constants without a pattern (digits of the golden ratio and of square roots).
const (
	mulA = 0x9e3779b97f4a7c15
	mulB = 0xc2b2ae3d27d4eb4f
	mulC = 0x165667b19e3779f9
	mulD = 0xd6e8feb86659fd93
	mulE = 0xff51afd7ed558ccd
)

// key hashes a feature: its template and up to three values.
func key(template uint32, a, b, c uint32) uint32 {
	h := uint64(template)*mulD + (uint64(a)+1)*mulA + (uint64(b)+1)*mulB + (uint64(c)+1)*mulC
	h ^= h >> 32
	h *= mulE
	k := uint32(h >> 32)
	if k == 0 {
		return 1
	}
	return k
}

// Feature is the key of a feature of a model that reads trees: its template and up to three values, hashed to 32 bits.
func Feature(template uint32, a, b, c uint32) uint32 { return key(template, a, b, c) }

// traits are what the tagger and the parser see of a word's form, computed once.
type traits struct {
	form    uint32 // as it stands, digits as 0
	lower   uint32 // in lower case, digits as 0
	suffix  [4]uint32
	prefix  [3]uint32
	shape   uint32
	cluster uint32
}

// look computes the traits of a form. buf is reused.
func look(form string, buf []byte) (traits, []byte) {
	if t, ok := lookASCII(form); ok {
		return t, buf
	}
	return lookAny(form, buf)
}

// lookAny is look for a form of any bytes.
func lookAny(form string, buf []byte) (traits, []byte) {
	var t traits
	buf = normal(buf[:0], form)
	n := len(form)
	lower := buf[:len(buf)/2]
	t.form = hashBytes(buf[len(buf)/2:])
	t.lower = hashBytes(lower)
	ends := [4]int{}
	at := len(lower)
	for i := range ends {
		_, k := utf8.DecodeLastRune(lower[:at])
		at -= k
		t.suffix[i] = hashBytes(lower[at:])
	}
	at = 0
	for i := range t.prefix {
		_, k := utf8.DecodeRune(lower[at:])
		at += k
		t.prefix[i] = hashBytes(lower[:at])
	}
	t.shape = shape(form, n)
	return t, buf
}

// What shape says of a form.
const (
	hasUpper = 1 << iota // behind the first letter
	hasLower
	hasDigit
	hasOther
	hasMark
	hasHyphen
	isInitial // the first is upper case
	isOne     // byte
)

// shapes are what an ASCII byte adds to the shape.
var shapes = func() (b [utf8.RuneSelf]uint8) {
	for c := range b {
		b[c] = hasOther
	}
	for c := '0'; c <= '9'; c++ {
		b[c] = hasDigit
	}
	for c := 'a'; c <= 'z'; c++ {
		b[c], b[c-'a'+'A'] = hasLower, hasUpper
	}
	for _, c := range marks {
		if c < utf8.RuneSelf {
			b[c] = hasMark
		}
	}
	b['-'] = hasHyphen
	return b
}()

// marks are the marks inside words.
const marks = ".,:;'’/@&"

// lookASCII is look for a form of ASCII bytes, as nearly all are, in one pass.
func lookASCII(form string) (t traits, ok bool) {
	t.form, t.lower = hashStart, hashStart
	for i := range t.prefix {
		t.prefix[i] = hashStart
	}
	for i := range len(form) {
		c := form[i]
		if c >= utf8.RuneSelf {
			return traits{}, false
		}
		s := shapes[c]
		if s == hasDigit {
			c = '0'
		}
		t.form = (t.form ^ uint32(c)) * hashTimes
		if s == hasUpper {
			c |= 0x20
			if i == 0 {
				s = isInitial
			}
		}
		t.lower = (t.lower ^ uint32(c)) * hashTimes
		for j := min(i, len(t.prefix)); j < len(t.prefix); j++ {
			t.prefix[j] = t.lower
		}
		t.shape |= uint32(s)
	}
	if len(form) == 1 {
		t.shape |= isOne
	}
	for i := range t.suffix {
		h := uint32(hashStart)
		for _, c := range []byte(form[max(0, len(form)-1-i):]) {
			switch shapes[c] {
			case hasDigit:
				c = '0'
			case hasUpper:
				c |= 0x20
			}
			h = (h ^ uint32(c)) * hashTimes
		}
		t.suffix[i] = h
	}
	return t, true
}

// normal appends a form twice: in lower case, then as it is, digits as 0 and curly apostrophes straight in both.
func normal(buf []byte, form string) []byte {
	start := len(buf)
	for i := 0; i < len(form); {
		c := form[i]
		switch {
		case c >= '0' && c <= '9':
			buf = append(buf, '0')
			i++
		case c >= 'A' && c <= 'Z':
			buf = append(buf, c+'a'-'A')
			i++
		case c < utf8.RuneSelf:
			buf = append(buf, c)
			i++
		default:
			r, n := utf8.DecodeRuneInString(form[i:])
			switch r {
			case '’', '‘':
				buf = append(buf, '\'')
			case '“', '”':
				buf = append(buf, '"')
			case '–', '—':
				buf = append(buf, '-', '-')
			case '…':
				buf = append(buf, '.', '.', '.')
			default:
				l := unicode.ToLower(r)
				if utf8.RuneLen(l) != n {
					l = r
				}
				buf = utf8.AppendRune(buf, l)
			}
			i += n
		}
	}
	// The second half has the case of the form wherever the two are of one length, and is the lower form where they are not.
	low := len(buf) - start
	if low != len(form) {
		return append(buf, buf[start:start+low]...)
	}
	for i := range len(form) {
		c := form[i]
		if c >= '0' && c <= '9' {
			c = '0'
		}
		buf = append(buf, c)
	}
	return buf
}

// FNV-1a.
const (
	hashStart = 2166136261
	hashTimes = 16777619
)

func hashBytes(s []byte) uint32 {
	h := uint32(hashStart)
	for _, c := range s {
		h = (h ^ uint32(c)) * hashTimes
	}
	return h
}

// shape is a small number for the case, the digits and the marks of a form.
func shape(form string, n int) uint32 {
	var s uint32
	first := true
	for _, r := range form {
		switch {
		case r < utf8.RuneSelf && (shapes[r] != hasUpper || !first):
			s |= uint32(shapes[r])
		case r < utf8.RuneSelf:
			s |= isInitial
		case unicode.IsLower(r):
			s |= hasLower
		case unicode.IsUpper(r) && first:
			s |= isInitial
		case unicode.IsUpper(r):
			s |= hasUpper
		case strings.ContainsRune(marks, r):
			s |= hasMark
		default:
			s |= hasOther
		}
		first = false
	}
	if n == 1 {
		s |= isOne
	}
	return s
}
