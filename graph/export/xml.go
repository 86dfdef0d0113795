package export

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// markup writes XML 1.0. It keeps the first error of its writer for end.
type markup struct {
	w    *bufio.Writer
	left int // characters that were left out
}

func newMarkup(w io.Writer) *markup {
	m := &markup{w: bufio.NewWriterSize(w, 64<<10)}
	m.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	return m
}

// raw writes what is markup already.
func (m *markup) raw(s string) { _, _ = m.w.WriteString(s) } // the error comes from end

// text writes a text, as content or as the value of an attribute in double quotes.
func (m *markup) text(s string) {
	var left int
	s, left = printable(s)
	m.left += left
	_, _ = xmlEscapes.WriteString(m.w, s)
}

// attr writes an attribute of a start tag.
func (m *markup) attr(name, value string) {
	m.raw(` ` + name + `="`)
	m.text(value)
	m.raw(`"`)
}

// element writes an element that has a text and nothing else.
func (m *markup) element(name, value string) {
	m.raw(`<` + name + `>`)
	m.text(value)
	m.raw(`</` + name + ">\n")
}

// end tells what was left out, writes the header of a graph in a comment behind all else, and whatever is still buffered.
func (m *markup) end(g *Graph) error {
	loseCharacters(g, m.left)
	s, err := headerComment(g)
	if err != nil {
		return err
	}
	m.raw("<!-- whosaid: " + s + " -->\n")
	return m.w.Flush()
}

// xmlEscapes keeps a text through every reader: those of attributes make spaces of bare line breaks, and all drop carriage returns.
// Those that follow XML 1.1 make a line break of U+0085 and U+2028.
var xmlEscapes = strings.NewReplacer("\u0085", "&#133;", "\u2028", "&#8232;", "&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")

// printable is a text without the characters that XML 1.0 cannot hold even escaped (controls but for tab and line breaks, U+FFFE,
// U+FFFF, broken UTF-8), and how many these were.
func printable(s string) (string, int) {
	bad := func(r rune, size int) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff' || r == utf8.RuneError && size == 1
	}
	left := 0
	var b strings.Builder
	from := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if bad(r, size) {
			b.WriteString(s[from:i])
			from = i + size
			left++
		}
		i += size
	}
	if left == 0 {
		return s, 0
	}
	b.WriteString(s[from:])
	return b.String(), left
}

// loseCharacters tells that printable left out characters.
func loseCharacters(g *Graph, left int) {
	if left > 0 {
		g.Lose("control characters that the format cannot hold are left out")
	}
}

// headerComment is the header of a graph as JSON that can stand in a comment of XML or DOT: in one line and without "--" and "*/".
func headerComment(g *Graph) (string, error) {
	b, err := json.Marshal(g.Header())
	if err != nil {
		return "", err
	}
	return strings.NewReplacer("--", `-\u002d`, "*/", `*\/`, "\ufffe", `\ufffe`, "\uffff", `\uffff`).Replace(string(b)), nil
}

// formatNumber is a number in as few digits as read back the same; without an exponent below 10^21.
func formatNumber(v float64) string {
	if v != 0 && (v >= 1e21 || v <= -1e21 || v < 1e-6 && v > -1e-6) {
		return strconv.FormatFloat(v, 'e', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
