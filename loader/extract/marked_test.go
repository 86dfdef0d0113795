package extract_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// ownArticles are the articles of testdata/attributions.txt, which says how they are marked.
func ownArticles(t testing.TB) []extract.Marked {
	t.Helper()
	b, err := os.ReadFile("testdata/attributions.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []extract.Marked
	var byKey map[string]int
	for n, line := range strings.Split(string(b), "\n") {
		name, opens := strings.CutPrefix(line, "== ")
		switch {
		case opens:
			out = append(out, extract.Marked{ID: name})
			byKey = map[string]int{}
			continue
		case line == "" || line[0] == '#' || len(out) == 0:
			continue
		}
		if err := unmark(&out[len(out)-1], byKey, line, n+1); err != nil {
			t.Fatalf("testdata/attributions.txt:%d: %v", n+1, err)
		}
	}
	for _, a := range out {
		for _, x := range a.Attributions {
			if len(x.Cue) == 0 || len(x.Content) == 0 {
				t.Fatalf("testdata/attributions.txt: %s: an attribution without a cue or a content: %v", a.ID, x)
			}
		}
	}
	return out
}

// unmark adds a marked line to an article. byKey is the attribution of each number, and of each line.
func unmark(a *extract.Marked, byKey map[string]int, line string, n int) error {
	if a.Text != "" {
		a.Text += "\n\n"
	}
	at := utf8.RuneCountInString(a.Text)
	var text strings.Builder
	type open struct {
		role  byte
		keys  string
		start int
	}
	var stack []open
	for i := 0; i < len(line); {
		switch {
		case line[i] == '[':
			tag, _, ok := strings.Cut(line[i+1:], " ")
			if !ok || tag == "" {
				return fmt.Errorf("a mark without words at byte %d", i)
			}
			i += 2 + len(tag)
			stack = append(stack, open{tag[0], tag[1:], at})
		case line[i] == ']':
			if len(stack) == 0 {
				return fmt.Errorf("nothing to close at byte %d", i)
			}
			m := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			i++
			keys := strings.Split(m.keys, "")
			if m.keys == "" {
				keys = []string{fmt.Sprintf("line %d", n)}
			}
			for _, key := range keys {
				k, ok := byKey[key]
				if !ok {
					k = len(a.Attributions)
					byKey[key] = k
					a.Attributions = append(a.Attributions, extract.Attribution{})
				}
				x, s := &a.Attributions[k], extract.Span{m.start, at}
				switch m.role {
				case 's':
					x.Source = append(x.Source, s)
				case 'c':
					x.Cue = append(x.Cue, s)
				case 'q':
					x.Content = append(x.Content, s)
				default:
					return fmt.Errorf("%q is no role: s, c or q", m.role)
				}
			}
		default:
			_, size := utf8.DecodeRuneInString(line[i:])
			text.WriteString(line[i : i+size])
			i += size
			at++
		}
	}
	if len(stack) > 0 {
		return fmt.Errorf("%d marks stay open", len(stack))
	}
	a.Text += text.String()
	return nil
}

// outermost parts the attributions whose cue stands in another's content from the others.
func outermost(in []extract.Attribution) (outer, inner []extract.Attribution) {
	for i, a := range in {
		nested := false
		for j, b := range in {
			nested = nested || i != j && slices.ContainsFunc(b.Content, func(s extract.Span) bool { return s[0] <= a.Cue[0][0] && a.Cue[0][1] <= s[1] })
		}
		if nested {
			inner = append(inner, a)
		} else {
			outer = append(outer, a)
		}
	}
	return outer, inner
}

// TestAttributionsOfOwnSentences scores the reader on sentences of our own, one for each form that an attribution takes. The
// floors only move up. -v prints the table, and each attribution that was missed.
func TestAttributionsOfOwnSentences(t *testing.T) {
	for _, c := range []struct {
		name   string
		ruled  bool
		floors floors
		nested float64 // recall
	}{
		{"models", false, floors{relation: 88, content: 89, accuracy: 96, source: 90, cue: 84, contents: 84}, 60},
		{"rules alone", true, floors{relation: 87, content: 87, accuracy: 98, source: 88, cue: 85, contents: 82}, 60},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := extract.New(lexicon.Default())
			if c.ruled {
				x = extract.NewRuled(lexicon.Default())
			} else if !x.Learned() {
				t.Skip("the program carries no models of attribution (loader/extract/weights)")
			}
			var sum, nested tally
			for _, a := range ownArticles(t) {
				wantOuter, wantInner := outermost(a.Attributions)
				gotOuter, gotInner := attributions(x, a.Text)
				for i, ok := range sum.article(a.Text, gotOuter, wantOuter) {
					if !ok {
						t.Logf("missed in %s: %s", a.ID, show(a.Text, wantOuter[i]))
					}
				}
				nested.article(a.Text, gotInner, wantInner)
			}
			sum.log(t)
			t.Logf("%d of %d nested ones", nested.relation.right, nested.relation.want)
			sum.check(t, c.floors)
			if got := 100 * float64(nested.relation.right) / float64(nested.relation.want); got < c.nested {
				t.Errorf("%.1f %% of the nested attributions are found, below the floor of %.1f %%", got, c.nested)
			}
		})
	}
}

// show is an attribution in one line.
func show(text string, a extract.Attribution) string {
	r := []rune(text)
	words := func(ss []extract.Span) string {
		var out []string
		for _, s := range ss {
			out = append(out, string(r[s[0]:s[1]]))
		}
		return strings.Join(out, " … ")
	}
	return fmt.Sprintf("[%s] [%s] [%s]", words(a.Source), words(a.Cue), words(a.Content))
}
