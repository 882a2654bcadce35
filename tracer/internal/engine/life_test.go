package engine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"strake/tracer/internal/launch"
	"strake/tracer/internal/procfs"
)

const threadsExec = `
#include <pthread.h>
#include <unistd.h>
#include <sys/syscall.h>
static void *wait_forever(void *p) { for (;;) pause(); return p; }
static void *run(void *p) { execl("/bin/sh", "sh", "-c", "exit 7", (char *) 0); return p; }
int main(int argc, char **argv) {
	pthread_t t;
	pthread_create(&t, 0, wait_forever, 0);
	pthread_create(&t, 0, run, 0);
	if (argc > 1) syscall(SYS_exit, 5);	/* the leader alone */
	for (;;) pause();
}`

func TestExecByThread(t *testing.T) {
	prog := compile(t, threadsExec)
	for _, argv := range [][]string{{prog}, {prog, "zombie"}} {
		r, res := trace(t, Options{Program: &launch.Spec{Path: prog, Argv: argv}, Follow: true})
		if res.Code != 7 || r.count("pid-changed") != 1 || r.count("superseded") != 1 || r.count("exec") < 3 {
			t.Errorf("%v: %+v\n%s", argv, res, strings.Join(r.lines, "\n"))
		}
	}
}

const exitRace = `
#include <pthread.h>
#include <unistd.h>
#include <sys/syscall.h>
static void *race(void *p) { for (int i = 0; i < 20; i++) getppid(); syscall(SYS_exit_group, 3); return p; }
int main(void) {
	pthread_t t;
	for (int i = 0; i < 16; i++) pthread_create(&t, 0, race, 0);
	race(0);
}`

func TestGroupExitRace(t *testing.T) {
	prog := compile(t, exitRace)
	for range 20 {
		r, res := trace(t, Options{Program: &launch.Spec{Path: prog, Argv: []string{prog}}, Follow: true})
		if res.Code != 3 || r.count("new ") != r.count("exited")+r.count("killed") {
			t.Errorf("%+v\n%s", res, strings.Join(r.lines, "\n"))
		}
	}
}

func TestKilledAnywhere(t *testing.T) {
	prog := compile(t, `
#include <pthread.h>
#include <signal.h>
#include <unistd.h>
static void *busy(void *p) { for (;;) getppid(); return p; }
int main(void) {
	pthread_t t;
	for (int i = 0; i < 4; i++) pthread_create(&t, 0, busy, 0);
	usleep(1000);
	kill(getpid(), SIGKILL);
	for (;;) pause();
}`)
	for range 10 {
		r, res := trace(t, Options{Program: &launch.Spec{Path: prog, Argv: []string{prog}}, Follow: true})
		if res.Signal != 9 || r.count("new ") != r.count("killed 9") {
			t.Errorf("%+v\n%s", res, strings.Join(r.lines, "\n"))
		}
	}
}

func TestSignalAndGroupStop(t *testing.T) {
	r := newRecorder()
	r.onEvent = func(line string) {
		if pid, ok := strings.CutSuffix(line, " group-stop 19"); ok {
			n, _ := strconv.Atoi(pid)
			// A process of its own sends SIGCONT, once this one is listening.
			exec.Command("kill", "-CONT", strconv.Itoa(n)).Start()
		}
	}
	res := traceInto(t, Options{Program: program(t, "sh", "-c", "kill -STOP $$; exit 2")}, r)
	if res.Code != 2 || r.count("signal 19 info=128") != 1 || r.count("group-stop 19") != 1 || r.count("signal 18") != 1 {
		t.Errorf("%+v\n%s", res, strings.Join(r.lines, "\n"))
	}
}

