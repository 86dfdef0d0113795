package source

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var feeds = map[string]struct {
	in   string
	want []FeedItem
	err  string
}{
	"RSS 2.0": {in: `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/">
<channel><title>The Harbour Post</title><link>https://harbour.example/</link><atom:link rel="self" href="https://harbour.example/feed"/><language>en-GB</language>
<image><title>Logo</title><link>https://harbour.example/logo</link></image>
<item><title>Port &amp;amp; pier &lt;i&gt;closed&lt;/i&gt;</title><link>https://harbour.example/a</link><guid isPermaLink="false">x1</guid>
 <media:title>Picture</media:title><media:content url="p.jpg"><media:description>No.</media:description></media:content><excerpt:encoded>No.</excerpt:encoded>
 <pubDate>Fri, 18 Oct 2024 23:30:00 -0500</pubDate><dc:creator><![CDATA[Ada Moor]]></dc:creator><dc:creator>Ben Hale</dc:creator>
 <description><![CDATA[<p>Short.</p>]]></description><content:encoded><![CDATA[<p>Long &amp; said.</p>]]></content:encoded></item>
<item><title>Two</title><guid>https://harbour.example/b</guid><author>ada@harbour.example (Ada Moor)</author><description>Only this.</description><pubDate>not a date</pubDate></item>
</channel></rss>`,
		want: []FeedItem{
			{URL: "https://harbour.example/a", ID: "x1", Title: "Port & pier closed", Author: "Ada Moor and Ben Hale", Published: "2024-10-18", Seen: "2024-10-18T23:30:00-05:00",
				Language: "en-GB", Summary: "<p>Short.</p>", Content: "<p>Long &amp; said.</p>", Feed: "The Harbour Post"},
			{URL: "https://harbour.example/b", ID: "https://harbour.example/b", Title: "Two", Author: "Ada Moor", Language: "en-GB", Summary: "Only this.", Feed: "The Harbour Post"},
		}},
	"RSS 1.0": {in: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://harbour.example/"><title>Harbour</title><items><rdf:Seq><rdf:li resource="https://harbour.example/a"/></rdf:Seq></items></channel>
<item rdf:about="https://harbour.example/a"><title>A</title><dc:date>2024-10-18T09:30+02:00</dc:date><description>S</description></item></rdf:RDF>`,
		want: []FeedItem{{URL: "https://harbour.example/a", Title: "A", Published: "2024-10-18", Seen: "2024-10-18T09:30:00+02:00", Summary: "S", Feed: "Harbour"}}},
	"RSS 0.91 with a document type": {in: `<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "rss-0.91.dtd">` +
		"<rss version=\"0.91\"><channel><title>Sch\xf6n</title><item><title>&Uuml;ber &#8222;M\xfcll&#8220;&#x1f;</title><link>/a</link></item></channel></rss>",
		want: []FeedItem{{URL: "https://base.example/a", Title: "Über „Müll“", Feed: "Schön"}}},
	"Atom": {in: `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://harbour.example/x/"><title type="html">Harbour &amp;amp; Post</title>
<author><name>The Desk</name></author><link href="/"/><updated>2024-10-20T00:00:00Z</updated>
<entry><id>urn:1</id><title type="text">1 &lt; 2</title><link rel="enclosure" href="v.mp4"/><link rel="alternate" type="text/html" href="a.html"/>
 <published>2024-10-18T10:00:00Z</published><updated>2024-10-19T11:00:00.123+01:00</updated><summary>Short.</summary>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long <em>said</em>.</p></div></content></entry>
<entry xml:lang="en"><id>urn:2</id><title>T</title><author><name>Ada Moor</name><email>x@y.example</email></author><content type="html">&lt;p&gt;Said.&lt;/p&gt;</content>
 <source><title>Elsewhere</title><author><name>Nobody</name></author></source></entry>
<entry><id>urn:3</id><title>T</title><content>First &amp; last.

Next.</content></entry><entry><title>Out</title><content src="https://harbour.example/out"/></entry></feed>`,
		want: []FeedItem{
			{URL: "https://harbour.example/x/a.html", ID: "urn:1", Title: "1 < 2", Author: "The Desk", Published: "2024-10-18", Modified: "2024-10-19", Seen: "2024-10-19T11:00:00+01:00", Language: "de",
				Summary: "Short.", Content: `<div xmlns="http://www.w3.org/1999/xhtml"><p>Long <em>said</em>.</p></div>`, Feed: "Harbour & Post"},
			{ID: "urn:2", Title: "T", Author: "Ada Moor", Language: "en", Content: "<p>Said.</p>", Feed: "Harbour & Post"},
			{ID: "urn:3", Title: "T", Author: "The Desk", Language: "de", Content: "<p>First &amp; last.</p>\n<p>Next.</p>\n", Feed: "Harbour & Post"},
			{Title: "Out", Author: "The Desk", Language: "de", Feed: "Harbour & Post"},
		}},
	"JSON Feed": {in: `{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "home_page_url": "https://harbour.example/", "language": "en", "authors": [{"name": "The Desk"}],
"items": [{"id": "1", "url": "/a", "title": "A", "content_html": "<p>Said.</p>", "date_published": "2024-10-18T10:00:00+02:00", "date_modified": "2024-10-19T10:00:00Z"},
{"id": 2, "url": "https://harbour.example/b", "content_text": "First.\n\nNext <b>.", "authors": [{"name": "Ada Moor"}], "language": "fr"}, {"id": "3", "title": 7}, {"id": "4", "summary": "Short & so."}]}`,
		want: []FeedItem{
			{URL: "https://harbour.example/a", ID: "1", Title: "A", Author: "The Desk", Published: "2024-10-18", Modified: "2024-10-19", Seen: "2024-10-19T10:00:00Z", Language: "en", Content: "<p>Said.</p>", Feed: "Harbour"},
			{URL: "https://harbour.example/b", ID: "2", Author: "Ada Moor", Language: "fr", Content: "<p>First.</p>\n<p>Next &lt;b&gt;.</p>\n", Feed: "Harbour"},
			{ID: "4", Author: "The Desk", Language: "en", Summary: "Short &amp; so.", Feed: "Harbour"},
		}, err: ": item 3 of the JSON Feed cannot be read: json: cannot unmarshal number into Go struct field jsonItem.title of type string; get it again; the other items are read"},
	"no declared prefixes": {in: `<rss><channel><title>H</title><item><title>A</title><content:encoded>Said.</content:encoded><dc:date>2024-10</dc:date></item></channel></rss>`,
		want: []FeedItem{{Title: "A", Published: "2024-10", Content: "Said.", Feed: "H"}}},
	"markup that is not escaped": {in: `<rss><channel><title>H</title><item><title>A <b>b</b></title><description><p>Said.</p></description></item></channel></rss>`,
		want: []FeedItem{{Title: "A b", Summary: "<p>Said.</p>", Feed: "H"}}},
	"a feed that breaks off": {in: "<rss><channel><title>H</title>\n<item><title>A</title></item>\n<item><title>B</ti", want: []FeedItem{{Title: "A", Feed: "H"}},
		err: ": the feed is not XML from line 3 on, behind 1 items: XML syntax error on line 3: unexpected EOF; get it again; the items before that are read"},
	"JSON that breaks off": {in: `{"version": "https://jsonfeed.org/version/1", "items": [`,
		err: ": a JSON Feed that is not valid JSON: unexpected end of JSON input; get it again"},
}

func TestFeedItems(t *testing.T) {
	for name, tt := range feeds {
		t.Run(name, func(t *testing.T) {
			got, err := FeedItems([]byte(tt.in), "", "https://base.example/feed")
			if name != "RSS 0.91 with a document type" {
				got, err = FeedItems([]byte(tt.in), "", "")
			}
			if d := cmp.Diff(tt.want, got, cmpopts.IgnoreUnexported(FeedItem{})); d != "" {
				t.Error(d)
			}
			if s := fmt.Sprint(err); s != tt.err && (err != nil || tt.err != "") {
				t.Errorf("error %s", s)
			}
			for _, i := range got {
				if len(i.sum) != 64 {
					t.Errorf("item %q has the hash %q", i.Title, i.sum)
				}
			}
		})
	}
}

func TestReadFeed(t *testing.T) {
	t.Chdir(write(t, map[string]string{"feed.txt": feeds["RSS 2.0"].in, "broken.xml": feeds["a feed that breaks off"].in, "none.xml": "<rss><channel><title>H</title></channel></rss>",
		"j.json": feeds["JSON Feed"].in}))
	got, errs := collect(Read([]string{"feed.txt"}, Options{}))
	want := []Article{{ID: "feed-1", Title: "Port & pier closed", URL: "https://harbour.example/a", Outlet: "The Harbour Post", Author: "Ada Moor and Ben Hale", Published: "2024-10-18",
		Seen: "2024-10-18T23:30:00-05:00", Language: "en-GB", Text: "Long & said.", Path: "feed.txt:item 1"}}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(Article{}, "ReadSHA256")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"feed.txt:item 2: only a summary; load its URL: https://harbour.example/b"}, errs); d != "" {
		t.Error(d)
	}
	tests := []struct {
		path string
		want []string
	}{
		{"broken.xml", []string{"!broken.xml:item 1: only a summary; load its page", "!broken.xml: the feed is not XML from line 3 on, behind 1 items: XML syntax error on line 3: unexpected EOF; get it again; the items before that are read"}},
		{"none.xml", []string{"!none.xml: a feed without items; leave it out, or get it again when it has some"}},
		{"j.json", []string{"j.json:item 1: Said.", "j.json:item 2: First.\n\nNext <b>.", "!j.json:item 3: only a summary; load its page",
			"!j.json: item 3 of the JSON Feed cannot be read: json: cannot unmarshal number into Go struct field jsonItem.title of type string; get it again; the other items are read"}},
	}
	for _, tt := range tests {
		if d := cmp.Diff(tt.want, told(tt.path, nil, Options{})); d != "" {
			t.Errorf("%s: %s", tt.path, d)
		}
	}
	if got := told("-", strings.NewReader("no feed"), Options{As: Feed}); len(got) != 1 || !strings.HasPrefix(got[0], "!in: ") {
		t.Errorf("got %q", got)
	}
}

// A feed cannot fill the memory: with items, with an author whom each of them repeats, or with the tags of one. What is left out
// is told.
func TestFeedMadeToHurt(t *testing.T) {
	long, many := strings.Repeat("A b ", 100_000), strings.Repeat("<author>Ana Diaz</author>", maxAuthors+1)
	for name, in := range map[string]string{
		"a long author":      "<rss><channel><author>Bo Li</author><author>" + long + "</author>" + strings.Repeat("<item/>", 500) + "</channel></rss>",
		"many authors":       "<rss><channel><author>Bo Li</author>" + many + strings.Repeat("<item/>", 500) + "</channel></rss>",
		"a long JSON author": `{"authors":[{"name":"Bo Li"},{"name":"` + long + `"}],"items":[{}` + strings.Repeat(",{}", 499) + "]}",
		"many JSON authors":  `{"authors":[{"name":"Bo Li"}` + strings.Repeat(`,{"name":"Bo Li"}`, 10_000) + `],"items":[{}` + strings.Repeat(",{}", 499) + "]}",
	} {
		items, err := FeedItems([]byte(in), "", "")
		n := 0
		for _, i := range items {
			n += len(i.Author)
		}
		if n > 500*maxAuthor || len(items) != 500 || !strings.HasPrefix(items[499].Author, "Bo Li") ||
			err == nil || err.Error() != ": item 1 has more than 100 authors, or more than 4 KiB of them; load its page; the item is read with the first authors" {
			t.Errorf("%s: %d items, %d bytes of authors for a feed of %d, %v", name, len(items), n, len(in), err)
		}
	}
	for name, in := range map[string]string{
		"items":      "<rss><channel><title>H</title>" + strings.Repeat("<item/>", maxFeedItems+1) + "</channel></rss>",
		"JSON items": `{"title":"H","items":[{}` + strings.Repeat(",{}", maxFeedItems) + "]}",
	} {
		items, err := FeedItems([]byte(in), "", "")
		if len(items) != maxFeedItems || items[0].Feed != "H" || err == nil || err.Error() != ": the feed has more than 20000 items; split it; the items before that are read" {
			t.Errorf("%s: %d, %v", name, len(items), err)
		}
	}
	in := "<rss><channel><item><title>A" + strings.Repeat("&lt;b&gt;", maxTags+1) + "</title><content:encoded><![CDATA[" + strings.Repeat("<p>a", maxTags+1) + "]]></content:encoded></item></channel></rss>"
	want := []string{"!in:item 1: the item has more than 250000 tags; save the article's text and load that"}
	if d := cmp.Diff(want, told("-", strings.NewReader(in), Options{As: Feed})); d != "" {
		t.Error(d)
	}
}

func TestJSONFeedOfManyItemsTakesLittleMemory(t *testing.T) {
	in := []byte(`{"items":[{}` + strings.Repeat(",{}", 4<<20) + "]}")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	items, err := FeedItems(in, "", "")
	runtime.ReadMemStats(&after)
	if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got > 150 || len(items) != maxFeedItems || err == nil {
		t.Errorf("%d MiB for %d items, %v", got, len(items), err)
	} else {
		t.Logf("%d MiB", got)
	}
	if _, err := FeedItems([]byte(`{"items":7}`), "", ""); err == nil {
		t.Error("a number is no list of items")
	}
	if items, err := FeedItems([]byte(`{"items":null}`), "", ""); err != nil || len(items) > 0 {
		t.Error(items, err)
	}
}

func TestAuthorsOfALineCostNoSquare(t *testing.T) {
	names := make([]string, 300_000)
	for i := range names {
		names[i] = fmt.Sprintf("%06d", i)
	}
	start := time.Now()
	if s := authorOf(append(names, names...), ""); len(s) != 300_000*8+1 || time.Since(start) > slower*10*time.Second {
		t.Errorf("%d bytes in %v", len(s), time.Since(start))
	}
}
