package graph

import "unicode/utf8"

// runes finds code points in a text without walking it from its start each time.
type runes struct {
	text string
	n    int     // code points
	mark []int32 // the byte offset of every runeStep-th code point
}

// runeStep is how far apart the marks are: 64 code points cost less than a microsecond to walk, and one mark is 4 bytes.
const runeStep = 64

// newRunes reads the text once. The text must be valid UTF-8.
func newRunes(text string) *runes {
	r := &runes{text: text, mark: make([]int32, 0, len(text)/runeStep+1)}
	for at := range text {
		if r.n%runeStep == 0 {
			r.mark = append(r.mark, int32(at))
		}
		r.n++
	}
	return r
}

// byteAt is the byte offset of a code point; n gives the end of the text. i must be from 0 to n.
func (r *runes) byteAt(i int) int {
	if i >= r.n {
		return len(r.text)
	}
	at := int(r.mark[i/runeStep])
	for range i % runeStep {
		_, size := utf8.DecodeRuneInString(r.text[at:])
		at += size
	}
	return at
}

// slice is the code points from start to end, end exclusive; false when they are not in the text.
func (r *runes) slice(start, end int) (string, bool) {
	if start < 0 || end < start || end > r.n {
		return "", false
	}
	return r.text[r.byteAt(start):r.byteAt(end)], true
}

// contextSize is how many code points Evidence keeps before and after its quote.
const contextSize = 32

// around is what stands before and after a slice that is in the text.
func (r *runes) around(start, end int) (prefix, suffix string) {
	prefix, _ = r.slice(max(0, start-contextSize), start)
	suffix, _ = r.slice(end, min(r.n, end+contextSize))
	return prefix, suffix
}
