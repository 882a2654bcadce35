package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// prctl(2), whose first argument decides what the others are, and arch_prctl(2).
var prctlSyscalls = []Syscall{
	{Name: "prctl", Ret: retPrctl{}, Args: []Arg{
		{"op", Enum{&xlat.PrctlOps, decode.FmtHex}},
		{"", &prctlArgs},
	}},
	{Name: "arch_prctl", Ret: retArchPrctl{}, Args: []Arg{
		{"op", Enum{&xlat.ArchPrctlOps, decode.FmtHex}},
		{"", &archPrctlArgs},
	}},
}

// Operations of prctl(2), from linux/prctl.h.
const (
	prSetPdeathsig           = 1
	prGetPdeathsig           = 2
	prGetDumpable            = 3
	prSetDumpable            = 4
	prGetUnalign             = 5
	prSetUnalign             = 6
	prGetKeepcaps            = 7
	prSetKeepcaps            = 8
	prGetFpemu               = 9
	prSetFpemu               = 10
	prGetFpexc               = 11
	prSetFpexc               = 12
	prGetTiming              = 13
	prSetTiming              = 14
	prSetName                = 15
	prGetName                = 16
	prGetEndian              = 19
	prSetEndian              = 20
	prGetSeccomp             = 21
	prSetSeccomp             = 22
	prCapbsetRead            = 23
	prCapbsetDrop            = 24
	prGetTsc                 = 25
	prSetTsc                 = 26
	prGetSecurebits          = 27
	prSetSecurebits          = 28
	prSetTimerslack          = 29
	prGetTimerslack          = 30
	prTaskPerfEventsDisable  = 31
	prTaskPerfEventsEnable   = 32
	prMceKill                = 33
	prMceKillGet             = 34
	prSetMM                  = 35
	prSetChildSubreaper      = 36
	prGetChildSubreaper      = 37
	prSetNoNewPrivs          = 38
	prGetTidAddress          = 40
	prSetThpDisable          = 41
	prSetFPMode              = 45
	prGetFPMode              = 46
	prCapAmbient             = 47
	prSveSetVL               = 50
	prSveGetVL               = 51
	prGetSpeculationCtrl     = 52
	prSetSpeculationCtrl     = 53
	prPacResetKeys           = 54
	prSetTaggedAddrCtrl      = 55
	prGetTaggedAddrCtrl      = 56
	prSetIOFlusher           = 57
	prSetSyscallUserDispatch = 59
	prPacSetEnabledKeys      = 60
	prPacGetEnabledKeys      = 61
	prSchedCore              = 62
	prSmeSetVL               = 63
	prSmeGetVL               = 64
	prSetMDWE                = 65
	prGetMDWE                = 66
	prRiscvVSetControl       = 69
	prRiscvVGetControl       = 70
	prRiscvSetIcacheFlushCtx = 71
	prPpcGetDexcr            = 72
	prPpcSetDexcr            = 73
	prSetPtracer             = 0x59616d61
	prSetVMA                 = 0x53564d41
)

