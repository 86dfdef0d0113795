package lang

import (
	"cmp"
	"iter"
	"slices"
)

// table finds the value of a feature's key: open addressing over a power of two, keys and values side by side. The filter
// has a bit for each key and stays in the processor's cache: most features of a text are in no table, and it turns them away.
type table[V any] struct {
	slots  []slot[V]
	filter []uint64
	shift  uint
	fshift uint
	n      int
}

type slot[V any] struct {
	key uint32
	val V
}

// newTable makes a table for n keys.
func newTable[V any](n int) *table[V] {
	bits := uint(4)
	for 1<<bits < n+n/2 {
		bits++
	}
	fbits := min(bits+2, 23)
	return &table[V]{slots: make([]slot[V], 1<<bits), filter: make([]uint64, 1<<(fbits-6)), shift: 32 - bits, fshift: 32 - fbits}
}

// mix spreads a key for the filter apart from its place among the slots.
func mix(k uint32) uint32 { return k * 0x9e3779b1 }

// put sets the value of a key. The table must have room.
func (t *table[V]) put(k uint32, v V) {
	f := mix(k) >> t.fshift
	t.filter[f>>6] |= 1 << (f & 63)
	mask := uint32(len(t.slots) - 1)
	for i := k >> t.shift; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.key == 0 || s.key == k {
			if s.key == 0 {
				t.n++
			}
			*s = slot[V]{k, v}
			return
		}
	}
}

// get is the value of a key, nil where it has none.
func (t *table[V]) get(k uint32) *V {
	f := mix(k) >> t.fshift
	if t.filter[f>>6]&(1<<(f&63)) == 0 {
		return nil
	}
	mask := uint32(len(t.slots) - 1)
	for i := k >> t.shift; ; i = (i + 1) & mask {
		s := &t.slots[i&mask]
		if s.key == k {
			return &s.val
		}
		if s.key == 0 {
			return nil
		}
	}
}

// finder looks up many keys at once. Its slices are reused.
type finder[V any] struct {
	keys []uint32
	vals []*V
	sink uint32
}

// find returns the values of the keys that the table has. Most of the time of a look-up is waiting for memory, so that the
// work is done in rounds without branches, whose loads the processor has in flight together: the filter, then the slots.
func (t *table[V]) find(f *finder[V], keys []uint32) []*V {
	if cap(f.keys) < len(keys) {
		f.keys = make([]uint32, 2*len(keys))
		f.vals = make([]*V, 0, 2*len(keys))
	}
	kept := f.keys[:len(keys)]
	n := 0
	for _, k := range keys {
		b := mix(k) >> t.fshift
		kept[n] = k
		n += int(t.filter[b>>6] >> (b & 63) & 1)
	}
	kept = kept[:n]
	var touch uint32
	for _, k := range kept {
		touch ^= t.slots[k>>t.shift].key
	}
	f.sink = touch
	vals := f.vals[:0]
	mask := uint32(len(t.slots) - 1)
	for _, k := range kept {
		for i := k >> t.shift; ; i++ {
			s := &t.slots[i&mask]
			if s.key == k {
				vals = append(vals, &s.val)
				break
			}
			if s.key == 0 {
				break
			}
		}
	}
	f.vals = vals
	return vals
}

// all yields the keys and values by rising keys. The keys' upper bits are their places, so that they almost stand in order.
func (t *table[V]) all() iter.Seq2[uint32, V] {
	return func(yield func(uint32, V) bool) {
		order := make([]*slot[V], 0, t.n)
		for i := range t.slots {
			if t.slots[i].key != 0 {
				order = append(order, &t.slots[i])
			}
		}
		slices.SortFunc(order, func(a, b *slot[V]) int { return cmp.Compare(a.key, b.key) })
		for _, s := range order {
			if !yield(s.key, s.val) {
				return
			}
		}
	}
}
