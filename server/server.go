// Package server puts a store on HTTP: GraphQL at /graphql, over WebSocket too, exports at /export, the playground at /playground/, a
// page of links at /.
//
// It serves queries and subscriptions, and mutations where [Load] is given. It is made for the machine it runs on: a request with a
// Host header that is not this machine's is refused, and so are a POST and a WebSocket of a page of another site. [RequireToken]
// keeps out those who have no token. What runs at the same time, what it holds and how long it takes have limits, so that no client
// keeps the others from an answer.
package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/server/ui"
)

// executor answers GraphQL requests.
type executor interface {
	Exec(context.Context, schema.Request) *schema.Response
}

// Server answers HTTP requests from one store. It is an http.Handler, safe for concurrent use.
type Server struct {
	db         *graph.DB
	schema     executor
	live       subscriber
	hosts      map[string]bool
	tokens     *Tokens         // nil: everybody may read
	ingester   schema.Ingester // nil: nobody may load
	fetcher    schema.Fetcher  // nil: nobody may fetch
	access     *slog.Logger
	errors     *slog.Logger
	timeLimit  time.Duration
	writeLimit time.Duration
	maxRunning int
	maxLong    int
	maxHeld    int64
	maxExports int
	exportTime time.Duration
	tool       string
	running    chan struct{} // holds one for every query that runs and is no long one
	waiting    chan struct{} // holds one for every long query that waits
	long       chan struct{} // holds one for every long query that runs
	exports    chan struct{} // holds one for every export that runs
	held       atomic.Int64  // bytes, of maxHeld
	ending     atomic.Bool   // whether Serve lets the running requests finish
	metrics    metrics

	maxConnections   int
	maxSubscriptions int
	initLimit        time.Duration // of a WebSocket
	pingEvery        time.Duration
	sockets          sockets
	subscriptions    atomic.Int64

	packers sync.Pool // of *gzip.Writer
	handler http.Handler
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

// RequireToken lets only the holders of tokens read: /graphql, /export and /metrics answer 401 to others, and the home page has no counts.
// The playground is a page without data, and asks for a token; /healthz and /readyz are open. Without it everybody may read.
func RequireToken(t *Tokens) Option { return func(s *Server) { s.tokens = t } }

// Load lets the holders of tokens with the role load change the store: in takes the articles that they send. Without it, and
// without such a token, every mutation is refused.
func Load(in schema.Ingester) Option { return func(s *Server) { s.ingester = in } }

// Fetch lets the holders of tokens with the role load name web pages to load: f gets them and says which hosts it asks. Without
// it, and without Load, fetchArticle is refused.
func Fetch(f schema.Fetcher) Option { return func(s *Server) { s.fetcher = f } }

// AccessLog writes a line for every request, at level Info: its id, method, path, status, bytes, milliseconds, the client's
// address, whether the answer was whole, the code with which it was refused, and whose token it had. It does not tell what was
// asked. Without it there are no lines.
func AccessLog(l *slog.Logger) Option { return func(s *Server) { s.access = l } }

// ErrorLog takes the errors that clients see as "internal error" only; without it they are dropped.
func ErrorLog(l *slog.Logger) Option { return func(s *Server) { s.errors = l } }

// Tool is what exports name as the program that wrote them, with its version; "whosaid" without it.
func Tool(name string) Option { return func(s *Server) { s.tool = name } }

// New returns a Server over a store. An option with a limit of zero changes nothing. The store stays the caller's to close,
// after Serve has returned.
func New(db *graph.DB, opts ...Option) (*Server, error) {
	s := &Server{db: db, hosts: map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true}}
	for _, o := range opts {
		o(s)
	}
	s.timeLimit = cmp.Or(s.timeLimit, defaultTimeLimit)
	s.writeLimit = cmp.Or(s.writeLimit, defaultWriteLimit)
	s.maxHeld = cmp.Or(s.maxHeld, defaultMaxHeld)
	if s.maxRunning < 0 {
		return nil, fmt.Errorf("server: %d queries at the same time are too few: MaxRunning wants 1 or more", s.maxRunning)
	}
	if s.maxLong < 0 {
		return nil, fmt.Errorf("server: %d long queries at the same time are too few: MaxLong wants 1 or more", s.maxLong)
	}
	s.running = make(chan struct{}, cmp.Or(s.maxRunning, defaultMaxRunning))
	s.waiting = make(chan struct{}, cap(s.running))
	s.long = make(chan struct{}, cmp.Or(s.maxLong, max(1, runtime.GOMAXPROCS(0)/2)))
	if s.maxExports < 0 {
		return nil, fmt.Errorf("server: %d exports at the same time are too few: MaxExports wants 1 or more", s.maxExports)
	}
	s.exports = make(chan struct{}, cmp.Or(s.maxExports, defaultMaxExports))
	s.tool = cmp.Or(s.tool, "whosaid")
	s.exportTime = cmp.Or(s.exportTime, defaultExportTime)
	if s.errors == nil {
		s.errors = slog.New(slog.DiscardHandler)
	}
	s.errors = slog.New(traced{s.errors.Handler()})
	if s.maxConnections < 0 || s.maxSubscriptions < 0 {
		return nil, fmt.Errorf("server: %d connections and %d subscriptions: MaxConnections and MaxSubscriptions want 1 or more", s.maxConnections, s.maxSubscriptions)
	}
	s.maxConnections = cmp.Or(s.maxConnections, defaultMaxConnections)
	s.maxSubscriptions = cmp.Or(s.maxSubscriptions, defaultMaxSubscriptions)
	s.initLimit, s.pingEvery = defaultInitLimit, defaultPingEvery
	answers, err := schema.New(db, schema.Options{Log: s.errors, Ingester: s.ingester, Fetcher: s.fetcher, Exporter: Exporter(s.tool), Changed: s.metrics.change})
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	s.schema, s.live = answers, answers
	mux := http.NewServeMux()
	mux.HandleFunc("/graphql", s.upgrading(s.reading(s.graphql)))
	mux.HandleFunc("GET /export", s.reading(s.export))
	mux.HandleFunc("GET /metrics", s.reading(s.serveMetrics))
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("GET /playground", http.RedirectHandler("/playground/", http.StatusPermanentRedirect))
	mux.Handle("GET /playground/", ui.Handler())
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("/", notFound)
	for _, path := range []string{"/export", "/healthz", "/metrics", "/readyz", "/playground", "/playground/", "/{$}"} {
		mux.HandleFunc(path, readOnly)
	}
	s.handler = s.observed(s.guarded(mux))
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
		// Answers to queries have a deadline of their own from their first byte on; this is for the rest.
		WriteTimeout:   readTimeout + s.timeLimit + s.writeLimit,
		IdleTimeout:    idleTimeout,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       slog.NewLogLogger(s.errors.Handler(), slog.LevelWarn),
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	select {
	case err := <-done:
		return fmt.Errorf("server: %w", err)
	case <-ctx.Done():
	}
	s.ending.Store(true)
	// The context that ended asks for the end; what runs gets the time it would have had.
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.timeLimit+time.Second)
	defer cancel()
	sockets := make(chan error, 1)
	go func() { sockets <- s.sockets.shut(grace) }()
	if err := srv.Shutdown(grace); err != nil {
		return errors.Join(fmt.Errorf("server: some requests were cut off: %w", err), srv.Close(), <-sockets)
	}
	if err := <-sockets; err != nil {
		return fmt.Errorf("server: %w", err)
	}
	return nil
}
