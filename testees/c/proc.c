/* Processes. */
#include "sys.h"
#include <linux/wait.h>
#include <linux/resource.h>
#include <linux/prctl.h>
#include <linux/rseq.h>

static char stack[65536] __attribute__((aligned(16)));
static int tid;
static void kill_self(long sig)
{
	long pid = S(getpid);
	S(kill, pid, sig);
}
static void nothing(void *arg) { }
static void leave(void *arg) { S(exit_group, (long)arg); }

int main(int argc, char **argv, char **envp)
{
	int status;
	static struct rusage ru;
	CASE("fork") {
#ifdef __NR_fork
		long pid = S(fork);
#else
		long pid = S(clone, SIGCHLD, 0, 0, 0, 0);
#endif
		if (pid == 0)
			S(exit_group, 7);
		S(wait4, pid, &status, 0, &ru);
		S(wait4, -1, &status, 1 | 2 | 8, NULL);
		return 0;
	}
	CASE("vfork") {
		long pid = spawn(CLONE_VM | CLONE_VFORK | SIGCHLD, stack + sizeof stack, NULL, NULL, leave, (void *)3);
		S(wait4, pid, &status, 0x40000000, NULL);
		return 0;
	}
	CASE("clone-flags") {
		spawn(CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD, stack + sizeof stack, &tid, &tid, nothing, NULL);
		S(wait4, -1, &status, 0, NULL);
		S(clone, CLONE_THREAD, 0, 0, 0, 0);
		S(clone, CLONE_NEWUSER | CLONE_NEWPID | CLONE_FS | SIGUSR1, 0, 0, 0, 0);
		return 0;
	}
	CASE("clone3") {
		struct clone_args a = { .flags = CLONE_THREAD | CLONE_CLEAR_SIGHAND, .exit_signal = SIGCHLD };
		S(clone3, &a, sizeof a);
		S(clone3, &a, 64);
		S(clone3, NULL, 64);
		struct clone_args b = { .flags = CLONE_PIDFD | CLONE_PARENT_SETTID, .pidfd = (usize)&status, .parent_tid = (usize)&tid, .exit_signal = SIGCHLD };
		if (S(clone3, &b, sizeof b) == 0)
			S(exit, 4);
		S(waitid, P_PIDFD, status, stack, 4, NULL);
		return 0;
	}
	CASE("waits") {
		siginfo_t si;
		long pid = S(clone, SIGCHLD, 0, 0, 0, 0);
		if (pid == 0)
			kill_self(SIGTERM);
		S(waitid, P_PID, pid, &si, 4 | 0x01000000, NULL);
		S(wait4, pid, &status, 0, NULL);
		pid = S(clone, SIGCHLD, 0, 0, 0, 0);
		if (pid == 0)
			kill_self(SIGABRT);
		S(wait4, pid, &status, 0, NULL);
		S(waitid, P_ALL, 0, NULL, 1 | 2 | 4 | 8, &ru);
		S(waitid, 99, 0, NULL, 0, NULL);
		S(wait4, -1, &status, 0, NULL);
		return 0;
	}
	CASE("kill") {
		long pid = S(getpid);
		S(kill, pid, 0);
		S(kill, 0x7fffffff, SIGKILL);
		S(kill, 0x7fffffff, 64);
		S(kill, 0x7fffffff, 77);
		S(tgkill, pid, pid, 0);
		S(tkill, pid, 0);
		S(tgkill, 0x7fffffff, 0x7fffffff, SIGRTMIN + 1);
		return 0;
	}
	CASE("prctl") {
		int n;
		char name[16];
		S(prctl, PR_SET_NAME, "renamed");
		S(prctl, PR_GET_NAME, name);
		S(prctl, PR_SET_PDEATHSIG, SIGTERM);
		S(prctl, PR_GET_PDEATHSIG, &n);
		S(prctl, PR_SET_DUMPABLE, 1);
		S(prctl, PR_GET_DUMPABLE);
		S(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		S(prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
		S(prctl, PR_CAPBSET_READ, 0);
		S(prctl, PR_SET_CHILD_SUBREAPER, 1);
		S(prctl, PR_GET_KEEPCAPS);
		S(prctl, PR_SET_TIMERSLACK, 50000);
		S(prctl, 0x12345, 1, 2, 3, 4);
		return 0;
	}
	CASE("arch") {
#ifdef __NR_arch_prctl
		S(arch_prctl, 0x1002, 0x1234567);
		S(arch_prctl, 0x1003, stack);
		S(arch_prctl, 0x9999, 0);
#endif
		S(set_tid_address, &tid);
		S(set_robust_list, stack, 24);
		S(set_robust_list, stack, 1);
		return 0;
	}
	CASE("limits") {
		struct { __u64 a, b; } l = { 1024, ~0ULL }, new = { 100, 4096 };
		struct rlimit old;
		S(prlimit64, 0, RLIMIT_CORE, NULL, &l);
		S(prlimit64, 0, RLIMIT_NOFILE, &new, NULL);
		S(prlimit64, 0, RLIMIT_NOFILE, NULL, &l);
		S(prlimit64, 0, 99, NULL, &l);
		S(getrlimit, RLIMIT_NOFILE, &old);
		S(setrlimit, RLIMIT_NOFILE, &old);
		S(prlimit64, 0x7fffffff, RLIMIT_STACK, NULL, NULL);
		return 0;
	}
	CASE("sched") {
		unsigned long mask[16];
		int prio = 0;
		S(sched_getaffinity, 0, 8, NULL);
		S(sched_setaffinity, 0, sizeof mask, (memset(mask, 0, sizeof mask), mask[0] = 1, mask));
		S(sched_getaffinity, 0, sizeof mask, mask);
		S(sched_getscheduler, 0);
		S(sched_setscheduler, 0, 0, &prio);
		S(sched_getparam, 0, &prio);
		S(sched_get_priority_max, 1);
		S(sched_get_priority_min, 2);
		S(sched_yield);
		S(getpriority, 0, 0);
		S(setpriority, 0, 0, 5);
		S(getpriority, 99, 0);
		return 0;
	}
	CASE("usage") {
		S(getrusage, 99, &ru);
		S(getrusage, RUSAGE_SELF, NULL);
		return 0;
	}
	CASE("exit") {
		S(exit, 42);
	}
	CASE("exit-group") {
		S(exit_group, 300);
	}
	CASE("die") {
		kill_self(number(argv[2]));
	}
	CASE("execve") {
		char *args[] = { "name", "a \"b\"", "", NULL };
		char *vars[] = { "A=1", "B=2", NULL };
		char *none[] = { NULL };
		S(execve, "/nowhere", args, vars);
		S(execve, "/nowhere", none, NULL);
		S(execve, "/nowhere", NULL, NULL);
		S(execveat, AT_FDCWD, "/nowhere", args, vars, AT_SYMLINK_NOFOLLOW);
		S(execve, "/", args, none);
		return 0;
	}
	return 99;
}
