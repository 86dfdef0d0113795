package graph

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"golang.org/x/text/unicode/norm"
)

// lexeme is a word as search knows it.
type lexeme struct {
	word string // folded
	stem string // what words of one stem are found under
	stop bool   // too frequent to find anything by
}

// stopWords stand in nearly every quote, so that they tell nothing of it. In a phrase they count.
var stopWords = wordSet(`a an and are as at be been but by for from had has have he her his if in into is it its no not of on or
	she such that the their then there these they this to was were which who will with would`)

// lexicon makes words into lexemes, and keeps those that come again and again. It is for one goroutine.
type lexicon struct {
	known map[string]*lexeme
	buf   []byte
}

// maxLexicon is how many words a lexicon keeps: some 4 MB.
const maxLexicon = 32_000

// lexicons hands out lexicons, which warm up as they are used.
type lexicons struct{ pool sync.Pool }

func (l *lexicons) get() *lexicon {
	if x, ok := l.pool.Get().(*lexicon); ok {
		return x
	}
	return &lexicon{known: map[string]*lexeme{}}
}

func (l *lexicons) put(x *lexicon) { l.pool.Put(x) }

// lexeme is what a folded word is.
func (x *lexicon) lexeme(word []byte) *lexeme {
	if l := x.known[string(word)]; l != nil {
		return l
	}
	w := string(word)
	l := &lexeme{word: w, stem: stemOf(w), stop: stopWords[w]}
	if w[0] >= '0' && w[0] <= '9' { // mostly it does not come again
		return l
	}
	if len(x.known) >= maxLexicon {
		clear(x.known)
	}
	x.known[w] = l
	return l
}

// stemOf is the stem of a folded word: by Porter2 where it is of the letters a to z, else the word itself.
func stemOf(word string) string {
	if !plainLetters(word) {
		return word
	}
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	if s := env.Current(); s != "" {
		return s
	}
	return word
}

func plainLetters(s string) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return s != ""
}

// maxWord is how many bytes of a word count.
const maxWord = 64

// words calls fn with each word of a text and where it stands, in bytes; the word is only valid until fn returns. A word is a run of
// letters and digits, without diacritics and in lower case, much as FoldName has it. An apostrophe inside is left out, and an "'s" at the
// end; full stops between single letters are left out ("U.S."), and commas between groups of three digits; a full stop between digits
// stays. A character of a script that is written without spaces is a word.
func (x *lexicon) words(text string, fn func(word []byte, start, end int)) {
	buf := x.buf[:0]
	start, ended, apostrophe, letters := -1, 0, -1, 0 // letters: since the start or the last full stop
	flush := func() {
		if start >= 0 && len(buf) > 0 {
			if apostrophe > 0 && string(buf[apostrophe:]) == "s" {
				buf = buf[:apostrophe]
			}
			fn(buf, start, ended)
		}
		buf, start, apostrophe, letters = buf[:0], -1, -1, 0
	}
	for at := 0; at < len(text); {
		c := text[at]
		if c < utf8.RuneSelf {
			switch {
			case 'A' <= c && c <= 'Z':
				c += 'a' - 'A'
				fallthrough
			case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
				if start < 0 {
					start = at
				}
				if len(buf) < maxWord {
					buf = append(buf, c)
				}
				letters++
				ended = at + 1
			case c == '\'' && start >= 0 && letterAt(text, at+1):
				apostrophe = len(buf)
			case c == '.' && start >= 0 && digitAt(text, at-1) && digitAt(text, at+1):
				if len(buf) < maxWord {
					buf = append(buf, c)
				}
			case c == '.' && start >= 0 && letters == 1 && singleLetter(text, at+1):
				letters = 0
			case c == ',' && start >= 0 && groupsDigits(text, at):
			default:
				flush()
			}
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case r == '’' || r == 'ʼ':
			if start >= 0 && letterAt(text, at+size) {
				apostrophe = len(buf)
			} else {
				flush()
			}
		case unspaced(r):
			flush()
			start, ended = at, at+size
			buf = foldRune(buf, r)
			flush()
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) && start >= 0:
			if start < 0 {
				start = at
			}
			if len(buf) < maxWord {
				buf = foldRune(buf, r)
			}
			letters++
			ended = at + size
		default:
			flush()
		}
		at += size
	}
	flush()
	x.buf = buf
}

func letterAt(text string, at int) bool {
	if at >= len(text) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[at:])
	return unicode.IsLetter(r)
}

func digitAt(text string, at int) bool {
	return at >= 0 && at < len(text) && '0' <= text[at] && text[at] <= '9'
}

