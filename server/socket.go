package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/whosaid/whosaid/schema"
)

// Limits of a connection.
const (
	defaultInitLimit = 10 * time.Second // until connection_init comes
	defaultPingEvery = 30 * time.Second // so that a client that is gone is noticed, and proxies keep the connection
	maxOperations    = 100              // that run at the same time
	maxQueued        = 32               // answers that wait to be written; what they hold counts for MaxHeld, too
)

// socket is one connection.
//
// Three goroutines serve it: one reads and begins operations, one writes what is in the queue, one asks whether the client is
// there. Each operation has a goroutine of its own.
type socket struct {
	s      *Server
	conn   *websocket.Conn
	queue  chan written
	cancel context.CancelFunc // ends all that the connection does
	ended  chan struct{}      // closed when the connection is to be closed, with code and reason
	once   sync.Once
	code   websocket.StatusCode
	reason string

	mu         sync.Mutex
	ready      bool                  // whether connection_init was acknowledged
	begun      bool                  // whether it has come
	holder     grant                 // of the token; zero where the server takes none
	leaving    bool                  // whether no operation begins any more
	operations map[string]*operation // by their id
	running    sync.WaitGroup        // operations; added to only under mu while not leaving
}

// operation is what a subscribe message has begun.
type operation struct {
	id      string
	ctx     context.Context
	cancel  context.CancelFunc
	stream  atomic.Bool // whether it is a subscription
	dropped atomic.Bool // whether the client wants no more of it
	held    *share      // of its request
}

// written is a message in the queue.
type written struct {
	text []byte
	held *share
	of   *operation // nil for messages of the connection
	last bool       // whether the operation is over
}

// serve speaks with the client until the connection ends.
func (c *socket) serve(ctx context.Context) {
	var writer, pinger sync.WaitGroup
	writer.Go(func() { c.write(ctx) })
	pinger.Go(func() { c.ping(ctx) })
	late := time.AfterFunc(c.s.initLimit, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if !c.ready {
			c.end(closeInitTimeout, fmt.Sprintf("no connection_init came in %v", c.s.initLimit))
		}
	})
	defer late.Stop()
	c.read(ctx)
	c.end(websocket.StatusNormalClosure, "")
	c.stop(func(*operation) bool { return true })
	writer.Wait() // it says why the connection ends
	c.cancel()
	c.running.Wait()
	pinger.Wait()
	_ = c.conn.CloseNow() // it is closed already, as a rule
	for {                 // what nobody writes any more
		select {
		case w := <-c.queue:
			w.held.free()
		default:
			return
		}
	}
}

// end has the connection closed, when what is in the queue is written. The first code and reason count.
func (c *socket) end(code websocket.StatusCode, reason string) {
	c.once.Do(func() {
		c.code, c.reason = code, shortened(reason, maxReason)
		close(c.ended)
	})
}

// stop lets no operation begin any more, and ends some of those that are under way.
func (c *socket) stop(which func(*operation) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leaving = true
	for _, op := range c.operations {
		if which(op) {
			op.cancel()
		}
	}
}

// leave ends the connection because the server ends: subscriptions at once, queries when they are answered.
func (c *socket) leave() {
	c.stop(func(op *operation) bool { return op.stream.Load() })
	c.running.Wait()
	c.end(closeGoingAway, "the server ends")
}

// read reads messages until the connection ends or is to be ended.
func (c *socket) read(ctx context.Context) {
	for {
		held := c.s.share()
		kind, body, err := c.conn.Reader(ctx)
		var text []byte
		if err == nil {
			text, err = io.ReadAll(heldBody{io.NopCloser(body), held})
		}
		switch {
		case errors.Is(err, errNoRoom):
			c.end(closeTryAgain, "the server has too much to do; connect again in a second")
		case err != nil:
		case kind != websocket.MessageText:
			c.end(closeBadMessage, "the message is binary: send text")
		default:
			if keeps := c.take(ctx, text, held); keeps {
				held = c.s.share()
			}
		}
		held.free()
		select {
		case <-c.ended:
			return
		default:
		}
		if err != nil {
			return
		}
	}
}

// take does what a message asks for. It reports whether an operation keeps what the message holds.
func (c *socket) take(ctx context.Context, text []byte, held *share) (keeps bool) {
	m, err := readMessage(text)
	if err != nil {
		c.end(closeBadMessage, err.Error())
		return false
	}
	switch m.Type {
	case typeInit:
		c.begin(ctx, m)
	case typePing:
		c.send(ctx, nil, outgoing{Type: typePong, Payload: payloadOf(m)})
	case typeSubscribe:
		return c.subscribe(ctx, m, held)
	case typeComplete:
		c.mu.Lock()
		op := c.operations[m.ID]
		delete(c.operations, m.ID)
		c.mu.Unlock()
		if op != nil {
			op.dropped.Store(true)
			op.cancel()
		}
	}
	return false
}

// payloadOf is a payload to send back.
func payloadOf(m incoming) any {
	if m.Payload == nil {
		return nil
	}
	return m.Payload
}

