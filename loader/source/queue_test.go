package source

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// pagesArchive is an archive of so many pages with a text between every two.
func pagesArchive(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(answer(fmt.Sprintf("https://example.org/%d", i), "text/html", fmt.Sprintf("<title>T</title><article><p>Page %d. %s</p></article>", i, strings.Repeat(story, 1+i%40))))
		b.WriteString(answer(fmt.Sprintf("https://example.org/t%d", i), "text/plain", fmt.Sprintf("Text %d said.", i)))
	}
	return b.String()
}

func TestReadInOrderOnManyCores(t *testing.T) {
	in := pagesArchive(60)
	want := told("-", strings.NewReader(in), Options{Workers: 1})
	for _, workers := range []int{2, 8, 64} {
		if d := cmp.Diff(want, told("-", strings.NewReader(in), Options{Workers: workers})); d != "" {
			t.Errorf("%d workers: %s", workers, d)
		}
	}
	if len(want) != 120 || !strings.HasPrefix(want[118], "in:record 119: Page 59. ") {
		t.Errorf("got %d, %q", len(want), want[len(want)-2:])
	}
}

func TestReadLeavesNothingRunning(t *testing.T) {
	in := pagesArchive(40)
	before := runtime.NumGoroutine()
	check := func() { // a goroutine that is done may take a moment to go
		t.Helper()
		for range 1000 {
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(time.Millisecond)
		}
		t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
	}
	for stop := 1; stop <= 80; stop += 7 {
		n := 0
		for range Read([]string{"-", "missing"}, Options{Stdin: strings.NewReader(in), Workers: 8}) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("stopped after %d of %d", n, stop)
		}
		check()
	}
	// A consumer that panics leaves nothing either.
	func() {
		defer func() { _ = recover() }()
		for range Read([]string{"-"}, Options{Stdin: strings.NewReader(in), Workers: 8}) {
			panic("enough")
		}
	}()
	check()
}

func TestQueueBoundsWhatWaits(t *testing.T) {
	seen, most, mostBytes := 0, 0, 0
	q := newQueue(Options{Workers: 3}, func(Article, error) bool { seen++; return true })
	for i := range 50 {
		size := 1 << 20
		if i == 20 {
			size = queueBytes
		}
		q.later("x", size, func(yield yieldFunc) { yield(Article{Text: fmt.Sprint(i)}, nil) })
		most, mostBytes = max(most, len(q.waiting)), max(mostBytes, q.bytes)
	}
	q.close()
	if seen != 50 || most > 6 || mostBytes > queueBytes {
		t.Errorf("%d came, at most %d and %d bytes waited", seen, most, mostBytes)
	}
}

func TestQueueTurnsPanicsIntoErrors(t *testing.T) {
	var got []string
	q := newQueue(Options{}, func(_ Article, err error) bool { got = append(got, fmt.Sprint(err)); return true })
	q.later("a.html", 1, func(yield yieldFunc) { panic("oh") })
	q.put(Article{}, io.ErrClosedPipe)
	q.close()
	if d := cmp.Diff([]string{"a.html: the reader failed on it (oh); please report this with the file", "io: read/write on closed pipe"}, got); d != "" {
		t.Error(d)
	}
}

// A page that takes long holds up the yield, not the decoding of those behind it.
func TestQueueDecodesAhead(t *testing.T) {
	var got []string
	q := newQueue(Options{Workers: 2}, func(a Article, _ error) bool { got = append(got, a.Text); return true })
	first, second := make(chan struct{}), make(chan struct{})
	q.later("1", 1, func(yield yieldFunc) { <-first; yield(Article{Text: "1"}, nil) })
	q.later("2", 1, func(yield yieldFunc) { close(second); yield(Article{Text: "2"}, nil) })
	select {
	case <-second:
	case <-time.After(20 * time.Second):
		t.Fatal("the second waits for the first")
	}
	q.put(Article{Text: "3"}, nil)
	if len(got) != 0 {
		t.Errorf("got %q before the first", got)
	}
	close(first)
	q.close()
	if s := strings.Join(got, ""); s != "123" {
		t.Errorf("got %s", s)
	}
}

// What waits is counted as it is unpacked, however well it was packed.
func TestQueueBoundsWhatUnpacks(t *testing.T) {
	const size = 2 << 20
	page := "<html><body><h1>Bridge closed</h1>" + someText + "<!--"
	page = answer("https://example.org/", "text/html", zipped(page+strings.Repeat("x", size-len(page))), "Content-Encoding: gzip")
	if len(page)*100 > size {
		t.Fatalf("%d bytes packed", len(page))
	}
	var o Options
	most, seen := 0, 0
	o.ahead = newQueue(Options{Workers: 16}, func(_ Article, err error) bool {
		if err == nil {
			seen++
		}
		most = max(most, len(o.ahead.waiting)+1)
		return true
	})
	readWARC(strings.NewReader(strings.Repeat(page, 40)), nil, "a.warc", "a.warc", Options{MaxText: maxText, ahead: o.ahead}, o.ahead.put)
	o.ahead.close()
	if seen != 40 || most*size > queueBytes+size {
		t.Errorf("%d articles, %d MiB waited", seen, most*size>>20)
	}
}