// singleLetter reports whether a letter stands there, and none after it.
func singleLetter(text string, at int) bool {
	if !letterAt(text, at) {
		return false
	}
	_, size := utf8.DecodeRuneInString(text[at:])
	return !letterAt(text, at+size) && !digitAt(text, at+size)
}

// groupsDigits reports whether the comma there stands before exactly three digits and after one.
func groupsDigits(text string, at int) bool {
	return digitAt(text, at-1) && digitAt(text, at+1) && digitAt(text, at+2) && digitAt(text, at+3) && !digitAt(text, at+4)
}

// unspaced reports whether a script is written without spaces between its words.
func unspaced(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) &&
		unicode.IsLetter(r)
}

// unstroked is the plain form of a Latin letter whose stroke or ligature Unicode does not take apart; "" of any other.
func unstroked(r rune) string {
	switch r {
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'ħ':
		return "h"
	case 'ŧ':
		return "t"
	case 'ı':
		return "i"
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	}
	return ""
}

// foldRune adds the form of a code point that FoldName gives it, and drops the strokes of Latin letters.
func foldRune(buf []byte, r rune) []byte {
	var b [utf8.UTFMax]byte
	parts := norm.NFKD.PropertiesString(string(b[:utf8.EncodeRune(b[:], r)])).Decomposition()
	if parts == nil {
		if unicode.Is(unicode.Mn, r) {
			return buf
		}
		r = unicode.ToLower(r)
		if plain := unstroked(r); plain != "" {
			return append(buf, plain...)
		}
		return utf8.AppendRune(buf, r)
	}
	for _, r := range string(norm.NFKD.Bytes(b[:utf8.EncodeRune(b[:], r)])) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			buf = utf8.AppendRune(buf, unicode.ToLower(r))
		}
	}
	return buf
}

// searched is what search keeps of an article. Its passages are its title and then its quotes, each once, in the order of their
// first claim.
type searched struct {
	place  [articlePlaceSize]byte
	lens   []uint8 // words of each passage that are no stop words, at most maxLength
	claims int
	owner  []uint16 // the passage of each claim; nil where claim n is passage n+1
	uses   []use    // words that are no stop words, by passage
	size   int      // bytes that it can take in a segment, at most
}

// use is a word in a passage.
type use struct {
	*lexeme
	passage int
}

// maxLength is how many words of a passage count as its length.
const maxLength = 255

// searched reads an article's words. The quotes of its claims must be set. It takes some 15 µs.
func (l *lexicons) searched(a *stored) *searched {
	x := l.get()
	defer l.put(x)
	s := &searched{claims: len(a.claims)}
	copy(s.place[:], articlePlace(a.Published, a.ID.ref()))
	owner, firsts := a.passages()
	if len(firsts) < len(a.claims) {
		s.owner = owner
	}
	s.lens = make([]uint8, 0, 1+len(firsts))
	s.size = articlePlaceSize + 3*(2+len(firsts)+len(s.owner))
	s.uses = make([]use, 0, 16*(1+len(firsts)))
	s.read(x, a.Title)
	for _, n := range firsts {
		s.read(x, a.claims[n].Evidence.Quote)
	}
	return s
}

func (s *searched) read(x *lexicon, passage string) {
	n, before := len(s.lens), len(s.uses)
	x.words(passage, func(word []byte, _, _ int) {
		if l := x.lexeme(word); !l.stop {
			s.uses = append(s.uses, use{l, n})
			s.size += len(l.stem) + len(l.word) + 16
		}
	})
	s.lens = append(s.lens, uint8(min(len(s.uses)-before, maxLength)))
}

// passages is the passage of each claim, from 1 on, and the first claim of each passage: claims of one quote share one.
func (a *stored) passages() (owner []uint16, firsts []int) {
	owner = make([]uint16, len(a.claims))
	firsts = make([]int, 0, len(a.claims))
	for n := range a.claims {
		e := &a.claims[n].Evidence
		for i := len(firsts); i > 0; i-- { // claims of one version are in the order of their starts
			first := &a.claims[firsts[i-1]].Evidence
			if first.Start != e.Start || a.ofClaim(firsts[i-1]) != a.ofClaim(n) {
				break
			}
			if first.End == e.End {
				owner[n] = uint16(i)
				break
			}
		}
		if owner[n] == 0 {
			firsts = append(firsts, n)
			owner[n] = uint16(len(firsts))
		}
	}
	return owner, firsts
}

// foldedWords is the words of a text.
func (x *lexicon) foldedWords(text string) []string {
	var ws []string
	x.words(strings.ToValidUTF8(text, "\uFFFD"), func(w []byte, _, _ int) { ws = append(ws, string(w)) })
	return ws
}
