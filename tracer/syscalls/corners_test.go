package syscalls

import (
	"strings"
	"testing"
)

// What was seen at the edges of calls: results that injection brings about, pointers that lead nowhere, long arrays.
func TestCornerLines(t *testing.T) {
	attr := le(uint32(56), int32(-1), uint64(8), int32(1), uint32(2), uint64(3), uint64(4), uint64(5), uint32(6), uint32(7))
	handle := fakeMem{0x1000: str("f"), 0x2000: le(uint32(4), int32(1), uint32(9)), 0x3000: le(int32(7))}
	checkLines(t, []lineCase{
		{Name: "select", Args: [6]uint64{0, 0x1000, 0, 0x9000}, Mem: fakeMem{0x1000: make([]byte, 8)},
			Want: `select(0, 0x1000, NULL, 0x9000, NULL) = 0 (Timeout)`},
		{Name: "poll", Args: [6]uint64{0x1000, 0, 5}, Ret: 5, Want: `poll([], 0, 5) = 5`},
		{Name: "getcwd", Args: [6]uint64{0x9000, 10}, Want: `getcwd("", 10) = 0`},
		{Name: "getdents64", Args: [6]uint64{0, 0x9000, 0}, Ret: 1, Want: `getdents64(0, 0x9000, 0) = 1`},
		{Name: "rt_sigpending", Args: [6]uint64{0x9000, 0}, Want: `rt_sigpending(0x9000, 0) = 0`},
		{Name: "personality", Args: [6]uint64{0xff}, Want: `personality(PER_MASK) = 0 (PER_LINUX)`},
		{Name: "adjtimex", Args: [6]uint64{0x9000}, Ret: 5, Want: `adjtimex(0x9000) = 5`},
		{Name: "clock_adjtime", Args: [6]uint64{0, 0x9000}, Ret: 5, Want: `clock_adjtime(CLOCK_REALTIME, 0x9000) = 5`},
		{Name: "futex", Args: [6]uint64{0x9000, 0x100, 5}, Want: `futex(0x9000, FUTEX_WAIT|FUTEX_CLOCK_REALTIME, 5, NULL) = 0`},
		{Name: "process_madvise", Args: [6]uint64{3, 0, 0, 16}, Want: `process_madvise(3, NULL, 0, 0x10 /* MADV_??? */, 0) = 0`},
		{Name: "get_mempolicy", Args: [6]uint64{0x1000}, Mem: fakeMem{0x1000: le(uint32(0x8001))},
			Want: `get_mempolicy([0x8001 /* MPOL_??? */], NULL, 0, NULL, 0) = 0`},
		{Name: "sched_setattr", Args: [6]uint64{0, 0x1000}, Mem: fakeMem{0x1000: attr},
			Want: `sched_setattr(0, {size=56, sched_policy=0xffffffff /* SCHED_??? */, sched_flags=SCHED_FLAG_KEEP_POLICY` +
				`, sched_nice=1, sched_priority=2, sched_runtime=3, sched_deadline=4, sched_period=5, sched_util_min=6, sched_util_max=7}, 0) = 0`},
		{Name: "connect", Args: [6]uint64{3, 0x1000, 16}, Mem: fakeMem{0x1000: {4, 0, 10, 11, 0, 0, 0, 5, 0, 1, 16, 0, 0, 0, 0, 7}},
			Want: `connect(3, {sa_family=AF_IPX, sipx_port=htons(2571), sipx_network=htonl(0x5), sipx_node=[00, 0x1, 0x10, 00, 00, 00]` +
				`, sipx_type=00, sipx_zero=0x7}, 16) = 0`},
		{Name: "sched_getattr", Args: [6]uint64{0, 0x9000, 0}, Want: `sched_getattr(0, 0x9000, 0, 0) = 0`},
		{Name: "sendfile", Args: [6]uint64{1, 2, 0x1000, 4}, Mem: fakeMem{0x1000: le(uint64(9))}, Ret: 4,
			Want: `sendfile(1, 2, [9 => 9], 4) = 4`},
		{Name: "io_uring_enter", Args: [6]uint64{1, 2, 3, 0x40, 5, 8},
			Want: `io_uring_enter(1, 2, 3, IORING_ENTER_EXT_ARG_REG, 5, 8) = 0`},
		{Name: "io_uring_register", Args: [6]uint64{3, 13, 0x1000, 33}, Mem: fakeMem{0x1000: le(uint32(1), uint32(0), uint64(0), uint64(0), uint64(0), uint8(0x21))},
			Want: `io_uring_register(3, IORING_REGISTER_FILES2, {nr=1, flags=0, data=NULL, tags=NULL, /* bytes 32..32 */ "\x21"}, 33) = 0`},
		{Name: "name_to_handle_at", Args: [6]uint64{3, 0x1000, 0x2000, 0x3000}, Mem: handle, Entry: `name_to_handle_at(3, "f", {handle_bytes=4`,
			Want: `name_to_handle_at(3, "f", {handle_bytes=4, handle_type=1, f_handle="\x09\x00\x00\x00"}, [7], 0) = 0`},
		{Name: "name_to_handle_at", Args: [6]uint64{3, 0x1000, 0x9000, 0x3000}, Mem: handle, Entry: `name_to_handle_at(3, "f", 0x9000`,
			Want: `name_to_handle_at(3, "f", 0x9000, 0x3000, 0) = 0`},
		{Name: "lookup_dcookie", Args: [6]uint64{5, 0x9000, 10}, Ret: -1, Entry: `lookup_dcookie(`, Want: `lookup_dcookie(5, 0x9000, 10) = -1 EPERM`},
		{Name: "getxattrat", Args: [6]uint64{3, 0x1000, 0, 0x1000, 0x9000, 16}, Mem: handle, Ret: -1,
			Entry: `getxattrat(3, "f", 0, "f", `, Want: `getxattrat(3, "f", 0, "f", 0x9000, 16) = -1 EPERM`},
	})
	long := fakeMem{0x1000: str("f"), 0x2000: nil}
	for range 40 {
		long[0x2000] = append(long[0x2000], le(uint64(0x1000))...)
	}
	long[0x2000] = append(long[0x2000], make([]byte, 8)...)
	checkLines(t, []lineCase{{
		Name: "execve", Args: [6]uint64{0x1000, 0x2000}, Mem: long, Long: true,
		Want: `execve("f", [` + strings.Repeat(`"f", `, 39) + `"f"], NULL) = 0`,
	}})
}

