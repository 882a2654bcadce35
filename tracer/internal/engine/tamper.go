package engine

// tamperEntry does to a call that is about to be made what the sink asked for. A tracee that is gone
// needs nothing, so errors are of no interest.
func (e *engine) tamperEntry(t *tracee) {
	if t.Tamper.Returns {
		e.setter.Number(t.TID, &e.info, t.Tamper.Nr)
	}
	t.signal, t.pause = t.Tamper.Signal, t.Tamper.DelayEnter
}

// tamperExit replaces the result of a call.
func (e *engine) tamperExit(t *tracee) {
	does := t.Tamper
	t.pause = does.DelayExit
	if !does.Returns || e.setter.Result(t.TID, &e.info, does.Val, does.IsError) != 0 {
		return
	}
	e.exit.Own = e.exit.Val
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
