package tracer

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"strake/tracer/abi"
	"strake/tracer/event"
	"strake/tracer/internal/procfs"
)

// thread makes a thread of a process.
func (k *script) thread(tid, leader int) {
	k.born(tid, leader)
	k.tracees[tid].TGID = leader
}

// reasons plays a script under --strict-status and returns the calls with what stands behind "=".
func reasons(t *testing.T, play func(*script)) string {
	t.Helper()
	cfg := DefaultConfig()
	cfg.Status, cfg.StrictStatus, cfg.Follow, cfg.Output = event.AllStatus&^event.Unavailable, true, true, "log"
	k := newScript(t, &cfg)
	k.start(100)
	play(k)
	var got []string
	for line := range strings.Lines(k.text("log")) {
		name, result, isCall := strings.Cut(line, " = ")
		if _, name, _ = strings.Cut(name, " "); isCall {
			name, _, _ = strings.Cut(strings.TrimSpace(name), "(")
			got = append(got, name+" "+strings.TrimSpace(result))
		}
	}
	return strings.Join(got, "\n")
}

func TestReasons(t *testing.T) {
	const again = "? ERESTARTSYS (To be restarted if SA_RESTART is set) <interrupted>"
	for _, tc := range []struct {
		name string
		play func(*script)
		want string
	}{
		{"exit", func(k *script) { k.enter(100, "exit_group"); k.exited(100, 0) }, "exit_group ? <exit>"},
		{"killed by a signal", func(k *script) { k.enter(100, "getpid"); k.killed(100, 9) }, "getpid ? <killed>"},
		{"killed by a group's exit", func(k *script) {
			k.thread(101, 100)
			k.enter(100, "getpid")
			k.enter(101, "exit_group")
			k.exited(100, 0)
		}, "exit_group ? <exit>\ngetpid ? <killed>"},
		{"wiped out", func(k *script) {
			k.thread(101, 100)
			k.enter(100, "getpid")
			k.enter(101, "execve")
			k.exited(100, 0)
		}, "getpid ? <exec>"},
		{"an execve that failed wipes nothing out", func(k *script) {
			k.thread(101, 100)
			k.enter(101, "execve")
			k.fail(101, 2)
			k.enter(100, "getpid")
			k.exited(100, 0)
		}, "execve -1 ENOENT (No such file or directory)\ngetpid ? <killed>"},
		{"made again", func(k *script) {
			k.enter(100, "getpid")
			k.fail(100, 512)
			k.enter(100, "rt_sigreturn")
			k.exit(100, 39)
			k.enter(100, "getpid")
			k.exit(100, 1)
			k.enter(100, "getpid")
			k.exit(100, 1)
		}, "getpid " + again + "\nrt_sigreturn 39\ngetpid 1 <restart>\ngetpid 1"},
		{"not made again", func(k *script) {
			k.enter(100, "getpid")
			k.fail(100, 512)
			k.enter(100, "rt_sigreturn")
			k.fail(100, 4)
			k.enter(100, "getpid")
			k.exit(100, 1)
		}, "getpid " + again + "\nrt_sigreturn -4\ngetpid 1"},
		{"made again behind a handler with a call, and interrupted again", func(k *script) {
			k.enter(100, "getpid")
			k.fail(100, 512)
			k.enter(100, "gettid")
			k.exit(100, 1)
			k.enter(100, "rt_sigreturn")
			k.exit(100, 39)
			k.enter(100, "getpid")
			k.fail(100, 512)
		}, "getpid " + again + "\ngettid 1\nrt_sigreturn 39\ngetpid ? ERESTARTSYS (To be restarted if SA_RESTART is set) <restart, interrupted>"},
		{"made anew by the program, which has jumped out of the handler", func(k *script) {
			k.enter(100, "getpid")
			k.fail(100, 512)
			k.enter(100, "gettid")
			k.exit(100, 1)
			k.enter(100, "getpid")
			k.exit(100, 1)
		}, "getpid " + again + "\ngettid 1\ngetpid 1"},
		{"made again, one in a handler of the other", func(k *script) {
			k.enter(100, "getpid")
			k.fail(100, 512)
			k.enter(100, "gettid")
			k.fail(100, 512)
			k.enter(100, "rt_sigreturn")
			k.exit(100, 186)
			k.enter(100, "gettid")
			k.exit(100, 1)
			k.enter(100, "rt_sigreturn")
			k.exit(100, 39)
			k.enter(100, "getpid")
			k.exit(100, 1)
		}, "getpid " + again + "\ngettid " + again + "\nrt_sigreturn 186\ngettid 1 <restart>\nrt_sigreturn 39\ngetpid 1 <restart>"},
		{"made again, one that has ended in its handler", func(k *script) {
			k.enter(100, "getpid")
			k.fail(100, 512)
			k.enter(100, "gettid")
			k.fail(100, errRestartBlock)
			k.enter(100, "rt_sigreturn")
			k.fail(100, eintr)
			k.enter(100, "rt_sigreturn")
			k.exit(100, 39)
			k.enter(100, "getpid")
			k.exit(100, 1)
		}, "getpid " + again + "\ngettid ? ERESTART_RESTARTBLOCK (Interrupted by signal) <interrupted>\nrt_sigreturn -4\nrt_sigreturn 39\ngetpid 1 <restart>"},
		{"SIGSYS of a filter, before the call's end", func(k *script) {
			k.enter(100, "getpid")
			k.killed(100, sigsys)
		}, "getpid ? <seccomp-kill>"},
		{"SIGSYS of kill(2)", func(k *script) {
			k.thread(101, 100)
			k.enter(101, "gettid")
			k.exit(101, 1)
			k.enter(100, "getpid")
			k.s.Signal(k.tracees[101], sigsys, nil)
			k.killed(100, sigsys)
		}, "gettid 1\ngetpid ? <killed>"},
		{"another thread's SIGSYS of a filter", func(k *script) {
			k.thread(101, 100)
			k.enter(100, "getpid")
			k.enter(101, "gettid")
			k.exit(101, 186)
			k.killed(101, sigsys)
			k.killed(100, sigsys)
		}, "gettid ? <seccomp-kill>\ngetpid ? <killed>"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := reasons(t, tc.play); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

// A program that always jumps out of its handlers leaves its interrupted calls behind.
func TestStrictForgetsInterruptedCalls(t *testing.T) {
	var tr truth
	for i := range uint64(100) {
		tr.here = spot{nr: i}
		tr.interrupt(errRestartSys)
	}
	if len(tr.cut) != mostCut {
		t.Errorf("%d are remembered", len(tr.cut))
	}
	if tr.takeUp(spot{nr: 50}) || !tr.takeUp(spot{nr: 98}) || tr.takeUp(spot{nr: 99}) {
		t.Error("the last ones should be remembered, and those inside one forgotten with it")
	}
}

// What is kept of processes goes with their threads.
func TestStrictForgets(t *testing.T) {
	cfg := DefaultConfig()
	cfg.StrictStatus = true
	k := newScript(t, &cfg)
	k.start(100)
	k.tracees[100].TGID = 100
	k.enter(100, "execve")
	if len(k.s.groups) != 1 {
		t.Errorf("%d processes, want 1", len(k.s.groups))
	}
	k.exited(100, 0)
	if len(k.s.groups) != 0 {
		t.Errorf("%d processes are left", len(k.s.groups))
	}
}

// On aarch64 a call that a filter stops has its first argument where the result would be, like many a call that was made.
func TestFilteredOnAArch64(t *testing.T) {
	for _, tc := range []struct {
		name, filters string
		fails         bool
		want          string
	}{
		{"stopped", "1", false, "close ? <seccomp-kill>"},
		{"stopped, and an error as it seems", "1", true, "close ? <seccomp-kill>"},
		{"made", "0", false, "close 0\ngetpid ? <killed>"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			proc := procfs.Proc
			t.Cleanup(func() { procfs.Proc = proc })
			procfs.Proc = procfs.FS{Root: t.TempDir()}
			dir := filepath.Join(procfs.Proc.Root, "100")
			if err := errors.Join(os.Mkdir(dir, 0o777), os.WriteFile(filepath.Join(dir, "status"), []byte("Name:\tx\nSeccomp_filters:\t"+tc.filters+"\n"), 0o666)); err != nil {
				t.Fatal(err)
			}
			got := reasons(t, func(k *script) {
				a := abi.AArch64.Get()
				const closeNr, getpidNr = 57, 172
				switch {
				case tc.fails:
					const badFD = 9 // EBADF
					arg := int64(-badFD)
					k.enterNr(100, a, closeNr, uint64(arg))
					k.fail(100, badFD)
				default:
					k.enterNr(100, a, closeNr, 0)
					k.exit(100, 0)
				}
				if tc.filters == "0" {
					k.enterNr(100, a, getpidNr)
					k.killed(100, 9)
					return
				}
				k.killed(100, sigsys)
			})
			if got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}
