package graph

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// open reads what the segments have of the query's words.
func (s *search) open() error {
	list, err := s.tx.manifest()
	if err != nil {
		return err
	}
	q := s.question
	s.found = make([]int, len(q.words))
	for i := range list {
		e := &list[i]
		if err := s.tx.check(); err != nil {
			return err
		}
		seg := &searchedSegment{}
		if seg.segment, err = s.tx.segment(e.id); err != nil {
			return err
		}
		s.passages += e.passages - e.gone.passages
		s.words += e.words - e.gone.words
		if seg.lists, err = s.tx.lists(seg.segment, q.words); err != nil {
			return err
		}
		if seg.not, err = s.tx.lists(seg.segment, q.not); err != nil {
			return err
		}
		gone, err := s.tx.gone(e)
		if err != nil {
			return err
		}
		if gone != nil {
			seg.dead = make([]bool, seg.articles)
		}
		for i := range seg.lists {
			s.found[i] += seg.lists[i].n - seg.among(&seg.lists[i], gone)
		}
		for _, n := range gone {
			seg.dead[n] = true
		}
		s.segments = append(s.segments, seg)
	}
	return nil
}

// among is how many passages of some articles a list has.
func (s *segment) among(l *postings, articles []int) int {
	n, from := 0, 0
	if l.n == 0 {
		return 0
	}
	for _, a := range articles {
		for number := s.firsts[a]; number < s.firsts[a+1]; number++ {
			if l.often(int(number), &from) > 0 {
				n++
			}
		}
	}
	return n
}

// lists is the passages of a segment that have each word.
func (tx *Tx) lists(s *segment, words []wanted) ([]postings, error) {
	all := make([]postings, len(words))
	for i := range words {
		var forms []postings
		if err := tx.forms(s, &words[i], func(l postings) { forms = append(forms, l) }); err != nil {
			return nil, err
		}
		if len(forms) == 1 {
			all[i] = forms[0]
		} else {
			all[i] = uniteLists(forms, s.passages)
		}
	}
	return all, nil
}

// forms calls fn with the passages that have each form of a word.
func (tx *Tx) forms(s *segment, w *wanted, fn func(postings)) error {
	if !w.prefix {
		return tx.terms(s, w.text, false, "", fn)
	}
	if !plainLetters(w.text) {
		return tx.terms(s, w.text, true, w.text, fn) // the stem of such a word is the word
	}
	if err := tx.terms(s, w.text[:2], true, w.text, fn); err != nil {
		return err
	}
	// All other stems begin with the first two letters of their words.
	for _, odd := range []struct{ word, stem string }{{"dying", "die"}, {"lying", "lie"}, {"tying", "tie"}} {
		if strings.HasPrefix(odd.word, w.text) {
			if err := tx.terms(s, odd.stem, false, w.text, fn); err != nil {
				return err
			}
		}
	}
	return nil
}

// terms calls fn with the passages of each term of a stem, or of the stems that begin so, whose word has a start.
func (tx *Tx) terms(s *segment, stem string, open bool, start string, fn func(postings)) error {
	first := max(0, sort.SearchStrings(s.fences, stem)-1)
	for n := first; n < len(s.fences); n++ {
		if f := s.fences[n]; n > first && f > stem && (!open || !strings.HasPrefix(f, stem)) {
			return nil
		}
		b, err := tx.keptPart(segmentBlockKey(s.id, partTerms, n))
		if err != nil {
			return err
		}
		var bad error
		past := false
		b, before, err := skipTerms(b, stem)
		if err != nil {
			return err
		}
		err = decodeTerms(b, before, start != "", func(e *termEntry) bool {
			is := string(e.stem) == stem || open && strings.HasPrefix(string(e.stem), stem)
			if !is {
				past = string(e.stem) > stem
				return !past
			}
			if !strings.HasPrefix(e.word, start) {
				return true
			}
			list := e.inline
			if list == nil {
				list, bad = tx.longList(s, e.at, e.size)
			}
			var l postings
			if bad == nil {
				l, bad = decodePosts(list, e.n, s.passages)
			}
			if bad == nil {
				fn(l)
			}
			return bad == nil
		})
		if err == nil {
			err = bad
		}
		if err != nil || past {
			return err
		}
	}
	return nil
}

// longList reads a list that stands outside of its block.
func (tx *Tx) longList(s *segment, at, size int) ([]byte, error) {
	if at > s.long || size > s.long-at || size == 0 {
		return nil, fmt.Errorf("%w: a list of the search index is cut off", ErrDamaged)
	}
	var list []byte
	for n := at / longBlock; n <= (at+size-1)/longBlock; n++ {
		b, err := tx.keptPart(segmentBlockKey(s.id, partLong, n))
		if err != nil {
			return nil, err
		}
		from, to := max(0, at-n*longBlock), min(longBlock, at+size-n*longBlock)
		if to > len(b) {
			return nil, fmt.Errorf("%w: a list of the search index is cut off", ErrDamaged)
		}
		if list == nil && to-from == size {
			return b[from:to], nil
		}
		list = append(list, b[from:to]...)
	}
	return list, nil
}

