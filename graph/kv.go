package graph

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/ristretto/v2/z"
)

// engine is an ordered key-value store: snapshots to read from, and writes that are whole or not at all. All of Badger is in
// this file, and in damage.go what it does not see by itself.
type engine struct{ db *badger.DB }

// pair is a key and its value; a nil value means that the key is to go.
type pair struct{ key, value []byte }

// engineNeeds is what the engine has to know beside the settings.
type engineNeeds struct {
	locked bool  // the directory is locked already
	log    int64 // bytes of memory that the largest write-ahead log takes
}

// defaultMemory is how many bytes a store keeps in memory, at most and about.
const defaultMemory = 250 << 20

// divide is how memory goes to a table that is written and to each of two caches. There are two tables, each of which takes a
// quarter more than its size; some 66 MiB go to other things.
func divide(memory int64) (table, cache int64) {
	if memory == 0 {
		memory = defaultMemory
	}
	table = min(max(memory*48/250, 12<<20), 64<<20)
	cache = max((memory-table*5/2-66<<20)/2, 4<<20)
	return table, cache
}

// openEngine opens the files of dir, or memory where dir is "".
func openEngine(dir string, s settings, needs engineNeeds) (e *engine, err error) {
	table, cache := divide(s.memory)
	// Badger answers some kinds of damage with a panic.
	defer func() {
		if p := recover(); p != nil {
			e, err = nil, fmt.Errorf("%w: %v; restore a backup", ErrDamaged, p)
		}
	}()
	o := badger.DefaultOptions(dir).
		WithInMemory(dir == "").
		WithSyncWrites(dir != "").
		WithCompression(options.Snappy).
		WithReadOnly(s.readOnly).
		WithBypassLockGuard(needs.locked).
		WithChecksumVerificationMode(options.OnBlockRead). // costs a CRC for each block that is read from the disk
		WithBlockCacheSize(cache).
		WithIndexCacheSize(cache).  // without a bound, every table's index would stay in memory
		WithDetectConflicts(false). // there is one writer at a time
		WithNumCompactors(2).
		WithMemTableSize(max(table, needs.log)). // a transaction holds 15 % of it
		WithNumMemtables(2).                     // the one that is written, and one on its way to disk
		WithNumLevelZeroTables(2).               // merged while they are few: what is merged at once is in memory
		WithBaseTableSize(256 << 10).            // a bulk load has some tables in memory, each 32 times as large
		WithNumVersionsToKeep(1).
		WithMetricsEnabled(false).
		WithValueLogFileSize(16 << 20). // values stay in the sorted files, so the value log stays empty
		WithLogger(nil)
	if s.log != nil {
		o = o.WithLogger(badgerLog{s.log})
	}
	db, err := badger.Open(o)
	if err != nil {
		// Badger has no error value for a directory that is locked.
		if strings.Contains(err.Error(), "Another process is using this Badger database") {
			return nil, ErrInUse
		}
		// Nor does it keep the error of a lock that it may not write.
		if strings.HasPrefix(err.Error(), "Cannot write pid file") {
			for _, e := range []error{fs.ErrPermission, syscall.EROFS} {
				if strings.HasSuffix(err.Error(), e.Error()) {
					return nil, fmt.Errorf("write %s: %w", filepath.Join(dir, "LOCK"), e)
				}
			}
		}
		return nil, engineError(err)
	}
	return &engine{db}, nil
}

func (e *engine) close() error { return e.db.Close() }

// version is the number of the last write that is done.
func (e *engine) version() uint64 {
	s := e.snapshot()
	defer s.release()
	return s.version()
}

// limits is how many bytes and how many pairs one write can hold.
func (e *engine) limits() (size, pairs int) {
	return int(e.db.MaxBatchSize()), int(e.db.MaxBatchCount())
}

// pairSize is what a pair of these lengths counts against the limit of bytes, at most.
func pairSize(key, value int) int { return key + value + 32 }

// write stores the pairs, all or none. They are on disk when it returns nil.
func (e *engine) write(pairs []pair) error {
	done := make(chan error, 1)
	e.writeAsync(pairs, func(err error) { done <- err })
	return <-done
}

// writeAsync is write that returns before the pairs are on disk; then done is called. Between it and done there must be no other
// write.
func (e *engine) writeAsync(pairs []pair, done func(error)) {
	txn := e.db.NewTransaction(true)
	if err := set(txn, pairs); err != nil {
		txn.Discard()
		done(err)
		return
	}
	txn.CommitWith(func(err error) { done(tooBig(err)) })
}

func set(txn *badger.Txn, pairs []pair) error {
	for _, p := range pairs {
		var err error
		if p.value == nil {
			err = txn.Delete(p.key)
		} else {
			err = txn.Set(p.key, p.value)
		}
		if err != nil {
			return tooBig(err)
		}
	}
	return nil
}

