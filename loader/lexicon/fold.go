package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is the form in which names are compared: lower case without accents and full stops, curly apostrophes straight, runs
// of white space and dashes one space. A dash inside a word is kept (F-16).
func Fold(s string) string {
	if plain(s) {
		return s
	}
	if ascii(s) {
		return foldASCII(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '.':
			continue
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case r == '’' || r == '‘' || r == 'ʼ' || r == '`':
			r = '\''
		case r == '‐' || r == '‑' || r == '–':
			r = '-'
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// ascii reports whether every byte is a character of ASCII.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// foldASCII is Fold for what needs no decomposition, which most names do not.
func foldASCII(s string) string {
	b := make([]byte, 0, len(s))
	space := false
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '.':
			continue
		case c == ' ' || '\t' <= c && c <= '\r':
			space = len(b) > 0
			continue
		case c == '`':
			c = '\''
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		if space {
			b = append(b, ' ')
			space = false
		}
		b = append(b, c)
	}
	return string(b)
}

// plain reports whether folding a word changes nothing; most words of a text are so.
func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c == '.' || c == '`' || c <= ' ' || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// foldTitle folds a word of a title, British spelling to American.
func foldTitle(s string) string {
	switch f := Fold(s); f {
	case "defence":
		return "defense"
	default:
		return f
	}
}

// foldOffice is the key of an office: "minister of defence" is "defense minister".
func foldOffice(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = foldTitle(w)
	}
	if len(words) == 3 && words[0] == "minister" && (words[1] == "of" || words[1] == "for") {
		words = []string{words[2], "minister"}
	}
	return strings.Join(words, " ")
}

// words splits a name as the tokenizer splits texts: at white space, before a comma and before 's.
func words(name string) []string {
	var out []string
	for _, f := range strings.Fields(name) {
		tail := ""
		if strings.HasSuffix(f, ",") {
			f, tail = f[:len(f)-1], ","
		}
		poss := ""
		for _, p := range []string{"'s", "’s"} {
			if strings.HasSuffix(f, p) {
				f, poss = strings.TrimSuffix(f, p), p
			}
		}
		for _, w := range []string{f, poss, tail} {
			if w != "" {
				out = append(out, w)
			}
		}
	}
	return out
}

// abbreviated reports whether a name is written in capitals alone, so that its case tells it from a word (US, us).
func abbreviated(name string) bool {
	letters := 0
	for _, r := range name {
		switch {
		case unicode.IsLower(r) || unicode.IsSpace(r):
			return false
		case unicode.IsUpper(r):
			letters++
		}
	}
	return letters > 0 && letters <= 6
}
