package tracer

import (
	"encoding/binary"

	"strake/tracer/abi"
	"strake/tracer/event"
	"strake/tracer/internal/procfs"
)

// The strict model says of a call what truly happened, and why. A reason stands behind the result:
//
//	exit_group(0)                           = ? <exit>
//	read(0, 0x7ffe3a5b6c40, 1)              = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <interrupted>
//	read(0, "x", 1)                         = 1 <restart>
//
// Two things need more than one event. A call that the tracee's own seccomp filter kills or traps has an exit
// stop like one that was made: its number (on aarch64 its first argument) is still in the register of the result, and
// reads as what the call returned. Only the next event tells, a SIGSYS or the death of the thread. So such an exit is held, and settled
// when something else happens to the thread. And why a thread dies inside a call is up to the other threads of
// its process, of which group keeps what matters.

const (
	sigsys     = 31 // SIGSYS of asm/signal.h
	sysSeccomp = 1  // SYS_SECCOMP of asm-generic/siginfo.h

	// trapped stands for the error number of a call that seccomp trapped.
	trapped = -1
)

// reason is why a call ended as it did, "" if there is nothing to say.
type reason string

const (
	byExit      reason = "exit"         // it was exit or exit_group
	byExec      reason = "exec"         // another thread's execve wiped the thread out
	byKill      reason = "killed"       // a signal or another thread's exit_group killed the thread
	byFilter    reason = "seccomp-kill" // the tracee's own filter killed it for the call
	byTrap      reason = "seccomp-trap" // the filter answered with SIGSYS
	interrupted reason = "interrupted"  // a signal came; the call is made again unless a handler is in the way

	asRestart      reason = "restart"         // it is an interrupted one made again
	attachedInside reason = "attached-inside" // it is one that was under way when the tracer came
)

// truth is what the strict model knows of a thread.
type truth struct {
	group *group // nil before the first call
	// attachedIn is the call that the tracer came upon, until the next one begins.
	attachedIn string
	// mark is what is to be said of the open call in any case.
	mark reason
	// executes says that the open call is an execve.
	executes bool
	// here is where the open call is made.
	here spot
	// cut are the interrupted calls that may be made again, each in a handler of the one before. One that would go
	// on as restart_syscall is the zero value.
	cut []spot
	// due says that this is the moment: the thread has made no call since it was interrupted, or since a handler's return.
	due bool
}

// mostCut is how many interrupted calls are remembered. Handlers seldom nest, but who jumps out of one leaves its call behind.
const mostCut = 8

// spot is a call with the state in which it was made; the zero value is none.
type spot struct {
	nr, ip, sp uint64
	args       [6]uint64
}

// group is what the strict model knows of a process.
type group struct {
	threads   int // that have made a call
	executing int // those in an execve
	holding   int // those whose call a filter may have killed
	// leaving says that one has called exit_group.
	leaving bool
	// doomed is the thread whose SIGSYS may be the end of all, nil if there is none.
	doomed *thread
}

// noteEntry looks at the beginning of a call.
func (s *session) noteEntry(th *thread, e *event.Entry) {
	s.join(th)
	tr := &th.truth
	tr.here = spot{nr: e.Nr, ip: th.t.IP, sp: e.SP, args: e.Args}
	tr.mark = tr.continues(th.name, th.resumes != "")
	tr.attachedIn, tr.due = "", false
	if tr.group.doomed == th {
		tr.group.doomed = nil // it has survived
	}
	switch th.name {
	case "execve", "execveat":
		tr.executes = true
		tr.group.executing++
	case "exit_group":
		tr.group.leaving = true
	}
}

// continues tells whether the call that begins goes on with one that was interrupted. resumes says that a
// restart_syscall would.
func (tr *truth) continues(name string, resumes bool) reason {
	want, resumed := tr.here, resumes && name == "restart_syscall"
	if resumed {
		want = spot{}
	}
	again := tr.due && tr.takeUp(want)
	switch {
	case tr.attachedIn != "" && (resumed || name == tr.attachedIn):
		return attachedInside
	case resumed || again:
		return asRestart
	}
	return ""
}

// takeUp tells whether a call is the interrupted one that is made again. Those that were interrupted in handlers
// since are over.
func (tr *truth) takeUp(c spot) bool {
	for i := len(tr.cut) - 1; i >= 0; i-- {
		if tr.cut[i] == c {
			tr.cut = tr.cut[:i]
			return true
		}
	}
	return false
}

// interrupt notes that the open call may be made again.
func (tr *truth) interrupt(errno int) {
	c := tr.here
	if errno == errRestartBlock {
		c = spot{}
	}
	if len(tr.cut) == mostCut {
		tr.cut = append(tr.cut[:0], tr.cut[1:]...)
	}
	tr.cut, tr.due = append(tr.cut, c), true
}

// returnFrom notes the end of a handler. ended says that the call which its signal has interrupted ends with EINTR.
func (tr *truth) returnFrom(ended bool) {
	if n := len(tr.cut); ended && n > 0 {
		tr.cut = tr.cut[:n-1]
	}
	tr.due = !ended
}

// looksAt tells whether the strict model has to see a call that is not traced, to know why others end.
func looksAt(name string) bool {
	switch name {
	case "execve", "execveat", "exit_group", "rt_sigreturn", "sigreturn":
		return true
	}
	return false
}

// join gives a thread its group. It is put off until a call, since a new thread's process may not be known.
func (s *session) join(th *thread) {
	if th.truth.group != nil {
		return
	}
	if s.groups == nil {
		s.groups = map[int]*group{}
	}
	g := s.groups[th.t.TGID]
	if g == nil {
		g = new(group)
		s.groups[th.t.TGID] = g
	}
	g.threads++
	th.truth.group = g
}

