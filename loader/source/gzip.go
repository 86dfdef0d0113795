package source

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// What is unpacked is a bomb when it is longer than bombSize and bombRatio times as long as what it was unpacked from. Deflate
// makes at most 1,032 bytes of one; texts and pages come to 20.
const (
	bombSize  = 64 << 20
	bombRatio = 200
)

var gzipMagic = []byte("\x1f\x8b\x08")

// isGzip reports whether an input is compressed with gzip.
func isGzip(head []byte) bool {
	return bytes.HasPrefix(head, gzipMagic) && (len(head) < 4 || head[3] < 0x20)
}

// unpackedName is a compressed file's name without what says that it is compressed.
func unpackedName(path string) string {
	switch ext := filepath.Ext(path); strings.ToLower(ext) {
	case ".gz", ".gzip":
		return strings.TrimSuffix(path, ext)
	case ".tgz":
		return strings.TrimSuffix(path, ext) + ".tar"
	}
	return path
}

// tally counts what is read.
type tally struct {
	io.Reader
	n int64
}

func (t *tally) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	t.n += int64(n)
	return n, err
}

// tornGzip is the error of compressed data that cannot be unpacked to its end.
type tornGzip struct {
	at   int64  // offset in the compressed file
	what string // what is wrong there
	err  error
}

func (t *tornGzip) Error() string { return fmt.Sprintf("%s at byte %d", t.what, t.at) }
func (t *tornGzip) Unwrap() error { return t.err }

// members unpacks the members of a gzip file, one behind the other. Its first error, a *tornGzip where the data is to blame,
// comes again with each further read, until resume is called.
type members struct {
	raw    *bufio.Reader
	at     func() int64 // the offset that raw stands at
	z      *gzip.Reader
	inside bool  // whether a member is being unpacked
	start  int64 // where it starts
	out    int64 // what it came to so far
	err    error
}

func (m *members) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for {
		if m.err != nil {
			return 0, m.err
		}
		if !m.inside {
			m.open()
			continue
		}
		n, err := m.z.Read(p)
		m.out += int64(n)
		switch {
		case err == io.EOF:
			m.inside = false
		case err == io.ErrUnexpectedEOF:
			m.err = &tornGzip{m.at(), "the compressed data breaks off", err}
		case err != nil:
			m.err = m.fault(err)
		case m.out > bombSize && m.out/bombRatio > m.at()-m.start:
			m.err = &tornGzip{m.start, fmt.Sprintf("compressed data unpacks to more than %d times its size, as no text does,", bombRatio), nil}
		}
		if n > 0 {
			return n, nil
		}
	}
}

// open begins the next member; what does not begin like one is an error.
func (m *members) open() {
	head, err := m.raw.Peek(10)
	switch {
	case len(head) == 0:
		m.err = err
		return
	case len(bytes.Trim(head, "\x00")) == 0: // files are filled up with zeros to the size of a block
		_, _ = m.raw.Discard(len(head))
		return
	}
	m.start, m.out = m.at(), 0
	if m.z == nil {
		m.z, err = gzip.NewReader(m.raw)
	} else {
		err = m.z.Reset(m.raw)
	}
	switch {
	case err == io.ErrUnexpectedEOF || err == io.EOF:
		m.err = &tornGzip{m.at(), "the compressed data breaks off", err}
	case err != nil:
		m.err = m.fault(err)
	default:
		m.z.Multistream(false)
		m.inside = true
	}
}

// fault is the error of a member: that of the disk, or of the data.
func (m *members) fault(err error) error {
	switch err {
	case gzip.ErrHeader, gzip.ErrChecksum:
		return &tornGzip{m.start, "the compressed data is damaged", err}
	}
	if strings.HasPrefix(err.Error(), "flate: ") {
		return &tornGzip{m.at(), "the compressed data is damaged", err}
	}
	return err
}

// resume goes on at the next place that begins like a member, after an error of the data; false where there is no such error.
func (m *members) resume() bool {
	t, ok := m.err.(*tornGzip)
	if !ok || t.err == io.ErrUnexpectedEOF || t.err == io.EOF {
		return false
	}
	m.err, m.inside = nil, false
	for {
		head, err := m.raw.Peek(4 << 10)
		if i := bytes.Index(head, gzipMagic); i >= 0 {
			_, _ = m.raw.Discard(i)
			if head, _ = m.raw.Peek(10); len(head) == 10 && isGzip(head) {
				return true
			}
			_, _ = m.raw.Discard(1)
			continue
		}
		if err != nil {
			m.err = err
			return err == io.EOF
		}
		_, _ = m.raw.Discard(len(head) - len(gzipMagic) + 1)
	}
}

// readGzip reads what a compressed file holds. at is the offset that r stands at.
func readGzip(r *bufio.Reader, at func() int64, path, name string, o Options, yield yieldFunc) bool {
	m := &members{raw: r, at: at}
	in := bufio.NewReaderSize(m, 64<<10)
	head, err := in.Peek(headBytes)
	if len(head) == 0 && err != nil && err != io.EOF {
		return fail(yield, unreadable(name, err))
	}
	if isGzip(head) {
		return fail(yield, &Error{Path: name, Reason: "compressed twice", Remedy: "unpack it first: gunzip " + argument(name)})
	}
	return readPlain(in, m.resume, head, -1, unpackedName(path), name, o, yield)
}
