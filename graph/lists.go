package graph

import (
	"bytes"
	"fmt"
	"iter"
	"strings"
)

// Entities yields the entities that match f. Without a name they come in the order of their folded names. With one they come in
// the order of the name or alias that matches, each once, so that those whose whole name it is come first. After an error the
// sequence ends.
//
// The sequence is a snapshot: writes made while it runs are not seen. The cost grows with the names that match.
func (tx *Tx) Entities(f EntityFilter) iter.Seq2[Entity, error] {
	prefix := FoldName(f.Name)
	return list(tx, "entities", markEntity, f.Page,
		func() (within[*index], error) {
			if after, _ := parseCursor(markEntity, f.After); after != nil && !strings.HasPrefix(string(after), prefix) {
				return within[*index]{}, fmt.Errorf("%w: %q", ErrBadCursor, f.After)
			}
			return within[*index]{tx.index(keyByName), []byte(prefix)}, nil
		},
		func(w within[*index]) (Entity, error) { return tx.entityAt(w.of, prefix, f.Kind) })
}

// entityAt reads the entity of an entry of the index by name, if this is the entry under which it is to be listed.
func (tx *Tx) entityAt(s *index, prefix string, kind Kind) (Entity, error) {
	folded, r, ok := splitName(s.place())
	if !ok {
		return Entity{}, fmt.Errorf("%w: a key of the index by name", ErrDamaged)
	}
	at := string(folded)
	b, err := s.c.value()
	if err != nil {
		return Entity{}, err
	}
	k, shown, err := decodeNameValue(b)
	if err != nil {
		return Entity{}, fmt.Errorf("name %q: %w", at, err)
	}
	if kind != 0 && k != kind || prefix == "" && !shown {
		return Entity{}, errSkip
	}
	rec, err := indexed(record(tx, keyEntity, r, decodeEntity))
	if err != nil {
		return Entity{}, fmt.Errorf("name %q: entity %x: %w", at, r, err)
	}
	e := rec.entity()
	if prefix == "" {
		return e, nil
	}
	for _, n := range append([]string{e.Name}, e.Aliases...) {
		if n = FoldName(n); strings.HasPrefix(n, prefix) && n < at {
			return Entity{}, errSkip // it was listed under that name
		}
	}
	e.at = at
	return e, nil
}

// byObject is the relations of an object, whose keys have it first; their places are triples all the same.
type byObject struct {
	*index
	object ref
	buf    [tripleSize]byte
}

func (tx *Tx) byObject(object ref) places {
	return &byObject{index: tx.index(keyByObject, object[:]), object: object}
}

func (b *byObject) seek(to []byte) {
	b.index.seek(to[:min(len(to), 1+refSize)])
	if p := b.place(); p != nil && bytes.Compare(p, to) < 0 {
		b.next()
	}
}

func (b *byObject) place() []byte {
	p := b.index.place()
	if len(p) != 1+refSize {
		return nil
	}
	copy(b.buf[:], p)
	copy(b.buf[1+refSize:], b.object[:])
	return b.buf[:]
}

