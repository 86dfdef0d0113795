package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// FeedItem is an item of a feed: what the feed says of an article.
type FeedItem struct {
	URL       string // absolute where the feed or its base says of what; "" when unknown
	ID        string // the feed's own name for it (guid, id); "" when it has none
	Title     string
	Author    string // names as people write them; "" when unknown
	Published string // ISO date as exact as known; "" when unknown
	Modified  string // ISO date as exact as known; "" when unknown
	Seen      string // RFC 3339 instant when it was last changed, or else published; "" when unknown
	Language  string // BCP 47 tag; "" when unknown
	Summary   string // HTML
	Content   string // the full text, HTML; "" when the feed gives none
	Feed      string // the feed's title

	sum string // SHA-256 of the item in the feed
}

// Limits on feeds: more than any needs, and less than fills the memory.
const (
	maxFeedItems = 20_000
	maxAuthors   = 100     // of an item
	maxAuthor    = 4 << 10 // bytes of their names
)

func manyItems() *Error {
	return &Error{Reason: fmt.Sprintf("the feed has more than %d items", maxFeedItems), Remedy: "split it; the items before that are read"}
}

// manyAuthors is the error of the item at an index.
func manyAuthors(item int) *Error {
	return &Error{Reason: fmt.Sprintf("item %d has more than %d authors, or more than %s of them", item+1, maxAuthors, size(maxAuthor)),
		Remedy: "load its page; the item is read with the first authors"}
}

// errSummary is the cause of the error of an item that is no article yet.
var errSummary = errors.New("only a summary")

// FeedItems are the items of a feed (RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed), in its order. mediaType is the Content-Type that came with it, base the
// URL that it came from, to which relative ones are relative; both may be "". Nothing is fetched.
//
// Of a feed that is not well-formed to its end the items before that place are returned, with the error, which is an *Error
// without a path. So are the first 20,000 of a feed with more, and the items of which one has too many authors, with the first of
// them. A feed of no items is none. Cost is linear in the feed, which is held in memory.
func FeedItems(b []byte, mediaType, base string) ([]FeedItem, error) {
	s := feedText(b, mediaType)
	if startsObject([]byte(s[:min(len(s), headBytes)])) {
		return jsonItems([]byte(s), base)
	}
	return xmlItems(s, base)
}

// readFeed yields the articles of a feed: its items that come with their full text. An item with only a summary is an error.
func readFeed(b []byte, mediaType, base, path, name string, o Options, yield yieldFunc) {
	items, err := FeedItems(b, mediaType, base)
	for i, item := range items {
		if !yield(item.article(fmt.Sprintf("%s-%d", baseID(path), i+1), fmt.Sprintf("%s:item %d", name, i+1), o)) {
			return
		}
	}
	if e, ok := errors.AsType[*Error](err); ok {
		e.Path = name
		yield(Article{}, e)
		return
	}
	if len(items) == 0 {
		yield(Article{}, &Error{Path: name, Reason: "a feed without items", Remedy: "leave it out, or get it again when it has some"})
	}
}

// article is the item's article: what the outlet published, not a summary of it.
func (i FeedItem) article(id, path string, o Options) (Article, error) {
	if strings.TrimSpace(i.Content) == "" {
		remedy := "load its page"
		if i.URL != "" {
			remedy = "load its URL: " + i.URL
		}
		return Article{}, &Error{Path: path, Reason: errSummary.Error(), Remedy: remedy, Err: errSummary}
	}
	if strings.Count(i.Content, "<") > maxTags {
		return Article{}, &Error{Path: path, Reason: fmt.Sprintf("the item has more than %d tags", maxTags), Remedy: "save the article's text and load that"}
	}
	b := fragment(i.Content, i.Title, i.Author)
	switch {
	case b.text == "":
		return Article{}, &Error{Path: path, Reason: "the item has no text", Remedy: cmp.Or(i.URL, "leave it out")}
	case len(b.text) > o.MaxText:
		return Article{}, tooLarge(path, o)
	}
	a := withNotices(Article{ID: id, Title: i.Title, URL: i.URL, Outlet: i.Feed, Author: i.Author, Published: i.Published, Modified: i.Modified,
		Seen: i.Seen, Language: i.Language, Text: b.text, Path: path, ReadSHA256: i.sum, Dropped: b.dropped})
	a.addNotices(b.notices)
	return a, nil
}

// fragment is the text of a piece of HTML that is an article and nothing else, as people read it.
func fragment(s, title, author string) body {
	doc, err := parsePage(s)
	if err != nil {
		return body{}
	}
	c := newCutter(doc)
	root := find(doc, func(n *html.Node) bool { return n.Data == "body" })
	if root == nil {
		return body{}
	}
	c.cut(root, false)
	all := blocksOf(root, c.order)
	for _, b := range all {
		b.kept = true
	}
	dropLines(all, title, author)
	return c.result(all)
}

