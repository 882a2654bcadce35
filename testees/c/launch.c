/* Reports how it was started, one "key=value" a line on descriptor 1 (or in the file
   that the second argument names), and starts programs in odd states. */
#include "sys.h"
#include <linux/resource.h>
#include <linux/stat.h>

static int out = 1;
static void put(const char *key, long v)
{
	char b[64], d[24], *p;
	usize n = length(key);
	d[23] = 0;
	p = digits(d + 23, v, 10);
	memcpy(b, key, n);
	b[n++] = '=';
	while (*p)
		b[n++] = *p++;
	b[n++] = '\n';
	S(write, out, b, n);
}
static void put_hex(const char *key, unsigned long long v)
{
	char b[64];
	usize n = length(key);
	memcpy(b, key, n);
	b[n++] = '=';
	for (int i = 60; i >= 0; i -= 4)
		b[n++] = "0123456789abcdef"[v >> i & 15];
	b[n++] = '\n';
	S(write, out, b, n);
}

int main(int argc, char **argv, char **envp)
{
	CASE("report") {
		if (argc > 2) {
			out = S(openat, AT_FDCWD, argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
		}
		unsigned long long mask = 0, ignored = 0;
		struct { __u64 cur, max; } l;
		S(rt_sigprocmask, 0, NULL, &mask, 8);
		put_hex("blocked", mask);
		for (int s = 1; s <= 64; s++) {
			struct ksigaction a = { 0 };
			S(rt_sigaction, s, NULL, &a, 8);
			if (a.handler == (void *)1)
				ignored |= 1ULL << (s - 1);
		}
		put_hex("ignored", ignored);
		for (int fd = 0; fd < 20; fd++)
			if (fd != out && S(fcntl, fd, F_GETFD) >= 0)
				put("open", fd);
		S(prlimit64, 0, RLIMIT_NOFILE, NULL, &l);
		put("nofile", l.cur);
		S(prlimit64, 0, RLIMIT_CORE, NULL, &l);
		put_hex("core", l.cur);
		put("argc", argc);
		put("pgid-is-own", S_(__NR_getpgid, 0, 0, 0, 0, 0, 0) == S_(__NR_getpid, 0, 0, 0, 0, 0, 0));
		put("uid", S_(__NR_getuid, 0, 0, 0, 0, 0, 0));
		put("gid", S_(__NR_getgid, 0, 0, 0, 0, 0, 0));
		return 0;
	}
	CASE("close") {
		/* launch close FDS PROG ARGS…: FDS is a string of digits. */
		for (char *p = argv[2]; *p; p++)
			S(close, *p - '0');
		S(execve, argv[3], argv + 3, envp);
		return 98;
	}
	CASE("block") {
		/* launch block SIG PROG ARGS… */
		unsigned long long m = 1ULL << (number(argv[2]) - 1);
		S(rt_sigprocmask, 0, &m, NULL, 8);
		S(execve, argv[3], argv + 3, envp);
		return 98;
	}
	CASE("fault") *(volatile int *)8 = 0;
	CASE("ignore") {
		handle(number(argv[2]), (void *)1, 0);
		S(execve, argv[3], argv + 3, envp);
		return 98;
	}
	CASE("nofile") {
		struct { __u64 cur, max; } l = { number(argv[2]), 4096 };
		S(prlimit64, 0, RLIMIT_NOFILE, &l, NULL);
		S(execve, argv[3], argv + 3, envp);
		return 98;
	}
	CASE("args") {
		for (int i = 0; i < argc; i++) {
			say(1, argv[i]);
			say(1, "\n");
		}
		return 0;
	}
	CASE("env") {
		for (char **e = envp; *e; e++) {
			say(1, *e);
			say(1, "\n");
		}
		return 0;
	}
	CASE("exit") {
		return number(argv[2]);
	}
	CASE("chain") {
		/* launch chain PROG ARGS…: executes PROG after one recognisable call. */
		S(chdir, "before");
		S(execve, argv[2], argv + 2, envp);
		return 98;
	}
	CASE("empty") {
		/* launch empty PROG: executes PROG with no arguments at all. */
		char *none[] = { NULL };
		S(execve, argv[2], none, envp);
		return 98;
	}
	CASE("read") {
		/* Reads standard input to its end, then leaves with the given status. */
		char b[64];
		while (S(read, 0, b, sizeof b) > 0)
			;
		return number(argv[2]);
	}
	CASE("die") {
		long pid = S(getpid);
		S(kill, pid, number(argv[2]));
	}
	if (argc > 0)
		say(1, argv[0]);
	say(1, "\n");
	return 99;
}
