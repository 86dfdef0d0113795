package main

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
)

var errOdd = errors.New("odd")

// numbers yields 0 to n-1, with an error in the place of every number that ends in 7.
func numbers(n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			var err error
			if i%10 == 7 {
				err = errOdd
			}
			if !yield(i, err) {
				return
			}
		}
	}
}

func TestUntilEndsWhereTheSequenceWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	release := make(chan struct{})
	defer close(release)
	var got []int
	for v, err := range until(ctx, func(yield func(int, error) bool) {
		if yield(1, nil) {
			<-release
		}
	}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, v)
		cancel()
	}
	if !slices.Equal(got, []int{1}) {
		t.Errorf("got %v", got)
	}
}

func TestUntilYieldsEverything(t *testing.T) {
	n, errs := 0, 0
	for _, err := range until(t.Context(), numbers(50)) {
		n++
		if err != nil {
			errs++
		}
	}
	if n != 50 || errs != 5 {
		t.Errorf("%d items, %d errors", n, errs)
	}
}
