package syscalls

import (
	"strings"
	"sync"
	"sync/atomic"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// families are all rows, by subsystem: each slice in the file of its name.
var families = [...][]Syscall{
	fileSyscalls,
	descSyscalls,
	fsSyscalls,
	memorySyscalls,
	processSyscalls,
	prctlSyscalls,
	schedSyscalls,
	signalSyscalls,
	timeSyscalls,
	pollSyscalls,
	socketSyscalls,
	futexSyscalls,
	idSyscalls,
	ipcSyscalls,
	ioSyscalls,
	keySyscalls,
	systemSyscalls,
}

// planOf returns the plan of the arguments that an expander chose.
func planOf(args []Arg) *plan {
	if p, ok := expanded.Load(&args[0]); ok {
		return p.(*plan)
	}
	p := makePlan(args)
	expanded.Store(&args[0], p)
	return p
}

var expanded sync.Map // of *Arg, the first of a list, to *plan

// index is the rows of an ABI by number, as far as they have been looked for.
//
// A short trace needs a dozen of them: to find these one by one costs less than the index of all.
type index struct {
	once sync.Once
	rows []atomic.Pointer[Syscall] // &none for a number without a row
}

var indexes [abi.Count]index

// none stands for the row of a number that has none.
var none Syscall

func (x *index) build(id abi.ID) {
	n := len(id.Get().Syscalls)
	if id == abi.I386 {
		n = SubcallBase + len(subcalls)
	}
	x.rows = make([]atomic.Pointer[Syscall], n)
}

// find returns the row of number nr, a row with a set of ABIs before one without.
func find(id abi.ID, nr uint64) *Syscall {
	name := ""
	switch names := id.Get().Syscalls; {
	case nr < uint64(len(names)):
		// x32 marks the x86_64 calls that it has an own form of: ioctl#64.
		name = strings.TrimSuffix(names[nr], "#64")
	case id == abi.I386 && nr >= SubcallBase:
		name = subcalls[nr-SubcallBase]
	}
	found := &none
	if name == "" {
		return found
	}
	for _, family := range families {
		for i := range family {
			row := &family[i]
			if row.Name != name || !row.On.Has(id) {
				continue
			}
			if row.On != 0 {
				return row
			}
			found = row
		}
	}
	return found
}

// Lookup returns the row of number nr on an ABI, or nil where no call has that number.
func Lookup(id abi.ID, nr uint64) *Syscall {
	x := &indexes[id]
	x.once.Do(func() { x.build(id) })
	if nr >= uint64(len(x.rows)) {
		return nil
	}
	row := x.rows[nr].Load()
	if row == nil {
		row = find(id, nr)
		x.rows[nr].Store(row)
	}
	if row == &none {
		return nil
	}
	return row
}

// Resolve returns the row of the call c, or nil for a number without one. A call of a
// multiplexer becomes the call that it stands for, and arguments in memory are read: c.Nr and c.Args change.
func Resolve(c *decode.Call) *Syscall {
	if c.ABI.ID == abi.I386 {
		if row := resolveSubcall(c); row != nil {
			return row
		}
	}
	row := Lookup(c.ABI.ID, c.Nr)
	if row != nil && row.InMemory != nil && !c.RawArgs && !readArgs(c, len(row.Args)) {
		return row.InMemory
	}
	return row
}
