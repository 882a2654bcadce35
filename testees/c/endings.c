/* Ends: by exit, by exit_group, by that of a sibling, by SIGKILL, by a sibling's execve; and the execve itself. */
#include "place.h"

static char *args[] = { NULL, "alone", "exit-group", NULL };
static char **vars;

static void leave_group(void)
{
	await_inside(helper.tid, NR_BLOCK);
	S(exit_group, 6);
}

static void kill_group(void)
{
	await_inside(helper.tid, NR_BLOCK);
	long pid = S(getpid);
	S(kill, pid, SIGKILL);
}

static void execute(void)
{
	await_inside(helper.tid, NR_BLOCK);
	S(execve, args[0], args, vars);
	S(exit_group, 98);
}

static int scene(int argc, char **argv, char **envp)
{
	args[0] = place.program, vars = envp;
	CASE("exit") S(exit, 3);
	CASE("exit-group") S(exit_group, 4);
	CASE("sibling") {
		/* exit_group from another thread while this one is blocked. */
		start_helper(leave_group);
		block_here();
	}
	CASE("killed") {
		/* SIGKILL while blocked. */
		start_helper(kill_group);
		block_here();
	}
	CASE("wiped-out") {
		/* Another thread executes while this one is blocked. */
		start_helper(execute);
		block_here();
	}
	CASE("execve") S(execve, args[0], args, vars);
	CASE("execve-fails") {
		S(execve, "/nonexistent", args, vars);
		return 0;
	}
	return 99;
}
