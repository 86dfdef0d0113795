package source

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

func TestCharsets(t *testing.T) {
	const spanish = "El año pasado, «Íñigo» dijo que no. Después calló, según él, por vergüenza."
	const russian = "Вчера мэр города заявил, что мост закроют на год. Жители недовольны решением."
	const japaneseText = "橋は一年間通行止めになると市長は述べた。"
	encode := func(e interface{ String(string) (string, error) }, s string) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	meta := func(name, s string) string { return `<html><head><meta charset="` + name + `"></head><p>` + s }
	latin, koi, cyrillic := charmap.Windows1252.NewEncoder(), charmap.KOI8R.NewEncoder(), charmap.Windows1251.NewEncoder()
	tests := []struct{ name, body, mediaType, want string }{
		{"UTF-8 without a word", spanish, "", spanish},
		{"UTF-8 with a mark", "\xef\xbb\xbf" + spanish, "text/html; charset=windows-1251", spanish},
		{"UTF-16 with a mark", encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), spanish), "", spanish},
		{"header", encode(cyrillic, russian), "text/html; charset=windows-1251", russian},
		{"meta", encode(koi, meta("koi8-r", russian)), "text/html", russian},
		{"header before meta", encode(cyrillic, meta("koi8-r", russian)), "text/html; charset=windows-1251", russian},
		{"bytes of Windows-1252", encode(latin, spanish), "", spanish},
		{"says UTF-8, is Windows-1252", encode(latin, meta("utf-8", spanish)), "text/html; charset=utf-8", spanish},
		{"says Windows-1252, is UTF-8", meta("windows-1252", spanish), "text/html; charset=iso-8859-1", spanish},
		{"header says UTF-8, meta says KOI8-R", encode(koi, meta("koi8-r", russian)), "text/html; charset=utf-8", russian},
		{"says UTF-8, is Windows-1251", encode(cyrillic, meta("utf-8", strings.Repeat(russian, 3))), "", strings.Repeat(russian, 3)},
		{"Shift_JIS", encode(japanese.ShiftJIS.NewEncoder(), meta("shift_jis", japaneseText)), "", japaneseText},
		{"ISO-2022-JP", encode(japanese.ISO2022JP.NewEncoder(), meta("iso-2022-jp", japaneseText)), "", japaneseText},
		{"no such charset", spanish, "text/html; charset=utf-99", spanish},
		{"UTF-8 with a broken byte", spanish + "\xff" + spanish + spanish, "text/html; charset=utf-8", spanish + "\uFFFD" + spanish + spanish},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := toUTF8([]byte(tt.body), tt.mediaType); !strings.HasSuffix(got, tt.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestMoments(t *testing.T) {
	tests := []struct{ in, day, instant string }{
		{"2024-10-18", "2024-10-18", ""},
		{"2024-10", "2024-10", ""},
		{"2024", "2024", ""},
		{"2024-10-18T23:30:00-04:00", "2024-10-18", "2024-10-18T23:30:00-04:00"},
		{"2024-10-18T09:12:44.102Z", "2024-10-18", "2024-10-18T09:12:44Z"},
		{"2024-10-18T09:12+0200", "2024-10-18", "2024-10-18T09:12:00+02:00"},
		{"2024-10-18 09:12:44 UTC", "2024-10-18", "2024-10-18T09:12:44Z"},
		{"2024-10-18T09:12:44", "2024-10-18", ""},
		{"2024-10-18T09:12:44+00:00", "2024-10-18", "2024-10-18T09:12:44Z"},
		{"20241018", "2024-10-18", ""},
		{"2024/10/18", "2024-10-18", ""},
		{"Fri, 18 Oct 2024 09:12:44 GMT", "2024-10-18", "2024-10-18T09:12:44Z"},
		{"Thu, 07 Mar 2019 16:45:00 +0100", "2019-03-07", "2019-03-07T16:45:00+01:00"},
		{"1729242764", "2024-10-18", "2024-10-18T09:12:44Z"},
		{"1729242764000", "2024-10-18", "2024-10-18T09:12:44Z"},
		{"18 October 2024", "2024-10-18", ""},
		{"Oct. 18, 2024 at 3:04 p.m.", "2024-10-18", ""},
		{"Published Friday, October 18th, 2024", "2024-10-18", ""},
		{"18. Oktober 2024, 14:20 Uhr", "2024-10-18", ""},
		{"Stand: 18.10.2024", "2024-10-18", ""},
		{"le 1er août 2024", "2024-08-01", ""},
		{"18 de octubre de 2024", "2024-10-18", ""},
		{"18 октября 2024 г.", "2024-10-18", ""},
		{"2024年10月18日", "2024-10-18", ""},
		{"October 2024", "2024-10", ""},
		{"18/10/2024", "2024-10-18", ""},
		{"10/18/2024 09:49:00", "2024-10-18", ""},
		// Nobody knows which of two numbers is the month, or there is no such day.
		{"10/11/2024", "", ""}, {"2024-02-30", "", ""}, {"31 September 2024", "", ""}, {"0000-00-00", "", ""}, {"0001-01-01T00:00:00Z", "", ""}, {"yesterday", "", ""}, {"", "", ""}, {"12345", "", ""}, {"99 Oct 2024", "", ""},
	}
	for _, tt := range tests {
		if got := machineMoment(tt.in); got.day != tt.day || got.instant != tt.instant {
			t.Errorf("%q: got %+v, want %s %s", tt.in, got, tt.day, tt.instant)
		}
	}
}

func TestBylines(t *testing.T) {
	outlets := []string{"Varn Courier", "CBN News"}
	tests := []struct {
		in   []string
		want string
	}{
		{[]string{"By Ana Diaz"}, "Ana Diaz"},
		{[]string{"Ana Diaz", "Bo Li"}, "Ana Diaz and Bo Li"},
		{[]string{"Ana Diaz", "Bo Li", "Cem Oz"}, "Ana Diaz, Bo Li and Cem Oz"},
		{[]string{"By Ana Diaz, Bo Li and Cem Oz"}, "Ana Diaz, Bo Li and Cem Oz"},
		{[]string{"By Ana Diaz, chief political correspondent"}, "Ana Diaz"},
		{[]string{"Ana Diaz | 12 June 2024"}, "Ana Diaz"},
		{[]string{"Posted by Ana Diaz on Tue, 04/16/2024 - 11:05"}, "Ana Diaz"},
		{[]string{"Ana Diaz (ana@courier.example.org)"}, "Ana Diaz"},
		{[]string{"Ana Diaz", "Ana Diaz"}, "Ana Diaz"},
		{[]string{"Varn Courier staff", "Ana Diaz"}, "Ana Diaz"},
		{[]string{"Ana Diaz, CBN News, Stenby"}, "Ana Diaz"},
		{[]string{"Varn Courier"}, "Varn Courier"},
		{[]string{"Our Foreign Staff"}, "Our Foreign Staff"},
		{[]string{"https://courier.example.org/authors/ana"}, ""},
		{[]string{"Ana Diaz (now)", "Bo Li (earlier)"}, "Ana Diaz and Bo Li"},
		{[]string{"Diaz, Ana"}, "Diaz, Ana"},
		{[]string{"Von Jörn Pape"}, "Jörn Pape"},
		{[]string{"Автор: Ольга Лапина"}, "Ольга Лапина"},
		{[]string{"What the council said about the bridge, and why nobody believes it?"}, ""},
		{[]string{""}, ""},
	}
	for _, tt := range tests {
		h := head{meta: map[string][]string{}}
		if got := h.author("en", outlets, tt.in); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestLinkedData(t *testing.T) {
	tests := []struct {
		name, script string
		want         linked
	}{
		{"an article", `{"@context":"https://schema.org","@type":"NewsArticle","headline":"H &amp; I","author":{"@type":"Person","name":"Ana Diaz"},"publisher":{"name":"Courier"},"datePublished":"2024-10-18"}`,
			linked{headline: "H & I", authors: []string{"Ana Diaz"}, publisher: "Courier", published: "2024-10-18", article: true}},
		{"authors as strings, in a list of lists", `[{"@type":["Thing","ReportageNewsArticle"],"headline":"H","author":["Ana Diaz",["Bo Li"]]}]`,
			linked{headline: "H", authors: []string{"Ana Diaz", "Bo Li"}, article: true}},
		{"authors' names in a list", `{"@type":"Article","headline":"H","author":{"name":["Ana Diaz","Bo Li"]}}`,
			linked{headline: "H", authors: []string{"Ana Diaz", "Bo Li"}, article: true}},
		{"references in a graph", `{"@graph":[{"@type":"Article","headline":"H","author":{"@id":"#a"},"publisher":{"@id":"#o"},"isPartOf":{"@id":"#w"}},{"@id":"#a","@type":"Person","name":"Ana Diaz"},{"@id":"#o","@type":"Organization","name":"Courier"},{"@id":"#w","@type":"WebSite","name":"Courier Online"}]}`,
			linked{headline: "H", authors: []string{"Ana Diaz"}, publisher: "Courier", isPartOf: "Courier Online", article: true}},
		{"news before the page's other things", `[{"@type":"WebPage","name":"P"},{"@type":"BlogPosting","headline":"Other"},{"@type":"NewsArticle","headline":"H"}]`, linked{headline: "H", article: true}},
		{"below a page", `{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"H","correction":["C1",{"@type":"CorrectionComment","text":"C2"}]}}`,
			linked{headline: "H", corrections: []string{"C1", "C2"}, article: true}},
		{"line breaks in a string and a comma too many", "<!--\n{\"@type\":\"NewsArticle\",\"headline\":\"H\nI\",\"author\":[\"Ana Diaz\",],}\n-->", linked{headline: "H I", authors: []string{"Ana Diaz"}, article: true}},
		{"not JSON", `{"@type":"NewsArticle","headline":`, linked{}},
		{"an advertiser's product", `{"@type":"Product","name":"Shoes","author":"Ana Diaz"}`, linked{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readLinked([]string{tt.script})
			if got.headline != tt.want.headline || !slices.Equal(got.authors, tt.want.authors) || got.publisher != tt.want.publisher || got.isPartOf != tt.want.isPartOf ||
				got.published != tt.want.published || !slices.Equal(got.corrections, tt.want.corrections) || got.article != tt.want.article {
				t.Errorf("got %+v\nwant %+v", got, tt.want)
			}
		})
	}
}

func TestAddress(t *testing.T) {
	tests := []struct{ name, url, canonical, want string }{
		{"no canonical", "https://a.example.com/x", "", "https://a.example.com/x"},
		{"nothing", "", "", ""},
		{"canonical alone", "", "https://a.example.com/x#top", "https://a.example.com/x"},
		{"same site", "https://m.example.com/x?utm_source=a", "https://www.example.com/x", "https://www.example.com/x"},
		{"another site: a reprint", "https://b.example.net/y", "https://a.example.com/x", "https://b.example.net/y"},
		{"sites of one suffix", "https://ana.github.io/y", "https://bo.github.io/x", "https://ana.github.io/y"},
		{"tracking", "https://a.example.com/x?id=7&utm_source=feed&fbclid=1#top", "", "https://a.example.com/x?id=7"},
		{"only tracking", "https://a.example.com/x?utm_medium=rss", "", "https://a.example.com/x"},
		{"front page", "https://a.example.com/news/x", "https://a.example.com/", "https://a.example.com/news/x"},
		{"front page of an own host", "https://a.example.com/", "https://a.example.com/", "https://a.example.com/"},
		{"section", "https://a.example.com/news/x", "https://a.example.com/news/", "https://a.example.com/news/x"},
		{"list", "https://a.example.com/news/x", "https://a.example.com/tag/bridges", "https://a.example.com/news/x"},
		{"AMP", "https://a.example.com/news/x/amp", "https://a.example.com/news/x", "https://a.example.com/news/x"},
		{"second page", "https://a.example.com/news/x/2", "https://a.example.com/news/x", "https://a.example.com/news/x"},
		{"not of the web", "https://a.example.com/x", "javascript:alert(1)", "https://a.example.com/x"},
		{"relative", "https://a.example.com/x", "/y", "https://a.example.com/x"},
		{"a URL of another scheme", "urn:x:1", "", "urn:x:1"},
		{"host in capitals", "HTTPS://A.Example.com/X", "", "https://a.example.com/X"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := (Article{URL: tt.url, Canonical: tt.canonical}).Address(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNotices(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"none", "The council said so.\n\nIt was right.", nil},
		{"label", "A.\n\nCorrection: It was $3 million.\n\nB.", []string{"Correction: It was $3 million."}},
		{"label with a date", "A.\n\nCorrection, Oct. 21, 2024: It was $3 million.", []string{"Correction, Oct. 21, 2024: It was $3 million."}},
		{"label on a line of its own", "A.\n\nCorrection\n\nIt was $3 million.\n\nB.", []string{"Correction\n\nIt was $3 million."}},
		{"phrase", "A.\n\nAn earlier version of this article misstated the sum.", []string{"An earlier version of this article misstated the sum."}},
		{"amended", "This article was amended on 3 May 2024 to correct a name.\n\nA.", []string{"This article was amended on 3 May 2024 to correct a name."}},
		{"withdrawn", "This story has been withdrawn.\n\nA.", []string{"This story has been withdrawn."}},
		{"editor's note", "Editor’s note: Names were changed.\n\nA.", []string{"Editor’s note: Names were changed."}},
		{"German", "A.\n\nAnmerkung der Redaktion: In einer früheren Version stand ein falscher Name.", []string{"Anmerkung der Redaktion: In einer früheren Version stand ein falscher Name."}},
		{"two", "Clarification: One.\nErratum: Two.", []string{"Clarification: One.", "Erratum: Two."}},
		{"about a correction", "Corrections officers said that the prison was full.\n\nThe correction of the river cost millions, the minister said.\n\nThe report was corrected by the ministry last year.", nil},
		{"a market", "Correction in the stock market was overdue, analysts said.", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := notices(tt.text); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			for _, n := range notices(tt.text) {
				if !strings.Contains(tt.text, n) {
					t.Errorf("%q is not verbatim", n)
				}
			}
		})
	}
}

// Plain texts and JSON lines have notices too.
func TestNoticesOfTexts(t *testing.T) {
	const n = "Correction: It was three."
	a, err := Check(Article{Text: "A.\n\n" + n}, Options{})
	if err != nil || !slices.Equal(a.Notices, []string{n}) {
		t.Errorf("%q, %v", a.Notices, err)
	}
	again, err := Check(a, Options{})
	if err != nil || !slices.Equal(again.Notices, a.Notices) {
		t.Errorf("%q, %v", again.Notices, err)
	}
	if a, err = parseText([]byte("A.\n\n"+n), "x.txt", "x.txt", Options{MaxText: 100}); err != nil || !slices.Equal(a.Notices, []string{n}) {
		t.Errorf("%q, %v", a.Notices, err)
	}
}
