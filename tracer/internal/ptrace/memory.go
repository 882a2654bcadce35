package ptrace

import (
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// iovec is struct iovec; its fields are words, as the kernel sees them.
type iovec struct {
	base, len uintptr
}

// PokeWord writes a word into the memory of a stopped tracee, also where the tracee itself could not.
func PokeWord(tid int, addr uint64, word uintptr) syscall.Errno {
	_, errno := ptrace(unix.PTRACE_POKEDATA, tid, uintptr(addr), word)
	return errno
}

// ReadMemory fills buf from addr of the memory of thread tid and returns how
// many bytes it got before the first one that cannot be read.
func ReadMemory(tid int, addr uint64, buf []byte) int {
	if len(buf) == 0 || uint64(uintptr(addr)) != addr {
		return 0
	}
	n, e := vmReadv(tid, addr, buf)
	switch e {
	case 0:
		return n
	case syscall.ENOSYS, syscall.EPERM:
		// Not built into the kernel (CONFIG_CROSS_MEMORY_ATTACH), or
		// forbidden by a security policy that lets /proc/PID/mem pass.
		return readProcMem(tid, addr, buf)
	}
	return 0
}

// vmReadv makes one process_vm_readv(2). The kernel copies page by page and
// returns what it copied before the first page that failed, although the
// manual promises this for whole iovecs only.
func vmReadv(tid int, addr uint64, buf []byte) (int, syscall.Errno) {
	local := iovec{uintptr(unsafe.Pointer(unsafe.SliceData(buf))), uintptr(len(buf))}
	remote := iovec{uintptr(addr), uintptr(len(buf))}
	r, _, e := syscall.RawSyscall6(unix.SYS_PROCESS_VM_READV, uintptr(tid),
		uintptr(unsafe.Pointer(&local)), 1, uintptr(unsafe.Pointer(&remote)), 1, 0)
	return int(r), e
}

func readProcMem(tid int, addr uint64, buf []byte) int {
	fd, err := syscall.Open("/proc/"+strconv.Itoa(tid)+"/mem", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return 0
	}
	defer syscall.Close(fd)
	got := 0
	for got < len(buf) {
		n, err := syscall.Pread(fd, buf[got:], int64(addr)+int64(got))
		if n <= 0 || err != nil {
			break
		}
		got += n
	}
	return got
}
