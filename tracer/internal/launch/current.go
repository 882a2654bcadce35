package launch

import (
	"math"
	"os"

	"strake/tracer/internal/procfs"
)

// current is what can be said of the inherited state once Go's runtime runs:
// the signals that it left ignored. The limit of open files is left alone.
func current() Inherited {
	status, _ := os.ReadFile("/proc/self/status")
	return Inherited{
		Ignored: procfs.StatusHex(string(status), "SigIgn"),
		NoFile:  [2]uint64{math.MaxUint64, math.MaxUint64},
	}
}
