package lang

import (
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// treebank reads one of the treebanks that WHOSAID_SHARED holds.
func treebank(t *testing.T, name string) []Tree {
	t.Helper()
	shared := os.Getenv("WHOSAID_SHARED")
	if shared == "" {
		t.Skip("WHOSAID_SHARED is not set: no treebanks to compare with")
	}
	f, err := os.Open(filepath.Join(shared, "corpora", "treebank", name+".conllu.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	trees, err := ReadTrees(z)
	if err != nil {
		t.Fatal(err)
	}
	return trees
}

// places numbers the bytes of a text that are not white space.
type places []int32

func placesOf(text string) places {
	p := make(places, len(text)+1)
	n := int32(0)
	for i, r := range text {
		w := utf8.RuneLen(r)
		for j := i; j < i+w && j < len(text); j++ {
			p[j] = n
			if !unicode.IsSpace(r) {
				n++
			}
		}
	}
	p[len(text)] = n
	return p
}

// goldWords are the words and the sentence ends of trees in a text that RawText made of them, as bytes of the text.
func goldWords(text string, trees []Tree) (words [][2]int, ends []int, err error) {
	at := 0
	skip := func() {
		for at < len(text) {
			r, n := utf8.DecodeRuneInString(text[at:])
			if !unicode.IsSpace(r) {
				return
			}
			at += n
		}
	}
	for _, t := range trees {
		for _, row := range t.Rows {
			start := -1
			for _, r := range row.Form {
				if unicode.IsSpace(r) {
					continue
				}
				skip()
				if start < 0 {
					start = at
				}
				c, n := utf8.DecodeRuneInString(text[at:])
				if c != r {
					return nil, nil, fmt.Errorf("the word %q is not at byte %d of its document: %.40q", row.Form, at, text[at:])
				}
				at += n
			}
			words = append(words, [2]int{start, at})
		}
		ends = append(ends, at)
	}
	return words, ends, nil
}

// count is how many of a kind the gold has, the system has and both have.
type count struct{ gold, system, both int }

func (c count) f1() float64 { return 200 * float64(c.both) / float64(max(1, c.gold+c.system)) }

// scoreRaw compares words and sentence ends that are read from raw text with those of the trees it was made of. Characters
// are aligned without white space, as in the CoNLL 2018 shared task. Each difference goes to diff.
func scoreRaw(trees []Tree, diff func(text string, start, end int, gold, system []string)) (words, sentences count, err error) {
	docs := RawText(trees)
	first := 0
	for _, text := range docs {
		last := first + 1
		for last < len(trees) && !trees[last].Document {
			last++
		}
		gw, ge, err := goldWords(text, trees[first:last])
		if err != nil {
			return words, sentences, err
		}
		first = last
		d := Analyze(text)
		d.splitWords()
		p := placesOf(text)
		words.gold += len(gw)
		words.system += len(d.Words)
		gold := map[[2]int32]bool{}
		for _, w := range gw {
			gold[[2]int32{p[w[0]], p[w[1]]}] = true
		}
		for _, w := range d.Words {
			if gold[[2]int32{p[w.Start], p[w.End]}] {
				words.both++
			}
		}
		end := map[int32]bool{}
		for _, e := range ge {
			end[p[e]] = true
		}
		sentences.gold += len(ge)
		sentences.system += len(d.Sentences)
		for _, s := range d.Sentences {
			e := p[d.Tokens[s.Last-1].End]
			if end[e] {
				sentences.both++
			}
		}
		if diff != nil {
			differ(d, text, gw, diff)
			se := map[int32]bool{}
			for _, s := range d.Sentences {
				se[p[d.Tokens[s.Last-1].End]] = true
			}
			for _, e := range ge {
				if !se[p[e]] {
					diff(text, e, e, []string{"sentence end"}, nil)
				}
			}
			for _, s := range d.Sentences {
				if e := d.Tokens[s.Last-1].End; !end[p[e]] {
					diff(text, e, e, nil, []string{"sentence end"})
				}
			}
		}
	}
	return words, sentences, nil
}

// differ reports the stretches whose words differ.
func differ(d *Doc, text string, gold [][2]int, diff func(text string, start, end int, gold, system []string)) {
	i, j := 0, 0
	for i < len(gold) && j < len(d.Words) {
		if gold[i] == [2]int{int(d.Words[j].Start), int(d.Words[j].End)} {
			i, j = i+1, j+1
			continue
		}
		var g, s []string
		start := min(gold[i][0], int(d.Words[j].Start))
		ge, se := gold[i][1], int(d.Words[j].End)
		g, s = append(g, text[gold[i][0]:gold[i][1]]), append(s, text[d.Words[j].Start:d.Words[j].End])
		i, j = i+1, j+1
		for ge != se {
			if ge < se {
				if i >= len(gold) {
					break
				}
				g, ge = append(g, text[gold[i][0]:gold[i][1]]), gold[i][1]
				i++
			} else {
				if j >= len(d.Words) {
					break
				}
				s, se = append(s, text[d.Words[j].Start:d.Words[j].End]), int(d.Words[j].End)
				j++
			}
		}
		diff(text, start, max(ge, se), g, s)
	}
}

// TestRawText holds what is read from the raw text of the treebanks to floors, which only move up. It prints the figures with
// -v, and with RAW_DIFF=FILE every difference into a file.
func TestRawText(t *testing.T) {
	var diff func(text string, start, end int, gold, system []string)
	if name := os.Getenv("RAW_DIFF"); name != "" {
		f, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		diff = func(text string, start, end int, gold, system []string) {
			around := text[max(0, start-50):min(len(text), end+40)]
			fmt.Fprintf(f, "%s\t%s\t%q\n", strings.Join(gold, "|"), strings.Join(system, "|"), around)
		}
	}
	for _, c := range []struct {
		name             string
		words, sentences float64
	}{
		{"ewt-dev", 99.3, 93.3},
		{"ewt-test", 99.1, 92.5},
		{"gum-news-test", 99.5, 96.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			words, sentences, err := scoreRaw(treebank(t, c.name), diff)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("words F1 %.2f, sentences F1 %.2f (%d words, %d sentences)", words.f1(), sentences.f1(), words.gold, sentences.gold)
			if words.f1() < c.words {
				t.Errorf("words F1 %.2f, below the floor of %.2f", words.f1(), c.words)
			}
			if sentences.f1() < c.sentences {
				t.Errorf("sentences F1 %.2f, below the floor of %.2f", sentences.f1(), c.sentences)
			}
		})
	}
}

func TestRawTextJoinsSentencesAsTheyStood(t *testing.T) {
	trees := []Tree{
		{Text: "A b.", Document: true, Paragraph: true},
		{Text: "C.", Glued: true},
		{Text: "D."},
		{Text: "E.", Paragraph: true},
		{Text: "F.", Document: true, Paragraph: true},
	}
	want := []string{"A b. C.D.\n\nE.", "F."}
	if diff := cmp.Diff(want, RawText(trees)); diff != "" {
		t.Error(diff)
	}
}
