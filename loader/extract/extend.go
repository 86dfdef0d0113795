package extract

import "github.com/whosaid/whosaid/loader/lang"

// A content may go on where its sentence ends: inside a quotation that is still open, in the next quotation of the paragraph,
// in the next paragraph behind a quotation that nothing closed, or behind a colon.

// stretch widens the parts of a content to the quotations that they begin or end in, over sentences.
func (r *reader) stretch(c *clause, parts []Range) []Range {
	for n := range parts {
		p := &parts[n]
		if q := r.doc.QuoteAt(p.Last - 1); q >= 0 && p.Last == c.of.Last && r.doc.Quotes[q].Last > c.of.Last {
			p.Last = r.doc.Quotes[q].Last
		}
		if q := r.doc.QuoteAt(p.First); q >= 0 && p.First == c.of.First && r.doc.Quotes[q].First < c.of.First {
			p.First = r.doc.Quotes[q].First
		}
	}
	return parts
}

// chunk is a quotation that may go on with a content that ends before it.
type chunk struct {
	Range
	rest int // tokens between its end and the end of its sentence
	last int // the sentence in which it ends
}

// following is the quotation that opens the sentence behind sentence k.
func (r *reader) following(k int) (chunk, bool) {
	if k+1 >= len(r.doc.Sentences) {
		return chunk{}, false
	}
	s := r.doc.Sentences[k+1]
	q := r.doc.QuoteAt(s.First)
	if q < 0 || s.Heading {
		return chunk{}, false
	}
	quote := r.doc.Quotes[q]
	x := chunk{Range: Range{s.First, quote.Last}, last: r.doc.SentenceAt(quote.Last - 1)}
	x.rest = r.doc.Sentences[x.last].Last - quote.Last
	return x, true
}

func (c *clause) moreFeatures(f *features, r *reader, i int, parts []Range, at int, x chunk, count int) {
	n := &c.nodes[i]
	s, prev := r.doc.Sentences[x.last], r.doc.Sentences[at]
	next := r.doc.Sentences[at+1]
	same := uint32(0)
	if prev.Paragraph == next.Paragraph {
		same = 1
	}
	rest := near(x.rest)
	cued := uint32(0)
	for t := x.Last; t < s.Last; t++ {
		if r.ruleAt[t] > 0 {
			cued = 1
		}
	}
	// What the content looks like so far.
	quoted, ends, side := uint32(0), uint32(0), uint32(0)
	for _, p := range parts {
		if k := r.doc.Tokens[p.First].Kind; k == lang.Open {
			quoted = 1
		}
		if k := r.doc.Tokens[p.Last-1].Kind; k == lang.Close {
			ends = 1
		}
		if p.First > n.token {
			side |= 2
		} else {
			side |= 1
		}
	}
	unclosed := uint32(0)
	if q := r.doc.QuoteAt(prev.Last - 1); q >= 0 && r.doc.Quotes[q].Unclosed {
		unclosed = 1
	}
	colon := uint32(0)
	if r.low[prev.Last-1] == ":" {
		colon = 1
	}
	tail := uint32(0) // words between the cue and the sentence's end
	if at == c.index {
		tail = near(c.of.Last - n.token)
	}
	fresh := uint32(0)
	if r.doc.Tokens[x.First].Kind == lang.Open {
		fresh = 1
	}
	f.add(1, same, cued, rest)
	f.add(2, same, quoted*2+ends, side)
	f.add(3, unclosed, same, fresh)
	f.add(4, colon, same, fresh)
	f.add(5, n.lemma, same, cued)
	f.add(6, n.lemma, quoted*2+ends, side)
	f.add(7, uint32(min(count, 5)), same, cued)
	f.add(8, tail, same, side)
	f.add(9, rest, cued, side)
	f.add(10, same*2+cued, quoted*2+ends, unclosed*4+colon*2+fresh)
	f.add(11, c.before, same, side)
	f.add(12, near(x.Last-x.First), rest, same)
	if x.Last < s.Last {
		f.add(13, hash(r.low[x.Last]), rest, 0)
	}
	f.add(14, hash(r.low[prev.Last-1]), same, quoted)
	f.add(15, uint32(len(parts)), side, same*4+rest)
}
