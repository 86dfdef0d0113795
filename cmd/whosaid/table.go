package main

import (
	"io"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

const (
	gap      = 2  // blanks between columns
	padTo    = 40 // columns beyond which a cell is not padded where lines may have any length
	maxLines = 3  // of a row in a terminal; what does not fit ends with …
)

// column is a column of a table. Where the table does not fit, what exceeds want is taken away first, then what exceeds
// least; both count columns of the terminal.
type column struct {
	head        string
	want, least int
}

// writeTable writes rows under their heads. Where total is not 0 no line is longer than total columns: cells are wrapped,
// and cut with … after three lines. Otherwise every row is one line and nothing is cut.
func writeTable(w io.Writer, total int, columns []column, rows [][]string) error {
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = columnsOf(c.head)
		for _, r := range rows {
			widths[i] = max(widths[i], columnsOf(r[i]))
		}
	}
	lines := 1
	if total > 0 {
		lines = maxLines
		fit(widths, columns, total)
	}
	var b strings.Builder
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = strings.ToUpper(c.head)
	}
	for _, r := range append([][]string{heads}, rows...) {
		cells := make([][]string, len(r))
		height := 1
		for i, text := range r {
			cells[i] = []string{text}
			if total > 0 {
				cells[i] = wrap(text, widths[i], lines)
			}
			height = max(height, len(cells[i]))
		}
		for n := range height {
			writeLine(&b, cells, n, widths)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeLine writes line n of a row, without blanks at its end.
func writeLine(b *strings.Builder, cells [][]string, n int, widths []int) {
	var line strings.Builder
	for i, lines := range cells {
		text := ""
		if n < len(lines) {
			text = lines[n]
		}
		line.WriteString(text)
		line.WriteString(strings.Repeat(" ", max(0, min(widths[i], padTo)-columnsOf(text))+gap))
	}
	b.WriteString(strings.TrimRight(line.String(), " "))
	b.WriteByte('\n')
}

// fit narrows columns until they all stand in total columns of the terminal: to what they want, then to their least, then,
// where that is still too much, to one. What exceeds most goes first.
func fit(widths []int, columns []column, total int) {
	room := total - gap*(len(widths)-1)
	for _, floor := range []func(column) int{
		func(c column) int { return c.want },
		func(c column) int { return c.least },
		func(column) int { return 1 },
	} {
		for sum(widths) > room {
			most, excess := -1, 0
			for i, w := range widths {
				if e := w - floor(columns[i]); e > excess {
					most, excess = i, e
				}
			}
			if most < 0 {
				break
			}
			widths[most]--
		}
	}
}

func sum(ns []int) (total int) {
	for _, n := range ns {
		total += n
	}
	return total
}

// wrap breaks a text between words into at most so many lines of n columns. Words that are longer are broken; the last line
// ends with … where text is left over.
func wrap(text string, n, most int) []string {
	var lines []string
	for rest := text; rest != ""; {
		if len(lines) == most-1 || columnsOf(rest) <= n {
			return append(lines, cut(rest, n))
		}
		end, blank := 0, -1
		for i, r := range rest {
			if columnsOf(rest[:i]+string(r)) > n && i > 0 {
				if r == ' ' {
					blank = i
				}
				break
			}
			if r == ' ' {
				blank = i
			}
			end = i + len(string(r))
		}
		if blank > 0 {
			end = blank
		}
		lines = append(lines, rest[:end])
		rest = strings.TrimLeft(rest[end:], " ")
	}
	if lines == nil {
		return []string{""}
	}
	return lines
}

// cut is the text in at most n columns, with … at its end where something is left out.
func cut(text string, n int) string {
	if columnsOf(text) <= n {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && columnsOf(string(runes))+1 > n {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " ") + "…"
}

// columnsOf is how many columns of a terminal a text takes: two for the wide letters of East Asia (Unicode annex 11), none
// for marks that stand on others.
func columnsOf(text string) int {
	n := 0
	for _, r := range text {
		switch k := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// clean is the row as it may stand in a table.
func clean(cells ...string) []string {
	row := slices.Clone(cells)
	for i, c := range row {
		row[i] = oneLine(c)
	}
	return row
}
