package schema

import (
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/whosaid/whosaid/graph"
)

// dateScalar is the scalar Date.
type dateScalar struct{ graph.Date }

// knownDate is the date, or nil for what is not known.
func knownDate(d graph.Date) *dateScalar {
	if d.IsZero() {
		return nil
	}
	return &dateScalar{d}
}

// ImplementsGraphQLType says which scalar it is.
func (*dateScalar) ImplementsGraphQLType(name string) bool { return name == "Date" }

// UnmarshalGraphQL reads a date that a client gives. A value that is none fails the request as a whole.
func (d *dateScalar) UnmarshalGraphQL(v any) error {
	s, ok := v.(string)
	if ok && s != "" {
		var err error
		if d.Date, err = graph.ParseDate(s); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%s is not a Date: want a string as in 2024-10-18, 2024-10 or 2024", literal(v))
}

// urlScalar is the scalar URL.
type urlScalar string

// knownURL is the URL, or nil for what is not known.
func knownURL(s string) *urlScalar {
	if s == "" {
		return nil
	}
	u := urlScalar(s)
	return &u
}

// ImplementsGraphQLType says which scalar it is.
func (*urlScalar) ImplementsGraphQLType(name string) bool { return name == "URL" }

// UnmarshalGraphQL reads a URL that a client gives. A value that is none fails the request as a whole.
func (u *urlScalar) UnmarshalGraphQL(v any) error {
	if s, ok := v.(string); ok {
		if at, err := url.Parse(s); err == nil && at.Scheme != "" && (at.Host != "" || at.Opaque != "" || at.Path != "") {
			*u = urlScalar(s)
			return nil
		}
	}
	return fmt.Errorf("%s is not a URL: want a string with its scheme, as in https://example.org/report", literal(v))
}

// timeScalar is the scalar DateTime.
type timeScalar struct{ time.Time }

// knownTime is the instant, or nil for what is not known.
func knownTime(t time.Time) *timeScalar {
	if t.IsZero() {
		return nil
	}
	return &timeScalar{t}
}

// ImplementsGraphQLType says which scalar it is.
func (*timeScalar) ImplementsGraphQLType(name string) bool { return name == "DateTime" }

// UnmarshalGraphQL reads an instant that a client gives, to the second. A value that is none fails the request as a whole.
func (t *timeScalar) UnmarshalGraphQL(v any) error {
	if s, ok := v.(string); ok {
		at, err := time.Parse(time.RFC3339, s)
		if at = at.UTC().Truncate(time.Second); err == nil && at.Year() > 0 && at.Year() < 10000 {
			t.Time = at
			return nil
		}
	}
	return fmt.Errorf("%s is not a DateTime: want a string as in 2024-10-18T09:30:00Z", literal(v))
}

// MarshalJSON writes the instant in UTC and to the second.
func (t *timeScalar) MarshalJSON() ([]byte, error) {
	return json.Marshal(t.UTC().Format(time.RFC3339))
}

// literal is a value as a client wrote it, as far as one line shows it.
func literal(v any) string {
	const most = 80 // runes
	switch v.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "a value"
	}
	if r := []rune(string(b)); len(r) > most {
		return string(r[:most]) + "…"
	}
	return string(b)
}
