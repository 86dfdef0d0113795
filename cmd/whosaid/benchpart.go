package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// A part of bench is a process of its own: it does one thing to a store, prints what it found as a line of JSON, and ends. So its
// memory is its own, and it can be killed.

// partOptions is what a part works with.
type partOptions struct {
	dir      string
	articles int
	first    int
	callers  int
	source   string
}

// partResult is what a part found.
type partResult struct {
	Seconds float64 `json:"seconds"`
	P50     float64 `json:"p50"`  // ms
	P99     float64 `json:"p99"`  // ms
	Peak    float64 `json:"peak"` // MB; 0 where the system does not tell
	Rest    float64 `json:"rest"` // MB that were held before, where a part tells it
	Bytes   int64   `json:"bytes"`

	Anonymous float64 `json:"anonymous"` // MB over rest without mapped files, where a part tells it
}

// parts is what newBenchPart can do.
var parts = map[string]func(context.Context, partOptions, io.Writer) (partResult, error){
	"ingest":           partIngest,
	"ingest-yardstick": partIngestYardstick,
	"load":             partLoad,
	"load-yardstick":   partLoadYardstick,
	"compact":          partCompact,
	"verify":           partVerify,
	"export":           partExport,
	"open":             partOpen,
	"open-yardstick":   partOpenYardstick,
	"write":            partWrite,
	"articles":         partArticles,
}

