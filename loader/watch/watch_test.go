package watch_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/fetch/fetchtest"
	"github.com/whosaid/whosaid/loader/source"
	"github.com/whosaid/whosaid/loader/source/sourcetest"
	"github.com/whosaid/whosaid/loader/watch"
)

const courier = "http://courier.example"

// desk is a news site that is watched, in a bubble where time passes as soon as everybody waits.
type desk struct {
	*fetchtest.Network
	news  *fetchtest.News
	state string
	lines []string // that were told
	every time.Duration
	as    source.Format
}

func atDesk(t *testing.T, test func(t *testing.T, d *desk)) {
	t.Helper()
	state := filepath.Join(t.TempDir(), "watch.json")
	synctest.Test(t, func(t *testing.T) {
		d := &desk{Network: fetchtest.NewNetwork(), news: fetchtest.New(), state: state}
		d.Name("courier.example", "8.8.8.8")
		d.Serve("8.8.8.8:80", d.news)
		test(t, d)
		d.Close()
		synctest.Wait()
	})
}

// run watches paths for some time and returns what was found, and the errors. Where kill is set, the watch ends like a program that
// is killed after so many articles: the last of them is not done, and nothing is written any more.
func (d *desk) run(t *testing.T, long time.Duration, kill int, paths ...string) (found []source.Article, failed []string) {
	t.Helper()
	c := fetch.NewClient(fetch.Options{Resolve: d.Resolve, Dial: d.Dial, Retries: -1, MaxWait: time.Second})
	defer c.Close()
	w, err := watch.Open(watch.Options{Paths: paths, State: d.state, Every: d.every, Client: c, Source: source.Options{As: d.as}, Tell: func(s string) { d.lines = append(d.lines, s) }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), long)
	defer cancel()
	for a, err := range w.Articles(ctx) {
		if err != nil {
			failed = append(failed, err.Error())
			if strings.Contains(a.Path, "secret") {
				t.Errorf("the path repeats a password: %s", a.Path)
			}
		} else {
			found = append(found, a)
		}
		if kill > 0 && len(found) == kill {
			return found, failed
		}
		if err := w.Done(); err != nil {
			t.Error(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	return found, failed
}

// hits is how often the site was asked for a path, and how often only whether it has changed.
func (d *desk) hits(path string) (all, unchanged int) {
	for _, h := range d.news.Hits(path) {
		all++
		if h.Status == 304 {
			unchanged++
		}
	}
	return all, unchanged
}

func TestFeedIsFollowed(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		d.news.Show(10)
		found, failed := d.run(t, 30*time.Minute, 0, courier+fetchtest.RSS)
		if len(found) != 10 || len(failed) != 0 {
			t.Fatalf("%d articles, and %q", len(found), failed)
		}
		if all, same := d.hits(fetchtest.RSS); all != 3 || same != 2 {
			t.Errorf("the feed was asked for %d times in half an hour, %d times unchanged", all, same)
		}
		// A restart asks for what is due only.
		d.news.Show(12)
		found, _ = d.run(t, 9*time.Minute, 0, courier+fetchtest.RSS)
		if len(found) != 2 {
			t.Errorf("%d articles are new, want 2", len(found))
		}
		for _, h := range d.news.Hits("") {
			if n, _ := d.hits(h.Path); strings.HasPrefix(h.Path, "/2026") && n != 1 {
				t.Errorf("%s was fetched %d times", h.Path, n)
			}
		}
		if d.news.Overlapped() {
			t.Error("two requests were under way at the same time")
		}
		if want := courier + fetchtest.RSS + ": 2 new, 0 changed, 12 in all"; !slices.Contains(d.lines, want) {
			t.Errorf("told %q", d.lines)
		}
	})
}

func TestItemsAreLookedAtAgainForCorrections(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		d.run(t, 10*time.Minute, 0, courier+fetchtest.RSS)
		d.news.Correct()
		d.news.Vanish()
		d.every = time.Hour
		found, failed := d.run(t, 10*24*time.Hour, 0, courier+fetchtest.RSS)
		if len(found) != 1 || found[0].URL != courier+fetchtest.Mill || len(found[0].Notices) != 1 || len(failed) != 0 {
			t.Fatalf("found %+v, failed %q", found, failed)
		}
		// Once, and after 1 h, 6 h, 1 d, 3 d and 7 d.
		if all, same := d.hits(fetchtest.Mill); all != 6 || same != 4 {
			t.Errorf("the corrected page was asked for %d times, %d times unchanged", all, same)
		}
		if all, same := d.hits(fetchtest.Dredge); all != 6 || same != 5 {
			t.Errorf("a page was asked for %d times, %d times unchanged", all, same)
		}
		if want := courier + fetchtest.Ferry + ": its page is gone; the store keeps what it said"; !slices.Contains(d.lines, want) {
			t.Errorf("told %q", d.lines)
		}
	})
}

