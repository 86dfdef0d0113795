package graph

import (
	"bytes"
	"iter"
)

// Claims yields the claims that match f, each with its evidence: newest article first, then by article, then by position in the
// article. Claims of articles without a date come last. An id that names nothing yields nothing. After an error the sequence
// ends.
//
// The sequence is a snapshot: writes made while it runs are not seen. Offsets in Evidence count code points of the article's
// text. The cost grows with the claims yielded and with those that only Stance, Realis or a quantity leave out, not with the
// size of the store, for every filter that names a source, an entity, an article, a relation or a type.
func (tx *Tx) Claims(f ClaimFilter) iter.Seq2[Claim, error] {
	since := f.Since
	return list(tx, "claims", markClaim, f.Page,
		func() (stream, error) { return tx.claimStream(&f) },
		func(place []byte) (Claim, error) {
			if !since.IsZero() {
				published, ok := dateOfKey(place)
				// Places run from the newest to the undated, so that nothing later can match.
				if ok && before(published, since) {
					return Claim{}, errStop
				}
			}
			c, err := tx.claimAt(bytes.Clone(place))
			if err == nil && !f.matches(&c) {
				err = errSkip
			}
			return c, err
		})
}

// claimStream is the claims that the indexes can choose: those that are in every index that the filter names.
func (tx *Tx) claimStream(f *ClaimFilter) (stream, error) {
	if !f.Article.IsZero() {
		a, err := tx.articleRecord(f.Article)
		if isAbsent(err) {
			return ended{}, nil
		}
		if err != nil {
			return nil, err
		}
		s := tx.index(keyClaim)
		// The claims of one article lie together; the rest of the filter is checked on each.
		return &within{stream: s, prefix: articlePlace(a.Published, a.ID)}, nil
	}
	var all both
	add := func(kind byte, id ID) {
		if !id.IsZero() {
			all = append(all, tx.index(kind, id[:]))
		}
	}
	relation := f.Relation
	if relation.IsZero() && f.Type.IsRelation() && !f.Subject.IsZero() && !f.Object.IsZero() {
		relation = RelationID(f.Type, f.Subject, f.Object)
	}
	add(keyByRelation, relation)
	add(keyBySource, f.Source)
	if relation.IsZero() {
		add(keyBySubject, f.Subject)
		add(keyByObject, f.Object)
		if !f.About.IsZero() {
			all = append(all, union{
				tx.index(keyBySubject, f.About[:]), tx.index(keyByObject, f.About[:]), tx.index(keyByItem, f.About[:]),
			})
		}
		if f.Type != 0 {
			all = append(all, tx.index(keyByPredicate, []byte{byte(f.Type)}))
		}
	}
	switch len(all) {
	case 0:
		return tx.index(keyClaim), nil
	case 1:
		return all[0], nil
	}
	return all, nil
}

// within is the part of a stream whose places have a prefix.
type within struct {
	stream
	prefix []byte
}

func (w *within) seek(to []byte) {
	if bytes.Compare(to, w.prefix) < 0 {
		to = w.prefix
	}
	w.stream.seek(to)
}

func (w *within) place() []byte {
	if p := w.stream.place(); bytes.HasPrefix(p, w.prefix) {
		return p
	}
	return nil
}

// matches checks every condition of the filter but Since and the page.
func (f *ClaimFilter) matches(c *Claim) bool {
	is := func(want, id ID) bool { return want.IsZero() || want == id }
	switch {
	case !is(f.Source, c.Source.ID), !is(f.Subject, c.Subject), !is(f.Object, c.Object), !is(f.Article, c.Article), !is(f.Relation, c.Relation):
		return false
	case !f.About.IsZero() && f.About != c.Subject && f.About != c.Object && f.About != c.Item:
		return false
	case f.Type != 0 && f.Type != c.Predicate, f.Stance != 0 && f.Stance != c.Stance, f.Realis != 0 && f.Realis != c.Realis:
		return false
	case f.MinQuantity == nil && f.MaxQuantity == nil:
		return true
	case c.Quantity == nil:
		return false
	}
	q := c.Quantity
	return (f.MinQuantity == nil || q.Max == nil || *q.Max >= *f.MinQuantity) &&
		(f.MaxQuantity == nil || q.Min == nil || *q.Min <= *f.MaxQuantity)
}

// before reports whether the first day that a publication date can mean is before the first day that since can mean. A date
// without a year is before every other.
func before(published, since Date) bool {
	if published.Year == 0 {
		return true
	}
	day := func(d Date) int { return d.Year<<16 | max(1, d.Month)<<8 | max(1, d.Day) }
	return day(published) < day(since)
}

// Summary is what the claims of a relation come to. It reads all of them. The error wraps ErrNotFound when there is no such
// relation.
func (tx *Tx) Summary(relation ID) (Summary, error) {
	if _, err := tx.Relation(relation); err != nil {
		return Summary{}, err
	}
	var claims []Claim
	for c, err := range tx.Claims(ClaimFilter{Relation: relation}) {
		if err != nil {
			return Summary{}, wrap(err, "summary of relation", relation)
		}
		claims = append(claims, c)
	}
	return summarize(claims), nil
}

// summarize sums up claims that are in the order of Claims.
func summarize(claims []Claim) Summary {
	s := Summary{Claims: len(claims), Stances: map[Stance]int{}}
	articles := map[ID]bool{}
	var units tally[string]
	for i := range claims {
		c := &claims[i]
		articles[c.Article] = true
		s.Stances[c.Stance]++
		if c.Quantity != nil {
			units.add(c.Quantity.Unit, 1)
		}
		if c.Published.Year > 0 {
			if s.Last.IsZero() {
				s.Last = c.Published
			}
			s.First = c.Published
		}
	}
	s.Articles = len(articles)
	s.Unit = units.best()
	for i := range claims {
		q := claims[i].Quantity
		if q == nil || q.Unit != s.Unit {
			continue
		}
		if q.Min != nil && (s.Min == nil || *q.Min < *s.Min) {
			s.Min = q.Min
		}
		if q.Max != nil && (s.Max == nil || *q.Max > *s.Max) {
			s.Max = q.Max
		}
	}
	return s
}
