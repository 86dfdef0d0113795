package schema_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

type vars = map[string]any

// open returns a schema over the documents of schematest.
func open(t testing.TB) *schema.Schema {
	t.Helper()
	return over(t, schematest.Open(t))
}

func over(t testing.TB, db *graph.DB) *schema.Schema {
	t.Helper()
	s, err := schema.New(db, schema.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get answers a query that must not fail, and follows a path of field names and "*" (every element of a list) into the data.
// It returns what the path leads to, each as JSON text.
func get(t testing.TB, s *schema.Schema, query string, v vars, path string) []string {
	t.Helper()
	res := s.Exec(t.Context(), schema.Request{Query: query, Variables: v})
	if len(res.Errors) > 0 {
		t.Fatalf("%s: %v", query, messages(res))
	}
	at := []json.RawMessage{res.Data}
	for _, step := range strings.Split(path, ".") {
		var next []json.RawMessage
		for _, v := range at {
			if step == "*" {
				var list []json.RawMessage
				if err := json.Unmarshal(v, &list); err != nil {
					t.Fatalf("%s: no list at %q: %s", query, step, v)
				}
				next = append(next, list...)
				continue
			}
			var o map[string]json.RawMessage
			if err := json.Unmarshal(v, &o); err != nil || o[step] == nil {
				t.Fatalf("%s: no field %q in %s", query, step, v)
			}
			next = append(next, o[step])
		}
		at = next
	}
	out := []string{}
	for _, v := range at {
		out = append(out, string(v))
	}
	return out
}

// messages are the errors of an answer, as "CODE message".
func messages(res *schema.Response) []string {
	var all []string
	for _, e := range res.Errors {
		all = append(all, e.Code+" "+e.Message)
	}
	return all
}

// plain is a list without the quotation marks of JSON.
func plain(list []string) []string {
	out := slices.Clone(list)
	for i := range out {
		out[i] = strings.Trim(out[i], `"`)
	}
	return out
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprintf("%q", got), fmt.Sprintf("%q", want); g != w {
		t.Errorf("%s: got %s\nwant %s", what, g, w)
	}
}
