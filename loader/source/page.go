package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

// page is a web page as it was got, before anything is read from it.
type page struct {
	body      []byte
	url       string // "" when unknown
	mediaType string // the Content-Type that came with it, with its charset; "" when none did
	seen      string // RFC 3339 instant when it was got; "" when unknown
	id        string // of its article, where it has no other
	path      string // as messages name it
}

// maxPage is how many bytes a page may have. The longest articles of the web have a twentieth.
const maxPage = 16 << 20

// maxTags is how many tags a page may have: each takes some hundred bytes of memory while the page is read. Long pages have
// some ten thousand.
const maxTags = 250_000

// article reads the page's article: its text as people read it, without what stands around it, and what the page says about
// it. It asks no network, and the same page gives the same article. It is safe for concurrent use. The error is an *Error. Cost is about
// linear in the page: some milliseconds for a usual one.
func (p page) article(o Options) (Article, error) {
	if o.MaxText <= 0 {
		o.MaxText = maxText
	}
	if len(p.body) > maxPage {
		return Article{}, largePage(p.path)
	}
	if bytes.Count(p.body, []byte("<")) > maxTags {
		return Article{}, &Error{Path: p.path, Reason: fmt.Sprintf("the page has more than %d tags", maxTags), Remedy: "save the article's text and load that"}
	}
	sum := sha256.Sum256(p.body)
	if o.Skip != nil && o.Skip(p.path, hex.EncodeToString(sum[:])) {
		return Article{}, errSkipped
	}
	text := strings.ReplaceAll(toUTF8(p.body, p.mediaType), "\x00", "")
	doc, err := parsePage(text)
	if err != nil {
		return Article{}, &Error{Path: p.path, Reason: fmt.Sprintf("an HTML page that cannot be parsed: %v", err), Remedy: "save its text and load that", Err: err}
	}
	h := readHead(doc, p.url)
	a := Article{
		ID: p.id, URL: strings.TrimSpace(p.url), Path: p.path, Seen: p.seen, ReadSHA256: hex.EncodeToString(sum[:]),
		Canonical: firstOf(h.canonical, h.absolute(h.of("og.url")), h.absolute(h.ld.url)),
		Language:  h.languageTag(),
	}
	if a.URL == "" {
		a.URL = ownURL(a.Canonical, h.absolute(h.of("og.url")), h.absolute(h.ld.url))
	}
	where := webURL(firstOf(a.URL, a.Canonical))
	host := ""
	if where != nil {
		host = where.Hostname()
	}
	var suffix string
	a.Title, suffix = h.headline(host)
	a.Outlet = h.outlet(suffix, host)
	a.Author = h.author(a.Language, append(h.outletNames(), suffix, a.Outlet), bylinesOf(doc))
	if a.Author == "" || desk.MatchString(a.Author) || named(append(h.outletNames(), suffix, a.Outlet), a.Author) {
		a.Author = firstOf(h.author(a.Language, append(h.outletNames(), suffix, a.Outlet), []string{bylineBesideTitle(doc)}), a.Author)
	}
	published, modified := h.dates(doc)
	a.Published, a.Modified = published.day, modified.day
	if a.Seen == "" {
		a.Seen = modified.instant
	}
	embedded := embeddedText(doc)
	a.Title = withoutOutlet(a.Title, splitNames(a.Author))
	b := readBody(doc, a.Title, a.Author, pageURLOf(where))
	a.Text, a.Dropped, a.Notices = b.text, b.dropped, nil
	for _, other := range []string{embedded, plainBody(h.ld.body)} {
		// The page gives its text to machines, and shows people next to none of it without a script.
		if letters := utf8.RuneCountInString(other); letters >= shortest && letters > 2*utf8.RuneCountInString(a.Text) {
			if a.Text != "" {
				a.Dropped = append(a.Dropped, Dropped{Reason: dropOutside, Text: firstWords(a.Text)})
			}
			a.Text, b.stats.list = other, false
		}
	}
	if e := p.noText(a, b.stats, h, where); e != nil {
		return Article{}, e
	}
	if len(a.Text) > o.MaxText {
		return Article{}, tooLarge(p.path, o)
	}
	a = withNotices(a)
	a.addNotices(append(b.notices, h.ld.corrections...))
	if a.ID == "" {
		a.ID = pageID(a.Address(), p.path)
	}
	return a, nil
}

// ownURL is the URL of a page that nobody says was read from anywhere, where it names its own beside the canonical one of another
// site, as a reprint does; "" where it names none.
func ownURL(canonical string, own ...string) string {
	c := webURL(canonical)
	for _, s := range own {
		if u := webURL(s); u != nil && c != nil && !sameSite(u, c) {
			return u.String()
		}
	}
	return ""
}