// begin answers connection_init: it is what opens the connection, for those who may read.
func (c *socket) begin(ctx context.Context, m incoming) {
	c.mu.Lock()
	again := c.begun
	c.begun = true
	c.mu.Unlock()
	if again {
		c.end(closeInitAgain, "connection_init has come already")
		return
	}
	if token, given := m.token(); c.s.tokens != nil && (given || c.holder == grant{}) {
		g, ok := c.s.tokens.find(token)
		switch {
		case ok:
			c.holder = g
		case token == "":
			c.end(closeForbidden, `a token is wanted: send it in connection_init as {"Authorization": "Bearer TOKEN"}`)
			return
		default:
			c.end(closeForbidden, "this server does not know the token; ask whoever runs it for another")
			return
		}
	}
	c.mu.Lock()
	c.ready = true
	c.mu.Unlock()
	c.send(ctx, nil, outgoing{Type: typeAck})
}

// subscribe begins an operation. It reports whether the operation keeps what its message holds.
func (c *socket) subscribe(ctx context.Context, m incoming, held *share) bool {
	q, bad := m.request()
	if bad != nil {
		c.end(closeBadMessage, bad.text)
		return false
	}
	q.Load = c.holder.mayLoad()
	op, full := c.enlist(ctx, m.ID, held)
	if full {
		// Not by a goroutine of its own: a client that does not read is not read either.
		c.s.metrics.refuse(schema.CodeOverloaded)
		text := fmt.Sprintf("this connection has %d operations under way, as many as it may; end one first", maxOperations)
		c.send(ctx, nil, outgoing{Type: typeError, ID: m.ID, Payload: []*schema.Error{{Message: text, Code: schema.CodeOverloaded}}})
	}
	if op == nil {
		return false
	}
	go func() {
		defer c.running.Done()
		defer op.cancel()
		defer op.held.free()
		defer func() {
			if v := recover(); v != nil {
				c.s.errors.ErrorContext(ctx, "panic", "value", fmt.Sprint(v), "stack", string(debug.Stack()))
				c.refuse(op, schema.CodeInternal, "internal error")
			}
		}()
		c.run(op, q)
	}()
	return true
}

// enlist makes an operation, which counts as running. It is nil where none may begin; full says that it is because of the others.
func (c *socket) enlist(ctx context.Context, id string, held *share) (op *operation, full bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.leaving:
		return nil, false
	case !c.ready:
		c.end(closeNotReady, "connection_init comes first, and its acknowledgement")
		return nil, false
	case c.operations[id] != nil:
		c.end(closeDouble, fmt.Sprintf("an operation with the id %s is under way", shortened(id, 80)))
		return nil, false
	case len(c.operations) >= maxOperations:
		return nil, true
	}
	op = &operation{id: id, held: held}
	op.ctx, op.cancel = context.WithCancel(ctx)
	c.operations[id] = op
	c.running.Add(1)
	return op, false
}

// run carries out an operation.
func (c *socket) run(op *operation, q schema.Request) {
	sub, res, ok := c.ask(op, q)
	switch {
	case !ok:
		c.refuse(op, schema.CodeOverloaded, tooMuch)
	case sub != nil:
		defer c.s.subscriptions.Add(-1)
		defer sub.Close()
		c.stream(op, sub)
	case c.answer(op, res):
		c.complete(op)
	}
}

// ask answers a request as a POST is answered, or begins a subscription; ok is false where no place came free. Who gets a
// subscription gives back its place among the subscriptions.
func (c *socket) ask(op *operation, q schema.Request) (sub *schema.Subscription, res *schema.Response, ok bool) {
	subscribes, ok := c.subscribes(op, q)
	if !ok {
		return nil, nil, false
	}
	if !subscribes {
		res, ok = c.s.run(op.ctx, q)
		return nil, res, ok
	}
	c.mu.Lock()
	op.stream.Store(true)
	if c.leaving {
		op.cancel()
	}
	c.mu.Unlock()
	ctx, p := c.s.enter(op.ctx)
	if p == nil {
		return nil, nil, false
	}
	defer p.leave()
	if n := c.s.subscriptions.Add(1); n > int64(c.s.maxSubscriptions) {
		text := fmt.Sprintf("the server has %d subscriptions, as many as it may; try again later", c.s.maxSubscriptions)
		res = &schema.Response{Errors: []*schema.Error{{Message: text, Code: schema.CodeOverloaded}}}
	} else if sub, res = c.s.live.Subscribe(ctx, q); sub != nil {
		return sub, nil, true
	}
	c.s.subscriptions.Add(-1)
	return nil, res, true
}

// subscribes says whether a request asks for a subscription, for which its document is read in a place among the queries that run.
func (c *socket) subscribes(op *operation, q schema.Request) (yes, ok bool) {
	if !strings.Contains(q.Query, "subscription") {
		return false, true
	}
	_, p := c.s.enter(op.ctx)
	if p == nil {
		return false, false
	}
	defer p.leave()
	return c.s.live.Subscribes(q), true
}

