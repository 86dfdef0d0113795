package extract

import (
	"cmp"
	"math"
	"slices"

	"github.com/whosaid/whosaid/loader/lang"
)

// ruleAtWord is whether a rule sees a cue at word i.
func (r *reader) ruleAtWord(c *clause, i int) uint32 {
	if r.ruleAt[c.nodes[i].token] > 0 {
		return 1
	}
	return 0
}

// prepare notes what the rules found, for the features, and what the features need of the sentences' layout.
func (r *reader) prepare(cs []clause) {
	r.ruleAt = make([]int, len(r.doc.Tokens))
	for k, a := range r.out.Attributions {
		for _, q := range a.Cue {
			for t := q.First; t < q.Last; t++ {
				r.ruleAt[t] = k + 1
			}
		}
	}
	before := uint32(0)
	for k := range cs {
		c := &cs[k]
		c.before = before
		before = 0
		opens, closes := uint32(0), uint32(0)
		for t := c.of.First; t < c.of.Last; t++ {
			switch r.doc.Tokens[t].Kind {
			case lang.Open:
				opens++
			case lang.Close:
				closes++
			}
			if r.ruleAt[t] > 0 {
				before = 2
			}
		}
		c.quotes = min(opens, 2)*3 + min(closes, 2)
		if opens+closes > 0 {
			before++
		}
	}
}

// ruleParts are the rule's reading of the cue at word i: its source and its content inside the sentence.
func (r *reader) ruleParts(c *clause, i int) (src span, content []span) {
	k := r.ruleAt[c.nodes[i].token]
	if k == 0 {
		return span{}, nil
	}
	a := &r.out.Attributions[k-1]
	if len(a.Source) > 0 {
		src = c.words(a.Source[0])
	}
	for _, p := range a.Content {
		if s := c.words(p); s.last > s.first {
			content = append(content, s)
		}
	}
	return src, content
}

// words are the words of the sentence that tokens cover.
func (c *clause) words(p Range) span {
	s := span{-1, -1}
	for k := range c.nodes {
		if p.Has(c.nodes[k].token) {
			if s.first < 0 {
				s.first = k
			}
			s.last = k + 1
		}
	}
	if s.first < 0 {
		return span{}
	}
	return s
}

// tokens are the tokens that the words cover.
func (c *clause) tokens(s span) Range {
	return Range{c.nodes[s.first].token, c.nodes[s.last-1].token + 1}
}

// found is one attribution as the models read it.
type found struct {
	head    int
	token   int // of the head
	odds    float32
	cue     span
	source  speaker
	content passage
	ranges  []Range // of the content, in tokens, over sentences
}

// search reads the attributions of one sentence.
func (m *attributor) search(r *reader, c *clause, f *features) []found {
	if !c.parsed {
		return nil
	}
	var out []found
	for i := range c.nodes {
		if !c.mayCue(i) {
			continue
		}
		f.keys = f.keys[:0]
		f.base = 1000
		c.headFeatures(f, r, i)
		odds := m.head.score(f.keys)
		if odds < m.threshold {
			continue
		}
		x := found{head: i, token: c.nodes[i].token, odds: odds}
		m.complete(r, c, f, &x)
		if x.odds < m.threshold {
			continue
		}
		m.extend(r, c, f, &x)
		if len(x.ranges) > 0 {
			out = append(out, x)
		}
	}
	return out
}

