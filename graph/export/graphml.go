package export

import (
	"io"
	"math"
	"slices"
)

// graphml writes GraphML (http://graphml.graphdrawing.org). Nodes and edges have the columns color and size, which igraph draws by;
// the format itself has no drawing and no time.
type graphml struct{}

// What graphml adds to the columns of nodes and edges.
var (
	graphmlColumns = []Column{{"label", Text, ""}, {"type", Text, ""}, {"color", Text, ""}}
	graphmlSize    = Column{"size", Number, ""}
)

// smallest is the smallest number that igraph reads: it refuses a file that has one with fewer digits than a float64 can have.
const smallest = 0x1p-1022

func (graphml) Write(w io.Writer, g *Graph) error {
	m := newMarkup(w)
	m.raw(`<graphml xmlns="http://graphml.graphdrawing.org/xmlns">` + "\n")
	m.element("desc", g.header.Tool+". "+describe(g))
	keys := func(class string, columns []Column) {
		for _, c := range columns {
			m.raw("<key")
			m.attr("id", class[:1]+"_"+c.Name)
			m.attr("for", class)
			m.attr("attr.name", c.Name)
			typ, ok := map[Type]string{Number: "double", Whole: "int", Truth: "boolean"}[c.Type]
			if !ok {
				typ = "string"
			}
			m.attr("attr.type", typ)
			m.raw("/>\n")
		}
	}
	keys("node", slices.Concat(graphmlColumns, []Column{graphmlSize}, NodeColumns))
	keys("edge", slices.Concat(graphmlColumns, EdgeColumns))
	m.raw(`<graph id="whosaid" edgedefault="directed">` + "\n")
	data := func(class byte, attrs Attrs) {
		for _, a := range attrs {
			if v, ok := a.Value.(float64); ok && v != 0 && math.Abs(v) < smallest {
				g.Lose("numbers nearer to 0 than %g are left out", smallest)
				continue
			}
			m.raw("<data")
			m.attr("key", string(class)+"_"+a.Name)
			m.raw(">")
			m.text(formatValue(a.Value))
			m.raw("</data>\n")
		}
	}
	for n, err := range g.Nodes() {
		if err != nil {
			return err
		}
		m.raw("<node")
		m.attr("id", n.ID)
		m.raw(">\n")
		l := lookOfNode(&n)
		data('n', Attrs{{"label", n.Label}, {"type", n.Type}, {"color", l.color.hex()}, {"size", l.size}})
		data('n', n.Attrs)
		m.raw("</node>\n")
	}
	for e, err := range g.Edges() {
		if err != nil {
			return err
		}
		m.raw("<edge")
		m.attr("id", e.ID)
		m.attr("source", e.From)
		m.attr("target", e.To)
		m.raw(">\n")
		data('e', Attrs{{"label", e.Label}, {"type", e.Type}, {"color", lookOfEdge(&e).color.hex()}})
		data('e', e.Attrs)
		m.raw("</edge>\n")
	}
	m.raw("</graph>\n</graphml>\n")
	g.Lose("GraphML has no time: dates are texts, as exact as they are known")
	return m.end(g)
}
