package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// name reads the name of a publisher, of those that the row takes, and returns where it ends.
func (m *crediter) name(i, end int) (int, Credit, bool) {
	for i < end && (m.low[i] == "the" || m.low[i] == "our" || m.low[i] == "partner" || m.low[i] == "partners" || m.doc.Tokens[i].Kind == lang.Open) {
		if e, o, ok := m.outlet(i, end); ok { // "The Times"
			return e, o.Credit, true
		}
		if m.doc.Surface[i] == "The" {
			break
		}
		i++
	}
	if e, o, ok := m.outlet(i, end); ok && (!m.row.line || !o.doubtful) && !m.more(e, end) {
		return m.initials(e, end), o.Credit, true
	}
	if m.row.known {
		return 0, Credit{}, false
	}
	return m.unknown(i, end)
}

// more reports whether a name goes on behind what the lexicon knows of it: "Times of Israel" is not of Israel, "BBC Wildlife".
func (m *crediter) more(i, end int) bool {
	if m.row.known || i >= end || m.doc.Tokens[i].Kind != lang.Word {
		return false
	}
	r, _ := utf8.DecodeRuneInString(m.doc.Surface[i])
	return unicode.IsUpper(r) && !dateWords[m.low[i]]
}

// initials is behind "(AFP)" that follows a name.
func (m *crediter) initials(i, end int) int {
	if i+2 < end && m.low[i] == "(" && m.low[i+2] == ")" && strings.ToUpper(m.doc.Surface[i+1]) == m.doc.Surface[i+1] {
		return i + 3
	}
	return i
}

// known is an outlet of the lexicon.
type known struct {
	Credit
	doubtful bool // the words are also something else: Time, Dawn
}

// outlet reads a name of an outlet that the lexicon knows.
func (c *crediting) outlet(i, end int) (int, known, bool) {
	if i >= end {
		return 0, known{}, false
	}
	n, ms := c.lex.Longest(c.doc.Surface[i:min(end, i+10)])
	for _, m := range ms {
		if m.Entry.Outlet && m.Role != lexicon.RoleDemonym {
			return i + n, known{Credit{Range{i, i + n}, m.Entry.Name, m.Entry, -1}, m.Context}, true
		}
	}
	return i + n, known{}, false
}

// joining are the small words inside a name, before a capital.
var joining = set("of the for & de du der die das del la le and")

// unknown reads a name that the lexicon does not know: a run of capitalised words, or a site's. Neither a day, a place, a person nor
// a number is a publisher.
func (m *crediter) unknown(i, end int) (int, Credit, bool) {
	upper := func(k int) bool {
		r, _ := utf8.DecodeRuneInString(m.doc.Surface[k])
		return k < end && m.doc.Tokens[k].Kind == lang.Word && unicode.IsUpper(r) && !dateWords[m.low[k]]
	}
	e := i
	if i < end && isSite(m.low[i]) {
		e++
	} else {
		for e < end && e-i < 8 {
			switch {
			case upper(e), e > i && m.doc.Tokens[e].Kind == lang.Number && m.doc.Tokens[e-1].Kind == lang.Word && !dateWords[m.low[e-1]] && len(m.low[e]) < 4:
				e++
			case e > i && m.low[e] == "and" && (pressNouns[m.low[e-1]] || !m.pressAhead(e+1, end)):
				goto over
			case e > i && joining[m.low[e]] && e+1 < end && upper(e+1):
				e++
			case e > i && m.low[e] == "of" && e+2 < end && m.low[e+1] == "the" && upper(e+2):
				e += 2
			default:
				goto over
			}
		}
	}
over:
	if e == i || e-i == 1 && utf8.RuneCountInString(m.doc.Surface[i]) < 2 || !m.publisher(i, e) {
		return 0, Credit{}, false
	}
	last := m.initials(e, end)
	if last == e && e+2 < end && m.low[e] == "(" && (m.low[e+2] == ")" || e+3 < end && m.low[e+3] == ")") { // "The Star (Malaysia)"
		for last = e; m.low[last] != ")"; last++ {
		}
		last++
		e = last
	}
	if n, ms := m.lex.Longest(m.doc.Surface[i:e]); n == e-i && (ms[0].Entry.Kind == "Organization" || ms[0].Entry.Kind == "Agency") {
		return last, Credit{Range{i, e}, ms[0].Entry.Name, ms[0].Entry, -1}, true
	}
	name := strings.Join(strings.Fields(m.doc.Span(i, e)), " ")
	return last, Credit{Range{i, e}, name, nil, -1}, true
}

// pressAhead reports whether a run of capitals that starts at a token holds a word of publishers' names.
func (m *crediter) pressAhead(i, end int) bool {
	for ; i < end && m.doc.Tokens[i].Kind == lang.Word; i++ {
		if r, _ := utf8.DecodeRuneInString(m.doc.Surface[i]); !unicode.IsUpper(r) {
			return false
		}
		if pressNouns[m.low[i]] {
			return true
		}
	}
	return false
}

// publisher reports whether a capitalised run may be a publisher's name.
func (m *crediter) publisher(i, e int) bool {
	if isSite(m.low[i]) || slices.ContainsFunc(m.low[i:e], func(w string) bool { return pressNouns[w] }) {
		return true
	}
	n, ms := m.lex.Longest(m.doc.Surface[i:e])
	if n == e-i && slices.ContainsFunc(ms, func(x lexicon.Match) bool { return x.Entry.Kind != "Organization" && x.Entry.Kind != "Agency" }) {
		return false // a country, a place, a person
	}
	// "Anna Holm": two words, of which the first is given to people.
	return e-i > 3 || e-i == 1 || !givenNames[m.low[i]]
}

// givenNames are first names, lower case.
var givenNames = set(commonGiven)

// isSite reports whether a word is the name of a site: example.org.
func isSite(w string) bool {
	at := strings.LastIndexByte(w, '.')
	return at > 1 && len(w)-at > 2 && !strings.ContainsFunc(w[at+1:], func(r rune) bool { return r < 'a' || r > 'z' })
}

// pressNouns are words of publishers' names, lower case.
var pressNouns = set(`news agency press wire service times post herald tribune gazette courier journal chronicle observer daily weekly magazine
		newspaper radio television tv broadcasting broadcaster review media network telegraph mail monitor bulletin digest blog report
		reports independent conversation guardian standard star sun mirror express examiner dispatch record globe register`)
