package graph

// span is a time as whole days, from the first to the last that it can mean; a bound without a year is open.
type span struct {
	from, to int // year, month and day as digits: 20241018; 0 for an open bound
}

func spanOf(w When) span {
	var s span
	if d := w.Earliest; d.Year > 0 {
		s.from = d.Year*10_000 + max(d.Month, 1)*100 + max(d.Day, 1)
	}
	if d := w.Latest; d.Year > 0 {
		month, day := d.Month, d.Day
		if month == 0 {
			month = 12
		}
		if day == 0 {
			day = 31
		}
		s.to = d.Year*10_000 + month*100 + day
	}
	return s
}

// known reports whether at least one bound is.
func (s span) known() bool { return s.from > 0 || s.to > 0 }

// disjoint reports whether two times are known to share no day. A day without a year is not known: it may be of any year.
func disjoint(a, b When) bool {
	x, y := spanOf(a), spanOf(b)
	return x.to > 0 && y.from > 0 && x.to < y.from || y.to > 0 && x.from > 0 && y.to < x.from
}

// bare reports whether nothing of the time is stated.
func (w When) bare() bool { return w.Earliest.IsZero() && w.Latest.IsZero() }

// span is the time in words: 2024-10-18, 2024-10-18 to 2024-11, until 2024-11.
func (w When) span() string {
	switch {
	case w.Earliest == w.Latest:
		return w.Earliest.String()
	case w.Earliest.IsZero():
		return "until " + w.Latest.String()
	case w.Latest.IsZero():
		return w.Earliest.String() + " on"
	}
	return w.Earliest.String() + " to " + w.Latest.String()
}
