package lang

import (
	"strings"
	"unicode/utf8"
)

// splitWords fills Words: each token taken apart as the English treebanks of Universal Dependencies do (EWT and GUM since
// 2.8). The rules follow counts in EWT train and GUM train.
func (d *Doc) splitWords() {
	if cap(d.Words) < len(d.Tokens) {
		d.Words = make([]TreeWord, 0, len(d.Tokens)+len(d.Tokens)/8)
	}
	d.Words = d.Words[:0]
	sentence := 0
	for i := range d.Tokens {
		k := &d.Tokens[i]
		for sentence < len(d.Sentences) && d.Sentences[sentence].Last <= i {
			sentence++
		}
		// A full stop that also ends an abbreviation is a word of its own behind etc., not behind U.S. or p.m.
		if s := d.Surface[i]; s[len(s)-1] == '.' && k.Kind == Word && i == d.Sentences[sentence].Last-1 && len(s) > 3 && !dotted(s) {
			d.add(k.Start, k.End-1, i)
			d.add(k.End-1, k.End, i)
			continue
		}
		if n := d.slip(i); n > 0 {
			d.add(k.Start, k.Start+n, i)
			d.add(k.Start+n, k.End, i)
			continue
		}
		if k.Kind == Word || k.Kind == Number {
			d.splitToken(i, k)
			continue
		}
		d.add(k.Start, k.End, i)
	}
}

// slip is the length of it in "its" and of you in "your" where the next word shows that it's or you're was meant.
func (d *Doc) slip(i int) int {
	s := d.Surface[i]
	if len(s) < 3 || len(s) > 4 || i+1 == len(d.Tokens) {
		return 0
	}
	switch s {
	case "its", "Its", "ITS":
		switch d.Surface[i+1] {
		case "a", "an", "not", "really", "very", "like", "now", "for", "the", "also", "just", "all", "been", "still", "only", "in",
			"too", "simply", "definitely", "always", "getting", "going":
			return 2
		}
	case "your", "Your":
		switch d.Surface[i+1] {
		case "a", "an", "not", "the", "going", "welcome", "in":
			return 3
		}
	}
	return 0
}

// add adds the word [start, end) of a token.
func (d *Doc) add(start, end, token int) {
	d.Words = append(d.Words, TreeWord{Start: int32(start), End: int32(end), Token: int32(token), Head: -1})
}

// longest is the length in bytes of the longest token that is looked at for contractions: longer ones are no words.
const longest = 48

// splitToken adds the words of token i, which holds letters or digits.
func (d *Doc) splitToken(i int, k *Token) {
	s := d.Surface[i]
	if plain(s) || !hyphened(s) {
		d.splitPart(k.Start, k.End, i)
		return
	}
	at := k.Start
	for at < k.End {
		rest := d.Text[at:k.End]
		h, n := hyphen(rest)
		if h > 0 && (at == k.Start && prefixed(rest[:h]) || suffixedWord(rest[h+n:])) { // the two are one word
			next, m := hyphen(rest[h+n:])
			h, n = h+n+next, m
			if next < 0 {
				h = -1
			}
		}
		if h <= 0 {
			break
		}
		d.splitPart(at, at+h, i)
		d.add(at+h, at+h+n, i)
		at += h + n
	}
	if at < k.End {
		d.splitPart(at, k.End, i)
	}
}

// plain reports whether s has ASCII letters and digits only, as nearly all words have.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || !wordBytes[s[i]] {
			return false
		}
	}
	return true
}

// splitPart adds the words of the bytes [start, end), which no hyphen parts: contractions and numbers with units.
func (d *Doc) splitPart(start, end, token int) {
	s := d.Text[start:end]
	switch {
	case len(s) > longest:
	case s[0] >= '0' && s[0] <= '9':
		if n := measured(s); n > 0 {
			d.add(start, start+n, token)
			start += n
		}
	default:
		if n := contracted(s); n > 0 {
			d.splitPart(start, start+n, token)
			start += n
		}
	}
	d.add(start, end, token)
}

// hyphen is the place and the length of the first hyphen of s, -1 where it has none.
func hyphen(s string) (int, int) {
	for i := range len(s) {
		if s[i] == '-' {
			return i, 1
		}
		if s[i] == 0xe2 && (strings.HasPrefix(s[i:], "‑") || strings.HasPrefix(s[i:], "‐")) {
			return i, 3
		}
	}
	return -1, 0
}

