package source

import (
	"fmt"
	"runtime"
	"sync"
)

// queueBytes is how many bytes of inputs wait to be decoded, or are being decoded, at the same time: as many as the largest
// page has. A larger one is decoded alone.
const queueBytes = maxPage

// queue decodes inputs that take long on several goroutines, and yields what comes of them, and everything else, in the order in
// which it came. Its methods are called from one goroutine, and that is the one that it yields on.
type queue struct {
	yield   yieldFunc
	passed  func(path, reason string)
	most    int           // how many wait at most
	slots   chan struct{} // one for each that is being decoded
	waiting []*job        // in the order in which they came
	bytes   int           // of those that wait
	taken   int           // how many articles, errors and jobs came
	stopped bool          // whether no more is wanted
	running sync.WaitGroup
}

// job is an input that is being decoded, or whose outcome waits for its turn.
type job struct {
	bytes int
	done  chan struct{} // closed when found is complete
	found []found
}

// found is an article or an error.
type found struct {
	article Article
	err     error
}

func newQueue(o Options, yield yieldFunc) *queue {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return &queue{yield: yield, passed: o.PassedOver, most: 2 * workers, slots: make(chan struct{}, workers)}
}

// notArticle is the error of an input that is no article by its kind: nothing is wrong with it, and nobody is told but
// Options.PassedOver.
type notArticle struct{ path, reason string }

func (p *notArticle) Error() string { return p.path + ": passed over: " + p.reason }

// put takes an article or an error that is known already, and says whether more are wanted.
func (q *queue) put(a Article, err error) bool {
	if _, ok := err.(*notArticle); !ok {
		q.taken++
	}
	if len(q.waiting) == 0 {
		return q.deliver(found{a, err})
	}
	done := make(chan struct{})
	close(done)
	return q.push(&job{bytes: len(a.Text), done: done, found: []found{{a, err}}})
}

// later has an input of so many bytes decoded on a goroutine of its own; decode yields what comes of it. It says whether more
// are wanted. A panic of decode is an error of the input at path.
func (q *queue) later(path string, bytes int, decode func(yieldFunc)) bool {
	if q.stopped {
		return false
	}
	q.taken++
	for len(q.waiting) > 0 && q.bytes+bytes > queueBytes {
		if !q.pop() {
			return false
		}
	}
	q.slots <- struct{}{}
	j := &job{bytes: bytes, done: make(chan struct{})}
	q.running.Go(func() {
		defer func() {
			close(j.done)
			<-q.slots
		}()
		failed := caught(path, func() {
			decode(func(a Article, err error) bool {
				j.found = append(j.found, found{a, err})
				return true
			})
		})
		if failed != nil {
			j.found = append(j.found, found{err: failed})
		}
	})
	return q.push(j)
}

// caught runs decode. A panic of it is an error of the input at path; nil where it has none.
func caught(path string, decode func()) (failed *Error) {
	defer func() {
		if p := recover(); p != nil {
			failed = &Error{Path: path, Reason: fmt.Sprintf("the reader failed on it (%v)", p), Remedy: "please report this with the file"}
		}
	}()
	decode()
	return nil
}

// push appends a job, and delivers those whose turn it is: the ones that are done, and the first where too many wait.
func (q *queue) push(j *job) bool {
	q.waiting, q.bytes = append(q.waiting, j), q.bytes+j.bytes
	for len(q.waiting) > 0 {
		if len(q.waiting) <= q.most && q.bytes <= queueBytes {
			select {
			case <-q.waiting[0].done:
			default:
				return true
			}
		}
		if !q.pop() {
			return false
		}
	}
	return true
}

// pop delivers what comes of the first job, once it is done.
func (q *queue) pop() bool {
	j := q.waiting[0]
	<-j.done
	q.waiting[0], q.waiting, q.bytes = nil, q.waiting[1:], q.bytes-j.bytes
	for _, f := range j.found {
		if !q.deliver(f) {
			return false
		}
	}
	return true
}

func (q *queue) deliver(f found) bool {
	if p, ok := f.err.(*notArticle); ok {
		if q.passed != nil && !q.stopped {
			q.passed(p.path, p.reason)
		}
		return !q.stopped
	}
	q.stopped = q.stopped || !q.yield(f.article, f.err)
	return !q.stopped
}

// close delivers what waits, unless no more is wanted, and returns when nothing runs any more.
func (q *queue) close() {
	for !q.stopped && len(q.waiting) > 0 {
		q.pop()
	}
	q.running.Wait()
}
