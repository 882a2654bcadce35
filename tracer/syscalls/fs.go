package syscalls

import (
	"strake/tracer/abi/layout"
	"strake/tracer/decode"
	"strake/tracer/xlat"
)

// File systems and mounts, writing back, notification of changes.
var fsSyscalls = []Syscall{
	{Name: "mount", Args: []Arg{
		{"source", Path{}},
		{"target", Path{}},
		{"filesystemtype", Else{mountIgnoresType, Addr{}, Str{}}},
		{"mountflags", mountFlags{}},
		{"data", Else{mountIgnoresData, Addr{}, Str{}}},
	}},
	{Name: "umount", Args: []Arg{{"path", Path{}}}},
	{Name: "umount2", Args: []Arg{{"target", Path{}}, {"flags", Flags{&xlat.UmountFlags}}}},
	{Name: "pivot_root", Args: []Arg{{"oldpath", Path{}}, {"newpath", Path{}}}},

	{Name: "statfs", Args: []Arg{{"pathname", Path{}}, {"buf", Out{Ptr{&structStatfs}}}}},
	{Name: "fstatfs", Args: []Arg{{"fd", FD{}}, {"buf", Out{Ptr{&structStatfs}}}}},
	{Name: "statfs64", Args: []Arg{{"pathname", Path{}}, {"size", ULong{}}, {"buf", Out{Else{wholeStatfs64, Ptr{&structStatfs64}, Addr{}}}}}},
	{Name: "fstatfs64", Args: []Arg{{"fd", FD{}}, {"size", ULong{}}, {"buf", Out{Else{wholeStatfs64, Ptr{&structStatfs64}, Addr{}}}}}},
	{Name: "ustat", Args: []Arg{{"dev", Dev{}}, {"ubuf", Out{Addr{}}}}},
	{Name: "sysfs", Args: []Arg{{"arg1", HexLong{}}, {"arg2", HexLong{}}, {"arg3", HexLong{}}}},

	{Name: "fsopen", Ret: RetFD{}, Args: []Arg{{"fsname", Str{}}, {"flags", Flags{&xlat.FsopenFlags}}}},
	{Name: "fsconfig", Args: []Arg{
		{"fd", FD{}},
		{"cmd", Enum{Table: &xlat.FsconfigCmds}},
		{"", ByArg{On: 1, Regs: 3, Default: fsconfigCmd, Cases: []Case{
			{[]uint64{fsconfigSetFlag}, fsconfigFlag},
			{[]uint64{fsconfigSetString}, fsconfigString},
			{[]uint64{fsconfigSetBinary}, fsconfigBinary},
			{[]uint64{fsconfigSetPath, fsconfigSetPathEmpty}, fsconfigPath},
			{[]uint64{fsconfigSetFD}, fsconfigFD},
		}}},
	}},
	{Name: "fsmount", Ret: RetFD{}, Args: []Arg{
		{"fd", FD{}},
		{"flags", Flags{&xlat.FsmountFlags}},
		{"attr_flags", Flags{&xlat.FsmountAttrs}},
	}},
	{Name: "fspick", Ret: RetFD{}, Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"flags", Flags{&xlat.FspickFlags}},
	}},
	{Name: "move_mount", Args: []Arg{
		{"from_dfd", DirFD{}},
		{"from_pathname", Path{}},
		{"to_dfd", DirFD{}},
		{"to_pathname", Path{}},
		{"flags", Flags{&xlat.MoveMountFlags}},
	}},
	{Name: "open_tree", Ret: RetFD{}, Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"flags", Flags{&xlat.OpenTreeFlags}},
	}},
	{Name: "open_tree_attr", Ret: RetFD{}, Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"flags", Flags{&xlat.OpenTreeFlags}},
		{"attr", Extensible{To: &structMountAttr, Size: 4, Min: 32}},
		{"size", ULong{}},
	}},
	{Name: "mount_setattr", Args: []Arg{
		{"dirfd", DirFD{}},
		{"pathname", Path{}},
		{"flags", Flags{&xlat.MountSetattrFlags}},
		{"attr", Extensible{To: &structMountAttr, Size: 4, Min: 32}},
		{"size", ULong{}},
	}},
	{Name: "statmount", Args: []Arg{
		{"req", mntIDReq{}},
		{"buf", Out{Ptr{statmountBuf{}}}},
		{"bufsize", ULong{}},
		{"flags", Flags{&xlat.StatmountFlags}},
	}},
	{Name: "listmount", Args: []Arg{
		{"req", mntIDReq{List: true}},
		{"mnt_ids", mntIDs{}},
		{"nr_mnt_ids", ULong{}},
		{"flags", Flags{&xlat.ListmountFlags}},
	}},

	{Name: "quotactl", Args: []Arg{
		{"op", quotaOp{}},
		{"special", Path{}},
		{"", ByArg{On: 0, Shift: 8, Regs: 2, Default: quotaOther, Cases: quotaCases}},
	}},
	{Name: "quotactl_fd", Args: []Arg{
		{"fd", FD{}},
		{"op", quotaOp{}},
		{"", ByArg{On: 1, Shift: 8, Regs: 2, Default: quotaOther, Cases: quotaCases}},
	}},

	{Name: "sync"},
	{Name: "syncfs", Args: []Arg{{"fd", FD{}}}},
	{Name: "fsync", Args: []Arg{{"fd", FD{}}}},
	{Name: "fdatasync", Args: []Arg{{"fd", FD{}}}},
	{Name: "sync_file_range", Args: []Arg{
		{"fd", FD{}},
		{"offset", Int64{}},
		{"nbytes", Int64{}},
		{"flags", Flags{&xlat.SyncFileRangeFlags}},
	}},
	{Name: "fallocate", Args: []Arg{
		{"fd", FD{}},
		{"mode", Flags{&xlat.FallocateModes}},
		{"offset", Int64{}},
		{"len", Int64{}},
	}},
	{Name: "fadvise64", Args: []Arg{
		{"fd", FD{}},
		{"offset", Int64{}},
		{"len", ULong{}},
		{"advice", Enum{Table: &xlat.FadviseAdvice}},
	}},
	{Name: "fadvise64_64", Args: []Arg{
		{"fd", FD{}},
		{"offset", Int64{}},
		{"len", Int64{}},
		{"advice", Enum{Table: &xlat.FadviseAdvice}},
	}},
	{Name: "readahead", Args: []Arg{{"fd", FD{}}, {"offset", Int64{}}, {"count", ULong{}}}},
	{Name: "cachestat", Args: []Arg{
		{"fd", FD{}},
		{"cstat_range", Ptr{&structCachestatRange}},
		{"cstat", Out{Ptr{&structCachestat}}},
		{"flags", Hex32{}},
	}},
	{Name: "lookup_dcookie", Args: []Arg{{"cookie", lateUint64{}}, {"buffer", Out{Buf{Returned}}}, {"len", ULong{}}}},

	{Name: "acct", Args: []Arg{{"path", Path{}}}},
	{Name: "swapon", Args: []Arg{{"path", Path{}}, {"swapflags", swapFlags{}}}},
	{Name: "swapoff", Args: []Arg{{"path", Path{}}}},

	{Name: "inotify_init", Ret: RetFD{}},
	{Name: "inotify_init1", Ret: RetFD{}, Args: []Arg{{"flags", Flags{&xlat.InotifyInitFlags}}}},
	{Name: "inotify_add_watch", Args: []Arg{
		{"fd", FD{}},
		{"pathname", Path{}},
		{"mask", Flags{&xlat.InotifyMask}},
	}},
	{Name: "inotify_rm_watch", Args: []Arg{{"fd", FD{}}, {"wd", Int{}}}},
	{Name: "fanotify_init", Ret: RetFD{}, Args: []Arg{{"flags", fanotifyInitFlags{}}, {"event_f_flags", OpenFlags{}}}},
	{Name: "fanotify_mark", Args: []Arg{
		{"fanotify_fd", FD{}},
		{"flags", Flags{&xlat.FanotifyMarkFlags}},
		{"mask", fanotifyMask{}},
		{"dirfd", fanotifyDir{}},
		{"pathname", Path{}},
	}},
}

