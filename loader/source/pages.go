package source

import (
	"io"
	"regexp"
)

// readPage reads one page or one feed.
func readPage(r io.Reader, f Format, size int64, path, name string, o Options, yield yieldFunc) bool {
	if size > maxPage {
		return fail(yield, tooLong(name, f))
	}
	b, err := io.ReadAll(io.LimitReader(r, maxPage+1))
	switch {
	case err != nil:
		return fail(yield, unreadable(name, err))
	case len(b) > maxPage:
		return fail(yield, tooLong(name, f))
	}
	return o.ahead.later(name, len(b), func(yield yieldFunc) {
		if f == Feed {
			readFeed(b, "", "", path, name, o, yield)
			return
		}
		yield(page{body: b, url: savedFrom(b), id: baseID(path), path: name}.article(o))
	})
}

// tooLong is the error of a page or a feed over the limit.
func tooLong(path string, f Format) *Error {
	if f == Feed {
		return &Error{Path: path, Reason: "the feed is larger than " + size(maxPage), Remedy: "split it, or leave old items out"}
	}
	return largePage(path)
}

// savedMarks are the comments in which browsers, and the program SingleFile, note where a page was saved from.
var savedMarks = []*regexp.Regexp{
	regexp.MustCompile(`(?i)<!--\s*saved from url=\(\d{1,6}\)(https?://[^\s<>"]+)\s*-->`), // with the length of the URL
	regexp.MustCompile(`(?i)<!--\s*page saved with singlefile\s+url:\s*(https?://[^\s<>"]+)\s`),
}

// savedFrom is the URL that a saved page came from, by what was noted in it; "" where nothing is noted.
func savedFrom(b []byte) string {
	for _, mark := range savedMarks {
		if m := mark.FindSubmatch(b[:min(len(b), headBytes)]); m != nil {
			return string(m[1])
		}
	}
	return ""
}
