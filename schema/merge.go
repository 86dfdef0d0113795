package schema

import (
	"iter"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// byCursor compares records by their cursors.
func byCursor[T interface{ Cursor() string }](a, b T) int {
	return strings.Compare(a.Cursor(), b.Cursor())
}

// merge is several sequences of records of one kind as one sequence without doubles. The records stand in the order of compare in
// each of them, and a record has the same cursor in all. p is the page that scan was asked for: no sequence gives
// more than the page holds, so that all of them fit in memory.
func merge[T interface{ Cursor() string }](n int, p graph.Page, compare func(a, b T) int, scan func(i int) iter.Seq2[T, error]) iter.Seq2[T, error] {
	if n == 1 {
		return scan(0)
	}
	type placed struct {
		at string
		v  T
	}
	return func(yield func(T, error) bool) {
		var all []placed
		for i := range n {
			for v, err := range scan(i) {
				if err != nil {
					yield(v, err)
					return
				}
				all = append(all, placed{v.Cursor(), v})
			}
		}
		slices.SortFunc(all, func(a, b placed) int { return compare(a.v, b.v) })
		all = slices.CompactFunc(all, func(a, b placed) bool { return a.at == b.at })
		for i, v := range all {
			if p.Limit > 0 && i == p.Limit || !yield(v.v, nil) {
				return
			}
		}
	}
}
