package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// File descriptors: reading, writing, seeking, duplicating, closing; pipes, splicing, events.
var descSyscalls = []Syscall{
	{Name: "read", Args: []Arg{{"fd", FD{}}, {"buf", Out{Buf{Returned}}}, {"count", ULong{}}}},
	{Name: "write", Args: []Arg{{"fd", FD{}}, {"buf", Buf{2}}, {"count", ULong{}}}},
	{Name: "pread64", Args: []Arg{
		{"fd", FD{}}, {"buf", Out{Buf{Returned}}}, {"count", ULong{}}, {"offset", Int64{}},
	}},
	{Name: "pwrite64", Args: []Arg{{"fd", FD{}}, {"buf", Buf{2}}, {"count", ULong{}}, {"offset", Int64{}}}},
	{Name: "readv", Args: []Arg{{"fd", FD{}}, {"iov", IovecOut{2}}, {"iovcnt", ULong{}}}},
	{Name: "writev", Args: []Arg{{"fd", FD{}}, {"iov", Iovec{2}}, {"iovcnt", ULong{}}}},
	// The position of preadv and its like comes in two longs; 64-bit ABIs need the first only. x32 has calls of its own
	// that take it in one register.
	{Name: "preadv", Args: []Arg{
		{"fd", FD{}}, {"iov", IovecOut{2}}, {"iovcnt", ULong{}}, {"offset", Int64{}},
	}},
	{Name: "pwritev", Args: []Arg{
		{"fd", FD{}}, {"iov", Iovec{2}}, {"iovcnt", ULong{}}, {"offset", Int64{}},
	}},
	{Name: "preadv2", Args: []Arg{
		{"fd", FD{}}, {"iov", IovecOut{2}}, {"iovcnt", ULong{}}, {"offset", Int64{}},
		{"", Unused64{}}, {"flags", Flags{&xlat.RWFlags}},
	}},
	{Name: "pwritev2", Args: []Arg{
		{"fd", FD{}}, {"iov", Iovec{2}}, {"iovcnt", ULong{}}, {"offset", Int64{}},
		{"", Unused64{}}, {"flags", Flags{&xlat.RWFlags}},
	}},

	{Name: "lseek", Args: []Arg{{"fd", FD{}}, {"offset", Long{}}, {"whence", &whence}}},
	// i386's _llseek has the halves the wrong way round: the high one first.
	{Name: "_llseek", Args: []Arg{
		{"fd", FD{}}, {"offset", HighFirst{}}, {"result", Out{Ref{Uint64{}}}}, {"whence", &whence},
	}},

	{Name: "close", Args: []Arg{{"fd", FD{}}}},
	{Name: "close_range", Args: []Arg{{"first", Uint{}}, {"last", Uint{}}, {"flags", Flags{&xlat.CloseRangeFlags}}}},
	{Name: "dup", Ret: RetFD{}, Args: []Arg{{"oldfd", FD{}}}},
	{Name: "dup2", Ret: RetFD{}, Args: []Arg{{"oldfd", FD{}}, {"newfd", FD{}}}},
	{Name: "dup3", Ret: RetFD{}, Args: []Arg{{"oldfd", FD{}}, {"newfd", FD{}}, {"flags", Flags{&xlat.OpenFlags}}}},
	{Name: "flock", Args: []Arg{{"fd", FD{}}, {"op", Flags{&xlat.FlockOps}}}},

	{Name: "pipe", Args: []Arg{{"pipefd", Out{fdPair{}}}}},
	{Name: "pipe2", Args: []Arg{{"pipefd", Out{fdPair{}}}, {"flags", Flags{&xlat.OpenFlags}}}},
	{Name: "eventfd", Ret: RetFD{}, Args: []Arg{{"initval", Uint{}}}},
	{Name: "eventfd2", Ret: RetFD{}, Args: []Arg{{"initval", Uint{}}, {"flags", Flags{&xlat.EventFDFlags}}}},

	{Name: "sendfile", Args: []Arg{
		{"out_fd", FD{}}, {"in_fd", FD{}}, {"offset", sentOffset{ULong{}}}, {"count", ULong{}},
	}},
	{Name: "sendfile64", Args: []Arg{
		{"out_fd", FD{}}, {"in_fd", FD{}}, {"offset", sentOffset{Uint64{}}}, {"count", ULong{}},
	}},
	{Name: "splice", Args: []Arg{
		{"fd_in", FD{}}, {"off_in", Ref{Int64{}}}, {"fd_out", FD{}}, {"off_out", Ref{Int64{}}},
		{"len", ULong{}}, {"flags", Flags{&xlat.SpliceFlags}},
	}},
	{Name: "tee", Args: []Arg{
		{"fd_in", FD{}}, {"fd_out", FD{}}, {"len", ULong{}}, {"flags", Flags{&xlat.SpliceFlags}},
	}},
	// A pipe's writing end takes the pieces, its reading end fills them.
	{Name: "vmsplice", Args: []Arg{
		{"fd", FD{}}, {"iov", Iovec{2}}, {"nr_segs", ULong{}}, {"flags", Flags{&xlat.SpliceFlags}},
	}},
	{Name: "copy_file_range", Args: []Arg{
		{"fd_in", FD{}}, {"off_in", Ref{Int64{}}}, {"fd_out", FD{}}, {"off_out", Ref{Int64{}}},
		{"len", ULong{}}, {"flags", Uint{}},
	}},

	{Name: "fcntl", Ret: retFcntl{}, Args: []Arg{
		{"fd", FD{}}, {"op", &fcntlOp}, {"", ByArg{On: 1, Cases: fcntlCases, Default: fcntlDefault, Regs: 1}},
	}},
	{Name: "fcntl64", Ret: retFcntl{}, Args: []Arg{
		{"fd", FD{}}, {"op", &fcntlOp}, {"", ByArg{On: 1, Cases: fcntlCases, Default: fcntlDefault, Regs: 1}},
	}},
}

var whence = Enum{&xlat.SeekWhence, decode.FmtHex}

// HighFirst is a 64-bit number in two registers with the high half first.
type HighFirst struct{}

func (HighFirst) regs(abi.ID) int { return 2 }

// Print implements Type.
func (HighFirst) Print(c *decode.Call, v decode.Value) {
	c.E.Int(int64(v.U>>32 | v.U<<32))
}

// fdPair is a pointer to the two descriptors of a pipe.
type fdPair struct{}

// Print implements Type.
func (fdPair) Print(c *decode.Call, v decode.Value) {
	PrintArray(c, v.U, 2, FD{}, true)
}
