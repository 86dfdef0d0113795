package lang

import "strings"

// RawText rebuilds the documents of a treebank as they stood before they were taken apart, one string each: sentences
// joined by a space, or by nothing where the treebank has none, and by a blank line where a paragraph starts.
func RawText(trees []Tree) []string {
	var out []string
	var b strings.Builder
	for i, t := range trees {
		switch {
		case i == 0:
		case t.Document:
			out = append(out, b.String())
			b.Reset()
		case t.Paragraph:
			b.WriteString("\n\n")
		case !trees[i-1].Glued:
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	if b.Len() > 0 {
		out = append(out, b.String())
	}
	return out
}
