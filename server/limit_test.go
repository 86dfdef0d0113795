package server

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
)

func TestOneQueryTooManyIsToldToComeAgain(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	s := over(t, faulty(func(context.Context, schema.Request) *schema.Response {
		entered <- struct{}{}
		<-leave
		return &schema.Response{Data: []byte("{}")}
	}), MaxRunning(2))
	done := make(chan int)
	for range 2 {
		go func() { done <- query(t, s).Code }()
		<-entered
	}
	got := query(t, s)
	if got.Code != 503 || got.Header().Get("Retry-After") != "1" || !strings.Contains(got.Body.String(), `"code":"OVERLOADED"`) {
		t.Errorf("%d %v %s", got.Code, got.Header(), got.Body)
	}
	close(leave)
	for range 2 {
		if code := <-done; code != 200 {
			t.Errorf("a query that ran ended with %d", code)
		}
	}
	go func() { <-entered }()
	if got := query(t, s); got.Code != 200 {
		t.Errorf("afterwards: %d %s", got.Code, got.Body)
	}
}

func TestAnswerThatDoesNotFitInMemoryIsRefused(t *testing.T) {
	s := over(t, faulty(func(context.Context, schema.Request) *schema.Response {
		return &schema.Response{Data: bytes.Repeat([]byte(" "), 1000)}
	}), MaxHeld(1999))
	if got := query(t, s); got.Code != 503 || got.Header().Get("Retry-After") != "1" {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	s.maxHeld = 2000
	if got := query(t, s); got.Code != 200 {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if n := s.held.Load(); n != 0 {
		t.Errorf("%d bytes are held", n)
	}
}

func TestBodyThatDoesNotFitInMemoryIsRefused(t *testing.T) {
	asked := 0
	s := over(t, faulty(func(context.Context, schema.Request) *schema.Response {
		asked++
		return &schema.Response{Data: []byte{}}
	}), MaxHeld(100*bodyWeight))
	for _, tt := range []struct{ size, want int }{{100, 200}, {101, 503}, {100, 200}} {
		body := `{"query": "{__typename}"}`
		body += strings.Repeat(" ", tt.size-len(body))
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(body))
		r.Host = "localhost"
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != tt.want || (w.Header().Get("Retry-After") == "1") != (tt.want == 503) {
			t.Errorf("%d bytes: %d, want %d: %s", tt.size, w.Code, tt.want, w.Body)
		}
	}
	if asked != 2 {
		t.Errorf("%d queries ran, want 2", asked)
	}
}

func TestNewRefusesNegativeLimits(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for name, o := range map[string]Option{"MaxRunning": MaxRunning(-1), "MaxLong": MaxLong(-1)} {
		if _, err := New(db, o); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s(-1): %v", name, err)
		}
	}
}

func TestServerThatEndsIsNotReady(t *testing.T) {
	s := over(t, nil)
	for _, want := range []int{200, 503} {
		for path, want := range map[string]int{"/readyz": want, "/healthz": 200} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			r.Host = "localhost"
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != want {
				t.Errorf("%s: %d, want %d: %s", path, w.Code, want, w.Body)
			}
		}
		s.ending.Store(true)
	}
}

// longQueries stands for queries that read until they are let go. What is sent to it says that one became a long one.
type longQueries struct {
	s       *Server
	reading chan struct{} // one for each query that has read enough
	let     chan struct{} // lets one end
}

func (l *longQueries) Exec(ctx context.Context, _ schema.Request) *schema.Response {
	err := l.s.db.View(ctx, func(tx *graph.Tx) error {
		// In a place of its own it reads on; where there is none the reads end.
		for begin := time.Now(); time.Since(begin) < 2*longTime; {
			for range 2 * longCalls { // more than enough, also where they take all of the time
				if _, err := tx.Entity(graph.ID{1}); !errors.Is(err, graph.ErrNotFound) {
					return err
				}
			}
		}
		l.reading <- struct{}{}
		<-l.let
		return nil
	})
	if err != nil {
		return &schema.Response{Errors: []*schema.Error{{Message: err.Error(), Code: schema.CodeCancelled}}}
	}
	return &schema.Response{Data: []byte("{}")}
}

func TestLongQueriesKeepNoShortOnesWaiting(t *testing.T) {
	s := over(t, nil, MaxRunning(1), MaxLong(1))
	long := &longQueries{s, make(chan struct{}), make(chan struct{})}
	short := faulty(func(context.Context, schema.Request) *schema.Response { return &schema.Response{Data: []byte("{}")} })
	s.schema = long
	done := make(chan int)
	ask := func() { done <- query(t, s).Code }
	go ask()
	<-long.reading // the first is a long one and runs
	go ask()
	for len(s.waiting) == 0 { // the second is a long one and waits
		time.Sleep(time.Millisecond)
	}
	if got := query(t, s); got.Code != 503 || got.Header().Get("Retry-After") != "1" || !strings.Contains(got.Body.String(), `"code":"OVERLOADED"`) {
		t.Errorf("a third long one: %d %v %s", got.Code, got.Header(), got.Body)
	}
	s.schema = short
	if got := query(t, s); got.Code != 200 {
		t.Errorf("a short one beside long ones: %d %s", got.Code, got.Body)
	}
	long.let <- struct{}{}
	<-long.reading
	long.let <- struct{}{}
	for range 2 {
		if code := <-done; code != 200 {
			t.Errorf("a long one ended with %d", code)
		}
	}
	if len(s.running)+len(s.waiting)+len(s.long) != 0 {
		t.Errorf("places that are still taken: %d, %d, %d", len(s.running), len(s.waiting), len(s.long))
	}
}

func TestLongQueryThatWaitsTooLongIsStopped(t *testing.T) {
	s := over(t, nil, MaxRunning(1), MaxLong(1), TimeLimit(time.Second))
	s.long <- struct{}{}
	s.schema = &longQueries{s: s}
	begin := time.Now()
	got := query(t, s)
	if got.Code != 503 || got.Header().Get("Retry-After") != "" || time.Since(begin) < time.Second {
		t.Errorf("%d %v %s after %v", got.Code, got.Header(), got.Body, time.Since(begin))
	}
	if len(s.running)+len(s.waiting) != 0 {
		t.Errorf("places that are still taken: %d, %d", len(s.running), len(s.waiting))
	}
}
