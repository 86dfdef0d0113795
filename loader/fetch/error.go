package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"time"
)

// What errors of this package wrap.
var (
	ErrBadURL      = errors.New("not a URL that can be fetched")         // another scheme, no host, a user in it
	ErrRefused     = errors.New("refused by the guard")                  // an address or a port that a guard, or a redirect, may not reach
	ErrRobots      = errors.New("the site asks programs not to read it") // by its robots.txt
	ErrGone        = errors.New("there is nothing at the URL")           // statuses 404 and 410
	ErrDenied      = errors.New("the site does not give it")             // other statuses that trying again does not change
	ErrBusy        = errors.New("the site cannot give it now")           // statuses 429 and 5xx; Error.Retry says when to ask again
	ErrUnreachable = errors.New("the site cannot be reached")            // no such name, no connection, a connection that broke
	ErrCertificate = errors.New("the site's certificate is wrong")
	ErrRedirect    = errors.New("the redirects lead nowhere")
	ErrTooLarge    = errors.New("larger than the limit")
	ErrSlow        = errors.New("slower than the limits")
	ErrEncoding    = errors.New("the content cannot be decoded")
)

// Error is a URL that could not be fetched: what is wrong, and what to do.
type Error struct {
	URL    string // the URL that failed, with those that led to it: "https://a.example/x (redirected from https://b.example/y)"
	Reason string
	Remedy string
	Status int       // of HTTP; 0 where none came
	Retry  time.Time // when the site says that it can be asked again; zero where it does not say
	Err    error     // one of the errors of this package
}

func (e *Error) Error() string {
	s := e.URL + ": " + e.Reason
	if e.Remedy != "" {
		s += "; " + e.Remedy
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

const (
	remedyLater   = "try again later"
	remedySave    = "open it in a browser, save the page, and load the file"
	remedyAddress = "check the address"
)

// badURL is the error of a URL that cannot be fetched.
func badURL(where, reason string) *Error {
	return &Error{URL: where, Reason: reason, Remedy: "give one such as https://news.example/story", Err: ErrBadURL}
}

// broken is the error of a request that got no answer, or of a body that broke off. It is ctx's own where ctx has ended.
func broken(ctx context.Context, where string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", where, context.Cause(ctx))
	}
	if e, ok := errors.AsType[*Error](err); ok {
		e.URL = where
		return e
	}
	e := &Error{URL: where, Err: ErrUnreachable, Remedy: remedyLater}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound {
			e.Reason, e.Remedy = "there is no host "+dns.Name, remedyAddress
		} else {
			e.Reason = "the name " + dns.Name + " cannot be looked up"
		}
		return e
	}
	if why := certificate(err); why != "" {
		return &Error{URL: where, Reason: "the site's certificate is wrong: " + why, Remedy: "check the address and this machine's clock; nothing was read", Err: ErrCertificate}
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		e.Reason, e.Err = "the server did not answer in time", ErrSlow
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Reason, e.Remedy = "connection refused", "check the address, and that the server runs"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		e.Reason = "the connection broke off"
	default:
		e.Reason = fmt.Sprintf("no answer: %v", short(err))
	}
	return e
}

func isTimeout(err error) bool {
	t, ok := errors.AsType[net.Error](err)
	return ok && t.Timeout()
}

// certificate is what is wrong with a certificate; "" where the error is none of one.
func certificate(err error) string {
	if e, ok := errors.AsType[x509.HostnameError](err); ok {
		return "it is not for " + e.Host
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "nobody that this machine trusts signed it"
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if e.Reason == x509.Expired {
			return "it has expired, or is not valid yet"
		}
		return short(e)
	}
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return short(e.Err)
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "the server does not speak TLS"
	}
	return ""
}

// short is an error's text without the names of what Go was doing.
func short(err error) string {
	if o, ok := errors.AsType[*net.OpError](err); ok {
		err = o.Err
	}
	s := strings.TrimPrefix(err.Error(), "x509: ")
	return strings.TrimPrefix(s, "net/http: ")
}
