package graph

import (
	"fmt"
	"slices"
	"sync"
)

// searcher is what a store keeps for search beside its records.
type searcher struct {
	lexicons lexicons

	// What was read of segments, whose ids are hashes of what they hold, so that it is right in every snapshot.
	mu       sync.RWMutex
	segments map[segmentID]*segment
	size     int
	parts    map[string][]byte // terms and long lists by their keys; nobody changes them
	bytes    int
}

// How many bytes of segments and of their parts are kept in memory: the segments of some 1.2 million articles, and the terms of some
// 150,000.
const (
	maxSegments = 32 << 20
	maxParts    = 24 << 20
)

func (x *searcher) known(id segmentID) *segment {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.segments[id]
}

// keptPart is part for what is read again and again. Nobody changes what it returns.
func (tx *Tx) keptPart(key []byte) ([]byte, error) {
	x := &tx.db.search
	x.mu.RLock()
	b := x.parts[string(key)]
	x.mu.RUnlock()
	if b != nil {
		return b, nil
	}
	b, err := tx.part(key)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.parts == nil {
		x.parts = map[string][]byte{}
	}
	if x.parts[string(key)] == nil {
		x.parts[string(key)] = b
		x.bytes += partSize + len(b)
	}
	for k, v := range x.parts { // whichever: what is wanted comes back
		if x.bytes <= maxParts {
			break
		}
		delete(x.parts, k)
		x.bytes -= partSize + len(v)
	}
	return b, nil
}

// partSize is about what a part takes in memory beside its bytes.
const partSize = 64

func (x *searcher) keep(s *segment) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.segments == nil {
		x.segments = map[segmentID]*segment{}
	}
	if x.segments[s.id] != nil {
		return
	}
	x.segments[s.id] = s
	x.size += s.size()
	for id, s := range x.segments { // whichever: what is wanted comes back
		if x.size <= maxSegments {
			return
		}
		delete(x.segments, id)
		x.size -= s.size()
	}
}

func manifestKey() []byte { return []byte{keySearch, searchManifest} }

// manifest is the segments of the search index, the oldest first.
func (tx *Tx) manifest() ([]segmentEntry, error) {
	b, err := tx.get(manifestKey())
	if err != nil || b == nil {
		return nil, err
	}
	return decodeManifest(b)
}

// part reads a part of a segment.
func (tx *Tx) part(key []byte) ([]byte, error) {
	b, err := tx.get(key)
	if err == nil && b == nil {
		err = fmt.Errorf("%w: %s is missing", ErrDamaged, describe(key))
	}
	return b, err
}

// segment is a segment of the manifest.
func (tx *Tx) segment(id segmentID) (*segment, error) {
	if s := tx.db.search.known(id); s != nil {
		return s, nil
	}
	b, err := tx.part(segmentKey(id, partHead))
	if err != nil {
		return nil, err
	}
	s, err := decodeSegment(id, b)
	if err != nil {
		return nil, err
	}
	for n := range s.tables {
		if b, err = tx.part(segmentBlockKey(id, partTable, n)); err != nil {
			return nil, err
		}
		if err = decodeTable(b, s.add); err != nil {
			return nil, err
		}
	}
	if err := s.whole(); err != nil {
		return nil, err
	}
	tx.db.search.keep(s)
	return s, nil
}

// gone is the numbers of the articles of a segment that are gone.
func (tx *Tx) gone(e *segmentEntry) ([]int, error) {
	if e.gone.articles == 0 {
		return nil, nil
	}
	b, err := tx.part(segmentKey(e.id, partDead))
	if err != nil {
		return nil, err
	}
	return decodeDead(b, e.articles)
}

