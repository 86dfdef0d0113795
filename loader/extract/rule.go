package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

// attributions finds the passages that are attributed, sentence by sentence, and then ties quotations that go on to the
// speaker before them.
func (r *reader) attributions() {
	for i, s := range r.doc.Sentences {
		if s.Heading {
			continue
		}
		first := len(r.out.Attributions)
		r.according(i, s)
		r.verbs(i, s)
		r.nest(first)
		r.cutShared(first, s)
	}
	r.continued()
}

// according reads "according to X".
func (r *reader) according(si int, s lang.Sentence) {
	for k := s.First; k+1 < s.Last; k++ {
		if !r.wordsAt(k, []string{"according", "to"}) || r.inQuote(k) {
			continue
		}
		src := r.phraseRight(k+2, s)
		if src.Empty() {
			continue
		}
		src = r.withApposition(src, s)
		a := Statement{Source: []Range{src}, Cue: []Range{{k, k + 2}}, Sentence: si, Statement: true, Stance: "asserts", Outer: -1, Inherit: -1, Lemma: "accord"}
		start := k
		if start > s.First && r.low[start-1] == "," {
			start--
		}
		switch {
		case k == s.First || k == s.First+1 && r.class[s.First] != noun: // According to X, ...
			from := src.Last
			if r.is(from, s, ",") {
				from++
			}
			a.Content = r.content(from, r.sentenceEnd(s), s)
		case src.Last < s.Last && r.low[src.Last] == "," && src.Last+3 < s.Last && start-s.First < 8 && start > s.First: // X, according to Y, did
			a.Content = append(r.content(s.First, start, s), r.content(src.Last+1, r.sentenceEnd(s), s)...)
		default:
			a.Content = r.content(r.clauseStart(start, s), start, s)
		}
		if len(a.Content) > 0 {
			r.add(a)
		}
	}
}

// withApposition widens a phrase by ", the head of ...," where it ends the sentence or a comma closes it.
func (r *reader) withApposition(p Range, s lang.Sentence) Range {
	if !r.is(p.Last, s, ",") || p.Last+2 >= s.Last {
		return p
	}
	k := p.Last + 1
	if !(r.class[k] == det || personNouns[r.low[k]] || r.low[k] == "who" || r.low[k] == "which" || r.class[k] == noun && !r.caps[k] && k+1 < s.Last) {
		return p
	}
	for e := k; e < s.Last && e < k+30; e++ {
		switch {
		case r.class[e] == openMark || r.class[e] == closeMark:
			return p
		case (r.class[e] == verb && r.form[e]&finite != 0 || r.class[e] == aux || r.class[e] == modal) && r.low[k] != "who" && r.low[k] != "which":
			return p
		case r.low[e] == ",":
			return Range{p.First, e}
		case e == s.Last-1 && (r.low[e] == "." || r.low[e] == "?" || r.low[e] == "!"):
			return Range{p.First, e}
		}
	}
	return p
}

// clauseStart is where the clause that ends at token e starts: the sentence's start, or behind a semicolon or a dash.
func (r *reader) clauseStart(e int, s lang.Sentence) int {
	for k := e - 1; k > s.First; k-- {
		if r.low[k] == ";" {
			return k + 1
		}
	}
	return s.First
}

// sentenceEnd is the sentence's end without its final mark, unless a closing quotation mark follows it.
func (r *reader) sentenceEnd(s lang.Sentence) int {
	e := s.Last
	if e > s.First && (r.low[e-1] == "." || r.low[e-1] == ":" || r.low[e-1] == ";") {
		e--
	}
	return e
}

// content is the tokens [f, l) as content, without commas, conjunctions and dashes at its edges; nothing when too little is
// left.
func (r *reader) content(f, l int, s lang.Sentence) []Range {
	for f < l && (r.low[f] == "," || r.low[f] == ":" || r.low[f] == "-" || r.low[f] == "–" || r.low[f] == "—" || r.low[f] == "but" || r.low[f] == "and") {
		f++
	}
	for l > f && (r.low[l-1] == "," || r.low[l-1] == "-" || r.low[l-1] == "–" || r.low[l-1] == "—" || r.low[l-1] == ";" || r.low[l-1] == "--") {
		l--
	}
	if l-f < 1 {
		return nil
	}
	return []Range{{f, l}}
}

// inQuote reports whether token k stands inside a quotation of more than a few words.
func (r *reader) inQuote(k int) bool {
	q := r.doc.QuoteAt(k)
	return q >= 0
}

