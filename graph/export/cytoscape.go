package export

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// cytoscape writes the JSON of elements that Cytoscape.js takes as its options, with a style, and that Cytoscape desktop opens. Its
// data, at the end, is the header. A name is whole, a label is its first words. An element's classes are its type, and its kind or stance.
type cytoscape struct{}

func (cytoscape) Write(w io.Writer, g *Graph) error {
	b := bufio.NewWriterSize(w, 1<<16)
	emit(b, `{"format_version":"1.0","target_cytoscapejs_version":"~3.0","elements":{"nodes":[`)
	err := writeElements(b, "]"+`,"edges":[`, g,
		func(buf []byte, n *Node) []byte {
			buf = append(buf, `{"data":{`...)
			buf = appendText(buf, "id", n.ID)
			buf = appendText(buf, "name", n.Label)             // what Cytoscape desktop shows
			buf = appendText(buf, "label", beginning(n.Label)) // what the style shows
			buf = appendText(buf, "type", n.Type)
			buf = appendLook(buf, n)
			buf = append(appendAttrs(buf, n.Attrs), '}')
			return append(appendText(buf, "classes", classes(n.Type, n.Attrs)), '}')
		},
		func(buf []byte, e *Edge) []byte {
			buf = append(buf, `{"data":{`...)
			buf = appendText(buf, "id", e.ID)
			buf = appendText(buf, "source", e.From)
			buf = appendText(buf, "target", e.To)
			buf = appendText(buf, "name", e.Label)
			buf = appendText(buf, "label", beginning(e.Label))
			buf = appendText(buf, "type", e.Type)
			buf = appendText(buf, "interaction", e.Type)
			buf = appendText(buf, "color", lookOfEdge(e).color.hex())
			buf = append(appendAttrs(buf, e.Attrs), '}')
			return append(appendText(buf, "classes", classes(e.Type, e.Attrs)), '}')
		})
	if err != nil {
		return err
	}
	emit(b, "]},\n\"style\":["+cytoscapeStyle+"],\n\"data\":{")
	emit(b, string(appendHeader(nil, g.Header())))
	emit(b, "}}\n")
	return b.Flush()
}

// emit writes a text; b keeps the first error for its Flush.
func emit(b *bufio.Writer, s string) { _, _ = b.WriteString(s) }

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
	emit(b, "\n"+between)
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

// classes is the classes of an element: its type, its kind or stance, and what has become of a claim that is not current.
func classes(typ string, attrs Attrs) string {
	all := typ
	for _, a := range attrs {
		if s, ok := a.Value.(string); ok && (a.Name == "kind" || a.Name == "stance") {
			all += " " + strings.ToLower(s)
		}
	}
	if attrs.gone() {
		all += " " + formatValue(attrs.get("status"))
	}
	return all
}

// cytoscapeShapes is what Cytoscape.js calls the shapes of nodes.
var cytoscapeShapes = map[string]string{"disc": "ellipse", "square": "rectangle", "triangle": "triangle", "diamond": "diamond"}

// appendLook writes how a node is drawn.
func appendLook(b []byte, n *Node) []byte {
	l := lookOfNode(n)
	b = appendText(b, "color", l.color.hex())
	b = appendText(b, "shape", cytoscapeShapes[l.shape])
	return appendFloat(b, "size", &l.size)
}

// cytoscapeStyle is a style sheet of Cytoscape.js.
const cytoscapeStyle = `{"selector":"node","style":{"label":"data(label)","font-size":8,` +
	`"background-color":"data(color)","shape":"data(shape)","width":"data(size)","height":"data(size)"}},
{"selector":"edge","style":{"label":"data(label)","font-size":6,"width":1,"line-color":"data(color)","target-arrow-color":"data(color)",` +
	`"target-arrow-shape":"triangle","curve-style":"bezier"}},
{"selector":"edge.denies","style":{"line-style":"dashed"}},
{"selector":"edge.suggests,edge.expects,edge.fears","style":{"line-style":"dotted"}}`
