package graph

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// PutStatus says what PutArticle did.
type PutStatus uint8

// What PutArticle did.
const (
	Stored    PutStatus = iota + 1 // the article is new
	Unchanged                      // the store held exactly this; nothing was written
	Replaced                       // the store held the article with other content, which is gone
)

func (s PutStatus) String() string {
	return name([]string{"", "stored", "unchanged", "replaced"}, "status", s)
}

// Put is what PutArticle did. Its counts are those of the article, also where nothing changed.
type Put struct {
	ID        ID
	Status    PutStatus
	Claims    int // claims of the article; equal ones count once
	Relations int // relations that they support
	Entities  int // entities that the article names, its outlet among them
}

// PutArticle stores an article with its entities and claims, or refuses it with one of the errors in errors.go and changes
// nothing. The same document a second time changes nothing either. An article with an id that the store holds takes the place
// of what it held: see RemoveArticle for what goes.
//
// It sets every field that is marked so in the types, and leaves the document as it is. An outlet that has a name is an entity:
// the body among the document's entities that has this name or alias, or else one of its own. The error is ErrReadOnly inside a
// View. After ErrTooLarge the transaction holds what it held before, so that it can still be stored.
//
// The cost grows with the size of the document, not of the store.
func (tx *Tx) PutArticle(d Document) (Put, error) {
	p, err := tx.put(&d)
	if err != nil {
		what := d.Article.URL
		if what == "" {
			what = d.Article.Title
		}
		return Put{}, fmt.Errorf("graph: put article %q: %w", what, err)
	}
	return p, nil
}

func (tx *Tx) put(d *Document) (Put, error) {
	if err := tx.canWrite(); err != nil {
		return Put{}, err
	}
	now, err := prepare(d)
	if err != nil {
		return Put{}, err
	}
	p := Put{ID: now.ID, Status: Stored, Claims: len(now.claims), Relations: len(now.relations()), Entities: len(now.namings)}
	old, err := tx.stored(now.ID)
	switch {
	case isAbsent(err):
		old = &stored{}
	case err != nil:
		return Put{}, err
	case old.digest == now.digest:
		p.Status = Unchanged
		return p, nil
	default:
		p.Status = Replaced
	}
	return p, tx.exchange(old, now)
}

// RemoveArticle removes an article with its claims and mentions, the entities that no other article names and the relations
// that no other claim supports. What is left is what would be there had the article never been stored. The error wraps
// ErrNotFound when there is no such article.
func (tx *Tx) RemoveArticle(id ID) error {
	err := tx.canWrite()
	if err == nil {
		var old *stored
		if old, err = tx.stored(id); err == nil {
			err = tx.exchange(old, &stored{})
		}
	}
	if err != nil {
		return fmt.Errorf("graph: remove article %s: %w", id, err)
	}
	return nil
}

func (tx *Tx) canWrite() error {
	if err := tx.check(); err != nil {
		return err
	}
	if tx.writes == nil {
		return ErrReadOnly
	}
	return nil
}

// stored reads back all that an article contributes.
func (tx *Tx) stored(id ID) (*stored, error) {
	r, err := tx.articleRecord(id)
	if err != nil {
		return nil, err
	}
	a := &stored{articleRecord: r}
	if err := tx.fillArticle(&a.articleRecord); err != nil {
		return nil, err
	}
	b, err := tx.get(idKey(keyNamings, id))
	if err != nil {
		return nil, err
	}
	if a.namings, err = decodeNamings(b); err != nil {
		return nil, err
	}
	c := tx.cursor(key(keyClaim, articlePlace(a.Published, id)))
	defer c.close()
	for c.seek(c.base.prefix); c.key() != nil; c.next() {
		v, err := c.value()
		if err != nil {
			return nil, err
		}
		claim, err := decodeClaim(c.key()[1:], v)
		if err != nil {
			return nil, err
		}
		a.claims = append(a.claims, claim)
	}
	if len(a.claims) != a.articleRecord.claims {
		return nil, fmt.Errorf("%w: article %s has %d claims, and %d were stored", ErrDamaged, id, len(a.claims), a.articleRecord.claims)
	}
	return a, nil
}

