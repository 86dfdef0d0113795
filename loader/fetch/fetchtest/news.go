package fetchtest

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Outlet is the name of the site.
const Outlet = "Kelmsund Courier"

// Paths of the site.
const (
	Mill    = "/2026/03/11/mill-fire.html"        // the page that Correct changes
	Ferry   = "/2026/03/09/ferry-strike.html"     // the page that Vanish takes away
	Dredge  = "/2026/03/12/harbour-dredging.html" // the newest story
	RSS     = "/feed.xml"                         // items with a summary each
	Atom    = "/atom.xml"                         // items with their whole text
	JSON    = "/feed.json"                        // items with their whole text
	Undated = "/undated.xml"                      // RSS without dates
	Memo    = "/private/memo.html"                // closed by robots.txt
	Moved   = "/moved"                            // leads to Dredge
	Loop    = "/loop/a"                           // leads to /loop/b, and that back
	Inside  = "/inside"                           // leads to http://127.0.0.1/
	Slow    = "/slow.html"                        // one byte a second
	Silent  = "/silent.html"                      // no answer at all
	Bomb    = "/bomb.html"                        // a gibibyte in a mebibyte of gzip
	Huge    = "/huge.html"                        // 20 MiB
	Broken  = "/broken.html"                      // ends before its length
	Flaky   = "/flaky.html"                       // fails twice, then gives a story
	Busy    = "/busy.html"                        // answers 429 once, with Retry-After: 30
	Brotli  = "/brotli.html"                      // an encoding that nobody asked for
	Garbled = "/garbled.html"                     // not the gzip that its header says it is
	Lying   = "/lying.html"                       // windows-1252 that its header calls UTF-8
	Notes   = "/notes.txt"                        // plain text
	Archive = "/archive.warc.gz"                  // all stories
)

// Hit is one request to the site.
type Hit struct {
	Path        string
	UserAgent   string
	Conditional bool // with If-None-Match or If-Modified-Since
	Status      int
}

// News is a news site. It is safe for concurrent use.
type News struct {
	mu        sync.Mutex
	hits      []Hit
	busy      int // requests under way
	overlap   bool
	corrected bool
	vanished  bool
	shown     int // of the stories, how many the feeds list
}

// New returns the site as it is before anything happens to it.
func New() *News { return &News{shown: len(stories)} }

// Correct changes the mill's story, and puts a notice below it.
func (n *News) Correct() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.corrected = true
}

// Vanish takes the ferry's story away.
func (n *News) Vanish() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.vanished = true
}

// Show makes the feeds list only the oldest stories.
func (n *News) Show(oldest int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.shown = min(oldest, len(stories))
}

// Stories is how many stories the site has.
func (n *News) Stories() int { return len(stories) }

// Hits is the requests for a path, in order; of all paths where it is "".
func (n *News) Hits(path string) []Hit {
	n.mu.Lock()
	defer n.mu.Unlock()
	var hits []Hit
	for _, h := range n.hits {
		if path == "" || h.Path == path {
			hits = append(hits, h)
		}
	}
	return hits
}

// Overlapped reports whether two requests were ever under way at the same time.
func (n *News) Overlapped() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.overlap
}

// ServeHTTP serves the site.
func (n *News) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	n.busy++
	n.overlap = n.overlap || n.busy > 1
	at := len(n.hits)
	n.hits = append(n.hits, Hit{Path: r.URL.Path, UserAgent: r.UserAgent(),
		Conditional: r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != ""})
	n.mu.Unlock()
	noted := &noting{ResponseWriter: w, status: http.StatusOK}
	n.serve(noted, r)
	n.mu.Lock()
	n.busy--
	n.hits[at].Status = noted.status
	n.mu.Unlock()
}

// noting is a ResponseWriter that notes the status.
type noting struct {
	http.ResponseWriter
	status int
}

func (n *noting) WriteHeader(status int) {
	n.status = status
	n.ResponseWriter.WriteHeader(status)
}

