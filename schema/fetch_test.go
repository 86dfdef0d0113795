package schema_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// web is a Fetcher whose pages are functions.
type web map[string]func(context.Context) (schema.Incoming, error)

func (w web) Fetch(ctx context.Context, url string) (schema.Incoming, error) {
	page, ok := w[url]
	if !ok {
		return schema.Incoming{}, fmt.Errorf("%w: %s answers 404; check the URL", schema.ErrNotFetched, url)
	}
	return page(ctx)
}

// fetching is a schema over an empty store that takes articles from a web.
func fetching(t testing.TB, w web) (*schema.Schema, *shelf, *[]schema.Change) {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	in := &shelf{db: db}
	told := &[]schema.Change{}
	s, err := schema.New(db, schema.Options{Ingester: in, Fetcher: w, Changed: func(c schema.Change) { *told = append(*told, c) }})
	if err != nil {
		t.Fatal(err)
	}
	return s, in, told
}

const fetchOne = `mutation($in: FetchInput!) { fetchArticle(input: $in) { status readFrom dropped { reason text } refused { quote }
	article { url title outlet published language } claims(first: 2) { edges { node { evidence { quote } } } pageInfo { hasNextPage } } } }`

// frontPage is a page with the first document of schematest, behind a redirect.
func frontPage(context.Context) (schema.Incoming, error) {
	a := schematest.Documents()[0].Article
	return schema.Incoming{
		Title: a.Title, Text: a.Text, URL: a.URL, Outlet: a.Outlet, Published: "2024-10-22", Language: a.Language, ReadFrom: "https://courier.example/read/soldiers",
		Dropped: []schema.Dropped{{Reason: "navigation", Text: "Home News"}, {Reason: "caption", Text: "Soldiers, seen from above"}},
	}, nil
}

func TestFetchArticleStoresWhatThePageHas(t *testing.T) {
	s, _, told := fetching(t, web{"https://courier.example/s": frontPage})
	in := vars{"url": "https://courier.example/s", "outlet": "  The Courier ", "published": "2024-10-23"}
	for _, status := range []string{"STORED", "UNCHANGED"} {
		res := s.Exec(t.Context(), schema.Request{Query: fetchOne, Variables: vars{"in": in}, Load: true})
		if len(res.Errors) > 0 {
			t.Fatal(messages(res))
		}
		for _, part := range []string{`"status":"` + status + `"`, `"readFrom":"https://courier.example/read/soldiers"`, `"url":"https://courier.example/soldiers"`,
			`"outlet":"The Courier"`, `"published":"2024-10-23"`, `"dropped":[{"reason":"navigation","text":"Home News"},{"reason":"caption","text":"Soldiers, seen from above"}]`,
			`"quote":"The National Intelligence Service has confirmed`, `"hasNextPage":true`, `"refused":[{"quote":"the lake"}]`} {
			if !strings.Contains(string(res.Data), part) {
				t.Errorf("%s lacks %s", res.Data, part)
			}
		}
	}
	id := graph.ArticleID("https://courier.example/soldiers", "", "")
	want := []schema.Change{{Op: "fetch", Article: id, Status: graph.Stored, Refused: 1}, {Op: "fetch", Article: id, Status: graph.Unchanged, Refused: 1}}
	if d := cmp.Diff(want, *told); d != "" {
		t.Error(d)
	}
}

