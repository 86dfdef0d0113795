package server

import (
	"bytes"
	"html/template"
	"net/http"

	"github.com/whosaid/whosaid/graph"
)

var homePage = template.Must(template.New("home").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>whosaid</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
dt { font-weight: 600 } dd { margin: 0 0 .7rem }
</style>
<h1>whosaid</h1>
<p>Who said what: which source claims what, in which words, in which article.</p>
{{with .}}<p>This store holds {{.Articles}} articles, {{.Entities}} entities, {{.Relations}} relations and {{.Claims}} claims.</p>
{{else}}<p>This server answers to those who have a token; the playground asks for it.</p>
{{end}}
<dl>
<dt><a href="/playground/">Playground</a></dt><dd>Ask it in the browser, with examples that give an answer.</dd>
<dt><a href="/graphql?query={stats{articles,entities,relations,claims}}">/graphql</a></dt><dd>The GraphQL endpoint: POST {"query": …, "variables": …} as application/json, or GET ?query=…; the playground shows its documentation.</dd>
<dt><a href="/export?format=native">/export</a></dt><dd>The store, or a part of it, in a format that other programs read: ?format=…&amp;about=…&amp;depth=…</dd>
<dt><a href="/healthz">/healthz</a>, <a href="/readyz">/readyz</a></dt><dd>Say ok while the store answers, and while new requests are taken.</dd>
<dt><a href="/metrics">/metrics</a></dt><dd>What the server counts, for Prometheus.</dd>
</dl>
</html>
`))

// home is a page of links.
func (s *Server) home(w http.ResponseWriter, r *http.Request) {
	var counts *graph.Stats // nil for those who may not read
	st, err := s.stats(r)
	if s.allowed(w, r) {
		counts = &st
	}
	if err != nil {
		s.errors.ErrorContext(r.Context(), "home: the store does not answer", "err", err)
		refuse(w, http.StatusServiceUnavailable, "UNAVAILABLE", "the store does not answer")
		return
	}
	var b bytes.Buffer
	if err := homePage.Execute(&b, counts); err != nil {
		s.errors.ErrorContext(r.Context(), "home", "err", err)
		refuse(w, http.StatusInternalServerError, "INTERNAL", "internal error")
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	_, _ = b.WriteTo(w) // the client may be gone; there is nobody else to tell
}

// healthz says ok while the store answers a read.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	if _, err := s.stats(r); err != nil {
		s.errors.ErrorContext(r.Context(), "healthz: the store does not answer", "err", err)
		refuse(w, http.StatusServiceUnavailable, "UNAVAILABLE", "the store does not answer")
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok\n"))
}

// readyz says ok while the server takes new requests and the store answers.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if s.ending.Load() {
		refuse(w, http.StatusServiceUnavailable, "ENDING", "the server ends; ask another one")
		return
	}
	s.healthz(w, r)
}

func (s *Server) stats(r *http.Request) (st graph.Stats, err error) {
	err = s.db.View(r.Context(), func(tx *graph.Tx) error {
		st, err = tx.Stats()
		return err
	})
	return st, err
}
