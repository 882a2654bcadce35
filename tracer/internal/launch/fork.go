package launch

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The functions of this file run in a child, on a stack of its own. It shares the
// parent's memory, or has a copy where the locks of Go's runtime are in whatever
// state they were, and it has the parent's thread-local storage. So they do
// nothing but raw system calls on memory that the parent has prepared: no
// allocation, no growth of the stack (nosplit), no store of a pointer, which
// could need a write barrier.

// exitFailed is the status of a child that did not get to its program, as strace has it.
const exitFailed = 1

// numSignals is the number of signals, _NSIG of the kernel.
const numSignals = 64

// allSignals blocks every signal that can be blocked.
var allSignals = ^uint64(0)

// stackSize is plenty for functions that may not let their stack grow: the linker grants them a tenth of it.
const stackSize = 8 << 10

// forkChild makes a child that carries out p. Signals are blocked meanwhile,
// so that no handler of the Go runtime can run in the child.
//
// The child shares this process's memory until it executes: nothing has to be copied when
// either writes. So p must be kept till then.
// It gets a copy if it takes on another identity, which makes its memory, and
// so the tracer's, unreadable for others (PR_SET_DUMPABLE).
func forkChild(p *plan) (pid int, errno syscall.Errno) {
	flags := uintptr(unix.SIGCHLD)
	if !p.setUser {
		flags |= unix.CLONE_VM
	}
	if p.sibling {
		flags |= unix.CLONE_PARENT
	}
	top := uintptr(unsafe.Pointer(&p.stack[0])) + stackSize - 64
	var mask uint64
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK,
		uintptr(unsafe.Pointer(&allSignals)), uintptr(unsafe.Pointer(&mask)), 8, 0, 0)
	r, e := cloneRun(flags, top&^15, p)
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK,
		uintptr(unsafe.Pointer(&mask)), 0, 8, 0, 0)
	return int(r), syscall.Errno(e)
}

// cloneRun makes a child by clone(2) which calls runChild(p) on the stack that
// ends, aligned to 16 and with 64 bytes to spare, at stack.
func cloneRun(flags, stack uintptr, p *plan) (pid, errno uintptr)

// runChild does not return.
//
//go:nosplit
//go:noinline
//go:norace
func runChild(p *plan) {
	syscall.RawSyscall(unix.SYS_CLOSE, p.otherGate, 0, 0)
	if p.tracer {
		becomeTracer(p)
	}
	if p.sibling {
		syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_PTRACER, ^uintptr(0), 0, 0, 0, 0)
		syscall.RawSyscall(unix.SYS_WRITE, p.gate, uintptr(unsafe.Pointer(&p.token)), 1)
	}
	becomeProgram(p)
}

// becomeProgram makes the calling thread execute the program once it is
// released. It does not return.
//
//go:nosplit
//go:noinline
//go:norace
func becomeProgram(p *plan) {
	restoreSignals(p)
	awaitRelease(p)
	if p.adopted || p.sibling {
		syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_PTRACER, 0, 0, 0, 0, 0)
	}
	installFilter(p)
	restoreRest(p)
	stopSelf()
	syscall.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(p.path)),
		uintptr(unsafe.Pointer(&p.argv[0])), uintptr(unsafe.Pointer(&p.env[0])))
	exitNow(exitFailed)
}

// restoreSignals ignores again what was ignored at the start, and nothing
// else. Execve would reset handlers to the default, but a signal can come
// before it.
//
//go:nosplit
//go:norace
func restoreSignals(p *plan) {
	for sig := uintptr(1); sig <= numSignals; sig++ {
		p.act.handler = uintptr(p.start.Ignored >> (sig - 1) & 1) // SIG_IGN or SIG_DFL
		syscall.RawSyscall6(unix.SYS_RT_SIGACTION, sig, uintptr(unsafe.Pointer(&p.act)), 0, 8, 0, 0)
	}
}

// awaitRelease waits for the tracer's word, and exits if it will never come.
//
//go:nosplit
//go:norace
func awaitRelease(p *plan) {
	for {
		n, _, e := syscall.RawSyscall(unix.SYS_READ, p.gate, uintptr(unsafe.Pointer(&p.token)), 1)
		if e == unix.EINTR {
			continue
		}
		if e != 0 || n != 1 {
			exitNow(exitFailed)
		}
		return
	}
}

// restoreRest takes on the identity asked for, and what was inherited apart
// from dispositions; the signal mask last, since signals that were held back
// are delivered then.
//
//go:nosplit
//go:norace
func restoreRest(p *plan) {
	if p.setUser {
		setUser(p)
	}
	if p.start.Exact != 0 {
		syscall.RawSyscall6(unix.SYS_PRLIMIT64, 0, unix.RLIMIT_NOFILE,
			uintptr(unsafe.Pointer(&p.start.NoFile)), 0, 0, 0)
	}
	for fd := uintptr(0); fd < 3; fd++ {
		if p.start.Closed>>fd&1 != 0 {
			syscall.RawSyscall(unix.SYS_CLOSE, fd, 0, 0)
		}
	}
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK,
		uintptr(unsafe.Pointer(&p.start.SigMask)), 0, 8, 0, 0)
}

//go:nosplit
//go:norace
func setUser(p *plan) {
	var groups uintptr
	if len(p.groups) > 0 {
		groups = uintptr(unsafe.Pointer(&p.groups[0]))
	}
	if _, _, e := syscall.RawSyscall(sysSetgroups, uintptr(len(p.groups)), groups, 0); e != 0 {
		exitNow(exitFailed)
	}
	if _, _, e := syscall.RawSyscall(sysSetresgid, p.gid, p.gid, p.gid); e != 0 {
		exitNow(exitFailed)
	}
	if _, _, e := syscall.RawSyscall(sysSetresuid, p.uid, p.uid, p.uid); e != 0 {
		exitNow(exitFailed)
	}
}

// stopSelf raises SIGSTOP for this thread alone: of a process with others,
// any one could be chosen. The tracer sees it and does not deliver it.
//
//go:nosplit
//go:norace
func stopSelf() {
	pid, _, _ := syscall.RawSyscall(unix.SYS_GETPID, 0, 0, 0)
	tid, _, _ := syscall.RawSyscall(unix.SYS_GETTID, 0, 0, 0)
	syscall.RawSyscall(unix.SYS_TGKILL, pid, tid, uintptr(unix.SIGSTOP))
}

//go:nosplit
//go:norace
func exitNow(code uintptr) {
	for {
		syscall.RawSyscall(unix.SYS_EXIT_GROUP, code, 0, 0)
	}
}
