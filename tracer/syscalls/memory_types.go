package syscalls

import (
	"math"

	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
)

// fetch reads the value that addr points to. It shows the address instead, and
// reports false, where the pointer is not to be followed or leads nowhere.
func fetch(c *decode.Call, addr uint64, size int) ([]byte, bool) {
	if addr == 0 || c.NoVerbose {
		c.E.Addr(addr)
		return nil, false
	}
	b, ok := c.Read(addr, size)
	if !ok {
		c.E.Addr(addr)
	}
	return b, ok
}

// Ptr is a pointer to a structure, or to anything that brings its own brackets.
type Ptr struct{ To Sized }

// Print implements Type.
func (t Ptr) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	if b, ok := fetch(c, v.U, t.To.Size(c.ABI.ID)); ok {
		t.To.Print(c, loadValue(v.U, b, false))
	}
}

// Size implements Sized.
func (Ptr) Size(id abi.ID) int { return id.Get().Word }

// Ref is a pointer to a number: shown in brackets.
type Ref struct{ To Sized }

// Print implements Type.
func (t Ref) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	if b, ok := fetch(c, v.U, t.To.Size(c.ABI.ID)); ok {
		c.E.ArrayBegin()
		c.E.Elem()
		t.To.Print(c, loadValue(v.U, b, false))
		c.E.ArrayEnd()
	}
}

// Size implements Sized.
func (Ref) Size(id abi.ID) int { return id.Get().Word }

// Struct is a structure in memory.
type Struct struct {
	Layout *layout.Struct
	Fields []Field
}

// Field is a member of a Struct.
type Field struct {
	At   *layout.Field
	Type Type
	// Show shows a member that needs to know others; Type is nil then.
	Show func(c *decode.Call, v decode.Value, whole []byte)
	// Unlabelled says that Show announces the member itself.
	Unlabelled bool
	// Label is the name shown; empty is the member's own.
	Label string
	// Long keeps the member out of abbreviated output; "..." stands for it there.
	Long bool
	// NonZero leaves out the member where all its bytes are 0.
	NonZero bool
	// If, where set, says whether the member is shown at all.
	If func(c *decode.Call, whole []byte) bool
}

// Size implements Sized.
func (t Struct) Size(id abi.ID) int { return int(t.Layout.Size[id]) }

// Print implements Type.
func (t Struct) Print(c *decode.Call, v decode.Value) {
	c.E.StructBegin()
	if t.printFields(c, v) {
		c.E.Field("")
		c.E.More()
	}
	c.E.StructEnd()
}

// printFields shows the members of a structure and reports whether there are more than
// those shown.
func (t Struct) printFields(c *decode.Call, v decode.Value) (more bool) {
	id := c.ABI.ID
	for i := range t.Fields {
		f := &t.Fields[i]
		if !f.At.Has(id) || f.If != nil && !f.If(c, v.Mem) {
			continue
		}
		if f.Long && !c.NoAbbrev {
			more = true
			continue
		}
		b := f.At.Bytes(id, v.Mem)
		if b == nil {
			return true // the tracee's structure ends before
		}
		if f.NonZero && allZero(b) {
			continue
		}
		label := f.Label
		if label == "" {
			label = f.At.Name
		}
		if !f.Unlabelled {
			c.E.Field(label)
		}
		fv := loadValue(v.Addr+uint64(f.At.Off[id]), b, f.At.Signed)
		if f.Show != nil {
			f.Show(c, fv, v.Mem)
			continue
		}
		f.Type.Print(c, fv)
	}
	return more
}

// members is a structure whose members can be shown on their own: Struct.
type members interface {
	Sized
	printFields(c *decode.Call, v decode.Value) (more bool)
}

// Extensible is a pointer to a structure that grows with the kernel: Size is the argument
// that has its size. What lies behind the members that are known is shown unless it is zero.
type Extensible struct {
	To   members
	Size Count
	// Min is the size of the structure's first version, Max the largest that the kernel reads (0: any): the
	// address is shown of those that are smaller or larger.
	Min, Max uint64
	// Dots shows that there is something behind the known members without saying what.
	Dots bool
}

// Print implements Type.
func (t Extensible) Print(c *decode.Call, v decode.Value) {
	n := t.Size.get(c)
	if n < t.Min || t.Max != 0 && n > t.Max {
		c.E.Addr(v.U)
		return
	}
	mark := c.Mark()
	defer c.Release(mark)
	known := uint64(t.To.Size(c.ABI.ID))
	if b, ok := fetch(c, v.U, int(min(n, known))); ok {
		c.E.StructBegin()
		t.To.printFields(c, loadValue(v.U, b, false))
		switch {
		case !t.Dots:
			printTail(c, v.U, known, n)
		case n > known:
			c.E.Field("")
			c.E.More()
		}
		c.E.StructEnd()
	}
}

// maxTail is how much of an extensible structure is looked at: a page, as the kernel does.
const maxTail = 4096

