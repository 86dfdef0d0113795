package graph

import "strings"

// Agreement is how two positions of a board stand to each other. The first of these rules that fits decides:
//
//  1. They say different things (predicate, actor, what is counted or given), or what one is about is missing: Incomparable.
//  2. One denies what the other affirms: Conflicts. PossibleConflict where the other only suggests, expects or fears it, where
//     the numbers only meet, or where a place is missing.
//  3. One is actual and the other prospective, or one is unknown: DifferentScope, ScopeRealis.
//  4. Their times are known and share no day: DifferentScope, ScopeTime.
//  5. Neither place lies inside the other, or a number is missing: Incomparable. Two denials agree where they are of the same.
//  6. One lies inside the other, or is worded as a part, and its number is not larger: DifferentScope, ScopePart. A part that is
//     larger than its whole explains nothing.
//  7. Equal numbers agree, and those that meet overlap. An open bound is open; an approximate number is the point it names.
//  8. Numbers apart: Conflicts where both have both bounds, neither is approximate, and they are dated alike. PossibleConflict
//     otherwise, with what is missing in the reason.
type Agreement uint8

// The agreements. The zero Agreement is none.
const (
	Agrees Agreement = iota + 1
	Overlaps
	PossibleConflict
	Conflicts
	DifferentScope
	Incomparable
)

// Scope is what two positions of different scope differ in.
type Scope uint8

// The scopes. The zero Scope is that of positions that have the same.
const (
	ScopeRealis Scope = iota + 1
	ScopeTime
	ScopePart
)

var (
	agreementNames = []string{"", "agrees", "overlaps", "possible_conflict", "conflicts", "different_scope", "incomparable"}
	scopeNames     = []string{"", "realis", "time", "part-of"}
)

func (a Agreement) String() string { return name(agreementNames, "agreement", a) }
func (s Scope) String() string     { return name(scopeNames, "scope", s) }

// Pair is two positions of a board and how they agree.
type Pair struct {
	A, B         int // indexes in Board.Positions, A first
	Class        Agreement
	Scope        Scope // what DifferentScope is about; zero for the other classes
	PartA, PartB bool  // for ScopePart: which of them is a part; both where each is one
	Reason       string
}

// pairing is a Pair in the making: two positions and what is known of both together.
type pairing struct {
	x, y   *Position
	g, h   *Group
	nested nesting
	note   string // how their places stand to each other, where one lies inside the other
	apart  bool   // their times share no day
}

// nesting is how the places of two positions stand to each other.
type nesting uint8

const (
	samePlace nesting = iota
	xInside
	yInside
	placesApart  // or each inside the other
	placeMissing // of one of them
)

// compare classes two positions of the board.
func (b *boardBuilder) compare(x, y *Position) (Pair, error) {
	p := pairing{x: x, y: y, g: &b.board.Groups[x.Group], h: &b.board.Groups[y.Group], apart: disjoint(x.When, y.When)}
	byX, in, err := b.places.inside(x.Object.ID, y.Object.ID)
	if err != nil {
		return Pair{}, err
	}
	byY, holds, err := b.places.inside(y.Object.ID, x.Object.ID)
	if err != nil {
		return Pair{}, err
	}
	switch {
	case x.Object.ID == y.Object.ID:
		p.nested = samePlace
	case x.Object.ID.IsZero() || y.Object.ID.IsZero():
		p.nested = placeMissing
	case in == holds: // where each is said to lie inside the other, neither explains anything
		p.nested = placesApart
	case in:
		p.nested, p.note = xInside, x.Object.Name+" lies inside "+y.Object.Name+" ("+byX+")"
	default:
		p.nested, p.note = yInside, y.Object.Name+" lies inside "+x.Object.Name+" ("+byY+")"
	}
	return p.class(), nil
}

// class applies the rules in their order.
func (p *pairing) class() Pair {
	for _, rule := range []func() (Pair, bool){p.different, p.denial, p.realis, p.time, p.unmeasured, p.part} {
		if c, ok := rule(); ok {
			return c
		}
	}
	return p.numbers()
}

