package graph

import (
	"fmt"
	"strings"
	"time"
)

// Date is a day, month or year as far as it is known; a zero field is unknown. The year may be unknown where month and day
// are known ("November 1" in an article without a date). The zero Date is unknown.
type Date struct {
	Year  int // 1 to 9999; 0 unknown
	Month int // 1 to 12; 0 unknown
	Day   int // 1 to 31; 0 unknown
}

// IsZero reports whether nothing of the date is known.
func (d Date) IsZero() bool { return d == Date{} }

// String is ISO 8601, as exact as known: 2024-10-18, 2024-10, 2024, --11-01, --11; "" for the zero Date.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Year == 0 && d.Day == 0:
		return fmt.Sprintf("--%02d", d.Month)
	case d.Year == 0:
		return fmt.Sprintf("--%02d-%02d", d.Month, d.Day)
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	b := make([]byte, 10)
	for i, n := range []int{d.Year / 1000, d.Year / 100 % 10, d.Year / 10 % 10, d.Year % 10, -1, d.Month / 10, d.Month % 10, -1, d.Day / 10, d.Day % 10} {
		if b[i] = '-'; n >= 0 {
			b[i] = byte('0' + n)
		}
	}
	return string(b)
}

// Valid reports whether the date can exist: no day without a month, no 31 April, 29 February in leap years or without a
// year.
func (d Date) Valid() bool {
	if d.Year < 0 || d.Year > 9999 || d.Month < 0 || d.Month > 12 || d.Day < 0 || (d.Day > 0 && d.Month == 0) {
		return false
	}
	if d.Day == 0 {
		return true
	}
	y := d.Year
	if y == 0 {
		y = 2000 // a leap year: 29 February without a year may be real
	}
	return d.Day <= time.Date(y, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// ParseDate reads what String writes, and an RFC 3339 instant, of which it keeps the day as written. "" is the zero Date.
func ParseDate(s string) (Date, error) {
	bad := fmt.Errorf("%q is not a date: want 2024-10-18, 2024-10, 2024 or --11-01", s)
	if s == "" {
		return Date{}, nil
	}
	if len(s) > 10 && (s[10] == 'T' || s[10] == ' ') {
		if _, err := time.Parse(time.RFC3339, s[:10]+"T"+s[11:]); err != nil {
			return Date{}, bad
		}
		s = s[:10]
	}
	var d Date
	rest := s
	if strings.HasPrefix(s, "--") {
		rest = "0000-" + s[2:]
	}
	parts := strings.Split(rest, "-")
	widths := []int{4, 2, 2}
	into := []*int{&d.Year, &d.Month, &d.Day}
	if len(parts) > 3 {
		return Date{}, bad
	}
	for i, p := range parts {
		if len(p) != widths[i] {
			return Date{}, bad
		}
		for _, c := range []byte(p) {
			if c < '0' || c > '9' {
				return Date{}, bad
			}
			*into[i] = *into[i]*10 + int(c-'0')
		}
		if i > 0 && *into[i] == 0 {
			return Date{}, bad
		}
	}
	if d.IsZero() || (d.Year == 0) != strings.HasPrefix(s, "--") || !d.Valid() {
		return Date{}, bad
	}
	return d, nil
}

// MarshalText is String as bytes.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}
