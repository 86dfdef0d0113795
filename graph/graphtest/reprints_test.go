package graphtest_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

func TestReprintsMakesTheSameDocumentEveryTime(t *testing.T) {
	a, b := graphtest.NewReprints(1, 400, 0.1), graphtest.NewReprints(1, 400, 0.1)
	for i := 399; i >= 0; i -= 3 {
		want := a.Document(i)
		if !reflect.DeepEqual(b.Document(i), want) || !reflect.DeepEqual(a.Document(i), want) || a.Truth(i) != b.Truth(i) {
			t.Fatalf("document %d is another the second time", i)
		}
	}
	if reflect.DeepEqual(graphtest.NewReprints(2, 400, 0.1).Document(7), a.Document(7)) {
		t.Error("another seed makes the same document")
	}
	for _, n := range []int{0, 1, 2, 17} {
		if w := graphtest.NewReprints(1, n, 0.1); w.Len() != n || len(w.Truths()) != n {
			t.Errorf("%d articles, want %d", w.Len(), n)
		}
	}
}

// shingles is every five words in a row of a text.
func shingles(text string) map[string]bool {
	words := strings.Fields(text)
	all := map[string]bool{}
	for i := 0; i+5 <= len(words); i++ {
		all[strings.Join(words[i:i+5], " ")] = true
	}
	return all
}

// shared is the share of the shingles of the smaller text that the other has.
func shared(a, b map[string]bool) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for s := range a {
		if b[s] {
			n++
		}
	}
	return float64(n) / float64(max(1, len(a)))
}

func TestReprintsAreWhatTheyShouldBe(t *testing.T) {
	const n = 4_000
	w := graphtest.NewReprints(1, n, 0.1)
	db, err := graph.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	docs := make([]graph.Document, 0, n)
	kinds := map[graphtest.ReprintKind]int{}
	var credited, chained, early, claims int
	for d, truth := range w.Documents() {
		i := len(docs)
		docs = append(docs, d)
		kinds[truth.Kind]++
		claims += len(d.Claims)
		if truth.Number != i || truth != w.Truth(i) {
			t.Fatalf("document %d is called %+v", i, truth)
		}
		if i%20 == 0 {
			if _, err := db.Put(t.Context(), d); err != nil {
				t.Fatalf("document %d: %v", i, err)
			}
		}
		text := []rune(d.Article.Text)
		for _, c := range d.Claims {
			if e := c.Evidence; string(text[e.Start:e.End]) != e.Quote {
				t.Fatalf("document %d: a quote is not in its place: %q", i, e.Quote)
			}
		}
		if words := len(strings.Fields(d.Article.Text)); truth.Kind == graphtest.Story && (words < 100 || words > 650) {
			t.Errorf("document %d has %d words", i, words)
		}
		if truth.Kind != graphtest.Reprint {
			if truth.Original != i || truth.From != i || truth.Credited {
				t.Fatalf("document %d is no reprint: %+v", i, truth)
			}
			continue
		}
		if truth.Credited {
			credited++
			original := graph.FoldName(w.Document(truth.Original).Article.Outlet)
			if c := d.Article.Credits; len(c) != 1 || c[0] != graph.EntityID(graph.ClassBody, original) {
				t.Errorf("document %d credits %v", i, c)
			}
		} else if len(d.Article.Credits) > 0 {
			t.Errorf("document %d credits %v", i, d.Article.Credits)
		}
		if truth.From != truth.Original {
			chained++
		}
		if truth.Original > i {
			early++
		}
	}
	reprints := kinds[graphtest.Reprint]
	t.Logf("kinds %v, %d credited, %d of a reprint, %d before their original, %d claims", kinds, credited, chained, early, claims)
	for what, v := range map[string][3]int{ // got, least, most
		"reprints": {reprints, n / 10, n/10 + 40}, "with a credit": {credited, reprints / 3, 2 * reprints / 3},
		"of a reprint": {chained, reprints / 50, reprints / 3}, "before their original": {early, reprints / 4, reprints},
		"claims": {claims, 5 * n, 8 * n}, "stories": {kinds[graphtest.Story], n / 5, n / 2}, "events": {kinds[graphtest.Event], n / 10, n / 2},
		"short ones": {kinds[graphtest.Short], n / 30, n / 5}, "figures": {kinds[graphtest.Figures], n / 30, n / 4}, "live": {kinds[graphtest.Live], n / 50, n / 5},
	} {
		if v[0] < v[1] || v[0] > v[2] {
			t.Errorf("%d %s, want %d to %d", v[0], what, v[1], v[2])
		}
	}
	cuts := [2]int{}
	for i, d := range docs {
		truth := w.Truth(i)
		if truth.Kind != graphtest.Reprint {
			continue
		}
		original, from := docs[truth.Original], docs[truth.From]
		if d.Article.Outlet == original.Article.Outlet || d.Article.Outlet == from.Article.Outlet {
			t.Errorf("document %d is of the outlet that it copies", i)
		}
		if a, b := d.Article.Published, from.Article.Published; a.String() < b.String() || a.Year > b.Year+1 {
			t.Errorf("document %d is of %s, and what it copies of %s", i, a, b)
		}
		if shared(shingles(d.Article.Text), shingles(from.Article.Text)) > 0.3 {
			cuts[0]++
		} else {
			cuts[1]++
		}
	}
	if cuts[1]*20 > cuts[0] {
		t.Errorf("%d of %d reprints share few words with what they copy", cuts[1], cuts[0]+cuts[1])
	}
}

