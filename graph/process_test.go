package graph_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// writerDir is the variable that makes the test binary a process that writes documents to a store and prints the number of each
// when it is stored.
const writerDir = "GRAPH_TEST_WRITER_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(writerDir); dir != "" {
		if err := writeForever(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// perUpdate is how many documents the writer stores at once, and after how many steps it removes one again.
const perUpdate = 3

func writeForever(dir string) error {
	db, err := graph.Open(dir)
	if err != nil {
		return err
	}
	g := graphtest.NewGenerator(1, 40)
	for n := 0; ; n += perUpdate {
		err := db.Update(context.Background(), func(tx *graph.Tx) error {
			for range perUpdate {
				if _, err := tx.PutArticle(g.Next()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		fmt.Println(n + perUpdate)
	}
}

// startWriter starts the writing process; lines says what it has stored.
func startWriter(t *testing.T, dir string) (cmd *exec.Cmd, lines *bufio.Scanner) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(exe)
	cmd.Env = append(os.Environ(), writerDir+"="+dir)
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

func TestKilledWriterLosesNothingThatItAcknowledged(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	for round := range 3 {
		dir := t.TempDir()
		cmd, lines := startWriter(t, dir)
		last := lines.Text()
		time.AfterFunc(time.Duration(100+150*round)*time.Millisecond, func() { _ = cmd.Process.Kill() })
		for lines.Scan() {
			last = lines.Text()
		}
		_ = cmd.Wait()
		var acknowledged int
		if _, err := fmt.Sscan(last, &acknowledged); err != nil {
			t.Fatal(err)
		}
		db := disk(t, dir, graph.MustExist())
		defer db.Close()
		var held graph.Stats
		err := db.View(t.Context(), func(tx *graph.Tx) (err error) { held, err = tx.Stats(); return err })
		if err != nil {
			t.Fatal(err)
		}
		// One more update may have been stored and not yet told.
		if held.Articles != acknowledged && held.Articles != acknowledged+perUpdate {
			t.Errorf("%d articles were acknowledged, %d are there", acknowledged, held.Articles)
		}
		if p := problems(t, db); p != nil {
			t.Errorf("%d problems: %q", len(p), p[:min(5, len(p))])
		}
		g := graphtest.NewGenerator(1, 40)
		err = db.Update(t.Context(), func(tx *graph.Tx) error {
			for range held.Articles {
				if p, err := tx.PutArticle(g.Next()); err != nil || p.Status != graph.Unchanged {
					return fmt.Errorf("article %s is not whole: %+v, %w", p.ID, p, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		t.Logf("%d articles acknowledged, %d held", acknowledged, held.Articles)
	}
}

func TestStoreOfAnotherProcessIsInUse(t *testing.T) {
	dir := t.TempDir()
	cmd, _ := startWriter(t, dir)
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
