package extract

import "github.com/whosaid/whosaid/loader/lang"

// attributor is the trained model of attribution: log-linear models in a cascade, over the trees. The gate says, before there is
// a tree, in which sentences one is worth its time. A word is a cue's head or not; then the cue's extent, the source and the
// content are chosen among candidates, and whether the content goes on in the next quotation. It is read-only and safe for
// concurrent use.
type attributor struct {
	gate, head, extent, source, content, more *ranker
	threshold                                 float32 // of a cue's log-odds
	level                                     float32 // of the gate's, under which a word is no cue whatever the tree is
}

// features collects the keys of one candidate.
type features struct {
	keys []uint32
	base uint32 // of the templates, so that the models' features differ
}

func (f *features) add(template, a, b, c uint32) {
	f.keys = append(f.keys, lang.Feature(f.base+template, a, b, c))
}

// near is a class of distances, with its sign.
func near(d int) uint32 {
	s := uint32(0)
	if d < 0 {
		s, d = 16, -d
	}
	switch {
	case d <= 4:
		return s + uint32(d)
	case d <= 6:
		return s + 5
	case d <= 9:
		return s + 6
	case d <= 15:
		return s + 7
	case d <= 25:
		return s + 8
	default:
		return s + 9
	}
}

// edge stands for what lies beyond the sentence.
var edge = node{word: 3, lemma: 3, xpos: 3, upos: 3, rel: 3, full: 3}

func (c *clause) at(i int) *node {
	if i < 0 || i >= len(c.nodes) {
		return &edge
	}
	return &c.nodes[i]
}

// mayCue reports whether a word can be the head of a cue.
func (c *clause) mayCue(i int) bool {
	switch n := &c.nodes[i]; n.pos {
	case "VERB", "NOUN", "ADJ", "ADP", "ADV", "AUX", "SCONJ":
		return true
	case "PUNCT":
		return n.text == ":" || n.text == "-" || n.text == "--" || n.text == "—" || n.text == "–" || n.text == "―"
	case "PROPN", "INTJ", "X":
		return true
	}
	return false
}

// governed are the relations of a word's dependents that tell what it governs.
var governed = map[string]bool{"ccomp": true, "xcomp": true, "obj": true, "obl": true, "nsubj": true, "mark": true, "aux": true,
	"advcl": true, "parataxis": true, "acl": true, "csubj": true, "conj": true, "cop": true, "iobj": true, "nmod": true, "compound": true, "expl": true}

// promising reports whether some word of a sentence may be a cue, as far as the words tell.
func (m *attributor) promising(r *reader, c *clause, f *features) bool {
	for i := range c.nodes {
		if !c.mayCue(i) {
			continue
		}
		f.keys, f.base = f.keys[:0], 6000
		c.wordFeatures(f, r, i)
		if m.gate.score(f.keys) >= m.level {
			return true
		}
	}
	return false
}

// byRule is what the rules say of a cue at word i.
func (r *reader) byRule(n *node) uint32 {
	k := r.ruleAt[n.token]
	if k == 0 {
		return 0
	}
	rule := uint32(1)
	a := &r.out.Attributions[k-1]
	if a.Statement {
		rule = 2
	}
	if a.Outer >= 0 {
		rule += 2
	}
	return rule
}

// wordFeatures are those of word i as a cue's head that need no tree.
func (c *clause) wordFeatures(f *features, r *reader, i int) {
	n := &c.nodes[i]
	p, q, x, y := c.at(i-1), c.at(i-2), c.at(i+1), c.at(i+2)
	quoted := uint32(0)
	if n.quoted {
		quoted = 1
	}
	rule := r.byRule(n)
	f.add(1, n.lemma, 0, 0)
	f.add(2, n.lemma, n.xpos, 0)
	f.add(3, n.cluster, 0, 0)
	f.add(4, n.xpos, c.quotes, quoted)
	f.add(9, rule, 0, 0)
	f.add(10, rule, n.lemma, 0)
	f.add(12, quoted, n.lemma, 0)
	f.add(13, p.word, n.lemma, 0)
	f.add(14, x.word, n.lemma, 0)
	f.add(15, p.word, n.xpos, 0)
	f.add(16, x.word, n.xpos, 0)
	f.add(17, x.word, n.cluster, 0)
	f.add(18, p.xpos, x.xpos, n.xpos)
	f.add(19, x.word, y.word, n.xpos)
	f.add(20, q.word, p.word, n.xpos)
	f.add(21, x.xpos, y.xpos, n.cluster)
	f.add(22, p.word, n.cluster, 0)
	f.add(23, n.cluster, n.xpos, x.xpos)
	f.add(24, n.cluster, p.xpos, quoted)
	f.add(25, n.lemma, p.xpos, x.xpos)
	f.add(42, c.quotes, n.cluster, quoted)
	f.add(47, c.before, n.cluster, quoted)
}

