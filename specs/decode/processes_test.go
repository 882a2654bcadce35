package decode

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/harness"
	"strake/specs/internal/spec"
)

var _ = Describe("processes", func() {
	spec.Table("proc",
		spec.Case{Arg: "fork", Opts: []string{"-e", "signal=none"}, Root: true, Mask: []harness.Normaliser{harness.Times}, Want: `
			fork() = P2
			wait4(P2, [{WIFEXITED(s) && WEXITSTATUS(s) == 7}], 0, {ru_utime={tv_sec=N, tv_usec=N}, ru_stime={tv_sec=N, tv_usec=N}, ...}) = P2
			wait4(-1, 0xADDR, WNOHANG|WSTOPPED|WCONTINUED, NULL) = -1 ECHILD (No child processes)
		`},
		spec.Case{Arg: "vfork", Opts: []string{"-e", "signal=none"}, Root: true, Want: `
			clone(child_stack=0xADDR, flags=CLONE_VM|CLONE_VFORK|SIGCHLD) = P2
			wait4(P2, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], __WALL, NULL) = P2
		`},
		spec.Case{Arg: "clone-flags", Opts: []string{"-e", "signal=none"}, Root: true, Want: `
			clone(child_stack=0xADDR, flags=CLONE_PARENT_SETTID|CLONE_CHILD_CLEARTID|SIGCHLD, parent_tid=[P2], child_tidptr=0xADDR) = P2
			wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = P2
			clone(child_stack=NULL, flags=CLONE_THREAD) = -1 EINVAL (Invalid argument)
			clone(child_stack=NULL, flags=CLONE_FS|CLONE_NEWUSER|CLONE_NEWPID|SIGUSR1) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "clone3", Opts: []string{"-e", "signal=none"}, Root: true, Want: `
			clone3({flags=CLONE_THREAD|CLONE_CLEAR_SIGHAND, exit_signal=SIGCHLD, stack=NULL, stack_size=0}, 88) = -1 EINVAL (Invalid argument)
			clone3({flags=CLONE_THREAD|CLONE_CLEAR_SIGHAND, exit_signal=SIGCHLD, stack=NULL, stack_size=0}, 64) = -1 EINVAL (Invalid argument)
			clone3(NULL, 64) = -1 EFAULT (Bad address)
			clone3({flags=CLONE_PIDFD|CLONE_PARENT_SETTID, pidfd=0xADDR, parent_tid=0xADDR, exit_signal=SIGCHLD, stack=NULL, stack_size=0} => {pidfd=[3], parent_tid=[P2]}, 88) = P2
			waitid(P_PIDFD, 3, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=P2, si_uid=0, si_status=4, si_utime=0, si_stime=0}, WEXITED, NULL) = 0
		`},
		spec.Case{Arg: "waits", Opts: []string{"-e", "signal=none"}, Root: true, Want: `
			clone(child_stack=NULL, flags=SIGCHLD) = P2
			waitid(P_PID, P2, {si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=P2, si_uid=0, si_status=SIGTERM, si_utime=0, si_stime=0}, WEXITED|WNOWAIT, NULL) = 0
			wait4(P2, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGTERM}], 0, NULL) = P2
			clone(child_stack=NULL, flags=SIGCHLD) = P3
			wait4(P3, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGABRT}], 0, NULL) = P3
			waitid(P_ALL, 0, NULL, WNOHANG|WEXITED|WSTOPPED|WCONTINUED, 0xADDR) = -1 ECHILD (No child processes)
			waitid(0x63 /* P_??? */, 0, NULL, 0, NULL) = -1 EINVAL (Invalid argument)
			wait4(-1, 0xADDR, 0, NULL) = -1 ECHILD (No child processes)
		`},
		spec.Case{Arg: "kill", Want: `
			getpid() = P1
			kill(P1, 0) = 0
			kill(2147483647, SIGKILL) = -1 ESRCH (No such process)
			kill(2147483647, SIGRT_32) = -1 ESRCH (No such process)
			kill(2147483647, 77) = -1 ESRCH (No such process)
			tgkill(P1, P1, 0) = 0
			tkill(P1, 0) = 0
			tgkill(2147483647, 2147483647, SIGRT_1) = -1 ESRCH (No such process)
		`},
		spec.Case{Arg: "prctl", Want: `
			prctl(PR_SET_NAME, "renamed") = 0
			prctl(PR_GET_NAME, "renamed") = 0
			prctl(PR_SET_PDEATHSIG, SIGTERM) = 0
			prctl(PR_GET_PDEATHSIG, [SIGTERM]) = 0
			prctl(PR_SET_DUMPABLE, SUID_DUMP_USER) = 0
			prctl(PR_GET_DUMPABLE) = 1 (SUID_DUMP_USER)
			prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0
			prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) = 1
			prctl(PR_CAPBSET_READ, CAP_CHOWN) = 1
			prctl(PR_SET_CHILD_SUBREAPER, 1) = 0
			prctl(PR_GET_KEEPCAPS) = 0
			prctl(PR_SET_TIMERSLACK, 50000) = 0
			prctl(0x12345 /* PR_??? */, 0x1, 0x2, 0x3, 0x4) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "arch", Want: `
			arch_prctl(ARCH_SET_FS, 0xADDR) = 0
			arch_prctl(ARCH_GET_FS, [0xADDR]) = 0
			arch_prctl(0x9999 /* ARCH_??? */, 0) = -1 EINVAL (Invalid argument)
			set_tid_address(0xADDR) = P1
			set_robust_list(0xADDR, 24) = 0
			set_robust_list(0xADDR, 1) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "limits", Want: `
			prlimit64(0, RLIMIT_CORE, NULL, {rlim_cur=0, rlim_max=RLIM64_INFINITY}) = 0
			prlimit64(0, RLIMIT_NOFILE, {rlim_cur=100, rlim_max=4*1024}, NULL) = 0
			prlimit64(0, RLIMIT_NOFILE, NULL, {rlim_cur=100, rlim_max=4*1024}) = 0
			prlimit64(0, 0x63 /* RLIMIT_??? */, NULL, 0xADDR) = -1 EINVAL (Invalid argument)
			getrlimit(RLIMIT_NOFILE, {rlim_cur=100, rlim_max=4*1024}) = 0
			setrlimit(RLIMIT_NOFILE, {rlim_cur=100, rlim_max=4*1024}) = 0
			prlimit64(2147483647, RLIMIT_STACK, NULL, NULL) = -1 ESRCH (No such process)
		`},
		spec.Case{Arg: "sched", Mask: []harness.Normaliser{spec.Replace(`(sched_getaffinity.*) = [1-9]\d*$`, "$1 = N"), spec.Replace(`(getpriority\(PRIO_PROCESS, 0\)) = .*`, "$1 = N")}, Want: `
			sched_getaffinity(0, 8, NULL) = -1 EFAULT (Bad address)
			sched_setaffinity(0, 128, [0]) = 0
			sched_getaffinity(0, 128, [0]) = N
			sched_getscheduler(0) = 0 (SCHED_OTHER)
			sched_setscheduler(0, SCHED_OTHER, {sched_priority=0}) = 0
			sched_getparam(0, {sched_priority=0}) = 0
			sched_get_priority_max(SCHED_FIFO) = 99
			sched_get_priority_min(SCHED_RR) = 1
			sched_yield() = 0
			getpriority(PRIO_PROCESS, 0) = N
			setpriority(PRIO_PROCESS, 0, 5) = 0
			getpriority(0x63 /* PRIO_??? */, 0) = -1 EINVAL (Invalid argument)
		`},
		spec.Case{Arg: "usage", Want: `
			getrusage(0x63 /* RUSAGE_??? */, 0xADDR) = -1 EINVAL (Invalid argument)
			getrusage(RUSAGE_SELF, NULL) = -1 EFAULT (Bad address)
		`},
		spec.Case{Arg: "exit", Want: `
			
		`},
		spec.Case{Arg: "exit-group", Want: `
			
		`},
		spec.Case{Arg: "die 9", Want: `
			getpid() = P1
			kill(P1, SIGKILL) = ?
			+++ killed by SIGKILL +++
		`},
		spec.Case{Arg: "die 11", Want: `
			getpid() = P1
			kill(P1, SIGSEGV) = 0
			--- SIGSEGV {si_signo=SIGSEGV, si_code=SI_USER, si_pid=P1, si_uid=0} ---
			+++ killed by SIGSEGV +++
		`},
		spec.Case{Arg: "die 64", Want: `
			getpid() = P1
			kill(P1, SIGRT_32) = 0
			--- SIGRT_32 {si_signo=SIGRT_32, si_code=SI_USER, si_pid=P1, si_uid=0} ---
			+++ killed by SIGRT_32 +++
		`},
		spec.Case{Arg: "execve", Want: `
			execve("/nowhere", ["name", "a \"b\"", ""], 0xADDR /* 2 vars */) = -1 ENOENT (No such file or directory)
			execve("/nowhere", [], NULL) = -1 ENOENT (No such file or directory)
			execve("/nowhere", NULL, NULL) = -1 ENOENT (No such file or directory)
			execveat(AT_FDCWD, "/nowhere", ["name", "a \"b\"", ""], 0xADDR /* 2 vars */, AT_SYMLINK_NOFOLLOW) = -1 ENOENT (No such file or directory)
			execve("/", ["name", "a \"b\"", ""], 0xADDR /* 0 vars */) = -1 EACCES (Permission denied)
		`},
		spec.Case{Arg: "execve", Opts: []string{"-v"}, Want: `
			execve("/nowhere", ["name", "a \"b\"", ""], ["A=1", "B=2"]) = -1 ENOENT (No such file or directory)
			execve("/nowhere", [], NULL) = -1 ENOENT (No such file or directory)
			execve("/nowhere", NULL, NULL) = -1 ENOENT (No such file or directory)
			execveat(AT_FDCWD, "/nowhere", ["name", "a \"b\"", ""], ["A=1", "B=2"], AT_SYMLINK_NOFOLLOW) = -1 ENOENT (No such file or directory)
			execve("/", ["name", "a \"b\"", ""], []) = -1 EACCES (Permission denied)
		`},
		spec.Case{Arg: "execve", Opts: []string{"-e", "raw=execve"}, Want: `
			execve(0xADDR, 0xADDR, 0xADDR) = -1 ENOENT (No such file or directory)
			execve(0xADDR, 0xADDR, 0) = -1 ENOENT (No such file or directory)
			execve(0xADDR, 0, 0) = -1 ENOENT (No such file or directory)
			execveat(AT_FDCWD, "/nowhere", ["name", "a \"b\"", ""], 0xADDR /* 2 vars */, AT_SYMLINK_NOFOLLOW) = -1 ENOENT (No such file or directory)
			execve(0xADDR, 0xADDR, 0xADDR) = -1 EACCES (Permission denied)
		`},
		spec.Case{Arg: "kill", Opts: []string{"-Y"}, Want: `
			getpid() = P1<proc.x86_64-HASH>
			kill(P1<proc.x86_64-HASH>, 0) = 0
			kill(2147483647, SIGKILL) = -1 ESRCH (No such process)
			kill(2147483647, SIGRT_32) = -1 ESRCH (No such process)
			kill(2147483647, 77) = -1 ESRCH (No such process)
			tgkill(P1<proc.x86_64-HASH>, P1<proc.x86_64-HASH>, 0) = 0
			tkill(P1<proc.x86_64-HASH>, 0) = 0
			tgkill(2147483647, 2147483647, SIGRT_1) = -1 ESRCH (No such process)
		`},
		spec.Case{Arg: "prctl", Opts: []string{"-N"}, Want: `
			prctl(op=PR_SET_NAME, name="renamed") = 0
			prctl(op=PR_GET_NAME, name="renamed") = 0
			prctl(op=PR_SET_PDEATHSIG, sig=SIGTERM) = 0
			prctl(op=PR_GET_PDEATHSIG, sig=[SIGTERM]) = 0
			prctl(op=PR_SET_DUMPABLE, dumpable=SUID_DUMP_USER) = 0
			prctl(op=PR_GET_DUMPABLE) = 1 (SUID_DUMP_USER)
			prctl(op=PR_SET_NO_NEW_PRIVS, set=1, arg3=0, arg4=0, arg5=0) = 0
			prctl(op=PR_GET_NO_NEW_PRIVS, arg2=0, arg3=0, arg4=0, arg5=0) = 1
			prctl(op=PR_CAPBSET_READ, cap=CAP_CHOWN) = 1
			prctl(op=PR_SET_CHILD_SUBREAPER, set=1) = 0
			prctl(op=PR_GET_KEEPCAPS) = 0
			prctl(op=PR_SET_TIMERSLACK, slack=50000) = 0
			prctl(op=0x12345 /* PR_??? */, arg2=0x1, arg3=0x2, arg4=0x3, arg5=0x4) = -1 EINVAL (Invalid argument)
		`},
	)
})
