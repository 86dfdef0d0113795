package graph

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// ledger is the records that several articles add to, as a writer works on them: read once, changed in memory, and written when
// the writer has what it wants to write. It is valid as long as nobody else writes.
type ledger struct {
	tx        *Tx // where records that are not here yet are read
	entities  map[ref]*ledgerEntity
	relations map[triple]*ledgerRelation
	stats     *counts

	dirtyEntities  []ref
	dirtyRelations []triple
	dirtyStats     bool

	// The relations of the last two flushes that list claims. What a flush writes can be read again when the one after the next
	// begins, so that until then the claims are kept.
	fresh, older []triple
}

type ledgerEntity struct {
	entityRecord
	was   *entityRecord // what is shown of it in the store; set while it is changed
	there bool          // in the store
}

type ledgerRelation struct {
	relationRecord
	there   bool
	dirty   bool
	indexed bool // in the store its claims are in the index by pair; then list is nil, and these say what changes
	added   []listed
	removed []listed
}

func newLedger(tx *Tx) *ledger {
	return &ledger{tx: tx, entities: map[ref]*ledgerEntity{}, relations: map[triple]*ledgerRelation{}}
}

// entity is an entity's record; an empty one where the store has none.
func (l *ledger) entity(r ref) (*ledgerEntity, error) {
	if e := l.entities[r]; e != nil {
		return e, nil
	}
	b, err := l.tx.get(refKey(keyEntity, r))
	if err != nil {
		return nil, err
	}
	e := &ledgerEntity{}
	if b != nil {
		rec, err := decodeEntity(r, b)
		if err != nil {
			return nil, fmt.Errorf("entity %x: %w", r, err)
		}
		e.entityRecord, e.there = *rec, true
	}
	l.entities[r] = e
	return e, nil
}

// change makes an entity one that is to be written.
func (l *ledger) change(r ref, e *ledgerEntity) {
	if e.was != nil {
		return
	}
	e.was = &entityRecord{
		degree: Degree{Articles: e.degree.Articles}, kinds: slices.Clone(e.kinds), names: slices.Clone(e.names),
		aliases: slices.Clone(e.aliases), out: e.out,
	}
	l.dirtyEntities = append(l.dirtyEntities, r)
}

func (l *ledger) relation(t triple) (*ledgerRelation, error) {
	if r := l.relations[t]; r != nil {
		return r, nil
	}
	b, err := l.tx.get(t.key(keyRelation))
	if err != nil {
		return nil, err
	}
	r := &ledgerRelation{}
	if b != nil {
		rec, err := decodeRelation(b)
		if err != nil {
			return nil, fmt.Errorf("relation %x: %w", t.key(keyRelation), err)
		}
		r.relationRecord, r.there, r.indexed = *rec, true, rec.spilled()
	}
	l.relations[t] = r
	return r, nil
}

func (l *ledger) changeRelation(t triple, r *ledgerRelation) {
	if !r.dirty {
		r.dirty = true
		l.dirtyRelations = append(l.dirtyRelations, t)
	}
}

func (l *ledger) count() (*counts, error) {
	if l.stats == nil {
		s, err := l.tx.readStats()
		if err != nil {
			return nil, err
		}
		l.stats = &s
	}
	return l.stats, nil
}

// age forgets the claims that can be read from the store.
func (l *ledger) age() {
	for _, t := range l.older {
		r := l.relations[t]
		if r == nil || r.dirty {
			continue
		}
		for i := range r.list {
			r.list[i].claim = nil
		}
	}
	l.older, l.fresh = l.fresh, l.older[:0]
}

