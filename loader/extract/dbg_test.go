package extract

import (
	"fmt"
	"os"
	"testing"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

func TestDbg(t *testing.T) {
	lex := lexicon.Default()
	doc := lang.Analyze(os.Getenv("TXT"))
	r := newReader(doc, lex)
	r.given = New(lex).given
	r.date = newDateContext("2024-10-18")
	r.mentions()
	r.quantities()
	r.classify()
	names := []string{"noun", "verb", "aux", "modal", "det", "prep", "conj", "sub", "pron", "adv", "poss", "punct", "open", "close"}
	for i := range doc.Tokens {
		m := ""
		if r.named[i] >= 0 {
			x := r.out.Mentions[r.named[i]]
			m = x.Type + ":" + x.Name
		}
		fmt.Printf("%d %s/%s/%s f=%d a=%d %s\n", i, doc.Surface[i], names[r.class[i]], r.lemma[i], r.form[i], r.amount[i], m)
	}
	for _, s := range doc.Sentences {
		for _, o := range r.occurrencesIn(s.First, s.Last, s) {
			fmt.Printf("%+v\n", o)
		}
	}
}
