package graph

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/fb"
	"github.com/dgraph-io/badger/v4/options"
	"github.com/klauspost/compress/snappy"
)

// What the engine does not see by itself is looked for here. It leaves a block that cannot be read out of its answers without a
// word, takes what stands before a damaged place of a write-ahead log for all of it, deletes tables that its list does not name,
// and ends the process over a table that is cut off.

// checkedAtOnce is how many bytes of tables are read and checked before a store opens, about 0.1 s of work. A larger
// store is checked while it is used already.
const checkedAtOnce = 24 << 20

// tables is the tables of a store.
type tables struct {
	dir  string
	of   map[uint64]options.CompressionType // by number
	size int64                              // bytes of all
}

func tableName(id uint64) string { return fmt.Sprintf("%06d%s", id, tableExt) }

// inspect looks at the files of a store before the engine does. It returns the tables that are still to be checked, and how many
// bytes of memory the largest write-ahead log needs that a crash left behind.
func inspect(dir, was string, s settings) (left *tables, needs int64, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v; restore a backup", ErrDamaged, p)
		}
	}()
	_, err = os.Stat(filepath.Join(dir, bulkName))
	bulk := err == nil
	if s.readOnly && (bulk || was == "") {
		return nil, 0, ErrNotClosed
	}
	if bulk {
		return nil, 0, nil // what is there is thrown away
	}
	if was != "" {
		if err := checkClosed(dir, was); err != nil {
			return nil, 0, err
		}
	}
	ts, err := listedFiles(dir)
	if err != nil || ts == nil {
		return nil, 0, err
	}
	at := reach{}
	for id, c := range ts.of {
		version, err := checkTable(filepath.Join(dir, tableName(id)), c, ts.size <= s.atOnce)
		if err != nil {
			return nil, 0, err
		}
		at.inTables = max(at.inTables, version)
	}
	if needs, err = at.logs(dir, s); err != nil {
		return nil, 0, err
	}
	if err := at.unlisted(ts); err != nil {
		return nil, 0, err
	}
	if ts.size <= s.atOnce {
		ts = nil
	}
	return ts, needs, nil
}

