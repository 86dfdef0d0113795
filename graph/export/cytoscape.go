package export

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// cytoscape writes the JSON of elements that Cytoscape.js takes as its options, with a style, and that Cytoscape desktop opens. Its
// data, at the end, is the header. An element's classes are its type, and its kind or stance.
type cytoscape struct{}

func (cytoscape) Write(w io.Writer, g *Graph) error {
	b := bufio.NewWriterSize(w, 1<<16)
	b.WriteString(`{"format_version":"1.0","target_cytoscapejs_version":"~3.0","elements":{"nodes":[`)
	err := writeElements(b, "]"+`,"edges":[`, g,
		func(buf []byte, n *Node) []byte {
			buf = append(buf, `{"data":{`...)
			buf = appendText(buf, "id", n.ID)
			buf = appendText(buf, "name", n.Label) // what Cytoscape desktop shows
			buf = appendText(buf, "label", n.Label)
			buf = appendText(buf, "type", n.Type)
			buf = append(appendAttrs(buf, n.Attrs), '}')
			return append(appendText(buf, "classes", classes(n.Type, n.Attrs)), '}')
		},
		func(buf []byte, e *Edge) []byte {
			buf = append(buf, `{"data":{`...)
			buf = appendText(buf, "id", e.ID)
			buf = appendText(buf, "source", e.From)
			buf = appendText(buf, "target", e.To)
			buf = appendText(buf, "name", e.Label)
			buf = appendText(buf, "label", e.Label)
			buf = appendText(buf, "type", e.Type)
			buf = appendText(buf, "interaction", e.Type)
			buf = append(appendAttrs(buf, edgeAttrs(e)), '}')
			return append(appendText(buf, "classes", classes(e.Type, e.Attrs)), '}')
		})
	if err != nil {
		return err
	}
	loseTexts(g)
	b.WriteString("]},\n\"style\":[" + cytoscapeStyle() + "],\n\"data\":{")
	b.Write(appendHeader(nil, g.Header()))
	b.WriteString("}}\n")
	return b.Flush()
}

// writeElements writes nodes, what stands between, and edges, each on a line of its own, separated by commas.
func writeElements(b *bufio.Writer, between string, g *Graph, node func([]byte, *Node) []byte, edge func([]byte, *Edge) []byte) error {
	var buf []byte
	sep := "\n"
	for n, err := range g.Nodes() {
		if err != nil {
			return err
		}
		buf = node(append(buf[:0], sep...), &n)
		if _, err := b.Write(buf); err != nil {
			return err
		}
		sep = ",\n"
	}
	b.WriteString("\n" + between)
	sep = "\n"
	for e, err := range g.Edges() {
		if err != nil {
			return err
		}
		buf = edge(append(buf[:0], sep...), &e)
		if _, err := b.Write(buf); err != nil {
			return err
		}
		sep = ",\n"
	}
	_, err := b.WriteString("\n")
	return err
}

// appendAttrs writes values as fields of an object.
func appendAttrs(b []byte, attrs Attrs) []byte {
	for _, a := range attrs {
		switch v := a.Value.(type) {
		case string:
			b = appendText(b, a.Name, v)
		case float64:
			b = appendFloat(b, a.Name, &v)
		case int:
			b = appendInt(appendName(b, a.Name), v)
		case bool:
			b = strconv.AppendBool(appendName(b, a.Name), v)
		case graph.Date:
			b = appendDate(b, a.Name, v)
		case []string:
			b = append(appendName(b, a.Name), '[')
			for i, s := range v {
				if i > 0 {
					b = append(b, ',')
				}
				b = appendString(b, s)
			}
			b = append(b, ']')
		}
	}
	return b
}

// edgeAttrs is an edge's values for a format in which an edge's source is the node that it begins at: who says it is said_by.
func edgeAttrs(e *Edge) Attrs {
	all := make(Attrs, len(e.Attrs))
	for i, a := range e.Attrs {
		if all[i] = a; a.Name == "source" {
			all[i].Name = "said_by"
		}
	}
	return all
}

// appendHeader writes the fields of a header, flat: readers take values of a graph that are no objects.
func appendHeader(b []byte, h Header) []byte {
	if len(b) == 0 {
		b = append(b, '{')
	}
	b = appendText(b, "name", strings.TrimSpace("whosaid "+h.Selection))
	b = appendText(b, "format", h.Format)
	b = appendInt(appendName(b, "version"), h.Version)
	b = appendText(b, "tool", h.Tool)
	b = appendText(b, "selection", h.Selection)
	b = appendText(b, "projection", h.Projection)
	for _, c := range []struct {
		name string
		n    int
	}{
		{"articles", h.Counts.Articles}, {"entities", h.Counts.Entities}, {"claims", h.Counts.Claims},
		{"nodes", h.Counts.Nodes}, {"edges", h.Counts.Edges},
	} {
		b = appendInt(appendName(b, c.name), c.n)
	}
	b = appendAttrs(b, Attrs{{"lost", h.Lost}})
	return b[1:]
}

// loseTexts tells what only the format native has.
func loseTexts(g *Graph) {
	if g.header.Counts.Articles > 0 {
		g.Lose("the texts of the articles and the places of names in them are left out; the format native has them")
	}
}

// classes is the classes of an element: its type, and its kind or stance, in lower case.
func classes(typ string, attrs Attrs) string {
	all := typ
	for _, a := range attrs {
		if s, ok := a.Value.(string); ok && (a.Name == "kind" || a.Name == "stance") {
			all += " " + strings.ToLower(s)
		}
	}
	return all
}

// look is how a kind of entity, or a type of node, is drawn by the formats of this package that say so.
type look struct {
	class string
	color string // of a colour-blind safe palette: Okabe and Ito, https://jfly.uni-koeln.de/color/
	shape string // as Cytoscape.js calls it
	size  int    // pixels
}

var looks = []look{
	{"country", "#0072b2", "hexagon", 44},
	{"leader", "#d55e00", "ellipse", 36},
	{"person", "#e69f00", "ellipse", 30},
	{"agency", "#cc79a7", "round-rectangle", 34},
	{"organization", "#9467bd", "round-rectangle", 34},
	{"unit", "#009e73", "triangle", 34},
	{"location", "#56b4e9", "diamond", 34},
	{"materiel", "#8c6d31", "rectangle", 28},
	{"source", "#999999", "ellipse", 24},
	{"article", "#f0e442", "rectangle", 26},
	{"claim", "#dddddd", "tag", 18},
}

// cytoscapeStyle is a style sheet of Cytoscape.js for classes.
func cytoscapeStyle() string {
	var s strings.Builder
	s.WriteString(`{"selector":"node","style":{"label":"data(label)","font-size":10,"text-wrap":"ellipsis","text-max-width":"140px"}}`)
	for _, l := range looks {
		size := strconv.Itoa(l.size)
		s.WriteString(",\n" + `{"selector":"node.` + l.class + `","style":{"background-color":"` + l.color + `","shape":"` + l.shape +
			`","width":` + size + `,"height":` + size + `}}`)
	}
	s.WriteString(",\n" + `{"selector":"edge","style":{"width":1,"line-color":"#888888","target-arrow-color":"#888888",` +
		`"target-arrow-shape":"triangle","curve-style":"bezier","label":"data(label)","font-size":8}}`)
	s.WriteString(",\n" + `{"selector":"edge.denies","style":{"line-style":"dashed"}}`)
	return s.String()
}
