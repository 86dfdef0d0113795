package extract_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// The scores are those of the scorer that stands beside the corpus (score.py, families 4 and 5). Spans are widened to whole
// tokens: a run of letters and digits, or one other character.
//
//   - relation: attributions are aligned one to one by the Jaccard index of their contents' tokens, from 0.5 on; the source
//     is right when it holds a telling word of the gold's source, or neither has one
//   - exact: distinct spans of a role in the article, with the same borders

// prf counts what was right, found and wanted.
type prf struct{ right, found, want int }

func (x prf) f1() float64 {
	if x.found+x.want == 0 {
		return 0
	}
	return 200 * float64(x.right) / float64(x.found+x.want)
}

// tally is the score of articles.
type tally struct {
	relation, content     prf // the content is found; and the source is right
	source, cue, contents prf // exact spans
}

// accuracy is the share of the contents found whose source is right, in percent.
func (t *tally) accuracy() float64 {
	if t.content.right == 0 {
		return 0
	}
	return 100 * float64(t.relation.right) / float64(t.content.right)
}

func (t *tally) log(test *testing.T) {
	test.Helper()
	test.Logf("%-22s %6s %6s %6s", "", "P", "R", "F1")
	for _, row := range []struct {
		name string
		prf
	}{{"content found", t.content}, {"relation", t.relation}, {"exact source", t.source}, {"exact cue", t.cue}, {"exact content", t.contents}} {
		test.Logf("%-22s %6.1f %6.1f %6.1f", row.name, 100*float64(row.right)/float64(max(row.found, 1)), 100*float64(row.right)/float64(max(row.want, 1)), row.f1())
	}
	test.Logf("%-22s %20.1f", "source right, of found", t.accuracy())
}

// floors are the least that a score may be.
type floors struct{ relation, content, accuracy, source, cue, contents float64 }

func (t *tally) check(test *testing.T, f floors) {
	test.Helper()
	for _, x := range []struct {
		name      string
		got, want float64
	}{
		{"relation F1", t.relation.f1(), f.relation}, {"content found F1", t.content.f1(), f.content}, {"source right, of found", t.accuracy(), f.accuracy},
		{"exact source F1", t.source.f1(), f.source}, {"exact cue F1", t.cue.f1(), f.cue}, {"exact content F1", t.contents.f1(), f.contents},
	} {
		if x.got < x.want {
			test.Errorf("%s is %.2f, below its floor of %.2f", x.name, x.got, x.want)
		}
	}
}

// words is a text as the scorer sees it.
type words struct {
	word []string
	at   []int // token of each code point; -1 for white space
}

func wordsOf(text string) *words {
	w := &words{}
	open := false
	for _, c := range text {
		switch {
		case unicode.IsLetter(c) || unicode.IsNumber(c):
			if !open {
				w.word = append(w.word, "")
			}
			w.word[len(w.word)-1] += string(unicode.ToLower(c))
			w.at = append(w.at, len(w.word)-1)
			open = true
			continue
		case unicode.IsSpace(c):
			w.at = append(w.at, -1)
		default:
			w.word = append(w.word, string(c))
			w.at = append(w.at, len(w.word)-1)
		}
		open = false
	}
	return w
}

// spans are the tokens [first, last) that each span covers, sorted, each once.
func (w *words) spans(in []extract.Span) [][2]int {
	var out [][2]int
	for _, s := range in {
		first, last := -1, -1
		for _, t := range w.at[max(s[0], 0):min(s[1], len(w.at))] {
			if t >= 0 {
				if first < 0 {
					first = t
				}
				last = t + 1
			}
		}
		if first >= 0 {
			out = append(out, [2]int{first, last})
		}
	}
	slices.SortFunc(out, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return slices.Compact(out)
}

func tokenSet(in [][2]int) map[int]bool {
	out := map[int]bool{}
	for _, s := range in {
		for i := s[0]; i < s[1]; i++ {
			out[i] = true
		}
	}
	return out
}

func shared(a, b map[int]bool) (n int) {
	for k := range a {
		if b[k] {
			n++
		}
	}
	return n
}

// read is one attribution for the scorer.
type read struct {
	source, cue, content    [][2]int
	sourceSet, set, telling map[int]bool
}

func (r *read) empty() bool { return len(r.source)+len(r.cue)+len(r.content) == 0 }

var weak = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields("a an the of in at on to for from by with and or but as who which that whose this these those ' s") {
		m[s] = true
	}
	return m
}()

func (w *words) read(a extract.Attribution) read {
	r := read{source: w.spans(a.Source), cue: w.spans(a.Cue), content: w.spans(a.Content)}
	r.set, r.sourceSet, r.telling = tokenSet(r.content), tokenSet(r.source), map[int]bool{}
	for i := range r.sourceSet {
		if c := []rune(w.word[i])[0]; (unicode.IsLetter(c) || unicode.IsNumber(c)) && !weak[w.word[i]] {
			r.telling[i] = true
		}
	}
	if len(r.telling) == 0 {
		r.telling = r.sourceSet
	}
	return r
}

