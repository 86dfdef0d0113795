// Package fetch gets what URLs give, politely and within limits.
//
// A [Client] says who it is, heeds robots.txt, sends a host one request at a time with a pause between them, and waits when a
// site says that it is busy. It keeps no cookies and uses no proxy. A [Guard] keeps URLs that come from outside away from the
// network that the program runs in.
package fetch

import (
	"cmp"
	"context"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// DefaultUserAgent is what a Client says it is.
const DefaultUserAgent = "whosaid (+https://github.com/whosaid/whosaid)"

// Options say how a Client fetches. The zero value is the default.
type Options struct {
	UserAgent string // who asks; robots.txt is read for the letters, "-" and "_" that it begins with. "": DefaultUserAgent
	Guard     *Guard // for URLs that come from outside; nil where the user of the program gives them

	MaxBytes  int64         // of a body, decoded; 0: 16 MiB
	Timeout   time.Duration // of one request with its body, waits for a turn apart; 0: 2 minutes
	FirstByte time.Duration // until the answer begins; 0: 30 seconds
	MinRate   int           // bytes a second of a body, over windows of 10 seconds; 0: 256; less than 0: none

	Pause    time.Duration // between two requests to a host; 0: 1 second; less than 0: none
	MaxDelay time.Duration // the longest Crawl-delay that is heeded; a site that asks for more gets this; 0: 30 seconds
	MaxWait  time.Duration // the longest wait for a site that is busy; beyond it the request fails with ErrBusy; 0: 1 minute
	Retries  int           // how often a site that is busy is asked again; 0: 2; less than 0: never

	Roots   *x509.CertPool                                                 // whose signatures count; nil: those of the system
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)   // nil: as the system does
	Dial    func(ctx context.Context, to netip.AddrPort) (net.Conn, error) // nil: TCP
}

const (
	rateWindow     = 10 * time.Second
	connectTimeout = 10 * time.Second // per address, and for TLS
	maxRedirects   = 10
	drainTimeout   = time.Second // for the rest of a body that nobody wants
	maxHeader      = 256 << 10
	maxURL         = 8 << 10          // bytes; what RFC 9110 asks of all is 8,000, and callers keep URLs and match them against robots.txt
	maxValidators  = 1 << 10          // bytes of ETag and Last-Modified, which callers keep; longer ones are as none
	robotsAge      = 24 * time.Hour   // RFC 9309: no longer than that
	robotsFailAge  = 10 * time.Minute // how long a site whose robots.txt cannot be read is left alone
	maxHosts       = 4096             // of which the client keeps rules and turns at a time
	maxRuleBytes   = 16 << 20         // bytes of the rules that it keeps: those of short lines take six times the bytes of their robots.txt
)

// Client fetches. It is safe for concurrent use; requests to one host, whatever their schemes and ports, wait for each other.
type Client struct {
	o     Options
	agent string // the product token
	// Two pools of connections: what the guarded one holds was dialled to a public address.
	guarded, open *http.Transport

	mu    sync.Mutex
	hosts map[string]*host
}

// NewClient returns a client.
func NewClient(o Options) *Client {
	o.UserAgent = cmp.Or(o.UserAgent, DefaultUserAgent)
	o.MaxBytes = cmp.Or(o.MaxBytes, 16<<20)
	o.Timeout = cmp.Or(o.Timeout, 2*time.Minute)
	o.FirstByte = cmp.Or(o.FirstByte, 30*time.Second)
	o.MinRate = max(cmp.Or(o.MinRate, 256), 0)
	o.Pause = max(cmp.Or(o.Pause, time.Second), 0)
	o.MaxDelay = cmp.Or(o.MaxDelay, 30*time.Second)
	o.MaxWait = cmp.Or(o.MaxWait, time.Minute)
	o.Retries = max(cmp.Or(o.Retries, 2), 0)
	if o.Resolve == nil {
		o.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if o.Dial == nil {
		o.Dial = func(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", to.String())
		}
	}
	c := &Client{o: o, agent: cmp.Or(productToken(o.UserAgent), "whosaid"), hosts: map[string]*host{}}
	c.guarded, c.open = c.transport(true), c.transport(false)
	return c
}

// Close closes the connections that are kept for later requests.
func (c *Client) Close() {
	c.guarded.CloseIdleConnections()
	c.open.CloseIdleConnections()
}

// Request is one thing to fetch.
type Request struct {
	URL string // http or https

	// What an earlier response said of itself: where the URL gives the same still, Response.NotModified is set.
	ETag, LastModified string
	// Gave is the URL of that response, after redirects: only there do its ETag and LastModified mean anything. "": the URL itself.
	Gave string

	// FromPublic is set for a URL that was found in what a public address gave, such as an item of a feed: it may not lead to
	// an address that is not public, whoever asks.
	FromPublic bool
}

// Response is what a URL gave.
type Response struct {
	URL          string    // after redirects, without a fragment
	MediaType    string    // the Content-Type, with its parameters; "" where none came
	ETag         string    // to ask with next time; "" where none came
	LastModified string    // to ask with next time; "" where none came
	At           time.Time // when the answer came
	Public       bool      // whether an address of the public internet gave it
	NotModified  bool      // the URL gives what it gave when the request's ETag and LastModified were made; the body is empty

	// Body is decoded, and held to the limits of the client; its errors are of type *Error, or of the context. Until it is
	// closed, other requests to the host wait.
	Body io.ReadCloser
}

// Unbounded takes the limits of size and of the whole time from the body, for archives that are read as they come. The least
// rate still holds. Where the client has a Guard they stay: what comes from outside is not trusted with the machine's time.
func (r *Response) Unbounded() {
	if b, ok := r.Body.(*body); ok && !b.kept {
		b.lift()
	}
}

// Get fetches a URL and reads the whole of it. The error is an *Error, or wraps that of the context.
func (c *Client) Get(ctx context.Context, r Request) (*Response, []byte, error) {
	res, err := c.Open(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, nil, err
	}
	return res, b, nil
}

// Open begins to fetch a URL: redirects are followed, at most ten, each as careful as the first. The error is an *Error, or
// wraps that of the context. It waits for the turn of the URL's host, and where the site says that it is busy, for as long as
// the options allow. The caller closes the response's body.
func (c *Client) Open(ctx context.Context, r Request) (*Response, error) {
	u, err := parseURL(r.URL)
	if err != nil {
		return nil, err
	}
	guarded := c.o.Guard != nil || r.FromPublic
	gave := cmp.Or(r.Gave, u.String())
	chain := []string{u.String()}
	for {
		ask := r
		if u.String() != gave {
			ask.ETag, ask.LastModified = "", ""
		}
		res, to, err := c.hop(ctx, u, ask, guarded, told(chain))
		if err != nil {
			return nil, err
		}
		if to == nil {
			return res, nil
		}
		if err := follow(chain, to); err != nil {
			return nil, err
		}
		chain = append(chain, to.String())
		// Who was sent on by a public address is not let into a network of ours.
		guarded = guarded || res.Public
		u = to
	}
}
