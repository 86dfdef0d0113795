package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/fetch/fetchtest"
)

const courier = "http://courier.example"

// town is a network with the news site, and a client of it.
type town struct {
	*fetchtest.Network
	news   *fetchtest.News
	client *fetch.Client
}

// inTown runs a test in a bubble, where time passes as soon as everybody waits.
func inTown(t *testing.T, o fetch.Options, test func(t *testing.T, v town)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		v := town{fetchtest.NewNetwork(), fetchtest.New(), nil}
		v.Name("courier.example", "8.8.8.8")
		v.Serve("8.8.8.8:80", v.news)
		v.Serve("127.0.0.1:80", v.news)
		o.Resolve, o.Dial = v.Resolve, v.Dial
		v.client = fetch.NewClient(o)
		test(t, v)
		v.client.Close()
		v.Close()
		synctest.Wait()
	})
}

func TestGet(t *testing.T) {
	inTown(t, fetch.Options{UserAgent: "whosaid/1.0 (+https://example.org/bot)"}, func(t *testing.T, v town) {
		res, body, err := v.client.Get(t.Context(), fetch.Request{URL: courier + fetchtest.Moved + "#top"})
		if err != nil {
			t.Fatal(err)
		}
		if res.URL != courier+fetchtest.Dredge || res.MediaType != "text/html; charset=utf-8" || !res.Public || res.At.IsZero() {
			t.Errorf("got %+v", res)
		}
		if !strings.Contains(string(body), "Harbour dredging") {
			t.Errorf("the body is %q", body)
		}
		for _, h := range v.news.Hits("") {
			if h.UserAgent != "whosaid/1.0 (+https://example.org/bot)" {
				t.Errorf("%s was asked for by %q", h.Path, h.UserAgent)
			}
		}
		again, body, err := v.client.Get(t.Context(), fetch.Request{URL: res.URL, ETag: res.ETag, LastModified: res.LastModified})
		if err != nil || !again.NotModified || len(body) != 0 {
			t.Errorf("asked again: %+v, %q, %v", again, body, err)
		}
		if n := len(v.news.Hits("/robots.txt")); n != 1 {
			t.Errorf("robots.txt was read %d times", n)
		}
	})
}

func TestFaultsAreOneLineEach(t *testing.T) {
	for _, tt := range []struct {
		path string
		is   error
		says string
		most time.Duration
	}{
		{fetchtest.Loop, fetch.ErrRedirect, "go round in a circle", 10 * time.Second},
		{fetchtest.Inside, fetch.ErrRefused, "127.0.0.1 is not an address of the public internet", 10 * time.Second},
		{fetchtest.Slow, fetch.ErrSlow, "fewer than 256 bytes a second", 20 * time.Second},
		{fetchtest.Silent, fetch.ErrSlow, "did not answer in time", 40 * time.Second},
		{fetchtest.Bomb, fetch.ErrTooLarge, "larger than 16 MiB", 10 * time.Second},
		{fetchtest.Huge, fetch.ErrTooLarge, "larger than 16 MiB", 10 * time.Second},
		{fetchtest.Broken, fetch.ErrUnreachable, "the connection broke off", 10 * time.Second},
		{fetchtest.Brotli, fetch.ErrEncoding, `as "br", which was not asked for`, 10 * time.Second},
		{fetchtest.Garbled, fetch.ErrEncoding, "not the gzip that its header names", 10 * time.Second},
		{fetchtest.Memo, fetch.ErrRobots, "robots.txt", 10 * time.Second},
		{"/nothing.html", fetch.ErrGone, "404 Not Found", 10 * time.Second},
	} {
		t.Run(strings.Trim(tt.path, "/"), func(t *testing.T) {
			inTown(t, fetch.Options{}, func(t *testing.T, v town) {
				begin := time.Now()
				_, _, err := v.client.Get(t.Context(), fetch.Request{URL: courier + tt.path})
				e, ok := errors.AsType[*fetch.Error](err)
				if !ok || !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.says) {
					t.Fatalf("got %v", err)
				}
				if !strings.Contains(e.URL, courier+tt.path) || e.Remedy == "" || strings.Contains(err.Error(), "\n") {
					t.Errorf("%q does not name the URL and the remedy in one line", err)
				}
				if d := time.Since(begin); d > tt.most {
					t.Errorf("it took %v", d)
				}
				// The next request to the host does not wait for the one that failed.
				if _, _, err := v.client.Get(t.Context(), fetch.Request{URL: courier + fetchtest.Dredge}); err != nil {
					t.Errorf("afterwards: %v", err)
				}
			})
		})
	}
}