// listedFiles is the tables that the engine's list names, all of which are there; nil where there is no list yet.
func listedFiles(dir string) (*tables, error) {
	f, err := os.Open(filepath.Join(dir, engineMark))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, _, err := badger.ReplayManifestFile(f, 0, badger.Options{})
	if err != nil {
		return nil, damagedFile(engineMark, "%v", err)
	}
	ts := &tables{dir: dir, of: map[uint64]options.CompressionType{}}
	for id, t := range m.Tables {
		info, err := os.Stat(filepath.Join(dir, tableName(id)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, damagedFile(tableName(id), "it is missing")
		}
		if err != nil {
			return nil, err
		}
		ts.of[id] = t.Compression
		ts.size += info.Size()
	}
	return ts, nil
}

// reach is how far what is there goes: the numbers of the last write in the tables, and of the first and last in each log.
type reach struct {
	inTables uint64
	inLogs   [][2]uint64
}

// unlisted refuses a table that the list does not name and that holds what nothing else holds: then the end of the list is lost. A
// crash leaves tables behind, too, but not these.
func (n *reach) unlisted(ts *tables) error {
	names, err := filesOf(ts.dir, tableExt)
	if err != nil {
		return err
	}
	for _, name := range names {
		id, err := strconv.ParseUint(strings.TrimSuffix(name, tableExt), 10, 64)
		if err != nil {
			continue
		}
		if _, ok := ts.of[id]; ok {
			continue
		}
		version, err := checkTable(filepath.Join(ts.dir, name), options.Snappy, false)
		if err != nil {
			continue // cut off by the crash
		}
		held := version <= n.inTables
		for _, l := range n.inLogs {
			held = held || version >= l[0] && version <= l[1]
		}
		if !held {
			return damagedFile(engineMark, "it does not name %s, which holds what nothing else holds", name)
		}
	}
	return nil
}

// check reads the tables whole. The error wraps ErrDamaged when one is not as it was written. Where the store is open, now is the
// tables that it has: one that was merged into others is cut off and taken away while it is read, and is passed over.
func (ts *tables) check(ctx context.Context, now func() *tables) error {
	for id, c := range ts.of {
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err := checkTable(filepath.Join(ts.dir, tableName(id)), c, true)
		if err == nil {
			continue
		}
		if now != nil {
			if _, there := now().of[id]; !there {
				continue
			}
		}
		return err
	}
	return nil
}

// current is the tables that the engine now has.
func (e *engine) current(dir string) *tables {
	ts := &tables{dir: dir, of: map[uint64]options.CompressionType{}}
	for _, t := range e.db.Tables() {
		ts.of[t.ID] = options.Snappy
	}
	return ts
}

// checkTable checks the end and the index of a table, and its last block or all of them. It returns the number of the last write in
// it. A table is blocks, the index, its length:4, its checksum and the length:4 of that.
func checkTable(file string, c options.CompressionType, whole bool) (version uint64, err error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	name := filepath.Base(file)
	defer func() {
		if p := recover(); p != nil {
			version, err = 0, damagedFile(name, "%v", p)
		}
	}()
	index, start, err := readIndex(f, info.Size())
	if err != nil {
		return 0, damagedFile(name, "%v", err)
	}
	t := fb.GetRootAsTableIndex(index, 0)
	n := t.OffsetsLength()
	if n == 0 {
		return 0, damagedFile(name, "it has no blocks")
	}
	b := blockReader{r: f, compression: c}
	first := 0
	if !whole {
		first = n - 1
	}
	var block fb.BlockOffset
	for i := first; i < n; i++ {
		t.Offsets(&block, i)
		from, size := int64(block.Offset()), int64(block.Len())
		if from+size > start {
			return 0, damagedFile(name, "its index is wrong")
		}
		if err := b.check(from, int(size)); err != nil {
			if pe, ok := errors.AsType[*fs.PathError](err); ok {
				return 0, pe
			}
			return 0, damagedFile(name, "%v, at byte %d; what is lost begins with: %s", err, from, describeVersioned(block.KeyBytes()))
		}
	}
	return t.MaxVersion(), nil
}

// describeVersioned names the record of a key as the engine has it, with the number of its write.
func describeVersioned(k []byte) string {
	if len(k) <= 8 {
		return "an unknown record"
	}
	return describe(k[:len(k)-8])
}

func readIndex(f io.ReaderAt, size int64) (index []byte, start int64, err error) {
	errCut := errors.New("it is cut off or damaged at its end")
	var word [4]byte
	last := func(at int64) (int64, error) {
		if at < 4 {
			return 0, errCut
		}
		_, err := f.ReadAt(word[:], at-4)
		return int64(binary.BigEndian.Uint32(word[:])), err
	}
	n, err := last(size)
	if err != nil || n > 64 || n > size-8 {
		return nil, 0, errCut
	}
	sum := make([]byte, n)
	at := size - 4 - n
	if _, err := f.ReadAt(sum, at); err != nil {
		return nil, 0, errCut
	}
	n, err = last(at)
	if err != nil || n > at-4 {
		return nil, 0, errCut
	}
	start = at - 4 - n
	index = make([]byte, n)
	if _, err := f.ReadAt(index, start); err != nil {
		return nil, 0, errCut
	}
	if !checksumHolds(index, sum) {
		return nil, 0, errCut
	}
	return index, start, nil
}

// checksumHolds compares data with a checksum as the engine writes it: a protocol buffer with the algorithm, which is always the
// first, in field 1 and the sum in field 2.
func checksumHolds(data, sum []byte) bool {
	var want uint64
	for len(sum) > 0 {
		tag := sum[0]
		v, n := binary.Uvarint(sum[1:])
		if n <= 0 || tag != 0x08 && tag != 0x10 || tag == 0x08 && v != 0 {
			return false
		}
		if tag == 0x10 {
			want = v
		}
		sum = sum[1+n:]
	}
	return uint64(crc32.Checksum(data, castagnoli)) == want
}

// blockReader reads the blocks of a table, which mostly follow each other.
type blockReader struct {
	r           io.ReaderAt
	compression options.CompressionType
	buf         *bufio.Reader
	at          int64 // of buf
	raw, plain  []byte
}

func (b *blockReader) check(from int64, size int) error {
	if b.buf == nil || b.at != from {
		b.buf, b.at = bufio.NewReaderSize(io.NewSectionReader(b.r, from, math.MaxInt64-from), 1<<20), from
	}
	if cap(b.raw) < size {
		b.raw = make([]byte, size)
	}
	b.raw = b.raw[:size]
	n, err := io.ReadFull(b.buf, b.raw)
	b.at += int64(n)
	if err != nil {
		return err
	}
	p := b.raw
	errBlock := errors.New("a block is damaged")
	switch b.compression {
	case options.None:
	case options.Snappy:
		if n, err := snappy.DecodedLen(p); err != nil || n > 64<<20 {
			return errBlock
		}
		if b.plain, err = snappy.Decode(b.plain[:cap(b.plain)], p); err != nil {
			return errBlock
		}
		p = b.plain
	default:
		return errBlock
	}
	if len(p) < 8 {
		return errBlock
	}
	end := len(p) - 4
	sum := int(binary.BigEndian.Uint32(p[end:]))
	if sum > end || !checksumHolds(p[:end-sum], p[end-sum:end]) {
		return errBlock
	}
	return nil
}

// The entries of a write-ahead log: meta:1 user:1, varints for the lengths of key and value and for the time of expiry, key, value,
// and a CRC:4. The key ends with the number of its write, inverted. A write ends with an entry of its own.
const (
	logHead     = 20
	logInWrite  = 0x40
	logEndWrite = 0x80

	// leastLog is less than any log's size: the engine makes them twice as large as its tables in memory, and cuts them off behind
	// their last write only when it opens them again.
	leastLog = 16 << 20

	// entryMemory is how much memory an entry takes beside its key and value.
	entryMemory = 160
)

type logEntry struct {
	meta    byte
	key     []byte
	value   []byte
	version uint64
	size    int
}

// entryAt reads the entry at a place; false where there is none.
func entryAt(b []byte, at int) (e logEntry, ok bool) {
	if at+2 > len(b) {
		return e, false
	}
	e.meta = b[at]
	p := at + 2
	var lens [3]uint64
	for i := range lens {
		v, n := binary.Uvarint(b[p:])
		if n <= 0 {
			return e, false
		}
		lens[i] = v
		p += n
	}
	if lens[0] > 1<<16 || lens[1] > uint64(len(b)) || p+int(lens[0]+lens[1])+4 > len(b) {
		return e, false
	}
	e.key = b[p:][:lens[0]]
	e.value = b[p+int(lens[0]):][:lens[1]]
	p += int(lens[0] + lens[1])
	if crc32.Checksum(b[at:p], castagnoli) != binary.BigEndian.Uint32(b[p:]) {
		return e, false
	}
	e.size = p + 4 - at
	if len(e.key) >= 8 {
		e.version = math.MaxUint64 - binary.BigEndian.Uint64(e.key[len(e.key)-8:])
	}
	return e, true
}

// logs walks the write-ahead logs that a crash left behind, and returns how much memory the largest needs.
func (n *reach) logs(dir string, s settings) (needs int64, err error) {
	names, err := filesOf(dir, logExt)
	if err != nil {
		return 0, err
	}
	cut, err := recovered(dir)
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return 0, err
		}
		memory, first, last, err := walkLog(name, b, s.shortLogs || slices.Contains(cut, name))
		if err != nil {
			return 0, err
		}
		if last > 0 {
			n.inLogs = append(n.inLogs, [2]uint64{first, last})
		}
		needs = max(needs, memory)
	}
	return needs, nil
}

