package lang_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/whosaid/whosaid/loader/lang"
)

var update = flag.Bool("update", false, "write the golden files anew")

// row is a line of CoNLL-U.
func row(id int, form string, head int) string {
	return fmt.Sprintf("%d\t%s\t%s\tX\tFW\t_\t%d\tdep\t_\t_\n", id, form, form, head)
}

// brokenTrees are texts that are no CoNLL-U, with what is said of them.
var brokenTrees = []struct{ name, text, want string }{
	{"too few columns", row(1, "a", 0) + "2\tb\tb\n", "line 2: 3 columns, want 10"},
	{"spaces for tabs", "1 a a X FW _ 0 root _ _\n", "line 1: 1 columns, want 10"},
	{"too many columns", strings.TrimSuffix(row(1, "a", 0), "\n") + "\t_\n", "line 1: 11 columns, want 10"},
	{"a number that is none", strings.Replace(row(1, "a", 0), "1", "one", 1), `line 1: word "one" with the head "0" follows word 0`},
	{"a head that is none", strings.Replace(row(1, "a", 7), "7", "_", 1), `line 1: word "1" with the head "_" follows word 0`},
	{"a head below zero", "# a comment\n" + row(1, "a", -1), `line 2: word "1" with the head "-1" follows word 0`},
	{"a number left out", row(1, "a", 0) + row(3, "c", 1), `line 2: word "3" with the head "1" follows word 1`},
	{"a number twice", row(1, "a", 0) + row(1, "b", 1), `line 2: word "1" with the head "1" follows word 1`},
	{"a head beyond the last word", row(1, "a", 0) + row(2, "b", 5) + "\n" + row(1, "c", 0), "line 3: word 2 of 2 has the head 5"},
	{"a head beyond the last word of the file", row(1, "a", 2), "line 2: word 1 of 1 has the head 2"},
	{"a word under itself", row(1, "a", 0) + row(2, "b", 2) + "\n", "line 3: word 2 of 2 has the head 2"},
	{"a line without an end", row(1, "a", 0) + strings.Repeat("x", 17<<20), "line 2: bufio.Scanner: token too long"},
}

func TestReadTreesNamesTheLine(t *testing.T) {
	for _, c := range brokenTrees {
		t.Run(c.name, func(t *testing.T) {
			trees, err := lang.ReadTrees(strings.NewReader(c.text))
			if err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if trees != nil {
				t.Errorf("%d trees beside the error", len(trees))
			}
		})
	}
}

func TestReadTrees(t *testing.T) {
	const text = "# newdoc id = a\n# text = I don't.\n" +
		"1\tI\tI\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n" +
		"2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n" +
		"2\tdo\tdo\tVERB\tVBP\t_\t0\troot\t_\t_\n" +
		"3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\t_\n" +
		"3.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t2:x\t_\n" +
		"4\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\tSpaceAfter=No\n" +
		"\n\n# newpar\n# text = No\n" +
		"1\tNo\tno\tINTJ\tUH\t_\t0\troot\t_\t_\n"
	want := []lang.Tree{
		{Text: "I don't.", Document: true, Paragraph: true, Glued: true, Rows: []lang.Row{
			{"I", "I", "PRON", "PRP", 1, "nsubj"}, {"do", "do", "VERB", "VBP", -1, "root"},
			{"n't", "not", "PART", "RB", 1, "advmod"}, {".", ".", "PUNCT", ".", 1, "punct"},
		}},
		{Text: "No", Paragraph: true, Rows: []lang.Row{{"No", "no", "INTJ", "UH", -1, "root"}}},
	}
	for name, text := range map[string]string{"as the format has it": text, "with line ends of Windows": strings.ReplaceAll(text, "\n", "\r\n")} {
		got, err := lang.ReadTrees(strings.NewReader(text))
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if got, err := lang.ReadTrees(strings.NewReader("")); len(got) != 0 || err != nil {
		t.Errorf("of nothing: %v, %v", got, err)
	}
}

// written is for the golden file: contractions, compounds, quotation marks, a heading, no space before a sentence, an id of two
// lines, letters of other scripts.
const written = "Ships on the move\n\nThe minister's office didn't deny it: “They cannot stay,” Mara Lind said. Up to 1,500 well-known\nfarmers " +
	"waited in Łódź.\n\nNobody (of 5kg fame) saw 9/11 at 7:30pm…No."

func TestWriteCoNLLU(t *testing.T) {
	d := lang.Analyze(written)
	m := lang.Default()
	lang.NewParser(m).Parse(d)
	var b bytes.Buffer
	if err := m.WriteCoNLLU(&b, d, "two\nlines"); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/written.conllu"
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (go test ./loader/lang -update writes it anew)\n%s", golden, diff)
	}
	checkWritten(t, d)
}

// TestWrittenTreesKeepTheText: forms and spaces give the text of each sentence back.
func TestWrittenTreesKeepTheText(t *testing.T) {
	d := lang.Analyze(written)
	m := lang.Default()
	lang.NewParser(m).Parse(d)
	var b bytes.Buffer
	if err := m.WriteCoNLLU(&b, d, "x"); err != nil {
		t.Fatal(err)
	}
	for block := range strings.SplitSeq(strings.TrimSpace(b.String()), "\n\n") {
		text, got, until := "", "", ""
		for line := range strings.Lines(block) {
			line = strings.TrimSuffix(line, "\n")
			if s, ok := strings.CutPrefix(line, "# text = "); ok {
				text = s
			}
			f := strings.Split(line, "\t")
			if len(f) != 10 {
				continue
			}
			if _, last, ok := strings.Cut(f[0], "-"); ok {
				until = last
			} else if until != "" {
				if f[0] == until {
					until = ""
				}
				continue
			}
			got += f[1]
			if f[9] != "SpaceAfter=No" {
				got += " "
			}
		}
		if strings.TrimSpace(got) != text {
			t.Errorf("forms and spaces say %q, the text %q", got, text)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestWriteCoNLLUReportsWhatTheWriterSays(t *testing.T) {
	d := lang.Analyze(written)
	lang.NewParser(lang.Default()).Parse(d)
	if err := lang.Default().WriteCoNLLU(fullDisk{}, d, "x"); err == nil {
		t.Error("no error from a writer that is closed")
	}
}
