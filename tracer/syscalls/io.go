package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Asynchronous input and output, and ioctl(2).
var ioSyscalls = []Syscall{
	{Name: "io_setup", Args: []Arg{{"nr_events", Uint{}}, {"ctx_idp", Out{Ref{Addr{}}}}}},
	{Name: "io_destroy", Args: []Arg{{"ctx_id", Addr{}}}},
	{Name: "io_submit", Args: []Arg{
		{"ctx_id", Addr{}}, {"nr", Long{}}, {"iocbpp", signedArray{Array{Elem: iocbPtr{}, N: 1}}},
	}},
	{Name: "io_cancel", Args: []Arg{
		{"ctx_id", Addr{}}, {"iocb", Ptr{iocb{}}}, {"result", Out{Ptr{&ioEvent}}},
	}},
	{Name: "io_getevents", Args: []Arg{
		{"ctx_id", Addr{}},
		{"min_nr", Long{}},
		{"nr", Long{}},
		{"events", Out{Array{Elem: &ioEvent, N: Returned}}},
		{"timeout", Ptr{&timespec}},
	}},
	{Name: "io_pgetevents", Args: []Arg{
		{"ctx_id", Addr{}},
		{"min_nr", Long{}},
		{"nr", Long{}},
		{"events", Out{Array{Elem: &ioEvent, N: Returned}}},
		{"timeout", Ptr{&timespec}},
		{"sig", Ptr{sigsetArg{}}},
	}},
	{Name: "io_pgetevents_time64", Args: []Arg{
		{"ctx_id", Addr{}},
		{"min_nr", Long{}},
		{"nr", Long{}},
		{"events", Out{Array{Elem: &ioEvent, N: Returned}}},
		{"timeout", Ptr{&timespec64}},
		{"sig", Ptr{sigsetArg{}}},
	}},

	{Name: "io_uring_setup", Ret: RetFD{}, Args: []Arg{{"entries", Uint{}}, {"params", ioUringParams{}}}},
	{Name: "io_uring_enter", Args: []Arg{
		{"fd", FD{}},
		{"to_submit", Uint{}},
		{"min_complete", Uint{}},
		{"flags", Flags{&xlat.IoUringEnterFlags}},
		{"sigset", Else{ioUringExtArg, Ptr{&ioUringGeteventsArg}, Else{ioUringExtRegArg, ULong{}, SigSet{Size: 5}}}},
		{"sigsetsize", ULong{}},
	}},
	{Name: "io_uring_register", Args: []Arg{
		{"fd", ioUringFD{}},
		{"opcode", ioUringRegisterOp{}},
		{"", ByArg{On: 1, Mask: ^uint32(ioUringUseRegistered), Cases: ioUringRegisterCases, Default: ioUringRegisterDefault, Regs: 1}},
		{"nr_args", Uint{}},
	}},

	{Name: "ioctl", Ret: retIoctl{}, Args: []Arg{{"fd", FD{}}, {"op", ioctlCode{}}, {"", ioctlArg{}}}},
}

// signedArray is Array whose number is signed: a negative one is none that could be shown.
type signedArray struct{ Array }

// Print implements Type.
func (t signedArray) Print(c *decode.Call, v decode.Value) {
	n := t.N.get(c)
	if long(c, decode.Value{U: n}) < 0 {
		c.E.Addr(v.U)
		return
	}
	PrintArray(c, v.U, n, t.Elem, t.Whole)
}

// Commands and flags of linux/aio_abi.h.
const (
	iocbPread      = 0
	iocbPwrite     = 1
	iocbPoll       = 5
	iocbPreadv     = 7
	iocbPwritev    = 8
	iocbFlagResfd  = 1
	iocbFlagIoprio = 2
)

// iocbPtr is a pointer to a struct iocb, in an array.
type iocbPtr struct{}

// Size implements Sized.
func (iocbPtr) Size(id abi.ID) int { return id.Get().Word }

