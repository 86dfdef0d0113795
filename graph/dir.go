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
	storeFormat = 1
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
		if s.mustExist {
			return nil, ErrNoStore
		}
		if err := mark(dir); err != nil {
			return nil, fmt.Errorf("create the store: %w", err)
		}
	}
	e, err := openEngine(dir, s.log)
	if err != nil {
		return nil, err
	}
	return newDB(e, func() (int64, error) { return freeSpace(dir) }), nil
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
	var marked, begun, tables bool
	other := ""
	for _, e := range entries {
		switch name := e.Name(); {
		case name == markName:
			marked = true
		case name == engineMark:
			begun = true
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
		return fmt.Errorf("%w: it is %d and this program reads %d; load the articles into a new store", ErrVersion, format, storeFormat)
	}
	return nil
}

// mark makes the directory a store's. The mark is whole or not there, also after a crash.
func mark(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp := filepath.Join(dir, markName+".tmp")
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%s%d\n", markPrefix, storeFormat)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(dir, markName))
}
