package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

// Errors of NativeReader.
var (
	// ErrNotNative: what is read does not begin as a file in the format native does, or has another version.
	ErrNotNative = errors.New("this is no export in the format native that can be read")
	// ErrLine: a line is not as it must be. The next one can be read all the same.
	ErrLine = errors.New("the line cannot be read")
	// ErrCut: the file ends before its last line, or holds something else than that line says.
	ErrCut = errors.New("the file is not whole")
)

// maxLine is the longest line that is read, in bytes: some 30 times as long as the longest text.
const maxLine = 128 << 20

// NativeReader reads the format native.
type NativeReader struct {
	r      *bufio.Reader
	header NativeHeader
	buf    []byte
	line   int
	read   nativeCounts
	bad    int // lines
	done   bool
}

// NewNativeReader reads the first line. The error wraps ErrNotNative, or is that of r.
func NewNativeReader(r io.Reader) (*NativeReader, error) {
	n := &NativeReader{r: bufio.NewReaderSize(r, 1<<16)}
	line, err := n.next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%w: it is empty", ErrNotNative)
	case errors.Is(err, ErrLine):
		return nil, fmt.Errorf("%w: line 1: %w", ErrNotNative, err)
	case err != nil:
		return nil, err
	}
	version, ok := strings.CutPrefix(formatOf(line), nativePrefix)
	if !ok {
		return nil, fmt.Errorf(`%w: line %d does not begin with {"format":%q`, ErrNotNative, n.line, nativeFormat)
	}
	if version != nativeFormat[len(nativePrefix):] {
		return nil, fmt.Errorf("%w: it has the version %.20q, and this program reads %s; use the whosaid that wrote it, or a newer one",
			ErrNotNative, version, nativeFormat[len(nativePrefix):])
	}
	if err := strict(line, &n.header); err != nil {
		return nil, fmt.Errorf("%w: line %d: %w", ErrNotNative, n.line, err)
	}
	return n, nil
}

// formatOf is the field format of a JSON object; "" where there is none.
func formatOf(line []byte) string {
	var v struct {
		Format string `json:"format"`
	}
	if json.Unmarshal(line, &v) != nil {
		return ""
	}
	return v.Format
}

// Header is the first line.
func (n *NativeReader) Header() NativeHeader { return n.header }

// Line is the number of the line that was read last, from 1.
func (n *NativeReader) Line() int { return n.line }

// Next is the next article, as PutArticle takes it, with its earlier versions; it is not checked otherwise than in its form. Ids of
// claims are left to PutArticle, and what it says of their statuses is too.
//
// The error wraps ErrLine where a line cannot be read: then Next may be called for the following one. It wraps ErrCut where the end
// is not as it must be, and is io.EOF at an end that is; other errors are those of the reader.
func (n *NativeReader) Next() (graph.Document, error) {
	if n.done {
		return graph.Document{}, io.EOF
	}
	line, err := n.next()
	switch {
	case errors.Is(err, io.EOF):
		n.done = true
		return graph.Document{}, fmt.Errorf("%w: it ends after line %d, with %d articles and without the line that says how many there are; take it from its writer again",
			ErrCut, n.line, n.read.Articles)
	case errors.Is(err, ErrLine):
		n.bad++
		return graph.Document{}, fmt.Errorf("line %d: %w", n.line, err)
	case err != nil:
		n.done = true
		return graph.Document{}, err
	}
	if bytes.HasPrefix(bytes.TrimLeft(line, "{ \t"), []byte(`"end"`)) {
		n.done = true
		return graph.Document{}, n.end(line)
	}
	n.read.Articles++
	var v nativeDocument
	var d graph.Document
	if err = strict(line, &v); err == nil {
		d, err = v.document()
	}
	if err != nil {
		n.bad++
		return graph.Document{}, fmt.Errorf("line %d: %w: %w; correct it, or export again", n.line, ErrLine, err)
	}
	n.read.Claims += countClaims(&d)
	return d, nil
}