func (r *reader) add(a Statement) { r.out.Attributions = append(r.out.Attributions, a) }

// verbs reads the verbs that attribute in one sentence.
func (r *reader) verbs(si int, s lang.Sentence) {
	for v := s.First; v < s.Last; v++ {
		if r.class[v] != verb || r.inQuote(v) {
			continue
		}
		c := vocabulary.cues[r.lemma[v]]
		if c == nil {
			continue
		}
		if a, ok := r.verbAt(v, c, s); ok {
			a.Sentence, a.Statement, a.Lemma = si, c.statement, c.lemma
			r.add(a)
		}
	}
}

// verbAt reads the attribution whose cue is verb v.
func (r *reader) verbAt(v int, c *cue, s lang.Sentence) (Statement, bool) {
	g := r.groupAt(v, s)
	a := Statement{Stance: c.stance, Outer: -1, Inherit: -1}
	if g.negated {
		switch c.stance {
		case "denies":
			a.Stance = "suggests" // did not rule out, has not denied
		case "asserts":
			if strings.Contains(c.frames, "o") && c.lemma != "say" {
				a.Stance = "denies" // have not confirmed
			}
		}
	}
	end := v + 1
	if r.is(end, s, "out", "on") && (c.lemma == "point" || c.lemma == "rule" || c.lemma == "call") {
		if r.is(end, s, "out") {
			end++
		}
	}
	if c.lemma == "rule" && !r.is(v+1, s, "out") {
		return a, false
	}
	cueFirst := g.first
	for cueFirst < v && r.low[cueFirst] == "," {
		cueFirst++
	}
	a.Cue = []Range{{cueFirst, end}}
	if g.passive {
		return r.passive(a, g, c, end, s)
	}
	// ', said Ben Rhodes, who ...': the speaker behind the verb
	if src, ok := r.inverted(v, end, c, s); ok {
		a.Source = []Range{src}
		a.Content = r.before(g.first, s)
		if !a.empty() && r.is(src.Last, s, ",") && src.Last+2 < s.Last {
			a.Content = append(a.Content, r.content(src.Last, r.sentenceEnd(s), s)...)
		} else if src.Last < s.Last && r.quoteOpens(src.Last, s) >= 0 {
			a.Content = append(a.Content, r.content(r.quoteOpens(src.Last, s), r.sentenceEnd(s), s)...)
		}
		return a, len(a.Content) > 0
	}
	src, _ := r.subjectOf(g, s, 0)
	if src.Empty() || r.badSource(src) {
		return a, false
	}
	if c.lemma == "appear" || c.lemma == "seem" { // how it looks to the article: nobody else says it
		if !r.is(end, s, "to") {
			return a, false
		}
		a.Content = append(r.content(src.First, src.Last, s), r.content(end, r.infinitiveEnd(end, s), s)...)
		return a, true
	}
	if r.form[v]&^gerund == 0 && !g.be { // ", saying that": the source stands elsewhere
		if r.low[max(g.first-1, s.First)] == "for" || r.low[max(g.first-1, s.First)] == "of" || r.low[max(g.first-1, s.First)] == "by" {
			return a, false
		}
	}
	a.Source = []Range{src}
	a.Content, a.Relay = r.after(end, c, g, s)
	// 'Kahl said' with the content before it, or around it.
	if (len(a.Content) == 0 || r.is(end, s, ",")) && strings.ContainsAny(c.frames, "cq") && src.First > s.First && r.form[v]&(finite|base) != 0 && !g.to {
		p := src.First - 1
		if r.low[p] == "," || r.class[p] == closeMark || r.low[p] == "—" || r.low[p] == "–" || r.low[p] == "?" {
			front := r.before(src.First, s)
			if len(front) > 0 && (r.is(end, s, ",") || len(a.Content) == 0) {
				a.Content = front
				if r.is(end, s, ",") && end+2 < s.Last {
					a.Content = append(a.Content, r.content(end, r.sentenceEnd(s), s)...)
				} else if q := r.quoteOpens(end, s); q >= 0 {
					a.Content = append(a.Content, r.content(q, r.sentenceEnd(s), s)...)
				}
			}
		} else if len(a.Content) == 0 && r.class[p] == noun {
			return a, false
		}
	}
	return a, len(a.Content) > 0
}

func (a *Statement) empty() bool { return len(a.Content) == 0 }

