package server_test

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/schema/schematest"
	"github.com/whosaid/whosaid/server"
)

// TestPlaygroundInABrowser drives the playground in Chromium: every example gives an answer, a subscription tells of an article
// that is stored, no error is logged, no other host is asked.
//
// It needs Node, the packages of server/ui (npm ci there) and Chromium, and is skipped without; WHOSAID_FULL=1 makes that a
// failure. WHOSAID_URL names a running server to look at in place of one over the test's own store, and
// WHOSAID_SCREENSHOT a file for a picture of the page; that of a subscription has a name that ends with -subscription.png.
func TestPlaygroundInABrowser(t *testing.T) {
	if url := os.Getenv("WHOSAID_URL"); url != "" {
		browse(t, url, "", nil)
		return
	}
	db := schematest.Open(t)
	browse(t, serving(t, db), "", db)
}

// TestPlaygroundAsksForAToken does the same on a server that wants a token: the page asks for it, once a tab.
func TestPlaygroundAsksForAToken(t *testing.T) {
	tokens, token := readers(t)
	db := schematest.Open(t)
	browse(t, serving(t, db, server.RequireToken(tokens)), token, db)
}

// browse drives the playground of a running server; db is its store, or nil.
func browse(t *testing.T, url, token string, db *graph.DB) {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts a browser")
	}
	node := needed(t, "node", "node")
	chromium := needed(t, "Chromium", cmp.Or(os.Getenv("CHROMIUM"), "chromium"), "chromium-browser", "google-chrome")
	packages(t, "playwright-core")
	shot := filepath.Join(t.TempDir(), "playground.png")
	if token == "" {
		shot = cmp.Or(os.Getenv("WHOSAID_SCREENSHOT"), shot)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	check := exec.CommandContext(ctx, node, "ui/check.mjs", url, shot)
	check.Env = append(os.Environ(), "CHROMIUM="+chromium, "WHOSAID_TOKEN="+token)
	if db != nil {
		check.Env = append(check.Env, "WHOSAID_STORES=1")
	}
	if err := storing(t, check, db); err != nil {
		t.Fatal(err)
	}
	if picture, err := os.Stat(shot); err != nil || picture.Size() < 10_000 {
		t.Errorf("no picture of the page: %v, %v", picture, err)
	}
}

// serving is a running server over a store.
func serving(t *testing.T, db *graph.DB, opts ...server.Option) string {
	t.Helper()
	s, err := server.New(db, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return start(t, s)
}

// storing runs a script, and stores sample reports when it asks for them: "store A B" for those from A up to B, "store" for one.
func storing(t *testing.T, script *exec.Cmd, db *graph.DB) error {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	script.Stdout, script.Stderr = in, in
	if err := script.Start(); err != nil {
		in.Close()
		return err
	}
	in.Close()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || words[0] != "store" {
			t.Log(lines.Text())
			continue
		}
		from, to := 0, 1
		if len(words) == 3 {
			from, to = number(t, words[1]), number(t, words[2])
		}
		schematest.Put(t, db, schematest.Many(to)[from:]...)
	}
	return errors.Join(lines.Err(), script.Wait())
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// packages skips the test where one of the packages of server/ui is missing.
func packages(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := os.Stat(filepath.Join("ui/node_modules", name, "package.json")); errors.Is(err, fs.ErrNotExist) {
			missing(t, "the packages of server/ui; run npm ci there")
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// needed is the path of the first of some programs that is there.
func needed(t *testing.T, what string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, what)
	return ""
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("WHOSAID_FULL") == "1" {
		t.Fatalf("missing: %s", what)
	}
	t.Skipf("missing: %s", what)
}
