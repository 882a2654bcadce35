package engine

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"strake/tracer/event"
)

// tamperer is a recorder that tampers with the calls of a name.
type tamperer struct {
	*recorder
	call string
	does event.Tampering
	// meets is told of every call that is tampered with; may be nil.
	meets func(t *event.Tracee)
}

func (r *tamperer) Enter(t *event.Tracee, e *event.Entry) {
	r.recorder.Enter(t, e)
	if e == nil || e.ABI.SyscallName(e.Nr) != r.call {
		return
	}
	t.Tamper = &r.does
	if r.meets != nil {
		r.meets(t)
	}
}

func (r *tamperer) Exit(t *event.Tracee, x *event.Exit) {
	if x.Injected {
		r.add(t, "injected for %d", x.Own)
	}
	r.recorder.Exit(t, x)
}

// run traces with the tamperer as the sink.
func (r *tamperer) run(t *testing.T, opts Options) Result {
	t.Helper()
	res, err := Run(t.Context(), opts, r)
	if err != nil || r.has("BUG") || len(r.open) > 0 {
		t.Fatalf("%v, left open: %v\n%s", err, r.open, strings.Join(r.lines, "\n"))
	}
	return res
}

// asks is a program whose exit code is the result of its getsid, or the error number and 100.
const asks = `
#include <unistd.h>
#include <sys/syscall.h>
#include <errno.h>
int main(void) { long r = syscall(SYS_getsid, 0); _exit(r < 0 ? 100 + errno : r); }`

// TestTamperingBothWays has calls tampered with by PTRACE_SET_SYSCALL_INFO and by registers, at a stop of either kind.
func TestTamperingBothWays(t *testing.T) {
	path := compile(t, asks)
	var getuid int64
	for nr, name := range hostABI.Get().Syscalls {
		if name == "getuid" {
			getuid = int64(nr)
		}
	}
	for _, c := range []struct {
		name string
		does event.Tampering
		code int
		own  string
	}{
		{"a value", event.Tampering{Returns: true, Val: 77, Nr: event.NoCall}, 77, "injected for -38"},
		{"an error", event.Tampering{Returns: true, IsError: true, Val: -int64(unix.EIO), Nr: event.NoCall}, 100 + int(unix.EIO), "injected for -38"},
		{"another call", event.Tampering{Returns: true, Val: 78, Nr: getuid}, 78, "injected for 0"},
	} {
		for _, byRegisters := range []bool{false, true} {
			for _, filtered := range []bool{false, true} {
				prog := program(t, path)
				opts := Options{Program: prog, ByRegisters: byRegisters}
				if filtered {
					prog.Filter = filterOf(t, "getsid")
					opts.Filtered, opts.Follow = true, true
				}
				r := &tamperer{recorder: newRecorder(), call: "getsid", does: c.does}
				res := r.run(t, opts)
				own := c.own
				if os.Getuid() != 0 {
					own = own[:len("injected for ")]
				}
				if res.Code != c.code || !r.has(own) {
					t.Errorf("%s, registers %t, filtered %t: code %d, want %d\n%s", c.name, byRegisters, filtered, res.Code, c.code, strings.Join(r.lines, "\n"))
				}
			}
		}
	}
}

// TestDelay has a call wait at its begin and at its end, while a child goes on.
func TestDelay(t *testing.T) {
	const wait = 30 * time.Millisecond
	path := compile(t, asks)
	for name, does := range map[string]event.Tampering{
		"enter": {DelayEnter: wait},
		"exit":  {DelayExit: wait},
		"both":  {DelayEnter: wait / 2, DelayExit: wait / 2},
	} {
		r := &tamperer{recorder: newRecorder(), call: "getsid", does: does}
		var begun time.Time
		r.meets = func(*event.Tracee) { begun = time.Now() }
		var ended time.Time
		r.onEvent = func(line string) {
			if strings.Contains(line, " exit_group") {
				ended = time.Now()
			}
		}
		r.run(t, Options{Program: program(t, path)})
		if took := ended.Sub(begun); took < wait {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

// TestDelayedAlone delays one process for longer than anybody waits: its parent goes on nevertheless, and ends it.
func TestDelayedAlone(t *testing.T) {
	path := compile(t, `
#include <unistd.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
int main(void) {
	int p[2], status;
	char c;
	pipe(p);
	int pid = fork();
	if (!pid) { write(p[1], "", 1); syscall(SYS_getsid, 0); _exit(1); }
	read(p[0], &c, 1);
	for (int i = 0; i < 200; i++) syscall(SYS_getuid);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	_exit(WIFSIGNALED(status) ? 3 : 4);
}`)
	for name, does := range map[string]event.Tampering{"enter": {DelayEnter: time.Hour}, "exit": {DelayExit: time.Hour}} {
		r := &tamperer{recorder: newRecorder(), call: "getsid", does: does}
		res := r.run(t, Options{Program: program(t, path), Follow: true})
		if res.Code != 3 || !r.has("killed 9") {
			t.Errorf("%s: %+v\n%s", name, res, strings.Join(r.lines, "\n"))
		}
	}
}

// TestLetGoTampered lets go of a process whose call has begun with another number. It gets what the call is to
// return, whether it was on its way or kept at one of its stops.
func TestLetGoTampered(t *testing.T) {
	path := compile(t, `
#include <unistd.h>
#include <sys/syscall.h>
int main(void) {
	char c;
	write(1, "", 1);
	read(0, &c, 1);
	_exit(syscall(SYS_getsid, 0));
}`)
	for name, does := range map[string]event.Tampering{
		"on its way":       {},
		"kept at entry":    {DelayEnter: time.Hour},
		"kept at its exit": {DelayExit: time.Hour},
	} {
		does.Returns, does.Val, does.Nr = true, 77, event.NoCall
		cmd := exec.Command(path)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		out.Read(make([]byte, 1))
		ctl := new(Control)
		r := &tamperer{recorder: newRecorder(), call: "getsid", does: does}
		r.meets = func(*event.Tracee) { ctl.DetachAll() }
		if does.DelayExit != 0 {
			r.meets = nil
		}
		r.onEvent = func(line string) {
			switch {
			case strings.HasSuffix(line, " read"): // made again, now that it is seen
				in.Write([]byte("x"))
			case strings.Contains(line, "injected"):
				ctl.DetachAll()
			}
		}
		r.run(t, Options{Attach: []int{cmd.Process.Pid}, Control: ctl})
		cmd.Wait()
		if cmd.ProcessState.ExitCode() != 77 || !r.has("exit "+hostABI.String()+" 77") || !r.has("detached") {
			t.Errorf("%s: %v\n%s", name, cmd.ProcessState, strings.Join(r.lines, "\n"))
		}
	}
}
