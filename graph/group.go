package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
)

// group is the articles that wait to be stored, for whom one goroutine writes: it folds what waits into one transaction, so that one
// wait for the disk serves all. While a transaction is on its way to disk, the next one is made.
type group struct {
	mu      sync.Mutex
	waiting []*job
	led     bool          // the goroutine runs
	more    chan struct{} // holds a token when somebody has come
	updates int           // Updates that wait for their turn
}

// job is an article that waits.
type job struct {
	ctx  context.Context
	p    *prepared
	put  Put
	done chan error
}

// maxGroup is how many articles one transaction holds at most. More make it hardly faster, and all of them wait longer.
const maxGroup = 64

// Put stores an article as PutArticle does, and returns when it is on disk. Any number of calls run beside each other; those that
// wait at the same time share a transaction, so that a loader should have some 16 to 64 under way. A document that is refused
// leaves the others alone. When ctx ends while the article waits, it may have been stored or not.
func (db *DB) Put(ctx context.Context, d Document) (Put, error) { return db.putGrouped(ctx, d, false) }

// PutVersion stores an article as Tx.PutVersion does, and is to that what Put is to Tx.PutArticle.
func (db *DB) PutVersion(ctx context.Context, d Document) (Put, error) {
	return db.putGrouped(ctx, d, true)
}

func (db *DB) putGrouped(ctx context.Context, d Document, version bool) (Put, error) {
	if err := db.begin(ctx, "put"); err != nil {
		return Put{}, err
	}
	defer db.running.Done()
	if db.readOnly {
		return Put{}, putError(&d, ErrReadOnly)
	}
	p, err := prepareAll(&d)
	if err != nil {
		return Put{}, putError(&d, err)
	}
	p.version = version
	p.search(db)
	j := &job{ctx: ctx, p: p, done: make(chan error, 1)}
	db.wait(j)
	select {
	case err = <-j.done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return Put{}, putError(&d, err)
	}
	return j.put, nil
}

// wait queues a job, and sees that somebody writes.
func (db *DB) wait(j *job) {
	g := &db.group
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, j)
	if !g.led {
		g.led = true
		db.running.Add(1) // the caller counts already, so that Close is not past its wait
		go func() {
			defer db.running.Done()
			db.lead()
		}()
		return
	}
	select {
	case g.more <- struct{}{}:
	default:
	}
}

// take is the job that has waited longest; nil when none waits.
func (g *group) take() *job {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		return nil
	}
	j := g.waiting[0]
	g.waiting[0] = nil
	g.waiting = g.waiting[1:]
	return j
}

// back puts jobs in front of those that wait.
func (g *group) back(js []*job) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(append([]*job{}, js...), g.waiting...)
}

// leave ends the goroutine's work unless somebody waits.
func (g *group) leave() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.led = len(g.waiting) > 0
	return !g.led
}

// lead writes until nobody waits.
func (db *DB) lead() {
	for {
		db.writer <- struct{}{}
		w := &groupWriter{db: db, ledger: newLedger(nil)}
		w.run()
		<-db.writer
		if db.group.leave() {
			return
		}
	}
}

// groupWriter is one spell of writing.
type groupWriter struct {
	db     *DB
	ledger *ledger
	flight *batch // on its way to disk
}

// batch is the articles of one transaction.
type batch struct {
	tx      *Tx
	jobs    []*job
	alone   []*job               // articles that take the place of others, or may be copies of others: they are stored when the rest is
	before  *batch               // the one that was on its way to disk when this one was begun
	leads   map[lead][]*prepared // the articles of the batch, by lead
	stored  *cursor              // the index by leads, as the snapshot has it
	pairs   []pair
	size    int
	changed []ref // entities that will be shown otherwise
	found   []*searched
	done    chan error
}

// run ends when nobody waits, or when an Update wants its turn.
func (w *groupWriter) run() {
	for {
		if w.ledger.large() {
			w.settle()
			if w.ledger == nil { // the batch has failed
				w.ledger = newLedger(nil)
			}
			w.ledger.forget()
		}
		b := newBatch(w.db)
		if w.flight != nil {
			w.submit()
			b.tx.under, b.before = w.flight.tx.writes, w.flight
		}
		b.tx.writes = map[string][]byte{}
		w.ledger.tx = b.tx
		w.fill(b)
		b.before = nil
		w.land()
		w.prepare(b)
		if len(b.jobs) == 0 && len(b.alone) == 0 {
			b.tx.end()
			return
		}
		if len(b.pairs) > 0 {
			w.flight = b
		} else {
			b.finish(nil)
		}
		if len(b.alone) > 0 {
			w.settle()
			w.single(b.alone)
			w.ledger = newLedger(nil)
		}
		if w.db.group.others() {
			w.settle()
			return
		}
	}
}

