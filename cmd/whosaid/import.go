package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader"
)

type importOptions struct {
	paths   []string
	db      string
	lexicon string
	dryRun  bool
	replace bool
	quiet   bool
	stdin   io.Reader
}

func newImport() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import PATH...",
		Short: "Store what export or extract wrote, under the same laws",
		Long: "import stores articles with their claims from exports in the format native and from the output of extract (or of another\n" +
			"extractor that writes it); which of them a file is, is seen by its content. Every article passes the checks that load makes:\n" +
			"each quote stands in its place, each claim has a source. A line that does not is told, and the others go on. Texts of\n" +
			"one URL are versions of one article, of which the one that was seen last is shown; so files can be imported in any order. An\n" +
			"article of an export of a part of a store that the store holds otherwise is left as it is, because claims would be lost;\n" +
			"--replace lets it take its place. An empty store is filled in bulk: nothing is stored until all is read.\n" +
			"A PATH is a file, a directory of .jsonl, .ndjson and .json files, or - for standard input.",
		Example: "  whosaid import --db copy.db store.jsonl",
		Args:    arguments(1, -1, "at least one PATH (a file, a directory, or - for standard input)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths, o.stdin = args, cmd.InOrStdin()
			return runImport(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	storeFlag(cmd, &o.db)
	lexiconFlag(cmd, &o.lexicon)
	f := cmd.Flags()
	f.BoolVar(&o.dryRun, "dry-run", false, "store nothing: say of each article what would become of it, and why")
	f.BoolVar(&o.replace, "replace", false, "let articles of an export of a part take the place of those in the store")
	f.BoolVar(&o.quiet, "quiet", false, "print no progress and no summary, only what went wrong")
	return cmd
}

// runImport stores the items of the paths, or says what that would do.
func runImport(ctx context.Context, o importOptions, stdout, stderr io.Writer) error {
	if os.Getenv("GOMEMLIMIT") == "" {
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(loadMemory))
	}
	lex, err := readLexicon(o.lexicon)
	if err != nil { // before a store is made
		return fmt.Errorf("import: %w", err)
	}
	options := loader.ImportOptions{Lexicon: lex, DryRun: o.dryRun, Replace: o.replace}
	return fillStore(ctx, o.db, o.dryRun, func(*graph.DB) iter.Seq2[loader.Item, error] { return readItems(o.paths, o.stdin) },
		func(db *graph.DB, in iter.Seq2[loader.Item, error]) error {
			return importInto(ctx, db, in, o, options, stdout, stderr)
		})
}

// importInto stores the items in db and tells what became of them.
func importInto(ctx context.Context, db *graph.DB, in iter.Seq2[loader.Item, error], o importOptions, options loader.ImportOptions, stdout, stderr io.Writer) error {
	bar := newProgress(stderr, o.quiet || o.dryRun)
	refused := map[string]int{}
	var now counts
	var unwritten error // a report that could not be written
	stop := ctx         // what ends in with it may do so before ctx knows
	ctx, cancel := context.WithCancel(stop)
	defer cancel()
	sum, err := loader.Import(ctx, db, in, options, func(r loader.Result) {
		now.add(r)
		for _, f := range r.Refused {
			refused[f.Reason]++
		}
		if r.Err != nil {
			bar.clear()
			complain(stderr, r.Err)
		} else if o.dryRun && unwritten == nil {
			if unwritten = writeTried(stdout, r); unwritten != nil {
				cancel()
			}
		}
		bar.show(now, r.Path)
	})
	bar.clear()
	switch {
	case unwritten != nil:
		return fmt.Errorf("import: stopped: %w", unwritten)
	case stop.Err() != nil:
		return fmt.Errorf("import: stopped; %s stored whole in this run; run the same command again to import the rest",
			are(sum.Stored+sum.Replaced+sum.Versioned, "article"))
	case err != nil:
		return err
	}
	switch {
	case o.quiet:
	case o.dryRun:
		err = writeTriedSummary(stdout, sum)
	default:
		err = writeSummary(ctx, stdout, db, sum, refused)
	}
	if err != nil {
		return err
	}
	return someFailed(sum.Failed, sum.Articles)
}

// writeTriedSummary writes what a dry run came to.
func writeTriedSummary(w io.Writer, s loader.Summary) error {
	versioned := ""
	if s.Versioned > 0 {
		versioned = group(s.Versioned) + " get another version, "
	}
	_, err := fmt.Fprintf(w, "%s: %s would be stored, %s replaced, %s%s unchanged, %s would fail\n",
		plural(s.Articles, "article"), group(s.Stored), group(s.Replaced), versioned, group(s.Unchanged), group(s.Failed))
	return err
}

// writeTried writes what would become of an article.
func writeTried(w io.Writer, r loader.Result) error {
	_, err := fmt.Fprintf(w, "%-9s  %s  %s  %s\n", r.Status, oneLine(r.Path), r.Article, oneLine(fmt.Sprintf("%q, %s", r.Title, plural(r.Claims, "claim"))))
	for _, f := range r.Refused {
		if err == nil {
			_, err = fmt.Fprintf(w, "  refused: %s (%s)\n", oneLine(f.Reason), oneLine(fmt.Sprintf("%.80q", f.Quote)))
		}
	}
	return err
}
