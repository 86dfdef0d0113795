package lang

// The parser builds a projective tree from left to right by the arc-hybrid transitions (Kuhlmann, Gómez-Rodríguez and Satta
// 2011): shift the next word onto the stack, attach the stack's top to the next word (left), or to the word below it (right).
// Relations are named when an arc is drawn. An artificial root stands behind the last word, and takes exactly one.

// The transitions.
const (
	shift = iota
	left
	right
)

// moveValue packs the weights of a feature of the transitions for the table.
func moveValue(w [3]int16) uint64 {
	return uint64(uint16(w[0])) | uint64(uint16(w[1]))<<16 | uint64(uint16(w[2]))<<32
}

// state is a sentence that is being parsed. Slices are reused from sentence to sentence.
type state struct {
	words []traits // the root's traits stand last
	tags  []uint32
	n     int32 // words without the root
	stack []int32
	next  int32
	head  []int32
	rel   []int32
	kids  []children
}

// children is what the parser knows of a word's dependents: the outer two on each side, their number, and the set of their
// relations on each side as a sum of hashes.
type children struct {
	l1, l2, r1, r2 int32
	ln, rn         uint32
	lset, rset     uint32
}

// start begins a sentence. words and tags carry the root's at their end.
func (s *state) start(words []traits, tags []uint32) {
	s.words, s.tags, s.n, s.next = words, tags, int32(len(words)-1), 1
	s.stack = append(s.stack[:0], 0)
	s.head, s.rel, s.kids = s.head[:0], s.rel[:0], s.kids[:0]
	for range words {
		s.head = append(s.head, -1)
		s.rel = append(s.rel, -1)
		s.kids = append(s.kids, children{-1, -1, -1, -1, 0, 0, 0, 0})
	}
	if s.n == 0 {
		s.stack = s.stack[:0]
		s.next = 0
	}
}

// done reports whether every word has its head.
func (s *state) done() bool { return len(s.stack) == 0 && s.next == s.n }

// can reports whether a transition is allowed.
func (s *state) can(move int) bool {
	switch move {
	case shift:
		return s.next < s.n
	case left:
		return len(s.stack) > 0 && (s.next < s.n || len(s.stack) == 1)
	default:
		return len(s.stack) > 1
	}
}

// forced is the only transition that is allowed, -1 where there are several.
func (s *state) forced() int {
	only := -1
	for a := range 3 {
		if s.can(a) {
			if only >= 0 {
				return -1
			}
			only = a
		}
	}
	return only
}

// arc is the head and the dependent that a transition would join.
func (s *state) arc(move int) (head, dep int32) {
	top := len(s.stack) - 1
	if move == left {
		return s.next, s.stack[top]
	}
	return s.stack[top-1], s.stack[top]
}

// apply carries a transition out. rel is the arc's relation, ignored for shift.
func (s *state) apply(move int, rel int32) {
	if move == shift {
		s.stack = append(s.stack, s.next)
		s.next++
		return
	}
	h, d := s.arc(move)
	s.head[d], s.rel[d] = h, rel
	s.stack = s.stack[:len(s.stack)-1]
	k := &s.kids[h]
	mark := uint32(rel+1) * 0x9e3779b1
	if move == left {
		k.l1, k.l2 = d, k.l1
		k.ln++
		k.lset += mark
	} else {
		k.r1, k.r2 = d, k.r1
		k.rn++
		k.rset += mark
	}
	if move == left && len(s.stack) == 0 && s.next < s.n {
		s.stack = append(s.stack, s.next)
		s.next++
	}
}

// view is what the features read of one place: 0 stands for nobody.
type view struct {
	w, t, c, r uint32 // word, tag, cluster, relation to its head
}

func (s *state) see(i int32) view {
	if i < 0 || i > s.n {
		return view{}
	}
	return view{s.words[i].lower, s.tags[i] + 1, s.words[i].cluster, uint32(s.rel[i] + 1)}
}

