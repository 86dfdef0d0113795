package source

import (
	"cmp"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// IsPattern reports whether a path is a pattern of names: it has one of * ? [, is no URL, and nothing has it as its name.
func IsPattern(path string) bool {
	if !strings.ContainsAny(path, "*?[") || strings.Contains(path, "://") {
		return false
	}
	_, err := os.Lstat(path)
	return err != nil
}

// Glob yields the names that fit a pattern, each once, directory by directory in the order of their names. Between slashes * stands
// for any characters, ? for one, [a-z] for one of those, as in [path.Match]; ** between slashes stands for any number of
// directories, none too. Names that a directory passes over (hidden ones, README, the parts of saved pages) fit only where the
// pattern spells them out. A pattern with ** names files only; links to directories are not followed.
//
// A pattern that is none, and one that nothing fits, yield an *Error, as does a directory that cannot be read.
func Glob(pattern string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if _, err := path.Match(pattern, ""); err != nil {
			yield("", &Error{Path: pattern, Reason: "not a pattern of names", Remedy: `close the "[", or write it as \[`, Err: err})
			return
		}
		g := glob{yield: yield}
		base, rest := "", strings.TrimPrefix(filepath.ToSlash(pattern), "/")
		if len(rest) < len(pattern) {
			base = "/"
		}
		g.parts = slices.DeleteFunc(strings.Split(rest, "/"), func(p string) bool { return p == "" })
		g.files = slices.Contains(g.parts, "**")
		for len(g.parts) > 1 && !strings.ContainsAny(g.parts[0], `*?[\`) {
			base, g.parts = path.Join(base, g.parts[0]), g.parts[1:]
		}
		if g.walk(base, nil) && !g.found {
			yield("", &Error{Path: pattern, Reason: "no name fits this pattern", Remedy: "check it; ** stands for directories, * for a part of a name"})
		}
	}
}

// glob is a Glob under way.
type glob struct {
	yield func(string, error) bool
	parts []string // of the pattern, between slashes, without the first ones that are names
	files bool     // whether only files are named
	found bool     // whether anything was yielded
}

// walk yields what fits in a directory and below it, and says whether more is wanted. names leads there from the first part.
func (g *glob) walk(dir string, names []string) bool {
	entries, err := os.ReadDir(cmp.Or(dir, ".")) // sorted
	beside := map[string]bool{}
	for _, d := range entries {
		beside[d.Name()] = true
	}
	for _, d := range entries {
		passed := passedOver(d.Name()) || d.IsDir() && isAssetFolder(d.Name(), beside)
		if passed && !slices.Contains(g.parts, d.Name()) {
			continue
		}
		name, below := path.Join(dir, d.Name()), append(slices.Clip(names), d.Name())
		whole, more := fits(g.parts, below)
		if whole && !(g.files && isDir(name, d)) {
			g.found = true
			if !g.yield(name, nil) {
				return false
			}
		}
		if more && d.IsDir() && !g.walk(name, below) {
			return false
		}
	}
	if err != nil && !os.IsNotExist(err) { // what could be listed is yielded
		g.found = true
		return g.yield("", unreadable(dir, err))
	}
	return true
}

// isDir reports whether an entry is a directory or a link to one.
func isDir(name string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.IsDir()
	}
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// fits reports whether names fit the parts of a pattern, and whether longer ones that begin so could.
func fits(parts, names []string) (whole, more bool) {
	switch {
	case len(names) == 0:
		return !slices.ContainsFunc(parts, func(p string) bool { return p != "**" }), len(parts) > 0
	case len(parts) == 0:
		return false, false
	case parts[0] == "**":
		none, moreNone := fits(parts[1:], names)
		some, moreSome := fits(parts, names[1:])
		return none || some, moreNone || moreSome
	}
	if ok, _ := path.Match(parts[0], names[0]); !ok {
		return false, false
	}
	return fits(parts[1:], names[1:])
}
