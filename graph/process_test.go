package graph_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// The variables that make the test binary a process that writes to a store, and what it does there.
const (
	writerDir  = "GRAPH_TEST_WRITER_DIR"
	writerWork = "GRAPH_TEST_WRITER_WORK"
)

// What the writing process does.
const (
	putForever  = "put"     // stores documents from several goroutines, and prints the number of each when it is stored
	bulkOnce    = "bulk"    // prints a line when the documents are read, and one when the store is filled
	restoreOnce = "restore" // of the file beside the directory; prints a line before, and one after
	fullDisk    = "full"    // fills the store while no file may grow beyond some bytes, and prints the error
	memoryForIt = 64 << 20  // bytes: small tables, so that they are written while the process runs
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(writerDir); dir != "" {
		var err error
		switch os.Getenv(writerWork) {
		case bulkOnce:
			err = fillOnce(dir)
		case restoreOnce:
			err = restoreFile(dir)
		case fullDisk:
			err = fillFullDisk(dir)
		default:
			err = writeForever(dir)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if os.Getenv("WHOSAID_FULL") == "" { // a random history takes a second; -rapid.checks says how many else
		if err := flag.Set("rapid.checks", "25"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// writers is how many goroutines store documents at the same time.
const writers = 8

func writeForever(dir string) error {
	db, err := graph.Open(dir, graph.WithMemory(memoryForIt))
	if err != nil {
		return err
	}
	g := graphtest.NewGenerator(1, 40)
	var mu sync.Mutex
	next := 0
	failed := make(chan error)
	for range writers {
		go func() {
			for {
				mu.Lock()
				n, d := next, g.Next()
				next++
				mu.Unlock()
				if _, err := db.Put(context.Background(), d); err != nil {
					failed <- err
					return
				}
				fmt.Println(n)
			}
		}()
	}
	return <-failed
}

func fillOnce(dir string) error {
	db, err := graph.Open(dir)
	if err != nil {
		return err
	}
	g := graphtest.NewGenerator(1, 400)
	_, err = db.Bulk(context.Background(), func(yield func(graph.Document, error) bool) {
		for range bulkDocuments {
			if !yield(g.Next(), nil) {
				return
			}
		}
		fmt.Println("read")
	}, nil)
	if err != nil {
		return err
	}
	fmt.Println("filled")
	select {}
}

const bulkDocuments = 800

func restoreFile(dir string) error {
	f, err := os.Open(dir + ".backup")
	if err != nil {
		return err
	}
	defer f.Close()
	fmt.Println("read")
	if _, err := graph.Restore(context.Background(), dir, f); err != nil {
		return err
	}
	fmt.Println("filled")
	select {}
}

// startWriter starts the writing process; lines says what it has stored.
func startWriter(t *testing.T, dir, work string) (cmd *exec.Cmd, lines *bufio.Scanner) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(exe)
	cmd.Env = append(os.Environ(), writerDir+"="+dir, writerWork+"="+work)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	lines = bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the writer wrote nothing")
	}
	return cmd, lines
}

// killed starts a writer, kills it after a while, and returns what it printed.
func killed(t *testing.T, dir, work string, after time.Duration) []string {
	t.Helper()
	cmd, lines := startWriter(t, dir, work)
	told := []string{lines.Text()}
	time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	for lines.Scan() {
		told = append(told, lines.Text())
	}
	_ = cmd.Wait()
	return told
}

// rounds is how often a process is killed, or a file damaged. Under the race detector, which sees more of it but takes ten times as
// long, a few are enough.
func rounds(quick int) int {
	if os.Getenv("WHOSAID_FULL") == "1" && !underRace {
		return 20
	}
	return quick
}

// held is the counts of a store.
func held(t *testing.T, db *graph.DB) graph.Stats {
	t.Helper()
	var s graph.Stats
	if err := db.View(t.Context(), func(tx *graph.Tx) (err error) { s, err = tx.Stats(); return err }); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKilledWriterLosesNothingThatItAcknowledged(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	n := rounds(3)
	dir := t.TempDir()
	for round := range n {
		if round%4 == 0 { // or else into the store of the round before, whose documents are there already
			dir = t.TempDir()
		}
		told := killed(t, dir, putForever, time.Duration(20+400*round/n)*time.Millisecond)
		acknowledged := map[int]bool{}
		most := 0
		for i, line := range told {
			var k int
			if _, err := fmt.Sscan(line, &k); err != nil {
				if i == len(told)-1 {
					break // the kill cut it off
				}
				t.Fatal(err)
			}
			acknowledged[k] = true
			most = max(most, k)
		}
		db := disk(t, dir, graph.MustExist())
		if p := problems(t, db); p != nil {
			t.Errorf("%d problems: %q", len(p), p[:min(5, len(p))])
		}
		// Each document is there whole or not at all: what is there must be unchanged when it is put again, and what is there
		// must be among these.
		before := held(t, db).Articles
		g := graphtest.NewGenerator(1, 40)
		there := 0
		for k := range max(most+writers+1, before+writers+1) {
			d := g.Next()
			err := db.View(t.Context(), func(tx *graph.Tx) error {
				_, err := tx.Article(graphtest.ArticleID(d))
				return err
			})
			if errors.Is(err, graph.ErrNotFound) {
				if acknowledged[k] {
					t.Errorf("round %d: document %d was acknowledged and is not there", round, k)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			there++
			if p, err := db.Put(t.Context(), d); err != nil || p.Status != graph.Unchanged {
				t.Errorf("round %d: document %d is not whole: %+v, %v", round, k, p, err)
			}
		}
		if there != before {
			t.Errorf("round %d: %d articles are there, %d of them were put", round, before, there)
		}
		if len(acknowledged) > there {
			t.Errorf("round %d: %d articles were acknowledged, %d are there", round, len(acknowledged), there)
		}
		t.Logf("round %d: %d articles acknowledged, %d held", round, len(acknowledged), there)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKilledBulkLeavesAnEmptyStore(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	n := rounds(3)
	for round := range n {
		dir := t.TempDir()
		told := killed(t, dir, bulkOnce, time.Duration(500*round/n)*time.Millisecond)
		db := disk(t, dir, graph.MustExist())
		s := held(t, db)
		filled := told[len(told)-1] == "filled"
		if filled && s.Articles != bulkDocuments || !filled && s.Articles != 0 && s.Articles != bulkDocuments {
			t.Errorf("round %d: told %q, and %d articles are there", round, told, s.Articles)
		}
		if p := problems(t, db); p != nil {
			t.Errorf("round %d: %d problems: %q", round, len(p), p[0])
		}
		if s.Articles == 0 && graph.Dump(db) != "" {
			t.Errorf("round %d: something is there", round)
		}
		t.Logf("round %d: told %q, %d articles held", round, told, s.Articles)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKilledRestoreLeavesAnEmptyStoreIntoWhichItCanBeRepeated(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	whole := memory(t)
	docs := graphtest.NewGenerator(1, 400)
	_, err := whole.Bulk(t.Context(), func(yield func(graph.Document, error) bool) {
		for range bulkDocuments {
			if !yield(docs.Next(), nil) {
				return
			}
		}
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := backup(t, whole)
	n := rounds(3)
	for round := range n {
		dir := filepath.Join(t.TempDir(), "store")
		if err := os.WriteFile(dir+".backup", b, 0o600); err != nil {
			t.Fatal(err)
		}
		told := killed(t, dir, restoreOnce, time.Duration(900*round/n)*time.Millisecond)
		articles := 0
		if db, err := graph.Open(dir, graph.MustExist()); err == nil {
			articles = held(t, db).Articles
			if articles != 0 && articles != bulkDocuments {
				t.Errorf("round %d: told %q, and %d articles are there", round, told, articles)
			}
			if p := problems(t, db); p != nil {
				t.Errorf("round %d: %d problems: %q", round, len(p), p[0])
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		} else if !errors.Is(err, graph.ErrNoStore) {
			t.Errorf("round %d: %v", round, err)
		}
		t.Logf("round %d: told %q, %d articles held", round, told, articles)
		if articles > 0 {
			continue
		}
		if s, err := graph.Restore(t.Context(), dir, bytes.NewReader(b)); err != nil || s.Articles != bulkDocuments {
			t.Errorf("round %d: restored again: %+v, %v", round, s, err)
		}
	}
}

func TestStoreOfAnotherProcessIsInUse(t *testing.T) {
	dir := t.TempDir()
	cmd, _ := startWriter(t, dir, putForever)
	_, err := graph.Open(dir)
	if !errors.Is(err, graph.ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, want ErrInUse with the directory", err)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if err := disk(t, dir).Close(); err != nil {
		t.Error(err)
	}
}
