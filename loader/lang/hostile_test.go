package lang_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/loader/lang"
)

// hostile are pieces of texts that no writer of English means to write. Each is repeated to a length.
var hostile = []string{
	"a", "A", "é", "1", "a-", "a.", "A.", "a'", "a’", "a'd", "'s", "''", "’", "‘’", "\"", "“", "(", ")", "[", "]", ".)", ".]x",
	"[1] ", ". [1]", ":) ", ":)", "(:", "^_^", "x@", "@x", "a@b.", "www.", "http://", "http://a ", "a/", "w/", "/", "1-", "1/", "1:",
	"1,", "1.", ".1", "+1", "#a", "$", "*", "a*", "_", "a_", "-", "--", "!?", "! ", "? a", ". ", ". a ", ". A ", "…", "...", "\n",
	"a\n", "a\n\n", "a.\n", "\r", "\t", "\x00", "\xff", "a\xff", "\xe2\x80", "\u200b", "\u00ad", "\u0301", "\u202e", "שלום ", "مرحبا بالعالم. ",
	"한국어 ", "你好。", "𝒜", "U.S. ", "Mr. ", "etc. ", "No. 5 ", "'90s ", "60's ", "( \" ' ", "al-", "x1-", "a&", "Ph.D.", "alt.a",
}

func TestHostileTexts(t *testing.T) {
	for _, p := range hostile {
		check(t, strings.Repeat(p, 1+4096/len(p)))
		check(t, "He said: “"+strings.Repeat(p, 40)+"Yes.” They left.")
	}
	check(t, strings.Repeat("(", 10_000)+"a"+strings.Repeat(")", 10_000))
	check(t, strings.Repeat("“‘", 10_000)+"a"+strings.Repeat("’”", 10_000))
}

// TestTimeIsLinear reads each hostile text at two lengths, without a break of its line. Thirty-two times the text may not take
// 256 times the time: machines are busy, but a square law would take a thousand.
func TestTimeIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("64 kB of each text")
	}
	const long = 1 << 16
	read := func(text string, times int) time.Duration {
		best := time.Hour
		for range times {
			start := time.Now()
			lang.Words(lang.Analyze(text))
			best = min(best, time.Since(start))
		}
		return best
	}
	pieces := append([]string{"“We have sent 1,500 men,” Gen. Kim said on Friday in the U.S. Senate. "}, hostile...)
	for _, p := range pieces {
		text := strings.Repeat(p, 1+long/len(p))
		a, b := read(text[:long/32], 5), time.Hour
		// What else runs on the machine can only make a reading longer, so the shortest of several counts.
		for tries := 0; tries < 10 && b > 256*a; tries++ {
			b = min(b, read(text, 1))
		}
		if b > 256*a {
			t.Errorf("%q: %v for %d kB, %v for %d kB", p, a, long>>15, b, long>>10)
		}
	}
}

func TestLineOfAMegabyte(t *testing.T) {
	check(t, strings.Repeat("Gen. Kim's well-known men didn't go, ", 1<<20/37))
	check(t, strings.Repeat("x", 1<<20))
}

// TestTreesTakeLinearTime reads, tags, parses and writes long lines, whose words are one sentence, or one token.
func TestTreesTakeLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("32 kB of each text")
	}
	const long = 1 << 15
	p := lang.NewParser(lang.Default())
	read := func(text string) time.Duration {
		start := time.Now()
		d := lang.Analyze(text)
		p.Parse(d)
		if err := lang.Default().WriteCoNLLU(io.Discard, d, "x"); err != nil {
			t.Fatal(err)
		}
		return time.Since(start)
	}
	for _, s := range []string{"the man ", "a-", "n't'd", "(", "“", "and, ", "x\n\n", "of the ", "that he said "} {
		text := strings.Repeat(s, 1+long/len(s))
		short := text[:long/32]
		read(short)
		a, b := min(read(short), read(short), read(short)), time.Hour
		for tries := 0; tries < 10 && b > 256*a; tries++ {
			b = min(b, read(text))
		}
		if b > 256*a {
			t.Errorf("%q: %v for %d kB, %v for %d kB", s, a, long>>15, b, long>>10)
		}
	}
}
