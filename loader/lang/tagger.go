package lang

import "iter"

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

	longRow    = 17       // cells, from which a row is a vector
	vectorBias = 1 << 9   // is added to the weights of vectors, which must not be negative
	maxRows    = 1<<6 - 1 // vectors of which the sum fits into 16 bits; there are fewer templates
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
	scores  [256]int32
	vectors [maxRows]uint32
	blocks  [maxRows]uint32
}

// best is the class of the highest sum of the features' weights, the first among equals. There are at most maxRows keys.
func (c *classes) best(f *finder, s *sums, keys []uint32) int {
	clear(s.scores[:c.names])
	vectors, blocks := 0, 0
	for _, e := range c.index.find(f, keys) {
		// Without branches, as no one can foretell which features have which kind of row: what is elsewhere is added to a
		// score that no class has.
		first, place := uint8(e>>16), uint32(e>>32)
		s.scores[first] += int32(int16(e >> 32))
		s.scores[uint8(e>>24)] += int32(int16(e >> 48))
		other := (int(first) + 1) >> 8
		s.vectors[vectors], s.blocks[blocks] = place, place
		isBlock := 0
		if place>>24 != 0 {
			isBlock = other
		}
		vectors += other - isBlock
		blocks += isBlock
	}
	for _, at := range s.blocks[:blocks] {
		for n := at >> 24; n > 0; n-- {
			b := &c.blocks[at&(maxPlaces-1)]
			for _, x := range b {
				s.scores[x.class] += int32(x.weight)
			}
			at++
		}
	}
	if vectors > 0 {
		c.addVectors(s, s.vectors[:vectors])
	}
	best := 0
	scores := s.scores[:c.names]
	for i, v := range scores {
		if v > scores[best] {
			best = i
		}
	}
	return best
}

// addVectors adds the vectors at some places to the scores, and to each the same number for their bias.
func (c *classes) addVectors(s *sums, places []uint32) {
	for j := 0; j < c.stride; j += 4 {
		var a0, a1, a2, a3 uint64
		for _, p := range places {
			v := c.vectors[int(p)*c.stride+j:]
			a0 += v[0]
			a1 += v[1]
			a2 += v[2]
			a3 += v[3]
		}
		for i, a := range [4]uint64{a0, a1, a2, a3} {
			to := s.scores[(j+i)*4:][:4]
			to[0] += int32(uint16(a))
			to[1] += int32(uint16(a >> 16))
			to[2] += int32(uint16(a >> 32))
			to[3] += int32(uint16(a >> 48))
		}
	}
}

// noTag is the tag before the first word.
const noTag = 1 << 12

// tagKeys appends the features of word i. Tags of the words before it are given. (Ratnaparkhi 1996; Collins 2002; the tags
// that the next word may have, as in Stanford's tagger.)
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
		key(1, w.form, 0, 0),
		key(2, w.lower, 0, 0),
		key(3, w.suffix[0], 0, 0),
		key(4, w.suffix[1], 0, 0),
		key(5, w.suffix[2], 0, 0),
		key(6, w.suffix[3], w.shape&1, 0),
		key(7, w.prefix[0], w.shape, 0),
		key(8, w.prefix[1], 0, 0),
		key(9, w.prefix[2], 0, 0),
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
		key(34, w.cluster, w.shape, 0),
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
	sole    int16  // its only tag, where it is frequent and has no other; -1
}

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
		s.keys = tagKeys(s.keys[:0], words, s.tags, i, s.may)
		s.tags[i] = int32(m.tagger.best(&s.finder, &s.sums, s.keys))
	}
}