// different is the rule for what is not said of the same.
func (p *pairing) different() (Pair, bool) {
	x, y, g, h := p.x, p.y, p.g, p.h
	var reason string
	switch {
	case g.Predicate != h.Predicate:
		reason = "one is about " + g.Predicate.String() + ", the other about " + h.Predicate.String()
	case !g.Predicate.IsRelation():
		reason = "what is said is of no relation type, so that it may be two things"
	case g.Subject.ID != h.Subject.ID && (g.Subject.ID.IsZero() || h.Subject.ID.IsZero()):
		reason = "who acts is missing in " + wording(missingSubject(p))
	case g.Subject.ID != h.Subject.ID:
		reason = "one is about " + g.Subject.Name + ", the other about " + h.Subject.Name
	case g.Numbered && h.Numbered && g.Measure != h.Measure:
		reason = "one counts " + counted(g.Measure) + ", the other " + counted(h.Measure)
	case g.Numbered && h.Numbered && x.Item.ID != y.Item.ID && !x.Item.ID.IsZero() && !y.Item.ID.IsZero():
		reason = "one is of " + x.Item.Name + ", the other of " + y.Item.Name
	default:
		return Pair{}, false
	}
	return Pair{Class: Incomparable, Reason: reason}, true
}

func missingSubject(p *pairing) *Position {
	if p.g.Subject.ID.IsZero() {
		return p.x
	}
	return p.y
}

// denial is the rule for a denial of what the other affirms.
func (p *pairing) denial() (Pair, bool) {
	if p.x.Denied == p.y.Denied || p.g.Realis != p.h.Realis || p.apart {
		return Pair{}, false
	}
	denied, affirmed, covers := p.x, p.y, yInside
	if p.y.Denied {
		denied, affirmed, covers = p.y, p.x, xInside
	}
	if p.nested == placesApart || p.nested == xInside && covers != xInside || p.nested == yInside && covers != yInside {
		return Pair{}, false // who denies a part does not deny the whole
	}
	if !denied.Item.ID.IsZero() && !affirmed.Item.ID.IsZero() && denied.Item.ID != affirmed.Item.ID {
		return Pair{}, false
	}
	meet := false
	if denied.numbered() {
		if !affirmed.numbered() || !intersect(denied, affirmed) {
			return Pair{}, false // who denies a number does not deny that there is one
		}
		meet = !equal(denied, affirmed)
	}
	reasons := []string{origins(denied) + " denies what " + origins(affirmed) + " " + affirmed.stance()}
	if p.note != "" {
		reasons = append(reasons, p.note)
	}
	c := Pair{Class: Conflicts}
	if !affirmed.asserted() {
		c.Class = PossibleConflict
		reasons = append(reasons, "nobody asserts it")
	}
	if meet {
		c.Class = PossibleConflict
		reasons = append(reasons, wording(denied)+" is denied, which is not quite "+wording(affirmed))
	}
	if p.nested == placeMissing {
		c.Class = PossibleConflict
		reasons = append(reasons, "the place is missing in one of them")
	}
	c.Reason = strings.Join(reasons, "; ")
	return c, true
}

// realis is the rule for what has happened beside what is planned.
func (p *pairing) realis() (Pair, bool) {
	if p.g.Realis == p.h.Realis {
		return Pair{}, false
	}
	words := func(r Realis) string {
		switch r {
		case Actual:
			return "is happening or has happened"
		case Prospective:
			return "is planned or expected"
		}
		return "may be either"
	}
	return Pair{
		Class: DifferentScope, Scope: ScopeRealis,
		Reason: wording(p.x) + " " + words(p.g.Realis) + ", " + wording(p.y) + " " + words(p.h.Realis),
	}, true
}

// time is the rule for what is said of different times.
func (p *pairing) time() (Pair, bool) {
	if !p.apart {
		return Pair{}, false
	}
	return Pair{
		Class: DifferentScope, Scope: ScopeTime,
		Reason: wording(p.x) + " is of " + p.x.When.span() + ", " + wording(p.y) + " of " + p.y.When.span(),
	}, true
}

