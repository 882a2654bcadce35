package tracer

import (
	"encoding/binary"

	"strake/tracer/event"
)

// A call that the tracee's own seccomp filter kills or traps has an exit stop like one that was
// made: the number of the call is still in the register of the result, and reads as what the call returned.
// Only the next event tells, a SIGSYS or the death of the thread. The strict model waits for it: such
// an exit is held, and settled when something else happens to the thread.

const (
	sigsys     = 31 // SIGSYS of asm/signal.h
	sysSeccomp = 1  // SYS_SECCOMP of asm-generic/siginfo.h

	// trapped stands for the error number of a call that seccomp trapped.
	trapped = -1
)

// mayBeSeccomp reports whether x may be the end of a call that was never made.
func mayBeSeccomp(th *thread, x *event.Exit) bool {
	return !x.Unavailable && !x.IsError && uint64(x.Val)&0xffffffff == th.nr&0xffffffff
}

// settle ends a call whose exit was held. info is the siginfo_t of a signal, if one has followed.
func (s *session) settle(th *thread, info []byte) {
	if !th.holding {
		return
	}
	th.holding = false
	if isSeccompTrap(info) {
		// The call was not made, so that it has no value: to the program it is as if it had failed.
		s.leaveTrapped(th)
		return
	}
	s.leave(th, &th.held)
}

// settleDead is settle where the thread has died, of sig if it was a signal.
func (s *session) settleDead(th *thread, sig int) {
	if sig == sigsys {
		// The call was not made: it stays open, and never returned.
		th.holding = false
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
	if s.cfg.Status&event.Failed == 0 {
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
	text.Name("= ? <seccomp-trap>")
	th.line.End()
}

// enosys is ENOSYS of asm-generic/errno.h.
const enosys = 38

// trueExit is what a call's exit says in the strict model: what rt_sigreturn "returns" is the
// register that it has restored, which may look like an error.
func trueExit(th *thread, x *event.Exit) event.Exit {
	y := *x
	if th.name == "rt_sigreturn" || th.name == "sigreturn" {
		y.IsError = false
	}
	return y
}