func TestFeedWithTexts(t *testing.T) {
	for _, path := range []string{fetchtest.Atom, fetchtest.JSON} {
		atDesk(t, func(t *testing.T, d *desk) {
			d.news.Show(11)
			found, failed := d.run(t, time.Hour, 0, courier+path)
			if len(found) != 11 || len(failed) != 0 {
				t.Fatalf("%d articles, and %q", len(found), failed)
			}
			d.news.Show(12)
			found, _ = d.run(t, time.Hour, 0, courier+path)
			if len(found) != 1 || found[0].URL != courier+fetchtest.Dredge {
				t.Errorf("found %+v", found)
			}
			if all, _ := d.hits(fetchtest.Dredge); all != 0 {
				t.Errorf("a page whose text is in the feed was fetched %d times", all)
			}
		})
	}
}

func TestPageIsFollowed(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		go func() {
			time.Sleep(45 * time.Minute)
			d.news.Correct()
		}()
		found, failed := d.run(t, 2*time.Hour, 0, courier+fetchtest.Mill)
		if len(found) != 2 || len(failed) != 0 {
			t.Fatalf("%d articles, and %q", len(found), failed)
		}
		if found[0].Text == found[1].Text || found[0].Seen == found[1].Seen {
			t.Error("the second is as the first")
		}
		if all, same := d.hits(fetchtest.Mill); all != 12 || same != 10 {
			t.Errorf("asked for %d times, %d times unchanged", all, same)
		}
	})
}

// What is fetched by a watch that is killed is fetched again, and nothing else is.
func TestNothingIsMissedAfterAKill(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		stored := map[string]int{}
		for kill := 1; len(stored) < d.news.Stories(); kill = kill%3 + 1 {
			found, failed := d.run(t, time.Hour, kill, courier+fetchtest.RSS)
			if len(failed) != 0 {
				t.Fatal(failed)
			}
			for i, a := range found {
				if i < kill-1 || len(found) < kill { // the last was not done
					stored[a.URL]++
				}
			}
			if kill == 3 && len(d.news.Hits("")) > 500 {
				t.Fatal("it does not come to an end")
			}
		}
		for u, n := range stored {
			if n > 2 {
				t.Errorf("%s was stored %d times", u, n)
			}
		}
	})
}

func TestFaultsAreToldOnce(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		d.Name("down.example", "8.8.4.4")
		urls := []string{courier + fetchtest.Loop, courier + fetchtest.Slow, courier + fetchtest.Bomb, courier + fetchtest.Memo,
			courier + "/nothing", courier + fetchtest.Inside, "http://down.example/feed", courier + fetchtest.Busy, courier + fetchtest.Flaky, courier + "/"}
		found, failed := d.run(t, 3*time.Hour, 0, urls...)
		if len(found) != 2 { // of those that recover
			t.Errorf("%d articles", len(found))
		}
		told := map[string]int{}
		for _, f := range failed {
			u, _, _ := strings.Cut(f, ": ")
			told[u]++
		}
		for _, u := range urls {
			if u == courier+fetchtest.Busy { // and that its site wants to be left alone, of the others
				continue
			}
			if n := told[u]; n < 1 || n > 2 {
				t.Errorf("%s was told of %d times: %q", u, n, failed)
			}
		}
		if all, _ := d.hits(fetchtest.Memo); all != 0 {
			t.Error("a page that robots.txt closes was fetched")
		}
		if all, _ := d.hits("/nothing"); all > 12 {
			t.Errorf("a page that is not there was asked for %d times in three hours", all)
		}
	})
}

