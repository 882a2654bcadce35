package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Flags and operations of linux/io_uring.h.
const (
	ioUringAttachWQ      = 1 << 5 // of io_uring_setup
	ioUringExt           = 1 << 3 // of io_uring_enter
	ioUringExtReg        = 1 << 6
	ioUringUseRegistered = 1 << 31 // of io_uring_register
	ioUringFilesSkip     = -2

	ioUringBuffers         = 0
	ioUringFiles           = 2
	ioUringEventfd         = 4
	ioUringFilesUpdate     = 6
	ioUringEventfdAsync    = 7
	ioUringProbe           = 8
	ioUringRestrictions    = 11
	ioUringFiles2          = 13
	ioUringFilesUpdate2    = 14
	ioUringBuffers2        = 15
	ioUringBuffersUpdate   = 16
	ioUringIowqAff         = 17
	ioUringIowqMaxWorkers  = 19
	ioUringRingFDs         = 20
	ioUringUnregRingFDs    = 21
	ioUringPbufRing        = 22
	ioUringUnregPbufRing   = 23
	ioUringSyncCancel      = 24
	ioUringFileAllocRange  = 25
	ioUringPbufStatus      = 26
	ioUringRegNapi         = 27
	ioUringUnregNapi       = 28
	ioUringClock           = 29
	ioUringClone           = 30
	ioUringMemRegion       = 34
	ioUringRestrictRegOp   = 0
	ioUringRestrictSqeOp   = 1
	ioUringRestrictAllowed = 2
	ioUringRestrictRequire = 3
)

// ioUringParams is a pointer to a struct io_uring_params, which io_uring_setup(2) reads and fills in.
type ioUringParams struct{}

func (ioUringParams) late(*decode.Call) bool { return true }

// Print implements Type.
func (ioUringParams) Print(c *decode.Call, v decode.Value) {
	if c.Failed() {
		Ptr{&ioUringParamsSet}.Print(c, v)
		return
	}
	Ptr{&ioUringParamsGot}.Print(c, v)
}

func attachesWQ(c *decode.Call, whole []byte) bool {
	return layout.IoUringParams_flags.Uint(c.ABI.ID, whole)&ioUringAttachWQ != 0
}

func sqThreadCPU(c *decode.Call, v decode.Value, _ []byte) {
	if v.U == 0 {
		c.E.Uint(0)
		return
	}
	c.E.Hex(v.U)
}

var ioUringParamsSet = Struct{Layout: &layout.IoUringParams, Fields: []Field{
	{At: &layout.IoUringParams_flags, Type: Flags{&xlat.IoUringSetupFlags}},
	{At: &layout.IoUringParams_sq_thread_cpu, Show: sqThreadCPU},
	{At: &layout.IoUringParams_sq_thread_idle, Type: Dec{}},
	{At: &layout.IoUringParams_wq_fd, Type: FD{}, If: attachesWQ},
	{At: &layout.IoUringParams_resv, Type: Inline{Hex32{}}, NonZero: true},
}}

var ioUringParamsGot = Struct{Layout: &layout.IoUringParams, Fields: []Field{
	{At: &layout.IoUringParams_flags, Type: Flags{&xlat.IoUringSetupFlags}},
	{At: &layout.IoUringParams_sq_thread_cpu, Show: sqThreadCPU},
	{At: &layout.IoUringParams_sq_thread_idle, Type: Dec{}},
	{At: &layout.IoUringParams_wq_fd, Type: FD{}, If: attachesWQ},
	{At: &layout.IoUringParams_resv, Type: Inline{Hex32{}}, NonZero: true},
	{At: &layout.IoUringParams_sq_entries, Type: Dec{}},
	{At: &layout.IoUringParams_cq_entries, Type: Dec{}},
	{At: &layout.IoUringParams_features, Type: Flags{&xlat.IoUringFeatures}},
	{At: &layout.IoUringParams_sq_off, Type: &ioSqringOffsets},
	{At: &layout.IoUringParams_cq_off, Type: &ioCqringOffsets},
}}

