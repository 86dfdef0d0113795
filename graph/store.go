package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
)

// DB is a store. It is safe for concurrent use: any number of View run beside one Update.
type DB struct {
	engine   *engine
	writer   chan struct{}         // holds one token while somebody writes
	free     func() (int64, error) // bytes left on the disk
	labels   labels
	group    group
	search   searcher
	watchers watchers

	readOnly bool
	dir      string       // "" in memory
	unlock   func() error // gives the directory free
	whole    sync.RWMutex // held for writing while all of the store is replaced

	damage   atomic.Pointer[error] // what scrub found
	endScrub func()                // ends scrub

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup // transactions; added to only under mu, while not closed
}

// Option changes how Open opens a store.
type Option func(*settings)

type settings struct {
	mustExist bool
	readOnly  bool
	memory    int64 // bytes; 0: defaultMemory
	atOnce    int64 // bytes of tables that are checked before the store opens
	shortLogs bool  // write-ahead logs may be cut off behind a write
	log       *slog.Logger
}

// MustExist has Open answer ErrNoStore where there is no store, and create nothing.
func MustExist() Option { return func(s *settings) { s.mustExist = true } }

// ReadOnly has Open open the store for reading only: Update, Put and whatever else writes answer ErrReadOnly, and no file of the
// store changes. Any number of processes read one store beside each other, and none writes meanwhile: ErrInUse tells either.
// Temporary files go to the system's directory for them.
//
// The error of Open wraps ErrNotClosed when the store was not closed cleanly, as after a crash: then it has to be opened once
// without ReadOnly, which completes it.
func ReadOnly() Option { return func(s *settings) { s.readOnly = true } }

// WithMemory has the store keep about so many bytes in memory at most, instead of some 250 MiB: less make it slower, and more
// help where much is read again and again. Some 64 MiB are the least; what is less counts as that.
//
// The memory goes to the tables that are being written (up to a third, and up to 128 MiB) and to what was read of the files. An
// Update holds 15 % of such a table at most: 7 MB as it is without the option, and 2 MB with the least memory, which is then the
// size of the largest article. What Bulk, Restore, Verify and Repair need while they run comes on
// top, and up to 56 MiB of the search index.
func WithMemory(bytes int64) Option { return func(s *settings) { s.memory = bytes } }

// WithLogger has the store's engine write its warnings and errors to l. Without it they are not written; errors of calls are
// returned in any case.
func WithLogger(l *slog.Logger) Option { return func(s *settings) { s.log = l } }

// Open opens the store in a directory, and creates both where there is none. It refuses a directory that holds anything else.
// Close the store when it is no longer needed.
//
// The error wraps ErrInUse when another process has the store open, ErrNoStore when the directory holds no store and either
// holds something else or MustExist is given, ErrVersion when the store has another format, and ErrDamaged when its files are
// not what they were.
//
// What an Update has stored is on disk when it returns. Opening takes some 50 ms, after a crash up to a second, and reads the
// tables of a store of up to 24 MiB whole, which takes up to 0.1 s more. The store keeps up to about 250 MiB in memory, whatever
// its size.
//
// A store whose files were changed, cut off or lost is refused with ErrDamaged, which names the file and says what is lost. Tables
// of a store of more than 24 MiB are checked in the background: from when damage is found every call answers ErrDamaged, and until
// then an answer may lack what is lost, and a merge of tables that a writer causes may leave it out for good; Verify, Backup and
// Compact check all of them first, and ReadOnly merges nothing. What is not seen: damage to what a crash has left of the very last
// write, which looks as if the crash had come in the middle of it; and that the write-ahead log of a crash is gone.
func Open(dir string, opts ...Option) (*DB, error) {
	s := settingsOf(opts)
	db, err := openDir(dir, s)
	if err != nil {
		return nil, fmt.Errorf("graph: open %q: %w", dir, err)
	}
	return db, nil
}

// OpenMemory opens an empty store that is kept in memory and ends with Close.
func OpenMemory(opts ...Option) (*DB, error) {
	s := settingsOf(opts)
	if s.readOnly {
		return nil, fmt.Errorf("graph: open in memory: %w", ErrReadOnly)
	}
	e, err := openEngine("", s, engineNeeds{})
	if err != nil {
		return nil, fmt.Errorf("graph: open in memory: %w", err)
	}
	return newDB(e, func() (int64, error) { return enoughSpace, nil }), nil
}

func settingsOf(opts []Option) settings {
	s := settings{atOnce: checkedAtOnce}
	for _, o := range opts {
		o(&s)
	}
	return s
}

func newDB(e *engine, free func() (int64, error)) *DB {
	db := &DB{engine: e, writer: make(chan struct{}, 1), free: free, endScrub: func() {}}
	db.group.more = make(chan struct{}, 1)
	return db
}

