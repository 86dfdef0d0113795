package source

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// layouts are the forms of a date of publication: as exact as known.
var layouts = []string{"2006-01-02", "2006-01", "2006"}

var errNoDate = errors.New("no date")

// readDate is the value of a field of this name as an article keeps it: published and modified are dates, seen is an instant.
// reason is what is wrong with it; "" where nothing is.
func readDate(field, s string) (date, reason string) {
	if field == "seen" {
		s = strings.TrimSpace(s)
		if s == "" {
			return "", ""
		}
		if t, err := time.Parse(time.RFC3339, strings.ToUpper(s)); err != nil || t.Year() == 0 {
			return "", fmt.Sprintf("seen %q is not an instant", s)
		}
		return strings.ToUpper(s), ""
	}
	date, err := parsePublished(s)
	if err != nil {
		return "", fmt.Sprintf("%s %q is not a date", field, s)
	}
	return date, ""
}

// dateRemedy is how to write a field of this name.
func dateRemedy(field string) string {
	if field == "seen" {
		return "write seen as 2024-10-18T12:00:00Z, or leave it out"
	}
	return "write " + field + " as 2024-10-18, 2024-10 or 2024, or leave it out"
}

// parsePublished is the ISO date of a date or of an RFC 3339 instant, of which it keeps the day as written; "" for nothing.
func parsePublished(s string) (string, error) {
	day := strings.TrimSpace(s)
	if day == "" {
		return "", nil
	}
	if len(day) > 10 && (day[10] == 'T' || day[10] == 't' || day[10] == ' ') {
		if !isInstant(day[11:]) {
			return "", errNoDate
		}
		day = day[:10]
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, day); err == nil && len(day) == len(l) && t.Year() > 0 {
			return day, nil
		}
	}
	return "", errNoDate
}

// isInstant reports whether this is a time of day, with or without seconds and a zone.
func isInstant(clock string) bool {
	for _, l := range []string{"15:04:05Z07:00", "15:04:05", "15:04Z07:00", "15:04", "15:04:05Z0700", "15:04:05 Z07:00", "15:04:05 Z0700", "15:04:05 UTC"} {
		if _, err := time.Parse(l, strings.ToUpper(clock)); err == nil {
			return true
		}
	}
	return false
}
