package lang_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/loader/lang"
)

// tokens finds the tokens of a phrase of a document.
func tokens(t *testing.T, d *lang.Doc, phrase string) (first, last int) {
	t.Helper()
	start := strings.Index(d.Text, phrase)
	if start < 0 {
		t.Fatalf("%q is not in the text", phrase)
	}
	first = -1
	for i, k := range d.Tokens {
		if k.Start >= start && k.End <= start+len(phrase) {
			if first < 0 {
				first = i
			}
			last = i + 1
		}
	}
	if first < 0 {
		t.Fatalf("%q covers no token", phrase)
	}
	return first, last
}

// fold is the fold of a phrase.
func fold(t *testing.T, d *lang.Doc, phrase string, number bool) lang.Fold {
	t.Helper()
	first, last := tokens(t, d, phrase)
	return lang.Fold{First: first, Last: last, Number: number}
}

// arcs are the words of a phrase as "word <- head/relation".
func arcs(t *testing.T, d *lang.Doc, phrase string) []string {
	t.Helper()
	first, last := tokens(t, d, phrase)
	var out []string
	for _, w := range d.Words {
		if int(w.Token) < first || int(w.Token) >= last {
			continue
		}
		head := "ROOT"
		if w.Head >= 0 {
			head = d.Text[d.Words[w.Head].Start:d.Words[w.Head].End]
		}
		out = append(out, d.Text[w.Start:w.End]+" <- "+head+"/"+lang.Default().Rel(w))
	}
	return out
}

