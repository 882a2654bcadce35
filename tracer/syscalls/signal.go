package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Signals: sending, catching, masking, waiting for them.
var signalSyscalls = []Syscall{
	{Name: "kill", Args: []Arg{{"pid", PIDOrGroup{}}, {"signum", SigNum{}}}},
	{Name: "tkill", Args: []Arg{{"tid", PID{decode.Thread}}, {"signum", SigNum{}}}},
	{Name: "tgkill", Args: []Arg{{"tgid", PID{}}, {"tid", PID{decode.Thread}}, {"signum", SigNum{}}}},
	{Name: "pidfd_send_signal", Args: []Arg{
		{"pidfd", FD{}}, {"signum", SigNum{}}, {"info", Ptr{SigInfo{}}}, {"flags", Flags{&xlat.PidfdSendSignalFlags}},
	}},

	{Name: "rt_sigaction", Args: []Arg{
		{"signum", SigNum{}},
		{"act", Ptr{rtSigaction{}}},
		{"oldact", Out{Ptr{rtSigaction{}}}},
		{"sigsetsize", ULong{}},
	}},
	{Name: "sigaction", Args: []Arg{
		{"signum", SigNum{}}, {"act", Ptr{oldSigaction{}}}, {"oldact", Out{Ptr{oldSigaction{}}}},
	}},
	{Name: "signal", Ret: retHandler{}, Args: []Arg{{"signum", SigNum{}}, {"handler", Handler{}}}},

	{Name: "rt_sigprocmask", Args: []Arg{
		{"how", Enum{&xlat.SigProcMaskHow, decode.FmtHex}},
		{"set", SigSet{Size: 3}},
		{"oldset", Out{SigSet{Size: 3}}},
		{"sigsetsize", ULong{}},
	}},
	{Name: "sigprocmask", Args: []Arg{
		{"how", Enum{&xlat.SigProcMaskHow, decode.FmtHex}}, {"set", oldSigSet{}}, {"oldset", Out{oldSigSet{}}},
	}},
	{Name: "rt_sigpending", Args: []Arg{{"set", Out{Else{sigsetSizeIs0, Addr{}, SigSet{Size: 1, Shorter: true}}}}, {"sigsetsize", ULong{}}}},
	{Name: "sigpending", Args: []Arg{{"set", Out{oldSigSet{}}}}},
	{Name: "sgetmask", Ret: retSigMask{"mask "}},
	{Name: "ssetmask", Ret: retSigMask{"old mask "}, Args: []Arg{{"mask", sigMask{}}}},

	{Name: "rt_sigsuspend", Args: []Arg{{"set", SigSet{Size: 1}}, {"sigsetsize", ULong{}}}},
	// i386's sigsuspend has the mask in its third argument; the first two mean nothing.
	{Name: "sigsuspend", Args: []Arg{{"", Unused{N: 2}}, {"mask", sigMask{}}}},
	{Name: "rt_sigtimedwait", Ret: RetAux{nil, auxSignal}, Args: []Arg{
		{"set", SigSet{Size: 3}},
		{"info", Out{Ptr{SigInfo{}}}},
		{"timeout", Ptr{&timespec}},
		{"sigsetsize", ULong{}},
	}},
	{Name: "rt_sigtimedwait_time64", Ret: RetAux{nil, auxSignal}, Args: []Arg{
		{"set", SigSet{Size: 3}},
		{"info", Out{Ptr{SigInfo{}}}},
		{"timeout", Ptr{&timespec64}},
		{"sigsetsize", ULong{}},
	}},
	{Name: "pause"},

	{Name: "rt_sigqueueinfo", Args: []Arg{{"tgid", PID{}}, {"signum", SigNum{}}, {"info", Ptr{SigInfo{}}}}},
	{Name: "rt_tgsigqueueinfo", Args: []Arg{
		{"tgid", PID{}}, {"tid", PID{decode.Thread}}, {"signum", SigNum{}}, {"info", Ptr{SigInfo{}}},
	}},
	// restart_syscall(2) has no arguments: what it resumes is what there is to say about it.
	{Name: "restart_syscall", Args: []Arg{{"", resumed{}}}},
	{Name: "rt_sigreturn", Args: []Arg{{"sigmask", sigFrame{}}}},
	{Name: "sigreturn", Args: []Arg{{"", sigFrame{old: true}}}},
	{Name: "sigaltstack", Args: []Arg{{"ss", Ptr{&stackT}}, {"old_ss", Out{Ptr{&stackT}}}}},

	{Name: "signalfd", Ret: RetFD{}, Args: []Arg{{"fd", FD{}}, {"mask", SigSet{Size: 2}}, {"sizemask", ULong{}}}},
	{Name: "signalfd4", Ret: RetFD{}, Args: []Arg{
		{"fd", FD{}}, {"mask", SigSet{Size: 2}}, {"sizemask", ULong{}}, {"flags", Flags{&xlat.SignalFDFlags}},
	}},
}