// complete chooses the extent of the cue, the source and the content.
func (m *attributor) complete(r *reader, c *clause, f *features, x *found) {
	src, given := r.ruleParts(c, x.head)
	most := float32(0)
	for k, s := range c.extents(x.head) {
		f.keys, f.base = f.keys[:0], 2000
		c.extentFeatures(f, x.head, s)
		if v := m.extent.score(f.keys); k == 0 || v > most {
			most, x.cue = v, s
		}
	}
	var scores []float32
	at := 0
	speakers := c.speakers(r, x.cue, src)
	for k, s := range speakers {
		f.keys, f.base = f.keys[:0], 3000
		c.speakerFeatures(f, r, x.head, x.cue, s, src)
		scores = append(scores, m.source.score(f.keys))
		if scores[k] > scores[at] {
			at = k
		}
	}
	x.source = speakers[at]
	x.odds += trustSource * certainty(scores, func(k int) bool { return k == at })
	passages := c.passages(r, x.head, x.cue, x.source.span, given)
	scores, at = scores[:0], 0
	for k := range passages {
		f.keys, f.base = f.keys[:0], 4000
		c.passageFeatures(f, r, x.head, x.cue, x.source.span, &passages[k], given)
		scores = append(scores, m.content.score(f.keys))
		if scores[k] > scores[at] {
			at = k
		}
	}
	if len(passages) > 0 {
		x.content = passages[at]
		words := make([]bool, len(c.nodes))
		for _, s := range x.content.parts {
			for i := s.first; i < s.last; i++ {
				words[i] = true
			}
		}
		x.odds += trustContent * certainty(scores, func(k int) bool { return k == at || passages[k].overlap(words) >= 0.5 })
	}
}

// How much a doubtful source and a doubtful content lower the odds of an attribution: weights of the logarithms of their
// probabilities. Chosen on the dev split.
const (
	trustSource  = 0.6
	trustContent = 1.2
)

// certainty is the logarithm of the probability that the models give to the like of their choice.
func certainty(scores []float32, like func(int) bool) float32 {
	most := slices.Max(scores)
	all, good := 1e-9, 1e-9
	for k, s := range scores {
		p := math.Exp(float64(s - most))
		all += p
		if like(k) {
			good += p
		}
	}
	return float32(math.Log(good / all))
}

// extend carries the content over the sentence's end.
func (m *attributor) extend(r *reader, c *clause, f *features, x *found) {
	for _, p := range x.content.parts {
		x.ranges = append(x.ranges, c.tokens(p))
	}
	x.ranges = r.stretch(c, x.ranges)
	at := c.index
	if n := len(x.ranges); n > 0 {
		at = max(at, r.doc.SentenceAt(x.ranges[n-1].Last-1))
	}
	for n := 0; n < 40; n++ {
		k, ok := r.following(at)
		if !ok {
			return
		}
		f.keys, f.base = f.keys[:0], 5000
		c.moreFeatures(f, r, x.head, x.ranges, at, k, n)
		if len(x.content.parts) > 0 && m.more.score(f.keys) < 0 {
			return
		}
		x.ranges = append(x.ranges, k.Range)
		at = k.last
		if k.rest > 1 {
			return
		}
	}
}

// outermost drops the attributions whose cue stands in the content or the cue of one that is more certain.
func outermost(in []found) []found {
	slices.SortStableFunc(in, func(a, b found) int { return cmp.Compare(b.odds, a.odds) })
	var out []found
	for _, x := range in {
		inside := slices.ContainsFunc(out, func(o found) bool {
			return o.cue.has(x.head) || slices.ContainsFunc(o.ranges, func(p Range) bool { return p.Has(x.token) })
		})
		if !inside {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Compare(a.head, b.head) })
	return out
}

// learned reads the attributions by the models, and joins them with what the rules found: the models decide where source, cue
// and content stand, the rules what the cue means and what stands inside a content.
func (r *reader) learned(m *attributor, parser *lang.Parser) {
	cs := r.trees(parser, m)
	r.drawn = cs
	f := &features{}
	sure := make([]bool, len(r.out.Attributions)) // whether the models see it too
	rules := slices.Clone(r.out.Attributions)
	for k := range cs {
		c := &cs[k]
		for _, x := range outermost(m.search(r, c, f)) {
			a := Statement{Cue: []Range{c.tokens(x.cue)}, Content: r.bySentence(x.ranges), Sentence: k, Outer: -1, Inherit: -1}
			if x.source.head >= 0 {
				a.Source = []Range{c.tokens(x.source.span)}
			}
			if n := r.ruleAt[x.token]; n > 0 && !sure[n-1] {
				old := &r.out.Attributions[n-1]
				a.Statement, a.Stance, a.Relay, a.Lemma, a.Inherit = old.Statement, old.Stance, old.Relay, old.Lemma, old.Inherit
				*old, sure[n-1] = a, true
				continue
			}
			r.judge(&a, c, x)
			r.add(a)
			sure = append(sure, true)
		}
	}
	r.part(rules, sure)
	for i := range rules {
		if sure[i] {
			now := &r.out.Attributions[i]
			now.Wide = union(now.Content, rules[i].Content)
		}
	}
	r.regroup(sure)
}

