package source

import (
	"encoding/json"
	"html"
	"slices"
	"strconv"
	"strings"
)

// linked is what the JSON-LD of a page (json-ld.org, with the words of schema.org) says about its article.
type linked struct {
	headline    string
	name        string
	authors     []string
	publisher   string
	isPartOf    string // the name of the site or the publication
	published   string
	modified    string
	language    string
	url         string // by which the article says that it is known
	body        string // "" where the page gives the text in its HTML alone
	corrections []string
	article     bool // an article was found at all
}

// Limits on JSON-LD: more than any page needs, less than hurts.
const (
	maxLinkedSize  = 4 << 20 // bytes of one script
	maxLinkedDepth = 24      // objects in objects
	maxLinkedNodes = 20000   // objects that are looked at
)

// articleTypes are the types of schema.org whose things are articles: Article and its subtypes, and the postings. The rank
// tells which counts where a page has several.
func articleRank(types []string) int {
	best := 0
	for _, t := range types {
		t = t[strings.LastIndexAny(t, "/:#")+1:]
		rank := 0
		switch {
		case strings.HasSuffix(t, "NewsArticle"):
			rank = 4
		case strings.HasSuffix(t, "Article"), t == "BlogPosting", t == "LiveBlogPosting", t == "Report":
			rank = 3
		case t == "SocialMediaPosting", t == "DiscussionForumPosting", t == "CreativeWork":
			rank = 1
		}
		best = max(best, rank)
	}
	return best
}

// readLinked reads the JSON-LD scripts of a page. Scripts that are not JSON even after the usual slips are mended (raw line
// breaks in strings, commas before a closing bracket, comment marks around the whole) are passed over.
func readLinked(scripts []string) linked {
	r := linkedReader{byID: map[string]map[string]any{}}
	var roots []any
	for _, s := range scripts {
		roots = append(roots, parseLinked(s)...)
	}
	for _, v := range roots {
		r.index(v, 0)
	}
	r.nodes = 0
	for _, v := range roots {
		r.collect(v, 0)
	}
	best, rank := map[string]any(nil), 0
	for _, o := range r.articles {
		n := articleRank(stringsOf(o["@type"]))
		if n > rank && (n > 1 || r.text(o["headline"]) != "") {
			best, rank = o, n
		}
	}
	out := linked{}
	if best != nil {
		out = r.read(best)
		out.article = rank > 1
	}
	if out.publisher == "" {
		out.publisher = r.site
	}
	return out
}

// parseLinked is the values of one script.
func parseLinked(s string) []any {
	if len(s) > maxLinkedSize {
		return nil
	}
	s = strings.TrimSpace(s)
	for _, mark := range []string{"<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "//"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, mark))
	}
	for _, mark := range []string{"-->", "//]]>", "/*]]>*/", "]]>", "//", ";"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, mark))
	}
	if v := decodeAll(s); v != nil {
		return v
	}
	if v := decodeAll(mended(s)); v != nil {
		return v
	}
	if strings.Contains(s, "&quot;") {
		return decodeAll(mended(html.UnescapeString(s)))
	}
	return nil
}

// decodeAll is the JSON values that stand one behind the other in s, up to the first that is none.
func decodeAll(s string) []any {
	var all []any
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	for len(all) < 100 {
		var v any
		if d.Decode(&v) != nil {
			break
		}
		all = append(all, v)
	}
	return all
}

// mended is nearly JSON with the usual slips put right: raw control characters in strings, backslashes that escape nothing,
// commas before a closing bracket, comments.
func mended(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	inside := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case inside && c == '\\':
			if i+1 < len(s) && strings.IndexByte(`"\/bfnrtu`, s[i+1]) >= 0 {
				b.WriteByte(c)
				i++
				b.WriteByte(s[i])
			}
		case inside && c == '"':
			inside = false
			b.WriteByte(c)
		case inside && c == '\n':
			b.WriteString(`\n`)
		case inside && c == '\t':
			b.WriteString(`\t`)
		case inside && c < 0x20:
			b.WriteByte(' ')
		case inside:
			b.WriteByte(c)
		case c == '"':
			inside = true
			b.WriteByte(c)
		case c == ',':
			rest := strings.TrimLeft(s[i+1:min(len(s), i+1+200)], " \t\r\n,")
			if rest != "" && (rest[0] == '}' || rest[0] == ']') {
				continue
			}
			b.WriteByte(c)
		case c == '/' && i+1 < len(s) && s[i+1] == '*':
			end := strings.Index(s[i+2:], "*/")
			if end < 0 {
				return b.String()
			}
			i += end + 3
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

type linkedReader struct {
	byID     map[string]map[string]any
	articles []map[string]any
	site     string // the name of the site, where the page describes it
	nodes    int
}

// nested are the properties below which a page's article may stand.
var nested = []string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item", "about"}

// index notes the objects by their @id, by which others refer to them.
func (r *linkedReader) index(v any, depth int) {
	if r.nodes++; depth > maxLinkedDepth || r.nodes > maxLinkedNodes {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			r.index(e, depth+1)
		}
	case map[string]any:
		if id, ok := v["@id"].(string); ok && len(v) > 1 && len(r.byID[id]) < len(v) {
			r.byID[id] = v
		}
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			switch v[k].(type) {
			case []any, map[string]any:
				r.index(v[k], depth+1)
			}
		}
	}
}

