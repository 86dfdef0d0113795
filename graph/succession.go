package graph

import (
	"index/suffixarray"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// succession is the versions of an article as they are held against each other. A version is known by its place among all: 0 is the
// article as it is, and 1 the latest of the earlier ones.
type succession struct {
	a       *stored
	forms   []*stored
	texts   []*foldedText
	quotes  [][]string                  // of the claims of each version, folded
	byQuote map[string][]int            // numbers in the article of the claims that are shown, by their quotes
	shown   [][]int                     // by version, the number in the article of each of its claims; -1 where it is not shown
	by      []int                       // of each claim behind the current ones, the number of the one that corrects it; -1 where none does
	fresh   map[[2]int]map[saying][]int // by an earlier and a later version, the claims of this whose quotes that lacks
	words   []map[int]passageWords
	split   []*sentences
}

func newSuccession(a *stored) *succession {
	n := 1 + len(a.earlier)
	s := &succession{
		a: a, forms: a.versions(), texts: make([]*foldedText, n), quotes: make([][]string, n), byQuote: map[string][]int{},
		shown: make([][]int, n), fresh: map[[2]int]map[saying][]int{}, words: make([]map[int]passageWords, n), split: make([]*sentences, n),
	}
	s.fold(0)
	for n, q := range s.quotes[0] {
		s.byQuote[q] = append(s.byQuote[q], n)
		s.shown[0][n] = n
	}
	return s
}

// fold reads a version.
func (s *succession) fold(v int) {
	of := s.forms[v]
	s.texts[v] = &foldedText{text: withoutNotices(foldSpace(of.Text), of.Notices)}
	s.quotes[v], s.shown[v] = make([]string, of.current), make([]int, of.current)
	for x := range of.current {
		s.quotes[v][x], s.shown[v][x] = foldSpace(of.claims[x].Evidence.Quote), -1
	}
	s.words[v] = map[int]passageWords{}
}

// saying is who says what kind of thing.
type saying struct {
	source    SourceKind
	id        ID // of the source; zero for the article's own voice, whose outlet may have been renamed
	predicate Predicate
}

func sayingOf(c *Claim) saying {
	k := saying{c.Source.Kind, c.Source.ID, c.Predicate}
	if k.source == SourceArticle {
		k.id = ID{}
	}
	return k
}

// sameRoles reports whether two claims have the same roles where both have them.
func sameRoles(c, d *Claim) bool {
	same := func(x, y ID) bool { return x == y || x.IsZero() || y.IsZero() }
	return same(c.Subject, d.Subject) && same(c.Object, d.Object) && same(c.Item, d.Item)
}

const (
	// sameWords is how many of the words of two passages are the same, at least, in one that takes the place of the other.
	sameWords = 0.6

	maxPassageWords = 256 // of a passage, the first, are held against another's
	maxSuccessors   = 128 // claims of one source and predicate are looked at: more than articles have
)

// replaced is the number of the claim that stands in a later version in the place of claim x of a version; -1 where there is none.
//
// It is of the same source and predicate, with the same roles where both have them, and its quote is new: the earlier version lacks it.
// Of several that of the most alike words is taken, if six in ten of them at least are the same; else the first that stands between
// the same sentences. Claims whose own end cannot be told, because their words stand in the text and no claim does, are passed over.
func (s *succession) replaced(v, x, later int) int {
	c := &s.forms[v].claims[x]
	best, alike := -1, 0.0
	var others [][2]int // claims of the later version, and what they have come to
	for _, y := range s.news(v, later)[sayingOf(c)] {
		if !sameRoles(c, &s.forms[later].claims[y]) {
			continue
		}
		n := s.end(later, y)
		if n < 0 {
			continue
		}
		if like := s.passage(v, x).alike(s.passage(later, y)); like >= sameWords && like > alike {
			best, alike = n, like
		}
		others = append(others, [2]int{y, n})
	}
	if best >= 0 {
		return best
	}
	for _, o := range others { // the sentences of a text cost more than all words
		if s.neighbours(v, x).same(s.neighbours(later, o[0])) {
			return o[1]
		}
	}
	return -1
}

// news is the claims of a later version whose quotes an earlier one lacks: of each source and predicate the first.
func (s *succession) news(v, later int) map[saying][]int {
	pair := [2]int{v, later}
	all := s.fresh[pair]
	if all == nil {
		all = map[saying][]int{}
		s.fresh[pair] = all
		for y := range s.forms[later].current {
			k := sayingOf(&s.forms[later].claims[y])
			if len(all[k]) < maxSuccessors && !s.texts[v].has(s.quotes[later][y]) {
				all[k] = append(all[k], y)
			}
		}
	}
	return all
}

// end is the number of the claim that claim y of a version has come to; -1 where nothing tells it.
func (s *succession) end(v, y int) int {
	n := s.shown[v][y]
	if n < 0 {
		c := &s.forms[v].claims[y]
		for _, m := range s.byQuote[s.quotes[v][y]] {
			if d := &s.a.claims[m]; sayingOf(c) == sayingOf(d) && sameRoles(c, d) {
				n = m
				break
			}
		}
	}
	if n >= s.a.current && s.by[n-s.a.current] >= 0 {
		return s.by[n-s.a.current]
	}
	return n
}

// passageWords is the words of a passage, as sorted hashes.
type passageWords []uint64

func (s *succession) passage(v, x int) passageWords {
	w, ok := s.words[v][x]
	if !ok {
		for _, h := range wordHashes(s.forms[v].claims[x].Evidence.Quote) {
			if len(w) == maxPassageWords {
				break
			}
			w = append(w, h.hash)
		}
		slices.Sort(w)
		s.words[v][x] = w
	}
	return w
}

// alike is how many of the words of two passages are the same, from 0 to 1.
func (w passageWords) alike(o passageWords) float64 {
	if len(w)+len(o) == 0 {
		return 0
	}
	shared, i, j := 0, 0, 0
	for i < len(w) && j < len(o) {
		switch {
		case w[i] < o[j]:
			i++
		case w[i] > o[j]:
			j++
		default:
			shared++
			i++
			j++
		}
	}
	return 2 * float64(shared) / float64(len(w)+len(o))
}

// neighbours is the sentences before and after a passage; "" at an end of the text.
type neighbours struct{ before, after string }

// same reports whether two passages stand between the same sentences. A text of one sentence has no neighbours.
func (n neighbours) same(o neighbours) bool { return n == o && n != neighbours{} }

func (s *succession) neighbours(v, x int) neighbours {
	if s.split[v] == nil {
		s.split[v] = splitSentences(s.forms[v].Text)
	}
	e := &s.forms[v].claims[x].Evidence
	return s.split[v].around(e.Start, e.End)
}

// sentences is the pieces of a text, in order: what ends with a full stop or the like and has three words at least, or with a line.
// Versions of one text are split alike, which is enough to hold them against each other.
type sentences struct {
	ends  []int // code points
	texts []string
}

const minSentence = 3 // words: what is shorter ends with an abbreviation, mostly

func splitSentences(text string) *sentences {
	s := &sentences{}
	from, at, words := 0, 0, 0
	inWord, ended := false, false
	cut := func(to int) {
		if t := foldSpace(text[from:to]); t != "" {
			s.ends, s.texts = append(s.ends, at), append(s.texts, t)
		} else if n := len(s.ends); n > 0 {
			s.ends[n-1] = at
		}
		from, words, ended = to, 0, false
	}
	for i, r := range text {
		space := unicode.IsSpace(r)
		switch {
		case r == '\n' || space && ended && words >= minSentence:
			cut(i)
		case strings.ContainsRune(".!?…。！？", r):
			ended = true
		case ended && !space && !unicode.In(r, unicode.Pe, unicode.Pf, unicode.Quotation_Mark):
			ended = false
		}
		word := unicode.IsLetter(r) || unicode.IsNumber(r)
		if word && !inWord {
			words++
		}
		inWord = word
		at++
	}
	cut(len(text))
	return s
}

// around is what stands beside the sentences in which a passage of the text is.
func (s *sentences) around(start, end int) neighbours {
	var n neighbours
	first, _ := slices.BinarySearch(s.ends, start+1) // the first that ends behind the start
	last, _ := slices.BinarySearch(s.ends, end)
	if first > 0 && first <= len(s.texts) {
		n.before = s.texts[first-1]
	}
	if last+1 < len(s.texts) {
		n.after = s.texts[last+1]
	}
	return n
}

// foldSpace is a text in which any white space is one space, without any at its ends.
func foldSpace(text string) string { return strings.Join(strings.Fields(text), " ") }

// foldedText is a text in which quotes are looked up.
type foldedText struct {
	text   string
	looked int                // bytes that were gone through
	index  *suffixarray.Index // once that is enough to pay for it
}

const (
	// indexAfter is how many bytes are gone through before an index is made: it costs some 100 ns a byte, and going through 1/10 ns.
	indexAfter = 64 << 20
	maxPlaces  = 64 // places at which a quote that the index finds is looked at
)

// has reports whether a quote stands in the text, as whole words.
func (t *foldedText) has(quote string) bool {
	if quote == "" {
		return false
	}
	if t.index == nil && t.looked > indexAfter {
		t.index = suffixarray.New([]byte(t.text))
	}
	if t.index != nil {
		places := t.index.Lookup([]byte(quote), maxPlaces)
		slices.Sort(places)
		return slices.ContainsFunc(places, func(at int) bool { return t.whole(at, quote) })
	}
	for at := 0; ; {
		i := strings.Index(t.text[at:], quote)
		if i < 0 {
			t.looked += len(t.text)
			return false
		}
		if t.whole(at+i, quote) {
			t.looked += at + i
			return true
		}
		_, size := utf8.DecodeRuneInString(quote)
		at += i + size
	}
}

// withoutNotices is a folded text with a line break for each notice of its outlet: what a notice repeats, the article does not say.
func withoutNotices(text string, notices []string) string {
	for _, n := range notices {
		if n = foldSpace(n); n != "" {
			text = strings.ReplaceAll(text, n, "\n")
		}
	}
	return text
}

// whole reports whether no word and no number goes on before or behind a quote that stands at a place.
func (t *foldedText) whole(at int, quote string) bool {
	return !goesOn(t.text[:at], quote) && !goesOn(quote, t.text[at+len(quote):])
}

// goesOn reports whether a word or a number that ends one text goes on in the next.
func goesOn(before, behind string) bool {
	x, n := utf8.DecodeLastRuneInString(before)
	y, m := utf8.DecodeRuneInString(behind)
	switch {
	case isPoint(x): // 1,|500 or 12.|5
		x, _ = utf8.DecodeLastRuneInString(before[:len(before)-n])
		return unicode.IsDigit(x) && unicode.IsDigit(y)
	case isPoint(y): // 12|.5
		y, _ = utf8.DecodeRuneInString(behind[m:])
		return unicode.IsDigit(x) && unicode.IsDigit(y)
	}
	word := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r)) }
	return word(x) && word(y)
}

// isPoint reports whether a rune may stand between the digits of a number.
func isPoint(r rune) bool { return strings.ContainsRune(".,'’", r) }
