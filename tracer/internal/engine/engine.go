// Package engine drives ptrace(2): it starts and attaches to processes, waits
// for what happens to their threads, and tells an event.Sink.
//
// The loop is wait, classify, dispatch, resume. One thread makes every
// ptrace and wait call. A thread that vanishes between two calls is an event:
// ESRCH is never an error, the wait status of its end is on its way.
package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"

	"strake/tracer/event"
	"strake/tracer/internal/launch"
	"strake/tracer/internal/procfs"
	"strake/tracer/internal/ptrace"
)

// engine is the state of one Run.
type engine struct {
	opts Options
	sink event.Sink
	ctl  *Control

	tracees map[int]*tracee
	watched int       // how many of them the sink knows
	free    []*tracee // records to use again
	last    *tracee   // the one that stopped last
	program *tracee   // the started program's leader, while it lives
	started int       // its id, 0 if there is none
	child   *launch.Child
	early   earlyEnds

	untraced   int          // tracees that keepTraced is at work on
	earlyStops map[int]stop // first stops of new threads that came meanwhile, before their parents' events

	detaching bool
	result    Result
	fatal     error    // ends the loop
	cleanups  []func() // of tearDown

	clock  clock
	place  placement
	delays delays
	setter ptrace.Setter

	// What the kernel and the sink are handed, in one place so that nothing
	// of it is allocated per event.
	waiter  ptrace.Waiter
	info    ptrace.SyscallInfo
	siginfo ptrace.SigInfo
	entry   event.Entry
	exit    event.Exit
}

// Run traces what opts says until nothing is left to trace, and tells sink.
// When ctx ends, tracees are let go and its error is returned.
//
// For the time of the run the process's SIGCHLD is at its default, and the
// fatal signals are as opts.Interruptible says. Children that the calling
// goroutine itself started would be waited for here; start them from others.
func Run(ctx context.Context, opts Options, sink event.Sink) (Result, error) {
	e := &engine{opts: opts, sink: sink, ctl: opts.Control, tracees: make(map[int]*tracee), earlyStops: make(map[int]stop)}
	e.setter.ByRegisters = opts.ByRegisters
	if e.ctl == nil {
		e.ctl = new(Control)
	}
	// The kernel knows a tracer by its thread.
	runtime.LockOSThread()
	err := e.setUp()
	if err == nil {
		unwatch := context.AfterFunc(ctx, e.ctl.DetachAll)
		err = e.trace()
		unwatch()
	}
	e.tearDown()
	if e.leavesBound() {
		e.result.Guard = &Guard{e}
	}
	if len(e.tracees) == 0 {
		// With tracees left, the thread must end with its goroutine, for
		// them to be let go.
		runtime.UnlockOSThread()
	}
	if e.opts.Stops != nil {
		*e.opts.Stops = e.clock.events
	}
	return e.result, errors.Join(err, context.Cause(ctx))
}

// trace starts and attaches, and runs the loop.
func (e *engine) trace() error {
	if err := e.attachAll(); err != nil {
		return err
	}
	if err := e.startProgram(); err != nil {
		e.detachAll()
		e.loop()
		return err
	}
	if e.watched == 0 {
		e.result.Code = 1
		return nil
	}
	e.loop()
	return e.fatal
}

// loop runs until no tracee is left that the sink knows.
func (e *engine) loop() {
	for e.watched > 0 {
		tid, errno := e.wait()
		if errno == syscall.ECHILD {
			e.lostAll()
			return
		}
		if tid > 0 {
			e.dispatch(tid, e.waiter.Status)
		}
		if len(e.delays.kept) > 0 {
			e.endDelays()
		}
		if want := e.ctl.take(); want != 0 && !e.interrupt(int(want)) {
			return
		}
		if e.fatal != nil && !e.detaching {
			e.detachAll()
		}
	}
}

// lostAll reports what is left when the kernel has no tracee any more: a
// thread whose leader was replaced by the execve of a thread which is not
// traced leaves without a wait status.
func (e *engine) lostAll() {
	for _, t := range e.tracees {
		if t.phase != phaseIgnored {
			e.sink.Detached(&t.Tracee)
		}
		e.remove(t)
	}
}

