package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/coder/websocket"

	"github.com/whosaid/whosaid/schema"
)

// Limits of all connections, where no option changes them.
const (
	defaultMaxConnections   = 1000 // an idle one holds some 50 KB
	defaultMaxSubscriptions = 1000 // each takes some 0.1 ms for every article that is stored
)

// MaxConnections is how many WebSockets may be open at the same time; 1,000 without it. One more is answered with 503 and
// Retry-After.
func MaxConnections(n int) Option { return func(s *Server) { s.maxConnections = n } }

// MaxSubscriptions is how many subscriptions may be under way at the same time, over all connections; 1,000 without it. One more is
// refused with the code OVERLOADED. A connection has 100 operations under way at most.
func MaxSubscriptions(n int) Option { return func(s *Server) { s.maxSubscriptions = n } }

// subscriber answers subscriptions.
type subscriber interface {
	Subscribes(schema.Request) bool
	Subscribe(context.Context, schema.Request) (*schema.Subscription, *schema.Response)
}

// sockets is the open connections. Its zero value is ready.
type sockets struct {
	mu     sync.Mutex
	open   map[*socket]struct{}
	taken  int  // places, also of those that are not open yet
	ending bool // whether no more are opened
	all    sync.WaitGroup
}

// enter takes a place for a connection, of at most n.
func (ss *sockets) enter(n int) bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.ending || ss.taken >= n {
		return false
	}
	ss.taken++
	ss.all.Add(1)
	return true
}

// leave gives it back.
func (ss *sockets) leave() {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.taken--
	ss.all.Done()
}

// serve speaks with a client until the connection ends.
func (ss *sockets) serve(ctx context.Context, c *socket) {
	ss.mu.Lock()
	if ss.open == nil {
		ss.open = map[*socket]struct{}{}
	}
	ss.open[c] = struct{}{}
	ending := ss.ending
	ss.mu.Unlock()
	defer func() {
		ss.mu.Lock()
		defer ss.mu.Unlock()
		delete(ss.open, c)
	}()
	if ending {
		go c.leave()
	}
	c.serve(ctx)
}

func (ss *sockets) count() int {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	return len(ss.open)
}

// shut has every connection end when its queries are answered, and opens no more. It waits for that until ctx ends; then they are
// cut off.
func (ss *sockets) shut(ctx context.Context) error {
	ss.mu.Lock()
	ss.ending = true
	for c := range ss.open {
		go c.leave()
	}
	ss.mu.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		ss.all.Wait()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	ss.mu.Lock()
	n := len(ss.open)
	for c := range ss.open {
		c.cancel()
	}
	ss.mu.Unlock()
	<-done
	return fmt.Errorf("%d WebSockets were cut off: %w", n, ctx.Err())
}

// upgrading answers the requests that ask for a WebSocket, and hands the others on.
func (s *Server) upgrading(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && lists(r.Header, "Upgrade", "websocket") {
			s.connect(w, r)
			return
		}
		next(w, r)
	}
}

// lists says whether a header names a token in one of its lists.
func lists(h http.Header, name, token string) bool {
	for _, v := range h.Values(name) {
		for part := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}

// connect opens a WebSocket and serves it until it ends.
//
// A browser lets any page open a WebSocket to any server, without asking: so a page of another origin is refused. The token can
// come in the header, and then it must be a good one, or in connection_init.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	switch {
	case !sameOrigin(r):
		refuse(w, http.StatusForbidden, "CROSS_SITE", "a page of another site may not open a WebSocket here")
		return
	case !lists(r.Header, "Sec-Websocket-Protocol", subprotocol):
		refuse(w, http.StatusBadRequest, "BAD_REQUEST", "this WebSocket speaks "+subprotocol+": offer it as Sec-WebSocket-Protocol")
		return
	case bearer(r) != "" && !s.allowed(w, r):
		s.unauthorized(w, r)
		return
	case !s.sockets.enter(s.maxConnections):
		overloaded(w)
		return
	}
	defer s.sockets.leave()
	c := &socket{s: s, queue: make(chan written, maxQueued), ended: make(chan struct{}), operations: map[string]*operation{}}
	if s.tokens != nil {
		c.holder, _ = s.tokens.find(bearer(r))
	}
	// The origin was looked at; the package would look at the host alone as well.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{subprotocol}})
	if err != nil { // the answer is written
		note(w, func(a *answered) { a.refused = "BAD_REQUEST" })
		return
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(maxBody)
	c.conn = conn
	note(w, func(a *answered) {
		a.status = http.StatusSwitchingProtocols
		s.metrics.upgraded()
	})
	// The context of a request whose connection was taken over tells nothing about it.
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	defer cancel()
	c.cancel = cancel
	s.sockets.serve(ctx, c)
	note(w, func(a *answered) { a.holder = c.holder.name })
}

// sameOrigin says whether a request comes from a page of this server, or from none.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && !slices.Contains([]string{"same-origin", "none"}, site) {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}
