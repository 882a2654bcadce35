package launch

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"strake/tracer/internal/procfs"
)

// TestMain lets the test binary play strake: LAUNCH_TEST names the part.
func TestMain(m *testing.M) {
	switch os.Getenv("LAUNCH_TEST") {
	case "inherited":
		fmt.Printf("%+v\n", AtStart())
	case "start":
		os.Exit(startSelf())
	case "reraise":
		ReRaise(unix.SIGTERM)
	case "daemon":
		os.Exit(daemonSelf())
	default:
		os.Exit(m.Run())
	}
}

func init() {
	if os.Getenv("LAUNCH_TEST") != "" {
		runtime.LockOSThread()
	}
}

// letRun releases a child and waits for it to end, without tracing it.
func letRun(c *Child) int {
	if err := c.Release(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	for {
		var ws unix.WaitStatus
		unix.Wait4(c.PID, &ws, unix.WUNTRACED, nil)
		if !ws.Stopped() {
			return ws.ExitStatus()
		}
		unix.Kill(c.PID, unix.SIGCONT)
	}
}

func startSelf() int {
	c, err := Start(Spec{Path: "/bin/sh", Argv: []string{"sh", "-c", os.Getenv("LAUNCH_SCRIPT")}, Env: []string{"PATH=" + os.Getenv("PATH")}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return letRun(c)
}

// daemonSelf is the program's process first, and the tracer's then.
func daemonSelf() int {
	if c := Adopted(); c != nil {
		fmt.Println("tracer of", c.PID == os.Getpid())
		if os.Getenv("LAUNCH_SCRIPT") == "abandon" {
			return 0
		}
		c.Release()
		// Untraced, it stops itself for good: stopSelf.
		for !strings.HasPrefix(procfs.StatusField(procfs.Proc.Status(c.PID), "State"), "T") {
			runtime.Gosched()
		}
		unix.Kill(c.PID, unix.SIGCONT)
		return 0
	}
	fmt.Fprintln(os.Stderr, Daemonize(Spec{Path: "/bin/sh", Argv: []string{"sh", "-c", os.Getenv("LAUNCH_SCRIPT")}, Env: os.Environ()}, OwnSession))
	return 99
}

// self runs the test binary as a part, through a shell line in which "$0" is the binary.
func self(t *testing.T, part, script, shell string) (string, error) {
	t.Helper()
	cmd := exec.Command("sh", "-c", shell, os.Args[0])
	cmd.Env = append(os.Environ(), "LAUNCH_TEST="+part, "LAUNCH_SCRIPT="+script)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

func TestInheritedIsExact(t *testing.T) {
	if AtStart().Exact == 0 {
		t.Skip("package inherit does nothing on this architecture or with -race")
	}
	out, err := self(t, "inherited", "", `trap '' PIPE USR1; ulimit -Sn 77; exec "$0" 0<&-`)
	if err != nil {
		t.Fatalf("%v %s", err, out)
	}
	var mask, ignored uint64
	if _, err := fmt.Sscanf(out, "{SigMask:%d Ignored:%d", &mask, &ignored); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	// A C library's posix_spawn (make) leaves its own signals, 32 and 33, ignored.
	ignored &^= 1<<(32-1) | 1<<(33-1)
	// What the tests inherit (nohup's SIGHUP) is inherited from them.
	want := AtStart().Ignored&^(1<<(32-1)|1<<(33-1)) | 1<<(unix.SIGPIPE-1) | 1<<(unix.SIGUSR1-1)
	if ignored != want {
		t.Errorf("ignored %#x, want %#x", ignored, want)
	}
	if !strings.Contains(out, "Closed:1 NoFile:[77 ") {
		t.Errorf("got %s", out)
	}
}

// TestStartPassesOn compares what a program sees when it is run plainly with what
// it sees when it is started.
func TestStartPassesOn(t *testing.T) {
	if AtStart().Exact == 0 {
		t.Skip("package inherit does nothing on this architecture or with -race")
	}
	const look = `grep -E '^(Sig(Blk|Ign|Cgt)|Groups|Cpus_allowed):' /proc/self/status; ulimit -Sn; ulimit -Hn; cat /proc/$$/timerslack_ns; for fd in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$fd ] && echo fd $fd; done; true`
	const state = `trap '' PIPE URG HUP; ulimit -Sn 77; exec 7</dev/null `
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	OwnSlack() // for what this thread starts
	for _, fds := range []string{"", "0<&-", "2>&-", "0<&- 2>&-"} {
		got, err := self(t, "start", look, state+fds+`; exec "$0"`)
		if err != nil {
			t.Fatalf("%v: %s", err, got)
		}
		want, err := self(t, "none", look, state+fds+`; exec sh -c "$LAUNCH_SCRIPT"`)
		if err != nil {
			t.Fatalf("%v: %s", err, want)
		}
		if got != want {
			t.Errorf("%q: started:\n%s\nplain:\n%s", fds, got, want)
		}
	}
}

// TestMemoryOfChildren starts children whose plans only the package still knows, and has their memory used again if
// it is free: they execute what they were told to. Then it is let go.
func TestMemoryOfChildren(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for range 10 {
		started, err := Start(Spec{Path: "/bin/sh", Argv: []string{"sh", "-c", "exit $1", "sh", "37"}})
		if err != nil {
			t.Fatal(err)
		}
		child := &Child{PID: started.PID, gate: started.gate}
		started = nil
		useAgain()
		if code := letRun(child); code != 37 {
			t.Fatalf("status %d, want 37", code)
		}
		inMemory.Range(func(p, _ any) bool {
			child.plan, _ = p.(*plan)
			return false
		})
		child.Executed()
		inMemory.Range(func(any, any) bool {
			t.Fatal("the plan is kept for ever")
			return false
		})
	}
}

// useAgain has what is free of the heap filled with something else.
func useAgain() {
	runtime.GC()
	var all [][]byte
	for size := 8; size <= stackSize; size *= 2 {
		for range 256 {
			all = append(all, bytes.Repeat([]byte{0xff}, size))
		}
	}
	runtime.KeepAlive(all)
}

func TestReRaise(t *testing.T) {
	out, err := self(t, "reraise", "", `trap '' TERM; exec "$0"`)
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Fatalf("%v %s", err, out)
	}
	if ws := exit.Sys().(syscall.WaitStatus); ws.Signal() != syscall.SIGTERM || ws.CoreDump() {
		t.Errorf("status %#x", ws)
	}
}

func TestDaemonize(t *testing.T) {
	out, err := self(t, "daemon", "echo program; exit 7", `"$0"`)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 7 || !strings.Contains(out, "tracer of false\n") || !strings.Contains(out, "program\n") {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = self(t, "daemon", "abandon", `"$0"`)
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("abandoned: %v\n%s", err, out)
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"prog": 0o755, "text": 0o644} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	os.Mkdir(filepath.Join(dir, "sub"), 0o755)
	t.Chdir(dir)
	for _, c := range []struct{ name, path, want, err string }{
		{"prog", "/nowhere:" + dir, dir + "/prog", ""},
		{"prog", dir + "/", dir + "/prog", ""},
		{"prog", ":/nowhere", "./prog", ""},
		{"text", dir, "", "Cannot find executable 'text'"},
		{"sub", dir, "", "Cannot find executable 'sub'"},
		{"prog", "", "", "Cannot find executable 'prog'"},
		{"", dir, "", "Cannot find executable ''"},
		{"./text", "", "./text", ""},
		{"./none", dir, "", "Cannot stat './none': No such file or directory"},
	} {
		got, err := Find(c.name, c.path)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("Find(%q, %q) = %q, %v", c.name, c.path, got, err)
		}
	}
}

func TestFindUser(t *testing.T) {
	passwd := []byte("root:x:0:0:root:/root:/bin/sh\nbad:x:y:z:::\nann:x:1001:100:Ann:/home/ann:/bin/sh\n")
	group := []byte("root:x:0:\nwheel:x:10:root,ann\nusers:x:100:ann\nvideo:x:44:annie\n")
	for name, want := range map[string]*User{
		"root":    {UID: 0, GID: 0, Groups: []uint32{0, 10}},
		"ann":     {UID: 1001, GID: 100, Groups: []uint32{100, 10}},
		"5:6":     {UID: 5, GID: 6, Groups: []uint32{6}},
		"nobody":  nil,
		"bad":     nil,
		"12":      nil,
		"12:":     nil,
		"12:x":    nil,
		"-1:0":    nil,
		"ann:100": nil,
	} {
		got, err := findUser(name, passwd, group)
		if !reflect.DeepEqual(got, want) || (err != nil) != (want == nil) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}
