package source

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxWARCHead is how many bytes the head of a record may have.
const maxWARCHead = 64 << 10

// record is one record of a web archive.
type record struct {
	number    int    // in its archive, from 1
	kind      string // WARC-Type
	target    string // WARC-Target-URI
	date      string // WARC-Date; "" where it is no instant
	mediaType string // Content-Type
	length    int64  // of its block, in bytes
	block     []byte // valid until the next record is read; of a record over the limit only what it begins with
}

// archive reads the records of a web archive.
type archive struct {
	w      window
	resume func() bool // goes on behind damaged data; nil: nothing does
	name   string
	number int // of the record that was read last
	passed int // records that hold no article by their kind
}

// readWARC reads a web archive (WARC 0.17 to 1.1; ISO 28500): the pages and texts of its response, resource and conversion records
// whose status is 200. The other records are passed over. A record whose length is false, or that lies in damaged data,
// yields an error, and the reader goes on with the next one that it finds.
func readWARC(in io.Reader, resume func() bool, path, name string, o Options, yield yieldFunc) bool {
	a := &archive{w: window{in: in}, resume: resume, name: name}
	before := o.ahead.taken
	for {
		rec, err := a.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			if !yield(Article{}, err) {
				return false
			}
			if a.w.err != nil && a.w.err != io.EOF && len(a.w.rest()) == 0 { // the disk
				return true
			}
			continue
		}
		if !a.article(rec, path, o, yield) {
			return false
		}
	}
	if o.ahead.taken == before {
		return fail(yield, &Error{Path: name, Reason: fmt.Sprintf("no page among the %d records of this archive", a.number),
			Remedy: "name one that holds response, resource or conversion records of pages or texts"})
	}
	return true
}

// at is where a record stands, for messages.
func (a *archive) at(rec record) string { return fmt.Sprintf("%s:record %d", a.name, rec.number) }

// fault is the error of a record.
func (a *archive) fault(rec record, reason, remedy string) *Error {
	path := a.at(rec)
	if rec.target != "" {
		path += " (" + oneLine(rec.target) + ")"
	}
	return &Error{Path: path, Reason: reason, Remedy: remedy}
}

const remedyRecord = "get the archive again; the other records are read"

// next reads the next record. The error is io.EOF behind the last one, and otherwise an *Error, behind which next goes on where
// the next record was found; there is none where the input failed.
func (a *archive) next() (record, error) {
	for a.w.have(1) && (a.w.rest()[0] == '\n' || a.w.rest()[0] == '\r') {
		a.w.take(1)
	}
	if !a.w.have(1) {
		if a.w.err == io.EOF {
			return record{}, io.EOF
		}
		a.number++
		return record{}, a.broken(record{number: a.number})
	}
	a.number++
	rec := record{number: a.number}
	head := a.head()
	if head < 0 {
		if a.w.err != nil && a.w.err != io.EOF {
			return rec, a.broken(rec)
		}
		reason := "what stands here is no record"
		if isRecord(a.w.rest()) {
			reason = "the record's head does not end"
		}
		a.seek()
		return rec, a.fault(rec, reason, remedyRecord)
	}
	length, ok := rec.parseHead(a.w.rest()[:head])
	a.w.take(head)
	if !ok {
		a.seek()
		return rec, a.fault(rec, "its Content-Length, "+firstWords(length)+", is no number of bytes", remedyRecord)
	}
	if rec.length > maxPage+maxHead {
		return rec, a.long(&rec)
	}
	n := int(rec.length)
	if !a.w.have(n) || !a.ends(n) {
		return rec, a.falseLength(rec, n)
	}
	rec.block = a.w.rest()[:n]
	a.w.take(n) // the block stays where it is until more is read
	return rec, nil
}

// head is the length of the head of the record at hand, with the empty line behind it; -1 where there is none.
func (a *archive) head() int {
	for want := 1 << 10; ; want *= 2 {
		whole := !a.w.have(want)
		b := a.w.rest()
		if len(b) > maxWARCHead {
			b, whole = b[:maxWARCHead], true
		}
		if len(b) >= 5 && !bytes.HasPrefix(b, []byte("WARC/")) {
			return -1
		}
		crlf, lf := bytes.Index(b, []byte("\r\n\r\n")), bytes.Index(b, []byte("\n\n"))
		switch {
		case crlf >= 0 && (lf < 0 || crlf < lf):
			return crlf + 4
		case lf >= 0:
			return lf + 2
		case whole:
			return -1
		}
	}
}

// parseHead enters a record's head. Where its length is none, ok is false and length is what stands there.
func (r *record) parseHead(head []byte) (length string, ok bool) {
	r.length = -1
	length = "which is missing"
	for line := range bytes.Lines(head) {
		key, value, found := bytes.Cut(line, []byte(":"))
		if !found {
			continue
		}
		v := strings.ToValidUTF8(string(bytes.TrimSpace(value)), "\uFFFD")
		switch strings.ToLower(string(bytes.TrimSpace(key))) {
		case "warc-type":
			r.kind = strings.ToLower(v)
		case "warc-target-uri":
			r.target = strings.Trim(v, "<>") // WARC 1.0 wrote them around it
		case "warc-date":
			if _, err := time.Parse(time.RFC3339, v); err == nil {
				r.date = v
			}
		case "content-type":
			r.mediaType = v
		case "content-length":
			length = v
			if n, err := strconv.ParseInt(v, 10, 64); err == nil && n >= 0 {
				r.length = n
			}
		}
	}
	return length, r.length >= 0
}

