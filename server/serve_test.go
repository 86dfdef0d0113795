package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/schema/schematest"
	"github.com/whosaid/whosaid/server"
)

// slow is a server with one request that stopped in the middle of its body.
type slow struct {
	conn net.Conn
	rest string // of the body
	stop context.CancelFunc
	done chan error // what Serve returns
}

func newSlow(t *testing.T, opts ...server.Option) *slow {
	t.Helper()
	s, err := server.New(schematest.Open(t), opts...)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	head, rest := whoSays[:10], whoSays[10:]
	// 100 Continue tells that the handler has begun to read the body.
	_, err = fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", len(whoSays))
	if err != nil {
		t.Fatal(err)
	}
	line := make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))
	if _, err := io.ReadFull(conn, line); err != nil || !strings.HasPrefix(string(line), "HTTP/1.1 100 ") {
		t.Fatalf("%v %s", err, line)
	}
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	return &slow{conn, rest, stop, done}
}

func TestServeFinishesRunningRequests(t *testing.T) {
	s := newSlow(t)
	s.stop()
	select {
	case err := <-s.done:
		t.Fatalf("Serve returned %v while a request was running", err)
	case <-time.After(100 * time.Millisecond):
	}
	if _, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.conn.RemoteAddr().String()); err == nil {
		t.Error("a server that ends takes new connections")
	}
	if _, err := io.WriteString(s.conn, s.rest); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(s.conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || string(body) != twelve {
		t.Errorf("%v %s", err, body)
	}
	if err := <-s.done; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestServeCutsOffRequestsThatNeverEnd(t *testing.T) {
	s := newSlow(t, server.TimeLimit(10*time.Millisecond))
	s.stop()
	begin := time.Now()
	if err := <-s.done; err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("Serve: %v", err)
	}
	if d := time.Since(begin); d < time.Second || d > 10*time.Second {
		t.Errorf("Serve gave running requests %v", d)
	}
	if n, err := s.conn.Read(make([]byte, 1)); err == nil {
		t.Errorf("the connection is open: %d bytes", n)
	}
}

func TestServeSaysWhyItCannot(t *testing.T) {
	s, err := server.New(schematest.Open(t))
	if err != nil {
		t.Fatal(err)
	}
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if err := s.Serve(t.Context(), ln); err == nil || !strings.HasPrefix(err.Error(), "server: ") {
		t.Errorf("Serve on a closed listener: %v", err)
	}
}
