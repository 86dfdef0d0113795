package export

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// dot writes DOT, the language of Graphviz (https://graphviz.org/doc/info/lang.html).
//
// Labels are cut to what can be drawn; the tooltip has all of it, and every column is an attribute. In all of them a backslash, a
// line break and a quotation mark are written as in labels (\\, \n, \"), also where Graphviz itself gives them no meaning.
type dot struct{}

func (dot) Write(w io.Writer, g *Graph) error {
	d := &dotWriter{w: bufio.NewWriterSize(w, 64<<10)}
	d.raw("// " + strings.Join(strings.Fields(g.header.Tool+". "+describe(g)), " ") + "\n")
	d.raw("// Draw it with: sfdp -Tsvg FILE >graph.svg (or with dot in place of sfdp, where few entities stand alone)\n")
	d.raw("digraph whosaid {\n")
	// rankdir and ranksep are for dot, overlap is for sfdp.
	d.raw(`graph [charset="UTF-8", rankdir="LR", ranksep="1.2", nodesep="0.25", overlap="prism", outputorder="edgesfirst", fontname="Helvetica"];` + "\n")
	d.raw(`node [style="filled", fontname="Helvetica", fontsize="11", color="#555555", margin="0.08,0.05"];` + "\n")
	d.raw(`edge [fontname="Helvetica", fontsize="9", arrowsize="0.7"];` + "\n")
	for n, err := range g.Nodes() {
		if err != nil {
			return err
		}
		d.node(&n)
	}
	for e, err := range g.Edges() {
		if err != nil {
			return err
		}
		d.edge(&e)
	}
	d.raw("}\n")
	loseCharacters(g, d.left)
	if d.cut {
		g.Lose("labels are cut to %d lines of some %d letters; the tooltips have all of them", dotLines, dotWidth)
	}
	g.Lose("DOT has no time: dates are texts, as exact as they are known")
	s, err := headerComment(g)
	if err != nil {
		return err
	}
	d.raw("// whosaid: " + s + "\n")
	return d.w.Flush()
}

// What a label has at most.
const (
	dotLines = 3
	dotWidth = 24 // letters of a line
)

// dotPart is how many bytes of a text stand in one pair of quotation marks: Graphviz 2.43 takes at most 16,384.
const dotPart = 8000

type dotWriter struct {
	w    *bufio.Writer
	left int  // characters that were left out
	cut  bool // a label was cut
}

// raw writes what is DOT already.
func (d *dotWriter) raw(s string) { _, _ = d.w.WriteString(s) } // the error comes from Flush

func (d *dotWriter) node(n *Node) {
	l := lookOfNode(n)
	d.text(n.ID)
	d.raw(" [")
	d.shown("label", wrap(n.Label, &d.cut))
	d.shown(", tooltip", tooltip(n.Label, n.Attrs))
	d.attr(", id", n.ID)
	d.attr(", type", n.Type)
	d.attr(", class", n.Type)
	d.raw(fmt.Sprintf(`, shape="%s", fillcolor="%s"`, dotShapes[l.shape], l.color.hex()))
	if l.color.dark() {
		d.raw(`, fontcolor="white"`)
	}
	switch {
	case n.Type == "article":
		d.raw(`, shape="note"`)
	case n.Type == "claim":
		d.raw(`, shape="box", style="filled,rounded", fontsize="10"`)
	default:
		// The letters of an entity that many articles name are larger.
		d.raw(fmt.Sprintf(`, fontsize="%s"`, formatNumber(min(24, max(10, float64(int(l.size)))))))
	}
	d.attrs(n.Attrs)
	d.link(n.Attrs)
	d.raw("];\n")
}

// dotShapes is what Graphviz calls shapes that hold a text well.
var dotShapes = map[string]string{"disc": "ellipse", "square": "box", "triangle": "house", "diamond": "hexagon"}

