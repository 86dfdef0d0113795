package source

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"mime"
	"regexp"
	"strings"
)

var (
	xmlCharset = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)
	// References to characters that XML does not have.
	badReference = regexp.MustCompile(`(?i)&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));`)
)

// feedText is a feed as UTF-8, by its header, its XML declaration or its bytes, without characters that XML does not have:
// programs that make feeds let them through.
func feedText(b []byte, mediaType string) string {
	if _, params, err := mime.ParseMediaType(mediaType); err != nil || params["charset"] == "" {
		if m := xmlCharset.FindSubmatch(b[:min(len(b), 1<<10)]); m != nil {
			mediaType = "text/xml; charset=" + string(m[1])
		}
	}
	s := strings.TrimPrefix(toUTF8(b, mediaType), "\uFEFF")
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
	return badReference.ReplaceAllString(s, "")
}

// space is what a namespace is for.
type space int

const (
	spaceOther space = iota
	spaceFeed        // RSS or Atom
	spaceDublin
	spaceContent
	spaceBurner
)

// spaceOf is what a namespace is for, by its name, or by its usual prefix where the feed does not declare it.
func spaceOf(name string) space {
	switch {
	case name == "", name == "http://www.w3.org/2005/Atom", name == "atom", strings.HasPrefix(name, "http://purl.org/atom/ns"),
		strings.HasPrefix(name, "http://purl.org/rss/1.0/") && !strings.Contains(name, "modules"),
		strings.Contains(name, "netscape.com/rdf"), strings.Contains(name, "backend.userland.com/"), strings.HasPrefix(name, "http://channel.netscape.com"):
		return spaceFeed
	case name == "dc", name == "dcterms", strings.Contains(name, "purl.org/dc/"):
		return spaceDublin
	case name == "content", strings.Contains(name, "purl.org/rss/1.0/modules/content"):
		return spaceContent
	case name == "feedburner", strings.Contains(name, "rssnamespace.org/feedburner"):
		return spaceBurner
	}
	return spaceOther
}

// feedReader is an RSS or Atom feed that is being read.
type feedReader struct {
	s string
	d *xml.Decoder

	title, link, language string
	base                  string
	authors               []string
	items                 []FeedItem
	broken                error // of an item that is read all the same
}

// xmlItem is an item that is being read.
type xmlItem struct {
	FeedItem
	links               map[string]string // by their relation
	guid                string
	authors             []string
	published, modified string
	base                string
}

func xmlItems(s, base string) ([]FeedItem, error) {
	f := &feedReader{s: s, base: base, d: xml.NewDecoder(strings.NewReader(s))}
	f.d.Strict, f.d.Entity = false, xml.HTMLEntity
	f.d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	err := f.read()
	for i := range f.items {
		item := &f.items[i]
		item.Feed, item.Language = f.title, cmp.Or(item.Language, f.language)
	}
	if err == io.EOF {
		return f.items, f.broken
	}
	if e, ok := err.(*Error); ok {
		return f.items, e
	}
	line := 1 + strings.Count(s[:min(len(s), int(f.d.InputOffset()))], "\n")
	return f.items, &Error{Reason: fmt.Sprintf("the feed is not XML from line %d on, behind %d items: %v", line, len(f.items), err),
		Remedy: "get it again; the items before that are read", Err: err}
}

// read reads the feed's own fields and its items, wherever they stand. The error is io.EOF at the end.
func (f *feedReader) read() error {
	for {
		before := f.d.InputOffset()
		t, err := f.d.Token()
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if b := attribute(e, "base"); b != "" {
			f.base = absolute(f.base, b)
		}
		if spaceOf(e.Name.Space) == spaceDublin && e.Name.Local == "language" {
			v, err := f.text(e)
			if f.language = cmp.Or(f.language, oneLine(v)); err != nil {
				return err
			}
		}
		if spaceOf(e.Name.Space) != spaceFeed {
			continue
		}
		switch e.Name.Local {
		case "feed":
			f.language = cmp.Or(attribute(e, "lang"), f.language)
		case "item", "entry":
			if len(f.items) == maxFeedItems {
				return manyItems()
			}
			err = f.item(e, before)
		case "image", "textinput", "textInput", "skipDays", "skipHours", "cloud":
			err = f.d.Skip()
		case "title":
			var v string
			v, err = f.text(e)
			f.title = cmp.Or(f.title, plainLine(v))
		case "language":
			var v string
			v, err = f.text(e)
			f.language = cmp.Or(f.language, oneLine(v))
		case "link":
			var v string
			v, err = f.text(e)
			if rel := attribute(e, "rel"); rel == "" || rel == "alternate" {
				f.link = cmp.Or(f.link, absolute(f.base, cmp.Or(attribute(e, "href"), v)))
			}
		case "author":
			f.authors, err = f.author(e, f.authors)
		}
		if err != nil {
			return err
		}
	}
}

