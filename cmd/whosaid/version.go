package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/loader/extract"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long: "version prints the version of whosaid, the revision it was built from, the Go it was built with, and whether the trained\n" +
			"models of attribution are inside: without them it reads attributions by rules alone.",
		Example: "  whosaid version",
		Args:    arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			models := "with the trained models of attribution"
			if !extract.Learned() {
				models = "without the trained models of attribution: it reads attributions by rules alone"
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "whosaid %s\n%s\n", readVersion(), models)
			return err
		},
	}
}

// version is what the binary says about its build.
type version struct {
	module   string // "(devel)" for a build of a working tree
	revision string // "" where the build did not know it
	changed  bool   // whether the working tree had changes
	toolset  string // as in go1.26.0
}

func (v version) String() string {
	s := v.module
	if v.revision != "" {
		s += " revision " + v.revision
		if v.changed {
			s += " with changes"
		}
	}
	return s + " " + v.toolset
}

func readVersion() version {
	v := version{module: "(devel)", toolset: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.module = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.revision = s.Value
		case "vcs.modified":
			v.changed = s.Value == "true"
		}
	}
	return v
}
