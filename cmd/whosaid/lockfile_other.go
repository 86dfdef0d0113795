//go:build !linux && !darwin && !freebsd

package main

import "os"

// lockFile locks nothing on this system.
func lockFile(*os.File) (taken bool) { return false }
