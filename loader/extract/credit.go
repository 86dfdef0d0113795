package extract

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// Credit is a publisher that a credit line of an article names as where its text, or a part of it, comes from: "KYIV (Reuters) -",
// "AFP contributed to this report", "This article was first published by the Lake Post".
type Credit struct {
	Range                // its name
	Name  string         // to show: the lexicon's usual one, else as in the text
	Entry *lexicon.Entry // what the lexicon knows; nil for a name that it does not
	// Mention is the mention of the reading that the name is; -1 where there is no reading.
	Mention int
}

// maxCredits is how many credits of an article count, those after it being left out: what a store takes. No article of 924 has more
// than 3.
const maxCredits = 8

// Credits are the publishers that the credit lines of a document name, each once, in the order of the text: at most 8. A line that
// stands at the edges of the text (the first three paragraphs and the last four) is one by fewer words than one in its midst. What
// somebody told a publisher, or what one reported, is no credit. The cost grows with the length of the text.
func Credits(doc *lang.Doc, lex *lexicon.Lexicon) []Credit {
	out, _ := credits(doc, lex)
	return out
}

// credits is Credits, and the passages that are nothing but credit lines.
func credits(doc *lang.Doc, lex *lexicon.Lexicon) (out []Credit, lines []Range) {
	c := newCrediting(doc, lex)
	for i := 0; i < len(doc.Sentences); {
		k := i
		for k < len(doc.Sentences) && doc.Sentences[k].Paragraph == doc.Sentences[i].Paragraph {
			k++
		}
		p := Range{doc.Sentences[i].First, doc.Sentences[k-1].Last}
		at := zone(doc.Sentences[i].Paragraph, doc.Sentences[len(doc.Sentences)-1].Paragraph)
		if doc.Sentences[i].Paragraph <= firstEdge {
			c.dateline(p)
		}
		if c.line(p, at) {
			lines = append(lines, p)
			i = k
			continue
		}
		for ; i < k; i++ {
			if s := (Range{doc.Sentences[i].First, doc.Sentences[i].Last}); c.sentence(s, at) {
				lines = append(lines, s)
			}
		}
	}
	for _, found := range c.found {
		same := func(o Credit) bool {
			return o.Entry == found.Entry && (o.Entry != nil || lexicon.Fold(o.Name) == lexicon.Fold(found.Name))
		}
		if len(out) < maxCredits && !slices.ContainsFunc(out, same) {
			out = append(out, found)
		}
	}
	return out, lines
}

// How many paragraphs at its start and at its end are the edges of a text: a title, a byline and the first paragraph; the last
// paragraph and three lines below it.
const (
	firstEdge = 3
	lastEdge  = 4
)

// The zones of a text, from the widest on: what stands in one stands in those before it.
const (
	anywhere = iota
	atEdge
	atEnd // the last two paragraphs
)

// zone is where a paragraph stands.
func zone(paragraph, last int) int {
	switch {
	case paragraph > last-2:
		return atEnd
	case paragraph < firstEdge || paragraph > last-lastEdge:
		return atEdge
	}
	return anywhere
}

//go:embed credits.tsv
var creditsTSV string

// creditRow is a row of the table of credit lines.
type creditRow struct {
	line, known bool
	zone        int
	words       []creditWord
}

// creditWord is a place in a row.
type creditWord struct {
	sort     byte // 'X', '*', '^', '#' as in the table; 0 for words
	any      []string
	optional bool
}

// creditRows are the rows that are looked for in a sentence by its first word; those under "" may open with any.
var creditRows = func() map[string][]*creditRow {
	out := map[string][]*creditRow{}
	rows(creditsTSV, func(f []string) {
		r := &creditRow{line: f[0] == "line", zone: slices.Index([]string{"text", "edge", "last"}, f[1]), known: f[2] == "known"}
		for w := range strings.FieldsSeq(f[3]) {
			r.words = append(r.words, readCreditWord(w))
		}
		for i := range r.words {
			w := &r.words[i]
			if w.sort != 0 {
				out[""] = append(out[""], r)
				break
			}
			for _, first := range w.any {
				if !slices.Contains(out[first], r) {
					out[first] = append(out[first], r)
				}
			}
			if !w.optional {
				break
			}
		}
	})
	return out
}()

func readCreditWord(w string) creditWord {
	switch w {
	case "X", "*", "^", "#":
		return creditWord{sort: w[0]}
	}
	c := creditWord{}
	w, c.optional = strings.CutSuffix(w, "?")
	bar := strings.Contains(w, "|||")
	for a := range strings.SplitSeq(strings.ReplaceAll(w, "|||", "|"), "|") {
		c.any = append(c.any, a)
	}
	if bar {
		c.any = append(c.any, "|")
	}
	return c
}

