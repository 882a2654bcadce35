/* Sockets, within this process or a child. */
#include "sys.h"
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/un.h>
#include <linux/socket.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/tcp.h>
#include <asm/socket.h>
#include <linux/uio.h>
#include <linux/net.h>
#include <linux/if_packet.h>

typedef long time_t; /* SO_RCVTIMEO looks at its size */

#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16
#define AF_PACKET 17
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define SOCK_CLOEXEC 02000000
#define SOCK_NONBLOCK 04000

struct msg { void *name; int namelen; struct iovec *iov; usize iovlen; void *control; usize controllen; int flags; };
struct mmsg { struct msg m; unsigned len; };
struct cmsg { usize len; int level, type; };

static unsigned short port(unsigned short p) { return p << 8 | p >> 8; }
static char buf[512];

int main(int argc, char **argv, char **envp)
{
	CASE("inet") {
		struct sockaddr_in a = { AF_INET, port(0), { 0x0100007f } }, b;
		int len = sizeof b, one = 1, val;
		S(socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
		S(setsockopt, 3, SOL_SOCKET, SO_REUSEADDR, &one, 4);
		S(bind, 3, &a, sizeof a);
		S(listen, 3, 5);
		S(getsockname, 3, &b, &len);
		S(socket, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		S(connect, 4, &b, sizeof b);
		len = sizeof b;
		S(accept4, 3, &a, &len, SOCK_CLOEXEC);
		len = sizeof b;
		S(getpeername, 4, &b, &len);
		S(sendto, 4, "hello", 5, 0x4000, NULL, 0);
		S(recvfrom, 5, buf, 100, 0x40, NULL, NULL);
		len = 4;
		S(getsockopt, 3, SOL_SOCKET, SO_TYPE, &val, &len);
		S(getsockopt, 3, SOL_SOCKET, SO_ERROR, &val, &len);
		S(setsockopt, 4, IPPROTO_TCP, TCP_NODELAY, &one, 4);
		S(shutdown, 4, 1);
		S(shutdown, 4, 9);
#ifdef __NR_accept
		S(accept, 99, NULL, NULL);
#endif
		a.sin_port = port(80);
		S(connect, 99, &a, 3);
		S(bind, 99, NULL, 16);
		return 0;
	}
	CASE("inet6") {
		struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = port(80), .sin6_flowinfo = 0x01000000, .sin6_addr = { { { 0xfe, 0x80, [15] = 1 } } }, .sin6_scope_id = 9999 };
		S(socket, AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
		S(connect, 99, &a, sizeof a);
		S(sendto, 99, "x", 1, 0, &a, sizeof a);
		memset(&a.sin6_addr, 0, 16);
		S(bind, 99, &a, sizeof a);
		S(bind, 99, &a, 10);
		return 0;
	}
	CASE("unix") {
		struct sockaddr_un a = { AF_UNIX, "sock" }, b = { AF_UNIX, "\0abstract" };
		int len = sizeof b, sv[2];
		S(socket, AF_UNIX, SOCK_STREAM, 0);
		S(bind, 3, &a, 7);
		S(connect, 99, &a, sizeof a);
		S(connect, 99, &b, 11);
		S(bind, 99, &b, 2);
		S(socketpair, AF_UNIX, SOCK_DGRAM, 0, sv);
		S(getsockname, sv[0], &b, &len);
		len = 50;
		S(getsockname, 3, &b, &len);
		len = 4;
		S(getsockname, 3, &b, &len);
		return 0;
	}
	CASE("msg") {
		int sv[2];
		struct { struct cmsg h; int fd[2]; } c = { { sizeof(struct cmsg) + 8, SOL_SOCKET, 1 }, { 0, 1 } };
		struct iovec iov[2] = { { "ab", 2 }, { "cde", 3 } }, in = { buf, 100 };
		struct msg m = { NULL, 0, iov, 2, &c, sizeof c, 0 };
		S(socketpair, AF_UNIX, SOCK_STREAM, 0, sv);
		S(sendmsg, 3, &m, 0);
		memset(&c, 0, sizeof c);
		m.iov = &in, m.iovlen = 1;
		S(recvmsg, 4, &m, 0x40000000);
		struct mmsg mm[2] = { { { NULL, 0, iov, 2, NULL, 0, 0 }, 0 }, { { NULL, 0, iov + 1, 1, NULL, 0, 0 }, 0 } };
		S(sendmmsg, 3, mm, 2, 0x4000);
		mm[0].m.iov = &in, mm[0].m.iovlen = 1;
		S(recvmmsg, 4, mm, 1, 0x40, NULL);
		S(sendmsg, 3, NULL, 0);
		m.iov = iov, m.control = NULL, m.controllen = 0, m.iovlen = 0;
		S(sendmsg, 99, &m, 1 | 0x80);
		S(recvmsg, 99, &m, 0);
		return 0;
	}
	CASE("netlink") {
		struct sockaddr_nl a = { AF_NETLINK, 0, 0, 1 | 2 };
		struct { struct nlmsghdr h; struct rtgenmsg g; char pad[3]; } req = { { sizeof req, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0 }, { 0 } };
		S(socket, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
		S(bind, 3, &a, sizeof a);
		S(bind, 99, &a, sizeof a);
		S(sendto, 99, &req, sizeof req, 0, NULL, 0);
		return 0;
	}
	CASE("options") {
		int one = 1, len = 4, val;
		struct { int on, time; } linger = { 1, 5 };
		struct { long sec, usec; } tv = { 5, 6 };
		struct { int pid, uid, gid; } cred;
		S(socket, AF_UNIX, SOCK_STREAM, 0);
		S(setsockopt, 3, SOL_SOCKET, SO_KEEPALIVE, &one, 4);
		S(setsockopt, 3, SOL_SOCKET, SO_LINGER, &linger, 8);
		S(setsockopt, 3, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		S(setsockopt, 3, SOL_SOCKET, SO_SNDBUF, &one, 2);
		S(setsockopt, 3, SOL_SOCKET, 9999, &one, 4);
		S(setsockopt, 3, IPPROTO_IP, 1, &one, 4);
		S(setsockopt, 99, IPPROTO_IPV6, 26, &one, 4);
		S(getsockopt, 3, SOL_SOCKET, SO_ACCEPTCONN, &val, &len);
		S(getsockopt, 3, SOL_SOCKET, SO_DOMAIN, &val, &len);
		len = sizeof cred;
		S(getsockopt, 3, SOL_SOCKET, SO_LINGER, &linger, &len);
		S(getsockopt, 3, 55, 66, &val, &len);
		S(getsockopt, 99, SOL_SOCKET, SO_PEERCRED, &cred, &len);
		S(socket, 99, 5, 7);
		S(socket, AF_PACKET, 99, 0);
		return 0;
	}
	return 99;
}