// Close ends the store, after the transactions that run have ended; so it must not be called inside one. Every call that
// comes later gives ErrClosed, also a second Close.
func (db *DB) Close() error {
	db.mu.Lock()
	was := db.closed
	db.closed = true
	db.mu.Unlock()
	if was {
		return fmt.Errorf("graph: close: %w", ErrClosed)
	}
	db.running.Wait()
	db.watchers.close()
	if err := db.shut(); err != nil {
		return fmt.Errorf("graph: close: %w", err)
	}
	return nil
}

// begin counts a transaction in; running.Done counts it out.
func (db *DB) begin(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("graph: %s: %w", op, err)
	}
	if found := db.damage.Load(); found != nil {
		return fmt.Errorf("graph: %s: %w", op, *found)
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.closed {
		return fmt.Errorf("graph: %s: %w", op, ErrClosed)
	}
	db.running.Add(1)
	return nil
}

// scrub checks tables while the store is used already. When one is damaged, every later call answers so.
func (db *DB) scrub(ts *tables) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	db.endScrub = func() {
		cancel()
		<-done
	}
	go func() {
		defer close(done)
		if err := ts.check(ctx, db.tables); errors.Is(err, ErrDamaged) {
			db.damage.Store(&err)
		}
	}()
}

// checkTables reads every table whole.
func (db *DB) checkTables(ctx context.Context) error {
	if db.dir == "" {
		return nil
	}
	return db.tables().check(ctx, db.tables)
}

// tables is the tables that the store has now.
func (db *DB) tables() *tables { return db.engine.current(db.dir) }

// View runs fn with a transaction that reads one snapshot: what the store held when View began. It returns fn's error as it is.
// When ctx ends, the reads of the transaction fail with its error. Views run beside each other and beside an Update.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error {
	if err := db.begin(ctx, "view"); err != nil {
		return err
	}
	defer db.running.Done()
	db.whole.RLock()
	defer db.whole.RUnlock()
	tx := newTx(ctx, db)
	defer tx.end()
	return fn(tx)
}

// Update runs fn with a transaction that reads and writes. When fn returns nil, all that it wrote is stored at once and is on
// disk when Update returns; when fn fails or panics or ctx has ended, nothing is. It returns fn's error as it is.
//
// One Update runs at a time; the others wait, until their ctx ends. So an Update inside an Update never comes to run. Inside fn
// the transaction sees its own writes.
//
// One Update costs one wait for the disk, so that several articles in one are stored faster than one each; 16 are a good
// number. It can hold some 7 MB; ErrTooLarge says when something does not fit, and leaves it out.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	if err := db.begin(ctx, "update"); err != nil {
		return err
	}
	defer db.running.Done()
	if db.readOnly {
		return fmt.Errorf("graph: update: %w", ErrReadOnly)
	}
	if err := db.turn(ctx); err != nil {
		return err
	}
	defer func() { <-db.writer }()
	tx := newWriteTx(ctx, db)
	defer tx.end()
	if err := fn(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("graph: update: %w", err)
	}
	if err := db.commit(tx); err != nil {
		return fmt.Errorf("graph: update: %w", err)
	}
	return nil
}

// enoughSpace is how many bytes must be free on the disk for a write. The engine writes through mapped memory, where a full
// disk ends the process instead of giving an error; this is room for a full write-ahead log and the files that it becomes.
const enoughSpace = 256 << 20

// commit stores what a transaction has written.
func (db *DB) commit(tx *Tx) error {
	if err := tx.flushSearch(); err != nil {
		return err
	}
	pairs := tx.ordered()
	if len(pairs) == 0 {
		return nil
	}
	if err := db.room(); err != nil {
		return err
	}
	var changed []ref
	for _, p := range pairs {
		if p.key[0] == keyEntity {
			changed = append(changed, ref(p.key[1:]))
		}
	}
	db.labels.drop(changed)
	err := db.engine.write(pairs)
	if len(changed) > 0 {
		db.labels.settle(db.engine.version())
	}
	if err == nil {
		db.watchers.publish(tx.changes.net())
	}
	return err
}

// room refuses a write for which the disk has too little room.
func (db *DB) room() error {
	free, err := db.free()
	if err != nil {
		return fmt.Errorf("look for free disk space: %w", err)
	}
	if free < enoughSpace {
		return fmt.Errorf("%w: %d MiB are free, and a write needs %d MiB; make room and try again", ErrDiskFull, free>>20, enoughSpace>>20)
	}
	return nil
}

// errOver is the error of a transaction that is used outside its function.
var errOver = fmt.Errorf("the transaction is over: %w", ErrClosed)

// isAbsent reports whether err says that a record is not there.
func isAbsent(err error) bool { return errors.Is(err, ErrNotFound) }
