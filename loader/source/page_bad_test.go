package source

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

const someText = "<p>The council of Varn said on Friday that the bridge would be closed for a year, and that buses would go round by the north.</p>" +
	"<p>Its engineer told the council that two of the piers had moved. \"Nobody is in danger,\" she said, \"as long as nobody drives.\"</p>"

// Input that is no page of an article gets one line that says why and what to do.
func TestPageWithoutAnArticle(t *testing.T) {
	teasers := ""
	for i := range 12 {
		teasers += fmt.Sprintf(`<article><h2><a href="/news/%d">Headline number %d about something</a></h2><p><a href="/news/%d">A teaser of some words about it</a></p></article>`, i, i, i)
	}
	tests := []struct{ name, url, body, want string }{
		{"empty", "", "", "x.html: no article text found (0 links, 0 paragraphs); save the article's text and load that"},
		{"only markup", "", "<html><body><img src=a.png></body></html>", "x.html: no article text found (0 links, 0 paragraphs); save the article's text and load that"},
		{"script", "https://a.example.org/x", `<html><body><div id=root>Loading</div><script src=app.js></script></body></html>`,
			"x.html: no article text found (0 links, 0 paragraphs): a script makes this page; save the page from a browser, or save its text, and load that"},
		{"login", "https://a.example.org/x", `<html><body><a href="/">Home</a><form><p>Log in to read this article. Already a subscriber?</p><input></form><p>Subscribe now for a free trial.</p></body></html>`,
			"x.html: no article text found (1 links, 0 paragraphs): the page asks for a login or a subscription; save the page from a browser that is logged in, and load that"},
		{"front page", "https://a.example.org/", "<html><body>" + teasers + "</body></html>",
			"x.html: no article text found (24 links, 0 paragraphs): a list of articles; give the URL or the page of each article, or the site's feed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := page{body: []byte(tt.body), url: tt.url, path: "x.html"}.article(Options{})
			if err == nil || err.Error() != tt.want || a.Text != "" {
				t.Errorf("got %v (text %q), want %s", err, a.Text, tt.want)
			}
		})
	}
}

// A notice is told wherever it stands on the page, and stays in the text where it stands there.
func TestPageWithNotices(t *testing.T) {
	body := "<html><body><article><h1>Bridge closed</h1><div class=story-body>" + someText + someText + `<aside class="correction"><p>The piers were misnamed; they are the second and the fourth.</p></aside></div></article>` +
		`<footer><p>Correction: The headline gave the wrong town.</p></footer></body></html>`
	a, err := page{body: []byte(body), path: "x.html"}.article(Options{})
	want := []string{"The piers were misnamed; they are the second and the fourth.", "Correction: The headline gave the wrong town."}
	if err != nil || !slices.Equal(a.Notices, want) || !strings.HasSuffix(a.Text, want[0]) || strings.Contains(a.Text, want[1]) {
		t.Errorf("notices %q, text %q, %v", a.Notices, a.Text, err)
	}
}

// A file over the limit is refused by its size, or once the limit is read: memory stays bounded.
func TestPageOverTheLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "long.html")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("<!doctype html><html><body><p>"); err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(100 << 20); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, in := range []string{path, "-"} {
		_, errs := collect(Read([]string{in}, Options{Stdin: &endless{head: []byte("<html><p>")}}))
		want := "the page is larger than 16 MiB; save the article's text and load that"
		if len(errs) != 1 || !strings.HasSuffix(errs[0], want) {
			t.Errorf("%s: %q", in, errs)
		}
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 120<<20 {
		t.Errorf("%d MiB were allocated", n>>20)
	}
}

// endless is 100 MB of one line.
type endless struct {
	head []byte
	n    int
}

func (e *endless) Read(b []byte) (int, error) {
	if e.n == 0 {
		e.n += copy(b, e.head)
		return e.n, nil
	}
	for i := range b {
		b[i] = 'x'
	}
	e.n += len(b)
	return len(b), nil
}

