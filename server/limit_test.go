package server

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
	if _, err := New(db, MaxRunning(-1)); err == nil || !strings.Contains(err.Error(), "MaxRunning") {
		t.Errorf("MaxRunning(-1): %v", err)
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
