//go:build amd64 || 386

package ptrace

import (
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
