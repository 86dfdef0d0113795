package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// live is a running server over a store with the sample documents, and how to stop it before the test ends.
func live(t *testing.T, change func(*Server), opts ...Option) (s *Server, url string, stop func() error) {
	t.Helper()
	s, err := New(schematest.Open(t), opts...)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(s)
	}
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return s, "http://" + ln.Addr().String() + "/graphql", stop
}

// client is the other end of a connection.
type client struct {
	t    *testing.T
	conn *websocket.Conn
}

func dialSocket(t *testing.T, url string, h http.Header) (*client, *http.Response, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	conn, res, err := websocket.Dial(ctx, url, &websocket.DialOptions{Subprotocols: []string{subprotocol}, HTTPHeader: h})
	if err != nil {
		return nil, res, err
	}
	conn.SetReadLimit(64 << 20)
	t.Cleanup(func() { conn.CloseNow() })
	return &client{t, conn}, res, nil
}

// connected is a client whose connection_init was acknowledged.
func connected(t *testing.T, url string) *client {
	t.Helper()
	c, _, err := dialSocket(t, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.say(`{"type":"connection_init"}`)
	c.hears(`{"type":"connection_ack"}`)
	return c
}

func (c *client) say(text string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 20*time.Second)
	defer cancel()
	if err := c.conn.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatalf("%.100s: %v", text, err)
	}
}

// subscribe begins an operation.
func (c *client) subscribe(id, query string) {
	c.t.Helper()
	c.say(fmt.Sprintf(`{"type":"subscribe","id":%q,"payload":{"query":%q}}`, id, query))
}

// next is the next message.
func (c *client) next() string {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 20*time.Second)
	defer cancel()
	_, b, err := c.conn.Read(ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(b)
}

// hears fails the test unless the next message is this one.
func (c *client) hears(want string) {
	c.t.Helper()
	if got := c.next(); got != want {
		c.t.Errorf("got %s, want %s", got, want)
	}
}

// closed is the code and the reason with which the connection ends; what comes before is left out.
func (c *client) closed() (websocket.StatusCode, string) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 20*time.Second)
	defer cancel()
	for {
		_, _, err := c.conn.Read(ctx)
		if e, ok := errors.AsType[websocket.CloseError](err); ok {
			return e.Code, e.Reason
		}
		if err != nil {
			c.t.Fatalf("the connection ended without a close: %v", err)
		}
	}
}

// until waits for something that happens on the other side.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for begin := time.Now(); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Since(begin) > 20*time.Second {
			t.Fatalf("%s did not happen", what)
		}
	}
}

func TestSocketAnswersQueriesAndSubscriptions(t *testing.T) {
	s, url, _ := live(t, nil)
	c := connected(t, url)
	c.say(`{"type":"ping","payload":{"a":1}}`)
	c.hears(`{"type":"pong","payload":{"a":1}}`)
	c.say(`{"type":"ping"}`)
	c.hears(`{"type":"pong"}`)
	c.say(`{"type":"pong","payload":null}`)
	c.subscribe("1", "{ stats { articles } }")
	c.hears(`{"type":"next","id":"1","payload":{"data":{"stats":{"articles":3}}}}`)
	c.hears(`{"type":"complete","id":"1"}`)
	c.subscribe("1", `{ entity(name: "Nobody At All") { id } }`) // an answer with an error, under an id that is free again
	if got := c.next(); !strings.HasPrefix(got, `{"type":"next","id":"1","payload":{"errors":[{"message":`) || !strings.Contains(got, `"data":{"entity":null}`) {
		t.Errorf("got %s", got)
	}
	c.hears(`{"type":"complete","id":"1"}`)
	c.subscribe("bad", "{ nothing }")
	c.hears(`{"type":"error","id":"bad","payload":[{"message":"Cannot query field \"nothing\" on type \"Query\".","locations":[{"line":1,"column":3}],"extensions":{"code":"INVALID"}}]}`)
	c.subscribe("bad", `subscription { claimStored(filter: {about: "Nort Korea"}) { id } }`)
	if got := c.next(); !strings.HasPrefix(got, `{"type":"error","id":"bad","payload":[{"message":"about: nothing here is called \"Nort Korea\"; the nearest names are North Korea"`) {
		t.Errorf("got %s", got)
	}
	c.subscribe("s", `subscription { claimStored(filter: {minQuantity: 2}) { quantity { text } } }`)
	c.subscribe("other", `subscription { claimStored(filter: {minQuantity: 3}) { quantity { text } } }`)
	until(t, "both subscriptions", func() bool { return s.subscriptions.Load() == 2 })
	schematest.Put(t, s.db, schematest.Many(2)...)
	c.hears(`{"type":"next","id":"s","payload":{"data":{"claimStored":{"quantity":{"text":"2"}}}}}`)
	c.say(`{"type":"complete","id":"s"}`)
	c.say(`{"type":"complete","id":"nobody knows it"}`)
	until(t, "the end of one", func() bool { return s.subscriptions.Load() == 1 })
	schematest.Put(t, s.db, schematest.Many(3)...)
	c.hears(`{"type":"next","id":"other","payload":{"data":{"claimStored":{"quantity":{"text":"3"}}}}}`)
	c.conn.Close(websocket.StatusNormalClosure, "")
	until(t, "the end of the connection", func() bool { return s.sockets.count() == 0 && s.subscriptions.Load() == 0 && s.held.Load() == 0 })
	if got := s.metrics.events.Load(); got != 2 {
		t.Errorf("%d events were counted", got)
	}
}

