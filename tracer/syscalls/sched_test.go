package syscalls

import (
	"testing"

	"strake/tracer/abi"
)

func TestSchedLines(t *testing.T) {
	attr := func(size, policy uint32, flags uint64) []byte {
		return le(size, policy, flags, int32(3), uint32(1), uint64(10), uint64(20), uint64(30), uint32(1), uint32(5))
	}
	prio := fakeMem{0x1000: le(int32(-1))}
	checkLines(t, []lineCase{
		{Name: "sched_get_priority_min", Args: [6]uint64{8}, Ret: -22, Want: `sched_get_priority_min(0x8 /* SCHED_??? */) = -1 EINVAL`},
		{Name: "sched_setparam", Args: [6]uint64{0, 0x1000}, Mem: prio, Ret: -22,
			Want: `sched_setparam(0, {sched_priority=-1}) = -1 EINVAL`},
		{Name: "sched_setscheduler", Args: [6]uint64{0, 0x40000002, 0x1000}, Mem: prio, Ret: -22,
			Want: `sched_setscheduler(0, SCHED_RESET_ON_FORK|SCHED_RR, {sched_priority=-1}) = -1 EINVAL`},
		{Name: "sched_setscheduler", Args: [6]uint64{0, 0x40000010, 0}, Ret: -22,
			Want: `sched_setscheduler(0, SCHED_RESET_ON_FORK|0x10, NULL) = -1 EINVAL`},
		{Name: "sched_setscheduler", Args: [6]uint64{0, 0xffffffff, 0}, Ret: -22,
			Want: `sched_setscheduler(0, 0xffffffff /* SCHED_??? */, NULL) = -1 EINVAL`},
		{Name: "sched_getscheduler", Ret: 0x40000002, Want: `sched_getscheduler(0) = 0x40000002 (SCHED_RESET_ON_FORK|SCHED_RR)`},
		{Name: "sched_getaffinity", Args: [6]uint64{0, 128, 0x1000}, After: fakeMem{0x1000: {3, 0, 0, 0, 0, 0, 0, 0x80}}, Ret: 8,
			Entry: `sched_getaffinity(0, 128`, Want: `sched_getaffinity(0, 128, [0 1 63]) = 8`},
		{Name: "sched_setaffinity", Args: [6]uint64{0, 0, 0x1000}, Ret: -22, Want: `sched_setaffinity(0, 0, []) = -1 EINVAL`},
		{Name: "sched_setaffinity", Args: [6]uint64{0, 145, 0x1000}, Mem: fakeMem{0x1000: make([]byte, 145)}, Ret: -22,
			Want: `sched_setaffinity(0, 145, [...]) = -1 EINVAL`},
		{Name: "sched_setaffinity", Args: [6]uint64{0, 8, 0x1000}, Ret: -14, Want: `sched_setaffinity(0, 8, 0x1000) = -1 EFAULT`},
		{Name: "sched_setattr", Args: [6]uint64{0, 0x1000}, Mem: fakeMem{0x1000: attr(56, 0, 1)},
			Entry: `sched_setattr(0, {size=56, sched_policy=SCHED_OTHER, sched_flags=SCHED_FLAG_RESET_ON_FORK, sched_nice=3, ` +
				`sched_priority=1, sched_runtime=10, sched_deadline=20, sched_period=30, sched_util_min=1, sched_util_max=5}`,
			Want: `sched_setattr(0, {size=56, sched_policy=SCHED_OTHER, sched_flags=SCHED_FLAG_RESET_ON_FORK, sched_nice=3, ` +
				`sched_priority=1, sched_runtime=10, sched_deadline=20, sched_period=30, sched_util_min=1, sched_util_max=5}, 0) = 0`},
		{Name: "sched_setattr", Args: [6]uint64{0, 0x1000}, Mem: fakeMem{0x1000: attr(60, 0, 0x10)}, Ret: -22,
			Want: `sched_setattr(0, {size=60, sched_flags=SCHED_FLAG_KEEP_PARAMS, sched_util_min=1, sched_util_max=5, ...}, 0) = -1 EINVAL`},
		{Name: "sched_setattr", Args: [6]uint64{0, 0x1000}, Mem: fakeMem{0x1000: attr(10, 0, 0)},
			After: fakeMem{0x1000: attr(56, 0, 0)}, Ret: -7,
			Want: `sched_setattr(0, {size=10} => {size=56}, 0) = -1 E2BIG`},
		{Name: "sched_getattr", Args: [6]uint64{0, 0x1000, 48, 1}, After: fakeMem{0x1000: attr(48, 6, 0)},
			Want: `sched_getattr(0, {size=48, sched_policy=SCHED_DEADLINE, sched_flags=0, sched_nice=3, sched_priority=1, ` +
				`sched_runtime=10, sched_deadline=20, sched_period=30}, 48, SCHED_GETATTR_FLAG_DL_DYNAMIC) = 0`},
		{Name: "getpriority", Args: [6]uint64{3, 0}, Ret: -22, Want: `getpriority(0x3 /* PRIO_??? */, 0) = -1 EINVAL`},
		{Name: "ioprio_get", Args: [6]uint64{1, 0}, Ret: 16388,
			Want: `ioprio_get(IOPRIO_WHO_PROCESS, 0) = 16388 (IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4))`},
		{Name: "ioprio_set", Args: [6]uint64{1, 0, 0xffff}, Ret: -22,
			Want: `ioprio_set(IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(0x7 /* IOPRIO_CLASS_??? */, 8191)) = -1 EINVAL`},
		{Name: "ioprio_set", Args: [6]uint64{1, 0, 16388}, Opt: styles.verbose,
			Want: `ioprio_set(0x1 /* IOPRIO_WHO_PROCESS */, 0, 16388 /* IOPRIO_PRIO_VALUE(0x2 /* IOPRIO_CLASS_BE */, 4) */) = 0`},
		{Name: "prlimit64", Args: [6]uint64{0, 3, 0x1000, 0x2000}, Ret: 0,
			Mem:   fakeMem{0x1000: le(uint64(1024), uint64(1025))},
			After: fakeMem{0x2000: le(uint64(8192*1024), ^uint64(0))},
			Entry: `prlimit64(0, RLIMIT_STACK, {rlim_cur=1024, rlim_max=1025}`,
			Want:  `prlimit64(0, RLIMIT_STACK, {rlim_cur=1024, rlim_max=1025}, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0`},
		{ABI: abi.I386, Name: "ugetrlimit", Args: [6]uint64{4, 0x1000}, After: fakeMem{0x1000: le(uint32(2048), ^uint32(0))},
			Want: `ugetrlimit(RLIMIT_CORE, {rlim_cur=2*1024, rlim_max=RLIM_INFINITY}) = 0`},
		{Name: "getrlimit", Args: [6]uint64{16, 0x1000}, Ret: -22, Want: `getrlimit(0x10 /* RLIMIT_??? */, 0x1000) = -1 EINVAL`},
		{Name: "getrusage", Args: [6]uint64{0xfffffffe, 0x1000}, Ret: -22, Want: `getrusage(RUSAGE_BOTH, 0x1000) = -1 EINVAL`},
		{Name: "getrusage", Args: [6]uint64{0, 0x1000}, After: fakeMem{0x1000: make([]byte, 144)},
			Want: `getrusage(RUSAGE_SELF, {ru_utime={tv_sec=0, tv_usec=0}, ru_stime={tv_sec=0, tv_usec=0}, ...}) = 0`},
		{Name: "times", Args: [6]uint64{0x1000}, After: fakeMem{0x1000: le(uint64(0), uint64(150), uint64(0), uint64(0))}, Ret: 1718135448,
			Want: `times({tms_utime=0, tms_stime=150 /* 1.50 s */, tms_cutime=0, tms_cstime=0}) = 1718135448`},
		{Name: "membarrier", Ret: 3, Want: `membarrier(MEMBARRIER_CMD_QUERY, 0) = 0x3 (MEMBARRIER_CMD_GLOBAL|MEMBARRIER_CMD_GLOBAL_EXPEDITED)`},
		{Name: "membarrier", Args: [6]uint64{128, 1, 0}, Want: `membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ, MEMBARRIER_CMD_FLAG_CPU, 0) = 0`},
	})
}

