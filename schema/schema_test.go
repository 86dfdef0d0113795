package schema_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/graph-gophers/graphql-go"
	"github.com/graph-gophers/graphql-go/ast"

	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

var update = flag.Bool("update", false, "write the answers of testdata anew")

// TestQueriesGiveTheirGoldenAnswer runs the queries of testdata, one file for each field of Query. A file holds sections: a
// line "# what it shows", a query, a line "---", the answer.
func TestQueriesGiveTheirGoldenAnswer(t *testing.T) {
	s, err := schema.New(schematest.Open(t), schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, file := range files {
		has[strings.TrimSuffix(filepath.Base(file), ".golden")] = true
		t.Run(filepath.Base(file), func(t *testing.T) {
			old, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var now strings.Builder
			for _, section := range strings.Split("\n"+string(old), "\n# ")[1:] {
				title, rest, _ := strings.Cut(section, "\n")
				query, _, _ := strings.Cut(rest, "\n---\n")
				var out bytes.Buffer
				if _, err := s.Exec(t.Context(), schema.Request{Query: query}).WriteTo(&out); err != nil {
					t.Fatal(err)
				}
				var pretty bytes.Buffer
				if err := json.Indent(&pretty, out.Bytes(), "", "  "); err != nil {
					t.Fatalf("%s: %v: %s", title, err, out.Bytes())
				}
				now.WriteString("# " + title + "\n" + strings.TrimSpace(query) + "\n---\n" + pretty.String() + "\n\n")
			}
			got := strings.TrimSuffix(now.String(), "\n")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(old), got); diff != "" {
				t.Errorf("answers differ (-golden +now); go test ./schema -update writes them anew:\n%s", diff)
			}
		})
	}
	for _, f := range parsed(t).Types["Query"].(*ast.ObjectTypeDefinition).Fields {
		if !has[f.Name] {
			t.Errorf("Query.%s has no golden file", f.Name)
		}
	}
}

func parsed(t *testing.T) *ast.Schema {
	t.Helper()
	s, err := graphql.ParseSchema(schema.SDL(), nil, graphql.UseStringDescriptions())
	if err != nil {
		t.Fatal(err)
	}
	return s.AST()
}

func TestEveryTypeAndFieldIsDescribedInOneSentence(t *testing.T) {
	check := func(what, desc string) {
		if desc == "" || !strings.HasSuffix(desc, ".") || strings.Contains(desc, "\n") {
			t.Errorf("%s: description %q is not a sentence", what, desc)
		}
	}
	n := 0
	for name, typ := range parsed(t).Types {
		var fields ast.FieldsDefinition
		switch typ := typ.(type) {
		case *ast.ObjectTypeDefinition:
			if strings.HasPrefix(name, "__") {
				continue
			}
			check(name, typ.Desc)
			fields = typ.Fields
		case *ast.InterfaceTypeDefinition:
			check(name, typ.Desc)
			fields = typ.Fields
		case *ast.InputObject:
			check(name, typ.Desc)
			for _, v := range typ.Values {
				check(name+"."+v.Name.Name, v.Desc)
			}
		case *ast.Union:
			check(name, typ.Desc)
		case *ast.ScalarTypeDefinition:
			if typ.Directives.Get("specifiedBy") != nil { // the others are GraphQL's own
				check(name, typ.Desc)
			}
		case *ast.EnumTypeDefinition:
			if strings.HasPrefix(name, "__") {
				continue
			}
			check(name, typ.Desc)
			for _, v := range typ.EnumValuesDefinition {
				check(name+"."+v.EnumValue, v.Desc)
			}
		}
		for _, f := range fields {
			n++
			check(name+"."+f.Name, f.Desc)
			for _, a := range f.Arguments {
				check(name+"."+f.Name+"("+a.Name.Name+")", a.Desc)
			}
		}
	}
	if n < 80 {
		t.Errorf("only %d fields were looked at", n)
	}
}