func newBenchPart() *cobra.Command {
	var o partOptions
	cmd := &cobra.Command{
		Use:    "part NAME",
		Short:  "Do one part of bench in a process of its own",
		Hidden: true,
		Args:   arguments(1, 1, "one NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			part := parts[args[0]]
			if part == nil {
				return usage(cmd, "there is no part %q", args[0])
			}
			r, err := part(cmd.Context(), o, cmd.OutOrStdout())
			if err != nil {
				return err
			}
			r.Peak = peakMemory()
			return json.NewEncoder(cmd.OutOrStdout()).Encode(r)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.dir, "dir", "", "directory of the store")
	f.IntVar(&o.articles, "articles", 0, "how many articles")
	f.IntVar(&o.first, "first", 0, "number of the first article")
	f.IntVar(&o.callers, "callers", 1, "callers at the same time")
	f.StringVar(&o.source, "source", "", "source to ask for")
	return cmd
}

// partCommand is the process of a part.
func partCommand(ctx context.Context, name string, o partOptions) (*exec.Cmd, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return exec.CommandContext(ctx, exe, "bench", "part", name, "--dir", o.dir, "--articles", strconv.Itoa(o.articles),
		"--first", strconv.Itoa(o.first), "--callers", strconv.Itoa(o.callers), "--source", o.source), nil
}

// part runs a part and returns what it found.
func (b *bench) part(ctx context.Context, name string, o partOptions) (r partResult, err error) {
	cmd, err := partCommand(ctx, name, o)
	if err != nil {
		return r, err
	}
	cmd.Stderr = b.stderr
	out, err := cmd.Output()
	if err != nil {
		return r, fmt.Errorf("%s: %w", name, err)
	}
	if err := json.Unmarshal(out, &r); err != nil {
		return r, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

func inStore(dir string, fn func(*graph.DB) error) (err error) {
	db, err := graph.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(db)
}

func inYardstick(dir string, w *graphtest.Workload, sync bool, fn func(*graphtest.Yardstick) error) (err error) {
	y, err := graphtest.OpenYardstick(dir, w, sync)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, y.Close()) }()
	return fn(y)
}

// waited is the middle and the end of waits.
func waited(r *partResult, waits []time.Duration) {
	ms := make([]float64, len(waits))
	for i, w := range waits {
		ms[i] = w.Seconds() * 1e3
	}
	r.P50, r.P99 = percentile(ms, 50), percentile(ms, 99)
}

func partIngest(ctx context.Context, o partOptions, _ io.Writer) (r partResult, err error) {
	w := graphtest.NewWorkload()
	waits := make([]time.Duration, o.articles)
	err = inStore(o.dir, func(db *graph.DB) error {
		start := time.Now()
		err := putAll(o.callers, o.first, o.articles, func(i int) error {
			d := w.Document(i)
			start := time.Now()
			_, err := db.Put(ctx, d)
			waits[i-o.first] = time.Since(start)
			return err
		})
		r.Seconds = time.Since(start).Seconds()
		return err
	})
	waited(&r, waits)
	return r, err
}

// putAll calls put for so many numbers from first on, with some callers at the same time.
func putAll(callers, first, articles int, put func(i int) error) error {
	var next atomic.Int64
	next.Store(int64(first))
	errs := make([]error, callers)
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for errs[c] == nil {
				i := int(next.Add(1)) - 1
				if i >= first+articles {
					return
				}
				errs[c] = put(i)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func partIngestYardstick(_ context.Context, o partOptions, _ io.Writer) (r partResult, err error) {
	err = inYardstick(o.dir, graphtest.NewWorkload(), true, func(y *graphtest.Yardstick) error {
		start := time.Now()
		waits, err := y.Ingest(o.articles)
		r.Seconds = time.Since(start).Seconds()
		waited(&r, waits)
		return err
	})
	return r, err
}

// partLoad loads in bulk. The time is until all is on disk and the store is closed.
func partLoad(ctx context.Context, o partOptions, _ io.Writer) (r partResult, err error) {
	w := graphtest.NewWorkload()
	start := time.Now()
	err = inStore(o.dir, func(db *graph.DB) error { return bulkLoad(ctx, db, w, o.articles) })
	r.Seconds = time.Since(start).Seconds()
	return r, err
}

func partLoadYardstick(_ context.Context, o partOptions, _ io.Writer) (r partResult, err error) {
	w := graphtest.NewWorkload()
	start := time.Now()
	err = inYardstick(o.dir, w, false, func(y *graphtest.Yardstick) error { return y.Load(o.articles) })
	r.Seconds = time.Since(start).Seconds()
	if err == nil {
		err = inYardstick(o.dir, w, false, func(y *graphtest.Yardstick) error { return y.Compact() })
	}
	return r, err
}

func partCompact(ctx context.Context, o partOptions, _ io.Writer) (r partResult, err error) {
	return r, inStore(o.dir, func(db *graph.DB) error { return db.Compact(ctx) })
}

// partVerify checks the whole store, and fails where something is wrong with it.
func partVerify(ctx context.Context, o partOptions, _ io.Writer) (r partResult, err error) {
	start := time.Now()
	err = inStore(o.dir, func(db *graph.DB) error {
		for p, err := range db.Verify(ctx) {
			if err != nil {
				return err
			}
			return fmt.Errorf("the store is not sound: %s", p)
		}
		return nil
	})
	r.Seconds = time.Since(start).Seconds()
	return r, err
}

// partExport writes the whole store in the format native to nowhere.
func partExport(ctx context.Context, o partOptions, _ io.Writer) (r partResult, err error) {
	defer saveMemory()()
	err = inStore(o.dir, func(db *graph.DB) error {
		var rest float64
		r.Rest, rest, _, _ = memoryHeld()
		over, most := make(chan struct{}), make(chan float64)
		go func() {
			m := rest
			for {
				select {
				case <-over:
					most <- m
					return
				case <-time.After(5 * time.Millisecond):
					_, anonymous, _, _ := memoryHeld()
					m = max(m, anonymous)
				}
			}
		}()
		start := time.Now()
		defer func() {
			r.Seconds = time.Since(start).Seconds()
			close(over)
			r.Anonymous = <-most - rest
		}()
		return db.View(ctx, func(tx *graph.Tx) error {
			_, err := export.Write(ctx, tx, (*byteCount)(&r.Bytes), export.Options{Format: "native"})
			return err
		})
	})
	return r, err
}

// byteCount counts what is written to it.
type byteCount int64

func (n *byteCount) Write(b []byte) (int, error) {
	*n += byteCount(len(b))
	return len(b), nil
}

// partOpen opens the store and asks one question.
func partOpen(ctx context.Context, o partOptions, _ io.Writer) (r partResult, err error) {
	source, err := graph.ParseID(o.source)
	if err != nil {
		return r, err
	}
	start := time.Now()
	err = inStore(o.dir, func(db *graph.DB) error {
		n, err := claimsOfSource(ctx, db, source)
		if err == nil && n == 0 {
			err = fmt.Errorf("source %s has no claim", source)
		}
		r.Seconds = time.Since(start).Seconds()
		return err
	})
	return r, err
}

func partOpenYardstick(_ context.Context, o partOptions, _ io.Writer) (r partResult, err error) {
	w := graphtest.NewWorkload()
	start := time.Now()
	y, err := graphtest.OpenYardstick(o.dir, w, true)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, y.Close()) }()
	_, err = y.Claims(y.Sources(o.articles, 1)[0])
	r.Seconds = time.Since(start).Seconds()
	return r, err
}

// partWrite stores articles until it is killed, and prints the number of each once it is acknowledged.
func partWrite(ctx context.Context, o partOptions, stdout io.Writer) (partResult, error) {
	w := graphtest.NewWorkload()
	var mu sync.Mutex
	return partResult{}, inStore(o.dir, func(db *graph.DB) error {
		return putAll(o.callers, o.first, 1<<30, func(i int) error {
			if _, err := db.Put(ctx, w.Document(i)); err != nil {
				return err
			}
			line := strconv.AppendInt(nil, int64(i), 10)
			mu.Lock()
			defer mu.Unlock()
			_, err := stdout.Write(append(line, '\n')) // at once: what is in a buffer dies with the process
			return err
		})
	})
}

// writer is a running partWrite.
type writer struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func startWriter(ctx context.Context, o partOptions, stderr io.Writer) (*writer, error) {
	cmd, err := partCommand(ctx, "write", o)
	if err != nil {
		return nil, err
	}
	cmd.Stderr = stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &writer{cmd, bufio.NewScanner(out)}, nil
}

// acknowledged is the next number that the writer printed; false when it is dead and all are read.
func (w *writer) acknowledged() (int, bool) {
	if !w.lines.Scan() {
		return 0, false
	}
	i, err := strconv.Atoi(w.lines.Text())
	return i, err == nil // the last line may be cut off
}

// kill ends the writer with SIGKILL.
func (w *writer) kill() { _ = w.cmd.Process.Kill() }

// wait waits for the end of the writer, and complains where it was not killed.
func (w *writer) wait() error {
	err := w.cmd.Wait()
	if e, ok := errors.AsType[*exec.ExitError](err); ok && e.ExitCode() == -1 {
		return nil
	}
	if err == nil {
		err = errors.New("it ended by itself")
	}
	return fmt.Errorf("writing process: %w", err)
}