// flush writes what was changed, and returns the entities of which something is shown otherwise than before. What is in the ledger
// stays, for the next changes.
func (l *ledger) flush(s *stage) (shown []ref, err error) {
	l.age()
	for _, t := range l.dirtyRelations {
		r := l.relations[t]
		if err := l.flushPairs(s, t, r); err != nil {
			return nil, err
		}
		k := t.key(keyRelation)
		gone := r.claims == 0
		if gone {
			s.del(k)
		} else {
			s.put(k, encodeRelation(&r.relationRecord))
		}
		if gone == r.there {
			id, err := l.relationID(t)
			if err != nil {
				return nil, err
			}
			byID := refKey(keyTriple, id.ref())
			if gone {
				s.del(byID)
				s.del(t.byObject())
			} else {
				s.put(byID, encodeTriple(&t))
				s.put(t.byObject(), []byte{})
			}
		}
		r.there, r.dirty = !gone, false
		if gone {
			delete(l.relations, t)
		}
	}
	l.dirtyRelations = l.dirtyRelations[:0]
	slices.SortFunc(l.dirtyEntities, func(a, b ref) int { return bytes.Compare(a[:], b[:]) })
	for _, r := range l.dirtyEntities {
		e := l.entities[r]
		k := refKey(keyEntity, r)
		if e.gone() {
			s.del(k)
		} else {
			s.put(k, encodeEntity(&e.entityRecord))
		}
		if !e.showsAs(e.was) {
			e.was.id = e.id
			s.replace(e.was.nameEntries(), e.nameEntries())
		}
		if e.there && (e.gone() || e.names.best() != e.was.names.best() || e.kinds.best() != e.was.kinds.best() || types(&e.out) != types(&e.was.out)) {
			shown = append(shown, r)
		}
		e.was, e.there = nil, !e.gone()
		if e.gone() {
			delete(l.entities, r)
		}
	}
	l.dirtyEntities = l.dirtyEntities[:0]
	if l.dirtyStats {
		s.put([]byte{keyStats}, encodeCounts(l.stats))
		l.dirtyStats = false
	}
	return shown, nil
}

// relationID is the id of a relation both of whose ends are here: its claim is of the article that names them.
func (l *ledger) relationID(t triple) (ID, error) {
	subject, err := l.entity(t.subject)
	if err != nil {
		return ID{}, err
	}
	object, err := l.entity(t.object)
	if err != nil {
		return ID{}, err
	}
	return RelationID(t.typ, subject.id, object.id), nil
}

// flushPairs writes what changes in the index by pair, and brings the list up to date.
func (l *ledger) flushPairs(s *stage, t triple, r *ledgerRelation) error {
	put := func(all []listed) error {
		for i := range all {
			l := &all[i]
			if l.claim == nil {
				var err error
				if l.claim, err = s.tx.claimValue(l.source, l.place[:]); err != nil {
					return err
				}
			}
			s.put(append(t.key(keyByPair), l.place[:]...), l.pairValue())
		}
		return nil
	}
	del := func(all []listed) {
		for i := range all {
			s.del(append(t.key(keyByPair), all[i].place[:]...))
		}
	}
	switch {
	case r.indexed && r.spilled():
		del(r.removed)
		if err := put(r.added); err != nil {
			return err
		}
	case r.indexed: // few are left
		all, err := l.tx.indexedClaims(t)
		if err != nil {
			return err
		}
		del(all)
		all = slices.DeleteFunc(all, func(a listed) bool {
			return slices.ContainsFunc(r.removed, func(b listed) bool { return a.place == b.place })
		})
		r.list = append(all, r.added...)
		slices.SortFunc(r.list, compareListed)
		if len(r.list) != r.claims {
			return fmt.Errorf("%w: a relation counts %d claims, and %d are in the index", ErrDamaged, r.claims, len(r.list))
		}
	case r.spilled():
		if err := put(r.list); err != nil {
			return err
		}
		r.list = nil
	}
	r.indexed, r.added, r.removed = r.spilled(), nil, nil
	if len(r.list) > 0 {
		l.fresh = append(l.fresh, t)
	}
	return nil
}

