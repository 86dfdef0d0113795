package export

import (
	"bufio"
	"io"
	"strings"
)

// d3 writes node-link JSON, as d3-force takes it with link.id(d => d.id), and as node_link_graph of networkx reads it. What it says
// of the graph, at the end, is the header. A node's group is its kind or type; its size is the diameter
// in pixels.
type d3 struct{}

func (d3) Write(w io.Writer, g *Graph) error {
	b := bufio.NewWriterSize(w, 1<<16)
	emit(b, `{"directed":true,"multigraph":true,"nodes":[`)
	err := writeElements(b, `],"links":[`, g,
		func(buf []byte, n *Node) []byte {
			buf = append(buf, '{')
			buf = appendText(buf, "id", n.ID)
			buf = appendText(buf, "label", n.Label)
			buf = appendText(buf, "type", n.Type)
			group, ok := n.Attrs.get("kind").(string)
			if !ok {
				group = n.Type
			}
			buf = appendText(buf, "group", strings.ToLower(group))
			l := lookOfNode(n)
			buf = appendText(buf, "color", l.color.hex())
			buf = appendFloat(buf, "size", &l.size)
			return append(appendAttrs(buf, n.Attrs), '}')
		},
		func(buf []byte, e *Edge) []byte {
			buf = append(buf, '{')
			buf = appendText(buf, "id", e.ID)
			buf = appendText(buf, "key", e.ID) // by which networkx tells parallel edges apart
			buf = appendText(buf, "source", e.From)
			buf = appendText(buf, "target", e.To)
			buf = appendText(buf, "label", e.Label)
			buf = appendText(buf, "type", e.Type)
			buf = appendText(buf, "color", lookOfEdge(e).color.hex())
			return append(appendAttrs(buf, e.Attrs), '}')
		})
	if err != nil {
		return err
	}
	emit(b, `],"graph":{`)
	emit(b, string(appendHeader(nil, g.Header())))
	emit(b, "}}\n")
	return b.Flush()
}
