package lang

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inflected is a form on the way to its lemma. Its methods are given the text that they work on, which they do not keep: a
// field would move it to the heap.
type inflected struct {
	table   lemmaTable
	form    string
	upos    string
	changed bool   // the text is not the form, but in lower case or with straight quotes
	word    string // the text, if the table has it as a lemma
}

// drawn is the lemma of a known word that is drawn out, as in "sooo"; it is empty where there is none.
func (w *inflected) drawn(text []byte, xpos string) string {
	var buf [longForm]byte
	for keep := 1; keep <= 2; keep++ {
		b := buf[:0]
		for i := 0; i < len(text); {
			c, n := text[i], 1
			for i+n < len(text) && text[i+n] == c {
				n++
			}
			i += n
			if n > 2 && 'a' <= c && c <= 'z' {
				n = keep
			}
			for range n {
				b = append(b, c)
			}
		}
		if len(b) == len(text) {
			return ""
		}
		if e := w.table.get(b, w.upos, xpos); e.lemma != "" || e.word != "" {
			return cmp.Or(e.lemma, e.word)
		}
	}
	return ""
}

// lemma takes the ending off that the tag tells of.
func (w *inflected) lemma(text []byte, xpos string) string {
	if w.upos == "X" {
		switch xpos {
		case "ADD", "IN", "JJ", "MD", "NNS", "PRP", "RB", "VB", "VBD", "VBG", "VBN", "VBZ", "WP", "WRB":
			return "_" // the rest of a word broken by a space: the lemma stands at its start
		}
		return w.whole(text)
	}
	switch xpos {
	case "NNS", "NNPS":
		return w.plural(text)
	case "VBZ":
		return w.third(text)
	case "VBD", "VBN":
		if ends(text, "ed") {
			return w.stem(text, 2)
		}
	case "VBG":
		switch {
		case ends(text, "ing"), ends(text, "in'"):
			return w.stem(text, 3)
		case ends(text, "in"):
			return w.stem(text, 2)
		}
	case "NNP": // Rolling Stones, United Nations
		switch {
		case w.upos == "VERB" && ends(text, "ed"):
			return w.stem(text, 2)
		case w.upos == "VERB" && ends(text, "ing"):
			return w.stem(text, 3)
		}
	case "JJR", "RBR":
		if ends(text, "er") {
			return w.stem(text, 2)
		}
	case "JJS", "RBS":
		if ends(text, "est") {
			return w.stem(text, 3)
		}
	}
	return w.whole(text)
}

// ends tells whether the form has the ending behind a stem of two letters or more.
func ends(text []byte, s string) bool {
	return len(text) >= len(s)+2 && string(text[len(text)-len(s):]) == s
}

// ending is the end of a lemma: add behind all but the last cut bytes of a form.
type ending struct {
	cut int
	add string
}

// pick returns the first of the endings that makes a known lemma, else what the first one makes.
func (w *inflected) pick(text []byte, endings ...ending) string {
	var buf [longForm + 1]byte
	for _, e := range endings {
		l := append(append(buf[:0], text[:len(text)-e.cut]...), e.add...)
		if e := w.table.get(l, w.upos, ""); e.word != "" {
			return e.word
		}
	}
	e := endings[0]
	n := len(text) - e.cut
	if e.add == "" && !w.changed {
		return w.form[:n]
	}
	return string(append(append(buf[:0], text[:n]...), e.add...))
}

func (w *inflected) whole(text []byte) string {
	switch {
	case !w.changed:
		return w.form
	case w.word != "":
		return w.word
	}
	return string(text)
}

// plural undoes the plural of a noun.
func (w *inflected) plural(text []byte) string {
	n := len(text)
	if n < 3 {
		return w.whole(text)
	}
	switch {
	case ends(text, "'s"):
		if digit(text[n-3]) { // the 80's are the 80s
			return w.pick(text, ending{2, "s"})
		}
		return w.pick(text, ending{2, ""})
	case ends(text, "men"):
		return w.pick(text, ending{2, "an"})
	case text[n-1] != 's' || digit(text[n-2]) || ends(text, "ss"):
		return w.whole(text)
	case ends(text, "ves"):
		return w.pick(text, ending{1, ""}, ending{3, "f"}, ending{3, "fe"})
	}
	return w.third(text)
}

// third undoes the third person of a verb.
func (w *inflected) third(text []byte) string {
	n := len(text)
	switch {
	case n < 3 || text[n-1] != 's' || ends(text, "ss"):
		return w.whole(text)
	case ends(text, "ies") && n > 4:
		return w.pick(text, ending{3, "y"}, ending{1, ""})
	case ends(text, "sses"), ends(text, "shes"), ends(text, "ches"), ends(text, "xes"), ends(text, "zzes"), ends(text, "oes"):
		return w.pick(text, ending{2, ""}, ending{1, ""})
	case ends(text, "ses"), ends(text, "zes"):
		return w.pick(text, ending{1, ""}, ending{2, ""}, ending{3, ""})
	}
	return w.pick(text, ending{1, ""})
}

