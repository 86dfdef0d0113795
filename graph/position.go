package graph

import (
	"cmp"
	"regexp"
	"slices"
)

// Position is what claims with equal place, realis, quantity and date say together, whoever says it. Denials are positions of
// their own.
type Position struct {
	Group  int // index of its Group in Board.Groups
	Object Ref // the place, or whom or what it is done to; zero when missing
	Item   Ref // what is sent or given; zero when missing, and where personnel is counted: there the measure says it
	Denied bool
	When   When

	// Low and High are the bounds by which the number is compared; a nil bound is open, and both are nil where no number is
	// stated. A vague plural says two at least: "thousands" is from 2,000 on.
	Low, High *float64
	Approx    bool     // the number is approximate; it is compared as the point, or the range, that is stated
	Vague     bool     // the number is a word like "thousands"
	Words     []string // the number in the words of the claims, the most frequent first
	Part      string   // the words by which a claim says that the number is a part of a larger one: "first batch of"; "" for none
	OfAnother bool     // another position of the group is the whole that this one is a part of

	Claims   []Claim   // newest article first
	Counted  []Counted // whom each of the claims counts for, and why
	Articles int
	Origins  int

	key positionKey
}

// groupKey is what the positions of a group share.
type groupKey struct {
	predicate Predicate
	subject   ID
	measure   string
	numbered  bool
	realis    Realis
}

// positionKey is what the claims of a position share.
type positionKey struct {
	groupKey
	object, item  ID
	low, high     float64
	below, above  bool // low is a bound, high is
	approx, vague bool
	from, to      Date
	denied        bool
}

func keyOf(c *Claim) positionKey {
	k := positionKey{
		groupKey: groupKey{predicate: c.Predicate, subject: c.Subject, realis: c.Realis},
		object:   c.Object, item: c.Item, from: c.When.Earliest, to: c.When.Latest, denied: c.Stance == Denies,
	}
	q := c.Quantity
	if q == nil || q.Min == nil && q.Max == nil {
		return k
	}
	k.numbered, k.measure, k.approx = true, measureOf(q.Unit, c.Predicate), q.Approx
	if k.measure == Personnel {
		k.item = ID{}
	}
	if q.Min != nil {
		k.low, k.below = *q.Min, true
		if q.Approx && q.Max == nil && vagueWords.MatchString(q.Text) {
			k.low, k.vague, k.approx = 2*k.low, true, false
		}
	}
	if q.Max != nil {
		k.high, k.above = *q.Max, true
	}
	return k
}

// vagueWords are plurals for numbers, and the words that make a plural of a singular.
var vagueWords = regexp.MustCompile(`(?i)\b(dozens|scores|tens|hundreds|thousands|millions|billions|several|many|few)\b`)

func newPosition(k positionKey, c *Claim) *Position {
	p := &Position{key: k, Denied: k.denied, When: c.When, Approx: k.approx, Vague: k.vague}
	if k.below {
		p.Low = &k.low
	}
	if k.above {
		p.High = &k.high
	}
	return p
}

// number is the one by which positions stand in order, and by which a part is held against its whole: the upper bound, or the
// lower one where there is no upper one.
func (p *Position) number() float64 {
	switch {
	case p.High != nil:
		return *p.High
	case p.Low != nil:
		return *p.Low
	}
	return 0
}

// comparePositions is the order of positions in a group: what is affirmed before what is denied, then by number, place and date.
func comparePositions(x, y *Position) int {
	k, l := &x.key, &y.key
	return cmp.Or(compareBools(x.Denied, y.Denied), cmp.Compare(x.number(), y.number()),
		cmp.Compare(x.Object.Name, y.Object.Name), compareID(k.object, l.object),
		cmp.Compare(x.Item.Name, y.Item.Name), compareID(k.item, l.item),
		compareDates(k.from, l.from), compareDates(k.to, l.to),
		cmp.Compare(k.low, l.low), compareBools(k.below, l.below), compareBools(k.above, l.above),
		compareBools(k.approx, l.approx), compareBools(k.vague, l.vague))
}

func compareDates(a, b Date) int {
	return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Day, b.Day))
}

// wordsOf is the words of the claims' numbers, each once, the most frequent first.
func wordsOf(claims []Claim) []string {
	counts := map[string]int{}
	for i := range claims {
		if q := claims[i].Quantity; q != nil && q.Text != "" {
			counts[q.Text]++
		}
	}
	words := make([]string, 0, len(counts))
	for w := range counts {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return words
}
