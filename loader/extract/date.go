package extract

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/whosaid/whosaid/loader/lang"
)

// Date is a time that the article states, with its words.
type Date struct {
	Range
	// ISO is the time as exact as a record can say it: 2024, 2024-06, 2024-06-18, and --06-18 where no year is known. Of a
	// stretch of time it is the start. "" where there is no such form: "the 1990s", "this week" over the end of a month.
	ISO string
	// Earliest and Latest are the first and the last day that it can mean; "" where the year is unknown.
	Earliest, Latest string
	Basis            string // Stated or Publication
	Bound            bool   // an end that says when something is not: "until 2014", "before June"
	Attributive      bool   // it describes the noun behind it: "a Sunday deadline", "this year's budget"
	start            point
}

// What a Date is counted from.
const (
	Stated      = "stated"      // its own words alone
	Publication = "publication" // the day the article was published
)

var months = map[string]int{"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
	"october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
	"oct": 10, "nov": 11, "dec": 12}

var weekdays = map[string]time.Weekday{"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6}

// seasons by their first month on the northern half of the earth; a winter goes on into the next year.
var seasons = map[string]int{"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

var (
	partsOfTime = set("early mid late earlier later") // before a month, a year, a day
	yearPreps   = set("in since from until till by during before after through for between")
	boundPreps  = set("until till before after pending")
	ahead       = set("will 'll shall won't would expected scheduled slated upcoming next")
	aims        = set("plan plans planned planning intends intend hopes hope aims set")
	steps       = map[string]int{"last": -1, "this": 0, "next": 1}
	ordinals    = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
)

// point is a day, a month or a year: what is not known is zero.
type point struct{ year, month, day int }

func pointOf(t time.Time) point { return point{t.Year(), int(t.Month()), t.Day()} }

func (p point) valid() bool {
	if p.day == 0 {
		return true
	}
	y := p.year
	if y == 0 {
		y = 2000 // 29 February without a year may be real
	}
	return p.day <= time.Date(y, time.Month(p.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (p point) iso() string {
	if p.year == 0 && p.month == 0 {
		return ""
	}
	out := "-"
	if p.year > 0 {
		out = fmt.Sprintf("%04d", p.year)
	}
	if p.month > 0 {
		out += fmt.Sprintf("-%02d", p.month)
		if p.day > 0 {
			out += fmt.Sprintf("-%02d", p.day)
		}
	}
	return out
}

// days are the first and the last day of a point; "" without a year.
func (p point) days() (first, last string) {
	if p.year == 0 {
		return "", ""
	}
	a := time.Date(p.year, time.Month(max(p.month, 1)), max(p.day, 1), 0, 0, 0, 0, time.UTC)
	b := a
	switch {
	case p.month == 0:
		b = a.AddDate(1, 0, -1)
	case p.day == 0:
		b = a.AddDate(0, 1, -1)
	}
	return a.Format(time.DateOnly), b.Format(time.DateOnly)
}

// date is a Date of the tokens [f, l) that says a point.
func (p point) date(f, l int, basis string) (Date, bool) {
	if !p.valid() {
		return Date{}, false
	}
	d := Date{Range: Range{f, l}, ISO: p.iso(), Basis: basis, start: p}
	d.Earliest, d.Latest = p.days()
	return d, d.ISO != ""
}

// stretch is a Date of the tokens [f, l) over all the days from a point to another.
func stretch(f, l int, from, to point, basis string) (Date, bool) {
	d, ok := from.date(f, l, basis)
	_, last := to.days()
	if ok && last > d.Latest {
		d.Latest = last
	}
	return d, ok
}

// isMonth reports whether token i is the name of a month. "may" and "march" count only with a capital.
func (r *reader) isMonth(i int) bool {
	return months[strings.TrimSuffix(r.low[i], ".")] > 0 && r.caps[i]
}

// dates finds the times that the article states.
func (r *reader) dates() {
	r.dated = make([]int, len(r.doc.Tokens))
	for i := range r.dated {
		r.dated[i] = -1
	}
	for _, s := range r.doc.Sentences {
		for i := s.First; i < s.Last; i++ {
			d, ok := r.dateAt(i, s)
			if !ok {
				continue
			}
			r.around(&d, s)
			for k := d.First; k < d.Last; k++ {
				r.dated[k] = len(r.out.Dates)
			}
			r.out.Dates = append(r.out.Dates, d)
			i = d.Last - 1
		}
	}
}

// around reads the words beside a date: what makes it a bound, or part of a noun phrase.
func (r *reader) around(d *Date, s lang.Sentence) {
	k := d.First - 1
	for k >= s.First && (timeEdges[r.low[k]] || r.low[k] == "of" && r.is(k-1, s, "end", "start", "beginning", "middle")) {
		k--
	}
	d.Bound = k >= s.First && (boundPreps[r.low[k]] || r.low[k] == "to" && r.is(k-1, s, "prior") || r.low[k] == "of" && r.is(k-1, s, "as", "ahead"))
	if d.Last >= s.Last {
		return
	}
	if r.is(d.Last, s, "'s") || r.is(d.Last, s, "'") && !r.doc.Tokens[d.Last].Space {
		d.Attributive = true
		return
	}
	if d.Last+1 < s.Last && partsOfDay[r.low[d.Last]] { // "Friday night"
		d.Last++
		r.around(d, s)
		return
	}
	if d.First > s.First && (determiners[r.low[d.First-1]] || r.low[d.First-1] == "'s") {
		d.Attributive = r.doc.Tokens[d.Last].Kind == lang.Word && !closedWord(r.low[d.Last]) && !r.caps[d.Last]
	}
}

// timeEdges may stand between a preposition and its date: "until at least the end of 2024".
var timeEdges = set("the at least end start beginning middle very")

var partsOfDay = set("morning afternoon evening night noon midnight")

// dateAt is the date that starts at token i.
func (r *reader) dateAt(i int, s lang.Sentence) (Date, bool) {
	if r.named[i] >= 0 {
		return Date{}, false
	}
	w := r.low[i]
	if partsOfTime[w] && i+1 < s.Last { // "early March", "late last year", "earlier this month", "mid-October"
		k := i + 1
		if r.low[k] == "-" || r.low[k] == "in" || r.low[k] == "on" {
			k++
		}
		if k < s.Last {
			if d, ok := r.pointAt(k, s, true); ok && d.First == k {
				d.First = i
				return d, true
			}
		}
		return Date{}, false
	}
	if part, rest, ok := strings.Cut(w, "-"); ok && partsOfTime[part] { // one token
		if m := months[rest]; m > 0 {
			return r.monthAt(i, i, m, s, true)
		}
		if y := year(rest); y > 0 {
			return point{year: y}.date(i, i+1, Stated)
		}
		return Date{}, false
	}
	d, ok := r.pointAt(i, s, false)
	if ok {
		r.through(&d, s)
	}
	return d, ok
}

// through takes in the second end of a stretch of time: "May to June", "between 2014 and 2016", "May 3-5".
func (r *reader) through(d *Date, s lang.Sentence) {
	k := d.Last
	if !r.is(k, s, "to", "and", "through", "-", "–", "until", "or") || k+1 >= s.Last || d.start == (point{}) {
		return
	}
	e, ok := r.pointAt(k+1, s, d.start.month == 0)
	if n := dayOf(r.low[k+1]); !ok && n > d.start.day && d.start.day > 0 && dayOf(r.low[k-1]) > 0 && !r.countsAt(k+2, s) && r.low[k] != "or" { // May 3-5
		e, ok = point{d.start.year, d.start.month, n}.date(k+1, k+2, d.Basis)
		if y := r.yearAt(k+3, s); ok && y > 0 && r.is(k+2, s, ",") {
			e, ok = point{y, d.start.month, n}.date(k+1, k+4, Stated)
		}
	}
	if !ok || e.First != k+1 || (e.start.month > 0) != (d.start.month > 0) || (e.start.day > 0) != (d.start.day > 0) {
		return
	}
	if e.Basis == Stated && e.start.year > 0 && (d.Basis == Publication || d.start.year == 0) && d.start.month > 0 { // "from May to June 2023"
		p := d.start
		if p.year = e.start.year; p.month > e.start.month {
			p.year--
		}
		if *d, ok = p.date(d.First, d.Last, Stated); !ok {
			return
		}
	}
	d.Last = e.Last
	if e.Latest > d.Latest {
		d.Latest = e.Latest
	}
}

// pointAt is the day, month, year, season or quarter that starts at token i. A year alone counts only where a word before it
// says that it is one, or where known says so.
func (r *reader) pointAt(i int, s lang.Sentence, known bool) (Date, bool) {
	if i >= s.Last || r.named[i] >= 0 {
		return Date{}, false
	}
	w := strings.TrimSuffix(r.low[i], ".")
	if p, ok := isoDay(w); ok {
		return p.date(i, i+1, Stated)
	}
	if r.isMonth(i) {
		return r.monthAt(i, i, months[w], s, known)
	}
	if d := dayOf(w); d > 0 {
		k := i + 1
		if r.is(k, s, "of") && w != strconv.Itoa(d) { // the 18th of October
			k++
		}
		if k < s.Last && r.isMonth(k) {
			return r.dayAndYear(i, k+1, months[strings.TrimSuffix(r.low[k], ".")], d, s)
		}
	}
	if wd, ok := weekdays[w]; ok && r.caps[i] {
		k := i + 1
		if r.is(k, s, ",") {
			k++
		}
		if k < s.Last && (r.isMonth(k) || dayOf(r.low[k]) > 0) { // "Friday, October 18", "Friday 18 October"
			if d, ok := r.pointAt(k, s, false); ok && d.First == k && d.start.day > 0 {
				d.First = i
				return d, true
			}
		}
		return r.weekday(wd, i, s)
	}
	if y := r.yearAt(i, s); y > 0 && (known || i > s.First && yearPreps[r.low[i-1]] || i > s.First+1 && r.low[i-1] == "of" && timeWords[r.low[i-2]]) && !r.countsAt(i+1, s) {
		if r.is(i+1, s, "-", "–") && i+2 < s.Last && len(r.low[i+2]) == 2 { // 2014-15
			if n, err := strconv.Atoi(r.low[i+2]); err == nil && n == (y+1)%100 {
				return stretch(i, i+3, point{year: y}, point{year: y + 1}, Stated)
			}
		}
		return point{year: y}.date(i, i+1, Stated)
	}
	if y := decade(w); y > 0 {
		d := Date{Range: Range{i, i + 1}, Basis: Stated}
		d.Earliest, _ = point{year: y}.days()
		_, d.Latest = point{year: y + 9}.days()
		return d, true
	}
	if d, ok := r.quarterAt(i, s); ok {
		return d, true
	}
	return r.relativeAt(i, s)
}

// timeWords are nouns that a year hangs on by "of".
var timeWords = set("spring summer autumn fall winter quarter half end beginning start middle january february march april may june july august september october november december")

// countsAt reports whether token i is a noun that the number before it counts: "in 2000 villages".
func (r *reader) countsAt(i int, s lang.Sentence) bool {
	if i >= s.Last || r.doc.Tokens[i].Kind != lang.Word || r.caps[i] {
		return false
	}
	w := r.low[i]
	return r.forceOrGoods(i) || !closedWord(w) && (strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && len(w) > 3 && vocabulary.forms[w].form&finite == 0 || w == "people" || w == "men" || w == "women") ||
		notCounted[w]
}

// monthAt is the date from the month m at token i: "October 18, 2024", "November 1", "August", "October 2024". It starts at
// token f.
func (r *reader) monthAt(f, i, m int, s lang.Sentence, known bool) (Date, bool) {
	if y := r.yearAt(i+1, s); y > 0 {
		return point{year: y, month: m}.date(f, i+2, Stated)
	}
	k := i + 1
	if r.is(k, s, ",", "of") {
		k++
		if y := r.yearAt(k, s); y > 0 {
			return point{year: y, month: m}.date(f, k+1, Stated)
		}
	}
	if k < s.Last && r.is(k+1, s, "year") && r.date.year > 0 { // "March of next year"
		if step, ok := steps[r.low[k]]; ok {
			return point{year: r.date.year + step, month: m}.date(f, k+2, Publication)
		}
	}
	if i+1 < s.Last {
		if d := dayOf(r.low[i+1]); d > 0 && !r.countsAt(i+2, s) {
			return r.dayAndYear(f, i+2, m, d, s)
		}
	}
	before := i - 1
	for before >= s.First && (r.low[before] == "and" || r.low[before] == "or" || r.low[before] == "," || r.isMonth(before)) { // "in May and June"
		before--
	}
	switch {
	case before < s.First:
		return Date{}, false
	case r.is(before, s, "last", "next") && r.date.month > 0:
		p := point{year: r.date.year, month: m}
		switch last := r.low[before] == "last"; {
		case last && m >= r.date.month:
			p.year--
		case !last && m <= r.date.month:
			p.year++
		}
		return p.date(before, i+1, Publication)
	case known, prepositions[r.low[before]], r.is(before, s, "this", "last", "next", "a", "an", "the"):
		return r.withYear(point{month: m}, f, i+1, s)
	}
	return Date{}, false
}

// dayAndYear is the date of day d of month m, with the year behind it at token k where one stands there.
func (r *reader) dayAndYear(f, k, m, d int, s lang.Sentence) (Date, bool) {
	if y := r.yearAt(k, s); y > 0 {
		return point{y, m, d}.date(f, k+1, Stated)
	}
	if r.is(k, s, ",", "of") {
		if y := r.yearAt(k+1, s); y > 0 {
			return point{y, m, d}.date(f, k+2, Stated)
		}
	}
	return r.withYear(point{month: m, day: d}, f, k, s)
}

// quarterAt is the season or the quarter that starts at token i: "spring 2024", "this summer", "the first quarter of 2024".
func (r *reader) quarterAt(i int, s lang.Sentence) (Date, bool) {
	end, month, length := i+1, seasons[r.low[i]], 3
	if n := ordinals[r.low[i]]; n > 0 && r.is(i+1, s, "quarter", "half") {
		end, month = i+2, 3*n-2
		if r.low[i+1] == "half" {
			if month, length = 6*n-5, 6; n > 2 {
				return Date{}, false
			}
		}
	}
	if month == 0 {
		return Date{}, false
	}
	k := end
	if r.is(k, s, "of", ",") {
		k++
	}
	span := func(y, l int, basis string) (Date, bool) {
		d, ok := point{year: y}.date(i, l, basis)
		d.Earliest, _ = point{year: y, month: month}.days()
		d.Latest = time.Date(y, time.Month(month+length), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		d.start = point{}
		return d, ok
	}
	if y := r.yearAt(k, s); y > 0 {
		return span(y, k+1, Stated)
	}
	if k < s.Last && r.date.year > 0 && r.is(k+1, s, "year") {
		if step, ok := steps[r.low[k]]; ok {
			return span(r.date.year+step, k+2, Publication)
		}
	}
	if r.is(i-1, s, "this") && r.date.year > 0 && end == i+1 {
		return span(r.date.year, end, Publication)
	}
	return Date{}, false
}

// yearAt is the year that token i is, or 0.
func (r *reader) yearAt(i int, s lang.Sentence) int {
	if i >= s.Last {
		return 0
	}
	return year(r.low[i])
}

// year is the year that a word is, or 0.
func year(w string) int {
	if len(w) != 4 {
		return 0
	}
	y, err := strconv.Atoi(w)
	if err != nil || y < 1800 || y > 2100 {
		return 0
	}
	return y
}

// decade is the first year of the decade that a word names, or 0: 1990s, 1930's.
func decade(w string) int {
	y := strings.TrimSuffix(strings.TrimSuffix(w, "s"), "'")
	if y == w || len(y) != 4 || y[3] != '0' {
		return 0
	}
	return year(y)
}

// isoDay is the day that a word writes in digits: 2024-10-18, 18.10.2024.
func isoDay(w string) (point, bool) {
	for _, layout := range [...]string{time.DateOnly, "02.01.2006", "2.1.2006"} {
		if len(w) >= 8 && len(w) <= 10 {
			if t, err := time.Parse(layout, w); err == nil && t.Year() >= 1800 && t.Year() <= 2100 {
				return pointOf(t), true
			}
		}
	}
	return point{}, false
}

// dayOf is the day of a month that a word is, or 0: 1, 1st, 31.
func dayOf(w string) int {
	if n := len(w); n > 2 && (w[n-2:] == "st" || w[n-2:] == "nd" || w[n-2:] == "rd" || w[n-2:] == "th") {
		w = w[:n-2]
	}
	if len(w) == 0 || len(w) > 2 {
		return 0
	}
	d, err := strconv.Atoi(w)
	if err != nil || d < 1 || d > 31 {
		return 0
	}
	return d
}