// Events of perf_event_open(2): what the configuration is made of, and with -v all members.
func TestPerfLines(t *testing.T) {
	event := func(kind, config uint64) fakeMem {
		return fakeMem{0x1000: le(uint32(kind), uint32(64), config, uint64(1), uint64(0), uint64(0), uint64(0), uint32(5), uint32(6), uint64(7))}
	}
	line := func(kind, config string) string {
		return `perf_event_open({type=` + kind + `, size=PERF_ATTR_SIZE_VER0, config=` + config +
			`, sample_period=1, sample_type=0, read_format=0, precise_ip=0 /* arbitrary skid */, ...}, 0, -1, -1, 0) = 3`
	}
	args := [6]uint64{0x1000, 0, ^uint64(0), ^uint64(0)}
	checkLines(t, []lineCase{
		{Name: "perf_event_open", Args: args, Mem: event(3, 0x10203), Ret: 3, Want: line("PERF_TYPE_HW_CACHE",
			"PERF_COUNT_HW_CACHE_RESULT_MISS<<16|PERF_COUNT_HW_CACHE_OP_PREFETCH<<8|PERF_COUNT_HW_CACHE_DTLB")},
		{Name: "perf_event_open", Args: args, Mem: event(0, 1<<32|1), Ret: 3, Want: line("PERF_TYPE_HARDWARE", "0x1<<32|PERF_COUNT_HW_INSTRUCTIONS")},
	})
	tc := lineCase{Name: "perf_event_open", Args: args, Mem: event(0, 0), Ret: 3, Long: true}
	if _, got := decodeLine(t, &tc); !strings.Contains(got, "disabled=0, inherit=0") ||
		!strings.HasSuffix(got, "sigtrap=0, wakeup_events=5, config1=0x7}, 0, -1, -1, 0) = 3") {
		t.Error(got)
	}
}
