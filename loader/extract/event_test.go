package extract

import (
	"fmt"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// TestEventsOfOwnSentences reads deployments and supplies, each construction both ways: as it stands, and where the same words
// tell of something else. An event is "predicate: subject > object, item, quantity"; what is missing is "-".
func TestEventsOfOwnSentences(t *testing.T) {
	x := newRuled(lexicon.Default())
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"active", "Norway sent 30 tanks to Ukraine.", []string{"supplies: Norway > Ukraine, tanks, 30"}},
		{"passive", "Some 400 soldiers were deployed to Kaliningrad by Russia.", []string{"deploys_to: Russia > Kaliningrad, soldiers, Some 400"}},
		{"two objects", "Norway sold Poland tanks.", []string{"supplies: Norway > Poland, tanks, -"}},
		{"a name as an adjective is no receiver", "Norway sold US tanks to Poland.", []string{"supplies: Norway > Poland, US tanks, -"}},
		{"noun", "Norway's delivery of shells to Ukraine was late.", []string{"supplies: NO > Ukraine, shells, -"}},
		{"quoted noun", "Poland said that France's “quiet deployment” of paratroopers in Estonia was a help.", []string{"deploys_to: FR > Estonia, paratroopers, -"}},
		{"package of a body", "The briefing was about the Pentagon's new $1 billion weapons package for Ukraine.", []string{"supplies: Pentagon > Ukraine, -, $1 billion"}},
		{"signing of a package", "The talks followed Joe Biden's signing of a $2 billion aid package for Ukraine.", []string{"supplies: Joe Biden > Ukraine, -, $2 billion"}},
		{"a package of measures", "The talks were about a package of laws for Ukraine.", nil},
		{"from and to", "It helped with weapons deliveries from Iran to Syria.", []string{"supplies: Iran > Syria, weapons, -"}},
		{"supplier", "Sweden has become Poland's main supplier of rockets.", []string{"supplies: Sweden > PL, rockets, -"}},
		{"supplier of something else", "Sweden has become Poland's main supplier of paper.", nil},
		{"crew", "Germany is deploying missile batteries manned by 500 soldiers to Lithuania.", []string{"deploys_to: Germany > Lithuania, missile batteries, 500"}},
		{"helped send", "Norway helped send shells to Ukraine.", []string{"supplies: Norway > Ukraine, shells, -"}},
		{"committed to sending", "Norway has committed to sending Ukraine a total of $3 billion in military aid.", []string{"supplies: Norway > Ukraine, -, $3 billion (expects)"}},
		{"two adjectives", "Iran intended to deliver heavier and more powerful rocket launchers to Syria.", []string{"supplies: Iran > Syria, powerful rocket launchers, - (expects)"}},
		{"those", "The minister said Norway had shells and was providing those to Ukraine.", []string{"supplies: Norway > Ukraine, shells, -"}},
		{"into the hands of", "Iran will put the rockets into the hands of Hezbollah.", []string{"supplies: Iran > Hezbollah, rockets, - (expects)"}},
		{"a hand", "Iran will put the rockets into the garage.", nil},
		{"deal to export", "The Polish Armament Agency signed a deal to export shells to Ukraine.", []string{"supplies: Polish Armament Agency > Ukraine, shells, - (expects)"}},
		{"sum in two currencies", "Norway signed a 5 trillion won ($3.5 billion) deal to export missiles to Poland.", []string{"supplies: Norway > Poland, missiles, 5 trillion won (expects)"}},
		{"number of", "The number of Russian troops in Belarus grows.", []string{"deploys_to: RU > Belarus, Russian troops, -"}},
		{"also, without a receiver", "Norway sent Ukraine tanks. Denmark will also send shells.", []string{"supplies: Norway > Ukraine, tanks, -", "supplies: Denmark > Ukraine, shells, - (expects)"}},
		{"without a receiver", "Norway sent Ukraine tanks. Denmark sent shells.", []string{"supplies: Norway > Ukraine, tanks, -"}},
		{"points back", "Norway sent Ukraine tanks. The delivery will begin in June.", []string{"supplies: Norway > Ukraine, tanks, -", "supplies: Norway > Ukraine, tanks, - (expects)"}},
		{"holds", "Norway sent arms to Ukraine. These shipments have included 2,000 mortars.", []string{"supplies: Norway > Ukraine, arms, -", "supplies: Norway > Ukraine, mortars, 2,000"}},
		{"as part of", "Iran sent arms to Syria. Israel has identified 900 rockets as part of these shipments.", []string{"supplies: Iran > Syria, arms, -", "supplies: Iran > Syria, rockets, 900"}},
		{"points at nothing", "The delivery will begin in June.", nil},
		{"said of it only", "Norway sent Ukraine tanks. The delivery was a mistake.", []string{"supplies: Norway > Ukraine, tanks, -"}},
		{"a number of those there", "Russia has massed troops in Belarus. Close to 12,000 are there now.", []string{"deploys_to: Russia > Belarus, troops, -", "deploys_to: Russia > Belarus, troops, Close to 12,000"}},
		{"patrols", "Russia flew bomber patrols over the Baltic Sea.", nil},
		{"dealers", "France sent arms dealers to Ukraine.", nil},
		{"ball", "Messi sent the ball to Neymar.", nil},
		{"condition", "If North Korea sends troops to Russia, the talks are over.", nil},
		{"smuggling to nobody", "The crew smuggled fuel.", nil},
		{"denied", "Norway did not send tanks to Ukraine.", []string{"supplies: Norway > Ukraine, tanks, - (denies)"}},
		{"planned", "Norway plans to send tanks to Ukraine.", []string{"supplies: Norway > Ukraine, tanks, - (expects)"}},
		{"spoken to the reader", "You might say that Norway sent tanks to Ukraine.", []string{"supplies: Norway > Ukraine, tanks, -"}},
		{"announced", "The White House announced that $1 billion in shells would head to Ukraine.", []string{"supplies: The White House > Ukraine, -, $1 billion (expects)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := x.Read(lang.Analyze(c.text), "2024-10-20")
			role := func(o Role) string {
				switch {
				case o.Missing():
					return "-"
				case o.Range.Empty():
					return o.Country
				}
				return r.Doc.Span(o.Range.First, o.Range.Last)
			}
			var got []string
			for _, s := range r.Claims {
				if s.Predicate == "other" {
					continue
				}
				amount := "-"
				if s.Amount != nil {
					amount = r.Doc.Span(s.Amount.First, s.Amount.Last)
				}
				e := fmt.Sprintf("%s: %s > %s, %s, %s", s.Predicate, role(s.Subject), role(s.Object), role(s.Item), amount)
				if s.Stance != "asserts" {
					e += " (" + s.Stance + ")"
				}
				got = append(got, e)
			}
			if g, w := strings.Join(got, "\n"), strings.Join(c.want, "\n"); g != w {
				t.Errorf("%s\n got %s\nwant %s", c.text, g, w)
			}
		})
	}
}
