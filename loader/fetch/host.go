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

// host is what a client knows of one origin: whose turn it is, when it may be asked again, and what its robots.txt says.
type host struct {
	turn chan struct{} // holds one while a request is under way; what stands below is of the one whose turn it is

	next  time.Time // when the pause after the last request is over
	until time.Time // when the site, which was busy, may be asked again
	rules rules
	bytes int       // about so many the rules take
	known time.Time // until when the rules hold; zero where they were never read
	fault *Error    // why they could not be read
}

// host is what the client knows of a URL's origin.
func (c *Client) host(u *url.URL) *host {
	key := u.Scheme + "://" + strings.ToLower(u.Host)
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.hosts[key]
	if h == nil {
		if len(c.hosts) >= maxHosts {
			c.forget()
		}
		h = &host{turn: make(chan struct{}, 1)}
		c.hosts[key] = h
	}
	return h
}

// forget lets go of the hosts that nobody asks and that need not be waited for.
func (c *Client) forget() {
	now := time.Now()
	for key, h := range c.hosts {
		select {
		case h.turn <- struct{}{}:
			if h.next.Before(now) && h.until.Before(now) {
				delete(c.hosts, key)
				c.ruleBytes -= h.bytes
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
	return max(c.o.Pause, min(h.rules.delay, c.o.MaxDelay))
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

// obey reads the host's robots.txt where it is not known, and returns the error of a URL that it closes to us.
func (c *Client) obey(ctx context.Context, h *host, u *url.URL, guarded bool, where string) error {
	if !time.Now().Before(h.known) {
		if err := c.learn(ctx, h, u, guarded, where); err != nil {
			return err
		}
	}
	if h.fault != nil {
		e := *h.fault
		e.URL = where
		return &e
	}
	path := u.EscapedPath()
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if !h.rules.allowed(path) {
		return &Error{URL: where, Reason: "the site's robots.txt asks programs not to read it", Remedy: remedySave, Err: ErrRobots}
	}
	return nil
}

// learn reads a robots.txt. By RFC 9309 a site that has none allows everything; one whose server fails allows nothing for now.
// The error is one of the connection: it would be the same for the URL itself.
func (c *Client) learn(ctx context.Context, h *host, u *url.URL, guarded bool, where string) error {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	for range 6 { // five redirects are followed; behind more there is none
		a, err := c.ask(ctx, h, at, Request{}, guarded, where)
		if err != nil {
			return err
		}
		switch s := a.StatusCode; {
		case s == http.StatusOK:
			text, err := c.readRobots(a, where)
			if err != nil {
				return err
			}
			c.note(h, parseRobots(text, c.agent))
			return nil
		case redirects(s):
			a.end()
			guarded = guarded || a.public
			if at = c.onward(at, a, guarded); at == nil { // it leads to where nothing is fetched from: there is none
				c.note(h, rules{})
				return nil
			}
		case s == http.StatusTooManyRequests, s >= 500:
			a.end()
			h.known = time.Now().Add(robotsFailAge)
			h.fault = &Error{Status: s, Reason: "the site's robots.txt cannot be read (" + status(s) + "), so nothing is read for now",
				Remedy: "try again at " + h.known.UTC().Format(time.RFC3339), Retry: h.known, Err: ErrBusy}
			return nil
		default:
			a.end()
			c.note(h, rules{})
			return nil
		}
	}
	c.note(h, rules{})
	return nil
}

// onward is where a redirect leads; nil where that may not be fetched.
func (c *Client) onward(from *url.URL, a *exchange, guarded bool) *url.URL {
	to, err := from.Parse(a.Header.Get("Location"))
	if err != nil || c.check(to, guarded, "") != nil {
		return nil
	}
	return to
}

// note enters what a host's robots.txt says. Where the rules of all hosts take too much, those of the hosts that nobody asks are read
// again when they are needed.
func (c *Client) note(h *host, r rules) {
	h.rules, h.fault, h.known = r, nil, time.Now().Add(robotsAge)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ruleBytes -= h.bytes
	h.bytes = 0
	for _, l := range r.list {
		h.bytes += 48 + len(l.pattern)
	}
	if c.ruleBytes += h.bytes; c.ruleBytes <= maxRuleBytes {
		return
	}
	for _, other := range c.hosts {
		select {
		case other.turn <- struct{}{}:
			c.ruleBytes -= other.bytes
			if other.bytes > 0 {
				other.rules, other.bytes, other.known = rules{delay: other.rules.delay}, 0, time.Time{}
			}
			<-other.turn
		default:
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
