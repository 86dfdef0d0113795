//go:build unix

package main

import (
	"net/http/httptest"
	"strconv"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/whosaid/whosaid/loader/fetch/fetchtest"
)

// sites are the news sites of scripts that run.
type sites struct {
	mu sync.Mutex
	of map[*testscript.TestScript]*fetchtest.News
}

// news start: serves the news site on this machine; NEWS becomes its URL. news correct: a story gets a correction, and another
// vanishes. news asked N PATH: the site was asked for the path so many times.
func (s *sites) news(ts *testscript.TestScript, neg bool, args []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if neg || len(args) == 0 {
		ts.Fatalf("usage: news start | news correct | news asked N PATH")
	}
	site := s.of[ts]
	switch {
	case args[0] == "start" && site == nil:
		site = fetchtest.New()
		server := httptest.NewServer(site)
		ts.Defer(server.Close)
		s.of[ts] = site
		ts.Setenv("NEWS", server.URL)
	case site == nil:
		ts.Fatalf("news %s: the site is not there; begin with news start", args[0])
	case args[0] == "correct":
		site.Correct()
		site.Vanish()
	case args[0] == "asked" && len(args) == 3:
		if n := strconv.Itoa(len(site.Hits(args[2]))); n != args[1] {
			ts.Fatalf("the site was asked for %s %s times, want %s", args[2], n, args[1])
		}
	default:
		ts.Fatalf("news has no %q", args)
	}
}
