package schema

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/whosaid/whosaid/graph"
)

func TestRenewForgetsAllOfARequest(t *testing.T) {
	used := newRequest(&graph.Tx{})
	v := reflect.ValueOf(used).Elem()
	for i := range v.NumField() {
		f := reflect.NewAt(v.Field(i).Type(), v.Field(i).Addr().UnsafePointer()).Elem()
		switch f.Kind() {
		case reflect.Map:
			f.SetMapIndex(reflect.Zero(f.Type().Key()), reflect.Zero(f.Type().Elem()))
		case reflect.Int:
			f.SetInt(7)
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Pointer:
		default:
			if f.Type() != reflect.TypeFor[sync.Mutex]() {
				t.Errorf("nothing is known about the field %s", v.Type().Field(i).Name)
			}
		}
	}
	tx := &graph.Tx{}
	used.renew(tx)
	if fresh := newRequest(tx); !reflect.DeepEqual(used, fresh) {
		t.Errorf("got %+v, want %+v", used, fresh)
	}
}

func TestHasDefault(t *testing.T) {
	tests := []struct {
		doc  string
		want bool
	}{
		{`subscription { claimStored { id } }`, false},
		{`subscription($a: String = "x") { claimStored(filter: {about: $a}) { id } }`, true},
		{`subscription { claimStored(filter: {about: "a=b"}) { id } }`, false},
		{`subscription { claimStored(filter: {about: "a\"=b"}) { id } }`, false},
		{`subscription { claimStored(filter: {about: "a\\"}) { id } } query($a: Int = 1) { a }`, true},
		{"# a = b\nsubscription { claimStored { id } }", false},
		{"# a\rsubscription($a: Int=1) { claimStored { id } }", true},
		{`subscription { claimStored(filter: {about: """a "=" \""" = b"""}) { id } }`, false},
		{`subscription { claimStored(filter: {about: """a"""}) { id } } query($a: Int = 1) { a }`, true},
		{`{ a(b: "") } query($a: Int = 1) { a }`, true},
		{`{ a(b: "`, false},
		{`{ a(b: """ =`, false},
		{`{ a(b: "\`, false},
		{`#`, false},
		{``, false},
	}
	for _, tt := range tests {
		if got := hasDefault(tt.doc); got != tt.want {
			t.Errorf("hasDefault(%q) = %v", tt.doc, got)
		}
	}
}

func FuzzHasDefault(f *testing.F) {
	for _, doc := range []string{`query($a: Int = 1) { a(b: "=") }`, `{ a(b: """ \""" = """) # =`, `"\`} {
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		if hasDefault(doc) && !strings.Contains(doc, "=") {
			t.Error("there is no equals sign")
		}
		if !hasDefault("query($a: Int = 1) { a }\n" + doc) {
			t.Error("what comes after a default hides it")
		}
	})
}
