package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/server"
)

// readers is a list of tokens and one that is in it.
func readers(t *testing.T) (*server.Tokens, string) {
	t.Helper()
	token, line, err := server.NewToken(server.RoleRead, "desk")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := server.ReadTokens(strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	return tokens, token
}

func TestOnlyHoldersOfATokenRead(t *testing.T) {
	var log lockedBuffer
	tokens, token := readers(t)
	base := sample(t, server.RequireToken(tokens), server.AccessLog(slog.New(slog.NewTextHandler(&log, nil))))
	for _, tt := range []struct {
		path      string
		headers   headers
		status    int
		challenge string
	}{
		{"/graphql?query={__typename}", nil, 401, `Bearer realm="whosaid"`},
		{"/graphql?query={__typename}", headers{"Authorization", "Bearer " + token}, 200, ""},
		{"/graphql?query={__typename}", headers{"Authorization", "bearer  " + token + " "}, 200, ""},
		{"/graphql?query={__typename}", headers{"Authorization", "Bearer x" + token}, 401, `Bearer realm="whosaid", error="invalid_token"`},
		{"/graphql?query={__typename}", headers{"Authorization", "Basic " + token}, 401, `Bearer realm="whosaid"`},
		{"/graphql?query={__typename}", headers{"Authorization", token}, 401, `Bearer realm="whosaid"`},
		{"/graphql?query={__typename}&token=" + token, nil, 401, `Bearer realm="whosaid"`},
		{"/metrics", nil, 401, `Bearer realm="whosaid"`},
		{"/metrics", headers{"Authorization", "Bearer " + token}, 200, ""},
		{"/playground/", nil, 200, ""},
		{"/healthz", nil, 200, ""},
		{"/readyz", nil, 200, ""},
	} {
		got := send(t, "GET", base+tt.path, "", tt.headers)
		if got.StatusCode != tt.status || got.Header.Get("WWW-Authenticate") != tt.challenge {
			t.Errorf("%s %v: %d %s", tt.path, tt.headers, got.StatusCode, got.Header.Get("WWW-Authenticate"))
		}
		if tt.status != 401 {
			continue
		}
		if codes, _ := got.errors(t); !slices.Equal(codes, []string{"UNAUTHORIZED"}) {
			t.Errorf("%s: %s", tt.path, got.body)
		}
	}
	if got := send(t, "GET", base+"/", "", nil); got.StatusCode != 200 || strings.Contains(got.body, "3 articles") || !strings.Contains(got.body, "token") {
		t.Errorf("the home page without a token: %d %s", got.StatusCode, got.body)
	}
	if got := send(t, "GET", base+"/", "", headers{"Authorization", "Bearer " + token}); !strings.Contains(got.body, "3 articles") {
		t.Errorf("the home page with a token: %s", got.body)
	}
	if got := log.String(); strings.Contains(got, token[8:]) || !strings.Contains(got, "holder=desk") || !strings.Contains(got, "refused=UNAUTHORIZED") {
		t.Errorf("the log: %s", got)
	}
}

func TestRequestIDs(t *testing.T) {
	var log lockedBuffer
	base := sample(t, server.AccessLog(slog.New(slog.NewJSONHandler(&log, nil))))
	made := regexp.MustCompile(`^[0-9a-f]{16}$`)
	var want []string
	for _, tt := range []struct{ given, want string }{{"abc-1.Z_9", "abc-1.Z_9"}, {"", ""}, {"no spaces", ""}, {strings.Repeat("x", 65), ""}} {
		got := send(t, "GET", base+"/healthz", "", headers{"X-Request-Id", tt.given}).Header.Get("X-Request-Id")
		if tt.want != "" && got != tt.want || tt.want == "" && !made.MatchString(got) {
			t.Errorf("%q: %q", tt.given, got)
		}
		want = append(want, got)
	}
	var ids []string
	for line := range strings.Lines(log.String()) {
		var v struct{ ID string }
		if err := json.Unmarshal([]byte(line), &v); err != nil || strings.Count(line, `"id"`) != 1 {
			t.Errorf("%v %s", err, line)
		}
		ids = append(ids, v.ID)
	}
	if !slices.Equal(ids, want) {
		t.Errorf("the log has the ids %q, want %q", ids, want)
	}
}

// sampleLine is a line of Prometheus's text format that is no comment.
var sampleLine = regexp.MustCompile(`^[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? [0-9.e+-]+$`)

func TestMetrics(t *testing.T) {
	base := sample(t)
	send(t, "POST", base+"/graphql", whoSays, plain)
	send(t, "POST", base+"/graphql", `{"query": "{ claims(first: 2000000) { edges { cursor } } }"}`, modern)
	send(t, "POST", base+"/graphql", `{`, plain)
	send(t, "GET", base+"/none", "", nil)
	send(t, "GET", base+"/healthz", "", headers{"Host", "evil.example"})
	send(t, "GET", base+"/playground/none", "", nil)
	got := send(t, "GET", base+"/metrics", "", nil)
	if got.Header.Get("Content-Type") != "text/plain; version=0.0.4; charset=utf-8" {
		t.Errorf("type %s", got.Header.Get("Content-Type"))
	}
	for line := range strings.Lines(got.body) {
		if line = strings.TrimSuffix(line, "\n"); !strings.HasPrefix(line, "# ") && !sampleLine.MatchString(line) {
			t.Errorf("not a sample: %q", line)
		}
	}
	for _, want := range []string{
		"# TYPE whosaid_http_requests_total counter",
		`whosaid_http_requests_total{route="/graphql",status="200"} 2`,
		`whosaid_http_requests_total{route="/graphql",status="400"} 1`,
		`whosaid_http_requests_total{route="/healthz",status="421"} 1`,
		`whosaid_http_requests_total{route="/playground/",status="404"} 1`,
		`whosaid_http_requests_total{route="other",status="404"} 1`,
		`whosaid_http_refused_total{code="BAD_REQUEST"} 1`,
		`whosaid_http_refused_total{code="NOT_FOUND"} 1`,
		`whosaid_http_refused_total{code="TOO_LARGE"} 1`,
		`whosaid_http_refused_total{code="UNKNOWN_HOST"} 1`,
		"whosaid_http_requests_in_flight 1",
		"# TYPE whosaid_http_request_duration_seconds histogram",
		`whosaid_http_request_duration_seconds_bucket{route="/graphql",le="+Inf"} 3`,
		`whosaid_http_request_duration_seconds_count{route="/graphql"} 3`,
		"whosaid_http_held_bytes 0",
		"whosaid_store_articles 3",
		"whosaid_store_disk_bytes 0",
	} {
		if !strings.Contains("\n"+got.body, "\n"+want+"\n") {
			t.Errorf("it lacks %s", want)
		}
	}
	if t.Failed() {
		t.Logf("%s", got.body)
	}
}

func TestLargeAnswersArePacked(t *testing.T) {
	base := sample(t)
	const query = `{"query": "{ __schema { types { name description fields { name description } } } }"}`
	want := send(t, "POST", base+"/graphql", query, plain)
	if want.Header.Get("Content-Encoding") != "" {
		t.Errorf("packed for a client that did not ask for it")
	}
	for range 3 { // the packers are used again
		got := send(t, "POST", base+"/graphql", query, append(headers{"Accept-Encoding", "gzip"}, plain...))
		z, err := gzip.NewReader(bytes.NewReader([]byte(got.body)))
		if err != nil || got.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%v, %s", err, got.Header.Get("Content-Encoding"))
		}
		b, err := io.ReadAll(z)
		if err != nil || string(b) != want.body || len(got.body) > len(want.body)/2 {
			t.Errorf("%v: %d bytes of %d, unpacked %d", err, len(got.body), len(want.body), len(b))
		}
	}
	small := send(t, "POST", base+"/graphql", `{"query": "{ __typename }"}`, append(headers{"Accept-Encoding", "gzip"}, plain...))
	if small.body != typename {
		t.Errorf("a small answer: %q", small.body)
	}
}
