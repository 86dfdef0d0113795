package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/schema"
)

// What was seen later is the article, in whatever order it comes.
func TestLoadArticleKeepsVersionsInTheOrderTheyWereSeen(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := schema.New(db, schema.Options{Ingester: newIngester(db, lexicon.Default())})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		number   int
		seen     any
		status   string
		current  string // the number that stands
		versions int
	}{
		{1500, "2024-10-19T09:00:00Z", "STORED", "1500", 1},
		{8500, "2024-10-18T09:00:00Z", "VERSIONED", "1500", 2}, // from an archive
		{2600, "2024-10-20T09:00:00+02:00", "VERSIONED", "2600", 3},
		{2600, "2024-10-20T07:00:00Z", "UNCHANGED", "2600", 3},
	} {
		res := s.Exec(t.Context(), schema.Request{Load: true, Variables: map[string]any{"in": map[string]any{
			"url": "https://news.example/1", "outlet": "Example Post", "author": "Ada Sample", "seen": tt.seen,
			"text": fmt.Sprintf("South Korea's National Intelligence Service has confirmed that North Korea has sent %d soldiers to Russia.", tt.number),
		}}, Query: `mutation($in: LoadInput!) { loadArticle(input: $in) { status article { author seen versions { seen sha256 } claims(filter: {status: CURRENT}) { edges { node { quantity { min } evidence { sha256 } } } } } } }`})
		data := string(res.Data)
		if len(res.Errors) > 0 || !strings.Contains(data, `"status":"`+tt.status+`"`) || !strings.Contains(data, `"author":"Ada Sample"`) ||
			!strings.Contains(data, `"min":`+tt.current) || strings.Count(data, `{"seen":`) != tt.versions || strings.Count(data, `"min":`) != 1 {
			t.Errorf("%d, seen %v: %s %v", tt.number, tt.seen, data, res.Errors)
		}
	}
}

// TestReadersBesideTheLoaderSeeWholeArticles reads in a loop beside loads of two forms of an article, and its removal.
func TestReadersBesideTheLoaderSeeWholeArticles(t *testing.T) {
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := schema.New(db, schema.Options{Ingester: newIngester(db, lexicon.Default())})
	if err != nil {
		t.Fatal(err)
	}
	const id = "https://news.example/1"
	text := func(n int) string {
		return strings.Repeat(fmt.Sprintf("South Korea's National Intelligence Service has confirmed that North Korea has sent %d soldiers to Russia.\n", n), 5)
	}
	ctx := context.Background()
	change := func(q string, v map[string]any) {
		if res := s.Exec(ctx, schema.Request{Query: q, Variables: v, Load: true}); len(res.Errors) > 0 {
			t.Errorf("%s: %v", q, answerError(res))
		}
	}
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				res := s.Exec(ctx, schema.Request{Query: `{ articles { edges { node { length text claims(filter: {status: CURRENT}) { edges { node { evidence { quote } quantity { min } } } } } } } claims(filter: {status: CURRENT}) { edges { cursor } } }`})
				data := string(res.Data)
				claims, quotes := strings.Count(data, `"cursor"`), strings.Count(data, `"quote"`)
				mixed := strings.Contains(data, " 1500 soldiers") && strings.Contains(data, " 2600 soldiers")
				if len(res.Errors) > 0 || claims != quotes || quotes != 0 && quotes != 5 || mixed {
					t.Errorf("half an article: %s %v", data, res.Errors)
					return
				}
			}
		})
	}
	const load = `mutation($t: String!) { loadArticle(input: {text: $t, url: "` + id + `"}) { status claims { edges { node { id } } } } }`
	for range 15 {
		change(load, map[string]any{"t": text(1500)})
		change(load, map[string]any{"t": text(2600)})
		change(`mutation { removeArticle(id: "`+id+`") { claims } }`, nil)
	}
	close(stop)
	readers.Wait()
}
