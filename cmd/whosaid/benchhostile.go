package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
	"github.com/whosaid/whosaid/server/servertest"
)

const (
	otherRate = 50     // pages a second that others ask for
	idleCount = 10_000 // sockets that say nothing
	slowCount = 64     // clients that do not read
)

// attack is something that hostile clients do to a server until the context ends.
type attack struct {
	name string
	by   string // who does it, for the table
	do   func(ctx context.Context, addr string) (count int, err error)
}

func attacks() []attack {
	all := []attack{{"nobody", "", func(ctx context.Context, _ string) (int, error) {
		<-ctx.Done()
		return 0, nil
	}}}
	for _, r := range servertest.Hostile() {
		all = append(all, attack{r.Name, plural(connections, "client"), flood(r.Body)})
	}
	return append(all,
		attack{"as much as is allowed", plural(connections, "client"), flood(servertest.Greedy())},
		attack{"idle sockets", plural(idleCount, "socket"), idle("")},
		attack{"half a head", plural(idleCount, "socket"), idle("POST /graphql HTTP/1.1\r\nHost: localh")},
		attack{"slow readers", plural(slowCount, "client"), slow},
	)
}

// suffered is what an attack came to.
type suffered struct {
	Attack  string  `json:"attack"`
	By      string  `json:"by"`
	Done    int     `json:"done"`   // requests sent, or sockets opened
	Memory  float64 `json:"memory"` // MB, the most over rest; 0 where the system does not tell
	Others  int     `json:"others"` // pages that others got
	P50     float64 `json:"p50"`    // ms, of others
	P99     float64 `json:"p99"`
	Refused int     `json:"refused"` // pages that others did not get
}

// runHostile attacks a server in a process of its own, and looks what becomes of others.
func runHostile(ctx context.Context, o benchOptions, dir string, stdout, stderr io.Writer) (err error) {
	b := &bench{benchOptions: o, base: dir, stderr: stderr, world: graphtest.NewWorkload()}
	b.tell("loading %s", plural(o.articles, "article"))
	if _, err := b.part(ctx, "load", partOptions{dir: b.place("store"), articles: o.articles}); err != nil {
		return err
	}
	victim, err := startServer(ctx, b.place("store"), stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, victim.stop()) }()
	sources := b.world.Arguments(b.articles, 1_000).Sources
	if _, _, err := askAll(ctx, victim.addr, sources, 0); err != nil { // so that its caches are at rest
		return err
	}
	var found []suffered
	for _, a := range attacks() {
		b.tell("attack: %s", a.name)
		s, err := b.attack(ctx, victim, a, sources)
		if err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
		found = append(found, s)
	}
	return writeSuffered(stdout, found, o.json)
}

// attack lets one attack run, with others beside it.
func (b *bench) attack(ctx context.Context, victim *served, a attack, sources []graph.ID) (s suffered, err error) {
	rest := victim.rest()
	ctx, cancel := context.WithTimeout(ctx, b.each)
	defer cancel()
	s = suffered{Attack: a.name, By: a.by}
	done := make(chan error, 1)
	go func() {
		var err error
		s.Done, err = a.do(ctx, victim.addr)
		done <- err
	}()
	time.Sleep(b.each / 6)
	took, refused := others(ctx, victim.addr, sources)
	s.Others, s.P50, s.P99, s.Refused = len(took), percentile(took, 50)*1e3, percentile(took, 99)*1e3, refused
	if err := <-done; err != nil && ctx.Err() == nil {
		return s, err
	}
	s.Memory = max(0, victim.peak()-rest)
	return s, nil
}

// others asks for pages at a steady rate until the context ends; each answer counts from when it should have been asked for.
func others(ctx context.Context, addr string, sources []graph.ID) (took []float64, refused int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := time.Now()
	for i := 0; ctx.Err() == nil; i++ {
		due := start.Add(time.Duration(i) * time.Second / otherRate)
		time.Sleep(time.Until(due))
		wg.Go(func() {
			err := askOnce(addr, sources[i%len(sources)])
			t := time.Since(due).Seconds()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				refused++
				return
			}
			took = append(took, t)
		})
	}
	wg.Wait()
	return took, refused
}

