package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/schema"
)

// tokenVariable is the variable of the environment that holds a token.
const tokenVariable = "WHOSAID_TOKEN"

const remoteHelp = "With --endpoint a server is asked instead of a store. The token that it wants stands in the file of --token, or in\n" +
	"the environment as " + tokenVariable + "; a token with the role load may also send mutations."

const (
	maxRemote   = 64 << 20 // bytes of an answer; the longest of serve has 8 MB
	maxTokenLen = 4 << 10  // bytes of the file of --token
)

// remoteOptions say which server is asked, and how.
type remoteOptions struct {
	endpoint  string
	token     string // file; "" for the environment
	timeLimit time.Duration
	url       *url.URL // of endpoint
}

// remoteFlags adds the flags of a verb that can ask a server.
func remoteFlags(cmd *cobra.Command, o *remoteOptions) {
	f := cmd.Flags()
	f.StringVar(&o.endpoint, "endpoint", "", "`URL` of a server's GraphQL, asked instead of a store")
	f.StringVar(&o.token, "token", "", "`FILE` that holds the token for --endpoint")
	f.DurationVar(&o.timeLimit, "time-limit", 30*time.Second, "longest `TIME` to wait for the answer of --endpoint")
}

// check refuses flags that do not go together.
func (o *remoteOptions) check(cmd *cobra.Command) error {
	f := cmd.Flags()
	switch {
	case o.endpoint == "" && f.Changed("endpoint"):
		return usage(cmd, "--endpoint is empty: give a URL, as in http://127.0.0.1:8080/graphql")
	case o.endpoint == "" && (f.Changed("token") || f.Changed("time-limit")):
		return usage(cmd, "--token and --time-limit are for --endpoint: give it, or leave them out")
	case o.endpoint == "":
		return nil
	case f.Changed("db"):
		return usage(cmd, "--endpoint asks a server, and --db a store: leave one of them out")
	case o.timeLimit <= 0:
		return usage(cmd, "--time-limit: %v is not a time above zero, as in 30s", o.timeLimit)
	}
	u, err := url.Parse(o.endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return usage(cmd, "--endpoint: want a URL with http or https and without a password, as in http://127.0.0.1:8080/graphql")
	}
	u.Fragment = ""
	o.url = u
	return nil
}

// readToken is the token to send; "" where none is given.
func (o *remoteOptions) readToken() (string, error) {
	text, from := os.Getenv(tokenVariable), tokenVariable
	if o.token != "" {
		f, err := os.Open(o.token)
		if err != nil {
			return "", fmt.Errorf("the file of --token: %w", err)
		}
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, maxTokenLen))
		if err != nil {
			return "", fmt.Errorf("the file of --token: %w", err)
		}
		if text, from = string(b), o.token; strings.TrimSpace(text) == "" {
			return "", fmt.Errorf("%s: it holds no token; whosaid token prints one", from)
		}
	}
	text = strings.TrimSpace(text)
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", fmt.Errorf("%s: it does not hold one token alone, as whosaid token prints it", from)
	}
	return text, nil
}

// ask sends a query to the server and returns its answer, as it came and decoded.
func (o *remoteOptions) ask(ctx context.Context, q schema.Request, stderr io.Writer) ([]byte, *schema.Response, error) {
	token, err := o.readToken()
	if err != nil {
		return nil, nil, err
	}
	body, err := json.Marshal(struct {
		Query         string         `json:"query"`
		OperationName string         `json:"operationName,omitempty"`
		Variables     map[string]any `json:"variables,omitempty"`
	}{q.Query, q.OperationName, q.Variables})
	if err != nil {
		return nil, nil, err
	}
	limited, cancel := context.WithTimeout(ctx, o.timeLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(limited, http.MethodPost, o.url.String(), bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/graphql-response+json, application/json;q=0.9")
	req.Header.Set("User-Agent", "whosaid")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
		if o.url.Scheme == "http" && !loopback(o.url.Hostname()) {
			complain(stderr, fmt.Errorf("warning: the token goes to %s without TLS: who sees the traffic sees it", o.url.Host))
		}
	}
	// A token goes where it was sent, and nowhere else.
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return nil, nil, o.unreachable(ctx, err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxRemote+1))
	switch {
	case err != nil && (ctx.Err() != nil || limited.Err() != nil):
		return nil, nil, o.unreachable(ctx, limited.Err())
	case err != nil:
		return nil, nil, fmt.Errorf("%s broke off its answer: %w; ask again", o.url, err)
	case len(answer) > maxRemote:
		return nil, nil, fmt.Errorf("%s answers with more than %d MiB; ask for shorter lists, page by page", o.url, maxRemote>>20)
	}
	return o.read(res, answer, token != "")
}

// unreachable says why there is no answer, and what to do.
func (o *remoteOptions) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	var noTLS tls.RecordHeaderError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s gave no answer within %v; ask for less at once, or wait longer with --time-limit", o.url, o.timeLimit)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("nothing listens at %s; start the server with whosaid serve, or check --endpoint", o.url.Host)
	case errors.As(err, &noTLS):
		return fmt.Errorf("%s does not speak TLS; write http:// instead of https://", o.url.Host)
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return fmt.Errorf("%s does not speak TLS; write http:// instead of https://", o.url.Host)
	}
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("the certificate of %s is not to be trusted: %w; check the name, or name the file of its authority in SSL_CERT_FILE", o.url.Host, e.Err)
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok && e.IsNotFound {
		return fmt.Errorf("there is no host %q; check --endpoint", e.Name)
	}
	return fmt.Errorf("%s cannot be reached: %w; check --endpoint", o.url, err)
}

// read decodes an answer. The error is for one that is not GraphQL's.
func (o *remoteOptions) read(res *http.Response, answer []byte, withToken bool) ([]byte, *schema.Response, error) {
	switch code := res.StatusCode; {
	case code == http.StatusUnauthorized && withToken:
		return nil, nil, fmt.Errorf("%s does not know the token (status 401); ask whoever runs it for another", o.url)
	case code == http.StatusUnauthorized:
		return nil, nil, fmt.Errorf("%s wants a token (status 401); give its file with --token FILE, or set %s", o.url, tokenVariable)
	case code >= 300 && code < 400:
		to := res.Header.Get("Location")
		return nil, nil, fmt.Errorf("%s sends on to %q (status %d), which is not followed; if it is right, give it to --endpoint", o.url, to, code)
	case code == http.StatusBadRequest && bytes.Contains(answer, []byte("HTTP request to an HTTPS server")):
		return nil, nil, fmt.Errorf("%s speaks TLS; write https:// instead of http://", o.url.Host)
	}
	var v struct {
		Data   *json.RawMessage
		Errors []struct {
			Message   string
			Locations []schema.Location
			Path      []any
		}
	}
	if err := json.Unmarshal(answer, &v); err != nil || v.Data == nil && len(v.Errors) == 0 {
		media, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
		if err != nil {
			media = "an unknown type"
		}
		return nil, nil, fmt.Errorf("%s does not answer with GraphQL (status %d, %s); is it the endpoint, as in http://127.0.0.1:8080/graphql?", o.url, res.StatusCode, media)
	}
	out := &schema.Response{}
	for _, e := range v.Errors {
		out.Errors = append(out.Errors, &schema.Error{Message: e.Message, Locations: e.Locations, Path: e.Path})
	}
	return answer, out, nil
}
