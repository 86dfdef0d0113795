package graph

import (
	"fmt"
	"strings"
)

// record reads the record of one kind with this id. The error wraps ErrNotFound when there is none.
func record[T any](tx *Tx, kind byte, id ID, decode func([]byte) (T, error)) (T, error) {
	var none T
	b, err := tx.get(idKey(kind, id))
	if err != nil {
		return none, err
	}
	if b == nil {
		return none, ErrNotFound
	}
	return decode(b)
}

// wrap adds the operation and the id to an error.
func wrap(err error, what string, id ID) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("graph: %s %s: %w", what, id, err)
}

// Article is the article with this id, with its text and its mentions in the order of the text. The error wraps ErrNotFound when
// there is none.
func (tx *Tx) Article(id ID) (Article, error) {
	r, err := tx.articleRecord(id)
	if err == nil {
		err = tx.fillArticle(&r)
	}
	if err != nil {
		return Article{}, wrap(err, "article", id)
	}
	return r.Article, nil
}

func (tx *Tx) articleRecord(id ID) (articleRecord, error) {
	return record(tx, keyArticle, id, decodeArticle)
}

// fillArticle reads the article's text and mentions.
func (tx *Tx) fillArticle(a *articleRecord) error {
	var text strings.Builder
	for i := range a.chunks {
		b, err := tx.get(textKey(a.ID, i))
		if err != nil {
			return err
		}
		if b == nil {
			return fmt.Errorf("%w: piece %d of the text of article %s is missing", ErrDamaged, i, a.ID)
		}
		text.Write(b)
	}
	a.Text = text.String()
	ms, err := record(tx, keyMentions, a.ID, decodeMentions)
	if isAbsent(err) {
		err = fmt.Errorf("%w: the mentions of article %s are missing", ErrDamaged, a.ID)
	}
	a.Mentions = ms
	return err
}

// Entity is the entity with this id. The error wraps ErrNotFound when there is none.
func (tx *Tx) Entity(id ID) (Entity, error) {
	r, err := record(tx, keyEntity, id, decodeEntity)
	if err != nil {
		return Entity{}, wrap(err, "entity", id)
	}
	return r.entity(id), nil
}

// Claim is the claim with this id. The error wraps ErrNotFound when there is none.
func (tx *Tx) Claim(id ID) (Claim, error) {
	place, err := record(tx, keyClaimID, id, func(b []byte) ([]byte, error) { return b, nil })
	if err != nil {
		return Claim{}, wrap(err, "claim", id)
	}
	c, err := tx.claimAt(place)
	return c, wrap(err, "claim", id)
}

// claimAt reads the claim at a place and names its sources.
func (tx *Tx) claimAt(place []byte) (Claim, error) {
	b, err := tx.get(key(keyClaim, place))
	if err != nil {
		return Claim{}, err
	}
	if b == nil {
		return Claim{}, fmt.Errorf("%w: an index names a claim that is not there", ErrDamaged)
	}
	c, err := decodeClaim(place, b)
	if err != nil {
		return Claim{}, err
	}
	if err := tx.nameSource(&c.Source); err != nil {
		return Claim{}, err
	}
	for i := range c.Chain {
		if err := tx.nameSource(&c.Chain[i].Source); err != nil {
			return Claim{}, err
		}
	}
	return c, nil
}

// nameSource sets the name of a source that is an entity. An outlet is one; an article of unknown outlet has no name.
func (tx *Tx) nameSource(s *Source) error {
	if s.Kind == SourceUnnamed {
		return nil
	}
	name, ok := tx.names[s.ID]
	if !ok {
		e, err := record(tx, keyEntity, s.ID, decodeEntity)
		if err != nil && (!isAbsent(err) || s.Kind == SourceEntity) {
			_, err = indexed(e, err)
			return fmt.Errorf("source %s: %w", s.ID, err)
		}
		name = e.names.best()
		if len(tx.names) >= maxNames {
			clear(tx.names)
		}
		tx.names[s.ID] = name
	}
	s.Name = name
	return nil
}

// Relation is the relation with this id. The error wraps ErrNotFound when there is none.
func (tx *Tx) Relation(id ID) (Relation, error) {
	r, err := record(tx, keyRelation, id, decodeRelation)
	if err != nil {
		return Relation{}, wrap(err, "relation", id)
	}
	return r.Relation, nil
}

// Source is the source with this id: an entity, an unnamed source, or the own voice of an article, which is its outlet where
// that is known. The error wraps ErrNotFound when there is none.
func (tx *Tx) Source(id ID) (Source, error) {
	s, err := tx.source(id)
	if err != nil {
		return Source{}, wrap(err, "source", id)
	}
	return s, nil
}

func (tx *Tx) source(id ID) (Source, error) {
	e, err := record(tx, keyEntity, id, decodeEntity)
	if !isAbsent(err) {
		return Source{Kind: SourceEntity, ID: id, Name: e.names.best()}, err
	}
	u, err := record(tx, keyUnnamed, id, func(b []byte) (unnamedRecord, error) { return decodeUnnamed(id, b) })
	if !isAbsent(err) {
		return Source{Kind: SourceUnnamed, ID: id, Name: u.words, Of: u.of}, err
	}
	a, err := tx.articleRecord(id)
	if err != nil {
		return Source{}, err
	}
	s := Source{Kind: SourceArticle, ID: a.voice()}
	return s, tx.nameSource(&s)
}

// Stats counts the records of the store. It costs one read.
func (tx *Tx) Stats() (Stats, error) {
	s, err := tx.readStats()
	if err != nil {
		return Stats{}, fmt.Errorf("graph: stats: %w", err)
	}
	return s, nil
}

func (tx *Tx) readStats() (Stats, error) {
	b, err := tx.get(key(keyStats))
	if err != nil || b == nil {
		return Stats{}, err
	}
	return decodeStats(b)
}