func TestSocketClosesWithTheCodesOfTheProtocol(t *testing.T) {
	tests := []struct {
		name   string
		say    []string
		code   websocket.StatusCode
		reason string
	}{
		{"no JSON", []string{`hello`}, 4400, `the message is no JSON object with a type, as in {"type": "ping"}`},
		{"no type", []string{`{}`}, 4400, `the message is no JSON object with a type, as in {"type": "ping"}`},
		{"a list", []string{`[{"type":"ping"}]`}, 4400, `the message is no JSON object with a type, as in {"type": "ping"}`},
		{"not UTF-8", []string{"{\"type\":\"ping\",\"payload\":{\"a\":\"\xff\"}}"}, 4400, `the message is not UTF-8`},
		{"an unknown type", []string{`{"type":"start","id":"1"}`}, 4400, `"start" is no type of message that a client sends`},
		{"a long type", []string{`{"type":"` + strings.Repeat("é", 500) + `"}`}, 4400, `"` + strings.Repeat("é", 18) + `…" is no type of message that a client sends`},
		{"a type of the server", []string{`{"type":"connection_ack"}`}, 4400, `"connection_ack" is no type of message that a client sends`},
		{"a payload that is none", []string{`{"type":"connection_init","payload":[]}`}, 4400, `the payload of connection_init is no JSON object`},
		{"no id", []string{`{"type":"subscribe","payload":{"query":"{__typename}"}}`}, 4400, `subscribe wants an id: a string of 1 to 128 bytes`},
		{"an empty id", []string{`{"type":"complete","id":""}`}, 4400, `complete wants an id: a string of 1 to 128 bytes`},
		{"no payload", []string{`{"type":"subscribe","id":"1"}`}, 4400, `subscribe wants a payload, as in {"query": "{ stats { claims } }"}`},
		{"no query", []string{`{"type":"subscribe","id":"1","payload":{}}`}, 4400, `the request has no query`},
		{"a query of the wrong type", []string{`{"type":"subscribe","id":"1","payload":{"query":1}}`}, 4400, `query is a JSON number: it must be a string`},
		{"before connection_init", []string{`{"type":"subscribe","id":"1","payload":{"query":"{__typename}"}}`}, 4401, `connection_init comes first, and its acknowledgement`},
		{"connection_init twice", []string{`{"type":"connection_init"}`, `{"type":"connection_init"}`}, 4429, `connection_init has come already`},
		{"an id twice", []string{
			`{"type":"connection_init"}`,
			`{"type":"subscribe","id":"a","payload":{"query":"subscription { claimStored { id } }"}}`,
			`{"type":"subscribe","id":"a","payload":{"query":"{ stats { claims } }"}}`,
		}, 4409, `an operation with the id a is under way`},
		{"nothing", nil, 4408, `no connection_init came in 300ms`},
	}
	s, url, _ := live(t, func(s *Server) { s.initLimit = 300 * time.Millisecond })
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, _, err := dialSocket(t, url, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range tt.say {
				c.say(m)
			}
			if code, reason := c.closed(); code != tt.code || reason != tt.reason {
				t.Errorf("closed with %d %q, want %d %q", code, reason, tt.code, tt.reason)
			}
		})
	}
	c := connected(t, url)
	if err := c.conn.Write(t.Context(), websocket.MessageBinary, []byte(`{"type":"ping"}`)); err != nil {
		t.Fatal(err)
	}
	if code, reason := c.closed(); code != 4400 || reason != "the message is binary: send text" {
		t.Errorf("a binary message: %d %q", code, reason)
	}
	c = connected(t, url)
	c.say(`{"type":"ping","payload":{"a":"` + strings.Repeat("x", maxBody) + `"}}`)
	if code, _ := c.closed(); code != websocket.StatusMessageTooBig {
		t.Errorf("a message of more than 1 MiB: %d", code)
	}
	until(t, "the end of all", func() bool { return s.sockets.count() == 0 && s.subscriptions.Load() == 0 && s.held.Load() == 0 })
}

