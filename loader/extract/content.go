package extract

import (
	"slices"

	"github.com/whosaid/whosaid/loader/lang"
)

// passage is a candidate for a content: one part, or two where the cue stands inside.
type passage struct {
	parts []span
	hull  span
	start uint32 // why it may start and end there
	end   uint32
}

// border is a place where a content may start or end, with the reason.
type border struct {
	at  int
	why uint32
}

const mostBorders = 18

// cueClause is the words around the cue and its source that stand inside a content: out to the commas or the marks around
// them.
func (c *clause) cueClause(r *reader, i int, cue span, src span) span {
	s := cue
	if src.last > src.first && src.first-cue.last < 12 && cue.first-src.last < 12 {
		s = span{min(s.first, src.first), max(s.last, src.last)}
	}
	stop := func(k int) bool {
		n := &c.nodes[k]
		kind := r.doc.Tokens[n.token].Kind
		return n.text == "," || kind == lang.Open || kind == lang.Close || n.text == "--" || n.text == "—" || n.text == ";" || n.text == "-" || n.text == "–"
	}
	for n := 0; s.first > 0 && n < 12 && !stop(s.first-1); n++ {
		s.first--
	}
	for n := 0; s.last < len(c.nodes) && n < 25 && !stop(s.last) && c.nodes[s.last].text != "."; n++ {
		s.last++
	}
	return s
}

// borders are where a content of the cue at i may start and end.
func (c *clause) borders(r *reader, i int, cue, src span) (starts, ends []border) {
	n := len(c.nodes)
	addStart := func(k int, why uint32) {
		for k < n && (c.nodes[k].text == "," || c.nodes[k].text == ";") {
			k++
		}
		if k < 0 || k >= n || cue.has(k) {
			return
		}
		for _, b := range starts {
			if b.at == k {
				return
			}
		}
		starts = append(starts, border{k, why})
	}
	addEnd := func(k int, why uint32) {
		for k > 0 && (c.nodes[k-1].text == "," || c.nodes[k-1].text == ";") {
			k--
		}
		if k <= 0 || k > n || k > cue.first && k <= cue.last && k != cue.first {
			return
		}
		for _, b := range ends {
			if b.at == k {
				return
			}
		}
		ends = append(ends, border{k, why})
	}
	h := &c.nodes[i]
	for _, k := range h.kids {
		d := &c.nodes[k]
		switch d.relation {
		case "ccomp", "xcomp", "obj", "advcl", "acl", "parataxis", "obl", "nmod", "csubj", "nsubj", "dep", "conj", "iobj", "amod":
			addStart(d.first, d.rel)
			addEnd(d.last, d.rel)
			for _, g := range d.kids {
				if e := &c.nodes[g]; e.relation == "mark" {
					addStart(g, hash("mark"))
				}
			}
		}
	}
	addStart(cue.last, hash("after cue"))
	if src.last > src.first {
		addStart(src.last, hash("after source"))
		addEnd(src.first, hash("before source"))
	}
	addEnd(cue.first, hash("before cue"))
	addStart(0, hash("first"))
	last := n
	if n > 0 && (c.nodes[n-1].text == "." || c.nodes[n-1].text == ":" || c.nodes[n-1].text == ";") {
		addEnd(n-1, hash("final point"))
		last = n - 1
	} else {
		addEnd(n, hash("end"))
	}
	if n >= 2 && r.doc.Tokens[c.nodes[n-1].token].Kind == lang.Close {
		addEnd(n, hash("closing mark"))
	}
	if h.head >= 0 && (h.relation == "parataxis" || h.relation == "acl" || h.relation == "nmod" || h.relation == "obl" || h.relation == "advcl" || h.relation == "ccomp" || h.relation == "case" || h.relation == "nsubj" || h.relation == "xcomp") {
		p := &c.nodes[h.head]
		addStart(p.first, hash("parent"))
		addEnd(p.last, hash("parent"))
	}
	addEnd(h.last, hash("under cue"))
	addStart(h.first, hash("under cue"))
	// Marks and commas, the nearest to the cue first.
	order := make([]int, 0, n)
	for d := 1; d < n; d++ {
		if cue.last-1+d < n {
			order = append(order, cue.last-1+d)
		}
		if cue.first-d >= 0 {
			order = append(order, cue.first-d)
		}
	}
	for _, k := range order {
		x := &c.nodes[k]
		kind := r.doc.Tokens[x.token].Kind
		switch {
		case kind == lang.Open:
			addStart(k, hash("open"))
			if len(ends) < mostBorders {
				addEnd(k, hash("before open"))
			}
		case kind == lang.Close:
			addEnd(k+1, hash("close"))
			if len(starts) < mostBorders && k+1 < last {
				addStart(k+1, hash("behind close"))
			}
		case x.text == "that" || x.text == "to" && x.pos == "PART" || x.text == "how" || x.text == "whether" || x.text == "what" || x.text == "why" || x.text == "if":
			if len(starts) < mostBorders {
				addStart(k, x.word)
			}
		case x.text == "," || x.text == ";" || x.text == "--" || x.text == "—" || x.text == "–" || x.text == "-" && k > 0 && r.doc.Tokens[x.token].Space || x.text == ":":
			if len(starts) < mostBorders && k+1 < last {
				addStart(k+1, x.word)
			}
			if len(ends) < mostBorders {
				addEnd(k, x.word)
			}
		case x.relation == "cc" && x.head >= 0 && c.nodes[x.head].pos == "VERB":
			if len(ends) < mostBorders {
				addEnd(k, hash("and"))
			}
		}
	}
	if len(starts) > mostBorders {
		starts = starts[:mostBorders]
	}
	if len(ends) > mostBorders {
		ends = ends[:mostBorders]
	}
	return starts, ends
}

