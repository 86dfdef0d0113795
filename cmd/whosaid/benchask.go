package main

import (
	"context"
	"errors"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// questions is how many questions of a kind are asked in a round.
func (b *bench) questions() int { return min(2_000, max(50, b.articles)) }

// ask measures the answers, in this process, with one caller.
func (b *bench) ask(ctx context.Context) (err error) {
	n := b.questions()
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
			{newestOfSource, n, 1e6, func(i int) (int, error) { return claimsOfSource(ctx, db, args.Sources[i]) }},
			{byTriple, n, 1e6, func(i int) (int, error) { return claimsOfTriple(ctx, db, args.Triples[i]) }},
			{neighborhoodOf200, max(1, n/4), 1e3, func(i int) (int, error) { return neighborhood(ctx, db, args.Centres[i]) }},
			{boardOf500, 50, 1e3, func(int) (int, error) { return boardOf(ctx, db, hot) }},
		} {
			took, records, err := timed(q.n, q.ask)
			if err != nil {
				return err
			}
			b.board.at(q.name + ", p50").records = &records
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
func (b *bench) askYardstick(context.Context) error {
	n := b.questions()
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
			{newestOfSource, func(i int) (int, error) { return y.Claims(sources[i]) }},
			{byTriple, func(i int) (int, error) { return 20, y.Get(keys[20*i : 20*i+20]) }},
		} {
			took, _, err := timed(n, q.ask)
			if err != nil {
				return err
			}
			b.board.addYardstick(q.name+", p50", percentile(took, 50)*1e6)
			b.board.addYardstick(q.name+", p99", percentile(took, 99)*1e6)
		}
	}
	return nil
}

// timed asks n times and returns how long each answer took, in seconds, and how many records an answer had on average.
func timed(n int, ask func(i int) (int, error)) (took []float64, records float64, err error) {
	took = make([]float64, n)
	for i := range n {
		start := time.Now()
		got, err := ask(i)
		took[i] = time.Since(start).Seconds()
		// A hot relation may be missing where there are few articles.
		if err != nil && !errors.Is(err, graph.ErrNotFound) {
			return nil, 0, err
		}
		records += float64(got) / float64(n)
	}
	return took, records, nil
}
