package ptrace

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Dispositions of a signal.
const (
	SigDfl = 0
	SigIgn = 1
)

// SANoCldStop keeps SIGCHLD from being raised by every stop (SA_NOCLDSTOP).
const SANoCldStop = 1

// saRestart is SA_RESTART.
const saRestart = 0x10000000

// Sigaction is the kernel's struct sigaction of amd64, 386 and arm64, which
// is not the C library's. The names of its middle fields do not matter here.
type Sigaction struct {
	Handler  uintptr
	Flags    uintptr
	Restorer uintptr
	Mask     uint64
}

// GetSigaction returns the disposition of sig as the kernel has it, below
// what os/signal knows.
func GetSigaction(sig int) (sa Sigaction, errno syscall.Errno) {
	_, _, e := syscall.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(sig), 0, uintptr(unsafe.Pointer(&sa)), 8, 0, 0)
	return sa, e
}

// SetSigaction changes the disposition of sig behind the Go runtime's back.
func SetSigaction(sig int, sa Sigaction) syscall.Errno {
	_, _, e := syscall.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(sig), uintptr(unsafe.Pointer(&sa)), 0, 8, 0, 0)
	return e
}

// Interrupting makes sig interrupt system calls. The handler stays the
// runtime's, which ignores a signal that nobody asked for; only SA_RESTART
// goes, which would hide its arrival from wait4(2).
func Interrupting(sig int) syscall.Errno {
	sa, e := GetSigaction(sig)
	if e != 0 {
		return e
	}
	sa.Flags &^= saRestart
	return SetSigaction(sig, sa)
}

// Unblock takes sig out of the calling thread's signal mask.
func Unblock(sig int) {
	set := uint64(1) << (sig - 1)
	// rt_sigprocmask(2) cannot fail with these arguments.
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_UNBLOCK, uintptr(unsafe.Pointer(&set)), 0, 8, 0, 0)
}

// Tgkill sends sig to a thread, see tgkill(2). Signal 0 only asks whether tid
// is a thread of process tgid.
func Tgkill(tgid, tid, sig int) syscall.Errno {
	_, _, e := syscall.RawSyscall(unix.SYS_TGKILL, uintptr(tgid), uintptr(tid), uintptr(sig))
	return e
}

// Timer is a timer that sends a signal to the thread which made it.
type Timer struct{ id int32 }

// sigevent is struct sigevent with SIGEV_THREAD_ID, 64 bytes in all.
type sigevent struct {
	value  uintptr
	signo  int32
	notify int32
	tid    int32
	_      [64 - unsafe.Sizeof(uintptr(0)) - 12]byte
}

const sigevThreadID = 4

// NewTimer returns a timer, not running, that sends sig to the calling thread.
func NewTimer(sig int) (*Timer, error) {
	t := new(Timer)
	ev := sigevent{signo: int32(sig), notify: sigevThreadID, tid: int32(unix.Gettid())}
	_, _, e := syscall.RawSyscall(unix.SYS_TIMER_CREATE, unix.CLOCK_MONOTONIC,
		uintptr(unsafe.Pointer(&ev)), uintptr(unsafe.Pointer(&t.id)))
	if e != 0 {
		return nil, e
	}
	return t, nil
}

// Every makes the timer fire every ns nanoseconds from now on; 0 stops it.
func (t *Timer) Every(ns int) { t.Start(time.Duration(ns), time.Duration(ns)) }

// Start makes the timer fire after first, which is 0 to stop it, and then at every interval.
func (t *Timer) Start(first, interval time.Duration) {
	// struct itimerspec: interval and first expiry, each a timespec.
	its := [4]uintptr{
		uintptr(interval / time.Second), uintptr(interval % time.Second),
		uintptr(first / time.Second), uintptr(first % time.Second),
	}
	syscall.RawSyscall6(unix.SYS_TIMER_SETTIME, uintptr(t.id), 0, uintptr(unsafe.Pointer(&its)), 0, 0, 0)
}

// Close deletes the timer.
func (t *Timer) Close() {
	syscall.RawSyscall(unix.SYS_TIMER_DELETE, uintptr(t.id), 0, 0)
}
