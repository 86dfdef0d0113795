package extract_test

import (
	"strings"
	"testing"

	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

func TestWhatIsPassedOver(t *testing.T) {
	x := extract.New(lexicon.Default())
	const before, after = "Arbel said that the nets were cut.\n\n", "\n\nThe mayor said that the pier was closed."
	for _, c := range []struct {
		text, reason string // reason is a part of it; "" where the text is read
	}{
		{"Minister says that the bridge is closed", "heading"},
		{"- Officials said that it was open", "heading"},
		{"READ MORE: Minister says that the bridge is closed.", "link"},
		{"Read: What Russia says about the war.", "link"},
		{"Related: Ukraine claims that Russia sent 1,000 soldiers to Kursk.", "link"},
		{"Click here to read what the minister said.", "link"},
		{"Photo: A soldier says that the bridge is closed.", "caption"},
		{"A boy waits at the pier, where officials said the ferry had sunk. (Anna Holm/Getty Images)", "caption"},
		{"(Reporting by Anna Holm, who said that it rained; Editing by Piet Vos.)", "credit"},
		{"Subscribe now: experts say it is the best deal.", "advertisement"},
		{"Follow Anna Holm on Twitter, where she said more.", "advertisement"},
		{"Arbel\tdenied\tthat he said so.", "table"},
		{"Arbel | denied | that he said so.", "table"},
		{"OFFICIALS WARNED THAT THE ROAD WAS FLOODED.", "capitals"},
		{"Q: Did the minister say that the bridge was closed?", "questions and answers"},
		{"A: He said that it was open.", "questions and answers"},
		{"Correction: An earlier version of this article said that Russia had sent 1,500 soldiers to Kursk.", "correction notice"},
		{"CORRECTION (Oct. 24, 2024): The ministry said that the bridge was open, not closed.", "correction notice"},
		{"Corrections and clarifications — Officials said that it was open.", "correction notice"},
		{"Clarification, October 24: Arbel said that the nets were old.", "correction notice"},
		{"(An earlier version of this story said that the ministry denied it.)", "correction notice"},
		{"Editor’s note: a previous version of this report said that Arbel resigned.", "correction notice"},
		{"This story has been corrected: the minister said that the bridge was closed.", "correction notice"},
		{"This article was updated on Friday to correct what the minister said that he saw.", "correction notice"},
		{"An earlier version of the report said that the bridge was closed.", ""},
		{"This report was sent to Oslo, where the minister said that the bridge was closed.", ""},
		{"Correction officers said that the bridge was closed: it was old.", ""},
		{"Editor’s note: Arbel said that the bridge was closed.", ""},
		{"Corrections, the minister said, are due.", ""},
		{"The minister said that " + strings.Repeat("the bridge was closed, and ", 80) + "he left.", "too long"},
		{"Der Minister sagte am Montag, dass die Brücke geschlossen sei und die Soldaten nach Kursk verlegt worden seien. Er fügte hinzu, man habe keine andere Wahl gehabt, und dankte den Einwohnern der Stadt. Die Opposition kritisierte den Schritt scharf und forderte eine Sitzung des Parlaments noch vor Ende der Woche.", "not in English"},
		{"Arbel, Lindqvist, Holm, Vos, Brandvik and Tamm said that Oslo, Bergen, Malmö and Turku backed the plan.", ""},
		{"The minister said that the bridge was closed.", ""},
		{"By Tuesday, officials said that the bridge was closed.", ""},
		{"NATO said that the bridge was closed.", ""},
		{"Read said that the bridge was closed.", ""},
		{"Follow the money, the minister said on Friday.", ""},
		{"A. Holm said that the bridge was closed.", ""},
		{"“Watch: it will be closed,” the minister said.", ""},
	} {
		r := x.Read(lang.Analyze(before+c.text+after), "")
		var reasons []string
		for _, s := range r.Skipped {
			reasons = append(reasons, s.Reason)
			for _, m := range r.Claims {
				if s.Covers(m.Quote) {
					t.Errorf("%q is passed over, and a claim quotes it", c.text)
				}
			}
		}
		switch {
		case c.reason == "" && len(reasons) > 0:
			t.Errorf("%q is passed over: %q", c.text, reasons)
		case c.reason == "" && len(r.Claims) != 3:
			t.Errorf("%q: %d claims of 3", c.text, len(r.Claims))
		case c.reason != "" && (len(reasons) != 1 || !strings.Contains(reasons[0], c.reason)):
			t.Errorf("%q is passed over for %q, want one reason that says %q", c.text, reasons, c.reason)
		case c.reason != "" && len(r.Claims) != 2:
			t.Errorf("around %q there are %d claims, want 2", c.text, len(r.Claims))
		}
	}
}

func TestLabelOnALineOfItsOwnIsOfTheParagraphBelow(t *testing.T) {
	x := extract.New(lexicon.Default())
	for _, label := range []string{"Correction", "CORRECTION:", "Correction: October 2, 2016, Sunday.", "Corrections & Clarifications"} {
		text := "Arbel said that the nets were cut.\n\n" + label + "\n\nOfficials said on Friday that the bridge was open.\n\nThe mayor said that the pier was closed."
		r := x.Read(lang.Analyze(text), "2024-10-20")
		if len(r.Claims) != 2 || len(r.Skipped) != 2 || !strings.Contains(r.Skipped[1].Reason, "correction notice") {
			t.Errorf("%q: %d claims, passed over: %v", label, len(r.Claims), r.Skipped)
		}
	}
}

func TestOtherLanguagesArePassedOver(t *testing.T) {
	x := extract.New(lexicon.Default())
	for _, text := range []string{
		"Der Minister sagte am Montag, dass Russland 12.000 Soldaten nach Kursk verlegt habe. „Wir haben sie gesehen“, sagte er nach einem Treffen mit seinen Kollegen in der Hauptstadt.",
		"Le ministre a déclaré lundi que la Russie avait envoyé des soldats dans la région de Koursk.\n\n« Nous les avons vus », a-t-il dit après une réunion avec ses collègues dans la capitale.",
		"El ministro dijo el lunes que el puente estaba cerrado y que Rusia había enviado soldados a Ucrania. «Los hemos visto», dijo después de una reunión con sus colegas en la capital.",
		"Міністр заявив у понеділок, що міст закрито і що Росія відправила солдатів до Курська, повідомляє агентство. «Ми їх бачили», — сказав він після зустрічі зі своїми колегами в столиці країни.",
	} {
		r := x.Read(lang.Analyze(text), "2024-10-20")
		if len(r.Claims) > 0 || len(r.Skipped) != 1 || !strings.Contains(r.Skipped[0].Reason, "not in English") {
			t.Errorf("%q: %d claims, passed over: %v", text, len(r.Claims), r.Skipped)
		}
	}
	const short = "Arbel said that Lindqvist, Holm, Vos, Brandvik and Tamm backed Oslo's plan."
	if r := x.Read(lang.Analyze(short), ""); len(r.Claims) != 1 {
		t.Errorf("%q: %d claims", short, len(r.Claims))
	}
}