// end checks the last line, and that nothing comes after it.
func (n *NativeReader) end(line []byte) error {
	var v nativeEnd
	if err := strict(line, &v); err != nil {
		return fmt.Errorf("line %d: %w: %w", n.line, ErrCut, err)
	}
	at := n.line
	if v.End.Articles != n.read.Articles || n.bad == 0 && v.End.Claims != n.read.Claims {
		return fmt.Errorf("line %d: %w: it says that there are %d articles with %d claims, and %d with %d were read; take it from its writer again",
			at, ErrCut, v.End.Articles, v.End.Claims, n.read.Articles, n.read.Claims)
	}
	_, err := n.next()
	if err == nil || errors.Is(err, ErrLine) {
		return fmt.Errorf("line %d: %w: something follows its last line, %d; where it is another export, put it into a file of its own", n.line, ErrCut, at)
	}
	return err
}

// next is the next line that is not blank, until the one after it is read. The error wraps ErrLine, or is that of the reader: io.EOF
// at the end.
func (n *NativeReader) next() ([]byte, error) {
	for {
		n.buf = n.buf[:0]
		size := 0
		for {
			part, err := n.r.ReadSlice('\n')
			size += len(part)
			if size <= maxLine {
				n.buf = append(n.buf, part...)
			}
			if err == nil || errors.Is(err, io.EOF) && size > 0 {
				break
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				return nil, err
			}
		}
		n.line++
		line := bytes.TrimSpace(n.buf)
		switch {
		case size > maxLine:
			return nil, fmt.Errorf("%w: it is longer than %d MiB, which no article is", ErrLine, maxLine>>20)
		case len(line) == 0:
		case !utf8.Valid(line):
			return nil, fmt.Errorf("%w: it is not UTF-8; write the file as UTF-8", ErrLine)
		default:
			return line, nil
		}
	}
}

// strict reads a JSON value that has no other fields than into.
func strict(line []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("the JSON ends too early")
	case err != nil:
		return errors.New(strings.TrimPrefix(err.Error(), "json: "))
	case d.InputOffset() != int64(len(line)):
		return fmt.Errorf("something follows the JSON object at byte %d", d.InputOffset()+1)
	}
	return nil
}

// nativeDocument is the line of an article.
type nativeDocument struct {
	ID        graph.ID       `json:"id"`
	URL       string         `json:"url"`
	Title     string         `json:"title"`
	Outlet    string         `json:"outlet"`
	Published graph.Date     `json:"published"`
	Author    string         `json:"author"`
	Modified  graph.Date     `json:"modified"`
	Seen      string         `json:"seen"` // RFC 3339
	Language  string         `json:"language"`
	ReadSHA   string         `json:"read_sha256"`
	Notices   []string       `json:"notices"`
	SHA256    string         `json:"sha256"`
	Text      string         `json:"text"`
	Entities  []nativeEntity `json:"entities"`
	Credits   []graph.ID     `json:"credits"`
	Claims    []nativeClaim  `json:"claims"`

	Earlier []nativeDocument `json:"earlier"`
}

type nativeEntity struct {
	ID       graph.ID `json:"id"`
	Class    string   `json:"class"`
	Key      string   `json:"key"`
	Kind     string   `json:"kind"`
	Name     string   `json:"name"`
	Aliases  []string `json:"aliases"`
	Mentions [][]int  `json:"mentions"`
}

type nativeClaim struct {
	ID        graph.ID     `json:"id"`
	Status    string       `json:"status"` // it and the next follow from the versions
	By        graph.ID     `json:"corrected_by"`
	Source    nativeSource `json:"source"`
	Via       []nativeLink `json:"via"`
	Cue       string       `json:"cue"`
	Quote     string       `json:"quote"`
	Start     int          `json:"start"`
	End       int          `json:"end"`
	Stance    string       `json:"stance"`
	Realis    string       `json:"realis"`
	Predicate string       `json:"predicate"`
	Subject   graph.ID     `json:"subject"`
	Object    graph.ID     `json:"object"`
	Item      graph.ID     `json:"item"`
	Quantity  *struct {
		Min    *float64 `json:"min"`
		Max    *float64 `json:"max"`
		Approx bool     `json:"approx"`
		Unit   string   `json:"unit"`
		Text   string   `json:"text"`
	} `json:"quantity"`
	When struct {
		Earliest graph.Date `json:"earliest"`
		Latest   graph.Date `json:"latest"`
		Text     string     `json:"text"`
	} `json:"when"`
}

