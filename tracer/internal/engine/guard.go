package engine

import (
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"

	"strake/tracer/event"
	"strake/tracer/internal/ptrace"
)

// A process that has our seccomp filter has it for ever, and so have its descendants. Without a tracer the calls that
// the filter stops would fail with ENOSYS: it is bound. Bound tracees in which nobody is interested are ignored, that is, kept
// and resumed at every stop, so that they do what they would do untraced. They are:
//
//   - what a program creates if nobody follows it (without Options.Follow);
//   - what is left when the tracing ends, by a signal or on request: then a Guard goes on with them.
//
// They stay tracees, which others can see: TracerPid is not 0, a debugger cannot attach to them, and if the tracer is killed, so are they.
// PTRACE_O_SUSPEND_SECCOMP would make them faster, but it suspends their own filters as well, which may be what protects them.

// leavesBound reports whether there are tracees that must not be let go.
func (e *engine) leavesBound() bool {
	for _, t := range e.tracees {
		if t.bound {
			return true
		}
	}
	return false
}

// guard is Guard.Keep.
func (e *engine) guard() {
	e.dispose(unix.SIGCHLD, ptrace.Sigaction{Handler: ptrace.SigDfl, Flags: ptrace.SANoCldStop})
	for _, s := range fatalSignals {
		e.ignore(s.(syscall.Signal))
	}
	e.ignore(unix.SIGTSTP)
	e.sink = nobody{}
	for _, t := range e.tracees {
		e.dismiss(t)
	}
	for len(e.tracees) > 0 {
		tid, errno := e.waiter.WaitLong(false)
		if errno == 0 {
			e.dispatch(tid, e.waiter.Status)
		} else if errno != syscall.EINTR {
			break
		}
	}
	e.tearDown()
	runtime.UnlockOSThread()
}

// dismiss makes a tracee that the run has left, perhaps without letting go of it, one of the guard's.
func (e *engine) dismiss(t *tracee) {
	switch {
	case t.phase == phaseIgnored:
	case t.phase == phaseDelayed:
		e.letGoDelayed(t)
	case t == e.program && t.ABI == nil:
		unix.Kill(t.TGID, unix.SIGKILL) // there is no program yet, see letGo
	case t.bound:
		e.disregard(t)
	default:
		t.phase = phaseDetaching
		ptrace.Interrupt(t.TID)
	}
}

// nobody is the sink of a guard.
type nobody struct{}

func (nobody) New(*event.Tracee, event.How, *event.Tracee)  {}
func (nobody) Enter(*event.Tracee, *event.Entry)            {}
func (nobody) Exit(*event.Tracee, *event.Exit)              {}
func (nobody) Signal(*event.Tracee, int, []byte)            {}
func (nobody) GroupStop(*event.Tracee, int)                 {}
func (nobody) PIDChanged(*event.Tracee, int, *event.Tracee) {}
func (nobody) Exec(*event.Tracee)                           {}
func (nobody) Superseded(*event.Tracee, int)                {}
func (nobody) Exited(*event.Tracee, int)                    {}
func (nobody) Killed(*event.Tracee, int, bool)              {}
func (nobody) Detached(*event.Tracee)                       {}
func (nobody) Idle()                                        {}

// pass handles a stop of a tracee that is ignored.
func (e *engine) pass(t *tracee, s stop) {
	switch s.kind {
	case kindSyscall, kindTrap:
		e.restoreFlags(t)
	case kindBorn:
		e.born(t)
	case kindExec:
		if by := e.execingAs(t.TID); by != nil {
			e.replaced(t, by)
			return
		}
	}
	// If it is gone, the status of its end will say so.
	e.letPass(t, s)
}

// letPass resumes a tracee so that it behaves as if it had no tracer.
func (e *engine) letPass(t *tracee, s stop) syscall.Errno {
	sig := 0
	switch s.kind {
	case kindSignal:
		sig = s.sig
	case kindGroup:
		return ptrace.Listen(t.TID)
	case kindSeccomp:
		e.passCall(t)
	}
	req := ptrace.Cont
	if t.untraced.flags != 0 {
		req = ptrace.Syscall
	}
	return ptrace.Resume(req, t.TID, sig)
}

// passCall handles a seccomp-stop of a tracee that is let pass.
func (e *engine) passCall(t *tracee) {
	if ptrace.GetSyscallInfo(t.TID, &e.info) != 0 || e.info.Op != ptrace.OpSeccomp {
		return
	}
	if uint32(e.info.Data[7]) != FilterData {
		e.noTracer(t)
	} else if a := e.cloning(); a != nil {
		e.keepTraced(t, a)
	}
}

// noTracer answers a seccomp-stop that the tracee's own filter asks for: ENOSYS, says seccomp(2), as without a tracer.
func (e *engine) noTracer(t *tracee) { ptrace.SkipSyscall(t.TID, e.info.Arch) }

// replaced handles the execve of an ignored thread, which has the id of its leader now. The leader is gone, without a wait status. If
// it was the program's, the program goes on: a tracer that is its parent, and sees it no more, still hears of its end.
func (e *engine) replaced(leader, by *tracee) {
	pid := leader.TID
	if leader.phase == phaseIgnored {
		e.remove(leader)
		e.rename(by, pid)
	} else {
		leader.phase = phaseReplaced
		e.remove(by)
		by = leader
	}
	e.letPass(by, stop{kind: kindExec})
}
