package extract

import (
	"strconv"
	"strings"
	"time"

	"github.com/whosaid/whosaid/loader/lang"
)

// dateContext is the day an article was published, as far as known.
type dateContext struct {
	year, month, day int
}

// newDateContext reads an ISO date as exact as known.
func newDateContext(published string) dateContext {
	var c dateContext
	p := strings.SplitN(published, "-", 3)
	if len(p[0]) == 4 {
		c.year, _ = strconv.Atoi(p[0])
	}
	if len(p) > 1 && c.year > 0 {
		c.month, _ = strconv.Atoi(p[1])
	}
	if len(p) > 2 && c.month > 0 && len(p[2]) >= 2 {
		c.day, _ = strconv.Atoi(p[2][:2])
	}
	if c.month > 12 || c.month < 0 {
		c.month, c.day = 0, 0
	}
	if !point(c).valid() {
		c.day = 0
	}
	return c
}

// time is the day of publication, the first of its month or of its year where no more is known.
func (c dateContext) time() time.Time {
	return time.Date(c.year, time.Month(max(c.month, 1)), max(c.day, 1), 0, 0, 0, 0, time.UTC)
}

// withYear completes a month and a day: with the year before publication where the words look back, the year after it where
// they look ahead. Without the day of publication the year stays unknown.
func (r *reader) withYear(p point, f, l int, s lang.Sentence) (Date, bool) {
	if r.date.day == 0 {
		return p.date(f, l, Stated)
	}
	p.year = r.date.year
	const near = 2 // months: so far ahead a date is more often meant than one of ten months ago, unless the words look back
	view := r.outlook(f, s)
	switch diff := p.month - r.date.month; {
	case view > 0 && (diff < 0 || diff == 0 && p.day > 0 && p.day < r.date.day):
		p.year++
	case view == 0 && diff > near, view < 0 && diff > 0:
		p.year--
	}
	return p.date(f, l, Publication)
}

// outlook is 1 where the words before token i speak of what is to come, -1 where they speak of the past, 0 where they do not
// say. The nearest word decides.
func (r *reader) outlook(i int, s lang.Sentence) int {
	const reach = 40 // tokens
	if r.is(i-1, s, "by") {
		return 1
	}
	for k := i - 1; k >= s.First && i-k < reach; k-- {
		w := r.low[k]
		switch {
		case ahead[w], aims[w] && r.is(k+1, s, "to", "for"), w == "due" && k > s.First && auxiliaries[r.low[k-1]]:
			return 1
		case w == "was" || w == "were" || w == "had" || w == "did":
			return -1
		}
		if v, ok := vocabulary.forms[w]; ok && v.form&finite != 0 && v.form&base == 0 && !strings.HasSuffix(w, "s") && !r.is(k-1, s, "be") {
			return -1
		}
	}
	return 0
}

// weekday is the day that a weekday's name means: the last one up to publication, the next one where the words look ahead.
func (r *reader) weekday(wd time.Weekday, i int, s lang.Sentence) (Date, bool) {
	if r.date.day == 0 || r.is(i-1, s, "a", "every", "each", "any") && !r.countable(i+1, s) || feasts[r.low[max(i-1, s.First)]] {
		return Date{}, false
	}
	t := r.date.time()
	back := (int(t.Weekday()) - int(wd) + 7) % 7
	f := i
	switch {
	case r.is(i-1, s, "next"):
		f, back = i-1, back-7
	case r.is(i-1, s, "last"):
		f = i - 1
		if back == 0 {
			back = 7
		}
	case back > 0 && r.outlook(i, s) > 0:
		back -= 7
	}
	return pointOf(t.AddDate(0, 0, -back)).date(f, i+1, Publication)
}

// feasts make a weekday the name of a day of the year or of an event.
var feasts = set("black good easter palm bloody super ash cyber holy whit")