// stem undoes an ending of n bytes that starts with a vowel: -ed, -ing, -er, -est.
func (w *inflected) stem(text []byte, n int) string {
	s := text[:len(text)-n]
	last := s[len(s)-1]
	switch {
	case last == 'i': // tried, earlier
		if len(s) == 2 {
			return w.pick(text, ending{n, "e"}, ending{n + 1, "y"})
		}
		return w.pick(text, ending{n + 1, "y"}, ending{n, "e"}, ending{n, ""})
	case last == 'y' && len(s) == 2: // dying
		return w.pick(text, ending{n, ""}, ending{n + 1, "ie"})
	case last == 'e': // freed, seeing
		if text[len(s)] == 'e' {
			return w.pick(text, ending{n, "e"}, ending{n, ""})
		}
		return w.pick(text, ending{n, ""})
	case last == s[len(s)-2] && !vowel(last):
		if strings.IndexByte("lszf", last) >= 0 { // called, missed; then controlled
			return w.pick(text, ending{n, ""}, ending{n + 1, ""}, ending{n, "e"})
		}
		return w.pick(text, ending{n + 1, ""}, ending{n, ""}, ending{n, "e"})
	case silentE(s):
		return w.pick(text, ending{n, "e"}, ending{n, ""})
	}
	return w.pick(text, ending{n, ""}, ending{n, "e"})
}

// silentE tells whether a stem most likely lost an e before its ending.
func silentE(s []byte) bool {
	last, n := s[len(s)-1], len(s)
	before := s[n-2]
	if vowel(last) {
		return last == 'u' // argue, continue
	}
	switch last {
	case 'c', 'v':
		return true
	case 'w', 'x', 'y', 'h', 'q', 'j':
		return false
	}
	if !vowel(before) && before != 'y' {
		switch last {
		case 'l':
			return strings.IndexByte("bcdfgkptz", before) >= 0 // handle
		case 'g':
			return before == 'd' || before == 'r' || before == 'n' && n > 3 && s[n-3] == 'a'
		case 's':
			return true // collapse, rinse
		case 'r':
			return before == 't' || before == 'h' // centre
		case 'z':
			return before != 'z'
		}
		return false
	}
	if n > 2 && vowel(s[n-3]) && !(n > 3 && s[n-3] == 'u' && s[n-4] == 'q') {
		switch last {
		case 's', 'z': // seize, cause
			return true
		case 't': // initiate, evaluate, create; repeat
			return before == 'a' && (s[n-3] == 'i' || s[n-3] == 'u' || n > 3 && s[n-3] == 'e' && s[n-4] == 'r')
		}
		return false // explain
	}
	syllables := 0
	for i := range n {
		if vowel(s[i]) && (i == 0 || !vowel(s[i-1])) || s[i] == 'y' && i > 0 && !vowel(s[i-1]) {
			syllables++
		}
	}
	if syllables < 2 {
		return true // hope: hop has two p in its past
	}
	switch last {
	case 'z', 's':
		return true
	case 't':
		return before == 'a' || before == 'u' || before == 'o' && n < 6
	case 'r':
		return before == 'i' || before == 'u' || before == 'a'
	case 'd':
		return true
	case 'n':
		return before == 'i'
	case 'l', 'm':
		return before == 'u'
	case 'g', 'k', 'b':
		return before != 'u' && before != 'o'
	case 'p':
		return before == 'a'
	}
	return false
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

func digit(c byte) bool { return '0' <= c && c <= '9' }

// straighten appends a form with straight quotes.
func straighten(buf []byte, form string) []byte {
	for i := 0; i < len(form); {
		r, n := utf8.DecodeRuneInString(form[i:])
		switch r {
		case '‘', '’':
			buf = append(buf, '\'')
		case '“', '”':
			buf = append(buf, '"')
		default:
			buf = append(buf, form[i:i+n]...)
		}
		i += n
	}
	return buf
}

// lower is a text in lower case, in its own bytes where that is possible.
func lower(text []byte) []byte {
	for i, c := range text {
		if c >= utf8.RuneSelf {
			return []byte(strings.ToLower(string(text)))
		}
		if 'A' <= c && c <= 'Z' {
			text[i] = c + 'a' - 'A'
		}
	}
	return text
}

// letters counts what a form is made of.
type letters struct{ upper, lower, digits, others int }

func casing(text []byte) letters {
	var c letters
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		i += n
		switch {
		case 'a' <= r && r <= 'z':
			c.lower++
		case 'A' <= r && r <= 'Z':
			c.upper++
		case '0' <= r && r <= '9':
			c.digits++
		case r < utf8.RuneSelf:
			c.others++
		case unicode.IsUpper(r):
			c.upper++
		case unicode.IsLower(r):
			c.lower++
		default:
			c.others++
		}
	}
	return c
}

// name gives a name all in small letters a capital, and leaves one that is too long for an acronym its first only.
func (c letters) name(text []byte) bool {
	n := len(text)
	switch {
	case c.lower == n && n > 2:
		text[0] -= 'a' - 'A'
		return true
	case c.upper == n && n > 5:
		lower(text[1:])
		return true
	}
	return false
}

// stays tells whether a form with capitals has them in its lemma.
func (c letters) stays(text []byte, upos, xpos string) bool {
	switch xpos {
	case "NNP", "NNPS", "ADD", "LS":
		return true
	}
	switch upos {
	case "PROPN", "SYM", "X", "PUNCT":
		return true
	case "NUM": // VII
		return c.lower == 0 && len(strings.Trim(string(text), "IVXLC")) == 0
	case "ADJ":
		if c.lower == 0 {
			return false
		}
		first, _ := utf8.DecodeRune(text)
		if !unicode.IsUpper(first) { // anti-American
			return true
		}
		for _, s := range []string{"ian", "ean", "ese"} { // Bolivian
			if strings.HasSuffix(string(text), s) {
				return true
			}
		}
	case "NOUN":
		// A letter, Q1, ATMs, PhD.
		switch {
		case c.upper == 1 && c.lower == 0, c.digits > 0 && c.lower == 0 && c.others == 0:
			return true
		case xpos == "NNS" && c.upper > 1 && c.lower == 1 && text[len(text)-1] == 's':
			return true
		}
	}
	return false
}