// printTail shows the bytes from from to size of a structure at addr if any of them is not 0.
func printTail(c *decode.Call, addr, from, size uint64) {
	size = min(size, maxTail)
	if size <= from {
		return
	}
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := c.Read(addr+from, int(size-from))
	if !ok {
		c.E.Field("")
		c.E.Name("???")
		return
	}
	for _, x := range b {
		if x != 0 {
			show := min(len(b), c.Opt.StringLimit)
			c.E.Tail(from, size-1, b[:show], show < len(b))
			return
		}
	}
}

// Array is a pointer to N elements.
type Array struct {
	Elem Sized
	N    Count
	// Whole shows all elements, however many, up to what one call may read.
	Whole bool
}

// Print implements Type.
func (t Array) Print(c *decode.Call, v decode.Value) {
	PrintArray(c, v.U, t.N.get(c), t.Elem, t.Whole)
}

// Size implements Sized.
func (Array) Size(id abi.ID) int { return id.Get().Word }

// maxElems bounds the elements shown of an array that is not to be abbreviated.
const maxElems = 1 << 20

// PrintArray shows n elements that lie at addr, cut as -s says unless whole or -v.
// Where memory ends early it says so: [1, 2, ... /* 0x7f0000001000 */].
func PrintArray(c *decode.Call, addr, n uint64, elem Sized, whole bool) {
	if addr == 0 || n != 0 && c.NoVerbose {
		c.E.Addr(addr)
		return
	}
	if n == 0 {
		c.E.ArrayBegin()
		c.E.ArrayEnd()
		return
	}
	limit := n
	if !whole && !c.NoAbbrev {
		limit = min(limit, uint64(c.Opt.StringLimit))
	}
	limit = min(limit, maxElems)
	size := elem.Size(c.ABI.ID)
	if n > (math.MaxUint64-addr)/uint64(size) {
		c.E.Addr(addr) // more than there can be
		return
	}
	begun := false
	for i := uint64(0); i < limit; i++ {
		at := addr + i*uint64(size)
		mark := c.Mark()
		b, ok := c.Read(at, size)
		if !ok {
			if !begun {
				c.E.Addr(addr)
				return
			}
			c.E.Elem()
			c.E.More()
			c.E.CommentBegin()
			c.E.Addr(at)
			c.E.CommentEnd()
			c.E.ArrayEnd()
			return
		}
		if !begun {
			c.E.ArrayBegin()
			begun = true
		}
		c.E.Elem()
		elem.Print(c, loadValue(at, b, false))
		c.Release(mark)
	}
	if !begun {
		c.E.ArrayBegin()
	}
	if limit < n {
		c.E.Elem()
		c.E.More()
	}
	c.E.ArrayEnd()
}

// Inline is an array that is a member of a structure: all of its elements.
type Inline struct{ Elem Sized }

// Print implements Type.
func (t Inline) Print(c *decode.Call, v decode.Value) {
	size := t.Elem.Size(c.ABI.ID)
	c.E.ArrayBegin()
	for i := 0; i+size <= len(v.Mem); i += size {
		c.E.Elem()
		t.Elem.Print(c, loadValue(v.Addr+uint64(i), v.Mem[i:i+size], false))
	}
	c.E.ArrayEnd()
}

func allZero(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}

// cutsArray reports whether -s cuts an array before its element i.
func cutsArray(c *decode.Call, i int) bool { return !c.NoAbbrev && i >= c.Opt.StringLimit }

// Out is an argument that the kernel fills in: shown at exit, and as an address where the
// call failed.
type Out struct{ T Type }

func (Out) late(*decode.Call) bool { return true }

// Print implements Type.
func (t Out) Print(c *decode.Call, v decode.Value) {
	if c.Failed() {
		c.E.Addr(v.U)
		return
	}
	t.T.Print(c, v)
}

// OutAlways is Out whose contents are shown even where the call failed.
type OutAlways struct{ T Type }

func (OutAlways) late(*decode.Call) bool { return true }

// Print implements Type.
func (t OutAlways) Print(c *decode.Call, v decode.Value) { t.T.Print(c, v) }

// lateUint64 is a Uint64 that is not shown before the call has returned.
type lateUint64 struct{ Uint64 }

func (lateUint64) late(*decode.Call) bool { return true }

// InOut is a pointer to a number that the call may change: [16 => 4].
type InOut struct{ To Sized }

func (InOut) late(*decode.Call) bool { return true }

func (t InOut) prepare(c *decode.Call, v decode.Value, reg int) {
	if reg < NumRegs && v.U != 0 && !c.NoVerbose {
		u, ok := c.ReadUint(v.U, t.To.Size(c.ABI.ID))
		c.Saved[reg] = decode.Saved{U: u, OK: ok}
	}
}

// Print implements Type.
func (t InOut) Print(c *decode.Call, v decode.Value) { Ref{t.To}.Print(c, v) }

