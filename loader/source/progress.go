package source

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// counted is a file that tells how much of it is read.
type counted struct {
	io.Reader
	tell func(int64)
	left int64 // bytes of the file that were not told of yet
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	told := min(int64(n), c.left) // a file may grow while it is read
	c.left -= told
	if told > 0 {
		c.tell(told)
	}
	return n, err
}

// count makes a reader tell o.Progress what is read of it, and returns what is to be called when no more will be: then what is
// left of its size is told too. A size that is not known counts nothing.
func (o *Options) count(r io.Reader, size int64) (io.Reader, func()) {
	if o.Progress == nil || size <= 0 {
		return r, func() {}
	}
	c := &counted{Reader: r, tell: o.Progress, left: size}
	return c, func() { c.tell(c.left) }
}

// Size is how many bytes Read would tell Options.Progress of, for the same paths: the sizes of the files. It is -1 where one of
// them has a size that is not known, as standard input, pipes and what comes from the network. What cannot be read counts nothing. It
// reads the names of every directory.
func Size(paths []string) int64 {
	var all int64
	for _, p := range paths {
		n := int64(-1)
		if IsURL(p) {
			return -1
		}
		if IsPattern(p) {
			n = 0
			for name, err := range Glob(p) {
				if err != nil {
					continue
				}
				one := sizeOf(name)
				if one < 0 {
					return -1
				}
				n += one
			}
		} else if p != "-" {
			n = sizeOf(p)
		}
		if n < 0 {
			return -1
		}
		all += n
	}
	return all
}

// sizeOf is Size of one file or directory.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	switch {
	case strings.Contains(path, "://"):
		return -1
	case err != nil:
		return 0
	case info.Mode().IsRegular():
		return info.Size()
	case !info.IsDir():
		return -1
	}
	var all int64
	// What cannot be read is told where it is read.
	_ = filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		switch {
		case d == nil || err != nil && d.IsDir():
			return fs.SkipDir
		case name != path && passedOver(d.Name()):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			all += info.Size()
		}
		return nil
	})
	return all
}
