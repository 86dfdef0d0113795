package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
	"github.com/whosaid/whosaid/server"
)

// plainIngester stores articles without claims.
type plainIngester struct{ db *graph.DB }

func (p plainIngester) Ingest(ctx context.Context, a schema.Incoming) (schema.Ingested, error) {
	if strings.Contains(a.Text, "\x00") {
		return schema.Ingested{}, fmt.Errorf("%w: it holds a NUL", schema.ErrBadArticle)
	}
	put, err := p.db.Put(context.WithoutCancel(ctx), graph.Document{Article: graph.Article{Text: a.Text, Title: a.Title, URL: a.URL, Outlet: a.Outlet}})
	return schema.Ingested{Put: put, Refused: []schema.Refused{{Quote: "x", Reason: "y"}}}, err
}

// loadable is a server that takes articles, with a token of each role.
func loadable(t *testing.T) (base, reader, loader string, db *graph.DB) {
	t.Helper()
	reader, one, err := server.NewToken(server.RoleRead, "desk")
	if err != nil {
		t.Fatal(err)
	}
	loader, two, err := server.NewToken(server.RoleLoad, "feed")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := server.ReadTokens(strings.NewReader(one + "\n" + two))
	if err != nil {
		t.Fatal(err)
	}
	db = schematest.Open(t)
	s, err := server.New(db, server.RequireToken(tokens), server.Load(plainIngester{db}))
	if err != nil {
		t.Fatal(err)
	}
	return start(t, s), reader, loader, db
}

