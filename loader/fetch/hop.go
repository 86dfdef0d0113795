package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// parseURL reads a URL that is to be fetched.
func parseURL(s string) (*url.URL, error) {
	s = strings.TrimSpace(s)
	if len(s) > maxURL {
		return nil, badURL(strings.ToValidUTF8(fmt.Sprintf("%.64s", hidden(s)), "")+"...", fmt.Sprintf("a URL of more than %d bytes is not fetched", maxURL))
	}
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, badURL(hidden(s), "not a URL")
	case u.User != nil: // a password is not repeated in a message
		return nil, badURL(u.Redacted(), "a URL with a user in it is not fetched")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, badURL(s, "only http and https are fetched")
	case u.Hostname() == "":
		return nil, badURL(s, "a URL without a host")
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	return u, nil
}

// hidden is what is to be a URL, without what may be a user and a password in it: those are not repeated in a message.
func hidden(s string) string {
	at := strings.LastIndex(s, "@")
	if begin := strings.Index(s, "://"); begin >= 0 && begin < at {
		return s[:begin+3] + "..." + s[at:]
	}
	return s
}

// told is the last URL of a chain of redirects, with the first.
func told(chain []string) string {
	if len(chain) == 1 {
		return chain[0]
	}
	return chain[len(chain)-1] + " (redirected from " + chain[0] + ")"
}

// follow is why a redirect is not followed; nil where it is.
func follow(chain []string, to *url.URL) error {
	e := &Error{URL: chain[0], Remedy: "the site may want cookies: " + remedySave, Err: ErrRedirect}
	switch {
	case slices.Contains(chain, to.String()):
		e.Reason = "its redirects go round in a circle, by " + to.String()
	case len(chain) > maxRedirects:
		e.Reason = fmt.Sprintf("more than %d redirects", maxRedirects)
	default:
		return nil
	}
	return e
}

// hop makes one request, and the next where the answer sends it on. where is the URL as messages name it.
func (c *Client) hop(ctx context.Context, u *url.URL, r Request, guarded bool, where string) (_ *Response, to *url.URL, err error) {
	if err := c.check(u, guarded, where); err != nil {
		return nil, nil, err
	}
	h := c.host(u)
	if err := h.take(ctx); err != nil {
		return nil, nil, broken(ctx, where, err)
	}
	release := sync.OnceFunc(h.release)
	defer func() {
		if err != nil || to != nil {
			release()
		}
	}()
	if err := c.obey(ctx, h, u, guarded, where); err != nil {
		return nil, nil, err
	}
	for try := 0; ; try++ {
		a, err := c.ask(ctx, h, u, r, guarded, where)
		if err != nil {
			return nil, nil, err
		}
		e := a.refusal(where)
		if e == nil {
			return c.answer(a, u, release, where)
		}
		a.end()
		if !errors.Is(e, ErrBusy) {
			return nil, nil, e
		}
		wait := backOff << try
		if !e.Retry.IsZero() {
			wait = time.Until(e.Retry)
		}
		if e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable {
			h.busy(wait)
		}
		if try >= c.o.Retries || wait > c.o.MaxWait {
			return nil, nil, e
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, nil, broken(ctx, where, err)
		}
	}
}

// backOff is the first wait for a site that is busy and does not say for how long. Each next is twice as long.
const backOff = 5 * time.Second

// check is why a URL may not be fetched at all.
func (c *Client) check(u *url.URL, guarded bool, where string) error {
	if _, err := parseURL(u.String()); err != nil {
		return err
	}
	if c.o.Guard == nil {
		if a, err := netip.ParseAddr(u.Hostname()); guarded && err == nil && !public(a) {
			return refused(where, a)
		}
		return nil
	}
	if e := c.o.Guard.check(u); e != nil {
		e.URL = where
		return e
	}
	return nil
}

// exchange is one request and its answer.
type exchange struct {
	*http.Response
	ctx, outer context.Context
	cancel     context.CancelCauseFunc
	timer      *time.Timer
	at         time.Time
	public     bool
}

// end ends an exchange whose body nobody wants.
func (a *exchange) end() {
	// The rest of a short body is read so that the connection can be used again, unless that takes long.
	t := time.AfterFunc(drainTimeout, func() { a.cancel(nil) })
	_, _ = io.CopyN(io.Discard, a.Body, 4<<10)
	t.Stop()
	_ = a.Body.Close()
	a.timer.Stop()
	a.cancel(nil)
}

