package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// quoted is a store of one article, in which one quote is of two claims.
func quoted(t *testing.T) *graph.DB {
	t.Helper()
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	ministry := graph.NewEntity{Class: graph.ClassBody, Key: "ministry", Kind: graph.Agency, Name: "Ministry"}
	d := graphtest.Draft{}
	d.Entities = []graph.NewEntity{ministry}
	d.Article = graph.Article{URL: "https://example.org/1", Title: "Troops on the move", Outlet: "Sample Wire", Published: graph.Date{Year: 2024, Month: 10}}
	c := graph.Claim{Source: graph.Source{Kind: graph.SourceEntity, ID: ministry.ID()}, Stance: graph.Denies, Realis: graph.Actual, Predicate: graph.Other}
	d.Claim("The ministry denied that troops crossed the river.", c)
	again := d.Claims[0]
	again.Source, again.Stance = graph.Source{Kind: graph.SourceUnnamed, Name: "officials"}, graph.Asserts
	d.Claims = append(d.Claims, again)
	graphtest.Put(t, db, d.Document)
	return db
}

func TestHitsAsATableAndAsLinesOfJSON(t *testing.T) {
	t.Setenv("COLUMNS", "100")
	db := quoted(t)
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		for _, c := range []struct {
			text string
			json bool
			n    int
			want []string
		}{
			{"troop", false, 2, []string{"SOURCE", "(title)", "Troops on the move", "Sample Wire", "2024-10", "    The ministry denied that troops crossed the river."}},
			{`"troops crossed"`, false, 1, []string{"Ministry, officials", "officials, Ministry"}},
			{"troop moon", false, 2, []string{"No passage has all of these words"}},
			{"moon", false, 0, nil},
			{"river troops", true, 1, []string{`"marks":[[25,31],[44,49]]`, `"name":"officials"`, `"stance":"DENIES"`, `"outlet":"Sample Wire"`}},
			{"move", true, 1, []string{`"start":-1`, `"claims":[]`}},
		} {
			var b bytes.Buffer
			n, err := writeHits(t.Context(), tx, graph.SearchQuery{Text: c.text}, c.json, "", &b)
			if err != nil || n != c.n {
				t.Errorf("%s: %d hits, %v", c.text, n, err)
			}
			some := false
			for _, want := range c.want {
				has := strings.Contains(b.String(), want)
				some = some || has
				if !has && !strings.Contains(want, ", ") { // the order of claims of one quote is that of their ids
					t.Errorf("%s: no %q in\n%s", c.text, want, b.String())
				}
			}
			if !some && c.want != nil {
				t.Errorf("%s: none of %q in\n%s", c.text, c.want, b.String())
			}
			if c.json && !json.Valid(b.Bytes()) {
				t.Errorf("%s: %s", c.text, b.String())
			}
		}
		_, err := writeHits(t.Context(), tx, graph.SearchQuery{Text: "the"}, false, "", &bytes.Buffer{})
		if !errors.Is(err, graph.ErrBadQuery) {
			t.Errorf("got %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMarksAreSetWordByWord(t *testing.T) {
	s := graph.Snippet{Text: "Überall crossed  the\nriver.", Marks: []graph.Span{{Start: 0, End: 7}, {Start: 8, End: 26}}}
	got := strings.NewReplacer(beginMark, "[", endMark, "]").Replace(boldly(s))
	if want := "[Überall] [crossed] [the] [river]."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