// indexedClaims is the claims of a relation that the index by pair holds.
func (tx *Tx) indexedClaims(t triple) ([]listed, error) {
	var all []listed
	s := tx.pairIndex(t)
	defer s.close()
	for s.seek(nil); s.place() != nil; s.next() {
		if len(s.place()) != placeSize {
			return nil, fmt.Errorf("%w: a key of the index by pair", ErrDamaged)
		}
		m, err := s.mark()
		if err != nil {
			return nil, err
		}
		all = append(all, listed{place: [placeSize]byte(s.place()), mark: m})
	}
	return all, nil
}

// replaceListed takes an article's old claims out and puts its new ones in.
func (r *ledgerRelation) replaceListed(old, now *relationRecord) {
	if r.indexed {
		if old != nil {
			r.removed = append(r.removed, old.list...)
		}
		if now != nil {
			r.added = append(r.added, now.list...)
		}
		return
	}
	if old != nil {
		r.list = slices.DeleteFunc(r.list, func(a listed) bool {
			return slices.ContainsFunc(old.list, func(b listed) bool { return a.place == b.place })
		})
	}
	if now != nil {
		r.list = append(r.list, now.list...)
		slices.SortFunc(r.list, compareListed)
	}
}

// types has a bit for each type of which there is a relation.
func types(out *[Other]int) (mask byte) {
	for t, n := range out {
		if n > 0 {
			mask |= 1 << t
		}
	}
	return mask
}

// How many records a ledger keeps: some 60 MB. Entities come again and again, relations mostly do not.
const (
	maxLedgerEntities  = 64_000
	maxLedgerRelations = 16_000
)

// large reports whether a ledger has read so much that some of it is to be forgotten.
func (l *ledger) large() bool {
	return len(l.entities) > maxLedgerEntities || len(l.relations) > maxLedgerRelations
}

// forget makes room in a ledger all of which is in the store.
func (l *ledger) forget() {
	if len(l.entities) > maxLedgerEntities {
		clear(l.entities)
	}
	if len(l.relations) > maxLedgerRelations {
		clear(l.relations)
	}
	l.fresh, l.older = nil, nil
}

// exchange is the change of one article.
type exchange struct {
	tx        *Tx
	l         *ledger
	old, now  *stored
	shares    []shareChange
	relations []relationChange
	stats     *counts
}

type shareChange struct {
	to       *ledgerEntity
	old, now *share
}

type relationChange struct {
	triple   triple
	to       *ledgerRelation
	old, now *relationRecord
}

// load reads every record that the change is about, and refuses one that is another's.
func (x *exchange) load() error {
	byEntity := map[ID]*shareChange{}
	order := []ID{}
	see := func(a *stored, set func(*shareChange, *share)) {
		if a == nil {
			return
		}
		shares := a.shares()
		for i := range shares {
			id := shares[i].naming.id
			c := byEntity[id]
			if c == nil {
				c = &shareChange{}
				byEntity[id] = c
				order = append(order, id)
			}
			set(c, &shares[i])
		}
	}
	see(x.old, func(c *shareChange, s *share) { c.old = s })
	see(x.now, func(c *shareChange, s *share) { c.now = s })
	for _, id := range order {
		c := byEntity[id]
		if c.old != nil && c.now != nil && c.old.same(c.now) {
			// It adds the same as before; but the relations of its claims may change.
			c.old, c.now = nil, nil
		}
		e, err := x.l.entity(id.ref())
		if err != nil {
			return err
		}
		if (e.there || e.was != nil) && e.id != id {
			return fmt.Errorf("%w: the entities %s and %s", ErrCollision, e.id, id)
		}
		c.to = e
		x.shares = append(x.shares, *c)
	}
	if err := x.loadRelations(); err != nil {
		return err
	}
	var err error
	x.stats, err = x.l.count()
	return err
}

func (s *share) same(o *share) bool {
	return s.degree == o.degree && slices.Equal(s.naming.kinds, o.naming.kinds) && slices.Equal(s.naming.names, o.naming.names) &&
		slices.Equal(s.naming.aliases, o.naming.aliases)
}

