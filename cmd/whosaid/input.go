package main

import (
	"context"
	"iter"
)

// until yields what seq yields until ctx ends, also where seq then waits for its input, such as a pipe that stays open.
func until[T any](ctx context.Context, seq iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		items, enough := make(chan result[T]), make(chan struct{})
		defer close(enough)
		go func() {
			defer close(items)
			for v, err := range seq {
				select {
				case items <- result[T]{v, err}:
				case <-enough:
					return
				}
			}
		}()
		for {
			select {
			case <-ctx.Done():
				return
			case r, ok := <-items:
				if !ok || ctx.Err() != nil || !yield(r.v, r.err) {
					return
				}
			}
		}
	}
}

type result[T any] struct {
	v   T
	err error
}
