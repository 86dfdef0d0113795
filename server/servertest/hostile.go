// Package servertest has requests that mean a server no good, for its tests and for measurements.
package servertest

import (
	"fmt"
	"net/http"
	"strings"
)

// Request is the body of a POST to /graphql, and how it is refused.
type Request struct {
	Name   string
	Body   string
	Status int    // under application/graphql-response+json
	Code   string // of the first error; "" where any will do
}

// Post is the body of a POST with a query.
func Post(query string) string { return fmt.Sprintf(`{"query": %q}`, query) }

// Hostile is requests that ask for too much, each in a way of its own. Together they have some 13 MB.
func Hostile() []Request {
	const bad, ok = http.StatusBadRequest, http.StatusOK
	return []Request{
		{"deep", Post("{ entity(name: \"Russia\") " + strings.Repeat("{ relations { edges { node { subject ", 50) + "{ name }" + strings.Repeat(" } } } }", 50) + " }"), bad, "TOO_LARGE"},
		{"deep brackets", Post(strings.Repeat("{", 30_000)), bad, "SYNTAX"},
		{"deep values", Post("{ claims(filter: " + strings.Repeat("[", 15_000) + strings.Repeat("]", 15_000) + ") { edges { cursor } } }"), bad, "SYNTAX"},
		{"deep variables", `{"query": "{ __typename }", "variables": {"a": ` + strings.Repeat("[", 500_000) + strings.Repeat("]", 500_000) + `}}`, bad, "BAD_REQUEST"},
		{"wide", Post("{" + strings.Repeat(" stats { claims }", 1900) + "}"), bad, "TOO_LARGE"},
		{"aliased", Post(aliased(400, "claims { edges { node { article { claims { edges { cursor } } } } } }")), bad, "TOO_LARGE"},
		{"a fragment cycle", Post("{ stats { ...A } } fragment A on Stats { ...B } fragment B on Stats { ...A }"), bad, "INVALID"},
		{"a fragment of itself", Post("{ stats { ...A } } fragment A on Stats { claims ...A }"), bad, "INVALID"},
		{"many fragments", Post(doubled(20)), bad, "TOO_LARGE"},
		{"first", Post("{ articles(first: 2000000) { edges { node { text } } } }"), ok, "TOO_LARGE"},
		{"first beyond Int", Post("{ articles(first: 20000000000) { edges { cursor } } }"), bad, ""},
		{"a long name", Post("{ entity(name: \"" + strings.Repeat("a", 30_000) + "\") { id } }"), ok, "NOT_FOUND"},
		{"10 MB", `{"query": "{__typename}", "variables": {"x": "` + strings.Repeat("x", 10<<20) + `"}}`, http.StatusRequestEntityTooLarge, "BAD_REQUEST"},
		{"a long query", Post("{" + strings.Repeat(" __typename", 80_000) + "}"), bad, "TOO_LARGE"},
		{"a batch", "[" + strings.Repeat(Post("{__typename}")+",", 1000) + "{}]", bad, "BAD_REQUEST"},
	}
}

// Greedy is the body of a request that asks for as much as is allowed: 95 pages of 100 claims each, with most of their fields.
func Greedy() string {
	return Post(aliased(95, "claims(first: 100) { ...A }") + ` fragment A on ClaimConnection { edges { node {
		id cue stance realis predicate source { id name } quantity { min max text } evidence { quote start end } article { id title url } } } }`)
}

// aliased is a query of n fields with names of their own.
func aliased(n int, field string) string {
	var b strings.Builder
	b.WriteString("{")
	for i := range n {
		fmt.Fprintf(&b, " a%d: %s", i, field)
	}
	return b.String() + " }"
}

// doubled is a query whose fragments spread into 2^n fields.
func doubled(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{ stats { ...F%d } } fragment F0 on Stats { claims }", n)
	for i := range n {
		fmt.Fprintf(&b, " fragment F%d on Stats { ...F%d ...F%d }", i+1, i, i)
	}
	return b.String()
}