// resumed names the call that a signal or a stop interrupted.
type resumed struct{}

func (resumed) regs(abi.ID) int { return 0 }

// Print implements Type.
func (resumed) Print(c *decode.Call, _ decode.Value) {
	name := c.Restarted
	if name == "" {
		name = "system call"
	}
	c.E.Name("<... resuming interrupted ")
	c.E.Name(name)
	c.E.Name(" ...>")
}

// Handler is what is done about a signal: a function, SIG_DFL or SIG_IGN.
type Handler struct{}

// Print implements Type.
func (Handler) Print(c *decode.Call, v decode.Value) { printHandler(c, v.U) }

func printHandler(c *decode.Call, u uint64) {
	err := uint64(1)<<(8*c.Word()-1)<<1 - 1 // SIG_ERR is -1
	switch u {
	case 0:
		c.Const(u, decode.FmtHex, "SIG_DFL", "")
	case 1:
		c.Const(u, decode.FmtHex, "SIG_IGN", "")
	case err:
		c.Const(u, decode.FmtHex, "SIG_ERR", "")
	default:
		c.E.Addr(u)
	}
}

// retHandler is the handler that signal(2) replaced.
type retHandler struct{}

// PrintResult implements Result.
func (retHandler) PrintResult(c *decode.Call) {
	u := truncate(c, uint64(c.Val))
	c.E.Hex(u)
	if u <= 1 {
		c.E.AuxBegin()
		printHandler(c, u)
		c.E.AuxEnd()
	}
}

// saRestorer is SA_RESTORER of asm/signal.h: only with it does sa_restorer mean something.
const saRestorer = 0x04000000

// rtSigaction is the struct sigaction of rt_sigaction(2).
type rtSigaction struct{}

// Size implements Sized.
func (rtSigaction) Size(id abi.ID) int { return int(layout.RTSigaction.Size[id]) }

// Print implements Type.
func (rtSigaction) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	printSigaction(c,
		layout.RTSigaction_sa_handler.Uint(id, v.Mem),
		layout.Load(layout.RTSigaction_sa_mask.Bytes(id, v.Mem), false),
		layout.RTSigaction_sa_flags.Uint(id, v.Mem),
		layout.RTSigaction_sa_restorer.Uint(id, v.Mem),
		numSignals)
}

// oldSigaction is the struct sigaction of i386's sigaction(2), with a mask of one word.
type oldSigaction struct{}

// Size implements Sized.
func (oldSigaction) Size(id abi.ID) int { return int(layout.OldSigaction.Size[id]) }

// Print implements Type.
func (oldSigaction) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	printSigaction(c,
		layout.OldSigaction_sa_handler.Uint(id, v.Mem),
		layout.OldSigaction_sa_mask.Uint(id, v.Mem),
		layout.OldSigaction_sa_flags.Uint(id, v.Mem),
		layout.OldSigaction_sa_restorer.Uint(id, v.Mem),
		numOldSignals)
}

