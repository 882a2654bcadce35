package launch

import (
	"math"
	"syscall"

	"strake/tracer/internal/procfs"
)

// current is what can be said of the inherited state once Go's runtime runs:
// the signals that it left ignored. The limit of open files is left alone.
func current() Inherited {
	return Inherited{
		Ignored: procfs.StatusHex(ownStatus(), "SigIgn"),
		NoFile:  [2]uint64{math.MaxUint64, math.MaxUint64},
	}
}

// ownStatus reads without package os, which would set up the network poller at the start of every program.
func ownStatus() string {
	fd, err := syscall.Open("/proc/self/status", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return ""
	}
	defer syscall.Close(fd)
	text := make([]byte, 4096) // of some 1500
	n, _ := syscall.Read(fd, text)
	return string(text[:max(n, 0)])
}
