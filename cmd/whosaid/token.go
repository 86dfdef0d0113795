package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/server"
)

type tokenOptions struct {
	file string
	role server.Role
}

func newToken() *cobra.Command {
	o := tokenOptions{role: server.RoleRead}
	cmd := &cobra.Command{
		Use:   "token NAME",
		Short: "Make a token for serve, and print it once",
		Long: "token makes a token by which a client of serve --tokens may read the store, and prints it. With --role load its\n" +
			"holder may also load articles and remove them. It adds the token's SHA-256 with its role and the name of its holder\n" +
			"to the file; the token itself is kept nowhere. To take a token back, take its line out of the file. A server that\n" +
			"runs reads the file when it is started again.",
		Example: "  whosaid token --tokens tokens.txt desk\n  whosaid token --tokens tokens.txt --role load feed >feed.token",
		Args:    arguments(1, 1, "the NAME of the token's holder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.file == "" {
				return usage(cmd, "token needs --tokens FILE, the file that the token is added to")
			}
			return runToken(o, args[0], cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&o.file, "tokens", "", "`FILE` that the token is added to; it is made where there is none")
	cmd.Flags().Var(word[server.Role]{&o.role, server.ParseRole, "ROLE"}, "role", "what the token allows: read, or load (which may read too)")
	return cmd
}

// runToken adds a token to a file and prints it.
func runToken(o tokenOptions, name string, stdout io.Writer) (err error) {
	token, line, err := server.NewToken(o.role, name)
	if err != nil {
		return err
	}
	old, err := os.ReadFile(o.file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(old) > 0 && !bytes.HasSuffix(old, []byte("\n")) {
		line = "\n" + line
	}
	line += "\n"
	// A file that serve would refuse must not come about.
	if _, err := server.ReadTokens(bytes.NewReader(append(old, line...))); err != nil {
		return fmt.Errorf("%s: with this token: %w", o.file, err)
	}
	f, err := os.OpenFile(o.file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(line); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, token)
	return err
}
