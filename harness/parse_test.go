package harness

import (
	"reflect"
	"testing"
)

func TestParseLine(t *testing.T) {
	for _, c := range []struct {
		line string
		want Event
	}{
		{`openat(AT_FDCWD, "a b", O_RDONLY) = 3`, Event{Kind: Syscall, Name: "openat", Args: `AT_FDCWD, "a b", O_RDONLY`, Pad: " ", Ret: "3"}},
		{`close(3)                                = 0`, Event{Kind: Syscall, Name: "close", Args: "3", Pad: "                                ", Ret: "0"}},
		{`access("x) = 0", F_OK) = -1 ENOENT (No such file or directory)`,
			Event{Kind: Syscall, Name: "access", Args: `"x) = 0", F_OK`, Pad: " ", Ret: "-1", Errno: "ENOENT", ErrText: "No such file or directory"}},
		{`read(0, 0x7ffd, 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)`,
			Event{Kind: Syscall, Name: "read", Args: "0, 0x7ffd, 1", Pad: " ", Ret: "?", Errno: "ERESTARTSYS", ErrText: "To be restarted if SA_RESTART is set"}},
		{`exit_group(0)                           = ?`, Event{Kind: Syscall, Name: "exit_group", Args: "0", Pad: "                           ", Ret: "?", NeverReturned: true}},
		{`fcntl(3, F_GETFL) = 0x8002 (flags O_RDWR|O_LARGEFILE) <0.000010>`,
			Event{Kind: Syscall, Name: "fcntl", Args: "3, F_GETFL", Pad: " ", Ret: "0x8002", Aux: "flags O_RDWR|O_LARGEFILE", Elapsed: "0.000010"}},
		{`openat(AT_FDCWD</a (b)>, "c") = 3</a (b)/c>`, Event{Kind: Syscall, Name: "openat", Args: `AT_FDCWD</a (b)>, "c"`, Pad: " ", Ret: "3</a (b)/c>"}},
		{`shutdown(4<TCP:[127.0.0.1:80->127.0.0.1:9]>, SHUT_WR) = 0`,
			Event{Kind: Syscall, Name: "shutdown", Args: `4<TCP:[127.0.0.1:80->127.0.0.1:9]>, SHUT_WR`, Pad: " ", Ret: "0"}},
		{`mkdir("x", 0777) = -1 EPERM (Operation not permitted) (INJECTED)`,
			Event{Kind: Syscall, Name: "mkdir", Args: `"x", 0777`, Pad: " ", Ret: "-1", Errno: "EPERM", ErrText: "Operation not permitted", Injected: true}},
		{`exit(0) = ? <exit>`, Event{Kind: Syscall, Name: "exit", Args: "0", Pad: " ", Ret: "?", NeverReturned: true, Reasons: "exit"}},
		{`getppid() = ? <seccomp-trap> <0.000010>`, Event{Kind: Syscall, Name: "getppid", Pad: " ", Ret: "?", Reasons: "seccomp-trap", Elapsed: "0.000010"}},
		{`read(0, "", 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <restart, interrupted>`,
			Event{Kind: Syscall, Name: "read", Args: `0, "", 1`, Pad: " ", Ret: "?", Errno: "ERESTARTSYS", ErrText: "To be restarted if SA_RESTART is set", Reasons: "restart, interrupted"}},
		{`dup(3</exit>) = 4</exit>`, Event{Kind: Syscall, Name: "dup", Args: "3</exit>", Pad: " ", Ret: "4</exit>"}},
		{`chdir("/") = ? <unavailable>`, Event{Kind: Syscall, Name: "chdir", Args: `"/"`, Pad: " ", Ret: "? <unavailable>"}},
		{`123   wait4(-1 <unfinished ...>`, Event{Kind: Unfinished, PID: 123, Name: "wait4", Args: "-1"}},
		{`[pid   123] <... wait4 resumed>, NULL, 0, NULL) = 9`, Event{Kind: Resumed, PID: 123, Name: "wait4", Args: ", NULL, 0, NULL", Pad: " ", Ret: "9"}},
		{`123   pause( <unfinished ...>`, Event{Kind: Unfinished, PID: 123, Name: "pause"}},
		{`pause( <detached ...>`, Event{Kind: DetachedCall, Name: "pause"}},
		{`12345 execve("/x", ["x"], 0x7ffe /* 3 vars */ <pid changed to 12 ...>`,
			Event{Kind: PidChanged, PID: 12345, Name: "execve", Args: `"/x", ["x"], 0x7ffe /* 3 vars */`, Other: 12}},
		{`12    +++ superseded by execve in pid 12345 +++`, Event{Kind: Superseded, PID: 12, Other: 12345}},
		{`+++ exited with 3 +++`, Event{Kind: Exited, Status: 3}},
		{`+++ killed by SIGSEGV (core dumped) +++`, Event{Kind: Killed, Signal: "SIGSEGV", Core: true}},
		{`--- stopped by SIGSTOP ---`, Event{Kind: Stopped, Signal: "SIGSTOP"}},
		{`--- SIGUSR1 {si_signo=SIGUSR1} ---`, Event{Kind: Signal, Signal: "SIGUSR1", Siginfo: "{si_signo=SIGUSR1}"}},
		{`[ Process PID=5 runs in 32 bit mode. ]`, Event{Kind: Personality, Other: 5}},
		{`strace: Process 5 attached`, Event{Kind: Attached, Other: 5}},
		{`strace: Process 5 detached`, Event{Kind: Detached, Other: 5}},
		{`strace: something else`, Event{Kind: Message}},
		{`123   12:00:00.123456 (+     0.000001) [ 257] [00007f8ed7fe2b1d] close(3) = 0`,
			Event{Kind: Syscall, PID: 123, Time: "12:00:00.123456", Relative: "0.000001", Nr: "257", IP: "00007f8ed7fe2b1d", Name: "close", Args: "3", Pad: " ", Ret: "0"}},
		{`123        0.000001 close(3) = 0`, Event{Kind: Syscall, PID: 123, Relative: "0.000001", Name: "close", Args: "3", Pad: " ", Ret: "0"}},
		{`     0.000001 close(3) = 0`, Event{Kind: Syscall, Relative: "0.000001", Name: "close", Args: "3", Pad: " ", Ret: "0"}},
		{`1795590892.261952 close(3) = 0`, Event{Kind: Syscall, Time: "1795590892.261952", Name: "close", Args: "3", Pad: " ", Ret: "0"}},
		{`1795590892 close(3) = 0`, Event{Kind: Syscall, Time: "1795590892", Name: "close", Args: "3", Pad: " ", Ret: "0"}},
		{`123<sh> close(3) = 0`, Event{Kind: Syscall, PID: 123, Comm: "sh", Name: "close", Args: "3", Pad: " ", Ret: "0"}},
		{`chdir("/x"9017  +++ exited with 0 +++`, Event{Kind: Other}},
		{`hello`, Event{Kind: Other}},
	} {
		got := ParseLine(c.line, Newer)
		c.want.Raw, c.want.Body = got.Raw, got.Body
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s\n got %+v\nwant %+v", c.line, got, c.want)
		}
	}
}