// collect finds the articles, in the order of the page.
func (r *linkedReader) collect(v any, depth int) {
	if r.nodes++; depth > maxLinkedDepth || r.nodes > maxLinkedNodes {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			r.collect(e, depth+1)
		}
	case map[string]any:
		types := stringsOf(v["@type"])
		if articleRank(types) > 0 {
			r.articles = append(r.articles, v)
		}
		for _, t := range types {
			if r.site == "" && (t == "WebSite" || t == "NewsMediaOrganization") {
				r.site = r.text(v["name"])
			}
		}
		for _, k := range nested {
			if c, ok := v[k]; ok && (k != "itemListElement" && k != "item" && k != "about" && k != "hasPart" || articleRank(types) == 0 && k == "hasPart") {
				r.collect(c, depth+1)
			}
		}
	}
}

func (r *linkedReader) read(o map[string]any) linked {
	l := linked{
		headline:  r.text(first(o, "headline", "name", "alternativeHeadline")),
		name:      r.text(o["name"]),
		published: r.text(first(o, "datePublished", "dateCreated")),
		modified:  r.text(o["dateModified"]),
		language:  r.language(o["inLanguage"]),
		body:      r.raw(first(o, "articleBody", "text")),
		publisher: r.name(first(o, "publisher", "sourceOrganization", "copyrightHolder")),
		isPartOf:  r.name(o["isPartOf"]),
		url:       r.text(o["url"]),
	}
	if m := r.resolve(o["mainEntityOfPage"]); m != nil {
		if id := r.text(m["@id"]); id != "" {
			l.url = id
		}
	} else if s, ok := o["mainEntityOfPage"].(string); ok && strings.HasPrefix(s, "http") {
		l.url = strings.TrimSpace(s)
	}
	l.authors = r.names(first(o, "author", "creator"), 0)
	for _, v := range list(first(o, "correction")) {
		s := r.text(v)
		if m := r.resolve(v); m != nil {
			s = r.text(first(m, "text", "description", "correction"))
		}
		if s != "" {
			l.corrections = append(l.corrections, s)
		}
	}
	return l
}

// first is the first of the properties that an object has with a value.
func first(o map[string]any, keys ...string) any {
	for _, k := range keys {
		switch v := o[k].(type) {
		case nil:
		case string:
			if strings.TrimSpace(v) != "" {
				return v
			}
		case []any:
			if len(v) > 0 {
				return v
			}
		default:
			return v
		}
	}
	return nil
}

func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v[:min(len(v), 100)]
	}
	return []any{v}
}

// resolve is the object that a value is, or that it refers to by @id; the first of a list; nil for anything else.
func (r *linkedReader) resolve(v any) map[string]any {
	for range 4 {
		a, ok := v.([]any)
		if !ok || len(a) == 0 {
			break
		}
		v = a[0]
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	if id, ok := m["@id"].(string); ok && len(m) <= 2 {
		if full := r.byID[id]; full != nil {
			return full
		}
	}
	return m
}

// name is the name of a thing: itself where it is a string that is no URL.
func (r *linkedReader) name(v any) string {
	if m := r.resolve(v); m != nil {
		return r.text(first(m, "name", "legalName", "alternateName"))
	}
	if s := r.text(v); !isURL(s) {
		return s
	}
	return ""
}

// names are the names of persons: strings, objects, and lists of either.
func (r *linkedReader) names(v any, depth int) []string {
	var all []string
	for _, e := range list(v) {
		switch e := e.(type) {
		case []any:
			if depth < 3 {
				all = append(all, r.names(e, depth+1)...)
			}
			continue
		case map[string]any:
			m := r.resolve(e)
			if m == nil {
				continue
			}
			if s, ok := m["name"].([]any); ok && depth < 3 {
				all = append(all, r.names(s, depth+1)...)
				continue
			}
			if s := r.text(m["name"]); s != "" {
				all = append(all, s)
			} else if s := strings.TrimSpace(r.text(m["givenName"]) + " " + r.text(m["familyName"])); s != "" {
				all = append(all, s)
			}
			continue
		}
		if s := r.text(e); s != "" && !isURL(s) {
			all = append(all, s)
		}
	}
	return all
}

func (r *linkedReader) language(v any) string {
	if m := r.resolve(v); m != nil {
		return r.text(first(m, "alternateName", "identifier", "name"))
	}
	return r.text(v)
}

// text is a value as a text in one line; "" where it is neither a string nor a number, nor a list that starts with one.
func (r *linkedReader) text(v any) string { return oneLine(html.UnescapeString(r.raw(v))) }

func (r *linkedReader) raw(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case []any:
		if len(v) > 0 {
			switch v[0].(type) {
			case string, json.Number:
				return r.raw(v[0])
			}
		}
	case map[string]any:
		if s, ok := v["@value"].(string); ok {
			return s
		}
	}
	return ""
}

func stringsOf(v any) []string {
	var all []string
	for _, e := range list(v) {
		if s, ok := e.(string); ok {
			all = append(all, s)
		}
	}
	return all
}

func isURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "//") || strings.HasPrefix(s, "www.") || strings.HasPrefix(s, "/")
}
