package server

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/server/ui"
)

// exportRequest is what /export is asked for.
type exportRequest struct {
	format     export.Format
	projection export.Projection // zero for the format's default
	sel        schema.Selection
}

// export answers /export with the store, or a part of it, as a file.
//
// It is sent as it is made, so that its memory does not grow with the store. What goes wrong before the first byte is answered as
// /graphql answers errors; after that the connection is cut, so that nobody takes a part for the whole.
func (s *Server) export(w http.ResponseWriter, r *http.Request) {
	q, err := readExport(r.URL.RawQuery)
	if err != nil {
		refuse(w, http.StatusBadRequest, schema.CodeBadInput, err.Error())
		return
	}
	select {
	case s.exports <- struct{}{}:
		defer func() { <-s.exports }()
	default:
		w.Header().Set("Retry-After", "10")
		refuse(w, http.StatusServiceUnavailable, "OVERLOADED", "as many exports run as may at the same time; try again in a while")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.exportTime)
	defer cancel()
	body := &exportBody{s: s, w: w, r: r, format: q.format}
	err = s.db.View(ctx, func(tx *graph.Tx) error {
		sel, err := q.sel.Resolve(tx)
		if err != nil {
			return err
		}
		if r.Method == http.MethodHead {
			body.begin()
			return nil
		}
		_, err = export.Write(ctx, tx, body, export.Options{
			Format: q.format.Name, Projection: q.projection, Tool: s.tool,
			Selection: export.Selection{Roots: sel.Roots, Depth: sel.Depth, Filters: sel.Filters, Words: q.sel.String()},
		})
		return err
	})
	err = errors.Join(err, body.end(err == nil))
	switch {
	case err == nil:
	case body.begun:
		if r.Context().Err() == nil {
			s.errors.WarnContext(r.Context(), "export: it was cut off", "err", err)
		}
		panic(http.ErrAbortHandler)
	default:
		s.refuseExport(w, r, err)
	}
}

// refuseExport answers an export of which nothing was written.
func (s *Server) refuseExport(w http.ResponseWriter, r *http.Request, err error) {
	refused, ok := errors.AsType[*schema.Error](err)
	switch {
	case ok && refused.Code == schema.CodeNotFound:
		refuse(w, http.StatusNotFound, refused.Code, refused.Message)
	case ok:
		refuse(w, http.StatusBadRequest, refused.Code, refused.Message)
	case errors.Is(err, export.ErrEmpty):
		refuse(w, http.StatusNotFound, schema.CodeNotFound, "nothing fits the selection; leave out a condition")
	case errors.Is(err, context.DeadlineExceeded):
		refuse(w, http.StatusServiceUnavailable, schema.CodeTimeout, "the export took too long; ask for a part")
	case errors.Is(err, context.Canceled):
		refuse(w, http.StatusServiceUnavailable, schema.CodeCancelled, "the client went away")
	case errors.Is(err, graph.ErrClosed):
		refuse(w, http.StatusServiceUnavailable, schema.CodeUnavailable, "the store is closed")
	default:
		s.errors.ErrorContext(r.Context(), "export", "err", err)
		refuse(w, http.StatusInternalServerError, schema.CodeInternal, "internal error")
	}
}

// exportBody sends an export. Its head is sent with the first byte.
type exportBody struct {
	s      *Server
	w      http.ResponseWriter
	r      *http.Request
	format export.Format
	begun  bool
	z      *gzip.Writer // nil for clients that do not take gzip
}

