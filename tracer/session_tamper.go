package tracer

import (
	"fmt"

	"strake/tracer/event"
	"strake/tracer/internal/tamper"
)

// Injection is one -e inject= or -e fault=.
type Injection = tamper.Rule

// tampered is what a line has to say of the tampering with its call.
type tampered struct {
	args    bool // memory was changed
	delayed bool
}

// tamper asks the source of events for what the expressions say of a call that is traced, and changes the memory
// that it is about to read. The execve that starts the program is not tampered with, nor counted.
func (s *session) tamper(th *thread) {
	if th.loading || len(s.cfg.Inject) == 0 {
		return
	}
	does, hit := tamper.At(s.cfg.Inject, &th.counts, th.call.ABI.ID, th.call.Nr)
	if !hit {
		return
	}
	th.tampering = does
	th.tampered.delayed = does.Delays
	th.t.Tamper = &th.tampering.Tampering
	s.poke(th, does.PokeEnter)
}

// unknownArity is how many arguments a call may have that is not known.
const unknownArity = 6

// poke writes to where arguments of the open call point. What cannot be written is said, in strace's words.
func (s *session) poke(th *thread, pokes []tamper.Poke) {
	if len(pokes) == 0 || th.t.Writer == nil {
		return
	}
	arity := unknownArity
	if th.row != nil {
		arity = th.row.NumArgs(&th.call)
	}
	for i := range pokes {
		p := &pokes[i]
		if p.Arg > arity {
			s.failedPoke(th, fmt.Sprintf("requested to tamper with argument #%d, but system call '%s' has only %d arguments", p.Arg, th.name, arity))
			continue
		}
		addr := th.call.Args[p.Arg-1]
		switch n := th.t.Writer.Write(addr, p.Data); {
		case n == 0:
			s.failedPoke(th, "couldn't poke")
			continue
		case n < len(p.Data):
			s.log.Message(fmt.Sprintf("upoken: pid:%d short write (%d < %d) @0x%x", th.t.TID, n, len(p.Data), addr))
		}
		th.tampered.args = true
	}
}

func (s *session) failedPoke(th *thread, why string) {
	s.log.Message(fmt.Sprintf("poke_tcb: Failed to tamper with process %d: %s", th.t.TID, why))
}

// sayTampered puts what was tampered with behind the result of a call.
func (th *thread) sayTampered(x *event.Exit) {
	text := &th.line.Text
	switch {
	case th.tampered.args && x.Injected:
		text.Name(" (INJECTED: args, retval)")
	case th.tampered.args:
		text.Name(" (INJECTED: args)")
	case x.Injected:
		text.Name(" (INJECTED)")
	}
	if th.tampered.delayed {
		text.Name(" (DELAYED)")
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