// pairs aligns found with wanted attributions.
func pairs(got, want []read) [][2]int {
	type pair struct {
		jaccard     float64
		cue, source int
		i, j        int
	}
	var all []pair
	for i, p := range got {
		for j, g := range want {
			n := shared(p.set, g.set)
			if x := float64(n) / float64(len(p.set)+len(g.set)-n); n > 0 && x >= 0.5 {
				all = append(all, pair{x, shared(tokenSet(p.cue), tokenSet(g.cue)), shared(p.sourceSet, g.sourceSet), i, j})
			}
		}
	}
	slices.SortFunc(all, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.jaccard, a.jaccard), cmp.Compare(b.cue, a.cue), cmp.Compare(b.source, a.source), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	usedGot, usedWant := map[int]bool{}, map[int]bool{}
	var out [][2]int
	for _, p := range all {
		if !usedGot[p.i] && !usedWant[p.j] {
			usedGot[p.i], usedWant[p.j] = true, true
			out = append(out, [2]int{p.i, p.j})
		}
	}
	return out
}

func sourceRight(got, want read) bool {
	if len(want.source) == 0 {
		return len(got.source) == 0
	}
	return shared(want.telling, got.sourceSet) > 0
}

// article adds the score of one article, and returns which wanted attributions were found with their source.
func (t *tally) article(text string, got, want []extract.Attribution) []bool {
	w := wordsOf(text)
	var gs, ws []read
	for _, a := range got {
		if r := w.read(a); !r.empty() {
			gs = append(gs, r)
		}
	}
	for _, a := range want {
		ws = append(ws, w.read(a))
	}
	t.content.found += len(gs)
	t.content.want += len(ws)
	right := make([]bool, len(ws))
	for _, p := range pairs(gs, ws) {
		t.content.right++
		if sourceRight(gs[p[0]], ws[p[1]]) {
			right[p[1]] = true
			t.relation.right++
		}
	}
	t.relation.found, t.relation.want = t.content.found, t.content.want
	for _, role := range []struct {
		into *prf
		of   func(read) [][2]int
	}{
		{&t.source, func(r read) [][2]int { return r.source }},
		{&t.cue, func(r read) [][2]int { return r.cue }},
		{&t.contents, func(r read) [][2]int { return r.content }},
	} {
		g, w := map[[2]int]bool{}, map[[2]int]bool{}
		for _, r := range gs {
			for _, s := range role.of(r) {
				g[s] = true
			}
		}
		for _, r := range ws {
			for _, s := range role.of(r) {
				w[s] = true
			}
		}
		role.into.found += len(g)
		role.into.want += len(w)
		for s := range g {
			if w[s] {
				role.into.right++
			}
		}
	}
	return right
}

// attributions are what a reader finds in a text, as spans of code points: the outermost ones that it is sure of, which are
// those of a record; and those that stand inside another's content.
func attributions(x *extract.Reader, text string) (outer, inner []extract.Attribution) {
	doc := lang.Analyze(text)
	spans := func(rs []extract.Range) []extract.Span {
		out := []extract.Span{}
		for i := 0; i < len(rs); i++ {
			p := rs[i]
			for i+1 < len(rs) && rs[i+1].First == p.Last {
				i++
				p.Last = rs[i].Last
			}
			if !p.Empty() {
				out = append(out, extract.Span{doc.Tokens[p.First].Rune, doc.Rune(doc.Tokens[p.Last-1].End)})
			}
		}
		return out
	}
	for _, s := range x.Read(doc, "").Attributions {
		a := extract.Attribution{Source: spans(s.Source), Cue: spans(s.Cue), Content: spans(s.Content)}
		switch {
		case s.Outer >= 0:
			inner = append(inner, a)
		case !s.Doubtful:
			outer = append(outer, a)
		}
	}
	return outer, inner
}

// sharedDir is the directory of the corpora. Where it is not set, tests that need it are skipped; the full check fails.
func sharedDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("WHOSAID_SHARED")
	if dir == "" && os.Getenv("WHOSAID_FULL") == "1" {
		t.Fatal("WHOSAID_SHARED is not set: it must name the directory that holds corpora/")
	}
	if dir == "" {
		t.Skip("WHOSAID_SHARED is not set: no marked news articles to score with")
	}
	return dir
}

// markedArticles are the articles of a file of PolNeAR.
func markedArticles(t testing.TB, name string) []extract.Marked {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedDir(t), "corpora", "polnear", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []extract.Marked
	sc := bufio.NewScanner(f)
	sc.Buffer(make([]byte, 0, 1<<20), 1<<26)
	for sc.Scan() {
		var a extract.Marked
		if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAttributionsOfPolNeAR scores the reader on the development part of PolNeAR. The floors only move up. -v prints the table.
func TestAttributionsOfPolNeAR(t *testing.T) {
	x := extract.New(lexicon.Default())
	if !x.Learned() {
		if os.Getenv("WHOSAID_FULL") == "1" {
			t.Fatal("the program carries no models of attribution, and WHOSAID_FULL is set")
		}
		t.Skip("the program carries no models of attribution (loader/extract/weights)")
	}
	var sum tally
	for _, a := range markedArticles(t, "dev.jsonl") {
		got, _ := attributions(x, a.Text)
		sum.article(a.Text, got, a.Attributions)
	}
	sum.log(t)
	sum.check(t, floors{relation: 66, content: 70, accuracy: 94, source: 74, cue: 70, contents: 61})
}
