package graph

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A directory holds a store when it holds the file WHOSAID, whose one line says which format the store has. It is read before
// the engine touches anything, so that neither another format nor another program's files are ever written into.
const (
	markName   = "WHOSAID"
	markPrefix = "whosaid store, format "
	// storeFormat is the major version of the layout in keys.go and of the records.
	storeFormat = 4
	// engineMark is the file without which the engine would begin an empty store.
	engineMark = "MANIFEST"
)

// openDir opens the store of a directory, after it has made sure that it is one or may become one.
func openDir(dir string, s settings) (*DB, error) {
	if dir == "" {
		return nil, errors.New("no directory is given")
	}
	found, err := lookAt(dir)
	if err != nil {
		return nil, err
	}
	if !found {
		if s.mustExist || s.readOnly {
			return nil, ErrNoStore
		}
		if err := markDir(dir); err != nil {
			return nil, fmt.Errorf("create the store: %w", err)
		}
	}
	unlock, locked, err := lockDir(dir, s.readOnly)
	if err != nil {
		return nil, err
	}
	db, err := openLocked(dir, s, locked)
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	db.unlock = unlock
	return db, nil
}

// openLocked opens a store's files, which nobody else changes.
func openLocked(dir string, s settings, locked bool) (*DB, error) {
	was, err := closedAs(dir)
	if err != nil {
		return nil, err
	}
	left, needs, err := inspect(dir, was, s)
	if err != nil {
		return nil, err
	}
	if !s.readOnly {
		// Who may not write here is told so before anything is changed. Where the lock is the engine's, so is the file.
		if locked {
			if err := os.WriteFile(filepath.Join(dir, lockName), fmt.Appendf(nil, "%d\n", os.Getpid()), 0o600); err != nil {
				return nil, err
			}
		}
		if err := errors.Join(reopen(dir), afterBulk(dir), recovering(dir)); err != nil {
			return nil, err
		}
	}
	e, err := openEngine(dir, s, engineNeeds{locked: locked, log: needs})
	if err != nil {
		if locked && !s.readOnly {
			_ = os.Remove(filepath.Join(dir, lockName)) // it only tells who has the store
		}
		if was != "" && !s.readOnly { // it is still as it was closed
			err = errors.Join(err, writeClosed(dir, was))
		}
		return nil, err
	}
	db := newDB(e, func() (int64, error) { return freeSpace(dir) })
	db.dir, db.readOnly = dir, s.readOnly
	if !s.readOnly {
		if err := db.endBulk(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(err, e.close())
		}
	}
	if left != nil {
		db.scrub(left)
	}
	return db, nil
}

// lockName is the file that holds the id of the process that may write. It locks nothing.
const lockName = "LOCK"

// shut closes the store's files.
func (db *DB) shut() error {
	db.endScrub()
	err := db.engine.close()
	if db.dir == "" {
		return err
	}
	if !db.readOnly {
		if err == nil {
			err = closeDir(db.dir)
		}
		if e := os.Remove(filepath.Join(db.dir, lockName)); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return errors.Join(err, db.unlock())
}

// bulkName is the file that is there while a bulk load writes. A store in which it is found was not filled to the end.
const bulkName = "BULK"

func (db *DB) beginBulk() error {
	if db.dir == "" {
		return nil
	}
	return writeFile(filepath.Join(db.dir, bulkName), "a bulk load is under way; without it to its end the store is empty\n")
}

func (db *DB) endBulk() error {
	if db.dir == "" {
		return nil
	}
	if err := os.Remove(filepath.Join(db.dir, bulkName)); err != nil {
		return err
	}
	return syncDir(db.dir)
}

// afterBulk empties a store whose bulk load was cut off, before the engine opens what may be half a file.
func afterBulk(dir string) error {
	_ = os.RemoveAll(filepath.Join(dir, scratchName)) // what is left of it is in nobody's way
	_, err := os.Stat(filepath.Join(dir, bulkName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	names, err := filesOf(dir, tableExt, logExt, ".vlog", "DISCARD", "KEYREGISTRY", recoveryName, closedName, engineMark)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return syncDir(dir)
}

// scratchName is the directory of temporary files, in that of the store: there is the room that a store needs.
const scratchName = "tmp"

// scratch is a directory for temporary files, until done is called.
func (db *DB) scratch() (dir string, done func(), err error) {
	parent := ""
	if db.dir != "" && !db.readOnly {
		parent = filepath.Join(db.dir, scratchName)
		if err := os.MkdirAll(parent, 0o700); err != nil {
			return "", nil, err
		}
	}
	dir, err = os.MkdirTemp(parent, "whosaid-*")
	if err != nil {
		return "", nil, err
	}
	return dir, func() {
		_ = os.RemoveAll(dir)
		if parent != "" {
			_ = os.Remove(parent) // where nobody else is in it
		}
	}, nil
}

// syncDir has the names of a directory on disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// writeFile writes a small file, which is whole or not there, also after a crash.
func writeFile(name, text string) error {
	tmp := name + ".tmp"
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, name); err != nil {
		return err
	}
	return syncDir(filepath.Dir(name))
}

// lookAt reports whether the directory holds a store that can be opened; false without an error when one can be created.
func lookAt(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var marked, begun, tables, cutOff bool
	other := ""
	for _, e := range entries {
		switch name := e.Name(); {
		case name == markName:
			marked = true
		case name == engineMark:
			begun = true
		case name == bulkName:
			cutOff = true
		case name == markName+".tmp" || name == "lost+found":
		default:
			other = name
			tables = tables || strings.HasSuffix(name, ".sst") || strings.HasSuffix(name, ".mem")
		}
	}
	switch {
	case marked:
		if err := checkFormat(filepath.Join(dir, markName)); err != nil {
			return false, err
		}
		if cutOff {
			return true, nil
		}
		if !begun && tables {
			return false, fmt.Errorf("%w: the file %s is missing; restore a backup", ErrDamaged, engineMark)
		}
		return begun, nil
	case begun:
		return false, fmt.Errorf("%w: the directory holds another program's database; choose a new or empty directory", ErrNoStore)
	case other != "":
		return false, fmt.Errorf("%w: the directory holds other files (%s); choose a new or empty directory", ErrNoStore, other)
	}
	return false, nil
}

// checkFormat reads a store's mark.
func checkFormat(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	word, ok := strings.CutPrefix(strings.TrimSpace(string(b)), markPrefix)
	format, err := strconv.Atoi(word)
	switch {
	case !ok || err != nil:
		return fmt.Errorf("%w: the file %s does not say which", ErrVersion, file)
	case format > storeFormat:
		return fmt.Errorf("%w: it is %d and this program reads %d; use the newer whosaid that wrote it", ErrVersion, format, storeFormat)
	case format < storeFormat:
		return fmt.Errorf("%w: it is %d and this program reads %d; make a store of this format from it: whosaid migrate --db %s --to DIR", ErrVersion, format, storeFormat, filepath.Dir(file))
	}
	return nil
}

// markDir makes the directory a store's.
func markDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, markName), fmt.Sprintf("%s%d\n", markPrefix, storeFormat))
}
