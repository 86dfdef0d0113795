// Package fetchtest is a network in memory with a news site on it, for tests of what fetches: pages in several manners, feeds,
// and the faults that servers have.
package fetchtest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

// Network is hosts that serve over pipes: nothing of the machine's network is used, so that it works in a bubble of
// testing/synctest. It is safe for concurrent use.
type Network struct {
	mu      sync.Mutex
	names   map[string][]netip.Addr
	servers map[netip.AddrPort]*pipes
	all     []*http.Server
	dialled []netip.AddrPort
}

// NewNetwork returns a network without hosts.
func NewNetwork() *Network {
	return &Network{names: map[string][]netip.Addr{}, servers: map[netip.AddrPort]*pipes{}}
}

// Name makes a host name stand for addresses. Naming it again changes them.
func (n *Network) Name(host string, addrs ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.names[host] = nil
	for _, a := range addrs {
		n.names[host] = append(n.names[host], netip.MustParseAddr(a))
	}
}

// Serve serves HTTP at an address such as "8.8.8.8:80".
func (n *Network) Serve(at string, h http.Handler) { n.serve(at, h, nil) }

// ServeTLS serves HTTPS with a certificate for a host name, and returns the pool that trusts it.
func (n *Network) ServeTLS(at, host string, h http.Handler) (*x509.CertPool, error) {
	cert, pool, err := certificate(host)
	if err != nil {
		return nil, err
	}
	n.serve(at, h, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
	return pool, nil
}

func (n *Network) serve(at string, h http.Handler, conf *tls.Config) {
	addr := netip.MustParseAddrPort(at)
	l := &pipes{addr: net.TCPAddrFromAddrPort(addr), conns: make(chan net.Conn), closed: make(chan struct{})}
	s := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	n.mu.Lock()
	n.servers[addr] = l
	n.all = append(n.all, s)
	n.mu.Unlock()
	var listener net.Listener = l
	if conf != nil {
		l.buffered = true
		listener = tls.NewListener(l, conf)
	}
	go func() { _ = s.Serve(listener) }() // it ends when the network is closed
}

// Close ends all servers.
func (n *Network) Close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.all {
		_ = s.Close()
	}
}

// Resolve looks a name up.
func (n *Network) Resolve(_ context.Context, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if addrs, ok := n.names[host]; ok {
		return addrs, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// Dial connects to a server.
func (n *Network) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	n.mu.Lock()
	l := n.servers[to]
	n.dialled = append(n.dialled, to)
	n.mu.Unlock()
	if l == nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Dialled is every address that was dialled, in order.
func (n *Network) Dialled() []netip.AddrPort {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]netip.AddrPort(nil), n.dialled...)
}

// pipes is a listener in memory.
type pipes struct {
	addr   net.Addr
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}

	buffered bool // what is written to its connections waits in them until it is read, as in a network
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		if p.buffered {
			return buffer(c), nil
		}
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return p.addr }

// buffered is a connection whose writes do not wait for the other side: two that speak TLS may both write, and wait for ever.
type buffered struct {
	net.Conn
	out  chan []byte
	once sync.Once
	done chan struct{}
}

func buffer(c net.Conn) *buffered {
	b := &buffered{Conn: c, out: make(chan []byte, 1<<10), done: make(chan struct{})}
	go func() {
		for {
			select {
			case p := <-b.out:
				_, _ = c.Write(p) // the other side may be gone, and then reads nothing
			case <-b.done:
				return
			}
		}
	}()
	return b
}

func (b *buffered) Write(p []byte) (int, error) {
	select {
	case b.out <- append([]byte(nil), p...):
		return len(p), nil
	case <-b.done:
		return 0, net.ErrClosed
	}
}

func (b *buffered) Close() error {
	b.once.Do(func() { close(b.done) })
	return b.Conn.Close()
}

// certificate makes a certificate that is signed by itself.
func certificate(host string) (tls.Certificate, *x509.CertPool, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	now := time.Now()
	t := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * 365 * time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, pool, errors.Join(err)
}
