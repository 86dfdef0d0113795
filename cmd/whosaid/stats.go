package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
)

type statsOptions struct {
	db   string
	json bool
}

func newStats() *cobra.Command {
	var o statsOptions
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Count what the store holds",
		Long: "stats counts the articles, entities, relations and claims of a store, with the earlier versions of\n" +
			"articles and the claims that their articles do not hold any more.",
		Example: "  whosaid stats --json",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runStats(cmd.Context(), o, cmd.OutOrStdout())
		},
	}
	storeFlag(cmd, &o.db)
	jsonFlag(cmd, &o.json)
	return cmd
}

// runStats prints the counts of the store.
func runStats(ctx context.Context, o statsOptions, stdout io.Writer) error {
	return readStore(o.db, func(db *graph.DB) error {
		var s graph.Stats
		err := db.View(ctx, func(tx *graph.Tx) (err error) {
			s, err = tx.Stats()
			return err
		})
		if err != nil {
			return err
		}
		if o.json {
			return json.NewEncoder(stdout).Encode(s)
		}
		versions := ""
		if s.EarlierVersions > 0 {
			versions = ", and " + plural(s.EarlierVersions, "earlier version")
		}
		n := claimCounts{s.Claims - s.Corrected - s.Withdrawn, s.Corrected, s.Withdrawn}
		_, err = fmt.Fprintf(stdout, "articles   %s%s\nentities   %s\nrelations  %s\nclaims     %s\n",
			group(s.Articles), versions, group(s.Entities), group(s.Relations), n)
		return err
	})
}