// ask makes one request when the host's pause is over.
func (c *Client) ask(outer context.Context, h *host, u *url.URL, r Request, guarded bool, where string) (*exchange, error) {
	if err := h.pause(outer, c.o.MaxWait); err != nil {
		if e, ok := errors.AsType[*Error](err); ok {
			e.URL = where
			return nil, e
		}
		return nil, broken(outer, where, err)
	}
	ctx, cancel := context.WithCancelCause(outer)
	a := &exchange{ctx: ctx, outer: outer, cancel: cancel}
	a.timer = time.AfterFunc(c.o.Timeout, func() {
		cancel(&Error{Reason: fmt.Sprintf("not read whole within %v", c.o.Timeout), Remedy: remedyLater, Err: ErrSlow})
	})
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) {
		p, err := netip.ParseAddrPort(i.Conn.RemoteAddr().String())
		a.public = err == nil && public(p.Addr())
	}})
	req, err := http.NewRequestWithContext(traced, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		a.timer.Stop()
		cancel(nil)
		return nil, badURL(where, "not a URL that can be asked for")
	}
	req.Header.Set("User-Agent", c.o.UserAgent)
	req.Header.Set("Accept", "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/feed+json, text/plain;q=0.9, */*;q=0.5")
	req.Header.Set("Accept-Encoding", "gzip")
	if r.ETag != "" {
		req.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		req.Header.Set("If-Modified-Since", r.LastModified)
	}
	t := c.open
	if guarded && (c.o.Guard == nil || !c.o.Guard.named(u)) {
		t = c.guarded
	}
	res, err := t.RoundTrip(req) //nolint:bodyclose // by the end of the exchange, or by the response's reader
	h.asked(time.Now(), c.delay(h))
	if err != nil {
		a.timer.Stop()
		if e, ok := errors.AsType[*Error](context.Cause(ctx)); ok && outer.Err() == nil {
			err = e
		}
		cancel(nil)
		return nil, broken(outer, where, err)
	}
	a.Response, a.at = res, time.Now()
	return a, nil
}

// refusal is the error of an answer that gives nothing; nil where it gives something, or sends on.
func (a *exchange) refusal(where string) *Error {
	e := &Error{URL: where, Status: a.StatusCode, Reason: "the site answers " + status(a.StatusCode)}
	switch s := a.StatusCode; {
	case s == http.StatusOK, s == http.StatusNonAuthoritativeInfo, s == http.StatusNotModified && a.conditional(), redirects(s):
		return nil
	case s == http.StatusNotFound, s == http.StatusGone:
		e.Remedy, e.Err = remedyAddress, ErrGone
	case s == http.StatusTooManyRequests, s >= 500:
		e.Remedy, e.Err, e.Retry = remedyLater, ErrBusy, retryAfter(a.Header.Get("Retry-After"), a.at)
		if !e.Retry.IsZero() {
			e.Remedy = "try again at " + e.Retry.UTC().Format(time.RFC3339)
		}
	default:
		e.Remedy, e.Err = remedySave, ErrDenied
	}
	return e
}

// conditional reports whether only what has changed was asked for.
func (a *exchange) conditional() bool {
	return a.Request.Header.Get("If-None-Match") != "" || a.Request.Header.Get("If-Modified-Since") != ""
}