// passages are the contents that the cue may have. given are parts found by rule.
func (c *clause) passages(r *reader, i int, cue, src span, given []span) []passage {
	starts, ends := c.borders(r, i, cue, src)
	inner := c.cueClause(r, i, cue, src)
	var out []passage
	add := func(a, b border) {
		if a.at >= b.at {
			return
		}
		p := passage{hull: span{a.at, b.at}, start: a.why, end: b.why}
		if b.at <= cue.first || a.at >= cue.last {
			p.parts = []span{{a.at, b.at}}
		} else {
			if a.at >= inner.first || b.at <= inner.last && inner.last < len(c.nodes) {
				if a.at >= inner.first && a.at < cue.first { // starts inside the cue's own clause
					return
				}
			}
			left, right := span{a.at, min(inner.first, b.at)}, span{max(inner.last, a.at), b.at}
			for left.last > left.first && (c.nodes[left.last-1].text == "," || c.nodes[left.last-1].text == "—" || c.nodes[left.last-1].text == "--") {
				left.last--
			}
			for right.first < right.last && (c.nodes[right.first].text == "," || c.nodes[right.first].text == "—" || c.nodes[right.first].text == "--" || c.nodes[right.first].text == ".") {
				right.first++
			}
			if left.first >= left.last || right.first >= right.last {
				return
			}
			p.parts = []span{left, right}
		}
		out = append(out, p)
	}
	for _, a := range starts {
		for _, b := range ends {
			add(a, b)
		}
	}
	if _, ok := r.following(c.index); ok && (c.at(len(c.nodes)-1).text == ":" || len(c.nodes)-cue.last < 12) {
		out = append(out, passage{start: hash("next"), end: hash("next")})
	}
	if len(given) > 0 {
		p := passage{hull: span{given[0].first, given[len(given)-1].last}, parts: given, start: hash("rule"), end: hash("rule")}
		found := false
		for k := range out {
			if slices.Equal(out[k].parts, given) {
				found = true
			}
		}
		if !found {
			out = append(out, p)
		}
	}
	return out
}

