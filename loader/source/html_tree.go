package source

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxDepth is how deep elements may stand in each other. The pages of the world stay below 100; the parser's own limit is
// 512, and what walks the tree takes time that grows with depth.
const maxDepth = 200

// parsePage is the tree of a page. Elements deeper than maxDepth are dissolved: their text stays. Cost is linear in the page.
func parsePage(s string) (*html.Node, error) {
	if deep(s) {
		s = flatten(s)
	}
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil { // tags that the parser adds went too deep
		return html.Parse(strings.NewReader(bare(s)))
	}
	return doc, nil
}

// bare is a page with no tags but those that cannot stand in each other, and what a page says about itself.
func bare(s string) string {
	z := html.NewTokenizer(strings.NewReader(s))
	var b strings.Builder
	b.Grow(len(s))
	for {
		t := z.Next()
		if t == html.ErrorToken {
			return b.String()
		}
		raw := z.Raw()
		if t == html.StartTagToken || t == html.EndTagToken || t == html.SelfClosingTagToken {
			name, _ := z.TagName()
			switch a := atom.Lookup(name); a {
			case atom.P, atom.Br, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Title, atom.Meta, atom.Link, atom.Script, atom.Style:
			case atom.Td, atom.Th, atom.Tr, atom.Li, atom.Div, atom.Section, atom.Article:
				b.WriteString("<p>")
				continue
			default:
				b.WriteByte(' ')
				continue
			}
		}
		b.Write(raw)
	}
}

// deep reports whether a page may have elements deeper than maxDepth, by counting tags.
func deep(s string) bool {
	depth := 0
	for i := strings.IndexByte(s, '<'); i >= 0 && i+1 < len(s); {
		switch c := s[i+1]; {
		case c == '/':
			depth = max(0, depth-1)
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			name := i + 1
			end := name
			for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || s[end] >= '0' && s[end] <= '9') {
				end++
			}
			if a := atom.Lookup([]byte(strings.ToLower(s[name:end]))); !void[a] {
				if depth++; depth > maxDepth {
					return true
				}
			}
		}
		next := strings.IndexByte(s[i+1:], '<')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return false
}

var void = map[atom.Atom]bool{
	atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true, atom.Img: true, atom.Input: true,
	atom.Link: true, atom.Meta: true, atom.Source: true, atom.Track: true, atom.Wbr: true,
	// Their end tags are left out more often than not.
	atom.P: true, atom.Li: true, atom.Dd: true, atom.Dt: true, atom.Tr: true, atom.Td: true, atom.Th: true, atom.Option: true,
}

// flatten is a page without the tags that stand deeper than maxDepth in others that are open.
func flatten(s string) string {
	z := html.NewTokenizer(strings.NewReader(s))
	var b strings.Builder
	b.Grow(len(s))
	var open []string           // the names of the open elements that are written
	dropped := map[string]int{} // how many open ones of a name are not written
	for {
		t := z.Next()
		if t == html.ErrorToken {
			return b.String()
		}
		raw := z.Raw()
		switch t {
		case html.StartTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			switch {
			case void[a] && len(open) >= maxDepth && a != atom.Br:
				b.WriteByte(' ')
				continue
			case void[a] || a == atom.Script || a == atom.Style || a == atom.Title || a == atom.Textarea:
			case len(open) >= maxDepth:
				dropped[string(name)]++
				b.WriteByte(' ')
				continue
			default:
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if dropped[string(name)] > 0 {
				dropped[string(name)]--
				b.WriteByte(' ')
				continue
			}
			if n := len(open); n > 0 && open[n-1] == string(name) {
				open = open[:n-1]
			}
		}
		b.Write(raw)
	}
}

// find is the first element below n for which is holds, in the order of the page; nil where there is none.
func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && is(d) {
			return d
		}
	}
	return nil
}

func isTag(a atom.Atom) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.DataAtom == a }
}

// attr is an element's attribute; "" where it has none.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return true
		}
	}
	return false
}

// textOf is the text of an element as it is read, in one line.
func textOf(n *html.Node) string {
	var b strings.Builder
	collect := func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && (isBlock(n) || n.DataAtom == atom.Br):
			b.WriteByte(' ')
		}
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && unread[n.DataAtom] {
			return
		}
		collect(n)
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode && isBlock(n) {
			b.WriteByte(' ')
		}
	}
	walk(n)
	return oneLine(b.String())
}

