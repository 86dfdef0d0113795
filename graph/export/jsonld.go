package export

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
	"strings"
)

// jsonLD writes JSON-LD 1.1, https://www.w3.org/TR/json-ld11/, with the statements of nquads. The context is in the file, so that no
// reader asks another host; numbers are strings with a type, so that none is altered.
type jsonLD struct{}

func (jsonLD) Write(w io.Writer, g *Graph) error {
	b := bufio.NewWriterSize(w, 1<<16)
	context, err := json.Marshal(jsonLDContext)
	if err != nil {
		return err
	}
	emit(b, `{"@context":`)
	emit(b, string(context))
	emit(b, ",\n\"@graph\":[")
	sep := "\n"
	var buf []byte
	err = resources(g, func(all ...resource) error {
		buf = buf[:0]
		for len(all) > 0 {
			n := 1
			for n < len(all) && all[n].graph == all[0].graph {
				n++
			}
			buf = append(buf, sep...)
			sep = ",\n"
			if all[0].graph == "" {
				buf = appendResource(buf, &all[0])
				all = all[1:]
				continue
			}
			buf = append(append(appendText(append(buf, '{'), "@id", all[0].graph), ',', '"'), `@graph":[`...)
			for i := range all[:n] {
				if i > 0 {
					buf = append(buf, ',')
				}
				buf = appendResource(buf, &all[i])
			}
			buf = append(buf, ']', '}')
			all = all[n:]
		}
		_, err := b.Write(buf)
		return err
	})
	if err != nil {
		return err
	}
	emit(b, "\n]}\n")
	return b.Flush()
}

// jsonLDContext is the context of every file: prefixes, and the terms whose values are IRIs.
var jsonLDContext = map[string]any{
	"@version": 1.1,
	"@vocab":   nsOwn,
	"schema":   nsSchema,
	"prov":     nsProv,
	"xsd":      nsXSD,
	"rdfs":     strings.TrimSuffix(rdfLabel, "label"),
}

// compact is an IRI as the context shortens it, where a property or a type stands.
func compact(iri string) string {
	if rest, ok := strings.CutPrefix(iri, nsOwn); ok {
		return rest
	}
	for _, prefix := range []string{"schema", "prov", "xsd", "rdfs"} {
		if rest, ok := strings.CutPrefix(iri, jsonLDContext[prefix].(string)); ok {
			return prefix + ":" + rest
		}
	}
	return iri
}

// appendResource writes a node object. Statements with the same property stand beside each other in a resource.
func appendResource(b []byte, r *resource) []byte {
	b = appendText(append(b, '{'), "@id", r.iri)
	if len(r.types) > 0 {
		types := make([]string, len(r.types))
		for i, t := range r.types {
			types[i] = compact(t)
		}
		b = appendAttrs(b, Attrs{{"@type", types}})
	}
	props := r.props
	for len(props) > 0 {
		n := slices.IndexFunc(props, func(p property) bool { return p.pred != props[0].pred })
		if n < 0 {
			n = len(props)
		}
		b = appendName(b, compact(props[0].pred))
		if n > 1 {
			b = append(b, '[')
		}
		for i := range props[:n] {
			if i > 0 {
				b = append(b, ',')
			}
			p := &props[i]
			switch {
			case p.iri != "":
				b = append(appendText(append(b, '{'), "@id", p.iri), '}')
			case p.typ != "":
				b = append(b, '{')
				b = appendText(b, "@type", compact(p.typ))
				b = append(appendText(b, "@value", p.value), '}')
			default:
				b = appendString(b, p.value)
			}
		}
		if n > 1 {
			b = append(b, ']')
		}
		props = props[n:]
	}
	return append(b, '}')
}
