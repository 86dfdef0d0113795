package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/loader/source"
)

const defaultStore = "whosaid.db"

// storeFlag adds --db.
func storeFlag(cmd *cobra.Command, dir *string) {
	*dir = defaultStore
	cmd.Flags().Var((*directory)(dir), "db", "directory of the store")
}

// directory is a flag's directory.
type directory string

func (d *directory) String() string { return string(*d) }
func (d *directory) Type() string   { return "DIR" }

func (d *directory) Set(s string) error {
	if s == "" {
		return errors.New("no directory is given")
	}
	*d = directory(s)
	return nil
}

// jsonFlag adds --json to a verb that reads.
func jsonFlag(cmd *cobra.Command, on *bool) {
	cmd.Flags().BoolVar(on, "json", false, "print JSON, one object a line")
}

// explainFlag adds --explain.
func explainFlag(cmd *cobra.Command, on *bool) {
	cmd.Flags().BoolVar(on, "explain", false, "say which articles were counted as one origin, and why")
}

// workersFlag adds --workers.
func workersFlag(cmd *cobra.Command, n *int) {
	cmd.Flags().Var((*count)(n), "workers", "articles read at the same time; 0: one per core")
}

// asFlag adds --as.
func asFlag(cmd *cobra.Command, as *source.Format) {
	var names []string
	for _, f := range source.Formats() {
		names = append(names, string(f))
	}
	cmd.Flags().Var((*format)(as), "as", "read every PATH as this, whatever its content says: "+strings.Join(names, ", "))
}

// format is a flag's format of inputs.
type format source.Format

func (f *format) String() string { return string(*f) }
func (f *format) Type() string   { return "FORMAT" }

func (f *format) Set(s string) error {
	v, err := source.ParseFormat(s)
	if err == nil {
		*f = format(v)
	}
	return err
}

// count is a flag's whole number from 0 on.
type count int

func (c *count) String() string { return strconv.Itoa(int(*c)) }
func (c *count) Type() string   { return "N" }

func (c *count) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a whole number from 0 on", s)
	}
	*c = count(n)
	return nil
}

// word is a flag's value of one of graph's enums.
type word[T fmt.Stringer] struct {
	to    *T
	parse func(string) (T, error)
	what  string
}

func (w word[T]) Type() string { return w.what }

func (w word[T]) String() string {
	if w.to == nil {
		return ""
	}
	return (*w.to).String()
}

func (w word[T]) Set(s string) (err error) {
	*w.to, err = w.parse(s)
	return err
}

// date is a flag's date with a year.
type date graph.Date

func (d *date) String() string { return graph.Date(*d).String() }
func (d *date) Type() string   { return "DATE" }

func (d *date) Set(s string) error {
	v, err := graph.ParseDate(s)
	if err != nil || v.Year == 0 {
		return fmt.Errorf("%q is not a date with a year: want 2024-10-18, 2024-10 or 2024", s)
	}
	*d = date(v)
	return nil
}