func TestFoldedWordsHangOnTheirHead(t *testing.T) {
	for _, c := range []struct {
		name, text, phrase string
		number             bool
		want               []string
	}{
		{"a quantity", "Seoul says that up to 12,000 soldiers are there.", "up to 12,000", true,
			[]string{"up <- 12,000/case", "to <- 12,000/case", "12,000 <- soldiers/nummod"}},
		{"a number in words", "They sent eight million shells.", "eight million", true,
			[]string{"eight <- million/nummod", "million <- shells/nummod"}},
		{"a number before its hedge", "They sent 12,000 or so soldiers.", "12,000 or so", true,
			[]string{"12,000 <- soldiers/nummod", "or <- 12,000/cc", "so <- 12,000/advmod"}},
		{"a name", "Mara Lind left the city.", "Mara Lind", false,
			[]string{"Mara <- Lind/compound", "Lind <- left/nsubj"}},
		{"a name with a preposition", "The Ministry of Defence denied the report.", "Ministry of Defence", false,
			[]string{"Ministry <- denied/nsubj", "of <- Ministry/case", "Defence <- Ministry/compound"}},
		{"a name with a hyphen", "Al-Hadid Brigade left the city.", "Al-Hadid Brigade", false,
			[]string{"Al <- Brigade/compound", "- <- Brigade/punct", "Hadid <- Brigade/compound", "Brigade <- left/nsubj"}},
		{"a name with an adjective and a possessive", "The Northern Fleet's ships left.", "Northern Fleet", false,
			[]string{"Northern <- Fleet/amod", "Fleet <- ships/nmod:poss"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := lang.Analyze(c.text)
			lang.NewParser(lang.Default()).Parse(d, fold(t, d, c.phrase, c.number))
			checkTrees(t, d)
			if diff := cmp.Diff(c.want, arcs(t, d, c.phrase)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFoldsThatCannotBeAreLeftOut: folds across the end of a sentence, outside the text, empty, or of one token.
func TestFoldsThatCannotBeAreLeftOut(t *testing.T) {
	const text = "The army left. Mara Lind stayed in the city."
	plain := lang.Analyze(text)
	p := lang.NewParser(lang.Default())
	p.Parse(plain)
	d := lang.Analyze(text)
	n := len(d.Tokens)
	for _, c := range []struct {
		name  string
		folds []lang.Fold
	}{
		{"across the end of a sentence", []lang.Fold{{First: 2, Last: 6}}},
		{"of all sentences", []lang.Fold{{First: 0, Last: n}}},
		{"beyond the last token", []lang.Fold{{First: n - 1, Last: n + 5}}},
		{"behind the text", []lang.Fold{{First: n, Last: n + 1}, {First: n + 3, Last: n + 4}}},
		{"before the text", []lang.Fold{{First: -3, Last: -1}}},
		{"of no token", []lang.Fold{{First: 1, Last: 1}, {First: 5, Last: 5}}},
		{"of one token each", []lang.Fold{{First: 1, Last: 2}, {First: 4, Last: 5}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.Parse(d, c.folds...)
			checkTrees(t, d)
			if diff := cmp.Diff(plain.Words, d.Words); diff != "" {
				t.Error(diff)
			}
		})
	}

	// One that can be is folded beside one that cannot.
	p.Parse(d, lang.Fold{First: 2, Last: 5}, fold(t, d, "Mara Lind", false))
	want := []string{"Mara <- Lind/compound", "Lind <- stayed/nsubj"}
	if diff := cmp.Diff(want, arcs(t, d, "Mara Lind")); diff != "" {
		t.Error(diff)
	}
}

func TestSentenceOfOneFold(t *testing.T) {
	d := lang.Analyze("Northern Fleet\n\nThe ships left.")
	lang.NewParser(lang.Default()).Parse(d, fold(t, d, "Northern Fleet", false))
	checkTrees(t, d)
	want := []string{"Northern <- Fleet/amod", "Fleet <- ROOT/root"}
	if diff := cmp.Diff(want, arcs(t, d, "Northern Fleet")); diff != "" {
		t.Error(diff)
	}
}

func TestTagDrawsNoTrees(t *testing.T) {
	d := lang.Analyze("The army left. Nobody knows where it is.")
	p := lang.NewParser(lang.Default())
	p.Tag(d)
	var tags []string
	for _, w := range d.Words {
		tags = append(tags, lang.Default().Tag(w).UPOS)
		if w.Head != -1 {
			t.Errorf("%q has a head", d.Text[w.Start:w.End])
		}
	}
	if diff := cmp.Diff("DET NOUN VERB PUNCT PRON VERB ADV PRON AUX PUNCT", strings.Join(tags, " ")); diff != "" {
		t.Error(diff)
	}
}

func TestParserReadsEachTextAsIfItWereTheFirst(t *testing.T) {
	one, two := "“We have sent 1,500 men,” Gen. Kim said.", "Nobody denied it."
	p := lang.NewParser(lang.Default())
	first, again := lang.Analyze(one), lang.Analyze(one)
	p.Parse(first)
	p.Parse(lang.Analyze(two))
	p.Parse(again)
	if diff := cmp.Diff(first.Words, again.Words); diff != "" {
		t.Error(diff)
	}
}

// TestParseAllocatesNothing: a parser that has seen a document as long needs no more memory for the next.
func TestParseAllocatesNothing(t *testing.T) {
	text := strings.Repeat("“We have sent 1,500 men,” Gen. Kim said on Friday in the U.S. Senate. They can't leave.\n\n", 50)
	d := lang.Analyze(text)
	p := lang.NewParser(lang.Default())
	var folds []lang.Fold
	for _, s := range d.Sentences {
		if s.Last-s.First > 10 {
			folds = append(folds, lang.Fold{First: s.First + 4, Last: s.First + 6, Number: true})
		}
	}
	for name, f := range map[string]func(){
		"Parse":            func() { p.Parse(d) },
		"Parse with folds": func() { p.Parse(d, folds...) },
		"Tag":              func() { p.Tag(d) },
	} {
		f()
		if n := testing.AllocsPerRun(5, f); n > 0 {
			t.Errorf("%s: %.0f allocations for %d words", name, n, len(d.Words))
		}
	}
}

// TestAnalyzeAllocatesForTheDocumentOnly: the number of allocations grows with the logarithm of a text's length.
func TestAnalyzeAllocatesForTheDocumentOnly(t *testing.T) {
	const s = "“We have sent 1,500 men,” Gen. Kim said on Friday in the U.S. Senate. They can't leave.\n\n"
	for _, times := range []int{10, 1000} {
		text := strings.Repeat(s, times)
		if n := testing.AllocsPerRun(5, func() { lang.Analyze(text) }); n > 80 {
			t.Errorf("%.0f allocations for %d kB", n, len(text)>>10)
		}
	}
}

// checkTrees tests that each sentence of a parsed document is a tree: every word has its head in the sentence, one has none,
// no word is above itself, and no two arcs cross. Its cost is linear in the words.
func checkTrees(t *testing.T, d *lang.Doc) {
	t.Helper()
	m := lang.Default()
	at := 0
	for k, s := range d.Sentences {
		first := at
		for at < len(d.Words) && int(d.Words[at].Token) < s.Last {
			at++
		}
		words := d.Words[first:at]
		if len(words) == 0 {
			t.Fatalf("sentence %d has no words", k)
		}
		roots, size := 0, make([]int, len(words)) // size: words under each, itself included
		pending := make([]int, len(words))        // dependents that are not counted yet
		lo, hi := make([]int, len(words)), make([]int, len(words))
		for i, w := range words {
			lo[i], hi[i], size[i] = i, i, 1
			if m.Rel(w) == "" || m.Tag(w).UPOS == "" {
				t.Fatalf("sentence %d: word %d has no relation or no tag", k, i)
			}
			h := int(w.Head) - first
			switch {
			case w.Head == -1:
				roots++
			case h < 0 || h >= len(words) || h == i:
				t.Fatalf("sentence %d: word %d of %d has the head %d", k, i, len(words), h)
			default:
				pending[h]++
			}
		}
		if roots != 1 {
			t.Fatalf("sentence %d has %d roots", k, roots)
		}
		// From the leaves up: a word whose dependents are all counted is counted. In a tree all are; in a projective one the
		// words under each stand side by side.
		var ready []int
		for i := range words {
			if pending[i] == 0 {
				ready = append(ready, i)
			}
		}
		counted := 0
		for len(ready) > 0 {
			i := ready[len(ready)-1]
			ready = ready[:len(ready)-1]
			counted++
			if hi[i]-lo[i]+1 != size[i] {
				t.Fatalf("sentence %d: the words under word %d are not side by side", k, i)
			}
			h := int(words[i].Head) - first
			if words[i].Head < 0 {
				continue
			}
			size[h] += size[i]
			lo[h], hi[h] = min(lo[h], lo[i]), max(hi[h], hi[i])
			if pending[h]--; pending[h] == 0 {
				ready = append(ready, h)
			}
		}
		if counted != len(words) {
			t.Fatalf("sentence %d: %d of %d words are under the root", k, counted, len(words))
		}
	}
	if at != len(d.Words) {
		t.Fatalf("%d words are in no sentence", len(d.Words)-at)
	}
}

func TestHostileTextsHaveTrees(t *testing.T) {
	p := lang.NewParser(lang.Default())
	for _, s := range hostile {
		for _, text := range []string{strings.Repeat(s, 1+1024/len(s)), "He said: “" + strings.Repeat(s, 20) + "Yes.” They left."} {
			d := lang.Analyze(text)
			p.Parse(d)
			checkTrees(t, d)
		}
	}
	d := lang.Analyze(strings.Repeat("(", 10_000) + "a" + strings.Repeat(")", 10_000))
	p.Parse(d)
	checkTrees(t, d)
}
