/* Calls to be tampered with, and what they were to the program. */
#include "sys.h"
#include <linux/mman.h>

/* What a call is given as an argument: itself, or the address of a buffer of the thread. */
enum { FIRST = 0x5eed0, SECOND };

/* Descriptors that no tracer changes: of /dev/zero and /dev/null. */
enum { ZERO = 10, NUL = 11 };

enum { BYTES = 16, CALLS = 64, THREADS = 3, STACK = 65536 };

/* Calls whose results and effects depend on nothing but their arguments. */
static const struct call {
	const char *name;
	long nr;
	long args[6];
} calls[] = {
#define CALL(name, ...) { #name, __NR_##name, { __VA_ARGS__ } }
	CALL(chdir, FIRST),
	CALL(faccessat, AT_FDCWD, FIRST, 0),
	CALL(readlinkat, AT_FDCWD, FIRST, SECOND, BYTES),
	CALL(inotify_add_watch, -1, FIRST, 1),
	CALL(write, NUL, FIRST, BYTES),
	CALL(sendto, -1, FIRST, BYTES, 0, 0, 0),
	CALL(read, ZERO, FIRST, BYTES),
	CALL(pread64, ZERO, FIRST, BYTES, 0, 0, 0),
	CALL(recvfrom, -1, FIRST, BYTES, 0, 0, 0),
	CALL(lseek, NUL, 0, 1),
	CALL(sched_yield, 0),
	CALL(close, -1),
	CALL(fsync, -1),
	CALL(dup, -1),
	CALL(getpid, 0),
	CALL(gettid, 0),
	CALL(getsid, -1),
	CALL(getpgid, -1),
};
enum { KINDS = sizeof calls / sizeof *calls };

/* What became of a call. */
struct record {
	long result, micros;
	int signals[4], nsignals;
	unsigned char memory[2][BYTES];
};

static struct thread {
	char stack[STACK] __attribute__((aligned(16)));
	unsigned char memory[2][BYTES];
	struct record records[CALLS][KINDS];
	struct record *now;
	int alive, tid;
} threads[THREADS];

static int rounds;

/* The thread is known by its stack; the first one has the process's. */
static struct thread *self(void)
{
	char here;
	for (int i = 1; i < THREADS; i++)
		if (&here >= threads[i].stack && &here < threads[i].stack + STACK)
			return &threads[i];
	return &threads[0];
}

static void caught(int sig)
{
	struct record *r = self()->now;
	if (r && r->nsignals < 4)
		r->signals[r->nsignals++] = sig;
}

static long micros(void)
{
	struct { long s, ns; } t;
	S(clock_gettime, 1 /* CLOCK_MONOTONIC */, &t);
	return t.s * 1000000 + t.ns / 1000;
}

static void make(struct thread *t, const struct call *c, struct record *r)
{
	long a[6];
	memset(t->memory, 0, sizeof t->memory);
	memcpy(t->memory[0], "nowhere", 7);
	memcpy(t->memory[1], "unchanged", 9);
	for (int i = 0; i < 6; i++)
		a[i] = c->args[i] == FIRST ? (long)t->memory[0] : c->args[i] == SECOND ? (long)t->memory[1] : c->args[i];
	t->now = r;
	long begun = micros();
	r->result = raw(c->nr, a[0], a[1], a[2], a[3], a[4], a[5]);
	r->micros = micros() - begun;
	t->now = NULL;
	memcpy(r->memory, t->memory, sizeof t->memory);
}

static void play(void *arg)
{
	struct thread *t = arg;
	for (int n = 0; n < rounds; n++)
		for (int i = 0; i < KINDS; i++)
			make(t, &calls[i], &t->records[n][i]);
}

/* Lines are gathered: the call that writes them is not to be among those that are traced. */
static char text[1 << 20], *end = text;

static void put(const char *s)
{
	usize n = length(s);
	memcpy(end, s, n);
	end += n;
}
static void put_number(long v, unsigned base)
{
	char b[24];
	b[23] = 0;
	if (v < 0)
		put("-");
	put(digits(b + 23, v < 0 ? -(unsigned long)v : (unsigned long)v, base));
}