// ends reports whether a record may end behind n bytes that are at hand: the input ends there or fails, or the next record begins
// behind empty lines.
func (a *archive) ends(n int) bool {
	for i := n; ; i++ {
		if !a.w.have(i + 1) {
			return true
		}
		switch a.w.rest()[i] {
		case '\r', '\n':
			if i > n+16 {
				return false
			}
		default:
			return a.w.have(i+5) && string(a.w.rest()[i:i+5]) == "WARC/"
		}
	}
}

// falseLength is the error of a record that does not end where it says, n bytes from here. It takes what there is up to the
// next record.
func (a *archive) falseLength(rec record, n int) error {
	b := a.w.rest()
	if i := nextRecord(b[:min(len(b), n+32)]); i >= 0 {
		a.w.take(i)
		return a.fault(rec, fmt.Sprintf("its Content-Length, %d, is false: another record begins before its end", n), remedyRecord)
	}
	if len(b) < n {
		if a.w.err != io.EOF {
			return a.broken(rec)
		}
		a.w.take(len(b))
		return a.fault(rec, fmt.Sprintf("the archive ends in it, %d bytes before its end", n-len(b)), remedyRecord)
	}
	a.w.take(n)
	a.seek()
	return a.fault(rec, fmt.Sprintf("its Content-Length, %d, is false: no record begins behind it", n), remedyRecord)
}

// long passes by the block of a record over the limit, in bounded memory. Of its block it keeps what holds the head of a
// response. It is nil where the record ends where it says.
func (a *archive) long(rec *record) error {
	a.w.have(maxHead)
	rec.block = bytes.Clone(a.w.rest()[:min(len(a.w.rest()), maxHead)])
	const margin = 128 // a record's beginning is told by fewer bytes
	for left := rec.length; left > 0; {
		if !a.w.have(margin) && len(a.w.rest()) == 0 {
			if a.w.err != io.EOF {
				return a.broken(*rec)
			}
			return a.fault(*rec, fmt.Sprintf("the archive ends in it, %d bytes before its end", left), remedyRecord)
		}
		b := a.w.rest()
		if i := nextRecord(b); i >= 0 && int64(i) < left {
			a.w.take(i)
			return a.fault(*rec, fmt.Sprintf("its Content-Length, %d, is false: another record begins before its end", rec.length), remedyRecord)
		}
		n := len(b)
		if a.w.err == nil && n >= margin {
			n -= margin / 2
		}
		n = int(min(int64(n), left))
		a.w.take(n)
		left -= int64(n)
	}
	if !a.ends(0) {
		a.seek()
		return a.fault(*rec, fmt.Sprintf("its Content-Length, %d, is false: no record begins behind it", rec.length), remedyRecord)
	}
	return nil
}

// broken is the error of a record that cannot be read to its end because the input fails. Where its data is damaged, the reader
// goes on behind that.
func (a *archive) broken(rec record) error {
	err := unreadable(a.at(rec), a.w.err)
	if _, ok := errors.AsType[*tornGzip](a.w.err); ok {
		err.Remedy = remedyRecord
	}
	a.w.take(len(a.w.rest()))
	switch {
	case a.resume != nil && a.resume():
		a.w.err = nil
	case errors.Is(a.w.err, io.ErrUnexpectedEOF) || errors.Is(a.w.err, io.EOF):
		a.w.err = io.EOF
	}
	return err
}

// seek takes what there is up to the next record, or to the end.
func (a *archive) seek() {
	const margin = 128
	for first := true; ; first = false {
		more := a.w.have(margin)
		b := a.w.rest()
		from := 0
		if first && isRecord(b) {
			from = 1
		} else if isRecord(b) {
			return
		}
		if i := nextRecord(b[min(from, len(b)):]); i >= 0 {
			a.w.take(from + i)
			return
		}
		if more {
			a.w.take(len(b) - margin/2)
			if !a.w.have(margin) {
				continue
			}
			continue
		}
		a.w.take(len(b))
		if _, torn := errors.AsType[*tornGzip](a.w.err); !torn || a.resume == nil || !a.resume() {
			if torn {
				a.w.err = io.EOF
			}
			return
		}
		a.w.err = nil
	}
}

// nextRecord is where the first record begins at the start of a line in b; -1 where none does.
func nextRecord(b []byte) int {
	for from := 0; ; {
		i := bytes.Index(b[from:], []byte("\nWARC/"))
		if i < 0 {
			return -1
		}
		if from += i + 1; isRecord(b[from:]) {
			return from
		}
	}
}

