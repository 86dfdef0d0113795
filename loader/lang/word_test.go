package lang

import (
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"don't can't won't isn’t DON'T", "do|n't|ca|n't|wo|n't|is|n’t|DO|N'T"},
		{"I'm he's they're we’ve you'll she'd Let's", "I|'m|he|'s|they|'re|we|’ve|you|'ll|she|'d|Let|'s"},
		{"wouldn't've o'clock O'Brien ma'am", "would|n't|'ve|o'clock|O'Brien|ma'am"},
		{"cannot Gonna wanna gotta dont Im thats", "can|not|Gon|na|wan|na|got|ta|do|nt|I|m|that|s"},
		{"its a day for its army; your not here", "it|s|a|day|for|its|army|;|you|r|not|here"},
		{"the students' book, Kim's and Kim’s", "the|students|'|book|,|Kim|'s|and|Kim|’s"},
		{"a well-known 5-year-old al-Qaeda U.S.-led plan", "a|well|-|known|5|-|year|-|old|al|-|Qaeda|U.S.|-|led|plan"},
		{"122-mm F-16s mother-in-law's", "122|-|mm|F|-|16s|mother|-|in|-|law|'s"},
		{"non-lethal anti-aircraft pre-war co-founder Pro-Russian e-mail mid-1980s", "non-lethal|anti-aircraft|pre-war|co-founder|Pro-Russian|e-mail|mid-1980s"},
		{"anti-tank-missile career-wise Kafka-esque", "anti-tank|-|missile|career-wise|Kafka-esque"},
		{"345-9945 x3-9890 11-20-2000 2-3", "345-9945|x3-9890|11-20-2000|2|-|3"},
		{"an-example@mail-host.com top-ten.doc http://a-b.com/don't-go", "an-example@mail-host.com|top-ten.doc|http://a-b.com/don't-go"},
		{"and/or 9/11 1/2 w/o", "and|/|or|9/11|1/2|w/o"},
		{"$5 million, US$3bn, 50%, €2.5m", "$|5|million|,|US|$|3|bn|,|50|%|,|€|2.5|m"},
		{"5kg 10km 7:30pm 5pm 20th 1970s 83N", "5|kg|10|km|7:30|pm|5|pm|20th|1970s|83N"},
		{"He came at 5 p.m. from the U.S.", "He|came|at|5|p.m.|from|the|U.S."},
		{"taxes, etc.", "taxes|,|etc|."},
		{"th- the S-300", "th-|the|S|-|300"},
		{"well‑known", "well|‑|known"},
		{"", ""},
	} {
		d := Analyze(c.text)
		d.splitWords()
		var got []string
		for _, w := range d.Words {
			got = append(got, c.text[w.Start:w.End])
		}
		if got := strings.Join(got, "|"); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestWordsTwiceAreTheSame(t *testing.T) {
	d := Analyze("I can't, he said.")
	d.splitWords()
	n := len(d.Words)
	d.splitWords()
	if len(d.Words) != n {
		t.Errorf("%d words, then %d", n, len(d.Words))
	}
	if a := testing.AllocsPerRun(10, d.splitWords); a > 0 {
		t.Errorf("%.0f allocations where the words had room", a)
	}
}
