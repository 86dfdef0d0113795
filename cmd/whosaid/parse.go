package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/loader/lang"
	"github.com/whosaid/whosaid/loader/source"
)

type parseOptions struct {
	paths []string
	as    source.Format
	stdin io.Reader
}

func newParse() *cobra.Command {
	var o parseOptions
	cmd := &cobra.Command{
		Use:   "parse PATH...",
		Short: "Print the dependency trees of articles, as CoNLL-U",
		Long: "parse prints how the sentences of articles are read: words, lemmas, parts of speech and dependency trees by Universal\n" +
			"Dependencies, as CoNLL-U. A token of several words (don't) is a range above them. Nothing is stored.\n\n" + pathHelp,
		Example: "  whosaid parse report.txt > report.conllu",
		Args:    arguments(1, -1, "at least one PATH (a file, a directory, or - for standard input)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.paths, o.stdin = args, cmd.InOrStdin()
			return runParse(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	asFlag(cmd, &o.as)
	return cmd
}

// runParse prints the trees of every article. What cannot be read is told on stderr, and the others go on.
func runParse(ctx context.Context, o parseOptions, stdout, stderr io.Writer) error {
	model := lang.Default()
	parser := lang.NewParser(model)
	var seen, failed int
	for a, err := range until(ctx, source.Read(o.paths, source.Options{Stdin: o.stdin, As: o.as})) {
		seen++
		if err != nil {
			failed++
			complain(stderr, err)
			continue
		}
		doc := lang.Analyze(a.Text)
		parser.Parse(doc)
		if err := model.WriteCoNLLU(stdout, doc, a.ID); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("parse: stopped after %s", plural(seen, "article"))
	}
	return someFailed(failed, seen)
}