// Pages that are made to hurt are read in a time that grows no faster than they do, and the article in them is found where
// there is one.
func TestPageMadeToHurt(t *testing.T) {
	tests := []struct {
		name, body string
		text       bool
	}{
		{"10,000 nested divs", strings.Repeat("<div>", 10000) + someText + strings.Repeat("</div>", 10000), true},
		{"10,000 nested spans", "<p>" + strings.Repeat("<span>", 10000) + "x", false},
		{"10,000 open formatting elements", strings.Repeat("<b><i><font>", 10000) + someText, true},
		{"10,000 nested tables", strings.Repeat("<table><tr><td>", 10000) + someText, true},
		{"10,000 nested lists", strings.Repeat("<ul><li>", 10000) + someText, true},
		{"10,000 nested paragraphs and fonts", strings.Repeat("<p><font>", 10000) + someText, true},
		{"one long line", "<html><body><p>" + strings.Repeat("The council said so. ", 100000) + "</body></html>", true},
		{"30,000 short paragraphs", "<html><body>" + strings.Repeat("<p>It is said.</p>", 30000), true},
		{"100,000 line breaks", "<html><body><p>" + strings.Repeat("a<br>", 50000) + "</p>" + someText, true},
		{"attributes without end", "<html><body><div " + strings.Repeat("a=b ", 100000) + ">" + someText, true},
		{"NULs", "<html><body>" + strings.ReplaceAll(someText, " ", " \x00"), true},
		{"JSON-LD without end", `<html><script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 20000) + "</script><body>" + someText, true},
		{"JSON-LD that refers to itself", `<html><script type="application/ld+json">{"@id":"a","@type":"NewsArticle","author":{"@id":"a"},"mainEntityOfPage":{"@id":"a"},"name":{"@id":"a"}}</script><body>` + someText, true},
		{"JSON-LD of the wrong types", `<html><script type="application/ld+json">{"@type":["NewsArticle",7,null],"headline":{"a":[]},"author":[[[["x"]]],7,null,{"name":{}}],"datePublished":[],"publisher":"x","inLanguage":{"name":5}}</script><body>` + someText, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			a, err := page{body: []byte(tt.body), path: "x.html"}.article(Options{})
			if tt.text && (err != nil || !utf8.ValidString(a.Text) || strings.ContainsRune(a.Text, 0)) {
				t.Errorf("text %.60q, %v", a.Text, err)
			}
			if took := time.Since(start); took > slower*10*time.Second {
				t.Errorf("it took %v", took)
			} else {
				t.Logf("%v, %d bytes of %d", took.Round(time.Millisecond), len(a.Text), len(tt.body))
			}
		})
	}
}

// A page of many notices, of one long menu, or of dates behind empty elements takes no time that grows
// with its square.
func TestPageMadeToHurtByRepetition(t *testing.T) {
	var notices strings.Builder
	for i := range 10000 {
		fmt.Fprintf(&notices, "<p>Correction: the number %d was wrong in it.</p>", i)
	}
	tests := []struct{ name, body string }{
		{"notices", notices.String()},
		{"a menu", "<nav><a href=/x>" + strings.Repeat("<b>"+strings.Repeat("x", 50)+" </b>", 60000) + "</a></nav>"},
		{"dates in a paragraph", "<p>" + strings.Repeat("<br>", 50000) + strings.Repeat("<time>2024</time>", 20000) + "</p>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			a, err := page{body: []byte("<html><body><h1>Bridge closed</h1>" + someText + someText + tt.body), path: "x.html"}.article(Options{})
			if took := time.Since(start); err != nil || len(a.Notices) > maxNotices || took > slower*10*time.Second {
				t.Errorf("%d notices, %v, it took %v", len(a.Notices), err, took)
			} else {
				t.Log(took.Round(time.Millisecond))
			}
		})
	}
}

func TestBylinesInBylinesCostNoSquare(t *testing.T) {
	doc, err := parsePage("<html><body>" + strings.Repeat("<div class=byline>", 150) + strings.Repeat("<b class='a b c'>y</b>", 110000))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if got := bylinesOf(doc); len(got) > 0 || time.Since(start) > slower*3*time.Second {
		t.Errorf("%d bylines in %v", len(got), time.Since(start))
	} else {
		t.Log(time.Since(start))
	}
}

// A page with more tags than any has is refused before its tree is built.
func TestPageOfTags(t *testing.T) {
	_, err := page{body: []byte(strings.Repeat("<b>", maxTags+1)), path: "x.html"}.article(Options{})
	if want := "x.html: the page has more than 250000 tags; save the article's text and load that"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestPagesAreKnownByTheirFirstBytes(t *testing.T) {
	tests := []struct {
		head string
		want bool
	}{
		{"<!DOCTYPE html>", true}, {"\xef\xbb\xbf \n<HTML lang=en>", true}, {"<!-- saved from url=(0014)about:internet -->\n<html>", true},
		{"<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\">", true}, {"<head><title>x", true}, {"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00", true},
		{"<?xml version=\"1.0\"?><rss version=\"2.0\">", false}, {"<feed xmlns=\"a\">", false}, {"<htmlish>", false}, {"Text <html>", false}, {"", false}, {"<!-- no end <html>", false}, {"{\"a\":1}", false},
	}
	for _, tt := range tests {
		if got := markup([]byte(tt.head)) == HTML; got != tt.want {
			t.Errorf("markup(%q) is HTML: %v", tt.head, got)
		}
	}
}

func TestReadPageFromFile(t *testing.T) {
	dir := write(t, map[string]string{"bridge.html": "<!DOCTYPE html><html lang=en><title>Bridge closed</title><body>" + someText + "</body></html>"})
	got, errs := collect(Read([]string{dir}, Options{}))
	if len(errs) > 0 || len(got) != 1 {
		t.Fatalf("%v, %q", got, errs)
	}
	a := got[0]
	if a.ID != "bridge" || a.Title != "Bridge closed" || a.Language != "en" || !strings.HasPrefix(a.Text, "The council of Varn") || strings.Contains(a.Text, "<") || len(a.ReadSHA256) != 64 {
		t.Errorf("%+v", a)
	}
}

// The same bytes give the same article, whatever was read before.
func TestPageIsReadTheSameEachTime(t *testing.T) {
	for _, path := range casesOf(t) {
		p, _ := readCase(t, path)
		one, err := p.article(Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			two, err := p.article(Options{})
			if err != nil || fmt.Sprintf("%+v", one) != fmt.Sprintf("%+v", two) {
				t.Errorf("%s: two readings differ: %v", path, err)
			}
		}
	}
}

// seeds are the own pages and what is not well-formed.
func seeds(f *testing.F) {
	paths, _ := filepath.Glob(filepath.Join("testdata", "pages", "*.html"))
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, "text/html")
	}
	for _, s := range []string{"", "<", "<html>", "<p>a<table><b><p>x", "<html><body>" + someText + "<li>a<li>b<br><br>c", "\xff\xfe<\x00p\x00>", "<title>a | b</title><h1>a</h1>caf\xe9", "<svg><title>x</title><p>", "<select><p>x</select>y", "<noscript><p>", "<frameset><frame>"} {
		f.Add([]byte(s), "text/html; charset=windows-1251")
	}
}

// FuzzPage holds that any bytes give an article or an error of one line, and that an article is text: UTF-8, without markup's
// remains, found in the page.
func FuzzPage(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte, mediaType string) {
		a, err := page{body: b, url: "https://example.org/a/b", mediaType: mediaType, path: "x.html"}.article(Options{MaxText: 1 << 20})
		if err != nil {
			if e, ok := err.(*Error); !ok || e.Path == "" || e.Reason == "" || e.Remedy == "" || strings.Contains(e.Error(), "\n") {
				t.Errorf("error %#v", err)
			}
			return
		}
		all := []string{a.ID, a.Title, a.URL, a.Canonical, a.Outlet, a.Author, a.Published, a.Modified, a.Seen, a.Language, a.Text, a.Address()}
		for _, d := range a.Dropped {
			all = append(all, d.Reason, d.Text)
			if d.Reason == "" || d.Text == "" || utf8.RuneCountInString(d.Text) > maxDroppedText+1 {
				t.Errorf("dropped %+v", d)
			}
		}
		for _, s := range append(all, a.Notices...) {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				t.Errorf("%q is not text", s)
			}
		}
		if strings.TrimSpace(a.Text) != a.Text || a.Text == "" || a.ID == "" || a.Path != "x.html" {
			t.Errorf("%+v", a)
		}
		if day, err := parsePublished(a.Published); err != nil || day != a.Published {
			t.Errorf("published %q", a.Published)
		}
		if a.Seen != "" {
			if _, err := time.Parse(time.RFC3339, a.Seen); err != nil {
				t.Errorf("seen %q", a.Seen)
			}
		}
	})
}

// FuzzLinked holds that any JSON-LD is read without harm, and the same way each time.
func FuzzLinked(f *testing.F) {
	for _, s := range []string{"", "{}", "[]", `{"@type":"NewsArticle","headline":"H","author":[{"name":["a","b"]},"c"],}`, `{"@graph":[{"@id":"a","@type":"Article","author":{"@id":"b"}},{"@id":"b","name":"N"}]}`,
		"<!-- {\"@type\":\"Report\",\"headline\":\"a\nb\"} -->", `{"@type":"NewsArticle","correction":[{"text":"x"}],"isPartOf":{"name":"P"},"inLanguage":{"alternateName":"en"}}`, `[[[[{"mainEntity":{"@type":"BlogPosting"}}]]]]`, `{&quot;@type&quot;:&quot;Article&quot;}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		one := fmt.Sprintf("%+v", readLinked([]string{s}))
		if two := fmt.Sprintf("%+v", readLinked([]string{s})); one != two {
			t.Errorf("%q is read as %s and as %s", s, one, two)
		}
		if bytes.Contains([]byte(one), []byte{0}) && !strings.Contains(s, "\\u0000") && !strings.ContainsRune(s, 0) {
			t.Errorf("NUL from %q", s)
		}
	})
}

