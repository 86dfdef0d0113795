package source

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"
)

// head is what a page says about its article, outside the text.
type head struct {
	ld        linked
	meta      map[string][]string // by property, else by name, in lower case with points for colons, in the order of the page
	named     map[string]bool     // keys of meta that are names
	micro     microdata
	titleTag  string
	headings  []*html.Node // the h1 elements that are seen
	canonical string       // absolute; "" for none
	language  string
	base      *url.URL // what URLs are relative to; nil where unknown
}

// microdata is what attributes of the HTML say about the article (itemprop of schema.org, and the classes of hAtom and hEntry).
type microdata struct {
	headline, publisher, published, modified, language string
	authors                                            []string
	scoped                                             bool // an item of an article's type was seen
}

// readHead reads what a page says about its article. Cost is linear in the tree.
func readHead(doc *html.Node, pageURL string) head {
	h := head{meta: map[string][]string{}, named: map[string]bool{}, base: webURL(pageURL)}
	var scripts []string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			h.language = firstOf(attr(n, "lang"), attr(n, "xml:lang"))
		case atom.Base:
			if u, err := url.Parse(strings.TrimSpace(attr(n, "href"))); err == nil && h.base != nil {
				h.base = h.base.ResolveReference(u)
			}
		case atom.Title:
			if h.titleTag == "" && n.Parent != nil && n.Parent.Namespace == "" && n.FirstChild != nil {
				h.titleTag = oneLine(n.FirstChild.Data)
			}
		case atom.Meta:
			h.addMeta(n)
		case atom.Link:
			if h.canonical == "" && hasWord(attr(n, "rel"), "canonical") {
				h.canonical = h.absolute(attr(n, "href"))
			}
		case atom.Script:
			if mediaTypeOf(attr(n, "type")) == "application/ld+json" && n.FirstChild != nil {
				scripts = append(scripts, n.FirstChild.Data)
			}
		case atom.H1:
			h.headings = append(h.headings, n)
		}
		if hasAttr(n, "itemprop") {
			h.micro.add(n)
		} else if isArticleType(attr(n, "itemtype")) {
			h.micro.scoped = true
		}
	}
	h.ld = readLinked(scripts)
	return h
}

// addMeta enters a meta element. Several properties in one attribute are divided by white space.
func (h *head) addMeta(n *html.Node) {
	content := oneLine(attr(n, "content"))
	if content == "" {
		return
	}
	var keys []string
	for k := range strings.FieldsSeq(strings.ToLower(attr(n, "property"))) {
		keys = append(keys, k)
	}
	properties := len(keys)
	if name := strings.ToLower(strings.TrimSpace(attr(n, "name"))); name != "" {
		keys = append(keys, strings.Join(strings.Fields(name), ""))
	}
	if e := strings.ToLower(strings.TrimSpace(attr(n, "http-equiv"))); e != "" {
		keys = append(keys, e)
	}
	for i, k := range keys {
		k = metaKey.Replace(k)
		switch {
		case len(h.meta[k]) >= 50:
		case i < properties && h.named[k]: // a property counts before a name
			h.meta[k], h.named[k] = []string{content}, false
		case i < properties || len(h.meta[k]) == 0 || h.named[k]:
			h.named[k] = i >= properties
			h.meta[k] = append(h.meta[k], content)
		}
	}
}

var metaKey = strings.NewReplacer("dcterms", "dc", "dcterm", "dc", ":", ".")

