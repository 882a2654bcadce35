package syscalls

import (
	"strake/tracer/abi"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// Files: open, stat, access, link, rename, mkdir, chmod, chown, times, extended attributes, directories.
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
	{Name: "openat2", Ret: RetFD{}, Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"how", Extensible{To: &structOpenHow, Size: 3, Min: 24}},
		{"size", ULong{}},
	}},
	{Name: "creat", Ret: RetFD{}, Args: []Arg{{"pathname", Path{}}, {"mode", Mode{}}}},

	{Name: "access", Args: []Arg{{"pathname", Path{}}, {"mode", Flags{&xlat.AccessModes}}}},
	{Name: "faccessat", Args: []Arg{{"dirfd", DirFD{}}, {"pathname", Path{}}, {"mode", Flags{&xlat.AccessModes}}}},
	{Name: "faccessat2", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"mode", Flags{&xlat.AccessModes}},
		{"flags", Flags{&xlat.FaccessatFlags}},
	}},

	{Name: "stat", Args: []Arg{{"pathname", Path{}}, {"statbuf", Out{Ptr{&structStat}}}}},
	{Name: "lstat", Args: []Arg{{"pathname", Path{}}, {"statbuf", Out{Ptr{&structStat}}}}},
	{Name: "fstat", Args: []Arg{{"fd", FD{}}, {"statbuf", Out{Ptr{&structStat}}}}},
	{Name: "newfstatat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"statbuf", Out{Ptr{&structStat}}},
		{"flags", Flags{&xlat.AtFlags}},
	}},
	{Name: "stat64", Args: []Arg{{"pathname", Path{}}, {"statbuf", Out{Ptr{&structStat64}}}}},
	{Name: "lstat64", Args: []Arg{{"pathname", Path{}}, {"statbuf", Out{Ptr{&structStat64}}}}},
	{Name: "fstat64", Args: []Arg{{"fd", FD{}}, {"statbuf", Out{Ptr{&structStat64}}}}},
	{Name: "fstatat64", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"statbuf", Out{Ptr{&structStat64}}},
		{"flags", Flags{&xlat.AtFlags}},
	}},
	{Name: "oldstat", Args: []Arg{{"pathname", Path{}}, {"statbuf", Out{Ptr{&structOldStat}}}}},
	{Name: "oldlstat", Args: []Arg{{"pathname", Path{}}, {"statbuf", Out{Ptr{&structOldStat}}}}},
	{Name: "oldfstat", Args: []Arg{{"fd", FD{}}, {"statbuf", Out{Ptr{&structOldStat}}}}},
	{Name: "statx", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"flags", statxFlags{}},
		{"mask", Flags{&xlat.StatxMask}},
		{"statxbuf", Out{Ptr{statxBuf{}}}},
	}},

	{Name: "readlink", Args: []Arg{{"pathname", Path{}}, {"buf", Out{Buf{Returned}}}, {"bufsiz", ULong{}}}},
	{Name: "readlinkat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"buf", Out{Buf{Returned}}},
		{"bufsiz", ULong{}},
	}},
	{Name: "symlink", Args: []Arg{{"oldpath", PathText{}}, {"newpath", Path{}}}},
	{Name: "symlinkat", Args: []Arg{{"target", PathText{}}, {"newdirfd", DirFD{}}, {"linkpath", Path{}}}},
	{Name: "link", Args: []Arg{{"oldpath", Path{}}, {"newpath", Path{}}}},
	{Name: "linkat", Args: []Arg{
		{"olddirfd", DirFD{}},
		{"oldpath", Path{}},
		{"newdirfd", DirFD{}},
		{"newpath", Path{}},
		{"flags", Flags{&xlat.AtFlags}},
	}},
	{Name: "unlink", Args: []Arg{{"path", Path{}}}},
	{Name: "unlinkat", Args: []Arg{{"dirfd", DirFD{}}, {"pathname", Path{}}, {"flags", Flags{&xlat.AtFlags}}}},
	{Name: "rename", Args: []Arg{{"oldpath", Path{}}, {"newpath", Path{}}}},
	{Name: "renameat", Args: []Arg{
		{"olddirfd", DirFD{}},
		{"oldpath", Path{}},
		{"newdirfd", DirFD{}},
		{"newpath", Path{}},
	}},
	{Name: "renameat2", Args: []Arg{
		{"olddirfd", DirFD{}},
		{"oldpath", Path{}},
		{"newdirfd", DirFD{}},
		{"newpath", Path{}},
		{"flags", Flags{&xlat.RenameFlags}},
	}},
	{Name: "mkdir", Args: []Arg{{"pathname", Path{}}, {"mode", Mode{}}}},
	{Name: "mkdirat", Args: []Arg{{"dirfd", DirFD{}}, {"pathname", Path{}}, {"mode", Mode{}}}},
	{Name: "rmdir", Args: []Arg{{"path", Path{}}}},
	// mknod(2) reads a device number only where it makes a device.
	{Name: "mknod", Args: []Arg{
		{"pathname", Path{}},
		{"mode", FileMode{}},
		{"dev", When{mknodDevice, Dev{}}},
	}},
	{Name: "mknodat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"mode", FileMode{}},
		{"dev", When{mknodatDevice, Dev{}}},
	}},

	{Name: "chmod", Args: []Arg{{"pathname", Path{}}, {"mode", Mode{}}}},
	{Name: "fchmod", Args: []Arg{{"fd", FD{}}, {"mode", Mode{}}}},
	{Name: "fchmodat", Args: []Arg{{"dirfd", DirFD{}}, {"pathname", Path{}}, {"mode", Mode{}}}},
	{Name: "fchmodat2", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"mode", Mode{}},
		{"flags", Flags{&xlat.FchmodatFlags}},
	}},
	{Name: "umask", Ret: RetOct{}, Args: []Arg{{"mask", Mode{}}}},
	{Name: "chown", Args: []Arg{{"pathname", Path{}}, {"owner", UID16{}}, {"group", UID16{}}}},
	{Name: "lchown", Args: []Arg{{"pathname", Path{}}, {"owner", UID16{}}, {"group", UID16{}}}},
	{Name: "fchown", Args: []Arg{{"fd", FD{}}, {"owner", UID16{}}, {"group", UID16{}}}},
	{Name: "chown32", Args: []Arg{{"pathname", Path{}}, {"owner", UID{}}, {"group", UID{}}}},
	{Name: "lchown32", Args: []Arg{{"pathname", Path{}}, {"owner", UID{}}, {"group", UID{}}}},
	{Name: "fchown32", Args: []Arg{{"fd", FD{}}, {"owner", UID{}}, {"group", UID{}}}},
	{Name: "fchownat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"owner", UID{}},
		{"group", UID{}},
		{"flags", Flags{&xlat.AtFlags}},
	}},

	{Name: "truncate", Args: []Arg{{"path", Path{}}, {"length", ULong{}}}},
	{Name: "ftruncate", Args: []Arg{{"fd", FD{}}, {"length", ULong{}}}},
	{Name: "truncate64", Args: []Arg{{"path", Path{}}, {"length", Uint64{}}}},
	{Name: "ftruncate64", Args: []Arg{{"fd", FD{}}, {"length", Uint64{}}}},

	{Name: "utime", Args: []Arg{{"filename", Path{}}, {"times", Ptr{&structUtimbuf}}}},
	{Name: "utimes", Args: []Arg{{"pathname", Path{}}, {"times", Ptr{&utimesTimeval}}}},
	{Name: "futimesat", Args: []Arg{{"dirfd", DirFD{}}, {"pathname", Path{}}, {"times", Ptr{&utimesTimeval}}}},
	{Name: "utimensat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"times", Ptr{&utimesTimespec}},
		{"flags", Flags{&xlat.AtFlags}},
	}},
	{Name: "utimensat_time64", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"times", Ptr{&utimesTimespec64}},
		{"flags", Flags{&xlat.AtFlags}},
	}},

	{Name: "chdir", Args: []Arg{{"path", Path{}}}},
	{Name: "fchdir", Args: []Arg{{"fd", FD{}}}},
	{Name: "chroot", Args: []Arg{{"path", Path{}}}},
	{Name: "getcwd", Args: []Arg{{"buf", Out{cwdBuf{}}}, {"size", ULong{}}}},

	{Name: "setxattr", Args: []Arg{
		{"pathname", Path{}},
		{"name", Str{}},
		{"value", xattrValue{3}},
		{"size", ULong{}},
		{"flags", Flags{&xlat.XattrFlags}},
	}},
	{Name: "lsetxattr", Args: []Arg{
		{"pathname", Path{}},
		{"name", Str{}},
		{"value", xattrValue{3}},
		{"size", ULong{}},
		{"flags", Flags{&xlat.XattrFlags}},
	}},
	{Name: "fsetxattr", Args: []Arg{
		{"fd", FD{}},
		{"name", Str{}},
		{"value", xattrValue{3}},
		{"size", ULong{}},
		{"flags", Flags{&xlat.XattrFlags}},
	}},
	{Name: "setxattrat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"flags", Flags{&xlat.FchmodatFlags}},
		{"name", Str{}},
		{"args", Extensible{To: &structSetxattrArgs, Size: 5, Min: 16}},
		{"size", ULong{}},
	}},
	{Name: "getxattr", Args: []Arg{
		{"pathname", Path{}},
		{"name", Str{}},
		{"value", Out{outXattrValue{3}}},
		{"size", ULong{}},
	}},
	{Name: "lgetxattr", Args: []Arg{
		{"pathname", Path{}},
		{"name", Str{}},
		{"value", Out{outXattrValue{3}}},
		{"size", ULong{}},
	}},
	{Name: "fgetxattr", Args: []Arg{
		{"fd", FD{}},
		{"name", Str{}},
		{"value", Out{outXattrValue{3}}},
		{"size", ULong{}},
	}},
	{Name: "getxattrat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"flags", Flags{&xlat.FchmodatFlags}},
		{"name", Str{}},
		{"args", announced{Extensible{To: &structGetxattrArgs, Size: 5, Min: 16}}},
		{"size", ULong{}},
	}},
	{Name: "listxattr", Args: []Arg{{"pathname", Path{}}, {"list", Out{xattrNames{2}}}, {"size", ULong{}}}},
	{Name: "llistxattr", Args: []Arg{{"pathname", Path{}}, {"list", Out{xattrNames{2}}}, {"size", ULong{}}}},
	{Name: "flistxattr", Args: []Arg{{"fd", FD{}}, {"list", Out{xattrNames{2}}}, {"size", ULong{}}}},
	{Name: "listxattrat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"flags", Flags{&xlat.FchmodatFlags}},
		{"list", Out{xattrNames{4}}},
		{"size", ULong{}},
	}},
	{Name: "removexattr", Args: []Arg{{"pathname", Path{}}, {"name", Str{}}}},
	{Name: "lremovexattr", Args: []Arg{{"pathname", Path{}}, {"name", Str{}}}},
	{Name: "fremovexattr", Args: []Arg{{"fd", FD{}}, {"name", Str{}}}},
	{Name: "removexattrat", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"flags", Flags{&xlat.FchmodatFlags}},
		{"name", Str{}},
	}},

	{Name: "name_to_handle_at", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"handle", outHandle{}},
		{"mount_id", Out{Else{handleReadable, Ref{Int{}}, Addr{}}}},
		{"flags", Flags{&xlat.NameToHandleFlags}},
	}},
	{Name: "open_by_handle_at", Ret: RetFD{}, Args: []Arg{
		{"mount_fd", FD{}},
		{"handle", fileHandle{}},
		{"flags", OpenFlags{}},
	}},
	{Name: "file_getattr", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"attr", Out{Extensible{To: &structGetFileAttr, Size: 3, Min: 24, Max: 4096}}},
		{"size", ULong{}},
		{"flags", Flags{&xlat.FchmodatFlags}},
	}},
	{Name: "file_setattr", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"attr", Extensible{To: &structSetFileAttr, Size: 3, Min: 24, Max: 4096}},
		{"size", ULong{}},
		{"flags", Flags{&xlat.FchmodatFlags}},
	}},

	{Name: "getdents", Args: []Arg{{"fd", FD{}}, {"dirp", Out{dirents{direntOld}}}, {"count", Uint{}}}},
	{Name: "getdents64", Args: []Arg{{"fd", FD{}}, {"dirp", Out{dirents{dirent64}}}, {"count", Uint{}}}},
	// readdir of i386 reads one entry; the count that the kernel ignores is shown if it is another.
	{Name: "readdir", Args: []Arg{
		{"fd", FD{}},
		{"dirp", Out{Else{readdirFound, Ptr{oldDirent{}}, Addr{}}}},
		{"count", When{readdirCounts, Uint{}}},
	}},
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

// Whether mknod and mknodat make a device.
func mknodDevice(c *decode.Call) bool   { return isDevice(c.Args[1]) }
func mknodatDevice(c *decode.Call) bool { return isDevice(c.Args[2]) }

// readdirFound reports whether there was an entry; readdir returns 0 at the end.
func readdirFound(c *decode.Call) bool { return c.Val != 0 }

func readdirCounts(c *decode.Call) bool { return c.Args[2] != 1 }

// OpenFlags is the flags of open(2): an access mode, and bits.
type OpenFlags struct{}

// Print implements Type.
func (OpenFlags) Print(c *decode.Call, v decode.Value) {
	printOpenFlags(c, &xlat.OpenFlags, v.U&0xffffffff)
}

// Size implements Sized.
func (OpenFlags) Size(abi.ID) int { return 4 }

func printOpenFlags(c *decode.Call, t *xlat.Table, u uint64) {
	access := xlat.OpenAccess.Lookup(c.ABI.ID, u&oAccMode)
	c.FlagsOf(u, access, t, u&^oAccMode, decode.FmtHex)
}
