package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"github.com/whosaid/whosaid/graph"
)

// searchesEach is how many searches a store is asked after each kill.
const searchesEach = 10

// lookThrough holds what a search for two words side by side finds against a scan of all quotes.
func (b *bench) lookThrough(ctx context.Context, db *graph.DB, r *rand.Rand, all *kills) error {
	return db.View(ctx, func(tx *graph.Tx) error {
		var claims []graph.ID
		var words [][]string
		for c, err := range tx.Claims(graph.ClaimFilter{}) {
			if err != nil {
				return err
			}
			claims, words = append(claims, c.ID), append(words, wordsIn(c.Evidence.Quote))
		}
		for range searchesEach {
			pair := anyPair(r, words)
			if pair == nil {
				return nil // a store without a quote of two words
			}
			var want []string
			for i, ws := range words {
				if hasPair(ws, pair) {
					want = append(want, claims[i].String())
				}
			}
			got, err := searched(tx, `"`+strings.Join(pair, " ")+`"`)
			if err != nil {
				return err
			}
			slices.Sort(got)
			slices.Sort(want)
			all.Searches++
			if !slices.Equal(got, want) {
				all.Differ++
				b.tell("a search for %q finds %d claims, and %d have it", pair, len(got), len(want))
			}
		}
		return nil
	})
}

// searched is the claims of all pages of a search.
func searched(tx *graph.Tx, text string) (ids []string, err error) {
	q := graph.SearchQuery{Text: text, Page: graph.Page{Limit: 1000}}
	for {
		page, err := tx.Search(q)
		if err != nil {
			return nil, fmt.Errorf("search for %s: %w", text, err)
		}
		for i := range page.Hits {
			for j := range page.Hits[i].Claims {
				ids = append(ids, page.Hits[i].Claims[j].ID.String())
			}
		}
		if q.After = page.Next; q.After == "" {
			return ids, nil
		}
	}
}

func wordsIn(quote string) []string {
	return strings.FieldsFunc(strings.ToLower(quote), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// anyPair is two neighbouring words of some quote, both of plain letters and neither of the shortest; nil where no quote has such.
func anyPair(r *rand.Rand, quotes [][]string) []string {
	for range 1000 {
		if len(quotes) == 0 {
			return nil
		}
		ws := quotes[r.IntN(len(quotes))]
		if len(ws) < 2 {
			continue
		}
		at := r.IntN(len(ws) - 1)
		if pair := ws[at : at+2]; plainWord(pair[0]) && plainWord(pair[1]) {
			return pair
		}
	}
	return nil
}

func plainWord(w string) bool {
	return len(w) > 3 && strings.IndexFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

func hasPair(words, pair []string) bool {
	for i := 1; i < len(words); i++ {
		if words[i-1] == pair[0] && words[i] == pair[1] {
			return true
		}
	}
	return false
}
