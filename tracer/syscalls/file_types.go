package syscalls

import (
	"bytes"

	"strake/tracer/abi"
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// structOpenHow is the struct open_how of openat2(2).
var structOpenHow = Struct{&layout.OpenHow, []Field{
	{At: &layout.OpenHow_flags, Type: openHowFlags{}},
	{At: &layout.OpenHow_mode, Type: mode64{}, If: openHowMode},
	{At: &layout.OpenHow_resolve, Type: Flags{&xlat.ResolveFlags}},
}}

// openHowMode reports whether openat2 has a mode, or says so though it may not.
func openHowMode(c *decode.Call, whole []byte) bool {
	return layout.OpenHow_flags.Uint(c.ABI.ID, whole)&tmpCreates != 0 || layout.OpenHow_mode.Uint(c.ABI.ID, whole) != 0
}

// openHowFlags is OpenFlags of 64 bits.
type openHowFlags struct{}

// Print implements Type.
func (openHowFlags) Print(c *decode.Call, v decode.Value) { printOpenFlags(c, &xlat.OpenHowFlags, v.U) }

// mode64 is a mode in 64 bits.
type mode64 struct{}

// Print implements Type.
func (mode64) Print(c *decode.Call, v decode.Value) { c.E.Mode(v.U) }

// structUtimbuf is the times of utime(2).
var structUtimbuf = Struct{&layout.Utimbuf, []Field{
	{At: &layout.Utimbuf_actime, Type: dateSeconds{}},
	{At: &layout.Utimbuf_modtime, Type: dateSeconds{}},
}}

// dateSeconds is a time in seconds, with its date.
type dateSeconds struct{}

// Print implements Type.
func (dateSeconds) Print(c *decode.Call, v decode.Value) {
	c.E.Int(int64(v.U))
	dateComment(c, int64(v.U), 0, 0)
}

// fileTimes is the two times of a file, of access and modification, as utimes(2) and utimensat(2) take
// them.
type fileTimes struct {
	Layout    *layout.Struct
	Sec, Frac *layout.Field
	// Digits are those of the fraction. Where they are nine, there are fractions that stand for no time.
	Digits int
}

var (
	utimesTimeval    = fileTimes{&layout.Timeval, &layout.Timeval_tv_sec, &layout.Timeval_tv_usec, 6}
	utimesTimespec   = fileTimes{&layout.Timespec, &layout.Timespec_tv_sec, &layout.Timespec_tv_nsec, 9}
	utimesTimespec64 = fileTimes{&layout.Timespec64, &layout.Timespec64_tv_sec, &layout.Timespec64_tv_nsec, 9}
)

// Size implements Sized.
func (t fileTimes) Size(id abi.ID) int { return 2 * int(t.Layout.Size[id]) }

// Print implements Type.
func (t fileTimes) Print(c *decode.Call, v decode.Value) {
	size := len(v.Mem) / 2
	c.E.ArrayBegin()
	for i := range 2 {
		c.E.Elem()
		if cutsArray(c, i) {
			c.E.More()
			break
		}
		t.one(c, v.Mem[i*size:(i+1)*size])
	}
	c.E.ArrayEnd()
}

func (t fileTimes) one(c *decode.Call, mem []byte) {
	id := c.ABI.ID
	sec := int64(layout.Load(t.Sec.Bytes(id, mem), true))
	frac := layout.Load(t.Frac.Bytes(id, mem), false)
	special := ""
	if t.Digits == 9 {
		special = xlat.UtimeNsec.Lookup(id, frac)
	}
	if special != "" && c.Opt.Style == decode.Abbrev {
		c.E.Name(special)
		return
	}
	printTime(c, sec, t.Frac.Name, frac)
	if special != "" && c.Opt.Style == decode.Verbose {
		c.Comment(special)
		return
	}
	dateComment(c, sec, frac, t.Digits)
}

// cwdBuf is what getcwd(2) returns: a path of as many bytes as the call returned.
type cwdBuf struct{}

// Print implements Type.
func (cwdBuf) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	if c.Val == 0 && v.U != 0 {
		c.E.Path(nil, false) // nothing, which is not looked at
		return
	}
	n := max(1, min(c.Val, decode.MaxPath))
	b, nul, ok := c.ReadString(v.U, int(n-1))
	if !ok {
		c.E.Addr(v.U)
		return
	}
	c.E.Path(b, !nul)
}

// xattrNames is a buffer for names of as many bytes as the call returned; with a size of 0 the
// call only asks how many they would be.
type xattrNames struct{ Size Count }

// Print implements Type.
func (t xattrNames) Print(c *decode.Call, v decode.Value) {
	if t.Size.get(c) == 0 {
		c.E.Addr(v.U)
		return
	}
	c.Buffer(v.U, Returned.get(c))
}

