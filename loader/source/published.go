package source

import (
	"strings"
	"time"
)

// layouts are the forms of a date of publication: as exact as known.
var layouts = []string{"2006-01-02", "2006-01", "2006"}

// parsePublished is the ISO date of a date or of an RFC 3339 instant, of which it keeps the day as written; "" for nothing.
func parsePublished(s string) (string, error) {
	day := strings.TrimSpace(s)
	if day == "" {
		return "", nil
	}
	if len(day) > 10 && (day[10] == 'T' || day[10] == 't' || day[10] == ' ') {
		if !isInstant(day[11:]) {
			return "", badPublished(s)
		}
		day = day[:10]
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, day); err == nil && len(day) == len(l) && t.Year() > 0 {
			return day, nil
		}
	}
	return "", badPublished(s)
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
