package decode

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/harness"
	"strake/specs/internal/spec"
)

// alarmClock hides whether there is a clock that can wake the machine.
var alarmClock = spec.Result(`clock_getres\((?:CLOCK_BOOTTIME_ALARM|0x9),`)

var _ = Describe("time", func() {
	spec.Table("clocks",
		spec.Case{Arg: "clock", Mask: []harness.Normaliser{alarmClock}, Want: `
			clock_getres(CLOCK_MONOTONIC, {tv_sec=0, tv_nsec=1}) = 0
			clock_getres(CLOCK_BOOTTIME_ALARM, NULL) = N
			clock_gettime(0x63 /* CLOCK_??? */, 0xADDR) = -1 EINVAL (Invalid argument)
			clock_gettime(CLOCK_REALTIME, NULL) = -1 EFAULT (Bad address)
			clock_gettime(CLOCK_PROCESS_CPUTIME_ID, 0x1) = -1 EFAULT (Bad address)
			clock_settime(CLOCK_MONOTONIC, {tv_sec=-1, tv_nsec=2000000000}) = -1 EINVAL (Invalid argument)
			clock_gettime(0xADDR /* CLOCK_??? */, 0x8) = -1 EFAULT (Bad address)
		`},
		spec.Case{Arg: "sleep", Want: `
			nanosleep({tv_sec=0, tv_nsec=1}, NULL) = 0
			nanosleep({tv_sec=-1, tv_nsec=2000000000}, 0xADDR) = -1 EINVAL (Invalid argument)
			nanosleep(NULL, NULL) = -1 EFAULT (Bad address)
			clock_nanosleep(CLOCK_MONOTONIC, 0, {tv_sec=0, tv_nsec=1}, NULL) = 0
			clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, {tv_sec=0, tv_nsec=1}, 0xADDR) = 0
			clock_nanosleep(0x63 /* CLOCK_??? */, 0x2 /* TIMER_??? */, {tv_sec=0, tv_nsec=1}, NULL) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "gettimeofday", Want: `
			gettimeofday(NULL, NULL) = 0
			settimeofday({tv_sec=-1, tv_usec=2000000000}, NULL) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "itimer", Want: `
			setitimer(ITIMER_PROF, {it_interval={tv_sec=1, tv_usec=2}, it_value={tv_sec=3000, tv_usec=0}}, NULL) = 0
			setitimer(0x63 /* ITIMER_??? */, {it_interval={tv_sec=1, tv_usec=2}, it_value={tv_sec=3000, tv_usec=0}}, 0xADDR) = -1 EINVAL (Invalid argument)
			getitimer(ITIMER_VIRTUAL, {it_interval={tv_sec=0, tv_usec=0}, it_value={tv_sec=0, tv_usec=0}}) = 0
			alarm(100) = 0
			alarm(0) = 100
		`},
		spec.Case{Arg: "timer", Want: `
			timer_create(CLOCK_MONOTONIC, {sigev_value={sival_int=5, sival_ptr=0x5}, sigev_signo=SIGUSR1, sigev_notify=SIGEV_SIGNAL}, [0]) = 0
			timer_create(CLOCK_REALTIME, NULL, NULL) = -1 EFAULT (Bad address)
			timer_create(CLOCK_BOOTTIME, {sigev_value={sival_int=5, sival_ptr=0x5}, sigev_signo=10, sigev_notify=SIGEV_NONE}, [2]) = 0
			timer_settime(0, TIMER_ABSTIME, {it_interval={tv_sec=1, tv_nsec=2}, it_value={tv_sec=1000000000, tv_nsec=3}}, NULL) = 0
			timer_gettime(1, 0xADDR) = -1 EINVAL (Invalid argument)
			timer_getoverrun(0) = 0
			timer_settime(99, 0, {it_interval={tv_sec=1, tv_nsec=2}, it_value={tv_sec=1000000000, tv_nsec=3}}, 0xADDR) = -1 EINVAL (Invalid argument)
			timer_delete(0) = 0
		`},
		spec.Case{Arg: "timerfd", Mask: []harness.Normaliser{harness.Times}, Want: `
			timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC|TFD_NONBLOCK) = 3
			timerfd_create(0x63 /* CLOCK_??? */, TFD_TIMER_ABSTIME) = -1 EINVAL (Invalid argument)
			timerfd_settime(3, TFD_TIMER_ABSTIME|TFD_TIMER_CANCEL_ON_SET, {it_interval={tv_sec=N, tv_nsec=N}, it_value={tv_sec=N, tv_nsec=N}}, NULL) = 0
			timerfd_gettime(99, 0xADDR) = -1 EBADF (Bad file descriptor)
			timerfd_settime(3, 0, {it_interval={tv_sec=N, tv_nsec=N}, it_value={tv_sec=N, tv_nsec=N}}, NULL) = 0
			timerfd_gettime(3, {it_interval={tv_sec=N, tv_nsec=N}, it_value={tv_sec=N, tv_nsec=N}}) = 0
		`},
		spec.Case{Arg: "clock", Opts: []string{"-X", "raw"}, Mask: []harness.Normaliser{alarmClock}, Want: `
			clock_getres(0x1, {tv_sec=0, tv_nsec=1}) = 0
			clock_getres(0x9, NULL) = N
			clock_gettime(0x63, 0xADDR) = -1 EINVAL (Invalid argument)
			clock_gettime(0, NULL) = -1 EFAULT (Bad address)
			clock_gettime(0x2, 0x1) = -1 EFAULT (Bad address)
			clock_settime(0x1, {tv_sec=-1, tv_nsec=2000000000}) = -1 EINVAL (Invalid argument)
			clock_gettime(0xADDR, 0x8) = -1 EFAULT (Bad address)
		`},
		spec.Case{Arg: "sleep", Opts: []string{"-N"}, Want: `
			nanosleep(req={tv_sec=0, tv_nsec=1}, rem=NULL) = 0
			nanosleep(req={tv_sec=-1, tv_nsec=2000000000}, rem=0xADDR) = -1 EINVAL (Invalid argument)
			nanosleep(req=NULL, rem=NULL) = -1 EFAULT (Bad address)
			clock_nanosleep(clockid=CLOCK_MONOTONIC, flags=0, request={tv_sec=0, tv_nsec=1}, remain=NULL) = 0
			clock_nanosleep(clockid=CLOCK_REALTIME, flags=TIMER_ABSTIME, request={tv_sec=0, tv_nsec=1}, remain=0xADDR) = 0
			clock_nanosleep(clockid=0x63 /* CLOCK_??? */, flags=0x2 /* TIMER_??? */, request={tv_sec=0, tv_nsec=1}, remain=NULL) = -1 EINVAL (Invalid argument)
		`},
	)
})
