// Package server puts a store on HTTP: GraphQL at /graphql, the playground at /playground/, a page of links at /.
//
// It serves queries only, and it is made for the machine it runs on: a request with a Host header that is not this machine's
// is refused, and so is a POST that a page of another site sends.
package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/server/ui"
)

// Limits that no option changes.
const (
	maxBody           = 1 << 20          // bytes of a request; the longest query has 32 KiB, the rest is for variables
	readHeaderTimeout = 5 * time.Second  // a client that is slower holds a connection for nothing
	readTimeout       = 15 * time.Second // for 1 MiB: 70 KB/s
	idleTimeout       = time.Minute      // between requests of a connection
	writeTimeout      = 30 * time.Second // beyond the time limit, for slow readers
)

// Server answers HTTP requests from one store. It is an http.Handler, safe for concurrent use.
type Server struct {
	db        *graph.DB
	schema    *schema.Schema
	hosts     map[string]bool
	access    *slog.Logger
	errors    *slog.Logger
	timeLimit time.Duration
	handler   http.Handler
}

// Option changes one thing about a Server.
type Option func(*Server)

// AllowHosts adds names under which clients may address the server, as the Host header has them, without a port.
func AllowHosts(hosts ...string) Option {
	return func(s *Server) {
		for _, h := range hosts {
			s.hosts[hostname(h)] = true
		}
	}
}

// AccessLog writes a line for every request, at level Info: method, path, status, bytes, milliseconds, the client's address,
// and whether the answer was whole. It does not tell what was asked. Without it there are no lines.
func AccessLog(l *slog.Logger) Option { return func(s *Server) { s.access = l } }

// ErrorLog takes the errors that clients see as "internal error" only; without it they are dropped.
func ErrorLog(l *slog.Logger) Option { return func(s *Server) { s.errors = l } }

// TimeLimit is the longest that a query may run; 10 seconds without it.
func TimeLimit(d time.Duration) Option { return func(s *Server) { s.timeLimit = d } }

// New returns a Server over a store. The store stays the caller's to close, after Serve has returned.
func New(db *graph.DB, opts ...Option) (*Server, error) {
	s := &Server{db: db, hosts: map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true}}
	for _, o := range opts {
		o(s)
	}
	s.timeLimit = cmp.Or(s.timeLimit, 10*time.Second)
	if s.errors == nil {
		s.errors = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.schema, err = schema.New(db, schema.Options{Log: s.errors}); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/graphql", s.graphql)
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.Handle("GET /playground", http.RedirectHandler("/playground/", http.StatusPermanentRedirect))
	mux.Handle("GET /playground/", ui.Handler())
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("/", notFound)
	for _, path := range []string{"/healthz", "/playground", "/playground/", "/{$}"} {
		mux.HandleFunc(path, readOnly)
	}
	s.handler = s.logged(s.guarded(mux))
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Serve answers requests on ln until ctx ends, then lets the running ones finish and returns nil.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      s.timeLimit + writeTimeout,
		IdleTimeout:       idleTimeout,
		ErrorLog:          slog.NewLogLogger(s.errors.Handler(), slog.LevelWarn),
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	select {
	case err := <-done:
		return fmt.Errorf("server: %w", err)
	case <-ctx.Done():
	}
	// The context that ended asks for the end; what runs gets the time it would have had.
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.timeLimit+time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil {
		return errors.Join(fmt.Errorf("server: some requests were cut off: %w", err), srv.Close())
	}
	return nil
}
