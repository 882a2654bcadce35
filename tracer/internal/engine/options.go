package engine

import (
	"strconv"
	"sync/atomic"
	"syscall"

	"strake/tracer/abi"
	"strake/tracer/internal/launch"
	"strake/tracer/internal/procfs"
)

// Options is what to trace and how.
type Options struct {
	// Program is started and traced from its execve on.
	Program *launch.Spec
	// Adopt is a process that waits to execute the program; the tracer is
	// not its parent (-D). Not together with Program.
	Adopt *launch.Child
	// Attach names processes to attach to.
	Attach []int

	// Follow is to trace what tracees create, and all threads of the
	// processes named by Attach.
	Follow bool
	// DetachOnExec lets go of a tracee at a successful execve, except the
	// one that starts the program.
	DetachOnExec bool
	// KillOnExit has the kernel kill all tracees when the tracer ends.
	KillOnExit bool
	// Interruptible says what fatal signals do to the tracer.
	Interruptible Interruptible
	// Fronted says that another process is sent the fatal signals in this one's place, and passes them on by Control.
	Fronted bool
	// Filtered says that the program's process has been put under a seccomp filter (Spec.Filter) that
	// stops it for some calls, with FilterData; the engine then stops it for no others. In a process that has lost its
	// tracer, those calls would fail with ENOSYS. So whoever has the filter is killed if the tracer is, and otherwise
	// never let go: see Result.Guard.
	Filtered bool
	// Wants reports whether the sink wants to see a call of a filtered program; nil if it wants all that there are.
	Wants func(id abi.ID, nr uint64) bool
	// SysTime is to keep Tracee.STime up to date.
	SysTime bool
	// InstructionPointer is to keep Tracee.IP up to date at stops that are
	// no system calls, too.
	InstructionPointer bool
	// FixedCPU leaves the tracer's thread to the scheduler. Otherwise it
	// follows the tracee that it serves from CPU to CPU.
	FixedCPU bool
	// ByRegisters is to tamper with calls by changing registers even where the kernel has PTRACE_SET_SYSCALL_INFO.
	ByRegisters bool

	// Stops, unless nil, is set to how many changes of state of tracees the kernel has reported.
	Stops *uint64

	// Control lets others end the tracing; may be nil.
	Control *Control
	// Failed is told of what went wrong without being the end of all: an
	// *AttachError or an *ExecError. It is called where strace would write its
	// message; may be nil.
	Failed func(error)
}

// Interruptible is -I: what SIGHUP, SIGINT, SIGQUIT, SIGPIPE and SIGTERM do
// to the tracer while it traces.
type Interruptible uint8

const (
	// SignalsUntouched leaves dispositions to the caller.
	SignalsUntouched Interruptible = iota
	// SignalsAnywhere leaves them at what the process was started with:
	// they kill it at once.
	SignalsAnywhere
	// SignalsWaiting makes them end the tracing in good order.
	SignalsWaiting
	// SignalsNever ignores them.
	SignalsNever
	// SignalsNeverTSTP ignores them and SIGTSTP.
	SignalsNeverTSTP
)

// Result is how the tracing ended.
type Result struct {
	// Code and Signal say how the program ended: its exit code, or the
	// signal that killed it, 0 if none did. If no program was to be started
	// and nothing could be attached to, Code is 1.
	Code   int
	Signal int
	// Interrupted is the signal to the tracer that ended the tracing, 0
	// if none did.
	Interrupted int
	// Abandoned says that the tracing was ended by Control.Abandon.
	Abandoned bool
	// Guard has the processes that the run has left although they must not be without a tracer (Options.Filtered); nil if
	// there are none.
	Guard *Guard
}

// Guard keeps processes that cannot be let go. They are killed if the thread that traced them ends.
type Guard struct{ e *engine }

// Keep goes on with the processes, unseen and doing what they would do untraced, until the last of them is gone. It
// must be called by the goroutine that called Run, which is locked to its thread until then.
func (g *Guard) Keep() { g.e.guard() }

// Control ends a tracing from outside. The zero value is ready to use.
type Control struct {
	want atomic.Int32 // 0, detachOnly, abandon or a signal
	tgid atomic.Int32
	tid  atomic.Int32 // the tracer's thread, 0 while there is none
	seen atomic.Int32 // requests that the engine took
}

const (
	detachOnly = -1
	abandon    = -2
)

// AttachError says that a thread could not be attached to.
type AttachError struct {
	TID int
	Err syscall.Errno
}

func (e *AttachError) Error() string {
	return "attach: ptrace(PTRACE_SEIZE, " + strconv.Itoa(e.TID) + "): " + launch.ErrorText(e.Err)
}

// Unwrap returns the reason.
func (e *AttachError) Unwrap() error { return e.Err }

// Hint is a second message which says why, empty if that is not known.
func (e *AttachError) Hint() string {
	if e.Err != syscall.EPERM {
		return ""
	}
	pid := strconv.Itoa(e.TID)
	status := procfs.Proc.Status(e.TID)
	if tracer := procfs.StatusInt(status, "TracerPid"); tracer != 0 {
		return "Process " + pid + " is already being traced by pid " + strconv.Itoa(tracer)
	}
	if status != "" && procfs.StatusInt(status, "Uid") != syscall.Geteuid() {
		return "process " + pid + " may be owned by a different user"
	}
	return ""
}

// ExecError says that the program could not be executed; its trace shows the
// failed execve, and its process exits with status 1.
type ExecError struct{ Err syscall.Errno }

func (e *ExecError) Error() string { return "exec: " + launch.ErrorText(e.Err) }

// Unwrap returns the reason.
func (e *ExecError) Unwrap() error { return e.Err }

// KernelError says that the kernel is too old to trace with.
type KernelError struct{ Release string }

func (e *KernelError) Error() string {
	return "Linux 5.3 or newer is needed (PTRACE_GET_SYSCALL_INFO); this is " + e.Release
}
