package syscalls

import (
	"testing"
	"time"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

// What every case below shows was shown by strace 7.2, of real calls and of memory made up.

func TestFileLines(t *testing.T) {
	path := fakeMem{0x1000: str("/etc/passwd"), 0x1100: str("f")}
	const cwd = 0xffffff9c
	raw, verbose := &decode.Options{StringLimit: 32, Style: decode.Raw}, &decode.Options{StringLimit: 32, Style: decode.Verbose}
	checkLines(t, []lineCase{
		{Name: "openat", Args: [6]uint64{cwd, 0x1000, 0x80000}, Mem: path, Ret: 3,
			Want: `openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3`},
		{Name: "open", Args: [6]uint64{0x1000, 0x241, 0o644}, Mem: path, Ret: -2,
			Want: `open("/etc/passwd", O_WRONLY|O_CREAT|O_TRUNC, 0644) = -1 ENOENT`},
		{ABI: abi.I386, Name: "open", Args: [6]uint64{0x5000, 0}, Ret: -14,
			Want: `open(0x5000, O_RDONLY) = -1 EFAULT`},
		{ABI: abi.I386, Name: "open", Args: [6]uint64{0x1100, 0x8000}, Mem: path, Ret: 3,
			Want: `open("f", O_RDONLY|O_LARGEFILE) = 3`},
		{Name: "open", Args: [6]uint64{0x1100, 0xffffffff, 0}, Mem: path, Ret: -20,
			Want: `open("f", O_ACCMODE|O_CREAT|O_EXCL|O_NOCTTY|O_TRUNC|O_APPEND|O_NONBLOCK|O_SYNC|O_DIRECT|` +
				`O_LARGEFILE|O_NOFOLLOW|O_NOATIME|O_CLOEXEC|O_PATH|O_TMPFILE|O_EMPTYPATH|FASYNC|0xfb80003c, 000) = -1 ENOTDIR`},
		{Name: "access", Args: [6]uint64{0x1100, 9}, Mem: path, Ret: -22, Want: `access("f", X_OK|0x8) = -1 EINVAL`},
		{Name: "access", Args: [6]uint64{0x1100, 8}, Mem: path, Ret: -22, Want: `access("f", 0x8 /* ?_OK */) = -1 EINVAL`},
		{Name: "faccessat2", Args: [6]uint64{cwd, 0x1100, 4, 0x1300}, Mem: path,
			Want: `faccessat2(AT_FDCWD, "f", R_OK, AT_SYMLINK_NOFOLLOW|AT_EACCESS|AT_EMPTY_PATH) = 0`},
		{Name: "mknod", Args: [6]uint64{0x1100, 0o20644, 0x103}, Mem: path, Want: `mknod("f", S_IFCHR|0644, makedev(0x1, 0x3)) = 0`},
		{Name: "mknod", Args: [6]uint64{0x1100, 0o20644, 0x103}, Mem: path, Opt: verbose,
			Want: `mknod("f", 020644 /* S_IFCHR|0644 */, 0x103 /* makedev(0x1, 0x3) */) = 0`},
		{Name: "mknod", Args: [6]uint64{0x1100, 0o20644, 0x103}, Mem: path, Opt: raw, Want: `mknod("f", 020644, 0x103) = 0`},
		{Name: "mknod", Args: [6]uint64{0x1100, 0o170644, 0x103}, Mem: path, Ret: -22, Want: `mknod("f", 0170644) = -1 EINVAL`},
		{Name: "mknodat", Args: [6]uint64{cwd, 0x1100, 0o27644, 0x12345678}, Mem: path,
			Want: `mknodat(AT_FDCWD, "f", S_IFCHR|S_ISUID|S_ISGID|S_ISVTX|0644, makedev(0x456, 0x12378)) = 0`},
		{Name: "mknodat", Args: [6]uint64{cwd, 0x1100, 0o1000, 0}, Mem: path, Want: `mknodat(AT_FDCWD, "f", S_ISVTX|000) = 0`},
		{Name: "chown", Args: [6]uint64{0x1100, 0x1_0000ffff, 0xffffffff}, Mem: path, Want: `chown("f", 65535, -1) = 0`},
		{ABI: abi.I386, Name: "chown", Args: [6]uint64{0x1100, 0xffff, 0x1fffe}, Mem: path, Want: `chown("f", -1, 65534) = 0`},
		{ABI: abi.I386, Name: "chown32", Args: [6]uint64{0x1100, 0xffff, 0xfffffffe}, Mem: path,
			Want: `chown32("f", 65535, 4294967294) = 0`},
		{Name: "umask", Args: [6]uint64{0xffffffff}, Ret: 0o22, Want: `umask(0177777) = 022`},
		{Name: "truncate", Args: [6]uint64{0x1100, 1<<64 - 1}, Mem: path, Ret: -22,
			Want: `truncate("f", 18446744073709551615) = -1 EINVAL`},
		{ABI: abi.I386, Name: "truncate64", Args: [6]uint64{0x1100, 0xfffffffe, 0xffffffff}, Mem: path, Ret: -22,
			Want: `truncate64("f", 18446744073709551614) = -1 EINVAL`},
		{Name: "renameat2", Args: [6]uint64{cwd, 0x1100, cwd, 0x1000, 0xf}, Mem: path, Ret: -22,
			Want: `renameat2(AT_FDCWD, "f", AT_FDCWD, "/etc/passwd", RENAME_NOREPLACE|RENAME_EXCHANGE|RENAME_WHITEOUT|0x8) = -1 EINVAL`},
		{Name: "unlinkat", Args: [6]uint64{cwd, 0x1100, 0x200}, Mem: path, Want: `unlinkat(AT_FDCWD, "f", AT_REMOVEDIR) = 0`},
		{Name: "readlink", Args: [6]uint64{0x1100, 0x2000, 200}, Mem: path, Entry: `readlink("f"`, Ret: 40,
			After: fakeMem{0x2000: []byte("0123456789012345678901234567890123456789")},
			Want:  `readlink("f", "01234567890123456789012345678901"..., 200) = 40`},
		{Name: "readlink", Args: [6]uint64{0x1100, 0x2000, 200}, Mem: path, Ret: -22, Want: `readlink("f", 0x2000, 200) = -1 EINVAL`},
		{Name: "getcwd", Args: [6]uint64{0x2000, 200}, After: fakeMem{0x2000: str("/tmp")}, Ret: 5, Want: `getcwd("/tmp", 200) = 5`},
		{Name: "getcwd", Args: [6]uint64{0x2000, 20}, After: fakeMem{0x2000: []byte("/a23456789")}, Ret: 7,
			Want: `getcwd("/a2345"..., 20) = 7`},
		{Name: "getcwd", Args: [6]uint64{0x2000, 4}, Ret: -34, Want: `getcwd(0x2000, 4) = -1 ERANGE`},
	})
}

func TestOpenat2Lines(t *testing.T) {
	how := func(words ...uint64) fakeMem { return fakeMem{0x1000: str("f"), 0x2000: le(words)} }
	args := func(size uint64) [6]uint64 { return [6]uint64{0xffffff9c, 0x1000, 0x2000, size} }
	checkLines(t, []lineCase{
		{Name: "openat2", Args: args(24), Mem: how(0, 0, 0), Ret: 3, Want: `openat2(AT_FDCWD, "f", {flags=O_RDONLY, resolve=0}, 24) = 3`},
		{Name: "openat2", Args: args(24), Mem: how(0x80040, 0o644, 9), Ret: 3,
			Want: `openat2(AT_FDCWD, "f", {flags=O_RDONLY|O_CREAT|O_CLOEXEC, mode=0644, resolve=RESOLVE_NO_XDEV|RESOLVE_BENEATH}, 24) = 3`},
		{Name: "openat2", Args: args(24), Mem: how(0xffffffff00000041, 0xffff644, 0xffffffffffffff80), Ret: -22,
			Want: `openat2(AT_FDCWD, "f", {flags=O_WRONLY|O_CREAT|OPENAT2_REGULAR|0xfffffffe00000000, mode=01777773104, ` +
				`resolve=0xffffffffffffff80 /* RESOLVE_??? */}, 24) = -1 EINVAL`},
		{Name: "openat2", Args: args(32), Mem: how(0, 0o600, 0, 0), Ret: -22,
			Want: `openat2(AT_FDCWD, "f", {flags=O_RDONLY, mode=0600, resolve=0}, 32) = -1 EINVAL`},
		{Name: "openat2", Args: args(32), Mem: how(0, 0o600, 0, 1), Ret: -7,
			Want: `openat2(AT_FDCWD, "f", {flags=O_RDONLY, mode=0600, resolve=0, /* bytes 24..31 */ "\x01\x00\x00\x00\x00\x00\x00\x00"}, 32) = -1 E2BIG`},
		{Name: "openat2", Args: args(40), Mem: how(0, 0o600, 0, 1), Ret: -7,
			Want: `openat2(AT_FDCWD, "f", {flags=O_RDONLY, mode=0600, resolve=0, ???}, 40) = -1 E2BIG`},
		{Name: "openat2", Args: args(23), Mem: how(0, 0o600, 0, 1), Ret: -22, Want: `openat2(AT_FDCWD, "f", 0x2000, 23) = -1 EINVAL`},
		{Name: "openat2", Args: args(24), Mem: how(0, 0), Ret: -14, Want: `openat2(AT_FDCWD, "f", 0x2000, 24) = -1 EFAULT`},
	})
}

// utc makes the dates of a test those of UTC.
func utc(t *testing.T) {
	local := time.Local
	time.Local = time.UTC
	t.Cleanup(func() { time.Local = local })
}

func TestStatLines(t *testing.T) {
	utc(t)
	path := fakeMem{0x1000: str("f")}
	stat := func(mode uint32, rdev uint64, atime, ansec int64) fakeMem {
		return fakeMem{0x2000: le([]uint64{0xfe00, 2, 1}, []uint32{mode, 4, 0xffffffff, 0}, rdev,
			[]int64{99, 512, 8, atime, ansec, 0, 0, -1, 999999999, 0, 0, 0})}
	}
	stat386 := le(uint32(0xfe00), uint32(7), uint16(0o100644), uint16(1), uint16(0), uint16(1), uint32(0),
		[]uint32{99, 4096, 8, 1, 2, 3, 0, 0xffffffff, 5}, [8]byte{})
	stat64 := le(uint64(0xfe00), uint32(0), uint32(7), uint32(0o20666), uint32(1), uint32(70000), uint32(0), uint64(0x103),
		uint32(0), uint64(0), uint32(4096), uint64(0), []uint32{1, 2, 3, 0, 4, 5}, uint64(9))
	args := [6]uint64{0x1000, 0x2000}
	checkLines(t, []lineCase{
		{Name: "stat", Args: args, Mem: path, Ret: -2, Entry: `stat("f"`, Want: `stat("f", 0x2000) = -1 ENOENT`},
		{Name: "stat", Args: args, Mem: path, After: stat(0o100644, 0, 1, 2),
			Want: `stat("f", {st_mode=S_IFREG|0644, st_size=99, ...}) = 0`},
		{Name: "lstat", Args: args, Mem: path, After: stat(0o20600, 0x12345678abcdef, 1, 2),
			Want: `lstat("f", {st_mode=S_IFCHR|0600, st_rdev=makedev(0x123bcd, 0x45678aef), ...}) = 0`},
		{Name: "stat", Args: args, Mem: path, After: stat(0o177777, 0, 1, 2), Want: `stat("f", {st_mode=0177777, st_size=99, ...}) = 0`},
		{Name: "stat", Args: args, Mem: path, After: stat(0o100644, 0, 1767225600, 500000000), Long: true,
			Want: `stat("f", {st_dev=makedev(0xfe, 0), st_ino=2, st_mode=S_IFREG|0644, st_nlink=1, st_uid=4, st_gid=4294967295, ` +
				`st_blksize=512, st_blocks=8, st_size=99, ` +
				`st_atime=1767225600 /* 2026-01-01T00:00:00.500000000+0000 */, st_atime_nsec=500000000, st_mtime=0, st_mtime_nsec=0, ` +
				`st_ctime=-1 /* 1969-12-31T23:59:59.999999999+0000 */, st_ctime_nsec=999999999}) = 0`},
		{Name: "fstat", Args: [6]uint64{1, 0x2000}, After: fakeMem{0x2000: make([]byte, 100)}, Want: `fstat(1, 0x2000) = 0`},
		{Name: "newfstatat", Args: [6]uint64{3, 0x1000, 0x2000, 0x1900}, Mem: path, Ret: -9,
			Want: `newfstatat(3, "f", 0x2000, AT_SYMLINK_NOFOLLOW|AT_NO_AUTOMOUNT|AT_EMPTY_PATH) = -1 EBADF`},
		{ABI: abi.I386, Name: "stat", Args: args, Mem: path, After: fakeMem{0x2000: stat386}, Long: true,
			Want: `stat("f", {st_dev=makedev(0xfe, 0), st_ino=7, st_mode=S_IFREG|0644, st_nlink=1, st_uid=0, st_gid=1, st_blksize=4096, ` +
				`st_blocks=8, st_size=99, st_atime=1 /* 1970-01-01T00:00:01.000000002+0000 */, st_atime_nsec=2, ` +
				`st_mtime=3 /* 1970-01-01T00:00:03+0000 */, st_mtime_nsec=0, st_ctime=-1 /* 1969-12-31T23:59:59.000000005+0000 */, ` +
				`st_ctime_nsec=5}) = 0`},
		{ABI: abi.I386, Name: "stat64", Args: args, Mem: path, After: fakeMem{0x2000: stat64},
			Want: `stat64("f", {st_mode=S_IFCHR|0666, st_rdev=makedev(0x1, 0x3), ...}) = 0`},
		{ABI: abi.I386, Name: "oldstat", Args: args, Mem: path, Long: true,
			After: fakeMem{0x2000: le([]uint16{0x3, 7, 0o100644, 1, 0, 1, 0, 0}, []uint32{99, 1767225600, 0, 2})},
			Want: `oldstat("f", {st_dev=makedev(0, 0x3), st_ino=7, st_mode=S_IFREG|0644, st_nlink=1, st_uid=0, st_gid=1, st_blksize=0, ` +
				`st_blocks=0, st_size=99, st_atime=1767225600 /* 2026-01-01T00:00:00+0000 */, st_mtime=0, ` +
				`st_ctime=2 /* 1970-01-01T00:00:02+0000 */}) = 0`},
	})
}

func TestStatxLines(t *testing.T) {
	utc(t)
	path := fakeMem{0x1000: str("f")}
	statx := func(mask uint32, attr uint64) fakeMem {
		stamp := le(int64(1), uint32(2), uint32(0))
		return fakeMem{0x2000: le(mask, uint32(4096), attr, []uint32{1, 2, 3}, uint16(0o100644), uint16(0), []uint64{9, 10, 11, 0x400004},
			stamp, stamp, stamp, stamp, []uint32{1, 2, 3, 4}, uint64(5), uint32(6), uint32(7), uint64(8), []uint32{9, 10, 11, 12, 13, 0},
			[64]byte{})}
	}
	args := [6]uint64{0xffffff9c, 0x1000, 0, 0x7ff, 0x2000}
	flags := func(f uint64) [6]uint64 { return [6]uint64{0xffffff9c, 0x1000, f, 0x1, 0x2000} }
	raw, verbose := &decode.Options{StringLimit: 32, Style: decode.Raw}, &decode.Options{StringLimit: 32, Style: decode.Verbose}
	checkLines(t, []lineCase{
		{Name: "statx", Args: args, Mem: path, After: statx(0x17ff, 0), Entry: `statx(AT_FDCWD, "f", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS`,
			Want: `statx(AT_FDCWD, "f", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, {stx_mask=STATX_BASIC_STATS|STATX_MNT_ID, ` +
				`stx_attributes=0, stx_mode=S_IFREG|0644, stx_size=10, ...}) = 0`},
		{Name: "statx", Args: args, Mem: path, After: statx(0, 1),
			Want: `statx(AT_FDCWD, "f", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, {stx_mask=0, ` +
				`stx_attributes=0x1 /* STATX_ATTR_??? */, ...}) = 0`},
		{Name: "statx", Args: args, Mem: path, After: statx(0xffffffff, 0x400000), Long: true,
			Want: `statx(AT_FDCWD, "f", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, {stx_mask=STATX_ALL|STATX_MNT_ID|STATX_DIOALIGN|` +
				`STATX_MNT_ID_UNIQUE|STATX_SUBVOL|STATX_WRITE_ATOMIC|STATX_DIO_READ_ALIGN|0xfffc0000, stx_blksize=4096, ` +
				`stx_attributes=STATX_ATTR_WRITE_ATOMIC, stx_nlink=1, stx_uid=2, stx_gid=3, stx_mode=S_IFREG|0644, stx_ino=9, stx_size=10, ` +
				`stx_blocks=11, stx_attributes_mask=STATX_ATTR_COMPRESSED|STATX_ATTR_WRITE_ATOMIC, ` +
				`stx_atime={tv_sec=1, tv_nsec=2} /* 1970-01-01T00:00:01.000000002+0000 */, ` +
				`stx_btime={tv_sec=1, tv_nsec=2} /* 1970-01-01T00:00:01.000000002+0000 */, ` +
				`stx_ctime={tv_sec=1, tv_nsec=2} /* 1970-01-01T00:00:01.000000002+0000 */, ` +
				`stx_mtime={tv_sec=1, tv_nsec=2} /* 1970-01-01T00:00:01.000000002+0000 */, ` +
				`stx_rdev_major=1, stx_rdev_minor=2, stx_dev_major=3, stx_dev_minor=4, stx_mnt_id=0x5, stx_dio_mem_align=6, ` +
				`stx_dio_offset_align=7, stx_subvol=0x8, stx_atomic_write_unit_min=9, stx_atomic_write_unit_max=10, ` +
				`stx_atomic_write_segments_max=11, stx_dio_read_offset_align=12, stx_atomic_write_unit_max_opt=13}) = 0`},
		{Name: "statx", Args: flags(0x6800), Mem: path, Ret: -22,
			Want: `statx(AT_FDCWD, "f", AT_STATX_FORCE_SYNC|AT_STATX_DONT_SYNC|AT_NO_AUTOMOUNT, STATX_TYPE, 0x2000) = -1 EINVAL`},
		{Name: "statx", Args: flags(0x2001), Mem: path, Ret: -22, Want: `statx(AT_FDCWD, "f", AT_STATX_FORCE_SYNC|0x1, STATX_TYPE, 0x2000) = -1 EINVAL`},
		{Name: "statx", Args: flags(0x1), Mem: path, Ret: -22, Opt: verbose,
			Want: `statx(-100 /* AT_FDCWD */, "f", 0 /* AT_STATX_SYNC_AS_STAT */|0x1, 0x1 /* STATX_TYPE */, 0x2000) = -1 EINVAL`},
		{Name: "statx", Args: flags(0x100), Mem: path, Ret: -22, Opt: raw, Want: `statx(-100, "f", |0x100, 0x1, 0x2000) = -1 EINVAL`},
	})
}

func TestFileTimesLines(t *testing.T) {
	utc(t)
	times := func(longs ...int64) fakeMem { return fakeMem{0x1000: str("f"), 0x2000: le(longs)} }
	times32 := func(longs ...int32) fakeMem { return fakeMem{0x1000: str("f"), 0x2000: le(longs)} }
	args, at := [6]uint64{0x1000, 0x2000}, [6]uint64{0xffffff9c, 0x1000, 0x2000}
	raw, verbose := &decode.Options{StringLimit: 32, Style: decode.Raw}, &decode.Options{StringLimit: 32, Style: decode.Verbose}
	checkLines(t, []lineCase{
		{Name: "utime", Args: args, Mem: times(1<<63-1, -2),
			Want: `utime("f", {actime=9223372036854775807, modtime=-2 /* 1969-12-31T23:59:58+0000 */}) = 0`},
		{Name: "utimes", Args: args, Mem: times(1, 2, -1, 1000000),
			Want: `utimes("f", [{tv_sec=1, tv_usec=2} /* 1970-01-01T00:00:01.000002+0000 */, {tv_sec=-1, tv_usec=1000000}]) = 0`},
		{Name: "utimes", Args: args, Mem: times(1, 2, 3), Ret: -14, Want: `utimes("f", 0x2000) = -1 EFAULT`},
		{ABI: abi.I386, Name: "utimes", Args: args, Mem: times32(-1, -1, -1, 999999), Ret: -22,
			Want: `utimes("f", [{tv_sec=-1, tv_usec=4294967295}, {tv_sec=-1, tv_usec=999999} /* 1969-12-31T23:59:59.999999+0000 */]) = -1 EINVAL`},
		{Name: "utimensat", Args: at, Mem: times(1, 0x3fffffff, 3, 0x3ffffffe), Want: `utimensat(AT_FDCWD, "f", [UTIME_NOW, UTIME_OMIT], 0) = 0`},
		{Name: "utimensat", Args: at, Mem: times(1, 0x3fffffff, 0, 0), Opt: verbose,
			Want: `utimensat(-100 /* AT_FDCWD */, "f", [{tv_sec=1, tv_nsec=1073741823} /* UTIME_NOW */, {tv_sec=0, tv_nsec=0}], 0) = 0`},
		{Name: "utimensat", Args: at, Mem: times(1, 0x3fffffff, 1, 5), Opt: raw,
			Want: `utimensat(-100, "f", [{tv_sec=1, tv_nsec=1073741823}, {tv_sec=1, tv_nsec=5} /* 1970-01-01T00:00:01.000000005+0000 */], 0) = 0`},
		{Name: "utimensat", Args: at, Mem: times(67767976233532800, 0, 67768036191676800, 0),
			Want: `utimensat(AT_FDCWD, "f", [{tv_sec=67767976233532800, tv_nsec=0} /* -2147483648-01-01T00:00:00+0000 */, ` +
				`{tv_sec=67768036191676800, tv_nsec=0}], 0) = 0`},
		{Name: "utimensat", Args: at, Mem: times(-67768040609740800, 0, -62167219201, 0),
			Want: `utimensat(AT_FDCWD, "f", [{tv_sec=-67768040609740800, tv_nsec=0} /* -2147481748-01-01T00:00:00+0000 */, ` +
				`{tv_sec=-62167219201, tv_nsec=0} /* -1-12-31T23:59:59+0000 */], 0) = 0`},
		{ABI: abi.I386, Name: "utimensat_time64", Args: at, Mem: times(-1, -1, 3, 0x3fffffff), Ret: -22,
			Want: `utimensat_time64(AT_FDCWD, "f", [{tv_sec=-1, tv_nsec=18446744073709551615}, UTIME_NOW], 0) = -1 EINVAL`},
	})
}

func TestXattrLines(t *testing.T) {
	names := fakeMem{0x1000: str("f"), 0x1100: str("user.foo"), 0x2000: []byte("bar\x00"), 0x3000: []byte("abcdefghijklmnopqrstuvwxyz012345\x00")}
	xargs := fakeMem{0x1000: str("f"), 0x1100: str("user.foo"), 0x2000: []byte("value"), 0x3000: le(uint64(0x2000), uint32(5), uint32(1))}
	hex := &decode.Options{StringLimit: 32, Hex: decode.HexNonASCII}
	checkLines(t, []lineCase{
		{Name: "setxattr", Args: [6]uint64{0x1000, 0x1100, 0x2000, 4, 1}, Mem: names, Want: `setxattr("f", "user.foo", "bar", 4, XATTR_CREATE) = 0`},
		{Name: "setxattr", Args: [6]uint64{0x1000, 0x1100, 0x2000, 4, 1}, Mem: names, Opt: hex,
			Want: `setxattr("f", "user.foo", "\x62\x61\x72\x00", 4, XATTR_CREATE) = 0`},
		{Name: "setxattr", Args: [6]uint64{0x1000, 0x1100, 0x3000, 33, 0}, Mem: names,
			Want: `setxattr("f", "user.foo", "abcdefghijklmnopqrstuvwxyz012345"..., 33, 0) = 0`},
		{Name: "setxattr", Args: [6]uint64{0x1000, 0x1100, 0x2000, 65537, 4}, Mem: names, Ret: -7,
			Want: `setxattr("f", "user.foo", 0x2000, 65537, 0x4 /* XATTR_??? */) = -1 E2BIG`},
		{Name: "getxattr", Args: [6]uint64{0x1000, 0x1100, 0x2000, 20}, Mem: names, Ret: 4, Want: `getxattr("f", "user.foo", "bar", 20) = 4`},
		{Name: "getxattr", Args: [6]uint64{0x1000, 0x1100, 0x2000, 0}, Mem: names, Ret: 4, Want: `getxattr("f", "user.foo", 0x2000, 0) = 4`},
		{Name: "listxattr", Args: [6]uint64{0x1000, 0x2000, 200}, Mem: names, Ret: 4, Want: `listxattr("f", "bar\0", 200) = 4`},
		{Name: "setxattrat", Args: [6]uint64{0xffffff9c, 0x1000, 0x1100, 0x1100, 0x3000, 16}, Mem: xargs,
			Want: `setxattrat(AT_FDCWD, "f", AT_SYMLINK_NOFOLLOW|AT_EMPTY_PATH, "user.foo", {value="value", size=5, flags=XATTR_CREATE}, 16) = 0`},
		{Name: "getxattrat", Args: [6]uint64{0xffffff9c, 0x1000, 0, 0x1100, 0x3000, 16}, Mem: xargs, Ret: 2,
			Want: `getxattrat(AT_FDCWD, "f", 0, "user.foo", {value="va", size=5, flags=XATTR_CREATE}, 16) = 2`},
		{Name: "getxattrat", Args: [6]uint64{0xffffff9c, 0x1000, 0, 0x1100, 0x3000, 16}, Mem: xargs, Ret: -34,
			Want: `getxattrat(AT_FDCWD, "f", 0, "user.foo", {value=0x2000, size=5, flags=XATTR_CREATE}, 16) = -1 ERANGE`},
	})
}

func TestHandleLines(t *testing.T) {
	handle := func(size uint32) []byte { return le(size, int32(1), []byte("\x05\x00\x00\x00")) }
	before := fakeMem{0x1000: str("f"), 0x2000: handle(128)}
	after := fakeMem{0x2000: handle(4), 0x3000: le(int32(26))}
	args := [6]uint64{0xffffff9c, 0x1000, 0x2000, 0x3000, 1}
	checkLines(t, []lineCase{
		{Name: "name_to_handle_at", Args: args, Mem: before, After: after,
			Want: `name_to_handle_at(AT_FDCWD, "f", {handle_bytes=128 => 4, handle_type=1, f_handle="\x05\x00\x00\x00"}, [26], AT_HANDLE_MNT_ID_UNIQUE) = 0`},
		{Name: "name_to_handle_at", Args: args, Mem: before, After: after, Ret: -75,
			Want: `name_to_handle_at(AT_FDCWD, "f", {handle_bytes=128 => 4}, 0x3000, AT_HANDLE_MNT_ID_UNIQUE) = -1 EOVERFLOW`},
		{Name: "name_to_handle_at", Args: args, Mem: before, Ret: -22,
			Want: `name_to_handle_at(AT_FDCWD, "f", {handle_bytes=128}, 0x3000, AT_HANDLE_MNT_ID_UNIQUE) = -1 EINVAL`},
		{Name: "open_by_handle_at", Args: [6]uint64{0xffffff9c, 0x2000, 2}, Mem: fakeMem{0x2000: handle(4)}, Ret: -116,
			Want: `open_by_handle_at(-100, {handle_bytes=4, handle_type=1, f_handle="\x05\x00\x00\x00"}, O_RDWR) = -1 ESTALE`},
		{Name: "open_by_handle_at", Args: [6]uint64{3, 0x2000, 2}, Mem: fakeMem{0x2000: handle(8)}, Ret: -14,
			Want: `open_by_handle_at(3, {handle_bytes=8, handle_type=1, f_handle=???}, O_RDWR) = -1 EFAULT`},
		{Name: "file_setattr", Args: [6]uint64{0xffffff9c, 0x1000, 0x2000, 24, 0x1000}, Ret: -95,
			Mem:  fakeMem{0x1000: str("f"), 0x2000: le(uint64(0x100000008), []uint32{1, 2, 3, 4})},
			Want: `file_setattr(AT_FDCWD, "f", {fa_xflags=FS_XFLAG_IMMUTABLE|0x100000000, fa_extsize=1, fa_projid=0x3, fa_cowextsize=4}, 24, AT_EMPTY_PATH) = -1 EOPNOTSUPP`},
	})
}

func TestDirentLines(t *testing.T) {
	entry64 := func(reclen uint16, typ uint8, name string) []byte {
		return le(uint64(7), int64(-1), reclen, typ, str(name))
	}
	two := fakeMem{0x2000: le(entry64(24, 4, "abcd"), entry64(24, 9, "efgh"))}
	under := fakeMem{0x2000: le(entry64(24, 8, "abcd"), entry64(8, 8, "efgh"))}
	over := fakeMem{0x2000: le(entry64(24, 8, "abcd"), entry64(1000, 8, "efgh"))}
	ends := fakeMem{0x2000: entry64(24, 8, "abcd")}
	old := fakeMem{0x2000: le(uint64(7), uint64(9), uint16(24), str("abc"), []byte{0, 8})}
	old386 := fakeMem{0x2000: le(uint32(7), uint32(9), uint16(16), str("abc"), []byte{0, 8})}
	args := [6]uint64{3, 0x2000, 4096}
	checkLines(t, []lineCase{
		{Name: "getdents64", Args: args, After: two, Ret: 48, Entry: `getdents64(3`, Want: `getdents64(3, 0x2000 /* 2 entries */, 4096) = 48`},
		{Name: "getdents64", Args: args, After: two, Ret: 48, Long: true,
			Want: `getdents64(3, [{d_ino=7, d_off=18446744073709551615, d_reclen=24, d_type=DT_DIR, d_name="abcd"}, ` +
				`{d_ino=7, d_off=18446744073709551615, d_reclen=24, d_type=0x9 /* DT_??? */, d_name="efgh"}], 4096) = 48`},
		{Name: "getdents64", Args: args, Ret: 0, Long: true, Want: `getdents64(3, [], 4096) = 0`},
		{Name: "getdents64", Args: [6]uint64{3, 0, 4096}, Want: `getdents64(3, NULL /* 0 entries */, 4096) = 0`},
		{Name: "getdents64", Args: args, After: under, Ret: 48,
			Want: `getdents64(3, 0x2000 /* d_reclen 11 bytes underflow */ /* 2+ entries */, 4096) = 48`},
		{Name: "getdents64", Args: args, After: under, Ret: 48, Long: true,
			Want: `getdents64(3, [{d_ino=7, d_off=18446744073709551615, d_reclen=24, d_type=DT_REG, d_name="abcd"}, ` +
				`{d_ino=7, d_off=18446744073709551615, d_reclen=8 /* 11 bytes underflow */, d_type=DT_REG}], 4096) = 48`},
		{Name: "getdents64", Args: args, After: over, Ret: 48,
			Want: `getdents64(3, 0x2000 /* d_reclen 976 bytes overflow */ /* 2 entries */, 4096) = 48`},
		{Name: "getdents64", Args: args, After: ends, Ret: 48, Want: `getdents64(3, 0x2000 /* 1+ entries */, 4096) = 48`},
		{Name: "getdents64", Args: args, After: ends, Ret: 48, Long: true,
			Want: `getdents64(3, [{d_ino=7, d_off=18446744073709551615, d_reclen=24, d_type=DT_REG, d_name="abcd"}, ... /* 0x2018 */], 4096) = 48`},
		{Name: "getdents", Args: args, After: old, Ret: 24, Long: true,
			Want: `getdents(3, [{d_ino=7, d_off=9, d_reclen=24, d_name="abc", d_type=DT_REG}], 4096) = 24`},
		{ABI: abi.I386, Name: "getdents", Args: args, After: old386, Ret: 16, Long: true,
			Want: `getdents(3, [{d_ino=7, d_off=9, d_reclen=16, d_name="abc", d_type=DT_REG}], 4096) = 16`},
		{ABI: abi.I386, Name: "readdir", Args: [6]uint64{5, 0x2000, 1}, Ret: 1,
			After: fakeMem{0x2000: le(uint32(7), uint32(1), uint16(2), str(".."))},
			Want:  `readdir(5, {d_ino=7, d_off=1, d_reclen=2, d_name=".."}) = 1`},
		{ABI: abi.I386, Name: "readdir", Args: [6]uint64{99, 0x2000, 5}, Ret: -9, Want: `readdir(99, 0x2000, 5) = -1 EBADF`},
	})
}
