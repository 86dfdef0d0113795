package server_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestAuditOfGraphQLOverHTTP runs the 61 checks of the package graphql-http, which is the audit of the specification's authors.
//
// It needs Node and the packages of server/ui (npm ci there), and is skipped without; WHOSAID_FULL=1 makes that a failure.
func TestAuditOfGraphQLOverHTTP(t *testing.T) {
	node := needed(t, "node", "node")
	if _, err := os.Stat("ui/node_modules/graphql-http/package.json"); errors.Is(err, fs.ErrNotExist) {
		missing(t, "the packages of server/ui; run npm ci there")
	} else if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, node, "ui/audit.mjs", sample(t)+"/graphql").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "passed: 61 of 61") {
		t.Errorf("%v\n%s", err, out)
	}
}
