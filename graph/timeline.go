package graph

// Period is what was published about a relation in one month.
type Period struct {
	Month    Date // without a day; without a month where only the year is known; zero for articles without a year
	Claims   int
	Articles int
	Stances  map[Stance]int
	Unit     string // the most frequent unit of the quantities stated
	Min, Max *float64
}

// Timeline is the months in which current claims about a relation were published, oldest first, those whose articles have no date last. It
// reads the claims of the relation, at most 10,000, the newest first; cut says that there are more. The error wraps ErrNotFound when
// there is no such relation.
func (tx *Tx) Timeline(relation ID) (periods []Period, cut bool, err error) {
	periods, cut, err = tx.timeline(relation)
	return periods, cut, wrap(err, "timeline of relation", relation)
}

func (tx *Tx) timeline(relation ID) ([]Period, bool, error) {
	if _, err := tx.triple(relation); err != nil {
		return nil, false, err
	}
	var newest []Period
	var undated []Period
	var sum *relationRecord
	var month Date
	var last ID
	n := 0
	done := func() {
		if sum == nil {
			return
		}
		s := sum.summary()
		p := Period{month, s.Claims, s.Articles, s.Stances, s.Unit, s.Min, s.Max}
		if month.Year == 0 {
			undated = append(undated, p)
		} else {
			newest = append(newest, p)
		}
	}
	for c, err := range tx.Claims(ClaimFilter{Relation: relation, Status: Current, Page: Page{Limit: maxOrigins + 1}}) {
		if err != nil {
			return nil, false, err
		}
		if n++; n > maxOrigins {
			break
		}
		m := c.Published
		m.Day = 0
		if m.Year == 0 {
			m = Date{}
		}
		if sum == nil || m != month {
			done()
			sum, month = &relationRecord{}, m
			last = ID{}
		}
		sum.see(&c)
		if c.Article != last {
			sum.articles++
		}
		last = c.Article
	}
	done()
	periods := make([]Period, 0, len(newest)+len(undated))
	for i := len(newest) - 1; i >= 0; i-- {
		periods = append(periods, newest[i])
	}
	return append(periods, undated...), n > maxOrigins, nil
}