// others reports whether an Update waits.
func (g *group) others() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.updates > 0
}

// settle ends when nothing is on its way to disk.
func (w *groupWriter) settle() {
	if w.flight != nil {
		w.submit()
		w.land()
	}
}

// submit sends the flight on its way.
func (w *groupWriter) submit() {
	f := w.flight
	w.db.labels.drop(f.changed)
	if err := w.db.room(); err != nil {
		f.done <- err
		return
	}
	w.db.engine.writeAsync(f.pairs, func(err error) { f.done <- err })
}

// land waits for the flight, and tells its articles.
func (w *groupWriter) land() {
	if w.flight != nil {
		w.landed(<-w.flight.done)
	}
}

func (w *groupWriter) landed(err error) {
	f := w.flight
	w.flight = nil
	if len(f.changed) > 0 {
		w.db.labels.settle(w.db.engine.version())
	}
	if err == nil {
		w.db.watchers.publish(f.changes())
	}
	f.finish(err)
	if err != nil {
		// What was made since rests on what is not there.
		w.ledger = nil
	}
}

func newBatch(db *DB) *batch {
	b := &batch{tx: newTx(context.Background(), db), done: make(chan error, 1), leads: map[lead][]*prepared{}}
	b.stored = b.tx.cursor([]byte{keyByLead})
	return b
}

// isCopy reports whether an article is one text with another, or may change which articles are: then the clusters are brought up to
// date in a transaction that sees all that was written before.
func (b *batch) isCopy(p *prepared) (bool, error) {
	shares := map[ref]int{}
	near := map[ref]*prepared{} // not in the snapshot
	for _, q := range p.pairs {
		if q.key[0] != keyByLead {
			continue
		}
		l := lead(q.key[1:])
		prefix := q.key[:1+len(l)]
		var all []ref
		for b.stored.seek(prefix); len(all) <= maxShared && bytes.HasPrefix(b.stored.key(), prefix); b.stored.next() {
			all = append(all, ref(b.stored.key()[len(prefix):]))
		}
		for _, o := range []*batch{b, b.before} {
			if o == nil {
				continue
			}
			for _, x := range o.leads[l] {
				all = append(all, x.ID.ref())
				near[x.ID.ref()] = x
			}
		}
		switch {
		case len(all) > maxShared: // it is common
			continue
		case len(all) == maxShared: // it becomes common
			return true, nil
		}
		for _, r := range all {
			shares[r]++
		}
	}
	var m *member
	for r, n := range shares {
		if n < minShared {
			continue
		}
		var a *stored
		if x := near[r]; x != nil {
			a = x.stored
		} else {
			var err error
			if a, err = indexed(b.tx.stored(r)); err != nil {
				return false, err
			}
		}
		if m == nil {
			m = memberOf(p.stored)
		}
		if o := memberOf(a); m.sketch.same(&o.sketch) {
			return true, nil
		}
	}
	return false, nil
}

// changes is what a batch does to articles: those that take the place of others are not in it.
func (b *batch) changes() []Change {
	var out []Change
	for _, j := range b.jobs {
		if j.put.Status == Stored {
			out = append(out, Change{j.put.ID, Stored})
		}
	}
	return out
}

func (b *batch) finish(err error) {
	for _, j := range b.jobs {
		j.done <- err
	}
	b.jobs = nil
	b.tx.end()
}

// fill folds articles into a batch: as long as another batch is on its way to disk those that come, else all that wait. When the
// other one lands, what is folded goes: the rest is folded while it is written, so that both sides of the work are always at it.
func (w *groupWriter) fill(b *batch) {
	for len(b.jobs) < maxGroup && w.ledger != nil {
		if w.flight != nil {
			select {
			case err := <-w.flight.done:
				w.landed(err)
				if len(b.jobs) > 0 {
					return
				}
				continue
			default:
			}
		}
		j := w.db.group.take()
		switch {
		case j != nil:
			if full := w.fold(b, j); full {
				w.db.group.back([]*job{j})
				return
			}
		case w.flight == nil:
			return
		default:
			select {
			case err := <-w.flight.done:
				w.landed(err)
				if len(b.jobs) > 0 {
					return
				}
			case <-w.db.group.more:
			}
		}
	}
}