// countable reports whether token i may be the noun that a weekday before it describes: "a Sunday deadline".
func (r *reader) countable(i int, s lang.Sentence) bool {
	return i < s.Last && r.doc.Tokens[i].Kind == lang.Word && !closedWord(r.low[i])
}

// relativeAt is the date from token i that is counted from the day of publication.
func (r *reader) relativeAt(i int, s lang.Sentence) (Date, bool) {
	if r.date.year == 0 {
		return Date{}, false
	}
	t := r.date.time()
	if r.date.day > 0 {
		switch r.low[i] {
		case "yesterday":
			return pointOf(t.AddDate(0, 0, -1)).date(i, i+1, Publication)
		case "today", "tonight", "overnight":
			return pointOf(t).date(i, i+1, Publication)
		case "tomorrow":
			return pointOf(t.AddDate(0, 0, 1)).date(i, i+1, Publication)
		}
	}
	if d, ok := r.agoAt(i, s); ok {
		return d, true
	}
	step, ok := steps[r.low[i]]
	if !ok || i+1 >= s.Last || i > s.First && r.is(i-1, s, "the", "these", "those", "its", "his", "her", "their") {
		return Date{}, false
	}
	switch r.low[i+1] {
	case "morning", "afternoon", "evening", "night":
		if r.date.day > 0 && step <= 0 {
			return pointOf(t.AddDate(0, 0, step)).date(i, i+2, Publication)
		}
	case "year":
		return point{year: r.date.year + step}.date(i, i+2, Publication)
	case "month":
		if r.date.month > 0 {
			m := pointOf(time.Date(t.Year(), t.Month()+time.Month(step), 1, 0, 0, 0, 0, time.UTC))
			return point{year: m.year, month: m.month}.date(i, i+2, Publication)
		}
	case "week", "weekend":
		if r.date.day > 0 {
			return week(i, i+2, t.AddDate(0, 0, 7*step), step == 0)
		}
	}
	return Date{}, false
}

// week is a Date of the tokens [f, l) that says the week of a day, as exact as a month. Where the week is that of publication
// it has no month if it lies in two: the days before and after are as likely.
func week(f, l int, t time.Time, exact bool) (Date, bool) {
	monday := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	sunday := monday.AddDate(0, 0, 6)
	d := Date{Range: Range{f, l}, ISO: t.Format("2006-01"), Basis: Publication, Earliest: monday.Format(time.DateOnly), Latest: sunday.Format(time.DateOnly)}
	if exact && monday.Month() != sunday.Month() {
		d.ISO = ""
	}
	return d, true
}

// agoAt is "two days ago", "a year ago", "three weeks earlier": as exact as the unit.
func (r *reader) agoAt(i int, s lang.Sentence) (Date, bool) {
	if !r.is(i+2, s, "ago") {
		return Date{}, false
	}
	n, err := strconv.Atoi(r.low[i])
	if v, ok := numberWords[r.low[i]]; ok {
		n, err = int(v), nil
	}
	if r.low[i] == "a" || r.low[i] == "an" {
		n, err = 1, nil
	}
	if err != nil || n <= 0 || n > 5000 {
		return Date{}, false
	}
	t := r.date.time()
	switch strings.TrimSuffix(r.low[i+1], "s") {
	case "day":
		if r.date.day > 0 {
			return pointOf(t.AddDate(0, 0, -n)).date(i, i+3, Publication)
		}
	case "week":
		if r.date.day > 0 {
			return week(i, i+3, t.AddDate(0, 0, -7*n), false)
		}
	case "month":
		if r.date.month > 0 {
			m := time.Date(t.Year(), t.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
			if m.Year() > 0 {
				return point{year: m.Year(), month: int(m.Month())}.date(i, i+3, Publication)
			}
		}
	case "year":
		if r.date.year > n {
			return point{year: r.date.year - n}.date(i, i+3, Publication)
		}
	}
	return Date{}, false
}
