/* Signals: their calls, and a siginfo of every kind that a program can cause by itself. */
#include "sys.h"
#include <linux/mman.h>
#include <linux/wait.h>
#include <linux/time.h>
#include <linux/timerfd.h>
#include <asm/poll.h>

#define PAGE 0x10000000L
static volatile int caught;
static void note(int sig) { caught = sig; }
static void leave(int sig) { S(exit_group, 0); }
static unsigned long long bit(int sig) { return 1ULL << (sig - 1); }
static long self(int sig) { long pid = S(getpid); return S(kill, pid, sig); }

/* A signal is blocked before it can come, and let in while waiting: no race, and the same lines each time. */
static void block(int sig)
{
	unsigned long long m = bit(sig);
	S(rt_sigprocmask, 0, &m, NULL, 8);
}
static void await_signal(void)
{
	unsigned long long m = 0;
	S(rt_sigsuspend, &m, 8);
}

static char stack[16384] __attribute__((aligned(16)));

/* Children that share the parent's memory, and interrupt what it does. */
static long parent;

/* Waits until the parent is in a call, whether it sleeps there already or is stopped at its beginning: a signal
   that comes then interrupts it. */
static void await_call(long nr)
{
	char path[64] = "/proc/", line[512], num[24], *d;
	num[23] = 0;
	d = digits(num + 23, parent, 10);
	usize n = 6;
	while (*d)
		path[n++] = *d++;
	memcpy(path + n, "/syscall", 9);
	for (;;) {
		int fd = S(openat, AT_FDCWD, path, O_RDONLY);
		long len = S(read, fd, line, sizeof line - 1);
		S(close, fd);
		/* "running", or the number. */
		if (len > 0 && line[0] >= '0' && line[0] <= '9' && number(line) == nr)
			return;
		S(sched_yield);
	}
}

static void feed(void *fd)
{
	await_call(__NR_read);
	S(kill, parent, SIGUSR1);
	/* Not before the handler has run: data would end the read, signal or not. */
	while (__atomic_load_n(&caught, __ATOMIC_SEQ_CST) == 0)
		S(sched_yield);
	S(write, *(int *)fd, "x", 1);
}

static void wake(void *arg)
{
	await_call(__NR_nanosleep);
	S(kill, parent, SIGALRM);
}