// fold takes an article into a batch, or tells it why not. It reports whether the batch has no room for it.
func (w *groupWriter) fold(b *batch, j *job) (full bool) {
	if err := j.ctx.Err(); err != nil {
		j.done <- err
		return false
	}
	p := j.p
	maxSize, maxPairs := w.db.engine.limits()
	if b.size+p.size > maxSize/2 || len(b.pairs)+len(p.pairs) > maxPairs/2 {
		if len(b.jobs) > 0 || len(b.alone) > 0 {
			return true
		}
		b.alone = append(b.alone, j)
		return false
	}
	was, err := b.tx.get(p.pairs[0].key)
	if err != nil {
		j.done <- err
		return false
	}
	j.put = p.put()
	switch {
	case bytes.Equal(was, p.pairs[0].value):
		j.put.Status = Unchanged
		b.jobs = append(b.jobs, j)
		return false
	case was != nil:
		b.alone = append(b.alone, j)
		return false
	}
	switch alone, err := b.isCopy(p); {
	case err != nil:
		j.done <- err
		return false
	case alone:
		b.alone = append(b.alone, j)
		return false
	}
	x := exchange{tx: b.tx, l: w.ledger, now: p.stored}
	if err = x.load(); err == nil {
		err = b.tx.unique(nil, p.pairs)
	}
	if err != nil {
		j.done <- err
		return false
	}
	if err := x.apply(); err != nil {
		// The ledger holds half of it, so that all of the batch is to be made again: one by one.
		b.alone = append(b.alone, append(b.jobs, j)...)
		b.jobs, b.pairs, b.found, b.size = nil, nil, nil, 0
		clear(b.tx.writes)
		w.ledger = newLedger(b.tx)
		return false
	}
	b.jobs = append(b.jobs, j)
	b.found = append(b.found, p.search(w.db))
	b.size += p.size + p.searched.size
	b.pairs = append(b.pairs, p.pairs...)
	if !p.credit().IsZero() {
		b.pairs = append(b.pairs, clusterPairs([]*member{memberOf(p.stored)})...)
	}
	for _, q := range p.pairs {
		switch q.key[0] { // what other articles of the batch may look for
		case keyArticle, keyClaimID, keyUnnamed:
			b.tx.writes[string(q.key)] = q.value
		case keyByLead:
			l := lead(q.key[1:])
			b.leads[l] = append(b.leads[l], p)
		}
	}
	return false
}

// prepare adds to a batch what its articles have in common.
func (w *groupWriter) prepare(b *batch) {
	if w.ledger == nil { // the batch before has failed
		w.db.group.back(append(b.jobs, b.alone...))
		b.jobs, b.alone, b.pairs = nil, nil, nil
		w.ledger = newLedger(nil)
		return
	}
	s := stage{tx: b.tx, list: b.pairs}
	var err error
	if b.changed, err = w.ledger.flush(&s); err == nil {
		err = b.index(&s)
	}
	if err != nil {
		// Nothing but reading can fail, and what it reads only a replacement needs; those are made alone.
		b.finish(err)
		b.pairs, b.changed = nil, nil
		w.ledger = newLedger(nil)
		return
	}
	b.pairs = s.list
}

// index adds the batch's articles to the search index.
func (b *batch) index(s *stage) error {
	if len(b.found) == 0 {
		return nil
	}
	maxSize, maxPairs := b.tx.db.engine.limits()
	w := segmentWriter{tx: b.tx, room: maxSize, pairs: maxPairs - len(s.list), put: func(key, value []byte) {
		s.put(key, value)
		b.tx.writes[string(key)] = value // the next batch reads it while this one is on its way
	}}
	for _, p := range s.list {
		w.room -= pairSize(len(p.key), len(p.value))
	}
	return w.write(nil, b.found)
}

// single stores articles one after the other, in a transaction as far as they fit into one.
func (w *groupWriter) single(jobs []*job) {
	for len(jobs) > 0 {
		tx := newWriteTx(context.Background(), w.db)
		var held []*job
		for len(jobs) > 0 {
			j := jobs[0]
			err := j.ctx.Err()
			if err == nil {
				j.put, err = tx.put(j.p)
			}
			if errors.Is(err, ErrTooLarge) && len(held) > 0 {
				break
			}
			jobs = jobs[1:]
			if err != nil {
				j.done <- err
			} else {
				held = append(held, j)
			}
		}
		err := w.db.commit(tx)
		tx.end()
		for _, j := range held {
			j.done <- err
		}
	}
}

// putAlone stores an article in a transaction of its own.
func (db *DB) putAlone(ctx context.Context, p *prepared) (Put, error) {
	tx := newWriteTx(ctx, db)
	defer tx.end()
	put, err := tx.put(p)
	if err == nil {
		err = db.commit(tx)
	}
	return put, err
}

// turn waits for the right to write, until ctx ends.
func (db *DB) turn(ctx context.Context) error {
	g := &db.group
	g.mu.Lock()
	g.updates++
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		g.updates--
		g.mu.Unlock()
	}()
	select {
	case db.writer <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("graph: update: %w", ctx.Err())
	}
}
