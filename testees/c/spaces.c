/* Processes in pid namespaces of their own, and other namespaces. The calls that show ids are made in the inner one. */
#include "sys.h"
#include <linux/wait.h>
#include <linux/prctl.h>
#include <linux/socket.h>
#include <linux/kcmp.h>
#include <linux/capability.h>
#include <linux/un.h>
#include <linux/perf_event.h>

static char stack[65536] __attribute__((aligned(16)));
static int status, tid, bell[2];
static char byte;

/* A process that waits until the bell is rung: until the writing end of its pipe is closed everywhere. */
static long sleeper(int flags)
{
	long pid = S(clone, flags | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0) {
		S(close, bell[1]);
		S(read, bell[0], &byte, 1);
		S(exit_group, 0);
	}
	return pid;
}

/* Calls about an id, which is that of whatever. */
static void ask(long id)
{
	siginfo_t si;
	S(setpgid, id, id);
	S(setpgid, 0, id);
	S(getpgid, id);
	S(getsid, id);
	S(kill, id, 0);
	S(kill, -id, 0);
	S(tkill, id, 0);
	S(tgkill, id, id, 0);
	memset(&si, 0, sizeof si);
	si.si_signo = 0;
	si.si_code = -1;
	si.si_pid = id;
	S(rt_sigqueueinfo, id, 0, &si);
	S(rt_tgsigqueueinfo, id, id, 0, &si);
	S(sched_getscheduler, id);
	S(sched_getparam, id, NULL);
	S(sched_rr_get_interval, id, NULL);
	S(sched_getaffinity, id, 0, NULL);
	S(sched_setattr, id, NULL, 0);
	S(prlimit64, id, 7, NULL, NULL);
	for (int which = 0; which < 4; which++)
		S(getpriority, which, id);
	for (int which = 0; which < 4; which++)
		S(ioprio_get, which, id);
	S(migrate_pages, id, 0, NULL, NULL);
	S(move_pages, id, 0, NULL, NULL, NULL, 0);
	S(process_vm_readv, id, NULL, 0, NULL, 0, 0);
	S(kcmp, id, id, KCMP_VM, 0, 0);
	S(ptrace, 24, id, 0, 0);
	S(get_robust_list, id, NULL, NULL);
	S(perf_event_open, NULL, id, 0, -1, 0);
	S(prctl, PR_SET_PTRACER, id);
	int fd = S(pidfd_open, id, 0);
	S(close, fd);
	S(fcntl, bell[0], F_SETOWN, id);
	S(fcntl, bell[0], F_GETOWN);
	S(fcntl, bell[0], F_SETOWN, -id);
	S(fcntl, bell[0], F_GETOWN);
	for (int type = 0; type < 4; type++) {
		struct f_owner_ex own = { type, id };
		S(fcntl, bell[0], F_SETOWN_EX, &own);
		S(fcntl, bell[0], F_GETOWN_EX, &own);
	}
	struct flock lock = { .l_type = F_RDLCK, .l_pid = id };
	S(fcntl, bell[0], F_SETLK, &lock);
	S(ioctl, bell[0], 0x5410, &id); /* TIOCSPGRP */
	S(ioctl, bell[0], 0x8902, &id); /* SIOCSPGRP */
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, id };
	S(capget, &head, NULL);
	S(waitid, P_PID, id, &si, WNOHANG | WEXITED, NULL);
	S(waitid, P_PGID, id, &si, WNOHANG | WEXITED, NULL);
	S(wait4, id, &status, WNOHANG, NULL);
	S(wait4, -id, &status, WNOHANG, NULL);
	struct { int pid, uid, gid; } cred = { id, 0, 0 };
	usize control[4] = { 28, 1 /* SOL_SOCKET */ | 2L << 32, 0, 0 };
	memcpy(control + 2, &cred, sizeof cred);
	struct { void *name; usize namelen; void *iov; usize iovlen; void *control; usize controllen, flags; } msg =
		{ .control = control, .controllen = 28 };
	S(sendmsg, bell[0], &msg, 0);
	struct { usize value; int signo, notify, tid; } event = { 0, 0, 4, id };
	S(timer_create, 0, &event, NULL);
	struct clone_args a = { .exit_signal = SIGCHLD, .set_tid = (usize)&id, .set_tid_size = 1 };
	S(clone3, &a, sizeof a);
}

