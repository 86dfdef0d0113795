package extract

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Marked is an article whose attributions people marked: offsets in code points, as in Record.
type Marked struct {
	ID           string        `json:"id"`
	Text         string        `json:"text"`
	Attributions []Attribution `json:"attributions"`
}

// TrainOptions are the settings of Train. The zero value is what the weights were trained with.
type TrainOptions struct {
	Epochs int
	Seed   uint64
	Log    func(format string, args ...any)
}

// gold is one attribution that people marked, by the words of its cue's sentence.
type gold struct {
	head    int
	cue     span
	source  span
	content []bool // by word
	any     bool
	tokens  func(Range) bool // whether most of the tokens are in the content
}

// Train learns the models of attribution from marked articles and returns the bytes of their file. The same articles, lexicon
// and weights of package lang give the same bytes.
func Train(lex *lexicon.Lexicon, articles []Marked, o TrainOptions) ([]byte, error) {
	x := newRuled(lex)
	var b bytes.Buffer
	err := x.train(articles, o).write(&b)
	return b.Bytes(), err
}

func (x *Reader) train(articles []Marked, o TrainOptions) *attributor {
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	o.Epochs = cmp.Or(o.Epochs, 6)
	o.Seed = cmp.Or(o.Seed, 1)
	var gates, heads, extents, sources, contents, mores []choice
	var golds, placed int
	model := lang.Default()
	parser := lang.NewParser(model)
	f := &features{}
	for _, a := range articles {
		r, cs := x.syntax(parser, lang.Analyze(a.Text), "")
		by := r.goldOf(cs, a)
		for k := range cs {
			c := &cs[k]
			gs := by[k]
			golds += len(gs)
			isHead := map[int]bool{}
			for _, g := range gs {
				isHead[g.head] = true
			}
			for i := range c.nodes {
				if !c.mayCue(i) {
					continue
				}
				f.keys, f.base = nil, 6000
				c.wordFeatures(f, r, i)
				gates = append(gates, choice{[][]uint32{f.keys, nil}, []bool{isHead[i], !isHead[i]}})
				f.keys, f.base = nil, 1000
				c.headFeatures(f, r, i)
				heads = append(heads, choice{[][]uint32{f.keys, nil}, []bool{isHead[i], !isHead[i]}})
			}
			for _, g := range gs {
				if e, ok := c.extentChoice(g); ok {
					extents = append(extents, e)
				}
				if e, ok := c.sourceChoice(r, g); ok {
					sources = append(sources, e)
				}
				if e, ok := c.contentChoice(r, g); ok {
					contents = append(contents, e)
					placed++
				}
				mores = append(mores, c.moreChoices(r, g)...)
			}
		}
	}
	o.Log("%d attributions, %d with a content among the candidates; %d words", golds, placed, len(heads))
	m := &attributor{threshold: -1.1, level: -1.3}
	m.gate = newRankLearner(narrow).learn(gates, o.Epochs/2, 0.03, 3e-4, o.Seed)
	m.head = newRankLearner(wide).learn(heads, o.Epochs, 0.03, 3e-4, o.Seed)
	o.Log("cues learnt")
	m.extent = newRankLearner(wide).learn(extents, o.Epochs, 0.03, 3e-4, o.Seed)
	m.source = newRankLearner(wide).learn(sources, o.Epochs, 0.03, 3e-4, o.Seed)
	o.Log("sources learnt")
	m.content = newRankLearner(wide).learn(contents, o.Epochs, 0.03, 3e-4, o.Seed)
	m.more = newRankLearner(narrow).learn(mores, o.Epochs, 0.03, 3e-4, o.Seed)
	o.Log("contents learnt, %d places where one may go on", len(mores))
	return m
}

// syntax reads an article as far as the models need it.
func (x *Reader) syntax(parser *lang.Parser, doc *lang.Doc, published string) (*reader, []clause) {
	r := x.begin(doc, published)
	r.attributions()
	return r, r.trees(parser, nil)
}

