package watch

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/whosaid/whosaid/loader/source"
)

// file is a file as it was read.
type file struct {
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	SHA256   string    `json:"sha256,omitempty"` // "" where it is too large to be read for that alone
}

// look is what a file's entry said.
type look struct {
	size     int64
	modified time.Time
}

const (
	maxHashed = 16 << 20 // bytes of a file that is read to see whether it has changed when its entry has
	maxFiles  = 256      // that are read before it is remembered that they were
)

// lookAtFiles reads the files that are new or have changed, and are not being written. It reports whether there are more to read.
func (l *loop) lookAtFiles() (more bool) {
	now := time.Now()
	read := map[string]file{}
	touched := map[string]file{}
	seen := map[string]look{}
	there, failing := map[string]bool{}, map[string]bool{}
	o := l.o.Source
	o.Look = func(path string, info fs.FileInfo) bool {
		this := look{info.Size(), info.ModTime()}
		there[path] = true
		l.mu.Lock()
		old, pending := l.state.Files[path], l.reading[path] == this
		l.mu.Unlock()
		if pending || old != nil && old.Size == this.size && old.Modified.Equal(this.modified) {
			return false
		}
		// A file that is being written grows, or is touched again; a new one that came whole has had its last change a while ago.
		// Of one that is written over, the entry may have its new size before its new time.
		if l.seen[path] != this && (old != nil || now.Sub(this.modified) < l.o.EveryFile) {
			seen[path] = this
			return false
		}
		if len(read) >= maxFiles {
			more = true
			return false
		}
		sum, whole := hashed(path, this.size)
		if !whole { // it is being written right now
			seen[path] = this
			return false
		}
		f := file{Size: this.size, Modified: this.modified, SHA256: sum}
		if old != nil && old.SHA256 != "" && old.SHA256 == f.SHA256 {
			touched[path] = f
			return false
		}
		read[path] = f
		return true
	}
	for a, err := range source.Read(l.files, o) {
		if err != nil {
			e, ok := errors.AsType[*source.Error](err)
			if ok && !l.giveOnce(e.Path, err) || !ok && !l.give(a, err) {
				return false
			}
			if ok {
				failing[e.Path] = true
				if p, ok := errors.AsType[*fs.PathError](err); ok && p.Op == "open" {
					delete(read, e.Path) // it may be made readable, and that does not change its time
				}
			}
			continue
		}
		if !l.give(a, nil) {
			return false
		}
	}
	l.seen = seen
	maps.DeleteFunc(l.told, func(input, _ string) bool { return !failing[input] && input != l.o.State && !source.IsURL(input) })
	l.forget(there)
	maps.Copy(read, touched)
	if len(read) > 0 {
		l.rememberFiles(read)
	}
	return more
}

// forget lets go of the files that were there at the last look and are no more.
func (l *loop) forget(there map[string]bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for path := range l.there {
		if _, pending := l.reading[path]; pending { // it is remembered yet, and then forgotten
			there[path] = true
		}
		if there[path] || l.state.Files[path] == nil {
			continue
		}
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			delete(l.state.Files, path)
			l.changed = true
		}
	}
	l.there = there
}

// rememberFiles is remember for files, which are not read again until then.
func (w *Watch) rememberFiles(read map[string]file) {
	w.mu.Lock()
	for p, f := range read {
		w.reading[p] = look{f.Size, f.Modified}
	}
	w.mu.Unlock()
	w.remember(func(s *state) {
		for p, f := range read {
			delete(w.reading, p)
			s.Files[p] = &f
		}
	})
}

// hashed is the SHA-256 of a file; "" where it cannot be read, or is large. whole is unset where the file does not have the size
// that its entry said.
func hashed(path string, size int64) (sum string, whole bool) {
	if size > maxHashed {
		return "", true
	}
	f, err := os.Open(path)
	if err != nil {
		return "", true
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(f, maxHashed+1))
	if err != nil {
		return "", true
	}
	return hex.EncodeToString(h.Sum(nil)), n == size
}

// peek is the first bytes of a body, and the whole of it.
func peek(body io.ReadCloser) ([]byte, io.ReadCloser, error) {
	r := bufio.NewReaderSize(body, 64<<10)
	head, err := r.Peek(4 << 10)
	if err == io.EOF {
		err = nil
	}
	return slices.Clone(head), struct {
		io.Reader
		io.Closer
	}{r, body}, err
}

// isArchive reports whether a body is read as it comes, for it may have any size.
func isArchive(kind source.Format, head []byte) bool {
	return kind == source.WARC || bytes.HasPrefix(head, []byte{0x1f, 0x8b})
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
