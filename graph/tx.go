package graph

import (
	"bytes"
	"context"
	"fmt"
	"slices"
)

// Tx is a transaction: one snapshot of the store and, inside an Update, what has been written over it. It is valid only inside
// the function that received it, and for one goroutine.
type Tx struct {
	ctx  context.Context // of the View or Update that the Tx is part of
	db   *DB
	snap *snapshot
	over bool // the function has returned

	pause func() error // see WithPause

	writes map[string][]byte // not yet stored; a nil value deletes; the map is nil in a View
	size   int               // of writes, as the engine counts
	sorted []pair            // writes in order; nil when they have changed

	// under is what another transaction has written that is on its way to disk: between writes and the snapshot. Only get sees it.
	under map[string][]byte

	last     *stored          // the article that was read last
	reprints map[ref]*reprint // some that were read

	unindexed unindexed // articles of the writes that search does not find yet
	changes   changes   // of the writes
}

func newTx(ctx context.Context, db *DB) *Tx {
	pause, _ := ctx.Value(pauseKey{}).(func() error)
	return &Tx{ctx: ctx, db: db, snap: db.engine.snapshot(), pause: pause}
}

type pauseKey struct{}

// WithPause is a context whose View calls pause again and again while it reads, before each record at least, from the goroutine
// that reads. So whoever runs many Views can let one of them wait for the others, or end it: an error of pause is the error of the
// read. pause must be cheap where it does not wait, and should not wait longer than the context. With nil nothing is called.
func WithPause(ctx context.Context, pause func() error) context.Context {
	return context.WithValue(ctx, pauseKey{}, pause)
}

// newWriteTx is newTx for a transaction that writes. Who makes it has the right to write.
func newWriteTx(ctx context.Context, db *DB) *Tx {
	tx := newTx(ctx, db)
	tx.pause = nil // other writers wait for this one
	tx.writes = map[string][]byte{}
	return tx
}

func (tx *Tx) end() {
	tx.over = true
	tx.snap.release()
}

// check is the reason why the transaction cannot go on, if there is one.
func (tx *Tx) check() error {
	if tx.over {
		return errOver
	}
	if err := tx.ctx.Err(); err != nil || tx.pause == nil {
		return err
	}
	return tx.pause()
}

// get is a copy of the value of a key; nil when the key is not there.
func (tx *Tx) get(key []byte) ([]byte, error) {
	if err := tx.check(); err != nil {
		return nil, err
	}
	if v, ok := tx.writes[string(key)]; ok {
		return v, nil
	}
	if v, ok := tx.under[string(key)]; ok {
		return v, nil
	}
	return tx.snap.get(key)
}

// ordered is the writes by key. It is not changed by later writes.
func (tx *Tx) ordered() []pair {
	if tx.sorted == nil {
		tx.sorted = make([]pair, 0, len(tx.writes))
		for k, v := range tx.writes {
			tx.sorted = append(tx.sorted, pair{[]byte(k), v})
		}
		slices.SortFunc(tx.sorted, func(a, b pair) int { return bytes.Compare(a.key, b.key) })
	}
	return tx.sorted
}

// stage holds the writes of one operation until all of them are known, so that an operation that fails leaves nothing in the
// transaction.
type stage struct {
	tx     *Tx
	writes map[string][]byte
	list   []pair // instead of writes where that is nil; the last of a key counts

	old, now *searched // how the operation changes the search index
}

func (tx *Tx) stage() *stage { return &stage{tx: tx, writes: map[string][]byte{}} }

func (s *stage) put(key, value []byte) {
	if s.writes == nil {
		s.list = append(s.list, pair{key, value})
		return
	}
	s.writes[string(key)] = value
}

func (s *stage) del(key []byte) { s.put(key, nil) }

// replace writes what differs between the pairs that were and those that are to be.
func (s *stage) replace(old, now map[string][]byte) {
	for k := range old {
		if _, ok := now[k]; !ok {
			s.del([]byte(k))
		}
	}
	for k, v := range now {
		if was, ok := old[k]; !ok || !bytes.Equal(was, v) {
			s.put([]byte(k), v)
		}
	}
}

