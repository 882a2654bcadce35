package engine

import (
	"syscall"

	"golang.org/x/sys/unix"

	"strake/tracer/internal/ptrace"
)

// detachAll makes every tracee stop, to be let go there.
func (e *engine) detachAll() {
	e.detaching = true
	for _, t := range e.tracees {
		switch t.phase {
		case phaseDelayed:
			e.letGoDelayed(t)
			continue
		case phaseIgnored:
			continue
		}
		t.phase = phaseDetaching
		ptrace.Interrupt(t.TID)
	}
}

// interrupt ends the tracing because of a signal, or on request. It returns
// false if the loop is to end at once: tracees that did not stop so far are
// let go when the tracer's thread ends.
func (e *engine) interrupt(want int) bool {
	if want == abandon {
		e.result.Abandoned = true
		return false
	}
	if want > 0 {
		if e.result.Interrupted == 0 {
			e.result.Interrupted = want
		}
		if e.opts.KillOnExit {
			e.killAll()
			return false
		}
	}
	if e.detaching {
		return want == detachOnly
	}
	e.detachAll()
	return true
}

// killAll does what the kernel will do when the tracer ends.
func (e *engine) killAll() {
	for _, t := range e.tracees {
		if t.phase != phaseIgnored {
			unix.Kill(t.TID, unix.SIGKILL)
		}
	}
}

// letGo detaches from a tracee at a stop, whatever stop it is.
func (e *engine) letGo(t *tracee, s stop) {
	if t == e.program && t.ABI == nil {
		// It has not come to its execve, so there is no program to let
		// go: only a copy of the tracer that is about to stop itself.
		unix.Kill(t.TGID, unix.SIGKILL)
		ptrace.Resume(ptrace.Cont, t.TID, 0)
		return
	}
	switch s.kind {
	case kindSyscall:
		e.restoreFlags(t)
		e.lastCall(t)
	case kindBorn:
		e.born(t)
	case kindExec:
		if t = e.execing(t); t == nil {
			return
		}
	}
	e.detach(t, s)
}

// lastCall reports the end of a call that returned before its thread could be
// let go. One that only returned because the thread was interrupted is open: it
// will be restarted when nobody looks. Some calls are not restarted after a
// stop, a defect of the kernel's; they end with EINTR.
func (e *engine) lastCall(t *tracee) {
	if !t.inSyscall || ptrace.GetSyscallInfo(t.TID, &e.info) != 0 || e.info.Op != ptrace.OpExit {
		return
	}
	if isInterrupted(&e.info) {
		return
	}
	e.leave(t)
}

func isInterrupted(info *ptrace.SyscallInfo) bool {
	if !info.IsError() {
		return false
	}
	switch -int64(info.Data[0]) {
	// ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND, ERESTART_RESTARTBLOCK of linux/errno.h
	case 512, 513, 514, 516, int64(syscall.EINTR):
		return true
	}
	return false
}

// detach lets go of a stopped tracee. A tracee that is gone was killed: its
// end is reported instead.
func (e *engine) detach(t *tracee, s stop) {
	if e.release(t, s) == syscall.ESRCH {
		t.phase = phaseDetaching
		return
	}
	e.sink.Detached(&t.Tracee)
	if t == e.program && e.opts.Program != nil && e.result.Interrupted > 0 {
		// The program ends with its tracer, as it would without one.
		unix.Kill(t.TGID, unix.Signal(e.result.Interrupted))
	}
	if t.bound {
		e.disregard(t)
		return
	}
	e.place.gone(t)
	e.remove(t)
}

// release has a tracee go on from a stop as if it had no tracer.
func (e *engine) release(t *tracee, s stop) syscall.Errno {
	if t.bound {
		return e.letPass(t, s)
	}
	sig := 0
	if s.kind == kindSignal {
		sig = s.sig
	}
	return ptrace.Detach(t.TID, sig)
}
