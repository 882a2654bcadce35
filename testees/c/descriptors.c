/* Descriptors of every kind, each shown by a call that does nothing. */
#include "sys.h"
#include <linux/in.h>
#include <linux/in6.h>

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16
#define STREAM 1
#define DGRAM 2

static void show(long fd) { S(fcntl, fd, F_GETFD); }

/* Sockets of a family bound to its loopback address; two that are connected if they are streams. */
static void ends(int family, int type)
{
	static struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr = { 0x0100007f } };
	static struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_addr = { { { [15] = 1 } } } };
	void *addr = family == AF_INET ? (void *)&in : (void *)&in6;
	int size = family == AF_INET ? sizeof in : sizeof in6;
	long a = S(socket, family, type, 0), b = S(socket, family, type, 0);
	show(a);
	S(bind, a, addr, size);
	show(a);
	if (type == STREAM)
		S(listen, a, 1);
	S(getsockname, a, addr, &size);
	S(connect, b, addr, size);
	show(b);
	if (type == STREAM)
		show(S(accept4, a, NULL, NULL, 0));
	S(close, a);
	S(close, b);
}

int main(int argc, char **argv, char **envp)
{
	CASE("special") {
		long fd = S(eventfd2, 3, 1 /* EFD_SEMAPHORE */);
		show(fd);
		show(S(eventfd2, 0, O_NONBLOCK));
		long self = S(getpid);
		show(S(pidfd_open, self, 0));
		unsigned long long mask = 1 << 1 | 1 << 14;
		show(S(signalfd4, -1, &mask, 8, 0));
		mask = 0;
		show(S(signalfd4, -1, &mask, 8, 0));
		show(S(epoll_create1, 0));
		show(S(timerfd_create, 1, 0));
		show(S(inotify_init1, 0));
		return 0;
	}
	CASE("files") {
		show(S(openat, AT_FDCWD, "/dev/null", O_RDONLY));
		show(S(openat, AT_FDCWD, "/dev/zero", O_RDONLY));
		show(S(openat, AT_FDCWD, ".", O_RDONLY));
		show(S(openat, AT_FDCWD, "/proc/self/stat", O_RDONLY));
		long fd = S(openat, AT_FDCWD, "gone", O_RDWR | O_CREAT, 0600);
		S(unlinkat, AT_FDCWD, "gone", 0);
		show(fd);
		fd = S(openat, AT_FDCWD, "not (deleted)", O_RDWR | O_CREAT, 0600);
		show(fd);
		S(unlinkat, AT_FDCWD, "not (deleted)", 0);
		show(fd);
		int ends[2];
		S(pipe2, ends, 0);
		show(ends[0]);
		show(S(memfd_create, "mem", 0));
		return 0;
	}
	CASE("block") {
		S(mknodat, AT_FDCWD, "block", S_IFBLK | 0600, 0x703);
		show(S(openat, AT_FDCWD, "block", O_PATH));
		S(mknodat, AT_FDCWD, "char", S_IFCHR | 0600, 0x103);
		show(S(openat, AT_FDCWD, "char", O_PATH));
		S(unlinkat, AT_FDCWD, "block", 0);
		return 0;
	}
	CASE("inet") {
		ends(AF_INET, STREAM);
		ends(AF_INET, DGRAM);
		return 0;
	}
	CASE("inet6") {
		ends(AF_INET6, STREAM);
		ends(AF_INET6, DGRAM);
		return 0;
	}
	CASE("unix") {
		int pair[2];
		S(socketpair, AF_UNIX, DGRAM, 0, pair);
		show(pair[0]);
		static struct { unsigned short family; char path[16]; } name = { AF_UNIX, "name" };
		long fd = S(socket, AF_UNIX, STREAM, 0);
		show(fd);
		S(bind, fd, &name, 7);
		show(fd);
		S(listen, fd, 1);
		long to = S(socket, AF_UNIX, STREAM, 0);
		S(connect, to, &name, 7);
		show(to);
		show(S(accept4, fd, NULL, NULL, 0));
		return 0;
	}
	CASE("netlink") {
		static struct { unsigned short family, pad; unsigned pid, groups; } addr = { AF_NETLINK };
		for (int protocol = 0; protocol < 17; protocol += 4) {
			long fd = S(socket, AF_NETLINK, 3, protocol);
			addr.pid = 0;
			S(bind, fd, &addr, sizeof addr);
			show(fd);
			S(close, fd);
		}
		return 0;
	}
	return 2;
}
