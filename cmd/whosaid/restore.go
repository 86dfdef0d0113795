package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
)

type restoreOptions struct {
	db    string
	file  string // or -
	stdin io.Reader
}

func newRestore() *cobra.Command {
	var o restoreOptions
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Make a store of a backup",
		Long: "restore makes a store of what the backup verb wrote, in a directory that is new or empty. FILE may be - for standard\n" +
			"input. The backup is checked whole before the store is written; one that is cut off or changed leaves nothing behind.",
		Example: "  whosaid restore --db friday.db friday.whosaid",
		Args:    arguments(1, 1, "one FILE (or - for standard input)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.file, o.stdin = args[0], cmd.InOrStdin()
			return runRestore(cmd.Context(), o, cmd.OutOrStdout())
		},
	}
	storeFlag(cmd, &o.db)
	return cmd
}

// runRestore makes a store of a backup.
func runRestore(ctx context.Context, o restoreOptions, stdout io.Writer) error {
	in, what := o.stdin, "standard input"
	if o.file != "-" {
		f, err := os.Open(o.file)
		if err != nil {
			return fmt.Errorf("restore: %w", err)
		}
		defer f.Close()
		in, what = f, o.file
	}
	s, err := graph.Restore(ctx, o.db, in)
	if err := makeError(ctx, "restore", o.db, err); err != nil {
		return err
	}
	if err != nil {
		return fmt.Errorf("restore: %s: %w", what, innermost(err, "graph: restore into %q: ", o.db))
	}
	_, err = fmt.Fprintf(stdout, "restored %s with %s\n", plural(s.Articles, "article"), plural(s.Claims, "claim"))
	return err
}

// makeError is an error that is about the directory of the store that a verb makes; nil where err is about something else.
func makeError(ctx context.Context, verb, dir string, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%s: stopped; nothing was stored", verb)
	case errors.Is(err, graph.ErrInUse):
		return &told{fmt.Sprintf("the store %s is in use by another process; name another directory", dir), err}
	case errors.Is(err, graph.ErrNotEmpty):
		return fmt.Errorf("%s: the directory %s holds something already; name a new or empty one", verb, dir)
	}
	return nil
}
