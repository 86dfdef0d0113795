package graph

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"sort"
)

// A segment is the search index of some articles. It never changes: what is removed from it is noted beside it, and it goes when it
// is merged with others. Its id is a hash of what it holds, so that what was read of it once stays right.
//
//	h       what is in it, and the stem with which each block of terms begins
//	t n:2   a block of its articles, in the order of their places: place, passages, the length of each, and the passages of
//	        their claims where two share one
//	p n:2   a block of terms in order, each with the passages that have it: their numbers in the segment, from 0 on
//	l n:2   a piece of the lists that are too long for a block, one behind the other
//	d       the numbers of the articles that are gone, which is not part of the hash
//
// A term is a word with its stem; words of one stem are neighbours. The list of a term is the distances of the numbers, or where
// more than one passage in sixteen has the term a bit for each passage; behind it stands how often the term is in the passages that
// have it more than once.
type openSegment struct {
	articles []tableEntry // by place
	terms    []openTerm   // by stem and word
}

// tableEntry is an article of a segment.
type tableEntry struct {
	place  [articlePlaceSize]byte
	lens   []uint8
	claims int
	owner  []uint16
}

// openTerm is a term and its posts in ascending order.
type openTerm struct {
	stem, word string
	posts      []post
}

// post is the number of a passage in its segment, and how often it has the term: at most maxOften.
type post uint32

const (
	oftenBits = 3
	maxOften  = 1 << oftenBits
	maxNumber = 1<<(32-oftenBits) - 1
)

func newPost(number, often int) post { return post(number<<oftenBits | (min(often, maxOften) - 1)) }
func (p post) number() int           { return int(p >> oftenBits) }
func (p post) often() int            { return int(p&(maxOften-1)) + 1 }

const (
	partHead  byte = 'h'
	partTable byte = 't'
	partTerms byte = 'p'
	partLong  byte = 'l'
	partDead  byte = 'd'

	tableBlock = 8 << 10
	termBlock  = 4 << 10
	longBlock  = 16 << 10
	longList   = 1 << 10 // a longer one stands outside of its block
)

// segmentID is the hash of a segment.
type segmentID [8]byte

// Of the keys of search those of segments come first.
const (
	searchSegment  byte = 's'
	searchManifest byte = 'z'
)

func segmentKey(id segmentID, part byte) []byte {
	return append(append(append(make([]byte, 0, 13), keySearch, searchSegment), id[:]...), part)
}

func segmentBlockKey(id segmentID, part byte, n int) []byte {
	return binary.BigEndian.AppendUint16(segmentKey(id, part), uint16(n))
}

// openArticles makes a segment of articles.
func openArticles(as []*searched) *openSegment {
	as = slices.Clone(as)
	slices.SortFunc(as, func(a, b *searched) int { return bytes.Compare(a.place[:], b.place[:]) })
	o := &openSegment{articles: make([]tableEntry, len(as))}
	at := map[string]int{}
	base := 0
	for i, a := range as {
		o.articles[i] = tableEntry{a.place, a.lens, a.claims, a.owner}
		for _, u := range a.uses {
			n, ok := at[u.word]
			if !ok {
				n = len(o.terms)
				at[u.word] = n
				o.terms = append(o.terms, openTerm{stem: u.stem, word: u.word})
			}
			t := &o.terms[n]
			number := base + u.passage
			if last := len(t.posts) - 1; last >= 0 && t.posts[last].number() == number {
				t.posts[last] = newPost(number, t.posts[last].often()+1)
			} else {
				t.posts = append(t.posts, newPost(number, 1))
			}
		}
		base += len(a.lens)
	}
	slices.SortFunc(o.terms, compareTerms)
	return o
}

func compareTerms(a, b openTerm) int {
	return cmp.Or(cmp.Compare(a.stem, b.stem), cmp.Compare(a.word, b.word))
}

