package graph

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// sorter sorts any number of pairs in bounded memory: runs of them are sorted and written to files, and the runs are merged as they
// are read. It is for one goroutine.
type sorter struct {
	dir   string // of the files of runs
	limit int    // bytes of pairs in memory; as much again while a run is written
	arena []byte
	pairs []sorted
	runs  []*os.File
	spill chan error // of the run that is being written; nil when none is

	spare      []byte // of the run before
	sparePairs []sorted
}

// sorted is a pair in an arena. Its prefix, the first eight bytes of the key, mostly decides its order.
type sorted struct {
	prefix    uint64
	at, value uint32
	key       uint16
}

const maxKey = 1<<16 - 1

// smallArena is how far memory grows as it is needed.
const smallArena = 1 << 20

func newSorter(dir string, limit int) *sorter { return &sorter{dir: dir, limit: limit} }

// add takes a pair over; it keeps neither slice.
func (s *sorter) add(key, value []byte) error {
	if len(key) > maxKey {
		return fmt.Errorf("%w: a key of %d bytes", ErrTooLarge, len(key))
	}
	if len(s.arena) > 0 && len(s.arena)+len(key)+len(value) > s.limit {
		if err := s.write(); err != nil {
			return err
		}
	}
	if n := len(key) + len(value); len(s.arena)+n > cap(s.arena) && cap(s.arena) >= smallArena {
		s.arena = append(make([]byte, 0, max(s.limit, len(s.arena)+n)), s.arena...) // at once, rather than by doubling
	}
	p := sorted{at: uint32(len(s.arena)), key: uint16(len(key)), value: uint32(len(value))}
	var head [8]byte
	copy(head[:], key)
	p.prefix = binary.BigEndian.Uint64(head[:])
	s.arena = append(append(s.arena, key...), value...)
	s.pairs = append(s.pairs, p)
	return nil
}

func sortedKey(arena []byte, p sorted) []byte   { return arena[p.at:][:p.key] }
func sortedValue(arena []byte, p sorted) []byte { return arena[p.at+uint32(p.key):][:p.value] }

func sortPairs(arena []byte, ps []sorted) {
	slices.SortFunc(ps, func(a, b sorted) int {
		if a.prefix != b.prefix {
			return cmp.Compare(a.prefix, b.prefix)
		}
		return cmp.Or(bytes.Compare(sortedKey(arena, a), sortedKey(arena, b)), cmp.Compare(a.at, b.at))
	})
}

// write begins to write what is in memory as a run, when the one before is written.
func (s *sorter) write() error {
	if err := s.wait(); err != nil { // what is spare is free then
		return err
	}
	f, err := os.CreateTemp(s.dir, "run-*")
	if err != nil {
		return err
	}
	s.runs = append(s.runs, f)
	arena, ps := s.arena, s.pairs
	done := make(chan error, 1)
	s.spill = done
	go func() {
		sortPairs(arena, ps)
		done <- writeRun(f, arena, ps)
	}()
	s.arena, s.spare = s.spare[:0], arena
	s.pairs, s.sparePairs = s.sparePairs[:0], ps
	return nil
}

// wait ends when no run is being written.
func (s *sorter) wait() error {
	if s.spill == nil {
		return nil
	}
	err := <-s.spill
	s.spill = nil
	return err
}

func writeRun(f *os.File, arena []byte, ps []sorted) error {
	w := bufio.NewWriterSize(f, 1<<18)
	var head [2 * binary.MaxVarintLen32]byte
	for _, p := range ps {
		n := binary.PutUvarint(head[:], uint64(p.key))
		n += binary.PutUvarint(head[n:], uint64(p.value))
		if _, err := w.Write(head[:n]); err != nil {
			return err
		}
		if _, err := w.Write(arena[p.at:][:uint32(p.key)+p.value]); err != nil {
			return err
		}
	}
	return w.Flush()
}

// close removes the files.
func (s *sorter) close() error {
	err := s.wait()
	for _, f := range s.runs {
		err = errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	s.runs, s.arena, s.pairs = nil, nil, nil
	return err
}

// sources is everything that was added, in runs that are sorted each. Nothing may be added after it.
func (s *sorter) sources() ([]source, error) {
	if err := s.wait(); err != nil {
		return nil, err
	}
	var all []source
	for _, f := range s.runs {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		all = append(all, &fileRun{r: bufio.NewReaderSize(f, 1<<18)})
	}
	sortPairs(s.arena, s.pairs)
	return append(all, &memoryRun{arena: s.arena, pairs: s.pairs}), nil
}

// source is a sorted run. Its key and value hold until the next step.
type source interface {
	next() (ok bool, err error)
	pair() (key, value []byte)
}

type memoryRun struct {
	arena []byte
	pairs []sorted
	now   sorted
}

func (m *memoryRun) next() (bool, error) {
	if len(m.pairs) == 0 {
		return false, nil
	}
	m.now, m.pairs = m.pairs[0], m.pairs[1:]
	return true, nil
}

func (m *memoryRun) pair() (key, value []byte) {
	return sortedKey(m.arena, m.now), sortedValue(m.arena, m.now)
}

type fileRun struct {
	r   *bufio.Reader
	buf []byte
	key int
}

func (f *fileRun) next() (bool, error) {
	k, err := binary.ReadUvarint(f.r)
	if err == io.EOF {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	v, err := binary.ReadUvarint(f.r)
	if err != nil {
		return false, err
	}
	f.key = int(k)
	f.buf = slices.Grow(f.buf[:0], int(k+v))[:k+v]
	_, err = io.ReadFull(f.r, f.buf)
	return err == nil, err
}

func (f *fileRun) pair() (key, value []byte) { return f.buf[:f.key], f.buf[f.key:] }

// merger gives the pairs of several runs in one order.
type merger struct{ of []source }

func (m *merger) Len() int { return len(m.of) }
func (m *merger) Less(i, j int) bool {
	a, _ := m.of[i].pair()
	b, _ := m.of[j].pair()
	return bytes.Compare(a, b) < 0
}
func (m *merger) Swap(i, j int) { m.of[i], m.of[j] = m.of[j], m.of[i] }
func (m *merger) Push(x any)    { m.of = append(m.of, x.(source)) }
func (m *merger) Pop() any {
	x := m.of[len(m.of)-1]
	m.of = m.of[:len(m.of)-1]
	return x
}

// add takes more runs in; all that they hold comes after what was given.
func (m *merger) add(of []source) error {
	for _, s := range of {
		ok, err := s.next()
		if err != nil {
			return err
		}
		if ok {
			heap.Push(m, s)
		}
	}
	return nil
}

// key is the present key; nil at the end.
func (m *merger) key() []byte {
	if len(m.of) == 0 {
		return nil
	}
	k, _ := m.of[0].pair()
	return k
}

func (m *merger) value() []byte {
	_, v := m.of[0].pair()
	return v
}

// next goes one pair on.
func (m *merger) next() error {
	ok, err := m.of[0].next()
	switch {
	case err != nil:
		return err
	case ok:
		heap.Fix(m, 0)
	default:
		heap.Pop(m)
	}
	return nil
}
