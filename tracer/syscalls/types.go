package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Scalars. In a register they are cut to their own width; in memory they are as the
// layout says.
type (
	// Int is an int: 32 bits, signed, decimal.
	Int struct{}
	// Uint is an unsigned int: 32 bits, decimal.
	Uint struct{}
	// Hex32 is an unsigned int in hexadecimal.
	Hex32 struct{}
	// Long is a long: signed, decimal.
	Long struct{}
	// ULong is an unsigned long or size_t, decimal.
	ULong struct{}
	// HexLong is an unsigned long in hexadecimal.
	HexLong struct{}
	// Int64 is 64 bits wide, signed, also where a register has 32: it takes two registers
	// there, the low half first.
	Int64 struct{}
	// Uint64 is Int64 without sign.
	Uint64 struct{}
	// Hex64 is Uint64 in hexadecimal.
	Hex64 struct{}
	// Addr is an address that is not followed.
	Addr struct{}
	// Dec is a member of a structure in decimal, signed or not as the layout says.
	Dec struct{}
	// Hex is a member of a structure in hexadecimal.
	Hex struct{}
	// Mode is the permission bits and type of a file: 0644, S_IFREG|0644 where
	// a type may be among them (see FileMode).
	Mode struct{}
	// FD is a file descriptor.
	FD struct{}
	// DirFD is a file descriptor that paths are relative to, or AT_FDCWD.
	DirFD struct{}
	// PID is the id of a process, or of what else Kind says.
	PID struct{ Kind decode.PIDKind }
	// PIDOrGroup is the id of a process, or the negative one of a group.
	PIDOrGroup struct{}
	// UID is a user or group id; -1 is shown so.
	UID struct{}
	// UID16 is UID in the calls that had 16 bits for it, on the ABIs that have others
	// with 32 bits: i386's chown, not chown32.
	UID16 struct{}
	// Path is a pointer to a file name.
	Path struct{}
	// PathText looks like Path, but names no file that the call is about: what a symbolic link leads to, a message
	// queue.
	PathText struct{}
	// Str is a pointer to a NUL-terminated string that -s cuts.
	Str struct{}
)

// Print implements Type.
func (Int) Print(c *decode.Call, v decode.Value) { c.E.Int(int64(int32(v.U))) }

// Size implements Sized.
func (Int) Size(abi.ID) int { return 4 }

// Print implements Type.
func (Uint) Print(c *decode.Call, v decode.Value) { c.E.Uint(v.U & 0xffffffff) }

// Size implements Sized.
func (Uint) Size(abi.ID) int { return 4 }

// Print implements Type.
func (Hex32) Print(c *decode.Call, v decode.Value) { c.E.Hex(v.U & 0xffffffff) }

// Size implements Sized.
func (Hex32) Size(abi.ID) int { return 4 }

// long sign-extends a long, from the width that it has where it lies.
func long(c *decode.Call, v decode.Value) int64 {
	if v.Mem == nil && c.ABI.Reg == 4 || len(v.Mem) == 4 {
		return int64(int32(v.U))
	}
	return int64(v.U)
}

// Print implements Type.
func (Long) Print(c *decode.Call, v decode.Value) { c.E.Int(long(c, v)) }

// Size implements Sized.
func (Long) Size(id abi.ID) int { return id.Get().Word }

// Print implements Type.
func (ULong) Print(c *decode.Call, v decode.Value) { c.E.Uint(v.U) }

// Size implements Sized.
func (ULong) Size(id abi.ID) int { return id.Get().Word }

// Print implements Type.
func (HexLong) Print(c *decode.Call, v decode.Value) { c.E.Hex(v.U) }

// Size implements Sized.
func (HexLong) Size(id abi.ID) int { return id.Get().Word }

// pair says how many registers 64 bits take.
func pair(id abi.ID) int { return 8 / id.Get().Reg }

// Print implements Type.
func (Int64) Print(c *decode.Call, v decode.Value) { c.E.Int(int64(v.U)) }

// Size implements Sized.
func (Int64) Size(abi.ID) int    { return 8 }
func (Int64) regs(id abi.ID) int { return pair(id) }

// Print implements Type.
func (Uint64) Print(c *decode.Call, v decode.Value) { c.E.Uint(v.U) }

// Size implements Sized.
func (Uint64) Size(abi.ID) int    { return 8 }
func (Uint64) regs(id abi.ID) int { return pair(id) }

// Print implements Type.
func (Hex64) Print(c *decode.Call, v decode.Value) { c.E.Hex(v.U) }

// Size implements Sized.
func (Hex64) Size(abi.ID) int    { return 8 }
func (Hex64) regs(id abi.ID) int { return pair(id) }

// Print implements Type.
func (Addr) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

// Size implements Sized.
func (Addr) Size(id abi.ID) int { return id.Get().Word }

// Print implements Type.
func (Dec) Print(c *decode.Call, v decode.Value) {
	if v.Signed {
		c.E.Int(int64(v.U))
	} else {
		c.E.Uint(v.U)
	}
}

// Print implements Type.
func (Hex) Print(c *decode.Call, v decode.Value) {
	if n := len(v.Mem); n > 0 && n < 8 {
		v.U &= 1<<(8*n) - 1
	}
	c.E.Hex(v.U)
}

// Print implements Type.
func (FD) Print(c *decode.Call, v decode.Value) { c.FD(int32(v.U)) }

