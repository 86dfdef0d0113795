package export

import (
	"encoding/csv"
	"html"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCellsThatASpreadsheetWouldRunAreGuarded(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"plain", "plain"},
		{"=1+1", "'=1+1"},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\tx", "'\tx"},
		{"\r=x", "'\r=x"},
		{"\n=x", "'\n=x"},
		{"'=1", "''=1"},
		{"''=1", "'''=1"},
		{"'tis", "'tis"},
		{"a=b", "a=b"},
	} {
		if got := guard(c.text); got != c.want {
			t.Errorf("guard(%q) = %q; want %q", c.text, got, c.want)
		}
	}
}

func TestCellsAreThoseOfRFC4180(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ","},
		{"plain", "plain,"},
		{"a,b", `"a,b",`},
		{`say "no"`, `"say ""no""",`},
		{"two\nlines", "\"two\nlines\","},
		{"two\r\nlines", "\"two\r\nlines\","},
		{" space", `" space",`},
		{`"`, `"""",`},
		{`\`, `\,`},
		{"조선 🚀", "조선 🚀,"},
	} {
		if got := string(appendCell(nil, c.text)); got != c.want {
			t.Errorf("cell of %q is %q; want %q", c.text, got, c.want)
		}
	}
}

func TestLiteralsAreEscaped(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `""`},
		{`a "b" \`, `"a \"b\" \u005C"`},
		{`\n`, `"\u005Cn"`},
		{"a\nb\rc\td", `"a\nb\rc\td"`},
		{"\x00\x1f\x7f\u0085", `"\u0000\u001F\u007F\u0085"`},
		{"\u2028조선🚀", `"\u2028조선🚀"`},
		{"\xff", "\"\ufffd\""},
	} {
		if got := string(appendLiteral(nil, c.text)); got != c.want {
			t.Errorf("literal of %q is %s; want %s", c.text, got, c.want)
		}
	}
}

func TestHTMLIsEscaped(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`<b a="1" b='2'>&amp;`, "&lt;b a=&#34;1&#34; b=&#39;2&#39;&gt;&amp;amp;"},
		{"</script>", "&lt;/script&gt;"},
		{"a\x00\x1f\x7f", "a\u2400\u241f\u2421"},
		{"a\r\nb\tc", "a&#13;\nb\tc"},
		{"\u0085\ufffe\U0001ffff", "\ufffd\ufffd\ufffd"},
		{"조선🚀", "조선🚀"},
	} {
		if got := escapeHTML(c.text); got != c.want {
			t.Errorf("escapeHTML(%q) = %q; want %q", c.text, got, c.want)
		}
	}
}

func TestOnlyAddressesOfTheWebAreLinks(t *testing.T) {
	for _, c := range []struct {
		address string
		link    bool
	}{
		{"https://news.example/1?a=1&b=%20#c", true},
		{"http://news.example", true},
		{"javascript:alert(1)", false},
		{"JavaScript:alert(1)", false},
		{"data:text/html,x", false},
		{"//news.example/1", false},
		{"https:///1", false},
		{"https://news.example/a b", false},
		{"https://news.example/\"onclick=", false},
		{"https://news.example/조선", false},
		{"", false},
	} {
		if got := stixURL(c.address) == c.address && c.address != ""; got != c.link {
			t.Errorf("%q is a link: %v; want %v", c.address, got, c.link)
		}
	}
}

// texts are seeds of the fuzz tests.
var texts = []string{"", "a", `"`, `\`, "=1", "'=1", "a\r\nb", "\x00\x7f\u0085\ufffe", "</script>", "&amp;", "조선🚀", "\xff", "-->", ",\"\n"}

func FuzzCell(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		row := string(appendCell(nil, guard(s))) + "end\r\n"
		got, err := csv.NewReader(strings.NewReader(row)).Read()
		if err != nil || len(got) != 2 || got[1] != "end" {
			t.Fatalf("%q is the row %q: %q, %v", s, row, got, err)
		}
		if want := strings.ReplaceAll(guard(s), "\r\n", "\n"); got[0] != want {
			t.Fatalf("%q reads as %q", want, got[0])
		}
		if got[0] != "" && strings.ContainsRune("=+-@\t\r\n", rune(got[0][0])) {
			t.Fatalf("a spreadsheet would run %q", got[0])
		}
	})
}

func FuzzLiteral(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := string(appendLiteral(nil, s))
		in := b[1 : len(b)-1]
		if !utf8.ValidString(b) || strings.ContainsAny(in, "\n\r") || b[0] != '"' || b[len(b)-1] != '"' {
			t.Fatalf("%q is written as %q", s, b)
		}
		if back := unescapeLiteral(t, in); back != strings.ToValidUTF8(s, "\ufffd") && utf8.ValidString(s) {
			t.Fatalf("%q reads as %q", s, back)
		}
	})
}

// unescapeLiteral reads the escapes of N-Quads.
func unescapeLiteral(t *testing.T, s string) string {
	t.Helper()
	var b strings.Builder
	r := []rune(s)
	for i := 0; i < len(r); i++ {
		if r[i] == '"' {
			t.Fatalf("a bare quote in %q", s)
		}
		if r[i] != '\\' {
			b.WriteRune(r[i])
			continue
		}
		i++
		switch r[i] {
		case 'u':
			n := rune(0)
			for _, c := range r[i+1 : i+5] {
				n = n<<4 | rune(strings.IndexRune("0123456789ABCDEF", c))
			}
			b.WriteRune(n)
			i += 4
		default:
			b.WriteString(map[rune]string{'n': "\n", 'r': "\r", 't': "\t", '"': `"`}[r[i]])
		}
	}
	return b.String()
}

func FuzzHTML(f *testing.F) {
	for _, s := range texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := escapeHTML(s)
		if !utf8.ValidString(b) || strings.ContainsAny(b, "<>\"'\x00\r") {
			t.Fatalf("%q is written as %q", s, b)
		}
		plain := strings.IndexFunc(s, func(r rune) bool {
			return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r >= 0x7f && r < 0xa0 || r&0xfffe == 0xfffe
		}) < 0
		if plain && utf8.ValidString(s) && html.UnescapeString(b) != s {
			t.Fatalf("%q reads as %q", s, html.UnescapeString(b))
		}
	})
}