// askOnce asks for one page over a connection of its own. What was asked for in time is waited for, whatever ends meanwhile.
func askOnce(addr string, source graph.ID) error {
	a, err := dial(context.Background(), addr)
	if err != nil {
		return err
	}
	defer a.conn.Close()
	if err := a.conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	return a.ask(source, forget)
}

// flood sends a body over and over, each time over a connection of its own.
func flood(body string) func(context.Context, string) (int, error) {
	return func(ctx context.Context, addr string) (int, error) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		n := 0
		for range connections {
			wg.Go(func() {
				client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
				for ctx.Err() == nil {
					req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/graphql", strings.NewReader(body))
					if err != nil {
						return
					}
					req.Header.Set("Content-Type", "application/json")
					if res, err := client.Do(req); err == nil { // the server may well cut off
						_ = forget(res.Body)
						_ = res.Body.Close()
					}
					mu.Lock()
					n++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		return n, nil
	}
}

// idle opens sockets and says no more than this on them.
func idle(say string) func(context.Context, string) (int, error) {
	return func(ctx context.Context, addr string) (int, error) {
		return open(ctx, addr, idleCount, say)
	}
}

// slow asks for long answers and does not read them.
func slow(ctx context.Context, addr string) (int, error) {
	body := servertest.Greedy()
	return open(ctx, addr, slowCount, fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
}

// open opens sockets, says the same on each, and holds them until the context ends. It returns how many it had.
func open(ctx context.Context, addr string, n int, say string) (int, error) {
	var conns []net.Conn
	defer func() {
		for _, c := range conns {
			_ = c.Close()
		}
	}()
	var d net.Dialer
	for range n {
		c, err := d.DialContext(ctx, "tcp", addr)
		if err != nil {
			break // the server, or this system, takes no more
		}
		conns = append(conns, c)
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetReadBuffer(4 << 10)
		}
		_, _ = io.WriteString(c, say)
	}
	<-ctx.Done()
	return len(conns), nil
}

// served is a running whosaid serve.
type served struct {
	cmd  *exec.Cmd
	addr string
}

// startServer serves the store of a directory on a free port.
func startServer(ctx context.Context, dir string, stderr io.Writer) (*served, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, exe, "serve", "--db", dir, "--listen", "127.0.0.1:0")
	cmd.Stderr = stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	for word := range strings.FieldsSeq(line) {
		if u, bad := url.Parse(word); bad == nil && u.Scheme == "http" {
			return &served{cmd, u.Host}, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("serve told no address: %q", line), err, cmd.Process.Kill(), cmd.Wait())
}

// stop ends the server as Ctrl-C does; an error is that it did not end well.
func (s *served) stop() error {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return fmt.Errorf("the server is gone: %w", errors.Join(err, s.cmd.Wait()))
	}
	return s.cmd.Wait()
}

// rest is the memory that the server holds, in MB, from where on the most is counted.
func (s *served) rest() float64 {
	forgetPeak(s.cmd.Process.Pid)
	v, _ := processStatus(s.cmd.Process.Pid, "VmRSS")
	return v
}

// peak is the most memory that it held since rest, in MB.
func (s *served) peak() float64 {
	v, _ := processStatus(s.cmd.Process.Pid, "VmHWM")
	return v
}

func writeSuffered(w io.Writer, found []suffered, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(w)
		for _, s := range found {
			if err := out.Encode(s); err != nil {
				return err
			}
		}
		return nil
	}
	columns := []column{
		{head: "attack", want: 22, least: 12}, {head: "by", want: 14, least: 8}, {head: "done", want: 7, least: 5}, {head: "memory over rest, MB", want: 20, least: 6},
		{head: "others answered", want: 15, least: 6}, {head: "p50, ms", want: 8, least: 6}, {head: "p99, ms", want: 8, least: 6}, {head: "not answered", want: 12, least: 5},
	}
	var rows []row
	for _, s := range found {
		rows = append(rows, row{cells: []string{
			s.Attack, s.By, group(s.Done), amount(&s.Memory), strconv.Itoa(s.Others), amount(&s.P50), amount(&s.P99), strconv.Itoa(s.Refused),
		}})
	}
	return writeTable(w, tableWidth(w), columns, rows)
}
