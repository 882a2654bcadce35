package syscalls

import (
	"math/rand/v2"
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

func TestFsLines(t *testing.T) {
	mem := fakeMem{0x1000: str("a"), 0x1100: str("b"), 0x1200: str("ext4"), 0x1300: str("data")}
	mount := func(flags uint64) [6]uint64 { return [6]uint64{0x1000, 0x1100, 0x1200, flags, 0x1300} }
	raw, verbose := &decode.Options{StringLimit: 32, Style: decode.Raw}, &decode.Options{StringLimit: 32, Style: decode.Verbose}
	statfs := fakeMem{0x2000: le([]uint64{0xef53, 4096, 1, 2, 3, 4, 5}, []uint32{0xed1c8465, 0}, []uint64{255, 4096, 0x1020, 0, 0, 0, 0})}
	statfs64 := fakeMem{0x2000: le([]uint32{0x9123683e, 4096}, []uint64{1, 2, 3, 4, 5}, []uint32{8, 9, 255, 4096, 0, 0, 0, 0, 0})}
	attr := func(set, clr, prop, fd uint64) fakeMem {
		return fakeMem{0x1000: str("a"), 0x2000: le([]uint64{set, clr, prop, fd})}
	}
	setattr := [6]uint64{0xffffff9c, 0x1000, 0x8000, 0x2000, 32}
	checkLines(t, []lineCase{
		{Name: "mount", Args: mount(0), Mem: mem, Want: `mount("a", "b", "ext4", 0, "data") = 0`},
		{Name: "mount", Args: mount(0x1000), Mem: mem, Want: `mount("a", "b", 0x1200, MS_BIND, 0x1300) = 0`},
		{Name: "mount", Args: mount(0x1020), Mem: mem, Want: `mount("a", "b", 0x1200, MS_REMOUNT|MS_BIND, "data") = 0`},
		{Name: "mount", Args: mount(0xc0ed0001), Mem: mem, Want: `mount("a", "b", "ext4", MS_MGC_VAL|MS_RDONLY, "data") = 0`},
		{Name: "mount", Args: mount(0xc0ed0001), Mem: mem, Opt: verbose,
			Want: `mount("a", "b", "ext4", 0xc0ed0000 /* MS_MGC_VAL */|0x1 /* MS_RDONLY */, "data") = 0`},
		{Name: "mount", Args: mount(1 << 32), Mem: mem, Ret: -2, Want: `mount("a", "b", "ext4", 0x100000000 /* MS_??? */, "data") = -1 ENOENT`},
		{Name: "umount2", Args: [6]uint64{0x1000, 0x1f}, Mem: mem, Ret: -22,
			Want: `umount2("a", MNT_FORCE|MNT_DETACH|MNT_EXPIRE|UMOUNT_NOFOLLOW|0x10) = -1 EINVAL`},
		{Name: "statfs", Args: [6]uint64{0x1000, 0x2000}, Mem: mem, After: statfs, Entry: `statfs("a"`,
			Want: `statfs("a", {f_type=EXT2_SUPER_MAGIC, f_bsize=4096, f_blocks=1, f_bfree=2, f_bavail=3, f_files=4, f_ffree=5, ` +
				`f_fsid={val=[0xed1c8465, 0]}, f_namelen=255, f_frsize=4096, f_flags=ST_VALID|ST_RELATIME}) = 0`},
		{ABI: abi.I386, Name: "statfs64", Args: [6]uint64{0x1000, 84, 0x2000}, Mem: mem, After: statfs64,
			Want: `statfs64("a", 84, {f_type=BTRFS_SUPER_MAGIC, f_bsize=4096, f_blocks=1, f_bfree=2, f_bavail=3, f_files=4, f_ffree=5, ` +
				`f_fsid={val=[0x8, 0x9]}, f_namelen=255, f_frsize=4096}) = 0`},
		{Name: "ustat", Args: [6]uint64{0x12345678fe00, 0x2000}, Ret: -22, Want: `ustat(makedev(0x8fe, 0x56700), 0x2000) = -1 EINVAL`},
		{Name: "fsconfig", Args: [6]uint64{5, 0, 0x1000, 0, 0}, Mem: mem, Want: `fsconfig(5, FSCONFIG_SET_FLAG, "a", NULL, 0) = 0`},
		{Name: "fsconfig", Args: [6]uint64{5, 2, 0x1000, 0x1300, 4}, Mem: mem,
			Want: `fsconfig(5, FSCONFIG_SET_BINARY, "a", "\x64\x61\x74\x61", 4) = 0`},
		{Name: "fsconfig", Args: [6]uint64{5, 2, 0x1000, 0x1300, 0xffffffff}, Mem: mem, Ret: -22,
			Want: `fsconfig(5, FSCONFIG_SET_BINARY, "a", 0x1300, -1) = -1 EINVAL`},
		{Name: "fsconfig", Args: [6]uint64{5, 3, 0x1000, 0x1300, 0xffffff9c}, Mem: mem,
			Want: `fsconfig(5, FSCONFIG_SET_PATH, "a", "data", AT_FDCWD) = 0`},
		{Name: "fsconfig", Args: [6]uint64{5, 9, 0x1000, 0x1300, 3}, Mem: mem, Ret: -95,
			Want: `fsconfig(5, 0x9 /* FSCONFIG_??? */, 0x1000, 0x1300, 3) = -1 EOPNOTSUPP`},
		{Name: "mount_setattr", Args: setattr, Mem: attr(0x20, 0x70, 0x100000, 3), Opt: &decode.Options{FDPaths: true},
			Want: `mount_setattr(AT_FDCWD</cwd>, "a", AT_RECURSIVE, {attr_set=MOUNT_ATTR_STRICTATIME, attr_clr=MOUNT_ATTR__ATIME, ` +
				`propagation=MS_SHARED, userns_fd=3}, 32) = 0`},
		{Name: "mount_setattr", Args: setattr, Mem: attr(0x100000, 0, 0, 3), Opt: &decode.Options{FDPaths: true},
			Want: `mount_setattr(AT_FDCWD</cwd>, "a", AT_RECURSIVE, {attr_set=MOUNT_ATTR_IDMAP, attr_clr=0, ` +
				`propagation=0 /* MS_??? */, userns_fd=3</dev/null>}, 32) = 0`},
		{Name: "swapon", Args: [6]uint64{0x1000, 0x18005}, Mem: mem, Want: `swapon("a", SWAP_FLAG_PREFER|SWAP_FLAG_DISCARD|5) = 0`},
		{Name: "swapon", Args: [6]uint64{0x1000, 5}, Mem: mem, Want: `swapon("a", 5) = 0`},
		{Name: "sync_file_range", Args: [6]uint64{0, 1<<64 - 1, 2, 7},
			Want: `sync_file_range(0, -1, 2, SYNC_FILE_RANGE_WAIT_BEFORE|SYNC_FILE_RANGE_WRITE|SYNC_FILE_RANGE_WAIT_AFTER) = 0`},
		{ABI: abi.I386, Name: "fallocate", Args: [6]uint64{9, 1, 5, 0, 6, 1}, Want: `fallocate(9, FALLOC_FL_KEEP_SIZE, 5, 4294967302) = 0`},
		{Name: "fadvise64", Args: [6]uint64{0, 1<<64 - 1, 1<<64 - 2, 5}, Ret: -22,
			Want: `fadvise64(0, -1, 18446744073709551614, POSIX_FADV_NOREUSE) = -1 EINVAL`},
		{ABI: abi.I386, Name: "fadvise64", Args: [6]uint64{0, 1, 2, 3, 4}, Want: `fadvise64(0, 8589934593, 3, POSIX_FADV_DONTNEED) = 0`},
		{Name: "cachestat", Args: [6]uint64{0, 0x2000, 0x3000, 0}, Mem: fakeMem{0x2000: le([]uint64{1, 2}), 0x3000: le([]uint64{1, 2, 3, 4, 5})},
			Want: `cachestat(0, {off=0x1, len=2}, {nr_cache=1, nr_dirty=2, nr_writeback=3, nr_evicted=4, nr_recently_evicted=5}, 0) = 0`},
		{Name: "inotify_add_watch", Args: [6]uint64{3, 0x1000, 0x80000002}, Mem: mem, Ret: 1, Want: `inotify_add_watch(3, "a", IN_MODIFY|IN_ONESHOT) = 1`},
		{Name: "fanotify_init", Args: [6]uint64{0x1000, 3}, Ret: 11, Want: `fanotify_init(FAN_CLASS_NOTIF|FAN_REPORT_TARGET_FID, O_ACCMODE) = 11`},
		{Name: "fanotify_init", Args: [6]uint64{0x800c, 3}, Ret: -22, Opt: raw, Want: `fanotify_init(0xc|0x8000, 0x3) = -1 EINVAL`},
		{Name: "fanotify_mark", Args: [6]uint64{3, 0x111, 0x40000, 0xffffffff, 0x1000}, Mem: mem,
			Want: `fanotify_mark(3, FAN_MARK_ADD|FAN_MARK_MNTNS, FAN_OPEN_EXEC_PERM, FAN_NOFD, "a") = 0`},
		{ABI: abi.I386, Name: "fanotify_mark", Args: [6]uint64{3, 1, 2, 3, 0xffffff9c, 0x1000}, Mem: mem, Ret: -22,
			Want: `fanotify_mark(3, FAN_MARK_ADD, FAN_MODIFY|0x300000000, AT_FDCWD, "a") = -1 EINVAL`},
	})
}

func TestStatmountLines(t *testing.T) {
	req := func(size, fd uint32, words ...uint64) []byte { return le(size, fd, words) }
	all := le([]uint32{512 + 13, 0}, uint64(0x4b3), []uint32{1, 77}, uint64(0xef53), []uint32{0x2000011, 5}, []uint64{1, 2}, []uint32{3, 4},
		[]uint64{0x10, 0x40000, 5, 6, 7}, []uint32{9, 100}, uint64(8), []uint32{0, 0, 3, 0, 0, 0}, make([]byte, 368), str("zero"), str("one"), str("two"))
	checkLines(t, []lineCase{
		{Name: "statmount", Args: [6]uint64{0x1000, 0x2000, 1000, 0}, Mem: fakeMem{0x1000: req(24, 0, 1, 2)}, After: fakeMem{0x2000: all},
			Entry: `statmount({size=24, mnt_ns_fd=0, mnt_id=0x1, param=STATMOUNT_MNT_BASIC}`,
			Want: `statmount({size=24, mnt_ns_fd=0, mnt_id=0x1, param=STATMOUNT_MNT_BASIC}, {size=525, mnt_opts="zero", ` +
				`mask=STATMOUNT_SB_BASIC|STATMOUNT_MNT_BASIC|STATMOUNT_MNT_POINT|STATMOUNT_FS_TYPE|STATMOUNT_MNT_OPTS|STATMOUNT_OPT_ARRAY, ` +
				`sb_dev_major=1, sb_dev_minor=77, sb_magic=EXT2_SUPER_MAGIC, sb_flags=MS_RDONLY|MS_SYNCHRONOUS|MS_LAZYTIME, fs_type="one", ` +
				`mnt_id=0x1, mnt_parent_id=0x2, mnt_id_old=0x3, mnt_parent_id_old=0x4, mnt_attr=MOUNT_ATTR_NOATIME, mnt_propagation=MS_PRIVATE, ` +
				`mnt_peer_group=0x5, mnt_master=0x6, mnt_point=0x64, opt_num=3, opt_array=["zero", "one", "two"]}, 1000, 0) = 0`},
		{Name: "statmount", Args: [6]uint64{0x1000}, Mem: fakeMem{0x1000: req(23, 0, 1, 2)}, Ret: -22, Want: `statmount({size=23}, NULL, 0, 0) = -1 EINVAL`},
		{Name: "statmount", Args: [6]uint64{0x1000, 0, 0, 3}, Mem: fakeMem{0x1000: req(24, 0, 1)}, Ret: -22,
			Want: `statmount({size=24, ???}, NULL, 0, STATMOUNT_BY_FD|0x2) = -1 EINVAL`},
		{Name: "statmount", Args: [6]uint64{0x1000}, Mem: fakeMem{0x1000: req(40, 0, 1, 2, 3, 4)}, Ret: -7,
			Want: `statmount({size=40, mnt_ns_fd=0, mnt_id=0x1, param=STATMOUNT_MNT_BASIC, mnt_ns_id=0x3, ` +
				`/* bytes 32..39 */ "\x04\x00\x00\x00\x00\x00\x00\x00"}, NULL, 0, 0) = -1 E2BIG`},
		{Name: "listmount", Args: [6]uint64{0x1000, 0x2000, 10, 1}, Mem: fakeMem{0x1000: req(24, 0, 1<<64-1, 0), 0x2000: le([]uint64{5, 6})}, Ret: 2,
			Want: `listmount({size=24, mnt_ns_fd=0, mnt_id=LSMT_ROOT, param=0}, [0x5, 0x6], 10, LISTMOUNT_REVERSE) = 2`},
		{Name: "listmount", Args: [6]uint64{0x1000, 0x2000, 0, 0}, Mem: fakeMem{0x1000: req(24, 0, 1, 2)}, Ret: -22,
			Want: `listmount({size=24, mnt_ns_fd=0, mnt_id=0x1, param=0x2}, [], 0, 0) = -1 EINVAL`},
	})
}

func TestQuotaLines(t *testing.T) {
	special := fakeMem{0x1000: str("/dev/x"), 0x1100: str("path")}
	op := func(cmd, typ uint64) uint64 { return (cmd<<8 | typ) & 0xffffffff }
	dqblk := fakeMem{0x2000: le([]uint64{1, 2, 3, 4, 5, 6, 7, 8}, []uint32{0x3f, 77})}
	verbose, raw := &decode.Options{StringLimit: 32, Style: decode.Verbose}, &decode.Options{StringLimit: 32, Style: decode.Raw}
	checkLines(t, []lineCase{
		{Name: "quotactl", Args: [6]uint64{op(0x800002, 0), 0x1000, 2, 0x1100}, Mem: special,
			Want: `quotactl(QCMD(Q_QUOTAON, USRQUOTA), "/dev/x", QFMT_VFS_V0, "path") = 0`},
		{Name: "quotactl", Args: [6]uint64{op(0x800002, 0), 0x1000, 2, 0x1100}, Mem: special, Opt: verbose,
			Want: `quotactl(2147484160 /* QCMD(Q_QUOTAON, USRQUOTA) */, "/dev/x", 0x2 /* QFMT_VFS_V0 */, "path") = 0`},
		{Name: "quotactl", Args: [6]uint64{op(0x800002, 0), 0x1000, 2, 0x1100}, Mem: special, Opt: raw,
			Want: `quotactl(2147484160, "/dev/x", 0x2, "path") = 0`},
		{Name: "quotactl", Args: [6]uint64{op(0x800003, 1), 0x1000, 2, 0x1100}, Mem: special, Want: `quotactl(QCMD(Q_QUOTAOFF, GRPQUOTA), "/dev/x") = 0`},
		{Name: "quotactl", Args: [6]uint64{op(0x800004, 0), 0x1000, 0, 0x2000}, Mem: special, After: fakeMem{0x2000: le(uint32(7))},
			Entry: `quotactl(QCMD(Q_GETFMT, USRQUOTA), "/dev/x"`,
			Want:  `quotactl(QCMD(Q_GETFMT, USRQUOTA), "/dev/x", [0x7 /* QFMT_??? */]) = 0`},
		{Name: "quotactl", Args: [6]uint64{op(0x800007, 1), 0x1000, 1000, 0x2000}, Mem: special, After: dqblk,
			Want: `quotactl(QCMD(Q_GETQUOTA, GRPQUOTA), "/dev/x", 1000, {dqb_bhardlimit=1, dqb_bsoftlimit=2, dqb_curspace=3, ` +
				`dqb_ihardlimit=4, dqb_isoftlimit=5, dqb_curinodes=6, ...}) = 0`},
		{Name: "quotactl", Args: [6]uint64{op(0x800009, 0), 0x1000, 1000, 0x2000}, Mem: special, After: dqblk,
			Want: `quotactl(QCMD(Q_GETNEXTQUOTA, USRQUOTA), "/dev/x", 1000, {dqb_bhardlimit=1, dqb_bsoftlimit=2, dqb_curspace=3, ` +
				`dqb_ihardlimit=4, dqb_isoftlimit=5, dqb_curinodes=6, dqb_id=77, ...}) = 0`},
		{Name: "quotactl", Args: [6]uint64{op(0x5801, 1), 0x1000, 0, 0x2000}, Ret: -2,
			Mem: fakeMem{0x1000: str("/dev/x"), 0x2000: le(uint32(0x41))}, Want: `quotactl(QCMD(Q_XQUOTAON, GRPQUOTA), "/dev/x", [FS_QUOTA_UDQ_ACCT|0x40]) = -1 ENOENT`},
		{Name: "quotactl", Args: [6]uint64{0x12345678, 0x1000, 5, 0x2000}, Mem: special, Ret: -22,
			Want: `quotactl(QCMD(0x123456 /* Q_??? */, 0x78 /* ???QUOTA */), "/dev/x", 5, 0x2000) = -1 EINVAL`},
		{Name: "quotactl_fd", Args: [6]uint64{0, op(0x800001, 0)}, Want: `quotactl_fd(0, QCMD(Q_SYNC, USRQUOTA)) = 0`},
	})
}

// TestHostileFiles decodes calls with arguments and memory at random: they may show
// anything, but quickly, and must not panic.
func TestHostileFiles(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	page := make([]byte, 4096)
	text := &decode.Text{}
	for _, family := range [][]Syscall{fileSyscalls, fsSyscalls} {
		for i := range family {
			row := &family[i]
			for id := range abi.Count {
				if !row.On.Has(id) {
					continue
				}
				for range 20 {
					for j := range page {
						page[j] = byte(rnd.Uint64() >> (rnd.Uint64() % 64))
					}
					opt := &decode.Options{StringLimit: rnd.IntN(64), Style: decode.Style(rnd.IntN(3))}
					c := &decode.Call{E: text, Opt: opt, Env: fakeEnv{}, Mem: fakeMem{0x1000: page[:rnd.IntN(4096)]}}
					c.Begin()
					c.ABI, c.NoAbbrev = id.Get(), rnd.IntN(2) == 0
					for a := range c.Args {
						switch rnd.IntN(3) {
						case 0:
							c.Args[a] = 0x1000 + rnd.Uint64N(4096)
						case 1:
							c.Args[a] = rnd.Uint64() >> rnd.UintN(64)
						default:
							c.Args[a] = rnd.Uint64N(300)
						}
						if c.ABI.Reg == 4 {
							c.Args[a] &= 0xffffffff
						}
					}
					text.Buf = text.Buf[:0]
					text.Begin()
					row.Enter(c)
					c.Exiting, c.Val = true, int64(rnd.Uint64()>>rnd.UintN(64))
					row.Exit(c)
					row.Return(c)
				}
			}
		}
	}
}
