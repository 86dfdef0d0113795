package export_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
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

// canon has Graphviz parse a file and write it again.
func canon(ctx context.Context, file string) (reading, error) {
	_, r := run(ctx, "dot", "-Tcanon", file)
	return r, nil
}

// gvpr counts nodes and edges with Graphviz's stream editor.
func gvpr(ctx context.Context, file string) (reading, error) {
	out, r := run(ctx, "gvpr", `BEG_G { printf("{\"nodes\": %d, \"edges\": %d}", nNodes($G), nEdges($G)); }`, file)
	if r.Error != "" {
		return r, nil
	}
	return r, json.Unmarshal([]byte(out), &r)
}
