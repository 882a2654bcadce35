package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Operations of fcntl(2), alike on every ABI of strake (asm-generic/fcntl.h, linux/fcntl.h).
const (
	fDupFD         = 0
	fGetFD         = 1
	fSetFD         = 2
	fGetFL         = 3
	fSetFL         = 4
	fGetLk         = 5
	fSetLk         = 6
	fSetLkW        = 7
	fSetOwn        = 8
	fGetOwn        = 9
	fSetSig        = 10
	fGetSig        = 11
	fGetLk64       = 12
	fSetLk64       = 13
	fSetLkW64      = 14
	fSetOwnEx      = 15
	fGetOwnEx      = 16
	fOFDGetLk      = 36
	fOFDSetLk      = 37
	fOFDSetLkW     = 38
	fSetLease      = 1024
	fGetLease      = 1025
	fNotify        = 1026
	fDupFDQuery    = 1027
	fDupFDCloexec  = 1030
	fSetPipeSz     = 1031
	fGetPipeSz     = 1032
	fAddSeals      = 1033
	fGetSeals      = 1034
	fGetRWHint     = 1035
	fSetRWHint     = 1036
	fGetFileRWHint = 1037
	fSetFileRWHint = 1038
)

var fcntlOp = Enum{&xlat.FcntlOps, decode.FmtHex}

// A lock as it is set, and as F_GETLK answers: with who holds it. flock64 is there on i386 only.
var flockSet = Struct{Layout: &layout.Flock, Fields: []Field{
	{At: &layout.Flock_l_type, Type: Enum{&xlat.LockTypes, decode.FmtHex}},
	{At: &layout.Flock_l_whence, Type: &whence},
	{At: &layout.Flock_l_start, Type: Dec{}},
	{At: &layout.Flock_l_len, Type: Dec{}},
}}
var flockGet = Struct{Layout: &layout.Flock, Fields: []Field{
	{At: &layout.Flock_l_type, Type: Enum{&xlat.LockTypes, decode.FmtHex}},
	{At: &layout.Flock_l_whence, Type: &whence},
	{At: &layout.Flock_l_start, Type: Dec{}},
	{At: &layout.Flock_l_len, Type: Dec{}},
	{At: &layout.Flock_l_pid, Type: PID{}},
}}
var flock64Set = Struct{Layout: &layout.Flock64, Fields: []Field{
	{At: &layout.Flock64_l_type, Type: Enum{&xlat.LockTypes, decode.FmtHex}},
	{At: &layout.Flock64_l_whence, Type: &whence},
	{At: &layout.Flock64_l_start, Type: Dec{}},
	{At: &layout.Flock64_l_len, Type: Dec{}},
}}
var flock64Get = Struct{Layout: &layout.Flock64, Fields: []Field{
	{At: &layout.Flock64_l_type, Type: Enum{&xlat.LockTypes, decode.FmtHex}},
	{At: &layout.Flock64_l_whence, Type: &whence},
	{At: &layout.Flock64_l_start, Type: Dec{}},
	{At: &layout.Flock64_l_len, Type: Dec{}},
	{At: &layout.Flock64_l_pid, Type: PID{}},
}}

// fOwner is a struct f_owner_ex, whose type says what its id is.
type fOwner struct{}

// Size implements Sized.
func (fOwner) Size(id abi.ID) int { return int(layout.FOwnerEx.Size[id]) }

// Print implements Type.
func (fOwner) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	what := layout.FOwnerEx_type.Uint(id, v.Mem)
	c.E.StructBegin()
	c.E.Field("type")
	c.Enum(&xlat.OwnerTypes, what, decode.FmtHex)
	c.E.Field("pid")
	owner := int32(layout.FOwnerEx_pid.Uint(id, v.Mem))
	if what < uint64(len(ownerKinds)) {
		c.PID(ownerKinds[what], owner)
	} else {
		c.E.Int(int64(owner))
	}
	c.E.StructEnd()
}

// ownerKinds are what the id of an owner is the id of, by F_OWNER_… of asm-generic/fcntl.h.
var ownerKinds = [...]decode.PIDKind{decode.Thread, decode.Process, decode.ProcessGroup}

