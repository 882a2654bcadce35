package abi

import (
	"strings"
	"testing"
)

func TestOf(t *testing.T) {
	for _, c := range []struct {
		arch   uint32
		nr     uint64
		id     ID
		wantNr uint64
		name   string
	}{
		{AuditArchX8664, 0, X8664, 0, "read"},
		{AuditArchX8664, 257, X8664, 257, "openat"},
		{AuditArchX8664, X32Bit | 0, X32, 0, "read"},
		{AuditArchX8664, X32Bit | 512, X32, 512, "rt_sigaction"},
		{AuditArchX8664, X32Bit | 13, X32, 13, "rt_sigaction#64"},
		{AuditArchX8664, ^uint64(0), X8664, ^uint64(0), ""},
		{AuditArchX8664, 1 << 20, X8664, 1 << 20, ""},
		{AuditArchI386, 3, I386, 3, "read"},
		{AuditArchI386, 18, I386, 18, "oldstat"},
		{AuditArchI386, 82, I386, 82, "select"},
		{AuditArchI386, 142, I386, 142, "_newselect"},
		{AuditArchI386, 0xffffffff00000003, I386, 3, "read"},
		{AuditArchI386, 222, I386, 222, ""},
		{AuditArchAArch64, 63, AArch64, 63, "read"},
		{AuditArchAArch64, 79, AArch64, 79, "newfstatat"},
		{AuditArchAArch64, 62, AArch64, 62, "lseek"},
		{AuditArchAArch64, 223, AArch64, 223, "fadvise64"},
	} {
		a, nr := Of(c.arch, c.nr)
		if a == nil || a.ID != c.id || nr != c.wantNr || a.SyscallName(nr) != c.name {
			t.Errorf("Of(%#x, %#x) = %v, %#x, want %v, %#x %q", c.arch, c.nr, a, nr, c.id, c.wantNr, c.name)
		}
	}
	if a, _ := Of(1, 0); a != nil {
		t.Errorf("architecture 1 is %v", a.ID)
	}
}

func TestSyscallNamesAreUnique(t *testing.T) {
	for id := range Count {
		a := id.Get()
		if a.ID != id {
			t.Errorf("ABI %d says that it is %d", id, a.ID)
		}
		seen := map[string]int{}
		for nr, name := range a.Syscalls {
			if name == "" {
				continue
			}
			if old, ok := seen[name]; ok {
				t.Errorf("%s: %s is both %d and %d", id, name, old, nr)
			}
			seen[name] = nr
			if strings.Contains(name, "#") && id != X32 {
				t.Errorf("%s: %s", id, name)
			}
		}
		if len(seen) < 300 {
			t.Errorf("%s has only %d system calls", id, len(seen))
		}
	}
}

func TestErrno(t *testing.T) {
	for _, c := range []struct {
		n          int
		name, text string
	}{
		{-1, "", ""},
		{0, "", ""},
		{1, "EPERM", "Operation not permitted"},
		{11, "EAGAIN", "Resource temporarily unavailable"},
		{35, "EDEADLK", "Resource deadlock avoided"},
		{41, "", ""},
		{95, "EOPNOTSUPP", "Operation not supported"},
		{133, "EHWPOISON", "Memory page has hardware error"},
		{134, "", ""},
		{512, "ERESTARTSYS", "To be restarted if SA_RESTART is set"},
		{516, "ERESTART_RESTARTBLOCK", "Interrupted by signal"},
		{519, "", ""},
		{530, "ERECALLCONFLICT", "Unknown error 530"},
		{531, "", ""},
		{4096, "", ""},
	} {
		if name, text := ErrnoName(c.n), ErrnoText(c.n); name != c.name || text != c.text {
			t.Errorf("%d is %q, %q, want %q, %q", c.n, name, text, c.name, c.text)
		}
	}
}

func TestSignalName(t *testing.T) {
	for n, want := range map[int]string{
		-1: "", 0: "", 1: "SIGHUP", 6: "SIGABRT", 29: "SIGIO", 31: "SIGSYS",
		32: "SIGRTMIN", 33: "SIGRT_1", 64: "SIGRT_32", 65: "",
	} {
		if got := SignalName(n); got != want {
			t.Errorf("signal %d is %q, want %q", n, got, want)
		}
	}
	for n := 1; n <= 64; n++ {
		if SignalName(n) == "" {
			t.Errorf("signal %d has no name", n)
		}
	}
}
