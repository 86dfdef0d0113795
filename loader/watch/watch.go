// Package watch follows feeds, pages, files and directories, and yields the articles that are new or have changed.
//
// It remembers what it has seen in a file, and writes there only of articles that are known to be stored: after a restart, or
// worse, nothing is missed, and what was stored is not fetched or read again.
package watch

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/source"
	"github.com/whosaid/whosaid/loader/web"
)

// Options say what is followed, and how.
type Options struct {
	Paths     []string      // URLs of feeds, pages and texts; files, directories, and patterns of names
	State     string        // the file that remembers
	Every     time.Duration // between two looks at a URL; 0: 10 minutes
	EveryFile time.Duration // between two looks at files, and for how long a file must not have changed to be read; 0: 2 seconds

	Client *fetch.Client  // what gets URLs; its retries are better none, for the watch tries again itself
	Source source.Options // how what is found is read; Fetch and Look are the watch's own

	// Tell is told in one line what is seen that is no article: a feed's new items, a page that is gone, a site that answers
	// again. nil: nobody is. It is called on the goroutine that iterates.
	Tell func(line string)
}

const (
	defaultEvery     = 10 * time.Minute
	defaultEveryFile = 2 * time.Second
	maxFetches       = 8             // at the same time, each of another host
	firstRetry       = time.Minute   // for a URL that could not be fetched; each next wait is twice as long
	lastRetry        = 6 * time.Hour // but no longer than this, or than Every where that is longer
	maxItems         = 5000          // of a feed that are still to be read or looked at again: a feed may list others at each look
	maxKey           = 8 << 10       // bytes of an item's id or URL: longer URLs are not fetched
	maxBody          = 16 << 20      // bytes of what is not read as an archive: what package source reads of a page
	saveEvery        = time.Second   // how often the file is written at most while articles come
	saveShare        = 10            // and no more of the time than one part in so many
)

// looks are when the page of a feed's item is looked at again, for corrections: after it was first read. Then no more, unless
// the feed says that it has changed.
var looks = []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour, 3 * 24 * time.Hour, 7 * 24 * time.Hour}

// Watch follows what its options name. Articles is called once; Done may be called while it runs.
type Watch struct {
	o     Options
	named map[string]bool // URLs
	files []string

	mu       sync.Mutex
	state    state
	nextSave time.Time // when it may be saved again
	changed  bool      // since it was saved
	yielded  int       // articles and errors
	done     int       // of those, the ones that are stored or have failed
	waiting  []mark
	pending  map[string]bool // URLs that were read, until that is remembered
	reading  map[string]look // files, likewise
	wake     chan struct{}   // holds one when something was remembered

	seen  map[string]look // files as they were at the last look, where they were not read then
	there map[string]bool // the files of the last look
	told  map[string]string
}

// mark is what is to be remembered once so many of the articles that were yielded are done.
type mark struct {
	at   int
	keep func(*state)
}

// Open returns a watch, with what its file remembers, and writes the file. It is an error where the file is there and is none of a
// watch, or cannot be written.
func Open(o Options) (*Watch, error) {
	o.Every, o.EveryFile = cmp.Or(o.Every, defaultEvery), cmp.Or(o.EveryFile, defaultEveryFile)
	if o.Tell == nil {
		o.Tell = func(string) {}
	}
	w := &Watch{o: o, named: map[string]bool{}, pending: map[string]bool{}, reading: map[string]look{}, wake: make(chan struct{}, 1),
		seen: map[string]look{}, told: map[string]string{}}
	for _, p := range o.Paths {
		if !source.IsURL(p) {
			w.files = append(w.files, p)
		} else {
			w.named[p] = true
		}
	}
	var err error
	if w.state, err = readState(o.State); err != nil {
		return nil, err
	}
	for path := range w.state.Files {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			delete(w.state.Files, path)
		}
	}
	for u := range w.named {
		if t := w.state.URLs[u]; t == nil || t.Feed != "" { // an item that is now named itself
			w.state.URLs[u] = &target{}
		}
	}
	removeTorn(o.State)
	if err := w.save(); err != nil { // now, so that a file that cannot be written is no news of later
		return nil, err
	}
	w.nextSave = time.Time{}
	return w, nil
}

