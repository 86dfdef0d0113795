package schema

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/graph-gophers/graphql-go"
	gqlerrors "github.com/graph-gophers/graphql-go/errors"

	"github.com/whosaid/whosaid/graph"
)

// What is our fault goes to the log, once, and the client learns no more than that.
func TestInternalErrorsStayInside(t *testing.T) {
	tests := []struct {
		name string
		err  *gqlerrors.QueryError
		log  string
	}{
		{"an error of the store", &gqlerrors.QueryError{Message: "x", ResolverError: errors.New("badger: /var/lib/secret: checksum mismatch")}, "/var/lib/secret"},
		{"a record that is missing", panicHandler{}.MakePanicError(context.Background(), failure{&damage{fmt.Errorf("graph: entity: %w", graph.ErrNotFound)}}), "missing one"},
		{"a value that the schema does not allow", &gqlerrors.QueryError{Message: "graphql: got nil for non-null \"Entity\"", Path: []any{"a", 1}}, "got nil"},
		{"a panic", panicHandler{}.MakePanicError(context.Background(), "index out of range"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			s := &Schema{log: slog.New(slog.NewTextHandler(&log, nil))}
			tt.err.Path = []any{"claims"}
			res := s.response(t.Context(), &graphql.Response{Data: []byte("null"), Errors: []*gqlerrors.QueryError{tt.err}})
			var out bytes.Buffer
			if _, err := res.WriteTo(&out); err != nil {
				t.Fatal(err)
			}
			if want := `{"errors":[{"message":"internal error","path":["claims"],"extensions":{"code":"INTERNAL"}}],"data":null}`; out.String() != want {
				t.Errorf("the client sees %s, want %s", out.String(), want)
			}
			if tt.log == "" && log.Len() > 0 || tt.log != "" && strings.Count(log.String(), tt.log) != 1 {
				t.Errorf("the log says %q", log.String())
			}
		})
	}
}

func TestPanicsAreLoggedWithTheirStack(t *testing.T) {
	var log bytes.Buffer
	l := panicLogger{slog.New(slog.NewTextHandler(&log, nil))}
	l.LogPanic(t.Context(), "index out of range")
	if !strings.Contains(log.String(), "index out of range") || !strings.Contains(log.String(), "goroutine") {
		t.Errorf("the log says %q", log.String())
	}
	log.Reset()
	l.LogPanic(t.Context(), failure{errors.New("a failed read")}) // it is logged where it is published
	if log.Len() > 0 {
		t.Errorf("the log says %q", log.String())
	}
}

func TestCodeOf(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{graph.ErrNotFound, CodeNotFound},
		{graph.ErrBadID, CodeBadInput},
		{graph.ErrBadCursor, CodeBadCursor},
		{graph.ErrBadQuery, CodeBadInput},
		{graph.ErrClosed, CodeUnavailable},
		{graph.ErrReadOnly, CodeForbidden},
		{graph.ErrDiskFull, CodeDiskFull},
		{ErrBadArticle, CodeBadInput},
		{context.DeadlineExceeded, CodeTimeout},
		{context.Canceled, CodeCancelled},
		{refuse(CodeAmbiguous, "two"), CodeAmbiguous},
		{&damage{graph.ErrNotFound}, CodeInternal},
		{graph.ErrQuote, CodeInternal},
		{errors.New("anything"), CodeInternal},
	}
	for _, tt := range tests {
		if got := codeOf(fmt.Errorf("wrapped: %w", tt.err)); got != tt.want {
			t.Errorf("%v: got %s, want %s", tt.err, got, tt.want)
		}
	}
}

func TestSteps(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 1}, // no words, so that one holds the other's
		{"moscow", "moscow", 1},
		{"moscwo", "moscow", 2},
		{"zelenski", "zelensky", 1},
		{"zelensky", "volodymyr zelensky", 1},
		{"korea", "north korea", 1},
		{"kore", "north korea", 7},
		{"żółw", "zolw", 3},
		{"abc", "", 3},
	}
	for _, tt := range tests {
		for _, p := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
			if got := steps(p[0], p[1]); got != tt.want {
				t.Errorf("steps(%q, %q) = %d, want %d", p[0], p[1], got, tt.want)
			}
		}
	}
}

func TestDateOfATime(t *testing.T) {
	d := func(s string) graph.Date {
		v, err := graph.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	tests := []struct{ earliest, latest, want string }{
		{"", "", ""},
		{"2024-10-27", "2024-10-27", "2024-10-27"},
		{"2024-10-27", "2024-10-31", "2024-10"},
		{"2024-10-27", "2024-11-02", "2024"},
		{"2024-12-27", "2025-01-02", ""},
		{"2024-08", "", "2024-08"},
		{"", "2025", "2025"},
		{"--05-01", "--05-01", "--05-01"},
		{"--05-01", "--05-09", "--05"},
		{"--05-01", "--06-09", ""},
		{"--05-01", "2024-05-09", ""},
	}
	for _, tt := range tests {
		if got := date(graph.When{Earliest: d(tt.earliest), Latest: d(tt.latest)}).String(); got != tt.want {
			t.Errorf("from %q to %q: got %q, want %q", tt.earliest, tt.latest, got, tt.want)
		}
	}
}
