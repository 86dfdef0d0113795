package schema_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/schema/schematest"
)

// empty is a store in memory that holds nothing yet.
func empty(t testing.TB) *graph.DB {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// subscribe begins a subscription that must not be refused.
func subscribe(t testing.TB, s *schema.Schema, query string, v vars) *schema.Subscription {
	t.Helper()
	sub, refused := s.Subscribe(t.Context(), schema.Request{Query: query, Variables: v})
	if refused != nil {
		t.Fatalf("%s: %v", query, messages(refused))
	}
	t.Cleanup(sub.Close)
	return sub
}

// events are the next answers, as JSON text: n of them, or where the last does not come in a tenth of a second, or in the time
// that is given for it, one less.
func events(t testing.TB, sub *schema.Subscription, n int, last ...time.Duration) []string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	quiet := time.AfterFunc(10*time.Second, cancel)
	var all []string
	for res, err := range sub.Events(ctx) {
		if err != nil {
			if ctx.Err() == nil {
				t.Fatalf("after %d of %d events: %v", len(all), n, err)
			}
			break
		}
		if quiet.Reset(10 * time.Second); len(all) == n-2 {
			quiet.Reset(cmp.Or(append(last, 100*time.Millisecond)...))
		}
		b, err := json.Marshal(res)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, string(b)); len(all) == n {
			break
		}
	}
	return all
}

// asked is what a query answers for the same claims, each as an event would tell it.
func asked(t testing.TB, s *schema.Schema, head, filter, fields string, v vars) []string {
	t.Helper()
	if filter != "" {
		filter = ", " + filter
	}
	query := fmt.Sprintf("query%s { claims(first: 100%s) { edges { node %s } } }", head, filter, fields)
	all := []string{}
	for _, c := range get(t, s, query, v, "claims.edges.*.node") {
		all = append(all, `{"data":{"claimStored":`+c+`}}`)
	}
	return all
}

// A subscription tells of exactly the claims that a query with the same filter finds afterwards.
func TestSubscriptionTellsTheClaimsThatFit(t *testing.T) {
	const fields = `{ id stance source { name } subject { name } evidence { quote prefix } article { title language claims(first: 2) { edges { node { id } } } } }`
	tests := []struct {
		name, head, filter string
		v                  vars
		doc                int
	}{
		{"all", "", "", nil, 0},
		{"a stance", "", "filter: {stance: DENIES}", nil, 2},
		{"a predicate", "", "filter: {type: DEPLOYS_TO}", nil, 0},
		{"a name", "", `filter: {about: "North Korea"}`, nil, 0},
		{"a name of two entities", "", `filter: {about: "Orlo"}`, nil, 2},
		{"a variable", "($f: ClaimFilter)", "filter: $f", vars{"f": vars{"about": "Moscow", "stance": "ASSERTS"}}, 0},
		{"a part of the filter as a variable", "($n: Float)", "filter: {minQuantity: $n}", vars{"n": 2000.0}, 0},
		{"filters in a filter", "", `filter: {or: [{minQuantity: 1400}, {stance: DENIES}], not: {about: "Ukraine"}}`, nil, 0},
		{"an article that the filter leaves out", "", `filter: {not: {article: "https://courier.example/soldiers"}}`, nil, 1},
		{"a day", "", `filter: {since: "2024-10-20"}`, nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db := schematest.Open(t) // names are looked up in what is there
			s := over(t, db)
			args := ""
			if tt.filter != "" {
				args = "(" + tt.filter + ")"
			}
			sub := subscribe(t, s, fmt.Sprintf("subscription%s { claimStored%s %s }", tt.head, args, fields), tt.v)
			doc := schematest.Documents()[tt.doc]
			doc.Article.Language = "x-new"
			schematest.Put(t, db, doc, last)
			var want []string
			for _, c := range asked(t, s, tt.head, tt.filter, fields, tt.v) {
				if strings.Contains(c, `"language":"x-new"`) {
					want = append(want, c)
				}
			}
			got := events(t, sub, len(want)+1)
			slices.Sort(got)
			slices.Sort(want)
			same(t, tt.filter, got, want)
			if len(want) == 0 {
				t.Error("nothing fits: the test shows nothing")
			}
		})
	}
}

func articleOf(d graph.Document) graph.ID {
	return graph.ArticleID(d.Article.URL, d.Article.Outlet, d.Article.Text)
}

// last is a document that a test stores to see the end of what came before.
var last = graph.Document{Article: graph.Article{URL: "https://last.example/", Title: "The last one", Text: "It rained."}}

