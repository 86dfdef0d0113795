package extract_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/loader/extract"
)

// object is a JSON object of the schema.
type object = map[string]any

func parseSchema(t *testing.T) object {
	t.Helper()
	var s object
	if err := json.Unmarshal(extract.Schema(), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// defs are the schema's definitions by name.
func defs(t *testing.T) object {
	t.Helper()
	d, ok := parseSchema(t)["$defs"].(object)
	if !ok {
		t.Fatal("the schema has no $defs")
	}
	return d
}

func TestSchemaIsOfItsDraftAndTheCallers(t *testing.T) {
	s := parseSchema(t)
	if s["$schema"] != "https://json-schema.org/draft/2020-12/schema" || s["$ref"] != "#/$defs/Record" {
		t.Errorf("$schema %v, $ref %v", s["$schema"], s["$ref"])
	}
	b := extract.Schema()
	b[0] = 'x'
	if extract.Schema()[0] != '{' {
		t.Error("a caller can change the schema")
	}
}

// fitter compares Go types with the schema.
type fitter struct {
	defs object
	used map[string]bool
	errs []string
}

func (f *fitter) errorf(format string, args ...any) {
	f.errs = append(f.errs, fmt.Sprintf(format, args...))
}

// follow is the schema that s refers to, or s.
func (f *fitter) follow(s object) object {
	for {
		ref, ok := s["$ref"].(string)
		if !ok {
			return s
		}
		name := strings.TrimPrefix(ref, "#/$defs/")
		f.used[name] = true
		next, ok := f.defs[name].(object)
		if !ok {
			f.errorf("%s refers to nothing", ref)
			return object{}
		}
		s = next
	}
}

// types are the JSON types that a schema takes.
func (f *fitter) types(s object) []string {
	s = f.follow(s)
	var of []string
	switch v := s["type"].(type) {
	case string:
		of = append(of, v)
	case []any:
		for _, x := range v {
			of = append(of, x.(string))
		}
	}
	if one, ok := s["oneOf"].([]any); ok && s["type"] == nil {
		for _, x := range one {
			of = append(of, f.types(x.(object))...)
		}
	}
	values, _ := s["enum"].([]any)
	if c, ok := s["const"]; ok {
		values = append(values, c)
	}
	for _, v := range values {
		if _, ok := v.(string); ok && !slices.Contains(of, "string") {
			of = append(of, "string")
		}
	}
	slices.Sort(of)
	return of
}

// part is the part of a schema of several that has this JSON type.
func (f *fitter) part(s object, typ string) object {
	s = f.follow(s)
	if one, ok := s["oneOf"].([]any); ok && s["type"] == nil {
		for _, x := range one {
			if slices.Contains(f.types(x.(object)), typ) {
				return f.follow(x.(object))
			}
		}
	}
	return s
}

// fit reports where the schema at path does not take what Go's type writes, or takes what it cannot read.
func (f *fitter) fit(path string, t reflect.Type, s object) {
	var want []string
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
		want = append(want, "null")
	}
	switch t.Kind() {
	case reflect.String:
		want = append(want, "string")
	case reflect.Bool:
		want = append(want, "boolean")
	case reflect.Int:
		want = append(want, "integer")
	case reflect.Float64:
		want = append(want, "number")
	case reflect.Slice, reflect.Array:
		want = append(want, "array")
	case reflect.Struct:
		want = append(want, "object")
		if t == reflect.TypeFor[extract.Source]() {
			want = append(want, "string")
		}
	default:
		f.errorf("%s: no rule for %v", path, t)
		return
	}
	slices.Sort(want)
	if got := f.types(s); !slices.Equal(got, want) {
		f.errorf("%s: Go has %v (%v), the schema %v", path, want, t, got)
		return
	}
	switch t.Kind() {
	case reflect.Slice:
		f.fit(path+"[]", t.Elem(), f.part(s, "array")["items"].(object))
	case reflect.Array:
		list := f.part(s, "array")
		if n := float64(t.Len()); list["minItems"] != n || list["maxItems"] != n {
			f.errorf("%s: not exactly %v items", path, n)
		}
		f.fit(path+"[]", t.Elem(), list["items"].(object))
	case reflect.Struct:
		f.fitStruct(path, t, f.part(s, "object"))
	}
}

// fitStruct compares a Go struct with an object of the schema, field by field.
func (f *fitter) fitStruct(path string, t reflect.Type, s object) {
	properties, _ := s["properties"].(object)
	required := map[string]bool{}
	for _, r := range s["required"].([]any) {
		required[r.(string)] = true
		if properties[r.(string)] == nil {
			f.errorf("%s: requires %v, which it does not describe", path, r)
		}
	}
	if s["additionalProperties"] != false {
		f.errorf("%s: takes fields that Go does not know", path)
	}
	if t == reflect.TypeFor[extract.Source]() {
		t = reflect.TypeFor[unnamed]()
	}
	fields := map[string]bool{}
	for i := range t.NumField() {
		name, option, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		fields[name] = true
		p, ok := properties[name].(object)
		if !ok {
			f.errorf("%s.%s is not in the schema", path, name)
			continue
		}
		// What may be null, empty or left out when written may be left out when read.
		kind := t.Field(i).Type.Kind()
		if must := option == "" && kind != reflect.Pointer && kind != reflect.Slice; must != required[name] {
			f.errorf("%s.%s: required is %v", path, name, required[name])
		}
		f.fit(path+"."+name, t.Field(i).Type, p)
	}
	for name := range properties {
		if !fields[name] {
			f.errorf("%s.%s is not in Go", path, name)
		}
	}
}

// unnamed is the object form of a source, as Source documents it.
type unnamed struct {
	Anonymous string  `json:"anonymous"`
	Of        *string `json:"of"`
}

func TestSchemaAndGoTypesHaveTheSameFields(t *testing.T) {
	f := &fitter{defs: defs(t), used: map[string]bool{"Record": true}}
	f.fit("Record", reflect.TypeFor[extract.Record](), object{"$ref": "#/$defs/Record"})
	for name := range f.defs {
		if !f.used[name] {
			f.errorf("$defs.%s is used nowhere", name)
		}
	}
	slices.Sort(f.errs)
	for _, e := range f.errs {
		t.Error(e)
	}
	// A source is written in three forms; the object's fields must be those compared above.
	b, err := json.Marshal(extract.Source{Anonymous: "officials", Of: "Ukraine"})
	if err != nil {
		t.Fatal(err)
	}
	of := "Ukraine"
	if want, err := json.Marshal(unnamed{"officials", &of}); err != nil || !bytes.Equal(b, want) {
		t.Errorf("an unnamed source is written as %s, want %s (%v)", b, want, err)
	}
}

func TestSchemaDescribesEverything(t *testing.T) {
	described := func(path string, s object) {
		if d, _ := s["description"].(string); !strings.HasSuffix(d, ".") {
			t.Errorf("%s: description %q is not a sentence", path, d)
		}
	}
	n := 0
	for name, d := range defs(t) {
		described(name, d.(object))
		properties, _ := d.(object)["properties"].(object)
		for p, s := range properties {
			n++
			described(name+"."+p, s.(object))
		}
	}
	if n < 40 {
		t.Errorf("only %d fields were looked at", n)
	}
}

// graphWords are the words of package graph's enums, by the name of the table they stand in. The tables are read from their
// source, because this package does not import that one.
func graphWords(t *testing.T) map[string][]any {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../../graph/enum.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string][]any{}
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return true
		}
		list, ok := v.Values[0].(*ast.CompositeLit)
		if !ok {
			return true
		}
		for _, e := range list.Elts {
			lit, ok := e.(*ast.BasicLit)
			if !ok {
				continue
			}
			if w, err := strconv.Unquote(lit.Value); err == nil && w != "" { // the zero value has no word
				tables[v.Names[0].Name] = append(tables[v.Names[0].Name], w)
			}
		}
		return true
	})
	return tables
}

