/* Files and directories. Each case runs in an empty directory. */
#include "sys.h"
#include <asm/stat.h>
#include <linux/uio.h>
#include <linux/xattr.h>
#include <asm/statfs.h>
#include <asm/ioctls.h>
#include <linux/fs.h>
#include <linux/falloc.h>
#include <linux/openat2.h>
#include <linux/fadvise.h>
#include <linux/close_range.h>

static char buf[8192];
static struct stat st;
static struct statx stx;

int main(int argc, char **argv, char **envp)
{
	CASE("open") {
		S(openat, AT_FDCWD, "sample", O_WRONLY | O_CREAT | O_EXCL, 0640);
		S(openat, AT_FDCWD, "sample", O_RDWR | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_SYNC, 0640);
		S(openat, AT_FDCWD, "missing", O_RDONLY);
		S(openat, -1, "missing", O_PATH | O_DIRECTORY | O_NOFOLLOW);
		S(openat, 7, "", O_RDONLY | O_LARGEFILE);
		S(openat, AT_FDCWD, ".", O_RDWR | O_TMPFILE, 0600);
		S(openat, AT_FDCWD, NULL, O_RDONLY);
		S(openat, AT_FDCWD, 1, O_RDONLY);
		S(openat, AT_FDCWD, "x", 0x40000003);
		S(close, 100);
#ifdef __NR_open
		S(open, "sample", O_RDONLY);
		S(open, "other", O_WRONLY | O_CREAT | O_TRUNC, 0600);
		S(creat, "third", 07777);
#endif
		struct open_how how = { .flags = O_RDONLY | O_CREAT, .mode = 0600, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
		S(openat2, AT_FDCWD, "fourth", &how, sizeof how);
		S(openat2, AT_FDCWD, "fourth", NULL, 0);
		S(close_range, 50, 60, CLOSE_RANGE_CLOEXEC);
		S(close, 3);
		return 0;
	}
	CASE("stat") {
		S(openat, AT_FDCWD, "sample", O_WRONLY | O_CREAT, 0644);
		S(write, 3, "hello\n", 6);
#ifdef __NR_stat
		S(stat, "sample", &st);
		S(lstat, "sample", &st);
		S(stat, "missing", &st);
#endif
		S(fstat, 3, &st);
		S(fstat, 99, &st);
#ifdef __NR_newfstatat
		S(newfstatat, AT_FDCWD, ".", &st, 0);
		S(newfstatat, 3, "", &st, AT_EMPTY_PATH);
		S(newfstatat, AT_FDCWD, "/dev/null", &st, AT_SYMLINK_NOFOLLOW);
#endif
		S(statx, AT_FDCWD, "sample", AT_STATX_SYNC_AS_STAT, STATX_BASIC_STATS, &stx);
		S(statx, AT_FDCWD, "missing", AT_STATX_FORCE_SYNC | AT_SYMLINK_NOFOLLOW, STATX_ALL, &stx);
		S(statx, AT_FDCWD, "missing", 0, STATX_TYPE | STATX_MODE | STATX_SIZE, &stx);
		return 0;
	}
	CASE("access") {
		S(openat, AT_FDCWD, "sample", O_WRONLY | O_CREAT, 0644);
#ifdef __NR_access
		S(access, "sample", 0);
		S(access, "missing", 7);
#endif
		S(faccessat, AT_FDCWD, "sample", 4);
		S(faccessat2, AT_FDCWD, "sample", 2 | 1, AT_EACCESS);
		return 0;
	}
	CASE("links") {
		S(openat, AT_FDCWD, "a", O_WRONLY | O_CREAT, 0644);
		S(linkat, AT_FDCWD, "a", AT_FDCWD, "b", 0);
		S(symlinkat, "a", AT_FDCWD, "c");
		S(readlinkat, AT_FDCWD, "c", buf, sizeof buf);
		S(readlinkat, AT_FDCWD, "a", buf, 10);
		S(renameat, AT_FDCWD, "b", AT_FDCWD, "d");
		S(renameat2, AT_FDCWD, "d", AT_FDCWD, "e", RENAME_NOREPLACE);
		S(renameat2, AT_FDCWD, "e", AT_FDCWD, "nowhere/f", RENAME_EXCHANGE);
		S(unlinkat, AT_FDCWD, "e", 0);
		S(mkdirat, AT_FDCWD, "dir", 0755);
		S(unlinkat, AT_FDCWD, "dir", AT_REMOVEDIR);
		S(mknodat, AT_FDCWD, "fifo", S_IFIFO | 0600);
		S(mknodat, AT_FDCWD, "null", S_IFCHR | 0600, 0x103);
#ifdef __NR_link
		S(link, "a", "b");
		S(symlink, "target", "sym");
		S(readlink, "sym", buf, 3);
		S(readlink, "missing", buf, 3);
		S(rename, "b", "x");
		S(unlink, "x");
		S(mkdir, "dir", 01777);
		S(rmdir, "dir");
		S(mknod, "reg", S_IFREG | 0644);
#endif
		return 0;
	}
	CASE("dirs") {
		S(mkdirat, AT_FDCWD, "d", 0700);
		S(chdir, "d");
		S(openat, AT_FDCWD, ".", O_RDONLY | O_DIRECTORY);
		S(getdents64, 3, buf, sizeof buf);
		S(getdents64, 3, buf, sizeof buf);
#ifdef __NR_getdents
		S(lseek, 3, 0, 0);
		S(getdents, 3, buf, sizeof buf);
#endif
		S(fchdir, 3);
		S(chdir, "/nowhere");
		S(chroot, "/nowhere");
		S(chdir, "/");
		S(getcwd, buf, sizeof buf);
		S(getcwd, buf, 1);
		return 0;
	}
	CASE("rw") {
		struct iovec out[2] = { { "one", 3 }, { "two\n", 4 } };
		struct iovec in[2] = { { buf, 2 }, { buf + 100, 100 } };
		S(openat, AT_FDCWD, "f", O_RDWR | O_CREAT, 0600);
		S(write, 3, "\0\1\n\t\r\v\f\"\\\377z", 11);
		S(write, 3, "123456789012345678901234567890123456789", 39);
		S(write, 3, "12345678901234567890123456789012", 32);
		S(write, 3, "\0001\0018", 4);
		S(write, 3, NULL, 0);
		S(write, 3, 1, 5);
		S(write, 99, "x", 1);
		S(lseek, 3, 0, 0);
		S(read, 3, buf, 11);
		S(read, 3, buf, 0);
		S(read, 99, buf, 10);
		S(read, 3, buf, 4096);
		S(read, 3, buf, 4096);
		S(lseek, 3, 0, 0);
		S(writev, 3, out, 2);
		S(lseek, 3, 0, 0);
		S(readv, 3, in, 2);
		S(pwrite64, 3, "abc", 3, 10);
		S(pread64, 3, buf, 3, 10);
		S(pwritev, 3, out, 2, 4, 0);
		S(preadv, 3, in, 2, 4, 0);
		S(preadv2, 3, in, 2, 4, 0, 1);
		S(pwritev2, 3, out, 2, -1L, -1L, 0x10);
		S(lseek, 3, -5, 2);
		S(lseek, 3, 5, 1);
		S(lseek, 3, 0, 3);
		S(lseek, 3, 0, 77);
		return 0;
	}
	CASE("mode") {
		S(openat, AT_FDCWD, "f", O_RDWR | O_CREAT, 0600);
		S(fchmod, 3, 0444);
		S(fchmodat, AT_FDCWD, "f", 04755);
		S(fchown, 3, 1, -1);
		S(fchownat, AT_FDCWD, "f", -1, 2, AT_SYMLINK_NOFOLLOW);
#ifdef __NR_chmod
		S(chmod, "f", 0);
		S(chown, "f", 0, 0);
		S(lchown, "missing", 65534, 65534);
#endif
		S(umask, 022);
		S(umask, 077);
		S(ftruncate, 3, 1000);
		S(truncate, "f", 5);
		S(fallocate, 3, 0, 0, 10);
		S(fallocate, 3, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, 0, 10);
		S(fsync, 3);
		S(fdatasync, 3);
		S(flock, 3, 2 | 4);
		S(flock, 3, 8);
		return 0;
	}
	CASE("times") {
		struct timespec ts[2] = { { 1, 5 }, { 1000000000, 999999999 } };
		struct timespec special[2] = { { 0, 0x3fffffff }, { 0, 0x3ffffffe } };
		S(openat, AT_FDCWD, "f", O_RDWR | O_CREAT, 0600);
		S(utimensat, AT_FDCWD, "f", ts, 0);
		S(utimensat, AT_FDCWD, "f", NULL, AT_SYMLINK_NOFOLLOW);
		S(utimensat, 3, NULL, special, 0);
		return 0;
	}
	CASE("xattr") {
		S(openat, AT_FDCWD, "f", O_RDWR | O_CREAT, 0600);
		S(setxattr, "f", "trusted.one", "value", 5, XATTR_CREATE);
		S(fsetxattr, 3, "trusted.two", "\0\1", 2, 0);
		S(lsetxattr, "missing", "trusted.x", "", 0, XATTR_REPLACE);
		S(getxattr, "f", "trusted.one", buf, 100);
		S(getxattr, "f", "trusted.none", buf, 100);
		S(fgetxattr, 3, "trusted.two", buf, 100);
		S(lgetxattr, "f", "trusted.one", NULL, 0);
		S(removexattr, "f", "trusted.one");
		S(fremovexattr, 3, "trusted.none");
		return 0;
	}
	CASE("fcntl") {
		struct flock fl = { .l_type = F_WRLCK, .l_whence = 0, .l_start = 1, .l_len = 10 };
		S(openat, AT_FDCWD, "f", O_RDWR | O_CREAT, 0600);
		S(fcntl, 3, F_GETFD);
		S(fcntl, 3, F_SETFD, 1);
		S(fcntl, 3, F_GETFD);
		S(fcntl, 3, F_GETFL);
		S(fcntl, 3, F_SETFL, O_RDWR | O_NONBLOCK | O_APPEND);
		S(fcntl, 3, F_DUPFD, 10);
		S(fcntl, 3, F_DUPFD_CLOEXEC, 20);
		S(fcntl, 3, F_SETLK, &fl);
		S(fcntl, 3, F_GETLK, &fl);
		S(fcntl, 3, F_SETOWN, 1);
		S(fcntl, 3, F_GETOWN);
		S(fcntl, 3, F_GETPIPE_SZ);
		S(fcntl, 3, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW);
		S(fcntl, 99, F_GETFD);
		S(fcntl, 3, 999, 5);
		S(dup, 3);
#ifdef __NR_dup2
		S(dup2, 3, 30);
#endif
		S(dup3, 3, 31, O_CLOEXEC);
		S(dup3, 3, 3, 0);
		return 0;
	}
	CASE("pipe") {
		int p[2];
		S(pipe2, p, O_CLOEXEC | O_NONBLOCK);
		S(pipe2, NULL, 0);
#ifdef __NR_pipe
		S(pipe, p);
#endif
		S(write, p[1], "x", 1);
		S(read, p[0], buf, 10);
		S(splice, 3, NULL, 4, NULL, 10, 1 | 2);
		S(tee, 3, 3, 5, 2);
		S(vmsplice, 4, NULL, 0, 0);
		return 0;
	}
	CASE("ioctl") {
		int n = 0;
		unsigned short ws[4];
		S(openat, AT_FDCWD, "f", O_RDWR | O_CREAT, 0600);
		S(ioctl, 3, TCGETS, buf);
		S(ioctl, 3, TIOCGWINSZ, ws);
		S(ioctl, 3, FIONREAD, &n);
		S(ioctl, 3, FIOCLEX);
		S(ioctl, 3, FIONCLEX, 0);
		S(ioctl, 3, 0x12345678, 1);
		S(ioctl, 99, TCGETS, buf);
		return 0;
	}
	CASE("statfs") {
		struct statfs sf;
		S(statfs, "/proc", &sf);
		S(openat, AT_FDCWD, "/proc", O_RDONLY);
		S(fstatfs, 3, &sf);
		S(statfs, "missing", &sf);
		return 0;
	}
	CASE("copy") {
		S(openat, AT_FDCWD, "f", O_RDWR | O_CREAT, 0600);
		S(write, 3, "0123456789", 10);
		S(openat, AT_FDCWD, "g", O_RDWR | O_CREAT, 0600);
		__kernel_loff_t in = 2, out = 0;
		S(copy_file_range, 3, &in, 4, &out, 5, 0);
		S(sendfile, 4, 3, &in, 2);
		S(sendfile, 4, 3, NULL, 100);
		S(fadvise64, 3, 0, 10, POSIX_FADV_SEQUENTIAL);
		S(readahead, 3, 0, 4096);
		S(sync_file_range, 3, 0, 10, 7);
		return 0;
	}
	CASE("mount") {
		S(mount, "src", "/nowhere", "tmpfs", 1 | 2 | 4, "size=1");
		S(mount, NULL, "/nowhere", NULL, 1 << 20, NULL);
		S(umount2, "/nowhere", 2 | 8);
		S(pivot_root, "/nowhere", "/there");
		S(swapon, "/nowhere", 0x8000);
		S(swapoff, "/nowhere");
		return 0;
	}
	CASE("strings") {
		static char big[300];
		for (int i = 0; i < 299; i++)
			big[i] = 'a' + i % 26;
		S(chdir, big);
		S(chdir, "with \"quotes\" and \\ and \n");
		S(chdir, "\303\244\377\1\0017");
		S(chdir, "");
		S(chdir, NULL);
		S(chdir, -1L);
		return 0;
	}
	return 99;
}