// unmeasured is the rule for what has no two numbers that could be held against each other.
func (p *pairing) unmeasured() (Pair, bool) {
	x, y := p.x, p.y
	var reason string
	switch {
	case x.Denied && y.Denied && p.nested == samePlace && x.numbered() == y.numbered() && equal(x, y) && x.Item.ID == y.Item.ID:
		return Pair{Class: Agrees, Reason: "both deny the same"}, true
	case x.Denied && y.Denied:
		reason = "both deny, but not the same"
	case x.Denied || y.Denied:
		reason = "what the one denies is not what the other affirms"
	case p.nested == placesApart:
		reason = "neither " + x.Object.Name + " nor " + y.Object.Name + " is known to lie inside the other"
	case p.nested == placeMissing:
		reason = "the place is missing in one of them"
	case !x.numbered() && !y.numbered():
		reason = "neither states a number"
	case !x.numbered():
		reason = "no number is stated beside " + wording(y)
	case !y.numbered():
		reason = "no number is stated beside " + wording(x)
	default:
		return Pair{}, false
	}
	return Pair{Class: Incomparable, Reason: reason}, true
}

// part is the rule for a part and its whole.
func (p *pairing) part() (Pair, bool) {
	x, y := p.x, p.y
	c := Pair{Class: DifferentScope, Scope: ScopePart}
	reasons := []string{}
	if p.note != "" {
		reasons = append(reasons, p.note)
	}
	worded := func(part *Position) {
		if part.Part != "" {
			reasons = append(reasons, wording(part)+" is worded as a part (“"+part.Part+"”)")
		}
	}
	xPart := p.nested == xInside || p.nested == samePlace && x.Part != ""
	yPart := p.nested == yInside || p.nested == samePlace && y.Part != ""
	switch {
	case xPart && yPart && strings.EqualFold(x.Part, y.Part):
		return Pair{}, false // two numbers for what may be the same part
	case xPart && yPart:
		c.PartA, c.PartB = true, true
		worded(x)
		worded(y)
	case xPart && x.number() <= y.number():
		c.PartA = true
		worded(x)
		reasons = append(reasons, larger(x, y))
	case yPart && y.number() <= x.number():
		c.PartB = true
		worded(y)
		reasons = append(reasons, larger(y, x))
	default:
		return Pair{}, false
	}
	c.Reason = strings.Join(reasons, "; ")
	return c, true
}

// numbers is the rules for two numbers of the same.
func (p *pairing) numbers() Pair {
	x, y := p.x, p.y
	var reasons []string
	if p.note != "" {
		reasons = append(reasons, p.note+", and yet the part has the larger number")
	}
	c := Pair{}
	switch {
	case equal(x, y):
		c.Class = Agrees
		reasons = append(reasons, "both come to the same number")
	case intersect(x, y):
		c.Class = Overlaps
		reasons = append(reasons, "both hold where the numbers meet", bounds(x), bounds(y))
	default:
		missing := []string{vagueness(x), vagueness(y), p.undated()}
		if p.nested == samePlace && x.Object.ID.IsZero() {
			missing = append(missing, "the place is missing in both")
		}
		c.Class = Conflicts
		for _, m := range missing {
			if m != "" {
				c.Class = PossibleConflict
			}
		}
		if c.Class == Conflicts {
			reasons = append(reasons, "both are exact and of "+x.When.span())
		}
		reasons = append(reasons, missing...)
	}
	var said []string
	for _, r := range reasons {
		if r != "" {
			said = append(said, r)
		}
	}
	c.Reason = strings.Join(said, "; ")
	return c
}

// numbered reports whether the position states a number.
func (p *Position) numbered() bool { return p.Low != nil || p.High != nil }

// asserted reports whether a claim of the position asserts it.
func (p *Position) asserted() bool {
	for i := range p.Claims {
		if p.Claims[i].Stance == Asserts {
			return true
		}
	}
	return false
}

// stance is the strongest stance of the position's claims.
func (p *Position) stance() string {
	best := Fears
	for i := range p.Claims {
		best = min(best, p.Claims[i].Stance)
	}
	return best.String()
}

// equal reports whether two numbers have the same bounds.
func equal(x, y *Position) bool {
	same := func(a, b *float64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
	return same(x.Low, y.Low) && same(x.High, y.High)
}

// intersect reports whether a number can be both; an open bound is open.
func intersect(x, y *Position) bool {
	return (x.High == nil || y.Low == nil || *x.High >= *y.Low) && (y.High == nil || x.Low == nil || *y.High >= *x.Low)
}
