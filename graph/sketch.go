package graph

import (
	"cmp"
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf8"
)

// How near-copies of a text are found and told. A shingle is a run of words; of the hashes of a text's shingles the smallest are
// a fair sample, the same of what two texts share (A. Broder, On the resemblance and containment of documents, 1997). The smallest
// of the passages that claims quote, the leads, are an index: two articles that share some are held against each other. What
// claims stand on is taken, not all of the text, because what an outlet prints under all of its articles says nothing.
const (
	shingleWords = 5

	// A lead is longer: what templates have in common is mostly shorter. Three are asked for, because reading an article to hold it
	// against another is what the search costs.
	leadWords = 10
	minShared = 3
	maxLeads  = 12 // of two texts of which one holds half of the other they share three with a chance of 0.98

	// maxShared is how many articles may share a lead. What more have, such as a standing phrase that makes a claim, tells nothing.
	maxShared = 256

	// minSaid is how many runs of words the passages have at least in an article that can be another's copy: some two sentences.
	minSaid = 12
)

// How much of the smaller of two texts must be in the other, of what stands between its first and last passage, of its passages and
// of its numbers. What stands before and behind the passages is mostly the outlet's, not the story's. Chosen among combinations on
// 20,000 articles of graphtest.Reprints.
const (
	sameText    = 0.45
	sameCore    = 0.6
	sameSaid    = 0.5
	sameNumbers = 0.6
	minNumbers  = 3 // of fewer the texts tell nothing
)

// sketch is as much of an article as tells whether another is a near-copy of it.
type sketch struct {
	samples
	numbers sample
}

// How many hashes are kept at most.
const (
	textSample   = 128
	numberSample = 24
)

// sample is the smallest hashes of a set, in ascending order.
type sample struct {
	n     int // of the set
	least []uint32
}

// sampleOf sorts the hashes, without doubles, and keeps the smallest.
func sampleOf(hashes []uint64, size int) sample {
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	s := sample{n: len(hashes)}
	for _, h := range hashes[:min(size, len(hashes))] {
		s.least = append(s.least, uint32(h>>32))
	}
	return s
}

// containment is how much of the smaller set is in the other, from 0 to 1: exact where both are kept whole, else estimated.
func (s *sample) containment(o *sample) float64 {
	if len(s.least) == 0 || len(o.least) == 0 {
		return 0
	}
	// Above the bound nothing is known of the set that is cut there.
	bound := ^uint32(0)
	for _, x := range []*sample{s, o} {
		if x.n > len(x.least) {
			bound = min(bound, x.least[len(x.least)-1])
		}
	}
	union, shared := 0, 0
	i, j := 0, 0
	for i < len(s.least) || j < len(o.least) {
		var h uint32
		switch {
		case j == len(o.least) || i < len(s.least) && s.least[i] < o.least[j]:
			h = s.least[i]
			i++
		case i == len(s.least) || o.least[j] < s.least[i]:
			h = o.least[j]
			j++
		default:
			h = s.least[i]
			i++
			j++
			if h <= bound {
				shared++
			}
		}
		if h <= bound {
			union++
		}
	}
	if union == 0 {
		return 0
	}
	resemblance := float64(shared) / float64(union)
	both := resemblance / (1 + resemblance) * float64(s.n+o.n)
	return min(1, both/float64(min(s.n, o.n)))
}

// same reports whether one of two articles is the other with edits: cut, in another order, with sentences of its own. Other numbers
// make it another report in the same words.
func (s *sketch) same(o *sketch) bool {
	holds := func(set byte, least float64) bool {
		x, y := s.of(set), o.of(set)
		return x.containment(&y) >= least
	}
	return s.said >= minSaid && o.said >= minSaid && holds(0, sameText) && holds(inCore, sameCore) && holds(inSaid, sameSaid) &&
		(min(s.numbers.n, o.numbers.n) < minNumbers || s.numbers.containment(&o.numbers) >= sameNumbers)
}

// lead is the hash of a shingle, as keys have it.
type lead [5]byte

// shingled is the words of a text, and which of them are quoted.
type shingled struct {
	words []shingleWord
	said  []passage // what claims quote, in order and apart
}

type shingleWord struct {
	hash       uint64
	start, end int32 // code points
	number     bool
}

type passage struct{ start, end int32 }

