package schema_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// shelf is an Ingester that knows the documents of schematest by their texts, and any other text as an article without claims.
type shelf struct {
	db    *graph.DB
	fail  error
	hook  func() // called before an article is stored
	store sync.Mutex
}

func (s *shelf) Ingest(ctx context.Context, a schema.Incoming) (schema.Ingested, error) {
	if !s.store.TryLock() {
		panic("two articles are stored at the same time")
	}
	defer s.store.Unlock()
	if s.fail != nil {
		return schema.Ingested{}, s.fail
	}
	published, err := graph.ParseDate(a.Published)
	if err != nil {
		return schema.Ingested{}, fmt.Errorf("%w: %w", schema.ErrBadArticle, err)
	}
	var d graph.Document
	for _, known := range schematest.Documents() {
		if known.Article.Text == a.Text {
			d = known
		}
	}
	d.Article = graph.Article{Title: a.Title, Text: a.Text, URL: a.URL, Outlet: a.Outlet, Published: published, Language: a.Language,
		Author: a.Author, ReadSHA256: a.ReadSHA256, Notices: a.Notices}
	if a.Seen != "" {
		if d.Article.Seen, err = time.Parse(time.RFC3339, a.Seen); err != nil {
			return schema.Ingested{}, fmt.Errorf("%w: %w", schema.ErrBadArticle, err)
		}
	}
	if d.Article.Modified, err = graph.ParseDate(a.Modified); err != nil {
		return schema.Ingested{}, fmt.Errorf("%w: %w", schema.ErrBadArticle, err)
	}
	if s.hook != nil {
		s.hook()
	}
	if err := ctx.Err(); err != nil {
		return schema.Ingested{}, err
	}
	p, err := s.db.Put(context.WithoutCancel(ctx), d)
	return schema.Ingested{Put: p, Refused: []schema.Refused{{Quote: "the lake", Reason: "the claim has no source"}}}, err
}