// headFeatures are those of word i as a cue's head, with what the tree tells.
func (c *clause) headFeatures(f *features, r *reader, i int) {
	n := &c.nodes[i]
	h := c.at(n.head)
	p, x := c.at(i-1), c.at(i+1)
	quoted := uint32(0)
	if n.quoted {
		quoted = 1
	}
	c.wordFeatures(f, r, i)
	f.add(104, n.xpos, n.rel, 0)
	f.add(105, n.lemma, n.full, 0)
	f.add(106, h.lemma, n.rel, 0)
	f.add(107, h.lemma, n.lemma, n.rel)
	f.add(108, n.cluster, h.cluster, n.rel)
	f.add(111, quoted, n.xpos, 0)
	set, subject := uint32(0), uint32(0)
	for _, k := range n.kids {
		d := &c.nodes[k]
		side := uint32(0)
		if k < i {
			side = 1
		}
		if !governed[d.relation] {
			if d.relation == "case" || d.relation == "advmod" || d.relation == "cc" {
				f.add(138, n.lemma, d.word, d.rel)
			}
			continue
		}
		set += d.full*2 + side
		f.add(123, n.lemma, d.full, side)
		f.add(124, n.cluster, d.full, side)
		f.add(125, n.xpos, d.full, d.xpos)
		switch d.relation {
		case "nsubj":
			subject = d.name*31 + d.xpos
			f.add(126, n.lemma, d.lemma, 1)
			f.add(127, n.cluster, d.cluster, 1)
			f.add(128, d.lemma, d.full, quoted)
			f.add(129, n.cluster, subject, quoted)
			f.add(130, n.lemma, subject, 0)
			f.add(148, d.cluster, n.xpos, 0)
		case "ccomp", "xcomp", "obl", "obj", "advcl", "acl", "nmod":
			mark := uint32(0)
			for _, g := range d.kids {
				if e := &c.nodes[g]; e.relation == "mark" || e.relation == "case" {
					mark = e.word
					break
				}
			}
			f.add(131, n.lemma, d.rel, mark)
			f.add(132, n.cluster, d.rel, mark)
			f.add(133, n.lemma, d.rel, d.xpos)
			f.add(134, n.lemma, d.lemma, d.rel)
			f.add(149, n.cluster, d.cluster, d.rel)
		}
	}
	f.add(135, n.lemma, set, 0)
	f.add(136, n.cluster, set, 0)
	f.add(137, n.xpos, set, subject)
	first := uint32(0)
	if i == 0 {
		first = 1
	}
	f.add(139, n.lemma, first, near(i-len(c.nodes)))
	marks := uint32(0)
	for j := max(0, i-3); j < min(len(c.nodes), i+4); j++ {
		if t := r.doc.Tokens[c.nodes[j].token].Kind; t == lang.Open || t == lang.Close {
			marks = marks*4 + uint32(t) + near(j-i)*16
		}
	}
	f.add(140, marks, n.xpos, 0)
	f.add(141, marks, n.cluster, 0)
	f.add(143, c.quotes, n.lemma, 0)
	f.add(144, h.xpos, n.rel, n.xpos)
	f.add(145, h.xpos, n.rel, c.at(h.head).lemma)
	f.add(146, n.cluster, n.full, 0)
	f.add(150, c.before, n.xpos, subject)
	f.add(151, n.word, p.xpos, 0)
	f.add(152, n.word, x.xpos, 0)
	if c.of.Heading {
		f.add(153, n.xpos, n.rel, 0)
		f.add(154, n.lemma, 0, 0)
		f.add(155, uint32(min(i, 4)), n.lemma, near(i-len(c.nodes)))
	}
}

// span is words [first, last) of a sentence.
type span struct{ first, last int }

func (s span) has(i int) bool { return s.first <= i && i < s.last }

// extents are the cues that the head i may have.
func (c *clause) extents(i int) []span {
	var out []span
	for a := i; a >= 0 && a > i-6; a-- {
		for b := i + 1; b <= len(c.nodes) && b < i+7; b++ {
			out = append(out, span{a, b})
		}
	}
	return out
}

func (c *clause) extentFeatures(f *features, i int, s span) {
	n := &c.nodes[i]
	first, last, p, x := c.at(s.first), c.at(s.last-1), c.at(s.first-1), c.at(s.last)
	f.add(1, near(i-s.first), near(s.last-1-i), 0)
	f.add(2, n.lemma, near(i-s.first), near(s.last-1-i))
	f.add(3, n.xpos, near(i-s.first), near(s.last-1-i))
	f.add(4, first.word, near(i-s.first), 0)
	f.add(5, last.word, near(s.last-1-i), 0)
	f.add(6, first.xpos, p.xpos, c.tie(s.first, i))
	f.add(7, last.xpos, x.xpos, c.tie(s.last-1, i))
	f.add(8, p.word, c.tie(s.first-1, i), n.xpos)
	f.add(9, x.word, c.tie(s.last, i), n.xpos)
	f.add(10, x.word, n.lemma, near(s.last-1-i))
	f.add(11, p.word, n.lemma, near(i-s.first))
	f.add(12, p.xpos, c.tie(s.first-1, i), c.tie(s.first, i))
	f.add(13, x.xpos, c.tie(s.last, i), c.tie(s.last-1, i))
	f.add(14, p.word, first.word, 0)
	f.add(15, last.word, x.word, 0)
	for k := s.first; k < s.last; k++ {
		if k == i {
			continue
		}
		d := &c.nodes[k]
		t := c.tie(k, i)
		side := uint32(0)
		if k > i {
			side = 1
		}
		f.add(16, t, side, n.xpos)
		f.add(17, d.lemma, t, n.lemma)
		f.add(18, d.word, t, side)
		f.add(19, d.xpos, t, n.xpos)
		f.add(20, n.lemma, t, d.xpos)
		f.add(21, d.cluster, n.cluster, t)
	}
}

// tie is how word k hangs together with word i: a dependent by which relation, its head, a sibling, or neither.
func (c *clause) tie(k, i int) uint32 {
	if k < 0 || k >= len(c.nodes) {
		return 1
	}
	a, b := &c.nodes[k], &c.nodes[i]
	switch {
	case k == i:
		return 2
	case a.head == i:
		return a.full
	case b.head == k:
		return b.full + 1
	case a.head >= 0 && a.head == b.head:
		return a.full*3 + b.rel*5
	case a.head >= 0 && c.nodes[a.head].head == i:
		return a.full*7 + c.nodes[a.head].full*11
	}
	return 4
}