func TestSocketIsOpenedForThisSiteOnly(t *testing.T) {
	_, url, _ := live(t, nil)
	host := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/graphql")
	for _, tt := range []struct {
		name   string
		header http.Header
		status int
		code   string
	}{
		{"no origin", nil, 101, ""},
		{"the same origin", http.Header{"Origin": {"http://" + host}, "Sec-Fetch-Site": {"same-origin"}}, 101, ""},
		{"behind a proxy with TLS", http.Header{"Origin": {"https://" + host}}, 101, ""},
		{"another origin", http.Header{"Origin": {"http://evil.example"}}, 403, "CROSS_SITE"},
		{"another port", http.Header{"Origin": {"http://127.0.0.1:1"}}, 403, "CROSS_SITE"},
		{"no origin that can be named", http.Header{"Origin": {"null"}}, 403, "CROSS_SITE"},
		{"a browser that says so", http.Header{"Sec-Fetch-Site": {"cross-site"}}, 403, "CROSS_SITE"},
		{"a name that nobody allowed", http.Header{"Host": {"evil.example"}}, 421, "UNKNOWN_HOST"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			o := &websocket.DialOptions{Subprotocols: []string{subprotocol}, HTTPHeader: tt.header, Host: tt.header.Get("Host")}
			conn, res, err := websocket.Dial(ctx, url, o)
			if (err == nil) != (tt.status == 101) || res.StatusCode != tt.status {
				t.Fatalf("%d, want %d: %v", res.StatusCode, tt.status, err)
			}
			if err == nil {
				if conn.Subprotocol() != subprotocol {
					t.Errorf("subprotocol %q", conn.Subprotocol())
				}
				conn.Close(websocket.StatusNormalClosure, "")
				return
			}
			if b, _ := io.ReadAll(res.Body); !strings.Contains(string(b), `"code":"`+tt.code+`"`) {
				t.Errorf("%s", b)
			}
		})
	}
	for _, offered := range [][]string{nil, {"graphql-ws"}} {
		_, res, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{Subprotocols: offered})
		if err == nil || res.StatusCode != 400 {
			t.Errorf("subprotocols %q: %v, %v", offered, res.StatusCode, err)
		}
	}
}