// xattrValue is the value of an extended attribute.
type xattrValue struct{ Size Count }

// Print implements Type.
func (t xattrValue) Print(c *decode.Call, v decode.Value) { printXattrValue(c, v.U, t.Size.get(c)) }

// outXattrValue is a buffer for a value, of as many bytes as the call returned; with a size of 0 the call
// only asks how many they would be.
type outXattrValue struct{ Size Count }

// Print implements Type.
func (t outXattrValue) Print(c *decode.Call, v decode.Value) {
	if t.Size.get(c) == 0 {
		c.E.Addr(v.U)
		return
	}
	printXattrValue(c, v.U, Returned.get(c))
}

// maxXattr is XATTR_SIZE_MAX of linux/limits.h.
const maxXattr = 65536

// printXattrValue shows n bytes at addr. Many values are strings: where the last byte that would be shown is
// a NUL, it is left out, and nothing is said of what follows; not so where strings are shown in
// hexadecimal, as one with a NUL is then.
func printXattrValue(c *decode.Call, addr, n uint64) {
	if addr == 0 || n > maxXattr {
		c.E.Addr(addr)
		return
	}
	mark := c.Mark()
	defer c.Release(mark)
	b, more, ok := c.ReadCut(addr, n)
	last := len(b) - 1
	switch {
	case !ok:
		c.E.Addr(addr)
	case last >= 0 && b[last] == 0 && c.Opt.Hex < decode.HexNonASCII:
		c.E.Str(b[:last], false)
	default:
		c.E.Str(b, more)
	}
}

// The struct xattr_args of setxattrat(2), and of getxattrat(2), which writes to the buffer.
var (
	structSetxattrArgs = Struct{&layout.XattrArgs, []Field{
		{At: &layout.XattrArgs_value, Show: showSetxattrValue},
		{At: &layout.XattrArgs_size, Type: Unsigned{}},
		{At: &layout.XattrArgs_flags, Type: Flags{&xlat.XattrFlags}},
	}}
	structGetxattrArgs = Struct{&layout.XattrArgs, []Field{
		{At: &layout.XattrArgs_value, Show: showGetxattrValue},
		{At: &layout.XattrArgs_size, Type: Unsigned{}},
		{At: &layout.XattrArgs_flags, Type: Flags{&xlat.XattrFlags}},
	}}
)

func showSetxattrValue(c *decode.Call, v decode.Value, whole []byte) {
	printXattrValue(c, v.U, layout.XattrArgs_size.Uint(c.ABI.ID, whole))
}

func showGetxattrValue(c *decode.Call, v decode.Value, whole []byte) {
	if c.Failed() || layout.XattrArgs_size.Uint(c.ABI.ID, whole) == 0 {
		c.E.Addr(v.U)
		return
	}
	printXattrValue(c, v.U, Returned.get(c))
}

// The struct file_attr of file_getattr(2) and file_setattr(2): the number of extents cannot be set.
var (
	structGetFileAttr = Struct{&layout.FileAttr, []Field{
		{At: &layout.FileAttr_fa_xflags, Type: Flags{&xlat.FileXflags}},
		{At: &layout.FileAttr_fa_extsize, Type: Unsigned{}},
		{At: &layout.FileAttr_fa_nextents, Type: Unsigned{}},
		{At: &layout.FileAttr_fa_projid, Type: Hex{}},
		{At: &layout.FileAttr_fa_cowextsize, Type: Unsigned{}},
	}}
	structSetFileAttr = Struct{&layout.FileAttr, []Field{
		{At: &layout.FileAttr_fa_xflags, Type: Flags{&xlat.FileXflags}},
		{At: &layout.FileAttr_fa_extsize, Type: Unsigned{}},
		{At: &layout.FileAttr_fa_projid, Type: Hex{}},
		{At: &layout.FileAttr_fa_cowextsize, Type: Unsigned{}},
	}}
)

// fileHandle is a pointer to a struct file_handle: two ints, the size of the handle and
// its type, and the handle.
type fileHandle struct{}

const (
	handleHeader = 8
	// maxHandle is MAX_HANDLE_SZ of linux/exportfs.h.
	maxHandle = 128
)

// Print implements Type.
func (fileHandle) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, v.U, handleHeader)
	if !ok {
		return
	}
	c.E.StructBegin()
	c.E.Field("handle_bytes")
	c.E.Uint(layout.Load(b[:4], false))
	printHandle(c, v.U, b)
	c.E.StructEnd()
}

