package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
)

type verifyOptions struct {
	db     string
	repair bool
	drop   bool
	json   bool
}

func newVerify() *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check the whole store",
		Long: "verify reads the whole store and prints what is wrong in it, a line for each problem: whether every article is the one\n" +
			"that was stored, every quote stands at its place, and all other records are what the articles come to. Exit code 1\n" +
			"says that something is wrong.\n\n" +
			"With --repair it first writes anew what follows from the articles. An article that cannot be read is not among\n" +
			"that: restore a backup, or take it out with --drop and load it again.",
		Example: "  whosaid verify --repair",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runVerify(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	storeFlag(cmd, &o.db)
	jsonFlag(cmd, &o.json)
	cmd.Flags().BoolVar(&o.repair, "repair", false, "write anew what follows from the articles, then check")
	cmd.Flags().BoolVar(&o.drop, "drop", false, "also take out what is left of articles that cannot be read, so that they can be loaded again")
	return cmd
}

// runVerify prints what is wrong in the store, repairs it where that is asked for, and fails when something is wrong in the end.
func runVerify(ctx context.Context, o verifyOptions, stdout, stderr io.Writer) error {
	if !o.repair && !o.drop {
		return readStore(o.db, func(db *graph.DB) error { return verify(ctx, db, o, stdout, stderr) })
	}
	return changeStore(o.db, func(db *graph.DB) error {
		if err := repair(ctx, db, o, stdout, stderr); err != nil {
			return stopped(ctx, "verify", err)
		}
		return verify(ctx, db, o, stdout, stderr)
	})
}

// repair writes anew what can be, and says how much that was.
func repair(ctx context.Context, db *graph.DB, o verifyOptions, stdout, stderr io.Writer) error {
	to := stdout
	if o.json {
		to = stderr
	}
	n, err := db.Repair(ctx)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(to, "repair: %s written anew\n", are(n, "record")); err != nil {
		return err
	}
	if !o.drop {
		return nil
	}
	dropped, err := db.DropDamaged(ctx)
	if err != nil {
		return err
	}
	for _, p := range dropped {
		if _, err := fmt.Fprintf(to, "taken out: %s\n", oneLine(p.String())); err != nil {
			return err
		}
	}
	return nil
}

// verify prints what is wrong, and at the end what was checked.
func verify(ctx context.Context, db *graph.DB, o verifyOptions, stdout, stderr io.Writer) error {
	bar := newProgress(stderr, o.json && terminalWidth(stdout) > 0)
	started := time.Now()
	var now graph.Checked
	found := 0
	for p, err := range db.VerifyWith(ctx, graph.VerifyOptions{Progress: func(c graph.Checked) {
		now = c
		bar.line(plural(c.Articles, "article") + ", " + plural(c.Records, "record") + " checked")
	}}) {
		bar.clear()
		if err != nil {
			return stopped(ctx, "verify", err)
		}
		found++
		if err := writeProblem(stdout, p, o.json); err != nil {
			return err
		}
	}
	bar.clear()
	if err := writeChecked(stdout, now, found, time.Since(started), o.json); err != nil {
		return err
	}
	switch {
	case found == 0:
		return nil
	case o.repair || o.drop:
		return fmt.Errorf("verify: %s cannot be repaired: restore a backup into another directory (whosaid restore), or take the damaged "+
			"articles out (whosaid verify --drop) and load them again", plural(found, "problem"))
	}
	return fmt.Errorf("verify: %s; write anew what follows from the articles: whosaid verify --repair, or restore a backup: whosaid restore",
		plural(found, "problem"))
}

func writeProblem(w io.Writer, p graph.Problem, asJSON bool) error {
	if asJSON {
		return encode(w, struct {
			Record string `json:"record"`
			Text   string `json:"text"`
		}{p.Record, p.Text})
	}
	_, err := fmt.Fprintln(w, oneLine(p.String()))
	return err
}

func writeChecked(w io.Writer, c graph.Checked, problems int, took time.Duration, asJSON bool) error {
	if asJSON {
		return encode(w, struct {
			Articles int     `json:"articles"`
			Versions int     `json:"versions"`
			Claims   int     `json:"claims"`
			Records  int     `json:"records"`
			Problems int     `json:"problems"`
			Seconds  float64 `json:"seconds"`
		}{c.Articles, c.Versions, c.Claims, c.Records, problems, took.Seconds()})
	}
	_, err := fmt.Fprintf(w, "checked %s in %s with %s, and %s that follow from them: %s\n",
		plural(c.Articles, "article"), plural(c.Versions, "version"), plural(c.Claims, "claim"), plural(c.Records, "record"), plural(problems, "problem"))
	return err
}

// encode writes a line of JSON.
func encode(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

// stopped is the error of a verb that was stopped, or else err.
func stopped(ctx context.Context, verb string, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return fmt.Errorf("%s: stopped", verb)
	}
	return err
}