// forget is the end of what is known of a thread.
func (s *session) forget(th *thread) {
	th.unexecute()
	if g := th.truth.group; g != nil {
		if g.threads--; g.threads == 0 {
			delete(s.groups, th.t.TGID)
		}
	}
	th.truth = truth{}
}

func (th *thread) unexecute() {
	if th.truth.executes {
		th.truth.executes = false
		th.truth.group.executing--
	}
}

// say puts the reasons behind a result.
func (th *thread) say(why reason) {
	mark := th.truth.mark
	text := &th.line.Text
	switch {
	case mark == "" && why == "":
		return
	case mark != "" && why != "":
		mark += ", "
	}
	text.Name(" <")
	text.Name(string(mark))
	text.Name(string(why))
	text.Name(">")
}

// whyReturned is the reason of a call that returned.
func whyReturned(x *event.Exit) reason {
	if isRestart(x.Errno()) && !x.Injected {
		return interrupted
	}
	return ""
}

// whyExited is the reason of the call that a thread was in which ended with an exit code. One that makes way for
// another one's execve has the code 0.
func (s *session) whyExited(th *thread, code int) reason {
	g := th.truth.group
	if g == nil || code != 0 || g.leaving {
		return byKill
	}
	th.unexecute()
	if g.executing > 0 {
		return byExec
	}
	return byKill
}

// whyKilled is the reason of the call that a thread was in which died of a signal. A filter may kill one thread,
// before its call has an exit, or the process, of which the others then die like it.
func (s *session) whyKilled(th *thread, sig int) reason {
	g := th.truth.group
	switch {
	case sig != sigsys || g == nil:
		return byKill
	case th.holding:
		g.doomed = th
	case g.doomed != nil || g.holding > 0:
		return byKill
	}
	return byFilter
}

// mayBeSeccomp reports whether x may be the end of a call that was never made: what is in the register of the result is
// what was there before, the call's number or, on aarch64, its first argument. Since many a call returns its first argument,
// it has to be a thread that has a filter there.
func mayBeSeccomp(th *thread, x *event.Exit) bool {
	val, isError, nr := x.Val, x.IsError, th.nr
	if x.Injected {
		val, isError, nr = x.Own, false, uint64(th.tampering.Nr)
	}
	switch {
	case x.Unavailable || th.call.ABI == nil:
		return false
	case th.call.ABI.ID == abi.AArch64:
		return uint64(val) == th.truth.here.args[0] && procfs.Proc.Filters(th.t.TID) > 0
	}
	return !isError && uint64(val)&0xffffffff == nr&0xffffffff
}

// hold puts a call's end off until more is known.
func (s *session) hold(th *thread) {
	th.holding = true
	if g := th.truth.group; g != nil {
		g.holding++
	}
}

// unhold is the end of that.
func (th *thread) unhold() {
	th.holding = false
	if g := th.truth.group; g != nil {
		g.holding--
	}
}

// settle ends a call whose exit was held. info is the siginfo_t of a signal, if one has followed.
func (s *session) settle(th *thread, info []byte) {
	if !th.holding {
		return
	}
	th.unhold()
	if isSeccompTrap(info) {
		// The call was not made, so that it has no value: to the program it is as if it had failed.
		s.leaveTrapped(th)
		return
	}
	s.leave(th, &th.held)
}

// settleDead is settle where the thread has died.
func (s *session) settleDead(th *thread, why reason) {
	if th.holding && why == byFilter {
		// The call was not made: it stays open, and never returned.
		th.unhold()
	}
	s.settle(th, nil)
}

func isSeccompTrap(info []byte) bool {
	if len(info) < 12 {
		return false
	}
	// si_signo, si_errno and si_code come first on every ABI of strake's.
	return binary.NativeEndian.Uint32(info) == sigsys && binary.NativeEndian.Uint32(info[8:]) == sysSeccomp
}

// leaveTrapped ends a call that seccomp answered with SIGSYS.
func (s *session) leaveTrapped(th *thread) {
	th.inside, th.resumes = false, ""
	if !th.traced {
		return
	}
	s.count(th, event.Failed, trapped)
	if s.cfg.SummaryOnly {
		return
	}
	if !s.shows(th, event.Failed, trapped) {
		s.drop(th)
		return
	}
	s.resume(th)
	if th.row != nil {
		th.call.Exiting, th.call.Errno = true, enosys
		th.row.Exit(&th.call)
	}
	text := &th.line.Text
	text.Name(")")
	th.line.Return()
	text.Name("= ?")
	th.say(byTrap)
	if s.cfg.SyscallTimes != 0 {
		th.line.Spent(th.left.Sub(th.entered))
	}
	th.line.End()
}

// Errors of asm-generic/errno.h.
const (
	eintr  = 4
	enosys = 38
)

// trueExit is what a call's exit says in the strict model: what rt_sigreturn "returns" is the
// register that it has restored, which may look like an error.
func (s *session) trueExit(th *thread, x *event.Exit) event.Exit {
	y := *x
	tr := &th.truth
	if tr.executes && !x.IsError {
		tr.group.leaving = false // or it would not have come to this
		tr.cut = nil
	}
	th.unexecute()
	if x.Injected {
		// It was not made, and is over.
		if th.name == "exit_group" {
			tr.group.leaving = false
		}
		return y
	}
	switch errno := x.Errno(); {
	case th.name == "rt_sigreturn" || th.name == "sigreturn":
		tr.returnFrom(errno == eintr)
		y.IsError = false
	case isRestart(errno):
		tr.interrupt(errno)
	}
	return y
}

// noteSignal looks at a signal that is about to be delivered.
func (th *thread) noteSignal(sig int) {
	if g := th.truth.group; g != nil && sig == sigsys {
		g.doomed = th
	}
}
