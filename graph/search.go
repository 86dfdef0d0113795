package graph

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
)

// Results is a page of what Search found.
type Results struct {
	Hits []Hit
	// Total is how many passages match. Where AtLeast is set there are more: the words of a phrase stand in so many passages that not all
	// were read.
	Total   int
	AtLeast bool
	// Any says that no passage has all the words, and that these have at least one of those outside of phrases.
	Any bool
	// Ignored is the words that were left out because they stand in nearly every quote.
	Ignored []string
	// Next is the cursor of the next page; "" where this is the last.
	Next string
}

// Hit is a passage that matches: a quote, or the title of an article.
type Hit struct {
	Article Article // without its text and mentions
	Claims  []Claim // that quote the passage and match the filter, in the order of the article; nil for a title
	Score   float64
	Snippet Snippet

	cursor string
}

// Cursor is the hit's place in the search that found it, for Page.After. Unlike other cursors it does not sort as the hits do.
func (h Hit) Cursor() string { return h.cursor }

// Snippet is a passage, or the part of a long one where most of what matches stands, and what matches in it.
type Snippet struct {
	Text  string
	Start int    // the code point of the article's text at which it begins; for a title -1, wherever in it the snippet begins
	Marks []Span // what matches, in order; they do not overlap
}

// Span is a part of a text, in code points, end exclusive.
type Span struct{ Start, End int }

// The parameters of BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009), at their usual values: how soon more of
// one word counts no more, and how much the length of a passage counts.
const (
	bm25K = 1.2
	bm25B = 0.75
)

// maxRead is how many passages that may have a phrase are read for Results.Total: some 20 ms.
const maxRead = 500

// Search finds the quotes of claims, and titles of articles, that have the words of a query: the best first, by BM25 over all
// passages of the store, then newest article first, then by article and position. A quote of several claims is one hit. Quotes of
// claims that were corrected or withdrawn are found too, as their Status says; their offsets are those of their own version's text. A
// filter with Status Current leaves them out.
//
// Where no passage has all the words, those that have some are found, and Results.Any says so. A transaction finds what it has
// written itself. What is found, its order and its scores depend on what the store holds, and not on how it came to. A page goes on where
// the one before ended, in the order that the present snapshot gives.
//
// The error wraps ErrBadQuery when the text asks for nothing that can be looked for, and says why, and ErrBadCursor. The cost grows with
// the passages that have the words: some 3 ms for two words of 600,000 quotes, with 20 snippets. A phrase costs more, because up to 500
// passages that have its words are read to count those that have it. What was read of the index is kept in memory: up to 56 MiB.
func (tx *Tx) Search(q SearchQuery) (Results, error) {
	r, err := tx.search(&q)
	if err != nil {
		return Results{}, fmt.Errorf("graph: search: %w", err)
	}
	return r, nil
}

func (tx *Tx) search(q *SearchQuery) (Results, error) {
	if err := tx.check(); err != nil {
		return Results{}, err
	}
	x := tx.db.search.lexicons.get()
	defer tx.db.search.lexicons.put(x)
	question, err := parseQuestion(q.Text, x)
	if err != nil {
		return Results{}, err
	}
	after, err := parseHit(q.After, q.Text)
	if err != nil {
		return Results{}, err
	}
	if err := tx.flushSearch(); err != nil {
		return Results{}, err
	}
	s := &search{tx: tx, question: question, lexicon: x, after: after, limit: q.Limit}
	if s.limit <= 0 {
		s.limit = defaultHits
	}
	s.limit = min(s.limit, maxHits)
	if s.scope, err = tx.searchScope(&q.Filter); err != nil {
		return Results{}, err
	}
	defer s.scope.close()
	r, err := s.run(q.Text)
	r.Ignored = question.ignored
	return r, err
}

// search is a query under way.
type search struct {
	tx       *Tx
	question *question
	lexicon  *lexicon
	scope    *scope
	after    *hitPlace
	limit    int

	segments []*searchedSegment
	passages int // of the store
	words    int
	found    []int // how many passages have each word
}

// searchedSegment is what a segment has of a query.
type searchedSegment struct {
	*segment
	dead  []bool // of its articles; nil where none is gone
	lists []postings
	not   []postings
}

// hitPlace is where a hit stands among the others.
type hitPlace struct {
	score   float64
	place   [articlePlaceSize]byte
	passage int
}

