package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
)

type queryOptions struct {
	db        string
	query     string // the text, @file or -
	vars      string // the text or @file
	operation string
	stdin     io.Reader
	remote    remoteOptions
}

func newQuery() *cobra.Command {
	var o queryOptions
	cmd := &cobra.Command{
		Use:   "query GRAPHQL",
		Short: "Answer a GraphQL query",
		Long: "query answers a GraphQL query and prints the answer as JSON. GRAPHQL is the query itself, @FILE, or - for standard\n" +
			"input. The schema verb prints what can be asked.\n\n" + remoteHelp,
		Example: "  whosaid query '{ claims(first: 5) { edges { node { source { name } stance evidence { quote } } } } }'\n" +
			"  whosaid query --endpoint https://news.example/graphql --token desk.token '{ stats { claims } }'",
		Args: arguments(1, 1, "one GRAPHQL query (the text, @FILE, or - for standard input)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.query, o.stdin = args[0], cmd.InOrStdin()
			if err := o.remote.check(cmd); err != nil {
				return err
			}
			return runQuery(cmd.Context(), o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	storeFlag(cmd, &o.db)
	remoteFlags(cmd, &o.remote)
	cmd.Flags().StringVar(&o.vars, "vars", "", "variables: a `JSON` object, or @FILE")
	cmd.Flags().StringVar(&o.operation, "operation", "", "`NAME` of the operation, where the query holds several")
	return cmd
}

// runQuery prints the answer to the query. An answer with errors is printed too, and is an error.
func runQuery(ctx context.Context, o queryOptions, stdout, stderr io.Writer) error {
	q := schema.Request{OperationName: o.operation}
	text, err := textOf(o.query, o.stdin)
	if err != nil {
		return err
	}
	q.Query = text
	if q.Variables, err = variables(o.vars); err != nil {
		return err
	}
	if o.remote.endpoint != "" {
		answer, res, err := o.remote.ask(ctx, q, stderr)
		if err != nil {
			return fmt.Errorf("query: %w", err)
		}
		return writeAnswer(stdout, answer, res)
	}
	return asking(o.db, stderr, func(_ *graph.DB, s *schema.Schema) error {
		res := s.Exec(ctx, q)
		var answer bytes.Buffer
		if _, err := res.WriteTo(&answer); err != nil {
			return err
		}
		return writeAnswer(stdout, answer.Bytes(), res)
	})
}

// writeAnswer prints an answer, and returns its errors.
func writeAnswer(stdout io.Writer, answer []byte, res *schema.Response) error {
	var out bytes.Buffer
	if err := json.Indent(&out, answer, "", "  "); err != nil {
		return err
	}
	out.WriteByte('\n')
	if _, err := out.WriteTo(stdout); err != nil {
		return err
	}
	if len(res.Errors) > 0 {
		return fmt.Errorf("query: %w", answerError(res))
	}
	return nil
}

const maxQuery = 1 << 20 // bytes: more than the schema takes, and small enough to read before it says so

// textOf is the text of an argument: @file names a file, - standard input, everything else is itself.
func textOf(arg string, stdin io.Reader) (string, error) {
	name, isFile := strings.CutPrefix(arg, "@")
	in, what := stdin, "standard input"
	switch {
	case isFile:
		f, err := os.Open(name)
		if err != nil {
			return "", fmt.Errorf("query: %w", err)
		}
		defer f.Close()
		in, what = f, name
	case arg != "-":
		return arg, nil
	}
	b, err := io.ReadAll(io.LimitReader(in, maxQuery+1))
	if err != nil {
		return "", fmt.Errorf("query: %w", err)
	}
	if len(b) > maxQuery {
		return "", fmt.Errorf("query: %s: more than 1 MiB; is it the right file?", what)
	}
	return string(b), nil
}

// variables decodes the value of --vars.
func variables(arg string) (map[string]any, error) {
	if arg == "" {
		return nil, nil
	}
	text := arg
	if strings.HasPrefix(arg, "@") {
		var err error
		if text, err = textOf(arg, nil); err != nil {
			return nil, err
		}
	}
	var vars map[string]any
	if err := json.Unmarshal([]byte(text), &vars); err != nil || vars == nil {
		return nil, &told{fmt.Sprintf(`--vars: not a JSON object (%v); want {"name": value, ...} or @FILE`, reason(err)), errUsage}
	}
	return vars, nil
}

// reason is what is wrong with JSON, in words that hold no Go.
func reason(err error) string {
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return "it is a JSON " + t.Value
	}
	if err == nil {
		return "it is null"
	}
	return err.Error()
}