static void own_ids(void)
{
	S(getpid);
	S(gettid);
	S(getppid);
	S(setsid);
	S(getpgid, 0);
	S(getsid, 0);
#ifdef __NR_getpgrp
	S(getpgrp);
#endif
	S(set_tid_address, &tid);
	S(kill, 0, 0);
	S(kill, -1, 0);
	S(kill, 99999, 0);
	S(pipe2, bell, 0);
}

/* Ends the processes that wait for the bell. */
static void ring(void)
{
	S(close, bell[1]);
	while (S(wait4, -1, &status, 0, NULL) > 0)
		;
}

static void of_process(void)
{
	own_ids();
	long id = sleeper(0);
	ask(id);
	ring();
	S(kill, id, 0);
}

static void block(void *arg) { S(read, bell[0], &byte, 1); }

static void of_thread(void)
{
	own_ids();
	ask(spawn(THREAD, stack + sizeof stack, NULL, NULL, block, NULL));
}

/* The id of a group (or, if session, a session) whose leader is gone. */
static void of_orphans(int session)
{
	own_ids();
	long id = S(clone, SIGCHLD, 0, 0, 0, 0);
	if (id == 0) {
		session ? S(setsid) : S(setpgid, 0, 0);
		long pid = sleeper(0);
		if (session)
			S(setpgid, pid, pid);
		S(exit_group, 0);
	}
	S(wait4, id, &status, 0, NULL);
	ask(id);
	ring();
}
static void of_group(void) { of_orphans(0); }
static void of_session(void) { of_orphans(1); }

/* Runs fn as the first process of a new pid namespace. */
static void within(unsigned long flags, void (*fn)(void))
{
	long pid = S(clone, flags | CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0) {
		fn();
		S(exit_group, 0);
	}
	S(wait4, pid, &status, 0, NULL);
}

static void clones(void)
{
	long pid = S(clone, CLONE_PARENT_SETTID | SIGCHLD, 0, &tid, 0, 0);
	if (pid == 0)
		S(exit_group, 0);
	S(wait4, pid, &status, 0, NULL);
	int set[] = { 7 };
	struct clone_args a = { .flags = CLONE_PARENT_SETTID, .parent_tid = (usize)&tid, .exit_signal = SIGCHLD, .set_tid = (usize)set, .set_tid_size = 1 };
	pid = S(clone3, &a, sizeof a);
	if (pid == 0)
		S(exit_group, 0);
	S(wait4, pid, &status, 0, NULL);
#ifdef __NR_fork
	if ((pid = S(fork)) == 0)
		S(exit_group, 0);
	S(wait4, pid, &status, 0, NULL);
#endif
}

static void deep(void) { within(0, of_process); }

int main(int argc, char **argv, char **envp)
{
	CASE("process") {
		within(0, of_process);
		return 0;
	}
	CASE("thread") {
		within(0, of_thread);
		return 0;
	}
	CASE("group") {
		within(0, of_group);
		return 0;
	}
	CASE("session") {
		within(0, of_session);
		return 0;
	}
	CASE("clones") {
		within(0, clones);
		return 0;
	}
	CASE("deep") {
		within(0, deep);
		return 0;
	}
	CASE("new") {
		S(unshare, CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWPID | 0x80);
		S(unshare, CLONE_NEWUTS);
		S(unshare, CLONE_FILES);
		S(unshare, 0);
		S(unshare, CLONE_NEWUTS | 1);
		within(CLONE_NEWUTS | CLONE_NEWIPC, clones);
		int fd = S(openat, AT_FDCWD, "/proc/self/ns/uts", O_RDONLY);
		S(setns, fd, CLONE_NEWUTS);
		S(setns, fd, 0);
		S(setns, fd, CLONE_NEWIPC);
		S(setns, -1, 0);
		long self = S(getpid);
		int pidfd = S(pidfd_open, self, 0);
		S(setns, pidfd, CLONE_NEWUTS | CLONE_NEWIPC);
		S(setns, pidfd, 0);
		struct clone_args a = { .flags = CLONE_NEWUTS | CLONE_NEWNET, .exit_signal = SIGCHLD };
		long pid = S(clone3, &a, sizeof a);
		if (pid == 0)
			S(exit_group, 0);
		S(wait4, pid, &status, 0, NULL);
		a.flags = 0;
		pid = S(clone3, &a, sizeof a);
		if (pid == 0)
			S(exit_group, 0);
		S(wait4, pid, &status, 0, NULL);
		S(unshare, CLONE_NEWUSER);
		return 0;
	}
	return 2;
}
