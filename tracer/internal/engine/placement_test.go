package engine

import (
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"strake/tracer/internal/procfs"
)

// affinity returns the calling thread's CPUs.
func affinity(t *testing.T) (set unix.CPUSet) {
	t.Helper()
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		t.Fatal(err)
	}
	return set
}

// following returns a placement that does not poll.
func following() placement {
	p := newPlacement(true)
	p.spin.rest = 1 << 20
	return p
}

func TestPlacementPollsFirst(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := affinity(t)
	if before.Count() < 2 {
		t.Skip("one CPU")
	}
	p := newPlacement(true)
	defer p.release()
	one := &tracee{}
	one.TID = os.Getpid()
	for range 2 * max(firstLook, busyStops) {
		p.stopped(one)
	}
	p.revise()
	if !p.polls() || affinity(t) != before {
		t.Errorf("polls() = %v, and the thread's CPUs are %v", p.polls(), affinity(t))
	}
	for p.polls() {
		p.spin.missed()
	}
	for range busyStops {
		p.stopped(one)
	}
	p.revise()
	if got := affinity(t); got.Count() != 1 {
		t.Errorf("polling was given up, and the tracee is not followed: %d CPUs", got.Count())
	}
	for !p.polls() {
		p.revise()
	}
	if affinity(t) != before {
		t.Error("polls and follows")
	}
}

func TestPlacementFollows(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := affinity(t)
	if before.Count() < 2 {
		t.Skip("one CPU")
	}
	p := following()
	hot := &tracee{}
	hot.TID = os.Getpid()
	for range 2 * busyStops {
		p.stopped(hot)
	}
	p.revise()
	if got := affinity(t); got.Count() != 1 {
		t.Errorf("not held with its tracee: %d CPUs", got.Count())
	}
	p.stopped(hot) // a tick with one stop: it computes
	p.revise()
	if affinity(t) != before {
		t.Error("not released")
	}
}

func TestPlacementFollowsAtOnce(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := affinity(t)
	if before.Count() < 2 {
		t.Skip("one CPU")
	}
	p := following()
	defer p.release()
	one := &tracee{}
	one.TID = os.Getpid()
	for range firstLook {
		p.stopped(one)
	}
	if got := affinity(t); got.Count() != 1 {
		t.Errorf("not held after %d stops without a tick: %d CPUs", firstLook, got.Count())
	}
}

func TestPlacementLeavesParallelTracees(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := affinity(t)
	p := following()
	a, b := &tracee{}, &tracee{}
	a.TID, b.TID = os.Getpid(), os.Getpid()
	for range busyStops {
		p.stopped(a)
		p.stopped(b)
	}
	p.revise()
	if affinity(t) != before {
		t.Error("held although two tracees run")
	}
}

func TestAffinityIsThePrograms(t *testing.T) {
	before := affinity(t)
	r, res := trace(t, Options{Program: program(t, "sh", "-c", `for i in 1 2 3 4 5; do /bin/true; done; grep -q "^Cpus_allowed_list:.`+cpuList(t)+`$" /proc/self/status`), Follow: true})
	if res.Code != 0 {
		t.Errorf("the program's CPUs have changed, %d lines", len(r.lines))
	}
	if affinity(t) != before {
		t.Error("the tracer's thread was not given back")
	}
}

func cpuList(t *testing.T) string {
	t.Helper()
	return procfs.StatusField(procfs.Proc.Status(os.Getpid()), "Cpus_allowed_list")
}
