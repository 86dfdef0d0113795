package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
)

// reader is a program that other people read a format with.
type reader struct {
	name    string
	formats []string
	needs   func(t *testing.T) // skips where the reader is not installed; under WHOSAID_FULL=1 it fails

	// read reads files of one format, and returns what it finds in each, in their order.
	read func(ctx context.Context, format string, files []string) ([]reading, error)

	// sees is what the reader makes of a text of the column in this format, where that is not the text itself; it may be nil.
	sees func(format, column, text string) string
	// without is columns that it does not tell of.
	without []string
	// size is how many nodes and edges there are for it; nil for those of the projection. A format without projections needs it.
	size func(f fixture) size
	// small keeps the reader from large fixtures, which it takes minutes for.
	small bool
}

// reading is what a reader finds in a file: a line of what a script prints.
type reading struct {
	Nodes *int `json:"nodes"` // nil for a reader that only checks
	Edges *int `json:"edges"`
	// Labels, Kinds and Values are by id of node or edge; nil where the reader does not tell. A column that has no value is left out.
	Labels map[string]string         `json:"labels"`
	Kinds  map[string]string         `json:"kinds"`  // of entities
	Values map[string]map[string]any `json:"values"` // texts, numbers
	Error  string                    `json:"error"`  // why the file cannot be read
}

// readers is every reader of the matrix.
var readers = []reader{
	{name: "networkx", formats: []string{"gexf12", "graphml"}, needs: module("networkx"), read: python("networkx"), sees: xmlText},
	{name: "igraph", formats: []string{"graphml"}, needs: module("igraph"), read: python("igraph"), sees: xmlText},
	{name: "xmllint", formats: []string{"gexf", "gexf12", "graphml"}, needs: command("xmllint"), read: each(wellFormed)},
	{name: "the grammar", formats: []string{"gexf", "graphml"}, needs: grammars, read: valid},
	// Of 100,000 edges Graphviz makes JSON for minutes; gvpr reads them in seconds.
	{name: "dot", formats: []string{"dot"}, needs: command("dot"), read: each(graphviz), sees: dotText, small: true},
	{name: "osage", formats: []string{"dot"}, needs: command("osage"), read: each(drawn), small: true},
	{name: "gvpr", formats: []string{"dot"}, needs: command("gvpr"), read: each(gvpr)},
	{name: "graphology", formats: []string{"gexf", "graphml"}, needs: node("graphology"), read: npm("graphology"), sees: xmlText},
	{name: "cytoscape", formats: []string{"cytoscape"}, needs: node("cytoscape"), read: npm("cytoscape")},
	{name: "d3-force", formats: []string{"d3"}, needs: node("d3-force"), read: npm("d3")},
	{name: "networkx", formats: []string{"d3"}, needs: module("networkx"), read: python("node_link")},
	{name: "encoding/csv", formats: []string{"csv"}, read: each(readTables), sees: lineFeeds, size: flatSize},
	{name: "Python's csv", formats: []string{"csv"}, needs: module("csv"), read: python("tables"), size: flatSize},
	{name: "n3", formats: []string{"nquads"}, needs: node("n3"), read: npm("n3"), sees: rdfText, size: rdfSize},
	{name: "jsonld", formats: []string{"jsonld"}, needs: node("jsonld"), read: npm("jsonld"), sees: rdfText, size: rdfSize},
	{name: "rdflib", formats: []string{"nquads", "jsonld"}, needs: module("rdflib"), read: python("rdflib"), sees: rdfText, size: rdfSize, small: true},
	{name: "rapper", formats: []string{"nquads"}, needs: command("rapper"), read: each(rapper), size: rdfSize},
	{name: "our rules of STIX", formats: []string{"stix"}, read: each(readSTIX), size: stixSize},
	{name: "Python's html.parser", formats: []string{"html"}, needs: module("html.parser"), read: python("page"), sees: pageText, size: pageSize,
		without: []string{"status", "stance", "realis", "min", "max", "published", "earliest", "latest"}},
}