// Articles yields the articles that are new or have changed, and the errors of what could not be read, until ctx ends: each
// failure once, until it is another or over. Whoever takes them calls Done for each, in the order in which they come.
func (w *Watch) Articles(ctx context.Context) iter.Seq2[source.Article, error] {
	return func(yield func(source.Article, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		l := &loop{Watch: w, ctx: ctx, out: make(chan outcome), busy: map[string]bool{}, yield: yield}
		defer l.wg.Wait()
		defer cancel()
		l.run()
	}
}

// Done says that the oldest article, or error, that was yielded and is not done yet is on disk, or has failed. The error is one of
// the file that remembers.
func (w *Watch) Done() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.done++
	w.settle()
	if w.changed && !time.Now().Before(w.nextSave) {
		return w.save()
	}
	return nil
}

// Close writes what is to be remembered.
func (w *Watch) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	if !w.changed {
		return nil
	}
	return w.save()
}

// remember notes what is to be remembered once all that was yielded by now is done.
func (w *Watch) remember(keep func(*state)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = append(w.waiting, mark{w.yielded, keep})
	w.settle()
}

// rememberURL is remember for a URL, which is not fetched again until then.
func (w *Watch) rememberURL(u string, keep func(*state, *target)) {
	w.mu.Lock()
	w.pending[u] = true
	w.mu.Unlock()
	w.remember(func(s *state) {
		delete(w.pending, u)
		if t := s.URLs[u]; t != nil {
			keep(s, t)
		}
	})
}

// settle remembers what may be by now.
func (w *Watch) settle() {
	n := 0
	for ; n < len(w.waiting) && w.waiting[n].at <= w.done; n++ {
		w.waiting[n].keep(&w.state)
		w.changed = true
	}
	w.waiting = slices.Delete(w.waiting, 0, n)
	if n > 0 {
		select {
		case w.wake <- struct{}{}:
		default:
		}
	}
}

func (w *Watch) save() error {
	begin := time.Now()
	err := w.state.write(w.o.State)
	w.saved(begin, time.Now())
	w.changed = err != nil
	return err
}

// saved notes how long a save took. What is remembered waits, and whoever calls Done, while the file is written.
func (w *Watch) saved(begin, end time.Time) {
	w.nextSave = end.Add(max(saveEvery, saveShare*end.Sub(begin)))
}

// loop is a watch under way.
type loop struct {
	*Watch
	ctx   context.Context // until the iteration ends
	out   chan outcome
	busy  map[string]bool // hosts that are being asked, and the URLs that are worked on
	wg    sync.WaitGroup
	yield func(source.Article, error) bool
	ended bool // the consumer wants no more
}

// outcome is what came of a fetch.
type outcome struct {
	url string
	t   target // as it was when the fetch began
	f   *source.Fetched
	res *fetch.Response
	at  time.Time
	err error

	archive bool // whether f is still to be read, as it comes
	kind    source.Format
	body    []byte // of what is no archive, whole
}

// run looks at what is due, until nobody wants any more.
func (l *loop) run() {
	nextFiles := time.Now()
	for !l.ended && l.ctx.Err() == nil {
		if len(l.files) > 0 && !time.Now().Before(nextFiles) {
			more := l.lookAtFiles()
			nextFiles = time.Now()
			if !more {
				nextFiles = nextFiles.Add(l.o.EveryFile)
			}
			if l.ended {
				return
			}
		}
		next := l.begin()
		if len(l.files) > 0 && (next.IsZero() || nextFiles.Before(next)) {
			next = nextFiles
		}
		if again := l.idle(); !again.IsZero() && (next.IsZero() || again.Before(next)) {
			next = again
		}
		l.wait(next)
	}
}

// wait waits for an outcome and takes it, or until an instant; zero: only for an outcome.
func (l *loop) wait(until time.Time) {
	var due <-chan time.Time
	if !until.IsZero() {
		t := time.NewTimer(time.Until(until))
		defer t.Stop()
		due = t.C
	}
	select {
	case o := <-l.out:
		delete(l.busy, o.url)
		delete(l.busy, hostOf(o.url))
		l.take(o)
	case <-due:
	case <-l.wake:
	case <-l.ctx.Done():
	}
}