// loading is a schema over an empty store that takes articles, and what it told of them.
func loading(t testing.TB) (*schema.Schema, *shelf, *[]schema.Change) {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	in := &shelf{db: db}
	var mu sync.Mutex
	var told []schema.Change
	s, err := schema.New(db, schema.Options{Ingester: in, Changed: func(c schema.Change) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, c)
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s, in, &told
}

const loadOne = `mutation($in: LoadInput!) { loadArticle(input: $in) { status article { url title outlet published language length }
	claims(first: 2) { edges { node { evidence { quote } } } pageInfo { hasNextPage } } refused { quote reason } } }`

// soldiers is the first document of schematest, as a client sends it.
func soldiers() vars {
	a := schematest.Documents()[0].Article
	return vars{"text": a.Text, "title": a.Title, "url": " " + a.URL + " ", "outlet": a.Outlet, "published": a.Published.String(), "language": a.Language}
}

func TestLoadArticleAnswersFromTheStoreAfterIt(t *testing.T) {
	s, _, told := loading(t)
	for _, want := range []string{"STORED", "UNCHANGED"} {
		res := s.Exec(t.Context(), schema.Request{Query: loadOne, Variables: vars{"in": soldiers()}, Load: true})
		if len(res.Errors) > 0 {
			t.Fatal(messages(res))
		}
		for _, part := range []string{`"status":"` + want + `"`, `"url":"https://courier.example/soldiers"`, `"hasNextPage":true`, `"language":"en"`,
			`"quote":"The National Intelligence Service has confirmed`, `"refused":[{"quote":"the lake","reason":"the claim has no source"}]`} {
			if !strings.Contains(string(res.Data), part) {
				t.Errorf("%s lacks %s", res.Data, part)
			}
		}
	}
	v := soldiers()
	v["text"] = "Nothing is said here."
	res := s.Exec(t.Context(), schema.Request{Query: loadOne, Variables: vars{"in": v}, Load: true})
	if !strings.Contains(string(res.Data), `"status":"REPLACED"`) || !strings.Contains(string(res.Data), `"claims":{"edges":[]`) {
		t.Errorf("%s %q", res.Data, messages(res))
	}
	if got := plain(get(t, s, "{ stats { articles claims } }", nil, "stats.claims")); got[0] != "0" {
		t.Errorf("claims of the text that was replaced are left: %q", got)
	}
	id := graph.ArticleID("https://courier.example/soldiers", "", "")
	want := []schema.Change{{Op: "load", Article: id, Status: graph.Stored, Refused: 1}, {Op: "load", Article: id, Status: graph.Unchanged, Refused: 1},
		{Op: "load", Article: id, Status: graph.Replaced, Refused: 1}}
	if d := cmp.Diff(want, *told); d != "" {
		t.Error(d)
	}
}

func TestRemoveArticleTakesItsClaimsAlong(t *testing.T) {
	s, in, told := loading(t)
	schematest.Put(t, in.db, schematest.Documents()...)
	q := `mutation($id: ID!) { removeArticle(id: $id) { id url title claims } }`
	for _, id := range []string{"https://courier.example/soldiers", graph.ArticleID("https://wire.example/eastern-russia", "", "").String()} {
		res := s.Exec(t.Context(), schema.Request{Query: q, Variables: vars{"id": id}, Load: true})
		if len(res.Errors) > 0 || !strings.Contains(string(res.Data), `"claims":`) || strings.Contains(string(res.Data), `"claims":0`) {
			t.Errorf("%s: %s %q", id, res.Data, messages(res))
		}
		res = s.Exec(t.Context(), schema.Request{Query: q, Variables: vars{"id": id}, Load: true})
		same(t, id, messages(res), []string{fmt.Sprintf("NOT_FOUND no article has the id or the URL %q; nothing was removed", id)})
	}
	res := s.Exec(t.Context(), schema.Request{Query: q, Variables: vars{"id": "soldiers"}, Load: true})
	same(t, "no id", messages(res), []string{`BAD_INPUT id: "soldiers" is neither an article's id (36 characters) nor a URL`})
	same(t, "claims left", get(t, s, "{ stats { articles claims } }", nil, "stats.claims"), []string{"2"})
	if got := (*told)[1]; got.Op != "remove" || got.Code != schema.CodeNotFound {
		t.Errorf("told %+v", got)
	}
}

func TestMutationsRunInTheOrderOfTheRequest(t *testing.T) {
	s, _, told := loading(t)
	q := `mutation($in: LoadInput!) {
		a: loadArticle(input: $in) { status claims { edges { node { id article { id } } } } article { claims { edges { node { subject { name claims { edges { cursor } } } } } } } }
		b: removeArticle(id: "https://courier.example/soldiers") { claims }
		c: removeArticle(id: "https://courier.example/soldiers") { claims }
		d: loadArticle(input: $in) { status }
		e: loadArticle(input: $in) { status article { title } } }`
	res := s.Exec(t.Context(), schema.Request{Query: q, Variables: vars{"in": soldiers()}, Load: true})
	same(t, "errors", messages(res), []string{`NOT_FOUND no article has the id or the URL "https://courier.example/soldiers"; nothing was removed`})
	for _, part := range []string{`{"a":{"status":"STORED"`, `"b":{"claims":4},"c":null,"d":{"status":"STORED"},"e":{"status":"UNCHANGED","article":{"title":"Soldiers at the training ground"}}}`} {
		if !strings.Contains(string(res.Data), part) {
			t.Errorf("%s lacks %s", res.Data, part)
		}
	}
	if len(*told) != 5 {
		t.Errorf("told %+v", *told)
	}
}

// Requests that are refused as a whole change nothing.
func TestRefusedMutationsChangeNothing(t *testing.T) {
	in := vars{"text": "Nothing is said here."}
	load := func(v vars) vars { return vars{"in": v} }
	for _, tt := range []struct {
		name, query string
		vars        vars
		safe, only  bool // with Request.Safe, without Request.Load
		want        string
	}{
		{"without the right", loadOne, load(in), false, true, "FORBIDDEN mutations want a token with the role load"},
		{"in a request that is safe", loadOne, load(in), true, false, "FORBIDDEN a mutation changes the store: send it by POST"},
		{"in a request that is safe, without a field", "mutation { __typename }", nil, true, false, "FORBIDDEN a mutation changes the store: send it by POST"},
		{"a variable below that does not fit", `mutation($in: LoadInput!, $n: Int) { loadArticle(input: $in) { claims(first: $n) { edges { cursor } } } }`,
			vars{"in": in, "n": "ten"}, false, false, `BAD_INPUT "ten" is not an Int`},
		{"a second one that does not fit", `mutation($in: LoadInput!, $id: ID!) { loadArticle(input: $in) { status } removeArticle(id: $id) { id } }`,
			vars{"in": in, "id": []any{1.0}}, false, false, "BAD_INPUT"},
		{"too many", "mutation($in: LoadInput!) " + aliases(11, "loadArticle(input: $in) { status }"), load(in), false, false,
			"TOO_LARGE the request has 11 mutations: the cap is 10; send them in several requests; nothing was changed"},
		{"no text", loadOne, load(vars{"text": " \n\t"}), false, false, "BAD_INPUT input.text is empty: send the text of the article"},
		{"text that is none", loadOne, load(vars{"text": 3.0}), false, false, "BAD_INPUT"},
		{"no text at all", loadOne, load(vars{"title": "x"}), false, false, "BAD_INPUT"},
		{"an unknown field", loadOne, load(vars{"text": "x", "byline": "x"}), false, false, `BAD_INPUT variable "in": LoadInput has no field "byline"`},
		{"a long author", loadOne, load(vars{"text": "x", "author": strings.Repeat("x", 1025)}), false, false, "TOO_LARGE input.author has 1025 bytes"},
		{"an instant that is none", loadOne, load(vars{"text": "x", "seen": "2024-10-18"}), false, false, "BAD_INPUT"},
		{"10 MB of text", loadOne, load(vars{"text": strings.Repeat("x ", 5<<20)}), false, false, "TOO_LARGE input.text has 10485760 bytes: the cap is 524288"},
		{"a long title", loadOne, load(vars{"text": "x", "title": strings.Repeat("x", 3000)}), false, false, "TOO_LARGE input.title has 3000 bytes: the cap is 2048"},
		{"a long outlet", loadOne, load(vars{"text": "x", "outlet": strings.Repeat("x", 1025)}), false, false, "TOO_LARGE input.outlet has 1025 bytes"},
		{"a long date", loadOne, load(vars{"text": "x", "published": strings.Repeat("2", 99)}), false, false, "TOO_LARGE input.published"},
		{"broken UTF-8", loadOne, load(vars{"text": "x\xff"}), false, false, "BAD_INPUT input.text is not UTF-8"},
		{"broken UTF-8 in the title", loadOne, load(vars{"text": "x", "title": "\xff"}), false, false, "BAD_INPUT input.title is not UTF-8"},
		{"a date that is none", loadOne, load(vars{"text": "x", "published": "2024-02-31"}), false, false, `BAD_INPUT input: the article cannot be stored: "2024-02-31" is not a date`},
		{"a URL that is none", loadOne, load(vars{"text": "x", "url": "soldiers"}), false, false, `BAD_INPUT input.url: "soldiers" is not a URL of the web`},
		{"a URL of a script", loadOne, load(vars{"text": "x", "url": "javascript://x/%0aalert(1)"}), false, false, "BAD_INPUT input.url: "},
		{"a URL without a host", loadOne, load(vars{"text": "x", "url": "https:///x"}), false, false, "BAD_INPUT input.url: "},
		{"a URL with a space", loadOne, load(vars{"text": "x", "url": "https://x.example/a b"}), false, false, "BAD_INPUT input.url: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, in, _ := loading(t)
			res := s.Exec(t.Context(), schema.Request{Query: tt.query, Variables: tt.vars, Load: !tt.only, Safe: tt.safe})
			got := messages(res)
			if len(got) != 1 || !strings.HasPrefix(got[0], tt.want) {
				t.Errorf("got %.300q, want %q", got, tt.want)
			}
			if w := goWords.FindString(got[0]); w != "" {
				t.Errorf("%q holds %q", got[0], w)
			}
			var st graph.Stats
			err := in.db.View(t.Context(), func(tx *graph.Tx) (err error) { st, err = tx.Stats(); return err })
			if err != nil || st.Articles != 0 {
				t.Errorf("the store holds %+v, %v", st, err)
			}
		})
	}
}

