package text

import (
	. "github.com/onsi/ginkgo/v2"

	"strake/harness"
	"strake/specs/internal/spec"
)

// spaceMasks are for what depends on the machine: priorities, and identities of namespaces.
var spaceMasks = []harness.Normaliser{
	spec.Replace(`^((?:getpriority|ioprio_get)\(.*\)) += (?:\d+|P\d+|TRACER)\b.*$`, "$1 = N"),
	spec.Replace(`<spaces\.[^>]*>`, "<spaces>"),
}

var _ = Describe("namespaces", Label("abi:x86_64", "needs:root"), func() {
	spec.Table("spaces",
		spec.Case{Arg: "process", Opts: []string{"-e", "signal=none", "-e", "decode-pids=pidns"}, Each: true, Mask: spaceMasks, Want: `
			clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = P2
			wait4(P2, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = P2
			exit_group(0) = ?
			+++ exited with 0 +++
			getpid() = 1 /* P2 in strace's PID NS */
			gettid() = 1 /* P2 in strace's PID NS */
			getppid() = 0
			setsid() = 1
			getpgid(0) = 1 /* P2 in strace's PID NS */
			getsid(0) = 1 /* P2 in strace's PID NS */
			getpgrp() = 1 /* P2 in strace's PID NS */
			set_tid_address(0xADDR) = 1 /* P2 in strace's PID NS */
			kill(0, 0) = 0
			kill(-1, 0) = -1 ESRCH (No such process)
			kill(99999, 0) = -1 ESRCH (No such process)
			pipe2([3, 4], 0) = 0
			clone(child_stack=NULL, flags=SIGCHLD) = 2 /* P3 in strace's PID NS */
			setpgid(2 /* P3 in strace's PID NS */, 2) = 0
			setpgid(0, 2 /* P3 in strace's PID NS */) = -1 EPERM (Operation not permitted)
			getpgid(2 /* P3 in strace's PID NS */) = 2 /* P3 in strace's PID NS */
			getsid(2 /* P3 in strace's PID NS */) = 1 /* P2 in strace's PID NS */
			kill(2 /* P3 in strace's PID NS */, 0) = 0
			kill(-2 /* P3 in strace's PID NS */, 0) = 0
			tkill(2 /* P3 in strace's PID NS */, 0) = 0
			tgkill(2 /* P3 in strace's PID NS */, 2 /* P3 in strace's PID NS */, 0) = 0
			rt_sigqueueinfo(2 /* P3 in strace's PID NS */, 0, {}) = 0
			rt_tgsigqueueinfo(2 /* P3 in strace's PID NS */, 2 /* P3 in strace's PID NS */, 0, {}) = 0
			sched_getscheduler(2 /* P3 in strace's PID NS */) = 0 (SCHED_OTHER)
			sched_getparam(2 /* P3 in strace's PID NS */, NULL) = -1 EINVAL (Invalid argument)
			sched_rr_get_interval(2 /* P3 in strace's PID NS */, NULL) = -1 EFAULT (Bad address)
			sched_getaffinity(2 /* P3 in strace's PID NS */, 0, NULL) = -1 EINVAL (Invalid argument)
			sched_setattr(2 /* P3 in strace's PID NS */, NULL, 0) = -1 EINVAL (Invalid argument)
			prlimit64(2 /* P3 in strace's PID NS */, RLIMIT_NOFILE, NULL, NULL) = 0
			getpriority(PRIO_PROCESS, 2 /* P3 in strace's PID NS */) = N
			getpriority(PRIO_PGRP, 2 /* P3 in strace's PID NS */) = N
			getpriority(PRIO_USER, 2) = -1 ESRCH (No such process)
			getpriority(0x3 /* PRIO_??? */, 2) = -1 EINVAL (Invalid argument)
			ioprio_get(0 /* IOPRIO_WHO_??? */, 2) = -1 EINVAL (Invalid argument)
			ioprio_get(IOPRIO_WHO_PROCESS, 2 /* P3 in strace's PID NS */) = N
			ioprio_get(IOPRIO_WHO_PGRP, 2 /* P3 in strace's PID NS */) = N
			ioprio_get(IOPRIO_WHO_USER, 2) = -1 ESRCH (No such process)
			migrate_pages(2 /* P3 in strace's PID NS */, 0, NULL, NULL) = -1 EINVAL (Invalid argument)
			move_pages(2 /* P3 in strace's PID NS */, 0, NULL, NULL, NULL, 0) = 0
			process_vm_readv(2 /* P3 in strace's PID NS */, NULL, 0, NULL, 0, 0) = 0
			kcmp(2 /* P3 in strace's PID NS */, 2 /* P3 in strace's PID NS */, KCMP_VM) = 0
			ptrace(PTRACE_SYSCALL, 2 /* P3 in strace's PID NS */, NULL, 0) = -1 ESRCH (No such process)
			get_robust_list(2 /* P3 in strace's PID NS */, NULL, NULL) = -1 EFAULT (Bad address)
			perf_event_open(NULL, 2, 0, -1, 0) = -1 EFAULT (Bad address)
			prctl(PR_SET_PTRACER, 2 /* P3 in strace's PID NS */) = -1 EINVAL (Invalid argument)
			pidfd_open(2 /* P3 in strace's PID NS */, 0) = 5
			close(5) = 0
			fcntl(3, F_SETOWN, 2 /* P3 in strace's PID NS */) = 0
			fcntl(3, F_GETOWN) = 2 /* P3 in strace's PID NS */
			fcntl(3, F_SETOWN, -2 /* P3 in strace's PID NS */) = 0
			fcntl(3, F_GETOWN) = -1 ENOENT (No such file or directory)
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_TID, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_TID, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_PID, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PID, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_PGRP, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PGRP, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_SETOWN_EX, {type=0x3 /* F_OWNER_??? */, pid=2}) = -1 EINVAL (Invalid argument)
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PGRP, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_SETLK, {l_type=F_RDLCK, l_whence=SEEK_SET, l_start=0, l_len=0}) = 0
			ioctl(3, TIOCSPGRP, [2]) = -1 ENOTTY (Inappropriate ioctl for device)
			ioctl(3, SIOCSPGRP, [2]) = -1 ENOTTY (Inappropriate ioctl for device)
			capget({version=_LINUX_CAPABILITY_VERSION_3, pid=2 /* P3 in strace's PID NS */}, NULL) = 0
			waitid(P_PID, 2 /* P3 in strace's PID NS */, {}, WNOHANG|WEXITED, NULL) = 0
			waitid(P_PGID, 2 /* P3 in strace's PID NS */, {}, WNOHANG|WEXITED, NULL) = 0
			wait4(2 /* P3 in strace's PID NS */, 0xADDR, WNOHANG, NULL) = 0
			wait4(-2 /* P3 in strace's PID NS */, 0xADDR, WNOHANG, NULL) = 0
			sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=[{cmsg_len=28, cmsg_level=SOL_SOCKET, cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=2 /* P3 in strace's PID NS */, uid=0, gid=0}}], msg_controllen=28, msg_flags=0}, 0) = -1 ENOTSOCK (Socket operation on non-socket)
			timer_create(CLOCK_REALTIME, {sigev_signo=0, sigev_notify=SIGEV_THREAD_ID, sigev_notify_thread_id=2}, NULL) = -1 EINVAL (Invalid argument)
			clone3({flags=0, exit_signal=SIGCHLD, stack=NULL, stack_size=0, set_tid=[2], set_tid_size=1}, 88) = -1 EEXIST (File exists)
			close(4) = 0
			wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2
			wait4(-1, 0xADDR, 0, NULL) = -1 ECHILD (No child processes)
			kill(2, 0) = -1 ESRCH (No such process)
			exit_group(0) = ?
			+++ exited with 0 +++
			close(4) = 0
			read(3, "", 1) = 0
		`},
		spec.Case{Arg: "thread", Opts: []string{"-e", "signal=none", "--pidns-translation"}, Each: true, Mask: spaceMasks, Want: `
			clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = P2
			wait4(P2, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = P2
			exit_group(0) = ?
			+++ exited with 0 +++
			getpid() = 1 /* P2 in strace's PID NS */
			gettid() = 1 /* P2 in strace's PID NS */
			getppid() = 0
			setsid() = 1
			getpgid(0) = 1 /* P2 in strace's PID NS */
			getsid(0) = 1 /* P2 in strace's PID NS */
			getpgrp() = 1 /* P2 in strace's PID NS */
			set_tid_address(0xADDR) = 1 /* P2 in strace's PID NS */
			kill(0, 0) = 0
			kill(-1, 0) = -1 ESRCH (No such process)
			kill(99999, 0) = -1 ESRCH (No such process)
			pipe2([3, 4], 0) = 0
			clone(child_stack=0xADDR, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM) = 2 /* P3 in strace's PID NS */
			setpgid(2, 2) = -1 EINVAL (Invalid argument)
			setpgid(0, 2) = -1 EPERM (Operation not permitted)
			getpgid(2) = 1 /* P2 in strace's PID NS */
			getsid(2) = 1 /* P2 in strace's PID NS */
			kill(2, 0) = 0
			kill(-2, 0) = -1 ESRCH (No such process)
			tkill(2 /* P3 in strace's PID NS */, 0) = 0
			tgkill(2, 2 /* P3 in strace's PID NS */, 0) = -1 ESRCH (No such process)
			rt_sigqueueinfo(2, 0, {}) = 0
			rt_tgsigqueueinfo(2, 2 /* P3 in strace's PID NS */, 0, {}) = -1 ESRCH (No such process)
			sched_getscheduler(2) = 0 (SCHED_OTHER)
			sched_getparam(2, NULL) = -1 EINVAL (Invalid argument)
			sched_rr_get_interval(2, NULL) = -1 EFAULT (Bad address)
			sched_getaffinity(2, 0, NULL) = -1 EINVAL (Invalid argument)
			sched_setattr(2, NULL, 0) = -1 EINVAL (Invalid argument)
			prlimit64(2, RLIMIT_NOFILE, NULL, NULL) = 0
			getpriority(PRIO_PROCESS, 2) = N
			getpriority(PRIO_PGRP, 2) = -1 ESRCH (No such process)
			getpriority(PRIO_USER, 2) = -1 ESRCH (No such process)
			getpriority(0x3 /* PRIO_??? */, 2) = -1 EINVAL (Invalid argument)
			ioprio_get(0 /* IOPRIO_WHO_??? */, 2) = -1 EINVAL (Invalid argument)
			ioprio_get(IOPRIO_WHO_PROCESS, 2) = N
			ioprio_get(IOPRIO_WHO_PGRP, 2) = -1 ESRCH (No such process)
			ioprio_get(IOPRIO_WHO_USER, 2) = -1 ESRCH (No such process)
			migrate_pages(2, 0, NULL, NULL) = -1 EINVAL (Invalid argument)
			move_pages(2, 0, NULL, NULL, NULL, 0) = 0
			process_vm_readv(2, NULL, 0, NULL, 0, 0) = 0
			kcmp(2, 2, KCMP_VM) = 0
			ptrace(PTRACE_SYSCALL, 2, NULL, 0) = -1 ESRCH (No such process)
			get_robust_list(2 /* P3 in strace's PID NS */, NULL, NULL) = -1 EFAULT (Bad address)
			perf_event_open(NULL, 2, 0, -1, 0) = -1 EFAULT (Bad address)
			prctl(PR_SET_PTRACER, 2) = -1 EINVAL (Invalid argument)
			pidfd_open(2, 0) = -1 ENOENT (No such file or directory)
			close(-2) = -1 EBADF (Bad file descriptor)
			fcntl(3, F_SETOWN, 2) = 0
			fcntl(3, F_GETOWN) = 0
			fcntl(3, F_SETOWN, -2) = 0
			fcntl(3, F_GETOWN) = 0
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_TID, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_TID, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_PID, pid=2}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PID, pid=0}) = 0
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_PGRP, pid=2}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PGRP, pid=0}) = 0
			fcntl(3, F_SETOWN_EX, {type=0x3 /* F_OWNER_??? */, pid=2}) = -1 EINVAL (Invalid argument)
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PGRP, pid=0}) = 0
			fcntl(3, F_SETLK, {l_type=F_RDLCK, l_whence=SEEK_SET, l_start=0, l_len=0}) = 0
			ioctl(3, TIOCSPGRP, [2]) = -1 ENOTTY (Inappropriate ioctl for device)
			ioctl(3, SIOCSPGRP, [2]) = -1 ENOTTY (Inappropriate ioctl for device)
			capget({version=_LINUX_CAPABILITY_VERSION_3, pid=2}, NULL) = 0
			waitid(P_PID, 2, 0xADDR, WNOHANG|WEXITED, NULL) = -1 ECHILD (No child processes)
			waitid(P_PGID, 2, 0xADDR, WNOHANG|WEXITED, NULL) = -1 ECHILD (No child processes)
			wait4(2, 0xADDR, WNOHANG, NULL) = -1 ECHILD (No child processes)
			wait4(-2, 0xADDR, WNOHANG, NULL) = -1 ECHILD (No child processes)
			sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=[{cmsg_len=28, cmsg_level=SOL_SOCKET, cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=2, uid=0, gid=0}}], msg_controllen=28, msg_flags=0}, 0) = -1 ENOTSOCK (Socket operation on non-socket)
			timer_create(CLOCK_REALTIME, {sigev_signo=0, sigev_notify=SIGEV_THREAD_ID, sigev_notify_thread_id=2}, NULL) = -1 EINVAL (Invalid argument)
			clone3({flags=0, exit_signal=SIGCHLD, stack=NULL, stack_size=0, set_tid=[2], set_tid_size=1}, 88) = -1 EEXIST (File exists)
			exit_group(0) = ?
			+++ exited with 0 +++
			read(3) = ?
		`},
		spec.Case{Arg: "group", Opts: []string{"-e", "signal=none", "--decode-pids=pidns"}, Each: true, Mask: spaceMasks, Want: `
			clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = P2
			wait4(P2, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = P2
			exit_group(0) = ?
			+++ exited with 0 +++
			getpid() = 1 /* P2 in strace's PID NS */
			gettid() = 1 /* P2 in strace's PID NS */
			getppid() = 0
			setsid() = 1
			getpgid(0) = 1 /* P2 in strace's PID NS */
			getsid(0) = 1 /* P2 in strace's PID NS */
			getpgrp() = 1 /* P2 in strace's PID NS */
			set_tid_address(0xADDR) = 1 /* P2 in strace's PID NS */
			kill(0, 0) = 0
			kill(-1, 0) = -1 ESRCH (No such process)
			kill(99999, 0) = -1 ESRCH (No such process)
			pipe2([3, 4], 0) = 0
			clone(child_stack=NULL, flags=SIGCHLD) = 2 /* P3 in strace's PID NS */
			wait4(2 /* P3 in strace's PID NS */, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2
			setpgid(2, 2 /* P3 in strace's PID NS */) = -1 ESRCH (No such process)
			setpgid(0, 2 /* P3 in strace's PID NS */) = -1 EPERM (Operation not permitted)
			getpgid(2) = -1 ESRCH (No such process)
			getsid(2) = -1 ESRCH (No such process)
			kill(2, 0) = -1 ESRCH (No such process)
			kill(-2 /* P3 in strace's PID NS */, 0) = 0
			tkill(2, 0) = -1 ESRCH (No such process)
			tgkill(2, 2, 0) = -1 ESRCH (No such process)
			rt_sigqueueinfo(2, 0, {}) = -1 ESRCH (No such process)
			rt_tgsigqueueinfo(2, 2, 0, {}) = -1 ESRCH (No such process)
			sched_getscheduler(2) = -1 ESRCH (No such process)
			sched_getparam(2, NULL) = -1 EINVAL (Invalid argument)
			sched_rr_get_interval(2, NULL) = -1 ESRCH (No such process)
			sched_getaffinity(2, 0, NULL) = -1 EINVAL (Invalid argument)
			sched_setattr(2, NULL, 0) = -1 EINVAL (Invalid argument)
			prlimit64(2, RLIMIT_NOFILE, NULL, NULL) = -1 ESRCH (No such process)
			getpriority(PRIO_PROCESS, 2) = -1 ESRCH (No such process)
			getpriority(PRIO_PGRP, 2 /* P3 in strace's PID NS */) = N
			getpriority(PRIO_USER, 2) = -1 ESRCH (No such process)
			getpriority(0x3 /* PRIO_??? */, 2) = -1 EINVAL (Invalid argument)
			ioprio_get(0 /* IOPRIO_WHO_??? */, 2) = -1 EINVAL (Invalid argument)
			ioprio_get(IOPRIO_WHO_PROCESS, 2) = -1 ESRCH (No such process)
			ioprio_get(IOPRIO_WHO_PGRP, 2 /* P3 in strace's PID NS */) = N
			ioprio_get(IOPRIO_WHO_USER, 2) = -1 ESRCH (No such process)
			migrate_pages(2, 0, NULL, NULL) = -1 ESRCH (No such process)
			move_pages(2, 0, NULL, NULL, NULL, 0) = -1 ESRCH (No such process)
			process_vm_readv(2, NULL, 0, NULL, 0, 0) = 0
			kcmp(2, 2, KCMP_VM) = -1 ESRCH (No such process)
			ptrace(PTRACE_SYSCALL, 2, NULL, 0) = -1 ESRCH (No such process)
			get_robust_list(2, NULL, NULL) = -1 ESRCH (No such process)
			perf_event_open(NULL, 2, 0, -1, 0) = -1 EFAULT (Bad address)
			prctl(PR_SET_PTRACER, 2) = -1 EINVAL (Invalid argument)
			pidfd_open(2, 0) = -1 ESRCH (No such process)
			close(-3) = -1 EBADF (Bad file descriptor)
			fcntl(3, F_SETOWN, 2) = 0
			fcntl(3, F_GETOWN) = 0
			fcntl(3, F_SETOWN, -2 /* P3 in strace's PID NS */) = 0
			fcntl(3, F_GETOWN) = -1 ENOENT (No such file or directory)
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_TID, pid=2}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_TID, pid=0}) = 0
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_PID, pid=2}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PID, pid=0}) = 0
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_PGRP, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PGRP, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_SETOWN_EX, {type=0x3 /* F_OWNER_??? */, pid=2}) = -1 EINVAL (Invalid argument)
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PGRP, pid=2 /* P3 in strace's PID NS */}) = 0
			fcntl(3, F_SETLK, {l_type=F_RDLCK, l_whence=SEEK_SET, l_start=0, l_len=0}) = 0
			ioctl(3, TIOCSPGRP, [2]) = -1 ENOTTY (Inappropriate ioctl for device)
			ioctl(3, SIOCSPGRP, [2]) = -1 ENOTTY (Inappropriate ioctl for device)
			capget({version=_LINUX_CAPABILITY_VERSION_3, pid=2}, NULL) = 0
			waitid(P_PID, 2, 0xADDR, WNOHANG|WEXITED, NULL) = -1 ECHILD (No child processes)
			waitid(P_PGID, 2 /* P3 in strace's PID NS */, {}, WNOHANG|WEXITED, NULL) = 0
			wait4(2, 0xADDR, WNOHANG, NULL) = -1 ECHILD (No child processes)
			wait4(-2 /* P3 in strace's PID NS */, 0xADDR, WNOHANG, NULL) = 0
			sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=[{cmsg_len=28, cmsg_level=SOL_SOCKET, cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=2, uid=0, gid=0}}], msg_controllen=28, msg_flags=0}, 0) = -1 ENOTSOCK (Socket operation on non-socket)
			timer_create(CLOCK_REALTIME, {sigev_signo=0, sigev_notify=SIGEV_THREAD_ID, sigev_notify_thread_id=2}, NULL) = -1 EINVAL (Invalid argument)
			clone3({flags=0, exit_signal=SIGCHLD, stack=NULL, stack_size=0, set_tid=[2], set_tid_size=1}, 88) = -1 EEXIST (File exists)
			close(4) = 0
			wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 3
			wait4(-1, 0xADDR, 0, NULL) = -1 ECHILD (No child processes)
			exit_group(0) = ?
			+++ exited with 0 +++
			setpgid(0, 0) = 0
			clone(child_stack=NULL, flags=SIGCHLD) = 3 /* P4 in strace's PID NS */
			exit_group(0) = ?
			+++ exited with 0 +++
			close(4) = 0
			read(3, "", 1) = 0
		`},
		spec.Case{Arg: "session", Opts: []string{"-e", "signal=none", "-e", "decode-pids=comm,pidns"}, Each: true, Mask: spaceMasks, Want: `
			clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = P2<spaces>
			wait4(P2<spaces>, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = P2
			exit_group(0) = ?
			+++ exited with 0 +++
			getpid() = 1<spaces> /* P2 in strace's PID NS */
			gettid() = 1<spaces> /* P2 in strace's PID NS */
			getppid() = 0
			setsid() = 1
			getpgid(0) = 1 /* P2 in strace's PID NS */
			getsid(0) = 1 /* P2 in strace's PID NS */
			getpgrp() = 1 /* P2 in strace's PID NS */
			set_tid_address(0xADDR) = 1<spaces> /* P2 in strace's PID NS */
			kill(0, 0) = 0
			kill(-1, 0) = -1 ESRCH (No such process)
			kill(99999, 0) = -1 ESRCH (No such process)
			pipe2([3, 4], 0) = 0
			clone(child_stack=NULL, flags=SIGCHLD) = 2<spaces> /* P3 in strace's PID NS */
			wait4(2<spaces> /* P3 in strace's PID NS */, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2
			setpgid(2, 2) = -1 ESRCH (No such process)
			setpgid(0, 2) = -1 EPERM (Operation not permitted)
			getpgid(2) = -1 ESRCH (No such process)
			getsid(2) = -1 ESRCH (No such process)
			kill(2, 0) = -1 ESRCH (No such process)
			kill(-2, 0) = -1 ESRCH (No such process)
			tkill(2, 0) = -1 ESRCH (No such process)
			tgkill(2, 2, 0) = -1 ESRCH (No such process)
			rt_sigqueueinfo(2, 0, {}) = -1 ESRCH (No such process)
			rt_tgsigqueueinfo(2, 2, 0, {}) = -1 ESRCH (No such process)
			sched_getscheduler(2) = -1 ESRCH (No such process)
			sched_getparam(2, NULL) = -1 EINVAL (Invalid argument)
			sched_rr_get_interval(2, NULL) = -1 ESRCH (No such process)
			sched_getaffinity(2, 0, NULL) = -1 EINVAL (Invalid argument)
			sched_setattr(2, NULL, 0) = -1 EINVAL (Invalid argument)
			prlimit64(2, RLIMIT_NOFILE, NULL, NULL) = -1 ESRCH (No such process)
			getpriority(PRIO_PROCESS, 2) = -1 ESRCH (No such process)
			getpriority(PRIO_PGRP, 2) = -1 ESRCH (No such process)
			getpriority(PRIO_USER, 2) = -1 ESRCH (No such process)
			getpriority(0x3 /* PRIO_??? */, 2) = -1 EINVAL (Invalid argument)
			ioprio_get(0 /* IOPRIO_WHO_??? */, 2) = -1 EINVAL (Invalid argument)
			ioprio_get(IOPRIO_WHO_PROCESS, 2) = -1 ESRCH (No such process)
			ioprio_get(IOPRIO_WHO_PGRP, 2) = -1 ESRCH (No such process)
			ioprio_get(IOPRIO_WHO_USER, 2) = -1 ESRCH (No such process)
			migrate_pages(2, 0, NULL, NULL) = -1 ESRCH (No such process)
			move_pages(2, 0, NULL, NULL, NULL, 0) = -1 ESRCH (No such process)
			process_vm_readv(2, NULL, 0, NULL, 0, 0) = 0
			kcmp(2, 2, KCMP_VM) = -1 ESRCH (No such process)
			ptrace(PTRACE_SYSCALL, 2, NULL, 0) = -1 ESRCH (No such process)
			get_robust_list(2, NULL, NULL) = -1 ESRCH (No such process)
			perf_event_open(NULL, 2, 0, -1, 0) = -1 EFAULT (Bad address)
			prctl(PR_SET_PTRACER, 2) = -1 EINVAL (Invalid argument)
			pidfd_open(2, 0) = -1 ESRCH (No such process)
			close(-3) = -1 EBADF (Bad file descriptor)
			fcntl(3, F_SETOWN, 2) = 0
			fcntl(3, F_GETOWN) = 0
			fcntl(3, F_SETOWN, -2) = 0
			fcntl(3, F_GETOWN) = 0
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_TID, pid=2}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_TID, pid=0}) = 0
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_PID, pid=2}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PID, pid=0}) = 0
			fcntl(3, F_SETOWN_EX, {type=F_OWNER_PGRP, pid=2}) = 0
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PGRP, pid=0}) = 0
			fcntl(3, F_SETOWN_EX, {type=0x3 /* F_OWNER_??? */, pid=2}) = -1 EINVAL (Invalid argument)
			fcntl(3, F_GETOWN_EX, {type=F_OWNER_PGRP, pid=0}) = 0
			fcntl(3, F_SETLK, {l_type=F_RDLCK, l_whence=SEEK_SET, l_start=0, l_len=0}) = 0
			ioctl(3, TIOCSPGRP, [2]) = -1 ENOTTY (Inappropriate ioctl for device)
			ioctl(3, SIOCSPGRP, [2]) = -1 ENOTTY (Inappropriate ioctl for device)
			capget({version=_LINUX_CAPABILITY_VERSION_3, pid=2}, NULL) = 0
			waitid(P_PID, 2, 0xADDR, WNOHANG|WEXITED, NULL) = -1 ECHILD (No child processes)
			waitid(P_PGID, 2, 0xADDR, WNOHANG|WEXITED, NULL) = -1 ECHILD (No child processes)
			wait4(2, 0xADDR, WNOHANG, NULL) = -1 ECHILD (No child processes)
			wait4(-2, 0xADDR, WNOHANG, NULL) = -1 ECHILD (No child processes)
			sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=[{cmsg_len=28, cmsg_level=SOL_SOCKET, cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=2, uid=0, gid=0}}], msg_controllen=28, msg_flags=0}, 0) = -1 ENOTSOCK (Socket operation on non-socket)
			timer_create(CLOCK_REALTIME, {sigev_signo=0, sigev_notify=SIGEV_THREAD_ID, sigev_notify_thread_id=2}, NULL) = -1 EINVAL (Invalid argument)
			clone3({flags=0, exit_signal=SIGCHLD, stack=NULL, stack_size=0, set_tid=[2], set_tid_size=1}, 88) = -1 EEXIST (File exists)
			close(4) = 0
			wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 3
			wait4(-1, 0xADDR, 0, NULL) = -1 ECHILD (No child processes)
			exit_group(0) = ?
			+++ exited with 0 +++
			setsid() = 2
			clone(child_stack=NULL, flags=SIGCHLD) = 3<spaces> /* P4 in strace's PID NS */
			setpgid(3<spaces> /* P4 in strace's PID NS */, 3) = 0
			exit_group(0) = ?
			+++ exited with 0 +++
			close(4) = 0
			read(3, "", 1) = 0
		`},
		spec.Case{Arg: "deep", Opts: []string{"-e", "signal=none", "-e", "trace=getpid,kill,tgkill,clone,wait4", "-e", "decode-pids=!comm"}, Each: true, Mask: spaceMasks, Want: `
			clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = P2
			wait4(P2, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = P2
			+++ exited with 0 +++
			clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = 2 /* P3 in strace's PID NS */
			wait4(2 /* P3 in strace's PID NS */, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2
			+++ exited with 0 +++
			getpid() = 1 /* P3 in strace's PID NS */
			kill(0, 0) = 0
			kill(-1, 0) = -1 ESRCH (No such process)
			kill(99999, 0) = -1 ESRCH (No such process)
			clone(child_stack=NULL, flags=SIGCHLD) = 2 /* P4 in strace's PID NS */
			kill(2 /* P4 in strace's PID NS */, 0) = 0
			kill(-2 /* P4 in strace's PID NS */, 0) = 0
			tgkill(2 /* P4 in strace's PID NS */, 2 /* P4 in strace's PID NS */, 0) = 0
			wait4(2 /* P4 in strace's PID NS */, 0xADDR, WNOHANG, NULL) = 0
			wait4(-2 /* P4 in strace's PID NS */, 0xADDR, WNOHANG, NULL) = 0
			wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2
			wait4(-1, 0xADDR, 0, NULL) = -1 ECHILD (No child processes)
			kill(2, 0) = -1 ESRCH (No such process)
			+++ exited with 0 +++
		`},
		spec.Case{Arg: "clones", Opts: []string{"-e", "signal=none", "-e", "decode-pids=all"}, Each: true, Mask: spaceMasks, Want: `
			clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = P2<spaces>
			wait4(P2<spaces>, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = P2
			exit_group(0) = ?
			+++ exited with 0 +++
			clone(child_stack=NULL, flags=CLONE_PARENT_SETTID|SIGCHLD, parent_tid=[2<spaces> /* P3 in strace's PID NS */]) = 2<spaces> /* P3 in strace's PID NS */
			wait4(2<spaces> /* P3 in strace's PID NS */, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2
			clone3({flags=CLONE_PARENT_SETTID, parent_tid=0xADDR, exit_signal=SIGCHLD, stack=NULL, stack_size=0, set_tid=[7], set_tid_size=1} => {parent_tid=[7<spaces> /* P4 in strace's PID NS */]}, 88) = 7<spaces> /* P4 in strace's PID NS */
			wait4(7<spaces> /* P4 in strace's PID NS */, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 7
			fork() = 3<spaces> /* P5 in strace's PID NS */
			wait4(3<spaces> /* P5 in strace's PID NS */, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 3
			exit_group(0) = ?
			+++ exited with 0 +++
			exit_group(0) = ?
			+++ exited with 0 +++
			exit_group(0) = ?
			+++ exited with 0 +++
		`},
		spec.Case{Arg: "thread", Opts: []string{"-e", "signal=none", "-e", "trace=getpid,kill,tgkill,setpgid,getpgid,clone,wait4", "-Y"}, Each: true, Mask: spaceMasks, Want: `
			clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = P2<spaces>
			wait4(P2<spaces>, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = P2
			+++ exited with 0 +++
			getpid() = 1<spaces>
			getpgid(0) = 1
			kill(0, 0) = 0
			kill(-1, 0) = -1 ESRCH (No such process)
			kill(99999, 0) = -1 ESRCH (No such process)
			clone(child_stack=0xADDR, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM) = 2<spaces>
			setpgid(2, 2) = -1 EINVAL (Invalid argument)
			setpgid(0, 2) = -1 EPERM (Operation not permitted)
			getpgid(2) = 1
			kill(2, 0) = 0
			kill(-2, 0) = -1 ESRCH (No such process)
			tgkill(2, 2<spaces>, 0) = -1 ESRCH (No such process)
			wait4(2, 0xADDR, WNOHANG, NULL) = -1 ECHILD (No child processes)
			wait4(-2, 0xADDR, WNOHANG, NULL) = -1 ECHILD (No child processes)
			+++ exited with 0 +++
		`},
		spec.Case{Arg: "new", Opts: []string{"-e", "signal=none", "-e", "namespace=new"}, Each: true, Mask: spaceMasks, Want: `
			unshare(CLONE_NEWTIME|CLONE_NEWNS|CLONE_NEWCGROUP|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWPID|CLONE_NEWNET) = 0 (cgroup:[N], ipc:[N], mnt:[N], net:[N], pid:[N], time:[N], uts:[N])
			unshare(CLONE_NEWUTS) = 0 (uts:[N])
			unshare(CLONE_FILES) = 0
			unshare(0) = 0
			unshare(CLONE_NEWUTS|0x1) = -1 EINVAL (Invalid argument)
			clone(child_stack=NULL, flags=CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWPID|SIGCHLD) = -1 EINVAL (Invalid argument)
			wait4(-22, 0xADDR, 0, NULL) = -1 ECHILD (No child processes)
			openat(AT_FDCWD, "/proc/self/ns/uts", O_RDONLY) = 3
			setns(3, CLONE_NEWUTS) = 0 (uts:[N])
			setns(3, 0) = 0
			setns(3, CLONE_NEWIPC) = -1 EINVAL (Invalid argument)
			setns(-1, 0) = -1 EBADF (Bad file descriptor)
			getpid() = P1
			pidfd_open(P1, 0) = 4
			setns(4, CLONE_NEWUTS|CLONE_NEWIPC) = 0 (ipc:[N], uts:[N])
			setns(4, 0) = -1 EINVAL (Invalid argument)
			clone3({flags=CLONE_NEWUTS|CLONE_NEWNET, exit_signal=SIGCHLD, stack=NULL, stack_size=0}, 88) = P2 (net:[N], uts:[N])
			wait4(P2, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = P2
			clone3({flags=0, exit_signal=SIGCHLD, stack=NULL, stack_size=0}, 88) = -1 ENOMEM (Cannot allocate memory)
			wait4(-12, 0xADDR, 0, NULL) = -1 ECHILD (No child processes)
			unshare(CLONE_NEWUSER) = 0 (user:[N])
			exit_group(0) = ?
			+++ exited with 0 +++
		`},
		spec.Case{Arg: "clones", Opts: []string{"-e", "signal=none", "-e", "trace=clone", "--namespace=new"}, Each: true, Mask: spaceMasks, Want: `
			clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = P2 (pid:[N])
			+++ exited with 0 +++
			clone(child_stack=NULL, flags=CLONE_PARENT_SETTID|SIGCHLD, parent_tid=[P6]) = P6
			+++ exited with 0 +++
			+++ exited with 0 +++
			+++ exited with 0 +++
		`},
	)
})
