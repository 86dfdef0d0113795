package extract_test

import (
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// said is a sentence that attributes.
const said = "The minister said that the bridge was closed and officials warned of floods. "

// long are texts of any length that no article is meant to have: one paragraph each.
var long = []struct {
	name, open, piece string
}{
	{"one quotation over everything, in one sentence", "“", "we said that they told us that nothing was lost, and "},
	{"one quotation over everything, in sentences", "Arbel said: “", said},
	{"one quotation without a cue", "“", "The bridge was closed. "},
	{"a quotation that nothing closes, with marks in it", "Arbel said: “", "He said, ‘go away,’ and left. "},
	{"one sentence of cues", "", "he said that "},
	{"one sentence of quotations", "", "“yes,” he said, "},
	{"one sentence without a cue", "", "the old grey bridge of the town, "},
	{"only marks", "", "“"},
	{"marks that close and nothing opened", "", "said” "},
	{"capitals", "", "THE MINISTER SAID THAT THE BRIDGE WAS CLOSED. "},
	{"questions and answers", "", "Q: Did he say so? A: He said so. "},
	{"according to", "", "according to "},
	{"sentences", "", said},
}

// TestTimeOfReadingIsLinear reads each text at two lengths. Sixteen times the text may not take 100 times the time: machines
// are busy, but a square law would take 256.
func TestTimeOfReadingIsLinear(t *testing.T) {
	const short, times, most = 2 << 10, 16, 100
	for _, c := range long {
		for name, x := range map[string]*extract.Reader{"models": extract.New(lexicon.Default()), "rules": extract.NewRuled(lexicon.Default())} {
			t.Run(c.name+" "+name, func(t *testing.T) {
				read := func(n int) time.Duration {
					text := c.open + strings.Repeat(c.piece, 1+n/len(c.piece)) + "”"
					start := time.Now()
					x.Read(lang.Analyze(text), "")
					return time.Since(start)
				}
				a, b := time.Hour, time.Hour
				for range 5 {
					a = min(a, read(short))
				}
				// What else runs on the machine can only make a reading longer, so the shortest of several counts.
				for tries := 0; tries < 5 && b > most*a; tries++ {
					b = min(b, read(short*times))
				}
				t.Logf("%v for %d kB, %v for %d kB: %.0f times", a, short>>10, b, short*times>>10, float64(b)/float64(a))
				if b > most*a {
					t.Errorf("%v for %d kB, %v for %d kB", a, short>>10, b, short*times>>10)
				}
			})
		}
	}
}

// TestQuotationOfAMegabyte reads one paragraph of a megabyte inside one quotation.
func TestQuotationOfAMegabyte(t *testing.T) {
	if testing.Short() {
		t.Skip("a megabyte of text")
	}
	x := extract.New(lexicon.Default())
	start := time.Now()
	r := x.Read(lang.Analyze("Arbel said: “"+strings.Repeat(said, 1<<20/len(said))+"”"), "")
	t.Logf("%v, %d attributions, %d claims", time.Since(start), len(r.Attributions), len(r.Claims))
	if d := time.Since(start); d > 5*time.Minute {
		t.Errorf("%v", d)
	}
}