func (b *exportBody) begin() {
	b.begun = true
	h := b.w.Header()
	media := b.format.MediaType
	if strings.HasPrefix(media, "text/") && !strings.Contains(media, "charset") {
		media += "; charset=utf-8"
	}
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="whosaid-%s%s"`, b.format.Name, b.format.Extension))
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Encoding")
	if b.r.Method != http.MethodHead && ui.TakesGzip(b.r.Header.Values("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		if b.z, _ = b.s.packers.Get().(*gzip.Writer); b.z == nil {
			b.z, _ = gzip.NewWriterLevel(b.w, gzip.BestSpeed) // fails for other levels only
		}
		b.z.Reset(b.w)
	}
	b.w.WriteHeader(http.StatusOK)
}

func (b *exportBody) Write(p []byte) (int, error) {
	if !b.begun {
		b.begin()
	}
	b.extend()
	if b.z != nil {
		return b.z.Write(p)
	}
	return b.w.Write(p)
}

// extend gives the client time to take what is sent next. Only tests have writers without deadlines.
func (b *exportBody) extend() {
	_ = http.NewResponseController(b.w).SetWriteDeadline(time.Now().Add(b.s.writeLimit))
}

// end sends what is left, if the export is whole.
func (b *exportBody) end(whole bool) error {
	if b.z == nil {
		return nil
	}
	var err error
	if whole {
		b.extend()
		err = b.z.Close()
	}
	b.z.Reset(io.Discard) // it must not hold the request
	b.s.packers.Put(b.z)
	return err
}

// exportParams is the parameters of /export, for messages.
const exportParams = "format, projection, about, source, subject, object, article, type, stance, realis, since, until, root, depth"

// readExport reads the parameters of /export. Its errors are for the client.
func readExport(query string) (exportRequest, error) {
	var q exportRequest
	values, err := url.ParseQuery(query)
	if err != nil {
		return q, errors.New("the query of the URL cannot be read; escape what is no letter, digit or - . _ ~")
	}
	text := map[string]*string{
		"about": &q.sel.About, "source": &q.sel.Source, "subject": &q.sel.Subject, "object": &q.sel.Object, "article": &q.sel.Article,
	}
	read := map[string]func(string) error{
		"format":     func(v string) (err error) { q.format, err = export.Find(v); return err },
		"projection": func(v string) (err error) { q.projection, err = export.ParseProjection(v); return err },
		"type":       func(v string) (err error) { q.sel.Type, err = graph.ParsePredicate(v); return err },
		"stance":     func(v string) (err error) { q.sel.Stance, err = graph.ParseStance(v); return err },
		"realis":     func(v string) (err error) { q.sel.Realis, err = graph.ParseRealis(v); return err },
		"since":      func(v string) (err error) { q.sel.Since, err = yearDate(v); return err },
		"until":      func(v string) (err error) { q.sel.Until, err = yearDate(v); return err },
		"depth": func(v string) error {
			n, err := strconv.Atoi(v)
			if err != nil || n < 0 {
				return fmt.Errorf("%q is not a whole number from 0 on", v)
			}
			q.sel.Depth = &n
			return nil
		},
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		vs := values[name]
		if name == "root" {
			q.sel.Roots = vs
		} else if len(vs) > 1 {
			return q, fmt.Errorf("%s is there %d times; give it once", name, len(vs))
		}
		for _, v := range vs {
			if !utf8.ValidString(v) || v == "" {
				return q, fmt.Errorf("%s is empty or not UTF-8", name)
			}
		}
		switch set, ok := read[name]; {
		case ok:
			if err := set(vs[0]); err != nil {
				return q, fmt.Errorf("%s: %w", name, err)
			}
		case text[name] != nil:
			*text[name] = vs[0]
		case name != "root":
			return q, fmt.Errorf("/export has no parameter %.40q: there are %s", name, exportParams)
		}
	}
	switch {
	case q.format.Name == "":
		_, err := export.Find("")
		return q, fmt.Errorf("format: %w", err)
	case q.projection != 0 && !slices.Contains(q.format.Projections, q.projection):
		return q, fmt.Errorf("projection: the format %s has no projection %s", q.format.Name, q.projection)
	}
	return q, nil
}

// yearDate reads a date with a year.
func yearDate(s string) (graph.Date, error) {
	d, err := graph.ParseDate(s)
	if err != nil || d.Year == 0 {
		return graph.Date{}, fmt.Errorf("%q is not a date with a year: want 2024-10-18, 2024-10 or 2024", s)
	}
	return d, nil
}
