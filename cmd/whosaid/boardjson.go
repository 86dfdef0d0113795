package main

import (
	"strings"

	"github.com/whosaid/whosaid/graph"
)

// The records of compare --json. Names and values are as in the GraphQL schema; what is not known is null.
type (
	boardRecord struct {
		Claims    int              `json:"claims"`
		Articles  int              `json:"articles"`
		Origins   int              `json:"origins"`
		Corrected int              `json:"corrected"` // claims that fit and are left out, as their articles say something else now
		Withdrawn int              `json:"withdrawn"` // likewise, as their articles do not hold them any more
		LeftOut   int              `json:"leftOut"`   // positions
		Cut       bool             `json:"cut"`       // more claims fit than were compared
		Groups    []groupRecord    `json:"groups"`
		Positions []positionRecord `json:"positions"`
		Pairs     []pairRecord     `json:"pairs"`
	}
	refRecord struct {
		ID   graph.ID `json:"id"`
		Name string   `json:"name"`
	}
	groupRecord struct {
		Predicate string         `json:"predicate"`
		Subject   *refRecord     `json:"subject"`
		Measure   *string        `json:"measure"` // what is counted
		Numbered  bool           `json:"numbered"`
		Realis    string         `json:"realis"`
		Claims    int            `json:"claims"`
		Articles  int            `json:"articles"`
		Origins   []originRecord `json:"origins"`
		Min       *float64       `json:"min"`
		Max       *float64       `json:"max"`
		MinApprox bool           `json:"minApprox"`
		MaxApprox bool           `json:"maxApprox"`
	}
	originRecord struct {
		sourceRecord
		Side *refRecord `json:"side"` // the state it belongs to
	}
	sourceRecord struct {
		ID   graph.ID `json:"id"`
		Name *string  `json:"name"`
		Kind string   `json:"kind"`
	}
	positionRecord struct {
		Group     int           `json:"group"` // index in groups
		Object    *refRecord    `json:"object"`
		Item      *refRecord    `json:"item"`
		Denied    bool          `json:"denied"`
		Low       *float64      `json:"low"`
		High      *float64      `json:"high"`
		Approx    bool          `json:"approx"`
		Vague     bool          `json:"vague"`
		Words     []string      `json:"words"`
		Part      *string       `json:"part"`      // the words that make it a part
		OfAnother bool          `json:"ofAnother"` // another position of the group is its whole
		Earliest  *graph.Date   `json:"earliest"`
		Latest    *graph.Date   `json:"latest"`
		Articles  int           `json:"articles"`
		Origins   int           `json:"origins"`
		Claims    []claimRecord `json:"claims"`
	}
	claimRecord struct {
		ID       graph.ID        `json:"id"`
		Source   sourceRecord    `json:"source"`
		Via      []linkRecord    `json:"via"`
		Cue      *string         `json:"cue"`
		Stance   string          `json:"stance"`
		Quantity *quantityRecord `json:"quantity"`
		Evidence evidenceRecord  `json:"evidence"`
		Article  articleRecord   `json:"article"`
		Counted  countedRecord   `json:"counted"`
	}
	countedRecord struct {
		Origin sourceRecord `json:"origin"` // whom corroboration counts the claim for
		Why    string       `json:"why"`
		Of     *graph.ID    `json:"of"` // the article that this one reprints, or has the sentence from
	}
	linkRecord struct {
		Role string `json:"role"`
		sourceRecord
	}
	quantityRecord struct {
		Min    *float64 `json:"min"`
		Max    *float64 `json:"max"`
		Approx bool     `json:"approx"`
		Unit   *string  `json:"unit"`
		Text   string   `json:"text"`
	}
	evidenceRecord struct {
		Quote string `json:"quote"`
		Start int    `json:"start"`
		End   int    `json:"end"`
	}
	articleRecord struct {
		ID        graph.ID    `json:"id"`
		Title     *string     `json:"title"`
		Outlet    *string     `json:"outlet"`
		Published *graph.Date `json:"published"`
		URL       *string     `json:"url"`
	}
	pairRecord struct {
		A      int     `json:"a"` // index in positions
		B      int     `json:"b"`
		Class  string  `json:"class"`
		Scope  *string `json:"scope"`
		Parts  []int   `json:"parts"` // of a and b, those that are parts
		Reason string  `json:"reason"`
	}
)

