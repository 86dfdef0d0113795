// Package export writes a store, or a part of it, in formats that other programs read.
//
// [Write] takes a [Selection], which says what is written, and a [Format]. Each format is one file of this package with a
// [Writer], which takes the records of a [Graph] in the order it wants and writes them as they come: memory does not grow with
// the store. The formats for graphs write one of two projections: [Claims], in which nothing is lost, and [Flat].
package export

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// Errors of Write.
var (
	ErrNoFormat     = errors.New("there is no such format")
	ErrNoProjection = errors.New("the format has no such projection")
	ErrEmpty        = errors.New("nothing fits the selection")
)

// Projection is how claims become nodes and edges.
type Projection uint8

// The projections.
const (
	// Claims makes a node of every entity, unnamed source, article and claim, with edges from a claim to what it refers to.
	Claims Projection = iota + 1
	// Flat makes a node of every entity, and an edge of every claim that has a subject and an object.
	Flat
)

// String is the projection's word.
func (p Projection) String() string {
	switch p {
	case Claims:
		return "claims"
	case Flat:
		return "flat"
	}
	return fmt.Sprintf("Projection(%d)", uint8(p))
}

// ParseProjection reads the word of a projection.
func ParseProjection(s string) (Projection, error) {
	for _, p := range []Projection{Claims, Flat} {
		if s == p.String() {
			return p, nil
		}
	}
	return 0, fmt.Errorf("%q is no projection: there are claims and flat", s)
}

// Writer writes one format.
type Writer interface {
	// Write writes a graph to w, which is buffered. What the format cannot hold it tells by Graph.Lose. What it has written when it
	// fails is of no use.
	Write(w io.Writer, g *Graph) error
}

// Format is one of the formats.
type Format struct {
	Name        string // as --format takes it
	Extension   string // of a file, with its dot
	MediaType   string
	About       string       // a sentence: what reads it
	Projections []Projection // the first is the default; none where the format has a shape of its own
	Writer      Writer
}

// formats is every format, in the order of the help.
var formats = []Format{
	{"native", ".jsonl", "application/jsonl", "JSON Lines with everything, which whosaid import reads back", nil, native{}},
	{"gexf", ".gexf", "application/gexf+xml", "GEXF 1.3, with colors and times, for Gephi and sigma.js", graphs, gexf{}},
	{"gexf12", ".gexf", "application/gexf+xml", "GEXF 1.2, for networkx and older Gephi", graphs, gexf{old: true}},
	{"graphml", ".graphml", "application/graphml+xml", "GraphML, for igraph, networkx, Gephi and yEd", graphs, graphml{}},
	{"dot", ".dot", "text/vnd.graphviz", "DOT, for Graphviz", graphs, dot{}},
	{"cytoscape", ".cyjs", "application/json", "JSON with a style, for Cytoscape and Cytoscape.js", graphs, cytoscape{}},
	{"d3", ".json", "application/json", "node-link JSON, for d3-force and networkx", graphs, d3{}},
	{"csv", ".zip", "application/zip", "a ZIP of the tables entities, edges, claims and articles, for Gephi and spreadsheets", nil, csvZip{}},
	{"jsonld", ".jsonld", "application/ld+json", "JSON-LD 1.1 of PROV-O and schema.org, a named graph for each claim", nil, jsonLD{}},
	{"nquads", ".nq", "application/n-quads", "N-Quads with the statements of jsonld", nil, nquads{}},
	{"stix", ".json", "application/stix+json;version=2.1", "a bundle of STIX 2.1, for OpenCTI", nil, stix{}},
	{"html", ".html", "text/html; charset=utf-8", "one page with a drawing and the table of claims, for a browser, without a network", nil, htmlPage{}},
}

// graphs is the projections of the formats for graphs.
var graphs = []Projection{Claims, Flat}

// Formats is every format, in the order of the help.
func Formats() []Format { return slices.Clone(formats) }

// Find is the format of a name. The error wraps ErrNoFormat and lists the names.
func Find(name string) (Format, error) {
	var names []string
	for _, f := range formats {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("%q: %w: use one of %s", name, ErrNoFormat, strings.Join(names, ", "))
}

// Options say what Write writes.
type Options struct {
	Format     string
	Projection Projection // zero for the format's default
	Selection  Selection
	Tool       string // what the header names as the writing program, with its version: "whosaid 0.3"
}

// Write writes what a selection takes of the store to w, and returns what that was. One snapshot is read: call it in a View.
//
// The order of the records does not change, and the same store gives the same bytes. The error wraps ErrNoFormat,
// ErrNoProjection, ErrEmpty where the selection takes nothing (a whole store may be empty), graph.ErrNotFound where a root of the
// selection names nothing, the error of w, or that of ctx.
func Write(ctx context.Context, tx *graph.Tx, w io.Writer, o Options) (Header, error) {
	f, err := Find(o.Format)
	if err != nil {
		return Header{}, fmt.Errorf("export: %w", err)
	}
	switch {
	case o.Projection == 0 && len(f.Projections) > 0:
		o.Projection = f.Projections[0]
	case o.Projection != 0 && !slices.Contains(f.Projections, o.Projection):
		return Header{}, fmt.Errorf("export: %s, %s: %w", f.Name, o.Projection, ErrNoProjection)
	}
	g, err := newGraph(ctx, tx, o)
	if err != nil {
		return Header{}, fmt.Errorf("export: %w", err)
	}
	b := bufio.NewWriterSize(w, 1<<16)
	err = f.Writer.Write(b, g)
	if err == nil {
		err = b.Flush()
	}
	if err != nil {
		return Header{}, fmt.Errorf("export: %s: %w", f.Name, err)
	}
	return g.header, nil
}
