package ptrace

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// ntARMSystemCall is NT_ARM_SYSTEM_CALL of linux/elf.h.
const ntARMSystemCall = 0x404

// SkipSyscall makes a tracee in a seccomp-stop not make its call, which then fails with ENOSYS.
func SkipSyscall(tid int, _ uint32) {
	var regs [34]uint64 // struct user_pt_regs of asm/ptrace.h
	iov := unix.Iovec{Base: (*byte)(unsafe.Pointer(&regs)), Len: uint64(unsafe.Sizeof(regs))}
	if _, errno := ptrace(unix.PTRACE_GETREGSET, tid, unix.NT_PRSTATUS, uintptr(unsafe.Pointer(&iov))); errno != 0 {
		return
	}
	regs[0] = ^uint64(unix.ENOSYS) + 1
	_, _ = ptrace(unix.PTRACE_SETREGSET, tid, unix.NT_PRSTATUS, uintptr(unsafe.Pointer(&iov)))
	nr := int32(-1)
	iov = unix.Iovec{Base: (*byte)(unsafe.Pointer(&nr)), Len: uint64(unsafe.Sizeof(nr))}
	_, _ = ptrace(unix.PTRACE_SETREGSET, tid, ntARMSystemCall, uintptr(unsafe.Pointer(&iov)))
}