// fill writes pairs that come in the order of their keys into an empty store: straight into its sorted files.
func (e *engine) fill(from func(put func(key, value []byte) error) error) error {
	w := e.db.NewStreamWriter()
	if err := w.Prepare(); err != nil {
		return err
	}
	buf := z.NewBuffer(fillBuffer+textChunk, "whosaid bulk")
	defer func() { _ = buf.Release() }()
	flush := func() error {
		err := w.Write(buf)
		buf.Reset()
		return err
	}
	stream := byte(0)
	put := func(p pair) error {
		if stream != 0 && p.key[0] != stream {
			badger.KVToBuffer(&pb.KV{StreamId: uint32(stream), StreamDone: true}, buf)
		}
		stream = p.key[0]
		badger.KVToBuffer(&pb.KV{Key: p.key, Value: p.value, Version: 1, StreamId: uint32(stream)}, buf)
		if buf.LenNoPadding() < fillBuffer {
			return nil
		}
		return flush()
	}
	err := aside(from, func(ps []pair) error {
		for _, p := range ps {
			if err := put(p); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		w.Cancel()
		return err
	}
	return w.Flush()
}

// aside hands what from gives to take, which runs beside it, some hundred pairs at a time. It keeps the slices that it is given. The
// first error of either ends both.
func aside(from func(put func(key, value []byte) error) error, take func([]pair) error) error {
	const most = 512
	queue := make(chan []pair, 4)
	failed := make(chan error, 1)
	go func() {
		var err error
		for ps := range queue {
			if err == nil {
				err = take(ps)
			}
			if err != nil {
				select {
				case failed <- err:
				default:
				}
			}
		}
		close(failed)
	}()
	var ps []pair
	err := from(func(key, value []byte) error {
		if ps = append(ps, pair{key, value}); len(ps) < most {
			return nil
		}
		select {
		case err := <-failed:
			return err
		case queue <- ps:
		}
		ps = make([]pair, 0, most)
		return nil
	})
	if err == nil && len(ps) > 0 {
		queue <- ps
	}
	close(queue)
	for e := range failed {
		err = cmp.Or(err, e)
	}
	return err
}

// fillBuffer is how many bytes go to the engine at once.
const fillBuffer = 4 << 20

// clear takes everything out of the store.
func (e *engine) clear() error { return e.db.DropAll() }

// flatten merges what writing has left in several layers, so that it takes less room and is read faster.
func (e *engine) flatten() error { return e.db.Flatten(2) }

func tooBig(err error) error {
	if errors.Is(err, badger.ErrTxnTooBig) {
		return ErrTooLarge
	}
	return err
}

// snapshot is the store as it was at one moment. It is for one goroutine.
type snapshot struct {
	txn  *badger.Txn
	open map[*walk]struct{}
	idle [2][]*badger.Iterator // of walks that were closed, up and down, for the next: to begin one costs as much as to read some keys
}

func (e *engine) snapshot() *snapshot {
	return &snapshot{txn: e.db.NewTransaction(false), open: map[*walk]struct{}{}}
}

// version is the number of the last write that the snapshot sees; a later write has a larger one.
func (s *snapshot) version() uint64 { return s.txn.ReadTs() }

// release ends the snapshot, and the walks that were left open.
func (s *snapshot) release() {
	for w := range s.open {
		w.it.Close()
		w.it = nil
	}
	clear(s.open)
	for i, all := range s.idle {
		for _, it := range all {
			it.Close()
		}
		s.idle[i] = nil
	}
	s.txn.Discard()
}

// get is a copy of the value of a key; nil when the key is not there.
func (s *snapshot) get(key []byte) ([]byte, error) {
	item, err := s.txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return item.ValueCopy([]byte{}) // not nil, even where the value is empty
}

// walk goes through the keys with a prefix, in order or, down, in the reverse of it.
type walk struct {
	of     *snapshot
	it     *badger.Iterator
	pool   int // of it in snapshot.idle
	sought bool
	prefix []byte
}

// walk starts before the first key; seek comes first.
func (s *snapshot) walk(prefix []byte, down bool) *walk {
	w := &walk{of: s, prefix: prefix}
	if down {
		w.pool = 1
	}
	if idle := s.idle[w.pool]; len(idle) > 0 {
		w.it, s.idle[w.pool] = idle[len(idle)-1], idle[:len(idle)-1]
	} else {
		w.it = s.txn.NewIterator(badger.IteratorOptions{Reverse: down})
	}
	s.open[w] = struct{}{}
	return w
}

// seek goes to the first key that is not before this one in the order of the walk. On a closed walk it does nothing.
func (w *walk) seek(key []byte) {
	if w.it != nil {
		w.it.Seek(key)
		w.sought = true
	}
}

// next goes one key on.
func (w *walk) next() {
	if w.it != nil {
		w.it.Next()
	}
}

// key is the present key, until the next step; nil at the end.
func (w *walk) key() []byte {
	if !w.sought || w.it == nil || !w.it.Valid() {
		return nil
	}
	if k := w.it.Item().Key(); bytes.HasPrefix(k, w.prefix) {
		return k
	}
	return nil
}

// value is a copy of the present value.
func (w *walk) value() ([]byte, error) { return w.it.Item().ValueCopy([]byte{}) }

// close ends the walk; a second time it does nothing.
func (w *walk) close() {
	if w.it != nil {
		w.of.idle[w.pool] = append(w.of.idle[w.pool], w.it)
		w.it = nil
		delete(w.of.open, w)
	}
}

// badgerLog hands Badger's warnings and errors on. What it only tells is left out.
type badgerLog struct{ log *slog.Logger }

func (l badgerLog) Errorf(f string, a ...any)   { l.say(slog.LevelError, f, a) }
func (l badgerLog) Warningf(f string, a ...any) { l.say(slog.LevelWarn, f, a) }
func (l badgerLog) Infof(string, ...any)        {}
func (l badgerLog) Debugf(string, ...any)       {}

func (l badgerLog) say(level slog.Level, f string, a []any) {
	l.log.Log(context.Background(), level, "badger: "+strings.TrimSpace(fmt.Sprintf(f, a...)))
}
