package fetch

import (
	"net/netip"
	"net/url"
	"testing"
	"time"
)

func TestPublic(t *testing.T) {
	for _, tt := range []struct {
		addr string
		want bool
	}{
		{"8.8.8.8", true}, {"2606:4700::1111", true}, {"64:ff9b::8.8.8.8", true}, {"::ffff:8.8.8.8", true},
		{"0.0.0.0", false}, {"10.1.2.3", false}, {"100.64.0.1", false}, {"127.0.0.1", false}, {"127.8.8.8", false},
		{"169.254.169.254", false}, {"172.31.0.1", false}, {"192.168.1.1", false}, {"192.0.0.192", false}, {"198.18.0.1", false},
		{"224.0.0.1", false}, {"255.255.255.255", false}, {"240.0.0.1", false},
		{"::", false}, {"::1", false}, {"::ffff:127.0.0.1", false}, {"::ffff:169.254.169.254", false}, {"::7f00:1", false},
		{"64:ff9b::127.0.0.1", false}, {"64:ff9b::169.254.169.254", false}, {"64:ff9b:1::1", false}, {"2002:7f00:1::", false},
		{"2001::1", false}, {"fe80::1", false}, {"fe80::1%eth0", false}, {"fd00:ec2::254", false}, {"fc00::1", false}, {"ff02::1", false},
		{"fec0::1", false}, {"100::1", false}, {"2001:db8::1", false},
	} {
		if got := public(netip.MustParseAddr(tt.addr)); got != tt.want {
			t.Errorf("%s: public is %v", tt.addr, got)
		}
	}
}

func TestExceptionsOfAGuardInAnySpelling(t *testing.T) {
	for _, tt := range []struct {
		allow, url string
		want       bool
	}{
		{"fd00:0:0:0:0:0:0:1", "http://[fd00::1]/", true}, {"fd00::1", "http://[FD00:0::1]:8080/", true}, {"[fd00::1]", "http://[fd00::1]/", true},
		{"[fd00:0::1]:8080", "http://[fd00::1]:8080/", true}, {"[fd00:0::1]:8080", "http://[fd00::1]/", false},
		{"News.Internal", "http://news.internal:99/", true}, {"news.internal:99", "http://NEWS.internal:99/", true}, {"127.0.0.1:8080", "http://127.0.0.1/", false},
	} {
		g, err := ParseGuard([]string{tt.allow})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.named(u); got != tt.want {
			t.Errorf("%s of %s: %v", tt.url, tt.allow, got)
		}
	}
}

func TestAgentOfRobots(t *testing.T) {
	for agent, want := range map[string]string{"": "whosaid", "mybot/1.0 (+https://example.org/bot)": "mybot", "Bot9news (x)": "Bot", "9": "whosaid", "my-bot_x y": "my-bot_x"} {
		if got := NewClient(Options{UserAgent: agent}).agent; got != want {
			t.Errorf("%q: %q, want %q", agent, got, want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		header string
		want   time.Duration // from now; -1: none
	}{
		{"30", 30 * time.Second}, {" 0 ", 0}, {"", -1}, {"-3", -1}, {"soon", -1},
		{"Sun, 01 Mar 2026 12:05:00 GMT", 5 * time.Minute}, {"Sun, 01 Mar 2099 12:05:00 GMT", maxRetryAfter}, {"99999999999999", maxRetryAfter}, {"1000000", maxRetryAfter},
	} {
		got := retryAfter(tt.header, now)
		if tt.want < 0 && !got.IsZero() || tt.want >= 0 && !got.Equal(now.Add(tt.want)) {
			t.Errorf("%q: %v", tt.header, got)
		}
	}
}