var ioSqringOffsets = Struct{Layout: &layout.IoSqringOffsets, Fields: []Field{
	{At: &layout.IoSqringOffsets_head, Type: Dec{}},
	{At: &layout.IoSqringOffsets_tail, Type: Dec{}},
	{At: &layout.IoSqringOffsets_ring_mask, Type: Dec{}},
	{At: &layout.IoSqringOffsets_ring_entries, Type: Dec{}},
	{At: &layout.IoSqringOffsets_flags, Type: Dec{}},
	{At: &layout.IoSqringOffsets_dropped, Type: Dec{}},
	{At: &layout.IoSqringOffsets_array, Type: Dec{}},
	{At: &layout.IoSqringOffsets_resv1, Type: Hex{}, NonZero: true},
	{At: &layout.IoSqringOffsets_user_addr, Type: Hex{}},
}}

var ioCqringOffsets = Struct{Layout: &layout.IoCqringOffsets, Fields: []Field{
	{At: &layout.IoCqringOffsets_head, Type: Dec{}},
	{At: &layout.IoCqringOffsets_tail, Type: Dec{}},
	{At: &layout.IoCqringOffsets_ring_mask, Type: Dec{}},
	{At: &layout.IoCqringOffsets_ring_entries, Type: Dec{}},
	{At: &layout.IoCqringOffsets_overflow, Type: Dec{}},
	{At: &layout.IoCqringOffsets_cqes, Type: Dec{}},
	{At: &layout.IoCqringOffsets_flags, Type: Dec{}},
	{At: &layout.IoCqringOffsets_resv1, Type: Hex{}, NonZero: true},
	{At: &layout.IoCqringOffsets_user_addr, Type: Hex{}},
}}

// ioUringExtArg reports whether io_uring_enter(2) is given a structure instead of a set of signals.
func ioUringExtArg(c *decode.Call) bool { return c.Args[3]&(ioUringExt|ioUringExtReg) == ioUringExt }

// ioUringExtRegArg reports whether it is the offset of a structure in registered memory.
func ioUringExtRegArg(c *decode.Call) bool {
	return c.Args[3]&(ioUringExt|ioUringExtReg) == ioUringExtReg
}

var ioUringGeteventsArg = Struct{Layout: &layout.IoUringGeteventsArg, Fields: []Field{
	{At: &layout.IoUringGeteventsArg_sigmask, Show: showGeteventsMask},
	{At: &layout.IoUringGeteventsArg_sigmask_sz, Type: Dec{}},
	{At: &layout.IoUringGeteventsArg_min_wait_usec, Type: Dec{}},
	{At: &layout.IoUringGeteventsArg_ts, Type: Ptr{&timespec64}},
}}

func showGeteventsMask(c *decode.Call, v decode.Value, whole []byte) {
	printSigSetAt(c, v.U, layout.IoUringGeteventsArg_sigmask_sz.Uint(c.ABI.ID, whole))
}

// ioUringFD is the first argument of io_uring_register(2): a descriptor, or the index of a registered ring.
type ioUringFD struct{}

// Print implements Type.
func (ioUringFD) Print(c *decode.Call, v decode.Value) {
	if c.Args[1]&ioUringUseRegistered != 0 {
		c.E.Uint(v.U & 0xffffffff)
		return
	}
	c.FD(int32(v.U))
}

// ioUringRegisterOp is the opcode of io_uring_register(2) with its one flag.
type ioUringRegisterOp struct{}

// Print implements Type.
func (ioUringRegisterOp) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	c.Enum(&xlat.IoUringRegisterOps, u&^ioUringUseRegistered, decode.FmtHex)
	if u&ioUringUseRegistered != 0 {
		c.E.Or()
		c.Const(ioUringUseRegistered, decode.FmtHex, "IORING_REGISTER_USE_REGISTERED_RING", "")
	}
}

