package extract_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// What stands between a title and the credit lines of the tests.
const (
	creditTitle = "Harbour closed after storm\n\n"
	creditBody  = "The harbour of Varna was closed on Monday, the mayor said.\n\nA pilot said that two ferries were late.\n\n" +
		"The pier is older than the town.\n\nNobody was hurt, the mayor said.\n\nThe ferries sail again on Friday.\n\n"
)

func TestCreditLines(t *testing.T) {
	x := extract.New(lexicon.Default())
	for _, c := range []struct {
		where, line string // where: first, last or middle
		want        string // names with semicolons between them
	}{
		// Datelines
		{"first", "KYIV (Reuters) - The ferry sank, the mayor said.", "Reuters"},
		{"first", "SEOUL, Oct 18 (Yonhap) -- The ferry sank, the mayor said.", "Yonhap"},
		{"first", "(AP) — The ferry sank, the mayor said.", "Associated Press"},
		{"first", "HEMPSTEAD, N.Y., Sept. 26 (UPI) — The ferry sank.", "United Press International"},
		{"first", "Oct 29 (Reuters) - The ferry sank.", "Reuters"},
		{"first", "New York (AFP) – The ferry sank.", "Agence France-Presse"},
		{"first", "MOSCOW, October 18. /TASS/. The ferry sank.", "TASS"},
		{"first", "GENEVA/VARNA (Reuters) - The ferry sank.", "Reuters"},
		{"first", "VARNA, Bulgaria (Reuters/AFP) - The ferry sank.", "Reuters; Agence France-Presse"},
		{"first", "Beijing, Oct. 18 (Xinhua) -- The ferry sank.", "Xinhua"},
		// Bylines and lines of their own
		{"first", "By Reuters", "Reuters"},
		{"first", "By Reuters Staff", "Reuters"},
		{"first", "By Anna Holm and Piet Vos, Associated Press", "Associated Press"},
		{"first", "By Anna Holm | AP", "Associated Press"},
		{"first", "By AFP and Reuters", "Agence France-Presse; Reuters"},
		{"first", "Reuters", "Reuters"},
		{"last", "Reuters", "Reuters"},
		{"last", "-- Yonhap", "Yonhap"},
		{"last", "(ANSA)", "ANSA"},
		{"last", "Source: AFP", "Agence France-Presse"},
		{"last", "Sources: Reuters, AP", "Reuters; Associated Press"},
		{"last", "© 2024 AFP", "Agence France-Presse"},
		{"last", "Copyright 2024 The Associated Press. All rights reserved.", "Associated Press"},
		{"last", "(c) 2024 Reuters", "Reuters"},
		{"last", "© Agence France-Presse", "Agence France-Presse"},
		// Who helped
		{"last", "AFP contributed to this report.", "Agence France-Presse"},
		{"last", "Agence France-Presse and The Associated Press contributed to this report.", "Agence France-Presse; Associated Press"},
		{"last", "Associated Press writers Anna Holm in Varna and Piet Vos in Kyiv contributed to this report.", "Associated Press"},
		{"last", "Reuters contributed reporting.", "Reuters"},
		{"last", "Additional reporting by Reuters.", "Reuters"},
		{"last", "With reporting by Reuters and AP.", "Reuters; Associated Press"},
		{"last", "With files from Reuters", "Reuters"},
		{"last", "Includes reporting by AFP.", "Agence France-Presse"},
		{"last", "Based on reporting by AP, Reuters, and dpa", "Associated Press; Reuters; Deutsche Presse-Agentur"},
		{"last", "(Additional reporting by Anna Holm and AFP; Editing by Piet Vos)", "Agence France-Presse"},
		// Where it stood first
		{"last", "This article was first published by the Lake Post.", "Lake Post"},
		{"first", "This article first appeared in the Lake Post on 3 May 2024.", "Lake Post"},
		{"last", "This story originally appeared on Harbour Risk Insights.", "Harbour Risk Insights"},
		{"last", "First published by Northern Wire (sample).", "Northern Wire (sample)"},
		{"last", "Originally published in The Guardian.", "The Guardian"},
		{"last", "Originally published at example.org.", "example.org"},
		{"last", "A version of this article first appeared in the Coast and Lake Review.", "Coast and Lake Review"},
		{"last", "An earlier version of this story was published by Meduza.", "Meduza"},
		{"last", "Republished with permission from the Lake Post.", "Lake Post"},
		{"last", "This story was republished from The Lake Post with its permission.", "The Lake Post"},
		{"last", "The story first appeared in the Lake Post.", "Lake Post"},
		{"last", "This article is published with the kind permission of the Lake Post.", "Lake Post"},
		{"middle", "This article is republished from The Conversation under a Creative Commons license.", "The Conversation"},
		{"last", "Read the original article on The Conversation.", "The Conversation"},
		{"last", "Anna Holm writes for the Lake Free Press, where this piece was first published.", "Lake Free Press"},
		{"last", "This article was first published by the Lake Post and Radio Orlo.", "Lake Post; Radio Orlo"},
		{"last", "This article was originally published by Agence France-Presse (AFP).", "Agence France-Presse"},
		// None of these is a credit
		{"first", "Arbel told Reuters that the ferry sank.", ""},
		{"last", "Reuters reported that the ferry sank.", ""},
		{"middle", "AFP contributed to this report.", ""}, // it may be another's report
		{"first", "Reuters: ferry sinks", ""},
		{"first", "Reuters strike ends", ""},
		{"first", "By Friday, Reuters had counted four ferries.", ""},
		{"first", "By Anna Holm", ""},
		{"last", "Anna Holm contributed reporting.", ""},
		{"last", "(Reporting by Anna Holm; Editing by Piet Vos)", ""},
		{"last", "The Associated Press (AP) — an agency — closed its bureau.", ""},
		{"last", "Source: NATO.", ""},
		{"middle", "ASSOCIATED PRESS.", ""}, // of a picture
		{"last", "Photo: AFP", ""},
		{"last", "© 2024 AFP/Getty Images", ""},
		{"last", "The book was first published by Lake House in 1961.", ""},
		{"last", "The report was first published by Reuters on Monday.", ""},
		{"first", "The story was first published by Reuters on Monday.", ""}, // of another story
		{"middle", "This report is used by Reuters and others.", ""},
		{"last", "Reuters contributed to the report by the council.", ""},
		{"last", "The figures were first published by Reuters on Monday.", ""},
		{"last", "NBC News first published the cellphone video on Friday.", ""},
		{"last", "This article was first published on Monday.", ""},
		{"last", "This article was first published in 2019.", ""},
		{"last", "This story first appeared in Bulgaria.", ""},
		{"last", "This article was updated to say that Reuters was told.", ""},
		{"last", "With information from Reuters, the mayor said that the pier was shut.", ""},
		{"last", "With help from the army, the town cleared the pier.", ""},
		{"last", "The minister contributed to this report by the council.", ""},
		{"first", "Varna (the port) - the ferry sank.", ""},
		{"first", "VARNA (NATO) - The ferry sank.", ""},
		{"last", "Based on reports by Reuters, the town sent two ferries.", ""},
		{"last", "Anna Holm is a reporter for Reuters.", ""},
	} {
		text := creditTitle + creditBody + c.line
		switch c.where {
		case "first":
			text = creditTitle + c.line + "\n\n" + creditBody
		case "middle":
			text = creditTitle + creditBody + c.line + "\n\n" + creditBody
		}
		r := x.Read(lang.Analyze(text), "2024-10-18")
		var got []string
		for _, k := range r.Credits {
			got = append(got, k.Name)
			if m := r.Mentions[k.Mention]; extract.Class(m.Type) != "body" || m.Entry != k.Entry {
				t.Errorf("%q: the mention of %s is %+v", c.line, k.Name, m)
			}
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%q credits %q, want %q", c.line, got, c.want)
		}
		for _, a := range r.Attributions {
			for _, p := range a.Source {
				for _, k := range r.Credits {
					if p.First < k.Last && k.First < p.Last {
						t.Errorf("%q: the credit is the source of an attribution", c.line)
					}
				}
			}
		}
		for _, claim := range r.Claims {
			if q := r.Doc.Span(claim.Quote.First, claim.Quote.Last); c.want != "" && c.where == "last" && strings.Contains(c.line, q) {
				t.Errorf("%q is the claim %q", c.line, q)
			}
		}
	}
}