func TestHostIsAskedOneAtATimeWithPauses(t *testing.T) {
	inTown(t, fetch.Options{}, func(t *testing.T, v town) {
		begin := time.Now()
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if _, _, err := v.client.Get(t.Context(), fetch.Request{URL: courier + fetchtest.Mill}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if v.news.Overlapped() {
			t.Error("two requests were under way at the same time")
		}
		// robots.txt, a second, then its Crawl-delay of two between the five.
		if d := time.Since(begin); d < 9*time.Second || d > 10*time.Second {
			t.Errorf("five requests took %v", d)
		}
	})
}

func TestSchemesAndPortsOfAHostTakeTurns(t *testing.T) {
	inTown(t, fetch.Options{}, func(t *testing.T, v town) {
		pool, err := v.ServeTLS("8.8.8.8:443", "courier.example", v.news)
		if err != nil {
			t.Fatal(err)
		}
		v.Serve("8.8.8.8:8080", v.news)
		c := fetch.NewClient(fetch.Options{Resolve: v.Resolve, Dial: v.Dial, Roots: pool})
		defer c.Close()
		begin := time.Now()
		var wg sync.WaitGroup
		for _, origin := range []string{courier, "https://courier.example", "http://courier.example:8080"} {
			wg.Go(func() {
				if _, _, err := c.Get(t.Context(), fetch.Request{URL: origin + fetchtest.Mill}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if v.news.Overlapped() {
			t.Error("two requests were under way at the same time")
		}
		// A robots.txt for each; a second after the first, then the Crawl-delay of two.
		if d, n := time.Since(begin), len(v.news.Hits("/robots.txt")); d < 9*time.Second || d > 10*time.Second || n != 3 {
			t.Errorf("three pages took %v, and %d requests for robots.txt", d, n)
		}
	})
}

func TestBusySiteIsWaitedFor(t *testing.T) {
	for _, tt := range []struct {
		path string
		wait time.Duration
	}{{fetchtest.Busy, 30 * time.Second}, {fetchtest.Flaky, 15 * time.Second}} {
		inTown(t, fetch.Options{}, func(t *testing.T, v town) {
			begin := time.Now()
			if _, _, err := v.client.Get(t.Context(), fetch.Request{URL: courier + tt.path}); err != nil {
				t.Fatal(err)
			}
			if d := time.Since(begin); d < tt.wait || d > tt.wait+5*time.Second {
				t.Errorf("%s: it took %v, want about %v", tt.path, d, tt.wait)
			}
		})
	}
	inTown(t, fetch.Options{MaxWait: 10 * time.Second}, func(t *testing.T, v town) {
		want := time.Now().Add(31 * time.Second) // the pause after robots.txt, and what the site asks for
		_, _, err := v.client.Get(t.Context(), fetch.Request{URL: courier + fetchtest.Busy})
		e, ok := errors.AsType[*fetch.Error](err)
		if !ok || !errors.Is(err, fetch.ErrBusy) || e.Status != http.StatusTooManyRequests || e.Retry.Sub(want).Abs() > 2*time.Second {
			t.Fatalf("got %v, %+v", err, e)
		}
		if _, _, err := v.client.Get(t.Context(), fetch.Request{URL: courier + fetchtest.Mill}); !errors.Is(err, fetch.ErrBusy) {
			t.Errorf("another page of a site that wants to be left alone: %v", err)
		}
		if n := len(v.news.Hits(fetchtest.Mill)); n != 0 {
			t.Errorf("the site was asked %d times all the same", n)
		}
	})
}

func TestRobotsOfASiteThatFails(t *testing.T) {
	inTown(t, fetch.Options{}, func(t *testing.T, v town) {
		asked := 0
		v.Name("fails.example", "8.8.4.4")
		v.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asked++; asked == 1 {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			if r.URL.Path == "/robots.txt" && asked > 1 {
				w.WriteHeader(http.StatusForbidden) // by RFC 9309 as if there were none
			}
		}))
		get := func() error {
			_, _, err := v.client.Get(t.Context(), fetch.Request{URL: "http://fails.example/a"})
			return err
		}
		for range 2 {
			if err := get(); !errors.Is(err, fetch.ErrBusy) || !strings.Contains(err.Error(), "robots.txt cannot be read") {
				t.Errorf("got %v", err)
			}
		}
		if asked != 1 {
			t.Errorf("the site was asked %d times", asked)
		}
		time.Sleep(11 * time.Minute)
		if err := get(); err != nil {
			t.Error(err)
		}
	})
}

func TestRobotsThatCannotBeHad(t *testing.T) {
	for _, tt := range []struct {
		name, to, encoding string
		is                 error
		reason             string
	}{
		{name: "in another encoding", encoding: "br", is: fetch.ErrEncoding, reason: `http://odd.example/robots.txt: the site sends its content as "br"`},
		{name: "no gzip", encoding: "gzip", is: fetch.ErrEncoding, reason: "http://odd.example/robots.txt: the content is not the gzip"},
		{name: "at a host that is not there", to: "http://nowhere.example/robots.txt", is: fetch.ErrUnreachable, reason: "http://nowhere.example/robots.txt: there is no host"},
		{name: "inside", to: "http://127.0.0.1/robots.txt", is: fetch.ErrRefused, reason: "http://127.0.0.1/robots.txt: 127.0.0.1 is not an address of the public internet"},
		{name: "at what is no URL", to: "http://[::1", is: fetch.ErrRedirect, reason: "http://odd.example/robots.txt: it redirects to what is no URL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inTown(t, fetch.Options{}, func(t *testing.T, v town) {
				asked := 0
				v.Name("odd.example", "8.8.4.4")
				v.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					asked++
					if tt.to != "" {
						w.Header().Set("Location", tt.to)
						w.WriteHeader(http.StatusFound)
					}
					w.Header().Set("Content-Encoding", tt.encoding)
					_, _ = io.WriteString(w, "x")
				}))
				for range 2 {
					_, _, err := v.client.Get(t.Context(), fetch.Request{URL: "http://odd.example/a"})
					if !errors.Is(err, tt.is) || !strings.Contains(err.Error(), "the site's robots.txt cannot be read ("+tt.reason) {
						t.Errorf("got %v", err)
					}
				}
				if asked != 1 {
					t.Errorf("the site was asked %d times", asked)
				}
			})
		})
	}
}

