package source

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// moment is a point in time as a page writes it.
type moment struct {
	day     string // ISO date as exact as known: 2024, 2024-10, 2024-10-18, in the page's own time zone; "" for none
	instant string // RFC 3339; "" where no time of day and zone are known
}

var (
	isoDate   = regexp.MustCompile(`^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[Tt ]\s*(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?`)
	basicDate = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z)?)?$`)
	slashDate = regexp.MustCompile(`^(\d{4})/(\d{1,2})(?:/(\d{1,2}))?(?:[ T]|$)`)
)

// machineMoment reads a date that a page gives to machines: ISO 8601 in its variants, RFC 1123, seconds since 1970, and what
// people write where a machine's date should be.
func machineMoment(s string) moment {
	s = oneLine(s)
	if m := isoDate.FindStringSubmatch(s); m != nil {
		d := moment{day: isoDay(m[1], m[2], m[3])}
		if d.day != "" && m[3] != "" && m[4] != "" && m[5] != "" {
			d.instant = instantOf(d.day, m[4], m[5])
		}
		return d
	}
	if m := basicDate.FindStringSubmatch(s); m != nil {
		return moment{day: isoDay(m[1], m[2], m[3])}
	}
	if m := slashDate.FindStringSubmatch(s); m != nil {
		return moment{day: isoDay(m[1], m[2], m[3])}
	}
	for _, l := range []string{time.RFC1123Z, time.RFC1123, time.RFC850, time.RubyDate, time.UnixDate, time.ANSIC, "Mon, 2 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.Parse(l, s); err == nil && t.Year() > 0 {
			d := moment{day: t.Format(time.DateOnly)}
			if l != time.ANSIC && (strings.HasSuffix(s, "GMT") || strings.HasSuffix(s, "UTC") || strings.Contains(l, "-0700")) {
				d.instant = t.Format(time.RFC3339)
			}
			return d
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		switch {
		case len(s) == 10:
			return unixMoment(n)
		case len(s) == 13:
			return unixMoment(n / 1000)
		case len(s) == 4 && n >= 1400 && n < 2200:
			return moment{day: s}
		}
		return moment{}
	}
	return visibleMoment(s)
}

func unixMoment(sec int64) moment {
	t := time.Unix(sec, 0).UTC()
	return moment{day: t.Format(time.DateOnly), instant: t.Format(time.RFC3339)}
}

// instantOf is the RFC 3339 instant of a day, a clock and a zone; "" where they are none.
func instantOf(day, clock, zone string) string {
	if len(clock) == 4 || len(clock) == 7 {
		clock = "0" + clock
	}
	if len(clock) == 5 {
		clock += ":00"
	}
	switch {
	case zone == "z" || zone == "UTC" || zone == "GMT" || strings.Trim(zone, "+-:0") == "":
		zone = "Z"
	case len(zone) == 3:
		zone += ":00"
	case len(zone) == 5:
		zone = zone[:3] + ":" + zone[3:]
	}
	s := day + "T" + clock + zone
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		return ""
	}
	return s
}

// isoDay is an ISO date of its parts; the day may be ""; "" where they are none.
func isoDay(year, month, day string) string {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	if y < 1400 || y > 2199 || m < 1 || m > 12 {
		return ""
	}
	if day == "" {
		return fmt.Sprintf("%04d-%02d", y, m)
	}
	d, _ := strconv.Atoi(day)
	if t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC); d < 1 || t.Day() != d {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

// monthNames are the names of the months by which pages date articles, without final points: by language, January first.
var monthNames = [][]string{
	{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"},
	{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
	{"", "", "", "", "", "", "", "", "sept", "", "", ""},
	{"januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"},
	{"jänner", "", "mrz", "", "", "", "", "", "", "okt", "", "dez"},
	{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	{"janv", "févr", "", "avr", "", "", "juil", "", "", "", "", "déc"},
	{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	{"ene", "", "", "abr", "", "", "", "ago", "setiembre", "", "", "dic"},
	{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	{"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
	{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	{"", "", "mars", "", "maj", "", "", "augusti", "", "", "", ""},
	{"", "", "marts", "", "", "", "", "", "", "", "", "desember"},
	{"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"},
	{"ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října", "listopadu", "prosince"},
	{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
	{"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"},
	{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
	{"", "", "", "إبريل", "", "يونيه", "يوليه", "اغسطس", "", "اكتوبر", "", ""},
	{"جانفي", "فيفري", "", "أفريل", "ماي", "جوان", "جويلية", "أوت", "", "", "", ""},
	{"", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "", "أيلول", "", "", ""},
	{"ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık"},
}

// monthOf is the number of the month of a name; months are named alike in no two languages for two months, so that one table serves.
var monthOf = func() map[string]int {
	m := map[string]int{}
	for _, names := range monthNames {
		for i, n := range names {
			if n != "" {
				m[n] = i + 1
			}
		}
	}
	return m
}()

var (
	dayFirst   = regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])(\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?\s+(?:of\s+|de\s+)?(\p{L}{3,12})\.?,?\s+(?:de\s+|del\s+)?(\d{4})(?:$|[^\d])`)
	monthFirst = regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:$|[^\d])`)
	dashed     = regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])(\d{1,2})[-/](\p{L}{3,12})[-/](\d{4})(?:$|[^\d])`)
	monthYear  = regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])(\p{L}{3,12})\.?,?\s+(\d{4})(?:$|[^\d])`)
	isoInside  = regexp.MustCompile(`(?:^|[^\d/-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[^\d-])`)
	dotted     = regexp.MustCompile(`(?:^|[^\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:$|[^\d])`)
	slashed    = regexp.MustCompile(`(?:^|[^\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?:$|[^\d/])`)
	eastern    = regexp.MustCompile(`(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日`)
	korean     = regexp.MustCompile(`(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일`)
)

// visibleMoment is the first date in a line that people read. Of 10/11/2024 nobody knows which is the month: that is no date.
func visibleMoment(s string) moment {
	days := visibleDays(s)
	if len(days) == 0 {
		return moment{}
	}
	return moment{day: days[0].day}
}

// dayAt is a date and where it stands in its line, in bytes.
type dayAt struct {
	day string
	at  int
}

// fourDigits reports whether a text may hold a year.
func fourDigits(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			n = 0
		} else if n++; n == 4 {
			return true
		}
	}
	return false
}

// visibleDays are the dates in a line that people read, in the order of the line.
func visibleDays(s string) []dayAt {
	if !fourDigits(s) && !strings.ContainsAny(s, "年년") {
		return nil
	}
	var days []dayAt
	add := func(at int, day string) {
		if day == "" {
			return
		}
		i := 0
		for i < len(days) && days[i].at <= at {
			i++
		}
		days = append(days[:i], append([]dayAt{{day, at}}, days[i:]...)...)
	}
	matched := false // a day was given, if only one that does not exist
	each := func(re *regexp.Regexp, f func(m []string) string) {
		for _, x := range re.FindAllStringSubmatchIndex(s, 8) {
			matched = true
			m := make([]string, len(x)/2)
			for i := range m {
				m[i] = s[x[2*i]:x[2*i+1]]
			}
			add(x[2], f(m))
		}
	}
	named := func(y, m, d string) string {
		n := monthOf[strings.ToLower(m)]
		if n == 0 {
			matched = len(days) > 0
			return ""
		}
		return isoDay(y, strconv.Itoa(n), d)
	}
	each(dayFirst, func(m []string) string { return named(m[3], m[2], m[1]) })
	each(monthFirst, func(m []string) string { return named(m[3], m[1], m[2]) })
	each(dashed, func(m []string) string { return named(m[3], m[2], m[1]) })
	for _, re := range []*regexp.Regexp{isoInside, eastern, korean} {
		each(re, func(m []string) string { return isoDay(m[1], m[2], m[3]) })
	}
	each(dotted, func(m []string) string { return isoDay(m[3], m[2], m[1]) })
	each(slashed, func(m []string) string {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2])
		switch {
		case a == b || a > 12:
			return isoDay(m[3], m[2], m[1])
		case b > 12:
			return isoDay(m[3], m[1], m[2])
		}
		return ""
	})
	if !matched {
		each(monthYear, func(m []string) string { return named(m[2], m[1], "") })
	}
	return days
}
