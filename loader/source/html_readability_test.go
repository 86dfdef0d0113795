package source

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// expectedIsWrong says where the readability module's expected metadata are not what the page says of its article, and what a
// reader of the page would say. Each value was checked in the page's source.
var expectedIsWrong = map[string]struct{ right, why string }{}

// textFloor is the F1 of the words by which a page's text counts as right.
const textFloor = 0.9

// TestReadabilityPages reads the pages on which the readability module tests itself, from the module cache, and holds the
// results against what that module expects:
//
//   - title: the same letters and digits, the name of the site at either end aside;
//   - byline: the same names in the same order, "By", roles and dates aside (the expected ones have them where the page has);
//   - date: the same day as published;
//   - text: F1 of the words (of the letters, in Chinese and Japanese) at least 0.9. The expected text has captions,
//     headings that only repeat the title and credits, which we set aside: figcaption elements are left out of it.
//
// The pages are others' and are not copied; without the module cache the test is skipped.
func TestReadabilityPages(t *testing.T) {
	dir := readabilityDir(t)
	pages, err := filepath.Glob(filepath.Join(dir, "test-pages", "*", "source.html"))
	if err != nil || len(pages) < 100 {
		t.Fatalf("%d pages in %s, %v", len(pages), dir, err)
	}
	right, of := map[string]int{}, map[string]int{}
	var table []string
	f1s := 0.0
	for _, p := range pages {
		name := filepath.Base(filepath.Dir(p))
		var want struct{ Title, Byline, PublishedTime string }
		if b, err := os.ReadFile(filepath.Join(filepath.Dir(p), "expected-metadata.json")); err != nil || json.Unmarshal(b, &want) != nil {
			t.Fatalf("%s: no expected metadata: %v", name, err)
		}
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		a, err := page{body: b, url: "http://fakehost/test/page.html", path: name}.article(Options{})
		if err != nil {
			table = append(table, fmt.Sprintf("%s: %v", name, err))
		}
		score := func(field string, ok bool, got, want string) {
			of[field]++
			if w, wrong := expectedIsWrong[name+" "+field]; wrong && !ok {
				ok, want = got == w.right, w.right
			}
			if ok {
				right[field]++
			} else {
				table = append(table, fmt.Sprintf("%-28s %-6s got %q, want %q", name, field, got, want))
			}
		}
		score("title", sameHeadline(a.Title, want.Title), a.Title, want.Title)
		score("byline", sameByline(a.Author, want.Byline), a.Author, want.Byline)
		score("date", a.Published == machineMoment(want.PublishedTime).day, a.Published, want.PublishedTime)
		f1 := wordF1(a.Text, expectedText(t, filepath.Join(filepath.Dir(p), "expected.html")))
		f1s += f1
		score("text", f1 >= textFloor, fmt.Sprintf("%.3f", f1), fmt.Sprint(textFloor))
	}
	slices.Sort(table)
	for _, row := range table {
		t.Log(row)
	}
	t.Logf("mean F1 of the text %.3f", f1s/float64(len(pages)))
	for _, field := range []string{"title", "byline", "date", "text"} {
		share := float64(right[field]) / float64(of[field])
		t.Logf("%-7s %3d of %d, %.1f %%", field, right[field], of[field], 100*share)
		if share < 0.85 {
			t.Errorf("%s is right on %.1f %% of the pages, below the floor of 85 %%", field, 100*share)
		}
	}
}

func readabilityDir(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "codeberg.org/readeck/go-readability/v2").Output()
	dir := strings.TrimSpace(string(out))
	if _, serr := os.Stat(filepath.Join(dir, "test-pages")); err != nil || dir == "" || serr != nil {
		if os.Getenv("WHOSAID_FULL") == "1" {
			t.Fatalf("the readability module's test pages are not in the module cache: %v, %v", err, serr)
		}
		t.Skip("the readability module's test pages are not in the module cache (run: go mod download)")
	}
	return dir
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// sameHeadline holds a title against the expected one, which may have the name of the site at an end.
func sameHeadline(got, want string) bool {
	if letters(got) == letters(want) {
		return true
	}
	if got == "" {
		return false
	}
	rest, ok := strings.CutPrefix(oneLine(want), oneLine(got))
	if !ok {
		if rest, ok = strings.CutSuffix(oneLine(want), oneLine(got)); !ok {
			return false
		}
	}
	return strings.ContainsAny(rest, "|-–—·:»_<＜@［[") && len(got) > len(rest)
}

var bylineNoise = regexp.MustCompile(`(?i)^(?:by|par)\s+|\s+(?:MA\s+)?WebMD Health News$|\(https?://[^)]*\)|\s*(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d.*$|\d{1,2}\s*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s.*$|,\s*MA\b.*$`)

func sameByline(got, want string) bool {
	names := func(s string) string {
		s = bylineNoise.ReplaceAllString(bylineNoise.ReplaceAllString(oneLine(s), ""), "")
		return letters(andWord.ReplaceAllString(s, ", "))
	}
	return names(got) == names(want)
}

// expectedText is the text of an expected article, its captions aside.
func expectedText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	var captions []*html.Node
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Figcaption {
			captions = append(captions, n)
		}
	}
	for _, n := range captions {
		n.Parent.RemoveChild(n)
	}
	return textOf(find(doc, isTag(atom.Body)))
}

// wordF1 is the harmonic mean of precision and recall of the words of a text, as a bag.
func wordF1(got, want string) float64 {
	bag := func(s string) (map[string]int, int) {
		m, n := map[string]int{}, 0
		for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if r := []rune(w); unicode.In(r[0], unicode.Han, unicode.Hiragana, unicode.Katakana) {
				for _, c := range r {
					m[string(c)]++
					n++
				}
				continue
			}
			m[w]++
			n++
		}
		return m, n
	}
	g, ng := bag(got)
	w, nw := bag(want)
	if ng == 0 && nw == 0 {
		return 1
	}
	common := 0
	for k, n := range g {
		common += min(n, w[k])
	}
	if common == 0 {
		return 0
	}
	p, r := float64(common)/float64(ng), float64(common)/float64(nw)
	return 2 * p * r / (p + r)
}