// hyphened reports whether a hyphen parts a token: not dates, telephone numbers (345-9945, x3-9890) and addresses.
func hyphened(s string) bool {
	h, n := hyphen(s)
	if h <= 0 || h+n == len(s) || addressed(s) {
		return false
	}
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	switch {
	case s[0]|0x20 == 'x' && digit(s[h-1]):
		return false
	case digit(s[0]):
		for _, c := range []byte(s[h+n:]) {
			if c >= 'A' {
				return true
			}
		}
		return false
	}
	return true
}

// addressed reports whether a token is an e-mail address, a web address or a file name.
func addressed(s string) bool {
	if strings.IndexByte(s, '@') >= 0 || strings.IndexByte(s, '/') >= 0 || strings.IndexByte(s, '_') >= 0 {
		return true
	}
	p := strings.LastIndexByte(s, '.')
	return p > 0 && suffixed(s[p+1:]) || strings.HasPrefix(s, "www.")
}

// prefixed reports whether a hyphen behind s joins: non-, e-, anti-.
func prefixed(s string) bool {
	var b [8]byte
	switch string(fold(s, &b)) {
	case "non", "e", "mid", "anti", "re", "co", "pre", "pro", "cross", "post", "over", "semi", "ex", "sub", "counter", "multi",
		"neo", "socio", "mini", "inter", "intra", "psycho", "un", "micro", "bio", "ultra", "pseudo", "uh", "hm":
		return true
	}
	return false
}

// suffixedWord reports whether a hyphen before s joins: Holocaust-esque, career-wise.
func suffixedWord(s string) bool {
	return s == "esque" || s == "wise" || s == "e"
}

// measured is the length of the digits of a number with a unit behind it (5kg, 10m, 7:30pm); 0 where the letters belong to the
// number (20th, 1970s).
func measured(s string) int {
	n := 0
	point := false
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' || s[n] == ',' || s[n] == ':') {
		point = point || s[n] == '.'
		n++
	}
	if n == len(s) {
		return 0
	}
	var b [8]byte
	switch string(fold(s[n:], &b)) {
	case "k", "m", "b", "bn", "mn", "mm", "cm", "kg", "km", "pm", "am", "ft", "x", "lb", "lbs", "hz", "khz", "mhz", "ghz", "kb",
		"mb", "gb", "tb", "sq", "min", "mins", "minutes", "hours", "hrs", "hr", "days", "day", "years", "year", "percent", "watt",
		"mph", "g", "mg", "ml", "oz", "in", "kw", "mw", "gw", "kwh", "w", "v", "p", "c", "f", "hh", "yrs", "yr", "sec", "l",
		"bps", "kbps", "mbps", "usd", "million", "billion", "persons", "people":
		return n
	case "t":
		if point {
			return n
		}
	}
	return 0
}

// apostrophe is the place and the length of the last apostrophe of s, -1 where it has none.
func apostrophe(s string) (int, int) {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '\'' || s[i] == '`' {
			return i, 1
		}
		if s[i] == 0xe2 && strings.HasPrefix(s[i:], "’") {
			return i, len("’")
		}
	}
	return -1, 0
}

// contracted is the length of the first part of a contraction: 2 for don't, 3 for cannot, 1 for I'm; 0 for any other word.
func contracted(s string) int {
	if q, n := apostrophe(s); q > 0 {
		tail := s[q+n:]
		switch len(tail) {
		case 1:
			switch tail[0] | 0x20 {
			case 't':
				if s[q-1]|0x20 == 'n' && q >= 2 {
					return q - 1
				}
			case 's', 'm', 'd':
				return q
			}
		case 2:
			a, b := tail[0]|0x20, tail[1]|0x20
			if a == 'l' && b == 'l' || b == 'e' && (a == 'r' || a == 'v') {
				return q
			}
		}
		return 0
	}
	var b [8]byte
	switch string(fold(s, &b)) {
	case "cannot", "gonna", "gotta", "gimme", "wanna", "lemme", "lotta", "outta":
		return 3
	case "dont", "wont", "cant", "aint", "isnt", "arent", "wasnt", "didnt", "doesnt", "couldnt", "wouldnt", "shouldnt", "havent",
		"hasnt", "hadnt", "werent", "youre", "youve", "youll", "theyre", "theyve", "theyll":
		return len(s) - 2
	case "im", "ive", "alot":
		return 1
	case "thats", "lets", "whats", "theres", "heres":
		return len(s) - 1
	}
	return 0
}
