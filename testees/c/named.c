/* Calls about one file, by name, by descriptor and relative to a directory, and calls that are not. Run it in an empty
   directory, or in one with the file "sample". */
#include "sys.h"
#include <asm/poll.h>
#include <linux/eventpoll.h>

#define AT_EACCESS 0x200

int main(int argc, char **argv, char **envp)
{
	CASE("paths") {
		S(openat, AT_FDCWD, "sample", O_RDWR | O_CREAT, 0600);
		S(openat, AT_FDCWD, ".", O_RDONLY | O_DIRECTORY);
		S(faccessat, AT_FDCWD, "./sample", 0);
		S(faccessat, 4, "sample", 0);
		S(symlinkat, "sample", AT_FDCWD, "link");
		S(faccessat, AT_FDCWD, "link", 0);
		S(read, 3, NULL, 0);
		S(dup3, 3, 5, 0);
		S(close, 5);
		S(renameat2, AT_FDCWD, "sample", AT_FDCWD, "moved", 0);
		S(read, 3, NULL, 0);
		S(renameat2, AT_FDCWD, "moved", AT_FDCWD, "sample", 0);
		S(unlinkat, AT_FDCWD, "sample", 0);
		S(read, 3, NULL, 0);
		S(openat, AT_FDCWD, "sample (deleted)", O_RDWR | O_CREAT, 0600);
		S(read, 5, NULL, 0);
		S(faccessat, AT_FDCWD, NULL, 0);
		S(faccessat, AT_FDCWD, 1, 0);
		raw(1000, 3, (long)"sample", 0, 0, 0, 0);
		S(close, 3);
		S(read, 3, NULL, 0);
		return 0;
	}
	CASE("descriptors") {
		struct timespec ts = { 0, 0 };
		struct epoll_event event = { 0 };
		unsigned long set[16];
		struct pollfd f[2] = { { -1, POLLIN, 0 }, { 3, POLLIN, 0 } };
#define SET(fd) (memset(set, 0, sizeof set), ((unsigned char *)set)[(fd) / 8] = 1 << (fd) % 8)
		S(openat, AT_FDCWD, "/dev/null", O_RDWR);
		S(read, 3, NULL, 0);
		S(read, -1, NULL, 0);
		S(dup3, 3, 4, 0);
		S(dup3, 4, 5, 0);
		S(ppoll, f, 1, &ts, NULL, 8);
		S(ppoll, f, 2, &ts, NULL, 8);
		S(ppoll, NULL, 1, &ts, NULL, 8);
		SET(3);
		S(pselect6, 4, set, NULL, NULL, &ts, NULL);
		SET(3);
		S(pselect6, 4, NULL, set, NULL, &ts, NULL);
		SET(3);
		S(pselect6, 3, set, NULL, NULL, &ts, NULL);
		SET(4);
		S(pselect6, 5, NULL, NULL, set, &ts, NULL);
		S(epoll_create1, 0);
		S(epoll_ctl, 6, EPOLL_CTL_ADD, 3, &event);
		S(epoll_pwait, 6, &event, 1, 0, NULL, 8);
		S(sendfile, 4, 3, NULL, 0);
		S(sendfile, 3, 4, NULL, 0);
		S(getppid);
		return 0;
	}
	return 99;
}