// badSource reports whether a phrase cannot vouch: a time, a number, "there".
func (r *reader) badSource(p Range) bool {
	last := p.Last - 1
	return timeNouns[r.low[last]] && !r.caps[p.First] || p.Last-p.First == 1 && (r.low[last] == "there" || r.amount[last] >= 0 && r.named[last] < 0)
}

// quoteOpens is the token of the quotation that opens at or right behind token k; -1 when none does.
func (r *reader) quoteOpens(k int, s lang.Sentence) int {
	for ; k < s.Last && (r.low[k] == "," || r.low[k] == ":"); k++ {
	}
	if k < s.Last && r.class[k] == openMark {
		return k
	}
	return -1
}

// before is the content that ends before token e: the quotation or the clause from the sentence's start.
func (r *reader) before(e int, s lang.Sentence) []Range {
	l := e
	for l > s.First && (r.low[l-1] == ",") {
		l--
	}
	f := r.clauseStart(l, s)
	if f >= l {
		return nil
	}
	return r.content(f, l, s)
}

// inverted is the speaker that stands behind a verb of saying: '... ," said Rhodes'.
func (r *reader) inverted(v, end int, c *cue, s lang.Sentence) (Range, bool) {
	if !strings.Contains(c.frames, "q") || r.form[v]&finite == 0 || v == s.First {
		return Range{}, false
	}
	p := v - 1
	if !(r.low[p] == "," || r.class[p] == closeMark) || p == s.First || r.low[p] == "," && !r.says(r.clauseStart(p, s), p) {
		return Range{}, false
	}
	src := r.phraseRight(end, s)
	if src.Empty() || r.low[src.First] == "it" && src.Last < s.Last {
		return Range{}, false
	}
	if src.Last < s.Last {
		n := src.Last
		if r.class[n] == verb && r.form[n]&finite != 0 || r.class[n] == aux || r.class[n] == modal {
			return Range{}, false
		}
	}
	return r.withApposition(src, s), true
}

// says reports whether the tokens [f, e) hold a verb or a quotation: without one they are a subject with its apposition.
func (r *reader) says(f, e int) bool {
	for k := f; k < e; k++ {
		switch r.class[k] {
		case verb, aux, modal, openMark, closeMark:
			return true
		}
	}
	return false
}

// after is the content behind the cue that ends at token k, and whom the source told it.
func (r *reader) after(k int, c *cue, g group, s lang.Sentence) ([]Range, Range) {
	end := r.sentenceEnd(s)
	var relay Range
	frames := c.frames
	clause := strings.Contains(frames, "c") || strings.Contains(frames, "q")
	if strings.Contains(frames, "d") { // tell REUTERS that
		p := r.phraseRight(k, s)
		if !p.Empty() && p.Last < s.Last {
			relay = p
			k = p.Last
			if r.low[k] == "to" && (c.lemma == "tell" || c.lemma == "ask" || c.lemma == "urge" || c.lemma == "advise") {
				return r.content(k, r.infinitiveEnd(k, s), s), relay
			}
		}
	}
	start := k
	// small words and phrases between the cue and its content: "said on Monday that", "said in a statement that"
	for k < end {
		switch {
		case r.class[k] == adv || timeNouns[r.low[k]]:
			k++
			continue
		case r.class[k] == prep && !(r.low[k] == "to" && strings.Contains(frames, "i")) && clause && !strings.Contains(frames, "g"):
			p := r.phraseRight(k+1, s)
			if p.Empty() {
				break
			}
			k = p.Last
			continue
		case r.low[k] == "," && k > start && k+1 < end && (r.low[k+1] == "that" || r.class[k+1] == openMark):
			k++
			continue
		}
		break
	}
	if k >= end {
		return nil, relay
	}
	switch {
	case clause && r.low[k] == "that" && r.class[k] == sub:
		return r.content(k, r.clauseEnd(k, s), s), relay
	case clause && (r.class[k] == openMark || r.low[k] == ":" && k+1 < s.Last):
		return r.content(k, r.clauseEnd(k, s), s), relay
	case clause && r.low[k] == ":" && k+1 == s.Last:
		return nil, relay
	case clause && (r.low[k] == "whether" || r.low[k] == "how" || r.low[k] == "what" || r.low[k] == "why" || r.low[k] == "if" || r.low[k] == "where" || r.low[k] == "who"):
		return r.content(k, r.clauseEnd(k, s), s), relay
	case strings.Contains(frames, "i") && r.low[k] == "to":
		return r.content(k, r.infinitiveEnd(k, s), s), relay
	case clause && k == start && r.clauseAt(k, s), clause && k > start && r.clauseAt(k, s):
		return r.content(k, r.clauseEnd(k, s), s), relay
	case clause && k > start && r.clauseAt(start, s):
		return r.content(start, r.clauseEnd(start, s), s), relay
	}
	k = start
	for k < end && r.class[k] == adv {
		k++
	}
	switch {
	case k >= end || r.low[k] == ",":
	case strings.Contains(frames, "g") && r.class[k] == prep:
		if p := r.phraseRight(k+1, s); !p.Empty() || r.class[k+1] == verb {
			return r.content(k, r.infinitiveEnd(k, s), s), relay
		}
	case strings.Contains(frames, "g") && c.lemma != "call" && c.lemma != "point" && c.lemma != "refer" || c.lemma == "describe" || c.lemma == "call":
		if p := r.phraseRight(k, s); !p.Empty() {
			return r.content(k, r.infinitiveEnd(k, s), s), relay
		}
	case strings.Contains(frames, "o"):
		if p := r.phraseRight(k, s); !p.Empty() || r.class[k] == verb && r.form[k]&gerund != 0 {
			return r.content(k, r.infinitiveEnd(k, s), s), relay
		}
	}
	return nil, relay
}