func TestI386(t *testing.T) {
	prog := compile(t, `
#include <unistd.h>
int main(void) { execl("/bin/true", "true", (char *) 0); return 1; }`, "-m32", "-static")
	if exec.Command(prog).Run() != nil {
		t.Skip("the kernel does not run 32-bit programs")
	}
	r, res := trace(t, Options{Program: &launch.Spec{Path: prog, Argv: []string{prog}}})
	all := strings.Join(r.lines, "\n")
	if res.Code != 0 || !strings.Contains(all, "exec\n") || !r.has("enter i386 execve") || !r.has("exit i386 0") || !r.has("exit x86_64 0") {
		t.Errorf("%+v\n%s", res, all)
	}
}

func TestInt80(t *testing.T) {
	if hostABI.String() != "x86_64" {
		t.Skip("needs 64-bit x86")
	}
	prog := compile(t, `
int main(void) {
	long r;
	__asm__ volatile ("int $0x80" : "=a" (r) : "a" (6L), "b" (-1L));	/* close(-1) of i386 */
	return r == -9 ? 0 : 1;
}`)
	if exec.Command(prog).Run() != nil {
		t.Skip("the kernel has no int 0x80 in 64-bit programs")
	}
	r, res := trace(t, Options{Program: &launch.Spec{Path: prog, Argv: []string{prog}}})
	if !strings.Contains(strings.Join(r.lines, "\n"), "enter i386 close\n") || !r.has("exit i386 -9 err=true") {
		t.Errorf("%+v\n%s", res, strings.Join(r.lines, "\n"))
	}
}

// sleeper starts a process with threads that block, and returns once it has them.
func sleeper(t *testing.T, threads int) *exec.Cmd {
	t.Helper()
	prog := compile(t, `
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>
static pthread_barrier_t b;
static void *block(void *p) { pthread_barrier_wait(&b); for (;;) sleep(1000); return p; }
int main(int argc, char **argv) {
	int n = atoi(argv[1]);
	pthread_t t;
	pthread_barrier_init(&b, 0, n);
	for (int i = 1; i < n; i++) pthread_create(&t, 0, block, 0);
	pthread_barrier_wait(&b);
	write(1, "\n", 1);
	for (;;) sleep(1000);
}`)
	cmd := exec.Command(prog, strconv.Itoa(threads))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	out.Read(make([]byte, 1))
	return cmd
}

func TestAttachAndDetach(t *testing.T) {
	cmd := sleeper(t, 4)
	ctl := new(Control)
	r := newRecorder()
	r.onIdle = ctl.DetachAll
	res := traceInto(t, Options{Attach: []int{cmd.Process.Pid}, Follow: true, Control: ctl}, r)
	if res != (Result{}) || r.count("new attached") != 1 || r.count("new sibling") != 3 || r.count("detached") != 4 {
		t.Errorf("%+v\n%s", res, strings.Join(r.lines, "\n"))
	}
	status := procfs.Proc.Status(cmd.Process.Pid)
	if procfs.StatusInt(status, "TracerPid") != 0 || strings.HasPrefix(procfs.StatusField(status, "State"), "T") {
		t.Errorf("not let go:\n%s", status)
	}
}

func TestDetachByContext(t *testing.T) {
	cmd := sleeper(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	r := newRecorder()
	r.onIdle = cancel
	_, err := Run(ctx, Options{Attach: []int{cmd.Process.Pid}}, r)
	if !errors.Is(err, context.Canceled) || r.count("detached") != 1 {
		t.Errorf("err %v\n%s", err, strings.Join(r.lines, "\n"))
	}
}

func TestDetachKeepsStopped(t *testing.T) {
	cmd := sleeper(t, 2)
	cmd.Process.Signal(syscall.SIGSTOP)
	ctl := new(Control)
	r := newRecorder()
	r.onEvent = func(line string) {
		if r.count("group-stop") == 2 {
			ctl.DetachAll()
		}
	}
	traceInto(t, Options{Attach: []int{cmd.Process.Pid}, Follow: true, Control: ctl}, r)
	// Each thread runs for a moment before it stops again.
	stopped := func() bool {
		return strings.HasPrefix(procfs.StatusField(procfs.Proc.Status(cmd.Process.Pid), "State"), "T")
	}
	for deadline := time.Now().Add(10 * time.Second); !stopped(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("not stopped\n%s", strings.Join(r.lines, "\n"))
		}
	}
}