// mergeSegments is one segment of several, without the articles that are gone from each. What it is does not depend on how the
// articles were grouped. The segments share no article.
func mergeSegments(of []*openSegment, gone [][]int) *openSegment {
	type where struct{ segment, article int }
	var all []where
	for s, o := range of {
		dead := gone[s]
		for i := range o.articles {
			if len(dead) > 0 && dead[0] == i {
				dead = dead[1:]
				continue
			}
			all = append(all, where{s, i})
		}
	}
	slices.SortFunc(all, func(a, b where) int {
		return bytes.Compare(of[a.segment].articles[a.article].place[:], of[b.segment].articles[b.article].place[:])
	})
	m := &openSegment{articles: make([]tableEntry, len(all))}
	numbers := make([][]int, len(of)) // the new number of each article's first passage; -1 where it is gone
	for s, o := range of {
		numbers[s] = slices.Repeat([]int{-1}, len(o.articles))
	}
	base := 0
	for i, w := range all {
		m.articles[i] = of[w.segment].articles[w.article]
		numbers[w.segment][w.article] = base
		base += len(m.articles[i].lens)
	}
	moved := make([][]int32, len(of)) // the new number of each passage
	for s, o := range of {
		for i := range o.articles {
			for n := range o.articles[i].lens {
				to := int32(-1)
				if numbers[s][i] >= 0 {
					to = int32(numbers[s][i] + n)
				}
				moved[s] = append(moved[s], to)
			}
		}
	}
	heads := make([]int, len(of))
	for {
		var low *openTerm
		for s, o := range of {
			if heads[s] < len(o.terms) && (low == nil || compareTerms(o.terms[heads[s]], *low) < 0) {
				low = &o.terms[heads[s]]
			}
		}
		if low == nil {
			return m
		}
		t := openTerm{stem: low.stem, word: low.word}
		from := 0
		for s, o := range of {
			if heads[s] == len(o.terms) || compareTerms(o.terms[heads[s]], t) != 0 {
				continue
			}
			for _, p := range o.terms[heads[s]].posts {
				if to := moved[s][p.number()]; to >= 0 {
					t.posts = append(t.posts, newPost(int(to), p.often()))
				}
			}
			heads[s]++
			from++
		}
		if from > 1 {
			slices.Sort(t.posts)
		}
		if len(t.posts) > 0 {
			m.terms = append(m.terms, t)
		}
	}
}

// sealed is a segment as it is written.
type sealed struct {
	segmentEntry
	pairs []pair
}

// seal writes a segment. One set of articles gives one sequence of bytes.
func (o *openSegment) seal() sealed {
	var s sealed
	e := &encoder{}
	var parts []pair // keys without what comes before the part
	cut := func(part byte, n int) {
		parts = append(parts, pair{binary.BigEndian.AppendUint16([]byte{part}, uint16(n)), e.b})
		e = &encoder{}
	}
	// The articles.
	blocks := 0
	for i := range o.articles {
		a := &o.articles[i]
		a.encode(e)
		s.articles++
		s.passages += len(a.lens)
		for _, n := range a.lens {
			s.words += int(n)
		}
		if len(e.b) >= tableBlock || i == len(o.articles)-1 {
			cut(partTable, blocks)
			blocks++
		}
	}
	// The terms.
	var long []byte
	var fences []string
	last := ""
	for i := range o.terms {
		t := &o.terms[i]
		if len(e.b) == 0 {
			fences = append(fences, t.stem)
			last = ""
		}
		shared := commonPrefix(last, t.stem)
		e.int(shared)
		e.str(t.stem[shared:])
		last = t.stem
		e.form(t.stem, t.word)
		e.int(len(t.posts))
		list := encodePosts(t.posts, s.passages)
		if len(list) <= longList {
			e.int(len(list) << 1)
			e.b = append(e.b, list...)
		} else {
			e.int(len(list)<<1 | 1)
			e.int(len(long))
			long = append(long, list...)
		}
		if len(e.b) >= termBlock || i == len(o.terms)-1 {
			cut(partTerms, len(fences)-1)
		}
	}
	longs := 0
	for at := 0; at < len(long); at += longBlock {
		e.b = long[at:min(len(long), at+longBlock)]
		cut(partLong, longs)
		longs++
	}
	e = newEncoder()
	for _, n := range []int{s.articles, s.passages, s.words, blocks, len(long)} {
		e.int(n)
	}
	e.int(len(fences))
	for _, f := range fences {
		e.str(f)
	}
	parts = append(parts, pair{[]byte{partHead}, e.b})
	s.id = segmentHash(parts)
	for _, p := range parts {
		s.bytes += len(p.key) + len(p.value)
		s.pairs = append(s.pairs, pair{append(segmentKey(s.id, p.key[0]), p.key[1:]...), p.value})
	}
	return s
}

