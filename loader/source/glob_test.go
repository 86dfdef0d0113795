package source_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/loader/source"
)

// tree makes files below a new directory, which becomes the working directory.
func tree(t *testing.T, names ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, n := range names {
		if err := os.MkdirAll(filepath.Dir(n), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(n, []byte("The text of "+n+"."), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestGlobNamesWhatFits(t *testing.T) {
	tree(t, "a.txt", "b.txt", "c.html", ".hidden.txt", "README.txt", "in/a.txt", "in/deep/a.txt", "in/deep/b.md", "in/.git/a.txt", "out/a/x.txt",
		"out/a/a/x.txt", "od[d].txt")
	for _, tt := range []struct {
		pattern string
		want    []string
	}{
		{"*.txt", []string{"a.txt", "b.txt", "od[d].txt"}},
		{"./*.html", []string{"c.html"}},
		{"[ab].*", []string{"a.txt", "b.txt"}},
		{"?.txt", []string{"a.txt", "b.txt"}},
		{"*", []string{"a.txt", "b.txt", "c.html", "in", "od[d].txt", "out"}},
		{"in/*", []string{"in/a.txt", "in/deep"}},
		{"*/a.txt", []string{"in/a.txt"}},
		{"**", []string{"a.txt", "b.txt", "c.html", "in/a.txt", "in/deep/a.txt", "in/deep/b.md", "od[d].txt", "out/a/a/x.txt", "out/a/x.txt"}},
		{"**/*.txt", []string{"a.txt", "b.txt", "in/a.txt", "in/deep/a.txt", "od[d].txt", "out/a/a/x.txt", "out/a/x.txt"}},
		{"in/**/a.txt", []string{"in/a.txt", "in/deep/a.txt"}},
		{"**/a/**/x.*", []string{"out/a/a/x.txt", "out/a/x.txt"}},
		{"**/**/b.md", []string{"in/deep/b.md"}},
		{".hidden.*", nil},
		{"in/.git/*", []string{"in/.git/a.txt"}},
		{`od\[*`, []string{"od[d].txt"}},
		{"none/*.txt", nil},
		{"[", nil},
	} {
		var got []string
		failed := false
		for name, err := range source.Glob(tt.pattern) {
			if err != nil {
				failed = true
				if e, ok := errors.AsType[*source.Error](err); !ok || e.Remedy == "" || !strings.HasPrefix(err.Error(), tt.pattern+": ") {
					t.Errorf("%s: the error is %v", tt.pattern, err)
				}
				continue
			}
			got = append(got, name)
		}
		if d := cmp.Diff(tt.want, got); d != "" || failed != (len(tt.want) == 0) {
			t.Errorf("%s (-want +got), failed %v:\n%s", tt.pattern, failed, d)
		}
		n := 0
		for range source.Glob(tt.pattern) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%s yields nothing", tt.pattern)
		}
	}
	if wd, err := os.Getwd(); err != nil {
		t.Fatal(err)
	} else if got := slices.Collect(names(source.Glob(wd + "/i*/**/b.*"))); !slices.Equal(got, []string{filepath.ToSlash(wd) + "/in/deep/b.md"}) {
		t.Errorf("of a whole path: %q", got)
	}
	for path, want := range map[string]bool{"*.txt": true, "a.txt": false, "od[d].txt": false, "https://example.org/?a=*": false, "-": false} {
		if got := source.IsPattern(path); got != want {
			t.Errorf("%s is a pattern: %v", path, got)
		}
	}
}

func FuzzGlob(f *testing.F) {
	dir := f.TempDir()
	for _, n := range []string{"a.txt", "b/a.txt", "b/b/a.txt", "b/[c].txt", ".d/a.txt"} {
		name := filepath.Join(dir, n)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, nil, 0o666)); err != nil {
			f.Fatal(err)
		}
	}
	for _, s := range []string{"*", "**", "**/*.txt", "b/**/a.*", "[a-z].txt", `b/\[*`, "[", "**/**/**", "a/../*", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		if strings.Contains(pattern, "..") { // would leave the directory
			return
		}
		got := map[string]bool{}
		for name, err := range source.Glob(dir + "/" + pattern) {
			if err != nil {
				if _, ok := errors.AsType[*source.Error](err); !ok {
					t.Errorf("%q: the error is %v", pattern, err)
				}
				continue
			}
			if _, err := os.Lstat(name); err != nil || got[name] {
				t.Errorf("%q names %q: there %v, twice %v", pattern, name, err == nil, got[name])
			}
			got[name] = true
		}
	})
}

func names(in func(func(string, error) bool)) func(func(string) bool) {
	return func(yield func(string) bool) {
		for n := range in {
			if !yield(n) {
				return
			}
		}
	}
}

func TestReadTellsOfEveryByteAndPassesOverWhatItIsTold(t *testing.T) {
	tree(t, "a.txt", "in/b.txt", "in/README", "in/.c.txt")
	lines := `{"id": "x", "text": "One."}` + "\n" + `{"id": "y", "text": "Two."}` + "\n" + `{"id": "x", "text": "Three."}` + "\n"
	if err := os.WriteFile("in/d.jsonl", []byte(lines), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("in/long.txt", []byte(strings.Repeat("long ", 100)), 0o666); err != nil {
		t.Fatal(err)
	}
	paths := []string{"a.txt", "in", "in/*.jsonl", "a.txt", "missing.txt"}
	var told atomic.Int64
	o := source.Options{Progress: func(n int64) { told.Add(n) }, MaxText: 200}
	shas := map[string]string{}
	read := func() (ids []string) {
		for a, err := range source.Read(paths, o) {
			if err != nil {
				ids = append(ids, "bad")
				continue
			}
			if len(a.ReadSHA256) != 64 {
				t.Errorf("%s was read from bytes with the SHA-256 %q", a.Path, a.ReadSHA256)
			}
			shas[a.Path] = a.ReadSHA256
			ids = append(ids, a.ID)
		}
		return ids
	}
	all := read()
	if d := cmp.Diff([]string{"a", "b", "x", "y", "bad", "bad", "x", "y", "bad", "a", "bad"}, all); d != "" {
		t.Errorf("read (-want +got):\n%s", d)
	}
	if want := source.Size(paths); told.Load() != want || want < 500 {
		t.Errorf("told of %d bytes, of %d", told.Load(), want)
	}
	for _, unknown := range []string{"-", "https://example.org/feed"} {
		if n := source.Size([]string{"a.txt", unknown}); n != -1 {
			t.Errorf("%s has %d bytes", unknown, n)
		}
	}
	if shas["in/d.jsonl:1"] == shas["in/d.jsonl:2"] {
		t.Error("two lines have one hash")
	}
	// A line that says the same id is still known to do so where the first is passed over.
	o.Skip = func(path, sha string) bool { return shas[path] == sha && path != "in/d.jsonl:2" }
	if d := cmp.Diff([]string{"y", "bad", "bad", "y", "bad", "bad"}, read()); d != "" {
		t.Errorf("passing over (-want +got):\n%s", d)
	}
}
