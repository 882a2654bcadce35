package syscalls

import (
	"strings"
	"sync"

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

// index is the rows of an ABI by number.
type index struct {
	once sync.Once
	rows []*Syscall
}

var indexes [abi.Count]index

func (x *index) build(id abi.ID) {
	classify()
	byName := make(map[string]*Syscall, 512)
	for _, family := range families {
		for i := range family {
			row := &family[i]
			if !row.On.Has(id) {
				continue
			}
			if old := byName[row.Name]; old == nil || old.On == 0 {
				byName[row.Name] = row
			}
		}
	}
	names := id.Get().Syscalls
	x.rows = make([]*Syscall, len(names))
	for nr, name := range names {
		// x32 marks the x86_64 calls that it has an own form of: ioctl#64.
		x.rows[nr] = byName[strings.TrimSuffix(name, "#64")]
	}
	if id == abi.I386 {
		x.rows = append(x.rows, make([]*Syscall, SubcallBase+len(subcalls)-len(names))...)
		for i, name := range subcalls {
			x.rows[SubcallBase+i] = byName[name]
		}
	}
}

var classify = sync.OnceFunc(func() {
	for _, family := range families {
		for i := range family {
			family[i].Class = ClassOf(family[i].Name)
		}
	}
})

// Lookup returns the row of number nr on an ABI, or nil where no call has that number.
func Lookup(id abi.ID, nr uint64) *Syscall {
	x := &indexes[id]
	x.once.Do(func() { x.build(id) })
	if nr < uint64(len(x.rows)) {
		return x.rows[nr]
	}
	return nil
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
