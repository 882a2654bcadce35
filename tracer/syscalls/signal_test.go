package syscalls

import (
	"testing"

	"strake/tracer/abi"
	"strake/tracer/decode"
)

func TestSignalLines(t *testing.T) {
	sets := fakeMem{
		0x1000: le(uint64(0x8000000180000003)),
		0x1100: le(^uint64(0)),
		0x1200: le(uint64(0x7fffffffff)), // 39 signals: listed
		0x1300: le(uint64(0x3ffffffffff)),
		0x2000: le(uint64(0)),
	}
	act := fakeMem{0x1000: le(uint64(0x555500001289), uint64(0xd4001807), uint64(0x1234), uint64(1))}
	checkLines(t, []lineCase{
		{Name: "rt_sigprocmask", Args: [6]uint64{0, 0x1000, 0x2000, 8}, Mem: sets,
			Entry: "rt_sigprocmask(SIG_BLOCK, [HUP INT RTMIN RT_1 RT_32]",
			Want:  "rt_sigprocmask(SIG_BLOCK, [HUP INT RTMIN RT_1 RT_32], [], 8) = 0"},
		{Name: "rt_sigprocmask", Args: [6]uint64{2, 0x1100, 0, 8}, Mem: sets,
			Want: "rt_sigprocmask(SIG_SETMASK, ~[], NULL, 8) = 0"},
		{Name: "rt_sigprocmask", Args: [6]uint64{2, 0x1300, 0, 8}, Mem: sets,
			Want: "rt_sigprocmask(SIG_SETMASK, ~[RT_11 RT_12 RT_13 RT_14 RT_15 RT_16 RT_17 RT_18 RT_19 RT_20 RT_21" +
				" RT_22 RT_23 RT_24 RT_25 RT_26 RT_27 RT_28 RT_29 RT_30 RT_31 RT_32], NULL, 8) = 0"},
		{Name: "rt_sigprocmask", Args: [6]uint64{1, 0x1200, 0, 8}, Mem: sets,
			Want: "rt_sigprocmask(SIG_UNBLOCK, [HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM" +
				" STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS RTMIN RT_1 RT_2 RT_3" +
				" RT_4 RT_5 RT_6 RT_7], NULL, 8) = 0"},
		{Name: "rt_sigprocmask", Args: [6]uint64{77, 0x2000, 0x3000, 8}, Mem: sets, Ret: -22,
			Want: "rt_sigprocmask(0x4d /* SIG_??? */, [], 0x3000, 8) = -1 EINVAL"},
		{Name: "rt_sigprocmask", Args: [6]uint64{2, 0x1000, 0x3000, 4}, Mem: sets, Ret: -22,
			Want: "rt_sigprocmask(SIG_SETMASK, 0x1000, 0x3000, 4) = -1 EINVAL"},
		{ABI: abi.I386, Name: "rt_sigprocmask", Args: [6]uint64{2, 0x1000, 0x3000, 4}, Mem: sets, Ret: -22,
			Want: "rt_sigprocmask(SIG_SETMASK, [HUP INT RTMIN], 0x3000, 4) = -1 EINVAL"},
		{Name: "rt_sigprocmask", Args: [6]uint64{0, 0x1000, 0, 8}, Mem: sets, Opt: &decode.Options{Style: decode.Verbose},
			Want: "rt_sigprocmask(0 /* SIG_BLOCK */, [1 /* HUP */ 2 /* INT */ 32 /* RTMIN */ 33 /* RT_1 */ 64 /* RT_32 */], NULL, 8) = 0"},
		{Name: "rt_sigpending", Args: [6]uint64{0x2000, 4}, Mem: sets, Want: "rt_sigpending([], 4) = 0"},

		{Name: "rt_sigaction", Args: [6]uint64{10, 0x1000, 0, 8}, Mem: act,
			Want: "rt_sigaction(SIGUSR1, {sa_handler=0x555500001289, sa_mask=[HUP], sa_flags=SA_RESTORER|SA_RESTART|SA_NODEFER" +
				"|SA_RESETHAND|SA_SIGINFO|SA_NOCLDSTOP|SA_NOCLDWAIT|0x1800" +
				", sa_restorer=0x1234}, NULL, 8) = 0"},
		{Name: "rt_sigaction", Args: [6]uint64{65, 0, 0x3000, 8}, Ret: -22,
			Want: "rt_sigaction(65, NULL, 0x3000, 8) = -1 EINVAL"},
		{ABI: abi.I386, Name: "rt_sigaction", Args: [6]uint64{10, 0x1000, 0, 8},
			Mem:  fakeMem{0x1000: le(uint32(0xffffffff), uint32(0x10000000), uint32(0), uint32(1), uint32(1<<31))},
			Want: "rt_sigaction(SIGUSR1, {sa_handler=SIG_ERR, sa_mask=[HUP RT_32], sa_flags=SA_RESTART}, NULL, 8) = 0"},
		{ABI: abi.I386, Name: "sigaction", Args: [6]uint64{10, 0x1000, 0x2000},
			Mem: fakeMem{0x1000: le(uint32(1), uint32(2), uint32(0), uint32(0)), 0x2000: le(uint32(0), uint32(0), uint32(0), uint32(0))},
			Want: "sigaction(SIGUSR1, {sa_handler=SIG_IGN, sa_mask=[INT], sa_flags=0}" +
				", {sa_handler=SIG_DFL, sa_mask=[], sa_flags=0}) = 0"},

		{Name: "kill", Args: [6]uint64{0xffffffff, 33}, Ret: -3, Want: "kill(-1, SIGRT_1) = -1 ESRCH"},
		{Name: "kill", Args: [6]uint64{99999999, 66}, Ret: -3, Want: "kill(99999999, 66) = -1 ESRCH"},
		{Name: "kill", Args: [6]uint64{1, 0}, Want: "kill(1, 0) = 0"},
		{Name: "kill", Args: [6]uint64{1, 9}, Opt: &decode.Options{PIDComm: true}, Want: "kill(1<init>, SIGKILL) = 0"},
		{Name: "sigaltstack", Args: [6]uint64{0x1000, 0}, Mem: fakeMem{0x1000: le(uint64(0), uint64(0x8000004d), uint64(0))}, Ret: -22,
			Want: "sigaltstack({ss_sp=NULL, ss_flags=SS_ONSTACK|SS_AUTODISARM|0x4c, ss_size=0}, NULL) = -1 EINVAL"},
		{Name: "rt_sigtimedwait", Args: [6]uint64{0x1000, 0x2000, 0x3000, 8}, Ret: 10,
			Mem: fakeMem{
				0x1000: le(uint64(1 << 9)),
				0x2000: append(le(int32(10), int32(0), int32(0), int32(0), int32(77), uint32(88)), make([]byte, 104)...),
				0x3000: le(int64(0), int64(1000)),
			},
			Want: "rt_sigtimedwait([USR1], {si_signo=SIGUSR1, si_code=SI_USER, si_pid=77, si_uid=88}" +
				", {tv_sec=0, tv_nsec=1000}, 8) = 10 (SIGUSR1)"},
		{Name: "signalfd4", Args: [6]uint64{0xffffffff, 0x2000, 8, 0x80804}, Mem: sets, Ret: -22,
			Want: "signalfd4(-1, [], 8, SFD_CLOEXEC|SFD_NONBLOCK|0x4) = -1 EINVAL"},
	})
}

