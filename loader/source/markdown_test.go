package source

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestReadMarkdown(t *testing.T) {
	tests := []struct {
		name, in string
		want     Article
	}{
		{"marks", "# The *bridge*\n\nThe ministry **said** it is [closed](https://example.org \"t\"),\nand `so` on\\*.\nTwo  \nlines &amp; more: <https://example.org/x> ~~not~~.\n\n> Quoted\n> said.\n\n***\nEnd<br>of _it_ <b>bold</b>.\n",
			Article{Title: "The bridge", Text: "The bridge\n\nThe ministry said it is closed, and so on*. Two\nlines & more: https://example.org/x not.\n\nQuoted said.\n\nEnd\nof it bold."}},
		{"lists", "Said.\n\n- one\n- two\n  1. inner\n  2. more\n\nThen:\n\n1. loose\n\n   still\n\n2. last\n",
			Article{Text: "Said.\n\none\ntwo\ninner\nmore\n\nThen:\n\nloose\n\nstill\n\nlast"}},
		{"tables", "| A | B |\n|---|---|\n| 1 | *2* |\n| 3 | |\n\nEnd.", Article{Text: "A | B\n1 | 2\n3\n\nEnd."}},
		{"what is dropped", "Said.\n\n```go\nfunc main() {}\n```\n\n![A bridge](b.jpg) It stands.\n\n![](c.jpg)\n\n    indented\n\n<div><p>In HTML &amp; so.</p></div>\n\n[ref]: https://example.org\n",
			Article{Text: "Said.\n\nIt stands.\n\nIn HTML & so.", Dropped: []Dropped{{"code", "func main() {}"}, {"image", "A bridge"}, {"image", "c.jpg"}, {"code", "indented"}}}},
		{"front matter", "---\ntitle: Given\noutlet: Harbour\nauthor: Ada Moor\n---\n# Head\n\nSaid.", Article{Title: "Given", Outlet: "Harbour", Author: "Ada Moor", Text: "Head\n\nSaid."}},
		{"a rule above", "---\n\nSaid.", Article{Text: "Said."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(write(t, map[string]string{"a.md": tt.in}))
			got, errs := collect(Read([]string{"a.md"}, Options{}))
			tt.want.ID, tt.want.Path = "a", "a.md"
			if d := cmp.Diff([]Article{tt.want}, got, cmpopts.IgnoreFields(Article{}, "ReadSHA256")); d != "" || errs != nil {
				t.Error(d, errs)
			}
		})
	}
	for _, tt := range []struct{ in, want string }{
		{"![a](b)\n", "!a.md: nothing but code and images; put the article's text into it or leave it out"},
		{strings.Repeat(">", 100) + " x", "!a.md: quotations or lists stand more than 64 deep in each other; load it as it is: --as text"},
		{"", "!a.md: the file is empty; put the article's text into it or leave it out"},
	} {
		t.Chdir(write(t, map[string]string{"a.md": tt.in}))
		if d := cmp.Diff([]string{tt.want}, told("a.md", nil, Options{})); d != "" {
			t.Error(d)
		}
	}
}

// What makes parsers slow is read in a time that grows with its length.
func TestReadHostileMarkdown(t *testing.T) {
	for _, s := range []string{"[", "![", "*a ", "**a", "_a", "`", "<", "(", "[a](", "~~", "> ", "- ", "| ", "&", "<!--", "[a]: b\n", "a\n===\n", "1. "} {
		start := time.Now()
		_, err := parseMarkdown([]byte("x "+strings.Repeat(s, 64<<10/len(s))+"\n"), "a.md", "a.md", Options{MaxText: maxText})
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%q: %v, %v", s, d, err)
		}
	}
}

// HTML in Markdown is held to the tags of a page before a tree of it is built.
func TestMarkdownOfTags(t *testing.T) {
	_, err := parseMarkdown([]byte("# Head\n\nSaid.\n\n<div>\n"+strings.Repeat("<p>a", maxTags)+"\n</div>\n"), "a.md", "a.md", Options{MaxText: maxText})
	if want := "a.md: more than 250000 tags; load it as it is: --as text"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