// idle writes what is to be remembered before a wait, and returns when it is to be written where that is not now; zero where nothing is.
func (l *loop) idle() (again time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changed && !time.Now().Before(l.nextSave) {
		if err := l.save(); err != nil {
			l.once(l.o.State, err.Error())
		} else {
			delete(l.told, l.o.State)
		}
	}
	if l.changed {
		again = l.nextSave
	}
	return again
}

// begin begins to fetch what is due, and returns when the next is; zero where nothing waits.
func (l *loop) begin() (next time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	first := map[string]string{} // of what is due, by the host
	before := func(a, b string) int {
		return cmp.Or(l.state.URLs[a].Next.Compare(l.state.URLs[b].Next), cmp.Compare(l.state.URLs[a].Order, l.state.URLs[b].Order), strings.Compare(a, b))
	}
	for u, t := range l.state.URLs {
		if t.Over || l.busy[u] || l.pending[u] || !l.follows(u, t) {
			continue
		}
		if t.Next.After(now) {
			if next.IsZero() || t.Next.Before(next) {
				next = t.Next
			}
			continue
		}
		if host := hostOf(u); !l.busy[host] && (first[host] == "" || before(u, first[host]) < 0) {
			first[host] = u
		} // what is not first begins when an outcome has come
	}
	for _, u := range slices.SortedFunc(maps.Values(first), before) {
		host := hostOf(u)
		if len(l.busy) >= 2*maxFetches {
			break
		}
		l.busy[host], l.busy[u] = true, true
		t := *l.state.URLs[u]
		l.wg.Go(func() {
			o := outcome{url: u, t: t}
			o.f, o.res, o.err = web.Open(l.ctx, l.o.Client, fetch.Request{URL: u, ETag: t.ETag, LastModified: t.LastModified, Gave: t.Gave, FromPublic: l.fromPublic(&t)})
			o.at = time.Now().UTC().Truncate(time.Second)
			if o.f != nil { // here, so that a body that comes slowly holds up nobody but its host
				o.err = o.load(l.o.Source.As)
			}
			select {
			case l.out <- o:
			case <-l.ctx.Done():
				if o.f != nil {
					_ = o.f.Body.Close() // of an archive that nobody waits for
				}
			}
		})
	}
	return next
}

// follows reports whether a URL that is remembered is followed now: it is named, or an item of a feed that is.
func (l *loop) follows(u string, t *target) bool {
	return l.named[cmp.Or(t.Feed, u)]
}

// fromPublic reports whether a URL was found in what a public address gave.
func (l *loop) fromPublic(t *target) bool { return t.Feed != "" && !t.Inside }

// hostOf is the host of a URL, by which fetches wait for each other.
func hostOf(s string) string {
	if u, err := url.Parse(s); err == nil {
		return "//" + strings.ToLower(u.Hostname())
	}
	return s
}

// give yields an article or an error.
func (l *loop) give(a source.Article, err error) bool {
	l.mu.Lock()
	l.yielded++
	l.mu.Unlock()
	if !l.yield(a, err) {
		l.ended = true
	}
	return !l.ended
}

// take works on what came of a fetch.
func (l *loop) take(o outcome) {
	switch {
	case o.err != nil:
		l.failed(o, o.err)
	case o.f == nil:
		l.same(o)
	default:
		l.read(o)
	}
}

// same notes that a URL gives what it gave.
func (l *loop) same(o outcome) {
	l.recovered(o)
	l.rememberURL(o.url, func(_ *state, t *target) { t.looked(o.at, l.o.Every) })
}

