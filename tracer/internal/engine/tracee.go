package engine

import (
	"time"

	"strake/tracer/abi"
	"strake/tracer/event"
	"strake/tracer/internal/ptrace"
)

// phase is where a tracee is in its life as one.
type phase uint8

const (
	// phaseStarting is a program's process before it raises its SIGSTOP.
	phaseStarting phase = iota
	// phaseExec is the same from there to the success of its execve.
	phaseExec
	// phaseFailed is the same when its execve failed: it is about to exit.
	phaseFailed
	// phaseRunning is every other tracee's.
	phaseRunning
	// phaseDetaching is a tracee to be let go at its next stop.
	phaseDetaching
	// phaseDelayed is a tracee that is kept at its stop until it is time to go on.
	phaseDelayed
	// phaseReplaced is one whose place an ignored thread has taken by its execve: nothing of it is of interest but its end.
	phaseReplaced
	// phaseIgnored is a tracee that nobody is interested in, which is kept only because it is bound.
	phaseIgnored
)

// tracee is the engine's record of a thread, from its first event to its last.
type tracee struct {
	event.Tracee

	phase phase
	// inSyscall is set between a system call's entry and its exit.
	inSyscall bool
	// execed is set if the call in progress is an execve that succeeded.
	execed bool
	// filtered is set if seccomp-stops tell all that is to be known of its calls.
	filtered bool
	// bound is set if the tracee is under a filter of ours, so that it must not be without a tracer.
	bound bool
	// untraced is the call in progress, if it is to be kept from making an untraced child; born is set in that child.
	untraced untraced
	born     bool
	// signal is to be delivered when the tracee goes on, 0 for none.
	signal int
	// pause is how long the tracee is to stay at the stop that it is at, until when it is to go on.
	pause time.Duration
	until time.Time
	// installs says what the call in progress does to that, if it succeeds.
	installs install
}

// Read implements event.Memory.
func (t *tracee) Read(addr uint64, buf []byte) int {
	return ptrace.ReadMemory(t.TID, addr, buf)
}

// Write implements event.Writer.
func (t *tracee) Write(addr uint64, data []byte) int {
	return ptrace.WriteMemory(t.TID, addr, data)
}

// Registers implements event.Registers.
func (t *tracee) Registers(buf []byte) int {
	return ptrace.GetRegisters(t.TID, buf)
}

// add makes a record for a thread.
func (e *engine) add(tid, tgid int, ph phase) *tracee {
	var t *tracee
	if n := len(e.free); n > 0 {
		t, e.free = e.free[n-1], e.free[:n-1]
	} else {
		t = new(tracee)
	}
	*t = tracee{phase: ph}
	t.TID, t.TGID, t.Mem, t.Writer, t.Regs = tid, tgid, t, t, t
	e.tracees[tid] = t
	if ph != phaseIgnored {
		e.watched++
	}
	return t
}

// disregard goes on with a tracee that has been reported for the last time.
func (e *engine) disregard(t *tracee) {
	t.phase = phaseIgnored
	e.watched--
	e.place.gone(t)
	if e.program == t {
		e.program = nil
	}
}

// remove forgets a tracee whose final event has been reported.
func (e *engine) remove(t *tracee) {
	if t.phase == phaseDelayed {
		e.undelay(t)
	}
	if e.tracees[t.TID] == t {
		delete(e.tracees, t.TID)
	}
	if t.phase != phaseIgnored {
		e.watched--
	}
	if t.untraced.flags != 0 {
		e.forgetUntraced(t)
	}
	if e.last == t {
		e.last = nil
	}
	if e.program == t {
		e.program = nil
	}
	e.free = append(e.free, t)
}

// find returns the record of a thread, nil if it has none. The same thread
// often stops many times in a row.
func (e *engine) find(tid int) *tracee {
	if t := e.last; t != nil && t.TID == tid {
		return t
	}
	t := e.tracees[tid]
	e.last = t
	return t
}

// orHost returns a, or hostABI where the kernel names an architecture unknown to
// package abi.
func orHost(a *abi.ABI) *abi.ABI {
	if a == nil {
		return hostABI.Get()
	}
	return a
}