func TestSocketWantsAToken(t *testing.T) {
	token, line, err := NewToken(RoleRead, "desk")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := ReadTokens(strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	_, url, _ := live(t, nil, RequireToken(tokens))
	tests := []struct {
		name   string
		header string
		init   string
		status int // of the upgrade
		code   websocket.StatusCode
		reason string
	}{
		{"in the header", "Bearer " + token, `{"type":"connection_init"}`, 101, 0, ""},
		{"in connection_init", "", `{"type":"connection_init","payload":{"Authorization":"Bearer ` + token + `"}}`, 101, 0, ""},
		{"in small letters", "", `{"type":"connection_init","payload":{"authorization":"bearer ` + token + `"}}`, 101, 0, ""},
		{"in both", "Bearer " + token, `{"type":"connection_init","payload":{"Authorization":"Bearer ` + token + `"}}`, 101, 0, ""},
		{"none", "", `{"type":"connection_init","payload":{"a":1}}`, 101, 4403, `a token is wanted: send it in connection_init as {"Authorization": "Bearer TOKEN"}`},
		{"a wrong one in connection_init", "", `{"type":"connection_init","payload":{"Authorization":"Bearer x"}}`, 101, 4403, "this server does not know the token; ask whoever runs it for another"},
		{"a wrong one besides", "Bearer " + token, `{"type":"connection_init","payload":{"Authorization":"Bearer x"}}`, 101, 4403, "this server does not know the token; ask whoever runs it for another"},
		{"a wrong one in the header", "Bearer x", "", 401, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := http.Header{}
			if tt.header != "" {
				h.Set("Authorization", tt.header)
			}
			c, res, err := dialSocket(t, url, h)
			if res.StatusCode != tt.status {
				t.Fatalf("%d, want %d: %v", res.StatusCode, tt.status, err)
			}
			if err != nil {
				return
			}
			c.say(tt.init)
			if tt.code == 0 {
				c.hears(`{"type":"connection_ack"}`)
				c.subscribe("1", "{ stats { articles } }")
				c.hears(`{"type":"next","id":"1","payload":{"data":{"stats":{"articles":3}}}}`)
				return
			}
			if code, reason := c.closed(); code != tt.code || reason != tt.reason {
				t.Errorf("closed with %d %q, want %d %q", code, reason, tt.code, tt.reason)
			}
		})
	}
}

func TestSocketLimits(t *testing.T) {
	s, url, _ := live(t, nil, MaxConnections(2), MaxSubscriptions(maxOperations+3))
	a, b := connected(t, url), connected(t, url)
	if _, res, err := dialSocket(t, url, nil); err == nil || res.StatusCode != 503 || res.Header.Get("Retry-After") != "1" {
		t.Errorf("a third connection: %v %v", res, err)
	}
	const listen = "subscription { claimStored { id } }"
	for i := range maxOperations {
		a.subscribe(fmt.Sprint(i), listen)
	}
	a.subscribe("one more", "{ stats { claims } }")
	a.hears(`{"type":"error","id":"one more","payload":[{"message":"this connection has 100 operations under way, as many as it may; end one first","extensions":{"code":"OVERLOADED"}}]}`)
	until(t, "100 subscriptions", func() bool { return s.subscriptions.Load() == maxOperations })
	for i := range 3 {
		b.subscribe(fmt.Sprint(i), listen)
	}
	until(t, "103 subscriptions", func() bool { return s.subscriptions.Load() == maxOperations+3 })
	b.subscribe("one more", listen)
	b.hears(`{"type":"error","id":"one more","payload":[{"message":"the server has 103 subscriptions, as many as it may; try again later","extensions":{"code":"OVERLOADED"}}]}`)
	a.say(`{"type":"complete","id":"7"}`)
	until(t, "the end of one", func() bool { return s.subscriptions.Load() == maxOperations+2 })
	b.subscribe("one more", listen)
	until(t, "another one", func() bool { return s.subscriptions.Load() == maxOperations+3 })
	a.conn.CloseNow()
	until(t, "room for another connection", func() bool {
		_, _, err := dialSocket(t, url, nil)
		return err == nil
	})
}

