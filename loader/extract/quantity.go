package extract

import (
	"strconv"
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

// numberWords are cardinals in words.
var numberWords = map[string]float64{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
	"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

// magnitudes multiply the number before them.
var magnitudes = map[string]float64{"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
	"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12}

// vague are plural words for numbers: at least so many.
var vague = map[string]float64{"dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000, "millions": 1e6, "billions": 1e9, "tens": 10}

// modifier is what stands before a number and changes its bounds.
type modifier struct {
	words    []string
	min, max bool // the number is a minimum only, a maximum only
	approx   bool
}

// modifiers, longest first.
var modifiers = []modifier{
	{words: []string{"as", "many", "as"}, max: true},
	{words: []string{"as", "much", "as"}, max: true},
	{words: []string{"no", "more", "than"}, max: true},
	{words: []string{"no", "fewer", "than"}, min: true},
	{words: []string{"not", "more", "than"}, max: true},
	{words: []string{"in", "excess", "of"}, min: true},
	{words: []string{"at", "least"}, min: true},
	{words: []string{"at", "most"}, max: true},
	{words: []string{"up", "to"}, max: true},
	{words: []string{"more", "than"}, min: true},
	{words: []string{"greater", "than"}, min: true},
	{words: []string{"upwards", "of"}, min: true},
	{words: []string{"upward", "of"}, min: true},
	{words: []string{"less", "than"}, max: true},
	{words: []string{"fewer", "than"}, max: true},
	{words: []string{"close", "to"}, approx: true},
	{words: []string{"an", "estimated"}, approx: true},
	{words: []string{"some", "of", "the"}, approx: false},
	{words: []string{"over"}, min: true},
	{words: []string{"under"}, max: true},
	{words: []string{"above"}, min: true},
	{words: []string{"below"}, max: true},
	{words: []string{"about"}, approx: true},
	{words: []string{"around"}, approx: true},
	{words: []string{"some"}, approx: true},
	{words: []string{"approximately"}, approx: true},
	{words: []string{"roughly"}, approx: true},
	{words: []string{"nearly"}, approx: true},
	{words: []string{"almost"}, approx: true},
	{words: []string{"estimated"}, approx: true},
	{words: []string{"another"}},
	{words: []string{"additional"}},
	{words: []string{"exactly"}},
}

var currencies = map[string]string{"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW", "us$": "USD",
	"dollars": "USD", "dollar": "USD", "euros": "EUR", "euro": "EUR", "pounds": "GBP", "won": "KRW", "yen": "JPY", "yuan": "CNY",
	"rubles": "RUB", "roubles": "RUB", "hryvnias": "UAH", "hryvnia": "UAH", "rupees": "INR", "zlotys": "PLN"}

// notCounted are nouns after a number that say it is no count: a time, a share, a size.
var notCounted = set("percent per % am pm a.m p.m year years month months week weeks day days hour hours minute minutes second seconds degrees km kilometers kilometres miles mile meters metres feet kg tons tonnes pct")

// quantities finds the numbers that count something, with their modifiers.
func (r *reader) quantities() {
	for _, s := range r.doc.Sentences {
		for i := s.First; i < s.Last; i++ {
			if r.named[i] >= 0 || r.amount[i] >= 0 {
				continue
			}
			a, ok := r.quantityAt(i, s)
			if !ok {
				continue
			}
			for k := a.First; k < a.Last; k++ {
				r.amount[k] = len(r.out.Quantities)
			}
			r.out.Quantities = append(r.out.Quantities, a)
			i = a.Last - 1
		}
	}
}

// quantityAt is the quantity whose number starts at token i.
func (r *reader) quantityAt(i int, s lang.Sentence) (Amount, bool) {
	a := Amount{Range: Range{i, i}, Noun: -1}
	v, end, ok := r.numberAt(i, s)
	switch {
	case ok:
		a.Min, a.Max = &v, &v
		a.Last = end
		// a range: 3,000-4,000, 3,000 to 4,000, between 3,000 and 4,000
		if end+1 < s.Last && (r.low[end] == "-" || r.low[end] == "–" || r.low[end] == "—" || r.low[end] == "to" || r.low[end] == "and" && i > s.First && r.low[i-1] == "between") {
			if v2, e2, ok2 := r.numberAt(end+1, s); ok2 && v2 > v && (v2 < v*1000 || r.low[end] != "to") {
				if scale := v2 / v; scale >= 1000 && v < 1000 { // "20 to 30 thousand"
					v *= 1000
				}
				a.Max, a.Last = &v2, e2
				if i > s.First && r.low[i-1] == "between" {
					a.First--
				}
			}
		}
	case vague[r.low[i]] > 0 && (i+1 >= s.Last || r.low[i+1] != "'s"):
		min := vague[r.low[i]]
		end = i + 1
		for end+1 < s.Last && r.low[end] == "of" && vague[r.low[end+1]] > 0 { // tens of thousands
			min *= vague[r.low[end+1]]
			end += 2
		}
		a.Min, a.Approx, a.Last = &min, true, end
	case r.low[i] == "a" && r.is(i+1, s, "dozen") || r.low[i] == "dozen":
		v := 12.0
		a.Min, a.Max, a.Last = &v, &v, i+1
		if r.low[i] == "a" {
			a.Last++
		}
	default:
		return a, false
	}
	if r.money(&a, s) {
		return a, true
	}
	r.modify(&a, s)
	return a, r.counted(&a, s)
}

// numberAt is the value and the end of the number that starts at token i.
func (r *reader) numberAt(i int, s lang.Sentence) (float64, int, bool) {
	if i >= s.Last || r.named[i] >= 0 {
		return 0, i, false
	}
	w := r.low[i]
	v, ok := numberWords[w]
	end := i + 1
	if !ok {
		if r.doc.Tokens[i].Kind == lang.Number {
			digits := strings.TrimRight(w, "abcdefghijklmnopqrstuvwxyz")
			suffix := w[len(digits):]
			f, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64)
			if err != nil || suffix != "" && magnitudes[suffix] == 0 {
				return 0, i, false
			}
			v, ok = f, true
			if suffix != "" {
				v *= magnitudes[suffix]
			}
		} else if a, b, found := strings.Cut(w, "-"); found { // twenty-five, 24-year-old is none
			if numberWords[a] >= 20 && numberWords[b] > 0 && numberWords[b] < 10 {
				v, ok = numberWords[a]+numberWords[b], true
			} else if f, err := strconv.ParseFloat(strings.ReplaceAll(a, ",", ""), 64); err == nil && magnitudes[b] >= 1e3 && len(b) > 2 { // 5-million
				v, ok = f*magnitudes[b], true
			}
		}
	}
	if !ok {
		return 0, i, false
	}
	for end < s.Last && magnitudes[r.low[end]] > 0 && len(r.low[end]) > 1 {
		v *= magnitudes[r.low[end]]
		end++
	}
	return v, end, true
}

// money makes the amount one of money where a currency stands beside it.
func (r *reader) money(a *Amount, s lang.Sentence) bool {
	if a.First > s.First {
		if c := currencies[r.low[a.First-1]]; c != "" && len(r.low[a.First-1]) <= 3 {
			a.First--
			if a.First > s.First && (r.low[a.First-1] == "us" || r.low[a.First-1] == "u.s.") && !r.doc.Tokens[a.First].Space {
				a.First--
			}
			a.Unit = c
		}
	}
	if a.Unit == "" && a.Last < s.Last {
		if c := currencies[r.low[a.Last]]; c != "" && len(r.low[a.Last]) > 3 || r.is(a.Last, s, "won", "yen") {
			a.Unit = c
			if a.Unit == "" {
				a.Unit = currencies[r.low[a.Last]]
			}
			a.Last++
		}
	}
	if a.Unit == "" {
		return false
	}
	r.modify(a, s)
	return true
}

// modify applies the words before the number.
func (r *reader) modify(a *Amount, s lang.Sentence) {
	for again := true; again; {
		again = false
		for _, m := range modifiers {
			n := len(m.words)
			if a.First-n < s.First || !r.wordsAt(a.First-n, m.words) {
				continue
			}
			if m.words[0] == "over" && r.afterMove(a.First-n, s) {
				continue
			}
			a.First -= n
			switch {
			case m.min:
				a.Max = nil
			case m.max:
				a.Min = nil
			case m.approx:
				a.Approx = true
			}
			again = n == 1 && (m.words[0] == "another" || m.words[0] == "additional" || m.words[0] == "estimated")
			break
		}
	}
}

// afterMove reports whether "over" before a number is a place and not a bound; it is one after a verb of motion.
func (r *reader) afterMove(i int, s lang.Sentence) bool {
	return i > s.First && (r.low[i-1] == "flew" || r.low[i-1] == "flying" || r.low[i-1] == "fly")
}

// wordsAt reports whether the words stand at token i.
func (r *reader) wordsAt(i int, ws []string) bool {
	for k, w := range ws {
		if r.low[i+k] != w {
			return false
		}
	}
	return true
}

// counted finds the noun that is counted. A number without one is none: a year, a time, a share, an age, a calibre.
func (r *reader) counted(a *Amount, s lang.Sentence) bool {
	i := a.Last
	if i < s.Last && (notCounted[strings.TrimSuffix(r.low[i], ".")] || r.low[i] == "%") {
		return false
	}
	if *bound(a)*1 >= 1900 && *bound(a) < 2100 && a.Last-a.First == 1 && a.Min != nil && a.Max != nil && !strings.Contains(r.low[a.First], ",") &&
		(i >= s.Last || !r.forceOrGoods(i)) {
		return false // a year
	}
	if a.First > s.First && r.isMonth(a.First-1) || i < s.Last && r.isMonth(i) {
		return false // a date
	}
	limit := 8
	if i < s.Last && r.doc.Tokens[i].Kind == lang.Close { // “thousands” of soldiers
		i++
	}
	if r.is(i, s, "of") {
		i++
	}
	for ; i < s.Last && limit > 0; i, limit = i+1, limit-1 {
		w := r.low[i]
		switch {
		case r.forceOrGoods(i):
			// the last noun of the run is the head: "artillery shells", "military personnel"
			for i+1 < s.Last && r.forceOrGoods(i+1) {
				i++
			}
			a.Noun, a.Unit = i, r.low[i]
			return true
		case r.doc.Tokens[i].Kind == lang.Punct && w != "-" && w != "'s", prepositions[w] && w != "of", w == "and" && limit < 8 && !r.hyphenList(i, s),
			auxiliaries[w], modals[w], pronouns[w], w == "that", w == "to":
			return r.plainNoun(a, s)
		}
	}
	return r.plainNoun(a, s)
}

// hyphenList reports whether "and" joins two modifiers of one noun: "122-mm and 152-mm artillery shells".
func (r *reader) hyphenList(i int, s lang.Sentence) bool {
	return i > s.First && i+1 < s.Last && (strings.Contains(r.low[i-1], "-") || strings.Contains(r.low[i+1], "-"))
}

// plainNoun takes the word behind the number as what is counted, where it is a plural noun.
func (r *reader) plainNoun(a *Amount, s lang.Sentence) bool {
	for i := a.Last; i < s.Last && i < a.Last+3; i++ {
		w := r.low[i]
		if r.doc.Tokens[i].Kind != lang.Word || prepositions[w] || determiners[w] || auxiliaries[w] || modals[w] || conjunctions[w] || adverbs[w] {
			break
		}
		if strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && len(w) > 3 || w == "people" || w == "men" || w == "women" || w == "children" {
			a.Noun, a.Unit = i, w
			return true
		}
	}
	// A bare number is a quantity where it is large or hedged: "sent 1,500", "up to 12,000".
	return *bound(a) >= 1000 || a.Min == nil || a.Max == nil || a.Approx
}

func bound(a *Amount) *float64 {
	if a.Min != nil {
		return a.Min
	}
	return a.Max
}

// forceOrGoods reports whether token i is a noun for forces, weapons or goods.
func (r *reader) forceOrGoods(i int) bool {
	if _, _, ok := r.lex.ForceNoun(r.low[i]); ok {
		return true
	}
	_, _, ok := r.lex.MaterielNoun(r.low[i])
	return ok
}
