package export

import (
	"bufio"
	"fmt"
	"io"
	"unicode/utf8"
)

// nquads writes N-Quads, https://www.w3.org/TR/n-quads/: a statement a line, with a named graph for each claim. The header is a
// comment before the statements and, with what was lost, statements at the end.
type nquads struct{}

func (nquads) Write(w io.Writer, g *Graph) error {
	b := bufio.NewWriterSize(w, 1<<16)
	h := g.Header()
	fmt.Fprintf(b, "# %s version %d, by %s\n# selection: %s\n# counts and losses: %s, at the end\n", h.Format, h.Version, asciiLine(h.Tool), asciiLine(h.Selection), exportIRI)
	var buf []byte
	err := resources(g, func(all ...resource) error {
		buf = buf[:0]
		for i := range all {
			buf = appendQuads(buf, &all[i])
		}
		_, err := b.Write(buf)
		return err
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

// asciiLine is a text in one line that no reader of comments trips over.
func asciiLine(s string) string {
	b := appendLiteral(nil, line(s))
	return string(b[1 : len(b)-1])
}

// appendQuads writes the statements about a thing.
func appendQuads(b []byte, r *resource) []byte {
	statement := func(pred string, object func([]byte) []byte) {
		b = appendIRI(b, r.iri)
		b = appendIRI(append(b, ' '), pred)
		b = object(append(b, ' '))
		if r.graph != "" {
			b = appendIRI(append(b, ' '), r.graph)
		}
		b = append(b, " .\n"...)
	}
	for _, t := range r.types {
		statement(rdfType, func(b []byte) []byte { return appendIRI(b, t) })
	}
	for _, p := range r.props {
		statement(p.pred, func(b []byte) []byte {
			if p.iri != "" {
				return appendIRI(b, p.iri)
			}
			b = appendLiteral(b, p.value)
			if p.typ != "" {
				b = appendIRI(append(b, '^', '^'), p.typ)
			}
			return b
		})
	}
	return b
}

// appendIRI writes an IRI, which is one of ours and needs no escapes.
func appendIRI(b []byte, iri string) []byte {
	return append(append(append(b, '<'), iri...), '>')
}

// appendLiteral writes a literal in quotes. Control characters and line separators are escaped, bytes that are not
// UTF-8 become U+FFFD.
func appendLiteral(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"':
			b = append(b, '\\', '"')
		case r == '\\':
			b = append(b, `\u005C`...) // rdflib 6 takes \\n for a backslash and a line feed
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\r':
			b = append(b, '\\', 'r')
		case r == '\t':
			b = append(b, '\\', 't')
		case r < ' ', r >= 0x7f && r < 0xa0, r == 0x2028, r == 0x2029:
			b = fmt.Appendf(b, `\u%04X`, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