func TestQueriesOverASocketTakePlaces(t *testing.T) {
	let := make(chan struct{})
	s, url, _ := live(t, func(s *Server) {
		s.schema = faulty(func(ctx context.Context, q schema.Request) *schema.Response {
			if strings.Contains(q.Query, "claims") {
				panic("a resolver")
			}
			<-let
			return &schema.Response{Data: []byte("{}")}
		})
	}, MaxRunning(1))
	c := connected(t, url)
	c.subscribe("1", "{ stats { articles } }")
	until(t, "the first query", func() bool { return len(s.running) == 1 })
	c.subscribe("2", "{ stats { articles } }")
	c.hears(`{"type":"error","id":"2","payload":[{"message":"the server has too much to do; try again in a second","extensions":{"code":"OVERLOADED"}}]}`)
	close(let)
	c.hears(`{"type":"next","id":"1","payload":{"data":{}}}`)
	c.hears(`{"type":"complete","id":"1"}`)
	c.subscribe("3", "{ stats { claims } }")
	c.hears(`{"type":"error","id":"3","payload":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`)
	c.subscribe("4", "{ stats { articles } }")
	c.hears(`{"type":"next","id":"4","payload":{"data":{}}}`)
}

func TestSocketOfASlowReaderIsLetGo(t *testing.T) {
	big := []byte(`"` + strings.Repeat("x", 1<<19) + `"`)
	for _, tt := range []struct {
		name  string
		limit time.Duration
		reads bool
	}{
		{"one that reads again learns why", 8 * time.Second, true},
		{"one that never reads is cut off", time.Second, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var log bytes.Buffer
			s, url, _ := live(t, func(s *Server) {
				s.schema = faulty(func(context.Context, schema.Request) *schema.Response { return &schema.Response{Data: big} })
			}, MaxRunning(200), WriteLimit(tt.limit), ErrorLog(slog.New(slog.NewTextHandler(&log, nil))))
			c := connected(t, url)
			for i := range 2*maxQueued + 30 {
				c.subscribe(fmt.Sprint(i), "{ stats { claims } }")
			}
			until(t, "that it is let go", func() bool { return s.metrics.evicted.Load() > 0 })
			if tt.reads {
				if code, reason := c.closed(); code != 1013 || reason != "answers were not read in time; connect again, and read faster or ask for less" {
					t.Errorf("closed with %d %q", code, reason)
				}
			}
			until(t, "the end of the connection", func() bool { return s.sockets.count() == 0 && s.held.Load() == 0 })
			if !strings.Contains(log.String(), "does not read its answers was let go") {
				t.Errorf("the log says %q", log.String())
			}
		})
	}
}

// A client that asks and asks and never reads holds no more than one that does.
func TestSocketThatIsFloodedHoldsLittle(t *testing.T) {
	big := []byte(`"` + strings.Repeat("x", 1<<18) + `"`) // so that little fits between the two ends
	s, url, _ := live(t, func(s *Server) {
		s.schema = faulty(func(context.Context, schema.Request) *schema.Response { return &schema.Response{Data: big} })
	}, WriteLimit(2*time.Second))
	c := connected(t, url)
	before := runtime.NumGoroutine()
	most := 0
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for i := range 100_000 {
		query := fmt.Sprintf(`{"type":"subscribe","id":"%d","payload":{"query":"{ articles { edges { node { text } } } }"}}`, i)
		if c.conn.Write(ctx, websocket.MessageText, []byte(query)) != nil {
			break
		}
		most = max(most, runtime.NumGoroutine())
	}
	if ctx.Err() != nil || most > before+4*maxOperations {
		t.Errorf("there were %d goroutines, %d before: %v", most, before, ctx.Err())
	}
	until(t, "that it is let go", func() bool { return s.metrics.evicted.Load() > 0 && s.sockets.count() == 0 && s.held.Load() == 0 })
}

func TestSocketOfAClientThatIsGoneEnds(t *testing.T) {
	s, url, _ := live(t, func(s *Server) { s.pingEvery, s.writeLimit = 20*time.Millisecond, 200*time.Millisecond })
	c := connected(t, url)
	ctx := c.conn.CloseRead(t.Context()) // it reads, so that pings are answered
	time.Sleep(500 * time.Millisecond)
	if ctx.Err() != nil || s.sockets.count() != 1 {
		t.Errorf("a client that answers pings was cut off")
	}
	connected(t, url) // nobody reads it any more
	until(t, "the end of the second", func() bool { return s.sockets.count() == 1 })
}

