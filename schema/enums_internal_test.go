package schema

import (
	"strings"
	"testing"

	"github.com/graph-gophers/graphql-go/ast"

	"github.com/whosaid/whosaid/graph"
)

// Every reason of the store has its word in the schema.
func TestWhyHasAllReasons(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := New(db, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, v := range s.gql.AST().Types["Why"].(*ast.EnumTypeDefinition).EnumValuesDefinition {
		got = append(got, v.EnumValue)
	}
	for w := graph.Said; w <= graph.Copied; w++ {
		want = append(want, upper(w))
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A number that is not sure is none.
func TestCountOfMoreThanIsCountedIsNone(t *testing.T) {
	if n := count(maxCounted, true); n != nil {
		t.Errorf("got %d", *n)
	}
	if n := count(7, false); n == nil || *n != 7 {
		t.Errorf("got %v", n)
	}
	if n := count(1<<31, false); n != nil {
		t.Errorf("got %d, of more than GraphQL's Int holds", *n)
	}
}
