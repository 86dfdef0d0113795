package server

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
)

// faulty stands for queries that go wrong as no query should.
type faulty func(context.Context, schema.Request) *schema.Response

func (f faulty) Exec(ctx context.Context, q schema.Request) *schema.Response { return f(ctx, q) }

func over(t *testing.T, e executor, opts ...Option) *Server {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := New(db, opts...)
	if err != nil {
		t.Fatal(err)
	}
	if e != nil {
		s.schema = e
	}
	return s
}

// query asks a server for what its executor makes of it.
func query(t *testing.T, s *Server) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query={__typename}", nil)
	r.Host = "localhost"
	r.Header.Set("X-Request-Id", "r-1")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestPanicIsAnInternalErrorAndTheNextRequestIsServed(t *testing.T) {
	var log bytes.Buffer
	broken := true
	s := over(t, faulty(func(context.Context, schema.Request) *schema.Response {
		if broken {
			panic("index out of range")
		}
		return &schema.Response{Data: []byte("{}")}
	}), ErrorLog(slog.New(slog.NewTextHandler(&log, nil))), MaxRunning(1))
	for range 3 { // more often than there are places
		got := query(t, s)
		if got.Code != 500 || strings.Contains(got.Body.String(), "index") || !strings.Contains(got.Body.String(), `"code":"INTERNAL"`) {
			t.Errorf("%d %s", got.Code, got.Body)
		}
		if got.Header().Get("X-Content-Type-Options") != "nosniff" || got.Header().Get("X-Request-Id") != "r-1" {
			t.Errorf("headers %v", got.Header())
		}
	}
	for _, want := range []string{"index out of range", "panic_test.go", "id=r-1"} {
		if strings.Count(log.String(), want) < 3 {
			t.Errorf("the log lacks %s: %s", want, log.String())
		}
	}
	broken = false
	if got := query(t, s); got.Code != 200 || got.Body.String() != `{"data":{}}` {
		t.Errorf("after the panic: %d %s", got.Code, got.Body)
	}
	if n := s.held.Load(); n != 0 || s.metrics.inFlight != 0 {
		t.Errorf("after the panic %d bytes are held, and %d requests are in flight", n, s.metrics.inFlight)
	}
}
