package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"strings"
	"syscall"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema"
	"github.com/whosaid/whosaid/server"
)

// writeStore opens the store in dir for fn, and makes one where there is none.
func writeStore(dir string, fn func(*graph.DB) error) error {
	err := withStore(dir, fn)
	if errors.Is(err, graph.ErrNoStore) {
		return errors.New(err.Error()) // the directory cannot become a store: that is not the exit code of a missing one
	}
	return err
}

// readStore opens the store in dir for fn that reads; it must be there. Others may read it at the same time. Where it was not
// closed cleanly, as after a crash, it is put in order first.
func readStore(dir string, fn func(*graph.DB) error) error {
	err := withStore(dir, fn, graph.MustExist(), graph.ReadOnly())
	if !errors.Is(err, graph.ErrNotClosed) {
		return missing(dir, err)
	}
	if err := changeStore(dir, func(*graph.DB) error { return nil }); err != nil {
		return err
	}
	return missing(dir, withStore(dir, fn, graph.MustExist(), graph.ReadOnly()))
}

// changeStore opens the store in dir for fn that reads and writes; it must be there.
func changeStore(dir string, fn func(*graph.DB) error) error {
	return missing(dir, withStore(dir, fn, graph.MustExist()))
}

// missing is the error of a store that is not there.
func missing(dir string, err error) error {
	if errors.Is(err, graph.ErrNoStore) {
		return &told{fmt.Sprintf("there is no store at %s; load articles first: whosaid load PATH, or name a store with --db DIR",
			dir), err}
	}
	return err
}

func withStore(dir string, fn func(*graph.DB) error, opts ...graph.Option) (err error) {
	db, err := graph.Open(dir, opts...)
	if errors.Is(err, graph.ErrInUse) {
		return &told{fmt.Sprintf("the store %s is in use by another process; end that one first, or name another store with --db DIR",
			dir), err}
	}
	if err != nil {
		return openError(dir, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(db)
}

// openError says why a store cannot be opened, and what to do.
func openError(dir string, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return &told{fmt.Sprintf("the store %s cannot be opened: this user may not write there; change that, or name another store with --db DIR",
			dir), err}
	}
	return &told{fmt.Sprintf("the store %s cannot be opened: %v", dir, innermost(err, "graph: open %q: ", dir)), err}
}

// innermost is an error without a prefix that would say again what is said already.
func innermost(err error, prefix string, args ...any) error {
	return &told{strings.TrimPrefix(err.Error(), fmt.Sprintf(prefix, args...)), err}
}

// asking opens the store in dir and its schema for fn.
func asking(dir string, stderr io.Writer, fn func(*graph.DB, *schema.Schema) error) error {
	return readStore(dir, func(db *graph.DB) error {
		s, err := schema.New(db, schema.Options{Log: newLog(stderr), Exporter: server.Exporter(toolName())})
		if err != nil {
			return err
		}
		return fn(db, s)
	})
}

// ask runs one query and decodes its data.
func ask(ctx context.Context, s *schema.Schema, q schema.Request, into any) error {
	res := s.Exec(ctx, q)
	if len(res.Errors) > 0 {
		return answerError(res)
	}
	return json.Unmarshal(res.Data, into)
}

// answerError is the errors of an answer as one.
func answerError(res *schema.Response) error {
	texts := make([]string, len(res.Errors))
	for i, e := range res.Errors {
		texts[i] = e.Message
		if len(e.Locations) > 0 && len(e.Path) == 0 {
			texts[i] = fmt.Sprintf("line %d, column %d: %s", e.Locations[0].Line, e.Locations[0].Column, e.Message)
		}
	}
	return errors.New(strings.Join(texts, "; "))
}

// newLog writes what goes wrong inside, one line each, without the stacks of goroutines.
func newLog(stderr io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == "stack" {
				return slog.Attr{}
			}
			return a
		},
	}))
}