// clauseAt reports whether a clause with a subject and a finite verb starts at token k.
func (r *reader) clauseAt(k int, s lang.Sentence) bool {
	if r.class[k] == prep {
		p := r.phraseRight(k+1, s)
		if p.Empty() || p.Last >= s.Last {
			return false
		}
		k = p.Last
		if r.low[k] == "," {
			k++
		}
		if k >= s.Last {
			return false
		}
	}
	p := r.phraseRight(k, s)
	if p.Empty() {
		return r.low[k] == "there" || r.low[k] == "it"
	}
	for e := p.Last; e < s.Last && e < p.Last+14; e++ {
		switch r.class[e] {
		case aux, modal:
			return true
		case verb:
			return r.form[e]&(finite|base) != 0
		case adv, openMark:
			continue
		case sub:
			return false
		case prep:
			q := r.phraseRight(e+1, s)
			if q.Empty() {
				return false
			}
			e = q.Last - 1
			continue
		case punct:
			if r.low[e] == "," && e+1 < s.Last && (r.class[e+1] != conj) {
				// an apposition between commas
				for j := e + 1; j < s.Last && j < e+14; j++ {
					if r.low[j] == "," && j+1 < s.Last {
						return r.class[j+1] == aux || r.class[j+1] == modal || r.class[j+1] == verb && r.form[j+1]&finite != 0
					}
				}
			}
			return false
		case conj:
			q := r.phraseRight(e+1, s)
			if q.Empty() {
				return false
			}
			e = q.Last - 1
			continue
		default:
			return false
		}
	}
	return false
}

// clauseEnd is where the content clause that starts at token k ends: the sentence's end, or before what is attributed
// otherwise (", according to", ", with reports suggesting", ", adding that").
func (r *reader) clauseEnd(k int, s lang.Sentence) int {
	end := r.sentenceEnd(s)
	for i := k + 2; i+2 < end; i++ {
		if r.low[i] != "," || r.inQuote(i) && !(r.doc.Quotes[r.doc.QuoteAt(i)].First < k) {
			continue
		}
		n := i + 1
		switch {
		case r.wordsAt(n, []string{"according", "to"}), r.tail(n, s):
			return i
		case r.low[n] == "with" && r.participleCue(n+1, s):
			return i
		case r.class[n] == verb && r.form[n]&gerund != 0 && vocabulary.cues[r.lemma[n]] != nil && strings.Contains(vocabulary.cues[r.lemma[n]].frames, "c"):
			return i
		}
	}
	// the final mark inside the closing quotation mark belongs to the content
	if end < s.Last && r.class[s.Last-1] == closeMark {
		end = s.Last
	}
	return end
}