// record is the board as compare --json prints it.
func (s *boardSheet) record() (*boardRecord, error) {
	b := &boardRecord{Claims: s.Claims, Articles: s.Articles, Origins: s.Origins, Corrected: s.Corrected, Withdrawn: s.Withdrawn, LeftOut: s.LeftOut, Cut: s.Cut, Pairs: []pairRecord{}}
	for i := range s.Groups {
		g := &s.Groups[i]
		r := groupRecord{
			Predicate: upper(g.Predicate.String()), Subject: recordRef(g.Subject), Measure: given(g.Measure), Numbered: g.Numbered,
			Realis: upper(g.Realis.String()), Claims: g.Claims, Articles: g.Articles,
			Min: g.Min, Max: g.Max, MinApprox: g.MinApprox, MaxApprox: g.MaxApprox,
		}
		for i := range g.Origins {
			r.Origins = append(r.Origins, originRecord{recordSource(&g.Origins[i].Source), recordRef(g.Origins[i].Side)})
		}
		b.Groups = append(b.Groups, r)
	}
	for i := range s.Positions {
		p := &s.Positions[i]
		r := positionRecord{
			Group: p.Group, Object: recordRef(p.Object), Item: recordRef(p.Item), Denied: p.Denied, Low: p.Low, High: p.High,
			Approx: p.Approx, Vague: p.Vague, Words: p.Words, Part: given(p.Part), OfAnother: p.OfAnother,
			Earliest: givenDate(p.When.Earliest), Latest: givenDate(p.When.Latest), Articles: p.Articles, Origins: p.Origins,
		}
		for i := range p.Claims {
			c, err := s.recordClaim(&p.Claims[i])
			if err != nil {
				return nil, err
			}
			counted := &p.Counted[i]
			c.Counted = countedRecord{Origin: recordSource(&counted.Origin), Why: upper(counted.Why.String())}
			if !counted.Of.IsZero() {
				c.Counted.Of = &counted.Of
			}
			r.Claims = append(r.Claims, c)
		}
		b.Positions = append(b.Positions, r)
	}
	for i := range s.Pairs {
		p := &s.Pairs[i]
		r := pairRecord{A: p.A, B: p.B, Class: upper(p.Class.String()), Parts: []int{}, Reason: p.Reason}
		if p.Scope != 0 {
			r.Scope = given(strings.ReplaceAll(upper(p.Scope.String()), "-", "_"))
		}
		if p.PartA {
			r.Parts = append(r.Parts, p.A)
		}
		if p.PartB {
			r.Parts = append(r.Parts, p.B)
		}
		b.Pairs = append(b.Pairs, r)
	}
	return b, nil
}

func (s *boardSheet) recordClaim(c *graph.Claim) (claimRecord, error) {
	a, err := s.article(c.Article)
	if err != nil {
		return claimRecord{}, err
	}
	r := claimRecord{
		ID: c.ID, Source: recordSource(&c.Source), Via: []linkRecord{}, Cue: given(c.Cue), Stance: upper(c.Stance.String()),
		Evidence: evidenceRecord{c.Evidence.Quote, c.Evidence.Start, c.Evidence.End},
		Article:  articleRecord{a.ID, given(a.Title), given(a.Outlet), givenDate(a.Published), given(a.URL)},
	}
	for i := range c.Chain {
		r.Via = append(r.Via, linkRecord{upper(c.Chain[i].Role.String()), recordSource(&c.Chain[i].Source)})
	}
	if q := c.Quantity; q != nil {
		r.Quantity = &quantityRecord{q.Min, q.Max, q.Approx, given(q.Unit), q.Text}
	}
	return r, nil
}

func recordSource(s *graph.Source) sourceRecord {
	return sourceRecord{s.ID, given(s.Name), upper(s.Kind.String())}
}

func recordRef(r graph.Ref) *refRecord {
	if r.ID.IsZero() {
		return nil
	}
	return &refRecord{r.ID, r.Name}
}

// upper is a word of graph as the schema writes it.
func upper(word string) string { return strings.ToUpper(word) }

// given is a pointer to a text; nil for none.
func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func givenDate(d graph.Date) *graph.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}
