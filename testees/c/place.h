/* Where a case takes place. A testee that includes this instead of sys.h defines scene, which has the case, and is called as

	testee PLACE CASE ARGS…

   where PLACE is "alone" (the only thread), "thread" (a second one, while the leader waits for it) or "process" (a
   child, whose parent waits for it and continues it when it has stopped). The one that plays the scene reports its id
   as the fact "tid". */
#include "sys.h"
#include <linux/wait.h>

static int scene(int argc, char **argv, char **envp);

static struct {
	char *program;
	int argc;
	char **argv, **envp;
	int status, alive;
	/* Set by a scene whose thread ends in a way that must be known before the leader's exit makes another one of it. */
	int await_end;
	char stack[65536] __attribute__((aligned(16)));
} place;

static int actor(void)
{
	long tid = S(gettid);
	fact("tid", tid);
	return scene(place.argc, place.argv, place.envp);
}

static void in_thread(void *arg) { place.status = actor(); }

int main(int argc, char **argv, char **envp)
{
	if (argc < 3)
		return 96;
	place.program = argv[0], place.argc = argc - 1, place.argv = argv + 1, place.envp = envp;
	CASE("alone") return actor();
	CASE("thread") {
		place.alive = 1;
		long tid = spawn(THREAD | CLONE_CHILD_CLEARTID, place.stack + sizeof place.stack, NULL, &place.alive, in_thread, NULL);
		await_change(&place.alive, 1);
		if (place.await_end) {
			long pid = S(getpid);
			while (S(tgkill, pid, tid, 0) == 0)
				S(sched_yield);
		}
		return place.status;
	}
	CASE("process") {
		int status;
		long child = S(clone, SIGCHLD, 0, 0, 0, 0);
		if (child == 0)
			S(exit_group, actor());
		while (S(wait4, child, &status, WUNTRACED, NULL) == child && (status & 0xff) == 0x7f)
			S(kill, child, SIGCONT);
		return 0;
	}
	return 95;
}

/* A second thread that does something to the actor once that is inside a call. */
static struct {
	char stack[65536] __attribute__((aligned(16)));
	long tid;
	void (*act)(void);
} helper;

/* Reads a file of the thread in /proc; returns its length. */
static __attribute__((unused)) long read_proc(long tid, const char *name, char *to, usize size)
{
	char path[64] = "/proc/self/task/", num[24], *d;
	num[23] = 0;
	usize n = 16;
	for (d = digits(num + 23, tid, 10); *d;)
		path[n++] = *d++;
	memcpy(path + n, name, length(name) + 1);
	long fd = S(openat, AT_FDCWD, path, O_RDONLY);
	long len = S(read, fd, to, size - 1);
	S(close, fd);
	to[len > 0 ? len : 0] = 0;
	return len;
}

/* Waits until the thread is blocked in the call of a number: not only on its way, held by the tracer, since what happens
   to it then may happen before the tracer knows of the call. */
static __attribute__((unused)) void await_inside(long tid, long nr)
{
	char line[512], *p;
	while (read_proc(tid, "/syscall", line, sizeof line) < 3 || line[0] < '0' || line[0] > '9' || number(line) != nr)
		S(sched_yield);
	for (;;) {
		read_proc(tid, "/stat", line, sizeof line);
		for (p = line; *p && *p != ')'; p++)
			;
		if (*p && p[1] == ' ' && p[2] == 'S')
			return;
		S(sched_yield);
	}
}

static void help(void *arg) { helper.act(); }

static __attribute__((unused)) void start_helper(void (*act)(void))
{
	helper.tid = S(gettid);
	helper.act = act;
	spawn(THREAD, helper.stack + sizeof helper.stack, NULL, NULL, help, NULL);
}
