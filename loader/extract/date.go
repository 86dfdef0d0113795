package extract

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/whosaid/whosaid/loader/lang"
)

var months = map[string]int{"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
	"october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
	"oct": 10, "nov": 11, "dec": 12}

var weekdays = map[string]time.Weekday{"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6}

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
	return c
}

// isMonth reports whether token i is the name of a month. "may" and "march" count only with a capital.
func (r *reader) isMonth(i int) bool {
	return months[strings.TrimSuffix(r.low[i], ".")] > 0 && r.caps[i]
}

// dateIn is the date that the tokens [f, l) state, ISO as exact as known, and the tokens that state it. "" when none does.
func (r *reader) dateIn(f, l int, s lang.Sentence) (string, Range) {
	for i := f; i < l; i++ {
		if d, n := r.dateAt(i, s); d != "" {
			return d, Range{i, i + n}
		}
	}
	return "", Range{}
}

// dateAt is the date that starts at token i and its length in tokens.
func (r *reader) dateAt(i int, s lang.Sentence) (string, int) {
	w := strings.TrimSuffix(r.low[i], ".")
	if r.isMonth(i) {
		return r.monthAt(i, s)
	}
	if d := day(w); d > 0 && i+1 < s.Last && r.isMonth(i+1) && !strings.ContainsAny(w, "abcdefghijklmnopqr") { // 18 October 2024
		m := months[strings.TrimSuffix(r.low[i+1], ".")]
		if y := r.yearAt(i+2, s); y > 0 {
			return fmt.Sprintf("%04d-%02d-%02d", y, m, d), 3
		}
		return r.withYear(m, d), 2
	}
	if wd, ok := weekdays[w]; ok && r.caps[i] {
		return r.weekday(wd, i, s), 1
	}
	if y := r.yearAt(i, s); y > 0 && i > s.First && (r.is(i-1, s, "in", "since", "from", "until", "by", "during", "of")) {
		return fmt.Sprintf("%04d", y), 1
	}
	if r.date.day > 0 {
		t := time.Date(r.date.year, time.Month(r.date.month), r.date.day, 0, 0, 0, 0, time.UTC)
		switch {
		case w == "yesterday":
			return t.AddDate(0, 0, -1).Format("2006-01-02"), 1
		case w == "tomorrow":
			return t.AddDate(0, 0, 1).Format("2006-01-02"), 1
		}
	}
	if (w == "last" || w == "next") && i+1 < s.Last && r.date.month > 0 {
		step := -1
		if w == "next" {
			step = 1
		}
		t := time.Date(r.date.year, time.Month(r.date.month), 1, 0, 0, 0, 0, time.UTC)
		switch r.low[i+1] {
		case "month":
			return t.AddDate(0, step, 0).Format("2006-01"), 2
		case "year":
			return fmt.Sprintf("%04d", r.date.year+step), 2
		case "week":
			if r.date.day > 0 {
				d := time.Date(r.date.year, time.Month(r.date.month), r.date.day, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*step)
				return d.Format("2006-01"), 2
			}
		}
	}
	return "", 0
}

// monthAt is the date that starts with the month at token i: "October 18, 2024", "November 1", "August", "October 2024".
func (r *reader) monthAt(i int, s lang.Sentence) (string, int) {
	m := months[strings.TrimSuffix(r.low[i], ".")]
	if y := r.yearAt(i+1, s); y > 0 {
		return fmt.Sprintf("%04d-%02d", y, m), 2
	}
	if i+1 < s.Last {
		if d := day(r.low[i+1]); d > 0 {
			if r.is(i+2, s, ",") {
				if y := r.yearAt(i+3, s); y > 0 {
					return fmt.Sprintf("%04d-%02d-%02d", y, m, d), 4
				}
			}
			if y := r.yearAt(i+2, s); y > 0 {
				return fmt.Sprintf("%04d-%02d-%02d", y, m, d), 3
			}
			return r.withYear(m, d), 2
		}
	}
	if i > s.First && (prepositions[r.low[i-1]] || r.is(i-1, s, "late", "early", "last", "this", "next", "mid")) {
		return r.withYear(m, 0), 1
	}
	return "", 0
}

// withYear completes a month and a day with the year nearest to the day of publication; without that day the year stays
// unknown.
func (r *reader) withYear(m, d int) string {
	suffix := fmt.Sprintf("%02d", m)
	if d > 0 {
		suffix += fmt.Sprintf("-%02d", d)
	}
	if r.date.day == 0 || r.date.month == 0 {
		return "--" + suffix
	}
	y := r.date.year
	switch diff := m - r.date.month; {
	case diff > 6:
		y--
	case diff < -6:
		y++
	}
	return fmt.Sprintf("%04d-%s", y, suffix)
}

// weekday is the day that a weekday's name means: the last one up to publication, the next one where the words look ahead.
func (r *reader) weekday(wd time.Weekday, i int, s lang.Sentence) string {
	if r.date.day == 0 {
		return ""
	}
	t := time.Date(r.date.year, time.Month(r.date.month), r.date.day, 0, 0, 0, 0, time.UTC)
	back := (int(t.Weekday()) - int(wd) + 7) % 7
	if r.is(i-1, s, "next") {
		return t.AddDate(0, 0, 7-back).Format("2006-01-02")
	}
	for k := s.First; k < s.Last; k++ {
		if r.low[k] == "will" && k < i && back > 0 {
			return t.AddDate(0, 0, 7-back).Format("2006-01-02")
		}
	}
	return t.AddDate(0, 0, -back).Format("2006-01-02")
}

// yearAt is the year that token i is, or 0.
func (r *reader) yearAt(i int, s lang.Sentence) int {
	if i >= s.Last || len(r.low[i]) != 4 {
		return 0
	}
	y, err := strconv.Atoi(r.low[i])
	if err != nil || y < 1800 || y > 2100 {
		return 0
	}
	return y
}

// day is the day of a month that a word is, or 0: 1, 1st, 31.
func day(w string) int {
	w = strings.TrimRight(w, "stndrh")
	if len(w) == 0 || len(w) > 2 {
		return 0
	}
	d, err := strconv.Atoi(w)
	if err != nil || d < 1 || d > 31 {
		return 0
	}
	return d
}