// uniteLists is the passages that are in any of the lists.
func uniteLists(of []postings, passages int) postings {
	n := 0
	for i := range of {
		n += of[i].n
	}
	if n == 0 {
		return postings{}
	}
	var all postings
	if n < passages/16 {
		for i := range of {
			of[i].each(func(p post) { all.posts = append(all.posts, p) })
		}
		slices.Sort(all.posts)
		kept := all.posts[:1]
		for _, p := range all.posts[1:] {
			if last := &kept[len(kept)-1]; last.number() == p.number() {
				*last = newPost(p.number(), last.often()+p.often())
			} else {
				kept = append(kept, p)
			}
		}
		all.posts, all.n = kept, len(kept)
		return all
	}
	often := make([]uint8, passages)
	for i := range of {
		of[i].each(func(p post) { often[p.number()] = uint8(min(int(often[p.number()])+p.often(), maxOften)) })
	}
	all.bits = make([]byte, (passages+7)/8)
	for number, k := range often {
		if k > 0 {
			all.n++
			all.bits[number/8] |= 1 << (number % 8)
		}
		if k > 1 {
			all.posts = append(all.posts, newPost(number, int(k)))
		}
	}
	return all
}

// scope is what a filter leaves of the passages.
type scope struct {
	tx     *Tx
	f      *ClaimFilter
	all    bool // every passage
	empty  bool // none
	outlet map[[articlePlaceSize]byte]bool
	plan   *plan // of the claims; nil where the filter is about articles
	stream stream
	ahead  bool // the stream has been sought
}

// searchScope reads a filter.
func (tx *Tx) searchScope(filter *ClaimFilter) (*scope, error) {
	f := *filter
	f.Page, f.Oldest = Page{}, false
	s := &scope{tx: tx, f: &f}
	if f == (ClaimFilter{}) {
		s.all = true
		return s, nil
	}
	if rest := f; true {
		rest.Article, rest.Outlet, rest.Since, rest.Until = ID{}, ID{}, Date{}, Date{}
		if rest != (ClaimFilter{}) {
			p, err := tx.plan(&f)
			if err != nil {
				return nil, err
			}
			s.plan, s.stream = p, p.open()
			return s, nil
		}
	}
	if !f.Article.IsZero() {
		if _, err := tx.articleHead(f.Article); isAbsent(err) {
			s.empty = true
		} else if err != nil {
			return nil, err
		}
	}
	if !f.Outlet.IsZero() {
		s.outlet = map[[articlePlaceSize]byte]bool{}
		r := f.Outlet.ref()
		i := tx.index(keyByOutlet, r[:])
		defer i.close()
		for i.seek(nil); i.place() != nil; i.next() {
			if len(i.place()) == articlePlaceSize {
				s.outlet[[articlePlaceSize]byte(i.place())] = true
			}
		}
	}
	return s, nil
}

func (s *scope) close() {
	if s.stream != nil {
		s.stream.close()
	}
}

// article reports whether an article fits, where the filter is about articles.
func (s *scope) article(place []byte) bool {
	f := s.f
	if !f.Article.IsZero() && f.Article.ref() != ref(place[dateSize:]) || s.outlet != nil && !s.outlet[[articlePlaceSize]byte(place)] {
		return false
	}
	if f.Since.IsZero() && f.Until.IsZero() {
		return true
	}
	published, ok := dateOfKey(place)
	return ok && published.Year > 0 && !before(published, f.Since) && (f.Until.IsZero() || string(place[:dateSize]) >= string(newest(f.Until)))
}

// claim reports whether the claim at a place fits. Places come in ascending order, unless the stream is sought anew.
func (s *scope) claim(place []byte) (bool, error) {
	if !s.ahead {
		s.stream.seek(place)
		s.ahead = true
	}
	for step := 0; ; step++ {
		at := s.stream.place()
		if at == nil || string(at) > string(place) {
			return false, s.stream.fault()
		}
		if string(at) == string(place) {
			break
		}
		if step < 8 {
			s.stream.next()
		} else {
			s.stream.seek(place)
		}
	}
	ok, err := s.fits()
	if err == errStop {
		err = nil
	}
	return ok, err
}

// fits reports whether the claim at which the stream stands fits. The error is errStop where none after it does.
func (s *scope) fits() (bool, error) {
	switch err := s.plan.passes(s.stream); {
	case err == errSkip:
		return false, nil
	case err != nil:
		return false, err
	}
	if s.plan.exact {
		return true, nil
	}
	c, err := s.stream.claim()
	return err == nil && s.plan.matches(&c), err
}

