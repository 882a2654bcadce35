/* Data that goes from and to descriptors. */
#include "sys.h"
#include <linux/uio.h>
#include <linux/mman.h>

#define AF_UNIX 1
#define SOCK_DGRAM 2
#define MSG_TRUNC 0x20
#define MSG_DONTWAIT 0x40

struct msg { void *name; int namelen; struct iovec *iov; usize iovlen; void *control; usize controllen; int flags; };
struct mmsg { struct msg m; unsigned len; };

static unsigned char data[256], room[256];
static char big[0x100010];

int main(int argc, char **argv, char **envp)
{
	for (int i = 0; i < 256; i++)
		data[i] = i == '`' ? '-' : i; /* specs are quoted with it */
	memset(room, 'r', sizeof room);
	struct iovec out[3] = { { data + 'a', 3 }, { data + 'A', 26 }, { data, 2 } };
	struct iovec in[3] = { { room, 2 }, { room + 10, 20 }, { room + 40, 100 } };
	CASE("bytes") {
		S(openat, AT_FDCWD, "f", O_RDWR | O_CREAT, 0600);
		S(write, 3, data, 256);
		S(write, 3, data, 1);
		S(write, 3, data + 'A', 8);
		S(write, 3, data + 'A', 9);
		S(write, 3, data + 'A', 0);
		S(write, 3, NULL, 5);
		S(write, 99, data + 'A', 3);
		S(lseek, 3, 250, 0);
		S(read, 3, room, 100);
		S(read, 3, room, 100);
		S(read, 3, NULL, 1);
		S(pread64, 3, room, 5, 65);
		S(pwrite64, 3, data + '0', 10, 5);
		S(dup3, 3, 4, 0);
		S(write, 4, data, 2);
		S(getppid);
		return 0;
	}
	CASE("vectors") {
		int p[2];
		S(openat, AT_FDCWD, "f", O_RDWR | O_CREAT, 0600);
		S(writev, 3, out, 3);
		S(pwritev, 3, out, 2, 1, 0);
		S(pwritev2, 3, out, 1, 0, 0, 0);
		S(preadv, 3, in, 3, 0, 0);
		S(preadv, 3, in, 3, 1000, 0);
		S(preadv2, 3, in, 2, 3, 0, 0);
		S(lseek, 3, 1, 0);
		S(readv, 3, in, 1);
		S(readv, 99, in, 1);
		S(writev, 99, out, 2);
		S(writev, 3, out, 0);
		S(writev, 3, NULL, 1);
		out[1].iov_len = 0;
		S(writev, 3, out, 3);
		S(pipe2, p, 0);
		S(vmsplice, 5, out, 1, 0);
		S(read, 4, room, 100);
		return 0;
	}
	CASE("messages") {
		int s[2];
		struct mmsg m[2] = { { { .iov = out, .iovlen = 2 } }, { { .iov = out + 1, .iovlen = 1 } } };
		struct mmsg r[2] = { { { .iov = in, .iovlen = 2 } }, { { .iov = in, .iovlen = 2 } } };
		S(socketpair, AF_UNIX, SOCK_DGRAM, 0, s);
		S(sendto, 3, data + 'A', 5, 0, NULL, 0);
		S(sendto, 3, data + 'A', 5, 0, NULL, 0);
		S(recvfrom, 4, room, 100, 0, NULL, NULL);
		S(recvfrom, 4, room, 3, MSG_TRUNC, NULL, NULL);
		S(sendmsg, 3, m, 0);
		S(recvmsg, 4, r, 0);
		S(sendmsg, 99, m, 0);
		S(recvmsg, 99, r, 0);
		S(sendmmsg, 3, m, 2, 0);
		S(recvmmsg, 4, r, 2, MSG_DONTWAIT, NULL);
		S(recvmmsg, 4, r, 2, MSG_DONTWAIT, NULL);
		return 0;
	}
	CASE("unsent") {
		struct mmsg m[2] = { { { .iov = out, .iovlen = 2 } }, { { .iov = out + 1, .iovlen = 1 } } };
		S(sendmmsg, 99, m, 2, 0);
		return 0;
	}
	CASE("edges") {
#ifdef __NR_mmap2
		char *p = (char *)S(mmap2, NULL, 0x21000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#else
		char *p = (char *)S(mmap, NULL, 0x21000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#endif
		S(munmap, p + 0x20000, 0x1000);
		S(openat, AT_FDCWD, "/dev/null", O_WRONLY);
		S(write, 3, p + 0x20000 - 5, 10);
		S(write, 3, p, 0x1fffe);
		S(write, 3, p, 0x20005);
		S(write, 3, p, -1);
		out[0].iov_base = p + 0x20000 - 5, out[0].iov_len = 10;
		S(writev, 3, out, 2);
		struct iovec *v = (struct iovec *)(p + 0x20000) - 1;
		v->iov_base = data, v->iov_len = 2;
		S(writev, 3, v, 2);
		return 0;
	}
	CASE("large") {
		big[0x100000] = 'x';
		S(openat, AT_FDCWD, "/dev/null", O_WRONLY);
		S(write, 3, big, 0x100000);
		S(write, 3, big, 0x100001);
		return 0;
	}
	CASE("copies") {
		int p[2];
		S(openat, AT_FDCWD, "f", O_RDWR | O_CREAT, 0600);
		S(write, 3, data, 3);
		S(lseek, 3, 0, 0);
		S(pipe2, p, 0);
		S(sendfile, 5, 3, NULL, 3);
		S(splice, 4, NULL, 3, NULL, 3, 0);
		S(copy_file_range, 3, NULL, 3, NULL, 0, 0);
		return 0;
	}
	return 99;
}
