package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// run executes one command line and returns its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// A reader that goes away (| head) must end a write with an error, not the process in the middle of its work.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once

	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return report(root.ExecuteContext(ctx), stderr)
}

// newRoot is the command with all its verbs.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "whosaid",
		Short: "Keeps who said what: which source claims what, in which words, in which article",
		Long: "whosaid reads articles and keeps who said what: which source claims what, in which words, in which article.\n" +
			"Load articles into a store, ask it on the command line, or serve it as GraphQL with a playground.",
		Example:       "  whosaid load reports/\n  whosaid claims --about \"North Korea\" --type deploys_to\n  whosaid serve",
		Version:       readVersion().String(),
		Args:          unknownVerb,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SuggestionsMinimumDistance = 2
	root.SetVersionTemplate("whosaid {{.Version}}\n")
	root.SetUsageTemplate(root.UsageTemplate() + "\n" + exitCodes + "\n")
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		newLoad(), newExtract(), newParse(), newClaims(), newArticles(), newCompare(), newFind(), newSuggest(), newQuery(), newStats(), newExport(), newImport(),
		newVerify(), newBackup(), newRestore(), newCompact(), newMigrate(), newLexicon(), newServe(), newToken(), newBench(), newSchema(), newVersion(), newCompletion(),
	)
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.Args = func(cmd *cobra.Command, args []string) error { return knownTopic(cmd.Root(), args) }
		}
	}
	return root
}

// unknownVerb refuses what stands in the place of a verb and is none.
func unknownVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("there is no verb %q", args[0])
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		text += "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return usage(cmd, "%s", text)
}

// knownTopic refuses help on a verb that does not exist.
func knownTopic(root *cobra.Command, args []string) error {
	if found, rest, err := root.Find(args); err != nil || found == root && len(rest) > 0 {
		return unknownVerb(root, args)
	}
	return nil
}

// arguments checks how many arguments a verb got; what names them in the singular.
func arguments(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usage(cmd, "%s needs %s", cmd.Name(), what)
		case most >= 0 && len(args) > most && most == 0:
			return usage(cmd, "%s takes no argument, and got %q", cmd.Name(), args[0])
		case most >= 0 && len(args) > most:
			return usage(cmd, "%s takes %s, and got %d arguments; put quotes around words that belong together",
				cmd.Name(), what, len(args))
		}
		return nil
	}
}
