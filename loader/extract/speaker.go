package extract

import "github.com/whosaid/whosaid/loader/lang"

// path is the way from word i to word j over the tree: up and down, by relations, at most three steps each.
func (c *clause) path(i, j int) (h uint32, steps int) {
	var up []int
	for k, n := i, 0; k >= 0 && n < 5; k, n = c.nodes[k].head, n+1 {
		up = append(up, k)
	}
	down := uint32(0)
	for k, n := j, 0; k >= 0 && n < 5; k, n = c.nodes[k].head, n+1 {
		for u, a := range up {
			if a == k {
				for _, b := range up[:u] {
					down = down*31 + c.nodes[b].full + 17
				}
				return down, u + n
			}
		}
		down = down*37 + c.nodes[k].full
	}
	return 5, 9
}

// speaker is a candidate for a source: the words, and the head of the phrase; head is -1 for no source at all.
type speaker struct {
	span
	head int
	kind uint32 // how its extent was made
}

// speakers are the phrases that may be the source of the cue at i.
func (c *clause) speakers(r *reader, cue span, rule span) []speaker {
	out := []speaker{{head: -1}}
	seen := map[span]bool{}
	put := func(s span, head int, kind uint32) {
		if s.first >= s.last || s.first < cue.last && cue.first < s.last || seen[s] || s.last-s.first > 40 {
			return
		}
		seen[s] = true
		out = append(out, speaker{s, head, kind})
	}
	add := func(s span, head int, kind uint32) {
		for s.first < s.last && (c.nodes[s.first].pos == "PUNCT" && !(c.nodes[s.first].quoted) || c.nodes[s.first].relation == "cc" || c.nodes[s.first].relation == "case" && s.first < head || c.nodes[s.first].relation == "mark") {
			s.first++
		}
		for s.last > s.first && c.nodes[s.last-1].pos == "PUNCT" && !c.nodes[s.last-1].quoted && c.nodes[s.last-1].text != ")" {
			s.last--
		}
		put(s, head, kind)
		// The comma or the dash that closes an apposition belongs to it.
		if s.last < len(c.nodes) && s.last-s.first > 2 && closes(c.nodes[s.last].text) {
			for k := s.first + 1; k < s.last; k++ {
				if closes(c.nodes[k].text) {
					put(span{s.first, s.last + 1}, head, kind+16)
					break
				}
			}
		}
	}
	if rule.last > rule.first {
		head := rule.first
		for k := rule.first; k < rule.last; k++ {
			if h := c.nodes[k].head; h < rule.first || h >= rule.last {
				head = k
				break
			}
		}
		add(rule, head, 6)
	}
	for j := range c.nodes {
		n := &c.nodes[j]
		if cue.has(j) {
			continue
		}
		switch n.pos {
		case "NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM":
		default:
			continue
		}
		if n.pos == "DET" || n.pos == "ADJ" || n.pos == "NUM" {
			if n.relation != "nsubj" && n.relation != "obl" && n.relation != "root" {
				continue
			}
		}
		whole := span{n.first, n.last}
		// A subtree that holds the cue: only the words before the branch that leads to it.
		if whole.first < cue.last && cue.first < whole.last {
			if cue.first > j {
				whole.last = cue.first
				for _, k := range n.kids {
					if c.nodes[k].first > j && c.nodes[k].last > cue.first {
						whole.last = min(whole.last, c.nodes[k].first)
					}
				}
			} else {
				whole.first = cue.last
				for _, k := range n.kids {
					if k < j && c.nodes[k].last > cue.first && c.nodes[k].first < cue.last {
						whole.first = max(whole.first, c.nodes[k].last)
					}
				}
			}
			if !whole.has(j) {
				continue
			}
		}
		add(whole, j, 1)
		short, mid := whole, whole
		for _, k := range n.kids {
			d := &c.nodes[k]
			if k > j {
				switch d.relation {
				case "acl", "appos", "parataxis", "conj", "advcl", "punct", "cc":
					short.last = min(short.last, d.first)
					if d.relation != "appos" && d.relation != "punct" && !(d.relation == "conj" && d.pos != "VERB") && d.relation != "cc" {
						mid.last = min(mid.last, d.first)
					}
				case "nmod", "obl":
				}
			} else if d.relation == "advcl" || d.relation == "obl" || d.relation == "nsubj" || d.relation == "cop" {
				short.first, mid.first = max(short.first, d.last), max(mid.first, d.last)
			}
		}
		add(mid, j, 2)
		add(short, j, 3)
		tight := short
		for _, k := range n.kids {
			if d := &c.nodes[k]; k > j && (d.relation == "nmod" || d.relation == "obl") {
				tight.last = min(tight.last, d.first)
			}
		}
		add(tight, j, 4)
		if k := r.named[n.token]; k >= 0 {
			add(c.words(r.out.Mentions[k].Range), j, 5)
		}
		add(span{c.chunkStart(j), j + 1}, j, 7)
		if j < cue.first && cue.first-j < 30 && (n.relation == "nsubj" || n.relation == "root" || n.relation == "obl" || n.relation == "conj" || n.relation == "appos") {
			add(span{c.chunkStart(j), cue.first}, j, 8)
		}
		if j >= cue.last && j-cue.last < 12 {
			end := j + 1
			for end < len(c.nodes) && c.nodes[end].text != "," && c.nodes[end].text != "." && !c.mark(r, end) {
				end++
			}
			add(span{c.chunkStart(j), end}, j, 9)
		}
	}
	return out
}

