package server_test

import (
	"context"
	"encoding/json"
	"html"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/schema/schematest"
	"github.com/whosaid/whosaid/server"
)

// start answers on a free port of this machine until the test ends. It returns the base of its URLs.
func start(t *testing.T, s *server.Server) string {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return "http://" + ln.Addr().String()
}

// sample is a running server over the sample store.
func sample(t *testing.T, opts ...server.Option) string {
	t.Helper()
	s, err := server.New(schematest.Open(t), opts...)
	if err != nil {
		t.Fatal(err)
	}
	return start(t, s)
}

// answer is an answer, read to its end.
type answer struct {
	*http.Response
	body string
}

// errors are the codes and the messages of the errors in a GraphQL answer.
func (a answer) errors(t *testing.T) (codes, messages []string) {
	t.Helper()
	var v struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%d %s: %v", a.StatusCode, a.body, err)
	}
	for _, e := range v.Errors {
		codes, messages = append(codes, e.Extensions.Code), append(messages, e.Message)
	}
	return codes, messages
}

// headers are names and values in turn; Host is one of them.
type headers []string

// send sends one request over a connection of its own and follows no redirect.
func send(t *testing.T, method, url, body string, h headers) answer {
	t.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, r)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(h); i += 2 {
		if h[i] == "Host" {
			req.Host = h[i+1]
			continue
		}
		req.Header.Add(h[i], h[i+1])
	}
	client := http.Client{
		Timeout:       30 * time.Second,
		Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true, ExpectContinueTimeout: 5 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res, string(b)}
}

var href = regexp.MustCompile(`href="([^"]*)"`)

// hrefs are the links of a page, in their order.
func hrefs(page string) []string {
	var links []string
	for _, m := range href.FindAllStringSubmatch(page, -1) {
		links = append(links, html.UnescapeString(m[1]))
	}
	return links
}

// withLocalAddr is the context of a request that came in at an address of this machine.
func withLocalAddr(t *testing.T, addr string) context.Context {
	t.Helper()
	a, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return context.WithValue(t.Context(), http.LocalAddrContextKey, net.Addr(a))
}
