package main

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"

	"github.com/whosaid/whosaid/graph"
)

// mostFailures is how many failures are kept in memory before a store is made for what comes after them.
const mostFailures = 10_000

// peek reads a sequence up to its first value. It returns the sequence as it would have been, and whether it may have a value. stop
// ends it where it is not read.
func peek[T any](seq iter.Seq2[T, error]) (rest iter.Seq2[T, error], some bool, stop func()) {
	next, stop := iter.Pull2(seq)
	var read []result[T]
	for !some {
		v, err, ok := next()
		if !ok {
			break
		}
		read = append(read, result[T]{v, err})
		some = err == nil || len(read) == mostFailures
	}
	return func(yield func(T, error) bool) {
		defer stop()
		for _, r := range read {
			if !yield(r.v, r.err) {
				return
			}
		}
		for {
			v, err, ok := next()
			if !ok || !yield(v, err) {
				return
			}
		}
	}, some, stop
}

// fillStore opens the store in dir for what is read, and makes one where there is none and anything is read: fill stores what read
// yields; the store that read gets is nil where it is new. In a dry run, and where nothing can be read for a new store, fill gets a store in
// memory; so what is wrong is told, and nothing is left behind.
func fillStore[T any](ctx context.Context, dir string, dryRun bool, read func(*graph.DB) iter.Seq2[T, error],
	fill func(*graph.DB, iter.Seq2[T, error]) error,
) error {
	whole := func(db *graph.DB) error { return fill(db, until(ctx, read(db))) }
	if dryRun {
		err := changeStore(dir, whole)
		if !errors.Is(err, graph.ErrNoStore) {
			return err
		}
		return inMemory(whole) // what a store that is not there yet would take
	}
	if !vacant(dir) {
		return writeStore(dir, whole)
	}
	in, some, stop := peek(until(ctx, read(nil)))
	defer stop()
	to := func(db *graph.DB) error { return fill(db, in) }
	if !some {
		return inMemory(to)
	}
	return writeStore(dir, to)
}

// vacant reports whether nothing is at a place where a store may be made.
func vacant(dir string) bool {
	entries, err := os.ReadDir(dir)
	return errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0
}

// inMemory is a store in memory for fn.
func inMemory(fn func(*graph.DB) error) error {
	db, err := graph.OpenMemory()
	if err != nil {
		return err
	}
	return errors.Join(fn(db), db.Close())
}