func TestMerge(t *testing.T) {
	for name, c := range map[string]struct {
		log  string
		d    Dialect
		want []string
	}{
		"newer": {"1 read(3 <unfinished ...>\n2 close(4)        = 0\n1 <... read resumed>, \"x\", 1) = 1\n", Newer,
			[]string{`close(4) = 0`, `read(3, "x", 1) = 1`}},
		"older": {"1 read(3,  <unfinished ...>\n1 <... read resumed>\"x\", 1) = 1\n", Older, []string{`read(3, "x", 1) = 1`}},
		"never": {"1 pause( <unfinished ...>\n1 <... pause resumed>)      = ?\n1 +++ killed by SIGKILL +++\n", Newer,
			[]string{`pause() = ?`, `+++ killed by SIGKILL +++`}},
		"exec of a thread": {"1 pause( <unfinished ...>\n2 execve(\"x\" <unfinished ...>\n1 <... pause resumed>) = ?\n1 +++ superseded by execve in pid 2 +++\n1 <... execve resumed>) = 0\n",
			Newer, []string{`pause() = ?`, `+++ superseded by execve in pid 2 +++`, `execve("x") = 0`}},
		"exec, then alone": {"[pid 2] execve(\"x\" <pid changed to 1 ...>\n+++ superseded by execve in pid 2 +++\n<... execve resumed>) = 0\n",
			Newer, []string{`+++ superseded by execve in pid 2 +++`, `execve("x") = 0`}},
		"alone later":  {"[pid 1] pause( <unfinished ...>\n<... pause resumed>) = ?\n", Newer, []string{`pause() = ?`}},
		"alone before": {"pause( <unfinished ...>\n[pid     1] <... pause resumed>) = ?\n", Newer, []string{`pause() = ?`}},
		"left open":    {"1 pause( <unfinished ...>\n", Newer, []string{`pause( <unfinished ...>`}},
	} {
		var got []string
		for _, e := range Merge(Parse(c.log, c.d), c.d) {
			got = append(got, e.Canonical())
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, c.want)
		}
	}
}