// printHandle shows what follows the size in the handle at addr, which begins with header.
func printHandle(c *decode.Call, addr uint64, header []byte) {
	c.E.Field("handle_type")
	c.E.Int(int64(layout.Load(header[4:8], true)))
	c.E.Field("f_handle")
	n := layout.Load(header[:4], false)
	show := min(n, maxHandle)
	if h, ok := c.Read(addr+handleHeader, int(show)); ok {
		c.E.HexStr(h, n > show)
	} else {
		c.E.Name("???")
	}
}

// outHandle is the handle that name_to_handle_at(2) fills in: its size is what there is
// room for, which is shown at once, then what it has or would have.
type outHandle struct{}

// handleArg is the register of the handle.
const handleArg = 2

// Print implements Type.
func (outHandle) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	b, ok := fetch(c, v.U, handleHeader)
	c.Saved[handleArg].OK = ok
	if !ok {
		return
	}
	c.Saved[handleArg].U = layout.Load(b[:4], false)
	c.E.StructBegin()
	c.E.Field("handle_bytes")
	c.E.Uint(c.Saved[handleArg].U)
}

func (outHandle) continues(c *decode.Call, _ decode.Value) bool { return c.Saved[handleArg].OK }

// eOverflow is EOVERFLOW: the handle is larger than the caller said.
const eOverflow = 75

func (outHandle) printRest(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	if c.Errno == 0 || c.Errno == eOverflow {
		b, ok := c.Read(v.U, handleHeader)
		if ok {
			if now := layout.Load(b[:4], false); now != c.Saved[handleArg].U {
				c.E.Changed()
				c.E.Uint(now)
			}
		}
		if ok && c.Errno == 0 {
			printHandle(c, v.U, b)
		}
	}
	c.E.StructEnd()
}

// handleReadable reports whether the handle could be read: the mount is of no interest without one.
func handleReadable(c *decode.Call) bool { return c.Saved[handleArg].OK }

// announced is an argument that is shown at exit, when nothing but the comma before it was shown at entry.
type announced struct{ T Type }

// Print implements Type.
func (announced) Print(*decode.Call, decode.Value) {}

func (announced) continues(*decode.Call, decode.Value) bool { return true }

func (t announced) printRest(c *decode.Call, v decode.Value) { t.T.Print(c, v) }

// dirents is the buffer that getdents(2) or getdents64(2) filled.
type dirents struct{ F *direntFormat }

// direntFormat is how an entry of a directory lies in memory: of variable length, its
// name at the end.
type direntFormat struct {
	Ino, Off, Reclen, Name *layout.Field
	// Type is the type's member, nil if the type is in the last byte of the entry.
	Type *layout.Field
}

var (
	direntOld = &direntFormat{&layout.Dirent_d_ino, &layout.Dirent_d_off, &layout.Dirent_d_reclen,
		&layout.Dirent_d_name, nil}
	dirent64 = &direntFormat{&layout.Dirent64_d_ino, &layout.Dirent64_d_off, &layout.Dirent64_d_reclen,
		&layout.Dirent64_d_name, &layout.Dirent64_d_type}
)

// maxDirents is how much of a buffer is looked at.
const maxDirents = 1 << 19

// Print implements Type.
func (t dirents) Print(c *decode.Call, v decode.Value) {
	mark := c.Mark()
	defer c.Release(mark)
	total := int(min(Returned.get(c), maxDirents))
	mem := c.ReadSome(v.U, total)
	if c.NoVerbose {
		c.E.Addr(v.U)
		return
	}
	if c.Args[2]&0xffffffff == 0 && total != 0 {
		c.E.Addr(v.U)
		return
	}
	if c.NoAbbrev {
		t.F.list(c, v.U, mem, total)
	} else {
		t.F.count(c, v.U, mem, total)
	}
}

// count shows how many entries there are.
func (f *direntFormat) count(c *decode.Call, addr uint64, mem []byte, total int) {
	id := c.ABI.ID
	header := int(f.Name.Off[id])
	c.E.Addr(addr)
	n := uint64(0)
	plus := false
	for off := 0; off < total; {
		if total-off < header || len(mem)-off < header {
			plus = true
			break
		}
		n++
		reclen := int(f.Reclen.Uint(id, mem[off:]))
		if reclen < header || reclen > total-off {
			c.E.CommentBegin()
			c.E.Name("d_reclen ")
			plus = reclen < header
			wrongReclen(c, reclen, header, total-off)
			c.E.CommentEnd()
			break
		}
		off += reclen
	}
	c.E.CommentBegin()
	c.E.Uint(n)
	if plus {
		c.E.Name("+")
	}
	c.E.Name(" entries")
	c.E.CommentEnd()
}

// wrongReclen says by how much the length of an entry is less than its header or more than is left.
func wrongReclen(c *decode.Call, reclen, header, left int) {
	if reclen < header {
		c.E.Uint(uint64(header - reclen))
		c.E.Name(" bytes underflow")
	} else {
		c.E.Uint(uint64(reclen - left))
		c.E.Name(" bytes overflow")
	}
}

