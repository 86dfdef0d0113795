package graph

import (
	"bytes"
	"fmt"
)

// PutStatus says what became of an article.
type PutStatus uint8

// What a put did, or in a Change a commit.
const (
	Stored    PutStatus = iota + 1 // the article is new
	Unchanged                      // the store held exactly this, but for a later Article.Seen, which it takes over, of PutVersion
	Replaced                       // the store held the article with other content, which is gone
	Removed                        // the article is gone; no put answers so
	Versioned                      // the store held the article with another text, and has both now, or another one first; see PutVersion
)

func (s PutStatus) String() string {
	return name([]string{"", "stored", "unchanged", "replaced", "removed", "versioned"}, "status", s)
}

// Put is what a put did. Its counts are those of the article, also where nothing changed.
type Put struct {
	ID        ID
	Status    PutStatus
	Claims    int // claims of the article, those that only its earlier versions make among them; equal ones count once
	Versions  int // versions of the article: 1 where it has no earlier ones
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
// The cost grows with the size of the document, not of the store; only where an article is replaced or removed that holds an
// extreme of a relation (its first or last date, its largest number) are the other claims of that relation read again.
func (tx *Tx) PutArticle(d Document) (Put, error) {
	if err := tx.canWrite(); err != nil {
		return Put{}, putError(&d, err)
	}
	p, err := prepareAll(&d)
	if err != nil {
		return Put{}, putError(&d, err)
	}
	put, err := tx.put(p)
	if err != nil {
		return Put{}, putError(&d, err)
	}
	return put, nil
}

// putError names the document that an error is about.
func putError(d *Document, err error) error {
	what := d.Article.URL
	if what == "" {
		what = d.Article.Title
	}
	return fmt.Errorf("graph: put article %q: %w", what, err)
}

// RemoveArticle removes an article with its claims and mentions, the entities that no other article names and the relations
// that no other claim supports. What is left is what would be there had the article never been stored. The error wraps
// ErrNotFound when there is no such article.
func (tx *Tx) RemoveArticle(id ID) error {
	err := tx.canWrite()
	if err == nil {
		err = tx.remove(id)
	}
	if err != nil {
		return fmt.Errorf("graph: remove article %s: %w", id, err)
	}
	return nil
}

func (tx *Tx) remove(id ID) error {
	old, err := tx.storedArticle(id)
	if err != nil {
		return err
	}
	s, l := tx.stage(), newLedger(tx)
	if err := tx.exchange(s, l, old, nil); err != nil {
		return err
	}
	if _, err := l.flush(s); err != nil {
		return err
	}
	if err := s.done(); err != nil {
		return err
	}
	tx.changes.add(id, Removed)
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

// prepared is a document that is ready to be written: all of the work that needs no store is done.
type prepared struct {
	*stored
	pairs    []pair    // own, with the article's record first
	size     int       // of pairs, as the engine counts
	searched *searched // nil until it is wanted
	version  bool      // what the store holds of the article is kept
	old      *stored   // what the store holds of the article, if it was read
}

func prepareAll(d *Document) (*prepared, error) {
	a, err := prepare(d)
	if err != nil {
		return nil, err
	}
	p := &prepared{stored: a, pairs: a.own()}
	for _, q := range p.pairs {
		p.size += pairSize(len(q.key), len(q.value))
	}
	return p, nil
}

// put is what storing a new article does.
func (p *prepared) put() Put {
	return Put{
		ID: p.ID, Status: Stored, Claims: len(p.claims), Versions: 1 + len(p.earlier), Relations: len(p.stored.relations()),
		Entities: len(p.named()),
	}
}

func (tx *Tx) put(p *prepared) (Put, error) {
	if p.version {
		return tx.putVersion(p)
	}
	return tx.putAs(p, Replaced)
}

// putAs is put, where status says what it is to put the article in the place of what the store holds of it.
func (tx *Tx) putAs(p *prepared, status PutStatus) (Put, error) {
	s, l := tx.stage(), newLedger(tx)
	put, err := tx.replace(s, l, p)
	if err != nil || put.Status == Unchanged {
		return put, err
	}
	if _, err := l.flush(s); err != nil {
		return Put{}, err
	}
	if err := s.done(); err != nil {
		return put, err
	}
	if put.Status == Replaced {
		put.Status = status
	}
	tx.changes.add(put.ID, put.Status)
	return put, nil
}

// replace puts an article in the place of what the store holds under its id. What it changes is in s and l. On an error that is
// not ErrCollision l may hold half of it.
func (tx *Tx) replace(s *stage, l *ledger, p *prepared) (Put, error) {
	put := p.put()
	was, err := tx.get(p.pairs[0].key)
	if err != nil {
		return Put{}, err
	}
	if bytes.Equal(was, p.pairs[0].value) {
		put.Status = Unchanged
		return put, nil
	}
	var old *stored
	if was != nil {
		if h, err := decodeHead(p.ID.ref(), was); err == nil && h.ID != p.ID {
			return Put{}, fmt.Errorf("%w: the articles %s and %s", ErrCollision, h.ID, p.ID)
		}
		if old = p.old; old == nil {
			if old, err = tx.storedArticle(p.ID); err != nil {
				return Put{}, err
			}
		}
		put.Status = Replaced
	}
	return put, tx.exchange(s, l, old, p)
}

// storedArticle reads back all that an article says.
func (tx *Tx) storedArticle(id ID) (*stored, error) {
	a, err := tx.stored(id.ref())
	if err != nil {
		return nil, err
	}
	if a.ID != id {
		return nil, ErrNotFound
	}
	return a, a.whole()
}

// exchange takes back what one form of an article contributes and adds what another does. Either may be nil.
func (tx *Tx) exchange(s *stage, l *ledger, old *stored, now *prepared) error {
	x := exchange{tx: tx, l: l, old: old}
	var oldPairs, nowPairs []pair
	if old != nil {
		oldPairs = old.own()
	}
	if now != nil {
		x.now, nowPairs = now.stored, now.pairs
	}
	if err := x.load(); err != nil {
		return err
	}
	if err := tx.unique(oldPairs, nowPairs); err != nil {
		return err
	}
	if err := x.apply(); err != nil {
		return err
	}
	s.replacePairs(oldPairs, nowPairs)
	if old != nil {
		s.old = removed(old)
	}
	if now != nil {
		s.now = now.search(tx.db)
	}
	return tx.recluster(s, x.old, x.now)
}

// unique refuses an article one of whose ids is too like one that the store has.
func (tx *Tx) unique(old, now []pair) error {
	own := make(map[string]bool, len(old))
	for _, q := range old {
		own[string(q.key)] = true
	}
	for _, q := range now {
		if k := q.key[0]; k != keyClaimID && k != keyUnnamed || own[string(q.key)] {
			continue
		}
		b, err := tx.get(q.key)
		if err != nil {
			return err
		}
		if b != nil {
			return fmt.Errorf("%w: %s", ErrCollision, describe(q.key))
		}
	}
	return nil
}