// shortTextOf is the text of an element as it is read, in one line, where that has at most max characters; ok is false where it has
// more, or is spread over more nodes or white space than a short text is. The cost is bounded.
func shortTextOf(n *html.Node, max int) (text string, ok bool) {
	letters, nodes, size := 0, 0, 0
	for d := range n.Descendants() {
		if nodes++; nodes > 1000 {
			return "", false
		}
		if d.Type == html.TextNode && !(d.Parent != nil && unread[d.Parent.DataAtom]) {
			if size += len(d.Data); size > 16<<10 {
				return "", false
			}
			if letters += utf8.RuneCountInString(strings.TrimSpace(d.Data)); letters > max {
				return "", false
			}
		}
	}
	text = textOf(n)
	return text, utf8.RuneCountInString(text) <= max
}

func isShort(n *html.Node, max int) bool {
	_, ok := shortTextOf(n, max)
	return ok
}

// oneLine is a text as it is rendered in one line: runs of white space are one space, and what is not seen is left out.
func oneLine(s string) string { return strings.Join(strings.Fields(strings.Map(seen, s)), " ") }

// seen is a character as it is seen: any space is a space; soft hyphens, what has no width and control characters are not seen (-1).
func seen(r rune) rune {
	switch r {
	case '\u00AD', '\u200B', '\u2060', '\uFEFF':
		return -1
	case '\t', '\n', '\r', '\f', '\v':
		return ' '
	}
	switch {
	case unicode.Is(unicode.Zs, r) || r == '\u2028' || r == '\u2029':
		return ' '
	case r < 0x20 || r >= 0x7F && r < 0xA0:
		return -1
	}
	return r
}

// unread are elements whose content is not text of the page.
var unread = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true, atom.Iframe: true, atom.Object: true, atom.Embed: true,
	atom.Video: true, atom.Audio: true, atom.Canvas: true, atom.Select: true, atom.Datalist: true, atom.Input: true, atom.Textarea: true, atom.Button: true,
	atom.Progress: true, atom.Meter: true, atom.Head: true, atom.Map: true, atom.Dialog: true, atom.Noframes: true,
}

var blocks = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Caption: true, atom.Center: true, atom.Dd: true,
	atom.Details: true, atom.Dir: true, atom.Div: true, atom.Dl: true, atom.Dt: true, atom.Fieldset: true, atom.Figcaption: true, atom.Figure: true,
	atom.Footer: true, atom.Form: true, atom.Frameset: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Header: true, atom.Hgroup: true, atom.Hr: true, atom.Html: true, atom.Li: true, atom.Main: true, atom.Menu: true, atom.Nav: true, atom.Ol: true,
	atom.Optgroup: true, atom.Option: true, atom.P: true, atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true, atom.Tbody: true,
	atom.Td: true, atom.Tfoot: true, atom.Th: true, atom.Thead: true, atom.Tr: true, atom.Ul: true, atom.Listing: true, atom.Xmp: true, atom.Plaintext: true,
}

// isBlock reports whether an element stands on lines of its own.
func isBlock(n *html.Node) bool { return blocks[n.DataAtom] }

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// words are the words of an element's classes and id, in lower case: "storyBody-adSlot_2" has story, body, ad, slot. Names
// that say what an element has, or has not ("has-sidebar"), are left out; a "" stands behind each name.
func words(n *html.Node) []string {
	var all []string
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "data-component", "data-testid", "data-module":
			for name := range strings.FieldsSeq(a.Val) {
				from := len(all)
				all = appendWords(all, name)
				if len(all) > from {
					switch all[from] {
					case "has", "no", "not", "with", "without", "is", "js", "single", "type", "wp":
						if len(all) > from+1 && !(all[from] == "wp" && all[from+1] == "caption") {
							all = all[:from]
							continue
						}
					}
					all = append(all, "")
				}
			}
		}
	}
	return all
}

// appendWords appends the words of a name. Digits at the end of a word are no part of it; a word with digits in it is none that
// anybody means ("5ad7").
func appendWords(all []string, s string) []string {
	start, lower := -1, false // lower: the letter before was a small one
	flush := func(end int) {
		if start >= 0 {
			all = append(all, strings.ToLower(strings.TrimRight(s[start:end], "0123456789")))
		}
		start = -1
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		upper := c >= 'A' && c <= 'Z'
		if !upper && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			flush(i)
			lower = false
			continue
		}
		if upper && lower {
			flush(i)
		}
		if start < 0 {
			start = i
		}
		lower = c >= 'a' && c <= 'z'
	}
	flush(len(s))
	return all
}
