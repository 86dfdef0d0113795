package graph

import (
	"encoding/binary"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
)

// labels keeps who entities are in memory, for all transactions: a page of claims names some sixty, and to read one from the store
// takes twenty times as long. It must never tell a transaction what its snapshot does not hold. So each label has the version of
// the snapshot from which it was read, and serves that and later ones; a write that changes a label removes it first and lets
// nobody put in what was read before the write.
type labels struct {
	shards [64]labelShard
	// barrier is the version below which snapshots may not put labels in.
	barrier atomic.Uint64
}

type labelShard struct {
	sync.RWMutex
	m map[ref]agedLabel
}

type agedLabel struct {
	label
	since uint64
}

// maxLabels is how many labels a shard keeps: together some 20 MB.
const maxLabels = 2_000

func (l *labels) shard(r ref) *labelShard {
	return &l.shards[binary.BigEndian.Uint16(r[:])%uint16(len(l.shards))]
}

// get is the label as a snapshot of this version has it, where it is known.
func (l *labels) get(r ref, version uint64) (label, bool) {
	s := l.shard(r)
	s.RLock()
	v, ok := s.m[r]
	s.RUnlock()
	return v.label, ok && v.since <= version
}

// put keeps a label that a snapshot of this version holds.
func (l *labels) put(r ref, v label, version uint64) {
	s := l.shard(r)
	s.Lock()
	defer s.Unlock()
	if version < l.barrier.Load() {
		return
	}
	if have, ok := s.m[r]; ok && have.since <= version {
		return
	}
	if s.m == nil {
		s.m = map[ref]agedLabel{}
	}
	if len(s.m) >= maxLabels {
		n := 0
		for k := range s.m { // whichever: what is wanted comes back
			delete(s.m, k)
			if n++; n == maxLabels/8 {
				break
			}
		}
	}
	s.m[r] = agedLabel{v, version}
}

// drop forgets labels that a write is about to change. Until settle, nothing is put in.
func (l *labels) drop(rs []ref) {
	if len(rs) == 0 {
		return
	}
	l.barrier.Store(math.MaxUint64)
	for _, r := range rs {
		s := l.shard(r)
		s.Lock()
		delete(s.m, r)
		s.Unlock()
	}
}

// settle ends what drop began, when the write is done or has failed: snapshots of this version and later ones may put labels in.
func (l *labels) settle(version uint64) { l.barrier.Store(version) }

// label is who an entity is. The error wraps ErrNotFound when there is none.
func (tx *Tx) label(r ref) (label, error) {
	own := len(tx.writes) > 0 || tx.under != nil
	version := tx.snap.version()
	if !own {
		if v, ok := tx.db.labels.get(r, version); ok {
			return v, tx.check()
		}
	}
	b, err := tx.get(refKey(keyEntity, r))
	if err != nil {
		return label{}, err
	}
	if b == nil {
		return label{}, ErrNotFound
	}
	v, err := decodeLabel(r, b)
	if err != nil {
		return label{}, fmt.Errorf("entity %x: %w", r, err)
	}
	if !own {
		tx.db.labels.put(r, v, version)
	}
	return v, nil
}

// resolve is the ID of an entity that a record refers to.
func (tx *Tx) resolve(r ref) (ID, error) {
	v, err := indexed(tx.label(r))
	if err != nil {
		return ID{}, fmt.Errorf("entity %x: %w", r, err)
	}
	return v.id, nil
}