// isRecord reports whether a record begins here: a version, and on the next line the name of a field.
func isRecord(b []byte) bool {
	b, ok := bytes.CutPrefix(b[:min(len(b), 100)], []byte("WARC/"))
	if !ok {
		return false
	}
	version, rest, ok := cutLine(b)
	if !ok || len(version) < 3 || version[0] > '9' || version[0] < '0' || version[1] != '.' {
		return false
	}
	key, _, ok := bytes.Cut(rest, []byte(":"))
	for _, c := range key {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			if c != '-' {
				return false
			}
		}
	}
	return ok && len(key) > 0
}

// article has the article of a record read, where it holds one.
func (a *archive) article(rec record, path string, o Options, yield yieldFunc) bool {
	pass := func(reason string) bool {
		a.passed++
		return yield(Article{}, &notArticle{a.at(rec), reason})
	}
	r := response{mediaType: rec.mediaType, body: rec.block}
	switch rec.kind {
	case "response":
		if kind, _, _ := mime.ParseMediaType(rec.mediaType); kind != "application/http" && kind != "" {
			return pass(cmp.Or(firstWords(kind), "no HTTP response"))
		}
		var ok bool
		if r, ok = parseResponse(rec.block); !ok {
			return pass("no HTTP response")
		}
		if r.status != 200 {
			return pass(fmt.Sprintf("status %d", r.status))
		}
	case "resource", "conversion":
	default:
		return pass(cmp.Or(firstWords(rec.kind), "unknown") + " record")
	}
	kind, _, err := mime.ParseMediaType(r.mediaType)
	if err != nil && kind == "" {
		kind = strings.ToLower(strings.TrimSpace(strings.SplitN(r.mediaType, ";", 2)[0]))
	}
	f, ok := ofMediaType(kind)
	if u, err := url.Parse(rec.target); err == nil && f == Text && u.Path == "/robots.txt" {
		return pass("robots.txt")
	}
	switch {
	case !ok:
		return pass(firstWords(kind))
	case rec.length > maxPage+maxHead:
		return fail(yield, a.fault(rec, largePage("").Reason, largePage("").Remedy))
	case len(r.body) == 0:
		return pass("empty")
	}
	// The body is unpacked here, and not where it is decoded, for the queue to know what it holds.
	var b []byte
	if failed := caught(a.at(rec), func() { b, err = r.decode(maxPage) }); failed != nil {
		return fail(yield, failed)
	}
	if err != nil {
		return fail(yield, a.fault(rec, "the page cannot be read: "+err.Error(), remedyRecord))
	}
	r.body = bytes.Clone(b)
	return o.ahead.later(a.at(rec), len(b), func(yield yieldFunc) { a.decode(rec, r, f, path, o, yield) })
}

// ofMediaType is the format of what has this media type: "" where its content tells; ok is false where it is no article.
func ofMediaType(kind string) (f Format, ok bool) {
	switch kind {
	case "text/html", "application/xhtml+xml":
		return HTML, true
	case "text/plain":
		return Text, true
	case "text/markdown", "text/x-markdown":
		return Markdown, true
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json":
		return Feed, true
	case "", "application/xml", "text/xml":
		return "", true
	}
	return "", false
}

// decode yields the article of a record whose body is unpacked. It is safe for concurrent use.
func (a *archive) decode(rec record, r response, f Format, path string, o Options, yield yieldFunc) {
	at := a.at(rec)
	b := r.body
	head := b[:min(len(b), headBytes)]
	if found := markup(head); found != "" && f != Markdown {
		f = found
	}
	located := func(art Article, err error) bool {
		if e, ok := err.(*Error); ok && rec.target != "" && e.Path == at {
			e.Path += " (" + oneLine(rec.target) + ")"
		}
		return yield(art, err)
	}
	id := fmt.Sprintf("%s-%d", baseID(path), rec.number)
	switch f {
	case HTML:
		located(page{body: b, url: rec.target, mediaType: r.mediaType, seen: rec.date, id: id, path: at}.article(o))
	case Feed:
		readFeed(b, r.mediaType, rec.target, id, at, o, func(art Article, err error) bool {
			if errors.Is(err, errSummary) { // the archive holds the page, or it does not
				err = &notArticle{at, "an item of a feed with only a summary"}
			}
			art.Seen = cmp.Or(art.Seen, rec.date)
			return located(art, err)
		})
	case Markdown, Text:
		if asset(head, "") != "" {
			yield(Article{}, &notArticle{at, "a binary file"})
			return
		}
		parse := parseText
		if f == Markdown {
			parse = parseMarkdown
		}
		art, err := parse([]byte(toUTF8(b, r.mediaType)), "", at, o)
		if err == nil {
			art.ID, art.URL, art.ReadSHA256 = id, rec.target, sum(b)
			art.Seen = cmp.Or(rec.date, art.Seen)
		}
		located(art, err)
	default:
		yield(Article{}, &notArticle{at, cmp.Or(firstWords(r.mediaType), "an unknown kind of data")})
	}
}