func TestSubscriptionIsRefused(t *testing.T) {
	tests := []struct {
		name, query string
		v           vars
		want        string
	}{
		{"a slip in a name", `subscription { claimStored(filter: {about: "Nort Korea"}) { id } }`, nil, `NOT_FOUND about: nothing here is called "Nort Korea"; the nearest names are North Korea`},
		{"an article that is not there", `subscription { claimStored(filter: {article: "https://no.example/"}) { id } }`, nil, `NOT_FOUND article: no article has the id or the URL "https://no.example/"`},
		{"a query", `{ stats { claims } }`, nil, "BAD_INPUT this is no subscription; ask it as a query"},
		{"an unknown field", `subscription { claimStored { who } }`, nil, `INVALID Cannot query field "who" on type "Claim".`},
		{"an unknown root", `subscription { articleBurnt { id } }`, nil, `INVALID Cannot query field "articleBurnt" on type "Subscription".`},
		{"two roots", `subscription { claimStored { id } b: claimStored { id } }`, nil, "INVALID Anonymous Subscription must select only one top level field."},
		{"the root's name", `subscription { __typename }`, nil, "INVALID Anonymous Subscription must not select an introspection top level field."},
		{"no GraphQL", `subscription {`, nil, "SYNTAX syntax error: the query ends before it is complete"},
		{"a wrong variable", `subscription($n: Float) { claimStored(filter: {minQuantity: $n}) { id } }`, vars{"n": "x"}, `BAD_INPUT "x" is not a Float`},
		{"a default value", `subscription($n: Float = 3) { claimStored(filter: {minQuantity: $n}) { id } }`, nil, "BAD_INPUT the variables of a subscription take no default values; send the value, or write it into the filter"},
		{"too deep", `subscription { claimStored ` + strings.Repeat("{ article { claims { edges { node ", 5) + "{ id }" + strings.Repeat(" } } } }", 5) + "}", nil, "TOO_LARGE"},
		{"a bad date", `subscription { claimStored(filter: {since: "soon"}) { id } }`, nil, `BAD_INPUT "soon" is not a Date: want a string as in 2024-10-18, 2024-10 or 2024`},
	}
	s := open(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sub, refused := s.Subscribe(t.Context(), schema.Request{Query: tt.query, Variables: tt.v})
			if sub != nil || refused == nil {
				t.Fatalf("it was not refused")
			}
			if got := messages(refused); len(got) != 1 || !strings.HasPrefix(got[0], tt.want) || refused.Refused() == "" {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestSubscribes(t *testing.T) {
	s := open(t)
	for query, want := range map[string]bool{
		"subscription { claimStored { id } }": true,
		"{ stats { claims } }":                false,
		"subscription { nothing }":            false,
		"subscription":                        false,
		"":                                    false,
	} {
		if got := s.Subscribes(schema.Request{Query: query}); got != want {
			t.Errorf("%s: %v", query, got)
		}
	}
	both := "query A { stats { claims } } subscription B { claimStored { id } }"
	for name, want := range map[string]bool{"A": false, "B": true, "C": false, "": false} {
		if got := s.Subscribes(schema.Request{Query: both, OperationName: name}); got != want {
			t.Errorf("operation %q: %v", name, got)
		}
	}
}

func TestSubscriptionOverHTTPIsSentToTheWebSocket(t *testing.T) {
	res := open(t).Exec(t.Context(), schema.Request{Query: "subscription { claimStored { id } }"})
	if got := messages(res); len(got) != 1 || got[0] != "INVALID a subscription is answered over a WebSocket: connect to /graphql of a server with the subprotocol graphql-transport-ws" {
		t.Errorf("got %q", got)
	}
}

// The claims of a replaced article come again; those of a removed one are left out.
func TestSubscriptionOfAnArticleThatChanges(t *testing.T) {
	db := schematest.Open(t)
	s := over(t, db)
	doc := schematest.Documents()[0]
	sub := subscribe(t, s, `subscription($a: String) { claimStored(filter: {article: $a}) { id article { language } } }`, vars{"a": doc.Article.URL})
	change := func(fn func(tx *graph.Tx) error) {
		if err := db.Update(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	id := articleOf(doc)
	schematest.Put(t, db, last) // of another article
	change(func(tx *graph.Tx) error { return tx.RemoveArticle(id) })
	schematest.Put(t, db, doc)
	change(func(tx *graph.Tx) error { return tx.RemoveArticle(id) })
	doc.Article.Language = "fr"
	schematest.Put(t, db, doc)
	n := len(doc.Claims)
	got := events(t, sub, n)
	for _, e := range got {
		if !strings.Contains(e, `"language":"fr"`) {
			t.Errorf("the event is of an article that is gone: %s", e)
		}
	}
}

func TestEachEventHasABudgetOfItsOwn(t *testing.T) {
	db := empty(t)
	s := over(t, db)
	greedy := "subscription { claimStored(filter: {minQuantity: 298}) { subject { claims(first: 100) { edges { node { subject { claims(first: 100) { edges { cursor } } } } } } } } }"
	modest := "subscription { claimStored { article { claims(first: 100) { edges { cursor } } } } }"
	a, b := subscribe(t, s, greedy, nil), subscribe(t, s, modest, nil)
	schematest.Put(t, db, schematest.Many(300)...)
	for _, e := range events(t, b, 300) {
		if strings.Contains(e, "errors") {
			t.Fatalf("an event has no budget: %s", e)
		}
	}
	for _, e := range events(t, a, 3, time.Minute) { // each reads 10,000 records
		if !strings.HasPrefix(e, `{"errors":[{"message":"this request asks for more than 10000 records in all`) {
			t.Fatalf("an event is over its budget and answered: %.300s", e)
		}
	}
}

func TestSubscriptionsEnd(t *testing.T) {
	tests := []struct {
		name string
		end  func(db *graph.DB, cancel func(), sub *schema.Subscription)
		code string
	}{
		{"with their context", func(_ *graph.DB, cancel func(), _ *schema.Subscription) { cancel() }, schema.CodeCancelled},
		{"when they are closed", func(_ *graph.DB, _ func(), sub *schema.Subscription) { sub.Close() }, schema.CodeCancelled},
		{"with the store", func(db *graph.DB, _ func(), _ *schema.Subscription) { db.Close() }, schema.CodeUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db := empty(t)
			sub := subscribe(t, over(t, db), "subscription { claimStored { id } }", nil)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			time.AfterFunc(10*time.Millisecond, func() { tt.end(db, cancel, sub) })
			for res, err := range sub.Events(ctx) {
				e, ok := errors.AsType[*schema.Error](err)
				if !ok || res != nil || e.Code != tt.code {
					t.Errorf("it ended with %v, %v, want %s", res, err, tt.code)
				}
			}
		})
	}
}

// What one event reads is over before its snapshot is, whenever the subscription ends.
func TestSubscriptionsThatEndWhileTheyAreAnswered(t *testing.T) {
	db := schematest.Open(t)
	s := over(t, db)
	docs := schematest.Documents()
	stop := make(chan struct{})
	var writer, readers sync.WaitGroup
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
			d := docs[i%len(docs)]
			d.Article.Language = fmt.Sprintf("x-%d", i)
			if err := db.Update(t.Context(), func(tx *graph.Tx) error { _, err := tx.PutArticle(d); return err }); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for i := range 4 {
		readers.Go(func() {
			for j := range 8 {
				sub, refused := s.Subscribe(t.Context(), schema.Request{Query: "subscription { claimStored { id article { claims { edges { node { source { name } evidence { prefix } } } } } } }"})
				if refused != nil {
					t.Error(messages(refused))
					return
				}
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Duration(i*j)*time.Millisecond/4, cancel)
				for res, err := range sub.Events(ctx) {
					if err == nil && len(res.Errors) > 0 && res.Errors[0].Code != schema.CodeCancelled {
						t.Error(messages(res))
					}
				}
				cancel()
			}
		})
	}
	readers.Wait()
	close(stop)
	writer.Wait()
}

func TestSubscriptionToAReadOnlyStoreIsRefused(t *testing.T) {
	dir := t.TempDir()
	db, err := graph.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = graph.Open(dir, graph.ReadOnly()); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, refused := over(t, db).Subscribe(t.Context(), schema.Request{Query: "subscription { claimStored { id } }"})
	if refused == nil || refused.Refused() != schema.CodeReadOnly {
		t.Errorf("got %+v", refused)
	}
}

func BenchmarkEvent(b *testing.B) {
	db := empty(b)
	s := over(b, db)
	const n = 64
	sub := subscribe(b, s, `subscription { claimStored { id stance source { name } evidence { quote } article { title outlet } } }`, nil)
	next, stop := iter.Pull2(sub.Events(b.Context()))
	defer stop()
	docs := schematest.Many(n * (b.N/n + 1))
	for i := 0; i < b.N; {
		b.StopTimer()
		claims := 0
		for _, d := range docs[:n] {
			if _, err := db.Put(b.Context(), d); err != nil {
				b.Fatal(err)
			}
			claims += len(d.Claims)
		}
		docs = docs[n:]
		b.StartTimer()
		for range claims {
			if _, err, _ := next(); err != nil {
				b.Fatal(err)
			}
			i++
		}
	}
}
