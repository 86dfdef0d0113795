package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/fetch"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/source"
	"github.com/whosaid/whosaid/server"
)

type serveOptions struct {
	db         string
	listen     string
	demo       bool
	hosts      []string
	accessLog  bool
	tokens     string // file; "" for none
	public     bool
	timeLimit  time.Duration
	running    int // queries at the same time
	long       int // long ones; 0 for the server's default
	held       int // MiB of requests and answers under way
	writing    time.Duration
	lexicon    string
	sockets    int // WebSockets at the same time
	listening  int // subscriptions at the same time
	exports    int // at the same time
	exportTime time.Duration

	fetch        bool     // whether clients may have pages of the web loaded
	fetchHosts   []string // that may be asked although their addresses are private
	fetchPrivate bool     // every host may
}

func newServe() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the store as GraphQL, with a playground for the browser",
		Long: "serve answers GraphQL at /graphql, exports the store at /export and shows a playground at /playground, until Ctrl-C. It\n" +
			"listens on this machine only; on another address it wants --tokens, so that those who have a token can read the store, or --public-read,\n" +
			"so that everybody can. It has no TLS: put a proxy that has before it.\n\n" +
			"It only reads, unless the file of --tokens holds a token with the role load: whoever has that one may load articles\n" +
			"and remove them by GraphQL. The store is then its own until it ends, and is made where there is none.\n\n" +
			"With --fetch they may also name a page of the web to load (fetchArticle). The server asks public addresses only, at ports 80\n" +
			"and 443: a URL, a name or a redirect that leads to this machine or into a private network is refused, unless\n" +
			"--allow-fetch-host names its host.",
		Example: "  whosaid serve --demo\n  whosaid token --tokens tokens.txt desk\n  whosaid serve --listen 0.0.0.0:8080 --allow-host news.example --tokens tokens.txt\n  whosaid token --tokens tokens.txt --role load feed >feed.token",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.demo && cmd.Flags().Changed("db") {
				return usage(cmd, "--demo uses a store of its own in memory: leave out --db or --demo")
			}
			host, _, err := splitListen(o.listen)
			switch {
			case err != nil:
				return usage(cmd, "--listen: %v", err)
			case o.tokens != "" && o.public:
				return usage(cmd, "--public-read lets everybody read, and --tokens only some: leave one of them out")
			case !loopback(host) && o.tokens == "" && !o.public:
				return usage(cmd, "--listen %s: others can reach this address; give --tokens FILE to let in those who have a token, or --public-read to let in everybody", o.listen)
			case o.timeLimit <= 0:
				return usage(cmd, "--time-limit: %v is not a time above zero, as in 10s", o.timeLimit)
			case o.writing <= 0:
				return usage(cmd, "--write-limit: %v is not a time above zero, as in 30s", o.writing)
			case o.exportTime <= 0:
				return usage(cmd, "--export-limit: %v is not a time above zero, as in 10m", o.exportTime)
			case o.exports < 1:
				return usage(cmd, "--max-exports: %d exports at the same time are too few: want 1 or more", o.exports)
			case o.running < 1:
				return usage(cmd, "--max-running: %d queries at the same time are too few: want 1 or more", o.running)
			case o.long < 0 || o.long == 0 && cmd.Flags().Changed("max-long"):
				return usage(cmd, "--max-long: %d long queries at the same time are too few: want 1 or more", o.long)
			case o.sockets < 1:
				return usage(cmd, "--max-connections: %d WebSockets at the same time are too few: want 1 or more", o.sockets)
			case o.listening < 1:
				return usage(cmd, "--max-subscriptions: %d subscriptions at the same time are too few: want 1 or more", o.listening)
			case !o.fetch && (len(o.fetchHosts) > 0 || o.fetchPrivate):
				return usage(cmd, "--allow-fetch-host and --allow-fetch-private say where --fetch may go: give --fetch too, or leave them out")
			case o.held < 1:
				return usage(cmd, "--max-memory: %d MiB are too few: want 1 or more", o.held)
			}
			return runServe(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	storeFlag(cmd, &o.db)
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "`HOST:PORT` to listen on; port 0 takes a free one")
	f.BoolVar(&o.demo, "demo", false, "serve sample articles from a store in memory")
	f.StringSliceVar(&o.hosts, "allow-host", nil, "`NAME` under which clients may address the server; may be given again")
	f.StringVar(&o.tokens, "tokens", "", "`FILE` of the tokens that may read or load, as whosaid token writes it")
	f.BoolVar(&o.public, "public-read", false, "let everybody who reaches the address read the store")
	f.DurationVar(&o.timeLimit, "time-limit", 10*time.Second, "longest `TIME` that a query may run")
	f.IntVar(&o.running, "max-running", 16, "`NUMBER` of queries that may run at the same time; one more waits a second, then gets 503")
	f.IntVar(&o.long, "max-long", 0, "`NUMBER` of queries of more than 25 ms that may run at the same time (default: half of the cores)")
	f.IntVar(&o.held, "max-memory", 256, "`MIB` that requests and answers under way may take; one beyond gets 503")
	f.IntVar(&o.exports, "max-exports", 2, "`NUMBER` of exports that may run at the same time; one more gets 503")
	f.DurationVar(&o.exportTime, "export-limit", 10*time.Minute, "longest `TIME` that an export may run")
	f.DurationVar(&o.writing, "write-limit", 30*time.Second, "longest `TIME` that a client may take to read an answer")
	lexiconFlag(cmd, &o.lexicon)
	f.IntVar(&o.sockets, "max-connections", 1000, "`NUMBER` of WebSockets that may be open at the same time; one more gets 503")
	f.IntVar(&o.listening, "max-subscriptions", 1000, "`NUMBER` of subscriptions at the same time, over all WebSockets")
	f.BoolVar(&o.fetch, "fetch", false, "let those who may load articles name pages of the web to load")
	f.StringSliceVar(&o.fetchHosts, "allow-fetch-host", nil, "`HOST`, HOST:PORT or prefix (10.1.0.0/16) that --fetch may ask although its address is private; may be given again")
	f.BoolVar(&o.fetchPrivate, "allow-fetch-private", false, "let --fetch ask any address at ports 80 and 443, this machine's too")
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