func TestAttachFails(t *testing.T) {
	var failed []string
	r, res := trace(t, Options{Attach: []int{1 << 22, os.Getpid()}, Failed: func(err error) { failed = append(failed, err.Error()) }})
	want := fmt.Sprintf("[attach: ptrace(PTRACE_SEIZE, %d): No such process attach: ptrace(PTRACE_SEIZE, %d): Operation not permitted]", 1<<22, os.Getpid())
	if fmt.Sprint(failed) != want || res.Code != 1 || len(r.lines) != 0 {
		t.Errorf("%v %+v %v", failed, res, r.lines)
	}
}

func TestAttachAndProgram(t *testing.T) {
	cmd := sleeper(t, 1)
	ctl := new(Control)
	r := newRecorder()
	r.onEvent = func(line string) {
		if strings.HasSuffix(line, "exited 3") {
			ctl.DetachAll()
		}
	}
	res := traceInto(t, Options{Attach: []int{cmd.Process.Pid}, Program: program(t, "sh", "-c", "exit 3"), Control: ctl}, r)
	if res.Code != 3 || !r.has("new attached") || !r.has("new started") {
		t.Errorf("%+v\n%s", res, strings.Join(r.lines, "\n"))
	}
}

func TestDetachOnExec(t *testing.T) {
	r, _ := trace(t, Options{Program: program(t, "sh", "-c", "exec /bin/true"), DetachOnExec: true})
	if last := r.lines[len(r.lines)-1]; !strings.HasSuffix(last, "detached") || r.count(" execve") != 2 {
		t.Errorf("\n%s", strings.Join(r.lines, "\n"))
	}
}

func TestInterrupted(t *testing.T) {
	r := newRecorder()
	sent := false
	r.onIdle = func() {
		// A pause can come before the program begins, too.
		if !sent && r.has("nanosleep") {
			sent = true
			syscall.Kill(os.Getpid(), syscall.SIGTERM)
		}
	}
	res := traceInto(t, Options{Program: program(t, "sleep", "1000"), Interruptible: SignalsWaiting}, r)
	if res.Interrupted != int(syscall.SIGTERM) || !r.has("detached") {
		t.Errorf("%+v\n%s", res, strings.Join(r.lines, "\n"))
	}
	// The program got the signal too.
	if sig := reap(t, r); sig != syscall.SIGTERM {
		t.Errorf("the program ended by %v", sig)
	}
}

// reap waits for the program that a recorder heard of first, which is no tracee any more.
func reap(t *testing.T, r *recorder) syscall.Signal {
	t.Helper()
	pid, err := strconv.Atoi(strings.Fields(r.lines[0])[0])
	if err != nil {
		t.Fatal(err)
	}
	for {
		var ws syscall.WaitStatus
		switch _, err := syscall.Wait4(pid, &ws, 0, nil); err {
		case nil:
			return ws.Signal()
		case syscall.EINTR:
		default:
			t.Fatal(err)
		}
	}
}

func TestKillOnExit(t *testing.T) {
	r := newRecorder()
	sent := false
	r.onIdle = func() {
		if !sent {
			sent = true
			syscall.Kill(os.Getpid(), syscall.SIGTERM)
		}
	}
	res, err := Run(t.Context(), Options{Program: program(t, "sleep", "1000"), Interruptible: SignalsWaiting, KillOnExit: true}, r)
	if err != nil || res.Interrupted != int(syscall.SIGTERM) || r.has("detached") {
		t.Errorf("%v %+v\n%s", err, res, strings.Join(r.lines, "\n"))
	}
	if sig := reap(t, r); sig != syscall.SIGKILL {
		t.Errorf("the program ended by %v", sig)
	}
}
