package tracer

import (
	"strake/tracer/event"
	"strake/tracer/internal/tamper"
)

// Injection is one -e inject= or -e fault=.
type Injection = tamper.Rule

// tamper asks the source of events for what the expressions say of a call that is traced. The execve that
// starts the program is not tampered with, nor counted.
func (s *session) tamper(th *thread) {
	if th.loading || len(s.cfg.Inject) == 0 {
		return
	}
	does, hit := tamper.At(s.cfg.Inject, &th.counts, th.call.ABI.ID, th.call.Nr)
	if hit {
		th.tampering = does
		th.t.Tamper = &th.tampering
	}
}

// answered reports whether the open call is going to return what an expression says.
func (th *thread) answered() bool { return th.t.Tamper != nil && th.t.Tamper.Returns }

// unsignedResult reports whether the value is to be shown as what it was given as: no call returns a
// negative value that is no error.
func unsignedResult(x *event.Exit) bool { return x.Injected && x.Val < 0 && !x.IsError }

// width cuts a result to the registers of the thread's call.
func (th *thread) width(val int64) uint64 {
	if th.call.ABI.Reg == 4 {
		return uint64(uint32(val))
	}
	return uint64(val)
}
