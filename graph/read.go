package graph

import (
	"cmp"
	"fmt"
	"slices"
)

// record reads the record of one kind with this ref. The error wraps ErrNotFound when there is none.
func record[T any](tx *Tx, kind byte, r ref, decode func(ref, []byte) (T, error)) (T, error) {
	var none T
	b, err := tx.get(refKey(kind, r))
	if err != nil {
		return none, err
	}
	if b == nil {
		return none, ErrNotFound
	}
	return decode(r, b)
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
	a, err := tx.stored(id.ref())
	if err == nil && a.ID != id {
		err = ErrNotFound
	}
	if err != nil {
		return Article{}, wrap(err, "article", id)
	}
	return a.Article, nil
}

// articleHead reads an article's record.
func (tx *Tx) articleHead(id ID) (head, error) {
	h, err := record(tx, keyArticle, id.ref(), decodeHead)
	if err == nil && h.ID != id {
		err = ErrNotFound
	}
	return h, err
}

// head reads the record of an article that another record names.
func (tx *Tx) head(r ref) (head, error) {
	return indexed(record(tx, keyArticle, r, decodeHead))
}

// lastArticle is an article, kept for the next who asks for the same.
func (tx *Tx) lastArticle(r ref) (*stored, error) {
	if tx.last != nil && tx.last.ID.ref() == r {
		return tx.last, nil
	}
	a, err := indexed(tx.stored(r))
	if err != nil {
		return nil, fmt.Errorf("article %x: %w", r, err)
	}
	tx.last = a
	return a, nil
}

// claimOf is the claim of an article with this number.
func (tx *Tx) claimOf(a *stored, n int) (Claim, error) {
	found, err := a.quoted(n)
	if err != nil {
		return Claim{}, err
	}
	c := *found
	c.Chain = slices.Clone(c.Chain)
	return c, tx.nameSources(&c)
}

// Entity is the entity with this id. The error wraps ErrNotFound when there is none.
func (tx *Tx) Entity(id ID) (Entity, error) {
	r, err := tx.entityRecord(id)
	if err != nil {
		return Entity{}, wrap(err, "entity", id)
	}
	return r.entity(), nil
}

func (tx *Tx) entityRecord(id ID) (*entityRecord, error) {
	r, err := record(tx, keyEntity, id.ref(), decodeEntity)
	if err == nil && r.id != id {
		err = ErrNotFound
	}
	return r, err
}

// Name is the name of the entity with this id, the same as that of Entity. Names are kept in memory, so that it mostly reads
// nothing. The error wraps ErrNotFound when there is no such entity.
func (tx *Tx) Name(id ID) (string, error) {
	v, err := tx.label(id.ref())
	if err == nil && v.id != id {
		err = ErrNotFound
	}
	if err != nil {
		return "", wrap(err, "name of entity", id)
	}
	return v.name, nil
}

// Degree counts what refers to an entity: articles, claims by role, relations. It costs one read, whatever the numbers. The error
// wraps ErrNotFound when there is no such entity.
func (tx *Tx) Degree(id ID) (Degree, error) {
	r, err := tx.entityRecord(id)
	if err != nil {
		return Degree{}, wrap(err, "degree of entity", id)
	}
	return r.full(), nil
}

// Claim is the claim with this id. The error wraps ErrNotFound when there is none.
func (tx *Tx) Claim(id ID) (Claim, error) {
	c, err := tx.claim(id)
	return c, wrap(err, "claim", id)
}

func (tx *Tx) claim(id ID) (Claim, error) {
	type where struct {
		article ref
		n       int
	}
	w, err := record(tx, keyClaimID, id.ref(), func(_ ref, b []byte) (w where, err error) {
		w.article, w.n, err = decodeClaimID(b)
		return w, err
	})
	if err != nil {
		return Claim{}, err
	}
	a, err := tx.lastArticle(w.article)
	if err != nil {
		return Claim{}, err
	}
	c, err := tx.claimOf(a, w.n)
	if err == nil && c.ID != id {
		err = ErrNotFound
	}
	return c, err
}

// claimAt reads the claim at a place of the index by source.
func (tx *Tx) claimAt(source ref, place []byte) (Claim, error) {
	b, err := tx.claimValue(source, place)
	if err != nil {
		return Claim{}, err
	}
	return tx.decodeClaim(source, place, b)
}