type nativeSource struct {
	Kind string   `json:"kind"`
	ID   graph.ID `json:"id"`
	Name string   `json:"name"`
	Of   graph.ID `json:"of"`
}

type nativeLink struct {
	Role string `json:"role"`
	nativeSource
}

func (v *nativeDocument) document() (graph.Document, error) {
	d := graph.Document{Article: graph.Article{ID: v.ID, URL: v.URL, Title: v.Title, Outlet: v.Outlet, Published: v.Published,
		Language: v.Language, Text: v.Text, SHA256: v.SHA256, Credits: v.Credits, Author: v.Author, Modified: v.Modified,
		ReadSHA256: v.ReadSHA, Notices: v.Notices}}
	if v.Seen != "" {
		var err error
		if d.Article.Seen, err = time.Parse(time.RFC3339, v.Seen); err != nil {
			return d, fmt.Errorf("seen: %q is no time as 2024-10-18T09:30:00Z", v.Seen)
		}
	}
	for i := range v.Entities {
		e := &v.Entities[i]
		kind, err := graph.ParseKind(e.Kind)
		if err != nil {
			return d, fmt.Errorf("entity %d: %w", i+1, err)
		}
		n := graph.NewEntity{Class: graph.Class(e.Class), Key: e.Key, Kind: kind, Name: e.Name, Aliases: e.Aliases}
		id := n.ID()
		if !e.ID.IsZero() && e.ID != id {
			return d, fmt.Errorf("entity %d has the id %s, and its class and key have %s; leave out the id", i+1, e.ID, id)
		}
		for _, m := range e.Mentions {
			if len(m) != 2 {
				return d, fmt.Errorf("entity %d: a mention has %d numbers, want its start and its end", i+1, len(m))
			}
			d.Article.Mentions = append(d.Article.Mentions, graph.Mention{Entity: id, Start: m[0], End: m[1]})
		}
		d.Entities = append(d.Entities, n)
	}
	for i := range v.Claims {
		c, err := v.Claims[i].claim()
		if err != nil {
			return d, fmt.Errorf("claim %d: %w", i+1, err)
		}
		d.Claims = append(d.Claims, c)
	}
	for i := range v.Earlier {
		e, err := v.Earlier[i].document()
		if err != nil {
			return d, fmt.Errorf("earlier version %d: %w", i+1, err)
		}
		d.Earlier = append(d.Earlier, e)
	}
	return d, nil
}

func (v *nativeClaim) claim() (c graph.Claim, err error) {
	c = graph.Claim{Cue: v.Cue, Evidence: graph.Evidence{Quote: v.Quote, Start: v.Start, End: v.End}, Subject: v.Subject, Object: v.Object,
		Item: v.Item, When: graph.When{Earliest: v.When.Earliest, Latest: v.When.Latest, Text: v.When.Text}}
	if q := v.Quantity; q != nil {
		c.Quantity = &graph.Quantity{Min: q.Min, Max: q.Max, Approx: q.Approx, Unit: q.Unit, Text: q.Text}
	}
	if c.Source, err = v.Source.source(); err != nil {
		return c, fmt.Errorf("source: %w", err)
	}
	for i, l := range v.Via {
		link := graph.Link{}
		if link.Role, err = graph.ParseLinkRole(l.Role); err == nil {
			link.Source, err = l.source()
		}
		if err != nil {
			return c, fmt.Errorf("via %d: %w", i+1, err)
		}
		c.Chain = append(c.Chain, link)
	}
	if c.Stance, err = graph.ParseStance(v.Stance); err != nil {
		return c, err
	}
	if c.Realis, err = graph.ParseRealis(v.Realis); err != nil {
		return c, err
	}
	if c.Status, err = graph.ParseClaimStatus(v.Status); err != nil {
		return c, err
	}
	c.Predicate, err = graph.ParsePredicate(v.Predicate)
	return c, err
}

func (v nativeSource) source() (graph.Source, error) {
	s := graph.Source{ID: v.ID, Name: v.Name, Of: v.Of}
	for _, k := range []graph.SourceKind{graph.SourceEntity, graph.SourceArticle, graph.SourceUnnamed} {
		if v.Kind == k.String() {
			s.Kind = k
			return s, nil
		}
	}
	return s, fmt.Errorf("unknown kind %q: use one of entity, article, unnamed", v.Kind)
}