// largePage is the error of a page over the limit.
func largePage(name string) *Error {
	return &Error{Path: name, Reason: fmt.Sprintf("the page is larger than %s", size(maxPage)), Remedy: "save the article's text and load that"}
}

// pageURLOf is a URL that is never nil, as readability wants one.
func pageURLOf(u *url.URL) *url.URL {
	if u == nil {
		return &url.URL{Scheme: "http", Host: "localhost", Path: "/"}
	}
	return u
}

// maxGone is how many characters of text a page has at most that stands where another was: an excuse, and where to go on.
const maxGone = 600

const gonePhrase = `(?:(?:error\s+)?404\s*[:|–—-]?\s*(?:error\s*[:–—-]?\s*)?)?(?:` +
	`(?:the\s+|this\s+|that\s+)?(?:page|article|file|content)\s+(?:was\s+|could\s+|can\s+)?(?:not\s+(?:be\s+)?found|cannot\s+be\s+found|does(?:\s+not|n['’]t)\s+exist|is(?:\s+not|n['’]t)\s+available)|` +
	`(?:die\s+)?seite\s+(?:wurde\s+)?nicht\s+gefunden|page\s+(?:non\s+trouvée|introuvable)|página\s+no\s+encontrada|pagina\s+non\s+trovata|página\s+não\s+encontrada|pagina\s+niet\s+gevonden|` +
	`sidan\s+(?:hittades\s+inte|kunde\s+inte\s+hittas)|siden\s+(?:blev\s+ikke\s+fundet|ble\s+ikke\s+funnet)|nie\s+znaleziono\s+strony|strona\s+nie\s+(?:została\s+)?znaleziona|` +
	`stránka\s+(?:nebyla\s+)?nenalezena|stránka\s+nebyla\s+nalezena|страница\s+не\s+найдена|сторінку\s+не\s+знайдено|sayfa\s+bulunamadı|الصفحة\s+غير\s+موجودة)`

var (
	goneTitle = regexp.MustCompile(`(?i)^[^\p{L}\d]*(?:(?:oops|sorry)\W+)?(?:` + gonePhrase + `|(?:error\s+)?404(?:\s+error|\s*[:|–—-]?\s*not\s+found)?|not\s+found)[^\p{L}\d]*$`)
	// With the outlet's name behind it.
	goneTab = regexp.MustCompile(`(?i)^[^\p{L}\d]*(?:(?:oops|sorry)\W+)?(?:` + gonePhrase + `|404\s*[:|–—-]?\s*not\s+found)[^\p{L}\d]*\s[|·•–—-]\s.{1,60}$`)
)

// saysGone reports whether the title or the first heading of a page is a phrase for a page that was not found, and nothing else.
func (h *head) saysGone(title string) bool {
	if goneTitle.MatchString(title) || goneTab.MatchString(title) {
		return true
	}
	if len(h.headings) == 0 {
		return false
	}
	s, _ := shortTextOf(h.headings[0], 100)
	return goneTitle.MatchString(s)
}

// noText is the error of a page in which no article was found; nil where one was.
func (p page) noText(a Article, s stats, h head, where *url.URL) *Error {
	letters := utf8.RuneCountInString(a.Text)
	front := where != nil && strings.Trim(where.Path, "/") == "" && where.RawQuery == ""
	e := &Error{Path: p.path, Reason: fmt.Sprintf("no article text found (%d links, %d paragraphs)", s.links, s.paragraphs)}
	switch {
	case letters < maxGone && !h.isArticle() && h.saysGone(a.Title):
		e.Reason += ": the page says that it was not found"
		e.Remedy = "give the page where the article stands now, or leave it out"
	case letters < shortText && s.wall && s.paragraphs <= 1:
		e.Reason += ": the page asks for a login or a subscription"
		e.Remedy = "save the page from a browser that is logged in, and load that"
	case s.letters < 200 && s.scripts > 0 && letters < shortest:
		e.Reason += ": a script makes this page"
		e.Remedy = "save the page from a browser, or save its text, and load that"
	case s.list && (front || !h.isArticle()) && letters > 0, front && !h.isArticle() && s.links > 20 && s.headings > 4:
		e.Reason += ": a list of articles"
		e.Remedy = "give the URL or the page of each article, or the site's feed"
	case letters == 0, letters < shortest && !h.isArticle() && !endsSentence(a.Text) && (s.scripts > 0 || s.links > 3):
		e.Remedy = "save the article's text and load that"
	default:
		return nil
	}
	return e
}

// pageID is the id of a page's article: the last part of its address, else the base name of its file.
func pageID(address, file string) string {
	if u := webURL(address); u != nil {
		base := strings.TrimSuffix(path.Base(u.Path), path.Ext(u.Path))
		if base != "" && base != "/" && base != "." && base != "index" {
			return base
		}
	}
	return baseID(file)
}
