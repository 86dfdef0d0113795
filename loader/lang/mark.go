package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mark tells an opening from a closing quotation mark where the character does not: by what stands around it. A single
// mark between letters, or after an s without a partner, is an apostrophe.
func (d *Doc) mark(i, n int, r rune) Kind {
	t := d.Text
	before, _ := utf8.DecodeLastRuneInString(t[:i])
	after, _ := utf8.DecodeRuneInString(t[i+n:])
	wordBefore := i > 0 && !unicode.IsSpace(before) && !strings.ContainsRune("([{—–-\"“‘", before)
	wordAfter := i+n < len(t) && !unicode.IsSpace(after)
	if r == '‘' {
		if wordBefore {
			return Punct
		}
		return Open
	}
	switch {
	case !wordBefore && wordAfter:
		if r == '’' {
			return Punct // ’90s
		}
		return Open
	case wordBefore:
		if r == '\'' || r == '’' {
			if wordAfter && (unicode.IsLetter(after) || unicode.IsDigit(after)) {
				return Punct
			}
			return Close // or the apostrophe of a plural genitive: quotations must pair, see pairQuotes
		}
		return Close
	}
	return Close
}

// clipped reports whether what stands behind an apostrophe is a word or a year that lacks its start: '90s, 'em, 'cause.
func (d *Doc) clipped(i int) bool {
	t := d.Text[i:min(len(d.Text), i+8)]
	end := 0
	for end < len(t) && (t[end]|0x20 >= 'a' && t[end]|0x20 <= 'z' || t[end] >= '0' && t[end] <= '9') {
		end++
	}
	if i+end < len(d.Text) && (d.Text[i+end] == '\'' || strings.HasPrefix(d.Text[i+end:], "’")) {
		return false // a quotation of one word
	}
	switch t[:end] {
	case "em", "Em", "cause", "Cause", "til", "Til", "tis", "Tis", "twas", "Twas", "bout":
		return true
	}
	return end >= 2 && end <= 3 && t[0] >= '0' && t[0] <= '9' && t[1] >= '0' && t[1] <= '9' && (end == 2 || t[2] == 's')
}

// stops is the end of a run of final marks at byte i: "...", "!!!", "?!", ".?". A question mark behind several points
// stands alone.
func (d *Doc) stops(i int) int {
	t := d.Text
	j := i
	for j < len(t) && (t[j] == '.' || strings.HasPrefix(t[j:], "…")) {
		if t[j] == '.' {
			j++
		} else {
			j += len("…")
		}
	}
	if j-i > 1 {
		return j
	}
	for j < len(t) && (t[j] == '!' || t[j] == '?') {
		j++
	}
	return j
}

// face is the length of an emoticon at byte i, or 0: ":)", ";-)", "=(", "(:", ":D", "^_^", "<3".
func (d *Doc) face(i int) int {
	t := d.Text[i:min(len(d.Text), i+4)]
	if i > 0 && d.Text[i-1] > ' ' && (d.Text[i-1] == '(' || d.Text[i-1] == '/') {
		return 0
	}
	k := 1
	switch {
	case strings.HasPrefix(t, "^_^"):
		k = 3
	case strings.HasPrefix(t, "<3"), strings.HasPrefix(t, "(:"), strings.HasPrefix(t, "(;"):
		k = 2
	case t[0] == ':' || t[0] == ';' || t[0] == '=':
		if k < len(t) && (t[k] == '-' || t[k] == '\'') {
			k++
		}
		if k >= len(t) || strings.IndexByte("()DPp/\\", t[k]) < 0 {
			return 0
		}
		// "f(x)=(y" is none.
		if t[k] != ')' && i > 0 && d.Text[i-1] > ' ' {
			return 0
		}
		// "(see the note:)" closes a bracket.
		if t[k] == ')' && k == 1 && strings.LastIndexByte(d.Text[max(0, i-80):i], '(') > strings.LastIndexByte(d.Text[max(0, i-80):i], ')') {
			return 0
		}
		for k++; k < len(t) && t[k] == t[k-1] && t[k] != '/'; k++ { // :))
		}
	default:
		return 0
	}
	if d.letterAt(i+k) || d.digitAt(i+k) || i+k < len(d.Text) && d.Text[i+k] == '/' {
		return 0
	}
	return k
}