// union is the tokens of two lists of ranges, each sentence apart; the first list where the second adds nothing.
func union(a, b []Range) []Range {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y Range) int { return cmp.Or(cmp.Compare(x.First, y.First), cmp.Compare(x.Last, y.Last)) })
	var out []Range
	for _, p := range all {
		if n := len(out); n > 0 && p.First < out[n-1].Last {
			out[n-1].Last = max(out[n-1].Last, p.Last)
		} else {
			out = append(out, p)
		}
	}
	return out
}

// part ends a content before a statement of somebody else that the rules see beside it and not in it: "NIS confirmed that A,
// with reports suggesting that B". Whoever said A did not say B.
func (r *reader) part(rules []Statement, sure []bool) {
	for i := range rules {
		in := &rules[i]
		if sure[i] || in.Outer >= 0 || !in.Statement || len(in.Source) == 0 {
			continue
		}
		start := min(in.Source[0].First, in.Cue[0].First)
		for j := range rules {
			old, now := &rules[j], &r.out.Attributions[j]
			if j == i || !sure[j] || old.Sentence != in.Sentence || old.covers(in.Cue[0].First) || !now.covers(in.Cue[0].First) || now.Cue[0].First >= start {
				continue
			}
			for start > 0 && (r.low[start-1] == "," || r.low[start-1] == "with" || r.low[start-1] == "and" || r.low[start-1] == "while" || r.low[start-1] == "as") {
				start--
			}
			for n := range now.Content {
				now.Content[n].Last = max(now.Content[n].First, min(now.Content[n].Last, start))
			}
			now.Content = slices.DeleteFunc(now.Content, Range.Empty)
			if len(now.Content) == 0 {
				now.Content = old.Content
			}
			sure[i] = true
		}
	}
}

// bySentence cuts ranges at the ends of sentences.
func (r *reader) bySentence(in []Range) []Range {
	var out []Range
	for _, p := range in {
		for p.First < p.Last {
			end := min(p.Last, r.doc.Sentences[r.sent[p.First]].Last)
			out = append(out, Range{p.First, end})
			p.First = end
		}
	}
	return out
}

// judge says what a cue that no rule knows makes of its content.
func (r *reader) judge(a *Statement, c *clause, x found) {
	n := &c.nodes[x.head]
	w := r.doc.Words[c.base+x.head]
	tag := lang.Default().Tag(w)
	a.Lemma, a.Stance = lang.Lemma(r.doc.Text[w.Start:w.End], tag.UPOS, tag.XPOS), "asserts"
	if k := vocabulary.cues[a.Lemma]; k != nil && n.pos == "VERB" {
		a.Statement, a.Stance = k.statement, k.stance
		return
	}
	for _, p := range a.Content {
		if r.low[p.First] == "that" || r.doc.Tokens[p.First].Kind == lang.Open {
			a.Statement = true
		}
	}
}

// regroup nests the attributions anew. One that only the rules see counts where it stands inside another's content.
func (r *reader) regroup(sure []bool) {
	all := r.out.Attributions
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(all[a].Sentence, all[b].Sentence), cmp.Compare(all[a].Cue[0].First, all[b].Cue[0].First))
	})
	place := make([]int, len(all))
	out := make([]Statement, len(all))
	certain := make([]bool, len(all))
	for to, from := range order {
		place[from], out[to], certain[to] = to, all[from], sure[from]
	}
	for i := range out {
		if out[i].Inherit >= 0 {
			out[i].Inherit = place[out[i].Inherit]
		}
		out[i].Outer = -1
	}
	r.out.Attributions = out
	for i := 0; i < len(out); {
		k := i
		for k < len(out) && out[k].Sentence == out[i].Sentence {
			k++
		}
		r.nestRange(i, k)
		i = k
	}
	for i := range out {
		out[i].Doubtful = !certain[i] && out[i].Outer < 0
	}
}