func TestSchemaEnumsAreTheGraphs(t *testing.T) {
	words := graphWords(t)
	predicates := words["predicateNames"]
	if len(predicates) == 0 || predicates[len(predicates)-1] != "other" {
		t.Fatalf("the predicates of the graph are %v, and other is not the last", predicates)
	}
	tests := []struct {
		def, field string
		want       []any
	}{
		{"Entity", "type", words["kindNames"]},
		{"Claim", "stance", words["stanceNames"]},
		{"Claim", "realis", words["realisNames"]},
		{"Claim", "predicate", predicates},
		{"Relation", "type", predicates[:len(predicates)-1]},
		{"Link", "role", words["linkRoleNames"]},
	}
	d := defs(t)
	for _, tt := range tests {
		p := d[tt.def].(object)["properties"].(object)[tt.field].(object)
		if diff := cmp.Diff(tt.want, p["enum"]); diff != "" {
			t.Errorf("%s.%s (-graph +schema):\n%s", tt.def, tt.field, diff)
		}
	}
	if f := d["Record"].(object)["properties"].(object)["format"].(object)["const"]; f != extract.Format {
		t.Errorf("format is %v, want %s", f, extract.Format)
	}
}

func TestSchemaPatterns(t *testing.T) {
	tests := []struct {
		def, field string
		good, bad  []string
	}{
		{"Published", "", []string{"2024", "2024-10", "2024-10-18", "1999-12-31"}, []string{"", "24", "2024-13", "2024-00", "2024-10-32", "2024-10-1", "--11-01", "2024-10-18T10:00:00Z", "x2024", "2024-10-18x"}},
		{"Date", "", []string{"2024", "2024-10", "2024-10-18", "--11-01", "--11"}, []string{"", "--", "--13", "--11-32", "-11-01", "2024--11", "2024-10-18/2024-10-20", "---11"}},
		{"Instant", "", []string{"2024-10-18T09:00:00Z", "2024-10-18T23:59:59.5+02:00"}, []string{"", "2024-10-18", "2024-10-18T09:00Z", "2024-10-18T24:00:00Z", "2024-10-18T09:00:00", "2024-10-18 09:00:00Z"}},
		{"Record", "read_sha256", []string{"", strings.Repeat("0a", 32)}, []string{strings.Repeat("0A", 32), strings.Repeat("0a", 31)}},
		{"Record", "sha256", []string{strings.Repeat("0a", 32)}, []string{"", strings.Repeat("0A", 32), strings.Repeat("0a", 31), strings.Repeat("0a", 33)}},
	}
	d := defs(t)
	for _, tt := range tests {
		s := d[tt.def].(object)
		if tt.field != "" {
			s = s["properties"].(object)[tt.field].(object)
		}
		re := regexp.MustCompile(s["pattern"].(string))
		for _, g := range tt.good {
			if !re.MatchString(g) {
				t.Errorf("%s.%s does not take %q", tt.def, tt.field, g)
			}
		}
		for _, b := range tt.bad {
			if re.MatchString(b) {
				t.Errorf("%s.%s takes %q", tt.def, tt.field, b)
			}
		}
	}
}

