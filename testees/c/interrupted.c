/* Calls that a signal or a stop interrupts. */
#include "place.h"

static int gate[2], handled;
static void nothing(int sig) { __atomic_store_n(&handled, 1, __ATOMIC_SEQ_CST); }
static void interrupt(void)
{
	long pid = S(getpid);
	S(tgkill, pid, helper.tid, SIGUSR1);
}

static void interrupt_block(void)
{
	await_inside(helper.tid, NR_BLOCK);
	interrupt();
}

static void interrupt_sleep(void)
{
	await_inside(helper.tid, __NR_nanosleep);
	interrupt();
}

static void interrupt_read(void)
{
	await_inside(helper.tid, __NR_read);
	interrupt();
	/* What is there to read when the reader looks again would keep it from being interrupted. */
	while (!__atomic_load_n(&handled, __ATOMIC_SEQ_CST))
		S(sched_yield);
	S(write, gate[1], "x", 1);
}

/* A handler that makes a call of its own, which another signal interrupts. */
static int inner[2], inside, handled_inside;
static void read_inside(int sig)
{
	char c[2];
	__atomic_store_n(&inside, 1, __ATOMIC_SEQ_CST);
	S(read, inner[0], c, 2);
	__atomic_store_n(&handled, 1, __ATOMIC_SEQ_CST);
}
static void nothing_inside(int sig) { __atomic_store_n(&handled_inside, 1, __ATOMIC_SEQ_CST); }

static void interrupt_both(void)
{
	long pid = S(getpid);
	await_inside(helper.tid, __NR_read);
	interrupt();
	while (!__atomic_load_n(&inside, __ATOMIC_SEQ_CST))
		S(sched_yield);
	await_inside(helper.tid, __NR_read);
	S(tgkill, pid, helper.tid, SIGUSR2);
	while (!__atomic_load_n(&handled_inside, __ATOMIC_SEQ_CST))
		S(sched_yield);
	S(write, inner[1], "y", 1);
	while (!__atomic_load_n(&handled, __ATOMIC_SEQ_CST))
		S(sched_yield);
	S(write, gate[1], "x", 1);
}

/* Stops the process in the actor's name; its parent continues it. */
static void stop(void)
{
	long pid = S(getpid);
	S(tgkill, pid, helper.tid, SIGSTOP);
}

static void stop_sleep(void)
{
	await_inside(helper.tid, __NR_nanosleep);
	stop();
	await_inside(helper.tid, __NR_restart_syscall);
	interrupt();
}

static int scene(int argc, char **argv, char **envp)
{
	struct { long sec, nsec; } ts = { 1000, 0 }, left;
	char c;
	CASE("restart") {
		/* SA_RESTART: the read is made again. */
		handle(SIGUSR1, nothing, SA_RESTART);
		S(pipe2, gate, 0);
		start_helper(interrupt_read);
		S(read, gate[0], &c, 1);
		return 0;
	}
	CASE("nested") {
		/* Both reads are made again, the one in the handler first. */
		handle(SIGUSR1, read_inside, SA_RESTART);
		handle(SIGUSR2, nothing_inside, SA_RESTART);
		S(pipe2, gate, 0);
		S(pipe2, inner, 0);
		start_helper(interrupt_both);
		S(read, gate[0], &c, 1);
		return 0;
	}
	CASE("nested-ended") {
		/* The one in the handler ends with EINTR. */
		handle(SIGUSR1, read_inside, SA_RESTART);
		handle(SIGUSR2, nothing_inside, 0);
		S(pipe2, gate, 0);
		S(pipe2, inner, 0);
		start_helper(interrupt_both);
		S(read, gate[0], &c, 1);
		return 0;
	}
	CASE("eintr") {
		handle(SIGUSR1, nothing, 0);
		start_helper(interrupt_sleep);
		S(nanosleep, &ts, &left);
		return 0;
	}
	CASE("pause") {
		handle(SIGUSR1, nothing, 0);
		start_helper(interrupt_block);
		block_here();
		return 0;
	}
	CASE("restart-syscall") {
		/* Stopped and continued in a sleep, which goes on as restart_syscall. */
		handle(SIGUSR1, nothing, 0);
		start_helper(stop_sleep);
		S(nanosleep, &ts, &left);
		return 0;
	}
	CASE("stopped") {
		/* Stopped and continued without a call under way. */
		long pid = S(getpid);
		S(tgkill, pid, S_(__NR_gettid, 0, 0, 0, 0, 0, 0), SIGSTOP);
		return 0;
	}
	return 99;
}