func (a *stored) shingled() *shingled {
	if a.words != nil {
		return a.words
	}
	s := &shingled{words: wordHashes(a.Text)}
	a.words = s
	for i := range a.claims[:a.current] { // in the order of their starts
		p := passage{int32(a.claims[i].Evidence.Start), int32(a.claims[i].Evidence.End)}
		if n := len(s.said); n > 0 && p.start <= s.said[n-1].end {
			s.said[n-1].end = max(s.said[n-1].end, p.end)
		} else {
			s.said = append(s.said, p)
		}
	}
	return s
}

// each calls fn with the hash of every run of so many words, and whether it stands in a passage.
func (s *shingled) each(length int, fn func(hash uint64, said bool)) {
	at := 0
	for i := 0; i+length <= len(s.words); i++ {
		h := runHash(s.words[i:][:length])
		start, end := s.words[i].start, s.words[i+length-1].end
		for at < len(s.said) && s.said[at].end < end {
			at++
		}
		fn(h, at < len(s.said) && s.said[at].start <= start)
	}
}

// leads is the smallest hashes of the passages' shingles, in ascending order; none where the passages are too short.
func (s *shingled) leads() []lead {
	var least []uint64
	n := 0
	s.each(leadWords, func(h uint64, said bool) {
		if !said {
			return
		}
		n++
		least = keepLeast(least, h, maxLeads)
	})
	if n < minSaid {
		return nil
	}
	out := make([]lead, len(least))
	for i, h := range least {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], h)
		out[i] = lead(b[:len(lead{})])
	}
	return slices.Compact(out)
}

// runHash is the hash of a run of words.
func runHash(words []shingleWord) uint64 {
	h := uint64(0)
	for _, w := range words {
		h = h*0x9e3779b97f4a7c15 + w.hash
	}
	return mix(h)
}

// keepLeast adds a hash to the smallest ones, of which there are so many at most, in ascending order and each once.
func keepLeast(least []uint64, h uint64, most int) []uint64 {
	if len(least) == most && h >= least[most-1] {
		return least
	}
	at, found := slices.BinarySearch(least, h)
	if found {
		return least
	}
	least = slices.Insert(least, at, h)
	return least[:min(most, len(least))]
}

// core is the shingles from that with which the first passage begins to that with which the last one ends.
func (s *shingled) core() (first, last int) {
	if len(s.said) == 0 {
		return 0, 0
	}
	start, end := s.said[0].start, s.said[len(s.said)-1].end
	for first < len(s.words) && s.words[first].start < start {
		first++
	}
	for last = first; last+shingleWords <= len(s.words) && s.words[last+shingleWords-1].end <= end; last++ {
	}
	return first, last
}

// Which sets besides the text's a hash is in, in its lowest bits.
const (
	inCore = 1 << iota
	inSaid
	inSets = inCore | inSaid
)

func (s *shingled) sketch() sketch {
	text := make([]uint64, 0, len(s.words))
	var numbers []uint64
	first, last := s.core()
	s.each(shingleWords, func(h uint64, said bool) {
		h &^= inSets
		if n := len(text); n >= first && n < last {
			h |= inCore
		}
		if said {
			h |= inSaid
		}
		text = append(text, h)
	})
	for i := range s.words {
		if s.words[i].number {
			numbers = append(numbers, mix(s.words[i].hash))
		}
	}
	return sketch{sampleSets(text), sampleOf(numbers, numberSample)}
}

// sampleSets sorts the hashes of a text, each with its sets, and keeps the smallest.
func sampleSets(hashes []uint64) samples {
	slices.Sort(hashes)
	var s samples
	for i, h := range hashes {
		if i+1 < len(hashes) && (h^hashes[i+1])&^inSets == 0 {
			hashes[i+1] |= h & inSets // once, with all its sets
			continue
		}
		s.text++
		if h&inCore != 0 {
			s.core++
		}
		if h&inSaid != 0 {
			s.said++
		}
		if len(s.least) < textSample {
			s.least = append(s.least, uint32(h>>32))
			s.sets = append(s.sets, byte(h&inSets))
		}
	}
	return s
}

// samples is the smallest hashes of a text, and which of them are in its core and in its passages. Those that are, are the smallest of
// these sets.
type samples struct {
	text, core, said int // how many there are in all
	least            []uint32
	sets             []byte
}

