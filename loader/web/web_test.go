package web_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/fetch/fetchtest"
	"github.com/whosaid/whosaid/loader/source"
	"github.com/whosaid/whosaid/loader/web"
)

const courier = "http://courier.example"

// inTown runs a test in a bubble with the news site on its network.
func inTown(t *testing.T, test func(t *testing.T, n *fetchtest.Network, news *fetchtest.News, c *fetch.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n, news := fetchtest.NewNetwork(), fetchtest.New()
		n.Name("courier.example", "8.8.8.8")
		n.Serve("8.8.8.8:80", news)
		c := fetch.NewClient(fetch.Options{Resolve: n.Resolve, Dial: n.Dial})
		test(t, n, news, c)
		c.Close()
		n.Close()
		synctest.Wait()
	})
}

func TestURLsAreRead(t *testing.T) {
	for _, tt := range []struct {
		path     string
		articles int
		text     string // in the first
	}{
		{fetchtest.Dredge, 1, "Olav Brekke said"},
		{fetchtest.Moved, 1, "Olav Brekke said"},
		{fetchtest.RSS, 12, "Olav Brekke said"},
		{fetchtest.Undated, 12, "Olav Brekke said"},
		{fetchtest.Atom, 12, "Olav Brekke said"},
		{fetchtest.JSON, 12, "Olav Brekke said"},
		{fetchtest.Archive, 12, "Olav Brekke said"},
		{fetchtest.Notes, 1, "the quay must be closed"},
		{fetchtest.Lying, 1, "Café Zoë"},
		{fetchtest.Flaky, 1, "hairline cracks"},
	} {
		t.Run(strings.Trim(tt.path, "/"), func(t *testing.T) {
			inTown(t, func(t *testing.T, _ *fetchtest.Network, _ *fetchtest.News, c *fetch.Client) {
				o := source.Options{Fetch: web.Fetcher(t.Context(), c)}
				var found []source.Article
				for a, err := range source.Read([]string{courier + tt.path}, o) {
					if err != nil {
						t.Error(err)
						continue
					}
					found = append(found, a)
				}
				if len(found) != tt.articles {
					t.Fatalf("%d articles, want %d", len(found), tt.articles)
				}
				a := found[0]
				if !strings.Contains(a.Text, tt.text) {
					t.Errorf("the text is %q", a.Text)
				}
				if !strings.HasPrefix(a.URL, courier+"/") || strings.HasSuffix(a.URL, fetchtest.Moved) || len(a.ReadSHA256) != 64 {
					t.Errorf("the URL is %q, the hash %q", a.URL, a.ReadSHA256)
				}
				if _, err := time.Parse(time.RFC3339, a.Seen); err != nil {
					t.Errorf("seen %q", a.Seen)
				}
				if tt.path != fetchtest.Archive && !strings.HasPrefix(a.Seen, "2000-01-01T") { // the bubble's clock
					t.Errorf("seen %q, which is not when it was fetched", a.Seen)
				}
			})
		})
	}
}

func TestFaultsOfURLsCostOneLineEach(t *testing.T) {
	inTown(t, func(t *testing.T, _ *fetchtest.Network, _ *fetchtest.News, c *fetch.Client) {
		var paths []string
		for _, p := range []string{fetchtest.Loop, fetchtest.Inside, fetchtest.Slow, fetchtest.Bomb, fetchtest.Huge, fetchtest.Broken, fetchtest.Memo, "/nothing", fetchtest.Dredge} {
			paths = append(paths, courier+p)
		}
		n, lines := 0, []string{}
		for a, err := range source.Read(paths, source.Options{Fetch: web.Fetcher(t.Context(), c)}) {
			if err == nil {
				n++
				continue
			}
			e, ok := errors.AsType[*source.Error](err)
			if !ok || !strings.HasPrefix(e.Path, courier) || e.Remedy == "" || strings.Contains(err.Error(), "\n") {
				t.Errorf("%+v: %v", a, err)
			}
			lines = append(lines, err.Error())
		}
		if n != 1 || len(lines) != len(paths)-1 {
			t.Errorf("%d articles, and %q", n, lines)
		}
	})
}