var prctlArgs = ByArg{On: 0, Regs: 4, Cases: []Case{
	{Vals: []uint64{
		prGetDumpable, prGetKeepcaps, prGetTiming, prGetSeccomp, prGetSecurebits, prGetTimerslack,
		prTaskPerfEventsDisable, prTaskPerfEventsEnable, prGetFPMode, prSveGetVL, prSmeGetVL, prRiscvVGetControl,
	}},
	{Vals: []uint64{prSetPdeathsig}, Args: []Arg{{"sig", signalLong{}}}},
	{Vals: []uint64{prGetPdeathsig}, Args: []Arg{{"sig", Out{Ref{SigNum{}}}}}},
	{Vals: []uint64{prSetDumpable}, Args: []Arg{{"dumpable", EnumLong{&xlat.PrDumpable, decode.FmtHex}}}},
	{Vals: []uint64{prGetUnalign}, Args: []Arg{{"flags", Out{Ref{Flags{&xlat.PrUnalign}}}}}},
	{Vals: []uint64{prSetUnalign}, Args: []Arg{{"flags", FlagsLong{&xlat.PrUnalign}}}},
	{Vals: []uint64{prSetKeepcaps}, Args: []Arg{{"state", ULong{}}}},
	{Vals: []uint64{prGetFpemu}, Args: []Arg{{"fpemu", Out{Ref{Uint{}}}}}},
	{Vals: []uint64{prSetFpemu}, Args: []Arg{{"fpemu", ULong{}}}},
	{Vals: []uint64{prGetFpexc}, Args: []Arg{{"mode", Out{Ref{Uint{}}}}}},
	{Vals: []uint64{prSetFpexc, prSetTiming}, Args: []Arg{{"mode", ULong{}}}},
	{Vals: []uint64{prSetName}, Args: []Arg{{"name", newTaskName{}}}},
	{Vals: []uint64{prGetName}, Args: []Arg{{"name", Out{taskName{}}}}},
	{Vals: []uint64{prGetEndian}, Args: []Arg{{"endianness", Out{Ref{Uint{}}}}}},
	{Vals: []uint64{prSetEndian}, Args: []Arg{{"endianness", ULong{}}}},
	{Vals: []uint64{prSetSeccomp}, Args: []Arg{
		{"mode", EnumLong{&xlat.SeccompModes, decode.FmtHex}},
		{"filter", When{seccompModeFilter, Instead{Ptr{&sockFprog}}}},
		{"arg3", When{seccompModeOther, HexLong{}}},
		{"arg4", When{seccompModeOther, HexLong{}}},
		{"arg5", When{seccompModeOther, HexLong{}}},
	}},
	{Vals: []uint64{prCapbsetRead, prCapbsetDrop}, Args: []Arg{
		{"cap", EnumLong{&xlat.Capabilities, decode.FmtHex}},
	}},
	{Vals: []uint64{prGetTsc}, Args: []Arg{{"flag", Out{Ref{Enum{&xlat.PrTSC, decode.FmtHex}}}}}},
	{Vals: []uint64{prSetTsc}, Args: []Arg{{"flag", EnumLong{&xlat.PrTSC, decode.FmtHex}}}},
	{Vals: []uint64{prSetSecurebits}, Args: []Arg{{"flags", FlagsLong{&xlat.SecureBits}}}},
	{Vals: []uint64{prSetTimerslack}, Args: []Arg{{"slack", ULong{}}}},
	{Vals: []uint64{prMceKill}, Args: []Arg{
		{"operation", EnumLong{&xlat.PrMCEKill, decode.FmtHex}},
		{"policy", When{mceKillSet, Instead{EnumLong{&xlat.PrMCEKillPolicy, decode.FmtHex}}}},
		{"arg3", When{mceKillOther, HexLong{}}},
		{"arg4", HexLong{}},
		{"arg5", HexLong{}},
	}},
	{Vals: []uint64{prSetMM}, Args: []Arg{
		{"operation", EnumLong{&xlat.PrSetMM, decode.FmtHex}},
		{"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}},
	}},
	{Vals: []uint64{prSetChildSubreaper}, Args: []Arg{{"set", ULong{}}}},
	{Vals: []uint64{prGetChildSubreaper}, Args: []Arg{{"isset", Out{Ref{Uint{}}}}}},
	{Vals: []uint64{prSetNoNewPrivs}, Args: []Arg{
		{"set", ULong{}}, {"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}},
	}},
	{Vals: []uint64{prGetTidAddress}, Args: []Arg{{"addr", Out{Ref{tidAddress{}}}}}},
	{Vals: []uint64{prSetThpDisable}, Args: []Arg{
		{"flag", ULong{}}, {"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}},
	}},
	{Vals: []uint64{prSetFPMode}, Args: []Arg{{"mode", FlagsLong{&xlat.PrFPMode}}}},
	{Vals: []uint64{prCapAmbient}, Args: []Arg{
		{"operation", EnumLong{&xlat.PrCapAmbient, decode.FmtHex}},
		{"caps", When{capAmbientNames, Instead{EnumLong{&xlat.Capabilities, decode.FmtHex}}}},
		{"arg3", When{capAmbientOther, HexLong{}}},
		{"arg4", HexLong{}},
		{"arg5", HexLong{}},
	}},
	{Vals: []uint64{prSveSetVL}, Args: []Arg{{"value", vectorLength{&xlat.PrSVE}}}},
	{Vals: []uint64{prSmeSetVL}, Args: []Arg{{"arg", vectorLength{&xlat.PrSME}}}},
	{Vals: []uint64{prGetSpeculationCtrl}, Args: []Arg{{"misfeature", EnumLong{&xlat.PrSpec, decode.FmtHex}}}},
	{Vals: []uint64{prSetSpeculationCtrl}, Args: []Arg{
		{"misfeature", EnumLong{&xlat.PrSpec, decode.FmtHex}},
		{"value", Else{knownMisfeature, EnumLong{&xlat.PrSpecSet, decode.FmtHex}, HexLong{}}},
	}},
	{Vals: []uint64{prPacResetKeys}, Args: []Arg{
		{"keys", FlagsLong{&xlat.PrPACResetKeys}}, {"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}},
	}},
	{Vals: []uint64{prSetTaggedAddrCtrl}, Args: []Arg{
		{"mode", taggedAddrCtrl{}}, {"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}},
	}},
	{Vals: []uint64{prSetIOFlusher}, Args: []Arg{
		{"state", ULong{}}, {"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}},
	}},
	{Vals: []uint64{prSetSyscallUserDispatch}, Args: []Arg{
		{"operation", EnumLong{&xlat.PrSysDispatch, decode.FmtHex}},
		{"off", HexLong{}}, {"size", HexLong{}}, {"switch", Addr{}},
	}},
	{Vals: []uint64{prPacSetEnabledKeys}, Args: []Arg{
		{"bitmask_affected", FlagsLong{&xlat.PrPACEnabledKeys}},
		{"bitmask_set", FlagsLong{&xlat.PrPACEnabledKeys}},
		{"arg4", HexLong{}}, {"arg5", HexLong{}},
	}},
	{Vals: []uint64{prSchedCore}, Args: []Arg{
		{"operation", EnumLong{&xlat.PrSchedCore, decode.FmtHex}},
		{"pid", PID{}},
		{"pid_type", pidType{}},
		{"cookie", When{schedCoreGet, Instead{Out{Ref{Hex64Mem{}}}}}},
		{"arg5", When{schedCoreOther, HexLong{}}},
	}},
	{Vals: []uint64{prSetMDWE}, Args: []Arg{
		{"mask", FlagsLong{&xlat.PrMDWE}}, {"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}},
	}},
	{Vals: []uint64{prRiscvVSetControl}, Args: []Arg{{"arg", riscvVControl{}}}},
	{Vals: []uint64{prRiscvSetIcacheFlushCtx}, Args: []Arg{
		{"ctx", EnumLong{&xlat.PrRISCVCtx, decode.FmtHex}}, {"scope", EnumLong{&xlat.PrRISCVScope, decode.FmtHex}},
	}},
	{Vals: []uint64{prPpcGetDexcr}, Args: []Arg{
		{"which", EnumLong{&xlat.PrPPCDexcr, decode.FmtHex}},
		{"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}},
	}},
	{Vals: []uint64{prPpcSetDexcr}, Args: []Arg{
		{"which", EnumLong{&xlat.PrPPCDexcr, decode.FmtHex}},
		{"ctrl", FlagsLong{&xlat.PrPPCDexcrCtrl}},
		{"arg4", HexLong{}}, {"arg5", HexLong{}},
	}},
	{Vals: []uint64{prSetPtracer}, Args: []Arg{{"pid", ptracerPID{}}}},
	{Vals: []uint64{prSetVMA}, Args: []Arg{
		{"attr", EnumLong{&xlat.PrSetVMA, decode.FmtHex}},
		{"addr", When{setVMAAnonName, Instead{Addr{}}}},
		{"arg3", When{setVMAOther, HexLong{}}},
		{"size", When{setVMAAnonName, Instead{ULong{}}}},
		{"arg4", When{setVMAOther, HexLong{}}},
		{"name", When{setVMAAnonName, Instead{Str{}}}},
		{"arg5", When{setVMAOther, HexLong{}}},
	}},
}, Default: []Arg{
	{"arg2", HexLong{}}, {"arg3", HexLong{}}, {"arg4", HexLong{}}, {"arg5", HexLong{}},
}}

// What the second argument of an operation with operations of its own says about the third.
func seccompModeFilter(c *decode.Call) bool { return c.Args[1] == 2 }
func seccompModeOther(c *decode.Call) bool  { return c.Args[1] != 1 && c.Args[1] != 2 }
func mceKillSet(c *decode.Call) bool        { return c.Args[1] == 1 }
func mceKillOther(c *decode.Call) bool      { return c.Args[1] != 1 }
func capAmbientNames(c *decode.Call) bool   { return c.Args[1] >= 1 && c.Args[1] <= 3 }
func capAmbientOther(c *decode.Call) bool   { return !capAmbientNames(c) }
func schedCoreGet(c *decode.Call) bool      { return c.Args[1] == 0 }
func schedCoreOther(c *decode.Call) bool    { return c.Args[1] != 0 }
func setVMAAnonName(c *decode.Call) bool    { return c.Args[1] == 0 }
func setVMAOther(c *decode.Call) bool       { return c.Args[1] != 0 }
func knownMisfeature(c *decode.Call) bool {
	return xlat.PrSpec.Lookup(c.ABI.ID, c.Args[1]) != ""
}

// signalLong is a signal number in an unsigned long.
type signalLong struct{}

// Print implements Type.
func (signalLong) Print(c *decode.Call, v decode.Value) {
	if v.U > numSignals {
		c.E.Uint(v.U)
		return
	}
	printSignal(c, int(v.U))
}

// taskName is the name of a thread: at most 15 bytes (TASK_COMM_LEN) and a NUL.
type taskName struct{}

const maxTaskName = 15

// Print implements Type.
func (taskName) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	b, nul, ok := c.ReadString(v.U, maxTaskName)
	if !ok {
		c.E.Addr(v.U)
		return
	}
	c.E.Str(b, !nul)
}

// newTaskName is the name that a thread gets: the kernel looks at no more than 15 bytes of it, so
// that even a NUL after these does not tell where it ends.
type newTaskName struct{}

// Print implements Type.
func (newTaskName) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	b, _, ok := c.ReadString(v.U, maxTaskName)
	if !ok {
		c.E.Addr(v.U)
		return
	}
	c.E.Str(b, len(b) == maxTaskName)
}

// tidAddress is an address that the kernel stores as a long of its own: 64 bits also for i386.
type tidAddress struct{}

// Size implements Sized.
func (tidAddress) Size(id abi.ID) int { return id.Get().Word }

// Print implements Type.
func (tidAddress) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

// Hex64Mem is 64 bits in memory, in hexadecimal.
type Hex64Mem struct{}

// Size implements Sized.
func (Hex64Mem) Size(abi.ID) int { return 8 }

// Print implements Type.
func (Hex64Mem) Print(c *decode.Call, v decode.Value) { c.E.Hex(v.U) }

// Instead is an argument of another name than the one after it, which has the same register: only one of
// them is there.
type Instead struct{ T Type }

func (Instead) regs(abi.ID) int { return 0 }

func (t Instead) late(c *decode.Call) bool {
	l, ok := t.T.(later)
	return ok && l.late(c)
}

// Print implements Type.
func (t Instead) Print(c *decode.Call, v decode.Value) { t.T.Print(c, v) }

// pidType is a kind of id, the number always.
type pidType struct{}

// Print implements Type.
func (pidType) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	c.E.Hex(u)
	if c.Opt.Style == decode.Raw {
		return
	}
	name := xlat.PrSchedCorePidType.Lookup(c.ABI.ID, u)
	if name == "" {
		name = xlat.PrSchedCorePidType.Unknown
	}
	c.Comment(name)
}

// ptracerPID is the process that may trace this one, or PR_SET_PTRACER_ANY.
type ptracerPID struct{}

// Print implements Type.
func (ptracerPID) Print(c *decode.Call, v decode.Value) {
	if long(c, v) == -1 {
		c.Const(v.U, decode.FmtInt, "PR_SET_PTRACER_ANY", "")
		return
	}
	c.PID(decode.Process, int32(v.U))
}

// vectorLength is the length of vectors, in the low 16 bits (PR_SVE_VL_LEN_MASK), and flags.
type vectorLength struct{ Flags *xlat.Table }

const vectorLengthMask = 0xffff

// Print implements Type.
func (t vectorLength) Print(c *decode.Call, v decode.Value) {
	if c.Opt.Style != decode.Abbrev {
		c.E.Hex(v.U)
	}
	switch {
	case c.Opt.Style == decode.Raw, c.Opt.Style == decode.Verbose && v.U&^vectorLengthMask == 0:
		return
	case c.Opt.Style == decode.Verbose:
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	}
	printVectorLength(c, t.Flags, v.U)
}

func printVectorLength(c *decode.Call, flags *xlat.Table, u uint64) {
	p := parts{c: c}
	if high := u &^ vectorLengthMask; high != 0 {
		p.flags(flags, high)
	}
	p.next()
	c.E.Hex(u & vectorLengthMask)
}

// taggedAddrCtrl is the mode of PR_SET_TAGGED_ADDR_CTRL:
//
//	18      3 2 1   0
//	MTE tags  TCF   PR_TAGGED_ADDR_ENABLE
type taggedAddrCtrl struct{}

const (
	taggedAddrEnable = 1
	mteTCFMask       = 3 << 1
	mteTagShift      = 3
	mteTagMask       = 0xffff << mteTagShift
)

// Print implements Type.
func (taggedAddrCtrl) Print(c *decode.Call, v decode.Value) {
	if c.Opt.Style != decode.Abbrev {
		c.E.Hex(v.U)
	}
	switch c.Opt.Style {
	case decode.Raw:
		return
	case decode.Verbose:
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	}
	printTaggedAddrCtrl(c, v.U)
}

func printTaggedAddrCtrl(c *decode.Call, u uint64) {
	if u&taggedAddrEnable != 0 {
		c.E.Name("PR_TAGGED_ADDR_ENABLE")
	} else {
		c.E.Name("!PR_TAGGED_ADDR_ENABLE")
	}
	p := parts{c: c, shown: true}
	p.enum(&xlat.PrMTETCF, u&mteTCFMask)
	if tags := u & mteTagMask >> mteTagShift; tags != 0 {
		c.E.Or()
		c.E.Hex(tags)
		c.E.Name("<<PR_MTE_TAG_SHIFT")
	}
	if rest := u &^ (taggedAddrEnable | mteTCFMask | mteTagMask); rest != 0 {
		c.E.Or()
		c.E.Hex(rest)
	}
}

// riscvVControl is the argument of PR_RISCV_V_SET_CONTROL: the state now, after the next execve, and
// whether children have it.
type riscvVControl struct{}

// Print implements Type.
func (riscvVControl) Print(c *decode.Call, v decode.Value) {
	if c.Opt.Style != decode.Abbrev {
		c.E.Hex(v.U)
	}
	switch c.Opt.Style {
	case decode.Raw:
		return
	case decode.Verbose:
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	}
	printRiscvVControl(c, v.U)
}

const riscvVInherit = 1 << 4

func printRiscvVControl(c *decode.Call, u uint64) {
	printRiscvVState(c, u&3)
	c.E.Or()
	printRiscvVState(c, u>>2&3)
	c.E.Name("<<2")
	c.E.Or()
	if u&riscvVInherit != 0 {
		c.E.Name("PR_RISCV_V_VSTATE_CTRL_INHERIT")
	} else {
		c.E.Name("!PR_RISCV_V_VSTATE_CTRL_INHERIT")
	}
	if rest := u &^ (riscvVInherit | 0xf); rest != 0 {
		c.E.Or()
		c.E.Hex(rest)
	}
}

func printRiscvVState(c *decode.Call, v uint64) {
	if name := xlat.PrRISCVV.Lookup(c.ABI.ID, v); name != "" {
		c.E.Name(name)
		return
	}
	c.E.Hex(v)
}

// retPrctl is what prctl(2) returns: for some operations a value with a name or bits.
type retPrctl struct{}

// PrintResult implements Result.
func (retPrctl) PrintResult(c *decode.Call) {
	u := truncate(c, uint64(c.Val))
	switch c.Args[0] & 0xffffffff {
	case prGetDumpable:
		c.E.Int(c.Val)
		auxEnum(c, &xlat.PrDumpable)
	case prMceKillGet:
		c.E.Int(c.Val)
		auxEnum(c, &xlat.PrMCEKillPolicy)
	case prGetSecurebits:
		c.E.Hex(u)
		auxFlags(c, &xlat.SecureBits)
	case prGetFPMode:
		c.E.Hex(u)
		auxFlags(c, &xlat.PrFPMode)
	case prGetSpeculationCtrl:
		if !knownMisfeature(c) {
			c.E.Int(c.Val)
			return
		}
		c.E.Hex(u)
		auxFlags(c, &xlat.PrSpecGet)
	case prPacGetEnabledKeys:
		c.E.Hex(u)
		auxFlags(c, &xlat.PrPACEnabledKeys)
	case prGetMDWE:
		c.E.Hex(u)
		auxFlags(c, &xlat.PrMDWE)
	case prPpcGetDexcr:
		c.E.Hex(u)
		auxFlags(c, &xlat.PrPPCDexcrCtrl)
	case prSveSetVL, prSveGetVL:
		retVectorLength(c, &xlat.PrSVE)
	case prSmeSetVL, prSmeGetVL:
		retVectorLength(c, &xlat.PrSME)
	case prGetTaggedAddrCtrl:
		c.E.Hex(u)
		if u != 0 && c.Opt.Style != decode.Raw {
			c.E.AuxBegin()
			printTaggedAddrCtrl(c, u)
			c.E.AuxEnd()
		}
	case prRiscvVGetControl:
		c.E.Hex(u)
		if u != 0 && c.Opt.Style != decode.Raw {
			c.E.AuxBegin()
			printRiscvVControl(c, u)
			c.E.AuxEnd()
		}
	default:
		c.E.Int(c.Val)
	}
}

func retVectorLength(c *decode.Call, flags *xlat.Table) {
	u := truncate(c, uint64(c.Val))
	c.E.Hex(u)
	if u&^vectorLengthMask == 0 || c.Opt.Style == decode.Raw {
		return
	}
	c.E.AuxBegin()
	printVectorLength(c, flags, u)
	c.E.AuxEnd()
}

// Operations of arch_prctl(2), from arch/x86's asm/prctl.h.
const (
	archSetGS             = 0x1001
	archSetFS             = 0x1002
	archGetFS             = 0x1003
	archGetGS             = 0x1004
	archGetCPUID          = 0x1011
	archGetXcompSupp      = 0x1021
	archGetXcompPerm      = 0x1022
	archReqXcompPerm      = 0x1023
	archGetXcompGuestPerm = 0x1024
	archReqXcompGuestPerm = 0x1025
)

var archPrctlArgs = ByArg{On: 0, Regs: 1, Cases: []Case{
	{Vals: []uint64{archGetCPUID}},
	{Vals: []uint64{archGetFS, archGetGS}, Args: []Arg{{"addr", Out{Ref{tidAddress{}}}}}},
	{Vals: []uint64{archGetXcompSupp, archGetXcompPerm, archGetXcompGuestPerm}, Args: []Arg{
		{"addr", Out{Ref{xfeatures{}}}},
	}},
	{Vals: []uint64{archReqXcompPerm, archReqXcompGuestPerm}, Args: []Arg{{"addr", xfeature{}}}},
}, Default: []Arg{{"addr", HexLong{}}}}

// xfeature is the number of a part of the registers, the number always.
type xfeature struct{}

// Print implements Type.
func (xfeature) Print(c *decode.Call, v decode.Value) {
	c.E.Hex(v.U)
	if c.Opt.Style == decode.Raw {
		return
	}
	name := xlat.XFeatures.Lookup(c.ABI.ID, v.U)
	if name == "" {
		name = xlat.XFeatures.Unknown
	}
	c.Comment(name)
}

// xfeatures is a set of them.
type xfeatures struct{}

// Size implements Sized.
func (xfeatures) Size(abi.ID) int { return 8 }

// Print implements Type.
func (xfeatures) Print(c *decode.Call, v decode.Value) {
	c.E.Hex(v.U)
	if v.U == 0 || c.Opt.Style == decode.Raw {
		return
	}
	c.E.CommentBegin()
	p := parts{c: c}
	p.flags(&xlat.XFeatureMask, v.U)
	c.E.CommentEnd()
}

// retArchPrctl is a number, or, where the operation fills in features, the set of them.
type retArchPrctl struct{}

// PrintResult implements Result.
func (retArchPrctl) PrintResult(c *decode.Call) {
	switch c.Args[0] & 0xffffffff {
	case archReqXcompPerm, archReqXcompGuestPerm:
		if c.Val != 0 {
			c.E.Hex(truncate(c, uint64(c.Val)))
			auxFlags(c, &xlat.XFeatureMask)
			return
		}
	}
	c.E.Int(c.Val)
}
