package lang_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/loader/lang"
)

func TestTokens(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Russia's army, he said.", "Russia|'s|army|,|he|said|."},
		{"The U.S. sent 1,500 men.", "The|U.S.|sent|1,500|men|."},
		{"“We don’t,” he said", "“|We|don’t|,|”|he|said"},
		{"F-16s and S-300s", "F-16s|and|S-300s"},
		{"$1.7 billion (€1.5bn)", "$|1.7|billion|(|€|1.5bn|)"},
		{"Gen. Smith met Mr. Lee.", "Gen.|Smith|met|Mr.|Lee|."},
		{"the soldiers' boots", "the|soldiers|'|boots"},
		{"Seoul — and Tokyo -- waited...", "Seoul|—|and|Tokyo|--|waited|..."},
		{"Kyïv, Україна", "Kyïv|,|Україна"},
		{"At 8:30 on 11/28/2000, not 9/11", "At|8:30|on|11/28/2000|,|not|9/11"},
		{"2-3 or 1969-1970; call 713-853-3989", "2|-|3|or|1969|-|1970|;|call|713-853-3989"},
		{"j.smith@mail.example.com, www.example.com/a.", "j.smith@mail.example.com|,|www.example.com/a|."},
		{"See plan_v2.doc (https://example.com/x).", "See|plan_v2.doc|(|https://example.com/x|)|."},
		{"No!!! Why?! Well... :-)", "No|!!!|Why|?!|Well|...|:-)"},
		{"in the 60's and '90s, tell 'em", "in|the|60's|and|'90s|,|tell|'em"},
		{"No. 5, he said no. Nos. one", "No.|5|,|he|said|no|.|Nos|.|one"},
		{"the Ph.D. of Jr. Smith, etc.", "the|Ph.D.|of|Jr.|Smith|,|etc."},
		{"a rate of .50 (or $.25)", "a|rate|of|.50|(|or|$|.25|)"},
		{"w/o it, and/or 's", "w/o|it|,|and|/|or|'|s"},
		{"''Yes,'' he said ‘’no’’", "''|Yes|,|''|he|said|‘’|no|’’"},
		{"**Note:** f(x)=(y)", "**|Note|:|**|f|(|x|)|=|(|y|)"},
		{"", ""},
	} {
		if got := strings.Join(lang.Analyze(c.text).Surface, "|"); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"an abbreviation does not end one", "Lt. Gen. Kim spoke in the U.S. Senate. He left.", []string{"Lt. Gen. Kim spoke in the U.S. Senate.", "He left."}},
		{"an abbreviation may end one", "They met in the U.S. The talks failed.", []string{"They met in the U.S.", "The talks failed."}},
		{"a closing mark belongs to its sentence", "“We know.” He left.", []string{"“We know.”", "He left."}},
		{"a quotation goes on inside", "“Is it true?” she asked. No one knew.", []string{"“Is it true?” she asked.", "No one knew."}},
		{"paragraphs end sentences", "A headline of a report\n\nThe report begins", []string{"A headline of a report", "The report begins"}},
		{"wrapped lines do not", "The ministry said on Thursday that the first two of the battalions would\nleave soon. It gave no date.", []string{
			"The ministry said on Thursday that the first two of the battalions would\nleave soon.", "It gave no date.",
		}},
		{"a run of marks does", "No!!! Why?! Well... Perhaps.", []string{"No!!!", "Why?!", "Well...", "Perhaps."}},
		{"the numbers of notes belong to what they note", "He died in 2014. [4] [5] She lives.", []string{"He died in 2014. [4] [5]", "She lives."}},
		{"a smile belongs to its sentence", "Thanks! :) See you.", []string{"Thanks! :)", "See you."}},
		{"a bracket may hold sentences", "He left. (She stayed.) They met.", []string{"He left.", "(She stayed.)", "They met."}},
		{"the number of a list does not", "1. The first point. 2. The second.", []string{"1. The first point.", "2. The second."}},
		{"one without a capital follows a plain word only", "they left. he stayed at Foo Pty. said so.", []string{"they left.", "he stayed at Foo Pty. said so."}},
		{"etc. may end one", "Bring food, etc. The rest waits.", []string{"Bring food, etc.", "The rest waits."}},
		{"joined paragraphs", "They sold them to Poland.The deal was signed on Tuesday.Arbel's ship came.", []string{
			"They sold them to Poland.", "The deal was signed on Tuesday.", "Arbel's ship came.",
		}},
		{"a decimal point does not", "It sent 2.5 million shells. None came.", []string{"It sent 2.5 million shells.", "None came."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := lang.Analyze(c.text)
			var got []string
			for _, s := range d.Sentences {
				got = append(got, d.Span(s.First, s.Last))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestQuotes(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{`He said "we know" and "we wait".`, []string{`"we know"`, `"we wait"`}},
		{"“They said ‘no’ to us,” he said.", []string{"“They said ‘no’ to us,”"}},
		{"It was 'a grave step' for the soldiers' families.", []string{"'a grave step'"}},
		{"The soldiers' boots and Kim's tank", nil},
		{"“It goes on\n\n“and ends here.”", []string{"“It goes on", "“and ends here.”"}},
	} {
		d := lang.Analyze(c.text)
		var got []string
		for _, q := range d.Quotes {
			got = append(got, d.Span(q.First, q.Last))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s\n%s", c.text, diff)
		}
	}
}

func TestHeadings(t *testing.T) {
	d := lang.Analyze("Troops on the move\n\nThe army moved on Friday.\n\nWhat comes next\n\nNobody knows.")
	var got []bool
	for _, s := range d.Sentences {
		got = append(got, s.Heading)
	}
	if diff := cmp.Diff([]bool{true, false, true, false}, got); diff != "" {
		t.Error(diff)
	}
}

// check tests the law of the text: every token is the text at its offsets, in order, and nothing but white space and control
// characters stands between tokens; sentences and quotations cover tokens in order.
func check(t *testing.T, text string) {
	t.Helper()
	d := lang.Analyze(text)
	at, runes, from := 0, 0, 0
	for i, k := range d.Tokens {
		if k.Start < at || k.End <= k.Start || k.End > len(text) {
			t.Fatalf("token %d is [%d, %d) after %d", i, k.Start, k.End, at)
		}
		if d.Surface[i] != text[k.Start:k.End] {
			t.Fatalf("token %d: %q is not the text %q", i, d.Surface[i], text[k.Start:k.End])
		}
		runes += utf8.RuneCountInString(text[from:k.Start])
		from = k.Start
		if k.Rune != runes || d.Rune(k.Start) != runes {
			t.Fatalf("token %d: code point %d and %d, want %d", i, k.Rune, d.Rune(k.Start), runes)
		}
		for _, r := range text[at:k.Start] {
			if r > ' ' && r != 0x7f && r != '\u200b' && r != '\ufeff' && !isSpace(r) {
				t.Fatalf("%q between tokens is lost", r)
			}
		}
		at = k.End
	}
	last := 0
	for i, s := range d.Sentences {
		if s.First != last || s.Last <= s.First {
			t.Fatalf("sentence %d is [%d, %d) after %d", i, s.First, s.Last, last)
		}
		last = s.Last
		if d.SentenceAt(s.First) != i || d.SentenceAt(s.Last-1) != i {
			t.Fatalf("SentenceAt does not find sentence %d", i)
		}
	}
	if last != len(d.Tokens) {
		t.Fatalf("sentences end at token %d of %d", last, len(d.Tokens))
	}
	checkWords(t, d)
	last = 0
	for i, q := range d.Quotes {
		if q.First < last || q.Last <= q.First || q.Last > len(d.Tokens) {
			t.Fatalf("quotation %d is [%d, %d) after %d", i, q.First, q.Last, last)
		}
		if d.QuoteAt(q.First) != i || d.QuoteAt(q.Last-1) != i {
			t.Fatalf("QuoteAt does not find quotation %d", i)
		}
		last = q.Last
	}
}

// checkWords tests that the words of every token, in order, tile it, and that none is empty.
func checkWords(t *testing.T, d *lang.Doc) {
	t.Helper()
	words := lang.Words(d)
	w := 0
	for i, k := range d.Tokens {
		at := k.Start
		for ; w < len(words) && int(words[w].Token) == i; w++ {
			if int(words[w].Start) != at || words[w].End <= words[w].Start {
				t.Fatalf("word %d is [%d, %d) in the token %q at byte %d", w, words[w].Start, words[w].End, d.Surface[i], at)
			}
			at = int(words[w].End)
		}
		if at != k.End {
			t.Fatalf("the words of the token %q end at byte %d, not %d", d.Surface[i], at, k.End)
		}
	}
	if w != len(words) {
		t.Fatalf("%d words belong to no token", len(words)-w)
	}
}

func isSpace(r rune) bool { return strings.TrimSpace(string(r)) == "" }

func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{
		"I can't, he'll've gone; cannot, gonna, its a year-old's 122-mm e-mail al-Qaeda U.S.-led x3-9890 -- 5kg 7:30pm 60's",
		"a.b@c.de http://x.y/z). www.a.b .doc w/o sh*t :-) (: ^_^ [...] '' ‘’x’’ [2] [4] ?!. … .5 +44 #tag @me $$ 9/11 1-2 1/2/03",
		". low\n1. A\n'em '90s `s", "\xff'\xffs-\xff.\xff", "a\u00adb-\u200dc", ".\n.\n-\n'\n’\n", "", "“We don’t,” he said. ‘No.’", "a\xffb", "1,500--2.000 $3bn U.S.A. 'tis", "é́ и́ 한국 \u200b x\r\ny\rz", "''\"\"’‘”“",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { check(t, text) })
}

// The cost is linear: ten times the text may not take fifty times the time.
func BenchmarkAnalyze(b *testing.B) {
	text := strings.Repeat("“We have sent 1,500 men,” Gen. Kim said on Friday in the U.S. Senate.\n\n", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		lang.Analyze(text)
	}
}
