package graph_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// kept is the files of a directory.
type kept map[string][]byte

func keep(t testing.TB, dir string) kept {
	t.Helper()
	k, err := readFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func readFiles(dir string) (kept, error) {
	entries, err := os.ReadDir(dir)
	k := kept{}
	for _, e := range entries {
		if err == nil {
			k[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name()))
		}
	}
	return k, err
}

// keepRunning is keep for a store that is open, whose tables may be merged while they are read: what two readings agree on was there
// at one moment.
func keepRunning(t testing.TB, dir string) kept {
	t.Helper()
	for range 100 {
		a, err := readFiles(dir)
		b, again := readFiles(dir)
		if err == nil && again == nil && maps.EqualFunc(a, b, bytes.Equal) {
			return a
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the files of the store do not come to rest")
	return nil
}

// put writes the files to a directory in which there is nothing else then. What is zero at an end takes no room.
func (k kept) put(t testing.TB, dir string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, b := range k {
		name = filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(name, bytes.TrimRight(b, "\x00"), 0o600), os.Truncate(name, int64(len(b)))); err != nil {
			t.Fatal(err)
		}
	}
}

// with is the files with one changed; nil takes it away.
func (k kept) with(name string, b []byte) kept {
	c := kept{}
	for n, v := range k {
		c[n] = v
	}
	if c[name] = b; b == nil {
		delete(c, name)
	}
	return c
}

// told reports whether an error says what is to be said about damage.
func told(err error) bool {
	for _, e := range []error{graph.ErrDamaged, graph.ErrVersion, graph.ErrNoStore, graph.ErrNotClosed} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// outcome opens a store and reads all of it. It is "" when an error tells of the damage, else what the store holds.
func outcome(t *testing.T, dir, what string, opts ...graph.Option) string {
	t.Helper()
	db, err := graph.Open(dir, append(opts, graph.MustExist())...)
	if err != nil {
		if !told(err) {
			t.Errorf("%s: Open: %v", what, err)
		}
		return ""
	}
	defer db.Close()
	for p, err := range db.Verify(t.Context()) {
		if err != nil && !told(err) {
			t.Errorf("%s: Verify: %v", what, err)
		}
		if err != nil || p != (graph.Problem{}) {
			return ""
		}
	}
	return graph.Dump(db)
}

// harms is a file with bytes flipped and cut off at many places, the same each time.
func harms(b []byte, n int) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		if !yield("gone", nil) || !yield("emptied", []byte{}) {
			return
		}
		r := rand.New(rand.NewPCG(uint64(len(b)), 7))
		used := len(bytes.TrimRight(b, "\x00"))
		for i := range n {
			for _, at := range []int{r.IntN(max(1, used)), i, max(0, used-1-i)} { // anywhere, at the beginning, at the end
				if at >= len(b) {
					continue
				}
				bit := byte(1) << r.IntN(8)
				b[at] ^= bit
				ok := yield(fmt.Sprintf("flipped at %d of %d", at, used), b)
				b[at] ^= bit
				if !ok || at > 0 && !yield(fmt.Sprintf("cut to %d of %d", at, used), b[:at]) {
					return
				}
			}
		}
	}
}

// TestDamagedFilesGiveErrorsOrTheAnswersOfBefore damages every file of a closed store in many ways.
func TestDamagedFilesGiveErrorsOrTheAnswersOfBefore(t *testing.T) {
	dir, _ := closedStore(t, 30)
	db := disk(t, dir) // a second table
	graphtest.Put(t, db, withText(300<<10))
	want := graph.Dump(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	sound := keep(t, dir)
	for name, b := range sound {
		n := 1 + rounds(2)/4
		if strings.HasSuffix(name, ".sst") {
			n *= 5
		}
		refused, tried := 0, 0
		for how, c := range harms(bytes.Clone(b), n) {
			for _, opts := range [][]graph.Option{nil, {graph.ReadOnly()}} {
				what := fmt.Sprintf("%s %s, read only %v", name, how, opts != nil)
				sound.with(name, c).put(t, dir)
				tried++
				switch got := outcome(t, dir, what, opts...); got {
				case "":
					refused++
				case want:
				default:
					t.Errorf("%s: the store holds something else, and nothing tells", what)
				}
			}
		}
		t.Logf("%s: %d of %d refused", name, refused, tried)
	}
	sound.put(t, dir)
	if outcome(t, dir, "sound") != want {
		t.Error("the sound store is refused")
	}
}

func TestDamagedTableIsNamedWithWhatIsLost(t *testing.T) {
	dir, _ := closedStore(t, 30)
	for name, b := range keep(t, dir) {
		if !strings.HasSuffix(name, ".sst") {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), flip(b, len(b)/3), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := graph.Open(dir)
		if !errors.Is(err, graph.ErrDamaged) || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "what is lost begins with: ") ||
			!strings.Contains(err.Error(), "restore a backup") {
			t.Errorf("%v", err)
		}
	}
}