// replacePairs is replace for pairs in lists.
func (s *stage) replacePairs(old, now []pair) {
	if len(old) == 0 {
		for _, p := range now {
			s.writes[string(p.key)] = p.value
		}
		return
	}
	was, is := make(map[string][]byte, len(old)), make(map[string][]byte, len(now))
	for _, p := range old {
		was[string(p.key)] = p.value
	}
	for _, p := range now {
		is[string(p.key)] = p.value
	}
	s.replace(was, is)
}

// done hands the writes to the transaction, if they fit.
func (s *stage) done() error {
	tx := s.tx
	size, n := tx.size+searchRoom, len(tx.writes)+searchPairs
	reserve := s.reserve()
	size += reserve
	for k, v := range s.writes {
		size += len(v)
		if was, ok := tx.writes[k]; ok {
			size -= len(was)
		} else {
			size += pairSize(len(k), 0)
			n++
		}
	}
	if s.now != nil {
		n++
	}
	if maxSize, maxPairs := tx.db.engine.limits(); size >= maxSize || n >= maxPairs {
		if len(tx.writes) == 0 {
			return fmt.Errorf("%w: it comes to %d bytes in %d records, and a transaction holds %d bytes in %d records",
				ErrTooLarge, size, n, maxSize, maxPairs)
		}
		return fmt.Errorf("%w: it does not fit beside what this transaction has written; begin another", ErrTooLarge)
	}
	for k, v := range s.writes {
		tx.writes[k] = v
	}
	tx.size, tx.sorted, tx.last, tx.reprints = size-searchRoom, nil, nil, nil
	tx.reindex(s.old, s.now)
	return nil
}

// cursor goes through the keys with a prefix, in order: those of the snapshot under those that the transaction has written. It
// sees no write that comes after it.
type cursor struct {
	tx     *Tx
	base   *walk
	down   bool   // in the reverse order
	writes []pair // with the prefix
	at     int
	mine   bool // the present key is writes[at]
}

// cursor stands before the first key; seek comes first, close last.
func (tx *Tx) cursor(prefix []byte) *cursor { return tx.cursorTo(prefix, false) }

// cursorTo is a cursor up or down.
func (tx *Tx) cursorTo(prefix []byte, down bool) *cursor {
	c := &cursor{tx: tx, base: tx.snap.walk(prefix, down), down: down}
	if len(tx.writes) > 0 {
		all := tx.ordered()
		from, _ := slices.BinarySearchFunc(all, prefix, comparePair)
		to := from
		for to < len(all) && bytes.HasPrefix(all[to].key, prefix) {
			to++
		}
		c.writes = all[from:to]
		if down {
			c.writes = slices.Clone(c.writes)
			slices.Reverse(c.writes)
		}
	}
	return c
}

func comparePair(p pair, key []byte) int { return bytes.Compare(p.key, key) }

// order compares two keys in the order of the cursor.
func (c *cursor) order(a, b []byte) int {
	if c.down {
		a, b = b, a
	}
	return bytes.Compare(a, b)
}

// seek goes to the first key that is not before this one.
func (c *cursor) seek(key []byte) {
	c.base.seek(key)
	c.at, _ = slices.BinarySearchFunc(c.writes, key, func(p pair, key []byte) int { return c.order(p.key, key) })
	c.settle()
}

// next goes one key on; not after the end.
func (c *cursor) next() {
	if c.mine {
		c.at++
	} else {
		c.base.next()
	}
	c.settle()
}

// settle finds the next key that is there: a write hides the snapshot's pair of the same key.
func (c *cursor) settle() {
	for c.mine = false; c.at < len(c.writes); c.at++ {
		w, k := c.writes[c.at], c.base.key()
		if k != nil {
			order := c.order(k, w.key)
			if order < 0 {
				return
			}
			if order == 0 {
				c.base.next()
			}
		}
		if w.value != nil {
			c.mine = true
			return
		}
	}
}

// key is the present key, until the next step; nil at the end.
func (c *cursor) key() []byte {
	if c.mine {
		return c.writes[c.at].key
	}
	return c.base.key()
}

// value is the present value.
func (c *cursor) value() ([]byte, error) {
	if c.mine {
		return c.writes[c.at].value, nil
	}
	return c.base.value()
}

func (c *cursor) close() { c.base.close() }
