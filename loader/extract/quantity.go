package extract

import (
	"strings"

	"github.com/whosaid/whosaid/loader/lang"
)

// fewWords stand before a magnitude and make it a vague number: "several hundred", "a few thousand".
var fewWords = set("several few many")

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
	{words: []string{"no", "less", "than"}, min: true},
	{words: []string{"not", "less", "than"}, min: true},
	{words: []string{"a", "minimum", "of"}, min: true},
	{words: []string{"a", "maximum", "of"}, max: true},
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

var (
	// notCounted are nouns after a number that say it is no count: a time, a share, a calibre.
	notCounted = set("percent per % pct am pm a.m p.m gmt utc est edt cet local o'clock year years month months week weeks day days hour hours hrs minute minutes second seconds decade decades century centuries degrees times percentage points mm millimeter millimeters millimetre millimetres caliber calibre gauge cm")
	// extents are units of length, area, weight, volume and speed: how large, and not how many.
	extents = set("km kilometers kilometres kilometer kilometre miles mile nm meters metres meter metre feet foot yards inches acres hectares kg kilograms kilos tons tonnes ton tonne pounds litres liters gallons barrels knots mph kph megawatts kilowatts mw gw")
	// references are nouns that a number behind them only names: "Article 5", "Resolution 1718".
	references = set("article articles page pages p pp resolution no nos number chapter section paragraph room flight route highway phase level type model mark tier part figure table item clause protocol order law decree directive act channel gate area zone bus line group unit regiment brigade building point article. no. nos.")
	// shares are what "of" makes a part of the number behind it: "half of the 3,000".
	shares = set("half third thirds quarter quarters fifth fifths tenth tenths two-thirds three-quarters percent cent % most some part share majority many any none one")
	// growth are verbs between whose "from" and "to" a number changes.
	growth = set("rise rose risen rising grow grew grown growing increase increased increasing raise raised raising climb climbed fall fell fallen falling drop dropped cut reduce reduced shrink shrank expand expanded jump jumped swell swelled up down")
	masses = set("personnel infantry cavalry people men women")
	people = set("people men women children")
	ages   = set("aged people men women adults anyone those children boys girls")
)

// quantities finds the numbers that count something, with their modifiers.
func (r *reader) quantities() {
	for _, s := range r.doc.Sentences {
		for i := s.First; i < s.Last; i++ {
			if r.named[i] >= 0 || r.amount[i] >= 0 || r.dated[i] >= 0 {
				continue
			}
			a, ok := r.quantityAt(i, s)
			if !ok {
				continue
			}
			if !a.Extent {
				for k := a.First; k < a.Last; k++ {
					r.amount[k] = len(r.out.Quantities)
				}
			}
			r.out.Quantities = append(r.out.Quantities, a)
			i = r.converted(&a, s) - 1
		}
	}
}

// quantityAt is the quantity whose number starts at token i.
func (r *reader) quantityAt(i int, s lang.Sentence) (Amount, bool) {
	a := Amount{Range: Range{i, i}, Noun: -1}
	v, end, ok := r.numberAt(i, s)
	switch {
	case ok:
		if i > s.First && references[r.low[i-1]] && end == i+1 && r.doc.Tokens[i].Kind == lang.Number || r.partial(i, s) {
			return a, false
		}
		a.Min, a.Max = &v, &v
		a.Last = end
		if r.is(i-1, s, "from") && r.is(end, s, "to") && r.changed(i-1, s) { // "rose from 3,000 to 4,000"
			return a, false
		}
		r.second(&a, v, s)
	case i+1 < s.Last && fewWords[r.low[i]] && r.isMagnitude(i+1):
		min := magnitudes[r.low[i+1]]
		a.Min, a.Approx, a.Last = &min, true, i+2
		if r.is(i-1, s, "a") {
			a.First--
		}
	case r.isVague(i, s):
		min := vague[r.low[i]]
		end = i + 1
		for end+1 < s.Last && r.low[end] == "of" && vague[r.low[end+1]] > 0 { // tens of thousands
			min *= vague[r.low[end+1]]
			end += 2
		}
		a.Min, a.Approx, a.Last = &min, true, end
	default:
		return a, false
	}
	r.behind(&a, s)
	if r.money(&a, s) {
		return a, true
	}
	r.modify(&a, s)
	return a, r.counted(&a, s)
}

