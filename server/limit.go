package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
)

// Limits, where no option changes them.
const (
	defaultTimeLimit  = 10 * time.Second
	defaultMaxRunning = 16        // queries take turns on the cores anyway
	defaultMaxHeld    = 256 << 20 // bytes of requests and answers
	defaultWriteLimit = 30 * time.Second
	defaultMaxExports = 2 // each works on all cores
	defaultExportTime = 10 * time.Minute
)

// Limits that no option changes.
const (
	maxBody           = 1 << 20               // bytes of a request; the longest query has 32 KiB, the rest is for variables
	largeBody         = 64 << 10              // bytes; to decode more takes milliseconds
	maxHeader         = 128 << 10             // bytes; the longest query in a URL, escaped, has 96 KiB
	maxDrained        = 16 << 20              // bytes of a body that is too large which are read to be forgotten
	bodyWeight        = 8                     // bytes of memory that a byte of JSON counts as: lists of lists decode to several times their text
	readHeaderTimeout = 5 * time.Second       // a client that is slower holds a connection for nothing
	readTimeout       = 15 * time.Second      // for 1 MiB: 70 KB/s
	idleTimeout       = time.Minute           // between requests of a connection
	maxWait           = time.Second           // of a query for its place among those that run
	longTime          = 25 * time.Millisecond // from which on a query is a long one,
	longCalls         = 1_000                 // if it has read so many records; time alone may be that of others
)

// TimeLimit is the longest that a query may run; 10 seconds without it. A query that takes longer is answered with 503.
func TimeLimit(d time.Duration) Option { return func(s *Server) { s.timeLimit = d } }

// MaxRunning is how many queries may run at the same time; 16 without it. One more waits a second for its turn, and is then
// answered with 503 and Retry-After.
func MaxRunning(n int) Option { return func(s *Server) { s.maxRunning = n } }

// MaxLong is how many of the long queries, those that take longer than 25 milliseconds and read more than 1,000 records, may run at
// the same time; half as many as there are cores without it, and one at least. They do not count for MaxRunning. As many as
// MaxRunning says wait for their turn; one more is answered with 503 and Retry-After.
func MaxLong(n int) Option { return func(s *Server) { s.maxLong = n } }

// MaxHeld is how many bytes the requests that are being read and the answers that are being written may hold together; 256 MiB
// without it. A request beyond is answered with 503 and Retry-After. A request that holds less than a
// thousandth of it may have a quarter more.
func MaxHeld(bytes int64) Option { return func(s *Server) { s.maxHeld = bytes } }

// WriteLimit is the longest that a client may take to read an answer; 30 seconds without it. One that is slower is cut off.
func WriteLimit(d time.Duration) Option { return func(s *Server) { s.writeLimit = d } }

// MaxExports is how many exports may run at the same time; 2 without it. They do not count for MaxRunning. One more is answered with
// 503 and Retry-After.
func MaxExports(n int) Option { return func(s *Server) { s.maxExports = n } }

// ExportTime is the longest that an export may run; 10 minutes without it. One that takes longer is cut off. A client that takes
// nothing of it for as long as WriteLimit says is cut off, too.
func ExportTime(d time.Duration) Option { return func(s *Server) { s.exportTime = d } }

// place is what a query runs in: one of the places among the short ones, and later, where it takes long, one among the long ones.
// Without that, those who ask for much would keep waiting those who ask for little.
type place struct {
	s     *Server
	ctx   context.Context
	end   context.CancelFunc // of ctx
	since time.Time
	calls int
	in    chan struct{} // holds one for this query; nil while it waits
	full  bool          // no place among the long ones came free, nor one to wait for it
}

// enter takes a place among the queries that run, whose context it returns; leave gives it back. The place is nil where none came
// free in time.
func (s *Server) enter(ctx context.Context) (context.Context, *place) {
	wait, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	select {
	case s.running <- struct{}{}:
	case <-wait.Done():
		return ctx, nil
	}
	p := &place{s: s, since: time.Now(), in: s.running}
	p.ctx, p.end = context.WithTimeout(ctx, s.timeLimit)
	return graph.WithPause(p.ctx, p.pause), p
}

func (p *place) leave() {
	p.end()
	p.free()
}

func (p *place) free() {
	if p.in != nil {
		<-p.in
	}
}

// pause is called while the query reads. It lets a long one wait for its turn.
func (p *place) pause() error {
	const stride = 16 // calls for a look at the clock
	if p.calls++; p.in != p.s.running || p.calls < longCalls || p.calls%stride != 0 || time.Since(p.since) < longTime {
		return nil
	}
	p.free()
	p.in = nil
	select {
	case p.s.waiting <- struct{}{}:
	default:
		p.full = true
		p.end()
		return p.ctx.Err()
	}
	defer func() { <-p.s.waiting }()
	select {
	case p.s.long <- struct{}{}:
		p.in = p.s.long
		return nil
	case <-p.ctx.Done():
		return p.ctx.Err()
	}
}

// tooMuch is how what finds no room is refused, with schema.CodeOverloaded.
const tooMuch = "the server has too much to do; try again in a second"

// overloaded refuses a request for which there is no room.
func overloaded(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	refuse(w, http.StatusServiceUnavailable, schema.CodeOverloaded, tooMuch)
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
	most := h.most
	if h.mine <= h.most/1024 { // so that a few large ones do not keep out the many small ones
		most += most / 4
	}
	if h.all.Add(n) > most {
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
