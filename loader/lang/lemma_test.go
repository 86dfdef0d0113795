package lang

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestLemmaOfEnglishWords(t *testing.T) {
	for _, c := range []struct{ form, upos, xpos, want string }{
		// Clitics and other function words.
		{"n't", "PART", "RB", "not"},
		{"n’t", "PART", "RB", "not"},
		{"N'T", "PART", "RB", "not"},
		{"'s", "AUX", "VBZ", "be"},
		{"’s", "AUX", "VBZ", "be"},
		{"'s", "PART", "POS", "'s"},
		{"’s", "PART", "POS", "'s"},
		{"'m", "AUX", "VBP", "be"},
		{"'ve", "AUX", "VBP", "have"},
		{"ca", "AUX", "MD", "can"},
		{"wo", "AUX", "MD", "will"},
		{"'ll", "AUX", "MD", "will"},
		{"Was", "AUX", "VBD", "be"},
		{"The", "DET", "DT", "the"},
		{"an", "DET", "DT", "a"},
		{"those", "DET", "DT", "that"},
		{"I", "PRON", "PRP", "I"},
		{"me", "PRON", "PRP", "I"},
		{"her", "PRON", "PRP", "she"},
		{"her", "PRON", "PRP$", "her"},
		{"them", "PRON", "PRP", "they"},

		// Verbs.
		{"said", "VERB", "VBD", "say"},
		{"Said", "VERB", "VBD", "say"},
		{"fled", "VERB", "VBD", "flee"},
		{"found", "VERB", "VBD", "find"},
		{"found", "VERB", "VB", "found"},
		{"left", "VERB", "VBN", "leave"},
		{"called", "VERB", "VBD", "call"},
		{"controlled", "VERB", "VBN", "control"},
		{"shelled", "VERB", "VBD", "shell"},
		{"agreed", "VERB", "VBD", "agree"},
		{"carried", "VERB", "VBD", "carry"},
		{"died", "VERB", "VBD", "die"},
		{"dying", "VERB", "VBG", "die"},
		{"making", "VERB", "VBG", "make"},
		{"Making", "VERB", "VBG", "make"},
		{"running", "VERB", "VBG", "run"},
		{"seeing", "VERB", "VBG", "see"},
		{"panicking", "VERB", "VBG", "panic"},
		{"goes", "VERB", "VBZ", "go"},
		{"reaches", "VERB", "VBZ", "reach"},
		{"denies", "VERB", "VBZ", "deny"},
		{"raises", "VERB", "VBZ", "raise"},
		{"does", "AUX", "VBZ", "do"},
		// Not in the table, nor in any treebank.
		{"blorped", "VERB", "VBD", "blorp"},
		{"plivated", "VERB", "VBD", "plivate"},
		{"snibbing", "VERB", "VBG", "snib"},
		{"dorquifies", "VERB", "VBZ", "dorquify"},

		// Nouns.
		{"attacks", "NOUN", "NNS", "attack"},
		{"cities", "NOUN", "NNS", "city"},
		{"men", "NOUN", "NNS", "man"},
		{"policewomen", "NOUN", "NNS", "policewoman"},
		{"children", "NOUN", "NNS", "child"},
		{"knives", "NOUN", "NNS", "knife"},
		{"leaves", "NOUN", "NNS", "leaf"},
		{"churches", "NOUN", "NNS", "church"},
		{"viruses", "NOUN", "NNS", "virus"},
		{"houses", "NOUN", "NNS", "house"},
		{"crises", "NOUN", "NNS", "crisis"},
		{"troops", "NOUN", "NNS", "troops"},
		{"people", "NOUN", "NNS", "people"},
		{"1980s", "NOUN", "NNS", "1980s"},
		{"80's", "NOUN", "NNS", "80s"},
		{"TV", "NOUN", "NN", "TV"},
		{"GOVERNMENT", "NOUN", "NN", "government"},
		{"Élites", "NOUN", "NNS", "élite"},

		// Adjectives and adverbs.
		{"better", "ADJ", "JJR", "good"},
		{"better", "ADV", "RBR", "well"},
		{"best", "ADJ", "JJS", "good"},
		{"worst", "ADJ", "JJS", "bad"},
		{"larger", "ADJ", "JJR", "large"},
		{"biggest", "ADJ", "JJS", "big"},
		{"earlier", "ADV", "RBR", "early"},
		{"heaviest", "ADJ", "JJS", "heavy"},
		{"more", "ADJ", "JJR", "more"},
		{"American", "ADJ", "JJ", "American"},
		{"Bolivian", "ADJ", "JJ", "Bolivian"},
		{"sooooo", "ADV", "RB", "so"},

		// Names, numbers, marks.
		{"Paris", "PROPN", "NNP", "Paris"},
		{"NATO", "PROPN", "NNP", "NATO"},
		{"HEZBOLLAH", "PROPN", "NNP", "Hezbollah"},
		{"Palestinians", "PROPN", "NNPS", "Palestinian"},
		{"United", "VERB", "NNP", "Unite"},
		{"Sept.", "PROPN", "NNP", "September"},
		{"O’Brien", "PROPN", "NNP", "O'Brien"},
		{"12,000", "NUM", "CD", "12,000"},
		{"Two", "NUM", "CD", "two"},
		{"XIV", "NUM", "CD", "XIV"},
		{"“", "PUNCT", "``", `"`},
		{",", "PUNCT", ",", ","},

		// No tags, no form, no text.
		{"walked", "", "", "walked"},
		{"", "NOUN", "NNS", ""},
		{"s", "NOUN", "NNS", "s"},
		{"ed", "VERB", "VBD", "ed"},
		{"\xff\xfes", "NOUN", "NNS", "\xff\xfe"},
	} {
		if got := Lemma(c.form, c.upos, c.xpos); got != c.want {
			t.Errorf("Lemma(%q, %s, %s) = %q, want %q", c.form, c.upos, c.xpos, got, c.want)
		}
	}
}

