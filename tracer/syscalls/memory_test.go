package syscalls

import (
	"testing"

	"strake/tracer/abi"
)

func TestMemoryLines(t *testing.T) {
	const huge = `MAP_FIXED|MAP_ANONYMOUS|MAP_32BIT|MAP_ABOVE4G|MAP_NORESERVE|MAP_POPULATE|MAP_NONBLOCK|MAP_GROWSDOWN|` +
		`MAP_DENYWRITE|MAP_EXECUTABLE|MAP_LOCKED|MAP_STACK|MAP_HUGETLB|MAP_SYNC|MAP_FIXED_NOREPLACE|0x3e00600|63<<MAP_HUGE_SHIFT`
	nodes := fakeMem{0x1ff0: le(uint64(1), uint64(5))}
	checkLines(t, []lineCase{
		{Name: "mmap", Args: [6]uint64{0, 8192, 0, 0x22, ^uint64(0), 4096}, Ret: 0x7fee96a5b000,
			Want: `mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0x1000) = 0x7fee96a5b000`},
		{Name: "mmap", Args: [6]uint64{0, 8192, 0xffffffff, 0xffffffff, 5, 0x1234}, Ret: -22,
			Want: `mmap(NULL, 8192, PROT_READ|PROT_WRITE|PROT_EXEC|PROT_SEM|PROT_GROWSDOWN|PROT_GROWSUP|0xfcfffff0, ` +
				`0xf /* MAP_??? */|` + huge + `, 5, 0x1234) = -1 EINVAL`},
		{Name: "mmap", Args: [6]uint64{0, 8192, 0x40, 0x40, 5, 0}, Ret: -9,
			Want: `mmap(NULL, 8192, 0x40 /* PROT_??? */, MAP_FILE|MAP_32BIT, 5, 0) = -1 EBADF`},
		{Name: "mmap", Args: [6]uint64{0, 1, 1, 0xdeadbeef00000002, 5, 0}, Ret: -9, Opt: styles.verbose,
			Want: `mmap(NULL, 1, 0x1 /* PROT_READ */, 0xdeadbeef00000002 /* MAP_PRIVATE */, 5, 0) = -1 EBADF`},
		{Name: "mmap", Args: [6]uint64{0, 1, 1, 0x22, 5, 0}, Ret: -9, Opt: styles.raw,
			Want: `mmap(NULL, 1, 0x1, 0x22, 5, 0) = -1 EBADF`},
		{ABI: abi.AArch64, Name: "mmap", Args: [6]uint64{0, 1, 1, 0x62, 5, 0}, Ret: -9,
			Want: `mmap(NULL, 1, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|0x40, 5, 0) = -1 EBADF`},
		{ABI: abi.I386, Name: "mmap", Args: [6]uint64{0x1000}, Ret: 0x20000000,
			Mem:  fakeMem{0x1000: le(uint32(0x20000000), uint32(4096), uint32(3), uint32(0x32), int32(-1), uint32(4096))},
			Want: `mmap(0x20000000, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0x1000) = 0x20000000`},
		{ABI: abi.I386, Name: "mmap", Args: [6]uint64{0x1000}, Ret: -14, Want: `mmap(0x1000) = -1 EFAULT`},
		{ABI: abi.I386, Name: "mmap2", Args: [6]uint64{0, 4096, 3, 0x22, 0xffffffff, 0x12345}, Ret: -22,
			Want: `mmap2(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0x12345000) = -1 EINVAL`},
		{Name: "brk", Ret: 0x55cec26a7000, Want: `brk(NULL) = 0x55cec26a7000`},
		{Name: "munmap", Args: [6]uint64{1, ^uint64(0)}, Ret: -22, Want: `munmap(0x1, 18446744073709551615) = -1 EINVAL`},
		{Name: "mprotect", Args: [6]uint64{0, 4096, 0xdeadbeef00000000}, Ret: -22,
			Want: `mprotect(NULL, 4096, 0xdeadbeef00000000 /* PROT_??? */) = -1 EINVAL`},
		{Name: "pkey_alloc", Args: [6]uint64{1, 7}, Ret: -22,
			Want: `pkey_alloc(0x1, PKEY_DISABLE_ACCESS|PKEY_DISABLE_WRITE|PKEY_DISABLE_EXECUTE) = -1 EINVAL`},
		{Name: "mremap", Args: [6]uint64{0, 1, 2, 3, 0x2000}, Ret: -22,
			Want: `mremap(NULL, 1, 2, MREMAP_MAYMOVE|MREMAP_FIXED, 0x2000) = -1 EINVAL`},
		{Name: "mremap", Args: [6]uint64{0, 1, 2, 6, 0x2000}, Ret: -22,
			Want: `mremap(NULL, 1, 2, MREMAP_FIXED|MREMAP_DONTUNMAP) = -1 EINVAL`},
		{Name: "madvise", Args: [6]uint64{0, 1, 102}, Want: `madvise(NULL, 1, MADV_GUARD_INSTALL) = 0`},
		{Name: "madvise", Args: [6]uint64{0, 1, ^uint64(0)}, Ret: -22, Want: `madvise(NULL, 1, 0xffffffff /* MADV_??? */) = -1 EINVAL`},
		{Name: "mincore", Args: [6]uint64{0, 8193, 0x1000}, After: fakeMem{0x1000: {0, 3, 2}}, Entry: `mincore(NULL, 8193`,
			Want: `mincore(NULL, 8193, [0, 1, 0]) = 0`},
		{Name: "mincore", Args: [6]uint64{1, ^uint64(0), 0x1000}, Ret: -22,
			Want: `mincore(0x1, 18446744073709551615, 0x1000) = -1 EINVAL`},
		{Name: "mbind", Args: [6]uint64{0, 1, 0x8003, 0x1ff0, 129, 15}, Mem: nodes,
			Want: `mbind(NULL, 1, MPOL_INTERLEAVE|MPOL_F_STATIC_NODES, [0x00000000000001, 0x00000000000005], 129, ` +
				`MPOL_MF_STRICT|MPOL_MF_MOVE|MPOL_MF_MOVE_ALL|0x8) = 0`},
		{Name: "mbind", Args: [6]uint64{0, 1, 0x80ff, 0x1ff0, 1}, Mem: nodes, Ret: -22,
			Want: `mbind(NULL, 1, MPOL_F_STATIC_NODES|0xff, 0x1ff0, 1, 0) = -1 EINVAL`},
		{Name: "set_mempolicy", Args: [6]uint64{1, 0x1ff0, 4096}, Mem: nodes, Ret: -22,
			Want: `set_mempolicy(MPOL_PREFERRED, [0x00000000000001, 0x00000000000005, ... /* 0x2000 */], 4096) = -1 EINVAL`},
		{ABI: abi.I386, Name: "set_mempolicy", Args: [6]uint64{7, 0x1ff0, 33}, Mem: nodes, Ret: -22,
			Want: `set_mempolicy(0x7 /* MPOL_??? */, [0x000001], 33) = -1 EINVAL`},
		{Name: "move_pages", Args: [6]uint64{0, 2, 0x1ff0, 0, 0x3000}, Mem: nodes,
			After: fakeMem{0x3000: le(int32(-2), int32(0))},
			Want:  `move_pages(0, 2, [0x1, 0x5], NULL, [-ENOENT, 0], 0) = 0`},
		{Name: "memfd_create", Args: [6]uint64{0x1000, 0x54000024}, Mem: fakeMem{0x1000: str("foo")}, Ret: -22,
			Want: `memfd_create("foo", MFD_HUGETLB|0x20|21<<MFD_HUGE_SHIFT) = -1 EINVAL`},
		{Name: "memfd_create", Args: [6]uint64{0x1000, 0x54000000}, Mem: fakeMem{0x1000: str("foo")}, Ret: -22,
			Want: `memfd_create("foo", 21<<MFD_HUGE_SHIFT) = -1 EINVAL`},
		{Name: "userfaultfd", Args: [6]uint64{2}, Ret: -22, Want: `userfaultfd(0x2 /* UFFD_??? */) = -1 EINVAL`},
	})
}

