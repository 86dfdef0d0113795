package server_test

import (
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/schema/schematest"
	"github.com/whosaid/whosaid/server"
	"github.com/whosaid/whosaid/server/ui"
)

const (
	typeJSON     = "application/json; charset=utf-8"
	typeResponse = "application/graphql-response+json; charset=utf-8"
)

var (
	plain    = headers{"Content-Type", "application/json"}
	modern   = headers{"Content-Type", "application/json", "Accept", "application/graphql-response+json"}
	whoSays  = `{"query": "{ claims(filter: {type: DEPLOYS_TO, about: \"North Korea\", minQuantity: 12000}) { edges { node { source { name } quantity { max text } } } } }"}`
	twelve   = `{"data":{"claims":{"edges":[{"node":{"source":{"name":"Reports"},"quantity":{"max":12000,"text":"up to 12,000"}}}]}}}`
	typename = `{"data":{"__typename":"Query"}}`
)

// TestGraphQLOverHTTP follows the GraphQL-over-HTTP draft, section by section.
func TestGraphQLOverHTTP(t *testing.T) {
	base := sample(t)
	for _, tt := range []struct {
		name    string
		method  string // POST where empty
		query   string // of the URL
		headers headers
		body    string

		status int
		media  string // the JSON one where empty
		want   string // the body, or a part of the first message
		code   string // of the only error
	}{
		{name: "post", headers: plain, body: whoSays, status: 200, want: twelve},
		{name: "post, modern", headers: modern, body: whoSays, status: 200, media: typeResponse, want: twelve},
		{name: "post with charset", headers: headers{"Content-Type", "application/json; charset=UTF-8"}, body: `{"query":"{__typename}"}`, status: 200, want: typename},
		{name: "variables", headers: plain, status: 200, want: `{"data":{"entity":{"name":"Russia"}}}`,
			body: `{"query": "query($n: String!) { entity(name: $n) { name } }", "variables": {"n": "Moscow"}}`},
		{name: "operation name", headers: plain, status: 200, want: typename,
			body: `{"query": "query A { stats { claims } } query B { __typename }", "operationName": "B"}`},
		{name: "nulls count as absent", headers: plain, status: 200, want: typename,
			body: `{"query": "{ __typename }", "operationName": null, "variables": null, "extensions": null}`},
		{name: "extensions and unknown parameters are left alone", headers: plain, status: 200, want: typename,
			body: `{"query": "{ __typename }", "extensions": {"a": 1}, "id": 7}`},
		{name: "an error of a field", headers: modern, status: 200, media: typeResponse, want: "Nobody", code: "NOT_FOUND",
			body: `{"query": "{ claims(filter: {about: \"Nobody\"}) { edges { node { id } } } }"}`},

		{name: "get", method: "GET", query: "query={__typename}", status: 200, want: typename},
		{name: "get with all", method: "GET", status: 200, want: `{"data":{"entity":{"name":"Russia"}}}`,
			query: "operationName=A&extensions={}&variables=" + url.QueryEscape(`{"n":"moscow"}`) +
				"&query=" + url.QueryEscape(`query A($n: String!) { entity(name: $n) { name } } query B { __typename }`)},
		{name: "get, empty parameters", method: "GET", query: "query={__typename}&variables=&operationName=", status: 200, want: typename},
		{name: "get without a query", method: "GET", status: 400, code: "BAD_REQUEST", want: "no query"},
		{name: "get, bad variables", method: "GET", query: "query={__typename}&variables=7", status: 400, code: "BAD_REQUEST", want: "variables is not a JSON object"},
		{name: "get, bad extensions", method: "GET", query: "query={__typename}&extensions=[]", status: 400, code: "BAD_REQUEST", want: "extensions is not a JSON object"},
		{name: "get, two queries", method: "GET", query: "query={a}&query={b}", status: 400, code: "BAD_REQUEST", want: "query is given 2 times"},
		{name: "get, bad escape", method: "GET", query: "query=%zz", status: 400, code: "BAD_REQUEST", want: "percent-encoded"},
		{name: "get, broken UTF-8", method: "GET", query: "query=%ff", status: 400, code: "BAD_REQUEST", want: "query is not UTF-8"},
		{name: "get may not mutate", method: "GET", query: "query=mutation{a}", headers: headers{"Accept", "application/graphql-response+json"}, status: 405, media: typeResponse, code: "FORBIDDEN", want: "send it by POST"},
		{name: "get may not mutate, in the older type", method: "GET", query: "query=mutation{__typename}", status: 405, code: "FORBIDDEN", want: "send it by POST"},
		{name: "nobody may mutate without tokens", body: `{"query":"mutation{removeArticle(id:\"x\"){id}}"}`, headers: plain, status: 403, code: "FORBIDDEN", want: "whosaid token --role load"},
		{name: "half a character", body: `{"query":"{__typename}","variables":{"a":"\ud800"}}`, headers: plain, status: 400, code: "BAD_REQUEST", want: `the body holds \ud800, half a character`},
		{name: "half a character, escaped", body: `{"query":"{__typename}","variables":{"a":"\\ud800 \ud83d\ude42"}}`, headers: plain, status: 200, want: typename},
		{name: "get, half a character", method: "GET", query: "query={__typename}&variables=" + url.QueryEscape(`{"a":"\udc00"}`), status: 400, code: "BAD_REQUEST", want: "half a character"},
		{name: "put", method: "PUT", headers: plain, body: whoSays, status: 405, code: "BAD_METHOD", want: "not PUT"},
		{name: "delete", method: "DELETE", status: 405, code: "BAD_METHOD", want: "not DELETE"},

		{name: "accept anything", headers: headers{"Content-Type", "application/json", "Accept", "*/*"}, body: `{"query":"{__typename}"}`, status: 200, want: typename},
		{name: "accept the wrong thing", headers: headers{"Content-Type", "application/json", "Accept", "text/html"}, body: whoSays, status: 406, code: "NOT_ACCEPTABLE", want: "application/graphql-response+json"},

		{name: "no content type", body: whoSays, status: 415, code: "BAD_REQUEST", want: "application/json"},
		{name: "text", headers: headers{"Content-Type", "text/plain"}, body: whoSays, status: 415, code: "BAD_REQUEST", want: "application/json"},
		{name: "a form", headers: headers{"Content-Type", "application/x-www-form-urlencoded"}, body: "query={__typename}", status: 415, code: "BAD_REQUEST", want: "application/json"},
		{name: "latin1", headers: headers{"Content-Type", "application/json; charset=iso-8859-1"}, body: whoSays, status: 415, code: "BAD_REQUEST", want: "iso-8859-1"},
		{name: "compressed", headers: append(plain[:2:2], "Content-Encoding", "gzip"), body: whoSays, status: 415, code: "BAD_REQUEST", want: "gzip"},

		{name: "no body", headers: plain, status: 400, code: "BAD_REQUEST", want: "not one JSON object"},
		{name: "not JSON", headers: plain, body: `{"query":`, status: 400, code: "BAD_REQUEST", want: "not one JSON object"},
		{name: "two objects", headers: plain, body: whoSays + whoSays, status: 400, code: "BAD_REQUEST", want: "not one JSON object"},
		{name: "a batch", headers: plain, body: "[" + whoSays + "]", status: 400, code: "BAD_REQUEST", want: "JSON array: send one object"},
		{name: "a string", headers: plain, body: `"{__typename}"`, status: 400, code: "BAD_REQUEST", want: "JSON string: send one object"},
		{name: "null", headers: plain, body: `null`, status: 400, code: "BAD_REQUEST", want: "no query"},
		{name: "no query", headers: plain, body: `{}`, status: 400, code: "BAD_REQUEST", want: "no query"},
		{name: "query is no string", headers: plain, body: `{"query": 7}`, status: 400, code: "BAD_REQUEST", want: "query is a JSON number: it must be a string"},
		{name: "variables are a list", headers: plain, body: `{"query": "{__typename}", "variables": [7]}`, status: 400, code: "BAD_REQUEST", want: "variables is a JSON array: it must be an object"},
		{name: "extensions are a string", headers: plain, body: `{"query": "{__typename}", "extensions": "x"}`, status: 400, code: "BAD_REQUEST", want: "extensions is a JSON string"},
		{name: "a number beyond bounds", headers: plain, body: `{"query": "{__typename}", "variables": {"n": 1e999}}`, status: 400, code: "BAD_REQUEST", want: "1e999 is too large a number"},
		{name: "broken UTF-8", headers: plain, body: "{\"query\": \"{ entity(name: \\\"\xff\\\") { id } }\"}", status: 400, code: "BAD_REQUEST", want: "not UTF-8"},

		{name: "syntax", headers: modern, body: `{"query": "{"}`, status: 400, media: typeResponse, code: "SYNTAX", want: "syntax"},
		{name: "syntax, legacy", headers: plain, body: `{"query": "{"}`, status: 200, code: "SYNTAX", want: "syntax"},
		{name: "no such field", headers: modern, body: `{"query": "{ nothing }"}`, status: 400, media: typeResponse, code: "INVALID", want: "nothing"},
		{name: "no such field, legacy", headers: plain, body: `{"query": "{ nothing }"}`, status: 200, code: "INVALID", want: "nothing"},
		{name: "no such operation", headers: modern, body: `{"query": "query A {__typename}", "operationName": "B"}`, status: 400, media: typeResponse, code: "BAD_INPUT", want: "B"},
		{name: "a variable is missing", headers: modern, body: `{"query": "query($n: String!) { entity(name: $n) { id } }"}`, status: 400, media: typeResponse, code: "BAD_INPUT", want: "n"},
		{name: "a variable does not fit", headers: modern, status: 400, media: typeResponse, code: "BAD_INPUT", want: "n",
			body: `{"query": "query($n: Int) { claims(first: $n) { edges { node { id } } } }", "variables": {"n": "x"}}`},
		{name: "a query too long", headers: modern, status: 400, media: typeResponse, code: "TOO_LARGE", want: "",
			body: `{"query": "{ __typename ` + strings.Repeat(" ", 40<<10) + `}"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			target := base + "/graphql"
			if tt.query != "" {
				target += "?" + strings.ReplaceAll(tt.query, " ", "%20")
			}
			method := tt.method
			if method == "" {
				method = http.MethodPost
			}
			media := tt.media
			if media == "" {
				media = typeJSON
			}
			got := send(t, method, target, tt.body, tt.headers)
			if got.StatusCode != tt.status || got.Header.Get("Content-Type") != media {
				t.Errorf("status %d, type %s; want %d, %s\n%s", got.StatusCode, got.Header.Get("Content-Type"), tt.status, media, got.body)
			}
			if tt.code == "" {
				if got.body != tt.want {
					t.Errorf("got  %s\nwant %s", got.body, tt.want)
				}
			} else if codes, messages := got.errors(t); !slices.Equal(codes, []string{tt.code}) || !strings.Contains(messages[0], tt.want) {
				t.Errorf("got the errors %v %q, want %s with %q", codes, messages, tt.code, tt.want)
			}
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Vary": "Accept, Accept-Encoding", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
			} {
				if h := got.Header.Get(name); h != want {
					t.Errorf("%s: %q, want %q", name, h, want)
				}
			}
			if got.StatusCode == 405 && got.Header.Get("Allow") != "GET, HEAD, OPTIONS, POST" {
				t.Errorf("Allow: %q", got.Header.Get("Allow"))
			}
		})
	}
}

func TestGraphQLRefusesABodyOverTheLimit(t *testing.T) {
	base := sample(t)
	body := `{"query": "{__typename}", "variables": {"x": "` + strings.Repeat("x", 1<<20) + `"}}`
	got := send(t, "POST", base+"/graphql", body, plain)
	codes, messages := got.errors(t)
	if got.StatusCode != 413 || !slices.Equal(codes, []string{"BAD_REQUEST"}) || !strings.Contains(messages[0], "1048576 bytes") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}

func TestGraphQLThatTakesTooLongIsUnavailable(t *testing.T) {
	base := sample(t, server.TimeLimit(time.Nanosecond))
	for _, h := range []headers{plain, modern} {
		got := send(t, "POST", base+"/graphql", whoSays, h)
		if codes, _ := got.errors(t); got.StatusCode != 503 || !slices.Equal(codes, []string{"TIMEOUT"}) {
			t.Errorf("%v: %d %s", h, got.StatusCode, got.body)
		}
	}
}

func TestGraphQLOverAClosedStoreIsUnavailable(t *testing.T) {
	var log lockedBuffer
	db := schematest.Open(t)
	s, err := server.New(db, server.ErrorLog(slog.New(slog.NewTextHandler(&log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	base := start(t, s)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	got := send(t, "POST", base+"/graphql", whoSays, modern)
	if codes, _ := got.errors(t); got.StatusCode != 503 || !slices.Equal(codes, []string{"UNAVAILABLE"}) {
		t.Errorf("/graphql: %d %s", got.StatusCode, got.body)
	}
	for _, path := range []string{"/healthz", "/"} {
		got := send(t, "GET", base+path, "", nil)
		if codes, _ := got.errors(t); got.StatusCode != 503 || !slices.Equal(codes, []string{"UNAVAILABLE"}) {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	if got := strings.Count(log.String(), "the store does not answer"); got != 2 {
		t.Errorf("the log has %d lines about it: %s", got, log.String())
	}
}

func TestGraphQLHeadAndOptions(t *testing.T) {
	base := sample(t)
	head := send(t, "HEAD", base+"/graphql?query={__typename}", "", nil)
	if head.StatusCode != 200 || head.body != "" || head.Header.Get("Content-Type") != typeJSON {
		t.Errorf("HEAD: %d %q %s", head.StatusCode, head.body, head.Header.Get("Content-Type"))
	}
	options := send(t, "OPTIONS", base+"/graphql", "", headers{"Origin", "https://other.example", "Access-Control-Request-Method", "POST"})
	if options.StatusCode != 204 || options.Header.Get("Allow") != "GET, HEAD, OPTIONS, POST" {
		t.Errorf("OPTIONS: %d, Allow: %s", options.StatusCode, options.Header.Get("Allow"))
	}
	for name := range options.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("a page of another site may go on: %s", name)
		}
	}
}

func TestExamplesOfThePlaygroundGiveAnAnswer(t *testing.T) {
	base := sample(t)
	for _, e := range ui.Examples() {
		if strings.Contains(e.Query, "\nsubscription ") {
			continue // it is told of what is stored: the browser's test shows that
		}
		q := url.Values{"query": {e.Query}, "variables": {e.Variables}, "operationName": {e.Title}}
		got := send(t, "GET", base+"/graphql?"+q.Encode(), "", nil)
		if got.StatusCode != 200 || strings.Contains(got.body, `"errors"`) || strings.Contains(got.body, `"edges":[]`) {
			t.Errorf("%s: %d %s", e.Title, got.StatusCode, got.body)
		}
	}
}