// TestReadersReadEveryFixture writes every fixture in every format and projection, and has every reader of the format read it: it
// must find as many nodes and edges as the documents come to, under the right names and with the quotes, numbers and dates.
//
// With -v it prints a table of what went in and what came out.
func TestReadersReadEveryFixture(t *testing.T) {
	type stored struct {
		fixture
		db *graph.DB
	}
	var stores []stored
	for _, f := range fixtures {
		if !f.full || full() {
			stores = append(stores, stored{f, f.open(t)})
		}
	}
	var table bytes.Buffer
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "format\tprojection\tfixture\treader\tin\tout\t")
	for _, format := range export.Formats() {
		projections := format.Projections
		if len(projections) == 0 {
			projections = []export.Projection{0}
		}
		for _, p := range projections {
			name := format.Name
			if p != 0 {
				name += " " + p.String()
			}
			t.Run(name, func(t *testing.T) {
				dir := t.TempDir()
				var files []string
				for i, s := range stores {
					file := filepath.Join(dir, fmt.Sprintf("%02d%s", i, format.Extension))
					writeFile(t, s.db, file, export.Options{Format: format.Name, Projection: p, Tool: "whosaid test"})
					files = append(files, file)
				}
				for _, r := range readers {
					if !slices.Contains(r.formats, format.Name) {
						continue
					}
					t.Run(r.name, func(t *testing.T) {
						if r.needs != nil {
							r.needs(t)
						}
						ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
						defer cancel()
						var taken []stored
						var paths []string
						for i, s := range stores {
							if !s.full || !r.small {
								taken, paths = append(taken, s), append(paths, files[i])
							}
						}
						got, err := r.read(ctx, format.Name, paths)
						if err != nil {
							t.Fatal(err)
						}
						if len(got) != len(taken) {
							t.Fatalf("it tells of %d files; there are %d", len(got), len(taken))
						}
						for i, s := range taken {
							in := size{}
							switch {
							case r.size != nil:
								in = r.size(s.fixture)
							case p != 0:
								in = s.size(p)
							default:
								t.Fatal("a reader of a format without projections must say how many nodes and edges there are")
							}
							out := "read"
							if got[i].Nodes != nil && got[i].Edges != nil {
								out = fmt.Sprintf("%d/%d", *got[i].Nodes, *got[i].Edges)
							}
							if got[i].Error != "" {
								out = "refused"
							}
							fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d/%d\t%s\t\n", format.Name, projection(p), s.name, r.name, in.nodes, in.edges, out)
							t.Run(s.name, func(t *testing.T) {
								r.compare(t, got[i], in, format.Name, s.fixture, p, s.db)
							})
						}
					})
				}
			})
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	t.Logf("what went in and what came out, as nodes/edges:\n%s", table.String())
}

func projection(p export.Projection) string {
	if p == 0 {
		return ""
	}
	return p.String()
}

// xmlText is what readers of XML see of a text: what XML 1.0 cannot hold is left out.
func xmlText(_, _, text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, text)
}

// compare holds what a reader found against what went in.
func (r reader) compare(t *testing.T, got reading, in size, format string, f fixture, p export.Projection, db *graph.DB) {
	t.Helper()
	if got.Error != "" {
		t.Fatalf("it cannot read the file: %s", got.Error)
	}
	if got.Nodes != nil && *got.Nodes != in.nodes {
		t.Errorf("it finds %d nodes; %d went in", *got.Nodes, in.nodes)
	}
	if got.Edges != nil && *got.Edges != in.edges {
		t.Errorf("it finds %d edges; %d went in", *got.Edges, in.edges)
	}
	sees := func(column, text string) string {
		if r.sees == nil {
			return text
		}
		return r.sees(format, column, text)
	}
	if got.Labels != nil {
		for id, want := range f.labels(p) {
			if label, ok := got.Labels[id]; !ok || label != sees("label", want) {
				t.Errorf("node %s is called %q; want %q", id, brief(label), brief(sees("label", want)))
			}
		}
	}
	if got.Kinds != nil {
		for id, want := range f.kinds() {
			if got.Kinds[id] != want {
				t.Errorf("the kind of %s is %q; want %q", id, got.Kinds[id], want)
			}
		}
	}
	if got.Values == nil {
		return
	}
	for id, want := range f.values(t, db, p) {
		found, ok := got.Values[id]
		if !ok {
			t.Errorf("it does not find claim %s", id)
			continue
		}
		for column, v := range want {
			if slices.Contains(r.without, column) {
				continue
			}
			if s, ok := v.(string); ok {
				v = sees(column, s)
			}
			if !reflect.DeepEqual(found[column], v) {
				t.Errorf("%s of claim %s is %s; want %s", column, id, brief(fmt.Sprintf("%#v", found[column])), brief(fmt.Sprintf("%#v", v)))
			}
		}
	}
}