// isVague reports whether token i is a plural word for a number.
func (r *reader) isVague(i int, s lang.Sentence) bool {
	w := r.low[i]
	return vague[w] > 0 && !r.is(i+1, s, "'s") && (w != "scores" && w != "tens" || r.is(i+1, s, "of"))
}

// second takes in the other end of a range: 3,000-4,000, 3,000 to 4,000, between 3,000 and 4,000, $1 billion-$2 billion.
func (r *reader) second(a *Amount, v float64, s lang.Sentence) {
	end := a.Last
	between := r.is(a.First-1, s, "between") || r.is(a.First-2, s, "between") && currencies[r.low[a.First-1]] != ""
	if end+1 >= s.Last || !r.is(end, s, "-", "–", "—", "to") && !(between && r.low[end] == "and") {
		return
	}
	k := end + 1
	if len(r.low[k]) <= 3 && currencies[r.low[k]] != "" && a.First > s.First && currencies[r.low[a.First-1]] == currencies[r.low[k]] {
		k++
	}
	v2, e2, ok := r.numberAt(k, s)
	if !ok || v2 <= v || v2 >= v*1000 && r.low[end] == "to" && !r.isMagnitude(e2-1) {
		return
	}
	if v2 >= v*1000 && v < 1000 { // "20 to 30 thousand"
		v *= magnitudes[r.low[e2-1]]
		if v == 0 || v > v2 {
			return
		}
		a.Min = &v
	}
	a.Max, a.Last = &v2, e2
	if r.is(a.First-1, s, "between") {
		a.First--
	}
}

// behind reads what stands after a number and changes its bounds: "100 or more", "5,000+".
func (r *reader) behind(a *Amount, s lang.Sentence) {
	if a.Min == nil || a.Max == nil {
		return
	}
	switch k := a.Last; {
	case r.is(k, s, "+"):
		a.Max, a.Last = nil, k+1
	case r.is(k, s, "or") && r.is(k+1, s, "more"):
		a.Max, a.Last = nil, k+2
	case r.is(k, s, "or") && r.is(k+1, s, "fewer", "less"):
		a.Min, a.Last = nil, k+2
	case r.is(k, s, "or") && r.is(k+1, s, "so"):
		a.Approx, a.Last = true, k+2
	}
}

// partial reports whether the number at token i is a whole of which only a part is meant: "half of the 3,000 tanks".
func (r *reader) partial(i int, s lang.Sentence) bool {
	if r.oneIn(i, s) || r.low[i] == "one" && r.is(i-1, s, "no", "every", "any", "this", "that", "the", "which", "each") {
		return true
	}
	k := i - 1
	for k > s.First && r.is(k, s, "the", "its", "their", "his", "her", "these", "those", "'s", "estimated", "about", "some", "roughly", "at", "least", "more", "than", "nearly") {
		k--
	}
	if r.is(k, s, "half") && k < i-1 {
		return true
	}
	if !r.is(k, s, "of") || k <= s.First {
		return false
	}
	_, out := value(r.low[k-1], r.doc.Tokens[k-1].Kind == lang.Number) // "eight of 10"
	return out || shares[r.low[k-1]]
}

// oneIn reports whether the number at token i is an end of a share: "two in three", "6 out of 10".
func (r *reader) oneIn(i int, s lang.Sentence) bool {
	const most = 1000 // a share of more is not said like this: "12 in 2019" is none
	below := func(a, b int) bool {
		if a < s.First || b >= s.Last {
			return false
		}
		v, ok := value(r.low[a], r.doc.Tokens[a].Kind == lang.Number)
		w, both := value(r.low[b], r.doc.Tokens[b].Kind == lang.Number)
		return ok && both && v < w && w <= most
	}
	switch {
	case r.is(i+1, s, "in"):
		return below(i, i+2)
	case r.is(i+1, s, "out") && r.is(i+2, s, "of"):
		return below(i, i+3)
	case r.is(i-1, s, "in"):
		return below(i-2, i)
	case r.is(i-1, s, "of") && r.is(i-2, s, "out"):
		return below(i-3, i)
	}
	return false
}