// list shows all entries.
func (f *direntFormat) list(c *decode.Call, addr uint64, mem []byte, total int) {
	id := c.ABI.ID
	header := int(f.Name.Off[id])
	switch {
	case total > 0 && len(mem) < min(header, total):
		c.E.Addr(addr)
		return
	case total > 0 && total < header:
		direntRest(c, mem)
		return
	}
	c.E.ArrayBegin()
	defer c.E.ArrayEnd()
	for off := 0; off < total; {
		left := total - off
		c.E.Elem()
		if need := min(header, left); len(mem)-off < need {
			c.E.More()
			c.E.CommentBegin()
			c.E.Addr(addr + uint64(off))
			c.E.CommentEnd()
			return
		}
		if left < header {
			direntRest(c, mem[off:off+left])
			return
		}
		reclen := int(f.Reclen.Uint(id, mem[off:]))
		ok := f.entry(c, addr+uint64(off), mem[off:], header, reclen, left)
		switch {
		case !ok:
			c.E.Elem()
			c.E.More()
			return
		case reclen < header:
			return
		}
		off += reclen
	}
}

// direntRest shows bytes that are too few for an entry.
func direntRest(c *decode.Call, b []byte) {
	show := min(len(b), c.Opt.StringLimit)
	c.E.HexStr(b[:show], show < len(b))
}

// entry shows the entry at the beginning of mem, which lies at addr. It reports false where
// not all of it can be read.
func (f *direntFormat) entry(c *decode.Call, addr uint64, mem []byte, header, reclen, left int) (ok bool) {
	id := c.ABI.ID
	c.E.StructBegin()
	defer c.E.StructEnd()
	c.E.Field("d_ino")
	c.E.Uint(layout.Load(f.Ino.Bytes(id, mem), false))
	c.E.Field("d_off")
	c.E.Uint(layout.Load(f.Off.Bytes(id, mem), false))
	c.E.Field("d_reclen")
	c.E.Uint(uint64(reclen))
	if reclen < header || reclen > left {
		c.E.CommentBegin()
		wrongReclen(c, reclen, header, left)
		c.E.CommentEnd()
	}
	size := min(reclen, left) - header // of the name
	if f.Type != nil {
		c.E.Field("d_type")
		c.Enum(&xlat.DirentTypes, f.Type.Uint(id, mem), decode.FmtHex)
		return size <= 0 || f.name(c, addr, mem, header, size)
	}
	if size <= 0 {
		return true
	}
	ok = size == 1 || f.name(c, addr, mem, header, size-1)
	c.E.Field("d_type")
	if last := header + size - 1; last < len(mem) {
		c.Enum(&xlat.DirentTypes, uint64(mem[last]), decode.FmtHex)
	} else {
		c.E.Addr(addr + uint64(last))
		ok = false
	}
	return ok
}

// name shows the name of an entry: size bytes, its NUL and what comes behind included.
func (f *direntFormat) name(c *decode.Call, addr uint64, mem []byte, header, size int) (ok bool) {
	c.E.Field("d_name")
	b := mem[header:min(header+size, len(mem))]
	if n := bytes.IndexByte(b, 0); n >= 0 {
		c.E.Path(b[:n], false)
		return true
	}
	if len(b) < size {
		c.E.Addr(addr + uint64(header))
		return false
	}
	c.E.Path(b[:size-1], true)
	return true
}

// oldDirent is the entry that i386's readdir reads. Its d_reclen is the length of the name.
type oldDirent struct{}

// Size implements Sized.
func (oldDirent) Size(id abi.ID) int { return int(layout.OldDirent_d_name.Off[id]) }

// Print implements Type.
func (oldDirent) Print(c *decode.Call, v decode.Value) {
	id := c.ABI.ID
	c.E.StructBegin()
	c.E.Field("d_ino")
	c.E.Uint(layout.OldDirent_d_ino.Uint(id, v.Mem))
	c.E.Field("d_off")
	c.E.Uint(layout.OldDirent_d_offset.Uint(id, v.Mem))
	n := layout.OldDirent_d_namlen.Uint(id, v.Mem)
	c.E.Field("d_reclen")
	c.E.Uint(n)
	c.E.Field("d_name")
	const maxName = 256
	at := v.Addr + uint64(oldDirent{}.Size(id))
	show := min(n, maxName)
	mark := c.Mark()
	defer c.Release(mark)
	if b, ok := c.Read(at, int(show)); ok {
		c.E.Path(b, n > show)
	} else {
		c.E.Addr(at)
	}
	c.E.StructEnd()
}