// Print implements Type.
func (iocbPtr) Print(c *decode.Call, v decode.Value) { Ptr{iocb{whole: true}}.Print(c, v) }

// iocb is a struct iocb: what is to be done, and with whole also with what.
type iocb struct{ whole bool }

// Size implements Sized.
func (iocb) Size(id abi.ID) int { return int(layout.Iocb.Size[id]) }

// Print implements Type.
func (t iocb) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	c.E.StructBegin()
	c.E.Field("aio_data")
	c.E.Hex(layout.Iocb_aio_data.Uint(id, v.Mem))
	if key := layout.Iocb_aio_key.Uint(id, v.Mem); key != 0 {
		c.E.Field("aio_key")
		c.E.Uint(key)
	}
	if rw := layout.Iocb_aio_rw_flags.Uint(id, v.Mem) & 0xffffffff; rw != 0 {
		c.E.Field("aio_rw_flags")
		c.Flags(&xlat.RWFlags, rw)
	}
	op := layout.Iocb_aio_lio_opcode.Uint(id, v.Mem)
	c.E.Field("aio_lio_opcode")
	c.Enum(&xlat.IocbCmds, op, decode.FmtUint)
	flags := layout.Iocb_aio_flags.Uint(id, v.Mem)
	if prio := layout.Iocb_aio_reqprio.Uint(id, v.Mem); prio != 0 {
		c.E.Field("aio_reqprio")
		switch {
		case flags&iocbFlagIoprio == 0:
			c.E.Int(int64(prio))
		case c.Opt.Style == decode.Abbrev:
			printIoprio(c, prio&0xffff)
		default:
			c.E.Hex(prio & 0xffff)
			if c.Opt.Style == decode.Verbose {
				c.E.CommentBegin()
				printIoprio(c, prio&0xffff)
				c.E.CommentEnd()
			}
		}
	}
	c.E.Field("aio_fildes")
	c.FD(int32(layout.Iocb_aio_fildes.Uint(id, v.Mem)))
	if t.whole {
		t.printData(c, v.Mem, op, flags)
	}
	c.E.StructEnd()
}

func (iocb) printData(c *decode.Call, mem []byte, op, flags uint64) {
	id := c.ABI.ID
	buf := layout.Iocb_aio_buf.Uint(id, mem)
	n := layout.Iocb_aio_nbytes.Uint(id, mem)
	switch op {
	case iocbPoll:
		c.E.Field("aio_buf")
		c.Flags(&xlat.PollEvents, buf)
		return
	case iocbPread:
		c.E.Field("aio_buf")
		c.E.Addr(buf)
		c.E.Field("aio_nbytes")
		c.E.Uint(n)
	case iocbPwrite:
		c.E.Field("aio_buf")
		c.Buffer(buf, n)
		c.E.Field("aio_nbytes")
		c.E.Uint(n)
	case iocbPreadv:
		c.E.Field("aio_buf")
		PrintArray(c, buf, n, iovecAddr, false)
	case iocbPwritev:
		c.E.Field("aio_buf")
		PrintArray(c, buf, n, iovecElem{}, false)
	default:
		return
	}
	c.E.Field("aio_offset")
	c.E.Int(int64(layout.Iocb_aio_offset.Uint(id, mem)))
	if flags != 0 {
		c.E.Field("aio_flags")
		c.Flags(&xlat.IocbFlags, flags)
	}
	resfd := layout.Iocb_aio_resfd.Uint(id, mem)
	switch {
	case flags&iocbFlagResfd != 0:
		c.E.Field("aio_resfd")
		c.FD(int32(resfd))
	case resfd != 0:
		c.E.Field("aio_resfd")
		c.E.Hex(resfd)
	}
}

var ioEvent = Struct{Layout: &layout.IoEvent, Fields: []Field{
	{At: &layout.IoEvent_data, Type: Hex{}},
	{At: &layout.IoEvent_obj, Type: Hex{}},
	{At: &layout.IoEvent_res, Type: Dec{}},
	{At: &layout.IoEvent_res2, Type: Dec{}},
}}
