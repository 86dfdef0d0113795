package main

import (
	"io"

	"github.com/spf13/cobra"
)

// shells is what whosaid can write completions for.
var shells = []struct {
	name  string
	write func(root *cobra.Command, w io.Writer) error
	load  string // how its user loads them
}{
	{"bash", func(c *cobra.Command, w io.Writer) error { return c.GenBashCompletionV2(w, true) }, "source <(whosaid completion bash)"},
	{"zsh", (*cobra.Command).GenZshCompletion, "source <(whosaid completion zsh)"},
	{"fish", func(c *cobra.Command, w io.Writer) error { return c.GenFishCompletion(w, true) }, "whosaid completion fish | source"},
	{"powershell", (*cobra.Command).GenPowerShellCompletionWithDesc, "whosaid completion powershell | Out-String | Invoke-Expression"},
}

func newCompletion() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "completion SHELL",
		Short:   "Print what makes a shell complete whosaid's words",
		Long:    "completion prints a script for bash, zsh, fish or powershell that completes verbs and flags. In one session:\n",
		Example: "  whosaid completion bash > /etc/bash_completion.d/whosaid",
		Args:    arguments(1, 1, "one SHELL (bash, zsh, fish or powershell)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, s := range shells {
				if s.name == args[0] {
					return s.write(cmd.Root(), cmd.OutOrStdout())
				}
			}
			return usage(cmd, "there is no completion for %q; take bash, zsh, fish or powershell", args[0])
		},
	}
	for _, s := range shells {
		cmd.Long += "\n  " + s.load
		cmd.ValidArgs = append(cmd.ValidArgs, s.name)
	}
	return cmd
}