// dispatch tells the sink what a wait status says, and resumes the tracee.
func (e *engine) dispatch(tid int, status int32) {
	s := classify(status)
	t := e.find(tid)
	if t == nil {
		if t = e.unknown(tid, s); t == nil {
			return
		}
	}
	if e.opts.SysTime {
		t.STime = systemTime(&e.waiter.Rusage)
	}
	e.dispatchTo(t, s)
}

// dispatchTo is dispatch for a tracee that has a record.
func (e *engine) dispatchTo(t *tracee, s stop) {
	e.place.stopped(t)
	switch {
	case s.kind == kindExited || s.kind == kindKilled:
		e.ended(t, s)
	case t.phase == phaseRunning:
		e.stopped(t, s)
	case t.phase == phaseDetaching:
		e.letGo(t, s)
	case t.phase == phaseDelayed:
		// It has been killed, and stops once more on its way.
		e.undelay(t)
		e.stopped(t, s)
	case t.phase == phaseIgnored || t.phase == phaseReplaced:
		e.pass(t, s)
	default:
		e.starting(t, s)
	}
}

// stopped handles a stop of a tracee in its usual phase.
func (e *engine) stopped(t *tracee, s stop) {
	switch s.kind {
	case kindSyscall:
		e.syscallStop(t)
	case kindSeccomp:
		e.seccompStop(t)
	case kindSignal:
		e.signalStop(t, s.sig)
		return
	case kindGroup:
		e.locate(t)
		e.sink.GroupStop(&t.Tracee, s.sig)
		ptrace.Listen(t.TID)
		return
	case kindBorn:
		e.born(t)
	case kindExec:
		if t = e.execStop(t); t == nil {
			return
		}
	}
	if t.pause > 0 {
		e.delay(t)
		return
	}
	e.resume(t, t.takeSignal())
}

// resume lets a tracee run to its next stop. If it is gone, the status of its
// end will say so.
func (e *engine) resume(t *tracee, sig int) {
	req := ptrace.Syscall
	if t.filtered && !t.inSyscall && t.untraced.flags == 0 {
		req = ptrace.Cont
	}
	ptrace.Resume(req, t.TID, sig)
}

// locate finds out where a stopped tracee is, if that is asked for.
func (e *engine) locate(t *tracee) {
	if e.opts.InstructionPointer && ptrace.GetSyscallInfo(t.TID, &e.info) == 0 {
		t.IP = e.info.IP
	}
}

func (e *engine) signalStop(t *tracee, sig int) {
	var info []byte
	if ptrace.GetSigInfo(t.TID, &e.siginfo) == 0 {
		info = e.siginfo[:]
	}
	e.locate(t)
	e.sink.Signal(&t.Tracee, sig, info)
	e.resume(t, sig)
}

// ended reports the end of a tracee, which is all it takes: a call that is
// open never returned.
func (e *engine) ended(t *tracee, s stop) {
	if t == e.program {
		e.result.Code, e.result.Signal = s.code, s.sig
		e.child.Executed() // if it has not come to that
	}
	switch {
	case t.phase == phaseIgnored:
	case s.kind == kindExited:
		e.sink.Exited(&t.Tracee, s.code)
	default:
		e.sink.Killed(&t.Tracee, s.sig, s.core)
	}
	e.place.gone(t)
	e.remove(t)
}

// checkKernel sets fatal if errno means that the kernel does not know
// PTRACE_GET_SYSCALL_INFO.
func (e *engine) checkKernel(errno syscall.Errno) {
	if errno != syscall.EIO && errno != syscall.EINVAL {
		return
	}
	var uts unix.Utsname
	unix.Uname(&uts)
	e.fatal = &KernelError{unix.ByteSliceToString(uts.Release[:])}
}

func (e *engine) failed(err error) {
	if e.opts.Failed != nil {
		e.opts.Failed(err)
	}
}

// startProgram starts the program, or takes the process that is to become it.
func (e *engine) startProgram() error {
	child := e.opts.Adopt
	how := event.Attached // -D: strace says so
	if e.opts.Program != nil {
		var err error
		if child, err = launch.Start(*e.opts.Program); err != nil {
			return fmt.Errorf("cannot start the program: %w", err)
		}
		how = event.Started
	}
	if child == nil {
		return nil
	}
	if errno := ptrace.Seize(child.PID, e.seizeOptions(e.opts.Filtered)); errno != 0 {
		child.Abandon()
		if child.Own {
			unix.Wait4(child.PID, nil, 0, nil)
		}
		return &AttachError{child.PID, errno}
	}
	t := e.add(child.PID, child.PID, phaseStarting)
	t.Started = true
	e.program, e.started, e.child = t, child.PID, child
	e.sink.New(&t.Tracee, how, nil)
	return child.Release()
}

