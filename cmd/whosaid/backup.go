package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
)

type backupOptions struct {
	db    string
	file  string // or -
	force bool
}

func newBackup() *cobra.Command {
	var o backupOptions
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a backup of the store",
		Long: "backup writes the articles of the store with all that they say to FILE, or to standard output where FILE is -. Every\n" +
			"article is checked on the way. FILE is whole when it is there: it gets its name at the end. The restore verb makes a\n" +
			"store of it.",
		Example: "  whosaid backup friday.whosaid\n  whosaid backup - | zstd > friday.whosaid.zst",
		Args:    arguments(1, 1, "one FILE (or - for standard output)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.file = args[0]
			return runBackup(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	storeFlag(cmd, &o.db)
	cmd.Flags().BoolVar(&o.force, "force", false, "take the place of a FILE that is there")
	return cmd
}

// runBackup writes a backup of the store to a file or to stdout.
func runBackup(ctx context.Context, o backupOptions, stdout, stderr io.Writer) error {
	if o.file != "-" && !o.force {
		if _, err := os.Lstat(o.file); err == nil {
			return fmt.Errorf("backup: %s is there already; name another file, or replace it with --force", o.file)
		}
	}
	return readStore(o.db, func(db *graph.DB) error {
		to := stdout
		var s graph.Stats
		write := func(w io.Writer) (err error) {
			s, err = db.Backup(ctx, w)
			return stopped(ctx, "backup", err)
		}
		var err error
		if o.file == "-" {
			to = stderr
			err = write(stdout)
		} else {
			err = writeWhole(o.file, o.force, write)
		}
		if err != nil {
			return fmt.Errorf("backup: %w", err)
		}
		_, err = fmt.Fprintf(to, "backed up %s with %s\n", plural(s.Articles, "article"), plural(s.Claims, "claim"))
		return err
	})
}

// writeWhole writes a file that has its name only when it is whole and on disk.
func writeWhole(name string, replace bool, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file; name a file, or - for standard output", name)
	}
	dir := filepath.Dir(name)
	f, err := os.CreateTemp(dir, "."+filepath.Base(name)+".*.part")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := write(w); err != nil {
		return err
	}
	if err := errors.Join(w.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	if replace {
		err = os.Rename(f.Name(), name)
	} else if err = os.Link(f.Name(), name); err == nil { // unlike a rename, it replaces nothing that has come since
		_ = os.Remove(f.Name())
	} else if !errors.Is(err, fs.ErrExist) { // a file system without links
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
