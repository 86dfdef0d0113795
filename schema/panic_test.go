package schema

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/graph-gophers/graphql-go"

	"github.com/whosaid/whosaid/graph"
)

// broken resolves fields of which two panic: one that graphql-go runs in a goroutine of its own, and one that it does not.
type broken struct{ list []int32 }

func (b *broken) Apart() (*int32, error) { return &b.list[1], nil }
func (b *broken) Inline() *int32         { return &b.list[1] }
func (b *broken) Good() int32            { return 1 }

func TestPanicOfAResolverIsAnInternalErrorOfItsField(t *testing.T) {
	var log bytes.Buffer
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := &Schema{db: db, log: slog.New(slog.NewTextHandler(&log, nil))}
	s.gql, err = graphql.ParseSchema("type Query { apart: Int inline: Int good: Int! }", &broken{},
		graphql.Logger(panicLogger{s.log}), graphql.PanicHandler(panicHandler{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"apart", "inline"} {
		log.Reset()
		res := s.Exec(t.Context(), Request{Query: "{ " + field + " good }"})
		if len(res.Errors) != 1 || res.Errors[0].Code != CodeInternal || res.Errors[0].Message != "internal error" {
			t.Errorf("%s: %v", field, res.Errors)
		}
		if want := `{"` + field + `":null,"good":1}`; string(res.Data) != want {
			t.Errorf("%s: %s, want %s", field, res.Data, want)
		}
		for _, want := range []string{"index out of range", "panic_test.go"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("%s: the log lacks %q: %s", field, want, log.String())
			}
		}
		if res := s.Exec(t.Context(), Request{Query: "{ good }"}); string(res.Data) != `{"good":1}` || len(res.Errors) > 0 {
			t.Errorf("after %s: %s %v", field, res.Data, res.Errors)
		}
	}
}
