package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// answered is a ResponseWriter that remembers what was answered.
type answered struct {
	http.ResponseWriter
	status  int    // 0 until the head is written
	bytes   int    // of the body
	cut     bool   // whether a write failed
	refused string // the code with which the request was refused; "" where it was carried out
	holder  string // of the token
}

func (a *answered) WriteHeader(status int) {
	if status >= 200 { // those below announce an answer
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answered) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += n
	a.cut = a.cut || err != nil
	return n, err
}

// Unwrap gives http.ResponseController what it needs.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// note tells something about a request to the one who logs and counts it.
func note(w http.ResponseWriter, tell func(*answered)) {
	if a, ok := w.(*answered); ok {
		tell(a)
	}
}

type requestIDKey struct{}

// requestID is the id that a client gave its request, if it is one that may stand in a log and a header, else a new one.
func requestID(r *http.Request) string {
	if id := r.Header.Get("X-Request-Id"); saneID(id) {
		return id
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // it does not fail
	return hex.EncodeToString(b[:])
}

// saneID accepts 1 to 64 letters, digits, points, dashes and underscores.
func saneID(id string) bool {
	for _, c := range []byte(id) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '-', c == '_':
		default:
			return false
		}
	}
	return id != "" && len(id) <= 64
}

// traced adds the id of the request that a line is about.
type traced struct{ slog.Handler }

func (t traced) Handle(ctx context.Context, line slog.Record) error {
	if id, ok := ctx.Value(requestIDKey{}).(string); ok {
		line.AddAttrs(slog.String("id", id))
	}
	return t.Handler.Handle(ctx, line)
}

func (t traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{t.Handler.WithAttrs(attrs)} }
func (t traced) WithGroup(name string) slog.Handler       { return traced{t.Handler.WithGroup(name)} }

// observed gives every request its id, counts it and writes the access log. A panic becomes an internal error, with its stack
// in the log; where the answer has begun, the connection is closed, so that nobody takes a part for the whole.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := requestID(r)
		w.Header().Set("X-Request-Id", id)
		r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
		a := &answered{ResponseWriter: w}
		s.metrics.begin()
		defer func() {
			v := recover()
			if v != nil && v != http.ErrAbortHandler {
				s.errors.ErrorContext(r.Context(), "panic", "value", fmt.Sprint(v), "stack", string(debug.Stack()))
				if a.status == 0 {
					w.Header().Del("Content-Encoding")
					refuse(a, http.StatusInternalServerError, "INTERNAL", "internal error")
					v = nil
				}
			}
			if a.status == 0 {
				a.status = http.StatusOK // what net/http answers for a handler that wrote nothing
			}
			took := time.Since(start)
			s.metrics.end(routeOf(r.URL.Path), a, took)
			if s.access != nil {
				s.access.InfoContext(r.Context(), "request", "id", id, "method", r.Method, "path", r.URL.Path, "status", a.status,
					"bytes", a.bytes, "ms", took.Milliseconds(), "remote", r.RemoteAddr, "whole", v == nil && !a.cut,
					"refused", a.refused, "holder", a.holder)
			}
			if v != nil {
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(a, r)
	})
}
