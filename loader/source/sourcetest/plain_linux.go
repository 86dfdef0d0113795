// Package sourcetest helps tests of what reads files.
package sourcetest

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// PlainUser takes the right to read what permissions forbid from the rest of a test, which root has otherwise: of
// what runs on the goroutine that calls it.
func PlainUser(t *testing.T) {
	t.Helper()
	// Capabilities belong to a thread, which the test keeps to itself meanwhile.
	runtime.LockOSThread()
	head := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var had [2]unix.CapUserData
	if err := unix.Capget(&head, &had[0]); err != nil {
		t.Fatal(err)
	}
	plain := had
	plain[0].Effective &^= 1<<unix.CAP_DAC_OVERRIDE | 1<<unix.CAP_DAC_READ_SEARCH
	if err := unix.Capset(&head, &plain[0]); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Capset(&head, &had[0]); err != nil {
			t.Fatal(err) // the thread stays locked and ends with the test
		}
		runtime.UnlockOSThread()
	})
}
