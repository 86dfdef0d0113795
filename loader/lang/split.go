package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// split fills Sentences: paragraphs end at line breaks, sentences at . ! ? followed by a capital, a quotation mark or the
// paragraph's end. A short line without a final mark is a heading.
func (d *Doc) split() {
	paragraph := 0
	for i := 0; i < len(d.Tokens); {
		j := i + 1
		for j < len(d.Tokens) && !d.lineBreak(j) {
			j++
		}
		d.paragraph(i, j, paragraph)
		paragraph++
		i = j
	}
}

// lineBreak reports whether a line ends between token i-1 and token i. A single break counts too, unless the line before
// it is one of a text wrapped at a fixed width: then only what follows a sentence's end does.
func (d *Doc) lineBreak(i int) bool {
	gap := d.Text[d.Tokens[i-1].End:d.Tokens[i].Start]
	if gap == "" || gap == " " {
		return false
	}
	n := strings.Count(gap, "\n")
	if n == 0 {
		n = strings.Count(gap, "\r")
	}
	if n != 1 {
		return n > 1
	}
	r, _ := utf8.DecodeRuneInString(d.Surface[i])
	last := d.Surface[i-1]
	return !unicode.IsLower(r) && (strings.ContainsAny(last, ".!?”\"") || d.Tokens[i-1].Kind == Close || d.shortLine(i-1))
}

// shortLine reports whether the line that ends with token i is under 60 bytes: too short to be one of a wrapped text.
func (d *Doc) shortLine(i int) bool {
	end := d.Tokens[i].End
	return end < 60 || strings.ContainsAny(d.Text[end-60:max(end-60, d.Tokens[i].Start)], "\n\r")
}

// paragraph splits the tokens [i, j) into sentences.
func (d *Doc) paragraph(i, j, n int) {
	first := i
	for k := i; k < j; k++ {
		if !d.ends(k, first, j) {
			continue
		}
		end := k + 1
		for end < j && d.closer(end) {
			end++
		}
		end = d.behind(end, j)
		d.Sentences = append(d.Sentences, Sentence{First: first, Last: end, Paragraph: n})
		first, k = end, end-1
	}
	if first < j {
		whole := first == i
		d.Sentences = append(d.Sentences, Sentence{First: first, Last: j, Paragraph: n, Heading: whole && j-i <= 25 && !d.final(j-1)})
	}
}

// closer reports whether token k closes a quotation or a bracket and belongs to the sentence before it.
func (d *Doc) closer(k int) bool {
	return !d.Tokens[k].Space && (d.Tokens[k].Kind == Close || d.Surface[k] == ")" || d.Surface[k] == "]")
}

// behind is the end of what belongs to a sentence though it stands behind its final mark at token k: the numbers of notes
// ("[2] [4]") and emoticons.
func (d *Doc) behind(k, j int) int {
	for k < j {
		s := d.Surface[k]
		switch {
		case s == "[" && k+2 < j && d.Tokens[k+1].Kind == Number && d.Surface[k+2] == "]":
			k += 3
		case len(s) > 1 && (s[0] == ':' || s[0] == ';' || s[0] == '^' || s[0] == '=' && s[1] != '='):
			k++
		default:
			return k
		}
	}
	return k
}

// stop is the sort of a run of final marks: '.', '!' for one with an exclamation or a question mark, ':' for points after
// which a sentence may go on, 0 for a token that is no final mark.
func stop(s string) byte {
	switch s[0] {
	case '.':
		switch {
		case len(s) == 1:
			return '.'
		case s[1] == '.':
			return ':'
		case s[1] == '!' || s[1] == '?':
			return '!'
		}
	case '!', '?':
		return '!'
	case 0xe2:
		if strings.HasPrefix(s, "…") {
			return ':'
		}
	}
	return 0
}

// ends reports whether token k ends a sentence that starts with token first, of the paragraph that ends before token j.
func (d *Doc) ends(k, first, j int) bool {
	s := d.Surface[k]
	if k+1 >= j {
		return d.final(k)
	}
	mark := stop(s)
	abbreviated := mark == 0 && d.Tokens[k].Kind == Word && s[len(s)-1] == '.'
	if mark == 0 && !abbreviated && !web(s) {
		return false
	}
	next := k + 1
	for next < j && d.closer(next) {
		next++
	}
	if next >= j {
		return mark != 0 || s == "etc."
	}
	if (mark == '.' || mark == '!') && (stop(d.Surface[next]) != 0 || d.behind(next, j) > next) { // ? ? ?
		return d.behind(next, j) > next
	}
	r, _ := utf8.DecodeRuneInString(d.Surface[next])
	if web(s) {
		return d.Tokens[next].Space && (unicode.IsUpper(r) || web(d.Surface[next]))
	}
	starts := unicode.IsUpper(r) || unicode.IsDigit(r) || d.Tokens[next].Kind == Open || mark == '.' && (r == '(' || r == '[') ||
		unicode.IsLetter(r) && !unicode.IsLower(r)
	space := d.Tokens[next].Space
	switch mark {
	case '.':
		if (k == first+1 || k > first+1 && d.Surface[k-2] == ":") && d.Tokens[k-1].Kind == Number && small(d.Surface[k-1]) >= 0 { // 1. a list's number
			return false
		}
		if unicode.IsLower(r) { // a text without capitals; what stands before may not be an unknown abbreviation (Pty. said)
			return space && d.smallWord(k-1)
		}
		return starts && (space || d.runOn(k, next))
	case '!':
		return space && (starts || next == k+1)
	case ':':
		return space && (unicode.IsUpper(r) || d.Tokens[next].Kind == Open)
	}
	// An abbreviation's point may be a full stop too: "in the U.S. The next", "at 5 p.m. Officials".
	if unicode.IsUpper(r) && space {
		return dotted(s) && starters[d.Surface[next]] || s == "etc."
	}
	return false
}

