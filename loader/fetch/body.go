package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// steady reads from a connection that must not fall below a rate. The time between reads does not count: a reader that takes
// its time is not the server's fault. Not safe for concurrent use.
type steady struct {
	r      io.Reader
	rate   int
	window time.Duration
	stop   func(error) // ends the request

	spent time.Duration // in reads, of this window
	got   int           // bytes, of this window
}

func (s *steady) Read(p []byte) (int, error) {
	need := int(s.window/time.Second) * s.rate
	left := s.window - s.spent
	if s.got >= need {
		left += s.window
	}
	begin := time.Now()
	timer := time.AfterFunc(left, func() { s.stop(s.tooSlow()) })
	n, err := s.r.Read(p)
	timer.Stop()
	s.spent += time.Since(begin)
	s.got += n
	if s.spent >= s.window {
		if s.got < need && err == nil {
			err = s.tooSlow()
		}
		s.spent, s.got = 0, 0
	}
	return n, err
}

func (s *steady) tooSlow() error {
	return &Error{Reason: fmt.Sprintf("the server sent fewer than %d bytes a second for %v", s.rate, s.window),
		Remedy: remedyLater, Err: ErrSlow}
}

// body is what a response holds: decoded, within its limits. Closing it lets the next request to the host begin.
type body struct {
	ctx    context.Context // of the request; its cause says why it was ended
	outer  context.Context // the caller's
	where  string
	r      io.Reader // decoded
	raw    io.Closer
	left   int64 // bytes that may still come; -1: any number
	most   int64
	timer  *time.Timer // of the whole request
	free   func()      // ends the request, and lets the next begin
	kept   bool        // whether the limits cannot be lifted
	closed bool
	failed error
}

func (b *body) Read(p []byte) (int, error) {
	switch {
	case b.closed:
		return 0, errors.New("read of a closed body")
	case b.failed != nil:
		return 0, b.failed
	case len(p) == 0:
		return 0, nil
	}
	if b.left >= 0 && int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if b.left >= 0 {
		if b.left -= int64(n); b.left < 0 {
			b.failed = &Error{URL: b.where, Reason: fmt.Sprintf("larger than %d MiB", b.most>>20), Remedy: "download it and load the file", Err: ErrTooLarge}
			return 0, b.failed
		}
	}
	if err != nil && err != io.EOF {
		err = b.why(err)
		b.failed = err
	}
	return n, err
}

// why is the error of a read that failed.
func (b *body) why(err error) error {
	if e, ok := errors.AsType[*Error](context.Cause(b.ctx)); ok && b.outer.Err() == nil {
		err = e
	}
	if d, ok := errors.AsType[*decodeError](err); ok {
		return &Error{URL: b.where, Reason: d.Error(), Remedy: remedyLater, Err: ErrEncoding}
	}
	return broken(b.outer, b.where, err)
}

// lift takes the limits of size and of the whole time away.
func (b *body) lift() {
	b.left = -1
	b.timer.Stop()
}

func (b *body) Close() error {
	if b.closed {
		return nil
	}
	b.closed = true
	err := b.raw.Close()
	b.timer.Stop()
	b.free()
	return err
}

// decodeError is a content that is not in the encoding that its header names.
type decodeError struct{ err error }

func (d *decodeError) Error() string {
	return fmt.Sprintf("the content is not the gzip that its header names: %v", d.err)
}
