package export

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/whosaid/whosaid/graph"
)

// The format native is JSON Lines: a header, a line for each article with all that it says, in the order of the articles' ids, and a
// last line that says how much there was, so that a file that was cut off is seen. README has an example, NativeReader reads it.
const (
	nativePrefix = "whosaid-native/"
	nativeFormat = nativePrefix + "1"
)

// NativeHeader is the first line. Its counts are known before anything is written, and are of what the selection takes.
type NativeHeader struct {
	Format    string `json:"format"` // whosaid-native/1
	Tool      string `json:"tool"`
	Selection string `json:"selection"`
	Part      bool   `json:"part"` // whether articles may have claims that are not in the file
	Counts    Counts `json:"counts"`
}

// nativeEnd is the last line. Its counts are of the lines and claims before it.
type nativeEnd struct {
	End nativeCounts `json:"end"`
}

type nativeCounts struct {
	Articles int      `json:"articles"`
	Claims   int      `json:"claims"`
	Lost     []string `json:"lost"`
}

// native writes the format native. It takes some megabytes of memory for a whole store; for a part also 32 bytes for each claim.
type native struct{}

func (native) Write(w io.Writer, g *Graph) error {
	whole := g.sel.Whole()
	if !whole && g.header.Counts.Claims == 0 {
		return ErrEmpty // entities stand in articles, and none is taken
	}
	h := NativeHeader{nativeFormat, g.header.Tool, g.header.Selection, !whole, g.header.Counts}
	if err := writeLine(w, h); err != nil {
		return err
	}
	lines := &sync.Pool{} // of *[]byte
	end := nativeCounts{Lost: []string{}}
	write := func(l nativeLine) error {
		end.Articles++
		end.Claims += l.claims
		_, err := w.Write(*l.text)
		lines.Put(l.text)
		return err
	}
	var err error
	if whole {
		err = writeWhole(g, lines, write)
	} else {
		err = writePart(g, lines, write)
	}
	if err != nil {
		return err
	}
	end.Lost = append(end.Lost, g.header.Lost...)
	return writeLine(w, nativeEnd{end})
}

// nativeLine is the line of an article.
type nativeLine struct {
	text   *[]byte // goes back to the pool when it is written
	claims int
}

func makeLine(lines *sync.Pool, d *graph.Document) nativeLine {
	b, ok := lines.Get().(*[]byte)
	if !ok {
		b = new([]byte)
	}
	*b = appendDocument(slices.Grow((*b)[:0], lineSize(d)), d)
	return nativeLine{b, countClaims(d)}
}

// countClaims is how many claims a store shows of a document: those of earlier versions that have a status are among them.
func countClaims(d *graph.Document) int {
	n := len(d.Claims)
	for i := range d.Earlier {
		for j := range d.Earlier[i].Claims {
			if d.Earlier[i].Claims[j].Status != 0 {
				n++
			}
		}
	}
	return n
}

// writeWhole writes every article.
func writeWhole(g *Graph, lines *sync.Pool, write func(nativeLine) error) error {
	for l, err := range graph.MapDocuments(g.tx, func(d graph.Document) (nativeLine, error) { return makeLine(lines, &d), nil }) {
		if err != nil {
			return err
		}
		if err := write(l); err != nil {
			return err
		}
	}
	return nil
}

// writePart writes the articles that have claims of the selection, with these claims and with all their versions. What becomes of a claim
// of an earlier version where the claim that corrects it is not taken, a reader of the part cannot tell: it is withdrawn then.
func writePart(g *Graph, lines *sync.Pool, write func(nativeLine) error) error {
	type place struct{ article, claim graph.ID }
	places := make([]place, 0, g.header.Counts.Claims)
	for c, err := range g.Claims() {
		if err != nil {
			return err
		}
		places = append(places, place{c.Article, c.ID})
	}
	slices.SortFunc(places, func(a, b place) int { return compareIDs(a.article, b.article) })
	for len(places) > 0 {
		article := places[0].article
		taken := map[graph.ID]bool{}
		for len(places) > 0 && places[0].article == article {
			taken[places[0].claim] = true
			places = places[1:]
		}
		d, err := g.tx.Document(article)
		if err != nil {
			return err
		}
		for _, v := range append([]*graph.Document{&d}, pointers(d.Earlier)...) {
			v.Claims = slices.DeleteFunc(v.Claims, func(c graph.Claim) bool { return !taken[c.ID] || c.Status == 0 })
		}
		if err := write(makeLine(lines, &d)); err != nil {
			return err
		}
	}
	return nil
}

func pointers[T any](all []T) []*T {
	ps := make([]*T, len(all))
	for i := range all {
		ps[i] = &all[i]
	}
	return ps
}

// writeLine writes a value as a line of JSON.
func writeLine(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := b.WriteTo(w)
	return err
}

// lineSize is about how long the line of a document is, in bytes, so that it is seldom moved.
func lineSize(d *graph.Document) int {
	n := 512 + len(d.Article.Text) + len(d.Article.Text)/16 + 20*len(d.Article.Mentions) + 200*len(d.Entities)
	for i := range d.Claims {
		n += 512 + len(d.Claims[i].Evidence.Quote)
	}
	for i := range d.Earlier {
		n += lineSize(&d.Earlier[i])
	}
	return n
}

// appendDocument writes the line of an article. What is unknown or empty is left out.
func appendDocument(b []byte, d *graph.Document) []byte {
	b = append(b, '{')
	b = appendID(b, "id", d.Article.ID)
	b = appendText(b, "url", d.Article.URL)
	b = appendVersion(b, d)
	if len(d.Earlier) > 0 {
		b = append(appendName(b, "earlier"), '[')
		for i := range d.Earlier {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendVersion(append(b, '{'), &d.Earlier[i]), '}')
		}
		b = append(b, ']')
	}
	return append(b, '}', '\n')
}