// crediting looks for credit lines.
type crediting struct {
	doc   *lang.Doc
	lex   *lexicon.Lexicon
	low   []string
	found []Credit
}

func newCrediting(doc *lang.Doc, lex *lexicon.Lexicon) *crediting {
	c := &crediting{doc: doc, lex: lex, low: make([]string, len(doc.Tokens))}
	for i, s := range doc.Surface {
		c.low[i] = strings.ReplaceAll(strings.ToLower(s), "’", "'")
	}
	return c
}

// longestCredit is the most tokens of a credit line: a long one lists a dozen reporters with their cities.
const longestCredit = 80

// line reads a paragraph as one credit line.
func (c *crediting) line(p Range, zone int) bool {
	return p.Last-p.First <= longestCredit && c.read(p, zone, true)
}

// sentence reads a sentence as one that opens with a credit.
func (c *crediting) sentence(s Range, zone int) bool {
	return s.Last-s.First <= longestCredit && c.read(s, zone, false)
}

var (
	creditOpeners = set("( [ * • _ - – — -- ― ‘ “ \" '")
	pictureWords  = set("photo photos photograph photographs image images picture pictures video footage graphic map illustration getty")
	dateWords     = set(`january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct
		nov dec jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. monday tuesday wednesday thursday friday saturday sunday
		today yesterday`)
)

// read looks for a row that a passage is, or opens with.
func (c *crediting) read(p Range, zone int, line bool) bool {
	at := p.First
	for at < p.Last && creditOpeners[c.low[at]] {
		at++
	}
	if at == p.Last {
		return false
	}
	for _, first := range [...]string{c.low[at], ""} {
		for _, row := range creditRows[first] {
			if row.line != line || row.zone > zone {
				continue
			}
			m := crediter{crediting: c, row: row, end: p.Last}
			end, ok := m.match(row.words, at)
			if !ok || line && !c.bare(end, p.Last) || c.pictures(p) {
				continue
			}
			c.found = append(c.found, m.names...)
			return true
		}
	}
	return false
}

// bare reports whether nothing but marks and a date stand between two tokens.
func (c *crediting) bare(from, to int) bool {
	for i := from; i < to; i++ {
		if c.doc.Tokens[i].Kind == lang.Word && !dateWords[c.low[i]] {
			return false
		}
	}
	return true
}

// pictures reports whether a passage is about a picture, whose credit is not the text's.
func (c *crediting) pictures(p Range) bool {
	for i := p.First; i < p.Last; i++ {
		if pictureWords[c.low[i]] {
			return true
		}
	}
	return false
}

// crediter reads one row at one place.
type crediter struct {
	*crediting
	row   *creditRow
	end   int
	names []Credit
}

// match reads the words of a row from a token on, and returns where they end.
func (m *crediter) match(words []creditWord, i int) (int, bool) {
	if len(words) == 0 {
		return i, true
	}
	w, rest := &words[0], words[1:]
	kept := len(m.names)
	switch w.sort {
	case 'X':
		if end := m.list(i); end > i {
			if e, ok := m.match(rest, end); ok {
				return e, true
			}
		}
	case '#':
		if i < m.end && m.doc.Tokens[i].Kind == lang.Number {
			if e, ok := m.match(rest, i+1); ok {
				return e, true
			}
		}
		if e, ok := m.match(rest, i); ok {
			return e, true
		}
	case '*':
		return m.anything(rest, i)
	case '^':
		for k := i; k < m.end && k-i < 12 && m.capital(k); k++ {
			if e, ok := m.match(rest, k+1); ok {
				return e, true
			}
			m.names = m.names[:kept]
		}
	default:
		if i < m.end && slices.Contains(w.any, m.low[i]) {
			if e, ok := m.match(rest, i+1); ok {
				return e, true
			}
			m.names = m.names[:kept]
		}
		if w.optional {
			return m.match(rest, i)
		}
	}
	m.names = m.names[:kept]
	return 0, false
}

// capital reports whether a token may stand in a byline.
func (m *crediter) capital(k int) bool {
	r, _ := utf8.DecodeRuneInString(m.doc.Surface[k])
	return unicode.IsUpper(r) || m.low[k] == "and" || m.low[k] == "in" || m.low[k] == "," || m.low[k] == "&"
}

// anything reads up to 40 tokens, with the outlets that the lexicon knows among them, and then the rest of the row. Where a row ends
// with it the whole sentence is read. Of a row that takes any name the last one in front of the rest counts.
func (m *crediter) anything(rest []creditWord, i int) (int, bool) {
	stop := min(m.end, i+40)
	k := i
	if len(rest) == 0 {
		k = m.end
	}
	for ; k <= stop || len(rest) == 0; k++ {
		m.names = m.names[:0]
		end, ok := m.match(rest, k)
		if !ok {
			if k == stop {
				break
			}
			continue
		}
		if m.row.known && !m.listed(i, k) {
			return 0, false
		}
		if !m.row.known {
			for at := i; at < k; at++ {
				if e, name, ok := m.name(at, k); ok && e == k {
					m.names = append(m.names, name)
					return end, true
				}
			}
			return 0, false
		}
		for at := i; at < k; {
			e, name, ok := m.outlet(at, k)
			if ok && !name.doubtful {
				m.names = append(m.names, name.Credit)
			}
			at = max(e, at+1)
		}
		return end, true
	}
	return 0, false
}