var ioUringRegisterDefault = []Arg{{"arg", Addr{}}}

// The third argument of io_uring_register(2) by opcode.
var ioUringRegisterCases = []Case{
	{Vals: []uint64{ioUringBuffers}, Args: []Arg{{"arg", Array{Elem: &iovecAddr, N: 3 | Low32}}}},
	{Vals: []uint64{ioUringFiles, ioUringEventfd, ioUringEventfdAsync}, Args: []Arg{
		{"arg", Array{Elem: FD{}, N: 3 | Low32}},
	}},
	{Vals: []uint64{ioUringFilesUpdate}, Args: []Arg{{"arg", Ptr{&ioUringFilesUpdateT}}}},
	{Vals: []uint64{ioUringProbe}, Args: []Arg{{"arg", ioUringProbeT{}}}},
	{Vals: []uint64{ioUringRestrictions}, Args: []Arg{{"arg", Array{Elem: ioUringRestriction{}, N: 3 | Low32}}}},
	{Vals: []uint64{ioUringFiles2}, Args: []Arg{{"arg", Extensible{To: &ioUringFiles2T, Size: 3 | Low32, Min: 32}}}},
	{Vals: []uint64{ioUringBuffers2}, Args: []Arg{{"arg", Extensible{To: &ioUringBuffers2T, Size: 3 | Low32, Min: 32}}}},
	{Vals: []uint64{ioUringFilesUpdate2}, Args: []Arg{{"arg", Extensible{To: &ioUringFilesUpdate2T, Size: 3 | Low32, Min: 32}}}},
	{Vals: []uint64{ioUringBuffersUpdate}, Args: []Arg{{"arg", Extensible{To: &ioUringBuffersUpdateT, Size: 3 | Low32, Min: 32}}}},
	{Vals: []uint64{ioUringIowqAff}, Args: []Arg{{"arg", cpuMask{3 | Low32}}}},
	{Vals: []uint64{ioUringIowqMaxWorkers}, Args: []Arg{{"arg", ioWqMaxWorkers{}}}},
	{Vals: []uint64{ioUringRingFDs}, Args: []Arg{{"arg", Array{Elem: &ioUringRingFD, N: 3 | Low32}}}},
	{Vals: []uint64{ioUringUnregRingFDs}, Args: []Arg{{"arg", Array{Elem: &ioUringUnregRingFD, N: 3 | Low32}}}},
	{Vals: []uint64{ioUringPbufRing, ioUringUnregPbufRing}, Args: []Arg{{"arg", counted{Ptr{&ioUringBufReg}, 1}}}},
	{Vals: []uint64{ioUringSyncCancel}, Args: []Arg{{"arg", counted{Ptr{&ioUringSyncCancelT}, 1}}}},
	{Vals: []uint64{ioUringPbufStatus}, Args: []Arg{{"arg", counted{Ptr{&ioUringBufStatus}, 1}}}},
	{Vals: []uint64{ioUringRegNapi}, Args: []Arg{{"arg", counted{Ptr{&ioUringNapiT}, 1}}}},
	{Vals: []uint64{ioUringUnregNapi}, Args: []Arg{{"arg", Out{counted{Ptr{&ioUringNapiT}, 1}}}}},
	{Vals: []uint64{ioUringClock}, Args: []Arg{{"arg", counted{Ptr{&ioUringClockT}, 0}}}},
	{Vals: []uint64{ioUringClone}, Args: []Arg{{"arg", counted{Ptr{&ioUringCloneT}, 1}}}},
	{Vals: []uint64{ioUringMemRegion}, Args: []Arg{{"arg", counted{Ptr{&ioUringMemRegionT}, 1}}}},
}

// counted is T where io_uring_register(2) is told that there are N of it, else an address.
type counted struct {
	T Type
	N uint64
}