// appendVersion writes what a version of an article is and says: all but its id and its URL, which are the article's.
func appendVersion(b []byte, d *graph.Document) []byte {
	a := &d.Article
	b = appendText(b, "title", a.Title)
	b = appendText(b, "outlet", a.Outlet)
	b = appendDate(b, "published", a.Published)
	b = appendText(b, "author", a.Author)
	b = appendDate(b, "modified", a.Modified)
	if !a.Seen.IsZero() {
		b = appendText(b, "seen", a.Seen.Format(time.RFC3339))
	}
	b = appendText(b, "language", a.Language)
	b = appendText(b, "read_sha256", a.ReadSHA256)
	if len(a.Notices) > 0 {
		b = append(appendName(b, "notices"), '[')
		for i, s := range a.Notices {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, s)
		}
		b = append(b, ']')
	}
	b = appendText(b, "sha256", a.SHA256)
	b = appendText(b, "text", a.Text)
	b = appendEntities(b, d)
	if len(a.Credits) > 0 {
		b = appendName(b, "credits")
		b = append(b, '[')
		for i, id := range a.Credits {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendHex(b, id)
		}
		b = append(b, ']')
	}
	if len(d.Claims) > 0 {
		b = appendName(b, "claims")
		b = append(b, '[')
		for i := range d.Claims {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendClaim(b, &d.Claims[i])
		}
		b = append(b, ']')
	}
	return b
}

// appendEntities writes the entities as the article names them, each with the places where it does.
func appendEntities(b []byte, d *graph.Document) []byte {
	if len(d.Entities) == 0 {
		return b
	}
	// The mentions as chains of places, by the entity.
	first, last := make(map[graph.ID]int, len(d.Entities)), make(map[graph.ID]int, len(d.Entities))
	next := make([]int, len(d.Article.Mentions))
	for i, m := range d.Article.Mentions {
		if at, ok := last[m.Entity]; ok {
			next[at] = i
		} else {
			first[m.Entity] = i
		}
		last[m.Entity], next[i] = i, -1
	}
	b = appendName(b, "entities")
	b = append(b, '[')
	for i := range d.Entities {
		e := &d.Entities[i]
		if i > 0 {
			b = append(b, ',')
		}
		id := e.ID()
		b = append(b, '{')
		b = appendID(b, "id", id)
		b = appendText(b, "class", string(e.Class))
		b = appendText(b, "key", e.Key)
		b = appendText(b, "kind", e.Kind.String())
		b = appendText(b, "name", e.Name)
		if len(e.Aliases) > 0 {
			b = appendName(b, "aliases")
			b = append(b, '[')
			for i, s := range e.Aliases {
				if i > 0 {
					b = append(b, ',')
				}
				b = appendString(b, s)
			}
			b = append(b, ']')
		}
		if at, ok := first[id]; ok {
			delete(first, id) // an entity with several names is there several times
			b = appendName(b, "mentions")
			b = append(b, '[')
			for ; at >= 0; at = next[at] {
				m := &d.Article.Mentions[at]
				if b[len(b)-1] != '[' {
					b = append(b, ',')
				}
				b = append(b, '[')
				b = appendInt(b, m.Start)
				b = append(b, ',')
				b = append(appendInt(b, m.End), ']')
			}
			b = append(b, ']')
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendClaim(b []byte, c *graph.Claim) []byte {
	b = append(b, '{')
	b = appendID(b, "id", c.ID)
	if c.Status.Gone() {
		b = appendText(b, "status", c.Status.String())
		b = appendID(b, "corrected_by", c.CorrectedBy)
	}
	b = appendName(b, "source")
	b = append(appendSource(append(b, '{'), &c.Source), '}')
	if len(c.Chain) > 0 {
		b = appendName(b, "via")
		b = append(b, '[')
		for i := range c.Chain {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '{')
			b = appendText(b, "role", c.Chain[i].Role.String())
			b = append(appendSource(b, &c.Chain[i].Source), '}')
		}
		b = append(b, ']')
	}
	b = appendText(b, "cue", c.Cue)
	b = appendText(b, "quote", c.Evidence.Quote)
	b = appendInt(appendName(b, "start"), c.Evidence.Start)
	b = appendInt(appendName(b, "end"), c.Evidence.End)
	b = appendText(b, "stance", c.Stance.String())
	b = appendText(b, "realis", c.Realis.String())
	b = appendText(b, "predicate", c.Predicate.String())
	b = appendID(b, "subject", c.Subject)
	b = appendID(b, "object", c.Object)
	b = appendID(b, "item", c.Item)
	if q := c.Quantity; q != nil {
		b = append(appendName(b, "quantity"), '{')
		b = appendFloat(b, "min", q.Min)
		b = appendFloat(b, "max", q.Max)
		if q.Approx {
			b = append(appendName(b, "approx"), "true"...)
		}
		b = appendText(b, "unit", q.Unit)
		b = append(appendText(b, "text", q.Text), '}')
	}
	if c.When != (graph.When{}) {
		b = append(appendName(b, "when"), '{')
		b = appendDate(b, "earliest", c.When.Earliest)
		b = appendDate(b, "latest", c.When.Latest)
		b = append(appendText(b, "text", c.When.Text), '}')
	}
	return append(b, '}')
}

// appendSource writes the fields of a source. The id of one that is no entity follows from the article.
func appendSource(b []byte, s *graph.Source) []byte {
	b = appendText(b, "kind", s.Kind.String())
	switch s.Kind {
	case graph.SourceEntity:
		b = appendID(b, "id", s.ID)
	case graph.SourceUnnamed:
		b = appendText(b, "name", s.Name)
	}
	return appendID(b, "of", s.Of)
}
