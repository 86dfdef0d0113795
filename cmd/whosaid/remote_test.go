package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/schema"
)

// asked is what query prints and fails with when it asks an endpoint.
func asked(ctx context.Context, t *testing.T, o remoteOptions) (stdout, stderr string, err error) {
	t.Helper()
	u, err := url.Parse(o.endpoint)
	if err != nil {
		t.Fatal(err)
	}
	if o.url = u; o.timeLimit == 0 {
		o.timeLimit = 20 * time.Second
	}
	var out, errs bytes.Buffer
	err = runQuery(ctx, queryOptions{query: "query A($n: Int) { stats { claims } }", vars: `{"n": 1}`, operation: "A", remote: o}, &out, &errs)
	return out.String(), errs.String(), err
}

func TestRemoteAnswersAreToldInASentence(t *testing.T) {
	t.Setenv(tokenVariable, "")
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		stdout string
		want   string // HOST stands for the server's; "" for no error
	}{
		{"data", func(w http.ResponseWriter, r *http.Request) {
			b, err := io.ReadAll(r.Body)
			if want := `{"query":"query A($n: Int) { stats { claims } }","operationName":"A","variables":{"n":1}}`; string(b) != want || err != nil {
				http.Error(w, fmt.Sprintf("got %s, %v", b, err), 500)
				return
			}
			fmt.Fprint(w, `{"data":{"b":1,"a":2}}`)
		}, "{\n  \"data\": {\n    \"b\": 1,\n    \"a\": 2\n  }\n}\n", ""},
		{"errors", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(400)
			fmt.Fprint(w, `{"errors":[{"message":"no such field","locations":[{"line":1,"column":3}]},{"message":"more"}]}`)
		}, "{\n  \"errors\": [", "query: line 1, column 3: no such field; more"},
		{"no token", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }, "", "query: HOST/graphql wants a token (status 401); give its file with --token FILE, or set WHOSAID_TOKEN"},
		{"a page", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!doctype html><p>hello") }, "",
			"query: HOST/graphql does not answer with GraphQL (status 200, text/html); is it the endpoint, as in http://127.0.0.1:8080/graphql?"},
		{"other JSON", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"ok":true}`) }, "", "does not answer with GraphQL (status 200"},
		{"a list", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `[1]`) }, "", "does not answer with GraphQL (status 200"},
		{"half an answer", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"data":{`) }, "", "does not answer with GraphQL (status 200"},
		{"nothing there", http.NotFound, "", "does not answer with GraphQL (status 404, text/plain)"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example/", http.StatusTemporaryRedirect)
		}, "",
			`query: HOST/graphql sends on to "https://evil.example/" (status 307), which is not followed; if it is right, give it to --endpoint`},
		{"a huge answer", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "identity")
			for range 65 {
				if _, err := w.Write(bytes.Repeat([]byte(" "), 1<<20)); err != nil {
					return
				}
			}
		}, "", "query: HOST/graphql answers with more than 64 MiB; ask for shorter lists, page by page"},
		{"broken off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, `{"data":`)
		}, "", "query: HOST/graphql broke off its answer: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := httptest.NewServer(tt.answer)
			defer s.Close()
			stdout, _, err := asked(t.Context(), t, remoteOptions{endpoint: s.URL + "/graphql"})
			got := ""
			if err != nil {
				got = err.Error()
			}
			if want := strings.ReplaceAll(tt.want, "HOST", s.URL); !strings.Contains(got, want) || (got == "") != (want == "") || strings.Contains(got, "\n") {
				t.Errorf("the error is %q, want %q", got, want)
			}
			if !strings.HasPrefix(stdout, tt.stdout) || tt.stdout == "" && stdout != "" {
				t.Errorf("printed %q", stdout)
			}
		})
	}
}

