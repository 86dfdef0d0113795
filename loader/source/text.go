package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxFront is how many bytes front matter may have. More than that between two lines of dashes is text.
const maxFront = 64 << 10

// readText reads one plain text. size is the file's, -1 where it is not known: only a text that can be within the limit is
// read at all.
func readText(r io.Reader, size int64, path, name string, o Options, yield yieldFunc) bool {
	b, ok := readAll(r, size, name, o, yield)
	if b == nil {
		return ok
	}
	a, err := parseText(b, path, name, o)
	return yield(a, err)
}

// readAll is a text with its front matter; nil where it is larger than any or cannot be read: then that is told, and ok says
// whether more is wanted.
func readAll(r io.Reader, size int64, name string, o Options, yield yieldFunc) (b []byte, ok bool) {
	most := int64(o.MaxText) + maxFront + int64(len(bom))
	if size > most {
		return nil, fail(yield, tooLarge(name, o))
	}
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return nil, fail(yield, unreadable(name, err))
	case int64(len(b)) > most:
		return nil, fail(yield, tooLarge(name, o))
	}
	return b, true
}

// parseText makes an article of the bytes of a file.
func parseText(b []byte, path, name string, o Options) (Article, error) {
	body := bytes.TrimPrefix(b, bom)
	front, text := splitFront(body)
	if len(text) > o.MaxText {
		return Article{}, tooLarge(name, o)
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return Article{}, binary(name)
	}
	if e := badUTF8(b, 0, name, name); e != nil {
		return Article{}, e
	}
	if len(bytes.TrimSpace(text)) == 0 {
		reason := "the file is empty"
		switch {
		case len(front) > 0:
			reason = "front matter without a text"
		case len(b) > 0:
			reason = "nothing but white space"
		}
		return Article{}, &Error{Path: name, Reason: reason, Remedy: "put the article's text into it or leave it out"}
	}
	a := Article{ID: baseID(path), Text: string(text), Path: name, ReadSHA256: sum(b)}
	if err := readFront(string(front), &a); err != nil {
		e := &Error{Path: name, Reason: err.Error()}
		if f, ok := errors.AsType[*frontError](err); ok {
			e.Path, e.Reason, e.Remedy = fmt.Sprintf("%s:%d", name, f.line), f.reason, f.remedy
		}
		return Article{}, e
	}
	if a.Title == "" {
		a.Title = headline(a.Text)
	}
	return withNotices(a), nil
}

// maxHeadline is the length in bytes that no headline reaches.
const maxHeadline = 200

// headline is the first line of a text, where it looks like one: short, without a final full stop, a blank line below it
// and text below that. The text keeps it.
func headline(text string) string {
	line, rest, ok := strings.Cut(text, "\n")
	line = strings.TrimSpace(line)
	below, rest, cut := strings.Cut(rest, "\n")
	if !ok || !cut || strings.TrimSpace(below) != "" || strings.TrimSpace(rest) == "" ||
		line == "" || len(line) >= maxHeadline || strings.HasSuffix(line, ".") {
		return ""
	}
	return line
}
