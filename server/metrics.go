package server

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/whosaid/whosaid/schema"
)

// metrics counts requests. Its zero value is ready.
type metrics struct {
	mu        sync.Mutex
	inFlight  int
	requests  map[served]int
	refused   map[string]int // by code
	durations map[string]*histogram
	changed   map[string]int // articles, by what became of them
	unstored  int            // claims that loads found and did not store

	evicted atomic.Int64 // WebSockets of clients that did not read
	events  atomic.Int64 // answers of subscriptions
}

// served is what requests are counted by. Both have few values, whatever clients send.
type served struct {
	route  string
	status int
}

// histogram counts durations. counts[i] holds those that are at most bounds[i] and above the bound before; the last holds the rest.
type histogram struct {
	counts [len(bounds) + 1]int
	sum    time.Duration
}

// bounds of the histogram, in seconds: a name is looked up in under a millisecond, a request is stopped after ten seconds.
var bounds = [...]float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

// routeOf is the part of the server that a path belongs to.
func routeOf(path string) string {
	switch path {
	case "/", "/export", "/graphql", "/healthz", "/metrics", "/readyz":
		return path
	}
	if path == "/playground" || strings.HasPrefix(path, "/playground/") {
		return "/playground/"
	}
	return "other"
}

func (m *metrics) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight++
}

func (m *metrics) end(route string, a *answered, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.requests == nil {
		m.requests, m.durations = map[served]int{}, map[string]*histogram{}
	}
	if a.status != http.StatusSwitchingProtocols {
		m.inFlight--
	}
	m.requests[served{route, a.status}]++
	if a.refused != "" {
		if m.refused == nil {
			m.refused = map[string]int{}
		}
		m.refused[a.refused]++
	}
	if a.status == http.StatusSwitchingProtocols { // it took as long as the client liked
		return
	}
	h := m.durations[route]
	if h == nil {
		h = &histogram{}
		m.durations[route] = h
	}
	i, _ := slices.BinarySearch(bounds[:], took.Seconds())
	h.counts[i]++
	h.sum += took
}

// change counts what a mutation did.
func (m *metrics) change(c schema.Change) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.changed == nil {
		m.changed = map[string]int{}
	}
	m.unstored += c.Refused
	m.changed[became(c)]++
}

// became is the word for what became of a mutation's article: refused where its sender can do something about it.
func became(c schema.Change) string {
	switch {
	case c.Code == "" && c.Op != "remove":
		return c.Status.String()
	case c.Code == "":
		return "removed"
	case c.Code == schema.CodeBadInput, c.Code == schema.CodeTooLarge, c.Code == schema.CodeNotFound:
		return "refused"
	}
	return "failed"
}

// upgraded counts a request whose connection becomes a WebSocket: it is answered.
func (m *metrics) upgraded() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight--
}

// refuse counts an operation over a WebSocket that was refused.
func (m *metrics) refuse(code string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refused == nil {
		m.refused = map[string]int{}
	}
	m.refused[code]++
}

// write writes the counts in the text format of Prometheus, version 0.0.4, in a stable order.
func (m *metrics) write(b *bytes.Buffer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	family(b, "whosaid_http_requests_in_flight", "gauge", "Requests that are being answered.")
	fmt.Fprintf(b, "whosaid_http_requests_in_flight %d\n", m.inFlight)
	family(b, "whosaid_http_requests_total", "counter", "Requests answered, by route and status.")
	for _, k := range slices.SortedFunc(maps.Keys(m.requests), func(x, y served) int {
		return cmp.Or(strings.Compare(x.route, y.route), x.status-y.status)
	}) {
		fmt.Fprintf(b, "whosaid_http_requests_total{route=%q,status=\"%d\"} %d\n", k.route, k.status, m.requests[k])
	}
	family(b, "whosaid_http_refused_total", "counter", "Requests that a limit or a rule refused, by the code of their error.")
	for _, code := range slices.Sorted(maps.Keys(m.refused)) {
		fmt.Fprintf(b, "whosaid_http_refused_total{code=%q} %d\n", code, m.refused[code])
	}
	family(b, "whosaid_api_articles_total", "counter", "Articles that clients loaded or removed, by what became of them.")
	for _, k := range []string{"stored", "versioned", "replaced", "unchanged", "removed", "refused", "failed"} {
		fmt.Fprintf(b, "whosaid_api_articles_total{outcome=%q} %d\n", k, m.changed[k])
	}
	family(b, "whosaid_api_claims_refused_total", "counter", "Claims found in loaded articles that did not pass the store's laws.")
	fmt.Fprintf(b, "whosaid_api_claims_refused_total %d\n", m.unstored)
	family(b, "whosaid_http_request_duration_seconds", "histogram", "How long answers took, writing included, by route.")
	for _, route := range slices.Sorted(maps.Keys(m.durations)) {
		h, n := m.durations[route], 0
		for i, bound := range bounds {
			n += h.counts[i]
			fmt.Fprintf(b, "whosaid_http_request_duration_seconds_bucket{route=%q,le=\"%g\"} %d\n", route, bound, n)
		}
		n += h.counts[len(bounds)]
		fmt.Fprintf(b, "whosaid_http_request_duration_seconds_bucket{route=%q,le=\"+Inf\"} %d\n", route, n)
		fmt.Fprintf(b, "whosaid_http_request_duration_seconds_sum{route=%q} %g\n", route, h.sum.Seconds())
		fmt.Fprintf(b, "whosaid_http_request_duration_seconds_count{route=%q} %d\n", route, n)
	}
}

func family(b *bytes.Buffer, name, kind, help string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// serveMetrics answers /metrics.
func (s *Server) serveMetrics(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	s.metrics.write(&b)
	gauge := func(name, help string, v int64) {
		family(&b, name, "gauge", help)
		fmt.Fprintf(&b, "%s %d\n", name, v)
	}
	gauge("whosaid_http_held_bytes", "Memory that requests and answers in flight count as.", s.held.Load())
	gauge("whosaid_websocket_connections", "WebSockets that are open.", int64(s.sockets.count()))
	gauge("whosaid_subscriptions", "Subscriptions that are under way.", s.subscriptions.Load())
	counter := func(name, help string, v int64) {
		family(&b, name, "counter", help)
		fmt.Fprintf(&b, "%s %d\n", name, v)
	}
	counter("whosaid_websocket_evicted_total", "WebSockets that were closed because the client did not read.", s.metrics.evicted.Load())
	counter("whosaid_subscription_events_total", "Answers of subscriptions.", s.metrics.events.Load())
	st, err := s.stats(r)
	size, sizeErr := s.db.Size()
	// Where the store does not answer, what the server counts is worth all the more.
	if err := cmp.Or(err, sizeErr); err != nil {
		s.errors.ErrorContext(r.Context(), "metrics: the store does not answer", "err", err)
	} else {
		gauge("whosaid_store_articles", "Articles in the store.", int64(st.Articles))
		gauge("whosaid_store_entities", "Entities in the store.", int64(st.Entities))
		gauge("whosaid_store_relations", "Relations in the store.", int64(st.Relations))
		gauge("whosaid_store_claims", "Claims in the store.", int64(st.Claims))
		gauge("whosaid_store_disk_bytes", "Bytes of the store's tables on the disk.", size)
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = b.WriteTo(w) // the client may be gone; there is nobody else to tell
}
