package graph

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// closedName is the file that is there while the store is closed. It says which files the store then has, so that one that is lost
// or cut off is missed before the engine takes the rest for the whole store.
const closedName = "CLOSED"

// closing is what the file of a closed store says: the SHA-256 of the engine's list of tables, and each table with its size in bytes; of write-ahead logs
// there are none.
func closing(dir string) (string, error) {
	list, err := os.ReadFile(filepath.Join(dir, engineMark))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %x\n", engineMark, sha256.Sum256(list))
	names, err := filesOf(dir, tableExt, logExt)
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s %d\n", name, info.Size())
	}
	return b.String(), err
}

const (
	tableExt = ".sst"
	logExt   = ".mem"
)

// filesOf is the names of the files of a directory that end so, in order.
func filesOf(dir string, ends ...string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		if slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(e.Name(), end) }) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// closedAs is what was written when the store was closed; "" when it was not closed cleanly.
func closedAs(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, closedName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	text, sum, ok := strings.Cut(string(b), closedSum)
	if !ok || sum != sumOf(text) { // then it says nothing of the other files
		return "", err
	}
	return text, err
}

// closedSum stands before the checksum of what is before it.
const closedSum = "sum "

func sumOf(text string) string {
	return fmt.Sprintf("%08x\n", crc32.Checksum([]byte(text), castagnoli))
}

// writeClosed writes what a store is closed with.
func writeClosed(dir, text string) error {
	return writeFile(filepath.Join(dir, closedName), text+closedSum+sumOf(text))
}

// reopen takes the mark of a closed store away, before the engine writes.
func reopen(dir string) error {
	err := os.Remove(filepath.Join(dir, closedName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return syncDir(dir)
}

// recoveryName is the file that says which write-ahead logs there were when the store was opened last after a crash. The engine cuts
// them off behind their last write, and a crash may come before it has put them into tables; any other log has its full size.
const recoveryName = "RECOVERY"

// recovering says which logs the engine is about to cut off.
func recovering(dir string) error {
	names, err := filesOf(dir, logExt)
	if err != nil || len(names) == 0 {
		return err
	}
	return writeFile(filepath.Join(dir, recoveryName), strings.Join(names, "\n")+"\n")
}

// recovered is the logs that the engine may have cut off.
func recovered(dir string) ([]string, error) {
	b, err := os.ReadFile(filepath.Join(dir, recoveryName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return strings.Fields(string(b)), err
}

// closeDir marks a store as closed.
func closeDir(dir string) error {
	if err := os.Remove(filepath.Join(dir, recoveryName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text, err := closing(dir)
	if err != nil {
		return err
	}
	return writeClosed(dir, text)
}

// checkClosed compares the files of a store with those that it was closed with.
func checkClosed(dir, was string) error {
	is, err := closing(dir)
	if err != nil || is == was {
		return err
	}
	there := map[string]bool{}
	for line := range strings.Lines(is) {
		there[line] = true
	}
	for line := range strings.Lines(was) {
		if there[line] {
			delete(there, line)
			continue
		}
		name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return damagedFile(name, "it is missing")
		}
		return damagedFile(name, "it is not as it was when the store was closed")
	}
	for line := range there {
		name, _, _ := strings.Cut(line, " ")
		return damagedFile(name, "it was not there when the store was closed")
	}
	return nil
}

// damagedFile is the error of a file of the store that cannot be read.
func damagedFile(name, format string, args ...any) error {
	return fmt.Errorf("%w: the file %s: %s; restore a backup", ErrDamaged, name, fmt.Sprintf(format, args...))
}