/* "call=THREAD NAME N RESULT MICROS SIGNALS MEMORY MEMORY", SIGNALS as "10,12" or "-". */
static void report(int thread, int n, int kind)
{
	struct record *r = &threads[thread].records[n][kind];
	put("call=");
	put_number(threads[thread].tid, 10);
	put(" ");
	put(calls[kind].name);
	put(" ");
	put_number(n + 1, 10);
	put(" ");
	put_number(r->result, 10);
	put(" ");
	put_number(r->micros, 10);
	put(" ");
	for (int i = 0; i < r->nsignals; i++) {
		if (i)
			put(",");
		put_number(r->signals[i], 10);
	}
	if (!r->nsignals)
		put("-");
	for (int b = 0; b < 2; b++) {
		put(" ");
		for (int i = 0; i < BYTES; i++) {
			put_number(r->memory[b][i] >> 4, 16);
			put_number(r->memory[b][i] & 15, 16);
		}
	}
	put("\n");
}

static int all(int n)
{
	for (int i = 1; i < 65; i++)
		if (i == 10 || i == 12 || i > 33)
			handle(i, caught, 0);
	long zero = S(openat, AT_FDCWD, "/dev/zero", O_RDONLY), nul = S(openat, AT_FDCWD, "/dev/null", O_WRONLY);
	S(dup3, zero, ZERO, 0);
	S(dup3, nul, NUL, 0);
	threads[0].tid = S(set_tid_address, &threads[0].alive);
	for (int i = 1; i < n; i++) {
		threads[i].alive = 1;
		threads[i].tid = spawn(THREAD | CLONE_CHILD_CLEARTID, threads[i].stack + STACK, NULL, &threads[i].alive, play, &threads[i]);
	}
	play(&threads[0]);
	for (int i = 1; i < n; i++)
		await_change(&threads[i].alive, 1);
	for (int i = 0; i < n; i++)
		for (int r = 0; r < rounds; r++)
			for (int k = 0; k < KINDS; k++)
				report(i, r, k);
	for (char *p = text; p < end;) {
		struct { char *at; usize len; } v = { p, end - p };
		long wrote = S(writev, FACTS, &v, 1);
		if (wrote <= 0)
			return 1;
		p += wrote;
	}
	return 0;
}

static const char fixed[16] = "/fixed";

int main(int argc, char **argv, char **envp)
{
	/* ROUNDS THREADS: every call so often, by so many threads. */
	CASE("all") {
		rounds = number(argv[2]);
		return rounds > CALLS || number(argv[3]) > THREADS ? 98 : all(number(argv[3]));
	}
	/* Places for data to go to: writable, read-only, nowhere, and the last bytes before nowhere. */
	CASE("places") {
		char own[16] = "/own", *pages, after[5] = "";
#ifdef __NR_mmap2
		pages = (char *)S(mmap2, NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#else
		pages = (char *)S(mmap, NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#endif
		long page = 4096;
		S(munmap, pages + page, page);
		memcpy(pages + page - 4, "/at", 4);
		fact("own", S(chdir, own));
		fact("fixed", S(chdir, fixed));
		fact("nowhere", S(chdir, 8));
		fact("last", S(chdir, pages + page - 4));
		fact_string("own_after", own);
		fact_string("fixed_after", fixed);
		memcpy(after, pages + page - 4, 4);
		fact_string("last_after", after);
		return 0;
	}
	/* A call that fails, made until it does not, or fails otherwise. */
	CASE("until") {
		long got;
		fact("pid", S(getpid));
		while ((got = S(getsid, -1)) == -ESRCH)
			S(sched_yield);
		fact("getsid", got);
		return 0;
	}
	/* A child that is inside getsid while its parent makes calls, and is then killed. */
	CASE("meanwhile") {
		int ends[2], status;
		char c;
		S(pipe2, ends, 0);
		long child = S(clone, SIGCHLD, 0, 0, 0, 0);
		if (child == 0) {
			S(write, ends[1], "", 1);
			S(getsid, -1);
			S(exit_group, 1);
		}
		S(read, ends[0], &c, 1);
		for (int i = 0; i < 50; i++)
			S(getpgid, -1);
		S(kill, child, SIGKILL);
		S(wait4, child, &status, 0, NULL);
		fact("killed", status & 0x7f);
		return 0;
	}
	return 99;
}
