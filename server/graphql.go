package server

import (
	"context"
	"net/http"

	"github.com/whosaid/whosaid/schema"
)

// graphql answers /graphql by the GraphQL-over-HTTP specification (draft of 2025).
//
// The status says what became of the request: 503 for one that ran out of time, 400 for one that was not run (or 200 for a
// client that takes only application/json and sent a well-formed request, as the draft has it), 500 for our faults, else 200.
func (s *Server) graphql(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Add("Vary", "Accept")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	var read func(http.ResponseWriter, *http.Request) (schema.Request, *refusal)
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		read = fromURL
	case http.MethodPost:
		read = fromBody
	case http.MethodOptions:
		h.Set("Allow", "GET, HEAD, OPTIONS, POST")
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		h.Set("Allow", "GET, HEAD, OPTIONS, POST")
		refuse(w, http.StatusMethodNotAllowed, "BAD_METHOD", "/graphql takes GET and POST, not "+r.Method)
		return
	}
	media := negotiate(r.Header.Values("Accept"))
	if media == "" {
		refuse(w, http.StatusNotAcceptable, "NOT_ACCEPTABLE", "/graphql answers with "+mediaResponse+" or "+mediaJSON)
		return
	}
	q, bad := read(w, r)
	if bad != nil {
		refuse(w, bad.status, "BAD_REQUEST", bad.text)
		return
	}
	// The schema has no mutations, so a GET cannot change anything.
	ctx, cancel := context.WithTimeout(r.Context(), s.timeLimit)
	defer cancel()
	res := s.schema.Exec(ctx, q)
	h.Set("Content-Type", media+"; charset=utf-8")
	w.WriteHeader(status(res, media))
	if _, err := res.WriteTo(w); err != nil && r.Context().Err() == nil {
		s.errors.Warn("graphql: the answer was not written", "err", err)
	}
}

// status is the status code of an answer.
func status(res *schema.Response, media string) int {
	switch res.Refused() {
	case "":
		return http.StatusOK
	case schema.CodeTimeout, schema.CodeCancelled, schema.CodeUnavailable:
		return http.StatusServiceUnavailable
	case schema.CodeInternal:
		return http.StatusInternalServerError
	}
	if media == mediaJSON {
		return http.StatusOK
	}
	return http.StatusBadRequest
}
