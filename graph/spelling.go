package graph

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// spelling is a name without what its spellings in Latin letters leave open, so that "Zelensky", "Zelenskyy" and "Зеленский" come to
// one form. Names in letters that are not Latin, Cyrillic or Greek keep them.
type spelling struct {
	words    []string // romanised, variants made one; upper case stands for letters that Latin writes as several
	form     string   // the words without blanks between them
	skeleton string   // the consonants of form, those made one that are written for each other; names of one spelling have one skeleton
}

// maxSkeleton is how many bytes of a skeleton the index keeps. Names that differ behind that are told apart by their forms.
const maxSkeleton = 48

// spell is the spelling of a name that FoldName has folded, without an article in front. It costs a few microseconds for a name.
func spell(folded string) spelling {
	var words []string
	all := strings.Fields(romanise(folded))
	if len(all) > 1 && all[0] == "the" {
		all = all[1:]
	}
	for _, w := range all {
		if w = formOf(w); w != "" {
			words = append(words, w)
		}
	}
	return spellingOf(words)
}

func spellingOf(words []string) spelling {
	form := strings.Join(words, "")
	return spelling{words, form, skeletonOf(form)}
}

// last is the spelling of the last word, of which there is one.
func (s *spelling) last() spelling {
	return spellingOf(s.words[len(s.words)-1:])
}