// walkLog reads a log as the engine does: up to the first entry that is not sound. That is the end where a crash came in the middle
// of the last write; where a later write follows, a write was on disk that cannot be read now. cut says that the engine may have cut
// the log off behind its last write.
func walkLog(name string, b []byte, cut bool) (memory int64, first, last uint64, err error) {
	damaged := func(format string, args ...any) error {
		return fmt.Errorf("%w: the log %s, which holds the last writes: %s; restore a backup, or move the file away and lose what is in it: "+
			"whosaid verify --repair then puts the rest in order", ErrDamaged, name, fmt.Sprintf(format, args...))
	}
	if len(b) < logHead {
		return 0, 0, 0, damaged("it is cut off at its beginning")
	}
	if binary.BigEndian.Uint64(b) != 0 {
		return 0, 0, 0, damaged("its beginning is damaged")
	}
	at, whole := logHead, logHead
	var pending uint64 // the write that has not ended
walk:
	for {
		e, ok := entryAt(b, at)
		if !ok || len(e.key) == 0 {
			break
		}
		switch {
		case e.meta&logInWrite != 0:
			if pending == 0 {
				pending = e.version
			}
			if e.version != pending {
				break walk
			}
		case e.meta&logEndWrite != 0:
			v, err := strconv.ParseUint(string(e.value), 10, 64)
			if err != nil || v != pending {
				break walk
			}
			if first == 0 {
				first = v
			}
			last, pending = v, 0
			whole = at + e.size
		default:
			if pending != 0 {
				break walk
			}
			whole = at + e.size
		}
		memory += int64(len(e.key)+len(e.value)) + entryMemory
		at += e.size
	}
	if later(b[at:], last, pending) {
		return 0, 0, 0, damaged("it is damaged at byte %d, and later writes follow", at)
	}
	if len(b) < leastLog && (!cut || whole != len(b)) {
		return 0, 0, 0, damaged("it is cut off")
	}
	return memory, first, last, nil
}

// later reports whether an entry follows of a write after the one in which a log breaks off. last is the one before, pending the
// number of that one; either may be unknown.
func later(b []byte, last, pending uint64) bool {
	broken := pending
	if broken == 0 && last > 0 {
		broken = last + 1
	}
	end := len(bytes.TrimRight(b, "\x00"))
	for at := 0; at < end; at++ {
		// Entries of writes begin so; few other bytes do.
		if b[at]&^0xc1 != 0 || b[at]&0xc0 == 0 || at+1 < len(b) && b[at+1] != 0 {
			continue
		}
		e, ok := entryAt(b, at)
		if !ok || e.meta&logInWrite == 0 || len(e.key) <= 8 || e.version > math.MaxUint32 {
			continue
		}
		if broken == 0 {
			broken = e.version
		}
		if e.version > broken {
			return true
		}
		at += e.size - 1
	}
	return false
}

// diskFull marks the engine's error of a disk that is full.
func diskFull(err error) error {
	if err != nil && strings.Contains(err.Error(), errNoSpace.Error()) {
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	}
	return err
}

// engineError is an error with which the engine does not open.
func engineError(err error) error {
	text := err.Error()
	for _, e := range []error{fs.ErrPermission, errNoSpace, errTooManyFiles, errReadOnlyDisk, errNoMemory, errInputOutput} {
		if errors.Is(err, e) || strings.Contains(text, e.Error()) {
			return err
		}
	}
	return fmt.Errorf("%w: %w; restore a backup", ErrDamaged, err)
}
