package tracer

import (
	"strconv"

	"strake/tracer/abi"
	"strake/tracer/event"
	"strake/tracer/internal/tamper"
	"strake/tracer/output"
	"strake/tracer/syscalls"
)

// eventLine starts a line about a thread that is no system call. gone says that the thread is nowhere.
func (s *session) eventLine(th *thread, gone bool) *output.Line {
	th.locate(nil)
	at := th.at
	at.When = s.clock()
	at.NoIP = at.NoIP || gone
	return th.line.Event(at)
}

// Signal implements event.Sink.
func (s *session) Signal(t *event.Tracee, sig int, info []byte) {
	th := of(t)
	s.settle(th, info)
	if s.cfg.StrictStatus {
		th.noteSignal(sig)
	}
	if s.cfg.SummaryOnly || !s.cfg.Signals.Has(sig) {
		return
	}
	l := s.eventLine(th, false)
	text := &l.Text
	text.Name("--- ")
	text.Name(signalName(sig))
	if info != nil {
		c := &s.sig
		c.Begin()
		c.TID, c.Mem, c.Env, c.E = t.TID, t.Mem, &th.env, text
		c.ABI = s.native
		if t.ABI != nil {
			c.ABI = t.ABI
		}
		text.Name(" ")
		syscalls.PrintSigInfo(c, s.native.ID, info)
	}
	text.Name(" ---")
	l.End()
	s.stacks.show(th, false)
}

// signalName names a signal in an event's line.
func signalName(sig int) string {
	if name := abi.SignalName(sig); name != "" {
		return name
	}
	return strconv.Itoa(sig)
}

// GroupStop implements event.Sink.
func (s *session) GroupStop(t *event.Tracee, sig int) {
	th := of(t)
	s.settle(th, nil)
	if s.cfg.SummaryOnly || !s.cfg.Signals.Has(sig) {
		return
	}
	l := s.eventLine(th, false)
	l.Text.Name("--- stopped by ")
	l.Text.Name(signalName(sig))
	l.Text.Name(" ---")
	l.End()
	s.stacks.show(th, false)
}

// PIDChanged implements event.Sink.
func (s *session) PIDChanged(t *event.Tracee, pid int, _ *event.Tracee) {
	th := of(t)
	l := &th.line
	if !th.inside || !l.Begun() {
		return
	}
	const changed = " <pid changed to "
	switch {
	case l.Open():
		l.Cut(changed + strconv.Itoa(pid) + " ...>")
	case !l.Shown() && !s.cfg.StrictStatus && s.cfg.Status&event.Detached != 0:
		// Staged. The first half counts as detached.
		l.Cut(changed + strconv.Itoa(pid) + " ...>")
	}
}

// Exec implements event.Sink.
func (s *session) Exec(t *event.Tracee) {
	th := of(t)
	th.rename()
	s.named(th)
	s.stacks.executed(th)
	if s.table != nil {
		s.table.Exec(t.TGID)
	}
}

// rename gives the thread the id that an execve has given the tracee.
func (th *thread) rename() {
	if th.call.TID != th.t.TID {
		th.call.TID = th.t.TID
		th.line.Rename(th.t.TID)
	}
}

// Superseded implements event.Sink.
func (s *session) Superseded(t *event.Tracee, by int) {
	th := of(t)
	s.abandon(th, byExec)
	// Two threads become one here; that one is not two any more.
	th.line.Leave()
	if !s.cfg.SummaryOnly && s.quiet&QuietThreadExecve == 0 {
		l := s.eventLine(th, false)
		l.Text.Name("+++ superseded by execve in pid ")
		l.Text.Int(int64(by))
		l.Text.Name(" +++")
		l.End()
	}
	s.release(th)
}

// Exited implements event.Sink.
func (s *session) Exited(t *event.Tracee, code int) {
	th := of(t)
	s.abandon(th, s.whyExited(th, code))
	if !s.cfg.SummaryOnly && s.quiet&QuietExit == 0 {
		l := s.eventLine(th, true)
		l.Text.Name("+++ exited with ")
		l.Text.Int(int64(code))
		l.Text.Name(" +++")
		l.End()
		s.stacks.show(th, true)
	}
	s.release(th)
}

// Killed implements event.Sink.
func (s *session) Killed(t *event.Tracee, sig int, core bool) {
	th := of(t)
	s.abandon(th, s.whyKilled(th, sig))
	if !s.cfg.SummaryOnly && s.cfg.Signals.Has(sig) {
		l := s.eventLine(th, true)
		l.Text.Name("+++ killed by ")
		l.Text.Name(signalName(sig))
		if core {
			l.Text.Name(" (core dumped)")
		}
		l.Text.Name(" +++")
		l.End()
		s.stacks.show(th, true)
	}
	s.release(th)
}

// Detached implements event.Sink.
func (s *session) Detached(t *event.Tracee) {
	th := of(t)
	th.rename()
	s.settle(th, nil)
	if th.inside && th.traced && !s.cfg.SummaryOnly {
		if s.showsOpen(th, event.Detached) {
			s.resume(th)
			th.line.Text.Name(" <detached ...>")
			th.line.End()
		} else {
			s.drop(th)
		}
	}
	th.inside = false
	if s.quiet&QuietAttach == 0 {
		s.log.Message("Process " + strconv.Itoa(t.TID) + " detached")
	}
	s.release(th)
}

// Idle implements event.Sink.
func (s *session) Idle() { s.log.Idle() }

// abandon ends what is open of a thread that died, and why.
func (s *session) abandon(th *thread, why reason) {
	s.settleDead(th, why)
	if !th.inside {
		return
	}
	th.inside = false
	if th.traced && !s.cfg.SummaryOnly {
		s.endUnfinished(th, why)
	}
}

// endUnfinished ends the line of a call that never returns, and why, which the strict model shows.
func (s *session) endUnfinished(th *thread, why reason) {
	if !s.showsOpen(th, event.Unfinished) {
		s.drop(th)
		return
	}
	s.resume(th)
	text := &th.line.Text
	if th.row != nil && th.call.Pending {
		text.Name(" <unfinished ...>")
	}
	text.Name(")")
	th.line.Return()
	text.Name("= ?")
	if s.cfg.StrictStatus {
		th.say(why)
	}
	th.line.End()
}

// release forgets a thread that is gone, and keeps its record for another.
func (s *session) release(th *thread) {
	if s.cfg.StrictStatus {
		s.forget(th)
	}
	s.stacks.released(th)
	th.line.Release()
	th.t.Sink = nil
	th.t, th.env.t = nil, nil
	th.inside, th.holding, th.resumes = false, false, ""
	th.loaded, th.counts = false, tamper.Counts{}
	if len(s.free) < 64 {
		s.free = append(s.free, th)
	}
}