// romanise writes Cyrillic and Greek letters in Latin ones, and Latin letters that have no base form in plain ones. What is neither
// stays, and all that is no letter and no digit is a blank, but for apostrophes, which go.
//
// Russian follows BGN/PCGN 1947 and Ukrainian the resolution 55 of its cabinet of 2010; Belarusian, Serbian and Macedonian letters are
// written as their own Latin alphabets sound in English; Greek follows ELOT 743. Where the two Cyrillic tables differ in one letter,
// a letter that only Ukrainian and Belarusian have decides. FoldName has taken their marks from й, ё, ї and ў.
func romanise(folded string) string {
	plain := true
	for i := range len(folded) {
		if c := folded[i]; c >= utf8.RuneSelf || c != ' ' && (c < 'a' || c > 'z') {
			plain = false
			break
		}
	}
	if plain {
		return folded
	}
	ukrainian := strings.ContainsAny(folded, "іґє")
	var b strings.Builder
	b.Grow(len(folded))
	for _, r := range folded {
		switch {
		case r < utf8.RuneSelf && (unicode.IsLower(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case r == '\'' || r == 'ʹ' || r == 'ʺ' || r == '`' || r == '´':
		case r == 'г' && ukrainian:
			b.WriteByte('h')
		default:
			latin, ok := letters[r]
			switch {
			case ok:
				b.WriteString(latin)
			case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
				b.WriteRune(r)
			default:
				b.WriteByte(' ')
			}
		}
	}
	return b.String()
}

// letters is what romanise writes for a letter.
var letters = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'є': "ie", 'ж': "zh", 'з': "z", 'и': "i", 'і': "i", 'к': "k",
	'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch",
	'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
	'ђ': "dj", 'ј': "y", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'џ': "dzh", 'ѕ': "dz",
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n",
	'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
	'ł': "l", 'ø': "o", 'đ': "d", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ı': "i", 'þ': "th", 'ð': "d", 'ħ': "h",
}

// several makes one letter of those that are written as several, and of different writings of one.
var several = strings.NewReplacer(
	"schtsch", "S", "shch", "S", "sch", "S", "sh", "S", "tsch", "C", "tch", "C", "ch", "C", "dzh", "J", "zh", "J", "dj", "J",
	"kh", "h", "gh", "g", "dh", "d", "ph", "f", "th", "t", "ts", "T", "tz", "T", "ck", "k", "q", "k", "w", "v", "ou", "u", "oo", "u", "y", "i",
	"x", "ks",
)

// spellings is English endings that are written in two ways. No ending is the end of another.
var spellings = map[string]string{"fence": "fense", "tre": "ter", "bour": "bor"}

// formOf is a romanised word with its variants made one.
func formOf(w string) string {
	if strings.HasPrefix(w, "x") {
		w = "h" + w[1:] // "Xarkiv"; elsewhere x is ks, as in "Alexei"
	}
	for british, american := range spellings {
		if stem, ok := strings.CutSuffix(w, british); ok {
			w = stem + american
		}
	}
	in := []rune(several.Replace(w))
	out := make([]rune, 0, len(in))
	last := func() rune {
		if len(out) == 0 {
			return 0
		}
		return out[len(out)-1]
	}
	for i, r := range in {
		var next rune
		if i+1 < len(in) {
			next = in[i+1]
		}
		switch {
		case r == 'j' && isVowel(last()) && !isVowel(next):
			r = 'i' // "Sergej"
		case r == 'j' && (last() == 'l' || last() == 'n'):
			r = 'i' // "Ljubljana"
		case r == 'j':
			r = 'J'
		case r == 'h' && next == 0 && isVowel(last()):
			continue // "Hezbollah"
		}
		switch {
		case r == last() && (r > '9' || r < '0'):
			continue // "ii", "ss"; but 11 is another number than 1
		case r == 'e' && last() == 'i', r == 'o' && last() == 'i' && len(out) > 1 && !isVowel(out[len(out)-2]) && next != 0:
			out = out[:len(out)-1] // "Kiev", "Fyodor"
			if r = 'e'; last() == 'e' {
				continue
			}
		}
		out = append(out, r)
	}
	return string(ending(out))
}

// ending makes the endings -ov, -ev, -iv and -off of Slavic names one: "Kharkiv" is "Kharkov".
func ending(w []rune) []rune {
	n := len(w)
	if n < 3 || w[n-1] != 'v' && (w[n-1] != 'f' || w[n-2] != 'o') || !isVowel(w[n-2]) {
		return w
	}
	for n--; n > 1 && isVowel(w[n-1]); n-- {
	}
	return append(w[:n], 'e', 'v')
}

func isVowel(r rune) bool { return r < utf8.RuneSelf && strings.IndexByte("aeiou", byte(r)) >= 0 }

// soundOf is the consonant for all those that are written for each other: "Luhansk" and "Lugansk", "Vucic" and "Vuchich".
func soundOf(r rune) rune {
	switch r {
	case 'g', 'h':
		return 'g'
	case 'k', 'c', 'C', 'T':
		return 'k'
	case 's', 'z', 'S':
		return 's'
	}
	return r
}

func skeletonOf(form string) string {
	var b strings.Builder
	var last rune
	for i, r := range form {
		switch {
		case isVowel(r) && i > 0:
			continue
		case isVowel(r):
			r = 'a'
		default:
			r = soundOf(r)
		}
		if r == last && (r < '0' || r > '9') {
			continue
		}
		if b.Len()+utf8.RuneLen(r) > maxSkeleton {
			break
		}
		last = r
		b.WriteRune(r)
	}
	return b.String()
}

// near reports how far apart two spellings of one skeleton are, where they may be one name: equal without regard to where words
// end, or with as many words each of which is near. Short words must be equal: of "Kim Jong Un" and "Kim Jong An" each is a name.
func (s *spelling) near(o *spelling) (steps int, ok bool) {
	switch {
	case s.form == "" || s.skeleton != o.skeleton:
		return 0, false
	case s.form == o.form:
		return 0, true
	case len(s.words) != len(o.words):
		return 0, false
	}
	for i := range s.words {
		n, ok := nearWords(s.words[i], o.words[i])
		if !ok {
			return 0, false
		}
		steps += n
	}
	return steps, true
}

// maxNearWord is how many letters a word has at most that is compared by more than equality.
const maxNearWord = 40

// nearWords compares two words. Words of up to four letters must be equal, those of up to seven may differ by a step, longer ones by
// two. A step is another vowel, a vowel or h more, or a consonant that is written for the other. That joins "Luhansk" and
// "Lugansk", and keeps "Budanov" from "Bogdanov" and "Niger" from "Nigeria".
func nearWords(a, b string) (steps int, ok bool) {
	if a == b {
		return 0, true
	}
	s, t := []rune(a), []rune(b)
	most := 0
	switch n := min(len(s), len(t)); {
	case len(s) > maxNearWord || len(t) > maxNearWord || n <= 4:
		return 0, false
	case n <= 7:
		most = 1
	default:
		most = 2
	}
	more := func(r rune) int {
		if isVowel(r) || r == 'h' {
			return 1
		}
		return most + 1
	}
	row := make([]int, len(t)+1) // as in Levenshtein 1966
	for j, r := range t {
		row[j+1] = row[j] + more(r)
	}
	for _, x := range s {
		diagonal := row[0]
		row[0] += more(x)
		for j, y := range t {
			next := diagonal
			switch {
			case x == y:
			case isVowel(x) && isVowel(y), soundOf(x) == soundOf(y):
				next++
			default:
				next += most + 1
			}
			diagonal, row[j+1] = row[j+1], min(next, row[j]+more(y), row[j+1]+more(x))
		}
	}
	steps = row[len(t)]
	return steps, steps <= most
}

// scriptOf is the script of the first letter of a name: two names of one spelling and two scripts are transliterations.
func scriptOf(name string) string {
	for _, r := range name {
		if unicode.IsLetter(r) {
			for _, s := range []struct {
				name  string
				table *unicode.RangeTable
			}{{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Greek", unicode.Greek}} {
				if unicode.Is(s.table, r) {
					return s.name
				}
			}
			return "other"
		}
	}
	return ""
}
