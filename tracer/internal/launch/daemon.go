package launch

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Under -D the process that was started as strake becomes the program, so that
// it is its parent's child, and the tracer is a process apart: strake executed
// once more, with the same arguments, and a variable that tells it whom to trace.
//
//	P  Daemonize ── fork ─→ A ── fork ─→ B  exec strake: Adopted
//	   waits for A ←── exits               opens its output …
//	   waits to be released               seizes P
//	   stops itself  ←────────────────────  releases P
//	   execve(program)

// Place is where the tracer runs.
type Place uint8

// The places of -D, -DD and -DDD.
const (
	Grandchild Place = iota
	OwnGroup
	OwnSession
)

// adoptVar is the variable which tells a tracer whom to trace, as PID:FD.
const adoptVar = "STRAKE_ADOPT"

// adopted is what adoptVar said.
var adopted *Child

func init() {
	pid, fd, _ := strings.Cut(takeVar(adoptVar), ":")
	p, err1 := strconv.Atoi(pid)
	f, err2 := strconv.Atoi(fd)
	if err1 != nil || err2 != nil {
		return
	}
	unix.CloseOnExec(f)
	adopted = &Child{PID: p, gate: f}
}

// takeVar returns what a strake has said to the one that it executed, "" if nothing. No program is to see it.
func takeVar(name string) string {
	value := os.Getenv(name)
	os.Unsetenv(name)
	return value
}

// Adopted returns the process that Daemonize left to this one, nil if this
// one was started otherwise.
func Adopted() *Child { return adopted }

// Daemonize starts a tracer as a process of its own and makes this process
// execute spec once that tracer releases it. It must be called by the thread that
// leads the process, and returns only if it fails. If the tracer ends too
// early, this process exits with status 1.
func Daemonize(spec Spec, place Place) error {
	if err := requireLeader(); err != nil {
		return err
	}
	program, err := newPlan(spec)
	if err != nil {
		return err
	}
	outer, inner, err := gatePair()
	if err != nil {
		return err
	}
	tracer, err := newPlan(Spec{
		Path: "/proc/self/exe",
		Argv: os.Args,
		Env:  append(os.Environ(), adoptVar+"="+strconv.Itoa(os.Getpid())+":"+strconv.Itoa(outer)),
	})
	if err != nil {
		return err
	}
	tracer.gate, tracer.otherGate = uintptr(outer), uintptr(inner)
	program.gate, program.adopted = uintptr(inner), true
	pid, errno := forkTracer(tracer, place)
	if errno != 0 {
		return &Error{"fork", errno}
	}
	waitFor(pid)
	unix.Close(outer)
	// Where only descendants can be traced (Yama), the tracer is none.
	unix.Prctl(unix.PR_SET_PTRACER, ^uintptr(0), 0, 0, 0)
	becomeProgram(program)
	return nil // not reached
}

func waitFor(pid int) {
	for {
		if _, err := unix.Wait4(pid, nil, 0, nil); err != unix.EINTR {
			return
		}
	}
}

// forkTracer forks a child that forks the tracer and exits.
//
//go:norace
func forkTracer(p *plan, place Place) (pid int, errno syscall.Errno) {
	var mask uint64
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK,
		uintptr(unsafe.Pointer(&allSignals)), uintptr(unsafe.Pointer(&mask)), 8, 0, 0)
	r, errno := forkTwice(p, place)
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK,
		uintptr(unsafe.Pointer(&mask)), 0, 8, 0, 0)
	return int(r), errno
}

//go:nosplit
//go:noinline
//go:norace
func forkTwice(p *plan, place Place) (uintptr, syscall.Errno) {
	r, _, e := syscall.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if e != 0 || r != 0 {
		return r, e
	}
	r, _, e = syscall.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if e != 0 || r != 0 {
		// On failure the gate closes, and the program's process ends.
		exitNow(0)
	}
	syscall.RawSyscall(unix.SYS_CLOSE, p.otherGate, 0, 0)
	syscall.RawSyscall(unix.SYS_FCNTL, p.gate, unix.F_SETFD, 0) // keep it across execve
	switch place {
	case OwnGroup:
		syscall.RawSyscall(unix.SYS_SETPGID, 0, 0, 0)
	case OwnSession:
		syscall.RawSyscall(unix.SYS_SETSID, 0, 0, 0)
	}
	restoreSignals(p)
	restoreRest(p)
	syscall.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(p.path)),
		uintptr(unsafe.Pointer(&p.argv[0])), uintptr(unsafe.Pointer(&p.env[0])))
	exitNow(exitFailed)
	return 0, 0 // not reached
}
