package graph

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
)

// builder makes all records of a store but the articles themselves, in the order of their keys, from what the articles say. The bulk
// load writes them, verify compares them with what is there, and repair does both. Its memory is bounded: what is more goes
// through files.
type builder struct {
	mu      sync.Mutex
	main    *sorter // what each article contributes; of relations and entities its share
	degrees *sorter // what relations add to entities: known when the relations are counted
	names   *sorter // the indexes by form and by name: known when the entities are
	wanted  *sorter // claims that the index by pair is to have: known when the relations are counted
	pairs   *sorter // the index by pair of relations: known when the claims are read
	counts  counts

	prints   *sorter       // the articles that may be in a cluster, or have a credit
	clusters *sorter       // what follows from the clusters: known when the leads are through
	lead     lead          // the present one
	sharing  []ref         // the articles that have it
	shared   [][]ref       // those of each lead that several have, and not too many
	common   map[lead]bool // leads that too many have
	lexicons *lexicons     // nil: without the search index
	found    []*searched
	size     int // of found in a segment, at most
	segments []segmentEntry
}

// How much of each is kept in memory.
const (
	mainMemory = 32 << 20
	restMemory = 8 << 20
)

// newBuilder is a builder with its files in a directory. Without lexicons it makes no search index.
func newBuilder(dir string, l *lexicons) *builder {
	return &builder{
		main: newSorter(dir, mainMemory), degrees: newSorter(dir, restMemory), names: newSorter(dir, restMemory),
		wanted: newSorter(dir, restMemory), pairs: newSorter(dir, restMemory),
		prints: newSorter(dir, restMemory), clusters: newSorter(dir, restMemory), common: map[lead]bool{},
		lexicons: l,
	}
}

