package ptrace

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// atEntry starts a program and takes it to its first call.
func atEntry(t *testing.T) (tid int, info SyscallInfo) {
	t.Helper()
	runtime.LockOSThread()
	tid, err := syscall.ForkExec("/bin/cat", []string{"cat"}, &syscall.ProcAttr{
		Files: blockedStdin(t), Sys: &syscall.SysProcAttr{Ptrace: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		syscall.Kill(tid, syscall.SIGKILL)
		new(Waiter).Wait(false)
		runtime.UnlockOSThread()
	})
	new(Waiter).Wait(false) // the SIGTRAP of its execve
	if _, e := ptrace(unix.PTRACE_SETOPTIONS, tid, 0, OptSysgood); e != 0 {
		t.Fatal(e)
	}
	return tid, nextStop(t, tid, OpEntry)
}

// nextStop resumes a tracee to its next stop, which has to be that of op.
func nextStop(t *testing.T, tid int, op uint8) (info SyscallInfo) {
	t.Helper()
	Resume(Syscall, tid, 0)
	var w Waiter
	if _, e := w.Wait(false); e != 0 {
		t.Fatal(e)
	}
	if e := GetSyscallInfo(tid, &info); e != 0 || info.Op != op {
		t.Fatalf("status %#x, op %d, want %d: %v", w.Status, info.Op, op, e)
	}
	return info
}

// hasSetSyscallInfo reports whether the kernel is one with PTRACE_SET_SYSCALL_INFO.
func hasSetSyscallInfo(t *testing.T) bool {
	t.Helper()
	var uts unix.Utsname
	unix.Uname(&uts)
	var major, minor int
	if _, err := fmt.Sscanf(unix.ByteSliceToString(uts.Release[:]), "%d.%d", &major, &minor); err != nil {
		t.Fatal(err)
	}
	return major > 6 || major == 6 && minor >= 16
}

// TestSetter changes a call in both ways.
func TestSetter(t *testing.T) {
	for _, byRegisters := range []bool{false, true} {
		t.Run(fmt.Sprintf("registers=%t", byRegisters), func(t *testing.T) {
			tid, info := atEntry(t)
			s := Setter{ByRegisters: byRegisters}
			if e := s.Number(tid, &info, unix.SYS_GETPID); e != 0 {
				t.Fatal(e)
			}
			if info = nextStop(t, tid, OpExit); int(info.Data[0]) != tid {
				t.Errorf("getpid: %d, want %d", info.Data[0], tid)
			}
			info = nextStop(t, tid, OpEntry)
			if e := s.Number(tid, &info, -1); e != 0 {
				t.Fatal(e)
			}
			info = nextStop(t, tid, OpExit)
			for _, val := range []int64{77, -int64(unix.EIO), -4096} {
				isError := val == -int64(unix.EIO)
				if e := s.Result(tid, &info, val, isError); e != 0 {
					t.Fatal(e)
				}
				var now SyscallInfo
				GetSyscallInfo(tid, &now)
				if int64(now.Data[0]) != val || now.IsError() != isError {
					t.Errorf("result %d, error %t, want %d, %t", int64(now.Data[0]), now.IsError(), val, isError)
				}
			}
			if want := byRegisters || !hasSetSyscallInfo(t); s.ByRegisters != want {
				t.Errorf("by registers: %t, want %t", s.ByRegisters, want)
			}
		})
	}
}

// TestSetterGone asks for a process that is no tracee: no reason to try otherwise.
func TestSetterGone(t *testing.T) {
	var s Setter
	if e := s.Result(os.Getpid(), &SyscallInfo{Op: OpExit}, 0, false); e != syscall.ESRCH || s.ByRegisters {
		t.Errorf("%v, by registers: %t", e, s.ByRegisters)
	}
}

func TestWriteMemory(t *testing.T) {
	tid, info := atEntry(t)
	_, end := stackOf(t, tid)
	for _, c := range []struct {
		name      string
		addr      uint64
		size, got int
	}{
		{"words", info.SP &^ 15, 16, 16},
		{"parts of words", info.SP | 3, 15, 15},
		{"a byte", info.SP | 1, 1, 1},
		{"code, which is read-only", info.IP, 5, 5},
		{"the end of the stack", end - 5, 8, 5},
		{"nothing there", end, 8, 0},
		{"page zero", 0, 8, 0},
		{"a part of page zero", 1, 1, 0},
		{"no bytes", info.SP, 0, 0},
	} {
		data := []byte(strings.Repeat("tampered", 2)[:c.size])
		before, after := make([]byte, 32), make([]byte, 32)
		ReadMemory(tid, c.addr-8, before)
		if got := WriteMemory(tid, c.addr, data); got != c.got {
			t.Errorf("%s: %d bytes, want %d", c.name, got, c.got)
		}
		ReadMemory(tid, c.addr-8, after)
		copy(before[8:], data[:c.got])
		if string(before) != string(after) {
			t.Errorf("%s: %q, want %q", c.name, after, before)
		}
	}
}

// stackOf returns where a process's stack is.
func stackOf(t *testing.T, pid int) (start, end uint64) {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(maps)) {
		if strings.Contains(line, "[stack]") {
			if _, err := fmt.Sscanf(line, "%x-%x", &start, &end); err != nil {
				t.Fatal(err)
			}
		}
	}
	return start, end
}
