package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// processStatus is a value of the status that the system keeps of a process, in MB; false where it is not told.
func processStatus(pid int, key string) (float64, bool) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(b)) {
		if value, ok := strings.CutPrefix(line, key+":"); ok {
			kib, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
			return kib * 1024 / 1e6, err == nil
		}
	}
	return 0, false
}

// peakMemory is the most memory that this process held, in MB; 0 where that is not told.
func peakMemory() float64 {
	v, _ := processStatus(os.Getpid(), "VmHWM")
	return v
}

// forgetPeak lets the most memory that a process held count from now on.
func forgetPeak(pid int) {
	// Where the system does not let it, the peak stays too high.
	_ = os.WriteFile("/proc/"+strconv.Itoa(pid)+"/clear_refs", []byte("5"), 0o600)
}

// memoryHeld is the memory that this process holds, and how much of it is anonymous and how much files, in MB.
func memoryHeld() (whole, anonymous, files float64, ok bool) {
	whole, ok = processStatus(os.Getpid(), "VmRSS")
	anonymous, _ = processStatus(os.Getpid(), "RssAnon")
	files, _ = processStatus(os.Getpid(), "RssFile")
	return whole, anonymous, files, ok
}

// allocated is what a file takes on the disk. Some files have a length of which little is written.
func allocated(f fs.FileInfo) int64 {
	if s, ok := f.Sys().(*syscall.Stat_t); ok {
		return s.Blocks * 512
	}
	return f.Size()
}

// dropCache has the system forget what it holds of a directory's files in memory, as far as it will.
func dropCache(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := f.Sync(); err != nil { // what is not on disk yet cannot be forgotten
			return err
		}
		return unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
	})
}
