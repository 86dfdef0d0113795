package server

import (
	"mime"
	"strconv"
	"strings"
)

const (
	mediaJSON     = "application/json"
	mediaResponse = "application/graphql-response+json"
)

// negotiate is the media type of the answer, by the Accept headers: what the client wants most, application/json where it
// wants both alike by a wildcard or says nothing, the first named where it names both alike. It is "" where nothing fits
// (RFC 9110, section 12.5.1).
func negotiate(accept []string) string {
	list := strings.Join(accept, ",")
	if strings.TrimSpace(list) == "" {
		return mediaJSON
	}
	type wish struct {
		q     float64
		exact int // 3 for the type itself, 2 for application/*, 1 for */*
		place int
	}
	wishes := map[string]wish{}
	for i, part := range strings.Split(list, ",") {
		typ, opts, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		q := 1.0
		if s, ok := opts["q"]; ok {
			if q, err = strconv.ParseFloat(s, 64); err != nil || q < 0 || q > 1 {
				continue
			}
		}
		if c := opts["charset"]; c != "" && !strings.EqualFold(c, "utf-8") {
			continue
		}
		for _, m := range []string{mediaJSON, mediaResponse} {
			exact := map[string]int{m: 3, "application/*": 2, "*/*": 1}[typ]
			if exact > wishes[m].exact {
				wishes[m] = wish{q, exact, i}
			}
		}
	}
	a, b := wishes[mediaJSON], wishes[mediaResponse]
	switch {
	case a.q == 0 && b.q == 0:
		return ""
	case b.q > a.q, b.q == a.q && (b.exact > a.exact || b.exact == a.exact && b.place < a.place):
		return mediaResponse
	}
	return mediaJSON
}