// starting handles a stop of the program's process before the program runs.
func (e *engine) starting(t *tracee, s stop) {
	switch {
	case t.phase == phaseStarting && s.kind == kindSignal && s.sig == int(unix.SIGSTOP):
		// Its own SIGSTOP, see package launch: execve is next.
		t.phase = phaseExec
		e.checkFilter(t)
		e.checkKernel(ptrace.GetSyscallInfo(t.TID, &e.info))
		ptrace.Resume(ptrace.Syscall, t.TID, 0)
	case s.kind == kindSignal:
		e.resume(t, s.sig)
	case s.kind == kindGroup:
		ptrace.Listen(t.TID)
	case t.phase == phaseExec && s.kind == kindExec:
		t.phase = phaseRunning
		t.execed = true
		e.child.Executed()
		e.sink.Exec(&t.Tracee)
		e.resume(t, 0)
	case t.phase == phaseExec && s.kind == kindSyscall:
		e.firstExec(t)
	case t.phase == phaseExec && s.kind == kindSeccomp:
		// Of the execve, whose entry was reported.
		ptrace.Resume(ptrace.Syscall, t.TID, 0)
	default:
		// The exit of a process that could not execute the program is
		// ours, and nothing of it is shown.
		ptrace.Resume(ptrace.Cont, t.TID, 0)
	}
}

// firstExec reports the entry of the program's execve, and its exit if it failed.
func (e *engine) firstExec(t *tracee) {
	e.syscallStop(t)
	if t.inSyscall {
		e.resume(t, 0)
		return
	}
	t.phase = phaseFailed
	e.failed(&ExecError{syscall.Errno(e.exit.Errno())})
	ptrace.Resume(ptrace.Cont, t.TID, 0)
}

// seizeOptions returns the PTRACE_O_* of a tracee, which its descendants inherit. Those of one that will be bound have to
// be tracees even if nobody is interested in them, and must not survive the tracer.
func (e *engine) seizeOptions(bound bool) int {
	opts := ptrace.OptSysgood | ptrace.OptExec
	if e.opts.Follow || bound {
		opts |= ptrace.OptFork | ptrace.OptVfork | ptrace.OptClone
	}
	if e.opts.KillOnExit || bound {
		opts |= ptrace.OptExitKill
	}
	if bound {
		opts |= ptrace.OptSeccomp
	}
	return opts
}

// attachAll attaches to the processes asked for.
func (e *engine) attachAll() error {
	for _, pid := range e.opts.Attach {
		e.attach(pid)
	}
	return nil
}

// attach seizes a thread, and under Follow all threads of its process.
func (e *engine) attach(pid int) {
	if e.tracees[pid] != nil {
		return // a thread of a process that was named before
	}
	if errno := ptrace.Seize(pid, e.seizeOptions(false)); errno != 0 {
		e.failed(&AttachError{pid, errno})
		return
	}
	tgid, _ := procfs.Proc.Parents(pid)
	first := e.add(pid, tgid, phaseRunning)
	siblings := e.seizeSiblings(first)
	first.Siblings = len(siblings)
	e.sink.New(&first.Tracee, event.Attached, nil)
	ptrace.Interrupt(pid)
	for _, t := range siblings {
		e.sink.New(&t.Tracee, event.Sibling, nil)
		ptrace.Interrupt(t.TID)
	}
}

// seizeSiblings seizes the other threads of a process. While it is at it,
// threads that are not seized can create others, so it looks again until
// there is no new one.
func (e *engine) seizeSiblings(first *tracee) (siblings []*tracee) {
	if !e.opts.Follow {
		return nil
	}
	for again := true; again; {
		again = false
		for _, tid := range procfs.Proc.Tasks(first.TID) {
			if e.tracees[tid] != nil {
				continue
			}
			// ESRCH: gone. EPERM: seized already, as a child of a thread
			// that is; it will be heard of.
			if ptrace.Seize(tid, e.seizeOptions(false)) == 0 {
				siblings = append(siblings, e.add(tid, first.TGID, phaseRunning))
				again = true
			}
		}
	}
	return siblings
}
