package syscalls

import (
	"bytes"

	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// ioctlCase is the arguments that some codes of ioctl(2) take.
type ioctlCase struct {
	codes []uint32
	args  []Arg
}

// ioctlFamily returns the cases of the codes with the same type as code: its second byte, which tells drivers apart.
func ioctlFamily(code uint32) []ioctlCase {
	switch code >> iocNrBits & 0xff {
	case 0x03:
		return hdioCases
	case 0x12:
		return blockCases
	case 0x15, 0x94, 'X':
		return fsCases
	case 0x21:
		return seccompCases
	case 0x22:
		return sgCases
	case 0x24:
		return perfCases
	case '>':
		return counterCases
	case 'L':
		return loopCases
	case 'M', 'O', 'o':
		return flashCases
	case 'R', 'W', 'i', 'p':
		return clockCases
	case 'u':
		return udmabufCases
	case 0x8a:
		return epollCases
	case 0xaa:
		return uffdCases
	case 0xab:
		return nbdCases
	case 0xb7, 0xff:
		return nsCases
	}
	return nil
}

// enumOf is a value of a table, as wide as the member it is.
type enumOf struct{ Table *xlat.Table }

// Size implements Sized.
func (enumOf) Size(abi.ID) int { return 4 }

// Print implements Type.
func (t enumOf) Print(c *decode.Call, v decode.Value) {
	c.Enum(t.Table, layout.Load(v.Mem, false), decode.FmtHex)
}

// flagsOf is bits of a table, as many as the member has.
type flagsOf struct{ Table *xlat.Table }

// Size implements Sized.
func (flagsOf) Size(abi.ID) int { return 4 }

// Print implements Type.
func (t flagsOf) Print(c *decode.Call, v decode.Value) { c.Flags(t.Table, layout.Load(v.Mem, false)) }

// quotedBytes is all bytes of a member as a string.
type quotedBytes struct{}

// Print implements Type.
func (quotedBytes) Print(c *decode.Call, v decode.Value) { c.E.Str(v.Mem, false) }

// cString is a string that lies at the address itself, up to N bytes.
type cString struct{ N int }

// Print implements Type.
func (t cString) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, v.U, t.N)
	if !ok {
		return
	}
	if i := bytes.IndexByte(b, 0); i >= 0 {
		c.E.Str(b[:i], false)
		return
	}
	c.E.Str(b[:len(b)-1], true)
}

// inlineNumbers is an array of numbers in a structure, all of them.
type inlineNumbers struct {
	Width int
	Hex   bool
}

// Print implements Type.
func (t inlineNumbers) Print(c *decode.Call, v decode.Value) {
	c.E.ArrayBegin()
	for i := 0; i+t.Width <= len(v.Mem); i += t.Width {
		c.E.Elem()
		if u := layout.Load(v.Mem[i:i+t.Width], false); t.Hex {
			c.E.Hex(u)
		} else {
			c.E.Uint(u)
		}
	}
	c.E.ArrayEnd()
}

// answered is a pointer to a structure that the kernel reads as In and answers in, as Out: {in} => {out}.
type answered struct {
	In, Out *Struct
	// Failed shows the address where the call fails.
	Failed bool
}

// readable reports whether the structure can be shown.
func (t answered) readable(c *decode.Call, v decode.Value) bool {
	mark := c.Mark()
	defer c.Release(mark)
	_, ok := c.Read(v.U, t.In.Size(c.ABI.ID))
	return ok && v.U != 0 && !c.NoVerbose
}

// Print implements Type.
func (t answered) Print(c *decode.Call, v decode.Value) { Ptr{t.In}.Print(c, v) }

func (t answered) continues(c *decode.Call, v decode.Value) bool { return t.readable(c, v) }

func (t answered) printRest(c *decode.Call, v decode.Value) {
	switch {
	case !c.Failed():
		c.E.Changed()
		Ptr{t.Out}.Print(c, v)
	case t.Failed:
		c.E.Changed()
		c.E.Addr(v.U)
	}
}

// completed is a pointer to a structure whose members of In the kernel reads, and whose members of Rest it fills in.
type completed struct{ In, Rest *Struct }

// Print implements Type.
func (t completed) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	if b, ok := fetch(c, v.U, t.In.Size(c.ABI.ID)); ok {
		c.E.StructBegin()
		t.In.printFields(c, loadValue(v.U, b, false))
	}
}

func (t completed) continues(c *decode.Call, v decode.Value) bool {
	return answered{In: t.In}.readable(c, v)
}

func (t completed) printRest(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	if !c.Failed() {
		if b, ok := c.Read(v.U, t.Rest.Size(c.ABI.ID)); ok {
			t.Rest.printFields(c, loadValue(v.U, b, false))
		}
	}
	c.E.StructEnd()
}

// longOf is an unsigned long in memory, one of a table.
type longOf struct{ Table *xlat.Table }

// Size implements Sized.
func (longOf) Size(id abi.ID) int { return id.Get().Word }

// Print implements Type.
func (t longOf) Print(c *decode.Call, v decode.Value) { c.Enum(t.Table, v.U, decode.FmtHex) }
