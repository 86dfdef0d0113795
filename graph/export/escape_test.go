package export

import (
	"bufio"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/whosaid/whosaid/graph"
)

func TestPrintable(t *testing.T) {
	tests := []struct {
		name, in, want string
		left           int
	}{
		{"plain", "a <b> & \"c\"", "a <b> & \"c\"", 0},
		{"line breaks stay", "a\tb\nc\rd", "a\tb\nc\rd", 0},
		{"controls", "\x00a\x01\x1fb\x0b", "ab", 4},
		{"delete and C1 stay", "\x7f\u0080\u0085\u009f", "\x7f\u0080\u0085\u009f", 0},
		{"nonchars of the first plane", "\ufffe\uffffx", "x", 2},
		{"nonchars of the others stay", "\U0001fffe\ufdd0", "\U0001fffe\ufdd0", 0},
		{"broken UTF-8", "a\xffb\xed\xa0\x80", "ab", 4},
		{"a true replacement character", "\ufffd", "\ufffd", 0},
		{"nothing", "", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, left := printable(tt.in)
			if got != tt.want || left != tt.left {
				t.Errorf("%q, %d left out; want %q, %d", got, left, tt.want, tt.left)
			}
		})
	}
}

func TestFormatNumber(t *testing.T) {
	tests := []struct {
		in   float64
		want string
	}{
		{0, "0"},
		{-1, "-1"},
		{0.1, "0.1"},
		{1500, "1500"},
		{1e6, "1000000"},
		{1<<53 + 2, "9007199254740994"},
		{1e20, "100000000000000000000"},
		{1e21, "1e+21"},
		{5e-324, "5e-324"},
	}
	for _, tt := range tests {
		if got := formatNumber(tt.in); got != tt.want {
			t.Errorf("%g is %s; want %s", tt.in, got, tt.want)
		}
	}
}

func TestFullDay(t *testing.T) {
	tests := []struct {
		in          graph.Date
		first, last string
	}{
		{graph.Date{Year: 2024}, "2024-01-01", "2024-12-31"},
		{graph.Date{Year: 2024, Month: 2}, "2024-02-01", "2024-02-29"},
		{graph.Date{Year: 2023, Month: 2}, "2023-02-01", "2023-02-28"},
		{graph.Date{Year: 2024, Month: 12}, "2024-12-01", "2024-12-31"},
		{graph.Date{Year: 2024, Month: 10, Day: 18}, "2024-10-18", "2024-10-18"},
		{graph.Date{Year: 1}, "0001-01-01", "0001-12-31"},
	}
	for _, tt := range tests {
		if first, last := fullDay(tt.in, false).String(), fullDay(tt.in, true).String(); first != tt.first || last != tt.last {
			t.Errorf("%s is from %s to %s; want %s to %s", tt.in, first, last, tt.first, tt.last)
		}
	}
}

func TestDotText(t *testing.T) {
	tests := []struct {
		name, in, want string
	}{
		{"plain", "a b", `"a b"`},
		{"nothing", "", `""`},
		{"quotes", `say "a"`, `"say \"a\""`},
		{"backslash at the end", `a\`, `"a\\"`},
		{"names of nodes", `\N\G`, `"\\N\\G"`},
		{"line breaks", "a\nb\r\nc\rd\te", `"a\nb\nc\nd e"`},
		{"controls", "a\x00\x1bb", `"ab"`},
		{"markup stays", "<b>&amp;</b>", `"<b>&amp;</b>"`},
		{"parts", strings.Repeat("x", dotPart) + "yz", `"` + strings.Repeat("x", dotPart) + `" + "yz"`},
		{"parts between letters", strings.Repeat("x", dotPart-1) + "é", `"` + strings.Repeat("x", dotPart-1) + `" + "é"`},
		{"parts beside a line break", strings.Repeat("x", dotPart-1) + "\r\nz", `"` + strings.Repeat("x", dotPart-1) + `" + "\nz"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := dotQuoted(t, tt.in); got != tt.want {
				t.Errorf("%s; want %s", got, tt.want)
			}
		})
	}
}

func dotQuoted(t *testing.T, s string) string {
	t.Helper()
	var b strings.Builder
	d := &dotWriter{w: bufio.NewWriter(&b)}
	d.text(s)
	if err := d.w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestDotLink(t *testing.T) {
	tests := []struct {
		name, url, want string
	}{
		{"plain", "https://news.example/1", `, URL="https://news.example/1"`},
		{"query", "https://news.example/?a=1&b=2#c", `, URL="https://news.example/?a=1&amp;b=2#c"`},
		{"quotes and spaces", `http://news.example/"a" 'b'\N<c>`, `, URL="http://news.example/%22a%22%20%27b%27%5CN%3Cc%3E"`},
		{"letters", "https://news.example/조", `, URL="https://news.example/%EC%A1%B0"`},
		{"escaped already", "https://news.example/%20", `, URL="https://news.example/%20"`},
		{"a script", "javascript:alert(1)", ""},
		{"a file", "file:///etc/passwd", ""},
		{"a path", "reports/1.html", ""},
		{"none", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			d := &dotWriter{w: bufio.NewWriter(&b)}
			d.link(Attrs{}.text("url", tt.url))
			if err := d.w.Flush(); err != nil {
				t.Fatal(err)
			}
			if b.String() != tt.want {
				t.Errorf("%s; want %s", b.String(), tt.want)
			}
		})
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		name, in, want string
		cut            bool
	}{
		{"short", "Russia", "Russia", false},
		{"nothing", "", "", false},
		{"two lines", "National Intelligence Service", "National Intelligence\nService", false},
		{"exactly a line", "123456789 123456789 1234", "123456789 123456789 1234", false},
		{"a long word", strings.Repeat("x", 30), strings.Repeat("x", 24) + "\nxxxxxx", false},
		{"a long word behind another", "a " + strings.Repeat("x", 30), "a\n" + strings.Repeat("x", 24) + "\nxxxxxx", false},
		{"too long", strings.Repeat("word ", 40), "word word word word word\nword word word word word\nword word word word word…", true},
		{"Hangul", strings.Repeat("조", 25), strings.Repeat("조", 24) + "\n조", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cut := false
			if got := wrap(tt.in, &cut); got != tt.want || cut != tt.cut {
				t.Errorf("%q, cut %t; want %q, %t", got, cut, tt.want, tt.cut)
			}
		})
	}
}

