package tracer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"strake/tracer/abi"
	"strake/tracer/decode"
	"strake/tracer/event"
	"strake/tracer/filter"
	"strake/tracer/internal/engine"
	"strake/tracer/output"
	"strake/tracer/syscalls"
)

// flatMemory is memory with some bytes at one address.
type flatMemory struct {
	addr  uint64
	bytes []byte
}

func (m flatMemory) Read(addr uint64, buf []byte) int {
	if addr < m.addr || addr >= m.addr+uint64(len(m.bytes)) {
		return 0
	}
	return copy(buf, m.bytes[addr-m.addr:])
}

// timespec is where tracees of a script have {tv_sec=9, tv_nsec=9}.
const timespec = 0x1000

var scriptMemory = flatMemory{timespec, []byte{9, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0}}

// script plays events to a session.
type script struct {
	t       *testing.T
	s       *session
	log     *output.Log
	tracees map[int]*event.Tracee
	now     time.Time
	dir     string
	errs    *os.File
}

func newScript(t *testing.T, cfg *Config) *script {
	t.Helper()
	k := &script{t: t, tracees: make(map[int]*event.Tracee), dir: t.TempDir(), now: time.Unix(1000, 0)}
	cfg.Self = "strake"
	var err error
	if k.errs, err = os.Create(filepath.Join(k.dir, "stderr")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.errs.Close() })
	if cfg.Output != "" {
		cfg.Output = filepath.Join(k.dir, cfg.Output)
	}
	opt := outputOptions(cfg)
	opt.Stderr = int(k.errs.Fd())
	if k.log, err = output.Open(opt); err != nil {
		t.Fatal(err)
	}
	k.s = newSession(cfg, k.log)
	k.s.native = abi.X8664.Get()
	k.s.now = func() time.Time { return k.now }
	k.s.resolve = resolveScript
	return k
}

// text closes the log and returns what is in a file.
func (k *script) text(file string) string {
	k.t.Helper()
	k.log.Close()
	b, err := os.ReadFile(filepath.Join(k.dir, file))
	if err != nil {
		k.t.Fatal(err)
	}
	return string(b)
}

func (k *script) add(tid int, how event.How, parent *event.Tracee, siblings int) {
	t := &event.Tracee{TID: tid, TGID: tid, Mem: scriptMemory, Siblings: siblings}
	k.tracees[tid] = t
	k.s.New(t, how, parent)
}

// The rows of a script's calls: its text is not to depend on how calls are described.
var (
	rowExecve = &syscalls.Syscall{Name: "execve", Args: []syscalls.Arg{
		{Name: "pathname", Type: anAddr{}}, {Name: "argv", Type: anAddr{}}, {Name: "envp", Type: anAddr{}},
	}}
	rowExit  = &syscalls.Syscall{Name: "exit_group", Args: []syscalls.Arg{{Name: "status", Type: anAddr{}}}}
	rowPlain = &syscalls.Syscall{}
)

type anAddr struct{}

func (anAddr) Print(c *decode.Call, v decode.Value) {
	if v.U == 0 && c.Nr == 59 {
		c.E.Addr(0)
		return
	}
	c.E.Int(int64(v.U))
}

func resolveScript(c *decode.Call) *syscalls.Syscall {
	switch c.ABI.SyscallName(c.Nr) {
	case "execve":
		return rowExecve
	case "exit_group":
		return rowExit
	case "clock_nanosleep":
		return syscalls.Resolve(c)
	case "":
		return nil
	}
	return rowPlain
}

func (k *script) start(tid int)       { k.add(tid, event.Started, nil, 0) }
func (k *script) attach(tid, sib int) { k.add(tid, event.Attached, nil, sib) }
func (k *script) sibling(tid int)     { k.add(tid, event.Sibling, nil, 0) }
func (k *script) born(tid, parent int) {
	k.add(tid, event.Born, k.tracees[parent], 0)
}

func (k *script) enter(tid int, name string, args ...uint64) {
	a := abi.X8664.Get()
	nr := slices.Index(a.Syscalls, name)
	if nr < 0 {
		k.t.Fatalf("no call %q", name)
	}
	k.enterNr(tid, a, uint64(nr), args...)
}