func (c *clause) passageFeatures(f *features, r *reader, i int, cue, src span, p *passage, given []span) {
	n := &c.nodes[i]
	if len(p.parts) == 0 { // in the next sentence
		tail := near(len(c.nodes) - cue.last)
		f.add(51, c.at(len(c.nodes)-1).word, tail, 0)
		f.add(52, n.lemma, c.at(len(c.nodes)-1).word, 0)
		f.add(53, c.quotes, tail, 0)
		f.add(54, n.lemma, tail, 0)
		f.add(55, uint32(min(len(given), 1)), tail, 0)
		return
	}
	first, last := p.parts[0].first, p.parts[len(p.parts)-1].last
	a, b, pa, xb := c.at(first), c.at(last-1), c.at(first-1), c.at(last)
	var side uint32 // before, after, around
	switch {
	case last <= cue.first:
		side = 1
	case first >= cue.last:
		side = 2
	default:
		side = 3
	}
	dist := near(first - cue.last)
	if side == 1 {
		dist = near(last - cue.first)
	}
	f.add(1, n.lemma, side, 0)
	f.add(2, n.lemma, p.start, side)
	f.add(3, n.xpos, p.start, side)
	f.add(4, n.cluster, p.start, side)
	f.add(5, n.lemma, p.end, side)
	f.add(6, n.xpos, p.end, side)
	f.add(7, p.start, p.end, side)
	f.add(8, n.lemma, a.word, side)
	f.add(9, a.word, pa.word, side)
	f.add(10, b.word, xb.word, side)
	f.add(11, a.xpos, pa.xpos, side)
	f.add(12, b.xpos, xb.xpos, side)
	f.add(13, dist, side, n.xpos)
	f.add(14, dist, n.lemma, side)
	f.add(15, near(len(c.nodes)-last), side, 0)
	f.add(16, near(first), side, 0)
	f.add(17, n.lemma, n.full, side)
	f.add(18, n.full, side, c.quotes)
	exact, root := uint32(0), -1
	for _, part := range p.parts[:1] {
		for k := part.first; k < part.last; k++ {
			if h := c.nodes[k].head; h < part.first || h >= part.last {
				if root >= 0 && c.nodes[k].pos != "PUNCT" {
					exact = 2 // more than one phrase
				}
				if root < 0 || c.nodes[root].pos == "PUNCT" {
					root = k
				}
			}
		}
	}
	if root >= 0 {
		d := &c.nodes[root]
		if exact == 0 && d.first == p.parts[0].first && d.last == p.parts[0].last {
			exact = 1
		}
		t := c.tie(root, i)
		f.add(19, exact, t, side)
		f.add(20, exact, n.lemma, t)
		f.add(21, n.cluster, t, side)
		f.add(22, n.xpos, t, d.xpos)
		f.add(23, n.lemma, d.xpos, side)
		f.add(24, t, a.word, n.xpos)
		f.add(25, n.lemma, t, a.word)
		f.add(26, exact, t, n.xpos)
	}
	opens, closes, verbs, commas := 0, 0, 0, 0
	for _, part := range p.parts {
		for k := part.first; k < part.last; k++ {
			x := &c.nodes[k]
			switch kind := r.doc.Tokens[x.token].Kind; {
			case kind == lang.Open:
				opens++
			case kind == lang.Close:
				closes++
			}
			if x.pos == "VERB" || x.pos == "AUX" {
				verbs++
			}
			if x.text == "," {
				commas++
			}
		}
	}
	balance := uint32(min(opens, 3)*4 + min(closes, 3))
	startsOpen, endsClose := uint32(0), uint32(0)
	if r.doc.Tokens[a.token].Kind == lang.Open {
		startsOpen = 1
	}
	if r.doc.Tokens[b.token].Kind == lang.Close {
		endsClose = 1
	}
	left, right := uint32(0), uint32(0) // marks just outside
	if first > 0 {
		left = uint32(r.doc.Tokens[pa.token].Kind)
	}
	if last < len(c.nodes) {
		right = uint32(r.doc.Tokens[xb.token].Kind)
	}
	f.add(27, balance, startsOpen*2+endsClose, side)
	f.add(28, balance, n.lemma, 0)
	f.add(29, balance, c.quotes, side)
	f.add(30, left, right, startsOpen*2+endsClose)
	f.add(31, uint32(min(verbs, 4)), n.lemma, side)
	f.add(32, uint32(min(verbs, 4)), near(last-first), side)
	f.add(33, uint32(min(commas, 4)), side, p.end)
	f.add(34, near(last-first), n.xpos, side)
	f.add(35, near(last-first), n.lemma, side)
	same := uint32(0)
	if len(given) > 0 {
		same = 3
		if slices.Equal(given, p.parts) {
			same = 1
		} else if given[0].first == first || given[len(given)-1].last == last {
			same = 2
		}
	}
	f.add(36, same, 0, 0)
	f.add(37, same, n.lemma, 0)
	f.add(38, same, side, n.xpos)
	hasSrc := uint32(0)
	if src.last > src.first {
		hasSrc = 1
		if first < src.last && src.first < last {
			hasSrc = 2
			for _, part := range p.parts {
				if part.first < src.last && src.first < part.last {
					hasSrc = 3
				}
			}
		}
		f.add(40, near(first-src.last), side, p.start)
		f.add(41, near(src.first-last), side, p.end)
	}
	f.add(39, hasSrc, side, uint32(len(p.parts)))
	f.add(42, xb.word, n.lemma, side)
	f.add(43, xb.word, xb.rel, c.tie(last, i))
	f.add(44, xb.xpos, c.at(last+1).xpos, side)
	f.add(45, c.at(last+1).word, xb.word, side)
	f.add(46, uint32(len(p.parts)), n.lemma, side)
	f.add(47, n.cluster, side, p.end)
	f.add(48, a.word, n.cluster, side)
	f.add(49, a.rel, pa.rel, side)
	f.add(50, p.start, dist, n.xpos)
}