func TestRemoteThatCannotBeReachedIsToldWithARemedy(t *testing.T) {
	t.Setenv(tokenVariable, "")
	quiet := log.New(io.Discard, "", 0)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = quiet
	secure.StartTLS()
	defer secure.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	released := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-released }))
	defer slow.Close()
	stalled := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"data":`)
		_ = http.NewResponseController(w).Flush()
		<-released
	}))
	defer stalled.Close()
	defer close(released) // before the servers wait for their handlers
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free := ln.Addr().String()
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, endpoint string
		limit          time.Duration
		want           string
	}{
		{"nobody there", "http://" + free + "/graphql", 0, "query: nothing listens at " + free + "; start the server with whosaid serve, or check --endpoint"},
		{"a certificate of nobody", secure.URL, 0, "query: the certificate of " + secure.Listener.Addr().String() + " is not to be trusted: "},
		{"TLS without a reason", "https" + strings.TrimPrefix(plain.URL, "http"), 0, "does not speak TLS; write http:// instead of https://"},
		{"no TLS where it is wanted", "http" + strings.TrimPrefix(secure.URL, "https"), 0, "speaks TLS; write https:// instead of http://"},
		{"slow", slow.URL, 50 * time.Millisecond, "gave no answer within 50ms; ask for less at once, or wait longer with --time-limit"},
		{"slow in the middle", stalled.URL, 50 * time.Millisecond, "gave no answer within 50ms; ask for less at once, or wait longer with --time-limit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stdout, _, err := asked(t.Context(), t, remoteOptions{endpoint: tt.endpoint, timeLimit: tt.limit})
			if err == nil || !strings.Contains(err.Error(), tt.want) || stdout != "" {
				t.Errorf("%q, %v; want %q", stdout, err, tt.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(30*time.Millisecond, cancel)
	if _, _, err := asked(ctx, t, remoteOptions{endpoint: slow.URL}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error of Ctrl-C is %v", err)
	}
}

func TestRemoteSendsTheTokenAndTellsItToNobody(t *testing.T) {
	file := func(text string) string {
		name := filepath.Join(t.TempDir(), "t.token")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	got := ""
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization")
		fmt.Fprint(w, `{"data":{}}`)
	}))
	defer s.Close()
	for _, tt := range []struct{ name, file, env, sent, want string }{
		{"none", "", "", "", ""},
		{"the environment", "", " whosaid_0a\n", "Bearer whosaid_0a", ""},
		{"the file first", file("whosaid_0b\r\n"), "whosaid_0a", "Bearer whosaid_0b", ""},
		{"an empty file", file(" \n"), "whosaid_0a", "", "it holds no token"},
		{"a file of tokens", file("read 0a0a desk\n"), "", "", "it does not hold one token alone"},
		{"two lines in the environment", "", "whosaid_0a\nX: y", "", "WHOSAID_TOKEN: it does not hold one token alone"},
		{"no file", "no-such-file", "", "", "the file of --token: open no-such-file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(tokenVariable, tt.env)
			got = ""
			_, stderr, err := asked(t.Context(), t, remoteOptions{endpoint: s.URL, token: tt.file})
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "whosaid_0") {
				t.Errorf("%v holds the token", err)
			}
			if got != tt.sent || stderr != "" {
				t.Errorf("sent %q, want %q; said %q", got, tt.sent, stderr)
			}
		})
	}
}

func FuzzRemoteAnswer(f *testing.F) {
	for _, s := range []string{`{"data":{}}`, `{"errors":[{"message":"x","path":[1,"a"],"locations":[{"line":1,"column":2}]}],"data":null}`, `{"errors":[{}]}`, `{"errors":{}}`, "", "[", "\xff"} {
		f.Add([]byte(s), 200)
	}
	o := remoteOptions{endpoint: "http://localhost/graphql", url: &url.URL{Scheme: "http", Host: "localhost", Path: "/graphql"}}
	f.Fuzz(func(t *testing.T, body []byte, code int) {
		answer, res, err := o.read(&http.Response{StatusCode: code, Header: http.Header{}}, body, false)
		if (err == nil) != (res != nil) {
			t.Fatalf("%v, %v", res, err)
		}
		if err == nil {
			// What is taken can be printed.
			if err := writeAnswer(io.Discard, answer, &schema.Response{}); err != nil {
				t.Errorf("%q: %v", body, err)
			}
		}
	})
}
