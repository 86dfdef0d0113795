package main

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/whosaid/whosaid"

// mayImport says which packages of ours each package may import; "..." stands for everything below. Packages that are not
// named here may not exist.
var mayImport = map[string][]string{
	"graph":                    nil,
	"graph/graphtest":          {"graph"},
	"graph/export":             {"graph"},
	"schema":                   {"graph"},
	"schema/schematest":        {"graph"},
	"server":                   {"schema", "graph", "graph/export", "server/ui"},
	"server/servertest":        nil,
	"server/ui":                nil,
	"loader":                   {"graph", "loader/..."},
	"loader/source":            nil,
	"loader/fetch":             nil,
	"loader/fetch/fetchtest":   nil,
	"loader/source/sourcetest": nil,
	"loader/watch":             {"loader/fetch", "loader/source", "loader/web"},
	"loader/web":               {"loader/fetch", "loader/source"},
	"loader/extract/train":     {"loader/extract", "loader/lexicon"},
	"loader/lang/train":        {"loader/lang"},
	"loader/lang":              nil,
	"loader/lexicon":           nil,
	"loader/lexicon/build":     {"loader/lexicon"},
	"loader/extract":           {"loader/lang", "loader/lexicon"},
	"loader/resolve":           {"loader/extract", "loader/lang", "loader/lexicon"},
	"cmd/whosaid":              {"..."},
}

// testsMayImport is what test files may import besides.
var testsMayImport = []string{"graph/graphtest", "schema/schematest", "server/servertest", "loader/fetch/fetchtest", "loader/source/sourcetest"}

// onlyIn says which packages alone may import a module.
var onlyIn = map[string][]string{
	"github.com/dgraph-io/badger":         {"graph", "graph/graphtest"}, // its yardstick is plain Badger
	"github.com/graph-gophers/graphql-go": {"schema"},
	"github.com/coder/websocket":          {"server"},
	"codeberg.org/readeck/go-readability": {"loader/source"},
	"github.com/gogs/chardet":             {"loader/source"},
	"github.com/yuin/goldmark":            {"loader/source"},
}

// topLevel is the directories that the project has.
var topLevel = []string{"cmd", "graph", "loader", "schema", "server"}

// edge is one import. Packages of ours are without the module's path; test is set for imports of test files.
type edge struct {
	from, to string
	test     bool
}

// forbidden is why an import may not be; "" where it may.
func forbidden(e edge) string {
	allowed, known := mayImport[e.from]
	if !known {
		return "the package is not one of the project's layout"
	}
	if e.to == "C" {
		return "cgo is not used"
	}
	for mod, only := range onlyIn {
		if within(e.to, mod) && !slices.Contains(only, e.from) {
			return fmt.Sprintf("only %s imports %s", strings.Join(only, " and "), mod)
		}
	}
	to, ours := ourPackage(e.to)
	if !ours || to == e.from && e.test { // an external test package imports its package
		return ""
	}
	if e.test {
		allowed = append(slices.Clone(allowed), testsMayImport...)
	}
	for _, a := range allowed {
		if prefix, below := strings.CutSuffix(a, "..."); to == a || below && strings.HasPrefix(to, prefix) {
			return ""
		}
	}
	return fmt.Sprintf("%s may import %q only", e.from, allowed)
}

