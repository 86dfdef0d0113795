package graph

import (
	"strings"
	"testing"
)

func TestQuotesAreFoundWithAndWithoutAnIndex(t *testing.T) {
	text := foldSpace("Über 112 men came.\n\tThey said:  „Nichts davon!“ 12 men left. " + strings.Repeat("and on and ", 100) + "on, at last.")
	for quote, want := range map[string]bool{
		"12 men": true, "112 men": true, "2 men": false, "ber 112": false, "Über": true, "They said: „Nichts davon!“": true, "Nichts": true,
		"on, at last.": true, "on, at las": false, "and on and on, at last": true, "an": false, "": false, " ": true, "nowhere": false,
	} {
		for _, looked := range []int{0, indexAfter + 1} {
			f := foldedText{text: text, looked: looked}
			if got := f.has(quote); got != want {
				t.Errorf("%q, after %d bytes: %v, want %v", quote, looked, got, want)
			}
		}
	}
}

func TestSentencesBesideAPassage(t *testing.T) {
	text := "One two three. Mr. Orlo said „so it is.“ Then\nanother line. Last"
	s := splitSentences(text)
	for quote, want := range map[string]neighbours{
		"One two three.": {"", "Mr. Orlo said „so it is.“"}, "Orlo said": {"One two three.", "Then"}, "Then": {"Mr. Orlo said „so it is.“", "another line. Last"},
		"another line.": {"Then", ""}, "said „so it is.“ Then": {"One two three.", "another line. Last"}, text: {"", ""},
	} {
		start := len([]rune(text[:strings.Index(text, quote)]))
		if got := s.around(start, start+len([]rune(quote))); got != want {
			t.Errorf("beside %q stand %q and %q, want %q", quote, got.before, got.after, want)
		}
	}
}