func (d *dotWriter) edge(e *Edge) {
	l := lookOfEdge(e)
	d.text(e.From)
	d.raw(" -> ")
	d.text(e.To)
	d.raw(" [")
	d.shown("label", wrap(e.Label, &d.cut))
	d.shown(", tooltip", tooltip(e.Label, e.Attrs))
	d.shown(", labeltooltip", e.Label)
	d.attr(", id", e.ID)
	d.attr(", type", e.Type)
	d.attr(", class", e.Type)
	d.raw(fmt.Sprintf(`, color="%s", fontcolor="%s"`, l.color.hex(), l.color.hex()))
	if l.shape != "solid" {
		d.raw(`, style="` + l.shape + `"`)
	}
	if l.shape == "dashed" {
		d.raw(`, arrowhead="tee"`)
	}
	d.attrs(e.Attrs)
	d.link(e.Attrs)
	d.raw("];\n")
}

// attrs writes the columns.
func (d *dotWriter) attrs(attrs Attrs) {
	for _, a := range attrs {
		d.attr(", "+a.Name, formatValue(a.Value))
	}
}

// link makes a drawing link to the article. Graphviz 2.43 writes a URL to SVG as it stands, so that it must be safe there; what is
// no address on the web is a column only.
func (d *dotWriter) link(attrs Attrs) {
	s, _ := attrs.get("url").(string)
	if u, err := url.Parse(s); err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return
	}
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == '&':
			b.WriteString("&amp;")
		case c <= ' ' || c >= 0x7f || strings.IndexByte("\"'<>\\`{}|^", c) >= 0:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	d.attr(", URL", b.String())
}

func (d *dotWriter) attr(name, value string) {
	d.raw(name + "=")
	d.text(value)
}

// shown writes an attribute that Graphviz draws. There it makes letters of the entities of HTML.
func (d *dotWriter) shown(name, value string) {
	d.attr(name, htmlEntity.ReplaceAllString(value, "&amp;$1"))
}

var htmlEntity = regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)

// text writes a text in quotation marks.
func (d *dotWriter) text(s string) {
	s, left := printable(s)
	d.left += left
	for first := true; first || s != ""; first = false {
		part := s
		if len(part) > dotPart {
			end := dotPart
			for !utf8.RuneStart(s[end]) || s[end] == '\n' { // the end of a \r\n is no beginning
				end--
			}
			part = part[:end]
		}
		s = s[len(part):]
		if !first {
			d.raw(" + ")
		}
		d.raw(`"`)
		_, _ = dotEscapes.WriteString(d.w, part)
		d.raw(`"`)
	}
}

// dotEscapes is how a text stands between quotation marks so that it is drawn as it is: Graphviz replaces \N, \G and the like.
var dotEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`, "\t", " ")

// tooltip is a label with all there is to say.
func tooltip(label string, attrs Attrs) string {
	s := label
	for _, name := range []string{"said_by", "stance", "realis", "quantity", "earliest", "latest", "published", "article", "outlet", "author", "status", "aliases", "quote"} {
		v := attrs.get(name)
		if v == nil {
			continue
		}
		text := formatValue(v)
		if list, ok := v.([]string); ok {
			text = strings.Join(list, "; ")
		}
		s += "\n" + strings.ReplaceAll(name, "_", " ") + ": " + text
	}
	return s
}

// wrap breaks a label between words, and cuts it.
func wrap(s string, cut *bool) string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		for {
			letters := utf8.RuneCountInString(word)
			switch {
			case line == "" && letters <= dotWidth:
				line = word
			case line != "" && utf8.RuneCountInString(line)+1+letters <= dotWidth:
				line += " " + word
			case line != "":
				lines, line = append(lines, line), ""
				continue
			default: // a word longer than a line
				r := []rune(word)
				lines, word = append(lines, string(r[:dotWidth])), string(r[dotWidth:])
				continue
			}
			break
		}
		if len(lines) > dotLines {
			break
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > dotLines {
		*cut = true
		lines = lines[:dotLines]
		lines[dotLines-1] += "…"
	}
	return strings.Join(lines, "\n")
}
