package fetch

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestRobots(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		allowed    string // paths, separated by spaces
		closed     string
		delay      time.Duration
	}{
		{"empty", "", "/ /a", "", 0},
		{"everything closed", "User-agent: *\nDisallow: /", "/robots.txt", "/ /a", 0},
		{"an empty Disallow", "User-agent: *\nDisallow:", "/ /a", "", 0},
		{"our own group alone counts", "User-agent: *\nDisallow: /\n\nUser-agent: WhoSaid\nDisallow: /x", "/ /a", "/x /x/y /xy", 0},
		{"our version does not matter", "User-agent: whosaid/2.0\nDisallow: /x", "/a", "/x", 0},
		{"a longer name is another", "User-agent: whosaidbot\nDisallow: /", "/a", "", 0},
		{"groups of one name are one", "User-agent: whosaid\nDisallow: /x\n\nUser-agent: other\nDisallow: /\n\nUser-agent: whosaid\nDisallow: /y", "/a", "/x /y", 0},
		{"a group of several", "User-agent: other\nUser-agent: whosaid\nDisallow: /x\nUser-agent: third\nDisallow: /y", "/y", "/x", 0},
		{"the longest decides", "User-agent: *\nDisallow: /a/\nAllow: /a/b\nDisallow: /a/b/c", "/a/b /a/bd", "/a/ /a/c /a/b/c/d", 0},
		{"of two as long, the one that allows", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", "", 0},
		{"stars", "User-agent: *\nDisallow: /*.pdf$\nDisallow: /*/print", "/a.pdf?x /print", "/a.pdf /a/b.pdf /a/print/1", 0},
		{"an end", "User-agent: *\nDisallow: /a$", "/a/ /ab", "/a", 0},
		{"a star and an end", "User-agent: *\nDisallow: /a*b$", "/a /abc", "/ab /axxb /abb", 0},
		{"queries", "User-agent: *\nDisallow: /*?s=", "/a?t=1", "/a?s=1", 0},
		{"escapes", "User-agent: *\nDisallow: /caf\u00e9\nDisallow: /%7Ejo", "/cafe", "/caf%C3%A9 /caf%c3%a9 /~jo", 0},
		{"comments, case and line ends", "# hello\r\nUSER-AGENT : * # all\rdisallow: /x # no\n\n\nSitemap: http://x/", "/a", "/x", 0},
		{"a byte order mark", "\ufeffUser-agent: *\nDisallow: /x", "/a", "/x", 0},
		{"rules before any group", "Disallow: /\nUser-agent: other\nDisallow: /", "/a", "", 0},
		{"a page of HTML", "<html><body>Not: found</body></html>", "/a", "", 0},
		{"a delay", "User-agent: *\nCrawl-delay: 2.5\nDisallow: /x", "/a", "/x", 2500 * time.Millisecond},
		{"a delay that is none", "User-agent: *\nCrawl-delay: NaN\nCrawl-delay: -1\nCrawl-delay: 1e300", "/a", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := parseRobots(tt.text, "whosaid")
			for _, p := range strings.Fields(tt.allowed) {
				if !r.allowed(p) {
					t.Errorf("%s is closed", p)
				}
			}
			for _, p := range strings.Fields(tt.closed) {
				if r.allowed(p) {
					t.Errorf("%s is allowed", p)
				}
			}
			if r.delay != tt.delay {
				t.Errorf("the delay is %v, want %v", r.delay, tt.delay)
			}
		})
	}
}

func TestRulesOfManyHostsTakeBoundedMemory(t *testing.T) {
	c := NewClient(Options{})
	text := "User-agent: *\n" + strings.Repeat("Allow:a\n", maxRobots/8-2)
	for i := range 100 {
		u := &url.URL{Scheme: "http", Host: "h" + strconv.Itoa(i/2) + ".example:" + strconv.Itoa(80+i%2)}
		h := c.host(u)
		if err := h.take(t.Context()); err != nil {
			t.Fatal(err)
		}
		r := c.robots(h, u)
		c.note(h, r, parseRobots(text, c.agent))
		if !r.rules.allowed("/a") || len(r.rules.list) == 0 {
			t.Error("the rules of the host that is asked are gone")
		}
		h.release()
	}
	all := 0
	for _, h := range c.hosts {
		all += h.bytes()
	}
	if all > maxRuleBytes {
		t.Errorf("the rules take %d bytes", all)
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 3", "/a/b")
	f.Add("User-agent: whosaid\nAllow: /%zz%4", "/%zz")
	f.Fuzz(func(t *testing.T, text, path string) {
		r := parseRobots(text, "whosaid")
		if r.delay < 0 {
			t.Errorf("a delay of %v", r.delay)
		}
		r.allowed(path)
		if n := normalPath(path); normalPath(n) != n {
			t.Errorf("%q is normal as %q, and that as %q", path, n, normalPath(n))
		}
	})
}
