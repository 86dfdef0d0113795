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

func hashBytes(s []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range s {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// shape is a small number for the case, the digits and the marks of a form.
func shape(form string, n int) uint32 {
	var upper, lower, digit, other, marks, hyphen bool
	first := true
	initial := false
	for _, r := range form {
		switch {
		case 'a' <= r && r <= 'z' || r >= utf8.RuneSelf && unicode.IsLower(r):
			lower = true
		case 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r):
			if first {
				initial = true
			} else {
				upper = true
			}
		case '0' <= r && r <= '9':
			digit = true
		case r == '-':
			hyphen = true
		case strings.ContainsRune(".,:;'’/@&", r):
			marks = true
		default:
			other = true
		}
		first = false
	}
	var s uint32
	for i, b := range []bool{upper, lower, digit, other, marks, hyphen, initial, n == 1} {
		if b {
			s |= 1 << i
		}
	}
	return s
}