func (n *noting) Unwrap() http.ResponseWriter { return n.ResponseWriter }

func (n *News) serve(w http.ResponseWriter, r *http.Request) {
	site := "http://" + r.Host
	n.mu.Lock()
	gone, fixed, listed := n.vanished, n.corrected, stories[len(stories)-n.shown:]
	n.mu.Unlock()
	switch p := r.URL.Path; p {
	case "/robots.txt":
		give(w, r, "text/plain", "# of the Courier\nUser-agent: *\nCrawl-delay: 2\nDisallow: /private/\n", time.Time{})
	case "/":
		give(w, r, "text/html; charset=utf-8", front(site, listed), day(12, 9))
	case RSS, Undated:
		give(w, r, "application/rss+xml", rss(site, listed, p == RSS), day(12, 9))
	case Atom:
		give(w, r, "application/atom+xml", atom(site, listed), day(12, 9))
	case JSON:
		give(w, r, "application/feed+json", jsonFeed(site, listed), day(12, 9))
	case Memo:
		give(w, r, "text/html", page(site, stories[0], false), day(1, 1))
	case Moved:
		http.Redirect(w, r, Dredge, http.StatusMovedPermanently)
	case Loop:
		http.Redirect(w, r, "/loop/b", http.StatusFound)
	case "/loop/b":
		http.Redirect(w, r, Loop, http.StatusFound)
	case Inside:
		http.Redirect(w, r, "http://127.0.0.1/", http.StatusFound)
	case Notes:
		give(w, r, "text/plain; charset=utf-8", "Minutes of the harbour board\n\nThe harbour board met on Monday. Harbour master Olav Brekke said that the quay must be closed in April.\n", day(2, 9))
	case Archive:
		give(w, r, "application/warc", archive(site), day(12, 9))
	case Ferry:
		if gone {
			http.Error(w, "gone", http.StatusGone)
			return
		}
		n.story(w, r, site, fixed)
	default:
		if !n.fault(w, r, site) {
			n.story(w, r, site, fixed)
		}
	}
}

// story gives the story of the request's path, or 404.
func (n *News) story(w http.ResponseWriter, r *http.Request, site string, fixed bool) {
	i := slices.IndexFunc(stories, func(s story) bool { return s.path == r.URL.Path })
	if i < 0 {
		http.NotFound(w, r)
		return
	}
	s := stories[i]
	at := s.at
	fixed = fixed && s.path == Mill
	if fixed {
		at = day(13, 8)
	}
	give(w, r, "text/html; charset=utf-8", page(site, s, fixed), at)
}

// fault gives a fault, where the request's path is one of a fault.
func (n *News) fault(w http.ResponseWriter, r *http.Request, site string) bool {
	whole := page(site, stories[3], false)
	switch r.URL.Path {
	case Slow:
		w.Header().Set("Content-Type", "text/html")
		for i := range len(whole) {
			if _, err := io.WriteString(w, whole[i:i+1]); err != nil || http.NewResponseController(w).Flush() != nil {
				return true
			}
			select {
			case <-r.Context().Done():
				return true
			case <-time.After(time.Second):
			}
		}
	case Silent:
		<-r.Context().Done()
	case Bomb:
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		z, zeros := gzip.NewWriter(w), make([]byte, 1<<20)
		for range 1 << 10 {
			if _, err := z.Write(zeros); err != nil {
				return true
			}
		}
		_ = z.Close()
	case Huge:
		w.Header().Set("Content-Type", "text/html")
		line := []byte(strings.Repeat("<p>So it goes on and on.</p>\n", 1<<10))
		for sent := 0; sent < 20<<20; sent += len(line) {
			if _, err := w.Write(line); err != nil {
				return true
			}
		}
	case Broken:
		w.Header().Set("Content-Length", fmt.Sprint(len(whole)))
		_, _ = io.WriteString(w, whole[:len(whole)/2])
	case Flaky:
		if len(n.Hits(Flaky)) <= 2 {
			http.Error(w, "overloaded", http.StatusInternalServerError)
			return true
		}
		give(w, r, "text/html; charset=utf-8", whole, day(10, 14))
	case Busy:
		if len(n.Hits(Busy)) <= 1 {
			w.Header().Set("Retry-After", "30")
			http.Error(w, "slow down", http.StatusTooManyRequests)
			return true
		}
		give(w, r, "text/html; charset=utf-8", whole, day(10, 14))
	case Brotli:
		w.Header().Set("Content-Encoding", "br")
		_, _ = io.WriteString(w, whole)
	case Garbled:
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, whole)
	case Lying:
		s := story{"/lying.html", "Caf\xe9 on the quay closes", "Ines Rautio", day(6, 6), 5, []string{
			"The Caf\xe9 Zo\xeb on the quay will close in June, its owner Ren\xe9 Dupr\xe9 said on Friday.",
			"\x93Forty years are enough,\x94 he said. The town said it would look for somebody to take over the lease."}}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, page(site, s, false))
	default:
		return false
	}
	return true
}