func TestDirectoryIsFollowed(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		dir := t.TempDir()
		put := func(name, text string) {
			t.Helper()
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			// The bubble's clock is not the machine's.
			if err := os.Chtimes(path, time.Time{}, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		put("a.txt", "The mayor said that the bridge is closed.")
		put("b.txt", "The council said that it is open.")
		time.Sleep(time.Minute)
		found, failed := d.run(t, time.Minute, 0, dir)
		if len(found) != 2 || len(failed) != 0 {
			t.Fatalf("%d articles, and %q", len(found), failed)
		}
		// One that grows for ten seconds is read once, whole.
		go func() {
			text := "The mayor said"
			for range 10 {
				text += " that the mayor said"
				put("c.txt", text+".")
				time.Sleep(time.Second)
			}
			put("b.txt", "The council said that it is closed.")
			put("a.txt", "The mayor said that the bridge is closed.") // touched only
			put("bad.txt", " \n")
		}()
		found, failed = d.run(t, time.Minute, 0, dir)
		var ids []string
		for _, a := range found {
			ids = append(ids, a.ID)
		}
		slices.Sort(ids)
		if !slices.Equal(ids, []string{"b", "c"}) || len(failed) != 1 {
			t.Errorf("found %q, and %q", ids, failed)
		}
		for _, a := range found {
			if a.ID == "c" && strings.Count(a.Text, "that") != 10 {
				t.Errorf("read half: %q", a.Text)
			}
		}
		if found, failed = d.run(t, time.Minute, 0, dir); len(found)+len(failed) != 0 {
			t.Errorf("after a restart: %+v, %q", found, failed)
		}
	})
}

func TestManyFilesAreRememberedOnTheWay(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		dir := t.TempDir()
		for i := range 600 {
			name := filepath.Join(dir, string(rune('a'+i/26/26))+string(rune('a'+i/26%26))+string(rune('a'+i%26))+".txt")
			if err := os.WriteFile(name, []byte("The mayor said that the bridge is closed."), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(name, time.Time{}, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute)
		first, _ := d.run(t, time.Minute, 550, dir)
		second, _ := d.run(t, time.Minute, 0, dir)
		if len(first) != 550 || len(second) != 600-256 && len(second) != 600-512 {
			t.Errorf("%d files were read, and %d after the kill", len(first), len(second))
		}
	})
}

// A server that sends slowly, or without end what begins as an archive and is to be read as a text, costs others nothing.
func TestBodiesThatDoNotEndHoldUpNobody(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		var sent atomic.Int64
		d.Name("endless.example", "8.8.4.4")
		d.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			line := []byte(strings.Repeat("The mayor said so.\n", 40))
			if r.URL.Path == "/archive" {
				line = []byte(strings.Repeat("WARC/1.1 The mayor said so.\n", 4000))
			}
			for r.Context().Err() == nil && sent.Load() < 100<<20 {
				_, _ = w.Write(line)
				_ = http.NewResponseController(w).Flush()
				if sent.Add(int64(len(line))); r.URL.Path != "/archive" {
					time.Sleep(time.Second)
				}
			}
		}))
		found, failed := d.run(t, 100*time.Second, 0, "http://endless.example/slow", courier+fetchtest.RSS)
		if len(found) != d.news.Stories() || len(failed) != 0 {
			t.Errorf("%d articles, and %q", len(found), failed)
		}
		sent.Store(0)
		d.as = source.Text
		_, failed = d.run(t, 30*time.Second, 0, "http://endless.example/archive")
		if len(failed) != 1 || !strings.Contains(failed[0], "larger than 16 MiB") || sent.Load() > 20<<20 {
			t.Errorf("%d MiB were sent, %q", sent.Load()>>20, failed)
		}
	})
}

