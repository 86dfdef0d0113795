package ui

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, target string, headers ...string) *http.Response {
	t.Helper()
	return ask(t, http.MethodGet, target, headers...)
}

func ask(t *testing.T, method, target string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryFileIsServedPackedAndUnpacked(t *testing.T) {
	files, err := load()
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("dist has %d files", len(files))
	}
	for name := range files {
		plain := get(t, "/playground/"+name)
		want := body(t, plain)
		if plain.StatusCode != 200 || len(want) == 0 || plain.Header.Get("Content-Encoding") != "" || plain.ContentLength != int64(len(want)) {
			t.Errorf("%s plain: status %d, %d bytes, Content-Length %d", name, plain.StatusCode, len(want), plain.ContentLength)
		}
		packed := get(t, "/playground/"+name, "Accept-Encoding", "br, gzip;q=0.5")
		if packed.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s is not sent as gzip", name)
			continue
		}
		z, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !z.ModTime.IsZero() || z.Name != "" {
			t.Errorf("%s: gzip holds the time %v and the name %q; it must hold neither", name, z.ModTime, z.Name)
		}
		got, err := io.ReadAll(z)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: unpacks to %d bytes (%v), want %d", name, len(got), err, len(want))
		}
		if plain.Header.Get("ETag") == packed.Header.Get("ETag") {
			t.Errorf("%s: the packed and the plain file have the same ETag", name)
		}
	}
}

func TestFilesOfThePage(t *testing.T) {
	page := string(body(t, get(t, "/playground/")))
	if !strings.Contains(page, "<title>whosaid playground</title>") {
		t.Errorf("the page has no title: %s", page)
	}
	links := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 3 {
		t.Fatalf("the page has %d links, want the script, the style sheet and the icon", len(links))
	}
	types := map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
	for _, l := range links {
		name, ok := strings.CutPrefix(l[1], "./")
		if !ok {
			t.Errorf("the page refers to %s, which is not its own", l[1])
			continue
		}
		res := get(t, "/playground/"+name)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != types[name[strings.LastIndex(name, "."):]] {
			t.Errorf("%s: status %d, type %s", name, res.StatusCode, res.Header.Get("Content-Type"))
		}
	}
}

func TestCachingOfThePage(t *testing.T) {
	page := get(t, "/playground/")
	if got := page.Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control of the page: %s", got)
	}
	asset := regexp.MustCompile(`assets/[^"]*\.js`).FindString(string(body(t, page)))
	if got := get(t, "/playground/"+asset).Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("Cache-Control of %s: %s", asset, got)
	}
	etag := page.Header.Get("ETag")
	for _, tt := range []struct {
		match string
		want  int
	}{
		{etag, 304},
		{"W/" + etag, 304},
		{`"other", ` + etag, 304},
		{"*", 304},
		{`"other"`, 200},
		{strings.Trim(etag, `"`), 200},
	} {
		res := get(t, "/playground/", "If-None-Match", tt.match)
		if res.StatusCode != tt.want {
			t.Errorf("If-None-Match: %s gives %d, want %d", tt.match, res.StatusCode, tt.want)
		}
		if n := len(body(t, res)); (n == 0) != (tt.want == 304) {
			t.Errorf("If-None-Match: %s gives %d bytes", tt.match, n)
		}
	}
}

func TestHeadersOfThePage(t *testing.T) {
	res := ask(t, http.MethodHead, "/playground/", "Accept-Encoding", "gzip")
	if n := len(body(t, res)); res.StatusCode != 200 || n != 0 || res.ContentLength <= 0 {
		t.Errorf("HEAD: status %d, %d bytes, Content-Length %d", res.StatusCode, n, res.ContentLength)
	}
	if res.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("Vary: %s", res.Header.Get("Vary"))
	}
	csp := res.Header.Get("Content-Security-Policy")
	for part := range strings.SplitSeq(csp, ";") {
		for _, source := range strings.Fields(part)[1:] {
			if !slices.Contains([]string{"'self'", "'none'", "'unsafe-inline'", "data:"}, source) {
				t.Errorf("the policy lets in %s: %s", source, part)
			}
		}
		if name := strings.Fields(part)[0]; strings.Contains(part, "'unsafe-inline'") && name != "style-src" {
			t.Errorf("the policy lets in inline code: %s", part)
		}
	}
	for _, want := range []string{"script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("the policy lacks %s: %s", want, csp)
		}
	}
}

func TestUnknownFileIsNotFound(t *testing.T) {
	for _, target := range []string{"/playground/nothing.js", "/playground/assets/", "/playground/dist/index.html", "/playground/index.html.gz", "/"} {
		if res := get(t, target); res.StatusCode != 404 {
			t.Errorf("%s: status %d, want 404", target, res.StatusCode)
		}
	}
}

func TestTakesGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"":                       false,
		"gzip":                   true,
		"GZIP":                   true,
		"deflate, gzip, br":      true,
		"gzip;q=0":               false,
		"gzip;q=0, *":            false,
		"*":                      true,
		"*;q=0":                  false,
		"identity":               false,
		"br;q=1.0, gzip; q=0.1":  true,
		"gzip;q=high":            false,
		"=;=, gzip":              true,
		"identity;q=1, *;q=0.00": false,
	} {
		if got := TakesGzip([]string{header}); got != want {
			t.Errorf("Accept-Encoding: %s: %v, want %v", header, got, want)
		}
	}
}

func TestExamplesAreServed(t *testing.T) {
	var got []Example
	if err := json.Unmarshal(body(t, get(t, "/playground/examples.json")), &got); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, Examples()) {
		t.Errorf("examples.json is not what Examples has: %v", got)
	}
	if len(got) < 6 {
		t.Errorf("there are %d examples", len(got))
	}
	titles := map[string]bool{}
	for _, e := range got {
		if e.Title == "" || titles[e.Title] {
			t.Errorf("the title %q is empty or there twice", e.Title)
		}
		titles[e.Title] = true
		if !strings.HasPrefix(e.Query, "# ") {
			t.Errorf("%s does not begin with the question that it answers", e.Title)
		}
		var vars map[string]any
		if e.Variables != "" && json.Unmarshal([]byte(e.Variables), &vars) != nil {
			t.Errorf("%s: its variables are not a JSON object: %s", e.Title, e.Variables)
		}
		if strings.Contains(e.Query, "$") != (len(vars) > 0) {
			t.Errorf("%s has variables in one place only", e.Title)
		}
	}
}

func TestReadExamplesNeedsOneNamedQuery(t *testing.T) {
	for _, query := range []string{"", "{ stats { claims } }", "query A { x }\nquery B { x }", "query A { x }\nsubscription B { x }"} {
		fsys := fstest.MapFS{"e/1.graphql": {Data: []byte(query)}}
		if _, err := readExamples(fsys, "e"); err == nil || !strings.Contains(err.Error(), "e/1.graphql") {
			t.Errorf("%q: %v", query, err)
		}
	}
}

func TestEveryFileHasAMediaType(t *testing.T) {
	if _, err := newFile("assets/x.wasm", []byte("four")); err == nil {
		t.Error("a file of an unknown type is taken")
	}
	if _, err := newFile("index.html", nil); err == nil {
		t.Error("a file that is cut short is taken")
	}
}

func TestLicencesOfThePackagesAreServed(t *testing.T) {
	text := string(body(t, get(t, "/playground/licenses.txt")))
	for _, want := range []string{"graphiql 5", "monaco-editor 0", "react-dom 19", "Permission is hereby granted"} {
		if !strings.Contains(text, want) {
			t.Errorf("licenses.txt lacks %q", want)
		}
	}
}
