package watch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/source"
)

// state is what a watch remembers.
type state struct {
	Version int                `json:"whosaid_watch"`
	URLs    map[string]*target `json:"urls"`
	Files   map[string]*file   `json:"files"`
}

const stateVersion = 1

// target is a URL that is followed, or an item of a feed that is. An item without a URL stands under its id and its feed.
type target struct {
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	Gave         string    `json:"gave,omitempty"`   // the URL that gave these, where that is another, by redirects
	SHA256       string    `json:"sha256,omitempty"` // of what it gave, or of the item as it stands in its feed
	Next         time.Time `json:"next,omitzero"`    // when it is looked at again
	Failures     int       `json:"failures,omitempty"`
	Inside       bool      `json:"inside,omitempty"` // an address that is not public gave it, or its feed

	// Of an item.
	Feed     string    `json:"feed,omitempty"`
	Modified string    `json:"modified,omitempty"` // as the feed says
	First    time.Time `json:"first,omitzero"`     // when its page was first read
	Looks    int       `json:"looks,omitempty"`    // of those at its page for corrections
	Order    int       `json:"order,omitempty"`    // its place in the feed
	Over     bool      `json:"over,omitempty"`     // its page is not looked at any more
	Whole    bool      `json:"whole,omitempty"`    // its feed has its text
}

// mostFailures is after how many failures in a row the page of an item is given up: some days.
const mostFailures = 16

// differs reports whether a feed says something else of an item than it did.
func (t *target) differs(i *source.FeedItem) bool {
	if i.Whole() {
		return t.SHA256 != i.Sum()
	}
	return t.Modified != i.Modified
}

// looked notes that the target was read, or gave what it gave before.
func (t *target) looked(at time.Time, every time.Duration) {
	t.Failures = 0
	if t.Feed == "" {
		t.Next = at.Add(every)
		return
	}
	if t.First.IsZero() {
		t.First = at
	}
	t.lookAgain(at)
}

// answered notes by what a URL is asked next time whether it gives what it gave.
func (t *target) answered(u string, res *fetch.Response) {
	t.ETag, t.LastModified, t.Gave = res.ETag, res.LastModified, ""
	if res.URL != u {
		t.Gave = res.URL
	}
}

// lookAgain sets when an item's page is looked at again. Looks that were missed are not made up for.
func (t *target) lookAgain(at time.Time) {
	for t.Looks < len(looks) {
		t.Next = t.First.Add(looks[t.Looks])
		t.Looks++
		if t.Next.After(at) {
			return
		}
	}
	t.Over, t.Next = true, time.Time{}
}

// failed notes that the target could not be read. final is set where trying again soon does not help; retry is when its site wants to
// be asked again, zero where it does not say.
func (t *target) failed(at, retry time.Time, every time.Duration, final bool) {
	t.Failures++
	if t.Feed != "" && t.Failures >= mostFailures {
		t.Over, t.Next = true, time.Time{}
		return
	}
	if final && t.Feed != "" {
		if t.First.IsZero() {
			t.First = at
		}
		t.lookAgain(at)
		return
	}
	wait := min(firstRetry<<min(t.Failures-1, 20), max(lastRetry, every))
	if t.Feed == "" {
		wait = max(wait, min(every, lastRetry))
	}
	t.Next = at.Add(wait)
	if retry.After(t.Next) {
		t.Next = retry
	}
}

// item notes an item that a feed lists.
func (s *state) item(feed, key string, i *source.FeedItem, order int, at time.Time, inside bool) {
	t := s.URLs[key]
	fresh := t == nil
	if fresh {
		t = &target{}
		s.URLs[key] = t
	}
	t.Feed = feed
	differs := fresh || t.differs(i)
	t.Order, t.Modified, t.Inside, t.Whole = order, i.Modified, inside, i.Whole()
	switch {
	case i.Whole():
		t.SHA256, t.Over = i.Sum(), true
	case differs:
		t.Over, t.Next = false, at
	}
}

// unlist forgets the items of a feed that it does not list any more, once they are not looked at any more.
func (s *state) unlist(feed string, listed map[string]source.FeedItem) {
	for u, t := range s.URLs {
		if _, ok := listed[u]; t.Feed == feed && !ok && t.Over {
			delete(s.URLs, u)
		}
	}
}

// readState reads a state; an empty one where there is no file.
func readState(name string) (state, error) {
	s := state{Version: stateVersion, URLs: map[string]*target{}, Files: map[string]*file{}}
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("the state of the watch cannot be read: %w; make it readable, or name another file", err)
	}
	return parseState(b, name)
}

// parseState reads a state from the bytes of its file.
func parseState(b []byte, name string) (state, error) {
	s := state{}
	if err := json.Unmarshal(b, &s); err != nil || s.Version != stateVersion {
		return s, fmt.Errorf("%s: not the state of a watch that this version writes; name another file, or remove it: everything is then looked at again", name)
	}
	if s.URLs == nil {
		s.URLs = map[string]*target{}
	}
	if s.Files == nil {
		s.Files = map[string]*file{}
	}
	for u, t := range s.URLs {
		if t == nil {
			delete(s.URLs, u)
		} else {
			t.Failures, t.Looks = max(t.Failures, 0), min(max(t.Looks, 0), len(looks))
		}
	}
	for p, f := range s.Files {
		if f == nil {
			delete(s.Files, p)
		}
	}
	return s, nil
}

// write writes the state whole or not at all: beside its file, and then over it.
func (s *state) write(name string) error {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	if err := out.Encode(s); err != nil {
		return err
	}
	if err := replace(name, b.Bytes()); err != nil {
		return fmt.Errorf("the state of the watch cannot be written: %w; make room or its directory, or name another file", err)
	}
	return nil
}

// removeTorn removes what a program that was killed while it wrote the state has left beside it.
func removeTorn(name string) {
	entries, _ := os.ReadDir(filepath.Dir(name)) // without them the write that follows says what is wrong
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), tornPrefix(name))
		if ours && rest != "" && strings.Trim(rest, "0123456789") == "" && e.Type().IsRegular() {
			_ = os.Remove(filepath.Join(filepath.Dir(name), e.Name())) // what stays is in nobody's way
		}
	}
}

// tornPrefix is how the names of files begin that are still being written. A number follows.
func tornPrefix(name string) string { return "." + filepath.Base(name) + "." }

// replace puts a file in the place of another, so that whoever opens the name finds the one or the other.
func replace(name string, b []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), tornPrefix(name)+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