// What stands behind the place where the connection broke is read when it is asked for again.
func TestArchiveThatBreaksOffIsReadAgain(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		const records = 50
		var b bytes.Buffer
		for i := range records {
			body := strings.Repeat("The mayor said that the bridge is closed.\n", 100)
			fmt.Fprintf(&b, "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: http://courier.example/%d.txt\r\nWARC-Date: 2026-03-01T12:00:00Z\r\n"+
				"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", i, i, len(body), body)
		}
		asked := 0
		d.Name("archive.example", "8.8.4.4")
		d.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("ETag", `"1"`)
			if asked++; asked < 4 {
				w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
				_, _ = w.Write(b.Bytes()[:b.Len()/2])
				panic(http.ErrAbortHandler)
			}
			http.ServeContent(w, r, "crawl.warc", time.Time{}, bytes.NewReader(b.Bytes()))
		}))
		found, failed := d.run(t, 2*time.Hour, 0, "http://archive.example/crawl.warc")
		urls := map[string]bool{}
		for _, a := range found {
			urls[a.URL] = true
		}
		if len(urls) != records || len(failed) != 1 || len(d.lines) != 1 {
			t.Errorf("%d of %d articles, and %q, told %q", len(urls), records, failed, d.lines)
		}
	})
}

func TestItemsWithoutURLsAreTheirFeeds(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		var feeds []string
		for n, what := range []string{"bridge", "harbour"} {
			host, at := what+".example", "8.8.4."+strconv.Itoa(n+1)
			d.Name(host, at)
			d.Serve(at+":80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.NotFound(w, r)
					return
				}
				_, _ = io.WriteString(w, `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","content_text":"The mayor said that the `+what+` is closed."}]}`)
			}))
			feeds = append(feeds, "http://"+host+"/feed")
		}
		if found, failed := d.run(t, time.Hour, 0, feeds...); len(found) != 2 || len(failed) != 0 {
			t.Errorf("%d articles, and %q", len(found), failed)
		}
	})
}

func TestTornFeedIsToldOnceAndForgetsNothing(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		asked := 0
		d.Name("torn.example", "8.8.4.4")
		d.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			asked++
			feed := `<rss version="2.0"><channel><title>T</title>`
			for _, i := range []string{"1", "2", "3"} {
				feed += "<item><guid>" + i + "</guid><content:encoded>The mayor said that bridge " + i + " is closed.</content:encoded></item>"
			}
			feed += "</channel></rss>"
			if asked == 2 || asked == 3 {
				feed = feed[:len(feed)*2/3]
			}
			_, _ = io.WriteString(w, feed)
		}))
		const feed = "http://torn.example/feed"
		found, failed := d.run(t, 55*time.Minute, 0, feed)
		if len(found) != 3 || len(failed) != 1 || !strings.HasPrefix(failed[0], feed+": ") || len(d.lines) != 1 {
			t.Errorf("%d articles, %q, told %q", len(found), failed, d.lines)
		}
	})
}

func TestStateIsWrittenWhileNothingHappens(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		var pages []string
		for n, host := range []string{"a.example", "b.example"} {
			at := "8.8.4." + strconv.Itoa(n+1)
			d.Name(host, at)
			d.Serve(at+":80", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				time.Sleep(time.Duration(n) * time.Second / 4)
				_, _ = io.WriteString(w, "The mayor said that the bridge is closed.")
			}))
			pages = append(pages, "http://"+host+"/a.txt")
		}
		go func() {
			time.Sleep(5 * time.Minute)
			if b, err := os.ReadFile(d.state); err != nil || bytes.Count(b, []byte(`"sha256"`)) != 2 {
				t.Errorf("minutes after both pages are stored the file says %s, %v", b, err)
			}
		}()
		d.run(t, 6*time.Minute, 0, pages...)
	})
}

func TestStateThatCouldNotBeWrittenIsWrittenLater(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		dir := filepath.Join(t.TempDir(), "later")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		d.state = filepath.Join(dir, "watch.json")
		c := fetch.NewClient(fetch.Options{Resolve: d.Resolve, Dial: d.Dial})
		defer c.Close()
		w, err := watch.Open(watch.Options{Paths: []string{courier + fetchtest.Mill}, State: d.state, Client: c})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for range w.Articles(ctx) {
			_ = w.Done()
		}
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		err = w.Close()
		if _, missing := os.Stat(d.state); err != nil || missing != nil {
			t.Errorf("closed with %v; %v", err, missing)
		}
	})
}