func (k *script) enterNr(tid int, a *abi.ABI, nr uint64, args ...uint64) {
	e := &event.Entry{ABI: a, Nr: nr}
	copy(e.Args[:], args)
	t := k.tracees[tid]
	t.ABI, t.IP = a, 0x7fd9cbba2e67
	k.s.Enter(t, e)
}

func (k *script) exit(tid int, val int64) {
	t := k.tracees[tid]
	k.s.Exit(t, &event.Exit{ABI: t.ABI, Val: val})
}

func (k *script) fail(tid int, errno int64) {
	t := k.tracees[tid]
	k.s.Exit(t, &event.Exit{ABI: t.ABI, Val: -errno, IsError: true})
}

func (k *script) exited(tid, code int) { k.s.Exited(k.tracees[tid], code) }
func (k *script) killed(tid, sig int)  { k.s.Killed(k.tracees[tid], sig, false) }

// execveByThread is an execve of thread tid of the process pid.
func (k *script) execveByThread(tid, pid int) {
	t, leader := k.tracees[tid], k.tracees[pid]
	k.s.PIDChanged(t, pid, leader)
	k.s.Superseded(leader, tid)
	t.TID = pid
	k.tracees[pid] = t
	k.s.Exec(t)
	k.exit(pid, 0)
}

const sleepArgs = "CLOCK_REALTIME, 0, {tv_sec=9, tv_nsec=9}"

func (k *script) sleep(tid int) { k.enter(tid, "clock_nanosleep", 0, 0, timespec, 0) }

