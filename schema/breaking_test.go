package schema_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/graph-gophers/graphql-go"
	"github.com/graph-gophers/graphql-go/ast"

	"github.com/whosaid/whosaid/schema"
)

var allowBreaking = flag.Bool("breaking", false, "with -update: record the SDL also where it breaks clients")

// releasedSDL is the schema that clients count on.
const releasedSDL = "testdata/released.graphql"

// TestSDLBreaksNoClient compares the SDL with the released one. What is added is no error; -update records it. What would break a
// client is one, and -update records it only with -breaking.
func TestSDLBreaksNoClient(t *testing.T) {
	released, err := os.ReadFile(releasedSDL)
	if err != nil && !(*update && os.IsNotExist(err)) {
		t.Fatal(err)
	}
	broken := []string{}
	if err == nil {
		broken = breakingChanges(sdlOf(t, string(released)), sdlOf(t, schema.SDL()))
	}
	if len(broken) > 0 && !(*update && *allowBreaking) {
		t.Errorf("the SDL breaks clients of %s:\n  %s\nIf that must be, go test ./schema -run SDL -update -breaking records it.", releasedSDL, strings.Join(broken, "\n  "))
		return
	}
	if *update {
		if err := os.WriteFile(releasedSDL, []byte(schema.SDL()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func sdlOf(t *testing.T, sdl string) *ast.Schema {
	t.Helper()
	s, err := graphql.ParseSchema(sdl, nil, graphql.UseStringDescriptions())
	if err != nil {
		t.Fatal(err)
	}
	return s.AST()
}

// breakingChanges are the changes from one schema to another by which a document that was valid may be refused, or an answer may
// have what its reader does not expect: those that findBreakingChanges of graphql-js knows. They are sorted.
func breakingChanges(from, to *ast.Schema) []string {
	var c changed
	for _, name := range []string{"query", "mutation", "subscription"} {
		a, b := from.RootOperationTypes[name], to.RootOperationTypes[name]
		if a != nil && (b == nil || a.TypeName() != b.TypeName()) {
			c.add("the root of %s was %s", name, a.TypeName())
		}
	}
	for name, a := range from.Types {
		b, ok := to.Types[name]
		switch {
		case !ok:
			c.add("type %s was removed", name)
		case a.Kind() != b.Kind():
			c.add("type %s was %s and is %s", name, a.Kind(), b.Kind())
		default:
			c.types(a, b)
		}
	}
	for name, a := range from.Directives {
		b, ok := to.Directives[name]
		if !ok {
			c.add("directive @%s was removed", name)
			continue
		}
		c.arguments("@"+name, a.Arguments, b.Arguments)
		for _, l := range a.Locations {
			if !slices.Contains(b.Locations, l) {
				c.add("directive @%s may no longer stand at %s", name, l)
			}
		}
		if a.Repeatable && !b.Repeatable {
			c.add("directive @%s may no longer be repeated", name)
		}
	}
	slices.Sort(c.all)
	return c.all
}

// changed collects changes.
type changed struct{ all []string }

func (c *changed) add(format string, args ...any) {
	c.all = append(c.all, fmt.Sprintf(format, args...))
}

// types compares two types of one name and kind.
func (c *changed) types(a, b ast.NamedType) {
	name := a.TypeName()
	switch a := a.(type) {
	case *ast.ObjectTypeDefinition:
		b := b.(*ast.ObjectTypeDefinition)
		c.fields(name, a.Fields, b.Fields)
		c.missing(name+" no longer implements %s", a.InterfaceNames, b.InterfaceNames)
	case *ast.InterfaceTypeDefinition:
		b := b.(*ast.InterfaceTypeDefinition)
		c.fields(name, a.Fields, b.Fields)
		c.missing(name+" no longer implements %s", names(a.Interfaces), names(b.Interfaces))
	case *ast.Union:
		c.missing("%s is no longer a member of "+name, a.TypeNames, b.(*ast.Union).TypeNames)
	case *ast.EnumTypeDefinition:
		values := func(e *ast.EnumTypeDefinition) (all []string) {
			for _, v := range e.EnumValuesDefinition {
				all = append(all, v.EnumValue)
			}
			return all
		}
		c.missing("value %s of "+name+" was removed", values(a), values(b.(*ast.EnumTypeDefinition)))
	case *ast.InputObject:
		c.inputs(name+".%s", "field", a.Values, b.(*ast.InputObject).Values)
	}
}

func names[T ast.NamedType](types []T) (all []string) {
	for _, t := range types {
		all = append(all, t.TypeName())
	}
	return all
}

// missing notes what is in a and not in b.
func (c *changed) missing(format string, a, b []string) {
	for _, v := range a {
		if !slices.Contains(b, v) {
			c.add(format, v)
		}
	}
}

func (c *changed) fields(of string, a, b ast.FieldsDefinition) {
	for _, f := range a {
		g := b.Get(f.Name)
		if g == nil {
			c.add("field %s.%s was removed", of, f.Name)
			continue
		}
		if !outputFits(f.Type, g.Type) {
			c.add("field %s.%s was %s and is %s", of, f.Name, f.Type, g.Type)
		}
		c.arguments(of+"."+f.Name, f.Arguments, g.Arguments)
	}
}

func (c *changed) arguments(of string, a, b ast.ArgumentsDefinition) {
	c.inputs(of+"(%s)", "argument", a, b)
}

// inputs compares the arguments of a field, or the fields of an input; place has room for a name.
func (c *changed) inputs(place, what string, a, b ast.ArgumentsDefinition) {
	for _, v := range a {
		at, w := fmt.Sprintf(place, v.Name.Name), b.Get(v.Name.Name)
		switch {
		case w == nil:
			c.add("%s %s was removed", what, at)
		case !inputFits(v.Type, w.Type):
			c.add("%s %s was %s and is %s", what, at, v.Type, w.Type)
		case required(w) && !required(v):
			c.add("%s %s must now be given", what, at)
		}
	}
	for _, w := range b {
		if a.Get(w.Name.Name) == nil && required(w) {
			c.add("%s %s is new and must be given", what, fmt.Sprintf(place, w.Name.Name))
		}
	}
}

func required(v *ast.InputValueDefinition) bool {
	_, nonNull := v.Type.(*ast.NonNull)
	return nonNull && v.Default == nil
}

// outputFits says whether a reader of values of type a can read those of type b: the same, or never null where it might be.
func outputFits(a, b ast.Type) bool {
	if nb, ok := b.(*ast.NonNull); ok {
		if na, ok := a.(*ast.NonNull); ok {
			return outputFits(na.OfType, nb.OfType)
		}
		return outputFits(a, nb.OfType)
	}
	if la, ok := a.(*ast.List); ok {
		lb, ok := b.(*ast.List)
		return ok && outputFits(la.OfType, lb.OfType)
	}
	_, list := b.(*ast.List)
	return !list && a.String() == b.String() // a that is never null differs here
}

// inputFits says whether what was written for type a may be written for type b: the same, or one that may also be null.
func inputFits(a, b ast.Type) bool {
	if na, ok := a.(*ast.NonNull); ok {
		if nb, ok := b.(*ast.NonNull); ok {
			return inputFits(na.OfType, nb.OfType)
		}
		return inputFits(na.OfType, b)
	}
	if la, ok := a.(*ast.List); ok {
		lb, ok := b.(*ast.List)
		return ok && inputFits(la.OfType, lb.OfType)
	}
	return a.String() == b.String() // b that may not be null differs here
}

func TestBreakingChanges(t *testing.T) {
	const old = `type Query { a(x: Int, y: Int = 1, z: String!): String b: [Int!] n: N u: U s: S } interface N { id: ID! } type T implements N { id: ID! v: Int }
		type V { v: Int } union U = T | V enum E { ONE TWO } input I { p: Int q: Int! r: [Int] e: E } scalar S directive @d(k: Int) repeatable on FIELD | QUERY`
	for _, tt := range []struct {
		name, from, to string
		want           []string
	}{
		{"nothing", "", "", nil},
		{"a type", "type V { v: Int } union U = T | V", "union U = T", []string{"V is no longer a member of U", "type V was removed"}},
		{"a scalar", "scalar S", "enum S { A }", []string{"type S was SCALAR and is ENUM"}},
		{"a field", "id: ID! v: Int }", "id: ID! }", []string{"field T.v was removed"}},
		{"a field of an interface", "interface N { id: ID! } type T implements N {", "interface N { key: ID } type T implements N { key: ID", []string{"field N.id was removed"}},
		{"an argument", "a(x: Int, ", "a(", []string{"argument Query.a(x) was removed"}},
		{"an argument that must now be given", "x: Int,", "x: Int!,", []string{"argument Query.a(x) was Int and is Int!"}},
		{"an argument that lost its default and may be null", "y: Int = 1", "y: Int", nil},
		{"an argument that need not be given", "z: String!", "z: String", nil},
		{"an argument of another type", "x: Int,", "x: Float,", []string{"argument Query.a(x) was Int and is Float"}},
		{"a new argument", "x: Int,", "x: Int, w: Int, v: Int! = 3,", nil},
		{"a new argument that must be given", "x: Int,", "x: Int, w: Int!,", []string{"argument Query.a(w) is new and must be given"}},
		{"a default that goes", "q: Int!", "q: Int! = 1", nil},
		{"a field that may be null", "interface N { id: ID! }", "interface N { id: ID }", []string{"field N.id was ID! and is ID"}},
		{"a field that is never null", "v: Int }\n", "v: Int! }\n", nil},
		{"a list that is never null", "b: [Int!]", "b: [Int!]!", nil},
		{"a list with nulls", "b: [Int!]", "b: [Int]", []string{"field Query.b was [Int!] and is [Int]"}},
		{"a list that is none", "b: [Int!]", "b: Int", []string{"field Query.b was [Int!] and is Int"}},
		{"one that became a list", "b: [Int!] n: N", "b: [Int!] n: [N]", []string{"field Query.n was N and is [N]"}},
		{"another type", "n: N", "n: T", []string{"field Query.n was N and is T"}},
		{"an enum's value", "ONE TWO", "ONE THREE", []string{"value TWO of E was removed"}},
		{"an interface", "T implements N", "T", []string{"T no longer implements N"}},
		{"an input's field", "input I { p: Int ", "input I { ", []string{"field I.p was removed"}},
		{"an input's field that must now be given", "p: Int ", "p: Int! ", []string{"field I.p was Int and is Int!"}},
		{"an input's field that need not be given", "q: Int! ", "q: Int ", nil},
		{"a new field of an input", "p: Int ", "p: Int o: Int ", nil},
		{"a new field of an input that must be given", "p: Int ", "p: Int o: Int! ", []string{"field I.o is new and must be given"}},
		{"a list in an input without nulls", "r: [Int]", "r: [Int!]", []string{"field I.r was [Int] and is [Int!]"}},
		{"a directive", "directive @d(k: Int) repeatable on FIELD | QUERY", "", []string{"directive @d was removed"}},
		{"a place of a directive", "FIELD | QUERY", "FIELD", []string{"directive @d may no longer stand at QUERY"}},
		{"an argument of a directive", "@d(k: Int)", "@d(j: Int)", []string{"argument @d(k) was removed"}},
		{"a directive once only", "repeatable ", "", []string{"directive @d may no longer be repeated"}},
		{"additions", "enum E {", "type W { a: Int } enum F { A } extend type Query { w: W } enum E { ZERO", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.from != "" && !strings.Contains(old, tt.from) {
				t.Fatalf("the old schema has no %q", tt.from)
			}
			got := breakingChanges(sdlOf(t, old), sdlOf(t, strings.Replace(old, tt.from, tt.to, 1)))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
	roots := func(s string) *ast.Schema { return sdlOf(t, "type Query { a: Int } type Mutation { a: Int }"+s) }
	if got := breakingChanges(roots(""), roots("schema { query: Query }")); !slices.Equal(got, []string{"the root of mutation was Mutation"}) {
		t.Errorf("a root: %q", got)
	}
	if got := breakingChanges(roots("schema { query: Query }"), roots("")); len(got) > 0 {
		t.Errorf("a new root: %q", got)
	}
}
