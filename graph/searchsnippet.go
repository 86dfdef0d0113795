package graph

import (
	"encoding/binary"
	"fmt"
	"slices"
	"unicode/utf8"
)

// claimAtPlace is the place of the claim with this number in the article at a place.
func claimAtPlace(article []byte, n int) []byte {
	return binary.BigEndian.AppendUint16(append(make([]byte, 0, placeSize), article...), uint16(n))
}

// passage reads the text of a passage, and the claims that quote it.
func (s *search) passage(at *hitPlace) (a *stored, text string, claims []int, err error) {
	r := ref(at.place[dateSize:])
	if a, err = s.tx.lastArticle(r); err != nil {
		return nil, "", nil, err
	}
	if at.passage == 0 {
		return a, a.Title, nil, nil
	}
	if err = a.all(); err != nil {
		return nil, "", nil, err
	}
	owner, firsts := a.passages()
	if at.passage > len(firsts) {
		return nil, "", nil, fmt.Errorf("%w: article %s has fewer quotes than the search index says", ErrDamaged, a.ID)
	}
	c, err := a.quoted(firsts[at.passage-1])
	if err != nil {
		return nil, "", nil, err
	}
	for n, p := range owner {
		if int(p) == at.passage {
			claims = append(claims, n)
		}
	}
	return a, c.Evidence.Quote, claims, nil
}

// verbatim reports whether a passage has all phrases that it must have, and none that it must not.
func (s *search) verbatim(at *hitPlace) (bool, error) {
	_, text, _, err := s.passage(at)
	if err != nil {
		return false, err
	}
	words := s.lexicon.foldedWords(text)
	for _, p := range s.question.phrases {
		if phraseAt(words, p, 0) < 0 {
			return false, nil
		}
	}
	for _, p := range s.question.nots {
		if phraseAt(words, p, 0) >= 0 {
			return false, nil
		}
	}
	return true, nil
}

// phraseAt is where a phrase stands in words, from a place on; -1 where it does not.
func phraseAt(words, phrase []string, from int) int {
	for i := from; i+len(phrase) <= len(words); i++ {
		if slices.Equal(words[i:i+len(phrase)], phrase) {
			return i
		}
	}
	return -1
}

// hit reads what is shown of a passage.
func (s *search) hit(at *hitPlace) (Hit, error) {
	a, text, claims, err := s.passage(at)
	if err != nil {
		return Hit{}, err
	}
	h := Hit{Article: a.Article, Score: at.score}
	h.Article.Text, h.Article.Mentions = "", nil
	start := -1
	for _, n := range claims {
		if s.scope.plan != nil {
			s.scope.ahead = false
			ok, err := s.scope.claim(claimAtPlace(at.place[:], n))
			if err != nil {
				return Hit{}, err
			}
			if !ok {
				continue
			}
		}
		c, err := s.tx.claimOf(a, n)
		if err != nil {
			return Hit{}, err
		}
		h.Claims = append(h.Claims, c)
		start = c.Evidence.Start
	}
	h.Snippet = s.snippet(text)
	if start >= 0 {
		h.Snippet.Start += start
	} else {
		h.Snippet.Start = -1
	}
	return h, nil
}

// How long a snippet is, in code points: a passage of up to the first is shown whole, and of a longer one about the second.
const (
	wholeSnippet = 400
	partSnippet  = 300
)

// marked finds what matches in a text, in bytes.
func (s *search) marks(text string) []Span {
	type word struct {
		text       string
		start, end int
		hit        bool
	}
	var ws []word
	s.lexicon.words(text, func(w []byte, start, end int) {
		l := s.lexicon.lexeme(w)
		hit := false
		for i := range s.question.own {
			hit = hit || s.question.words[i].has(l)
		}
		ws = append(ws, word{l.word, start, end, hit})
	})
	var marks []Span
	for i := range ws {
		if ws[i].hit {
			marks = append(marks, Span{ws[i].start, ws[i].end})
		}
	}
	if len(s.question.phrases) == 0 {
		return marks
	}
	folded := make([]string, len(ws))
	for i := range ws {
		folded[i] = ws[i].text
	}
	for _, p := range s.question.phrases {
		for i := phraseAt(folded, p, 0); i >= 0; i = phraseAt(folded, p, i+1) {
			marks = append(marks, Span{ws[i].start, ws[i+len(p)-1].end})
		}
	}
	slices.SortFunc(marks, func(a, b Span) int { return a.Start - b.Start })
	joined := marks[:0]
	for _, m := range marks {
		if n := len(joined); n > 0 && m.Start < joined[n-1].End {
			joined[n-1].End = max(joined[n-1].End, m.End)
		} else {
			joined = append(joined, m)
		}
	}
	return joined
}

// snippet is a passage, or where it is long the part of it with the most marks, with the offsets in code points; it starts at that of
// the passage.
func (s *search) snippet(text string) Snippet {
	marks := s.marks(text)
	from, to := 0, len(text)
	if utf8.RuneCountInString(text) > wholeSnippet {
		from, to = bestPart(text, marks)
	}
	out := Snippet{Text: text[from:to], Start: utf8.RuneCountInString(text[:from])}
	at, runes := from, 0
	for _, m := range marks {
		if m.Start < from || m.End > to {
			continue
		}
		runes += utf8.RuneCountInString(text[at:m.Start])
		n := utf8.RuneCountInString(text[m.Start:m.End])
		out.Marks = append(out.Marks, Span{runes, runes + n})
		runes += n
		at = m.End
	}
	return out
}

// bestPart is about partSnippet code points of a text around the most of the marks, from a space to a space.
func bestPart(text string, marks []Span) (from, to int) {
	best, most := 0, 0
	for i := range marks {
		n := i
		for n < len(marks) && marks[n].End-marks[i].Start <= partSnippet {
			n++
		}
		if n-i > most {
			best, most = i, n-i
		}
	}
	middle := 0
	if most > 0 {
		middle = (marks[best].Start + marks[best+most-1].End) / 2
	} else if len(marks) > 0 { // one that is longer than a snippet
		middle = marks[0].Start
	}
	for middle > 0 && !utf8.RuneStart(text[middle]) {
		middle--
	}
	from, to = middle, middle
	for range partSnippet / 2 {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
		_, size = utf8.DecodeRuneInString(text[to:])
		to += size
	}
	// What is left at one end is added at the other.
	for n := utf8.RuneCountInString(text[from:to]); n < partSnippet && (from > 0 || to < len(text)); n++ {
		if from > 0 {
			_, size := utf8.DecodeLastRuneInString(text[:from])
			from -= size
		} else {
			_, size := utf8.DecodeRuneInString(text[to:])
			to += size
		}
	}
	return wordEdges(text, marks, from, to)
}

// wordEdges moves the ends of a part inward to spaces, if there are any near that no mark holds.
func wordEdges(text string, marks []Span, from, to int) (int, int) {
	const near = 40 // bytes
	inMark := func(at int) bool {
		return slices.ContainsFunc(marks, func(m Span) bool { return m.Start < at && at < m.End })
	}
	if from > 0 {
		for i := from; i < min(to, from+near); i++ {
			if text[i] == ' ' && !inMark(i) {
				from = i + 1
				break
			}
		}
	}
	if to < len(text) {
		for i := to - 1; i > max(from, to-near); i-- {
			if text[i] == ' ' && !inMark(i) {
				to = i
				break
			}
		}
	}
	return from, to
}