func TestSchemaWithoutIngesterRefusesMutations(t *testing.T) {
	res := open(t).Exec(t.Context(), schema.Request{Query: loadOne, Variables: vars{"in": soldiers()}, Load: true})
	if len(res.Errors) != 1 || res.Refused() != schema.CodeForbidden {
		t.Errorf("%s %q", res.Data, messages(res))
	}
}

func TestMutationThatIsStoppedSaysWhatItDid(t *testing.T) {
	two := `mutation($in: LoadInput!) { a: loadArticle(input: {text: "First."}) { status } b: loadArticle(input: $in) { status } }`
	id := ""
	for _, tt := range []struct {
		name  string
		stop  int // before which article is stored
		want  string
		count int
	}{
		{"at once", 0, "CANCELLED the request was cancelled; nothing was changed", 0},
		{"before the first", 1, "CANCELLED the request was cancelled; nothing was changed", 0},
		{"before the second", 2, "CANCELLED the request was cancelled; before that, and to stay, article %s was stored", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, in, told := loading(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			n := 0
			in.hook = func() {
				if n++; n == tt.stop {
					cancel()
				}
			}
			if tt.stop == 0 {
				cancel()
			}
			res := s.Exec(ctx, schema.Request{Query: two, Variables: vars{"in": soldiers()}, Load: true})
			in.hook = nil
			if tt.count > 0 {
				id = (*told)[0].Article.String()
				tt.want = fmt.Sprintf(tt.want, id)
			}
			// A request that is cancelled before it begins is refused before anybody knows what it asks for.
			if got := messages(res); len(got) != 1 || got[0] != tt.want && (tt.stop > 0 || got[0] != "CANCELLED the request was cancelled") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			same(t, "articles", get(t, s, "{ stats { articles } }", nil, "stats.articles"), []string{fmt.Sprint(tt.count)})
		})
	}
}

