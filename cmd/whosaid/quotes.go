package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// hitLine is a hit of a search as a line of JSON.
type hitLine struct {
	Score   float64    `json:"score"`
	Quote   string     `json:"quote"` // or the title, or the part of either where the words stand
	Start   int        `json:"start"` // the code point of the article's text; -1 in a title
	Marks   [][2]int   `json:"marks"` // what matches, in code points of the quote
	Claims  []hitClaim `json:"claims"`
	Article hitArticle `json:"article"`
}

type hitClaim struct {
	ID     graph.ID  `json:"id"`
	Source hitSource `json:"source"`
	Stance string    `json:"stance"` // as in the schema: ASSERTS
	Status string    `json:"status"` // likewise: CURRENT
}

type hitSource struct {
	ID   graph.ID `json:"id"`
	Name string   `json:"name"`
}

type hitArticle struct {
	ID        graph.ID `json:"id"`
	Title     string   `json:"title"`
	Outlet    string   `json:"outlet"`
	Published string   `json:"published"`
	URL       string   `json:"url"`
}

// writeHits prints what a search finds, the best first, and returns how many that are: as a table, with what matches in bold on a
// terminal and behind the lead, or as a line of JSON each. Where q has no limit it is a page of 20. The error wraps
// graph.ErrBadQuery where the text asks for nothing.
func writeHits(ctx context.Context, tx *graph.Tx, q graph.SearchQuery, asJSON bool, lead string, w io.Writer) (n int, err error) {
	found, err := tx.Search(q)
	if err != nil {
		return 0, err
	}
	if asJSON {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		for i := range found.Hits {
			if err := ctx.Err(); err != nil {
				return i, err
			}
			if err := out.Encode(lineOf(&found.Hits[i])); err != nil {
				return i, err
			}
		}
		return len(found.Hits), nil
	}
	if len(found.Hits) == 0 {
		return 0, nil
	}
	bold := terminalWidth(w) > 0
	rows := make([]row, len(found.Hits))
	for i := range found.Hits {
		rows[i] = hitRow(&found.Hits[i], bold)
	}
	b := *bytes.NewBufferString(lead)
	if found.Any {
		b.WriteString("No passage has all of these words; these have some.\n\n")
	}
	width := cmp.Or(tableWidth(w), pageWidth)
	if err := writeTable(&b, width, []column{{"source", 28, 12}, {"article", 48, 16}, {"outlet", 20, 8}, {"date", 10, 10}}, rows); err != nil {
		return 0, err
	}
	if found.Total > len(found.Hits) || found.AtLeast {
		more := ""
		if found.AtLeast {
			more = "more than "
		}
		fmt.Fprintf(&b, "%s of %s%s passages\n", group(len(found.Hits)), more, group(found.Total))
	}
	text := b.String()
	if bold {
		text = strings.NewReplacer(beginMark, "\x1b[1m", endMark, "\x1b[0m").Replace(text)
	}
	_, err = io.WriteString(w, text)
	return len(found.Hits), err
}

func lineOf(h *graph.Hit) hitLine {
	l := hitLine{
		Score: h.Score, Quote: h.Snippet.Text, Start: h.Snippet.Start, Marks: [][2]int{}, Claims: []hitClaim{},
		Article: hitArticle{h.Article.ID, h.Article.Title, h.Article.Outlet, h.Article.Published.String(), h.Article.URL},
	}
	for _, m := range h.Snippet.Marks {
		l.Marks = append(l.Marks, [2]int{m.Start, m.End})
	}
	for i := range h.Claims {
		c := &h.Claims[i]
		l.Claims = append(l.Claims, hitClaim{c.ID, hitSource{c.Source.ID, c.Source.Name}, upper(c.Stance.String()), upper(c.Status.String())})
	}
	return l
}

// Marks stand in a table as characters that take no column, until the table is written.
const (
	beginMark = "\u2061"
	endMark   = "\u2062"
)

// hitRow is who says it, in which article, and below it the words.
func hitRow(h *graph.Hit, bold bool) row {
	var sources []string
	for i := range h.Claims {
		if name := cmp.Or(h.Claims[i].Source.Name, "the article"); !slices.Contains(sources, name) {
			sources = append(sources, name)
		}
	}
	quote := h.Snippet.Text
	if bold {
		quote = boldly(h.Snippet)
	}
	who := strings.Join(sources, ", ")
	if status := sharedStatus(h.Claims); status.Gone() {
		who += " (" + status.String() + ")"
	}
	cells := clean(who, cmp.Or(h.Article.Title, h.Article.URL, h.Article.ID.String()), h.Article.Outlet,
		h.Article.Published.String())
	if h.Claims == nil {
		cells[0] = "(title)"
	}
	return row{cells: cells, below: clean(quote)}
}

// sharedStatus is the status that all the claims have; zero where they have several, or there is none.
func sharedStatus(claims []graph.Claim) (status graph.ClaimStatus) {
	for i := range claims {
		if s := claims[i].Status; i > 0 && s != status {
			return 0
		}
		status = claims[i].Status
	}
	return status
}

// boldly is a snippet with its marks. Each word of a mark is marked by itself, so that a mark never goes over the end of a line.
func boldly(s graph.Snippet) string {
	hidden := strings.NewReplacer(beginMark, "", endMark, "")
	text := []rune(s.Text)
	var b strings.Builder
	at := 0
	for _, m := range s.Marks {
		b.WriteString(hidden.Replace(string(text[at:m.Start])))
		for i, word := range strings.Fields(hidden.Replace(string(text[m.Start:m.End]))) {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(beginMark + word + endMark)
		}
		at = m.End
	}
	b.WriteString(hidden.Replace(string(text[at:])))
	return b.String()
}
