package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/source"
	"github.com/whosaid/whosaid/server"
)

type serveOptions struct {
	db        string
	listen    string
	demo      bool
	hosts     []string
	accessLog bool
}

func newServe() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the store as GraphQL, with a playground for the browser",
		Long: "serve answers GraphQL at /graphql and shows a playground at /playground, until Ctrl-C. It has no password, and listens\n" +
			"on this machine only unless told otherwise.",
		Example: "  whosaid serve --demo",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.demo && cmd.Flags().Changed("db") {
				return usage(cmd, "--demo uses a store of its own in memory: leave out --db or --demo")
			}
			if _, _, err := splitListen(o.listen); err != nil {
				return usage(cmd, "--listen: %v", err)
			}
			return runServe(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	storeFlag(cmd, &o.db)
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "`HOST:PORT` to listen on; port 0 takes a free one")
	f.BoolVar(&o.demo, "demo", false, "serve sample articles from a store in memory")
	f.StringSliceVar(&o.hosts, "allow-host", nil, "`NAME` under which clients may address the server; may be given again")
	f.BoolVar(&o.accessLog, "access-log", false, "write a line for every request to stderr")
	return cmd
}

// splitListen checks and splits the value of --listen.
func splitListen(s string) (host, port string, err error) {
	host, port, err = net.SplitHostPort(s)
	if err != nil {
		return "", "", fmt.Errorf("%q is not HOST:PORT, as in 127.0.0.1:8080", s)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return "", "", fmt.Errorf("%q has no port from 0 to 65535, as in 127.0.0.1:8080", s)
	}
	return host, port, nil
}

// runServe serves the store, or the sample articles, until ctx ends.
func runServe(ctx context.Context, o serveOptions, stdout, stderr io.Writer) error {
	if !o.demo {
		return readStore(o.db, func(db *graph.DB) error { return serve(ctx, db, o, stdout, stderr) })
	}
	db, err := graph.OpenMemory()
	if err != nil {
		return err
	}
	if err := load(ctx, db, source.Samples(), lexicon.Default(), loadOptions{}, stdout, stderr); err != nil {
		return errors.Join(err, db.Close())
	}
	return errors.Join(serve(ctx, db, o, stdout, stderr), db.Close())
}

// serve serves db until ctx ends.
func serve(ctx context.Context, db *graph.DB, o serveOptions, stdout, stderr io.Writer) error {
	host, _, err := splitListen(o.listen)
	if err != nil {
		return err
	}
	log := newLog(stderr)
	opts := []server.Option{server.ErrorLog(log), server.AllowHosts(o.hosts...)}
	if host != "" && net.ParseIP(host) == nil {
		opts = append(opts, server.AllowHosts(host))
	}
	if o.accessLog {
		opts = append(opts, server.AccessLog(slog.New(slog.NewTextHandler(stderr, nil))))
	}
	srv, err := server.New(db, opts...)
	if err != nil {
		return err
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", o.listen)
	if err != nil {
		return listenError(o.listen, err)
	}
	addr, ok := ln.Addr().(*net.TCPAddr)
	if !ok {
		return fmt.Errorf("serve: %s is not a TCP address", ln.Addr())
	}
	if !addr.IP.IsLoopback() {
		complain(stderr, fmt.Errorf("warning: listening on %s: whoever reaches this machine can read the store; there is no password", addr))
	}
	url := "http://" + net.JoinHostPort(shown(addr.IP), strconv.Itoa(addr.Port)) + "/"
	if _, err := fmt.Fprintf(stdout, "whosaid serves %s (playground: %splayground)\n", url, url); err != nil {
		return errors.Join(err, ln.Close())
	}
	return srv.Serve(ctx, ln)
}

// shown is the host under which this machine reaches an address it listens on.
func shown(ip net.IP) string {
	if ip.IsUnspecified() {
		return "localhost"
	}
	return ip.String()
}

// listenError says why an address cannot be listened on, and what to do.
func listenError(listen string, err error) error {
	reason, remedy := err, "check --listen"
	if op, ok := errors.AsType[*net.OpError](err); ok {
		reason = op.Err
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("serve: %s is in use by another process; end that one, or take a free port with --listen 127.0.0.1:0", listen)
	case errors.Is(err, syscall.EACCES):
		remedy = "take a port above 1023 with --listen"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		remedy = "it is no address of this machine; take one that is, or 127.0.0.1"
	}
	return fmt.Errorf("serve: cannot listen on %s: %w; %s", listen, reason, remedy)
}