func TestFailuresOfTheStoreHaveTheirCode(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{graph.ErrDiskFull, "DISK_FULL the disk of the store is full, and nothing was written; make room on it, then send this again"},
		{graph.ErrReadOnly, "FORBIDDEN"},
		{graph.ErrClosed, "UNAVAILABLE the store is closed"},
		{graph.ErrTooLarge, "TOO_LARGE input: the article comes to more claims than one write of the store holds; send it in parts"},
		{errors.New("/var/lib/secret"), "INTERNAL internal error"},
	} {
		s, in, told := loading(t)
		in.fail = fmt.Errorf("graph: put article: %w", tt.err)
		res := s.Exec(t.Context(), schema.Request{Query: loadOne, Variables: vars{"in": soldiers()}, Load: true})
		if got := messages(res); len(got) != 1 || !strings.HasPrefix(got[0], tt.want) || string(res.Data) != `{"loadArticle":null}` {
			t.Errorf("%v: %q %s", tt.err, got, res.Data)
		}
		if len(*told) != 1 || (*told)[0].Code == "" {
			t.Errorf("told %+v", *told)
		}
	}
}

func TestMutationOfAClosedStoreIsUnavailable(t *testing.T) {
	s, in, _ := loading(t)
	in.db.Close()
	res := s.Exec(t.Context(), schema.Request{Query: loadOne, Variables: vars{"in": soldiers()}, Load: true})
	same(t, "a closed store", messages(res), []string{"UNAVAILABLE the store is closed"})
	s, in, _ = loading(t)
	in.hook = func() { go in.db.Close(); time.Sleep(20 * time.Millisecond) }
	res = s.Exec(t.Context(), schema.Request{Query: loadOne, Variables: vars{"in": soldiers()}, Load: true})
	if len(res.Errors) != 1 || res.Errors[0].Code != schema.CodeUnavailable {
		t.Errorf("closed beneath: %s %q", res.Data, messages(res))
	}
}

