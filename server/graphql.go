package server

import (
	"cmp"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/server/ui"
)

// graphql answers /graphql by the GraphQL-over-HTTP specification (draft of 2025).
//
// The status says what became of the request: 503 for one that ran out of time, 400 for one that was not run (or 200 for a
// client that takes only application/json and sent a well-formed request, as the draft has it), 403 for the mutation of one who
// may only read, 405 for one by GET, 500 for our faults, else 200. Where too much runs already it is 503 with Retry-After.
func (s *Server) graphql(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Vary", "Accept, Accept-Encoding")
	h.Set("Cache-Control", "no-store")
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
	held := s.share()
	defer held.free()
	body := r.Body
	r.Body = heldBody{body, held}
	q, bad := read(w, r)
	if bad != nil && bad.status == http.StatusServiceUnavailable {
		overloaded(w)
		return
	}
	if bad != nil {
		if bad.status == http.StatusRequestEntityTooLarge {
			h.Set("Connection", "close")
		}
		refuse(w, bad.status, "BAD_REQUEST", bad.text)
		if bad.status == http.StatusRequestEntityTooLarge && r.Header.Get("Expect") == "" {
			// A client that still writes when the connection is closed would not come to read the answer.
			_ = http.NewResponseController(w).Flush()
			_, _ = io.CopyN(io.Discard, body, maxDrained)
		}
		return
	}
	q.Load, q.Safe = s.mayLoad(r), r.Method != http.MethodPost
	res, ok := s.run(r.Context(), q)
	if !ok || held.take(2*int64(len(res.Data))) != nil { // WriteTo copies it once
		overloaded(w)
		return
	}
	note(w, func(a *answered) { a.refused = refusedBy(res) })
	h.Set("Content-Type", media+"; charset=utf-8")
	// Only tests have writers without deadlines.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.writeLimit))
	code := status(res, media)
	if res.Refused() == schema.CodeOverloaded {
		h.Set("Retry-After", "1")
	}
	if code == http.StatusForbidden && q.Safe {
		h.Set("Allow", "GET, HEAD, OPTIONS, POST")
		code = http.StatusMethodNotAllowed
	}
	if err := s.write(w, r, res, code); err != nil && r.Context().Err() == nil {
		s.errors.WarnContext(r.Context(), "graphql: the answer was not written", "err", err)
	}
}

// run runs a query in a place among those that run at the same time; ok is false where there is none.
func (s *Server) run(ctx context.Context, q schema.Request) (res *schema.Response, ok bool) {
	ctx, p := s.enter(ctx)
	if p == nil {
		return nil, false
	}
	defer p.leave()
	res = s.schema.Exec(ctx, q)
	return res, !p.full
}

// refusedBy is the code with which a request was refused, or a list of it by its cap; "" where it was carried out.
func refusedBy(res *schema.Response) string {
	for _, e := range res.Errors {
		if e.Code == schema.CodeTooLarge {
			return e.Code
		}
	}
	return res.Refused()
}

const minPacked = 1 << 10 // bytes; less fits one packet either way

// write writes an answer, as gzip for the clients that take it.
func (s *Server) write(w http.ResponseWriter, r *http.Request, res *schema.Response, status int) error {
	if len(res.Data) < minPacked || !ui.TakesGzip(r.Header.Values("Accept-Encoding")) {
		w.WriteHeader(status)
		_, err := res.WriteTo(w)
		return err
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z, ok := s.packers.Get().(*gzip.Writer)
	if !ok {
		var err error
		if z, err = gzip.NewWriterLevel(w, gzip.BestSpeed); err != nil {
			return err
		}
	}
	z.Reset(w)
	_, err := res.WriteTo(z)
	err = cmp.Or(err, z.Close())
	z.Reset(io.Discard) // it must not hold the request
	s.packers.Put(z)
	return err
}

// status is the status code of an answer.
func status(res *schema.Response, media string) int {
	switch res.Refused() {
	case "":
		return http.StatusOK
	case schema.CodeTimeout, schema.CodeCancelled, schema.CodeUnavailable, schema.CodeOverloaded:
		return http.StatusServiceUnavailable
	case schema.CodeInternal:
		return http.StatusInternalServerError
	case schema.CodeForbidden:
		return http.StatusForbidden
	}
	if media == mediaJSON {
		return http.StatusOK
	}
	return http.StatusBadRequest
}
