package ptrace

import (
	"encoding/binary"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// reqSetSyscallInfo is PTRACE_SET_SYSCALL_INFO of linux/ptrace.h.
const reqSetSyscallInfo = 0x4212

// Setter changes the calls of stopped tracees: by PTRACE_SET_SYSCALL_INFO, and through their registers where the
// kernel does not know it (before 6.16).
type Setter struct {
	// ByRegisters is set when the kernel has turned out not to know the request.
	ByRegisters bool
	info        SyscallInfo
}

// Number makes a tracee in a stop at a call's entry make another call; -1 is none. at is what the kernel said of the stop.
func (s *Setter) Number(tid int, at *SyscallInfo, nr int64) syscall.Errno {
	if !s.ByRegisters {
		s.info = *at
		s.info.Data[0] = uint64(nr)
		s.info.Data[7] &= 0xffffffff // reserved2 of a seccomp-stop
		if errno, done := s.set(tid); done {
			return errno
		}
	}
	return setNumber(tid, nr)
}

// Result changes what a call returns, at its exit stop; an error is negative. at is what the kernel said of the stop.
func (s *Setter) Result(tid int, at *SyscallInfo, val int64, isError bool) syscall.Errno {
	if !s.ByRegisters {
		s.info = *at
		s.info.Data[0], s.info.Data[1] = uint64(val), 0
		if isError {
			s.info.Data[1] = 1
		}
		if errno, done := s.set(tid); done {
			return errno
		}
	}
	return setResult(tid, val)
}

// set makes the request. It is not done if the registers are to be tried.
func (s *Setter) set(tid int) (errno syscall.Errno, done bool) {
	_, _, e := syscall.RawSyscall6(syscall.SYS_PTRACE, reqSetSyscallInfo, uintptr(tid),
		unsafe.Sizeof(s.info), uintptr(unsafe.Pointer(&s.info)), 0, 0)
	if e == syscall.EIO {
		s.ByRegisters = true
	}
	return e, e == 0 || e == syscall.ESRCH
}

// WriteMemory puts data at addr of the memory of a stopped tracee, read-only or not, and returns how many
// bytes of it got there before the first that could not be written.
func WriteMemory(tid int, addr uint64, data []byte) int {
	var word [unsafe.Sizeof(uintptr(0))]byte
	got := 0
	for got < len(data) {
		at := addr + uint64(got)
		skip := at % uint64(len(word))
		base := uintptr(at - skip)
		if uint64(base) != at-skip {
			break // beyond what this process can name
		}
		if skip != 0 || len(data)-got < len(word) {
			// The call, unlike the C library's function, stores the word.
			_, _, e := syscall.RawSyscall6(syscall.SYS_PTRACE, unix.PTRACE_PEEKDATA, uintptr(tid), base,
				uintptr(unsafe.Pointer(&word)), 0, 0)
			if e != 0 {
				break
			}
		}
		n := copy(word[skip:], data[got:])
		if _, e := ptrace(unix.PTRACE_POKEDATA, tid, base, uintptr(wordOf(word[:]))); e != 0 {
			break
		}
		got += n
	}
	return got
}

// wordOf returns the number that the bytes of a word are.
func wordOf(b []byte) uint64 {
	if len(b) == 4 {
		return uint64(binary.NativeEndian.Uint32(b))
	}
	return binary.NativeEndian.Uint64(b)
}
