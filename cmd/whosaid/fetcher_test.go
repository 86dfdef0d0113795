package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/fetch/fetchtest"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/schema"
)

// bridgePage is a page with one article.
const bridgePage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Soldiers at the bridge | Sample Courier</title>
<meta property="og:site_name" content="Sample Courier"><meta property="og:title" content="Soldiers at the bridge">
<meta name="author" content="Ada Sample"><meta property="article:published_time" content="2024-10-18T09:00:00+02:00">
</head><body><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>
<main><article><h1>Soldiers at the bridge</h1><p class="byline">By Ada Sample</p>
<p>South Korea's National Intelligence Service said that North Korea has sent 1,500 soldiers to Russia since the beginning of the month.</p>
<p>The soldiers crossed a bridge in the night, and people who live beside it heard the lorries for hours before it was quiet again.</p>
<p>Nobody in the village wanted to say more about it in the morning, when the market opened as it does on every Friday of the year.</p>
</article></main><footer>Contact Imprint</footer></body></html>`

// newsServer is a site with a page, and with what a page should not be.
func newsServer(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	page := func(w http.ResponseWriter, body string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, body)
	}
	mux.HandleFunc("/bridge", func(w http.ResponseWriter, _ *http.Request) { page(w, bridgePage) })
	mux.HandleFunc("/short", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/bridge", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.2:80/secret", http.StatusFound)
	})
	mux.HandleFunc("/metadata", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	mux.HandleFunc("/lines", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-ndjson")
		fmt.Fprint(w, `{"text": "It rains."}`+"\n"+`{"text": "It snows."}`+"\n")
	})
	mux.HandleFunc("/empty", func(w http.ResponseWriter, _ *http.Request) { page(w, "<html><body></body></html>") })
	mux.HandleFunc("/big", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for range 20 << 10 {
			if _, err := fmt.Fprint(w, strings.Repeat("x", 1<<10)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		for range 64 << 10 {
			if _, err := fmt.Fprint(z, strings.Repeat("x", 1<<10)); err != nil {
				return
			}
		}
		_ = z.Close()
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for r.Context().Err() == nil {
			fmt.Fprint(w, "x")
			_ = http.NewResponseController(w).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// unhurried pauses between requests to no host, so that tests are fast.
var unhurried = fetch.Options{Pause: -1}

// fetchSchema is a schema over an empty store whose Fetcher may ask the hosts.
func fetchSchema(t *testing.T, o fetch.Options, hosts ...string) (*schema.Schema, *graph.DB) {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	f, err := newFetcher(hosts, false, o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.New(db, schema.Options{Ingester: newIngester(db, lexicon.Default()), Fetcher: f})
	if err != nil {
		t.Fatal(err)
	}
	return s, db
}

// fetched is the answer to fetchArticle with its time.
func fetched(s *schema.Schema, url string, limit time.Duration) *schema.Response {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	return s.Exec(ctx, schema.Request{
		Query: `mutation($u: URL!) { fetchArticle(input: {url: $u}) { status readFrom dropped { reason }
			article { url title outlet author published text seen readSha256 } claims { edges { node { quantity { min } } } } } }`,
		Variables: map[string]any{"u": url}, Load: true,
	})
}

func TestFetchArticleFromALocalServer(t *testing.T) {
	web := newsServer(t)
	host := strings.TrimPrefix(web.URL, "http://")
	s, _ := fetchSchema(t, unhurried, host)
	res := fetched(s, web.URL+"/short", 20*time.Second)
	if len(res.Errors) > 0 {
		t.Fatal(res.Errors[0].Message)
	}
	for _, part := range []string{`"status":"STORED"`, `"readFrom":"` + web.URL + `/bridge"`, `"title":"Soldiers at the bridge"`, `"outlet":"Sample Courier"`,
		`"author":"Ada Sample"`, `"published":"2024-10-18"`, `"min":1500`, `"reason":`} {
		if !strings.Contains(string(res.Data), part) {
			t.Errorf("%s lacks %s", res.Data, part)
		}
	}
	for _, unknown := range []string{`"seen":null`, `"readSha256":null`} {
		if strings.Contains(string(res.Data), unknown) {
			t.Errorf("%s has %s", res.Data, unknown)
		}
	}
}

// A page that says something else the next time is a new version of its article, and what it said before is a claim that was corrected.
func TestFetchArticleAgainKeepsWhatThePageSaid(t *testing.T) {
	number := "8,500"
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, strings.Replace(bridgePage, "1,500", number, 1))
	}))
	defer web.Close()
	s, _ := fetchSchema(t, unhurried, strings.TrimPrefix(web.URL, "http://"))
	for _, tt := range []struct{ number, status, versions string }{
		{"8,500", "STORED", `[{"current":true}]`}, {"8,500", "UNCHANGED", `[{"current":true}]`},
		{"1,500", "VERSIONED", `[{"current":true},{"current":false}]`}, {"1,500", "UNCHANGED", `[{"current":true},{"current":false}]`},
	} {
		number = tt.number
		res := s.Exec(t.Context(), schema.Request{Load: true, Variables: map[string]any{"u": web.URL + "/bridge"}, Query: `mutation($u: URL!) { fetchArticle(input: {url: $u}) {
			status article { versions { current } claims(filter: {type: DEPLOYS_TO}) { edges { node { status quantity { min } correctedBy { quantity { min } } } } } } } }`})
		if len(res.Errors) > 0 {
			t.Fatal(res.Errors[0].Message)
		}
		want := []string{`"status":"` + tt.status + `"`, `"versions":` + tt.versions}
		if tt.number == "1,500" {
			want = append(want, `{"status":"CURRENT","quantity":{"min":1500},"correctedBy":null}`, `{"status":"CORRECTED","quantity":{"min":8500},"correctedBy":{"quantity":{"min":1500}}}`)
		}
		for _, part := range want {
			if !strings.Contains(string(res.Data), part) {
				t.Errorf("after %s: %s lacks %s", tt.number, res.Data, part)
			}
		}
	}
}

func TestPagesThatAreNoArticlesAreToldInOneLine(t *testing.T) {
	web := newsServer(t)
	s, db := fetchSchema(t, unhurried, strings.TrimPrefix(web.URL, "http://"))
	for path, want := range map[string]string{
		"/loop": "redirects go round", "/gone": "404", "/empty": "no article", "/big": "larger than", "/bomb": "larger than", "/lines": "more than one article",
		"/slow": "did not come within", "/file": "", "/inside": "127.0.0.2", "/metadata": "169.254.169.254",
	} {
		limit := 4 * time.Second
		if path == "/bomb" && raceShare > 1 { // to unpack it takes as much longer
			limit *= 5
		}
		begun := time.Now()
		res := fetched(s, web.URL+path, limit)
		if len(res.Errors) != 1 || !strings.Contains(res.Errors[0].Message, want) || strings.Contains(res.Errors[0].Message, "\n") || strings.Count(res.Errors[0].Message, "http://127.0.0.1:") > 2 ||
			res.Errors[0].Code != schema.CodeBadInput && res.Errors[0].Code != schema.CodeTimeout {
			t.Errorf("%s: %s %v", path, res.Data, res.Errors)
		} else {
			t.Logf("%s: %s %s", path, res.Errors[0].Code, res.Errors[0].Message)
		}
		if took := time.Since(begun); took > limit+time.Second {
			t.Errorf("%s took %v", path, took)
		}
	}
	isEmpty(t, db)
}

// Nothing of a private network is asked, however it is written.
func TestFetchArticleAsksNoPrivateAddress(t *testing.T) {
	asked := make(chan string, 100)
	inside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.String()
		fmt.Fprint(w, bridgePage)
	}))
	defer inside.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(inside.URL, "http://"), ":")
	s, db := fetchSchema(t, unhurried)
	for _, host := range []string{
		"127.0.0.1", "127.0.0.1:" + port, "localhost", "localhost:" + port, "LOCALHOST.", "127.1", "127.1:" + port, "2130706433", "2130706433:" + port, "0x7f000001",
		"0x7f.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0", "0.0.0.0:" + port, "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1",
		"169.254.169.254", "100.64.0.1", "192.0.0.170", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
		"[::1]", "[::1]:" + port, "[::]", "[::ffff:127.0.0.1]", "[::ffff:127.0.0.1]:" + port, "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]",
		"[2002:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]", "[2001::1]",
		"user:pw@127.0.0.1", "127.0.0.1.", "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1", "ⓛocalhost",
	} {
		for _, scheme := range []string{"http", "https"} {
			res := fetched(s, scheme+"://"+host+"/bridge", 4*time.Second)
			if len(res.Errors) != 1 || res.Errors[0].Code != schema.CodeBadInput || !strings.HasPrefix(res.Errors[0].Message, "input.url: ") {
				t.Errorf("%s://%s: %s %v", scheme, host, res.Data, res.Errors)
			}
		}
	}
	select {
	case u := <-asked:
		t.Errorf("the server inside was asked for %s", u)
	default:
	}
	isEmpty(t, db)
}

// A name that stands for a private address, or comes to stand for one, is not asked, and neither is a redirect to one.
func TestFetchArticleJudgesTheAddressThatItDials(t *testing.T) {
	net := fetchtest.NewNetwork()
	defer net.Close()
	answer := func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, bridgePage)
	}
	net.Serve("8.8.8.8:80", http.HandlerFunc(answer))
	net.Serve("10.0.0.7:80", http.HandlerFunc(answer))
	net.Serve("[fd00::7]:80", http.HandlerFunc(answer))
	net.Name("news.example", "8.8.8.8")
	net.Name("inside.example", "10.0.0.7")
	net.Name("inside6.example", "fd00::7")
	o := unhurried
	o.Resolve, o.Dial = net.Resolve, net.Dial
	s, db := fetchSchema(t, o)
	for _, u := range []string{
		"http://inside.example/", "http://inside6.example/", "http://10.0.0.7/", "http://news.example/?to=http://inside.example/", "http://news.example/?to=http://10.0.0.7/",
		"http://news.example/?to=http://news.example/%3Fto=http://inside.example/",
	} {
		res := fetched(s, u, 5*time.Second)
		if len(res.Errors) != 1 || !strings.Contains(res.Errors[0].Message, "not an address of the public internet") {
			t.Errorf("%s: %s %v", u, res.Data, res.Errors)
		}
	}
	isEmpty(t, db)
	for _, at := range net.Dialled() {
		if at.Addr().IsPrivate() {
			t.Errorf("it dialled %s", at)
		}
	}
	if res := fetched(s, "http://news.example/", 5*time.Second); len(res.Errors) > 0 {
		t.Errorf("a public host: %s", res.Errors[0].Message)
	}
	net.Name("news.example", "10.0.0.7")
	for range 3 { // a connection that was kept is to the public address
		fetched(s, "http://news.example/again", 5*time.Second)
	}
	for _, at := range net.Dialled() {
		if at.Addr().IsPrivate() {
			t.Errorf("after the name had changed its address it dialled %s", at)
		}
	}

	// What the operator allows is asked.
	s, _ = fetchSchema(t, o, "inside6.example", "10.0.0.0/8")
	for _, u := range []string{"http://inside6.example/", "http://inside.example/"} {
		if res := fetched(s, u, 5*time.Second); len(res.Errors) > 0 {
			t.Errorf("%s: %s", u, res.Errors[0].Message)
		}
	}
}

func isEmpty(t *testing.T, db *graph.DB) {
	t.Helper()
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		s, err := tx.Stats()
		if s != (graph.Stats{}) {
			t.Errorf("the store holds %+v", s)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
