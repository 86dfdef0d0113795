package lang

import (
	"encoding/binary"
	"iter"
	"math"
)

// A tag is a pair of a universal and an English part of speech (UPOS, XPOS), by its place in Model.tags.

// classes scores many classes at once: each feature has a row of classes and weights. Short rows stand in the table itself,
// the others in blocks or, if they are long, as a vector of all classes.
type classes struct {
	index   *table
	names   int
	weights int      // in all rows
	blocks  []block  // of rows of middling length
	vectors []uint64 // of long rows, four classes in a word
	stride  int      // words of a vector
}

// cell is one weight of one class.
type cell struct {
	class  uint8
	weight int16
}

// block is eight cells of a row. Cells that are left over have no weight.
type block [8]cell

// The value of a short row in the table is its two classes, then their two weights. That of another row is two times
// elsewhere, then its place, and its number of blocks, which is 0 for a vector.
const (
	elsewhere  = 255
	maxClasses = 255 // so that no class has that number
	maxPlaces  = 1 << 24

	longRow    = 17      // cells, from which a row is a vector
	vectorBias = 1 << 10 // is added to the weights of vectors, which must not be negative
	maxRows    = 42      // keys of one sum
	maxWeight  = 1<<9 - 1
	// Sums fit into 16 bits, those of vectors with their bias too: all rows but one, which may be that of a whole form, have
	// weights of maxWeight at most.
)

// newClasses makes classes for n features, which are then added by rising keys.
func newClasses(names, n int) *classes {
	return &classes{index: newTable(n), names: names, stride: (names + 15) / 16 * 4}
}

// add adds the row of a feature, by rising classes, without weights of 0. It reports whether there was room.
func (c *classes) add(k uint32, row []cell) bool {
	c.weights += len(row)
	if len(row) <= 2 {
		var x [2]cell
		if copy(x[:], row) == 1 {
			x[1].class = x[0].class
		}
		return c.index.add(k, uint64(x[0].class)|uint64(x[1].class)<<8|uint64(uint16(x[0].weight))<<16|uint64(uint16(x[1].weight))<<32)
	}
	long := len(row) >= longRow
	for _, x := range row {
		long = long && x.weight < vectorBias && x.weight > -vectorBias
	}
	var at, n int
	if long {
		at = len(c.vectors) / c.stride
		for range c.stride {
			c.vectors = append(c.vectors, vectorBias*(1|1<<16|1<<32|1<<48))
		}
		v := c.vectors[at*c.stride:]
		for _, x := range row {
			v[x.class/4] += uint64(int64(x.weight)) << (x.class % 4 * 16) // a sum above 0: nothing is carried into the next class
		}
	} else {
		at = len(c.blocks)
		for i := 0; i < len(row); i += len(block{}) {
			var b block
			for j := copy(b[:], row[i:]); j < len(b); j++ {
				b[j].class = row[(i+j)%len(row)].class // not all the same, so that adding one need not wait for another
			}
			c.blocks = append(c.blocks, b)
			n++
		}
	}
	return c.index.add(k, elsewhere|elsewhere<<8|uint64(at)<<16|uint64(n)<<40) && at < maxPlaces
}

// all yields the features and their rows by rising keys. A row is valid until the next.
func (c *classes) all() iter.Seq2[uint32, []cell] {
	return func(yield func(uint32, []cell) bool) {
		var row []cell
		keep := func(x cell) {
			if x.weight != 0 {
				row = append(row, x)
			}
		}
		for k, v := range c.index.all() {
			row = row[:0]
			at, n := int(v>>16&(maxPlaces-1)), int(v>>40)
			switch {
			case uint8(v) != elsewhere:
				keep(cell{uint8(v), int16(v >> 16)})
				keep(cell{uint8(v >> 8), int16(v >> 32)})
			case n > 0:
				for _, b := range c.blocks[at : at+n] {
					for _, x := range b {
						keep(x)
					}
				}
			default:
				for i := range c.names {
					keep(cell{uint8(i), int16(c.vectors[at*c.stride+i/4]>>(i%4*16)) - vectorBias})
				}
			}
			if !yield(k, row) {
				return
			}
		}
	}
}

// sums is where classes adds up weights. It is reused.
type sums struct {
	// A score is two bytes, lower first: adding a vector adds eight bytes at a time.
	scores  [2 * 256]byte
	vectors [maxRows]uint32
	blocks  [maxRows]uint32
}

