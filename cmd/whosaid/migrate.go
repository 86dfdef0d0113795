package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
)

type migrateOptions struct{ db, to string }

func newMigrate() *cobra.Command {
	var o migrateOptions
	cmd := &cobra.Command{
		Use:   "migrate --to DIR",
		Short: "Make a store of the present format from an older one",
		Long: "migrate makes a store from one that an older whosaid wrote, in a directory that is new or empty. The old store is only\n" +
			"read. Ids stay as they are.",
		Example: "  whosaid migrate --db whosaid.db --to new.db",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.to == "" {
				return usage(cmd, "migrate needs --to DIR, the directory of the new store")
			}
			return runMigrate(cmd.Context(), o, cmd.OutOrStdout())
		},
	}
	storeFlag(cmd, &o.db)
	cmd.Flags().Var((*directory)(&o.to), "to", "directory of the new store")
	return cmd
}

// runMigrate makes a new store from one of an older format.
func runMigrate(ctx context.Context, o migrateOptions, stdout io.Writer) error {
	s, err := graph.Migrate(ctx, o.db, o.to)
	if errors.Is(err, graph.ErrNoStore) {
		return &told{fmt.Sprintf("migrate: there is no store at %s; name the old one with --db DIR", o.db), err}
	}
	if err := makeError(ctx, "migrate", o.to, err); err != nil {
		return err
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", innermost(err, "graph: migrate %q to %q: ", o.db, o.to))
	}
	_, err = fmt.Fprintf(stdout, "migrated %s with %s; the old store %s can go when the new one is checked: whosaid verify --db %s\n",
		plural(s.Articles, "article"), plural(s.Claims, "claim"), o.db, o.to)
	return err
}