// The commands of fsconfig(2) that set something (linux/mount.h).
const (
	fsconfigSetFlag      = 0
	fsconfigSetString    = 1
	fsconfigSetBinary    = 2
	fsconfigSetPath      = 3
	fsconfigSetPathEmpty = 4
	fsconfigSetFD        = 5
)

var (
	fsconfigFlag   = []Arg{{"key", Str{}}, {"value", Addr{}}, {"aux", Int{}}}
	fsconfigString = []Arg{{"key", Str{}}, {"value", Str{}}, {"aux", Int{}}}
	fsconfigBinary = []Arg{{"key", Str{}}, {"value", hexBuf{4}}, {"aux", Int{}}}
	fsconfigPath   = []Arg{{"key", Str{}}, {"value", Path{}}, {"aux", DirFD{}}}
	fsconfigFD     = []Arg{{"key", Str{}}, {"value", Addr{}}, {"aux", FD{}}}
	fsconfigCmd    = []Arg{{"key", Addr{}}, {"value", Addr{}}, {"aux", Int{}}}
)

// Flags of mount(2) that say what else the call looks at (linux/mount.h).
const (
	msRemount     = 0x20
	msBind        = 0x1000
	msMove        = 0x2000
	msPropagation = 0x20000 | 0x40000 | 0x80000 | 0x100000
)

// mountIgnoresType reports whether mount(2) looks at no type: what is mounted is there already.
func mountIgnoresType(c *decode.Call) bool {
	return mountBits(c)&(msRemount|msBind|msMove|msPropagation) != 0
}

// mountIgnoresData reports whether mount(2) has no use for data.
func mountIgnoresData(c *decode.Call) bool {
	return mountIgnoresType(c) && mountBits(c)&msRemount == 0
}

// mountBits returns the flags of mount(2) without the magic number.
func mountBits(c *decode.Call) uint64 {
	if u := c.Args[3]; u&mountMagicMask != mountMagic {
		return u
	}
	return c.Args[3] &^ mountMagicMask
}

// wholeStatfs64 reports whether the call is told the right size of a struct statfs64.
func wholeStatfs64(c *decode.Call) bool { return c.Args[1] == uint64(layout.Statfs64.Size[c.ABI.ID]) }
