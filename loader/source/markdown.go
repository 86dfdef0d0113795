package source

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// What Markdown takes time for that grows with the square of it. People stay below a tenth.
const (
	maxQuoted = 64   // quotations and lists that stand in each other
	maxOpened = 1000 // brackets and tildes in a paragraph
)

// readMarkdown reads one text with the marks of Markdown. size is the file's, -1 where it is not known.
func readMarkdown(r io.Reader, size int64, path, name string, o Options, yield yieldFunc) bool {
	b, ok := readAll(r, size, name, o, yield)
	if b == nil {
		return ok
	}
	return o.ahead.later(name, len(b), func(yield yieldFunc) { yield(parseMarkdown(b, path, name, o)) })
}

// parseMarkdown makes an article of a Markdown text (CommonMark, with tables and struck text): its text without the marks, as
// people read it. Paragraphs are divided by an empty line; the items of a list and the rows of a table stand on lines of their own.
// Code and images are dropped. Front matter is that of a plain text; where it has no title, the first heading is the title.
// It is safe for concurrent use.
func parseMarkdown(b []byte, path, name string, o Options) (Article, error) {
	a, err := parseText(b, path, name, o)
	if err != nil {
		return Article{}, err
	}
	marked := []byte(a.Text)
	if what := tooMarked(marked); what != "" {
		return Article{}, &Error{Path: name, Reason: what, Remedy: "load it as it is: --as text"}
	}
	m := markdown{source: marked}
	m.children(goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser().Parse(text.NewReader(marked)))
	a.Text, a.Dropped = m.out.String(), m.dropped
	if strings.TrimSpace(a.Text) == "" {
		return Article{}, &Error{Path: name, Reason: "nothing but code and images", Remedy: "put the article's text into it or leave it out"}
	}
	front, _ := splitFront(bytes.TrimPrefix(b, bom))
	var said Article
	_ = readFront(string(front), &said) // it was read before
	a.Title, a.Notices = said.Title, nil
	if a.Title == "" {
		a.Title = m.heading
	}
	if a.Title == "" {
		a.Title = headline(a.Text)
	}
	return withNotices(a), nil
}

// tooMarked is what of its marks a text has more of than is read; "" where it has not.
func tooMarked(b []byte) string {
	if bytes.Count(b, []byte("<")) > maxTags {
		return fmt.Sprintf("more than %d tags", maxTags)
	}
	opened := 0
	for line := range bytes.Lines(b) {
		deep, inHead := 0, true
		if t := bytes.TrimSpace(line); len(t) == 0 || t[0] == '#' || bytes.HasPrefix(t, []byte("- ")) || bytes.HasPrefix(t, []byte("* ")) {
			opened = 0 // a block ends above
		}
		for i, c := range line {
			switch {
			case c == '[' || c == '~':
				opened++
			case inHead && (c == '>' || (c == '-' || c == '*' || c == '+') && i+1 < len(line) && line[i+1] == ' '):
				deep++
			}
			inHead = inHead && (c < 0x40 || c == '>') && c != '['
		}
		switch {
		case deep > maxQuoted:
			return fmt.Sprintf("quotations or lists stand more than %d deep in each other", maxQuoted)
		case opened > maxOpened:
			return fmt.Sprintf("a paragraph with more than %d brackets", maxOpened)
		}
	}
	return ""
}

// markdown is a Markdown text in the making of a plain one.
type markdown struct {
	source  []byte
	out     strings.Builder
	gap     string // what stands before the next block
	heading string // the first one
	dropped []Dropped
}

// block writes a block of text.
func (m *markdown) block(s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	if m.out.Len() > 0 {
		m.out.WriteString(m.gap)
	}
	m.out.WriteString(s)
	m.gap = "\n\n"
}

func (m *markdown) drop(reason, s string) {
	m.dropped = append(m.dropped, Dropped{Reason: reason, Text: firstWords(s)})
}

// lines are the source lines of a block.
func (m *markdown) lines(n ast.Node) string {
	return string(n.Lines().Value(m.source))
}

// children writes the blocks below n.
func (m *markdown) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		m.node(c)
	}
}

func (m *markdown) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		s := m.inline(n)
		if m.heading == "" {
			m.heading = oneLine(s)
		}
		m.block(s)
	case *ast.Paragraph, *ast.TextBlock:
		m.block(m.inline(n))
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		m.drop("code", m.lines(n))
	case *ast.HTMLBlock:
		b := fragment(m.lines(n), "", "")
		m.dropped = append(m.dropped, b.dropped...)
		m.block(b.text)
	case *ast.List:
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			for c := item.FirstChild(); c != nil; c = c.NextSibling() {
				m.node(c)
				if n.IsTight {
					m.gap = "\n"
				}
			}
		}
		m.gap = "\n\n"
	case *extast.Table:
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			var cells []string
			for c := row.FirstChild(); c != nil; c = c.NextSibling() {
				cells = append(cells, oneLine(m.inline(c)))
			}
			m.block(strings.Trim(strings.Join(cells, " | "), " |"))
			m.gap = "\n"
		}
		m.gap = "\n\n"
	case *ast.ThematicBreak, *ast.LinkReferenceDefinition:
	default: // a quotation
		m.children(n)
	}
}

// inline is the text below n, without marks.
func (m *markdown) inline(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the visitor fails never
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			v := n.Segment.Value(m.source)
			if !n.IsRaw() {
				v = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(v)))
			}
			b.Write(v)
			switch {
			case n.HardLineBreak():
				b.WriteByte('\n')
			case n.SoftLineBreak():
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.AutoLink:
			b.Write(n.Label(m.source))
		case *ast.Image:
			m.drop("image", m.describe(n))
			return ast.WalkSkipChildren, nil
		case *ast.RawHTML:
			tag := bytes.ToLower(n.Segments.Value(m.source))
			if bytes.HasPrefix(tag, []byte("<br")) {
				b.WriteByte('\n')
			}
		}
		return ast.WalkContinue, nil
	})
	return tidy(b.String())
}

// describe is the description of an image.
func (m *markdown) describe(n *ast.Image) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(m.source))
		}
	}
	if b.Len() == 0 {
		return string(n.Destination)
	}
	return b.String()
}

// tidy is a text with its line breaks, and every other white space as it is rendered.
func tidy(s string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(s, "\n") {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(oneLine(line))
	}
	return strings.TrimSpace(b.String())
}