// distance is a class of distances.
func distance(d int32) uint32 {
	switch {
	case d < 5:
		return uint32(d)
	case d < 8:
		return 5
	case d < 12:
		return 6
	default:
		return 7
	}
}

func few(n uint32) uint32 { return min(n, 4) }

// moveKeys appends the features of the next transition. (Zhang and Nivre 2011, carried over to the arc-hybrid.)
func (s *state) moveKeys(keys []uint32) []uint32 {
	at := func(back int) int32 {
		if k := len(s.stack) - back; k >= 0 {
			return s.stack[k]
		}
		return -1
	}
	i0, i1, i2 := at(1), at(2), at(3)
	s0, s1, s2 := s.see(i0), s.see(i1), s.see(i2)
	b0, b1, b2 := s.see(s.next), s.see(s.next+1), s.see(s.next+2)
	b3 := s.see(s.next + 3)
	k0, k1, kb := noChildren, noChildren, s.kids[s.next]
	if i0 >= 0 {
		k0 = s.kids[i0]
	}
	if i1 >= 0 {
		k1 = s.kids[i1]
	}
	s0l, s0r, s0l2, s0r2 := s.see(k0.l1), s.see(k0.r1), s.see(k0.l2), s.see(k0.r2)
	s1l, s1r, s1r2 := s.see(k1.l1), s.see(k1.r1), s.see(k1.r2)
	b0l, b0l2 := s.see(kb.l1), s.see(kb.l2)
	d, d1 := uint32(0), uint32(0)
	if i0 >= 0 {
		d = distance(s.next - i0)
	}
	if i1 >= 0 {
		d1 = distance(i0 - i1)
	}
	return append(keys,
		key(1, s0.w, s0.t, 0), key(2, s0.w, 0, 0), key(3, s0.t, s1.t, 0),
		key(4, s1.w, s1.t, 0), key(5, s1.w, 0, 0), key(6, s2.t, s2.w, 0),
		key(7, b0.w, b0.t, 0), key(8, b0.w, 0, 0), key(9, b0.t, 0, 0),
		key(10, b1.w, b1.t, 0), key(11, b1.w, 0, 0), key(12, b2.w, b2.t, 0),
		key(13, b2.t, b3.t, b1.t),
		key(14, s0.w, b0.w, s0.t), key(15, s0.w, s0.t, b0.t), key(16, s0.t, b0.w, b0.t),
		key(17, s0.w, b0.w, 0), key(18, s0.t, b0.t, 0), key(19, b0.t, b1.t, s0.t),
		key(20, s1.w, s0.w, 0), key(21, s1.w, s1.t, s0.t), key(22, s1.t, s0.w, s0.t),
		key(23, s1.t, s0.t, b0.t), key(24, s2.t, s1.t, s0.t), key(25, b0.t, b1.t, b2.t),
		key(26, s0.w, b0.t, b1.t), key(27, s1.t, s0.w, b0.t), key(28, s1.t, s0.t, b0.w),
		key(29, s1.w, s0.t, b0.t), key(30, s0.t, b0.w, b1.t), key(31, s1.w, b0.w, s0.t),
		key(32, s0.t, b0.t, s0l.t), key(33, s0.t, b0.t, s0r.t), key(34, s0.t, b0.t, b0l.t),
		key(35, s1.t, s0.t, s0l.t), key(36, s1.t, s0.t, s0r.t), key(37, s1.t, s0.t, s1r.t),
		key(38, s1.t, s0.t, s1l.t), key(39, s1.t, s0.w, s1r.r), key(40, s0.w, s0l.w, b0.t),
		key(41, s0.w, d, b0.t), key(42, s0.t, d, b0.t), key(43, b0.w, d, s0.t),
		key(44, s1.t, s0.t, d1), key(45, s1.w, s0.t, d1), key(46, s1.t, s0.w, d1),
		key(47, s0.w, few(k0.ln), few(k0.rn)), key(48, s0.t, few(k0.ln)*8+few(k0.rn), b0.t),
		key(49, b0.w, few(kb.ln), s0.t), key(50, s1.w, few(k1.rn), s0.t), key(51, s1.t, few(k1.rn), s0.t),
		key(52, s0.w, k0.lset, b0.t), key(53, s0.t, k0.lset, b0.t), key(54, s0.w, k0.rset, b0.t),
		key(55, s0.t, k0.rset, b0.t), key(56, s0.t, k0.lset, s1.t), key(57, s1.w, k1.rset, s0.t),
		key(58, s1.t, k1.rset, s0.t), key(59, b0.t, kb.lset, s0.t), key(60, b0.w, kb.lset, s0.t),
		key(61, s0.t, s0l.r, s0l.w), key(62, s0.t, s0r.r, s0r.w), key(63, b0.t, b0l.r, b0l.w),
		key(64, s1.t, s1r.r, s1r.w), key(65, s0.t, s0l.t, s0l2.t), key(66, s0.t, s0r.t, s0r2.t),
		key(67, b0.t, b0l.t, b0l2.t), key(68, s1.t, s1r.t, s1r2.t),
		key(69, s0.c, b0.c, d), key(70, s0.c, b0.t, 0), key(71, s0.t, b0.c, 0), key(72, s1.c, s0.c, d1),
		key(73, s1.c, s0.c, b0.t), key(74, s1.t, s0.c, b0.t), key(75, s0.c, b0.c, b1.t), key(76, s0.w, s0r.w, b0.w),
		key(77, s1.w, s1r.w, s0.w), key(78, s1.w, s0.w, b0.w), key(79, s1.t, b0.t, b1.t), key(80, s0.w, b1.w, b0.t),
	)
}

