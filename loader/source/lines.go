package source

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// jsonGrowth is how many times longer than the largest text a JSON line may be: \uXXXX escapes make three bytes of one in
// every script but ASCII, which needs none, and the other fields want room too.
const jsonGrowth = 4

// line is the article as a JSON line gives it. Unknown fields are ignored.
type line struct {
	ID        *label   `json:"id"`
	Title     *string  `json:"title"`
	Text      *string  `json:"text"`
	URL       *string  `json:"url"`
	Canonical *string  `json:"canonical"`
	Outlet    *string  `json:"outlet"`
	Author    names    `json:"author"`
	Published *string  `json:"published"`
	Modified  *string  `json:"modified"`
	Seen      *string  `json:"seen"`
	Language  *string  `json:"language"`
	Notices   []string `json:"notices"`
}

// names are one string, or a list of them.
type names []string

var errNames = errors.New("author is neither a string nor a list of strings")

func (n *names) UnmarshalJSON(b []byte) error {
	*n = nil
	if len(b) > 0 && b[0] == '"' {
		*n = make(names, 1)
		return json.Unmarshal(b, &(*n)[0])
	}
	if json.Unmarshal(b, (*[]string)(n)) != nil {
		return errNames
	}
	return nil
}

// label is an id: a JSON string, or a number as it is written.
type label string

var errLabel = errors.New("id is neither a string nor a number")

func (l *label) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9') {
		*l = label(b)
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return errLabel
	}
	*l = label(s)
	return nil
}

// readLines reads JSON Lines: one article a line, blank lines aside. A line that cannot be read yields an error with its
// number, and the next one is read.
func readLines(r *bufio.Reader, path, name string, o Options, yield yieldFunc) bool {
	limit := jsonGrowth * o.MaxText
	var buf []byte
	var offset int64
	seen := map[string]int{} // id to its line
	articles := 0
	for n := 1; ; n++ {
		b, read, err := nextLine(r, buf[:0], limit)
		if err != nil && err != io.EOF {
			e := unreadable(name, err)
			if _, torn := errors.AsType[*tornGzip](err); torn && articles > 0 {
				e.Remedy += "; the lines before that are read"
			}
			return fail(yield, e)
		}
		if read == 0 {
			break
		}
		buf = b
		at := place{name: name, line: n, offset: offset}
		offset += read
		if n == 1 {
			b = bytes.TrimPrefix(b, bom)
			at.offset += int64(len(buf) - len(b))
		}
		start := bytes.TrimLeft(b, jsonSpace)
		switch {
		case read > int64(limit):
			articles++
			if !fail(yield, longLine(at, limit, o)) {
				return false
			}
			continue
		case len(start) == 0:
			continue
		case articles == 0 && (start[0] == '[' || string(bytes.TrimRight(start, jsonSpace)) == "{"):
			return fail(yield, &Error{Path: at.String(), Reason: "JSON, but not JSON Lines",
				Remedy: "write one article a line, for example: jq -c '.[]' articles.json > articles.jsonl (jq -c . for single objects)"})
		}
		articles++
		a, err := parseLine(b, at, o)
		if err == nil {
			a.ID = cmp.Or(a.ID, fmt.Sprintf("%s-%d", baseID(path), n))
			if first, ok := seen[a.ID]; ok {
				a, err = Article{}, &Error{Path: at.String(), Reason: fmt.Sprintf("id %q is already that of %s:%d", a.ID, name, first),
					Remedy: "give each article its own id"}
			} else {
				seen[a.ID] = n
			}
		}
		if !yield(a, err) {
			return false
		}
	}
	if articles == 0 {
		return fail(yield, &Error{Path: name, Reason: "the file is empty", Remedy: `put articles into it, one a line: {"id": "…", "text": "…"}`})
	}
	return true
}

// place is where a JSON line stands.
type place struct {
	name   string // what messages call the file
	line   int    // from 1
	offset int64  // of the line's first byte
}

func (p place) String() string { return fmt.Sprintf("%s:%d", p.name, p.line) }

// longLine is the error of a line that is too long to hold an article.
func longLine(at place, limit int, o Options) *Error {
	return &Error{Path: at.String(), Reason: fmt.Sprintf("the line is longer than %s, and the text in it may have %s", size(limit), size(o.MaxText)),
		Remedy: "split the text into its articles, one line each, and leave out what is not text"}
}