// web reports whether s is a web address.
func web(s string) bool {
	return len(s) > 7 && (s[:4] == "http" || s[:4] == "www.")
}

// smallWord reports whether token k is a word of three small letters or more, which no abbreviation ends.
func (d *Doc) smallWord(k int) bool {
	if k < 0 {
		return false
	}
	s := d.Surface[k]
	return d.Tokens[k].Kind == Word && len(s) >= 3 && s[0] >= 'a' && s[0] <= 'z' || d.Tokens[k].Kind == Close
}

// runOn reports whether the point at token k ends a sentence though no space follows it, as where a page's paragraphs were
// joined: "in 2030.The latest". Words of two letters or fewer on either side may be parts of an abbreviation or an address.
func (d *Doc) runOn(k, next int) bool {
	if k == 0 || d.Tokens[k].Space || d.Tokens[next].Kind != Word || len(d.Surface[next]) < 2 && d.Surface[next] != "A" {
		return false
	}
	before := d.Surface[k-1]
	r, _ := utf8.DecodeRuneInString(before)
	return d.Tokens[k-1].Kind == Number || d.Tokens[k-1].Kind == Close || len(before) > 2 && unicode.IsLower(r) ||
		len(before) > 3 && starters[d.Surface[next]] || weekdays[before]
}

// weekdays may end a sentence, and hardly a name.
var weekdays = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")

// starters are capitalised words that hardly ever follow an abbreviation inside a sentence.
var starters = words(`The A An He She It They We I In On At But And This That These Those There However Meanwhile According
	His Her Its Their If When While After Before As Officials Last For`)

// final reports whether token k can end a sentence: a final mark, perhaps with closing marks behind it.
func (d *Doc) final(k int) bool {
	for k > 0 && (d.Tokens[k].Kind == Close || d.Surface[k] == ")" || d.Surface[k] == "]") {
		k--
	}
	s := d.Surface[k]
	return stop(s) != 0 || s == ":" || d.Tokens[k].Kind == Word && s[len(s)-1] == '.' && (dotted(s) || s == "etc.")
}

// pairQuotes fills Quotes with the outermost pairs of each paragraph. Single marks count only where they pair and nothing
// double stands open; an opening double mark without a partner runs to the paragraph's end.
func (d *Doc) pairQuotes() {
	for i := 0; i < len(d.Sentences); {
		j := i
		for j < len(d.Sentences) && d.Sentences[j].Paragraph == d.Sentences[i].Paragraph {
			j++
		}
		d.pairIn(d.Sentences[i].First, d.Sentences[j-1].Last)
		i = j
	}
}

func (d *Doc) pairIn(first, last int) {
	open := -1
	for k := first; k < last; k++ {
		kind := d.Tokens[k].Kind
		if kind != Open && kind != Close {
			continue
		}
		single := d.Surface[k] == "'" || d.Surface[k] == "‘" || d.Surface[k] == "’"
		switch {
		case open < 0 && kind == Open && single:
			if end := d.singleEnd(k, last); end > 0 {
				d.Quotes = append(d.Quotes, Quote{First: k, Last: end})
				k = end - 1
			}
		case open < 0 && kind == Open:
			open = k
		case open >= 0 && kind == Close && !single:
			d.Quotes = append(d.Quotes, Quote{First: open, Last: k + 1})
			open = -1
		}
	}
	if open >= 0 && last-open > 1 {
		d.Quotes = append(d.Quotes, Quote{First: open, Last: last, Unclosed: true})
	}
}

// singleEnd is the end of the single quotation that opens at token k: the last closing mark before a double mark or
// another opening one; 0 when there is none.
func (d *Doc) singleEnd(k, last int) int {
	for j := k + 1; j < last; j++ {
		s, kind := d.Surface[j], d.Tokens[j].Kind
		if kind == Open || kind == Close && s != "'" && s != "’" {
			return 0
		}
		// After an s it may be the apostrophe of a plural: it closes only where no later mark does.
		if kind == Close {
			if strings.HasSuffix(d.Surface[j-1], "s") {
				for m := j + 1; m < last && m < j+40; m++ {
					if d.Tokens[m].Kind == Open {
						break
					}
					if d.Tokens[m].Kind == Close {
						return m + 1
					}
				}
			}
			return j + 1
		}
	}
	return 0
}

// QuoteAt is the index of the quotation that holds a token, or -1.
func (d *Doc) QuoteAt(token int) int {
	lo, hi := 0, len(d.Quotes)
	for lo < hi {
		m := (lo + hi) / 2
		if d.Quotes[m].Last <= token {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(d.Quotes) && d.Quotes[lo].First <= token {
		return lo
	}
	return -1
}
