package main

import (
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

const (
	gap      = 2   // blanks between columns
	maxLines = 6   // of a cell; what does not fit ends with …
	indent   = 4   // blanks before the lines below a row
	readable = 110 // columns of a line below a row at most: longer lines are hard to read
)

// column is a column of a table. Where the table does not fit, what exceeds want is taken away first, then what exceeds
// least; both count columns of the terminal.
type column struct {
	head        string
	want, least int
}

// row is a row of a table: a cell for each column, and texts that stand below them in lines of their own.
type row struct {
	cells, below []string
}

// writeTable writes rows under their heads. Where total is not 0 no line is longer than total columns: cells are wrapped.
// Otherwise the cells of a row are one line. Texts below a row are wrapped and never cut, and a blank line ends such a row.
func writeTable(w io.Writer, total int, columns []column, rows []row) error {
	widths := make([]int, len(columns))
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = strings.ToUpper(c.head)
		widths[i] = columnsOf(c.head)
		for _, r := range rows {
			widths[i] = max(widths[i], columnsOf(r.cells[i]))
		}
	}
	below := readable
	if total > 0 {
		fit(widths, columns, total)
		below = max(1, min(below, total-indent))
	}
	var b strings.Builder
	writeCells(&b, widths, heads)
	for _, r := range rows {
		writeCells(&b, widths, r.cells)
		for _, text := range r.below {
			for _, line := range wrap(text, below, 0) {
				b.WriteString(strings.Repeat(" ", indent) + line + "\n")
			}
		}
		if len(r.below) > 0 {
			b.WriteByte('\n')
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// tableWidth is how many columns a table on w may take: what COLUMNS says, else those of the terminal; 0 where neither is known.
func tableWidth(w io.Writer) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	return terminalWidth(w)
}

// writeCells writes cells beside each other, wrapped to their widths, without blanks at the end of a line.
func writeCells(b *strings.Builder, widths []int, texts []string) {
	cells := make([][]string, len(texts))
	height := 1
	for i, text := range texts {
		cells[i] = wrap(text, widths[i], maxLines)
		height = max(height, len(cells[i]))
	}
	for n := range height {
		var line strings.Builder
		for i, lines := range cells {
			text := ""
			if n < len(lines) {
				text = lines[n]
			}
			line.WriteString(text)
			line.WriteString(strings.Repeat(" ", max(0, widths[i]-columnsOf(text))+gap))
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
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

// wrap breaks a text between words into lines of n columns, at most so many; 0 is as many as it takes. Words that are longer
// are broken; the last line ends with … where text is left over.
func wrap(text string, n, most int) []string {
	var lines []string
	for rest := text; rest != ""; {
		if most > 0 && len(lines) == most-1 {
			return append(lines, cut(rest, n))
		}
		end := prefix(rest, n)
		if end == 0 {
			_, end = utf8.DecodeRuneInString(rest) // a wide letter in one column
		}
		if end < len(rest) && rest[end] != ' ' {
			if blank := strings.LastIndexByte(rest[:end], ' '); blank > 0 {
				end = blank
			}
		}
		lines = append(lines, strings.TrimRight(rest[:end], " "))
		rest = strings.TrimLeft(rest[end:], " ")
	}
	if lines == nil {
		return []string{""}
	}
	return lines
}

// cut is the text in at most n columns, with … at its end where something is left out.
func cut(text string, n int) string {
	if prefix(text, n) == len(text) {
		return text
	}
	return strings.TrimRight(text[:prefix(text, n-1)], " ") + "…"
}

// prefix is how many bytes of a text stand in n columns.
func prefix(text string, n int) int {
	taken := 0
	for i, r := range text {
		if taken += columnsOfRune(r); taken > n {
			return i
		}
	}
	return len(text)
}

// columnsOf is how many columns of a terminal a text takes.
func columnsOf(text string) int {
	n := 0
	for _, r := range text {
		n += columnsOfRune(r)
	}
	return n
}

// columnsOfRune is two for the wide letters of East Asia (Unicode annex 11), and none for marks that stand on others.
func columnsOfRune(r rune) int {
	switch k := width.LookupRune(r).Kind(); {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case k == width.EastAsianWide || k == width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// clean is texts as they may stand in a table.
func clean(texts ...string) []string {
	texts = slices.Clone(texts)
	for i, t := range texts {
		texts[i] = oneLine(t)
	}
	return texts
}