// exchange takes back what one form of an article contributes and adds what another does. Either may be empty.
func (tx *Tx) exchange(old, now *stored) error {
	s := tx.stage()
	s.replace(old.pairs(), now.pairs())
	stats, err := tx.readStats()
	if err != nil {
		return err
	}
	stats.Claims += len(now.claims) - len(old.claims)
	if !old.ID.IsZero() {
		stats.Articles--
	}
	if !now.ID.IsZero() {
		stats.Articles++
	}
	if err := s.exchangeEntities(old.namings, now.namings, &stats); err != nil {
		return err
	}
	if err := s.exchangeRelations(old.relations(), now.relations(), &stats); err != nil {
		return err
	}
	s.put(key(keyStats), encodeStats(stats))
	return s.done()
}

// exchangeEntities recounts the entities that either form of the article names.
func (s *stage) exchangeEntities(old, now []naming, stats *Stats) error {
	type change struct{ old, now *naming }
	changes := map[ID]change{}
	for i := range old {
		changes[old[i].id()] = change{old: &old[i]}
	}
	for i := range now {
		id := now[i].id()
		changes[id] = change{changes[id].old, &now[i]}
	}
	for id, c := range changes {
		if c.old != nil && c.now != nil && string(encodeNamings([]naming{*c.old})) == string(encodeNamings([]naming{*c.now})) {
			continue
		}
		k := idKey(keyEntity, id)
		b, err := s.get(k)
		if err != nil {
			return err
		}
		r := entityRecord{}
		if b != nil {
			if r, err = decodeEntity(b); err != nil {
				return fmt.Errorf("entity %s: %w", id, err)
			}
			stats.Entities--
		}
		was := r.nameEntries(id)
		if c.old != nil {
			if err := r.count(c.old, -1); err != nil {
				return err
			}
		}
		if c.now != nil {
			r.class, r.key = c.now.class, c.now.key
			if err := r.count(c.now, 1); err != nil {
				return err
			}
		}
		s.replace(was, r.nameEntries(id))
		if r.articles == 0 {
			s.del(k)
			continue
		}
		stats.Entities++
		s.put(k, encodeEntity(&r))
	}
	return nil
}

// exchangeRelations recounts the relations that either form of the article supports.
func (s *stage) exchangeRelations(old, now map[Relation]int, stats *Stats) error {
	changes := map[Relation]int{}
	for r, n := range old {
		changes[r] -= n
	}
	for r, n := range now {
		changes[r] += n
	}
	for rel, n := range changes {
		if n == 0 {
			continue
		}
		k := idKey(keyRelation, rel.ID)
		b, err := s.get(k)
		if err != nil {
			return err
		}
		r := relationRecord{Relation: rel}
		if b != nil {
			if r, err = decodeRelation(b); err != nil {
				return fmt.Errorf("relation %s: %w", rel.ID, err)
			}
		}
		was := r.claims
		r.claims += n
		switch {
		case r.claims < 0:
			return fmt.Errorf("%w: relation %s counts fewer claims than support it", ErrDamaged, rel.ID)
		case r.claims == 0:
			s.del(k)
			for _, i := range r.indexKeys() {
				s.del(i)
			}
			stats.Relations--
			continue
		case was == 0:
			for _, i := range r.indexKeys() {
				s.put(i, []byte{})
			}
			stats.Relations++
		}
		s.put(k, encodeRelation(&r))
	}
	return nil
}

func (r *relationRecord) indexKeys() [][]byte {
	return [][]byte{key(keyOfSubject, r.Subject[:], r.ID[:]), key(keyOfObject, r.Object[:], r.ID[:])}
}

