package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/source"
)

type loadOptions struct {
	paths   []string
	db      string
	lexicon string
	workers int
	json    bool
	quiet   bool
	stdin   io.Reader
}

func newLoad() *cobra.Command {
	var o loadOptions
	cmd := &cobra.Command{
		Use:   "load PATH...",
		Short: "Read articles and store who said what",
		Long: "load reads articles, finds the claims in them and stores both. Each article is stored whole or not at all, and\n" +
			"loading it again changes nothing.\n\n" + pathHelp,
		Example: "  whosaid load reports/ archive.jsonl",
		Args:    arguments(1, -1, "at least one PATH (a file, a directory, or - for standard input)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths, o.stdin = args, cmd.InOrStdin()
			return runLoad(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	storeFlag(cmd, &o.db)
	lexiconFlag(cmd, &o.lexicon)
	workersFlag(cmd, &o.workers)
	cmd.Flags().BoolVar(&o.json, "json", false, "print one JSON object for each article, as soon as it is on disk")
	cmd.Flags().BoolVar(&o.quiet, "quiet", false, "print no progress and no summary, only what went wrong")
	return cmd
}

// runLoad loads the articles of the paths into the store.
func runLoad(ctx context.Context, o loadOptions, stdout, stderr io.Writer) error {
	if os.Getenv("GOMEMLIMIT") == "" {
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(loadMemory))
	}
	lex, err := readLexicon(o.lexicon)
	if err != nil { // before a store is made
		return fmt.Errorf("load: %w", err)
	}
	return writeStore(o.db, func(db *graph.DB) error {
		return load(ctx, db, source.Read(o.paths, source.Options{Stdin: o.stdin}), lex, o, stdout, stderr)
	})
}

// loadMemory is how much memory a load may take before it collects garbage more often than it otherwise would: when the store
// sorts its files, garbage comes fast. The environment variable GOMEMLIMIT sets another limit.
const loadMemory = 320 << 20

// load loads articles into db with the names of a lexicon and tells what became of them.
func load(ctx context.Context, db *graph.DB, in articles, lex *lexicon.Lexicon, o loadOptions, stdout, stderr io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var unwritten error // a report that could not be written
	bar := newProgress(stderr, o.quiet || o.json && terminalWidth(stdout) > 0)
	refused := map[string]int{}
	var now counts
	sum, err := loader.Load(ctx, db, until(ctx, in), loader.Options{Lexicon: lex, Workers: o.workers}, func(r loader.Result) {
		now.add(r)
		for _, f := range r.Refused {
			refused[f.Reason]++
		}
		if r.Err != nil {
			bar.clear()
			complain(stderr, r.Err)
		}
		if o.json && unwritten == nil {
			if unwritten = writeResult(stdout, r); unwritten != nil {
				cancel()
			}
		}
		bar.show(now, r.Path)
	})
	bar.clear()
	if unwritten != nil {
		return fmt.Errorf("load: stopped: %w", unwritten)
	}
	if ctx.Err() != nil {
		return fmt.Errorf("load: stopped; %s stored whole in this run; run the same command again to load the rest",
			are(sum.Stored+sum.Replaced, "article"))
	}
	if err != nil {
		return fmt.Errorf("load: %w", err)
	}
	if !o.quiet {
		to := stdout
		if o.json {
			to = stderr
		}
		if err := writeSummary(ctx, to, db, sum, refused); err != nil {
			return err
		}
	}
	return someFailed(sum.Failed, sum.Articles)
}

// writeResult writes what became of one article as a line of JSON.
func writeResult(w io.Writer, r loader.Result) error {
	type refusal struct {
		Quote  string `json:"quote"`
		Reason string `json:"reason"`
	}
	line := struct {
		ID        string        `json:"id"`
		Status    loader.Status `json:"status"`
		Path      string        `json:"path"`
		Article   string        `json:"article,omitempty"`
		Title     string        `json:"title,omitempty"`
		Claims    int           `json:"claims"`
		Relations int           `json:"relations"`
		Refused   []refusal     `json:"refused,omitempty"`
		Error     string        `json:"error,omitempty"`
	}{
		ID: r.ID, Status: r.Status, Path: r.Path, Article: r.Article.String(), Title: r.Title,
		Claims: r.Claims, Relations: r.Relations,
	}
	for _, f := range r.Refused {
		line.Refused = append(line.Refused, refusal(f))
	}
	if r.Err != nil {
		line.Error = r.Err.Error()
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(line)
}

// writeSummary writes what a load came to, and what the store holds after it.
func writeSummary(ctx context.Context, w io.Writer, db *graph.DB, s loader.Summary, refused map[string]int) error {
	var held graph.Stats
	err := db.View(ctx, func(tx *graph.Tx) (err error) {
		held, err = tx.Stats()
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s: %s stored, %s replaced, %s unchanged, %s failed\n%s stored; the store now holds %s, %s, %s, %s\n",
		plural(s.Articles, "article"), group(s.Stored), group(s.Replaced), group(s.Unchanged), group(s.Failed), plural(s.Claims, "claim"),
		plural(held.Articles, "article"), many(held.Entities, "entity", "entities"), plural(held.Relations, "relation"), plural(held.Claims, "claim"))
	if err != nil || s.Refused == 0 {
		return err
	}
	if _, err := fmt.Fprintf(w, "%s refused:\n", plural(s.Refused, "claim")); err != nil {
		return err
	}
	reasons := slices.SortedFunc(maps.Keys(refused), func(a, b string) int {
		return cmp.Or(cmp.Compare(refused[b], refused[a]), cmp.Compare(a, b))
	})
	for _, r := range reasons {
		if _, err := fmt.Fprintf(w, "%6d  %s\n", refused[r], oneLine(r)); err != nil {
			return err
		}
	}
	return nil
}