// brief cuts a text for a message.
func brief(s string) string {
	const limit = 200 // bytes
	if len(s) <= limit {
		return s
	}
	return fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(s[:limit], ""), len(s))
}

// writeFile writes a store to a file and returns the header.
func writeFile(t *testing.T, db *graph.DB, file string, o export.Options) export.Header {
	t.Helper()
	w, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var h export.Header
	err = db.View(t.Context(), func(tx *graph.Tx) (err error) {
		h, err = export.Write(t.Context(), tx, w, o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return h
}

// full reports whether nothing may be skipped.
func full() bool { return os.Getenv("WHOSAID_FULL") == "1" }

// missing skips a test for want of something; under WHOSAID_FULL=1 it fails.
func missing(t *testing.T, what string) {
	t.Helper()
	if full() {
		t.Fatalf("missing: %s, and WHOSAID_FULL is set", what)
	}
	t.Skipf("missing: %s", what)
}

// command needs a program on the PATH.
func command(name string) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		if _, err := exec.LookPath(name); err != nil {
			missing(t, name)
		}
	}
}

// interpreter is the Python that Debian's packages are for, or another where that is not there.
func interpreter() string {
	if _, err := os.Stat("/usr/bin/python3"); err == nil {
		return "/usr/bin/python3"
	}
	return "python3"
}

// module needs a package of Python.
func module(name string) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		if out, err := exec.CommandContext(t.Context(), interpreter(), "-c", "import "+name).CombinedOutput(); err != nil {
			missing(t, fmt.Sprintf("python3-%s: %v\n%s", name, err, out))
		}
	}
}

// python has testdata/readers/read.py read files with a package.
func python(name string) func(context.Context, string, []string) ([]reading, error) {
	return script(interpreter(), "testdata/readers/read.py", name)
}

// script has a program read files: it gets a format and files behind its arguments, and prints a reading a line.
func script(program string, args ...string) func(context.Context, string, []string) ([]reading, error) {
	return func(ctx context.Context, format string, files []string) ([]reading, error) {
		cmd := exec.CommandContext(ctx, program, slices.Concat(args, []string{format}, files)...)
		cmd.Stderr = &bytes.Buffer{}
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("%w\n%s", err, cmd.Stderr)
		}
		var all []reading
		d := json.NewDecoder(bytes.NewReader(out))
		for d.More() {
			var r reading
			if err := d.Decode(&r); err != nil {
				return nil, err
			}
			all = append(all, r)
		}
		return all, nil
	}
}

// node needs a package of npm, as "npm ci" installs it from testdata/readers/package.json.
func node(name string) func(*testing.T) {
	return func(t *testing.T) {
		t.Helper()
		command("node")(t)
		if _, err := os.Stat(filepath.Join("testdata/readers/node_modules", name, "package.json")); errors.Is(err, fs.ErrNotExist) {
			missing(t, fmt.Sprintf("the npm package %s; run npm ci in graph/export/testdata/readers", name))
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// each reads files one by one.
func each(read func(ctx context.Context, file string) (reading, error)) func(context.Context, string, []string) ([]reading, error) {
	return func(ctx context.Context, _ string, files []string) ([]reading, error) {
		var all []reading
		for _, f := range files {
			r, err := read(ctx, f)
			if err != nil {
				return nil, err
			}
			all = append(all, r)
		}
		return all, nil
	}
}

// run runs a program; where it fails the reading says so.
func run(ctx context.Context, program string, args ...string) (string, reading) {
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", reading{Error: fmt.Sprintf("%v: %s", err, brief(stderr.String()))}
	}
	return string(out), reading{}
}