// Readers beside loads and removals see an article with all of its claims, or not at all.
func TestReadersNeverSeeHalfAnArticle(t *testing.T) {
	s, _, _ := loading(t)
	const id = "https://courier.example/soldiers"
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			seen := map[string]int{}
			for {
				select {
				case <-stop:
					if len(seen) != 2 {
						t.Logf("a reader saw only %v", seen)
					}
					return
				default:
				}
				res := s.Exec(context.Background(), schema.Request{Query: `{ stats { articles claims relations } claims { edges { node { evidence { quote prefix } article { title } subject { name } } } }
					articles { edges { node { claims { edges { cursor } } } } } }`})
				got := fmt.Sprint(strings.Count(string(res.Data), `"quote"`), strings.Count(string(res.Data), `"cursor"`))
				seen[got]++
				whole := strings.Contains(string(res.Data), `"stats":{"articles":1,"claims":4,"relations":2}`) && got == "4 4" ||
					strings.Contains(string(res.Data), `"stats":{"articles":0,"claims":0,"relations":0}`) && got == "0 0"
				if len(res.Errors) > 0 || !whole {
					t.Errorf("half an article: %s %q", res.Data, messages(res))
					return
				}
			}
		})
	}
	var writers sync.WaitGroup
	for range 2 {
		writers.Go(func() {
			for range 40 {
				res := s.Exec(context.Background(), schema.Request{Query: loadOne, Variables: vars{"in": soldiers()}, Load: true})
				if len(res.Errors) > 0 || !strings.Contains(string(res.Data), `"hasNextPage":true`) {
					t.Errorf("load: %s %q", res.Data, messages(res))
				}
				res = s.Exec(context.Background(), schema.Request{Query: `mutation { removeArticle(id: "` + id + `") { claims } }`, Load: true})
				if len(res.Errors) > 0 && res.Errors[0].Code != schema.CodeNotFound { // the other one removed it
					t.Errorf("remove: %q", messages(res))
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	wg.Wait()
}

func FuzzLoadArticle(f *testing.F) {
	f.Add("Text.", "Title", "https://x.example/1", "Outlet", "2024-10-18", "en")
	f.Add("\x00", "\xff", "://", "", "--", "\n")
	f.Add(strings.Repeat("a", 3000), strings.Repeat("b", 3000), "http://[::1]:x/", "\u202e", "0000", strings.Repeat("c", 99))
	s, _, _ := loading(f)
	f.Fuzz(func(t *testing.T, text, title, url, outlet, published, language string) {
		v := vars{"text": text, "title": title, "url": url, "outlet": outlet, "published": published, "language": language}
		res := s.Exec(t.Context(), schema.Request{Query: loadOne, Variables: vars{"in": v}, Load: true})
		if len(res.Errors) == 0 && !strings.Contains(string(res.Data), `"status":`) || len(res.Errors) > 0 && res.Errors[0].Message == "" {
			t.Errorf("%q: %s %q", v, res.Data, messages(res))
		}
	})
}
