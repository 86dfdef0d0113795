package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// host is what a client knows of one host, whatever the scheme and the port: whose turn it is, when it may be asked again, and what
// its files robots.txt say.
type host struct {
	turn chan struct{} // holds one while a request is under way; what stands below is of the one whose turn it is

	next   time.Time          // when the pause after the last request is over
	until  time.Time          // when the site, which was busy, may be asked again
	robots map[string]*robots // by origin; its keys, and the bytes, are read and written under the client's lock
}

// robots is what the robots.txt of one origin says.
type robots struct {
	rules rules
	bytes int       // about so many the rules take
	known time.Time // until when the rules hold; zero where they were never read
	fault *Error    // why they could not be read
}

// host is what the client knows of a URL's host.
func (c *Client) host(u *url.URL) *host {
	key := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.hosts[key]
	if h == nil {
		if len(c.hosts) >= maxHosts {
			c.forget()
		}
		h = &host{turn: make(chan struct{}, 1), robots: map[string]*robots{}}
		c.hosts[key] = h
	}
	return h
}

// robots is what the client knows of the robots.txt of a URL's origin. h is its host.
func (c *Client) robots(h *host, u *url.URL) *robots {
	key := u.Scheme + "://" + strings.ToLower(u.Host)
	c.mu.Lock()
	defer c.mu.Unlock()
	r := h.robots[key]
	if r == nil {
		r = &robots{}
		h.robots[key] = r
	}
	return r
}

// forget lets go of the hosts that nobody asks and that need not be waited for.
func (c *Client) forget() {
	now := time.Now()
	for key, h := range c.hosts {
		select {
		case h.turn <- struct{}{}:
			if h.next.Before(now) && h.until.Before(now) {
				delete(c.hosts, key)
			}
			<-h.turn
		default:
		}
	}
}

// take waits for the turn of a request.
func (h *host) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case h.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *host) release() { <-h.turn }

// pause waits until the host may be asked. The error is an *Error where that is longer than most.
func (h *host) pause(ctx context.Context, most time.Duration) error {
	if wait := time.Until(h.until); wait > most {
		return &Error{Reason: "the site asked to be left alone until " + h.until.UTC().Format(time.RFC3339), Remedy: "try again then", Retry: h.until, Err: ErrBusy}
	}
	at := h.next
	if h.until.After(at) {
		at = h.until
	}
	return sleep(ctx, time.Until(at))
}

// asked notes that a request was made.
func (h *host) asked(at time.Time, delay time.Duration) { h.next = at.Add(delay) }

// busy notes that the site wants to be left alone.
func (h *host) busy(wait time.Duration) { h.until = time.Now().Add(wait) }

// delay is the pause that a host wants between two requests.
func (c *Client) delay(h *host) time.Duration {
	delay := c.o.Pause
	for _, r := range h.robots {
		delay = max(delay, min(r.rules.delay, c.o.MaxDelay))
	}
	return delay
}

// sleep waits, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// obey reads the origin's robots.txt where it is not known, and returns the error of a URL that it closes to us.
func (c *Client) obey(ctx context.Context, h *host, u *url.URL, guarded bool, where string) error {
	r := c.robots(h, u)
	if !time.Now().Before(r.known) {
		if err := c.learn(ctx, h, r, u, guarded, where); err != nil {
			return err
		}
	}
	if r.fault != nil {
		e := *r.fault
		e.URL = where
		return &e
	}
	path := u.EscapedPath()
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if !r.rules.allowed(path) {
		return &Error{URL: where, Reason: "the site's robots.txt asks programs not to read it", Remedy: remedySave, Err: ErrRobots}
	}
	return nil
}

// learn reads a robots.txt. By RFC 9309 a site that has none allows everything; one whose robots.txt cannot be had allows nothing for
// now. The error is one of the connection, which would be the same for the URL itself, or of ctx.
func (c *Client) learn(ctx context.Context, h *host, r *robots, u *url.URL, guarded bool, where string) error {
	origin := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	at := origin
	for range 6 { // five redirects are followed; behind more there is none
		a, err := c.ask(ctx, h, at, Request{}, guarded, where)
		if err != nil && at == origin {
			return err
		}
		if err != nil {
			return r.unread(err, at.String())
		}
		switch s := a.StatusCode; {
		case s == http.StatusOK:
			text, err := c.readRobots(a, where)
			if err != nil {
				return r.unread(err, at.String())
			}
			c.note(h, r, parseRobots(text, c.agent))
			return nil
		case redirects(s):
			a.end()
			guarded = guarded || a.public
			if at, err = c.onward(at, a, guarded); err != nil {
				return r.unread(err, at.String())
			}
		case s == http.StatusTooManyRequests, s >= 500:
			a.end()
			return r.unread(&Error{Status: s, Reason: status(s), Err: ErrBusy}, at.String())
		default:
			a.end()
			c.note(h, r, rules{})
			return nil
		}
	}
	c.note(h, r, rules{})
	return nil
}

// onward is where a redirect of a robots.txt leads. The error is why that may not be fetched.
func (c *Client) onward(from *url.URL, a *exchange, guarded bool) (*url.URL, error) {
	to, err := from.Parse(a.Header.Get("Location"))
	if err != nil {
		return from, &Error{Reason: "it redirects to what is no URL", Err: ErrRedirect}
	}
	return to, c.check(to, guarded, "")
}

// unread notes why a robots.txt could not be read from at: nothing is read from its site for now. An error that is none of the site's
// is returned.
func (r *robots) unread(err error, at string) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	r.known = time.Now().Add(robotsFailAge)
	r.fault = &Error{Status: e.Status, Reason: "the site's robots.txt cannot be read (" + at + ": " + e.Reason + "), so nothing is read for now",
		Remedy: "try again at " + r.known.UTC().Format(time.RFC3339), Retry: r.known, Err: e.Err}
	return nil
}

// note enters what a robots.txt says. Where the rules of all hosts take too much, those that nobody goes by now are read again when
// they are needed.
func (c *Client) note(h *host, r *robots, said rules) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r.rules, r.fault, r.known, r.bytes = said, nil, time.Now().Add(robotsAge), 0
	for _, l := range said.list {
		r.bytes += 48 + len(l.pattern)
	}
	all := 0
	for _, other := range c.hosts {
		all += other.bytes()
	}
	if all <= maxRuleBytes {
		return
	}
	h.drop(r)
	for _, other := range c.hosts {
		select {
		case other.turn <- struct{}{}:
			other.drop(nil)
			<-other.turn
		default:
		}
	}
}

// bytes is about how many bytes the rules of a host take.
func (h *host) bytes() (n int) {
	for _, r := range h.robots {
		n += r.bytes
	}
	return n
}

// drop lets go of the rules of a host, but for those that are kept, and for its delay.
func (h *host) drop(kept *robots) {
	for _, r := range h.robots {
		if r != kept && r.bytes > 0 {
			r.rules, r.bytes, r.known = rules{delay: r.rules.delay}, 0, time.Time{}
		}
	}
}

// readRobots reads the first maxRobots bytes of a robots.txt.
func (c *Client) readRobots(a *exchange, where string) (string, error) {
	res, _, err := c.answer(a, a.Request.URL, func() {}, where)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxRobots))
	if err != nil && !errors.Is(err, ErrTooLarge) {
		return "", err
	}
	return string(b), nil
}

// tlsConfig trusts the roots and nobody else.
func tlsConfig(roots *x509.CertPool) *tls.Config {
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}
