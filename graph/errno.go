package graph

import "syscall"

// What the system says that is not the store's fault. The engine keeps the texts of these errors only.
const (
	errNoSpace      = syscall.ENOSPC
	errTooManyFiles = syscall.EMFILE
	errReadOnlyDisk = syscall.EROFS
	errNoMemory     = syscall.ENOMEM
	errInputOutput  = syscall.EIO
)
