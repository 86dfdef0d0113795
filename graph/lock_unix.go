//go:build linux || darwin || freebsd

package graph

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockDir locks a directory until unlock is called or the process ends: shared by readers, or for one writer. The error is ErrInUse
// when somebody else has it.
func lockDir(dir string, shared bool) (unlock func() error, locked bool, err error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, false, err
	}
	how := unix.LOCK_EX
	if shared {
		how = unix.LOCK_SH
	}
	if err := unix.Flock(int(d.Fd()), how|unix.LOCK_NB); err != nil {
		_ = d.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, false, ErrInUse
		}
		return nil, false, &os.PathError{Op: "lock", Path: dir, Err: err}
	}
	return d.Close, true, nil
}