// closes reports whether a mark can close an apposition.
func closes(mark string) bool { return mark == "," || mark == "--" || mark == "—" || mark == "–" }

// mark reports whether word i is a quotation mark.
func (c *clause) mark(r *reader, i int) bool {
	k := r.doc.Tokens[c.nodes[i].token].Kind
	return k == lang.Open || k == lang.Close
}

// chunkStart is where the noun phrase without what follows its head starts that word j is the head of, by parts of speech.
func (c *clause) chunkStart(j int) int {
	k := j
	for k > 0 {
		switch n := &c.nodes[k-1]; n.pos {
		case "DET", "ADJ", "NOUN", "PROPN", "NUM":
		case "PART":
			if n.text != "'s" && n.text != "'" {
				return k
			}
		case "PUNCT":
			if n.text != "-" && n.text != "/" {
				return k
			}
		case "PRON":
			if n.relation != "nmod" {
				return k
			}
		default:
			return k
		}
		k--
	}
	return k
}

func (c *clause) speakerFeatures(f *features, r *reader, i int, cue span, s speaker, rule span) {
	n := &c.nodes[i]
	if s.head < 0 {
		set := uint32(0)
		for _, k := range n.kids {
			if governed[c.nodes[k].relation] {
				set += c.nodes[k].full
				f.add(3, c.nodes[k].full, n.xpos, 0)
			}
		}
		none := uint32(0)
		if rule.last > rule.first {
			none = 1
		}
		f.add(1, n.lemma, 0, 0)
		f.add(2, set, n.xpos, 0)
		f.add(4, n.xpos, c.at(cue.first-1).xpos, c.at(cue.last).word)
		f.add(5, c.at(cue.first).word, n.lemma, 0)
		f.add(6, n.lemma, n.full, set)
		f.add(7, none, r.ruleAtWord(c, i), n.upos)
		return
	}
	d := &c.nodes[s.head]
	way, steps := c.path(i, s.head)
	var gap int
	if s.first >= cue.last {
		gap = s.first - cue.last + 1
	} else {
		gap = -(cue.first - s.last + 1)
	}
	between := uint32(0) // what stands between
	lo, hi := min(s.last, cue.last), max(s.first, cue.first)
	for k := lo; k < hi; k++ {
		switch x := &c.nodes[k]; {
		case x.pos == "VERB" || x.pos == "AUX":
			between |= 1
		case x.text == ",":
			between |= 2
		case x.pos == "PROPN" || x.pos == "PRON" || x.name != 0:
			between |= 4
		case r.doc.Tokens[x.token].Kind == lang.Open || r.doc.Tokens[x.token].Kind == lang.Close:
			between |= 8
		}
	}
	quoted := uint32(0)
	if d.quoted {
		quoted = 1
	}
	if n.quoted {
		quoted += 2
	}
	same := uint32(0)
	if s.span == rule {
		same = 1
	} else if rule.last > rule.first && s.first < rule.last && rule.first < s.last {
		same = 2
	} else if rule.last > rule.first {
		same = 3
	}
	kind := s.kind
	p, x := c.at(s.first-1), c.at(s.last)
	f.add(11, way, n.lemma, 0)
	f.add(12, way, n.xpos, d.xpos)
	f.add(13, way, d.name, kind)
	f.add(14, way, 0, 0)
	f.add(15, uint32(steps), near(gap), 0)
	f.add(16, near(gap), between, n.xpos)
	f.add(17, d.xpos, d.name, d.rel)
	f.add(18, d.word, d.rel, 0)
	f.add(19, d.cluster, d.rel, n.cluster)
	f.add(20, n.lemma, d.full, near(gap))
	f.add(21, quoted, near(gap), 0)
	f.add(22, quoted, d.xpos, 0)
	f.add(23, same, 0, 0)
	f.add(24, same, n.lemma, 0)
	f.add(25, kind, near(s.last-s.first), 0)
	f.add(26, kind, x.word, x.rel)
	f.add(27, kind, p.word, c.at(s.first).xpos)
	f.add(28, p.word, n.lemma, 0)
	f.add(29, x.word, c.at(s.last-1).xpos, kind)
	f.add(30, x.xpos, c.at(s.last-1).word, 0)
	f.add(31, between, way, 0)
	f.add(32, d.cluster, way, 0)
	f.add(33, c.at(s.first).word, c.at(s.first).xpos, kind)
	f.add(34, near(gap), d.xpos, kind)
	f.add(35, same, kind, near(gap))
	commas, verbs := uint32(0), uint32(0)
	for k := s.first; k < s.last; k++ {
		if c.nodes[k].text == "," {
			commas++
		}
		if c.nodes[k].pos == "VERB" {
			verbs++
		}
	}
	f.add(36, min(commas, 3), min(verbs, 3), kind)
	f.add(37, min(commas, 3), x.word, c.at(s.last-1).xpos)
	f.add(38, min(verbs, 2), way, kind)
	f.add(39, d.lemma, n.lemma, 0)
	f.add(40, p.xpos, c.at(s.first).xpos, d.xpos)
	f.add(41, d.xpos, near(s.head-i), 0)
	f.add(42, n.cluster, way, d.xpos)
}