func TestGuard(t *testing.T) {
	guard := func(allow ...string) *fetch.Guard {
		g, err := fetch.ParseGuard(allow)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	for _, tt := range []struct {
		name  string
		guard *fetch.Guard
		r     fetch.Request
		is    error
	}{
		{"the user names loopback", nil, fetch.Request{URL: "http://127.0.0.1/notes.txt"}, nil},
		{"a feed of the internet names loopback", nil, fetch.Request{URL: "http://127.0.0.1/notes.txt", FromPublic: true}, fetch.ErrRefused},
		{"a feed of the internet names a private host", nil, fetch.Request{URL: "http://intranet.example/", FromPublic: true}, fetch.ErrRefused},
		{"the user names a private host", nil, fetch.Request{URL: "http://intranet.example/notes.txt"}, nil},
		{"the user is sent inside", nil, fetch.Request{URL: courier + fetchtest.Inside}, fetch.ErrRefused},
		{"a public page", guard(), fetch.Request{URL: courier + fetchtest.Mill}, nil},
		{"loopback", guard(), fetch.Request{URL: "http://127.0.0.1/notes.txt"}, fetch.ErrRefused},
		{"loopback, mapped", guard(), fetch.Request{URL: "http://[::ffff:127.0.0.1]/"}, fetch.ErrRefused},
		{"loopback by name", guard(), fetch.Request{URL: "http://intranet.example/"}, fetch.ErrRefused},
		{"one address of two is private", guard(), fetch.Request{URL: "http://both.example/"}, fetch.ErrRefused},
		{"a redirect inside", guard(), fetch.Request{URL: courier + fetchtest.Inside}, fetch.ErrRefused},
		{"another port", guard(), fetch.Request{URL: "http://courier.example:8080/"}, fetch.ErrRefused},
		{"a user", guard(), fetch.Request{URL: "http://me:secret@courier.example/"}, fetch.ErrBadURL},
		{"a file", guard(), fetch.Request{URL: "file:///etc/passwd"}, fetch.ErrBadURL},
		{"gopher", guard(), fetch.Request{URL: "gopher://courier.example/"}, fetch.ErrBadURL},
		{"no host", guard(), fetch.Request{URL: "http:///x"}, fetch.ErrBadURL},
		{"an allowed host", guard("127.0.0.1"), fetch.Request{URL: "http://127.0.0.1/notes.txt"}, nil},
		{"an allowed host, another port", guard("127.0.0.1:81"), fetch.Request{URL: "http://127.0.0.1/notes.txt"}, fetch.ErrRefused},
		{"an allowed prefix", guard("127.0.0.0/8"), fetch.Request{URL: "http://intranet.example/notes.txt"}, nil},
		{"no such name", guard(), fetch.Request{URL: "http://nowhere.example/"}, fetch.ErrUnreachable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inTown(t, fetch.Options{Guard: tt.guard}, func(t *testing.T, v town) {
				v.Name("intranet.example", "127.0.0.1")
				v.Name("both.example", "8.8.8.8", "10.0.0.1")
				_, _, err := v.client.Get(t.Context(), tt.r)
				if !errors.Is(err, tt.is) {
					t.Fatalf("got %v, want %v", err, tt.is)
				}
				if strings.Contains(fmt.Sprint(err), "secret") {
					t.Errorf("%v tells a password", err)
				}
				if tt.is == nil {
					return
				}
				for _, a := range v.Dialled() {
					if a.Addr().IsLoopback() || a.Addr().IsPrivate() {
						t.Errorf("%v was dialled", a)
					}
				}
			})
		})
	}
}