func TestFileIsReadWhenItCanBe(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		sourcetest.PlainUser(t)
		name := filepath.Join(t.TempDir(), "a.txt")
		if err := os.WriteFile(name, []byte("The mayor said that the bridge is closed."), 0o200); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		go func() {
			time.Sleep(30 * time.Second)
			_ = os.Chmod(name, 0o600)
		}()
		if found, failed := d.run(t, time.Minute, 0, name); len(found) != 1 || len(failed) != 1 {
			t.Errorf("%d articles, and %q", len(found), failed)
		}
	})
}

func TestFilesThatAreGoneAreForgotten(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		dir := filepath.Join(t.TempDir(), "inbox")
		go func() {
			time.Sleep(time.Second) // between two looks
			for i := range 10 {
				_ = os.MkdirAll(dir, 0o700)
				name := filepath.Join(dir, strings.Repeat("a", i+1)+".txt")
				_ = os.WriteFile(name, []byte("The mayor said that the bridge is closed."), 0o600)
				_ = os.Chtimes(name, time.Time{}, time.Now().Add(-time.Hour))
				time.Sleep(10 * time.Second)
				_ = os.RemoveAll(dir)
				time.Sleep(10 * time.Second)
			}
		}()
		found, failed := d.run(t, 205*time.Second, 0, dir)
		if len(found) != 10 || len(failed) != 11 { // that the directory is not there is told each time
			t.Errorf("%d articles, and %q", len(found), failed)
		}
		if b, err := os.ReadFile(d.state); err != nil || strings.Contains(string(b), ".txt") {
			t.Errorf("the state is %s, %v", b, err)
		}
	})
}

func TestFileThatIsGoneBeforeItIsStoredIsForgotten(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		name := filepath.Join(t.TempDir(), "a.txt")
		if err := os.WriteFile(name, []byte("The mayor said that the bridge is closed."), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		w, err := watch.Open(watch.Options{Paths: []string{filepath.Dir(name)}, State: d.state})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for _, err := range w.Articles(ctx) {
			if err != nil {
				t.Error(err)
			}
			go func() {
				time.Sleep(30 * time.Second)
				_ = w.Done()
			}()
			if err := os.Remove(name); err != nil {
				t.Error(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(d.state); err != nil || strings.Contains(string(b), "a.txt") {
			t.Errorf("the state is %s, %v", b, err)
		}
	})
}

// A page that leads to another now, which is older than the first.
func TestRedirectThatChangesIsFollowed(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		begin := time.Now()
		d.Name("latest.example", "8.8.4.4")
		d.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/latest":
				to := "/one.txt"
				if time.Since(begin) > 15*time.Minute {
					to = "/two.txt"
				}
				http.Redirect(w, r, to, http.StatusFound)
			case "/one.txt":
				http.ServeContent(w, r, "one.txt", begin, strings.NewReader("The mayor said that the bridge is closed."))
			case "/two.txt":
				http.ServeContent(w, r, "two.txt", begin.Add(-time.Hour), strings.NewReader("The mayor said that the harbour is closed."))
			default:
				http.NotFound(w, r)
			}
		}))
		found, failed := d.run(t, time.Hour, 0, "http://latest.example/latest")
		if len(found) != 2 || len(failed) != 0 {
			t.Errorf("%d articles, and %q", len(found), failed)
		}
	})
}

func TestStateThatCannotBeWrittenIsToldAtOnce(t *testing.T) {
	_, err := watch.Open(watch.Options{Paths: []string{t.TempDir()}, State: filepath.Join(t.TempDir(), "nosuch", "watch.json")})
	if err == nil || !strings.Contains(err.Error(), "or name another file") {
		t.Errorf("got %v", err)
	}
}

func TestWhatAKilledWatchLeftIsRemoved(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".watch.json.12345", ".watch.json.old", ".other.json.12345"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := watch.Open(watch.Options{State: filepath.Join(dir, "watch.json")}); err != nil {
		t.Fatal(err)
	}
	var names []string
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{".other.json.12345", ".watch.json.old", "watch.json"}; !slices.Equal(names, want) {
		t.Errorf("there are %q", names)
	}
}

