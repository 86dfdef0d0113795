package lang

import "slices"

// Model is trained weights. It is read-only and safe for concurrent use.
type Model struct {
	tags  []Tag
	rels  []string
	words *table // of lexemes
	// What needs no model: the tags of words in some company, the relations of some arcs.
	tagHabits, arcHabits habits

	tagger *classes
	moves  *table   // of weights
	namer  *classes // of relations
	only   []int32  // the relation that words of a tag have, whatever their head; -1 where they have several
}

// restrict fills only: marks of punctuation are punct.
func (m *Model) restrict() {
	m.only = make([]int32, len(m.tags))
	for i, t := range m.tags {
		m.only[i] = -1
		if t.UPOS == "PUNCT" && t.XPOS != "NFP" {
			m.only[i] = int32(slices.Index(m.rels, "punct"))
		}
	}
}

// Tag is a part of speech: universal, and of the Penn Treebank.
type Tag struct{ UPOS, XPOS string }

// root stands behind the last word of each sentence.
var root = traits{form: 2, lower: 2, shape: 1 << 13}

// scratch is what one worker needs to read sentences, reused from one to the next.
type scratch struct {
	buf    []byte
	words  []traits
	may    []uint32
	tags   []int32
	keys   []uint32
	sums   sums
	ptags  []uint32
	state  state
	finder finder
}

// read tags and parses the words in s.words.
func (s *scratch) read(m *Model) {
	s.tag(m, s.words)
	s.parse(m)
}

// parse draws the tree over the tagged words.
func (s *scratch) parse(m *Model) {
	n := len(s.words)
	s.words = append(s.words, root)
	s.ptags = s.ptags[:0]
	for _, t := range s.tags {
		s.ptags = append(s.ptags, uint32(t))
	}
	s.ptags = append(s.ptags, noTag)
	st := &s.state
	st.start(s.words, s.ptags)
	for !st.done() {
		move := st.forced()
		if move < 0 {
			s.keys = st.moveKeys(s.keys[:0])
			var a, b, c int
			for _, e := range m.moves.find(&s.finder, s.keys) {
				a += int(int16(e >> 16))
				b += int(int16(e >> 32))
				c += int(int16(e >> 48))
			}
			sum := [3]int{a, b, c}
			for a, v := range sum {
				if st.can(a) && (move < 0 || v > sum[move]) {
					move = a
				}
			}
		}
		rel := int32(0)
		if move != shift {
			h, d := st.arc(move)
			rel = m.only[s.ptags[d]]
			if rel < 0 {
				k := arcHabitKeys(s.ptags[h], s.ptags[d], s.words[d].lower, h > d)
				rel = m.arcHabits.first(k[:]...)
			}
			if rel < 0 {
				s.keys = st.relKeys(s.keys[:0], h, d)
				rel = int32(m.namer.best(&s.finder, &s.sums, s.keys))
			}
		}
		st.apply(move, rel)
	}
	s.words = s.words[:n]
}