// A name that stands for a public address when it is first asked, and for a private one later, as an attacker's may.
func TestGuardJudgesWhatIsDialled(t *testing.T) {
	inTown(t, fetch.Options{Guard: &fetch.Guard{}}, func(t *testing.T, v town) {
		v.Name("rebound.example", "8.8.8.8")
		if _, _, err := v.client.Get(t.Context(), fetch.Request{URL: "http://rebound.example/notes.txt"}); err != nil {
			t.Fatal(err)
		}
		v.Name("rebound.example", "127.0.0.1")
		v.client.Close() // the connection to the public address
		if _, _, err := v.client.Get(t.Context(), fetch.Request{URL: "http://rebound.example/notes.txt"}); !errors.Is(err, fetch.ErrRefused) {
			t.Errorf("got %v", err)
		}
	})
}

func TestParseGuard(t *testing.T) {
	for _, s := range []string{"", "http://x", "a/b", "me@host", "10.0.0.0/33", "host#x", "host?", ":80"} {
		if g, err := fetch.ParseGuard([]string{s}); err == nil {
			t.Errorf("%q became %+v", s, g)
		}
	}
	for _, s := range []string{"host", "host:81", "::1", "[::1]:81", "10.0.0.0/8", "fd00::/8"} {
		if _, err := fetch.ParseGuard([]string{s}); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestWrongCertificate(t *testing.T) {
	inTown(t, fetch.Options{}, func(t *testing.T, v town) {
		pool, err := v.ServeTLS("8.8.8.8:443", "courier.example", v.news)
		if err != nil {
			t.Fatal(err)
		}
		v.Name("other.example", "8.8.8.8")
		for _, tt := range []struct {
			url     string
			trusted bool
			says    string
		}{
			{"https://courier.example" + fetchtest.Mill, true, ""},
			{"https://courier.example" + fetchtest.Mill, false, "nobody that this machine trusts signed it"},
			{"https://other.example" + fetchtest.Mill, true, "it is not for other.example"},
		} {
			o := fetch.Options{Resolve: v.Resolve, Dial: v.Dial}
			if tt.trusted {
				o.Roots = pool
			}
			c := fetch.NewClient(o)
			_, _, err := c.Get(t.Context(), fetch.Request{URL: tt.url})
			c.Close()
			if tt.says == "" {
				if err != nil {
					t.Errorf("%s: %v", tt.url, err)
				}
			} else if !errors.Is(err, fetch.ErrCertificate) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s: %v", tt.url, err)
			}
		}
	})
}

func TestWhatAServerSendsTooMuchOf(t *testing.T) {
	inTown(t, fetch.Options{}, func(t *testing.T, v town) {
		v.Name("odd.example", "8.8.4.4")
		v.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/robots.txt":
			case "/tag":
				w.Header().Set("ETag", `"`+strings.Repeat("x", 100<<10)+`"`)
			case "/far":
				w.Header().Set("Location", "/"+strings.Repeat("a", 100<<10))
				w.WriteHeader(http.StatusFound)
			case "/gone":
				w.WriteHeader(http.StatusNotFound)
				for r.Context().Err() == nil {
					_, _ = io.WriteString(w, ".")
					_ = http.NewResponseController(w).Flush()
					time.Sleep(time.Second)
				}
			}
		}))
		if res, _, err := v.client.Get(t.Context(), fetch.Request{URL: "http://odd.example/tag"}); err != nil || res.ETag != "" {
			t.Errorf("an ETag of %d bytes, %v", len(res.ETag), err)
		}
		if _, _, err := v.client.Get(t.Context(), fetch.Request{URL: "http://odd.example/far"}); !errors.Is(err, fetch.ErrBadURL) || len(err.Error()) > 1000 {
			t.Errorf("got %.1000v", err)
		}
		begin := time.Now()
		if _, _, err := v.client.Get(t.Context(), fetch.Request{URL: "http://odd.example/gone"}); !errors.Is(err, fetch.ErrGone) || time.Since(begin) > 5*time.Second {
			t.Errorf("got %v after %v", err, time.Since(begin))
		}
		time.Sleep(2 * time.Second) // until the server sees that nobody listens
	})
}