func (h *hitPlace) compare(o *hitPlace) int {
	return cmp.Or(cmp.Compare(o.score, h.score), bytes.Compare(h.place[:], o.place[:]), cmp.Compare(h.passage, o.passage))
}

// candidate is a passage that has the words.
type candidate struct {
	score   float64
	segment int32
	number  int32
}

func (s *search) run(text string) (Results, error) {
	if err := s.open(); err != nil {
		return Results{}, err
	}
	r, err := s.answer(len(s.question.words), text)
	if err != nil || r.Total > 0 || s.question.own < 2 {
		return r, err
	}
	if r, err = s.answer(0, text); err != nil {
		return Results{}, err
	}
	r.Any = r.Total > 0
	return r, nil
}

// answer is the page of the passages that have the first words, and those of the phrases.
func (s *search) answer(first int, text string) (Results, error) {
	all := s.candidates(first)
	all, err := s.inScope(all)
	if err != nil {
		return Results{}, err
	}
	return s.page(all, text)
}

// candidates is the passages that have the first words and those of the phrases, and at least one of all.
func (s *search) candidates(first int) []candidate {
	q := s.question
	required := func(i int) bool { return i < first || i >= q.own }
	var weights []*[maxOften][maxLength + 1]float64
	average := float64(s.words) / float64(max(1, s.passages))
	for i := range q.words {
		weights = append(weights, weightsOf(s.found[i], s.passages, average))
	}
	var all []candidate
	from := make([]int, len(q.words))
	notFrom := make([]int, len(q.not))
	for n, seg := range s.segments {
		driver := -1
		for i := range q.words {
			if required(i) && (driver < 0 || seg.lists[i].n < seg.lists[driver].n) {
				driver = i
			}
		}
		clear(from)
		clear(notFrom)
		visit := func(number int) {
			score, own := 0.0, 0
			for i := range seg.lists {
				often := seg.lists[i].often(number, &from[i])
				if often == 0 {
					if required(i) {
						return
					}
					continue
				}
				if i < q.own {
					own++
				}
				score += weights[i][often-1][seg.lens[number]]
			}
			if own == 0 && q.own > 0 {
				return
			}
			for i := range seg.not {
				if seg.not[i].often(number, &notFrom[i]) > 0 {
					return
				}
			}
			if seg.dead == nil || !seg.dead[seg.article(number)] {
				all = append(all, candidate{score, int32(n), int32(number)})
			}
		}
		if driver >= 0 {
			few := seg.lists[driver]
			if few.bits != nil {
				few.posts, few.bits = nil, slices.Clone(few.bits)
				for i := range seg.lists {
					if l := &seg.lists[i]; required(i) && l.bits != nil {
						for k, b := range l.bits {
							few.bits[k] &= b
						}
					}
				}
			}
			few.each(func(p post) { visit(p.number()) })
			continue
		}
		some := uniteLists(seg.lists, seg.passages)
		some.each(func(p post) { visit(p.number()) })
	}
	return all
}

// weightsOf is what a word adds to the score of a passage, by how often it has it and its length.
func weightsOf(found, passages int, average float64) *[maxOften][maxLength + 1]float64 {
	var w [maxOften][maxLength + 1]float64
	idf := math.Log(1 + (float64(passages-found)+0.5)/(float64(found)+0.5))
	for often := range w {
		for length := range w[often] {
			f := float64(often + 1)
			w[often][length] = idf * f * (bm25K + 1) / (f + bm25K*(1-bm25B+bm25B*float64(length)/max(1, average)))
		}
	}
	return &w
}

// at is where a candidate stands.
func (s *search) at(c candidate) hitPlace {
	seg := s.segments[c.segment]
	i := seg.article(int(c.number))
	return hitPlace{c.score, [articlePlaceSize]byte(seg.place(i)), int(c.number) - int(seg.firsts[i])}
}

// before reports whether one candidate ranks before another.
func (s *search) before(a, b candidate) bool {
	if a.score != b.score {
		return a.score > b.score
	}
	if a.segment == b.segment {
		return a.number < b.number
	}
	x, y := s.at(a), s.at(b)
	return x.compare(&y) < 0
}

