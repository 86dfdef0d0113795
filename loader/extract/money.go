package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

var currencies = map[string]string{"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW", "₽": "RUB", "₴": "UAH", "₹": "INR",
	"usd": "USD", "eur": "EUR", "gbp": "GBP", "krw": "KRW", "rub": "RUB", "cny": "CNY", "jpy": "JPY", "chf": "CHF",
	"dollars": "USD", "dollar": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP", "won": "KRW", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY",
	"rubles": "RUB", "roubles": "RUB", "hryvnias": "UAH", "hryvnia": "UAH", "rupees": "INR", "zlotys": "PLN", "francs": "CHF", "shekels": "ILS",
	"riyals": "SAR", "rials": "IRR", "dirhams": "AED", "liras": "TRY", "lira": "TRY"}

// dollars are the letters before a dollar sign that name another dollar: A$3 million.
var dollars = map[string]string{"us": "USD", "u.s.": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "hk": "HKD", "nz": "NZD", "nt": "TWD"}

// states say whose dollars stand behind them.
var states = map[string]string{"us": "USD", "u.s.": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "singapore": "SGD", "taiwan": "TWD"}

// money makes the amount one of money where a currency stands beside it.
func (r *reader) money(a *Amount, s lang.Sentence) bool {
	if k := a.First - 1; k >= s.First {
		switch c := currencies[r.low[k]]; {
		case c != "" && (len(r.low[k]) < 3 || r.caps[k] && r.low[k] == strings.ToLower(c)):
			a.Unit, a.First = c, k
			if k > s.First && r.low[k] == "$" && !r.doc.Tokens[k].Space && dollars[r.low[k-1]] != "" { // US$5
				a.Unit, a.First = dollars[r.low[k-1]], k-1
			}
		case r.is(k-1, s, "$") && dollars[r.low[k]] != "": // $US 5
			a.Unit, a.First = dollars[r.low[k]], k-1
		case r.low[k] == "€" || r.low[k] == "₩": // three bytes each
			a.Unit, a.First = c, k
		}
	}
	if k := a.Last; a.Unit == "" && k < s.Last {
		if a.Max == nil && r.is(k, s, "of") && k+1 < s.Last { // "millions of dollars"
			k++
		}
		whose := ""
		if states[r.low[k]] != "" && r.is(k+1, s, "dollars", "dollar") {
			whose = states[r.low[k]]
			k++
		}
		c := first(whose, currencies[r.low[k]])
		if c != "" && len(r.low[k]) >= 3 && !(r.low[k] == "pounds" && r.weight(a, s)) && !(r.low[k] == "won" && *bound(a) < 1000) {
			a.Unit, a.Last = c, k+1
		}
	}
	if a.Unit == "" {
		return false
	}
	r.modify(a, s)
	return true
}

// weight reports whether the pounds behind a number are no money: "weighs 200 pounds", "500 pounds of rice".
func (r *reader) weight(a *Amount, s lang.Sentence) bool {
	if r.is(a.Last+1, s, "of") {
		return true
	}
	for k := a.First - 1; k >= s.First && a.First-k <= 4; k-- {
		if strings.HasPrefix(r.low[k], "weigh") {
			return true
		}
	}
	return false
}

// converted is the end of a sum of money with the same sum in another currency behind it: "5 billion won ($3.9 million)".
func (r *reader) converted(a *Amount, s lang.Sentence) int {
	i := a.Last
	switch {
	case !isMoney(a.Unit):
		return i
	case r.is(i, s, "("):
		i++
	case r.is(i, s, ",") && r.is(i+1, s, "or"):
		i += 2
	default:
		return i
	}
	for n := 0; n < 5 && i < s.Last; n++ { // "(about US$3.9 billion)"
		if b, ok := r.quantityAt(i, s); ok {
			if isMoney(b.Unit) && b.Unit != a.Unit {
				return b.Last
			}
			break
		}
		i++
	}
	return a.Last
}