// item reads one item, which starts at an offset of the feed.
func (f *feedReader) item(start xml.StartElement, from int64) error {
	i := xmlItem{links: map[string]string{}, base: f.base}
	i.Language = attribute(start, "lang")
	if b := attribute(start, "base"); b != "" {
		i.base = absolute(i.base, b)
	}
	for {
		t, err := f.d.Token()
		if err != nil {
			return err
		}
		if _, end := t.(xml.EndElement); end {
			break
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := f.field(&i, e); err != nil {
				return err
			}
		}
	}
	base := i.base
	if base == "" {
		base = f.link
	}
	i.URL = absolute(base, cmp.Or(i.links["burner"], i.links["alternate"], i.links["link"], i.guid, attribute(start, "about")))
	if len(i.authors) == 0 {
		i.authors = f.authors
	}
	names, all := authorsRead(i.authors)
	if !all {
		f.broken = cmp.Or(f.broken, error(manyAuthors(len(f.items))))
	}
	i.Author = authorOf(names, cmp.Or(i.Language, f.language))
	i.dates(i.published, i.modified)
	i.sum = sum([]byte(f.s[from:f.d.InputOffset()]))
	f.items = append(f.items, i.FeedItem)
	return nil
}

// field reads one element of an item.
func (f *feedReader) field(i *xmlItem, e xml.StartElement) error {
	name := e.Name.Local
	in := spaceOf(e.Name.Space)
	var v string
	var err error
	if in == spaceFeed && name == "author" {
		i.authors, err = f.author(e, i.authors)
		return err
	}
	if in == spaceOther || in == spaceFeed && name == "source" { // of another feed
		return f.d.Skip()
	}
	if v, err = f.text(e); err != nil {
		return err
	}
	switch in {
	case spaceContent:
		if name == "encoded" {
			i.Content = cmp.Or(i.Content, v)
		}
	case spaceBurner:
		if name == "origLink" {
			i.links["burner"] = v
		}
	case spaceDublin:
		switch name {
		case "creator":
			i.authors = append(i.authors, plainLine(v))
		case "date", "issued", "created":
			i.published = cmp.Or(i.published, v)
		case "modified":
			i.modified = cmp.Or(i.modified, v)
		case "language":
			i.Language = cmp.Or(i.Language, oneLine(v))
		}
	case spaceFeed:
		switch name {
		case "title":
			i.Title = cmp.Or(i.Title, plainLine(v))
		case "description", "summary":
			i.Summary = cmp.Or(i.Summary, v)
		case "content":
			if attribute(e, "src") == "" {
				i.Content = cmp.Or(i.Content, v)
			}
		case "guid", "id":
			i.ID = strings.TrimSpace(v)
			if name == "guid" && !strings.EqualFold(attribute(e, "isPermaLink"), "false") && webURL(i.ID) != nil {
				i.guid = i.ID
			}
		case "link":
			rel := cmp.Or(attribute(e, "rel"), "alternate")
			if href := attribute(e, "href"); href != "" {
				if i.links[rel] == "" || strings.HasPrefix(attribute(e, "type"), "text/html") {
					i.links[rel] = absolute(i.base, href)
				}
			} else if i.links["link"] == "" {
				i.links["link"] = strings.TrimSpace(v)
			}
		case "pubDate", "published", "issued":
			i.published = cmp.Or(i.published, v)
		case "updated", "modified":
			i.modified = cmp.Or(i.modified, v)
		}
	}
	return nil
}

// author adds the names of an author: those that Atom gives in an element, or RSS behind an address of mail.
func (f *feedReader) author(start xml.StartElement, names []string) ([]string, error) {
	var name, direct strings.Builder
	depth, inName := 0, false
	for {
		t, err := f.d.Token()
		if err != nil {
			return names, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			inName = t.Name.Local == "name"
		case xml.EndElement:
			if depth == 0 {
				v := oneLine(name.String())
				if v == "" {
					v = oneLine(direct.String())
					if open := strings.IndexByte(v, '('); open > 0 && strings.Contains(v[:open], "@") && strings.HasSuffix(v, ")") {
						v = v[open+1 : len(v)-1]
					} else if strings.Contains(v, "@") && !strings.Contains(v, " ") {
						v = ""
					}
				}
				if v != "" {
					names = append(names, v)
				}
				return names, nil
			}
			depth--
			inName = false
		case xml.CharData:
			if inName {
				name.Write(t)
			} else if depth == 0 {
				direct.Write(t)
			}
		}
	}
}

// text is what an element holds: its text with the references resolved, which is HTML in most; where it holds elements, what
// stands in the feed. Plain text of Atom is escaped, so that it is HTML too.
func (f *feedReader) text(start xml.StartElement) (string, error) {
	var b strings.Builder
	from, depth, markup := f.d.InputOffset(), 0, false
	for {
		before := f.d.InputOffset()
		t, err := f.d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
			markup = true
		case xml.EndElement:
			if depth == 0 {
				switch kind := attribute(start, "type"); {
				case markup:
					return f.s[from:before], nil
				case start.Name.Local == "content" && (kind == "" || kind == "text" || kind == "text/plain"):
					return paragraphs(b.String()), nil
				}
				return b.String(), nil
			}
			depth--
		case xml.CharData:
			b.Write(t)
		}
	}
}

// attribute is the value of an element's attribute, of any namespace; "" where it has none.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}
