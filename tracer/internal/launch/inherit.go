package launch

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// What a traced program inherits must be what strake itself was started with, which Go's runtime
// changes before any Go code runs. Package strake/tracer/inherit finds it out before that; in a program
// without it, it is taken as found at package initialisation.

// Inherited is the state that a process was started with.
type Inherited struct {
	SigMask uint64    // blocked signals; bit 0 is signal 1
	Ignored uint64    // signals with disposition SIG_IGN
	Closed  uint64    // which of descriptors 0, 1 and 2 were closed
	NoFile  [2]uint64 // RLIMIT_NOFILE, soft and hard
	Exact   uint64    // 1 if package inherit found it out
	Slack   int64     // timer slack in nanoseconds, see prctl(2)
}

var inherited = current()

// SetStart says what this process was started with. It is for package strake/tracer/inherit.
func SetStart(exact Inherited) {
	inherited = exact
	OwnSlack()
}

// AtStart returns what this process was started with.
func AtStart() Inherited { return inherited }

// OwnSlack gives the calling thread the timer slack that the process was started with. A thread that
// starts a process by other means than this package has to have it, for the process to inherit it.
//
// A thread inherits the slack of the one that starts it, too. So package inherit gives the first thread much of
// it, for the runtime's monitor, which comes next, and SetStart takes it away again. The monitor would wake up every
// 20 µs at the start of a process, only to find the tracer in a system call: 200 times during a trace of
// /bin/true, for which it took a seventh of the CPU time of all of it.
func OwnSlack() {
	if inherited.Slack > 0 {
		syscall.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_TIMERSLACK, uintptr(inherited.Slack), 0)
	}
}
