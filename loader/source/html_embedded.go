package source

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxEmbedded is how many bytes a script with the page's data may have.
const maxEmbedded = 8 << 20

// embeddedText is the text of an article that a page holds as data for its own script: a list of elements that each have a
// type and a text, as the content systems of many papers give it ("content_elements", "blocks", "body"); "" where there is none.
// Only JSON is read; nothing is run.
func embeddedText(doc *html.Node) string {
	best := ""
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Script || n.FirstChild == nil || len(n.FirstChild.Data) > maxEmbedded {
			continue
		}
		s := n.FirstChild.Data
		switch mediaTypeOf(attr(n, "type")) {
		case "application/json":
			if v := decodeAll(s); len(v) > 0 {
				best = longer(best, elementsText(v[0], 0))
			}
		case "", "text/javascript", "application/javascript":
			// Something.content = {…};
			for range 40 {
				i := strings.Index(s, "={")
				if j := strings.Index(s, "= {"); j >= 0 && (i < 0 || j < i) {
					i = j
				}
				if i < 0 {
					break
				}
				s = s[i+1:]
				if !strings.Contains(s, `"type"`) {
					break
				}
				var v any
				d := json.NewDecoder(strings.NewReader(s))
				if d.Decode(&v) == nil {
					best = longer(best, elementsText(v, 0))
					s = s[d.InputOffset():]
				}
			}
		}
	}
	return best
}

func longer(a, b string) string {
	if len(b) > len(a) {
		return b
	}
	return a
}

// elementsText is the longest text that a list of elements in v makes.
func elementsText(v any, depth int) string {
	if depth > maxLinkedDepth {
		return ""
	}
	best := ""
	switch v := v.(type) {
	case []any:
		best = listText(v)
		for _, e := range v {
			best = longer(best, elementsText(e, depth+1))
		}
	case map[string]any:
		for _, e := range v { // the longest counts; of two as long, the first in the alphabet
			switch e.(type) {
			case []any, map[string]any:
				if t := elementsText(e, depth+1); len(t) > len(best) || len(t) == len(best) && t < best {
					best = t
				}
			}
		}
	}
	return best
}

// listText is the text of a list of elements; "" where it is none.
func listText(list []any) string {
	var parts []string
	for _, e := range list {
		o, ok := e.(map[string]any)
		if !ok {
			return ""
		}
		t, _ := o["type"].(string)
		switch strings.ToLower(t) {
		case "":
			return ""
		case "text", "paragraph", "p", "header", "heading", "quote", "blockquote", "html", "list":
		default:
			continue
		}
		s := ""
		for _, k := range []string{"content", "text", "html", "value"} {
			if c, ok := o[k].(string); ok {
				s = c
				break
			}
		}
		if s = plainBody(s); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) < 2 {
		return ""
	}
	return strings.Join(parts, "\n\n")
}

// plainBody is a text that a page gives as data, with or without HTML in it, as people read it.
func plainBody(s string) string {
	if strings.TrimSpace(s) == "" || len(s) > maxEmbedded {
		return ""
	}
	if !strings.Contains(s, "</") && !strings.Contains(s, "<br") && !strings.Contains(s, "<p") {
		var parts []string
		for line := range strings.Lines(html.UnescapeString(s)) {
			if line = oneLine(line); line != "" {
				parts = append(parts, line)
			}
		}
		return strings.Join(parts, "\n\n")
	}
	doc, err := parsePage(s)
	if err != nil {
		return ""
	}
	root := find(doc, isTag(atom.Body))
	if root == nil {
		return ""
	}
	var b strings.Builder
	var prev *block
	for _, k := range blocksOf(root, nil) {
		if prev != nil {
			b.WriteString(between(prev, k))
		}
		b.WriteString(k.text)
		prev = k
	}
	return b.String()
}
