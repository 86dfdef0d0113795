package source

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// response is an HTTP response as an archive keeps it.
type response struct {
	status    int
	mediaType string   // Content-Type
	chunked   bool     // whether Transfer-Encoding says that the body is
	encodings []string // Content-Encoding, in the order in which they were applied
	body      []byte   // as it was sent
}

// maxHead is how many bytes the head of an HTTP response may have.
const maxHead = 256 << 10

// parseResponse divides an HTTP response into its head and its body; ok is false where it is none. The body is part of b.
func parseResponse(b []byte) (r response, ok bool) {
	line, rest, ok := cutLine(b)
	if !ok || !bytes.HasPrefix(line, []byte("HTTP/")) && !bytes.HasPrefix(line, []byte("ICY ")) {
		return r, false
	}
	f := bytes.Fields(line)
	if len(f) < 2 {
		return r, false
	}
	status, err := strconv.Atoi(string(f[1]))
	if err != nil {
		return r, false
	}
	r.status = status
	for {
		line, next, more := cutLine(rest)
		line = bytes.TrimRight(line, "\r")
		if len(b)-len(next) > maxHead {
			return r, false
		}
		if len(line) == 0 || !more {
			r.body = next
			if !more {
				r.body = nil
			}
			return r, true
		}
		key, value, _ := bytes.Cut(line, []byte(":"))
		v := string(bytes.TrimSpace(value))
		switch strings.ToLower(string(key)) {
		case "content-type":
			r.mediaType = strings.ToValidUTF8(v, "")
		case "transfer-encoding":
			r.chunked = strings.Contains(strings.ToLower(v), "chunked")
		case "content-encoding":
			for e := range strings.SplitSeq(v, ",") {
				if e = strings.ToLower(strings.TrimSpace(e)); e != "" && e != "identity" {
					r.encodings = append(r.encodings, e)
				}
			}
		}
		rest = next
	}
}

// decode is the body without its encodings. Archives often keep a body decoded and its head as it was sent: a body that is
// not encoded as its head says is taken as it is. The error is one line: an encoding that is not read, or a body of more than
// limit bytes.
func (r response) decode(limit int) ([]byte, error) {
	b := r.body
	if r.chunked {
		b = dechunk(b)
	}
	for i := len(r.encodings) - 1; i >= 0; i-- {
		in, err := decoder(r.encodings[i], b)
		if err != nil {
			return nil, err
		}
		if in == nil {
			continue
		}
		out, err := io.ReadAll(io.LimitReader(in, int64(limit)+1))
		if c, ok := in.(interface{ Close() }); ok {
			c.Close()
		}
		if len(out) > limit {
			return nil, errTooLong
		}
		if err != nil && len(out) == 0 {
			return nil, fmt.Errorf("its %s encoding is damaged", r.encodings[i])
		}
		if err != nil {
			return nil, fmt.Errorf("its %s encoding breaks off or is damaged behind %d bytes", r.encodings[i], len(out))
		}
		b = out
	}
	if len(b) > limit {
		return nil, errTooLong
	}
	return b, nil
}

var errTooLong = fmt.Errorf("larger than %s", size(maxPage))

// decoder reads b by an encoding; nil where b is not encoded.
func decoder(encoding string, b []byte) (io.Reader, error) {
	switch encoding {
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(b, gzipMagic) {
			return nil, nil
		}
		return gzip.NewReader(bytes.NewReader(b))
	case "deflate": // the name means zlib, and many servers send what it holds alone
		if len(b) >= 2 && b[0]&0x0f == 8 && (int(b[0])<<8|int(b[1]))%31 == 0 {
			return zlib.NewReader(bytes.NewReader(b))
		}
		if looksLikeText(b) {
			return nil, nil
		}
		return flate.NewReader(bytes.NewReader(b)), nil
	case "br": // which has no mark to know it by
		if looksLikeText(b) {
			return nil, nil
		}
		return brotli.NewReader(bytes.NewReader(b)), nil
	case "zstd":
		if !bytes.HasPrefix(b, []byte("\x28\xb5\x2f\xfd")) {
			return nil, nil
		}
		return zstd.NewReader(bytes.NewReader(b), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(2*maxPage))
	}
	if looksLikeText(b) {
		return nil, nil
	}
	return nil, fmt.Errorf("its encoding, %q, is not one that is read (gzip, deflate, br, zstd)", encoding)
}

// looksLikeText reports whether bytes are not compressed: no compressed data goes on for long without a control character.
func looksLikeText(b []byte) bool {
	for _, c := range b[:min(len(b), 256)] {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
			return false
		}
	}
	return true
}

// dechunk joins the chunks of a body; what does not begin with the length of a chunk is returned as it is. A body that breaks
// off is what there is of it.
func dechunk(b []byte) []byte {
	var out []byte
	for rest, first := b, true; ; first = false {
		line, next, ok := cutLine(rest)
		digits, _, _ := bytes.Cut(bytes.TrimSpace(line), []byte(";"))
		n, err := strconv.ParseInt(string(bytes.TrimSpace(digits)), 16, 64)
		if !ok || err != nil || n < 0 {
			if first {
				return b
			}
			return out
		}
		if n == 0 {
			return out
		}
		if n > int64(len(next)) {
			return append(out, next...)
		}
		out = append(out, next[:n]...)
		rest = bytes.TrimPrefix(bytes.TrimPrefix(next[n:], []byte("\r")), []byte("\n"))
	}
}