func TestClaimName(t *testing.T) {
	tests := []struct {
		name string
		c    graph.Claim
		want string
	}{
		{"plain", graph.Claim{Predicate: graph.DeploysTo, Stance: graph.Asserts}, "deploys to"},
		{"denial", graph.Claim{Predicate: graph.DeploysTo, Stance: graph.Denies}, "denies: deploys to"},
		{
			"number in two lines",
			graph.Claim{Predicate: graph.Supplies, Stance: graph.Asserts, Quantity: &graph.Quantity{Text: "1,500\nshells"}},
			"supplies (1,500 shells)",
		},
		{
			"other",
			graph.Claim{Predicate: graph.Other, Stance: graph.Fears, Evidence: graph.Evidence{Quote: "The front is quiet."}},
			"fears: “The front is quiet.”",
		},
		{
			"other, long",
			graph.Claim{Predicate: graph.Other, Stance: graph.Asserts, Evidence: graph.Evidence{Quote: strings.Repeat("quiet days ", 20)}},
			"“quiet days quiet days quiet days quiet days quiet…”",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := claimName(&tt.c); got != tt.want {
				t.Errorf("%q; want %q", got, tt.want)
			}
		})
	}
}

// FuzzEscapes writes any text as content and as an attribute of XML and between quotation marks of DOT, and reads it back.
func FuzzEscapes(f *testing.F) {
	for _, s := range []string{"", `a\`, `\"`, "<>&\"'", "]]>", "a\r\nb\r\tc", "\x00\x1f\ufffe\uffff\xff", "조선 🇰🇵 \u202e", strings.Repeat(`\"`, dotPart)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, left := printable(s)
		if !utf8.ValidString(want) || utf8.RuneCountInString(s) != utf8.RuneCountInString(want)+left {
			t.Fatalf("%q without %d characters is %q", s, left, want)
		}

		var b strings.Builder
		m := newMarkup(&b)
		m.raw("<a")
		m.attr("b", s)
		m.raw(">")
		m.text(s)
		m.raw("</a>")
		if err := m.w.Flush(); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(b.String(), func(r rune) bool { return r == '\r' || r == '\t' }) {
			t.Errorf("white space is bare, which readers of attributes change: %q", b.String())
		}
		var a struct {
			B    string `xml:"b,attr"`
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte(b.String()), &a); err != nil {
			t.Fatalf("%v: %q", err, b.String())
		}
		if a.B != want || a.Text != want {
			t.Errorf("read back as %q and %q; want %q", a.B, a.Text, want)
		}

		want = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(want)
		if got := readDot(t, dotQuoted(t, s)); got != want {
			t.Errorf("DOT is read back as %q; want %q", got, want)
		}
		cut := false
		for _, line := range strings.Split(wrap(s, &cut), "\n") {
			if n := utf8.RuneCountInString(line); n > dotWidth+1 {
				t.Errorf("a line of %d letters: %q", n, line)
			}
		}
		if strings.ContainsFunc(line(s), func(r rune) bool { return r != ' ' && unicode.IsSpace(r) }) {
			t.Errorf("more than a line: %q", line(s))
		}
	})
}

// readDot reads strings joined by +, by the rules of Graphviz: between quotation marks only \" is an escape, and in what it shows
// a backslash makes a line break of n, and what it stands before of anything else.
func readDot(t *testing.T, s string) string {
	t.Helper()
	var raw strings.Builder
	r := strings.NewReader(s)
	next := func() byte {
		c, err := r.ReadByte()
		if err == io.EOF {
			t.Fatalf("ends too early: %q", s)
		}
		return c
	}
	for {
		if c := next(); c != '"' {
			t.Fatalf("%q where a quotation mark is to be: %q", c, s)
		}
		n := 0
		for c := next(); c != '"'; c = next() {
			if c == '\n' {
				t.Fatalf("a bare line break: %q", s)
			}
			if c == '\\' {
				if e := next(); e != '"' {
					raw.WriteByte('\\')
					c = e
					n++
				} else {
					c = e
				}
			}
			raw.WriteByte(c)
			n++
		}
		if n > 16384 {
			t.Fatalf("a part has %d bytes, and Graphviz reads 16,384", n)
		}
		if r.Len() == 0 {
			break
		}
		for _, want := range " + " {
			if c := next(); c != byte(want) {
				t.Fatalf("%q between two parts: %q", c, s)
			}
		}
	}
	var shown strings.Builder
	text := raw.String()
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			if i++; text[i] == 'n' {
				shown.WriteByte('\n')
				continue
			}
		}
		shown.WriteByte(text[i])
	}
	return shown.String()
}