// Every expectation was seen from strace 7.2 unless a comment says that strake does it its own way.
func TestSession(t *testing.T) {
	all := func(*Config) {}
	file := func(c *Config) { c.Output, c.Follow = "log", true }
	staged := func(set event.Status) func(*Config) {
		return func(c *Config) { file(c); c.Status = set }
	}
	threadExecve := func(k *script) {
		k.start(100)
		k.born(101, 100)
		k.born(102, 100)
		k.enter(100, "pause")
		k.sleep(101)
		k.enter(102, "execve")
		k.exited(101, 0)
		k.execveByThread(102, 100)
		k.enter(100, "getpid")
		k.exit(100, 100)
		k.exited(100, 0)
	}
	killedInside := func(k *script) {
		k.start(100)
		k.sleep(100)
		k.killed(100, 9)
	}
	for _, tc := range []struct {
		name string
		cfg  func(*Config)
		play func(*script)
		want string
	}{
		{"one process", all, func(k *script) {
			k.start(100)
			k.enter(100, "getpid")
			k.exit(100, 100)
			k.enter(100, "pause")
			k.fail(100, 514)
			k.enter(100, "sync")
			k.fail(100, 2)
			k.enter(100, "sync")
			k.fail(100, 900)
			k.enter(100, "exit_group", 0)
			k.exited(100, 0)
		}, `
getpid()                                = 100
pause()                                 = ? ERESTARTNOHAND (To be restarted if no handler)
sync()                                  = -1 ENOENT (No such file or directory)
sync()                                  = -1 (errno 900)
exit_group(0)                           = ?
+++ exited with 0 +++
`},
		{"a sleep interrupted again and again", all, func(k *script) {
			k.s.resolve = syscalls.Resolve
			k.start(100)
			k.enter(100, "pause")
			k.fail(100, errRestartBlock)
			for range 2 {
				k.enter(100, "restart_syscall")
				k.fail(100, errRestartBlock)
			}
			k.enter(100, "restart_syscall")
			k.exit(100, 0)
		}, `
pause()                                 = ? ERESTART_RESTARTBLOCK (Interrupted by signal)
restart_syscall(<... resuming interrupted pause ...>) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)
restart_syscall(<... resuming interrupted pause ...>) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)
restart_syscall(<... resuming interrupted pause ...>) = 0
`},
		{"unknown number", all, func(k *script) {
			k.start(100)
			k.enterNr(100, abi.X8664.Get(), 0x123456789a, 2, 3, 0xffffffffffffffb8)
			k.fail(100, 38)
			k.enterNr(100, abi.X8664.Get(), 999, 1)
			k.fail(100, 38)
		}, `
syscall_0x3456789a(0x2, 0x3, 0xffffffffffffffb8, 0, 0, 0) = -1 ENOSYS (Function not implemented)
syscall_0x3e7(0x1, 0, 0, 0, 0, 0)       = -1 ENOSYS (Function not implemented)
`},
		{"personality", all, func(k *script) {
			k.start(100)
			k.enterNr(100, abi.X32.Get(), 39)
			k.fail(100, 38)
			k.enter(100, "getpid")
			k.exit(100, 1)
		}, `
[ Process PID=100 runs in x32 mode. ]
getpid()                                = -1 ENOSYS (Function not implemented)
[ Process PID=100 runs in 64 bit mode. ]
getpid()                                = 1
`},
		{"unreadable", all, func(k *script) {
			k.start(100)
			k.s.Enter(k.tracees[100], nil)
			k.killed(100, 9)
		}, `
???()                                   = ?
+++ killed by SIGKILL +++
`},
		{"result unavailable", all, func(k *script) {
			k.start(100)
			k.enter(100, "getpid")
			k.s.Exit(k.tracees[100], &event.Exit{ABI: abi.X8664.Get(), Unavailable: true})
		}, `
getpid()                                = ? <unavailable>
`},
		{"killed inside", all, killedInside, `
clock_nanosleep(` + sleepArgs + ` <unfinished ...>) = ?
+++ killed by SIGKILL +++
`},
		{"killed inside, staged", func(c *Config) { c.Status = event.Unfinished }, killedInside, `
clock_nanosleep(` + sleepArgs + ` <unfinished ...>) = ?
+++ killed by SIGKILL +++
`},
		{"killed inside, hidden", func(c *Config) { c.Status = event.Successful | event.Failed }, killedInside, `
+++ killed by SIGKILL +++
`},
		{"killed with core", all, func(k *script) {
			k.start(100)
			k.s.Killed(k.tracees[100], 6, true)
		}, `
+++ killed by SIGABRT (core dumped) +++
`},
		// strace puts the message between vfork( and <unfinished ...>.
		{"second process", all, func(k *script) {
			k.start(100)
			k.enter(100, "vfork")
			k.born(101, 100)
			k.enter(101, "getpid")
			k.exit(101, 101)
			k.exit(100, 101)
			k.enter(100, "pause")
			k.enter(101, "exit_group", 1)
			k.exited(101, 1)
			k.fail(100, 514)
			k.exited(100, 0)
		}, `
vfork( <unfinished ...>
strake: Process 101 attached
[pid   101] getpid()                    = 101
[pid   100] <... vfork resumed>)        = 101
[pid   100] pause( <unfinished ...>
[pid   101] exit_group(1)               = ?
[pid   101] +++ exited with 1 +++
<... pause resumed>)                    = ? ERESTARTNOHAND (To be restarted if no handler)
+++ exited with 0 +++
`},
		{"second process, file", file, func(k *script) {
			k.start(100)
			k.sleep(100)
			k.born(101, 100)
			k.enter(101, "getpid")
			k.exit(100, 0)
			k.exit(101, 101)
			k.exited(101, 0)
		}, `
100   clock_nanosleep(` + sleepArgs + ` <unfinished ...>
101   getpid( <unfinished ...>
100   <... clock_nanosleep resumed>, NULL) = 0
101   <... getpid resumed>)             = 101
101   +++ exited with 0 +++
`},
		{"two processes, file, no -f", func(c *Config) { c.Output = "log"; c.Quiet = QuietAttach }, func(k *script) {
			k.attach(100, 0)
			k.enter(100, "getpid")
			k.exit(100, 100)
			k.attach(101, 0)
			k.enter(101, "getpid")
			k.exit(101, 101)
		}, `
getpid()                                = 100
101   getpid()                          = 101
`},
		{"attached threads", all, func(k *script) {
			k.attach(100, 1)
			k.sibling(101)
			k.enter(101, "pause")
			k.enter(100, "pause")
			k.s.Detached(k.tracees[101])
			k.s.Detached(k.tracees[100])
		}, `
strake: Process 100 attached with 2 threads
[pid   101] pause( <unfinished ...>
[pid   100] pause( <unfinished ...>
[pid   101] <... pause resumed> <detached ...>
strake: Process 101 detached
<... pause resumed> <detached ...>
strake: Process 100 detached
`}, // strace loses <detached ...> of all threads but one (B4)
		{"detached, staged", staged(event.Detached), func(k *script) {
			k.start(100)
			k.sleep(100)
			k.s.Detached(k.tracees[100])
		}, `
100   clock_nanosleep(` + sleepArgs + ` <detached ...>
`},
		{"staged order", staged(event.Successful), func(k *script) {
			k.start(100)
			k.sleep(100)
			k.born(101, 100)
			k.enter(101, "getpid")
			k.exit(101, 101)
			k.enter(101, "sync")
			k.fail(101, 2)
			k.exited(101, 0)
			k.exit(100, 0)
		}, `
101   getpid()                          = 101
101   +++ exited with 0 +++
100   clock_nanosleep(` + sleepArgs + `, NULL) = 0
`},
		{"staged clone on standard error", func(c *Config) { c.Status = event.Successful }, func(k *script) {
			k.start(100)
			k.enter(100, "vfork")
			k.born(101, 100)
			k.exit(100, 101)
		}, `
strake: Process 101 attached
[pid   100] vfork()                     = 101
`}, // strace shows no pid here (B10)
		{"execve by a thread", file, threadExecve, `
100   pause( <unfinished ...>
101   clock_nanosleep(` + sleepArgs + ` <unfinished ...>
102   execve(NULL, NULL, NULL <unfinished ...>
101   <... clock_nanosleep resumed> <unfinished ...>) = ?
101   +++ exited with 0 +++
100   <... pause resumed>)              = ?
100   +++ superseded by execve in pid 102 +++
100   <... execve resumed>)             = 0
100   getpid()                          = 100
100   +++ exited with 0 +++
`},
		{"execve by a thread, its line open", file, func(k *script) {
			k.start(100)
			k.born(102, 100)
			k.enter(102, "execve")
			k.execveByThread(102, 100)
		}, `
102   execve(NULL, NULL, NULL <pid changed to 100 ...>
100   +++ superseded by execve in pid 102 +++
100   <... execve resumed>)             = 0
`},
		{"execve by a thread, detached shown", staged(event.Detached), threadExecve, `
101   +++ exited with 0 +++
102   execve(NULL, NULL, NULL <pid changed to 100 ...>
100   +++ superseded by execve in pid 102 +++
100   +++ exited with 0 +++
`},
		{"execve by a thread, both shown", staged(event.Detached | event.Successful), threadExecve, `
101   +++ exited with 0 +++
102   execve(NULL, NULL, NULL <pid changed to 100 ...>
100   +++ superseded by execve in pid 102 +++
100   <... execve resumed>)             = 0
100   getpid()                          = 100
100   +++ exited with 0 +++
`},
		// strace shows the second half only (B7).
		{"execve by a thread, success shown", staged(event.Successful), threadExecve, `
101   +++ exited with 0 +++
100   +++ superseded by execve in pid 102 +++
100   execve(NULL, NULL, NULL)          = 0
100   getpid()                          = 100
100   +++ exited with 0 +++
`},
		{"execve by a thread, strict", func(c *Config) {
			file(c)
			c.Status, c.StrictStatus = event.Detached|event.Successful, true
		}, threadExecve, `
101   +++ exited with 0 +++
100   +++ superseded by execve in pid 102 +++
100   execve(NULL, NULL, NULL)          = 0
100   getpid()                          = 100
100   +++ exited with 0 +++
`},
		{"signals", func(c *Config) { c.IP, c.SyscallNumber = true, true }, func(k *script) {
			k.start(100)
			k.enter(100, "getpid")
			k.exit(100, 100)
			k.s.GroupStop(k.tracees[100], 19)
			k.s.Signal(k.tracees[100], 18, nil)
			k.tracees[100].IP = 0x1234
			k.s.Signal(k.tracees[100], 33, nil)
			k.exited(100, 0)
		}, `
[  39] [00007fd9cbba2e67] getpid()      = 100
[  39] [00007fd9cbba2e67] --- stopped by SIGSTOP ---
[  39] [00007fd9cbba2e67] --- SIGCONT ---
[  39] [0000000000001234] --- SIGRT_1 ---
[  39] [????????????????] +++ exited with 0 +++
`},
		{"no signals", func(c *Config) { c.Signals = filter.NumSet{} }, func(k *script) {
			k.start(100)
			k.s.GroupStop(k.tracees[100], 19)
			k.s.Signal(k.tracees[100], 18, nil)
			k.killed(100, 15)
		}, ``},
		{"quiet exit", func(c *Config) { c.Quiet = QuietExit }, func(k *script) {
			k.start(100)
			k.born(101, 100)
			k.exited(101, 0)
			k.killed(100, 9)
		}, `
strake: Process 101 attached
+++ killed by SIGKILL +++
`},
		{"times", func(c *Config) {
			c.Absolute = Timestamp{TimeUnix, Microseconds}
			c.Relative, c.SyscallTimes = Microseconds, Nanoseconds
		}, func(k *script) {
			k.start(100)
			k.enter(100, "getpid")
			k.now = k.now.Add(1500 * time.Nanosecond)
			k.exit(100, 100)
			k.now = k.now.Add(2 * time.Second)
			k.enter(100, "exit_group", 0)
			k.exited(100, 0)
		}, `
1000.000000 (+     0.000000) getpid()   = 100 <0.000001500>
1002.000001 (+     2.000001) exit_group(0) = ?
1002.000001 (+     0.000000) +++ exited with 0 +++
`},
		{"call limit", func(c *Config) { c.SyscallLimit = 1 }, func(k *script) {
			k.start(100)
			k.s.stop = func() { k.s.Detached(k.tracees[100]) }
			k.enter(100, "getpid")
			k.exit(100, 100)
		}, `
getpid()                                = 100
strake: System call limit has been reached, detaching tracees
strake: Process 100 detached
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg := DefaultConfig()
			tc.cfg(&cfg)
			k := newScript(t, &cfg)
			tc.play(k)
			out := "stderr"
			if cfg.Output != "" {
				out = "log"
			}
			got := k.text(out)
			if want := strings.TrimPrefix(tc.want, "\n"); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

func TestSeparateFiles(t *testing.T) {
	cfg := DefaultConfig()
	cfg.Output, cfg.Separate, cfg.Follow, cfg.Quiet = "log", true, true, QuietAttach
	k := newScript(t, &cfg)
	k.start(100)
	k.born(102, 100)
	k.enter(100, "pause")
	k.enter(102, "execve")
	k.execveByThread(102, 100)
	k.exited(100, 0)
	want := "pause()                                 = ?\n" +
		"+++ superseded by execve in pid 102 +++\n" +
		"<... execve resumed>)                   = 0\n" +
		"+++ exited with 0 +++\n"
	if got := k.text("log.100"); got != want {
		t.Errorf("log.100: got\n%swant\n%s", got, want)
	}
	want = "execve(NULL, NULL, NULL <pid changed to 100 ...>\n"
	if got := k.text("log.102"); got != want {
		t.Errorf("log.102: got\n%swant\n%s", got, want)
	}
}

func TestWriteError(t *testing.T) {
	cfg := DefaultConfig()
	k := newScript(t, &cfg)
	opt := outputOptions(&cfg)
	opt.Path, opt.Stderr = "/dev/full", int(k.errs.Fd())
	log, err := output.Open(opt)
	if err != nil {
		t.Fatal(err)
	}
	k.s = newSession(&cfg, log)
	k.start(100)
	for range 10 {
		k.enter(100, "getpid")
		k.exit(100, 100)
		log.Idle()
	}
	if err := log.Close(); err == nil {
		t.Error("no error")
	}
	if got, want := k.text("stderr"), "strake: /dev/full: No space left on device\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSeccompStrict(t *testing.T) {
	siginfo := make([]byte, 128)
	siginfo[0], siginfo[8] = 31, 1 // SIGSYS, SYS_SECCOMP
	for _, tc := range []struct {
		name   string
		strict bool
		status event.Status
		play   func(*script)
		want   string
	}{
		{"trap", true, event.Failed, func(k *script) {
			k.exit(100, 39)
			k.s.Signal(k.tracees[100], 31, siginfo)
		}, "getpid()                                = ? <seccomp-trap>\n"},
		{"trap, default", false, event.Successful, func(k *script) {
			k.exit(100, 39)
			k.s.Signal(k.tracees[100], 31, siginfo)
		}, "getpid()                                = 39\n"},
		{"kill", true, event.Unfinished, func(k *script) {
			k.exit(100, 39)
			k.killed(100, 31)
		}, "getpid()                                = ? <seccomp-kill>\n"},
		{"true value", true, event.Successful, func(k *script) {
			k.exit(100, 39)
			k.enter(100, "gettid")
			k.exit(100, 100)
		}, "getpid()                                = 39\ngettid()                                = 100\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg := DefaultConfig()
			cfg.Status, cfg.StrictStatus = tc.status, tc.strict
			k := newScript(t, &cfg)
			k.start(100)
			k.enter(100, "getpid")
			tc.play(k)
			var got string
			for line := range strings.Lines(k.text("stderr")) {
				if !strings.HasPrefix(line, "---") && !strings.HasPrefix(line, "+++") {
					got += line
				}
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func benchmarkSession(b *testing.B, change func(*Config)) {
	cfg := DefaultConfig()
	cfg.Output, cfg.Follow = os.DevNull, true
	change(&cfg)
	log, err := output.Open(outputOptions(&cfg))
	if err != nil {
		b.Fatal(err)
	}
	defer log.Close()
	s := newSession(&cfg, log)
	t := &event.Tracee{TID: 100, Mem: scriptMemory, ABI: abi.X8664.Get()}
	s.New(t, event.Started, nil)
	e := &event.Entry{ABI: t.ABI, Nr: 230, Args: [6]uint64{0, 0, timespec}}
	x := &event.Exit{ABI: t.ABI}
	s.Enter(t, e)
	s.Exit(t, x)
	b.ReportAllocs()
	for b.Loop() {
		s.Enter(t, e)
		s.Exit(t, x)
	}
}

func BenchmarkLive(b *testing.B) { benchmarkSession(b, func(*Config) {}) }
func BenchmarkTimes(b *testing.B) {
	benchmarkSession(b, func(c *Config) {
		c.Absolute, c.Relative, c.SyscallTimes = Timestamp{TimeOfDay, Microseconds}, Microseconds, Microseconds
	})
}
func BenchmarkStaged(b *testing.B) {
	benchmarkSession(b, func(c *Config) { c.Status = event.Successful })
}
func BenchmarkDropped(b *testing.B) {
	benchmarkSession(b, func(c *Config) { c.Status = event.Failed })
}
func BenchmarkSummary(b *testing.B) {
	benchmarkSession(b, func(c *Config) { c.Summary, c.SummaryOnly = true, true })
}
func BenchmarkUntraced(b *testing.B) {
	benchmarkSession(b, func(c *Config) { c.Trace = filter.Set{} })
}

func TestSessionDoesNotAllocate(t *testing.T) {
	cfg := DefaultConfig()
	cfg.Output = os.DevNull
	log, err := output.Open(outputOptions(&cfg))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	s := newSession(&cfg, log)
	tr := &event.Tracee{TID: 100, Mem: scriptMemory, ABI: abi.X8664.Get()}
	s.New(tr, event.Started, nil)
	e := &event.Entry{ABI: tr.ABI, Nr: 39} // getpid: rows have a test of their own
	x := &event.Exit{ABI: tr.ABI}
	if n := testing.AllocsPerRun(1000, func() { s.Enter(tr, e); s.Exit(tr, x) }); n != 0 {
		t.Errorf("%v allocations per call", n)
	}
}

// TestInterruptible is about what fatal signals do where -I does not say it.
func TestInterruptible(t *testing.T) {
	prog := []string{"true"}
	for _, c := range []struct {
		name string
		cfg  Config
		want engine.Interruptible
	}{
		{"PROG", Config{Program: prog}, engine.SignalsWaiting},
		{"-p PID", Config{Attach: []int{1}}, engine.SignalsWaiting},
		{"-o FILE -p PID", Config{Output: "f", Attach: []int{1}}, engine.SignalsWaiting},
		{"-o FILE PROG", Config{Output: "f", Program: prog}, engine.SignalsNever},
		{"-D PROG", Config{Daemonize: AsGrandchild, Program: prog}, engine.SignalsNeverTSTP},
		{"-DD -o FILE PROG", Config{Daemonize: OwnGroup, Output: "f", Program: prog}, engine.SignalsNeverTSTP},
		{"-D -I2 PROG", Config{Daemonize: AsGrandchild, Interruptible: InterruptWaiting, Program: prog}, engine.SignalsWaiting},
	} {
		if got := interruptible(&c.cfg); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestEnvironment(t *testing.T) {
	got := environment([]string{"A=1", "B=2"}, []EnvChange{{Name: "A", Value: "3"}, {Name: "B", Unset: true}, {Name: "C", Value: ""}})
	if want := []string{"A=3", "C="}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