func (t InOut) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	if !s.OK {
		c.E.Addr(v.U)
		return
	}
	now, ok := c.ReadUint(v.U, t.To.Size(c.ABI.ID))
	c.E.ArrayBegin()
	c.E.Elem()
	t.To.Print(c, decode.Value{U: s.U})
	if ok && now != s.U && !c.Failed() {
		c.E.Changed()
		t.To.Print(c, decode.Value{U: now})
	}
	c.E.ArrayEnd()
}

// sentOffset is the offset of sendfile(2), shown again whenever something was sent: [5 => 5].
type sentOffset struct{ To Sized }

func (sentOffset) late(*decode.Call) bool { return true }

func (t sentOffset) prepare(c *decode.Call, v decode.Value, reg int) { InOut{t.To}.prepare(c, v, reg) }

// Print implements Type.
func (t sentOffset) Print(c *decode.Call, v decode.Value) { Ref{t.To}.Print(c, v) }

func (t sentOffset) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	if !s.OK {
		c.E.Addr(v.U)
		return
	}
	c.E.ArrayBegin()
	c.E.Elem()
	t.To.Print(c, decode.Value{U: s.U})
	if now, ok := c.ReadUint(v.U, t.To.Size(c.ABI.ID)); ok && !c.Failed() && c.Val != 0 {
		c.E.Changed()
		t.To.Print(c, decode.Value{U: now})
	}
	c.E.ArrayEnd()
}

// When is an argument that is there only if Cond says so.
type When struct {
	Cond func(c *decode.Call) bool
	T    Type
}

func (t When) omit(c *decode.Call) bool { return !t.Cond(c) }

func (t When) late(c *decode.Call) bool {
	l, ok := t.T.(later)
	return ok && l.late(c)
}

func (t When) prepare(c *decode.Call, v decode.Value, reg int) {
	if p, ok := t.T.(preparer); ok {
		p.prepare(c, v, reg)
	}
}

func (t When) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	if f, ok := t.T.(finisher); ok {
		f.printSaved(c, v, s)
		return
	}
	t.T.Print(c, v)
}

func (t When) regs(id abi.ID) int {
	if w, ok := t.T.(wider); ok {
		return w.regs(id)
	}
	return 1
}

// Print implements Type.
func (t When) Print(c *decode.Call, v decode.Value) { t.T.Print(c, v) }

// Unused stands for N registers that carry nothing.
type Unused struct{ N int }

func (Unused) omit(*decode.Call) bool { return true }
func (t Unused) regs(abi.ID) int      { return t.N }

// Unused64 stands for a register that carries nothing where registers have 64 bits: the high half
// of what has to be halved elsewhere.
type Unused64 struct{}

func (Unused64) omit(*decode.Call) bool { return true }
func (Unused64) regs(id abi.ID) int {
	if id.Get().Reg == 8 {
		return 1
	}
	return 0
}

// Print implements Type; an Unused64 is never shown.
func (Unused64) Print(*decode.Call, decode.Value) {}

// Print implements Type; an Unused is never shown.
func (Unused) Print(*decode.Call, decode.Value) {}

// Else is T where Cond holds, otherwise Other: one argument of two kinds. Both kinds may be
// Out or InOut.
type Else struct {
	Cond  func(c *decode.Call) bool
	T     Type
	Other Type
}

func (t Else) pick(c *decode.Call) Type {
	if t.Cond(c) {
		return t.T
	}
	return t.Other
}

func (t Else) late(c *decode.Call) bool {
	l, ok := t.pick(c).(later)
	return ok && l.late(c)
}

func (t Else) prepare(c *decode.Call, v decode.Value, reg int) {
	if p, ok := t.pick(c).(preparer); ok {
		p.prepare(c, v, reg)
	}
}

func (t Else) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	if f, ok := t.pick(c).(finisher); ok {
		f.printSaved(c, v, s)
		return
	}
	t.pick(c).Print(c, v)
}

// Print implements Type.
func (t Else) Print(c *decode.Call, v decode.Value) { t.pick(c).Print(c, v) }

// ByArg stands for the arguments that the value of one, an operation or command,
// asks for. It comes last in a row.
type ByArg struct {
	// On is the register that decides, seen through Mask if that is not 0.
	On   Count
	Mask uint32
	// Shift is how many low bits are not looked at.
	Shift uint8
	// Cases are tried in order.
	Cases []Case
	// Default are the arguments where no case fits.
	Default []Arg
	// Regs is how many registers the arguments may fill: what -e raw shows.
	Regs int
}

// Case is the arguments for some values of the deciding one.
type Case struct {
	Vals []uint64
	Args []Arg
}

func (t ByArg) expand(c *decode.Call) []Arg {
	v := c.Args[t.On] & 0xffffffff
	if t.Mask != 0 {
		v &= uint64(t.Mask)
	}
	v >>= t.Shift
	for i := range t.Cases {
		for _, x := range t.Cases[i].Vals {
			if x == v {
				return t.Cases[i].Args
			}
		}
	}
	return t.Default
}

func (t ByArg) rawRegs() int { return t.Regs }

// Print implements Type; a ByArg is never shown itself.
func (ByArg) Print(*decode.Call, decode.Value) {}