// Print implements Type.
func (t counted) Print(c *decode.Call, v decode.Value) {
	if c.Args[3]&0xffffffff != t.N {
		c.E.Addr(v.U)
		return
	}
	t.T.Print(c, v)
}

// ioUringFile is a descriptor to be registered; one of them leaves a place as it is.
type ioUringFile struct{}

// Size implements Sized.
func (ioUringFile) Size(abi.ID) int { return 4 }

// Print implements Type.
func (ioUringFile) Print(c *decode.Call, v decode.Value) {
	if int32(v.U) == ioUringFilesSkip {
		c.Const(v.U, decode.FmtInt, "IORING_REGISTER_FILES_SKIP", "")
		return
	}
	c.FD(int32(v.U))
}

var ioUringFilesUpdateT = Struct{Layout: &layout.IoUringFilesUpdate, Fields: []Field{
	{At: &layout.IoUringFilesUpdate_offset, Type: Dec{}},
	{At: &layout.IoUringFilesUpdate_resv, Type: Hex{}, NonZero: true},
	{At: &layout.IoUringFilesUpdate_fds, Type: Array{Elem: ioUringFile{}, N: 3 | Low32}},
}}

// ioUringProbeT is a pointer to a struct io_uring_probe, filled in with what the kernel can do.
type ioUringProbeT struct{}

func (ioUringProbeT) late(*decode.Call) bool { return true }

// maxProbeOps is how many operations a probe can have: their number is a byte.
const maxProbeOps = 256

// Print implements Type.
func (ioUringProbeT) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	id := c.ABI.ID
	n := c.Args[3] & 0xffffffff
	if n > maxProbeOps {
		c.E.Addr(v.U)
		return
	}
	b, ok := fetch(c, v.U, int(layout.IoUringProbe.Size[id]))
	if !ok {
		return
	}
	c.E.StructBegin()
	if !c.Failed() {
		n = min(n, layout.IoUringProbe_ops_len.Uint(id, b))
	}
	ioUringProbeHead.printFields(c, loadValue(v.U, b, false))
	c.E.Field("ops")
	PrintArray(c, v.U+uint64(layout.IoUringProbe.Size[id]), n, ioUringProbeOp, false)
	c.E.StructEnd()
}

var ioUringProbeHead = Struct{Layout: &layout.IoUringProbe, Fields: []Field{
	{At: &layout.IoUringProbe_last_op, Type: ioUringOp8{}},
	{At: &layout.IoUringProbe_ops_len, Type: Dec{}},
	{At: &layout.IoUringProbe_resv, Type: Hex{}, NonZero: true},
	{At: &layout.IoUringProbe_resv2, Type: Inline{Hex32{}}, NonZero: true},
}}

var ioUringProbeOp = Struct{Layout: &layout.IoUringProbeOp, Fields: []Field{
	{At: &layout.IoUringProbeOp_op, Type: ioUringOp8{}},
	{At: &layout.IoUringProbeOp_resv, Type: Hex{}, NonZero: true},
	{At: &layout.IoUringProbeOp_flags, Type: Flags{&xlat.IoUringOpFlags}},
	{At: &layout.IoUringProbeOp_resv2, Type: Hex{}, NonZero: true},
}}

// ioUringOp8 is an operation of a ring.
type ioUringOp8 struct{}

// Print implements Type.
func (ioUringOp8) Print(c *decode.Call, v decode.Value) {
	c.Enum(&xlat.IoUringOps, v.U&0xff, decode.FmtUint)
}

// ioUringRestriction is a struct io_uring_restriction.
type ioUringRestriction struct{}

// Size implements Sized.
func (ioUringRestriction) Size(id abi.ID) int { return int(layout.IoUringRestriction.Size[id]) }