func TestSocketsEndWithTheServer(t *testing.T) {
	let := make(chan struct{})
	s, url, stop := live(t, nil)
	waiting, idle := connected(t, url), connected(t, url)
	waiting.subscribe("s", "subscription { claimStored { id } }")
	until(t, "the subscription", func() bool { return s.subscriptions.Load() == 1 })
	s.schema = faulty(func(context.Context, schema.Request) *schema.Response {
		<-let
		return &schema.Response{Data: []byte("{}")}
	})
	waiting.subscribe("q", "{ stats { claims } }")
	until(t, "the query", func() bool { return len(s.running) == 1 })
	done := make(chan error, 1)
	go func() { done <- stop() }()
	if code, reason := idle.closed(); code != 1001 || reason != "the server ends" {
		t.Errorf("closed with %d %q", code, reason)
	}
	close(let)
	waiting.hears(`{"type":"next","id":"q","payload":{"data":{}}}`) // what ran is answered
	waiting.hears(`{"type":"complete","id":"q"}`)
	if code, _ := waiting.closed(); code != 1001 {
		t.Errorf("closed with %d", code)
	}
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if s.sockets.count() != 0 || s.subscriptions.Load() != 0 {
		t.Errorf("%d connections and %d subscriptions are left", s.sockets.count(), s.subscriptions.Load())
	}
}

// A thousand connections that do nothing, each with a subscription, take little and are told all the same.
func TestAThousandIdleSockets(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 50
	}
	s, url, _ := live(t, nil)
	before := heapInUse()
	clients := make([]*client, n)
	for i := range clients {
		clients[i] = connected(t, url)
		clients[i].subscribe("s", `subscription { claimStored { quantity { text } } }`)
	}
	until(t, "all subscriptions", func() bool { return s.subscriptions.Load() == int64(n) })
	t.Logf("%d connections hold %d KB each, both ends", n, (heapInUse()-before)/int64(n)>>10)
	begin := time.Now()
	schematest.Put(t, s.db, schematest.Many(1)...)
	for _, c := range clients {
		c.hears(`{"type":"next","id":"s","payload":{"data":{"claimStored":{"quantity":{"text":"1"}}}}}`)
	}
	t.Logf("%d subscriptions were told in %v", n, time.Since(begin).Round(time.Millisecond))
}

// heapInUse is the bytes of heap and stacks after a collection.
func heapInUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

func TestSocketsAreCounted(t *testing.T) {
	s, url, _ := live(t, nil)
	c := connected(t, url)
	c.subscribe("s", "subscription { claimStored { id } }")
	until(t, "the subscription", func() bool { return s.subscriptions.Load() == 1 })
	c.subscribe("x", "{ nothing }")
	c.next()
	res, err := http.Get(strings.TrimSuffix(url, "/graphql") + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\nwhosaid_websocket_connections 1\n", "\nwhosaid_subscriptions 1\n", "\nwhosaid_websocket_evicted_total 0\n",
		"\nwhosaid_http_requests_in_flight 1\n", "\nwhosaid_http_refused_total{code=\"INVALID\"} 1\n", "\nwhosaid_subscription_events_total 0\n",
	} {
		if !strings.Contains("\n"+string(b), want) {
			t.Errorf("no %q in\n%s", want, b)
		}
	}
}

func FuzzMessage(f *testing.F) {
	for _, s := range []string{
		`{"type":"connection_init","payload":{"Authorization":"Bearer x"}}`, `{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":{"a":[1]}}}`,
		`{"type":"complete","id":"é"}`, `{"type":"ping","payload":null}`, `{"type":1}`, `[]`, `{"type":"subscribe","id":"` + strings.Repeat("é", 70) + `"}`, "\xff",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := readMessage(b)
		if err != nil {
			if r := shortened(err.Error(), maxReason); r == "" || len(r) > maxReason {
				t.Errorf("the reason is %q", r)
			}
			return
		}
		m.token()
		if (m.Type == typeSubscribe || m.Type == typeComplete) && m.ID == "" {
			t.Errorf("%q has no id", b)
		}
		if m.Type == typeSubscribe {
			if q, bad := m.request(); bad == nil && q.Query == "" {
				t.Errorf("%q has no query", b)
			}
		}
	})
}
