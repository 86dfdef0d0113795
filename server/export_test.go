package server_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
	"github.com/whosaid/whosaid/graph/graphtest"
	"github.com/whosaid/whosaid/schema/schematest"
	"github.com/whosaid/whosaid/server"
)

func TestExportSendsTheStoreAsAFile(t *testing.T) {
	db := schematest.Open(t)
	var want bytes.Buffer
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		_, err := export.Write(t.Context(), tx, &want, export.Options{Format: "native", Tool: "whosaid test"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(db, server.Tool("whosaid test"))
	if err != nil {
		t.Fatal(err)
	}
	base := start(t, s)
	a := send(t, "GET", base+"/export?format=native", "", nil)
	if a.StatusCode != 200 || a.body != want.String() {
		t.Errorf("%d, %.300s", a.StatusCode, a.body)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/jsonl", "Content-Disposition": `attachment; filename="whosaid-native.jsonl"`, "Cache-Control": "no-store",
		"Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff",
	} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if head := send(t, "HEAD", base+"/export?format=native", "", nil); head.StatusCode != 200 || head.Header.Get("Content-Type") != "application/jsonl" {
		t.Errorf("HEAD: %d, %v", head.StatusCode, head.Header)
	}
	packed := send(t, "GET", base+"/export?format=native", "", headers{"Accept-Encoding", "gzip"})
	z, err := gzip.NewReader(strings.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || string(got) != want.String() {
		t.Errorf("packed: %v, %.300s", err, got)
	}
	part := send(t, "GET", base+"/export?format=native&about=dprk&type=deploys_to&depth=1&root=Russia", "", nil)
	if part.StatusCode != 200 || !strings.Contains(part.body, `"selection":"about \"dprk\", type deploys_to, root \"Russia\", depth 1","part":true`) {
		t.Errorf("a part: %d, %.300s", part.StatusCode, part.body)
	}
}

func TestExportRefusesBeforeTheFirstByte(t *testing.T) {
	base := sample(t)
	for _, tt := range []struct {
		query  string
		status int
		code   string
		says   string
	}{
		{"", 400, "BAD_INPUT", "there is no such format: use one of native"},
		{"format=gefx", 400, "BAD_INPUT", `format: "gefx": there is no such format: use one of native`},
		{"format=native&format=native", 400, "BAD_INPUT", "format is there 2 times; give it once"},
		{"format=native&projection=flat", 400, "BAD_INPUT", "the format native has no projection flat"},
		{"format=native&projection=round", 400, "BAD_INPUT", `projection: "round" is no projection`},
		{"format=native&from=2024", 400, "BAD_INPUT", `/export has no parameter "from": there are format, `},
		{"format=native&since=today", 400, "BAD_INPUT", `since: "today" is not a date with a year`},
		{"format=native&type=sends", 400, "BAD_INPUT", "unknown relation type"},
		{"format=native&about=", 400, "BAD_INPUT", "about is empty"},
		{"format=native&about=%ff", 400, "BAD_INPUT", "about is empty or not UTF-8"},
		{"format=%zz", 400, "BAD_INPUT", "cannot be read"},
		{"format=native&depth=-1", 400, "BAD_INPUT", `depth: "-1" is not a whole number from 0 on`},
		{"format=native&depth=1", 400, "BAD_INPUT", "give about or root too"},
		{"format=native&since=2024&until=2023", 400, "BAD_INPUT", "since 2024 is after until 2023"},
		{"format=native&about=Nort+Korea", 404, "NOT_FOUND", `about: nothing here is called "Nort Korea"; the nearest names are North Korea`},
		{"format=native&root=01234567-89ab-5cde-8f01-23456789abcd", 404, "NOT_FOUND", "root: no entity has the id"},
		{"format=native&article=nothing", 404, "NOT_FOUND", `no article has the title "nothing"`},
		{"format=native&since=2090", 404, "NOT_FOUND", "nothing fits the selection"},
	} {
		a := send(t, "GET", base+"/export?"+tt.query, "", nil)
		codes, messages := a.errors(t)
		if a.StatusCode != tt.status || len(codes) != 1 || codes[0] != tt.code || !strings.Contains(messages[0], tt.says) ||
			a.Header.Get("Content-Disposition") != "" {
			t.Errorf("%s: %d, %s", tt.query, a.StatusCode, a.body)
		}
	}
	if a := send(t, "POST", base+"/export?format=native", "", nil); a.StatusCode != 405 {
		t.Errorf("POST: %d", a.StatusCode)
	}
	if a := send(t, "GET", base+"/export?format=native", "", headers{"Host", "evil.example"}); a.StatusCode != 421 {
		t.Errorf("another host: %d", a.StatusCode)
	}
	tokens, err := server.ReadTokens(strings.NewReader("read " + strings.Repeat("0", 64) + " nobody\n"))
	if err != nil {
		t.Fatal(err)
	}
	if a := send(t, "GET", sample(t, server.RequireToken(tokens))+"/export?format=native", "", nil); a.StatusCode != 401 {
		t.Errorf("without a token: %d", a.StatusCode)
	}
}

// stalled is a client that takes nothing until it is let go.
type stalled struct {
	http.ResponseWriter
	writes chan struct{} // gets one for each write that begins
	let    chan struct{}
}

func (s stalled) Write(b []byte) (int, error) {
	s.writes <- struct{}{}
	<-s.let
	return s.ResponseWriter.Write(b)
}

func TestExportsHavePlacesOfTheirOwn(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	g := graphtest.NewGenerator(1, 40)
	if _, err := db.Bulk(t.Context(), func(yield func(graph.Document, error) bool) {
		for range 400 { // far more than are read ahead
			if !yield(g.Next(), nil) {
				return
			}
		}
	}, nil); err != nil {
		t.Fatal(err)
	}
	s, err := server.New(db, server.MaxExports(1), server.ExportTime(200*time.Millisecond), server.MaxRunning(1))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(w http.ResponseWriter, url string) (recovered any) {
		defer func() { recovered = recover() }()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, url, nil))
		return nil
	}
	const url = "http://localhost/export?format=native"
	slow := stalled{httptest.NewRecorder(), make(chan struct{}, 1000), make(chan struct{})}
	done := make(chan any)
	go func() { done <- ask(slow, url) }()
	<-slow.writes
	full := httptest.NewRecorder()
	if v := ask(full, url); v != nil || full.Code != 503 || full.Header().Get("Retry-After") == "" || !strings.Contains(full.Body.String(), "OVERLOADED") {
		t.Errorf("beside another: %d, %s, %v", full.Code, full.Body, v)
	}
	query := httptest.NewRecorder()
	if v := ask(query, "http://localhost/graphql?query={stats{articles}}"); v != nil || query.Code != 200 {
		t.Errorf("a query beside an export: %d, %s, %v", query.Code, query.Body, v)
	}
	time.Sleep(250 * time.Millisecond)
	close(slow.let)
	if err, ok := (<-done).(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
		t.Errorf("an export that takes too long ends with %v, want %v", err, http.ErrAbortHandler)
	}
	after := httptest.NewRecorder()
	if v := ask(after, "http://localhost/export?format=native&since=2090"); v != nil || after.Code != 404 {
		t.Errorf("afterwards: %d, %s, %v", after.Code, after.Body, v)
	}
}
