package launch

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ReRaise ends this process by a signal, as a program that it traced ended:
// also if the signal was blocked or ignored at the start, and without a core
// dump of its own. It returns only if the signal does not end processes; the
// caller then exits with the status that a shell makes of it.
func ReRaise(sig syscall.Signal) {
	// A core_pattern that is a pipe does not heed the limit.
	unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})

	var act sigaction // SIG_DFL; SIGKILL's cannot be set, nor need be
	syscall.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(sig), uintptr(unsafe.Pointer(&act)), 0, 8, 0, 0)
	set := uint64(1) << (sig - 1)
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_UNBLOCK, uintptr(unsafe.Pointer(&set)), 0, 8, 0, 0)
	unix.Tgkill(unix.Getpid(), unix.Gettid(), sig)
}