var noChildren = children{l1: -1, l2: -1, r1: -1, r2: -1}

// relKeys appends the features of the relation from h to d, which a transition is about to join.
func (s *state) relKeys(keys []uint32, h, d int32) []uint32 {
	H, D := s.see(h), s.see(d)
	hp, hn, dp, dn := s.see(h-1), s.see(h+1), s.see(d-1), s.see(d+1)
	kd, kh := s.kids[d], s.kids[h]
	dl, dr, dl2 := s.see(kd.l1), s.see(kd.r1), s.see(kd.l2)
	hl, hr := s.see(kh.l1), s.see(kh.r1)
	side, gap := uint32(0), d-h
	if h > d {
		side, gap = 1, h-d
	}
	dist := distance(gap)*2 + side
	return append(keys,
		key(101, H.w, D.w, side), key(102, H.w, D.t, side), key(103, H.t, D.w, side), key(104, H.t, D.t, dist),
		key(105, D.w, side, 0), key(106, D.t, side, 0), key(107, H.w, side, 0), key(108, H.t, side, 0),
		key(109, D.w, D.t, H.t), key(110, H.w, H.t, D.t), key(111, D.t, dp.t, dn.t), key(112, D.w, dp.t, side),
		key(113, D.w, dn.t, side), key(114, H.t, hp.t, D.t), key(115, H.t, hn.t, D.t), key(116, D.t, dp.w, H.t),
		key(117, D.t, dn.w, H.t), key(118, D.t, dl.w, H.t), key(119, D.w, dl.w, side), key(120, H.w, dl.w, side),
		key(121, D.t, kd.lset, side), key(122, D.w, kd.lset, H.t), key(123, D.t, kd.rset, H.t), key(124, D.t, dl.r, dl.t),
		key(125, D.t, dr.w, H.t), key(126, H.t, kh.lset, D.t*2+side), key(127, H.w, kh.rset, D.t*2+side),
		key(128, H.t, kh.rset, D.t*2+side), key(129, H.w, kh.lset, D.t*2+side), key(130, H.t, hl.w, D.t),
		key(131, H.t, hr.r, D.t*2+side), key(132, H.c, D.c, side), key(133, H.c, D.t, side), key(134, H.t, D.c, side),
		key(135, D.t, dl.w, dl2.w), key(136, H.t, D.w, dist), key(137, H.w, D.t, dist), key(138, H.c, dl.w, D.t),
		key(139, H.w, D.c, dl.w),
	)
}
