package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// Limits, where no option changes them.
const (
	defaultTimeLimit  = 10 * time.Second
	defaultMaxRunning = 16        // the longest answers have 8 MB, and queries take turns on the cores anyway
	defaultMaxHeld    = 256 << 20 // bytes of requests and answers
	defaultWriteLimit = 30 * time.Second
)

// Limits that no option changes.
const (
	maxBody           = 1 << 20          // bytes of a request; the longest query has 32 KiB, the rest is for variables
	maxHeader         = 128 << 10        // bytes; the longest query in a URL, escaped, has 96 KiB
	maxDrained        = 16 << 20         // bytes of a body that is too large which are read to be forgotten
	bodyWeight        = 8                // bytes of memory that a byte of JSON counts as: lists of lists decode to several times their text
	readHeaderTimeout = 5 * time.Second  // a client that is slower holds a connection for nothing
	readTimeout       = 15 * time.Second // for 1 MiB: 70 KB/s
	idleTimeout       = time.Minute      // between requests of a connection
	maxWait           = time.Second      // of a query for its place among those that run
)

// TimeLimit is the longest that a query may run; 10 seconds without it. A query that takes longer is answered with 503.
func TimeLimit(d time.Duration) Option { return func(s *Server) { s.timeLimit = d } }

// MaxRunning is how many queries may run at the same time; 16 without it. One more waits a second for its turn, and is then
// answered with 503 and Retry-After.
func MaxRunning(n int) Option { return func(s *Server) { s.maxRunning = n } }

// MaxHeld is how many bytes the requests that are being read and the answers that are being written may hold together; 256 MiB
// without it. A request beyond is answered with 503 and Retry-After.
func MaxHeld(bytes int64) Option { return func(s *Server) { s.maxHeld = bytes } }

// WriteLimit is the longest that a client may take to read an answer; 30 seconds without it. One that is slower is cut off.
func WriteLimit(d time.Duration) Option { return func(s *Server) { s.writeLimit = d } }

// enter takes a place among the queries that run; leave gives it back. ok is false where none came free in time.
func (s *Server) enter(ctx context.Context) (leave func(), ok bool) {
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	select {
	case s.running <- struct{}{}:
		return func() { <-s.running }, true
	case <-ctx.Done():
		return nil, false
	}
}

// overloaded refuses a request for which there is no room.
func overloaded(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	refuse(w, http.StatusServiceUnavailable, "OVERLOADED", "the server has too much to do; try again in a second")
}

var errNoRoom = errors.New("no room")

// share is what one request holds of the memory that all have together.
type share struct {
	all  *atomic.Int64
	most int64
	mine int64
}

func (s *Server) share() *share { return &share{all: &s.held, most: s.maxHeld} }

// take asks for n bytes more; they count as taken even where the answer is errNoRoom.
func (h *share) take(n int64) error {
	h.mine += n
	if h.all.Add(n) > h.most {
		return errNoRoom
	}
	return nil
}

// free gives all back.
func (h *share) free() { h.all.Add(-h.mine) }

// heldBody is a body that counts what is read of it.
type heldBody struct {
	io.ReadCloser
	share *share
}

func (b heldBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if short := b.share.take(int64(n) * bodyWeight); short != nil {
		return n, short
	}
	return n, err
}
