// Package syscalls has one row per system call, each reading like the call's
// prototype, and the vocabulary of types that the rows are written in.
//
// A row is static data. What an argument looks like is decided by its Type;
// when it can be shown (at entry or at exit) follows from its type too: the
// arguments before the first that needs the call's result are shown at entry, the
// others at exit. See docs/HOWTO_ADD_A_SYSCALL.md.
package syscalls

import (
	"sync/atomic"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// Syscall describes a system call.
type Syscall struct {
	// Name is the kernel's, as in its table of numbers.
	Name string
	// On is where the row holds; empty means every ABI. A row with a set of ABIs
	// goes before one without.
	On   abi.Mask
	Args []Arg
	// Ret is what the call returns on success; nil is Dec.
	Ret Result
	// InMemory is set where the only register points to the arguments: it is the row
	// of the call whose arguments cannot be read.
	InMemory *Syscall

	plan atomic.Pointer[plan]
}

// Arg is an argument of a system call.
type Arg struct {
	Name string // as in the manual
	Type Type
}

// Type shows one value. Types are small and immutable, so that rows are static data.
type Type interface {
	Print(c *decode.Call, v decode.Value)
}

// Sized is a Type that can lie in memory.
type Sized interface {
	Type
	// Size returns the size of the value on an ABI, in bytes.
	Size(id abi.ID) int
}

// What a Type can have beside Print decides how the argument is treated. Wrappers
// forward to what they wrap.
type (
	// later is a Type that may have to wait until the call has returned.
	later interface {
		// late reports whether the value cannot be shown before.
		late(c *decode.Call) bool
	}
	// preparer is a Type that has to note something at entry if it is shown at exit.
	preparer interface {
		// prepare is called at entry with the register index of the argument,
		// which is the index of the call's Saved, too.
		prepare(c *decode.Call, v decode.Value, reg int)
	}
	// finisher is a Type that is shown with what prepare noted.
	finisher interface {
		printSaved(c *decode.Call, v decode.Value, s decode.Saved)
	}
	// omitter is a Type whose argument may not be there at all.
	omitter interface {
		omit(c *decode.Call) bool
	}
	// wider is a Type that takes more than one register on some ABI.
	wider interface {
		regs(id abi.ID) int
	}
	// expander is a Type that stands for other arguments, chosen by the call.
	expander interface {
		expand(c *decode.Call) []Arg
	}
	// continuer is a Type that is begun at entry and goes on at exit with what the call did
	// about it: {size=10} => {size=56}. The arguments after it wait.
	continuer interface {
		// continues reports, at entry, whether there may be more to show.
		continues(c *decode.Call, v decode.Value) bool
		printRest(c *decode.Call, v decode.Value)
	}
)

// NumRegs is how many registers carry arguments.
const NumRegs = 6

// step is what is known of an argument's type before the call.
type step struct {
	later    later
	preparer preparer
	finisher finisher
	omitter  omitter
	wider    wider
	expander expander

	continuer continuer
}

type plan struct {
	steps []step
	plain bool // no step has anything
}

func makePlan(args []Arg) *plan {
	p := &plan{steps: make([]step, len(args)), plain: true}
	for i, a := range args {
		s := &p.steps[i]
		s.later, _ = a.Type.(later)
		s.preparer, _ = a.Type.(preparer)
		s.finisher, _ = a.Type.(finisher)
		s.omitter, _ = a.Type.(omitter)
		s.wider, _ = a.Type.(wider)
		s.expander, _ = a.Type.(expander)
		s.continuer, _ = a.Type.(continuer)
		if *s != (step{}) {
			p.plain = false
		}
	}
	return p
}

func (s *Syscall) getPlan() *plan {
	p := s.plan.Load()
	if p == nil {
		p = makePlan(s.Args)
		s.plan.Store(p)
	}
	return p
}

// walk is the state of going through the arguments of a call.
type walk struct {
	c   *decode.Call
	reg int // the register of the next argument
	// held says that an argument was met that has to wait: the rest waits too.
	held bool
	n    int // arguments met, as the exit counts them
}

// Enter shows the arguments that are known before the call is made, and notes
// what those shown at exit need to know.
func (s *Syscall) Enter(c *decode.Call) {
	if c.RawArgs {
		s.printRaw(c)
		return
	}
	w := walk{c: c}
	p := s.getPlan()
	if p.plain {
		for i := range s.Args {
			c.E.Arg(s.Args[i].Name)
			s.Args[i].Type.Print(c, decode.Value{U: c.Args[i]})
		}
		c.Shown = len(s.Args)
		return
	}
	w.enter(s.Args, p.steps)
	c.Shown, c.Pending = w.n, w.held
}

func (w *walk) enter(args []Arg, steps []step) {
	c := w.c
	for i := range args {
		st := &steps[i]
		if st.expander != nil {
			if more := st.expander.expand(c); len(more) > 0 {
				w.enter(more, planOf(more).steps)
			}
			continue
		}
		if st.omitter != nil && st.omitter.omit(c) {
			w.advance(st)
			continue
		}
		v := w.value(st)
		if !w.held && st.later != nil && st.later.late(c) {
			w.held = true
		}
		if w.held {
			if st.preparer != nil {
				st.preparer.prepare(c, v, w.reg)
			}
		} else {
			w.n++
			c.E.Arg(args[i].Name)
			args[i].Type.Print(c, v)
			if st.continuer != nil && st.continuer.continues(c, v) {
				w.held, c.Continues = true, true
			}
		}
		w.advance(st)
	}
}

// Exit shows the arguments that Enter left.
func (s *Syscall) Exit(c *decode.Call) {
	if c.RawArgs {
		return
	}
	p := s.getPlan()
	if p.plain && c.Shown == len(s.Args) {
		return
	}
	w := walk{c: c}
	w.exit(s.Args, p.steps)
}

func (w *walk) exit(args []Arg, steps []step) {
	c := w.c
	for i := range args {
		st := &steps[i]
		if st.expander != nil {
			if more := st.expander.expand(c); len(more) > 0 {
				w.exit(more, planOf(more).steps)
			}
			continue
		}
		if st.omitter != nil && st.omitter.omit(c) {
			w.advance(st)
			continue
		}
		w.n++
		if w.n == c.Shown && c.Continues {
			st.continuer.printRest(c, w.value(st))
		}
		if w.n > c.Shown {
			v := w.value(st)
			c.E.Arg(args[i].Name)
			if st.finisher != nil {
				st.finisher.printSaved(c, v, c.Saved[min(w.reg, NumRegs-1)])
			} else {
				args[i].Type.Print(c, v)
			}
		}
		w.advance(st)
	}
}

// value returns the argument in the current register, both halves of it where it takes two.
func (w *walk) value(st *step) decode.Value {
	if w.reg >= NumRegs {
		return decode.Value{}
	}
	v := decode.Value{U: w.c.Args[w.reg]}
	if st.wider != nil && st.wider.regs(w.c.ABI.ID) == 2 && w.reg+1 < NumRegs {
		v.U |= w.c.Args[w.reg+1] << 32
	}
	return v
}

func (w *walk) advance(st *step) {
	if st.wider != nil {
		w.reg += st.wider.regs(w.c.ABI.ID)
		return
	}
	w.reg++
}

// rawNames are the names of arguments that are not decoded (-N).
var rawNames = [NumRegs]string{"arg1", "arg2", "arg3", "arg4", "arg5", "arg6"}

// printRaw shows every argument as a number (-e raw=).
func (s *Syscall) printRaw(c *decode.Call) {
	n := min(s.NumArgs(c), NumRegs)
	for i := range n {
		c.E.Arg(rawNames[i])
		c.E.Hex(c.Args[i])
	}
	c.Shown = n
}

// NumArgs returns how many registers of the call carry arguments.
func (s *Syscall) NumArgs(c *decode.Call) int {
	n := 0
	for i, st := range s.getPlan().steps {
		switch {
		case st.expander != nil:
			n += s.Args[i].Type.(rawCounter).rawRegs()
		case st.wider != nil:
			n += st.wider.regs(c.ABI.ID)
		default:
			n++
		}
	}
	return n
}

// rawCounter says how many registers an expander covers at most.
type rawCounter interface{ rawRegs() int }

// Return shows what the call returned on success, and what there is to say about it.
func (s *Syscall) Return(c *decode.Call) {
	if c.RawArgs {
		c.E.Hex(truncate(c, uint64(c.Val)))
		return
	}
	if s.Ret == nil {
		c.E.Int(c.Val)
		return
	}
	s.Ret.PrintResult(c)
}

// ReturnAux shows what there is to say about a call that failed; mostly nothing.
func (s *Syscall) ReturnAux(c *decode.Call) {
	if a, ok := s.Ret.(failedAux); ok && !c.RawArgs {
		a.printFailed(c)
	}
}

// failedAux is a Result with something to add where the call failed.
type failedAux interface{ printFailed(c *decode.Call) }

// Result shows the value that a call returned, with what explains it.
type Result interface {
	PrintResult(c *decode.Call)
}

// truncate cuts a register to the ABI's width.
func truncate(c *decode.Call, v uint64) uint64 {
	if c.ABI.Reg == 4 {
		return v & 0xffffffff
	}
	return v
}