func status(code int) string {
	return strings.TrimSpace(strconv.Itoa(code) + " " + http.StatusText(code))
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// maxRetryAfter is the longest that a site is left alone because it says so: a header can say any number.
const maxRetryAfter = 24 * time.Hour

// retryAfter is the instant that a Retry-After header names; zero where it names none.
func retryAfter(s string, now time.Time) time.Time {
	var at time.Time
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 0 {
		at = now.Add(min(time.Duration(min(n, 1<<30))*time.Second, maxRetryAfter))
	} else if t, err := http.ParseTime(s); err == nil {
		at = t
	} else {
		return time.Time{}
	}
	if at.After(now.Add(maxRetryAfter)) {
		at = now.Add(maxRetryAfter)
	}
	return at
}

// answer is what an exchange gave: a response, or where it sends on. release lets the next request to the host begin.
func (c *Client) answer(a *exchange, u *url.URL, release func(), where string) (*Response, *url.URL, error) {
	res := &Response{URL: u.String(), At: a.at, Public: a.public}
	if redirects(a.StatusCode) {
		a.end()
		to, err := u.Parse(a.Header.Get("Location"))
		if err != nil || a.Header.Get("Location") == "" {
			return nil, nil, &Error{URL: where, Status: a.StatusCode, Reason: "it redirects to what is no URL", Remedy: remedySave, Err: ErrRedirect}
		}
		if to, err = parseURL(to.String()); err != nil {
			if e, ok := errors.AsType[*Error](err); ok {
				e.URL += " (redirected from " + where + ")"
			}
			return nil, nil, err
		}
		return res, to, nil
	}
	res.MediaType = a.Header.Get("Content-Type")
	if e, m := a.Header.Get("ETag"), a.Header.Get("Last-Modified"); len(e)+len(m) <= maxValidators {
		res.ETag, res.LastModified = e, m
	}
	if a.StatusCode == http.StatusNotModified {
		a.end()
		release()
		res.NotModified, res.Body = true, http.NoBody
		return res, nil, nil
	}
	b := &body{ctx: a.ctx, outer: a.outer, where: where, raw: a.Body, left: c.o.MaxBytes, most: c.o.MaxBytes, timer: a.timer, kept: c.o.Guard != nil,
		free: func() { a.cancel(nil); release() }, r: a.Body}
	if c.o.MinRate > 0 {
		b.r = &steady{r: a.Body, rate: c.o.MinRate, window: rateWindow, stop: a.cancel}
	}
	switch enc := strings.ToLower(strings.TrimSpace(a.Header.Get("Content-Encoding"))); enc {
	case "", "identity":
	case "gzip", "x-gzip":
		b.r = &gunzip{src: kept{r: b.r}}
	default:
		_ = b.Close()
		return nil, nil, &Error{URL: where, Reason: fmt.Sprintf("the site sends its content as %q, which was not asked for", enc), Remedy: remedySave, Err: ErrEncoding}
	}
	res.Body = b
	return res, nil, nil
}

// gunzip decodes gzip, and tells what is wrong with the code from what is wrong with the connection.
type gunzip struct {
	src kept
	z   *gzip.Reader
}

func (g *gunzip) Read(p []byte) (n int, err error) {
	if g.z == nil {
		if g.z, err = gzip.NewReader(&g.src); err == io.EOF {
			return 0, io.EOF // an empty body is empty in every encoding
		}
	}
	if err == nil {
		n, err = g.z.Read(p)
	}
	if err != nil && err != io.EOF && g.src.err == nil {
		err = &decodeError{err}
	}
	return n, err
}

// kept keeps the error of a reader.
type kept struct {
	r   io.Reader
	err error
}

func (k *kept) Read(p []byte) (int, error) {
	n, err := k.r.Read(p)
	if err != nil && err != io.EOF {
		k.err = err
	}
	return n, err
}

// transport makes a pool of connections. A guarded one dials only what the guard allows.
func (c *Client) transport(guarded bool) *http.Transport {
	t := &http.Transport{
		DisableCompression:     true, // what is decoded here is counted here
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    connectTimeout,
		ResponseHeaderTimeout:  c.o.FirstByte,
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        90 * time.Second,
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			return c.dial(ctx, address, guarded)
		},
	}
	if c.o.Roots != nil {
		t.TLSClientConfig = tlsConfig(c.o.Roots)
	}
	return t
}

// dial resolves an address, judges what it resolved to, and dials that: nothing is looked up again in between.
func (c *Client) dial(ctx context.Context, address string, guarded bool) (net.Conn, error) {
	name, p, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(p, 10, 16)
	if err != nil {
		return nil, badURL(address, "there is no port "+p)
	}
	var addrs []netip.Addr
	if a, err := netip.ParseAddr(name); err == nil {
		addrs = []netip.Addr{a}
	} else {
		ctx, cancel := context.WithTimeout(ctx, connectTimeout)
		addrs, err = c.o.Resolve(ctx, name)
		cancel()
		if err != nil {
			return nil, err
		}
	}
	if guarded { // one address that may not be dialled taints the name: which one counts would be chance
		for _, a := range addrs {
			if !c.o.Guard.allows(a) {
				return nil, refused("", a)
			}
		}
	}
	// Where one family's way is blocked, it is mostly IPv6's.
	slices.SortStableFunc(addrs, func(a, b netip.Addr) int { return len(a.Unmap().AsSlice()) - len(b.Unmap().AsSlice()) })
	err = &net.DNSError{Err: "no address", Name: name, IsNotFound: true}
	for _, a := range addrs {
		var conn net.Conn
		to := netip.AddrPortFrom(a.Unmap(), uint16(port))
		dialCtx, cancel := context.WithTimeout(ctx, connectTimeout)
		conn, err = c.o.Dial(dialCtx, to)
		cancel()
		if err == nil {
			return dialled{conn, net.TCPAddrFromAddrPort(to)}, nil
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, err
}

// dialled is a connection that tells the address that was judged.
type dialled struct {
	net.Conn
	to net.Addr
}

func (d dialled) RemoteAddr() net.Addr { return d.to }
