package engine

import "strake/tracer/internal/ptrace"

// tamperEntry does to a call that is about to be made what the sink asked for. A tracee that is gone
// needs nothing, so errors are of no interest.
func (e *engine) tamperEntry(t *tracee) {
	if t.Tamper.Returns {
		ptrace.SetNumber(t.TID, t.Tamper.Nr)
	}
	t.signal = t.Tamper.Signal
}

// tamperExit replaces the result of a call.
func (e *engine) tamperExit(t *tracee) {
	does := t.Tamper
	if !does.Returns || ptrace.SetResult(t.TID, does.Val) != 0 {
		return
	}
	e.exit.Val, e.exit.IsError, e.exit.Injected = does.Val, does.IsError, true
	if e.exit.ABI.Reg == 4 {
		e.exit.Val = int64(int32(does.Val))
	}
}

// takeSignal returns the signal that a tracee is to go on with, once.
func (t *tracee) takeSignal() int {
	sig := t.signal
	t.signal = 0
	return sig
}
