package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"
)

// Bulk fills an empty store with articles, three to five times as fast as Put: it sorts all that is to be written and writes it
// once. The articles are on disk when it returns; until then the store answers no other call, and when Bulk fails or the process
// ends before, the store is empty. It returns what the store holds.
//
// refuse is called for each document that PutArticle would refuse, by one goroutine at a time: when it returns nil the document is
// left out, else its error ends the load. Without it the first refusal ends the load. Documents of one id are versions of an article,
// put together as PutVersion does it, in whatever order they come: of those seen at the same second the one whose text has the greater
// hash is the later, and of those of one text the one with the greater digest counts. They are put when the store is filled, and
// where that fails, as on a full disk, the store stays as it is then.
//
// The error wraps ErrNotEmpty when the store holds something. Documents are prepared on all cores; docs is read by one goroutine.
// Some 400 MB are in use at a time, whatever the number of articles, and the collector may let it become twice that; as much room
// again as the store will take is used on the disk on the way.
func (db *DB) Bulk(ctx context.Context, docs iter.Seq2[Document, error], refuse func(Document, error) error) (Stats, error) {
	s, err := db.bulk(ctx, docs, refuse)
	if err != nil {
		return Stats{}, fmt.Errorf("graph: bulk: %w", err)
	}
	return s, nil
}

func (db *DB) bulk(ctx context.Context, docs iter.Seq2[Document, error], refuse func(Document, error) error) (Stats, error) {
	if err := db.begin(ctx, "load"); err != nil {
		return Stats{}, err
	}
	defer db.running.Done()
	if db.readOnly {
		return Stats{}, ErrReadOnly
	}
	if err := db.turn(ctx); err != nil {
		return Stats{}, err
	}
	defer func() { <-db.writer }()
	if err := db.mustBeEmpty(ctx); err != nil {
		return Stats{}, err
	}
	dir, done, err := db.scratch()
	if err != nil {
		return Stats{}, err
	}
	defer done()
	l := bulkLoad{b: newBuilder(dir, &db.search.lexicons), refuse: refuse, seen: map[ref]bool{}, again: map[ID]*laterDocuments{}}
	defer l.b.close()
	if err := l.read(ctx, docs); err != nil {
		return Stats{}, err
	}
	if err := db.room(); err != nil {
		return Stats{}, err
	}
	if err := db.fill(ctx, l.b); err != nil {
		return Stats{}, err
	}
	db.watchers.publish(l.changes())
	for _, again := range l.versions() {
		if err := db.putMerged(ctx, again); err != nil {
			return Stats{}, putError(&Document{Article: again[0].Article}, err)
		}
	}
	tx := newTx(ctx, db)
	defer tx.end()
	return tx.Stats()
}

// mustBeEmpty refuses a store that holds something.
func (db *DB) mustBeEmpty(ctx context.Context) error {
	tx := newTx(ctx, db)
	defer tx.end()
	c := tx.cursor(nil)
	defer c.close()
	for c.seek(nil); c.key() != nil; c.next() {
		if c.key()[0] != keyStats {
			return ErrNotEmpty
		}
		if s, err := tx.Stats(); err != nil || s != (Stats{}) {
			return errors.Join(ErrNotEmpty, err)
		}
	}
	return nil
}

// fill writes all that a builder makes into an empty store.
func (db *DB) fill(ctx context.Context, b *builder) error {
	for !db.whole.TryLock() { // Lock would keep a View from beginning inside another
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
	defer db.whole.Unlock()
	if err := db.beginBulk(); err != nil {
		return err
	}
	n := 0
	err := db.engine.fill(func(put func(key, value []byte) error) error {
		return b.emit(func(k, v []byte) error {
			if n++; n%4096 == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			return put(k, v)
		})
	})
	if err = diskFull(err); err != nil {
		if e := db.engine.clear(); e != nil { // the mark stays, so that Open does it
			return errors.Join(err, e)
		}
		return errors.Join(err, db.endBulk())
	}
	return db.endBulk()
}

// bulkLoad is a load under way.
type bulkLoad struct {
	b      *builder
	refuse func(Document, error) error

	mu    sync.Mutex
	seen  map[ref]bool // the articles that the builder has
	first []numberedID // the same, in the order of the input once they are sorted
	again map[ID]*laterDocuments
}

// numberedDocument is a document by its number in the input.
type numberedDocument struct {
	n int
	Document
}

// numberedID is the article of a document, by the document's number in the input.
type numberedID struct {
	n  int
	id ID
}

// laterDocuments is the documents of an article beside the one that the builder has, and the number in the input of the first.
type laterDocuments struct {
	n  int
	of []*stored
}

// versions is the documents beside those that the builder has, by article, in the order of the input.
func (l *bulkLoad) versions() [][]*stored {
	all := slices.SortedFunc(maps.Values(l.again), func(a, b *laterDocuments) int { return cmp.Compare(a.n, b.n) })
	out := make([][]*stored, len(all))
	for i, a := range all {
		out[i] = a.of
	}
	return out
}

// changes is the articles that the builder has, in the order of the input.
func (l *bulkLoad) changes() []Change {
	slices.SortFunc(l.first, func(a, b numberedID) int { return cmp.Compare(a.n, b.n) })
	out := make([]Change, len(l.first))
	for i, a := range l.first {
		out[i] = Change{a.id, Stored}
	}
	l.first = nil
	return out
}

// read prepares the documents on all cores and hands them to the builder.
func (l *bulkLoad) read(ctx context.Context, docs iter.Seq2[Document, error]) error {
	n := 0
	return each(ctx, func(yield func(numberedDocument, error) bool) {
		for d, err := range docs {
			if n++; !yield(numberedDocument{n, d}, err) {
				return
			}
		}
	}, l.take)
}

func (l *bulkLoad) take(d numberedDocument) error {
	p, err := prepareAll(&d.Document)
	if err != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		if err = putError(&d.Document, err); l.refuse != nil {
			err = l.refuse(d.Document, err)
		}
		return err
	}
	l.mu.Lock()
	again := l.seen[p.ID.ref()]
	if again {
		o := l.again[p.ID]
		if o == nil {
			o = &laterDocuments{n: d.n}
			l.again[p.ID] = o
		}
		o.n, o.of = min(o.n, d.n), append(o.of, p.stored)
	} else {
		l.seen[p.ID.ref()] = true
		l.first = append(l.first, numberedID{d.n, p.ID})
	}
	l.mu.Unlock()
	if again {
		return nil
	}
	return l.b.add(p.stored, p.pairs)
}