// sample is a record written by hand that has every field of the format.
const sample = `{
  "format": "whosaid-extract/1",
  "id": "lake", "title": "At the lake", "url": "https://example.org/lake", "outlet": "Lake Post (sample)", "published": "2024-10-18",
  "sha256": "c7ca3b4d1874ddea204d7f071f548b272f8e690fcde9d810d59b2a3353b4ad57",
  "text": "“Up to 30 swimmers are at Lake Orlo,” Ana Bel told Radio Orlo, citing Orlan guards. Orlo denied it. It may rain.",
  "entities": [
    {"type": "Person", "name": "Ana Bel", "aliases": ["Bel"], "mentions": [[38, 45]]},
    {"type": "Organization", "name": "Radio Orlo", "aliases": [], "mentions": [[51, 61]]},
    {"type": "Country", "name": "Orlo", "aliases": [], "mentions": [[84, 88]]},
    {"type": "Location", "name": "Lake Orlo", "aliases": [], "mentions": [[26, 35]]},
    {"type": "Unit", "name": "swimmers", "aliases": [], "mentions": [[10, 18]]}
  ],
  "claims": [
    {"source": "Ana Bel", "via": [{"name": "Radio Orlo", "role": "relay"}, {"anonymous": "Orlan guards", "role": "basis"}], "cue": "told",
     "quote": "“Up to 30 swimmers are at Lake Orlo,” Ana Bel told Radio Orlo, citing Orlan guards.", "start": 0, "end": 83,
     "stance": "asserts", "realis": "actual", "predicate": "deploys_to", "subject": "Orlo", "object": "Lake Orlo", "item": "swimmers",
     "quantity": {"min": null, "max": 30, "approx": false, "unit": "swimmers", "text": "Up to 30"}, "date": "--10"},
    {"source": {"anonymous": "Orlan guards", "of": "Orlo"}, "via": [], "cue": null,
     "quote": "Orlo denied it.", "start": 84, "end": 99,
     "stance": "denies", "realis": "unknown", "predicate": "other", "subject": "Orlo", "object": null, "item": null, "quantity": null, "date": null},
    {"source": "article", "via": [], "cue": null,
     "quote": "It may rain.", "start": 100, "end": 112,
     "stance": "suggests", "realis": "prospective", "predicate": "other", "subject": null, "object": null, "item": null,
     "quantity": {"min": 0.5, "max": null, "approx": true, "unit": "inch", "text": "half an inch"}, "date": "2024-10-19"}
  ],
  "relations": [{"type": "deploys_to", "from": "Orlo", "to": "Lake Orlo"}],
  "attributions": [{"source": [[38, 45]], "cue": [[46, 50]], "content": [[1, 35]]}],
  "credits": ["Radio Orlo"],
  "author": "Mara Tey", "modified": "2024-10-19", "seen": "2024-10-19T08:30:00Z", "language": "en",
  "read_from": "https://example.org/lake?from=feed", "read_sha256": "c7ca3b4d1874ddea204d7f071f548b272f8e690fcde9d810d59b2a3353b4ad57",
  "notices": ["Correction: the lake is Lake Orlo."], "dropped": [{"reason": "navigation", "text": "Home News Sport"}]
}`

