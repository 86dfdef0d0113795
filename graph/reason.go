package graph

import (
	"strconv"
	"strings"
)

// wording names a position in a reason: its number in its words.
func wording(p *Position) string {
	switch {
	case len(p.Words) > 0:
		return "“" + p.Words[0] + "”"
	case p.numbered():
		return plain(p.number())
	case p.Denied:
		return "the denial"
	}
	return "what has no number"
}

// origins names who takes a position: the origin of its newest claim, and how many others there are.
func origins(p *Position) string {
	name := ""
	for i := range p.Counted {
		if name = p.Counted[i].Origin.Name; name != "" {
			break
		}
	}
	if name == "" {
		return "the article"
	}
	switch {
	case p.Origins == 2:
		return name + " (and another)"
	case p.Origins > 2:
		return name + " (and others)"
	}
	return name
}

// bounds names the bound that a number leaves open, and what makes it inexact; "" where there is neither.
func bounds(p *Position) string {
	switch {
	case p.Vague:
		return wording(p) + " is taken as " + plain(*p.Low) + " or more"
	case p.Low == nil:
		return wording(p) + " has no lower bound"
	case p.High == nil:
		return wording(p) + " has no upper bound"
	}
	return ""
}

// vagueness is why a number is no exact one; "" where it is.
func vagueness(p *Position) string {
	open := bounds(p)
	switch {
	case p.Vague:
		return wording(p) + " is vague, and " + strings.TrimPrefix(open, wording(p)+" is ")
	case p.Approx && open != "":
		return open + " and is approximate"
	case p.Approx:
		return wording(p) + " is approximate"
	}
	return open
}

// undated is what keeps two positions from being dated alike; "" where they are.
func (p *pairing) undated() string {
	a, b := spanOf(p.x.When), spanOf(p.y.When)
	switch {
	case a == b && a.known():
		return ""
	case p.x.When.bare() && p.y.When.bare():
		return "neither is dated"
	case !a.known() && !b.known():
		return "the year of neither is known"
	case p.x.When.bare():
		return wording(p.x) + " is not dated"
	case p.y.When.bare():
		return wording(p.y) + " is not dated"
	case !a.known():
		return "the year of " + wording(p.x) + " is not known"
	case !b.known():
		return "the year of " + wording(p.y) + " is not known"
	}
	return wording(p.x) + " is of " + p.x.When.span() + ", " + wording(p.y) + " of " + p.y.When.span()
}

// larger says how a part's number stands to the whole's.
func larger(part, whole *Position) string {
	if part.number() == whole.number() {
		return "the part has the number of the whole"
	}
	return wording(part) + " is less than " + wording(whole)
}

// counted is a measure in words.
func counted(measure string) string {
	if measure == "" {
		return "something that is not named"
	}
	return measure
}

// plain is a number in digits, with commas between groups of three.
func plain(f float64) string {
	s := strconv.FormatFloat(f, 'f', -1, 64)
	whole := len(s)
	for i := range len(s) {
		if s[i] == '.' {
			whole = i
			break
		}
	}
	for i := whole - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