func TestIDLines(t *testing.T) {
	header := func(version uint32) fakeMem {
		return fakeMem{0x1000: le(version, uint32(0)), 0x2000: le(uint32(3), uint32(0), uint32(0), uint32(0xfffffe01), uint32(0), uint32(0))}
	}
	groups := fakeMem{0x1ff4: le(uint32(0), uint32(7), uint32(5))}
	checkLines(t, []lineCase{
		{Name: "setresuid", Args: [6]uint64{^uint64(0), 0, 0xffff}, Want: `setresuid(-1, 0, 65535) = 0`},
		{ABI: abi.I386, Name: "setresuid", Args: [6]uint64{0xffff, 0, 0x1ffff}, Want: `setresuid(-1, 0, -1) = 0`},
		{ABI: abi.I386, Name: "setresuid32", Args: [6]uint64{0xffff, 0, 0xffffffff}, Want: `setresuid32(65535, 0, -1) = 0`},
		{Name: "getresuid", Args: [6]uint64{0x1000, 0x1004, 0x1008}, After: fakeMem{0x1000: le(int32(0), int32(-1), int32(9))},
			Want: `getresuid([0], [-1], [9]) = 0`},
		{Name: "setgroups", Args: [6]uint64{3, 0x1ff4}, Mem: groups, Want: `setgroups(3, [0, 7, 5]) = 0`},
		{Name: "setgroups", Args: [6]uint64{4, 0x1ff4}, Mem: groups, Ret: -14, Want: `setgroups(4, [0, 7, 5, ... /* 0x2000 */]) = -1 EFAULT`},
		{Name: "setgroups", Args: [6]uint64{65537, 0x1ff4}, Mem: groups, Ret: -22, Want: `setgroups(65537, 0x1ff4) = -1 EINVAL`},
		{Name: "setgroups", Args: [6]uint64{0, 0x1ff4}, Want: `setgroups(0, []) = 0`},
		{Name: "getgroups", Args: [6]uint64{64, 0x1ff4}, After: groups, Ret: 2, Want: `getgroups(64, [0, 7]) = 2`},
		{ABI: abi.I386, Name: "getgroups", Args: [6]uint64{64, 0x1000}, After: fakeMem{0x1000: le(uint16(1), uint16(0xffff))}, Ret: 2,
			Want: `getgroups(64, [1, -1]) = 2`},
		{Name: "capset", Args: [6]uint64{0x1000, 0x2000}, Mem: header(0x20080522), Ret: -1,
			Want: `capset({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=1<<CAP_CHOWN|1<<CAP_DAC_OVERRIDE|` +
				`1<<CAP_MAC_OVERRIDE|0xfffffe00, permitted=0, inheritable=0}) = -1 EPERM`},
		{Name: "capset", Args: [6]uint64{0x1000, 0x2000}, Mem: header(5), Ret: -22,
			Want: `capset({version=0x5 /* _LINUX_CAPABILITY_VERSION_??? */, pid=0}, {effective=1<<CAP_CHOWN|1<<CAP_DAC_OVERRIDE, ` +
				`permitted=0, inheritable=0}) = -1 EINVAL`},
		{Name: "capset", Args: [6]uint64{0x1000, 0x2000}, Mem: header(0x20080522), Opt: styles.raw,
			Want: `capset({version=0x20080522, pid=0}, {effective=0x3|0xfffffe01, permitted=0, inheritable=0}) = 0`},
		{Name: "capget", Args: [6]uint64{0x9000, 0x2000}, Ret: -14, Want: `capget(0x9000, 0x2000) = -1 EFAULT`},
	})
}
