package schema

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/graph-gophers/graphql-go/ast"
)

// graphql-go's words for a document that asks for what the schema has no root for.
const (
	noMutations     = "no mutations are offered by the schema"
	noSubscriptions = "graphql-ws protocol header is missing"
)

// unfinished begins what graphql-go says of a document that ends too early.
const unfinished = `syntax error: unexpected "", expecting `

// What graphql-go says of a variable that does not fit, in Go's words for types and values.
var (
	notRead     = regexp.MustCompile(`(?s)^could not unmarshal (.*) \(([^()]*)\) into (\S+): .*$`)
	wrongType   = regexp.MustCompile(`(?s)^Variable "(.*)" has invalid type (.*)\.\nExpected type "(.*)", found .*\.$`)
	wrongValue  = regexp.MustCompile(`(?s)^Variable "(.*)" has invalid value (.*)\.\nExpected type "(.*)", found .*\.$`)
	wrongField  = regexp.MustCompile(`(?s)^Variable "(.*)" has invalid value\.\nField "(.*)" is not defined by type "(.*)"\.$`)
	wrongID     = regexp.MustCompile(`^wrong type for ID: (.*)$`)
	goValue     = regexp.MustCompile(`interface \{\}|%!|map\[`)
	scalarNames = map[string]string{"int32": "Int", "float64": "Float", "string": "String", "bool": "Boolean"}
)

// plain says in GraphQL's words and in one line what graphql-go says of a value in Go's.
func (s *Schema) plain(msg string) string {
	if m := notRead.FindStringSubmatch(msg); m != nil {
		value, want := m[1], m[3]
		if k := jsonKind(m[2]); k == "a list" || k == "an object" {
			value = k
		}
		if n, ok := scalarNames[want]; ok {
			want = n
		}
		if want == "Int" {
			want = "Int (a whole number of 32 bits)"
		}
		return fmt.Sprintf("%s is not %s", value, indefinite(want))
	}
	if m := wrongType.FindStringSubmatch(msg); m != nil {
		return fmt.Sprintf("variable %q is %s, and %s is wanted", m[1], jsonKind(m[2]), s.wanted(m[3]))
	}
	if m := wrongValue.FindStringSubmatch(msg); m != nil {
		if m[2] == "null" {
			return fmt.Sprintf("variable %q is missing or null, and %s is wanted", m[1], s.wanted(m[3]))
		}
		return fmt.Sprintf("variable %q is %q, and %s is wanted", m[1], m[2], s.wanted(m[3]))
	}
	if m := wrongField.FindStringSubmatch(msg); m != nil {
		return fmt.Sprintf("variable %q: %s has no field %q", m[1], m[3], m[2])
	}
	if m := wrongID.FindStringSubmatch(msg); m != nil {
		return fmt.Sprintf("%s is not an ID: an id is a string", jsonKind(m[1]))
	}
	if goValue.MatchString(msg) {
		return "a variable has a value of the wrong type"
	}
	if strings.HasPrefix(msg, unfinished) {
		return "syntax error: the query ends before it is complete"
	}
	return strings.ReplaceAll(strings.Replace(msg, ", expecting Ident", ", expecting a name", 1), "\n", " ")
}

// jsonKind is what JSON calls the values that encoding/json decodes into a Go type.
func jsonKind(goType string) string {
	switch {
	case goType == "string":
		return "a string"
	case goType == "bool":
		return "a Boolean"
	case strings.HasPrefix(goType, "map["):
		return "an object"
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	}
	return "a number"
}

// wanted is a type of the schema with its article, and the values of an enum.
func (s *Schema) wanted(name string) string {
	e, ok := s.gql.AST().Types[strings.Trim(name, "![]")].(*ast.EnumTypeDefinition)
	if !ok {
		return indefinite(name)
	}
	var values []string
	for _, v := range e.EnumValuesDefinition {
		values = append(values, v.EnumValue)
	}
	return fmt.Sprintf("%s (one of %s)", indefinite(name), strings.Join(values, ", "))
}

// indefinite is a noun with its indefinite article.
func indefinite(noun string) string {
	if strings.ContainsRune("AEIO", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