func printSigaction(c *decode.Call, handler, mask, flags, restorer uint64, signals int) {
	c.E.StructBegin()
	c.E.Field("sa_handler")
	printHandler(c, handler)
	c.E.Field("sa_mask")
	printSigSetOf(c, mask, signals)
	c.E.Field("sa_flags")
	c.Flags(&xlat.SigActionFlags, flags)
	if flags&saRestorer != 0 {
		c.E.Field("sa_restorer")
		c.E.Addr(restorer)
	}
	c.E.StructEnd()
}

// oldSigSet is a pointer to a set of the first 32 signals.
type oldSigSet struct{}

// Print implements Type.
func (oldSigSet) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	if b, ok := fetch(c, v.U, c.Word()); ok {
		printSigSetOf(c, layout.Load(b, false), numOldSignals)
	}
}

// sigMask is a set of the first 32 signals in a register.
type sigMask struct{}

// Print implements Type.
func (sigMask) Print(c *decode.Call, v decode.Value) { printSigSetOf(c, v.U, numOldSignals) }

// retSigMask is the same, returned.
type retSigMask struct{ label string }

// PrintResult implements Result.
func (r retSigMask) PrintResult(c *decode.Call) {
	c.E.Hex(truncate(c, uint64(c.Val)))
	c.E.AuxBegin()
	c.E.Name(r.label)
	printSigSetOf(c, uint64(c.Val), numOldSignals)
	c.E.AuxEnd()
}

func auxSignal(c *decode.Call) {
	if name := abi.SignalName(int(c.Val)); name != "" {
		c.E.AuxBegin()
		c.E.Name(name)
		c.E.AuxEnd()
	}
}

// stackT is a stack_t: the stack that handlers run on.
var stackT = Struct{&layout.StackT, []Field{
	{At: &layout.StackT_ss_sp, Type: Addr{}},
	{At: &layout.StackT_ss_flags, Type: Flags{&xlat.SigAltStackFlags}},
	{At: &layout.StackT_ss_size, Type: Dec{}},
}}

// sigFrame is the frame on the stack that a return from a signal handler restores: not an argument
// of the call, but what there is to know about it.
type sigFrame struct{ old bool }

func (sigFrame) regs(abi.ID) int { return 0 }

// Print implements Type.
func (t sigFrame) Print(c *decode.Call, _ decode.Value) {
	mask, ok := t.mask(c)
	c.E.StructBegin()
	c.E.Field("mask")
	if ok {
		printSigSet(c, mask)
	} else {
		c.E.Addr(c.SP)
	}
	c.E.StructEnd()
}

// Where the frames' masks lie from the stack pointer on, as the kernel finds them at the
// call: arch/x86/kernel/signal_{32,64}.c and arch/arm64/kernel/signal.c. The handler's return has popped
// the address of the restorer where there is one on the stack.
const (
	// siginfo_t is 128 bytes on every ABI (SI_MAX_SIZE).
	sigInfoSize = 128
	// i386: sig, pointer to siginfo, pointer to ucontext, siginfo.
	rtFrameI386 = 3*4 + sigInfoSize
	// i386's old frame begins with a struct sigcontext, whose oldmask has the first 32 signals;
	// the others are behind it and an FPU state that is not used any more.
	oldMaskI386   = 80
	extraMaskI386 = 88 + 624
)

func (t sigFrame) mask(c *decode.Call) (uint64, bool) {
	at := c.SP + uint64(layout.Ucontext_uc_sigmask.Off[c.ABI.ID])
	switch {
	case t.old:
		low, ok := c.ReadUint(c.SP+oldMaskI386, 4)
		high, ok2 := c.ReadUint(c.SP+extraMaskI386, 4)
		return high<<32 | low, ok && ok2
	case c.ABI.ID == abi.I386:
		at += rtFrameI386
	case c.ABI.ID == abi.AArch64:
		at += sigInfoSize
	}
	return c.ReadUint(at, sigSetSize)
}