// bySubject is the relations of a subject: those of each type that it has any of, or of one type.
func (tx *Tx) bySubject(subject ref, typ Predicate) (places, error) {
	v, err := tx.label(subject)
	if isAbsent(err) {
		return none{}, nil
	}
	if err != nil {
		return nil, err
	}
	all := make([]places, 0, Other)
	for t := DeploysTo; t < Other; t++ {
		if v.types&(1<<t) != 0 && (typ == 0 || typ == t) {
			i := tx.index(keyRelation)
			all = append(all, within[*index]{i, append([]byte{byte(t)}, subject[:]...)})
		}
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return unite(all...), nil
}

// Relations yields the relations that match f, in the order of type, subject and object: by their ids, not by name. After an error
// the sequence ends.
//
// The sequence is a snapshot: writes made while it runs are not seen. The cost grows with the relations of the entities that the
// filter names, or with those of its type, or with the store's where it names neither.
func (tx *Tx) Relations(f RelationFilter) iter.Seq2[Relation, error] {
	return list(tx, "relations", markRelation, f.Page,
		func() (places, error) {
			b := &both[places]{}
			add := func(p places) { b.of = append(b.of, p) }
			if !f.Subject.IsZero() {
				p, err := tx.bySubject(f.Subject.ref(), f.Type)
				if err != nil {
					return nil, err
				}
				add(p)
			}
			if !f.Object.IsZero() {
				add(tx.byObject(f.Object.ref()))
			}
			if !f.Entity.IsZero() {
				p, err := tx.bySubject(f.Entity.ref(), f.Type)
				if err != nil {
					return nil, err
				}
				add(unite(p, tx.byObject(f.Entity.ref())))
			}
			if len(b.of) == 0 {
				add(tx.index(keyRelation))
			}
			var p places = b
			if len(b.of) == 1 {
				p = b.of[0]
			}
			if f.Type != 0 {
				p = within[places]{p, []byte{byte(f.Type)}}
			}
			return p, nil
		},
		func(s places) (Relation, error) {
			t, ok := splitTriple(s.place())
			if !ok {
				return Relation{}, fmt.Errorf("%w: a key of an index of relations", ErrDamaged)
			}
			return tx.relationOf(t)
		})
}

// eachRelation calls fn with the relations of a type, or with those of them that have a subject, and their records.
func (tx *Tx) eachRelation(typ Predicate, subject []byte, fn func(triple, *relationRecord) error) error {
	i := tx.index(keyRelation, []byte{byte(typ)}, subject)
	defer i.close()
	for i.seek(nil); i.place() != nil; i.next() {
		t, ok := splitTriple(i.c.key()[1:])
		if !ok {
			return fmt.Errorf("%w: a key of a relation", ErrDamaged)
		}
		b, err := i.c.value()
		if err != nil {
			return err
		}
		r, err := decodeRelation(b)
		if err == nil {
			err = fn(t, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// relationOf is the relation of a triple that is in the store.
func (tx *Tx) relationOf(t triple) (Relation, error) {
	subject, err := tx.resolve(t.subject)
	if err != nil {
		return Relation{}, err
	}
	object, err := tx.resolve(t.object)
	if err != nil {
		return Relation{}, err
	}
	return Relation{t.typ, subject, object}, nil
}

// Articles yields the articles that match f, newest first, those without a date last, then by id; with Oldest the other way round, but
// for those without a date, which come last all the same. Each comes with its text and
// mentions, unless f.Brief is set, and with its credits. After an error the sequence ends.
//
// The sequence is a snapshot: writes made while it runs are not seen. The cost grows with the articles yielded and, without
// Brief, with the length of their texts.
func (tx *Tx) Articles(f ArticleFilter) iter.Seq2[Article, error] {
	load := func(s articles) (Article, error) {
		r, err := tx.articleIn(s, &f)
		if err != nil {
			return Article{}, err
		}
		if f.Brief {
			h, err := tx.head(r)
			if err != nil {
				return Article{}, fmt.Errorf("article %x: %w", r, err)
			}
			return h.Article, nil
		}
		a, err := indexed(tx.stored(r))
		if err != nil {
			return Article{}, fmt.Errorf("article %x: %w", r, err)
		}
		return a.Article, nil
	}
	open := func() (articles, error) { return tx.articles(&f), nil }
	if f.Oldest {
		return oldestFirst(tx, "articles", markArticle, f.Page, open, load)
	}
	return list(tx, "articles", markArticle, f.Page, open, load)
}

// CountArticles is how many articles match f, whatever its page. It reads no article, and nothing but a counter where the filter
// names no date.
func (tx *Tx) CountArticles(f ArticleFilter) (int, error) {
	n, err := tx.countArticles(f)
	if err != nil {
		err = fmt.Errorf("graph: count articles: %w", err)
	}
	return n, err
}

func (tx *Tx) countArticles(f ArticleFilter) (int, error) {
	if err := tx.check(); err != nil {
		return 0, err
	}
	if f.Since.IsZero() && f.Until.IsZero() {
		if f.Outlet.IsZero() {
			counts, err := tx.readStats()
			return counts.Articles, err
		}
		e, err := tx.entityRecord(f.Outlet)
		if isAbsent(err) {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		return e.degree.Published, nil
	}
	n := 0
	f.Oldest = false
	for _, err := range list(tx, "count articles", markArticle, Page{},
		func() (articles, error) { return tx.articles(&f), nil },
		func(s articles) (ref, error) { return tx.articleIn(s, &f) }) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// articles is an index of articles, from the first that the dates of a filter allow.
type articles struct {
	*index
	from []byte
}

func (tx *Tx) articles(f *ArticleFilter) articles {
	a := articles{index: tx.index(keyByDate)}
	if !f.Outlet.IsZero() {
		outlet := f.Outlet.ref()
		a.close()
		a.index = tx.index(keyByOutlet, outlet[:])
	}
	switch {
	case f.Oldest:
		a.reverse()
		if !f.Since.IsZero() {
			a.from = turned(nil, oldest(f.Since))
		}
	case !f.Until.IsZero():
		a.from = newest(f.Until)
	}
	return a
}

func (a articles) seek(to []byte) {
	if bytes.Compare(to, a.from) < 0 {
		to = a.from
	}
	a.index.seek(to)
}

// articleIn is the article at which an index of articles stands, if the dates of the filter allow it.
func (tx *Tx) articleIn(s articles, f *ArticleFilter) (ref, error) {
	place := s.at()
	published, ok := dateOfKey(place)
	if !ok || len(place) != articlePlaceSize {
		return ref{}, fmt.Errorf("%w: a key of an index of articles", ErrDamaged)
	}
	if !f.Since.IsZero() || !f.Until.IsZero() {
		if published.Year == 0 || !f.Oldest && before(published, f.Since) || f.Oldest && beyond(published, f.Until) {
			return ref{}, errStop
		}
	}
	return ref(place[dateSize:]), nil
}

// indexed turns the absence of a record that an index names into damage.
func indexed[T any](v T, err error) (T, error) {
	if isAbsent(err) {
		err = fmt.Errorf("%w: an index names it, and it is not there", ErrDamaged)
	}
	return v, err
}
