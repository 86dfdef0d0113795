package graph_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

func backup(t testing.TB, db *graph.DB) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := db.Backup(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withText is a generated document with a text of several pieces.
func withText(n int) graph.Document {
	d := generated(7)[6]
	d.Article.Text += strings.Repeat(" Und dann, überall, nichts.", n/27)
	return d
}

func TestRestoredStoreIsTheOneThatWasBackedUp(t *testing.T) {
	db := memory(t)
	empty := backup(t, db)
	graphtest.Put(t, db, generated(60)...)
	graphtest.Put(t, db, withText(700<<10))
	b := backup(t, db)
	if !bytes.Equal(b, backup(t, db)) {
		t.Error("a second backup is another")
	}
	want := graph.Dump(db)
	dir := filepath.Join(t.TempDir(), "new", "store")
	got, err := graph.Restore(t.Context(), dir, bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	re := disk(t, dir, graph.MustExist())
	defer re.Close()
	if graph.Dump(re) != want {
		t.Error("the restored store is another")
	}
	if p := problems(t, re); p != nil {
		t.Errorf("%d problems: %q", len(p), p[0])
	}
	var stats graph.Stats
	if err := re.View(t.Context(), func(tx *graph.Tx) (err error) { stats, err = tx.Stats(); return err }); err != nil || stats != got {
		t.Errorf("Restore says %+v, the store %+v, %v", got, stats, err)
	}
	if !bytes.Equal(b, backup(t, re)) {
		t.Error("a backup of the restored store is another")
	}

	dir = t.TempDir()
	if got, err := graph.Restore(t.Context(), dir, bytes.NewReader(empty)); err != nil || got != (graph.Stats{}) {
		t.Errorf("a backup of an empty store: %+v, %v", got, err)
	}
	if _, err := graph.Restore(t.Context(), dir, bytes.NewReader(b)); err != nil {
		t.Errorf("into an empty store: %v", err)
	}
}

func TestBackupIsOfOneMomentWhileOthersWrite(t *testing.T) {
	db := memory(t)
	docs := generated(80)
	graphtest.Put(t, db, docs[:40]...)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		for _, d := range docs[40:] {
			if _, err := db.Put(ctx, d); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for range 2 {
		dir := filepath.Join(t.TempDir(), "s")
		if _, err := graph.Restore(t.Context(), dir, bytes.NewReader(backup(t, db))); err != nil {
			t.Fatal(err)
		}
		re := disk(t, dir)
		if p := problems(t, re); p != nil {
			t.Errorf("%q", p[0])
		}
		if err := re.Close(); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	<-done
}

func TestBackupOfADamagedStoreNamesTheArticle(t *testing.T) {
	db := small(t)
	keys, values := graph.Pairs(db)
	for i, k := range keys {
		if k[0] != 'A' && k[0] != 'B' {
			continue
		}
		bad := bytes.Clone(values[i])
		bad[len(bad)-1] ^= 1
		if err := graph.Poke(db, k, bad); err != nil {
			t.Fatal(err)
		}
		_, err := db.Backup(t.Context(), &bytes.Buffer{})
		if !errors.Is(err, graph.ErrDamaged) || !strings.Contains(err.Error(), "verify") || k[0] == 'B' && !strings.Contains(err.Error(), "https://example.org/") {
			t.Errorf("%c: %v", k[0], err)
		}
		if err := graph.Poke(db, k, values[i]); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRestoreRefusesABackupThatIsNotWhole(t *testing.T) {
	db := memory(t)
	graphtest.Put(t, db, generated(3)...)
	b := backup(t, db)
	change := func(at int, to byte) []byte {
		c := bytes.Clone(b)
		c[at] ^= to
		return c
	}
	type bad struct {
		what string
		b    []byte
		want error
		says string
	}
	line := bytes.IndexByte(b, '\n') + 1
	tests := []bad{
		{"nothing", nil, graph.ErrBackup, "it is empty"},
		{"another file", []byte("{\"text\": 1}\n"), graph.ErrBackup, "does not begin with"},
		{"half a line", b[:10], graph.ErrBackup, "cut off"},
		{"no more than the line", b[:line], graph.ErrBackup, "cut off"},
		{"something behind", append(bytes.Clone(b), 'x'), graph.ErrBackup, "follows its end"},
		{"twice", append(bytes.Clone(b), b...), graph.ErrBackup, "follows its end"},
		{"a newer format", bytes.Replace(b, []byte("format 1"), []byte("format 9"), 1), graph.ErrVersion, "newer whosaid"},
		{"a newer store", bytes.Replace(b, []byte("format 4"), []byte("format 5"), 1), graph.ErrVersion, "newer whosaid"},
		{"an older store", bytes.Replace(b, []byte("format 4"), []byte("format 1"), 1), graph.ErrVersion, "whosaid migrate"},
		{"no format", bytes.Replace(b, []byte("format 4"), []byte("format x"), 1), graph.ErrBackup, "which format"},
	}
	for at := 0; at < len(b); at += 1 + len(b)/12 {
		tests = append(tests, bad{"a byte flipped", change(at, 0x10), nil, ""}, bad{"cut", b[:at], graph.ErrBackup, ""})
	}
	for at := len(b) - 45; at < len(b); at += 6 {
		tests = append(tests, bad{"a byte flipped", change(at, 0x01), graph.ErrBackup, "at byte"}, bad{"cut", b[:at], graph.ErrBackup, "cut off"})
	}
	parent := t.TempDir()
	for _, c := range tests {
		dir := filepath.Join(parent, "store")
		_, err := graph.Restore(t.Context(), dir, bytes.NewReader(c.b))
		if c.want == nil && !errors.Is(err, graph.ErrBackup) && !errors.Is(err, graph.ErrVersion) || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v that says %q", c.what, err, c.want, c.says)
		}
		if left, _ := os.ReadDir(parent); len(left) > 0 {
			t.Fatalf("%s: something is left behind: %v", c.what, left)
		}
	}
}

func TestRestoreLeavesADirectoryAsItWas(t *testing.T) {
	b := backup(t, small(t))
	for _, c := range []struct {
		name  string
		setUp func(dir string)
		b     []byte
		want  error
	}{
		{"an empty directory, no backup", func(string) {}, b[:20], graph.ErrBackup},
		{"another file", func(dir string) {
			if err := os.WriteFile(filepath.Join(dir, "x.txt"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, b, graph.ErrNotEmpty},
		{"a store", func(dir string) {
			db := disk(t, dir)
			graphtest.Put(t, db, base())
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}, b, graph.ErrNotEmpty},
	} {
		dir := t.TempDir()
		c.setUp(dir)
		before := sizes(t, dir)
		_, err := graph.Restore(t.Context(), dir, bytes.NewReader(c.b))
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if c.name == "a store" {
			db := disk(t, dir)
			if want := memory(t); graph.Dump(db) == graph.Dump(want) {
				t.Error("the store is empty")
			}
			db.Close()
			continue
		}
		if after := sizes(t, dir); after != before {
			t.Errorf("%s: %s before, %s after", c.name, before, after)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	dir := filepath.Join(t.TempDir(), "s")
	if _, err := graph.Restore(ctx, dir, bytes.NewReader(b)); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("stopped: something is left behind")
	}
}

// sizes is the files of a directory with their sizes.
func sizes(t testing.TB, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s %d\n", e.Name(), info.Mode(), info.Size())
	}
	return b.String()
}
