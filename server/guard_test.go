package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/whosaid/whosaid/schema/schematest"
	"github.com/whosaid/whosaid/server"
)

func TestUnknownHostIsRefused(t *testing.T) {
	base := sample(t, server.AllowHosts("news.example", "Desk.Example."))
	port := base[strings.LastIndex(base, ":"):]
	for host, want := range map[string]int{
		"localhost" + port: 200,
		"LOCALHOST":        200,
		"localhost.":       200,
		"127.0.0.1" + port: 200,
		"[::1]" + port:     200,
		"news.example":     200,
		"news.example:80":  200,
		"desk.example":     200,
		"evil.example":     421,
		"localhost.evil":   421,
		"127.0.0.2" + port: 421,
		"127.0.0.1.evil":   421,
		"[::2]":            421,
	} {
		for _, path := range []string{"/", "/graphql?query={__typename}", "/playground/", "/healthz"} {
			got := send(t, "GET", base+path, "", headers{"Host", host})
			if got.StatusCode != want {
				t.Errorf("Host: %s, %s: %d, want %d", host, path, got.StatusCode, want)
			}
			if want != 421 {
				continue
			}
			if codes, messages := got.errors(t); !slices.Equal(codes, []string{"UNKNOWN_HOST"}) || !strings.Contains(messages[0], "--allow-host") {
				t.Errorf("Host: %s, %s: %s", host, path, got.body)
			}
		}
	}
}

func TestRequestWithoutHostIsRefused(t *testing.T) {
	base := sample(t)
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET /healthz HTTP/1.0\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(got), "HTTP/1.0 421 ") {
		t.Errorf("%v %s", err, got)
	}
}

// A server that listens on every address of the machine answers under the one that the client used.
func TestAddressOfTheConnectionIsAllowed(t *testing.T) {
	s, err := server.New(schematest.Open(t))
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]int{"192.0.2.7:8080": 200, "192.0.2.8:8080": 421, "": 421} {
		r := httptest.NewRequestWithContext(withLocalAddr(t, "192.0.2.7:8080"), "GET", "/healthz", nil)
		r.Host = host
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("Host: %s: %d, want %d", host, w.Code, want)
		}
	}
}

func TestPagesOfOtherSitesMayNotPost(t *testing.T) {
	base := sample(t)
	for _, tt := range []struct {
		headers headers
		want    int
	}{
		{headers{}, 200}, // no browser
		{headers{"Sec-Fetch-Site", "same-origin"}, 200},
		{headers{"Sec-Fetch-Site", "none"}, 200},
		{headers{"Origin", base}, 200},
		{headers{"Sec-Fetch-Site", "cross-site"}, 403},
		{headers{"Sec-Fetch-Site", "same-site"}, 403},
		{headers{"Origin", "https://evil.example"}, 403},
		{headers{"Origin", "null"}, 403},
	} {
		got := send(t, "POST", base+"/graphql", `{"query":"{__typename}"}`, append(tt.headers, plain...))
		if got.StatusCode != tt.want {
			t.Errorf("%v: %d, want %d", tt.headers, got.StatusCode, tt.want)
		}
		if codes, _ := got.errors(t); tt.want == 403 && !slices.Equal(codes, []string{"CROSS_SITE"}) {
			t.Errorf("%v: %s", tt.headers, got.body)
		}
		if got.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" || got.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%v: the headers let other sites read: %v", tt.headers, got.Header)
		}
	}
}

func TestPaths(t *testing.T) {
	base := sample(t)
	for _, tt := range []struct {
		method, path string
		status       int
		media        string
		want         string // a part of the body
	}{
		{"GET", "/", 200, "text/html; charset=utf-8", "This store holds 3 articles, "},
		{"HEAD", "/", 200, "text/html; charset=utf-8", ""},
		{"GET", "/healthz", 200, "text/plain; charset=utf-8", "ok\n"},
		{"HEAD", "/healthz", 200, "text/plain; charset=utf-8", ""},
		{"GET", "/playground", 308, "text/html; charset=utf-8", "/playground/"},
		{"GET", "/playground/", 200, "text/html; charset=utf-8", "whosaid playground"},
		{"GET", "/playground/examples.json", 200, typeJSON, "WhoSaysHowMany"},
		{"GET", "/playground/none", 404, "text/plain; charset=utf-8", "not found"},
		{"GET", "/none", 404, typeJSON, "there is nothing at /none"},
		{"POST", "/none", 404, typeJSON, "there is nothing at /none"},
		{"GET", "/graphql/", 404, typeJSON, "there is nothing at /graphql/"},
		{"POST", "/", 405, typeJSON, "/ takes GET and HEAD, not POST"},
		{"POST", "/healthz", 405, typeJSON, "/healthz takes GET and HEAD, not POST"},
		{"DELETE", "/playground/", 405, typeJSON, "takes GET and HEAD, not DELETE"},
		{"OPTIONS", "/healthz", 204, "", ""},
	} {
		got := send(t, tt.method, base+tt.path, "", nil)
		if got.StatusCode != tt.status || got.Header.Get("Content-Type") != tt.media || !strings.Contains(got.body, tt.want) {
			t.Errorf("%s %s: %d %s %q", tt.method, tt.path, got.StatusCode, got.Header.Get("Content-Type"), got.body)
		}
		if tt.method == "HEAD" && got.body != "" {
			t.Errorf("HEAD %s has the body %q", tt.path, got.body)
		}
		if got.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %s: browsers may guess its type", tt.method, tt.path)
		}
		if got.StatusCode == 405 && got.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s %s: Allow: %q", tt.method, tt.path, got.Header.Get("Allow"))
		}
	}
}

func TestLinksOfTheHomePageLead(t *testing.T) {
	base := sample(t)
	page := send(t, "GET", base+"/", "", nil)
	links := hrefs(page.body)
	if len(links) < 3 {
		t.Fatalf("the page has the links %v", links)
	}
	for _, l := range links {
		if got := send(t, "GET", base+l, "", nil); got.StatusCode != 200 || strings.Contains(got.body, `"errors"`) {
			t.Errorf("%s: %d %s", l, got.StatusCode, got.body)
		}
	}
}

func TestAccessLogHasALineForEveryRequest(t *testing.T) {
	var b lockedBuffer
	base := sample(t, server.AccessLog(slog.New(slog.NewJSONHandler(&b, nil))))
	send(t, "GET", base+"/healthz", "", nil)
	send(t, "POST", base+"/graphql?secret=1", whoSays, plain)
	send(t, "GET", base+"/", "", headers{"Host", "evil.example"})
	var got []string
	for line := range strings.Lines(b.String()) {
		var v struct {
			Msg, Method, Path, Remote string
			Status, Bytes             int
			Ms                        *int
			Whole                     bool
		}
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if v.Msg != "request" || v.Remote == "" || v.Bytes == 0 || v.Ms == nil || !v.Whole {
			t.Errorf("a line lacks something: %s", line)
		}
		got = append(got, v.Method+" "+v.Path+" "+http.StatusText(v.Status))
	}
	want := []string{"GET /healthz OK", "POST /graphql OK", "GET / Misdirected Request"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if strings.Contains(b.String(), "secret") || strings.Contains(b.String(), "North Korea") {
		t.Errorf("the log tells what was asked: %s", b.String())
	}
}

// lockedBuffer is a buffer for several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
