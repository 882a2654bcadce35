package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// eventRounds is how often events are counted: how many threads the go command starts, which are three events each, depends on
// what else the machine does.
const eventRounds = 3

// medianEvents is the median of several counts.
func medianEvents(tracer, dir string) (int, error) {
	var counts []int
	for range eventRounds {
		n, err := waitEvents(tracer, dir)
		if err != nil {
			return 0, err
		}
		counts = append(counts, n)
	}
	slices.Sort(counts)
	return counts[eventRounds/2], nil
}

// waitEvents counts the events that a tracer waits for in a run of go vet over a small package, in all of its processes and threads: every
// stop of every one of them is one. The kernel counts them: its tracepoint at the end of wait4(2) has a line for each
// that returned a process, in a trace buffer of our own, which what this thread starts writes to.
func waitEvents(tracer, dir string) (int, error) {
	module := filepath.Join(dir, "hello")
	if err := smallModule(module); err != nil {
		return 0, err
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	buffer, err := newTrace("/sys/kernel/tracing")
	if err != nil {
		return 0, err
	}
	defer os.Remove(buffer)
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, tracer, "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=chdir", "go", "vet", ".")
	cmd.Dir, cmd.Stderr = module, os.Stderr
	if err := cmd.Run(); err != nil {
		return 0, err
	}
	text, err := os.ReadFile(filepath.Join(buffer, "trace"))
	return count(string(text)), err
}

// count counts the lines of a trace that are not of the go command.
func count(trace string) (n int) {
	for line := range strings.Lines(trace) {
		line = strings.TrimLeft(line, " ")
		if !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "go-") {
			n++
		}
	}
	return n
}

// smallModule makes a module of one file, and vets it once so that only that is left to do.
func smallModule(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for name, text := range map[string]string{
		"go.mod":  "module hello\n\ngo 1.26\n",
		"main.go": "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(1) }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	cmd := exec.Command("go", "vet", ".")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	return cmd.Run()
}

// newTrace makes a trace buffer that gets a line for each wait4 that returns a process. It is removed like an empty directory.
func newTrace(tracefs string) (string, error) {
	buffer := filepath.Join(tracefs, "instances", fmt.Sprintf("bench-seccomp-%d", os.Getpid()))
	if err := os.Mkdir(buffer, 0o700); err != nil {
		return "", err
	}
	for _, setting := range [][2]string{
		{"buffer_size_kb", "16384"},
		{"options/event-fork", "1"},
		{"set_event_pid", strconv.Itoa(unix.Gettid())},
		{"events/syscalls/sys_exit_wait4/filter", "ret > 0"},
		{"events/syscalls/sys_exit_wait4/enable", "1"},
	} {
		if err := os.WriteFile(filepath.Join(buffer, setting[0]), []byte(setting[1]), 0); err != nil {
			os.Remove(buffer)
			return "", err
		}
	}
	return buffer, nil
}