// listed reports whether what stands between two tokens is a list of people and publishers and no sentence.
func (m *crediter) listed(from, to int) bool {
	for i := from; i < to; i++ {
		r, _ := utf8.DecodeRuneInString(m.doc.Surface[i])
		if m.doc.Tokens[i].Kind == lang.Word && !unicode.IsUpper(r) && !listWords[m.low[i]] {
			return false
		}
	}
	return true
}

// listWords are what stands between the names in a list of those who wrote a text.
var listWords = set(`and in of the at from by with for 's also additional reporting editing writing edited written staff writer writers reporter
	reporters correspondent correspondents journalist journalists producer producers bureau agency agencies news wire wires service
	services contributors colleagues our partner partners`)

// list reads names with commas, "and" and slashes between them, adds them to the names, and returns where they end.
func (m *crediter) list(i int) int {
	end := i
	for {
		e, name, ok := m.name(i, m.end)
		if !ok {
			return end
		}
		m.names = append(m.names, name)
		end, i = e, e
		for i < m.end && (m.low[i] == "," || m.low[i] == "and" || m.low[i] == "&" || m.low[i] == "/" || m.low[i] == "|" || m.low[i] == ";") {
			i++
		}
		if i == end {
			return end
		}
	}
}

// dateline reads "KYIV, Oct 18 (Reuters) -" and "MOSCOW, October 18. /TASS/." at the start of a paragraph.
func (c *crediting) dateline(p Range) {
	for k := p.First; k < p.Last && k-p.First < 14; k++ {
		if w := c.low[k]; w == "(" || w == "/" && k+2 < p.Last && k > p.First && c.doc.Tokens[k].Space {
			m := crediter{crediting: c, row: &creditRow{known: true}, end: p.Last}
			end := m.list(k + 1)
			if end == k+1 || end+1 >= p.Last || !(w == "(" && c.low[end] == ")" && isDash(c.low[end+1]) ||
				w == "/" && c.low[end] == "/" && (c.low[end+1] == "." || isDash(c.low[end+1]))) {
				return
			}
			c.found = append(c.found, m.names...)
			return
		}
		// In front of it stand a place and a day: capitals and numbers, and no publisher.
		r, _ := utf8.DecodeRuneInString(c.doc.Surface[k])
		if c.doc.Tokens[k].Kind == lang.Word && !unicode.IsUpper(r) && c.low[k] != "and" && c.low[k] != "de" {
			return
		}
		if _, _, ok := c.outlet(k, p.Last); ok {
			return
		}
	}
}

func isDash(w string) bool {
	switch w {
	case "-", "–", "—", "--", "―", "---":
		return true
	}
	return false
}

// withCredits is what is passed over with the credit lines among it.
func withCredits(skipped []Skipped, lines []Range) []Skipped {
	for _, l := range lines {
		covered := func(s Skipped) bool { return s.First < l.Last && l.First < s.Last }
		if !slices.ContainsFunc(skipped, covered) {
			skipped = append(skipped, Skipped{l, isCredit})
		}
	}
	slices.SortFunc(skipped, func(a, b Skipped) int { return a.First - b.First })
	return skipped
}

// credit ties the credits to mentions, and makes one where the names found so far have none.
func (r *reader) credit(credits []Credit) {
	for i := range credits {
		c := &credits[i]
		c.Mention = -1
		for k := c.First; k < c.Last && c.Mention < 0; k++ {
			n := r.named[k]
			if n < 0 {
				continue
			}
			switch m := &r.out.Mentions[n]; {
			case c.Entry != nil && m.Entry == c.Entry:
				c.Mention = n
			case c.Entry == nil && m.Entry == nil && m.Part == "" && m.First >= c.First && m.Last <= c.Last && m.Country == "":
				*m = Mention{Same: -1, Range: c.Range, Type: "Organization", Name: c.Name}
				c.Mention = n
			}
		}
		if c.Mention < 0 {
			c.Mention = len(r.out.Mentions)
			m := Mention{Same: -1, Range: c.Range, Type: "Organization", Name: c.Name, Entry: c.Entry}
			if c.Entry != nil {
				m.Type, m.Country = c.Entry.Kind, c.Entry.Country
			}
			r.note(m)
		}
	}
	r.out.Credits = credits
}
