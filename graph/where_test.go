package graph_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// What other filters say chooses the index too, where theirs is the narrowest.
func TestWhereChoosesTheNarrowestIndex(t *testing.T) {
	db := memory(t)
	for _, d := range crowded(30) {
		graphtest.Put(t, db, d)
	}
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		var one graph.Claim
		for c, err := range tx.Claims(graph.ClaimFilter{}) {
			if err != nil {
				return err
			}
			if !c.Subject.IsZero() && c.Source.Kind == graph.SourceEntity {
				one = c
			}
		}
		source, subject := graph.ClaimFilter{Source: one.Source.ID}, graph.ClaimFilter{Subject: one.Subject}
		nothing := graph.ClaimFilter{Relation: graph.RelationID(graph.Leads, one.Subject, one.Subject)}
		for _, tt := range []struct {
			f    graph.ClaimFilter
			want string
		}{
			{graph.ClaimFilter{Where: &graph.Where{}}, "all claims, by date"},
			{graph.ClaimFilter{Where: &graph.Where{All: []graph.ClaimFilter{source}}}, "claims by source"},
			{graph.ClaimFilter{Stance: graph.Asserts, Where: &graph.Where{Any: []graph.ClaimFilter{source, nothing}}}, "claims by source"},
			{graph.ClaimFilter{Article: one.Article, Where: &graph.Where{Any: []graph.ClaimFilter{{}, subject}}}, "claims of an article"},
			{graph.ClaimFilter{Where: &graph.Where{None: []graph.ClaimFilter{source}}}, "all claims, by date"},
			{graph.ClaimFilter{Where: &graph.Where{All: []graph.ClaimFilter{nothing}}}, "none: "},
			{graph.ClaimFilter{Where: &graph.Where{Any: []graph.ClaimFilter{nothing}}}, "none: "},
		} {
			p, err := tx.Explain(tt.f)
			if err != nil || !strings.HasPrefix(p.Index, tt.want) {
				t.Errorf("%+v: %s, %v; want %s", tt.f.Where, p, err, tt.want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A cursor is a place, which means the same in both orders: what comes behind it in one and in the other is everything else.
func TestCursorMeansTheSameInBothOrders(t *testing.T) {
	db := memory(t)
	for _, d := range crowded(12) {
		graphtest.Put(t, db, d)
	}
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		ids := func(f graph.ClaimFilter) (all []graph.ID) {
			for c, err := range tx.Claims(f) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, c.ID)
			}
			return all
		}
		whole := ids(graph.ClaimFilter{})
		for c, err := range tx.Claims(graph.ClaimFilter{}) {
			if err != nil {
				return err
			}
			newer := ids(graph.ClaimFilter{Oldest: true, Page: graph.Page{After: c.Cursor()}})
			older := ids(graph.ClaimFilter{Page: graph.Page{After: c.Cursor()}})
			if c.Published.Year == 0 {
				continue // those without a year are last in both
			}
			both := slices.Concat(newer, []graph.ID{c.ID}, older)
			for _, id := range whole {
				if !slices.Contains(both, id) {
					t.Errorf("claim %s is on neither side of %s", id, c.ID)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCountWithinSaysWhenItEndsEarly(t *testing.T) {
	db := memory(t)
	for _, d := range crowded(30) {
		graphtest.Put(t, db, d)
	}
	err := db.View(t.Context(), func(tx *graph.Tx) error {
		f := graph.ClaimFilter{Where: &graph.Where{None: []graph.ClaimFilter{{Stance: graph.Denies}}}}
		n, err := tx.Count(f)
		if err != nil || n == 0 {
			t.Fatal(n, err)
		}
		all, err := tx.CountWithin(f, 0)
		if err != nil || all.Cut || all.Claims != n || all.Passed < n {
			t.Errorf("without a bound: %+v, %v", all, err)
		}
		for most := range all.Passed + 2 {
			if most == 0 {
				continue
			}
			c, err := tx.CountWithin(f, most)
			if err != nil || c.Cut != (most < all.Passed) || c.Passed > most || c.Claims > n || !c.Cut && c.Claims != n {
				t.Errorf("within %d: %+v, %v", most, c, err)
			}
		}
		if c, err := tx.CountWithin(graph.ClaimFilter{}, 1); err != nil || c.Cut || c.Passed != 0 {
			t.Errorf("what a counter tells: %+v, %v", c, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What a filter passes over is bounded by the context.
func TestWhereEndsWithTheContext(t *testing.T) {
	db := memory(t)
	for _, d := range crowded(400) {
		graphtest.Put(t, db, d)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := db.View(ctx, func(tx *graph.Tx) error {
		cancel()
		for range 3 {
			_, err := tx.Count(graph.ClaimFilter{Where: &graph.Where{None: []graph.ClaimFilter{{}}}})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("counting ends with %v", err)
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}