// changed reports whether a verb of growth stands shortly before token i.
func (r *reader) changed(i int, s lang.Sentence) bool {
	for k := i - 1; k >= s.First && i-k <= 4; k-- {
		if growth[r.low[k]] {
			return true
		}
	}
	return false
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
	if i < s.Last && (notCounted[strings.TrimSuffix(r.low[i], ".")] || r.low[i] == "per" || r.low[i] == "-" && r.is(i+1, s, "year", "day", "week", "month", "hour")) {
		return false
	}
	if i < s.Last && extents[strings.TrimSuffix(r.low[i], ".")] {
		a.Noun, a.Unit = i, r.low[i]
		a.Extent = !r.is(i+1, s, "of") // "500 tons of ammunition" is how much there is of it
		return true
	}
	if r.yearLike(a) && (i >= s.Last || !r.forceOrGoods(i) || !strings.HasSuffix(r.low[i], "s") && !masses[r.low[i]]) {
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
		case notCounted[w] && i == a.Last+1 && r.low[a.Last] == "of": // "hundreds of years"
			return false
		case people[w] && !(i+1 < s.Last && r.forceOrGoods(i+1)):
			a.Noun, a.Unit = i, w
			return true
		case r.forceOrGoods(i):
			// the last noun of the run is the head: "artillery shells", "military personnel"
			for i+1 < s.Last && r.forceOrGoods(i+1) {
				i++
			}
			if !strings.HasSuffix(r.low[i], "s") && !masses[r.low[i]] && i+1 < s.Last {
				if w := r.low[i+1]; len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !r.caps[i+1] && !closedWord(w) { // "missile strikes"
					i++
				}
			}
			a.Noun, a.Unit = i, r.low[i]
			return true
		case r.doc.Tokens[i].Kind == lang.Punct && w != "-" && w != "'s", prepositions[w] && w != "of", w == "and" && limit < 8 && !r.hyphenList(i, s),
			auxiliaries[w], modals[w], pronouns[w], w == "that", w == "to", vocabulary.forms[w].form == finite:
			return r.plainNoun(a, s)
		}
	}
	return r.plainNoun(a, s)
}

// yearLike reports whether a number without a comma and without a hedge, or both ends of a range, may be a year.
func (r *reader) yearLike(a *Amount) bool {
	if a.Min == nil || a.Max == nil || *a.Min < 1900 || *a.Max >= 2100 || a.Approx {
		return false
	}
	for k := a.First; k < a.Last; k++ {
		if strings.Contains(r.low[k], ",") || r.isMagnitude(k) {
			return false
		}
	}
	return true
}

// hyphenList reports whether "and" joins two modifiers of one noun: "122-mm and 152-mm artillery shells".
func (r *reader) hyphenList(i int, s lang.Sentence) bool {
	return i > s.First && i+1 < s.Last && (strings.Contains(r.low[i-1], "-") || strings.Contains(r.low[i+1], "-"))
}

// plainNoun takes the word behind the number as what is counted, where it is a plural noun.
func (r *reader) plainNoun(a *Amount, s lang.Sentence) bool {
	f := a.Last
	if f < s.Last && r.doc.Tokens[f].Kind == lang.Close { // “thousands” of boats
		f++
	}
	if a.Max == nil && a.Approx && r.is(f, s, "of") {
		f++
	} else {
		f = a.Last
	}
	for i := f; i < s.Last && i < f+3; i++ {
		w := r.low[i]
		if r.doc.Tokens[i].Kind != lang.Word || prepositions[w] || determiners[w] || auxiliaries[w] || modals[w] || conjunctions[w] || adverbs[w] {
			break
		}
		if notCounted[w] {
			return false
		}
		if strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && len(w) > 3 || people[w] {
			a.Noun, a.Unit = i, w
			return true
		}
	}
	const oldest = 120                                                      // years
	if *bound(a) <= oldest && a.First > s.First && ages[r.low[a.First-1]] { // "women over 40"
		return false
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