int main(int argc, char **argv, char **envp)
{
	unsigned long long set = bit(SIGUSR1) | bit(SIGCHLD), old;
	struct timespec ts = { 0, 0 };
	siginfo_t si;
	CASE("action") {
		struct ksigaction a = { .handler = note, .flags = SA_RESTART | SA_SIGINFO | SA_NOCLDSTOP, .mask = bit(SIGHUP) | bit(SIGRTMIN) };
		S(rt_sigaction, SIGUSR1, &a, NULL, 8);
		S(rt_sigaction, SIGUSR1, NULL, &a, 8);
		a.handler = (void *)1, a.flags = 0, a.mask = 0;
		S(rt_sigaction, SIGINT, &a, NULL, 8);
		a.handler = (void *)0, a.mask = ~0ULL;
		S(rt_sigaction, SIGINT, &a, &a, 8);
		S(rt_sigaction, SIGKILL, &a, NULL, 8);
		S(rt_sigaction, SIGINT, NULL, NULL, 4);
		return 0;
	}
	CASE("mask") {
		S(rt_sigprocmask, 0, &set, NULL, 8);
		S(rt_sigprocmask, 1, NULL, &old, 8);
		set = ~0ULL;
		S(rt_sigprocmask, 2, &set, &old, 8);
		set = ~bit(SIGRTMIN + 3);
		S(rt_sigprocmask, 2, &set, &old, 8);
		set = 0;
		S(rt_sigprocmask, 2, &set, &old, 8);
		S(rt_sigprocmask, 99, &set, NULL, 8);
		S(rt_sigpending, &old, 8);
		return 0;
	}
	CASE("pending") {
		S(rt_sigprocmask, 0, &set, NULL, 8);
		self(SIGUSR1);
		S(rt_sigpending, &old, 8);
		S(rt_sigtimedwait, &set, &si, NULL, 8);
		S(rt_sigtimedwait, &set, NULL, &ts, 8);
		return 0;
	}
	CASE("user") {
		handle(SIGUSR1, note, 0);
		self(SIGUSR1);
		return 0;
	}
	CASE("tkill") {
		handle(SIGUSR1, note, 0);
		long pid = S(getpid);
		S(tgkill, pid, pid, SIGUSR1);
		return 0;
	}
	CASE("queue") {
		handle(SIGUSR1, note, 0);
		long pid = S(getpid);
		memset(&si, 0, sizeof si);
		si.si_signo = SIGUSR1, si.si_code = -1, si.si_pid = 11, si.si_uid = 22;
		si.si_value.sival_ptr = (void *)0x1234;
		S(rt_sigqueueinfo, pid, SIGUSR1, &si);
		S(rt_tgsigqueueinfo, pid, pid, SIGUSR1, &si);
		return 0;
	}
	CASE("chld") {
		handle(SIGCHLD, note, 0);
		block(SIGCHLD);
		if (S(clone, SIGCHLD, 0, 0, 0, 0) == 0)
			S(exit, 5);
		await_signal();
		return 0;
	}
	CASE("chld-killed") {
		handle(SIGCHLD, note, 0);
		block(SIGCHLD);
		if (S(clone, SIGCHLD, 0, 0, 0, 0) == 0)
			self(SIGTERM);
		await_signal();
		return 0;
	}
	CASE("segv-map") {
		handle(SIGSEGV, leave, 0);
		*(volatile char *)16 = 1;
	}
	CASE("segv-access") {
		handle(SIGSEGV, leave, 0);
		S(mprotect, (usize)stack & -4096UL, 4096, PROT_READ);
		*(volatile char *)stack = 1;
	}
	CASE("fpe") {
		handle(SIGFPE, leave, 0);
#if defined __x86_64__ || defined __i386__
		__asm__ volatile("xor %%edx,%%edx\n mov $1,%%eax\n xor %%ecx,%%ecx\n div %%ecx" : : : "eax", "ecx", "edx");
#endif
	}
	CASE("ill") {
		handle(SIGILL, leave, 0);
#if defined __x86_64__ || defined __i386__
		__asm__ volatile("ud2");
#endif
	}
	CASE("trap") {
		handle(SIGTRAP, note, 0);
#if defined __x86_64__ || defined __i386__
		__asm__ volatile("int3");
#endif
		return 0;
	}
	CASE("bus") {
		handle(SIGBUS, leave, 0);
		long fd = S(openat, AT_FDCWD, "empty", O_RDWR | O_CREAT, 0600);
#ifdef __i386__
		S(mmap2, PAGE, 4096, PROT_READ, MAP_SHARED | MAP_FIXED, fd, 0);
#else
		S(mmap, PAGE, 4096, PROT_READ, MAP_SHARED | MAP_FIXED, fd, 0);
#endif
		return *(volatile char *)PAGE;
	}
	CASE("timer") {
		handle(SIGALRM, note, 0);
		block(SIGALRM);
		struct { union { int i; void *p; } value; int signo, notify; char pad[64]; } ev = { { 77 }, SIGALRM, 0 };
		int id;
		struct { struct timespec interval, value; } its = { { 0, 0 }, { 0, 1 } };
		S(timer_create, 1, &ev, &id);
		S(timer_settime, id, 0, &its, NULL);
		await_signal();
		S(timer_delete, id);
		return 0;
	}
	CASE("suspend") {
		handle(SIGUSR1, note, 0);
		set = bit(SIGUSR1);
		S(rt_sigprocmask, 0, &set, NULL, 8);
		self(SIGUSR1);
		set = bit(SIGUSR2);
		S(rt_sigsuspend, &set, 8);
		return 0;
	}
	CASE("altstack") {
		struct { void *sp; int flags; usize size; } ss = { (void *)PAGE, 0, 65536 }, off = { NULL, 2, 0 };
		S(sigaltstack, &ss, NULL);
		S(sigaltstack, &off, &ss);
		S(sigaltstack, NULL, &ss);
		return 0;
	}
	CASE("pipe") {
		int p[2];
		handle(SIGPIPE, note, 0);
		S(pipe2, p, 0);
		S(close, p[0]);
		S(write, p[1], "x", 1);
		return 0;
	}
	CASE("restart") {
		/* A child interrupts the parent's read, which restarts, and then feeds it. */
		int p[2];
		char c;
		handle(SIGUSR1, note, SA_RESTART);
		S(pipe2, p, 0);
		parent = S(getpid);
		long child = spawn(CLONE_VM | SIGCHLD, stack + sizeof stack, NULL, NULL, feed, &p[1]);
		S(close, p[1]);
		S(read, p[0], &c, 1);
		S(wait4, child, NULL, 0, NULL);
		return 0;
	}
	CASE("sleeper") {
		/* Reports its pid and blocks until a signal without a handler ends it. */
		fact("pid", S_(__NR_getpid, 0, 0, 0, 0, 0, 0));
		for (;;)
			block_here();
	}
	CASE("asleep") {
		/* The same in nanosleep. */
		struct { long sec, nsec; } ts = { 1000, 0 };
		fact("pid", S_(__NR_getpid, 0, 0, 0, 0, 0, 0));
		S(nanosleep, &ts, NULL);
	}
	CASE("reader") {
		/* Reports its pid and reads standard input until its end. */
		char c;
		handle(SIGUSR1, note, SA_RESTART);
		fact("pid", S_(__NR_getpid, 0, 0, 0, 0, 0, 0));
		while (S(read, 0, &c, 1) > 0)
			;
		return 0;
	}
	CASE("nanosleep") {
		/* Interrupted once by a handler: EINTR, with the time left. */
		handle(SIGALRM, note, 0);
		struct timespec rem;
		ts.tv_sec = 1000;
		parent = S(getpid);
		long child = spawn(CLONE_VM, stack + sizeof stack, NULL, NULL, wake, NULL);
		S(nanosleep, &ts, &rem);
		S(wait4, child, NULL, __WALL, NULL);
		return 0;
	}
	CASE("stop") {
		/* A child stops itself; the parent continues it when it has seen that, and then collects it. */
		int status;
		long child = S(clone, SIGCHLD, 0, 0, 0, 0);
		if (child == 0) {
			self(SIGSTOP);
			S(exit, 3);
		}
		S(wait4, child, &status, WUNTRACED, NULL);
		S(kill, child, SIGCONT);
		S(wait4, child, &status, 0, NULL);
		return 0;
	}
	CASE("ignored") {
		handle(SIGUSR1, (void *)1, 0);
		self(SIGUSR1);
		return 0;
	}
	CASE("signalfd") {
		set = bit(SIGUSR1) | bit(SIGTERM);
		S(rt_sigprocmask, 0, &set, NULL, 8);
		S(signalfd4, -1, &set, 8, O_CLOEXEC | O_NONBLOCK);
		S(signalfd4, 99, &set, 8, 0);
		return 0;
	}
	return 99;
}
