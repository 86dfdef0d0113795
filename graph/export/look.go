package export

import (
	"math"

	"github.com/whosaid/whosaid/graph"
)

// color is a color of a drawing.
type color struct{ r, g, b uint8 }

// look is how a node or an edge is drawn.
type look struct {
	color color
	shape string  // disc, square, triangle or diamond; of an edge: solid, dashed or dotted
	size  float64 // of a node: 5 to some 40, where an entity that many articles name is the larger; of an edge: 1 or 2
}

// The colors of entities are those of Okabe and Ito (Color Universal Design, 2008), which people tell apart who do not see all colors.
var kindLooks = map[string]look{
	graph.Country.String():      {color{0, 114, 178}, "disc", 0},
	graph.Leader.String():       {color{213, 94, 0}, "triangle", 0},
	graph.Person.String():       {color{230, 159, 0}, "triangle", 0},
	graph.Agency.String():       {color{0, 158, 115}, "square", 0},
	graph.Organization.String(): {color{86, 180, 233}, "square", 0},
	graph.Unit.String():         {color{204, 121, 167}, "diamond", 0},
	graph.Location.String():     {color{240, 228, 66}, "disc", 0},
	graph.Materiel.String():     {color{153, 153, 153}, "diamond", 0},
}

var typeLooks = map[string]look{
	"source":  {color{196, 178, 220}, "triangle", 7},
	"article": {color{205, 192, 170}, "square", 6},
	"claim":   {color{200, 214, 229}, "disc", 5},
}

// deniedColor is the color of a claim that denies, goneColor that of one that its article does not hold any more.
var (
	deniedColor = color{229, 170, 170}
	goneColor   = color{215, 215, 215}
)

var edgeColors = map[string]color{
	graph.DeploysTo.String(): {213, 94, 0},
	graph.Supplies.String():  {0, 158, 115},
	graph.Leads.String():     {0, 114, 178},
	graph.PartOf.String():    {120, 120, 120},
	graph.LocatedIn.String(): {150, 140, 40},
	graph.TrainsAt.String():  {230, 159, 0},
	"said_by":                {0, 114, 178},
	"via":                    {86, 180, 233},
	"subject":                {70, 70, 70},
	"object":                 {70, 70, 70},
	"item":                   {204, 121, 167},
	"corrected_by":           {213, 94, 0},
}

// lookOfNode is how a node is drawn.
func lookOfNode(n *Node) look {
	if n.Type != "entity" {
		l := typeLooks[n.Type]
		if n.Attrs.get("stance") == graph.Denies.String() {
			l.color = deniedColor
		}
		if n.Attrs.gone() {
			l.color = goneColor
		}
		return l
	}
	kind, _ := n.Attrs.get("kind").(string)
	l, ok := kindLooks[kind]
	if !ok {
		l = look{color: color{120, 120, 120}, shape: "disc"}
	}
	articles, _ := n.Attrs.get("articles").(int)
	l.size = math.Round(10*(8+3*math.Log2(1+float64(articles)))) / 10
	return l
}

// lookOfEdge is how an edge is drawn: dashed where its source denies, dotted where it suggests, expects or fears, and pale where its
// article does not say so any more.
func lookOfEdge(e *Edge) look {
	l := look{color{170, 170, 170}, "solid", 1}
	if c, ok := edgeColors[e.Type]; ok {
		l.color = c
	}
	if e.Attrs.gone() {
		l.color = goneColor
	}
	switch e.Attrs.get("stance") {
	case nil, graph.Asserts.String():
	case graph.Denies.String():
		l.shape = "dashed"
	default:
		l.shape = "dotted"
	}
	return l
}

// gone reports whether they are those of a claim that its article does not hold any more.
func (a Attrs) gone() bool {
	status := a.get("status")
	return status == graph.Corrected.String() || status == graph.Withdrawn.String()
}

// get is the value of a column; nil where there is none.
func (a Attrs) get(name string) any {
	for _, v := range a {
		if v.Name == name {
			return v.Value
		}
	}
	return nil
}

// hex is the color as #rrggbb.
func (c color) hex() string {
	const digits = "0123456789abcdef"
	b := []byte{'#'}
	for _, v := range []uint8{c.r, c.g, c.b} {
		b = append(b, digits[v>>4], digits[v&15])
	}
	return string(b)
}

// dark reports whether white letters are easier to read on the color than black ones (relative luminance of WCAG 2, under 0.18).
func (c color) dark() bool {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.r)+0.7152*linear(c.g)+0.0722*linear(c.b) < 0.18
}
