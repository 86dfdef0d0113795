package graphtest

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// edited is a reprint: its source, after the work of a desk.
func (w *Reprints) edited(i int) newsDraft {
	p := &w.plans[i]
	d := w.draft(int(p.from))
	d.credit, d.line, d.dateline = -1, "", ""
	r := w.rand(forEdits, i, 0)
	words := newsWriter{w, r, w.cast(w.rand(forCast, int(p.group), 0))}
	d.paragraphs = cut(r, d.paragraphs)
	if r.IntN(4) == 0 {
		r.Shuffle(len(d.paragraphs), func(i, j int) { d.paragraphs[i], d.paragraphs[j] = d.paragraphs[j], d.paragraphs[i] })
	}
	if r.IntN(3) == 0 {
		reword(r, d.paragraphs)
	}
	if r.IntN(2) == 0 {
		for range 1 + r.IntN(2) {
			s := words.filler()
			if r.IntN(2) == 0 {
				s = words.claimed()
			}
			d.paragraphs = slices.Insert(d.paragraphs, r.IntN(len(d.paragraphs)+1), []newsSentence{s})
		}
	}
	if r.IntN(10) > 2 {
		d.title = words.headline()
	}
	if w.credits(i) {
		d.credit = int(w.plans[p.original].outlet)
		switch name := w.outlets[d.credit]; r.IntN(3) {
		case 0:
			d.dateline = strings.ToUpper(w.entities[words.someone(graph.Location)].Name) + " (" + name + ") — "
		case 1:
			d.line = name + " contributed to this report."
		default:
			d.line = "First published by " + name + "."
		}
	}
	return d
}

// cut keeps 40 to 100 in 100 of the sentences, and three at least where there are so many: mostly the first ones, and one time in
// five any.
func cut(r *rand.Rand, paragraphs [][]newsSentence) (out [][]newsSentence) {
	n := 0
	for _, p := range paragraphs {
		n += len(p)
	}
	keep := max(min(n, 3), int(float64(n)*(0.4+0.6*r.Float64())+0.5))
	gone := make([]bool, n)
	for i := keep; i < n; i++ {
		gone[i] = true
	}
	if r.IntN(5) == 0 {
		r.Shuffle(n, func(i, j int) { gone[i], gone[j] = gone[j], gone[i] })
	}
	at := 0
	for _, p := range paragraphs {
		var left []newsSentence
		for _, s := range p {
			if !gone[at] {
				left = append(left, s)
			}
			at++
		}
		if len(left) > 0 {
			out = append(out, left)
		}
	}
	return out
}

// reword puts another adjective in the place of one, in one to three sentences.
func reword(r *rand.Rand, paragraphs [][]newsSentence) {
	for range 1 + r.IntN(3) {
		p := oneOf(r, paragraphs)
		s := &p[r.IntN(len(p))]
		words := strings.Split(s.text, " ")
		for k, from := 0, r.IntN(len(words)); k < len(words); k++ {
			if at := (from + k) % len(words); isAdjective[words[at]] {
				words[at] = oneOf(r, newsAdjectives)
				break
			}
		}
		s.text = strings.Join(words, " ")
	}
}