func TestFeedMayNotLeadInside(t *testing.T) {
	inTown(t, func(t *testing.T, n *fetchtest.Network, _ *fetchtest.News, c *fetch.Client) {
		from := &source.Fetched{Public: true}
		if _, err := web.Fetcher(t.Context(), c)("http://127.0.0.1/", from); !errors.Is(err, fetch.ErrRefused) {
			t.Errorf("got %v", err)
		}
		if d := n.Dialled(); len(d) != 0 {
			t.Errorf("dialled %v", d)
		}
	})
}

func TestNotModifiedThatNobodyAskedFor(t *testing.T) {
	inTown(t, func(t *testing.T, n *fetchtest.Network, _ *fetchtest.News, c *fetch.Client) {
		n.Name("odd.example", "8.8.4.4")
		n.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }))
		for _, err := range source.Read([]string{"http://odd.example/a"}, source.Options{Fetch: web.Fetcher(t.Context(), c)}) {
			if !errors.Is(err, fetch.ErrDenied) || !strings.Contains(err.Error(), "304 Not Modified") {
				t.Errorf("got %v", err)
			}
		}
	})
}

// What a server only calls an archive is bounded like a page.
func TestArchiveIsKnownByItsContent(t *testing.T) {
	inTown(t, func(t *testing.T, n *fetchtest.Network, _ *fetchtest.News, c *fetch.Client) {
		n.Name("odd.example", "8.8.4.4")
		n.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/warc")
			_, _ = io.WriteString(w, strings.Repeat("The mayor said so.\n", 1<<20))
		}))
		f, _, err := web.Open(t.Context(), c, fetch.Request{URL: "http://odd.example/a"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, f.Body); !errors.Is(err, fetch.ErrTooLarge) {
			t.Errorf("got %v", err)
		}
		_ = f.Body.Close()
	})
}

func TestURLWithoutNetwork(t *testing.T) {
	for _, err := range source.Read([]string{"https://news.example/story"}, source.Options{}) {
		want := "https://news.example/story: a URL, and extract uses no network; load it, or save the page and give the file"
		if err == nil || err.Error() != want {
			t.Errorf("got %v", err)
		}
	}
}

func TestReadOne(t *testing.T) {
	for path, want := range map[string]string{fetchtest.Mill: "", fetchtest.Notes: "", fetchtest.Atom: "more than one article", "/": "no article text found"} {
		inTown(t, func(t *testing.T, _ *fetchtest.Network, _ *fetchtest.News, c *fetch.Client) {
			f, _, err := web.Open(t.Context(), c, fetch.Request{URL: courier + path})
			if err != nil {
				t.Fatal(err)
			}
			a, err := source.ReadOne(f, source.Options{})
			switch {
			case want == "" && (err != nil || a.Text == "" || a.URL != courier+path):
				t.Errorf("%s: %+v, %v", path, a, err)
			case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
				t.Errorf("%s: %v", path, err)
			}
		})
	}
}

func TestArchiveMayBeLargerThanAPage(t *testing.T) {
	inTown(t, func(t *testing.T, n *fetchtest.Network, _ *fetchtest.News, c *fetch.Client) {
		const records = 300
		n.Name("archive.example", "8.8.4.4")
		n.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			body := strings.Repeat("The mayor said that the bridge is closed.\n", 1500)
			for i := range records { // 18 MiB in all
				_, _ = fmt.Fprintf(w, "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: http://courier.example/%d.txt\r\nWARC-Date: 2026-03-01T12:00:00Z\r\n"+
					"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", i, i, len(body), body)
			}
		}))
		read := func(c *fetch.Client) (found int, last error) {
			for _, err := range source.Read([]string{"http://archive.example/crawl.warc"}, source.Options{Fetch: web.Fetcher(t.Context(), c)}) {
				if err != nil {
					last = err
				} else {
					found++
				}
			}
			return found, last
		}
		if found, err := read(c); found != records || err != nil {
			t.Errorf("%d articles, %v", found, err)
		}
		guarded := fetch.NewClient(fetch.Options{Resolve: n.Resolve, Dial: n.Dial, Guard: &fetch.Guard{}})
		defer guarded.Close()
		if found, err := read(guarded); found == records || err == nil || !strings.Contains(err.Error(), "larger than 16 MiB") {
			t.Errorf("behind a guard: %d articles, %v", found, err)
		}
	})
}
