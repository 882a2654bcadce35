package ptrace

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ntARMSystemCall is NT_ARM_SYSTEM_CALL of linux/elf.h.
const ntARMSystemCall = 0x404

// SkipSyscall makes a tracee in a seccomp-stop not make its call, which then fails with ENOSYS.
func SkipSyscall(tid int, _ uint32) {
	if setResult(tid, -int64(unix.ENOSYS)) == 0 {
		setNumber(tid, -1)
	}
}

// setNumber makes a tracee in a stop at a call's entry make another call; -1 is none.
func setNumber(tid int, nr int64) syscall.Errno {
	n := int32(nr)
	return regset(unix.PTRACE_SETREGSET, tid, ntARMSystemCall, unsafe.Pointer(&n), unsafe.Sizeof(n))
}

// setResult changes what a call returns, at its exit stop; an error is negative.
func setResult(tid int, val int64) syscall.Errno {
	var regs [34]uint64 // struct user_pt_regs of asm/ptrace.h
	if e := regset(unix.PTRACE_GETREGSET, tid, unix.NT_PRSTATUS, unsafe.Pointer(&regs), unsafe.Sizeof(regs)); e != 0 {
		return e
	}
	regs[0] = uint64(val)
	return regset(unix.PTRACE_SETREGSET, tid, unix.NT_PRSTATUS, unsafe.Pointer(&regs), unsafe.Sizeof(regs))
}

func regset(req, tid int, set uintptr, data unsafe.Pointer, size uintptr) syscall.Errno {
	iov := unix.Iovec{Base: (*byte)(data), Len: uint64(size)}
	_, errno := ptrace(req, tid, set, uintptr(unsafe.Pointer(&iov)))
	return errno
}

// FirstSurvives says that a call's first argument is still in its register when the call has returned.
const FirstSurvives = false

// SetFirst changes the first argument of the call that a tracee is about to make.
func SetFirst(tid int, _ bool, val uint64) syscall.Errno {
	return setResult(tid, int64(val)) // the same register
}
