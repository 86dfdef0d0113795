package loader

import (
	"context"
	"sync"
)

// roomSize is how many bytes of texts may be in memory between their reader and the store: as many as the longest text has, because
// what is read from a text takes some hundred times its size while it is read. Of ordinary articles that is several hundred.
const roomSize = 4 << 20

// room bounds the bytes of the texts that are in memory at the same time. One goroutine takes, any may give.
type room struct {
	mu   sync.Mutex
	held int
	less chan struct{} // holds one when held has become less
}

func newRoom() *room { return &room{less: make(chan struct{}, 1)} }

// take waits until there is room for n bytes: beside what is held, or alone. The error is that of ctx.
func (r *room) take(ctx context.Context, n int) error {
	for !r.fits(n) {
		select {
		case <-r.less:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (r *room) fits(n int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held > 0 && r.held+n > roomSize {
		return false
	}
	r.held += n
	return true
}

// give makes room of n bytes that were taken.
func (r *room) give(n int) {
	r.mu.Lock()
	r.held -= n
	r.mu.Unlock()
	select {
	case r.less <- struct{}{}:
	default:
	}
}
