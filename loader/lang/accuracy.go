package lang

import "strings"

// Accuracy is how well a model does on gold tokens, in percent. Relations count without their subtypes, punctuation counts.
type Accuracy struct {
	Words                int
	UPOS, XPOS, UAS, LAS float64
}

// Score tags and parses the words of gold trees and compares.
func (m *Model) Score(trees []Tree) Accuracy {
	s := &scratch{}
	var upos, xpos, uas, las, n int
	for _, t := range trees {
		s.words = s.words[:0]
		for _, r := range t.Rows {
			var w traits
			w, s.buf = look(r.Form, s.buf)
			s.words = append(s.words, w)
		}
		s.read(m)
		for i, r := range t.Rows {
			n++
			if m.tags[s.tags[i]].UPOS == r.UPOS {
				upos++
			}
			if m.tags[s.tags[i]].XPOS == r.XPOS {
				xpos++
			}
			head := int(s.state.head[i])
			if head == len(t.Rows) {
				head = -1
			}
			if head == r.Head {
				uas++
				if universal(m.rels[s.state.rel[i]]) == universal(r.Rel) {
					las++
				}
			}
		}
	}
	pc := func(k int) float64 { return 100 * float64(k) / float64(max(n, 1)) }
	return Accuracy{n, pc(upos), pc(xpos), pc(uas), pc(las)}
}

// universal is a relation without its subtype.
func universal(rel string) string {
	u, _, _ := strings.Cut(rel, ":")
	return u
}