// give answers with a content, or with 304 where the request says that it has it.
func give(w http.ResponseWriter, r *http.Request, mediaType, content string, modified time.Time) {
	sum := sha256.Sum256([]byte(content))
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	http.ServeContent(w, r, "", modified, strings.NewReader(content))
}

// front is the front page.
func front(site string, listed []story) string {
	var b strings.Builder
	b.WriteString("<!doctype html><html lang=en><head><title>" + Outlet + "</title></head><body><h1>" + Outlet + "</h1><ul>\n")
	for _, s := range listed {
		fmt.Fprintf(&b, "<li><a href=\"%s%s\">%s</a></li>\n", site, s.path, html.EscapeString(s.title))
	}
	b.WriteString("</ul></body></html>\n")
	return b.String()
}

// page is the page of a story, in its manner: what pages say about their articles differs from site to site.
func page(site string, s story, fixed bool) string {
	var head, body strings.Builder
	title, at := html.EscapeString(s.title), s.at.Format(time.RFC3339)
	fmt.Fprintf(&head, "<meta charset=utf-8><title>%s | %s</title>", title, Outlet)
	byline := s.author
	switch s.manner {
	case 0: // JSON-LD
		ld, err := json.Marshal(map[string]any{"@context": "https://schema.org", "@type": "NewsArticle", "headline": s.title, "datePublished": at,
			"author": map[string]string{"@type": "Person", "name": s.author}, "publisher": map[string]string{"@type": "Organization", "name": Outlet}})
		if err == nil {
			fmt.Fprintf(&head, "<script type=\"application/ld+json\">%s</script>", ld)
		}
	case 1: // OpenGraph
		fmt.Fprintf(&head, "<meta property=og:type content=article><meta property=og:title content=\"%s\"><meta property=og:site_name content=\"%s\">"+
			"<meta property=article:published_time content=\"%s\"><meta name=author content=\"%s\">", title, Outlet, at, s.author)
	case 2: // meta elements
		fmt.Fprintf(&head, "<meta name=date content=\"%s\"><meta name=author content=\"%s\"><meta name=application-name content=\"%s\">", at, s.author, Outlet)
	case 3: // a canonical link
		fmt.Fprintf(&head, "<link rel=canonical href=\"%s%s\"><meta property=og:site_name content=\"%s\">", site, s.path, Outlet)
	}
	fmt.Fprintf(&body, "<header><nav><a href=/>Home</a> <a href=%s>Feed</a></nav></header>\n<main><article><h1>%s</h1>\n", RSS, title)
	if byline != "" {
		fmt.Fprintf(&body, "<p class=byline>By <a rel=author href=/staff>%s</a></p>\n", byline)
	}
	if s.manner >= 2 {
		fmt.Fprintf(&body, "<time datetime=\"%s\">%s</time>\n", at, s.at.Format("2 January 2006"))
	}
	for i, p := range paragraphs(s, fixed) {
		fmt.Fprintf(&body, "<p>%s</p>\n", html.EscapeString(p))
		if i == 0 && s.manner == 4 {
			body.WriteString("<aside>Read also: <a href=/>all of today's news</a></aside>\n")
		}
	}
	if fixed {
		fmt.Fprintf(&body, "<p class=correction>%s</p>\n", correction)
	}
	fmt.Fprintf(&body, "</article></main>\n<footer>Copyright %s</footer>", Outlet)
	return "<!doctype html>\n<html lang=en><head>" + head.String() + "</head>\n<body>" + body.String() + "</body></html>\n"
}

