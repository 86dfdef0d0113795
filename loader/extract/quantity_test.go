package extract

import (
	"fmt"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
)

// amountText is an amount as a test writes it: minimum and maximum, "-" for none, "~" for approximate, the unit and the words.
func (r *reader) amountText(a Amount) string {
	bound := func(x *float64) string {
		if x == nil {
			return "-"
		}
		return fmt.Sprintf("%.15g", *x)
	}
	approx := ""
	if a.Approx {
		approx = " ~"
	}
	return fmt.Sprintf("%s %s%s %s: %s", bound(a.Min), bound(a.Max), approx, a.Unit, r.wording(a.Range))
}

func TestQuantitiesOfWords(t *testing.T) {
	x := NewRuled(lexicon.Default())
	for _, c := range []struct {
		text string
		want string // "; " between two
	}{
		// bounds
		{"They sent 1,500 soldiers.", "1500 1500 soldiers: 1,500"},
		{"They sent about 1,500 soldiers.", "1500 1500 ~ soldiers: about 1,500"},
		{"They sent some 1,500 soldiers.", "1500 1500 ~ soldiers: some 1,500"},
		{"They sent at least 1,500 soldiers.", "1500 - soldiers: at least 1,500"},
		{"They sent over 1,500 soldiers.", "1500 - soldiers: over 1,500"},
		{"They sent no less than 1,500 soldiers.", "1500 - soldiers: no less than 1,500"},
		{"They sent 1,500 or more.", "1500 - : 1,500 or more"},
		{"They sent 1,500+ soldiers.", "1500 - soldiers: 1,500 +"},
		{"They sent up to 1,500 soldiers.", "- 1500 soldiers: up to 1,500"},
		{"They sent a maximum of 1,500 soldiers.", "- 1500 soldiers: a maximum of 1,500"},
		{"They sent another 3,000 soldiers.", "3000 3000 soldiers: another 3,000"},
		// ranges
		{"They sent 3,000-4,000 soldiers.", "3000 4000 soldiers: 3,000 - 4,000"},
		{"They sent between 3,000 and 4,000 soldiers.", "3000 4000 soldiers: between 3,000 and 4,000"},
		{"They sent three to four thousand soldiers.", "3000 4000 soldiers: three to four thousand"},
		{"It costs $2 billion-$3 billion.", "2000000000 3000000000 USD: $ 2 billion - $ 3 billion"},
		{"Output rose from 3,000 to 4,000 shells.", "4000 4000 shells: 4,000"},
		// words
		{"They sent twenty-five boats.", "25 25 boats: twenty-five"},
		{"They sent twenty-thousand rifles.", "20000 20000 rifles: twenty-thousand"},
		{"They sought “[t]wenty-thousand rifles”.", "20000 20000 rifles: [ t ] wenty-thousand"},
		{"They sent two hundred and fifty boats.", "250 250 boats: two hundred and fifty"},
		{"They sent three thousand five hundred boats.", "3500 3500 boats: three thousand five hundred"},
		{"They sent one and a half million shells.", "1500000 1500000 shells: one and a half million"},
		{"They sent half a million shells.", "500000 500000 shells: half a million"},
		{"They sent two dozen boats.", "24 24 boats: two dozen"},
		{"They sent a hundred boats.", "100 100 boats: a hundred"},
		{"They sent a 10,000-strong force.", "10000 10000 force: 10,000-strong"},
		{"They counted 12 missile strikes.", "12 12 strikes: 12"},
		{"They sent 2000 soldiers.", "2000 2000 soldiers: 2000"},
		// vague: a minimum
		{"They sent dozens of boats.", "12 - ~ boats: dozens"},
		{"They sent hundreds of soldiers.", "100 - ~ soldiers: hundreds"},
		{"They sent tens of thousands of soldiers.", "10000 - ~ soldiers: tens of thousands"},
		{"They sent several hundred boats.", "100 - ~ boats: several hundred"},
		{"They sent a few thousand shells.", "1000 - ~ shells: a few thousand"},
		// money, in full and once
		{"It costs $1.7 billion.", "1700000000 1700000000 USD: $ 1.7 billion"},
		{"It costs US$1.7bn.", "1700000000 1700000000 USD: us $ 1.7bn"},
		{"It costs $US 1.7 billion.", "1700000000 1700000000 USD: $ us 1.7 billion"},
		{"It costs A$3 million.", "3000000 3000000 AUD: a $ 3 million"},
		{"It costs €50m.", "50000000 50000000 EUR: € 50m"},
		{"It costs £50m.", "50000000 50000000 GBP: £ 50m"},
		{"It costs 20 million rubles.", "20000000 20000000 RUB: 20 million rubles"},
		{"It costs 5.6 trillion won ($3.9 billion).", "5600000000000 5600000000000 KRW: 5.6 trillion won"},
		{"It costs 5.6 trillion won, or about US$3.9 billion.", "5600000000000 5600000000000 KRW: 5.6 trillion won"},
		{"They sent 12 jets ($3 billion).", "12 12 jets: 12; 3000000000 3000000000 USD: $ 3 billion"},
		{"It costs millions of dollars.", "1000000 - ~ USD: millions of dollars"},
		{"It costs 50 million Canadian dollars.", "50000000 50000000 CAD: 50 million canadian dollars"},
		{"They won 12 medals.", "12 12 medals: 12"},
		{"He carried 500 pounds of explosives.", "500 500 pounds: 500"},
		// extent
		{"It flies 300 miles.", "300 300 miles: 300"},
		{"They sent 500 tons of flour.", "500 500 tons: 500"},
		// what is no count
		{"They sent 122-mm rockets.", ""},
		{"They sent 155mm shells.", ""},
		{"They sent 155 mm shells.", ""},
		{"About 40 percent of the boats left.", ""},
		{"It took two long years.", ""},
		{"It lasted hundreds of years.", ""},
		{"He is 45 years old, the 45-year-old said.", ""},
		{"It fell in 2019, not in 2018.", ""},
		{"It was shut in 2014-2016.", ""},
		{"It fell at 8 p.m. and at 1700 GMT.", ""},
		{"They broke Article 5 and Resolution 1718.", ""},
		{"They won 3-2.", ""},
		{"Call 555-0199.", ""},
		{"The 155th Brigade was first.", ""},
		{"They lost half of the 3,000 tanks.", ""},
		{"They lost a third of their 3,000 tanks.", ""},
		{"They met eight of 10 envoys.", ""},
		{"Almost two in three boats left, and 6 out of 10 came back.", ""},
		{"They met 12 in 2 harbours.", "2 2 harbours: 2"},
		{"No one left.", ""},
		{"They watch the 2016 tank race.", ""},
		{"They helped people under 30.", ""},
	} {
		r := x.begin(lang.Analyze(c.text), published)
		var got []string
		for _, a := range r.out.Quantities {
			got = append(got, r.amountText(a))
		}
		if g := strings.Join(got, "; "); g != c.want {
			t.Errorf("%q: %q, want %q", c.text, g, c.want)
		}
	}
}
