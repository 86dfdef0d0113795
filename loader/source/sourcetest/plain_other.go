//go:build !linux

// Package sourcetest helps tests of what reads files.
package sourcetest

import (
	"os"
	"testing"
)

// PlainUser leaves out the rest of a test where root runs it.
func PlainUser(t *testing.T) {
	t.Helper()
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
}
