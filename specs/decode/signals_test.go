package decode

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("signals", func() {
	spec.Table("signals",
		spec.Case{Arg: "action", Want: `
			rt_sigaction(SIGUSR1, {sa_handler=0xADDR, sa_mask=[HUP RTMIN], sa_flags=SA_RESTART|SA_SIGINFO|SA_NOCLDSTOP}, NULL, 8) = 0
			rt_sigaction(SIGUSR1, NULL, {sa_handler=0xADDR, sa_mask=[HUP RTMIN], sa_flags=SA_RESTART|SA_SIGINFO|SA_NOCLDSTOP}, 8) = 0
			rt_sigaction(SIGINT, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, NULL, 8) = 0
			rt_sigaction(SIGINT, {sa_handler=SIG_DFL, sa_mask=~[], sa_flags=0}, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, 8) = 0
			rt_sigaction(SIGKILL, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}, NULL, 8) = -1 EINVAL (Invalid argument)
			rt_sigaction(SIGINT, NULL, NULL, 4) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "mask", Want: `
			rt_sigprocmask(SIG_BLOCK, [USR1 CHLD], NULL, 8) = 0
			rt_sigprocmask(SIG_UNBLOCK, NULL, [USR1 CHLD], 8) = 0
			rt_sigprocmask(SIG_SETMASK, ~[], [USR1 CHLD], 8) = 0
			rt_sigprocmask(SIG_SETMASK, ~[RT_3], ~[KILL STOP], 8) = 0
			rt_sigprocmask(SIG_SETMASK, [], ~[KILL STOP RT_3], 8) = 0
			rt_sigprocmask(0x63 /* SIG_??? */, [], NULL, 8) = -1 EINVAL (Invalid argument)
			rt_sigpending([], 8) = 0
		`},
		spec.Case{Arg: "pending", Want: `
			rt_sigprocmask(SIG_BLOCK, [USR1 CHLD], NULL, 8) = 0
			getpid() = P1
			kill(P1, SIGUSR1) = 0
			rt_sigpending([USR1], 8) = 0
			rt_sigtimedwait([USR1 CHLD], {si_signo=SIGUSR1, si_code=SI_USER, si_pid=P1, si_uid=0}, NULL, 8) = 10 (SIGUSR1)
			rt_sigtimedwait([USR1 CHLD], NULL, {tv_sec=0, tv_nsec=0}, 8) = -1 EAGAIN (Resource temporarily unavailable)
		`},
		spec.Case{Arg: "user", Want: `
			rt_sigaction(SIGUSR1, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			getpid() = P1
			kill(P1, SIGUSR1) = 0
			--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=P1, si_uid=0} ---
			rt_sigreturn({mask=[]}) = 0
		`},
		spec.Case{Arg: "tkill", Want: `
			rt_sigaction(SIGUSR1, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			getpid() = P1
			tgkill(P1, P1, SIGUSR1) = 0
			--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_TKILL, si_pid=P1, si_uid=0} ---
			rt_sigreturn({mask=[]}) = 0
		`},
		spec.Case{Arg: "queue", Want: `
			rt_sigaction(SIGUSR1, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			getpid() = P1
			rt_sigqueueinfo(P1, SIGUSR1, {si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=11, si_uid=22, si_int=4660, si_ptr=0x1234}) = 0
			--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=11, si_uid=22, si_int=4660, si_ptr=0x1234} ---
			rt_sigreturn({mask=[]}) = 0
			rt_tgsigqueueinfo(P1, P1, SIGUSR1, {si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=11, si_uid=22, si_int=4660, si_ptr=0x1234}) = 0
			--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=11, si_uid=22, si_int=4660, si_ptr=0x1234} ---
			rt_sigreturn({mask=[]}) = 0
		`},
		spec.Case{Arg: "chld", Root: true, Want: `
			rt_sigaction(SIGCHLD, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			rt_sigprocmask(SIG_BLOCK, [CHLD], NULL, 8) = 0
			clone(child_stack=NULL, flags=SIGCHLD) = P2
			rt_sigsuspend([], 8) = ? ERESTARTNOHAND (To be restarted if no handler)
			--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=P2, si_uid=0, si_status=5, si_utime=0, si_stime=0} ---
			rt_sigreturn({mask=[CHLD]}) = -1 EINTR (Interrupted system call)
		`},
		spec.Case{Arg: "chld-killed", Root: true, Want: `
			rt_sigaction(SIGCHLD, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			rt_sigprocmask(SIG_BLOCK, [CHLD], NULL, 8) = 0
			clone(child_stack=NULL, flags=SIGCHLD) = P2
			rt_sigsuspend([], 8) = ? ERESTARTNOHAND (To be restarted if no handler)
			--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=P2, si_uid=0, si_status=SIGTERM, si_utime=0, si_stime=0} ---
			rt_sigreturn({mask=[CHLD]}) = -1 EINTR (Interrupted system call)
		`},
		spec.Case{Arg: "segv-map", Want: `
			rt_sigaction(SIGSEGV, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---
		`},
		spec.Case{Arg: "segv-access", Want: `
			rt_sigaction(SIGSEGV, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			mprotect(0xADDR, 4096, PROT_READ) = 0
			--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_ACCERR, si_addr=0xADDR} ---
		`},
		spec.Case{Arg: "fpe", Want: `
			rt_sigaction(SIGFPE, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			--- SIGFPE {si_signo=SIGFPE, si_code=FPE_INTDIV, si_addr=0xADDR} ---
		`},
		spec.Case{Arg: "ill", Want: `
			rt_sigaction(SIGILL, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			--- SIGILL {si_signo=SIGILL, si_code=ILL_ILLOPN, si_addr=0xADDR} ---
		`},
		spec.Case{Arg: "trap", Want: `
			rt_sigaction(SIGTRAP, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			--- SIGTRAP {si_signo=SIGTRAP, si_code=SI_KERNEL, si_addr=NULL} ---
			rt_sigreturn({mask=[]}) = 0
		`},
		spec.Case{Arg: "bus", Want: `
			rt_sigaction(SIGBUS, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			openat(AT_FDCWD, "empty", O_RDWR|O_CREAT, 0600) = 3
			mmap(0xADDR, 4096, PROT_READ, MAP_SHARED|MAP_FIXED, 3, 0) = 0xADDR
			--- SIGBUS {si_signo=SIGBUS, si_code=BUS_ADRERR, si_addr=0xADDR} ---
		`},
		spec.Case{Arg: "timer", Want: `
			rt_sigaction(SIGALRM, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			rt_sigprocmask(SIG_BLOCK, [ALRM], NULL, 8) = 0
			timer_create(CLOCK_MONOTONIC, {sigev_value={sival_int=77, sival_ptr=0x4d}, sigev_signo=SIGALRM, sigev_notify=SIGEV_SIGNAL}, [0]) = 0
			timer_settime(0, 0, {it_interval={tv_sec=0, tv_nsec=0}, it_value={tv_sec=0, tv_nsec=1}}, NULL) = 0
			rt_sigsuspend([], 8) = ? ERESTARTNOHAND (To be restarted if no handler)
			--- SIGALRM {si_signo=SIGALRM, si_code=SI_TIMER, si_timerid=0, si_overrun=0, si_int=77, si_ptr=0x4d} ---
			rt_sigreturn({mask=[ALRM]}) = -1 EINTR (Interrupted system call)
			timer_delete(0) = 0
		`},
		spec.Case{Arg: "suspend", Want: `
			rt_sigaction(SIGUSR1, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			rt_sigprocmask(SIG_BLOCK, [USR1], NULL, 8) = 0
			getpid() = P1
			kill(P1, SIGUSR1) = 0
			rt_sigsuspend([USR2], 8) = ? ERESTARTNOHAND (To be restarted if no handler)
			--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=P1, si_uid=0} ---
			rt_sigreturn({mask=[USR1]}) = -1 EINTR (Interrupted system call)
		`},
		spec.Case{Arg: "altstack", Want: `
			sigaltstack({ss_sp=0xADDR, ss_flags=0, ss_size=65536}, NULL) = 0
			sigaltstack({ss_sp=NULL, ss_flags=SS_DISABLE, ss_size=0}, {ss_sp=0xADDR, ss_flags=0, ss_size=65536}) = 0
			sigaltstack(NULL, {ss_sp=NULL, ss_flags=SS_DISABLE, ss_size=0}) = 0
		`},
		spec.Case{Arg: "pipe", Want: `
			rt_sigaction(SIGPIPE, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			pipe2([3, 4], 0) = 0
			close(3) = 0
			write(4, "x", 1) = -1 EPIPE (Broken pipe)
			--- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER, si_pid=P1, si_uid=0} ---
			rt_sigreturn({mask=[]}) = -1 EPIPE (Broken pipe)
		`},
		spec.Case{Arg: "nanosleep", Root: true, Mask: []harness.Normaliser{spec.Replace(`(\{tv_sec=1000, tv_nsec=0\}, )\{[^}]*\}`, "${1}LEFT")}, Want: `
			rt_sigaction(SIGALRM, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			getpid() = P1
			clone(child_stack=0xADDR, flags=CLONE_VM) = P2
			nanosleep({tv_sec=1000, tv_nsec=0}, LEFT) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)
			--- SIGALRM {si_signo=SIGALRM, si_code=SI_USER, si_pid=P2, si_uid=0} ---
			rt_sigreturn({mask=[]}) = -1 EINTR (Interrupted system call)
			wait4(P2, NULL, __WALL, NULL) = P2
		`},
		spec.Case{Arg: "ignored", Want: `
			rt_sigaction(SIGUSR1, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			getpid() = P1
			kill(P1, SIGUSR1) = 0
			--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=P1, si_uid=0} ---
		`},
		spec.Case{Arg: "signalfd", Want: `
			rt_sigprocmask(SIG_BLOCK, [USR1 TERM], NULL, 8) = 0
			signalfd4(-1, [USR1 TERM], 8, SFD_CLOEXEC|SFD_NONBLOCK) = 3
			signalfd4(99, [USR1 TERM], 8, 0) = -1 EBADF (Bad file descriptor)
		`},
		spec.Case{Arg: "mask", Opts: []string{"-e", "signal=none"}, Want: `
			rt_sigprocmask(SIG_BLOCK, [USR1 CHLD], NULL, 8) = 0
			rt_sigprocmask(SIG_UNBLOCK, NULL, [USR1 CHLD], 8) = 0
			rt_sigprocmask(SIG_SETMASK, ~[], [USR1 CHLD], 8) = 0
			rt_sigprocmask(SIG_SETMASK, ~[RT_3], ~[KILL STOP], 8) = 0
			rt_sigprocmask(SIG_SETMASK, [], ~[KILL STOP RT_3], 8) = 0
			rt_sigprocmask(0x63 /* SIG_??? */, [], NULL, 8) = -1 EINVAL (Invalid argument)
			rt_sigpending([], 8) = 0
		`},
		spec.Case{Arg: "action", Opts: []string{"-e", "verbose=none"}, Want: `
			rt_sigaction(SIGUSR1, 0xADDR, NULL, 8) = 0
			rt_sigaction(SIGUSR1, NULL, 0xADDR, 8) = 0
			rt_sigaction(SIGINT, 0xADDR, NULL, 8) = 0
			rt_sigaction(SIGINT, 0xADDR, 0xADDR, 8) = 0
			rt_sigaction(SIGKILL, 0xADDR, NULL, 8) = -1 EINVAL (Invalid argument)
			rt_sigaction(SIGINT, NULL, NULL, 4) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "action", Opts: []string{"-X", "raw"}, Want: `
			rt_sigaction(10, {sa_handler=0xADDR, sa_mask=[1 32], sa_flags=0xADDR}, NULL, 8) = 0
			rt_sigaction(10, NULL, {sa_handler=0xADDR, sa_mask=[1 32], sa_flags=0xADDR}, 8) = 0
			rt_sigaction(2, {sa_handler=0x1, sa_mask=[], sa_flags=0}, NULL, 8) = 0
			rt_sigaction(2, {sa_handler=0, sa_mask=~[], sa_flags=0}, {sa_handler=0x1, sa_mask=[], sa_flags=0}, 8) = 0
			rt_sigaction(9, {sa_handler=0x1, sa_mask=[], sa_flags=0}, NULL, 8) = -1 EINVAL (Invalid argument)
			rt_sigaction(2, NULL, NULL, 4) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "user", Opts: []string{"-e", "signal=!USR1"}, Want: `
			rt_sigaction(SIGUSR1, {sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, NULL, 8) = 0
			getpid() = P1
			kill(P1, SIGUSR1) = 0
			rt_sigreturn({mask=[]}) = 0
		`},
		spec.Case{Arg: "queue", Opts: []string{"-N"}, Want: `
			rt_sigaction(signum=SIGUSR1, act={sa_handler=0xADDR, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0xADDR}, oldact=NULL, sigsetsize=8) = 0
			getpid() = P1
			rt_sigqueueinfo(tgid=P1, signum=SIGUSR1, info={si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=11, si_uid=22, si_int=4660, si_ptr=0x1234}) = 0
			--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=11, si_uid=22, si_int=4660, si_ptr=0x1234} ---
			rt_sigreturn(sigmask={mask=[]}) = 0
			rt_tgsigqueueinfo(tgid=P1, tid=P1, signum=SIGUSR1, info={si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=11, si_uid=22, si_int=4660, si_ptr=0x1234}) = 0
			--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=11, si_uid=22, si_int=4660, si_ptr=0x1234} ---
			rt_sigreturn(sigmask={mask=[]}) = 0
		`},
	)
})