// Print implements Type.
func (ioUringRestriction) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	op := layout.IoUringRestriction_opcode.Uint(id, v.Mem)
	arg := layout.IoUringRestriction_register_op.Uint(id, v.Mem)
	c.E.StructBegin()
	c.E.Field("opcode")
	c.Enum(&xlat.IoUringRestrictions, op, decode.FmtHex)
	switch op {
	case ioUringRestrictRegOp:
		c.E.Field("register_op")
		c.Enum(&xlat.IoUringRegisterOps, arg, decode.FmtHex)
	case ioUringRestrictSqeOp:
		c.E.Field("sqe_op")
		c.Enum(&xlat.IoUringOps, arg, decode.FmtUint)
	case ioUringRestrictAllowed, ioUringRestrictRequire:
		c.E.Field("sqe_flags")
		c.Flags(&xlat.IoUringSqeFlags, arg)
	default:
		c.E.CommentBegin()
		c.E.Name("op: ")
		c.E.HexPad(arg, 2)
		c.E.CommentEnd()
	}
	ioUringRestrictionRest.printFields(c, v)
	c.E.StructEnd()
}

var ioUringRestrictionRest = Struct{Layout: &layout.IoUringRestriction, Fields: []Field{
	{At: &layout.IoUringRestriction_resv, Type: Hex{}, NonZero: true},
	{At: &layout.IoUringRestriction_resv2, Type: Inline{Hex32{}}, NonZero: true},
}}

// Descriptors or buffers with tags: registered, and updated.
var ioUringFiles2T = Struct{Layout: &layout.IoUringRsrcRegister, Fields: []Field{
	{At: &layout.IoUringRsrcRegister_nr, Type: Dec{}},
	{At: &layout.IoUringRsrcRegister_flags, Type: Flags{&xlat.IoUringRsrcFlags}},
	{At: &layout.IoUringRsrcRegister_resv2, Type: Hex{}, NonZero: true},
	{At: &layout.IoUringRsrcRegister_data, Show: showRegisterFiles},
	{At: &layout.IoUringRsrcRegister_tags, Show: showRegisterTags},
}}
var ioUringBuffers2T = Struct{Layout: &layout.IoUringRsrcRegister, Fields: []Field{
	{At: &layout.IoUringRsrcRegister_nr, Type: Dec{}},
	{At: &layout.IoUringRsrcRegister_flags, Type: Flags{&xlat.IoUringRsrcFlags}},
	{At: &layout.IoUringRsrcRegister_resv2, Type: Hex{}, NonZero: true},
	{At: &layout.IoUringRsrcRegister_data, Show: showRegisterBuffers},
	{At: &layout.IoUringRsrcRegister_tags, Show: showRegisterTags},
}}
var ioUringFilesUpdate2T = Struct{Layout: &layout.IoUringRsrcUpdate2, Fields: []Field{
	{At: &layout.IoUringRsrcUpdate2_offset, Type: Dec{}},
	{At: &layout.IoUringRsrcUpdate2_resv, Type: Hex{}, NonZero: true},
	{At: &layout.IoUringRsrcUpdate2_data, Show: showUpdateFiles},
	{At: &layout.IoUringRsrcUpdate2_tags, Show: showUpdateTags},
	{At: &layout.IoUringRsrcUpdate2_nr, Type: Dec{}},
	{At: &layout.IoUringRsrcUpdate2_resv2, Type: Hex{}, NonZero: true},
}}
var ioUringBuffersUpdateT = Struct{Layout: &layout.IoUringRsrcUpdate2, Fields: []Field{
	{At: &layout.IoUringRsrcUpdate2_offset, Type: Dec{}},
	{At: &layout.IoUringRsrcUpdate2_resv, Type: Hex{}, NonZero: true},
	{At: &layout.IoUringRsrcUpdate2_data, Show: showUpdateBuffers},
	{At: &layout.IoUringRsrcUpdate2_tags, Show: showUpdateTags},
	{At: &layout.IoUringRsrcUpdate2_nr, Type: Dec{}},
	{At: &layout.IoUringRsrcUpdate2_resv2, Type: Hex{}, NonZero: true},
}}