// TestReprintsHoldHardCases looks at articles that share words and are no reprints: they must share some, and not too many to be
// told apart.
func TestReprintsHoldHardCases(t *testing.T) {
	w := graphtest.NewReprints(5, 3_000, 0.1)
	for kind, c := range map[graphtest.ReprintKind]struct{ least, most float64 }{
		graphtest.Event: {0.02, 0.4}, graphtest.Figures: {0.4, 0.9}, graphtest.Live: {0.2, 0.6},
	} {
		sum, pairs := 0.0, 0
		last := map[int]map[string]bool{}
		for d, truth := range w.Documents() {
			if truth.Kind != kind {
				continue
			}
			s := shingles(d.Article.Text)
			if before := last[truth.Group]; before != nil {
				sum, pairs = sum+shared(s, before), pairs+1
			}
			last[truth.Group] = s
		}
		mean := sum / float64(max(1, pairs))
		t.Logf("%s: %d pairs share %.2f", kind, pairs, mean)
		if pairs < 50 || mean < c.least || mean > c.most {
			t.Errorf("%s: %d pairs share %.2f of their words, want %.2f to %.2f", kind, pairs, mean, c.least, c.most)
		}
	}
	sum, pairs := 0.0, 0
	last := map[string]map[string]bool{}
	for d, truth := range w.Documents() {
		if truth.Kind == graphtest.Short {
			s := shingles(d.Article.Text)
			if before := last[d.Article.Outlet]; before != nil {
				sum, pairs = sum+shared(s, before), pairs+1
			}
			last[d.Article.Outlet] = s
		}
	}
	t.Logf("short ones of an outlet: %d pairs share %.2f", pairs, sum/float64(max(1, pairs)))
	if pairs < 20 || sum/float64(pairs) < 0.4 {
		t.Errorf("%d pairs of short articles share %.2f of their words", pairs, sum/float64(max(1, pairs)))
	}
}

// TestReprintsShareNoWordsByChance looks for five words in a row that stand in articles which have nothing to do with each other.
func TestReprintsShareNoWordsByChance(t *testing.T) {
	w := graphtest.NewReprints(3, 3_000, 0.1)
	seen := map[string]int{}
	total, chance := 0, 0
	for d, truth := range w.Documents() {
		if truth.Kind != graphtest.Story {
			continue
		}
		for s := range shingles(strings.SplitN(d.Article.Text, "\n\nFounded in", 2)[0]) {
			total++
			if last, ok := seen[s]; ok && last != truth.Number && d.Article.Outlet != w.Document(last).Article.Outlet {
				chance++
			}
			seen[s] = truth.Number
		}
	}
	t.Logf("%d of %d", chance, total)
	if chance*200 > total {
		t.Errorf("%d of %d shingles stand in two stories of two outlets", chance, total)
	}
}

func TestScoreReprints(t *testing.T) {
	ids := make([]graph.ID, 8)
	truths := map[graph.ID]graphtest.Truth{}
	// 0 is reprinted by 1 and 2, 3 by 4; 5, 6 and 7 stand alone.
	for i, original := range []int{0, 0, 0, 3, 3, 5, 6, 7} {
		ids[i] = graph.EntityID(graph.ClassThing, string(rune('a'+i)))
		k := graphtest.Story
		if i != original {
			k = graphtest.Reprint
		}
		truths[ids[i]] = graphtest.Truth{Number: i, Original: original, Kind: k}
	}
	for _, c := range []struct {
		name                           string
		clusters                       string // the cluster of each article; - for none
		joined, right, found, reprints int
	}{
		{"nothing", "--------", 0, 0, 0, 3},
		{"each alone", "01234567", 0, 0, 0, 3},
		{"as it is", "aaabbcde", 5, 5, 3, 3},
		{"one missed", "aa-bb---", 4, 4, 2, 3},
		{"a reprint with a reprint", "-aabb---", 4, 4, 3, 3},
		{"a stranger joined", "aaabba--", 6, 5, 3, 3},
		{"two strangers", "-----aa-", 2, 0, 0, 3},
		{"two families in one", "aaaaa---", 5, 3, 3, 3},
		{"two families of two", "aa-aa---", 4, 2, 2, 3},
		{"all in one", "aaaaaaaa", 8, 3, 3, 3},
	} {
		clusters := map[graph.ID]rune{}
		for i, k := range c.clusters {
			if k != '-' {
				clusters[ids[i]] = k
			}
		}
		s := graphtest.ScoreReprints(truths, clusters)
		if s.Joined != c.joined || s.Right != c.right || s.Found != c.found || s.Reprints != c.reprints {
			t.Errorf("%s: %+v", c.name, s)
		}
		if len(s.Wrong) != s.Joined-s.Right || len(s.Missed) != s.Reprints-s.Found {
			t.Errorf("%s: %d wrong, %d missed: %+v", c.name, len(s.Wrong), len(s.Missed), s)
		}
	}
	none := graphtest.ScoreReprints(nil, map[graph.ID]int{})
	if none.Precision() != 1 || none.Recall() != 1 {
		t.Errorf("of nothing: %v, %v", none.Precision(), none.Recall())
	}
	half := graphtest.ReprintScore{Joined: 4, Right: 2, Reprints: 10, Found: 1}
	if half.Precision() != 0.5 || half.Recall() != 0.1 {
		t.Errorf("got %v, %v", half.Precision(), half.Recall())
	}
}

// BenchmarkReprints makes articles.
func BenchmarkReprints(b *testing.B) {
	w := graphtest.NewReprints(1, 10_000, 0.1)
	bytes := 0
	for i := 0; b.Loop(); i++ {
		d := w.Document(i % w.Len())
		bytes += len(d.Article.Text)
	}
	b.ReportMetric(float64(bytes)/float64(b.N), "bytes/article")
}
