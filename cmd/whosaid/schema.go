package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/schema"
)

func newSchema() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the GraphQL schema",
		Long:    "schema prints what can be asked, in GraphQL's schema definition language, with descriptions.",
		Example: "  whosaid schema > schema.graphql",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprint(cmd.OutOrStdout(), schema.SDL())
			return err
		},
	}
}
