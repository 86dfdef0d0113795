package export_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The readers of gexf, gexf12, graphml and dot that are programs.

// wellFormed checks that a file is well-formed.
func wellFormed(ctx context.Context, file string) (reading, error) {
	_, r := run(ctx, "xmllint", "--noout", "--nonet", "--huge", file)
	return r, nil
}

// grammars needs the grammars, which stand beside the checkout, and what checks them.
func grammars(t *testing.T) {
	t.Helper()
	command("xmllint")(t)
	if os.Getenv("WHOSAID_SHARED") == "" {
		missing(t, "the grammars of GEXF and GraphML: WHOSAID_SHARED is not set")
	}
}

// valid holds files against the grammar of their format.
func valid(ctx context.Context, format string, files []string) ([]reading, error) {
	grammar := map[string][]string{
		"gexf":    {"--relaxng", "gexf-1.3/gexf.rng"},
		"graphml": {"--schema", "graphml/graphml.xsd"},
	}[format]
	var all []reading
	for _, f := range files {
		_, r := run(ctx, "xmllint", "--noout", "--nonet", "--huge", grammar[0], filepath.Join(os.Getenv("WHOSAID_SHARED"), "formats", grammar[1]), f)
		all = append(all, r)
	}
	return all, nil
}

// graphviz has Graphviz parse a file and write it again as JSON, without drawing it.
func graphviz(ctx context.Context, file string) (reading, error) {
	out, r := run(ctx, "dot", "-Tdot_json", file)
	if r.Error != "" {
		return r, nil
	}
	var g struct {
		Objects, Edges []map[string]any
	}
	if err := json.Unmarshal([]byte(out), &g); err != nil {
		return r, fmt.Errorf("%s: %w", file, err)
	}
	nodes, edges := len(g.Objects), len(g.Edges)
	r.Nodes, r.Edges = &nodes, &edges
	r.Labels, r.Kinds, r.Values = map[string]string{}, map[string]string{}, map[string]map[string]any{}
	for _, o := range slices.Concat(g.Objects, g.Edges) {
		id, _ := o["id"].(string)
		tip, _ := o["tooltip"].(string)
		tip, _, _ = strings.Cut(dotMeans(tip), "\n")
		r.Labels[id] = html.UnescapeString(tip)
		if kind, ok := o["kind"].(string); ok {
			r.Kinds[id] = kind
		}
		values := map[string]any{}
		for column, v := range o {
			s, ok := v.(string)
			if !ok || s == "" {
				continue
			}
			values[column] = dotMeans(s)
			if column == "min" || column == "max" {
				n, err := strconv.ParseFloat(s, 64)
				if err != nil {
					return r, err
				}
				values[column] = n
			}
		}
		r.Values[id] = values
	}
	return r, nil
}

// drawn has Graphviz draw a file as SVG, by the layout that takes least time, and counts what is drawn. Links must lead to the web.
func drawn(ctx context.Context, file string) (reading, error) {
	out, r := run(ctx, "osage", "-Tsvg", file)
	if r.Error != "" {
		return r, nil
	}
	r.Nodes, r.Edges = new(int), new(int)
	d := xml.NewDecoder(strings.NewReader(out))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return r, nil
		}
		if err != nil {
			return reading{Error: fmt.Sprintf("the drawing is not well-formed: %v", err)}, nil
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range e.Attr {
			switch {
			case a.Name.Local == "href" && !strings.HasPrefix(a.Value, "https://"):
				return reading{Error: "the drawing links to " + a.Value}, nil
			case e.Name.Local == "g" && a.Name.Local == "class" && strings.HasPrefix(a.Value, "node"):
				*r.Nodes++
			case e.Name.Local == "g" && a.Name.Local == "class" && strings.HasPrefix(a.Value, "edge"):
				*r.Edges++
			}
		}
	}
}

// dotMeans is the text that Graphviz draws for the value of an attribute: the rules of escString, without those for names.
func dotMeans(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			if s[i] == 'n' {
				b.WriteByte('\n')
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// dotText is what readers of DOT see of a text: line breaks are all of one kind, and tabs are spaces.
func dotText(format, column, text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(xmlText(format, column, text))
}

// gvpr counts nodes and edges with Graphviz's stream editor.
func gvpr(ctx context.Context, file string) (reading, error) {
	out, r := run(ctx, "gvpr", `BEG_G { printf("{\"nodes\": %d, \"edges\": %d}", nNodes($G), nEdges($G)); }`, file)
	if r.Error != "" {
		return r, nil
	}
	return r, json.Unmarshal([]byte(out), &r)
}
