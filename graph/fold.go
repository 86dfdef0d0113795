package graph

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FoldName is the form in which names are compared and keyed: NFKD without combining marks, lower case, curly apostrophes
// straight, runs of white space and hyphens one space, full stops dropped. Folding twice is folding once.
func FoldName(s string) string {
	if folded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	// Normalisation stops at a broken byte and leaves the rest as it is.
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "\uFFFD")) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '.':
			continue
		case unicode.IsSpace(r) || r == '-' || r == '‐' || r == '‑' || r == '–':
			space = b.Len() > 0
			continue
		case r == '’' || r == '‘' || r == 'ʼ':
			r = '\''
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// folded reports whether a text is as FoldName would make it, as far as that can be told fast.
func folded(s string) bool {
	space := true
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '\'' || c == ':' || c == ',':
			space = false
		case c == ' ' && !space:
			space = true
		default:
			return false
		}
	}
	return !space
}

// foldsTo reports whether FoldName makes a text of another one. It makes nothing where both are plain letters, digits and single
// spaces, as most names are.
func foldsTo(s, to string) bool {
	if len(s) != len(to) {
		return FoldName(s) == to
	}
	space := true
	for i := range len(s) {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
			space = false
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			space = false
		case c == ' ' && !space:
			space = true
		default:
			return FoldName(s) == to
		}
		if c != to[i] {
			return false
		}
	}
	return !space || FoldName(s) == to
}

// foldsAway reports whether FoldName leaves nothing of a text.
func foldsAway(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; 'a' <= c && c <= 'z' {
			return false
		}
	}
	return FoldName(s) == ""
}
