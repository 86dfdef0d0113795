package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/whosaid/whosaid/graph"
)

const exitCodes = "Exit codes: 0 ok, 1 error, 2 wrong usage, 3 some articles failed, 10 no store, 11 store in use."

var (
	errUsage = errors.New("wrong usage")
	errSome  = errors.New("some articles failed")
)

// codes is the one table from errors to exit codes; the first that fits wins. What is not in it is 1.
var codes = []struct {
	err  error
	code int
}{
	{errUsage, 2},
	{errSome, 3},
	{graph.ErrBadQuery, 2},
	{graph.ErrNoStore, 10},
	{graph.ErrInUse, 11},
	{errReportInUse, 11},
}

// report writes an error as one line and returns its exit code.
func report(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, syscall.EPIPE) {
		return 0 // the reader has what it wanted
	}
	complain(stderr, err)
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	return 1
}

// complain writes an error as one line.
func complain(stderr io.Writer, err error) {
	text := err.Error()
	if errors.Is(err, context.Canceled) && text == context.Canceled.Error() {
		text = "stopped"
	}
	// There is nobody to tell when standard error is gone.
	_, _ = fmt.Fprintln(stderr, "whosaid: "+oneLine(text))
}

// oneLine is a text from outside as it may stand in a line of a terminal: runs of white space are one space, and characters
// that would steer the terminal or turn the writing direction are left out.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, s)), " ")
}

// told is an error with a sentence of its own and the error that decides the exit code.
type told struct {
	text string
	kind error
}

func (t *told) Error() string { return t.text }
func (t *told) Unwrap() error { return t.kind }

// usage is the error of a command line that cannot be understood.
func usage(cmd *cobra.Command, format string, args ...any) error {
	return &told{fmt.Sprintf(format, args...) + fmt.Sprintf(" (see %s --help)", cmd.CommandPath()), errUsage}
}

// flagError is usage for what cobra finds wrong with the flags.
func flagError(cmd *cobra.Command, err error) error {
	if v, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return usage(cmd, "--%s: %v", v.GetFlag().Name, errors.Unwrap(v))
	}
	return usage(cmd, "%v", err)
}
