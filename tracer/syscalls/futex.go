package syscalls

import (
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Futexes. The operation decides what the other arguments are.
var futexSyscalls = []Syscall{
	{Name: "futex", Args: []Arg{
		{"uaddr", Addr{}},
		{"futex_op", Enum{&xlat.FutexOps, decode.FmtHex}},
		{"", &futexArgs},
	}},
	{Name: "futex_time64", Args: []Arg{
		{"uaddr", Addr{}},
		{"futex_op", Enum{&xlat.FutexOps, decode.FmtHex}},
		{"", &futexArgs64},
	}},
	{Name: "futex_waitv", Args: []Arg{
		{"waiters", Array{Elem: &futexWaitv, N: 1 | Low32}},
		{"nr_futexes", Uint{}},
		{"flags", Hex32{}},
		{"timeout", Ptr{&timespec64}},
		{"clockid", ClockID{}},
	}},
	{Name: "futex_wake", Args: []Arg{
		{"uaddr", Addr{}}, {"mask", EnumLong{&xlat.FutexBitset, decode.FmtHex}}, {"nr", Int{}}, {"flags", &futex2Flags},
	}},
	{Name: "futex_wait", Args: []Arg{
		{"uaddr", Addr{}},
		{"val", ULong{}},
		{"mask", EnumLong{&xlat.FutexBitset, decode.FmtHex}},
		{"flags", &futex2Flags},
		{"timeout", Ptr{&timespec64}},
		{"clockid", ClockID{}},
	}},
	{Name: "futex_requeue", Args: []Arg{
		{"waiters", futexPair{}}, {"flags", Hex32{}}, {"nr_wake", Int{}}, {"nr_requeue", Int{}},
	}},
}

// The operations of linux/futex.h, without their flags.
const (
	futexWait          = 0
	futexWake          = 1
	futexFD            = 2
	futexRequeue       = 3
	futexCmpRequeue    = 4
	futexWakeOp        = 5
	futexLockPI        = 6
	futexUnlockPI      = 7
	futexTrylockPI     = 8
	futexWaitBitset    = 9
	futexWakeBitset    = 10
	futexWaitRequeuePI = 11
	futexCmpRequeuePI  = 12
	futexLockPI2       = 13
	// futexCmdMask is without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME.
	futexCmdMask = 0xffffffff &^ (128 | 256)
)

// futexArgs are the arguments of futex(2) behind the operation.
var (
	futexArgs = ByArg{On: 1, Mask: 0x7f, Regs: 4, Cases: []Case{
		{Vals: []uint64{futexWait}, Args: []Arg{{"val", Uint{}}, {"timeout", Ptr{&timespec}}}},
		{Vals: []uint64{futexLockPI, futexLockPI2}, Args: []Arg{{"", Unused{1}}, {"timeout", Ptr{&timespec}}}},
		{Vals: []uint64{futexWaitBitset}, Args: []Arg{
			{"val", Uint{}}, {"timeout", Ptr{&timespec}}, {"", Unused{1}}, {"val3", &futexBitset},
		}},
		{Vals: []uint64{futexWaitRequeuePI}, Args: []Arg{
			{"val", Uint{}}, {"timeout", Ptr{&timespec}}, {"uaddr2", Addr{}},
		}},
		{Vals: []uint64{futexWake, futexFD}, Args: futexWakeArgs},
		{Vals: []uint64{futexRequeue}, Args: futexRequeueArgs},
		{Vals: []uint64{futexCmpRequeue, futexCmpRequeuePI}, Args: futexCmpRequeueArgs},
		{Vals: []uint64{futexWakeOp}, Args: futexWakeOpArgs},
		{Vals: []uint64{futexUnlockPI, futexTrylockPI}},
		{Vals: []uint64{futexWakeBitset}, Args: futexWakeBitsetArgs},
	}, Default: []Arg{
		{"val", Uint{}}, {"timeout", Addr{}}, {"uaddr2", Addr{}}, {"val3", Hex32{}},
	}}
	futexArgs64 = ByArg{On: 1, Mask: 0x7f, Regs: 4, Cases: []Case{
		{Vals: []uint64{futexWait}, Args: []Arg{{"val", Uint{}}, {"timeout", Ptr{&timespec64}}}},
		{Vals: []uint64{futexLockPI, futexLockPI2}, Args: []Arg{{"", Unused{1}}, {"timeout", Ptr{&timespec64}}}},
		{Vals: []uint64{futexWaitBitset}, Args: []Arg{
			{"val", Uint{}}, {"timeout", Ptr{&timespec64}}, {"", Unused{1}}, {"val3", &futexBitset},
		}},
		{Vals: []uint64{futexWaitRequeuePI}, Args: []Arg{
			{"val", Uint{}}, {"timeout", Ptr{&timespec64}}, {"uaddr2", Addr{}},
		}},
		{Vals: []uint64{futexWake, futexFD}, Args: futexWakeArgs},
		{Vals: []uint64{futexRequeue}, Args: futexRequeueArgs},
		{Vals: []uint64{futexCmpRequeue, futexCmpRequeuePI}, Args: futexCmpRequeueArgs},
		{Vals: []uint64{futexWakeOp}, Args: futexWakeOpArgs},
		{Vals: []uint64{futexUnlockPI, futexTrylockPI}},
		{Vals: []uint64{futexWakeBitset}, Args: futexWakeBitsetArgs},
	}, Default: []Arg{
		{"val", Uint{}}, {"timeout", Addr{}}, {"uaddr2", Addr{}}, {"val3", Hex32{}},
	}}

	futexWakeArgs       = []Arg{{"val", Uint{}}}
	futexRequeueArgs    = []Arg{{"val", Uint{}}, {"val2", Uint{}}, {"uaddr2", Addr{}}}
	futexCmpRequeueArgs = []Arg{{"val", Uint{}}, {"val2", Uint{}}, {"uaddr2", Addr{}}, {"val3", Uint{}}}
	futexWakeOpArgs     = []Arg{{"val", Uint{}}, {"val2", Uint{}}, {"uaddr2", Addr{}}, {"val3", futexOp{}}}
	futexWakeBitsetArgs = []Arg{{"val", Uint{}}, {"", Unused{2}}, {"val3", &futexBitset}}

	futexBitset = Enum{&xlat.FutexBitset, decode.FmtHex}
	futex2Flags = Combined{Enum: &xlat.Futex2Sizes, Mask: 3, Flags: &xlat.Futex2Flags}
)

// futexOp is the operation and comparison of FUTEX_WAKE_OP, FUTEX_OP() of linux/futex.h:
//
//	31 28 27 24 23    12 11     0
//	 op    cmp   oparg    cmparg
type futexOp struct{}

// futexOpArgShift is FUTEX_OP_OPARG_SHIFT: oparg is the number of a bit.
const futexOpArgShift = 8

// Print implements Type.
func (futexOp) Print(c *decode.Call, v decode.Value) {
	op := v.U >> 28 & 0xf
	if op&futexOpArgShift != 0 {
		c.Const(futexOpArgShift, decode.FmtHex, "FUTEX_OP_OPARG_SHIFT", "")
		c.E.Name("<<28")
		c.E.Or()
		op &^= futexOpArgShift
	}
	printShifted(c, &xlat.FutexWakeOps, op, "<<28")
	c.E.Or()
	c.E.Hex(v.U >> 12 & 0xfff)
	c.E.Name("<<12")
	c.E.Or()
	printShifted(c, &xlat.FutexWakeCmps, v.U>>24&0xf, "<<24")
	c.E.Or()
	c.E.Hex(v.U & 0xfff)
}

// printShifted shows a value of t and by how much it is shifted.
func printShifted(c *decode.Call, t *xlat.Table, v uint64, shift string) {
	name := t.Lookup(c.ABI.ID, v)
	if name == "" || c.Opt.Style == decode.Raw {
		c.E.Hex(v)
		c.E.Name(shift)
		c.Comment(t.Unknown)
		return
	}
	c.Const(v, decode.FmtHex, name, "")
	c.E.Name(shift)
}

var futexWaitv = Struct{&layout.FutexWaitv, []Field{
	{At: &layout.FutexWaitv_val, Type: Hex{}},
	{At: &layout.FutexWaitv_uaddr, Type: Addr{}},
	{At: &layout.FutexWaitv_flags, Type: &futex2Flags},
	{At: &layout.FutexWaitv___reserved, Type: Hex{}, If: waitvReserved},
}}

func waitvReserved(c *decode.Call, whole []byte) bool {
	return layout.FutexWaitv___reserved.Uint(c.ABI.ID, whole) != 0
}

// futexPair is a pointer to the two futexes of futex_requeue.
type futexPair struct{}

// Print implements Type.
func (futexPair) Print(c *decode.Call, v decode.Value) { PrintArray(c, v.U, 2, &futexWaitv, true) }