// load reads the body of what is no archive. Where there is an error the body is closed.
func (o *outcome) load(as source.Format) error {
	head, rest, err := peek(o.f.Body)
	o.f.Body = rest
	o.kind = cmp.Or(as, o.f.Format(head))
	if o.archive = err == nil && isArchive(o.kind, head); o.archive {
		return nil
	}
	defer rest.Close()
	if err == nil {
		o.body, err = io.ReadAll(io.LimitReader(rest, maxBody+1))
	}
	if err == nil && len(o.body) > maxBody { // it begins as an archive, so that the client's limits were taken away, and is read as something else
		err = &fetch.Error{URL: o.url, Reason: "larger than 16 MiB", Remedy: "download it and load the file", Err: fetch.ErrTooLarge}
	}
	return err
}

// read reads what a URL gave.
func (l *loop) read(o outcome) {
	if o.archive {
		l.articles(o, o.f, "")
		return
	}
	b, kind := o.body, o.kind
	sum := sum(b)
	switch {
	case sum == o.t.SHA256:
		l.keepValidators(o)
		l.same(o)
	case kind == source.Feed && o.t.Feed == "":
		l.feed(o, b, sum)
	default:
		whole := *o.f
		whole.Body = io.NopCloser(strings.NewReader(string(b)))
		l.articles(o, &whole, sum)
	}
}

// keepValidators notes by what a URL that gives the same under another name is asked next time.
func (l *loop) keepValidators(o outcome) {
	l.rememberURL(o.url, func(_ *state, t *target) { t.answered(o.url, o.res) })
}

// articles yields the articles of what a URL gave. sum is that of the body; "" where it was not read whole.
func (l *loop) articles(o outcome, f *source.Fetched, sum string) {
	for a, err := range source.ReadFetched(f, o.url, l.o.Source) {
		if _, ok := errors.AsType[*fetch.Error](err); ok { // it broke off: the rest is still to be read
			l.failed(o, err)
			return
		}
		if !l.give(a, err) {
			return
		}
	}
	if l.ctx.Err() != nil { // by which it may have ended
		return
	}
	l.recovered(o)
	l.rememberURL(o.url, func(_ *state, t *target) { l.keep(o, t, sum) })
}

// keep enters what a URL gave. sum is that of the body.
func (l *loop) keep(o outcome, t *target, sum string) {
	t.answered(o.url, o.res)
	t.SHA256, t.Inside = sum, !o.res.Public
	t.looked(o.at, l.o.Every)
}

// failed notes a URL that could not be fetched or read, and when it is tried again.
func (l *loop) failed(o outcome, err error) {
	if l.ctx.Err() != nil {
		return
	}
	switch {
	case errors.Is(err, fetch.ErrGone) && o.t.SHA256 != "":
		l.once(o.url, o.url+": its page is gone; the store keeps what it said")
	case !l.giveOnce(o.url, err):
		return
	}
	var retry time.Time
	if e, ok := errors.AsType[*fetch.Error](err); ok {
		retry = e.Retry
	}
	final := errors.Is(err, fetch.ErrGone) || errors.Is(err, fetch.ErrDenied) || errors.Is(err, fetch.ErrRobots) || errors.Is(err, fetch.ErrRefused) ||
		errors.Is(err, fetch.ErrBadURL) || errors.Is(err, fetch.ErrRedirect) || errors.Is(err, fetch.ErrTooLarge)
	l.rememberURL(o.url, func(_ *state, t *target) { t.failed(o.at, retry, l.o.Every, final) })
}

// giveOnce yields an error, unless it is the one that was yielded last for the same input.
func (l *loop) giveOnce(input string, err error) bool {
	if l.told[input] == err.Error() {
		return !l.ended
	}
	l.told[input] = err.Error()
	a := source.Article{Path: input}
	if e, ok := errors.AsType[*source.Error](err); ok { // as messages name it, which is without a password
		a.Path = e.Path
	}
	return l.give(a, err)
}

// once tells a line, unless it was the last about the same input.
func (l *loop) once(input, line string) {
	if l.told[input] != line {
		l.told[input] = line
		l.o.Tell(line)
	}
}

// recovered tells that a URL that could not be fetched gives something again.
func (l *loop) recovered(o outcome) {
	if _, ok := l.told[o.url]; ok {
		delete(l.told, o.url)
		l.o.Tell(o.url + ": can be read again")
	}
}
