package main

import (
	"slices"
	"strings"
	"testing"
)

func TestWrapBreaksBetweenWordsAndCuts(t *testing.T) {
	for _, tt := range []struct {
		text    string
		n, most int
		want    []string
	}{
		{"", 5, 3, []string{""}},
		{"one two", 7, 3, []string{"one two"}},
		{"one two", 6, 3, []string{"one", "two"}},
		{"one two three", 7, 3, []string{"one two", "three"}},
		{"one two three four", 5, 3, []string{"one", "two", "thre…"}},
		{"abcdefgh", 3, 3, []string{"abc", "def", "gh"}},
		{"abcdefghijk", 3, 2, []string{"abc", "de…"}},
		{"one two", 3, 1, []string{"on…"}},
		{"日本語です", 4, 3, []string{"日本", "語で", "す"}},
		{"日本", 1, 2, []string{"日", "…"}},
		{"日本", 1, 0, []string{"日", "本"}},
		{"one two three four five", 5, 0, []string{"one", "two", "three", "four", "five"}},
		{"e\u0301t\u0301e\u0301 x", 3, 0, []string{"e\u0301t\u0301e\u0301", "x"}},
	} {
		if got := wrap(tt.text, tt.n, tt.most); !slices.Equal(got, tt.want) {
			t.Errorf("wrap(%q, %d, %d) = %q, want %q", tt.text, tt.n, tt.most, got, tt.want)
		}
	}
}

func TestTableFitsEveryWidth(t *testing.T) {
	rows := []row{
		{[]string{"Volodymyr Zelensky (citing intelligence reports)", "asserts", "10,000", "North Korea deploys_to Russia"},
			[]string{strings.TrimSpace(strings.Repeat("He said so. ", 40)), "— A title"}},
		{[]string{"Kim", "denies", "", "No."}, nil},
	}
	columns := []column{{"source", 20, 12}, {"stance", 13, 8}, {"quantity", 14, 8}, {"relation", 24, 12}}
	for total := 20; total < 300; total += 7 {
		var b strings.Builder
		if err := writeTable(&b, total, columns, rows); err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(b.String(), "\n") {
			if columnsOf(line) > total {
				t.Errorf("in %d columns a line takes %d: %q", total, columnsOf(line), line)
			}
		}
		if total > 80 && !strings.Contains(b.String(), "Volodymyr Zelensky") {
			t.Errorf("in %d columns the name is cut:\n%s", total, b.String())
		}
		if n := strings.Count(strings.Join(strings.Fields(b.String()), " "), "He said so."); n != 40 {
			t.Errorf("in %d columns %d of 40 sentences below the row are whole:\n%s", total, n, b.String())
		}
	}
}

func TestTableOfAnyWidthIsAlignedAndCutsNothing(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("A long name. ", 8))
	var b strings.Builder
	err := writeTable(&b, 0, []column{{"name", 20, 12}, {"kind", 8, 8}}, []row{{cells: []string{long, "x"}}, {cells: []string{"日本", "y"}}})
	if err != nil {
		t.Fatal(err)
	}
	blanks := func(n int) string { return strings.Repeat(" ", len(long)-n+2) }
	want := "NAME" + blanks(4) + "KIND\n" + long + "  x\n日本" + blanks(4) + "y\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestLongTextsAreWrappedInTimeThatGrowsWithThem(t *testing.T) {
	long := strings.Repeat("word ", 1<<20)
	if n := len(wrap(long, 80, 0)); n != 1<<16 {
		t.Errorf("%d lines", n)
	}
	if got := cut(long, 9); got != "word wor…" {
		t.Errorf("cut: %q", got)
	}
}

func TestOneLineLeavesNothingThatSteersATerminal(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb\tc":                 "a b c",
		" a  b ":                  "a b",
		"\x1b[31mred\x1b[0m":      "[31mred[0m",
		"\u202eabc\u202c \u2066d": "abc d",
		"caf\u00e9\u2028naïve 日本": "café naïve 日本",
		"\u009b31m":               "31m",
	} {
		if got := oneLine(in); got != want {
			t.Errorf("oneLine(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCountsInWords(t *testing.T) {
	for n, want := range map[int]string{0: "0 claims", 1: "1 claim", 999: "999 claims", 1000: "1,000 claims", 1234567: "1,234,567 claims"} {
		if got := plural(n, "claim"); got != want {
			t.Errorf("plural(%d) = %q, want %q", n, got, want)
		}
	}
	if got := are(1, "claim"); got != "1 claim is" {
		t.Errorf("are(1) = %q", got)
	}
}