// ourPackage is the path below the module of a package of ours.
func ourPackage(importPath string) (string, bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

// within reports whether a package belongs to a module, of any major version.
func within(importPath, mod string) bool {
	return importPath == mod || strings.HasPrefix(importPath, mod+"/")
}

func TestImportsPointOneWay(t *testing.T) {
	edges := moduleEdges(t, filepath.Join("..", ".."))
	seen := map[string]bool{}
	for _, e := range edges {
		seen[e.from] = true
		if why := forbidden(e); why != "" {
			t.Errorf("%s imports %s: %s", e.from, e.to, why)
		}
	}
	for _, p := range []string{"graph", "schema", "server", "loader", "cmd/whosaid"} {
		if !seen[p] {
			t.Errorf("no import of %s was found: the test does not see the module", p)
		}
	}
}

// moduleEdges is every import of every Go file of the module, whatever it is built for.
func moduleEdges(t *testing.T, root string) []edge {
	t.Helper()
	var edges []edge
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); file != root && (n == "testdata" || n == "node_modules" || strings.HasPrefix(n, ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(file) != ".go" {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		for _, i := range f.Imports {
			to, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			edges = append(edges, edge{filepath.ToSlash(dir), to, strings.HasSuffix(file, "_test.go")})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return edges
}

func TestForbiddenFindsWrongEdges(t *testing.T) {
	ours := func(p string) string { return path.Join(module, p) }
	for _, tt := range []struct {
		edge
		ok bool
	}{
		{edge{"graph", "fmt", false}, true},
		{edge{"graph", "github.com/dgraph-io/badger/v4", false}, true},
		{edge{"graph/graphtest", "github.com/dgraph-io/badger/v4", false}, true},
		{edge{"graph/export", "github.com/dgraph-io/badger/v4", false}, false},
		{edge{"graph", ours("schema"), false}, false},
		{edge{"graph", ours("graph/graphtest"), true}, true},
		{edge{"graph", ours("graph/graphtest"), false}, false},
		{edge{"graph", ours("graph"), true}, true},
		{edge{"schema", ours("graph"), false}, true},
		{edge{"schema", ours("loader"), false}, false},
		{edge{"schema", "github.com/dgraph-io/badger/v4/options", false}, false},
		{edge{"schema", "github.com/graph-gophers/graphql-go/errors", false}, true},
		{edge{"schema", ours("schema/schematest"), true}, true},
		{edge{"schema", ours("schema/schematest"), false}, false},
		{edge{"server", "github.com/graph-gophers/graphql-go", true}, false},
		{edge{"server", ours("schema"), false}, true},
		{edge{"server", ours("server/ui"), false}, true},
		{edge{"server", ours("loader"), true}, false},
		{edge{"server/ui", ours("server"), false}, false},
		{edge{"loader", ours("graph"), false}, true},
		{edge{"loader", ours("loader/resolve"), false}, true},
		{edge{"loader", ours("schema"), false}, false},
		{edge{"loader/lang", ours("loader/lexicon"), false}, false},
		{edge{"loader/extract", ours("loader/lexicon"), false}, true},
		{edge{"loader/extract", ours("loader/source"), false}, false},
		{edge{"loader/extract", ours("graph"), true}, false},
		{edge{"loader/resolve", ours("loader/extract"), false}, true},
		{edge{"loader/resolve", ours("loader"), false}, false},
		{edge{"loader/source", ours("loader/lang"), false}, false},
		{edge{"cmd/whosaid", ours("loader/source"), false}, true},
		{edge{"cmd/whosaid", ours("server"), false}, true},
		{edge{"cmd/whosaid", "github.com/dgraph-io/badger/v4", false}, false},
		{edge{"graph", "C", false}, false},
		{edge{"graph", module, false}, false},
		{edge{"util", "fmt", false}, false},
		{edge{".", "fmt", false}, false},
	} {
		if why := forbidden(tt.edge); (why == "") != tt.ok {
			t.Errorf("%+v: %q, want it allowed: %v", tt.edge, why, tt.ok)
		}
	}
}

func TestOnlyKnownTopLevelDirectories(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	var dirs []string
	for _, e := range entries {
		// Hidden directories are tools' own, and a store is what somebody made here with whosaid load.
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && e.Name() != defaultStore {
			dirs = append(dirs, e.Name())
		}
	}
	if !slices.Equal(dirs, topLevel) {
		t.Errorf("the directories are %q, want %q", dirs, topLevel)
	}
}
