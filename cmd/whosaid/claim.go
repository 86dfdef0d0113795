package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// claim is the schema's Claim as far as a table shows it.
type claim struct {
	ID                        graph.ID
	Stance, Realis, Predicate string
	Status                    string // "" where it is not asked for
	CorrectedBy               *struct {
		ID       graph.ID
		Evidence struct {
			Quote string
		}
	}
	Source struct {
		Name string
	}
	Via []struct {
		Role, Name string
	}
	Subject, Object, Item *struct {
		Name string
	}
	Quantity *struct {
		Unit *string
		Text string
	}
	Date     *string
	Evidence struct {
		Quote string
	}
	Article struct {
		ID                            string
		Title, Outlet, Published, URL *string
	}
}

var claimColumns = []column{
	{"source", 24, 12}, {"stance", 13, 13}, {"quantity", 16, 8}, {"relation", 32, 12}, {"date", 10, 5},
}

// row is the claim as a row under claimColumns, with its words and its article below; with reasons also with what has taken its
// place.
func (c claim) row(reasons bool) row {
	below := []string{c.Evidence.Quote}
	if reasons && c.CorrectedBy != nil {
		below = append(below, "now: "+c.CorrectedBy.Evidence.Quote)
	}
	return row{
		cells: clean(c.source(), c.stance(), c.quantity(), c.relation(), value(c.Date)),
		below: clean(append(below, "— "+c.article())...),
	}
}

// gone reports whether its article does not say so any more.
func (c claim) gone() bool { return c.Status == "CORRECTED" || c.Status == "WITHDRAWN" }

// source is who says it, with the rest of the chain: what the source relies on, and who passed it on.
func (c claim) source() string {
	var bases, relays []string
	for _, l := range c.Via {
		if l.Role == "BASIS" {
			bases = append(bases, l.Name)
		} else {
			relays = append(relays, l.Name)
		}
	}
	var notes []string
	if len(bases) > 0 {
		notes = append(notes, "citing "+strings.Join(bases, ", "))
	}
	if len(relays) > 0 {
		notes = append(notes, "through "+strings.Join(relays, ", "))
	}
	if notes == nil {
		return c.Source.Name
	}
	return c.Source.Name + " (" + strings.Join(notes, "; ") + ")"
}

// stance is what the source does, how real the event is where it is not simply so, and what has become of it since.
func (c claim) stance() string {
	s := strings.ToLower(c.Stance)
	if c.Realis == "PROSPECTIVE" {
		s += " (prospective)"
	}
	if c.gone() {
		s += "; " + strings.ToLower(c.Status)
	}
	return s
}

func (c claim) quantity() string {
	if c.Quantity == nil {
		return ""
	}
	return withUnit(c.Quantity.Text, value(c.Quantity.Unit))
}

// withUnit is a number in its words with what it counts.
func withUnit(text, unit string) string {
	if unit == "" || strings.Contains(strings.ToLower(text), strings.ToLower(unit)) || unit == "USD" {
		return text
	}
	words := strings.Fields(strings.ToLower(text))
	if len(words) > 0 && slices.Contains([]string{"dozens", "scores", "hundreds", "thousands", "millions", "billions"}, words[len(words)-1]) {
		unit = "of " + unit
	}
	return text + " " + unit
}

// relation is subject, predicate and object, a question mark for one that is not known, and the item in brackets. Under
// other, which says nothing about how they relate, they stand in a row.
func (c claim) relation() string {
	name := func(e *struct{ Name string }) string {
		if e == nil {
			return "?"
		}
		return e.Name
	}
	text := strings.ToLower(c.Predicate)
	switch {
	case c.Subject == nil && c.Object == nil:
	case c.Predicate == "OTHER" && c.Object == nil:
		text += ": " + c.Subject.Name
	case c.Predicate == "OTHER":
		text += ": " + name(c.Subject) + ", " + c.Object.Name
	default:
		text = name(c.Subject) + " " + text + " " + name(c.Object)
	}
	if c.Item != nil {
		text += " (" + c.Item.Name + ")"
	}
	return text
}

// article is the title, with outlet and day in brackets.
func (c claim) article() string {
	title := cmp.Or(value(c.Article.Title), value(c.Article.URL), c.Article.ID)
	var from []string
	for _, s := range []string{value(c.Article.Outlet), value(c.Article.Published)} {
		if s != "" {
			from = append(from, s)
		}
	}
	if from == nil {
		return title
	}
	return title + " (" + strings.Join(from, ", ") + ")"
}

// value is what p points to, or nothing.
func value(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