// goldOf places the gold attributions on the sentences of their cues.
func (r *reader) goldOf(cs []clause, a Marked) map[int][]gold {
	starts := make([]int, 0, len(r.doc.Words)) // of each word, in code points
	ends := make([]int, 0, len(r.doc.Words))
	at, runes := 0, 0
	for _, w := range r.doc.Words {
		runes += utf8.RuneCountInString(r.doc.Text[at:w.Start])
		starts = append(starts, runes)
		n := utf8.RuneCountInString(r.doc.Text[w.Start:w.End])
		ends = append(ends, runes+n)
		runes += n
		at = int(w.End)
	}
	inSpans := func(k int, ss []Span) bool {
		for _, s := range ss {
			if starts[k] < s[1] && s[0] < ends[k] {
				return true
			}
		}
		return false
	}
	out := map[int][]gold{}
	for _, t := range a.Attributions {
		if len(t.Cue) == 0 {
			continue
		}
		first, ok := slices.BinarySearch(ends, t.Cue[0][0]+1)
		_ = ok
		if first >= len(ends) {
			continue
		}
		for k := range cs {
			c := &cs[k]
			n := len(c.nodes)
			if first < c.base || first >= c.base+n {
				continue
			}
			g := gold{head: -1, content: make([]bool, n)}
			inCue := make([]bool, n)
			g.cue, g.source = span{-1, -1}, span{}
			for i := range n {
				if inSpans(c.base+i, t.Cue) {
					inCue[i] = true
					if g.cue.first < 0 {
						g.cue.first = i
					}
					g.cue.last = i + 1
				}
				if inSpans(c.base+i, t.Source) {
					if g.source.last == 0 {
						g.source.first = i
					}
					g.source.last = i + 1
				}
				if inSpans(c.base+i, t.Content) {
					g.content[i], g.any = true, true
				}
			}
			for i := range n {
				if inCue[i] && (c.nodes[i].head < 0 || !inCue[c.nodes[i].head]) && c.mayCue(i) {
					if g.head < 0 || c.nodes[i].last-c.nodes[i].first > c.nodes[g.head].last-c.nodes[g.head].first {
						g.head = i
					}
				}
			}
			g.tokens = func(p Range) bool {
				in, all := 0, 0
				w, _ := slices.BinarySearchFunc(r.doc.Words, p.First, func(x lang.TreeWord, t int) int { return int(x.Token) - t })
				for ; w < len(r.doc.Words) && int(r.doc.Words[w].Token) < p.Last; w++ {
					all++
					if inSpans(w, t.Content) {
						in++
					}
				}
				return in*2 > all
			}
			if g.head >= 0 {
				out[k] = append(out[k], g)
			}
			break
		}
	}
	return out
}

func (c *clause) extentChoice(g gold) (choice, bool) {
	var e choice
	any := false
	for _, s := range c.extents(g.head) {
		f := features{base: 2000}
		c.extentFeatures(&f, g.head, s)
		e.candidates = append(e.candidates, f.keys)
		e.right = append(e.right, s == g.cue)
		any = any || s == g.cue
	}
	return e, any
}

func (c *clause) sourceChoice(r *reader, g gold) (choice, bool) {
	var e choice
	any := false
	rule, _ := r.ruleParts(c, g.head)
	none := g.source.last == 0
	for _, s := range c.speakers(r, g.cue, rule) {
		f := features{base: 3000}
		c.speakerFeatures(&f, r, g.head, g.cue, s, rule)
		right := none && s.head < 0 || !none && s.head >= 0 && s.span == g.source
		e.candidates = append(e.candidates, f.keys)
		e.right = append(e.right, right)
		any = any || right
	}
	return e, any
}

// contentChoice marks as right the passage that overlaps the gold most, if by more than half.
func (c *clause) contentChoice(r *reader, g gold) (choice, bool) {
	var e choice
	if !g.any {
		if x, ok := r.following(c.index); !ok || !g.tokens(x.Range) {
			return e, false
		}
	}
	best := 0.5
	_, given := r.ruleParts(c, g.head)
	ps := c.passages(r, g.head, g.cue, g.source, given)
	overlaps := make([]float64, len(ps))
	for k := range ps {
		overlaps[k] = ps[k].overlap(g.content)
		best = max(best, overlaps[k])
	}
	any := false
	for k := range ps {
		f := features{base: 4000}
		c.passageFeatures(&f, r, g.head, g.cue, g.source, &ps[k], given)
		right := g.any && overlaps[k] >= best-1e-9 || !g.any && len(ps[k].parts) == 0
		e.candidates = append(e.candidates, f.keys)
		e.right = append(e.right, right)
		any = any || right
	}
	return e, any
}

// moreChoices are the places where the gold content goes on over a sentence's end or stops.
func (c *clause) moreChoices(r *reader, g gold) []choice {
	var parts []Range
	for i := 0; i < len(g.content); i++ {
		if !g.content[i] {
			continue
		}
		k := i
		for i+1 < len(g.content) && g.content[i+1] {
			i++
		}
		parts = append(parts, c.tokens(span{k, i + 1}))
	}
	parts = r.stretch(c, parts)
	at := c.index
	if n := len(parts); n > 0 {
		at = max(at, r.doc.SentenceAt(parts[n-1].Last-1))
	}
	var out []choice
	for n := 0; n < 40; n++ {
		k, ok := r.following(at)
		if !ok {
			break
		}
		f := features{base: 5000}
		c.moreFeatures(&f, r, g.head, parts, at, k, n)
		right := g.tokens(k.Range)
		out = append(out, choice{[][]uint32{f.keys, nil}, []bool{right, !right}})
		if !right || k.rest > 1 {
			break
		}
		parts = append(parts, k.Range)
		at = k.last
	}
	return out
}

// overlap is the Jaccard index of a passage's words with the marked ones.
func (p *passage) overlap(marked []bool) float64 {
	both, either := 0, 0
	for i, m := range marked {
		in := false
		for _, s := range p.parts {
			if s.has(i) {
				in = true
			}
		}
		switch {
		case m && in:
			both++
			either++
		case m || in:
			either++
		}
	}
	if either == 0 {
		return 0
	}
	return float64(both) / float64(either)
}
