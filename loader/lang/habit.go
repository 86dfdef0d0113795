package lang

import (
	"iter"
	"maps"
	"math/bits"
	"slices"
)

// habits are classes that little company decides, of words or of arcs, by the hash of both: a few look-ups in a table that
// stays in the processor's cache, instead of the sum of all features.
type habits struct {
	slots []uint64 // a key, then 8 bits of a class + 1; 0 where a slot is free. Open addressing.
	n     int
}

// newHabits makes habits for n keys.
func newHabits(n int) habits {
	return habits{slots: make([]uint64, 1<<bits.Len(uint(2*n)))} // one slot at least is free
}

// add adds a key, which must not be there.
func (h *habits) add(k uint32, class int32) {
	i := k & uint32(len(h.slots)-1)
	for h.slots[i] != 0 {
		i = (i + 1) & uint32(len(h.slots)-1)
	}
	h.slots[i] = uint64(k)<<8 | uint64(class+1)
	h.n++
}

// get is the class of a key, -1 if it has none.
func (h *habits) get(k uint32) int32 {
	if h.n == 0 {
		return -1
	}
	last := uint32(len(h.slots) - 1)
	for i := k & last; ; i = (i + 1) & last {
		x := h.slots[i]
		if x>>8 == uint64(k) && x != 0 || x == 0 {
			return int32(uint8(x)) - 1
		}
	}
}

// first is the class of the first key that has one, -1 if none has.
func (h *habits) first(keys ...uint32) int32 {
	for _, k := range keys {
		if c := h.get(k); c >= 0 {
			return c
		}
	}
	return -1
}

// tagHabitKeys are the keys of word i, of which the word before has its tag: the form with that tag, with the tags that the
// next word may have, and with both.
func tagHabitKeys(words []traits, tags []int32, may []uint32, i int) [3]uint32 {
	before, next := uint32(noTag), uint32(0)
	if i > 0 {
		before = uint32(tags[i-1])
	}
	if i+1 < len(words) {
		next = may[i+1]
	}
	f := words[i].form
	return [3]uint32{key(43, f, before, 0), key(44, f, before, next), key(45, f, next, 0)}
}

// arcHabitKeys are the keys of an arc: the tags of its head and of its dependent, and the head's tag with the dependent's
// word, each with the side that the head stands on.
func arcHabitKeys(head, dep, word uint32, before bool) [2]uint32 {
	side := uint32(0)
	if before {
		side = 1
	}
	return [2]uint32{key(140, head, dep, side), key(141, head, word, side)}
}

// all yields the keys and their classes by rising keys.
func (h *habits) all() iter.Seq2[uint32, int32] {
	return func(yield func(uint32, int32) bool) {
		for _, x := range slices.Sorted(slices.Values(h.slots)) {
			if x != 0 && !yield(uint32(x>>8), int32(uint8(x))-1) {
				return
			}
		}
	}
}

// tally counts the classes that keys are seen with.
type tally map[uint32]map[int32]int

func (t tally) add(k uint32, class int32) {
	if t[k] == nil {
		t[k] = map[int32]int{}
	}
	t[k][class]++
}

// habits are the keys that are seen least times or more, habitShare percent of them with one class.
func (t tally) habits(least int) habits {
	class := map[uint32]int32{}
	for k, c := range t {
		n := 0
		for _, x := range c {
			n += x
		}
		for v, x := range c {
			if n >= least && x*100 >= n*habitShare {
				class[k] = v
			}
		}
	}
	h := newHabits(len(class))
	for _, k := range slices.Sorted(maps.Keys(class)) {
		h.add(k, class[k])
	}
	return h
}

const (
	habitShare = 99
	tagLeast   = 7
	arcLeast   = 50
)

// learnTagHabits collects the habits of the words that have several tags.
func (m *Model) learnTagHabits(lessons []*lesson) {
	seen := tally{}
	var may []uint32
	for _, l := range lessons {
		may = may[:0]
		for i := range l.words {
			may = append(may, uint32(m.find(&l.words[i]).may))
		}
		for i := range l.words {
			if m.find(&l.words[i]).sole >= 0 {
				continue
			}
			for _, k := range tagHabitKeys(l.words, l.tags, may, i) {
				seen.add(k, l.tags[i])
			}
		}
	}
	m.tagHabits = seen.habits(tagLeast)
}

// learnArcHabits collects the habits of relations, with the tags that the parser will see.
func (m *Model) learnArcHabits(lessons []*lesson) {
	seen := tally{}
	for _, l := range lessons {
		for d, h := range l.heads {
			tag := uint32(noTag)
			if int(h) < len(l.auto) {
				tag = uint32(l.auto[h])
			}
			for _, k := range arcHabitKeys(tag, uint32(l.auto[d]), l.words[d].lower, h > int32(d)) {
				seen.add(k, l.rels[d])
			}
		}
	}
	m.arcHabits = seen.habits(arcLeast)
}