// TestCreditsAreFewAndOnce looks at a text that is nothing but credits.
func TestCreditsAreFewAndOnce(t *testing.T) {
	text := "By Reuters\n\nReuters contributed to this report. With reporting by AFP, AP, UPI, TASS, Xinhua, Yonhap, ANSA, EFE, Kyodo, and Reuters."
	got := extract.Credits(lang.Analyze(text), lexicon.Default())
	if len(got) != 8 || got[0].Name != "Reuters" || got[1].Name != "Agence France-Presse" {
		t.Errorf("%d credits: %+v", len(got), got)
	}
}

// FuzzCredits reads credit lines of any words.
func FuzzCredits(f *testing.F) {
	for _, s := range []string{"KYIV (Reuters) - x", "By Anna Holm | AP", "/TASS/", "© (c) 2024", "This article was first published by The Star (", "(", "X, where this piece was first published.", "a contributed to this report"} {
		f.Add(s, "Reuters")
	}
	lex := lexicon.Default()
	f.Fuzz(func(t *testing.T, a, b string) {
		doc := lang.Analyze(a + "\n\n" + b)
		got := extract.Credits(doc, lex)
		if len(got) > 8 {
			t.Errorf("%d credits", len(got))
		}
		last := 0
		for _, s := range extract.Skip(doc, lex) {
			if s.First < last || s.Empty() {
				t.Errorf("what is passed over is not in order: %+v", s)
			}
			last = s.Last
		}
		for _, c := range got {
			if c.Empty() || c.First < 0 || c.Last > len(doc.Tokens) || c.Name == "" {
				t.Errorf("credit %+v of %d tokens", c, len(doc.Tokens))
			}
		}
	})
}

// TestCreditRowsAreSound looks at the table itself.
func TestCreditRowsAreSound(t *testing.T) {
	b, err := os.ReadFile("credits.tsv")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for n, row := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
		if strings.HasPrefix(row, "#") {
			continue
		}
		f := strings.Split(row, "\t")
		if len(f) != 4 || f[0] != "start" && f[0] != "line" || !slices.Contains([]string{"text", "edge", "last"}, f[1]) ||
			f[2] != "known" && f[2] != "any" || strings.ReplaceAll(f[3], "X", "x") != strings.ToLower(f[3]) {
			t.Errorf("line %d is no row: %q", n+1, row)
			continue
		}
		if words := strings.Fields(f[3]); !slices.Contains(words, "X") && !slices.Contains(words, "*") {
			t.Errorf("line %d names nobody: %q", n+1, row)
		}
		if seen[row] {
			t.Errorf("line %d stands there twice: %q", n+1, row)
		}
		seen[row] = true
	}
	if len(seen) < 20 {
		t.Errorf("%d rows", len(seen))
	}
}
