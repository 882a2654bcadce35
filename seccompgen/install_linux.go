package seccompgen

import (
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Install puts a program over the calling thread, which the caller has to have locked, and over all that it
// starts from then on. It cannot be taken away again. NO_NEW_PRIVS is set only if the kernel asks for
// it, since it, too, is inherited for good: setuid programs lose their privilege. Speculation is left as it
// is (SECCOMP_FILTER_FLAG_SPEC_ALLOW): the mitigations that a filter brings otherwise slow every program down.
func Install(code []bpf.RawInstruction) error {
	switch n := len(code); {
	case n == 0:
		return fmt.Errorf("empty seccomp program: %w", unix.EINVAL)
	case n > MaxInsns:
		return &TooLongError{Length: n}
	}
	insns := make([]unix.SockFilter, len(code))
	for i, ins := range code {
		insns[i] = unix.SockFilter{Code: ins.Op, Jt: ins.Jt, Jf: ins.Jf, K: ins.K}
	}
	fprog := unix.SockFprog{Len: uint16(len(insns)), Filter: &insns[0]}
	err := setFilter(&fprog)
	if err == nil || !errors.Is(err, unix.EACCES) {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("PR_SET_NO_NEW_PRIVS: %w", err)
	}
	return setFilter(&fprog)
}

func setFilter(fprog *unix.SockFprog) error {
	_, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_SPEC_ALLOW, uintptr(unsafe.Pointer(fprog)))
	if errno != 0 {
		return fmt.Errorf("seccomp(2): %w", errno)
	}
	return nil
}