// add adds a weight to the score of a class.
func (s *sums) add(class uint8, weight uint16) {
	at := s.scores[2*int(class):][:2]
	binary.LittleEndian.PutUint16(at, binary.LittleEndian.Uint16(at)+weight)
}

// best is the class of the highest sum of the features' weights, the first among equals. There are at most maxRows keys.
func (c *classes) best(f *finder, s *sums, keys []uint32) int {
	// Without branches, as no one can foretell which features have which kind of row: what is elsewhere is added to a score
	// that no class has.
	found := c.index.find(f, keys)
	vectors, blocks := 0, 0
	for _, e := range found {
		first, place := uint8(e>>16), uint32(e>>32)
		other := (int(first) + 1) >> 8
		s.vectors[vectors], s.blocks[blocks] = place, place
		isBlock := 0
		if place>>24 != 0 {
			isBlock = other
		}
		vectors += other - isBlock
		blocks += isBlock
	}
	c.addVectors(s, s.vectors[:vectors])
	for _, e := range found {
		s.add(uint8(e>>16), uint16(e>>32))
		s.add(uint8(e>>24), uint16(e>>48))
	}
	for _, at := range s.blocks[:blocks] {
		for n := at >> 24; n > 0; n-- {
			b := &c.blocks[at&(maxPlaces-1)]
			for _, x := range b {
				s.add(x.class, uint16(x.weight))
			}
			at++
		}
	}
	// A score, then how far the class is from the last.
	best, bias := math.MinInt, uint16(vectors*vectorBias)
	for i := range c.names {
		v := int(int16(binary.LittleEndian.Uint16(s.scores[2*i:]) - bias))
		best = max(best, v<<8+maxClasses-i)
	}
	return maxClasses - best&0xff
}

// addVectors sets the scores to the sum of the vectors at some places, with their bias.
func (c *classes) addVectors(s *sums, places []uint32) {
	for j := 0; j < c.stride; j += 4 {
		var a0, a1, a2, a3 uint64
		for _, p := range places {
			v := c.vectors[int(p)*c.stride+j:][:4]
			a0 += v[0]
			a1 += v[1]
			a2 += v[2]
			a3 += v[3]
		}
		to := s.scores[8*j:][:32]
		binary.LittleEndian.PutUint64(to, a0)
		binary.LittleEndian.PutUint64(to[8:], a1)
		binary.LittleEndian.PutUint64(to[16:], a2)
		binary.LittleEndian.PutUint64(to[24:], a3)
	}
}

// noTag is the tag before the first word.
const noTag = 1 << 12

// formKeys appends the features of a word that its form decides.
func formKeys(keys []uint32, w *traits) []uint32 {
	return append(keys,
		key(1, w.form, 0, 0),
		key(2, w.lower, 0, 0),
		key(3, w.suffix[0], 0, 0),
		key(4, w.suffix[1], 0, 0),
		key(5, w.suffix[2], 0, 0),
		key(6, w.suffix[3], w.shape&1, 0),
		key(7, w.prefix[0], w.shape, 0),
		key(8, w.prefix[1], 0, 0),
		key(9, w.prefix[2], 0, 0),
		key(34, w.cluster, w.shape, 0),
	)
}

// wholeKey is the feature of a form whose row is the sum of those of formKeys.
func wholeKey(form uint32) uint32 { return key(46, form, 0, 0) }

