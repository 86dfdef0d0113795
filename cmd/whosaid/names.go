package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/loader/lexicon"
)

// lexiconFlag adds --lexicon.
func lexiconFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().Var((*directory)(dir), "lexicon", "directory with tables of your own names, which win (see whosaid lexicon --help)")
}

// readLexicon is the lexicon with the tables of a directory in front; the embedded one for "".
func readLexicon(dir string) (*lexicon.Lexicon, error) {
	if dir == "" {
		return lexicon.Default(), nil
	}
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("--lexicon %s: there is no such directory; check the name", dir)
	case err != nil:
		return nil, fmt.Errorf("--lexicon %s: %w", dir, err)
	case !info.IsDir():
		return nil, fmt.Errorf("--lexicon %s: it is a file; give the directory that it is in", dir)
	}
	l, err := lexicon.Default().With(os.DirFS(dir))
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("--lexicon %s: %w; make it readable", dir, err)
	case err != nil:
		return nil, fmt.Errorf("--lexicon %s: %w; whosaid lexicon --help describes the tables", dir, err)
	}
	return l, nil
}
