/* Calls that the program's own seccomp filter answers: getppid is what it is about. */
#include "place.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/prctl.h>
#include <asm/ioctl.h>

static int listener;

static long install(unsigned action, unsigned flags)
{
	struct sock_filter code[] = {
		{ BPF_LD | BPF_W | BPF_ABS, 0, 0, 0 },
		{ BPF_JMP | BPF_JEQ | BPF_K, 0, 1, __NR_getppid },
		{ BPF_RET | BPF_K, 0, 0, action },
		{ BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW },
	};
	struct sock_fprog prog = { 4, code };
	S(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return S(seccomp, SECCOMP_SET_MODE_FILTER, flags, &prog);
}

static void nothing(int sig) { }

/* The supervisor: answers one notification with 77. */
static void supervise(void)
{
	static struct seccomp_notif ask;
	static struct seccomp_notif_resp answer;
	await_change(&listener, 0);
	S(ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &ask);
	answer.id = ask.id, answer.val = 77;
	S(ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

static int scene(int argc, char **argv, char **envp)
{
	CASE("errno") install(SECCOMP_RET_ERRNO | EPERM, 0);
	CASE("errno-zero") install(SECCOMP_RET_ERRNO, 0);
	CASE("kill-thread") {
		place.await_end = 1;
		install(SECCOMP_RET_KILL_THREAD, 0);
	}
	CASE("kill-process") install(SECCOMP_RET_KILL_PROCESS, 0);
	CASE("trap") {
		handle(SIGSYS, nothing, 0);
		install(SECCOMP_RET_TRAP, 0);
	}
	CASE("trace") install(SECCOMP_RET_TRACE, 0);
	CASE("notify") {
		start_helper(supervise);
		long fd = install(SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
		__atomic_store_n(&listener, fd, __ATOMIC_SEQ_CST);
		futex_wake(&listener, 1);
	}
	S(getppid);
	return 0;
}