func showRegisterFiles(c *decode.Call, v decode.Value, whole []byte) {
	PrintArray(c, v.U, layout.IoUringRsrcRegister_nr.Uint(c.ABI.ID, whole), ioUringFile{}, false)
}

func showRegisterBuffers(c *decode.Call, v decode.Value, whole []byte) {
	PrintArray(c, v.U, layout.IoUringRsrcRegister_nr.Uint(c.ABI.ID, whole), iovecAddr, false)
}

func showRegisterTags(c *decode.Call, v decode.Value, whole []byte) {
	PrintArray(c, v.U, layout.IoUringRsrcRegister_nr.Uint(c.ABI.ID, whole), Hex64{}, false)
}

func showUpdateFiles(c *decode.Call, v decode.Value, whole []byte) {
	PrintArray(c, v.U, layout.IoUringRsrcUpdate2_nr.Uint(c.ABI.ID, whole), ioUringFile{}, false)
}

func showUpdateBuffers(c *decode.Call, v decode.Value, whole []byte) {
	PrintArray(c, v.U, layout.IoUringRsrcUpdate2_nr.Uint(c.ABI.ID, whole), iovecAddr, false)
}

func showUpdateTags(c *decode.Call, v decode.Value, whole []byte) {
	PrintArray(c, v.U, layout.IoUringRsrcUpdate2_nr.Uint(c.ABI.ID, whole), Hex64{}, false)
}

// ioWqMaxWorkers is a pointer to two numbers of workers, which the call replaces.
type ioWqMaxWorkers struct{}

func (ioWqMaxWorkers) late(*decode.Call) bool { return true }

func (ioWqMaxWorkers) prepare(c *decode.Call, v decode.Value, reg int) {
	if reg < NumRegs && c.Args[3]&0xffffffff == 2 {
		u, ok := c.ReadUint(v.U, 8)
		c.Saved[reg] = decode.Saved{U: u, OK: ok}
	}
}

// Print implements Type.
func (ioWqMaxWorkers) Print(c *decode.Call, v decode.Value) { c.E.Addr(v.U) }

func (ioWqMaxWorkers) printSaved(c *decode.Call, v decode.Value, s decode.Saved) {
	if !s.OK || c.NoVerbose {
		c.E.Addr(v.U)
		return
	}
	printMaxWorkers(c, s.U)
	if now, ok := c.ReadUint(v.U, 8); ok && !c.Failed() {
		c.E.Changed()
		printMaxWorkers(c, now)
	}
}

func printMaxWorkers(c *decode.Call, u uint64) {
	c.E.ArrayBegin()
	for i := range uint64(2) {
		c.E.NamedIndex(xlat.IoWqTypes.Lookup(c.ABI.ID, i))
		c.E.Uint(u >> (32 * i) & 0xffffffff)
	}
	c.E.ArrayEnd()
}

// A registered ring, as it is registered and unregistered.
var ioUringRingFD = Struct{Layout: &layout.IoUringRsrcUpdate, Fields: []Field{
	{At: &layout.IoUringRsrcUpdate_offset, Type: Int{}},
	{At: &layout.IoUringRsrcUpdate_resv, Type: Hex{}, NonZero: true},
	{At: &layout.IoUringRsrcUpdate_data, Type: FD{}},
}}
var ioUringUnregRingFD = Struct{Layout: &layout.IoUringRsrcUpdate, Fields: []Field{
	{At: &layout.IoUringRsrcUpdate_offset, Type: Int{}},
	{At: &layout.IoUringRsrcUpdate_resv, Type: Hex{}, NonZero: true},
	{At: &layout.IoUringRsrcUpdate_data, Type: Hex{}, NonZero: true},
}}

