package launch

import (
	"os"
	"strconv"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A tracer that may have to stay when its user believes it to have ended works behind a front: the process that was started
// as strake, for which its parent waits. The tracer is strake executed once more, with the same arguments, and a variable that
// tells it of the front. The traced program is the front's child, as if that had started it (Spec.Sibling).
//
//	P  StartTracer ── fork ─→ T  exec strake: Fronted
//	   sends it signals         starts the program, P's child, and traces it
//	   ends as T says  ←────────  reports; stays if it has to
//
// Over the socket between them go signals to the tracer, one byte each, and from it the exit status, two bytes: the
// code and the signal. A front that ends by itself closes it.

// frontVar is the environment variable which tells a tracer the socket to its front.
const frontVar = "STRAKE_FRONT"

// Front is the connection between a front and its tracer, on either side.
type Front struct {
	fd   int
	done atomic.Bool // the tracer has reported
}

// fronted is what frontVar said.
var fronted *Front

func init() {
	if fd, err := strconv.Atoi(takeVar(frontVar)); err == nil {
		unix.CloseOnExec(fd)
		fronted = &Front{fd: fd}
	}
}

// Fronted returns the tracer's connection to its front, nil if it has none.
func Fronted() *Front { return fronted }

// StartTracer starts a tracer of which this process is the front.
func StartTracer() (*Front, error) {
	const self = "/proc/self/exe"
	if err := unix.Access(self, unix.X_OK); err != nil {
		return nil, &Error{"access", err}
	}
	outer, inner, err := gatePair()
	if err != nil {
		return nil, err
	}
	p, err := newPlan(Spec{Path: self, Argv: os.Args, Env: append(os.Environ(), frontVar+"="+strconv.Itoa(inner))})
	if err != nil {
		return nil, err
	}
	p.gate, p.otherGate, p.tracer = uintptr(inner), uintptr(outer), true
	inMemory.Store(p, true) // until it executes, which nobody here sees
	_, errno := forkChild(p)
	unix.Close(inner)
	if errno != 0 {
		unix.Close(outer)
		return nil, &Error{"fork", errno}
	}
	return &Front{fd: outer}, nil
}

// becomeTracer executes the tracer.
//
//go:nosplit
//go:norace
func becomeTracer(p *plan) {
	syscall.RawSyscall(unix.SYS_FCNTL, p.gate, unix.F_SETFD, 0) // keep it across execve
	restoreSignals(p)
	restoreRest(p)
	syscall.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(p.path)),
		uintptr(unsafe.Pointer(&p.argv[0])), uintptr(unsafe.Pointer(&p.env[0])))
	exitNow(exitFailed)
}

// Signal tells the tracer of a signal to the front.
func (f *Front) Signal(sig int) {
	_, _ = unix.SendmsgN(f.fd, []byte{byte(sig)}, nil, nil, unix.MSG_NOSIGNAL) // it may have ended
}

// Wait returns the exit status that the tracer reports; a tracer that was killed has none.
func (f *Front) Wait() (code, sig int, ok bool) {
	var b [2]byte
	n := f.read(b[:])
	return int(b[0]), int(b[1]), n == len(b)
}

// Report has the front end.
func (f *Front) Report(code, sig int) {
	f.done.Store(true)
	_, _ = unix.SendmsgN(f.fd, []byte{byte(code), byte(sig)}, nil, nil, unix.MSG_NOSIGNAL)
}

// Listen calls signal for every signal that the front tells of, and gone if it ends before the tracer has reported.
func (f *Front) Listen(signal func(sig int), gone func()) {
	go func() {
		var b [1]byte
		for f.read(b[:]) == 1 {
			signal(int(b[0]))
		}
		if !f.done.Load() {
			gone()
		}
	}()
}

// read fills b, and returns how much of it the other side has sent before it ended.
func (f *Front) read(b []byte) int {
	for n := 0; ; {
		m, err := unix.Read(f.fd, b[n:])
		switch {
		case err == unix.EINTR:
		case err != nil || m == 0:
			return n
		default:
			if n += m; n == len(b) {
				return n
			}
		}
	}
}

// Retire has this process, which stays only for the sake of others, hold nothing that anybody could wait for: files,
// pipes, terminals, directories. It goes by another name from now on.
func Retire() {
	unix.Prctl(unix.PR_SET_NAME, uintptr(unsafe.Pointer(&[]byte("strake-guard\x00")[0])), 0, 0, 0)
	unix.Chdir("/")
	if null, err := unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0); err == nil {
		for fd := range 3 {
			unix.Dup3(null, fd, 0)
		}
	}
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, e := range entries {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd < 3 {
			continue
		}
		switch what, _ := os.Readlink("/proc/self/fd/" + e.Name()); what {
		case "anon_inode:[eventpoll]", "anon_inode:[eventfd]": // of Go's runtime
		default:
			unix.Close(fd)
		}
	}
}