func TestSampleRecordKeepsEveryFieldOnTheWayThroughGo(t *testing.T) {
	d := json.NewDecoder(strings.NewReader(sample))
	d.DisallowUnknownFields()
	var r extract.Record
	if err := d.Decode(&r); err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Claims {
		if got := string([]rune(r.Text)[c.Start:c.End]); got != c.Quote {
			t.Errorf("text[%d:%d] is %q, want %q", c.Start, c.End, got, c.Quote)
		}
	}
	for _, e := range r.Entities {
		for _, m := range e.Mentions {
			if got := string([]rune(r.Text)[m[0]:m[1]]); got != e.Name {
				t.Errorf("text[%d:%d] is %q, want %q", m[0], m[1], got, e.Name)
			}
		}
	}
	if sum := sha256.Sum256([]byte(r.Text)); hex.EncodeToString(sum[:]) != r.SHA256 {
		t.Errorf("the text's SHA-256 is %x", sum)
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var before, after any
	if err := json.Unmarshal([]byte(sample), &before); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &after); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("(-written by hand +through Go):\n%s", diff)
	}
	// The sample shows a field only if it has it, and all of them must be shown.
	has := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case object:
			for k, x := range v {
				has[k] = true
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(before)
	for name, def := range defs(t) {
		properties, _ := def.(object)["properties"].(object)
		for p := range properties {
			if !has[p] {
				t.Errorf("the sample has no %s.%s", name, p)
			}
		}
	}
}