var ioUringBufReg = Struct{Layout: &layout.IoUringBufReg, Fields: []Field{
	{At: &layout.IoUringBufReg_ring_addr, Type: Hex{}},
	{At: &layout.IoUringBufReg_ring_entries, Type: Dec{}},
	{At: &layout.IoUringBufReg_bgid, Type: Dec{}},
	{At: &layout.IoUringBufReg_flags, Type: Hex{}},
	{At: &layout.IoUringBufReg_min_left, Type: Dec{}},
	{At: &layout.IoUringBufReg_resv, Type: Inline{Hex32{}}, NonZero: true},
}}

var ioUringSyncCancelT = Struct{Layout: &layout.IoUringSyncCancelReg, Fields: []Field{
	{At: &layout.IoUringSyncCancelReg_addr, Type: Hex{}},
	{At: &layout.IoUringSyncCancelReg_fd, Type: FD{}},
	{At: &layout.IoUringSyncCancelReg_flags, Type: Flags{&xlat.IoUringCancelFlags}},
	{At: &layout.IoUringSyncCancelReg_timeout, Type: &timespec64},
	{At: &layout.IoUringSyncCancelReg_opcode, Type: ioUringOp8{}},
	{At: &layout.IoUringSyncCancelReg_pad, Type: Inline{hex8{}}, NonZero: true},
	{At: &layout.IoUringSyncCancelReg_pad2, Type: Inline{Hex64{}}, NonZero: true},
}}

// hex8 is a byte in hexadecimal.
type hex8 struct{}

// Size implements Sized.
func (hex8) Size(abi.ID) int { return 1 }

// Print implements Type.
func (hex8) Print(c *decode.Call, v decode.Value) { c.E.Hex(v.U & 0xff) }

var ioUringBufStatus = Struct{Layout: &layout.IoUringBufStatus, Fields: []Field{
	{At: &layout.IoUringBufStatus_buf_group, Type: Hex{}},
	{At: &layout.IoUringBufStatus_head, Type: Dec{}},
	{At: &layout.IoUringBufStatus_resv, Type: Inline{Hex32{}}, NonZero: true},
}}

var ioUringNapiT = Struct{Layout: &layout.IoUringNapi, Fields: []Field{
	{At: &layout.IoUringNapi_busy_poll_to, Type: Hex{}},
	{At: &layout.IoUringNapi_prefer_busy_poll, Type: Hex{}},
	{At: &layout.IoUringNapi_opcode, Type: Enum{&xlat.IoUringNapiOps, decode.FmtHex}},
	{At: &layout.IoUringNapi_op_param, Type: Enum{&xlat.IoUringNapiTracking, decode.FmtHex}},
}}

var ioUringClockT = Struct{Layout: &layout.IoUringClockRegister, Fields: []Field{
	{At: &layout.IoUringClockRegister_clockid, Type: ClockID{}},
	{At: &layout.IoUringClockRegister___resv, Type: Inline{Hex32{}}, NonZero: true},
}}

var ioUringCloneT = Struct{Layout: &layout.IoUringCloneBuffers, Fields: []Field{
	{At: &layout.IoUringCloneBuffers_src_fd, Type: FD{}},
	{At: &layout.IoUringCloneBuffers_flags, Type: Flags{&xlat.IoUringCloneFlags}},
	{At: &layout.IoUringCloneBuffers_src_off, Type: Dec{}},
	{At: &layout.IoUringCloneBuffers_dst_off, Type: Dec{}},
	{At: &layout.IoUringCloneBuffers_nr, Type: Dec{}},
	{At: &layout.IoUringCloneBuffers_pad, Type: Inline{Hex32{}}, NonZero: true},
}}

var ioUringMemRegionT = Struct{Layout: &layout.IoUringMemRegionReg, Fields: []Field{
	{At: &layout.IoUringMemRegionReg_region_uptr, Type: Hex{}},
	{At: &layout.IoUringMemRegionReg_flags, Type: Flags{&xlat.IoUringRegionFlags}},
	{At: &layout.IoUringMemRegionReg___resv, Type: Inline{Hex64{}}, NonZero: true},
}}