// TestSigInfo shows what strace 7.2 shows of signals that a program can provoke.
func TestSigInfo(t *testing.T) {
	info := func(sig, errno, code int32, rest ...any) []byte {
		b := append(le(sig, errno, code, int32(0)), le(rest...)...)
		return append(b, make([]byte, 128-len(b))...)
	}
	for _, tc := range []struct {
		info []byte
		want string
	}{
		{info(10, 0, 0, int32(77), int32(88), uint64(5)), "{si_signo=SIGUSR1, si_code=SI_USER, si_pid=77, si_uid=88}"},
		{info(10, 0, -1, int32(77), int32(88), uint64(0x1122334455667788)),
			"{si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=77, si_uid=88, si_int=1432778632, si_ptr=0x1122334455667788}"},
		{info(10, 0, -1, int32(77), int32(88)), "{si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=77, si_uid=88}"},
		{info(10, 2, -2, int32(77), int32(88)),
			"{si_signo=SIGUSR1, si_code=SI_TIMER, si_errno=ENOENT, si_timerid=0x4d, si_overrun=88, si_int=0, si_ptr=NULL}"},
		{info(10, 0, -5, int32(77), int32(88)), "{si_signo=SIGUSR1, si_code=SI_SIGIO, si_band=377957122125, si_fd=0}"},
		{info(10, 0, 1, int32(65), int32(0), uint64(4)),
			"{si_signo=SIGUSR1, si_code=0x1, si_pid=65, si_uid=0, si_int=4, si_ptr=0x4}"},
		{info(14, 0, 0x80), "{si_signo=SIGALRM, si_code=SI_KERNEL}"},
		{info(17, 0, 1, int32(5), int32(0), int32(3)),
			"{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=5, si_uid=0, si_status=3, si_utime=0, si_stime=0}"},
		{info(17, 0, 2, int32(5), int32(0), int32(9)),
			"{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=5, si_uid=0, si_status=SIGKILL, si_utime=0, si_stime=0}"},
		{info(11, 0, 1, uint64(0x1234)), "{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x1234}"},
		{info(11, 0, 0x80), "{si_signo=SIGSEGV, si_code=SI_KERNEL, si_addr=NULL}"},
		{info(31, 0, 1, uint64(0x1234), int32(39), uint32(0xc000003e)),
			"{si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x1234, si_syscall=__NR_getpid, si_arch=AUDIT_ARCH_X86_64}"},
	} {
		text := &decode.Text{}
		text.Begin()
		c := &decode.Call{E: text, Opt: &decode.Options{}, ABI: abi.X8664.Get()}
		PrintSigInfo(c, abi.X8664, tc.info)
		if got := string(text.Buf); got != tc.want {
			t.Errorf("\n got %s\nwant %s", got, tc.want)
		}
	}
	// A short siginfo_t is shown with zeros, never a panic.
	for n := range 64 {
		text := &decode.Text{}
		text.Begin()
		PrintSigInfo(&decode.Call{E: text, Opt: &decode.Options{}, ABI: abi.X8664.Get()}, abi.X8664, info(11, 0, 3)[:n])
	}
}
