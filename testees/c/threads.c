/* Threads: many at once, an execve from one, races to the end. */
#include "sys.h"
#include <linux/mman.h>

#define MOST 64
static char stacks[MOST][4096] __attribute__((aligned(16)));
static int tids[MOST], tid_words[MOST];
static int started, gate, done;
static long count;
static char **args, **vars;

static void worker(void *arg)
{
	__atomic_add_fetch(&started, 1, __ATOMIC_SEQ_CST);
	futex_wake(&started, 1);
	await_change(&gate, 0);
	for (int i = 0; i < 3; i++)
		S(getpgid, 0);
	__atomic_add_fetch(&done, 1, __ATOMIC_SEQ_CST);
	futex_wake(&done, 1);
}

static void racer(void *arg)
{
	__atomic_add_fetch(&started, 1, __ATOMIC_SEQ_CST);
	futex_wake(&started, 1);
	await_change(&gate, 0);
	S(chdir, "/x");
	S(exit_group, 0);
}

static void blocked(void *arg)
{
	__atomic_add_fetch(&started, 1, __ATOMIC_SEQ_CST);
	futex_wake(&started, 1);
	for (;;)
		futex_wait(&gate, 0);
}

static void executor(void *arg)
{
	fact("executor", S_(__NR_gettid, 0, 0, 0, 0, 0, 0));
	await_change(&started, 0);
	S(execve, args[0], args, vars);
	S(exit_group, 98);
}

/* Goes on when the leader has left: the kernel clears the word then. */
static int leader_word = 1;
static void heir(void *arg)
{
	__atomic_add_fetch(&started, 1, __ATOMIC_SEQ_CST);
	futex_wake(&started, 1);
	await_change(&leader_word, 1);
	S(getpgid, 0);
}

static void late_executor(void *arg)
{
	await_change(&leader_word, 1);
	executor(arg);
}

static void sleeper(void *arg)
{
	__atomic_add_fetch(&started, 1, __ATOMIC_SEQ_CST);
	futex_wake(&started, 1);
	block_here();
}

static void start(int i, void (*fn)(void *))
{
	spawn(THREAD | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID, stacks[i] + sizeof stacks[i], &tids[i], &tid_words[i], fn, (void *)(long)i);
}

static void await_count(int *f, int n)
{
	for (int v; (v = __atomic_load_n(f, __ATOMIC_SEQ_CST)) < n;)
		futex_wait(f, v);
}

int main(int argc, char **argv, char **envp)
{
	count = argc > 2 ? number(argv[2]) : 1;
	if (count > MOST)
		return 97;
	CASE("many") {
		for (int i = 0; i < count; i++)
			start(i, worker);
		await_count(&started, count);
		__atomic_store_n(&gate, 1, __ATOMIC_SEQ_CST);
		futex_wake(&gate, MOST);
		await_count(&done, count);
		say(1, "done\n");
		S(exit_group, 5);
	}
	CASE("race") {
		for (int i = 0; i < count; i++)
			start(i, racer);
		await_count(&started, count);
		__atomic_store_n(&gate, 1, __ATOMIC_SEQ_CST);
		futex_wake(&gate, MOST);
		S(exit_group, 0);
	}
	CASE("exec") {
		/* threads exec PROG ARGS…: the second thread executes while the leader is blocked. */
		args = argv + 2, vars = envp;
		fact("leader", S_(__NR_getpid, 0, 0, 0, 0, 0, 0));
		start(0, executor);
		start(1, sleeper);
		for (;;)
			block_here();
	}
	CASE("exec-leader-gone") {
		args = argv + 2, vars = envp;
		S(set_tid_address, &leader_word);
		__atomic_store_n(&started, 1, __ATOMIC_SEQ_CST);
		start(0, late_executor);
		S(exit, 0);
	}
	CASE("leader-exits") {
		/* The leader leaves first; the process lives on in its thread. */
		S(set_tid_address, &leader_word);
		start(0, heir);
		await_count(&started, 1);
		S(exit, 1);
	}
	CASE("blocked") {
		/* Reports its pid when count threads are blocked, and blocks as well. */
		for (int i = 0; i < count; i++)
			start(i, blocked);
		await_count(&started, count);
		fact("pid", S_(__NR_getpid, 0, 0, 0, 0, 0, 0));
		for (;;)
			block_here();
	}
	CASE("killed") {
		/* SIGKILL while another thread is blocked in a call. */
		start(0, blocked);
		await_count(&started, 1);
		long pid = S(getpid);
		S(kill, pid, SIGKILL);
	}
	return 99;
}
