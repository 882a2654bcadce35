package syscalls

import (
	"testing"
	"time"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

func TestTimeLines(t *testing.T) {
	defer func(old *time.Location) { time.Local = old }(time.Local)
	time.Local = time.UTC

	ts := fakeMem{
		0x1000: le(int64(0), int64(1000)),
		0x2000: le(int64(-1), int64(1000000000)),
		0x3000: le(int64(1), int64(2), int64(3), int64(4)),
	}
	checkLines(t, []lineCase{
		{Name: "clock_gettime", Args: [6]uint64{0, 0x1000}, Mem: ts, Entry: "clock_gettime(CLOCK_REALTIME",
			Want: "clock_gettime(CLOCK_REALTIME, {tv_sec=0, tv_nsec=1000}) = 0"},
		{Name: "clock_gettime", Args: [6]uint64{99, 0x1000}, Mem: ts, Ret: -22,
			Want: "clock_gettime(0x63 /* CLOCK_??? */, 0x1000) = -1 EINVAL"},
		{Name: "clock_gettime", Args: [6]uint64{0xfffffffffffee022, 0}, Ret: -14,
			Want: "clock_gettime(0xfffee022 /* CLOCK_??? */, NULL) = -1 EFAULT"},
		{Name: "clock_gettime", Args: [6]uint64{0, 0x1000}, Mem: ts, Opt: &decode.Options{Style: decode.Verbose},
			Want: "clock_gettime(0 /* CLOCK_REALTIME */, {tv_sec=0, tv_nsec=1000}) = 0"},
		{Name: "nanosleep", Args: [6]uint64{0x1000, 0x2000}, Mem: ts, Entry: "nanosleep({tv_sec=0, tv_nsec=1000}",
			Want: "nanosleep({tv_sec=0, tv_nsec=1000}, 0x2000) = 0"},
		{Name: "nanosleep", Args: [6]uint64{0x1000, 0x2000}, Mem: ts, Ret: -516,
			Want: "nanosleep({tv_sec=0, tv_nsec=1000}, {tv_sec=-1, tv_nsec=1000000000}) = -1 ERESTART_RESTARTBLOCK"},
		{Name: "clock_nanosleep", Args: [6]uint64{1, 7, 0x1000, 0x2000}, Mem: ts, Ret: -514,
			Want: "clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME|0x6, {tv_sec=0, tv_nsec=1000}, 0x2000) = -1 ERESTARTNOHAND"},
		{Name: "time", Args: [6]uint64{0x1000}, Mem: fakeMem{0x1000: le(int64(1795591636))}, Ret: 1795591636,
			Want: "time([1795591636 /* 2026-11-25T07:27:16+0000 */]) = 1795591636 (2026-11-25T07:27:16+0000)"},
		{ABI: abi.I386, Name: "time", Args: [6]uint64{0x1000}, Mem: fakeMem{0x1000: le(int32(-1))}, Ret: 1,
			Want: "time([-1 /* 1969-12-31T23:59:59+0000 */]) = 1 (1970-01-01T00:00:01+0000)"},
		{Name: "timer_create", Args: [6]uint64{1, 0x1000, 0x2000}, Ret: 0,
			Mem: fakeMem{0x1000: le(uint64(42), int32(12), int32(0), make([]byte, 48)), 0x2000: le(int32(0))},
			Want: "timer_create(CLOCK_MONOTONIC, {sigev_value={sival_int=42, sival_ptr=0x2a}, sigev_signo=SIGUSR2" +
				", sigev_notify=SIGEV_SIGNAL}, [0]) = 0"},
		{Name: "timer_create", Args: [6]uint64{0, 0x1000, 0x2000}, Ret: 0,
			Mem: fakeMem{0x1000: le(uint64(0), int32(10), int32(4), int32(9211), make([]byte, 44)), 0x2000: le(int32(2))},
			Want: "timer_create(CLOCK_REALTIME, {sigev_signo=SIGUSR1, sigev_notify=SIGEV_THREAD_ID" +
				", sigev_notify_thread_id=9211}, [2]) = 0"},
		{Name: "timer_create", Args: [6]uint64{99, 0x1000, 0x2000}, Ret: -22,
			Mem:  fakeMem{0x1000: le(uint64(0), int32(10), int32(77), make([]byte, 48))},
			Want: "timer_create(0x63 /* CLOCK_??? */, {sigev_signo=10, sigev_notify=0x4d /* SIGEV_??? */}, 0x2000) = -1 EINVAL"},
		{Name: "timerfd_settime", Args: [6]uint64{3, 3, 0x3000, 0}, Mem: ts,
			Want: "timerfd_settime(3, TFD_TIMER_ABSTIME|TFD_TIMER_CANCEL_ON_SET, {it_interval={tv_sec=1, tv_nsec=2}" +
				", it_value={tv_sec=3, tv_nsec=4}}, NULL) = 0"},
		{Name: "timerfd_create", Args: [6]uint64{77, 8}, Ret: -22,
			Want: "timerfd_create(0x4d /* CLOCK_??? */, 0x8 /* TFD_??? */) = -1 EINVAL"},
		{Name: "setitimer", Args: [6]uint64{9, 0x3000, 0x4000}, Mem: ts, Ret: -22,
			Want: "setitimer(0x9 /* ITIMER_??? */, {it_interval={tv_sec=1, tv_usec=2}, it_value={tv_sec=3, tv_usec=4}}, 0x4000) = -1 EINVAL"},
		{ABI: abi.I386, Name: "setitimer", Args: [6]uint64{1, 0x3000, 0},
			Mem:  fakeMem{0x3000: le(int32(1), int32(2), int32(3), int32(4))},
			Want: "setitimer(ITIMER_VIRTUAL, {it_interval={tv_sec=1, tv_usec=2}, it_value={tv_sec=3, tv_usec=4}}, NULL) = 0"},
		{ABI: abi.I386, Name: "clock_gettime64", Args: [6]uint64{1, 0x1000}, Mem: ts,
			Want: "clock_gettime64(CLOCK_MONOTONIC, {tv_sec=0, tv_nsec=1000}) = 0"},
		{Name: "adjtimex", Args: [6]uint64{0x1000}, Mem: fakeMem{0x1000: le(uint32(0x2001), make([]byte, 36), int32(0x40), make([]byte, 300))}, Ret: 5,
			Want: "adjtimex({modes=ADJ_OFFSET|ADJ_NANO, offset=0, freq=0, maxerror=0, esterror=0, status=STA_UNSYNC, constant=0" +
				", precision=0, tolerance=0, time={tv_sec=0, tv_usec=0}, tick=0, ppsfreq=0, jitter=0, shift=0, stabil=0, jitcnt=0" +
				", calcnt=0, errcnt=0, stbcnt=0, tai=0}) = 5 (TIME_ERROR)"},
		{Name: "alarm", Args: [6]uint64{0xffffffff}, Want: "alarm(4294967295) = 0"},
	})
}