// page takes the best of the candidates.
func (s *search) page(all []candidate, text string) (Results, error) {
	r := Results{Total: len(all)}
	check := len(s.question.phrases) > 0 || len(s.question.nots) > 0
	if check {
		r.Total = 0
	} else if s.after != nil {
		all = slices.DeleteFunc(all, func(c candidate) bool {
			at := s.at(c)
			return at.compare(s.after) <= 0
		})
	}
	if !check {
		all = s.best(all, s.limit+1)
	}
	h := ranking{all, s.before}
	h.init()
	read, more := 0, false
	for len(h.of) > 0 && !more || check && len(h.of) > 0 && read < maxRead {
		c := h.pop()
		at := s.at(c)
		late := s.after != nil && at.compare(s.after) <= 0
		if check {
			if late && read >= maxRead {
				r.AtLeast = true
				continue
			}
			if read++; read%64 == 0 {
				if err := s.tx.check(); err != nil {
					return Results{}, err
				}
			}
			ok, err := s.verbatim(&at)
			if err != nil {
				return Results{}, err
			}
			if !ok {
				continue
			}
			r.Total++
		}
		switch {
		case late:
		case len(r.Hits) == s.limit:
			more = true
		default:
			hit, err := s.hit(&at)
			if err != nil {
				return Results{}, err
			}
			hit.cursor = formatHit(&at, text)
			r.Hits = append(r.Hits, hit)
		}
	}
	if check && len(h.of) > 0 {
		r.AtLeast = true
	}
	if more {
		r.Next = r.Hits[len(r.Hits)-1].cursor
	}
	return r, nil
}

// best is the n best of the candidates, in no order. These come segment by segment, each in the order of its passages, or where a filter
// has sorted them all in the order of their places.
func (s *search) best(all []candidate, n int) []candidate {
	if len(all) <= n {
		return all
	}
	// The worst of those kept so far comes first.
	h := ranking{append(make([]candidate, 0, n), all[:n]...), func(a, b candidate) bool { return s.before(b, a) }}
	h.init()
	// Many have one score, and their places decide. What comes later in a segment with the score of one that was not good enough is
	// not either.
	passed := make([]float64, len(s.segments))
	for _, c := range all[n:] {
		worst := h.of[0]
		if c.score < worst.score || c.score == worst.score && c.score == passed[c.segment] {
			continue
		}
		if !s.before(c, worst) {
			passed[c.segment] = c.score
			continue
		}
		h.of[0] = c
		h.down(0)
	}
	return h.of
}

// ranking is a heap of candidates, the best first.
type ranking struct {
	of     []candidate
	before func(a, b candidate) bool
}

func (h *ranking) init() {
	for i := len(h.of)/2 - 1; i >= 0; i-- {
		h.down(i)
	}
}

func (h *ranking) down(i int) {
	for {
		c := 2*i + 1
		if c >= len(h.of) {
			return
		}
		if c+1 < len(h.of) && h.before(h.of[c+1], h.of[c]) {
			c++
		}
		if !h.before(h.of[c], h.of[i]) {
			return
		}
		h.of[i], h.of[c] = h.of[c], h.of[i]
		i = c
	}
}

func (h *ranking) pop() candidate {
	c := h.of[0]
	last := len(h.of) - 1
	h.of[0], h.of = h.of[last], h.of[:last]
	h.down(0)
	return c
}

// The cursor of a hit is the bits of its score, its place, its passage and a checksum of the text of the query.
const (
	markHit      = 'h'
	hitPlaceSize = 8 + articlePlaceSize + 2 + 4
)

func formatHit(h *hitPlace, text string) string {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, hitPlaceSize), math.Float64bits(h.score))
	b = binary.BigEndian.AppendUint16(append(b, h.place[:]...), uint16(h.passage))
	return formatCursor(markHit, binary.BigEndian.AppendUint32(b, crc32.Checksum([]byte(text), castagnoli)))
}

// parseHit is the place of a cursor; nil for the empty one.
func parseHit(cursor, text string) (*hitPlace, error) {
	if cursor == "" {
		return nil, nil
	}
	b, err := cursorText().DecodeString(cursor)
	if err != nil || len(b) != 1+hitPlaceSize || b[0] != markHit || cursorText().EncodeToString(b) != cursor {
		return nil, fmt.Errorf("%w: %q", ErrBadCursor, cursor)
	}
	b = b[1:]
	h := &hitPlace{score: math.Float64frombits(binary.BigEndian.Uint64(b))}
	copy(h.place[:], b[8:])
	b = b[8+articlePlaceSize:]
	h.passage = int(binary.BigEndian.Uint16(b))
	if math.IsNaN(h.score) || binary.BigEndian.Uint32(b[2:]) != crc32.Checksum([]byte(text), castagnoli) {
		return nil, fmt.Errorf("%w: %q", ErrBadCursor, cursor)
	}
	return h, nil
}