// A feed that lists others at each look, and more than can be read, or that is always torn, makes the state no larger than some items.
func TestEndlessFeedTakesBoundedState(t *testing.T) {
	for _, tt := range []struct{ name, item, end, told string }{
		{"of links", "<item><link>http://slow.example/%d</link></item>", "</channel></rss>", "3000 more wait"},
		{"of texts, torn", "<item><guid>%d</guid><content:encoded>The mayor said so.</content:encoded></item>", "", "3000 more wait"},
		{"of long links", "<item><link>http://slow.example/%d" + strings.Repeat("a", 9<<10) + "</link></item>", "</channel></rss>", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			atDesk(t, func(t *testing.T, d *desk) {
				n, each := 0, 3000
				if tt.told == "" {
					each = 60
				}
				d.Name("endless.example", "8.8.4.4")
				d.Name("slow.example", "8.8.4.4")
				d.Serve("8.8.4.4:80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					switch r.URL.Path {
					case "/feed":
					case "/robots.txt":
						http.NotFound(w, r)
						return
					default: // so that few are asked for
						<-r.Context().Done()
						return
					}
					_, _ = io.WriteString(w, `<rss version="2.0"><channel><title>T</title>`)
					for range each {
						n++
						_, _ = fmt.Fprintf(w, tt.item, n)
					}
					_, _ = io.WriteString(w, tt.end)
				}))
				d.run(t, 31*time.Minute, 0, "http://endless.example/feed") // four looks
				b, err := os.ReadFile(d.state)
				if items := bytes.Count(b, []byte(`"feed":`)); err != nil || n != 4*each || items > 5000 || len(b) > 3<<19 {
					t.Errorf("after %d items there are %d, in %d bytes; %v", n, items, len(b), err)
				}
				if !strings.Contains(strings.Join(d.lines, "\n"), tt.told) {
					t.Errorf("told %q", d.lines)
				}
			})
		})
	}
}

func TestPasswordIsNotRepeated(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		_, failed := d.run(t, time.Minute, 0, "http://me:secret@courier.example/", "http://me:secret@[::1/")
		if len(failed) != 2 || strings.Contains(strings.Join(failed, " "), "secret") {
			t.Errorf("got %q", failed)
		}
	})
}

func TestMissingPathIsToldOnceAndFollowed(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		dir := filepath.Join(t.TempDir(), "later")
		go func() {
			time.Sleep(time.Minute)
			_ = os.Mkdir(dir, 0o700)
			_ = os.WriteFile(filepath.Join(dir, "a.txt"), []byte("The mayor said that the bridge is closed."), 0o600)
			_ = os.Chtimes(filepath.Join(dir, "a.txt"), time.Time{}, time.Now())
		}()
		found, failed := d.run(t, 2*time.Minute, 0, dir)
		if len(found) != 1 || len(failed) != 1 || !strings.Contains(failed[0], "no such file") {
			t.Errorf("found %d, failed %q", len(found), failed)
		}
	})
}

func TestStateThatIsNone(t *testing.T) {
	for _, text := range []string{"", "{}", "[]", `{"whosaid_watch": 2}`, `{"whosaid_watch": 1, "urls": 3}`} {
		name := filepath.Join(t.TempDir(), "watch.json")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := watch.Open(watch.Options{State: name})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A consumer that takes its time: what it was given is not fetched or read again meanwhile.
func TestNothingIsReadTwiceWhileItIsStored(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		dir := t.TempDir()
		name := filepath.Join(dir, "a.txt")
		if err := os.WriteFile(name, []byte("The mayor said that the bridge is closed."), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, time.Time{}, time.Now().Add(-time.Minute)); err != nil {
			t.Fatal(err)
		}
		c := fetch.NewClient(fetch.Options{Resolve: d.Resolve, Dial: d.Dial, Retries: -1})
		defer c.Close()
		w, err := watch.Open(watch.Options{Paths: []string{courier + fetchtest.Mill, dir}, State: d.state, Client: c})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		n := 0
		for _, err := range w.Articles(ctx) {
			if err != nil {
				t.Error(err)
			}
			n++
			go func() {
				time.Sleep(25 * time.Minute)
				if err := w.Done(); err != nil {
					t.Error(err)
				}
			}()
		}
		if all, _ := d.hits(fetchtest.Mill); n != 2 || all != 5 { // at once, and then every ten minutes once it is done
			t.Errorf("%d articles, and the page was asked for %d times", n, all)
		}
	})
}