// tail reports whether the sentence ends, from token n on, with who says it: ", its defence minister said on Friday."
func (r *reader) tail(n int, s lang.Sentence) bool {
	if r.class[n] == verb && r.form[n]&finite != 0 { // ", reports the Times"
		c := vocabulary.cues[r.lemma[n]]
		p := r.phraseRight(n+1, s)
		return c != nil && c.statement && strings.Contains(c.frames, "q") && !p.Empty() && p.Last >= r.sentenceEnd(s)
	}
	p := r.phraseRight(n, s)
	if p.Empty() || p.Last >= s.Last {
		return false
	}
	v := p.Last
	for v < s.Last && (r.class[v] == adv || r.class[v] == aux) {
		v++
	}
	if v >= s.Last || r.class[v] != verb || r.form[v]&finite == 0 && r.class[v-1] != aux {
		return false
	}
	c := vocabulary.cues[r.lemma[v]]
	if c == nil || !c.statement || !strings.Contains(c.frames, "q") {
		return false
	}
	k := v + 1
	for k < s.Last {
		switch {
		case r.class[k] == adv || timeNouns[r.low[k]]:
			k++
			continue
		case r.class[k] == prep && r.low[k] != "that":
			if q := r.phraseRight(k+1, s); !q.Empty() {
				k = q.Last
				continue
			}
		}
		break
	}
	return k >= r.sentenceEnd(s)
}

// participleCue reports whether "reports suggesting that" follows: a phrase and a cue in -ing.
func (r *reader) participleCue(k int, s lang.Sentence) bool {
	p := r.phraseRight(k, s)
	if p.Empty() || p.Last >= s.Last {
		return false
	}
	e := p.Last
	return r.class[e] == verb && r.form[e]&(gerund|participle) != 0
}

// infinitiveEnd is where an infinitive or an object ends that is content: before a comma that opens another clause.
func (r *reader) infinitiveEnd(k int, s lang.Sentence) int {
	end := r.clauseEnd(k, s)
	for i := k + 1; i+1 < end; i++ {
		if r.low[i] == "," && !r.inQuote(i) {
			n := i + 1
			if r.class[n] == sub || r.class[n] == conj && r.low[n] != "and" || r.class[n] == verb && r.form[n]&gerund != 0 || r.low[n] == "as" || r.low[n] == "after" || r.low[n] == "and" && n+1 < end && (r.class[n+1] == aux || r.class[n+1] == verb || r.class[n+1] == pron) {
				return i
			}
		}
	}
	return end
}

// passive reads "is believed to", "was accused by X of", "it was reported that".
func (r *reader) passive(a Statement, g group, c *cue, k int, s lang.Sentence) (Statement, bool) {
	subject, _ := r.subjectOf(g, s, 0)
	end := r.sentenceEnd(s)
	for i := k; i < end && i < k+12; i++ {
		if r.low[i] == "by" {
			if p := r.phraseRight(i+1, s); !p.Empty() && r.class[i+1] != verb {
				a.Source = []Range{r.withApposition(p, s)}
				if k == i {
					k = p.Last
				}
			}
			break
		}
		if r.low[i] == "," || r.low[i] == "that" {
			break
		}
	}
	switch {
	case k < end && r.low[k] == "to" && strings.ContainsAny(c.frames, "ci"):
		if subject.Empty() {
			return a, false
		}
		a.Content = append(r.content(subject.First, subject.Last, s), r.content(k, r.infinitiveEnd(k, s), s)...)
	case k < end && r.low[k] == "that" && !subject.Empty() && r.low[subject.First] == "it":
		a.Content = r.content(k, r.clauseEnd(k, s), s)
	case k+1 < end && r.low[k] == "as" && (r.low[k+1] == "saying"):
		a.Source = []Range{subject}
		a.Content = r.content(k+2, r.clauseEnd(k+2, s), s)
	case len(a.Source) > 0 && !subject.Empty() && strings.Contains(c.frames, "o"):
		a.Content = r.content(subject.First, subject.Last, s)
	default:
		return a, false
	}
	return a, len(a.Content) > 0
}

// nest finds, for the attributions of one sentence from index first on, the one that each stands in.
func (r *reader) nest(first int) { r.nestRange(first, len(r.out.Attributions)) }

// nestRange is nest for the attributions [first, last).
func (r *reader) nestRange(first, last int) {
	as := r.out.Attributions[first:last]
	for i := range as {
		best := -1
		for j := range as {
			if i == j || !as[j].covers(as[i].Cue[0].First) || as[i].covers(as[j].Cue[0].First) {
				continue
			}
			if best < 0 || as[j].size() < as[best].size() {
				best = j
			}
		}
		if best >= 0 {
			as[i].Outer = first + best
		}
	}
}

func (a *Statement) covers(token int) bool {
	for _, c := range a.Content {
		if c.Has(token) {
			return true
		}
	}
	return false
}

func (a *Statement) size() (n int) {
	for _, c := range a.Content {
		n += c.Last - c.First
	}
	return n
}

