package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenize fills Tokens and Surface.
func (d *Doc) tokenize() {
	t := d.Text
	d.Tokens = make([]Token, 0, len(t)/5+1)
	d.Surface = make([]string, 0, len(t)/5+1)
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
	case (r == '\'' || r == '’' || r == '`') && d.genitive(i, n):
		return i + n + 1, Word
	case r == '“' || r == '«' || r == '„' || r == '‟':
		return i + n, Open
	case r == '”' || r == '»':
		return i + n, Close
	case r == '"' || r == '\'' || r == '‘' || r == '’':
		if r == '\'' && i+1 < len(t) && t[i+1] == '\'' { // '' for a double mark
			return i + 2, d.mark(i, 2, '"')
		}
		if (r == '’' || r == '‘') && strings.HasPrefix(t[i+n:], "’") { // ‘’ for a double mark
			if r == '‘' {
				return i + 2*n, Open
			}
			return i + 2*n, Close
		}
		if (r == '\'' || r == '’') && d.clipped(i+n) {
			end, _ := d.word(i + n)
			return end, Word
		}
		return i + n, d.mark(i, n, r)
	case r == ':' || r == ';' || r == '=' || r == '(' || r == '^' || r == '<':
		if k := d.face(i); k > 0 {
			return i + k, Punct
		}
	case (r == '#' || r == '@') && d.letterAt(i+1):
		end, _ := d.word(i + 1)
		return end, Word
	case r == '+' && d.digitAt(i+1) && (i == 0 || t[i-1] <= ' ' || t[i-1] == '('):
		return d.number(i + 1)
	}
	switch r {
	case '.', '!', '?', '…':
		if k := d.extension(i); k > 0 {
			return k, Word
		}
		if r == '.' && d.digitAt(i+1) && (i == 0 || t[i-1] <= ' ' || t[i-1] == '(' || t[i-1] == '$') { // .50
			return d.number(i + 1)
		}
		return d.stops(i), Punct
	case '[':
		if strings.HasPrefix(t[i:], "[...]") || strings.HasPrefix(t[i:], "[…]") {
			return i + 5, Punct
		}
	case '-', '*', '=', '_', '+', '#', '~', '<', '>', '$':
		// A run of one mark is one token: "--", "***".
		j := i + 1
		for j < len(t) && t[j] == t[i] {
			j++
		}
		return j, Punct
	}
	return i + n, Punct
}

// word is the end of a word: letters, digits, inner hyphens, inner apostrophes (but not 's), and the points of an
// abbreviation; or of an address: e-mail, web, file.
func (d *Doc) word(i int) (int, Kind) {
	t := d.Text
	j := i
	for j < len(t) {
		if c := t[j]; c < utf8.RuneSelf && wordBytes[c] {
			j++
			continue
		}
		r, n := utf8.DecodeRuneInString(t[j:])
		if r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || joiner(r)) {
			j += n
			continue
		}
		next, m := utf8.DecodeRuneInString(t[j+n:])
		inner := unicode.IsLetter(next) || unicode.IsDigit(next)
		switch {
		case r == '_' && j+1 < len(t) && (inner || next == '_' || next == '@'):
			j++
			continue
		case r == '@' && inner:
			return d.host(j + 1), Word
		case (r == '.' || r == '-' || r == '+') && j+1 < len(t) && (d.wordByte(j+1) || r == '.' && next == '.'):
			if k := d.address(j); k > 0 {
				return k, Word
			}
		}
		switch {
		case (r == '-' || r == '‑' || r == '‐') && inner:
			j += n
			continue
		case (r == '\'' || r == '’' || r == '`') && inner && !d.genitive(j, n):
			j += n
			continue
		case r == '-' && j+1-i <= 3 && j+1 < len(t) && (t[j+1] == ' ' || t[j+1] == ','): // a word broken off: "th- the"
			if latin(t[i:j]) {
				return j + 1, Word
			}
		case r == '/' && i+1 < len(t):
			if k := d.clippedSlash(i, j); k > 0 {
				return k, Word
			}
		case r == '*' && j > i && d.starred(j):
			for t[j] == '*' {
				j++
			}
			continue
		case r == '&' && inner && j-i <= 2 && j+n+m <= len(t): // R&D
			j += n
			continue
		case r == '.' && j-i == 2 && t[i:j] == "Ph" && strings.HasPrefix(t[j:], ".D."):
			return j + 3, Word
		case r == '.' && inner && (single(t[i:j]) || dotted(t[i:j])) && !unicode.IsDigit(next): // U.S, p.m
			if _, k := utf8.DecodeRuneInString(t[j+n:]); single2(t, j+n, k) {
				j += n
				continue
			}
		case r == '.':
			w := t[i:j]
			if dotted(w) || d.abbreviation(w, j+n) || initial(w, t, j+n) {
				return j + n, Word
			}
		case r == ':' && strings.HasPrefix(t[j:], "://"):
			return d.url(i), Word
		case r == ':' && t[i:j] == "mailto":
			return d.url(i), Word
		}
		break
	}
	return j, Word
}