// opened reads all of a segment.
func (tx *Tx) opened(id segmentID) (*openSegment, error) {
	s, err := tx.segment(id)
	if err != nil {
		return nil, err
	}
	o := &openSegment{articles: make([]tableEntry, 0, s.articles)}
	for n := range s.tables {
		b, err := tx.part(segmentBlockKey(id, partTable, n))
		if err != nil {
			return nil, err
		}
		if err := decodeTable(b, func(a tableEntry) { o.articles = append(o.articles, a) }); err != nil {
			return nil, err
		}
	}
	var long []byte
	for n := 0; len(long) < s.long; n++ {
		b, err := tx.part(segmentBlockKey(id, partLong, n))
		if err != nil {
			return nil, err
		}
		long = append(long, b...)
	}
	if err := o.addTerms(tx, s, long); err != nil {
		return nil, err
	}
	return o, nil
}

// addTerms reads the terms of a segment.
func (o *openSegment) addTerms(tx *Tx, s *segment, long []byte) error {
	for n := range s.fences {
		b, err := tx.part(segmentBlockKey(s.id, partTerms, n))
		if err != nil {
			return err
		}
		var bad error
		err = decodeTerms(b, nil, true, func(e *termEntry) bool {
			list := e.inline
			if list == nil {
				if e.at > len(long) || e.size > len(long)-e.at {
					bad = fmt.Errorf("%w: a list of the search index is cut off", ErrDamaged)
					return false
				}
				list = long[e.at : e.at+e.size]
			}
			var l postings
			if l, bad = decodePosts(list, e.n, s.passages); bad != nil {
				return false
			}
			t := openTerm{stem: string(e.stem), word: e.word, posts: make([]post, 0, l.n)}
			l.each(func(p post) { t.posts = append(t.posts, p) })
			if k := len(o.terms); k > 0 && compareTerms(o.terms[k-1], t) >= 0 {
				bad = fmt.Errorf("%w: terms of the search index are not in order", ErrDamaged)
				return false
			}
			o.terms = append(o.terms, t)
			return true
		})
		if err == nil {
			err = bad
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unindexed is the articles that a transaction has stored and removed and that its search index does not show yet.
type unindexed struct {
	now map[ref]*searched
	old map[[articlePlaceSize]byte]bool // of the store
}

// reindex notes the change of an article. Either may be nil.
func (tx *Tx) reindex(old, now *searched) {
	u := &tx.unindexed
	if u.now == nil {
		u.now, u.old = map[ref]*searched{}, map[[articlePlaceSize]byte]bool{}
	}
	if old != nil {
		if r := old.ref(); u.now[r] != nil {
			delete(u.now, r)
		} else {
			u.old[old.place] = true
		}
	}
	if now != nil {
		u.now[now.ref()] = now
	}
}

func (s *searched) ref() ref { return ref(s.place[dateSize:]) }

// removed is what a removal needs to know of an article.
func removed(a *stored) *searched {
	s := &searched{}
	copy(s.place[:], articlePlace(a.Published, a.ID.ref()))
	return s
}

// flushSearch writes what is not indexed yet into the transaction, for which there is room: put has seen to it.
func (tx *Tx) flushSearch() error {
	u := tx.unindexed
	if len(u.now) == 0 && len(u.old) == 0 {
		return nil
	}
	as := make([]*searched, 0, len(u.now))
	for _, a := range u.now {
		as = append(as, a)
	}
	maxSize, maxPairs := tx.db.engine.limits()
	w := segmentWriter{tx: tx, room: maxSize - tx.size, pairs: maxPairs - len(tx.writes), put: func(key, value []byte) {
		if was, ok := tx.writes[string(key)]; ok {
			tx.size -= pairSize(len(key), len(was))
		}
		tx.writes[string(key)] = value
		tx.size += pairSize(len(key), len(value))
	}}
	if err := w.write(u.old, as); err != nil {
		return fmt.Errorf("search index: %w", err)
	}
	tx.unindexed = unindexed{}
	tx.sorted = nil
	return nil
}

// segmentWriter changes the segments of a store. What it reads it reads through a transaction, and what it writes it hands to put.
type segmentWriter struct {
	tx    *Tx
	room  int // bytes that are left in the engine's transaction
	pairs int // likewise
	put   func(key, value []byte)
	list  []segmentEntry
	own   map[segmentID]*openSegment // those that were made just now
}

// write takes out the articles at places and adds others.
func (w *segmentWriter) write(old map[[articlePlaceSize]byte]bool, now []*searched) error {
	var err error
	if w.list, err = w.tx.manifest(); err != nil {
		return err
	}
	if len(old) > 0 {
		if err := w.remove(old); err != nil {
			return err
		}
	}
	if len(now) > 0 {
		o := openArticles(now)
		s := o.seal()
		w.own = map[segmentID]*openSegment{s.id: o}
		w.add(s)
		if err := w.merge(); err != nil {
			return err
		}
	}
	if len(w.list) == 0 {
		w.put(manifestKey(), nil)
		return nil
	}
	w.put(manifestKey(), encodeManifest(w.list))
	return nil
}

func (w *segmentWriter) add(s sealed) {
	for _, p := range s.pairs {
		w.put(p.key, p.value)
		w.room -= pairSize(len(p.key), len(p.value))
		w.pairs--
	}
	w.list = append(w.list, s.segmentEntry)
}

// remove marks articles as gone.
func (w *segmentWriter) remove(old map[[articlePlaceSize]byte]bool) error {
	places := make([][articlePlaceSize]byte, 0, len(old))
	for p := range old {
		places = append(places, p)
	}
	for i := len(w.list) - 1; i >= 0 && len(places) > 0; i-- { // what is replaced is mostly young
		e := &w.list[i]
		s, err := w.tx.segment(e.id)
		if err != nil {
			return err
		}
		var gone []int
		places = slices.DeleteFunc(places, func(p [articlePlaceSize]byte) bool {
			n, ok := s.find(p[:])
			if ok {
				gone = append(gone, n)
			}
			return ok
		})
		if gone == nil {
			continue
		}
		before, err := w.tx.gone(e)
		if err != nil {
			return err
		}
		// An article that was put again after it had gone stands in a younger segment, but is still found in this one.
		gone = slices.DeleteFunc(gone, func(n int) bool {
			_, already := slices.BinarySearch(before, n)
			if already {
				places = append(places, [articlePlaceSize]byte(s.place(n)))
			}
			return already
		})
		if len(gone) == 0 {
			continue
		}
		for _, n := range gone {
			passages, words := s.length(n)
			e.gone.articles++
			e.gone.passages += passages
			e.gone.words += words
		}
		if e.gone.articles == s.articles {
			w.drop(s)
			w.list = slices.Delete(w.list, i, i+1)
			continue
		}
		gone = append(gone, before...)
		slices.Sort(gone)
		w.put(segmentKey(e.id, partDead), encodeDead(gone))
	}
	if len(places) > 0 {
		return fmt.Errorf("%w: article %x is in no segment", ErrDamaged, places[0][dateSize:])
	}
	return nil
}

// drop takes a segment out.
func (w *segmentWriter) drop(s *segment) {
	del := func(k []byte) {
		w.put(k, nil)
		w.room -= pairSize(len(k), 0)
		w.pairs--
	}
	for _, part := range []struct {
		kind byte
		n    int
	}{{partTable, s.tables}, {partTerms, len(s.fences)}, {partLong, (s.long + longBlock - 1) / longBlock}} {
		for n := range part.n {
			del(segmentBlockKey(s.id, part.kind, n))
		}
	}
	del(segmentKey(s.id, partHead))
	del(segmentKey(s.id, partDead))
}

// How segments are merged: when there are so many of about one size they become one of the next. The largest, of about 4,000 articles
// of 700 bytes of quotes, stay as they are. A merge of the size below them takes some 30 ms, once for all those articles.
const (
	mergeAt    = 8
	segmentMax = 768 << 10
	sizeStep   = 8
)

// merge merges segments while there are many of one size and the transaction has room.
func (w *segmentWriter) merge() error {
	maxSize, _ := w.tx.db.engine.limits()
	top := min(segmentMax, maxSize/8)
	for low, high := 0, top/sizeStep/sizeStep; high <= top; low, high = high, high*sizeStep {
		var at []int
		sum := 0
		for i := range w.list {
			e := &w.list[i]
			if n := e.bytes / e.articles * (e.articles - e.gone.articles); n >= low && n < high && sum < top {
				at = append(at, i)
				sum += n
			}
		}
		if len(at) < mergeAt && sum < top {
			continue
		}
		at = at[:min(len(at), mergeAt)]
		if len(at) < 2 || 2*sum > w.room || sum/(termBlock/4) > w.pairs {
			continue
		}
		if err := w.mergeThese(at); err != nil {
			return err
		}
	}
	return nil
}

// mergeThese makes one segment of those at these places of the list.
func (w *segmentWriter) mergeThese(at []int) error {
	of, gone := make([]*openSegment, len(at)), make([][]int, len(at))
	for n, i := range at {
		e := &w.list[i]
		if of[n] = w.own[e.id]; of[n] == nil {
			var err error
			if of[n], err = w.tx.opened(e.id); err != nil {
				return err
			}
			if gone[n], err = w.tx.gone(e); err != nil {
				return err
			}
		}
	}
	o := mergeSegments(of, gone)
	s := o.seal()
	for n := len(at) - 1; n >= 0; n-- {
		i := at[n]
		if w.own[w.list[i].id] == nil {
			old, err := w.tx.segment(w.list[i].id)
			if err != nil {
				return err
			}
			w.drop(old)
		} else {
			w.dropOwn(w.list[i].id)
		}
		w.list = slices.Delete(w.list, i, i+1)
	}
	w.own[s.id] = o
	w.add(s)
	return nil
}

// dropOwn takes a segment out that was made just now.
func (w *segmentWriter) dropOwn(id segmentID) {
	for _, p := range w.own[id].seal().pairs {
		w.put(p.key, nil)
	}
}

// search is what search keeps of the document.
func (p *prepared) search(db *DB) *searched {
	if p.searched == nil {
		p.searched = db.search.lexicons.searched(p.stored)
	}
	return p.searched
}

// What a transaction keeps free for the search index beside what its articles need: for the list of the segments, and for what says
// which articles are gone.
const (
	searchRoom  = 64 << 10
	searchPairs = 64
)

// reserve is how many bytes the operation can take in the search index.
func (s *stage) reserve() int {
	n := 0
	if s.old != nil {
		n += 64
	}
	if s.now != nil {
		n += s.now.size
	}
	return n
}

// index takes an article into the search index: the segments are made as there is enough for one.
func (b *builder) index(a *stored) error {
	if b.lexicons == nil {
		return nil
	}
	s := b.lexicons.searched(a)
	b.mu.Lock()
	b.found = append(b.found, s)
	b.size += s.size
	var full []*searched
	if b.size >= bulkSegment {
		full, b.found, b.size = b.found, nil, 0
	}
	b.mu.Unlock()
	if full == nil {
		return nil
	}
	return b.addSegment(full)
}

// bulkSegment is the most that the articles of a segment can take when it is made at once. They take about a tenth of it.
const bulkSegment = 10 * segmentMax

func (b *builder) addSegment(as []*searched) error {
	s := openArticles(as).seal()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.segments = append(b.segments, s.segmentEntry)
	for _, p := range s.pairs {
		if err := b.main.add(p.key, p.value); err != nil {
			return err
		}
	}
	return nil
}

// endIndex makes the last segment, and the list of all.
func (b *builder) endIndex() error {
	if len(b.found) > 0 {
		if err := b.addSegment(b.found); err != nil {
			return err
		}
		b.found = nil
	}
	if len(b.segments) == 0 {
		return nil
	}
	return b.main.add(manifestKey(), encodeManifest(b.segments))
}