func paragraphs(s story, fixed bool) []string {
	ps := slices.Clone(s.text)
	if fixed {
		ps[1] = corrected
	}
	return ps
}

// markup is a story's text as an HTML fragment.
func markup(s story) string { return "<p>" + html.EscapeString(strings.Join(s.text, "\x00")) + "</p>" }

func content(s story) string { return strings.ReplaceAll(markup(s), "\x00", "</p>\n<p>") }

func rss(site string, listed []story, dated bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>%s</title><link>%s/</link><description>News</description>\n", Outlet, site)
	for _, s := range listed {
		fmt.Fprintf(&b, "<item><title>%s</title><link>%s%s</link><guid>%s%s</guid><description>%s</description>",
			html.EscapeString(s.title), site, s.path, site, s.path, html.EscapeString(s.text[0]))
		if dated {
			fmt.Fprintf(&b, "<pubDate>%s</pubDate>", s.at.Format(time.RFC1123Z))
		}
		b.WriteString("</item>\n")
	}
	b.WriteString("</channel></rss>\n")
	return b.String()
}

func atom(site string, listed []story) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><title>%s</title><id>%s/</id><updated>%s</updated>\n",
		Outlet, site, listed[0].at.Format(time.RFC3339))
	for _, s := range listed {
		fmt.Fprintf(&b, "<entry><title>%s</title><id>%s%s</id><link href=\"%s%s\"/><published>%s</published><updated>%s</updated>",
			html.EscapeString(s.title), site, s.path, site, s.path, s.at.Format(time.RFC3339), s.at.Format(time.RFC3339))
		if s.author != "" {
			fmt.Fprintf(&b, "<author><name>%s</name></author>", s.author)
		}
		fmt.Fprintf(&b, "<content type=\"html\">%s</content></entry>\n", html.EscapeString(content(s)))
	}
	b.WriteString("</feed>\n")
	return b.String()
}

func jsonFeed(site string, listed []story) string {
	type item struct {
		ID        string `json:"id"`
		URL       string `json:"url"`
		Title     string `json:"title"`
		Content   string `json:"content_html"`
		Published string `json:"date_published"`
	}
	feed := struct {
		Version string `json:"version"`
		Title   string `json:"title"`
		Home    string `json:"home_page_url"`
		Items   []item `json:"items"`
	}{Version: "https://jsonfeed.org/version/1.1", Title: Outlet, Home: site + "/"}
	for _, s := range listed {
		feed.Items = append(feed.Items, item{site + s.path, site + s.path, s.title, content(s), s.at.Format(time.RFC3339)})
	}
	b, err := json.MarshalIndent(feed, "", " ")
	if err != nil {
		return "{}"
	}
	return string(b)
}

// archive is a web archive of all stories, each record compressed by itself.
func archive(site string) string {
	var b bytes.Buffer
	for i, s := range stories {
		body := page(site, s, false)
		answer := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		z := gzip.NewWriter(&b)
		fmt.Fprintf(z, "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: %s%s\r\nWARC-Date: %s\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\n"+
			"Content-Type: application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", site, s.path, s.at.Format(time.RFC3339), i, len(answer), answer)
		_ = z.Close() // to memory
	}
	return b.String()
}
