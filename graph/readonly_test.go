package graph_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// closedStore is the directory of a store that holds some documents and is closed.
func closedStore(t testing.TB, n int) (dir, dump string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "store")
	db := disk(t, dir)
	graphtest.Put(t, db, generated(n)...)
	dump = graph.Dump(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, dump
}

// files is the name, size, time and hash of every file of a directory.
func files(t testing.TB, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := e.Info()
		fmt.Fprintf(&b, "%s %d %s %x\n", e.Name(), info.Size(), info.ModTime(), sha256.Sum256(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReadOnlyChangesNoFileAndRefusesToWrite(t *testing.T) {
	dir, dump := closedStore(t, 8)
	before := files(t, dir)
	one, two := disk(t, dir, graph.ReadOnly()), disk(t, dir, graph.ReadOnly())
	if graph.Dump(one) != dump || graph.Dump(two) != dump {
		t.Error("the store reads otherwise")
	}
	if p := problems(t, one); p != nil {
		t.Errorf("%q", p)
	}
	backup(t, two)
	if _, err := graph.Open(dir); !errors.Is(err, graph.ErrInUse) {
		t.Errorf("a writer beside readers: %v", err)
	}
	for what, err := range map[string]error{
		"update": one.Update(t.Context(), func(*graph.Tx) error { return nil }),
		"put":    func() error { _, err := one.Put(t.Context(), base()); return err }(),
		"bulk":   func() error { _, err := one.Bulk(t.Context(), nil, nil); return err }(),
		"repair": func() error { _, err := one.Repair(t.Context()); return err }(),
		"drop":   func() error { _, err := one.DropDamaged(t.Context()); return err }(),
	} {
		if !errors.Is(err, graph.ErrReadOnly) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := errors.Join(one.Close(), two.Close()); err != nil {
		t.Fatal(err)
	}
	if after := files(t, dir); after != before {
		t.Errorf("files changed:\n%s\n%s", before, after)
	}
	db := disk(t, dir)
	defer db.Close()
	if _, err := graph.Open(dir, graph.ReadOnly()); !errors.Is(err, graph.ErrInUse) {
		t.Errorf("a reader beside a writer: %v", err)
	}
	if graph.Dump(db) != dump {
		t.Error("the store reads otherwise afterwards")
	}
}

func TestReadOnlyNeedsAStoreThatWasClosed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	if _, err := graph.Open(dir, graph.ReadOnly()); !errors.Is(err, graph.ErrNoStore) {
		t.Errorf("no store: %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a directory was made")
	}
	if _, err := graph.OpenMemory(graph.ReadOnly()); !errors.Is(err, graph.ErrReadOnly) {
		t.Errorf("in memory: %v", err)
	}
	if _, err := graph.Restore(t.Context(), dir, &bytes.Buffer{}, graph.ReadOnly()); !errors.Is(err, graph.ErrReadOnly) {
		t.Errorf("restore: %v", err)
	}
	cmd, _ := startWriter(t, dir, putForever)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	before := files(t, dir)
	if _, err := graph.Open(dir, graph.ReadOnly()); !errors.Is(err, graph.ErrNotClosed) || !strings.Contains(err.Error(), "open it once") {
		t.Errorf("after a crash: %v", err)
	}
	if files(t, dir) != before {
		t.Error("files changed")
	}
	if err := disk(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	if err := disk(t, dir, graph.ReadOnly()).Close(); err != nil {
		t.Fatal(err)
	}
}

func TestStoreWorksWithLittleAndMuchMemory(t *testing.T) {
	dir := t.TempDir()
	m := graphtest.Model{}
	g := graphtest.NewGenerator(1, 40)
	for _, memory := range []int64{1, 64 << 20, 0, 1 << 30} {
		db := disk(t, dir, graph.WithMemory(memory))
		for range 5 {
			d := g.Next()
			graphtest.Put(t, db, d)
			m.Put(d)
		}
		graphtest.Compare(t, db, m)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