func TestFutexLines(t *testing.T) {
	ts := fakeMem{0x1000: le(uint64(0), uint64(1000)), 0x2000: le(uint64(7), uint64(0x100), uint32(0x82), uint32(0))}
	checkLines(t, []lineCase{
		{Name: "futex", Args: [6]uint64{0x100, 0x80, 8, 0x1000}, Mem: ts, Ret: -11,
			Entry: `futex(0x100, FUTEX_WAIT_PRIVATE, 8, {tv_sec=0, tv_nsec=1000}`,
			Want:  `futex(0x100, FUTEX_WAIT_PRIVATE, 8, {tv_sec=0, tv_nsec=1000}) = -1 EAGAIN`},
		{Name: "futex", Args: [6]uint64{0x100, 0x189, 8, 0x1000, 9, 0xffffffff}, Mem: ts, Ret: -11,
			Want: `futex(0x100, FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME, 8, {tv_sec=0, tv_nsec=1000}, ` +
				`FUTEX_BITSET_MATCH_ANY) = -1 EAGAIN`},
		{Name: "futex", Args: [6]uint64{0x100, 0x82, 1}, Want: `futex(0x100, FUTEX_FD|FUTEX_PRIVATE_FLAG, 1) = 0`},
		{Name: "futex", Args: [6]uint64{0x100, 0xffff0004, ^uint64(0), 5, 1, ^uint64(0)}, Ret: -38,
			Want: `futex(0x100, 0xffff0004 /* FUTEX_??? */, 4294967295, 5, 0x1, 4294967295) = -1 ENOSYS`},
		{Name: "futex", Args: [6]uint64{0x100, 6, 1, 0x1000}, Mem: ts, Ret: -35,
			Want: `futex(0x100, FUTEX_LOCK_PI, {tv_sec=0, tv_nsec=1000}) = -1 EDEADLK`},
		{Name: "futex", Args: [6]uint64{0x100, 7}, Ret: -1, Want: `futex(0x100, FUTEX_UNLOCK_PI) = -1 EPERM`},
		{Name: "futex", Args: [6]uint64{0x100, 5, 1, 2, 0x104, 0x11001ffe},
			Want: `futex(0x100, FUTEX_WAKE_OP, 1, 2, 0x104, FUTEX_OP_ADD<<28|0x1<<12|FUTEX_OP_CMP_NE<<24|0xffe) = 0`},
		{Name: "futex", Args: [6]uint64{0x100, 5, 1, 2, 0x104, 0xf6fff000}, Ret: -38,
			Want: `futex(0x100, FUTEX_WAKE_OP, 1, 2, 0x104, FUTEX_OP_OPARG_SHIFT<<28|0x7<<28 /* FUTEX_OP_??? */|0xfff<<12|` +
				`0x6<<24 /* FUTEX_OP_CMP_??? */|0) = -1 ENOSYS`},
		{Name: "futex", Args: [6]uint64{0x100, 5, 1, 2, 0x104, 0x11001ffe}, Opt: styles.verbose,
			Want: `futex(0x100, 0x5 /* FUTEX_WAKE_OP */, 1, 2, 0x104, 0x1 /* FUTEX_OP_ADD */<<28|0x1<<12|` +
				`0x1 /* FUTEX_OP_CMP_NE */<<24|0xffe) = 0`},
		{Name: "futex", Args: [6]uint64{0x100, 14, 1, 0x1000, 4, 5}, Ret: -38,
			Want: `futex(0x100, 0xe /* FUTEX_??? */, 1, 0x1000, 0x4, 0x5) = -1 ENOSYS`},
		{ABI: abi.I386, Name: "futex", Args: [6]uint64{0x100, 0, 8, 0x1000}, Mem: fakeMem{0x1000: le(int32(1), int32(2))}, Ret: -11,
			Want: `futex(0x100, FUTEX_WAIT, 8, {tv_sec=1, tv_nsec=2}) = -1 EAGAIN`},
		{ABI: abi.I386, Name: "futex_time64", Args: [6]uint64{0x100, 0, 8, 0x1000}, Mem: ts, Ret: -11,
			Want: `futex_time64(0x100, FUTEX_WAIT, 8, {tv_sec=0, tv_nsec=1000}) = -1 EAGAIN`},
		{Name: "futex_waitv", Args: [6]uint64{0x2000, 1, 0, 0x1000, 1}, Mem: ts, Ret: -110,
			Want: `futex_waitv([{val=0x7, uaddr=0x100, flags=FUTEX2_SIZE_U32|FUTEX2_PRIVATE}], 1, 0, ` +
				`{tv_sec=0, tv_nsec=1000}, CLOCK_MONOTONIC) = -1 ETIMEDOUT`},
		{Name: "futex_wake", Args: [6]uint64{0x100, 1, ^uint64(0), 0xffffff}, Ret: -22,
			Want: `futex_wake(0x100, 0x1, -1, FUTEX2_SIZE_U64|FUTEX2_NUMA|FUTEX2_MPOL|FUTEX2_PRIVATE|0xffff70) = -1 EINVAL`},
	})
}
