package source

import (
	"bytes"
	"strconv"
	"strings"
)

// Front matter is what stands between a first line of three dashes and the next such line, where it reads as "key: value"
// lines; white space and comments ("# …") and lists may stand among them. What opens with dashes and does not go on like
// this, or has no second line of dashes, is text from its first character on.

// splitFront divides a file into its front matter (without the dashes; empty where there is none) and its text.
func splitFront(b []byte) (front, text []byte) {
	first, rest, ok := cutLine(b)
	if !ok || !isDashes(first) {
		return nil, b
	}
	for at := rest; ; {
		line, next, more := cutLine(at)
		if isDashes(line) {
			return rest[:len(rest)-len(at)], next
		}
		if !more || !isFrontLine(line) || len(b)-len(next) > maxFront {
			return nil, b
		}
		at = next
	}
}

// cutLine divides b behind its first line feed; ok is false where it has none.
func cutLine(b []byte) (line, rest []byte, ok bool) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return b, nil, false
	}
	return b[:i], b[i+1:], true
}

func isDashes(line []byte) bool { return string(bytes.TrimRight(line, " \t\r")) == "---" }

func isFrontLine(line []byte) bool {
	s := bytes.TrimRight(line, " \t\r")
	if len(s) == 0 || s[0] == '#' || s[0] == ' ' || s[0] == '\t' || bytes.HasPrefix(s, []byte("- ")) {
		return true
	}
	key, _, ok := bytes.Cut(s, []byte(":"))
	if !ok || len(key) > 40 {
		return false
	}
	for _, c := range key {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return len(key) > 0
}

// frontError is what is wrong with a line of front matter; line counts from 1 in the file.
type frontError struct {
	line           int
	reason, remedy string
}

func (e *frontError) Error() string { return e.reason }

// readFront enters front matter into an article. Unknown keys are left alone; of a key given twice the last counts.
func readFront(front string, a *Article) error {
	n := 1 // the line of dashes
	for line := range strings.Lines(front) {
		n++
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" || strings.ContainsRune("#- \t", rune(line[0])) {
			continue
		}
		key, value, _ := strings.Cut(line, ":")
		value = unquote(strings.TrimSpace(value))
		switch strings.ToLower(key) {
		case "id":
			if value != "" {
				a.ID = value
			}
		case "title":
			a.Title = value
		case "outlet":
			a.Outlet = value
		case "url":
			a.URL = value
		case "language":
			a.Language = value
		case "author":
			a.Author = value
		case "canonical":
			a.Canonical = value
		case "published", "modified", "seen":
			field := strings.ToLower(key)
			date, reason := readDate(field, value)
			if reason != "" {
				return &frontError{n, reason, dateRemedy(field)}
			}
			*map[string]*string{"published": &a.Published, "modified": &a.Modified, "seen": &a.Seen}[field] = date
		}
	}
	return nil
}

// unquote is a value without its quotation marks: "…" with backslashes, '…' with a doubled mark for the mark itself.
func unquote(s string) string {
	if len(s) < 2 || s[0] != s[len(s)-1] {
		return s
	}
	switch s[0] {
	case '"':
		if v, err := strconv.Unquote(s); err == nil {
			return strings.TrimSpace(strings.ToValidUTF8(v, "\uFFFD"))
		}
		return strings.TrimSpace(s[1 : len(s)-1])
	case '\'':
		return strings.TrimSpace(strings.ReplaceAll(s[1:len(s)-1], "''", "'"))
	}
	return s
}