func TestCheckLog(t *testing.T) {
	for name, c := range map[string]struct {
		log  string
		x    Expectations
		want int
	}{
		"good":                {"1 close(3) = 0\n1 +++ exited with 0 +++\n", Expectations{}, 0},
		"no newline":          {"1 +++ exited with 0 +++", Expectations{}, 1},
		"no exit":             {"1 close(3) = 0\n", Expectations{}, 1},
		"no exit, quiet":      {"1 close(3) = 0\n", Expectations{NoExits: true}, 0},
		"two exits":           {"1 +++ exited with 0 +++\n1 +++ exited with 0 +++\n", Expectations{}, 2},
		"glued":               {"1 chdir(\"/x\"2 +++ exited with 0 +++\n1 +++ exited with 0 +++\n", Expectations{}, 1},
		"never resumed":       {"1 read(0 <unfinished ...>\n2 +++ exited with 0 +++\n", Expectations{}, 2},
		"resumed for nothing": {"1 <... read resumed>, 1) = 1\n1 +++ exited with 0 +++\n", Expectations{}, 1},
		"resumes another":     {"1 read(0 <unfinished ...>\n1 <... write resumed>) = 1\n1 +++ exited with 0 +++\n", Expectations{}, 1},
		"filtered":            {"1 close(3) = 0\n1 +++ exited with 0 +++\n", Expectations{Names: map[string]bool{"open": true}}, 1},
		"wrong status":        {"1 close(3) = 0\n1 +++ exited with 0 +++\n", Expectations{Status: map[string]bool{"failed": true}}, 1},
		"after death":         {"1 +++ exited with 0 +++\n1 close(3) = 0\n", Expectations{}, 1},
		"times":               {"1 1700000000.1 close(3) = 0\n1 1700000000.0 +++ exited with 0 +++\n", Expectations{}, 1},
		"held back in halves": {"1 read(0 <unfinished ...>\n1 <... read resumed>) = 0\n1 +++ exited with 0 +++\n", Expectations{Status: map[string]bool{"successful": true}}, 2},
		"superseded":          {"2 execve(\"x\" <unfinished ...>\n1 +++ superseded by execve in pid 2 +++\n1 <... execve resumed>) = 0\n1 +++ exited with 0 +++\n", Expectations{}, 0},
	} {
		got := CheckLog(c.log, Parse(c.log, Newer), c.x)
		if len(got) != c.want {
			t.Errorf("%s: %d complaints, want %d: %q", name, len(got), c.want, got)
		}
	}
}

func TestNormalisers(t *testing.T) {
	for name, c := range map[string]struct {
		n        Normaliser
		in, want string
	}{
		"addresses":          {Addresses, "mmap(0x7f00dead, 0x10) = 0x7f00deaf, 0x003", "mmap(0xADDR, 0x10) = 0xADDR, 0x003"},
		"addresses in order": {AddressesInOrder(), "0x7f00dead 0x7f00deaf 0x7f00dead", "0xADDR1 0xADDR2 0xADDR1"},
		"pids":               {Pids([]int{12, 34}), "12 34 123 0x12 a12 /proc/34/fd", "P1 P2 123 0x12 a12 /proc/P2/fd"},
		"times":              {Times, "f({tv_sec=1, tv_nsec=2}) = 0 <0.000001>", "f({tv_sec=N, tv_nsec=N}) = 0 <T>"},
		"temp paths":         {TempPaths(map[string]string{"/tmp/a": "A", "/tmp/a/b": "B"}), "/tmp/a/b/c /tmp/a/c", "B/c A/c"},
		"padding":            {Padding, "close(3)      = 0", "close(3) = 0"},
		"digits":             {Digits, "a(12, 0xab)", "a(N, N)"},
		"strings":            {Strings, `a("x\"y"..., "")`, `a("S", "S")`},
	} {
		if got := c.n(c.in); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestSplitArgs(t *testing.T) {
	got := SplitArgs(`3</a, b>, {a=1, b=[2, 3]}, "x, y", 1<<2, f(1, 2)`)
	want := []string{`3</a, b>`, `{a=1, b=[2, 3]}`, `"x, y"`, `1<<2`, `f(1, 2)`}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
}