// cutShared ends a content before the cue that shares its source: "said that A and added that B".
func (r *reader) cutShared(first int, s lang.Sentence) {
	all := r.out.Attributions
	for i := first; i < len(all); i++ {
		o := all[i].Outer
		if o < 0 || len(all[i].Source) == 0 || len(all[o].Source) == 0 || all[i].Source[0] != all[o].Source[0] {
			continue
		}
		cut := all[i].Cue[0].First
		for cut > s.First && (r.low[cut-1] == "and" || r.low[cut-1] == "," || r.low[cut-1] == "but") {
			cut--
		}
		for n := range all[o].Content {
			c := &all[o].Content[n]
			if c.Has(all[i].Cue[0].First) {
				c.Last = max(cut, c.First)
			}
		}
		all[i].Outer = all[o].Outer
		all[i].Inherit = o
	}
}

// continued ties quotations without a cue of their own to the speaker before them: the next sentence of the same paragraph,
// or the next paragraph after one that left its quotation open or ended in a colon.
func (r *reader) continued() {
	by := map[int]int{} // sentence -> its last attribution with a quotation
	for i, a := range r.out.Attributions {
		if a.Outer < 0 {
			by[a.Sentence] = i
		}
	}
	for i := 1; i < len(r.doc.Sentences); i++ {
		s := r.doc.Sentences[i]
		if _, has := by[i]; has || s.Heading {
			continue
		}
		prev, ok := by[i-1]
		if !ok {
			if p := r.doc.Sentences[i-1]; !(r.low[p.Last-1] == ":" && r.class[s.First] == openMark) {
				continue
			} else if prev, ok = r.introduced(i-1, p); !ok {
				continue
			}
		}
		q := r.doc.QuoteAt(s.First)
		whole := q >= 0 && (r.doc.Quotes[q].Last >= r.sentenceEnd(s))
		p := r.doc.Sentences[i-1]
		same := p.Paragraph == s.Paragraph
		open := !same && r.lastQuoteUnclosed(p)
		colon := r.low[p.Last-1] == ":"
		if whole && (same && r.quoted(prev) || open || colon) {
			for _, n := range r.speakersOf(prev, p) {
				a := &r.out.Attributions[n]
				a.Content = append(a.Content, Range{s.First, s.Last})
			}
			by[i] = prev
		}
	}
}

// speakersOf is attribution i and those inside it that hold the last quotation of its sentence: "X told Y", according to Z.
func (r *reader) speakersOf(i int, s lang.Sentence) []int {
	out := []int{i}
	if len(r.doc.Quotes) == 0 {
		return out
	}
	for j := range r.out.Attributions {
		a := &r.out.Attributions[j]
		if j == i || !r.within(j, i) || len(a.Source) == 0 {
			continue
		}
		for _, c := range a.Content {
			if c.Last <= s.Last && c.First >= s.First && r.doc.QuoteAt(c.First) >= 0 {
				out = append(out, j)
				break
			}
		}
	}
	return out
}

// introduced records the attribution of a sentence that ends in a colon and has its content in the next one.
func (r *reader) introduced(i int, s lang.Sentence) (int, bool) {
	for v := s.Last - 2; v >= s.First; v-- {
		if r.class[v] != verb {
			continue
		}
		c := vocabulary.cues[r.lemma[v]]
		if c == nil || !strings.Contains(c.frames, "q") && c.lemma != "continue" {
			continue
		}
		g := r.groupAt(v, s)
		src, _ := r.subjectOf(g, s, 0)
		if src.Empty() {
			return 0, false
		}
		r.add(Statement{Source: []Range{src}, Cue: []Range{{g.first, v + 1}}, Sentence: i, Statement: c.statement, Stance: c.stance, Outer: -1, Inherit: -1, Lemma: c.lemma})
		return len(r.out.Attributions) - 1, true
	}
	return 0, false
}

// quoted reports whether an attribution's content holds a quotation that ends it.
func (r *reader) quoted(i int) bool {
	for _, c := range r.out.Attributions[i].Content {
		if r.class[c.First] == openMark || r.class[c.Last-1] == closeMark {
			return true
		}
	}
	return false
}

// lastQuoteUnclosed reports whether a sentence's last quotation stays open at its end.
func (r *reader) lastQuoteUnclosed(s lang.Sentence) bool {
	q := r.doc.QuoteAt(s.Last - 1)
	return q >= 0 && r.doc.Quotes[q].Unclosed
}
