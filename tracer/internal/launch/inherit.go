package launch

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// What a traced program inherits must be what strake itself was started with.
// Go's runtime changes that before any Go code runs: it installs handlers for
// nearly every signal, so that an ignored SIGPIPE is forgotten; it opens
// /dev/null on closed descriptors 0 to 2; package syscall raises
// RLIMIT_NOFILE. What they were is not to be had from the runtime afterwards.
//
// So it is read before the runtime is initialised, by the assembly function
// strake_inherit, see inherit_GOARCH.s. On an architecture without one, or in
// a build with cgo, it is taken as found at package initialisation.

// Inherited is the state that a process was started with.
type Inherited struct {
	SigMask uint64    // blocked signals; bit 0 is signal 1
	Ignored uint64    // signals with disposition SIG_IGN
	Closed  uint64    // which of descriptors 0, 1 and 2 were closed
	NoFile  [2]uint64 // RLIMIT_NOFILE, soft and hard
	Exact   uint64    // 1 if it was read before the runtime was initialised
	Slack   int64     // timer slack in nanoseconds, see prctl(2)
}

// inherited is filled in by strake_inherit, which knows its layout.
var inherited Inherited

// AtStart returns what this process was started with.
func AtStart() Inherited { return inherited }

func init() {
	if inherited.Exact == 0 {
		inherited = current()
		return
	}
	OwnSlack()
}

// OwnSlack gives the calling thread the timer slack that the process was started with. A thread that
// starts a process by other means than this package has to have it, for the process to inherit it.
//
// A thread inherits the slack of the one that starts it, too. So strake_inherit gives the first thread much of
// it, for the runtime's monitor, which comes next, and init takes it away again. The monitor would wake up every
// 20 µs at the start of a process, only to find the tracer in a system call: 200 times during a trace of
// /bin/true, for which it took a seventh of the CPU time of all of it.
func OwnSlack() {
	if inherited.Slack > 0 {
		syscall.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_TIMERSLACK, uintptr(inherited.Slack), 0)
	}
}