// The arguments of fcntl(2) by operation.
var fcntlCases = []Case{
	{Vals: []uint64{fGetFD, fGetFL, fGetOwn, fGetSig, fGetLease, fGetPipeSz, fGetSeals}},
	{Vals: []uint64{fDupFD, fDupFDCloexec}, Args: []Arg{{"arg", Long{}}}},
	{Vals: []uint64{fDupFDQuery}, Args: []Arg{{"arg", FD{}}}},
	{Vals: []uint64{fSetFD}, Args: []Arg{{"arg", Flags{&xlat.FcntlFDFlags}}}},
	{Vals: []uint64{fSetFL}, Args: []Arg{{"arg", OpenFlags{}}}},
	{Vals: []uint64{fSetOwn}, Args: []Arg{{"arg", PIDOrGroup{}}}},
	{Vals: []uint64{fSetPipeSz}, Args: []Arg{{"arg", Int{}}}},
	{Vals: []uint64{fSetSig}, Args: []Arg{{"arg", SigNum{}}}},
	{Vals: []uint64{fSetLease}, Args: []Arg{{"arg", Enum{&xlat.LockTypes, decode.FmtHex}}}},
	{Vals: []uint64{fNotify}, Args: []Arg{{"arg", Flags{&xlat.NotifyFlags}}}},
	{Vals: []uint64{fAddSeals}, Args: []Arg{{"arg", Flags{&xlat.Seals}}}},
	{Vals: []uint64{fSetOwnEx}, Args: []Arg{{"arg", Ptr{fOwner{}}}}},
	{Vals: []uint64{fGetOwnEx}, Args: []Arg{{"arg", Out{Ptr{fOwner{}}}}}},
	{Vals: []uint64{fSetRWHint, fSetFileRWHint}, Args: []Arg{{"arg", Ref{Enum64{&xlat.RWHints}}}}},
	{Vals: []uint64{fGetRWHint, fGetFileRWHint}, Args: []Arg{{"arg", Out{Ref{Enum64{&xlat.RWHints}}}}}},

	{Vals: []uint64{fSetLk, fSetLkW}, Args: []Arg{{"arg", Ptr{&flockSet}}}},
	{Vals: []uint64{fGetLk}, Args: []Arg{{"arg", Out{Ptr{&flockGet}}}}},
	{Vals: []uint64{fOFDSetLk, fOFDSetLkW}, Args: []Arg{{"arg", Else{hasFlock64, Ptr{&flock64Set}, Ptr{&flockSet}}}}},
	{Vals: []uint64{fOFDGetLk}, Args: []Arg{{"arg", Out{Else{hasFlock64, Ptr{&flock64Get}, Ptr{&flockGet}}}}}},
	{Vals: []uint64{fSetLk64, fSetLkW64}, Args: []Arg{{"arg", Else{takesFlock64, Ptr{&flock64Set}, Addr{}}}}},
	{Vals: []uint64{fGetLk64}, Args: []Arg{{"arg", Else{takesFlock64, Out{Ptr{&flock64Get}}, Addr{}}}}},
}

var fcntlDefault = []Arg{{"arg", HexLong{}}}

// hasFlock64 reports whether the ABI has a struct flock of its own with 64-bit offsets.
func hasFlock64(c *decode.Call) bool { return c.ABI.ID == abi.I386 }

// takesFlock64 reports whether F_SETLK64 and its like mean something: i386's fcntl(2) refuses them, its fcntl64(2) has them.
func takesFlock64(c *decode.Call) bool {
	return hasFlock64(c) && c.ABI.Syscalls[c.Nr] == "fcntl64"
}

// retFcntl is what fcntl(2) returns, which depends on the operation.
type retFcntl struct{}

// PrintResult implements Result.
func (retFcntl) PrintResult(c *decode.Call) {
	switch c.Args[1] & 0xffffffff {
	case fDupFD, fDupFDCloexec:
		c.FD(int32(c.Val))
	case fGetOwn:
		c.PIDOrGroup(int32(c.Val))
	case fGetFD:
		retFlags(c, "flags ", Flags{&xlat.FcntlFDFlags}, c.Val != 0)
	case fGetFL:
		was := c.SetStyle(decode.Abbrev) // names, whatever -X says
		retFlags(c, "flags ", OpenFlags{}, true)
		c.SetStyle(was)
	case fGetSeals:
		retFlags(c, "seals ", Flags{&xlat.Seals}, c.Val != 0)
	case fGetSig:
		c.E.Int(c.Val)
		if c.Val != 0 {
			auxSignal(c)
		}
	case fGetLease:
		c.E.Hex(truncate(c, uint64(c.Val)))
		c.E.AuxBegin()
		c.Enum(&xlat.LockTypes, uint64(c.Val), decode.FmtHex)
		c.E.AuxEnd()
	default:
		c.E.Int(c.Val)
	}
}

// retFlags shows a number returned that is flags, and what they are, unless there are none.
func retFlags(c *decode.Call, label string, t Type, any bool) {
	c.E.Hex(truncate(c, uint64(c.Val)))
	if !any {
		return
	}
	c.E.AuxBegin()
	c.E.Name(label)
	t.Print(c, decode.Value{U: uint64(c.Val)})
	c.E.AuxEnd()
}
