package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"strake/tracer/abi"
)

// later returns a shell's command that waits for a word, makes a call of the filter, and notes whether that worked; and a
// function which says the word and then, once the processes are kept until they end, checks it.
func later(t *testing.T) (command string, check func(*Guard)) {
	t.Helper()
	dir := t.TempDir()
	fifo, out := filepath.Join(dir, "fifo"), filepath.Join(dir, "out")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	command = fmt.Sprintf("read x <%s; cd / && (cd / && echo $x >%s)", fifo, out)
	return command, func(guard *Guard) {
		t.Helper()
		if guard == nil {
			t.Fatal("nobody is left")
		}
		said := make(chan error, 1)
		go func() { said <- os.WriteFile(fifo, []byte("yes\n"), 0) }()
		guard.Keep()
		if err := <-said; err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(out); string(got) != "yes\n" {
			t.Errorf("the process that was left has not done its work: %q %v", got, err)
		}
	}
}

// TestUnfollowed has children make calls of the filter, which nobody is to see.
func TestUnfollowed(t *testing.T) {
	prog := program(t, "sh", "-c", `(i=0; while [ $i -lt 50 ]; do cd /; i=$((i+1)); done; exit 5); [ $? = 5 ] && cd / && exit 4`)
	prog.Filter = filterOf(t, "chdir")
	r, res := trace(t, Options{Program: prog, Filtered: true})
	if res.Code != 4 {
		t.Errorf("exit code %d", res.Code)
	}
	if r.count("enter ") != 2 || r.count("new ") != 1 { // execve and chdir
		t.Errorf("\n%s", strings.Join(r.lines, "\n"))
	}
	if res.Guard != nil {
		res.Guard.Keep()
	}
}

// TestUnfollowedOutlives has a child go on after the program has ended, and with it the run.
func TestUnfollowedOutlives(t *testing.T) {
	command, check := later(t)
	prog := program(t, "sh", "-c", "("+command+") & exit 4")
	prog.Filter = filterOf(t, "chdir")
	r, res := trace(t, Options{Program: prog, Filtered: true})
	if res.Code != 4 || r.count("new ") != 1 {
		t.Errorf("exit code %d\n%s", res.Code, strings.Join(r.lines, "\n"))
	}
	check(res.Guard)
}

// TestGuard lets go of processes under a filter.
func TestGuard(t *testing.T) {
	command, check := later(t)
	prog := program(t, "sh", "-c", "("+command+") & cd /; wait")
	prog.Filter = filterOf(t, "chdir")
	r, ctl := newRecorder(), new(Control)
	r.onEvent = func(line string) {
		if strings.Contains(line, "new born") {
			ctl.DetachAll()
		}
	}
	res := traceInto(t, Options{Program: prog, Follow: true, Filtered: true, Control: ctl}, r)
	if r.count("detached") != 2 {
		t.Errorf("\n%s", strings.Join(r.lines, "\n"))
	}
	check(res.Guard)
}

func TestCloneNumbers(t *testing.T) {
	for id := range abi.ID(abi.Count) {
		if got := id.Get().SyscallName(nrClone[id]); got != "clone" {
			t.Errorf("%s: number %d is %q", id.Get().Name, nrClone[id], got)
		}
		if got := id.Get().SyscallName(nrClone3); got != "clone3" {
			t.Errorf("%s: number %d is %q", id.Get().Name, nrClone3, got)
		}
	}
}