// of is the first value of the first of the names that has one. Names have points for colons.
func (h *head) of(names ...string) string {
	for _, n := range names {
		if v := h.meta[n]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

func (h *head) absolute(ref string) string {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil || ref == "" {
		return ""
	}
	if h.base != nil {
		u = h.base.ResolveReference(u)
	}
	if w := webURL(u.String()); w != nil {
		return w.String()
	}
	return ""
}

func isArticleType(itemtype string) bool {
	for t := range strings.FieldsSeq(itemtype) {
		if articleRank([]string{t}) > 1 {
			return true
		}
	}
	return false
}

// add reads an element with itemprop. What belongs to an item inside the article (a comment, a picture) is not the article's.
func (m *microdata) add(n *html.Node) {
	if isArticleType(attr(n, "itemtype")) {
		m.scoped = true
	}
	for prop := range strings.FieldsSeq(attr(n, "itemprop")) {
		switch prop {
		case "headline", "author", "creator", "datePublished", "dateModified", "publisher", "inLanguage":
		default:
			continue
		}
		owner := n.Parent
		for owner != nil && !hasAttr(owner, "itemscope") {
			owner = owner.Parent
		}
		if owner != nil && !isArticleType(attr(owner, "itemtype")) && !strings.Contains(attr(owner, "itemtype"), "WebPage") {
			return
		}
		v := itemValue(n)
		switch prop {
		case "headline":
			m.headline = firstOf(m.headline, v)
		case "author", "creator":
			if v != "" && !isURL(v) && len(m.authors) < 20 {
				m.authors = append(m.authors, v)
			}
		case "datePublished":
			m.published = firstOf(m.published, v)
		case "dateModified":
			m.modified = firstOf(m.modified, v)
		case "publisher":
			if !isURL(v) {
				m.publisher = firstOf(m.publisher, v)
			}
		case "inLanguage":
			m.language = firstOf(m.language, v)
		}
	}
}

// itemValue is the value of an element with itemprop: its content or datetime, the name of the item that it is, or its text.
func itemValue(n *html.Node) string {
	for _, k := range []string{"content", "datetime"} {
		if hasAttr(n, k) {
			return oneLine(attr(n, k))
		}
	}
	if hasAttr(n, "itemscope") {
		if name := find(n, func(c *html.Node) bool { return hasWord(attr(c, "itemprop"), "name") }); name != nil {
			if hasAttr(name, "content") {
				return oneLine(attr(name, "content"))
			}
			return textOf(name)
		}
	}
	if n.DataAtom == atom.Meta || n.DataAtom == atom.Link {
		return ""
	}
	return textOf(n)
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

func mediaTypeOf(s string) string {
	t, _, _ := strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// isArticle reports whether the page says of itself that it is one article.
func (h *head) isArticle() bool {
	return h.ld.article || h.micro.scoped || strings.EqualFold(h.of("og.type"), "article") || h.of("article.published_time", "citation_title", "parsely-title") != ""
}

// languageTag is the BCP 47 tag of the page's language; "" where it says none that is one.
func (h *head) languageTag() string {
	for _, s := range []string{h.language, h.ld.language, h.micro.language, h.of("content-language", "language", "dc.language", "og.locale")} {
		s, _, _ = strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), "_", "-"), ",")
		if s == "" {
			continue
		}
		if t, err := language.Parse(strings.TrimSpace(s)); err == nil && t != language.Und {
			return t.String()
		}
	}
	return ""
}

// separators divide a title from the names of the section and of the outlet.
var separators = []string{" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " « ", " / ", " > ", " • ", "｜", " ‹ ", " ~ ", "_", " : "}

// headline is the article's title, and the outlet that stands behind it in the title element; each "" where it is not known.
func (h *head) headline(host string) (title, outlet string) {
	tag := h.titleTag
	var shown []string
	for _, n := range h.headings {
		if s := strings.TrimRight(textOf(n), " ¶#§"); s != "" && !hiddenWithin(n) {
			shown = append(shown, s)
		}
	}
	names := h.outletNames()
	// The first that people see too, in the heading or on the tab; without one, the first.
	given := []string{h.ld.headline, h.of("dc.title"), h.of("og.title"), h.of("weibo.article.title"), h.of("twitter.title"), h.of("parsely-title", "sailthru.title", "citation_title", "headline", "title"), h.micro.headline, h.ld.name}
	supported := false
	for _, s := range given {
		s = oneLine(html.UnescapeString(s))
		if s == "" || named(names, s) {
			continue
		}
		s = withoutOutlet(s, names)
		ok := strings.Contains(tag, s) || slices.ContainsFunc(shown, func(h string) bool { return sameTitle(h, s) })
		if title == "" && s != oneLine(html.UnescapeString(h.ld.name)) || ok && !supported {
			title, supported = s, ok
		}
	}
	if !supported { // what is given to others only counts less than a heading that is on the tab too
		for _, s := range shown {
			if len(strings.Fields(s)) > 2 && strings.HasPrefix(tag, s) && !named(names, s) {
				title = s
				break
			}
		}
	}
	if title == "" {
		title = titleOf(tag, shown, names, host)
	}
	// A title that was cut short goes on in the others.
	if cut, ok := strings.CutSuffix(title, "…"); ok || strings.HasSuffix(title, "...") {
		cut = strings.TrimRight(strings.TrimSuffix(cut, "..."), " ")
		for _, s := range append(shown, tag) {
			rest, ok := strings.CutPrefix(s, cut)
			if ok && len(s) > len(title) && !strings.HasPrefix(rest, "…") && !strings.HasPrefix(rest, "...") {
				title = withoutOutlet(s, names)
				break
			}
		}
	}
	if rest, ok := strings.CutPrefix(tag, title); ok && title != "" {
		outlet = lastPart(rest)
	} else if rest, ok := strings.CutSuffix(tag, title); ok && title != "" && slices.Contains(shown, title) {
		for _, sep := range append(separators, ": ") {
			if s, ok := strings.CutSuffix(rest, sep); ok {
				outlet = strings.TrimSpace(s)
			}
		}
	}
	// A heading says more than a title that it begins with.
	if len(strings.Fields(title)) > 1 && !slices.ContainsFunc(shown, func(h string) bool { return sameTitle(h, title) }) {
		for _, s := range shown {
			if strings.HasPrefix(s, title+" ") && len(s) < maxHeadline {
				title = withoutOutlet(s, names)
				break
			}
		}
	}
	return title, outlet
}

// lastPart is what stands behind the last separator of a title's end; "" where no separator opens it.
func lastPart(s string) string {
	best := ""
	for _, sep := range separators {
		if i := strings.LastIndex(s, sep); i >= 0 && sep != "_" && sep != " : " {
			if p := strings.TrimSpace(s[i+len(sep):]); best == "" || len(p) < len(best) {
				best = p
			}
		}
	}
	return best
}

// titleOf is the title by the title element and the headings that are shown.
func titleOf(tag string, shown, names []string, host string) string {
	for _, s := range shown { // a heading that the title element repeats
		if len(s) > 3 && strings.HasPrefix(tag, s) && !named(names, s) {
			return s
		}
	}
	for _, s := range shown {
		if len(strings.Fields(s)) > 2 && strings.Contains(tag, s) && !named(names, s) {
			return s
		}
	}
	if stripped := withoutOutlet(tag, names); stripped != tag {
		return stripped
	}
	for _, sep := range separators {
		if i := strings.LastIndex(tag, sep); i > 0 && sep != " : " {
			head, last := strings.TrimSpace(tag[:i]), strings.TrimSpace(tag[i+len(sep):])
			if namesHost(last, host) && len(strings.Fields(head)) > 1 {
				return head
			}
		}
	}
	// A page without headings and without a word about itself: what is short behind the last separator is its site.
	for _, sep := range separators[:4] {
		if i := strings.LastIndex(tag, sep); i > 0 && len(shown) == 0 && len(strings.Fields(tag[:i])) >= 4 && len(strings.Fields(tag[i+len(sep):])) <= 3 {
			return strings.TrimSpace(tag[:i])
		}
	}
	if tag == "" && len(shown) > 0 && !named(names, shown[0]) {
		return shown[0]
	}
	return tag
}

// namesHost reports whether a name is that of a host: its letters are those of the domain.
func namesHost(name, host string) bool {
	label, _, _ := strings.Cut(strings.TrimPrefix(host, "www."), ".")
	squeeze := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, strings.ToLower(s))
	}
	n, l := squeeze(name), squeeze(label)
	return n != "" && len(l) > 2 && (n == l || strings.TrimPrefix(n, "the") == l || n == squeeze(strings.TrimPrefix(host, "www.")))
}

