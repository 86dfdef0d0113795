package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
)

func newCompact() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "compact",
		Short: "Make the store's files smaller",
		Long: "compact merges the files of the store and lets go of what was replaced or removed. What the store holds stays the same.\n" +
			"On the way it needs as much room again on the disk.",
		Example: "  whosaid compact",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runCompact(cmd.Context(), dir, cmd.OutOrStdout())
		},
	}
	storeFlag(cmd, &dir)
	return cmd
}

// runCompact compacts the store, and prints how large it was and is.
func runCompact(ctx context.Context, dir string, stdout io.Writer) error {
	return changeStore(dir, func(db *graph.DB) error {
		before, err := db.Size()
		if err != nil {
			return err
		}
		if err := db.Compact(ctx); err != nil {
			return stopped(ctx, "compact", err)
		}
		after, err := db.Size()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(stdout, "compacted from %s to %s\n", bytesOf(before), bytesOf(after))
		return err
	})
}

// bytesOf is a size in the unit that makes it easy to read.
func bytesOf(n int64) string {
	switch {
	case n >= 10<<20:
		return group(int(n>>20)) + " MiB"
	case n >= 10<<10:
		return group(int(n>>10)) + " KiB"
	}
	return plural(int(n), "byte")
}