// abbreviations end in a full stop that does not end a sentence. Lower case, without the last point.
var abbreviations = words(`mr mrs ms dr prof sen rep gov gen adm col maj lt capt cmdr sgt brig rev hon pres sec amb supt
	st ft mt jr sr vs etc inc corp co ltd dept univ assn bros jan feb mar apr jun jul aug sept sep oct nov dec
	mon tue tues wed thu thur thurs fri fig approx est ave blvd al cf lt-gen spc pvt cpl atty vol
	esp ext attn arrv reps para div mlle mme messrs hwy ph.d m.sc b.sc`)

// capitalAbbreviations are abbreviations only where they start with a capital: Sat. and La., but not "sat.".
var capitalAbbreviations = words(`Sat Sun La Va Pa Fla Calif Mass Minn Mich Wis Conn Tenn Tex Ariz Colo Okla Wash Ph`)

// abbreviation reports whether the point that ends at byte after belongs to w. "No." and "p." are abbreviations before a
// number only.
func (d *Doc) abbreviation(w string, after int) bool {
	if len(w) > 7 {
		return false
	}
	switch w {
	case "no", "No", "NO", "nos", "Nos", "p", "pp", "c", "ca", "b", "d", "m", "Art", "art", "Ch", "ch":
		return after+1 < len(d.Text) && d.Text[after] == ' ' && d.digitAt(after+1)
	}
	var b [8]byte
	return abbreviations[string(fold(w, &b))] || capitalAbbreviations[w]
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

// dotted reports whether w looks like U.S or p.m: single letters between points.
func dotted(w string) bool {
	return len(w) >= 3 && strings.IndexByte(w, '.') == 1
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

// clippedSlash is the end of a word that is written with a slash: w/o, w/, b/c; 0 for any other word [i, j).
func (d *Doc) clippedSlash(i, j int) int {
	t := d.Text
	end := j + 1
	for end < len(t) && end-j <= 4 && d.wordByte(end) {
		end++
	}
	var b [8]byte
	switch string(fold(t[i:end], &b)) {
	case "w/", "w/o", "w/out", "b/c", "s/he", "l/c", "n/a":
		if !d.letterAt(end) {
			return end
		}
	}
	return 0
}

// starred reports whether stars at byte j stand for letters: sh*t.
func (d *Doc) starred(j int) bool {
	for k := j; k < len(d.Text) && k-j < 4; k++ {
		if d.Text[k] != '*' {
			return d.wordByte(k)
		}
	}
	return false
}

// joiner reports whether r is an unseen mark inside a word: a soft hyphen, a zero-width joiner.
func joiner(r rune) bool {
	return r == '\u00ad' || r == '\u200c' || r == '\u200d' || r == '\u2060'
}

// words is the set of the words of a list.
func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// fold is s in small letters, ASCII only, in b; nil where s is empty or does not fit.
func fold(s string, b *[8]byte) []byte {
	if len(s) == 0 || len(s) > len(b) {
		return nil
	}
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		b[i] = c
	}
	return b[:len(s)]
}

// latin reports whether w is made of ASCII letters.
func latin(w string) bool {
	for i := range len(w) {
		if c := w[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// wordBytes are the ASCII letters and digits.
var wordBytes = func() (b [utf8.RuneSelf]bool) {
	for c := range b {
		b[c] = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
	}
	return b
}()

// wordByte reports whether an ASCII letter or digit stands at byte i.
func (d *Doc) wordByte(i int) bool {
	return i < len(d.Text) && d.Text[i] < utf8.RuneSelf && wordBytes[d.Text[i]]
}

// letterAt reports whether a letter stands at byte i.
func (d *Doc) letterAt(i int) bool {
	if i >= len(d.Text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(d.Text[i:])
	return unicode.IsLetter(r)
}

// digitAt reports whether an ASCII digit stands at byte i.
func (d *Doc) digitAt(i int) bool {
	return i < len(d.Text) && d.Text[i] >= '0' && d.Text[i] <= '9'
}
