package graph

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
)

// searchCheck compares the search index with the articles: for each article a hash of its words is made of either, and the two lists
// are compared. How the articles are grouped in segments is left free, because it depends on the order in which they came.
type searchCheck struct {
	tx       *Tx
	lexicons *lexicons
	seed     maphash.Seed
	articles *sorter
	segments *sorter
}

// checkMemory is how much of each list is kept in memory.
const checkMemory = 4 << 20

func newSearchCheck(tx *Tx, dir string) *searchCheck {
	return &searchCheck{tx, &tx.db.search.lexicons, maphash.MakeSeed(), newSorter(dir, checkMemory), newSorter(dir, checkMemory)}
}

func (c *searchCheck) close() error { return errors.Join(c.articles.close(), c.segments.close()) }

// article adds an article as it is stored.
func (c *searchCheck) article(a *stored) error {
	return c.add(c.articles, openArticles([]*searched{c.lexicons.searched(a)}), nil)
}

// add adds the articles of a segment but those that are gone.
func (c *searchCheck) add(to *sorter, o *openSegment, gone []int) error {
	sums := make([]uint64, len(o.articles))
	article := []int{} // of each passage
	first := []int{}
	for i := range o.articles {
		a := &o.articles[i]
		e := &encoder{}
		a.encode(e)
		sums[i] = maphash.Bytes(c.seed, e.b)
		first = append(first, len(article))
		for range a.lens {
			article = append(article, i)
		}
	}
	for i := range o.terms {
		t := &o.terms[i]
		h := maphash.String(c.seed, t.stem+"\x00"+t.word)
		for _, p := range t.posts {
			i := article[p.number()]
			x := h ^ uint64(p.number()-first[i])*0x9e3779b97f4a7c15 ^ uint64(p.often())*0xc2b2ae3d27d4eb4f
			x ^= x >> 29
			sums[i] += x * 0xbf58476d1ce4e5b9
		}
	}
	for i := range o.articles {
		if len(gone) > 0 && gone[0] == i {
			gone = gone[1:]
			continue
		}
		if err := to.add(o.articles[i].place[:], binary.BigEndian.AppendUint64(nil, sums[i])); err != nil {
			return err
		}
	}
	return nil
}

// run calls report with what is wrong. It comes when all articles have been added.
func (c *searchCheck) run(report func(record, format string, args ...any) error) error {
	const record = "search index"
	list, err := c.tx.manifest()
	if errors.Is(err, ErrDamaged) {
		return report(record, "%v", err)
	}
	if err != nil {
		return err
	}
	listed := map[segmentID]*segmentEntry{}
	for i := range list {
		if listed[list[i].id] != nil {
			return report(record, "lists a segment twice")
		}
		listed[list[i].id] = &list[i]
	}
	cur := c.tx.cursor([]byte{keySearch})
	defer cur.close()
	var id segmentID
	var parts []pair
	end := func() error {
		e, of := listed[id], parts
		if parts = nil; len(of) == 0 {
			return nil
		}
		if e == nil {
			return report(record, "the segment %x is not in the list", id)
		}
		delete(listed, id)
		err := c.segment(e, of)
		if errors.Is(err, ErrDamaged) {
			return report(record, "segment %x: %v", id, err)
		}
		return err
	}
	for cur.seek([]byte{keySearch}); cur.key() != nil; cur.next() {
		if err := c.tx.check(); err != nil {
			return err
		}
		k := bytes.Clone(cur.key())
		if bytes.Equal(k, manifestKey()) {
			continue
		}
		if len(k) < 2+len(id)+1 || k[1] != searchSegment {
			if err := report(record, "its key %x is damaged", k); err != nil {
				return err
			}
			continue
		}
		if at := segmentID(k[2:]); at != id {
			if err := end(); err != nil {
				return err
			}
			id = at
		}
		v, err := cur.value()
		if err != nil {
			return err
		}
		parts = append(parts, pair{k[2+len(id):], v})
	}
	if err := end(); err != nil {
		return err
	}
	for id := range listed {
		if err := report(record, "the segment %x is missing", id); err != nil {
			return err
		}
	}
	return c.compare(report)
}

// segment checks a segment by itself, and adds its articles.
func (c *searchCheck) segment(e *segmentEntry, parts []pair) error {
	var all []pair
	var gone []int
	size := 0
	for _, p := range parts {
		if len(p.key) == 1 && p.key[0] == partDead {
			var err error
			if gone, err = decodeDead(p.value, e.articles); err != nil {
				return err
			}
			continue
		}
		all = append(all, p)
		size += len(p.key) + len(p.value)
	}
	if segmentHash(all) != e.id {
		return fmt.Errorf("%w: it is not what was written", ErrDamaged)
	}
	o, err := c.tx.opened(e.id)
	if err != nil {
		return err
	}
	s, err := c.tx.segment(e.id)
	if err != nil {
		return err
	}
	is := segmentEntry{id: e.id, articles: s.articles, passages: s.passages, words: s.words, bytes: size}
	for _, n := range gone {
		passages, words := s.length(n)
		is.gone.articles++
		is.gone.passages += passages
		is.gone.words += words
	}
	if is != *e {
		return fmt.Errorf("%w: the list of segments says otherwise", ErrDamaged)
	}
	return c.add(c.segments, o, gone)
}

// compare goes through both lists.
func (c *searchCheck) compare(report func(record, format string, args ...any) error) error {
	var articles, segments merger
	for _, m := range []struct {
		*merger
		*sorter
	}{{&articles, c.articles}, {&segments, c.segments}} {
		of, err := m.sources()
		if err == nil {
			err = m.merger.add(of)
		}
		if err != nil {
			return err
		}
	}
	for n := 0; articles.key() != nil || segments.key() != nil; n++ {
		if n%1024 == 0 {
			if err := c.tx.check(); err != nil {
				return err
			}
		}
		a, s := articles.key(), segments.key()
		var order int
		switch {
		case a == nil:
			order = 1
		case s == nil:
			order = -1
		default:
			order = bytes.Compare(a, s)
		}
		var err error
		switch {
		case order < 0:
			err = report(fmt.Sprintf("search index of article %x", a[dateSize:]), "is missing")
		case order > 0:
			err = report(fmt.Sprintf("search index of article %x", s[dateSize:]), "is there twice, or belongs to no article")
		case !bytes.Equal(articles.value(), segments.value()):
			err = report(fmt.Sprintf("search index of article %x", a[dateSize:]), "does not hold what the article says")
		}
		if err == nil && order <= 0 {
			err = articles.next()
		}
		if err == nil && order >= 0 {
			err = segments.next()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
