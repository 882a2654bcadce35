package syscalls

import (
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Files by name: open, stat, access, link, rename, mkdir, chmod, chown, and their *at forms.
var fileSyscalls = []Syscall{
	// open(2). The mode is read by the kernel only when a file may be created.
	{Name: "open", Ret: RetFD{}, Args: []Arg{
		{"pathname", Path{}},
		{"flags", OpenFlags{}},
		{"mode", When{openCreates, Mode{}}},
	}},
	{Name: "openat", Ret: RetFD{}, Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"flags", OpenFlags{}},
		{"mode", When{openatCreates, Mode{}}},
	}},
	{Name: "creat", Ret: RetFD{}, Args: []Arg{{"pathname", Path{}}, {"mode", Mode{}}}},
	{Name: "access", Args: []Arg{{"pathname", Path{}}, {"mode", Flags{&xlat.AccessModes}}}},
	{Name: "stat", Args: []Arg{{"pathname", Path{}}, {"statbuf", Out{Ptr{structStat}}}}},
	{Name: "fstat", Args: []Arg{{"fd", FD{}}, {"statbuf", Out{Ptr{structStat}}}}},
	{Name: "newfstatat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"statbuf", Out{Ptr{structStat}}},
		{"flags", Flags{&xlat.AtFlags}},
	}},
	{Name: "mkdir", Args: []Arg{{"pathname", Path{}}, {"mode", Mode{}}}},
}

// The bits of open's flags that decide whether there is a mode: O_CREAT, and the one that makes
// O_TMPFILE out of O_DIRECTORY (asm-generic/fcntl.h). All of strake's ABIs have them alike.
const (
	oAccMode   = 0o3
	oCreat     = 0o100
	oTmpfile   = 0o20000000
	tmpCreates = oCreat | oTmpfile
)

// Whether the flags of open and openat say that a file may be created.
func openCreates(c *decode.Call) bool   { return c.Args[1]&tmpCreates != 0 }
func openatCreates(c *decode.Call) bool { return c.Args[2]&tmpCreates != 0 }

// OpenFlags is the flags of open(2): an access mode, and bits.
type OpenFlags struct{}

// Print implements Type.
func (OpenFlags) Print(c *decode.Call, v decode.Value) {
	u := v.U & 0xffffffff
	access := xlat.OpenAccess.Lookup(c.ABI.ID, u&oAccMode)
	c.FlagsOf(u, access, &xlat.OpenFlags, u&^oAccMode, decode.FmtHex)
}

// FileMode is a file's type and permission bits: S_IFREG|0644.
type FileMode struct{}

// Print implements Type.
func (FileMode) Print(c *decode.Call, v decode.Value) { printFileMode(c, v.U) }

// sIFMT is S_IFMT of linux/stat.h: the type within a mode.
const sIFMT = 0o170000

func printFileMode(c *decode.Call, mode uint64) {
	kind := xlat.FileTypes.Lookup(c.ABI.ID, mode&sIFMT)
	switch {
	case c.Opt.Style == decode.Raw, kind == "" && c.Opt.Style != decode.Verbose:
		c.E.Mode(mode)
		return
	case c.Opt.Style == decode.Verbose:
		c.E.Mode(mode)
		c.E.CommentBegin()
		defer c.E.CommentEnd()
	}
	if kind == "" {
		c.E.Mode(mode)
		return
	}
	c.E.Name(kind)
	c.E.Or()
	c.E.Mode(mode &^ sIFMT)
}

var structStat = Struct{&layout.Stat, []Field{
	{At: &layout.Stat_st_mode, Type: FileMode{}},
	{At: &layout.Stat_st_size, Type: Dec{}},
}}
