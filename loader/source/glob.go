package source

import (
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// IsPattern reports whether a path is a pattern of names: it has one of * ? [ {, is no URL, and nothing has it as its name.
func IsPattern(path string) bool {
	if !strings.ContainsAny(path, "*?[{") || strings.Contains(path, "://") {
		return false
	}
	_, err := os.Lstat(path)
	return err != nil
}

// Glob yields the names that fit a pattern, each once, directory by directory in the order of their names. Between slashes * stands
// for any characters, ? for one, [a-z] for one of those, {a,b} for either; ** between slashes stands for any number of directories,
// none too. Names that a directory passes over (hidden ones and README) fit only where the pattern spells them out. A pattern with **
// names files only; links to directories are not followed.
//
// A pattern that is none, and one that nothing fits, yield an *Error, as does a directory that cannot be read.
func Glob(pattern string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		slashed := path.Clean(filepath.ToSlash(pattern))
		if !doublestar.ValidatePattern(slashed) {
			yield("", &Error{Path: pattern, Reason: "not a pattern of names", Remedy: `close the "[" or the "{", or write it as \[`})
			return
		}
		g := glob{yield: yield, pattern: slashed, parts: strings.Split(slashed, "/")}
		g.deep = slices.Contains(g.parts, "**")
		base, _ := doublestar.SplitPattern(slashed)
		if g.walk(strings.TrimPrefix(base, "./")) && !g.found {
			yield("", &Error{Path: pattern, Reason: "no name fits this pattern", Remedy: "check it; ** stands for directories, * for a part of a name"})
		}
	}
}

// glob is a Glob under way.
type glob struct {
	yield   func(string, error) bool
	pattern string
	parts   []string // of the pattern, between slashes
	deep    bool     // whether the pattern has **
	found   bool     // whether anything was yielded
}

// walk yields what fits in a directory and below it, and says whether more is wanted.
func (g *glob) walk(dir string) bool {
	entries, err := os.ReadDir(dir) // sorted
	for _, d := range entries {
		if passedOver(d.Name()) && !slices.Contains(g.parts, d.Name()) {
			continue
		}
		name := path.Join(dir, d.Name())
		if doublestar.MatchUnvalidated(g.pattern, name) && !(g.deep && isDir(name, d)) {
			g.found = true
			if !g.yield(name, nil) {
				return false
			}
		}
		if d.IsDir() && (g.deep || strings.Count(name, "/")+1 < len(g.parts)) && !g.walk(name) {
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
