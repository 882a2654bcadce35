package ptrace

import (
	"bytes"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

func TestLayouts(t *testing.T) {
	var info SyscallInfo
	for name, c := range map[string][2]uintptr{
		"ptrace_syscall_info":      {unsafe.Sizeof(info), 88},
		"ptrace_syscall_info.arch": {unsafe.Offsetof(info.Arch), 4},
		"ptrace_syscall_info.ip":   {unsafe.Offsetof(info.IP), 8},
		"ptrace_syscall_info.nr":   {unsafe.Offsetof(info.Data), 24},
		"sigevent":                 {unsafe.Sizeof(sigevent{}), 64},
		"sigaction":                {unsafe.Sizeof(Sigaction{}), 3*unsafe.Sizeof(uintptr(0)) + 8},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %d, want %d", name, c[0], c[1])
		}
	}
}

// twoPages returns the address of a page that can be read, filled with 'x',
// before one that cannot.
func twoPages(t *testing.T) (addr uint64, page int) {
	t.Helper()
	page = os.Getpagesize()
	mem, err := unix.Mmap(-1, 0, 2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Munmap(mem) })
	copy(mem, bytes.Repeat([]byte("x"), page))
	if err := unix.Mprotect(mem[page:], unix.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	return uint64(uintptr(unsafe.Pointer(&mem[0]))), page
}

func TestReadMemory(t *testing.T) {
	addr, page := twoPages(t)
	self := os.Getpid()
	for _, c := range []struct {
		addr      uint64
		size, got int
	}{
		{addr, 10, 10},
		{addr + 1, 2 * page, page - 1},
		{addr + uint64(page) - 3, 8, 3},
		{addr + uint64(page), 8, 0},
		{0, 8, 0},
		{1 << 63, 8, 0},
		{addr, 0, 0},
	} {
		buf := make([]byte, c.size)
		if got := ReadMemory(self, c.addr, buf); got != c.got || bytes.Count(buf, []byte("x")) != c.got {
			t.Errorf("ReadMemory(%#x, %d) = %d, want %d", c.addr, c.size, got, c.got)
		}
	}
	if got := ReadMemory(1<<30, addr, make([]byte, 8)); got != 0 {
		t.Errorf("of no process: %d", got)
	}
	buf := make([]byte, 8)
	if got := readProcMem(self, addr, buf); got != 8 || string(buf) != "xxxxxxxx" {
		t.Errorf("readProcMem: %d %q", got, buf)
	}
}

func TestReadMemoryDoesNotAllocate(t *testing.T) {
	addr, _ := twoPages(t)
	buf, self := make([]byte, 64), os.Getpid()
	if n := testing.AllocsPerRun(100, func() { ReadMemory(self, addr, buf) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestTimerInterruptsWait(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const sig = 63
	Unblock(sig)
	if e := Interrupting(sig); e != 0 {
		t.Fatal(e)
	}
	timer, err := NewTimer(sig)
	if err != nil {
		t.Fatal(err)
	}
	defer timer.Close()
	// A child of this thread that never ends by itself.
	pid, err := syscall.ForkExec("/bin/cat", []string{"cat"}, &syscall.ProcAttr{Files: blockedStdin(t)})
	if err != nil {
		t.Fatal(err)
	}
	var w Waiter
	timer.Every(int(time.Millisecond))
	if _, e := w.Wait(false); e != syscall.EINTR {
		t.Errorf("Wait: %v", e)
	}
	if _, e := w.WaitLong(true); e != syscall.EINTR {
		t.Errorf("WaitLong: %v", e)
	}
	timer.Every(0)
	syscall.Kill(pid, syscall.SIGKILL)
	tid, e := w.Wait(true)
	for e == syscall.EINTR { // a tick that was on its way
		tid, e = w.Wait(true)
	}
	if tid != pid || w.Status != int32(syscall.SIGKILL) {
		t.Errorf("Wait: %d %v %#x", tid, e, w.Status)
	}
}

func blockedStdin(t *testing.T) []uintptr {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return []uintptr{r.Fd(), 1, 2}
}