func (x *exchange) loadRelations() error {
	var old, now map[triple]*relationRecord
	if x.old != nil {
		old = x.old.relations()
	}
	if x.now != nil {
		now = x.now.relations()
	}
	all := maps.Clone(now)
	if all == nil {
		all = map[triple]*relationRecord{}
	}
	maps.Copy(all, old)
	for _, t := range sortedTriples(all) {
		r, err := x.l.relation(t)
		if err != nil {
			return err
		}
		x.relations = append(x.relations, relationChange{t, r, old[t], now[t]})
	}
	return nil
}

// apply changes the records in the ledger.
func (x *exchange) apply() error {
	for i := range x.shares {
		c := &x.shares[i]
		if c.old == nil && c.now == nil {
			continue
		}
		by := cmp.Or(c.now, c.old).naming
		x.l.change(by.id.ref(), c.to)
		if c.to.gone() {
			c.to.id, c.to.class, c.to.key = by.id, by.class, by.key
			x.stats.Entities++
		}
		if c.old != nil {
			if err := c.to.count(c.old, -1); err != nil {
				return err
			}
		}
		if c.now != nil {
			if err := c.to.count(c.now, 1); err != nil {
				return err
			}
		}
		if c.to.gone() {
			x.stats.Entities--
		}
	}
	for i := range x.relations {
		if err := x.applyRelation(&x.relations[i]); err != nil {
			return err
		}
	}
	if x.old != nil {
		x.stats.count(x.old, -1)
	}
	if x.now != nil {
		x.stats.count(x.now, 1)
	}
	x.l.dirtyStats = true
	return nil
}

func (x *exchange) applyRelation(c *relationChange) error {
	before := c.to.claims
	x.l.changeRelation(c.triple, c.to)
	if c.old != nil {
		ends, err := c.to.remove(c.old)
		if err != nil {
			return err
		}
		list := c.to.list
		switch {
		case c.to.claims == 0:
			c.to.relationRecord = relationRecord{}
		case ends:
			if c.to.relationRecord, err = x.tx.recount(c.triple, x.old.ID.ref()); err != nil {
				return err
			}
		}
		c.to.list = list
	}
	if c.now != nil {
		c.to.add(c.now)
	}
	c.to.replaceListed(c.old, c.now)
	var n int
	switch {
	case before == 0 && c.to.claims > 0:
		n = 1
	case before > 0 && c.to.claims == 0:
		n = -1
	default:
		return nil
	}
	x.stats.Relations += n
	subject, err := x.l.entity(c.triple.subject)
	if err != nil {
		return err
	}
	object, err := x.l.entity(c.triple.object)
	if err != nil {
		return err
	}
	x.l.change(c.triple.subject, subject)
	x.l.change(c.triple.object, object)
	subject.out[c.triple.typ] += n
	object.degree.In += n
	if subject.out[c.triple.typ] < 0 || object.degree.In < 0 {
		return fmt.Errorf("%w: an entity counts fewer relations than it has", ErrDamaged)
	}
	return nil
}

// recount is what the claims of a relation come to, without those of one article.
func (tx *Tx) recount(t triple, without ref) (relationRecord, error) {
	var r relationRecord
	s, err := tx.pairStream(t)
	if err != nil {
		return r, err
	}
	defer s.close()
	var last ref // the article whose current claims were counted last
	for s.seek(nil); s.place() != nil; s.next() {
		place := bytes.Clone(s.place())
		_, article, _, ok := splitPlace(place)
		if !ok {
			return r, errors.Join(ErrDamaged, s.fault())
		}
		if article == without {
			continue
		}
		m, err := s.mark()
		if err != nil {
			return r, err
		}
		c, err := tx.claimAt(m.source, place)
		if err != nil {
			return r, err
		}
		if c.Status == Current && (r.articles == 0 || article != last) {
			r.articles++
			last = article
		}
		r.see(&c)
	}
	return r, s.fault()
}