func (b *builder) close() error {
	var first error
	for _, s := range []*sorter{b.main, b.degrees, b.names, b.wanted, b.pairs, b.prints, b.clusters} {
		if err := s.close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// add takes in an article: its own pairs, and its shares in what articles have in common. It is safe for concurrent use.
func (b *builder) add(a *stored, own []pair) error {
	shared := a.shared()
	print := a.print()
	if err := b.index(a); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ps := range [][]pair{own, shared} {
		for _, p := range ps {
			if err := b.main.add(p.key, p.value); err != nil {
				return err
			}
		}
	}
	b.counts.count(a, 1)
	if print == nil {
		return nil
	}
	return b.prints.add(print.key, print.value)
}

// shared is the records to which the article adds, as they would be if there were no other.
func (a *stored) shared() []pair {
	var ps []pair
	shares := a.shares()
	for i := range shares {
		s := &shares[i]
		e := entityRecord{id: s.naming.id, class: s.naming.class, key: s.naming.key}
		if err := e.count(s, 1); err != nil { // only a count below zero
			panic(err)
		}
		ps = append(ps, pair{refKey(keyEntity, e.id.ref()), encodeEntity(&e)})
	}
	ids := map[triple]ID{}
	for i := range a.claims {
		if c := &a.claims[i]; c.supports() {
			ids[c.triple()] = c.Relation()
		}
	}
	for t, r := range a.relations() {
		ps = append(ps,
			pair{t.key(keyRelation), encodeRelation(r)},
			pair{refKey(keyTriple, ids[t].ref()), encodeTriple(&t)},
			pair{t.byObject(), []byte{}})
	}
	return ps
}

// A degree is what one relation adds to one of its ends: the zero byte, which no record begins with, and the type; 0 for the object.
func degree(t Predicate) []byte { return []byte{0, byte(t)} }

// emit gives every pair to put, in the order of the keys. Nothing may be added after it.
func (b *builder) emit(put func(key, value []byte) error) error {
	if err := b.endIndex(); err != nil {
		return err
	}
	m := &merger{}
	open := func(s *sorter) error {
		of, err := s.sources()
		if err != nil {
			return err
		}
		return m.add(of)
	}
	if err := open(b.main); err != nil {
		return err
	}
	// What relations and entities give rise to comes in when all of them are through.
	late := []struct {
		kind byte
		s    *sorter
	}{{keyEntity, b.degrees}, {keyByForm, b.names}, {keyReprint, b.clusters}, {keyBySource, b.wanted}, {keyByPair, b.pairs}}
	for {
		k := m.key()
		if len(late) > 0 && (k == nil || k[0] >= late[0].kind) {
			if late[0].kind == keyReprint {
				if err := b.cluster(); err != nil {
					return err
				}
			}
			if err := open(late[0].s); err != nil {
				return err
			}
			late = late[1:]
			continue
		}
		if k == nil {
			break
		}
		k = bytes.Clone(k)
		value, err := b.combine(k, m)
		if err != nil {
			return err
		}
		if err := put(k, value); err != nil {
			return err
		}
	}
	if b.counts == (counts{}) {
		return nil
	}
	return put([]byte{keyStats}, encodeCounts(&b.counts))
}

// combine is the value of a key of which there may be several shares.
func (b *builder) combine(k []byte, m *merger) ([]byte, error) {
	switch k[0] {
	case keyRelation:
		return b.combineRelation(k, m)
	case keyEntity:
		return b.combineEntity(k, m)
	case keyBySource:
		return b.combineClaim(k, m)
	case keyByLead:
		b.share(k)
	}
	value := bytes.Clone(m.value())
	for {
		if err := m.next(); err != nil {
			return nil, err
		}
		if !bytes.Equal(m.key(), k) {
			return value, nil
		}
		if !bytes.Equal(m.value(), value) {
			return nil, fmt.Errorf("%w: %s", ErrCollision, describe(k))
		}
	}
}

func (b *builder) combineRelation(k []byte, m *merger) ([]byte, error) {
	t, ok := splitTriple(k[1:])
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrDamaged, describe(k))
	}
	var sum *relationRecord
	for bytes.Equal(m.key(), k) {
		r, err := decodeRelation(m.value())
		if err != nil {
			return nil, err
		}
		if sum == nil {
			sum = r
		} else {
			sum.add(r)
			sum.list = append(sum.list, r.list...)
		}
		if sum.spilled() {
			for i := range sum.list {
				l := &sum.list[i]
				if err := b.wanted.add(key(keyBySource, l.source[:], l.place[:]), t.key(0)); err != nil {
					return nil, err
				}
			}
			sum.list = nil
		}
		if err := m.next(); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(sum.list, compareListed)
	b.counts.Relations++
	if err := b.degrees.add(refKey(keyEntity, t.subject), degree(t.typ)); err != nil {
		return nil, err
	}
	return encodeRelation(sum), b.degrees.add(refKey(keyEntity, t.object), degree(0))
}

// combineClaim is the claim, of which a copy goes to the index by pair where that is wanted: by a value that begins with the zero byte,
// with which no record begins, and is the triple.
func (b *builder) combineClaim(k []byte, m *merger) ([]byte, error) {
	var value, pair []byte
	for bytes.Equal(m.key(), k) {
		switch v := m.value(); {
		case len(v) == 1+tripleSize && v[0] == 0:
			pair = bytes.Clone(v[1:])
		case value != nil:
			return nil, fmt.Errorf("%w: %s", ErrCollision, describe(k))
		default:
			value = bytes.Clone(v)
		}
		if err := m.next(); err != nil {
			return nil, err
		}
	}
	if value == nil {
		return nil, fmt.Errorf("%w: %s is of a relation, and no article has it", ErrDamaged, describe(k))
	}
	if pair == nil {
		return value, nil
	}
	place := k[1+refSize:]
	l := listed{claim: value}
	copy(l.source[:], k[1:])
	return value, b.pairs.add(key(keyByPair, pair, place), l.pairValue())
}

func (b *builder) combineEntity(k []byte, m *merger) ([]byte, error) {
	var sum *entityRecord
	var out [Other]int
	in := 0
	for bytes.Equal(m.key(), k) {
		if v := m.value(); len(v) == 2 && v[0] == 0 && v[1] < byte(Other) {
			if v[1] == 0 {
				in++
			} else {
				out[v[1]]++
			}
		} else {
			e, err := decodeEntity(ref(k[1:]), v)
			if err != nil {
				return nil, err
			}
			switch {
			case sum == nil:
				sum = e
			case sum.id != e.id:
				return nil, fmt.Errorf("%w: the entities %s and %s", ErrCollision, sum.id, e.id)
			default:
				sum.merge(e)
			}
		}
		if err := m.next(); err != nil {
			return nil, err
		}
	}
	if sum == nil {
		return nil, fmt.Errorf("%w: %s is an end of a relation, and no article names it", ErrDamaged, describe(k))
	}
	sum.degree.In += in
	for t, n := range out {
		sum.out[t] += n
	}
	b.counts.Entities++
	for k, v := range sum.nameEntries() {
		if err := b.names.add([]byte(k), v); err != nil {
			return nil, err
		}
	}
	return encodeEntity(sum), nil
}