// of is the sample of one of the sets; 0 is the whole text.
func (s *samples) of(set byte) sample {
	switch set {
	case 0:
		return sample{s.text, s.least}
	case inCore:
		return sample{s.core, s.in(set)}
	}
	return sample{s.said, s.in(set)}
}

func (s *samples) in(set byte) []uint32 {
	var least []uint32
	for i, h := range s.least {
		if s.sets[i]&set != 0 {
			least = append(least, h)
		}
	}
	return least
}

// asciiWord is the lower case of ASCII letters and the digits; 0 of others.
var asciiWord = func() (t [0x80]byte) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = c, c
	}
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	return t
}()

// wordHashes is the words of a text: letters and digits, in lower case, without marks and apostrophes, which copies change, and
// without the commas of numbers.
func wordHashes(text string) []shingleWord {
	const offset, prime = 14695981039346656037, 1099511628211 // FNV-1a
	words := make([]shingleWord, 0, len(text)/6)
	var w shingleWord
	in := false
	at := int32(0) // code points
	digit := func(c byte) bool { return '0' <= c && c <= '9' }
	for i := 0; i < len(text); at++ {
		r, size := rune(text[i]), 1
		var low rune // of a letter or digit
		if r < utf8.RuneSelf {
			low = rune(asciiWord[r])
		} else {
			if r, size = utf8.DecodeRuneInString(text[i:]); unicode.IsLetter(r) {
				low = unicode.ToLower(r)
			} else if unicode.IsNumber(r) {
				low = r
			}
		}
		i += size
		if low != 0 {
			if !in {
				w = shingleWord{hash: offset, start: at, number: true}
				in = true
			}
			w.number = w.number && '0' <= low && low <= '9'
			w.hash = (w.hash ^ uint64(low)) * prime
			w.end = at + 1
			continue
		}
		if !in || r == '\'' || r == '’' || r >= utf8.RuneSelf && unicode.Is(unicode.Mn, r) ||
			r == ',' && i < len(text) && digit(text[i]) && digit(text[i-2]) {
			continue
		}
		words = append(words, w)
		in = false
	}
	if in {
		words = append(words, w)
	}
	return words
}

// mix makes every bit of a hash depend on all of it (the finaliser of SplitMix64, S. Vigna).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// quoteSketch is the words of a quote, for telling near-equal ones.
type quoteSketch struct {
	hashes  []shingleWord
	numbers uint64   // a hash of the numbers among them, in their order
	all     []uint64 // of its runs of three words, in ascending order; made when they are asked for
}

func sketchQuote(quote string) quoteSketch {
	q := quoteSketch{hashes: wordHashes(quote)}
	for _, w := range q.hashes {
		if w.number {
			q.numbers = mix(q.numbers + w.hash)
		}
	}
	return q
}

const (
	quoteWords    = 3
	minQuoteWords = 8
	sameQuote     = 0.8 // resemblance

	// quoteLeads is how many of a quote's hashes are looked up: two quotes of which one holds four fifths of the other share one of
	// them with a chance of 0.998.
	quoteLeads = 4
)

// leads is the smallest hashes of runs.
func (q *quoteSketch) leads() []uint64 {
	least := make([]uint64, 0, quoteLeads+1)
	q.each(func(h uint64) { least = keepLeast(least, h, quoteLeads) })
	return least
}

func (q *quoteSketch) each(fn func(hash uint64)) {
	for i := 0; i+quoteWords <= len(q.hashes); i++ {
		fn(runHash(q.hashes[i:][:quoteWords]))
	}
}

func (q *quoteSketch) runs() []uint64 {
	if q.all == nil {
		q.each(func(h uint64) { q.all = append(q.all, h) })
		slices.Sort(q.all)
		q.all = slices.Compact(q.all)
	}
	return q.all
}

// same reports whether two quotes are one sentence but for a word or two. Other numbers make them two.
func (q *quoteSketch) same(o *quoteSketch) bool {
	if q.numbers != o.numbers {
		return false
	}
	x, y := q.runs(), o.runs()
	shared, i, j := 0, 0, 0
	for i < len(x) && j < len(y) {
		switch cmp.Compare(x[i], y[j]) {
		case -1:
			i++
		case 1:
			j++
		default:
			shared++
			i++
			j++
		}
	}
	return float64(shared) >= sameQuote*float64(len(x)+len(y)-shared)
}
