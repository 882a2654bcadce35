/* Waiting for descriptors. */
#include "sys.h"
#include <asm/poll.h>
#include <linux/eventpoll.h>
#include <linux/inotify.h>

#define EFD_SEMAPHORE 1
#define EFD_CLOEXEC O_CLOEXEC
#define EFD_NONBLOCK O_NONBLOCK

int main(int argc, char **argv, char **envp)
{
	int p[2];
	struct timespec ts = { 5, 6 };
	char buf[512];
	S(pipe2, p, 0);
	S(write, p[1], "x", 1);
	CASE("poll") {
		struct pollfd f[2] = { { p[0], POLLIN | POLLPRI, 0 }, { p[1], POLLOUT, 0 } };
		unsigned long long set = 1 << 9;
#ifdef __NR_poll
		S(poll, f, 2, -1);
		S(poll, f, 1, 0);
		f[0].fd = 99;
		S(poll, f, 1, 1000);
		f[0].fd = p[1], f[0].events = POLLIN;
		S(poll, f, 1, 0);
		S(poll, NULL, 0, 0);
		S(poll, NULL, 5, 0);
		f[0].fd = p[0], f[0].events = POLLIN | POLLPRI;
#endif
		S(ppoll, f, 2, &ts, &set, 8);
		f[0].events = 0, f[1].events = 0;
		ts.tv_sec = ts.tv_nsec = 0;
		S(ppoll, f, 2, &ts, NULL, 8);
		return 0;
	}
	CASE("select") {
		unsigned long r[16], w[16];
		struct { long sec, usec; } tv = { 0, 0 };
		struct { void *set; usize size; } six;
		unsigned long long set = 1 << 9;
		six.set = &set, six.size = 8;
#define SETS() (memset(r, 0, sizeof r), memset(w, 0, sizeof w), r[0] = 1 << p[0], w[0] = 1 << p[1])
#ifdef __NR_select
		SETS();
		S(select, 5, r, w, NULL, NULL);
		SETS();
		S(select, 5, NULL, NULL, r, &tv);
		S(select, -1, NULL, NULL, NULL, &tv);
		S(select, 0, NULL, NULL, NULL, &tv);
#endif
		SETS();
		S(pselect6, 5, r, NULL, NULL, &ts, &six);
		SETS();
		/* 63: the kernel leaves out what is beyond its table, which has a word of bits at least */
		((unsigned char *)r)[7] = 0x80;
		S(pselect6, 64, r, w, NULL, &ts, NULL);
		return 0;
	}
	CASE("epoll") {
		struct epoll_event e = { EPOLLIN | EPOLLET | EPOLLONESHOT, 0x1122334455667788ULL }, out[4];
		S(epoll_create1, EPOLL_CLOEXEC);
		S(epoll_ctl, 5, EPOLL_CTL_ADD, p[0], &e);
		S(epoll_ctl, 5, EPOLL_CTL_ADD, p[0], &e);
#ifdef __NR_epoll_wait
		S(epoll_wait, 5, out, 4, -1);
#endif
		S(epoll_pwait, 5, out, 4, 0, NULL, 8);
		S(epoll_ctl, 5, EPOLL_CTL_MOD, p[0], &e);
		S(epoll_pwait2, 5, out, 4, &ts, NULL, 8);
		S(epoll_ctl, 5, EPOLL_CTL_DEL, p[0], NULL);
		S(epoll_ctl, 5, 77, p[0], NULL);
		return 0;
	}
	CASE("eventfd") {
		unsigned long long n = 3;
		S(eventfd2, 7, EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK);
		S(write, 5, &n, 8);
		S(read, 5, &n, 8);
		return 0;
	}
	CASE("inotify") {
		S(inotify_init1, IN_CLOEXEC | IN_NONBLOCK);
		S(inotify_add_watch, 5, ".", IN_CREATE | IN_DELETE | IN_ONLYDIR);
		S(inotify_add_watch, 5, "/nowhere", IN_ALL_EVENTS);
		S(inotify_rm_watch, 5, 1);
		S(read, 5, buf, 0);
		return 0;
	}
	return 99;
}
