package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph/graphtest"
)

type benchOptions struct {
	dir      string
	articles int
	callers  int
	rounds   int
	kill     int
	http     bool
	hostile  bool
	warc     bool
	// gigabytes is the size of the sparse archive.
	gigabytes int
	each      time.Duration // of an attack
	seed      uint64
	json      bool
}

func newBench() *cobra.Command {
	o := benchOptions{articles: 10_000, callers: 16, rounds: 3, gigabytes: 20, seed: 1}
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure the store on this machine",
		Long: "bench makes a graph of its own from made-up articles and measures how fast it is written and asked, how much room it\n" +
			"takes and how soon it opens. Beside each figure stand what is asked for at the least (floor), what is aimed at, and what\n" +
			"plain Badger does in the same run with a layout written by hand (yardstick). Each figure is the median of the rounds.\n" +
			"At most 100,000 articles are stored one by one; the rest is loaded in bulk. Nothing is left on the disk.\n\n" +
			"With --kill N it kills a writing process N times instead, and looks each time whether every article that was\n" +
			"acknowledged is there, whole, and no other one in part.\n\n" +
			"With --http it measures the server instead: how often a second it answers a page of 20 claims with their sources,\n" +
			"relations and articles over 16 connections, beside a plain handler that reads the same from the same store. With\n" +
			"--hostile it attacks a server in many ways, and shows how much memory that costs and how long others wait. With --warc it\n" +
			"loads made-up articles as JSON Lines and as pages of a web archive, and an archive that is larger than memory.",
		Example: "  whosaid bench --articles 2000",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.articles == 0 || o.callers == 0 || o.rounds == 0 {
				return usage(cmd, "--articles, --callers and --rounds are at least 1")
			}
			kinds := 0
			for _, on := range []bool{o.kill > 0, o.http, o.hostile, o.warc} {
				if on {
					kinds++
				}
			}
			if kinds > 1 {
				return usage(cmd, "--kill, --http, --hostile and --warc are measurements of their own: give one of them")
			}
			if o.each <= 0 {
				return usage(cmd, "--each: %v is not a time above zero, as in 3s", o.each)
			}
			return runBench(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.Var((*directory)(&o.dir), "dir", "directory to make the stores in, for a disk of your choice (default: the system's directory for temporary files)")
	f.Var((*count)(&o.articles), "articles", "articles of the graph, with 33 edges each")
	f.Var((*count)(&o.callers), "callers", "callers that store articles at the same time")
	f.Var((*count)(&o.rounds), "rounds", "how often each figure is taken")
	f.Var((*count)(&o.kill), "kill", "kill a writing process so many times, and measure nothing")
	f.BoolVar(&o.http, "http", false, "measure the server, not the store")
	f.BoolVar(&o.hostile, "hostile", false, "attack a server, and measure what others get")
	f.BoolVar(&o.warc, "warc", false, "measure the loading of web archives, not the store")
	f.Var((*count)(&o.gigabytes), "gigabytes", "size of the largest archive of --warc; it takes little room on the disk")
	f.DurationVar(&o.each, "each", 3*time.Second, "how long each attack of --hostile lasts")
	f.Uint64Var(&o.seed, "seed", o.seed, "what the moments of --kill are drawn from")
	jsonFlag(cmd, &o.json)
	cmd.AddCommand(newBenchPart())
	return cmd
}

// runBench measures a store in a directory of its own, which it takes away again.
func runBench(ctx context.Context, o benchOptions, stdout, stderr io.Writer) (err error) {
	dir, err := os.MkdirTemp(o.dir, "whosaid-bench-")
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	run := measure
	switch {
	case o.kill > 0:
		run = runKills
	case o.http:
		run = measureHTTP
	case o.hostile:
		run = runHostile
	case o.warc:
		run = measureWARC
	}
	err = run(ctx, o, dir, stdout, stderr)
	if ctx.Err() != nil {
		return fmt.Errorf("bench: stopped")
	}
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	return nil
}

// bench is a run: what it measures with, and what it has found.
type bench struct {
	benchOptions
	base   string // the directory that holds the stores
	stderr io.Writer
	world  *graphtest.Workload
	board  board
}

// measure takes every figure and prints them.
func measure(ctx context.Context, o benchOptions, dir string, stdout, stderr io.Writer) error {
	b := &bench{benchOptions: o, base: dir, stderr: stderr, world: graphtest.NewWorkload(), board: newBoard(storeGoals)}
	// What comes before ask runs in processes of its own, so that the memory of this one, which asks the questions, is that of
	// asking.
	for _, part := range []func(context.Context) error{b.ingest, b.load, b.export, b.open, b.openKilled, b.ask, b.askYardstick, b.size} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	if o.json {
		return b.writeJSON(stdout)
	}
	return b.writeText(stdout)
}

// place is a directory for a store.
func (b *bench) place(name string) string { return filepath.Join(b.base, name) }

// ground is what the figures stand on.
type ground struct {
	Articles int    `json:"articles"`
	Edges    int    `json:"edges"`
	Rounds   int    `json:"rounds"`
	Callers  int    `json:"callers"`
	Cores    int    `json:"cores"`
	Go       string `json:"go"`
	System   string `json:"system"`
	Version  string `json:"whosaid"`
}

func (b *bench) ground() ground {
	return ground{
		Articles: b.articles, Edges: b.articles * graphtest.WorkloadEdges, Rounds: b.rounds, Callers: b.callers,
		Cores: runtime.GOMAXPROCS(0), Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH, Version: readVersion().String(),
	}
}

func (b *bench) writeJSON(w io.Writer) error {
	out := json.NewEncoder(w)
	if err := out.Encode(b.ground()); err != nil {
		return err
	}
	for _, f := range b.board.figures() {
		if err := out.Encode(f); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) writeText(w io.Writer) error {
	g := b.ground()
	how := "stored by " + plural(g.Callers, "caller") + " at a time"
	what := plural(g.Edges, "edge")
	if b.warc {
		what, how = fmt.Sprintf("each of %d texts of the workload", pageDocuments), "loaded from files"
	}
	if b.http {
		how = "asked over " + plural(connections, "connection")
	}
	_, err := fmt.Fprintf(w, "%s, %s; %s; %s; %s, %s, %s\n\n",
		plural(g.Articles, "article"), what, how, plural(g.Rounds, "round"), plural(g.Cores, "core"), g.Go, g.System)
	if err != nil {
		return err
	}
	if err := b.board.writeTo(w); err != nil {
		return err
	}
	if b.http || b.warc {
		return nil
	}
	_, err = fmt.Fprintf(w, "\nOn average %s and %s claims stood on a page, %s entities in a neighbourhood, %s claims on the board.\n",
		amount(b.records(newestOfSource)), amount(b.records(byTriple)), amount(b.records(neighborhoodOf200)), amount(b.records(boardOf500)))
	return err
}

// records is how many records an answer had on average.
func (b *bench) records(question string) *float64 { return b.board.at(question + ", p50").records }
