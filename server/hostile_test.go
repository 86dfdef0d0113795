package server_test

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema/schematest"
	"github.com/whosaid/whosaid/server"
	"github.com/whosaid/whosaid/server/servertest"
)

// served fails the test unless a simple query gets its answer soon.
func served(t *testing.T, base string) {
	t.Helper()
	begin := time.Now()
	got := send(t, "POST", base+"/graphql", whoSays, modern)
	if got.StatusCode != 200 || got.body != twelve {
		t.Errorf("others are not served: %d %s", got.StatusCode, got.body)
	}
	if d := time.Since(begin); d > 5*time.Second {
		t.Errorf("others wait %v", d)
	}
}

// heap is how many bytes of the heap are in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestHostileQueriesAreRefused(t *testing.T) {
	base := sample(t)
	before := heap()
	for _, tt := range servertest.Hostile() {
		t.Run(tt.Name, func(t *testing.T) {
			begin := time.Now()
			got := send(t, "POST", base+"/graphql", tt.Body, append(headers{"Expect", "100-continue"}, modern...))
			codes, messages := got.errors(t)
			if got.StatusCode != tt.Status || len(codes) == 0 || tt.Code != "" && codes[0] != tt.Code || len(got.body) > 64<<10 {
				t.Errorf("%d %d bytes %.5q %.300q", got.StatusCode, len(got.body), codes, messages)
			}
			if tt.Name == "first" && !slices.Equal(messages, []string{"first is 2000000: the cap is 100; ask for the next page with after"}) {
				t.Errorf("%q", messages)
			}
			if d := time.Since(begin); d > 5*time.Second {
				t.Errorf("it took %v", d)
			}
		})
	}
	served(t, base)
	grown := heap() - before
	t.Logf("the heap grew by %d KiB", grown>>10)
	if grown > 32<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}

// dial opens a connection to a server, with a small buffer for what it reads.
func dial(t *testing.T, base string) *net.TCPConn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		t.Fatalf("a %T", conn)
	}
	if err := tcp.SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	if err := tcp.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	return tcp
}

// Some hundreds of clients that connect and say nothing, or half of a head, keep nobody from an answer. They are cut off.
func TestIdleSocketsKeepNobodyOut(t *testing.T) {
	base := sample(t)
	before := heap()
	var conns []*net.TCPConn
	for i := range 300 {
		conn := dial(t, base)
		if i%2 == 1 {
			if _, err := io.WriteString(conn, "POST /graphql HTTP/1.1\r\nHost: localh"); err != nil {
				t.Fatal(err)
			}
		}
		conns = append(conns, conn)
	}
	served(t, base)
	grown := heap() - before
	t.Logf("300 idle sockets hold %d KiB", grown>>10)
	if grown > 32<<20 {
		t.Errorf("300 idle sockets hold %d MiB", grown>>20)
	}
	if testing.Short() {
		return
	}
	begin := time.Now()
	for _, conn := range conns {
		if _, err := io.Copy(io.Discard, conn); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Fatalf("a socket is open after %v", time.Since(begin))
		}
	}
	if d := time.Since(begin); d > 20*time.Second {
		t.Errorf("they were cut off after %v", d)
	}
}

// Clients that ask for a long answer and do not read it are cut off, and their memory is given back. While it is held, others
// that fit are served, and others that do not are told to come again.
func TestSlowReadersAreCutOff(t *testing.T) {
	const limit = 3 * time.Second
	var log lockedBuffer
	db := schematest.Open(t)
	long := graph.Article{URL: "https://long.example/1", Text: strings.Repeat("It is said. ", 300_000)}
	schematest.Put(t, db, graph.Document{Article: long})
	s, err := server.New(db, server.WriteLimit(limit), server.MaxHeld(40<<20),
		server.AccessLog(slog.New(slog.NewTextHandler(&log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	base := start(t, s)
	body := servertest.Post(`{ a: article(id: "https://long.example/1") { text } b: article(id: "https://long.example/1") { text } }`)
	before := heap()
	for range 8 { // of which two fit
		conn := dial(t, base)
		if _, err := fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body); err != nil {
			t.Fatal(err)
		}
	}
	var refused bool
	for end := time.Now().Add(3 * limit); time.Now().Before(end) && !refused; time.Sleep(20 * time.Millisecond) {
		got := send(t, "GET", base+"/metrics", "", nil)
		refused = strings.Contains(got.body, `refused_total{code="OVERLOADED"}`)
	}
	if !refused {
		t.Error("no request was refused while slow readers held the memory")
	}
	served(t, base)
	grown := heap() - before
	t.Logf("slow readers hold %d KiB", grown>>10)
	if grown > 160<<20 {
		t.Errorf("slow readers hold %d MiB", grown>>20)
	}
	begin := time.Now()
	for {
		got := send(t, "GET", base+"/metrics", "", nil)
		if strings.Contains(got.body, "\nwhosaid_http_held_bytes 0\n") {
			break
		}
		if time.Since(begin) > 5*limit {
			t.Fatalf("slow readers hold memory after %v: %s", time.Since(begin), got.body)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if cut := strings.Count(log.String(), "whole=false"); cut == 0 {
		t.Errorf("nobody was cut off: %s", log.String())
	}
	served(t, base)
}
