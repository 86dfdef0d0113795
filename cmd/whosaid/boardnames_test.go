package main

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
)

// What compare --json calls something, GraphQL calls so too.
func TestNamesOfTheBoardAreThoseOfTheSchema(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := schema.New(db, schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		record any
		types  []string // in which its names are
	}{
		{boardRecord{}, []string{"Board"}},
		{groupRecord{}, []string{"Group"}},
		{originRecord{}, []string{"Origin"}},
		{positionRecord{}, []string{"Position"}},
		{claimRecord{}, []string{"Claim", "CountedClaimEdge"}},
		{countedRecord{}, []string{"Counted"}},
		{linkRecord{}, []string{"Link", "Source"}},
		{quantityRecord{}, []string{"Quantity"}},
		{evidenceRecord{}, []string{"Evidence"}},
		{articleRecord{}, []string{"Article"}},
		{pairRecord{}, []string{"Pair"}},
	} {
		var names []string
		for _, typ := range tt.types {
			names = append(names, fieldNames(t, s, typ)...)
		}
		for _, f := range reflect.VisibleFields(reflect.TypeOf(tt.record)) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name != "" && !slices.Contains(names, name) {
				t.Errorf("%T has %q, which %s of the schema has not", tt.record, name, strings.Join(tt.types, " or "))
			}
		}
	}
}

// fieldNames is the names of the fields of a type of the schema.
func fieldNames(t *testing.T, s *schema.Schema, typ string) []string {
	t.Helper()
	res := s.Exec(t.Context(), schema.Request{Query: `query($t: String!) { __type(name: $t) { fields { name } } }`, Variables: map[string]any{"t": typ}})
	var d struct {
		Type struct{ Fields []struct{ Name string } } `json:"__type"`
	}
	if err := json.Unmarshal(res.Data, &d); err != nil || len(d.Type.Fields) == 0 {
		t.Fatalf("type %s: %s %v (%v)", typ, res.Data, res.Errors, err)
	}
	var names []string
	for _, f := range d.Type.Fields {
		names = append(names, f.Name)
	}
	return names
}
