// Package ptrace wraps ptrace(2), wait4(2) and process_vm_readv(2) thinly.
//
// Every call is a raw system call: the Go scheduler does not hear of it, and
// nothing allocates. All calls about one tracee must be made by the thread
// that seized it, since the kernel knows a tracer by its thread; the caller
// holds that thread with runtime.LockOSThread.
package ptrace

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Options of Seize (PTRACE_O_*).
const (
	OptSysgood  = unix.PTRACE_O_TRACESYSGOOD
	OptFork     = unix.PTRACE_O_TRACEFORK
	OptVfork    = unix.PTRACE_O_TRACEVFORK
	OptClone    = unix.PTRACE_O_TRACECLONE
	OptExec     = unix.PTRACE_O_TRACEEXEC
	OptExit     = unix.PTRACE_O_TRACEEXIT
	OptSeccomp  = unix.PTRACE_O_TRACESECCOMP
	OptExitKill = unix.PTRACE_O_EXITKILL
)

// Ops of SyscallInfo (PTRACE_SYSCALL_INFO_*).
const (
	OpNone    = 0
	OpEntry   = 1
	OpExit    = 2
	OpSeccomp = 3
)

// SyscallInfo is struct ptrace_syscall_info of linux/ptrace.h, whose union is
// left as words:
//
//	entry    Data[0] nr, Data[1..6] args
//	exit     Data[0] rval, low byte of Data[1] is_error
//	seccomp  as entry, low half of Data[7] ret_data
type SyscallInfo struct {
	Op   uint8
	_    uint8
	_    uint16
	Arch uint32 // AUDIT_ARCH_*
	IP   uint64
	SP   uint64
	Data [8]uint64
}

// IsError is is_error of an exit.
func (i *SyscallInfo) IsError() bool { return i.Data[1]&0xff != 0 }

// SigInfo is a siginfo_t as the kernel gives it to this architecture.
type SigInfo [128]byte

// Resume requests.
const (
	Cont    = unix.PTRACE_CONT
	Syscall = unix.PTRACE_SYSCALL
)

const (
	reqSeize          = 0x4206
	reqInterrupt      = 0x4207
	reqListen         = 0x4208
	reqGetSyscallInfo = 0x420e
)

func ptrace(req, tid int, addr, data uintptr) (uintptr, syscall.Errno) {
	r, _, e := syscall.RawSyscall6(syscall.SYS_PTRACE, uintptr(req), uintptr(tid), addr, data, 0, 0)
	return r, e
}

// Seize attaches to a thread without stopping it.
func Seize(tid int, options int) syscall.Errno {
	_, e := ptrace(reqSeize, tid, 0, uintptr(options))
	return e
}

// Interrupt stops a running tracee; it reports a stop in any case.
func Interrupt(tid int) syscall.Errno {
	_, e := ptrace(reqInterrupt, tid, 0, 0)
	return e
}

// Listen lets a tracee in group-stop stay stopped, but hear of SIGCONT.
func Listen(tid int) syscall.Errno {
	_, e := ptrace(reqListen, tid, 0, 0)
	return e
}

// Resume restarts a stopped tracee with Cont or Syscall, delivering sig
// unless it is 0.
func Resume(req, tid, sig int) syscall.Errno {
	_, e := ptrace(req, tid, 0, uintptr(sig))
	return e
}

// Detach lets go of a stopped tracee, delivering sig unless it is 0.
func Detach(tid, sig int) syscall.Errno {
	_, e := ptrace(unix.PTRACE_DETACH, tid, 0, uintptr(sig))
	return e
}

// GetSyscallInfo fills info at a stop. Linux 5.3 and newer.
func GetSyscallInfo(tid int, info *SyscallInfo) syscall.Errno {
	_, _, e := syscall.RawSyscall6(syscall.SYS_PTRACE, reqGetSyscallInfo, uintptr(tid),
		unsafe.Sizeof(*info), uintptr(unsafe.Pointer(info)), 0, 0)
	return e
}

// GetRegisters fills buf with the general registers and returns how many bytes they take, which tells the
// architecture; 0 if they cannot be read.
func GetRegisters(tid int, buf []byte) int {
	iov := iovec{uintptr(unsafe.Pointer(unsafe.SliceData(buf))), uintptr(len(buf))}
	_, e := ptrace(unix.PTRACE_GETREGSET, tid, 1 /* NT_PRSTATUS */, uintptr(unsafe.Pointer(&iov)))
	if e != 0 {
		return 0
	}
	return int(iov.len)
}

// GetEventMsg returns what the last event has to say: a new thread's id, an
// old one's, or a wait status.
func GetEventMsg(tid int) (uintptr, syscall.Errno) {
	var msg uintptr
	_, _, e := syscall.RawSyscall6(syscall.SYS_PTRACE, unix.PTRACE_GETEVENTMSG, uintptr(tid),
		0, uintptr(unsafe.Pointer(&msg)), 0, 0)
	return msg, e
}

// GetSigInfo fills info at a signal-delivery-stop.
func GetSigInfo(tid int, info *SigInfo) syscall.Errno {
	_, _, e := syscall.RawSyscall6(syscall.SYS_PTRACE, unix.PTRACE_GETSIGINFO, uintptr(tid),
		0, uintptr(unsafe.Pointer(info)), 0, 0)
	return e
}

// Waiter waits for tracees. Its fields are what the kernel fills in.
type Waiter struct {
	Status int32
	Rusage syscall.Rusage
}

// Flags of Wait: __WALL because threads are "clone children" to wait4(2);
// __WNOTHREAD because what other threads of this process have started (the
// children of os/exec) is theirs to wait for.
const waitFlags = unix.WALL | unix.WNOTHREAD

// Wait waits for a state change of one of the calling thread's tracees and
// children. It returns EINTR when a signal comes first.
//
// The Go scheduler does not hear of the wait, so a collection has to wait for
// it too; with a signal coming soon that is no harm. Made known, the wait has
// the runtime's monitor take the thread's processor away every 20 µs where it
// is the only one.
func (w *Waiter) Wait(rusage bool) (tid int, errno syscall.Errno) {
	r, _, e := syscall.RawSyscall6(syscall.SYS_WAIT4, ^uintptr(0), uintptr(unsafe.Pointer(&w.Status)),
		waitFlags, w.rusage(rusage), 0, 0)
	return int(r), e
}

// Poll is Wait that does not wait: tid is 0 if nothing has happened.
func (w *Waiter) Poll(rusage bool) (tid int, errno syscall.Errno) {
	r, _, e := syscall.RawSyscall6(syscall.SYS_WAIT4, ^uintptr(0), uintptr(unsafe.Pointer(&w.Status)),
		waitFlags|syscall.WNOHANG, w.rusage(rusage), 0, 0)
	return int(r), e
}

// WaitLong is Wait for a long time, and makes the wait known to the scheduler.
func (w *Waiter) WaitLong(rusage bool) (tid int, errno syscall.Errno) {
	r, _, e := syscall.Syscall6(syscall.SYS_WAIT4, ^uintptr(0), uintptr(unsafe.Pointer(&w.Status)),
		waitFlags, w.rusage(rusage), 0, 0)
	return int(r), e
}

func (w *Waiter) rusage(want bool) uintptr {
	if !want {
		return 0
	}
	return uintptr(unsafe.Pointer(&w.Rusage))
}