// loading is the body of a request that loads an article.
func loading(t *testing.T, text, url string) string {
	t.Helper()
	b, err := json.Marshal(map[string]any{
		"query":     `mutation($t: String!, $u: String) { loadArticle(input: {text: $t, url: $u}) { status article { url } } }`,
		"variables": map[string]any{"t": text, "u": url},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestOnlyAHolderOfALoadTokenMutates(t *testing.T) {
	base, reader, loader, db := loadable(t)
	body := loading(t, "Nothing is said here.", "https://wire.example/new")
	stored := func() bool {
		err := db.View(t.Context(), func(tx *graph.Tx) error {
			_, err := tx.Article(graph.ArticleID("https://wire.example/new", "", ""))
			return err
		})
		return err == nil
	}
	get := "/graphql?query=mutation%7BloadArticle(input%3A%7Btext%3A%22a%22%7D)%7Bstatus%7D%7D"
	for _, tt := range []struct {
		name, method, path, body, token string
		more                            headers
		status                          int
		code                            string
	}{
		{"no token", "POST", "/graphql", body, "", nil, 401, "UNAUTHORIZED"},
		{"a wrong token", "POST", "/graphql", body, "whosaid_0a", nil, 401, "UNAUTHORIZED"},
		{"a token that reads", "POST", "/graphql", body, reader, nil, 403, "FORBIDDEN"},
		{"a token that reads, in the newer type", "POST", "/graphql", body, reader, headers{"Accept", "application/graphql-response+json"}, 403, "FORBIDDEN"},
		{"a page of another site", "POST", "/graphql", body, loader, headers{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403, "CROSS_SITE"},
		{"text instead of JSON", "POST", "/graphql", body, loader, headers{"Content-Type", "text/plain"}, 415, "BAD_REQUEST"},
		{"by GET", "GET", get, "", loader, nil, 405, "FORBIDDEN"},
		{"by HEAD", "HEAD", get, "", loader, nil, 405, ""},
		{"by GET with a token that reads", "GET", get, "", reader, nil, 405, "FORBIDDEN"},
		{"half a character", "POST", "/graphql", strings.Replace(body, "Nothing", `\ud800`, 1), loader, nil, 400, "BAD_REQUEST"},
		{"broken UTF-8", "POST", "/graphql", strings.Replace(body, "Nothing", "\xff", 1), loader, nil, 400, "BAD_REQUEST"},
		{"10 MB", "POST", "/graphql", loading(t, strings.Repeat("x", 10<<20), "https://wire.example/new"), loader, nil, 413, "BAD_REQUEST"},
		{"more text than an article has", "POST", "/graphql", loading(t, strings.Repeat("x", 600<<10), "https://wire.example/new"), loader, nil, 200, "TOO_LARGE"},
		{"a URL that is none", "POST", "/graphql", loading(t, "x", "wire"), loader, nil, 200, "BAD_INPUT"},
		{"NUL", "POST", "/graphql", loading(t, "x\x00", "https://wire.example/new"), loader, nil, 200, "BAD_INPUT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := tt.more
			if tt.body != "" && !strings.Contains(strings.Join(h, " "), "Content-Type") {
				h = append(h, "Content-Type", "application/json")
			}
			if tt.token != "" {
				h = append(h, "Authorization", "Bearer "+tt.token)
			}
			got := send(t, tt.method, base+tt.path, tt.body, h)
			if got.StatusCode != tt.status {
				t.Errorf("status %d, want %d: %.300s", got.StatusCode, tt.status, got.body)
			}
			if tt.code != "" {
				if codes, _ := got.errors(t); len(codes) != 1 || codes[0] != tt.code {
					t.Errorf("codes %q, want %s: %.300s", codes, tt.code, got.body)
				}
			}
			if stored() {
				t.Error("the article is stored")
			}
		})
	}
	h := headers{"Content-Type", "application/json", "Authorization", "Bearer " + loader}
	if got := send(t, "POST", base+"/graphql", body, h); got.StatusCode != 200 || got.body != `{"data":{"loadArticle":{"status":"STORED","article":{"url":"https://wire.example/new"}}}}` || !stored() {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	// A token that loads reads too.
	if got := send(t, "GET", base+"/graphql?query={stats{articles}}", "", h[2:]); got.body != `{"data":{"stats":{"articles":4}}}` {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	remove := `{"query":"mutation { removeArticle(id: \"https://wire.example/new\") { claims } }"}`
	if got := send(t, "POST", base+"/graphql", remove, h); got.StatusCode != 200 || stored() {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	got := send(t, "GET", base+"/metrics", "", h[2:])
	for _, want := range []string{`whosaid_api_articles_total{outcome="stored"} 1`, `whosaid_api_articles_total{outcome="removed"} 1`,
		`whosaid_api_articles_total{outcome="refused"} 3`, `whosaid_api_articles_total{outcome="failed"} 0`, "whosaid_api_claims_refused_total 1",
		`whosaid_http_refused_total{code="FORBIDDEN"} 5`} {
		if !strings.Contains(got.body, want+"\n") {
			t.Errorf("/metrics lacks %s:\n%s", want, got.body)
		}
	}
}

func TestServerWithoutTokensMutatesNothing(t *testing.T) {
	db := schematest.Open(t)
	s, err := server.New(db, server.Load(plainIngester{db}))
	if err != nil {
		t.Fatal(err)
	}
	got := send(t, "POST", start(t, s)+"/graphql", loading(t, "x", "https://wire.example/new"), headers{"Content-Type", "application/json"})
	if _, messages := got.errors(t); got.StatusCode != http.StatusForbidden || !strings.Contains(messages[0], "whosaid serve --tokens FILE") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}

func TestOneArticleLoadedTwiceAtOnceIsStoredOnce(t *testing.T) {
	base, _, loader, _ := loadable(t)
	var mu sync.Mutex
	count := map[string]int{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got := send(t, "POST", base+"/graphql", loading(t, "Nothing is said here.", "https://wire.example/new"),
				headers{"Content-Type", "application/json", "Authorization", "Bearer " + loader})
			mu.Lock()
			defer mu.Unlock()
			for _, s := range []string{"STORED", "UNCHANGED"} {
				if strings.Contains(got.body, `"status":"`+s+`"`) {
					count[s]++
				}
			}
		})
	}
	wg.Wait()
	if count["STORED"] != 1 || count["UNCHANGED"] != 7 {
		t.Errorf("statuses %v", count)
	}
}

func TestMutationOfAServerWhoseStoreIsClosedIsUnavailable(t *testing.T) {
	base, _, loader, db := loadable(t)
	db.Close()
	got := send(t, "POST", base+"/graphql", loading(t, "x", "https://wire.example/new"), headers{"Content-Type", "application/json", "Authorization", "Bearer " + loader})
	if codes, _ := got.errors(t); got.StatusCode != 503 || codes[0] != "UNAVAILABLE" {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}

func TestMutationsLeaveRoomForReaders(t *testing.T) {
	token, line, err := server.NewToken(server.RoleLoad, "feed")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := server.ReadTokens(strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(schematest.Open(t), server.RequireToken(tokens), server.Load(waiting{}), server.TimeLimit(2*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	base := start(t, s)
	h := headers{"Content-Type", "application/json", "Authorization", "Bearer " + token}
	var mu sync.Mutex
	count := map[string]int{}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			got := send(t, "POST", base+"/graphql", loading(t, "x", "https://wire.example/new"), h)
			codes, _ := got.errors(t)
			if got.StatusCode != 503 || codes[0] == "OVERLOADED" && got.Header.Get("Retry-After") == "" {
				t.Errorf("%d %s", got.StatusCode, got.body)
			}
			mu.Lock()
			defer mu.Unlock()
			if count[codes[0]]++; count["OVERLOADED"] == 8 { // all that there are places for now wait
				if got := send(t, "GET", base+"/graphql?query={stats{articles}}", "", h[2:]); got.StatusCode != 200 {
					t.Errorf("a reader gets %d %s", got.StatusCode, got.body)
				}
			}
		})
	}
	wg.Wait()
	if count["OVERLOADED"] != 8 || count["TIMEOUT"] != 8 {
		t.Errorf("codes %v", count)
	}
}

// waiting is an Ingester that is not done before its time is over.
type waiting struct{}

func (waiting) Ingest(ctx context.Context, _ schema.Incoming) (schema.Ingested, error) {
	<-ctx.Done()
	return schema.Ingested{}, ctx.Err()
}

func TestMutationThatTakesTooLongChangesNothingAndSaysSo(t *testing.T) {
	token, line, err := server.NewToken(server.RoleLoad, "feed")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := server.ReadTokens(strings.NewReader(line))
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(schematest.Open(t), server.RequireToken(tokens), server.Load(waiting{}), server.TimeLimit(50*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	base := start(t, s)
	h := headers{"Content-Type", "application/json", "Authorization", "Bearer " + token}
	var wg sync.WaitGroup
	for range 3 { // of which one works and the others wait for it
		wg.Go(func() {
			got := send(t, "POST", base+"/graphql", loading(t, "x", "https://wire.example/new"), h)
			codes, messages := got.errors(t)
			if got.StatusCode != 503 || codes[0] != "TIMEOUT" || !strings.HasSuffix(messages[0], "; nothing was changed") {
				t.Errorf("%d %s", got.StatusCode, got.body)
			}
		})
	}
	wg.Wait()
	if got := send(t, "GET", base+"/metrics", "", h[2:]); !strings.Contains(got.body, `whosaid_api_articles_total{outcome="failed"} 3`+"\n") {
		t.Errorf("/metrics:\n%s", got.body)
	}
}
