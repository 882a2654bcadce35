package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// ptraceArgs are the arguments of ptrace(2); the request decides about the last two.
var ptraceArgs = []Arg{
	{"op", EnumLong{&xlat.PtraceOps, decode.FmtHex}},
	{"pid", When{ptraceHasPID, PID{}}},
	{"", &ptraceByOp},
}

// Requests of ptrace(2), from linux/ptrace.h and asm/ptrace-abi.h.
const (
	ptraceTraceme        = 0
	ptracePeektext       = 1
	ptracePeekdata       = 2
	ptracePeekuser       = 3
	ptracePoketext       = 4
	ptracePokedata       = 5
	ptracePokeuser       = 6
	ptraceCont           = 7
	ptraceKill           = 8
	ptraceSinglestep     = 9
	ptraceGetregs        = 12
	ptraceSetregs        = 13
	ptraceGetfpregs      = 14
	ptraceSetfpregs      = 15
	ptraceAttach         = 16
	ptraceDetach         = 17
	ptraceGetfpxregs     = 18
	ptraceSetfpxregs     = 19
	ptraceOldsetoptions  = 21
	ptraceSyscall        = 24
	ptraceSysemu         = 31
	ptraceSysemuStep     = 32
	ptraceSingleblock    = 33
	ptraceSetoptions     = 0x4200
	ptraceGeteventmsg    = 0x4201
	ptraceGetsiginfo     = 0x4202
	ptraceSetsiginfo     = 0x4203
	ptraceGetregset      = 0x4204
	ptraceSetregset      = 0x4205
	ptraceSeize          = 0x4206
	ptraceInterrupt      = 0x4207
	ptraceListen         = 0x4208
	ptracePeeksiginfo    = 0x4209
	ptraceGetsigmask     = 0x420a
	ptraceSetsigmask     = 0x420b
	ptraceGetFilter      = 0x420c
	ptraceGetMetadata    = 0x420d
	ptraceGetSyscallInfo = 0x420e
	ptraceSetSyscallInfo = 0x4212
)

var ptraceByOp = ByArg{On: 0, Regs: 2, Cases: []Case{
	{Vals: []uint64{ptraceTraceme, ptraceKill, ptraceAttach, ptraceInterrupt, ptraceListen}},
	{Vals: []uint64{
		ptraceCont, ptraceSinglestep, ptraceSyscall, ptraceDetach, ptraceSysemu, ptraceSysemuStep,
	}, Args: []Arg{{"addr", Addr{}}, {"data", signalLong{}}}},
	{Vals: []uint64{ptraceSingleblock}, Args: []Arg{
		{"addr", Addr{}}, {"data", Else{ptraceOnX86, signalLong{}, Addr{}}},
	}},
	{Vals: []uint64{ptraceOldsetoptions}, Args: []Arg{
		{"addr", Addr{}}, {"data", Else{ptraceOnX86, FlagsLong{&xlat.PtraceOptions}, Addr{}}},
	}},
	{Vals: []uint64{ptraceSetoptions, ptraceSeize}, Args: []Arg{
		{"addr", Addr{}}, {"data", FlagsLong{&xlat.PtraceOptions}},
	}},
	{Vals: []uint64{ptracePeektext, ptracePeekdata}, Args: []Arg{
		{"addr", Addr{}}, {"data", Out{Ref{peeked{}}}},
	}},
	{Vals: []uint64{ptracePeekuser}, Args: []Arg{{"addr", userOffset{}}, {"data", Out{Ref{peeked{}}}}}},
	{Vals: []uint64{ptracePokeuser}, Args: []Arg{{"addr", userOffset{}}, {"data", Addr{}}}},
	{Vals: []uint64{ptraceGeteventmsg}, Args: []Arg{{"addr", Addr{}}, {"data", Out{Ref{ULong{}}}}}},
	{Vals: []uint64{ptraceGetsiginfo}, Args: []Arg{{"addr", Addr{}}, {"data", Out{Ptr{SigInfo{}}}}}},
	{Vals: []uint64{ptraceSetsiginfo}, Args: []Arg{{"addr", Addr{}}, {"data", Ptr{SigInfo{}}}}},
	{Vals: []uint64{ptracePeeksiginfo}, Args: []Arg{
		{"addr", Ptr{&peekSiginfo}}, {"data", Out{Array{Elem: SigInfo{}, N: Returned}}},
	}},
	{Vals: []uint64{ptraceGetsigmask}, Args: []Arg{{"addr", ULong{}}, {"data", Out{SigSet{Size: 2}}}}},
	{Vals: []uint64{ptraceSetsigmask}, Args: []Arg{{"addr", ULong{}}, {"data", SigSet{Size: 2}}}},
	{Vals: []uint64{ptraceGetregset, ptraceSetregset}, Args: []Arg{
		{"addr", EnumLong{&xlat.PtraceRegsets, decode.FmtHex}}, {"data", Ptr{&iovecAddr}},
	}},
	{Vals: []uint64{ptraceGetFilter, ptraceGetMetadata}, Args: []Arg{{"addr", ULong{}}, {"data", Addr{}}}},
	{Vals: []uint64{ptraceGetSyscallInfo, ptraceSetSyscallInfo}, Args: []Arg{
		{"addr", ULong{}}, {"data", Addr{}},
	}},
}, Default: []Arg{{"addr", Addr{}}, {"data", Addr{}}}}

func ptraceHasPID(c *decode.Call) bool { return c.Args[0]&0xffffffff != ptraceTraceme }

func ptraceOnX86(c *decode.Call) bool { return c.ABI.ID != abi.AArch64 }

// peeked is a word of the traced process.
type peeked struct{ HexLong }

// Print implements Type.
func (peeked) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

var peekSiginfo = Struct{&layout.PtracePeekSiginfo, []Field{
	{At: &layout.PtracePeekSiginfo_off, Type: Dec{}},
	{At: &layout.PtracePeekSiginfo_flags, Type: Flags{&xlat.PtracePeekSiginfoFlags}},
	{At: &layout.PtracePeekSiginfo_nr, Type: Dec{}},
}}

// retPtrace is what ptrace(2) returns.
type retPtrace struct{}

// PrintResult implements Result.
func (retPtrace) PrintResult(c *decode.Call) { c.E.Int(c.Val) }