// BenchmarkPage reads a page of 60 kB, as much of it script, navigation and advertising as usual.
func BenchmarkPage(b *testing.B) {
	var s strings.Builder
	s.WriteString(`<!DOCTYPE html><html lang="en"><head><title>Bridge closed | Varn Courier</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge closed","author":{"name":"Ana Diaz"},"datePublished":"2024-10-18T09:00:00Z","publisher":{"name":"Varn Courier"}}</script>`)
	s.WriteString("<script>" + strings.Repeat("var a = {b: [1, 2, 3]}; ", 1250) + "</script></head><body><nav><ul>" + strings.Repeat(`<li class="menu-item"><a class="link" href="/section/some-section">Some section</a></li>`, 80) + "</ul></nav><main><article><h1>Bridge closed</h1><div class=\"byline\">By Ana Diaz</div><div class=\"story-body\">")
	for range 25 {
		s.WriteString(someText + `<div class="ad-slot"><span>Advertisement</span></div>`)
	}
	s.WriteString("</div></article></main><aside>" + strings.Repeat(`<div class="card"><a href="/news/another-article"><h3>Another article about something else</h3></a><p>Some words of it</p></div>`, 80) + "</aside><footer><p>All rights reserved</p></footer>")
	s.WriteString(strings.Repeat("<!-- a comment of the content system -->", 100) + "</body></html>")
	p := page{body: []byte(s.String()), url: "https://courier.example.org/bridge", path: "x.html"}
	b.SetBytes(int64(len(p.body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.article(Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// What a page calls its parts, and how much of other things it holds, does not take the article out of it.
func TestPageNamesMislead(t *testing.T) {
	comments := strings.Repeat("<div class=comment><p>I do not believe a word of it, and neither does anyone on our street, as far as I can tell from here.</p></div>", 20)
	tests := []struct{ name, body string }{
		{"an article of many classes", `<article class="post sponsored tag-bridges category-news related share-enabled"><h1>Bridge closed</h1>` + someText + `</article>`},
		{"an article that is free of advertising", `<div class="content ad-free"><div class="ad-article-wrap">` + someText + someText + `</div></div>`},
		{"a body behind a paywall", `<body class="paywall comments-open"><div class="subscription">` + someText + someText + `</div>`},
		{"all in a form", `<form action="/default.aspx"><div id="menu"><a href="/">Home</a></div><div>` + someText + someText + `</div></form>`},
		{"more comments than article", `<main><h1>Bridge closed</h1><div class="story-body">` + someText + `</div><section id="comments">` + comments + `</section></main>`},
		{"all in an aside", `<aside class="main-content">` + someText + someText + `</aside>`},
		{"all in a footer", `<footer>` + someText + someText + `</footer>`},
		{"a sidebar that is the page", `<div class="sidebar-layout">` + someText + someText + `</div>`},
		{"links with names of blocks", `<div class="story">` + strings.ReplaceAll(someText, "the bridge", `<a class="related tags keywords" href="/b">the bridge</a>`) + `</div>`},
		{"paragraphs as line breaks", `<div>` + strings.ReplaceAll(strings.ReplaceAll(someText, "<p>", ""), "</p>", "<br><br>") + `</div>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := page{body: []byte("<!DOCTYPE html><title>Bridge closed</title>" + tt.body), path: "x.html"}.article(Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"The council of Varn said on Friday that the bridge would be closed for a year", `"as long as nobody drives."`} {
				if !strings.Contains(a.Text, want) {
					t.Errorf("%q is not in %q; dropped %q", want, a.Text, a.Dropped)
				}
			}
			if strings.Contains(a.Text, "our street") || strings.Contains(a.Text, "Home") {
				t.Errorf("text %q", a.Text)
			}
		})
	}
}

// A notice behind a bullet or a dash is a notice, wherever it stands on the page.
func TestNoticeBehindABullet(t *testing.T) {
	const notice = "• This article was amended on 19 October 2024. An earlier version named the wrong bridge."
	for _, s := range []string{notice, "– Correction: The bridge is the second one.", "- This story has been updated to correct the year."} {
		if got := notices("Bridge closed\n\n" + s + "\n"); !slices.Equal(got, []string{s}) {
			t.Errorf("%q: %q", s, got)
		}
	}
	a, err := page{body: []byte("<html><body><article><h1>Bridge closed</h1>" + someText + someText + "<footer><p>" + notice + "</p></footer></article>"), path: "x.html"}.article(Options{})
	if err != nil || !slices.Equal(a.Notices, []string{notice}) {
		t.Errorf("%q, %v", a.Notices, err)
	}
}

// The caption of a figure that is a quotation says who said it.
func TestCaptionOfAQuotation(t *testing.T) {
	body := "<html><body><article><h1>Bridge closed</h1>" + someText + "<figure><blockquote><p>The bridge is safe.</p></blockquote><figcaption>Mary Dunne, mayor</figcaption></figure>" +
		"<figure><img src=a.png><figcaption>The bridge in May<blockquote>so</blockquote></figcaption></figure>" + someText
	a, err := page{body: []byte(body), path: "x.html"}.article(Options{})
	if err != nil || !strings.Contains(a.Text, "The bridge is safe.\n\nMary Dunne, mayor\n") || strings.Contains(a.Text, "in May") {
		t.Errorf("%q, %v", a.Text, err)
	}
}

// A kicker above the title leaves the title out of the text, and a desk in the metadata gives way to the persons beside the title.
func TestKickerAndDesk(t *testing.T) {
	body := "<html lang=de><head><title>Bürgermeister bleibt im Amt | Rheinbote</title><meta name=author content='Rheinbote Redaktion'></head><body><main><article><header><span>Kommunalpolitik</span>" +
		"<h1>Bürgermeister bleibt im Amt</h1><p>Von Jutta Kern und Ole Brandt</p></header>" +
		"<p>Bonn - Der Bürgermeister bleibt. Mit 31 zu 29 Stimmen lehnte der Rat den Antrag ab, wie die Stadt am Abend mitteilte.</p>" +
		"<p>\"Ich habe nichts zu verbergen\", sagte er nach der Sitzung im Rathaus.</p></article></main>"
	a, err := page{body: []byte(body), path: "x.html"}.article(Options{})
	if err != nil || a.Author != "Jutta Kern und Ole Brandt" || !strings.HasPrefix(a.Text, "Kommunalpolitik\n\nBonn - Der") {
		t.Errorf("author %q, text %q, %v", a.Author, a.Text, err)
	}
}

func TestDatesBesideEachOther(t *testing.T) {
	body := "<html><body><article><h1>Bridge closed</h1><div><span>Published 18 October 2024</span><span>Updated 19 October 2024</span></div>" + someText + someText
	a, err := page{body: []byte(body), path: "x.html"}.article(Options{})
	if err != nil || a.Published != "2024-10-18" || !strings.HasPrefix(a.Text, "The council") {
		t.Errorf("%s %s %q, %v", a.Published, a.Modified, a.Text, err)
	}
}

func TestHeadingThatSaysMoreThanTheTab(t *testing.T) {
	body := "<html><head><title>Bridge closed | Varn Courier</title></head><body><article><h1>Bridge closed for a year after flood</h1>" + someText + someText
	a, err := page{body: []byte(body), path: "x.html", url: "https://varncourier.example/a"}.article(Options{})
	if err != nil || a.Title != "Bridge closed for a year after flood" || a.Outlet != "Varn Courier" || !strings.HasPrefix(a.Text, "The council") {
		t.Errorf("%q of %q, %q, %v", a.Title, a.Outlet, a.Text, err)
	}
}

func TestArabicPage(t *testing.T) {
	body := `<html lang=ar dir=rtl><head><title>وزير الخارجية: لا مفاوضات قبل وقف إطلاق النار - صحيفة النهار</title><meta property="og:site_name" content="صحيفة النهار"></head><body><main><article>
<h1>وزير الخارجية: لا مفاوضات قبل وقف إطلاق النار</h1><div class="author">بقلم سامي حداد</div><div class=date>18 أكتوبر 2024</div>
<p>قال وزير الخارجية يوم الجمعة إن بلاده لن تدخل في أي مفاوضات قبل وقف إطلاق النار، مؤكدا أن الأمم المتحدة تدعم هذا الموقف.</p>
<p>هذا الكتاب بقلم سامي</p>
<p>اقرأ أيضا: <a href=/x>الجيش يعلن السيطرة على المدينة</a></p><p>اقرأ أيضًا: <a href=/y>الجيش يعلن السيطرة على المدينة</a></p>
<p>من جهته، نفى المتحدث باسم الجيش هذه التصريحات، قائلا إن القوات تتقدم على جميع المحاور في الجنوب.</p></article></main></body></html>`
	a, err := page{body: []byte(body), path: "x.html"}.article(Options{})
	if err != nil || a.Author != "سامي حداد" || a.Published != "2024-10-18" || strings.Count(a.Text, "\n\n") != 2 || !strings.HasPrefix(a.Text, "قال وزير") {
		t.Errorf("%q on %s: %q, %v", a.Author, a.Published, a.Text, err)
	}
}

func TestInterviewBy(t *testing.T) {
	body := "<html lang=en><head><title>We will not sign, says the union's leader</title></head><body><div class=post><h1>We will not sign, says the union's leader</h1>" +
		"<p class=meta>Interview by Paul Ende, 3 May 2024</p><div class=entry-content>" + someText + "<p><strong>Will you sign?</strong></p><p>No.</p></div></div>"
	a, err := page{body: []byte(body), path: "x.html"}.article(Options{})
	if err != nil || a.Author != "Paul Ende" || a.Published != "2024-05-03" || !strings.HasPrefix(a.Text, "The council") {
		t.Errorf("%q on %s: %q, %v", a.Author, a.Published, a.Text, err)
	}
}

// A paragraph of whole sentences between the title and the text is text, whatever it is called; a teaser elsewhere and a line that
// is no sentence are not.
func TestLeadBelowTheTitle(t *testing.T) {
	for _, class := range []string{"teaser", "standfirst", "intro"} {
		body := "<html><head><title>Bridge closed</title></head><body><main><article><header><h1>Bridge closed</h1><p class=" + class + ">The mayor said on Monday that it is safe. The council calls it a scandal.</p>" +
			"<p class=meta>By Ana Diaz, 18 October 2024</p></header>" + someText + someText + "</article><p class=teaser>The mayor of Hale resigned.</p></main>"
		a, err := page{body: []byte(body), path: "x.html"}.article(Options{})
		if err != nil || !strings.HasPrefix(a.Text, "The mayor said on Monday that it is safe. The council calls it a scandal.\n\nThe council") || strings.Contains(a.Text, "Hale") {
			t.Errorf("%s: %q, %v, %v", class, a.Text, err, a.Dropped)
		}
	}
}

// A page that stands where the article was is none. A word in an article's title does not make it one.
func TestPageThatWasNotFound(t *testing.T) {
	const excuse = "<p>Sorry, the page that you asked for was moved or deleted by us. Try the search, or read on at our front page, where all is that we know.</p>"
	const want = "x.html: no article text found (0 links, 1 paragraphs): the page says that it was not found; give the page where the article stands now, or leave it out"
	tests := []struct {
		head, h1, text string
		gone           bool
	}{
		{"<title>404 Not Found</title>", "", excuse, true},
		{"<title>Page not found - Varn Courier</title>", "", excuse, true},
		{"<title>Varn Courier</title>", "Oops! Page Not Found", excuse, true},
		{"<title>Error 404</title>", "", excuse, true},
		{"<title>Fehler | Rheinbote</title>", "Seite nicht gefunden", excuse, true},
		{"<title>Страница не найдена</title>", "", excuse, true},
		{"<title>الصفحة غير موجودة</title>", "", excuse, true},
		{"<title>Страница не найдена в архиве Варна</title>", "", excuse, false},
		{"<title>404 dead after flood in Varn</title>", "404 dead after flood in Varn", excuse, false},
		{"<title>Missing page not found in archive of Varn</title>", "", excuse, false},
		{"<title>Not found: the children of Varn</title>", "", excuse, false},
		{"<title>Not found - the children of Varn</title>", "", excuse, false},
		{"<title>Page not found</title><meta property=og:type content=article>", "", excuse, false},
		{"<title>Page not found</title>", "", strings.Repeat(someText, 4), false},
	}
	for _, tt := range tests {
		_, err := page{body: []byte("<html><head>" + tt.head + "</head><body><h1>" + tt.h1 + "</h1>" + tt.text + "</body></html>"), path: "x.html"}.article(Options{})
		if gone := err != nil && err.Error() == want; gone != tt.gone || err != nil && !gone {
			t.Errorf("%s %s: %v", tt.head, tt.h1, err)
		}
	}
}