// nextLine appends the next line to buf, without its line feed, and says how many bytes it has with it. Of a line longer
// than limit only the first limit bytes are kept. A line of no bytes is the end.
func nextLine(r *bufio.Reader, buf []byte, limit int) ([]byte, int64, error) {
	var read int64
	for {
		part, err := r.ReadSlice('\n')
		read += int64(len(part))
		if room := limit - len(buf); room > 0 {
			buf = append(buf, part[:min(len(part), room)]...)
		}
		if err != bufio.ErrBufferFull {
			return bytes.TrimSuffix(buf, []byte("\n")), read, err
		}
	}
}

// parseLine makes an article of one JSON line; its ID is "" where the line gives none.
func parseLine(b []byte, at place, o Options) (Article, error) {
	if e := badUTF8(b, at.offset, at.String(), at.name); e != nil {
		return Article{}, e
	}
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		return Article{}, jsonError(b, at, err)
	}
	if i := loneSurrogate(b); i >= 0 {
		return Article{}, &Error{Path: fmt.Sprintf("%s:%d", at, i+1), Reason: fmt.Sprintf("%s is half a character (a lone surrogate)", b[i:i+6]),
			Remedy: "write the text as UTF-8"}
	}
	a, err := Check(Article{Title: value(l.Title), URL: value(l.URL), Canonical: value(l.Canonical), Outlet: value(l.Outlet),
		Author: authorOf(l.Author, value(l.Language)), Published: value(l.Published), Modified: value(l.Modified), Seen: value(l.Seen),
		Language: value(l.Language), Notices: l.Notices, Text: value(l.Text), Path: at.String(), ReadSHA256: sum(b)}, o)
	if err != nil {
		return Article{}, err
	}
	if l.ID != nil {
		a.ID = strings.TrimSpace(string(*l.ID))
	}
	return a, nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// jsonError says where a line stops being JSON, or which field has the wrong type.
func jsonError(b []byte, at place, err error) *Error {
	const remedy = `write one article a line: {"id": "…", "text": "…"}`
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if t.Field == "" {
			return &Error{Path: at.String(), Reason: fmt.Sprintf("a JSON %s where an object was expected", t.Value), Remedy: remedy, Err: err}
		}
		return &Error{Path: fmt.Sprintf("%s:%d", at, max(1, t.Offset)), Reason: fmt.Sprintf("%s is a JSON %s", t.Field, t.Value), Remedy: "make it a string", Err: err}
	}
	for _, wrong := range []error{errLabel, errNames} {
		if errors.Is(err, wrong) {
			return &Error{Path: at.String(), Reason: wrong.Error(), Remedy: "make it a string", Err: err}
		}
	}
	s, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return &Error{Path: at.String(), Reason: err.Error(), Remedy: remedy, Err: err}
	}
	column := max(1, s.Offset)
	if s.Error() == "unexpected end of JSON input" {
		column = int64(len(b)) + 1
	}
	return &Error{Path: fmt.Sprintf("%s:%d", at, column), Reason: "not valid JSON: " + s.Error(), Remedy: remedy, Err: err}
}

// loneSurrogate is where the first \uD800 to \uDFFF escape without its other half stands in valid JSON; -1 where there is
// none. Go would replace it in the text.
func loneSurrogate(b []byte) int {
	unit := func(i int) int { // of the escape at i; -1 where there is none
		if i+6 > len(b) || b[i] != '\\' || b[i+1] != 'u' {
			return -1
		}
		v := 0
		for _, c := range b[i+2 : i+6] {
			switch {
			case c >= '0' && c <= '9':
				v = v<<4 | int(c-'0')
			default:
				v = v<<4 | int(c|0x20-'a'+10)
			}
		}
		return v
	}
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		switch u := unit(i); {
		case u >= 0xD800 && u < 0xDC00:
			if low := unit(i + 6); low < 0xDC00 || low > 0xDFFF {
				return i
			}
			i += 11
		case u >= 0xDC00 && u <= 0xDFFF:
			return i
		default:
			i++ // the escaped character
		}
	}
	return -1
}
