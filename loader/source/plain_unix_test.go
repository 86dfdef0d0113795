//go:build unix && !linux

package source

import (
	"os"
	"testing"
)

// asPlainUser leaves out the rest of a test where root runs it.
func asPlainUser(t *testing.T) {
	t.Helper()
	if os.Getuid() == 0 {
		t.Skip("root reads everything")
	}
}
