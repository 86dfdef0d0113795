package schema

import "github.com/whosaid/whosaid/graph"

// timeline resolves Timeline.
type timeline struct {
	periods []*period
	cut     bool
}

func (t *timeline) Periods() []*period { return t.periods }
func (t *timeline) Cut() bool          { return t.cut }

// period resolves Period.
type period struct{ p graph.Period }

func (p *period) Month() *dateScalar      { return knownDate(p.p.Month) }
func (p *period) Claims() int32           { return int32(p.p.Claims) }
func (p *period) Articles() int32         { return int32(p.p.Articles) }
func (p *period) Stances() []*stanceCount { return stanceCounts(p.p.Stances) }
func (p *period) Min() *float64           { return p.p.Min }
func (p *period) Max() *float64           { return p.p.Max }
func (p *period) Unit() *string           { return known(p.p.Unit) }

// Timeline is the months in which claims about the relation were published.
func (v *relation) Timeline() *timeline {
	v.r.mu.Lock()
	defer v.r.mu.Unlock()
	must(0, v.r.charge(1)) // nothing is read for a request that is refused already
	id := v.rel.ID()
	periods, cut, err := v.r.tx.Timeline(id)
	must(0, err)
	t := &timeline{periods: make([]*period, len(periods)), cut: cut}
	claims := 0
	for i, p := range periods {
		t.periods[i] = &period{p}
		claims += p.Claims
	}
	must(0, v.r.charge(claims/claimsPerNode))
	return t
}