// relations is the relations that the article's claims support, with how many claims of it do.
func (a *stored) relations() map[Relation]int {
	rs := map[Relation]int{}
	for i := range a.claims {
		if c := &a.claims[i]; !c.Relation.IsZero() {
			rs[Relation{c.Relation, c.Predicate, c.Subject, c.Object}]++
		}
	}
	return rs
}

// pairs is every key that belongs to the article alone, with its value. They follow from the article, so that what was stored
// can be found again to remove it or to verify it.
func (a *stored) pairs() map[string][]byte {
	ps := map[string][]byte{}
	if a.ID.IsZero() {
		return ps
	}
	put := func(k, v []byte) { ps[string(k)] = v }
	put(idKey(keyArticle, a.ID), encodeArticle(&a.articleRecord))
	for i := range a.chunks {
		put(textKey(a.ID, i), []byte(a.Text[i*textChunk:min(len(a.Text), (i+1)*textChunk)]))
	}
	put(idKey(keyMentions, a.ID), encodeMentions(a.Mentions))
	put(idKey(keyNamings, a.ID), encodeNamings(a.namings))
	place := articlePlace(a.Published, a.ID)
	put(key(keyByDate, place), []byte{})
	if !a.OutletID.IsZero() {
		put(key(keyByOutlet, a.OutletID[:], place), []byte{})
	}
	for i := range a.claims {
		c := &a.claims[i]
		place := claimPlace(c)
		put(key(keyClaim, place), encodeClaim(c))
		put(idKey(keyClaimID, c.ID), place)
		for _, k := range c.indexKeys(place) {
			put(k, []byte{})
		}
	}
	for _, u := range a.unnamed() {
		put(idKey(keyUnnamed, u.id), encodeUnnamed(&u))
	}
	return ps
}

// indexKeys is the claim's keys in the indexes.
func (c *Claim) indexKeys(place []byte) [][]byte {
	ks := [][]byte{key(keyBySource, c.Source.ID[:], place), key(keyByPredicate, []byte{byte(c.Predicate)}, place)}
	for _, r := range []struct {
		kind byte
		id   ID
	}{{keyByRelation, c.Relation}, {keyBySubject, c.Subject}, {keyByObject, c.Object}, {keyByItem, c.Item}} {
		if !r.id.IsZero() {
			ks = append(ks, key(r.kind, r.id[:], place))
		}
	}
	return ks
}

// unnamed is the article's unnamed sources. Where several passages word one differently, the first in the text counts, and the
// first side that is stated.
func (a *stored) unnamed() []unnamedRecord {
	var all []unnamedRecord
	at := map[ID]int{}
	see := func(s *Source) {
		if s.Kind != SourceUnnamed {
			return
		}
		i, ok := at[s.ID]
		if !ok {
			i = len(all)
			at[s.ID] = i
			all = append(all, unnamedRecord{id: s.ID, article: a.ID, words: s.Name})
		}
		if all[i].of.IsZero() {
			all[i].of = s.Of
		}
	}
	for i := range a.claims {
		see(&a.claims[i].Source)
		for j := range a.claims[i].Chain {
			see(&a.claims[i].Chain[j].Source)
		}
	}
	return all
}

// sum is the digest of all that the article contributes.
func (a *stored) sum() [32]byte {
	plain := *a
	plain.digest = [32]byte{}
	// The text is left out: its own hash is in the article's record.
	plain.chunks, plain.Text = 0, ""
	ps := plain.pairs()
	keys := make([]string, 0, len(ps))
	for k := range ps {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, strings.Compare)
	h := sha256.New()
	var size [8]byte
	for _, k := range keys {
		for _, b := range [][]byte{[]byte(k), ps[k]} {
			binary.BigEndian.PutUint64(size[:], uint64(len(b)))
			h.Write(size[:])
			h.Write(b)
		}
	}
	return [32]byte(h.Sum(nil))
}
