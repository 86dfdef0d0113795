package graph

import (
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
	var s *index
	return list(tx, "entities", markEntity, f.Page,
		func() (stream, error) {
			if after, _ := parseCursor(markEntity, f.After); after != nil && !strings.HasPrefix(string(after), prefix) {
				return nil, fmt.Errorf("%w: %q", ErrBadCursor, f.After)
			}
			s = tx.index(keyByName).(*index)
			return &within{s, []byte(prefix)}, nil
		},
		func(place []byte) (Entity, error) { return tx.entityAt(s, place, prefix, f.Kind) })
}

// entityAt reads the entity of an entry of the index by name, if this is the entry under which it is to be listed.
func (tx *Tx) entityAt(s *index, place []byte, prefix string, kind Kind) (Entity, error) {
	folded, id, ok := splitName(place)
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
	r, err := indexed(record(tx, keyEntity, id, decodeEntity))
	if err != nil {
		return Entity{}, fmt.Errorf("name %q: entity %s: %w", at, id, err)
	}
	e := r.entity(id)
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

// Relations yields the relations that match f, by id. After an error the sequence ends.
//
// The sequence is a snapshot: writes made while it runs are not seen. The cost grows with the relations of the entities that the
// filter names, or with the store's where it names none.
func (tx *Tx) Relations(f RelationFilter) iter.Seq2[Relation, error] {
	return list(tx, "relations", markRelation, f.Page,
		func() (stream, error) {
			var all both
			if !f.Subject.IsZero() {
				all = append(all, tx.index(keyOfSubject, f.Subject[:]))
			}
			if !f.Object.IsZero() {
				all = append(all, tx.index(keyOfObject, f.Object[:]))
			}
			if !f.Entity.IsZero() {
				all = append(all, union{tx.index(keyOfSubject, f.Entity[:]), tx.index(keyOfObject, f.Entity[:])})
			}
			switch len(all) {
			case 0:
				return tx.index(keyRelation), nil
			case 1:
				return all[0], nil
			}
			return all, nil
		},
		func(place []byte) (Relation, error) {
			var id ID
			if len(place) != idSize {
				return Relation{}, fmt.Errorf("%w: a key of an index of relations", ErrDamaged)
			}
			copy(id[:], place)
			r, err := indexed(record(tx, keyRelation, id, decodeRelation))
			if err != nil {
				return Relation{}, fmt.Errorf("relation %s: %w", id, err)
			}
			if f.Type != 0 && r.Type != f.Type {
				return Relation{}, errSkip
			}
			return r.Relation, nil
		})
}

// Articles yields the articles that match f, newest first, those without a date last, then by id. Each comes with its text and
// mentions, unless f.Brief is set. After an error the sequence ends.
//
// The sequence is a snapshot: writes made while it runs are not seen. The cost grows with the articles yielded and, without
// Brief, with the length of their texts.
func (tx *Tx) Articles(f ArticleFilter) iter.Seq2[Article, error] {
	return list(tx, "articles", markArticle, f.Page,
		func() (stream, error) {
			if f.Outlet.IsZero() {
				return tx.index(keyByDate), nil
			}
			return tx.index(keyByOutlet, f.Outlet[:]), nil
		},
		func(place []byte) (Article, error) {
			var id ID
			if len(place) != dateSize+idSize {
				return Article{}, fmt.Errorf("%w: a key of an index of articles", ErrDamaged)
			}
			copy(id[:], place[dateSize:])
			r, err := indexed(tx.articleRecord(id))
			if err == nil && !f.Brief {
				err = tx.fillArticle(&r)
			}
			if err != nil {
				return Article{}, fmt.Errorf("article %s: %w", id, err)
			}
			return r.Article, nil
		})
}

// indexed turns the absence of a record that an index names into damage.
func indexed[T any](v T, err error) (T, error) {
	if isAbsent(err) {
		err = fmt.Errorf("%w: an index names it, and it is not there", ErrDamaged)
	}
	return v, err
}
