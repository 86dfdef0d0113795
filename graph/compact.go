package graph

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Compact merges what writing has left in several layers, and lets go of what was replaced or removed, so that the store takes less
// room and is read faster. What it holds stays the same.
//
// It reads and writes the whole store once, and on the way needs as much room again on the disk. Reads go on beside it; writes wait.
// It ends when it is done, also when ctx ends on the way; a process that ends on the way loses nothing. The error wraps ErrReadOnly,
// ErrDiskFull and ErrDamaged. A store in memory has nothing to compact.
func (db *DB) Compact(ctx context.Context) error {
	if err := db.compact(ctx); err != nil {
		return fmt.Errorf("graph: compact: %w", err)
	}
	return nil
}

func (db *DB) compact(ctx context.Context) error {
	if err := db.begin(ctx, "compact"); err != nil {
		return err
	}
	defer db.running.Done()
	if db.readOnly {
		return ErrReadOnly
	}
	if db.dir == "" {
		return nil
	}
	if err := db.turn(ctx); err != nil {
		return err
	}
	defer func() { <-db.writer }()
	size, err := db.size()
	if err != nil {
		return err
	}
	free, err := db.free()
	if err != nil {
		return fmt.Errorf("look for free disk space: %w", err)
	}
	if needs := size + enoughSpace; free < needs {
		return fmt.Errorf("%w: %d MiB are free, and it needs %d MiB; make room and try again", ErrDiskFull, free>>20, needs>>20)
	}
	if err := db.checkTables(ctx); err != nil { // what cannot be read would be left out for good
		return err
	}
	return db.engine.flatten()
}

// Size is how many bytes the store's tables take on the disk. What was written last is not in them yet; closing the store puts it
// there. A store in memory takes none.
func (db *DB) Size() (int64, error) {
	if err := db.begin(context.Background(), "size"); err != nil {
		return 0, err
	}
	defer db.running.Done()
	n, err := db.size()
	if err != nil {
		return 0, fmt.Errorf("graph: size: %w", err)
	}
	return n, nil
}

func (db *DB) size() (n int64, err error) {
	if db.dir == "" {
		return 0, nil
	}
	names, err := filesOf(db.dir, tableExt)
	for _, name := range names {
		if info, err := os.Stat(filepath.Join(db.dir, name)); err == nil { // one that is gone by now takes no room
			n += info.Size()
		}
	}
	return n, err
}
