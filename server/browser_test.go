package server_test

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/whosaid/whosaid/server"
)

// TestPlaygroundInABrowser drives the playground in Chromium: every example gives an answer, no error is logged, no other
// host is asked.
//
// It needs Node, the packages of server/ui (npm ci there) and Chromium, and is skipped without; WHOSAID_FULL=1 makes that a
// failure. WHOSAID_URL names a running server to look at in place of one over the test's own store, and
// WHOSAID_SCREENSHOT a file for a picture of the page.
func TestPlaygroundInABrowser(t *testing.T) {
	url := os.Getenv("WHOSAID_URL")
	if url == "" {
		url = sample(t)
	}
	browse(t, url, "")
}

// TestPlaygroundAsksForAToken does the same on a server that wants a token: the page asks for it, once a tab.
func TestPlaygroundAsksForAToken(t *testing.T) {
	tokens, token := readers(t)
	browse(t, sample(t, server.RequireToken(tokens)), token)
}

// browse drives the playground of a running server.
func browse(t *testing.T, url, token string) {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts a browser")
	}
	node := needed(t, "node", "node")
	chromium := needed(t, "Chromium", cmp.Or(os.Getenv("CHROMIUM"), "chromium"), "chromium-browser", "google-chrome")
	if _, err := os.Stat("ui/node_modules/playwright-core/package.json"); errors.Is(err, fs.ErrNotExist) {
		missing(t, "the packages of server/ui; run npm ci there")
	} else if err != nil {
		t.Fatal(err)
	}
	shot := filepath.Join(t.TempDir(), "playground.png")
	if token == "" {
		shot = cmp.Or(os.Getenv("WHOSAID_SCREENSHOT"), shot)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	check := exec.CommandContext(ctx, node, "ui/check.mjs", url, shot)
	check.Env = append(os.Environ(), "CHROMIUM="+chromium, "WHOSAID_TOKEN="+token)
	out, err := check.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
	if picture, err := os.Stat(shot); err != nil || picture.Size() < 10_000 {
		t.Errorf("no picture of the page: %v, %v", picture, err)
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
