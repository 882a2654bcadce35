package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Combined is an unsigned int in which a field holds one of a table's values, and the other bits are flags:
// MAP_PRIVATE|MAP_ANONYMOUS|21<<MAP_HUGE_SHIFT.
type Combined struct {
	// Enum has the values of the bits in Mask; nil if there are none.
	Enum *xlat.Table
	Mask uint64
	// Flags has the other bits.
	Flags *xlat.Table
	// Whole shows the register whole where it is shown as a number.
	Whole bool
	// Shift is the lowest bit of a number that fills the top of the word; the macro ShiftName
	// stands for it. 0 is none.
	Shift     uint8
	ShiftName string
}

// Print implements Type.
func (t Combined) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	if !t.Whole {
		v.U = u
	}
	switch c.Opt.Style {
	case decode.Raw:
		c.E.Hex(v.U)
	case decode.Verbose:
		c.E.Hex(v.U)
		if u == 0 && t.Enum == nil {
			return
		}
		c.E.CommentBegin()
		t.names(c, u)
		c.E.CommentEnd()
	default:
		t.names(c, u)
	}
}

// Size implements Sized.
func (Combined) Size(abi.ID) int { return 4 }

// names shows the parts of u by name, whatever the style.
func (t Combined) names(c *decode.Call, u uint64) {
	p := parts{c: c}
	if t.Enum != nil {
		p.enum(t.Enum, u&t.Mask)
		u &^= t.Mask
	}
	high := uint64(0)
	if t.Shift != 0 {
		high = u >> t.Shift
		u &= 1<<t.Shift - 1
	}
	if u != 0 {
		p.flags(t.Flags, u)
	}
	if high != 0 {
		p.next()
		c.E.Uint(high)
		c.E.Name(t.ShiftName)
	}
	if !p.shown {
		c.E.Uint(0)
	}
}

// parts shows parts of a value by name, joined.
type parts struct {
	c     *decode.Call
	shown bool
}

func (p *parts) next() {
	if p.shown {
		p.c.E.Or()
	}
	p.shown = true
}

// enum shows a value of t.
func (p *parts) enum(t *xlat.Table, v uint64) {
	p.next()
	if name := t.Lookup(p.c.ABI.ID, v); name != "" {
		p.c.E.Name(name)
		return
	}
	p.c.E.Hex(v)
	p.c.Comment(t.Unknown)
}

// flags shows bits of t, and what is left of v as a number.
func (p *parts) flags(t *xlat.Table, v uint64) {
	for i, list := 0, t.For(p.c.ABI.ID); i < len(list) && v != 0; i++ {
		if bits := list[i].Val; bits != 0 && v&bits == bits {
			p.next()
			p.c.E.Name(list[i].Name)
			v &^= bits
		}
	}
	if v == 0 {
		return
	}
	alone := !p.shown
	p.next()
	p.c.E.Hex(v)
	if alone {
		p.c.Comment(t.Unknown)
	}
}

// auxFlags shows the value returned as flags, behind it.
func auxFlags(c *decode.Call, t *xlat.Table) {
	if c.Opt.Style == decode.Raw || c.Val == 0 && t.Lookup(c.ABI.ID, 0) == "" {
		return
	}
	c.E.AuxBegin()
	p := parts{c: c}
	if c.Val == 0 {
		p.enum(t, 0)
	} else {
		p.flags(t, uint64(c.Val))
	}
	c.E.AuxEnd()
}

// auxEnum shows the name of the value returned, if it has one.
func auxEnum(c *decode.Call, t *xlat.Table) {
	if name := t.Lookup(c.ABI.ID, uint64(c.Val)); name != "" {
		c.E.AuxBegin()
		c.E.Name(name)
		c.E.AuxEnd()
	}
}