// Size implements Sized.
func (FD) Size(abi.ID) int { return 4 }

// Print implements Type.
func (DirFD) Print(c *decode.Call, v decode.Value) { c.DirFD(int32(v.U)) }

// Size implements Sized.
func (DirFD) Size(abi.ID) int { return 4 }

// Print implements Type.
func (PIDOrGroup) Print(c *decode.Call, v decode.Value) { c.PIDOrGroup(int32(v.U)) }

// Print implements Type.
func (t PID) Print(c *decode.Call, v decode.Value) { c.PID(t.Kind, int32(v.U)) }

// Size implements Sized.
func (PID) Size(abi.ID) int { return 4 }

// Print implements Type.
func (UID) Print(c *decode.Call, v decode.Value) {
	if uint32(v.U) == 0xffffffff {
		c.E.Int(-1)
		return
	}
	c.E.Uint(v.U & 0xffffffff)
}

// Size implements Sized.
func (UID) Size(abi.ID) int { return 4 }

// Print implements Type.
func (UID16) Print(c *decode.Call, v decode.Value) {
	if c.ABI.ID == abi.I386 {
		v.U &= 0xffff
		if v.U == 0xffff {
			v.U = 0xffffffff
		}
	}
	UID{}.Print(c, v)
}

// Size implements Sized.
func (UID16) Size(id abi.ID) int {
	if id == abi.I386 {
		return 2
	}
	return 4
}

// Print implements Type.
func (Path) Print(c *decode.Call, v decode.Value) { c.Path(v.U) }

// Size implements Sized.
func (Path) Size(id abi.ID) int { return id.Get().Word }

// Print implements Type.
func (PathText) Print(c *decode.Call, v decode.Value) { c.Path(v.U) }

// Print implements Type.
func (Str) Print(c *decode.Call, v decode.Value) { c.String(v.U) }

// Size implements Sized.
func (Str) Size(id abi.ID) int { return id.Get().Word }

// Print implements Type.
func (Mode) Print(c *decode.Call, v decode.Value) { c.E.Mode(v.U & 0xffff) }

// Size implements Sized.
func (Mode) Size(abi.ID) int { return 4 }

// Enum is one of a table's values, an int; Fmt is how it looks without a name.
type Enum struct {
	Table *xlat.Table
	Fmt   decode.NumFormat
}

// Print implements Type.
func (t Enum) Print(c *decode.Call, v decode.Value) {
	if len(v.Mem) == 8 {
		c.Enum(t.Table, v.U, t.Fmt)
		return
	}
	u := v.U & 0xffffffff
	name := t.Table.Lookup(c.ABI.ID, u)
	if name == "" {
		// Negative constants are sign-extended in the tables.
		name = t.Table.Lookup(c.ABI.ID, uint64(int64(int32(u))))
	}
	c.Const(u, t.Fmt, name, t.Table.Unknown)
}

// Size implements Sized.
func (Enum) Size(abi.ID) int { return 4 }

// EnumLong is Enum of an unsigned long.
type EnumLong struct {
	Table *xlat.Table
	Fmt   decode.NumFormat
}

// Print implements Type.
func (t EnumLong) Print(c *decode.Call, v decode.Value) { c.Enum(t.Table, v.U, t.Fmt) }

// Enum64 is Enum of 64 bits.
type Enum64 struct{ Table *xlat.Table }

// Print implements Type.
func (t Enum64) Print(c *decode.Call, v decode.Value) { c.Enum(t.Table, v.U, decode.FmtHex) }

// Size implements Sized.
func (Enum64) Size(abi.ID) int { return 8 }

// Flags is bits of a table, in an unsigned int.
type Flags struct {
	Table *xlat.Table
}

// Print implements Type.
func (t Flags) Print(c *decode.Call, v decode.Value) {
	u := v.U
	if len(v.Mem) <= 4 {
		u &= 0xffffffff
	}
	c.Flags(t.Table, u)
}

// Size implements Sized.
func (Flags) Size(abi.ID) int { return 4 }

// FlagsLong is Flags of an unsigned long.
type FlagsLong struct {
	Table *xlat.Table
}

// Print implements Type.
func (t FlagsLong) Print(c *decode.Call, v decode.Value) { c.Flags(t.Table, v.U) }

// Size implements Sized.
func (FlagsLong) Size(id abi.ID) int { return id.Get().Word }

// Count says where a number of elements or bytes comes from: a register (by
// index), or the value returned.
type Count uint8

const (
	// Returned is the Count that is the value returned.
	Returned Count = 0xff
	// Low32, added to a register, takes its low 32 bits only: an unsigned int.
	Low32 Count = 0x80
)

func (n Count) get(c *decode.Call) uint64 {
	if n == Returned {
		if c.Val < 0 {
			return 0
		}
		return uint64(c.Val)
	}
	if n&Low32 != 0 {
		return c.Args[n&^Low32] & 0xffffffff
	}
	return c.Args[n]
}

// Buf is a pointer to bytes, as many as N says.
type Buf struct{ N Count }

// Print implements Type.
func (t Buf) Print(c *decode.Call, v decode.Value) { c.Buffer(v.U, t.N.get(c)) }

// loadValue makes a Value of the bytes of a scalar or structure in memory.
func loadValue(addr uint64, mem []byte, signed bool) decode.Value {
	return decode.Value{U: layout.Load(mem, signed), Addr: addr, Mem: mem, Signed: signed}
}
