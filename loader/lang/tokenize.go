package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviations end in a full stop that does not end a sentence. Lower case, without the last point.
var abbreviations = words(`mr mrs ms dr prof sen rep gov gen adm col maj lt capt cmdr sgt brig rev hon pres sec amb supt
	st ft mt jr sr vs etc inc corp co ltd no nos dept univ assn bros jan feb mar apr jun jul aug sept sep oct nov dec
	mon tue tues wed thu thur thurs fri fig approx est ave blvd al cf lt-gen spc pvt cpl atty`)

// words is the set of the words of a list.
func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// tokenize fills Tokens and Surface.
func (d *Doc) tokenize() {
	t := d.Text
	d.Tokens = make([]Token, 0, len(t)/5+1)
	runes, at := 0, 0
	space := false
	for i := 0; i < len(t); {
		r, n := utf8.DecodeRuneInString(t[i:])
		if unicode.IsSpace(r) || (r < ' ') || r == 0x7f || r == '\ufeff' || r == '\u200b' {
			space = true
			i += n
			continue
		}
		end, kind := d.token(i, r, n)
		runes += utf8.RuneCountInString(t[at:i])
		at = i
		d.Tokens = append(d.Tokens, Token{Start: i, End: end, Rune: runes, Kind: kind, Space: space})
		d.Surface = append(d.Surface, t[i:end])
		space = false
		i = end
	}
}

// token is the end and the kind of the token that starts with rune r of n bytes at byte i.
func (d *Doc) token(i int, r rune, n int) (int, Kind) {
	t := d.Text
	switch {
	case unicode.IsDigit(r):
		return d.number(i)
	case unicode.IsLetter(r):
		return d.word(i)
	case (r == '\'' || r == '’') && d.genitive(i, n):
		return i + n + 1, Word
	case r == '“' || r == '«' || r == '„' || r == '‟':
		return i + n, Open
	case r == '”' || r == '»':
		return i + n, Close
	case r == '"' || r == '\'' || r == '‘' || r == '’':
		return i + n, d.mark(i, n, r)
	case r == '$' || r == '€' || r == '£' || r == '¥' || r == '₩':
		return i + n, Punct
	case r == '.' || r == '-':
		// A run of points or hyphens is one token: "...", "--".
		j := i + n
		for j < len(t) && t[j] == t[i] {
			j++
		}
		return j, Punct
	}
	return i + n, Punct
}

// genitive reports whether the apostrophe at byte i starts an 's that ends a word.
func (d *Doc) genitive(i, n int) bool {
	t := d.Text
	if i == 0 || i+n >= len(t) || (t[i+n] != 's' && t[i+n] != 'S') {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(t[:i])
	after, _ := utf8.DecodeRuneInString(t[i+n+1:])
	return (unicode.IsLetter(before) || unicode.IsDigit(before) || before == '.') && !unicode.IsLetter(after) && !unicode.IsDigit(after)
}

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

// number is the end of a number: digits with inner separators, an ordinal's letters, or a word that starts with digits
// (122-mm, 3rd, S-300 is a word of its own).
func (d *Doc) number(i int) (int, Kind) {
	t := d.Text
	j := i
	for j < len(t) {
		r, n := utf8.DecodeRuneInString(t[j:])
		inner := (r == ',' || r == '.') && j > i && j+1 < len(t) && t[j+1] >= '0' && t[j+1] <= '9'
		if !unicode.IsDigit(r) && !inner {
			break
		}
		j += n
	}
	r, _ := utf8.DecodeRuneInString(t[j:])
	if unicode.IsLetter(r) { // 3rd, 15K, 50bn
		end, _ := d.word(j)
		return end, Number
	}
	if j < len(t) && t[j] == '-' && j+1 < len(t) {
		if r, _ := utf8.DecodeRuneInString(t[j+1:]); unicode.IsLetter(r) { // 122-mm, 24-year-old
			end, _ := d.word(j + 1)
			return end, Word
		}
	}
	return j, Number
}

// word is the end of a word: letters, digits, inner hyphens, inner apostrophes (but not 's), and the points of an
// abbreviation.
func (d *Doc) word(i int) (int, Kind) {
	t := d.Text
	j := i
	for j < len(t) {
		r, n := utf8.DecodeRuneInString(t[j:])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) {
			j += n
			continue
		}
		next, m := utf8.DecodeRuneInString(t[j+n:])
		inner := unicode.IsLetter(next) || unicode.IsDigit(next)
		switch {
		case (r == '-' || r == '‑' || r == '‐') && inner:
			j += n
			continue
		case (r == '\'' || r == '’') && inner && !d.genitive(j, n):
			j += n
			continue
		case r == '&' && inner && j-i <= 2 && j+n+m <= len(t): // R&D
			j += n
			continue
		case r == '.' && inner && (single(t[i:j]) || dotted(t[i:j])) && !unicode.IsDigit(next): // U.S, p.m
			if _, k := utf8.DecodeRuneInString(t[j+n:]); single2(t, j+n, k) {
				j += n
				continue
			}
		case r == '.':
			w := t[i:j]
			if dotted(w) || abbreviations[strings.ToLower(w)] || initial(w, t, j+n) {
				return j + n, Word
			}
		case r == '/' && strings.HasPrefix(t[i:], "http"):
			return d.url(i), Word
		case r == ':' && (t[i:j] == "http" || t[i:j] == "https"):
			return d.url(i), Word
		}
		break
	}
	return j, Word
}

// url is the end of an address: up to white space or a closing bracket or mark.
func (d *Doc) url(i int) int {
	t := d.Text
	j := i
	for j < len(t) {
		r, n := utf8.DecodeRuneInString(t[j:])
		if unicode.IsSpace(r) || strings.ContainsRune("<>\"”)]", r) {
			break
		}
		j += n
	}
	return i + len(strings.TrimRight(t[i:j], ".,;:!?'’"))
}

// single reports whether w is one letter.
func single(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return n == len(w) && unicode.IsLetter(r)
}

// single2 reports whether one letter of k bytes at byte i stands alone, as in the S of U.S.
func single2(t string, i, k int) bool {
	r, _ := utf8.DecodeRuneInString(t[i+k:])
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// dotted reports whether w looks like U.S or p.m: single letters between points.
func dotted(w string) bool {
	return len(w) >= 3 && strings.IndexByte(w, '.') == 1
}

// initial reports whether w is a name's initial ("John F. Kennedy"): one capital, then a space and a capital.
func initial(w, t string, after int) bool {
	r, n := utf8.DecodeRuneInString(w)
	if n != len(w) || !unicode.IsUpper(r) || w == "I" || after+1 >= len(t) || t[after] != ' ' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(t[after+1:])
	return unicode.IsUpper(next)
}
