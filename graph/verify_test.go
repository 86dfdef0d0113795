package graph_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

var update = flag.Bool("update", false, "write the goldens of testdata anew")

// small is a store with every kind of key.
func small(t testing.TB) *graph.DB {
	t.Helper()
	db := memory(t)
	d := base()
	d.Article.Outlet = "Sample Wire"
	d.Article.Published = graph.Date{Year: 2024, Month: 10, Day: 18}
	d.Article.Mentions = []graph.Mention{{Entity: orlo.ID(), Start: 21, End: 25}}
	c := &d.Claims[0]
	c.Source = graph.Source{Kind: graph.SourceUnnamed, Name: "officials", Of: orlo.ID()}
	c.Item = ministry.ID()
	low := 1500.0
	c.Quantity = &graph.Quantity{Min: &low, Unit: "soldier", Text: "1,500"}
	own := d.Claims[0]
	own.Source, own.Item, own.Quantity, own.Predicate = graph.Source{Kind: graph.SourceArticle}, graph.ID{}, nil, graph.Other
	own.Chain = []graph.Link{{Role: graph.Relay, Source: graph.Source{Kind: graph.SourceEntity, ID: ministry.ID()}}}
	d.Claims = append(d.Claims, own)
	err := db.Update(t.Context(), func(tx *graph.Tx) error {
		_, err := tx.PutArticle(d)
		_, again := tx.PutArticle(full())
		return errors.Join(err, again)
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func problems(t testing.TB, db *graph.DB) []string {
	t.Helper()
	var out []string
	for p, err := range db.Verify(t.Context()) {
		if err != nil {
			t.Fatalf("verify: %v", err)
		}
		out = append(out, p.String())
	}
	return out
}

func TestVerifyFindsWhatIsMissingChangedOrTooMuch(t *testing.T) {
	db := small(t)
	if p := problems(t, db); p != nil {
		t.Fatalf("a sound store: %q", p)
	}
	keys, values := graph.Pairs(db)
	for i, k := range keys {
		longer := append(bytes.Clone(k), 7)
		other := bytes.Clone(k)
		other[len(other)-1] ^= 1
		changed := append(bytes.Clone(values[i]), 1)
		flipped := bytes.Clone(values[i])
		if len(flipped) > 0 {
			flipped[len(flipped)/2] ^= 0x55
		} else {
			flipped = []byte{9}
		}
		for _, harm := range []struct {
			what       string
			key, value []byte
		}{
			{"deleted", k, nil}, {"longer", k, changed}, {"flipped", k, flipped}, {"emptied", k, append([]byte{}, values[i][:len(values[i])/2]...)},
			{"key too long", longer, values[i]}, {"key changed", other, values[i]},
		} {
			if harm.what == "emptied" && len(values[i]) == 0 || harm.what == "key changed" && slices.ContainsFunc(keys, func(k []byte) bool { return bytes.Equal(k, other) }) {
				continue
			}
			if err := graph.Poke(db, harm.key, harm.value); err != nil {
				t.Fatal(err)
			}
			if problems(t, db) == nil {
				t.Errorf("%s: %s: Verify finds nothing", graph.Describe(k), harm.what)
			}
			readAll(t, db)
			if err := graph.Poke(db, harm.key, nil); err != nil {
				t.Fatal(err)
			}
			if err := graph.Poke(db, k, values[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if p := problems(t, db); p != nil {
		t.Errorf("after the repair: %q", p)
	}
}

// readAll asks for everything; damage gives errors, never a panic.
func readAll(t *testing.T, db *graph.DB) {
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		_, _ = tx.Stats()
		for range tx.Claims(graph.ClaimFilter{}) {
		}
		for range tx.Claims(graph.ClaimFilter{About: orlo.ID(), Type: graph.DeploysTo}) {
		}
		for range tx.Entities(graph.EntityFilter{Name: "o"}) {
		}
		for range tx.Entities(graph.EntityFilter{}) {
		}
		for range tx.FindEntities(graph.FindQuery{Name: "Орло"}) {
		}
		for range tx.Suggestions(graph.SuggestionQuery{}) {
		}
		for a := range tx.Articles(graph.ArticleFilter{}) {
			_, _ = tx.Article(a.ID)
		}
		for r := range tx.Relations(graph.RelationFilter{Entity: orlo.ID()}) {
			_, _ = tx.Summary(r.ID())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *graph.Tx) error {
		_ = tx.RemoveArticle(graph.ArticleID("https://example.org/base", "", ""))
		return errors.New("not to be stored")
	})
	if err == nil {
		t.Fatal("the update was stored")
	}
}

func TestDiskAlmostFullStoresNothing(t *testing.T) {
	db := memory(t)
	graph.SetFree(db, graph.EnoughSpace-1)
	err := db.Update(t.Context(), func(tx *graph.Tx) error { _, err := tx.PutArticle(base()); return err })
	if !errors.Is(err, graph.ErrDiskFull) || !strings.Contains(err.Error(), "make room") {
		t.Errorf("got %v", err)
	}
	if graph.Dump(db) != "" {
		t.Error("something was stored")
	}
	graph.SetFree(db, graph.EnoughSpace)
	graphtest.Put(t, db, base())
}

// TestKeysAndRecordsKeepTheirLayout fails when a store that exists could no longer be read. Whoever changes the layout raises the
// format in dir.go.
func TestKeysAndRecordsKeepTheirLayout(t *testing.T) {
	db := small(t)
	for i, outlet := range []string{"Sample Wire", "Other Courier"} {
		d := graphtest.Draft{}
		d.Article.URL, d.Article.Outlet = fmt.Sprintf("https://example.org/story/%d", i), outlet
		for _, s := range stories[0][:2] {
			d.Claim(s, graph.Claim{
				Source: graph.Source{Kind: graph.SourceArticle}, Stance: graph.Asserts, Realis: graph.Actual, Predicate: graph.Other,
			})
		}
		graphtest.Put(t, db, d.Document)
	}
	keys, values := graph.Pairs(db)
	var got strings.Builder
	kinds := map[byte]bool{}
	for i, k := range keys {
		kinds[k[0]] = true
		fmt.Fprintf(&got, "%c %s\n  %s\n  = %s\n", k[0], graph.Describe(k), hex.EncodeToString(k[1:]), hex.EncodeToString(values[i]))
	}
	if want := "ABLNRUcdeghknopqstvwxyz"; len(kinds) != len(want) {
		t.Errorf("%d types of key are shown, there are %d", len(kinds), len(want))
	}
	const file = "testdata/layout.golden"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("the layout changed (-golden +now):\n%s", diff)
	}
}
