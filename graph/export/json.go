package export

import (
	"encoding/hex"
	"strconv"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// The functions of this file write JSON many times as fast as encoding/json does. Those that take a name write a field of an
// object, or nothing where its value is zero.

// appendName writes a field's name, and a comma where it is not the object's first. The name needs no escapes.
func appendName(b []byte, name string) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(b, '"')
	b = append(b, name...)
	return append(b, '"', ':')
}

func appendText(b []byte, name, s string) []byte {
	if s == "" {
		return b
	}
	return appendString(appendName(b, name), s)
}

func appendID(b []byte, name string, id graph.ID) []byte {
	if id.IsZero() {
		return b
	}
	return appendHex(appendName(b, name), id)
}

func appendDate(b []byte, name string, d graph.Date) []byte {
	if d.IsZero() {
		return b
	}
	return append(append(append(appendName(b, name), '"'), d.String()...), '"')
}

func appendFloat(b []byte, name string, f *float64) []byte {
	if f == nil {
		return b
	}
	return strconv.AppendFloat(appendName(b, name), *f, 'g', -1, 64)
}

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

// appendHex writes an id as a string.
func appendHex(b []byte, id graph.ID) []byte {
	var text [38]byte
	text[0], text[37] = '"', '"'
	hex.Encode(text[1:], id[:4])
	for i, at := range [...]int{4, 6, 8} {
		text[9+5*i] = '-'
		hex.Encode(text[10+5*i:], id[at:at+2])
	}
	text[24] = '-'
	hex.Encode(text[25:37], id[10:])
	return append(b, text[:]...)
}

// appendString writes a string. Characters that some programs take for the end of a line (U+0085, U+2028, U+2029) are escaped as
// control characters are; bytes that are not UTF-8 become U+FFFD.
func appendString(b []byte, s string) []byte {
	const digits = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && n == 1:
				b = append(append(b, s[from:i]...), `\ufffd`...)
				from = i + n
			case r == 0x85 || r == 0x2028 || r == 0x2029:
				b = append(append(b, s[from:i]...), '\\', 'u', digits[r>>12], digits[r>>8&15], digits[r>>4&15], digits[r&15])
				from = i + n
			}
			i += n
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}
