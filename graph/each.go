package graph

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// each calls do for every item of a sequence, on all cores at once. The sequence is read by the calling goroutine. The first error,
// of the sequence or of do, ends it.
func each[T any](ctx context.Context, items iter.Seq2[T, error], do func(T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	queue := make(chan T, 64)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for item := range queue {
				if ctx.Err() != nil {
					continue
				}
				if err := do(item); err != nil {
					cancel(err)
				}
			}
		})
	}
	for item, err := range items {
		if err != nil {
			cancel(err)
		}
		if ctx.Err() != nil {
			break
		}
		select {
		case queue <- item:
		case <-ctx.Done():
		}
	}
	close(queue)
	wg.Wait()
	return context.Cause(ctx)
}