// segmentHash is the id of the segment that has these parts.
func segmentHash(parts []pair) (id segmentID) {
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b pair) int { return bytes.Compare(a.key, b.key) })
	h := sha256.New()
	var n [8]byte
	for _, p := range parts {
		h.Write(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(n[:0], uint32(len(p.key))), uint32(len(p.value))))
		h.Write(p.key)
		h.Write(p.value)
	}
	copy(id[:], h.Sum(nil))
	return id
}

// commonPrefix is how many bytes two texts begin with alike.
func commonPrefix[T string | []byte](a T, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// form writes a word of which the stem is known: how many letters of the stem to leave out, and what follows the rest.
func (e *encoder) form(stem, word string) {
	if word == stem {
		e.int(0)
		return
	}
	n := commonPrefix(stem, word)
	e.int(1 + len(stem) - n)
	e.str(word[n:])
}

func (d *decoder) form(stem []byte) string {
	n := d.int()
	if n == 0 {
		return string(stem)
	}
	if n--; n > len(stem) {
		d.fail("word")
		return ""
	}
	rest := d.take(d.int(), "word")
	return string(append(append(make([]byte, 0, len(stem)+len(rest)), stem[:len(stem)-n]...), rest...))
}

func (a *tableEntry) encode(e *encoder) {
	e.b = append(e.b, a.place[:]...)
	if a.owner == nil && a.claims == len(a.lens)-1 {
		e.int(len(a.lens) << 1)
	} else {
		e.int(len(a.lens)<<1 | 1)
	}
	e.b = append(e.b, a.lens...)
	if a.owner != nil {
		e.int(a.claims)
		for _, p := range a.owner {
			e.int(int(p))
		}
	}
}

func (d *decoder) tableEntry() (a tableEntry) {
	copy(a.place[:], d.take(articlePlaceSize, "place"))
	n := d.int()
	a.lens = d.take(n>>1, "lengths")
	if d.err == nil && len(a.lens) == 0 {
		d.fail("number of passages")
		return a
	}
	a.claims = len(a.lens) - 1
	if n&1 == 0 || d.err != nil {
		return a
	}
	a.claims = d.count(1)
	if a.claims > maxClaims {
		d.fail("number of claims")
		return a
	}
	a.owner = make([]uint16, a.claims)
	for i := range a.owner {
		p := d.int()
		if p == 0 || p >= len(a.lens) {
			d.fail("passage of a claim")
			return a
		}
		a.owner[i] = uint16(p)
	}
	return a
}

// dense reports whether a list is kept as bits. From one passage in eight on that is smaller; from one in sixteen on it takes at most a
// byte more for each, and is read much faster.
func dense(posts, passages int) bool { return posts > passages/16 }

func encodePosts(posts []post, passages int) []byte {
	var b []byte
	if dense(len(posts), passages) {
		b = make([]byte, (passages+7)/8)
		for _, p := range posts {
			b[p.number()/8] |= 1 << (p.number() % 8)
		}
	} else {
		b = make([]byte, 0, len(posts)+len(posts)/2+2)
		next := 0
		for _, p := range posts {
			b = binary.AppendUvarint(b, uint64(p.number()-next))
			next = p.number() + 1
		}
	}
	next := 0
	for _, p := range posts {
		if p.often() > 1 {
			b = append(binary.AppendUvarint(b, uint64(p.number()-next)), byte(p.often()))
			next = p.number() + 1
		}
	}
	return b
}

// postings is the passages of a segment that have a term: posts, or where bits is set a bit for each passage, and posts only for those
// that have it more than once.
type postings struct {
	n     int
	posts []post
	bits  []byte
}

// decodePosts reads a list of n passages of so many.
func decodePosts(b []byte, n, passages int) (postings, error) {
	d := decoder{b: b}
	l := postings{n: n}
	if n <= 0 || n > passages || passages > maxNumber {
		d.fail("number of passages")
		return postings{}, d.err
	}
	if dense(n, passages) {
		l.bits = d.take((passages+7)/8, "list of passages")
		ones := 0
		for _, b := range l.bits {
			ones += bits.OnesCount8(b)
		}
		if d.err == nil && (ones != n || passages%8 > 0 && l.bits[len(l.bits)-1]>>(passages%8) != 0) {
			d.fail("list of passages")
		}
	} else {
		l.posts = make([]post, n)
		next := 0
		for i := range l.posts {
			// Most distances are of one byte.
			if len(d.b) > 0 && d.b[0] < 0x80 {
				next += int(d.b[0])
				d.b = d.b[1:]
			} else {
				next += d.int()
			}
			if d.err != nil || next >= passages {
				d.fail("list of passages")
				return postings{}, d.err
			}
			l.posts[i] = newPost(next, 1)
			next++
		}
	}
	next, at := 0, 0
	for len(d.b) > 0 && d.err == nil {
		next += d.int()
		often := int(d.byte())
		if d.err != nil || often < 2 || often > maxOften || next >= passages {
			d.fail("list of passages")
			break
		}
		if l.bits != nil {
			if l.bits[next/8]>>(next%8)&1 == 0 {
				d.fail("list of passages")
			}
			l.posts = append(l.posts, newPost(next, often))
		} else {
			for at < n && l.posts[at].number() < next {
				at++
			}
			if at == n || l.posts[at].number() != next {
				d.fail("list of passages")
				break
			}
			l.posts[at] = newPost(next, often)
		}
		next++
	}
	if d.err != nil {
		return postings{}, d.err
	}
	return l, nil
}

// each calls fn with every post, in order.
func (l *postings) each(fn func(post)) {
	if l.bits == nil {
		for _, p := range l.posts {
			fn(p)
		}
		return
	}
	more := l.posts
	for i, b := range l.bits {
		for ; b != 0; b &= b - 1 {
			p := newPost(i*8+bits.TrailingZeros8(b), 1)
			if len(more) > 0 && more[0].number() == p.number() {
				p, more = more[0], more[1:]
			}
			fn(p)
		}
	}
}

// often is how often a passage has the term; from is where to look on in the posts, for one who asks in ascending order.
func (l *postings) often(number int, from *int) int {
	if l.bits != nil && l.bits[number/8]>>(number%8)&1 == 0 {
		return 0
	}
	at := *from
	if at < len(l.posts) && l.posts[at].number() < number {
		// In leaps, and then by halves.
		step := 1
		for at+step < len(l.posts) && l.posts[at+step].number() < number {
			at += step
			step *= 2
		}
		low, high := at+1, min(at+step, len(l.posts))
		for low < high {
			if mid := (low + high) / 2; l.posts[mid].number() < number {
				low = mid + 1
			} else {
				high = mid
			}
		}
		at = low
	}
	*from = at
	if at < len(l.posts) && l.posts[at].number() == number {
		return l.posts[at].often()
	}
	if l.bits != nil {
		return 1
	}
	return 0
}

// segment is what is kept in memory of one: what is needed to find something in it.
type segment struct {
	id       segmentID
	articles int
	passages int
	words    int
	tables   int
	long     int
	fences   []string

	places []byte   // of the articles, one behind the other
	firsts []uint32 // the number of each article's first passage, and the number of all
	lens   []uint8  // of each passage
	owners map[int][]uint16
}

// size is about how many bytes of memory it takes.
func (s *segment) size() int {
	return 256 + len(s.places) + 4*len(s.firsts) + len(s.lens) + 24*len(s.fences) + 64*len(s.owners)
}

func (s *segment) place(article int) []byte {
	return s.places[article*articlePlaceSize:][:articlePlaceSize]
}

// find is the number of the article at a place.
func (s *segment) find(place []byte) (int, bool) {
	return sort.Find(s.articles, func(i int) int { return bytes.Compare(place, s.place(i)) })
}

// findFrom is the first article from one on that is not before a place, and whether it is the one there. It costs little where that is
// near.
func (s *segment) findFrom(from int, place []byte) (int, bool) {
	low, high := from, from
	for step := 1; high < s.articles && string(s.place(high)) < string(place); step *= 2 {
		low, high = high+1, high+step
	}
	high = min(high, s.articles)
	for low < high {
		if mid := (low + high) / 2; string(s.place(mid)) < string(place) {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, low < s.articles && string(s.place(low)) == string(place)
}

// article is the article that a passage is of.
func (s *segment) article(number int) int {
	i, ok := slices.BinarySearch(s.firsts, uint32(number))
	if !ok {
		i--
	}
	return i
}

// length is the words of an article's passages.
func (s *segment) length(article int) (passages, words int) {
	for _, n := range s.lens[s.firsts[article]:s.firsts[article+1]] {
		passages++
		words += int(n)
	}
	return passages, words
}

// decodeSegment reads the head of a segment, without its articles.
func decodeSegment(id segmentID, b []byte) (*segment, error) {
	d := newDecoder(b)
	s := &segment{id: id, articles: d.int(), passages: d.int(), words: d.int(), tables: d.int(), long: d.int()}
	s.fences = make([]string, d.count(1))
	for i := range s.fences {
		if s.fences[i] = d.str(); i > 0 && s.fences[i] < s.fences[i-1] {
			d.fail("order of the blocks")
		}
	}
	if s.articles == 0 || s.passages < s.articles || s.passages > maxNumber || s.tables == 0 || s.tables > s.articles || s.tables > 1<<16 ||
		len(s.fences) > 1<<16 || s.long > longBlock<<16 {
		d.fail("head of a segment")
	}
	return s, d.end()
}

// addTable reads a block of articles; add is called with each.
func decodeTable(b []byte, add func(tableEntry)) error {
	d := decoder{b: b}
	for len(d.b) > 0 && d.err == nil {
		if a := d.tableEntry(); d.err == nil {
			add(a)
		}
	}
	return d.err
}

// add takes an article in.
func (s *segment) add(a tableEntry) {
	if a.owner != nil || a.claims != len(a.lens)-1 {
		if s.owners == nil {
			s.owners = map[int][]uint16{}
		}
		s.owners[len(s.firsts)] = a.owner
	}
	s.places = append(s.places, a.place[:]...)
	s.firsts = append(s.firsts, uint32(len(s.lens)))
	s.lens = append(s.lens, a.lens...)
}

// whole checks that all articles are there, in their order.
func (s *segment) whole() error {
	words := 0
	for _, n := range s.lens {
		words += int(n)
	}
	if len(s.firsts) != s.articles || len(s.lens) != s.passages || words != s.words {
		return fmt.Errorf("%w: a segment of the search index has other articles than it says", ErrDamaged)
	}
	for i := 1; i < s.articles; i++ {
		if bytes.Compare(s.place(i-1), s.place(i)) >= 0 {
			return fmt.Errorf("%w: articles of a segment of the search index are not in order", ErrDamaged)
		}
	}
	s.firsts = append(s.firsts, uint32(s.passages))
	return nil
}

// termEntry is a term of a block. Its list is in the block, or at a place among the long ones.
type termEntry struct {
	stem   []byte
	word   string // set by decodeTerms where words are wanted
	n      int
	inline []byte
	at     int // among the long lists, where inline is nil
	size   int
}

// skipTerms is a block of terms from the first on whose stem is not before a given one, and the stem of the term before it. It looks at
// no more of a stem than is needed: as each is written as what differs from the one before, mostly at nothing.
func skipTerms(b []byte, stem string) (rest, before []byte, err error) {
	before = make([]byte, 0, maxWord+8)
	same := 0 // letters that the present stem and the one looked for begin with alike
	d := decoder{b: b}
	for len(d.b) > 0 {
		rest = d.b
		shared, n := d.short(), d.short()
		suffix := d.take(n, "stem")
		if shared > len(before) || d.err != nil {
			d.fail("stem")
			break
		}
		switch {
		case shared < same:
			return rest, before, nil // it differs from the one before where that was alike, so it is after
		case shared == same:
			n := commonPrefix(suffix, stem[same:])
			if same+n == len(stem) || n < len(suffix) && suffix[n] > stem[same+n] {
				return rest, before, nil
			}
			same += n
		}
		before = append(before[:shared], suffix...)
		if d.short() > 0 {
			d.take(d.short(), "word")
		}
		d.short()
		if size := d.short(); size&1 == 0 {
			d.take(size>>1, "list")
		} else {
			d.short()
		}
	}
	return nil, before, d.err
}

// short is int for a number that is mostly of one byte.
func (d *decoder) short() int {
	if len(d.b) > 0 && d.b[0] < 0x80 {
		v := int(d.b[0])
		d.b = d.b[1:]
		return v
	}
	return d.int()
}

// decodeTerms reads a block of terms, until fn returns false. The stem is only valid until fn returns; before is that of the term before
// the block.
func decodeTerms(b, before []byte, words bool, fn func(*termEntry) bool) error {
	d := decoder{b: b}
	t := termEntry{stem: append(make([]byte, 0, maxWord+8), before...)}
	for len(d.b) > 0 {
		shared := d.int()
		if shared > len(t.stem) {
			d.fail("stem")
			break
		}
		t.stem = append(t.stem[:shared], d.take(d.int(), "stem")...)
		if words {
			t.word = d.form(t.stem)
		} else if d.int() > 0 {
			d.take(d.int(), "word")
		}
		t.n = d.int()
		size := d.int()
		t.size, t.at, t.inline = size>>1, 0, nil
		if size&1 == 0 {
			t.inline = d.take(t.size, "list")
		} else {
			t.at = d.int()
		}
		if d.err != nil {
			break
		}
		if !fn(&t) {
			return nil
		}
	}
	return d.err
}

// encodeDead writes the numbers of the articles that are gone.
func encodeDead(gone []int) []byte {
	e := newEncoder()
	next := 0
	for _, n := range gone {
		e.int(n - next)
		next = n + 1
	}
	return e.b
}

func decodeDead(b []byte, articles int) ([]int, error) {
	d := newDecoder(b)
	var gone []int
	next := 0
	for len(d.b) > 0 && d.err == nil {
		if next += d.int(); next >= articles {
			d.fail("number of an article")
			break
		}
		gone = append(gone, next)
		next++
	}
	return gone, d.err
}

// segmentEntry is what the manifest says of a segment.
type segmentEntry struct {
	id       segmentID
	articles int
	passages int
	words    int // of its passages
	bytes    int // of its keys, without what they begin with, and values
	gone     goneEntry
}

// goneEntry is how much of a segment is gone.
type goneEntry struct{ articles, passages, words int }

// encodeManifest writes the list of the segments.
func encodeManifest(list []segmentEntry) []byte {
	e := newEncoder()
	for i := range list {
		s := &list[i]
		e.b = append(e.b, s.id[:]...)
		for _, n := range []int{s.articles, s.passages, s.words, s.bytes, s.gone.articles} {
			e.int(n)
		}
		if s.gone.articles > 0 {
			e.int(s.gone.passages)
			e.int(s.gone.words)
		}
	}
	return e.b
}

func decodeManifest(b []byte) ([]segmentEntry, error) {
	d := newDecoder(b)
	var list []segmentEntry
	for len(d.b) > 0 && d.err == nil {
		var s segmentEntry
		copy(s.id[:], d.take(len(s.id), "id"))
		s.articles, s.passages, s.words, s.bytes, s.gone.articles = d.int(), d.int(), d.int(), d.int(), d.int()
		if s.gone.articles > 0 {
			s.gone.passages, s.gone.words = d.int(), d.int()
		}
		if s.gone.articles >= s.articles || s.gone.passages > s.passages || s.gone.words > s.words {
			d.fail("segment of the search index")
		}
		list = append(list, s)
	}
	if d.err != nil {
		return nil, fmt.Errorf("list of the segments of the search index: %w", d.err)
	}
	return list, nil
}
