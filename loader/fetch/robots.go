package fetch

import (
	"strconv"
	"strings"
	"time"
)

// maxRobots is how many bytes of a robots.txt are read: the least that RFC 9309 asks for.
const maxRobots = 500 << 10

// rules are what a robots.txt asks of one program. The zero value allows everything.
type rules struct {
	list  []rule
	delay time.Duration // Crawl-delay
}

// rule is one Allow or Disallow line.
type rule struct {
	pattern string // normalized; "*" stands for anything, "$" at the end for the end
	allow   bool
}

// parseRobots reads a robots.txt by RFC 9309 for the program whose product token is agent: the groups that name it, taken
// together, else those for "*". Crawl-delay, which the RFC does not have, is read as those who use it mean it: seconds.
func parseRobots(text, agent string) rules {
	var ours, all rules
	named := false                            // a group of ours was there
	var forUs, forAll, inRules, anyGroup bool // of the group that is being read
	for line := range strings.FieldsFuncSeq(strings.TrimPrefix(text, "\ufeff"), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch key = strings.ToLower(strings.TrimSpace(key)); key {
		case "user-agent":
			if inRules || !anyGroup {
				forUs, forAll, inRules, anyGroup = false, false, false, true
			}
			if strings.HasPrefix(value, "*") {
				forAll = true
			} else if strings.EqualFold(productToken(value), agent) {
				forUs, named = true, true
			}
		case "allow", "disallow", "crawl-delay":
			if !anyGroup {
				continue
			}
			inRules = true
			if forUs {
				ours.add(key, value)
			}
			if forAll {
				all.add(key, value)
			}
		}
	}
	if named {
		return ours
	}
	return all
}

func (r *rules) add(key, value string) {
	if key == "crawl-delay" {
		// Days are no longer a delay, and a number beyond them would not be one of time.Duration either.
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 && s < 1e6 {
			r.delay = max(r.delay, time.Duration(s*float64(time.Second)))
		}
		return
	}
	if value != "" { // an empty Disallow disallows nothing
		r.list = append(r.list, rule{normalPath(value), key == "allow"})
	}
}

// productToken is the name in a User-Agent: what comes before its version.
func productToken(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_'
	})
	if end >= 0 {
		s = s[:end]
	}
	return s
}

// allowed reports whether a path with its query may be fetched: the longest pattern that matches decides, and of two that are
// as long the one that allows.
func (r rules) allowed(path string) bool {
	path = normalPath(path)
	if path == "/robots.txt" {
		return true
	}
	longest, allow := -1, true
	for _, l := range r.list {
		n := len(l.pattern)
		if (n > longest || n == longest && l.allow) && matches(l.pattern, path) {
			longest, allow = n, l.allow
		}
	}
	return allow
}

// matches reports whether a pattern matches the beginning of a path, or the whole where it ends in "$". Cost grows with the
// length of both, not with their product: each part is taken where it first fits.
func matches(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	for i, part := range parts[1:] {
		if whole && i == len(parts)-2 { // the last
			return strings.HasSuffix(rest, part)
		}
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return !whole || rest == ""
}

// normalPath is a path in one spelling: octets that are not ASCII are escaped, those that need no escape are not, escapes are in
// capitals.
func normalPath(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c, escaped := s[i], false
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, escaped = byte(n), true
				i += 2
			}
		}
		if c > 0x20 && c < 0x7f && (!escaped || unreserved(c)) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
