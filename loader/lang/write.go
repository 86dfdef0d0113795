package lang

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// WriteCoNLLU writes the trees of a parsed document as CoNLL-U. Words of a contraction stand under the range of their token.
func (m *Model) WriteCoNLLU(out io.Writer, d *Doc, id string) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "# newdoc id = %s\n", oneLine(id))
	at := 0
	for k, s := range d.Sentences {
		if k == 0 || s.Paragraph != d.Sentences[k-1].Paragraph {
			fmt.Fprintln(w, "# newpar")
		}
		fmt.Fprintf(w, "# sent_id = %s-%d\n# text = %s\n", oneLine(id), k+1, oneLine(d.Span(s.First, s.Last)))
		first, until := at, at // until: behind the last word of the token, if it is a contraction
		for at < len(d.Words) && int(d.Words[at].Token) < s.Last {
			if n := contraction(d, at); n > 1 {
				until = at + n
				fmt.Fprintf(w, "%d-%d\t%s\t_\t_\t_\t_\t_\t_\t_\t%s\n", at-first+1, until-first, d.Text[d.Words[at].Start:d.Words[until-1].End], space(d, until-1))
			}
			x := d.Words[at]
			form, tag := d.Text[x.Start:x.End], m.Tag(x)
			head := 0
			if x.Head >= 0 {
				head = int(x.Head) - first + 1
			}
			misc := "_"
			if at >= until {
				misc = space(d, at)
			}
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t_\t%d\t%s\t_\t%s\n", at-first+1, form, Lemma(form, tag.UPOS, tag.XPOS), tag.UPOS, tag.XPOS, head, m.Rel(x), misc)
			at++
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// contraction is the number of words of the token that word i begins, if they are the parts of a contraction; 0 where the
// word begins no token, 1 where it stands alone or the parts are those of a compound ("well-known", "5kg").
func contraction(d *Doc, i int) int {
	if i > 0 && d.Words[i-1].Token == d.Words[i].Token {
		return 0
	}
	n := 1
	for i+n < len(d.Words) && d.Words[i+n].Token == d.Words[i].Token {
		n++
	}
	letters := true
	for k, w := range d.Words[i : i+n] {
		form := d.Text[w.Start:w.End]
		if k > 0 && (form[0] == '\'' || strings.HasPrefix(form, "’")) {
			return n
		}
		for _, r := range form {
			letters = letters && (unicode.IsLetter(r) || r == '\'' || r == '’')
		}
	}
	if !letters {
		return 1
	}
	return n
}

// space is the MISC column of a word: whether white space follows it.
func space(d *Doc, i int) string {
	if i+1 < len(d.Words) && d.Words[i+1].Start == d.Words[i].End {
		return "SpaceAfter=No"
	}
	return "_"
}

// oneLine is a text without line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
