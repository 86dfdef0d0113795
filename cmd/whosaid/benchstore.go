package main

import (
	"context"
	"errors"
	"iter"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// bulkLoad fills an empty store.
func bulkLoad(ctx context.Context, db *graph.DB, w *graphtest.Workload, articles int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	_, err := db.Bulk(ctx, documents(ctx, w, articles), nil)
	return err
}

// documents is the first so many documents. They are made ahead, beside what takes them.
func documents(ctx context.Context, w *graphtest.Workload, articles int) iter.Seq2[graph.Document, error] {
	const ahead = 64 // documents that are handed over together: one by one would cost more than to make them
	made := make(chan []graph.Document, 2)
	go func() {
		defer close(made)
		for first := 0; first < articles; first += ahead {
			docs := make([]graph.Document, 0, ahead)
			for i := first; i < min(articles, first+ahead); i++ {
				docs = append(docs, w.Document(i))
			}
			select {
			case made <- docs:
			case <-ctx.Done():
				return
			}
		}
	}()
	return func(yield func(graph.Document, error) bool) {
		for docs := range made {
			for i := range docs {
				if !yield(docs[i], nil) {
					return
				}
			}
		}
		if err := ctx.Err(); err != nil {
			yield(graph.Document{}, err)
		}
	}
}

var errNoName = errors.New("an entity has no name, or a claim no quote")

// claimsOfSource reads the newest 20 claims of a source with their quotes and the names of source, subject and object, and
// returns how many there are.
func claimsOfSource(ctx context.Context, db *graph.DB, source graph.ID) (int, error) {
	return claimsOf(ctx, db, graph.ClaimFilter{Source: source, Page: graph.Page{Limit: 20}}, true)
}

// claimsOfTriple reads the newest 20 claims for a subject, relation and object, with their quotes and the names of their sources.
func claimsOfTriple(ctx context.Context, db *graph.DB, r graph.Relation) (int, error) {
	return claimsOf(ctx, db, graph.ClaimFilter{Type: r.Type, Subject: r.Subject, Object: r.Object, Page: graph.Page{Limit: 20}}, false)
}

func claimsOf(ctx context.Context, db *graph.DB, f graph.ClaimFilter, ends bool) (n int, err error) {
	err = db.View(ctx, func(tx *graph.Tx) error {
		for c, err := range tx.Claims(f) {
			if err != nil {
				return err
			}
			if c.Source.Name == "" || c.Evidence.Quote == "" {
				return errNoName
			}
			if ends {
				for _, id := range []graph.ID{c.Subject, c.Object} {
					if name, err := tx.Name(id); err != nil || name == "" {
						return errors.Join(errNoName, err)
					}
				}
			}
			n++
		}
		return nil
	})
	return n, err
}

// neighborhood reads what is at most two relations away from an entity, at most ten of each entity each way and 200 in all, with
// names, and returns how many entities there are.
func neighborhood(ctx context.Context, db *graph.DB, centre graph.ID) (n int, err error) {
	q := graph.NeighborhoodQuery{Roots: []graph.ID{centre}, Depth: 2, Each: 10, Limit: 200}
	err = db.View(ctx, func(tx *graph.Tx) error {
		g, err := tx.Neighborhood(q)
		if n = len(g.Entities); err == nil && g.Entities[n-1].Name == "" {
			err = errNoName
		}
		return err
	})
	return n, err
}

// boardOf compares the claims for a subject, relation and object, and returns how many there are.
func boardOf(ctx context.Context, db *graph.DB, r graph.Relation) (n int, err error) {
	err = db.View(ctx, func(tx *graph.Tx) error {
		b, err := tx.Compare(graph.CompareQuery{Type: r.Type, Subject: r.Subject, Object: r.Object})
		n = b.Claims
		return err
	})
	return n, err
}
