package engine

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"strake/tracer/event"
	"strake/tracer/internal/launch"
)

// recorder is a sink that writes down what it is told, one line per event.
type recorder struct {
	lines   []string
	onEvent func(line string) // told of every line; may be nil
	onIdle  func()            // may be nil
	open    map[int]bool      // threads between New and their final event
	idles   int
	verbose bool
}

func newRecorder() *recorder { return &recorder{open: make(map[int]bool)} }

func (r *recorder) add(t *event.Tracee, format string, args ...any) {
	line := fmt.Sprintf("%d %s", t.TID, fmt.Sprintf(format, args...))
	r.lines = append(r.lines, line)
	if r.verbose {
		fmt.Fprintln(os.Stderr, line)
	}
	if r.onEvent != nil {
		r.onEvent(line)
	}
}

var hows = map[event.How]string{event.Started: "started", event.Attached: "attached", event.Sibling: "sibling", event.Born: "born"}

func (r *recorder) New(t *event.Tracee, how event.How, parent *event.Tracee) {
	of := 0
	if parent != nil {
		of = parent.TID
	}
	if r.open[t.TID] {
		r.add(t, "BUG: is open already")
	}
	r.open[t.TID] = true
	r.add(t, "new %s tgid=%d of %d", hows[how], t.TGID, of)
}

func (r *recorder) Enter(t *event.Tracee, e *event.Entry) {
	if e == nil {
		r.add(t, "enter ???")
		return
	}
	r.add(t, "enter %s %s", e.ABI.Name, e.ABI.SyscallName(e.Nr))
}

func (r *recorder) Exit(t *event.Tracee, x *event.Exit) {
	r.add(t, "exit %s %d err=%t unavailable=%t", x.ABI.Name, x.Val, x.IsError, x.Unavailable)
}

func (r *recorder) Signal(t *event.Tracee, sig int, info []byte) {
	r.add(t, "signal %d info=%d", sig, len(info))
}
func (r *recorder) GroupStop(t *event.Tracee, sig int) { r.add(t, "group-stop %d", sig) }

func (r *recorder) PIDChanged(t *event.Tracee, pid int, leader *event.Tracee) {
	r.add(t, "pid-changed to %d leader=%t", pid, leader != nil)
	delete(r.open, t.TID)
}
func (r *recorder) Exec(t *event.Tracee) { r.add(t, "exec"); r.open[t.TID] = true }

func (r *recorder) Superseded(t *event.Tracee, by int) { r.final(t, "superseded by %d", by) }
func (r *recorder) Exited(t *event.Tracee, code int)   { r.final(t, "exited %d", code) }
func (r *recorder) Killed(t *event.Tracee, sig int, core bool) {
	r.final(t, "killed %d", sig)
}
func (r *recorder) Detached(t *event.Tracee) { r.final(t, "detached") }

func (r *recorder) final(t *event.Tracee, format string, args ...any) {
	if !r.open[t.TID] {
		r.add(t, "BUG: is not open")
	}
	delete(r.open, t.TID)
	r.add(t, format, args...)
}

func (r *recorder) Idle() {
	r.idles++
	if r.onIdle != nil {
		r.onIdle()
	}
}

func (r *recorder) has(part string) bool { return r.count(part) > 0 }

func (r *recorder) count(part string) (n int) {
	for _, line := range r.lines {
		if strings.Contains(line, part) {
			n++
		}
	}
	return n
}

// program returns what starts a command found in PATH.
func program(t *testing.T, argv ...string) *launch.Spec {
	t.Helper()
	path, err := launch.Find(argv[0], os.Getenv("PATH"))
	if err != nil {
		t.Fatal(err)
	}
	return &launch.Spec{Path: path, Argv: argv, Env: os.Environ()}
}

// trace runs the engine and returns what its sink was told.
func trace(t *testing.T, opts Options) (*recorder, Result) {
	t.Helper()
	r := newRecorder()
	return r, traceInto(t, opts, r)
}

func traceInto(t *testing.T, opts Options, r *recorder) Result {
	t.Helper()
	res, err := Run(t.Context(), opts, r)
	if err != nil {
		t.Fatalf("Run: %v\n%s", err, strings.Join(r.lines, "\n"))
	}
	if r.has("BUG") || len(r.open) > 0 {
		t.Errorf("left open: %v\n%s", r.open, strings.Join(r.lines, "\n"))
	}
	return res
}

// compile builds a C program, with flags as the compiler takes them. With
// STRAKE_TESTEES it keeps the programs in that directory, and takes them from there on
// a machine without a compiler, as a guest under QEMU is.
func compile(t *testing.T, source string, flags ...string) string {
	t.Helper()
	kept := os.Getenv("STRAKE_TESTEES")
	if kept != "" {
		kept = filepath.Join(kept, t.Name())
		if _, err := os.Stat(kept); err == nil {
			return kept
		}
	}
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		t.Skip("no gcc")
	}
	dir := t.TempDir()
	file, out := filepath.Join(dir, "p.c"), filepath.Join(dir, "p")
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-O1", "-static", "-pthread", "-o", out, file}, flags...)
	if text, err := exec.Command(gcc, args...).CombinedOutput(); err != nil {
		if len(flags) > 0 {
			t.Skipf("gcc %v: %s", flags, text)
		}
		t.Fatalf("gcc: %v\n%s", err, text)
	}
	if kept != "" {
		if err := os.Rename(out, kept); err != nil {
			t.Fatal(err)
		}
		return kept
	}
	return out
}

func TestTrue(t *testing.T) {
	r, res := trace(t, Options{Program: program(t, "true")})
	want := "enter " + hostABI.String() + " execve"
	if len(r.lines) < 3 || !strings.HasSuffix(r.lines[1], want) {
		t.Fatalf("the first call is not execve:\n%s", strings.Join(r.lines, "\n"))
	}
	if res != (Result{}) || !r.has("exited 0") || r.count(" execve") != 1 {
		t.Errorf("result %+v\n%s", res, strings.Join(r.lines, "\n"))
	}
}

func TestExitStatus(t *testing.T) {
	for script, want := range map[string]Result{
		"exit 3":      {Code: 3},
		"kill -9 $$":  {Signal: 9},
		"kill -15 $$": {Signal: 15},
	} {
		if _, got := trace(t, Options{Program: program(t, "sh", "-c", script)}); got != want {
			t.Errorf("%s: %+v, want %+v", script, got, want)
		}
	}
}

func TestFailedExec(t *testing.T) {
	var failed error
	r, res := trace(t, Options{
		Program: &launch.Spec{Path: "/", Argv: []string{"/"}},
		Failed:  func(err error) { failed = err },
	})
	if failed == nil || failed.Error() != "exec: Permission denied" || res.Code != 1 {
		t.Errorf("failed %v, result %+v", failed, res)
	}
	if r.count("enter") != 1 || r.count("exit ") != 1 || !r.has("exited 1") {
		t.Errorf("\n%s", strings.Join(r.lines, "\n"))
	}
}

func TestFollow(t *testing.T) {
	r, res := trace(t, Options{Program: program(t, "sh", "-c", "/bin/true; (exit 3); /bin/true | cat; exit 4"), Follow: true})
	if res.Code != 4 || r.count("new born") < 4 || r.count("exited") != r.count("new ") {
		t.Errorf("%+v\n%s", res, strings.Join(r.lines, "\n"))
	}
	runtime.KeepAlive(r)
}
