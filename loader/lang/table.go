package lang

import (
	"iter"
	"math/bits"
)

// table finds the values of features' keys: open addressing, with the empty places taken out. A place has one bit, in a map
// small enough to stay near the processor, which turns most absent keys away; the entries of the places that are taken stand
// packed in one array, by rising keys, and the bits before a place count to its entry. A key that is there takes one access to
// the map and one to the entries.
type table struct {
	places  []uint64 // placesPerWord bits; whether the next word's first place is taken; the number of entries before
	entries []uint64 // the key's lower 16 bits, then its value
	words   uint64   // of places that are home to keys; one more takes what is pushed over the end
	last    int      // the last place taken
}

const (
	placesPerWord = 40
	countShift    = placesPerWord + 1
	maxEntries    = 1 << (64 - countShift)

	// A key is told from its neighbours by its lower 16 bits: a place is home to at most 1<<11 keys, and no key stands
	// more than 31 places from home. Keys are hashes, so that none comes near this.
	minWords = 1<<21/placesPerWord + 1
	maxPush  = 31

	// A place in six or seven is taken: fewer make the map larger than the cache, more let absent keys through.
	entriesPerWord = 6
)

// newTable makes a table for n keys.
func newTable(n int) *table {
	words := max(minWords, n/entriesPerWord)
	return &table{places: make([]uint64, words+1), entries: make([]uint64, 0, n), words: uint64(words), last: -1}
}

// len is the number of keys.
func (t *table) len() int { return len(t.entries) }

// home is the place that a key belongs to: the higher the key, the higher the place.
func (t *table) home(k uint32) (word, bit uint64) {
	x := uint64(k) * t.words
	return x >> 32, x & (1<<32 - 1) * placesPerWord >> 32
}

// add adds a key with a value of 48 bits. Keys must rise. It reports whether the key fits.
func (t *table) add(k uint32, v uint64) bool {
	w, b := t.home(k)
	at := int(w*placesPerWord + b)
	if p := t.last + 1; p > at {
		if p > at+maxPush {
			return false
		}
		at = p
	}
	t.last = at
	t.places[at/placesPerWord] |= 1 << (at % placesPerWord)
	t.entries = append(t.entries, v<<16|uint64(k&0xffff))
	return len(t.entries) < maxEntries
}

// seal makes the table ready once all keys are in.
func (t *table) seal() *table {
	n := 0
	for i, w := range t.places {
		if i > 0 && w&1 != 0 {
			t.places[i-1] |= 1 << placesPerWord
		}
		t.places[i] |= uint64(n) << countShift
		n += bits.OnesCount64(w)
	}
	return t
}

// get is the entry of a key, of which the upper 48 bits are the value.
func (t *table) get(k uint32) (entry uint64, ok bool) {
	w, b := t.home(k)
	at := t.places[w]
	if at>>b&1 == 0 {
		return 0, false
	}
	for i := at>>countShift + uint64(bits.OnesCount64(at&(1<<b-1))); ; i++ {
		if e := t.entries[i]; uint16(e) == uint16(k) {
			return e, true
		}
		if b++; b == placesPerWord {
			w, b = w+1, 0
		}
		if t.places[w]>>b&1 == 0 {
			return 0, false
		}
	}
}

// finder looks up many keys at once. Its slices are reused.
type finder struct {
	keys    []uint32
	at      []uint32
	entries []uint64
	sink    uint64
}

// find returns the entries of the keys that the table has. Most of the time of a look-up is waiting for memory, so that the
// work is done in rounds without branches, whose loads the processor has in flight together: the map, then the entries.
func (t *table) find(f *finder, keys []uint32) []uint64 {
	if cap(f.keys) < len(keys) {
		f.keys, f.at, f.entries = make([]uint32, 2*len(keys)), make([]uint32, 2*len(keys)), make([]uint64, 2*len(keys))
	}
	kept, at, out := f.keys[:len(keys)], f.at[:len(keys)], f.entries[:len(keys)]
	var touch uint64
	for _, k := range keys {
		touch ^= t.places[uint64(k)*t.words>>32]
	}
	f.sink = touch
	n := 0
	for _, k := range keys {
		w, b := t.home(k)
		p := t.places[w]
		kept[n] = k
		// The lowest bit says whether the key may stand in the next place.
		at[n] = uint32(p>>countShift+uint64(bits.OnesCount64(p&(1<<(b&63)-1))))<<1 | uint32(p>>(b&63+1)&1)
		n += int(p >> (b & 63) & 1)
	}
	for _, a := range at[:n] {
		touch ^= t.entries[a>>1]
	}
	f.sink = touch
	found, pushed := 0, 0
	for i, k := range kept[:n] {
		e := t.entries[at[i]>>1]
		out[found] = e
		// One if the lower 16 bits are another key's, else zero.
		other := int((uint64(uint16(e)^uint16(k)) + 0xffff) >> 16)
		found += 1 - other
		kept[pushed] = k
		pushed += other & int(at[i]&1)
	}
	for _, k := range kept[:pushed] {
		if e, ok := t.get(k); ok {
			out[found] = e
			found++
		}
	}
	return out[:found]
}

// all yields the keys and their values by rising keys.
func (t *table) all() iter.Seq2[uint32, uint64] {
	return func(yield func(uint32, uint64) bool) {
		i := 0
		for w, p := range t.places {
			for p &= 1<<placesPerWord - 1; p != 0; p &= p - 1 {
				if !yield(t.key(w*placesPerWord+bits.TrailingZeros64(p), uint16(t.entries[i])), t.entries[i]>>16) {
					return
				}
				i++
			}
		}
	}
}

// key is the key at a place, of which the lower 16 bits are known.
func (t *table) key(place int, low uint16) uint32 {
	// The lowest key whose home is at most maxPush places before: the key sought is the first from there that ends in low.
	first := uint64(0)
	if p := uint64(max(0, place-maxPush)); p > 0 {
		per := t.words * placesPerWord
		first = p << 32 / per
		for first > 0 && t.at(uint32(first)) >= p {
			first--
		}
		for t.at(uint32(first)) < p {
			first++
		}
	}
	return uint32(first) + uint32(low-uint16(first))
}

func (t *table) at(k uint32) uint64 {
	w, b := t.home(k)
	return w*placesPerWord + b
}