// stream sends the events of a subscription until it ends.
func (c *socket) stream(op *operation, sub *schema.Subscription) {
	for res, err := range sub.Events(op.ctx) {
		if e, ok := errors.AsType[*schema.Error](err); ok {
			if op.ctx.Err() == nil {
				c.refuse(op, e.Code, e.Message)
			}
			return
		}
		if !c.event(op, res) {
			return
		}
	}
}

// answer sends the answer to an operation: as its end, where nothing was run. It reports whether more can follow.
func (c *socket) answer(op *operation, res *schema.Response) bool {
	if code := refusedBy(res); code != "" {
		c.s.metrics.refuse(code)
	}
	if res.Refused() != "" {
		c.last(op, outgoing{Type: typeError, ID: op.id, Payload: res.Errors})
		return false
	}
	return c.send(op.ctx, op, outgoing{Type: typeNext, ID: op.id, Payload: res})
}

// event sends the answer to an event of a subscription. It reports whether more can follow.
func (c *socket) event(op *operation, res *schema.Response) bool {
	if op.ctx.Err() != nil {
		return false
	}
	if code := refusedBy(res); code != "" {
		c.s.metrics.refuse(code)
	}
	c.s.metrics.events.Add(1)
	return c.send(op.ctx, op, outgoing{Type: typeNext, ID: op.id, Payload: res})
}

// refuse ends an operation with an error.
func (c *socket) refuse(op *operation, code, text string) {
	c.s.metrics.refuse(code)
	c.last(op, outgoing{Type: typeError, ID: op.id, Payload: []*schema.Error{{Message: text, Code: code}}})
}

// complete ends an operation that has sent all.
func (c *socket) complete(op *operation) { c.last(op, outgoing{Type: typeComplete, ID: op.id}) }

// last sends the last message of an operation.
func (c *socket) last(op *operation, m outgoing) { c.push(op.ctx, op, m, true) }

// send puts a message into the queue. It reports whether more can follow.
func (c *socket) send(ctx context.Context, op *operation, m outgoing) bool {
	return c.push(ctx, op, m, false)
}

// push puts a message into the queue, where it waits for room: a client that gives none for half of the time that it has to read an
// answer is let go.
func (c *socket) push(ctx context.Context, op *operation, m outgoing, last bool) bool {
	text, err := m.text()
	if err != nil {
		c.s.errors.ErrorContext(ctx, "websocket: a message cannot be written", "err", err)
		return false
	}
	w := written{text: text, held: c.s.share(), of: op, last: last}
	if w.held.take(int64(len(text))) != nil && op != nil && m.Type == typeNext {
		w.held.free()
		c.refuse(op, schema.CodeOverloaded, tooMuch)
		return false
	}
	select {
	case c.queue <- w:
		return true
	default:
	}
	patience := time.NewTimer(c.s.writeLimit / 2)
	defer patience.Stop()
	select {
	case c.queue <- w:
		return true
	case <-patience.C:
		c.s.metrics.evicted.Add(1)
		c.s.errors.WarnContext(ctx, "websocket: a client that does not read its answers was let go", "holder", c.holder.name)
		c.end(closeTryAgain, "answers were not read in time; connect again, and read faster or ask for less")
	case <-ctx.Done():
	case <-c.ended:
	}
	w.held.free()
	return false
}

// write writes what is in the queue, until the connection is to be closed; then it closes it.
func (c *socket) write(ctx context.Context) {
	// A reader that waits for a message learns so that there will be none.
	defer c.cancel()
	for {
		select {
		case w := <-c.queue:
			if !c.put(ctx, w) {
				return
			}
		case <-c.ended:
			c.drain(ctx)
			_ = c.conn.Close(c.code, c.reason) // the client may be gone; there is nobody else to tell
			return
		case <-ctx.Done():
			return
		}
		select {
		case <-c.ended:
			c.drain(ctx)
			_ = c.conn.Close(c.code, c.reason)
			return
		default:
		}
	}
}

// drain writes what came before the end. A client that is let go because it does not read gets no more.
func (c *socket) drain(ctx context.Context) {
	for c.code != closeTryAgain {
		select {
		case w := <-c.queue:
			if !c.put(ctx, w) {
				return
			}
		default:
			return
		}
	}
}

// put writes one message.
func (c *socket) put(ctx context.Context, w written) bool {
	defer w.held.free()
	if w.of != nil {
		if w.last {
			c.mu.Lock()
			if c.operations[w.of.id] == w.of {
				delete(c.operations, w.of.id)
			}
			c.mu.Unlock()
		}
		if w.of.dropped.Load() {
			return true
		}
	}
	ctx, cancel := context.WithTimeout(ctx, c.s.writeLimit)
	defer cancel()
	return c.conn.Write(ctx, websocket.MessageText, w.text) == nil
}

// ping asks the client from time to time whether it is there.
func (c *socket) ping(ctx context.Context) {
	tick := time.NewTicker(c.s.pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.ended:
			return
		case <-tick.C:
		}
		limited, cancel := context.WithTimeout(ctx, c.s.writeLimit)
		err := c.conn.Ping(limited)
		cancel()
		if err != nil {
			c.cancel()
			return
		}
	}
}