// plainLine is the text of a piece of HTML in one line; "" where it has too many tags to be read.
func plainLine(s string) string {
	if strings.Count(s, "<") > maxTags {
		return ""
	}
	if !strings.ContainsAny(s, "<&") {
		return oneLine(s)
	}
	doc, err := parsePage(s)
	if err != nil {
		return oneLine(s)
	}
	if b := find(doc, func(n *html.Node) bool { return n.Data == "body" }); b != nil {
		return textOf(b)
	}
	return ""
}

// absolute is a reference as a URL; "" where it is none.
func absolute(base, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if b, err := url.Parse(base); err == nil && !u.IsAbs() && b.IsAbs() {
		u = b.ResolveReference(u)
	}
	return u.String()
}

// dates enters when an item was published and changed.
func (i *FeedItem) dates(published, modified string) {
	p, m := machineMoment(published), machineMoment(modified)
	i.Published, i.Modified, i.Seen = p.day, m.day, cmp.Or(m.instant, p.instant)
}

// jsonFeedOf is a JSON Feed, version 1 or 1.1. Its items are read one by one, so that one that is wrong costs no other.
type jsonFeedOf struct {
	Title    string       `json:"title"`
	Home     string       `json:"home_page_url"`
	Language string       `json:"language"`
	Author   *jsonAuthor  `json:"author"`
	Authors  []jsonAuthor `json:"authors"`
	Items    firstItems   `json:"items"`
}

// firstItems are the items of a JSON Feed, up to one more than are read.
type firstItems []json.RawMessage

func (f *firstItems) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return json.Unmarshal(b, (*[]json.RawMessage)(f)) // which says what is wrong
	}
	for d.More() && len(*f) <= maxFeedItems {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		*f = append(*f, raw)
	}
	return nil
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        label        `json:"id"`
	URL       string       `json:"url"`
	External  string       `json:"external_url"`
	Title     string       `json:"title"`
	HTML      string       `json:"content_html"`
	Text      string       `json:"content_text"`
	Summary   string       `json:"summary"`
	Published string       `json:"date_published"`
	Modified  string       `json:"date_modified"`
	Language  string       `json:"language"`
	Author    *jsonAuthor  `json:"author"`
	Authors   []jsonAuthor `json:"authors"`
}

func jsonItems(b []byte, base string) ([]FeedItem, error) {
	var f jsonFeedOf
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, &Error{Reason: "a JSON Feed that is not valid JSON: " + err.Error(), Remedy: "get it again", Err: err}
	}
	base = absolute(base, f.Home)
	var items []FeedItem
	var broken error
	for n, raw := range f.Items {
		if n == maxFeedItems {
			return items, manyItems()
		}
		var j jsonItem
		if err := json.Unmarshal(raw, &j); err != nil {
			broken = cmp.Or(broken, error(&Error{Reason: fmt.Sprintf("item %d of the JSON Feed cannot be read: %v", n+1, err), Remedy: "get it again; the other items are read", Err: err}))
			continue
		}
		authors := j.Authors
		for _, more := range [][]jsonAuthor{one(j.Author), f.Authors, one(f.Author)} {
			if len(authors) == 0 {
				authors = more
			}
		}
		var names []string
		for _, a := range authors[:min(len(authors), maxAuthors+1)] {
			names = append(names, a.Name)
		}
		i := FeedItem{URL: absolute(base, cmp.Or(j.URL, j.External)), ID: string(j.ID), Title: oneLine(j.Title), Language: cmp.Or(j.Language, f.Language),
			Summary: html.EscapeString(j.Summary), Content: j.HTML, Feed: oneLine(f.Title), sum: sum(raw)}
		names, all := authorsRead(names)
		if !all {
			broken = cmp.Or(broken, error(manyAuthors(n)))
		}
		i.Author = authorOf(names, i.Language)
		if i.Content == "" && j.Text != "" {
			i.Content = paragraphs(j.Text)
		}
		i.dates(j.Published, j.Modified)
		items = append(items, i)
	}
	return items, broken
}

// paragraphs is plain text as HTML.
func paragraphs(text string) string {
	var b strings.Builder
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>") + "</p>\n")
		}
	}
	return b.String()
}

func one(a *jsonAuthor) []jsonAuthor {
	if a == nil {
		return nil
	}
	return []jsonAuthor{*a}
}

// authorsRead are the authors of an item that are read; all is false where it has more.
func authorsRead(names []string) (read []string, all bool) {
	left := maxAuthor
	for i, n := range names {
		if left -= len(n); i == maxAuthors || left < 0 {
			return names[:i], false
		}
	}
	return names, true
}

// authorOf joins names as people write them, each once; "" where there is none.
func authorOf(names []string, lang string) string {
	var all []string
	known := map[string]bool{}
	for _, n := range names {
		if n = oneLine(n); n != "" && !known[n] {
			known[n] = true
			all = append(all, n)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return joinNames(all, lang)
}
