package schema_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

func TestNamed(t *testing.T) {
	db := schematest.Open(t)
	tests := []struct {
		name string
		want []string // names, sorted
		code string
		hint []string
	}{
		{name: "North Korea", want: []string{"North Korea"}},
		{name: " NORTH-KOREA. ", want: []string{"North Korea"}},
		{name: "dprk", want: []string{"North Korea"}},
		{name: "Orlo", want: []string{"Lake Orlo", "Orlo"}},
		{name: "Sample Wire", want: []string{"Sample Wire"}},
		{name: "North", code: schema.CodeNotFound, hint: []string{"North Korea"}},
		{name: "Zelenskiy", code: schema.CodeNotFound, hint: []string{"Zelensky"}},
		{name: "Selensky", code: schema.CodeNotFound, hint: []string{"Zelensky"}},
		{name: "Quagga", code: schema.CodeNotFound},
		{name: "", code: schema.CodeBadInput},
		{name: "\u0301", code: schema.CodeBadInput}, // folds to nothing
	}
	for _, tt := range tests {
		err := db.View(t.Context(), func(tx *graph.Tx) error {
			all, err := schema.Named(tx, tt.name)
			var names []string
			for _, e := range all {
				names = append(names, e.Name)
			}
			slices.Sort(names)
			same(t, tt.name, names, tt.want)
			if tt.code == "" {
				return err
			}
			e, ok := errors.AsType[*schema.Error](err)
			if !ok || e.Code != tt.code || e.Message == "" {
				t.Errorf("%q: error %#v", tt.name, err)
				return nil
			}
			same(t, tt.name+": hint", e.Hint, tt.hint)
			return nil
		})
		if err != nil {
			t.Errorf("%q: %v", tt.name, err)
		}
	}
}

// A name means the same to Named as in a filter, and is refused in the same words.
func TestNamedAnswersLikeAQuery(t *testing.T) {
	db := schematest.Open(t)
	s := over(t, db)
	for _, name := range []string{"Zelenskiy", "Quagga", " "} {
		res := s.Exec(t.Context(), schema.Request{Query: `query($n: String) { claims(filter: {source: $n}) { edges { cursor } } }`, Variables: vars{"n": name}})
		db.View(t.Context(), func(tx *graph.Tx) error {
			_, err := schema.Named(tx, name)
			e, _ := errors.AsType[*schema.Error](err)
			if e == nil || len(res.Errors) != 1 || "source"+e.Message[len("name"):] != res.Errors[0].Message || e.Code != res.Errors[0].Code {
				t.Errorf("%q: Named says %v, a query %q", name, err, messages(res))
			}
			return nil
		})
	}
}

func TestNamedReportsTheStoresErrors(t *testing.T) {
	db := schematest.Open(t)
	var kept *graph.Tx
	db.View(t.Context(), func(tx *graph.Tx) error { kept = tx; return nil })
	if _, err := schema.Named(kept, "Russia"); err == nil {
		t.Error("a transaction that is over answers")
	}
}
