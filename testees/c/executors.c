/* execve by a thread that is not the leader, which is blocked, about to exit, or gone. The thread reports its id as the
   fact "tid", the leader its own as "leader". */
#include "place.h"

static struct {
	char stack[65536] __attribute__((aligned(16)));
	int alive, go;
	int sees_end; /* waits for the leader's end before it executes */
} second;
static char *args[] = { NULL, "alone", "leave", NULL };
static char **vars;

static void execute(void *arg)
{
	long tid = S(gettid);
	fact("tid", tid);
	if (second.sees_end)
		await_change(&second.alive, 1);
	else
		await_inside((long)arg, NR_BLOCK);
	S(execve, args[0], args, vars);
	S(exit_group, 98);
}

/* Executes at the moment when the leader exits: whichever comes first, the log must be whole. */
static void execute_now(void *arg)
{
	long tid = S(gettid);
	fact("tid", tid);
	await_change(&second.go, 0);
	S(execve, args[0], args, vars);
	S(exit_group, 98);
}

static int scene(int argc, char **argv, char **envp)
{
	args[0] = place.program, vars = envp;
	CASE("leave") S(exit_group, 7);
	long leader = S(getpid);
	fact("leader", leader);
	CASE("blocked") {
		spawn(THREAD, second.stack + sizeof second.stack, NULL, NULL, execute, (void *)leader);
		for (;;)
			block_here();
	}
	CASE("gone") {
		second.alive = second.sees_end = 1;
		S(set_tid_address, &second.alive);
		spawn(THREAD, second.stack + sizeof second.stack, NULL, NULL, execute, NULL);
		S(exit, 0);
	}
	CASE("exiting") {
		spawn(THREAD, second.stack + sizeof second.stack, NULL, NULL, execute_now, NULL);
		__atomic_store_n(&second.go, 1, __ATOMIC_SEQ_CST);
		futex_wake(&second.go, 1);
		S(exit, 0);
	}
	return 99;
}