// inScope is the candidates that the filter leaves.
func (s *search) inScope(all []candidate) ([]candidate, error) {
	switch {
	case s.scope.all || len(all) == 0:
		return all, nil
	case s.scope.empty:
		return nil, nil
	case s.scope.plan == nil:
		return slices.DeleteFunc(all, func(c candidate) bool {
			seg := s.segments[c.segment]
			return !s.scope.article(seg.place(seg.article(int(c.number))))
		}), nil
	}
	if s.scope.plan.empty {
		return nil, nil
	}
	if s.scope.plan.ways[0].width < 4*len(all) {
		return s.byClaims(all)
	}
	return s.byPassages(all)
}

// byClaims goes through the claims that the filter allows, and looks for their passages among the candidates. These come segment by
// segment, in ascending order.
func (s *search) byClaims(all []candidate) ([]candidate, error) {
	of := make([][]candidate, len(s.segments)) // the candidates of each segment
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].segment == all[from].segment {
			to++
		}
		of[all[from].segment] = all[from:to]
		from = to
	}
	var kept []candidate
	last := -1 // what was kept last in the present article, so that a passage of several claims counts once
	article := make([]byte, 0, articlePlaceSize)
	next := make([]int, len(s.segments)) // the first article of each segment that is not before the present one
	at := -1                             // the segment and number of the article; -1 where none has a candidate in it
	number, passed := 0, 0
	stream := s.scope.stream
	for stream.seek(nil); stream.place() != nil; stream.next() {
		if passed++; passed%1024 == 0 {
			if err := s.tx.check(); err != nil {
				return nil, err
			}
		}
		place := stream.place()
		if len(place) != placeSize {
			return nil, fmt.Errorf("%w: a key of an index of claims", ErrDamaged)
		}
		if string(place[:articlePlaceSize]) != string(article) {
			article = append(article[:0], place[:articlePlaceSize]...)
			at, number = s.locate(article, of, next)
			last = len(kept)
		}
		if at < 0 {
			continue
		}
		seg := s.segments[at]
		n := int(binary.BigEndian.Uint16(place[articlePlaceSize:]))
		passage := n + 1
		if owner, ok := seg.owners[number]; ok {
			if n >= len(owner) {
				return nil, fmt.Errorf("%w: an index names a claim that the search index does not have", ErrDamaged)
			}
			passage = int(owner[n])
		}
		want := int32(int(seg.firsts[number]) + passage)
		i, ok := slices.BinarySearchFunc(of[at], want, func(c candidate, n int32) int { return int(c.number) - int(n) })
		if !ok || slices.ContainsFunc(kept[last:], func(c candidate) bool { return c.number == want }) {
			continue
		}
		c := of[at][i]
		switch ok, err := s.scope.fits(); {
		case err == errStop:
			return kept, nil
		case err != nil:
			return nil, err
		case ok:
			kept = append(kept, c)
		}
	}
	return kept, stream.fault()
}

// locate is the segment that has an article with candidates, and its number there; -1 where none has. Places come in ascending order,
// and next keeps how far they have come.
func (s *search) locate(place []byte, of [][]candidate, next []int) (segment, number int) {
	segment = -1
	for i, seg := range s.segments {
		if len(of[i]) == 0 {
			continue
		}
		n, found := seg.findFrom(next[i], place)
		if next[i] = n; !found || seg.dead != nil && seg.dead[n] {
			continue
		}
		segment, number = i, n
	}
	return segment, number
}

// byPassages goes through the candidates, and looks for their claims among those that the filter allows.
func (s *search) byPassages(all []candidate) ([]candidate, error) {
	slices.SortFunc(all, func(a, b candidate) int {
		if a.segment == b.segment {
			return int(a.number) - int(b.number)
		}
		x, y := s.at(a), s.at(b)
		x.score, y.score = 0, 0
		return x.compare(&y)
	})
	s.scope.ahead = false
	kept := all[:0]
	for i, c := range all {
		if i%1024 == 0 {
			if err := s.tx.check(); err != nil {
				return nil, err
			}
		}
		seg := s.segments[c.segment]
		article := seg.article(int(c.number))
		passage := int(c.number) - int(seg.firsts[article])
		if passage == 0 {
			continue
		}
		claims := []int{passage - 1}
		if owner, ok := seg.owners[article]; ok {
			claims = claims[:0]
			s.scope.ahead = false // claims of one passage need not stand one behind the other
			for n, p := range owner {
				if int(p) == passage {
					claims = append(claims, n)
				}
			}
		}
		for _, n := range claims {
			ok, err := s.scope.claim(claimAtPlace(seg.place(article), n))
			if err != nil {
				return nil, err
			}
			if ok {
				kept = append(kept, c)
				break
			}
		}
	}
	return kept, nil
}
