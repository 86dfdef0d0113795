//go:build linux

package graph_test

import (
	"context"
	"fmt"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/graphtest"
)

// mostOfAFile is how many bytes a file may have on the disk that is full.
const mostOfAFile = 100 << 10

// fillFullDisk loads documents into a store where no file can become large enough for them. The system answers a write as on a full
// disk, with another number.
func fillFullDisk(dir string) error {
	db, err := graph.Open(dir)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: mostOfAFile, Max: mostOfAFile}); err != nil {
		return err
	}
	g := graphtest.NewGenerator(1, 400)
	_, err = db.Bulk(context.Background(), func(yield func(graph.Document, error) bool) {
		for range bulkDocuments {
			if !yield(g.Next(), nil) {
				return
			}
		}
	}, nil)
	if err == nil || !strings.Contains(err.Error(), syscall.EFBIG.Error()) {
		fmt.Println("another error:", err)
	}
	fmt.Println("refused")
	select {}
}

func TestBulkOnADiskThatRunsFullLeavesAnEmptyStore(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a process")
	}
	dir := t.TempDir()
	cmd, lines := startWriter(t, dir, fullDisk)
	if lines.Text() != "refused" {
		t.Errorf("the load says %q", lines.Text())
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	db := disk(t, dir)
	defer db.Close()
	if graph.Dump(db) != "" || problems(t, db) != nil {
		t.Error("the store is not empty")
	}
	graphtest.Put(t, db, base())
}
