// Package ui holds the playground: GraphiQL, built and compressed, inside the binary.
//
// The page asks this server only. Its sources stand beside this file; npm ci && npm run build writes dist from them, the same
// bytes every time.
package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// prefix is where the playground stands on the server.
const prefix = "/playground/"

// The page runs scripts and workers from its own files alone, and asks its own server alone. Monaco sets style attributes,
// and its icon font is a data URL in the style sheet, like GraphiQL's small images.
const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Handler serves the playground under /playground/: its files, the examples as examples.json, and 404 for the rest. It
// takes GET and HEAD; its caller refuses other methods.
//
// Files are held and sent as gzip, and unpacked for the clients that do not take it. Those with a hash in their name may be
// kept for ever, the rest is asked for again at every visit, by its ETag.
func Handler() http.Handler {
	files, err := load()
	if err != nil { // the files are part of the program, and a test loads them
		panic(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(r.URL.Path, prefix)
		if name == "" {
			name = "index.html"
		}
		f := files[name]
		if !ok || f == nil {
			http.NotFound(w, r)
			return
		}
		f.serve(w, r)
	})
}

// file is one file of the page.
type file struct {
	media     string
	packed    []byte // as gzip
	size      int    // unpacked, in bytes
	etag      string // of the packed file, without quotes
	immutable bool
}

// load reads the files of the page, by their names under /playground/.
func load() (map[string]*file, error) {
	files := map[string]*file{}
	err := fs.WalkDir(dist, "dist", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := dist.ReadFile(p)
		if err != nil {
			return err
		}
		name, ok := strings.CutSuffix(strings.TrimPrefix(p, "dist/"), ".gz")
		if !ok {
			return fmt.Errorf("ui: %s is not compressed; run npm run build", p)
		}
		files[name], err = newFile(name, b)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, err := examplesJSON()
	if err != nil {
		return nil, err
	}
	files["examples.json"], err = newFile("examples.json", list)
	return files, err
}

func newFile(name string, packed []byte) (*file, error) {
	media, err := mediaType(name)
	if err != nil {
		return nil, err
	}
	if len(packed) < 4 {
		return nil, fmt.Errorf("ui: %s is cut short; run npm run build", name)
	}
	sum := sha256.Sum256(packed)
	// The last four bytes of gzip are the length of what is packed (RFC 1952, section 2.3.1).
	tail := packed[len(packed)-4:]
	size := int(tail[0]) | int(tail[1])<<8 | int(tail[2])<<16 | int(tail[3])<<24
	return &file{media, packed, size, hex.EncodeToString(sum[:12]), strings.HasPrefix(name, "assets/")}, nil
}

// mediaType is the type of a file of the page by the end of its name. The table of the system is not asked: it differs from
// machine to machine.
func mediaType(name string) (string, error) {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8", nil
	case ".js":
		return "text/javascript; charset=utf-8", nil
	case ".css":
		return "text/css; charset=utf-8", nil
	case ".json":
		return "application/json; charset=utf-8", nil
	case ".txt":
		return "text/plain; charset=utf-8", nil
	case ".svg":
		return "image/svg+xml", nil
	case ".ttf":
		return "font/ttf", nil
	}
	return "", fmt.Errorf("ui: no media type is known for %s", name)
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-cache")
	if f.immutable {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	packed := TakesGzip(r.Header.Values("Accept-Encoding"))
	etag, size := `"`+f.etag+`"`, len(f.packed)
	if !packed {
		etag, size = `"`+f.etag+`-plain"`, f.size
	}
	h.Set("ETag", etag)
	if matches(r.Header.Values("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", f.media)
	h.Set("Content-Length", strconv.Itoa(size))
	if packed {
		h.Set("Content-Encoding", "gzip")
	}
	if r.Method == http.MethodHead {
		return
	}
	// Writes fail when the client is gone; there is nobody else to tell.
	if packed {
		_, _ = w.Write(f.packed)
		return
	}
	z, err := gzip.NewReader(bytes.NewReader(f.packed))
	if err != nil { // a test unpacks every file
		panic(http.ErrAbortHandler)
	}
	_, _ = io.Copy(w, z)
}

// TakesGzip says whether a client takes gzip, by its Accept-Encoding headers (RFC 9110, section 12.5.3).
func TakesGzip(headers []string) bool {
	star := false
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		coding, opts, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil {
			continue
		}
		q, err := strconv.ParseFloat(opts["q"], 64)
		wanted := opts["q"] == "" || err == nil && q > 0
		switch coding {
		case "gzip", "x-gzip":
			return wanted
		case "*":
			star = wanted
		}
	}
	return star
}

// matches says whether If-None-Match headers hold an entity tag, compared weakly (RFC 9110, section 13.1.2).
func matches(headers []string, etag string) bool {
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == etag {
			return true
		}
	}
	return false
}
