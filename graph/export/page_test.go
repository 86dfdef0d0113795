package export_test

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/whosaid/whosaid/graph"
	"github.com/whosaid/whosaid/graph/export"
)

// TestPageInABrowser looks at the page of fixtures in Chromium: as many rows as claims, a drawing, no request and no error.
//
// It needs Node, the packages of testdata/readers and Chromium, which CHROMIUM may name. WHOSAID_STORE names a store to look at
// instead, and WHOSAID_SCREENSHOT a file for a picture.
func TestPageInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a browser")
	}
	node("playwright-core")(t)
	chromium := ""
	for _, name := range []string{cmp.Or(os.Getenv("CHROMIUM"), "chromium"), "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && chromium == "" {
			chromium = path
		}
	}
	if chromium == "" {
		missing(t, "Chromium")
	}
	look := func(t *testing.T, db *graph.DB, shot string) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "page.html")
		h := writeFile(t, db, file, export.Options{Format: "html", Tool: "whosaid test"})
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "node", "testdata/readers/page.mjs", file, strconv.Itoa(h.Counts.Claims), shot)
		cmd.Env = append(os.Environ(), "CHROMIUM="+chromium)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	if dir := os.Getenv("WHOSAID_STORE"); dir != "" {
		db, err := graph.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		look(t, db, os.Getenv("WHOSAID_SCREENSHOT"))
		return
	}
	for _, f := range fixtures {
		switch f.name {
		case "empty", "one node", "news", "hostile", "loops", "generated":
			t.Run(f.name, func(t *testing.T) { look(t, f.open(t), "") })
		}
	}
}
