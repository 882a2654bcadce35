//go:build amd64 || 386

package ptrace

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// offOrigAX is where the number of the call is in struct user (asm/user.h): 15 registers of amd64
// come before it, 11 of i386.
const offOrigAX = (11 + 4*(unsafe.Sizeof(uintptr(0))/8)) * unsafe.Sizeof(uintptr(0))

// SkipSyscall makes a tracee in a seccomp-stop not make its call, which then fails with ENOSYS: at entry
// the kernel has put that into the register of the result.
func SkipSyscall(tid int, _ uint32) {
	_, _ = ptrace(unix.PTRACE_POKEUSR, tid, offOrigAX, ^uintptr(0))
}

// offAX is where the result of a call is: 10 registers of amd64 come before it, 6 of i386.
const offAX = (6 + 4*(unsafe.Sizeof(uintptr(0))/8)) * unsafe.Sizeof(uintptr(0))

// setNumber makes a tracee in a stop at a call's entry make another call; -1 is none.
func setNumber(tid int, nr int64) syscall.Errno {
	_, errno := ptrace(unix.PTRACE_POKEUSR, tid, offOrigAX, uintptr(nr))
	return errno
}

// setResult changes what a call returns, at its exit stop; an error is negative.
func setResult(tid int, val int64) syscall.Errno {
	_, errno := ptrace(unix.PTRACE_POKEUSR, tid, offAX, uintptr(val))
	return errno
}

// FirstSurvives says that a call's first argument is still in its register when the call has returned.
const FirstSurvives = true

// SetFirst changes the first argument of the call that a tracee is about to make, or has made. Native is
// false for an i386 program on amd64.
func SetFirst(tid int, native bool, val uint64) syscall.Errno {
	// In struct user, rdi comes after 14 registers, rbx after 5; ebx is the first of i386's.
	at := 14 * unsafe.Sizeof(uintptr(0))
	switch {
	case unsafe.Sizeof(uintptr(0)) == 4:
		at = 0
	case !native:
		at = 5 * unsafe.Sizeof(uintptr(0))
	}
	_, errno := ptrace(unix.PTRACE_POKEUSR, tid, at, uintptr(val))
	return errno
}
