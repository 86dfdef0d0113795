package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/loader"
	"github.com/whosaid/whosaid/loader/extract"
	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/lexicon"
	"github.com/whosaid/whosaid/loader/source"
)

type extractOptions struct {
	paths   []string
	lexicon string
	workers int
	as      source.Format
	skipped bool
	stdin   io.Reader
}

func newExtract() *cobra.Command {
	var o extractOptions
	cmd := &cobra.Command{
		Use:   "extract PATH...",
		Short: "Print what is read from articles, as JSON Lines",
		Long: "extract reads articles and prints what it finds in each: entities, claims, relations and attributions, as one JSON\n" +
			"object a line, in the order of the input. Nothing is stored and nothing is fetched: the same input gives the same output, so that\n" +
			"parts of it can be extracted by several processes, on several machines, and imported in any order.\n\n" + pathHelp,
		Example: "  whosaid extract report.txt > report.jsonl",
		Args:    arguments(1, -1, "at least one PATH (a file, a directory, or - for standard input)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths, o.stdin = args, cmd.InOrStdin()
			return runExtract(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	lexiconFlag(cmd, &o.lexicon)
	workersFlag(cmd, &o.workers)
	asFlag(cmd, &o.as)
	cmd.Flags().BoolVar(&o.skipped, "skipped", false, "tell on stderr what of each article is passed over, and why")
	return cmd
}

const pathHelp = "A PATH is a file, a directory of files, a pattern of names in quotes ('archive/**/*.html'), or - for standard input. A file is\n" +
	"a web page (HTML), a feed (RSS, Atom, JSON Feed), a web archive (WARC), JSON Lines (id, title, text, url, canonical, outlet, author,\n" +
	"published, modified, seen, language, notices), a text or Markdown (UTF-8; it may open with such fields, one a line, between two\n" +
	"lines of ---); each of them may be compressed with gzip. Which of them it is, is seen by its content."

// runExtract prints the record of every article. What cannot be read is told on stderr, and the others go on.
func runExtract(ctx context.Context, o extractOptions, stdout, stderr io.Writer) error {
	lex, err := readLexicon(o.lexicon)
	if err != nil {
		return fmt.Errorf("extract: %w", err)
	}
	out := json.NewEncoder(stdout)
	out.SetEscapeHTML(false)
	var seen, failed int
	in := until(ctx, source.Read(o.paths, source.Options{Stdin: o.stdin, As: o.as, Workers: o.workers}))
	err = loader.Extract(ctx, in, loader.Options{Lexicon: lex, Workers: o.workers}, func(r extract.Record, err error) error {
		seen++
		if err != nil {
			failed++
			complain(stderr, err)
			return nil
		}
		if o.skipped {
			tellSkipped(stderr, lex, r)
		}
		return out.Encode(r)
	})
	if ctx.Err() != nil {
		return fmt.Errorf("extract: stopped after %s", plural(seen, "article"))
	}
	if err != nil {
		return err
	}
	return someFailed(failed, seen)
}

// tellSkipped writes one line for each passage that no claim is taken from: the article, the reason, the first words.
func tellSkipped(w io.Writer, lex *lexicon.Lexicon, r extract.Record) {
	doc := lang.Analyze(r.Text)
	for _, s := range extract.Skip(doc, lex) {
		words := strings.Join(strings.Fields(doc.Span(s.First, min(s.Last, s.First+8))), " ")
		if s.Last-s.First > 8 {
			words += " …"
		}
		fmt.Fprintf(w, "%s: passed over (%s): %s\n", r.ID, s.Reason, words)
	}
}

// someFailed is the error of inputs of which some could not be read; nil where none failed.
func someFailed(failed, seen int) error {
	if failed == 0 {
		return nil
	}
	return &told{fmt.Sprintf("%d of %s failed, as told above", failed, plural(seen, "input")), errSome}
}
