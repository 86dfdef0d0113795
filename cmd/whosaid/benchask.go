package main

import (
	"context"
	"errors"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// questions is how many questions of a kind are asked in a round at most.
const questions = 2_000

// ask measures the answers, in this process, with one caller.
func (b *bench) ask(ctx context.Context) (err error) {
	n := min(questions, max(50, b.articles))
	// The yardstick is asked and closed first, so that what it holds in memory is not counted.
	if err := b.askYardstick(n); err != nil {
		return err
	}
	args := b.world.Arguments(b.articles, n)
	hot := b.world.HotTriple(b.articles, 500)
	db, err := graph.Open(b.place("store"), graph.MustExist())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for round := range b.rounds {
		b.tell("questions, round %d of %d", round+1, b.rounds)
		for _, q := range []struct {
			name  string
			n     int
			scale float64 // of the unit to a second
			ask   func(i int) (int, error)
		}{
			{"newest 20 claims of a source", n, 1e6, func(i int) (int, error) { return claimsOfSource(ctx, db, args.Sources[i]) }},
			{"20 claims by subject, relation and object", n, 1e6, func(i int) (int, error) { return claimsOfTriple(ctx, db, args.Triples[i]) }},
			{"neighbourhood of 200 entities", max(1, n/4), 1e3, func(i int) (int, error) { return neighborhood(ctx, db, args.Centres[i]) }},
			{"board of 500 claims", 50, 1e3, func(int) (int, error) { return boardOf(ctx, db, hot) }},
		} {
			took, err := timed(q.n, q.ask)
			if err != nil {
				return err
			}
			b.board.add(q.name+", p50", percentile(took, 50)*q.scale)
			b.board.add(q.name+", p99", percentile(took, 99)*q.scale)
		}
	}
	whole, anonymous, files, ok := memoryHeld()
	if ok {
		b.board.add("memory while serving", whole)
		b.board.add("memory while serving, anonymous", anonymous)
		b.board.add("memory while serving, files", files)
	}
	return nil
}

// askYardstick asks plain Badger for 20 claims of a source by one scan, and for 20 values by their keys.
func (b *bench) askYardstick(n int) error {
	y, err := graphtest.OpenYardstick(b.place("yardstick"), b.world, true)
	if err != nil {
		return err
	}
	defer y.Close()
	sources := y.Sources(b.articles, n)
	keys := y.Keys(b.articles, 20*n)
	for range b.rounds {
		for _, q := range []struct {
			name string
			ask  func(i int) (int, error)
		}{
			{"newest 20 claims of a source", func(i int) (int, error) { return y.Claims(sources[i]) }},
			{"20 claims by subject, relation and object", func(i int) (int, error) { return 20, y.Get(keys[20*i : 20*i+20]) }},
		} {
			took, err := timed(n, q.ask)
			if err != nil {
				return err
			}
			b.board.addYardstick(q.name+", p50", percentile(took, 50)*1e6)
			b.board.addYardstick(q.name+", p99", percentile(took, 99)*1e6)
		}
	}
	return nil
}

// timed asks n times and returns how long each answer took, in seconds.
func timed(n int, ask func(i int) (int, error)) ([]float64, error) {
	took := make([]float64, n)
	for i := range n {
		start := time.Now()
		if _, err := ask(i); err != nil && !errors.Is(err, graph.ErrNotFound) {
			return nil, err
		}
		took[i] = time.Since(start).Seconds()
	}
	return took, nil
}