// loopback says whether a host of --listen is for this machine alone. A name but localhost may mean any address.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// readTokens reads the file of --tokens.
func readTokens(path string) (*server.Tokens, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &told{fmt.Sprintf("there is no file of tokens at %s; make a token with whosaid token --tokens %[1]s NAME", path), err}
	}
	if err != nil {
		return nil, fmt.Errorf("the file of --tokens: %w", err)
	}
	defer f.Close()
	t, err := server.ReadTokens(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

// runServe serves the store, or the sample articles, until ctx ends.
func runServe(ctx context.Context, o serveOptions, stdout, stderr io.Writer) error {
	var tokens *server.Tokens
	if o.tokens != "" {
		var err error
		if tokens, err = readTokens(o.tokens); err != nil {
			return err
		}
	}
	loads := tokens != nil && tokens.Hold(server.RoleLoad)
	var lex *lexicon.Lexicon // nil where nothing is loaded
	switch {
	case loads || o.demo:
		var err error
		if lex, err = readLexicon(o.lexicon); err != nil {
			return fmt.Errorf("serve: %w", err)
		}
	case o.lexicon != "":
		return &told{"serve: --lexicon is for the articles that clients load, and no token may load: make one with whosaid token --role load, or leave it out", errUsage}
	}
	if o.fetch && !loads {
		return &told{"serve: --fetch is for clients that load articles, and no token may load: make one with whosaid token --role load, or leave it out", errUsage}
	}
	web, err := newFetcher(o.fetchHosts, o.fetchPrivate, fetch.Options{})
	if err != nil {
		return &told{"--allow-fetch-host: " + err.Error(), errUsage}
	}
	run := func(db *graph.DB) error {
		var opts []server.Option
		if tokens != nil {
			opts = append(opts, server.RequireToken(tokens))
		}
		if loads {
			opts = append(opts, server.Load(newIngester(db, lex)))
			may := "load articles and remove them"
			if o.fetch {
				opts = append(opts, server.Fetch(web))
				may = "load articles, also from the web, and remove them"
			}
			if _, err := fmt.Fprintln(stdout, "the holders of tokens with the role load may "+may); err != nil {
				return err
			}
		}
		return serve(ctx, db, o, opts, stdout, stderr)
	}
	switch {
	case o.demo:
		db, err := graph.OpenMemory()
		if err != nil {
			return err
		}
		l := &loading{lex: lex, stdout: stdout, stderr: stderr}
		if err := l.load(ctx, db, source.Samples()); err != nil {
			return errors.Join(err, db.Close())
		}
		return errors.Join(run(db), db.Close())
	case loads:
		return writeStore(o.db, run)
	}
	return readStore(o.db, run)
}

// serve serves db until ctx ends.
func serve(ctx context.Context, db *graph.DB, o serveOptions, opts []server.Option, stdout, stderr io.Writer) error {
	host, _, err := splitListen(o.listen)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(stderr, nil)) // with the stacks of panics
	opts = append(opts,
		server.ErrorLog(log), server.AllowHosts(o.hosts...), server.TimeLimit(o.timeLimit), server.MaxRunning(o.running),
		server.MaxConnections(o.sockets), server.MaxSubscriptions(o.listening),
		server.MaxLong(o.long), server.MaxHeld(int64(o.held)<<20), server.WriteLimit(o.writing),
		server.MaxExports(o.exports), server.ExportTime(o.exportTime), server.Tool(toolName()))
	if host != "" && net.ParseIP(host) == nil {
		opts = append(opts, server.AllowHosts(host))
	}
	if o.accessLog {
		opts = append(opts, server.AccessLog(log))
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
	switch {
	case addr.IP.IsLoopback():
	case o.public:
		complain(stderr, fmt.Errorf("warning: listening on %s: whoever reaches this machine can read the store", addr))
	case o.tokens != "":
		complain(stderr, fmt.Errorf("warning: listening on %s without TLS: who sees the traffic sees the tokens; put a proxy with TLS before it", addr))
	default: // localhost, on a machine that gives the name to another address
		return errors.Join(fmt.Errorf("serve: %s is an address that others can reach; give --listen 127.0.0.1:8080, --tokens FILE or --public-read", addr), ln.Close())
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
