package server_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/whosaid/whosaid/schema/schematest"
	"github.com/whosaid/whosaid/server"
)

// TestAuditOfGraphQLOverHTTP runs the 61 checks of the package graphql-http, which is the audit of the specification's authors.
//
// It needs Node and the packages of server/ui (npm ci there), and is skipped without; WHOSAID_FULL=1 makes that a failure.
func TestAuditOfGraphQLOverHTTP(t *testing.T) {
	node := needed(t, "node", "node")
	packages(t, "graphql-http")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, node, "ui/audit.mjs", sample(t)+"/graphql").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "passed: 61 of 61") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestSubscriptionsWithTheClientOfTheProtocol drives the WebSocket with the package graphql-ws: queries side by side, errors,
// subscriptions that are told exactly what fits.
//
// It needs Node and the packages of server/ui (npm ci there), and is skipped without; WHOSAID_FULL=1 makes that a failure.
func TestSubscriptionsWithTheClientOfTheProtocol(t *testing.T) {
	node := needed(t, "node", "node")
	packages(t, "graphql-ws", "ws")
	tokens, token := readers(t)
	for name, opts := range map[string][]server.Option{"": nil, token: {server.RequireToken(tokens)}} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		db := schematest.Open(t)
		script := exec.CommandContext(ctx, node, "ui/listen.mjs", serving(t, db, opts...))
		script.Env = append(os.Environ(), "WHOSAID_TOKEN="+name)
		if err := storing(t, script, db); err != nil {
			t.Errorf("with the token %q: %v", name, err)
		}
	}
}
