package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// timeout is for one run, which takes seconds at most.
const timeout = 3 * time.Minute

// cost is what a run took, all processes together.
type cost struct{ wall, cpu time.Duration }

// measure runs a command to its end, on one CPU if cpu is not negative.
func measure(argv []string, dir string, cpu int) (cost, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	var stderr bytes.Buffer
	cmd.Stderr, cmd.Dir = &stderr, dir
	// Killing the tracer would leave what it traces.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	begin := time.Now()
	if err := startOn(cmd, cpu); err != nil {
		return cost{}, err
	}
	timer := time.AfterFunc(timeout, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	err := cmd.Wait()
	c := cost{wall: time.Since(begin)}
	if !timer.Stop() {
		return c, fmt.Errorf("%q: not done after %v", argv, timeout)
	}
	if err != nil {
		return c, fmt.Errorf("%q: %w\n%s", argv, err, stderr.Bytes())
	}
	c.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return c, nil
}

// startOn starts a command on one CPU if cpu is not negative, as taskset(1) would.
func startOn(cmd *exec.Cmd, cpu int) error {
	if cpu < 0 {
		return cmd.Start()
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var old, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &old); err != nil {
		return err
	}
	one.Set(cpu)
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return err
	}
	defer func() { _ = unix.SchedSetaffinity(0, &old) }()
	return cmd.Start()
}

// aCPU returns a CPU of those that this process may use: not the first, which serves most interrupts.
func aCPU() int {
	var set unix.CPUSet
	if unix.SchedGetaffinity(0, &set) != nil {
		return 0
	}
	last := 0
	for i := range len(set) * 64 {
		if set.IsSet(i) {
			last = i
		}
	}
	return last
}

func median[T ~int64 | ~float64](values []T) T {
	if len(values) == 0 {
		return 0
	}
	v := slices.Clone(values)
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}
