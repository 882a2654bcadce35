package launch

import (
	"syscall"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// sockFprog is struct sock_fprog of linux/filter.h.
type sockFprog struct {
	len    uint16
	filter *bpf.RawInstruction
}

// setFilter makes the plan install a seccomp filter.
func (p *plan) setFilter(code []bpf.RawInstruction) {
	if len(code) > 0 {
		p.filter = &sockFprog{uint16(len(code)), &code[0]}
	}
}

// installFilter puts the plan's seccomp filter over this thread, the only one of its process. It is done
// while the process has the tracer's privileges still. NO_NEW_PRIVS is set only if the kernel asks for
// it. If there is no way, the process goes on without; the tracer finds out (procfs.FS.Filters).
//
//go:nosplit
//go:norace
func installFilter(p *plan) {
	if p.filter == nil {
		return
	}
	e := seccomp(p, unix.SECCOMP_FILTER_FLAG_SPEC_ALLOW)
	if e == unix.EACCES {
		syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0)
		e = seccomp(p, unix.SECCOMP_FILTER_FLAG_SPEC_ALLOW)
	}
	if e == unix.EINVAL {
		seccomp(p, 0) // a kernel that does not know the flag
	}
}

//go:nosplit
//go:norace
func seccomp(p *plan, flags uintptr) syscall.Errno {
	_, _, e := syscall.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(p.filter)))
	return e
}