func TestPasswordIsNotRepeated(t *testing.T) {
	inTown(t, fetch.Options{}, func(t *testing.T, v town) {
		for _, u := range []string{
			"http://me:secret@courier.example/", "http://me:se%cret@courier.example/", "http://me:secret@courier.example:port/", "http://me:secret@[::1/",
			" http://me:sec@ret@courier.example/%zz", "http://me:secret@courier.example/" + strings.Repeat("a", 10<<10),
			"http://me:secret" + strings.Repeat("a", 10<<10) + "@courier.example/",
		} {
			if _, err := v.client.Open(t.Context(), fetch.Request{URL: u}); !errors.Is(err, fetch.ErrBadURL) || strings.Contains(err.Error(), "me:sec") || strings.Contains(err.Error(), "cret") {
				t.Errorf("%.100s: got %v", u, err)
			}
		}
	})
}

func TestStoppedWhileWaiting(t *testing.T) {
	inTown(t, fetch.Options{}, func(t *testing.T, v town) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, _, err := v.client.Get(ctx, fetch.Request{URL: courier + fetchtest.Slow}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestUnboundedBodyMayBeLargeAndItsReaderSlow(t *testing.T) {
	inTown(t, fetch.Options{}, func(t *testing.T, v town) {
		res, err := v.client.Open(t.Context(), fetch.Request{URL: courier + fetchtest.Huge})
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		res.Unbounded()
		if _, err := io.CopyN(io.Discard, res.Body, 10<<20); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		if n, err := io.Copy(io.Discard, res.Body); err != nil || n < 9<<20 {
			t.Errorf("read %d bytes, then %v", n, err)
		}
	})
}