// withoutOutlet is a title without a name of the outlet at its end or at its head.
func withoutOutlet(title string, names []string) string {
	for _, sep := range separators {
		if i := strings.LastIndex(title, sep); i > 0 && named(names, title[i+len(sep):]) {
			return withoutOutlet(strings.TrimSpace(title[:i]), names)
		}
		if head, rest, ok := strings.Cut(title, sep); ok && named(names, head) && strings.TrimSpace(rest) != "" {
			return strings.TrimSpace(rest)
		}
	}
	return title
}

func named(names []string, s string) bool {
	s = strings.TrimSpace(s)
	for _, n := range names {
		if strings.EqualFold(n, s) {
			return true
		}
	}
	return false
}

// outletNames are the names that the page gives its outlet, the most trusted first.
func (h *head) outletNames() []string {
	var all []string
	for _, s := range []string{h.ld.publisher, h.micro.publisher, h.of("og.site_name"), h.of("application-name"), h.ld.isPartOf, h.of("dc.publisher", "publisher", "citation_publisher", "citation_journal_title"), h.of("apple-mobile-web-app-title")} {
		if s = oneLine(html.UnescapeString(s)); s != "" && !isURL(s) {
			all = append(all, s)
		}
	}
	return all
}

// platforms are where many outlets publish; their names name no outlet.
var platforms = map[string]bool{
	"wordpress": true, "wordpress.com": true, "medium": true, "substack": true, "blogger": true, "blogspot": true, "tumblr": true, "ghost": true, "squarespace": true, "wix": true,
	"weebly": true, "drupal": true, "joomla": true, "typo3": true, "livejournal": true, "youtube": true, "facebook": true, "telegraph": false, "beehiiv": true, "patreon": true,
	"my site": true, "home": true, "website": true, "blog": true,
}

// outlet is the name of who published the page: publisher, site name, application name, the end of the title, the host.
func (h *head) outlet(suffix, host string) string {
	names := append(h.outletNames(), suffix)
	for _, s := range names {
		if s != "" && !platforms[strings.ToLower(s)] && len(s) <= 100 {
			return s
		}
	}
	for _, s := range names {
		if s != "" && len(s) <= 100 {
			return s
		}
	}
	return strings.TrimPrefix(host, "www.")
}