// TestDamageOfALargeStoreIsFoundInTheBackground opens a store as if it were too large to be checked before.
func TestDamageOfALargeStoreIsFoundInTheBackground(t *testing.T) {
	dir, want := closedStore(t, 30)
	db := disk(t, dir, graph.CheckAtOnce(0))
	if graph.Dump(db) != want {
		t.Error("a sound store holds something else")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for name, b := range keep(t, dir) {
		if strings.HasSuffix(name, ".sst") {
			if err := os.WriteFile(filepath.Join(dir, name), flip(b, 100), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, opts := range [][]graph.Option{{graph.CheckAtOnce(0)}, {graph.CheckAtOnce(0), graph.ReadOnly()}} {
		db := disk(t, dir, opts...)
		for p, err := range db.Verify(t.Context()) {
			if !errors.Is(err, graph.ErrDamaged) {
				t.Errorf("Verify: %v, %v", p, err)
			}
		}
		if _, err := db.Backup(t.Context(), io.Discard); !errors.Is(err, graph.ErrDamaged) {
			t.Errorf("Backup: %v", err)
		}
		if err := db.Compact(t.Context()); !errors.Is(err, graph.ErrDamaged) && !errors.Is(err, graph.ErrReadOnly) {
			t.Errorf("Compact: %v", err)
		}
		var err error
		for end := time.Now().Add(20 * time.Second); err == nil && time.Now().Before(end); time.Sleep(time.Millisecond) {
			err = db.View(t.Context(), func(*graph.Tx) error { return nil })
		}
		if !errors.Is(err, graph.ErrDamaged) || !strings.Contains(err.Error(), "what is lost begins with") {
			t.Errorf("View: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// crashed is the directory of a store whose process was killed, with what it held after each of its writes.
func crashed(t *testing.T) (k kept, states []string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "running")
	docs := generated(8)
	for i := range 2 { // tables, and a list that names them one after the other
		db := disk(t, dir)
		graphtest.Put(t, db, docs[i])
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	db := disk(t, dir, graph.WithMemory(1)) // small logs
	defer db.Close()
	for _, d := range docs[2:] {
		graphtest.Put(t, db, d)
		states = append(states, graph.Dump(db))
	}
	return keepRunning(t, dir), states
}

// TestDamagedLogOfACrashLosesNoMoreThanTheLastWrite damages the files that a crash leaves behind.
func TestDamagedLogOfACrashLosesNoMoreThanTheLastWrite(t *testing.T) {
	sound, states := crashed(t)
	dir := filepath.Join(t.TempDir(), "store")
	sound.put(t, dir)
	if outcome(t, dir, "after the crash") != states[len(states)-1] {
		t.Fatal("the crash alone loses something")
	}
	for name, b := range sound {
		n := 1
		if name == "MANIFEST" || strings.HasSuffix(name, ".mem") {
			n = 2 * rounds(3)
		}
		refused, last, tried := 0, 0, 0
		for how, c := range harms(bytes.Clone(b), n) {
			what := name + " " + how
			if strings.HasSuffix(name, ".mem") && how == "gone" {
				continue // said in the description of Open
			}
			sound.with(name, c).put(t, dir)
			tried++
			switch got := outcome(t, dir, what); got {
			case "":
				refused++
			case states[len(states)-1]:
			case states[len(states)-2]:
				last++
				if !strings.HasSuffix(name, ".mem") {
					t.Errorf("%s: the last write is lost, and nothing tells", what)
				}
			default:
				t.Errorf("%s: the store holds something else, and nothing tells", what)
			}
		}
		t.Logf("%s: %d of %d refused, %d without the last write", name, refused, tried, last)
	}
}

// TestStoreOpensWithLessMemoryThanItHadBeforeACrash replays a log that is larger than the tables that the new process makes.
func TestStoreOpensWithLessMemoryThanItHadBeforeACrash(t *testing.T) {
	dir, copied := filepath.Join(t.TempDir(), "running"), filepath.Join(t.TempDir(), "store")
	db := disk(t, dir, graph.WithMemory(1<<30))
	g := graphtest.NewGenerator(3, 200)
	for range 40 {
		err := db.Update(t.Context(), func(tx *graph.Tx) error {
			for range 20 {
				if _, err := tx.PutArticle(g.Next()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := graph.Dump(db)
	keepRunning(t, dir).put(t, copied)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if outcome(t, copied, "with less memory", graph.WithMemory(1)) != want {
		t.Error("the store holds something else")
	}
}
