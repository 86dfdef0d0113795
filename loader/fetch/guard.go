package fetch

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Guard keeps URLs that come from outside away from the network that the program runs in. With it, only http and https on ports
// 80 and 443 are fetched, without a user in the URL, and only from addresses of the public internet. The address is judged
// after the name is resolved, when it is dialled, and again at each redirect, so that a name that changes its address gains
// nothing. The zero value allows no exceptions.
type Guard struct {
	Hosts    []string       // hosts, or host:port, of which neither the port nor the address is judged: "news.internal", "127.0.0.1:8080", "::1"
	Prefixes []netip.Prefix // addresses that may be dialled though they are not public
}

// ParseGuard makes a guard of exceptions as a person writes them: hosts, host:port, addresses and prefixes ("10.1.0.0/16").
func ParseGuard(allow []string) (*Guard, error) {
	g := &Guard{}
	for _, s := range allow {
		s = strings.TrimSpace(s)
		if p, err := netip.ParsePrefix(s); err == nil {
			g.Prefixes = append(g.Prefixes, p.Masked())
			continue
		}
		if a, err := netip.ParseAddr(s); err == nil {
			g.Hosts = append(g.Hosts, a.String())
			continue
		}
		u, err := url.Parse("//" + s)
		if err != nil || u.Hostname() == "" || strings.ContainsAny(s, "/?#@") {
			return nil, fmt.Errorf("%q is no host; write a host, host:port, an address, or a prefix such as 10.1.0.0/16", s)
		}
		g.Hosts = append(g.Hosts, spelled(u.Hostname(), u.Port()))
	}
	return g, nil
}

// spelled is a host in one spelling, with its port where that is not "": in lower case, an address as it is shortest.
func spelled(host, port string) string {
	host = strings.ToLower(host)
	if a, err := netip.ParseAddr(host); err == nil {
		host = a.String()
	}
	if port == "" {
		return host
	}
	return net.JoinHostPort(host, port)
}

// named reports whether the host of a URL is an exception.
func (g *Guard) named(u *url.URL) bool {
	return slices.Contains(g.Hosts, spelled(u.Hostname(), "")) || slices.Contains(g.Hosts, spelled(u.Hostname(), u.Port()))
}

// check is why a URL may not be fetched, by what it says; nil where it may.
func (g *Guard) check(u *url.URL) *Error {
	if g.named(u) {
		return nil
	}
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		return &Error{URL: u.String(), Reason: "port " + p + " is not fetched from", Remedy: "give a URL on port 80 or 443, or let the operator allow " + u.Host, Err: ErrRefused}
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !g.allows(a) {
		return refused(u.String(), a)
	}
	return nil
}

// allows reports whether an address may be dialled.
func (g *Guard) allows(a netip.Addr) bool {
	return public(a) || g != nil && slices.ContainsFunc(g.Prefixes, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// refused is the error of an address that may not be dialled.
func refused(where string, a netip.Addr) *Error {
	return &Error{URL: where, Reason: fmt.Sprintf("%s is not an address of the public internet", a),
		Remedy: "give a public URL, or let the operator allow this one", Err: ErrRefused}
}

// special are the ranges that IANA's registries of special-purpose addresses (RFC 6890) keep from the public internet, those that
// carry an IPv4 address inside (6to4, Teredo), and multicast.
var special = prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

var (
	unicast6 = netip.MustParsePrefix("2000::/3")     // all that is given out of IPv6
	nat64    = netip.MustParsePrefix("64:ff9b::/96") // an IPv4 address by way of a translator (RFC 6052)
)

func prefixes(s ...string) []netip.Prefix {
	ps := make([]netip.Prefix, len(s))
	for i := range s {
		ps[i] = netip.MustParsePrefix(s[i])
	}
	return ps
}

// public reports whether an address is of the public internet.
func public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if nat64.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if a.Is6() && !unicast6.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(a) })
}
