package export

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/whosaid/whosaid/graph"
)

// gexf writes GEXF 1.3 (https://gexf.net), or 1.2 where old is set.
//
// Claims have a time where one with a year is known: from the first day of the earliest date to the last of the latest. The dates
// as they are known stand in columns. In the projection Claims a claim's node has the time, in Flat its edge.
type gexf struct {
	old bool
}

func (f gexf) Write(w io.Writer, g *Graph) error {
	m := newMarkup(w)
	namespace, version, intervals := "http://gexf.net/1.3", "1.3", ` timerepresentation="interval"`
	if f.old {
		namespace, version, intervals = "http://www.gexf.net/1.2draft", "1.2", ""
	}
	m.raw(fmt.Sprintf(`<gexf xmlns="%s" xmlns:viz="%s/viz" version="%s">`+"\n<meta>\n", namespace, namespace, version))
	m.element("creator", g.header.Tool)
	m.element("description", describe(g))
	m.raw("</meta>\n" + `<graph defaultedgetype="directed" mode="dynamic" timeformat="date"` + intervals + ">\n")
	gexfColumns(m, "node", NodeColumns)
	gexfColumns(m, "edge", EdgeColumns)
	m.raw("<nodes>\n")
	for n, err := range g.Nodes() {
		if err != nil {
			return err
		}
		m.raw("<node")
		m.attr("id", n.ID)
		m.attr("label", n.Label)
		gexfTime(m, n.Attrs)
		m.raw(">\n")
		gexfValues(m, n.Type, n.Attrs)
		l := lookOfNode(&n)
		gexfColor(m, l.color)
		m.raw(fmt.Sprintf(`<viz:size value="%s"/><viz:shape value="%s"/>`+"\n</node>\n", formatNumber(l.size), l.shape))
	}
	m.raw("</nodes>\n<edges>\n")
	for e, err := range g.Edges() {
		if err != nil {
			return err
		}
		m.raw("<edge")
		m.attr("id", e.ID)
		m.attr("source", e.From)
		m.attr("target", e.To)
		m.attr("label", e.Label)
		if !f.old {
			m.attr("kind", e.Type) // Gephi takes edges between the same nodes for one unless they differ in it
		}
		gexfTime(m, e.Attrs)
		m.raw(">\n")
		gexfValues(m, e.Type, e.Attrs)
		l := lookOfEdge(&e)
		gexfColor(m, l.color)
		m.raw(fmt.Sprintf(`<viz:thickness value="%s"/><viz:shape value="%s"/>`+"\n</edge>\n", formatNumber(l.size), l.shape))
	}
	m.raw("</edges>\n</graph>\n</gexf>\n")
	return m.end(g)
}

// gexfColumns declares columns. The names are the ids, because graphology takes an id that is not a number for the name.
func gexfColumns(m *markup, class string, columns []Column) {
	m.raw(`<attributes class="` + class + `">` + "\n")
	m.raw(`<attribute id="type" title="type" type="string"/>` + "\n")
	for _, c := range columns {
		m.raw("<attribute")
		m.attr("id", c.Name)
		m.attr("title", c.Name)
		typ, ok := map[Type]string{Number: "double", Whole: "integer", Truth: "boolean", List: "liststring"}[c.Type]
		if !ok {
			typ = "string" // dates too: those that are known in part are no dates to GEXF
		}
		m.attr("type", typ)
		m.raw("/>\n")
	}
	m.raw("</attributes>\n")
}

func gexfValues(m *markup, typ string, attrs Attrs) {
	m.raw("<attvalues>\n")
	value := func(name, v string) {
		m.raw("<attvalue")
		m.attr("for", name)
		m.attr("value", v)
		m.raw("/>\n")
	}
	value("type", typ)
	for _, a := range attrs {
		value(a.Name, formatValue(a.Value))
	}
	m.raw("</attvalues>\n")
}

func gexfColor(m *markup, c color) {
	m.raw(fmt.Sprintf(`<viz:color r="%d" g="%d" b="%d"/>`, c.r, c.g, c.b))
}

// gexfTime writes when something is, as far as it has a year.
func gexfTime(m *markup, attrs Attrs) {
	for _, bound := range []struct {
		column, name string
		last         bool
	}{{"earliest", "start", false}, {"latest", "end", true}} {
		if d, ok := attrs.get(bound.column).(graph.Date); ok && d.Year > 0 {
			m.attr(bound.name, fullDay(d, bound.last).String())
		}
	}
}

// fullDay is the first day of a date that is known in part, or the last. The year must be known.
func fullDay(d graph.Date, last bool) graph.Date {
	if d.Month == 0 {
		d.Month = 1
		if last {
			d.Month = 12
		}
	}
	if d.Day == 0 {
		d.Day = 1
		if last {
			d.Day = time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
		}
	}
	return d
}

// describe says in a sentence what a file is of, as far as that is known before it is written.
func describe(g *Graph) string {
	h := g.header
	return fmt.Sprintf("%s: %d claims, %d entities and %d articles, as %s. What is left out is told in the comment at the end.",
		h.Selection, h.Counts.Claims, h.Counts.Entities, h.Counts.Articles, h.Projection)
}

// formatValue is a value in a format that has texts only: lists are JSON.
func formatValue(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return formatNumber(v)
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	case graph.Date:
		return v.String()
	case []string:
		b, err := json.Marshal(v)
		if err != nil { // strings always marshal
			panic(err)
		}
		return string(b)
	}
	panic(fmt.Sprintf("a column has a value of type %T", v))
}
