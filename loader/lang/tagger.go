package lang

// A tag is a pair of a universal and an English part of speech (UPOS, XPOS), by its place in Model.tags.

// classes scores many classes at once: each feature has a short list of classes and weights.
type classes struct {
	index *table[run]
	cells []cell
}

// run is a feature's part of the cells.
type run struct {
	at uint32
	n  uint16
}

// cell is one weight of one class.
type cell struct {
	class  int16
	weight int16
}

// score sets the scores to the sum of the features' weights.
func (c *classes) score(f *finder[run], scores []int32, keys []uint32) {
	clear(scores)
	runs := c.index.find(f, keys)
	var touch int16
	for _, r := range runs {
		touch ^= c.cells[r.at].class
	}
	f.sink = uint32(touch)
	for _, r := range runs {
		for _, w := range c.cells[r.at : r.at+uint32(r.n)] {
			scores[w.class] += int32(w.weight)
		}
	}
}

// best is the class of the highest score, the first among equals.
func best(scores []int32) int {
	b := 0
	for i, s := range scores {
		if s > scores[b] {
			b = i
		}
	}
	return b
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
	may     uint32 // stands for the set of its tags
	cluster uint16 // of words that stand in like company; 0 unknown
	sole    int16  // its only tag, where it is frequent and has no other; -1
}

// find is what is known of a word: by its form, else by its lower case.
func (m *Model) find(t *traits) lexeme {
	x := m.words.get(t.form)
	if t.lower == t.form && x != nil {
		return *x
	}
	y := m.words.get(t.lower)
	switch {
	case x == nil && y == nil:
		return lexeme{sole: -1}
	case x == nil:
		return lexeme{y.may, y.cluster, -1}
	case y == nil:
		return *x
	default:
		return lexeme{x.may, y.cluster, x.sole}
	}
}

// tag sets the tag of each word. scores has room for every class, keys and may are reused.
func (s *scratch) tag(m *Model, words []traits) {
	s.may, s.tags = s.may[:0], s.tags[:0]
	for i := range words {
		x := m.find(&words[i])
		if c := uint32(x.cluster); words[i].cluster != c { // shared by the folds of a training, which agree
			words[i].cluster = c
		}
		s.may = append(s.may, x.may)
		s.tags = append(s.tags, int32(x.sole))
	}
	for i := range words {
		if s.tags[i] >= 0 {
			continue
		}
		s.keys = tagKeys(s.keys[:0], words, s.tags, i, s.may)
		m.tagger.score(&s.runs, s.scores[:len(m.tags)], s.keys)
		s.tags[i] = int32(best(s.scores[:len(m.tags)]))
	}
}
