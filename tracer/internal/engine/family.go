package engine

import (
	"strake/tracer/event"
	"strake/tracer/internal/procfs"
	"strake/tracer/internal/ptrace"
)

// A new thread's first stop and its parent's event about it are two wait
// statuses, which come in either order; and a new thread can be killed before
// both. Whichever is first makes the record.

// earlyEnds keeps the ends of threads that nothing had been heard of before,
// for the parent's event to come. Few are ever waited for at a time; what
// turns out to be no tracee is pushed out.
type earlyEnds struct {
	ends [16]struct {
		tid int
		s   stop
	}
	next int
}

func (q *earlyEnds) put(tid int, s stop) {
	q.ends[q.next%len(q.ends)].tid, q.ends[q.next%len(q.ends)].s = tid, s
	q.next++
}

func (q *earlyEnds) take(tid int) (stop, bool) {
	for i := range q.ends {
		if q.ends[i].tid == tid {
			q.ends[i].tid = 0
			return q.ends[i].s, true
		}
	}
	return stop{}, false
}

// born handles a parent's event about a new thread.
func (e *engine) born(parent *tracee) {
	msg, errno := ptrace.GetEventMsg(parent.TID)
	tid := int(msg)
	// 0: the new thread is in no pid namespace of the tracer's.
	if errno != 0 || tid == 0 {
		return
	}
	if t := e.tracees[tid]; t != nil {
		t.filtered = t.filtered && parent.filtered // its parent was guessed
		return
	}
	t := e.addBorn(tid, parent)
	e.inherits(t, parent)
	e.restoreFlags(parent)
	s, stopped := e.earlyStops[tid]
	delete(e.earlyStops, tid)
	if end, ok := e.early.take(tid); ok {
		e.ended(t, end)
	} else if stopped {
		e.dispatchTo(t, s)
	}
}

func (e *engine) addBorn(tid int, parent *tracee) *tracee {
	tgid := tid
	var from *event.Tracee
	if parent != nil {
		from = &parent.Tracee
		if ptrace.Tgkill(parent.TGID, tid, 0) == 0 {
			tgid = parent.TGID
		}
	}
	t := e.add(tid, tgid, e.phaseOfBorn(parent))
	if parent != nil {
		t.filtered, t.bound = parent.filtered, parent.bound
	} else {
		t.bound = e.hasFilter(tid)
	}
	if t.phase != phaseIgnored {
		e.sink.New(&t.Tracee, event.Born, from)
	}
	return t
}

// phaseOfBorn is where a new thread begins its life; parent is nil if it is not known.
func (e *engine) phaseOfBorn(parent *tracee) phase {
	switch {
	case !e.opts.Follow, parent != nil && (parent.phase == phaseIgnored || parent.untraced.flags != 0):
		return phaseIgnored // it is a tracee only because it is bound
	case e.detaching:
		return phaseDetaching
	}
	return phaseRunning
}

// unknown handles the status of a thread without a record, and returns the
// one that it makes, if any.
func (e *engine) unknown(tid int, s stop) *tracee {
	switch s.kind {
	case kindExited, kindKilled:
		e.early.put(tid, s)
		return nil
	case kindTrap, kindGroup:
		if e.untraced > 0 {
			e.earlyStops[tid] = s
			return nil
		}
		return e.bornEarly(tid)
	case kindExec:
		// An execve by a thread takes the id of its leader, which need
		// not have been traced.
		if t := e.execingAs(tid); t != nil {
			e.sink.PIDChanged(&t.Tracee, tid, nil)
			e.rename(t, tid)
			return t
		}
	}
	ptrace.Detach(tid, s.sig)
	return nil
}

// bornEarly makes the record of a new thread that is heard of before its
// parent's event.
func (e *engine) bornEarly(tid int) *tracee {
	tgid, ppid := procfs.Proc.Parents(tid)
	parent := e.tracees[tgid]
	if tgid == tid {
		parent = e.tracees[ppid]
	}
	t := e.addBorn(tid, parent)
	if tgid != 0 {
		t.TGID = tgid
	}
	return t
}

// execStop handles PTRACE_EVENT_EXEC. All other threads are gone, and the one
// that made the execve has the id of the leader now: stopped is the record of
// that id, which is the leader's if another thread made the execve. It
// returns the tracee to resume, nil if it was let go.
func (e *engine) execStop(stopped *tracee) *tracee {
	t := e.execing(stopped)
	if t == nil {
		return nil
	}
	t.execed = true
	if e.opts.DetachOnExec {
		e.detach(t, stop{kind: kindExec})
		return nil
	}
	e.sink.Exec(&t.Tracee)
	return t
}

// execing returns the tracee that made an execve, with its new id; nil if it is none that the sink knows, and goes on.
func (e *engine) execing(stopped *tracee) *tracee {
	t := e.execingAs(stopped.TID)
	if t == nil {
		return stopped
	}
	if t.phase == phaseIgnored {
		e.replaced(stopped, t)
		return nil
	}
	e.locate(stopped)
	pid, old, isProgram := stopped.TID, t.TID, e.program == stopped
	e.sink.PIDChanged(&t.Tracee, pid, &stopped.Tracee)
	e.sink.Superseded(&stopped.Tracee, old)
	e.place.gone(stopped)
	e.remove(stopped)
	if isProgram {
		e.program = t
		t.Started = true
	}
	e.rename(t, pid)
	return t
}

// execingAs returns the tracee that stopped with the id tid after its execve,
// if it had another one before.
func (e *engine) execingAs(tid int) *tracee {
	msg, errno := ptrace.GetEventMsg(tid)
	if errno != 0 || int(msg) == tid {
		return nil
	}
	return e.tracees[int(msg)]
}

// rename gives a tracee another id.
func (e *engine) rename(t *tracee, tid int) {
	delete(e.tracees, t.TID)
	t.TID = tid
	e.tracees[tid] = t
	e.last = t
}