func TestLemmaRowsAreSortedAndWhole(t *testing.T) {
	rows := strings.Split(strings.TrimSuffix(lemmaRows, "\n"), "\n")
	if !slices.IsSorted(rows) || len(slices.Compact(slices.Clone(rows))) != len(rows) {
		t.Error("rows are not in order of their bytes, or some stand there twice")
	}
	upos := strings.Fields("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X")
	for i, row := range rows {
		f := strings.Split(row, "\t")
		if len(f) < 2 || len(f) > 3 || slices.Contains(f, "") {
			t.Fatalf("row %d: %q", i+1, row)
		}
		if tag, _, _ := strings.Cut(f[1], " "); !slices.Contains(upos, tag) {
			t.Errorf("row %d: %q has no UPOS", i+1, row)
		}
	}
	if n := len(lemmaRows); n > 150_000 {
		t.Errorf("%d bytes, want 150,000 at most", n)
	}
}

func TestLemmaOfKnownWordAllocatesNothing(t *testing.T) {
	for _, w := range [][3]string{
		{"attack", "NOUN", "NN"}, {"attacks", "NOUN", "NNS"}, {"The", "DET", "DT"}, {"Making", "VERB", "VBG"},
		{"n’t", "PART", "RB"}, {"KILLED", "VERB", "VBD"}, {"Khartoum", "PROPN", "NNP"}, {"blorped", "VERB", "VBD"},
		{"12,000", "NUM", "CD"},
	} {
		if n := testing.AllocsPerRun(100, func() { Lemma(w[0], w[1], w[2]) }); n > 0 {
			t.Errorf("Lemma(%q, %s, %s): %v allocations", w[0], w[1], w[2], n)
		}
	}
}

func FuzzLemma(f *testing.F) {
	f.Add("stopped", "VERB", "VBN")
	f.Add("80's", "NOUN", "NNS")
	f.Add("İSTANBUL", "PROPN", "NNPS")
	f.Add(strings.Repeat("é’ies", 100), "NOUN", "NNS")
	f.Add("\xc3ing", "VERB", "VBG")
	f.Fuzz(func(t *testing.T, form, upos, xpos string) {
		if got := Lemma(form, upos, xpos); got == "" && form != "" || len(got) > 3*len(form)+20 {
			t.Errorf("Lemma(%q, %q, %q) = %q", form, upos, xpos, got)
		}
	})
}

func ExampleLemma() {
	fmt.Println(Lemma("Shelling", "VERB", "VBG"), Lemma("cities", "NOUN", "NNS"), Lemma("n’t", "PART", "RB"))
	// Output: shell city not
}

func BenchmarkLemma(b *testing.B) {
	type word struct{ form, upos, xpos string }
	var words []word
	for s := range strings.FieldsSeq("The/DET/DT rebels/NOUN/NNS who/PRON/WP were/AUX/VBD driven/VERB/VBN from/ADP/IN the/DET/DT " +
		"city/NOUN/NN 's/PART/POS outskirts/NOUN/NNS last/ADJ/JJ week/NOUN/NN have/AUX/VBP regrouped/VERB/VBN near/ADP/IN " +
		"Aleppo/PROPN/NNP ,/PUNCT/, where/ADV/WRB they/PRON/PRP say/VERB/VBP more/ADJ/JJR than/ADP/IN 1,200/NUM/CD " +
		"fighters/NOUN/NNS are/AUX/VBP preparing/VERB/VBG a/DET/DT bigger/ADJ/JJR attack/NOUN/NN ./PUNCT/.") {
		f := strings.Split(s, "/")
		words = append(words, word{f[0], f[1], f[2]})
	}
	Lemma("", "", "")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		w := words[i%len(words)]
		Lemma(w.form, w.upos, w.xpos)
	}
}

func BenchmarkReadLemmas(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		readLemmas(lemmaRows)
	}
}
