package schema_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// deep is a query of 2+4n fields inside fields.
func deep(n int) string {
	return `{ entity(name: "Russia") ` + strings.Repeat("{ relations { edges { node { subject ", n) + "{ name }" + strings.Repeat(" } } } }", n) + " }"
}

// doubling is a query whose fragments spread into 2^n fields.
func doubling(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{ stats { ...F%d } }\n", n)
	for i := n; i > 0; i-- {
		fmt.Fprintf(&b, "fragment F%d on Stats { ...F%d ...F%d }\n", i, i-1, i-1)
	}
	b.WriteString("fragment F0 on Stats { claims }")
	return b.String()
}

// aliases is a query of n fields with names of their own; # in the field stands for their number.
func aliases(n int, field string) string {
	var b strings.Builder
	b.WriteString("{")
	for i := range n {
		fmt.Fprintf(&b, " a%d: %s", i, strings.ReplaceAll(field, "#", fmt.Sprint(i)))
	}
	return b.String() + " }"
}

// overlapping is a query in which every field is to be compared with every other.
func overlapping(n int) string {
	return "{ stats {" + strings.Repeat(" claims", n) + " } }"
}

func TestLimits(t *testing.T) {
	s := open(t)
	tests := []struct {
		name, query string
		vars        vars
		want        string // the one message; "" for an answer
	}{
		{"depth at the limit", deep(3), nil, ""},
		{"too deep", deep(4), nil, "TOO_LARGE Field \"node\" has depth 16 that exceeds max depth 15"},
		{"document at the limit", "{ stats { claims } }" + strings.Repeat(" ", 32<<10-20), nil, ""},
		{"document too long", "{ stats { claims } }" + strings.Repeat(" ", 32<<10-19), nil, "TOO_LARGE query length 32769 exceeds the maximum allowed query length of 32768 bytes"},
		{"selections of fragments", doubling(13), nil, "TOO_LARGE query expands to too many selections (limit 5000)"},
		{"overlapping fields", overlapping(4000), nil, "TOO_LARGE"},
		{"first at the cap", "{ claims(first: 100) { edges { cursor } } }", nil, ""},
		{"first over the cap", "{ claims(first: 101) { edges { cursor } } }", nil, "TOO_LARGE first is 101: the cap is 100; ask for the next page with after"},
		{"first in a variable", "query($n: Int) { entities(first: $n) { edges { cursor } } }", vars{"n": 1e6}, "TOO_LARGE first is 1000000: the cap is 100; ask for the next page with after"},
		{"negative first", "{ articles(first: -1) { edges { cursor } } }", nil, "BAD_INPUT first is -1: it must not be negative"},
		{"negative first in a list of a list", `{ entity(name: "Russia") { claims(first: -1) { edges { cursor } } } }`, nil, "BAD_INPUT first is -1: it must not be negative"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			res := s.Exec(t.Context(), schema.Request{Query: tt.query, Variables: tt.vars})
			if d := time.Since(start); d > 5*time.Second {
				t.Errorf("took %v", d)
			}
			got := strings.Join(messages(res), "\n")
			if tt.want == "" && got != "" || !strings.HasPrefix(got, tt.want) || strings.Contains(got, "\n") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A request that asks for more records than the budget is refused as a whole, with the same words every time, whichever of
// its fields comes last.
func TestBudgetRefusesTheWholeRequest(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, schematest.Many(100)...)
	s := over(t, db)
	const spent = "TOO_LARGE this request asks for more than 10000 records in all; ask for shorter lists, or in several requests"
	tests := []struct {
		name, query string
		want        string
	}{
		{"within", aliases(90, "claims(first: 100) { edges { cursor } }"), ""},
		{"side by side", aliases(110, "claims(first: 100) { edges { cursor } }"), spent},
		{"inside each other", `{ claims(first: 100) { edges { node { article { claims(first: 100) { edges { cursor } } } subject { claims(first: 100) { edges { node { id } } } } } } } }`, spent},
		{"empty lists", aliases(110, `claims(first: 0, filter: {about: "Orlo"}) { edges { cursor } }`), ""},
		{"near names", aliases(110, `entity(name: "Zelenski") { id }`), spent},
		{"titles", aliases(110, `claims(first: 1, filter: {article: "Report #"}) { edges { cursor } }`), spent},
		{"one title", aliases(110, `claims(first: 1, filter: {article: "Report 1"}) { edges { cursor } }`), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for range 3 {
				res := s.Exec(t.Context(), schema.Request{Query: tt.query})
				got := strings.Join(messages(res), "\n")
				if tt.want == "" && got != "" || !strings.HasPrefix(got, tt.want) {
					t.Fatalf("got %.300q, want %q", got, tt.want)
				}
				if tt.want == spent && (got != spent || res.Data != nil || res.Refused() != schema.CodeTooLarge) {
					t.Fatalf("got %.300q and data %.100s", got, res.Data)
				}
			}
		})
	}
}

// The text of an article counts, so that one request does not answer with gigabytes.
func TestBudgetCountsTexts(t *testing.T) {
	db := schematest.Open(t)
	long := graph.Article{URL: "https://long.example/1", Text: strings.Repeat("It is said. ", 300_000)}
	schematest.Put(t, db, graph.Document{Article: long})
	s := over(t, db)
	const q = `article(id: "https://long.example/1") { title text }`
	if got := get(t, s, aliases(1, strings.Replace(q, "title", "length", 1)), nil, "a0.length")[0]; got != "3600000" {
		t.Errorf("length %s", got)
	}
	res := s.Exec(t.Context(), schema.Request{Query: aliases(3, q)})
	if res.Refused() != schema.CodeTooLarge {
		t.Errorf("three texts of 3.6 MB: %q", messages(res))
	}
}

func TestCancelledRequestEnds(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	res := s.Exec(ctx, schema.Request{Query: "{ stats { claims } }"})
	same(t, "cancelled", messages(res), []string{"CANCELLED the request was cancelled"})
	ctx, cancel = context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	res = s.Exec(ctx, schema.Request{Query: "{ claims { edges { node { id } } } }"})
	same(t, "too late", messages(res), []string{"TIMEOUT the request took too long and was stopped; ask for less at once"})
	if res.Data != nil || res.Refused() != schema.CodeTimeout {
		t.Errorf("data %s, refused %q", res.Data, res.Refused())
	}
}

// A request that is cancelled while it runs ends soon, with no data and one error.
func TestRequestIsCancelledInTheMiddle(t *testing.T) {
	db := schematest.Open(t)
	schematest.Put(t, db, schematest.Many(100)...)
	s := over(t, db)
	query := aliases(40, "claims(first: 100) { edges { node { subject { name } article { title claims { edges { cursor } } } } } }")
	for _, after := range []time.Duration{time.Microsecond, 200 * time.Microsecond, time.Millisecond, 5 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		start := time.Now()
		res := s.Exec(ctx, schema.Request{Query: query})
		cancel()
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("stopped after %v, ended after %v", after, d)
		}
		if got := messages(res); len(got) != 1 || res.Data != nil || res.Refused() != schema.CodeTimeout && res.Refused() != schema.CodeTooLarge {
			t.Errorf("after %v: %q", after, got)
		}
	}
}

func TestClosedStoreIsUnavailable(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	s := over(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	res := s.Exec(t.Context(), schema.Request{Query: "{ stats { claims } }"})
	same(t, "closed", messages(res), []string{"UNAVAILABLE the store is closed"})
	if res.Data != nil || res.Refused() != schema.CodeUnavailable {
		t.Errorf("data %s, refused %q", res.Data, res.Refused())
	}
}
