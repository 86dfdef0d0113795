package source

import (
	"embed"
	"io/fs"
	"iter"
	"path"
)

//go:embed samples/*.txt
var samples embed.FS

// Samples yields the sample articles inside the binary, in the order of their names. Their outlets are invented.
func Samples() iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {
		names, err := fs.Glob(samples, "samples/*.txt")
		if err != nil { // the pattern is a good one
			panic(err)
		}
		for _, name := range names {
			b, err := samples.ReadFile(name)
			if err != nil {
				yield(Article{}, unreadable(name, err))
				return
			}
			if !yield(parseText(b, path.Base(name), name, Options{MaxText: maxText})) {
				return
			}
		}
	}
}