func TestFetchArticleThatIsRefusedChangesNothing(t *testing.T) {
	fails := func(err error) func(context.Context) (schema.Incoming, error) {
		return func(context.Context) (schema.Incoming, error) { return schema.Incoming{}, err }
	}
	w := web{
		"https://courier.example/s": frontPage,
		"https://x.example/broken":  fails(errors.New("dial tcp 10.0.0.1:443: secret")),
		"https://x.example/full":    fails(fmt.Errorf("a disk: %w", graph.ErrDiskFull)),
		"https://x.example/slow": func(ctx context.Context) (schema.Incoming, error) {
			<-ctx.Done()
			return schema.Incoming{}, ctx.Err()
		},
		"https://x.example/book": func(context.Context) (schema.Incoming, error) {
			return schema.Incoming{Text: strings.Repeat("Once more. ", 50_000)}, nil
		},
		"https://x.example/list": func(context.Context) (schema.Incoming, error) {
			return schema.Incoming{Text: "A list of links.", Published: "last week"}, nil
		},
	}
	for _, tt := range []struct {
		name string
		in   vars
		off  bool // without a Fetcher
		only bool // without Request.Load
		want string
	}{
		{"where nobody may fetch", vars{"url": "https://courier.example/s"}, true, false, "FORBIDDEN this server gets no pages from the web: start whosaid serve with --fetch"},
		{"without the right", vars{"url": "https://courier.example/s"}, false, true, "FORBIDDEN mutations want a token with the role load"},
		{"no URL", vars{}, false, false, "BAD_INPUT"},
		{"a URL that is none", vars{"url": "soldiers"}, false, false, "BAD_INPUT"},
		{"a file", vars{"url": "file:///etc/passwd"}, false, false, `BAD_INPUT input.url: "file:///etc/passwd" is not a URL of the web`},
		{"a URL with a space", vars{"url": "https://x.example/a b"}, false, false, "BAD_INPUT input.url: "},
		{"a long URL", vars{"url": "https://x.example/" + strings.Repeat("x", 3000)}, false, false, "TOO_LARGE input.url has 3018 bytes: the cap is 2048"},
		{"a long outlet", vars{"url": "https://courier.example/s", "outlet": strings.Repeat("x", 1025)}, false, false, "TOO_LARGE input.outlet has 1025 bytes"},
		{"broken UTF-8", vars{"url": "https://courier.example/s", "language": "\xff"}, false, false, "BAD_INPUT input.language is not UTF-8"},
		{"a page that is not there", vars{"url": "https://x.example/gone"}, false, false,
			"BAD_INPUT input.url: the page was not read: https://x.example/gone answers 404; check the URL"},
		{"a page that does not come", vars{"url": "https://x.example/slow"}, false, false, `TIMEOUT input.url: "https://x.example/slow" did not come within `},
		{"a fault of ours", vars{"url": "https://x.example/broken"}, false, false, "INTERNAL internal error"},
		{"a full disk", vars{"url": "https://x.example/full"}, false, false, "DISK_FULL"},
		{"a book", vars{"url": "https://x.example/book"}, false, false, `TOO_LARGE input.url: the article at "https://x.example/book" has 550000 bytes: the cap is 524288`},
		{"a page that is no article", vars{"url": "https://x.example/list"}, false, false, `BAD_INPUT input: the article cannot be stored: "last week" is not a date`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, in, _ := fetching(t, w)
			if tt.off {
				s, in, _ = loading(t)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			res := s.Exec(ctx, schema.Request{Query: fetchOne, Variables: vars{"in": tt.in}, Load: !tt.only})
			got := messages(res)
			if len(got) != 1 || !strings.HasPrefix(got[0], tt.want) || strings.Contains(got[0], "secret") {
				t.Errorf("got %.300q, want %q", got, tt.want)
			}
			var st graph.Stats
			err := in.db.View(t.Context(), func(tx *graph.Tx) (err error) { st, err = tx.Stats(); return err })
			if err != nil || st.Articles != 0 {
				t.Errorf("the store holds %+v, %v", st, err)
			}
		})
	}
}

// Pages that are long in coming hold up no article that a client sends, and no more of them are got than there is room for.
func TestSlowPagesHoldUpNobody(t *testing.T) {
	begun, let := make(chan struct{}), make(chan struct{})
	s, _, _ := fetching(t, web{"https://x.example/slow": func(ctx context.Context) (schema.Incoming, error) {
		begun <- struct{}{}
		<-let
		return schema.Incoming{Text: "Nothing is new.", URL: "https://x.example/slow", ReadFrom: "https://x.example/slow"}, nil
	}})
	slow := schema.Request{Query: fetchOne, Variables: vars{"in": vars{"url": "https://x.example/slow"}}, Load: true}
	const most = 4 // pages at the same time
	done := make(chan *schema.Response, most)
	for range most {
		go func() { done <- s.Exec(context.Background(), slow) }()
		<-begun
	}
	res := s.Exec(t.Context(), schema.Request{Query: loadOne, Variables: vars{"in": soldiers()}, Load: true})
	if len(res.Errors) > 0 {
		t.Errorf("a load waits for pages: %q", messages(res))
	}
	res = s.Exec(t.Context(), slow)
	same(t, "one page more", messages(res), []string{"OVERLOADED 4 pages are being got from the web: send this one again in a second, or fewer at the same time"})
	close(let)
	for range most {
		if res := <-done; len(res.Errors) > 0 {
			t.Errorf("a slow page: %q", messages(res))
		}
	}
}

// Every dropped block counts.
func TestDroppedBlocksChargeTheBudget(t *testing.T) {
	s, _, _ := fetching(t, web{"https://x.example/long": func(context.Context) (schema.Incoming, error) {
		a := schema.Incoming{Text: "Nothing is new.", URL: "https://x.example/long", ReadFrom: "https://x.example/long"}
		for range 20_000 {
			a.Dropped = append(a.Dropped, schema.Dropped{Reason: "navigation", Text: "Home"})
		}
		return a, nil
	}})
	res := s.Exec(t.Context(), schema.Request{Query: fetchOne, Variables: vars{"in": vars{"url": "https://x.example/long"}}, Load: true})
	if got := messages(res); len(got) != 1 || !strings.HasPrefix(got[0], "TOO_LARGE ") || !strings.Contains(got[0], "was stored") {
		t.Errorf("got %q", got)
	}
}

func FuzzFetchArticle(f *testing.F) {
	for _, u := range []string{"https://x.example/1", "http://[::1]:x/", "http://127.1/", "https://user:pw@x.example", "javascript:alert(1)", "\x00", "http://x.example/\u202e"} {
		f.Add(u, "Outlet", "2024")
	}
	s, _, _ := fetching(f, web{})
	f.Fuzz(func(t *testing.T, url, outlet, published string) {
		v := vars{"url": url, "outlet": outlet, "published": published}
		res := s.Exec(t.Context(), schema.Request{Query: fetchOne, Variables: vars{"in": v}, Load: true})
		if len(res.Errors) != 1 || res.Errors[0].Message == "" || res.Errors[0].Code == schema.CodeInternal {
			t.Errorf("%q: %s %q", v, res.Data, messages(res))
		}
	})
}