// claimValue is a claim as the index by source has it.
func (tx *Tx) claimValue(source ref, place []byte) ([]byte, error) {
	b, err := tx.get(key(keyBySource, source[:], place))
	if err == nil && b == nil {
		err = fmt.Errorf("%w: an index names a claim that is not there", ErrDamaged)
	}
	return b, err
}

func (tx *Tx) decodeClaim(source ref, place, b []byte) (Claim, error) {
	c, err := decodeClaim(source, place, b, tx.resolve)
	if err != nil {
		return Claim{}, err
	}
	return c, tx.nameSources(&c)
}

// nameSources sets the names of the sources that are entities. An outlet is one; an article of unknown outlet has no name.
func (tx *Tx) nameSources(c *Claim) (err error) {
	c.eachSource(func(s *Source) {
		if err != nil || s.Kind == SourceUnnamed || s.Kind == SourceArticle && s.ID == c.Article {
			return
		}
		var v label
		if v, err = indexed(tx.label(s.ID.ref())); err != nil {
			err = fmt.Errorf("source %s: %w", s.ID, err)
		}
		s.Name = v.name
	})
	return err
}

// Evidence is the claim's evidence with what stands around the quote, and the SHA-256 of the text that the offsets are those of. It
// reads the article.
func (tx *Tx) Evidence(c Claim) (Evidence, error) {
	a, err := tx.lastArticle(c.Article.ref())
	if err != nil {
		return Evidence{}, wrap(err, "evidence of claim", c.ID)
	}
	if a, err = a.version(&c); err != nil {
		return Evidence{}, wrap(err, "evidence of claim", c.ID)
	}
	if a.runes == nil {
		a.runes = newRunes(a.Text)
	}
	e := c.Evidence
	if quote, ok := a.runes.slice(e.Start, e.End); !ok || quote != e.Quote {
		return Evidence{}, wrap(ErrQuote, "evidence of claim", c.ID)
	}
	e.SHA256 = a.SHA256
	e.Prefix, e.Suffix = a.runes.around(e.Start, e.End)
	return e, nil
}

// Relation is the relation with this id. The error wraps ErrNotFound when there is none.
func (tx *Tx) Relation(id ID) (Relation, error) {
	t, err := tx.triple(id)
	var r Relation
	if err == nil {
		r, err = tx.relationOf(t)
	}
	return r, wrap(err, "relation", id)
}

// triple is the ends of the relation with this id.
func (tx *Tx) triple(id ID) (triple, error) {
	t, err := record(tx, keyTriple, id.ref(), func(_ ref, b []byte) (triple, error) { return decodeTriple(b) })
	if err != nil {
		return triple{}, err
	}
	r, err := tx.relationOf(t)
	if err == nil && r.ID() != id {
		err = ErrNotFound
	}
	return t, err
}

func (tx *Tx) relationRecord(t triple) (*relationRecord, error) {
	b, err := tx.get(t.key(keyRelation))
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, ErrNotFound
	}
	return decodeRelation(b)
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
	v, err := tx.label(id.ref())
	if err == nil && v.id == id {
		return Source{Kind: SourceEntity, ID: id, Name: v.name}, nil
	}
	if err != nil && !isAbsent(err) {
		return Source{}, err
	}
	article, err := record(tx, keyUnnamed, id.ref(), func(_ ref, b []byte) (ref, error) { return decodeUnnamed(b) })
	if err == nil {
		a, err := tx.lastArticle(article)
		if err == nil {
			err = a.all()
		}
		if err != nil {
			return Source{}, err
		}
		return a.unnamedSource(id)
	}
	if !isAbsent(err) {
		return Source{}, err
	}
	a, err := tx.articleHead(id)
	if err != nil {
		return Source{}, err
	}
	s := Source{Kind: SourceArticle, ID: cmp.Or(a.OutletID, a.ID)}
	if !a.OutletID.IsZero() {
		v, err := indexed(tx.label(a.OutletID.ref()))
		if err != nil {
			return Source{}, err
		}
		s.Name = v.name
	}
	return s, nil
}

// Stats counts the records of the store. It costs one read.
func (tx *Tx) Stats() (Stats, error) {
	s, err := tx.readStats()
	if err != nil {
		return Stats{}, fmt.Errorf("graph: stats: %w", err)
	}
	return s.Stats, nil
}

func (tx *Tx) readStats() (counts, error) {
	b, err := tx.get([]byte{keyStats})
	if err != nil || b == nil {
		return counts{}, err
	}
	return decodeCounts(b)
}