// tagKeys appends the other features of word i. Tags of the words before it are given. (Ratnaparkhi 1996; Collins 2002; the
// tags that the next word may have, as in Stanford's tagger.)
func tagKeys(keys []uint32, words []traits, tags []int32, i int, may []uint32) []uint32 {
	at := func(j int) *traits {
		if j < 0 || j >= len(words) {
			return &nobody
		}
		return &words[j]
	}
	w, p, q, n, m := at(i), at(i-1), at(i-2), at(i+1), at(i+2)
	t1, t2 := uint32(noTag), uint32(noTag)
	if i > 0 {
		t1 = uint32(tags[i-1])
	}
	if i > 1 {
		t2 = uint32(tags[i-2])
	}
	first := uint32(0)
	if i == 0 {
		first = 1
	}
	mayNext, mayAfter := uint32(0), uint32(0)
	if i+1 < len(words) {
		mayNext = may[i+1]
	}
	if i+2 < len(words) {
		mayAfter = may[i+2]
	}
	return append(keys,
		key(10, w.shape, first, p.shape),
		key(11, t1, 0, 0),
		key(12, t1, t2, 0),
		key(13, t1, w.lower, 0),
		key(14, t2, w.lower, 0),
		key(15, p.lower, 0, 0),
		key(16, p.lower, w.lower, 0),
		key(17, n.lower, 0, 0),
		key(18, n.lower, w.lower, 0),
		key(19, q.lower, 0, 0),
		key(20, m.lower, 0, 0),
		key(21, mayNext, w.lower, 0),
		key(22, mayNext, t1, 0),
		key(23, n.suffix[2], n.shape, 0),
		key(24, mayNext, mayAfter, t1),
		key(25, p.lower, n.lower, 0),
		key(26, w.cluster, t1, 0),
		key(27, w.suffix[2], t1, 0),
		key(28, w.shape, n.shape, t1),
		key(29, may[i], t1, mayNext),
		key(30, w.suffix[2], w.shape, mayNext),
		key(31, t1, t2, may[i]),
		key(32, p.suffix[2], w.suffix[2], 0),
		key(33, w.cluster, p.cluster, n.cluster),
		key(35, n.cluster, w.cluster, 0),
		key(36, n.cluster, w.lower, 0),
		key(37, p.cluster, w.cluster, 0),
		key(38, n.cluster, t1, 0),
		key(39, w.cluster, t1, mayNext),
		key(40, w.suffix[2], w.shape, n.cluster),
		key(41, n.cluster, m.cluster, w.cluster),
		key(42, t1, t2, w.cluster),
	)
}

// nobody stands before the first and after the last word.
var nobody = traits{form: 1, lower: 1, shape: 1 << 12}

// lexeme is what the model knows of a form.
type lexeme struct {
	may     uint16 // stands for the set of its tags
	cluster uint16 // of words that stand in like company; 0 unknown
	sole    int16  // its only tag, where it is frequent and has no other; whole, where its form has one row; else -1
}

// whole in place of a tag says that the tagger has the features of the form added up, under wholeKey.
const whole = -2

// value packs a lexeme for the table.
func (x lexeme) value() uint64 {
	return uint64(x.may) | uint64(x.cluster)<<16 | uint64(uint16(x.sole))<<32
}

// find is what is known of a word: by its form, else by its lower case.
func (m *Model) find(t *traits) lexeme {
	e, ok := m.words.get(t.form)
	x := lexeme{uint16(e >> 16), uint16(e >> 32), int16(e >> 48)}
	if t.lower == t.form && ok {
		return x
	}
	e, low := m.words.get(t.lower)
	y := lexeme{uint16(e >> 16), uint16(e >> 32), int16(e >> 48)}
	switch {
	case !ok && !low:
		return lexeme{sole: -1}
	case !ok:
		return lexeme{y.may, y.cluster, -1}
	case !low:
		return x
	default:
		return lexeme{x.may, y.cluster, x.sole}
	}
}

// tag sets the tag of each word.
func (s *scratch) tag(m *Model, words []traits) {
	s.may, s.tags = s.may[:0], s.tags[:0]
	for i := range words {
		x := m.find(&words[i])
		if c := uint32(x.cluster); words[i].cluster != c { // shared by the folds of a training, which agree
			words[i].cluster = c
		}
		s.may = append(s.may, uint32(x.may))
		s.tags = append(s.tags, int32(x.sole))
	}
	for i := range words {
		if s.tags[i] >= 0 {
			continue
		}
		if s.may[i] != 0 { // a form that training has hardly seen has no habits
			habit := tagHabitKeys(words, s.tags, s.may, i)
			if t := m.tagHabits.first(habit[:]...); t >= 0 {
				s.tags[i] = t
				continue
			}
		}
		if s.keys = s.keys[:0]; s.tags[i] == whole {
			s.keys = append(s.keys, wholeKey(words[i].form))
		} else {
			s.keys = formKeys(s.keys, &words[i])
		}
		s.keys = tagKeys(s.keys, words, s.tags, i, s.may)
		s.tags[i] = int32(m.tagger.best(&s.finder, &s.sums, s.keys))
	}
}
