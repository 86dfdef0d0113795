package server

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNegotiate(t *testing.T) {
	for accept, want := range map[string]string{
		"":                               mediaJSON,
		"*/*":                            mediaJSON,
		"application/*":                  mediaJSON,
		mediaJSON:                        mediaJSON,
		mediaResponse:                    mediaResponse,
		"APPLICATION/JSON":               mediaJSON,
		mediaResponse + ", " + mediaJSON: mediaResponse,
		mediaJSON + ", " + mediaResponse: mediaJSON,
		mediaJSON + ";q=0.5, " + mediaResponse + ";q=0.6": mediaResponse,
		mediaJSON + ";q=0.9, " + mediaResponse + ";q=0.6": mediaJSON,
		mediaResponse + ";q=0.9, */*":                     mediaJSON,
		mediaResponse + ", */*;q=0.1":                     mediaResponse,
		mediaJSON + ";q=0, */*":                           mediaResponse,
		"application/*;q=0, */*":                          "",
		mediaJSON + ";charset=utf-8":                      mediaJSON,
		mediaJSON + ";charset=latin1":                     "",
		"text/html":                                       "",
		"text/html, */*;q=0.1":                            mediaJSON,
		mediaJSON + ";q=2":                                "",
		"nonsense;;;, " + mediaResponse:                   mediaResponse,
	} {
		if got := negotiate([]string{accept}); got != want {
			t.Errorf("Accept: %s: %q, want %q", accept, got, want)
		}
	}
	if got := negotiate([]string{"text/html", mediaResponse}); got != mediaResponse {
		t.Errorf("two Accept headers: %q", got)
	}
}

func TestHostname(t *testing.T) {
	for host, want := range map[string]string{
		"":                  "",
		"localhost":         "localhost",
		"LocalHost.:80":     "localhost",
		"[::1]":             "::1",
		"[::1]:80":          "::1",
		"127.0.0.1:8080":    "127.0.0.1",
		"news.example.:443": "news.example",
	} {
		if got := hostname(host); got != want {
			t.Errorf("%q: %q, want %q", host, got, want)
		}
	}
}

func TestLoneSurrogate(t *testing.T) {
	for body, want := range map[string]string{
		`"a"`: "", `"\\ud800"`: "", `"\\\ud800"`: `\ud800`, `"\ud83d\ude42"`: "", `"\uD83D\uDE42"`: "", `"\ud83d \ude42"`: `\ud83d`, `"\ude42"`: `\ude42`,
		`"\ud83d\ud83d\ude42"`: `\ud83d`, `"\ud83d\\ude42"`: `\ud83d`, `"\u0041\"\udfff"`: `\udfff`, `{"\uDBFF": 1}`: `\uDBFF`, `"\ud7ff\ue000"`: "",
	} {
		if got := loneSurrogate([]byte(body)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// FuzzRequest checks that whatever is sent becomes a request with a query of whole characters, or a refusal that says why.
func FuzzRequest(f *testing.F) {
	for _, s := range []string{
		`{"query": "{ stats { claims } }", "variables": {"a": [1, null]}, "operationName": "A", "extensions": {}}`,
		`{"query": 7}`, `[]`, `null`, `{"variables": {"n": 1e999}}`, "{\"query\": \"\xff\"}", `{"query": "\ud800"}`, `{"query": "\\ud800\ud83d\ude42"}`, `{"query": "\ud83d\ud83d\ude42"}`, `{"QUERY": "x"}`,
		"query=%7B__typename%7D&variables=%7B%22a%22%3A1%7D", "query=%ff", "query=%zz", "query=a&query=b", "query=a;b", "variables=[",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		body, badBody := fromJSON(in)
		if badBody == nil && strings.ContainsRune(body.Query, utf8.RuneError) && !bytes.ContainsRune(in, utf8.RuneError) && !bytes.Contains(bytes.ToLower(in), []byte(`\ufffd`)) {
			t.Errorf("the query %q holds a character that nobody sent", body.Query)
		}
		values, badValues := fromQuery(string(in))
		for _, got := range []struct {
			query string
			bad   *refusal
		}{{body.Query, badBody}, {values.Query, badValues}} {
			switch {
			case got.bad == nil && (got.query == "" || !utf8.ValidString(got.query)):
				t.Errorf("taken with the query %q", got.query)
			case got.bad != nil && got.bad.status != http.StatusBadRequest:
				t.Errorf("refused with the status %d", got.bad.status)
			case got.bad != nil && (got.bad.text == "" || strings.Contains(got.bad.text, "Go ")):
				t.Errorf("refused with %q", got.bad.text)
			}
		}
	})
}
